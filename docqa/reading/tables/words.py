"""The words of a page's text layer, each with its place; as those of OCR, so that what reads one reads both."""

import ctypes
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.documents import Box, Word
from docqa.reading.clean_text import HYPHEN, PageText
from docqa.reading.text_layer import TextLayer

_WORD = re.compile(r"\S+")
_LINE_END = re.compile(rf"[\r\n{HYPHEN}]+")
_GRID = 1_000_000  # pdfium gives whole device pixels; on a page of this many they are exact enough

_Point = tuple[float, float]


def page_words(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, layer: TextLayer, kept: PageText
) -> tuple[Word, ...]:
    """The words of `kept.text` in its order, which `tidy` made of the text of `layer`. Call it under `pdf.PDFIUM_LOCK`.

    One that a line end divided is two words here. What has no place on the page as it is seen is left out: what stands
    outside it, and what is filled into forms.
    """
    seen = way_to_seen(page)
    words = []
    for match in _WORD.finditer(kept.text):
        pieces = list(_pieces(layer.raw, *kept.raw_span(match.start(), match.end())))
        starts = [match.start(), *(kept.position(first) for first, _ in pieces[1:]), match.end()]
        for piece, (start, end) in zip(pieces, pairwise(starts), strict=True):
            box = _box(text.raw, layer.character(piece[0]), layer.character(piece[1] - 1), seen)
            if box is not None and start < end:
                words.append(Word(start, end, box))
    return tuple(words)


def _pieces(raw: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """What stands of `raw[first:last]` on one line each; at least one."""
    ends = [end for end in _LINE_END.finditer(raw, first, last) if first < end.start() and end.end() < last]
    for end in ends:
        yield first, end.start()
        first = end.end()
    yield first, last


def _box(text: pdfium.FPDF_TEXTPAGE, first: int, last: int, seen: Callable[[float, float], _Point]) -> Box | None:
    """From the first character's box to the last one's, as high as their font."""
    corners: list[_Point] = []
    for index in {first, last}:
        box = pdfium.FS_RECTF()
        if pdfium.FPDFText_GetLooseCharBox(text, index, box) and box.left != box.right:
            corners += seen(box.left, box.top), seen(box.right, box.bottom)
    if not corners:
        return None
    x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
    y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
    if x1 <= 0 or y1 <= 0 or x0 >= 1 or y0 >= 1:
        return None
    return Box(max(0.0, x0), max(0.0, y0), min(1.0, x1), min(1.0, y1))


def way_to_seen(page: pypdfium2.PdfPage) -> Callable[[float, float], _Point]:
    """From the page's own coordinates, in points, to fractions of the page as it is seen, rotated and cropped.

    That way is affine: pdfium is asked for three points, not for two of every word.
    """

    def asked(x: float, y: float) -> _Point:
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, column, row)
        return column.value / _GRID, row.value / _GRID

    zero, right, up = asked(0, 0), asked(_FAR, 0), asked(0, _FAR)
    x_by_x, y_by_x = (right[0] - zero[0]) / _FAR, (right[1] - zero[1]) / _FAR
    x_by_y, y_by_y = (up[0] - zero[0]) / _FAR, (up[1] - zero[1]) / _FAR
    return lambda x, y: (zero[0] + x * x_by_x + y * x_by_y, zero[1] + x * y_by_x + y * y_by_y)


_FAR = 1000.0  # points
