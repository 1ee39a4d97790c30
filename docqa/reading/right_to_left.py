"""Lines of Arabic and Hebrew in the order in which they are read, by where their letters stand; pure.

pdfium turns what it takes for drawn from left to right. Browsers and office programs draw each word, or each letter,
where it belongs and in an order of their own: of those pdfium turns some words, and some not. Where each letter stands
says how it was written: Unicode's bidirectional algorithm (UAX #9), taken backwards.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from statistics import median

from docqa.reading.arrangement import Arrangement
from docqa.reading.clean_text import NOTHING
from docqa.reading.lines import Line

RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
MIN_SHARED_HEIGHT = 0.6  # of the lower line's, that pieces of one row share
MAX_SHARED_BY_ROWS = 0.4  # of the lower letter's height, that letters of two rows share
MAX_ROWS_BACK = 2  # of which one goes on, where letters of two rows were one line
MAX_GAP_IN_ROW = 2.0  # times a line's size, between pieces of one row; what is farther is a cell or a column
MAX_RISE = 0.6  # of a line's size, between the feet of its letters: what climbs more is not level
MIN_SPACE = 0.17  # of a line's height, between two words that have no space between them in the file
_NEVER_SPACED = frozenset(".,:;!?،؛؟…")  # from the word before
_FROM_RIGHT = re.compile(f"[{RIGHT_TO_LEFT}]")
_LETTER_FROM_RIGHT = re.compile(f"(?=[^\\W\\d_])[{RIGHT_TO_LEFT}]")
_BRACKETS = dict(zip("()[]{}«»<>", ")(][}{»«><", strict=True))
_OPENING = frozenset("([{«<")
_BRACKET_BESIDE_SPACE = re.compile(
    r"(?<!\S)(?P<open>[()\[\]{}«»<>])(?=\S)|(?<=\S)[()\[\]{}«»<>](?=[.,:;!?،؛؟]*(?:\s|$))"
)
# In a number from left to right, between its digits and beside them; what stands there in Hebrew alone turns in Arabic.
_INSIDE_NUMBER, _INSIDE_IN_HEBREW, _BESIDE_IN_HEBREW = frozenset(".,:/٫٬"), frozenset("-+"), frozenset("%$€£₪")
_ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
IsSpaced = Callable[[Sequence[int], Sequence[int]], bool]
MAX_WORDS_OF_CELL = 3  # of one that stands far from the next one in its row, and is no line of a column of prose


@dataclass(frozen=True, slots=True)
class Box:
    """Where a character stands, in points, from the bottom left of its page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def runs_from_right(raw: str) -> bool:
    """Whether a text has letters of Arabic or Hebrew."""
    return _FROM_RIGHT.search(raw) is not None and _LETTER_FROM_RIGHT.search(raw) is not None


def read_from_right(
    found: Arrangement, box_at: Callable[[int], Box], spaces: Set[tuple[int, int]] = frozenset()
) -> Arrangement:
    """The arrangement with its lines of Arabic and Hebrew in the order in which they are read, each row one line.

    `box_at` gives the place of one of pdfium's characters; between two of them, as `spaces` has them, a space is drawn.
    """
    if not runs_from_right(found.raw):
        return found
    is_leftward = _is_leftward(found.raw)
    places = {
        at: box_at(found.character(at))
        for line in found.lines
        if _LETTER_FROM_RIGHT.search(found.raw, line.first, line.last)
        or (is_leftward and not _has_letters(found.raw, line))
        for at in range(line.first, line.last)
        if found.character(at) >= 0
    }
    is_spaced = _is_spaced(found, spaces)
    texts: list[str] = []
    characters: list[int] = []
    lines: list[Line] = []
    for row in _rows(found, places):
        columns = _written(found.raw, row, places, is_spaced, is_leftward)
        as_they_are = [[(at, found.raw[at]) for at in range(line.first, line.last)] for line in row]
        for at, written in enumerate(columns or as_they_are):
            first = len(characters)
            texts += (sign for _, sign in written)
            characters += (found.character(index) if index >= 0 else -1 for index, _ in written)
            line = _around((index for index, _ in written), row[0], places) if columns else row[at]
            lines.append(line._replace(first=first, last=len(characters)))
            texts += "\r\n"
            characters += -1, -1
    ends = [at + (character >= 0) for at, character in enumerate(characters)]
    return Arrangement("".join(texts).removesuffix("\r\n"), lines, range(len(characters)), ends, characters)


def _is_spaced(found: Arrangement, spaces: Set[tuple[int, int]]) -> IsSpaced:
    """Whether a space is drawn between two groups of characters of the arrangement."""

    def is_spaced(before: Sequence[int], group: Sequence[int]) -> bool:
        one, two = [found.character(at) for at in before], [found.character(at) for at in group]
        return any((a, b) in spaces or (b, a) in spaces for a in one for b in two)

    return is_spaced if spaces else lambda before, group: False


def logical_order(seen: str, around: str = "") -> list[int]:
    """The characters of a line as they are seen, from left to right, in the order in which they are read.

    One without a letter runs as the letters `around` it do.

    >>> seen = ".דחא 3.2 אוה Net Fee הז"
    >>> "".join(seen[at] for at in logical_order(seen))
    'זה Net Fee הוא 3.2 אחד.'
    >>> seen = "Net Fee (ןובשח) 3"
    >>> "".join(seen[at] for at in logical_order(seen))
    'Net Fee (חשבון) 3'
    """
    kinds = _kinds(seen, is_arabic=_ARABIC.search(seen + around) is not None)
    is_leftward = _is_leftward(seen if re.search("[RL]", kinds) else around)
    # What goes the other way than the line: from the first to the last of such letters, with what is between them.
    turned = re.finditer("L(?:[LN ]*[LN])?|N+" if is_leftward else "R(?:[RN ]*R)?", kinds)
    order: list[int] = []
    done = 0
    for run in turned:
        inner = list(range(*run.span()))
        order += range(done, run.start())
        order += reversed(inner) if is_leftward else _turned(kinds, inner)
        done = run.end()
    order += range(done, len(seen))
    return order[::-1] if is_leftward else order


def _turned(kinds: str, run: Sequence[int]) -> list[int]:
    """A run from right to left in a line from left to right, but for its numbers."""
    numbers = re.finditer("N+", kinds[run[0] : run[-1] + 1])
    order = list(run)
    for number in numbers:
        order[slice(*number.span())] = order[slice(*number.span())][::-1]
    return order[::-1]


def _is_leftward(text: str) -> bool:
    """Whether most letters of a text run from right to left."""
    from_right = len(_LETTER_FROM_RIGHT.findall(text))
    return from_right > 0 and 2 * from_right >= sum(map(str.isalpha, text))


def _kinds(seen: str, *, is_arabic: bool) -> str:
    """The kind of each character: R or L of letters by the way they run, N of numbers, or a space.

    >>> _kinds("אב 12,5% a,", is_arabic=False), _kinds("اب 12,5% a,", is_arabic=True)
    ('RR NNNNN L ', 'RR NNNN  L ')
    """
    kinds = [_kind(one) for one in seen]
    inside = _INSIDE_NUMBER if is_arabic else _INSIDE_NUMBER | _INSIDE_IN_HEBREW
    beside = frozenset[str]() if is_arabic else _BESIDE_IN_HEBREW
    for at, one in enumerate(seen):
        around = kinds[max(0, at - 1) : at] + kinds[at + 1 : at + 2]
        if (one in inside and around == ["N", "N"]) or (one in beside and "N" in around):
            kinds[at] = "N"
    return "".join(kinds)


def _kind(character: str) -> str:
    if character.isdigit():
        return "N"
    if not character.isalpha():
        return " "
    return "R" if _LETTER_FROM_RIGHT.match(character) else "L"


def _has_letters(raw: str, line: Line) -> bool:
    return any(one.isalpha() for one in raw[line.first : line.last])


def _rows(found: Arrangement, places: Mapping[int, Box]) -> Iterator[list[Line]]:
    """The lines, with those of Arabic or Hebrew that stand in one row together."""
    rows: list[list[Line]] = []
    wholes: list[Line | None] = []  # how far each reaches
    for line in chain.from_iterable(_parted(one, places) for one in found.lines):
        here = range(line.first, line.last)
        around = _around(here, line, places) if any(at in places for at in here) else None
        near = [at for at in range(max(0, len(rows) - MAX_ROWS_BACK), len(rows)) if around]
        beside = (at for at in near[::-1] if (row := wholes[at]) and around and _is_in_row(found.raw, around, row))
        at = next(beside, None)
        if at is not None and around and (row := wholes[at]):
            rows[at].append(line)
            wholes[at] = _joined(row, around)
        else:
            rows.append([line])
            wholes.append(around)
    yield from rows


def _parted(line: Line, places: Mapping[int, Box]) -> Iterator[Line]:
    """A line in parts where pdfium takes letters of two rows for one, as signs of theirs stand near each other."""
    first, before = line.first, None
    for at in range(line.first, line.last):
        box = places.get(at)
        if box is None or box.left == box.right:
            continue
        if before is not None:
            shared = min(box.top, before.top) - max(box.bottom, before.bottom)
            if shared < MAX_SHARED_BY_ROWS * min(box.top - box.bottom, before.top - before.bottom):
                yield line._replace(first=first, last=at)
                first = at
        before = box
    yield line._replace(first=first)


def _joined(row: Line, line: Line) -> Line:
    left, right = min(row.left, line.left), max(row.right, line.right)
    bottom, top = min(row.bottom, line.bottom), max(row.top, line.top)
    return row._replace(last=line.last, left=left, bottom=bottom, right=right, top=top)


def _is_in_row(raw: str, line: Line, row: Line) -> bool:
    shared = min(line.top, row.top) - max(line.bottom, row.bottom)
    gap = max(line.left - row.right, row.left - line.right)
    lower = min(line.top - line.bottom, row.top - row.bottom)
    size = max(line.top - line.bottom, row.top - row.bottom)
    is_cell = any(len(raw[one.first : one.last].split()) <= MAX_WORDS_OF_CELL for one in (line, row))
    return shared >= MIN_SHARED_HEIGHT * lower and -size < gap and (is_cell or gap <= MAX_GAP_IN_ROW * size)


def _around(indices: Iterable[int], line: Line, places: Mapping[int, Box]) -> Line:
    """A line as far as these characters reach."""
    boxes = [places[at] for at in indices if at in places]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    bottom, top = min(box.bottom for box in boxes), max(box.top for box in boxes)
    return line._replace(left=left, bottom=bottom, right=right, top=top)


def _written(
    raw: str,
    row: Sequence[Line],
    places: Mapping[int, Box],
    is_spaced: IsSpaced,
    is_leftward: bool,
) -> list[list[tuple[int, str]]]:
    """The characters of a row in the order in which they are read, each with its index in `raw`, -1 for one put in.

    A row of prose in several columns is as many lines. Nothing for a row that runs from left to right without such
    letters, or is not level.
    """
    indices = [at for line in row for at in range(line.first, line.last) if at in places and raw[at] != NOTHING]
    # Where pdfium puts in a space of its own, that has no width, and its place says nothing.
    indices = [at for at in indices if not raw[at].isspace() or places[at].left < places[at].right]
    if not indices or not (is_leftward or any(_LETTER_FROM_RIGHT.match(raw[at]) for at in indices)):
        return []
    size = max(places[at].top for at in indices) - min(places[at].bottom for at in indices)
    feet = [places[at].bottom for at in indices]
    if median(feet) - min(feet) > MAX_RISE * size:
        return []
    columns = _columns(raw, _groups(raw, indices, places), places, is_spaced, size)
    return [_line(raw, column, places, is_spaced, size) for column in (reversed(columns) if is_leftward else columns)]


def _line(
    raw: str, groups: list[list[int]], places: Mapping[int, Box], is_spaced: IsSpaced, size: float
) -> list[tuple[int, str]]:
    groups = _with_spaces(raw, groups, places, is_spaced, MIN_SPACE * size)
    seen = "".join(raw[group[0]] if group else " " for group in groups)
    written: list[tuple[int, str]] = []
    for group in (groups[at] for at in logical_order(seen, around=raw)):
        if group and not raw[group[0]].isspace():
            written += [(at, raw[at]) for at in group]
        elif written and written[-1][1] != " ":
            written.append((group[0] if group else -1, " "))
    return _with_brackets(written)


def _columns(
    raw: str, groups: list[list[int]], places: Mapping[int, Box], is_spaced: IsSpaced, size: float
) -> list[list[list[int]]]:
    """The groups of a row, parted where a wide gap has more words on both sides than a cell."""
    ends = [
        at
        for at in range(1, len(groups))
        if places[groups[at][0]].left - places[groups[at - 1][0]].right > MAX_GAP_IN_ROW * size
    ]
    columns: list[list[list[int]]] = []
    words: list[int] = []  # in each
    for start, end in zip([0, *ends], [*ends, len(groups)], strict=True):
        part = groups[start:end]
        spaced = _with_spaces(raw, part, places, is_spaced, MIN_SPACE * size)
        words_here = len("".join(raw[group[0]] if group else " " for group in spaced).split())
        if columns and min(words[-1], words_here) <= MAX_WORDS_OF_CELL:
            columns[-1] += part
            words[-1] += words_here
        else:
            columns.append(part)
            words.append(words_here)
    return columns


def _with_spaces(
    raw: str, groups: list[list[int]], places: Mapping[int, Box], is_spaced: IsSpaced, wide: float
) -> list[list[int]]:
    """The groups from left to right, with an empty one for a space where a gap has none, or one is drawn."""
    spaced: list[list[int]] = []
    for group in groups:
        before = spaced[-1] if spaced else []
        is_beside_space = not before or raw[before[0]].isspace() or raw[group[0]].isspace()
        is_mark = bool(before) and raw[before[0]] in _NEVER_SPACED  # it stands to the left of its word
        if not is_beside_space and not is_mark:
            if places[group[0]].left - places[before[0]].right > wide or is_spaced(before, group):
                spaced.append([])
        spaced.append(group)
    return spaced


def _groups(raw: str, indices: Sequence[int], places: Mapping[int, Box]) -> list[list[int]]:
    """The characters from left to right, with each its vowel signs, and the letters of one glyph together."""
    groups: list[list[int]] = []
    of_glyphs: dict[tuple[float, float], list[int]] = {}  # the same, by their place
    marks: list[int] = []
    for at in indices:
        place = places[at].left, places[at].right
        if place[0] < place[1] and place in of_glyphs:
            of_glyphs[place].append(at)
        elif unicodedata.category(raw[at]) == "Mn":
            marks.append(at)
        else:
            groups.append([at])
            of_glyphs[place] = groups[-1]
    for mark in marks:
        nearest = min(groups, key=lambda group: abs(places[group[0]].middle - places[mark].middle), default=None)
        if nearest is not None:
            nearest.append(mark)
    return sorted(groups, key=lambda group: places[group[0]].middle)


def _with_brackets(written: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The characters with brackets that open and close: a font may tell them as they look, turned.

    >>> "".join(sign for _, sign in _with_brackets(list(enumerate(")b( and a( here"))))
    '(b) and a) here'
    """
    text = "".join(sign for _, sign in written)
    told = {found.start(): found["open"] is not None for found in _BRACKET_BESIDE_SPACE.finditer(text)}
    is_turned = any((text[at] in _OPENING) != is_open for at, is_open in told.items())
    return [
        (index, _BRACKETS[sign] if ((sign in _OPENING) != told[at] if at in told else is_turned) else sign)
        if sign in _BRACKETS
        else (index, sign)
        for at, (index, sign) in enumerate(written)
    ]
