"""Which embedding model the library is indexed for, where the best one may come and go."""

import threading
from collections.abc import Callable
from time import monotonic, time

from docqa.engines.base import Embedder

HOLD_SECONDS = 60.0  # a model must have been the best for so long before the whole library is embedded with it


class Target:
    """The embedding model to index for: it outlasts a short absence, and a model that is there for a moment only."""

    def __init__(self) -> None:
        self._choice = ""
        self._embedder: Embedder | None = None
        self._successor = ""  # the name of the model that would take its place
        self._successor_since = 0.0
        self._lock = threading.Lock()

    @property
    def is_settled(self) -> bool:
        """Whether there has been a model to index for since the start."""
        return self._embedder is not None

    def settle(self, best: Embedder, choice: str, is_whole: Callable[[str], bool]) -> Embedder:
        """The model to index for, when `best` is the best at this moment; to be asked again and again.

        `choice` is the model that the person has chosen, or "": another choice takes effect at once. So does what
        costs no work: `is_whole` says whether all the vectors of an embedding (its identity) are there.
        """
        with self._lock:
            current = self._embedder
            if (
                current is None
                or choice != self._choice
                or best.name == current.name
                or is_whole(best.identity)
                or self._has_held(best)
            ):
                self._choice, self._embedder, self._successor = choice, best, ""
                return best
            return current

    def _has_held(self, best: Embedder) -> bool:
        now = monotonic()
        if best.name != self._successor:
            self._successor, self._successor_since = best.name, now
        return now - self._successor_since >= HOLD_SECONDS


def is_long_ago(since: float) -> bool:
    """Whether a model that is away since then (seconds of the epoch, across processes) is done without."""
    return not 0 <= time() - since < HOLD_SECONDS  # a clock that was set back holds nobody up
