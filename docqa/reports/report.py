"""What is made of whole documents, by what was asked for."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from docqa.documents import Answer, Document
from docqa.library.catalog import Library
from docqa.reports.request import ReportKind
from docqa.reports.summary import outline, summarize


def report(
    kind: ReportKind, question: str, documents: Sequence[Document], library: Library, *, length: float = 1.0
) -> Generator[Answer]:
    """A report of that kind on the documents as it grows; see `summarize` and `outline`."""
    if kind is ReportKind.OUTLINE:
        answers = outline(question, documents, library)
    else:
        answers = summarize(question, documents, library, length=length)
    with closing(answers):
        for current in answers:
            yield replace(current, report=kind.value, report_length=length)
