"""Tables of words, whose rows are parted by lines drawn across the page, below a header in bold. Pure.

Tables of figures are known by their columns of figures (`finder.py`), with lines or without. Words in columns may as
well be prose: only drawn lines tell where a row ends, and only bold type that the first one says what the columns are.
A form has such lines as well, and a table that goes on from another page has no header.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile

from docqa.documents import Box, Word
from docqa.reading.tables.finder import SetPage
from docqa.tables import Cell, Column, Place, Row, Table

MIN_ROWS = 1  # below the header
ROWS_THAT_TELL_COLUMNS = 2  # below the header: one alone may have gaps by chance
MIN_BOLD, MAX_BOLD = 0.9, 0.5  # of the words of the header, and of each row below it
MIN_WIDTH_OF_RULE = 0.15  # of the page's width
SAME_PLACE = 0.005  # of the page's width or height, by which the ends and the heights of rules differ at most
MIN_GAP_BETWEEN_COLUMNS = 0.008  # of the page's width
MAX_COLUMNS = 12
MAX_CHARACTERS_OF_HEADER = 60  # of a column
MAX_CHARACTERS_OF_LABEL = 200  # of a row
MAX_CHARACTERS_OF_CELL = 400
ROOM_BEHIND_LINE = 0.03  # of the page's width: a space, and what is kept free at both sides of a rule
MIN_SHARE_OF_WORDS = 0.3  # of the cells, which are more than a figure or a sign
MAX_RULES = 400  # of a page; a plan has thousands
_SENTENCE = re.compile(r":\Z|\S+(?:\s+\S+){3,}\.\Z")  # no name of a column, as "WP no." is
_COUNT = re.compile(r"\W?\d{1,3}\W?")
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What stands in one column between two rules: the words, in the order of the page's text."""

    words: tuple[Word, ...]

    @property
    def extent(self) -> tuple[int, int]:
        return min(word.start for word in self.words), max(word.end for word in self.words)

    def text(self, page: str) -> str:
        return " ".join(page[start:end] for start, end in self.places(page))

    def places(self, page: str) -> list[tuple[int, int]]:
        """One for each stretch of the page's text without words of others."""
        found: list[tuple[int, int]] = []
        for word in self.words:
            if found and not page[found[-1][1] : word.start].strip() and "\n" not in page[found[-1][1] : word.start]:
                found[-1] = found[-1][0], word.end
            else:
                found.append((word.start, word.end))
        return found


_Span = tuple[float, float]  # of the page's width
_Band = dict[int, _Stretch]  # by columns, from 0; what is empty has none


def ruled_tables(index: int, page: SetPage, rules: Iterable[Box], is_bold: Callable[[Word], bool]) -> tuple[Table, ...]:
    """The tables between level rules of the page with that index; `rules` are in fractions of it, as words' boxes.

    The first row is the header, the first column labels the rows. A cell whose words do not follow one another in the
    page's text is left out.
    """
    found = []
    for run in _runs(_joined(islice(rules, MAX_RULES))):
        bands = list(_bands(page.words, run))
        while len(bands) > MIN_ROWS:
            is_header = _share(bands[0], is_bold) >= MIN_BOLD
            rows = takewhile(lambda band: _share(band, is_bold) <= MAX_BOLD, bands[1:]) if is_header else ()
            count, starts = _rows_in_columns([bands[0], *rows])
            table = _table(index, page, bands[:count], starts, run[0].x1) if count > MIN_ROWS else None
            if table is not None:
                found.append(table)
            bands = bands[count if table else 1 :]
    return tuple(found)


def _share(words: Sequence[Word], is_bold: Callable[[Word], bool]) -> float:
    return sum(map(is_bold, words)) / len(words)


def _joined(rules: Iterable[Box]) -> list[Box]:
    """The rules, those that go on at one height as one, from the top down."""
    joined: list[Box] = []
    for rule in sorted(rules, key=lambda box: (round(box.y0 / SAME_PLACE), box.x0)):
        last = joined[-1] if joined else None
        if last and abs(rule.y0 - last.y0) <= SAME_PLACE and rule.x0 <= last.x1 + SAME_PLACE:
            joined[-1] = replace(last, x1=max(last.x1, rule.x1))
        else:
            joined.append(rule)
    return sorted((rule for rule in joined if rule.x1 - rule.x0 >= MIN_WIDTH_OF_RULE), key=lambda rule: rule.y0)


def _runs(rules: Sequence[Box]) -> Iterator[list[Box]]:
    """The rules that begin and end at one place each, below one another, with no other one across between them."""
    run: list[Box] = []
    for rule in rules:
        if run and not (abs(rule.x0 - run[-1].x0) <= SAME_PLACE and abs(rule.x1 - run[-1].x1) <= SAME_PLACE):
            yield run
            run = []
        if not run or rule.y0 - run[-1].y0 > SAME_PLACE:
            run.append(rule)
    yield run


def _bands(words: Sequence[Word], rules: Sequence[Box]) -> Iterator[list[Word]]:
    """The words between each rule and the next, in the order of the page's text; none where there are none."""
    if len(rules) < MIN_ROWS + 2:
        return
    left, right = rules[0].x0 - SAME_PLACE, rules[0].x1 + SAME_PLACE
    inside = sorted((w for w in words if left <= w.box.x0 and w.box.x1 <= right), key=lambda word: word.start)
    for upper, lower in pairwise(rules):
        if band := [word for word in inside if upper.y0 <= _middle(word) < lower.y0]:
            yield band


def _rows_in_columns(bands: Sequence[Sequence[Word]]) -> tuple[int, list[float]]:
    """How many bands, from the first on, are rows of one table, and where its columns begin: as those of the first."""
    columns: list[_Span] = []
    count = 0
    for band in bands:
        more = _columns([*columns, *((word.box.x0, word.box.x1) for word in band)])
        if len(more) < 2 or (count > ROWS_THAT_TELL_COLUMNS and len(more) != len(columns)):
            break
        columns = more
        count += 1
    return (count, [start for start, _ in columns]) if len(columns) <= MAX_COLUMNS else (0, [])


def _table(
    index: int, page: SetPage, bands: Sequence[Sequence[Word]], starts: Sequence[float], right: float
) -> Table | None:
    head, *rows = [_band(band, starts) for band in bands]
    if counted := _columns_of_label(rows, len(starts), page.text):
        starts = [starts[0], *starts[counted:]]
        head, *rows = [_band(band, starts) for band in bands]
    if not _is_header(head, len(starts), page.text) or not _are_words(rows, page.text):
        return None
    ends = [*starts[1:], right]
    if any(_is_of_rows(stretch, ends[at]) for row in rows for at, stretch in row.items()):
        return None
    columns = {at: _column(at, head[at], index, page.text) for at in range(1, len(starts))}
    labelled = [(_row(number, band.get(0), index, page.text), band) for number, band in enumerate(rows)]
    cells = tuple(
        cell
        for row, band in labelled
        for at, column in columns.items()
        if at in band and (cell := _cell(row, column, band[at], page))
    )
    return Table(index, "", "", tuple(columns.values()), tuple(row for row, _ in labelled), cells) if cells else None


def _middle(word: Word) -> float:
    return (word.box.y0 + word.box.y1) / 2


def _columns(spans: Iterable[_Span]) -> list[_Span]:
    """What is left of the spans between the gaps that none of them crosses, from left to right."""
    columns: list[_Span] = []
    for start, end in sorted(spans):
        if columns and start - columns[-1][1] < MIN_GAP_BETWEEN_COLUMNS:
            columns[-1] = columns[-1][0], max(columns[-1][1], end)
        else:
            columns.append((start, end))
    return columns


def _band(words: Sequence[Word], starts: Sequence[float]) -> _Band:
    band: dict[int, list[Word]] = {}
    for word in words:
        band.setdefault(sum(start <= word.box.x0 for start in starts) - 1, []).append(word)
    return {at: _Stretch(tuple(own)) for at, own in band.items()}


def _columns_of_label(rows: Sequence[_Band], count: int, text: str) -> int:
    """How many columns label rows that are counted: up to the first one of words; 0 where the first one does alone.

    "1. | Ann Lee | Chairman" is a row about Ann Lee.
    """
    counts = [row[0].text(text) for row in rows if 0 in row]
    if not counts or not all(map(_COUNT.fullmatch, counts)):
        return 0
    of_words = [at for at in range(1, count) if all(at not in row or _WORD.search(row[at].text(text)) for row in rows)]
    return of_words[0] + 1 if of_words and of_words[0] + 1 < count else 0


def _is_header(band: _Band, count: int, text: str) -> bool:
    """Whether each column but the first has a name there, and each another one."""
    names = [band[at].text(text) for at in range(1, count) if at in band]
    are_names = all(
        len(name) <= MAX_CHARACTERS_OF_HEADER and name[0].isalpha() and not _SENTENCE.search(name) for name in names
    )
    return len({*names}) == count - 1 and are_names


def _are_words(rows: Sequence[_Band], text: str) -> bool:
    """Whether many cells are words, and each row has a label and something behind it, but for one of them."""
    cells = [stretch.text(text) for band in rows for at, stretch in band.items() if at]
    whole = sum(0 in band and len(band) > 1 for band in rows)
    with_words = sum(any(word.isalpha() and len(word) > 1 for word in cell.split()) for cell in cells)
    return whole >= max(MIN_ROWS, len(rows) - 1) and with_words >= MIN_SHARE_OF_WORDS * len(cells)


def _is_of_rows(stretch: _Stretch, end: float) -> bool:
    """Whether it holds several rows that no line parts: one of its lines ends though the next word had room there.

    `end` is where the next column begins, or the table ends.
    """
    return any(
        second.box.y0 > _middle(first)
        and second.start > first.end  # else they are one word that the line end divides
        and first.box.x1 + second.box.x1 - second.box.x0 + ROOM_BEHIND_LINE < end
        for first, second in pairwise(stretch.words)
    )


def _column(at: int, stretch: _Stretch, page: int, text: str) -> Column:
    places = tuple(Place(page, start, end) for start, end in stretch.places(text))
    return Column(at - 1, stretch.text(text), places)


def _row(number: int, label: _Stretch | None, page: int, text: str) -> Row:
    said = label.text(text) if label else ""
    if label is None or len(said) > MAX_CHARACTERS_OF_LABEL:
        return Row(number, "")
    return Row(number, said, (), tuple(Place(page, start, end) for start, end in label.places(text)))


def _cell(row: Row, column: Column, stretch: _Stretch, page: SetPage) -> Cell | None:
    start, end = stretch.extent
    own = {word.start for word in stretch.words}
    is_alone = all(word.start in own for word in page.words if start <= word.start < end)
    if not is_alone or end - start > MAX_CHARACTERS_OF_CELL:
        return None
    return Cell(row, column, " ".join(page.text[start:end].split()), start, end)
