"""In what order pieces of a page are read: rows from left to right, columns one after the other; pure."""

from collections.abc import Sequence
from statistics import median

from docqa.documents import Box

SAME_ROW = 0.5  # of the thinner piece's height that two pieces must share to stand in one row
MIN_LINES = 4  # in each of two columns
PROSE_WIDTH = 8  # times its height: a line of prose is longer, the cell of a table shorter
MAX_ACROSS = 0.3  # of the pieces may cross the gap between columns: headings and pictures over both
# Columns of a part of the page alone are sure only where most lines fill theirs, as those of labels and values do not.
FILLED_WIDTH = 0.75  # of its column's width: a line of a paragraph has more, but for its last one
MIN_FILLED = 0.6  # of the lines of a column


def reading_rows(boxes: Sequence[Box]) -> list[list[int]]:
    """The indices of the boxes, row by row. The boxes are in one unit, of any size.

    A table is read row by row, two columns of prose one after the other:

    >>> label, number = Box(0, 0, 5, 1), Box(50, 0, 52, 1)
    >>> reading_rows([number, label])
    [[1, 0]]
    """
    return [[index for index, _ in row] for row in _read(list(enumerate(boxes)))]


_Pieces = list[tuple[int, Box]]


def _read(pieces: _Pieces) -> list[_Pieces]:
    gap = _gap_between_columns(pieces)
    if gap is None:
        columns = _part_in_columns(pieces)
        if columns is None:
            return _rows(pieces)
        return [row for part in columns for row in _read(part)]
    read: list[_Pieces] = []
    left: _Pieces = []
    right: _Pieces = []
    for piece in sorted(pieces, key=lambda piece: piece[1].y0 + piece[1].y1):
        if piece[1].x1 <= gap:
            left.append(piece)
        elif piece[1].x0 >= gap:
            right.append(piece)
        else:  # what crosses the gap comes after everything above it
            read += [*_read(left), *_read(right), [piece]]
            left, right = [], []
    return [*read, *_read(left), *_read(right)]


def _rows(pieces: _Pieces) -> list[_Pieces]:
    rows: list[_Pieces] = []
    for piece in sorted(pieces, key=lambda piece: piece[1].y0 + piece[1].y1):
        if rows and _in_one_row(rows[-1], piece[1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece[1].x0) for row in rows]


def _in_one_row(row: _Pieces, box: Box) -> bool:
    shared = (
        min(other.y1, box.y1) - max(other.y0, box.y0) - SAME_ROW * min(other.y1 - other.y0, box.y1 - box.y0)
        for _, other in row
    )
    return min(shared) >= 0


def _gap_between_columns(pieces: _Pieces) -> float | None:
    """Where two columns of prose part, if they do: the place that the fewest pieces cross."""
    best: tuple[int, float] | None = None
    for gap in {box.x0 for _, box in pieces}:
        left = [box for _, box in pieces if box.x1 <= gap]
        right = [box for _, box in pieces if box.x0 >= gap]
        across = len(pieces) - len(left) - len(right)
        if across <= MAX_ACROSS * len(pieces) and (best is None or across < best[0]) and _prose(left) and _prose(right):
            best = across, gap
    return best[1] if best else None


def _part_in_columns(pieces: _Pieces) -> tuple[_Pieces, _Pieces, _Pieces, _Pieces] | None:
    """The largest part of the page that is two columns: what stands above it, each of them, and what stands below."""
    downwards = sorted(pieces, key=lambda piece: piece[1].y0 + piece[1].y1)
    best: tuple[int, int, float] | None = None
    for gap in {box.x0 for _, box in pieces}:
        start = 0
        for end in range(len(downwards) + 1):
            if end < len(downwards) and not downwards[end][1].x0 < gap < downwards[end][1].x1:
                continue
            left, right = _sides(downwards[start:end], gap)
            is_largest = best is None or end - start > best[1] - best[0]
            if is_largest and _fill(left) and _fill(right):
                best = start, end, gap
            start = end + 1
    if best is None:
        return None
    start, end, gap = best
    return downwards[:start], *_sides(downwards[start:end], gap), downwards[end:]


def _sides(pieces: _Pieces, gap: float) -> tuple[_Pieces, _Pieces]:
    """The pieces on either side of a gap that none of them crosses."""
    return [piece for piece in pieces if piece[1].x1 <= gap], [piece for piece in pieces if piece[1].x1 > gap]


def _fill(column: _Pieces) -> bool:
    """Whether the pieces are lines of paragraphs, which fill their column."""
    boxes = [box for _, box in column]
    if not _prose(boxes):
        return False
    width = max(box.x1 for box in boxes) - min(box.x0 for box in boxes)
    return sum(box.x1 - box.x0 >= FILLED_WIDTH * width for box in boxes) >= MIN_FILLED * len(boxes)


def _prose(column: Sequence[Box]) -> bool:
    if len(column) < MIN_LINES:
        return False
    return median(box.x1 - box.x0 for box in column) >= PROSE_WIDTH * median(box.y1 - box.y0 for box in column)
