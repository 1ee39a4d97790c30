"""The tables of a page of a PDF."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from docqa.documents import Word
from docqa.reading.clean_text import tidy
from docqa.reading.page_image import open_page
from docqa.reading.pdf import text_page
from docqa.reading.tables.finder import SetPage, find_tables
from docqa.reading.tables.words import page_words
from docqa.reading.text_layer import raw_text
from docqa.tables import Table

MAX_PAGES_BACK = 4  # pages, on which the header of a table is looked for that goes on from page to page


def page_tables(
    path: Path, page: int, *, text: str = "", words: Sequence[Word] = (), password: str | None = None, name: str = ""
) -> tuple[Table, ...]:
    """The tables of the page with that index; its cells are stretches of `Page.text`.

    `text` and `words` are those of a page read by OCR; for another they are not wanted. A table without a header has
    that of the page before, if it goes on from there (but not on a page read by OCR). Raises what `page_picture` raises.
    """
    if words:
        return find_tables([SetPage(page, text, tuple(words))])
    with open_page(path, page, password, name or path.name) as (pdf, pdf_page, layer):
        pages = [_set_page(page, pdf_page, layer)]
        tables = find_tables(pages)
        while tables and not tables[0].has_header and 0 < pages[0].index and len(pages) <= MAX_PAGES_BACK:
            pages.insert(0, _page_before(pdf, pages[0].index))
            tables = find_tables(pages)
        return tables


def _page_before(pdf: pypdfium2.PdfDocument, page: int) -> SetPage:
    try:
        with text_page(pdf, page - 1) as (pdf_page, layer):
            return _set_page(page - 1, pdf_page, layer)
    except pypdfium2.PdfiumError:  # it is damaged
        return SetPage(page - 1, "", ())


def _set_page(index: int, page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage) -> SetPage:
    raw = raw_text(layer)
    kept = tidy(raw)
    return SetPage(index, kept.text, page_words(page, layer, raw, kept))
