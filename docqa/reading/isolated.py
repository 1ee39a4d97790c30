"""PDFs read in a process of their own, which may hang, crash or want too much memory without harm to this one."""

import math
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import Enum
from os import environ
from pathlib import Path
from typing import TypeVar

import psutil

from docqa.documents import Imprint, Page, Source, Word
from docqa.errors import BrokenPdf
from docqa.reading.protocol import (
    OUT_OF_MEMORY,
    Kind,
    Request,
    read_opened,
    read_page,
    read_picture,
    read_refusal,
    read_tables,
    read_words,
    receive,
    send_request,
)
from docqa.settings import ROOT
from docqa.tables import Table

SECONDS_PER_PAGE = 20.0  # without a page, before the process is ended
SECONDS_TO_BEGIN = 60.0  # with a request: a new process needs a third of a second, and several on a busy machine
SCAN_SECONDS_FACTOR = 3  # times as long, for OCR: a full page takes 6 s, and 15 on a busy machine
MAX_SECONDS_FACTOR = 10  # times as long as a page has, while a process says that it goes on: for a plan in pieces
MAX_MEMORY_MB = 1000
LOOK_SECONDS = 0.02  # seconds between two looks at a process at work
# Of the memory: who is seen to hold more is ended; the rest is for what happens between two looks.
MAX_MEMORY_SHARE = 0.85
# Of the memory: who holds more when a piece of work begins is replaced by a new process.
MAX_MEMORY_SHARE_AT_START = 0.6

MAX_CRASHES_IN_A_ROW = 3  # so many pages that end the process, and the rest is not tried
MAX_CRASHES = 20
MAX_CHARACTERS_PER_DOCUMENT = 100_000_000  # characters: 50,000 ordinary pages

_ENVIRONMENT = {
    "PYTHONSAFEPATH": "",  # else it would not find docqa in its folder
    "OPENBLAS_NUM_THREADS": "1",  # numpy's; every thread sets 100 MB aside, and nothing here multiplies matrices
    "OPENCV_FOR_THREADS_NUM": "2",
}

_T = TypeVar("_T")


class _Cause(Enum):
    """Why a process came to its end; {0} is what it was doing, {1} the seconds it had."""

    SLOW = "{0} it took longer than {1:g} seconds"
    MEMORY = "it needs too much memory"
    CRASH = "it crashes the reader"


class _Ended(Exception):
    def __init__(self, cause: _Cause, seconds: float) -> None:
        self._cause, self._seconds = cause, seconds

    def while_(self, doing: str) -> str:
        return self._cause.value.format(doing, self._seconds)


class IsolatedReader:
    """One process for many PDFs, started when first needed and anew whenever it had to be ended.

    For any thread; one piece of work at a time. The process gets `seconds` for opening a PDF and for each page, and at
    most `memory_mb` megabytes.
    """

    def __init__(self, seconds: float = SECONDS_PER_PAGE, memory_mb: int = MAX_MEMORY_MB) -> None:
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._lock = threading.Lock()
        self._process: _Process | None = None

    @contextmanager
    def open(self, path: Path, *, name: str, password: str | None = None, first: int = 0) -> Iterator["IsolatedPdf"]:
        """The PDF at `path`, to be read from page index `first` on. Nothing else is read until the `with` ends.

        Raises what `open_pdf` raises (BrokenPdf also for one that the process does not survive), and OSError.
        """
        request = Request(Kind.READ, str(path.absolute()), name, password, first)
        with self._lock:
            try:
                process = self._ask(request)
                page_count, imprint = process.hear(Kind.OPENED, read_opened)
            except _Ended as end:
                why = end.while_("opening")
                raise BrokenPdf(f"{name} could not be read: {why}. Print it to a new PDF and add that.") from end
            try:
                yield IsolatedPdf(page_count, imprint, process, request, self._ask)
            finally:
                if self._process is not None and self._process.is_busy:  # pages are left that nobody wants
                    self._process.end()

    def scan(self, path: Path, page: int, *, label: str, name: str, password: str | None = None) -> Page:
        """The page with that index, read by OCR. Raises as `open` does when the PDF cannot be opened."""
        request = Request(Kind.SCAN, str(path.absolute()), name, password, page, label=label)
        with self._lock:
            try:
                process = self._ask(request)
                read = process.page(page, self._seconds * SCAN_SECONDS_FACTOR)
                process.done()
            except _Ended as end:
                return _unread(page, end.while_("reading"), label)
            return read

    def picture(
        self,
        path: Path,
        page: int,
        *,
        width: int,
        name: str,
        spans: Sequence[tuple[int, int]] = (),
        faint: bool = False,
        words: Sequence[Word] = (),
        password: str | None = None,
    ) -> bytes:
        """What `page_picture` gives. Raises as it does, and BrokenPdf for a page that the process does not survive."""
        request = Request(
            Kind.DRAW, str(path.absolute()), name, password, page, width=width, spans=tuple(spans), faint=faint,
            words=tuple(words),
        )  # fmt: skip
        with self._lock:
            try:
                process = self._ask(request)
                drawn = process.hear(Kind.PICTURE, read_picture)
                process.done()
            except _Ended as end:
                why = end.while_("drawing")
                raise BrokenPdf(
                    f"Page {page + 1} of {name} cannot be drawn: {why}. Open the PDF in another program to see it."
                ) from end
            return drawn

    def tables(
        self,
        path: Path,
        page: int,
        *,
        name: str,
        text: str = "",
        words: Sequence[Word] = (),
        password: str | None = None,
    ) -> tuple[Table, ...]:
        """What `page_tables` gives. Raises as it does; a page that the process does not survive has none."""
        request = Request(
            Kind.FIND_TABLES, str(path.absolute()), name, password, page, words=tuple(words), text=text if words else ""
        )
        with self._lock:
            try:
                process = self._ask(request)
                found = process.hear(Kind.TABLES, lambda data: read_tables(data, page))
                process.done()
            except _Ended:
                return ()
            return found

    def words(self, path: Path, page: int, *, name: str, password: str | None = None) -> tuple[Word, ...]:
        """What `page_words` gives. Raises as it does; a page that the process does not survive has none."""
        request = Request(Kind.FIND_WORDS, str(path.absolute()), name, password, page)
        with self._lock:
            try:
                process = self._ask(request)
                found = process.hear(Kind.WORDS, read_words)
                process.done()
            except _Ended:
                return ()
            return found

    def warm(self) -> None:
        """Start the process now, so that the first PDF need not wait for it."""
        with self._lock:
            self._fit_process()

    def close(self) -> None:
        """End the process, after the work at hand. More work starts a new one."""
        with self._lock:
            self._end()

    def abort(self) -> None:
        """End the process now. What is being read comes to nothing, or to a page that crashes the reader."""
        if (process := self._process) is not None:
            process.end()

    def __del__(self) -> None:
        self._end()

    def _ask(self, request: Request) -> "_Process":
        """A process that has begun with it. One that ends before it does is no fault of the request's: another may."""
        try:
            process = self._fit_process()
            process.ask(request)
        except _Ended:
            process = self._fit_process()
            process.ask(request)
        return process

    def _fit_process(self) -> "_Process":
        if self._process is None or not self._process.is_fit():
            self._end()
            self._process = _Process(self._seconds, self._memory_mb)
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None


class IsolatedPdf:
    """An open PDF, from `IsolatedReader.open`."""

    def __init__(
        self,
        page_count: int,
        imprint: Imprint,
        process: "_Process",
        request: Request,
        ask: Callable[[Request], "_Process"],
    ) -> None:
        self.page_count = page_count
        self.imprint = imprint
        self._process = process
        self._request = request
        self._ask = ask

    def pages(self) -> Iterator[Page]:
        """The pages in order, once.

        One that the process does not survive is UNREADABLE and the reading goes on behind it, in a new process.
        Raises as `open` does when the file is then no longer what it was.
        """
        process: _Process | None = self._process
        in_a_row = in_all = characters = 0
        why_not = ""
        for index in range(self._request.page, self.page_count):
            if why_not:
                yield _unread(index, f"not tried: the pages before it {why_not}")
                continue
            try:
                process = process or self._opened_again(index)
                page = process.page(index)
                in_a_row = 0
            except _Ended as end:
                process = None
                page = _unread(index, end.while_("reading"))
                in_a_row += 1
                in_all += 1
            characters += len(page.text)
            if in_a_row == MAX_CRASHES_IN_A_ROW or in_all == MAX_CRASHES:
                why_not = "could not be read"
            elif characters > MAX_CHARACTERS_PER_DOCUMENT:
                why_not = f"hold more than {MAX_CHARACTERS_PER_DOCUMENT:,} characters"
            yield page
        if process is not None and not why_not:
            with suppress(_Ended):
                process.done()

    def _opened_again(self, index: int) -> "_Process":
        process = self._ask(replace(self._request, page=index))
        process.hear(Kind.OPENED, read_opened)
        return process


class _Process:
    """The process, seen from here; `worker.py` is its other side. No wait for it is longer than it is told."""

    def __init__(self, seconds: float, memory_mb: int) -> None:
        self._seconds = seconds
        self._memory = memory_mb * 1_000_000  # bytes
        self._deadline = math.inf
        self._cause = _Cause.CRASH
        self._busy = threading.Event()  # it has been asked, and has not answered to the end
        self._process = subprocess.Popen(
            [sys.executable, "-m", "docqa.reading.worker", str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environ | _ENVIRONMENT,
            start_new_session=True,  # Ctrl+C is for us; the page at hand must not count as one that crashes
        )
        self._seen = psutil.Process(self._process.pid)
        threading.Thread(target=self._watch, name="docqa-watch", daemon=True).start()

    @property
    def is_busy(self) -> bool:
        return self._busy.is_set()

    def is_fit(self) -> bool:
        """Whether it can take a piece of work and has most of its memory for it."""
        return (
            not self.is_busy
            and self._process.poll() is None
            and self._held() < MAX_MEMORY_SHARE_AT_START * self._memory
        )

    def ask(self, request: Request) -> None:
        """Have it begin with the request. Raises as `hear` does."""
        assert self._process.stdin is not None
        self._deadline = time.monotonic() + SECONDS_TO_BEGIN
        self._busy.set()
        with suppress(OSError):  # it is gone: `hear` will tell
            send_request(self._process.stdin, request)
        self.hear(Kind.BEGUN, bytes, SECONDS_TO_BEGIN)

    def page(self, index: int, seconds: float = 0.0) -> Page:
        """The next answer, which must be that page. Raises as `hear` does."""

        def read(data: bytes) -> Page:
            page = read_page(data)
            if page.index != index:
                raise ValueError("not the page that was asked for")
            return page

        return self.hear(Kind.PAGE, read, seconds)

    def done(self) -> None:
        """Hear that there is nothing more. Raises as `hear` does."""
        self.hear(Kind.DONE, bytes)
        self._busy.clear()

    def hear(self, kind: Kind, read: Callable[[bytes], _T], seconds: float = 0.0) -> _T:
        """The next answer, which must be of that kind, within `seconds` (default: the process's own).

        Raises the DocQAError or OSError that is the answer, and _Ended when none comes or it makes no sense.
        """
        assert self._process.stdout is not None
        seconds = seconds or self._seconds
        latest = time.monotonic() + MAX_SECONDS_FACTOR * seconds
        try:
            answer = Kind.GOES_ON
            while answer == Kind.GOES_ON:
                self._deadline = min(time.monotonic() + seconds, latest)
                answer, data = receive(self._process.stdout)
            if answer == kind:
                return read(data)
            if answer != Kind.REFUSED:
                raise ValueError(f"{answer} instead of {kind}")
            error = read_refusal(data)
        except (EOFError, OSError, ValueError) as exc:
            self.end()
            is_out_of_memory = self._process.returncode == OUT_OF_MEMORY
            raise _Ended(_Cause.MEMORY if is_out_of_memory else self._cause, seconds) from exc
        finally:
            self._deadline = math.inf
        self._busy.clear()
        raise error

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._busy.set()  # for the watch to see it
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):  # a request that it did not take
                pipe.close()

    def _held(self) -> int:
        with suppress(psutil.NoSuchProcess):
            return int(self._seen.memory_info().rss)
        return 0

    def _watch(self) -> None:
        while self._process.poll() is None:
            self._busy.wait()
            if time.monotonic() > self._deadline:
                self._cause = _Cause.SLOW
                self._process.kill()
            elif self._held() > MAX_MEMORY_SHARE * self._memory:
                self._cause = _Cause.MEMORY
                self._process.kill()
            time.sleep(LOOK_SECONDS)


def _unread(index: int, note: str, label: str = "") -> Page:
    return Page(index, label or str(index + 1), "", source=Source.UNREADABLE, note=note)
