"""What is filled into the forms on a page: it is drawn, and stands in no text layer.

Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

MAX_FIELDS = 500  # a page
MAX_VALUE = 4000  # characters


def field_lines(page: pypdfium2.PdfPage) -> Iterator[str]:
    """For each text and choice that is filled in "label: value"; not those that several fields have in common."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_FIELDS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if (
                pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET
                and _entry(annotation, b"FT") != "Btn"
            ):
                value = _entry(annotation, b"V")
                label = _entry(annotation, b"TU") or _entry(annotation, b"T")
                if value:
                    yield f"{label}: {value}" if label else value
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _entry(annotation: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    """A string or a name in the annotation's dictionary, on one line; "" where there is none."""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)  # bytes, with two zeros at the end
    if not 2 < size <= 2 * MAX_VALUE:
        return ""
    codes = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, codes, size)
    return " ".join(bytes(codes)[:-2].decode("utf-16-le", "replace").split())
