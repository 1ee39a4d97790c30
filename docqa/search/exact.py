"""What a question wants found as it is, however it is written: quotations, identifiers, amounts and dates. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from docqa.text.figures import all_figures
from docqa.text.languages import LANGUAGES

# An identifier: a long number, or letters and digits together. It has no other forms and no meaning that a vector could
# hold, so it is looked for as it stands: INV-20417, crypto-sha1. An IBAN may be written in groups (ISO 13616).
_IBAN = r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?"
_IDENTIFIER = re.compile(
    rf"(?<![\w.,$€£])(?:{_IBAN}|\d{{5,}}|(?=[\w./-]{{,60}}\d)(?=[\w./-]{{,60}}[^\W\d])\w[\w./-]{{2,60}}\w)(?![\w%])"
)
_LETTERS_PER_GROUP = 4  # of an IBAN on paper
_BETWEEN_GROUPS = r"[.,'’\s]"
_DIVIDER = r"[\s./-]?"
MAX_DAYS_OF_MONTH, MONTHS_OF_YEAR = 31, 12
_MIN_DIGITS_OF_AMOUNT = 3  # fewer say nothing: they stand on every page
_MONTHS = {month: number for one in LANGUAGES for number, month in enumerate(one.months, 1)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<![\w.])(?:(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?(?: de| of)? (?P<month>{_MONTH}),?(?: de)?"
    r" (?P<year>\d{4})"
    rf"|(?P<month_us>{_MONTH}) (?P<day_us>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year_us>\d{{4}})"
    r"|(?P<year_iso>\d{4})-(?P<month_iso>\d{1,2})-(?P<day_iso>\d{1,2})"
    r"|(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year_last>\d{4}))(?![\w])",
    re.IGNORECASE,
)


# A day of a year that is not said.
_DAY = re.compile(
    rf"(?<![\w.])(?:(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?(?: de| of)? (?P<month>{_MONTH})"
    rf"|(?P<month_us>{_MONTH}) (?P<day_us>\d{{1,2}})(?:st|nd|rd|th)?)(?!\w|[.,:]\d)",
    re.IGNORECASE,
)
_BEFORE_DAY = re.compile(r"\b(?:on|by|until|till|since|before|after) \Z")  # not "the 12 may vote"
_MIN_LETTERS_OF_SHORT_MONTH = 3  # "Sep", "Sept."


@dataclass(frozen=True, slots=True)
class Exact:
    """Something to be found as it is: `written` in the question, in all its `forms` as words in a row.

    `pattern` is a regular expression of all that it may be written as in a text.
    """

    written: str
    forms: tuple[str, ...]
    pattern: str

    def places(self, text: str) -> Iterator[int]:
        """Where it stands in a text."""
        return (found.start() for found in re.finditer(self.pattern, text, re.IGNORECASE))

    def is_in(self, text: str) -> bool:
        return next(self.places(text), None) is not None


def quoted(phrase: str) -> Exact:
    """A quotation: its words in a row."""
    return Exact(phrase, (phrase,), r"\s+".join(map(re.escape, phrase.split())))


def identifiers(question: str) -> Iterator[Exact]:
    """The identifiers in a question, with or without what divides them.

    >>> [one.written for one in identifiers("Was INV-20417 part of EBook #29773?")]
    ['INV-20417', '29773']
    >>> (iban,) = identifiers("DE89370400440532013000")
    >>> iban.forms
    ('DE89370400440532013000', 'DE 89370400440532013000', 'DE89 3704 0044 0532 0130 00')
    """
    for found in _IDENTIFIER.finditer(_DAY.sub(" ", _DATE.sub(" ", question))):
        characters = re.sub(r"[\s./-]", "", found[0])
        divided = re.sub(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", characters)
        groups = re.findall(rf".{{1,{_LETTERS_PER_GROUP}}}", characters)
        forms = [found[0], characters, divided, *([" ".join(groups)] if re.fullmatch(_IBAN, found[0]) else [])]
        pattern = rf"(?<!\w){_DIVIDER.join(map(re.escape, characters))}(?!\w)"
        yield Exact(found[0], tuple(dict.fromkeys(forms)), pattern)


def amounts(question: str) -> Iterator[Exact]:
    """The amounts in a question, in every way to write them: those of two digits, and years, are none.

    >>> (amount,) = amounts("What cost 1180.50 in 2021?")
    >>> [bool(re.search(amount.pattern, text)) for text in ("1,180.50", "1.180,50", "1'180.50", "1180.5", "11,180.50")]
    [True, True, True, True, False]
    """
    question = _DATE.sub(" ", question)
    for figure in all_figures(_IDENTIFIER.sub(lambda found: found[0] if found[0].isdecimal() else " ", question)):
        whole, _, fraction = figure.digits.lstrip("-").partition(".")
        digits = whole + fraction
        if not digits.isdecimal() or len(digits) < _MIN_DIGITS_OF_AMOUNT or (not fraction and _is_year(whole)):
            continue
        groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
        # With a third digit behind the mark it would be another number: 2.46 is not 2,460.
        cents = rf"[.,]{fraction}{'0?' if len(fraction) == 1 else ''}" if fraction else r"(?:[.,](?:00?|[-–—]+))?"
        pattern = rf"(?<![\d.,'’])(?:{f'{_BETWEEN_GROUPS}?'.join(groups)}){cents}(?![\d]|[.,'’]\d)"
        ends = [fraction, fraction.ljust(2, "0")] if fraction else [""]
        forms = [" ".join(filter(None, (*start, end))) for start, end in product(([whole], groups), ends)]
        yield Exact(figure.digits, tuple(dict.fromkeys(forms)), pattern)


def dates(question: str) -> Iterator[Exact]:
    """The whole dates in a question, in every way to write them.

    >>> (date,) = dates("What happened on 3 May 2024?")
    >>> written = "03.05.2024", "2024-05-03", "am 3. Mai 2024", "5.3.2024"
    >>> [bool(re.search(date.pattern, text, re.IGNORECASE)) for text in written]
    [True, True, True, False]
    """
    for found in _DATE.finditer(question):
        for day, month, year in _read(found):
            names = [one.months[month - 1] for one in LANGUAGES]
            numbers = [f"{day} {month} {year}", f"{day:02} {month:02} {year}", f"{year} {month:02} {day:02}"]
            spelled = [form for name in names for form in (f"{day} {name} {year}", f"{name} {day} {year}")]
            name = "|".join(names)
            pattern = (
                rf"(?<![\d.])(?:0?{day}[./-]0?{month}[./-]{year}|{year}[-./]0?{month}[-./]0?{day}"
                rf"|0?{day}(?:\.|st|nd|rd|th|er|º)?(?: de| of)?\s+(?:{name}),?(?: de)?\s+{year}"
                rf"|(?:{name})\s+0?{day}(?:st|nd|rd|th)?,?\s+{year})(?!\d)"
            )
            yield Exact(found[0], tuple(dict.fromkeys((*numbers, *spelled))), pattern)


def days(question: str) -> Iterator[Exact]:
    """The days in a question that are said without a year, in every way to write them that can be told, in any year.

    >>> (day,) = days("What is on 6 May?")
    >>> [day.is_in(text) for text in ("06. 05.", "6.5.2024", "2024-05-06", "6. Mai", "May 6th", "6.5.3", "05/06/2024")]
    [True, True, True, True, True, False, False]
    """
    question = _DATE.sub(" ", question)
    for found in _DAY.finditer(question):
        day, spelled = int(found["day"] or found["day_us"]), found["month"] or found["month_us"]
        is_verb = spelled == "may" and not _BEFORE_DAY.search(question[: found.start()])
        if is_verb or not 1 <= day <= MAX_DAYS_OF_MONTH:
            continue
        month = _MONTHS[spelled.casefold()]
        names = [one.months[month - 1] for one in LANGUAGES]
        short = {name[:length] for name in names for length in (_MIN_LETTERS_OF_SHORT_MONTH, 4) if len(name) > length}
        spellings = "|".join([*names, *(rf"{one}\.?" for one in sorted(short, key=len, reverse=True))])
        ordinal = r"(?:\.|st|nd|rd|th|er|º)?(?: de| of)?"
        slashed = rf"|0?{day}/0?{month}/\d{{4}}|0?{month}/0?{day}/\d{{4}}" if day > MONTHS_OF_YEAR else ""
        # Without a year "6.5." may number a clause, and "06.05." does not.
        pattern = (
            rf"(?<![\w.,/-])(?:{day:02}\.\s?{month:02}\.(?:\s?(?:\d\d)?\d\d)?|0?{day}\.\s?0?{month}\.\s?\d{{4}}"
            rf"|\d{{4}}-0?{month}-0?{day}{slashed}|0?{day}-(?:{spellings})(?:-\d{{4}})?"
            rf"|0?{day}{ordinal}\s+(?:{spellings})|(?:{spellings})\s+0?{day}(?:st|nd|rd|th)?)(?!\w|[.,:]\d)"
        )
        words = [form for name in names for form in (f"{day} {name}", f"{name} {day}")]
        forms = dict.fromkeys((f"{day} {month}", f"{day:02} {month:02}", *words))
        yield Exact(found[0], tuple(forms), pattern)


def _read(found: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    """Day, month and year of a date; both of its readings where it is written as 3/5/2024."""
    if found["month"]:
        read = [(int(found["day"]), _MONTHS[found["month"].casefold()], int(found["year"]))]
    elif found["month_us"]:
        read = [(int(found["day_us"]), _MONTHS[found["month_us"].casefold()], int(found["year_us"]))]
    elif found["year_iso"]:
        read = [(int(found["day_iso"]), int(found["month_iso"]), int(found["year_iso"]))]
    else:
        first, second, year = int(found["first"]), int(found["second"]), int(found["year_last"])
        read = [(first, second, year)]
        if found["mark"] == "/" and first != second:
            read.append((second, first, year))
    yield from (
        (day, month, year)
        for day, month, year in read
        if 1 <= day <= MAX_DAYS_OF_MONTH and 1 <= month <= MONTHS_OF_YEAR
    )


def _is_year(digits: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", digits) is not None
