"""Labels that several rows share: each stands once, beside the first of its rows, the one in their middle or the last.

"Apache" beside "JUL 2023", and "OCT 2023" and "JAN 2024" below it with nothing at their left. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from docqa.reading.tables.labels import MAX_LEADING, TOTAL, Label

MIN_SHARE_WITHOUT = 0.4  # of the rows, that have no label of their own: else those few are sums, or cells going on
MIN_LABELS = 2  # of one table, that rows share
MIN_GAP_BETWEEN_GROUPS = 1.3  # times the distance between two rows of a group
MAX_OFF_MIDDLE = 0.3  # of the distance between two rows, of a label's middle from that of its rows


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row by what tells it from the others of its group, and the group's label, or a line of that, beside it.

    Without a key it stands alone, as a sum does.
    """

    y0: float
    y1: float
    key: str
    label: Label | None

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def shared_labels(rows: Sequence[Keyed], between: Sequence[Label] = ()) -> list[Label | None] | None:
    """For each row the label that it shares, None for one of which that cannot be told; None where no rows share any.

    `between` are labels that stand between two rows, at half their height. Which rows are a group is told by wider gaps
    between them, by keys that come again, or by where all labels stand: at the top or in the middle.
    """
    labels = [row.label for row in rows if row.key]
    count = sum(label is not None for label in labels)
    if count + len(between) < MIN_LABELS or len(labels) - count < max(MIN_SHARE_WITHOUT * len(labels), 1):
        return None
    alone = [at for number, row in enumerate(rows) if not row.key for at in (number, number + 1) if at < len(rows)]
    for starts in (alone, _behind_gaps(rows), _where_keys_come_again(rows, between), _by_places(rows, between)):
        found = _of_groups(rows, between, sorted({0, *alone, *starts})) if starts else None
        if found is not None:
            return found
    beside = [None, *(row.label for row in rows), None]  # two below one another may be the lines of one label
    return [None if above or below else own for above, own, below in zip(beside, beside[1:], beside[2:], strict=False)]


def _groups(rows: Sequence[Keyed], starts: Sequence[int]) -> list[Sequence[Keyed]]:
    return [rows[start:end] for start, end in pairwise([*starts, len(rows)])]


def _of_groups(rows: Sequence[Keyed], between: Sequence[Label], starts: Sequence[int]) -> list[Label | None] | None:
    """The label of each group's rows; None if these are no groups: one has no label, or two, or two rows with one key.

    The first may have none, whose label stands on the page before, and the last, which may be a sum.
    """
    found: list[Label | None] = []
    groups = _groups(rows, starts)
    if sum(bool(_labels(group, between)) for group in groups if group[0].key) < MIN_LABELS:
        return None
    for number, group in enumerate(groups):
        lines = _labels(group, between)
        is_at_end = number in (0, len(groups) - 1)
        if not group[0].key:
            found.append(None)
            continue
        if len({row.key for row in group}) < len(group) or (not lines and not is_at_end):
            return None
        if 1 < len(lines) and (len(lines) == len(group) or not _are_near(lines)):
            return None
        label = lines[0] if lines else None
        for line in lines[1:]:
            label = label.with_(line) if label else line
        found += [label] * len(group)
    return _without_sums(groups, found)


def _labels(group: Sequence[Keyed], between: Sequence[Label]) -> list[Label]:
    """The lines of a group's label, from the top down."""
    inside = [label for label in between if group[0].y0 < _middle(label) < group[-1].y1]
    return sorted([*inside, *(row.label for row in group if row.label)], key=_middle)


def _middle(label: Label) -> float:
    return (label.y0 + label.y1) / 2


def _are_near(lines: Sequence[Label]) -> bool:
    return all(below.y0 - above.y1 <= MAX_LEADING * below.height for above, below in pairwise(lines))


def _without_sums(groups: Sequence[Sequence[Keyed]], labels: Sequence[Label | None]) -> list[Label | None]:
    """The labels, None for what ends the last group and may be of all groups.

    That is a sum, where no other group has as many, and what it has beside the keys that all others have alike.
    """
    *others, last = groups
    first = len(labels) - len(last)
    sums = [number for number, row in enumerate(last, first) if TOTAL.search(row.key)]
    more = sums[max(sum(bool(TOTAL.search(row.key)) for row in group) for group in others) :]
    usual = {row.key for row in groups[0]}
    if len(groups) > MIN_LABELS and all({row.key for row in group} == usual for group in others):
        more += [number for number, row in enumerate(last, first) if row.key not in usual]
    return [None if more and number >= min(more) else label for number, label in enumerate(labels)]


def _behind_gaps(rows: Sequence[Keyed]) -> list[int]:
    """Where each group begins, if there are wider gaps between them than between their rows."""
    steps = _steps(rows)
    usual = steps[len(steps) // 4]
    gaps = enumerate((below.middle - above.middle for above, below in pairwise(rows)), 1)
    return [0, *(number for number, gap in gaps if gap > MIN_GAP_BETWEEN_GROUPS * usual)]


def _where_keys_come_again(rows: Sequence[Keyed], between: Sequence[Label]) -> list[int]:
    """Where each group begins, if one ends before a key that it has already.

    A page may begin within a group, so that labels seem to stand lower than they do: none unless all stand at the top,
    or all in the middle.
    """
    starts, seen = [0], set[str]()
    for number, row in enumerate(rows):
        if row.key in seen:
            starts.append(number)
            seen = set()
        seen.add(row.key)
    groups = _groups(rows, starts)
    near = 2 * MAX_OFF_MIDDLE * _steps(rows)[len(rows) // 2 - 1]
    are_at_top = all(group[0].label for group in groups)
    are_in_middle = all(
        (lines := _labels(group, between)) and abs(lines[0].y0 + lines[-1].y1 - group[0].y0 - group[-1].y1) < near
        for group in groups
    )
    return starts if are_at_top or are_in_middle else []


def _by_places(rows: Sequence[Keyed], between: Sequence[Label]) -> list[int]:
    """Where each group begins, by its label: at the top of all, or in the middle; none if it may be otherwise."""
    middles = _in_middle(rows, between)
    if rows[0].label and not between:
        tops = [number for number, row in enumerate(rows) if row.label]
        return tops if not middles or _are_of_one_size(_groups(rows, tops)) else []
    return [] if rows[-1].label else middles


def _in_middle(rows: Sequence[Keyed], between: Sequence[Label]) -> list[int]:
    """Where each group begins, if each label stands in the middle of its rows; they are all rows there are."""
    near = 2 * MAX_OFF_MIDDLE * _steps(rows)[len(rows) // 2 - 1]
    starts, start = [], 0
    for label in _labels(rows, between):
        if start == len(rows):
            return []
        starts.append(start)
        bottom = 2 * _middle(label) - rows[start].middle
        start = next((number for number, row in enumerate(rows) if row.middle > bottom + near), len(rows))
        if start <= starts[-1] or abs(rows[start - 1].middle - bottom) > near:
            return []
    return starts if start == len(rows) else []


def _steps(rows: Sequence[Keyed]) -> list[float]:
    """The distances from row to row, the smallest first."""
    return sorted(below.middle - above.middle for above, below in pairwise(rows))


def _are_of_one_size(groups: Sequence[Sequence[Keyed]]) -> bool:
    return len({len(group) for group in groups}) == 1
