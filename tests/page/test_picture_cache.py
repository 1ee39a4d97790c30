import pytest

from docqa.documents import Highlight
from docqa.page import picture_cache
from docqa.page.picture_cache import PictureCache


class Drawn:
    """Draws pictures of a size, and counts."""

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self.pages: list[int] = []

    def __call__(self, doc_id: str, page: int, highlight: Highlight, width: int) -> bytes:
        self.pages.append(page)
        return b"x" * self.size


def test_a_picture_is_drawn_once() -> None:
    drawn = Drawn()
    cache = PictureCache(drawn)
    for width, spans in ((100, ()), (100, ()), (200, ()), (100, ((1, 2),))):
        highlight = Highlight(spans)
        assert cache.picture("lease", 3, highlight, width) == b"x"
    assert drawn.pages == [3, 3, 3]


def test_those_not_asked_for_the_longest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_cache, "MAX_CACHE_BYTES", 20)
    drawn = Drawn(size=10)
    cache = PictureCache(drawn)
    for page in (1, 2, 1, 3, 1, 2):
        cache.picture("lease", page, Highlight(), 100)
    assert drawn.pages == [1, 2, 3, 2]


def test_one_that_is_too_large_is_drawn_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_cache, "MAX_CACHE_BYTES", 9)
    drawn = Drawn(size=10)
    cache = PictureCache(drawn)
    assert [len(cache.picture("lease", 1, Highlight(), 100)) for _ in range(2)] == [10, 10]
    assert drawn.pages == [1, 1]


def test_old_pictures_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(picture_cache, "monotonic", lambda: clock[0])
    drawn = Drawn()
    cache = PictureCache(drawn)
    for clock[0] in (0.0, 599.0, 600.0, 1199.0, 1200.0):
        cache.picture("lease", 1, Highlight(), 100)
    assert len(drawn.pages) == 3


def test_pictures_of_documents_that_are_gone_are_forgotten() -> None:
    drawn = Drawn()
    cache = PictureCache(drawn)
    for doc_id, page in (("lease", 1), ("notes", 2)):
        cache.picture(doc_id, page, Highlight(), 100)
    cache.keep_only(["notes"])
    cache.picture("notes", 2, Highlight(), 100)
    cache.picture("lease", 1, Highlight(), 100)
    assert drawn.pages == [1, 2, 1]
