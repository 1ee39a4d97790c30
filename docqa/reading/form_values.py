"""Forms whose file draws all that is printed first, and behind it all that is filled in; pure.

So does a program that fills in a form and flattens it. A value then stands far from its label in the text. Here it is
put behind the label that stands above it or beside it.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from enum import Enum
from itertools import accumulate, pairwise

from docqa.reading.blanks import BLANK
from docqa.reading.columns import Row
from docqa.reading.lines import Line

MIN_ROWS_OF_LABELS = 4  # with something of the second pass right below them
MIN_SHARE_PLACED = 0.7  # of what is drawn second: the rest is what the file draws last of all, a running line, say
MIN_STEP_UP = 0.3  # of the height of all that is printed, from the end of what is printed to the first value
MAX_PASSES = 6  # that may begin a page's values
MAX_GAP_BELOW_LABEL = 1.0  # of a value's size, between a label and it, or between it and one more line of it
MAX_OVERLAP = 0.4  # of a value's size, that label and value share in height
MAX_INDENT = 1.0  # of a value's size, that it begins before its label
MAX_GAP_BEHIND_LABEL = 6.0  # of a value's size, to a value on its right
MAX_GAP_BEFORE_LABEL = 3.0  # to one on its left
MAX_HEIGHT_OF_LABEL = 3.0  # of a value's size
MAX_CHARACTERS_OF_TICK = 2

_GOING_ON = re.compile(r"[a-zß-öø-ÿ]{2}")  # as a row begins then; "a." is an item of a form


class _Side(Enum):
    """Where a value stands, seen from its label."""

    BEFORE = "before"
    BEHIND = "behind"
    BELOW = "below"


_Place = tuple[Line, _Side]


def with_values_placed(raw: str, rows: Sequence[Row], parted: Callable[[Line], Row]) -> list[Row] | None:
    """The rows with each value of such a form behind its label; None where the page is no such form.

    `parted` gives the pieces of a line between wide gaps: a row may hold several labels, or several values. What is
    drawn over a blank of underscores is not moved.
    """
    for first in _passes(raw, rows):
        printed, second = ([_parted(row, parted) for row in part] for part in (rows[:first], rows[first:]))
        places = _places(raw, printed, second)
        if len(places) >= MIN_SHARE_PLACED * sum(map(len, second)):
            return _ordered(printed, second, {value: place for value, place in places.items() if place})
    return None


def _parted(row: Row, parted: Callable[[Line], Row]) -> Row:
    return [part for piece in row for part in parted(piece)]


def _passes(raw: str, rows: Sequence[Row]) -> list[int]:
    """Where a second pass over the page may begin: far above the row before, with rows right below others."""
    if len(rows) < 2 * MIN_ROWS_OF_LABELS:
        return []
    heights = [row[0].middle[1] for row in rows]
    extents = zip(accumulate(heights, max), accumulate(heights, min), strict=True)
    steps = (height - before for before, height in pairwise(heights))
    found = [
        at
        for at, ((top, bottom), step) in enumerate(zip(extents, steps, strict=False), start=1)
        if step > MIN_STEP_UP * (top - bottom) > 0
    ]
    if len(found) > MAX_PASSES:
        return []
    numbers = {at: _number_of_labels(raw, rows[:at], rows[at:]) for at in found}
    return sorted((at for at in found if numbers[at] >= MIN_ROWS_OF_LABELS), key=lambda at: -numbers[at])


def _number_of_labels(raw: str, printed: Sequence[Row], second: Sequence[Row]) -> int:
    """How many of the first rows have something of the second right below them.

    None, where most of these go on in the row below, as a text does whose translation stands between its lines.
    """
    row_of = {piece: at for at, row in enumerate(printed) for piece in row}
    labels = _Pieces(row_of)
    found = (labels.above(piece) for row in second for piece in row)
    rows = {row_of[label] for label in found if label}
    below = (printed[at + 1][0] for at in rows if at + 1 < len(printed))
    going_on = sum(_GOING_ON.match(raw, piece.first, piece.last) is not None for piece in below)
    return len(rows) if 2 * going_on <= len(rows) else 0


def _places(raw: str, printed: Sequence[Row], second: Sequence[Row]) -> dict[Line, _Place | None]:
    """Of those that have a place their label, or the value above, and where they stand; None for one over a blank."""
    pieces = [piece for row in printed for piece in row]
    values = [value for row in second for value in row]
    labels, both = _Pieces(pieces), _Pieces([*pieces, *values])
    blanks = _Pieces(piece for piece in [*pieces, *values] if BLANK in raw[piece.first : piece.last])
    places: dict[Line, _Place | None] = {}
    placed = set(pieces)
    for value in sorted(values, key=lambda value: -value.top):
        over = labels.under(value)
        if blanks.under(value):
            places[value] = None
        elif over:
            if value.last - value.first <= MAX_CHARACTERS_OF_TICK:
                places[value] = over, _Side.BEFORE
        elif label := labels.left_of(value):
            places[value] = label, _Side.BEHIND
        elif label := labels.right_of(value):
            places[value] = label, _Side.BEFORE
        elif not labels.shares_row(value) and (label := both.above(value, among=placed)):
            places[value] = labels.last_between(label, value) or label, _Side.BELOW
        if places.get(value):
            placed.add(value)
    return places


def _ordered(printed: Sequence[Row], second: Sequence[Row], places: Mapping[Line, _Place]) -> list[Row]:
    values = defaultdict[_Place, Row](list)
    for value in sorted(places, key=lambda value: value.left):
        values[places[value]].append(value)
    ordered: list[Row] = []
    for row in printed:
        rest: Row = []
        for label in row:
            rest += [*values[label, _Side.BEFORE], label, *values[label, _Side.BEHIND]]
            below = [line for one in rest for line in _down_from(one, values)]
            if len(below) == 1:  # one line, so that neither is quoted without the other
                ordered.append([*rest, *below[0]])
                rest = []
            elif below:
                ordered += [rest, *below]
                rest = []
        if rest:
            ordered.append(rest)
    others = [[value for value in row if value not in places] for row in second]
    return [*ordered, *(row for row in others if row)]


def _down_from(piece: Line, values: Mapping[_Place, Row]) -> list[Row]:
    """The values below a piece, those below these, and so on, each as a row. A column may hold many hundreds."""
    rows: list[Row] = []
    left = values.get((piece, _Side.BELOW), [])[::-1]
    while left:
        rows.append([value := left.pop()])
        left += values.get((value, _Side.BELOW), [])[::-1]
    return rows


class _Pieces:
    """Pieces of lines, found by where they stand."""

    def __init__(self, pieces: Iterable[Line]) -> None:
        self._upwards = sorted((piece for piece in pieces if piece.is_level), key=lambda piece: piece.bottom)
        self._bottoms = [piece.bottom for piece in self._upwards]

    def above(self, value: Line, among: Container[Line] | None = None) -> Line | None:
        """The nearest, `among` these, that stands right above; the last to begin, where several do."""
        low, high = value.top - MAX_OVERLAP * value.size, value.top + MAX_GAP_BELOW_LABEL * value.size
        found = [
            piece
            for piece in self._between(low, high)
            if (among is None or piece in among) and piece.left - MAX_INDENT * value.size <= value.left < piece.right
        ]
        return min(found, key=lambda piece: (piece.bottom, -piece.left), default=None)

    def under(self, value: Line) -> Line | None:
        """The one that the value is drawn over; the last to begin, where several are."""
        found = [
            piece
            for piece in self._between(value.bottom - MAX_HEIGHT_OF_LABEL * value.size, value.top)
            if piece is not value
            and min(piece.right, value.right) > max(piece.left, value.left)
            and min(piece.top, value.top) - max(piece.bottom, value.bottom) > MAX_OVERLAP * value.size
        ]
        return max(found, key=lambda piece: piece.left, default=None)

    def left_of(self, value: Line) -> Line | None:
        """The nearest that stands to the left in the same row."""
        found = [
            piece for piece in self._at_height_of(value) if _is_beside(value, piece, MAX_GAP_BEHIND_LABEL * value.size)
        ]
        return max(found, key=lambda piece: piece.right, default=None)

    def right_of(self, value: Line) -> Line | None:
        """The nearest that stands to the right in the same row."""
        found = [
            piece for piece in self._at_height_of(value) if _is_beside(piece, value, MAX_GAP_BEFORE_LABEL * value.size)
        ]
        return min(found, key=lambda piece: piece.left, default=None)

    def shares_row(self, value: Line) -> bool:
        """Whether one stands in the same row, however far away, as in a table."""
        return any(value.is_beside(piece) or piece.is_beside(value) for piece in self._at_height_of(value))

    def last_between(self, label: Line, value: Line) -> Line | None:
        """The last line of the paragraph that the label is a line of; none where it is that itself."""
        found = [
            piece
            for piece in self._between(value.middle[1], label.middle[1])
            if piece.middle[1] < label.bottom and min(piece.right, label.right) > max(piece.left, label.left)
        ]
        return min(found, key=lambda piece: piece.bottom, default=None)

    def _at_height_of(self, value: Line) -> Sequence[Line]:
        return self._between(value.bottom - value.size, value.top)

    def _between(self, low: float, high: float) -> Sequence[Line]:
        """Those whose lower edge lies between two heights."""
        return self._upwards[bisect_left(self._bottoms, low) : bisect_right(self._bottoms, high)]


def _is_beside(line: Line, before: Line, max_gap: float) -> bool:
    return line.is_beside(before) and line.left - before.right <= max_gap
