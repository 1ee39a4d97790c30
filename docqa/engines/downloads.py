"""Models on their way to this machine, in the background: a download goes on while the person reads and asks."""

import logging
import threading
from contextlib import closing
from dataclasses import dataclass

from docqa.engines.choice import Engines
from docqa.errors import EngineError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Download:
    """How far a model has come: `status` in a reader's words, `share` from 0 to 1; `error` says why it broke off."""

    status: str
    share: float = 0.0
    error: str = ""


class Downloads:
    """The downloads of this process, by model. A whole one is gone from here; a failed one stays until begun anew."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._downloads: dict[str, Download] = {}
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()

    def start(self, name: str) -> None:
        """Get a model, unless it is on its way already."""
        with self._lock:
            current = self._downloads.get(name)
            if current is not None and not current.error:
                return
            self._downloads[name] = Download("Starting")
            self._cancelled.discard(name)
        threading.Thread(target=self._run, args=(name,), name="docqa-download", daemon=True).start()

    def cancel(self, name: str) -> None:
        """Stop getting a model; begun anew, it goes on from where it was."""
        with self._lock:
            if name in self._downloads:
                self._cancelled.add(name)

    def get(self, name: str) -> Download | None:
        return self._downloads.get(name)

    def _run(self, name: str) -> None:
        try:
            with closing(self._engines.pull(name)) as steps:
                for step in steps:
                    if name in self._cancelled:
                        break
                    self._downloads[name] = Download(step.status, min(step.fraction, 1.0))
        except EngineError as error:
            self._downloads[name] = Download("", error=str(error))
        except Exception as error:  # the thread's last resort: the page would say "Starting" for ever
            logger.exception("A download broke off")
            why = f"for a reason that docqa does not know ({type(error).__name__}: {error})"
            self._downloads[name] = Download("", error=f"{name} could not be downloaded, {why}. Try again.")
        else:
            del self._downloads[name]
