"""The cells that a question asks for, by the words of their rows and columns, and the pages that have them. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docqa.search.query import Query
from docqa.search.ranking import Ranked, Signals, coverage, scale_of
from docqa.search.wanted import Wanted
from docqa.tables import Cell, Table

MAX_PAGES = 10  # the best ones, whose tables are looked at
MIN_FIGURES_OF_TABLE = 6  # a page with fewer numbers has no table worth looking for
WEIGHT_OF_CELL = 0.12  # for a cell that says all of the question; scaled as the ranking's weights are
_FIGURE = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class AskedCell:
    """A cell, and the share of the question's words, 0 to 1, that its row, its column and its table's title say."""

    table: Table
    cell: Cell
    share: float


def has_figures(ranked: Ranked) -> bool:
    """Whether a page may have a table with figures."""
    return len(_FIGURE.findall(ranked.page.page.text)) >= MIN_FIGURES_OF_TABLE


def with_cells(
    ranked: Sequence[Ranked], tables: Sequence[Sequence[Table]], query: Query, signals: Signals
) -> list[Ranked]:
    """The pages, those that have a cell that the question asks for nearer to the front; `tables` are those of each.

    What is shown of such a page is where the cell stands, if that says as much of the question as what was shown.
    """
    gained = []
    texts = [one.page.page.text for one in ranked]
    in_language = {
        language: Wanted.in_same_words(query, language) for language in {one.page.language for one in ranked}
    }
    weights_in = {
        language: wanted.weights(wanted.counted(signals.counts, texts), signals.chunks)
        for language, wanted in in_language.items()
    }
    for one, found in zip(ranked, tables, strict=True):
        wanted, weights = in_language[one.page.language], weights_in[one.page.language]
        if asked := asked_cell(found, wanted, weights):
            score = one.score + scale_of(signals) * WEIGHT_OF_CELL * asked.share
            one = replace(_around(one, asked, wanted, weights), score=score)
        gained.append(one)
    return sorted(gained, key=lambda one: -one.score)


def _around(ranked: Ranked, asked: AskedCell, wanted: Wanted, weights: Mapping[str, float]) -> Ranked:
    """The page with what is shown of it around that cell, if that says as much."""
    text = ranked.page.page.text
    start, end = asked.cell.stretch(0, len(text))
    if (ranked.start <= start and end <= ranked.end) or ranked.spots:
        return ranked
    chunks = [chunk for chunk in ranked.page.chunks if chunk.start < end and start < chunk.end]
    if not chunks or asked.share < coverage(wanted.among(text[ranked.start : ranked.end]), weights):
        return ranked
    return replace(ranked, best=chunks[-1], start=chunks[0].start, end=chunks[-1].end)


def asked_cell(tables: Sequence[Table], wanted: Wanted, weights: Mapping[str, float]) -> AskedCell | None:
    """The cell that says most of the question, the first of equals; none whose row says nothing of it."""
    best: AskedCell | None = None
    for table in tables:
        title = wanted.among(table.title)
        columns = {column: wanted.among(column.header) for column in table.columns}
        rows = {row: wanted.among(row.name) for row in table.rows}
        for cell in table.cells:
            if not (row := rows[cell.row]):
                continue
            share = coverage(title | row | columns[cell.column], weights)
            if best is None or share > best.share:
                best = AskedCell(table, cell, share)
    return best
