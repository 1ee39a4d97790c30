"""Labels with a value each, as invoices, statements and forms have them: beside it or above it. Pure.

They are no table with columns: "Invoice date" and "3 March 2024" head no numbers below them. What stands beside them,
an address or a second block of them, is no part of their rows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docqa.reading.tables.lines import DAY, MAX_CHARACTERS_BETWEEN_TOKENS, MAX_WORD_GAP, Line, Piece
from docqa.text.languages import LANGUAGES

MAX_CHARACTERS_OF_LABEL = 45
MAX_CHARACTERS_OF_VALUE = 60  # and of a heading; what is longer is a sentence
MAX_OFF = 0.5  # of a line's height: so far apart are the edges, or the middles, of what stands below one another
MAX_LEADING = 2.0  # times a line's height, between two pairs of a block
MAX_LEADING_OF_GRID = 1.0  # the same, from a label to the value below it, or from a heading to the first pair
MAX_GAP_OF_TABLE = 2.5  # the same, from a header to the first row, or from a row to the next
MAX_GAP_INSIDE_VALUE = 0.6  # the same, between two lines of a value
MAX_LINES_OF_VALUE = 8
MIN_PAIRS = 3  # in a block, below one another
MIN_PAIRS_WITH_COLONS = 2  # the same, where each label ends in a colon
MIN_NUMBERS_OF_GRID = 2  # values beside one another, each below its label, that are numbers or days
MIN_SHARE_OF_OTHER_KINDS = 0.2  # of the values: those of a table's column are of one kind
MIN_SHARE_OF_KNOWN_LABELS = 0.5  # without colons: what else stands beside something, as an address does, is no label
MIN_PAIRS_OF_LIST, MIN_KNOWN_OF_LIST = 7, 2  # an address is not so long: of a list, so many labels are known ones
MIN_MORE_GAP_ABOVE = 0.2  # times a line's height, above what stands alone: else it may be of what is above or below it

_COLONS = (":", "：")
_CODE = re.compile(r"0\d+|\d+(?:[-/]\d+)+")
_MEASURED = re.compile(r"[(+\-–−]*\d[\d.,]*\)?\s?[^\W\d_]{1,3}\)?")  # "(1)pt"
_DIGITS = re.compile(r"\d+")
_KNOWN = re.compile(rf"(?<!\w)(?:{'|'.join(one.lists.labels for one in LANGUAGES)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value; `at` is the number of the label's line, `more` are further lines of the value."""

    label: Piece
    value: Piece
    at: int
    more: tuple[Piece, ...] = ()

    @property
    def values(self) -> tuple[Piece, ...]:
        return self.value, *self.more


@dataclass(frozen=True, slots=True)
class Pairs:
    """A block of labels with a value each, from the top down, under its heading, if it has one."""

    pairs: tuple[Pair, ...]
    heading: Piece | None = None

    @property
    def y0(self) -> float:
        return min(pair.label.box.y0 for pair in self.pairs)


def find_pairs(lines: Sequence[Line]) -> list[Pairs]:
    """The blocks of labels with a value each, in the order of their first pairs."""
    parted = [Line(tuple(part for piece in line.pieces for part in _at_colon(piece))) for line in lines]
    found = [Pairs(tuple(_with_more(run, parted)), _heading(run, lines)) for run in _beside(parted)]
    found += [Pairs(tuple(grid)) for grid in _below(without(lines, found))]
    return sorted(found, key=lambda block: block.y0)


def without(lines: Sequence[Line], blocks: Sequence[Pairs]) -> list[Line]:
    """The lines without what stands in those blocks."""
    pieces = [piece for block in blocks for pair in block.pairs for piece in (pair.label, *pair.values)]
    taken = {piece.tokens[0].start for piece in pieces}
    if not taken:
        return list(lines)
    kept = (tuple(piece for piece in line.pieces if piece.tokens[0].start not in taken) for line in lines)
    return [Line(pieces) for pieces in kept if pieces]


def _at_colon(piece: Piece) -> tuple[Piece, ...]:
    """A piece as label and value, where they stand close: "Due date: 17 March"."""
    colons = [number for number, token in enumerate(piece.tokens, 1) if token.text.endswith(_COLONS)]
    if len(colons) != 1 or colons[0] == len(piece.tokens):
        return (piece,)
    return Piece.of(*piece.tokens[: colons[0]]), Piece.of(*piece.tokens[colons[0] :])


def _has_colon(label: Piece) -> bool:
    return label.text.endswith(_COLONS)


def _beside(lines: Sequence[Line]) -> list[list[Pair]]:
    """The blocks of values at the right of their labels."""
    found = [run for run in _runs(lines) if _is_block(run) and not _begins_above(run, lines)]
    while True:
        labels = {pair.label for run in found for pair in run}
        kept = [run for run in found if not any(pair.value in labels or _has_more(pair, lines, labels) for pair in run)]
        if len(kept) == len(found):
            break
        found = kept
    values = {pair.value for run in found for pair in run}
    return [run for run in found if all(map(_has_colon, _labels(run))) or not _is_of_table(run, lines, values)]


def _labels(run: Sequence[Pair]) -> list[Piece]:
    return [pair.label for pair in run]


@dataclass(slots=True)
class _Run:
    """Pairs below one another, and where the last line of the last value ends.

    `alone` stands below the last pair with nothing beside it, at `gap` from it. What `is_unclear` has labels that may
    go on there.
    """

    pairs: list[Pair]
    bottom: float
    gap: float = 0.0
    alone: Piece | None = None
    is_unclear: bool = False

    def note(self, line: Line) -> None:
        """Takes in a line that holds no pair of it."""
        alone = _alone(line, self.pairs)
        if alone is None or _has_colon(alone):
            return
        if self.alone is None:
            self.gap = alone.box.y0 - self.bottom
        self.alone = alone
        self.is_unclear |= alone.text[0].islower() and not all(map(_has_colon, _labels(self.pairs)))

    def is_ended_before(self, below: Pair) -> bool:
        """Whether what stands alone above a pair heads another block, or may do so where labels end in colons."""
        if self.alone is None:
            return False
        if all(map(_has_colon, (*_labels(self.pairs), below.label))):
            return True
        is_heading = _is_nearer_below(self.gap, self.alone, below.label) and not below.label.text[0].islower()
        self.is_unclear |= not is_heading
        self.alone = None
        return is_heading and not self.is_unclear


def _runs(lines: Sequence[Line]) -> Iterator[list[Pair]]:
    """Pieces with one behind them, below one another, each beginning or ending where the one above does.

    What stands alone between two ends the block: it heads what is below. Where it may be the rest of a label, there is
    no block at all.
    """
    going: list[_Run] = []
    done: list[_Run] = []
    for at, line in enumerate(lines):
        top = line.box.y0
        lowest = top - MAX_LEADING * line.height
        done += [run for run in going if run.bottom < lowest]
        going = [run for run in going if run.bottom >= lowest]
        for run in going:
            if any(_is_next_line(run.pairs[-1].value, run.bottom, piece) for piece in line.pieces):
                run.bottom = line.box.y1
        for label, value in pairwise(line.pieces):
            if not _may_be_label(label) or _has_colon(value) or len(value.text) > MAX_CHARACTERS_OF_VALUE:
                continue
            pair = Pair(label, value, at)
            for number, run in enumerate(going):
                if run.pairs[-1].at < at and _goes_on(run.pairs[-1], pair):
                    if run.is_ended_before(pair):
                        done.append(run)
                        going[number] = _Run([pair], label.box.y1)
                    else:
                        run.pairs.append(pair)
                        run.bottom = label.box.y1
                    break
            else:
                going.append(_Run([pair], label.box.y1))
        for run in going:
            if run.pairs[-1].at < at:
                run.note(line)
    yield from (run.pairs for run in (*done, *going) if not run.is_unclear)


def _alone(line: Line, pairs: Sequence[Pair]) -> Piece | None:
    """What stands alone in a line, in the width of some pairs, left of their values."""
    last = pairs[-1]
    x1 = max(pair.value.box.x1 for pair in pairs)
    within = [piece for piece in line.pieces if piece.box.x1 > last.label.box.x0 and piece.box.x0 < x1]
    if len(within) != 1:
        return None
    is_left = within[0].box.x0 < last.value.box.x0 - MAX_OFF * within[0].height
    return within[0] if is_left and not _are_aligned(last.value, within[0]) else None


def _is_nearer_below(gap: float, alone: Piece, below: Piece) -> bool:
    """Whether what stands at that distance from what is above it is nearer to what is below it."""
    return gap - (below.box.y0 - alone.box.y1) >= MIN_MORE_GAP_ABOVE * alone.height


def _goes_on(above: Pair, below: Pair) -> bool:
    have_colons = _has_colon(above.label) and _has_colon(below.label)
    return _are_aligned(above.label, below.label) and (have_colons or _are_aligned(above.value, below.value))


def _may_be_label(piece: Piece) -> bool:
    is_short = len(piece.text) <= MAX_CHARACTERS_OF_LABEL and piece.text[:1].isalpha()
    return is_short and not (piece.is_value or piece.is_period or DAY.match(piece.text))


def _are_aligned(above: Piece, below: Piece) -> bool:
    off = min(abs(above.box.x0 - below.box.x0), abs(above.box.x1 - below.box.x1))
    return off <= MAX_OFF * below.height


def _is_block(run: Sequence[Pair]) -> bool:
    """Whether labels and values are such: a table of numbers has values of one kind, below a header of words or times.

    Where all values are amounts, it is found as a table.
    """
    kinds = [_kind(pair.value) for pair in run]
    if all(map(_has_colon, _labels(run))):
        close = [pair for pair in run if _are_close(pair)]
        if len(close) == len(run) or any(pair.label.text[0].islower() for pair in close):
            return False  # they are read so, and may be sentences
        return len(run) >= MIN_PAIRS_WITH_COLONS and any(kind not in ("amount", "") for kind in kinds)
    if len(run) < MIN_PAIRS or len({label.text for label in _labels(run)}) < len(run):
        return False
    if not _are_labels(run, kinds):
        return False
    told = Counter(filter(None, kinds[1:] if kinds[0] in ("words", "day") else kinds))
    return told.total() - max(told.values(), default=0) >= max(1, MIN_SHARE_OF_OTHER_KINDS * len(run))


def _are_labels(run: Sequence[Pair], kinds: Sequence[str]) -> bool:
    """Whether pairs, most without colons, are labels with values, not an address beside a date or another address."""
    if 2 * sum(map(_has_colon, _labels(run))) > len(run):
        return True
    told = [kind for kind in kinds if kind]
    known = sum(bool(_KNOWN.search(label.text)) and not _DIGITS.search(label.text) for label in _labels(run))
    is_header = kinds[0] == "words" and _KNOWN.search(run[0].value.text)
    if len(run) >= MIN_PAIRS_OF_LIST:
        return known >= MIN_KNOWN_OF_LIST and not is_header
    has_data = 2 * told.count("words") < len(told)
    return has_data and known >= MIN_SHARE_OF_KNOWN_LABELS * len(run) and not is_header


def _begins_above(run: Sequence[Pair], lines: Sequence[Line]) -> bool:
    """Whether the first label goes on from what stands alone close above it."""
    first = run[0].label
    if not first.text[0].islower() or not run[0].at:
        return False
    alone = _alone(lines[run[0].at - 1], run)
    return alone is not None and first.box.y0 - alone.box.y1 <= MAX_GAP_INSIDE_VALUE * first.height


def _are_close(pair: Pair) -> bool:
    return pair.value.box.x0 - pair.label.box.x1 < MAX_WORD_GAP * pair.label.height


def _kind(value: Piece) -> str:
    """What a value is: an amount, a day, words, or a code by its shape; "" for what any column may have."""
    text = value.text
    if value.is_period or DAY.match(text):
        return "day"
    if not any(map(str.isalnum, text)) or (value.is_number and not any(map(str.isdigit, text))):
        return ""
    if (value.is_value and not _CODE.fullmatch(text)) or _MEASURED.fullmatch(text):
        return "amount"
    is_code = " " not in text and any(map(str.isdigit, text))
    return _DIGITS.sub(lambda found: "9" * len(found[0]), text) if is_code else "words"


def _has_more(pair: Pair, lines: Sequence[Line], labels: set[Piece]) -> bool:
    """Whether another value than that stands behind a label: what follows is no label of another block."""
    pieces = lines[pair.at].pieces
    behind = pieces[pieces.index(pair.value) + 1 :]
    return bool(behind) and behind[0] not in labels and (behind[0].is_value or not _has_colon(pair.label))


def _is_of_table(run: Sequence[Pair], lines: Sequence[Line], values: set[Piece]) -> bool:
    """Whether labels without colons are a column of a table: a header stands above, or words stand at their left.

    An address may stand there as well, but above no header: the first value is none of words.
    """
    first = run[0]
    before = [piece for pair in run if (piece := _before(pair, lines)) and piece not in values]
    beside = [piece for piece in before[1:] if abs(piece.box.x0 - before[0].box.x0) <= MAX_OFF * piece.height]
    if 2 * len(beside) >= len(run) and before[0] is _before(first, lines) and _kind(first.value) in ("words", "day"):
        return True
    if _goes_on_below(run, lines[run[-1].at + 1 :][:1]):
        return True
    above = lines[first.at - 1] if first.at else None
    if above is None or first.label.box.y0 - above.box.y1 > MAX_GAP_OF_TABLE * first.label.height:
        return False
    x0, x1 = min(pair.value.box.x0 for pair in run), max(pair.value.box.x1 for pair in run)
    return any(x0 < piece.box.x1 and piece.box.x0 < x1 and piece.box.x0 > first.label.box.x1 for piece in above.pieces)


def _before(pair: Pair, lines: Sequence[Line]) -> Piece | None:
    """What stands at the left of a label."""
    pieces = lines[pair.at].pieces
    at = pieces.index(pair.label)
    return pieces[at - 1] if at else None


def _with_more(run: Sequence[Pair], lines: Sequence[Line]) -> Iterator[Pair]:
    """The pairs, each with the lines in which its value goes on: nothing stands beside those, below its label."""
    for pair, end in zip(run, [*(below.at for below in run[1:]), len(lines)], strict=True):
        x0 = pair.label.box.x0
        more = [pair.value]
        for line in lines[pair.at + 1 : min(end, pair.at + MAX_LINES_OF_VALUE)]:
            within = [piece for piece in line.pieces if x0 < piece.box.x1 and piece.box.x0 < more[-1].box.x1]
            if len(within) != 1 or not _is_next_line(more[-1], more[-1].box.y1, within[0]):
                break
            if not 0 <= within[0].spans[0][0] - more[-1].spans[-1][1] <= MAX_CHARACTERS_BETWEEN_TOKENS:
                break  # in the text, others stand between the two
            more.append(within[0])
        yield replace(pair, more=tuple(more[1:]))


def _is_next_line(above: Piece, bottom: float, below: Piece) -> bool:
    """Whether a piece may go on with one that ends at `bottom`: it begins near below it, at the same edge."""
    is_near = 0 < below.box.y0 - bottom <= MAX_GAP_INSIDE_VALUE * below.height
    return is_near and abs(below.box.x0 - above.box.x0) <= MAX_OFF * below.height


def _heading(run: Sequence[Pair], lines: Sequence[Line]) -> Piece | None:
    """What stands alone above a block, at the edge of its labels.

    It is nearer to that than to what stands above it, and no label without a value begins a part of the block.
    """
    first = run[0].label
    if not run[0].at or any(_alone(line, run) for line in lines[run[0].at + 1 : run[-1].at]):
        return None
    x1 = max(pair.value.box.x1 for pair in run)
    over = [piece for piece in lines[run[0].at - 1].pieces if piece.box.x1 > first.box.x0 and piece.box.x0 < x1]
    if len(over) != 1 or over[0].is_value or len(over[0].text) > MAX_CHARACTERS_OF_VALUE:
        return None
    is_near = _kind(over[0]) == "words" and first.box.y0 - over[0].box.y1 <= MAX_LEADING_OF_GRID * first.height
    is_at_edge = abs(over[0].box.x0 - first.box.x0) <= MAX_OFF * first.height
    if run[0].at > 1 and any(
        piece.box.x1 > first.box.x0 and piece.box.x0 < x1 for piece in lines[run[0].at - 2].pieces
    ):
        gap = over[0].box.y0 - lines[run[0].at - 2].box.y1
        is_near = is_near and _is_nearer_below(gap, over[0], first)
    if over[0].text[0].islower() or first.text[0].islower():
        return None
    return over[0] if is_near and is_at_edge and not over[0].text.endswith((".", ",", *_COLONS)) else None


def _below(lines: Sequence[Line]) -> Iterator[list[Pair]]:
    """The blocks of values that stand below their labels, each of a row of labels and one of values.

    A table has more rows of values, or its row is called by words or by a day on which something was booked.
    """
    grids = [_grid(at, lines) for at in range(len(lines) - 1)]
    for at, grid in enumerate(grids):
        if not grid:
            continue
        is_one_of_several = any(0 <= other < len(grids) and grids[other] for other in (at - 2, at + 2))
        first, *others = (_kind(pair.value) for pair in grid)
        is_row = first == "words" or (first == "day" and "words" in others)
        if is_one_of_several or not (is_row or _goes_on_below(grid, lines[at + 2 :])):
            yield grid


def _grid(at: int, lines: Sequence[Line]) -> list[Pair]:
    """The labels of a line with the values of the next, each at the edge of its label or below its middle."""
    labels, values = lines[at].pieces, lines[at + 1].pieces
    if len(labels) != len(values) or not all(map(_may_be_label, labels)):
        return []
    if lines[at + 1].box.y0 - lines[at].box.y1 > MAX_LEADING_OF_GRID * lines[at].height:
        return []
    if not all(_is_below(label, value) for label, value in zip(labels, values, strict=True)):
        return []
    kinds = list(map(_kind, values))
    numbers = sum(value.is_value or kind == "day" for value, kind in zip(values, kinds, strict=True))
    if len(set(kinds)) == 1 or numbers < max(MIN_NUMBERS_OF_GRID, len(values) / 2):
        return []
    return [Pair(label, value, at) for label, value in zip(labels, values, strict=True)]


def _is_below(label: Piece, value: Piece) -> bool:
    is_at_edge = abs(label.box.x0 - value.box.x0) <= MAX_OFF * label.height
    return is_at_edge or abs(label.middle - value.middle) <= MAX_OFF * label.height


def _goes_on_below(block: Sequence[Pair], lines: Sequence[Line]) -> bool:
    """Whether there is another value in the lines that stand close below a block, in the column of one of its own."""
    values = [pair.value for pair in block]
    bottom = max(value.box.y1 for value in values)
    for line in lines:
        if line.box.y0 - bottom > MAX_GAP_OF_TABLE * line.height:
            return False
        if any(_is_under(piece, value) for piece in line.pieces for value in values):
            return True
        bottom = line.box.y1
    return False


def _is_under(piece: Piece, value: Piece) -> bool:
    return _kind(piece) not in ("", "words") and piece.box.x0 < value.box.x1 and value.box.x0 < piece.box.x1
