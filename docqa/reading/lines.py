"""The lines of a page's text layer, and where they stand. Call everything here under `pdf.PDFIUM_LOCK`."""

import ctypes
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from docqa.reading.clean_text import HYPHEN
from docqa.reading.page_objects import quick

_loose_box_at = quick(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int)
_LETTER = re.compile(r"\w")
_SAME_ROW = 0.6  # of the lower line's height that two lines must share to stand beside each other
MIN_CHARACTERS_BESIDE_GAP = 15  # in a line that goes across the gap between two columns of prose
MIN_GAP = 0.8  # of a line's size, between two pieces of a line
MAX_STEP_INSIDE_WORD = 0.3  # of a line's size, from one letter to the next below it; digits stand in no such word
MIN_STEP = 0.35  # of a line's size, up or down from one word to the next: they are not of one line
MAX_SPACE = 0.4  # of a line's size, between two words where the line is not spread
MAX_STEP_BACK = 1.5  # of a line's size, from one word's end to where the next one of its line begins
MAX_OVERLAP = 0.2  # of a line's size that two lines of a text share
MIN_SIZE_OF_WATERMARK = 1.5  # times the size of the text that it lies over
# Space between two words; the first of it first, as a class of characters is quickly searched for.
_SPACE = re.compile("[\\s\u200b\u2063](?<=[^\\s\u200b\u2063].)[\\s\u200b\u2063]*(?=[^\\s\u200b\u2063])", re.DOTALL)
_SPACE_OR_HYPHEN = re.compile(f"{_SPACE.pattern}|(?<={HYPHEN})(?=[^\\s{HYPHEN}])", re.DOTALL)
_VISIBLE = re.compile("[^\\s\u200b\u2063]")
_OVERLAP = 0.5  # of a line's size that it may reach into the one before


class Boxes(dict[int, pdfium.FS_RECTF]):
    """The places of a text page's characters, as high as their fonts; all zero where pdfium knows none.

    pdfium is asked once for each that is wanted: many are, by one step after the other.
    """

    def __init__(self, text: pypdfium2.PdfTextPage) -> None:
        self.text = text.raw

    def __missing__(self, index: int) -> pdfium.FS_RECTF:
        box = self[index] = pdfium.FS_RECTF()
        _loose_box_at(self.text, index, ctypes.byref(box))
        return box

    def sizes(self, indices: Iterable[int]) -> list[tuple[float, float]]:
        """How wide these characters are, and how high their fonts, in points."""
        box = pdfium.FS_RECTF()
        text, into_box = self.text, ctypes.byref(box)
        return [
            (box.right - box.left, box.top - box.bottom) if _loose_box_at(text, index, into_box) else (0.0, 0.0)
            for index in indices
        ]

    def gaps(self, words: Iterable[tuple[int, int]]) -> list[float]:
        """How far it is from the first to the second of each of these characters, in points."""
        first, second = pdfium.FS_RECTF(), pdfium.FS_RECTF()
        text, into_first, into_second = self.text, ctypes.byref(first), ctypes.byref(second)
        return [
            second.left - first.right
            if _loose_box_at(text, before, into_first) and _loose_box_at(text, behind, into_second)
            else 0.0
            for before, behind in words
        ]

    def is_upright(self, index: int) -> bool:
        """Whether a character is not turned."""
        return bool(pdfium.FPDFText_GetCharAngle(self.text, index) == 0)


class ArrangedBoxes:
    """The places of the characters of a text in another order; `character_at` gives each one's index in the page's."""

    def __init__(self, boxes: Boxes, character_at: Callable[[int], int]) -> None:
        self._boxes, self._character_at = boxes, character_at

    def __getitem__(self, index: int) -> pdfium.FS_RECTF:
        return self._boxes[self._character_at(index)]

    def sizes(self, indices: Iterable[int]) -> list[tuple[float, float]]:
        return self._boxes.sizes(map(self._character_at, indices))


class Line(NamedTuple):
    """The characters `[first:last]` of the raw text, without space around them.

    Its place is in points of the page's own coordinates, whose zero is at the bottom left; `size` is the height of its
    first letter's font, in points. (A page has a hundred, and a frozen dataclass takes three times as long to make.)
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

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def is_beside(self, before: "Line") -> bool:
        """Whether it goes on to the right of the line before it, in the same row."""
        shared = min(self.top, before.top) - max(self.bottom, before.bottom)
        thinner = min(self.top - self.bottom, before.top - before.bottom)
        starts_after = self.left > before.right - _OVERLAP * self.size
        return self.is_level and before.is_level and starts_after and shared >= _SAME_ROW * thinner

    def joined(self, line: "Line") -> "Line":
        """This one and the next as one line, as high as the longer of them."""
        longer = self if self.last - self.first >= line.last - line.first else line
        return Line(self.first, line.last, self.left, longer.bottom, line.right, longer.top, longer.size)


def line_at(boxes: Boxes, raw: str, first: int, last: int) -> Line:
    """The line of the characters `raw[first:last]`."""
    letter = _LETTER.search(raw, first, last)
    box = boxes[first]
    end_box = boxes[last - 1] if last - first > 1 else box
    letter_box = boxes[letter.start()] if letter and letter.start() != first else box
    return Line(
        first,
        last,
        box.left,
        max(box.bottom, end_box.bottom),
        end_box.right,
        min(box.top, end_box.top),
        letter_box.top - letter_box.bottom,
    )


def pieces_between_gaps(boxes: Boxes, raw: str, line: Line) -> list[Line]:
    """A level line of `raw` in pieces, parted where more than the space between two words of a sentence is."""
    return _parted(boxes, raw, line, _wide_gaps(boxes, raw, line, line.first, line.last))


def is_across(boxes: Boxes, raw: str, line: Line) -> bool:
    """Whether a wide gap is somewhere in the middle of a level line, with so many characters on both sides."""
    first, last = line.first + MIN_CHARACTERS_BESIDE_GAP, line.last - MIN_CHARACTERS_BESIDE_GAP
    return bool(_wide_gaps(boxes, raw, line, first, last))


def _wide_gaps(boxes: Boxes, raw: str, line: Line, first: int, last: int) -> list[tuple[int, int]]:
    """Where more than the space between two words of a sentence is between two of a line, from `first` to `last`."""
    spaces = [space.span() for space in _SPACE.finditer(raw, first, last)]
    gaps = boxes.gaps([(start - 1, end) for start, end in spaces])
    return [space for space, gap in zip(spaces, gaps, strict=True) if gap > MIN_GAP * line.size]


def pieces_between_jumps(boxes: Boxes, raw: str, line: Line) -> list[Line]:
    """A line in pieces, parted where the next word stands further back than where the one before ends, or not level.

    So pdfium takes lines for one that stand beside each other at unequal heights.
    """
    ends = []
    for space in _SPACE_OR_HYPHEN.finditer(raw, line.first + 1, line.last):
        before, behind = boxes[space.start() - 1], boxes[space.end()]
        gap = behind.left - before.right
        is_step = abs(behind.bottom - before.bottom) > MIN_STEP * line.size
        if gap < -MAX_STEP_BACK * line.size or (is_step and not 0 <= gap <= MAX_SPACE * line.size):
            ends.append(space.span())
    return _parted(boxes, raw, line, ends)


def pieces_between_columns(boxes: Boxes, raw: str, line: Line, gaps: Sequence[float]) -> list[Line]:
    """A level line in pieces, parted where it has more than the space between two words at one of these gaps."""
    if not any(line.left < gap < line.right for gap in gaps):
        return [line]
    ends = []
    for space in _SPACE.finditer(raw, line.first, line.last):
        before, behind = boxes[space.start() - 1].right, boxes[space.end()].left
        slack = _OVERLAP * line.size
        if behind - before > MAX_SPACE * line.size and any(before - slack < gap < behind + slack for gap in gaps):
            ends.append(space.span())
    return _parted(boxes, raw, line, ends)


def lines_below(boxes: Boxes, raw: str, line: Line) -> list[Line]:
    """The lines, from the top down, that pdfium takes for one where one of them has only one character.

    Such are the cells of a column of single digits. A word that is written down the page is one line.
    """
    if not boxes.is_upright(line.last - 1):
        return [line]
    places = [found.start() for found in _VISIBLE.finditer(raw, line.first, line.last)]
    ends: list[tuple[int, int]] = []
    between = [(0, len(places) - 1)]
    while between:  # halves, of which those that lie in one row are not looked into
        low, high = between.pop()
        first, last = places[low], places[high]
        if low >= high or boxes[first].bottom - boxes[last].top < -MAX_OVERLAP * line.size:
            continue
        if high == low + 1:
            # Chinese is written downwards.
            if (raw[first].isascii() or raw[last].isascii()) and _is_below(raw, boxes, first, last, line.size):
                ends.append((first + 1, last))
            continue
        middle = (low + high) // 2
        between += (low, middle), (middle, high)
    return _parted(boxes, raw, line, sorted(ends))


def without_watermark(boxes: Boxes, raw: str, line: Line) -> list[Line]:
    """A line, and by itself a watermark that pdfium takes for its beginning or its end.

    That is in large letters, which are turned, or whose place and the line's overlap: it lies over several lines.
    """
    first, last = boxes[line.first], boxes[line.last - 1]
    height, last_height = first.top - first.bottom, last.top - last.bottom
    if height < MIN_SIZE_OF_WATERMARK * last_height and last_height < MIN_SIZE_OF_WATERMARK * height:
        return [line]
    ends = []
    for gap in _SPACE.finditer(raw, line.first, line.last):
        before, behind = boxes[gap.start() - 1], boxes[gap.end()]
        if _is_larger(before, behind) or _is_larger(behind, before):
            is_level, is_next_level = boxes.is_upright(gap.start() - 1), boxes.is_upright(gap.end())
            is_over = behind.left < before.right - _OVERLAP * line.size
            if is_level != is_next_level or (is_level and is_over):
                ends.append(gap.span())
    return _parted(boxes, raw, line, ends)


def _is_larger(box: pdfium.FS_RECTF, other: pdfium.FS_RECTF) -> bool:
    return bool(box.top - box.bottom >= MIN_SIZE_OF_WATERMARK * (other.top - other.bottom))


def _is_below(raw: str, boxes: Boxes, first: int, last: int, size: float) -> bool:
    """Whether a character stands on a line below the one before, rather than below it in the same word."""
    before, box = boxes[first], boxes[last]
    is_far = box.left < before.left - size or box.left > before.right + size
    max_step = -MAX_OVERLAP if is_far else 0.0 if raw[last].isdigit() else MAX_STEP_INSIDE_WORD
    return bool(before.bottom - box.top >= max_step * size)


def _parted(boxes: Boxes, raw: str, line: Line, ends: Sequence[tuple[int, int]]) -> list[Line]:
    starts, lasts = [line.first, *(start for _, start in ends)], [*(end for end, _ in ends), line.last]
    return [line_at(boxes, raw, *place) for place in zip(starts, lasts, strict=True)] if ends else [line]
