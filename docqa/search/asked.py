"""A question, understood once for all that is done with it: the search, the quotations, the notice. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from docqa.documents import Document, Turn
from docqa.engines.base import Embedder
from docqa.search.followups import follow
from docqa.search.query import Query, understand


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it goes on from, what to search for, and the documents that it is asked of."""

    own: Query  # the question by itself
    whole: Query  # with what it goes on from; `own` where it stands alone
    searched: tuple[Query, ...]  # what to search for: one query, or two for a follow-up
    documents: tuple[Document, ...]  # all there are
    chosen: tuple[Document, ...]  # those that it is asked of
    scope: tuple[str, ...] | None  # their ids; None for all that have any text, which is the quickest to search
    embedder: Embedder | None = None  # by which it is searched; None where words alone must do
    vectors: Mapping[str, Sequence[float]] = field(default_factory=dict)  # its vectors, by a query's text
    silent: str = ""  # the embedding model that gave none, as it is called, where that is why


def prepare(
    question: str, history: Sequence[Turn], documents: Sequence[Document], doc_ids: Sequence[str] | None = None
) -> Asked:
    """The question behind those before it (oldest first), asked of the documents with those ids (default all).

    >>> earlier = [Turn("What was Adobe's revenue in 2022?", "17.6 billion.", "It was 17.6 billion.")]
    >>> asked = prepare("and in 2021?", earlier, documents=[])
    >>> asked.own.question, asked.whole.question
    ('and in 2021?', "What was Adobe's revenue in 2021?")
    >>> [query.question for query in asked.searched]
    ["What was Adobe's revenue in 2021?", "What was Adobe's revenue in 2022? It was 17.6 billion. and in 2021?"]
    """
    own = understand(question)
    followed = follow(own, history)
    whole = own if followed.whole == question else understand(followed.whole)
    queries = {question: own, followed.whole: whole}
    for text in set(followed.texts).difference(queries):
        # Of what came before the words are searched for, no places: an answer quoted as "§ 4. Dogs" asks for none.
        queries[text] = replace(understand(text), places=whole.places, beside_places=whole.beside_places)
    chosen, scope = choose(documents, doc_ids)
    return Asked(
        own=own,
        whole=whole,
        searched=tuple(queries[text] for text in followed.texts),
        documents=tuple(documents),
        chosen=chosen,
        scope=scope,
    )


def choose(
    documents: Sequence[Document], doc_ids: Sequence[str] | None
) -> tuple[tuple[Document, ...], tuple[str, ...] | None]:
    """Those of the documents that can be asked (default all), and their ids, as `Asked.scope` has them."""
    with_text = [document for document in documents if document.chunks]
    wanted = None if doc_ids is None else frozenset(doc_ids)
    chosen = tuple(d for d in with_text if d.askable and (wanted is None or d.id in wanted))
    return chosen, None if len(chosen) == len(with_text) else tuple(document.id for document in chosen)
