"""The tables that pages were found to have: finding them takes longer than a question may."""

from collections.abc import Collection, Sequence

from docqa.documents import EXTRACTOR, Page
from docqa.library.database import Database
from docqa.library.rows import IN_LIST, json_list, page_of
from docqa.reading.protocol import read_tables, tables_data
from docqa.tables import FINDER, Table

_WAY = f"{EXTRACTOR} {FINDER}"  # `documents.tables` of those whose pages have all been looked through


class PageTables:
    """What is kept of each page beside its text. It goes with the page, and with its way of reading."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, doc_id: str, index: int) -> tuple[Table, ...] | None:
        """The tables of the page with that index, from 0; None where they have still to be found."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT t.tables FROM documents d JOIN page_tables t ON t.doc_id = d.id AND t.reading = d.reading "
                "WHERE d.id = ? AND t.idx = ? AND t.finder = ?",
                (doc_id, index, FINDER),
            ).fetchone()
        return read_tables(row["tables"], index) if row else None

    def keep(self, doc_id: str, index: int, tables: Sequence[Table]) -> None:
        """Keep what was found on a page; nothing when the page is gone."""
        with self._database.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO page_tables (doc_id, reading, idx, finder, tables) "
                "SELECT doc_id, reading, idx, ?, ? FROM pages WHERE doc_id = ? AND reading = ? AND idx = ?",
                (FINDER, tables_data(tables), doc_id, EXTRACTOR, index),
            )

    def next_missing(self, passed_over: Collection[str] = ()) -> tuple[str, Page] | None:
        """The next page to be looked through, with its document's id; a document's in order, when OCR is done with it.

        Documents in `passed_over` are not looked at.
        """
        while True:
            with self._database.reading() as db:
                document = db.execute(
                    "SELECT id FROM documents WHERE state = 'indexing' AND reading = ? AND tables != ? AND scans = 0 "
                    f"AND chunks > 0 AND id NOT {IN_LIST} ORDER BY added LIMIT 1",
                    (EXTRACTOR, _WAY, json_list(passed_over)),
                ).fetchone()
                if document is None:
                    return None
                row = db.execute(
                    "SELECT * FROM pages WHERE doc_id = ?1 AND reading = ?2 AND idx > coalesce((SELECT idx "
                    "FROM page_tables WHERE doc_id = ?1 AND reading = ?2 AND finder = ?3 ORDER BY idx DESC LIMIT 1), "
                    "-1) ORDER BY idx LIMIT 1",
                    (document["id"], EXTRACTOR, FINDER),
                ).fetchone()
            if row is not None:
                return str(document["id"]), page_of(row)
            self.end(document["id"])

    def end(self, doc_id: str) -> None:
        """No more pages of that document are to be looked through."""
        with self._database.transaction() as db:
            db.execute("UPDATE documents SET tables = ? WHERE id = ?", (_WAY, doc_id))
