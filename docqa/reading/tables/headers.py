"""The headers of a table's columns: several lines, some over several columns. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from docqa.reading.tables.blocks import Span
from docqa.reading.tables.lines import Piece

ALIGNED = 0.9  # of a line's height: so near are a header's edge or middle and those of its column
UNCOVERED = 0.5  # times a line's height: what a column without a header costs
SEVERAL = 0.3  # times a line's height: what a header over several columns costs
WRONG = 1.5  # the same, for what reaches one of two columns alone, or is over one column and reaches another
REACH = 0.5  # of a line's height: what reaches so far over another column is hardly the header of one
WIDER = 1.3  # times a space between words: so wide is at least the space between two headers
WIDE_SPACE = 0.3  # of a line's height, where there are no other spaces


def columns_under(pieces: Sequence[Piece], columns: Sequence[Span], is_covered: bool = False) -> list[tuple[int, ...]]:
    """For each piece of a header's line the columns that it stands over; pieces and columns are from left to right.

    The one over "2018 2017 2016" may be no wider than a column: each piece takes the columns whose common middle is the
    nearest to its own, so that few columns are left out. Where all columns have headers of their own below
    (`is_covered`), what stands alone, or is a time, is over several rather than over the one in their middle.
    """
    count = len(columns)
    cuts = [float("-inf"), *((left.x1 + right.x0) / 2 for left, right in pairwise(columns)), float("inf")]
    # best[n]: the least cost with the first n columns done, and what the pieces until now stand over
    best: list[tuple[float, list[tuple[int, ...]]]] = [(_left_out(columns, 0, n, pieces), []) for n in range(count + 1)]
    for piece in pieces:
        step: list[tuple[float, list[tuple[int, ...]]]] = []
        for end in range(count + 1):
            options = [(best[end][0] + 100 * piece.height, [*best[end][1], ()])]
            for start in range(end):
                cost = _misfit(piece, columns, cuts, start, end, is_covered and (len(pieces) == 1 or piece.is_period))
                if cost is not None:
                    options.append((best[start][0] + cost, [*best[start][1], tuple(range(start, end))]))
            if end:
                options.append((step[end - 1][0] + UNCOVERED * piece.height, step[end - 1][1]))
            step.append(min(options, key=lambda option: option[0]))
        best = step
    return best[count][1]


def _left_out(columns: Sequence[Span], first: int, last: int, pieces: Sequence[Piece]) -> float:
    return UNCOVERED * pieces[0].height * (last - first) if pieces else 0.0


def _misfit(
    piece: Piece, columns: Sequence[Span], cuts: Sequence[float], start: int, end: int, is_over_several: bool
) -> float | None:
    """What it costs to put a piece over the columns `[start:end]`; None where it cannot stand there."""
    x0, x1 = columns[start].x0, columns[end - 1].x1
    reached = [number for number, column in enumerate(columns) if _shared(piece, column) > 0]
    off_middle = abs(piece.middle - (x0 + x1) / 2)
    if end - start == 1:
        off = min(off_middle, abs(piece.box.x1 - x1), abs(piece.box.x0 - x0))
        is_wide = any(_shared(piece, columns[number]) > REACH * piece.height for number in reached if number != start)
        cost = off + (WRONG * piece.height if is_wide else 0.0)
        return cost if cuts[start] < piece.middle < cuts[end] else None
    if not x0 <= piece.middle <= x1:
        return None
    if not is_over_several and len(reached) <= 1 and _fits_one(piece, columns[start:end], cuts[start : end + 1]):
        return None
    # What reaches one of two columns alone is rather that one's.
    is_narrow = len(reached) == 1 and (end - start) % 2 == 0
    return off_middle + (WRONG if is_narrow else SEVERAL) * piece.height


def _shared(piece: Piece, column: Span) -> float:
    return min(column.x1, piece.box.x1) - max(column.x0, piece.box.x0)


def _fits_one(piece: Piece, columns: Sequence[Span], cuts: Sequence[float]) -> bool:
    """Whether it may be the header of one of the columns alone."""
    near = ALIGNED * piece.height
    return any(
        cuts[number] <= piece.middle <= cuts[number + 1]
        and (abs(piece.middle - column.middle) < near or abs(piece.box.x1 - column.x1) < near)
        for number, column in enumerate(columns)
    )


def parted(piece: Piece, columns: Sequence[Span]) -> list[Piece]:
    """A piece of a header's line as one for each column, where its words stand over several, each over its own.

    That is so where headers are set so close that only their columns tell them apart.
    """
    shares = [
        [min(column.x1, token.box.x1) - max(column.x0, token.box.x0) for column in columns] for token in piece.tokens
    ]
    over = [share.index(max(share)) for share in shares]
    gaps = [right.box.x0 - left.box.x1 for left, right in pairwise(piece.tokens)]
    within = [gap for gap, (left, right) in zip(gaps, pairwise(over), strict=True) if left == right]
    between = [gap for gap, (left, right) in zip(gaps, pairwise(over), strict=True) if left != right]
    if not between or min(map(max, shares)) <= 0:
        return [piece]
    if min(between) < max([WIDER * gap for gap in within], default=WIDE_SPACE * piece.height):
        return [piece]  # a sentence over them all
    ends = [number for number, (left, right) in enumerate(pairwise(over), 1) if left != right]
    return [Piece.of(*piece.tokens[first:last]) for first, last in pairwise([0, *ends, len(over)])]
