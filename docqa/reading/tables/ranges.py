"""Ranges whose dash stands by itself, as in a typewriter's letters: "0.45 - 0.52" is one value. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docqa.reading.tables.lines import Line, Piece

MIN_ROWS = 3
MAX_GAP = 1.5  # times a line's height, between the dash and a bound
MAX_OFFSET_OF_DASH = 0.5  # times a line's height, between dashes of one column
_DASH = re.compile(r"[-–—−]")
_BOUND = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def with_ranges(lines: Sequence[Line]) -> list[Line]:
    """The lines with such ranges as one piece, where rows below one another have them and all of them rise.

    A column without values, between two that have some, looks the same in a row or two.
    """
    dashes = {
        (number, at): line.pieces[at].box.x0
        for number, line in enumerate(lines)
        for at in range(1, len(line.pieces) - 1)
        if _is_range(line.pieces[at - 1 : at + 2])
    }
    found = list(lines)
    for (number, at), x0 in sorted(dashes.items(), reverse=True):
        near = MAX_OFFSET_OF_DASH * lines[number].height
        same = {other for (other, _), x in dashes.items() if abs(x - x0) <= near}
        within = [
            line for line in lines[min(same) : max(same) + 1] if any(abs(p.box.x0 - x0) <= near for p in line.pieces)
        ]
        if len(same) >= MIN_ROWS and len(within) == len(same):
            pieces = found[number].pieces
            one = Piece.of(*(token for piece in pieces[at - 1 : at + 2] for token in piece.tokens))
            found[number] = replace(found[number], pieces=(*pieces[: at - 1], one, *pieces[at + 2 :]))
    return found


def _is_range(pieces: Sequence[Piece]) -> bool:
    lower, dash, upper = pieces
    return (
        _DASH.fullmatch(dash.text) is not None
        and all(_BOUND.fullmatch(bound.text) for bound in (lower, upper))
        and all(right.box.x0 - left.box.x1 <= MAX_GAP * dash.height for left, right in pairwise(pieces))
        and float(lower.text.replace(",", "")) < float(upper.text.replace(",", ""))
    )
