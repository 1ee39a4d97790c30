"""The job that reads and indexes what is queued: one thread, in one process at a time, resumed wherever it stopped."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from docqa.documents import Chunk, Document, Page, State
from docqa.engines.base import Embedder
from docqa.errors import (
    DocQAError,
    DocumentError,
    EngineError,
    NoText,
    PasswordNeeded,
    StorageError,
    UnknownDocument,
)
from docqa.indexing.chunking import CHUNKING
from docqa.indexing.cut import cut_document
from docqa.indexing.ocr_queue import Scans
from docqa.indexing.watched_folder import WatchedFolder
from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore
from docqa.private_files import FILE_MODE, write_new
from docqa.reading.isolated import IsolatedReader

BATCH = 16  # chunks embedded between two looks at what else is wanted: an eighth of a second of work
WRITTEN = 256  # chunks whose vectors are written at once: three quarters of the time that batches of 128 take Chroma
PAGES = 50  # pages kept at a time
ORPHANS = 1000  # vectors taken out at a time
IDLE_SECONDS = 1.0  # how often an idle indexer looks for files that another process has queued
QUIET_SECONDS = 0.2  # how often it looks for a new document while an answer is written
RETRY_SECONDS = 10.0  # after the embedding model or the disk failed
BUSY = "index_busy"  # the choice that says that the index was being written: after a crash it is looked through


class Indexer:
    """Reads queued documents, then makes the vectors that are missing. `problem` says why it is held up, if it is."""

    def __init__(
        self,
        library: Library,
        store: VectorStore,
        reader: IsolatedReader,
        scanner: IsolatedReader,
        target: Callable[[], Embedder],
        lock_path: Path,
        passwords: dict[str, str],
        quiet: threading.Event,
        watched: WatchedFolder | None = None,
    ) -> None:
        """`target` gives the embedding model to index for; it raises EngineError while there is none.

        `scanner` reads the pages that are pictures, so that `reader` is free for new documents.
        `quiet` is clear while an answer is being written: both want the same few cores, and the answer goes first.
        """
        self.problem = ""
        self._library = library
        self._ledger = library.ledger
        self._store = store
        self._reader = reader
        self._target = target
        self._lock = FileLock(lock_path, mode=FILE_MODE)
        self._owner = lock_path.with_suffix(".pid")
        self._passwords = passwords
        self._quiet = quiet
        self._watched = watched
        self._wake = threading.Event()
        self._scans = Scans(library, scanner, passwords, self._wake.set)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="docqa-indexer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the batch at hand; the rest goes on at the next start."""
        self._stop.set()
        self._wake.set()
        self._quiet.set()
        if self._thread.is_alive():
            self._thread.join()
        self._scans.stop()
        self._reader.close()

    def wake(self) -> None:
        """Look for new work now."""
        self._wake.set()

    @property
    def owner(self) -> int | None:
        """The id of the process that is indexing, as far as it can be told."""
        try:
            return int(self._owner.read_text())
        except (OSError, ValueError):
            return None

    def run_until_done(self) -> bool:
        """Work in this thread until nothing is left; False when another docqa process is indexing already.

        Raises StorageError, EngineError.
        """
        with self._turn() as is_mine:
            while is_mine and not self._stop.is_set() and self._step():
                pass
            return is_mine

    def tidy_up(self) -> None:
        """Finish removals now, unless another process indexes: it does that too. Raises StorageError."""
        with self._turn() as is_mine:
            while is_mine and self._tend():
                pass

    def warm(self) -> None:
        """Start the process that reads, so that the first document need not wait for it."""
        self._reader.warm()

    def _run(self) -> None:
        while not self._stop.is_set():
            pause = IDLE_SECONDS
            try:
                with self._turn() as is_mine:  # if not, another process indexes: stand by to take over
                    while is_mine and not self._stop.is_set():
                        self._wake.clear()
                        if not self._step():
                            self._wake.wait(IDLE_SECONDS)
            except DocQAError as error:
                self.problem = str(error)
                pause = RETRY_SECONDS
            self._wake.wait(pause)
            self._wake.clear()
        self._library.database.close()

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Whether this process may index: one at a time may, until it leaves the `with` or ends, however it ends."""
        try:
            self._lock.acquire(timeout=0)
            with suppress(OSError):  # for others to read; the lock holds without it
                self._owner.unlink(missing_ok=True)
                write_new(self._owner, str(os.getpid()).encode())
        except Timeout:
            yield False
            return
        except OSError as exc:
            raise StorageError(
                f"The file {self._lock.lock_file} cannot be written ({exc.strerror}). "
                "Free some room, or make its folder writable; the work goes on from where it stopped."
            ) from exc
        try:
            self._store.writing = True
            yield True
        finally:
            self._store.writing = False
            with suppress(OSError):
                self._owner.unlink(missing_ok=True)
            self._lock.release()

    def _step(self) -> bool:
        """Do the next piece of work; False when there is none.

        Text first, so that all documents can be asked soon; then, for those that are nothing but pictures, one page
        with text; then vectors; the other scanned pages last. While a page is read by OCR, all else goes on.
        """
        try:
            is_more = (
                self._read_next()
                or (self._watched is not None and self._watched.look())
                or self._tend()
                or self._scans.keep()
                or self._scan(bare=True)
                or self._embed_or_scan()
                or self._await_scan()
            )
        except UnknownDocument:  # it was removed while we were at it
            is_more = True
        if not is_more:
            self._rest()
        self.problem = self._scans.problem
        return is_more

    def _embed_or_scan(self) -> bool:
        try:
            return self._embed() or self._scan(bare=False)
        except EngineError:
            if self._scan(bare=False) or self._await_scan():  # they need no embedding model
                return True
            raise

    def _rest(self) -> None:
        if self._library.choice(BUSY):
            self._library.choose(BUSY, "")
        self._scans.rest()

    # Text

    def _read_next(self) -> bool:
        document = self._library.next_queued()
        if document is not None:
            self.read(document)
        elif (doc_id := self._library.chunks.next_outdated(CHUNKING)) is not None:
            cut_document(self._library, doc_id)
        elif (doc_id := self._library.chunks.next_without_text()) is not None:
            self._fail_barren(doc_id)
        else:
            return False
        return True

    def read(self, document: Document) -> None:
        """Take a document from its bytes to text that can be searched, or to a sentence that says why not."""
        library, pages_kept = self._library, self._library.pages
        try:
            path, password = library.pdf_path(document.id), self._passwords.get(document.id)
            kept = pages_kept.kept(document.id)
            with self._reader.open(path, name=document.name, password=password, first=kept) as pdf:
                pages_kept.begin(document.id, pdf.page_count)
                pages: list[Page] = []
                for page in pdf.pages():
                    if self._stop.is_set():
                        return
                    pages.append(page)
                    if len(pages) == PAGES:
                        if not pages_kept.keep(document.id, pages):
                            return  # it was removed
                        pages = []
                if pages:
                    pages_kept.keep(document.id, pages)
            cut_document(library, document.id)
        except PasswordNeeded as error:
            self._passwords.pop(document.id, None)
            library.give_up(document.id, State.LOCKED, str(error))
        except DocumentError as error:
            library.give_up(document.id, State.FAILED, str(error))
        except (FileNotFoundError, PermissionError) as exc:  # its PDF is gone, or was removed from the library just now
            library.give_up(
                document.id,
                State.FAILED,
                f"{document.name} cannot be read from {library.pdf_dir} ({exc.strerror}). Add it again.",
            )

    def _scan(self, bare: bool) -> bool:
        """Begin to read the next page that is a picture; False when none waits."""
        return not self._scans.is_busy and self._may_go_on() and self._scans.begin(bare)

    def _await_scan(self) -> bool:
        """Wait until the page at hand is read or there is something else to do; False when no page is at hand."""
        if not self._scans.is_busy:
            return False
        self._wake.wait(IDLE_SECONDS)
        self._wake.clear()
        return True

    def _fail_barren(self, doc_id: str) -> None:
        """A document without a word is of no use."""
        document = self._library.document(doc_id)
        sentence = f"{document.name} has no text that can be read, on any of its {document.pages} pages"
        hint = "it may be empty, or scanned too faintly. Add a better copy."
        self._library.give_up(doc_id, State.FAILED, str(NoText(f"{sentence}: {hint}")))

    def _may_go_on(self) -> bool:
        """Wait while an answer is written; False when there is something else to do first."""
        while not self._quiet.wait(QUIET_SECONDS):
            if self._library.next_queued() is not None:
                return False
        return not self._stop.is_set()

    # Vectors

    def _tend(self) -> bool:
        """Finish removals, in the files and in Chroma; after a crash, look through the whole index."""
        self._library.finish_removals()
        if orphans := self._ledger.vectors_to_remove(ORPHANS):
            for identity in self._store.embeddings():
                self._store.remove(identity, orphans)
            self._ledger.note_removed(orphans)
            return True
        if not self._store.compared:
            self.mend()
            self._store.compared = True
        return False

    def _embed(self) -> bool:
        """Make the next batch of vectors that are missing; False when none is."""
        ledger, store = self._ledger, self._store
        if not ledger.progress("").total:
            return False
        try:
            embedder = self._target()
            identity = embedder.identity
            if ledger.progress(identity).whole:
                return False
            if not self._library.choice(BUSY):
                self._library.choose(BUSY, "yes")
        except EngineError as error:
            raise held_up(error) from error
        chunks = ledger.without_vector(identity, WRITTEN)
        if not chunks:
            self._library.chunks.recount()
            return False
        vectors = self._vectors_of_twins(identity, chunks)
        new = list(dict.fromkeys(chunk.text for chunk in chunks if chunk.id not in vectors))
        made: dict[str, list[float]] = {}
        problem: EngineError | None = None
        for first in range(0, len(new), BATCH):
            if not self._may_go_on():
                break
            batch = new[first : first + BATCH]
            try:
                made |= zip(batch, embedder.model.embed_documents(batch), strict=True)
            except EngineError as error:
                problem = error  # what has been made is kept all the same
                break
        vectors |= {chunk.id: made[chunk.text] for chunk in chunks if chunk.text in made}
        if done := [chunk for chunk in chunks if chunk.id in vectors]:
            store.add(identity, done, [vectors[chunk.id] for chunk in done])
            store.remove(identity, ledger.note(identity, done))
        if problem is not None:
            raise held_up(problem) from problem
        return True

    def _vectors_of_twins(self, identity: str, chunks: Sequence[Chunk]) -> dict[str, list[float]]:
        """Vectors that chunks need not be embedded for, since the same text has one elsewhere; by chunk id."""
        twins = self._ledger.same_text(identity, chunks)
        there = self._store.vectors(identity, sorted({*twins.values()})) if twins else {}
        return {id_: there[twin] for id_, twin in twins.items() if twin in there}

    def mend(self) -> None:
        """Make Chroma and SQLite agree: vectors that are missing are made again, those of no chunk go.

        After an orderly stop it is enough that both count the same.
        """
        ledger, store = self._ledger, self._store
        doc_ids = [document.id for document in self._library.documents()]
        strangers = 0
        for identity in {*ledger.embeddings(), *store.embeddings()}:
            if not self._library.choice(BUSY) and store.count(identity) == ledger.progress(identity).done:
                continue
            for doc_id in doc_ids:
                expected, present = ledger.chunk_ids(identity, doc_id), store.ids(identity, doc_id)
                ledger.forget(identity, expected - present)
                store.remove(identity, sorted(present - expected))
            gone = store.vectors_without_document(identity, doc_ids)
            store.remove(identity, gone)
            strangers += len(gone)
        if strangers and not doc_ids:
            store.notice = (
                "The search index held passages of documents that are no longer in the library; they have been taken "
                "out of it. If the data folder was deleted, add the PDFs again."
            )


def held_up(error: EngineError) -> EngineError:
    return EngineError(f"Indexing waits for the embedding model. {error}")
