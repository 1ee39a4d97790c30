"""Which way a text says that something goes: up or down, more or less, before or after. Pure.

The words are English. Of a text in another language nothing is told here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from docqa.text.words import covered, weights

MIN_SHARE_ALIKE = 0.4  # of what a part of a sentence says, that a part of a span has to hold to be about the same


@dataclass(frozen=True, slots=True)
class _Opposites:
    """Two sets of words, of which a text that says the one does not say the other."""

    one: str
    other: str
    is_change: bool = False  # a change between two moments, which two figures prove as well as a word

    def poles(self, text: str) -> frozenset[int]:
        """Which of the two are said in a text: 0, 1, both or none.

        >>> sorted(_Opposites("rose|grew", "fell").poles("Sales grew, costs fell."))
        [0, 1]
        """
        found = (_pattern(words).search(text) for words in (self.one, self.other))
        return frozenset(pole for pole, match in enumerate(found) if match)


_OPPOSITES = (
    _Opposites(
        r"rose|ris(?:e|es|en|ing)|grew|grow(?:s|n|ing|th)?|increas\w*|(?<!made )up|climb\w*|gain(?:s|ed)?|improv\w*"
        r"|expan\w+|higher|larger|greater|stronger|widen\w*|rais(?:e|ed|es|ing)|advanc\w+|accelerat\w+",
        r"fell|fall(?:s|en|ing)?|shr(?:a|i|u)nk\w*|decreas\w*|down|declin\w*|drop(?:s|ped)?|reduc\w*|lower\w*|smaller"
        r"|weak\w*|wors\w+|deteriorat\w*|contract(?:ed|ion)|narrow\w*|cut|slow\w*",
        is_change=True,
    ),
    _Opposites(
        r"more|over|above|(?<!\bnot )(?<!\bnot to )exceed\w*|surpass\w*|at least|minimum|no less",
        r"less|fewer|under|below|at most|maximum|up to|no more|not (?:to )?exceed\w*",
    ),
    _Opposites(r"before|prior to|until|earlier than", r"after|following|since|later than|from"),
    _Opposites(
        r"most|majority|largest|highest|greatest|biggest|best|longest",
        r"least|minority|smallest|lowest|worst|shortest|fewest",
    ),
    _Opposites(r"income|profit|earnings?|earned|gains?|profitable", r"loss(?:es)?|lost|unprofitable"),
    _Opposites(r"begin\w*|begun|began|start\w*|commenc\w*|open\w*", r"end(?:s|ed|ing)?|finish\w*|clos\w*|expir\w*"),
    _Opposites(r"oldest|older|elder|first|earliest", r"newest|newer|younger|youngest|last|latest"),
    _Opposites(r"outperform\w*|ahead|beat\w*|lead\w*|led", r"underperform\w*|behind|trail\w*|lag\w*"),
    _Opposites(r"include\w*|including|with", r"exclud\w*|excluding|without"),
    _Opposites(r"buy\w*|bought|acquir\w*|purchas\w*", r"sell\w*|sold|divest\w*|dispos\w*"),
    _Opposites(r"paid|pay(?:s|ing|ments?)?", r"receiv\w*|collect\w*"),
)  # fmt: skip
_OLD_FIGURE = re.compile(
    r"\b(?:from|compared (?:with|to)|against|versus|vs\.?|than)\s+(?:about |around |just )?[$€£]?$", re.I
)
_DIRECTIONS = re.compile(
    rf"\b(?:{'|'.join(f'{one.one}|{one.other}' for one in _OPPOSITES)}|mainly|primarily|largely|partly|partially)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(  # between what changes and why, and what it is compared with
    r"[.;:•·]\s+|,\s+(?!\d{4}\b)|\s+[–—]\s+|\s+(?:and|but|while|whereas|although|though|despite|because|as|when|due to"
    r"|thanks to|driven by|owing to|resulting from|result of|attributable to|caused by|(?:partially |partly )?offset by"
    r"|compared (?:to|with)|versus|vs\.?)\s+",
    re.IGNORECASE,
)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def says_opposite(sentence: str, span: str) -> bool:
    """Whether the span, or the part of it that a part of the sentence is most like, goes the other way than it says.

    >>> says_opposite("Sales rose.", "Sales fell."), says_opposite("Sales rose.", "Sales rose, costs fell.")
    (True, False)
    >>> says_opposite("Costs rose.", "Sales rose, costs fell.")
    True
    """
    return any(_is_opposite(opposites, sentence, span) for opposites in _OPPOSITES) or _is_turned(sentence, span)


def _is_opposite(opposites: _Opposites, sentence: str, span: str) -> bool:
    said, held = opposites.poles(sentence), opposites.poles(span)
    if held:
        return not (said <= held if opposites.is_change else said & held or not said)
    return opposites.is_change and len(said) == 1 and _proved_change(sentence) not in said


def _is_turned(sentence: str, span: str) -> bool:
    """Whether the part of the span that is most like a part of the sentence says the opposite of it.

    >>> _is_turned("Sales fell because costs were lower.", "Sales fell due to higher costs.")
    True
    """
    if not _DIRECTIONS.search(sentence):
        return False
    told = [(part, weights(part)) for part in _parts(span)]
    return any(_is_denied(part, told) for part in _parts(sentence))


def _is_denied(part: str, told: Sequence[tuple[str, Mapping[str, float]]]) -> bool:
    """Whether of those parts of a span, each with its words, the one that is most like `part` says the opposite."""
    claimed = weights(_DIRECTIONS.sub("", part))
    figures = {word: weight for word, weight in claimed.items() if word[0].isdigit()}
    shares = [covered(figures, words) + covered(claimed, words) for _, words in told]
    most = max(shares, default=0.0)
    if most < MIN_SHARE_ALIKE:
        return False
    alike = [one for (one, _), share in zip(told, shares, strict=True) if share == most]
    for opposites in _OPPOSITES:
        said, held = opposites.poles(part), [opposites.poles(one) for one in alike]
        if len(said) == 1 and any(held) and not any(said & poles for poles in held):
            return True
    return False


def _parts(text: str) -> list[str]:
    return [part for part in _BREAK.split(text) if part.strip()]


def shared_changes(sentence: str, span: str) -> frozenset[str]:
    """The words of a sentence for a change that the span says too, be it in other words.

    >>> sorted(shared_changes("Sales rose and costs fell.", "Sales grew by 5."))
    ['rose']
    """
    return frozenset(
        match[0].casefold()
        for opposites in _OPPOSITES
        if opposites.is_change
        for pole in opposites.poles(span)
        for match in _pattern((opposites.one, opposites.other)[pole]).finditer(sentence)
    )


def _proved_change(sentence: str) -> int | None:
    """The change that a sentence's own two figures show: 0 for up, 1 for down; None where it has no two to compare.

    >>> _proved_change("It is 5, up from 4."), _proved_change("It rose from 5 to 4."), _proved_change("It rose to 5.")
    (0, 1, None)
    """
    old, new = None, None
    for match in re.finditer(r"\d[\d,]*(?:\.\d+)?", sentence):
        value = float(match[0].replace(",", ""))
        if _OLD_FIGURE.search(sentence[: match.start()]):
            old = value if old is None else old
        elif new is None and not re.fullmatch(r"(?:19|20)\d\d", match[0]):
            new = value
    return None if old is None or new is None or old == new else int(new < old)
