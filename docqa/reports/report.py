"""What is made of whole documents, by what was asked for."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

from docqa.documents import Answer, Document
from docqa.engines.base import Chat, Role
from docqa.errors import EngineError
from docqa.library.catalog import Library
from docqa.reports.comparison import compare
from docqa.reports.coverage import named
from docqa.reports.listing import everything
from docqa.reports.request import ReportKind, requested
from docqa.reports.summary import outline, summarize

MAX_DOCUMENTS = 200  # of one report, which a person is to read


def report(
    kind: ReportKind,
    question: str,
    documents: Sequence[Document],
    library: Library,
    choose_chat: Callable[[], Chat | None],
    *,
    about: str = "",
    length: float = 1.0,
) -> Generator[Answer]:
    """A report of that kind on the documents as it grows; see `summarize`, `outline`, `everything` and `compare`.

    Of more than MAX_DOCUMENTS it is of the first ones, and says so.
    A list is of what is `about`, or of what the question names.
    A model that writes, where there is one, writes the sections of a summary; where it cannot be had, `error` says why.
    """
    chat, error, notice = None, "", ""
    if kind is not ReportKind.COMPARISON and len(documents) > MAX_DOCUMENTS:
        count, others, documents = len(documents), documents[MAX_DOCUMENTS:], documents[:MAX_DOCUMENTS]
        without = named([document.name for document in others])
        notice = (
            f"This is of {len(documents)} of {count:,} documents, without {without}: tick these alone to have theirs."
        )
    if kind is ReportKind.SUMMARY:
        try:
            chat = choose_chat()
        except EngineError as exc:
            error = str(exc)
    if kind is ReportKind.OUTLINE:
        answers = outline(question, documents, library)
    elif kind is ReportKind.COMPARISON:
        answers = compare(question, documents, library)
    elif kind is ReportKind.DATES:
        answers = everything(question, "", documents, library)
    elif kind is ReportKind.LIST:
        request = None if about else requested(question, [document.name for document in documents])
        thing = request.about if request else about
        answers = everything(question, thing or question, documents, library)
    else:
        writer = chat if chat is not None and chat.role is Role.WRITES else None
        answers = summarize(question, documents, library, length=length, chat=writer)
    with closing(answers):
        for current in answers:
            yield replace(
                current,
                report=kind.value,
                report_length=length,
                error=error or current.error,
                notice=" ".join(filter(None, (notice, current.notice))),
            )
