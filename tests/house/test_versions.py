"""What a library keeps is made anew when the version of what makes it goes up: so it must go up with each change.

Each test makes the same pages and holds what comes of them beside the version. Where it fails, what is made has
changed: raise the version that it names, and put the digest of what is made now beside it.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.made_pages import make_pages
from benchmarks.made_tables import make_tables
from docqa.documents import EXTRACTOR, Page
from docqa.indexing.chunking import CHUNKING, chunk_pages
from docqa.reading.page_tables import page_tables
from docqa.reading.pdf import read_pages
from docqa.tables import FINDER
from tests.support.contracts import contract

pytestmark = pytest.mark.pure

# Drawn with fonts that are this machine's own, whose forms pdfium may see.
OF_OTHER_FONTS = frozenset({"Chinese", "Japanese", "Hebrew", "Arabic"})


def _digest(made: object) -> str:
    return hashlib.sha256(repr(made).encode()).hexdigest()[:16]


def _pages(folder: Path) -> Iterator[list[Page]]:
    for made in make_pages(folder):
        if made.kind not in OF_OTHER_FONTS:
            yield list(read_pages(made.path))
    for path, _ in make_tables(folder):
        yield list(read_pages(path))


def test_pages_change_with_the_version_of_their_reading(tmp_path: Path) -> None:
    kept = [(page.text, page.headings, page.source, page.note) for pages in _pages(tmp_path) for page in pages]
    assert (EXTRACTOR, _digest(kept)) == ("pdfium-38", "7e7976cf385d2b13")


def test_chunks_change_with_the_version_of_their_cutting() -> None:
    texts, _ = contract(1)
    pages = [Page(index, str(index + 1), text) for index, text in enumerate(texts)]
    kept = [(chunk.page, chunk.start, chunk.end) for chunk in chunk_pages("", pages)]
    assert (CHUNKING, _digest(kept)) == ("recursive-500-100-v7", "c3b0a1e52f90eebb")


def test_tables_change_with_the_version_of_their_finding(tmp_path: Path) -> None:
    """A change in how pages are read changes them as well, and counts for both: tables are kept by both versions."""
    kept = [page_tables(path, 0) for path, _ in make_tables(tmp_path)]
    assert (FINDER, _digest(kept)) == ("tables-17", "2178dbb0074c86bd")
