"""A question to the passages that may answer it."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from docqa.documents import Citation, Document, Passage, Turn
from docqa.engines.base import Embedder
from docqa.errors import EngineError, StorageError
from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore
from docqa.search.finance import TITLE_PHRASES
from docqa.search.followups import follow, says_only_when
from docqa.search.names import KINDS_OF_FILES, document_hints, is_acronym, is_owner, mentions, names, plain
from docqa.search.query import Query, understand
from docqa.search.quotations import quotes
from docqa.search.ranking import STEPS, Ranked, Signals, Step, comb_sum, rank
from docqa.text.words import content_words

CHUNKS_PER_SEARCH = 40  # found by meaning, by words and so on, whose pages are then looked at

# Chroma takes a second for 100,000 chunks where it is asked for some documents alone. So the nearest of all chunks are
# looked through first: it compares as many anyway (`ef_search`). Only when too few of them are of the documents asked
# is it asked for those alone.
NEAREST_CHUNKS = 400
MIN_CHUNKS_OF_THE_ASKED = 100

# Chunks without a vector as yet that are embedded for a question: a quarter of a second of work.
MAX_CHUNKS_EMBEDDED_AT_ONCE = 16
# A question that points at so few documents by their names searches them on their own as well. A hint is 1 for a name
# that is surely the file's, and 0.5 for half of its letters.
MAX_DOCUMENTS_HINTED_AT = 3
MIN_HINT = 0.5
MIN_HINT_AT_OTHERS = 1.0  # for a document that was not asked to be told above the answer
MIN_LETTERS_OF_MISSPELT = 5  # a shorter word that stands nowhere is taken as it is
MIN_SHARE_UNMENTIONED = 0.5  # of a question's names, for the passages to be about something else


@dataclass(frozen=True, slots=True)
class Unmentioned:
    """Names in a question that stand nowhere on the pages found, and documents not asked that seem to be meant."""

    names: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood once for all that is done with it."""

    question: str  # as it was typed
    whole: str  # with what it goes on from
    texts: tuple[str, ...]  # to search for
    queries: Mapping[str, Query]  # what each of these texts looks for
    documents: tuple[Document, ...]  # all there are
    asked: tuple[Document, ...]  # those that it is asked of
    scope: tuple[str, ...] | None  # their ids; None for all that have any text, which is the quickest


class Retriever(BaseRetriever):
    """LangChain's retriever over the library: meaning (vectors) and words (full text) together.

    A document is found by its words as soon as it is read, and by meaning as its vectors come.
    """

    library: Library
    store: VectorStore
    embedder: Callable[[], Embedder | None]  # the model whose vectors serve at the moment
    doc_ids: tuple[str, ...] | None = None  # the documents to search; None: all
    k: int = 5
    steps: frozenset[Step] = STEPS  # fewer: to measure what each brings

    model_config = {"arbitrary_types_allowed": True}  # noqa: RUF012  # pydantic reads it once

    def search(
        self, question: str, *, history: Sequence[Turn] = (), doc_ids: Sequence[str] | None = None, k: int | None = None
    ) -> list[Passage]:
        """The `k` passages that fit the question best, best first; see `understand` and `find`. Raises StorageError."""
        return self.find(self.understand(question, history=history, doc_ids=doc_ids), k)

    def understand(self, question: str, *, history: Sequence[Turn] = (), doc_ids: Sequence[str] | None = None) -> Asked:
        """The question with what it goes on from, what to search for, and of which documents it is asked.

        `history` is what was asked before. Raises StorageError.
        """
        followed = follow(question, history)
        documents = tuple(self.library.documents())
        asked, scope = _chosen(documents, doc_ids if doc_ids is not None else self.doc_ids)
        queries = {text: understand(text) for text in (question, followed.whole, *followed.texts)}
        return Asked(question, followed.whole, followed.texts, queries, documents, asked, scope)

    def find(self, asked: Asked, k: int | None = None) -> list[Passage]:
        """The `k` passages that fit the question best, best first. Raises StorageError."""
        k = k or self.k
        if not asked.asked or not asked.question.strip():
            return []
        ranked = comb_sum([self._ranked(text, asked, max(k, CHUNKS_PER_SEARCH)) for text in asked.texts])
        return [_passage(one) for one in ranked[:k]]

    def _ranked(self, text: str, asked: Asked, most: int) -> list[Ranked]:
        """The pages that fit one of the texts, best first; where it points at no document, the last of them may."""
        chosen = asked.asked
        query = self._as_indexed(text, asked, asked.scope)
        hints: dict[str, float] = {}
        if Step.DOCUMENTS in self.steps and len(chosen) > 1:
            document_names = [document.name for document in chosen]
            pointing, telling = document_hints(query.text, document_names)
            if not telling:
                pointing, _ = document_hints(asked.texts[-1], document_names)
            hints = dict(zip((document.id for document in chosen), pointing, strict=True))
            query = _without(query, telling)
        found, ids = self._found(query, asked, most, hints)
        return rank(self.library.chunks.cut_pages(ids), query, found, self.steps)

    def unmentioned(self, asked: Asked, passages: Sequence[Passage]) -> Unmentioned | None:
        """What shows that the question is about another document, or None: half of its names or more stand nowhere.

        Nowhere on the passages' pages, nor in their documents' names. A question without names that clearly points at
        a document that was not asked, by words that stand in none that was, counts too. docs/decisions/0012 has the
        figures. Raises StorageError.
        """
        text = asked.queries[asked.whole if says_only_when(asked.question) else asked.question].text
        others, words = self._others(text, asked)
        pages = self.library.chunks.cut_pages(passage.chunk.id for passage in passages)
        texts = [plain(page.page.text) for page in pages]
        files = " ".join({re.sub(r"\W|_", "", plain(page.doc)) for page in pages})
        parts = {name: re.findall(r"\w\w+", name.casefold()) for name in names(text)}
        known = self.library.full_text.counts({part for some in parts.values() for part in some})
        # An acronym that stands nowhere may be short for what does; whose it is, it names ("AMD's").
        named = [n for n in parts if any(known[p] for p in parts[n]) or not is_acronym(n) or is_owner(n, text)]
        missing = [
            name
            for name in named
            if not all(plain(part) in files or self._is_mentioned(part, known[part], texts) for part in parts[name])
        ]
        if (named or words) and len(missing) >= MIN_SHARE_UNMENTIONED * len(named):
            return Unmentioned(tuple(missing), tuple(others))
        return None

    def _is_mentioned(self, part: str, count: int, texts: Sequence[str]) -> bool:
        """Also where it is misspelt, which it is not where it stands elsewhere."""
        return mentions(texts, part) or (not count and mentions(texts, self._spelled(part)))

    def _others(self, text: str, asked: Asked) -> tuple[list[str], list[str]]:
        """The documents not asked that a question clearly points at, and the names that do and stand in none asked."""
        ids = {document.id for document in asked.asked}
        others = [document.name for document in asked.documents if document.askable and document.id not in ids]
        hints, words = document_hints(text, others)
        clearest = max(MIN_HINT_AT_OTHERS, *hints, 0.0)
        pointed = [name for name, hint in zip(others, hints, strict=True) if hint >= clearest]
        own = [word for word in words if not {word, word.removesuffix("s")} & KINDS_OF_FILES]
        counts = self.library.full_text.counts(own, asked.scope) if pointed else {}
        return pointed, [word for word, count in counts.items() if not count]

    def quotes(self, asked: Asked, passages: Sequence[Passage], *, k: int = 1) -> list[Citation]:
        """The `k` places in the passages that may answer the question, best first. Raises StorageError."""
        # How rare a word is in these documents alone: a name that chose one of many says nothing inside it.
        chosen, scope = _chosen(asked.documents, list({passage.chunk.doc_id for passage in passages}))
        query = self._as_indexed(asked.whole, asked, scope)
        own = query if asked.whole == asked.question else self._as_indexed(asked.question, asked, scope)
        query = _without(query, document_hints(query.text, [document.name for document in chosen])[1])
        counts = self.library.full_text.counts(query.words, scope)
        before = set(query.words) - set(own.words)
        return quotes(query, counts, sum(document.chunks for document in chosen), passages, k, before)

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

    def _as_indexed(self, text: str, asked: Asked, scope: Sequence[str] | None) -> Query:
        """What one of the texts looks for, its words spelled as those documents spell them."""
        query = asked.queries[text]
        if Step.INSTRUCTIONS not in self.steps:
            query = replace(query, text=text, words=tuple(content_words(text)))
        if Step.SPELLING in self.steps:
            counts = self.library.full_text.counts(query.words, scope)
            words = (word if counts[word] else self._spelled(word) for word in query.words)
            query = replace(query, words=tuple(dict.fromkeys(words)))
        return query

    def _spelled(self, word: str) -> str:
        is_word = len(word) >= MIN_LETTERS_OF_MISSPELT and word.isalpha() and word.isascii()
        return (self.library.full_text.alike(word) if is_word else None) or word

    def _found(self, query: Query, asked: Asked, most: int, hints: Mapping[str, float]) -> tuple[Signals, list[str]]:
        """What is known of the chunks that may fit, and the ids of those whose pages are worth a look."""
        counts = self.library.full_text.counts(query.words, asked.scope)
        similarity, ids = self._searched(query, counts, most, asked.scope)
        pointed = [id_ for id_, hint in hints.items() if hint >= MIN_HINT]
        if 0 < len(pointed) <= MAX_DOCUMENTS_HINTED_AT and len(pointed) < len(asked.asked):
            more_counts = self.library.full_text.counts(query.words, pointed)
            more_similarity, more_ids = self._searched(query, more_counts, most, pointed)
            similarity |= more_similarity
            ids += more_ids
        if Step.OVERVIEW in self.steps and query.overview and len(asked.asked) <= MAX_DOCUMENTS_HINTED_AT:
            ids += self.library.chunks.labelled("1", [document.id for document in asked.asked], most)
        return Signals(similarity, counts, sum(document.chunks for document in asked.asked), hints), ids

    def _searched(
        self, query: Query, counts: Mapping[str, int], most: int, doc_ids: Sequence[str] | None
    ) -> tuple[dict[str, float], list[str]]:
        """The similarity of the nearest chunks of those documents, by id, and the ids of what each search has found.

        `counts` are those of the query's words in them.
        """
        full_text = self.library.full_text
        ids = full_text.search_words(counts, most, doc_ids)
        similarity = self._similarity(query.text, most, doc_ids, ids)
        ids += sorted(similarity, key=lambda id_: -similarity[id_])[:most]
        if Step.PARTS in self.steps and (parts := query.named | query.implied):
            phrases = [phrase for part in sorted(parts) for phrase in TITLE_PHRASES[part]]
            ids += full_text.search_phrases(phrases, most, doc_ids, in_titles=True)
        if Step.PHRASES in self.steps and query.phrases:
            ids += full_text.search_phrases(query.phrases, most, doc_ids)
        if Step.PLACES in self.steps:
            for place in query.places:
                ids += full_text.search_phrases([f"{place.kind} {place.label}", place.label], most, doc_ids)
                if place.kind == "page" and doc_ids is not None:
                    ids += self.library.chunks.labelled(place.label, doc_ids, most)
        return similarity, ids

    def _similarity(
        self, text: str, most: int, doc_ids: Sequence[str] | None, by_words: Sequence[str]
    ) -> dict[str, float]:
        """The cosine similarity of the nearest chunks, and of some without a vector as yet: the best by words."""
        embedder = self.embedder()
        if embedder is None:
            return {}
        try:
            progress = self.library.ledger.progress(embedder.identity, doc_ids)
            vector = embedder.model.embed_query(text)
            found = dict(
                self._nearest(embedder.identity, vector, max(most, NEAREST_CHUNKS), doc_ids) if progress.done else []
            )
            if not progress.whole:
                ids = self.library.ledger.unembedded(embedder.identity, by_words)[:MAX_CHUNKS_EMBEDDED_AT_ONCE]
                passages = self.library.chunks.passages([(id_, 0.0) for id_ in ids])
                texts = [passage.chunk.text for passage in passages]
                fresh = embedder.model.embed_documents(texts) if texts else []
                found |= {p.chunk.id: cosine(vector, v) for p, v in zip(passages, fresh, strict=True)}
        except (EngineError, StorageError):
            return {}  # the embedding model is away, or Chroma cannot be used: words still find the passages
        return found

    def _nearest(
        self, embedding: str, vector: Sequence[float], k: int, doc_ids: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        nearest = self.store.search(embedding, vector, k)
        found = self.library.chunks.within(nearest, doc_ids)
        if len(found) < MIN_CHUNKS_OF_THE_ASKED and len(nearest) == k and doc_ids is not None:
            return self.store.search(embedding, vector, k, doc_ids)
        return found


def _chosen(
    documents: Sequence[Document], doc_ids: Sequence[str] | None
) -> tuple[tuple[Document, ...], tuple[str, ...] | None]:
    """Those of the documents that can be asked, and their ids; None for all that has any text: the quickest."""
    with_text = [document for document in documents if document.chunks]
    wanted = None if doc_ids is None else frozenset(doc_ids)
    chosen = tuple(d for d in with_text if d.askable and (wanted is None or d.id in wanted))
    return chosen, None if len(chosen) == len(with_text) else tuple(document.id for document in chosen)


def cosine(a: Sequence[float], b: Sequence[float]) -> float:
    """The cosine similarity of two vectors of length 1."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def _without(query: Query, words: Collection[str]) -> Query:
    """The query without these words, unless it has no others."""
    return replace(query, words=tuple(word for word in query.words if word not in words) or query.words)


def _passage(ranked: Ranked) -> Passage:
    page, best = ranked.page, ranked.best
    chunk = replace(best, start=ranked.start, end=ranked.end, text=page.page.text[ranked.start : ranked.end])
    return Passage(chunk, page.doc, page.page.label, ranked.score)
