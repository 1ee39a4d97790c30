"""What is drawn on a page, as pdfium lists it. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

MIN_SHARE_COVERED = 0.6  # of a page's area, by the pictures on it: a scan
MAX_OBJECTS = 2000  # looked at; a scan comes as one picture, or as some hundred strips
MAX_ANNOTATIONS = 100  # looked at

_UNSEEN = frozenset((pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP))


def is_drawn_on(page: pypdfium2.PdfPage) -> bool:
    """Whether anything but text stands on the page: pictures, lines, notes, filled forms."""
    kinds = {pdfium.FPDFPageObj_GetType(item) for item in _objects(page)}
    return bool(kinds - {pdfium.FPDF_PAGEOBJ_TEXT}) or any(kind not in _UNSEEN for kind in _annotations(page))


def is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures cover most of the page."""
    width, height = page.get_size()
    return bool(sum(_picture_areas(page)) >= MIN_SHARE_COVERED * width * height)


def _picture_areas(page: pypdfium2.PdfPage) -> Iterator[float]:
    """The areas of the pictures on the page, in square points; one inside a form counts as the form does."""
    for item in _objects(page):
        if _is_picture(item):
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            if pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
                yield (right.value - left.value) * (top.value - bottom.value)


def _objects(page: pypdfium2.PdfPage) -> Iterator[pdfium.FPDF_PAGEOBJECT]:
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        yield pdfium.FPDFPage_GetObject(page, index)


def _is_picture(item: pdfium.FPDF_PAGEOBJECT) -> bool:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_FORM:
        count = min(pdfium.FPDFFormObj_CountObjects(item), MAX_OBJECTS)
        inner = (pdfium.FPDFFormObj_GetObject(item, index) for index in range(count))
        return any(pdfium.FPDFPageObj_GetType(one) == pdfium.FPDF_PAGEOBJ_IMAGE for one in inner)
    return bool(kind == pdfium.FPDF_PAGEOBJ_IMAGE)


def _annotations(page: pypdfium2.PdfPage) -> Iterator[int]:
    """The kinds of the page's annotations."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            try:
                yield pdfium.FPDFAnnot_GetSubtype(annotation)
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)
