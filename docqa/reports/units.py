"""A document in pieces that are looked at one by one: sentences, items of lists, rows of tables. Pure.

Nothing is left out of a page but its running lines: what no reader would quote alone may still be an item of a list.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docqa.documents import Page
from docqa.reports.extracts import Extract
from docqa.reports.items import ItemKind, items
from docqa.text.page_ends import Halves, sentences_over
from docqa.text.running_lines import body, headings, running_lines
from docqa.text.sentences import sentence_ends

MAX_CHARACTERS_PER_ROW = 160
LINES_AROUND = 3  # of a line with a figure in its midst, which is a row where so near there are
MIN_ROWS_AROUND = 2  # others like it
MIN_SHARE_OF_FULL_LINE = 0.7  # of the length of a page's long lines; a shorter line ends a paragraph, or is a heading
EDGE = 1  # lines at the top and at the bottom of a page that may hold its number among others
MIN_NUMBERED_PAGES = 3  # side by side, on which such a line counts on

# A bullet, also within a line; the number or letter of an item, at the beginning of a line only.
_BULLETS = "•▪◦●■‣⁃·*–—\uf0b7\uf0a7-"
_BULLET = re.compile(rf"(?:^[ \t]*[{_BULLETS}]|(?<=\s)[•▪◦●‣\uf0b7\uf0a7])\s+(?=\S)", re.MULTILINE)
_NUMBER = re.compile(
    r"^[ \t]*(?:\((?P<in>\d{1,2}|[a-z]|[ivx]{1,5})\)|(?P<behind>\d{1,2}|[a-z]|[A-Z](?=\))|[ivx]{1,5})(?P<sign>[.)])"
    r"|(?P<parts>\d{1,3}(?:\.\d{1,3})+\.?))[ \t]+(?=\S)",
    re.MULTILINE,
)
_NUMBER_OF_HEADING = re.compile(r"\s*[^\W\d_]+ [\dIVX]+[A-Za-z]?\.")  # "Item 2. Rent" is one piece
_ROW = re.compile(r"^(?![a-zß-öø-ÿ])(?=.*[^\W\d_]{2}).*?(?:\d|—|-)[%)]?(?:\s*[€$£])?[ \t]*$")
_NEAR_ROW = re.compile(
    r"(?![a-zß-öø-ÿ])[^\W\d_][^\d.:;]{2,60}(?:(?<=\b[A-Z])\.[^\d.:;]{2,60})*\s"
    r"[$€£(]?\d(?:[\d.,]*\d)?[%)]?(?:\s+(?![a-zß-öø-ÿ]).*)?$"
)
_SENTENCE_IN_ROW = re.compile(r"[a-z]{3}[.;:] ")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a document with its place, and how it stands on its page.

    `mark` is the kind of the list mark before it: "•", "1.", "(1)", "(a)", "1.1"; "" without one.
    """

    extract: Extract  # without the mark
    mark: str = ""
    is_row: bool = False
    is_heading: bool = False
    begins_line: bool = False
    is_alone: bool = False  # it begins and ends with lines, and the piece before it ended with one

    @property
    def text(self) -> str:
        return self.extract.text


def units(pages: Sequence[Page], running: Collection[str] | None = None) -> Iterator[Unit]:
    """The pieces of a document, in order, but for its running lines (by default those that it has)."""
    running = running_lines(pages) if running is None else running
    bodies = [body(page, running) for page in pages]
    numbered = _numbered_lines(pages, bodies)
    over = sentences_over(pages)
    for at, (page, (first, last)) in enumerate(zip(pages, bodies, strict=True)):
        first, last = _within(page.text, first, last, numbered[page.index])
        starts = [heading.start for heading in headings(page, running)]
        if at - 1 in over:  # what stands above its second half is a figure, or no part of the text
            _, above = over[at - 1]
            yield from _of_page(page, first, max(first, above.next_start), starts, None)
            first = min(max(first, above.next_end), last)
        yield from _of_page(page, first, last, starts, over.get(at))


def _numbered_lines(pages: Sequence[Page], bodies: Sequence[tuple[int, int]]) -> dict[int, set[int]]:
    """Where lines begin, by page, that are the same as on the pages beside it but for a number that counts on."""
    places: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for page, (first, last) in zip(pages, bodies, strict=True):
        lines = [line for line in re.finditer(r"[^\n]+", page.text[first:last]) if line[0].strip()]
        for line in {line.start(): line for line in [*lines[:EDGE], *lines[-EDGE:]]}.values():
            for number in re.finditer(r"\d{1,5}", line[0]):
                key = line[0][: number.start()] + "<>" + line[0][number.end() :]
                places.setdefault((key, int(number[0]) - page.index), []).append((page.index, first + line.start()))
    found: dict[int, set[int]] = {page.index: set() for page in pages}
    for same in places.values():
        if len({index for index, _ in same}) >= MIN_NUMBERED_PAGES:
            for index, start in same:
                found[index].add(start)
    return found


def _within(text: str, first: int, last: int, numbered: set[int]) -> tuple[int, int]:
    """`[first:last]` without the numbered lines at its ends."""
    for start in numbered:
        end = _end_of_line(text, start, last)
        if not text[first:start].strip():
            first = end
        elif not text[end:last].strip():
            last = start
    return first, last


def _of_page(
    page: Page, first: int, last: int, headings: Sequence[int], goes_on: tuple[Page, Halves] | None
) -> Iterator[Unit]:
    """`goes_on` are the page behind and the sentence that goes on there, if one does."""
    text = page.text
    marks = {found.start(): found for pattern in (_NUMBER, _BULLET) for found in pattern.finditer(text, first, last)}
    lines = [(first + line.start(), first + line.end()) for line in re.finditer(r"[^\n]+", text[first:last])]
    rows = {start: end for start, end in _rows(text, lines) if start not in headings}
    heads = {start: _end_of_line(text, start, last) for start in headings if first <= start < last}
    ends = {end for end in (*rows.values(), *heads.values()) if end < last}
    if goes_on and first < goes_on[1].end < last:
        ends.add(goes_on[1].end)
    cuts = sorted({first, last, *marks, *rows, *heads, *ends, *_ends_of_paragraphs(text, lines)})
    is_after_end = True
    for start, end in pairwise(cuts):
        mark = marks.get(start)
        begin = mark.end() if mark and mark.end() < end else start
        whole = start in heads or start in rows
        for at, (a, b) in enumerate([(begin, end)] if whole else _sentences(text, begin, end)):
            place = Extract.of(page, a, b)
            a, b = place.start, place.end
            if goes_on and not whole and b == goes_on[1].end:
                place = place.going_on(page, *goes_on)
            if not any(character.isalnum() for character in place.text):
                continue
            begins = not text[text.rfind("\n", 0, a) + 1 : a].strip()
            ends_line = not text[b : _end_of_line(text, b, len(text))].strip()
            kind = _kind(mark) if mark and at == 0 else ""
            yield Unit(place, kind, start in rows, start in heads, begins, begins and ends_line and is_after_end)
            is_after_end = ends_line


def _rows(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lines that are rows: those that end with figures, and those that have one in their midst, among others.

    >>> text = "They are:\\nAnn Lee 54 Chair\\nRobert Moss 61 2\\nInes Prado 47 1\\nThey meet in 2 rooms."
    >>> [text[a:b] for a, b in _rows(text, [line.span() for line in re.finditer(r"[^\\n]+", text)])]
    ['Ann Lee 54 Chair', 'Robert Moss 61 2', 'Ines Prado 47 1']
    """
    ends = [_is_row(text[start:end]) for start, end in lines]
    near = [is_one or _is_near_row(text[a:b]) for is_one, (a, b) in zip(ends, lines, strict=True)]
    rows = list(ends)
    for at, is_one in enumerate(near):
        around = sum(near[max(0, at - LINES_AROUND) : at + LINES_AROUND + 1]) - 1
        rows[at] = is_one and (around >= MIN_ROWS_AROUND or ends[at])
    for at, line in enumerate(lines):
        if rows[at] and (not ends[at] or any(rows[max(0, at - 1) : at]) or any(rows[at + 1 : at + 2])):
            yield line


def _is_near_row(line: str) -> bool:
    is_sentence = line.rstrip().endswith((".", ":", ",")) or _SENTENCE_IN_ROW.search(line)
    return len(line) <= MAX_CHARACTERS_PER_ROW and bool(_NEAR_ROW.match(line)) and not is_sentence


def _ends_of_paragraphs(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The ends of lines that are shorter than the page's, or announce what follows, with a new beginning below."""
    lengths = sorted(end - start for start, end in lines)
    full = lengths[len(lengths) * 9 // 10] if lengths else 0
    for (start, end), (below, _) in pairwise(lines):
        line = text[start:end].rstrip()
        is_short = len(line) < MIN_SHARE_OF_FULL_LINE * full and not line.endswith((",", "-", "("))
        if (is_short and not text[below:].lstrip()[:1].islower()) or line.endswith(":"):
            yield end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    written = [item for kind in (ItemKind.DATES, ItemKind.AMOUNTS) for item in items(kind, text[start:end])]
    within = [(start + item.start, start + item.end) for item in written]  # "3. Mai", "12 Mio. Euro": no sentence ends
    if number := _NUMBER_OF_HEADING.match(text, start, end):
        within.append(number.span())
    stops = [stop for stop in sentence_ends(text, start, end) if not any(a < stop <= b for a, b in within)]
    for stop in [*stops, end]:
        yield start, stop
        start = stop


def _is_row(line: str) -> bool:
    """Whether a line may be a row of a table: words, then figures at its end.

    >>> [_is_row(line) for line in ("Ann Lee 59 Chairman 6", "the rent of 2019", "Paid in full. It was 6", "12 13")]
    [True, False, False, False]
    """
    return len(line) <= MAX_CHARACTERS_PER_ROW and bool(_ROW.match(line)) and not _SENTENCE_IN_ROW.search(line)


def _kind(mark: re.Match[str]) -> str:
    """What kind of mark it is.

    >>> [_kind(_NUMBER.match(text)) for text in ("(2) Rent", "b) Rent", "3. Rent", "4.1 Rent", "(iv) Rent")]
    ['(1)', 'a)', '1.', '1.1', '(i)']
    """
    if mark.re is _BULLET:
        return "•"
    if mark["parts"]:
        return "1.1"
    sign = mark["in"] or mark["behind"]
    shown = "1" if sign.isdigit() else "i" if re.fullmatch(r"[ivx]{2,}|[iv]", sign) else "a" if sign.islower() else "A"
    return f"({shown})" if mark["in"] else f"{shown}{mark['sign']}"


def _end_of_line(text: str, start: int, last: int) -> int:
    end = text.find("\n", start)
    return last if end < 0 else min(end, last)
