"""The tables of a page, from its words with their places. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docqa.documents import Word
from docqa.reading.tables.blocks import find_blocks
from docqa.reading.tables.bodies import Body, find_bodies
from docqa.reading.tables.captions import find_caption
from docqa.reading.tables.centred import cells_on_top
from docqa.reading.tables.headers import Header
from docqa.reading.tables.labels import Label, Labelled, space_between
from docqa.reading.tables.lines import Line, Piece, page_lines
from docqa.reading.tables.pairs import Pairs, find_pairs, without
from docqa.reading.tables.ranges import with_ranges
from docqa.reading.tables.units import column_unit, is_unit_column, row_unit, table_unit
from docqa.tables import Cell, Column, Place, Row, Table

MAX_WORDS = 5_000  # words; a dense page of a newspaper has fewer, and the time grows with their square
MAX_COLUMNS = 30  # columns
MAX_PAGES_BACK = 4  # pages, on which the header of a table is looked for that goes on from page to page
MAX_TOP_OF_CONTINUED = 0.3  # of the page: a table that goes on from the page before begins above
MIN_BOTTOM_OF_CONTINUED = 0.6  # of the page: one that goes on on the next page ends below
MIN_GAP_BETWEEN_HEADERS = 0.8  # of a line's height, over a single row: closer together are words of one line
_NO_PERCENTS = re.compile(r"[$€]|\d[,.]\d{3}(?!\d|.*%)")
MAX_CHARACTERS_BETWEEN_PIECES = 2  # of the text, where one follows the other


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page as it is set: its text, and where the words of that stand."""

    text: str
    words: tuple[Word, ...]


def find_tables(index: int, pages: Callable[[int], SetPage | None]) -> tuple[Table, ...]:
    """The tables of the page with that index, in the order of their first rows.

    `pages` gives a page by its index, or None. That before is asked for where the first table may go on from there, and
    both beside it where a word above a table may tell it from one there.
    """
    found, pairs = _found(index, pages, MAX_PAGES_BACK)
    found = [
        (body, _in_part(body, table) if body.header.part and _has_like(body, index, found, pages) else table)
        for body, table in found
    ]
    tables = [(body.y0, table) for body, table in found] + [(block.y0, _of_pairs(block, index)) for block in pairs]
    return tuple(table for _, table in sorted(tables, key=lambda one: one[0]))


def _found(
    index: int, pages: Callable[[int], SetPage | None], back: int
) -> tuple[list[tuple[Body, Table]], list[Pairs]]:
    page = pages(index)
    if page is None or len(page.words) > MAX_WORDS:
        return [], []
    lines = with_ranges(page_lines(page.text, page.words))
    pairs = find_pairs(lines)
    lines = cells_on_top(without(lines, pairs))
    found: list[tuple[Body, Table]] = []
    blocks = [block for block in find_blocks(lines) if len(block.columns) <= MAX_COLUMNS]
    for block in blocks:
        for body in find_bodies(block, lines, index):
            before = found[-1] if found else None
            table = _table(body, lines, index)
            if not (found or (table.has_header and table.unit)) and back and index and body.y0 < MAX_TOP_OF_CONTINUED:
                last = _found(index - 1, pages, back - 1)[0][-1:]
                before = last[0] if last and last[0][0].y1 > MIN_BOTTOM_OF_CONTINUED else None
            if before is not None and (inheriting := _inheriting(body, table, *before)) is not body:
                body, table = inheriting, _table(inheriting, lines, index)
            if _is_table(body):
                found.append((body, table))
    return [(body, table) for body, table in found if not any(_heads(other, body) for other, _ in found)], pairs


def _has_like(
    body: Body, index: int, found: Sequence[tuple[Body, Table]], pages: Callable[[int], SetPage | None]
) -> bool:
    """Whether another table has the same header below a word of its own, on that page or the one before or behind it.

    What stands above a table that is alone may have nothing to do with it: "Dear Ann Lee".
    """

    def is_like(other: Body) -> bool:
        return other is not body and bool(other.header.part) and _said(other.header) == _said(body.header)

    if any(is_like(other) for other, _ in found):
        return True
    beside = [at for at in (index + 1, index - 1) if at >= 0]
    return any(is_like(other) for at in beside for other, _ in _found(at, pages, 0)[0])


def _in_part(body: Body, table: Table) -> Table:
    """The table with the part that its header names in the names of its rows."""
    rows = tuple(_row(number, labelled, table.page) for number, labelled in enumerate(body.rows_in_part()))
    return replace(table, rows=rows, cells=tuple(replace(cell, row=rows[cell.row.index]) for cell in table.cells))


def _heads(body: Body, other: Body) -> bool:
    """Whether all rows of the other are lines of the body's header: "18 years" over "and over" is no value."""
    lines = range(body.header.first, body.header.end) if body.header.page == other.header.page else ()
    return body is not other and all(row.row in lines for row in other.rows)


def _inheriting(body: Body, own: Table, before: Body, table: Table) -> Body:
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


def _said(header: Header) -> list[list[str]]:
    return [[piece.text for piece in column] for column in header.columns]


def _is_table(body: Body) -> bool:
    has_header = sum(map(bool, body.header.columns)) >= min(2, len(body.columns))
    labels = sum(row.label is not None for row in body.rows)
    if len(body.rows) > 1:
        return labels > 1 or has_header
    return has_header and len(body.columns) > 1 and labels > 0 and _has_headers_apart(body.header)


def _has_headers_apart(header: Header) -> bool:
    """Whether the columns' headers are labels that stand apart: not the words of one title, or what ends in a colon."""
    lowest = [column[-1] for column in header.columns if column]
    return not any(":" in piece.text for piece in lowest) and all(
        right.box.x0 - left.box.x1 >= MIN_GAP_BETWEEN_HEADERS * left.height or left is right
        for left, right in pairwise(lowest)
    )


def _of_pairs(block: Pairs, page: int) -> Table:
    """Labels with a value each as a table of a single column."""
    column = Column(0, "")
    groups = (Label.of([[block.heading]]),) if block.heading else ()
    rows: list[Row] = []
    cells: list[Cell] = []
    for number, pair in enumerate(block.pairs):
        row = _row(number, Labelled(pair.at, Label.of([[pair.label]]), groups), page)
        rows.append(row)
        cells.append(Cell(row, column, _text(pair.values), *_stretch(pair.values), row_unit(row.label, "") or ""))
    return Table(page, "", "", (column,), tuple(rows), tuple(cells))


def _table(body: Body, lines: Sequence[Line], page: int) -> Table:
    title, unit = find_caption(body, lines)
    columns = tuple(_column(number, pieces, body.header.page) for number, pieces in enumerate(body.header.columns))
    rows = tuple(_row(number, labelled, page) for number, labelled in enumerate(body.rows))
    by_column = [
        column_unit(column.header, _has_percents([row[column.index] for row in body.values])) for column in columns
    ]
    of_units = next((column.index for column in columns if is_unit_column(column.header)), None)
    cells: list[Cell] = []
    for row, values in zip(rows, body.values, strict=True):
        groups = " ".join(row.groups)
        by_row = _text(values[of_units]) if of_units is not None else row_unit(row.label, groups)
        by_table = table_unit(unit, f"{groups} {row.label}")
        for column, pieces in zip(columns, values, strict=True):
            if pieces:
                text = _text(pieces)
                said = (by_row, by_column[column.index], by_table)
                own = "" if "%" in text or column.index == of_units else next(one for one in said if one is not None)
                cells.append(Cell(row, column, text, *_stretch(pieces), own))
    return Table(page, title, unit, columns, rows, tuple(cells))


def _text(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _stretch(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Where pieces of a cell stand in the page's text; where they are scattered, the longest of them."""
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(span for piece in pieces for span in piece.spans):
        if stretches and start - stretches[-1][1] <= MAX_CHARACTERS_BETWEEN_PIECES:
            stretches[-1] = stretches[-1][0], end
        else:
            stretches.append((start, end))
    return max(stretches, key=lambda stretch: stretch[1] - stretch[0])


def _has_percents(cells: Sequence[Sequence[Piece]]) -> bool:
    """Whether a column is of percents: its first number has a "%", and none contradicts, as "0.1" does not.

    Below votes that are counted, one row may hold their shares: "772,412", and "48.3%" at the end.
    """
    texts = [piece.text for cell in cells for piece in cell if any(map(str.isdigit, piece.text))]
    return bool(texts) and "%" in texts[0] and not any(_NO_PERCENTS.search(text) for text in texts)


def _column(index: int, pieces: Sequence[Piece], page: int) -> Column:
    header = "".join(space_between(left.spans, right.spans) + right.text for left, right in pairwise(pieces))
    places = tuple(Place(page, *span) for piece in pieces for span in piece.spans)
    return Column(index, pieces[0].text + header if pieces else "", places)


def _row(index: int, labelled: Labelled, page: int) -> Row:
    first = max(0, len(labelled.groups) - labelled.groups_in_name)
    labels = [*labelled.groups[first:], *([labelled.label] if labelled.label else [])]  # those of `Row.name`
    places = tuple(Place(page, *span) for label in labels for span in label.spans)
    text = labelled.label.text if labelled.label else ""
    return Row(index, text, tuple(group.text for group in labelled.groups), places, labelled.groups_in_name)
