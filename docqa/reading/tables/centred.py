"""Rows of tables whose cells stand at half the height of their row: they are put to its top, as most tables have them.

The two lines of a cell then stand between the three of its label, on none of their heights. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from docqa.reading.tables.lines import Line, Piece

MIN_GAP_BETWEEN_ROWS = 0.3  # times a line's height: the lines of one cell stand closer
MAX_OFF_MIDDLE = 0.3  # times a line's height, of a cell's middle from that of its row
MAX_LINES_OF_ROW = 12
MIN_OVERLAP = 0.25  # of a line's height that it shares with the one above, whose cell is another


def cells_on_top(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page, from the top down, with the cells of such rows at the top of their row."""
    found: list[Line] = []
    for near in _near(lines):
        columns = _columns(near) if len(near) <= MAX_LINES_OF_ROW and _are_between(near) else []
        found += _on_top(columns) if _is_centred_row(columns) else near
    return found


def _near(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines in groups, between which there are gaps."""
    group = list(lines[:1])
    for above, line in pairwise(lines):
        if line.box.y0 - max(one.box.y1 for one in group) >= MIN_GAP_BETWEEN_ROWS * above.height:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _are_between(lines: Sequence[Line]) -> bool:
    """Whether lines stand at the height of a gap between others."""
    return any(below.box.y0 < above.box.y1 - MIN_OVERLAP * below.height for above, below in pairwise(lines))


def _columns(lines: Sequence[Line]) -> list[list[Piece]]:
    """The pieces that stand one above the other, from left to right."""
    columns: list[list[Piece]] = []
    for piece in sorted((piece for line in lines for piece in line.pieces), key=lambda piece: piece.box.x0):
        if columns and piece.box.x0 < max(other.box.x1 for other in columns[-1]):
            columns[-1].append(piece)
        else:
            columns.append([piece])
    return [sorted(column, key=lambda piece: piece.box.y0) for column in columns]


def _is_centred_row(columns: Sequence[Sequence[Piece]]) -> bool:
    """Whether these are the cells of one row: a label, and a value in each column, with their middles at one height.

    Years over columns are a header's.
    """
    if len(columns) < 2 or len({len(column) for column in columns}) < 2:
        return False
    label, *others = columns
    middles = [(column[0].box.y0 + column[-1].box.y1) / 2 for column in columns]
    return (
        len(label) == max(map(len, columns))
        and not any(piece.is_value for piece in label)
        and all(sum(piece.is_value or piece.text[:1].isdigit() for piece in column) <= 1 for column in others)
        and any(piece.is_value and not piece.is_period for column in others for piece in column)
        and not any(
            above.box.y1 > below.box.y0 + below.height / 2 for column in columns for above, below in pairwise(column)
        )
        and max(middles) - min(middles) <= MAX_OFF_MIDDLE * label[0].height
    )


def _on_top(columns: Sequence[Sequence[Piece]]) -> list[Line]:
    top = min(column[0].box.y0 for column in columns)
    moved = [[_moved(piece, top - column[0].box.y0) for piece in column] for column in columns]
    count = max(map(len, moved))
    return [Line(tuple(column[at] for column in moved if at < len(column))) for at in range(count)]


def _moved(piece: Piece, by: float) -> Piece:
    return replace(piece, box=replace(piece.box, y0=piece.box.y0 + by, y1=piece.box.y1 + by))
