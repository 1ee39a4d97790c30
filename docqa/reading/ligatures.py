"""Ligatures that a font says something wrong about. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
import re

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.clean_text import LIGATURES
from docqa.reading.lines import loose_box
from docqa.reading.pdf_file import PdfFile, plain_font_name

_NAME_BYTES = 128
# A code in the place of letters, which pdfium gives for a glyph whose name it does not know; \x02 is a hyphen.
_CODE = r"[\x01\x03-\x08\x0b\x0c\x0e-\x1f]"
_LOST = re.compile(rf"{_CODE}(?=[^\W\d_])|(?<=[^\W\d_]){_CODE}")
_SIGNS = {letters: sign for sign, letters in LIGATURES.items()} | {
    "ff": "\ufb00",
    "fi": "\ufb01",
    "fl": "\ufb02",
    "ffi": "\ufb03",
    "ffl": "\ufb04",
    "st": "\ufb06",
}
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


def with_named_ligatures(text: pypdfium2.PdfTextPage, raw: str) -> str:
    """The raw text with a sign for each ligature of which only the name of its glyph tells the letters: "f_f_i".

    So the Adobe Glyph List Specification has it. What a font names otherwise, or not at all, stays.
    """
    found = list(_LOST.finditer(raw))
    if not found or not isinstance(text.page.pdf, PdfFile):
        return raw
    names = text.page.pdf.glyph_names(text.page.pdf.number_of(text.page))
    pieces: list[str] = []
    done = 0
    for lost in found:
        name = names.get(_font_name(text, lost.start()), {}).get(ord(lost[0]), "")
        if sign := _SIGNS.get(name.partition(".")[0].replace("_", "")):
            pieces += raw[done : lost.start()], sign
            done = lost.end()
    return "".join((*pieces, raw[done:]))


def _font_name(text: pypdfium2.PdfTextPage, index: int) -> str:
    """The name of a character's font."""
    name = ctypes.create_string_buffer(_NAME_BYTES)
    font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text, index))
    pdfium.FPDFFont_GetBaseFontName(font, name, _NAME_BYTES)
    return plain_font_name(name.value.decode("utf-8", "replace"))
