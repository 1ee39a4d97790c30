from dataclasses import replace
from pathlib import Path

import pytest

from docqa.documents import Box, Heading, Page, Source, State, Word
from docqa.errors import UnknownDocument
from docqa.library.catalog import Library
from docqa.library.texts import Texts
from docqa.settings import Settings
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_text

PAGES = ("The rent is 1,250 dollars a month.", "Dogs are not allowed.")


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library.open(settings)


@pytest.fixture
def texts(library: Library) -> Texts:
    return library.texts


@pytest.fixture
def lease(library: Library, tmp_path: Path) -> str:
    return library.add(text_pdf(tmp_path / "a.pdf", PAGES).read_bytes(), "Lease.pdf").id


@pytest.fixture
def other(library: Library, tmp_path: Path) -> str:
    return library.add(text_pdf(tmp_path / "b.pdf", ("Something else",)).read_bytes(), "Other.pdf").id


def read(texts: Texts, doc_id: str, *pages: Page) -> None:
    texts.begin(doc_id, len(pages))
    texts.keep_pages(doc_id, pages)
    texts.cut(doc_id)


# Pages


def test_pages_come_back_as_they_were(texts: Texts, lease: str) -> None:
    page = Page(
        0,
        "iv",
        "Großer Wert: 𝐄 = 5 and more",
        (Heading(0, "Größe"), Heading(13, "Werte")),
        Source.OCR,
        "scanned upside down",
        (Word(0, 6, Box(0.25, 0.5, 0.75, 0.625)),),
    )
    read(texts, lease, page, Page(1, "v", "plain"))
    assert texts.page(lease, 0) == page
    assert texts.pages_with_notes(lease) == [replace(page, text="", headings=(), words=())]
    with pytest.raises(UnknownDocument, match="Page 3 "):
        texts.page(lease, 2)


def test_an_interrupted_reading_goes_on_where_it_stopped(texts: Texts, lease: str) -> None:
    texts.begin(lease, 3)
    texts.keep_pages(lease, [Page(0, "1", "one"), Page(1, "2", "two")])
    assert texts.kept(lease) == 2
    texts.begin(lease, 3)
    assert texts.kept(lease) == 2
    texts.keep_pages(lease, [Page(2, "3", "three")])
    texts.cut(lease)
    assert [texts.page(lease, index).text for index in range(3)] == ["one", "two", "three"]


def test_pages_of_a_removed_document_are_not_kept(library: Library, lease: str) -> None:
    library.texts.begin(lease, 1)
    library.remove(lease)
    assert not library.texts.keep_pages(lease, [Page(0, "1", "one")])
    library.texts.cut(lease)
    assert library.texts.progress("").total == 0


def test_a_document_removed_and_added_again_while_it_is_read_is_read_anew(library: Library, tmp_path: Path) -> None:
    data = text_pdf(tmp_path / "a.pdf", PAGES).read_bytes()
    texts, doc_id = library.texts, library.add(data, "Lease.pdf").id
    texts.begin(doc_id, 3)
    texts.keep_pages(doc_id, [Page(0, "1", "one")])
    library.remove(doc_id)
    library.add(data, "Lease.pdf")
    assert not texts.keep_pages(doc_id, [Page(1, "2", "two"), Page(2, "3", "three")])
    texts.cut(doc_id)
    texts.keep_scan(doc_id, Page(1, "2", "two", source=Source.OCR))
    assert (library.document(doc_id).state, texts.kept(doc_id), texts.progress("").total) == (State.QUEUED, 0, 0)


def test_a_reading_with_a_gap_is_begun_again(texts: Texts, lease: str) -> None:
    texts.begin(lease, 3)
    texts.keep_pages(lease, [Page(1, "2", "two")])
    assert texts.kept(lease) == 0


def test_a_document_without_a_word_is_found(library: Library, lease: str) -> None:
    read(library.texts, lease, Page(0, "1", "", source=Source.EMPTY))
    assert library.texts.next_barren() == lease
    assert library.document(lease).state is State.INDEXING
    library.give_up(lease, State.FAILED, "no text")
    assert library.texts.next_barren() is None


def test_an_older_text_can_be_asked_until_the_new_one_is_whole(library: Library, lease: str) -> None:
    keep_text(library, lease, ("The rent is low",))
    with library.database.transaction() as db:
        db.execute("UPDATE documents SET reading = 'older', state = 'queued'")
        db.execute("UPDATE pages SET reading = 'older'")
    texts = library.texts
    texts.begin(lease, 1)
    texts.keep_pages(lease, [Page(0, "1", "The rent is high")])
    (found,) = library.full_text.search_phrases(["rent"], 5, [lease])
    assert library.document(lease).askable
    assert texts.passages([(found, 0.5)])[0].chunk.text == texts.page(lease, 0).text == "The rent is low"
    texts.cut(lease)
    assert texts.passages([(found, 0.5)])[0].chunk.text == texts.page(lease, 0).text == "The rent is high"


# Chunks


def test_chunks_come_back_as_they_were(library: Library, lease: str) -> None:
    pages = ("Großer Wert: 𝐄 = 5 \N{WHITE SMILING FACE} and more. " * 40, "Second page")
    ids = keep_text(library, lease, pages)
    passages = library.texts.passages([(id_, 0.5) for id_ in ids])
    assert len(passages) == len(ids) > 2
    for passage in passages:
        chunk = passage.chunk
        assert chunk.text == pages[chunk.page][chunk.start : chunk.end]
        assert (passage.doc, passage.label) == ("Lease.pdf", str(chunk.page + 1))


def test_chunks_that_stay_the_same_keep_their_vectors(library: Library, lease: str) -> None:
    texts = library.texts
    first, second = keep_text(library, lease, PAGES)
    texts.note_vectors("model", texts.without_vector("model", 10))
    assert texts.progress("model").whole
    keep_text(library, lease, (PAGES[0], "Cats are not allowed."))
    assert [chunk.text for chunk in texts.without_vector("model", 10)] == ["Cats are not allowed."]
    assert (texts.progress("model").done, texts.progress("model").total) == (1, 2)
    assert texts.vector_ids("model", lease) == {first}
    assert texts.orphans(10) == []  # the new one has the old one's id, and its vector will replace it
    assert library.full_text.search_phrases(["dogs"], 5) == []
    assert library.full_text.search_phrases(["cats"], 5) == [second]
    keep_text(library, lease, PAGES[:1])
    assert texts.orphans(10) == [second]
    texts.forget_orphans([second])
    assert texts.orphans(10) == []


def test_a_new_way_of_cutting_is_found(library: Library, lease: str) -> None:
    keep_text(library, lease)
    assert library.texts.next_outdated() is None
    with library.database.transaction() as db:
        db.execute("UPDATE documents SET chunking = 'older'")
    assert library.texts.next_outdated() == lease
    assert library.document(lease).askable
    library.texts.cut(lease)
    assert library.texts.next_outdated() is None


def test_a_new_way_of_cutting_needs_no_password(library: Library, lease: str) -> None:
    read(library.texts, lease, Page(0, "1", PAGES[0]), Page(1, "2", "", source=Source.SCAN))
    library.set_state(lease, State.LOCKED, "Lease.pdf is protected.")
    assert library.texts.next_outdated() is None
    with library.database.transaction() as db:
        db.execute("UPDATE documents SET chunking = 'older'")
    assert library.texts.next_outdated() == lease
    library.texts.cut(lease)
    assert library.texts.next_outdated() is None


def test_a_locked_document_is_read_behind_its_lock(library: Library, lease: str) -> None:
    """Another process, which does not know the password, must not take it up."""
    library.give_up(lease, State.LOCKED, "Lease.pdf is protected.")
    library.texts.begin(lease, 1)
    assert (library.next_queued(), library.document(lease).state) == (None, State.LOCKED)
    library.texts.keep_pages(lease, [Page(0, "1", PAGES[0])])
    library.texts.cut(lease)
    assert (library.document(lease).state, library.document(lease).error) == (State.INDEXING, "")


# Scanned pages


def test_scanned_pages_are_read_in_order_and_cut(library: Library, lease: str, other: str) -> None:
    texts = library.texts
    keep_text(library, other, ("Something else",))
    stamp = Page(1, "2", "stamp", source=Source.SCAN)
    heading = (Heading(0, "Terms"),)
    read(texts, lease, Page(0, "1", "Terms", heading), stamp, Page(2, "3", "", source=Source.EMPTY))
    found = texts.next_scan(bare=False)
    assert found == (lease, stamp)
    assert texts.next_scan(bare=True) is None
    assert library.full_text.search_phrases(["stamp"], 5) == []
    texts.keep_scan(lease, replace(stamp, text="Dogs are allowed", source=Source.OCR))
    assert texts.next_scan(bare=False) is None
    (dogs,) = library.full_text.search_phrases(["dogs"], 5)
    assert texts.passages([(dogs, 0.5)])[0].chunk.section == "Terms"
    document = library.document(lease)
    assert (document.scans, document.by_ocr, document.empty, document.unreadable) == (0, 1, 1, 0)


def test_scanned_pages_are_cut_without_their_page_numbers_in_the_end(library: Library, lease: str) -> None:
    texts = library.texts
    scans = [Page(index, str(index + 1), "", source=Source.SCAN) for index in range(4)]
    read(texts, lease, *scans)
    words = ("one", "two", "three", "four")
    for scan, word in zip(scans, words, strict=True):
        assert texts.next_outdated() is None
        texts.keep_scan(lease, replace(scan, text=f"House {word}\nPage {scan.label} of 4", source=Source.OCR))
    assert texts.next_outdated() == lease
    texts.cut(lease)
    assert [chunk.text for chunk in texts.without_vector("model", 10)] == [f"House {word}" for word in words]
    assert texts.next_outdated() is None


def test_a_document_that_is_nothing_but_pictures_comes_first(library: Library, lease: str, other: str) -> None:
    scan = Page(0, "1", "", source=Source.SCAN)
    read(library.texts, lease, scan, Page(1, "2", "Text"))
    read(library.texts, other, scan)
    found = library.texts.next_scan(bare=True)
    assert found == (other, scan)
    assert (library.document(other).askable, library.document(other).state) == (False, State.INDEXING)


# Vectors


def test_a_document_is_ready_when_the_vectors_asked_for_are_whole(library: Library, lease: str) -> None:
    texts = library.texts
    assert library.document(lease).state is State.QUEUED
    keep_text(library, lease, PAGES)
    texts.note_vectors("model", texts.without_vector("model", 1))
    half = library.document(lease, "model")
    assert (half.state, half.chunks_embedded, half.chunks) == (State.INDEXING, 1, 2)
    texts.note_vectors("model", texts.without_vector("model", 5))
    assert library.document(lease, "model").state is State.READY
    assert library.document(lease, "other model").state is State.INDEXING
    assert texts.without_vector("model", 5) == []
    texts.forget_vectors("model", [chunk.id for chunk in texts.without_vector("other model", 1)])
    assert (texts.progress("model").done, len(texts.without_vector("model", 5))) == (1, 1)
    assert texts.embeddings() == ["model"]


def test_vectors_are_wanted_document_by_document(library: Library, lease: str, other: str) -> None:
    texts = library.texts
    keep_text(library, other, ("Something else",))
    keep_text(library, lease, PAGES)
    assert [chunk.doc_id for chunk in texts.without_vector("model", 10)] == [lease, lease]
    texts.note_vectors("model", texts.without_vector("model", 10))
    assert [chunk.doc_id for chunk in texts.without_vector("model", 10)] == [other]


def test_vectors_of_a_document_removed_or_changed_meanwhile_are_told(library: Library, lease: str) -> None:
    texts = library.texts
    ids = keep_text(library, lease, PAGES)
    chunks = texts.without_vector("model", 10)
    keep_text(library, lease, (PAGES[0], "Changed"))
    assert texts.note_vectors("model", chunks) == ids[1:]
    library.remove(lease)
    assert texts.note_vectors("model", chunks) == ids
    assert texts.vector_ids("model", lease) == set()


def test_the_same_words_elsewhere_have_their_vector_already(library: Library, lease: str, other: str) -> None:
    texts = library.texts
    first, _ = keep_text(library, lease, PAGES)
    keep_text(library, other, (PAGES[0], "Something else"))
    texts.note_vectors("model", [chunk for chunk in texts.without_vector("model", 10) if chunk.id == first])
    wanted = [chunk for chunk in texts.without_vector("model", 10) if chunk.doc_id == lease]
    assert texts.twins("model", wanted) == {}
    texts.note_vectors("model", wanted)
    (same, new) = texts.without_vector("model", 10)
    assert texts.twins("model", [same, new]) == {same.id: first}
    assert texts.twins("other model", [same, new]) == {}
    assert texts.unembedded("model", [same.id, first]) == [same.id]


# What searches find


def test_chunks_of_chosen_documents_are_told_apart(library: Library, texts: Texts, lease: str) -> None:
    here, also = keep_text(library, lease)
    scores = [(also, 0.9), ("gone", 0.8), (here, 0.7)]
    assert texts.within(scores, None) == texts.within(scores, [lease]) == [(also, 0.9), (here, 0.7)]
    assert texts.within(scores, ["another"]) == []


def test_pages_by_their_label_or_number(library: Library, lease: str, other: str) -> None:
    read(library.texts, lease, Page(0, "i", "front"), Page(1, "1", "one"), Page(2, "2", "two"))
    texts = library.texts
    labelled = [texts.passages([(id_, 0.0)])[0].chunk.text for id_ in texts.labelled("2", [lease, other], 5)]
    assert sorted(labelled) == ["one", "two"]
    assert texts.labelled("2", [other], 5) == texts.labelled("9", [lease], 5) == []


def test_pages_come_with_all_their_chunks(library: Library, lease: str, other: str) -> None:
    long = "The rent is due on the first. " * 40
    ids = keep_text(library, lease, (long, "Dogs"))
    assert len(ids) > 3
    texts = library.texts
    (page,) = texts.cut_pages([ids[1], ids[0], "gone"])
    assert (page.doc_id, page.doc, page.page.index, page.page.text) == (
        lease,
        "Lease.pdf",
        0,
        texts.page(lease, 0).text,
    )
    assert [chunk.id for chunk in page.chunks] == ids[:-1]
    assert all(page.page.text[chunk.start : chunk.end] == chunk.text for chunk in page.chunks)
    assert len(texts.cut_pages(ids)) == 2
    assert texts.cut_pages([]) == []
