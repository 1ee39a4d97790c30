"""A question to the passages that may answer it."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from docqa.documents import Passage, Turn
from docqa.engines import Embedder
from docqa.errors import EngineError
from docqa.library import Library
from docqa.store import VectorStore
from docqa.words import content_words, passage_sentences

CANDIDATES = 40  # chunks looked at by each search before the best are taken

# Of all the chunks, these are looked at for some of the chosen documents before Chroma is asked for those documents
# alone, which takes it a second for 100,000 chunks. It compares as many anyway (`ef_search`).
NEAREST = 400

FRESH = 8  # chunks without a vector yet that are embedded for a question: a quarter of a second of work

# What a chunk's words may add to its cosine similarity: all of it for a short question, whose words are telling, soon
# next to nothing for a long one, whose words are mostly instructions. docs/decisions/0003 has the figures.
WORDS_WEIGHT = 0.12
TELLING_WORDS = 5

EXCERPT_WORDS = 3  # a shorter piece is a label or a cell

# Words that point back at what was said before, and openings that go on from it.
_POINTS_BACK = re.compile(
    r"^(and|but|also|or|so|then|what about|how about|what else|why|when|where|who|how so|really|more|tell me more)\b"
    r"|\b(it|its|they|them|their|this|that|these|those|he|she|his|her|same|there|previous|above|former|latter)\b",
    re.IGNORECASE,
)
_FOLLOW_UP_WORDS = 9  # a longer question says itself what it is about


class Retriever(BaseRetriever):
    """LangChain's retriever over the library: meaning (vectors) and words (full text) together.

    A document is found by its words as soon as it is read, and by meaning as its vectors come.
    """

    library: Library
    store: VectorStore
    embedder: Callable[[], Embedder | None]  # the model whose vectors serve at the moment
    doc_ids: tuple[str, ...] | None = None  # the documents to search; None: all
    k: int = 5

    model_config = {"arbitrary_types_allowed": True}  # noqa: RUF012  # pydantic reads it once

    def search(
        self, question: str, *, history: Sequence[Turn] = (), doc_ids: Sequence[str] | None = None, k: int | None = None
    ) -> list[Passage]:
        """The `k` passages that fit the question best, best first.

        `history` is what was asked before: a follow-up is searched together with it. Raises StorageError.
        """
        k = k or self.k
        chosen = self._chosen(doc_ids if doc_ids is not None else self.doc_ids)
        if chosen == [] or not question.strip():
            return []
        query = stand_alone(question, history)
        by_words = self.library.texts.search_words(query, max(k, CANDIDATES), chosen)
        by_meaning = self._by_meaning(query, max(k, CANDIDATES), chosen, by_words)
        return self.library.texts.passages(fuse(by_meaning, by_words, words_weight(query))[:k])

    def excerpts(self, question: str, passages: Sequence[Passage], k: int) -> list[str]:
        """The `k` sentences of the passages that are nearest to the question in meaning, nearest first.

        Without an embedding model, the passages themselves.
        """
        texts = (
            " ".join(passage.chunk.text[start:end].split())
            for passage in passages
            for start, end in passage_sentences(passage.chunk.text)
        )
        sentences = [text for text in dict.fromkeys(texts) if len(text.split()) >= EXCERPT_WORDS]
        embedder = self.embedder()
        if embedder is not None and sentences:
            with suppress(EngineError):  # the embedding model is away
                wanted = embedder.model.embed_query(question)
                vectors = embedder.model.embed_documents(sentences)
                scores = [cosine(wanted, vector) for vector in vectors]
                return [sentences[i] for i in sorted(range(len(sentences)), key=lambda i: -scores[i])[:k]]
        return [passage.chunk.text for passage in passages[:k]]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[LangChainDocument]:
        return [
            LangChainDocument(
                id=passage.chunk.id,
                page_content=passage.chunk.text,
                metadata={
                    "source": passage.doc,
                    "page": passage.chunk.page,
                    "page_label": passage.label,
                    "section": passage.chunk.section,
                    "score": passage.score,
                },
            )
            for passage in self.search(query, k=k)
        ]

    def _chosen(self, doc_ids: Sequence[str] | None) -> list[str] | None:
        """Those of the documents that can be asked; None when that is all that has any text: the quickest to search."""
        with_text = [document for document in self.library.documents() if document.chunks]
        wanted = None if doc_ids is None else frozenset(doc_ids)
        chosen = [d.id for d in with_text if d.askable and (wanted is None or d.id in wanted)]
        return None if chosen and len(chosen) == len(with_text) else chosen

    def _by_meaning(
        self, query: str, k: int, doc_ids: Sequence[str] | None, by_words: Sequence[tuple[str, float]]
    ) -> list[tuple[str, float]]:
        """The nearest chunks; while not all have their vector, also the best by words of those without."""
        embedder = self.embedder()
        if embedder is None:
            return []
        try:
            progress = self.library.texts.progress(embedder.identity, doc_ids)
            vector = embedder.model.embed_query(query)
            found = self._nearest(embedder.identity, vector, k, doc_ids) if progress.done else []
            if not progress.whole:
                ids = self.library.texts.unembedded(embedder.identity, [id_ for id_, _ in by_words])[:FRESH]
                passages = self.library.texts.passages([(id_, 0.0) for id_ in ids])
                texts = [passage.chunk.text for passage in passages]
                fresh = embedder.model.embed_documents(texts) if texts else []
                found += [(p.chunk.id, cosine(vector, v)) for p, v in zip(passages, fresh, strict=True)]
        except EngineError:
            return []  # the embedding model is away: words still find the passages
        return found

    def _nearest(
        self, embedding: str, vector: Sequence[float], k: int, doc_ids: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        nearest = self.store.search(embedding, vector, max(k, NEAREST))
        found = self.library.texts.within(nearest, doc_ids)[:k]
        if len(found) < k and len(nearest) >= NEAREST and doc_ids is not None:
            return self.store.search(embedding, vector, k, doc_ids)
        return found


def cosine(a: Sequence[float], b: Sequence[float]) -> float:
    """The cosine similarity of two vectors of length 1."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def fuse(
    by_meaning: Sequence[tuple[str, float]], by_words: Sequence[tuple[str, float]], weight: float
) -> list[tuple[str, float]]:
    """One list out of two: the cosine similarity, raised by up to `weight` for chunks that hold the question's words.

    A chunk found by words alone stands where the weakest one found by meaning does. BM25 scores have no scale of their
    own, so they count relative to the best one.

    >>> fuse([("a", 0.5), ("b", 0.25)], [("b", 8.0), ("c", 4.0)], weight=0.5)
    [('b', 0.75), ('a', 0.5), ('c', 0.5)]
    >>> fuse([], [("c", 4.0), ("d", 2.0)], weight=0.5)
    [('c', 0.5), ('d', 0.25)]
    """
    floor = min((score for _, score in by_meaning), default=0.0)
    best = max((score for _, score in by_words), default=1.0)
    scores = dict(by_meaning)
    for id_, score in by_words:
        scores[id_] = scores.get(id_, floor) + weight * score / best
    return sorted(scores.items(), key=lambda item: -item[1])


def words_weight(query: str) -> float:
    """How much the words of a query count beside its meaning.

    >>> words_weight("notice period"), round(words_weight("one two three four five six seven eight nine ten"), 3)
    (0.12, 0.015)
    """
    count = len(content_words(query))
    return WORDS_WEIGHT * min(1.0, TELLING_WORDS / count) ** 3 if count else 0.0


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """The text to search for: a follow-up takes the question before it along, without waiting for a model.

    >>> earlier = [Turn("What was Adobe's revenue in 2022?", "17.6 billion dollars.")]
    >>> stand_alone("and in 2021?", earlier)
    "What was Adobe's revenue in 2022? and in 2021?"
    >>> stand_alone("Which law governs the agreement between the landlord and the tenant?", earlier)
    'Which law governs the agreement between the landlord and the tenant?'
    """
    words = question.split()
    if history and (len(words) <= 3 or (len(words) <= _FOLLOW_UP_WORDS and _POINTS_BACK.search(question))):
        return f"{stand_alone(history[-1].question, history[:-1])} {question}"
    return question
