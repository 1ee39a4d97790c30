"""In what order the lines of a page's text layer are read, where the file draws them in another one; pure.

Most files draw a page in the order in which it is read, and theirs is kept. Two kinds do not: those that draw columns
of prose line by line, across the gap between them (`prose_columns.py`), and those that draw a table column by column.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from docqa.reading.lines import Line
from docqa.text.scripts import LETTERS

MAX_LEADING = 3.0  # times its size that a line that runs downward stands to the right of the one before
MAX_OFFSET_OF_ALIGNED = 0.5  # of a line's size
MIN_ROWS, MAX_ROWS = 3, 200  # of a table
MAX_COLUMNS = 40
MIN_SHARE_OF_NUMBERS = 0.7  # of the cells of one of its columns
MIN_SHARE_OF_LABELS = 0.7  # of the rows of a form, beside which its values stand
MAX_CHARACTERS_OF_CELL = 60
SAME_ROW = 0.6  # of the lower cell's height that two cells of a row share

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
        beside = [at for at, other in enumerate(table) if shares_height(row, other)]
        is_cell = len(beside) == 1 and (not cells or beside[0] > cells[-1][0])
        if not is_cell or any(_length(one) > MAX_CHARACTERS_OF_CELL for one in (row, table[beside[0]][:1])):
            return cells, list(run[done:])
        cells.append((beside[0], row))
    return cells, []


def shares_height(row: Row, other: Row) -> bool:
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
