"""Digits set small and high, as footnote marks and exponents are. Call everything here under `pdf.PDFIUM_LOCK`."""

import re
from collections.abc import Sequence

import pypdfium2.raw as pdfium

from docqa.reading.clean_text import NOTHING
from docqa.reading.lines import ArrangedBoxes, Boxes, Line

_LETTER_BEHIND = re.compile(r"[\s\u200b]*[^\W\d_]")
# A raised digit, a footnote mark or an exponent, is smaller than what it touches and as high at the top, by shares of
# its height. A wider gap stands between two numbers.
_MAX_HEIGHT_OF_RAISED = 0.88
_MIN_RISE = 0.15
_MAX_BELOW_TOP = 0.1
_MAX_GAP_BEFORE_RAISED = 0.2
_MAX_GAP_BEHIND_NOTE_NUMBER = 0.6
_BETWEEN_RAISED = (",", "-", "–")
_DIGITS = re.compile(r"[0-9]+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def with_raised(boxes: Boxes | ArrangedBoxes, raw: str, lines: Sequence[Line]) -> str:
    """The raw text with the digits that are set small and high as raised ones."""
    pieces: list[str] = []
    done = 0
    for line in lines if _DIGITS.search(raw) else ():
        found = list(_DIGITS.finditer(raw, line.first, line.last)) if line.is_level else []
        if not found:
            continue
        beside = line.first  # the end of what the next digits may be raised beside
        is_raised = False
        # A row in pieces, the longest of which begins with the raised digit, has that one's size.
        start = boxes[line.first]
        max_height = _MAX_HEIGHT_OF_RAISED * max(line.size, start.top - start.bottom)
        sizes = boxes.sizes([digits.end() - 1 for digits in found])
        for digits, (_, height) in zip(found, sizes, strict=True):
            if height > max_height and line.first < digits.start():  # as most are
                is_raised = False
                continue
            if not (
                is_raised and raw[done : digits.start()].strip(NOTHING) in _BETWEEN_RAISED
            ):  # the 3 of ²,³ is raised beside the same
                beside = digits.start()
            first = _first_raised(boxes, raw, line, digits, beside)
            is_raised = first < digits.end()
            pieces += raw[done:first], raw[first : digits.end()].translate(_RAISED)
            done = digits.end()
    return "".join((*pieces, raw[done:]))


def _first_raised(boxes: Boxes | ArrangedBoxes, raw: str, line: Line, digits: re.Match[str], beside: int) -> int:
    """The index of the first of these digits that is raised, their end where none is."""
    first = boxes[digits.start()]
    base_at, max_gap = _base(raw, line, digits, beside)
    if base_at is not None:
        base = boxes[base_at]
        # Behind a word that is read from the right they stand on its left, and the last of them beside it.
        is_leftward = base_at < digits.start() and first.left < base.left
        if _is_raised(boxes[digits.end() - 1] if is_leftward else first, base, max_gap):
            return digits.start()
    # The digits between stand between the two: a gap as wide as all of them says nothing.
    raised = (at for at in range(*digits.span()) if _is_raised(boxes[at], first, len(digits[0])))
    return next(raised, digits.end())


def _base(raw: str, line: Line, digits: re.Match[str], beside: int) -> tuple[int | None, float]:
    """The character that digits may be raised beside, and how wide the gap between may be, as a share of its height.

    That is the one before or, for the number of a note, which begins a line, the letter behind; None where none is.
    """
    before = raw[line.first : beside].rstrip(NOTHING)
    behind = _LETTER_BEHIND.match(raw, digits.end(), line.last)
    if not before and behind is not None:
        return behind.end() - 1, _MAX_GAP_BEHIND_NOTE_NUMBER
    if not before or before[-1].isspace():
        return None, 0.0
    gap = _MAX_GAP_BEFORE_RAISED + (digits.start() - beside)
    return line.first + len(before) - 1, gap


def _is_raised(box: pdfium.FS_RECTF, base: pdfium.FS_RECTF, max_gap: float = _MAX_GAP_BEFORE_RAISED) -> bool:
    """Whether a character is smaller than another close to it and set higher, not only in its middle."""
    height = base.top - base.bottom
    return bool(
        0 < box.top - box.bottom <= _MAX_HEIGHT_OF_RAISED * height
        and box.bottom - base.bottom >= _MIN_RISE * height
        and base.top - box.top <= _MAX_BELOW_TOP * height
        and max(box.left - base.right, base.left - box.right) <= max_gap * height
    )
