"""Texts that are a date and nothing else. Pure."""

import re
from itertools import chain

from docqa.text.languages import LANGUAGES

_CALENDAR = frozenset(chain.from_iterable((*language.months, *language.weekdays) for language in LANGUAGES))
_SHORT = frozenset(name[:3] for name in _CALENDAR)
_BESIDE = frozenset("st nd rd th am pm of".split()).union(*(language.stop_words for language in LANGUAGES))
_WORD = re.compile(r"[^\W\d_]+")


def is_date(text: str) -> bool:
    """Whether a text names days and nothing else, in any of the languages; a year alone is none.

    >>> [is_date(text) for text in ("16 February", "As of Feb. 15, 2023", "Montag, den 3. Mai", "Fiscal 2016", "May")]
    [True, True, True, False, False]
    """
    words = _WORD.findall(text.casefold())
    names = [word for word in words if word in _CALENDAR or word in _SHORT]
    return bool(names) and any(map(str.isdigit, text)) and all(word in _BESIDE for word in words if word not in names)
