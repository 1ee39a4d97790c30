"""Letters that browsers draw in pieces, with their signs; and the spaces between words, which they draw by themselves.

Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from itertools import groupby, pairwise, product, takewhile

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.clean_text import NOTHING
from docqa.reading.lines import Boxes
from docqa.reading.page_objects import PageObjects, address_of, bounds_of, handle_of, text_object_at

MAX_PIECES_OF_LETTER = 8  # that a letter is drawn in, with its signs
MAX_BYTES_OF_LETTER = 64  # with its signs, as UTF-16
MAX_GAP_IN_WORD = 1.0  # of a letter's height, to the next one: there is no sign that wide, but a gap between cells

# Scripts whose signs above and below a letter may be drawn by themselves: Thai and Lao, those of India, Khmer, Burmese.
_SIGN = re.compile(
    "[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ece\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
    "\u0a01-\u0a03\u0a3c-\u0a4d\u0b82\u0bbe-\u0bcd\u102b-\u103e\u17b4-\u17d3]"
)

# Of these scripts, without their digits, which stand in columns as others do.
_LETTER = re.compile(r"(?!\d)[\u0900-\u0d7f\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]")
_OTHER = re.compile(r"(?!_)\w")  # a letter or digit

Spaces = Set[tuple[int, int]]  # pdfium's characters that a space is drawn between, in the order in which they are drawn


def with_letters_whole(text: pypdfium2.PdfTextPage, boxes: Boxes, objects: PageObjects, raw: str) -> tuple[str, Spaces]:
    """The raw text with each letter before the signs drawn with it, all of one place in `boxes`; and the spaces.

    Browsers draw a letter and each of its signs in a piece of its own, and say of these together what they are. pdfium
    gives that the place of the first of them, which may be a sign, above the line or below it. A space is drawn by
    itself, and pdfium gives nothing for it.
    """
    told: defaultdict[int, list[int]] = defaultdict(list)  # the characters of each text object
    for at in range(len(raw)):
        if address := text_object_at(text.raw, at):
            told[address].append(at)
    places = {address: _place(address) for address in objects.texts_in_no_form}
    said = {address: actual for address in told.keys() & places.keys() if (actual := _actual_text(address))}
    usual = Counter(foot for _, foot in places.values())
    characters = list(raw)
    for pieces in _letters(list(places), told, said):
        foot = max((places[piece][1] for piece in pieces), key=lambda one: usual[one])  # few stand as a sign does
        own, actual = told[pieces[0]], said[pieces[0]]
        box = _box(text, own[0], [piece for piece in pieces if places[piece][1] == foot])
        if box is not None and sorted(actual) == sorted(raw[at] for at in own):
            for at, character in zip(own, actual, strict=True):
                characters[at] = character
                boxes[at] = box
    return "".join(characters), frozenset(_spaces(list(places), told))


def without_repeated(text: pypdfium2.PdfTextPage, boxes: Boxes, objects: PageObjects, raw: str) -> str:
    """The raw text with each letter once that is drawn in pieces, though pdfium tells it of each of them.

    The others become nothing, and so do the spaces that pdfium takes the room beside letters of such scripts for. A
    space between other letters and digits stays, and one that is as wide as between the cells of a table.
    """
    if not _SIGN.search(raw):
        return raw
    addresses = list(objects.texts_in_no_form)
    letters = [list(pieces) for mark, pieces in groupby(addresses, key=_mark) if mark]
    if all(len(pieces) == 1 for pieces in letters):
        return raw
    told: defaultdict[int, list[int]] = defaultdict(list)
    for at in range(len(raw)):
        if address := text_object_at(text.raw, at):
            told[address].append(at)
    again = {piece for pieces in letters for piece in [one for one in pieces if one in told][1:]}
    repeated = {at for address in again for at in told[address]}
    drawn = set(_spaces(addresses, {address: own for address, own in told.items() if address not in again}))
    characters = [NOTHING if at in repeated else character for at, character in enumerate(raw)]
    seen = [at for at, character in enumerate(characters) if character not in (NOTHING, " ")]
    for before, behind in pairwise(seen):
        between = range(before + 1, behind)
        if (
            between
            and (before, behind) not in drawn
            and _is_in_word(raw[before], raw[behind])
            and all(
                at in repeated or (characters[at] == " " and pdfium.FPDFText_IsGenerated(text.raw, at) == 1)
                for at in between
            )
        ):
            right = max(boxes[at].right for at in (before, *repeated.intersection(between)))
            height = boxes[before].top - boxes[before].bottom
            if boxes[behind].left - right <= MAX_GAP_IN_WORD * height:
                characters[before + 1 : behind] = NOTHING * len(between)
    return "".join(characters)


def _is_in_word(before: str, behind: str) -> bool:
    """Whether the space between may be none: a letter of such a script is beside it, and no other letter or digit.

    >>> [_is_in_word(*pair) for pair in ("นร", "น)", "นa", "2น", "12", "๑๒")]
    [True, True, False, False, False, False]
    """
    known = [bool(_LETTER.match(one)) for one in (before, behind)]
    return any(known) and all(
        is_known or not _OTHER.match(one) for is_known, one in zip(known, (before, behind), strict=True)
    )


def _mark(address: int) -> int:
    """What tells the text objects of which is said what they are together from others; 0 where nothing is said."""
    handle = handle_of(address)
    for index in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, index)
        if pdfium.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") != pdfium.FPDF_OBJECT_UNKNOWN:
            return address_of(mark)
    return 0


def _spaces(addresses: Sequence[int], told: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Of what stands before and behind each space the first and the last characters: one of the pairs is beside it."""
    before: Sequence[int] = ()
    is_behind_space = False
    for address in addresses:
        if own := told.get(address):
            if is_behind_space:
                yield from product(before, (own[0], own[-1]))
            before, is_behind_space = (own[0], own[-1]), False
        elif not _has_width(address):
            is_behind_space = True


def _has_width(address: int) -> bool:
    return any(left < right for left, _, right, _ in bounds_of([address]))


def _letters(addresses: Sequence[int], told: Collection[int], said: Collection[int]) -> Iterator[list[int]]:
    """The text objects of each letter: the one that all of it is told of, and those behind it without characters."""
    for at, address in enumerate(addresses):
        if address in said:
            behind = takewhile(lambda one: one not in told, addresses[at + 1 : at + MAX_PIECES_OF_LETTER])
            yield [address, *behind]


def _actual_text(address: int) -> str:
    """What a text object is said to be, with what is drawn behind it; "" where nothing is said."""
    handle, size = handle_of(address), ctypes.c_ulong()
    said = (ctypes.c_ubyte * MAX_BYTES_OF_LETTER)()
    for index in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, index)
        if pdfium.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", said, MAX_BYTES_OF_LETTER, size):
            return bytes(said)[: size.value].decode("utf-16", "replace")
    return ""


def _place(address: int) -> tuple[float, float]:
    """Where a text object begins on its line, in points to a tenth."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle_of(address), matrix)
    return round(matrix.e, 1), round(matrix.f, 1)


def _box(text: pypdfium2.PdfTextPage, character: int, letter: Sequence[int]) -> pdfium.FS_RECTF | None:
    """As wide as what is drawn of a letter, without its signs, and as high as its font, which stands on its line."""
    matrix, ascent, descent = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    handle = handle_of(letter[0])
    pdfium.FPDFPageObj_GetMatrix(handle, matrix)
    font, size = pdfium.FPDFTextObj_GetFont(handle), pdfium.FPDFText_GetFontSize(text, character)
    pdfium.FPDFFont_GetAscent(font, size, ascent)
    pdfium.FPDFFont_GetDescent(font, size, descent)
    places = [place for place in bounds_of(letter) if place[0] < place[2]]  # a space has no width
    if not places:
        return None
    box = pdfium.FS_RECTF()
    box.left, box.right = min(place[0] for place in places), max(place[2] for place in places)
    box.bottom, box.top = matrix.f + matrix.d * descent.value, matrix.f + matrix.d * ascent.value
    return box
