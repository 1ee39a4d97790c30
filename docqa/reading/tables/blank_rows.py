"""Rows of a table that have no values: they are no headings, and begin no label of the row below. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from docqa.reading.tables.labels import MIN_INDENT, TOTAL, Item, Label
from docqa.text.states import STATES

MIN_ROWS = 6  # with values
MIN_SHARE_OF_CODES = 0.8  # of these
MIN_SHARE_RISING = 0.8  # of the steps from row to row, in a table in the order of its codes
MAX_OFF_STEP = 0.25  # of the distance from row to row: the lines of one label stand closer
_CODE = re.compile(r"(?P<letters>[A-Z]{2,3})|(?P<letter>[A-Z]?)(?P<number>\d{2,4})")  # "NY", "B12"


def without_blank_rows(items: Sequence[Item]) -> list[Item]:
    """The items of a table without rows that have no values.

    Among rows called by codes a code of the same form is one, unless the rows' order tells that it is a heading. So
    is each line in a table whose lines are in the order of the alphabet, all as far from one another as rows are:
    headings and the lines of one label would hardly be.
    """
    rows = [item.label for item in items if item.row is not None and item.label and not TOTAL.match(item.label.text)]
    if len(rows) < MIN_ROWS:
        return list(items)
    x0 = median(label.x0 for label in rows)
    listed = [item.label for item in items if item.label and not TOTAL.match(item.label.text)]
    if sum(bool(_CODE.fullmatch(label.text)) for label in rows) >= MIN_SHARE_OF_CODES * len(rows):
        forms = {_form(label.text) for label in rows} - {""}
        blank = [
            label for label in listed if label not in rows and _form(label.text) in forms and _begins_at(label, x0)
        ]
        if _are_headings(blank, rows, listed):
            return list(items)
    elif all(_begins_at(label, x0) and not label.is_open() for label in listed) and _are_in_order(listed):
        blank = listed
    else:
        return list(items)
    return [item for item in items if item.row is not None or item.label not in blank]


def _form(text: str) -> str:
    """What codes of one list have in common; "" of what is none.

    >>> [_form(text) for text in ("NY", "USA", "2022", "B12", "B7", "Total")]
    ['AA', 'AAA', '1', 'A1', '', '']
    """
    code = _CODE.fullmatch(text)
    return "" if code is None else "A" * len(code["letters"] or code["letter"]) + "1" * bool(code["number"])


def _are_headings(blank: Sequence[Label], rows: Sequence[Label], listed: Sequence[Label]) -> bool:
    """Whether codes without values are headings of the rows below them.

    In a table in the order of its codes, or of the states that these mean, one of them stands out of that. In a table
    in no order its first line is one of them.
    """
    codes = [label.text for label in rows if _form(label.text)]
    beside = [
        (above.text, below.text)
        for above, below in pairwise(listed)
        if (above in blank or below in blank) and _form(above.text) and _form(below.text)
    ]
    orders = [
        order
        for order in (_by_code, _by_state)
        if sum(order(above) < order(below) for above, below in pairwise(codes)) >= MIN_SHARE_RISING * (len(codes) - 1)
    ]
    if not orders:
        return listed[0] in blank
    return not any(all(order(above) < order(below) for above, below in beside) for order in orders)


def _by_code(text: str) -> tuple[str, int]:
    letters = text.rstrip("0123456789")
    return letters, int(text[len(letters) :] or 0)


def _by_state(text: str) -> tuple[str, int]:
    return STATES.get(text, text).casefold(), 0


def _begins_at(label: Label, x0: float) -> bool:
    return abs(label.x0 - x0) < MIN_INDENT * label.height


def _are_in_order(labels: Sequence[Label]) -> bool:
    steps = [below.y0 - above.y0 for above, below in pairwise(labels)]
    usual = median(steps)
    return all(abs(step - usual) <= MAX_OFF_STEP * usual for step in steps) and all(
        above.text.casefold() < below.text.casefold() for above, below in pairwise(labels)
    )
