"""How a page looks, with and without some of its objects. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.page_objects import handle_of

if TYPE_CHECKING:
    from PIL.Image import Image

PIXELS_PER_POINT = 1.5
MAX_PIXELS = 3_000_000
MIN_CONTRAST = 14  # of 255: what differs less is not seen


class View:
    """A page in grey, at a size where letters can be told from nothing."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        width, height = (max(side, 1e-3) for side in page.get_size())
        scale = min(PIXELS_PER_POINT, (MAX_PIXELS / (width * height)) ** 0.5)
        self._width, self._height = max(1, round(width * scale)), max(1, round(height * scale))

    def picture(self) -> "Image":
        """How it looks now, notes included."""
        bitmap = pypdfium2.PdfBitmap.new_native(self._width, self._height, pdfium.FPDFBitmap_Gray)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, self._width, self._height)
            flags = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
            pdfium.FPDF_RenderPageBitmap(bitmap, self._page, 0, 0, self._width, self._height, 0, flags)
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

    def range(self, picture: "Image", left: float, bottom: float, right: float, top: float) -> tuple[int, int]:
        """The least and the most that a picture has at a place, given in points of the page's own coordinates.

        Twice 0 for what is outside of the page.
        """
        box = pixel_box(self._page, (self._width, self._height), left, bottom, right, top)
        if box[0] >= box[2] or box[1] >= box[3]:
            return 0, 0
        least, most = picture.crop(box).getextrema()
        return int(least), int(most)  # type: ignore[arg-type]  # of a picture in grey it is a pair of numbers


def pixel_box(
    page: pypdfium2.PdfPage, size: tuple[int, int], left: float, bottom: float, right: float, top: float
) -> tuple[int, int, int, int]:
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
