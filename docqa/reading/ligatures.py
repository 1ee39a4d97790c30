"""Ligatures that a font says something wrong about. Call everything here under `pdf.PDFIUM_LOCK`."""

import re

import pypdfium2.raw as pdfium

from docqa.reading.lines import loose_box

_ALEF_LAM = re.compile("[اأإآٱ]ل")


def with_lam_alef(text: pdfium.FPDF_TEXTPAGE, raw: str) -> str:
    """The raw text with the letters of Arabic's lam-alef, which is one glyph, in their order.

    A font that says that it is two letters says so from right to left, and pdfium turns them with the rest of the line.
    """
    pieces: list[str] = []
    done = 0
    for found in _ALEF_LAM.finditer(raw):
        alef, lam = loose_box(text, found.start()), loose_box(text, found.start() + 1)
        if alef.left == lam.left and alef.right == lam.right and alef.left < alef.right:
            pieces += raw[done : found.start()], found[0][::-1]
            done = found.end()
    return "".join((*pieces, raw[done:]))
