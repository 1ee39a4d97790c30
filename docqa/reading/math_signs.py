"""Signs of mathematics that a font calls by TeX's numbers alone: its "C0" is a minus. Call under `pdf.PDFIUM_LOCK`."""

import re

import pypdfium2

from docqa.reading.ligatures import font_name, glyph_names

# A code in the place of a sign, or a letter that such fonts have in the place of another one.
_MAYBE = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f¼Þðþ]")
# As TeX numbers the signs of its font cmsy10.
_NUMBERED = {
    "C0": "−", "C1": "·", "C2": "×", "C4": "÷", "C6": "±", "C7": "∓", "C14": "°", "C15": "•", "C20": "≤", "C21": "≥",
    "C24": "∼", "C25": "≈", "C28": "≪", "C29": "≫", "C33": "→", "C47": "∝", "C49": "∞", "C50": "∈",
}  # fmt: skip
# What else a font with such names has.
_OTHERS = {"thorn": "+", "onequarter": "=", "eth": "(", "Thorn": ")"}


def with_math_signs(text: pypdfium2.PdfTextPage, raw: str) -> str:
    """The raw text with the signs whose glyphs are called by their numbers.

    Some publishers' fonts have them, and neither pdfium nor the PDF tells what they are: 10⁻⁸ would be read as 10⁸.
    """
    if not _MAYBE.search(raw):
        return raw
    names = {font: own for font, own in glyph_names(text).items() if not _NUMBERED.keys().isdisjoint(own.values())}
    characters = list(raw) if names else []
    for found in _MAYBE.finditer(raw) if names else ():
        name = names.get(font_name(text, found.start()), {}).get(ord(found[0]), "")
        characters[found.start()] = _NUMBERED.get(name) or _OTHERS.get(name) or found[0]
    return "".join(characters) or raw
