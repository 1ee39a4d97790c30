"""Accents that are drawn as signs of their own, over their letter or beside it, composed with it.

Old TeX fonts have no ü: a u is drawn, and two points over it, and the text layer has "u¨" or "¨u". Call everything here
under `pdf.PDFIUM_LOCK`.
"""

import re
import unicodedata
from collections.abc import Sequence

from docqa.reading.clean_text import HYPHEN, NOTHING
from docqa.reading.lines import Boxes

# A sign of its own, and the accent that it is over a letter.
_ACCENTS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303", "¯": "\u0304",
    "ˉ": "\u0304", "˘": "\u0306", "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "°": "\u030a", "˝": "\u030b",
    "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
_IS_ACCENT = re.compile(f"[{re.escape(''.join(_ACCENTS))}\u0300-\u036f]")
_BESIDE = frozenset("˘¨˝ˇ¸˛")  # which are nothing but accents, wherever they stand; "don´t" is no "doń"
_LAST_LETTER_BESIDE = (
    "\u024f"  # of those that languages are written with: there is an ẗ, which "Bla¨tter" does not mean
)
_LINE_END = re.compile(r"[^\S\r\n]*(?=[\r\n]|\Z)")
_BEHIND_LINE = re.compile(rf"(?P<hyphen>(?<=[^\W\d_])-(?= {NOTHING}))?[ {NOTHING}]*{NOTHING}[ {NOTHING}]*(?=[\r\n]|\Z)")
_DOTLESS = str.maketrans("ıȷ", "ij")
_MAX_REACH = 3  # characters from an accent to its letter
_MAX_REACH_IN_LINE = 300  # the same, where pdfium has put the accent behind other words of its line
_MIN_OVERLAP = 0.5  # of a letter's height that such an accent shares with it
_MAX_GAP = 0.1  # of a letter's height, to the next letter of the same word


def with_accents(boxes: Boxes, raw: str) -> str:
    """The raw text with each such letter as one character; its accent, and space that this brought, become nothing."""
    if not _IS_ACCENT.search(raw):
        return raw
    characters = list(raw)
    behind_lines = False
    for found in _IS_ACCENT.finditer(raw):
        accent = found.start()
        place, letter = _letter_of(boxes, characters, accent)
        if letter:
            first, last = min(place, accent), max(place, accent)
            characters[first : last + 1] = NOTHING * (last + 1 - first)
            characters[place] = letter
            _close_gaps(boxes, characters, first, last, place)
        elif found[0] in _BESIDE and (below := _letter_below(boxes, characters, accent)):
            place, letter = below
            characters[place], characters[accent] = letter, NOTHING
            _close_gap(boxes, characters, accent)
            behind_lines |= _LINE_END.match(raw, accent + 1) is not None
    text = "".join(characters)
    return _BEHIND_LINE.sub(_whole_line, text) if behind_lines else text


def _letter_of(boxes: Boxes, characters: Sequence[str], accent: int) -> tuple[int, str]:
    """Where the letter of the accent at that index stands, and the two as one character; "" where it has none."""
    sign = characters[accent]
    composed = {
        place: one
        for step in (-1, 1)
        if (place := _next(characters, accent, step)) is not None and (one := _composed(characters[place], sign))
    }
    own = boxes[accent]
    middle = (own.left + own.right) / 2
    for place, one in composed.items():
        box = boxes[place]
        if box.left < middle < box.right and min(box.top, own.top) > max(box.bottom, own.bottom):
            return place, one
    if sign in _BESIDE or sign not in _ACCENTS:
        for place, one in composed.items():
            if abs(place - accent) == 1 and one <= _LAST_LETTER_BESIDE:
                return place, one
    return accent, ""


def _letter_below(boxes: Boxes, characters: Sequence[str], accent: int) -> tuple[int, str] | None:
    """The letter of the accent's line that it stands over, and the two as one character.

    pdfium puts the accent of the u in "Für" behind the line, whose words its file draws first.
    """
    own = boxes[accent]
    middle = (own.left + own.right) / 2
    for step in (-1, 1):
        for place in range(accent + step, accent + step * _MAX_REACH_IN_LINE, step):
            if not 0 <= place < len(characters) or characters[place] == "\n":
                break
            box = boxes[place]
            shared = min(box.top, own.top) - max(box.bottom, own.bottom)
            if box.left < middle < box.right and shared > _MIN_OVERLAP * (box.top - box.bottom):
                one = _composed(characters[place], characters[accent])
                return (place, one) if one else None
    return None


def _composed(letter: str, sign: str) -> str:
    """The letter with that accent as one character; "" where there is none."""
    one = unicodedata.normalize("NFC", letter.translate(_DOTLESS) + _ACCENTS.get(sign, sign))
    return one if len(one) == 1 else ""


def _close_gap(boxes: Boxes, characters: list[str], accent: int) -> None:
    """Make space around an accent nothing that stands there for it alone."""
    before, behind = _next(characters, accent, -1), _next(characters, accent, 1)
    if before is not None and behind is not None:
        box = boxes[before]
        if abs(boxes[behind].left - box.right) < _MAX_GAP * (box.top - box.bottom):
            characters[before + 1 : behind] = NOTHING * (behind - before - 1)


def _whole_line(end: re.Match[str]) -> str:
    """The end of a line without the accents behind it: space, and before it the hyphen of a word that goes on."""
    return (HYPHEN if end["hyphen"] else "") + " " * (len(end[0]) - len(end["hyphen"] or ""))


def _close_gaps(boxes: Boxes, characters: list[str], first: int, last: int, place: int) -> None:
    """Make space around `[first:last]` nothing that stands only where the accent is narrower than its letter."""
    box = boxes[place]
    max_gap = _MAX_GAP * (box.top - box.bottom)
    before, behind = _next(characters, first, -1), _next(characters, last, 1)
    if before is not None and abs(box.left - boxes[before].right) < max_gap:
        characters[before + 1 : first] = NOTHING * (first - before - 1)
    if behind is not None and abs(boxes[behind].left - box.right) < max_gap:
        characters[last + 1 : behind] = NOTHING * (behind - last - 1)


def _next(characters: Sequence[str], at: int, step: int) -> int | None:
    """The nearest letter before that index (`step` is -1) or behind it (1), over space alone."""
    for place in range(at + step, at + step * (_MAX_REACH + 1), step):
        if not 0 <= place < len(characters):
            return None
        if not characters[place].isspace() and characters[place] != NOTHING:
            return place if characters[place].isalpha() else None
    return None
