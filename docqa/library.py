"""The documents: put in, listed, taken out; their pages and chunks; search by words."""

import errno
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import time
from uuid import uuid4

from docqa.chunking import CHUNKING
from docqa.database import DamagedDatabase, Database, set_aside
from docqa.documents import Chunk, Document, Page, Passage, State
from docqa.errors import StorageError, TooLarge, UnknownDocument
from docqa.reading import check_header
from docqa.settings import Settings
from docqa.words import content_words

PART_SECONDS = 3600.0  # a PDF half written so long ago is left from a program that was killed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the vectors of one embedding model have come, in chunks."""

    done: int
    total: int

    @property
    def whole(self) -> bool:
        return self.done >= self.total


class Library:
    """What the person has given us. SQLite holds it; the PDFs lie beside it, unchanged."""

    def __init__(self, database: Database, pdf_dir: Path, max_file_mb: int, notice: str = "") -> None:
        self.database = database
        self.pdf_dir = pdf_dir
        self.max_file_mb = max_file_mb
        self.notice = notice  # what had to be mended when it was opened, for the person to read

    @classmethod
    def open(cls, settings: Settings) -> "Library":
        """The library in the data folder, made when new; from its PDFs when the database is damaged or gone.

        Raises StorageError when the folder cannot be used.
        """
        notice = ""
        try:
            database = Database.open(settings.database)
        except DamagedDatabase:
            aside = set_aside(settings.database)
            database = Database.open(settings.database)
            notice = f"The library's database was damaged and is kept as {aside.name}. "
        try:
            settings.pdf_dir.mkdir(parents=True, exist_ok=True)
            for partial in settings.pdf_dir.glob("*.part"):
                if time() - partial.stat().st_mtime > PART_SECONDS:
                    partial.unlink(missing_ok=True)
        except OSError as exc:
            raise StorageError(
                f"The folder {settings.pdf_dir} cannot be used ({exc.strerror}). "
                "Make it writable, or set DOCQA_DATA_DIR."
            ) from exc
        library = cls(database, settings.pdf_dir, settings.max_file_mb)
        recovered = library._recover() if database.is_new else 0
        if recovered and not notice:
            notice = "The library's database was gone. "
        if notice:
            notice += (
                f"{recovered} document{'s are' if recovered != 1 else ' is'} being indexed again from the kept PDFs, "
                "under new names; earlier conversations could not be recovered."
            )
        library.notice = notice
        library._requeue_outdated()
        return library

    # Documents

    def add(self, data: bytes, name: str) -> Document:
        """Keep a PDF and queue it for indexing; the same bytes again, under any name, give the document already there.

        Raises NotAPdf, BrokenPdf (empty), TooLarge, StorageError.
        """
        name = clean_name(name)
        if len(data) > self.max_file_mb * 1_000_000:
            raise TooLarge(
                f"{name} has {len(data) / 1e6:.0f} MB; the limit is {self.max_file_mb} MB. "
                "Split it, or raise DOCQA_MAX_FILE_MB."
            )
        doc_id = hashlib.sha256(data).hexdigest()
        path = self.pdf_path(doc_id)
        if not path.exists() or path.stat().st_size != len(data):
            _write_whole(path, data, lambda partial: check_header(partial, name))
        with self.database.transaction() as db:
            db.execute(
                "INSERT INTO documents (id, name, bytes, state, added) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET state = excluded.state, error = '' WHERE state = 'failed'",
                (doc_id, self._free_name(db, name, doc_id), len(data), State.QUEUED, time()),
            )
        return self.document(doc_id)

    def documents(self, embedding: str = "") -> list[Document]:
        """All documents in the order they came; `chunks_embedded` counts vectors of that embedding model."""
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT d.*, (SELECT count(*) FROM chunks c WHERE c.doc_id = d.id) AS chunks, "
                "(SELECT count(*) FROM vectors v WHERE v.doc_id = d.id AND v.embedding = ?) AS embedded "
                "FROM documents d ORDER BY added, name",
                (embedding,),
            ).fetchall()
        return [_document(row) for row in rows]

    def document(self, doc_id: str, embedding: str = "") -> Document:
        """Raises UnknownDocument."""
        for document in self.documents(embedding):
            if document.id == doc_id:
                return document
        raise UnknownDocument("That document is no longer in the library.")

    def find(self, name: str) -> Document:
        """The one document whose name is, begins with or contains `name`, in this order, ignoring case.

        Raises UnknownDocument when there is none, or more than one.
        """
        documents = self.documents()
        wanted = name.casefold()
        for fits in (str.__eq__, str.startswith, str.__contains__):
            found = [d for d in documents if fits(d.name.casefold(), wanted) or d.id == name]
            if len(found) == 1:
                return found[0]
            if found:
                raise UnknownDocument(f"{name!r} fits {', '.join(d.name for d in found)}. Type more of the name.")
        known = ", ".join(d.name for d in documents) or "nothing yet"
        raise UnknownDocument(f"No document is called {name!r}. The library holds {known}.")

    def remove(self, doc_id: str) -> None:
        """Take a document out: its text, chunks, full text and PDF. Its vectors are the store's to remove."""
        with self.database.transaction() as db:
            db.execute("DELETE FROM chunk_text WHERE rowid IN (SELECT rowid FROM chunks WHERE doc_id = ?)", (doc_id,))
            db.execute("DELETE FROM documents WHERE id = ?", (doc_id,))
        self.pdf_path(doc_id).unlink(missing_ok=True)

    def pdf_path(self, doc_id: str) -> Path:
        return self.pdf_dir / f"{doc_id}.pdf"

    def pdf(self, doc_id: str) -> Path:
        """The kept PDF. Raises UnknownDocument when it is gone, with its document or without."""
        path = self.pdf_path(doc_id)
        if not path.exists():
            raise UnknownDocument("This PDF is no longer in the library. Add it again to see its pages.")
        return path

    def page(self, doc_id: str, index: int) -> Page:
        """Raises UnknownDocument when there is no such page."""
        with self.database.reading() as db:
            row = db.execute("SELECT * FROM pages WHERE doc_id = ? AND idx = ?", (doc_id, index)).fetchone()
        if row is None:
            raise UnknownDocument(f"Page {index + 1} of that document is not in the library.")
        return Page(row["idx"], row["label"], row["text"], row["section"])

    # Indexing

    def set_state(self, doc_id: str, state: State, error: str = "") -> None:
        with self.database.transaction() as db:
            db.execute("UPDATE documents SET state = ?, error = ? WHERE id = ?", (state, error, doc_id))

    def next_queued(self) -> Document | None:
        """The first document whose text has not been read yet, or not to the end."""
        with self.database.reading() as db:
            row = db.execute(
                "SELECT id FROM documents WHERE state IN ('queued', 'reading') ORDER BY added LIMIT 1"
            ).fetchone()
        return self.document(row["id"]) if row else None

    def begin_reading(self, doc_id: str, page_count: int) -> None:
        with self.database.transaction() as db:
            db.execute(
                "UPDATE documents SET state = ?, pages = ?, pages_read = 0, error = '' WHERE id = ?",
                (State.READING, page_count, doc_id),
            )

    def note_pages_read(self, doc_id: str, pages_read: int) -> None:
        with self.database.transaction() as db:
            db.execute("UPDATE documents SET pages_read = ? WHERE id = ?", (pages_read, doc_id))

    def keep_text(self, doc_id: str, pages: Sequence[Page], chunks: Sequence[Chunk]) -> None:
        """Keep a document's pages and chunks, all in one step; from here on it can be asked."""
        with self.database.transaction() as db:
            db.execute("DELETE FROM chunk_text WHERE rowid IN (SELECT rowid FROM chunks WHERE doc_id = ?)", (doc_id,))
            db.execute("DELETE FROM chunks WHERE doc_id = ?", (doc_id,))
            db.execute("DELETE FROM pages WHERE doc_id = ?", (doc_id,))
            db.execute("DELETE FROM vectors WHERE doc_id = ?", (doc_id,))  # they may be of other words
            updated = db.execute(
                "UPDATE documents SET state = ?, pages = ?, pages_read = ?, chunking = ? WHERE id = ?",
                (State.INDEXING, len(pages), len(pages), CHUNKING, doc_id),
            )
            if not updated.rowcount:
                return  # it was removed while it was being read
            db.executemany(
                "INSERT INTO pages (doc_id, idx, label, section, text) VALUES (?, ?, ?, ?, ?)",
                [(doc_id, p.index, p.label, p.section, p.text) for p in pages],
            )
            for chunk in chunks:
                cursor = db.execute(
                    'INSERT INTO chunks (id, doc_id, page, start, "end") VALUES (?, ?, ?, ?, ?)',
                    (chunk.id, doc_id, chunk.page, chunk.start, chunk.end),
                )
                db.execute("INSERT INTO chunk_text (rowid, text) VALUES (?, ?)", (cursor.lastrowid, chunk.text))

    def chunks_without_vector(self, embedding: str, limit: int) -> list[Chunk]:
        with self.database.reading() as db:
            rows = db.execute(
                f"{_CHUNKS} WHERE NOT EXISTS "
                "(SELECT 1 FROM vectors v WHERE v.embedding = ? AND v.chunk_id = c.id) ORDER BY c.rowid LIMIT ?",
                (embedding, limit),
            ).fetchall()
        return [_chunk(row) for row in rows]

    def note_vectors(self, embedding: str, chunks: Sequence[Chunk]) -> list[str]:
        """Remember that these chunks have their vectors; the ids of those whose document was removed meanwhile."""
        with self.database.transaction() as db:
            there = db.execute(
                "SELECT id FROM chunks WHERE id IN (SELECT value FROM json_each(?))",
                (_json_list(c.id for c in chunks),),
            )
            kept = {row["id"] for row in there}
            db.executemany(
                "INSERT OR IGNORE INTO vectors (embedding, chunk_id, doc_id) VALUES (?, ?, ?)",
                [(embedding, chunk.id, chunk.doc_id) for chunk in chunks if chunk.id in kept],
            )
        return [chunk.id for chunk in chunks if chunk.id not in kept]

    def forget_vectors(self, embedding: str, chunk_ids: Iterable[str]) -> None:
        with self.database.transaction() as db:
            db.executemany(
                "DELETE FROM vectors WHERE embedding = ? AND chunk_id = ?", [(embedding, id_) for id_ in chunk_ids]
            )

    def vector_ids(self, embedding: str) -> set[str]:
        """The chunks that should have a vector of that embedding model."""
        with self.database.reading() as db:
            return {row[0] for row in db.execute("SELECT chunk_id FROM vectors WHERE embedding = ?", (embedding,))}

    def embeddings(self) -> list[str]:
        """The embedding models of which there are vectors."""
        with self.database.reading() as db:
            return [row[0] for row in db.execute("SELECT DISTINCT embedding FROM vectors")]

    def progress(self, embedding: str, doc_ids: Sequence[str] | None = None) -> Progress:
        """How many of the chunks (of those documents; default all) have a vector."""
        chosen, arguments = (
            ("", []) if doc_ids is None else ("WHERE doc_id IN (SELECT value FROM json_each(?))", [_json_list(doc_ids)])
        )
        narrowed = chosen.replace("WHERE", "AND")
        with self.database.reading() as db:
            total = db.execute(f"SELECT count(*) FROM chunks {chosen}", arguments).fetchone()[0]
            done = db.execute(
                f"SELECT count(*) FROM vectors WHERE embedding = ? {narrowed}", [embedding, *arguments]
            ).fetchone()[0]
        return Progress(done, total)

    # Search

    def passages(self, scores: Sequence[tuple[str, float]]) -> list[Passage]:
        """The chunks with those ids and scores as passages, in that order; ids that are gone are passed over."""
        with self.database.reading() as db:
            rows = {
                row["id"]: row
                for row in db.execute(
                    f"{_CHUNKS} WHERE c.id IN (SELECT value FROM json_each(?))", (_json_list(id_ for id_, _ in scores),)
                )
            }
        return [
            Passage(_chunk(rows[id_]), rows[id_]["doc"], rows[id_]["label"], score, rows[id_]["section"])
            for id_, score in scores
            if id_ in rows
        ]

    def search_words(self, question: str, k: int, doc_ids: Sequence[str]) -> list[tuple[str, float]]:
        """Ids of the `k` chunks of those documents that fit the question's words best (BM25, higher is better)."""
        query = " OR ".join(f'"{word}"' for word in content_words(question))
        if not query:
            return []
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT c.id, -bm25(chunk_text) AS score FROM chunk_text JOIN chunks c ON c.rowid = chunk_text.rowid "
                "WHERE chunk_text MATCH ? AND c.doc_id IN (SELECT value FROM json_each(?)) ORDER BY score DESC LIMIT ?",
                (query, _json_list(doc_ids), k),
            ).fetchall()
        return [(row["id"], row["score"]) for row in rows]

    # Choices of the person that outlive a restart

    def choice(self, key: str, default: str = "") -> str:
        with self.database.reading() as db:
            row = db.execute("SELECT value FROM choices WHERE key = ?", (key,)).fetchone()
        return str(row["value"]) if row else default

    def choose(self, key: str, value: str) -> None:
        with self.database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO choices (key, value) VALUES (?, ?)", (key, value))

    def identity(self) -> str:
        """What tells this library from others on the same Chroma server."""
        with self.database.transaction() as db:
            db.execute("INSERT OR IGNORE INTO choices (key, value) VALUES ('identity', ?)", (uuid4().hex,))
            return str(db.execute("SELECT value FROM choices WHERE key = 'identity'").fetchone()["value"])

    def _recover(self) -> int:
        """Queue every PDF in the folder, for a new database; how many there were."""
        paths = [
            path for path in sorted(self.pdf_dir.glob("*.pdf")) if len(path.stem) == hashlib.sha256().digest_size * 2
        ]
        with self.database.transaction() as db:
            for path in paths:
                added = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
                name = f"recovered {added:%Y-%m-%d} {path.stem[:8]}.pdf"
                db.execute(
                    "INSERT OR IGNORE INTO documents (id, name, bytes, state, added) VALUES (?, ?, ?, ?, ?)",
                    (path.stem, name, path.stat().st_size, State.QUEUED, added.timestamp()),
                )
        return len(paths)

    def _requeue_outdated(self) -> None:
        """Documents chunked in a way that is no longer ours are read again."""
        with self.database.transaction() as db:
            db.execute("UPDATE documents SET state = 'queued' WHERE state = 'indexing' AND chunking != ?", (CHUNKING,))

    @staticmethod
    def _free_name(db: sqlite3.Connection, name: str, doc_id: str) -> str:
        """`name`, or `name (2)` where another document has it already."""
        taken = {row[0] for row in db.execute("SELECT name FROM documents WHERE id != ?", (doc_id,))}
        stem, dot, suffix = name.rpartition(".")
        free, number = name, 1
        while free in taken:
            number += 1
            free = f"{stem} ({number}){dot}{suffix}" if stem else f"{name} ({number})"
        return free


def clean_name(name: str) -> str:
    """A file name to show: no folders, no HTML, no control characters, no more than 120 characters.

    >>> clean_name("../../etc/Lease\\x00 2024.pdf")
    'Lease 2024.pdf'
    >>> clean_name("C:\\\\Users\\\\me\\\\a.pdf")
    'a.pdf'
    >>> clean_name("<img src=x>.pdf")
    'img src=x.pdf'
    >>> clean_name("")
    'document.pdf'
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(character for character in last if character.isprintable() and character not in "<>").strip()
    return plain[-120:] or "document.pdf"


_CHUNKS = (
    'SELECT c.id, c.doc_id, c.page, c.start, c."end", p.label, p.section, d.name AS doc, '
    'substr(p.text, c.start + 1, c."end" - c.start) AS text '
    "FROM chunks c JOIN pages p ON p.doc_id = c.doc_id AND p.idx = c.page JOIN documents d ON d.id = c.doc_id"
)


def _chunk(row: sqlite3.Row) -> Chunk:
    return Chunk(row["id"], row["doc_id"], row["page"], row["start"], row["end"], row["text"])


def _document(row: sqlite3.Row) -> Document:
    state = State(row["state"])
    if state is State.INDEXING and row["embedded"] >= row["chunks"]:
        state = State.READY
    return Document(
        id=row["id"], name=row["name"], state=state, pages=row["pages"], pages_read=row["pages_read"],
        chunks=row["chunks"], chunks_embedded=row["embedded"], bytes=row["bytes"], error=row["error"],
    )  # fmt: skip


def _json_list(values: Iterable[str]) -> str:
    return json.dumps(list(values))


def _write_whole(path: Path, data: bytes, check: Callable[[Path], None]) -> None:
    """Write a file so that it is there whole and checked, or not at all. Raises StorageError, or as `check` does."""
    partial = path.with_name(f"{path.stem}-{uuid4().hex[:8]}.part")  # the same file may come twice at the same time
    try:
        try:
            partial.write_bytes(data)
            check(partial)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as exc:
        is_full = exc.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        hint = "Free some room on the disk" if is_full else "Make it writable, or set DOCQA_DATA_DIR"
        raise StorageError(
            f"The PDF could not be kept in {path.parent} ({exc.strerror}). {hint} and add it again."
        ) from exc
