"""Blanks of underscores that are filled in: what is drawn over one is read in its place."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from docqa.reading.columns import Row
from docqa.reading.lines import Boxes, Line, line_at

BLANK = "___"  # as short as one is, at least
_BLANK = re.compile(f"{BLANK}_*")
_TEXT = re.compile(r"\S(?:.*\S)?", re.DOTALL)
MAX_OUTSIDE = 0.5  # of a value's size, that it reaches out of its blank, at each end
MAX_BELOW = 0.4  # of its size, that it stands lower than the line of its blank, or higher


def with_blanks_filled(boxes: Boxes, raw: str, rows: Sequence[Row], parted: Callable[[Line], Row]) -> list[Row] | None:
    """The rows with what is drawn over a blank in the place of that; None where nothing is.

    `parted` gives the pieces of a line between wide gaps.
    """
    blanks = [
        (piece, line_at(boxes, raw, *found.span()))
        for row in rows
        for piece in row
        if piece.is_level
        for found in _BLANK.finditer(raw, piece.first, piece.last)
    ]
    values: defaultdict[Line, list[tuple[Line, Line]]] = defaultdict(list)  # by line: blanks with what is over them
    others: list[Row] = []
    is_filled = False
    for row in rows:
        kept: Row = []
        for piece in row:
            is_near = piece.is_level and any(_is_at_height(piece, blank) for _, blank in blanks)
            parts = parted(piece) if is_near and BLANK not in raw[piece.first : piece.last] else [piece]
            over = [next(((line, blank) for line, blank in blanks if _is_over(part, blank)), None) for part in parts]
            if any(over):
                is_filled = True
                for part, place in zip(parts, over, strict=True):
                    if place is None:
                        kept.append(part)
                    else:
                        values[place[0]].append((place[1], part))
            else:
                kept.append(piece)
        if kept:
            others.append(kept)
    if not is_filled:
        return None
    return [[part for piece in row for part in _filled(boxes, raw, piece, values.get(piece, ()))] for row in others]


def _is_over(piece: Line, blank: Line) -> bool:
    slack = MAX_OUTSIDE * piece.size
    return (
        piece.is_level
        and blank.left - slack <= piece.left
        and piece.right <= blank.right + slack
        and _is_at_height(piece, blank)
        and piece.first != blank.first
    )


def _is_at_height(piece: Line, blank: Line) -> bool:
    return abs(piece.bottom - blank.bottom) <= MAX_BELOW * piece.size


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
