"""The numbers on the axes of charts, which are no cells: they go up in equal steps at equal distances. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from docqa.documents import Word

MIN_TICKS = 5  # numbers; fewer go up in equal steps by chance
MAX_OFFSET_OF_LINE = 0.5  # times a word's height: so far are the edges, or the middles, of an axis's numbers apart
MAX_OFFSET_OF_LABEL = 0.25  # the same, from the middle of its label: lines of text beside a chart have others
MAX_DIFFERENCE_OF_DISTANCE = 0.2  # of the distance between two ticks
MAX_DIFFERENCE_OF_STEP = 0.03  # of the step between two ticks, as they are rounded
MIN_RATIO_OF_TICKS = 1.9  # of two ticks of a logarithmic axis: 1, 2, 4 or 1, 10, 100
_NUMBER = re.compile(r"[-−+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[-−+]?\d+(?:[.,]\d+)?(?:e[-−+]?\d+)?%?", re.IGNORECASE)
_GROUPED = re.compile(r",(?=\d{3}(?:\D|\Z))")

_Tick = tuple[Word, float]


def without_axes(text: str, words: Sequence[Word]) -> list[Word]:
    """The words of a page, upright, without the numbers on axes.

    Those of an axis that stands go down from the top, since what goes up there are the numbers of rows, and have no
    labels at their left, each one, as what is owed from year to year has; those of one that lies have none at the left
    of the first, since what has is a row. Steps of 1 are numbers of columns, or years.
    """
    numbers = [(word, value) for word in words if (value := _value(text[word.start : word.end])) is not None]
    if len(numbers) < MIN_TICKS:
        return list(words)
    standing = [
        ticks
        for edge in (_left, _right)
        for line in _aligned(numbers, edge)
        for ticks in _ticks(sorted(line, key=lambda tick: _level(tick[0])), _level)
        if ticks[0][1] > ticks[-1][1]
    ]
    on_axes = {word.start for ticks in standing for word, _ in ticks}
    labels = sorted((word for word in words if word.start not in on_axes), key=_level) if standing else []
    levels = list(map(_level, labels))
    found = {word.start for ticks in standing if not _are_rows(ticks, labels, levels) for word, _ in ticks}
    for line in _aligned(numbers, _level):
        for ticks in _ticks(sorted(line, key=lambda tick: _middle(tick[0])), _middle):
            if not _has_label(ticks[0][0], words):
                found.update(word.start for word, _ in ticks)
    return [word for word in words if word.start not in found]


def _value(said: str) -> float | None:
    if not _NUMBER.fullmatch(said):
        return None
    return float(_GROUPED.sub("", said).replace(",", ".").replace("−", "-").rstrip("%"))


def _left(word: Word) -> float:
    return word.box.x0


def _right(word: Word) -> float:
    return word.box.x1


def _middle(word: Word) -> float:
    return (word.box.x0 + word.box.x1) / 2


def _level(word: Word) -> float:
    return (word.box.y0 + word.box.y1) / 2


def _height(word: Word) -> float:
    return word.box.y1 - word.box.y0


def _aligned(numbers: Sequence[_Tick], place: Callable[[Word], float]) -> Iterator[list[_Tick]]:
    """The numbers that stand on one line, by their edge or their level."""
    line: list[_Tick] = []
    for tick in sorted(numbers, key=lambda tick: place(tick[0])):
        if line and place(tick[0]) - place(line[-1][0]) > MAX_OFFSET_OF_LINE * _height(tick[0]):
            yield line
            line = []
        line.append(tick)
    if line:
        yield line


def _ticks(line: Sequence[_Tick], place: Callable[[Word], float]) -> Iterator[list[_Tick]]:
    """The runs of numbers with equal steps, by difference or by ratio, at equal distances."""
    for by_ratio in (False, True):
        run = list(line[:1])
        for left, right in pairwise(line):
            if len(run) > 1 and not _goes_on(run[-2], left, right, place, by_ratio):
                if len(run) >= MIN_TICKS:
                    yield run
                run = [left]
            run.append(right)
        if len(run) >= MIN_TICKS:
            yield run


def _goes_on(first: _Tick, second: _Tick, third: _Tick, place: Callable[[Word], float], by_ratio: bool) -> bool:
    distance, next_distance = place(second[0]) - place(first[0]), place(third[0]) - place(second[0])
    if abs(next_distance - distance) > MAX_DIFFERENCE_OF_DISTANCE * distance:
        return False
    if by_ratio:
        if 0 in (first[1], second[1]):
            return False
        step, next_step = second[1] / first[1], third[1] / second[1]
        is_wide = step >= MIN_RATIO_OF_TICKS or 0 < step <= 1 / MIN_RATIO_OF_TICKS
        return is_wide and abs(next_step - step) <= MAX_DIFFERENCE_OF_STEP * step
    step, next_step = second[1] - first[1], third[1] - second[1]
    return abs(step) not in (0, 1) and abs(next_step - step) <= MAX_DIFFERENCE_OF_STEP * abs(step)


def _are_rows(ticks: Sequence[_Tick], labels: Sequence[Word], levels: Sequence[float]) -> bool:
    """Whether each of the numbers has one of the labels, which come from the top down by their levels, at its left."""
    for word, _ in ticks:
        reach = MAX_OFFSET_OF_LABEL * _height(word)
        near = labels[bisect_left(levels, _level(word) - reach) : bisect_right(levels, _level(word) + reach)]
        if not any(label.box.x1 <= word.box.x0 for label in near):
            return False
    return True


def _has_label(first: Word, words: Sequence[Word]) -> bool:
    return any(
        other.box.x1 <= first.box.x0 and abs(_level(other) - _level(first)) < MAX_OFFSET_OF_LINE * _height(first)
        for other in words
    )
