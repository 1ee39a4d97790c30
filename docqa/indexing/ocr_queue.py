"""Scanned pages, read by OCR one at a time and beside everything else."""

import logging
import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from docqa.documents import Heading, Page, Source, State
from docqa.errors import DocQAError, DocumentError, EngineError, PasswordNeeded
from docqa.indexing.cut import keep_scan
from docqa.indexing.readers import Readers
from docqa.library.catalog import Library

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10.0  # no page is begun for so long after OCR itself could not work
ABORT_SECONDS = 0.1  # between two tries to end the reading of the page at hand


@dataclass(frozen=True, slots=True)
class _PageAtHand:
    """A page that is being read, and what comes of it."""

    doc_id: str
    page: Page
    read: Future[Page] = field(default_factory=Future)


class OcrQueue:
    """The pages that wait for OCR. One is read at a time, in a thread and a process that nothing else waits for.

    What is kept is kept by the caller's thread, in `keep`. `problem` says why no page can be read, if so.
    """

    def __init__(self, library: Library, readers: Readers, done: Callable[[], None]) -> None:
        """`done` is called, in the thread that reads, when the page at hand has been read."""
        self.problem = ""
        self._library = library
        self._reader = readers.scans
        self._passwords = readers.passwords
        self._done = done
        self._retry = 0.0  # when OCR may be tried again
        self._at_hand: _PageAtHand | None = None
        self._thread = threading.Thread()
        self._is_warm = False

    @property
    def is_busy(self) -> bool:
        """Whether a page is being read, or has been read and is not kept yet."""
        return self._at_hand is not None

    @property
    def doc_id(self) -> str | None:
        """The document of the page that is being read, or has been read and is not kept yet."""
        return self._at_hand.doc_id if self._at_hand else None

    def begin(self, *, only_without_text: bool, passed_over: Collection[str] = ()) -> bool:
        """Begin with the next page; False when none waits or another is at hand.

        With `only_without_text`, only of documents that have no text at all as yet. Documents in `passed_over` are not
        looked at. Raises UnknownDocument, StorageError.
        """
        if self._at_hand is not None or monotonic() < self._retry:
            return False
        found = self._library.pages.next_scan(only_without_text=only_without_text, passed_over=passed_over)
        if found is None:
            return False
        doc_id, page = found
        path, name = self._library.pdf_path(doc_id), self._library.document(doc_id).name
        at_hand = _PageAtHand(doc_id, page)
        self._thread = threading.Thread(target=self._read, args=(at_hand, path, name), name="docqa-scan", daemon=True)
        self._thread.start()
        self._at_hand = at_hand
        self._is_warm = True
        return True

    def keep(self) -> bool:
        """Keep the page that has been read; False when there is none. Raises StorageError."""
        if self._at_hand is None or not self._at_hand.read.done():
            return False
        doc_id, page, read = self._at_hand.doc_id, self._at_hand.page, self._at_hand.read
        self._at_hand = None
        match read.exception():
            case None:
                kept = read.result()
                if kept.source is Source.SCAN:
                    kept = unread(page, "it crashes the reader")
            case PasswordNeeded() as error:
                self._library.set_state(doc_id, State.LOCKED, str(error))
                return True
            case DocumentError() as error:
                kept = unread(page, str(error))
            case FileNotFoundError() | PermissionError() as error:
                kept = unread(page, f"the PDF cannot be opened: {error.strerror}")
            case EngineError() | OSError() as error:  # no fault of the page: out of memory, OCR's files missing
                why = str(error) if isinstance(error, EngineError) else f"{error.strerror}. Close other programs."
                self.problem = f"Reading scanned pages waits: {why}"
                self._retry = monotonic() + RETRY_SECONDS
                return True
            case error:
                kept = unread(page, f"reading it broke off, for a reason that docqa does not know: {error}")
        self.problem = ""
        keep_scan(self._library, doc_id, joined(page, kept))
        return True

    def rest(self) -> None:
        """End the process until there is more to read: OCR's models are too large to be kept for nothing."""
        if self._is_warm and self._at_hand is None:
            self._is_warm = False
            self._reader.close()

    def stop(self) -> None:
        """Drop the page at hand; it is read at the next start."""
        while self._thread.is_alive():
            self._reader.abort()
            self._thread.join(ABORT_SECONDS)
        self._at_hand = None
        self._reader.close()

    def _read(self, at_hand: "_PageAtHand", path: Path, name: str) -> None:
        page, password = at_hand.page, self._passwords.get(at_hand.doc_id)
        try:
            at_hand.read.set_result(self._reader.scan(path, page.index, label=page.label, name=name, password=password))
        except (DocQAError, OSError) as error:
            at_hand.read.set_exception(error)
        except BaseException as error:  # the thread's last resort: `keep` waits for the page's end
            logger.exception("Reading a scanned page broke off")
            at_hand.read.set_exception(error)
        finally:
            self._done()


def unread(page: Page, note: str) -> Page:
    """The page as one that OCR could not read, and why."""
    return replace(page, source=Source.UNREADABLE, note=note)


def joined(page: Page, read: Page) -> Page:
    """What is kept of a page that waited for OCR and that OCR has read, or not.

    The text of a page that waited for the pictures or the lines on it stays, whatever became of these.
    """
    notes = [page.note, read.note]
    if page.source is Source.MIXED:
        if read.source is Source.UNREADABLE:
            notes[1] = f"a part of it was not read: {read.note}"
            read = replace(read, text=page.text, source=Source.TEXT, words=())
        headings = page.headings
    else:
        headings = tuple(Heading(0, heading.title, heading.level) for heading in page.headings)
    return replace(read, headings=headings, note="; ".join(dict.fromkeys(filter(None, notes))))
