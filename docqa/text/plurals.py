"""Counted nouns."""


def plural(count: int, noun: str) -> str:
    """The number with its noun, which takes an s unless there is one of it.

    >>> [plural(count, "page") for count in (0, 1, 3)]
    ['0 pages', '1 page', '3 pages']
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
