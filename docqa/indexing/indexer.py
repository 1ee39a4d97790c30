"""The job that reads and indexes what is queued: one thread, in one process at a time, resumed wherever it stopped."""

import errno
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

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
from docqa.indexing.lock import IndexingLock
from docqa.indexing.ocr_queue import OcrQueue
from docqa.indexing.readers import Readers
from docqa.indexing.repair import INDEX_BUSY, repair
from docqa.indexing.watched_folder import WatchedFolder
from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore

logger = logging.getLogger(__name__)

# After each batch the indexer looks whether an answer or a new document goes first. A batch of 16 takes an eighth of a
# second.
CHUNKS_PER_EMBEDDING_BATCH = 16
MAX_CHUNKS_PER_UPSERT = 256  # Chroma writes 256 at a time in three quarters of the time that it takes in 128s
MAX_PAGES_PER_TRANSACTION = 50  # others who write wait for one transaction, and a kill costs the pages of one
MAX_VECTORS_PER_REMOVAL = 1000
IDLE_SECONDS = 1.0  # an idle indexer looks so often for files that another process has queued
ANSWERING_SECONDS = 0.2  # while an answer is written, it looks so often for a new document
RETRY_SECONDS = 10.0  # it pauses so long after the embedding model or the disk has failed
# The system has no more memory, processes or open files: no fault of the document that is to be read.
SHORTAGES = {errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE}


class Indexer:
    """Reads queued documents, then makes the vectors that are missing. `problem` says why it is held up, if it is."""

    def __init__(
        self,
        library: Library,
        store: VectorStore,
        readers: Readers,
        target: Callable[[], Embedder],
        lock: IndexingLock,
        nobody_is_answering: threading.Event,
        watched: WatchedFolder | None = None,
    ) -> None:
        """`target` gives the embedding model to index for; it raises EngineError while there is none.

        `watched` is the folder whose PDFs follow in the library, if there is one.
        `nobody_is_answering` is clear while an answer is being written: both want the same few cores, and the answer
        goes first.
        """
        self.problem = ""
        self._library = library
        self._ledger = library.ledger
        self._store = store
        self._readers = readers
        self._target = target
        self._lock = lock
        self._nobody_is_answering = nobody_is_answering
        self._watched = watched
        self._wake = threading.Event()
        self._ocr = OcrQueue(library, readers, self._wake.set)
        self._at_hand: str | None = None  # the document that is being worked on
        self._left_out: dict[str, str] = {}  # documents that broke the work off, and a sentence that says so
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="docqa-indexer", daemon=True)

    def start(self) -> None:
        """Work in a thread of its own, until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch at hand; the rest goes on at the next start."""
        self._stop.set()
        self._wake.set()
        self._nobody_is_answering.set()
        if self._thread.is_alive():
            self._thread.join()
        self._ocr.stop()
        self._readers.texts.close()

    def wake(self) -> None:
        """Have the thread look for new work now, instead of at its next look."""
        self._wake.set()

    @property
    def owner(self) -> int | None:
        """The id of the process that is indexing, as far as it can be told."""
        return self._lock.owner

    @property
    def is_done_elsewhere(self) -> bool:
        """Whether another process indexes at this moment. For before this one begins to."""
        return self._lock.is_held_elsewhere

    def run_until_done(self) -> bool:
        """Work in this thread until nothing is left; False when another docqa process is indexing already.

        Raises StorageError, EngineError, and what nobody has foreseen.
        """
        with self._turn() as is_mine:
            while is_mine and not self._stop.is_set() and self._do_next_piece():
                pass
            return is_mine

    def tidy_up(self) -> None:
        """Finish removals now, unless another process indexes: it does that too. Raises StorageError."""
        with self._turn() as is_mine:
            while is_mine and self._finish_removals_and_repair():
                pass

    def warm(self) -> None:
        """Start the process that reads, so that the first document need not wait for it."""
        self._readers.texts.warm()

    def _run(self) -> None:
        while not self._stop.is_set():
            pause = IDLE_SECONDS
            try:
                with self._turn() as is_mine:  # if not, another process indexes: stand by to take over
                    while is_mine and not self._stop.is_set():
                        self._wake.clear()
                        if not self._do_next_piece():
                            self._wake.wait(IDLE_SECONDS)
            except DocQAError as error:
                self.problem = str(error)
                pause = RETRY_SECONDS
            except BaseException as error:  # the thread's last resort; Rust's panics are no Exception
                logger.exception("Indexing broke off")
                with suppress(DocQAError):
                    self._leave_out_what_is_at_hand(error)
                pause = RETRY_SECONDS
            self._wake.wait(pause)
            self._wake.clear()
        self._library.database.close()

    def _leave_out_what_is_at_hand(self, error: BaseException) -> None:
        """After an error that nobody has foreseen: the other documents are to go on.

        A document without text has failed, and says so; one with text can still be asked, and `problem` says why its
        work has ended. Without a document at hand, all of it is tried again. Raises StorageError, UnknownDocument.
        """
        reason = f"for a reason that docqa does not know ({type(error).__name__}: {error})"
        self.problem = f"Indexing broke off, {reason}. It is tried again; if that does not help, restart docqa."
        if self._at_hand is None:
            return
        document = self._library.document(self._at_hand)
        self.problem = (
            f"{document.name} could not be indexed, {reason}. "
            "The other documents go on; restart docqa to try it again, or add a copy printed to a new PDF."
        )
        self._library.give_up(document.id, State.FAILED, self.problem)
        if self._library.document(document.id).state is not State.FAILED:
            self._left_out[document.id] = self.problem

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Whether this process may index, and write to Chroma, until it leaves the `with`. Raises StorageError."""
        with self._lock.taken() as is_mine:
            if not is_mine:
                yield False
                return
            try:
                self._store.writing = True
                yield True
            finally:
                self._store.writing = False

    def _do_next_piece(self) -> bool:
        """Do the next piece of work; False when there is none.

        Text first, so that all documents can be asked soon; then, for those that are nothing but pictures, one page
        with text; then vectors; then the other scanned pages, and the tables of all. While a page is read by OCR, all
        else goes on.
        """
        pieces: tuple[Callable[[], bool], ...] = (
            self._read_next,
            self._look_at_watched_folder,
            self._finish_removals_and_repair,
            self._keep_scan,
            self._begin_scan_without_text,
            self._embed_or_scan,
            self._find_tables,
            self._await_scan,
        )
        self._at_hand = None
        try:
            is_more = any(do() for do in pieces)
        except UnknownDocument:  # it was removed while we were at it
            is_more = True
        if not is_more:
            self._rest()
        self.problem = self._ocr.problem or self._left_out_sentence()
        return is_more

    def _left_out_sentence(self) -> str:
        """Why a document is left out, "" when none is (any more)."""
        if self._left_out:
            there = {document.id for document in self._library.documents()}
            self._left_out = {doc_id: why for doc_id, why in self._left_out.items() if doc_id in there}
        return next(iter(self._left_out.values()), "")

    def _look_at_watched_folder(self) -> bool:
        return self._watched is not None and self._watched.look()

    def _embed_or_scan(self) -> bool:
        """Make vectors; when none is missing, or there is no model for them, begin with a scanned page."""
        try:
            return self._embed() or self._begin_scan()
        except EngineError:
            if self._begin_scan() or self._await_scan():  # they need no embedding model
                return True
            raise

    def _rest(self) -> None:
        """Note that no vectors are being written any more, and let go of OCR's models."""
        if self._library.choice(INDEX_BUSY):
            self._library.choose(INDEX_BUSY, "")
        self._ocr.rest()

    # Text

    def _read_next(self) -> bool:
        """Read a new document, or cut anew one whose chunks were made in an older way; False when there is none."""
        chunks = self._library.chunks
        if (document := self._library.next_queued()) is not None:
            self._at_hand = document.id
            self.read(document)
        elif (doc_id := chunks.next_outdated(CHUNKING, self._left_out)) is not None:
            self._at_hand = doc_id
            cut_document(self._library, doc_id)
        elif (doc_id := chunks.next_without_text()) is not None:
            self._fail_without_text(doc_id)
        else:
            return False
        self._at_hand = None
        return True

    def read(self, document: Document) -> None:
        """Take a document from its bytes to text that can be searched, or to a sentence that says why not.

        Raises StorageError, also where the machine has no room for the process that reads.
        """
        library = self._library
        try:
            if self._read_pages(document):
                cut_document(library, document.id)
        except PasswordNeeded as error:
            self._readers.passwords.pop(document.id, None)
            library.give_up(document.id, State.LOCKED, str(error))
        except DocumentError as error:
            library.give_up(document.id, State.FAILED, str(error))
        except OSError as exc:
            if exc.errno in SHORTAGES:
                raise StorageError(
                    f"{document.name} cannot be read now ({exc.strerror}). "
                    "Close other programs; the work goes on from where it stopped."
                ) from exc
            library.give_up(  # its PDF is gone, or was removed from the library just now, or the disk cannot read it
                document.id,
                State.FAILED,
                f"{document.name} cannot be read from {library.pdf_dir} ({exc.strerror}). Add it again.",
            )

    def _read_pages(self, document: Document) -> bool:
        """Read and keep a document's pages from where that stopped; False when it was removed, or is to go on later."""
        kept_pages = self._library.pages
        path, password = self._library.pdf_path(document.id), self._readers.passwords.get(document.id)
        first = kept_pages.kept(document.id)
        with self._readers.texts.open(path, name=document.name, password=password, first=first) as pdf:
            kept_pages.begin(document.id, pdf.page_count)
            pages: list[Page] = []
            for page in pdf.pages():
                if self._stop.is_set():
                    return False
                pages.append(page)
                if len(pages) == MAX_PAGES_PER_TRANSACTION:
                    if not kept_pages.keep(document.id, pages):
                        return False
                    pages = []
            if pages:
                kept_pages.keep(document.id, pages)
        return True

    def _fail_without_text(self, doc_id: str) -> None:
        """A document without a word is of no use."""
        document = self._library.document(doc_id)
        where = f"on any of its {document.pages} pages" if document.pages > 1 else "on its page"
        sentence = f"{document.name} has no text that can be read, {where}"
        hint = "it may be empty, or scanned too faintly. Add a better copy."
        self._library.give_up(doc_id, State.FAILED, str(NoText(f"{sentence}: {hint}")))

    def _may_go_on(self) -> bool:
        """Wait while an answer is written; False when there is something else to do first."""
        while not self._nobody_is_answering.wait(ANSWERING_SECONDS):
            if self._library.next_queued() is not None:
                return False
        return not self._stop.is_set()

    # Scanned pages

    def _begin_scan_without_text(self) -> bool:
        return self._begin_scan(only_without_text=True)

    def _begin_scan(self, *, only_without_text: bool = False) -> bool:
        """Begin to read the next page that is a picture; False when none waits."""
        if self._ocr.is_busy or not self._may_go_on():
            return False
        return self._ocr.begin(only_without_text=only_without_text, passed_over=self._left_out)

    def _keep_scan(self) -> bool:
        """Keep the page that OCR has read; False when there is none."""
        self._at_hand = self._ocr.doc_id
        is_kept = self._ocr.keep()
        self._at_hand = None
        return is_kept

    def _await_scan(self) -> bool:
        """Wait until the page at hand is read or there is something else to do; False when no page is at hand."""
        if not self._ocr.is_busy:
            return False
        self._wake.wait(IDLE_SECONDS)
        self._wake.clear()
        return True

    # Tables

    def _find_tables(self) -> bool:
        """Find the tables of the next page; False when every page has been looked through.

        Those of a document that cannot be opened are left to be found when they are asked for.
        """
        if not self._may_go_on():
            return False
        tables = self._library.tables
        if (missing := tables.next_missing(self._left_out)) is None:
            return False
        self._at_hand, page = missing
        try:
            found = self._readers.texts.tables(
                self._library.pdf_path(self._at_hand),
                page.index,
                name=self._library.document(self._at_hand).name,
                text=page.text,
                words=page.words,
                password=self._readers.passwords.get(self._at_hand),
            )
        except (DocumentError, OSError):
            tables.end(self._at_hand)
        else:
            tables.keep(self._at_hand, page.index, found)
        self._at_hand = None
        return True

    # Vectors

    def _finish_removals_and_repair(self) -> bool:
        """Finish removals, in the files and in Chroma; after a crash, look through the whole index."""
        self._library.finish_removals()
        if chunk_ids := self._ledger.vectors_to_remove(MAX_VECTORS_PER_REMOVAL):
            for identity in self._store.embeddings():
                self._store.remove(identity, chunk_ids)
            self._ledger.note_removed(chunk_ids)
            return True
        if not self._store.compared:
            repair(self._library, self._store)
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
            if not self._library.choice(INDEX_BUSY):
                self._library.choose(INDEX_BUSY, "yes")
        except EngineError as error:
            raise held_up(error) from error
        chunks = ledger.without_vector(identity, MAX_CHUNKS_PER_UPSERT, self._left_out)
        if not chunks:
            if not self._left_out:
                self._library.chunks.recount()
            return False
        vectors = self._vectors_of_same_text(identity, chunks)
        new = list(dict.fromkeys(chunk.text for chunk in chunks if chunk.id not in vectors))
        made, problem = self._embedded(embedder, new, chunks[0].doc_id)
        vectors |= {chunk.id: made[chunk.text] for chunk in chunks if chunk.text in made}
        if done := [chunk for chunk in chunks if chunk.id in vectors]:
            store.add(identity, done, [vectors[chunk.id] for chunk in done])
            store.remove(identity, ledger.note(identity, done))
        if problem is not None:
            raise held_up(problem) from problem
        return True

    def _embedded(
        self, embedder: Embedder, texts: Sequence[str], doc_id: str
    ) -> tuple[dict[str, list[float]], EngineError | None]:
        """The vectors of the texts of a document, by text, as far as they could be made, and what ended it early."""
        made: dict[str, list[float]] = {}
        problem: EngineError | None = None
        self._at_hand = doc_id
        for first in range(0, len(texts), CHUNKS_PER_EMBEDDING_BATCH):
            if not self._may_go_on():
                break
            batch = list(texts[first : first + CHUNKS_PER_EMBEDDING_BATCH])
            try:
                made |= zip(batch, embedder.model.embed_documents(batch), strict=True)
            except EngineError as error:
                problem = error  # what has been made is kept all the same
                break
        self._at_hand = None
        return made, problem

    def _vectors_of_same_text(self, identity: str, chunks: Sequence[Chunk]) -> dict[str, list[float]]:
        """Vectors that chunks need not be embedded for, since the same text has one elsewhere; by chunk id."""
        same = self._ledger.same_text(identity, chunks)
        there = self._store.vectors(identity, sorted({*same.values()})) if same else {}
        return {id_: there[other] for id_, other in same.items() if other in there}


def held_up(error: EngineError) -> EngineError:
    """The embedding model's error as a reason why indexing waits."""
    return EngineError(f"Indexing waits for the embedding model. {error}")
