from dataclasses import replace

from docqa.documents import Page, Source
from docqa.indexing.cut import cut_document, keep_scan
from docqa.library.catalog import Library
from docqa.tables import Cell, Column, Row, Table
from tests.support.shelf import keep_pages, keep_text

RENT, YEAR = Row(0, "Rent"), Column(0, "2018")
TABLE = Table(0, "Costs", "in euros", (YEAR,), (RENT,), (Cell(RENT, YEAR, "125", 5, 8, "in euros"),))


def missing(library: Library) -> tuple[str, int] | None:
    found = library.tables.next_missing()
    return (found[0], found[1].index) if found else None


def test_pages_are_looked_through_in_order_and_once(library: Library, lease: str, other: str) -> None:
    keep_text(library, lease, ("Rent 125", "Heat 3"))
    keep_text(library, other, ("Something else",))
    for doc_id, index, found in ((lease, 0, (TABLE,)), (lease, 1, ()), (other, 0, ())):
        assert library.tables.of(doc_id, index) is None
        assert missing(library) == (doc_id, index)
        library.tables.keep(doc_id, index, found)
        assert library.tables.of(doc_id, index) == found
    assert missing(library) is None


def test_a_document_that_has_none_of_its_own_is_passed_over(library: Library, lease: str, other: str) -> None:
    keep_text(library, lease)
    keep_text(library, other)
    assert library.tables.next_missing([lease]) == (other, library.pages.page(other, 0))
    library.tables.end(lease)
    assert missing(library) == (other, 0)
    assert library.tables.of(lease, 0) is None


def test_tables_go_with_their_page(library: Library, lease: str) -> None:
    keep_text(library, lease, ("Rent 125",))
    library.tables.keep(lease, 0, (TABLE,))
    library.remove(lease)
    with library.database.reading() as db:
        assert db.execute("SELECT count(*) FROM page_tables").fetchone()[0] == 0
    library.tables.keep(lease, 0, (TABLE,))
    assert library.tables.of(lease, 0) is None


def test_a_document_that_is_read_anew_is_looked_through_anew(library: Library, lease: str) -> None:
    keep_text(library, lease, ("Rent 125", "Heat 3"))
    for index in (0, 1):
        library.tables.keep(lease, index, (replace(TABLE, page=index),))
    assert missing(library) is None
    with library.database.transaction() as db:
        of_page = "idx, label, text, headings, source, note, words"
        db.execute(f"INSERT INTO pages SELECT doc_id, 'very old', {of_page} FROM pages")
        db.execute("INSERT INTO page_tables SELECT doc_id, 'very old', idx, finder, tables FROM page_tables")
        db.execute("DELETE FROM pages WHERE reading != 'very old'")
        db.execute("UPDATE documents SET reading = 'very old', state = 'queued', tables = 'very old'")
    library.pages.begin(lease, 2)
    library.pages.keep(lease, [Page(0, "1", "Rent is 125"), Page(1, "2", "Heat is 3")])
    library.tables.keep(lease, 0, ())
    assert library.tables.of(lease, 0) == (TABLE,)  # it is asked in its older text till it is cut
    cut_document(library, lease)
    assert (library.tables.of(lease, 0), library.tables.of(lease, 1)) == ((), None)
    assert missing(library) == (lease, 1)


def test_what_an_older_finder_found_is_found_anew(library: Library, lease: str) -> None:
    keep_text(library, lease, ("Rent 125",))
    library.tables.keep(lease, 0, (TABLE,))
    assert missing(library) is None
    with library.database.transaction() as db:
        db.execute("UPDATE page_tables SET finder = 'older'")
        db.execute("UPDATE documents SET tables = reading || ' older'")
    assert library.tables.of(lease, 0) is None
    assert missing(library) == (lease, 0)


def test_a_scanned_document_is_looked_through_when_it_has_its_text(library: Library, lease: str) -> None:
    stamp = Page(1, "2", "stamp", source=Source.MIXED)
    keep_pages(library, lease, Page(0, "1", "Terms"), stamp)
    assert missing(library) is None
    library.tables.keep(lease, 1, (replace(TABLE, page=1),))
    keep_scan(library, lease, replace(stamp, text="stamp and 125", source=Source.OCR))
    assert library.tables.of(lease, 1) is None
    assert missing(library) == (lease, 0)
