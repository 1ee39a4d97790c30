"""In what order the lines of a page's text layer are read, where the file draws them in another one; pure.

Most files draw a page in the order in which it is read, and theirs is kept. Two kinds do not: those that draw columns
of prose line by line, across the gap between them, and those that draw a table column by column.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from statistics import median

from docqa.reading.lines import Line
from docqa.reading.reading_order import MIN_LINES, PROSE_WIDTH
from docqa.text.scripts import LETTERS

MAX_SHARE_ACROSS = 0.3  # of the rows from the first with a gap to the last may cross it
MIN_SHARE_ALIGNED = 0.6  # of a column's lines begin where the column does
MIN_SHARE_GOING_ON = 0.25  # of a column's lines begin inside a sentence: with a small letter, or one that has no case
MAX_LEADING = 3.0  # times its size that a row stands below what is above it in the columns
MAX_OFFSET_OF_ALIGNED = 0.5  # of a line's size
MAX_GAPS = 5  # between columns
MIN_ROWS, MAX_ROWS = 3, 200  # of a table
MAX_COLUMNS = 40
MIN_SHARE_OF_NUMBERS = 0.7  # of the cells of one of its columns
MIN_SHARE_OF_LABELS = 0.7  # of the rows of a form, beside which its values stand
MAX_CHARACTERS_OF_CELL = 60
SAME_ROW = 0.6  # of the lower cell's height that two cells of a row share

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_LETTER = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile(f"[{LETTERS}]")
_NUMBER = re.compile(r"\W*\d[\d.,'\xa0 ]*\W*(?:[^\W\d_]{1,3}\W*)?|[-–—]")  # "1,240", "€ 12.50", "3 kg", "–"

Row = list[Line]  # pieces of one line, from left to right


def from_right_down(raw: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, with those of Chinese and Japanese that are written down the page from the right to the left.

    pdfium gives them from the left, whatever the order of the file.

    >>> lines = [Line(at, at + 2, left, 700, left + 12, 600, 12) for at, left in ((0, 100), (3, 120), (6, 140))]
    >>> [line.first for line in from_right_down("左左 中中 右右", lines)]
    [6, 3, 0]
    """
    ordered: list[Line] = []
    beside: list[Line] = []
    for line in lines:
        before = beside[-1] if beside else None
        if before is None or not (_is_downward(raw, line) and _is_right_beside(line, before)):
            ordered += reversed(beside)
            beside = []
        if _is_downward(raw, line):
            beside.append(line)
        else:
            ordered.append(line)
    return [*ordered, *reversed(beside)]


def _is_downward(raw: str, line: Line) -> bool:
    return line.bottom > line.top and _UNSPACED.search(raw, line.first, line.last) is not None


def _is_right_beside(line: Line, before: Line) -> bool:
    """Whether a line that runs downward stands to the right of another one, in the same part of the page."""
    overlap = min(line.bottom, before.bottom) - max(line.top, before.top)
    return 0 < line.left - before.left <= MAX_LEADING * line.size and overlap > 0


def columns_of_prose(raw: str, rows: Sequence[Row]) -> list[Row] | None:
    """The rows with columns of prose one after the other; None where there are none, or none that a row goes across.

    `rows` are in the order of the file, each in pieces where it has wide gaps; `raw` is what they are lines of.
    """
    leftward = len(_RIGHT_TO_LEFT.findall(raw))
    is_leftward = leftward > 0 and 2 * leftward > len(_LETTER.findall(raw))
    gaps = _gaps(raw, rows, is_leftward)
    while gaps and (not_prose := _first_not_prose(raw, rows, gaps, is_leftward)) is not None:
        del gaps[min(not_prose, len(gaps) - 1)]
    if not gaps:
        return None
    ordered: list[Row] = []
    columns: list[list[Row]] = [[] for _ in range(len(gaps) + 1)]
    lowest = 0.0
    for row in rows:
        parts = _parts(row, gaps)
        is_near = -row[0].size <= lowest - row[0].top <= MAX_LEADING * row[0].size
        if parts is None or not is_near:
            ordered += _emptied(columns, is_leftward)
        if parts is None:
            ordered.append(row)
        else:
            for column, part in zip(columns, parts, strict=True):
                if part:
                    column.append(part)
        lowest = row[0].bottom
    return [*ordered, *_emptied(columns, is_leftward)]


def _emptied(columns: list[list[Row]], is_leftward: bool) -> Iterator[Row]:
    """The rows of the columns in the order in which they are read, which are gone from there."""
    for column in reversed(columns) if is_leftward else columns:
        yield from column
        column.clear()


def _parts(row: Row, gaps: Sequence[float]) -> list[Row] | None:
    """What stands of a row in each column; None where something of it crosses a gap, or is not level."""
    parts: list[Row] = [[] for _ in range(len(gaps) + 1)]
    for piece in row:
        slack = MAX_OFFSET_OF_ALIGNED * piece.size
        column = bisect_left(gaps, piece.left + slack)
        if not piece.is_level or bisect_left(gaps, piece.right - slack) != column:
            return None
        parts[column].append(piece)
    return parts


def _is_across(row: Row, gap: float) -> bool:
    """Whether something of a row crosses a gap, or is not level."""
    for piece in row:
        slack = MAX_OFFSET_OF_ALIGNED * piece.size
        if (gap < piece.left + slack) != (gap < piece.right - slack) or not piece.is_level:
            return True
    return False


def _gaps(raw: str, rows: Sequence[Row], is_leftward: bool) -> list[float]:
    """Where gaps between columns are, from left to right: behind each of them many pieces begin at one place.

    Where text runs to the left, many pieces end at one place before it.
    """
    jumps = [
        (before.right if is_leftward else piece.left, index, before, piece)
        for index, row in enumerate(rows)
        for before, piece in pairwise(row)
    ]
    if not any(_goes_on(raw, piece) for _, _, _, piece in jumps):
        return []  # as in most tables: what stands behind a gap is no prose
    jumps.sort(key=lambda jump: jump[0])
    edges = [edge for edge, _, _, _ in jumps]
    gaps: list[float] = []
    while len(jumps) >= MIN_LINES and len(gaps) < MAX_GAPS:
        size = median(piece.size for _, _, _, piece in jumps)
        first, end = _most_alike(edges, 2 * MAX_OFFSET_OF_ALIGNED * size)
        group = jumps[first:end]
        if len(group) < MIN_LINES:
            break
        gap = (max(before.right for _, _, before, _ in group) + min(piece.left for _, _, _, piece in group)) / 2
        indices = [index for _, index, _, _ in group]
        between = rows[min(indices) : max(indices) + 1]
        across = sum(_is_across(row, gap) for row in between)
        if across <= MAX_SHARE_ACROSS * len(between):
            gaps.append(gap)
        del jumps[first:end], edges[first:end]
    return sorted(gaps)


def _most_alike(edges: Sequence[float], most: float) -> tuple[int, int]:
    """Where most of the sorted edges are no farther from the first of them than that: `[first:end]`."""
    first = end = reached = 0
    for at, edge in enumerate(edges):
        while reached < len(edges) and edges[reached] <= edge + most:
            reached += 1
        if reached - at > end - first:
            first, end = at, reached
    return first, end


def _goes_on(raw: str, piece: Line) -> bool:
    """Whether a piece of a line begins inside a sentence: with a small letter, or one that has no case."""
    letter = _LETTER.match(raw, piece.first)
    return letter is not None and not letter[0].isupper()


def _first_not_prose(raw: str, rows: Sequence[Row], gaps: Sequence[float], is_leftward: bool) -> int | None:
    """The first column that is not one of prose."""
    columns: list[list[Row]] = [[] for _ in range(len(gaps) + 1)]
    for row in rows:
        parts = _parts(row, gaps) if len(row) > 1 else None
        if parts is not None and sum(map(bool, parts)) > 1:
            for column, part in zip(columns, parts, strict=True):
                if part:
                    column.append(part)
    return next((index for index, column in enumerate(columns) if not _is_prose(raw, column, is_leftward)), None)


def _is_prose(raw: str, column: Sequence[Row], is_leftward: bool) -> bool:
    if len(column) < MIN_LINES:
        return False
    size = median(row[0].size for row in column)
    edges = sorted(row[-1].right if is_leftward else row[0].left for row in column)
    aligned = max(bisect_right(edges, edge + 2 * MAX_OFFSET_OF_ALIGNED * size) - at for at, edge in enumerate(edges))
    going_on = sum(_goes_on(raw, row[0]) for row in column)
    return (
        median(row[-1].right - row[0].left for row in column) >= PROSE_WIDTH * size
        and aligned >= MIN_SHARE_ALIGNED * len(column)
        and going_on >= MIN_SHARE_GOING_ON * len(column)
    )


def rows_of_tables(raw: str, rows: Sequence[Row]) -> list[Row] | None:
    """The rows with those of tables that are drawn column by column put together; None where there are none."""
    runs = list(_descending(rows))
    ordered: list[Row] = []
    is_changed = False
    at = 0
    while at < len(runs):
        table, taken, rest = _table(raw, runs[at : at + MAX_COLUMNS])
        is_changed = is_changed or bool(table)
        ordered += table or chain(*runs[at : at + taken])
        ordered += rest
        at += taken
    return ordered if is_changed else None


def _descending(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows in runs, of which each goes down the page."""
    run: list[Row] = []
    for row in rows:
        if run and row[0].middle[1] > run[-1][0].middle[1]:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _table(raw: str, runs: Sequence[Sequence[Row]]) -> tuple[list[Row], int, list[Row]]:
    """The rows of a table whose columns the first of these runs are, how many runs those are, and what follows it.

    Without a row, where they are no columns of one.
    """
    if len(runs) < 2 or not all(MIN_ROWS <= len(run) <= MAX_ROWS for run in runs[:2]):
        return [], 1, []
    table = [list(row) for row in runs[0]]
    is_sure = False
    taken = 1
    rest: list[Row] = []
    for run in runs[1:]:
        cells, rest = _cells(run, table)
        if len(cells) < MIN_ROWS or len(run) > MAX_ROWS:
            rest = []
            break
        numbers = [raw[row[0].first : row[-1].last] for _, row in cells]
        is_sure = is_sure or _are_values(numbers) or _are_labels(raw, [table[at] for at, _ in cells])
        for at, row in cells:
            table[at] += row
        taken += 1
        if rest:
            break
    if not is_sure:  # then none of them begins a table
        return [], max(1, taken - bool(rest)), []
    return [sorted(row, key=lambda piece: piece.left) for row in table], taken, rest


def _cells(run: Sequence[Row], table: Sequence[Row]) -> tuple[list[tuple[int, Row]], list[Row]]:
    """The first rows of a run that each stand beside one row of the table, with its index; and the others."""
    cells: list[tuple[int, Row]] = []
    for done, row in enumerate(run):
        beside = [at for at, other in enumerate(table) if _is_beside(row, other)]
        is_cell = len(beside) == 1 and (not cells or beside[0] > cells[-1][0])
        if not is_cell or any(_length(one) > MAX_CHARACTERS_OF_CELL for one in (row, table[beside[0]][:1])):
            return cells, list(run[done:])
        cells.append((beside[0], row))
    return cells, []


def _is_beside(row: Row, other: Row) -> bool:
    """Whether two rows share a height and no place in it."""
    one, two = row[0], other[0]
    shared = min(one.top, two.top) - max(one.bottom, two.bottom)
    return (
        one.is_level
        and two.is_level
        and shared >= SAME_ROW * min(one.top - one.bottom, two.top - two.bottom)
        and all(piece.right <= own.left or own.right <= piece.left for piece in other for own in row)
    )


def _length(row: Row) -> int:
    return row[-1].last - row[0].first


def _are_labels(raw: str, rows: Sequence[Row]) -> bool:
    """Whether most rows end with a colon, as what is asked for in a form does."""
    return sum(raw[row[-1].last - 1] == ":" for row in rows) >= MIN_SHARE_OF_LABELS * len(rows)


def _are_values(cells: Sequence[str]) -> bool:
    """Whether most are numbers, and not those of the lines.

    >>> _are_values(["Amount", "37.00", "64.90", "36.75"]), _are_values([*"12345"]), _are_values(["Rake", "2", "to"])
    (True, False, False)
    """
    numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    counted = sum(one.isdecimal() and two.isdecimal() and int(two) == int(one) + 1 for one, two in pairwise(numbers))
    return len(numbers) >= MIN_SHARE_OF_NUMBERS * len(cells) and 2 * counted < len(numbers)
