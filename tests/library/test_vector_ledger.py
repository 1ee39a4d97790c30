from docqa.documents import State
from docqa.library.catalog import Library
from tests.library.conftest import PAGES
from tests.support.shelf import keep_text


def test_a_document_is_ready_when_the_vectors_asked_for_are_whole(library: Library, lease: str) -> None:
    assert library.document(lease).state is State.QUEUED
    keep_text(library, lease, PAGES)
    library.ledger.note("model", library.ledger.without_vector("model", 1))
    half = library.document(lease, "model")
    assert (half.state, half.chunks_embedded, half.chunks) == (State.INDEXING, 1, 2)
    library.ledger.note("model", library.ledger.without_vector("model", 5))
    assert library.document(lease, "model").state is State.READY
    assert library.document(lease, "other model").state is State.INDEXING
    assert library.ledger.without_vector("model", 5) == []
    library.ledger.forget("model", [chunk.id for chunk in library.ledger.without_vector("other model", 1)])
    assert (library.ledger.progress("model").done, len(library.ledger.without_vector("model", 5))) == (1, 1)
    assert library.ledger.embeddings() == ["model"]


def test_vectors_are_wanted_document_by_document(library: Library, lease: str, other: str) -> None:
    keep_text(library, other, ("Something else",))
    keep_text(library, lease, PAGES)
    assert [chunk.doc_id for chunk in library.ledger.without_vector("model", 10)] == [lease, lease]
    assert [chunk.doc_id for chunk in library.ledger.without_vector("model", 10, passed_over=[lease])] == [other]
    library.ledger.note("model", library.ledger.without_vector("model", 10))
    assert [chunk.doc_id for chunk in library.ledger.without_vector("model", 10)] == [other]


def test_vectors_of_a_document_removed_or_changed_meanwhile_are_told(library: Library, lease: str) -> None:
    ids = keep_text(library, lease, PAGES)
    chunks = library.ledger.without_vector("model", 10)
    keep_text(library, lease, (PAGES[0], "Changed"))
    assert library.ledger.note("model", chunks) == ids[1:]
    library.remove(lease)
    assert library.ledger.note("model", chunks) == ids
    assert library.ledger.chunk_ids("model", lease) == set()


def test_the_same_words_elsewhere_have_their_vector_already(library: Library, lease: str, other: str) -> None:
    first, _ = keep_text(library, lease, PAGES)
    keep_text(library, other, (PAGES[0], "Something else"))
    library.ledger.note("model", [chunk for chunk in library.ledger.without_vector("model", 10) if chunk.id == first])
    wanted = [chunk for chunk in library.ledger.without_vector("model", 10) if chunk.doc_id == lease]
    assert library.ledger.same_text("model", wanted) == {}
    library.ledger.note("model", wanted)
    (same, new) = library.ledger.without_vector("model", 10)
    assert library.ledger.same_text("model", [same, new]) == {same.id: first}
    assert library.ledger.same_text("other model", [same, new]) == {}
    assert library.ledger.unembedded("model", [same.id, first]) == [same.id]
