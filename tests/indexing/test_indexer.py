import errno
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from docqa.documents import Document, Page, Source, State
from docqa.engines.base import Embedder
from docqa.errors import EngineError, OllamaNotRunning, StorageError
from docqa.indexing.indexer import CHUNKS_PER_EMBEDDING_BATCH, Indexer
from docqa.indexing.lock import IndexingLock
from docqa.indexing.readers import Readers
from docqa.library.catalog import Library
from docqa.library.vector_ledger import VectorLedger
from docqa.library.vectors import VectorStore
from docqa.reading.isolated import IsolatedReader
from docqa.settings import ROOT, Settings
from tests.support.pdfs import cut_off_pdf, encrypted_pdf, image_pdf, protected, scanned_pdf, text_pdf
from tests.support.small_models import LetterEmbeddings, letter_embedder, texts_of
from tests.support.waiting import SECONDS, until

pytestmark = pytest.mark.usefixtures("processes_are_kept")

THREE_BATCHES = range(2 * CHUNKS_PER_EMBEDDING_BATCH + 5)
LONG = tuple(f"Page {number} speaks of nothing but itself." for number in THREE_BATCHES)


class Job:
    """An indexer on real files, with what it works on. `embedder` may be changed, and be an error."""

    def __init__(self, settings: Settings, embedder: Embedder | EngineError) -> None:
        self.settings = settings
        self.embedder = embedder
        self.reader: IsolatedReader = IsolatedReader()
        self.scanner: IsolatedReader = IsolatedReader()
        self.nobody_is_answering = threading.Event()
        self.nobody_is_answering.set()
        self.passwords: dict[str, str] = {}
        self.open()

    def open(self) -> None:
        """Begin as after a start of the program."""
        self.library = Library.open(self.settings)
        self.store = VectorStore(self.settings.chroma_dir)
        self.lock = self.settings.data_dir / "indexing.lock"
        self.indexer = Indexer(
            self.library,
            self.store,
            Readers(self.reader, self.scanner, self.passwords),
            self.target,
            IndexingLock(self.lock),
            self.nobody_is_answering,
        )

    def restart(self) -> None:
        self.close()
        self.open()

    def close(self) -> None:
        self.indexer.stop()
        self.store.close()
        self.library.database.close()

    def target(self) -> Embedder:
        if isinstance(self.embedder, EngineError):
            raise self.embedder
        return self.embedder

    def add(self, path: Path) -> str:
        return self.library.add(path.read_bytes(), path.name).id

    def document(self, doc_id: str) -> Document:
        return self.library.document(doc_id, self.target().identity)

    def vectors(self) -> int:
        """How many vectors there are, after making sure that Chroma and SQLite say the same."""
        identity = self.target().identity
        count = self.library.ledger.progress(identity).done
        for document in self.library.documents():
            ids = self.store.ids(identity, document.id)
            assert ids == self.library.ledger.chunk_ids(identity, document.id)
            count -= len(ids)
        assert count == 0
        doc_ids = [document.id for document in self.library.documents()]
        assert self.store.vectors_without_document(identity, doc_ids) == []
        return self.store.count(identity)


@pytest.fixture
def job(settings: Settings) -> Iterator[Job]:
    job = Job(settings, letter_embedder())
    yield job
    job.close()


# From bytes to vectors


def test_a_document_is_read_and_indexed(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("The rent is 1,250 dollars.", "Dogs are not allowed.")))
    assert job.indexer.run_until_done()
    document = job.document(doc_id)
    assert (document.state, document.pages, document.chunks, document.chunks_embedded) == (State.READY, 2, 2, 2)
    question = job.target().model.embed_query("Dogs are not allowed.")
    ((best, score),) = job.store.search(job.target().identity, question, 1, [doc_id])
    (passage,) = job.library.chunks.passages([(best, score)])
    assert (passage.chunk.text, passage.chunk.page) == ("Dogs are not allowed.", 1)


def test_text_can_be_asked_before_there_are_vectors(job: Job, tmp_path: Path) -> None:
    job.embedder = OllamaNotRunning("Ollama does not answer.")
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("The rent is 1,250 dollars.",)))
    with pytest.raises(EngineError, match=r"Indexing waits for the embedding model. Ollama does not answer"):
        job.indexer.run_until_done()
    assert job.library.document(doc_id).askable
    assert len(job.library.full_text.search_phrases(["rent"], 5, [doc_id])) == 1


def test_nothing_to_embed_wants_no_model(job: Job) -> None:
    job.embedder = OllamaNotRunning("Ollama does not answer.")
    assert job.indexer.run_until_done()


def test_documents_that_cannot_be_used_say_why_and_hold_nobody_up(job: Job, tmp_path: Path) -> None:
    scan = job.add(image_pdf(tmp_path / "scan.pdf"))
    cut = job.add(cut_off_pdf(tmp_path / "cut.pdf", LONG))
    gone = job.add(text_pdf(tmp_path / "gone.pdf", ("It is not there any more",)))
    job.library.pdf_path(gone).unlink()
    good = job.add(text_pdf(tmp_path / "good.pdf", ("All is well",)))
    assert job.indexer.run_until_done()
    assert [job.document(id_).state for id_ in (scan, cut, gone, good)] == [State.FAILED] * 3 + [State.READY]
    assert "scan.pdf has no text that can be read, on its page" in job.document(scan).error
    assert job.document(cut).error.startswith("cut.pdf is damaged")
    assert "gone.pdf cannot be read" in job.document(gone).error
    assert "Add it again" in job.document(gone).error


def test_a_password_is_asked_for_tried_and_never_written(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(encrypted_pdf(tmp_path / "secret.pdf", ("The safe is behind the clock",), "Zinnober77"))
    job.indexer.run_until_done()
    assert job.document(doc_id).state is State.LOCKED
    assert job.document(doc_id).error == "secret.pdf is protected. Give its password to open it."
    for password, state in (("Wrongober77", State.LOCKED), ("Zinnober77", State.READY)):
        job.passwords[doc_id] = password
        job.library.set_state(doc_id, State.QUEUED)
        job.indexer.run_until_done()
        assert job.document(doc_id).state is state
        if state is State.LOCKED:
            assert "That is not the password of secret.pdf" in job.document(doc_id).error
    job.close()
    for path in (*job.settings.data_dir.rglob("*"), *job.settings.chroma_dir.rglob("*")):
        if path.is_file():
            assert b"ober77" not in path.read_bytes(), path


def test_tables_that_cannot_be_had_hold_nobody_up(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("Rent 125",)))
    job.indexer.read(job.library.document(doc_id))
    job.library.pdf_path(doc_id).unlink()
    other = job.add(text_pdf(tmp_path / "b.pdf", ("Heat 3",)))
    assert job.indexer.run_until_done()
    assert (job.library.tables.of(doc_id, 0), job.library.tables.of(other, 0)) == (None, ())
    assert job.document(doc_id).state is State.READY


# What nobody has foreseen

PanicException = type("PanicException", (BaseException,), {})  # Rust's panics are no Exception
UNFORESEEN = (TypeError("'NoneType' object is not iterable"), PanicException("index out of range"))


class FailingReader(IsolatedReader):
    """Cannot open the document called `name` while there is a `failure`."""

    def __init__(self, name: str, failure: BaseException | None) -> None:
        super().__init__()
        self.name = name
        self.failure = failure

    def open(self, path: Path, *, name: str, password: str | None = None, first: int = 0) -> Any:
        if self.failure is not None and name == self.name:
            raise self.failure
        return super().open(path, name=name, password=password, first=first)


class FailingEmbeddings(LetterEmbeddings):
    """Cannot embed what holds the word "poison"."""

    def __init__(self, failure: BaseException) -> None:
        super().__init__()
        self.failure = failure

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if any("poison" in text for text in texts):
            raise self.failure
        return super().embed_documents(texts)


def test_a_pdf_that_the_system_cannot_read_says_so_and_holds_nobody_up(job: Job, tmp_path: Path) -> None:
    bad = job.add(text_pdf(tmp_path / "bad.pdf", ("Something",)))
    good = job.add(text_pdf(tmp_path / "good.pdf", ("All is well",)))
    job.library.pdf_path(bad).unlink()
    job.library.pdf_path(bad).mkdir()
    job.indexer.start()
    until(lambda: job.document(good).state is State.READY)
    assert job.document(bad).state is State.FAILED
    assert job.document(bad).error == (
        f"bad.pdf cannot be read from {job.library.pdf_dir} (Is a directory). Add it again."
    )
    job.library.pdf_path(bad).rmdir()


@pytest.mark.parametrize("code", [errno.EMFILE, errno.ENOMEM, errno.EAGAIN])
def test_a_document_waits_while_the_machine_has_no_room_for_it(job: Job, tmp_path: Path, code: int) -> None:
    job.reader = reader = FailingReader("a.pdf", OSError(code, os.strerror(code)))
    job.restart()
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("Something",)))
    with pytest.raises(StorageError, match=r"a.pdf cannot be read now \(.*\). Close other programs"):
        job.indexer.run_until_done()
    assert job.document(doc_id).state is State.QUEUED
    reader.failure = None
    assert job.indexer.run_until_done()
    assert job.document(doc_id).state is State.READY


@pytest.mark.parametrize("failure", UNFORESEEN)
def test_a_document_that_breaks_the_reading_is_left_out(
    job: Job, tmp_path: Path, failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docqa.indexing.indexer.RETRY_SECONDS", 0.1)
    job.reader = FailingReader("bad.pdf", failure)
    job.restart()
    bad = job.add(text_pdf(tmp_path / "bad.pdf", ("Something",)))
    good = job.add(text_pdf(tmp_path / "good.pdf", ("All is well",)))
    job.indexer.start()
    until(lambda: job.document(good).state is State.READY)
    document = job.document(bad)
    assert document.state is State.FAILED
    assert document.error.startswith("bad.pdf could not be indexed, for a reason that docqa does not know")
    assert str(failure) in document.error
    assert job.indexer.problem == ""  # the document says it


@pytest.mark.parametrize("failure", UNFORESEEN)
def test_a_document_that_breaks_the_embedding_is_left_out(
    job: Job, tmp_path: Path, failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docqa.indexing.indexer.RETRY_SECONDS", 0.1)
    job.embedder = Embedder(FailingEmbeddings(failure), "letters", "letters", "letters")
    bad = job.add(text_pdf(tmp_path / "bad.pdf", ("All are well", "This is poison")))
    good = job.add(text_pdf(tmp_path / "good.pdf", ("All is well",)))
    job.indexer.start()
    until(lambda: job.document(good).state is State.READY)
    assert (job.document(bad).state, job.document(bad).askable) == (State.INDEXING, True)
    until(lambda: job.indexer.problem.startswith("bad.pdf could not be indexed, for a reason that docqa does not know"))
    job.library.remove(bad)
    until(lambda: job.indexer.problem == "")
    later = job.add(text_pdf(tmp_path / "later.pdf", ("All goes on",)))
    until(lambda: job.document(later).state is State.READY)


def test_what_nobody_has_foreseen_reaches_the_command_line(job: Job, tmp_path: Path) -> None:
    job.embedder = Embedder(FailingEmbeddings(TypeError("strange")), "letters", "letters", "letters")
    job.add(text_pdf(tmp_path / "bad.pdf", ("This is poison",)))
    with pytest.raises(TypeError, match="strange"):
        job.indexer.run_until_done()


def test_what_breaks_without_a_document_at_hand_is_told_and_tried_again(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docqa.indexing.indexer.RETRY_SECONDS", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(VectorLedger, "vectors_to_remove", property())  # calling it is a mistake
        doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("All is well",)))
        job.indexer.start()
        until(lambda: job.indexer.problem.startswith("Indexing broke off, for a reason that docqa does not know"))
        assert job.document(doc_id).state is State.INDEXING
    until(lambda: job.document(doc_id).state is State.READY)
    until(lambda: job.indexer.problem == "")


# Interrupted, and gone on with


def test_what_was_queued_when_the_program_ended_is_indexed_at_the_next_start(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("Some text",)))
    job.library.pages.begin(doc_id, 1)  # it was even being read
    job.restart()
    job.indexer.start()
    until(lambda: job.document(doc_id).state is State.READY)


def test_a_job_stopped_in_the_middle_does_nothing_twice(job: Job, tmp_path: Path) -> None:
    stopped = threading.Event()

    def stop() -> None:  # ahead of the second batch
        if len(texts_of(job.target())) == CHUNKS_PER_EMBEDDING_BATCH:
            stopped.set()
            raise OllamaNotRunning("stopped")

    job.embedder = letter_embedder(before=stop)
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", LONG))
    with pytest.raises(EngineError):
        job.indexer.run_until_done()
    assert stopped.is_set()
    assert job.document(doc_id).chunks_embedded == job.vectors() == CHUNKS_PER_EMBEDDING_BATCH
    first = texts_of(job.target())
    job.embedder = letter_embedder()
    job.restart()
    assert job.indexer.run_until_done()
    assert job.vectors() == len(LONG)
    assert sorted(first + texts_of(job.target())) == sorted(LONG)


def test_stop_ends_after_the_batch_at_hand(job: Job, tmp_path: Path) -> None:
    embedding, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        embedding.set()
        assert go_on.wait(SECONDS)

    job.embedder = letter_embedder(before=wait)
    job.add(text_pdf(tmp_path / "a.pdf", LONG))
    job.indexer.start()
    assert embedding.wait(SECONDS)
    threading.Timer(0.05, go_on.set).start()
    job.indexer.stop()
    assert job.vectors() == CHUNKS_PER_EMBEDDING_BATCH


def test_a_document_removed_while_it_is_indexed_leaves_nothing(job: Job, tmp_path: Path) -> None:
    def remove() -> None:
        if len(texts_of(job.target())) == CHUNKS_PER_EMBEDDING_BATCH:
            job.library.remove(doc_id)

    job.embedder = letter_embedder(before=remove)
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", LONG))
    kept = job.add(text_pdf(tmp_path / "b.pdf", ("This one stays",)))
    assert job.indexer.run_until_done()
    assert job.vectors() == 1
    assert job.library.ledger.progress("").total == 1
    assert job.document(kept).state is State.READY


def test_a_document_removed_while_it_is_read_leaves_nothing(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", LONG * 20))
    job.indexer.start()
    until(lambda: job.document(doc_id).state is State.READING)
    job.library.remove(doc_id)
    other = job.add(text_pdf(tmp_path / "b.pdf", ("Another",)))
    until(lambda: job.document(other).state is State.READY)
    assert (job.vectors(), job.library.ledger.progress("").total, len(job.library.documents())) == (1, 1, 1)
    assert job.indexer.problem == ""


def test_while_an_answer_is_written_text_is_read_and_vectors_wait(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("Some text",)))
    job.nobody_is_answering.clear()
    job.indexer.start()
    until(lambda: job.document(doc_id).askable)
    threading.Event().wait(0.1)
    assert job.document(doc_id).state is State.INDEXING
    job.nobody_is_answering.set()
    until(lambda: job.document(doc_id).state is State.READY)


def test_identical_chunks_are_embedded_once(job: Job, tmp_path: Path) -> None:
    job.add(text_pdf(tmp_path / "a.pdf", ("Terms and conditions", "The same", "Alone")))
    assert job.indexer.run_until_done()
    job.add(text_pdf(tmp_path / "b.pdf", ("The same", "The same", "Another")))
    assert job.indexer.run_until_done()
    assert sorted(texts_of(job.target())) == ["Alone", "Another", "Terms and conditions", "The same"]
    assert job.vectors() == 6


def test_scans_are_read_behind_the_rest(job: Job, tmp_path: Path) -> None:
    words = "The spare key hangs behind the blue door."
    scan = job.add(scanned_pdf(tmp_path / "scan.pdf", ((72.0, 4, words),)))
    blank = job.add(image_pdf(tmp_path / "picture.pdf"))
    text = job.add(text_pdf(tmp_path / "text.pdf", ("Text can be asked at once",)))
    job.indexer.start()
    until(lambda: job.document(text).askable, 120)
    until(lambda: job.document(scan).state is State.READY, 120)
    until(lambda: job.document(blank).state is State.FAILED, 120)
    until(lambda: job.document(text).state is State.READY, 120)
    document, page = job.document(scan), job.library.pages.page(scan, 0)
    assert (document.by_ocr, document.scans, page.source, page.text) == (1, 0, Source.OCR, words)
    assert page.text[page.words[1].start : page.words[1].end] == "spare"
    assert "picture.pdf has no text that can be read, on its page" in job.document(blank).error
    assert job.vectors() == 2


class HeldReader(IsolatedReader):
    """OCR that fails while it has a `failure`, and begins no page before it may `go`."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.go = threading.Event()
        self.failure: BaseException | None = None

    def scan(self, path: Path, page: int, *, label: str, name: str, password: str | None = None) -> Page:
        self.begun.set()
        self.go.wait(SECONDS)
        if self.failure is not None:
            raise self.failure
        return super().scan(path, page, label=label, name=name, password=password)


def test_no_text_waits_for_ocr(job: Job, tmp_path: Path) -> None:
    job.scanner = scanner = HeldReader()
    job.restart()
    scan = job.add(scanned_pdf(tmp_path / "scan.pdf", ((72.0, 4, "Behind the clock"),)))
    job.indexer.start()
    assert scanner.begun.wait(SECONDS)
    text = job.add(text_pdf(tmp_path / "text.pdf", ("Text can be asked at once",)))
    job.indexer.wake()
    until(lambda: job.document(text).state is State.READY)
    assert (job.document(scan).scans, job.document(scan).by_ocr) == (1, 0)
    scanner.go.set()
    until(lambda: job.document(scan).state is State.READY)
    assert job.vectors() == 2


def test_stop_does_not_wait_for_ocr_and_the_page_is_read_at_the_next_start(job: Job, tmp_path: Path) -> None:
    scan = job.add(scanned_pdf(tmp_path / "scan.pdf", ((72.0, 4, "Behind the clock"),)))
    job.indexer.start()
    until(lambda: any(thread.name == "docqa-scan" for thread in threading.enumerate()))
    job.restart()
    assert not any(thread.name == "docqa-scan" for thread in threading.enumerate())
    assert (job.document(scan).scans, job.document(scan).unreadable) == (1, 0)
    job.indexer.run_until_done()
    assert (job.document(scan).state, job.document(scan).by_ocr) == (State.READY, 1)


@pytest.mark.parametrize(
    "failure", [EngineError("Its files are damaged."), OSError(errno.ENOMEM, "Cannot allocate memory")]
)
def test_a_page_waits_for_ocr_that_cannot_work(job: Job, tmp_path: Path, failure: Exception) -> None:
    job.scanner = scanner = HeldReader()
    scanner.failure = failure
    scanner.go.set()
    job.restart()
    scan = job.add(scanned_pdf(tmp_path / "scan.pdf", ((72.0, 4, "Behind the clock"),)))
    job.indexer.run_until_done()
    assert job.indexer.problem.startswith("Reading scanned pages waits: ")
    assert (job.document(scan).scans, job.document(scan).state) == (1, State.INDEXING)
    scanner.failure = None
    job.restart()
    job.indexer.run_until_done()
    assert job.indexer.problem == ""
    assert job.document(scan).state is State.READY


@pytest.mark.parametrize("failure", UNFORESEEN)
def test_a_page_that_breaks_ocr_is_unreadable_and_holds_nobody_up(
    job: Job, tmp_path: Path, failure: BaseException
) -> None:
    job.scanner = scanner = HeldReader()
    scanner.failure = failure
    scanner.go.set()
    job.restart()
    scan = job.add(scanned_pdf(tmp_path / "scan.pdf", ((72.0, 4, "Behind the clock"),)))
    job.indexer.start()
    until(lambda: job.document(scan).state is State.FAILED)
    (page,) = job.library.pages.with_notes(scan)
    assert page.source is Source.UNREADABLE
    assert page.note == f"reading it broke off, for a reason that docqa does not know: {failure}"


def test_a_protected_scan_asks_for_its_password_again_after_a_restart(job: Job, tmp_path: Path) -> None:
    scan = scanned_pdf(tmp_path / "scan.pdf", ((72.0, 4, "Behind the clock"),))
    doc_id = job.add(protected(scan, "Zinnober77"))
    job.passwords[doc_id] = "Zinnober77"
    document = job.library.document(doc_id)
    job.indexer.read(document)
    assert job.document(doc_id).scans == 1
    job.passwords.clear()
    job.indexer.run_until_done()
    assert job.document(doc_id).state is State.LOCKED
    job.passwords[doc_id] = "Zinnober77"
    job.library.set_state(doc_id, State.QUEUED)
    job.indexer.run_until_done()
    assert (job.document(doc_id).state, job.document(doc_id).by_ocr) == (State.READY, 1)


def test_a_removal_that_was_killed_is_finished(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("Some text",)))
    job.indexer.run_until_done()
    data = job.library.pdf_path(doc_id).read_bytes()
    job.library.remove(doc_id)
    job.library.pdf_path(doc_id).write_bytes(data)  # as if it had ended before the file went
    with job.library.database.transaction() as db:
        db.execute("INSERT INTO removed (doc_id) VALUES (?)", (doc_id,))
    job.restart()
    assert job.library.documents() == []
    job.indexer.tidy_up()
    assert list(job.library.pdf_dir.iterdir()) == []
    assert job.vectors() == 0


def test_a_problem_is_told_and_goes_when_it_is_over(job: Job, tmp_path: Path) -> None:
    working = job.target()
    job.embedder = OllamaNotRunning("Ollama does not answer.")
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("Some text",)))
    job.indexer.start()
    until(lambda: job.indexer.problem)
    assert job.indexer.problem == "Indexing waits for the embedding model. Ollama does not answer."
    job.embedder = working
    job.indexer.wake()
    until(lambda: not job.indexer.problem)
    until(lambda: job.document(doc_id).state is State.READY)


def test_a_full_disk_is_told_and_the_work_goes_on_once_there_is_room(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", tuple(f"{n} " + "word " * 150 for n in range(100))))
    with job.library.database.reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageError, match=r"is full. Free some room; the work goes on"):
        job.indexer.run_until_done()
    assert job.library.ledger.progress("").total == 0
    with job.library.database.reading() as db:
        db.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    assert job.indexer.run_until_done()
    assert job.document(doc_id).state is State.READY
    assert job.vectors() == job.document(doc_id).chunks


def test_a_lock_that_cannot_be_made_is_a_sentence(job: Job) -> None:
    job.lock.mkdir()
    with pytest.raises(StorageError, match=r"indexing\.lock cannot be written"):
        job.indexer.run_until_done()


# Chroma and SQLite made to agree


def indexed(job: Job, tmp_path: Path) -> str:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("The rent is 1,250 dollars.", "Dogs are not allowed.")))
    assert job.indexer.run_until_done()
    job.close()
    return doc_id


@pytest.mark.parametrize("how", ["deleted", "garbage"])
def test_a_lost_index_is_made_again_from_the_text(job: Job, tmp_path: Path, how: str) -> None:
    doc_id = indexed(job, tmp_path)
    if how == "deleted":
        shutil.rmtree(job.settings.chroma_dir)
    else:
        (job.settings.chroma_dir / "chroma.sqlite3").write_bytes(b"garbage " * 1000)
    job.open()
    assert job.indexer.run_until_done()
    assert job.vectors() == 2
    assert job.document(doc_id).state is State.READY
    assert ("was damaged" in job.store.notice) == (how == "garbage")


def test_a_library_with_larger_chunks_is_cut_anew(job: Job, tmp_path: Path) -> None:
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("The rent is 1,250 dollars.", "Dogs are not allowed.")))
    job.indexer.run_until_done()
    with job.library.database.transaction() as db:  # as the version before left it
        db.execute("ALTER TABLE documents DROP COLUMN tables")
        db.execute("DROP TABLE page_tables")
        db.execute("ALTER TABLE documents DROP COLUMN folder")
        db.execute("DROP TABLE earlier_answers")
        db.execute("DROP TABLE gold_ranks")
        db.execute("DROP TABLE gold_questions")
        db.execute("DROP INDEX chunks_by_language")
        db.execute("ALTER TABLE chunks DROP COLUMN language")
        db.execute("DROP TABLE chunk_text")
        db.execute("CREATE VIRTUAL TABLE chunk_text USING fts5(text)")
        db.execute("UPDATE chunks SET id = id || '-old'")
        db.execute("PRAGMA user_version = 2")
    job.restart()
    assert (job.document(doc_id).askable, job.store.count(job.target().identity)) == (False, 2)
    job.indexer.run_until_done()
    assert (job.document(doc_id).state, job.document(doc_id).chunks, job.vectors()) == (State.READY, 2, 2)
    assert len(job.library.full_text.search_phrases(["rent"], 5)) == 1


def test_a_lost_database_is_made_again_from_the_pdfs(job: Job, tmp_path: Path) -> None:
    doc_id = indexed(job, tmp_path)
    job.settings.database.unlink()
    job.open()
    assert job.indexer.run_until_done()
    assert job.document(doc_id).state is State.READY
    assert job.vectors() == 2
    assert "1 document is being indexed again" in job.library.notice
    assert job.store.notice == ""


def test_vectors_without_a_library_go_and_that_is_told(job: Job, tmp_path: Path) -> None:
    indexed(job, tmp_path)
    shutil.rmtree(job.settings.data_dir)
    job.open()
    job.embedder = letter_embedder("another model")  # those of models no longer chosen go too
    assert job.indexer.run_until_done()
    assert [job.store.count(identity) for identity in job.store.embeddings()] == [0]
    assert "held passages of documents that are no longer in the library" in job.store.notice


def test_an_index_lost_while_docqa_runs_is_made_again(job: Job, tmp_path: Path) -> None:
    job.add(text_pdf(tmp_path / "a.pdf", ("The rent is 1,250 dollars.",)))
    assert job.indexer.run_until_done()
    shutil.rmtree(job.settings.chroma_dir)
    job.add(text_pdf(tmp_path / "b.pdf", ("Dogs are not allowed.",)))
    for _ in range(3):
        try:
            job.indexer.run_until_done()
        except StorageError:
            continue
    assert job.vectors() == 2


# Several programs


OTHER = """
import sys
from pathlib import Path
from docqa.settings import Settings
from docqa.workspace import Workspace

folder = Path(sys.argv[1])
workspace = Workspace.open(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin"))
workspace.library.add(Path(sys.argv[2]).read_bytes(), "theirs.pdf")
print(workspace.indexer.run_until_done())
workspace.close()
"""


def test_one_program_indexes_for_all(job: Job, tmp_path: Path) -> None:
    mine = job.add(text_pdf(tmp_path / "mine.pdf", ("Mine",)))
    theirs = text_pdf(tmp_path / "theirs.pdf", ("Theirs",))
    job.indexer.start()
    until(lambda: job.document(mine).state is State.READY)
    command = [sys.executable, "-c", OTHER, str(tmp_path), str(theirs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
    until(lambda: [d.state for d in job.library.documents(job.target().identity)] == [State.READY] * 2)


def test_a_program_standing_by_takes_over(job: Job, tmp_path: Path) -> None:
    other = FileLock(job.lock)
    other.acquire()
    doc_id = job.add(text_pdf(tmp_path / "a.pdf", ("Some text",)))
    job.indexer.start()
    job.indexer.wake()
    threading.Event().wait(0.1)
    assert job.document(doc_id).state is State.QUEUED
    other.release()
    until(lambda: job.document(doc_id).state is State.READY)
