"""Text of a page that is struck out: by a line drawn through it, by an annotation, by the characters themselves.

Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.lines import Boxes, Line
from docqa.reading.page_objects import (
    Drawing,
    PageObjects,
    annotations,
    count_segments,
    segment_at,
    segment_kind,
    segment_point,
)
from docqa.reading.page_view import View, pixel_box, view_size

MAX_THICKNESS = 0.2  # of a line's size
# Where a strike runs, in shares of a letter's height from its bottom: below is an underline, above a roof.
MIN_HEIGHT, MAX_HEIGHT = 0.3, 0.66
MAX_OVERHANG = 0.5  # of a line's size: a line that goes on beside the words is a rule
MAX_STRIKE_POINTS = 4.0  # points; what is thicker is a bar
MIN_CONTRAST_OF_STRIKE = 40  # of 255
SEGMENTS_OF_RECTANGLE = 5  # of which most pages have many
MIN_SEGMENTS, MAX_SEGMENTS = 4, 400  # of a path that is several lines

_OVERLAYS = "\u0335\u0336"  # characters that strike out the one before
_OVERLAY = re.compile(rf"(?:[^\s{_OVERLAYS}][{_OVERLAYS}])+")
_Stretch = tuple[float, float, float, float]  # left, right, height above the page's bottom, thickness; in points


def find_struck(
    text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str, lines: Sequence[Line], objects: PageObjects
) -> set[int]:
    """The characters that are struck out; `lines` are those of `raw`."""
    struck: set[int] = set()
    if any(overlay in raw for overlay in _OVERLAYS):
        struck.update(index for match in _OVERLAY.finditer(raw) for index in range(*match.span()))
    level = sorted((line for line in lines if line.is_level), key=lambda line: line.bottom)
    bottoms = [line.bottom for line in level]
    highest = max((line.top - line.bottom for line in level), default=0.0)
    through: dict[Drawing, set[int]] = defaultdict(set)
    for drawing, (left, right, height, thickness) in _strikes(objects):
        for line in level[bisect_left(bottoms, height - highest) : bisect_right(bottoms, height)]:
            overhang = MAX_OVERHANG * line.size
            if (
                height <= line.top  # as few are: most are rules above a line, of a table say
                and thickness <= MAX_THICKNESS * line.size
                and left >= line.left - overhang
                and right <= line.right + overhang
                and (found := _through(boxes, raw, line, left, right, height))
            ):
                through[drawing].update(found)
    seen = _seen(text.page, through)
    struck.update(*(found for drawing, found in through.items() if drawing.address in seen))
    for left, bottom, right, top in _struck_by_annotations(text.page):
        for line in level:
            if bottom <= line.middle[1] <= top and left < line.right and right > line.left:
                struck.update(_between(boxes, raw, line, left, right))
    return struck


def _through(boxes: Boxes, raw: str, line: Line, left: float, right: float, height: float) -> Sequence[int]:
    """The line's characters that a stretch runs through; none where it is longer than they are."""
    if not _runs_through_first(boxes, raw, line, left, right, height):
        return ()  # as most do: they are rules below the line
    within = _between(boxes, raw, line, left, right)
    places = [boxes[index] for index in within if not raw[index].isspace()]
    places = [box for box in places if box.bottom < box.top]  # the others have none
    overhang = MAX_OVERHANG * line.size
    if (
        not places
        or places[0].left - left > overhang
        or right - places[-1].right > overhang
        or not all(_is_through(box, height) for box in places)
    ):
        return ()
    return within


def _runs_through_first(boxes: Boxes, raw: str, line: Line, left: float, right: float, height: float) -> bool:
    """Whether it runs through the first of the line's characters that it reaches."""
    for index in range(line.first, line.last):
        if not raw[index].isspace() and _is_within(box := boxes[index], left, right):
            return _is_through(box, height)
    return False


def _is_within(box: pdfium.FS_RECTF, left: float, right: float) -> bool:
    """Whether a character that has a place has its middle from `left` to `right`."""
    x0, x1 = box.left, box.right
    return bool(x0 < x1 and left <= (x0 + x1) / 2 <= right and box.bottom < box.top)


def _is_through(box: pdfium.FS_RECTF, height: float) -> bool:
    return bool(MIN_HEIGHT <= (height - box.bottom) / (box.top - box.bottom) <= MAX_HEIGHT)


def _between(boxes: Boxes, raw: str, line: Line, left: float, right: float) -> Sequence[int]:
    """The line's characters whose middles are from `left` to `right`, without space around them; none of no letters."""
    words = [
        index
        for index in range(line.first, line.last)
        if not raw[index].isspace() and _is_within(boxes[index], left, right)
    ]
    return range(words[0], words[-1] + 1) if any(raw[index].isalnum() for index in words) else ()


def _strikes(objects: PageObjects) -> Iterator[tuple[Drawing, _Stretch]]:
    """The level lines that are drawn on the page."""
    for drawing in objects.drawings:
        if drawing.height <= MAX_STRIKE_POINTS:
            height = (drawing.bottom + drawing.top) / 2
            yield drawing, (drawing.left, drawing.right, height, drawing.height)
        elif drawing.kind == pdfium.FPDF_PAGEOBJ_PATH and drawing.order == int(drawing.order):
            for stretch in _stretches(drawing):
                yield drawing, stretch


def _stretches(path: Drawing) -> Iterator[_Stretch]:
    """The level lines of a path that is several lines, one after the other."""
    count = count_segments(path.address)
    matrix = pdfium.FS_MATRIX()
    if (
        not MIN_SEGMENTS <= count <= MAX_SEGMENTS
        or count == SEGMENTS_OF_RECTANGLE
        or segment_kind(segment_at(path.address, 2)) != pdfium.FPDF_SEGMENT_MOVETO
        or not pdfium.FPDFPageObj_GetMatrix(path.handle, matrix)
    ):
        return
    point = (ctypes.c_float * 2)()
    places = ctypes.addressof(point), ctypes.addressof(point) + ctypes.sizeof(ctypes.c_float)
    before = 0.0, 0.0
    for index in range(count):
        segment = segment_at(path.address, index)
        segment_point(segment, *places)
        x, y = point
        at = matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f
        if (
            segment_kind(segment) == pdfium.FPDF_SEGMENT_LINETO
            and abs(at[1] - before[1]) < 1
            and abs(at[0] - before[0]) > 1
        ):
            yield min(at[0], before[0]), max(at[0], before[0]), (at[1] + before[1]) / 2, 0.0
        before = at


def _seen(page: pypdfium2.PdfPage, drawings: Collection[Drawing]) -> set[int]:
    """The addresses of those drawings that can be seen: light lines cannot, nor what is cut away or covered."""
    if not drawings:
        return set()
    size = view_size(page)
    places = {one.address: pixel_box(page, size, one.left, one.bottom, one.right, one.top) for one in drawings}
    view = View(page, places.values())
    difference = view.difference(view.picture(), places.keys(), is_darker=True)
    return {address for address, place in places.items() if view.range(difference, place)[1] >= MIN_CONTRAST_OF_STRIKE}


def _struck_by_annotations(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """Where annotations strike text out: left, bottom, right, top, in points."""
    quad = pdfium.FS_QUADPOINTSF()
    for annotation in annotations(page):
        if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_STRIKEOUT:
            for index in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), MAX_SEGMENTS)):
                if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, quad):
                    xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
                    yield min(xs), min(ys), max(xs), max(ys)
