import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from docqa.conversations.kept import CLOSED
from docqa.documents import Finding, Highlight, Imprint, Passage, Source, State
from docqa.engines.base import Embedder
from docqa.engines.choice import Engines
from docqa.errors import DocQAError, ModelNotInstalled, PasswordNeeded, UnknownDocument
from docqa.indexing.cut import keep_scan
from docqa.indexing.indexer import CHUNKS_PER_EMBEDDING_BATCH
from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore
from docqa.search.ranking import SHARE_OF_LONE_CHUNK
from docqa.settings import ROOT, Settings
from docqa.workspace import Workspace
from tests.support import waiting
from tests.support.chroma_server import ChromaServer
from tests.support.ollama_server import Fault, OllamaTestServer
from tests.support.pdfs import drawn_pdf, encrypted_pdf, protected, scanned_pdf, scans_pdf, table_pdf, text_pdf
from tests.support.shelf import DOCUMENTS, LEASE, filled
from tests.support.small_models import letter_embedder, texts_of

SECONDS = 60
until = partial(waiting.until, seconds=SECONDS)
# "silent" has the letters of "listen": only vectors bring the two together, no word search does.
LISTENING = ("listen", *(f"page {number} of quite another book" for number in range(2 * CHUNKS_PER_EMBEDDING_BATCH)))


class LetterEngines(Engines):
    """Embedding models by name in place of those on the machine; the first is the default."""

    def __init__(self, settings: Settings, *embedders: Embedder) -> None:
        super().__init__(settings)
        self.default = embedders[0].name
        self.embedders = {embedder.name: embedder for embedder in embedders}

    def embedder(self, name: str = "") -> Embedder:
        name = name or self.default
        if name not in self.embedders:
            raise ModelNotInstalled(f"{name} is not installed.")
        return self.embedders[name]


def with_models(settings: Settings, *embedders: Embedder) -> Workspace:
    library = Library.open(settings)
    return Workspace(settings, library, VectorStore(settings.chroma_dir), LetterEngines(settings, *embedders))


def add(workspace: Workspace, path: Path) -> str:
    return workspace.library.add(path.read_bytes(), path.name).id


def best(workspace: Workspace, question: str) -> Passage:
    return workspace.retriever.search(question)[0]


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("docqa-"):
            thread.join(SECONDS)
            assert not thread.is_alive(), thread.name


# Stopped and started again


def test_everything_is_there_after_a_restart(settings: Settings, tmp_path: Path) -> None:
    workspace = filled(settings)
    before = workspace.documents()
    assert [document.state for document in before] == [State.READY] * len(DOCUMENTS)
    conversation = workspace.conversations.start("Are pets permitted?")
    workspace.conversations.ask(conversation, "Are pets permitted?")
    workspace.left_out = frozenset({before[0].id})
    workspace.chat_choice = "built-in"
    found = best(workspace, "Are pets permitted?")
    workspace.close()

    again = Workspace.open(workspace.settings)
    again.conversations.end_interrupted()
    assert again.documents() == before
    assert (found.chunk.page, "Dogs are not allowed" in found.chunk.text) == (1, True)
    assert best(again, "Are pets permitted?") == found
    (message,) = again.conversations.messages(again.conversations.list()[0].id)
    assert (message.answer.question, message.answer.error) == ("Are pets permitted?", CLOSED)
    assert again.left_out == frozenset({before[0].id})
    assert (again.chat_choice, again.embedder_choice) == ("built-in", "")
    assert again.notices == []
    again.close()


def test_a_library_without_its_data_folder_is_empty_and_says_so(settings: Settings, tmp_path: Path) -> None:
    workspace = filled(settings)
    workspace.close()
    shutil.rmtree(workspace.settings.data_dir)
    again = Workspace.open(workspace.settings)
    again.indexer.run_until_done()
    assert again.documents() == []
    assert [again.store.ids(embedding) for embedding in again.store.embeddings()] == [set()]
    (notice,) = again.notices
    assert "If the data folder was deleted, add the PDFs again" in notice
    again.close()


def test_what_has_come_of_a_model_that_nobody_went_on_to_get_goes_at_the_start(settings: Settings) -> None:
    with closing(Workspace.open(settings)) as workspace:
        old, new = (workspace.engines.kept.folder / "blobs" / f"sha256-{letter * 64}.part" for letter in "ab")
        old.parent.mkdir(parents=True)
        for part in (old, new):
            part.write_bytes(b"some of it")
        os.utime(old, (0, 0))
        workspace.warm().join()
        assert (old.exists(), new.exists()) == (False, True)


# Another embedding model


def test_the_old_vectors_serve_until_the_new_ones_are_whole(settings: Settings, tmp_path: Path) -> None:
    served: list[tuple[str, int]] = []

    def search() -> None:  # ahead of each batch
        passage = best(workspace, "silent")
        assert passage.chunk.text == "listen"
        assert passage.score == pytest.approx(SHARE_OF_LONE_CHUNK, abs=1e-4)  # of a mixture it would not be
        embedder = workspace.serving()
        served.append((embedder.name if embedder else "", len(texts_of(new))))

    old, new = letter_embedder("old"), letter_embedder("new", turn=13, before=search)
    workspace = with_models(settings, old, new)
    add(workspace, text_pdf(tmp_path / "a.pdf", LISTENING))
    workspace.indexer.run_until_done()
    assert workspace.documents()[0].state is State.READY

    workspace.embedder_choice = "new"
    assert workspace.documents()[0].state is State.INDEXING
    assert workspace.indexer.run_until_done()
    assert served == [("old", 0), ("old", CHUNKS_PER_EMBEDDING_BATCH), ("old", 2 * CHUNKS_PER_EMBEDDING_BATCH)]
    assert workspace.serving() is new
    assert best(workspace, "silent").score == pytest.approx(SHARE_OF_LONE_CHUNK, abs=1e-4)

    workspace.embedder_choice = ""  # and back: nothing is embedded again
    assert workspace.serving() is old
    assert len(texts_of(old)) == len(LISTENING)
    workspace.close()


def test_words_still_find_when_the_old_model_is_gone(settings: Settings, tmp_path: Path) -> None:
    old, new = letter_embedder("old"), letter_embedder("new")
    workspace = with_models(settings, old)
    add(workspace, text_pdf(tmp_path / "a.pdf", ("Dogs are not allowed.", "The rent is due.")))
    workspace.indexer.run_until_done()
    workspace.close()

    again = with_models(settings, new)
    assert best(again, "What about dogs?").chunk.page == 0
    assert again.indexer.run_until_done()
    assert again.serving() is new
    again.engines = LetterEngines(settings, letter_embedder("third"))
    again.embedder_choice = "a model that is not installed"
    assert again.serving() is None
    assert again.target() is None
    assert best(again, "What about dogs?").chunk.page == 0
    again.close()


# Documents


def test_tables_are_found_once_and_forgotten_with_their_document(settings: Settings, tmp_path: Path) -> None:
    workspace = with_models(settings, letter_embedder())
    doc_id = add(
        workspace,
        table_pdf(tmp_path / "costs.pdf", [("", "2018", "2017"), ("Rent", "1,180", "250"), ("Heat", "3", "2")]),
    )
    workspace.indexer.start()
    until(lambda: workspace.documents()[0].state is State.READY)
    found = workspace.tables(doc_id, 0)
    assert found[0].cells[0].describe() == "Rent · 2018: 1,180"
    assert workspace.tables(doc_id, 0) is found
    workspace.remove(doc_id)
    with pytest.raises(UnknownDocument):
        workspace.tables(doc_id, 0)
    workspace.close()


def test_tables_are_kept_with_their_pages(settings: Settings, tmp_path: Path) -> None:
    rows = [("", "2018", "2017"), ("Rent", "1,180", "250"), ("Heat", "3", "2")]
    first, second = with_models(settings, letter_embedder()), with_models(settings, letter_embedder())
    doc_id = add(first, table_pdf(tmp_path / "costs.pdf", rows))
    first.indexer.read(first.library.document(doc_id))
    (found,) = first.tables(doc_id, 0)
    assert first.indexer.run_until_done()
    first.close()
    second.library.pdf_path(doc_id).unlink()  # where they would be looked for
    assert second.tables(doc_id, 0) == (found,)
    second.close()


def test_a_password_opens_a_document_and_is_forgotten_at_the_end(settings: Settings, tmp_path: Path) -> None:
    workspace = with_models(settings, letter_embedder())
    doc_id = add(workspace, encrypted_pdf(tmp_path / "secret.pdf", ("The safe is behind the clock",), "Zinnober77"))
    workspace.indexer.start()
    until(lambda: workspace.library.document(doc_id).state is State.LOCKED)
    workspace.unlock(doc_id, "wrong")
    until(lambda: "That is not the password" in workspace.library.document(doc_id).error)
    workspace.unlock(doc_id, "Zinnober77")
    until(lambda: workspace.documents()[0].state is State.READY)
    assert workspace.picture(doc_id, 0, Highlight(), 200).startswith(b"\x89PNG")
    workspace.close()
    again = with_models(settings, letter_embedder())
    assert best(again, "safe").doc == "secret.pdf"
    with pytest.raises(PasswordNeeded):
        again.picture(doc_id, 0, Highlight(), 200)
    again.remember_password(doc_id, "Zinnober77")
    assert again.picture(doc_id, 0, Highlight(), 200).startswith(b"\x89PNG")
    again.close()


ANOTHER = """
import sys
from pathlib import Path
from docqa.settings import ROOT, Settings
from docqa.workspace import Workspace

data_dir, chroma_dir = map(Path, sys.argv[1:])
workspace = Workspace.open(Settings(data_dir=data_dir, chroma_dir=chroma_dir, engine="builtin"))
workspace.indexer.start()
while workspace.indexer.owner is None:
    pass
print("It indexes.", flush=True)
sys.stdin.read()
workspace.close()
"""


@contextmanager
def another_docqa(settings: Settings) -> Iterator[None]:
    """Another process that does the library's indexing while the `with` lasts."""
    command = [sys.executable, "-c", ANOTHER, str(settings.data_dir), str(settings.chroma_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == b"It indexes.\n"
        yield
        process.stdin.close()


def test_a_password_given_while_another_process_indexes(settings: Settings, tmp_path: Path) -> None:
    with another_docqa(settings), closing(Workspace.open(settings)) as workspace:
        workspace.indexer.start()
        doc_id = add(workspace, encrypted_pdf(tmp_path / "secret.pdf", LEASE, "Zinnober77"))
        until(lambda: workspace.library.document(doc_id).state is State.LOCKED)
        workspace.unlock(doc_id, "wrong")
        until(lambda: "That is not the password" in workspace.documents()[0].error)
        assert workspace.documents()[0].state is State.LOCKED
        workspace.unlock(doc_id, "Zinnober77")
        assert workspace.documents()[0].state is not State.LOCKED
        until(lambda: workspace.documents()[0].state is State.READY)


def test_a_protected_scan_waits_for_the_process_that_has_its_password(settings: Settings, tmp_path: Path) -> None:
    pages = ((72.0, 4, "Behind the clock"),)
    with closing(Workspace.open(settings)) as workspace:
        with another_docqa(settings):
            workspace.indexer.start()
            doc_id = add(workspace, protected(scanned_pdf(tmp_path / "scan.pdf", pages), "Zinnober77"))
            until(lambda: workspace.library.document(doc_id).state is State.LOCKED)
            workspace.unlock(doc_id, "Zinnober77")
            until(lambda: "protected" in workspace.library.document(doc_id).error)
            until(lambda: workspace.library.document(doc_id).scans)
            assert "reading scanned page 1 of 1" in workspace.documents()[0].describe()
        until(lambda: workspace.documents()[0].state is State.READY)
        assert workspace.documents()[0].by_ocr == 1


def test_scanned_pages_go_on_where_their_password_was_missing(settings: Settings, tmp_path: Path) -> None:
    path = protected(scans_pdf(tmp_path / "scan.pdf", ("Page one", "Page two")), "Zinnober77")
    workspace = with_models(settings, letter_embedder())
    doc_id = add(workspace, path)
    workspace.read_with(doc_id, "Zinnober77")
    read = replace(workspace.library.pages.page(doc_id, 0), text="listen", source=Source.OCR)
    keep_scan(workspace.library, doc_id, read)
    workspace.close()

    again = with_models(settings, letter_embedder())
    assert again.indexer.run_until_done()
    assert again.documents()[0].state is State.LOCKED
    for password, state in (("wrong", State.LOCKED), ("Zinnober77", State.READY)):
        again.unlock(doc_id, password)
        assert again.indexer.run_until_done()
        document = again.documents()[0]
        assert (document.state, "That is not the password" in document.error) == (state, state is State.LOCKED)
    assert again.library.pages.page(doc_id, 0) == read
    again.close()


def test_a_password_given_to_see_pages_unlocks_their_document(settings: Settings, tmp_path: Path) -> None:
    workspace = with_models(settings, letter_embedder())
    doc_id = add(workspace, encrypted_pdf(tmp_path / "secret.pdf", LEASE, "Zinnober77"))
    workspace.indexer.run_until_done()
    assert workspace.documents()[0].state is State.LOCKED
    workspace.remember_password(doc_id, "Zinnober77")
    workspace.indexer.run_until_done()
    assert workspace.documents()[0].state is State.READY
    workspace.close()


def test_a_watched_folder_is_followed(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    workspace = with_models(replace(settings, watch_dir=folder), letter_embedder())
    workspace.indexer.start()
    path = text_pdf(folder / "listen.pdf", ("listen",))
    (folder / "notes.pdf").write_text("no PDF at all")
    until(lambda: [document.state for document in workspace.documents()] == [State.READY])
    assert best(workspace, "silent").doc == "listen.pdf"
    until(lambda: workspace.notices)
    assert "notes.pdf is not a PDF" in workspace.notices[0]
    path.unlink()
    until(lambda: workspace.documents() == [])
    until(lambda: workspace.store.ids(letter_embedder().identity) == set())
    workspace.close()


def test_what_a_pdf_says_of_itself_is_had_when_it_is_asked_for(settings: Settings, tmp_path: Path) -> None:
    def named(canvas: Canvas) -> None:
        canvas.setTitle("On Herons")
        canvas.setAuthor("Ada Berg; Bo Lind")
        canvas.drawString(72, 700, "Herons stand still for a long time.")

    with closing(Workspace.open(settings)) as workspace:
        paper = workspace.library.add(drawn_pdf(tmp_path / "a.pdf", named).read_bytes(), "a.pdf")
        assert workspace.indexer.run_until_done()
        for _ in range(2):
            assert workspace.imprint(paper.id) == Imprint("On Herons", "Ada Berg; Bo Lind")
            assert workspace.words(paper.id, 0)


def test_a_removed_document_is_gone_from_everywhere(settings: Settings, tmp_path: Path) -> None:
    workspace = with_models(settings, letter_embedder())
    doc_id = add(workspace, text_pdf(tmp_path / "a.pdf", ("The rent is due.",)))
    workspace.indexer.run_until_done()
    workspace.remove(doc_id)
    assert workspace.documents() == []
    workspace.indexer.run_until_done()
    assert workspace.store.ids(letter_embedder().identity) == set()
    assert workspace.retriever.search("rent") == []
    workspace.remove(doc_id)  # from another tab
    workspace.close()


# A Chroma server


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path / "server")
    server.start()
    yield server
    server.stop()


def test_the_index_on_a_chroma_server(settings: Settings, tmp_path: Path, chroma: ChromaServer) -> None:
    settings = replace(settings, chroma_url=chroma.url)
    workspace = Workspace.open(settings)
    workspace.engines = LetterEngines(settings, letter_embedder())
    kept, removed = (add(workspace, text_pdf(tmp_path / f"{text}.pdf", (text,))) for text in ("listen", "another"))
    assert workspace.indexer.run_until_done()
    assert best(workspace, "silent").doc == "listen.pdf"

    chroma.stop()
    assert best(workspace, "another").doc == "another.pdf"  # by words
    (notice,) = workspace.notices
    assert notice.startswith(f"The Chroma server at {chroma.url} could not be used")
    assert notice.endswith("Start it, or check CHROMA_URL. Until then a search is by words alone.")
    workspace.remove(removed)  # its vector goes when the server is back
    assert [document.id for document in workspace.documents()] == [kept]
    workspace.indexer.start()
    until(lambda: "Start it, or check CHROMA_URL" in workspace.indexer.problem)

    chroma.start()
    workspace.indexer.wake()
    until(lambda: not workspace.indexer.problem)
    assert len(workspace.store.ids(letter_embedder().identity)) == 1
    assert best(workspace, "silent").doc == "listen.pdf"
    assert workspace.notices == []
    assert not settings.chroma_dir.exists()
    workspace.close()


# Answers


def test_the_documents_own_words_answer_where_no_model_writes(settings: Settings) -> None:
    with closing(filled(replace(settings, engine="auto"))) as workspace:
        first, *_, answer = workspace.answer("How much is the rent?")
        *_, near = workspace.answer("When does the term begin?")
    assert "1,250 dollars" in answer.passages[0].chunk.text
    assert "1,250 dollars" in answer.quotations[0].text
    assert (answer.quotations[0].doc, answer.quotations[0].page) == ("Lease.pdf", 0)
    assert answer.finding is Finding.ANSWERS
    assert (answer.text, answer.model, answer.error, answer.done) == ("", "", "", True)
    assert first.quotations == answer.quotations
    assert "1 May 2024" in near.quotations[0].text
    assert (near.text, near.error, near.done) == ("", "", True)


def test_a_question_finds_the_tokenizer_of_ollama_s_model_at_hand(settings: Settings) -> None:
    with OllamaTestServer() as ollama:
        with closing(Workspace.open(replace(settings, engine="auto", ollama_url=ollama.url))) as workspace:
            workspace.warm().join()
            before = [bool(request.body.get("verbose")) for request in ollama.asked("/api/show")]
            chat = workspace.engines.chat()
            assert chat
            assert chat.count([]) > 0
        assert before.count(True) == 1
        assert len(ollama.asked("/api/show")) == len(before)


def test_a_question_to_a_silent_model_is_stopped_at_once_and_asked_again(settings: Settings, tmp_path: Path) -> None:
    """The whole way: kept at once, the indexer waits meanwhile, stopped, asked again, and followed up."""
    with OllamaTestServer() as ollama:
        workspace = filled(replace(settings, engine="auto", ollama_url=ollama.url))
        ollama.faults["/api/chat"] = Fault("silence", after=6, times=1)
        conversation = workspace.conversations.start("Are dogs allowed?")
        message_id = workspace.ask(conversation, "Are dogs allowed?")
        until(lambda: (latest := workspace.writers.latest(message_id)) and latest.thinking and latest.passages)

        doc_id = add(workspace, text_pdf(tmp_path / "new.pdf", ("Something new",)))
        workspace.indexer.start()
        until(lambda: workspace.library.document(doc_id).askable)
        assert workspace.library.document(doc_id).state is State.INDEXING

        workspace.writers.stop(message_id)
        (message,) = workspace.conversations.messages(conversation)
        assert (message.answer.stopped, message.answer.done, bool(message.answer.passages)) == (True, True, True)
        until(lambda: all(document.state is State.READY for document in workspace.documents()))

        workspace.ask_again(conversation, message_id)
        until(lambda: workspace.writers.latest(message_id) is None)
        (message,) = workspace.conversations.messages(conversation)
        assert (message.answer.done, message.answer.error, message.answer.stopped) == (True, "", False)
        assert message.answer.model == "deepseek-r1:1.5b"
        assert message.answer.text
        assert message.answer.thinking
        workspace.ask_again(conversation, message_id)
        until(lambda: workspace.writers.latest(message_id) is None)
        seeds = [request.body["options"]["seed"] for request in ollama.asked("/api/chat")]
        assert (len({*seeds}), seeds[0]) == (3, 0)  # the same one would bring the same answer

        second = workspace.ask(conversation, "And cats?")
        until(lambda: workspace.writers.latest(second) is None)
        shown = ollama.asked("/api/chat")[-1].body["messages"]
        assert [part["role"] for part in shown] == ["system", "user", "assistant", "user"]
        assert message.answer.thinking not in str(shown)
        workspace.ask_again(conversation, 999)  # a message that another tab has removed
        workspace.close()


def test_a_model_that_breaks_off_leaves_what_it_said(settings: Settings, tmp_path: Path) -> None:
    with OllamaTestServer() as ollama:
        workspace = filled(replace(settings, engine="auto", ollama_url=ollama.url))
        conversation = workspace.conversations.start("Are dogs allowed?")
        ollama.faults["/api/chat"] = Fault("drop", after=10)
        message_id = workspace.ask(conversation, "Are dogs allowed?")
        until(lambda: workspace.writers.latest(message_id) is None)
        (message,) = workspace.conversations.messages(conversation)
        assert message.answer.text
        assert "The connection to Ollama broke off while deepseek-r1:1.5b was at work" in message.answer.error
        workspace.close()


def test_a_folder_that_cannot_be_used_is_a_sentence(settings: Settings) -> None:
    settings.data_dir.write_text("a file where the folder should be")
    with pytest.raises(DocQAError, match=r"cannot be made.*DOCQA_DATA_DIR"):
        Workspace.open(settings)


def test_lists_are_asked_for_in_plain_words(settings: Settings, tmp_path: Path) -> None:
    """Of three kinds: by how they are written, by the document's own list, and by the names in it."""
    lines = (
        "Mr. Adler lets the cottage from 3 May 2024, and the house at the mill from 1 June 2024.",
        "The risks of the house are as follows:",
        "1. Fire, since the roof is of straw and the stove is old.",
        "2. High water in the spring.",
    )
    with closing(Workspace.open(settings)) as workspace:
        add(workspace, text_pdf(tmp_path / "House.pdf", ["\n".join(lines)]))
        assert workspace.indexer.run_until_done()
        for question, items in (
            ("List all dates", ["3 May 2024", "1 June 2024"]),
            ("How many risks are listed in the document?", [lines[2][3:-1], lines[3][3:-1]]),
            ("List all people in House.pdf", ["Mr. Adler"]),
        ):
            *_, answer = workspace.answer(question)
            (part,) = answer.parts
            assert (answer.report, answer.finding, answer.model) == ("list", Finding.ANSWERS, "")
            assert [quotation.answering for quotation in part.quotations] == items
            assert f"; {len(items)} item" in answer.coverage[0]
        *_, answer = workspace.answer("List the house for rent")
        assert (answer.report, answer.offer) == ("", "list")


def test_an_answer_says_of_which_documents_it_is(settings: Settings, tmp_path: Path) -> None:
    with closing(Workspace.open(settings)) as workspace:
        for name, rent in (("May.pdf", "1,250"), ("June.pdf", "1,310"), ("Will.pdf", "no")):
            add(workspace, text_pdf(tmp_path / name, [f"The rent is {rent} euros."]))
        assert workspace.indexer.run_until_done()
        for question, asked in (
            ("How much is the rent?", "May.pdf, June.pdf and Will.pdf"),
            ("Summarise these documents", "May.pdf, June.pdf and Will.pdf"),
            ("Summarise May.pdf", "May.pdf"),
            ("What changed between May.pdf and June.pdf?", ""),  # its columns say which two
        ):
            assert {answer.asked for answer in workspace.answer(question)} == {asked}, question
