"""Which of the pages that were found fits a question best, and which part of it; pure.

A page is scored, not a chunk: what counts is where to look. docs/decisions/0011 has the figures of every step.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from statistics import pstdev

from docqa.documents import Chunk, CutPage
from docqa.search.exact import Exact
from docqa.search.finance import Part, is_titled
from docqa.search.places import place_pattern
from docqa.search.query import Query, may_answer
from docqa.text.contents import is_contents
from docqa.text.sentences import passage_sentences
from docqa.text.titles import title_lines
from docqa.text.words import among, placed_words, stemmer_of
from docqa.text.works import is_list_of_works


class Step(StrEnum):
    """What the ranking does beyond the cosine similarity of a page's best chunk; each can be left out to be measured.

    The first three are taken before there are pages to rank, by the retriever, and the last one when they are ranked.
    """

    INSTRUCTIONS = "instructions"  # what a question says about the form of its answer is not searched for
    SPELLING = "spelling"  # a word that no document has stands for the one most like it
    DOCUMENTS = "documents"  # names and years in the question point at a document
    PAIRS = "pairs"  # two chunks that follow each other count together
    COVERAGE = "coverage"  # the share of the question's words, the rare ones first, in one chunk
    KIND = "kind"  # the share of its words in one sentence that holds a number, a date, a person, as it asks for
    WORDS = "words"  # BM25 of the page
    PARTS = "parts"  # the question names or implies a part of the document
    PLACES = "places"  # it names a section, a note, a page
    PHRASES = "phrases"  # it quotes, or names an identifier, an amount or a date
    OVERVIEW = "overview"  # it asks what the document is, which the first page tells
    CONTENTS = "contents"  # a page of contents, or of works cited, says nothing of what it lists
    CELLS = "cells"  # a table of the page has the row, or the row and the column, that it names


STEPS = frozenset(Step)

# The weights are added to a cosine similarity. They were fitted by listwise logistic regression on the development
# sets, cross-validated by document, and rounded (docs/decisions/0011). There the similarities that a question found had
# this standard deviation. With another embedding model, or for another question, they lie closer together or further
# apart, and every weight is scaled by their deviation over this one. The scale is clamped, since a few similarities may
# lie close together by chance.
USUAL_STANDARD_DEVIATION = 0.038
MIN_SCALE, MAX_SCALE = 1 / 3, 3.0
WEIGHT_OF_COVERAGE = 0.12
WEIGHT_OF_KIND = 0.12
WEIGHT_OF_WORDS = 0.1
WEIGHT_OF_NAMED_PART = 0.3
WEIGHT_OF_IMPLIED_PART = 0.12
WEIGHT_OF_DOCUMENT = 0.15
WEIGHT_OF_PLACE = 0.3
WEIGHT_OF_MENTIONED_PLACE = 0.05
# A place that was found by the document's numbering comes before all else. These are not scaled.
GAIN_OF_FOUND_PLACE = 1.0
GAIN_AROUND_PLACE = 0.5  # for where it goes on, if it is to be read, and for where it should be but was not found
MAX_CHARACTERS_OF_PLACE = 1000  # of one that is shown, as much as two chunks
WEIGHT_OF_PHRASE = 0.2
WEIGHT_OF_FIRST_PAGE = 0.35
LOSS_OF_CONTENTS = 1.0  # not scaled: such a list comes behind all else, unless that is what is asked for

# What other passages of its document say is not shown once more: docs/decisions/0049.
WORDS_PER_SHINGLE = 5
MIN_SHARE_REPEATED = 0.9  # of the shingles of what is shown

# A page scores by the mean similarity of its two best neighbouring chunks, or by this share of its best one's, if that
# is more: a chunk beside which nothing fits counts a little less.
SHARE_OF_LONE_CHUNK = 0.93
MIN_FIGURES_OF_STATEMENT = 25  # a page with fewer numbers only mentions a statement
# BM25's two parameters: how soon more of a word counts no more, and how much its length is held against a page
# (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009). These are the usual values,
# which SQLite's FTS5 has as well.
BM25_K1_SATURATION = 1.2
BM25_B_LENGTH_NORMALISATION = 0.75
WORDS_OF_ORDINARY_PAGE = 500  # in the place of BM25's mean length

_FIGURE = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Spot:
    """What of a place that the question points at stands on a page: `[start:end]` of its text."""

    start: int
    end: int
    is_whole: bool  # whether it is that place, and not only one that it should be part of
    is_first: bool  # whether the place begins here


@dataclass(frozen=True, slots=True)
class Signals:
    """What the searches know of the pages that they found."""

    similarity: Mapping[str, float]  # the cosine similarity of chunks, by id; others have less than any of these
    counts: Mapping[str, int]  # in how many of the chunks each word of the query stands
    chunks: int  # how many chunks were searched
    hints: Mapping[str, float]  # how clearly the question points at each document, by id
    spots: Mapping[tuple[str, int], Sequence[Spot]] = field(default_factory=dict)  # by document and page index


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page with its score, and the part of it, `[start:end]` of its text, that fits best, around its best chunk."""

    page: CutPage
    score: float
    best: Chunk
    start: int
    end: int
    spots: Sequence[Spot] = ()
    fits: Sequence[float] = ()  # how well each chunk of the page fits


def rank(pages: Sequence[CutPage], query: Query, signals: Signals, steps: Collection[Step] = STEPS) -> list[Ranked]:
    """The pages that have chunks, the one that fits best first.

    Scores are cosine similarities and what was added to them, so they may be over 1. They compare within one question.
    """
    floor = min(signals.similarity.values(), default=0.0)
    scale = scale_of(signals)
    pages = [page for page in pages if page.chunks]
    weights = {language: _weights_in(language, query, signals) for language in {page.language for page in pages}}
    phrases = {
        phrase: sum(not phrase.is_in(page.page.text) for page in pages) / len(pages)
        for phrase in (*query.quoted, *query.exact)
        if pages
    }
    ranked = [_ranked(page, query, signals, floor, scale, weights[page.language], phrases, steps) for page in pages]
    return sorted(ranked, key=lambda one: -one.score)


def _weights_in(language: str, query: Query, signals: Signals) -> dict[str, float]:
    """How telling each of the question's words is, by its stem in that language."""
    return {stemmer_of(language)(word): idf(signals.counts.get(word, 0), signals.chunks) for word in query.words}


def scale_of(signals: Signals) -> float:
    """By how much the weights are scaled: by how far the similarities lie apart."""
    deviation = pstdev(signals.similarity.values()) if signals.similarity else 0.0
    return min(max(deviation / USUAL_STANDARD_DEVIATION, MIN_SCALE), MAX_SCALE) if deviation else 1.0


def comb_sum(rankings: Sequence[Sequence[Ranked]]) -> list[Ranked]:
    """One ranking of several, fused by CombSUM (Fox and Shaw, "Combination of Multiple Searches", 1994): scores add up.

    In a ranking that lacks a page, the page has the lowest score there. Of each page the part that is shown is that of
    the ranking where the page stands highest.
    """
    scores: dict[tuple[str, int], float] = {}
    shown: dict[tuple[str, int], tuple[int, Ranked]] = {}
    lowest = [ranking[-1].score if ranking else 0.0 for ranking in rankings]
    for ranking, low in zip(rankings, lowest, strict=True):
        for place, one in enumerate(ranking):
            at = (one.page.doc_id, one.page.page.index)
            scores[at] = scores.get(at, sum(lowest)) + one.score - low
            shown[at] = min(shown.get(at, (place, one)), (place, one), key=lambda found: found[0])
    return sorted((replace(shown[at][1], score=score) for at, score in scores.items()), key=lambda one: -one.score)


def parts_shown(ranked: Sequence[Ranked], k: int) -> list[Ranked]:
    """The first `k` pages; where there are fewer, then other parts of these, the best first: a letter has one page.

    Such a part is the chunk that fits best of those not shown yet, with its better neighbour among them. What another
    part shown of the document says is not shown once more: a form has copies, a policy its cover's terms on each page.
    """
    shown: list[Ranked] = []
    for one in ranked:
        if len(shown) == k:
            break
        if not _repeats(one, shown):
            shown.append(one)
    of_pages = [[one] for one in ranked[:k]] if len(shown) < k else []  # the parts shown of each page
    chunks_best_first = sorted(
        (
            (one.fits[at], -place, at)
            for place, one in enumerate(ranked[: len(of_pages)])
            for at in range(len(one.fits))
        ),
        reverse=True,
    )
    for _, place, best in chunks_best_first:
        one, own = ranked[-place], of_pages[-place]
        if len(shown) == k:
            break
        if _is_shown(best, own):
            continue
        chunks = one.page.chunks
        near = [at for at in (best - 1, best + 1) if 0 <= at < len(chunks) and not _is_shown(at, own)]
        beside = max(near, key=one.fits.__getitem__, default=best)
        first, last = (chunks[at] for at in sorted((best, beside)))
        own.append(replace(one, best=chunks[best], start=first.start, end=max(first.end, last.end), spots=()))
        if not _repeats(own[-1], shown):
            shown.append(own[-1])
    return shown


def _repeats(one: Ranked, shown: Sequence[Ranked]) -> bool:
    """Whether other parts shown of the document say almost all of it, word for word."""
    own = _shingles(one)
    said = {shingle for other in shown if other.page.doc_id == one.page.doc_id for shingle in _shingles(other)}
    return bool(own) and len(own & said) >= MIN_SHARE_REPEATED * len(own)


def _shingles(one: Ranked) -> set[tuple[str, ...]]:
    """The runs of words of a part (Broder, 1997)."""
    words = one.page.page.text[one.start : one.end].split()
    return {tuple(words[at : at + WORDS_PER_SHINGLE]) for at in range(len(words) - WORDS_PER_SHINGLE + 1)}


def _is_shown(number: int, parts: Sequence[Ranked]) -> bool:
    """Whether most of that chunk of a page stands in one of the parts of it; chunks overlap a little."""
    chunk = parts[0].page.chunks[number]
    return any(2 * (min(chunk.end, one.end) - max(chunk.start, one.start)) > chunk.end - chunk.start for one in parts)


def _ranked(
    page: CutPage,
    query: Query,
    signals: Signals,
    floor: float,
    scale: float,
    weights: Mapping[str, float],  # how telling each of the query's words is, by its stem
    phrases: Mapping[Exact, float],  # and each phrase: the share of the pages that does not hold it
    steps: Collection[Step],
) -> Ranked:
    words = list(placed_words(page.page.text, page.language))
    asked = among(words, weights)
    similar = [signals.similarity.get(chunk.id, floor) for chunk in page.chunks]
    covered = [
        coverage({word for at, word in asked if chunk.start <= at < chunk.end}, weights) for chunk in page.chunks
    ]
    meaning = max(similar)
    if Step.PAIRS in steps:
        meaning = max([SHARE_OF_LONE_CHUNK * meaning, *((a + b) / 2 for a, b in pairwise(similar))])
    gain = WEIGHT_OF_DOCUMENT * signals.hints.get(page.doc_id, 0.0)
    if Step.COVERAGE in steps:
        gain += WEIGHT_OF_COVERAGE * max(covered)
    if Step.KIND in steps:
        gain += WEIGHT_OF_KIND * _answering(page, query, asked, weights)
    if Step.WORDS in steps:
        gain += WEIGHT_OF_WORDS * _bm25(Counter(word for _, word in asked), len(words), weights)
    if Step.PARTS in steps:
        gain += _gain_of_part(page, query)
    if Step.PLACES in steps:
        gain += _gain_of_place(page, query)
    if Step.PHRASES in steps and phrases:
        gain += (
            WEIGHT_OF_PHRASE
            * sum(tells for phrase, tells in phrases.items() if phrase.is_in(page.page.text))
            / len(phrases)
        )
    if Step.OVERVIEW in steps and query.overview and page.page.index == 0:
        gain += WEIGHT_OF_FIRST_PAGE
    loss = LOSS_OF_CONTENTS * (Step.CONTENTS in steps and _is_list(page.page.text, query))
    strength = [near + scale * WEIGHT_OF_COVERAGE * share for near, share in zip(similar, covered, strict=True)]
    best = max(range(len(strength)), key=strength.__getitem__)
    beside = max((i for i in (best - 1, best + 1) if 0 <= i < len(strength)), key=strength.__getitem__, default=best)
    first, last = sorted((page.chunks[best], page.chunks[beside]), key=lambda chunk: chunk.start)
    score = meaning + scale * gain - loss
    ranked = Ranked(page, score, page.chunks[best], first.start, max(first.end, last.end), fits=strength)
    spots = signals.spots.get((page.doc_id, page.page.index), ())
    return _at_spots(ranked, spots, query) if spots and Step.PLACES in steps else ranked


def _is_list(text: str, query: Query) -> bool:
    """Whether a page is a table of contents, or a list of works cited, and the question does not speak of these."""
    return (not query.asks_where and is_contents(text)) or (not query.asks_works and is_list_of_works(text))


def _at_spots(ranked: Ranked, spots: Sequence[Spot], query: Query) -> Ranked:
    """A page with places that the question points at: it gains by these, and they are what is shown of it.

    Of a long place that the question asks something of, the part that fits best is.
    """
    is_found = any(spot.is_whole and (spot.is_first or query.beside_places) for spot in spots)
    score = ranked.score + (GAIN_OF_FOUND_PLACE if is_found else GAIN_AROUND_PLACE)
    if query.beside_places and any(spot.start <= ranked.best.start and ranked.end <= spot.end for spot in spots):
        return replace(ranked, score=score, spots=spots)
    first = min(spot.start for spot in spots)
    best = max(
        (one for one in ranked.page.chunks if one.start <= first), key=lambda one: one.start, default=ranked.best
    )
    end = max(min(spot.end, spot.start + MAX_CHARACTERS_OF_PLACE) for spot in spots)
    start, end = min(best.start, first), max(best.end, end)
    return Ranked(ranked.page, score, best, start, end, spots, ranked.fits)


def idf(count: int, total: int) -> float:
    """How telling a word is that stands in `count` of `total` chunks: BM25's inverse document frequency.

    A word that stands in no chunk tells nothing.

    >>> [round(idf(count, 100), 2) for count in (0, 1, 10, 100)]
    [0.0, 4.21, 2.26, 0.0]
    """
    return math.log(1 + (max(total, count) - count + 0.5) / (count + 0.5)) if count else 0.0


def coverage(held: Collection[str], weights: Mapping[str, float]) -> float:
    """The share, 0 to 1, of the words that is held, each counting by the square of how telling it is.

    >>> coverage({"deposit"}, {"deposit": 2.0, "rent": 1.0})
    0.8
    """
    total = sum(weight**2 for weight in weights.values())
    return sum(weight**2 for word, weight in weights.items() if word in held) / total if total else 0.0


def _answering(page: CutPage, query: Query, asked: Sequence[tuple[int, str]], weights: Mapping[str, float]) -> float:
    """The largest share of the question's words that one sentence holds beside something of the kind asked for.

    `asked` are the question's words as they stand in the text, stemmed, each with its offset; in order.
    """
    if query.kind is None or not asked:
        return 0.0
    text = page.page.text
    places = [at for at, _ in asked]
    shares = []
    for start, end in passage_sentences(text):
        first, last = bisect_left(places, start), bisect_left(places, end)
        shares.append((coverage({word for _, word in asked[first:last]}, weights), start, end))
    for share, start, end in sorted(shares, reverse=True):
        if not share or may_answer(text[start:end], query.kind, query.text, page.language):
            return share
    return 0.0


def _bm25(counts: Mapping[str, int], length: int, weights: Mapping[str, float]) -> float:
    """BM25 of a page of `length` words, as a share of the most that it could be: 0 to 1."""
    k1, b = BM25_K1_SATURATION, BM25_B_LENGTH_NORMALISATION
    most = (k1 + 1) * sum(weights.values())
    room = k1 * (1 - b + b * length / WORDS_OF_ORDINARY_PAGE)
    return sum(w * counts[word] * (k1 + 1) / (counts[word] + room) for word, w in weights.items()) / most if most else 0


def _gain_of_part(page: CutPage, query: Query) -> float:
    """What a page gains for being the financial statement that the question names or implies."""
    wanted = query.named | query.implied
    if not wanted or len(_FIGURE.findall(page.page.text)) < MIN_FIGURES_OF_STATEMENT:
        return 0.0
    parts = _parts(page, wanted)
    return max(WEIGHT_OF_NAMED_PART * bool(parts & query.named), WEIGHT_OF_IMPLIED_PART * bool(parts & query.implied))


def _parts(page: CutPage, wanted: Collection[Part]) -> set[Part]:
    lines = [line.title for line in title_lines(page.page)]
    return {part for part in wanted if any(is_titled(part, line) for line in lines)}


def _gain_of_place(page: CutPage, query: Query) -> float:
    """What a page gains for the sections, notes and pages that the question points at and that begin on it.

    A page that only mentions one gains less.
    """
    gain = 0.0
    for place in query.places:
        if place.kind == "page":
            labels = page.page.label.casefold(), str(page.page.index + 1)
            gain = max(gain, WEIGHT_OF_PLACE * (place.label.casefold() in labels))
        elif place_pattern(place).search(page.page.text):
            gain = max(gain, WEIGHT_OF_PLACE)
        elif re.search(rf"\b{re.escape(place.kind)}\s+{re.escape(place.label)}(?!\w)", page.page.text, re.IGNORECASE):
            gain = max(gain, WEIGHT_OF_MENTIONED_PLACE)
    return gain
