"""A question to the passages that may answer it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from docqa.documents import Citation, CutPage, Finding, Passage, Turn
from docqa.engines.base import Embedder, Reranker
from docqa.errors import EngineError, StorageError
from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore
from docqa.search.asked import Asked, choose, prepare
from docqa.search.candidates import Candidate, asked_in_language, candidates, read_as
from docqa.search.cells import MAX_PAGES, has_figures, with_cells
from docqa.search.documents_meant import KINDS_OF_FILES, document_hints
from docqa.search.finance import TITLE_PHRASES, is_titled
from docqa.search.names import names, without_accents
from docqa.search.numbering import Numbering, labelled
from docqa.search.places import Place, without_places
from docqa.search.query import (
    Kind,
    Query,
    answering_words,
    as_in_tables,
    may_answer,
    says_more,
    says_what_is_counted,
    thing_asked,
)
from docqa.search.quotations import (
    MAX_COMPARED,
    MAX_QUOTATIONS,
    Quotations,
    compared,
    distinct,
    finding,
    of_both,
    pointed_at,
    read,
    those_within,
    with_heads,
)
from docqa.search.ranking import STEPS, Ranked, Signals, Spot, Step, comb_sum, parts_shown, rank
from docqa.search.sentences_whole import with_sentences_whole
from docqa.search.spelling import parted, spelled
from docqa.search.unmentioned import Unmentioned, holds_numbers, unmentioned
from docqa.search.wanted import Wanted
from docqa.tables import Table, no_tables
from docqa.text.glosses import in_english
from docqa.text.languages import ENGLISH, language_of
from docqa.text.page_ends import PAGES_BESIDE
from docqa.text.scripts import is_unspaced
from docqa.text.states import states_by_other_name, with_states
from docqa.text.words import among, content_words, placed_words, spoken_words, stem

MAX_PASSAGES = 5  # for an answer
# Each of the searches (by meaning, by words, by titles and so on) gives at most so many chunks. Their pages are ranked.
CHUNKS_PER_SEARCH = 40

# Chroma takes a second for 100,000 chunks when it is asked for some documents alone. So it is first asked for the
# nearest of all chunks, as many as it compares anyway (`ef_search` in docqa/library/vectors.py). Only when too few of
# them are of the documents asked is it asked for those alone.
NEAREST_CHUNKS = 400
MIN_CHUNKS_OF_CHOSEN_DOCUMENTS = 100

# While vectors are still being made, so many of the chunks that were found by words are embedded for the question
# itself. That takes a quarter of a second.
MAX_CHUNKS_EMBEDDED_FOR_QUESTION = 16
# Where a question points by name at no more documents than this, these are searched on their own as well. A hint is 1
# for a name that is surely the file's, and 0.5 for half of its letters.
MAX_DOCUMENTS_HINTED_AT = 3
MIN_HINT = 0.5
MAX_CHUNKS_OF_RARE_WORD = 4  # a word of a name that stands in no more is what a question is about
CHUNKS_OF_HEAD = 2  # at the beginning of a document that tell who made it, and when
MAX_PAGES_OF_PLACE = 20  # pages of a place that a question points at, a chapter say, that are ranked


def no_reranker() -> None:
    """For a retriever whose quotations are chosen by words alone."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Search in the library: by meaning (vectors) and by words (full text) together.

    A document is found by its words as soon as it is read, and by meaning as its vectors come.
    """

    library: Library
    store: VectorStore
    embedder: Callable[[], Embedder | None]  # the model whose vectors serve at the moment
    reranker: Callable[[], Reranker | None] = no_reranker
    tables: Callable[[Passage], Sequence[Table]] = no_tables  # of a passage's page
    steps: frozenset[Step] = STEPS  # with fewer of them, what each brings is measured

    def search(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        doc_ids: Sequence[str] | None = None,
        k: int = MAX_PASSAGES,
    ) -> list[Passage]:
        """The `k` passages that fit the question best, best first; see `understand` and `find`. Raises StorageError."""
        return self.find(self.understand(question, history=history, doc_ids=doc_ids), k)

    def understand(self, question: str, *, history: Sequence[Turn] = (), doc_ids: Sequence[str] | None = None) -> Asked:
        """The question with what it goes on from, what to search for, and of which documents (by id) it is asked.

        `history` is what was asked before, oldest first. An embedding model that does not give the question's vector
        soon is done without, and `silent` tells which. Raises StorageError.
        """
        asked = prepare(question, history, self.library.documents(), doc_ids)
        if not asked.chosen or not asked.own.question.strip():
            return asked
        if (embedder := self.embedder()) is None:
            return replace(asked, silent="The embedding model")
        texts = {query.text for query in asked.searched if embedder.knows(query.text)}
        try:
            vectors = {text: embedder.for_question.embed_query(text) for text in texts}
        except EngineError:
            return replace(asked, silent=embedder.label)
        return replace(asked, embedder=embedder, vectors=vectors)

    def find(self, asked: Asked, k: int = MAX_PASSAGES) -> list[Passage]:
        """The `k` passages that fit the question best, best first. Raises StorageError."""
        if not asked.chosen or not asked.own.question.strip():
            return []
        hints_of = cache(partial(document_hints, names=[document.name for document in asked.chosen]))
        most = max(k, CHUNKS_PER_SEARCH)
        rankings = [self._ranked(query, asked, most, hints_of) for query in asked.searched]
        goes_on = len(rankings) > 1 and asked.whole is asked.own
        if goes_on and self._leaves(asked, [one.page.doc_id for one in rankings[-1][:1]]):
            rankings = rankings[:1]
        ranked = comb_sum(rankings)
        found = [_passage(one) for one in self._with_rarest_word(asked, ranked, parts_shown(ranked, k))]
        if asked.own.asks_head:
            first = [next((one for one in found if _holds(one, head)), head) for head in self._heads(asked, found)]
            found = [*first, *(one for one in found if not any(_holds(head, one) for head in first))][:k]
        return [self._whole(passage) for passage in found]

    def quotations(self, asked: Asked, passages: Sequence[Passage], *, k: int = MAX_QUOTATIONS) -> Quotations:
        """The `k` places in the passages that may answer the question, and whether each does. Raises StorageError."""
        found = self._quotations(asked, passages, k)
        if not asked.own.asks_head:
            return found
        return with_heads(found, passages, _documents_of_heads(asked, passages), k)

    def _quotations(self, asked: Asked, passages: Sequence[Passage], k: int) -> Quotations:
        # How rare a word is in these documents alone: a name that chose one of many says nothing inside it.
        chosen, scope = choose(asked.documents, list({passage.chunk.doc_id for passage in passages}))
        query, counts = self._as_indexed(as_in_tables(asked.whole), scope)
        own = query if asked.whole is asked.own else self._as_indexed(as_in_tables(asked.own), scope)[0]
        query = _without(query, document_hints(query.text, [document.name for document in chosen])[1])
        before = set(query.words) - set(own.words)
        found = candidates(query, counts, sum(document.chunks for document in chosen), passages, before, self.tables)
        pointed = pointed_at(passages)
        is_for_words = bool(query.places) and not query.beside_places
        if is_for_words and pointed:
            is_one = len({passages[place.number - 1].chunk.doc_id for place in pointed}) == 1
            citations = tuple(citation for _, citation in distinct(pointed, k, passages))
            return Quotations(citations, (Finding.ANSWERS if is_one else Finding.CLOSEST,) * len(citations))
        best, is_reranked = self._reranked(query, own.text, found, passages, pointed)
        both = distinct(best, max(k, 2), passages)
        nearest = [place for place, _ in both]
        places = nearest[:k]
        citations = tuple(citation for _, citation in both[:k])
        kind = asked.whole.kind
        if kind and kind is not Kind.REASON:  # of a reason only the "because" would be known
            citations = tuple(
                replace(c, answering=answering_words(c.words, kind, query.text, passages[c.number - 1].chunk.language))
                for c in citations
            )
        if not is_reranked:  # words alone cannot tell whether they answer
            return Quotations(citations, (Finding.CLOSEST,) * len(places))
        asked_in = asked_in_language(query, passages)
        fits = [
            place.is_asked_for and _may_answer(citation, query, kind, passages[citation.number - 1], asked_in)
            for place, citation in zip(places, citations, strict=True)
        ]
        rivals = [nearest[:1] if at else nearest[1:2] for at in range(len(places))]
        by_words = [{asked_in, read_as(passages[p.number - 1], asked_in)} != {ENGLISH.code} for p in places]
        found_out = [finding([p, *r], f, b) for p, r, f, b in zip(places, rivals, fits, by_words, strict=True)]
        is_sure = Finding.ANSWERS in found_out
        if is_sure and (is_for_words or self._is_unheard_of(asked.own, scope, passages, asked_in)):
            found_out = [Finding.CLOSEST if one is Finding.ANSWERS else one for one in found_out]
        return Quotations(citations, tuple(found_out))

    def _is_unheard_of(
        self, query: Query, scope: Sequence[str] | None, passages: Sequence[Passage], asked_in: str
    ) -> bool:
        """Whether a word for the thing asked for stands nowhere in those documents, nor what means the same.

        "The federal wage base" holds all of "the federal minimum wage" that the document says, and is another thing.
        """
        for word in set(thing_asked(query.text)).intersection(query.words):
            alone, counts = self._as_indexed(as_in_tables(replace(query, text=word, words=(word,))), scope)
            if not any(counts[part] for part in alone.words) and not any(
                Wanted.of(alone, asked_in, read_as(passage, asked_in)).words(
                    f"{passage.doc} {passage.chunk.section} {passage.text}"
                )
                for passage in passages
            ):
                return True
        return False

    def _reranked(
        self,
        query: Query,
        own: str,
        found: Sequence[Candidate],
        passages: Sequence[Passage],
        pointed: Sequence[Candidate],
    ) -> tuple[list[Candidate], bool]:
        """The candidates, best first but for those in a place `pointed` at, and whether a cross-encoder has read them.

        The models know English alone: they read what is in another language word by word in English. A follow-up they
        read as the query has it, with what it goes on from, and by itself, which is its `own` text.
        """
        if is_unspaced(query.text):
            return those_within(found, pointed), False
        asked_in = asked_in_language(query, passages)
        whole, alone = (in_english(text, asked_in) for text in (query.text, own))
        languages = [read_as(passage, asked_in) for passage in passages]
        states = states_by_other_name(query.text)

        def texts(candidates: Sequence[Candidate]) -> list[str]:
            said = (in_english(one.text(passages), languages[one.number - 1]) for one in candidates)
            return [with_states(text, states) for text in said]

        def judged(by: Callable[[Reranker, str], list[float]]) -> list[float]:
            of_whole = self._judged(lambda reranker: by(reranker, whole))
            return of_whole if alone == whole else of_both(of_whole, self._judged(lambda reranker: by(reranker, alone)))

        def judge(some: Sequence[Candidate]) -> list[float]:
            return judged(lambda reranker, question: reranker.scores(question, texts(some)))

        best = read(found, judge, pointed)
        if not best:
            return those_within(found, pointed), False
        likeness = judged(lambda reranker, question: reranker.likeness(question, texts(best[:MAX_COMPARED])))
        return those_within(compared(best, likeness), pointed), True

    def fits(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each of the texts answers a question in English, as a logit; nothing where that cannot be told."""
        is_english = language_of(question) in (None, ENGLISH) and not is_unspaced(question)
        return self._judged(lambda reranker: reranker.scores(question, texts)) if is_english else []

    def _judged(self, judge: Callable[[Reranker], list[float]]) -> list[float]:
        """What the reranker says; nothing without it."""
        try:
            reranker = self.reranker()
            return judge(reranker) if reranker is not None else []
        except EngineError:
            return []  # its file is away: words still find the places

    def unmentioned(self, asked: Asked, passages: Sequence[Passage]) -> Unmentioned | None:
        """What shows that the question is about another document than the passages, if so. Raises StorageError."""
        return unmentioned(self.library, asked, passages)

    def unread_by(self, asked: Asked, passages: Sequence[Passage]) -> str:
        """The embedding model that does not know the script of the question, or of all the passages; "" without one."""
        embedder = self.embedder()
        if embedder is None:
            return ""
        is_known = any(embedder.knows(passage.chunk.text) for passage in passages) or not passages
        return "" if is_known and embedder.knows(asked.own.text) else embedder.label

    def _ranked(
        self, query: Query, asked: Asked, most: int, hints_of: Callable[[str], tuple[list[float], set[str]]]
    ) -> list[Ranked]:
        """The pages that fit one of the queries, best first.

        `hints_of` says how a text points at the documents asked, as `document_hints` does. Where the query points at
        none by its name, the last of the queries may: for a follow-up, it says the most.
        """
        chosen = asked.chosen
        query, counts = self._as_indexed(query, asked.scope)
        hints: dict[str, float] = {}
        if Step.DOCUMENTS in self.steps and len(chosen) > 1:
            pointing, telling = hints_of(query.text)
            if not telling:
                pointing, _ = hints_of(asked.searched[-1].question)
            hints = dict(zip((document.id for document in chosen), pointing, strict=True))
            query = _without(query, telling)
        signals, ids = self._candidates(query, counts, asked, most, hints)
        pages = self.library.chunks.cut_pages(ids)
        ranked = rank(pages, query, self._without_noise(signals, pages), self.steps)
        if Step.PLACES in self.steps and query.places:
            if not hints:
                query = _without(query, hints_of(query.text)[1])
            spots = self._spots(query.places, asked, hints, ranked)
            ids += [id_ for doc_id, page in spots for id_ in self.library.chunks.on_pages(doc_id, [page])]
            pages = self.library.chunks.cut_pages(ids)
            ranked = rank(pages, query, self._without_noise(replace(signals, spots=spots), pages), self.steps)
        if Step.CELLS in self.steps and query.kind in (Kind.AGE, Kind.NUMBER, None) and not query.overview:
            if (tabular := as_in_tables(query)) is not query:
                query, counts = self._as_indexed(tabular, asked.scope)
            query = _without(query, hints_of(query.text)[1])
            first = ranked[:MAX_PAGES]
            tables = [self.tables(_passage(one)) if has_figures(one) else () for one in first]
            ranked = [*with_cells(first, tables, query, replace(signals, counts=counts)), *ranked[MAX_PAGES:]]
        return ranked

    def _leaves(self, asked: Asked, doc_ids: Sequence[str]) -> bool:
        """Whether a question that may go on from the one before asks of another document than that was found in.

        That is where the rarest of its words stand in others alone: "how many users does firefox have?".
        """
        query, counts = self._as_indexed(asked.own, asked.scope)
        found = {word: counts[word] for word in query.words if counts[word]}
        rarest = [word for word, count in found.items() if count == min(found.values())]
        there = self.library.full_text.counts(rarest, doc_ids) if rarest else {}
        return bool(there) and not any(there.values())

    def _with_rarest_word(self, asked: Asked, ranked: Sequence[Ranked], shown: list[Ranked]) -> list[Ranked]:
        """What is shown, the last of it another page where that alone holds the rarest word of the question's names.

        Many pages may fit all the rest of a question better than the one that holds the name it is about.
        """
        named = {word for name in names(asked.own.text) for word in spoken_words(name)}
        if not named or len(ranked) <= len(shown):
            return shown
        query, counts = self._as_indexed(asked.own, asked.scope)
        known = (word for word in query.words if counts.get(word) and word in named)
        rarest = min(known, key=lambda word: counts[word], default="")
        if not rarest or counts[rarest] > MAX_CHUNKS_OF_RARE_WORD:
            return shown
        if any(_holds_word(one.page.page.text[one.start : one.end], rarest, one.best.language) for one in shown):
            return shown
        pages = {(one.page.doc_id, one.page.page.index) for one in shown}
        for one in ranked:
            held = next((chunk for chunk in one.page.chunks if _holds_word(chunk.text, rarest, chunk.language)), None)
            if held is not None and (one.page.doc_id, one.page.page.index) not in pages:
                return [*shown[:-1], replace(one, best=held, start=held.start, end=held.end, spots=())]
        return shown

    def _spots(
        self, places: Sequence[Place], asked: Asked, hints: Mapping[str, float], ranked: Sequence[Ranked]
    ) -> dict[tuple[str, int], list[Spot]]:
        """Where the places stand, by document and page index: in the documents that are meant, or else fit best."""
        pointed = [id_ for id_, hint in hints.items() if hint >= MIN_HINT]
        doc_ids = pointed or list(dict.fromkeys(one.page.doc_id for one in ranked))
        if len(asked.chosen) <= MAX_DOCUMENTS_HINTED_AT:
            doc_ids = pointed or [document.id for document in asked.chosen]
        spots = defaultdict[tuple[str, int], list[Spot]](list)
        for doc_id in doc_ids[:MAX_DOCUMENTS_HINTED_AT]:
            pages = list(self.library.pages.all(doc_id))
            numbering = Numbering([(page.index, page.text) for page in pages])
            for place in places:
                found = labelled(place, pages) if place.kind == "page" else numbering.find(place)
                if found is None:
                    continue
                for number, region in enumerate(found.regions[:MAX_PAGES_OF_PLACE]):
                    spots[doc_id, region.page].append(Spot(region.start, region.end, found.is_whole, not number))
        return dict(spots)

    def _heads(self, asked: Asked, found: Sequence[Passage]) -> list[Passage]:
        """The beginning of each document whose head is asked for."""
        doc_ids = _documents_of_heads(asked, found)
        on_first = (id_ for doc_id in doc_ids for id_ in self.library.chunks.on_pages(doc_id, [0]))
        beginnings = {page.doc_id: _beginning(page) for page in self.library.chunks.cut_pages(on_first)}
        return [beginnings[doc_id] for doc_id in doc_ids if doc_id in beginnings]

    def _whole(self, passage: Passage) -> Passage:
        """The passage with the sentences that go over the ends of its page."""
        doc_id, index = passage.chunk.doc_id, passage.chunk.page
        return with_sentences_whole(passage, self.library.pages.around(doc_id, index, PAGES_BESIDE + 1))

    def _as_indexed(self, query: Query, scope: Sequence[str] | None) -> tuple[Query, dict[str, int]]:
        """The query, its words spelled as those documents spell them, and in how many of their chunks each stands."""
        full_text = self.library.full_text
        if Step.INSTRUCTIONS not in self.steps:
            query = replace(query, text=query.question, words=tuple(content_words(query.question)))

        def meant(word: str) -> tuple[str, ...]:
            return parted(full_text, word, scope) or (spelled(full_text, word),)

        counts = full_text.counts(query.words, scope)
        if Step.SPELLING in self.steps:
            words = dict.fromkeys(part for word in query.words for part in ((word,) if counts[word] else meant(word)))
            if corrected := words.keys() - counts.keys():
                counts |= full_text.counts(corrected, scope)
            query = replace(query, words=tuple(words))
        return query, counts

    def _candidates(
        self, query: Query, counts: Mapping[str, int], asked: Asked, most: int, hints: Mapping[str, float]
    ) -> tuple[Signals, list[str]]:
        """What the searches know of the chunks that may fit, and the ids of those whose pages are to be ranked.

        `hints` say how clearly the question points at each document, by id.
        """
        similarity, ids = self._searched(query, counts, most, asked, asked.scope)
        pointed = [id_ for id_, hint in hints.items() if hint >= MIN_HINT]
        if 0 < len(pointed) <= MAX_DOCUMENTS_HINTED_AT and len(pointed) < len(asked.chosen):
            more_counts = self.library.full_text.counts(query.words, pointed)
            more_similarity, more_ids = self._searched(query, more_counts, most, asked, pointed)
            similarity |= more_similarity
            ids += more_ids
        if Step.OVERVIEW in self.steps and query.overview and len(asked.chosen) <= MAX_DOCUMENTS_HINTED_AT:
            ids += self.library.chunks.labelled("1", [document.id for document in asked.chosen], most)
        return Signals(similarity, counts, sum(document.chunks for document in asked.chosen), hints), ids

    def _searched(
        self, query: Query, counts: Mapping[str, int], most: int, asked: Asked, doc_ids: Sequence[str] | None
    ) -> tuple[dict[str, float], list[str]]:
        """The similarity of the nearest chunks of those documents, by id, and the ids of what each search has found.

        `counts` says in how many of their chunks each of the query's words stands.
        """
        full_text = self.library.full_text
        ids = full_text.search_words({word: counts[word] for word in query.words}, most, doc_ids)
        similarity = self._similarity(asked, query.text, most, doc_ids, ids)
        ids += sorted(similarity, key=lambda id_: -similarity[id_])[:most]
        if Step.PARTS in self.steps and (parts := query.named | query.implied):
            phrases = [phrase for part in sorted(parts) for phrase in TITLE_PHRASES[part]]
            ids += full_text.search_phrases(phrases, most, doc_ids, in_titles=True)
        if Step.PHRASES in self.steps and (exact := (*query.quoted, *query.exact)):
            ids += full_text.search_phrases([form for one in exact for form in one.forms], most, doc_ids)
        if Step.PLACES in self.steps:
            for place in query.places:
                ids += full_text.search_phrases([f"{place.kind} {place.label}", place.label], most, doc_ids)
        return similarity, ids

    def _similarity(
        self, asked: Asked, text: str, most: int, doc_ids: Sequence[str] | None, by_words: Sequence[str]
    ) -> dict[str, float]:
        """The cosine similarity of the nearest chunks, by id, and of the best `by_words` that have no vector as yet.

        Empty without an embedding model that knows the question's script, and has given its vector in time.
        """
        embedder = asked.embedder
        if embedder is None or not embedder.knows(text):
            return {}
        try:
            progress = self.library.ledger.progress(embedder.identity, doc_ids)
            vector = asked.vectors.get(text) or embedder.for_question.embed_query(text)
            found = dict(
                self._nearest(embedder.identity, vector, max(most, NEAREST_CHUNKS), doc_ids) if progress.done else []
            )
            if not progress.whole:
                ids = self.library.ledger.unembedded(embedder.identity, by_words)[:MAX_CHUNKS_EMBEDDED_FOR_QUESTION]
                passages = self.library.chunks.passages([(id_, 0.0) for id_ in ids])
                texts = [passage.chunk.text for passage in passages]
                fresh = embedder.for_question.embed_documents(texts) if texts else []
                found |= {p.chunk.id: cosine(vector, v) for p, v in zip(passages, fresh, strict=True)}
        except (EngineError, StorageError):
            return {}  # the embedding model is away, or Chroma cannot be used: words still find the passages
        return found

    def _without_noise(self, signals: Signals, pages: Iterable[CutPage]) -> Signals:
        """The signals without the similarity of chunks in a script that the embedding model does not know."""
        embedder = self.embedder()
        if embedder is None or embedder.knows_unspaced:
            return signals
        noise = {chunk.id for page in pages for chunk in page.chunks if not embedder.knows(chunk.text)}
        return replace(signals, similarity={id_: s for id_, s in signals.similarity.items() if id_ not in noise})

    def _nearest(
        self, embedding: str, vector: Sequence[float], k: int, doc_ids: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        """Ids of the nearest chunks of those documents, at most `k`, each with its cosine similarity, best first."""
        nearest = self.store.search(embedding, vector, k)
        found = self.library.chunks.within(nearest, doc_ids)
        if len(found) < MIN_CHUNKS_OF_CHOSEN_DOCUMENTS and len(nearest) == k and doc_ids is not None:
            return self.store.search(embedding, vector, k, doc_ids)
        return found


def cosine(a: Sequence[float], b: Sequence[float]) -> float:
    """The cosine similarity of two vectors of length 1."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def _without(query: Query, words: Collection[str]) -> Query:
    """The query without these words, which mean a document (no accents), unless it has no others."""
    return replace(
        query,
        words=tuple(word for word in query.words if without_accents(word) not in words) or query.words,
        beside_places=frozenset(
            word for word in query.beside_places - KINDS_OF_FILES if without_accents(word) not in words
        ),
    )


def _may_answer(citation: Citation, query: Query, kind: Kind | None, passage: Passage, asked_in: str) -> bool:
    """Whether a quotation holds the kind of thing that is asked for, and says the numbers that the question names.

    Where the question names a financial statement, it must be of that: of a passage under its title.
    """
    chunk, language = passage.chunk, read_as(passage, asked_in)
    said = citation.whole or citation.text
    found = (kind is Kind.AGE and citation.cell) or said  # of a cell its header says that it is an age
    words, around = f"{chunk.section} {said} {citation.cell}", f"{passage.doc} {chunk.section} {passage.text}"
    until_its_end = passage.text[: max(0, passage.position(citation.end - chunk.start))]
    above = [line for line in (chunk.section, *until_its_end.splitlines()) if not line[:1].islower()]
    return (
        says_more(in_english(f"{said} {citation.cell}", language), in_english(query.text, asked_in))
        and (not kind or may_answer(found, kind, query.text, language))
        and says_what_is_counted(in_english(words, language), in_english(query.text, asked_in))
        and (not query.named or any(is_titled(part, line) for part in query.named for line in above))
        and holds_numbers(without_places(query.text), words, around, language)
    )


def _documents_of_heads(asked: Asked, found: Sequence[Passage]) -> list[str]:
    """The ids of the documents that are named or asked or, of many, of the one that fits best."""
    hints, _ = document_hints(asked.own.text, [document.name for document in asked.chosen])
    named = [document.id for document, hint in zip(asked.chosen, hints, strict=True) if hint >= MIN_HINT]
    doc_ids = named or [document.id for document in asked.chosen]
    if len(doc_ids) > MAX_DOCUMENTS_HINTED_AT:
        doc_ids = [passage.chunk.doc_id for passage in found[:1]]
    return doc_ids


def _holds_word(text: str, word: str, language: str) -> bool:
    """Whether a word stands in a text of that language, in any of its forms."""
    return bool(among(placed_words(text, language), {stem(word, language)}))


def _holds(one: Passage, other: Passage) -> bool:
    """Whether the other passage lies in this one."""
    a, b = one.chunk, other.chunk
    return (a.doc_id, a.page) == (b.doc_id, b.page) and a.start <= b.start and b.end <= a.end


def _beginning(page: CutPage) -> Passage:
    first, last = page.chunks[0], page.chunks[:CHUNKS_OF_HEAD][-1]
    text = page.page.text[first.start : last.end]
    return Passage(replace(first, end=last.end, text=text), page.doc, page.page.label, 1.0)


def _passage(ranked: Ranked) -> Passage:
    page, best = ranked.page, ranked.best
    chunk = replace(best, start=ranked.start, end=ranked.end, text=page.page.text[ranked.start : ranked.end])
    places = tuple(
        (max(spot.start, ranked.start) - ranked.start, min(spot.end, ranked.end) - ranked.start)
        for spot in ranked.spots
        if spot.is_whole and spot.start < ranked.end and ranked.start < spot.end
    )
    return Passage(chunk, page.doc, page.page.label, ranked.score, places)
