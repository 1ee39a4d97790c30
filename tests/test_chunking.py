"""chunking: chunks are stretches of one page, whole, in order, and named for ever."""

import re

from docqa.chunking import CHUNKING, chunk_pages, chunking_name
from docqa.documents import Chunk, Page

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
    assert CHUNKING == chunking_name(1000, 200)
    assert chunking_name(500, 200) != CHUNKING
