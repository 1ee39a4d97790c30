"""What is read of a PDF of one page."""

from pathlib import Path

from docqa.documents import Page
from docqa.reading.pdf import read_pages


def only_page(path: Path) -> Page:
    """The page of a PDF that has no other."""
    (page,) = read_pages(path)
    return page
