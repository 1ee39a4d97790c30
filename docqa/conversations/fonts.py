"""Fonts for a PDF's letters, of any script: those that reportlab brings, then this machine's own."""

import os
import sys
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

REGULAR, BOLD = "docqa", "docqa-bold"
MAX_FONTS_TRIED = 60  # of this machine's, for a letter that none may have
# East Asian letters that no font here has are put in without one: what shows the PDF draws them in a font of its own.
_NAMED = {"HANGUL": "HYSMyeongJo-Medium", "HIRAGANA": "HeiseiMin-W3", "KATAKANA": "HeiseiMin-W3", "CJK": "STSong-Light"}
_STYLES = ("bold", "italic", "oblique", "mono", "narrow", "condensed", "light", "thin", "black", "math", "serif")
# A font alone does not set scripts whose letters join or change their order, or that run from right to left.
_JOINED = (
    "ARABIC", "HEBREW", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "TAMIL", "TELUGU", "KANNADA",
    "MALAYALAM", "KHMER", "MYANMAR", "TIBETAN",
)  # fmt: skip


class Fonts:
    """The fonts of one PDF. A font of this machine is opened when a letter needs it."""

    def __init__(self) -> None:
        self._own = {REGULAR: TTFont(REGULAR, "Vera.ttf"), BOLD: TTFont(BOLD, "VeraBd.ttf")}
        for font in self._own.values():
            registerFont(font)
        self._untried = iter(font_files()[:MAX_FONTS_TRIED])
        self._opened: list[TTFont] = []
        self._found: dict[str, str] = {}  # letters that the own fonts lack

    def runs(self, text: str, base: str = REGULAR) -> Iterator[tuple[str, str]]:
        """The text in stretches, each with the name of a font that has its letters; "" where there is none.

        >>> list(Fonts().runs("Rent: 5 €"))
        [('docqa', 'Rent: 5 €')]
        """
        for font, letters in groupby(text, key=lambda letter: self._font_of(letter, base)):
            yield font, "".join(letters)

    def _font_of(self, letter: str, base: str) -> str:
        if letter.isspace() or ord(letter) in self._own[base].face.charToGlyph:
            return base
        if letter not in self._found:
            self._found[letter] = self._search(letter)
        return self._found[letter]

    def _search(self, letter: str) -> str:
        has_letter = (font for font in self._of_machine() if ord(letter) in font.face.charToGlyph)
        if font := next(has_letter, None):
            return str(font.fontName)
        name = _NAMED.get(unicodedata.name(letter, "").split(" ")[0], "")
        if name:
            registerFont(UnicodeCIDFont(name))
        return name

    def _of_machine(self) -> Iterator[TTFont]:
        yield from list(self._opened)
        for path in self._untried:
            try:
                font = TTFont(f"docqa-{path.stem}", str(path))
            except (TTFError, OSError, ValueError, LookupError):  # of a kind that reportlab does not know, or broken
                continue
            registerFont(font)
            self._opened.append(font)
            yield font


def font_files() -> list[Path]:
    """This machine's fonts, the plain ones first, and of these the largest, which have most scripts."""
    home = Path.home()
    folders = {
        "win32": [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"],
        "darwin": [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"],
    }.get(sys.platform, [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts"])
    found = [path for folder in folders for path in folder.rglob("*.tt[fc]") if path.is_file()]

    def order(path: Path) -> tuple[bool, int, str]:
        return any(style in path.stem.casefold() for style in _STYLES), -path.stat().st_size, path.name

    return sorted(found, key=order)


def is_joined(text: str) -> bool:
    """Whether letters of it join, change their order, or run from right to left.

    >>> is_joined("rent"), is_joined("إيجار")
    (False, True)
    """
    return any(unicodedata.name(letter, "").startswith(_JOINED) for letter in text if not letter.isascii())
