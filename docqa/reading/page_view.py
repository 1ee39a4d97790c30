"""How a page looks, with and without some of its objects. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.page_objects import handle_of

if TYPE_CHECKING:
    from PIL.Image import Image

PixelBox = tuple[int, int, int, int]  # left, top, right and bottom, of a picture of a page

PIXELS_PER_POINT = 1.5
MAX_PIXELS = 3_000_000
MIN_CONTRAST = 14  # of 255: what differs less is not seen


class View:
    """The part of a page around some places, in grey, at a size where letters can be told from nothing.

    Of what stands elsewhere nothing is drawn, which takes most of the time.
    """

    def __init__(self, page: pypdfium2.PdfPage, places: Iterable[PixelBox]) -> None:
        """`places` are from `pixel_box`, for the page's `view_size`."""
        self._page, self._size = page, view_size(page)
        on_page = [(x0, y0, x1, y1) for x0, y0, x1, y1 in places if x0 < x1 and y0 < y1]
        x0s, y0s, x1s, y1s = zip(*(on_page or [(0, 0, 1, 1)]), strict=True)
        self._box = min(x0s), min(y0s), max(x1s), max(y1s)

    def picture(self) -> "Image":
        """How it looks now, notes included."""
        x0, y0, x1, y1 = self._box
        bitmap = pypdfium2.PdfBitmap.new_native(x1 - x0, y1 - y0, pdfium.FPDFBitmap_Gray)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, x1 - x0, y1 - y0)
            flags = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
            pdfium.FPDF_RenderPageBitmap(bitmap, self._page, -x0, -y0, *self._size, 0, flags)
            grey: Image = bitmap.to_pil().copy()
            return grey
        finally:
            bitmap.close()

    def difference(self, picture: "Image", addresses: Collection[int], *, is_darker: bool = False) -> "Image":
        """How the page differs from that picture of it without these objects: 0 where it does not.

        With `is_darker` what they make lighter counts as no difference.
        """
        from PIL import ImageChops

        with left_out(addresses):
            without = self.picture()
        return ImageChops.subtract(without, picture) if is_darker else ImageChops.difference(picture, without)

    def part_of(self, picture: "Image", view: "View") -> "Image":
        """Of the picture of a larger part of the page the one that this is."""
        left, top, _, _ = view._box
        x0, y0, x1, y1 = self._box
        return picture.crop((x0 - left, y0 - top, x1 - left, y1 - top))

    def range(self, picture: "Image", place: PixelBox) -> tuple[int, int]:
        """The least and the most that a picture has at one of the places; twice 0 for one outside of the page."""
        x0, y0, x1, y1 = place
        if x0 >= x1 or y0 >= y1:
            return 0, 0
        x, y, _, _ = self._box
        least, most = picture.crop((x0 - x, y0 - y, x1 - x, y1 - y)).getextrema()
        return int(least), int(most)  # type: ignore[arg-type]  # of a picture in grey it is a pair of numbers


def view_size(page: pypdfium2.PdfPage) -> tuple[int, int]:
    """Width and height of the picture of a whole page, in pixels."""
    width, height = (max(side, 1e-3) for side in page.get_size())
    scale = min(PIXELS_PER_POINT, (MAX_PIXELS / (width * height)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def pixel_box(
    page: pypdfium2.PdfPage, size: tuple[int, int], left: float, bottom: float, right: float, top: float
) -> PixelBox:
    """A place on the page, in points of its own coordinates, in pixels of a picture of it of that size.

    Left, top, right and bottom; what is outside of the picture has no width or no height.
    """
    column, row = ctypes.c_int(), ctypes.c_int()
    found = []
    for x, y in ((left, bottom), (right, top)):
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, column, row)
        found.append((column.value, row.value))
    (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(*found, strict=True))
    return max(0, x0), max(0, y0), min(size[0], x1 + 1), min(size[1], y1 + 1)


@contextmanager
def left_out(addresses: Collection[int]) -> Iterator[None]:
    """The page without these objects."""
    handles = [handle_of(address) for address in addresses]
    for handle in handles:
        pdfium.FPDFPageObj_SetIsActive(handle, False)
    try:
        yield
    finally:
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, True)
