"""Models on their way to this machine, in the background: a download goes on while the person reads and asks."""

import logging
import threading
from collections import deque
from contextlib import closing
from dataclasses import dataclass, replace
from math import inf
from time import monotonic

from docqa.engines.base import PullProgress
from docqa.engines.beats import STALL_SECONDS
from docqa.engines.choice import Engines
from docqa.errors import DocQAError

logger = logging.getLogger(__name__)

SPEED_SECONDS = 10.0  # the latest ones, by which the speed is told
SLOWEST_TOLD_BYTES_PER_SECOND = 1000  # less is that of a small file before the large one


@dataclass(frozen=True, slots=True)
class Download:
    """How far a model has come: `status` in a reader's words, bytes in all and a second; `error` says why it broke
    off. One that is paused goes on when it is started."""

    status: str
    completed: int = 0
    total: int = 0
    bytes_per_second: float = 0.0
    error: str = ""
    is_paused: bool = False

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(self.completed / self.total, 1.0) if self.total else 0.0

    def describe(self) -> str:
        """Where it stands, for a reader.

        >>> Download("Downloading", 412_000_000, 1_117_000_000, 5_200_000.0).describe()
        'Downloading: 412 of 1,117 MB, 5.2 MB/s, 2 minutes left'
        >>> Download("Downloading", 1_100_000_000, 1_117_000_000, 5_200_000.0).describe()
        'Downloading: 1,100 of 1,117 MB, 5.2 MB/s, less than a minute left'
        >>> Download("Downloading", 95, 98_000_000, 13.0).describe()  # of a small file before the large one
        'Downloading: 0 of 98 MB'
        >>> Download("Looking the model up").describe()
        'Looking the model up'
        """
        if not self.total:
            return self.status
        text = f"{self.status}: {self.completed / 1e6:,.0f} of {self.total / 1e6:,.0f} MB"
        if self.bytes_per_second >= SLOWEST_TOLD_BYTES_PER_SECOND and not self.is_paused:
            minutes = round((self.total - self.completed) / self.bytes_per_second / 60)
            left = f"{minutes} minute{'' if minutes == 1 else 's'}" if minutes else "less than a minute"
            text += f", {self.bytes_per_second / 1e6:.1f} MB/s, {left} left"
        return text


class Downloads:
    """The downloads of this process, by model. A whole one is gone from here; a failed one stays until begun anew."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._downloads: dict[str, Download] = {}
        self._stopping: dict[str, bool] = {}  # those to be stopped, and whether to go on later
        self._lock = threading.Lock()

    def start(self, name: str) -> None:
        """Get a model, unless it is on its way already; go on with a paused one."""
        with self._lock:
            current = self._downloads.get(name)
            if current is not None and not current.error and not current.is_paused:
                return
            self._downloads[name] = Download("Starting")
            self._stopping.pop(name, None)
        threading.Thread(target=self._run, args=(name,), name="docqa-download", daemon=True).start()

    def pause(self, name: str) -> None:
        """Stop getting a model until it is started again."""
        self._stop(name, goes_on=True)

    def cancel(self, name: str) -> None:
        """Stop getting a model. What has come of it is removed; Ollama keeps it, and goes on from there."""
        self._stop(name, goes_on=False)

    def names(self) -> list[str]:
        """The models that are on their way, paused, or could not be got."""
        return list(self._downloads)

    def get(self, name: str) -> Download | None:
        """How far a model has come; None for one that is not on its way."""
        return self._downloads.get(name)

    def _stop(self, name: str, goes_on: bool) -> None:
        with self._lock:
            current = self._downloads.get(name)
            if current is None:
                return
            if current.is_paused and not goes_on:
                del self._downloads[name]
                self._engines.discard_pull(name)
            elif not current.is_paused:
                self._stopping[name] = goes_on
                self._downloads[name] = replace(current, status="Pausing" if goes_on else "Stopping")

    def _run(self, name: str) -> None:
        speed = _Speed()
        latest = Download("Starting")
        try:
            with closing(self._engines.pull(name)) as steps:
                for step in steps:
                    if name in self._stopping:
                        break
                    latest = Download(step.status, step.completed, step.total, speed.of(step))
                    self._downloads[name] = latest
        except DocQAError as error:
            latest = Download("", error=str(error))
        except Exception as error:  # the thread's last resort: the page would say "Starting" for ever
            logger.exception("A download broke off")
            why = f"for a reason that docqa does not know ({type(error).__name__}: {error})"
            latest = Download("", error=f"{name} could not be downloaded, {why}. Try again.")
        self._end(name, latest)

    def _end(self, name: str, latest: Download) -> None:
        with self._lock:
            goes_on = self._stopping.pop(name, None)
            if latest.error:
                self._downloads[name] = latest
            elif goes_on:
                self._downloads[name] = replace(latest, status="Paused", is_paused=True)
            else:
                if goes_on is not None:
                    self._engines.discard_pull(name)
                del self._downloads[name]


class _Speed:
    """How fast bytes come, of late."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._came_at = -inf  # when there was more than before

    def of(self, step: PullProgress) -> float:
        """Bytes a second, after that step; 0 while it cannot be told, and when nothing has come for a while."""
        now = monotonic()
        if not self._seen or step.completed != self._seen[-1][1]:
            self._came_at = now
        self._seen.append((now, step.completed))
        while self._seen[0][0] < now - SPEED_SECONDS:
            self._seen.popleft()
        since, completed = self._seen[0]
        if now == since or now - self._came_at >= STALL_SECONDS:
            return 0.0
        return max(0.0, (step.completed - completed) / (now - since))
