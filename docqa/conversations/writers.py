"""Answers written in the background, so that a reload, another click or a closed tab never loses one."""

import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, replace
from time import monotonic

from docqa.answering.answer import finish
from docqa.conversations.kept import Conversations
from docqa.documents import Answer
from docqa.errors import DocQAError, StorageError

KEEP_SECONDS = 1.0  # how much of an answer a crash may cost
BROKE_OFF = "Something unforeseen ended this answer. Ask again to have all of it."


@dataclass(eq=False, slots=True)
class _Writing:
    """One writing of a message's answer; asking again begins another one."""

    latest: Answer
    thread: threading.Thread | None = None
    is_over: bool = False  # whole or stopped: nothing that still comes is wanted


class Writers:
    """The answers being written in this process, by message. `nobody_is_answering` is set while there are none.

    `finish` gives an answer that was stopped or broke off its sources.
    """

    def __init__(
        self,
        conversations: Conversations,
        nobody_is_answering: threading.Event,
        finish: Callable[[Answer], Answer] = finish,
    ) -> None:
        self._conversations = conversations
        self._finish = finish
        self._nobody_is_answering = nobody_is_answering
        self._writings: dict[int, _Writing] = {}
        self._lock = threading.RLock()
        nobody_is_answering.set()

    def start(self, message_id: int, question: str, answers: Generator[Answer]) -> None:
        """Write the answer to a message; `answers` is drawn in a thread of its own."""
        writing = _Writing(Answer(question))
        writing.thread = threading.Thread(
            target=self._write, args=(message_id, writing, answers), name="docqa-writer", daemon=True
        )
        with self._lock:
            if before := self._writings.get(message_id):
                before.is_over = True
            self._writings[message_id] = writing
            self._nobody_is_answering.clear()
        writing.thread.start()

    def writing(self) -> frozenset[int]:
        """The messages whose answers are being written here."""
        with self._lock:
            return frozenset(self._writings)

    def latest(self, message_id: int) -> Answer | None:
        """The answer as far as it has come; None when it is not being written here."""
        writing = self._writings.get(message_id)
        return writing.latest if writing else None

    def stop(self, message_id: int) -> None:
        """Stop the model; what it has written is kept. The person need not wait for a model that is still loading."""
        with self._lock:
            writing = self._writings.get(message_id)
            if writing is None or writing.is_over:
                return
            writing.is_over = True
        stopped = self._finish(replace(writing.latest, stopped=True))  # may take a second: nobody waits for the lock
        with self._lock:
            self._end(message_id, writing, stopped)

    def wait(self, message_id: int, seconds: float | None = None) -> None:
        """Wait until the answer is whole."""
        writing = self._writings.get(message_id)
        if writing is not None and writing.thread is not None:
            writing.thread.join(seconds)

    def _write(self, message_id: int, writing: _Writing, answers: Generator[Answer]) -> None:
        kept = monotonic()
        error = BROKE_OFF
        try:
            for current in answers:
                with self._lock:
                    if writing.is_over:
                        return
                    has_first_passages = bool(current.passages) and not writing.latest.passages
                    writing.latest = current
                    if (has_first_passages or monotonic() - kept > KEEP_SECONDS) and not current.done:
                        with suppress(
                            StorageError
                        ):  # the answer goes on; if it cannot be kept at its end, that is said
                            self._conversations.keep(message_id, current)
                        kept = monotonic()
        except DocQAError as exc:
            error = str(exc)
        finally:
            answers.close()
            latest = writing.latest
            ended = latest if latest.done or writing.is_over else self._finish(replace(latest, error=error))
            with self._lock:
                if not writing.is_over:
                    self._end(message_id, writing, ended)

    def _end(self, message_id: int, writing: _Writing, answer: Answer) -> None:
        """Keep the answer, for good. One that cannot be kept stays to be read until docqa ends."""
        writing.is_over = True
        try:
            self._conversations.keep(message_id, answer)
            if self._writings.get(message_id) is writing:  # not another one, which was begun since
                del self._writings[message_id]
        except StorageError as error:
            writing.latest = replace(answer, error=f"{answer.error} This answer could not be kept. {error}".strip())
        if all(other.is_over for other in self._writings.values()):
            self._nobody_is_answering.set()
