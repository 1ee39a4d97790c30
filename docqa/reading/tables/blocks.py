"""Which lines of a page are a table, and where its columns stand. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from docqa.reading.tables.lines import DASH, Line, Piece
from docqa.reading.tables.units import is_unit

MAX_GAP_BETWEEN_ROWS = 6.5  # times a line's height: so far apart are two rows with wrapped labels or headings between
MAX_GAP_BETWEEN_DAYS = 18.0  # the same, where both begin with a day: what is booked in an account is told in many lines
MAX_GAP_INSIDE_CELL = 0.6  # times a line's height, between the lines of one cell
MAX_LINES_OF_CELL = 4  # below its first
MAX_OFF_EDGE = 0.7  # times a line's height: how far the right ends of one column's cells may be apart
MIN_ROWS_BEFORE_WORDS = 2  # rows of numbers that a table has before a row of words counts as one
MAX_CHARACTERS_OF_LABEL = 70  # characters of the label of a row of words; what is longer is a sentence beside a header
MIN_WORDS_OF_KINDRED = 2  # words: headers of one kind begin with the same one and go on differently
MIN_ROWS_OF_WORDS = 4  # lines of words below one another, above a table's numbers, that are no header of so many lines
MAX_DIFFERENCE_OF_STEP = 0.15  # of the distance from row to row
MAX_INDENT_OF_ROW = 1.0  # times a line's height, between the beginnings of two rows' labels
MAX_OFF_FIRST_COLUMN = 0.3  # of a line's height, that a note to a row begins left of it
MIN_ROWS_OF_COUNT = 2  # rows of a form that repeat their numbers at their ends
MAX_LINES_OF_HEADER = 3  # above a table's first row, that a later line may repeat
MAX_SHARE_OF_NOTES = 0.5  # of the rows that have one

# Beside years a label that says so is the header's.
OF_TIMES = re.compile(
    r"\b(?:ended|ending|years?|months?|weeks?|quarters?|fiscal|as of|at|geschäftsjahr\w*|jahre?|quartale?|zum|stand"
    r"|exercices?|années?|trimestres?|au|ejercicios?|años?|al)\b|^\W|[:,]$",
    re.IGNORECASE,
)
_LINE_NUMBER = re.compile(r"(\d{1,3})([a-z]?)")
_NOTE = re.compile(r"\(\d{1,2}\)|\*+")


@dataclass(frozen=True, slots=True)
class Span:
    """How far a column reaches across the page."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def overlap(self, piece: Piece) -> float:
        return min(self.x1, piece.box.x1) - max(self.x0, piece.core)

    def with_(self, piece: Piece) -> "Span":
        return Span(min(self.x0, piece.core), max(self.x1, piece.box.x1))


@dataclass(slots=True)
class Block:
    """A table in the making: the numbers of its lines with values, and its columns from left to right."""

    rows: list[int]
    columns: list[Span]

    @property
    def x0(self) -> float:
        return self.columns[0].x0

    @property
    def x1(self) -> float:
        return self.columns[-1].x1


def find_blocks(lines: Sequence[Line]) -> list[Block]:
    """The tables of a page by their rows with values, in the order of their first rows."""
    found: list[Block] = []
    going: list[Block] = []  # those that may have more rows
    for number, line in enumerate(lines):
        values = row_values(line)
        if any(block.rows[1:] and _is_label_left_of(block, values) for block in going):
            del values[0]
        joined: Block | None = None
        for block in list(going):
            row = lines[block.rows[-1]]
            goes_on = row.is_of_day and (line.is_of_day or not values)
            gap = MAX_GAP_BETWEEN_DAYS if goes_on else MAX_GAP_BETWEEN_ROWS
            if line.box.y0 - row.box.y1 > gap * line.height:
                going.remove(block)
            elif cells_going_on(lines, block.rows[-1], number, block.x0):
                continue
            elif joined is None and (_is_aligned(block, line, values) or _is_row_of_words(block, line, lines)):
                joined = block
            elif _is_across(block, line, lines[block.rows[-1]]) and not _is_note(block, number, lines):
                going.remove(block)
        if joined is None and values:
            joined = Block([], [])
            found.append(joined)
            going.append(joined)
        if joined is not None:
            joined.rows.append(number)
            joined.columns = _columns([values], joined.columns)
    for block in found:
        _settle(block, lines)
    return [block for block in found if block.columns]


def _is_label_left_of(block: Block, values: Sequence[Piece]) -> bool:
    """Whether the first of these is a row's label, left of all columns: "NM" is New Mexico there, and "NA" Namibia."""
    return bool(values) and values[0].text.isalpha() and values[0].box.x1 < block.x0


def _is_across(block: Block, line: Line, row: Line) -> bool:
    """Whether a line is a new header over a block's columns, or text across them: not more words of its last row."""
    return any(
        piece.box.x1 > block.x0
        and piece.box.x0 < block.x1
        and (
            any(column.overlap(piece) > 0 for column in block.columns)
            or not any(abs(own.box.x0 - piece.box.x0) <= MAX_OFF_EDGE * piece.height for own in row.pieces)
        )
        for piece in line.pieces
    )


def _is_note(block: Block, number: int, lines: Sequence[Line]) -> bool:
    """Whether a line is a note to the row above it: words over the columns alone, nearer to that than to the row below.

    That row has a value in each column. What says of times, or a unit, heads what stands below.
    """
    line, at = lines[number], block.rows[-1]
    if at != number - 1 or number + 1 == len(lines) or len(line.pieces) > 1 or not row_values(lines[at]):
        return False
    (piece,) = line.pieces
    is_left_of_all = piece.box.x0 < block.x0 - MAX_OFF_FIRST_COLUMN * piece.height
    if piece.is_value or is_left_of_all or is_unit(piece.text) or OF_TIMES.search(piece.text.lstrip("(")):
        return False
    below = lines[number + 1]
    filled = {column_of(block.columns, value) for value in row_values(below)}
    is_nearer = line.box.y0 - lines[at].box.y1 < below.box.y0 - line.box.y1
    return is_nearer and all(n in filled for n in range(len(block.columns)))


def _settle(block: Block, lines: Sequence[Line]) -> None:
    """Find the columns anew, from all rows, and leave out what only looked like a row or a column."""
    values = [row_values(lines[number]) for number in block.rows]
    block.columns = _columns(values, [])
    while len(block.rows) > 1 and _is_header(block, lines[block.rows[0]]):
        del block.rows[0], values[0]
        block.columns = _columns(values, [])
    block.columns = _without_columns_of_dashes(block.columns, values)
    rows = [lines[number].pieces for number in block.rows]
    while len(block.columns) > 1 and _holds_labels(block.columns[0], rows):
        del block.columns[0]
    wanted = [column for column in block.columns if not _holds_notes(column, rows)]
    block.columns = [column for column in wanted or block.columns if not _repeats_numbers(column, block.rows, lines)]
    if block.columns:
        block.rows = [*_rows_of_words_above(block, lines), *block.rows]


def _rows_of_words_above(block: Block, lines: Sequence[Line]) -> list[int]:
    """The rows without numbers above the first that has some: a label and words in most columns, at the rows' distance.

    The first such line is the header, if none stands above it. Fewer lines may all be a header's.
    """
    above = lines[block.rows[0] - 1].pieces if block.rows[0] else ()
    if not above or above[0].box.x1 > block.x0:
        return []
    steps = [lines[below].box.y0 - lines[above].box.y0 for above, below in pairwise(block.rows) if below == above + 1]
    step = median(steps) if steps else 0.0
    found: list[int] = []
    number = block.rows[0] - 1
    while number >= 0:
        line, below = lines[number], lines[number + 1]
        if abs(below.box.y0 - line.box.y0 - step) > MAX_DIFFERENCE_OF_STEP * step:
            break
        label, *words = line.pieces
        off_edge = abs(label.box.x0 - lines[block.rows[0]].pieces[0].box.x0)
        if off_edge > MAX_INDENT_OF_ROW * line.height or label.box.x1 > block.x0:
            break
        if row_values(line) and len(found) < MIN_ROWS_OF_WORDS:
            break  # of another table, above this one's header
        over = [[n for n, column in enumerate(block.columns) if column.overlap(word) > 0] for word in words]
        filled = [n for columns in over for n in columns]
        if words:  # else it is the first line of a label
            if 2 * len(set(filled)) < len(block.columns) or len(set(filled)) < len(filled) or max(map(len, over)) > 1:
                break
            found.insert(0, number)
        number -= 1
    if len(found) < MIN_ROWS_OF_WORDS:
        return []
    above = lines[number].pieces if number >= 0 else ()
    return found if sum(_is_over(block.columns, piece) for piece in above) > 1 else found[1:]


def _is_over(columns: Sequence[Span], piece: Piece) -> bool:
    return any(column.overlap(piece) > 0 for column in columns)


def _without_columns_of_dashes(columns: Sequence[Span], rows: Sequence[Sequence[Piece]]) -> list[Span]:
    """The columns; one that holds dashes alone, set left in rows where a neighbour has none, is a part of that.

    Those rows are all in which it holds something. Of two such neighbours it is a part of the nearer one.
    """
    found = list(columns)
    at = 0
    while at < len(found):
        column = found[at]
        beside: list[Span] = []
        if all(DASH.fullmatch(piece.text) for row in rows for piece in row if column.overlap(piece) > 0):
            held = [row for row in rows if any(column.overlap(piece) > 0 for piece in row)]
            beside = [
                other
                for other in found[max(0, at - 1) : at + 2]
                if held and other is not column and not any(other.overlap(piece) > 0 for row in held for piece in row)
            ]
        if beside:
            nearest = min(beside, key=lambda other: max(other.x0 - column.x1, column.x0 - other.x1))
            found[found.index(nearest)] = Span(min(column.x0, nearest.x0), max(column.x1, nearest.x1))
            del found[at]
        else:
            at += 1
    return found


def _holds_labels(column: Span, rows: Sequence[Sequence[Piece]]) -> bool:
    """Whether the rows begin in a column, and not with numbers: "3.00% notes due 2027" is a label."""
    own = [piece for pieces in rows for piece in pieces if column.overlap(piece) > 0]
    labels = [pieces[0] for pieces in rows if column.overlap(pieces[0]) > 0 and not pieces[0].is_number]
    return len(labels) * 2 > len(own)


def _holds_notes(column: Span, rows: Sequence[Sequence[Piece]]) -> bool:
    """Whether nothing stands in a column but the numbers of some notes: "(1)", "*"."""
    own = [piece.text for pieces in rows for piece in pieces if column.overlap(piece) > 0]
    return len(own) < MAX_SHARE_OF_NOTES * len(rows) and all(map(_NOTE.fullmatch, own))


def _repeats_numbers(column: Span, rows: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether a column holds nothing but the numbers of a form's lines, which stand on both sides of their words."""
    at = [number for number in rows if any(column.overlap(piece) > 0 for piece in lines[number].pieces)]
    counted: list[tuple[int, str]] = []
    beside = 0  # rows of tables beside one another, which are called by the same numbers
    for number, before, behind in zip(at, [-1, *at], [*at[1:], len(lines)], strict=False):
        (own, *_) = [piece for piece in lines[number].pieces if column.overlap(piece) > 0]
        said = own.text.replace(" ", "")  # "15 a" stands at the beginning of the line, "15a" at its end
        found = _LINE_NUMBER.fullmatch(said)
        near = (piece for line in lines[before + 1 : behind] for piece in line.pieces if piece is not own)
        if not found or not any(piece.text.replace(" ", "") == said for piece in near):
            return False
        beside += _is_said_behind_figures(said, lines[number])
        counted.append((int(found[1]), found[2]))
    if 2 * beside > len(at):
        return False
    return len(counted) >= MIN_ROWS_OF_COUNT and all(above < below for above, below in pairwise(counted))


def _is_said_behind_figures(said: str, line: Line) -> bool:
    """Whether a number stands twice in a line, with nothing but figures between: those of a form have words there."""
    at = [n for n, piece in enumerate(line.pieces) if piece.text.replace(" ", "") == said]
    return len(at) > 1 and all(
        first + 1 < last and all(piece.is_value for piece in line.pieces[first + 1 : last])
        for first, last in pairwise(at)
    )


def row_values(line: Line) -> list[Piece]:
    """The values of a line that is a table's row, else none: years over columns are no values."""
    values = [piece for piece in line.pieces if piece.is_value]
    if all(piece.is_period for piece in values) or _are_headers(line, values):
        return []
    if len(values) == len(line.pieces) and values[0].is_number:
        return values if len(values) > 1 else []
    return [piece for piece in values if piece is not line.pieces[0]]


def _are_headers(line: Line, values: Sequence[Piece]) -> bool:
    """Whether several measures stand among as many words, behind a label: "Under 18", "18 years", "Under 18"."""
    words = sum(not piece.is_value for piece in line.pieces[1:])
    return 1 < len(values) <= words and not any(value.is_number for value in values)


def cells_going_on(lines: Sequence[Line], row: int, number: int, x0: float) -> list[Piece]:
    """The pieces right of `x0` with which cells of a row go on in a line below it: "25,000 per", and below it "event".

    None where other things stand there: they begin small, where a piece of the row begins, and near below it. In a
    table whose labels begin small that tells nothing.
    """
    line, above = lines[number], lines[row].pieces
    gaps = (below.box.y0 - upper.box.y1 for upper, below in pairwise(lines[row : number + 1]))
    if above[0].text[:1].islower() or not 0 < number - row <= MAX_LINES_OF_CELL:
        return []
    if any(gap > MAX_GAP_INSIDE_CELL * line.height for gap in gaps):
        return []
    pieces = [piece for piece in line.pieces if piece.box.x1 > x0]
    is_going_on = all(
        not piece.is_value
        and piece.text[:1].islower()
        and any(abs(own.box.x0 - piece.box.x0) <= MAX_OFF_EDGE * line.height for own in above)
        for piece in pieces
    )
    return pieces if is_going_on else []


def column_of(columns: Sequence[Span], piece: Piece) -> int | None:
    """The column that a piece stands in: the one it shares most with, else the one that ends where it ends."""
    if not columns:
        return None
    best = max(range(len(columns)), key=lambda number: columns[number].overlap(piece))
    if columns[best].overlap(piece) > 0:
        return best
    best = min(range(len(columns)), key=lambda number: abs(columns[number].x1 - piece.box.x1))
    return best if abs(columns[best].x1 - piece.box.x1) <= MAX_OFF_EDGE * piece.height else None


def _columns(rows: Sequence[Sequence[Piece]], columns: Sequence[Span]) -> list[Span]:
    """The columns that the values stand in, those of the fullest rows first: a wide value does not join two of them."""
    known = list(columns)
    for row in sorted(rows, key=len, reverse=True):
        taken: set[int] = set()
        new = []
        for piece in row:
            number = column_of(known, piece)
            if number is None or number in taken:
                new.append(Span(piece.core, piece.box.x1))
            else:
                taken.add(number)
                known[number] = known[number].with_(piece)
        known = sorted([*known, *new], key=lambda column: column.middle)
    return known


def _is_aligned(block: Block, line: Line, values: Sequence[Piece]) -> bool:
    """Whether the line goes on with the block: a value stands in a column, and no text reaches over two of them."""
    return any(column_of(block.columns, value) is not None for value in values) and not any(
        sum(column.overlap(piece) > 0 for column in block.columns) > 1 for piece in line.pieces if not piece.is_value
    )


def _is_row_of_words(block: Block, line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line without numbers is a row all the same: a label, and a word or a year in each of some columns."""
    within = [piece for piece in line.pieces if piece.box.x0 < block.x1]
    if not within:
        return False
    label, *words = within
    if len(block.rows) < MIN_ROWS_BEFORE_WORDS or not words or label.box.x1 > block.x0 or is_unit(label.text):
        return False
    reached = [[number for number, column in enumerate(block.columns) if column.overlap(word) > 0] for word in words]
    is_header = any(word.is_period for word in words) and (OF_TIMES.search(label.text) or label.is_period)
    is_header = is_header or len(label.text) > MAX_CHARACTERS_OF_LABEL or _are_kindred(words)
    return all(len(columns) == 1 for columns in reached) and not is_header and not _repeats_header(block, words, lines)


def _are_kindred(words: Sequence[Piece]) -> bool:
    """Whether pieces begin with the same word and go on differently, as headers do: "Total net", "Total gross"."""
    said = [piece.text.split() for piece in words]
    is_long = all(len(one) >= MIN_WORDS_OF_KINDRED for one in said)
    return is_long and len(said) > 1 and len({one[0] for one in said}) == 1 and len(set(map(tuple, said))) == len(said)


def _repeats_header(block: Block, words: Sequence[Piece], lines: Sequence[Line]) -> bool:
    """Whether these words are times that stand above the block as well: with them the next table begins.

    Other times may be a row: "Last inspected in 2015 2014".
    """
    if not all(word.is_period for word in words):
        return False
    said = [word.text for word in words]
    above = lines[max(0, block.rows[0] - MAX_LINES_OF_HEADER) : block.rows[0]]
    return any([piece.text for piece in line.pieces[-len(said) :]] == said for line in above)


def _is_header(block: Block, line: Line) -> bool:
    """Whether a row has no label and more words over the columns than numbers, as "V2-0506", "0513", "V3", or none."""
    over = [piece for piece in line.pieces if any(column.overlap(piece) > 0 for column in block.columns)]
    values = sum(piece.is_value for piece in over)
    has_number = values == len(over) or any(piece.is_number for piece in over)
    return line.pieces[0].box.x1 > block.x0 and (values < len(over) - values or not has_number)
