"""The rows of a table with what stands in their columns; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docqa.reading.tables.blank_rows import without_blank_rows
from docqa.reading.tables.blocks import Block, Span, cells_going_on, column_of
from docqa.reading.tables.headers import Header, find_header, is_label
from docqa.reading.tables.keyed_rows import MAX_STEP_AROUND_LABEL, keyed_rows
from docqa.reading.tables.labels import (
    MAX_LEADING,
    MAX_MORE_GAP,
    TOTAL,
    Item,
    Label,
    Labelled,
    labelled_rows,
    named_apart,
)
from docqa.reading.tables.lines import COUNT, DAY, Line, Piece
from docqa.reading.tables.units import is_unit

MAX_LABEL_GAP = 1.5  # times a line's height: what stands further from the label at its right is a column of its own
MIN_GAP_OF_TABLES = 0.1  # of a line's height, between the last column of one and what stands over the next beside it
MAX_INDENT = 8.0  # times a line's height: no label is indented more
MAX_OFFSET_OF_HEADER = 2.0  # times a line's height: what begins so much further right than all columns heads none
MAX_WIDTH_OF_MARGIN = 9.0  # times a line's height: what is wider beside a table's labels is no part of it
MIN_ROWS_COUNTED = 3  # rows whose numbers are what they are called by
MIN_SHARE_OF_NAMES = 0.8  # of the rows that have a word in the column that they are called by
MIN_SHARE_OF_WORDS = 0.4  # of the rows that have a word in a column without numbers
MAX_SHARE_OF_STRAYS = 0.1  # of the rows: a column without header that has no more is none
MIN_SHARE_OF_LABELS = 0.6  # of the rows that have a label, and a different one, in a second table beside the first
MIN_CHARACTERS_OF_LABEL = 3  # characters, usually
MAX_LINES_OF_DAY = 12  # that tell what was booked on a day, below the line with its amount
MAX_LINES_OF_LABEL = 5  # below the line with the values of the last row
MAX_OVERLAP_OF_LABEL = 0.3  # of a line's height, that a label may reach into the first column

_NUMBER = re.compile(rf"{COUNT.pattern}|[$€£]?\d+(?:[,.]\d{{3}})*(?:[,.]\d{{1,2}})?%?")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_OF_COUNTS = re.compile(  # what a header calls numbers that only count the rows
    r"#|(?:line )?(?:no|nos|nr|num|n[°º]|number|item|line|row|pos|position|zeile|lfd\.? nr|art|ligne|núm|línea)\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """A table found: its columns, its header and its rows, from `y0` to `y1` on the page.

    `values` has for each row the pieces that stand in each column.
    """

    columns: tuple[Span, ...]
    header: Header
    rows: tuple[Labelled, ...]
    values: tuple[tuple[tuple[Piece, ...], ...], ...]
    x0: float
    y0: float
    y1: float
    inherited: str = ""  # the unit of the table that this one goes on from

    def rows_in_part(self) -> tuple[Labelled, ...]:
        """The rows, those with a name with the part that the table's header names in it as well."""
        part = Label.of([self.header.part])
        return tuple(
            replace(row, groups=(part, *row.groups), groups_in_name=len(row.groups) + 1)
            if row.label or row.groups
            else row
            for row in self.rows
        )


def find_bodies(block: Block, lines: Sequence[Line], page: int) -> Iterator[Body]:
    """The table of a block, or the tables that stand side by side in it."""
    columns = _without_label_column(block, list(block.columns), lines)
    x0 = _label_x0(block, columns, lines)
    cut = _cut(block, columns, lines, x0)
    called = _called_by_first(columns, block, lines, page)
    if called is not None:
        columns = columns[1:]
        x0 = _label_x0(block, columns, lines)
        cut = None
    if cut is None:
        body = called or _body(block.rows, columns, lines, page, x0, float("inf"))
        beside = _of_labels_again(body) or (_of_numbers_again(body) if called else [])
        beside = [column for column in beside if column in columns]
        if not beside:
            yield body
            return
        gap = MIN_GAP_OF_TABLES * lines[block.rows[0]].height
        cut = [max(other.x1 for other in columns if other.x1 < column.x0) + gap for column in beside]
        columns = [column for column in columns if column not in beside]
    for first, last in zip([float("-inf"), *cut], [*cut, float("inf")], strict=True):
        own = [column for column in columns if first < column.middle < last]
        rows = [
            number
            for number in block.rows
            if any(piece.is_value and column_of(own, piece) is not None for piece in lines[number].pieces)
        ]
        if own and rows:
            yield _body(rows, own, lines, page, max(first, x0), last)


def _without_label_column(block: Block, columns: list[Span], lines: Sequence[Line]) -> list[Span]:
    """The columns without the first, where its years are what the rows are called by."""
    firsts = [lines[number].pieces[0] for number in block.rows]
    periods = sum(piece.is_period and columns[0].overlap(piece) > 0 for piece in firsts)
    return columns[1:] if len(columns) > 1 and periods > len(firsts) / 2 else columns


def _of_labels_again(body: Body) -> list[Span]:
    """The columns with the same header as the labels: with each the same table begins once more beside the first."""
    said = {piece.text for piece in body.header.stub[:1]}
    heads = zip(body.columns[1:-1], body.header.columns[1:-1], strict=True)
    return [column for column, pieces in heads if pieces and pieces[-1].text in said]


def _of_numbers_again(body: Body) -> list[Span]:
    """The columns with which a table whose rows are called by numbers begins once more beside the first.

    Each holds rising numbers as well, and what stands behind it has the header of the first column.
    """
    said = [" ".join(piece.text for piece in pieces) for pieces in body.header.columns]
    held = [[piece for row in body.values for piece in row[n]] for n in range(len(body.columns))]
    return [
        body.columns[n]
        for n in range(1, len(body.columns) - 1)
        if said[0] and said[n + 1] == said[0] != said[n] and _rise(held[n]) and len(held[n]) == len(held[n + 1])
    ]


def _called_by_first(columns: list[Span], block: Block, lines: Sequence[Line], page: int) -> Body | None:
    """The table, if its first column holds numbers that the rows are called by, under a header that says of what.

    So they are without one where nothing else is a label, and all other columns have headers.
    """
    if not _counts_rows(columns, block, lines):
        return None
    body = _body(block.rows, columns[1:], lines, page, _label_x0(block, columns[1:], lines), float("inf"))
    if body.header.stub:
        return body if _heads_counts(body.header.stub, columns[0]) else None
    whole = _body(block.rows, columns, lines, page, _label_x0(block, columns, lines), float("inf"))
    has_none = not whole.header.columns[0] and whole.header.columns[1:] == body.header.columns
    return body if has_none and all(body.header.columns) else None


def _counts_rows(columns: Sequence[Span], block: Block, lines: Sequence[Line]) -> bool:
    """Whether the first of several columns holds the numbers of the rows: days, each one more than that above.

    Numbers that rise otherwise are those of rows that all have one: 64, 128, 256.
    """
    firsts = [lines[number].pieces[0] for number in block.rows]
    if len(columns) < 2 or not all(columns[0].overlap(piece) > 0 or not piece.is_value for piece in firsts):
        return False
    counts = [int(piece.text.rstrip(".)")) for piece in firsts if COUNT.fullmatch(piece.text)]
    are_counts = all(COUNT.fullmatch(piece.text) or not piece.is_value for piece in firsts)
    are_counted = len(counts) >= MIN_ROWS_COUNTED and all(below == above + 1 for above, below in pairwise(counts))
    return (are_counts and are_counted) or (len(firsts) >= MIN_ROWS_COUNTED and _rise(firsts))


def _rise(pieces: Sequence[Piece]) -> bool:
    """Whether these are whole numbers, each more than that above."""
    if not all(_WHOLE.fullmatch(piece.text) for piece in pieces):
        return False
    numbers = [int(piece.text.replace(",", "")) for piece in pieces]
    return all(above < below for above, below in pairwise(numbers))


def _heads_counts(stub: Sequence[Piece], column: Span) -> bool:
    return any(column.overlap(piece) > 0 for piece in stub)


def _chunks(line: Line, x1: float) -> list[list[Piece]]:
    """The pieces of a line that end left of `x1`, those together that stand near each other."""
    chunks: list[list[Piece]] = []
    for piece in line.pieces:
        if piece.box.x1 > x1:
            break
        if chunks and piece.box.x0 - chunks[-1][-1].box.x1 < MAX_LABEL_GAP * piece.height:
            chunks[-1].append(piece)
        else:
            chunks.append([piece])
    return chunks


def _label_x0(block: Block, columns: Sequence[Span], lines: Sequence[Line]) -> float:
    """Where the table's labels begin: right of what stands beside the table by chance."""
    chunks = [_chunks(lines[number], columns[0].x0) for number in block.rows]
    chunks = [found for found in chunks if found]
    if not chunks:
        return columns[0].x0
    height = median(lines[number].height for number in block.rows)
    nearest = [found[-1][0].box.x0 for found in chunks]
    usual = median(nearest)
    labels = [x0 for x0 in nearest if x0 > usual - MAX_INDENT * height]
    beside = [found[0] for found in chunks if len(found) > 1]
    between = [list(line.pieces) for line in _between(block, lines) if line.box.x1 < min(labels)]
    beside += between if len(between) > 1 else []
    within = (lines[number] for number in range(block.rows[0], block.rows[-1]) if number not in block.rows)
    headings = [line.box.x0 for line in within if len(line.pieces) == 1 and line.box.x1 <= columns[0].x0]
    labels += [x0 for x0 in headings if x0 > usual - MAX_INDENT * height]
    widths = [chunk[-1].box.x1 - chunk[0].box.x0 for chunk in beside]
    if widths and median(widths) < MAX_WIDTH_OF_MARGIN * height:
        return min(*labels, *(chunk[0].box.x0 for chunk in beside)) - height
    return min(labels) - height


def _between(block: Block, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that stand alone between two rows, at half their height."""
    steps = [lines[below].box.y0 - lines[above].box.y0 for above, below in pairwise(block.rows)]
    for (above, below), step in zip(pairwise(block.rows), steps, strict=True):
        if below == above + 2 and step < MAX_STEP_AROUND_LABEL * median(steps):
            yield lines[above + 1]


def _cut(block: Block, columns: Sequence[Span], lines: Sequence[Line], x0: float) -> list[float] | None:
    """Where tables that stand side by side part: in front of a column of labels that follows one of values.

    Rows that are counted alone are called by such a column: "1", "4", "Oak table top".
    """
    if all(COUNT.fullmatch(lines[number].pieces[0].text) for number in block.rows):
        return None
    cuts = []
    for column in columns[1:]:
        left = max((other.x1 for other in columns if other.x1 < column.x0), default=x0)
        labels = []
        rows = 0
        for number in block.rows:
            if not any(column.overlap(piece) > 0 for piece in lines[number].pieces):
                continue
            rows += 1
            labels += [
                piece
                for piece in lines[number].pieces
                if not piece.is_value and piece.box.x0 > left - piece.height and piece.box.x1 < column.x0 + piece.height
            ][:1]
        texts = [piece.text for piece in labels]
        if (
            len(labels) >= max(2, MIN_SHARE_OF_LABELS * rows)
            and len(set(texts)) >= MIN_SHARE_OF_LABELS * len(texts)
            and median(map(len, texts)) > MIN_CHARACTERS_OF_LABEL
        ):
            cuts.append(min(piece.box.x0 for piece in labels) - 0.1 * labels[0].height)
    return cuts or None


def _body(numbers: Sequence[int], columns: list[Span], lines: Sequence[Line], page: int, x0: float, x1: float) -> Body:
    """The table whose rows are those lines, between `x0` and `x1`."""
    columns = _with_columns_of_words(numbers, columns, lines, x0, x1)
    with_signs = _with_signs(numbers, columns, lines)
    right = min(x1, columns[-1].x1 + MAX_OFFSET_OF_HEADER * lines[numbers[0]].height)
    header = find_header(numbers, with_signs, lines, page, x0, right)
    kept = [n for n in range(len(columns)) if header.columns[n] or not _is_stray(columns[n], numbers, lines)] or [0]
    if any(header.columns):
        columns = [columns[n] for n in kept]
        header = replace(header, columns=tuple(header.columns[n] for n in kept))
    units: list[str] = []
    items: list[Item] = []
    values: dict[int, tuple[tuple[Piece, ...], ...]] = {}
    chunks_of: dict[int, list[list[Piece]]] = {}
    rows = set(numbers)
    leading = _leading_of_days(numbers, lines) if lines[numbers[-1]].is_of_day else None
    for number in range(header.end, _end(numbers[-1], lines, leading, columns[0].x0)):
        line = lines[number]
        chunks = [
            chunk
            for chunk in _chunks(line, columns[0].x0 + MAX_OVERLAP_OF_LABEL * line.height)
            if chunk[0].box.x0 >= x0
        ]
        if number in rows:
            label, values[number] = _parts(line, columns, chunks, x0, x1)
            chunks_of[number] = chunks
            items.append(Item(label, number))
            continue
        if values:  # the lines below a row
            row = max(values)
            for piece in cells_going_on(lines, row, number, columns[0].x0):
                if (index := column_of(columns, piece)) is not None:
                    values[row] = (*values[row][:index], (*values[row][index], piece), *values[row][index + 1 :])
        if chunks := chunks or _crossing(line, columns, x0):
            label = Label.of(chunks)
            if is_unit(label.text):
                units.append(label.text)
            else:
                items.append(Item(label))
    last = items[-1].label if len(items) > 1 and items[-1].row is None and items[-2].row is not None else None
    if last and leading is None:
        if not (last.text[:1].islower() or (items[-2].label and items[-2].label.is_open())):
            items.pop()
    header = replace(header, units=(*header.units, *units))
    items = without_blank_rows(items)
    keyed = keyed_rows(items, values, chunks_of)
    if (column := keyed.column) is not None:
        columns = [*columns[:column], *columns[column + 1 :]]
        header = replace(header, columns=(*header.columns[:column], *header.columns[column + 1 :]))
        values = {number: (*row[:column], *row[column + 1 :]) for number, row in values.items()}
    labelled = keyed.under_shared(labelled_rows(keyed.items, columns[0].x0))
    named = _called_by_words(labelled, values)
    labelled = named if header.subject else _called_by_counts(named, chunks_of, header.stub)
    if header.subject:
        subject = Label.of([header.subject])
        labelled = [replace(row, groups=(subject, *row.groups)) for row in labelled]
    return Body(
        tuple(columns),
        header,
        tuple(named_apart(labelled)),
        tuple(values[row.row] for row in labelled),
        x0,
        lines[numbers[0]].box.y0,
        lines[numbers[-1]].box.y1,
    )


def _called_by_counts(
    rows: list[Labelled], chunks: Mapping[int, Sequence[Sequence[Piece]]], stub: Sequence[Piece]
) -> list[Labelled]:
    """The rows; where each begins with a number by itself, with what the header says is counted: "Day 25".

    So is "Week 3 Trees", but what is called by words as well needs no "No." before it.
    """
    named = [row for row in rows if row.label and not TOTAL.match(row.label.text)]
    firsts = [Label.of(chunks[row.row][:1]) if chunks[row.row] else None for row in named]
    counts = [first for first in firsts if first and _NUMBER.fullmatch(first.text)]
    if not counts or len(counts) < len(named):
        return rows
    over = [piece for piece in stub if piece.box.x0 < counts[0].x1 and counts[0].x0 < piece.box.x1]
    if len(over) != 1 or over[0].is_value or is_unit(over[0].text):
        return rows
    if _OF_COUNTS.fullmatch(over[0].text) and any(row.label and not _NUMBER.fullmatch(row.label.text) for row in named):
        return rows
    counted = Label.of([over])
    return [replace(row, label=counted.with_(row.label)) if row.label and row in named else row for row in rows]


def _called_by_words(rows: list[Labelled], values: Mapping[int, Sequence[Sequence[Piece]]]) -> list[Labelled]:
    """The rows; where they have a number or a day alone, each with the words of the column that says most.

    "1 Oak table top", "24/07 City bus"; what has neither is called by its words: "Total".
    """
    labels = [row.label.text for row in rows if row.label]
    numbered = sum(bool(COUNT.fullmatch(label) or DAY.fullmatch(label)) for label in labels)
    if numbered * 2 <= len(rows):
        return rows
    said = [[words for row in rows if (words := _words(values[row.row][n]))] for n in range(len(values[rows[0].row]))]
    most = max(range(len(said)), key=lambda n: sum(len(piece.text) for words in said[n] for piece in words))
    if len(said[most]) < MIN_SHARE_OF_NAMES * len(rows):
        return rows
    own = {row.row: Label.of([pieces]) for row in rows if (pieces := values[row.row][most])}
    return [
        replace(row, label=row.label.with_(own[row.row]) if row.label else own[row.row]) if row.row in own else row
        for row in rows
    ]


def _words(pieces: Sequence[Piece]) -> Sequence[Piece]:
    return pieces if pieces and not pieces[0].is_value else ()


def _leading_of_days(numbers: Sequence[int], lines: Sequence[Line]) -> float | None:
    """The largest gap below the first line of what was booked on a day, above the last row; None where all have one."""
    gaps = [
        lines[number + 1].box.y0 - lines[number].box.y1
        for number, following in pairwise(numbers)
        if lines[number].is_of_day and following > number + 1 and _is_near(lines[number], lines[number + 1])
        # what begins where the day does is a heading
        if lines[number + 1].pieces[-1].box.x0 > lines[number].pieces[0].box.x0 + lines[number].height
    ]
    return max(gaps, default=None)


def _end(last: int, lines: Sequence[Line], leading: float | None, columns_x0: float) -> int:
    """Where the lines end in which the label of the last row may go on: one below it, and more that all begin small.

    What is booked on a day is told in all that stand as close together as those of the days before, with that
    `leading`, and do not reach into the columns. Where each day before has one line, more below the last is a footer.
    """
    if leading is not None:
        end = last + 1
        while end < min(last + 1 + MAX_LINES_OF_DAY, len(lines)):
            line = lines[end]
            gap = line.box.y0 - lines[end - 1].box.y1
            if gap > leading + MAX_MORE_GAP * line.height or line.box.x1 > columns_x0:
                break
            end += 1
        return end
    end = min(last + 2, len(lines))
    for number in range(last + 2, min(last + 1 + MAX_LINES_OF_LABEL, len(lines))):
        above, line = lines[number - 1], lines[number]
        if not _is_near(above, line) or not all(one.pieces[0].text[:1].islower() for one in (above, line)):
            break
        end = number + 1
    return end


def _is_near(above: Line, line: Line) -> bool:
    return line.box.y0 - above.box.y1 <= MAX_LEADING * line.height


def _is_stray(column: Span, numbers: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether a column holds next to nothing: the number of a note."""
    count = sum(column.overlap(piece) > 0 for number in numbers for piece in lines[number].pieces)
    return count <= max(1, MAX_SHARE_OF_STRAYS * len(numbers))


def _with_signs(numbers: Sequence[int], columns: Sequence[Span], lines: Sequence[Line]) -> list[Span]:
    """The columns as far as their signs reach: a header stands over both."""
    wide = list(columns)
    for number in numbers:
        for piece in lines[number].pieces:
            index = column_of(columns, piece) if piece.core > piece.box.x0 else None
            if index is not None and (index == 0 or columns[index - 1].x1 <= piece.box.x0):
                wide[index] = Span(min(wide[index].x0, piece.box.x0), wide[index].x1)
    return wide


def _crossing(line: Line, columns: Sequence[Span], x0: float) -> list[list[Piece]]:
    """The heading that reaches from the labels into the columns, if that is all that stands on the line."""
    pieces = [piece for piece in line.pieces if piece.box.x1 > x0 and piece.box.x0 < columns[-1].x1]
    return [pieces] if pieces and pieces[0].box.x0 < columns[0].x0 and is_label(pieces, columns, x0) else []


def _parts(
    line: Line, columns: Sequence[Span], chunks: Sequence[Sequence[Piece]], x0: float, x1: float
) -> tuple[Label | None, tuple[tuple[Piece, ...], ...]]:
    """A row's label and what stands in its columns. A number that stands close behind a label is parted from it."""
    cells: list[list[Piece]] = [[] for _ in columns]
    labels = [list(chunk) for chunk in chunks]
    own = [piece for chunk in chunks for piece in chunk]
    for piece in line.pieces:
        if piece in own or piece.box.x0 < x0 or piece.box.x0 >= x1:
            continue
        for part in _apart(piece, columns):
            number = column_of(columns, part) if part.box.x1 > columns[0].x0 else None
            if number is not None and (part.is_value or part.box.x0 > columns[0].x0 - 2 * part.height):
                cells[number].append(part)
            elif part.box.x0 < columns[0].x0:
                labels = [*labels[:-1], [*labels[-1], part]] if labels else [[part]]
    return Label.of(labels) if labels else None, tuple(map(tuple, cells))


def _apart(piece: Piece, columns: Sequence[Span]) -> list[Piece]:
    """A piece with its last words apart, where those are numbers of columns."""
    if piece.is_value or piece.box.x1 <= columns[0].x0:
        return [piece]
    tokens = list(piece.tokens)
    parts: list[Piece] = []
    while len(tokens) > 1:
        last = Piece.of(tokens[-1])
        if not last.is_number or not any(column.overlap(last) > 0 for column in columns):
            break
        parts.insert(0, last)
        tokens.pop()
    return [Piece.of(*tokens), *parts]


def _with_columns_of_words(
    numbers: Sequence[int], columns: list[Span], lines: Sequence[Line], x0: float, x1: float
) -> list[Span]:
    """The columns, and those between or behind them that hold words: units, remarks."""
    found: list[tuple[Span, int]] = []
    for number in numbers:
        for piece in lines[number].pieces:
            is_inside = columns[0].x1 < piece.box.x0 < x1
            if piece.is_value or not is_inside or any(column.overlap(piece) > 0 for column in columns):
                continue
            for index, (span, count) in enumerate(found):
                if span.overlap(piece) > 0:
                    found[index] = span.with_(piece), count + 1
                    break
            else:
                found.append((Span(piece.box.x0, piece.box.x1), 1))
    height = median(lines[number].height for number in numbers)
    own = [
        span
        for span, count in found
        if count >= max(2, MIN_SHARE_OF_WORDS * len(numbers)) and span.x1 - span.x0 < 2 * MAX_WIDTH_OF_MARGIN * height
    ]
    return sorted([*columns, *own], key=lambda column: column.middle)
