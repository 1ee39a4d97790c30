"""A model that says the same again and again, as small ones do: when that is so, and what it said before. Pure."""

MIN_REPEATED_CHARACTERS = 240  # of all copies together; a row of a table's rules, or a refrain, is shorter
MIN_COPIES = 3
MAX_PERIOD_CHARACTERS = 600  # of one copy, a paragraph


def without_loop(text: str) -> str | None:
    """The text up to the end of the first copy, where its end is the same stretch again and again; None elsewhere.

    >>> without_loop("It is 37B. " + "I repeat that it is so. " * 20)
    'It is 37B. I repeat that it is so. '
    >>> without_loop("The rent is 1,180 euros. The rent is due on the first. The rent is paid by transfer.") is None
    True
    """
    for period in range(1, min(MAX_PERIOD_CHARACTERS, len(text) // MIN_COPIES) + 1):
        copies = max(MIN_COPIES, -(-MIN_REPEATED_CHARACTERS // period))
        if text.endswith(text[-period:] * copies):
            start = len(text) - copies * period
            while start >= period and text[start - period : start] == text[-period:]:
                start -= period
            return text[: start + period]
    return None
