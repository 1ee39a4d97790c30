"""Rows that share a label and are told apart by what stands behind it: "Apache", "JUL 2023", below "OCT 2023". Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docqa.reading.tables.labels import Item, Label, Labelled
from docqa.reading.tables.lines import COUNT, DAY, Piece
from docqa.reading.tables.shared_labels import Keyed, shared_labels

MAX_STEP_AROUND_LABEL = 1.6  # times the usual distance from row to row, where a label stands at half the height of two
MIN_SHARE_OF_STEP = 0.25  # of the distance between those two rows, that it keeps from each


@dataclass(frozen=True, slots=True)
class KeyedRows:
    """A table's items, with what tells apart the rows of one label as their own labels.

    `shared` has for rows by their numbers the label that they share, None where that cannot be told. The keys may have
    stood in a `column`, which is none then.
    """

    items: Sequence[Item]
    shared: Mapping[int, Label | None]
    column: int | None = None

    def under_shared(self, rows: Sequence[Labelled]) -> list[Labelled]:
        """The rows, each under the label that it shares; of which that cannot be told has no name."""
        found = []
        for row in rows:
            if row.row in self.shared:
                shared = self.shared[row.row]
                groups, count = ((*row.groups, shared), min(1, len(row.groups)) + 1) if shared else ((), 1)
                row = replace(row, label=row.label if shared else None, groups=groups, groups_in_name=count)
            found.append(row)
        return found


def keyed_rows(
    items: Sequence[Item],
    values: Mapping[int, Sequence[Sequence[Piece]]],
    chunks: Mapping[int, Sequence[Sequence[Piece]]],
) -> KeyedRows:
    """The rows of a table by their keys, which stand in a column of words or times, or in a second one of labels.

    By the numbers of rows, `values` are the pieces in each column, and `chunks` those of their labels.
    """
    between = _between(items)
    labels = {item.row: item.label for item in items if item.row is not None}
    for column in range(len(next(iter(values.values()), ()))):
        pieces = {number: values[number][column] for number in labels}
        if all(own and all(piece.is_period or not piece.is_value for piece in own) for own in pieces.values()):
            keys = {number: Label.of([own]) for number, own in pieces.items()}
            if (found := _keyed(items, keys, labels, between)) is not None:
                return replace(found, column=column)
    firsts, keys = _in_two_columns(chunks, [item.label for item in between if item.label])
    return _keyed(items, keys, firsts, between) or KeyedRows(items, {})


def _keyed(
    items: Sequence[Item], keys: Mapping[int, Label], labels: Mapping[int, Label | None], between: Sequence[Item]
) -> KeyedRows | None:
    rows = []
    for item in items:
        if item.row is not None and (key := keys.get(item.row)):
            rows.append((item.row, Keyed(key.y0, key.y1, key.text, labels.get(item.row))))
        elif item.row is not None and item.label:
            rows.append((item.row, Keyed(item.label.y0, item.label.y1, "", item.label)))
    found = shared_labels([row for _, row in rows], [item.label for item in between if item.label])
    if found is None:
        return None
    shared = {number: label for (number, row), label in zip(rows, found, strict=True) if row.key}
    kept = [item for item in items if item not in between]
    with_keys = [item if item.row is None else replace(item, label=keys.get(item.row, item.label)) for item in kept]
    return KeyedRows(with_keys, shared)


def _between(items: Sequence[Item]) -> list[Item]:
    """The labels that stand at half the height of two rows."""
    rows = [item.label for item in items if item.row is not None and item.label]
    steps = [_middle(below) - _middle(above) for above, below in pairwise(rows)]
    if not steps:
        return []
    usual = median(steps)
    found = []
    for above, item, below in zip(items, items[1:], items[2:], strict=False):
        if item.row is not None or above.row is None or below.row is None:
            continue
        if above.label and item.label and below.label:
            step = _middle(below.label) - _middle(above.label)
            off = min(_middle(item.label) - _middle(above.label), _middle(below.label) - _middle(item.label))
            if step < MAX_STEP_AROUND_LABEL * usual and off > MIN_SHARE_OF_STEP * step:
                found.append(item)
    return found


def _middle(label: Label) -> float:
    return (label.y0 + label.y1) / 2


def _in_two_columns(
    chunks: Mapping[int, Sequence[Sequence[Piece]]], between: Sequence[Label]
) -> tuple[dict[int, Label | None], dict[int, Label]]:
    """Where labels stand in two columns, those of the first and of the second, by the numbers of their rows."""
    two = [found for found in chunks.values() if len(found) > 1]
    x1 = max([*(found[-2][-1].box.x1 for found in two), *(label.x1 for label in between)], default=0.0)
    firsts: dict[int, Label | None] = {}
    keys: dict[int, Label] = {}
    for number, found in chunks.items():
        if found and found[-1][0].box.x0 > x1 > 0:
            firsts[number] = Label.of(found[:-1]) if len(found) > 1 else None
            keys[number] = Label.of(found[-1:])
    if any(label and (DAY.match(label.text) or COUNT.fullmatch(label.text)) for label in firsts.values()):
        return {}, {}  # what was booked on a day, or the items of a list
    return firsts, keys
