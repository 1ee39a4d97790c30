"""Ligatures that a font says something wrong about. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.clean_text import HYPHEN, LIGATURES
from docqa.reading.lines import loose_box
from docqa.reading.page_objects import address_of, quick
from docqa.reading.pdf_file import PdfFile, plain_font_name
from docqa.reading.vocabulary import is_word, likeliest

_box_at = quick(pdfium.FPDFText_GetCharBox, ctypes.c_int)
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
# Signs in the place of such letters, in a word or at its beginning; a space may stand there, too. At U+F020 to U+F0FF
# symbol fonts have their boxes and arrows.
_SIGN = r"\xad\xb7\u2010\ufffd\ufffe\ue000-\uf01f\uf100-\uf8ff\x01-\x08\x0b\x0c\x0e-\x1f-"
_SMALL = "[a-zß-öø-ÿ]"
_MAYBE_LOST = re.compile(rf"(?<={_SMALL})[ \xa0{_SIGN}](?={_SMALL})|(?<=\s)[ \xa0{_SIGN}](?={_SMALL})")
_LOW_LETTER = re.compile("[acemnorsuvwxz]")
_REACH_OF_LOW_LETTER = 12  # characters, from a sign to a low letter of its line
_MAX_SPACES_LOOKED_AT, _MAX_SIGNS_LOOKED_AT = 1000, 500  # on a page
_LETTERS_BEFORE = re.compile(r"[^\W\d_]*\Z")
_LETTERS = re.compile(r"[^\W\d_]+")
_REACH_OF_WORD = 40  # characters; no word is longer
_MIN_POINTS_OF_LIGATURE = 1.0  # a space has hardly any height
_MIN_HEIGHT_OF_LIGATURE = 0.4  # of its font's: no hyphen is as high
_HIGHER_THAN_LOW_LETTER = 1.1  # times its height; where a font has one height for all its letters it says nothing

_OF_F = ("fi", "fl", "ff", "ffi", "ffl")  # the commonest first
_WIDER_THAN_F = 1.25  # times its width; in Helvetica, Times and Century Expanded these are 1.4 to 1.8 times as wide
_F_ALONE = re.compile("f(?=[^\\W\\d_])|(?<=[^\\W\\d_])f")
_BROKEN = re.compile(rf"{re.escape(HYPHEN)}\s*")  # a word at the end of a line

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


def with_cut_ligatures(text: pypdfium2.PdfTextPage, raw: str) -> str:
    """The raw text with a sign for each ligature of which its font tells the first letter alone: "qualifed", "fle".

    Such an f is wider than others of its font. Which ligature it is, is told by the names of the font's glyphs, where
    it gives them any, and by which of them makes a word.
    """
    cut = _wide(text, raw)
    if not cut:
        return raw
    names = text.page.pdf.glyph_names(text.page.pdf.number_of(text.page)) if isinstance(text.page.pdf, PdfFile) else {}
    characters = list(raw)
    for at in cut:
        named = {name.partition(".")[0].replace("_", "") for name in names.get(_font_name(text, at), {}).values()}
        letters = [one for one in _OF_F if one in named] or _OF_F
        before = _BROKEN.sub("", raw[max(0, at - _REACH_OF_WORD) : at])
        behind = _BROKEN.sub("", raw[at + 1 : at + _REACH_OF_WORD])
        start, end = _LETTERS_BEFORE.search(before), _LETTERS.match(behind)
        words = {(start[0] if start else "") + one + (end[0] if end else ""): one for one in letters}
        characters[at] = _SIGNS[words[likeliest(list(words))]]
    return "".join(characters)


def _wide(text: pypdfium2.PdfTextPage, raw: str) -> list[int]:
    """Where an f is that is wider than the narrowest of its font, and has no part of its glyph told behind it."""
    found = [one.start() for one in _F_ALONE.finditer(raw)]
    if not _differ([_share_of_height(text, at) for at in found]):
        return []  # as on most pages; what follows takes longer
    widths = {at: width for at in found if (width := _width(text, at)) > 0}
    if not _differ(widths.values()):
        return []
    fonts = {at: address_of(pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text, at))) for at in widths}
    narrowest: dict[int, float] = {}
    for at, width in widths.items():
        narrowest[fonts[at]] = min(width, narrowest.get(fonts[at], width))
    return [
        at
        for at, width in widths.items()
        if width >= _WIDER_THAN_F * narrowest[fonts[at]] and not _is_one_glyph(text, raw, at)
    ]


def _differ(widths: Collection[float]) -> bool:
    return bool(widths) and max(widths) >= _WIDER_THAN_F * min(widths)


def _share_of_height(text: pypdfium2.PdfTextPage, index: int) -> float:
    box = loose_box(text.raw, index)
    return float(box.right - box.left) / (box.top - box.bottom) if box.top > box.bottom else 0.0


def _width(text: pypdfium2.PdfTextPage, index: int) -> float:
    """How wide a character is for its font's size, however that is stretched; 0 where it is not level."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    size = pdfium.FPDFText_GetFontSize(text, index) * matrix.a
    box = loose_box(text.raw, index)
    return float(box.right - box.left) / size if size > 0 and not matrix.b else 0.0


def _is_one_glyph(text: pypdfium2.PdfTextPage, raw: str, at: int) -> bool:
    """Whether the character and the one before or behind it are told of one glyph."""
    left = loose_box(text.raw, at).left
    return any(0 <= other < len(raw) and loose_box(text.raw, other).left == left for other in (at - 1, at + 1))


@dataclass(frozen=True, slots=True)
class Lost:
    """The characters of a page that stand for a ligature whose letters the font does not tell.

    `share` is theirs of the page's words, about.
    """

    characters: tuple[int, ...]
    share: float


def find_lost(text: pypdfium2.PdfTextPage, raw: str) -> Lost:
    """Where a ligature is another sign or a space: "of-ce", "e cient".

    What is drawn there tells it: it is as high as an f, and no hyphen is.
    """
    maybe = [found.start() for found in _MAYBE_LOST.finditer(raw)]
    spaces = [at for at in maybe if raw[at].isspace()]
    signs = [at for at in maybe if not raw[at].isspace()]
    looked_at = sorted((*spaces[:_MAX_SPACES_LOOKED_AT], *signs[:_MAX_SIGNS_LOOKED_AT]))
    heights = zip(looked_at, _heights(text, looked_at), strict=True)
    lost = tuple(at for at, height in heights if height >= _MIN_POINTS_OF_LIGATURE and _is_lost(text, raw, at, height))
    return Lost(lost, len(lost) / len(maybe) if maybe else 0.0)


def with_ligatures_of_words(raw: str, lost: Sequence[int]) -> tuple[str, int]:
    """The raw text with those of the lost ligatures that make a word of the page, and how many are lost still.

    Where none does, it may be a common English word. Where more than one does, none is taken.

    >>> with_ligatures_of_words("The Spofiord, the Spo\ufffdord; the of\ufffdce; a \ufffdxx.", [21, 33, 40])
    ('The Spofiord, the Spo\ufb01ord; the of\ufb01ce; a \ufffdxx.', 1)
    """
    if not lost:
        return raw, 0
    at_lost = set(lost)
    words = {word[0].casefold() for word in _LETTERS.finditer(raw) if not {word.start() - 1, word.end()} & at_lost}
    characters = list(raw)
    for at in lost:
        before = _LETTERS_BEFORE.search(raw, max(0, at - _REACH_OF_WORD), at)
        behind = _LETTERS.match(raw, at + 1)
        around = (before[0] if before else "").casefold(), (behind[0] if behind else "").casefold()
        spelled = {sign: letters.casefold().join(around) for letters, sign in _SIGNS.items()}
        fitting = [sign for sign, word in spelled.items() if word in words]
        fitting = fitting or [sign for sign, word in spelled.items() if is_word(word)]
        if len(fitting) == 1:
            characters[at] = fitting[0]
    return "".join(characters), sum(characters[at] == raw[at] for at in lost)


def _is_lost(text: pypdfium2.PdfTextPage, raw: str, index: int, height: float) -> bool:
    loose = loose_box(text.raw, index)
    if height < _MIN_HEIGHT_OF_LIGATURE * (loose.top - loose.bottom):
        return False
    start, end = max(0, index - _REACH_OF_LOW_LETTER), index + _REACH_OF_LOW_LETTER
    low = _LOW_LETTER.search(raw, index, end) or _LOW_LETTER.search(raw, start, index)
    return low is not None and height >= _HIGHER_THAN_LOW_LETTER * next(_heights(text, [low.start()]))


def _heights(text: pypdfium2.PdfTextPage, indices: Sequence[int]) -> Iterator[float]:
    """How high characters are drawn, in points; 0 where nothing is."""
    sides = (ctypes.c_double * 4)()
    left, right, bottom, top = (ctypes.byref(sides, side * ctypes.sizeof(ctypes.c_double)) for side in range(4))
    for index in indices:
        sides[2] = sides[3] = 0.0
        _box_at(text.raw, index, left, right, bottom, top)
        yield sides[3] - sides[2]


def _font_name(text: pypdfium2.PdfTextPage, index: int) -> str:
    """The name of a character's font."""
    name = ctypes.create_string_buffer(_NAME_BYTES)
    font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text, index))
    pdfium.FPDFFont_GetBaseFontName(font, name, _NAME_BYTES)
    return plain_font_name(name.value.decode("utf-8", "replace"))
