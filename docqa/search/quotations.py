"""Which of the places that may answer a question are quoted, and whether the first of them answers; pure.

Words and the kind of thing asked for have chosen the best candidates; a cross-encoder, which reads question and
candidate together, orders those.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from docqa.documents import Citation, Finding, Passage
from docqa.search.candidates import Candidate
from docqa.search.ranking import MAX_CHARACTERS_OF_PLACE
from docqa.search.runs import MAX_CHARACTERS_PER_QUOTATION
from docqa.text.languages import LANGUAGES
from docqa.text.scripts import length
from docqa.text.sentences import is_sentence, passage_sentences

MIN_CHARACTERS_OF_PROSE = 60  # of a line: a shorter one may be part of a document's head: "Texts for the young."
MAX_CHARACTERS_BEFORE_HEAD = 100  # a page's number, a running line

MAX_QUOTATIONS = 3
MAX_RERANKED = 40  # candidates that a cross-encoder reads for a question: a quarter of a second on two cores
MAX_CELLS_RERANKED = 8  # of these
MAX_SINGLE_RERANKED = 20  # single sentences and lines of these; the rest stands around the best of them
# The rest is in its logits. docs/decisions/0021 has the sets they were fitted and tested on.
WEIGHT_OF_WORDS = 6.0  # for a share of 1 of the question's words
# Chosen on three sets (20 to 40 did equally well), tested on a fourth: docs/decisions/0046.
MAX_COMPARED = 6  # of the best candidates, whose words are compared in meaning with the question's
WEIGHT_OF_LIKENESS = 30.0  # for a likeness of 1
WEIGHT_OF_LEAD = 1.5  # for each logit that the best place is ahead of the next
MAX_LEAD = 8.0
SHARE_OF_OWN_READING = 0.7  # of a follow-up: docs/decisions/0013
MIN_SCORE_OF_ANSWER = (
    17.0  # two of 58 questions that the document does not answer come so far, 13 of 256 without their pages
)
MIN_SCORE_OF_ANSWER_BY_WORDS = 22.0  # the same, where question or place was read word by word in English
# Below it the documents are said not to hold the answer, which must not be said of one that does: 5 of 1,086 that are
# answered stay below, none of them with the right place first, and 80 of 289 asked of a document about something else.
MIN_SCORE = -10.5

_BODY_BEGINS = re.compile(  # with an abstract, say
    rf"(?:{'|'.join(language.sums_up for language in LANGUAGES)})\W*", re.IGNORECASE
)
_LINE = re.compile(r"\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Quotations:
    """The places chosen, best first, and for each of them whether it answers the question, were it the first."""

    places: tuple[Citation, ...]
    findings: tuple[Finding, ...]

    @property
    def finding(self) -> Finding:
        """Whether the first answers."""
        return self.findings[0] if self.findings else Finding.NONE


def pointed_at(passages: Sequence[Passage]) -> list[Candidate]:
    """The places that the question points at, from their beginning to the end of a sentence, in order."""
    places = []
    for number, passage in enumerate(passages, start=1):
        for start, end in (map(passage.position, place) for place in passage.places):
            text = passage.text[start:end]
            if len(text) > MAX_CHARACTERS_OF_PLACE:
                ends = [last for _, last in passage_sentences(text) if last <= MAX_CHARACTERS_OF_PLACE]
                end = start + max(ends, default=MAX_CHARACTERS_OF_PLACE)
            places.append(Candidate(0.0, number, start, end))
    return places


def heads(passages: Sequence[Passage]) -> list[Candidate]:
    """What stands at the beginning of those passages that begin a document, down to its first prose or its abstract.

    >>> from docqa.documents import Chunk
    >>> text = "On kilns\\nA. Potter\\nMay 1987\\nAbstract\\nA kiln is an oven that is hot enough for clay."
    >>> passages = [Passage(Chunk("", "", 0, 0, len(text), text), "Kilns.pdf", "1", 1.0)]
    >>> [place.text(passages) for place in heads(passages)]
    ['On kilns A. Potter May 1987']
    """
    places = []
    for number, passage in enumerate(passages, start=1):
        if passage.chunk.page or passage.chunk.start > MAX_CHARACTERS_BEFORE_HEAD:
            continue
        end = 0
        lines = list(_LINE.finditer(passage.text))
        for line, below in zip_longest(lines, lines[1:]):
            goes_on = below is not None and below[0][:1].islower()
            is_prose = length(line[0]) >= MIN_CHARACTERS_OF_PROSE and (goes_on or is_sentence(line[0]))
            if is_prose or line.end() > MAX_CHARACTERS_PER_QUOTATION or (end and _BODY_BEGINS.fullmatch(line[0])):
                break
            end = line.end()
        if any(map(str.isalpha, passage.text[:end])):
            places.append(Candidate(0.0, number, 0, end))
    return places


def with_heads(found: Quotations, passages: Sequence[Passage], doc_ids: Collection[str], k: int) -> Quotations:
    """The quotations with the heads of those documents before them, where none of them answers.

    Names and a date stand there without any sentence about them: a reader sees whether they are what was asked for.
    """
    asked = [head for head in heads(passages) if passages[head.number - 1].chunk.doc_id in doc_ids]
    beginnings = [citation for _, citation in distinct(asked, k, passages)]
    if not beginnings or found.finding is Finding.ANSWERS:
        return found
    others = [place for place in found.places if not any(map(place.overlaps, beginnings))]
    citations = (*beginnings, *others)[:k]
    return Quotations(citations, (Finding.CLOSEST,) * len(citations))


def those_within(found: Sequence[Candidate], places: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, those that lie in one of the places first."""
    return sorted(
        found,
        key=lambda one: (
            not any(
                one.number == place.number and place.start <= one.start and one.end <= place.end for place in places
            )
        ),
    )


def read(
    found: Sequence[Candidate],
    judge: Callable[[Sequence[Candidate]], list[float]],
    pointed: Sequence[Candidate] = (),
) -> list[Candidate]:
    """The candidates that a cross-encoder reads, by what it says of them and by words together, best first.

    It reads cells, single sentences and single lines, and then the runs around the best of these: runs of the same
    few lines would leave no room for others. What lies in a place that the question has `pointed` at comes before
    all else. docs/decisions/0051 has the figures. `judge` gives a logit for each of some candidates, or nothing where
    it cannot be asked; nothing is returned then.
    """
    found = those_within(found, pointed)
    cells = [one for one in found if one.cell][:MAX_CELLS_RERANKED]
    runs = [one for one in found if not one.cell]
    single = smallest(runs)[:MAX_SINGLE_RERANKED]
    logits = judge([*cells, *single])
    if not logits:
        return []
    room, around = MAX_RERANKED - len(logits), dict[Candidate, None]()
    for best in those_within(reranked(single, logits[len(cells) :]), pointed):
        if len(around) >= room:
            break
        around |= dict.fromkeys(run for run in runs if run.is_around(best))
    more = judge(rest) if (rest := list(around)[:room]) else []
    return those_within(reranked([*cells, *single, *rest[: len(more)]], [*logits, *more]), pointed)


def smallest(runs: Sequence[Candidate]) -> list[Candidate]:
    """Those that are around no other, in their order: single sentences and lines, or as few as can be quoted.

    >>> rent, due, both = Candidate(0.1, 1, 0, 9), Candidate(0.1, 1, 10, 29), Candidate(0.2, 1, 0, 29)
    >>> smallest([both, due, rent]) == [due, rent]
    True
    """
    earliest_ends = dict[int, int]()  # by passage, of those that begin there or further behind
    small = set()
    for one in sorted(runs, key=lambda one: (-one.start, one.end)):
        if one.end < earliest_ends.get(one.number, one.end + 1):
            earliest_ends[one.number] = one.end
            small.add(one)
    return [one for one in runs if one in small]


def reranked(found: Sequence[Candidate], logits: Sequence[float]) -> list[Candidate]:
    """The candidates by what a cross-encoder says of them (one logit each) and by words together, best first."""
    both = [replace(c, score=logit + WEIGHT_OF_WORDS * c.score) for c, logit in zip(found, logits, strict=True)]
    return sorted(both, key=lambda candidate: -candidate.score)


def compared(best: Sequence[Candidate], likeness: Sequence[float]) -> list[Candidate]:
    """Reranked candidates, the first of them ordered once more, by score and likeness to the question together.

    Their scores stay, and so does the bound over which one answers: where the two models would not choose
    the same one, the first has no lead over the next.

    >>> first, second = Candidate(9.0, 1, 0, 40), Candidate(8.0, 1, 50, 60)
    >>> compared([first, second], [0.7, 0.8]) == [second, first]
    True
    """
    both = [candidate.score + WEIGHT_OF_LIKENESS * like for candidate, like in zip(best, likeness, strict=False)]
    first = sorted(range(len(both)), key=lambda at: -both[at])
    return [*(best[at] for at in first), *best[len(both) :]]


def of_both(whole: Sequence[float], own: Sequence[float]) -> list[float]:
    """What a model says of places for a follow-up: read with what it goes on from, and by itself.

    The whole alone would find once more what answers the question before.
    """
    return [
        (1 - SHARE_OF_OWN_READING) * with_it + SHARE_OF_OWN_READING * by_itself
        for with_it, by_itself in zip(whole, own, strict=False)
    ]


def finding(places: Sequence[Candidate], fits: bool, by_words: bool = False) -> Finding:
    """Whether the first of these places answers: by its score, and by how far the next lies behind it, or before it.

    `places` are reranked and do not overlap; `fits` says whether the first holds the kind of thing that is asked for.
    Where the document does not answer, many places are about equally near. Where question or place was read `by_words`
    in English, the very word that was asked for may be unknown: that nothing is near says nothing then.

    >>> answering, next_best = Candidate(14.0, 1, 0, 40), Candidate(9.0, 2, 0, 40)
    >>> finding([answering, next_best], fits=True).value, finding([next_best], fits=True).value
    ('answers', 'closest')
    >>> finding([Candidate(21.0, 1, 0, 40), Candidate(25.0, 2, 0, 40)], fits=True).value
    'closest'
    >>> [finding([Candidate(score, 1, 0, 40)], fits=True, by_words=True).value for score in (-10.0, 20.0, 23.0)]
    ['closest', 'closest', 'answers']
    """
    if not places or (places[0].score < MIN_SCORE and not by_words):
        return Finding.NONE
    lead = min(places[0].score - places[1].score, MAX_LEAD) if len(places) > 1 else 0.0
    least = MIN_SCORE_OF_ANSWER_BY_WORDS if by_words else MIN_SCORE_OF_ANSWER
    is_answer = fits and places[0].score + WEIGHT_OF_LEAD * lead >= least
    return Finding.ANSWERS if is_answer else Finding.CLOSEST


def distinct(found: Sequence[Candidate], k: int, passages: Sequence[Passage]) -> list[tuple[Candidate, Citation]]:
    """The first `k` that do not overlap one before them, each with its citation."""
    chosen: list[tuple[Candidate, Citation]] = []
    for candidate in found:
        if len(chosen) == k:
            break
        citation = candidate.citation(passages)
        if not any(citation.overlaps(other) for _, other in chosen):
            chosen.append((candidate, citation))
    return chosen
