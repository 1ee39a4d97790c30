import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from docqa.conversations.kept import CLOSED, Conversations
from docqa.conversations.writers import BROKE_OFF, Writers
from docqa.documents import Answer, Citation, Finding, Part
from docqa.errors import OllamaFailed, StorageError
from docqa.library.database import Database
from docqa.settings import ROOT
from tests.support.waiting import SECONDS, until


class Model:
    """Answers as `answering.answer` gives them, one at a time as the test says; it may be silent, and it may break."""

    def __init__(self) -> None:
        self.go_on = threading.Semaphore(0)
        self.silent = threading.Event()  # it waits to go on
        self.closed = threading.Event()
        self.breaks: Exception | None = None

    def answers(self, question: str) -> Generator[Answer]:
        answer = Answer(question)
        try:
            for word in ("It", " is", " 1,250", " dollars."):
                self.silent.set()
                self.go_on.acquire()
                self.silent.clear()
                if self.breaks:
                    raise self.breaks
                answer = replace(answer, text=answer.text + word)
                yield answer
            yield replace(answer, done=True)
        finally:
            self.closed.set()


class Desk:
    """Writers on a real database, with a conversation to write in."""

    def __init__(self, path: Path) -> None:
        self.database = Database.open(path)
        self.conversations = Conversations(self.database)
        self.nobody_is_answering = threading.Event()
        self.writers = Writers(self.conversations, self.nobody_is_answering)
        self.conversation = self.conversations.start("?")
        self.message = self.conversations.ask(self.conversation, "?")

    def kept(self) -> Answer:
        (message,) = self.conversations.messages(self.conversation)
        return message.answer

    def text(self) -> str:
        latest = self.writers.latest(self.message)
        return latest.text if latest else ""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "library.sqlite3")


@pytest.fixture
def model() -> Iterator[Model]:
    model = Model()
    yield model
    model.go_on.release(10)
    for thread in threading.enumerate():
        if thread.name == "docqa-writer":
            thread.join(SECONDS)


def test_an_answer_is_written_while_nobody_looks(desk: Desk, model: Model) -> None:
    desk.writers.start(desk.message, "?", model.answers("?"))
    model.go_on.release(10)
    until(lambda: desk.writers.latest(desk.message) is None)
    assert desk.kept() == Answer("?", text="It is 1,250 dollars.", done=True)


def test_the_answer_can_be_watched_growing(desk: Desk, model: Model) -> None:
    assert desk.writers.latest(desk.message) is None
    desk.writers.start(desk.message, "?", model.answers("?"))
    assert desk.writers.latest(desk.message) == Answer("?")
    model.go_on.release()
    until(lambda: desk.text() == "It")
    model.go_on.release()
    until(lambda: desk.text() == "It is")
    model.go_on.release(2)
    desk.writers.wait(desk.message)
    assert desk.kept().done


def test_others_are_quiet_meanwhile(desk: Desk, model: Model) -> None:
    second = Model()
    other = desk.conversations.ask(desk.conversation, "Another")
    assert desk.nobody_is_answering.is_set()
    desk.writers.start(desk.message, "?", model.answers("?"))
    desk.writers.start(other, "?", second.answers("?"))
    assert not desk.nobody_is_answering.is_set()
    model.go_on.release(10)
    until(lambda: desk.writers.latest(desk.message) is None)
    assert not desk.nobody_is_answering.is_set()
    second.go_on.release(10)
    assert desk.nobody_is_answering.wait(SECONDS)


def test_stop_keeps_what_has_come_and_waits_for_no_silent_model(desk: Desk, model: Model) -> None:
    desk.writers.start(desk.message, "?", model.answers("?"))
    model.go_on.release(2)
    until(lambda: desk.text() == "It is" and model.silent.is_set())
    desk.writers.stop(desk.message)
    assert desk.writers.latest(desk.message) is None
    assert desk.kept() == Answer("?", text="It is", done=True, stopped=True)
    assert desk.nobody_is_answering.is_set()
    model.go_on.release()  # it speaks again, to nobody
    assert model.closed.wait(SECONDS)
    assert desk.kept().text == "It is"
    desk.writers.stop(desk.message)


def test_asking_again_while_the_stopped_model_is_still_silent(desk: Desk, model: Model) -> None:
    desk.writers.start(desk.message, "?", model.answers("?"))
    until(model.silent.is_set)
    desk.writers.stop(desk.message)
    second = Model()
    desk.writers.start(desk.message, "?", second.answers("?"))
    model.go_on.release(10)
    assert model.closed.wait(SECONDS)
    assert desk.writers.latest(desk.message) == Answer("?")
    second.go_on.release(10)
    until(lambda: desk.writers.latest(desk.message) is None)
    assert desk.kept() == Answer("?", text="It is 1,250 dollars.", done=True)


def test_asking_again_in_the_middle_leaves_one_answer(desk: Desk, model: Model) -> None:
    second = Model()
    desk.writers.start(desk.message, "?", model.answers("?"))
    model.go_on.release()
    until(lambda: desk.text() == "It")
    desk.writers.start(desk.message, "?", second.answers("?"))
    model.go_on.release(10)
    assert model.closed.wait(SECONDS)
    assert desk.text() == ""
    second.go_on.release(10)
    until(lambda: desk.writers.latest(desk.message) is None)
    assert desk.kept().text == "It is 1,250 dollars."


def test_an_error_in_the_middle_keeps_the_partial_text_and_the_sentence(desk: Desk, model: Model) -> None:
    desk.writers.start(desk.message, "?", model.answers("?"))
    model.go_on.release(2)
    until(lambda: desk.text() == "It is")
    model.breaks = OllamaFailed("The connection to Ollama broke off.")
    model.go_on.release()
    until(lambda: desk.writers.latest(desk.message) is None)
    assert desk.kept() == Answer("?", text="It is", done=True, error="The connection to Ollama broke off.")
    assert desk.nobody_is_answering.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_in_the_program_does_not_leave_an_answer_growing_for_ever(desk: Desk, model: Model) -> None:
    model.breaks = ZeroDivisionError()
    desk.writers.start(desk.message, "?", model.answers("?"))
    model.go_on.release()
    until(lambda: desk.writers.latest(desk.message) is None)
    assert desk.kept() == Answer("?", done=True, error=BROKE_OFF)
    assert desk.nobody_is_answering.is_set()


class FullDisk(Conversations):
    """Conversations on a disk that is full while `is_full`."""

    is_full = True

    def keep(self, message_id: int, answer: Answer) -> None:
        if self.is_full:
            raise StorageError("The disk is full.")
        super().keep(message_id, answer)


def test_an_answer_that_cannot_be_kept_can_still_be_read(
    desk: Desk, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docqa.conversations.writers.KEEP_SECONDS", 0.0)
    writers = Writers(FullDisk(desk.database), desk.nobody_is_answering)
    writers.start(desk.message, "?", model.answers("?"))
    model.go_on.release(10)
    assert desk.nobody_is_answering.wait(SECONDS)
    assert writers.latest(desk.message) == Answer(
        "?", text="It is 1,250 dollars.", done=True, error="This answer could not be kept. The disk is full."
    )


def test_the_answer_so_far_is_kept_again_and_again(desk: Desk, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docqa.conversations.writers.KEEP_SECONDS", 0.0)
    desk.writers.start(desk.message, "?", model.answers("?"))
    model.go_on.release(2)
    until(lambda: desk.kept().text == "It is")
    assert not desk.kept().done


KILLED = """
import sys, threading
from dataclasses import replace
from pathlib import Path
from docqa.conversations.kept import Conversations
from docqa.library.database import Database
from docqa.documents import Answer, Citation, Finding, Part
from docqa.conversations import writers

writers.KEEP_SECONDS = 0.0

def answers():
    yield Answer("How much is the rent?", text="It is 1,2")
    print("writing", flush=True)
    threading.Event().wait()

conversations = Conversations(Database.open(Path(sys.argv[1])))
message = conversations.ask(conversations.start("How much is the rent?"), "How much is the rent?")
writers = writers.Writers(conversations, threading.Event())
writers.start(message, "How much is the rent?", answers())
writers.wait(message)
"""


def test_a_killed_program_leaves_the_question_and_what_had_come(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "writing\n"
        os.kill(other.pid, signal.SIGKILL)
    conversations = Conversations(Database.open(path))
    (conversation,) = conversations.list()
    (before,) = conversations.messages(conversation.id)
    assert (before.answer.text, before.answer.done) == ("It is 1,2", False)
    conversations.end_interrupted()
    (after,) = conversations.messages(conversation.id)
    assert (after.answer.question, after.answer.text) == ("How much is the rent?", "It is 1,2")
    assert (after.answer.done, after.answer.error) == (True, CLOSED)


def test_a_report_stopped_in_the_middle_keeps_the_sections_that_stand(desk: Desk) -> None:
    go_on, sections = threading.Semaphore(0), 0

    def report() -> Generator[Answer]:
        nonlocal sections
        parts: tuple[Part, ...] = ()
        for number in range(1, 12):
            parts += (Part(f"Section {number}", 1, (Citation(1, "", "a.pdf", number, "", 0, 4, "Rent"),)),)
            sections = number
            yield Answer(
                "?", parts=parts, finding=Finding.ANSWERS, report="summary", progress=f"Section {number} of 11"
            )
            go_on.acquire()

    desk.writers.start(desk.message, "?", report())
    for number in (2, 3):
        go_on.release()
        until(lambda number=number: sections == number)  # type: ignore[misc]
    until(lambda: (latest := desk.writers.latest(desk.message)) is not None and len(latest.parts) == 3)
    desk.writers.stop(desk.message)
    go_on.release()
    kept = desk.kept()
    assert [part.title for part in kept.parts] == ["Section 1", "Section 2", "Section 3"]
    assert (kept.done, kept.stopped, kept.progress, kept.report) == (True, True, "Section 3 of 11", "summary")
