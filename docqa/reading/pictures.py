"""Which pictures on a page of text are to be read, too. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
import zlib
from collections.abc import Sequence

import pypdfium2.raw as pdfium

from docqa.reading.lines import Line
from docqa.reading.page_objects import Drawing
from docqa.reading.text_layer import TextLayer

# Square points, of all pictures on a page that are to be read: half a business card. Less is a bullet, or a rule.
MIN_AREA = 3000.0
MIN_WIDTH, MIN_HEIGHT = 40, 12  # pixels of a picture that holds a word
MIN_CHARACTERS_OF_SCAN = 100  # characters; a picture with as many of OCR's has been read
MAX_BYTES_COMPARED = 2_000_000  # bytes of a picture, as it is kept in the PDF


def pictures_to_read(layer: TextLayer) -> Sequence[Drawing]:
    """The pictures on a page that may hold words which its text does not have; none where they are too small."""
    found = [
        picture
        for picture in layer.objects.pictures
        if _may_hold_words(picture) and not _is_read(picture, layer.scanned)
    ]
    return found if sum(picture.area for picture in found) >= MIN_AREA else ()


class SeenPictures:
    """The pictures on the pages of a document, given in order: a logo is read where it stands first."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()

    def are_new(self, pictures: Sequence[Drawing]) -> bool:
        """Whether one of them stood on no page before."""
        keys = {_key(picture) for picture in pictures}
        new = keys - self._seen
        self._seen |= keys
        return bool(new)


def _may_hold_words(picture: Drawing) -> bool:
    width, height = picture.pixels
    return width >= MIN_WIDTH and height >= MIN_HEIGHT


def _is_read(picture: Drawing, scanned: Sequence[Line]) -> bool:
    return sum(line.last - line.first for line in scanned if picture.holds(*line.middle)) >= MIN_CHARACTERS_OF_SCAN


def _key(picture: Drawing) -> tuple[int, int]:
    """What tells a picture from others: the length and a checksum of its bytes in the PDF."""
    size = pdfium.FPDFImageObj_GetImageDataRaw(picture.handle, None, 0)
    if size > MAX_BYTES_COMPARED:
        return size, 0
    data = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(picture.handle, data, size)
    return size, zlib.crc32(data)
