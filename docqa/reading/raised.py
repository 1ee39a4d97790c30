"""Digits and letters set small and high, as marks of notes and exponents are. Call all here under `pdf.PDFIUM_LOCK`."""

import re
from collections.abc import Sequence
from itertools import chain

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
_REACH_OF_WORD = 40  # characters
_MINUSES, _RAISED_MINUS = "−-–", "⁻"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

# Letters of notes, alone ("Benignᵃ"), several ("tumourᵃ,ᶠ") or in brackets, behind a word or a figure, and before a
# note. Where there are any, one is an a or a b: so that most pages need no other look.
_FIRST_MARKS = [re.compile(rf"{mark}(?![^\W_])(?<=[^ ].)", re.DOTALL) for mark in "ab"]  # one letter is quickly found
_MARK = re.compile(r"[a-z](?:,[a-z])*(?![^\W_])|(?:\([a-z](?:,[a-z])*\))+")
_MARK_OF_NOTE = re.compile(r"[a-z](?=[\s\u200b]*[^\W\d_])")
_MIN_LETTERS_OF_WORD = 3  # before a mark; in "xⁿ" and "Mᵐᵉ" the letter is part of what is said
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")
_ORDINAL = re.compile(r"(?:(?<![\d.,])\d{1,2}|(?<![^\W_])[IVXLCM]+)\Z")  # "2ᵉ étage", "XXᵉ siècle", "3ᵃ edición"
_ENDS_OF_ORDINALS = frozenset("aeo")
_RAISED_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz()", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁽⁾")


def with_raised(boxes: Boxes | ArrangedBoxes, raw: str, lines: Sequence[Line]) -> str:
    """The raw text with the digits, and the letters of notes, that are set small and high as raised ones."""
    return _with_raised_letters(boxes, _with_raised_digits(boxes, raw, lines), lines)


def _with_raised_letters(boxes: Boxes | ArrangedBoxes, raw: str, lines: Sequence[Line]) -> str:
    marks = [mark.start() for first in _FIRST_MARKS for mark in first.finditer(raw)]
    if not _are_any_small(boxes, marks, [_beside(raw, at) for at in marks]):
        return raw  # as of most pages
    characters = list(raw)
    for line in lines:
        note = _MARK_OF_NOTE.match(raw, line.first, line.last)
        for mark in chain([note] if note else (), _MARK.finditer(raw, line.first + 1, line.last)):
            if line.is_level and _is_raised_mark(boxes, raw, *mark.span()):
                characters[mark.start() : mark.end()] = mark[0].translate(_RAISED_LETTERS)
    return "".join(characters)


def _beside(raw: str, at: int) -> int:
    """The character that a mark is small beside: before it and its bracket or, where it begins a line, behind it."""
    if at and raw[at - 1] == "(":
        at -= 1
    if at and raw[at - 1] not in "\r\n":
        return at - 1
    behind = _LETTER_BEHIND.match(raw, at + 1)
    return behind.end() - 1 if behind else at


def _are_any_small(boxes: Boxes | ArrangedBoxes, marks: Sequence[int], beside: Sequence[int]) -> bool:
    sizes = zip(boxes.sizes(marks), boxes.sizes(beside), strict=True)
    return any(0 < height <= _MAX_HEIGHT_OF_RAISED * base for (_, height), (_, base) in sizes)


def _is_raised_mark(boxes: Boxes | ArrangedBoxes, raw: str, start: int, end: int) -> bool:
    """Whether all of a mark is raised beside the word or figure before it or, where it begins a line, behind it."""
    before = raw[max(0, start - _REACH_OF_WORD) : start].rstrip(NOTHING)
    if not before or before[-1] in "\r\n":
        behind = _LETTER_BEHIND.match(raw, end)
        return behind is not None and _is_raised(boxes[start], boxes[behind.end() - 1], _MAX_GAP_BEHIND_NOTE_NUMBER)
    word = _WORD_BEFORE.search(before)
    is_ordinal = raw[start:end] in _ENDS_OF_ORDINALS and _ORDINAL.search(before) is not None
    if before[-1].isspace() or is_ordinal or (word is not None and len(word[0]) < _MIN_LETTERS_OF_WORD):
        return False
    base = boxes[start - _REACH_OF_WORD + len(before) - 1 if start >= _REACH_OF_WORD else len(before) - 1]
    return all(
        _is_raised(boxes[at], base, _MAX_GAP_BEFORE_RAISED + at - start) for at in range(start, end) if raw[at] != ","
    )


def _with_raised_digits(boxes: Boxes | ArrangedBoxes, raw: str, lines: Sequence[Line]) -> str:
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
            minus = digits.start() - 1
            if _is_minus(boxes, raw, line, minus) and (
                _first_raised(boxes, raw, line, digits, minus) == digits.start()
            ):
                pieces += raw[done:minus], _RAISED_MINUS, digits[0].translate(_RAISED)
                done, is_raised = digits.end(), True
                continue
            first = _first_raised(boxes, raw, line, digits, beside)
            is_raised = first < digits.end()
            pieces += raw[done:first], raw[first : digits.end()].translate(_RAISED)
            done = digits.end()
    return "".join((*pieces, raw[done:]))


def _is_minus(boxes: Boxes | ArrangedBoxes, raw: str, line: Line, at: int) -> bool:
    """Whether a minus stands there behind a number or a unit: a sign that is nothing else, or a small dash."""
    if at <= line.first or raw[at] not in _MINUSES or not raw[at - 1].isalnum():
        return False
    (_, height), (_, base) = boxes.sizes([at, at - 1])
    return raw[at] == _MINUSES[0] or 0 < height <= _MAX_HEIGHT_OF_RAISED * base


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
