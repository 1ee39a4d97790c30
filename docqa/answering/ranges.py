"""From what to what: ranges, and changes between two figures, as a sentence and its source give them. Pure.

The words are English. Of a text in another language only "5 - 7" is read.
"""

import re

_FIGURE = r"[$€£]?\d[\d,.:]*(?<![,.:])(?: ?(?:%|percent\b|(?:thousand|million|billion|trillion)\b|[KMBTx]\b))?"
_TO = re.compile(
    rf"\b(?:from|between)\s+(?P<first>{_FIGURE})\s+(?:to|until|till|and)\s+(?P<second>{_FIGURE})"
    rf"|(?<![\w-])(?P<a>{_FIGURE})\s*[-–—]\s*(?P<b>{_FIGURE})(?![\w-])",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\bto\s+(?P<second>{_FIGURE})[\s,]+(?:(?:up|down)\s+)?"
    rf"(?:from|compared (?:to|with)|versus|vs\.?)\s+(?P<first>{_FIGURE})",
    re.IGNORECASE,
)
_AT = r"(?:s|es|ed|ing)?\s+(?:at|on|in|with)\s+(?P<figure>" + _FIGURE + ")"
_BEGIN = re.compile(rf"\b(?:begin|began|start|open|commence|arrive)(?:ning)?{_AT}", re.IGNORECASE)
_END = re.compile(rf"\b(?:end|finish|close|stop|depart|expire)d?{_AT}", re.IGNORECASE)


def is_reversed(sentence: str, span: str) -> bool:
    """Whether a sentence goes from one figure to another where its source goes the other way.

    >>> is_reversed("It rose from 4 to 5.", "rose to 4 from 5"), is_reversed("Open from 9:00 to 5:00", "9:00 - 5:00")
    (True, False)
    >>> is_reversed("It ends at 9:00.", "9:00 - 10:30"), is_reversed("It ends at 10:30.", "9:00 - 10:30")
    (True, False)
    """
    held = _ranges(span)
    firsts, seconds = {first for first, _ in held}, {second for _, second in held}
    return (
        any((second, first) in held and (first, second) not in held for first, second in _ranges(sentence))
        or any(_digits(match["figure"]) in seconds - firsts for match in _BEGIN.finditer(sentence))
        or any(_digits(match["figure"]) in firsts - seconds for match in _END.finditer(sentence))
    )


def _ranges(text: str) -> set[tuple[str, str]]:
    """
    >>> sorted(_ranges("from $4 million to $5 million, down to 7% from 9%, 10:00 - 12:00"))
    [('10:00', '12:00'), ('4', '5'), ('9', '7')]
    """
    found = ((match["first"] or match["a"], match["second"] or match["b"]) for match in _TO.finditer(text))
    changed = ((match["first"], match["second"]) for match in _FROM.finditer(text))
    return {(_digits(first), _digits(second)) for first, second in (*found, *changed)}


def _digits(figure: str) -> str:
    return "".join(character for character in figure if character.isdigit() or character in ".:").lstrip("0")
