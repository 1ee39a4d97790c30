"""Ligatures that a font says something wrong about. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.clean_text import HYPHEN, LIGATURES, NOTHING
from docqa.reading.lines import Boxes
from docqa.reading.page_objects import PageObjects, bounds_of, quick, text_object_at
from docqa.reading.pdf_file import PdfFile, plain_font_name
from docqa.reading.vocabulary import is_word, likeliest

_is_generated = quick(pdfium.FPDFText_IsGenerated, ctypes.c_int)
_box_at = quick(pdfium.FPDFText_GetCharBox, ctypes.c_int)
_matrix_at = quick(pdfium.FPDFText_GetMatrix, ctypes.c_int)
_font_size_at = quick(pdfium.FPDFText_GetFontSize, ctypes.c_double)
_font_of = quick(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p, ctypes.c_void_p)
_NAME_BYTES = 128
# A code in the place of letters, which pdfium gives for a glyph whose name it does not know; \x02 is a hyphen.
_CODE = r"[\x01\x03-\x08\x0b\x0c\x0e-\x1f]"
_LOST = re.compile(rf"{_CODE}(?=[^\W\d_])|(?<=[^\W\d_]){_CODE}")
_ANY_CODE = re.compile(_CODE)
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
_SMALL = "a-zß-öø-ÿ"
# The sign first: a class of characters is quickly searched for.
_MAYBE_LOST = re.compile(rf"[ \xa0{_SIGN}](?<=[\s{_SMALL}].)(?=[{_SMALL}])", re.DOTALL)
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
_EVEN = 0.01  # of a width, between the parts of one glyph
_F_ALONE = re.compile("f(?:(?=[^\\W\\d_])|(?<=[^\\W\\d_]f))")
_BROKEN = re.compile(rf"{re.escape(HYPHEN)}\s*")  # a word at the end of a line
_F_AND_SPACE = re.compile(f"(?<=[A-Z{_SMALL}])f (?=[{_SMALL}])")
_TOUCHING = 0.1  # of a font's height, between two letters of one word
_MIN_ADVANCE = 0.1  # of a font's height, from letter to letter; what is drawn twice to look bold stands nearer

_TURNED = re.compile("[اأإآٱ]ل|هلل")


def with_lam_alef(boxes: Boxes, raw: str) -> str:
    """The raw text with the letters of Arabic's lam-alef and of the name of God, each one glyph, in their order.

    A font that says which letters it is says so from right to left, and pdfium turns them with the rest of the line.
    """
    pieces: list[str] = []
    done = 0
    for found in _TURNED.finditer(raw):
        places = {(boxes[at].left, boxes[at].right) for at in range(*found.span())}
        if len(places) == 1 and all(left < right for left, right in places):
            pieces += raw[done : found.start()], found[0][::-1]
            done = found.end()
    return "".join((*pieces, raw[done:]))


def with_named_ligatures(text: pypdfium2.PdfTextPage, raw: str) -> str:
    """The raw text with a sign for each ligature of which only the name of its glyph tells the letters: "f_f_i".

    So the Adobe Glyph List Specification has it. What a font names otherwise, or not at all, stays.
    """
    found = list(_LOST.finditer(raw)) if _ANY_CODE.search(raw) else []
    if not found:
        return raw
    names = glyph_names(text)
    pieces: list[str] = []
    done = 0
    for lost in found:
        name = names.get(font_name(text, lost.start()), {}).get(ord(lost[0]), "")
        if sign := _SIGNS.get(_letters_of(name)):
            pieces += raw[done : lost.start()], sign
            done = lost.end()
    return "".join((*pieces, raw[done:]))


def with_cut_ligatures(text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str) -> str:
    """The raw text with a sign for each ligature of which its font tells the first letter alone: "qualifed", "fle".

    Such an f is wider than others of its font. Which ligature it is, is told by the names of the font's glyphs, where
    it gives them any, and by which of them makes a word.
    """
    cut = _wide(text, boxes, raw)
    if not cut:
        return raw
    names = glyph_names(text)
    characters = list(raw)
    for at in cut:
        named = set(map(_letters_of, names.get(font_name(text, at), {}).values()))
        letters = [one for one in _OF_F if one in named] or [*_OF_F, "f"]  # small capitals are wider, too
        before = _BROKEN.sub("", raw[max(0, at - _REACH_OF_WORD) : at])
        behind = _BROKEN.sub("", raw[at + 1 : at + _REACH_OF_WORD])
        words = {one.join(_around(before + behind, len(before), len(before))): one for one in letters}
        characters[at] = _SIGNS.get(words[likeliest(list(words))], "f")
    return "".join(characters)


def with_second_f(text: pypdfium2.PdfTextPage, boxes: Boxes, objects: PageObjects, raw: str) -> str:
    """The raw text with the second f of "effect" where pdfium has a space for it: "ef ect".

    It takes a letter that is drawn close behind the same one for the shadow of that, and then the room that is left for
    a space. In slanted fonts the space of "of the" is as narrow; but there is something drawn that no character tells.
    """
    spaced = [
        at
        for at in (found.start() for found in _F_AND_SPACE.finditer(raw))
        if _is_generated(text.raw, at + 1) == 1
        and boxes[at + 2].left - boxes[at].right <= _TOUCHING * (boxes[at].top - boxes[at].bottom)
    ]
    if not spaced:
        return raw
    told = {text_object_at(text.raw, at) for at in range(len(raw))}
    untold = bounds_of(address for address in objects.texts_in_no_form if address not in told)
    characters = list(raw)
    for at in spaced:
        box, next_box = boxes[at], boxes[at + 2]
        height, middle = box.top - box.bottom, (box.bottom + box.top) / 2
        first, last = box.left + _MIN_ADVANCE * height, next_box.left - _MIN_ADVANCE * height
        is_covered = any(first < left < last and bottom < middle < top for left, bottom, _, top in untold)
        before, behind = text_object_at(text.raw, at), text_object_at(text.raw, at + 2)
        if is_covered or (before != behind and any(first < left < last for left, *_ in bounds_of([behind]))):
            characters[at : at + 2] = _SIGNS["ff"], NOTHING
    return "".join(characters)


def _wide(text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str) -> list[int]:
    """Where an f is that is wider than the narrowest of its font, and has no part of its glyph told behind it."""
    found = [one.start() for one in _F_ALONE.finditer(raw)]
    if not _differ([width / height if height > 0 else 0.0 for width, height in boxes.sizes(found)]):
        return []  # as on most pages; what follows takes longer
    widths = {at: width for at, width in zip(found, _widths(text, boxes, found), strict=True) if width > 0}
    if not _differ(widths.values()):
        return []
    fonts = {at: _font_of(text_object_at(text.raw, at)) for at in widths}
    narrowest: dict[int, float] = {}
    for at, width in widths.items():
        if not _is_half(boxes, at):
            narrowest[fonts[at]] = min(width, narrowest.get(fonts[at], width))
    return [
        at
        for at, width in widths.items()
        if width >= _WIDER_THAN_F * narrowest.get(fonts[at], width) and not _is_one_glyph(boxes, raw, at)
    ]


def _differ(widths: Collection[float]) -> bool:
    return bool(widths) and max(widths) >= _WIDER_THAN_F * min(widths)


def _widths(text: pypdfium2.PdfTextPage, boxes: Boxes, indices: Sequence[int]) -> list[float]:
    """How wide characters are for their font's size, however that is stretched; 0 where one is not level."""
    matrix = pdfium.FS_MATRIX()
    handle, into_matrix = text.raw, ctypes.byref(matrix)
    widths = []
    for index, (width, _) in zip(indices, boxes.sizes(indices), strict=True):
        is_known = _matrix_at(handle, index, into_matrix)
        size = _font_size_at(handle, index) * matrix.a if is_known and not matrix.b else 0.0
        widths.append(width / size if size > 0 else 0.0)
    return widths


def _is_half(boxes: Boxes, at: int) -> bool:
    """Whether the character is the first part of a ligature's glyph: pdfium may part that evenly for its letters."""
    box, next_box = boxes[at], boxes[at + 1]
    width, next_width = box.right - box.left, next_box.right - next_box.left
    return bool(abs(next_box.left - box.right) < _EVEN * width and abs(next_width - width) < _EVEN * width)


def _is_one_glyph(boxes: Boxes, raw: str, at: int) -> bool:
    """Whether the character and the one before or behind it are told of one glyph."""
    left = boxes[at].left
    return any(0 <= other < len(raw) and boxes[other].left == left for other in (at - 1, at + 1))


@dataclass(frozen=True, slots=True)
class Lost:
    """The characters of a page that stand for a ligature whose letters the font does not tell.

    `share` is theirs of the page's words, about.
    """

    characters: tuple[int, ...]
    share: float


def find_lost(text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str) -> Lost:
    """Where a ligature is another sign or a space: "of-ce", "e cient".

    What is drawn there tells it: it is as high as an f, and no hyphen is.
    """
    maybe = [found.start() for found in _MAYBE_LOST.finditer(raw)]
    looked_at: Sequence[int] = maybe
    if len(maybe) > _MAX_SIGNS_LOOKED_AT:
        spaces = [at for at in maybe if raw[at].isspace()]
        signs = [at for at in maybe if not raw[at].isspace()]
        looked_at = sorted((*spaces[:_MAX_SPACES_LOOKED_AT], *signs[:_MAX_SIGNS_LOOKED_AT]))
    heights = _heights(text, looked_at)
    if max(heights, default=0.0) < _MIN_POINTS_OF_LIGATURE:
        return Lost((), 0.0)  # as on most pages
    high = ((at, height) for at, height in zip(looked_at, heights, strict=True) if height >= _MIN_POINTS_OF_LIGATURE)
    lost = tuple(at for at, height in high if _is_lost(text, boxes, raw, at, height))
    return Lost(lost, len(lost) / len(maybe))


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
        around = _around(raw, at, at + 1)
        spelled = {sign: letters.join(around).casefold() for letters, sign in _SIGNS.items()}
        fitting = [sign for sign, word in spelled.items() if word in words]
        fitting = fitting or [sign for sign, word in spelled.items() if is_word(word)]
        if len(fitting) == 1:
            characters[at] = fitting[0]
    return "".join(characters), sum(characters[at] == raw[at] for at in lost)


def _around(raw: str, end: int, start: int) -> tuple[str, str]:
    """The letters of a word that end at one place, and those that begin at another."""
    before = _LETTERS_BEFORE.search(raw, max(0, end - _REACH_OF_WORD), end)
    behind = _LETTERS.match(raw, start)
    return before[0] if before else "", behind[0] if behind else ""


def _is_lost(text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str, index: int, height: float) -> bool:
    loose = boxes[index]
    if height < _MIN_HEIGHT_OF_LIGATURE * (loose.top - loose.bottom):
        return False
    start, end = max(0, index - _REACH_OF_LOW_LETTER), index + _REACH_OF_LOW_LETTER
    low = _LOW_LETTER.search(raw, index, end) or _LOW_LETTER.search(raw, start, index)
    return low is not None and height >= _HIGHER_THAN_LOW_LETTER * _heights(text, [low.start()])[0]


def _heights(text: pypdfium2.PdfTextPage, indices: Sequence[int]) -> list[float]:
    """How high characters are drawn, in points; 0 where nothing is."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    handle, x0, x1, y0, y1 = text.raw, *(ctypes.byref(side) for side in (left, right, bottom, top))
    return [top.value - bottom.value if _box_at(handle, index, x0, x1, y0, y1) else 0.0 for index in indices]


def glyph_names(text: pypdfium2.PdfTextPage) -> Mapping[str, Mapping[int, str]]:
    """What the fonts of the page call their glyphs, by font and code, as far as it is told."""
    pdf = text.page.pdf
    return pdf.glyph_names(pdf.number_of(text.page)) if isinstance(pdf, PdfFile) else {}


def _letters_of(name: str) -> str:
    """The letters that a glyph's name tells.

    >>> _letters_of("f_f_i.alt")
    'ffi'
    """
    return name.partition(".")[0].replace("_", "")


def font_name(text: pypdfium2.PdfTextPage, index: int) -> str:
    """The name of a character's font."""
    name = ctypes.create_string_buffer(_NAME_BYTES)
    font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text, index))
    pdfium.FPDFFont_GetBaseFontName(font, name, _NAME_BYTES)
    return plain_font_name(name.value.decode("utf-8", "replace"))
