"""What is written onto a page afterwards: typed notes, stamps, comments. They are drawn, and stand in no text layer.

Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.legibility import is_legible
from docqa.reading.lines import Boxes, Line, pieces_between_gaps
from docqa.reading.page_objects import MAX_ANNOTATIONS, annotations, entry
from docqa.reading.pdf_file import PdfFile
from docqa.text.leaders import LEADER

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_GAP_OF_LABEL = 20.0  # times its size that a label stands to the left of what is typed behind it
MAX_GAP_WITHIN_ROW = 3.0  # the same, between two parts of one, and where it is nearer than what stands above
MAX_GAP_BELOW_LABEL = 1.2  # times its size that a label stands above what is filled in below it
MAX_INDENT_OF_LABEL = 1.0  # the same, that such a label begins before the place
MIN_GAP_LESS = 0.2  # the same, that a label below another place is nearer to that than to the place below itself
MAX_WIDTH_OF_CENTS = 0.5  # of the width of the field before
MAX_OFFSET_IN_STACK = 3.0  # points, between the left ends of the fields of a column
MAX_DRAWN_NOTES = 40  # on a page, whose words are taken from how they are drawn

_TYPED = frozenset((pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP))
_COMMENTS = frozenset(
    (
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_POLYLINE,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_REDACT,
        pdfium.FPDF_ANNOT_FILEATTACHMENT,
    )
)
_NOT_READ = {
    pdfium.FPDF_ANNOT_INK: "what is drawn on it by hand is not read",
    pdfium.FPDF_ANNOT_SOUND: "a sound on it is not read",
    pdfium.FPDF_ANNOT_MOVIE: "a film on it is not read",
    pdfium.FPDF_ANNOT_SCREEN: "a film or a sound on it is not read",
    pdfium.FPDF_ANNOT_RICHMEDIA: "a film or a sound on it is not read",
    pdfium.FPDF_ANNOT_THREED: "a 3D model on it is not read",
}
HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_STAMP_NAME = re.compile(r"(?:SB|SH)?([A-Z][A-Za-z]+)")
_WORDS_OF_NAME = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


Place = tuple[float, float, float, float]  # left, bottom, right and top, in points of the page's own coordinates


class Area(NamedTuple):
    """The place of a field."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Added:
    """A line of text that stands in no text layer, and where on the page it is drawn; None where it is not."""

    text: str
    place: Place | None = None


@dataclass(slots=True)
class Written:
    """What is written onto a page, a line each, and what of it cannot be read, for a reader."""

    lines: list[Added] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_written(text: pypdfium2.PdfTextPage, raw: str, lines: Sequence[Line]) -> Written:
    """The notes, stamps and comments on a page, in the order of the PDF; `lines` are those of `raw`."""
    page = text.page
    found = Written()
    for index, annotation in enumerate(annotations(page)):
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind == pdfium.FPDF_ANNOT_WIDGET:  # read by `form_fields`
            if pdfium.FPDFAnnot_GetFlags(annotation) & HIDDEN and entry(annotation, b"V"):
                found.notes.append("a hidden field of its form is left out")
            elif entry(annotation, b"FT") == "Sig" and pdfium.FPDFAnnot_HasKey(annotation, b"V"):
                _take_signature(page, index, annotation, found)
            continue
        if kind not in _TYPED and kind not in _COMMENTS and kind not in _NOT_READ:
            continue
        words = entry(annotation, b"Contents")
        if pdfium.FPDFAnnot_GetFlags(annotation) & HIDDEN:
            if words:
                found.notes.append("a hidden note on it is left out")
            continue
        if kind in _TYPED:
            _take_typed(page, index, annotation, words, raw, lines, found)
        elif words:
            found.lines.append(Added(f"{_heading(annotation)}: {words}", place_of(annotation)))
        if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
            found.notes.append(f"the file “{_file_name(annotation)}” in it is not read")
        elif kind in _NOT_READ and not words:
            found.notes.append(_NOT_READ[kind])
    if pdfium.FPDFPage_GetAnnotCount(page) > MAX_ANNOTATIONS:
        found.notes.append(f"of the notes and form fields on it only {MAX_ANNOTATIONS:,} are read")
    return found


def place_of(annotation: pdfium.FPDF_ANNOTATION) -> Place | None:
    """Where an annotation stands on its page; None where it does not say so."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, box):
        return None
    (left, right), (bottom, top) = sorted((box.left, box.right)), sorted((box.bottom, box.top))
    return left, bottom, right, top


def label_before(box: pdfium.FS_RECTF, raw: str, lines: Sequence[Line]) -> str:
    """The words that stand in the same row before a place on the page; "" where none do."""
    return _nearest([line for line in _in_row(box, lines) if line.right <= box.left + line.size], box, raw, last=True)


def label_of_field(boxes: Boxes, box: Area, raw: str, lines: Sequence[Line], fields: Sequence[Area]) -> str:
    """What is printed beside a place where something is filled in: before it in its row, above it, in its upper part.

    Leaders are no part of it: "Deposit . . . . . . A" is "Deposit". "" where nothing stands there, where it belongs to
    another one of the page's `fields` (these may have their labels below them), and in a grid: there the name of the
    row, or that of the column, would say half of it.
    """
    near = [line for line in lines if line.is_level and box.bottom <= line.middle[1] <= box.top + 2 * line.size]
    pieces = [piece for line in near for piece in pieces_between_gaps(boxes, raw, line)]
    reach = 3 * max((piece.size for piece in pieces), default=0.0)  # farther off no field is nearer to a label of this
    others = [one for one in fields if one != box and one.bottom <= box.top + reach and box.bottom - reach <= one.top]
    own_row = [piece for piece in pieces if box.bottom <= piece.middle[1] <= box.top]
    first, is_last = _first_of_row(box, others, own_row)
    row = sorted((one for one in own_row if one.right <= first.left + one.size), key=lambda one: -one.right)
    above = [
        piece
        for piece in pieces
        if (box.bottom + box.top) / 2 <= piece.middle[1]
        and piece.bottom <= box.top + MAX_GAP_BELOW_LABEL * piece.size
        and _is_over(piece, box)
        and not any(_is_nearer(piece, other, box) or _is_before(piece, other, pieces) for other in others)
    ]
    gap = (first.left - row[0].right) / row[0].size if row else math.inf  # times the label's size
    if above and (first is not box or gap > MAX_GAP_WITHIN_ROW):
        if gap <= MAX_GAP_OF_LABEL and _is_in_stack(box, others):
            return ""
        return _words(raw, min(above, key=lambda piece: (round(piece.bottom), piece.left)))
    if first is not box or not is_last:
        return ""
    label: list[str] = []
    right, max_gap = box.left, MAX_GAP_OF_LABEL
    for piece in row:
        if right - piece.right > max_gap * piece.size or any(_is_between(piece, other, right) for other in others):
            break
        label.insert(0, _words(raw, piece))
        right, max_gap = piece.left, MAX_GAP_WITHIN_ROW
    return LEADER.split(" ".join(label))[0].strip()


def _is_over(piece: Line, box: Area) -> bool:
    """Whether a piece begins where a place does, or over it, at whatever height."""
    return bool(box.left - MAX_INDENT_OF_LABEL * piece.size <= piece.left < box.right)


def _is_nearer(piece: Line, other: Area, box: Area) -> bool:
    """Whether a piece over a place is over another one, or below it, and nearer to that."""
    return _is_over(piece, other) and _gap(piece, other) < _gap(piece, box) - MIN_GAP_LESS * piece.size


def _is_before(piece: Line, other: Area, pieces: Sequence[Line]) -> bool:
    """Whether a piece is what stands before another place in its row."""
    gap = other.left - piece.right
    is_in_row = other.bottom <= piece.middle[1] <= other.top and -piece.size <= gap <= MAX_GAP_OF_LABEL * piece.size
    return is_in_row and not any(
        piece.right <= one.left < other.left and one.bottom < piece.middle[1] < one.top for one in pieces
    )


def _gap(piece: Line, box: Area) -> float:
    """How far a piece stands above a place or below it."""
    return max(0.0, piece.bottom - box.top, box.bottom - piece.top)


def _first_of_row(box: Area, others: Sequence[Area], pieces: Sequence[Line]) -> tuple[Area, bool]:
    """The first of the fields up to a place that have no words between them; and whether no such one is behind it.

    One for the cents, behind that of the dollars, is none.
    """
    middle = (box.bottom + box.top) / 2
    first = box
    row = [one for one in others if one.bottom <= middle <= one.top]
    for other in sorted((one for one in row if one.left < box.left), key=lambda one: -one.left):
        if _has_words_between(other, first, pieces):
            break
        first = other
    behind = min((one for one in row if one.left > box.left), key=lambda one: one.left, default=None)
    is_last = (
        behind is None
        or _has_words_between(box, behind, pieces)
        or behind.right - behind.left <= MAX_WIDTH_OF_CENTS * (box.right - box.left)
    )
    return first, is_last


def _has_words_between(before: Area, behind: Area, pieces: Sequence[Line]) -> bool:
    return any(before.left < piece.middle[0] < behind.left and piece.right > before.right for piece in pieces)


def _is_in_stack(box: Area, others: Sequence[Area]) -> bool:
    """Whether another field stands right above or below a place, as in the column of a table."""
    return any(
        abs(one.left - box.left) <= MAX_OFFSET_IN_STACK
        and max(one.bottom - box.top, box.bottom - one.top) <= (box.top - box.bottom) / 2
        for one in others
    )


def _is_between(piece: Line, other: Area, right: float) -> bool:
    """Whether a field stands in the row of a piece, between it and what begins at `right`."""
    return bool(other.bottom <= piece.middle[1] <= other.top and piece.right - piece.size <= other.left < right)


def _words(raw: str, line: Line) -> str:
    return " ".join(raw[line.first : line.last].split())


def label_behind(box: pdfium.FS_RECTF, raw: str, lines: Sequence[Line]) -> str:
    """The words that stand in the same row right behind a place on the page, as behind a box that is ticked."""
    return _nearest([line for line in _in_row(box, lines) if line.left >= box.right - line.size], box, raw, last=False)


def _in_row(box: pdfium.FS_RECTF, lines: Sequence[Line]) -> "Iterator[Line]":
    bottom, top = sorted((box.bottom, box.top))
    return (line for line in lines if line.is_level and bottom <= line.middle[1] <= top)


def _nearest(found: Sequence[Line], box: pdfium.FS_RECTF, raw: str, *, last: bool) -> str:
    if not found:
        return ""
    line = max(found, key=lambda line: line.right) if last else min(found, key=lambda line: line.left)
    gap = box.left - line.right if last else line.left - box.right
    return _words(raw, line) if gap <= MAX_GAP_OF_LABEL * line.size else ""


def _take_typed(
    page: pypdfium2.PdfPage,
    index: int,
    annotation: pdfium.FPDF_ANNOTATION,
    contents: str,
    raw: str,
    lines: Sequence[Line],
    found: Written,
) -> None:
    """What a typed note or a stamp says, as it is seen."""
    is_stamp = pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_STAMP
    drawn = _drawn_words(page, index) if is_stamp or not contents else ""
    words = drawn or ("" if is_stamp else contents)
    if is_stamp:
        name = _STAMP_NAME.fullmatch(entry(annotation, b"Name"))
        words = words or (_WORDS_OF_NAME.sub(" ", name[1]) if name else "")
        if contents and contents not in words:
            found.lines.append(Added(f"{_heading(annotation)}: {contents}", place_of(annotation)))
        if words:
            found.lines.append(Added(f"Stamp: {words}", place_of(annotation)))
        else:
            found.notes.append("a stamp on it that is a picture is not read")
        return
    box = pdfium.FS_RECTF()
    label = label_before(box, raw, lines) if pdfium.FPDFAnnot_GetRect(annotation, box) else ""
    if words:
        found.lines.append(Added(f"{label} {words}" if label else words, place_of(annotation)))
    else:
        found.notes.append("a typed note on it could not be read")


def _take_signature(page: pypdfium2.PdfPage, index: int, annotation: pdfium.FPDF_ANNOTATION, found: Written) -> None:
    """What a digital signature says, as it is seen; whether it is valid is not looked at."""
    if words := _drawn_words(page, index):
        found.lines.append(Added(f"Signature: {words}", place_of(annotation)))
    else:
        found.notes.append("a digital signature on it says nothing that can be read")


def _heading(annotation: pdfium.FPDF_ANNOTATION) -> str:
    """Who commented, and when."""
    author = entry(annotation, b"T")
    made = _DATE.match(entry(annotation, b"M") or entry(annotation, b"CreationDate"))
    parts = [f"Comment by {author}" if author else "Comment"]
    if made:
        try:
            day = date(*map(int, made.groups()))
        except ValueError:  # there is no such day
            return parts[0]
        parts.append(f"{day.day} {day:%B %Y}")
    return ", ".join(parts)


def _file_name(annotation: pdfium.FPDF_ANNOTATION) -> str:
    attachment = pdfium.FPDFAnnot_GetFileAttachment(annotation)
    return attachment_name(attachment) if attachment else "without a name"


def attachment_name(attachment: pdfium.FPDF_ATTACHMENT) -> str:
    """The name of a file inside a PDF, on one line."""
    size = pdfium.FPDFAttachment_GetName(attachment, None, 0)
    codes = (ctypes.c_ushort * max(1, size // 2))()
    pdfium.FPDFAttachment_GetName(attachment, codes, size)
    return " ".join(bytes(codes)[:-2].decode("utf-16-le", "replace").split()) or "without a name"


def _drawn_words(page: pypdfium2.PdfPage, index: int) -> str:
    """The words that the annotation with that index is drawn with: a copy of the page is made one with it."""
    pdf = page.pdf
    number = pdf.number_of(page) if isinstance(pdf, PdfFile) else None
    if number is None or index >= MAX_DRAWN_NOTES:
        return ""
    copy = pypdfium2.PdfDocument.new()
    try:
        if not pdfium.FPDF_ImportPagesByIndex(copy, pdf, (ctypes.c_int * 1)(number), 1, 0):
            return ""
        with_it = copy[0]
        for other in reversed(range(pdfium.FPDFPage_GetAnnotCount(with_it))):
            if other != index:
                pdfium.FPDFPage_RemoveAnnot(with_it, other)
        before = _all_text(copy)
        pdfium.FPDFPage_Flatten(with_it, pdfium.FLAT_NORMALDISPLAY)
        after = _all_text(copy)
    except pypdfium2.PdfiumError:  # the copy has no such page: the note is damaged
        return ""
    finally:
        copy.close()
    words = after[len(before) :] if after.startswith(before) else ""
    return " ".join(words.split()) if is_legible(words) else ""


def _all_text(pdf: pypdfium2.PdfDocument) -> str:
    page = pdf[0]
    text = page.get_textpage()
    whole: str = text.get_text_range()
    text.close()
    page.close()
    return whole
