"""The text layer of a page as pdfium finds it: its characters, its lines, and where these stand.

Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import accumulate, islice

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.accents import with_accents
from docqa.reading.arrangement import Arrangement, arranged, without_false_hyphens
from docqa.reading.asides import behind_sentences
from docqa.reading.beside_pages import file_notes, form_data_lines, has_form_data
from docqa.reading.blanks import BLANK, with_blanks_filled
from docqa.reading.clean_text import HYPHEN, NOTHING, UNTOLD
from docqa.reading.columns import Row, from_right_down, rows_of_tables
from docqa.reading.form_boxes import box_by_box, may_have_boxes
from docqa.reading.form_fields import field_lines
from docqa.reading.form_values import with_values_placed
from docqa.reading.letters_whole import Spaces, with_letters_whole, without_repeated
from docqa.reading.ligatures import (
    find_lost,
    with_cut_ligatures,
    with_lam_alef,
    with_ligatures_of_words,
    with_named_ligatures,
    with_second_f,
)
from docqa.reading.line_numbers import find_line_numbers
from docqa.reading.lines import (
    MIN_CHARACTERS_BESIDE_GAP,
    ArrangedBoxes,
    Boxes,
    Line,
    is_across,
    line_at,
    lines_below,
    pieces_between_columns,
    pieces_between_gaps,
    pieces_between_jumps,
    without_watermark,
)
from docqa.reading.math_signs import with_math_signs
from docqa.reading.mistold import with_mistold
from docqa.reading.page_objects import Drawing, PageObjects, quick
from docqa.reading.pdf_file import PdfFile
from docqa.reading.prose_columns import columns_of_prose, is_woven
from docqa.reading.raised import with_raised
from docqa.reading.right_to_left import Box, read_from_right, runs_from_right
from docqa.reading.set_apart import Place, behind_text
from docqa.reading.struck import find_struck
from docqa.reading.unseen import find_unseen
from docqa.reading.untold import with_untold
from docqa.reading.written import Added, find_written
from docqa.reading.written import Place as PlaceOfNote
from docqa.text.plurals import has, plural

_font_info_at = quick(pdfium.FPDFText_GetFontInfo, ctypes.c_ulong)
_HYPHEN_CODE = "\x02"  # how pdfium's character list gives a hyphen that ends a line
_LEFT_OUT = "\u2063"  # in the place of what nobody sees; `tidy` leaves it out, too
_SPACE_BETWEEN = re.compile(rf"{_LEFT_OUT}(?:[ \t]*{_LEFT_OUT})+")
_EMPTY_LINE = re.compile(rf"(?:\A|(?<=[\r\n]))[ \t{_LEFT_OUT}]*{_LEFT_OUT}[ \t{_LEFT_OUT}]*(?:\r\n?|\n|\Z)")
_SPACE_AFTER = re.compile(rf"(?<!\S){_LEFT_OUT}+[ \t]+")
_LINE = re.compile(rf"[^\s{_LEFT_OUT}][^\r\n]*")
_BLANK = re.compile(rf"[\s{HYPHEN}{_LEFT_OUT}]*")
_END_OF_TEXT = "\r\n\r\n"  # before what is written onto the page, which goes on with none of its sentences
_HALF = re.compile("[\ud800-\udfff]")  # of a character beyond U+FFFF
_SPACE = re.compile(r"(?<=\w)\s+(?=\w)")
_CELL_GAP = 1.2  # of a line's size
_NO_SPACE = 0.05  # of a line's height: a narrower gap stands inside a word
# As fonts are named; the last three are URW's and TeX's bold ones.
_BOLD = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|sfbx", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # a flag of fonts, by the PDF standard
_NAME_BYTES = 128
MAX_FONTS_REMEMBERED = 256
MAX_LINES_LOOKED_AT = 8  # of a page, for gaps between columns of prose
MIN_LINES_ACROSS = 2  # of them that go across such a gap


class TextLayer:
    """The text layer of a page that is open in pdfium: `raw`, its characters, and `lines`, in the order of the text.

    `raw` has one item for each character, in the order in which the page is read; `character` leads back to pdfium's.
    What stands in one row is one line, also where the PDF draws it in pieces: the line ends between them become a space
    or, where a word goes on, nothing (a zero-width space). Digits set small and high are raised ones: 150² is not 1502.
    What is filled into forms and written onto the page comes last, has no index there but a `place`, and is in no line.
    """

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self._text = text
        self.objects = PageObjects(text.page)
        self._boxes = boxes = Boxes(text)
        characters = with_mistold(text, boxes, with_untold(text, _characters(text)))
        characters = with_math_signs(text, characters)
        characters = with_second_f(text, boxes, self.objects, with_named_ligatures(text, characters))
        characters = with_cut_ligatures(text, boxes, characters)
        lost = find_lost(text, boxes, characters)
        self.share_of_lost = lost.share
        characters, still_lost = with_ligatures_of_words(characters, lost.characters)
        spaces: Spaces = frozenset()
        if runs_from_right(characters):
            characters, spaces = with_letters_whole(text, boxes, self.objects, characters)
        else:
            characters = without_repeated(text, boxes, self.objects, characters)
        characters = with_lam_alef(boxes, with_accents(boxes, characters))
        pieces = list(_pieces(boxes, characters))
        unseen = find_unseen(text, boxes, characters, pieces, self.objects)
        struck = find_struck(text, boxes, characters, pieces, self.objects)
        counts = find_line_numbers(characters, pieces, partial(line_at, boxes, characters), self.objects.drawings)
        if left_out := unseen.characters | struck | counts:
            characters = _without(characters, left_out)
            pieces = list(_pieces(boxes, characters))
        self.scanned = unseen.scanned
        self.notes = tuple(f"text {why} is left out" for why in sorted(unseen.why)) + (
            ("text that is struck out is left out",) if struck else ()
        )
        untold = sum(UNTOLD in word for word in characters.split()) if UNTOLD in characters else 0
        self.share_of_untold = untold / len(characters.split()) if untold else 0.0
        if still_lost + untold:
            words = plural(still_lost + untold, "word")
            self.notes += (f"{words} {has(still_lost + untold)} letters that its font does not tell",)
        parted = [
            part
            for piece in pieces
            for one in without_watermark(boxes, characters, piece)
            for part in ([one] if one.is_level else lines_below(boxes, characters, one))
        ]
        raw, lines = _rows(characters, parted)
        ordered = from_right_down(raw, lines)
        is_parted = len(parted) > len(pieces) or ordered != lines
        raw, ordered, rows, columns = _in_columns(boxes, characters, parted, raw, ordered)
        raw = with_raised(boxes, raw, ordered)
        arrangement = _arrangement(boxes, raw, ordered, rows, columns, self.objects, is_parted=is_parted)
        read = read_from_right(arrangement, lambda at: _plain_box(boxes, at), spaces)
        if read is not arrangement:  # digits may now stand beside other letters
            raised = with_raised(ArrangedBoxes(boxes, read.character), read.raw, read.lines)
            read = replace(read, raw=raised)
        self._arrangement = read
        self.lines = self._arrangement.lines
        written = find_written(text, raw, pieces)
        more = [*field_lines(text.page, boxes, raw, pieces), *written.lines]
        notes = written.notes
        if isinstance(text.page.pdf, PdfFile) and text.page.pdf.number_of(text.page) == 0:
            notes += file_notes(text.page.pdf)
            if has_form_data(text.page.pdf):
                try:
                    more += map(Added, form_data_lines(text.page.pdf))
                except ValueError as error:
                    notes.append(f"what is filled into its form could not be read: {error}")
        self.notes += tuple(dict.fromkeys(notes))
        own = without_false_hyphens(self._arrangement.raw, self.lines, self._size)
        own += _END_OF_TEXT if more and own else ""
        self.raw = own + "\r\n".join(line.text for line in more)
        begins = accumulate((len(line.text) + len("\r\n") for line in more), initial=len(own))
        self._added = more
        self._begin_added = list(begins)[:-1]  # where each begins

    @property
    def untold(self) -> Sequence[Line]:
        """The lines with letters that nothing tells: they are to be read from the page's picture."""
        return [line for line in self.lines if UNTOLD in self.raw[line.first : line.last]]

    def character(self, index: int) -> int:
        """pdfium's index of a character of `raw`, -1 for one that it has not."""
        return self._arrangement.character(index)

    def box(self, index: int) -> pdfium.FS_RECTF:
        """Where a character of `raw` stands, as high as its font; all zero where nowhere."""
        return self._boxes[self.character(index)]

    def is_left_out(self, index: int) -> bool:
        """Whether nobody sees that character of `raw`, or it is struck out."""
        return self.raw[index] == _LEFT_OUT

    def place(self, index: int) -> PlaceOfNote | None:
        """Where a character of `raw` is drawn that pdfium has not, as part of a note or a field; None where nowhere."""
        before = bisect_right(self._begin_added, index)
        return self._added[before - 1].place if before else None

    @property
    def has_letters(self) -> bool:
        """Whether anything is left of it, be it what no text can be made of."""
        return bool(self.raw.replace(_LEFT_OUT, "").strip())

    def is_bold(self, line: Line) -> bool:
        """Whether a line begins and ends in bold."""
        return self.is_bold_at(line.first) and self.is_bold_at(line.last - 1)

    def is_row_of_cells(self, line: Line) -> bool:
        """Whether there is a gap between two words that is wider than between the words of a sentence."""
        return any(
            self.box(gap.end()).left - self.box(gap.start() - 1).right > _CELL_GAP * line.size
            for gap in _SPACE.finditer(self.raw, line.first, line.last)
        )

    def _size(self, index: int) -> float:
        box = self.box(index)
        return float(box.top - box.bottom)

    def is_bold_at(self, index: int) -> bool:
        """Whether a character of `raw` is bold."""
        name, flags = (ctypes.c_char * _NAME_BYTES)(), ctypes.c_int()
        _font_info_at(self._text.raw, self.character(index), name, ctypes.c_ulong(_NAME_BYTES), ctypes.byref(flags))
        return bool(flags.value & _FORCE_BOLD) or _is_name_of_bold(name.value)


@lru_cache(MAX_FONTS_REMEMBERED)
def _is_name_of_bold(name: bytes) -> bool:
    return _BOLD.search(name.decode("utf-8", "replace")) is not None


def _plain_box(boxes: Boxes, at: int) -> Box:
    box = boxes[at]
    return Box(box.left, box.bottom, box.right, box.top)


def _pieces(boxes: Boxes, characters: str) -> Iterator[Line]:
    """The lines as pdfium has them, in pieces where the PDF draws them so."""
    for match in _LINE.finditer(characters):
        content, first = match[0], match.start()
        if content[0] != HYPHEN or not _BLANK.fullmatch(content):
            yield line_at(boxes, characters, first, first + len(content.rstrip().rstrip(_LEFT_OUT).rstrip()))


def _rows(characters: str, found: Iterable[Line]) -> tuple[str, list[Line]]:
    """The characters with the line ends inside rows replaced, and the lines."""
    lines: list[Line] = []
    pieces: list[str] = []
    done = 0
    for line in found:
        if lines and line.is_beside(lines[-1]):
            before = lines[-1]
            gap = characters[before.last : line.first]
            goes_on = gap == "\r\n" and line.left - before.right < _NO_SPACE * line.size
            pieces += characters[done : before.last], ("" if goes_on else " ").ljust(len(gap), NOTHING)
            done = line.first
            lines[-1] = before.joined(line)
        else:
            lines.append(line)
    return "".join((*pieces, characters[done:])), lines


def _in_columns(
    boxes: Boxes, characters: str, parted: Sequence[Line], raw: str, lines: list[Line]
) -> tuple[str, list[Line], list[Row], list[Row] | None]:
    """The text, its lines, these in pieces, and those in the order in which columns of prose are read, if any.

    `raw` and `lines` are made of `parted`. Where few lines go across a gap, and none goes on beside its end a little
    higher or lower, columns are looked for no further.
    """
    apart = [
        piece
        for line in parted
        for piece in ([line] if line.is_level else pieces_between_jumps(boxes, characters, line))
    ]
    apart_raw, found = _rows(characters, apart) if len(apart) > len(parted) else (raw, lines)
    may_have_columns = _may_have_columns(boxes, apart_raw, found)
    if is_woven(found):  # then level lines, too, may be of several columns
        apart = [piece for line in parted for piece in pieces_between_jumps(boxes, characters, line)]
        apart_raw, found = _rows(characters, apart)
    elif not may_have_columns:
        return raw, lines, [[line] for line in lines], None
    rows = _in_pieces(boxes, apart_raw, found)
    columns = columns_of_prose(apart_raw, rows, partial(pieces_between_columns, boxes, apart_raw))
    if columns is not None or found is lines:
        return apart_raw, found, rows, columns
    return raw, lines, _in_pieces(boxes, raw, lines) if may_have_columns else [[line] for line in lines], None


def _in_pieces(boxes: Boxes, raw: str, lines: Iterable[Line]) -> list[Row]:
    return [pieces_between_gaps(boxes, raw, line) if line.is_level else [line] for line in lines]


def _may_have_columns(boxes: Boxes, raw: str, lines: Sequence[Line]) -> bool:
    """Whether of some of the lines a few go across a gap."""
    long = [line for line in lines if line.last - line.first > 2 * MIN_CHARACTERS_BESIDE_GAP and line.is_level]
    looked_at = long[:: -(-len(long) // MAX_LINES_LOOKED_AT) or 1]
    across = (line for line in looked_at if is_across(boxes, raw, line))
    return len(list(islice(across, MIN_LINES_ACROSS))) == MIN_LINES_ACROSS


def _arrangement(
    boxes: Boxes,
    raw: str,
    lines: Sequence[Line],
    rows: list[Row],
    columns: list[Row] | None,
    objects: PageObjects,
    is_parted: bool,
) -> Arrangement:
    """The lines in the order in which they are read; `rows` are these in pieces, `columns` those in order, if known.

    `is_parted` says whether lines end where `raw` has no line end.
    """
    parted = partial(pieces_between_gaps, boxes, raw)
    form = None if columns else with_values_placed(raw, rows, partial(_pieces_of, boxes, raw))
    columns = form or columns
    filled = with_blanks_filled(boxes, raw, columns or rows, parted) if BLANK in raw else None
    columns = filled or columns
    table = None if form else rows_of_tables(raw, columns or rows)
    moved = None if form else behind_sentences(raw, table or columns or rows)
    ordered = moved or table or columns
    if ordered is None and objects.has_drawings and may_have_boxes(lines):
        ordered = box_by_box(rows, map(_place, objects.areas), parted)
    areas, pictures = (
        (map(_place, objects.areas), list(map(_place, objects.pictures))) if objects.has_drawings else ((), [])
    )
    apart = behind_text(raw, ordered or rows, areas, pictures)
    if apart is not None:
        return arranged(raw, *apart)
    return arranged(raw, ordered or rows) if ordered or is_parted else Arrangement(raw, lines)


def _pieces_of(boxes: Boxes, raw: str, line: Line) -> Row:
    """A line in pieces, parted where it jumps and between wide gaps."""
    level = [line] if line.is_level else pieces_between_jumps(boxes, raw, line)
    return [piece for part in level for piece in (pieces_between_gaps(boxes, raw, part) if part.is_level else [part])]


def _place(drawing: Drawing) -> Place:
    return Place(drawing.left, drawing.bottom, drawing.right, drawing.top)


def _without(characters: str, left_out: Collection[int]) -> str:
    """The characters with those at these places gone, and with them the space that they leave behind.

    >>> kept = _without("a b\\r\\nc\\r\\nd", {2, 5})
    >>> kept.replace(_LEFT_OUT, ""), len(kept)
    ('a \\r\\nd', 9)
    """
    kept = "".join(_LEFT_OUT if at in left_out else character for at, character in enumerate(characters))
    for space in (_SPACE_BETWEEN, _EMPTY_LINE, _SPACE_AFTER):
        kept = space.sub(lambda match: _LEFT_OUT * len(match[0]), kept)
    return kept


def _characters(text: pypdfium2.PdfTextPage) -> str:
    """One item for each character of pdfium's list, in one call where that gives the same as one call for each.

    It does not on pages with characters beyond U+FFFF (mathematical letters) or with some that it leaves out.
    """
    count = text.count_chars()
    codes = (ctypes.c_ushort * (count + 1))()
    if count > 0 and pdfium.FPDFText_GetText(text, 0, count, codes) == count + 1:
        raw = bytes(codes)[:-2].decode("utf-16-le", "surrogatepass")
        if len(raw) == count and not _HALF.search(raw):
            return raw
    handle, unicode_at = text.raw, pdfium.FPDFText_GetUnicode
    raw = "".join([chr(unicode_at(handle, index)) for index in range(count)])
    if _HYPHEN_CODE not in raw:
        return raw
    return "".join(
        HYPHEN if character == _HYPHEN_CODE and pdfium.FPDFText_IsHyphen(handle, index) == 1 else character
        for index, character in enumerate(raw)
    )
