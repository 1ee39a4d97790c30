from pathlib import Path

import pytest

from docqa.documents import Heading, Page
from docqa.library.catalog import Library
from docqa.reports.report import MAX_DOCUMENTS, report
from docqa.reports.request import ReportKind
from docqa.settings import Settings
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_pages


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library.open(settings)


def fill(library: Library, tmp_path: Path, count: int) -> None:
    for number in range(count):
        name = f"Lease {number}.pdf"
        doc_id = library.add(text_pdf(tmp_path / name, [name]).read_bytes(), name).id
        text = f"Rent\nThe monthly rent of the cottage is {900 + number} euros, and it is paid in advance."
        keep_pages(library, doc_id, Page(0, "1", text, (Heading(0, "Rent"),)))


@pytest.mark.parametrize("kind", [ReportKind.SUMMARY, ReportKind.DATES])
def test_of_many_documents_each_has_its_part_and_of_too_many_it_is_said(
    library: Library, tmp_path: Path, kind: ReportKind
) -> None:
    fill(library, tmp_path, MAX_DOCUMENTS + 1)
    documents = library.documents()
    *growing, whole = report(kind, "?", documents, library, lambda: None)
    told = list(dict.fromkeys(quotation.doc for part in whole.parts for quotation in part.quotations))
    assert told == [document.name for document in documents[:MAX_DOCUMENTS]]
    assert whole.notice == (
        f"This is of 200 of 201 documents, without {documents[-1].name}: tick these alone to have theirs."
    )
    assert "2 of 200 documents" in growing[2].progress
    *_, whole = report(kind, "?", documents[:MAX_DOCUMENTS], library, lambda: None)
    assert not whole.notice
    assert len(whole.coverage) == (2 if kind is ReportKind.DATES else 2 * MAX_DOCUMENTS)
