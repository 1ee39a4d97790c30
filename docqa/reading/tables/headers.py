"""The headers of a table's columns: several lines, some over several columns. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from docqa.reading.tables.blocks import OF_TIMES, Span, column_of
from docqa.reading.tables.lines import MAX_CHARACTERS_BETWEEN_TOKENS, Line, Piece
from docqa.reading.tables.units import is_unit, measures

MAX_LINES = 10  # of a header, with the labels below it
MAX_GAP = 2.5  # times a line's height, from a header to what stands below
MAX_LEADING = 1.2  # the same, between two lines of a header
MAX_REACH = 8.0  # times a line's height, that the header of a single column may begin left of it
MAX_CHARACTERS_PER_LINE = 70  # characters of one header; what is longer is a sentence
MAX_CHARACTERS_PER_HEADING = 100  # characters
MAX_LABELS_WITHOUT_HEADER = 2  # lines above the first row that are labels, where no header stands above them
MAX_GAP_OF_LABEL = 0.8  # times a line's height, from such a label to what stands below
MAX_OVERLAP_OF_LABEL = 0.3  # of a line's height, that a label may reach into the first column
MAX_OFFSET_OF_ALIGNED = 0.9  # of a line's height: so near are a header's edge or middle and those of its column
COST_OF_COLUMN_LEFT_OUT = 0.5  # times a line's height: what a column without a header costs
COST_OF_SEVERAL_COLUMNS = 0.3  # times a line's height: what a header over several columns costs
COST_OF_WRONG_COLUMN = 1.5  # the same, for what reaches one of two columns alone, or is over one and reaches another
MAX_OVERLAP_OF_OTHER_COLUMN = 0.5  # of a line's height: what reaches so far over another is hardly the header of one
MAX_OFFSET_OF_CENTRED = 1.5  # times a line's height: so near is the middle of what is said of all columns to theirs
MIN_GAP_OF_PART = 0.3  # of a line's height, above the header: what stands closer goes on in the line below
MAX_CHARACTERS_OF_PART = 30  # characters
MAX_OFFSET_OF_EDGE = 0.3  # of a line's height, between the edges or middles of two lines of one header
MIN_HEIGHT_OF_TITLE = 1.1  # times the height of the header below it
MIN_PERIOD, MIN_REPETITIONS = 2, 2  # columns whose headers come again, and how often they do
MIN_GAP_IN_SPACES = 1.3  # times a space between words: so wide is at least the space between two headers
MIN_GAP_WITHOUT_SPACES = 0.3  # of a line's height, where there are no other spaces
_AMOUNT = re.compile(r"[(+\-−]*\d[\d.,]*[.,]\d\d(?![\d.,])")  # "-1,00 (RE)" too is what a cell holds
_SAYS_ALL = re.compile(r"[^\W\d_]{2,}: \w")  # "Source: county clerk", "Table 2: Sales"; "8:00" are times
_SAYS_NO_PART = re.compile(r"table of contents|\.$|^\W*page\b", re.IGNORECASE)
# What a header calls the labels below it.
_OF_LABELS = re.compile(
    r"notes?|items?|line items?|descriptions?|particulars|details|categor(?:y|ies)|accounts?|names?|position(?:en)?"
    r"|posten|bezeichnung|angaben?|anhang|libellés?|postes?|désignation|conceptos?|partidas?|descripción|notas?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """The lines of a header, as pieces over columns, and the numbers of its first line and of the first below it.

    `page` is the index of the page that it stands on. `stub` is what stands left of the columns in its lowest line,
    `part` what stands alone above that, and tells the table from others with the same header: "Inactive".
    """

    page: int
    columns: tuple[tuple[Piece, ...], ...]
    units: tuple[str, ...]
    first: int
    end: int
    stub: tuple[Piece, ...] = ()
    part: tuple[Piece, ...] = ()

    @property
    def subject(self) -> tuple[Piece, ...]:
        """What the figures are, where the columns are times alone, and that stands beside them: "Profit 2024 2023"."""
        says = " ".join(piece.text for piece in self.stub)
        heads = [piece for column in self.columns for piece in column]
        are_times = bool(heads) and all(piece.is_period for piece in heads)
        is_time = OF_TIMES.search(says) or any(piece.is_period for piece in self.stub)
        says_nothing = is_time or is_unit(says) or _OF_LABELS.fullmatch(says)
        return self.stub if are_times and not says_nothing else ()


def find_header(
    rows: Sequence[int], columns: Sequence[Span], lines: Sequence[Line], page: int, x0: float, x1: float
) -> Header:
    """The header above the first of the rows, from the lowest line up; `end` is the first line below it."""
    first_row = rows[0]
    measures = _measures(rows, columns, lines)
    over: list[list[list[Piece]]] = []  # of each line, from the lowest up, the pieces of each column
    units: list[str] = []
    stub: list[Piece] = []
    part: list[Piece] = []
    beside: list[Piece] = []  # left of the columns, in the line below
    first = end = first_row
    y0 = lines[first_row].box.y0
    seen = 0
    for number in range(first_row - 1, -1, -1):
        pieces = [piece for piece in lines[number].pieces if piece.box.x1 > x0 and piece.box.x0 < x1]
        if not pieces:
            continue
        height = max(piece.height for piece in pieces)
        bottom = max(piece.box.y1 for piece in pieces)
        is_covered = bool(over) and all(any(line[n] for line in over) for n in range(len(columns)))
        if is_covered and _is_part(pieces, columns, stub or lines[first_row].pieces, y0):
            part = pieces
            break
        if seen == MAX_LINES or y0 - bottom > (MAX_LEADING if over else MAX_GAP) * height:
            break
        heads = _heads(pieces, columns, x0)
        if heads is None or _goes_on_with(heads, columns, measures):
            if over and all(piece.text[:1].islower() for line in over for column in line for piece in column):
                over, first, end = [], first_row, first_row  # the cells of that row go on so, or a sentence
            # A label stands below the header, is set in the middle of two lines of it, or goes on beside it.
            is_beside = bool(beside) and all(_is_set_below(beside[0], piece) for piece in pieces)
            if bottom <= y0 + 0.2 * height and ((over and not is_beside) or not is_label(pieces, columns, x0)):
                break
            y0 = min(y0, *(piece.box.y0 for piece in pieces))
            seen += 1
            continue
        said = _unit_of_all(heads, over, columns)
        if not said:
            is_set_apart = not over and y0 - bottom > MAX_LEADING * height and not _fits_one(heads[0], columns)
            may_be_title = is_covered or is_set_apart
            if may_be_title and len(pieces) == 1 == len(heads) and _is_title(heads[0], columns, over, lines[first_row]):
                break
            own: list[list[Piece]] = [[] for _ in columns]
            below = [[piece for line in reversed(over) for piece in line[n]] for n in range(len(columns))]
            spans = (
                _one_each(heads, columns)
                or _over_repetitions(heads, columns, below)
                or _over_own(heads, columns, below)
                or _columns_under(heads, columns, below)
            )
            for piece, under in zip(heads, spans, strict=True):
                for column in under:
                    own[column].append(piece)
            over.append(own)
        beside = [piece for piece in pieces if piece.box.x1 <= columns[0].x0]
        stub = stub or beside
        units = [said, " ".join(piece.text for piece in beside), *units]
        end = end if first < first_row else number + 1
        first = number
        y0 = min(piece.box.y0 for piece in pieces)
        seen += 1
    if first == first_row:
        first = end = _first_label(first_row, columns, lines, x0, x1)
    columns_of = tuple(tuple(piece for line in reversed(over) for piece in line[n]) for n in range(len(columns)))
    return Header(page, _own(columns_of, columns), tuple(units), first, end, tuple(stub), tuple(part))


def _is_part(pieces: Sequence[Piece], columns: Sequence[Span], labels: Sequence[Piece], y0: float) -> bool:
    """Whether a line names the table among others: words alone, set apart above `y0`, where the labels begin."""
    piece = pieces[0]
    is_beside = len(pieces) == 1 and piece.box.x1 <= columns[0].x0
    is_at_edge = abs(piece.box.x0 - labels[0].box.x0) < MAX_OFFSET_OF_EDGE * piece.height
    is_apart = MIN_GAP_OF_PART * piece.height < y0 - piece.box.y1 <= MAX_GAP * piece.height
    is_short = len(piece.text) <= MAX_CHARACTERS_OF_PART and piece.text[:1].isupper()
    says_nothing = (
        is_unit(piece.text) or piece.is_period or OF_TIMES.search(piece.text) or _SAYS_NO_PART.search(piece.text)
    )
    return is_beside and is_at_edge and is_apart and is_short and not says_nothing


def _own(headers: Sequence[tuple[Piece, ...]], columns: Sequence[Span]) -> tuple[tuple[Piece, ...], ...]:
    """The columns' headers without what stands over no column, beside the header of one.

    Where two pieces stand beside one another over one column alone, it holds two, and nothing says what it is.
    """
    found = []
    for column, pieces in zip(columns, headers, strict=True):
        alone = [piece for piece in pieces if sum(piece in header for header in headers) == 1]
        over = [piece for piece in alone if _shared(piece, column) > 0] or alone
        is_unclear = any(_are_beside(left, right) for left in over for right in over)
        strays = [piece for piece in alone if any(_are_beside(piece, own) for own in over)]
        found.append(() if is_unclear else tuple(piece for piece in pieces if piece not in strays))
    return tuple(found)


def _are_beside(one: Piece, other: Piece) -> bool:
    return one.box.x1 <= other.box.x0 or other.box.x1 <= one.box.x0


def _unit_of_all(heads: Sequence[Piece], over: Sequence[object], columns: Sequence[Span]) -> str:
    """The unit that a line of a header gives for all columns: alone on its line, above the others or over them all."""
    if len(heads) != 1 or not is_unit(heads[0].text):
        return ""
    (under,) = _columns_under(heads, columns)
    is_central = abs(heads[0].middle - (columns[0].x0 + columns[-1].x1) / 2) < MAX_OFFSET_OF_CENTRED * heads[0].height
    return heads[0].text if over or len(columns) == 1 or len(under) != 1 or is_central else ""


def _heads(pieces: Sequence[Piece], columns: Sequence[Span], x0: float) -> list[Piece] | None:
    """The pieces of a line that stand over columns, if it may be a header's; None for a row, a title, a sentence."""
    start = columns[0].x0
    reach = _reach(columns, pieces[0].height)
    heads: list[Piece] = []
    beside: list[Piece] = []
    for piece in pieces:
        if piece.box.x1 <= start:
            beside.append(piece)
        elif piece.box.x0 < reach or len(piece.text) > MAX_CHARACTERS_PER_LINE:
            return None
        else:
            heads += _parted(piece, columns)
    # Set in the middle of its column, a header may end where the column's numbers begin.
    if heads and len(heads) < len(columns) and beside and beside[-1].box.x0 > max(reach, x0 + 3 * beside[-1].height):
        heads.insert(0, beside.pop())
    numbers = [head for head in heads if (head.is_number and not head.is_period) or _AMOUNT.match(head.text)]
    if len(numbers) * 2 >= len(heads):
        return None
    if beside and len(heads) < 2 and heads[0].is_number and not heads[0].is_period:
        return None
    return heads


def _measures(rows: Sequence[int], columns: Sequence[Span], lines: Sequence[Line]) -> list[frozenset[str]]:
    """What most values of each column are measured in: "mg" of "100 mg PO"."""
    found: list[list[frozenset[str]]] = [[] for _ in columns]
    for number in rows:
        for piece in lines[number].pieces:
            if piece.is_value and (column := column_of(columns, piece)) is not None:
                found[column].append(measures(piece.text))
    return [
        frozenset(unit for unit in frozenset().union(*own) if 2 * sum(unit in units for units in own) > len(own))
        for own in found
    ]


def _goes_on_with(heads: Sequence[Piece], columns: Sequence[Span], of_columns: Sequence[frozenset[str]]) -> bool:
    """Whether a line holds what the column below holds: "Dabrafenib 150 mg" over "100 mg" is a row, not its header."""
    return any(
        column.overlap(head) > 0 and measures(head.text) & own
        for head in heads
        for column, own in zip(columns, of_columns, strict=True)
    )


def _reach(columns: Sequence[Span], height: float) -> float:
    """How far left the header of the first column may begin: as far as the columns are apart."""
    if len(columns) == 1:
        return columns[0].x0 - MAX_REACH * height
    return columns[0].x1 - 1.1 * max(columns[1].x1 - columns[0].x1, columns[0].x1 - columns[0].x0 + 2 * height)


def _is_title(head: Piece, columns: Sequence[Span], over: Sequence[Sequence[Sequence[Piece]]], first_row: Line) -> bool:
    """Whether a line alone above the header is of the table or the page, not of its columns: its letters are higher.

    So is one that says something of its own, "Source: county clerk", and one set in the middle of the whole table.
    """
    heights = [_letters(piece) for line in over for column in line for piece in column]
    if heights and (_letters(head) > MIN_HEIGHT_OF_TITLE * max(heights) or _SAYS_ALL.search(head.text)):
        return True
    left, right = first_row.box.x0, columns[-1].x1
    return abs(head.middle - (left + right) / 2) < abs(head.middle - (columns[0].x0 + right) / 2)


def _letters(piece: Piece) -> float:
    """How high its letters are, whatever raised mark of a note stands behind them."""
    return median(token.box.y1 - token.box.y0 for token in piece.tokens)


def is_label(pieces: Sequence[Piece], columns: Sequence[Span], x0: float) -> bool:
    """Whether a line holds a label alone: left of the columns, or a heading that is longer than the labels."""
    first = pieces[0]
    if all(piece.box.x1 <= columns[0].x0 + MAX_OVERLAP_OF_LABEL * piece.height for piece in pieces):
        return True
    is_short = len(pieces) == 1 and len(first.text) <= MAX_CHARACTERS_PER_HEADING
    return is_short and first.box.x0 < x0 + 3 * first.height and not first.text.endswith(".")


def _first_label(first_row: int, columns: Sequence[Span], lines: Sequence[Line], x0: float, x1: float) -> int:
    """The first line of what stands close above the first row as a label, where there is no header."""
    number = first_row
    while number > 0 and first_row - number < MAX_LABELS_WITHOUT_HEADER:
        line = lines[number - 1]
        pieces = [piece for piece in line.pieces if piece.box.x1 > x0 and piece.box.x0 < x1]
        if not pieces or not is_label(pieces, columns, x0):
            break
        if lines[number].box.y0 - line.box.y1 > MAX_GAP_OF_LABEL * line.height:
            break
        number -= 1
    return number


def _one_each(pieces: Sequence[Piece], columns: Sequence[Span]) -> list[tuple[int, ...]] | None:
    """For each piece its column, where there are as many as columns and each stands between its column's neighbours.

    Set left over numbers that are set right, a short one may be nearer to the column before.
    """
    if len(pieces) != len(columns):
        return None
    ends = [float("-inf"), *(column.x1 for column in columns[:-1])]
    starts = [*(column.x0 for column in columns[1:]), float("inf")]
    are_own = all(end < p.box.x0 and p.box.x1 < start for p, end, start in zip(pieces, ends, starts, strict=True))
    return [(number,) for number in range(len(columns))] if are_own else None


def _over_repetitions(
    pieces: Sequence[Piece], columns: Sequence[Span], below: Sequence[Sequence[Piece]]
) -> list[tuple[int, ...]] | None:
    """For each piece the columns that it stands over, where the headers `below` come again and these tell them apart.

    "Total", "Male", "Female" over three times "Total", "Under 18", "18 and over": each is over the three, though none
    is wider than the column in their middle. What stands beside those columns is over the others.
    """
    said = [" ".join(piece.text for piece in column) for column in below]
    count = len(columns)
    for period in range(MIN_PERIOD, count // MIN_REPETITIONS + 1):
        for start in range(count - MIN_REPETITIONS * period + 1):
            end = start + period
            while end < count and said[end] == said[end - period]:
                end += 1
            groups = [range(first, first + period) for first in range(start, end - period + 1, period)]
            end = start + period * len(groups)
            within = [piece for piece in pieces if any(_is_within(piece, columns, group) for group in groups)]
            if len(groups) < MIN_REPETITIONS or len(within) != len(groups) or not all(said[start:end]):
                continue
            are_apart = len({piece.text for piece in within}) == len(within)
            if not are_apart or not all(map(lambda p, g: _is_within(p, columns, g), within, groups)):
                continue
            first = pieces.index(within[0])
            before, behind = pieces[:first], pieces[first + len(within) :]
            is_wider = (not before and _is_nearer(within[0], columns, range(groups[0].stop), groups[0])) or (
                not behind and _is_nearer(within[-1], columns, range(groups[-1].start, count), groups[-1])
            )
            if is_wider:
                continue  # "Quarter Ended" over "Sep 2024", "Jun 2024", "Sep 2023", the last two of which come again
            return [
                *_columns_under(before, columns[:start], below[:start]),
                *(tuple(group) for group in groups),
                *(tuple(end + n for n in under) for under in _columns_under(behind, columns[end:], below[end:])),
            ]
    return None


def _over_own(
    pieces: Sequence[Piece], columns: Sequence[Span], below: Sequence[Sequence[Piece]]
) -> list[tuple[int, ...]] | None:
    """For each piece the columns of the one below it, where all columns have headers and each goes on in one of these.

    "American" over "Indian/Alaskan" and "Native", beside columns with headers of a single line. Over a time stands what
    is said of several, and a time over others.
    """
    if not all(below) or any(piece.is_period for piece in pieces):
        return None
    found: list[tuple[int, ...]] = []
    for piece in pieces:
        tops = [column[0] for column in below if not column[0].is_period and _is_set_below(column[0], piece)]
        under = tuple(n for n, column in enumerate(below) if tops and column[0] is tops[0])
        others = [other for n, column in enumerate(below) for other in column if n not in under]
        is_over_others = any(not _are_beside(piece, other) for other in others) or any(
            _shared(piece, column) > 0 for n, column in enumerate(columns) if n not in under
        )
        if not under or is_over_others:
            return None
        found.append(under)
    return found if all(left[-1] < right[0] for left, right in pairwise(found)) else None


def _is_set_below(below: Piece, piece: Piece) -> bool:
    """Whether two lines of a header begin, end or have their middles at one place."""
    off = (below.middle - piece.middle, below.box.x0 - piece.box.x0, below.box.x1 - piece.box.x1)
    return min(map(abs, off)) < MAX_OFFSET_OF_EDGE * piece.height


def _is_within(piece: Piece, columns: Sequence[Span], group: range) -> bool:
    """Whether a piece stands over some columns, and over none of their neighbours."""
    is_over = columns[group.start].x0 < piece.middle < columns[group.stop - 1].x1
    others = [*columns[: group.start], *columns[group.stop :]]
    return is_over and not any(_shared(piece, column) > 0 for column in others)


def _is_nearer(piece: Piece, columns: Sequence[Span], group: range, other: range) -> bool:
    """Whether the middle of a piece is nearer to that of a group of columns than to that of another."""
    middles = ((columns[one.start].x0 + columns[one.stop - 1].x1) / 2 for one in (group, other))
    nearest, next_one = (abs(piece.middle - middle) for middle in middles)
    return nearest < next_one


def _columns_under(
    pieces: Sequence[Piece], columns: Sequence[Span], below: Sequence[Sequence[Piece]] = ()
) -> list[tuple[int, ...]]:
    """For each piece of a header's line the columns that it stands over; pieces and columns are from left to right.

    The one over "2018 2017 2016" may be no wider than a column: each piece takes the columns whose common middle is the
    nearest to its own, so that few columns are left out. Where all columns have headers of their own `below`, what
    stands alone, or is a time, or is over times, is over several rather than over the one in their middle.
    """
    is_covered = bool(below) and all(below)
    is_time = [all(head.is_period for head in heads) for heads in below]
    count = len(columns)
    cuts = _cuts(columns)
    # best[n]: the least cost with the first n columns done, and what the pieces until now stand over
    best: list[tuple[float, list[tuple[int, ...]]]] = [(_left_out(columns, 0, n, pieces), []) for n in range(count + 1)]
    for piece in pieces:
        step: list[tuple[float, list[tuple[int, ...]]]] = []
        for end in range(count + 1):
            options = [(best[end][0] + 100 * piece.height, [*best[end][1], ()])]
            for start in range(end):
                may_be_over_several = len(pieces) == 1 or piece.is_period or all(is_time[start:end])
                cost = _misfit(piece, columns, cuts, start, end, is_covered and may_be_over_several)
                if cost is not None:
                    options.append((best[start][0] + cost, [*best[start][1], tuple(range(start, end))]))
            if end:
                options.append((step[end - 1][0] + COST_OF_COLUMN_LEFT_OUT * piece.height, step[end - 1][1]))
            step.append(min(options, key=lambda option: option[0]))
        best = step
    return best[count][1]


def _cuts(columns: Sequence[Span]) -> list[float]:
    """Where each column begins and the last one ends, in the middle between two."""
    return [float("-inf"), *((left.x1 + right.x0) / 2 for left, right in pairwise(columns)), float("inf")]


def _left_out(columns: Sequence[Span], first: int, last: int, pieces: Sequence[Piece]) -> float:
    return COST_OF_COLUMN_LEFT_OUT * pieces[0].height * (last - first) if pieces else 0.0


def _misfit(
    piece: Piece, columns: Sequence[Span], cuts: Sequence[float], start: int, end: int, is_over_several: bool
) -> float | None:
    """What it costs to put a piece over the columns `[start:end]`; None where it cannot stand there."""
    x0, x1 = columns[start].x0, columns[end - 1].x1
    reached = [number for number, column in enumerate(columns) if _shared(piece, column) > 0]
    off_middle = abs(piece.middle - (x0 + x1) / 2)
    if end - start == 1:
        off = min(off_middle, abs(piece.box.x1 - x1), abs(piece.box.x0 - x0))
        is_wide = any(
            _shared(piece, columns[number]) > MAX_OVERLAP_OF_OTHER_COLUMN * piece.height
            for number in reached
            if number != start
        )
        cost = off + (COST_OF_WRONG_COLUMN * piece.height if is_wide else 0.0)
        return cost if cuts[start] < piece.middle < cuts[end] else None
    if not x0 <= piece.middle <= x1:
        return None
    if not is_over_several and len(reached) <= 1 and _fits_one(piece, columns[start:end]):
        return None
    # What reaches one of two columns alone is rather that one's.
    is_narrow = len(reached) == 1 and (end - start) % 2 == 0 and not is_over_several
    return off_middle + (COST_OF_WRONG_COLUMN if is_narrow else COST_OF_SEVERAL_COLUMNS) * piece.height


def _shared(piece: Piece, column: Span) -> float:
    return min(column.x1, piece.box.x1) - max(column.x0, piece.box.x0)


def _fits_one(piece: Piece, columns: Sequence[Span]) -> bool:
    """Whether it may be the header of one of the columns alone."""
    near = MAX_OFFSET_OF_ALIGNED * piece.height
    cuts = _cuts(columns)
    return any(
        cuts[number] <= piece.middle <= cuts[number + 1]
        and (abs(piece.middle - column.middle) < near or abs(piece.box.x1 - column.x1) < near)
        for number, column in enumerate(columns)
    )


def _parted(piece: Piece, columns: Sequence[Span]) -> list[Piece]:
    """A piece of a header's line as one for each column, where its words stand over several, each over its own.

    That is so where headers are set so close that only their columns tell them apart, or that the page's text has each
    of them by itself.
    """
    parts = _apart_in_text(piece)
    cuts = _cuts(columns)
    own = [next(n for n, end in enumerate(cuts[1:]) if part.middle < end) for part in parts]
    if len(parts) > 1 and all(left < right for left, right in pairwise(own)):
        return parts
    shares = [
        [min(column.x1, token.box.x1) - max(column.x0, token.box.x0) for column in columns] for token in piece.tokens
    ]
    over = [share.index(max(share)) for share in shares]
    gaps = [right.box.x0 - left.box.x1 for left, right in pairwise(piece.tokens)]
    within = [gap for gap, (left, right) in zip(gaps, pairwise(over), strict=True) if left == right]
    between = [gap for gap, (left, right) in zip(gaps, pairwise(over), strict=True) if left != right]
    if not between or min(map(max, shares)) <= 0:
        return [piece]
    if min(between) < max([MIN_GAP_IN_SPACES * gap for gap in within], default=MIN_GAP_WITHOUT_SPACES * piece.height):
        return [piece]  # a sentence over them all
    ends = [number for number, (left, right) in enumerate(pairwise(over), 1) if left != right]
    return [Piece.of(*piece.tokens[first:last]) for first, last in pairwise([0, *ends, len(over)])]


def _apart_in_text(piece: Piece) -> list[Piece]:
    """A piece as those whose words follow one another in the page's text."""
    jumps = [
        number
        for number, (left, right) in enumerate(pairwise(piece.tokens), 1)
        if not 0 <= right.start - left.end <= MAX_CHARACTERS_BETWEEN_TOKENS
    ]
    return [Piece.of(*piece.tokens[first:last]) for first, last in pairwise([0, *jumps, len(piece.tokens)])]
