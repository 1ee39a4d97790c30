"""The sentences of a section that say most of it, without saying it twice. Pure.

A sentence weighs as its words do: a word much used in the section and seldom elsewhere in the document tells what the
section is about (the centroid of MEAD, Radev et al. 2004). Sentences are taken one by one, each for what it adds to
those taken before (maximal marginal relevance, Carbonell and Goldstein 1998).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from docqa.reports.extracts import Extract
from docqa.text.words import weights

# Of the weight of the section's weightiest sentence; docs/decisions/0028 has how they were chosen.
GAIN_OF_FIRST = 0.3  # the first sentence of a section says what it is about
GAIN_OF_STATEMENT = 0.15  # a definition, a finding, a duty
LOSS_OF_POINTING_BACK = 0.4  # "This means ...": it cannot be read alone
LOSS_OF_POINTING_ELSEWHERE = 0.3  # "as Figure 3 shows"
MAX_LIKENESS = 0.5  # share of the lighter sentence's words that another may hold

_STATEMENT = re.compile(
    r"\b(?:means|is defined as|refers to|we (?:propose|present|introduce|find|show|conclude|achieve)"
    r"|(?:this|the) (?:paper|report|study|agreement|policy|court|manual|book)\b|in (?:summary|conclusion)|shall|must"
    r"|overall)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"^(?:this|these|those|that|such|it|its|they|their|he|she|his|her|however|therefore|thus|hence|moreover|furthermore"
    r"|additionally|also|but|and|or|so|for (?:example|instance)|in (?:addition|contrast|particular|this|these|that)"
    r"|similarly|consequently|as a result|otherwise|instead|then|note that|the (?:former|latter|same|above))\b",
    re.IGNORECASE,
)
_POINTS_ELSEWHERE = re.compile(
    r"\b(?:fig(?:ure|\.)|table|appendix|exhibit|see|section|equation|eq\.) ?\(?\d|\bsee\b", re.I
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence and its words, each with how telling it is."""

    extract: Extract
    words: Mapping[str, float]


def rarity(sections: Iterable[Iterable[Extract]]) -> Mapping[str, float]:
    """How telling each word is of the section that it stands in: the logarithm of how few sections hold it.

    >>> one, two = (Extract(0, "1", 0, 9, text) for text in ("Rent is due monthly.", "Rent of dogs is extra."))
    >>> words = rarity([[one], [two]])
    >>> words["rent"] < words["dog"]
    True
    """
    counts: Counter[str] = Counter()
    total = 0
    for section in sections:
        total += 1
        counts.update({word for extract in section for word in weights(extract.text)})
    return {word: log(1 + total / count) for word, count in counts.items()}


def central(
    extracts: Sequence[Extract], rare: Mapping[str, float], most: int, before: Collection[frozenset[str]] = ()
) -> list[Extract]:
    """At most `most` of the sentences of a section, in their order; none that says what one of `before` does.

    `rare` says how telling each word is; `before` holds the words of the sentences already taken elsewhere.
    """
    weighed = [Weighed(extract, weights(extract.text)) for extract in extracts]
    counts = Counter(word for one in weighed for word in one.words)
    scores = {one.extract: _weight(one.words, counts, rare) for one in weighed}
    highest = max(scores.values(), default=0.0) or 1.0
    gains = {one.extract: scores[one.extract] / highest + _gain(one.extract, one is weighed[0]) for one in weighed}
    taken: list[Weighed] = []
    for one in sorted(weighed, key=lambda one: -gains[one.extract]):
        if len(taken) == most:
            break
        others = [frozenset(other.words) for other in taken]
        if not any(likeness(frozenset(one.words), other) > MAX_LIKENESS for other in (*others, *before)):
            taken.append(one)
    return sorted((one.extract for one in taken), key=lambda extract: extract.place)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the words of the shorter of two sentences that the other holds, 0 to 1.

    >>> likeness(frozenset({"rent", "due"}), frozenset({"rent", "due", "monthly"}))
    1.0
    """
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _weight(words: Mapping[str, float], counts: Mapping[str, int], rare: Mapping[str, float]) -> float:
    """How much of what the section says stands in a sentence; long ones gain less than their length."""
    if not words:
        return 0.0
    return sum(log(1 + counts[word]) * rare.get(word, 0.0) for word in words) / sqrt(len(words) + 8)


def _gain(extract: Extract, is_first: bool) -> float:
    gain = GAIN_OF_FIRST * is_first + GAIN_OF_STATEMENT * bool(_STATEMENT.search(extract.text))
    loss = LOSS_OF_POINTING_BACK * bool(_POINTS_BACK.match(extract.text))
    return gain - loss - LOSS_OF_POINTING_ELSEWHERE * bool(_POINTS_ELSEWHERE.search(extract.text))
