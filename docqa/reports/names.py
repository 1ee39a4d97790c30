"""People and organisations in a text, by capitals beside a title, an initial, an age, a signature, a legal form. Pure.

A name without any of these signs is not told from other words with capitals.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from docqa.reports.items import Item
from docqa.text.languages import LANGUAGES

MAX_CHARACTERS_TO_DEFINITION = 160  # from a party's name to the term that it is called by

_TITLES = "|".join(language.lists.titles for language in LANGUAGES)
_BETWEEN = re.compile(rf"\b(?:{'|'.join(language.lists.between for language in LANGUAGES)})\b", re.IGNORECASE)
_DEALS = re.compile(
    rf"(?:\s*,[^.;]{{1,60}},)?\s+(?:{'|'.join(language.lists.deals for language in LANGUAGES)})\b[^.;]*", re.IGNORECASE
)
_ROLES = "|".join(language.lists.roles for language in LANGUAGES)
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]*[a-zß-öø-ÿ][\w’'-]*"
_LINK = r"(?:(?:van|von|der|den|de|del|della|di|da|la|le|bin|al)\s+)"
_SPACE = r"(?:[ \u00a0]\n?|\n)"
_FULL = rf"(?:{_WORD}|[A-Z]\.)(?:{_SPACE}{_LINK}*(?:{_WORD}|[A-Z]\.|\([A-Z][a-z]+\))){{0,3}}{_SPACE}{_LINK}*{_WORD}"
# "Ms. A", "M. B": but "M L" are two sizes, and "Type M A" a name of a thing.
_LETTER_AS_NAME = r"(?<!\b[A-Z]\s)[A-Z]\b(?!\.)"
_AGE = r"(?=(?:,\s(?:M\.?D|Ph\.?D|J\.?D|Esq|Jr|Sr)\b\s?\.?)?\s?,\s+(?:age\s+)?[2-9]\d\b[,.)])"
_PERSON = re.compile(
    rf"\b(?P<titled>(?:{_TITLES})\b\.?{_SPACE}(?:(?:{_TITLES})\b\.?{_SPACE})*"
    rf"(?:(?:[A-Z]\.|{_WORD}){_SPACE}{_LINK}*){{0,3}}(?:{_WORD}|{_LETTER_AS_NAME}))"
    rf"|\b(?P<initial>(?:{_WORD}{_SPACE}){{1,2}}(?:[A-Z]\.{_SPACE}?)+(?:\([A-Z][a-z]+\){_SPACE})?{_LINK}*{_WORD})"
    rf"|(?:/s/\s*|\bName:\s*)(?P<signed>{_FULL})"
    rf"|\b(?P<aged>{_FULL}){_AGE}"
)
_AGED = re.compile(rf"(?P<name>{_FULL}){_AGE}")
_FORMS = (
    r"Inc\.?|Incorporated|LLC|L\.L\.C\.|Ltd\.?|Limited|plc|PLC|Corp\.?|Corporation|Co\.|GmbH|mbH|AG|KG|SE|S\.?A\.?|SARL"
    r"|SAS|S\.L\.|S\.p\.A\.|B\.V\.|N\.V\.|LLP|L\.?P\.?|N\.A\.|e\.V\."
)
_BODIES = (
    r"Company|Bank|Trust|University|Universität|Université|Universidad|Institute|Foundation|Association|Commission"
    r"|Ministry"
)
_PART = r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]*(?:\.com)?|\d[A-Z]\w*|&)"
_ORGANISATION = re.compile(
    rf"\b{_PART}(?:\s{_PART}){{0,5}}?"
    rf"(?:,?\s(?:\([A-Z][\w. ]{{1,20}}\),?\s)?(?:{_FORMS})|\s(?:{_BODIES})(?!\s+of\s))(?!\w)"
    rf"|\b{_WORD}\sand\s{_WORD}\s(?:Commission|Institute|Foundation|Association)\b"
    rf"|\b(?:Bank|University|Department|Ministry|Court|Commission|Institute)\sof\s(?:the\s)?{_WORD}(?:\s{_WORD})*"
)
_LABELLED = re.compile(rf"^[ \t]*(?i:{_ROLES})[ \t]*:[ \t]*(?P<name>{_FULL})[ \t]*$", re.MULTILINE)
_LETTER = re.compile(r"[A-Z]\.?")  # "Ms. A": a name, however little "a" says
_SAYS_LITTLE = frozenset(word for language in LANGUAGES for word in language.stop_words) - frozenset(
    "de del la le di da van von der den mi".split()  # parts of names
)
_FIRST = re.compile(rf"(?:(?i:{'|'.join(sorted(_SAYS_LITTLE))}|between|each|any|such)\s+)")


def people(text: str) -> Iterator[Item]:
    """The persons named, each with its title.

    >>> [item.text for item in people("Mr. Joly and Ann B. Lee left; Ruth Adler, 54, stays. /s/ Tom Ford by New York")]
    ['Mr. Joly', 'Ann B. Lee', 'Ruth Adler', 'Tom Ford']
    """
    for found in _PERSON.finditer(text):
        start, end = next(found.span(name) for name in found.groupdict() if found[name])
        words = [word.strip(".").casefold() for word in text[start:end].split() if not _LETTER.fullmatch(word)]
        if not _SAYS_LITTLE.intersection(words) and not _ORGANISATION.match(text, start, end):
            yield _item(text, start, end)


def aged_person(text: str) -> Item | None:
    """The person that a text begins with, where an age stands behind the name.

    >>> aged_person("Ruth Adler, M.D., age 54, is chair."), aged_person("Mr. Lee and Ruth Adler, 54, left.")
    (Item(start=0, end=10, text='Ruth Adler'), None)
    """
    found = _AGED.match(text)
    return _item(text, found.start(), found.end()) if found else None


def organisations(text: str) -> Iterator[Item]:
    """The organisations named.

    >>> [item.text for item in organisations("The Acme Paper Company, Heron plc and the Bank of Porto met.")]
    ['Acme Paper Company', 'Heron plc', 'Bank of Porto']
    """
    for found in _ORGANISATION.finditer(text):
        start = found.start()
        while first := _FIRST.match(text, start, found.end()):
            start = first.end()
        if len(text[start : found.end()].split()) > 1:
            yield _item(text, start, found.end())


def parties(text: str, terms: list[Item]) -> Iterator[Item]:
    """The people and organisations that a contract is between: behind "between", or defined by one of these terms.

    >>> text = "between Heron plc (the “Owner”) and Mr. Lee; Mrs. Ray is a witness"
    >>> [item.text for item in parties(text[8:], [Item(19, 24, "Owner")])]
    ['Heron plc']
    >>> [item.text for item in parties(text, [])]
    ['Heron plc', 'Mr. Lee', 'Mrs. Ray']
    """
    between = _BETWEEN.search(text)
    found = sorted([*people(text), *organisations(text)], key=lambda item: item.start)
    for at, item in enumerate(found):
        behind = found[at + 1].start if at + 1 < len(found) else len(text)
        end = min(behind, item.end + MAX_CHARACTERS_TO_DEFINITION)
        is_defined = any(item.end <= term.start < end for term in terms)
        if is_defined or (between is not None and between.end() <= item.start):
            yield item


def dealing(text: str) -> Iterator[Item]:
    """Those of whom a text says that the one lets, sells or lends something to the other, or whose roles are labels.

    >>> [item.text for item in dealing("Ms. A lets to Mr. B the house. Mr. C saw it.")]
    ['Ms. A', 'Mr. B']
    >>> [item.text for item in dealing("Tenant: Tom Ford\\nRent: 900 euros")]
    ['Tom Ford']
    """
    found = sorted([*people(text), *organisations(text)], key=lambda item: item.start)
    sides = [pair for pair in pairwise(found) if _DEALS.fullmatch(text, pair[0].end, pair[1].start)]
    yield from (item for item in found if any(item in pair for pair in sides))
    yield from (_item(text, *label.span("name")) for label in _LABELLED.finditer(text))


def _item(text: str, start: int, end: int) -> Item:
    return Item(start, end, " ".join(text[start:end].split()))
