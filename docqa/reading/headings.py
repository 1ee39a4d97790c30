"""Where sections begin on a page: by the outline, else by lines set larger or bolder than the text."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docqa.documents import Heading
from docqa.reading.clean_text import PageText
from docqa.reading.lines import Line
from docqa.reading.text_layer import TextLayer
from docqa.text.dates import is_date

MIN_SIZE_OF_HEADING = 1.15  # times the size of a page's text that a line is set at least, to be a heading by its size
MAX_CHARACTERS_PER_HEADING = 100  # characters; a longer line is text, whatever its size
MAX_HEADINGS_PER_PAGE = 6  # headings a page; where more lines would do, it is a form, a table or a poster
MIN_CHARACTERS_OF_TEXT_LINE = 35  # characters; a line as long, and of words, is text, which a heading stands above
MAX_LINES_PER_HEADING = 3  # of one heading
MAX_HEADINGS_IN_A_ROW = 3  # headings with no text between them
MAX_LEADING = 1.35  # times its size that a heading's second line stands below the first, at most
PAGES_REMEMBERED = 4  # pages; a title seen as lately is a running head

# Titles of entries that scanners and converters make by themselves.
_EMPTY_TITLE = re.compile(r"(?:untitled|blank page|(?:page|slide|folio)?[\s\divxlc]*)", re.IGNORECASE)
_NUMBERING = r"(?:(?:part|item|chapter|section|article|appendix|note)\s+)?(?:[\divxlc]+|[a-z])(?:\.\d+)*[.):]?"
_NUMBERED = re.compile(rf"\A{_NUMBERING}\s+(?=\S)", re.IGNORECASE)
_LINE_START = re.compile("^", re.MULTILINE)
_BEFORE_TITLE = re.compile(rf"[^\w\n]*({_NUMBERING}\s+)?", re.IGNORECASE)
_REST_OF_LINE = re.compile(r"[^\w\n]*$", re.MULTILINE)
_WORD_END = re.compile(r"\b")
_NAMED = re.compile(
    r"(?:part|item|chapter|section|article|appendix|annex|schedule) [\divxlca-h]+\b(?:[-–]\d+)?", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[a-z]{3}\.\W*$")  # a note's mark may stand behind it
# Of a row, of a line with a telephone's number, a score or the like, of an entry in a table of contents, or of a form's
# line with its number at the beginning or behind a sentence, "8a"; but "Annex 2b" is a heading.
_YEARS = r"(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?"
_FIGURE_END = re.compile(
    rf"\s[$€£]?(?!{_YEARS}$)\d[\d,.]*(?:[-–]\d[\d,.]*)*$|\s[$€£]?\s?\((?!{_YEARS}\))\d[\d,.]+\)$|\.{{4}}"
    r"|\A(?P<line>\d+[a-z])\s.*\s(?P=line)$|[.:…]\s+\d+[a-z]$"
)
_CONTINUED = re.compile(r"\((?:continued|cont[’'.]?d?\.?|fortsetzung|suite|continuación)\)\W*$", re.IGNORECASE)
# The heads of columns, and what stands in the place of a section's text.
_HEADS_NOTHING = re.compile(r"(?:page(?: no\.?)?|total|amount|none)\W*", re.IGNORECASE)
_SMALL_WORDS = frozenset("a an and as at by for from in into of on or per the to under upon with".split())


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the outline, at its level from 1.

    `top` is how high on its page it points, in points of the page's own coordinates.
    """

    title: str
    top: float | None = None
    level: int = 1

    @property
    def says_something(self) -> bool:
        """Whether its title is one that somebody has thought of.

        >>> [Entry(title).says_something for title in ("Page 12", "untitled", "5-2", "4.2 Extras")]
        [False, False, False, True]
        """
        return not _EMPTY_TITLE.fullmatch(self.title) and any(map(str.isalpha, self.title))


def outline_headings(entries: Sequence[Entry], page: PageText, lines: Sequence[Line]) -> tuple[Heading, ...]:
    """The headings of a page by the outline's entries for it, each where its title stands.

    Where the page does not have the title, at the line it points to; else at the page's beginning.

    >>> from docqa.reading.clean_text import tidy
    >>> text = tidy("... as agreed.\\r\\n4.2  EXTRAS\\r\\nLinen is extra.")
    >>> outline_headings([Entry("4 Rent"), Entry("4.2 Extras")], text, [])
    (Heading(start=0, title='4 Rent', level=1), Heading(start=15, title='4.2 Extras', level=1))
    """
    headings = []
    start = 0
    beginnings = _beginnings(page.text) if entries else []
    for entry in entries:
        found = _place_of_title(entry.title, page.text, beginnings, start)
        start = found if found is not None else _place_at(entry.top, page, lines)
        headings.append(Heading(start, entry.title, entry.level))
    return tuple(sorted(headings, key=lambda heading: heading.start))


_Beginning = tuple[int, Sequence[int]]


def _beginnings(text: str) -> Sequence[_Beginning]:
    """Where each line begins, and where in it a title may: behind a number, if there is one, and without."""
    found = []
    for line in _LINE_START.finditer(text):
        match = _BEFORE_TITLE.match(text, line.start())
        assert match is not None  # it may be empty
        found.append((line.start(), [match.end(), *([match.start(1)] if match[1] else [])]))
    return found


def _place_of_title(title: str, text: str, beginnings: Sequence[_Beginning], after: int) -> int | None:
    """The line that holds the title and nothing else or, if none does, the first that begins with it."""
    words = re.findall(r"\w+", _NUMBERED.sub("", title, count=1)) or re.findall(r"\w+", title)
    if not words:
        return None
    # A pattern of the words alone is quickly made; an outline has thousands of entries.
    of_words = re.compile(r"\W*".join(words), re.IGNORECASE)
    for rest in (_REST_OF_LINE, _WORD_END):
        places, done = [], 0
        for line, starts in beginnings:
            ends = (match.end() for start in starts if line >= done and (match := of_words.match(text, start)))
            if found := next(filter(None, (rest.match(text, end) for end in ends)), None):
                places.append(line)
                done = found.end()
        if places:
            return next((place for place in places if place >= after), places[0])
    return None


def _place_at(top: float | None, page: PageText, lines: Sequence[Line]) -> int:
    below = [line for line in lines if top is not None and line.bottom + line.top < 2 * top]
    return page.position(max(below, key=lambda line: line.top).first) if below else 0


class SizedHeadings:
    """The headings of the pages of a document without an outline, given in order: lines larger or bolder than text.

    Few are taken rather than wrong ones: a heading is short, a line of its own above text, and no running head.
    """

    def __init__(self) -> None:
        self._recent: deque[frozenset[str]] = deque(maxlen=PAGES_REMEMBERED)

    def of_page(self, page: PageText, layer: TextLayer) -> tuple[Heading, ...]:
        """The headings of the next page; `page` is the text of `layer`."""
        stretches = list(_stretches(layer))
        places = [(page.position(first), page.position(last)) for first, last in stretches]
        titles = [(start, " ".join(page.text[start:end].split())) for start, end in places]
        headings = [Heading(start, title, _level(title)) for start, title in titles]
        seen = frozenset[str]().union(*self._recent)
        self._recent.append(frozenset(heading.title.casefold() for heading in headings))
        new = tuple(heading for heading in headings if heading.title.casefold() not in seen)
        return new if len(new) <= MAX_HEADINGS_PER_PAGE else ()


def _level(title: str) -> int:
    """How deep a heading stands, by its number alone: how large it is set tells no level reliably.

    >>> [_level(title) for title in ("Terms", "4 Rent", "4.2 Extras", "A.1.3 Keys")]
    [1, 1, 2, 3]
    """
    number = _NUMBERED.match(title)
    return 1 + len(re.findall(r"\.(?=\d)", number[0])) if number else 1


def _stretches(layer: TextLayer) -> Iterator[tuple[int, int]]:
    """Where the headings stand in the raw text."""
    sizes: Counter[int] = Counter()
    for line in layer.lines:
        sizes[round(line.size)] += line.last - line.first
    body = max(sizes, key=lambda size: sizes[size], default=0)
    above: list[list[Line]] = []  # the headings, each of one or more lines, that end just above the line at hand
    for line in layer.lines:
        content = layer.raw[line.first : line.last]
        if (
            _is_like_heading(content)
            and (line.size >= MIN_SIZE_OF_HEADING * body or layer.is_bold(line) or _is_named(content))
            and not layer.is_row_of_cells(_behind_number(line, content))
        ):
            if _says_nothing(content):
                continue
            if above and _goes_on(above[-1][-1], line) and not _NUMBERED.match(content):
                above[-1].append(line)
            else:
                above.append([line])
            continue
        if above and len(above) <= MAX_HEADINGS_IN_A_ROW and _is_text_below(layer, above[-1][-1], line):
            yield from ((group[0].first, group[-1].last) for group in above if len(group) <= MAX_LINES_PER_HEADING)
        above = []


def _behind_number(line: Line, content: str) -> Line:
    """The line without its number, behind which a title often stands as far off as the next cell of a row.

    The small letter before a row of a form is none: "b Nontaxable pay".
    """
    number = _NUMBERED.match(content)
    return line._replace(first=line.first + number.end()) if number and not content[0].islower() else line


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line of a heading belongs to the same heading as the one before it: set alike, close below."""
    return before.size == line.size and 0 < before.bottom - line.bottom < MAX_LEADING * line.size


def _is_text_below(layer: TextLayer, heading: Line, line: Line) -> bool:
    """Whether a line is one of text, and set otherwise than the heading before it."""
    content = layer.raw[line.first : line.last]
    if len(content) < MIN_CHARACTERS_OF_TEXT_LINE:
        return False
    letters = sum(map(str.isalpha, content)) + sum(map(str.isspace, content))
    return letters >= 0.85 * len(content) and (
        heading.size >= MIN_SIZE_OF_HEADING * line.size
        or layer.is_bold(heading) != layer.is_bold(line)
        or _is_named(layer.raw[heading.first : heading.last])
    )


def _is_like_heading(content: str) -> bool:
    """Whether a line reads as one: short, mostly of letters, with a capital or a number first, no sentence, no row."""
    if len(content) > MAX_CHARACTERS_PER_HEADING or content[-1] in ",;:-–—(&":
        return False
    number = _NUMBERED.match(content)
    title = content[number.end() :] if number else content
    letters = list(filter(str.isalpha, title))
    return (
        len(letters) >= 3
        and 2 * len(letters) > len(title)
        and (content[0].isdigit() or not letters[0].islower())
        and ("." not in content or not _SENTENCE_END.search(content) or _is_named(content))
        and (not _ends_with_figure(content) or _NAMED.fullmatch(content) is not None)
    )


def _ends_with_figure(content: str) -> bool:
    may_be = content[-1].isdecimal() or content[-2:-1].isdecimal() or content[-1] in ",.)" or "...." in content
    return may_be and _FIGURE_END.search(content) is not None


def _says_nothing(content: str) -> bool:
    """Whether a line that is set as a heading heads no section.

    >>> [_says_nothing(line) for line in ("16 February", "Page No.", "Note 3 (continued)", "Dates and Pages")]
    [True, True, True, False]
    """
    return _CONTINUED.search(content) is not None or _HEADS_NOTHING.fullmatch(content) is not None or is_date(content)


def _is_named(content: str) -> bool:
    """Whether it is called a part, an item or the like, and is in capitals: no reference to one in a sentence."""
    return _NAMED.match(content) is not None and all(
        word[0].isupper() or word in _SMALL_WORDS for word in _WORD.findall(content)
    )
