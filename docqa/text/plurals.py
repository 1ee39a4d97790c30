"""Counted nouns, and the words that go with them."""


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
