"""Words that a line end divides: whether their hyphen is the word's own. Pure."""

import re
from itertools import pairwise

# An address is divided where it has a hyphen of its own.
ADDRESS_BEFORE = re.compile(r"(?:://|\bwww\.|\w@)\S*\Z")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Beginnings and ends of English compounds, taken from line ends of filings, which never divide a word.
_COMPOUND_STARTS = frozenset(
    """anti cash cloud cost cross debt double equity first five fixed four full fully half hard high higher long
    low lower market medium mid multi near net next non off one open part pre price rule second self semi seven
    share short single six small stock straight subscription tax ten third three time top two well wholly year
    zero twenty thirty forty fifty sixty seventy eighty ninety""".split()
)
_COMPOUND_ENDS = frozenset(
    """average backed based bearing cancelable controlling current driven effective efficient employee enabled
    facing first focused free friendly functional generation leading level likely lived looking only oriented
    owned paid party price priced quality quarter range rate recurring related sale scale sized specific
    standing temporary term tax third type value volume weighted year""".split()
)


# What follows a hyphen that stands for the end of a later word: "Haupt- und Nebenkosten", "full- or half-time".
_AFTER_SUSPENDED = frozenset("and or to und oder bis sowie et ou y o".split())


def is_suspended(before: str, after: str, words: frozenset[str]) -> bool:
    """Whether the hyphen between `before` and `after` stands for the end of a later word, and divides none.

    >>> is_suspended("Haupt", "und", frozenset()), is_suspended("pota", "to", frozenset({"potato"}))
    (True, False)
    """
    return after in _AFTER_SUSPENDED and (before + after).lower() not in words


def keeps_hyphen(before: str, after: str, words: frozenset[str]) -> bool:
    """Whether `before` and `after`, divided at a line end, are a compound rather than one word.

    The page itself tells when it has the word elsewhere; else capitals, the usual parts of compounds, and whether both
    halves stand alone elsewhere on the page.
    """
    first, last = before.lower(), after.lower()
    if f"{first}-{last}" in words:
        return True
    if first + last in words:
        return False
    if not (before[-1].islower() and after[0].islower()):
        return before[-1].islower() or not (before.isupper() and after.isupper())
    if len(first) == 1 or first in _COMPOUND_STARTS or last in _COMPOUND_ENDS:
        return True
    return first in words and last in words and min(len(first), len(last)) > 2


def words_and_compounds(text: str) -> frozenset[str]:
    """The words of a text, and its hyphened pairs, in small letters.

    >>> sorted(words_and_compounds("A long-term lease"))
    ['a', 'lease', 'long', 'long-term', 'term']
    """
    words = set(_COMPOUND.findall(text.lower()))
    for compound in [word for word in words if "-" in word]:
        parts = compound.split("-")
        words.update(parts, map("-".join, pairwise(parts)))
    return frozenset(words)
