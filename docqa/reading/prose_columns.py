"""Columns of prose that are drawn line by line, across the gaps between them; pure.

Such a file goes down the page: a line of the first column, then the one of the second beside it. Where that stands as
high, the two are one row; where it stands a little higher or lower, they are none, and pdfium takes many for one line.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from statistics import median

from docqa.reading.columns import MAX_OFFSET_OF_ALIGNED, Row, shares_height
from docqa.reading.lines import MAX_OVERLAP, MIN_CHARACTERS_BESIDE_GAP, Line
from docqa.reading.reading_order import MIN_LINES, PROSE_WIDTH

MIN_HOPS = 6  # of a file, from a line to one beside it that is of another row
MIN_GAIN = 2.0  # times as many lines as in the file go on right below the one before: it keeps a table's cells together
MAX_SHARE_ACROSS = 0.3  # of the lines from the first of a column to its last may cross the gap before it
MIN_SHARE_GOING_ON = 0.25  # of a column's lines begin inside a sentence: with a small letter, or one that has no case
MAX_GAPS = 5  # between columns
MIN_ROOM_OF_BAND = 0.8  # of a line's size, below a heading over several columns, and above the foot of the page

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_LETTER = re.compile(r"[^\W\d_]")


def is_woven(lines: Sequence[Line]) -> bool:
    """Whether a file goes to and fro between lines that stand beside each other and are none of one row."""
    hops = 0
    for before, line in pairwise(line for line in lines if line.last - line.first >= MIN_CHARACTERS_BESIDE_GAP):
        if before.right < line.left or line.right < before.left:
            hops += abs(line.middle[1] - before.middle[1]) < line.size
    return hops >= MIN_HOPS


def columns_of_prose(raw: str, rows: Sequence[Row], parted: Callable[[Line, Sequence[float]], Row]) -> list[Row] | None:
    """The rows with columns of prose one after the other; None where there are none, or the file has them so.

    `rows` are in the order of the file, each in pieces where it has wide gaps; `raw` is what they are lines of.
    `parted` gives a piece in pieces where it has space at such a place. What runs up or down the page comes last.
    """
    level = [row for row in rows if row[0].is_level]
    leftward = len(_RIGHT_TO_LEFT.findall(raw))
    is_leftward = leftward > 0 and 2 * leftward > len(_LETTER.findall(raw))
    gaps = _gaps(raw, [piece for row in level for piece in row], is_leftward)
    if not gaps:
        return None
    level = [[part for piece in row for part in parted(piece, gaps)] for row in level]
    ordered = [row for band in _bands(_in_rows(level), gaps) for row in _column_by_column(band, gaps, is_leftward)]
    if _going_on(raw, ordered) <= MIN_GAIN * _going_on(raw, level):
        return None
    return [*ordered, *(row for row in rows if not row[0].is_level)]


def _going_on(raw: str, rows: Iterable[Row]) -> int:
    """How many lines go on right below the one before: the more, the more sentences are whole."""
    return sum(_goes_on(raw, below) and _is_right_below(below, line) for line, below in pairwise(chain(*rows)))


def _is_right_below(below: Line, line: Line) -> bool:
    room = line.bottom - below.top
    is_in_reach = -MAX_OVERLAP * line.size <= room < line.size
    return is_in_reach and below.left < line.right and line.left < below.right


def _goes_on(raw: str, piece: Line) -> bool:
    """Whether a piece of a line begins inside a sentence: with a small letter, or one that has no case."""
    letter = _LETTER.match(raw, piece.first)
    return letter is not None and not letter[0].isupper()


def _is_across(piece: Line, gap: float) -> bool:
    slack = MAX_OFFSET_OF_ALIGNED * piece.size
    return piece.left + slack < gap < piece.right - slack


def _gaps(raw: str, pieces: Sequence[Line], is_leftward: bool) -> list[float]:
    """Where gaps between columns are, from left to right."""
    gaps: list[float] = []
    for gap in _places(pieces, is_leftward):
        more = sorted([*gaps, gap])
        if len(gaps) < MAX_GAPS and all(_is_prose(raw, column) for column in _columns(pieces, more)):
            gaps = more
    return gaps


def _places(pieces: Sequence[Line], is_leftward: bool) -> list[float]:
    """Where gaps may be, first those that the fewest pieces cross: behind each many lines of prose begin at one place.

    Where text runs to the left, many end at one place before it.
    """
    wide = [piece for piece in pieces if piece.right - piece.left >= PROSE_WIDTH * piece.size]
    if len(wide) < 2 * MIN_LINES:
        return []  # as on most pages of tables
    slack = MAX_OFFSET_OF_ALIGNED * median(piece.size for piece in wide)
    wide.sort(key=lambda piece: piece.right if is_leftward else piece.left)
    edges = [piece.right if is_leftward else piece.left for piece in wide]
    places: list[tuple[int, float]] = []
    at = 0
    while at < len(edges):
        end = bisect_right(edges, edges[at] + slack)
        if end - at >= MIN_LINES:
            if is_leftward:
                edge = edges[end - 1]
                other = min((piece.left for piece in wide if piece.left > edge - slack), default=edge)
            else:
                edge = edges[at]
                other = max((piece.right for piece in wide if piece.right < edge + slack), default=edge)
            lowest, highest = (of(piece.middle[1] for piece in wide[at:end]) for of in (min, max))
            between = [piece for piece in pieces if lowest <= piece.middle[1] <= highest]
            gap = (edge + other) / 2
            across = sum(_is_across(piece, gap) for piece in between)
            if other != edge and across <= MAX_SHARE_ACROSS * len(between):
                places.append((across, gap))
        at = end
    return [gap for _, gap in sorted(places)]


def _columns(pieces: Sequence[Line], gaps: Sequence[float]) -> list[list[Line]]:
    """The pieces of each column, without those that cross a gap."""
    columns: list[list[Line]] = [[] for _ in range(len(gaps) + 1)]
    for piece in pieces:
        if not any(_is_across(piece, gap) for gap in gaps):
            columns[bisect_left(gaps, piece.middle[0])].append(piece)
    return columns


def _is_prose(raw: str, column: Sequence[Line]) -> bool:
    if len(column) < MIN_LINES:
        return False
    size = median(piece.size for piece in column)
    return median(piece.right - piece.left for piece in column) >= PROSE_WIDTH * size and sum(
        _goes_on(raw, piece) for piece in column
    ) >= MIN_SHARE_GOING_ON * len(column)


def _in_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows from the top down, with those put together that stand beside each other."""
    found: list[Row] = []
    for row in sorted(rows, key=lambda row: -row[0].middle[1]):
        if found and shares_height(row, found[-1]):
            found[-1] = sorted([*found[-1], *row], key=lambda piece: piece.left)
        else:
            found.append(row)
    return found


def _bands(rows: Sequence[Row], gaps: Sequence[float]) -> list[Sequence[Row]]:
    """The rows from the top down in bands, which are read one after the other.

    There is room between two bands over the whole page, and the line above or below it crosses a gap, or is the page's
    head or foot.
    """
    size = median(row[0].size for row in rows)
    bottoms = list(accumulate((min(piece.bottom for piece in row) for row in rows), min))
    tops = list(accumulate((max(piece.top for piece in row) for row in reversed(rows)), max))[::-1]
    ends = [
        at
        for at in range(1, len(rows))
        if bottoms[at - 1] - tops[at] >= MIN_ROOM_OF_BAND * size
        and (
            at in (1, len(rows) - 1)
            or any(_is_across(piece, gap) for row in rows[at - 1 : at + 1] for piece in row for gap in gaps)
        )
    ]
    return [rows[start:end] for start, end in pairwise([0, *ends, len(rows)])]


def _column_by_column(rows: Sequence[Row], gaps: Sequence[float], is_leftward: bool) -> Iterator[Row]:
    """The rows in the order in which they are read: what crosses a gap comes between what is above and below it.

    The gap that the fewest cross parts the page first: what stands over two columns does not part the third.
    """
    if not gaps:
        yield from _in_rows(rows)
        return
    gap = min(gaps, key=lambda gap: sum(_is_across(piece, gap) for row in rows for piece in row))
    before, behind = [one for one in gaps if one < gap], [one for one in gaps if one > gap]
    left: list[Row] = []
    right: list[Row] = []

    def columns() -> Iterator[Row]:
        sides = [(left, before), (right, behind)]
        for side, own in reversed(sides) if is_leftward else sides:
            yield from _column_by_column(side, own, is_leftward)
            side.clear()

    for row in sorted(rows, key=lambda row: -row[0].middle[1]):
        if any(_is_across(piece, gap) for piece in row):
            yield from columns()
            yield row
        else:
            for side, part in zip((left, right), _columns(row, [gap]), strict=True):
                if part:
                    side.append(part)
    yield from columns()
