"""Which models there are on this machine, looked at in the background."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from docqa.engines.ollama.names import is_same_model
from docqa.errors import EngineError
from docqa.settings import Settings

if TYPE_CHECKING:
    from docqa.engines.ollama.server import InstalledModel, ModelInfo, OllamaServer

LOOK_INTERVAL_SECONDS = 5.0  # between two looks
FIRST_LOOK_SECONDS = 5.0  # readers wait so long for the first look at most, all of them together

# A server at work on a long prompt may miss a look. It is gone when it misses several in a row.
MISSED_LOOKS_UNTIL_GONE = 3
ANSWER_COUNTS_SECONDS = 60.0  # after a longer silence, as of a machine that was asleep, the first missed look decides


@dataclass(frozen=True, slots=True)
class Status:
    """What there is on this machine at the moment."""

    ollama: str  # its version, or "" when it does not run
    models: "tuple[InstalledModel, ...]"
    is_silent: bool = False  # something takes calls where it should be, and does not answer them

    def model(self, name: str) -> "InstalledModel | None":
        """Ollama's model of that name, if it is installed."""
        return next((model for model in self.models if is_same_model(model.name, name)), None)

    def has(self, name: str) -> bool:
        """Whether Ollama has a model of that name."""
        return self.model(name) is not None


class Monitor:
    """Keeps the status up to date in a thread of its own, so that nobody who reads it waits for the network.

    The thread starts with the first reader and ends with `close`; it keeps no process alive.
    """

    def __init__(
        self,
        settings: Settings,
        look_interval_seconds: float = LOOK_INTERVAL_SECONDS,
        first_look_seconds: float = FIRST_LOOK_SECONDS,
    ) -> None:
        self._settings = settings
        self._look_interval_seconds = look_interval_seconds
        self._first_look_seconds = first_look_seconds
        self._status = Status("", ())
        self._described: dict[str, ModelInfo] = {}  # by a model's digest
        self._answered_at = -inf  # when Ollama last gave its version
        self._missed_looks = 0  # in a row
        self._is_known = threading.Event()  # the first look is done
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._patience_ends = inf  # when readers stop waiting for the first look
        self._starting = threading.Lock()
        self._looking = threading.Lock()  # held during a look; readers never take it

    def status(self) -> Status:
        """What the last look found; before the first has ended, after a short wait, as if Ollama did not run."""
        with self._starting:
            if self._thread is None:
                self._start()
        self._is_known.wait(max(0.0, self._patience_ends - monotonic()))
        return self._status

    def look(self) -> Status:
        """Look now, however long it takes: half a second where nothing listens, half a minute at worst."""
        with self._looking:
            found = self._ask_ollama()
            if found.ollama:
                self._missed_looks = 0
            else:
                self._missed_looks += 1
                is_recent = monotonic() - self._answered_at < ANSWER_COUNTS_SECONDS
                if is_recent and self._missed_looks < MISSED_LOOKS_UNTIL_GONE:
                    found = self._status
            self._status = found
            self._is_known.set()
            return self._status

    def close(self) -> None:
        """End the thread after the look at hand, without waiting for it."""
        self._closed.set()
        self._is_known.set()

    def _start(self) -> None:
        if self._settings.engine != "builtin":
            self._server()  # its libraries are imported now, and not in the thread beside others of the reader's
        self._patience_ends = monotonic() + self._first_look_seconds
        self._thread = threading.Thread(target=self._run, name="docqa-models", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self.look()
            except Exception:  # what nobody foresaw in a reply must not end the looking
                logging.getLogger(__name__).exception("Ollama could not be looked at; it is tried again.")
            self._closed.wait(self._look_interval_seconds)

    def _ask_ollama(self) -> Status:
        """What there is; no Ollama where it does not run or hangs, or what answers does not speak as Ollama."""
        if self._settings.engine == "builtin":
            return Status("", ())
        server = self._server()
        version = server.version()
        if not version:
            return Status("", (), is_silent=version is not None)
        self._answered_at = monotonic()
        try:
            return Status(version, self._told_apart(server, server.models()))
        except EngineError:
            return Status("", ())

    def _told_apart(self, server: "OllamaServer", models: "Sequence[InstalledModel]") -> "tuple[InstalledModel, ...]":
        """The models with what they can do. Where the list does not say (0.24 does not), each is looked up once."""
        there = {model.digest for model in models}
        self._described = {digest: info for digest, info in self._described.items() if digest in there}
        return tuple(model if model.capabilities else self._with_capabilities(server, model) for model in models)

    def _with_capabilities(self, server: "OllamaServer", model: "InstalledModel") -> "InstalledModel":
        if not model.private:  # of a cloud model Ollama is not even asked
            return model
        if (info := self._described.get(model.digest)) is None:
            try:
                info = self._described[model.digest] = server.describe(model)
            except EngineError:
                return model  # its name tells until the next look
        return replace(model, capabilities=info.capabilities, remote_host=info.remote_host)

    def _server(self) -> "OllamaServer":
        from docqa.engines.ollama.server import OllamaServer

        return OllamaServer(self._settings.ollama_url)
