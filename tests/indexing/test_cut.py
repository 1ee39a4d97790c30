from dataclasses import replace
from pathlib import Path

from docqa.documents import Heading, Page
from docqa.library.catalog import Library
from docqa.settings import Settings
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_pages

WATERMARK = "Draft for Comment"
TERMS = ("Rent", "Notice", "Deposit", "Keys", "Repairs", "Pets")


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
    found = library.full_text.search_phrases(["agreed"], 20, [doc_id])
    chunks = [passage.chunk for passage in library.chunks.passages([(id_, 1.0) for id_ in found])]
    assert {chunk.page: chunk.section for chunk in chunks} == {0: "", **dict.fromkeys(range(1, 12), "Duties")}
