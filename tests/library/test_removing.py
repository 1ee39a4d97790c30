"""Removing a document removes it: none of its words is left in any file of the library or of the index."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from docqa.documents import Answer, State
from docqa.library import secure_delete
from docqa.library.catalog import Library
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_text, passage
from tests.support.waiting import until

CANARY = "Quagmirefinch"  # a word that stands in one document only
SECRET = tuple(f"{CANARY} is spoken of on page {n}. {'Nothing else is. ' * n}" for n in range(60))
OTHER = tuple(f"An ordinary document, page {n}. {'Other words. ' * n}" for n in range(60))


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    workspace = Workspace.open(settings)
    workspace.indexer.start()
    yield workspace
    workspace.close()


def add(workspace: Workspace, path: Path, pages: Sequence[str]) -> str:
    doc_id = workspace.library.add(text_pdf(path, pages).read_bytes(), path.name).id
    workspace.indexer.wake()
    until(lambda: workspace.documents()[-1].state is State.READY, 120)
    return doc_id


def files_with(settings: Settings, word: str) -> list[str]:
    """The library's files in which the word stands, in any case and in both codings of text."""
    found = []
    for path in (*settings.data_dir.rglob("*"), *settings.chroma_dir.rglob("*")):
        content = path.read_bytes().lower() if path.is_file() else b""
        if word.lower().encode() in content or word.lower().encode("utf-16-le") in content:
            found.append(path.name)
    return found


def ask(workspace: Workspace, question: str, doc_id: str) -> int:
    """A conversation with an answer that draws on a document; its id."""
    conversation = workspace.conversations.start(question)
    message = workspace.conversations.ask(conversation, question)
    answer = Answer(question, f"{CANARY} it is.", passages=(passage(SECRET[3], doc=doc_id),), done=True)
    workspace.conversations.keep(message, answer)
    return conversation


def test_no_word_of_a_removed_document_is_left(workspace: Workspace, settings: Settings, tmp_path: Path) -> None:
    kept = add(workspace, tmp_path / "other.pdf", OTHER)
    doc_id = add(workspace, tmp_path / f"{CANARY}.pdf", SECRET)
    conversation = ask(workspace, f"What is {CANARY}?", doc_id)
    assert workspace.retriever.search(CANARY)
    assert files_with(settings, CANARY)
    workspace.remove(doc_id, redact=True)
    until(lambda: workspace.store.count(workspace.target().identity) == workspace.library.ledger.progress("").total)
    assert files_with(settings, CANARY) == []
    workspace.close()
    assert files_with(settings, CANARY) == []
    again = Workspace.open(settings)
    assert [document.id for document in again.documents()] == [kept]
    assert again.conversations.get(conversation) is None
    assert files_with(settings, CANARY) == []
    again.close()


def test_no_copy_of_a_removed_text_is_left_however_full_the_library_is(settings: Settings, tmp_path: Path) -> None:
    """SQLite moves rows from page to page as they come and go, and leaves copies behind."""
    chance = random.Random(7)
    library = Library.open(settings)
    held: dict[str, str] = {}
    for number in range(60):
        word = f"canary{number:03}finch"
        pages = [f"{word} {'other words ' * chance.randint(1, 120)}" for _ in range(chance.randint(1, 12))]
        doc_id = library.add(text_pdf(tmp_path / "a.pdf", (word,)).read_bytes(), f"{number}.pdf").id
        keep_text(library, doc_id, pages)
        held[doc_id] = word
        if chance.random() < 0.6:
            gone = chance.choice(list(held))
            library.remove(gone)
            assert files_with(settings, held.pop(gone)) == []


def test_the_words_of_many_removals_are_merged_without_end(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secure_delete, "MAX_LEVELS_BEFORE_REBUILD", 4)
    library = Library.open(settings)
    for number in range(8):
        doc_id = library.add(text_pdf(tmp_path / "a.pdf", (f"number {number}",)).read_bytes(), f"{number}.pdf").id
        keep_text(library, doc_id, ("The rent is low", f"number {number}"))
        if number % 2:
            library.remove(doc_id)
    with library.database.reading() as db:
        assert secure_delete.levels(db) <= 8
    assert len(library.full_text.search_phrases(["rent"], 10)) == 4


def test_a_conversation_can_be_kept(workspace: Workspace, settings: Settings, tmp_path: Path) -> None:
    doc_id = add(workspace, tmp_path / "secret.pdf", SECRET)
    conversation = ask(workspace, "What is it?", doc_id)
    workspace.remove(doc_id)
    (message,) = workspace.conversations.messages(conversation)
    assert CANARY in message.answer.text
    assert files_with(settings, CANARY) != []
    workspace.conversations.redact(doc_id)
    until(workspace.library.database.scrub)  # the indexer may be writing, and then the log is not cut
    assert files_with(settings, CANARY) == []


def test_other_questions_of_a_conversation_stay(workspace: Workspace, tmp_path: Path) -> None:
    doc_id = add(workspace, tmp_path / "secret.pdf", SECRET)
    conversation = ask(workspace, "What is it?", doc_id)
    message = workspace.conversations.ask(conversation, "And what else?")
    workspace.conversations.keep(message, Answer("And what else?", "This.", done=True))
    workspace.remove(doc_id, redact=True)
    (left,) = workspace.conversations.messages(conversation)
    assert left.answer.question == "And what else?"
    title = workspace.conversations.get(conversation)
    assert title is not None and title.title == "And what else?"
