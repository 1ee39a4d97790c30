"""Dates, periods, amounts, percentages, duties and defined terms in a text, by how they are written. Pure.

What is known of each language is in `docqa.text.languages`; a document is read by all of them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from docqa.text.languages import LANGUAGES, Language
from docqa.text.sentences import clause_spans

MIN_LETTERS_OF_MONTH = 3  # of a shortened one: "Sept."
MAX_WORDS_PER_TERM = 8
MAX_CHARACTERS_PER_DUTY = 120


class ItemKind(StrEnum):
    """What can be told by how it is written. The values are the names of `Lists.kinds`."""

    DATES = "dates"
    DEADLINES = "deadlines"
    AMOUNTS = "amounts"
    PERCENTAGES = "percentages"
    OBLIGATIONS = "obligations"
    TERMS = "terms"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    NAMES = "names"  # of either
    PARTIES = "parties"

    @property
    def heading(self) -> str:
        return _TITLES.get(self, self.value.capitalize())


_TITLES = {ItemKind.DEADLINES: "Deadlines and periods", ItemKind.TERMS: "Defined terms"}


@dataclass(frozen=True, slots=True)
class Item:
    """An item where it stands: `[start:end]` of a text, on one line."""

    start: int
    end: int
    text: str


def _of_languages(name: str) -> str:
    """A field of `Lists`, of all languages; a space of it may be the end of a line."""
    return "|".join(getattr(language.lists, name) for language in LANGUAGES).replace(" ", r"\s+")


_MONTHS = "|".join(
    sorted(
        {
            rf"{month[:length]}\b\.?"
            for language in LANGUAGES
            for month in language.months
            for length in range(MIN_LETTERS_OF_MONTH, len(month) + 1)
        },
        key=len,
        reverse=True,
    )
)
_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th|er|º|\.)?(?!\d)"
_WHEN = (
    rf"(?:{_ORDINAL}(?:\s+day)?(?:\s+(?:of|de))?\s+(?:{_MONTHS})(?:,?\s+(?:del?\s+)?{_YEAR})?"
    rf"|(?:{_MONTHS})\s+{_ORDINAL}(?:(?:,\s*|\s+){_YEAR})?"
    rf"|(?:{_MONTHS}),?\s+(?:del?\s+)?{_YEAR}"
    rf"|(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}|\d{{1,2}}/\d{{1,2}}/\d\d)(?![\w/-])"
)
_DATE = re.compile(rf"(?<![\w.,/-]){_WHEN}", re.IGNORECASE)
_FIGURE = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
_LOWER_MONTH = re.compile(r"\b(?:may|march|mar|dec|sep)\b")  # English words or scraps of them, unless with a capital


def _in_words(*languages: Language) -> str:
    """A number in words: "two hundred and fifty"."""
    spelled = {word for language in languages for word in language.numbers}
    one = "|".join((*sorted(spelled, key=len, reverse=True), "one", *(w for own in languages for w in own.numerals)))
    return rf"(?:(?:{one})\b(?:(?:\s+and)?[\s-]+(?=(?:{one})\b))?)+"


def _periods(language: Language) -> str:
    """A number and a period, both of a language: "once an" is neither eleven years nor a part of any."""
    periods = language.lists.periods.replace(" ", r"\s+")
    return rf"(?:{_FIGURE}|{_in_words(language)}(?:\s*\(\d+\))?)[\s-]+(?:{periods})"


_IN_WORDS = _in_words(*LANGUAGES)
_MULTIPLES = _of_languages("multiples")
_CURRENCIES = _of_languages("currencies")
_CODES = "USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|INR|CNY|RMB"
_AMOUNT = re.compile(
    rf"(?:(?:\b(?:US|C|A|CA|AU|NZ|HK))?[$€£¥]\s?|\b(?:{_CODES})\s){_FIGURE}(?:\s?(?:{_MULTIPLES})\b)?"
    rf"|(?<![\w.,]){_FIGURE}\s?(?:(?:{_MULTIPLES})\s?)?(?:[€£$](?!\s?\d)|(?:{_CODES}|{_CURRENCIES})\b)"
    rf"|\b{_IN_WORDS}\s+(?:{_CURRENCIES})\b",
    re.IGNORECASE,
)
_PERCENT = _of_languages("percent")
_PERCENTAGE = re.compile(
    rf"(?<![\w.,]){_FIGURE}\s?(?:%|(?:{_PERCENT})(?!\w))|\b{_IN_WORDS}\s+(?:{_PERCENT})(?!\w)(?:\s*\(\d[\d.]*\s?%\))?",
    re.IGNORECASE,
)
_BOUNDS = _of_languages("bounds")
_SPANS = _of_languages("spans")
_DEADLINE = re.compile(
    rf"(?:\b(?:{_BOUNDS}|{_SPANS})\s+)*(?<![\w.,$€£])(?:{'|'.join(map(_periods, LANGUAGES))})\b(?:['’])?"
    rf"|\b(?:{_BOUNDS})\s+{_WHEN}",
    re.IGNORECASE,
)
_DUTY = re.compile(rf"\b(?:{_of_languages('duties')})(?!\w)", re.IGNORECASE)
_NO_DUTY = re.compile(_of_languages("no_duties"), re.IGNORECASE)
_QUOTED = r"[“\"„«]\s?(?P<term>[^“”\"„«»\n()]{1,60}(?:\n[^“”\"„«»()]{1,40})?)\s?[”\"“»]"
_TERM = re.compile(_QUOTED)
_MEANS = re.compile(rf"[\s,]*(?:\([^()]*\)\s*)?(?:{_of_languages('means')})\b", re.IGNORECASE)
_ALSO_MEANS = re.compile(rf"\s*(?:or|and|oder|und|ou|et|o|y)\s+(?={_QUOTED})", re.IGNORECASE)
_CALLS = re.compile(rf"(?:{_of_languages('calls')})[^.;“\"„«]{{0,30}}$", re.IGNORECASE)


def items(kind: ItemKind, text: str) -> Iterator[Item]:
    """The items of a kind that can be told by signs alone, in order; of another kind none.

    >>> text = "On 3 May 2024 the Tenant (the “Tenant”) shall pay $1.2 million, 5% of it within ten (10) days."
    >>> [item.text for kind in _FINDERS for item in items(kind, text)]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['3 May 2024', 'within ten (10) days', '$1.2 million', '5%', 'shall pay $1.2 million', 'Tenant']
    """
    if kind in _FINDERS:
        for start, end in _FINDERS[kind](text):
            yield Item(start, end, " ".join(text[start:end].split()))


def _dates(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _DATE.finditer(text) if not _LOWER_MONTH.search(found[0]))


def _deadlines(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _DEADLINE.finditer(text) if not _LOWER_MONTH.search(found[0]))


def _amounts(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _AMOUNT.finditer(text))


def _percentages(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _PERCENTAGE.finditer(text))


def _duties(text: str) -> Iterator[tuple[int, int]]:
    """From the word that makes it a duty to the end of its clause."""
    clauses = clause_spans(text)
    for found in _DUTY.finditer(text):
        if not _NO_DUTY.match(text, found.end()):
            end = next((end for start, end in clauses if start <= found.start() < end), len(text))
            if end - found.start() > MAX_CHARACTERS_PER_DUTY:
                end = text.rfind(" ", found.end(), found.start() + MAX_CHARACTERS_PER_DUTY)
            yield found.start(), end if end > found.end() else found.end()


def _terms(text: str) -> Iterator[tuple[int, int]]:
    """What stands in quotation marks within parentheses, after "called", or before "means".

    >>> [text[a:b] for text in ("Ann (a “Tenant” and, with Bob, the “Tenants”)", "“Term” or “Period” means a year.",
    ...     "Bob, herein called the “Owner”, says “Hello” (“not here”).") for a, b in _terms(text)]
    ['Tenant', 'Tenants', 'Term', 'Period', 'Owner']
    """
    depth, opened = 0, {}
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")" and depth > 0)
        opened[at] = depth > 0
    also = False
    found = list(_TERM.finditer(text))
    for at in range(len(found) - 1, -1, -1):
        quoted = found[at]
        means = _MEANS.match(text, quoted.end()) is not None
        also = means or (also and _ALSO_MEANS.match(text, quoted.end()) is not None)
        is_defined = also or opened[quoted.start()] or _CALLS.search(text, max(0, quoted.start() - 60), quoted.start())
        if not (is_defined and _is_term(quoted["term"])):
            found[at : at + 1] = []
    return (quoted.span("term") for quoted in found)


def _is_term(words: str) -> bool:
    """Whether quoted words may be a term: few, the first with a capital or a figure, no sentence.

    >>> [_is_term(words) for words in ("2026 Notes", "undue hardship", "If the clause means anything.", "SEC")]
    [True, False, False, True]
    """
    return (
        not words[:1].islower()
        and len(words.split()) <= MAX_WORDS_PER_TERM
        and not words.rstrip().endswith((".", "?", "!", ";"))
        and any(map(str.isalpha, words))
    )


_FINDERS: dict[ItemKind, Callable[[str], Iterator[tuple[int, int]]]] = {
    ItemKind.DATES: _dates,
    ItemKind.DEADLINES: _deadlines,
    ItemKind.AMOUNTS: _amounts,
    ItemKind.PERCENTAGES: _percentages,
    ItemKind.OBLIGATIONS: _duties,
    ItemKind.TERMS: _terms,
}
