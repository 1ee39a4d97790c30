"""The documents: put in, listed, taken out. Their text is `Pages`' and `Chunks`', and `FullText` searches it."""

import errno
import hashlib
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from time import time
from uuid import uuid4

from docqa.documents import EXTRACTOR, Document, State
from docqa.errors import StorageError, TooLarge, UnknownDocument
from docqa.library.chunks import Chunks, remove_chunks
from docqa.library.database import MAX_BYTES_CHECKED_AT_START, DamagedDatabase, Database, set_aside
from docqa.library.full_text import FullText
from docqa.library.page_tables import PageTables
from docqa.library.pages import Pages
from docqa.library.vector_ledger import VectorLedger
from docqa.private_files import make_folder, take_from_others, write_new
from docqa.reading.header import check_header
from docqa.settings import Settings

# The names, with wildcards, of what docqa keeps in the data folder.
DATA_NAMES = ("library.sqlite3*", "pdfs", "indexing.*", "page_secret", "open-*.html", "model_roles.json*", "models")
MAX_CHARACTERS_PER_NAME = 255  # what file systems allow, in characters or in bytes
MAX_CHARACTERS_OF_FOLDER = 60
_JOINERS = "\u200c\u200d"  # inside Persian and Indic words, and emoji
ABANDONED_PART_SECONDS = 3600.0  # a PDF half written so long ago is left from a program that was killed


class Library:
    """What the person has given us. SQLite holds it; the PDFs lie beside it, unchanged."""

    def __init__(self, database: Database, pdf_dir: Path, max_file_mb: int, notice: str = "") -> None:
        self.database = database
        self.pages = Pages(database)
        self.tables = PageTables(database)
        self.chunks = Chunks(database)
        self.ledger = VectorLedger(database)
        self.full_text = FullText(database)
        self.pdf_dir = pdf_dir
        self.max_file_mb = max_file_mb
        self.notice = notice  # what had to be mended when it was opened, for the person to read

    @classmethod
    def open(cls, settings: Settings) -> "Library":
        """The library in the data folder, made when new; from its PDFs when the database is damaged or gone.

        Raises StorageError when the folder cannot be used.
        """
        notice = ""
        take_from_others(settings.data_dir, DATA_NAMES)
        try:
            database = Database.open(settings.database)
        except DamagedDatabase:
            aside = set_aside(settings.database)
            database = Database.open(settings.database)
            notice = f"The library's database was damaged and is kept as {aside.name}. "
        try:
            make_folder(settings.pdf_dir)
            for partial in settings.pdf_dir.glob("*.part"):
                with suppress(FileNotFoundError):  # the process that wrote it has just ended
                    if time() - partial.stat().st_mtime > ABANDONED_PART_SECONDS:
                        partial.unlink()
        except OSError as exc:
            raise StorageError(
                f"The folder {settings.pdf_dir} cannot be used ({exc.strerror}). "
                "Make it writable, or set DOCQA_DATA_DIR."
            ) from exc
        library = cls(database, settings.pdf_dir, settings.max_file_mb)
        recovered = library._recover()
        if database.is_new and recovered and not notice:
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

    def add(self, data: bytes, name: str, *, by_hand: bool = True) -> Document:
        """Keep a PDF and queue it for indexing; the same bytes again, under any name, give the document already there.

        `by_hand` is false for one from the watched folder. Raises NotAPdf, BrokenPdf (empty), TooLarge, StorageError.
        """
        name = clean_name(name)
        self.check_size(name, len(data))
        doc_id = hashlib.sha256(data).hexdigest()
        path = self.pdf_path(doc_id)
        with _written(path, data) as partial:
            check_header(partial, name)
            # The file takes its place and its row in one step: a PDF without a row would be recovered under a new name.
            with self.database.transaction() as db:
                db.execute(
                    "INSERT INTO documents (id, name, bytes, state, added, by_hand) VALUES (?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET by_hand = max(by_hand, excluded.by_hand)",
                    (doc_id, self._free_name(db, name, doc_id), len(data), State.QUEUED, time(), by_hand),
                )
                again = "UPDATE documents SET state = 'queued', error = '' WHERE id = ? AND state = 'failed'"
                if db.execute(again, (doc_id,)).rowcount:
                    db.execute("DELETE FROM pages WHERE doc_id = ?", (doc_id,))
                db.execute("DELETE FROM removed WHERE doc_id = ?", (doc_id,))
                if not path.exists() or path.stat().st_size != len(data):
                    partial.replace(path)
        return self.document(doc_id)

    def check_size(self, name: str, size: int) -> None:
        """Raises TooLarge when a file called `name`, of `size` bytes, is over the limit."""
        if size > self.max_file_mb * 1_000_000:
            raise TooLarge(
                f"{name} has {size / 1e6:.0f} MB; the limit is {self.max_file_mb} MB. "
                "Split it, or raise DOCQA_MAX_FILE_MB."
            )

    def documents(self, embedding: str = "") -> list[Document]:
        """All documents in the order they came; `chunks_embedded` counts vectors of that embedding model."""
        with self.database.reading() as db:
            rows = db.execute(f"{_DOCUMENTS} ORDER BY d.added, d.name", (embedding,)).fetchall()
        return [_document(row) for row in rows]

    def document(self, doc_id: str, embedding: str = "") -> Document:
        """One document; `chunks_embedded` counts vectors of that embedding model. Raises UnknownDocument."""
        with self.database.reading() as db:
            row = db.execute(f"{_DOCUMENTS} WHERE d.id = ?", (embedding, doc_id)).fetchone()
        if row is None:
            raise UnknownDocument("That document is no longer in the library.")
        return _document(row)

    def find(self, name: str) -> Document:
        """The one document whose name is, begins with or contains `name`, in this order, ignoring case.

        Raises UnknownDocument when there is none, or more than one.
        """
        documents = self.documents()
        wanted = name_to_compare(name)
        for fits in (str.__eq__, str.startswith, str.__contains__):
            found = [d for d in documents if fits(name_to_compare(d.name), wanted) or d.id == name]
            if len(found) == 1:
                return found[0]
            if found:
                raise UnknownDocument(f"{name!r} fits {', '.join(d.name for d in found)}. Type more of the name.")
        known = ", ".join(d.name for d in documents) or "nothing yet"
        raise UnknownDocument(f"No document is called {name!r}. The library holds {known}.")

    def put_into(self, folder: str, doc_ids: Iterable[str]) -> None:
        """Put documents into a folder, out of the one that each was in; "" is none.

        A folder is there while documents are in it. Its name is kept as it was first written, whatever the case of
        its letters now.
        """
        folder = _shown(folder)[:MAX_CHARACTERS_OF_FOLDER].strip()
        with self.database.transaction() as db:
            for row in db.execute("SELECT DISTINCT folder FROM documents"):
                if name_to_compare(row["folder"]) == name_to_compare(folder):
                    folder = row["folder"]
            db.executemany("UPDATE documents SET folder = ? WHERE id = ?", [(folder, doc_id) for doc_id in doc_ids])

    def in_folder(self, folder: str) -> list[Document]:
        """The documents in a folder, ignoring case; "" gives those in none.

        Raises UnknownDocument where there is no such folder.
        """
        documents, wanted = self.documents(), name_to_compare(folder.strip())
        found = [document for document in documents if name_to_compare(document.folder) == wanted]
        if wanted and not found:
            known = ", ".join(sorted({document.folder for document in documents} - {""})) or "none yet"
            raise UnknownDocument(f"There is no folder {folder!r}. The library has {known}.")
        return found

    def remove(self, *doc_ids: str) -> None:
        """Take documents out, so that no word of them is left in the library's files: their text, chunks and PDFs.

        Their vectors are noted, for the indexer to take out of Chroma.
        """
        for doc_id in doc_ids:
            with self.database.transaction() as db:
                rows = db.execute("SELECT rowid, id FROM chunks WHERE doc_id = ?", (doc_id,)).fetchall()
                remove_chunks(db, rows)
                db.execute("DELETE FROM documents WHERE id = ?", (doc_id,))
                db.execute("INSERT OR IGNORE INTO removed (doc_id) VALUES (?)", (doc_id,))
        # In a large library that takes long, and is left to the indexer.
        if self.database.path.stat().st_size <= MAX_BYTES_CHECKED_AT_START:
            with suppress(StorageError):  # it tries again
                self.finish_removals()

    def finish_removals(self) -> None:
        """Delete the PDFs of removed documents, and what their text has left in the database's files."""
        with self.database.reading() as db:
            removed = [str(row["doc_id"]) for row in db.execute("SELECT doc_id FROM removed").fetchall()]
        if not removed or not self.database.scrub():
            return
        for doc_id in removed:
            # In one step with the note: the same PDF may be added again just now.
            # On Windows a PDF that is open cannot be deleted: the indexer tries again.
            with suppress(OSError), self.database.transaction() as db:
                if db.execute("DELETE FROM removed WHERE doc_id = ?", (doc_id,)).rowcount:
                    for path in (self.pdf_path(doc_id), *self.pdf_dir.glob(f"{doc_id}-*.part")):
                        path.unlink(missing_ok=True)

    def pdf_path(self, doc_id: str) -> Path:
        """Where the PDF of that document is kept, or would be."""
        return self.pdf_dir / f"{doc_id}.pdf"

    def pdf(self, doc_id: str) -> Path:
        """The kept PDF. Raises UnknownDocument when it is gone, with its document or without."""
        path = self.pdf_path(doc_id)
        if not path.exists():
            raise UnknownDocument("This PDF is no longer in the library. Add it again to see its pages.")
        return path

    # Indexing

    def set_state(self, doc_id: str, state: State, error: str = "") -> None:
        """Set where a document stands; `error` is a sentence for the person. Raises StorageError."""
        with self.database.transaction() as db:
            db.execute("UPDATE documents SET state = ?, error = ? WHERE id = ?", (state, error, doc_id))

    def give_up(self, doc_id: str, state: State, error: str) -> None:
        """Set the state of a document that could not be read: it has failed, or waits for its password.

        One with older text keeps that, and asks for its password only if scanned pages wait for it.
        """
        with self.database.transaction() as db:
            goes_on = "chunks > 0 AND NOT (scans > 0 AND ?1 = 'locked')"
            db.execute(
                f"UPDATE documents SET state = CASE WHEN {goes_on} THEN 'indexing' ELSE ?1 END, "
                f"error = CASE WHEN {goes_on} THEN '' ELSE ?2 END "
                "WHERE id = ?3 AND state IN ('queued', 'reading', 'indexing', 'locked')",
                (state, error, doc_id),
            )

    def next_queued(self) -> Document | None:
        """The first document whose text has not been read yet, or not to the end."""
        with self.database.reading() as db:
            row = db.execute(
                "SELECT id FROM documents WHERE state IN ('queued', 'reading') ORDER BY added LIMIT 1"
            ).fetchone()
        return self.document(row["id"]) if row else None

    # Choices of the person that outlive a restart

    def choice(self, key: str, default: str = "") -> str:
        """What was chosen under that name; `default` when nothing was."""
        with self.database.reading() as db:
            row = db.execute("SELECT value FROM choices WHERE key = ?", (key,)).fetchone()
        return str(row["value"]) if row else default

    def choose(self, key: str, value: str) -> None:
        """Keep a choice, in the place of an earlier one."""
        with self.database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO choices (key, value) VALUES (?, ?)", (key, value))

    def identity(self) -> str:
        """What tells this library from others on the same Chroma server."""
        with self.database.transaction() as db:
            db.execute("INSERT OR IGNORE INTO choices (key, value) VALUES ('identity', ?)", (uuid4().hex,))
            return str(db.execute("SELECT value FROM choices WHERE key = 'identity'").fetchone()["value"])

    def _recover(self) -> int:
        """Queue every PDF in the folder that has no document, of a lost database or a killed program; how many."""
        recovered = 0
        with self.database.transaction() as db:
            known = {row["id"] for row in db.execute("SELECT id FROM documents UNION SELECT doc_id FROM removed")}
            for path in sorted(self.pdf_dir.glob("*.pdf")):
                if len(path.stem) != hashlib.sha256().digest_size * 2 or path.stem in known:
                    continue
                added = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
                name = f"recovered {added:%Y-%m-%d} {path.stem[:8]}.pdf"
                db.execute(
                    "INSERT INTO documents (id, name, bytes, state, added) VALUES (?, ?, ?, ?, ?)",
                    (path.stem, name, path.stat().st_size, State.QUEUED, added.timestamp()),
                )
                recovered += 1
        return recovered

    def _requeue_outdated(self) -> None:
        """Documents whose text was made in a way that is no longer ours are read again; till then they can be asked."""
        with self.database.transaction() as db:
            db.execute("UPDATE documents SET state = 'queued' WHERE state = 'indexing' AND reading != ?", (EXTRACTOR,))

    @staticmethod
    def _free_name(db: sqlite3.Connection, name: str, doc_id: str) -> str:
        """`name`, or `name (2)` where another document has it already."""
        stem, dot, suffix = name.rpartition(".")
        free, number = name, 1
        while db.execute("SELECT 1 FROM documents WHERE name = ? AND id != ?", (free, doc_id)).fetchone():
            number += 1
            free = f"{stem} ({number}){dot}{suffix}" if stem else f"{name} ({number})"
        return free


def clean_name(name: str) -> str:
    """A file name to show, its letters composed: no folders, no HTML, no control characters, not too long.

    >>> clean_name("../../etc/Lease\\x00 2024.pdf")
    'Lease 2024.pdf'
    >>> clean_name("C:\\\\Users\\\\me\\\\a.pdf")
    'a.pdf'
    >>> clean_name("<img src=x>.pdf")
    'img src=x.pdf'
    >>> clean_name("")
    'document.pdf'
    """
    return _shown(re.split(r"[/\\]", name)[-1])[-MAX_CHARACTERS_PER_NAME:] or "document.pdf"


def _shown(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)
    return "".join(c for c in composed if (c.isprintable() or c in _JOINERS) and c not in "<>").strip()


def name_to_compare(name: str) -> str:
    """A file's name, or a part of one, as it is compared: without case, and composed, as some systems are not.

    >>> name_to_compare("Mu\u0308ller.PDF") == name_to_compare("m\u00fcller.pdf")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


_DOCUMENTS = (
    "SELECT d.*, coalesce(i.done, 0) AS embedded FROM documents d LEFT JOIN indexed i ON i.doc_id = d.id "
    "AND i.embedding = (SELECT number FROM embeddings WHERE identity = ?)"
)


def _document(row: sqlite3.Row) -> Document:
    state = State(row["state"])
    if state is State.INDEXING and row["embedded"] >= row["chunks"] > 0 and not row["scans"]:
        state = State.READY
    return Document(
        id=row["id"], name=row["name"], state=state, pages=row["pages"], pages_read=row["pages_read"],
        chunks=row["chunks"], chunks_embedded=row["embedded"], bytes=row["bytes"], error=row["error"],
        scans=row["scans"], by_ocr=row["by_ocr"], empty=row["empty"], unreadable=row["unreadable"],
        added=row["added"], folder=row["folder"],
    )  # fmt: skip


@contextmanager
def _written(path: Path, data: bytes) -> Iterator[Path]:
    """The data in a file beside `path`, ready to take its place; gone at the end. Raises StorageError."""
    partial = path.with_name(f"{path.stem}-{uuid4().hex[:8]}.part")  # the same file may come twice at the same time
    try:
        try:
            write_new(partial, data)
            yield partial
        finally:
            partial.unlink(missing_ok=True)
    except OSError as exc:
        is_full = exc.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        hint = "Free some room on the disk" if is_full else "Make it writable, or set DOCQA_DATA_DIR"
        raise StorageError(
            f"The PDF could not be kept in {path.parent} ({exc.strerror}). {hint} and add it again."
        ) from exc
