"""The picture of a page, with words of its text marked on it."""

import ctypes
import io
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.documents import Box, Word
from docqa.errors import BrokenPdf
from docqa.reading.clean_text import tidy
from docqa.reading.pdf import PDFIUM_LOCK, open_pdfium, text_page
from docqa.reading.text_layer import TextLayer

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH_PIXELS = 1000  # pixels
MAX_PIXELS = 6_000_000  # an A4 page 2,000 wide; whatever the page claims to measure
MAX_SIDE_PIXELS = 10_000  # pixels
MAX_WORDS = 20_000  # of one page whose places are told; a page of a newspaper has a third of that
MARK_COLOUR = (255, 235, 90)  # multiplied with the page: white becomes this, black stays black
FAINT_MARK_COLOUR = (222, 228, 232)  # of words that were found and bear nothing out

_GRID = 1_000_000  # pdfium gives whole device pixels; on a page of this many they are exact enough
_SAME_LINE = 0.4  # of the thinner box's height that two boxes must share to stand on one line
_PADDING = 0.06  # of a mark's height, on every side, so that it does not cut the letters


def page_picture(
    path: Path,
    page: int,
    *,
    spans: Sequence[tuple[int, int]] = (),
    faint: bool = False,
    words: Sequence[Word] = (),
    width: int = WIDTH_PIXELS,
    password: str | None = None,
    name: str = "",
) -> bytes:
    """PNG of the page with that index, `width` pixels wide (less where MAX_PIXELS and MAX_SIDE_PIXELS ask for it).

    `spans` are `(start, end)` in `Page.text`, marked as with a yellow pen, or a grey one if `faint`; `words` are
    those of a page read by OCR.
    Raises what `open_pdf` raises, and BrokenPdf when this page cannot be drawn.
    """
    from PIL import Image, ImageChops

    with open_page(path, page, password, name or path.name) as (pdf, pdf_page, text):
        picture = render(pdf, pdf_page, width / max(pdf_page.get_width(), 1e-3))
        boxes = _boxes(pdf_page, text, spans, words)
    width, height = picture.size
    colour = FAINT_MARK_COLOUR if faint else MARK_COLOUR
    for box in boxes:
        pad = _PADDING * (box.y1 - box.y0) * height
        area = (
            max(0, int(box.x0 * width - pad)),
            max(0, int(box.y0 * height - pad)),
            min(width, int(box.x1 * width + pad) + 1),
            min(height, int(box.y1 * height + pad) + 1),
        )
        if area[0] < area[2] and area[1] < area[3]:
            marked = picture.crop(area)
            picture.paste(ImageChops.multiply(marked, Image.new("RGB", marked.size, colour)), area[:2])
    png = io.BytesIO()
    picture.save(png, "PNG", compress_level=3)  # a third of the time of the default for a tenth more bytes
    return png.getvalue()


def page_boxes(
    path: Path,
    page: int,
    spans: Sequence[tuple[int, int]],
    *,
    words: Sequence[Word] = (),
    password: str | None = None,
    name: str = "",
) -> list[Box]:
    """Where spans of `Page.text` stand on the page: for each span one box a line. Raises what `page_picture` raises."""
    with open_page(path, page, password, name or path.name) as (_, pdf_page, text):
        return _boxes(pdf_page, text, spans, words)


def page_words(path: Path, page: int, *, password: str | None = None, name: str = "") -> tuple[Word, ...]:
    """The words of the page's text layer with their places, in the order of `Page.text`.

    A word that goes over the end of a line has the place of its beginning.
    Raises what `page_picture` raises.
    """
    with open_page(path, page, password, name or path.name) as (_, pdf_page, text):
        layer = TextLayer(text)
        kept = tidy(layer.raw)
        spans = [found.span() for found in islice(re.finditer(r"\S+", kept.text), MAX_WORDS)]
        places = [(*span, _line_boxes(pdf_page, text, layer, *kept.raw_span(*span))) for span in spans]
    return tuple(Word(start, end, boxes[0]) for start, end, boxes in places if boxes)


@contextmanager
def open_page(
    path: Path, page: int, password: str | None, name: str
) -> Iterator[tuple[pypdfium2.PdfDocument, pypdfium2.PdfPage, pypdfium2.PdfTextPage]]:
    """The document, the page with that index and its text layer, under PDFIUM_LOCK. Raises as `page_picture` does."""
    with PDFIUM_LOCK:
        pdf = open_pdfium(path, password, name)
        try:
            with text_page(pdf, page) as (pdf_page, text):
                yield pdf, pdf_page, text
        except (pypdfium2.PdfiumError, IndexError) as exc:
            raise BrokenPdf(f"Page {page + 1} of {name} cannot be drawn: the file is damaged there.") from exc
        finally:
            pdf.close()


def render(
    pdf: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    scale: float,
    *,
    max_pixels: int = MAX_PIXELS,
    max_side: int = MAX_SIDE_PIXELS,
) -> "Image":
    """The page as a picture of `scale` pixels a point (fewer where `max_pixels` and `max_side` ask for it).

    With annotations and what is filled into forms; in grey if it has more than MAX_PIXELS. Call it under PDFIUM_LOCK.
    """
    page_width, page_height = (max(side, 1e-3) for side in page.get_size())
    scale = min(scale, (max_pixels / (page_width * page_height)) ** 0.5, max_side / max(page_width, page_height))
    width, height = max(1, round(page_width * scale)), max(1, round(page_height * scale))
    pdf.init_forms()
    is_large = width * height > MAX_PIXELS + max(width, height)  # the sides are rounded
    bitmap = pypdfium2.PdfBitmap.new_native(
        width, height, pdfium.FPDFBitmap_Gray if is_large else pdfium.FPDFBitmap_BGR
    )
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        where = (0, 0, width, height, 0, pdfium.FPDF_ANNOT | (pdfium.FPDF_GRAYSCALE if is_large else 0))
        pdfium.FPDF_RenderPageBitmap(bitmap, page, *where)
        if pdf.formenv:
            pdfium.FPDF_FFLDraw(pdf.formenv, bitmap, page, *where)
        picture: Image = bitmap.to_pil()
        return picture.copy() if is_large else picture.convert("RGB")
    finally:
        bitmap.close()


def _boxes(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, spans: Sequence[tuple[int, int]], words: Sequence[Word]
) -> list[Box]:
    """Of words read by OCR, and of the text layer in front of them, if there is one."""
    own_end = words[0].start if words else None
    layer = TextLayer(text) if spans and own_end != 0 else None
    kept = tidy(layer.raw if layer else "")
    own = kept.text[:own_end]
    boxes: list[Box] = []
    for first, last in spans:
        start, end = max(0, first), min(last, len(own))
        if layer and start < end:
            boxes += _line_boxes(page, text, layer, *kept.raw_span(start, end))
        boxes += _word_boxes(words, [(first, last)])
    return boxes


def _word_boxes(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> list[Box]:
    """As `_boxes`, of words read by OCR; a word is marked whole."""
    runs_down = sum((box.y1 - box.y0) - (box.x1 - box.x0) for box in (word.box for word in words)) > 0
    boxes: list[Box] = []
    for start, end in spans:
        line: Box | None = None
        for word in words:
            if start < word.end and word.start < end:
                if line is not None and _same_line(line, word.box, runs_down):
                    line = boxes[-1] = line.joined(word.box)
                else:
                    line = word.box
                    boxes.append(line)
    return boxes


def _line_boxes(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, layer: TextLayer, first: int, last: int
) -> list[Box]:
    lines: list[Box] = []
    new_line = True
    for place in range(first, last):
        if layer.raw[place] in "\r\n":
            new_line = True
        if (added := layer.place(place)) is not None:
            box = _box(page, *added)
            if box is not None and box not in lines:
                lines.append(box)
            new_line = True
            continue
        if layer.is_left_out(place):
            new_line = True
            continue
        index = layer.character(place)
        box = _character_box(page, text, layer, place)
        if box is None:
            continue
        if new_line or not _same_line(lines[-1], box, _runs_down(page, text, index)):
            lines.append(box)
        else:
            lines[-1] = lines[-1].joined(box)
        new_line = False
    return lines


def _same_line(line: Box, box: Box, runs_down: bool) -> bool:
    if runs_down:
        shared, thinner = min(line.x1, box.x1) - max(line.x0, box.x0), min(line.x1 - line.x0, box.x1 - box.x0)
    else:
        shared, thinner = min(line.y1, box.y1) - max(line.y0, box.y0), min(line.y1 - line.y0, box.y1 - box.y0)
    return shared >= _SAME_LINE * thinner


def _runs_down(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether the character belongs to a line that is seen running down or up the page."""
    upright_on_paper = abs(math.sin(pdfium.FPDFText_GetCharAngle(text, index))) < 0.7
    return upright_on_paper == (page.get_rotation() in (90, 270))


def _character_box(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, layer: TextLayer, place: int) -> Box | None:
    """The character's place, as high as its font; None for spaces and what pdfium made up between words."""
    index = layer.character(place)
    if chr(pdfium.FPDFText_GetUnicode(text, index)).isspace() or pdfium.FPDFText_IsGenerated(text, index) == 1:
        return None
    loose = layer.box(place)
    return None if loose.left == loose.right else _box(page, loose.left, loose.bottom, loose.right, loose.top)


def _box(page: pypdfium2.PdfPage, left: float, bottom: float, right: float, top: float) -> Box | None:
    """A place on the page as it is seen; None for one outside what is shown."""
    corners = _seen(page, left, top), _seen(page, right, bottom)
    (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(*corners, strict=True))
    if x1 <= 0 or y1 <= 0 or x0 >= 1 or y0 >= 1:
        return None
    return Box(max(0.0, x0), max(0.0, y0), min(1.0, x1), min(1.0, y1))


def _seen(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page's own coordinates as fractions of the page as it is seen, rotated and cropped."""
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, column, row)
    return column.value / _GRID, row.value / _GRID
