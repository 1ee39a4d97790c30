"""The numbers in the margin of a page by which its lines are counted, as those of pleadings and bills are; pure.

They are no words of the text: they stand amid its sentences, end its quotations and look like what a question asks for.
A column of rising numbers may as well be the first one of a table, or number a list; there each begins an entry.
To lose one of those is far worse than to keep numbers of lines, so what is not sure stays.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol

from docqa.reading.asides import begins_small, is_unfinished
from docqa.reading.lines import Line
from docqa.reading.page_objects import Drawing

STEPS = {1: 20, 5: 3, 10: 3}  # from one number to the next, and how many there are at least
MAX_NUMBERS = 1_000  # on a page: more are no numbers of its lines
MAX_OFFSET = 0.4  # of a number's size, to the left or right of the one above
MIN_SPACE = 0.5  # of a number's size, between it and the text
MAX_DIFFERENCE_OF_STEP = 0.05  # of the usual distance from one number, or one line, to the next
MAX_LINES_PER_NUMBER = 1.5  # where each line is counted: others count the rows of a table
MIN_LINES_AS_FAR = 3  # apart as such numbers are
MIN_LEVEL = 0.3  # of the lower one's height that a number and a line of the text share where they stand beside it
MIN_WORDS = 4  # in a line of a sentence that goes on in the next one
MIN_SHARE_OF_WORDS = 0.6  # of what stands in it: lines of a program have fewer
MAX_LINES_WITH_ROOM = 2  # for the word that the next one goes on with: entries of a list end anywhere
MAX_SHARE_OF_ENTRIES = 0.4  # of the lines as far from each number, that begin anew: those of lists and tables are more

_DIGITS = frozenset("0123456789")
_FIRST = re.compile(r"[0-9]{1,3}(?!\S)")
_LAST = re.compile(r"(?<!\S)[0-9]{1,3}\Z")
_LENGTH = 3  # of the longest
_END = re.compile(r"[^\W\d_]{2}[)\"”’]*[.;?!](?!\S)")  # of a sentence, or of a part: lists in small letters have none


class LineAt(Protocol):
    """Where the line of the characters from the first to the last of these stands."""

    def __call__(self, first: int, last: int) -> Line: ...


class _Number(NamedTuple):
    value: int
    place: Line
    of: int  # the index of its line


def find_line_numbers(raw: str, lines: Sequence[Line], line_at: LineAt, drawings: Collection[Drawing]) -> set[int]:
    """The characters of the numbers in the margins; `lines` are those of `raw`, `drawings` what else is on the page."""
    found = list(_found(raw, lines))
    if len(found) > MAX_NUMBERS or not _may_count({value for value, *_ in found}):
        return set()  # as of most pages
    numbers = [_Number(value, line_at(first, last), at) for value, at, first, last in found]
    runs = [run for run in _runs(numbers) if len(run) >= STEPS[_step(run)]]
    if not runs:
        return set()
    text = list(_text(raw, lines, line_at, [number for run in runs for number in run]))
    return {
        at
        for run in runs
        if _is_in_margin(raw, run, text, drawings)
        for number in run
        for at in range(number.place.first, number.place.last)
    }


def _found(raw: str, lines: Iterable[Line]) -> Iterator[tuple[int, int, int, int]]:
    """Each number with which a level line begins or ends, the index of the line, and where the number stands."""
    for at, line in enumerate(lines):
        first, last = line.first, line.last
        if raw[first] in _DIGITS and (number := _FIRST.match(raw, first, last)) and line.is_level:
            yield int(number[0]), at, *number.span()
            first = number.end()
        if first < last and raw[last - 1] in _DIGITS and line.is_level:
            if number := _LAST.search(raw, max(first, last - _LENGTH), last):
                yield int(number[0]), at, *number.span()


def _may_count(values: Collection[int]) -> bool:
    """Whether numbers rise by a step as often as those of lines do.

    >>> _may_count({2, 5, 10, 15}), _may_count({2, 3, 4, 5, 7, 8})
    (True, False)
    """
    return any(
        all(value + step * more in values for more in range(1, count))
        for step, count in STEPS.items()
        for value in values
        if value % step == 0
    )


def _runs(numbers: Iterable[_Number]) -> Iterator[list[_Number]]:
    """Two or more numbers below each other that rise by one step.

    >>> places = [Line(0, 1, 50, 700 - 20 * at, 56, 710 - 20 * at, 10) for at in range(4)]
    >>> numbers = [_Number(value, place, 0) for value, place in zip((10, 5, 15, 16), places, strict=True)]
    >>> [[number.value for number in run] for run in _runs(numbers)]
    [[10, 15]]
    """
    runs: list[list[_Number]] = []
    awaiting: dict[int, list[list[_Number]]] = defaultdict(list)
    for number in sorted(numbers, key=lambda number: -number.place.bottom):
        value = number.value
        run = next((run for run in awaiting[value] if _is_next(run, number)), None)
        if run is None:
            run = [number]
            runs.append(run)
            for step in STEPS:
                if value % step == 0:
                    awaiting[value + step].append(run)
        else:
            run.append(number)
            awaiting[value + _step(run)].append(run)
    yield from (run for run in runs if len(run) > 1)


def _step(run: Sequence[_Number]) -> int:
    return run[1].value - run[0].value


def _is_next(run: Sequence[_Number], number: _Number) -> bool:
    """Whether a number is the next one of a run that may await it."""
    before, place = run[-1].place, number.place
    slack = MAX_OFFSET * before.size
    return (
        (len(run) == 1 or number.value == run[-1].value + _step(run))
        and place.top <= before.bottom + slack
        and (abs(place.right - before.right) <= slack or abs(place.left - before.left) <= slack)
    )


def _text(raw: str, lines: Iterable[Line], line_at: LineAt, numbers: Iterable[_Number]) -> Iterator[Line]:
    """The lines that are level, without these numbers."""
    ends = defaultdict(list)
    for number in numbers:
        ends[number.of].append(number.place)
    for at, line in enumerate(lines):
        if not line.is_level:
            continue
        if at not in ends:
            yield line
            continue
        first = max((place.last for place in ends[at] if place.first == line.first), default=line.first)
        last = min((place.first for place in ends[at] if place.first != line.first), default=line.last)
        rest = raw[first:last]
        if rest.strip():
            yield line_at(first + len(rest) - len(rest.lstrip()), first + len(rest.rstrip()))


def _is_in_margin(raw: str, run: Sequence[_Number], text: Iterable[Line], drawings: Iterable[Drawing]) -> bool:
    """Whether a run of numbers stands beside a text that goes on from line to line, and counts its lines."""
    steps = [before.place.bottom - number.place.bottom for before, number in pairwise(run)]
    if not _are_even(steps):
        return False
    size = run[0].place.size
    left, right = min(number.place.left for number in run), max(number.place.right for number in run)
    top, bottom = run[0].place.top, run[-1].place.bottom
    if any(
        drawing.left < right and left < drawing.right and bottom < edge < top
        for drawing in drawings
        for edge in (drawing.bottom, drawing.top)
    ):
        return False  # there are rules of a table between them
    beside: list[Line] = []
    for line in text:
        if line.left < right + MIN_SPACE * size and left - MIN_SPACE * size < line.right:
            return False  # as below the header of a column
        if bottom - size < line.middle[1] < top + size:
            beside.append(line)
    rows = _rows([line for line in beside if line.left > right] or beside)
    pairs = [
        (before, row) for before, row in pairwise(rows) if is_unfinished(raw, [before]) and begins_small(raw, [row])
    ]
    edge = max((row.right for row in rows), default=0.0)
    going_on = {row: before for before, row in pairs if before.right + _width_of_first_word(raw, row) > edge}
    if len(pairs) - len(going_on) > MAX_LINES_WITH_ROOM or not any(
        _is_prose(raw[row.first : row.last].split()) for row in going_on.values()
    ):
        return False
    step = _step(run)
    if step == 1:
        level = [row for number in run if (row := _level(number, rows)) is not None]
        gaps = [before.middle[1] - row.middle[1] for before, row in pairwise(rows)]
        return (
            len(rows) <= MAX_LINES_PER_NUMBER * len(run)
            and sum(_are_even([gap, *steps]) for gap in gaps) >= MIN_LINES_AS_FAR
            and any(_END.search(raw[row.first : row.last]) for row in rows)
            and _entries(level, going_on) <= MAX_SHARE_OF_ENTRIES * len(run)
        )
    counted = [_counted(before, number, rows) for before, number in pairwise(run)]
    lines = [row for between in counted for row in between]
    return (
        all(len(between) == step for between in counted)
        and _are_even([before.middle[1] - row.middle[1] for before, row in pairwise(lines)])
        and all(_entries(lines[first::step], going_on) <= MAX_SHARE_OF_ENTRIES * len(counted) for first in range(step))
    )


def _are_even(steps: Sequence[float]) -> bool:
    usual = median(steps)
    return all(abs(step - usual) <= MAX_DIFFERENCE_OF_STEP * usual for step in steps)


def _counted(before: _Number, number: _Number, rows: Iterable[Line]) -> list[Line]:
    """The rows below a number down to the one that the next number stands beside."""
    return [row for row in rows if number.place.bottom < row.middle[1] <= before.place.bottom]


def _width_of_first_word(raw: str, row: Line) -> float:
    """With the space before it, as wide as most letters of its row."""
    text = raw[row.first : row.last]
    return (1 + len(text.split()[0])) * (row.right - row.left) / len(text)


def _is_prose(words: Sequence[str]) -> bool:
    return len(words) >= MIN_WORDS and sum(map(str.isalpha, words)) >= MIN_SHARE_OF_WORDS * len(words)


def _rows(lines: Iterable[Line]) -> list[Line]:
    """The first line of each row, from the top down."""
    rows: list[Line] = []
    bottom = 0.0  # of the row's middle
    for line in sorted(lines, key=lambda line: (-line.middle[1], line.left)):
        if rows and line.middle[1] > bottom:
            if line.left < rows[-1].left:
                rows[-1] = line
        else:
            rows.append(line)
            bottom = line.middle[1] - line.size / 2
    return rows


def _level(number: _Number, rows: Iterable[Line]) -> Line | None:
    """The first row that a number stands beside."""
    place = number.place
    return next(
        (
            row
            for row in rows
            if min(row.top, place.top) - max(row.bottom, place.bottom)
            >= MIN_LEVEL * min(row.top - row.bottom, place.top - place.bottom)
        ),
        None,
    )


def _entries(lines: Collection[Line], going_on: Collection[Line]) -> int:
    """With how many lines an entry may begin: they stand where most do, and no sentence goes on in them."""
    lefts = {line.left for line in lines}
    usual = max(
        lefts, key=lambda left: sum(abs(line.left - left) <= MAX_OFFSET * line.size for line in lines), default=0.0
    )
    return sum(line not in going_on and abs(line.left - usual) <= MAX_OFFSET * line.size for line in lines)
