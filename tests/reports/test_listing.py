from dataclasses import replace
from pathlib import Path

import pytest

from docqa.documents import Answer, Document, Finding, Heading, Page, Part, Source, State
from docqa.library.catalog import Library
from docqa.reports.extracts import Extract
from docqa.reports.listing import MAX_UNCERTAIN, everything
from docqa.reports.sources import Sources
from docqa.settings import Settings
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_pages

LEASE = (
    "The lease was signed on 3 May 2024, and again on 3 May 2024. The rent is $1,250 a month.",
    "Risks\n1. Fire. The roof burns.\n2. Flood. The brook rises.\nThe rent was signed for on 3 May 2024 by hand.",
)

ROWS = ((0, 0, "Rent"), (1, 0, "Dogs"), (0, 9, "Cats"))


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library.open(settings)


def added(library: Library, tmp_path: Path, *pages: Page, name: str = "Lease.pdf") -> str:
    doc_id = library.add(text_pdf(tmp_path / name, [name]).read_bytes(), name).id
    keep_pages(library, doc_id, *pages)
    return doc_id


def lease() -> list[Page]:
    return [Page(0, "i", LEASE[0]), Page(1, "ii", LEASE[1], (Heading(0, "Risks"),))]


def everything_of(about: str, library: Library) -> Answer:
    *_, whole = everything("List", about, library.documents(), library)
    return whole


def table(part: Part) -> list[tuple[str, str]]:
    return [(quotation.answering, quotation.label) for quotation in part.quotations]


def test_a_date_is_listed_once_for_each_sentence_that_has_it(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, *lease())
    (part,) = everything_of("dates", library).parts
    assert part.title == "Dates" and table(part) == [("3 May 2024", "i"), ("3 May 2024", "ii")]


def test_each_item_stands_at_its_place(library: Library, tmp_path: Path) -> None:
    doc_id = added(library, tmp_path, *lease())
    whole = everything_of("", library)
    assert [part.title for part in whole.parts] == ["Dates", "Amounts"]
    for part in whole.parts:
        for quotation in part.quotations:
            text = library.pages.page(doc_id, quotation.page).text
            assert text[quotation.start : quotation.end] == quotation.text and quotation.answering in quotation.text
            assert whole.passages[quotation.number - 1].chunk.page == quotation.page


def test_a_list_of_the_documents_own_then_what_is_uncertain(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, *lease(), Page(2, "iii", "Nobody took the risk of swimming in the brook."))
    certain, doubtful = everything_of("risks", library).parts
    assert (certain.title, table(certain)) == ("Risks", [("Fire", "ii"), ("Flood", "ii")])
    assert "uncertain" in doubtful.title and [label for _, label in table(doubtful)] == ["iii"]


def test_its_coverage_is_counted(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, *lease(), Page(2, "iii", "", source=Source.SCAN))
    looked_at, how = everything_of("amounts", library).coverage
    assert looked_at == "8 of 8 passages were looked at; 1 item. Sheet 3, printed iii, could not be read."
    assert how.startswith("Told by how they are written")


def test_a_page_read_from_its_picture_is_said_to_be(library: Library, tmp_path: Path) -> None:
    first, *others = lease()
    added(library, tmp_path, replace(first, source=Source.OCR), *others)
    assert everything_of("amounts", library).coverage[0].endswith("Sheet 1, printed i, was read from its picture.")


def test_of_many_uncertain_ones_some_are_shown_and_the_others_counted(library: Library, tmp_path: Path) -> None:
    sentences = (f"The risk number {at} of the old mill is small." for at in range(MAX_UNCERTAIN + 5))
    added(library, tmp_path, Page(0, "1", " ".join(sentences)))
    whole = everything_of("risks", library)
    assert [len(part.quotations) for part in whole.parts] == [MAX_UNCERTAIN]
    assert f"{MAX_UNCERTAIN} items, all of them uncertain." in whole.coverage[0]
    assert whole.coverage[-1] == "5 other passages with a form of the word say less, and are left out."


def test_an_item_keeps_its_words_and_its_first_place_where_pages_repeat_each_other(
    library: Library, tmp_path: Path
) -> None:
    flood, fire = "Nobody took the risk of a flood in 1990.", "In 1991 the risk of Leeds was fire."
    added(library, tmp_path, *(Page(at, str(at + 1), text) for at, text in enumerate((flood, fire, flood))))
    (part,) = everything_of("risks", library).parts
    assert [(q.answering, q.text, q.label) for q in part.quotations] == [(flood, flood, "1"), (fire, fire, "2")]


def test_the_citations_of_a_part_are_in_the_order_of_its_words_whatever_their_pages() -> None:
    lease = Document("a" * 64, "Lease.pdf", State.READY)
    found = [Extract(page, str(page + 1), start, start + 4, text) for page, start, text in ROWS]
    assert [one.text for one in Sources().cite(lease, "", found)] == ["Rent", "Dogs", "Cats"]


def test_where_nothing_is_found_that_is_said(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, *lease())
    whole = everything_of("medicines", library)
    assert (whole.parts, whole.finding, whole.done) == ((), Finding.NONE, True)
    assert whole.coverage[0] == "8 of 8 passages were looked at; 0 items."


def test_people_are_listed_once(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, Page(0, "1", "Mr. Adler came. Then Mr. Adler left, and Ruth B. Weiss with him."))
    (part,) = everything_of("people", library).parts
    assert [item for item, _ in table(part)] == ["Mr. Adler", "Ruth B. Weiss"]


def test_of_a_long_sentence_the_lines_of_the_item_are_quoted(library: Library, tmp_path: Path) -> None:
    lines = [f"and so on, number {at} of the words that go on and on without an end" for at in range(30)]
    text = "\n".join([*lines[:15], "which was on 3 May 2024, as is", *lines[15:]])
    added(library, tmp_path, Page(0, "1", text))
    ((quotation,),) = (part.quotations for part in everything_of("dates", library).parts)
    assert quotation.text.count("and so on") == 2 and "3 May 2024" in quotation.text
    assert " ".join(text[quotation.start : quotation.end].split()) == quotation.words


def test_of_several_documents_it_is_one_table_in_their_order(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, *lease())
    added(library, tmp_path, Page(0, "1", "It was dark.", source=Source.OCR), name="Novel.pdf")
    added(library, tmp_path, Page(0, "1", "It ended on 9 June 2025."), name="Will.pdf")
    names = [document.name for document in library.documents()]
    whole = everything_of("dates", library)
    (table,) = whole.parts
    assert table.title == "Dates"
    documents = [quotation.doc for quotation in table.quotations]
    assert set(documents) == {"Lease.pdf", "Will.pdf"} and documents == sorted(documents, key=names.index)
    for quotation in table.quotations:
        assert whole.passages[quotation.number - 1].doc == quotation.doc
    first, unread, _ = whole.coverage
    assert "passages of 3 documents were looked at;" in first and first.endswith("None of Novel.pdf.")
    assert unread == "Novel.pdf: Page 1 was read from its picture."


def test_of_several_documents_what_is_uncertain_stands_behind_all_that_is_certain(
    library: Library, tmp_path: Path
) -> None:
    listed = Page(0, "1", "There are the following risks:\n• Fire in the barn\n• Theft of the bees")
    for name in ("A.pdf", "B.pdf"):
        added(
            library,
            tmp_path,
            listed,
            Page(1, "2", f"{name[0]} Street\nThe risk in 2024 was that of Anna Lee alone."),
            name=name,
        )
    certain, uncertain = everything_of("risks", library).parts
    assert {quotation.doc for quotation in certain.quotations} == {"A.pdf", "B.pdf"}
    assert uncertain.title == "Risks: uncertain, look at each" and len(uncertain.quotations) == 2


def test_items_right_below_a_numbered_line_are_those_of_its_list(library: Library, tmp_path: Path) -> None:
    """Though it is set like the text, so that reading takes it for no heading."""
    fees_told = "3. Fees\n• The key costs 39 pounds.\n• The dog costs 5 pounds."
    text = f"2. Rent\nThe rent is 900 pounds.\n{fees_told}\n4. Use\n• Noise ends."
    added(library, tmp_path, Page(0, "1", text))
    (fees,) = everything_of("fees", library).parts
    assert [quotation.answering for quotation in fees.quotations] == [
        "The key costs 39 pounds",
        "The dog costs 5 pounds",
    ]


def test_the_parties_of_a_lease_that_does_not_say_between_whom_it_is(library: Library, tmp_path: Path) -> None:
    added(
        library,
        tmp_path,
        Page(0, "i", "Ms. A lets to Mr. B the flat. Mr. C wrote it down.\nTenant: Tom Ford\nMrs. D left."),
    )
    (part,) = everything_of("parties", library).parts
    assert [item for item, _ in table(part)] == ["Ms. A", "Mr. B", "Tom Ford"]


def test_what_a_document_says_of_its_parties_goes_before_what_they_do(library: Library, tmp_path: Path) -> None:
    added(
        library,
        tmp_path,
        Page(0, "i", "This lease is between Mr. Ford and Mrs. Lee. Mr. Adler sells to Ms. Ray the boat."),
    )
    (part,) = everything_of("parties", library).parts
    assert [item for item, _ in table(part)] == ["Mr. Ford", "Mrs. Lee"]
