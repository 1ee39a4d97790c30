"""The rows of a passage's tables that a question asks for, by words. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docqa.documents import Passage
from docqa.tables import Row, Table
from docqa.text.words import weights

MAX_ROWS_PER_PASSAGE = 5  # rows; more would say the passage's numbers all over again
MIN_SHARE_OF_BEST = 0.5  # of the weight of the question's words in the row that holds most of them
SHARE_OF_GROUP = 0.4  # a word in the heading that a row stands under counts so much of one in its label


@dataclass(frozen=True, slots=True)
class _Named:
    """A row with the weight of the question's words that its name holds, and how many other words its label has."""

    table: Table
    row: Row
    weight: float
    others: int


def asked_rows(question: str, passage: Passage, tables: Sequence[Table]) -> list[tuple[Table, tuple[Row, ...]]]:
    """Of each table with a header the rows in the passage whose names hold most of the question's words, in order.

    Where no name holds any, all rows, if they are few, of a table that has the question's words above its columns:
    some of many would pass for all.
    """
    within = [(table, _rows_within(table, passage)) for table in tables if table.has_header]
    if not within:
        return []
    language = passage.chunk.language
    # Every table of a company's report is of that company.
    subject = weights(re.sub(r"[\W\d_]+", " ", passage.doc), language)
    asked = {word: weight for word, weight in weights(question, language).items() if word not in subject}
    named = [_named(table, row, asked, language) for table, rows in within for row in rows]
    named = sorted((one for one in named if one.weight), key=lambda one: (-one.weight, one.others))
    if not named:
        return [
            (table, rows)
            for table, rows in within
            if 0 < len(rows) <= MAX_ROWS_PER_PASSAGE and _has_header_of(asked, table, language)
        ]
    least = MIN_SHARE_OF_BEST * named[0].weight
    best = [(one.table, one.row) for one in named[:MAX_ROWS_PER_PASSAGE] if one.weight >= least]
    chosen = [(table, tuple(row for row in rows if (table, row) in best)) for table, rows in within]
    return [(table, rows) for table, rows in chosen if rows]


def _rows_within(table: Table, passage: Passage) -> tuple[Row, ...]:
    there = {cell.row.index for cell in table.cells_in(passage.chunk.start, passage.chunk.end)}
    return tuple(row for row in table.rows if row.index in there)


def _named(table: Table, row: Row, asked: Mapping[str, float], language: str) -> _Named:
    label = weights(row.label, language).keys()
    group = weights(" ".join(row.named_groups), language).keys() - label
    weight = sum(asked.get(word, 0.0) for word in label) + SHARE_OF_GROUP * sum(asked.get(word, 0.0) for word in group)
    return _Named(table, row, weight, len(label - asked.keys()))


def _has_header_of(asked: Mapping[str, float], table: Table, language: str) -> bool:
    """Whether the question names a column: by a word, not a year, that does not stand over them all."""
    headers = [set(weights(column.header, language)) for column in table.columns]
    shared = set.intersection(*headers) if len(headers) > 1 else set()
    return any(word in asked and not word[0].isdigit() for header in headers for word in header - shared)
