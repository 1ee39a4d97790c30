"""Rows of a table that have no values: they are no headings, and begin no label of the row below. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from docqa.reading.tables.labels import MIN_INDENT, TOTAL, Item, Label

MIN_ROWS = 6  # with values
MIN_SHARE_OF_CODES = 0.8  # of these
MAX_OFF_STEP = 0.25  # of the distance from row to row: the lines of one label stand closer
_CODE = re.compile(r"[A-Z]{2,3}|[A-Z]?\d{2,4}")  # "NY", "B12"


def without_blank_rows(items: Sequence[Item]) -> list[Item]:
    """The items of a table without rows that have no values.

    Among rows called by codes a code alone is one. So is each line in a table whose lines are in the order of the
    alphabet, all as far from one another as rows are: headings and the lines of one label would not be.
    """
    rows = [item.label for item in items if item.row is not None and item.label and not TOTAL.match(item.label.text)]
    if len(rows) < MIN_ROWS:
        return list(items)
    x0 = median(label.x0 for label in rows)
    listed = [item.label for item in items if item.label and not TOTAL.match(item.label.text)]
    if sum(bool(_CODE.fullmatch(label.text)) for label in rows) >= MIN_SHARE_OF_CODES * len(rows):
        blank = [label for label in listed if _CODE.fullmatch(label.text) and _begins_at(label, x0)]
    elif all(_begins_at(label, x0) and not label.is_open() for label in listed) and _are_in_order(listed):
        blank = listed
    else:
        return list(items)
    return [item for item in items if item.row is not None or item.label not in blank]


def _begins_at(label: Label, x0: float) -> bool:
    return abs(label.x0 - x0) < MIN_INDENT * label.height


def _are_in_order(labels: Sequence[Label]) -> bool:
    steps = [below.y0 - above.y0 for above, below in pairwise(labels)]
    usual = median(steps)
    return all(abs(step - usual) <= MAX_OFF_STEP * usual for step in steps) and all(
        above.text.casefold() < below.text.casefold() for above, below in pairwise(labels)
    )
