"""A stream of a server's read in a thread of its own: who waits for its next line can look up meanwhile, or leave.

Ollama sends nothing, not even its headers, before the first word, while it reads a prompt for seconds or loads a model
for minutes; a registry may fall silent at any moment.
"""

import logging
import socket
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any, Generic, TypeVar

from docqa.errors import EngineError

logger = logging.getLogger(__name__)

BEAT_SECONDS = 0.2  # so long Stop and Cancel wait at most for a server that says nothing
STALL_SECONDS = 5.0  # of silence in a download, before it is told
MAX_LINES_AHEAD = 64  # of a stream that comes faster than it is taken

Line = TypeVar("Line")


class HangUp:
    """Ends a connection of httpx's from another thread, also while that waits for its first byte."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._is_over = False
        self._lock = threading.Lock()

    def note(self, event: str, about: Mapping[str, Any]) -> None:
        """Note the connection's socket: httpx's extension `trace`, which is told of every step of a request."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._lock:
                self._socket = about["return_value"].get_extra_info("socket")
            if self._is_over:
                self()

    def __call__(self) -> None:
        """End it now, or as soon as there is one."""
        with self._lock:
            self._is_over = True
            if self._socket is not None:
                with suppress(OSError):  # it has ended by itself
                    self._socket.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class _Arrived(Generic[Line]):
    """A line; or, without one, that no more will come, and why if that is an error."""

    line: Line | None = None
    error: Exception | None = None


def with_beats(lines: Generator[Line], hang_up: Callable[[], None]) -> Generator[Line | None]:
    """The lines as they come, and None in each `BEAT_SECONDS` without one. Closing it hangs up.

    Raises the error that ends the lines.
    """
    arrived: Queue[_Arrived[Line]] = Queue(MAX_LINES_AHEAD)
    is_left = threading.Event()

    def hand_over(arrival: _Arrived[Line]) -> bool:
        """False when nobody waits for it any more."""
        while not is_left.is_set():
            with suppress(Full):
                arrived.put(arrival, timeout=BEAT_SECONDS)
                return True
        return False

    def read() -> None:
        end: _Arrived[Line] = _Arrived()
        try:
            with closing(lines):
                all(hand_over(_Arrived(line)) for line in lines)
        except EngineError as error:
            end = _Arrived(error=error)
        except Exception as error:  # the thread's last resort: it would pass for the end of the lines
            logger.exception("A stream broke off")
            end = _Arrived(error=error)
        finally:
            hand_over(end)

    threading.Thread(target=read, name="docqa-stream", daemon=True).start()
    try:
        while True:
            try:
                at_hand = arrived.get(timeout=BEAT_SECONDS)
            except Empty:
                yield None
                continue
            if at_hand.error is not None:
                raise at_hand.error
            if at_hand.line is None:
                return
            yield at_hand.line
    finally:
        is_left.set()
        hang_up()
