"""Work of another process that a question waits for a little, and is done without where it takes longer."""

import threading
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import TypeVar

from langchain_core.embeddings import Embeddings

from docqa.errors import EngineError, OllamaTooSlow

# Together less than the two seconds in which passages stand, whatever Ollama does.
QUESTION_SECONDS = 1.0  # for a question's own vector
LOOK_UP_SECONDS = 0.8  # for what there is to know of a model

Found = TypeVar("Found")


class Patience:
    """Waits so long and no longer.

    What takes longer goes on behind, since it may be loading a model; until it has ended nothing new is begun, so that
    nobody waits twice.
    """

    def __init__(self, label: str, seconds: float) -> None:
        """`label` names the model in what is raised."""
        self._label = label
        self._seconds = seconds
        self._late: threading.Thread | None = None
        self._lock = threading.Lock()

    def wait(self, work: Callable[[], Found]) -> Found:
        """What comes of the work. Raises OllamaTooSlow when it takes too long, and the work's own EngineError."""
        with self._lock:
            if self._late is not None and self._late.is_alive():
                raise self._too_slow()
        came: SimpleQueue[tuple[Found] | EngineError] = SimpleQueue()
        thread = threading.Thread(target=_do, args=(work, came), name="docqa-patience", daemon=True)
        thread.start()
        try:
            found = came.get(timeout=self._seconds)
        except Empty:
            with self._lock:
                self._late = thread
            raise self._too_slow() from None
        if isinstance(found, EngineError):
            raise found
        return found[0]

    def _too_slow(self) -> OllamaTooSlow:
        return OllamaTooSlow(f"{self._label} did not answer in time. Ask again in a moment.")


def _do(work: Callable[[], Found], came: "SimpleQueue[tuple[Found] | EngineError]") -> None:
    try:
        came.put((work(),))
    except EngineError as error:
        came.put(error)


class ImpatientEmbeddings(Embeddings):
    """An embedding model that is waited for a little: as the model itself, or OllamaTooSlow."""

    def __init__(self, model: Embeddings, label: str, seconds: float = QUESTION_SECONDS) -> None:
        self._model = model
        self._patience = Patience(label, seconds)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector for each passage. Raises EngineError."""
        return self._patience.wait(partial(self._model.embed_documents, texts))

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question. Raises EngineError."""
        return self._patience.wait(partial(self._model.embed_query, text))
