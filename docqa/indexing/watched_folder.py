"""The watched folder: PDFs that are put there, changed, renamed or deleted follow in the library by themselves.

It is looked through every few seconds. The systems' own notices of changes would be quicker, but they differ on Linux,
macOS and Windows, are lost when many come at once, and never come for what another machine does on a network folder.
A file is read when its time and size are new and have stayed the same from one look to the next, so that a copy in
progress is left alone; in the same way it is gone when two looks in a row have missed it.
"""

import hashlib
import json
import os
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import quote, unquote_to_bytes

from docqa.errors import DocumentError
from docqa.indexing.folder_listing import FileStamp, Listing, clean_path, is_below, look_through
from docqa.library.catalog import Library, clean_name
from docqa.reading.header import check_header

LOOK_SECONDS = 5.0  # from one look through the folder to the next
# What could not be added is tried again so often: another program may have had the file open, or the limit may be new.
RETRY_SECONDS = 60.0
DRIVES_CHOICE = "watched_drives"  # the choice of the library that keeps which folders were drives
BYTES_PREFIX = "bytes:"  # marks a path whose bytes are no text; no absolute path begins so


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was last dealt with; `error` says why it could not be added then, if so."""

    seen: FileStamp
    error: str


class WatchedFolder:
    """Keeps the library like a folder, one file at a time; only the process that indexes may run it.

    It takes documents out only if they came from the folder, are in none of its files any more, and were not added by
    the person as well. What is kept is written after what was done, so that a kill between the two does no harm.
    """

    def __init__(
        self, library: Library, folder: Path, on_remove: Callable[[str], None], *, interval: float = LOOK_SECONDS
    ) -> None:
        """`on_remove` is told the id of each document that was taken out; `interval` is in seconds."""
        self._library = library
        self._database = library.database
        self._folder = os.path.abspath(folder.expanduser())
        self._on_remove = on_remove
        self._interval = interval
        self._next_look = self._next_retry = 0.0
        self._settling: dict[str, FileStamp] = {}  # new or changed at the last look
        self._missing: set[str] = set()  # not there at the last look
        self._work: deque[tuple[str, FileStamp | None]] = deque()  # files to take, then those that are gone
        self._problems: list[str] = []

    @property
    def problem(self) -> str:
        """What keeps it from looking through the folder, or "" when all is well."""
        return self._problems[0] if self._problems else ""

    def problems(self) -> list[str]:
        """All that a person should know: which folders could not be looked through, which files not be added."""
        with self._database.reading() as db:
            rows = db.execute("SELECT error FROM watched WHERE error != '' ORDER BY path").fetchall()
        return self._problems + [row["error"] for row in rows]

    def look(self) -> bool:
        """Look through the folder if it is time, then deal with one file of what it found; False if there is none.

        A look takes about 20 ms for a thousand files; a network that is gone can hold it up much longer.
        Raises StorageError; the file at hand then waits for the next call.
        """
        if not self._work and monotonic() >= self._next_look:
            self._work.extend(self._changes())
            self._next_look = monotonic() + self._interval
        if not self._work:
            return False
        path, seen = self._work[0]
        if seen is None:
            self._let_go(path)
        else:
            self._take(path, seen)
        self._work.popleft()
        return True

    # Looking

    def _changes(self) -> list[tuple[str, FileStamp | None]]:
        """What a look finds to be done: files to take, and then those that are gone, since some were only renamed."""
        look, known = self._look(), self._known()
        is_retry = monotonic() >= self._next_retry
        if is_retry:
            self._next_retry = monotonic() + RETRY_SECONDS
        there: list[tuple[str, FileStamp | None]] = []
        settling = {}
        for path, seen in look.files.items():
            if path in known and known[path].seen == seen:
                if known[path].error and is_retry:
                    there.append((path, seen))
            elif self._settling.get(path) == seen:
                there.append((path, seen))
            else:
                settling[path] = seen
        missing = {path for path in known if path not in look.files and look.covers(path)}
        gone = [(path, None) for path in sorted(missing & self._missing)]
        self._settling, self._missing, self._problems = settling, missing, look.problems
        return there + gone

    def _look(self) -> Listing:
        """Look through the folder and keep which of its folders are drives."""
        own = self._library.pdf_dir.resolve()
        if is_below(os.path.realpath(self._folder), str(own)):
            sentence = f"{self._folder} is where docqa keeps its own PDFs. Set DOCQA_WATCH_DIR to another folder."
            return Listing(away=[self._folder], problems=[sentence])
        kept = self._library.choice(DRIVES_CHOICE, "[]")
        look = look_through(self._folder, own, json.loads(kept))
        drives = json.dumps(sorted(look.drives))
        if drives != kept:
            self._library.choose(DRIVES_CHOICE, drives)
        return look

    def _known(self) -> dict[str, KnownFile]:
        """The files by path. Those of a folder that is no longer watched are forgotten; their documents stay."""
        with self._database.reading() as db:
            rows = db.execute("SELECT path, changed, bytes, error FROM watched").fetchall()
        known = {path_of(row["path"]): KnownFile(FileStamp(row["changed"], row["bytes"]), row["error"]) for row in rows}
        if elsewhere := [path for path in known if not is_below(path, self._folder)]:
            with self._database.transaction() as db:
                db.executemany("DELETE FROM watched WHERE path = ?", [(key_of(path),) for path in elsewhere])
        return {path: known[path] for path in known.keys() - elsewhere}

    # One file

    def _take(self, path: str, seen: FileStamp) -> None:
        """Put a file's content into the library; take its earlier content out."""
        earlier = self._doc_id(path)
        try:
            data = self._read(path, seen)
            if data is None:
                return
            doc_id = hashlib.sha256(data).hexdigest()
            if not self._was_removed(doc_id):
                self._library.add(data, os.path.basename(path), by_hand=False)
        except DocumentError as error:  # the earlier content, if any, is better than none
            self._note(path, seen, earlier, str(error))
            return
        if doc_id != earlier:
            self._remove(earlier, path)
        self._note(path, seen, doc_id, "")

    def _read(self, path: str, seen: FileStamp) -> bytes | None:
        """The file's bytes, or None when it is no longer as it was seen. Raises DocumentError."""
        name = clean_name(os.path.basename(path))
        self._library.check_size(name, seen.bytes)
        try:
            check_header(Path(path), name)
            with open(path, "rb") as file:
                data = file.read(seen.bytes + 1)
                is_same = FileStamp.of(os.fstat(file.fileno())) == seen and len(data) == seen.bytes
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise DocumentError(
                f"{clean_path(path)} cannot be read ({exc.strerror}). Make it readable; docqa tries again by itself."
            ) from exc
        return data if is_same else None

    def _let_go(self, path: str) -> None:
        """A file is gone; so is its document, unless it is kept otherwise."""
        if os.path.lexists(path):
            return
        doc_id = self._doc_id(path)
        self._remove(doc_id, path)
        with self._database.transaction() as db:
            db.execute("DELETE FROM watched WHERE path = ?", (key_of(path),))
            rename(db, doc_id)

    # What the database knows

    def _doc_id(self, path: str) -> str:
        """The document that the file was when it was last dealt with; "" when there was none."""
        with self._database.reading() as db:
            row = db.execute("SELECT doc_id FROM watched WHERE path = ?", (key_of(path),)).fetchone()
        return row["doc_id"] if row else ""

    def _was_removed(self, doc_id: str) -> bool:
        """Whether the person has taken the document out while a file with its content was in the folder."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT EXISTS (SELECT 1 FROM watched WHERE doc_id = ?1) "
                "AND NOT EXISTS (SELECT 1 FROM documents WHERE id = ?1) AS was_removed",
                (doc_id,),
            ).fetchone()
        return bool(row["was_removed"])

    def _remove(self, doc_id: str, path: str) -> None:
        """Take out a document that was only in this file."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT 1 FROM documents WHERE id = ?1 AND by_hand = 0 "
                "AND NOT EXISTS (SELECT 1 FROM watched WHERE doc_id = ?1 AND path != ?2)",
                (doc_id, key_of(path)),
            ).fetchone()
        if row:
            self._library.remove(doc_id)
            self._on_remove(doc_id)

    def _note(self, path: str, seen: FileStamp, doc_id: str, error: str) -> None:
        """Keep how the file was when it was dealt with, which document it is, and why it could not be added, if so."""
        with self._database.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO watched (path, changed, bytes, doc_id, error) VALUES (?, ?, ?, ?, ?)",
                (key_of(path), seen.changed, seen.bytes, doc_id, error),
            )
            rename(db, doc_id)


def rename(db: sqlite3.Connection, doc_id: str) -> None:
    """Give a document of the folder its file's name, when its own is none of its files' and that one is free.

    `db` is a connection inside a transaction.
    """
    files = db.execute("SELECT path FROM watched WHERE doc_id = ? ORDER BY path", (doc_id,)).fetchall()
    names = [clean_name(os.path.basename(path_of(row["path"]))) for row in files]
    document = db.execute("SELECT name FROM documents WHERE id = ? AND by_hand = 0", (doc_id,)).fetchone()
    if not document or not names or document["name"] in names:
        return
    if not db.execute("SELECT 1 FROM documents WHERE name = ?", (names[0],)).fetchone():
        db.execute("UPDATE documents SET name = ? WHERE id = ?", (names[0], doc_id))


def key_of(path: str) -> str:
    """The path as the database keeps it: as it is, unless it holds bytes that are no text, which SQLite cannot take.

    >>> key_of("/docs/Lease 1.pdf"), key_of("/docs/Lease\\udcff.pdf")
    ('/docs/Lease 1.pdf', 'bytes:/docs/Lease%FF.pdf')
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        return BYTES_PREFIX + quote(os.fsencode(path))
    return path


def path_of(key: str) -> str:
    """The path that the database keeps as `key`.

    >>> path_of(key_of("/docs/Lease\\udcff.pdf")) == "/docs/Lease\\udcff.pdf"
    True
    """
    return os.fsdecode(unquote_to_bytes(key.removeprefix(BYTES_PREFIX))) if key.startswith(BYTES_PREFIX) else key
