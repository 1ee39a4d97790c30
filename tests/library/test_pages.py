from dataclasses import replace
from pathlib import Path

import pytest

from docqa.documents import Box, Heading, Page, Source, State, Word
from docqa.errors import UnknownDocument
from docqa.indexing.chunking import CHUNKING
from docqa.indexing.cut import cut_document, keep_scan
from docqa.library.catalog import Library
from tests.library.conftest import PAGES
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_pages, keep_text


def test_pages_come_back_as_they_were(library: Library, lease: str) -> None:
    page = Page(
        0,
        "iv",
        "Großer Wert: 𝐄 = 5 and more",
        (Heading(0, "Größe"), Heading(13, "Werte")),
        Source.OCR,
        "scanned upside down",
        (Word(0, 6, Box(0.25, 0.5, 0.75, 0.625)),),
    )
    keep_pages(library, lease, page, Page(1, "v", "plain"))
    assert library.pages.page(lease, 0) == page
    assert library.pages.with_notes(lease) == [replace(page, text="", headings=(), words=())]
    with pytest.raises(UnknownDocument, match="Page 3 "):
        library.pages.page(lease, 2)


def test_an_interrupted_reading_goes_on_where_it_stopped(library: Library, lease: str) -> None:
    library.pages.begin(lease, 3)
    library.pages.keep(lease, [Page(0, "1", "one"), Page(1, "2", "two")])
    assert library.pages.kept(lease) == 2
    library.pages.begin(lease, 3)
    assert library.pages.kept(lease) == 2
    library.pages.keep(lease, [Page(2, "3", "three")])
    cut_document(library, lease)
    assert [library.pages.page(lease, index).text for index in range(3)] == ["one", "two", "three"]


def test_pages_of_a_removed_document_are_not_kept(library: Library, lease: str) -> None:
    library.pages.begin(lease, 1)
    library.remove(lease)
    assert not library.pages.keep(lease, [Page(0, "1", "one")])
    cut_document(library, lease)
    assert library.ledger.progress("").total == 0


def test_a_document_removed_and_added_again_while_it_is_read_is_read_anew(library: Library, tmp_path: Path) -> None:
    data = text_pdf(tmp_path / "a.pdf", PAGES).read_bytes()
    doc_id = library.add(data, "Lease.pdf").id
    library.pages.begin(doc_id, 3)
    library.pages.keep(doc_id, [Page(0, "1", "one")])
    library.remove(doc_id)
    library.add(data, "Lease.pdf")
    assert not library.pages.keep(doc_id, [Page(1, "2", "two"), Page(2, "3", "three")])
    cut_document(library, doc_id)
    keep_scan(library, doc_id, Page(1, "2", "two", source=Source.OCR))
    assert (library.document(doc_id).state, library.pages.kept(doc_id), library.ledger.progress("").total) == (
        State.QUEUED,
        0,
        0,
    )


def test_a_reading_with_a_gap_is_begun_again(library: Library, lease: str) -> None:
    library.pages.begin(lease, 3)
    library.pages.keep(lease, [Page(1, "2", "two")])
    assert library.pages.kept(lease) == 0


def test_a_document_without_a_word_is_found(library: Library, lease: str) -> None:
    keep_pages(library, lease, Page(0, "1", "", source=Source.EMPTY))
    assert library.chunks.next_without_text() == lease
    assert library.document(lease).state is State.INDEXING
    library.give_up(lease, State.FAILED, "no text")
    assert library.chunks.next_without_text() is None


def texts(library: Library, chunk_id: str, doc_id: str) -> tuple[str, str]:
    """What the chunk says, and what the document's first page does."""
    (passage,) = library.chunks.passages([(chunk_id, 0.5)])
    return passage.chunk.text, library.pages.page(doc_id, 0).text


def test_an_older_text_can_be_asked_until_the_new_one_is_whole(library: Library, lease: str) -> None:
    keep_text(library, lease, ("The rent is low",))
    with library.database.transaction() as db:
        db.execute("UPDATE documents SET reading = 'older', state = 'queued'")
        db.execute("UPDATE pages SET reading = 'older'")
    library.pages.begin(lease, 1)
    library.pages.keep(lease, [Page(0, "1", "The rent is high")])
    (found,) = library.full_text.search_phrases(["rent"], 5, [lease])
    assert library.document(lease).askable
    assert texts(library, found, lease) == ("The rent is low", "The rent is low")
    cut_document(library, lease)
    assert texts(library, found, lease) == ("The rent is high", "The rent is high")


# Scanned pages


def test_scanned_pages_are_read_in_order_and_cut(library: Library, lease: str, other: str) -> None:
    keep_text(library, other, ("Something else",))
    stamp = Page(1, "2", "stamp", source=Source.SCAN)
    heading = (Heading(0, "Terms"),)
    keep_pages(library, lease, Page(0, "1", "Terms", heading), stamp, Page(2, "3", "", source=Source.EMPTY))
    found = library.pages.next_scan(only_without_text=False)
    assert found == (lease, stamp)
    assert library.pages.next_scan(only_without_text=True) is None
    assert library.full_text.search_phrases(["stamp"], 5) == []
    keep_scan(library, lease, replace(stamp, text="Dogs are allowed", source=Source.OCR))
    assert library.pages.next_scan(only_without_text=False) is None
    (dogs,) = library.full_text.search_phrases(["dogs"], 5)
    assert library.chunks.passages([(dogs, 0.5)])[0].chunk.section == "Terms"
    document = library.document(lease)
    assert (document.scans, document.by_ocr, document.empty, document.unreadable) == (0, 1, 1, 0)


def test_scanned_pages_are_cut_without_their_page_numbers_in_the_end(library: Library, lease: str) -> None:
    scans = [Page(index, str(index + 1), "", source=Source.SCAN) for index in range(4)]
    keep_pages(library, lease, *scans)
    words = ("one", "two", "three", "four")
    for scan, word in zip(scans, words, strict=True):
        assert library.chunks.next_outdated(CHUNKING) is None
        keep_scan(library, lease, replace(scan, text=f"House {word}\nPage {scan.label} of 4", source=Source.OCR))
    assert library.chunks.next_outdated(CHUNKING) == lease
    cut_document(library, lease)
    assert [chunk.text for chunk in library.ledger.without_vector("model", 10)] == [f"House {word}" for word in words]
    assert library.chunks.next_outdated(CHUNKING) is None


def test_a_document_that_is_nothing_but_pictures_comes_first(library: Library, lease: str, other: str) -> None:
    scan = Page(0, "1", "", source=Source.SCAN)
    keep_pages(library, lease, scan, Page(1, "2", "Text"))
    keep_pages(library, other, scan)
    found = library.pages.next_scan(only_without_text=True)
    assert found == (other, scan)
    assert library.pages.next_scan(only_without_text=False, passed_over=[lease]) == (other, scan)
    assert library.pages.next_scan(only_without_text=True, passed_over=[other]) is None
    assert (library.document(other).askable, library.document(other).state) == (False, State.INDEXING)
