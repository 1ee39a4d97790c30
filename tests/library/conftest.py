"""A library with two documents whose text has still to be kept."""

from pathlib import Path

import pytest

from docqa.library.catalog import Library
from docqa.settings import Settings
from tests.support.pdfs import text_pdf

PAGES = ("The rent is 1,250 dollars a month.", "Dogs are not allowed.")  # of the lease


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library.open(settings)


@pytest.fixture
def lease(library: Library, tmp_path: Path) -> str:
    return library.add(text_pdf(tmp_path / "a.pdf", PAGES).read_bytes(), "Lease.pdf").id


@pytest.fixture
def other(library: Library, tmp_path: Path) -> str:
    return library.add(text_pdf(tmp_path / "b.pdf", ("Something else",)).read_bytes(), "Other.pdf").id
