"""Truly deleting words from FTS5's index, which otherwise keeps those of deleted rows until they are merged away.

From SQLite 3.42 on FTS5 does so by itself once it is told to. Before that the index has to be merged after a removal.
"""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

HAS_SECURE_DELETE = sqlite3.sqlite_version_info >= (3, 42)
# FTS5 takes an index of more than 2,000 levels for damaged (FTS5_MAX_SEGMENT in SQLite's ext/fts5/fts5_index.c, checked
# in fts5StructureDecode), and each merge adds two. Half of that leaves room for what is added between two merges.
MAX_LEVELS_BEFORE_REBUILD = 1000
# So many pages of the index are merged in one transaction. That takes a tenth of a second, for which others who write
# wait.
INDEX_PAGES_PER_MERGE = 500


def turn_on(connection: sqlite3.Connection) -> None:
    """Let FTS5 delete truly from now on, where it can."""
    if HAS_SECURE_DELETE:
        connection.execute("INSERT INTO chunk_text(chunk_text, rank) VALUES ('secure-delete', 1)")


def merge_away_deleted_words(transaction: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
    """Write the index anew without the words of deleted rows, where FTS5 has kept them: a second for 100,000 chunks.

    `transaction` begins one; there is one for each step, so that others who write need not wait so long.
    """
    if HAS_SECURE_DELETE:
        return
    with transaction() as connection:
        if levels(connection) > MAX_LEVELS_BEFORE_REBUILD:
            connection.execute("INSERT INTO chunk_text(chunk_text) VALUES ('rebuild')")
            return
    pages = -INDEX_PAGES_PER_MERGE  # below zero: merge all of the index, not only the parts that are due
    is_more = True
    while is_more:
        with transaction() as connection:
            before = connection.total_changes
            connection.execute("INSERT INTO chunk_text(chunk_text, rank) VALUES ('merge', ?)", (pages,))
            is_more = connection.total_changes - before >= 2  # FTS5's way to say so
        pages = INDEX_PAGES_PER_MERGE


def levels(connection: sqlite3.Connection) -> int:
    """How many levels the index has.

    The number stands in FTS5's structure record (id 10 in its data table), as a varint behind four bytes.
    """
    record: bytes = connection.execute("SELECT block FROM chunk_text_data WHERE id = 10").fetchone()[0]
    number = 0
    for byte in record[4:]:
        number = number << 7 | byte & 127
        if byte < 128:
            break
    return number
