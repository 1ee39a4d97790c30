"""The processes that read PDFs, kept from one test to the next: to start one takes longer than most tests do."""

import pytest

from docqa.reading import isolated

MAX_IDLE = 3  # a library has one for texts, one for scans and one for what is looked at

_Process = isolated._Process  # not the one that takes its place
_idle: list["_Kept"] = []


class _Kept(_Process):
    """One that waits for the next reader when it is wanted no more, if it could take more work."""

    def end(self) -> None:
        if self in _idle:
            return
        if self.is_fit() and len(_idle) < MAX_IDLE:
            _idle.append(self)
        else:
            super().end()


def _process(seconds: float, memory_mb: int) -> _Process:
    if (seconds, memory_mb) != (isolated.SECONDS_PER_PAGE, isolated.MAX_MEMORY_MB):
        return _Process(seconds, memory_mb)
    while _idle:
        if (process := _idle.pop()).is_fit():
            return process
        process.end()
    return _Kept(seconds, memory_mb)


def keep_processes(patch: pytest.MonkeyPatch) -> None:
    """Let a reader have the process of one before it."""
    patch.setattr(isolated, "_Process", _process)


def end_processes() -> None:
    """End those that are kept."""
    while _idle:
        _Process.end(_idle.pop())
