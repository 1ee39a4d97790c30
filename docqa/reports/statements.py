"""All that a document states, piece by piece: sentences, items of lists, rows of tables, headings. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from docqa.documents import Page
from docqa.reports.extracts import BULLET, Extract
from docqa.reports.sections import behind
from docqa.text.changes import Token, tokens
from docqa.text.contents import ends_of_entries_borne_out, entries
from docqa.text.languages import LANGUAGES
from docqa.text.running_lines import body, headings
from docqa.text.sentences import sentence_ends

MAX_SHARE_OF_SHORT_LINE = 0.65  # of the long lines of its page; a line of a paragraph that goes on is longer
SHARE_OF_LONGER_LINES = 0.1  # some rows of tables are longer than any line of a paragraph
MIN_SHARE_OF_NUMBERS_IN_ROW = 0.3  # of the words of a table's row

_REFERENCE = "|".join(language.refers for language in LANGUAGES)
_ENDED = re.compile(r"[.!?…:;。！？][)\"'”’\]]*$")
_GOES_ON = re.compile(r"[,.!?…:;]\W*$|[^\W\d_][-‐‑]$")  # as no row of a table ends
_BULLET = re.compile(rf"{BULLET}\s+")
# "4.2 The", "(a) the", "12. The", "§ 5 Rent", "Article 3: Rent". What stands before the words of a clause.
_LEVELS = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3})+)\.?\)?\s+(?=[\"“„«(]?[^\W\d_a-zß-öø-ÿ])")
_NAMED = re.compile(rf"(?:§+|(?:{_REFERENCE})\b)\s*(?P<number>[\dIVXLC]{{1,5}}(?:\.\d{{1,3}})*)[.:)]?(?:\s+|$)", re.I)
_ITEM = re.compile(r"\(?(?P<number>\d{1,3}|[a-zA-Z]|[ivx]{2,5})[.)]\s+(?=\S)")
_OF_HEADING = re.compile(r"(?P<number>\d{1,3}|[IVXLC]{1,5}|[A-Z])[.:)]?\s+(?=[^\W\d_])")
_LEADER = re.compile(r"\s*\.(?:\s?\.){3,}[\s.]*+(?:[\divxlc-]+(?![\w.,%)])|(?!\S))", re.IGNORECASE)  # "..... 12"
_PAGE_OF_ENTRY = re.compile(r"[\s.·…_]*(?:\d{1,4}|[ivxlc]+)?\s*$", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(rf"(?:§|\b(?:{_REFERENCE}))\s*[\dIVXLC]+[A-Za-z]?\.$", re.IGNORECASE)  # "Item 4."
_ENDS_IN_REFERENCE = re.compile(rf"(?:§|\b(?:{_REFERENCE}))\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement where it stands: in one piece, or in two where a page ends inside it."""

    pieces: tuple[Extract, ...]
    section: str  # the heading that it stands under
    number: str  # of its clause or item, which is none of its words
    start: int  # these are `text[start:end]`: without a number, or the page's number in a table of contents
    end: int
    words: tuple[str, ...]  # as they are compared
    is_heading: bool = False
    leads_to_page: bool = False  # as an entry of a table of contents does; the page's number is none of its words

    @property
    def text(self) -> str:
        return joined([piece.text for piece in self.pieces])

    @property
    def tokens(self) -> list[Token]:
        """The words with their places in the text."""
        return list(tokens(self.text, self.start, self.end))

    @property
    def is_ended(self) -> bool:
        return bool(_ENDED.search(self.text))

    @property
    def leads(self) -> bool:
        """Whether it heads, asks or announces what stands behind it."""
        return self.is_heading or self.text.endswith(("?", ":", "？", "："))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page, `[start:end]` of its text."""

    page: Page
    start: int
    end: int
    heading: str = ""  # its title, where it is one
    begins: bool = False  # an empty line, or the end of a heading, stands before it
    is_short: bool = False
    is_entry: bool = False  # of a table of contents, or of a list that looks like one
    leads_to_page: bool = False  # its number is of a page for certain

    @property
    def text(self) -> str:
        return self.page.text[self.start : self.end]

    @property
    def is_ended(self) -> bool:
        return bool(self.heading or _ENDED.search(self.text))


def joined(texts: Sequence[str]) -> str:
    """The pieces of a statement as one text; a word that a page's end divides becomes whole.

    >>> joined(["Dogs are for-", "bidden."])
    'Dogs are forbidden.'
    """
    text = ""
    for piece in texts:
        is_divided = re.search(r"[^\W\d_]-$", text) and piece[:1].islower()
        text = f"{text[:-1]}{piece}" if is_divided else f"{text} {piece}".strip()
    return text


def statements(pages: Sequence[Page], running: Collection[str]) -> Iterator[Statement]:
    """All statements of a document, in order, without its running lines.

    >>> page = Page(0, "1", "2. Rent\\n2.1 The rent is due\\nmonthly. Dogs\\npay.\\nLinen 5.00 6.00\\nTowels 3.00 3.60")
    >>> [(one.number, " ".join(one.words)) for one in statements([page], ())]
    [('2', 'rent'), ('2.1', 'the rent is due monthly'), ('', 'dogs pay'), ('', 'linen 5.00 6.00'), \
('', 'towels 3.00 3.60')]
    """
    section = ""
    block: list[_Line] = []
    leading = ends_of_entries_borne_out(pages)
    for page in pages:
        for line in _lines(page, running, leading.get(page.index, frozenset())):
            if block and _begins_anew(block[-1], line):
                yield from _of_block(block, section)
                block = []
            section = line.heading or section
            block.append(line)
    if block:
        yield from _of_block(block, section)


def _lines(page: Page, running: Collection[str], leading: Collection[int]) -> Iterator[_Line]:
    first, last = body(page, running)
    found = [line for line in re.finditer(r"[^\n]+", page.text[first:last]) if line[0].strip()]
    entry_ends = {end for _, end in entries(page.text)}
    lengths = sorted((len(line[0]) for line in found), reverse=True)
    long = lengths[int(SHARE_OF_LONGER_LINES * len(lengths))] if lengths else 0
    starts = [(max(heading.start, first), heading.title) for heading in headings(page, running)]
    spans = [(start, behind(title, page.text, start), title) for start, title in starts]
    end = first
    for line in found:
        start, stop = first + line.start(), first + line.end()
        title, begin, behind_title = next(
            ((title, a, b) for a, b, title in spans if a < stop and start < max(b, a + 1)), ("", start, start)
        )
        begins = bool(re.search(r"\n\s*\n", page.text[end:start])) or (bool(title) and start <= begin)
        is_inside = bool(title) and start > begin  # a later line of a long heading
        yield _Line(
            page, start, stop, title if behind_title > start else "", begins and not is_inside,
            len(line[0]) < MAX_SHARE_OF_SHORT_LINE * long, stop in entry_ends, stop in leading,
        )  # fmt: skip
        end = stop


def _begins_anew(before: _Line, line: _Line) -> bool:
    """Whether a line begins a statement, so that it does not go on from the line before."""
    if _LEADER.fullmatch(line.text) and not before.heading:  # what it leads from stands above
        return False
    if before.is_entry:
        return True
    if line.heading or before.heading:
        return line.begins or line.heading != before.heading
    text = line.text.lstrip()
    if line.begins or _BULLET.match(text) or _is_row(text):
        return True
    if _is_row(before.text) and not text[0].islower():
        return True
    is_referred_to = _ENDS_IN_REFERENCE.search(before.text)
    if _LEVELS.match(text) and not is_referred_to:
        return True
    is_over = before.is_ended or (before.is_short and not text[0].islower())
    return is_over and (before.is_short or bool(_ITEM.match(text) or _NAMED.match(text)))


def _is_row(text: str) -> bool:
    """Whether a line is one of a table, with several numbers and little else.

    >>> [_is_row(text) for text in ("Net sales 1,200 1,150", "2.1 The rent of 900 euros is due in 30 days.")]
    [True, False]
    """
    count = len(re.findall(r"\S*\d\S*", text))
    return count >= 2 and count >= MIN_SHARE_OF_NUMBERS_IN_ROW * len(text.split()) and not _GOES_ON.search(text)


def _of_block(lines: Sequence[_Line], section: str) -> Iterator[Statement]:
    """The statements of lines that belong together, which may stand on two pages."""
    is_heading, is_first = bool(lines[0].heading), True
    pieces: list[Extract] = []
    for index in dict.fromkeys(line.page.index for line in lines):
        own = [line for line in lines if line.page.index == index]
        page, start, end = own[0].page, own[0].start, own[-1].end
        for stop in [end] if is_heading else _ends(page.text, start, end):
            if page.text[start:stop].strip():
                pieces.append(Extract.of(page, start, stop))
            goes_on = stop == end and own[-1] is not lines[-1] and not own[-1].is_ended
            if pieces and not goes_on:
                leads_to_page = stop == end and lines[-1].leads_to_page
                yield from _statement(pieces, section, is_first, is_heading, leads_to_page)
                pieces, is_first = [], False
            start = stop


def _statement(
    pieces: Sequence[Extract], section: str, is_first: bool, is_heading: bool, leads_to_page: bool
) -> Iterator[Statement]:
    """The statement of these pieces, unless it is a number alone; of an entry of contents without the page's number."""
    text = joined([piece.text for piece in pieces])
    number, lead = _number(text, is_heading, is_first)
    page = _PAGE_OF_ENTRY.search(text, lead) if leads_to_page else None
    end = page.start() if page else len(text)
    words = tuple(token.word for token in tokens(text, lead, end))
    if words:
        yield Statement(tuple(pieces), section, number, lead, end, words, is_heading, leads_to_page)


def _ends(text: str, start: int, end: int) -> list[int]:
    """Where statements end in a paragraph: at the ends of its sentences, and of the entries of a table of contents.

    >>> text = "Fees ..... 12 Rent . . . . 3 Dogs pay. Cats stay."
    >>> [text[a:b] for a, b in zip([0, *_ends(text, 0, len(text))], _ends(text, 0, len(text)))]
    ['Fees ..... 12', ' Rent . . . . 3', ' Dogs pay.', ' Cats stay.']
    """
    leaders = [(leader.start(), leader.end()) for leader in _LEADER.finditer(text, start, end)]
    sentences = [
        stop
        for stop in sentence_ends(text, start, end)
        if not any(first <= stop <= last for first, last in leaders) and not _ENDS_IN_NUMBER.search(text, start, stop)
    ]
    return sorted({*sentences, *(last for _, last in leaders), end})


def _number(text: str, is_heading: bool = False, is_first: bool = True) -> tuple[str, int]:
    """The number of the clause or item that a text is, and where its words begin. `is_first` in its paragraph.

    >>> _number("• (a) dogs"), _number("4 Rent", is_heading=True), _number("4 dogs"), _number("9. It", is_first=False)
    (('a', 6), ('4', 2), ('', 0), ('', 0))
    """
    bullet = _BULLET.match(text)
    lead = bullet.end() if bullet else 0
    patterns = (_LEVELS, *([_NAMED, _ITEM] if is_first else []), *([_OF_HEADING] if is_heading else []))
    found = next((match for pattern in patterns if (match := pattern.match(text, lead))), None)
    return (found["number"].casefold(), found.end()) if found else ("", lead)
