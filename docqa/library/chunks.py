"""The chunks that the pages are cut into, which searches find. How they are cut is the indexer's business."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence

from docqa.documents import EXTRACTOR, Chunk, CutPage, Page, Passage, Source, State
from docqa.library.database import Database
from docqa.library.rows import (
    IN_LIST,
    INSERT_PAGE,
    SELECT_CHUNKS,
    chunk_of,
    count_document,
    json_list,
    page_row,
    text_hash,
)
from docqa.text.languages import ENGLISH
from docqa.text.words import indexed, stemmed, without_raised


class Chunks:
    """Chunks are put in document by document, and looked up by what a search has found."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Put in by the indexer

    def replace(self, doc_id: str, chunks: Sequence[Chunk], *, chunking: str) -> None:
        """Keep the chunks of a document that has been read to its end: from here on it can be asked.

        `chunking` is the version of the cutting. Chunks that are as they were keep their vectors. Nothing is kept when
        the document has been removed meanwhile, and perhaps added again.
        """
        with self._database.transaction() as db:
            if db.execute(
                "UPDATE documents SET state = ?, reading = ?, chunking = ?, error = '' "
                "WHERE id = ? AND state != 'queued'",
                (State.INDEXING, EXTRACTOR, chunking, doc_id),
            ).rowcount:
                db.execute("DELETE FROM pages WHERE doc_id = ? AND reading != ?", (doc_id, EXTRACTOR))
                _replace(db, "SELECT rowid, id, hash FROM chunks WHERE doc_id = ?", (doc_id,), chunks)
                count_document(db, doc_id)

    def keep_scan(self, doc_id: str, page: Page, chunks: Sequence[Chunk]) -> None:
        """Keep a page that OCR has been tried on, with its chunks.

        Running lines are known when the last such page is: the document is then outdated, to be cut as a whole.
        """
        with self._database.transaction() as db:
            if not db.execute(
                "SELECT 1 FROM pages p JOIN documents d ON d.id = p.doc_id AND d.reading = p.reading "
                "WHERE d.id = ? AND d.state = 'indexing' AND p.reading = ? AND p.idx = ? "
                "AND p.source IN ('scan', 'mixed')",
                (doc_id, EXTRACTOR, page.index),
            ).fetchone():
                return  # it was removed meanwhile, and perhaps added again
            db.execute(INSERT_PAGE, page_row(doc_id, page))
            _replace(
                db, "SELECT rowid, id, hash FROM chunks WHERE doc_id = ? AND page = ?", (doc_id, page.index), chunks
            )
            count_document(db, doc_id)
            db.execute("UPDATE documents SET chunking = '' WHERE id = ? AND scans = 0", (doc_id,))

    def next_outdated(self, chunking: str, passed_over: Collection[str] = ()) -> str | None:
        """A document whose chunks were cut in another way than `chunking`, or page by page as it was scanned.

        Documents in `passed_over` are not looked at.
        """
        with self._database.reading() as db:
            row = db.execute(
                "SELECT id FROM documents WHERE state IN ('indexing', 'locked') AND reading = ? AND chunking != ? "
                f"AND id NOT {IN_LIST} LIMIT 1",
                (EXTRACTOR, chunking, json_list(passed_over)),
            ).fetchone()
        return str(row["id"]) if row else None

    def next_without_text(self) -> str | None:
        """A document that has been read to its end, without a word found in it."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT id FROM documents WHERE state = 'indexing' AND reading = ? AND chunks = 0 AND scans = 0 "
                "LIMIT 1",
                (EXTRACTOR,),
            ).fetchone()
        return str(row["id"]) if row else None

    def recount(self) -> None:
        """Count the chunks, vectors and pages of every document anew, should the counts ever not be right."""
        with self._database.transaction() as db:
            for row in db.execute("SELECT id FROM documents").fetchall():
                count_document(db, row["id"])

    # Looked up by searches

    def passages(self, scores: Sequence[tuple[str, float]]) -> list[Passage]:
        """The chunks with those ids and scores as passages, in that order; ids that are gone are passed over."""
        with self._database.reading() as db:
            found = db.execute(f"{SELECT_CHUNKS} WHERE c.id {IN_LIST}", (json_list(id_ for id_, _ in scores),))
            rows = {row["id"]: row for row in found}
        return [
            Passage(chunk_of(rows[id_]), rows[id_]["doc"], rows[id_]["label"], score)
            for id_, score in scores
            if id_ in rows
        ]

    def labelled(self, label: str, doc_ids: Sequence[str], k: int) -> list[str]:
        """Ids of at most `k` chunks on the pages of those documents that bear that label or that number, from 1."""
        with self._database.reading() as db:
            rows = db.execute(
                f"{SELECT_CHUNKS} WHERE c.doc_id {IN_LIST} AND ? IN (p.label, CAST(p.idx + 1 AS TEXT)) LIMIT ?",
                (json_list(doc_ids), label, k),
            )
            return [row["id"] for row in rows]

    def on_pages(self, doc_id: str, pages: Collection[int]) -> list[str]:
        """Ids of the chunks on the pages of that document with those indices, from 0."""
        with self._database.reading() as db:
            rows = db.execute(f"SELECT id FROM chunks WHERE doc_id = ? AND page {IN_LIST}", (doc_id, json_list(pages)))
            return [row["id"] for row in rows]

    def cut_pages(self, chunk_ids: Iterable[str]) -> list[CutPage]:
        """The pages that those chunks stand on, in no order, each once and with all its chunks in theirs.

        Without headings and the places of OCR's words.
        """
        wanted = f"(SELECT DISTINCT doc_id, page FROM chunks WHERE id {IN_LIST}) w"
        ids = json_list(chunk_ids)
        with self._database.reading() as db:
            pages = db.execute(
                f"SELECT p.doc_id, p.idx, p.label, p.text, p.source, d.name FROM {wanted} "
                "JOIN documents d ON d.id = w.doc_id "
                "JOIN pages p ON p.doc_id = w.doc_id AND p.reading = d.reading AND p.idx = w.page",
                (ids,),
            ).fetchall()
            chunks: dict[tuple[str, int], list[Chunk]] = {(row["doc_id"], row["idx"]): [] for row in pages}
            texts = {(row["doc_id"], row["idx"]): row["text"] for row in pages}
            for row in db.execute(
                f'SELECT c.id, c.doc_id, c.page, c.start, c."end", c.section, c.language FROM {wanted} '
                "JOIN chunks c ON c.doc_id = w.doc_id AND c.page = w.page ORDER BY c.start",
                (ids,),
            ):
                at = (row["doc_id"], row["page"])
                if at in chunks:
                    text = texts[at][row["start"] : row["end"]]
                    chunks[at].append(
                        Chunk(row["id"], *at, row["start"], row["end"], text, row["section"], language=row["language"])
                    )
        return [
            CutPage(
                row["doc_id"],
                row["name"],
                Page(row["idx"], row["label"], row["text"], source=Source(row["source"])),
                tuple(chunks[row["doc_id"], row["idx"]]),
            )
            for row in pages
        ]

    def within(self, scores: Sequence[tuple[str, float]], doc_ids: Sequence[str] | None) -> list[tuple[str, float]]:
        """Those of the chunks with these ids and scores that are of those documents (default all), in their order."""
        chosen = "" if doc_ids is None else f"AND doc_id {IN_LIST}"
        arguments = [] if doc_ids is None else [json_list(doc_ids)]
        with self._database.reading() as db:
            rows = db.execute(
                f"SELECT id FROM chunks WHERE id {IN_LIST} {chosen}", [json_list(id_ for id_, _ in scores), *arguments]
            )
            there = {row["id"] for row in rows}
        return [(id_, score) for id_, score in scores if id_ in there]


def remove_chunks(db: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> None:
    """Delete chunks (their `rowid` and `id`), inside a transaction; that their vectors have to go is noted."""
    for row in rows:
        db.execute("DELETE FROM chunk_text WHERE rowid = ?", (row["rowid"],))
        db.execute("DELETE FROM chunks WHERE rowid = ?", (row["rowid"],))
        db.execute("INSERT OR IGNORE INTO orphans (chunk_id) VALUES (?)", (row["id"],))


def _replace(db: sqlite3.Connection, query: str, arguments: Sequence[object], chunks: Sequence[Chunk]) -> None:
    """Put `chunks` in the place of those that the query gives; those that are the same stay, with their vectors."""
    old = {row["id"]: row for row in db.execute(query, arguments).fetchall()}
    hashes = {chunk.id: text_hash(chunk.text) for chunk in chunks}
    remove_chunks(db, (row for id_, row in old.items() if hashes.get(id_) != row["hash"]))
    for chunk in chunks:
        hash_ = hashes[chunk.id]
        if chunk.id in old and old[chunk.id]["hash"] == hash_:
            db.execute(
                "UPDATE chunks SET section = ?, language = ? WHERE id = ?", (chunk.section, chunk.language, chunk.id)
            )
            row, words = old[chunk.id]["rowid"], _indexed(chunk)
            if tuple(db.execute("SELECT text, stems FROM chunk_text WHERE rowid = ?", (row,)).fetchone()) != words:
                db.execute("UPDATE chunk_text SET text = ?, stems = ? WHERE rowid = ?", (*words, row))
            continue
        db.execute("DELETE FROM orphans WHERE chunk_id = ?", (chunk.id,))  # a new vector will replace the old one
        cursor = db.execute(
            'INSERT INTO chunks (id, doc_id, page, start, "end", section, hash, language) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (chunk.id, chunk.doc_id, chunk.page, chunk.start, chunk.end, chunk.section, hash_, chunk.language),
        )
        db.execute(
            "INSERT INTO chunk_text (rowid, text, stems, titles) VALUES (?, ?, ?, ?)",
            (cursor.lastrowid, *_indexed(chunk), chunk.titles),
        )


def _indexed(chunk: Chunk) -> tuple[str, str]:
    """What stands in the full-text index's columns `text` and `stems`: FTS5 itself knows English word forms alone."""
    text = without_raised(chunk.text)
    if chunk.language == ENGLISH.code:
        return indexed(text), ""
    return "", stemmed(text, chunk.language)
