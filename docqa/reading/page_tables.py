"""The tables of a page of a PDF."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2

from docqa.documents import Box, Word
from docqa.reading.clean_text import PageText, tidy
from docqa.reading.page_image import open_page
from docqa.reading.page_objects import MIN_AREA_POINTS, PageObjects
from docqa.reading.pdf import text_page
from docqa.reading.tables.finder import SetPage, find_tables
from docqa.reading.tables.ruled import ruled_tables
from docqa.reading.tables.words import page_words, way_to_seen
from docqa.reading.text_layer import TextLayer
from docqa.tables import Table

MORE_COLUMNS = 2  # between drawn rules: then the columns were taken for words of one label


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
        own, read, kept = _set_page(pdf_page, layer)
        # Of pictures on the page, below its text, there may be more words.
        whole = SetPage(text, (*own.words, *words)) if words else own
        found = find_tables(page, lambda index: whole if index == page else _other(pdf, index))
        rules = _rules(pdf_page, read.objects)

        def is_bold(word: Word) -> bool:
            return read.is_bold_at(kept.raw_span(word.start, word.end)[0])

        return _together(found, ruled_tables(page, own, rules, is_bold))


def _rules(page: pypdfium2.PdfPage, objects: PageObjects) -> Iterator[Box]:
    """The level lines that are drawn on a page, in fractions of it as it is seen."""
    seen = way_to_seen(page)
    for drawing in objects.drawings:
        if drawing.height < MIN_AREA_POINTS <= drawing.width and not drawing.is_picture:
            (x0, y0), (x1, y1) = seen(drawing.left, drawing.top), seen(drawing.right, drawing.bottom)
            yield Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _together(tables: Sequence[Table], ruled: Sequence[Table]) -> tuple[Table, ...]:
    """Both, in the order of the page; where they are the same place, those between rules if they tell far more columns.

    Else the others, which know units, groups and headers over several columns, and rows that no rule ends.
    """
    kept = list(tables)
    for table in ruled:
        first, last = table.extent
        same = [other for other in kept if other.cells and other.extent[0] < last and first < other.extent[1]]
        told = max((sum(bool(column.header) for column in other.columns) for other in same), default=0)
        is_whole = all(first <= other.extent[0] and other.extent[1] <= last for other in same)
        has_unit = any(cell.unit for other in same for cell in other.cells)
        if not same or (len(table.columns) >= told + MORE_COLUMNS and is_whole and not has_unit):
            kept = [*(other for other in kept if other not in same), table]
    return tuple(sorted(kept, key=lambda table: table.extent if table.cells else (0, 0)))


def _other(pdf: pypdfium2.PdfDocument, index: int) -> SetPage | None:
    try:
        with text_page(pdf, index) as (page, layer):
            return _set_page(page, layer)[0]
    except pypdfium2.PdfiumError:  # it is damaged
        return None


def _set_page(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> tuple[SetPage, TextLayer, PageText]:
    layer = TextLayer(text)
    kept = tidy(layer.raw)
    return SetPage(kept.text, page_words(page, text, layer, kept)), layer, kept
