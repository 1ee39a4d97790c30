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
from docqa.library import secure_delete
from docqa.library.migrations import SCHEMA_VERSION, bring_up_to_date
from docqa.private_files import FILE_MODE, make_folder, write_new

# SQLite looks through 500 MB a second for damage. A larger file than this is looked through only when it is suspect.
MAX_BYTES_CHECKED_AT_START = 100_000_000

PRIMARY_CODE_MASK = 0xFF  # the low byte of SQLite's extended error codes is the plain one
DAMAGE_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
NOT_WRITABLE_CODES = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


class _ThreadConnection:
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
        """This thread's connection, for queries: all of them see the library as it was at the first.

        Inside a `transaction` or another `reading` of the same thread it is part of that.
        """
        with self._translated():
            connection = self._connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def scrub(self) -> bool:
        """Let nothing that was deleted be left in the files; False when another reader keeps the log from being cut.

        `secure_delete` overwrites what is deleted, but not the copies that SQLite leaves behind when it moves rows from
        page to page: only writing the whole file anew does.
        """
        secure_delete.merge_away_deleted_words(self.transaction)
        with self._translated():  # not in a transaction: VACUUM cannot be
            connection = self._connection()
            connection.execute("VACUUM")
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not is_busy

    def close(self) -> None:
        """Close this thread's connection; others close when their thread ends."""
        self._local.__dict__.pop("held", None)

    def _prepare(self, connection: sqlite3.Connection) -> bool:
        """Look whether the file is whole and ours, and fill a new one; whether it was new."""
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise StorageError(f"The library in {self.path} was made by a newer docqa. Update docqa to open it.")
        if version < SCHEMA_VERSION:
            bring_up_to_date(connection, version)
        secure_delete.turn_on(connection)
        is_suspect = self._suspect.exists() or self.path.stat().st_size <= MAX_BYTES_CHECKED_AT_START
        if is_suspect and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise damaged(self.path)
        self._suspect.unlink(missing_ok=True)
        return version == 0

    def _connection(self) -> sqlite3.Connection:
        held: _ThreadConnection | None = getattr(self._local, "held", None)
        if held is None:
            # Each thread keeps to its own; but the last reference may go in another, which must be able to close it.
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            held = _ThreadConnection(connection)
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
        except sqlite3.DatabaseError as exc:
            if isinstance(exc, (sqlite3.ProgrammingError, sqlite3.InternalError, sqlite3.DataError)):
                raise  # a mistake of ours, not the file's
            raise self._storage_error(exc) from exc

    def _storage_error(self, exc: sqlite3.DatabaseError) -> StorageError:
        # An error that Python itself raises, without asking SQLite, has no code.
        code = getattr(exc, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE_MASK
        if code in DAMAGE_CODES:
            with suppress(OSError):
                self._suspect.touch(FILE_MODE)
            return damaged(self.path)
        if code == sqlite3.SQLITE_FULL:
            return StorageError(
                f"The disk with {self.path.parent} is full. Free some room; the work goes on from where it stopped."
            )
        if code in NOT_WRITABLE_CODES:
            return StorageError(
                f"The data folder {self.path.parent} cannot be written. "
                "Make it writable, or set DOCQA_DATA_DIR to a folder that is."
            )
        return StorageError(
            f"The library in {self.path} could not be used: {exc}. Try again; if that does not help, restart docqa."
        )

    @property
    def _suspect(self) -> Path:
        """Its presence says that damage was met in use, so that the next start looks through the whole file."""
        return self.path.with_name(f"{self.path.name}.suspect")


class DamagedDatabase(StorageError):
    """The file is no SQLite database any more; `Library.open` sets it aside and starts from the PDFs."""


def damaged(path: Path) -> DamagedDatabase:
    """The error for a database in which damage was found."""
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
