"""Lists of works cited: entries that begin with a number in brackets or with authors, and tell a year. Pure.

Their titles hold a question's words, and say nothing that answers it.
"""

import re
from itertools import pairwise

from docqa.text.languages import LANGUAGES

TITLES_OF_WORKS = "|".join(language.references for language in LANGUAGES)  # a regular expression

MIN_WORKS = 3  # one below the other; one alone may be a sentence with names
MIN_SHARE_OF_WORKS = 0.5  # of the characters of a text that is nothing else
MAX_CHARACTERS_PER_WORK = 600  # more than that, and other text stands between two

_TITLE = re.compile(rf"\W*(?:[\d.]{{1,4}}\s+)?(?:{TITLES_OF_WORKS})\W*", re.IGNORECASE)
_INITIALS = r"[^\W\d_a-z]\.?(?:[ -]?[^\W\d_a-z]\.?){0,3}"
_NAME = r"[^\W\d_a-z][\w'’‐-]+"
_SURNAME = rf"(?:(?:van|von|de|der|den|del|la|le|di|da|dos|el|al|ten|ter) ){{0,2}}{_NAME}"
_AUTHOR = rf"(?:{_SURNAME},? {_INITIALS}(?![\w'’])|(?:[^\W\d_a-z]\.[ -]?){{1,4}}{_SURNAME})"
# By a number and an author, of whom that in brackets needs no initials, or by an author whom another or a year follows.
# The officers of a company, "Daniel J. Oak Vice President", and the clauses and exhibits that it counts are no works.
_BEGINS = re.compile(
    rf"^[ \t]*(?:\[\d{{1,4}}\]\s+(?:{_AUTHOR}|{_NAME})"
    rf"|\d{{1,4}}[.)]\s+(?:{_AUTHOR}|{_NAME} (?:{_NAME} )?{_NAME}(?=,| and\b))"
    rf"|(?!{_NAME} [^\W\d_a-z]\. {_NAME}){_AUTHOR}(?=\s?(?:,|;|\.|\(|&|and\b|et\b|in\b)))",
    re.MULTILINE,
)
_YEAR = re.compile(  # as it is told there, and hardly in a sentence: "(2003b)", "2018;126:7", ", 2015."
    r"\((?:1[89]|20)\d\d[a-z]?\)|\b(?:1[89]|20)\d\d[a-z]?(?:;|:\d)|[.,] (?:1[89]|20)\d\d[a-z]?[.,]"
    r"|\bdoi[:. ]|arXiv:"
)


def works(text: str, least: int = MIN_WORKS) -> list[tuple[int, int]]:
    """Where the entries of such lists stand in a text, in order, where as many follow each other.

    >>> text = "It is hot.\\n[1] A. Potter, On kilns, Clay 3 (2001) 7.\\n[2] B. Ash, C. Oak,\\nOn wood. In Trees, 2003."
    >>> text += "\\n[3] D. Dean, Fire, J. Heat 9 (1999) 1."
    >>> [text[start:end].split(",")[0] for start, end in works(text)]
    ['[1] A. Potter', '[2] B. Ash', '[3] D. Dean']
    >>> works("1. Rent is due monthly.\\n2. Pets are welcome since 2019.\\n3. Smoking is not.")
    []
    """
    starts = [match.start() for match in _BEGINS.finditer(text)]
    found: list[tuple[int, int]] = []
    for group in _groups(text, starts):
        if len(group) >= least:
            found += group
    return found


def is_title_of_works(title: str) -> bool:
    """Whether a heading is that of such a list.

    >>> is_title_of_works("7. References"), is_title_of_works("Reference prices")
    (True, False)
    """
    return _TITLE.fullmatch(title) is not None


def is_list_of_works(text: str) -> bool:
    """Whether most of a text is such entries."""
    return sum(end - start for start, end in works(text)) >= max(1.0, MIN_SHARE_OF_WORKS * len(text))


def _groups(text: str, starts: list[int]) -> list[list[tuple[int, int]]]:
    """What may be entries, each from its beginning to that of the next, by what follows upon each other."""
    groups: list[list[tuple[int, int]]] = [[]]
    for start, end in pairwise([*starts, len(text)]):
        if start == starts[-1] or end - start > MAX_CHARACTERS_PER_WORK:
            end = _end_of_last(text, start)
        if end > start and _YEAR.search(text, start, end):
            groups[-1].append((start, end))
        elif groups[-1]:
            groups.append([])
    return groups


def _end_of_last(text: str, start: int) -> int:
    """Where an entry ends that other text follows: behind the line that tells its year."""
    year = _YEAR.search(text, start, start + MAX_CHARACTERS_PER_WORK)
    if year is None:
        return start
    end = text.find("\n", year.end())
    return len(text) if end < 0 else end
