"""In what order pieces of a page are read: rows from left to right, columns one after the other; pure."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from docqa.documents import Box

SAME_ROW = 0.5  # of the thinner piece's height that two pieces must share to stand in one row
MIN_LINES = 4  # in each of two columns
PROSE_WIDTH = 8  # times its height: a line of prose is longer, the cell of a table shorter
MAX_ACROSS = 0.3  # of the pieces may cross the gap between columns: headings and pictures over both
# Columns of a part of the page alone are sure only where they can be no table of two columns, no addresses and no
# places for signatures: long lines, closely below each other, in one column all but flush with its right edge.
MAX_PIECES_WITH_PARTS = 400  # a page with more is a plan or a large table, and takes too long
MIN_LINES_OF_PART = 6  # in each of the two columns
PART_WIDTH = 10  # times its height: a line of 30 letters, as a scan shows them
MAX_LEADING = 1.5  # times the height of a line: from one line to the next in a paragraph
MIN_CLOSE = 0.75  # of a column's lines follow the one above as closely; headings and paragraphs may stand apart
MAX_SHORT_OF_EDGE = 0.03  # of its column's width, about a letter: a justified line ends closer to the right edge
FILLED_WIDTH = 0.75  # of its column's width: a ragged line of a paragraph has more
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
    if len(pieces) > MAX_PIECES_WITH_PARTS:
        return None
    downwards = sorted(pieces, key=lambda piece: piece[1].y0 + piece[1].y1)
    best: tuple[int, int, float] | None = None
    for gap in {box.x0 for _, box in pieces}:
        start = 0
        for end in range(len(downwards) + 1):
            if end < len(downwards) and not downwards[end][1].x0 < gap < downwards[end][1].x1:
                continue
            left, right = _sides(downwards[start:end], gap)
            stop = end - _lines_below(left, right)
            is_largest = best is None or stop - start > best[1] - best[0]
            if is_largest and _are_prose(*_sides(downwards[start:stop], gap)):
                best = start, stop, gap
            start = end + 1
    if best is None:
        return None
    start, end, gap = best
    return downwards[:start], *_sides(downwards[start:end], gap), downwards[end:]


def _sides(pieces: _Pieces, gap: float) -> tuple[_Pieces, _Pieces]:
    """The pieces on either side of a gap that none of them crosses."""
    return [piece for piece in pieces if piece[1].x1 <= gap], [piece for piece in pieces if piece[1].x1 > gap]


def _lines_below(left: _Pieces, right: _Pieces) -> int:
    """How many lines stand below both columns: below the end of one, and no part of a paragraph of the other."""
    if not left or not right:
        return 0
    longer, shorter = sorted((left, right), key=lambda column: _middle(column[-1][1]), reverse=True)
    boxes, end = [box for _, box in longer], _middle(shorter[-1][1])
    width, leading = _column_width(boxes), MAX_LEADING * median(map(_height, boxes))
    for number, (above, box) in enumerate(pairwise(boxes), 1):
        is_apart = _middle(box) - _middle(above) > leading
        both_short = max(_width(above), _width(box)) < FILLED_WIDTH * width  # a paragraph's end, and a heading
        if _middle(box) > end and (is_apart or both_short):
            return len(boxes) - number
    return 0


def _are_prose(left: _Pieces, right: _Pieces) -> bool:
    """Whether the pieces are lines of paragraphs in two columns. One of them may be ragged, as around a picture."""
    columns = [[box for _, box in side] for side in (left, right)]
    return all(_are_close(boxes) and _fill(boxes) for boxes in columns) and any(map(_are_justified, columns))


def _are_close(boxes: Sequence[Box]) -> bool:
    """Whether the pieces are long lines, most of them closely below each other."""
    if len(boxes) < MIN_LINES_OF_PART:
        return False
    height = median(map(_height, boxes))
    if median(map(_width, boxes)) < PART_WIDTH * height:
        return False
    steps = [_middle(box) - _middle(above) for above, box in pairwise(boxes)]
    return sum(step <= MAX_LEADING * height for step in steps) >= MIN_CLOSE * len(steps)


def _fill(boxes: Sequence[Box]) -> bool:
    width = _column_width(boxes)
    return sum(_width(box) >= FILLED_WIDTH * width for box in boxes) >= MIN_FILLED * len(boxes)


def _are_justified(boxes: Sequence[Box]) -> bool:
    """Whether the lines, but for the last one, end at the right edge of their column."""
    edge = max(box.x1 for box in boxes) - MAX_SHORT_OF_EDGE * _column_width(boxes)
    return sum(box.x1 >= edge for box in boxes[:-1]) >= MIN_FILLED * (len(boxes) - 1)


def _column_width(boxes: Sequence[Box]) -> float:
    return max(box.x1 for box in boxes) - min(box.x0 for box in boxes)


def _prose(column: Sequence[Box]) -> bool:
    if len(column) < MIN_LINES:
        return False
    return median(map(_width, column)) >= PROSE_WIDTH * median(map(_height, column))


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2


def _width(box: Box) -> float:
    return box.x1 - box.x0


def _height(box: Box) -> float:
    return box.y1 - box.y0
