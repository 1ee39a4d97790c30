"""The pictures of pages that were drawn lately: at every click all is drawn anew, a picture is not."""

import threading
from collections.abc import Callable, Iterable
from time import monotonic

from docqa.documents import Highlight

MAX_CACHE_BYTES = 64_000_000  # a picture has 0.3 to 0.9 MB, one of a colour scan up to 18 MB
MAX_PICTURE_SECONDS = 600.0

Draw = Callable[[str, int, Highlight, int], bytes]


class PictureCache:
    """PNGs by document, page, what is marked, and width in pixels; those not asked for the longest go first."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._pictures: dict[tuple[str, int, Highlight, int], tuple[bytes, float]] = {}  # each with when it was drawn
        self._lock = threading.Lock()

    def picture(self, doc_id: str, page: int, highlight: Highlight, width: int) -> bytes:
        """The picture, drawn where it is not kept. Raises what drawing raises."""
        key = (doc_id, page, highlight, width)
        with self._lock:
            kept = self._pictures.pop(key, None)
            if kept and monotonic() - kept[1] < MAX_PICTURE_SECONDS:
                self._pictures[key] = kept  # the last one now
                return kept[0]
        png = self._draw(*key)
        with self._lock:
            self._pictures[key] = png, monotonic()
            while sum(len(kept) for kept, _ in self._pictures.values()) > MAX_CACHE_BYTES:
                del self._pictures[next(iter(self._pictures))]
        return png

    def keep_only(self, doc_ids: Iterable[str]) -> None:
        """Forget the pictures of all other documents, and those that are too old."""
        wanted, now = set(doc_ids), monotonic()
        with self._lock:
            for key, (_, drawn) in list(self._pictures.items()):
                if key[0] not in wanted or now - drawn >= MAX_PICTURE_SECONDS:
                    del self._pictures[key]
