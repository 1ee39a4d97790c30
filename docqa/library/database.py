"""The SQLite file in the data folder: documents, their pages and chunks, a full-text index, conversations.

It is the truth; the vectors in Chroma follow it and can be made again from it.
"""

import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from docqa.errors import StorageError
from docqa.private_files import FILE_MODE, make_folder, write_new

SCHEMA_VERSION = 3
CHECKED_BYTES = 100_000_000  # a larger file is not looked through at every start: that takes a second for each 500 MB
SECURE_WORDS = sqlite3.sqlite_version_info >= (3, 42)  # from then on the full-text index can truly delete
LEVELS = 1000  # each merge adds two to the full-text index, and over 2,000 of them SQLite calls it damaged
MERGED = 500  # pages of the full-text index merged in one step: a tenth of a second

KEPT = """
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

# The full-text index. `titles` are the lines of a chunk that may be the title of its page.
WORDS = """
CREATE VIRTUAL TABLE chunk_text USING fts5(text, titles, tokenize="porter unicode61 remove_diacritics 2");
"""

# What is made from the PDFs. Counts are kept, not counted: a library may hold a million chunks.
MADE = """
ALTER TABLE documents ADD COLUMN reading TEXT NOT NULL DEFAULT '';  -- how the text was made that its chunks are of
ALTER TABLE documents ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 1;  -- 0: it came from the watched folder
ALTER TABLE documents ADD COLUMN chunks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN scans INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN by_ocr INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN empty INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET state = 'queued', pages_read = 0, error = '';
CREATE INDEX documents_by_name ON documents(name);
CREATE TABLE pages (
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    reading TEXT NOT NULL,          -- how its text was made: a new way is tried beside the old text
    idx INTEGER NOT NULL,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    headings TEXT NOT NULL,         -- JSON: [[start, title], ...]
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    words TEXT NOT NULL,            -- JSON: [[start, end, x0, y0, x1, y1], ...]
    PRIMARY KEY (doc_id, reading, idx)
) WITHOUT ROWID;
CREATE INDEX pages_of_note ON pages(doc_id, reading, source) WHERE source != 'text';
CREATE TABLE chunks (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    section TEXT NOT NULL,
    hash INTEGER NOT NULL           -- of its text: identical chunks share a vector's making
);
CREATE INDEX chunks_by_document ON chunks(doc_id, page);
CREATE INDEX chunks_by_hash ON chunks(hash);
CREATE TABLE embeddings (number INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE);
CREATE TABLE vectors (              -- which chunks have a vector, and of which embedding model
    chunk INTEGER NOT NULL REFERENCES chunks(rowid) ON DELETE CASCADE,
    embedding INTEGER NOT NULL REFERENCES embeddings(number),
    PRIMARY KEY (chunk, embedding)
) WITHOUT ROWID;
CREATE TABLE indexed (              -- how many of a document's chunks have one
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    embedding INTEGER NOT NULL REFERENCES embeddings(number),
    done INTEGER NOT NULL,
    PRIMARY KEY (doc_id, embedding)
) WITHOUT ROWID;
CREATE TABLE orphans (              -- vectors that Chroma has still to lose
    chunk_id TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE removed (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;  -- documents whose PDF has still to go
CREATE TABLE watched (              -- the files of the watched folder, as they were last seen
    path TEXT PRIMARY KEY,
    changed REAL NOT NULL,
    bytes INTEGER NOT NULL,
    doc_id TEXT NOT NULL,           -- '' when it could not be added
    error TEXT NOT NULL
) WITHOUT ROWID;
"""

# A person's own questions about a document: the search is tried with them. They go with the document.
GOLD = """
CREATE TABLE IF NOT EXISTS gold_questions (
    id INTEGER PRIMARY KEY,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    pages TEXT NOT NULL,            -- JSON: [page, ...], physical, from 0; any of them has the answer
    answers TEXT NOT NULL,          -- JSON: [answer, ...], if a file of questions gave any
    UNIQUE (doc_id, question)
);
CREATE TABLE IF NOT EXISTS gold_ranks (  -- where a search has found their pages
    question INTEGER NOT NULL REFERENCES gold_questions(id) ON DELETE CASCADE,
    began REAL NOT NULL,            -- its run of all questions, in seconds since 1970
    model TEXT NOT NULL,
    rank INTEGER,                   -- from 1; NULL: it was not found
    PRIMARY KEY (question, began)
) WITHOUT ROWID;
"""

FROM_1 = """
DROP TABLE vectors;
DROP TABLE chunk_text;
DROP TABLE chunks;
DROP TABLE pages;
"""
# The text stays, and is cut anew.
FROM_2 = """
INSERT OR IGNORE INTO orphans (chunk_id) SELECT id FROM chunks;
DROP TABLE chunk_text;
DELETE FROM vectors;
DELETE FROM indexed;
DELETE FROM chunks;
UPDATE documents SET chunks = 0, chunking = '';
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
            make_folder(path.parent)
            with suppress(FileExistsError):  # SQLite gives its side files the rights of this one
                write_new(path, b"")
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

    def scrub(self) -> bool:
        """Let nothing that was deleted be left in the files; False when another reader keeps the log from being cut.

        `secure_delete` overwrites what is deleted, but not the copies that SQLite leaves behind when it moves rows from
        page to page: only writing the whole file anew does.
        """
        if not SECURE_WORDS:
            self._merge_words()
        with self.reading() as connection:
            connection.execute("VACUUM")
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not is_busy

    def close(self) -> None:
        """Close this thread's connection; others close when their thread ends."""
        self._local.__dict__.pop("held", None)

    def _prepare(self, connection: sqlite3.Connection) -> bool:
        """Look whether the file is whole and ours, and fill a new one; whether it was new."""
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < SCHEMA_VERSION:
            begin = {0: KEPT + MADE, 1: FROM_1 + MADE, 2: FROM_2}
            for statement in _statements(begin[version] + WORDS + GOLD):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif version > SCHEMA_VERSION:
            raise StorageError(f"The library in {self.path} was made by a newer docqa. Update docqa to open it.")
        if SECURE_WORDS:
            connection.execute("INSERT INTO chunk_text(chunk_text, rank) VALUES ('secure-delete', 1)")
        is_suspect = self._suspect.exists() or self.path.stat().st_size <= CHECKED_BYTES
        if is_suspect and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise damaged(self.path)
        self._suspect.unlink(missing_ok=True)
        return bool(version == 0)

    def _merge_words(self) -> None:
        """Write the full-text index anew, without the words of rows that are gone: a second for 100,000 chunks.

        In steps, so that others who write need not wait so long.
        """
        with self.transaction() as connection:
            if _levels(connection) > LEVELS:
                connection.execute("INSERT INTO chunk_text(chunk_text) VALUES ('rebuild')")
                return
        pages = -MERGED  # below zero: whole, not only the parts that are due
        is_more = True
        while is_more:
            with self.transaction() as connection:
                before = connection.total_changes
                connection.execute("INSERT INTO chunk_text(chunk_text, rank) VALUES ('merge', ?)", (pages,))
                is_more = connection.total_changes - before >= 2  # FTS5's way to say so
            pages = MERGED

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
            with suppress(OSError):
                self._suspect.touch(FILE_MODE)
            raise damaged(self.path) from exc

    @property
    def _suspect(self) -> Path:
        """Its presence says that damage was met in use, so that the next start looks through the whole file."""
        return self.path.with_name(f"{self.path.name}.suspect")

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


def _levels(connection: sqlite3.Connection) -> int:
    """How many levels the full-text index has: in its structure record, a varint behind four bytes (FTS5's format)."""
    record: bytes = connection.execute("SELECT block FROM chunk_text_data WHERE id = 10").fetchone()[0]
    levels = 0
    for byte in record[4:]:
        levels = levels << 7 | byte & 127
        if byte < 128:
            break
    return levels


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, so that they can run inside one transaction (`executescript` would commit first)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
