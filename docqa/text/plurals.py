"""Counted nouns, and the words that go with them."""

from docqa.text.languages import ENGLISH
from docqa.text.words import stem


def plural(count: int, noun: str) -> str:
    """The number with its noun, which takes an s unless there is one of it.

    >>> [plural(count, "page") for count in (0, 1, 3000)]
    ['0 pages', '1 page', '3,000 pages']
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def are(count: int) -> str:
    """The verb for so many: "1 page is empty"."""
    return "is" if count == 1 else "are"


def was(count: int) -> str:
    """The verb for so many in the past: "1 page was read"."""
    return "was" if count == 1 else "were"


def has(count: int) -> str:
    """The verb for so many: "1 page has text"."""
    return "has" if count == 1 else "have"


def their(count: int) -> str:
    """The pronoun for so many."""
    return "its" if count == 1 else "their"


def singular(word: str, language: str) -> str:
    """A word without the ending of a plural; in other languages than English, which have many, its stem.

    >>> [singular(word, "en") for word in ("policies", "boxes", "fees", "officers", "offices", "loss")]
    ['policy', 'box', 'fee', 'officer', 'office', 'loss']
    """
    if language != ENGLISH.code:
        return stem(word, language)
    for ending, one in (("ies", "y"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("ss", "ss")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + one
    return word.removesuffix("s") if len(word) > 2 else word
