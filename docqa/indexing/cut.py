"""Kept pages cut into chunks, which the library keeps: a whole document, or a page that OCR has just read."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from docqa.documents import Page, Source
from docqa.indexing.chunking import CHUNKING, chunk_pages
from docqa.library.catalog import Library
from docqa.text.printed_numbers import printed_numbers
from docqa.text.running_lines import headings, running_lines_and_watermarks


def cut_document(library: Library, doc_id: str) -> None:
    """Make the chunks of a document that has been read to its end: from here on it can be asked.

    Its pages are gone through before: its running lines are known only when all of them have been seen, and so are the
    numbers that are printed on them.
    """
    library.pages.label(doc_id, printed_numbers(library.pages.read(doc_id)))
    running, heads = running_lines_and_watermarks(library.pages.read(doc_id))
    pages = _without_watermarks(_legible(library.pages.read(doc_id)), heads)
    chunks = chunk_pages(doc_id, pages, running=running)
    library.chunks.replace(doc_id, list(chunks), chunking=CHUNKING)


def keep_scan(library: Library, doc_id: str, page: Page) -> None:
    """Keep a page that OCR has been tried on, with its chunks."""
    section = library.pages.section_before(doc_id, page.index)
    library.chunks.keep_scan(doc_id, page, list(chunk_pages(doc_id, _legible([page]), section=section)))


def _legible(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages whose text can be read; of a scan the text layer is a stamp, or rubbish."""
    return (page for page in pages if page.source in (Source.TEXT, Source.MIXED, Source.OCR))


def _without_watermarks(pages: Iterable[Page], heads: Collection[str]) -> Iterator[Page]:
    """The pages with the headings that head a section."""
    return (replace(page, headings=tuple(headings(page, heads))) for page in pages)
