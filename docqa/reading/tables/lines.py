"""The words of a page as lines of pieces: a piece is what stands close together. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docqa.documents import Box, Word
from docqa.reading.tables.axes import without_axes
from docqa.reading.tables.prose import without_prose_beside
from docqa.text.leaders import LEADER
from docqa.text.scripts import RAISED

MIN_LETTERS_OF_MEASURE = 4  # characters; shorter words do not tell how wide letters are, or which way the text runs
MAX_RATIO_OF_TYPED = 1.03  # of the widths of two words' letters, where all are as wide
MAX_SPACE_OF_TYPED = 1.2  # times such a letter
LETTER_WIDTH = 0.43  # of a line's height, on average
MAX_HEIGHT_OF_WORD = 3.0  # times the usual one; what is higher runs up or down the margin
MAX_DISTANCE_IN_LINE = 0.55  # of the higher word's height that the middles of two words of one line may be apart
MAX_CHARACTERS_OF_VALUE = 80  # characters
MIN_SHARE_OF_COVERED = 0.5  # of the narrower word's width
MIN_WORD_GAP, MAX_WORD_GAP = 0.42, 0.8  # of a line's height; what stands further apart are two pieces
MIN_GAP_IN_SPACES = 1.8  # times a space between words
MIN_NUMBER_GAP, MAX_NUMBER_GAP = 0.3, 0.6  # the same, for two numbers: no sentence has a wide space between them
MIN_NUMBER_GAP_IN_SPACES = 1.25  # times a space between words
MAX_SIGN_GAP = 30.0  # the same, from a "$" to its number, which many tables set at the left of the column
MAX_TAIL_GAP = 1.7  # the same, from a number to the "%" or ")" behind it
MAX_CHARACTERS_BETWEEN_TOKENS = 2  # of the text, where one follows the other

_NOTES = rf"(?:\(\w\)|[{RAISED}⁽⁾]|,(?=[{RAISED}]))*"  # the marks of notes behind a value
_NUMBER = (
    r"[(\[+\-–—−±<>≤≥~≈]*(?:US|C|A|HK)?[$€£¥]?\s?[(\-–—−]*[.,]?\d[\d.,'’:/+±–-]*(?:[A-Za-z%°µΩ×″]{1,3}|[A-Z][a-z]{2,3})?"
    rf"[)\]%*†‡]*{_NOTES}\.?"
)
_DASH = r"[$€£¥]?\s?\(?[-–—−‒]+\)?\s?%?"
DASH = re.compile(_DASH)
_VALUE = re.compile(rf"(?:{_NUMBER}|{_DASH}|N/?[AM]|n/?[am]|[Nn]\.[AaMm]\.|nil|\*){_NOTES}")
_MEASURE = re.compile(rf"(?:{_NUMBER})(?<![,;])\s.{{1,40}}")  # "120 cells (6 × 20)", "17:45 - 18:45 (60 min)"
_SIGN = re.compile(r"[(\-–]?(?:(?:US|C|A|HK)?[$€£¥]|USD|EUR|GBP|CHF)")
_SIGN_BEHIND = re.compile(r"[€£¥]|EUR|GBP|CHF|USD")  # its number, as close as a word; a "$" there is of the next column
_TAIL = re.compile(r"%|\)|\)%|pts?|x|bps?")  # what may stand apart behind its number
_EMPTY = re.compile(r"[-–—−‒]{2,}|—")  # behind a number, and before none, it is the next cell, which holds nothing
_RULE = re.compile(r"[-–—_=*]{3,}")  # a line of these alone is drawn, not written
_SPACES = re.compile(r" *")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mai|Okt|Dez)[a-zé]*\.?"
_YEAR = r"(?:(?:FY|CY)\s?)?(?:(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?[AE]?|['’]\d\d)"
_DAY = re.compile(rf"\d{{1,2}}\.?\s{_MONTH}")
_QUARTER = r"(?:[1-4]Q|Q[1-4]|H[12]|[1-2]H)"
_DATE = rf"(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?|\d{{1,2}}\.?\s{_MONTH}|\d{{1,2}}[/.]\d{{1,2}}[/.]|{_MONTH},?)"
_TIME = rf"(?:(?:{_DATE}|{_QUARTER})?[\s'’]?{_YEAR}|(?:{_DATE}|{_QUARTER})[\s'’]?\d\d|{_MONTH}\s\d{{1,2}},?|{_QUARTER})"
_PERIOD = re.compile(
    rf"{_TIME}(?:\s?(?:vs\.?|v\.|to|and|[-–/])\s?{_TIME})?(?:\s?\(\w\)|[{RAISED}⁽⁾])*[,:]?", re.IGNORECASE
)

COUNT = re.compile(r"\d{1,3}[.)]?")  # the number of a row

# A day, at the beginning of a row: "02.12.14", "24/07", "24 Jul 2024"; but "1/2" is a half, "1.2." and "1.2.14" are
# sections, "24/25" is no day of a month, and "3 Marble tiles" are no day in March.
_DD, _MM = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_D, _M = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_MONTH_NAME = (
    r"(?:Jan(?:uary?)?|Feb(?:ruary?)?|Mar(?:ch)?|März?|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?"
    r"|Sep(?:t|t(?:em|iem)b(?:er|re))?|Oct(?:ober|obre)?|Okt(?:ober)?|Nov(?:(?:em|iem)b(?:er|re))?|De[cz](?:ember)?)\.?"
)
DAY = re.compile(
    rf"(?:{_DD}\.{_MM}\.(?:\d\d)?|{_D}\.{_M}\.\d{{4}}|{_DD}/{_MM}|{_MM}/{_DD}"
    rf"|(?:{_D}/{_M}|{_M}/{_D})/(?:\d\d|\d{{4}})|(?:{_D}-{_M}|{_M}-{_D})-(?:\d\d|\d{{4}})"
    rf"|\d{{4}}-{_MM}-{_DD}|{_D}\.?\s{_MONTH_NAME}|{_MONTH_NAME}\s{_D})(?!\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word without the leader behind it: the page's `text[start:end]`. `box` is upright, see `Piece`."""

    start: int
    end: int
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands close together on a line, from left to right, with single spaces in `text`.

    `box` is in one unit both ways, upright; where a value has its sign apart at the left, `core` begins at the number.
    `is_value` says whether it is what a cell holds rather than a label: a number, a dash, "n/a", a measure. `is_period`
    says whether it is a time that a column is about, though it may look like a number.

    >>> told = "$1,577", "(1,577)", "13.1%", "—", "n/m", "21:00 - 22:45 (105min)", "Note 5", "-based", "1 February"
    >>> [Piece.of(Token(0, 1, text, Box(0, 0, 1, 1))).is_value for text in told]
    [True, True, True, True, True, True, False, False, False]
    >>> told = "2018", "3Q 2024", "Sep 30, 2024", "3/25/2023", "1,984", "31 May 2022", "2019(a)", "61", "2021 vs. 2020"
    >>> [Piece.of(Token(0, 1, text, Box(0, 0, 1, 1))).is_period for text in told]
    [True, True, True, True, False, True, True, False, True]
    >>> [Piece.of(Token(0, 1, text, Box(0, 0, 1, 1))).is_period for text in ("2024-25", "2023/2024", "2024-1187")]
    [True, True, False]
    """

    tokens: tuple[Token, ...]
    text: str
    box: Box
    core: float
    is_number: bool  # a dash and "n/a" too
    is_value: bool
    is_period: bool

    @classmethod
    def of(cls, *tokens: Token) -> "Piece":
        box = tokens[0].box
        for token in tokens[1:]:
            box = box.joined(token.box)
        text = " ".join(token.text for token in tokens)
        is_signed = len(tokens) > 1 and _SIGN.fullmatch(tokens[0].text) is not None
        if is_signed and _VALUE.fullmatch(text):
            text = text.replace(" ", "", 1)
        if len(tokens) > 1 and _TAIL.fullmatch(tokens[-1].text) and _VALUE.fullmatch(text.replace(" ", "")):
            text = text.replace(" ", "")
        is_signed_behind = len(tokens) > 1 and _SIGN_BEHIND.fullmatch(tokens[-1].text) is not None
        number = text[: -len(tokens[-1].text)].rstrip() if is_signed_behind else text
        said = number if len(text) <= MAX_CHARACTERS_OF_VALUE else ""
        is_number = _VALUE.fullmatch(said) is not None
        return cls(
            tokens,
            text,
            box,
            tokens[1 if is_signed else 0].box.x0,
            is_number,
            is_number or (_MEASURE.fullmatch(said) is not None and not _DAY.match(said)),
            _PERIOD.fullmatch(said) is not None,
        )

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where it stands in the page's text: one stretch, or several where others stand between them there."""
        spans: list[tuple[int, int]] = []
        for token in self.tokens:
            if spans and 0 <= token.start - spans[-1][1] <= MAX_CHARACTERS_BETWEEN_TOKENS:
                spans[-1] = spans[-1][0], token.end
            else:
                spans.append((token.start, token.end))
        return tuple(spans)

    @property
    def middle(self) -> float:
        return (self.box.x0 + self.box.x1) / 2

    @property
    def height(self) -> float:
        return self.box.y1 - self.box.y0


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces that stand on one line, from left to right."""

    pieces: tuple[Piece, ...]

    @property
    def box(self) -> Box:
        box = self.pieces[0].box
        for piece in self.pieces[1:]:
            box = box.joined(piece.box)
        return box

    @property
    def height(self) -> float:
        return median(piece.height for piece in self.pieces)

    @property
    def is_of_day(self) -> bool:
        """Whether it begins with a day, as what is booked in an account does."""
        return DAY.match(self.pieces[0].text) is not None


@dataclass(frozen=True, slots=True)
class _Gaps:
    """From which gap on, in heights of a line, two words are two pieces, and two numbers."""

    of_words: float
    of_numbers: float


def page_lines(text: str, words: Sequence[Word]) -> list[Line]:
    """The lines of a page, from the top down. `words` are those of its `text`."""
    parts, led = _without_leaders(text, words)
    rows = _rows(without_axes(text, without_prose_beside(text, _levelled(parts))))
    gaps = _gaps(rows)
    lines = (Line(tuple(_pieces(text, row, gaps, led))) for row in rows)
    return [line for line in lines if not all(_RULE.fullmatch(piece.text) for piece in line.pieces)]


def _without_leaders(text: str, words: Sequence[Word]) -> tuple[list[Word], frozenset[int]]:
    """What leaders leave of the words, and where in the text the parts begin that they lead to."""
    leaders = [found.span() for found in LEADER.finditer(text)]
    starts, ends = [start for start, _ in leaders], [end for _, end in leaders]
    parts: list[Word] = []
    for word in words:
        at = word.start
        for start, end in leaders[bisect_right(ends, word.start) : bisect_left(starts, word.end)]:
            parts += [_part(word, at, start)] if at < start else []
            at = end
        parts += [_part(word, at, word.end)] if at < word.end else []
    return parts, frozenset(found.end() for end in ends if (found := _SPACES.match(text, end)))


def _part(word: Word, start: int, end: int) -> Word:
    """A part of a word; its place is shared out by letters."""
    if (start, end) == (word.start, word.end):
        return word
    letter = (word.box.x1 - word.box.x0) / (word.end - word.start)
    x0, x1 = (word.box.x0 + (at - word.start) * letter for at in (start, end))
    return Word(start, end, Box(x0, word.box.y0, x1, word.box.y1))


def _gaps(rows: Sequence[Sequence[Word]]) -> _Gaps:
    """By the gaps that sentences have on this page.

    Those are wider in a typewriter's letters, and on a scanned page, whose words have no place to the point.
    """
    gaps = sorted(
        (right.box.x0 - left.box.x1) / max(left.box.y1 - left.box.y0, right.box.y1 - right.box.y0)
        for row in rows
        for left, right in pairwise(row)
    )
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    return _Gaps(
        min(max(MIN_WORD_GAP, MIN_GAP_IN_SPACES * usual), MAX_WORD_GAP),
        min(max(MIN_NUMBER_GAP, MIN_NUMBER_GAP_IN_SPACES * usual), MAX_NUMBER_GAP),
    )


def _levelled(words: Sequence[Word]) -> list[Word]:
    """The words with their boxes turned upright, in one unit both ways, without those that run another way."""
    measured = [word for word in words if word.end - word.start >= MIN_LETTERS_OF_MEASURE] or list(words)
    if sum((word.box.y1 - word.box.y0) - (word.box.x1 - word.box.x0) for word in measured) > 0:
        goes_down = sum(later.box.y0 > earlier.box.y0 for earlier, later in pairwise(words)) * 2 > len(words)
        words = [replace(word, box=_turned(word.box, goes_down)) for word in words]
        measured = [word for word in words if word.end - word.start >= MIN_LETTERS_OF_MEASURE] or words
    if not measured:
        return []
    height = median(word.box.y1 - word.box.y0 for word in measured)
    width = median((word.box.x1 - word.box.x0) / (word.end - word.start) for word in measured)
    scale = LETTER_WIDTH * height / width if width else 1.0
    return [
        Word(word.start, word.end, Box(word.box.x0 * scale, word.box.y0, word.box.x1 * scale, word.box.y1))
        for word in words
        if 0 < word.box.y1 - word.box.y0 <= MAX_HEIGHT_OF_WORD * height
    ]


def _turned(box: Box, goes_down: bool) -> Box:
    return Box(box.y0, 1 - box.x1, box.y1, 1 - box.x0) if goes_down else Box(1 - box.y1, box.x0, 1 - box.y0, box.x1)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """The words of each line, from left to right. Two words that stand one above the other are on two lines."""
    rows: list[list[Word]] = []
    middle = height = 0.0
    for word in sorted(words, key=lambda word: word.box.y0 + word.box.y1):
        own, own_height = (word.box.y0 + word.box.y1) / 2, word.box.y1 - word.box.y0
        is_near = bool(rows) and own - middle <= MAX_DISTANCE_IN_LINE * max(height, own_height)
        if is_near and not any(_covers(other.box, word.box) for other in rows[-1]):
            rows[-1].append(word)
            middle += (own - middle) / len(rows[-1])
            height = max(height, own_height)
        else:
            rows.append([word])
            middle, height = own, own_height
    return [sorted(row, key=lambda word: word.box.x0) for row in rows]


def _covers(one: Box, other: Box) -> bool:
    """Whether the narrower of two boxes stands mostly above or below the other."""
    if one.x1 <= other.x0 or other.x1 <= one.x0:
        return False
    return min(one.x1, other.x1) - max(one.x0, other.x0) > MIN_SHARE_OF_COVERED * min(
        one.x1 - one.x0, other.x1 - other.x0
    )


def _pieces(text: str, row: Sequence[Word], gaps: _Gaps, led: Collection[int]) -> Iterator[Piece]:
    """The words of a line as pieces; a leader parts a label from its number."""
    tokens: list[Token] = []
    for word in row:
        token = Token(word.start, word.end, text[word.start : word.end], word.box)
        if tokens and (token.start in led or not _belongs(tokens, token, gaps)):
            yield from _with_empty_cell(tokens)
            tokens = []
        tokens.append(token)
    if tokens:
        yield from _with_empty_cell(tokens)


def _with_empty_cell(tokens: Sequence[Token]) -> Iterator[Piece]:
    """The piece of these, and that of the dashes behind its number: "$0.00 --"."""
    cut = len(tokens) - 1
    if (
        cut
        and tokens[cut].text[0] in "-–—−‒"
        and _EMPTY.fullmatch(tokens[cut].text)
        and _VALUE.fullmatch(tokens[cut - 1].text)
    ):
        yield Piece.of(*tokens[:cut])
        yield Piece.of(tokens[cut])
    else:
        yield Piece.of(*tokens)


def _belongs(tokens: Sequence[Token], token: Token, gaps: _Gaps) -> bool:
    """Whether a word goes on with the piece at its left."""
    last = tokens[-1]
    gap = (token.box.x0 - last.box.x1) / max(last.box.y1 - last.box.y0, token.box.y1 - token.box.y0)
    if gap >= MAX_SIGN_GAP:
        return False
    if _are_typed(last, token):
        return True
    is_number = _VALUE.fullmatch(token.text) is not None
    if is_number and len(tokens) == 1 and _SIGN.fullmatch(last.text):
        return True
    if gap >= MIN_NUMBER_GAP and gap < MAX_TAIL_GAP and _TAIL.fullmatch(token.text):
        before = Piece.of(*tokens)
        return before.is_number and not before.is_period  # "2022", "% Change" are two headers
    if _SIGN.fullmatch(token.text) and Piece.of(*tokens).is_value:
        return gap < MIN_NUMBER_GAP and _SIGN_BEHIND.fullmatch(token.text) is not None
    return gap < (gaps.of_numbers if is_number and _VALUE.fullmatch(last.text) else gaps.of_words)


def _are_typed(last: Token, token: Token) -> bool:
    """Whether two words have a typewriter's letters, all of one width, and stand a space apart, which is as wide."""
    widths = [(one.box.x1 - one.box.x0) / len(one.text) for one in (last, token)]
    is_told = all(one.text.isalpha() and len(one.text) >= MIN_LETTERS_OF_MEASURE for one in (last, token))
    are_alike = max(widths) <= MAX_RATIO_OF_TYPED * min(widths)
    return is_told and are_alike and token.box.x0 - last.box.x1 <= MAX_SPACE_OF_TYPED * max(widths)
