"""The pages of the documents, as they are read. All of them can be read again from the PDFs."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from docqa.documents import EXTRACTOR, Page, Source
from docqa.errors import UnknownDocument
from docqa.library.database import Database
from docqa.library.rows import IN_LIST, INSERT_PAGE, json_list, page_of, page_row

# A document without any text jumps the queue for OCR until so many of its pages have been read in vain.
MAX_EMPTY_PAGES_BEFORE_WAITING = 3
PAGES_PER_QUERY = 200  # a document is gone through in steps, since the pages of a book need not all be in memory


class Pages:
    """What is kept of each page: its text, where that came from, headings, places of OCR's words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, doc_id: str, index: int) -> Page:
        """The page with that index, from 0. Raises UnknownDocument when there is none."""
        with self._database.reading() as db:
            row = db.execute(f"{_PAGES} AND p.idx = ?", (doc_id, index)).fetchone()
        if row is None:
            raise UnknownDocument(f"Page {index + 1} of that document is not in the library.")
        return page_of(row)

    def all(self, doc_id: str) -> Iterator[Page]:
        """All pages of a document, in order, a few at a time; none where it is not in the library."""
        last = -1
        while True:
            with self._database.reading() as db:
                rows = db.execute(f"{_PAGES} AND p.idx > ? ORDER BY p.idx LIMIT ?", (doc_id, last, PAGES_PER_QUERY))
                pages = [page_of(row) for row in rows]
            if not pages:
                return
            yield from pages
            last = pages[-1].index

    def around(self, doc_id: str, index: int, beside: int) -> list[Page]:
        """The page with that index and so many before and behind it, as far as there are such, in order."""
        with self._database.reading() as db:
            rows = db.execute(
                f"{_PAGES} AND p.idx BETWEEN ? AND ? ORDER BY p.idx", (doc_id, index - beside, index + beside)
            ).fetchall()
        return [page_of(row) for row in rows]

    def with_notes(self, doc_id: str) -> list[Page]:
        """The pages that are not simply text: read by OCR, waiting for it, empty, unreadable, or with a note; in order.

        Without their text and its places, which `page` gives.
        """
        with self._database.reading() as db:
            rows = db.execute(f"{_PAGES} AND (p.source != 'text' OR p.note != '') ORDER BY p.idx", (doc_id,))
            return [Page(row["idx"], row["label"], "", (), Source(row["source"]), row["note"]) for row in rows]

    # Reading a document

    def kept(self, doc_id: str) -> int:
        """How many pages of a document have been kept, in our way of reading: where an interrupted reading goes on."""
        with self._database.reading() as db:
            count, last = db.execute(
                "SELECT count(*), max(idx) FROM pages WHERE doc_id = ? AND reading = ?", (doc_id, EXTRACTOR)
            ).fetchone()
        return int(count) if count and last == count - 1 else 0  # with a gap, all of it is read again

    def begin(self, doc_id: str, page_count: int) -> None:
        """A document has been opened to be read. The pages that its chunks are of stay until these are replaced.

        A locked one stays locked until then: another process, which does not know its password, would take it up.
        """
        with self._database.transaction() as db:
            db.execute(
                "DELETE FROM pages WHERE doc_id = ?1 AND reading NOT IN "
                "(?2, (SELECT reading FROM documents WHERE id = ?1))",
                (doc_id, EXTRACTOR),
            )
            db.execute(
                "UPDATE documents SET pages = ?, state = CASE state WHEN 'locked' THEN state ELSE 'reading' END, "
                "error = CASE state WHEN 'locked' THEN error ELSE '' END, "
                "pages_read = (SELECT count(*) FROM pages WHERE doc_id = documents.id AND reading = ?) WHERE id = ?",
                (page_count, EXTRACTOR, doc_id),
            )

    def keep(self, doc_id: str, pages: Sequence[Page]) -> bool:
        """Keep pages just read; False when the document has been removed meanwhile."""
        with self._database.transaction() as db:
            updated = db.execute(
                # Queued: it was removed and added again, and is read anew.
                "UPDATE documents SET pages_read = ? WHERE id = ? AND state != 'queued'",
                (pages[-1].index + 1, doc_id),
            ).rowcount
            if updated:
                db.executemany(INSERT_PAGE, [page_row(doc_id, page) for page in pages])
        return bool(updated)

    def label(self, doc_id: str, labels: Mapping[int, str]) -> None:
        """Keep what is printed on pages, by index, in the place of the numbers of their sheets."""
        with self._database.transaction() as db:
            db.executemany(
                "UPDATE pages SET label = ? WHERE doc_id = ? AND reading = ? AND idx = ?",
                [(label, doc_id, EXTRACTOR, index) for index, label in labels.items()],
            )

    def read(self, doc_id: str) -> Iterator[Page]:
        """The pages in our way of reading, in order, a few at a time."""
        last = -1
        while True:
            with self._database.reading() as db:
                rows = db.execute(
                    "SELECT * FROM pages WHERE doc_id = ? AND reading = ? AND idx > ? ORDER BY idx LIMIT ?",
                    (doc_id, EXTRACTOR, last, PAGES_PER_QUERY),
                ).fetchall()
            if not rows:
                return
            yield from map(page_of, rows)
            last = rows[-1]["idx"]

    # Scanned pages

    def next_scan(self, *, only_without_text: bool, passed_over: Collection[str] = ()) -> tuple[str, Page] | None:
        """The next page that waits for OCR, with its document's id.

        With `only_without_text`, only of documents that have no text at all as yet. Documents in `passed_over` are not
        looked at.
        """
        condition = f"AND chunks = 0 AND empty + unreadable < {MAX_EMPTY_PAGES_BEFORE_WAITING}"
        with self._database.reading() as db:
            document = db.execute(
                "SELECT id, reading FROM documents WHERE state = 'indexing' AND reading = ? AND scans > 0 "
                f"{condition if only_without_text else ''} AND id NOT {IN_LIST} ORDER BY added LIMIT 1",
                (EXTRACTOR, json_list(passed_over)),
            ).fetchone()
            if document is None:
                return None
            # `source != 'text'` lets SQLite see that its index of such pages serves.
            row = db.execute(
                "SELECT * FROM pages WHERE doc_id = ?1 AND reading = ?2 AND idx = (SELECT min(idx) FROM pages "
                "WHERE doc_id = ?1 AND reading = ?2 AND source != 'text' AND source IN ('scan', 'mixed'))",
                (document["id"], document["reading"]),
            ).fetchone()
        return (str(document["id"]), page_of(row)) if row else None

    def section_before(self, doc_id: str, index: int) -> str:
        """The last heading on the pages before that one, "" when there is none."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT headings FROM pages WHERE doc_id = ? AND reading = ? AND idx < ? AND headings != '[]' "
                "ORDER BY idx DESC LIMIT 1",
                (doc_id, EXTRACTOR, index),
            ).fetchone()
        return str(json.loads(row["headings"])[-1][1]) if row else ""


_PAGES = (
    "SELECT p.* FROM pages p JOIN documents d ON d.id = p.doc_id "
    "WHERE d.id = ? AND p.reading = CASE d.reading WHEN '' THEN p.reading ELSE d.reading END"
)
