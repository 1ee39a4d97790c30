"""The numbers in the margin of a page by which its lines are counted, as those of pleadings and bills are; pure.

They are no words of the text: they stand amid its sentences, end its quotations and look like what a question asks for.
A column of rising numbers may as well be the first one of a table, or number a list; there each begins an entry.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol

from docqa.reading.asides import begins_small, is_unfinished
from docqa.reading.lines import Line

STEPS = {1: 5, 5: 3, 10: 3}  # from one number to the next, and how many there are at least
MAX_NUMBERS = 1_000  # on a page: more are no numbers of its lines
MAX_OFFSET = 0.4  # of a number's size, to the left or right of the one above
MIN_SPACE = 0.5  # of a number's size, between it and the text
MAX_DIFFERENCE_OF_STEP = 0.1  # of the usual distance from one number to the next
MIN_LEVEL = 0.3  # of the lower one's height that a number and a line of the text share where they stand beside it
MIN_CHARACTERS_ACROSS = 40  # of a line of text: a column that one goes across is inside the text
MIN_LINES_PER_COUNT, MAX_LINES_PER_COUNT = 0.5, 1.6  # others count the rows of a table, or are its values
MIN_WORDS = 4  # in a line of a sentence that goes on in the next one
MIN_SHARE_OF_WORDS = 0.6  # of what stands in it: lines of a program have fewer
MAX_SHARE_LEFT_FREE = 0.15  # of the width of the text, to the right of such a line
MAX_SHARE_OF_ENTRIES = 0.5  # of the numbers beside which an entry may begin: those of lists and tables have more

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


def find_line_numbers(raw: str, lines: Sequence[Line], line_at: LineAt) -> set[int]:
    """The characters of the numbers in the margins; `lines` are those of `raw`."""
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
        if _is_in_margin(raw, run, text)
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
        run = next((run for run in awaiting[value] if _goes_on(run, number)), None)
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


def _goes_on(run: Sequence[_Number], number: _Number) -> bool:
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


def _is_in_margin(raw: str, run: Sequence[_Number], text: Iterable[Line]) -> bool:
    """Whether a run of numbers stands beside a text that goes on from line to line, and counts its lines."""
    size = run[0].place.size
    left = min(number.place.left for number in run) - MIN_SPACE * size
    right = max(number.place.right for number in run) + MIN_SPACE * size
    top, bottom = run[0].place.top, run[-1].place.bottom
    beside: list[Line] = []
    for line in text:
        is_level = bottom - size < line.middle[1] < top + size
        if line.left < right and left < line.right:
            if is_level or line.last - line.first >= MIN_CHARACTERS_ACROSS:
                return False
        elif is_level:
            beside.append(line)
    side = [line for line in beside if line.left >= right] or beside
    rows = _rows(side)
    return (
        len(rows) > 1
        and _counts_lines(run, rows)
        and _has_wrapped(raw, rows)
        and (_step(run) > 1 or any(_END.search(raw[row.first : row.last]) for row in rows))
        and _stands_by_lines(run, rows)
        and _entries(raw, run, rows) <= MAX_SHARE_OF_ENTRIES * len(run)
    )


def _counts_lines(run: Sequence[_Number], rows: Sequence[Line]) -> bool:
    """Whether there is about one line of the text for each that is counted."""
    counted = run[-1].value - run[0].value + 1
    leading = median(before.middle[1] - row.middle[1] for before, row in pairwise(rows))
    per_count = median(_steps(run)) / (_step(run) * leading)
    return len(rows) <= MAX_LINES_PER_COUNT * counted and per_count >= MIN_LINES_PER_COUNT


def _steps(run: Sequence[_Number]) -> list[float]:
    return [before.place.bottom - number.place.bottom for before, number in pairwise(run)]


def _has_wrapped(raw: str, rows: Sequence[Line]) -> bool:
    """Whether a sentence goes on from one row to the next, as the first is full."""
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    full = right - MAX_SHARE_LEFT_FREE * (right - left)
    return any(
        before.right >= full
        and _is_prose(raw[before.first : before.last].split())
        and is_unfinished(raw, [before])
        and begins_small(raw, [row])
        for before, row in pairwise(rows)
    )


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


def _stands_by_lines(run: Sequence[_Number], rows: Sequence[Line]) -> bool:
    """Whether all numbers are evenly apart, or each stands beside a row."""
    steps = _steps(run)
    usual = median(steps)
    is_even = all(abs(step - usual) <= MAX_DIFFERENCE_OF_STEP * usual for step in steps)
    return is_even or all(_level(number, rows) is not None for number in run)


def _entries(raw: str, run: Sequence[_Number], rows: Sequence[Line]) -> int:
    """Beside how many numbers an entry may begin: a row stands where most do, and no sentence goes on in it."""
    level = [row for number in run if (row := _level(number, rows)) is not None]
    lefts = [row.left for row in level]
    slack = MAX_OFFSET * run[0].place.size
    usual = max(lefts, key=lambda left: sum(abs(other - left) <= slack for other in lefts), default=0.0)
    before = {row: above for above, row in pairwise(rows)}
    return sum(
        abs(row.left - usual) <= slack
        and not (row in before and is_unfinished(raw, [before[row]]) and begins_small(raw, [row]))
        for row in level
    )
