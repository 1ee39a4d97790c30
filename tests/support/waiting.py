"""Waiting for what another thread or process does."""

from collections.abc import Callable
from time import monotonic, sleep

SECONDS = 30  # how long to wait for what takes an instant, before the test is given up


def until(happens: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait until it happens; fails when it does not."""
    deadline = monotonic() + seconds
    while not happens():
        assert monotonic() < deadline, "it did not happen"
        sleep(0.01)
