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
from docqa.reading.text_layer import TextLayer
from docqa.tables import Table


def page_tables(
    path: Path, page: int, *, text: str = "", words: Sequence[Word] = (), password: str | None = None, name: str = ""
) -> tuple[Table, ...]:
    """The tables of the page with that index; its cells are stretches of `Page.text`.

    `text` and `words` are those of a page read by OCR; for another they are not wanted. A table without a header has
    that of the page before, if it goes on from there (but not on a page read by OCR). Raises as `page_picture` does.
    """
    if words and words[0].start == 0:
        scanned = SetPage(text, tuple(words))
        return find_tables(page, lambda index: scanned if index == page else None)
    with open_page(path, page, password, name or path.name) as (pdf, pdf_page, layer):
        own = _set_page(pdf_page, layer)
        if words:  # of pictures on the page, below its text
            own = SetPage(text, (*own.words, *words))
        return find_tables(page, lambda index: own if index == page else _other(pdf, index))


def _other(pdf: pypdfium2.PdfDocument, index: int) -> SetPage | None:
    try:
        with text_page(pdf, index) as (page, layer):
            return _set_page(page, layer)
    except pypdfium2.PdfiumError:  # it is damaged
        return None


def _set_page(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> SetPage:
    layer = TextLayer(text)
    kept = tidy(layer.raw)
    return SetPage(kept.text, page_words(page, text, layer, kept))
