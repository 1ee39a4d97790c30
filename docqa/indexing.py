"""The job that reads and indexes what is queued: one thread, in one process at a time, resumed wherever it stopped."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from docqa.chunking import chunk_pages
from docqa.documents import Document, State
from docqa.engines import Embedder
from docqa.errors import DocQAError, DocumentError, EngineError, NoText, PasswordNeeded, StorageError
from docqa.library import Library
from docqa.reading import open_pdf
from docqa.store import VectorStore

BATCH = 32  # chunks embedded between two looks at what else is wanted: half a second of work
PAGES_PER_NOTE = 20
IDLE_SECONDS = 1.0  # how often an idle indexer looks for files that another process has queued
RETRY_SECONDS = 10.0  # after the embedding model or the disk failed


class Indexer:
    """Reads queued documents, then makes the vectors that are missing. `problem` says why it is held up, if it is."""

    def __init__(
        self,
        library: Library,
        store: VectorStore,
        target: Callable[[], Embedder],
        lock_path: Path,
        passwords: dict[str, str],
        quiet: threading.Event,
    ) -> None:
        """`target` gives the embedding model to index for; it raises EngineError while there is none.

        `quiet` is clear while an answer is being written: both want the same few cores, and the answer goes first.
        """
        self.problem = ""
        self._library = library
        self._store = store
        self._target = target
        self._lock = FileLock(lock_path)
        self._passwords = passwords
        self._quiet = quiet
        self._wake = threading.Event()
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

    def wake(self) -> None:
        """Look for new work now."""
        self._wake.set()

    def run_until_done(self) -> bool:
        """Work in this thread until nothing is left; False when another docqa process is indexing already.

        Raises StorageError, EngineError.
        """
        with self._turn() as is_mine:
            while is_mine and not self._stop.is_set() and self._step():
                pass
            return is_mine

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
        """Whether this process may index: one at a time may, until it leaves the `with`."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        except OSError as exc:
            raise StorageError(
                f"The file {self._lock.lock_file} cannot be written ({exc.strerror}). "
                "Free some room, or make its folder writable; the work goes on from where it stopped."
            ) from exc
        try:
            yield True
        finally:
            self._lock.release()

    def _step(self) -> bool:
        """Do the next piece of work; False when there is none."""
        document = self._library.next_queued()
        if document is not None:
            self._read(document)
            is_more = True
        else:
            if not self._store.compared:
                self.mend()
                self._store.compared = True
            is_more = self._embed()
        self.problem = ""
        return is_more

    def _read(self, document: Document) -> None:
        """Take a document from its bytes to searchable text, or to a sentence that says why not."""
        library = self._library
        try:
            path = library.pdf_path(document.id)
            with open_pdf(path, name=document.name, password=self._passwords.get(document.id)) as pdf:
                library.begin_reading(document.id, pdf.page_count)
                pages = []
                for page in pdf.pages():
                    self._quiet.wait()
                    if self._stop.is_set():
                        return
                    pages.append(page)
                    if len(pages) % PAGES_PER_NOTE == 0:
                        library.note_pages_read(document.id, len(pages))
            chunks = list(chunk_pages(document.id, pages))
            if not chunks:
                raise NoText(
                    f"{document.name} has no text that can be read, on any of its {len(pages)} pages: "
                    "it may be a scan. Add a copy with text, for example after OCR."
                )
            library.keep_text(document.id, pages, chunks)
        except PasswordNeeded as error:
            self._passwords.pop(document.id, None)
            library.set_state(document.id, State.LOCKED, str(error))
        except DocumentError as error:
            library.set_state(document.id, State.FAILED, str(error))
        except OSError as exc:  # its PDF is gone from the folder, or was removed from the library just now
            library.set_state(
                document.id,
                State.FAILED,
                f"{document.name} cannot be read from {library.pdf_dir} ({exc.strerror}). Add it again.",
            )

    def _embed(self) -> bool:
        """Make the next batch of vectors that are missing; False when none is."""
        if not self._library.progress("").total:
            return False
        try:
            embedder = self._target()
            identity = embedder.identity
            if self._library.progress(identity).whole:  # quicker to tell than to look through all chunks
                return False
            chunks = self._library.chunks_without_vector(identity, BATCH)
            self._quiet.wait()
            vectors = embedder.model.embed_documents([chunk.text for chunk in chunks])
        except EngineError as error:
            raise EngineError(f"Indexing waits for the embedding model. {error}") from error
        self._store.add(identity, chunks, vectors)
        gone = self._library.note_vectors(identity, chunks)
        self._store.remove(identity, gone)
        return True

    def mend(self) -> None:
        """Make Chroma and SQLite agree: vectors that are missing are made again, those of no chunk go."""
        library, store = self._library, self._store
        orphans = 0
        for identity in {*library.embeddings(), *store.embeddings()}:
            expected, present = library.vector_ids(identity), store.ids(identity)
            library.forget_vectors(identity, expected - present)
            store.remove(identity, sorted(present - expected))
            orphans += len(present - expected)
        if orphans and not library.documents():
            store.notice = (
                "The search index held passages of documents that are no longer in the library; they have been taken "
                "out of it. If the data folder was deleted, add the PDFs again."
            )
