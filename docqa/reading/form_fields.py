"""What is filled into the forms on a page: it is drawn, and stands in no text layer.

Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.lines import Boxes, Line
from docqa.reading.page_objects import MAX_CHARACTERS_OF_ENTRY, annotations, entry
from docqa.reading.written import HIDDEN, Added, Area, label_behind, label_of_field, place_of

MAX_OPTIONS = 1000  # of a list

_TEXTS = frozenset((pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_UNKNOWN))
_CHOICES = frozenset((pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX))
_TICKS = frozenset((pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON))
_PLAIN_TICKS = frozenset(("yes", "on", "true", "x", "checked"))  # values that say only that a box is ticked
_IS_PASSWORD = 1 << 13  # a flag of fields, by the PDF standard


def field_lines(page: pypdfium2.PdfPage, boxes: Boxes, raw: str, lines: Sequence[Line]) -> Iterator[Added]:
    """For each text, choice and tick that is filled in "label: value"; `lines` are those of the page's `raw` text."""
    places = [place for annotation in _fields_seen(page) if (place := _Field(page, annotation).place_of_text)]
    for annotation in _fields_seen(page):
        if line := _Field(page, annotation).line(boxes, raw, lines, places):
            yield Added(line, place_of(annotation))


def _fields_seen(page: pypdfium2.PdfPage) -> Iterator[pdfium.FPDF_ANNOTATION]:
    """Those of the page's forms, each until the next is asked for."""
    for annotation in annotations(page):
        is_field = pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET
        if is_field and not pdfium.FPDFAnnot_GetFlags(annotation) & HIDDEN:
            yield annotation


class _Field:
    """A field of a form; what its widget does not say, the field above it does."""

    def __init__(self, page: pypdfium2.PdfPage, annotation: pdfium.FPDF_ANNOTATION) -> None:
        page.pdf.init_forms()
        self._form = page.pdf.formenv
        self._annotation = annotation
        self._kind = self._form and pdfium.FPDFAnnot_GetFormFieldType(self._form, annotation)

    @property
    def place_of_text(self) -> Area | None:
        """Where a text or a choice is filled in, or may be; None for others."""
        is_text = not self._form or self._kind in _TEXTS | _CHOICES
        place = place_of(self._annotation) if is_text else None
        return Area(*place) if place else None

    def line(self, boxes: Boxes, raw: str, lines: Sequence[Line], places: Sequence[Area]) -> str:
        """Its label and its value; "" where it has none."""
        if not self._form or self._kind in _TEXTS:
            is_secret = self._form and pdfium.FPDFAnnot_GetFormFieldFlags(self._form, self._annotation) & _IS_PASSWORD
            value = "" if is_secret else self._value
            return self._filled(value, boxes, raw, lines, places)
        if self._kind in _CHOICES:
            return self._filled(", ".join(self._chosen()) or self._value, boxes, raw, lines, places)
        if self._kind in _TICKS and (state := entry(self._annotation, b"AS") or self._value) not in ("", "Off"):
            return self._ticked(state, raw, lines)
        return ""

    @property
    def _value(self) -> str:
        own = entry(self._annotation, b"V") if entry(self._annotation, b"FT") != "Btn" else ""
        return own or (self._asked(pdfium.FPDFAnnot_GetFormFieldValue) if self._form else "")

    def _filled(self, value: str, boxes: Boxes, raw: str, lines: Sequence[Line], places: Sequence[Area]) -> str:
        """A value behind what the form calls it for a reader, else behind the words beside it, else behind its name."""
        box = self.place_of_text if value and not self._title else None
        label = (label_of_field(boxes, box, raw, lines, places) if box else "") or self._label
        return f"{label.rstrip(':')}: {value}" if value and label else value

    @property
    def _title(self) -> str:
        """What the form's maker wrote for a reader."""
        own = entry(self._annotation, b"TU")
        return own or (self._asked(pdfium.FPDFAnnot_GetFormFieldAlternateName) if self._form else "")

    @property
    def _label(self) -> str:
        own = self._title or entry(self._annotation, b"T")
        return own or (self._asked(pdfium.FPDFAnnot_GetFormFieldName).rpartition(".")[2] if self._form else "")

    def _chosen(self) -> Iterator[str]:
        for index in range(min(pdfium.FPDFAnnot_GetOptionCount(self._form, self._annotation), MAX_OPTIONS)):
            if pdfium.FPDFAnnot_IsOptionSelected(self._form, self._annotation, index):
                yield _one_line(
                    lambda codes, size, index=index: pdfium.FPDFAnnot_GetOptionLabel(
                        self._form, self._annotation, index, codes, size
                    )
                )

    def _ticked(self, state: str, raw: str, lines: Sequence[Line]) -> str:
        """What a tick says: the field's label, and what stands behind the box or is its value, else its `state`."""
        box = pdfium.FS_RECTF()
        beside = label_behind(box, raw, lines) if pdfium.FPDFAnnot_GetRect(self._annotation, box) else ""
        value = self._asked(pdfium.FPDFAnnot_GetFormFieldExportValue) or state
        is_plain = value.casefold() in _PLAIN_TICKS or value.isdigit() or not value
        said = beside or ("ticked" if is_plain else value)
        label = self._title or ("Ticked" if beside else self._label)
        return f"{label}: {said}" if label and label != said else f"{said}: ticked"

    def _asked(self, function: Callable[..., int]) -> str:
        return _one_line(lambda codes, size: function(self._form, self._annotation, codes, size))


def _one_line(ask: Callable[..., int]) -> str:
    """A string of pdfium's on one line; "" where there is none, or it is too long."""
    size = ask(None, 0)  # bytes, with two zeros at the end
    if not 2 < size <= 2 * MAX_CHARACTERS_OF_ENTRY:
        return ""
    codes = (ctypes.c_ushort * (size // 2))()
    ask(codes, size)
    return " ".join(bytes(codes)[:-2].decode("utf-16-le", "replace").split())
