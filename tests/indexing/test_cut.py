from dataclasses import replace
from pathlib import Path

from docqa.documents import Heading, Page
from docqa.library.catalog import Library
from docqa.settings import Settings
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_pages

WATERMARK = "Draft for Comment"
TERMS = ("Rent", "Notice", "Deposit", "Keys", "Repairs", "Pets")


def test_a_name_that_heads_pages_here_and_there_heads_no_section(settings: Settings, tmp_path: Path) -> None:
    library = Library.open(settings)
    doc_id = library.add(text_pdf(tmp_path / "a.pdf", TERMS).read_bytes(), "Lease.pdf").id
    pages = [Page(n, str(n + 1), f"{'i' * n} is agreed between the two.") for n in range(20)]
    for n in (0, 9, 10, 19):
        pages[n] = Page(n, str(n + 1), f"Heron Trust\n{pages[n].text}", (Heading(0, "Heron Trust"),))
    pages[4] = Page(4, "5", f"Duties\n{pages[4].text}", (Heading(0, "Duties"),))
    keep_pages(library, doc_id, *pages)  # and cut it
    assert set(sections(library, doc_id).values()) == {"", "Duties"}


def test_the_numbers_printed_on_pages_are_their_labels(settings: Settings, tmp_path: Path) -> None:
    library = Library.open(settings)
    doc_id = library.add(text_pdf(tmp_path / "a.pdf", TERMS).read_bytes(), "Lease.pdf").id
    pages = [Page(n, str(n + 1), f"{term} is as agreed.\n{n - 1}") for n, term in enumerate(TERMS) if n > 1]
    keep_pages(library, doc_id, Page(0, "1", "Lease"), Page(1, "2", "Contents"), *pages)
    assert [page.label for page in library.pages.all(doc_id)] == ["1", "2", "1", "2", "3", "4"]


def sections(library: Library, doc_id: str) -> dict[int, str]:
    """The section of what is said of an agreement, by page."""
    found = library.full_text.search_phrases(["agreed"], 30, [doc_id])
    chunks = [passage.chunk for passage in library.chunks.passages([(id_, 1.0) for id_ in found])]
    return {chunk.page: chunk.section for chunk in chunks}


def test_what_stands_on_most_pages_heads_no_section(settings: Settings, tmp_path: Path) -> None:
    """A chapter's title, which its own pages have at their heads, does."""
    library = Library.open(settings)
    doc_id = library.add(text_pdf(tmp_path / "a.pdf", TERMS).read_bytes(), "Lease.pdf").id
    pages = [
        Page(n, str(n + 1), f"{WATERMARK}\n{'Duties' if n else 'Cover'}\n{term} is as agreed between the two of them.")
        for n, term in enumerate(TERMS)
    ]
    pages += [Page(n, str(n + 1), f"{WATERMARK}\nNothing else is agreed on page {'i' * n}.") for n in range(6, 12)]
    at = len(WATERMARK) + 1
    pages[0] = replace(pages[0], headings=(Heading(0, WATERMARK),))
    pages[1] = replace(pages[1], headings=(Heading(at, "Duties"),))
    pages[5] = replace(pages[5], headings=(Heading(0, WATERMARK),))
    keep_pages(library, doc_id, *pages)  # and cut it
    assert sections(library, doc_id) == {0: "", **dict.fromkeys(range(1, 12), "Duties")}
