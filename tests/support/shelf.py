"""A small library of real PDFs with planted facts, indexed by the built-in models."""

from collections.abc import Sequence
from pathlib import Path

from docqa.documents import Chunk, Page, Passage
from docqa.indexing.chunking import chunk_pages
from docqa.indexing.cut import cut_document
from docqa.library.catalog import Library
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.pdfs import text_pdf

LEASE = (
    "Rental agreement for the cottage in Mill Lane\nThe term begins on 1 May 2024 and runs for three years.\n"
    "The rent is 1,250 dollars a month, due on the fifth day.",
    "The tenant may keep one cat. Dogs are not allowed.\nThe key is kept in the safe beside the kitchen door.",
    "Either party may end this agreement with a notice of ninety days.\nIt is governed by the law of Oregon.",
)
MODEL = (
    "A report on the Heron language model\nHeron has 671 billion parameters, of which 37 billion are active per token.",
    "Training took 2,788,000 hours on H800 processors.\nThe whole training cost 5.576 million dollars.",
)
INVOICES = (
    "Invoices of the year 2023\nINV-20416 Paper 310.00\nINV-20417 Printer ink 84.50\nINV-20418 Chairs 1,920.00",
    "The office moved to Porto in March.",
)
DOCUMENTS = {"Lease.pdf": LEASE, "Heron report.pdf": MODEL, "Invoices.pdf": INVOICES}


def write_pdfs(folder: Path) -> Path:
    """The documents' PDFs in that folder."""
    folder.mkdir(exist_ok=True)
    for name, pages in DOCUMENTS.items():
        text_pdf(folder / name, pages)
    return folder


def filled(settings: Settings) -> Workspace:
    """A workspace with the documents in it, read and, where an embedding model is there, indexed."""
    workspace = Workspace.open(settings)
    for path in sorted(write_pdfs(settings.data_dir.parent / "pdfs").iterdir()):
        workspace.library.add(path.read_bytes(), path.name)
    assert workspace.indexer.run_until_done()
    return workspace


def keep_text(library: Library, doc_id: str, texts: Sequence[str] = (LEASE[0], LEASE[1])) -> list[str]:
    """Keep a document's text as the indexer does; the ids of its chunks, in order."""
    pages = [Page(index, str(index + 1), text) for index, text in enumerate(texts)]
    with library.database.transaction() as db:  # the pages of an earlier text
        db.execute("DELETE FROM pages WHERE doc_id = ?", (doc_id,))
    keep_pages(library, doc_id, *pages)
    return [chunk.id for chunk in chunk_pages(doc_id, pages)]


def keep_pages(library: Library, doc_id: str, *pages: Page) -> None:
    """Keep a document's pages as the indexer does, and its chunks."""
    library.pages.begin(doc_id, len(pages))
    assert library.pages.keep(doc_id, pages)
    cut_document(library, doc_id)


def passage(
    text: str, page: int = 0, start: int = 0, doc: str = "Lease.pdf", score: float = 0.5, language: str = "en"
) -> Passage:
    """A passage as the retriever gives it: `text` stands at `start` of its page."""
    chunk = Chunk(f"{doc}-{page}-{start}", doc, page, start, start + len(text), text, language=language)
    return Passage(chunk, doc, str(page + 1), score)
