"""Fonts that tell wrong letters, inside a page whose others tell the right ones. Call under `pdf.PDFIUM_LOCK`.

A figure's labels then come as "!\\"# $!\\"#", and a heading as "FDOLIRUQLD". Two signs must agree: the letters make no
words, and they are not as wide as such letters are. So codes, names and other languages are what they are.
"""

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from statistics import correlation, median

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.lines import Boxes
from docqa.reading.page_objects import quick, text_object_at
from docqa.reading.untold import set_letters, shift_to_words
from docqa.reading.vocabulary import cost_per_letter

_font_of = quick(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p, ctypes.c_void_p)

# Letters that hardly any word has beside each other, and signs that no text has; the first of them first, as a class of
# characters is quickly searched for.
_ODD_PAIR = re.compile(
    r"[jqvxzJQVXZ!-&](?:(?<=[jJ])[^\W\d_aeiouyAEIOUY]|(?<=[qQ])[^\W\d_uU]|(?<=[vV])[b-df-hj-npqtwxzB-DF-HJ-NPQTWXZ]"
    r"|(?<=[xX])[bdfgjkmnqrvwzBDFGJKMNQRVWZ]|(?<=[zZ])[b-dfgjkmnp-tvwxB-DFGJKMNP-TVWX]"
    r"|(?<=!)[\"#]|(?<=[\"#$%&])[#$%&])"
)
MIN_ODD_PAIRS = 2  # on a page, each another one; 3 in 100 pages have as many
MIN_SHARE_OF_ODD_PAIRS = 0.01  # of a font's characters, by every 16th of the page; of letters swapped a tenth are
SAMPLED = 16
_WORD = re.compile(r"[A-Za-z]{4,}")
MIN_WORDS = 3
# Of words of documents a font's words have at most 4.4, a page's of any language 4.5, or 5.7 where accents part them;
# of 2,200 fonts with their letters swapped 99 in 100 have more than 5.2.
MIN_COST_PER_LETTER = 5.0
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
MIN_KINDS_OF_SIGNS = 8
MIN_SHARE_OF_SIGNS = 0.35  # of a font's characters; leaders and formulas have few kinds
MIN_LETTERS_SHIFTED = 12  # of known words that tell a distance
_SHIFTS = tuple(shift for most in range(1, 32) for shift in (most, -most))
# How wide the characters from "!" to "~" are in Helvetica, in thousandths of its size.
_WIDTHS = dict(
    zip(
        map(chr, range(ord("!"), ord("~") + 1)),
        [
            278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10, 278, 278, 584,
            584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667,
            778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556,
            278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
            334, 260, 334, 584,
        ],
        strict=True,
    )
)  # fmt: skip
MIN_KINDS_OF_LETTERS = 12  # whose widths are compared
MIN_DIFFERENCE_OF_WIDTHS = 1.15  # times the narrowest: of a typewriter's font they tell nothing
# Of 1,600 fonts of documents with as many letters 99 in 100 have .6 and more, but for those of OCR's; of fonts with
# swapped letters 95 in 100 have less than .57.
MAX_CORRELATION_OF_WIDTHS = 0.55


def with_mistold(text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str) -> str:
    """The raw text with the letters of such fonts as they are drawn, where all are told wrongly by one distance.

    Those of others become UNTOLD.
    """
    odd = [(found[0].casefold(), found.start()) for found in _ODD_PAIR.finditer(raw)]
    if len(dict(odd)) < MIN_ODD_PAIRS:
        return raw  # as most pages
    usual = Counter(_font_at(text, at) for at in range(0, len(raw), SAMPLED))
    pairs = Counter(_font_at(text, at) for _, at in odd)
    suspects = {
        font for font, count in pairs.items() if font and count >= MIN_SHARE_OF_ODD_PAIRS * SAMPLED * usual[font]
    }
    if not suspects:
        return raw
    characters = list(raw)
    for places in _places(text, boxes, raw, suspects).values():
        # The vocabulary is loaded for the second.
        if not _are_as_wide(boxes, raw, places) and _is_nonsense(raw, places):
            set_letters(characters, raw, places, shift_to_words(raw, places, _SHIFTS, MIN_LETTERS_SHIFTED))
    return "".join(characters)


def _font_at(text: pypdfium2.PdfTextPage, at: int) -> int:
    address = text_object_at(text.raw, at)
    return _font_of(address) if address else 0


def _places(text: pypdfium2.PdfTextPage, boxes: Boxes, raw: str, fonts: Collection[int]) -> Mapping[int, Sequence[int]]:
    """Where the level characters of these fonts stand that are no space."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    for at in (at for at, character in enumerate(raw) if not character.isspace()):
        font = _font_at(text, at)
        if font in fonts and boxes.is_upright(at):
            places[font].append(at)
    return places


def _is_nonsense(raw: str, places: Sequence[int]) -> bool:
    """Whether the characters are mostly signs, or make words of no language."""
    signs = _SIGN.findall("".join(raw[at] for at in places))
    if len(set(signs)) >= MIN_KINDS_OF_SIGNS and len(signs) >= MIN_SHARE_OF_SIGNS * len(places):
        return True
    words = set(_words(raw, places))
    return len(words) >= MIN_WORDS and cost_per_letter(words) >= MIN_COST_PER_LETTER


def _words(raw: str, places: Sequence[int]) -> Iterator[str]:
    own = set(places)
    return (found[0] for found in _WORD.finditer(raw) if found.start() in own)


def _are_as_wide(boxes: Boxes, raw: str, places: Sequence[int]) -> bool:
    """Whether characters are narrow and wide as they should be, or that cannot be told."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for at, (width, height) in zip(places, boxes.sizes(places), strict=True):
        if raw[at] in _WIDTHS and width > 0 and height > 0:
            found[raw[at]].append(width / height)
    widths = {character: median(own) for character, own in found.items()}
    if len(widths) < MIN_KINDS_OF_LETTERS or max(widths.values()) < MIN_DIFFERENCE_OF_WIDTHS * min(widths.values()):
        return True
    usual = [_WIDTHS[character] for character in widths]
    return len(set(usual)) == 1 or correlation(list(widths.values()), usual) > MAX_CORRELATION_OF_WIDTHS
