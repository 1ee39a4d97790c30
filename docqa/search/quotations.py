"""The places in the passages that may answer a question: a sentence or two, a few short lines; pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docqa.documents import Chunk, Citation, Passage
from docqa.search.query import Kind, Query, may_answer
from docqa.search.ranking import coverage, idf
from docqa.text.sentences import passage_sentences
from docqa.text.words import placed_words

MAX_PIECES = 6  # sentences or lines that follow each other in one quotation
MAX_CHARACTERS = 400  # of a quotation, unless its one sentence is longer by itself

# In shares of the question's words. Chosen by whether the gold answer stands in the first and in the first three
# quotations, on sets of questions that are not in one domain; docs/decisions/0014 has the figures.
WEIGHT_OF_KIND = 0.3  # for a place with the kind of thing that is asked for
WEIGHT_OF_NUMBER = 0.1  # for a place with a number, where the question does not say what kind it asks for
WEIGHT_OF_LABEL = 0.01  # for a word of the question in its first sentence or line: a value stands behind its label
SHARE_OF_EARLIER_WORDS = 0.5  # of the weight of a word that was said before, and not again
LOSS_PER_PASSAGE = 0.06  # for every passage before the place's own
LOSS_PER_CHARACTER = 0.0004


@dataclass(frozen=True, slots=True)
class _Place:
    score: float
    number: int
    start: int
    end: int


def quotes(
    query: Query,
    counts: Mapping[str, int],
    chunks: int,
    passages: Sequence[Passage],
    k: int,
    before: Collection[str] = (),
) -> list[Citation]:
    """The `k` places that hold most of what the question says with what it asks for, best first; none twice.

    `counts` says in how many of the `chunks` searched each word of the query stands: rare words tell more. Places that
    share no word with the question are left out. The words `before` a follow-up tell less than its own.
    """
    weights = {
        language: _weights(query, counts, chunks, before, language)
        for language in {passage.chunk.language for passage in passages}
    }
    places = [
        place
        for number, passage in enumerate(passages, start=1)
        for place in _places(number, passage.chunk, query, weights[passage.chunk.language])
    ]
    chosen: list[_Place] = []
    for place in sorted(places, key=lambda one: -one.score):
        if len(chosen) < k and not any(_overlap(place, other) for other in chosen):
            chosen.append(place)
    return [Citation.of(place.number, passages[place.number - 1], place.start, place.end) for place in chosen]


def _weights(
    query: Query, counts: Mapping[str, int], chunks: int, before: Collection[str], language: str
) -> dict[str, float]:
    """How telling each of the question's words is, by its stem in that language."""
    weights: dict[str, float] = {}
    for word in query.words:
        pieces = [piece for _, piece in placed_words(word, language)]
        # A script without spaces is indexed by what stands between two marks: no count says how rare a word is.
        weight = idf(counts.get(word, 0), chunks) or (1.0 if len(pieces) > 1 else 0.0)
        weights |= dict.fromkeys(pieces, weight * (SHARE_OF_EARLIER_WORDS if word in before else 1.0))
    return weights


def _places(number: int, chunk: Chunk, query: Query, weights: Mapping[str, float]) -> Iterator[_Place]:
    text = chunk.text
    words = [(at, word) for at, word in placed_words(text, chunk.language) if word in weights]
    for start, first, end in _runs(text):
        share = coverage({word for at, word in words if start <= at < end}, weights)
        if share:
            fits = may_answer(text[start:end], query.kind or Kind.NUMBER, query.text, chunk.language)
            gain = fits * (WEIGHT_OF_KIND if query.kind else WEIGHT_OF_NUMBER) + WEIGHT_OF_LABEL * any(
                start <= at < first for at, _ in words
            )
            yield _Place(
                share + gain - LOSS_PER_PASSAGE * (number - 1) - LOSS_PER_CHARACTER * (end - start), number, start, end
            )


def _runs(text: str) -> Iterator[tuple[int, int, int]]:
    """Every run of neighbouring sentences or lines that is short enough: its start, the end of its first, its end."""
    pieces = passage_sentences(text)
    for first, (start, alone) in enumerate(pieces):
        for _, end in pieces[first : first + MAX_PIECES]:
            if end > alone and end - start > MAX_CHARACTERS:
                break
            yield start, alone, end


def _overlap(a: _Place, b: _Place) -> bool:
    return a.number == b.number and a.start < b.end and b.start < a.end
