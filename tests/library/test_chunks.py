from docqa.documents import Page, Source, State
from docqa.indexing.chunking import CHUNKING
from docqa.indexing.cut import cut_document
from docqa.library.catalog import Library
from tests.library.conftest import PAGES
from tests.support.shelf import keep_pages, keep_text


def test_chunks_come_back_as_they_were(library: Library, lease: str) -> None:
    pages = ("Großer Wert: 𝐄 = 5 \N{WHITE SMILING FACE} and more. " * 40, "Second page")
    ids = keep_text(library, lease, pages)
    passages = library.chunks.passages([(id_, 0.5) for id_ in ids])
    assert len(passages) == len(ids) > 2
    for passage in passages:
        chunk = passage.chunk
        assert chunk.text == pages[chunk.page][chunk.start : chunk.end]
        assert (passage.doc, passage.label) == ("Lease.pdf", str(chunk.page + 1))


def test_chunks_that_stay_the_same_keep_their_vectors(library: Library, lease: str) -> None:
    first, second = keep_text(library, lease, PAGES)
    library.ledger.note("model", library.ledger.without_vector("model", 10))
    assert library.ledger.progress("model").whole
    keep_text(library, lease, (PAGES[0], "Cats are not allowed."))
    assert [chunk.text for chunk in library.ledger.without_vector("model", 10)] == ["Cats are not allowed."]
    assert (library.ledger.progress("model").done, library.ledger.progress("model").total) == (1, 2)
    assert library.ledger.chunk_ids("model", lease) == {first}
    assert (
        library.ledger.vectors_to_remove(10) == []
    )  # the new one has the old one's id, and its vector will replace it
    assert library.full_text.search_phrases(["dogs"], 5) == []
    assert library.full_text.search_phrases(["cats"], 5) == [second]
    keep_text(library, lease, PAGES[:1])
    assert library.ledger.vectors_to_remove(10) == [second]
    library.ledger.note_removed([second])
    assert library.ledger.vectors_to_remove(10) == []


GERMAN = "Die Frist zur Kündigung beträgt für den Mieter drei Monate, und sie muss schriftlich eingehen."


def test_chunks_in_another_language_are_indexed_by_its_stems(library: Library, lease: str) -> None:
    german, english = keep_text(library, lease, (GERMAN, PAGES[0]))
    assert [passage.chunk.language for passage in library.chunks.passages([(german, 1), (english, 1)])] == ["de", "en"]
    assert [page.language for page in library.chunks.cut_pages([german, english])] == ["de", "en"]
    assert library.full_text.search_phrases(["Kündigungen"], 5) == [german]


def test_a_chunk_whose_language_was_unknown_keeps_its_vector(library: Library, lease: str) -> None:
    """As those of libraries from before languages were told."""
    (german,) = keep_text(library, lease, (GERMAN,))
    library.ledger.note("model", library.ledger.without_vector("model", 10))
    with library.database.transaction() as db:
        db.execute("UPDATE chunks SET language = 'en'")
        db.execute("UPDATE chunk_text SET text = ?, stems = ''", (GERMAN,))
    assert library.full_text.search_phrases(["Kündigungen"], 5) == []
    cut_document(library, lease)
    assert library.full_text.search_phrases(["Kündigungen"], 5) == [german]
    assert library.ledger.progress("model").whole
    assert library.ledger.vectors_to_remove(10) == []


def test_a_chunk_whose_words_were_indexed_otherwise_keeps_its_vector(library: Library, lease: str) -> None:
    """As those of libraries from before scripts without spaces were known."""
    (chinese,) = keep_text(library, lease, ("每月租金为六千五百元。",))
    library.ledger.note("model", library.ledger.without_vector("model", 10))
    with library.database.transaction() as db:
        db.execute("UPDATE chunk_text SET text = ?", ("每月租金为六千五百元。",))
    assert library.full_text.search_phrases(["租金"], 5) == []
    cut_document(library, lease)
    assert library.full_text.search_phrases(["租金"], 5) == [chinese]
    assert library.ledger.progress("model").whole
    assert library.ledger.vectors_to_remove(10) == []


def test_a_new_way_of_cutting_is_found(library: Library, lease: str) -> None:
    keep_text(library, lease)
    assert library.chunks.next_outdated(CHUNKING) is None
    with library.database.transaction() as db:
        db.execute("UPDATE documents SET chunking = 'older'")
    assert library.chunks.next_outdated(CHUNKING) == lease
    assert library.chunks.next_outdated(CHUNKING, passed_over=[lease]) is None
    assert library.document(lease).askable
    cut_document(library, lease)
    assert library.chunks.next_outdated(CHUNKING) is None


def test_a_new_way_of_cutting_needs_no_password(library: Library, lease: str) -> None:
    keep_pages(library, lease, Page(0, "1", PAGES[0]), Page(1, "2", "", source=Source.SCAN))
    library.set_state(lease, State.LOCKED, "Lease.pdf is protected.")
    assert library.chunks.next_outdated(CHUNKING) is None
    with library.database.transaction() as db:
        db.execute("UPDATE documents SET chunking = 'older'")
    assert library.chunks.next_outdated(CHUNKING) == lease
    cut_document(library, lease)
    assert library.chunks.next_outdated(CHUNKING) is None


def test_a_locked_document_is_read_behind_its_lock(library: Library, lease: str) -> None:
    """Another process, which does not know the password, must not take it up."""
    library.give_up(lease, State.LOCKED, "Lease.pdf is protected.")
    library.pages.begin(lease, 1)
    assert (library.next_queued(), library.document(lease).state) == (None, State.LOCKED)
    library.pages.keep(lease, [Page(0, "1", PAGES[0])])
    cut_document(library, lease)
    assert (library.document(lease).state, library.document(lease).error) == (State.INDEXING, "")


# What searches find


def test_chunks_of_chosen_documents_are_told_apart(library: Library, lease: str) -> None:
    here, also = keep_text(library, lease)
    scores = [(also, 0.9), ("gone", 0.8), (here, 0.7)]
    assert library.chunks.within(scores, None) == library.chunks.within(scores, [lease]) == [(also, 0.9), (here, 0.7)]
    assert library.chunks.within(scores, ["another"]) == []


def test_pages_by_their_label_or_number(library: Library, lease: str, other: str) -> None:
    keep_pages(library, lease, Page(0, "i", "front"), Page(1, "1", "one"), Page(2, "2", "two"))
    labelled = [
        library.chunks.passages([(id_, 0.0)])[0].chunk.text for id_ in library.chunks.labelled("2", [lease, other], 5)
    ]
    assert sorted(labelled) == ["one", "two"]
    assert library.chunks.labelled("2", [other], 5) == library.chunks.labelled("9", [lease], 5) == []


def test_pages_come_with_all_their_chunks(library: Library, lease: str, other: str) -> None:
    long = "The rent is due on the first. " * 40
    ids = keep_text(library, lease, (long, "Dogs"))
    assert len(ids) > 3
    (page,) = library.chunks.cut_pages([ids[1], ids[0], "gone"])
    assert (page.doc_id, page.doc, page.page.index, page.page.text) == (
        lease,
        "Lease.pdf",
        0,
        library.pages.page(lease, 0).text,
    )
    assert [chunk.id for chunk in page.chunks] == ids[:-1]
    assert all(page.page.text[chunk.start : chunk.end] == chunk.text for chunk in page.chunks)
    assert len(library.chunks.cut_pages(ids)) == 2
    assert library.chunks.cut_pages([]) == []
