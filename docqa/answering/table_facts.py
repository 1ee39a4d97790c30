"""Whether a cell of a table says what a sentence says: its figure, in the row and column that are spoken of. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from docqa.answering.contradictions import scales, years
from docqa.tables import Cell, Row, Table
from docqa.text.figures import POINT, Figure, all_figures, shifted
from docqa.text.words import covered, weights

MIN_SHARE_OF_LABEL = 0.33  # of a row's label, that a sentence and its question have to say
MIN_DIGITS_OF_SCALED = 4  # digits of a figure "in millions", for which a table that does not say so is believed
MIN_SHARE_HELD = 0.5  # of what a sentence says, that the cell's row, column and title have to hold
MIN_CHARACTERS_OF_ROUNDED = 3  # of a figure, or many an amount would do
_QUARTER = re.compile(
    r"\b([1-4])Q|\bQ([1-4])\b|\b(first|second|third|fourth|nine|six|three|twelve)\b(?= (?:quarter|months))",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d+(?:\.\d+)?")
_PER_SHARE = re.compile(r"\bper (?:\w+ )?(?:share|unit)\b", re.IGNORECASE)
_OF_EITHER_SIGN = re.compile(
    r"(?P<plus>provided by|\w+)\s*/?\s*\((?P<minus>loss(?:es)?|decrease|decline|deficit|used in)\)", re.IGNORECASE
)
_CHANGE = re.compile(r"\b(?:change|growth)\b", re.IGNORECASE)
_ORDINALS = {"first": "q1", "second": "q2", "third": "q3", "fourth": "q4"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says, and what its question asks: each stem with how telling it is, and the periods named."""

    claimed: Mapping[str, float]
    asked: Mapping[str, float]
    periods: frozenset[str]
    periods_asked: frozenset[str]


def said(sentence: str, question: str) -> Said:
    """What a sentence says, beside what its question asks: made once for all cells that it is held against."""
    return Said(weights(sentence), weights(question), periods(sentence), periods(question))


def periods(text: str) -> frozenset[str]:
    """The years and quarters that a text names.

    >>> sorted(periods("FY2018, 3Q 2024 and the nine months ended 2023, FY19"))
    ['2018', '2019', '2023', '2024', 'nine', 'q3']
    """
    quarters = (
        f"q{before or behind}" if before or behind else _ORDINALS.get(word.casefold(), word.casefold())
        for before, behind, word in _QUARTER.findall(text)
    )
    return years(text) | frozenset(quarters)


def cells_with(table: Table, figure: Figure, start: int, end: int) -> list[Cell]:
    """The cells of the table, within `[start:end]` of its page's text, that hold that figure.

    In a table "in millions" the bare digits stand for a claim in millions, and for no other.
    """
    return [cell for cell in table.cells_in(start, end) if _holds(cell, table, figure)]


def bears_out(table: Table, cell: Cell, saying: Said, subject: Collection[str] = ()) -> bool:
    """Whether the cell's row and column are those that the sentence speaks of, as far as it says.

    `subject` are the stems of what the whole document is about, which no table says again.
    """
    everything = saying.claimed.keys() | saying.asked.keys()
    label = _label(cell.row)
    if not label or covered(dict.fromkeys(label, 1.0), everything) < MIN_SHARE_OF_LABEL:
        return False
    scores = {row.index: _likeness(row, saying) for row in table.rows}
    if scores[cell.row.index] < max(scores.values()):
        return False
    if cell.column.index not in _columns_meant(table, saying):
        return False
    told = f"{cell.column.header} {table.title} {table.unit} {cell.unit}"
    held = label | set(weights(told)) | saying.asked.keys() | set(subject)
    words = {word: weight for word, weight in saying.claimed.items() if not word[0].isdigit()}
    return not words or covered(words, held) >= MIN_SHARE_HELD


def by_sign(label: str, text: str) -> str:
    """What a label says of a cell with that text, which is negative in parentheses or behind a minus.

    >>> [by_sign("Operating income/(loss)", text) for text in ("3,070", "(10,205)")], by_sign("Change", "(54)%")
    (['Operating income', 'Operating loss'], 'Change decrease')
    """
    is_negative = re.match(r"\W*[(−-]", text) is not None
    label = _OF_EITHER_SIGN.sub(r"\g<minus>" if is_negative else r"\g<plus>", label)
    return f"{label} {'decrease' if is_negative else 'increase'}" if _CHANGE.search(label) else label


def _label(row: Row) -> set[str]:
    return set(weights(row.name))


def _likeness(row: Row, saying: Said) -> float:
    """How much of a row's label is said, less what of it is not: of rows alike, the one that says no more."""
    own, group = set(weights(row.label)), set(weights(" ".join(row.groups)))
    claimed, asked = saying.claimed.keys(), saying.asked.keys()
    score = sum(1.0 if word in claimed else 0.8 if word in asked else -0.5 for word in own)
    return round(score + 0.4 * len(group & (claimed | asked)) - 0.05 * len(group - claimed - asked), 3)


def _columns_meant(table: Table, saying: Said) -> set[int]:
    """The columns that a sentence may speak of: by the periods it names, or its question, then by other words.

    Where neither names one, the first: the latest stands there.
    """
    headed = {column.index: periods(column.header) for column in table.columns}
    common = frozenset.intersection(*headed.values()) if headed else frozenset()
    for named in (saying.periods, saying.periods_asked):
        wanted = {index: len(own & named) for index, own in headed.items() if (own - common) & named}
        if wanted:  # of two of a year, the one that is of nothing else: not its nine months
            fit = {index: (count, -len(headed[index] - common - named)) for index, count in wanted.items()}
            return {index for index, one in fit.items() if one == max(fit.values())}
        if (
            _years(named)
            and any(map(_years, headed.values()))
            and not _years(named) & frozenset().union(*headed.values())
        ):
            return set()  # it speaks of a year that the table does not
    words = {column.index: set(weights(column.header)) for column in table.columns}
    if not any(words.values()):
        return set(words)
    shared = set.intersection(*words.values())
    for spoken in (saying.claimed.keys(), saying.asked.keys()):
        scores = {index: len((own - shared) & spoken) for index, own in words.items()}
        if max(scores.values(), default=0):
            return {index for index, score in scores.items() if score == max(scores.values())}
    filled = [column.index for column in table.columns if any(c.column.index == column.index for c in table.cells)]
    return set(filled[:1])


def _years(named: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in named if name.isdigit())


def _holds(cell: Cell, table: Table, claimed: Figure) -> bool:
    power = _power(cell, table)
    may_be_scaled = not power and not scales(table.unit)
    return any(
        (
            (_is_said(claimed, held, power) or _is_rounded(claimed, held, power))
            and _unit_fits(claimed, cell, table, held)
        )
        or (may_be_scaled and _is_scaled_elsewhere(claimed, held))
        for held in all_figures(cell.text.replace("(", "").replace(")", ""), POINT)
    )


def _is_said(claimed: Figure, held: Figure, power: int) -> bool:
    """Whether a cell's figure, in a table of figures in that power of ten, is the one claimed, whatever their signs.

    >>> held, = all_figures("1,577")
    >>> [_is_said(claimed, held, 6) for claimed in all_figures("1,577 million; 1,577,000,000; 1,577; $1,577")]
    [True, True, True, False]
    """
    value, its_value = claimed.value.lstrip("-"), held.value.lstrip("-")
    digits, its_digits = claimed.digits.lstrip("-"), held.digits.lstrip("-")
    if value == (shifted(its_digits, power) if power else its_value):
        return True
    if value != digits:
        return value == its_value  # the cell says its scale itself
    return bool(power) and digits == its_digits and claimed.unit in ("%", "")


def _is_scaled_elsewhere(claimed: Figure, held: Figure) -> bool:
    """Whether a scale that the table does not tell may come from the page: the digits are too many for chance."""
    digits = claimed.digits.lstrip("-")
    is_only_claimed = claimed.value != claimed.digits and held.value == held.digits
    is_same = digits == held.digits.lstrip("-") and sum(map(str.isdigit, digits)) >= MIN_DIGITS_OF_SCALED
    return is_only_claimed and is_same


def _is_rounded(claimed: Figure, held: Figure, power: int) -> bool:
    """Whether a figure "in millions" is a cell's in a table of another scale, to its last digit."""
    return claimed.value != claimed.digits and power > 0 and _rounds_to(shifted(held.digits, power), claimed)


def _rounds_to(amount: str, claimed: Figure) -> bool:
    """Whether an amount is the claimed one to its last digit, where that is written with three characters or more.

    >>> one, two = all_figures("$1.527 billion, $2 billion")
    >>> _rounds_to("1526762000", one), _rounds_to("1528000000", one), _rounds_to("2000000001", two)
    (True, False, False)
    """
    held, value, digits = (text.lstrip("-") for text in (amount, claimed.value, claimed.digits))
    if not all(map(_AMOUNT.fullmatch, (held, value, digits))) or len(digits) < MIN_CHARACTERS_OF_ROUNDED:
        return False
    last_digit = Decimal(value) / Decimal(digits).scaleb(len(digits.partition(".")[2]))
    return 2 * abs(Decimal(held) - Decimal(value)) <= last_digit


def _power(cell: Cell, table: Table) -> int:
    """The power of ten that the digits of a cell are in; of a table in millions, what is per share is in none."""
    label = scales(cell.row.label)
    if not label and _PER_SHARE.search(cell.row.name):
        return 0
    return max(label or scales(cell.unit) or scales(table.unit) or {0})


def _unit_fits(claimed: Figure, cell: Cell, table: Table, held: Figure) -> bool:
    told = f"{cell.text} {cell.unit} {table.unit} {cell.column.header} {cell.row.label} {table.title}"
    if claimed.unit == "%":
        return "%" in told or "percent" in told.casefold() or "per cent" in told.casefold()
    if held.unit == "%" or cell.unit == "%":
        return False
    return claimed.unit == held.unit or not claimed.unit or claimed.unit in told or not set("$€£¥") & set(told)
