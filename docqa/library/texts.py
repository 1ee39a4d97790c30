"""What is kept of each document: its pages and chunks, and which of these have a vector."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docqa.documents import Box, Chunk, CutPage, Heading, Page, Passage, Source, State, Word
from docqa.errors import UnknownDocument
from docqa.indexing.chunking import CHUNKING, chunk_pages, running_lines
from docqa.library.database import Database
from docqa.reading.pdf import READING

BARE = 3  # pages of a document read by OCR in vain before it has to wait like the others


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the vectors of one embedding model have come, in chunks."""

    done: int
    total: int

    @property
    def whole(self) -> bool:
        return self.done >= self.total


class Texts:
    """Pages as they are read, chunks as they are cut from them. All of it can be made again from the PDFs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Pages

    def page(self, doc_id: str, index: int) -> Page:
        """Raises UnknownDocument when there is no such page."""
        with self._database.reading() as db:
            row = db.execute(f"{_PAGES} AND p.idx = ?", (doc_id, index)).fetchone()
        if row is None:
            raise UnknownDocument(f"Page {index + 1} of that document is not in the library.")
        return _page(row)

    def pages_with_notes(self, doc_id: str) -> list[Page]:
        """The pages that are not simply text: read by OCR, waiting for it, empty, or unreadable; in order.

        Without their text and its places, which `page` gives.
        """
        with self._database.reading() as db:
            rows = db.execute(f"{_PAGES} AND p.source != 'text' ORDER BY p.idx", (doc_id,))
            return [Page(row["idx"], row["label"], "", (), Source(row["source"]), row["note"]) for row in rows]

    def kept(self, doc_id: str) -> int:
        """How many pages of a document have been kept, in our way of reading: where an interrupted reading goes on."""
        with self._database.reading() as db:
            count, last = db.execute(
                "SELECT count(*), max(idx) FROM pages WHERE doc_id = ? AND reading = ?", (doc_id, READING)
            ).fetchone()
        return int(count) if count and last == count - 1 else 0  # with a gap, all of it is read again

    def begin(self, doc_id: str, page_count: int) -> None:
        """A document has been opened to be read. The pages that its chunks are of stay until `cut`.

        A locked one stays locked until then: another process, which does not know its password, would take it up.
        """
        with self._database.transaction() as db:
            db.execute(
                "DELETE FROM pages WHERE doc_id = ?1 AND reading NOT IN "
                "(?2, (SELECT reading FROM documents WHERE id = ?1))",
                (doc_id, READING),
            )
            db.execute(
                "UPDATE documents SET pages = ?, state = CASE state WHEN 'locked' THEN state ELSE 'reading' END, "
                "error = CASE state WHEN 'locked' THEN error ELSE '' END, "
                "pages_read = (SELECT count(*) FROM pages WHERE doc_id = documents.id AND reading = ?) WHERE id = ?",
                (page_count, READING, doc_id),
            )

    def keep_pages(self, doc_id: str, pages: Sequence[Page]) -> bool:
        """Keep pages just read; False when the document has been removed meanwhile."""
        with self._database.transaction() as db:
            updated = db.execute(
                # Queued: it was removed and added again, and is read anew.
                "UPDATE documents SET pages_read = ? WHERE id = ? AND state != 'queued'",
                (pages[-1].index + 1, doc_id),
            ).rowcount
            if updated:
                db.executemany(_KEEP_PAGE, [_page_row(doc_id, page) for page in pages])
        return bool(updated)

    # Chunks

    def cut(self, doc_id: str) -> None:
        """Make the chunks of a document that has been read to its end: from here on it can be asked.

        Chunks that are as they were keep their vectors.
        """
        running = running_lines(self._pages_read(doc_id))
        chunks = list(chunk_pages(doc_id, _legible(self._pages_read(doc_id)), running=running))
        with self._database.transaction() as db:
            if db.execute(
                "UPDATE documents SET state = ?, reading = ?, chunking = ?, error = '' "
                "WHERE id = ? AND state != 'queued'",
                (State.INDEXING, READING, CHUNKING, doc_id),
            ).rowcount:
                db.execute("DELETE FROM pages WHERE doc_id = ? AND reading != ?", (doc_id, READING))
                _replace_chunks(db, "SELECT rowid, id, hash FROM chunks WHERE doc_id = ?", (doc_id,), chunks)
                _count(db, doc_id)

    def next_outdated(self) -> str | None:
        """A document whose chunks were cut in a way that is no longer ours, or page by page as it was scanned."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT id FROM documents WHERE state IN ('indexing', 'locked') AND reading = ? AND chunking != ? "
                "LIMIT 1",
                (READING, CHUNKING),
            ).fetchone()
        return str(row["id"]) if row else None

    def next_scan(self, bare: bool) -> tuple[str, Page] | None:
        """The next page that waits for OCR; with `bare`, only of documents that have no text at all as yet."""
        condition = f"AND chunks = 0 AND empty + unreadable < {BARE}" if bare else ""
        with self._database.reading() as db:
            document = db.execute(
                "SELECT id, reading FROM documents WHERE state = 'indexing' AND reading = ? AND scans > 0 "
                f"{condition} ORDER BY added LIMIT 1",
                (READING,),
            ).fetchone()
            if document is None:
                return None
            # `source != 'text'` lets SQLite see that its index of such pages serves.
            row = db.execute(
                "SELECT * FROM pages WHERE doc_id = ?1 AND reading = ?2 AND idx = (SELECT min(idx) FROM pages "
                "WHERE doc_id = ?1 AND reading = ?2 AND source != 'text' AND source = 'scan')",
                (document["id"], document["reading"]),
            ).fetchone()
        return (str(document["id"]), _page(row)) if row else None

    def keep_scan(self, doc_id: str, page: Page) -> None:
        """Keep a page that OCR has been tried on, with its chunks.

        Running lines are known when the last such page is: the document is then outdated, to be cut as a whole.
        """
        with self._database.transaction() as db:
            if not db.execute(
                "SELECT 1 FROM pages p JOIN documents d ON d.id = p.doc_id AND d.reading = p.reading "
                "WHERE d.id = ? AND d.state = 'indexing' AND p.reading = ? AND p.idx = ? AND p.source = 'scan'",
                (doc_id, READING, page.index),
            ).fetchone():
                return  # it was removed meanwhile, and perhaps added again
            before = db.execute(
                "SELECT headings FROM pages WHERE doc_id = ? AND reading = ? AND idx < ? AND headings != '[]' "
                "ORDER BY idx DESC LIMIT 1",
                (doc_id, READING, page.index),
            ).fetchone()
            section = json.loads(before["headings"])[-1][1] if before else ""
            db.execute(_KEEP_PAGE, _page_row(doc_id, page))
            _replace_chunks(
                db,
                "SELECT rowid, id, hash FROM chunks WHERE doc_id = ? AND page = ?",
                (doc_id, page.index),
                list(chunk_pages(doc_id, _legible([page]), section=section)),
            )
            _count(db, doc_id)
            db.execute("UPDATE documents SET chunking = '' WHERE id = ? AND scans = 0", (doc_id,))

    def next_barren(self) -> str | None:
        """A document that has been read to its end, without a word found in it."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT id FROM documents WHERE state = 'indexing' AND reading = ? AND chunks = 0 AND scans = 0 "
                "LIMIT 1",
                (READING,),
            ).fetchone()
        return str(row["id"]) if row else None

    def recount(self) -> None:
        """Count everything anew, should the counts ever not be right."""
        with self._database.transaction() as db:
            for row in db.execute("SELECT id FROM documents").fetchall():
                _count(db, row["id"])

    # Vectors

    def without_vector(self, embedding: str, limit: int) -> list[Chunk]:
        """The next chunks that want a vector: document by document, in the order they came."""
        with self._database.reading() as db:
            number = _number(db, embedding)
            row = db.execute(
                "SELECT d.id FROM documents d LEFT JOIN indexed i ON i.doc_id = d.id AND i.embedding = ? "
                "WHERE d.chunks > coalesce(i.done, 0) ORDER BY d.added LIMIT 1",
                (number,),
            ).fetchone()
            rows = db.execute(
                f"{_CHUNKS} WHERE c.doc_id = ? AND NOT EXISTS "
                "(SELECT 1 FROM vectors v WHERE v.chunk = c.rowid AND v.embedding = ?) "
                "ORDER BY c.page, c.start LIMIT ?",
                (row["id"] if row else None, number, limit),
            ).fetchall()
        return [_chunk(row) for row in rows]

    def unembedded(self, embedding: str, chunk_ids: Sequence[str]) -> list[str]:
        """Those of the chunks that have no vector, in their order."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT c.id FROM chunks c JOIN vectors v ON v.chunk = c.rowid AND v.embedding = ? "
                "WHERE c.id IN (SELECT value FROM json_each(?))",
                (_number(db, embedding), _json_list(chunk_ids)),
            )
            there = {row["id"] for row in rows}
        return [id_ for id_ in chunk_ids if id_ not in there]

    def twins(self, embedding: str, chunks: Sequence[Chunk]) -> dict[str, str]:
        """For those chunks whose text has a vector already, under another chunk: that one's id, by theirs."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT c.hash, min(c.id) AS id FROM chunks c JOIN vectors v ON v.chunk = c.rowid AND v.embedding = ? "
                "WHERE c.hash IN (SELECT value FROM json_each(?)) GROUP BY c.hash",
                (_number(db, embedding), json.dumps([_hash(chunk.text) for chunk in chunks])),
            ).fetchall()
        known = {row["hash"]: row["id"] for row in rows}
        return {chunk.id: known[hash_] for chunk in chunks if (hash_ := _hash(chunk.text)) in known}

    def note_vectors(self, embedding: str, chunks: Sequence[Chunk]) -> list[str]:
        """Remember that these chunks have their vectors; the ids of those that are gone or changed meanwhile."""
        with self._database.transaction() as db:
            number = _number(db, embedding)
            rows = db.execute(
                "SELECT rowid, id, doc_id, hash FROM chunks WHERE id IN (SELECT value FROM json_each(?))",
                (_json_list(c.id for c in chunks),),
            ).fetchall()
            found = {(row["id"], row["hash"]): row for row in rows}
            kept = {chunk.id: found[key] for chunk in chunks if (key := (chunk.id, _hash(chunk.text))) in found}
            db.executemany(
                "INSERT OR IGNORE INTO vectors (chunk, embedding) VALUES (?, ?)",
                [(row["rowid"], number) for row in kept.values()],
            )
            for doc_id in {row["doc_id"] for row in kept.values()}:
                _count_vectors(db, doc_id, number)
        return [chunk.id for chunk in chunks if chunk.id not in kept]

    def forget_vectors(self, embedding: str, chunk_ids: Iterable[str]) -> None:
        """These vectors are not there after all."""
        with self._database.transaction() as db:
            number = _number(db, embedding)
            rows = db.execute(
                "SELECT rowid, doc_id FROM chunks WHERE id IN (SELECT value FROM json_each(?))",
                (_json_list(chunk_ids),),
            ).fetchall()
            db.executemany(
                "DELETE FROM vectors WHERE chunk = ? AND embedding = ?", [(row["rowid"], number) for row in rows]
            )
            for doc_id in {row["doc_id"] for row in rows}:
                _count_vectors(db, doc_id, number)

    def vector_ids(self, embedding: str, doc_id: str) -> set[str]:
        """The document's chunks that should have a vector of that embedding model."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT c.id FROM chunks c JOIN vectors v ON v.chunk = c.rowid AND v.embedding = ? WHERE c.doc_id = ?",
                (_number(db, embedding), doc_id),
            )
            return {row["id"] for row in rows}

    def embeddings(self) -> list[str]:
        """The embedding models of which there have been vectors."""
        with self._database.reading() as db:
            return [row["identity"] for row in db.execute("SELECT identity FROM embeddings")]

    def orphans(self, limit: int) -> list[str]:
        """Ids of chunks that are gone, whose vectors Chroma has still to lose."""
        with self._database.reading() as db:
            return [row["chunk_id"] for row in db.execute("SELECT chunk_id FROM orphans LIMIT ?", (limit,))]

    def forget_orphans(self, chunk_ids: Iterable[str]) -> None:
        with self._database.transaction() as db:
            db.executemany("DELETE FROM orphans WHERE chunk_id = ?", [(id_,) for id_ in chunk_ids])

    def progress(self, embedding: str, doc_ids: Sequence[str] | None = None) -> Progress:
        """How many of the chunks (of those documents; default all) have a vector."""
        chosen = "" if doc_ids is None else "WHERE d.id IN (SELECT value FROM json_each(?))"
        arguments = [] if doc_ids is None else [_json_list(doc_ids)]
        with self._database.reading() as db:
            total, done = db.execute(
                "SELECT coalesce(sum(d.chunks), 0), coalesce(sum(i.done), 0) FROM documents d "
                f"LEFT JOIN indexed i ON i.doc_id = d.id AND i.embedding = ? {chosen}",
                [_number(db, embedding), *arguments],
            ).fetchone()
        return Progress(done, total)

    # What searches find

    def passages(self, scores: Sequence[tuple[str, float]]) -> list[Passage]:
        """The chunks with those ids and scores as passages, in that order; ids that are gone are passed over."""
        with self._database.reading() as db:
            found = db.execute(
                f"{_CHUNKS} WHERE c.id IN (SELECT value FROM json_each(?))", (_json_list(id_ for id_, _ in scores),)
            )
            rows = {row["id"]: row for row in found}
        return [
            Passage(_chunk(rows[id_]), rows[id_]["doc"], rows[id_]["label"], score)
            for id_, score in scores
            if id_ in rows
        ]

    def labelled(self, label: str, doc_ids: Sequence[str], k: int) -> list[str]:
        """Ids of chunks on the pages of those documents that bear that label, or have that number."""
        with self._database.reading() as db:
            rows = db.execute(
                f"{_CHUNKS} WHERE c.doc_id IN (SELECT value FROM json_each(?)) "
                "AND ? IN (p.label, CAST(p.idx + 1 AS TEXT)) LIMIT ?",
                (_json_list(doc_ids), label, k),
            )
            return [row["id"] for row in rows]

    def cut_pages(self, chunk_ids: Iterable[str]) -> list[CutPage]:
        """The pages that those chunks stand on, each with all its chunks; without the places of OCR's words."""
        wanted = "(SELECT DISTINCT doc_id, page FROM chunks WHERE id IN (SELECT value FROM json_each(?))) w"
        ids = _json_list(chunk_ids)
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
                f'SELECT c.id, c.doc_id, c.page, c.start, c."end", c.section FROM {wanted} '
                "JOIN chunks c ON c.doc_id = w.doc_id AND c.page = w.page ORDER BY c.start",
                (ids,),
            ):
                at = (row["doc_id"], row["page"])
                if at in chunks:
                    text = texts[at][row["start"] : row["end"]]
                    chunks[at].append(Chunk(row["id"], *at, row["start"], row["end"], text, row["section"]))
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
        chosen = "" if doc_ids is None else "AND doc_id IN (SELECT value FROM json_each(?))"
        arguments = [] if doc_ids is None else [_json_list(doc_ids)]
        with self._database.reading() as db:
            rows = db.execute(
                f"SELECT id FROM chunks WHERE id IN (SELECT value FROM json_each(?)) {chosen}",
                [_json_list(id_ for id_, _ in scores), *arguments],
            )
            there = {row["id"] for row in rows}
        return [(id_, score) for id_, score in scores if id_ in there]

    def _pages_read(self, doc_id: str) -> Iterator[Page]:
        """The pages in our way of reading, a few at a time."""
        last = -1
        while True:
            with self._database.reading() as db:
                rows = db.execute(
                    "SELECT * FROM pages WHERE doc_id = ? AND reading = ? AND idx > ? ORDER BY idx LIMIT 200",
                    (doc_id, READING, last),
                ).fetchall()
            if not rows:
                return
            yield from map(_page, rows)
            last = rows[-1]["idx"]


def _legible(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages whose text can be read; of a scan the text layer is a stamp, or rubbish."""
    return (page for page in pages if page.source in (Source.TEXT, Source.OCR))


def lose_chunks(db: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> None:
    """Delete chunks (their `rowid` and `id`); their vectors are noted as orphans."""
    for row in rows:
        db.execute("DELETE FROM chunk_text WHERE rowid = ?", (row["rowid"],))
        db.execute("DELETE FROM chunks WHERE rowid = ?", (row["rowid"],))
        db.execute("INSERT OR IGNORE INTO orphans (chunk_id) VALUES (?)", (row["id"],))


def _replace_chunks(db: sqlite3.Connection, query: str, arguments: Sequence[object], chunks: Sequence[Chunk]) -> None:
    """Put `chunks` in the place of those that the query gives; those that are the same stay, with their vectors."""
    old = {row["id"]: row for row in db.execute(query, arguments).fetchall()}
    hashes = {chunk.id: _hash(chunk.text) for chunk in chunks}
    lose_chunks(db, (row for id_, row in old.items() if hashes.get(id_) != row["hash"]))
    for chunk in chunks:
        hash_ = hashes[chunk.id]
        if chunk.id in old and old[chunk.id]["hash"] == hash_:
            db.execute("UPDATE chunks SET section = ? WHERE id = ?", (chunk.section, chunk.id))
            continue
        db.execute("DELETE FROM orphans WHERE chunk_id = ?", (chunk.id,))  # a new vector will replace the old one
        cursor = db.execute(
            'INSERT INTO chunks (id, doc_id, page, start, "end", section, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
            (chunk.id, chunk.doc_id, chunk.page, chunk.start, chunk.end, chunk.section, hash_),
        )
        db.execute(
            "INSERT INTO chunk_text (rowid, text, titles) VALUES (?, ?, ?)",
            (cursor.lastrowid, chunk.text, chunk.titles),
        )


def _count(db: sqlite3.Connection, doc_id: str) -> None:
    """Count a document's chunks, vectors and kinds of pages anew."""
    sources = dict(
        db.execute(
            "SELECT source, count(*) FROM pages WHERE doc_id = ? AND reading = ? AND source != 'text' GROUP BY source",
            (doc_id, READING),
        ).fetchall()
    )
    db.execute(
        "UPDATE documents SET chunks = (SELECT count(*) FROM chunks WHERE doc_id = ?1), "
        "scans = ?2, by_ocr = ?3, empty = ?4, unreadable = ?5 WHERE id = ?1",
        (doc_id, *(sources.get(s, 0) for s in (Source.SCAN, Source.OCR, Source.EMPTY, Source.UNREADABLE))),
    )
    for row in db.execute("SELECT number FROM embeddings").fetchall():
        _count_vectors(db, doc_id, row["number"])


def _count_vectors(db: sqlite3.Connection, doc_id: str, embedding: int) -> None:
    db.execute(
        "INSERT OR REPLACE INTO indexed (doc_id, embedding, done) SELECT ?1, ?2, count(*) FROM chunks c "
        "JOIN vectors v ON v.chunk = c.rowid AND v.embedding = ?2 WHERE c.doc_id = ?1",
        (doc_id, embedding),
    )


def _number(db: sqlite3.Connection, embedding: str) -> int:
    """The embedding model's number; a new one inside a transaction, -1 (no vectors) outside of one."""
    row = db.execute("SELECT number FROM embeddings WHERE identity = ?", (embedding,)).fetchone()
    if row is None and db.in_transaction:
        return int(db.execute("INSERT INTO embeddings (identity) VALUES (?)", (embedding,)).lastrowid or 0)
    return int(row["number"]) if row else -1


_PAGES = (
    "SELECT p.* FROM pages p JOIN documents d ON d.id = p.doc_id "
    "WHERE d.id = ? AND p.reading = CASE d.reading WHEN '' THEN p.reading ELSE d.reading END"
)
_KEEP_PAGE = (
    "INSERT OR REPLACE INTO pages (doc_id, reading, idx, label, text, headings, source, note, words) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHUNKS = (
    'SELECT c.id, c.doc_id, c.page, c.start, c."end", c.section, p.label, d.name AS doc, '
    'substr(p.text, c.start + 1, c."end" - c.start) AS text '
    "FROM chunks c JOIN documents d ON d.id = c.doc_id "
    "JOIN pages p ON p.doc_id = c.doc_id AND p.reading = d.reading AND p.idx = c.page"
)


def _chunk(row: sqlite3.Row) -> Chunk:
    return Chunk(row["id"], row["doc_id"], row["page"], row["start"], row["end"], row["text"], row["section"])


def _page(row: sqlite3.Row) -> Page:
    return Page(
        row["idx"],
        row["label"],
        row["text"],
        tuple(Heading(start, title) for start, title in json.loads(row["headings"])),
        Source(row["source"]),
        row["note"],
        tuple(Word(start, end, Box(*corners)) for start, end, *corners in json.loads(row["words"])),
    )


def _page_row(doc_id: str, page: Page) -> tuple[object, ...]:
    headings = [[heading.start, heading.title] for heading in page.headings]
    words = [
        [word.start, word.end, *(round(corner, 5) for corner in (word.box.x0, word.box.y0, word.box.x1, word.box.y1))]
        for word in page.words
    ]
    return (
        doc_id, READING, page.index, page.label, page.text, json.dumps(headings, ensure_ascii=False), page.source,
        page.note, json.dumps(words),
    )  # fmt: skip


def _hash(text: str) -> int:
    """64 bits: among a million chunks two different ones share them once in 30 million libraries."""
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest(), signed=True)


def _json_list(values: Iterable[str]) -> str:
    return json.dumps(list(values))
