"""Letters of which their font does not tell what they are: pdfium gives the numbers of their glyphs instead.

"STATE OF CALIFORNIA" then comes as "STATE 2F CALIF2RNIA", and a year as control characters. Call everything here under
`pdf.PDFIUM_LOCK`.
"""

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, pairwise, repeat

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.clean_text import NOTHING, UNTOLD
from docqa.reading.ligatures import font_name, glyph_names
from docqa.reading.page_objects import quick, text_object_at
from docqa.reading.pdf_file import PdfFile
from docqa.reading.vocabulary import is_word

# How far letters lie above the numbers of their glyphs: in most TrueType fonts, and in most of the other kind; and
# where the numbers are the letters.
_USUAL_SHIFTS = (29, 31, 0)
_FIRST_LETTER, _LAST_LETTER = " ", "~"  # that fonts have in this order
MIN_LETTERS_OF_WORD = 3  # that tells a shift
MIN_LETTERS_TOLD = 4  # in all such words; of more distances than these three one makes "abc" by chance
MIN_SHARE_OF_WORDS = 0.6  # of a font's words that a shift makes words of the vocabulary

_is_untold = quick(pdfium.FPDFText_HasUnicodeMapError, ctypes.c_int)
_font_of = quick(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p, ctypes.c_void_p)
# What numbers of glyphs look like: codes, and signs or capitals inside a word. What stands first in a line is looked
# at, too: to ask of each character takes a tenth of a page's time.
_CODE = r"\x01\x03-\x08\x0b\x0c\x0e-\x1f"
_SUSPECTS = (
    re.compile(rf"[{_CODE}0-9$%&*+:-@\[\\\]](?:(?<=[{_CODE}])|(?=[A-Za-z])(?<=[A-Za-z].))"),
    re.compile(r"[A-Z](?=[a-z])(?<=[a-z].)"),
)
_NUMBER_NAME = re.compile(r"[A-Za-z]{1,2}([0-9]{2,3})")
_WORD = re.compile(r"[^\W\d_]+")


def with_untold(text: pypdfium2.PdfTextPage, raw: str) -> str:
    """The raw text with such letters as far as they can be told, and UNTOLD in the place of others.

    Fonts have their letters in one order: what their map tells of some tells how far all of them lie above the numbers
    of their glyphs. Where it tells nothing, one of the usual distances counts that makes words.
    """
    beginnings = accumulate(map(len, raw.splitlines(keepends=True)), initial=0)
    inside = (found.start() for found in chain.from_iterable(pattern.finditer(raw) for pattern in _SUSPECTS))
    if not any(_is_untold(text.raw, at) == 1 for at in chain(beginnings, inside)):
        return raw
    pdf = text.page.pdf
    shifts = pdf.glyph_shifts(pdf.number_of(text.page)) if isinstance(pdf, PdfFile) else {}
    characters = list(raw)
    for name, places in _untold(text, raw).items():
        if name not in shifts:
            numbers = _named_by_numbers(glyph_names(text).get(name, {}))
            named = {at: numbers[raw[at]] for at in places if raw[at] in numbers}
            if len(named) == len(places) and _letters_known(raw, named) >= MIN_LETTERS_TOLD:
                for at, letter in named.items():
                    characters[at] = letter
            continue
        shift = shifts[name]
        if shift is None:
            shift = shift_to_words(raw, places, _USUAL_SHIFTS, MIN_LETTERS_TOLD)
        set_letters(characters, raw, places, shift)
    return "".join(characters)


def _untold(text: pypdfium2.PdfTextPage, raw: str) -> Mapping[str, Sequence[int]]:
    """Where letters are not told, by the names of their fonts."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for at, is_untold in enumerate(map(_is_untold, repeat(text.raw), range(len(raw)))):
        if is_untold == 1 and (address := text_object_at(text.raw, at)):
            found[_font_of(address)].append(at)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for own in found.values():
        places[font_name(text, own[0])] += own
    return places


def set_letters(characters: list[str], raw: str, places: Sequence[int], shift: int | None) -> None:
    """Put the letters of `raw` there, shifted, or one UNTOLD for each stretch of them where nothing tells the shift."""
    for before, at in pairwise((-1, *places)):
        if shift is not None:
            characters[at] = _shifted(raw[at], shift)
        else:
            characters[at] = NOTHING if at == before + 1 and before >= 0 else UNTOLD


def _shifted(character: str, shift: int) -> str:
    """The letter that lies so far above another, UNTOLD for one that fonts do not have in this order."""
    if not shift:
        return character
    letter = chr(max(0, ord(character) + shift))
    return letter if _FIRST_LETTER <= letter <= _LAST_LETTER else UNTOLD


def shift_to_words(raw: str, places: Sequence[int], shifts: Iterable[int], min_letters: int) -> int | None:
    """The first of these distances, in which letters lie above the characters there, that makes words of them.

    Those that the vocabulary knows have at least so many letters, all of them together.
    """
    for shift in shifts:
        if _letters_known(raw, {at: _shifted(raw[at], shift) for at in places}) >= min_letters:
            return shift
    return None


def _named_by_numbers(names: Mapping[int, str]) -> dict[str, str]:
    """The letters of the codes of a font that calls its glyphs by the numbers of letters in ASCII.

    >>> _named_by_numbers({2: "MT85", 3: "MT47", 4: "f_i"})
    {'\\x02': 'U', '\\x03': '/'}
    """
    numbers = {chr(code): int(found[1]) for code, name in names.items() if (found := _NUMBER_NAME.fullmatch(name))}
    return {code: chr(number) for code, number in numbers.items() if _FIRST_LETTER <= chr(number) <= _LAST_LETTER}


def _letters_known(raw: str, letters: Mapping[int, str]) -> int:
    """How many letters the words have that these letters make in their places, if most of them are known."""
    characters = list(raw)
    for at, letter in letters.items():
        characters[at] = letter
    own = letters.keys()
    words = {
        found[0]
        for found in _WORD.finditer("".join(characters))
        if len(found[0]) >= MIN_LETTERS_OF_WORD and not own.isdisjoint(range(*found.span()))
    }
    known = {word for word in words if is_word(word) and (word[1:].islower() or word.isupper())}
    return sum(map(len, known)) if len(known) >= MIN_SHARE_OF_WORDS * len(words) else 0
