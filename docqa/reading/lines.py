"""The lines of a page's text layer, and where they stand. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
import re
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from docqa.reading.page_objects import quick

_loose_box_at = quick(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int)
_LETTER = re.compile(r"\w")
_SAME_ROW = 0.6  # of the lower line's height that two lines must share to stand beside each other
_OVERLAP = 0.5  # of a line's size that it may reach into the one before


@dataclass(frozen=True, slots=True)
class Line:
    """The characters `[first:last]` of the raw text, without space around them.

    Its place is in points of the page's own coordinates, whose zero is at the bottom left; `size` is the height of its
    first letter's font, in points.
    """

    first: int
    last: int
    left: float
    bottom: float
    right: float
    top: float
    size: float

    @property
    def is_level(self) -> bool:
        """Whether it runs from left to right, rather than up, down or back."""
        return self.left < self.right and self.bottom < self.top

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def is_beside(self, before: "Line") -> bool:
        """Whether it goes on to the right of the line before it, in the same row."""
        shared = min(self.top, before.top) - max(self.bottom, before.bottom)
        thinner = min(self.top - self.bottom, before.top - before.bottom)
        starts_after = self.left > before.right - _OVERLAP * self.size
        return self.is_level and before.is_level and starts_after and shared >= _SAME_ROW * thinner

    def joined(self, line: "Line") -> "Line":
        """This one and the next as one line, as high as the longer of them."""
        longer = self if self.last - self.first >= line.last - line.first else line
        return Line(self.first, line.last, self.left, longer.bottom, line.right, longer.top, longer.size)


def line_at(text: pdfium.FPDF_TEXTPAGE, raw: str, first: int, last: int) -> Line:
    """The line of the characters `raw[first:last]`."""
    letter = _LETTER.search(raw, first, last)
    box = loose_box(text, first)
    end_box = loose_box(text, last - 1) if last - first > 1 else box
    letter_box = loose_box(text, letter.start()) if letter and letter.start() != first else box
    return Line(
        first,
        last,
        box.left,
        max(box.bottom, end_box.bottom),
        end_box.right,
        min(box.top, end_box.top),
        letter_box.top - letter_box.bottom,
    )


def loose_box(text: pdfium.FPDF_TEXTPAGE, index: int) -> pdfium.FS_RECTF:
    """A character's place, as high as its font; all zero where pdfium knows none."""
    box = pdfium.FS_RECTF()
    _loose_box_at(text, index, ctypes.byref(box))
    return box
