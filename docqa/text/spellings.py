"""English words that are written in two ways: "colour" and "color", "third" and "3rd", "Q3" and "3Q". Pure."""

import re

from docqa.text.languages import ENGLISH

# Parts of words that are written in two ways, the second of which stands for both, with what may stand before and
# behind them. "Organize" without the s would have the stem of "organ".
_PARTS = (
    (
        "our",
        "or",
        "arm|behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|od|parl|rum|sav|splend|tum|vap|vig",
        "s|ed|ing|ers?|abl[ey]|al|ful|hoods?|ites?|y|less",
    ),
    ("iz", "is", r"\w{3,}", "e[drs]?|ers|ing|ations?|ational|able"),
    ("yz", "ys", "anal|catal|dial|electrol|hydrol|paral", "e[drs]?|ers|ing"),
    ("re", "er", "calib|cent|fib|(?:centi|kilo|micro|milli|nano)?(?:lit|met)|lust|theat", "s"),
    ("ence", "ense", "def|lic|off|pret", "[ds]|less"),
    ("ogue", "og", "anal|catal|dial|monol", "s"),
    ("amme", "am", "progr", "s"),
    ("ement", "ment", "acknowledg|judg", "s"),
    ("alment", "allment", "inst", "s"),
    ("-mail", "mail", "e", "s|ed|ing"),
)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_ORDINALS = {f"{number}{_ENDINGS.get(number, 'th')}": word for word, number in ENGLISH.ordinals.items()}
_QUARTERS = {f"{number}q": f"q{number}" for number in range(1, 5)}
_USUAL = {"grey": "gray", "aluminium": "aluminum"} | _ORDINALS | _QUARTERS
_OTHER = {usual: other for other, usual in _USUAL.items()}


def _pattern(part: str, before: str, behind: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<before>{before}){part}(?P<behind>(?:{behind})?)")


_TO_USUAL = tuple((_pattern(other, before, behind), usual) for other, usual, before, behind in _PARTS)
_TO_OTHER = tuple((_pattern(usual, before, behind), other) for other, usual, before, behind in _PARTS)


def usual(word: str) -> str:
    """A word in lower case in the one of its spellings that stands for both.

    >>> [usual(word) for word in ("colours", "organization", "metre", "licence", "3rd", "3q", "e-mails", "rent")]
    ['colors', 'organisation', 'meter', 'license', 'third', 'q3', 'emails', 'rent']
    """
    return _USUAL.get(word) or _written(word, _TO_USUAL)


def spellings(word: str) -> tuple[str, ...]:
    """A word in lower case, and its other spelling, if there is one.

    >>> spellings("colours"), spellings("organise"), spellings("third"), spellings("email"), spellings("rent")
    (('colours', 'colors'), ('organise', 'organize'), ('third', '3rd'), ('email', 'e-mail'), ('rent',))
    """
    found = usual(word)
    other = found if found != word else _OTHER.get(word) or _written(word, _TO_OTHER)
    return tuple(dict.fromkeys((word, other)))


def _written(word: str, parts: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    """The word with that of its parts which one of the patterns has in its middle written as it says."""
    for pattern, part in parts:
        if found := pattern.fullmatch(word):
            return f"{found['before']}{part}{found['behind']}"
    return word
