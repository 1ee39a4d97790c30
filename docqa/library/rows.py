"""Rows of the library's tables to pages and chunks and back, and the counts that are kept of them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable

from docqa.documents import EXTRACTOR, Box, Chunk, Heading, Page, Source, Word

# A condition whose one argument is a `json_list`. A list of question marks could be longer than SQLite allows.
IN_LIST = "IN (SELECT value FROM json_each(?))"
# A statement whose arguments are a `page_row`.
INSERT_PAGE = (
    "INSERT OR REPLACE INTO pages (doc_id, reading, idx, label, text, headings, source, note, words) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# A query for chunks, as `chunk_of` takes them, with the label and the document's name of the page they stand on. A
# WHERE is to follow.
SELECT_CHUNKS = (
    'SELECT c.id, c.doc_id, c.page, c.start, c."end", c.section, c.language, p.label, d.name AS doc, '
    'substr(p.text, c.start + 1, c."end" - c.start) AS text '
    "FROM chunks c JOIN documents d ON d.id = c.doc_id "
    "JOIN pages p ON p.doc_id = c.doc_id AND p.reading = d.reading AND p.idx = c.page"
)


def json_list(values: Iterable[str | int]) -> str:
    """Values as the one argument of IN_LIST."""
    return json.dumps(list(values))


def page_of(row: sqlite3.Row) -> Page:
    """A row of `pages` as a page."""
    return Page(
        row["idx"],
        row["label"],
        row["text"],
        tuple(Heading(*heading) for heading in json.loads(row["headings"])),
        Source(row["source"]),
        row["note"],
        tuple(Word(start, end, Box(*corners)) for start, end, *corners in json.loads(row["words"])),
    )


def page_row(doc_id: str, page: Page) -> tuple[object, ...]:
    """A page as a row of `pages`, for INSERT_PAGE. The words' places keep five digits: a hundredth of a point."""
    headings = [[heading.start, heading.title, heading.level] for heading in page.headings]
    words = [
        [word.start, word.end, *(round(corner, 5) for corner in (word.box.x0, word.box.y0, word.box.x1, word.box.y1))]
        for word in page.words
    ]
    return (
        doc_id, EXTRACTOR, page.index, page.label, page.text, json.dumps(headings, ensure_ascii=False), page.source,
        page.note, json.dumps(words),
    )  # fmt: skip


def chunk_of(row: sqlite3.Row) -> Chunk:
    """A row of SELECT_CHUNKS as a chunk. Its titles are not kept in it: they are only searched."""
    return Chunk(
        row["id"], row["doc_id"], row["page"], row["start"], row["end"], row["text"], row["section"],
        language=row["language"],
    )  # fmt: skip


def text_hash(text: str) -> int:
    """64 bits of a hash of a chunk's text, as SQLite holds them: a signed number.

    In one of 30 million libraries of a million chunks, two chunks of different texts have the same.
    """
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest(), signed=True)


def count_document(db: sqlite3.Connection, doc_id: str) -> None:
    """Count a document's chunks, vectors and kinds of pages anew, and keep the counts. Inside a transaction."""
    sources = dict(
        db.execute(
            "SELECT source, count(*) FROM pages WHERE doc_id = ? AND reading = ? AND source != 'text' GROUP BY source",
            (doc_id, EXTRACTOR),
        ).fetchall()
    )
    db.execute(
        "UPDATE documents SET chunks = (SELECT count(*) FROM chunks WHERE doc_id = ?1), "
        "scans = ?2, by_ocr = ?3, empty = ?4, unreadable = ?5 WHERE id = ?1",
        (
            doc_id,
            sources.get(Source.SCAN, 0) + sources.get(Source.MIXED, 0),
            *(sources.get(source, 0) for source in (Source.OCR, Source.EMPTY, Source.UNREADABLE)),
        ),
    )
    for row in db.execute("SELECT number FROM embeddings").fetchall():
        count_vectors(db, doc_id, row["number"])


def count_vectors(db: sqlite3.Connection, doc_id: str, embedding: int) -> None:
    """Count a document's vectors of the embedding model of that number anew. Inside a transaction."""
    db.execute(
        "INSERT OR REPLACE INTO indexed (doc_id, embedding, done) SELECT ?1, ?2, count(*) FROM chunks c "
        "JOIN vectors v ON v.chunk = c.rowid AND v.embedding = ?2 WHERE c.doc_id = ?1",
        (doc_id, embedding),
    )
