"""The SQLite file in the data folder: documents, their pages and chunks, a full-text index, conversations.

It is the truth; the vectors in Chroma follow it and can be made again from it.
"""

import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docqa.errors import StorageError

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,            -- SHA-256 of the PDF's bytes
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    pages INTEGER NOT NULL DEFAULT 0,
    pages_read INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    chunking TEXT NOT NULL DEFAULT '',  -- how its chunks were made
    added REAL NOT NULL
);
CREATE TABLE pages (
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    label TEXT NOT NULL,
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (doc_id, idx)
) WITHOUT ROWID;
CREATE TABLE chunks (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);
CREATE INDEX chunks_by_document ON chunks(doc_id);
CREATE VIRTUAL TABLE chunk_text USING fts5(text, tokenize="porter unicode61 remove_diacritics 2");
CREATE TABLE vectors (              -- which chunks have a vector, and of which embedding model
    embedding TEXT NOT NULL,
    chunk_id TEXT NOT NULL,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    PRIMARY KEY (embedding, chunk_id)
) WITHOUT ROWID;
CREATE INDEX vectors_by_document ON vectors(doc_id, embedding);
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,           -- JSON of documents.Answer
    asked REAL NOT NULL
);
CREATE INDEX messages_by_conversation ON messages(conversation_id);
CREATE TABLE choices (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class _Held:
    """A thread's connection, closed when the thread ends. Left alone it would stay until the garbage is collected."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        weakref.finalize(self, connection.close)


class Database:
    """Connections to one SQLite file, one per thread; every failure comes out as StorageError."""

    def __init__(self, path: Path, is_new: bool = False) -> None:
        self.path = path
        self.is_new = is_new  # there was none, or an empty file
        self._local = threading.local()

    @classmethod
    def open(cls, path: Path) -> "Database":
        """The database at `path`, made with its folder when new.

        Raises StorageError when the folder cannot be written or the file is damaged or newer than this program.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise StorageError(
                f"The data folder {path.parent} cannot be made ({exc.strerror}). Set DOCQA_DATA_DIR to one."
            ) from exc
        database = cls(path)
        try:
            with database.transaction() as connection:
                database.is_new = database._prepare(connection)
        except StorageError:
            database.close()
            raise
        return database

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection inside one transaction: all of it is kept, or none."""
        with self._translated():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, for queries."""
        with self._translated():
            yield self._connection()

    def close(self) -> None:
        """Close this thread's connection; others close when their thread ends."""
        self._local.__dict__.pop("held", None)

    def _prepare(self, connection: sqlite3.Connection) -> bool:
        """Look whether the file is whole and ours, and fill a new one; whether it was new."""
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in _statements(SCHEMA):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif version != SCHEMA_VERSION:
            raise StorageError(f"The library in {self.path} was made by a newer docqa. Update docqa to open it.")
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise damaged(self.path)
        return bool(version == 0)

    def _connection(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            # Each thread keeps to its own; but the last reference may go in another, which must be able to close it.
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            held = _Held(connection)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            self._local.held = held
        return held.connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as exc:
            reason = str(exc)
            if "full" in reason:
                raise StorageError(
                    f"The disk with {self.path.parent} is full. Free some room; the work goes on from where it stopped."
                ) from exc
            if "readonly" in reason or "unable to open" in reason:
                raise StorageError(
                    f"The data folder {self.path.parent} cannot be written. "
                    "Make it writable, or set DOCQA_DATA_DIR to a folder that is."
                ) from exc
            raise self._unusable(reason) from exc
        except sqlite3.IntegrityError as exc:
            raise self._unusable(str(exc)) from exc
        except sqlite3.DatabaseError as exc:
            if type(exc) is not sqlite3.DatabaseError:  # a mistake of ours, not the file's
                raise
            raise damaged(self.path) from exc

    def _unusable(self, reason: str) -> StorageError:
        return StorageError(
            f"The library in {self.path} could not be used: {reason}. Try again; if that does not help, restart docqa."
        )


class DamagedDatabase(StorageError):
    """The file is no SQLite database any more; `library.py` sets it aside and starts from the PDFs."""


def damaged(path: Path) -> DamagedDatabase:
    return DamagedDatabase(
        f"The library's database {path} is damaged. Restart docqa: it keeps the damaged file and makes a new one."
    )


def set_aside(path: Path) -> Path:
    """Rename a damaged file or folder, so that nothing in it is lost; its new path. Raises StorageError."""
    aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    while aside.exists():
        aside = aside.with_name(f"{aside.name}-2")
    try:
        for suffix in ("-wal", "-shm", ""):  # the database last: a new one must not find an old one's side files
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as exc:
        raise StorageError(
            f"{path} is damaged and could not be renamed ({exc.strerror}). Rename it, then start docqa again."
        ) from exc
    return aside


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, so that they can run inside one transaction (`executescript` would commit first)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
