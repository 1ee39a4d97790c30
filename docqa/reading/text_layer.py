"""The text layer of a page as pdfium finds it: its characters, its lines, and where these stand.

Call everything here under `pdf.PDFIUM_LOCK`.
"""

import ctypes
import re
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.clean_text import HYPHEN
from docqa.reading.form_fields import field_lines

_NOTHING = "\u200b"  # a zero-width space, which `tidy` leaves out
_HYPHEN_CODE = "\x02"  # how pdfium's character list gives a hyphen that ends a line
_LINE = re.compile(r"\S[^\r\n]*")
_BLANK = re.compile(rf"[\s{HYPHEN}]*")
_HALF = re.compile("[\ud800-\udfff]")  # of a character beyond U+FFFF
_LETTER = re.compile(r"\w")
_SPACE = re.compile(r"(?<=\w)\s+(?=\w)")
_SAME_ROW = 0.6  # of the lower line's height that two lines must share to stand beside each other
_OVERLAP = 0.5  # of a line's size that it may reach into the one before
_CELL_GAP = 1.2  # of a line's size
_NO_SPACE = 0.05  # of a line's height: a narrower gap stands inside a word
# As fonts are named; the last three are URW's and TeX's bold ones.
_BOLD = re.compile(r"bold|black|heavy|demi|medi(?!um)|cmbx|sfbx", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # a flag of fonts, by the PDF standard
_NAME_BYTES = 128


@dataclass(frozen=True, slots=True)
class Line:
    """The characters `[first:last]` of the raw text, without space around them.

    Its place is in points of the page's own coordinates, whose zero is at the bottom left; `size` is the height of its
    first letter's font, in points.
    """

    first: int
    last: int
    left: float
    bottom: float
    right: float
    top: float
    size: float

    @property
    def is_level(self) -> bool:
        """Whether it runs from left to right, rather than up, down or back."""
        return self.left < self.right and self.bottom < self.top

    def is_beside(self, before: "Line") -> bool:
        """Whether it goes on to the right of the line before it, in the same row."""
        shared = min(self.top, before.top) - max(self.bottom, before.bottom)
        thinner = min(self.top - self.bottom, before.top - before.bottom)
        starts_after = self.left > before.right - _OVERLAP * self.size
        return self.is_level and before.is_level and starts_after and shared >= _SAME_ROW * thinner


class TextLayer:
    """The text layer of a page that is open in pdfium: `raw`, its characters, and `lines`, in the order of the text.

    `raw` has one item for each character, so that an index in it is pdfium's character index. What stands in one row
    is one line, also where the PDF draws it in pieces: the line ends between them become a space or, where a word goes
    on, nothing (a zero-width space). What is filled into forms comes last, has no index there, and is in no line.
    """

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self._text = text
        raw, self.lines = _rows(text, _characters(text))
        self.raw = "\r\n".join((raw, *field_lines(text.page)))

    def is_bold(self, line: Line) -> bool:
        """Whether a line begins and ends in bold."""
        return self._is_bold(line.first) and self._is_bold(line.last - 1)

    def is_row_of_cells(self, line: Line) -> bool:
        """Whether there is a gap between two words that is wider than between the words of a sentence."""
        text = self._text.raw
        return any(
            _box(text, line.first + gap.end()).left - _box(text, line.first + gap.start() - 1).right
            > _CELL_GAP * line.size
            for gap in _SPACE.finditer(self.raw[line.first : line.last])
        )

    def _is_bold(self, index: int) -> bool:
        name, flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._text, index, name, _NAME_BYTES, flags)
        return bool(flags.value & _FORCE_BOLD or _BOLD.search(name.value.decode("utf-8", "replace")))


def raw_text(text: pypdfium2.PdfTextPage) -> str:
    """The raw text of a page, as `TextLayer` has it: what `tidy` makes `Page.text` of."""
    return TextLayer(text).raw


def _rows(text: pypdfium2.PdfTextPage, characters: str) -> tuple[str, list[Line]]:
    """The characters with the line ends inside rows replaced, and the lines."""
    lines: list[Line] = []
    pieces: list[str] = []
    done = 0
    for match in _LINE.finditer(characters):
        if _BLANK.fullmatch(match[0]):
            continue
        line = _line(text.raw, characters, match.start(), match.start() + len(match[0].rstrip()))
        if lines and line.is_beside(lines[-1]):
            before = lines[-1]
            gap = characters[before.last : line.first]
            goes_on = gap == "\r\n" and line.left - before.right < _NO_SPACE * line.size
            pieces += characters[done : before.last], ("" if goes_on else " ").ljust(len(gap), _NOTHING)
            done = line.first
            lines[-1] = _joined(before, line)
        else:
            lines.append(line)
    return "".join((*pieces, characters[done:])), lines


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


def _line(text: pdfium.FPDF_TEXTPAGE, raw: str, first: int, last: int) -> Line:
    letter = _LETTER.search(raw, first, last)
    box = _box(text, first)
    end_box = _box(text, last - 1) if last - first > 1 else box
    letter_box = _box(text, letter.start()) if letter and letter.start() != first else box
    return Line(
        first,
        last,
        box.left,
        max(box.bottom, end_box.bottom),
        end_box.right,
        min(box.top, end_box.top),
        letter_box.top - letter_box.bottom,
    )


def _joined(before: Line, line: Line) -> Line:
    """Both as one line, as high as the longer of them."""
    longer = before if before.last - before.first >= line.last - line.first else line
    return Line(before.first, line.last, before.left, longer.bottom, line.right, longer.top, longer.size)


def _box(text: pdfium.FPDF_TEXTPAGE, index: int) -> pdfium.FS_RECTF:
    """A character's place, as high as its font; all zero where pdfium knows none."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, box)
    return box
