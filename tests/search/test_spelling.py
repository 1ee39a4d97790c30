from pathlib import Path

import pytest

from docqa.library.catalog import Library
from docqa.search.spelling import parted, spelled
from docqa.settings import Settings
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_text

pytestmark = pytest.mark.pure


@pytest.fixture
def library(settings: Settings, tmp_path: Path) -> Library:
    library = Library.open(settings)
    lease = library.add(text_pdf(tmp_path / "Lease.pdf", ["The lease"]).read_bytes(), "Lease.pdf")
    keep_text(library, lease.id, ("The garbage collector of Órgiva, INV-20417, and a breast-feeding cat",))
    return library


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("colector", "collector"),
        ("garbges", "garbag"),  # without its ending
        ("zebra", "zebra"),  # nothing is like it
        ("cats", "cats"),  # too short to tell
        ("20418", "20418"),
        ("órgiba", "órgiba"),
    ],
)
def test_a_misspelt_word_is_taken_for_the_one_most_like_it(library: Library, typed: str, meant: str) -> None:
    assert spelled(library.full_text, typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("breastfeeding", ("breast", "feeding")), ("garbageman", ()), ("20417", ()), ("acat", ())],
)
def test_a_word_that_the_documents_write_as_two_is_taken_for_those(
    library: Library, typed: str, meant: tuple[str, ...]
) -> None:
    assert parted(library.full_text, typed) == meant
