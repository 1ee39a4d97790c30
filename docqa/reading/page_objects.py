"""What is drawn on a page, as pdfium lists it. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
import re
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MIN_SHARE_COVERED = 0.6  # of a page's area, by the pictures on it: a scan
MAX_OBJECTS = 20_000  # looked at; a scan comes as one picture, or as some hundred strips
MAX_OBJECTS_PER_FORM = 2000  # looked at
MAX_DEPTH_OF_FORMS = 4  # forms in forms
MIN_AREA_POINTS = 3.0  # points: what is narrower or lower is a line
MIN_ALPHA_OF_FILL = 100  # of 255
MAX_ANNOTATIONS = 2000  # looked at
MAX_CHARACTERS_OF_ENTRY = 4000  # characters

_COLOUR = struct.Struct("4I")
_NO_TEXT = re.compile(b"[^%c]" % pdfium.FPDF_PAGEOBJ_TEXT, re.DOTALL)  # among the kinds of objects, a byte each
_UNSEEN = frozenset((pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP))


def address_of(handle: object) -> int:
    """Where an object or a function of pdfium lies: what tells it from others."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def quick(function: object, result: type, *arguments: type) -> "ctypes._CFunctionType":
    """A function of pdfium that is asked thousands of times a page.

    Without `arguments` none is looked at, which is quicker still: each is an int or a value of ctypes.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))


_OBJECT = ctypes.c_void_p
_object_at = quick(pdfium.FPDFPage_GetObject, _OBJECT)
_inner_object_at = quick(pdfium.FPDFFormObj_GetObject, _OBJECT, _OBJECT, ctypes.c_ulong)
_kind_of = quick(pdfium.FPDFPageObj_GetType, ctypes.c_int, _OBJECT)
_bounds_of = quick(pdfium.FPDFPageObj_GetBounds, ctypes.c_int, _OBJECT, *[ctypes.c_void_p] * 4)
_fill_colour_of = quick(pdfium.FPDFPageObj_GetFillColor, ctypes.c_int, _OBJECT, *[ctypes.c_void_p] * 4)
render_mode = quick(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int, _OBJECT)
count_segments = quick(pdfium.FPDFPath_CountSegments, ctypes.c_int, _OBJECT)
segment_at = quick(pdfium.FPDFPath_GetPathSegment, ctypes.c_void_p, _OBJECT, ctypes.c_int)
segment_kind = quick(pdfium.FPDFPathSegment_GetType, ctypes.c_int, ctypes.c_void_p)
segment_point = quick(pdfium.FPDFPathSegment_GetPoint, ctypes.c_int, *[ctypes.c_void_p] * 3)
text_object_at = quick(pdfium.FPDFText_GetTextObject, _OBJECT)  # of a text page and a character's index
_fill_colour_at = quick(pdfium.FPDFText_GetFillColor, ctypes.c_int)

_clip_path_of = quick(pdfium.FPDFPageObj_GetClipPath, _OBJECT, _OBJECT)
_count_clips = quick(pdfium.FPDFClipPath_CountPaths, ctypes.c_int, _OBJECT)
_count_clip_segments = quick(pdfium.FPDFClipPath_CountPathSegments, ctypes.c_int, _OBJECT, ctypes.c_int)
_clip_segment_at = quick(pdfium.FPDFClipPath_GetPathSegment, ctypes.c_void_p, _OBJECT, ctypes.c_int, ctypes.c_int)
MAX_CLIPS_LOOKED_AT = 8  # of an object, the innermost; files of plans put thousands around each
MAX_SEGMENTS_OF_CLIP = 8  # a rectangle has five; other shapes are not looked at

Colour = tuple[int, int, int, int]  # red, green, blue and alpha, of 255
WITHOUT_COLOUR: Colour = (0, 0, 0, 0)


def fill_colours(text: pdfium.FPDF_TEXTPAGE, characters: Iterable[int]) -> Sequence[Colour | None]:
    """The colours of characters of a text page; None where one has none."""
    values = (ctypes.c_uint * 4)()
    places = [ctypes.byref(values, part * ctypes.sizeof(ctypes.c_uint)) for part in range(4)]
    # A page has few colours: their bytes tell them apart, and are made numbers once.
    found = [bytes(values) if _fill_colour_at(text, index, *places) else b"" for index in characters]
    colours = {value: _COLOUR.unpack(value) if value else None for value in set(found)}
    return [colours[value] for value in found]


def colours_of(addresses: Iterable[int]) -> Sequence[Colour | None]:
    """What objects are filled with; None where pdfium does not tell it of one, as of a pattern."""
    values = (ctypes.c_uint * 4)()
    start = ctypes.addressof(values)
    red, green, blue, alpha = (start + part * ctypes.sizeof(ctypes.c_uint) for part in range(4))
    unpack, fill_colour_of = _COLOUR.unpack, _fill_colour_of
    return [unpack(values) if fill_colour_of(at, red, green, blue, alpha) else None for at in addresses]


def is_clipped(address: int, slack: float) -> bool:
    """Whether an object reaches out of a rectangle that it is only shown in: by `slack` points, or up or down by half.

    It then need not be seen. Both places are in the coordinates of the content that the object stands in.
    """
    clip = _clip_path_of(address)
    count = _count_clips(clip) if clip else 0
    if count <= 0:
        return False
    values = (ctypes.c_float * 4)()
    start = ctypes.addressof(values)
    if not _bounds_of(address, start, start + 4, start + 8, start + 12):
        return False
    left, bottom, right, top = values
    height = (bottom + top) / 2
    point = (ctypes.c_float * 2)()
    x, y = ctypes.addressof(point), ctypes.addressof(point) + 4
    for path in range(max(0, count - MAX_CLIPS_LOOKED_AT), count):
        segments = _count_clip_segments(clip, path)
        if not 0 < segments <= MAX_SEGMENTS_OF_CLIP:
            continue
        corners = []
        for index in range(segments):
            if segment_point(_clip_segment_at(clip, path, index), x, y):
                corners.append((point[0], point[1]))
        xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
        if corners and (left < min(xs) - slack or right > max(xs) + slack or not min(ys) <= height <= max(ys)):
            return True
    return False


def _places_in(values: "ctypes.Array[Any]") -> Sequence[range]:
    """The addresses of each first, second, third and fourth of the values, which are of four bytes."""
    start, end = ctypes.addressof(values), ctypes.addressof(values) + ctypes.sizeof(values)
    return [range(start + 4 * part, end, 16) for part in range(4)]


def batched(values: Iterable[Any]) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Four by four.

    >>> list(batched(range(8)))
    [(0, 1, 2, 3), (4, 5, 6, 7)]
    """
    rest = iter(values)
    return zip(rest, rest, rest, rest, strict=True)


def bounds_of(addresses: Iterable[int]) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of objects, in points; those are left out of which pdfium does not know them."""
    values = (ctypes.c_float * 4)()
    start = ctypes.addressof(values)
    places = [start + 4 * part for part in range(4)]
    return [(values[0], values[1], values[2], values[3]) for address in addresses if _bounds_of(address, *places)]


def handle_of(address: int) -> pdfium.FPDF_PAGEOBJECT:
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


class Drawing(NamedTuple):
    """What is drawn and is no text. `order` is when; its place is in points of the page's own coordinates."""

    kind: int
    address: int
    order: float
    left: float
    bottom: float
    right: float
    top: float

    @property
    def handle(self) -> pdfium.FPDF_PAGEOBJECT:
        return handle_of(self.address)

    @property
    def is_picture(self) -> bool:
        return bool(self.kind == pdfium.FPDF_PAGEOBJ_IMAGE)

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of a picture, as it is kept in the PDF."""
        width, height = ctypes.c_uint(), ctypes.c_uint()
        pdfium.FPDFImageObj_GetImagePixelSize(self.handle, width, height)
        return width.value, height.value

    @property
    def colour(self) -> Colour:
        """What it is filled with, if it is."""
        return colours_of([self.address])[0] or WITHOUT_COLOUR

    @property
    def is_filled(self) -> bool:
        """Whether it is a path that is filled, and one can hardly see through it."""
        mode, is_stroked = ctypes.c_int(), ctypes.c_int()
        return (
            self.kind == pdfium.FPDF_PAGEOBJ_PATH
            and self.colour[3] >= MIN_ALPHA_OF_FILL
            and bool(pdfium.FPDFPath_GetDrawMode(self.handle, mode, is_stroked))
            and mode.value != pdfium.FPDF_FILLMODE_NONE
        )

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def area(self) -> float:
        return self.width * self.height

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class PageObjects:
    """The objects of a page. Forms (pieces that are drawn as one) count as what is in them."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        count = min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)
        self._top = list(map(_object_at, repeat(page.raw), range(count)))
        self._kinds = bytes(map(_kind_of, self._top))
        self._others = [found.start() for found in _NO_TEXT.finditer(self._kinds)]
        self.forms = [index for index in self._others if self._kinds[index] == pdfium.FPDF_PAGEOBJ_FORM]
        width, height = page.get_size()
        self.area = max(width * height, 1e-6)  # the page's, in square points
        self._orders_in_forms: dict[int, float] = {}

    @cached_property
    def drawings(self) -> Sequence[Drawing]:
        """What is drawn and is no text, but for upright lines; in that order."""
        found = _drawings([(self._kinds[index], self._top[index], float(index)) for index in self._others])
        for index in self.forms:
            found += self._in_form(self._top[index], index, 1.0, ())
        return found if not self.forms else sorted(found, key=lambda drawing: drawing.order)

    @cached_property
    def orders(self) -> Mapping[int, float]:
        """When each text object is drawn, by its address."""
        assert self.drawings is not None  # they are found together
        orders: dict[int, float] = dict(zip(self._top, range(len(self._top)), strict=True))
        orders.update(self._orders_in_forms)
        return orders

    @cached_property
    def texts(self) -> Sequence[int]:
        """The addresses of the text objects."""
        assert self.drawings is not None  # they are found together
        top = [
            address for address, kind in zip(self._top, self._kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_TEXT
        ]
        return [*top, *self._orders_in_forms]

    @property
    def texts_in_no_form(self) -> Iterator[int]:
        """Those of them whose places are in the page's own coordinates."""
        return (address for address in self.texts if address not in self._orders_in_forms)

    @property
    def are_all_known(self) -> bool:
        """Whether no text can be that is not in `texts`, as may be where there are forms, or very many objects."""
        return not self.forms and len(self._top) < MAX_OBJECTS

    @property
    def text_count(self) -> int:
        """How many text objects are on the page itself, and not in forms."""
        return len(self._top) - len(self._others)

    def form_of(self, address: int) -> int | None:
        """The number of the form that a text object is in; None where it stands on the page itself."""
        order = self.orders.get(address, 0.0) if self.forms else 0.0
        return None if order == int(order) else int(order)

    @cached_property
    def areas(self) -> Sequence[Drawing]:
        """The paths that may be filled areas."""
        path = pdfium.FPDF_PAGEOBJ_PATH
        return [
            drawing
            for drawing in self.drawings
            if drawing.kind == path and drawing.top - drawing.bottom >= MIN_AREA_POINTS <= drawing.right - drawing.left
        ]

    @cached_property
    def pictures(self) -> Sequence[Drawing]:
        image = pdfium.FPDF_PAGEOBJ_IMAGE
        return [drawing for drawing in self.drawings if drawing.kind == image]

    @cached_property
    def shadings(self) -> Sequence[Drawing]:
        """The areas that one colour fades into another on."""
        return [drawing for drawing in self.drawings if drawing.kind == pdfium.FPDF_PAGEOBJ_SHADING]

    @property
    def has_drawings(self) -> bool:
        return bool(self._others)

    @property
    def is_picture(self) -> bool:
        """Whether pictures cover most of the page; what they cover twice counts twice."""
        return bool(sum(picture.area for picture in self.pictures) >= MIN_SHARE_COVERED * self.area)

    def _in_form(self, address: int, order: float, scale: float, way: Sequence[pdfium.FS_MATRIX]) -> Iterator[Drawing]:
        """What is drawn in a form. `way` leads from its own coordinates to the page's, innermost first."""
        handle, matrix = handle_of(address), pdfium.FS_MATRIX()
        if len(way) == MAX_DEPTH_OF_FORMS or not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
            return
        way = (matrix, *way)
        count = min(max(pdfium.FPDFFormObj_CountObjects(handle), 0), MAX_OBJECTS_PER_FORM)
        scale /= count + 1
        inner = [_inner_object_at(address, index) for index in range(count)]
        places = [order + scale * (index + 1) for index in range(count)]
        kinds = [_kind_of(each) for each in inner]
        for kind, each, place in zip(kinds, inner, places, strict=True):
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._orders_in_forms[each] = place
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                yield from self._in_form(each, place, scale, way)
        others = [item for item in zip(kinds, inner, places, strict=True) if item[0] != pdfium.FPDF_PAGEOBJ_TEXT]
        yield from _drawings(others, way)


def _drawings(objects: Sequence[tuple[int, int, float]], way: Sequence[pdfium.FS_MATRIX] = ()) -> list[Drawing]:
    """What objects are that are no text: (kind, address, order) of each."""
    addresses = [address for _, address, _ in objects]
    bounds = (ctypes.c_float * (4 * len(objects)))()
    are_known = list(map(_bounds_of, addresses, *_places_in(bounds)))
    found = []
    path, form = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM
    for (kind, address, order), is_known, box in zip(objects, are_known, batched(bounds), strict=True):
        left, bottom, right, top = _moved(box, way) if way else box
        is_upright_line = right - left < MIN_AREA_POINTS and kind == path
        if is_known and kind != form and not is_upright_line:
            found.append(Drawing(kind, address, order, left, bottom, right, top))
    return found


def _moved(box: Sequence[float], way: Sequence[pdfium.FS_MATRIX]) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    for m in way:
        corners = [(m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f) for x, y in corners]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def is_drawn_on(page: pypdfium2.PdfPage, objects: PageObjects) -> bool:
    """Whether anything but text stands on the page: pictures, lines, notes, filled forms."""
    return objects.has_drawings or any(kind not in _UNSEEN for kind in annotation_kinds(page))


def annotation_kinds(page: pypdfium2.PdfPage) -> Iterator[int]:
    """The kinds of the page's annotations."""
    return (pdfium.FPDFAnnot_GetSubtype(annotation) for annotation in annotations(page))


def annotation_boxes(page: pypdfium2.PdfPage, kinds: Collection[int]) -> Iterator[tuple[float, float, float, float]]:
    """Where the page's annotations of these kinds stand: left, bottom, right, top, in points."""
    box = pdfium.FS_RECTF()
    for annotation in annotations(page):
        if pdfium.FPDFAnnot_GetSubtype(annotation) in kinds and pdfium.FPDFAnnot_GetRect(annotation, box):
            left, right = sorted((box.left, box.right))
            bottom, top = sorted((box.bottom, box.top))
            yield left, bottom, right, top


def annotations(page: pypdfium2.PdfPage) -> Iterator[pdfium.FPDF_ANNOTATION]:
    """The page's annotations, each until the next is asked for."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            try:
                yield annotation
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)


def entry(annotation: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    """A string or a name in the annotation's dictionary, on one line; "" where there is none, or it is too long."""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)  # bytes, with two zeros at the end
    if not 2 < size <= 2 * MAX_CHARACTERS_OF_ENTRY:
        return ""
    codes = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(annotation, key, codes, size)
    return " ".join(bytes(codes)[:-2].decode("utf-16-le", "replace").split())
