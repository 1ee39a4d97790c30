"""The sentences of a section that say most of it, without saying it twice. Pure.

A sentence weighs as its words do: a word much used in the section and seldom elsewhere in the document tells what the
section is about (the centroid of MEAD, Radev et al. 2004). Sentences are taken one by one, each for what it adds to
those taken before (maximal marginal relevance, Carbonell and Goldstein 1998).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import fsum, log, sqrt

from docqa.reports.extracts import CITATION, Extract
from docqa.reports.facts import comes_to, is_contact, tells_value
from docqa.reports.pointing import goes_on, points_back, points_elsewhere
from docqa.text.languages import LANGUAGES
from docqa.text.words import weights

# What a sentence gains and loses; docs/decisions/0028 has how they were chosen.
GAIN_OF_WORDS = 0.5  # of the section's weightiest sentence; of the others their share of that
SHARE_OF_TOLD = (
    0.5  # that a word weighs of what it weighed before, each time that it is told (SumBasic, Vanderwende 2007)
)
MAX_TIMES_TOLD = 3  # that make it lighter
GAIN_OF_FIRST = 0.3  # the first sentence of a section says what it is about
GAIN_OF_STATEMENT = 0.15  # a definition, a finding, a duty
GAIN_OF_NAME = 0.15  # "called DualPipe": what something is named is what it is asked for by
GAIN_OF_PARTS = 0.3  # what something consists of, or is set to
GAIN_OF_FOLLOWING = 0.3  # what speaks of the sentence right before it, which is told: the two say it whole
GAIN_OF_DECISION = 0.6  # what was decided is what a judgment, minutes or a resolution is read for
GAIN_OF_SUM = 0.6  # what an invoice, a statement or a notice comes to
GAIN_OF_VALUE = 0.6  # a line with an amount, a share, a date or a period
GAIN_OF_LABEL = 0.3  # that says what it tells of
GAIN_OF_FIGURE = 0.3  # each number that is no year, and says nothing of where something stands
GAIN_OF_MEASURE = 0.15  # each of these that is an amount, a share, a time or a size, which people ask for
MIN_SPELLED_NUMBER = 10  # that counts as one: "two" and "three" say how something is told
GAIN_OF_UNTOLD = 0.4  # what stands under a heading of which nothing is told yet, in a section with more than one
MAX_FIGURES = 3  # that count
MAX_MEASURES = 2
USUAL_WORDS = 20  # of a sentence; beside a longer one there is room for fewer others
LOSS_PER_WORD = 0.01  # beyond these
LOSS_OF_GOING_ON = 0.2  # "Moreover, ..."
LOSS_OF_ANNOUNCING = 0.6  # "This section describes how ..." says nothing of it, nor does a line that ends with a colon
LOSS_OF_POINTING_ELSEWHERE = 0.3  # "as Figure 3 shows"
MAX_LIKENESS_OF_ONLY = 0.8  # of a section of which nothing else could be told
MAX_CHARACTERS_BETWEEN = 3  # of two sentences that follow each other
MAX_LIKENESS = 0.5  # share of the lighter sentence's words that another may hold

_STATEMENT = re.compile(
    r"\b(?:means|is defined as|refers to"
    r"|we (?:\w+ )?(?:propose|present|introduce|design|develop|adopt|employ|use|find|show|conclude|achieve)"
    r"|(?:this|the) (?:paper|report|study|agreement|policy|court|manual|book)\b|in (?:summary|conclusion)|shall|must"
    r"|held|overall)\b",
    re.IGNORECASE,
)
# What is named has a capital or quotation marks: "called to order" and "the named executive officers" name nothing.
_NAMES = re.compile(
    rf"\b(?:{'|'.join(language.lists.named for language in LANGUAGES)}) (?:\w{{1,3}} )?(?:[\"'“„«‘]|[A-ZÀ-ÖØ-Þ])"
)
_PARTS = "|".join(language.lists.has_parts for language in LANGUAGES)
_HAS_PARTS = re.compile(rf"\b(?:{_PARTS})\b", re.IGNORECASE)
_PLACE = "|".join(words for language in LANGUAGES for words in language.places.values())
# "This report contains forward-looking statements": what a text holds is no part of what it is about.
_PARTS_OF_TEXT = re.compile(
    rf"\b(?:{_PLACE}|report|filing|document|release|agreement|contract|bericht|dokument|vertrag|rapport|contrat"
    rf"|informe|documento|contrato)(?: on form [\w-]+)?(?:,? (?:which|that|also|may))? (?:{_PARTS})\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"^(?:held|ruling|decision|resolved|recommendation):|\bin (?:our|my) opinion,"
    r"|\bwe (?:hold|affirm|reverse|vacate|remand)\b"
    r"|\b(?:judgment|decision|petition|appeal|motion)\b[^.;]{0,60}\b(?:is|are|was|were) "
    r"(?:affirmed|reversed|vacated|dismissed|granted|denied|allowed)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"(?:in )?(?:this|the (?:next|following|present)) (?:section|chapter|part|subsection),?\s"
    r"(?:we |you |it )?(?:will )?(?:\w+ly )?(?:describ|explain|present|discuss|introduc|provid|cover|outlin|review|give"
    r"|show|contain)|in diese[mr] (?:abschnitt|kapitel|teil)\b"
    r"|diese[rs] (?:abschnitt|kapitel|teil) (?:beschreib|erklär|behandel|zeig)"
    r"|dans (?:cette (?:section|partie)|ce chapitre)\b|en (?:esta sección|este (?:capítulo|apartado))\b",
    re.IGNORECASE,
)
_COUNTED = "|".join(
    word for language in LANGUAGES for word, number in language.numbers.items() if number >= MIN_SPELLED_NUMBER
)
_FIGURE = re.compile(rf"(?<![\w.(])(?<!\w-)(?:(?!(?:19\d|20[0-3])\d[a-z]?\b)[$€£]?\d|(?:{_COUNTED})\b)", re.IGNORECASE)
# "§ 541.604(b)", "Rule 10", "Table 3", "(Lee, 2024)": numbers of places and works.
_REFERENCE = re.compile(
    rf"(?:\b(?:{_PLACE}|step|level)|§+)"
    r" ?\(?\d[\w.()\[\]–-]*(?:(?:,| and| or| to| und| oder) (?:§+ ?)?\(?\d[\w.()-]*)*|\([^()]*(?:19|20)\d\d[a-z]?\)",
    re.IGNORECASE,
)
_CURRENCY = "|".join(language.lists.currencies for language in LANGUAGES)
_PERIOD = "|".join(language.lists.periods for language in LANGUAGES)
_SCALE = "|".join(rf"{language.lists.multiples}|{language.lists.percent}" for language in LANGUAGES)
_MEASURE = re.compile(
    rf"[$€£]\s?\d|\d\s?(?:%|(?:{_CURRENCY}|{_PERIOD}|{_SCALE}|[kMGT]?(?:B|W|V|Hz|m|g|l)|[cm]m|°C|feet|inches|miles)\b)"
    r"|\d[KMBT]\b",
    re.IGNORECASE,
)


def words_of(extracts: Iterable[Extract]) -> dict[Extract, frozenset[str]]:
    """The sentences of a section, in order, each with its telling words."""
    return {extract: frozenset(weights(extract.text)) for extract in extracts}


def rarity(sections: Iterable[Mapping[Extract, frozenset[str]]]) -> Mapping[str, float]:
    """How telling each word is of the section that it stands in: the logarithm of how few sections hold it.

    >>> one, two = (Extract(0, "1", 0, 9, text) for text in ("Rent is due monthly.", "Rent of dogs is extra."))
    >>> words = rarity([words_of([one]), words_of([two])])
    >>> words["rent"] < words["dog"]
    True
    """
    counts: Counter[str] = Counter()
    total = 0
    for section in sections:
        total += 1
        counts.update(frozenset().union(*section.values()))
    return {word: log(1 + total / count) for word, count in counts.items()}


def central(
    words: Mapping[Extract, frozenset[str]],
    rare: Mapping[str, float],
    most: int,
    before: Collection[frozenset[str]] = (),
    headings: Mapping[Extract, int] | None = None,
) -> list[Extract]:
    """At most `most` of the sentences of a section, in their order; none that says what one of `before` does.

    None points back, "This means ...", but at the sentence right before it, which is among them.

    `words` are its `words_of`; `rare` says how telling each is; `before` are those of the sentences taken elsewhere.
    `headings` tells of sentences under which of a section's headings they stand.
    """
    under = headings or {}
    counts = Counter(word for own in words.values() for word in own)
    leaning = dict(_leaning(words))
    told_words = Counter(word for said in before for word in said)
    scores = {extract: _weight(own, counts, rare, told_words) for extract, own in words.items()}
    highest = max(scores.values(), default=0.0) or 1.0
    first = next((extract for extract in words if extract not in leaning), None)
    gains = {extract: _gain(extract, extract is first) for extract in words}
    taken: list[Extract] = []
    left = list(gains)
    while len(taken) < most:
        said = [*(words[other] for other in taken), *before]
        told = {under.get(one) for one in taken}
        weighed = {
            one: GAIN_OF_WORDS * scores[one] / highest
            + gains[one]
            + GAIN_OF_UNTOLD * (under.get(one) not in told)
            + GAIN_OF_FOLLOWING * (leaning.get(one) in taken)
            for one in left
        }
        free = [
            one for one in sorted(left, key=lambda one: -weighed[one]) if one not in leaning or leaning[one] in taken
        ]
        best = next((one for one in free if _most_like(words[one], said, rare) <= MAX_LIKENESS), None)
        if best is None and not taken:
            best = next((one for one in free if _most_like(words[one], said, rare) <= MAX_LIKENESS_OF_ONLY), None)
        if best is None:
            break
        taken.append(best)
        left.remove(best)
        told_words.update(words[best])
        for one in left:
            if not words[one].isdisjoint(words[best]):
                scores[one] = _weight(words[one], counts, rare, told_words)
    return sorted(taken, key=lambda extract: extract.place)


def _leaning(extracts: Iterable[Extract]) -> Iterator[tuple[Extract, Extract | None]]:
    """The sentences that point back, each with the one right before it, if that can be quoted."""
    before: Extract | None = None
    for extract in extracts:
        if points_back(extract.text):
            gap = extract.start - before.end if before and before.page == extract.page else -1
            yield extract, before if 0 <= gap <= MAX_CHARACTERS_BETWEEN else None
        before = extract


def _most_like(words: frozenset[str], others: Iterable[frozenset[str]], rare: Mapping[str, float]) -> float:
    return max((likeness(words, other, rare) for other in others), default=0.0)


def likeness(one: frozenset[str], other: frozenset[str], weight_of: Mapping[str, float] | None = None) -> float:
    """The share of the words of the lighter of two sentences that the other holds, 0 to 1; each weighs 1, unless told.

    >>> likeness(frozenset({"rent", "due"}), frozenset({"rent", "due", "monthly"}))
    1.0
    >>> likeness(frozenset({"rent", "2048"}), frozenset({"rent", "dogs"}), {"rent": 0.7, "2048": 2.1, "dogs": 2.1})
    0.25
    """
    if weight_of is None:
        return len(one & other) / min(len(one), len(other)) if one and other else 0.0
    # The order of a set's words differs from run to run; their sum must not, or the report would.
    weights = [fsum(weight_of.get(word, 1.0) for word in words) for words in (one & other, one, other)]
    return weights[0] / min(weights[1:]) if min(weights[1:]) else 0.0


def _weight(
    words: Collection[str], counts: Mapping[str, int], rare: Mapping[str, float], told: Mapping[str, int]
) -> float:
    """How much of what the section says stands in a sentence; long ones gain less than their length.

    `told` says how often the report has told each word: it then says less that is new.
    """
    if not words:
        return 0.0
    new = {word: SHARE_OF_TOLD ** min(MAX_TIMES_TOLD, told.get(word, 0)) for word in words}
    return fsum(log(1 + counts[word]) * rare.get(word, 0.0) * new[word] for word in words) / sqrt(len(words) + 8)


def _gain(extract: Extract, is_first: bool) -> float:
    """What a sentence gains beside its words.

    >>> texts = "Rent is 5% of it.", "Rent is one of 5.", "COVID-19 ended.", "See § 541 (a).", "Rule 10 and Table 3."
    >>> [round(_gain(Extract(0, "1", 0, 1, text), is_first=False), 2) for text in texts]
    [0.45, 0.3, 0.0, -0.3, -0.3]
    >>> round(_gain(Extract(0, "1", 0, 1, "This section describes the rent."), is_first=False), 2)
    -0.6
    >>> round(_gain(Extract(0, "1", 0, 1, "Ducks by colour:", is_line=True), is_first=False), 2)
    -0.6
    >>> texts = "The rent was paid.", "A pump called Heron stands there.", "It consists of a tank and a lid."
    >>> [round(_gain(Extract(0, "1", 0, 1, text), is_first=False), 2) for text in texts]
    [0.0, 0.15, 0.3]
    >>> texts = "The note, which contains details, is new.", "The guests were called to order.", "On comprend que rien."
    >>> [round(_gain(Extract(0, "1", 0, 1, text), is_first=False), 2) for text in texts]
    [0.0, 0.0, 0.0]
    >>> round(_gain(Extract(0, "1", 0, 1, "This section contains the terms."), is_first=False), 2)
    -0.6
    """
    if extract.is_line:
        gain = GAIN_OF_FIRST * is_first + GAIN_OF_LABEL * (": " in extract.text) + GAIN_OF_SUM * comes_to(extract.text)
        gain -= LOSS_OF_ANNOUNCING * extract.text.endswith(":")
        return gain + GAIN_OF_VALUE * (tells_value(extract.text) and not is_contact(extract.text))
    gain = GAIN_OF_FIRST * is_first + GAIN_OF_STATEMENT * bool(_STATEMENT.search(extract.text))
    has_parts = bool(_HAS_PARTS.search(extract.text)) and not _PARTS_OF_TEXT.search(extract.text)
    gain += GAIN_OF_NAME * bool(_NAMES.search(extract.text)) + GAIN_OF_PARTS * has_parts
    gain += GAIN_OF_DECISION * bool(_DECISION.search(extract.text))
    said = _REFERENCE.sub(" ", CITATION.sub(" ", extract.text))
    gain += GAIN_OF_FIGURE * min(MAX_FIGURES, len(_FIGURE.findall(said)))
    gain += GAIN_OF_MEASURE * min(MAX_MEASURES, len(_MEASURE.findall(said)))
    loss = LOSS_OF_GOING_ON * goes_on(extract.text) + LOSS_OF_POINTING_ELSEWHERE * points_elsewhere(extract.text)
    loss += LOSS_OF_ANNOUNCING * (_ANNOUNCES.match(extract.text) is not None)
    return gain - loss - LOSS_PER_WORD * max(0, len(extract.text.split()) - USUAL_WORDS)
