"""chunking: chunks are stretches of one page, whole, in order, and named for ever."""

import re

import pytest

from docqa.documents import Chunk, Heading, Page
from docqa.indexing.chunking import CHUNKING, chunk_pages, chunking_name
from docqa.text.running_lines import running_lines

pytestmark = pytest.mark.pure

DOC = "0123456789abcdef" * 4
SENTENCES = " ".join(f"Sentence {n} says that the rent of house {n} is {n * 17} pounds." for n in range(200))
PAGES = [
    Page(0, "i", SENTENCES[:2500]),
    Page(1, "ii", ""),
    Page(2, "1", "Notes\n\n" + "Notes\n\n".join(re.findall(".{1,150}", SENTENCES[:3000]))),
    Page(3, "2", "word " * 600),
    Page(4, "3", "x" * 2300),
    Page(5, "4", "  short, with space around \n"),
]


def chunks(size: int = 1000, overlap: int = 200) -> list[Chunk]:
    return list(chunk_pages(DOC, PAGES, size, overlap))


def test_a_chunk_is_a_stretch_of_its_page() -> None:
    for chunk in chunks():
        assert chunk.text == PAGES[chunk.page].text[chunk.start : chunk.end]
        assert chunk.doc_id == DOC
        assert 0 < len(chunk.text) <= 1000
        assert chunk.text.strip() == chunk.text


def test_starts_and_ends_grow_and_neighbours_overlap_by_no_more_than_asked() -> None:
    for before, after in zip(chunks(), chunks()[1:], strict=False):
        if before.page == after.page:
            assert before.start < after.start
            assert before.end < after.end
            assert before.end - after.start <= 200


def test_no_word_is_lost() -> None:
    for page in PAGES:
        covered = {at for chunk in chunks(300, 60) if chunk.page == page.index for at in range(chunk.start, chunk.end)}
        assert all(character.isspace() or at in covered for at, character in enumerate(page.text))


def test_blank_pages_give_no_chunk_and_short_ones_give_one() -> None:
    assert not [chunk for chunk in chunks() if chunk.page == 1]
    assert [chunk.text for chunk in chunks() if chunk.page == 5] == ["short, with space around"]


def test_ids_follow_from_document_page_and_position() -> None:
    ids = [chunk.id for chunk in chunks()]
    assert ids[0] == "0123456789abcdef-00000-000000"
    assert len(set(ids)) == len(ids)
    assert ids == [chunk.id for chunk in chunks()] == sorted(ids)


def test_the_way_of_chunking_has_a_name() -> None:
    assert CHUNKING == chunking_name(500, 100)
    assert chunking_name(500, 200) != CHUNKING


def report(count: int) -> list[Page]:
    """Pages with a head, a foot and a number; what the third one holds ends with numbers of its own."""
    texts = [f"House {n} was let for a year.\nIts rent is {n * 17} pounds." for n in range(70, 70 - count * 3, -3)]
    texts[2] += "\nRent 12\n34"
    return [
        Page(n, str(n), f"ACME Ltd\nAnnual report 2024\n{text}\nPage {n + 8} of 90\n") for n, text in enumerate(texts)
    ]


def test_page_numbers_are_in_no_chunk_and_short_heads_stay() -> None:
    pages = report(6)
    found = list(chunk_pages(DOC, pages, running=running_lines(pages)))
    assert found[2].text == (
        "ACME Ltd\nAnnual report 2024\nHouse 64 was let for a year.\nIts rent is 1088 pounds.\nRent 12\n34"
    )
    assert all(chunk.text == pages[chunk.page].text[chunk.start : chunk.end] for chunk in found)


def test_a_notice_on_every_page_is_only_where_it_stands_first() -> None:
    notice = "This copy is for the tenant alone, who may not give it to anybody else without asking us in writing."
    pages = [Page(n, str(n), "\n".join(("ACME", f"Text {n * n}", *([notice] if n else [])))) for n in range(5)]
    found = [chunk.text for chunk in chunk_pages(DOC, pages, running=running_lines(pages))]
    assert found == ["ACME\nText 0", f"ACME\nText 1\n{notice}", "ACME\nText 4", "ACME\nText 9", "ACME\nText 16"]


def test_a_number_alone_goes_only_where_it_is_the_number_of_the_page() -> None:
    pages = [Page(n, str(n), f"Rent of a house\n{n * n} pounds\n{n * 31}\n{n + 5}") for n in range(12)]
    found = list(chunk_pages(DOC, pages, running=running_lines(pages)))
    assert found[7].text == "Rent of a house\n49 pounds\n217"
    roman = [Page(n, label, f"{'word ' * (n + 2)}\n{label}") for n, label in enumerate(("i", "ii", "iii", "iv"))]
    assert running_lines(roman) == {"<>"}


def test_a_line_on_a_few_pages_and_one_inside_the_text_stay() -> None:
    pages = [
        Page(n, str(n), "\n".join((f"Chapter {'I' * n}", *"abcd"[n:], "Notes", *"wxyz"[n:], "one", "two", "more")))
        for n in range(4)
    ]
    assert running_lines(pages) == {"one", "two", "more"}
    assert running_lines(PAGES) == frozenset()
    assert all("Notes" in chunk.text for chunk in chunk_pages(DOC, pages, running=running_lines(pages)))


def test_a_page_of_its_number_alone_gives_no_chunk() -> None:
    pages = [*report(5), Page(5, "5", "\n - 13 - \n"), Page(6, "6", "ACME Ltd"), Page(7, "7", "")]
    pages += [Page(n, str(n), f"- {n + 8} -") for n in range(8, 12)]
    found = chunk_pages(DOC, pages, running=running_lines(pages))
    assert [chunk.page for chunk in found] == [0, 1, 2, 3, 4, 6]


def test_a_chunk_stands_under_the_heading_that_most_of_it_follows() -> None:
    text = SENTENCES[:600]
    pages = [
        Page(0, "1", text),
        Page(1, "2", text, (Heading(100, "One"), Heading(400, "Two"))),
        Page(2, "3", text),
        Page(3, "4", SENTENCES[:3000], (Heading(1500, "Three"),)),
    ]
    sections = [(chunk.page, chunk.section) for chunk in chunk_pages(DOC, pages, 1000, 200, section="Before")]
    assert sections[:3] == [(0, "Before"), (1, "One"), (2, "Two")]
    later = [chunk for chunk in chunk_pages(DOC, pages) if chunk.page == 3]
    assert [chunk.section for chunk in later] == [
        "Three" if chunk.start + (chunk.end - chunk.start) // 3 >= 1500 else "Two" for chunk in later
    ]
    assert {chunk.section for chunk in later} == {"Two", "Three"}
    assert [chunk.section for chunk in chunk_pages(DOC, pages[2:3], section="Two")] == ["Two", "Two"]
