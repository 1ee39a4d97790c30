"""What makes a span say something else than a sentence whose words and figures it holds: the other direction, another
unit, rate, date or scale. Pure.

The words are English. Of a text in another language nothing is told here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from docqa.text.languages import ENGLISH


@dataclass(frozen=True, slots=True)
class _Opposites:
    """Two sets of words, of which a text that says the one does not say the other."""

    one: str
    other: str
    is_change: bool = False  # a change between two moments, which two figures prove as well as a word

    def poles(self, text: str) -> frozenset[int]:
        """Which of the two are said in a text: 0, 1, both or none.

        >>> sorted(_Opposites("rose|grew", "fell").poles("Sales grew, costs fell."))
        [0, 1]
        """
        found = (_pattern(words).search(text) for words in (self.one, self.other))
        return frozenset(pole for pole, match in enumerate(found) if match)


_OPPOSITES = (
    _Opposites(
        r"rose|ris(?:e|es|en|ing)|grew|grow(?:s|n|ing|th)?|increas\w*|up|climb\w*|gain(?:s|ed)?|improv\w*|expan\w+"
        r"|higher|larger|greater|stronger|widen\w*|rais(?:e|ed|es|ing)|advanc\w+|accelerat\w+",
        r"fell|fall(?:s|en|ing)?|shr(?:a|i|u)nk\w*|decreas\w*|down|declin\w*|drop(?:s|ped)?|reduc\w*|lower\w*|smaller"
        r"|weak\w*|wors\w+|deteriorat\w*|contract(?:ed|ion)|narrow\w*|cut|slow\w*",
        is_change=True,
    ),
    _Opposites(
        r"more|over|above|exceed\w*|surpass\w*|at least|minimum|no less",
        r"less|fewer|under|below|at most|maximum|up to|no more",
    ),
    _Opposites(r"before|prior to|until|earlier than", r"after|following|since|later than|from"),
    _Opposites(r"most|largest|highest|greatest|biggest|best|longest", r"least|smallest|lowest|worst|shortest|fewest"),
    _Opposites(r"income|profit|earnings?|earned|gains?|profitable", r"loss(?:es)?|lost|unprofitable"),
    _Opposites(r"begin\w*|begun|began|start\w*|commenc\w*|open\w*", r"end(?:s|ed|ing)?|finish\w*|clos\w*|expir\w*"),
    _Opposites(r"oldest|older|elder|first|earliest", r"newest|newer|younger|youngest|last|latest"),
    _Opposites(r"outperform\w*|ahead|beat\w*|lead\w*|led", r"underperform\w*|behind|trail\w*|lag\w*"),
    _Opposites(r"include\w*|including|with", r"exclud\w*|excluding|without"),
    _Opposites(r"buy\w*|bought|acquir\w*|purchas\w*", r"sell\w*|sold|divest\w*|dispos\w*"),
    _Opposites(r"paid|pay(?:s|ing|ments?)?", r"receiv\w*|collect\w*"),
)  # fmt: skip
# Units of a kind: a number of one of them is none of another.
_UNITS = (
    ("second|sec", "minute|min", "hour|hr", "day", "week", "month", "quarter", "year|annum"),
    ("percent|per cent|%|pct", "basis point|bps|bp", "percentage point"),
    (
        "metre|meter|m", "kilometre|kilometer|km", "mile", "foot|feet|ft", "inch|inches", "centimetre|centimeter|cm",
        "millimetre|millimeter|mm",
    ),
    ("acre", "hectare|ha", "square mile", "square foot|square feet|sq ft", "square metre|square meter"),
    ("gram|g", "kilogram|kg", "tonne|ton|t", "pound|lb", "ounce|oz"),
    ("byte", "kilobyte|kb", "megabyte|mb", "gigabyte|gb", "terabyte|tb"),
    ("watt|w", "kilowatt|kw", "megawatt|mw", "gigawatt|gw"),
)  # fmt: skip
_RATE = re.compile(
    r"\b(?:per|a|an|each|every|/)\s?(?P<unit>second|minute|hour|day|night|week|month|quarter|year|annum)\b"
    r"|\b(?P<adverb>hourly|daily|nightly|weekly|monthly|quarterly|yearly|annual(?:ly)?)\b",
    re.IGNORECASE,
)
_RATES = {"daily": "day", "nightly": "night", "annual": "year", "annually": "year", "annum": "year", "hourly": "hour"}
_MONTHS = re.compile(rf"\b(?:{'|'.join(ENGLISH.months)}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.IGNORECASE)
_MAY = re.compile(r"\b(?:May\b|may(?= \d))")  # the month, not the verb
_DAY = re.compile(
    rf"\b({'|'.join(ENGLISH.months)}) (\d{{1,2}})\b(?!\d)|\b(\d{{1,2}}) ({'|'.join(ENGLISH.months)})\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d$€£.,])(?:FY\s?)?((?:19|20)\d\d)(?![\d%]|[.,]\d)|\bFY\s?['’]?(\d\d)\b", re.IGNORECASE)
_OLD_FIGURE = re.compile(
    r"\b(?:from|compared (?:with|to)|against|versus|vs\.?|than)\s+(?:about |around |just )?[$€£]?$", re.I
)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def contradicts(sentence: str, span: str, question: str = "") -> bool:
    """Whether the span says the opposite of a sentence, or of another time or rate, or leaves a change open.

    What the question itself says counts for nothing.

    >>> contradicts("Sales rose to 5.", "Sales fell to 5."), contradicts("It takes 3 hours.", "It takes 3 days.")
    (True, True)
    >>> contradicts("Sales rose to 5 from 4.", "Sales 5 4"), contradicts("Sales fell to 5 from 4.", "Sales 5 4")
    (False, True)
    >>> contradicts("Rent is 9 a week.", "Rent is 9 a month."), contradicts("Due in May.", "Due in June.")
    (True, True)
    """
    return (
        any(_is_opposite(opposites, sentence, span) for opposites in _OPPOSITES)
        or any(_has_other_unit(sentence, span, units) for units in _UNITS)
        or _has_other_rate(sentence, span)
        or not _months(sentence) <= _months(span) | _months(question)
    )


def _is_opposite(opposites: _Opposites, sentence: str, span: str) -> bool:
    said, held = opposites.poles(sentence), opposites.poles(span)
    if held:
        return not (said <= held if opposites.is_change else said & held or not said)
    return opposites.is_change and len(said) == 1 and _proved_change(sentence) not in said


def _proved_change(sentence: str) -> int | None:
    """The change that a sentence's own two figures show: 0 for up, 1 for down; None where it has no two to compare.

    >>> _proved_change("It is 5, up from 4."), _proved_change("It rose from 5 to 4."), _proved_change("It rose to 5.")
    (0, 1, None)
    """
    old, new = None, None
    for match in re.finditer(r"\d[\d,]*(?:\.\d+)?", sentence):
        value = float(match[0].replace(",", ""))
        if _OLD_FIGURE.search(sentence[: match.start()]):
            old = value if old is None else old
        elif new is None and not re.fullmatch(r"(?:19|20)\d\d", match[0]):
            new = value
    return None if old is None or new is None or old == new else int(new < old)


def _has_other_unit(sentence: str, span: str, units: tuple[str, ...]) -> bool:
    """Whether a number of the sentence has another unit of that kind in the span."""
    held = set(_with_units(span, units))
    values = {value for value, _ in held}
    return any(
        value in values and (value, unit) not in held for value, unit in dict(_with_units(sentence, units)).items()
    )


def _with_units(text: str, units: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for number, names in enumerate(units):
        for match in _number_of(names).finditer(text):
            yield match["value"].replace(",", "").lstrip("0") or "0", number


@cache
def _number_of(names: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<value>\d[\d,]*(?:\.\d+)?)(?:\s?[-–]?\s?)(?:(?:consecutive|calendar|business|working|full|more)\s)?"
        rf"(?:{names})(?:s|es)?(?![A-Za-z])",
        re.IGNORECASE,
    )


def _has_other_rate(sentence: str, span: str) -> bool:
    said, held = _rates(sentence), _rates(span)
    return bool(said and held and not said & held)


def _rates(text: str) -> frozenset[str]:
    """
    >>> sorted(_rates("Paid monthly, 5 a day, per annum"))
    ['day', 'month', 'year']
    """
    found = ((match["unit"] or match["adverb"]).casefold() for match in _RATE.finditer(text))
    return frozenset(_RATES.get(word, word.removesuffix("ly")) for word in found)


def _months(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _MONTHS.findall(text))
    return frozenset(word for word in words if word != "may" or _MAY.search(text))


def days(text: str) -> frozenset[tuple[str, str]]:
    """The days of the year that a text names.

    >>> sorted(days("from August 12, 2021 to 3 May"))
    [('august', '12'), ('may', '3')]
    """
    found = ((a or d, b or c) for a, b, c, d in _DAY.findall(text))
    return frozenset((month.casefold(), day) for month, day in found)


def years(text: str) -> frozenset[str]:
    """The years that a text names.

    >>> sorted(years("$2,019 and 2019 units in FY2018, FY19"))
    ['2018', '2019']
    """
    return frozenset(year or f"20{short}" for year, short in _YEAR.findall(text))


def scales(text: str) -> frozenset[int]:
    """The powers of ten that a text says its figures are in.

    >>> sorted(scales("(in millions, except per share)")), sorted(scales("$ thousands"))
    ([6], [3])
    """
    found = re.findall(r"\b(thousand|million|billion)s?\b|\(000s?\)", text, re.IGNORECASE)
    return frozenset({"thousand": 3, "million": 6, "billion": 9}.get(word.casefold(), 3) for word in found)
