"""Readers' processes that have nothing left to do, kept in each process of the tests for the next reader.

To start one takes a third of a second of a processor, and to load what reads scanned pages a whole one; what nearly
every test has it read takes an instant.
"""

import threading

import pytest

from docqa.reading import isolated
from docqa.reading.isolated import IsolatedReader

MAX_AT_REST = 4  # processes; what a test has at work at once, of which each holds up to 600 MB

at_rest: list[tuple[tuple[float, int], isolated._Process]] = []
_lock = threading.Lock()
_start = isolated._Process


def keep_readers(patch: pytest.MonkeyPatch) -> None:
    """Let a reader that is closed leave its process to the next one with the same limits."""
    patch.setattr(isolated, "_Process", _kept_or_started)
    patch.setattr(IsolatedReader, "_end", _leave)


def end_kept_readers() -> None:
    """End those that are at rest."""
    with _lock:
        while at_rest:
            at_rest.pop()[1].end()


def _kept_or_started(seconds: float, memory_mb: int) -> isolated._Process:
    """The one that was left last is taken first: it may have loaded what the next one needs."""
    with _lock:
        for kept in reversed(at_rest.copy()):
            limits, process = kept
            if limits == (seconds, memory_mb):
                at_rest.remove(kept)
                if process.is_fit():
                    return process
                process.end()
    return _start(seconds, memory_mb)


def _leave(reader: IsolatedReader) -> None:
    """What `IsolatedReader` does when it has no more use for its process."""
    if (process := reader._process) is None:
        return
    reader._process = None
    with _lock:
        if len(at_rest) < MAX_AT_REST and process.is_fit():
            at_rest.append(((reader._seconds, reader._memory_mb), process))
            return
    process.end()
