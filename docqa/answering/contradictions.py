"""What makes a span say something else than a sentence whose words and figures it holds: the other direction, another
unit, rate, date or scale. Pure.

The words are English. Of a text in another language nothing is told here.
"""

import re
from collections.abc import Iterator
from functools import cache

from docqa.answering.directions import says_opposite
from docqa.answering.ranges import is_reversed
from docqa.text.languages import ENGLISH

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
# Shortened ("Sept. 30") only beside a number: "mar" and "dec" may be anything.
_MONTH = "|".join((*ENGLISH.months, *(f"{month[:3]}t?\\.?" for month in ENGLISH.months)))
_MONTHS = re.compile(
    rf"\b(?:{'|'.join(ENGLISH.months)}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    rf"|\b(?:{_MONTH})(?=\s\d)|(?<=\d )(?:{_MONTH})(?!\w)",
    re.IGNORECASE,
)
_MAY = re.compile(r"\b(?:May\b|may(?= \d))")  # the month, not the verb
_DAY = re.compile(rf"\b({_MONTH}) (\d{{1,2}})\b(?!\d)|\b(\d{{1,2}}) ({_MONTH})(?!\w)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d$€£.,])(?:FY\s?)?((?:19|20)\d\d)(?![\d%]|[.,]\d)|\bFY\s?['’]?(\d\d)\b", re.IGNORECASE)
_FREE = re.compile(r"\b(?:free|gratis)\b|\b(?:no|without|any) (?:\w+ )?(?:charge|cost|fee)\b", re.IGNORECASE)
_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:[$€£¥]|(?:dollar|euro|pound|cent)s?\b)", re.IGNORECASE)
_DATED = re.compile(
    r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)(?:\s?(?:%|percent|thousand|million|billion|dollars|euros))*"
    r"\s+(?:in|for|during)\s+(?:the\s+)?(?:fiscal\s+)?(?:year\s+)?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)


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
        says_opposite(sentence, span)
        or is_reversed(sentence, span)
        or any(_has_other_unit(sentence, span, units) for units in _UNITS)
        or _has_other_rate(sentence, span)
        or _has_price(sentence, span)
        or _has_other_year(sentence, span)
        or not _months(sentence) <= _months(span) | _months(question)
    )


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
            value = match["value"].casefold()
            yield str(ENGLISH.numbers.get(value, value.replace(",", "").lstrip("0") or "0")), number


@cache
def _number_of(names: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<value>\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(ENGLISH.numbers)}))"
        rf"(?:\s?[-–]?\s?)(?:(?:consecutive|calendar|business|working|full|more)\s)?"
        rf"(?:{names})(?:s|es)?(?![A-Za-z])",
        re.IGNORECASE,
    )


def _has_other_rate(sentence: str, span: str) -> bool:
    said, held = _rates(sentence), _rates(span)
    return bool(said and held and not said & held)


def _has_price(sentence: str, span: str) -> bool:
    """Whether the span names a price, and nothing that is free, where the sentence says that something is.

    >>> [_has_price("Dogs are free.", span) for span in ("Dogs: £30 a week", "Dogs: £30, the first is free")]
    [True, False]
    """
    return bool(_FREE.search(sentence) and _PRICE.search(span) and not _FREE.search(span))


def _has_other_year(sentence: str, span: str) -> bool:
    """Whether a figure that is of a year in the sentence is of another one in the span.

    >>> _has_other_year("It was $5 million in 2020.", "It fell to $4 million in 2020 from $5 million in fiscal 2019.")
    True
    """
    held = _dated(span)
    return any(figure in held and not said & held[figure] for figure, said in _dated(sentence).items())


def _dated(text: str) -> dict[str, frozenset[str]]:
    """The figures that a text says at once to be of a year, each with these years."""
    found: dict[str, frozenset[str]] = {}
    for figure, year in _DATED.findall(text):
        digits = figure.replace(",", "")
        found[digits] = found.get(digits, frozenset()) | {year}
    return found


def _rates(text: str) -> frozenset[str]:
    """
    >>> sorted(_rates("Paid monthly, 5 a day, per annum"))
    ['day', 'month', 'year']
    """
    found = ((match["unit"] or match["adverb"]).casefold() for match in _RATE.finditer(text))
    return frozenset(_RATES.get(word, word.removesuffix("ly")) for word in found)


def _months(text: str) -> frozenset[str]:
    """The months, by their first three letters, and days of the week that a text names.

    >>> sorted(_months("on Sept. 3 and 4 August; it may be Friday"))
    ['aug', 'friday', 'sep']
    """
    words = (word.casefold() for word in _MONTHS.findall(text))
    return frozenset(word if word.endswith("day") else word[:3] for word in words if word != "may" or _MAY.search(text))


def days(text: str) -> frozenset[tuple[str, str]]:
    """The days of the year that a text names.

    >>> sorted(days("from August 12, 2021 to 3 May"))
    [('aug', '12'), ('may', '3')]
    """
    found = ((a or d, b or c) for a, b, c, d in _DAY.findall(text))
    return frozenset((month[:3].casefold(), day) for month, day in found)


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
