"""Blanks of underscores that are filled in: what is drawn over one is read in its place."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence

from docqa.reading.columns import Row
from docqa.reading.lines import Boxes, Line, line_at

BLANK = "___"  # as short as one is, at least
_BLANK = re.compile(f"{BLANK}_*")
_SPACE = re.compile(r"(?<=\S)\s+(?=\S)")
_TEXT = re.compile(r"\S(?:.*\S)?", re.DOTALL)
MAX_OUTSIDE = 0.5  # of a value's size, that it reaches out of its blank, at each end
MAX_BELOW = 0.4  # of its size, that it stands lower than the line of its blank, or higher
MAX_BLANKS_IN_ROW = 100  # more stand at no value's height


def with_blanks_filled(boxes: Boxes, raw: str, rows: Sequence[Row], parted: Callable[[Line], Row]) -> list[Row] | None:
    """The rows with what is drawn over a blank in the place of that; None where nothing is.

    `parted` gives the pieces of a line between wide gaps. A piece with a blank is over none, so that it stays in its
    row, and with it what is over its own: nothing is left out but blanks.
    """
    rows = [[part for piece in row for part in _parted_where_it_goes_back(boxes, raw, piece)] for row in rows]
    blanks = _Blanks(boxes, raw, rows)
    values: defaultdict[Line, list[tuple[Line, Line]]] = defaultdict(list)  # by line: blanks with what is over them
    others: list[Row] = []
    for row in rows:
        kept: Row = []
        for piece in row:
            is_value = BLANK not in raw[piece.first : piece.last] and blanks.at_height_of(piece)
            parts = [(part, blanks.below(part)) for part in parted(piece)] if is_value else []
            if not any(place for _, place in parts):
                kept.append(piece)
                continue
            for part, place in parts:
                if place is None:
                    kept.append(part)
                else:
                    values[place[0]].append((place[1], part))
        if kept:
            others.append(kept)
    if not values:
        return None
    return [[part for piece in row for part in _filled(boxes, raw, piece, values.get(piece, ()))] for row in others]


def _parted_where_it_goes_back(boxes: Boxes, raw: str, line: Line) -> Row:
    """A line with a blank in pieces: pdfium takes what is drawn next, over the blank, for the line's end."""
    if not line.is_level or BLANK not in raw[line.first : line.last]:
        return [line]
    pieces: Row = []
    first = line.first
    for space in _SPACE.finditer(raw, line.first, line.last):
        if boxes[space.end()].left < boxes[space.start() - 1].left - line.size:
            pieces.append(line_at(boxes, raw, first, space.start()))
            first = space.end()
    return [*pieces, line_at(boxes, raw, first, line.last)] if pieces else [line]


class _Blanks:
    """The blanks of a page, each with its line, by their height."""

    def __init__(self, boxes: Boxes, raw: str, rows: Sequence[Row]) -> None:
        found = (
            (piece, line_at(boxes, raw, *blank.span()))
            for row in rows
            for piece in row
            if piece.is_level
            for blank in _BLANK.finditer(raw, piece.first, piece.last)
        )
        self._blanks = sorted(found, key=lambda pair: (pair[1].bottom, pair[1].first))
        self._bottoms = [blank.bottom for _, blank in self._blanks]

    def at_height_of(self, piece: Line) -> Sequence[tuple[Line, Line]]:
        """The lines and blanks at the height of a piece, if it is level; none where they are too many for one row."""
        if not piece.is_level:
            return ()
        slack = MAX_BELOW * piece.size
        first = bisect_left(self._bottoms, piece.bottom - slack)
        last = bisect_right(self._bottoms, piece.bottom + slack)
        return self._blanks[first:last] if last - first <= MAX_BLANKS_IN_ROW else ()

    def below(self, piece: Line) -> tuple[Line, Line] | None:
        """The line and the blank that a piece is drawn over; of several the first in the order of the text."""
        slack = MAX_OUTSIDE * piece.size
        over = (
            (line, blank)
            for line, blank in self.at_height_of(piece)
            if blank.left - slack <= piece.left and piece.right <= blank.right + slack
        )
        return min(over, key=lambda pair: pair[1].first, default=None)


def _filled(boxes: Boxes, raw: str, line: Line, values: Sequence[tuple[Line, Line]]) -> Row:
    """A line in pieces, those over its blanks in the place of these."""
    pieces: Row = []
    first = line.first
    for blank, value in sorted(values, key=lambda pair: (pair[0].first, pair[1].left)):
        if blank.first >= first:
            pieces += _text(boxes, raw, first, blank.first)
            first = blank.last
        pieces.append(value)
    return [*pieces, *_text(boxes, raw, first, line.last)] if values else [line]


def _text(boxes: Boxes, raw: str, first: int, last: int) -> Row:
    found = _TEXT.search(raw, first, last)
    return [line_at(boxes, raw, *found.span())] if found else []
