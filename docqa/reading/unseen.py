"""Text of a page that nobody sees: cut off, in a layer that is switched off, covered, pale on pale, invisible.

Which text may be such is told from how it is set. Whether it is, is told from the page's picture: it is drawn once with
that text and once without, and words whose place looks the same are not seen. Invisible text over a scan is the text of
that scan (OCR's layer) and counts. Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate, count, repeat
from operator import add
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.lines import Boxes, Line
from docqa.reading.page_objects import (
    WITHOUT_COLOUR,
    Colour,
    Drawing,
    PageObjects,
    annotation_boxes,
    colours_of,
    fill_colours,
    handle_of,
    is_clipped,
    render_mode,
    text_object_at,
)
from docqa.reading.page_view import MIN_CONTRAST, PixelBox, View, left_out, pixel_box, view_size
from docqa.reading.pdf_file import PdfFile

if TYPE_CHECKING:
    from PIL.Image import Image

MIN_LIGHT = 205  # of 255: text as light may be pale on pale
MAX_ALPHA = 60  # of 255: text as transparent may not be seen
MIN_LIGHT_OF_SHADING = 190  # of 255: on what is as light one reads black
MAX_DIFFERENCE = 60  # of 255, in each of red, green and blue: text on an area of its own colour
MIN_COVER_POINTS = 3.0  # points: what is narrower or lower covers no words
MIN_SHARE_OF_SCAN = 0.25  # of a page's area: so large is a picture that has an invisible text of its own
CHARACTERS_PER_WORD = 6  # about
MAX_SIZE_OF_SPECKS = 2.0  # points: letters as small cannot be read
MAX_GROUPS = 12  # of text on a page that are looked at one by one; the others are looked at together

_WORD = re.compile(r"\S+")
_COVERS = frozenset(
    (pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_REDACT)
)
_INVISIBLE = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))
_NAME_BYTES = 256
_OC = "OC\0".encode("utf-16-le")  # the name of the mark that puts what it marks into a layer


class Why(StrEnum):
    """Why nobody sees it, for a reader."""

    CUT_OFF = "outside the part of the page that is shown"
    LAYER = "in a layer that is switched off"
    COVERED = "behind a picture or a filled area"
    PALE = "in the colour of what is behind it"
    INVISIBLE = "invisible"


@dataclass(slots=True)
class Unseen:
    """The characters that nobody sees, why, and the lines that are the text of a scan."""

    characters: set[int] = field(default_factory=set)
    why: set[Why] = field(default_factory=set)
    scanned: list[Line] = field(default_factory=list)


_Group = tuple[Why, str]  # text that is looked at together; the name is its layer's


def find_unseen(
    text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str, lines: Sequence[Line], objects: PageObjects
) -> Unseen:
    """What nobody sees of the page; `lines` are those of `raw`."""
    found = Unseen()
    _find_cut_off(text, boxes, raw, lines, found)
    groups = _groups(text, boxes, raw, lines, objects, found)
    if groups:
        _look(text, raw, groups, objects, found)
    return found


def _find_cut_off(text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str, lines: Sequence[Line], found: Unseen) -> None:
    shown = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(text.page, shown):
        return
    x0, x1, y0, y1 = shown.left, shown.right, shown.bottom, shown.top
    for line in lines:
        if x0 <= line.left <= x1 >= line.right >= x0 and y0 <= line.bottom <= y1 >= line.top >= y0:
            continue
        for word in _WORD.finditer(raw, line.first, line.last):
            places = [boxes[index] for index in range(*word.span())]
            inside = [
                x0 < (box.left + box.right) / 2 < x1 and y0 < (box.bottom + box.top) / 2 < y1
                for box in places
                if box.left < box.right
            ]
            if inside and 2 * sum(inside) < len(inside):
                found.characters.update(range(*word.span()))
                found.why.add(Why.CUT_OFF)


# Suspects


def _groups(
    text: pypdfium2.PdfTextPage,
    boxes: Boxes,
    raw: str,
    lines: Sequence[Line],
    objects: PageObjects,
    found: Unseen,
) -> dict[_Group, set[int]]:
    """The addresses of the text objects that may not be seen."""
    handle = text.raw
    groups: dict[_Group, set[int]] = defaultdict(set)
    for index in _pale(text, boxes, raw, objects):
        groups[Why.PALE, ""].add(text_object_at(handle, index))
    has_layers = _may_have_layers(text.page.pdf)
    for line in lines:
        address = text_object_at(handle, line.first)
        if not address:
            continue
        if render_mode(address) in _INVISIBLE:
            if _is_of_scan(line, objects):
                found.scanned.append(line)
            else:
                groups[Why.INVISIBLE, ""].add(address)
        elif render_mode(address) == pdfium.FPDF_TEXTRENDERMODE_STROKE:  # in a colour that pdfium does not tell
            groups[Why.PALE, "outlined"].add(address)
        if line.size <= MAX_SIZE_OF_SPECKS:
            groups[Why.INVISIBLE, "specks"].add(address)
        for end in {address, text_object_at(handle, line.last - 1)}:
            if end and is_clipped(end, line.size):
                groups[Why.CUT_OFF, ""].add(end)
        if has_layers and (layer := _layer(address, objects)) is not None:
            groups[Why.LAYER, layer].add(address)
    for line, index, cover in _covered(text, lines, objects):
        if cover is not None and cover.is_picture and objects.is_picture and cover.area > objects.area / 2:
            found.scanned.append(line)  # the text of a scan that is drawn below its picture
        elif address := text_object_at(handle, index):
            groups[Why.COVERED, ""].add(address)
    return groups


def _pale(text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str, objects: PageObjects) -> Iterator[int]:
    """The characters of words that begin in a light colour, or hardly there, and do not stand on something dark."""
    are_fewer_than_words = objects.are_all_known and objects.text_count < len(raw) / CHARACTERS_PER_WORD
    if are_fewer_than_words and not any(map(_may_be_pale, set(colours_of(objects.texts)))):
        return
    # Words and the spaces between them; they are counted rather than searched for, which is quicker.
    words = raw.replace("\r\n", "  ").replace("\xa0", " ").split(" ")
    ends = list(map(add, accumulate(map(len, words)), count(1)))
    starts = [0, *ends[:-1]]
    colours = fill_colours(text.raw, starts)
    pale = {colour for colour in set(colours) if colour is not None and _may_be_pale(colour)}
    if not pale:
        return
    dark = [area for area in objects.areas if min(area.colour[:3]) < MIN_LIGHT - MAX_DIFFERENCE and area.is_filled]
    for first, last, colour in zip(starts, ends, colours, strict=True):
        if colour in pale and last - first > 1:
            box = boxes[first]
            x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
            if not any(area.holds(x, y) for area in dark):
                yield from range(first, last - 1)


def _may_be_pale(colour: Colour | None) -> bool:
    return colour is None or min(colour[:3]) >= MIN_LIGHT or colour[3] <= MAX_ALPHA


def _may_have_layers(pdf: pypdfium2.PdfDocument) -> bool:
    return pdf.has_layers if isinstance(pdf, PdfFile) else True


def _is_of_scan(line: Line, objects: PageObjects) -> bool:
    """Whether an invisible line is OCR's, of the picture that it stands on."""
    return objects.is_picture or any(
        picture.area >= MIN_SHARE_OF_SCAN * objects.area and picture.holds(*line.middle) for picture in objects.pictures
    )


def _layer(address: int, objects: PageObjects) -> str | None:
    """The layer that an object may be in: its name or, for one in a form, the form's; None where it is in none."""
    if (form := objects.form_of(address)) is not None:
        return f"form {form}"
    handle = handle_of(address)
    for index in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, index)
        size = ctypes.c_ulong()
        name = (ctypes.c_ushort * (_NAME_BYTES // 2))()
        if pdfium.FPDFPageObjMark_GetName(mark, name, _NAME_BYTES, size) and bytes(name)[:6] == _OC:
            layer = (ctypes.c_ushort * (_NAME_BYTES // 2))()
            if pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"Name", layer, _NAME_BYTES, size):
                return bytes(layer)[: max(0, min(size.value, _NAME_BYTES) - 2)].decode("utf-16-le", "replace")
            return ""
    return None


def _covered(
    text: pypdfium2.PdfTextPage, lines: Sequence[Line], objects: PageObjects
) -> Iterator[tuple[Line, int, Drawing | None]]:
    """Lines that something covers, or that stand on their own colour: one of their characters there, and what it is.

    What it is is None for an annotation.
    """
    annotations = list(annotation_boxes(text.page, _COVERS))
    covers = [*objects.areas, *objects.pictures, *objects.shadings]
    if not (covers or annotations):
        return
    handle = text.raw
    level = sorted(lines, key=lambda line: line.bottom + line.top)
    heights = [(line.bottom + line.top) / 2 for line in level]
    stretches = ((cover, bisect_left(heights, cover.bottom), bisect_right(heights, cover.top)) for cover in covers)
    over_lines = [(cover, first, last) for cover, first, last in stretches if first < last]
    colours = colours_of([cover.address for cover, _, _ in over_lines])
    of_text = objects.orders if over_lines else {}
    orders = [of_text.get(text_object_at(handle, line.first), math.inf) for line in level] if over_lines else []
    for (cover, first, last), colour in zip(over_lines, colours, strict=True):
        is_path = cover.kind == pdfium.FPDF_PAGEOBJ_PATH
        is_coloured = is_path and min((colour or WITHOUT_COLOUR)[:3]) < MIN_LIGHT_OF_SHADING
        stretch = zip(level[first:last], orders[first:last], strict=True)
        below = [line for line, order in stretch if is_coloured or order <= cover.order]
        if not below or (is_path and not cover.is_filled):
            continue
        for line in below:
            index = _character_in(text, line, cover.left, cover.right)
            if index is None:
                continue
            is_below = of_text.get(text_object_at(handle, index), math.inf) < cover.order
            if is_below or (is_coloured and _is_alike(fill_colours(handle, [index])[0], cover.colour)):
                yield line, index, cover
    for left, bottom, right, top in annotations:
        for line in level[bisect_left(heights, bottom) : bisect_right(heights, top)]:
            if (index := _character_in(text, line, left, right)) is not None:
                yield line, index, None


def _character_in(text: pypdfium2.PdfTextPage, line: Line, left: float, right: float) -> int | None:
    """A character of the line that stands between those places."""
    x0, x1 = max(left, min(line.left, line.right)), min(right, max(line.left, line.right))
    if x1 - x0 < min(MIN_COVER_POINTS, abs(line.right - line.left) / 2):
        return None
    size = max(line.size, 1.0)
    index = int(pdfium.FPDFText_GetCharIndexAtPos(text.raw, (x0 + x1) / 2, line.middle[1], size, size))
    if not line.first <= index < line.last:  # another line stands there, too
        share = ((x0 + x1) / 2 - line.left) / (line.right - line.left) if line.right != line.left else 0.0
        index = line.first + round(share * (line.last - 1 - line.first))
    return index


def _is_alike(one: Colour | None, other: Colour) -> bool:
    return one is not None and all(abs(a - b) <= MAX_DIFFERENCE for a, b in zip(one[:3], other[:3], strict=True))


def _look(
    text: pypdfium2.PdfTextPage, raw: str, groups: dict[_Group, set[int]], objects: PageObjects, found: Unseen
) -> None:
    """Compare the page with what it is without each group of text."""
    addresses = list(map(text_object_at, repeat(text.raw), range(len(raw))))
    names = list(groups)
    for name in names[MAX_GROUPS:]:
        groups[names[0]] |= groups.pop(name)
    suspects = set().union(*groups.values())
    words = [word.span() for word in _WORD.finditer(raw)]
    starts = [first for first, _ in words]
    size = view_size(text.page)
    places = {at: _place(text, at, size) for at, address in enumerate(addresses) if address in suspects}
    view_of_all = View(text.page, places.values())
    whole = view_of_all.picture()
    for (why, layer), group in groups.items():
        of_group = {at: place for at, place in places.items() if addresses[at] in group}
        view = View(text.page, of_group.values())
        # Invisible text over letters that are drawn is their text, as over a scan.
        is_layer = why is Why.INVISIBLE and not layer
        if is_layer:
            with left_out(objects.texts):
                shown = view.picture()
        else:
            shown = view.difference(view.part_of(whole, view_of_all), group)
        for word in sorted({bisect_right(starts, at) - 1 for at in of_group}):
            indices = range(*words[word])
            unseen = [at for at in indices if at in of_group and not _is_shown(of_group[at], view, shown, is_layer)]
            if 2 * len(unseen) > len(indices) and any(raw[at].isalnum() for at in unseen):
                found.characters.update(indices)
                found.why.add(why)


def _place(text: pypdfium2.PdfTextPage, index: int, size: tuple[int, int]) -> PixelBox:
    """Where a character is drawn, in a picture of its page of that size; where it is not known, without a width."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return 0, 0, 0, 0
    return pixel_box(text.page, size, left.value, bottom.value, right.value, top.value)


def _is_shown(place: PixelBox, view: View, picture: "Image", is_layer: bool) -> bool:
    """Whether the picture, or the difference of two pictures, has anything at a place."""
    least, most = view.range(picture, place)
    return most - (least if is_layer else 0) >= MIN_CONTRAST
