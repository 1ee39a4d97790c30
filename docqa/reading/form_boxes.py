"""Boxes of printed forms: a small label at the top, and below it what is filled in; pure.

Many files draw all labels first and all values behind them, or the labels of a row of boxes before their values. Then a
value stands far from its label in the text. Here each box is read by itself.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from math import inf
from statistics import median

from docqa.reading.columns import Row
from docqa.reading.lines import Line
from docqa.reading.set_apart import Place

MAX_SIZE_OF_LABEL = 0.85  # of the size of the value below it
MIN_BOXES = 3  # on a page
MIN_LINES = 2  # of another size than most: boxes beside each other have their labels in one line
MIN_LINES_OF_BOX, MAX_LINES_OF_BOX = 1.5, 6.0  # in height
MAX_PIECES_OF_BOX = 6
MAX_AREAS_LOOKED_AT = 1000  # of a page; a plan has thousands

_Pieces = Sequence[tuple[int, Line]]  # each with its place in the order of the file


def may_have_boxes(lines: Sequence[Line]) -> bool:
    """Whether there are lines of two sizes, as on few pages."""
    if len(lines) < 2 * MIN_LINES:
        return False
    size = sorted([line.size for line in lines])[len(lines) // 2]
    smaller = sum(line.size <= MAX_SIZE_OF_LABEL * size for line in lines)
    larger = sum(MAX_SIZE_OF_LABEL * line.size >= size for line in lines)
    return max(smaller, larger) >= MIN_LINES


def box_by_box(rows: Sequence[Row], areas: Iterable[Place], parted: Callable[[Line], Row]) -> list[Row] | None:
    """The rows with what stands in each box together; None where there are no boxes, or all are so already.

    `parted` gives the pieces of a line between wide gaps.
    """
    size = median(row[0].size for row in rows)
    upwards = sorted((row[0].middle[1], row[0].size) for row in rows)
    frames = [
        area
        for area in islice(areas, MAX_AREAS_LOOKED_AT)
        if MIN_LINES_OF_BOX * size <= area.top - area.bottom <= MAX_LINES_OF_BOX * size
        and _has_two_sizes(area, upwards)
    ]
    if len(frames) < MIN_BOXES:
        return None
    split = [[part for piece in row for part in (parted(piece) if piece.is_level else [piece])] for row in rows]
    inside: defaultdict[Place, list[tuple[int, Line]]] = defaultdict(list)
    pieces = [piece for row in split for piece in row]
    for at, piece in enumerate(pieces):
        holding = [frame for frame in frames if frame.holds([piece])]
        if holding:
            inside[min(holding, key=lambda frame: (frame.right - frame.left) * (frame.top - frame.bottom))].append(
                (at, piece)
            )
    boxes = {frame: down for frame, own in inside.items() if _is_box(down := sorted(own, key=_down))}
    if len(boxes) < MIN_BOXES or all(_are_together(own) for own in boxes.values()):
        return None
    box_of = {at: own for own in boxes.values() for at, _ in own}
    ordered: list[Row] = []
    done: set[int] = set()
    at = 0
    for row in split:
        rest: Row = []
        for piece in row:
            own = box_of.get(at)
            if own is None:
                rest.append(piece)
            elif own[0][0] not in done:
                if rest:
                    ordered.append(rest)
                    rest = []
                ordered += _rows(own)
                done.add(own[0][0])
            at += 1
        if rest:
            ordered.append(rest)
    return ordered


def _has_two_sizes(area: Place, upwards: Sequence[tuple[float, float]]) -> bool:
    """Whether lines of two sizes stand at the height of an area; `upwards` are their heights and sizes."""
    sizes = [size for _, size in upwards[bisect_left(upwards, (area.bottom,)) : bisect_right(upwards, (area.top, inf))]]
    return bool(sizes) and min(sizes) <= MAX_SIZE_OF_LABEL * max(sizes)


def _down(piece: tuple[int, Line]) -> tuple[float, float]:
    return -piece[1].middle[1], piece[1].left


def _is_box(pieces: _Pieces) -> bool:
    """Whether a box has a small label, and a larger value below it."""
    label, value = pieces[0][1], pieces[-1][1]
    return (
        2 <= len(pieces) <= MAX_PIECES_OF_BOX
        and label.size <= MAX_SIZE_OF_LABEL * value.size
        and value.middle[1] <= label.bottom
    )


def _are_together(pieces: _Pieces) -> bool:
    places = [at for at, _ in pieces]
    return places == list(range(places[0], places[0] + len(places)))


def _rows(pieces: _Pieces) -> list[Row]:
    """The pieces of a box, from the top down, those beside each other as one row."""
    rows: list[Row] = []
    for _, piece in pieces:
        if rows and piece.is_beside(rows[-1][-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows
