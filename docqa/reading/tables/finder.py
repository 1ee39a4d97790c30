"""The tables of a page, from its words with their places. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from docqa.documents import Word
from docqa.reading.tables.blocks import Block, Span, column_of, find_blocks
from docqa.reading.tables.headers import columns_under, parted
from docqa.reading.tables.labels import Item, Label, Labelled, labelled_rows
from docqa.reading.tables.lines import Line, Piece, page_lines
from docqa.reading.tables.units import cell_unit, is_unit, is_unit_column, stated_unit
from docqa.tables import Cell, Column, Place, Row, Table

MAX_HEADER_LINES = 10
MAX_HEADER_GAP = 2.5  # times a line's height, from a header to what stands below
MAX_HEADER_LEADING = 1.2  # the same, between two lines of a header
MAX_LABEL_GAP = 1.5  # times a line's height: what stands further from the label at its right is a column of its own
MAX_INDENT = 8.0  # times a line's height: no label is indented more
MAX_WIDTH_OF_MARGIN = 9.0  # times a line's height: what is wider beside a table's labels is no part of it
MIN_SHARE_OF_WORDS = 0.4  # of the rows that have a word in a column without numbers
MAX_SHARE_OF_STRAYS = 0.1  # of the rows: a column without header that has no more is none
MAX_PAGES_BACK = 4  # pages, on which the header of a table is looked for that goes on from page to page
MAX_TOP_OF_CONTINUED = 0.3  # of the page: a table that goes on from the page before begins above
MIN_BOTTOM_OF_CONTINUED = 0.6  # of the page: one that goes on on the next page ends below
MAX_LINES_ABOVE = 7  # of a table, for its title and its unit
MAX_LABELS_WITHOUT_HEADER = 2  # lines above the first row that are labels, where no header stands above them
MAX_CHARACTERS_PER_HEADER = 70  # characters, on one line; what is longer is a sentence
MAX_CHARACTERS_PER_HEADING = 100  # characters
MAX_CHARACTERS_PER_TITLE = 150  # characters
CENTRED = 1.5  # times a line's height: so near is the middle of a title to that of its table

_SENTENCE = re.compile(r"(?<=[a-z\d]{3}\.)\s+(?=(?:The|Our|We|In|A|As|For|This|These|Total|Net|At|See)\b)")
_RUNNING = re.compile(r"table of contents|\W*\d*\W*", re.IGNORECASE)  # what stands on every page
_CAPTION = re.compile(r"(?:table|tabelle|exhibit|figure|schedule)\s+[\dA-Z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Header:
    """The lines of a header, as pieces over columns, and the numbers of its first line and of the first below it.

    `page` is the index of the page that it stands on.
    """

    page: int
    columns: tuple[tuple[Piece, ...], ...]
    units: tuple[str, ...]
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page as it is set: its text, and where the words of that stand."""

    text: str
    words: tuple[Word, ...]


def find_tables(index: int, pages: Callable[[int], SetPage | None]) -> tuple[Table, ...]:
    """The tables of the page with that index, in the order of their first rows.

    `pages` gives a page by its index, or None. That before is asked for where the first table may go on from there.
    """
    return tuple(table for _, table in _found(index, pages, MAX_PAGES_BACK))


def _found(index: int, pages: Callable[[int], SetPage | None], back: int) -> list[tuple["_Body", Table]]:
    page = pages(index)
    if page is None:
        return []
    lines = page_lines(page.text, page.words)
    found: list[tuple[_Body, Table]] = []
    for block in find_blocks(lines):
        for body in _bodies(block, lines, index):
            before = found[-1] if found else None
            table = _table(body, lines, index)
            if not (found or (table.has_header and table.unit)) and back and index and body.y0 < MAX_TOP_OF_CONTINUED:
                last = _found(index - 1, pages, back - 1)[-1:]
                before = last[0] if last and last[0][0].y1 > MIN_BOTTOM_OF_CONTINUED else None
            if before is not None and (inheriting := _inheriting(body, table, *before)) is not body:
                body, table = inheriting, _table(inheriting, lines, index)
            if _is_table(body):
                found.append((body, table))
    return found


@dataclass(frozen=True, slots=True)
class _Body:
    """A table found: its columns, its header and its rows; `values` has for each row a piece for each column, or none."""

    columns: tuple[Span, ...]
    header: _Header
    rows: tuple[Labelled, ...]
    values: tuple[tuple[tuple[Piece, ...], ...], ...]
    x0: float
    y0: float
    y1: float
    inherited: str = ""  # the unit of the table that this one goes on from


def _bodies(block: Block, lines: Sequence[Line], page: int) -> Iterator[_Body]:
    """The table of a block, or the tables that stand side by side in it."""
    columns = list(block.columns)
    columns = _without_label_column(block, columns, lines)
    x0 = _label_x0(block, columns, lines)
    cut = _cut(block, columns, lines, x0)
    if cut is None:
        yield _body(block.rows, columns, lines, page, x0, float("inf"))
        return
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
    widths = [chunk[-1].box.x1 - chunk[0].box.x0 for chunk in beside]
    if widths and median(widths) < MAX_WIDTH_OF_MARGIN * height:
        return min(*labels, *(chunk[0].box.x0 for chunk in beside)) - height
    return min(labels) - height


def _cut(block: Block, columns: Sequence[Span], lines: Sequence[Line], x0: float) -> list[float] | None:
    """Where tables that stand side by side part: in front of a column of labels that follows one of values."""
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


MIN_SHARE_OF_LABELS = 0.6  # of the rows that have a label, and a different one, in a second table beside the first
MIN_CHARACTERS_OF_LABEL = 3  # characters, usually


def _body(numbers: Sequence[int], columns: list[Span], lines: Sequence[Line], page: int, x0: float, x1: float) -> _Body:
    """The table whose rows are those lines, between `x0` and `x1`."""
    columns = _with_columns_of_words(numbers, columns, lines, x0, x1)
    with_signs = _with_signs(numbers, columns, lines)
    right = min(x1, columns[-1].x1 + MAX_INDENT * lines[numbers[0]].height)
    header = _header(numbers[0], with_signs, lines, page, x0, right)
    kept = [n for n in range(len(columns)) if header.columns[n] or not _is_stray(columns[n], numbers, lines)] or [0]
    if any(header.columns):
        columns = [columns[n] for n in kept]
        header = replace(header, columns=tuple(header.columns[n] for n in kept))
    units: list[str] = []
    items: list[Item] = []
    values: dict[int, tuple[tuple[Piece, ...], ...]] = {}
    rows = set(numbers)
    for number in range(header.end, min(numbers[-1] + 2, len(lines))):
        line = lines[number]
        chunks = [chunk for chunk in _chunks(line, columns[0].x0 + 0.3 * line.height) if chunk[0].box.x0 >= x0]
        if number in rows:
            label, values[number] = _parts(line, columns, chunks, x0, x1)
            items.append(Item(label, number))
        elif chunks := chunks or _crossing(line, columns, x0):
            label = Label.of(chunks)
            if is_unit(label.text):
                units.append(label.text)
            else:
                items.append(Item(label))
    if items and items[-1].row is None and len(items) > 1 and items[-2].row is not None and items[-1].label:
        if not (items[-1].label.text[:1].islower() or (items[-2].label and items[-2].label.is_open())):
            items.pop()
    header = replace(header, units=(*header.units, *units))
    labelled = labelled_rows(items, columns[0].x0)
    return _Body(
        tuple(columns),
        header,
        tuple(labelled),
        tuple(values[row.row] for row in labelled),
        x0,
        lines[numbers[0]].box.y0,
        lines[numbers[-1]].box.y1,
    )


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
    return [pieces] if pieces and pieces[0].box.x0 < columns[0].x0 and _is_label(pieces, columns, x0) else []


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


def _header(first_row: int, columns: Sequence[Span], lines: Sequence[Line], page: int, x0: float, x1: float) -> _Header:
    """The header above the first row, from the lowest line up; `end` is the first line below it."""
    over: list[list[list[Piece]]] = []  # of each line, from the lowest up, the pieces of each column
    units: list[str] = []
    first = end = first_row
    y0 = lines[first_row].box.y0
    seen = 0
    for number in range(first_row - 1, -1, -1):
        pieces = [piece for piece in lines[number].pieces if piece.box.x1 > x0 and piece.box.x0 < x1]
        if not pieces:
            continue
        height = max(piece.height for piece in pieces)
        bottom = max(piece.box.y1 for piece in pieces)
        if seen == MAX_HEADER_LINES or y0 - bottom > (MAX_HEADER_LEADING if over else MAX_HEADER_GAP) * height:
            break
        heads = _heads(pieces, columns, x0)
        if heads is None:
            # A label stands below the header, or is set in the middle of two lines of it.
            if bottom <= y0 + 0.2 * height and (over or not _is_label(pieces, columns, x0)):
                break
            y0 = min(y0, *(piece.box.y0 for piece in pieces))
            seen += 1
            continue
        said = _unit_of_all(heads, over, columns)
        if not said:
            is_covered = bool(over) and all(any(line[n] for line in over) for n in range(len(columns)))
            if is_covered and len(heads) == 1 and _is_title(heads[0], pieces, columns, lines, first_row):
                break
            own: list[list[Piece]] = [[] for _ in columns]
            for piece, under in zip(heads, columns_under(heads, columns, is_covered), strict=True):
                for column in under:
                    own[column].append(piece)
            over.append(own)
        units = [said, " ".join(piece.text for piece in pieces if piece.box.x1 <= columns[0].x0), *units]
        end = end if first < first_row else number + 1
        first = number
        y0 = min(piece.box.y0 for piece in pieces)
        seen += 1
    if first == first_row:
        first = end = _first_label(first_row, columns, lines, x0, x1)
    columns_of = tuple(tuple(piece for line in reversed(over) for piece in line[n]) for n in range(len(columns)))
    return _Header(page, columns_of, tuple(units), first, end)


def _unit_of_all(heads: Sequence[Piece], over: Sequence[object], columns: Sequence[Span]) -> str:
    """The unit that a line of a header gives for all columns: alone on its line, above the others or over them all."""
    if len(heads) != 1 or not is_unit(heads[0].text):
        return ""
    (under,) = columns_under(heads, columns, bool(over))
    return heads[0].text if over or len(columns) == 1 or len(under) != 1 else ""


def _heads(pieces: Sequence[Piece], columns: Sequence[Span], x0: float) -> list[Piece] | None:
    """The pieces of a line that stand over columns, if it may be a header's: no numbers, no text from the left across."""
    start = columns[0].x0
    reach = _reach(columns, pieces[0].height)
    heads: list[Piece] = []
    beside: list[Piece] = []
    for piece in pieces:
        if piece.box.x1 <= start:
            beside.append(piece)
        elif piece.box.x0 < reach or len(piece.text) > MAX_CHARACTERS_PER_HEADER:
            return None
        else:
            heads += parted(piece, columns)
    # Set in the middle of its column, a header may end where the column's numbers begin.
    if heads and len(heads) < len(columns) and beside and beside[-1].box.x0 > max(reach, x0 + 3 * beside[-1].height):
        heads.insert(0, beside.pop())
    if sum(head.is_number and not head.is_period for head in heads) * 2 >= len(heads):
        return None
    if beside and len(heads) < 2 and heads[0].is_number and not heads[0].is_period:
        return None
    return heads


def _reach(columns: Sequence[Span], height: float) -> float:
    """How far left the header of the first column may begin: as far as the columns are apart."""
    if len(columns) == 1:
        return columns[0].x0 - MAX_INDENT * height
    return columns[0].x1 - 1.1 * max(columns[1].x1 - columns[0].x1, columns[0].x1 - columns[0].x0 + 2 * height)


def _is_title(
    head: Piece, pieces: Sequence[Piece], columns: Sequence[Span], lines: Sequence[Line], first_row: int
) -> bool:
    """Whether a line alone above the header is set in the middle of the whole table, not of its columns."""
    left, right = lines[first_row].box.x0, columns[-1].x1
    return len(pieces) == 1 and abs(head.middle - (left + right) / 2) < abs(head.middle - (columns[0].x0 + right) / 2)


def _is_label(pieces: Sequence[Piece], columns: Sequence[Span], x0: float) -> bool:
    """Whether a line holds a label alone: left of the columns, or a heading that is longer than the labels."""
    first = pieces[0]
    if all(piece.box.x1 <= columns[0].x0 + 0.3 * piece.height for piece in pieces):
        return True
    is_short = len(pieces) == 1 and len(first.text) <= MAX_CHARACTERS_PER_HEADING
    return is_short and first.box.x0 < x0 + 3 * first.height and not first.text.endswith(".")


def _first_label(first_row: int, columns: Sequence[Span], lines: Sequence[Line], x0: float, x1: float) -> int:
    """The first line of what stands close above the first row as a label, where there is no header."""
    number = first_row
    while number > 0 and first_row - number < MAX_LABELS_WITHOUT_HEADER:
        line = lines[number - 1]
        pieces = [piece for piece in line.pieces if piece.box.x1 > x0 and piece.box.x0 < x1]
        if not pieces or not _is_label(pieces, columns, x0):
            break
        if lines[number].box.y0 - line.box.y1 > 0.8 * line.height:
            break
        number -= 1
    return number


def _inheriting(body: _Body, own: Table, before: _Body, table: Table) -> _Body:
    """The body with the header of the one before, where it has none and the same columns.

    `own` and `table` are the two as tables. From page to page one that repeats header and title has its unit, too.
    """
    if len(body.columns) > len(before.columns):
        return body
    if body.header.first < body.header.end:
        goes_on = body.header.page != before.header.page and own.title in ("", table.title)
        goes_on = goes_on and _said(body.header) == _said(before.header)
        return replace(body, inherited=table.unit) if goes_on else body
    if 2 * len(body.columns) < len(before.columns):
        return body
    found = [
        max(
            range(len(before.columns)),
            key=lambda n: min(column.x1, before.columns[n].x1) - max(column.x0, before.columns[n].x0),
        )
        for column in body.columns
    ]
    if len(set(found)) < len(found) or any(
        min(column.x1, before.columns[n].x1) <= max(column.x0, before.columns[n].x0)
        for column, n in zip(body.columns, found, strict=True)
    ):
        return body
    header = replace(
        body.header,
        page=before.header.page,
        columns=tuple(before.header.columns[n] for n in found),
        units=before.header.units,
    )
    return replace(body, header=header, inherited=table.unit)


def _said(header: _Header) -> list[list[str]]:
    return [[piece.text for piece in column] for column in header.columns]


def _is_table(body: _Body) -> bool:
    has_header = sum(map(bool, body.header.columns)) >= min(2, len(body.columns))
    labels = sum(row.label is not None for row in body.rows)
    return (len(body.rows) > 1 and (labels > 1 or has_header)) or (has_header and len(body.columns) > 1 and labels > 0)


def _table(body: _Body, lines: Sequence[Line], page: int) -> Table:
    title, unit = _caption(body, lines)
    columns = tuple(_column(number, pieces, body.header.page) for number, pieces in enumerate(body.header.columns))
    rows: list[Row] = []
    cells: list[Cell] = []
    signs = [_sign([row[number] for row in body.values]) for number in range(len(columns))]
    unit_column = next((number for number, column in enumerate(columns) if is_unit_column(column.header)), None)
    for index, (labelled, values) in enumerate(zip(body.rows, body.values, strict=True)):
        row = _row(index, labelled, page)
        rows.append(row)
        own = " ".join(piece.text for piece in values[unit_column]) if unit_column is not None else ""
        for column, pieces in zip(columns, values, strict=True):
            if not pieces:
                continue
            spans = [span for piece in pieces for span in piece.spans]
            text = " ".join(piece.text for piece in pieces)
            said = (
                own
                if own and column.index != unit_column
                else cell_unit(
                    text,
                    label=row.label,
                    groups=" ".join(row.groups),
                    header=column.header,
                    table=unit,
                    column=signs[column.index],
                )
            )
            start, end = max(spans, key=lambda span: span[1] - span[0]) if len(spans) > 1 else spans[0]
            cells.append(Cell(row, column, text, start, end, said))
    return Table(page, title, unit, columns, tuple(rows), tuple(cells))


def _sign(cells: Sequence[Sequence[Piece]]) -> str:
    """The "%" that some cells of a column have and none contradicts: "21.9 %" and below it "0.1"."""
    texts = [piece.text for cell in cells for piece in cell]
    return "%" if any("%" in text for text in texts) and not any("$" in text or "€" in text for text in texts) else ""


def _column(index: int, pieces: Sequence[Piece], page: int) -> Column:
    places = tuple(Place(page, *span) for piece in pieces for span in piece.spans)
    return Column(index, " ".join(piece.text for piece in pieces), places)


def _row(index: int, labelled: Labelled, page: int) -> Row:
    labels = [*labelled.groups, *([labelled.label] if labelled.label else [])]
    places = tuple(Place(page, *span) for label in labels for span in label.spans)
    text = labelled.label.text if labelled.label else ""
    return Row(index, text, tuple(group.text for group in labelled.groups), places)


def _caption(body: _Body, lines: Sequence[Line]) -> tuple[str, str]:
    """A table's title and unit, from its header and the lines above it."""
    title = ""
    unit = next(filter(None, map(stated_unit, body.header.units)), "")
    for number in range(body.header.first - 1, max(-1, body.header.first - 1 - MAX_LINES_ABOVE), -1):
        pieces = [
            piece for piece in lines[number].pieces if piece.box.x1 > body.x0 and piece.box.x0 < body.columns[-1].x1
        ]
        if not pieces:
            continue
        if any(piece.is_number and not piece.is_period for piece in pieces[1:]):
            break
        said = " ".join(piece.text for piece in pieces)
        unit = unit or stated_unit(said)
        if is_unit(said) or _RUNNING.fullmatch(said):
            continue
        if not title or _CAPTION.match(said):
            title = said
        elif _goes_on(title):
            title = f"{said} {title}"
        elif unit:
            break
    title = _last_sentence(title)
    cut = max(0, len(title) - MAX_CHARACTERS_PER_TITLE)
    return title[cut:].partition(" ")[2] if cut else title, unit or body.inherited


def _goes_on(title: str) -> bool:
    """Whether a title is the end of a sentence, whose beginning stands above."""
    return title[:1].islower() and len(title) < MAX_CHARACTERS_PER_TITLE


def _last_sentence(text: str) -> str:
    """The last sentence of a text.

    >>> _last_sentence("We sold it in 2018. The results of Corp. Inc. were as follows:")
    'The results of Corp. Inc. were as follows:'
    """
    ends = list(_SENTENCE.finditer(text))
    return text[ends[-1].end() :] if ends else text
