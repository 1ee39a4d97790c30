"""What became of a document's pages, in a reader's words: read as text, from their picture, or not at all; pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from docqa.documents import Document, Page, Source, page_name
from docqa.text.plurals import are, has, plural, their, was

PAGE = "p. "  # what the name of a page begins with, unless it is a sheet's


def report(document: Document, pages: Sequence[Page]) -> list[str]:
    """Sentences about a document; `pages` are those that are not simply text or have a note, in order.

    >>> from docqa.documents import State
    >>> lease = Document("", "Lease.pdf", State.READY, pages=12, chunks=9, by_ocr=2, empty=1, unreadable=3)
    >>> notes = [Page(i, str(i + 1), "", source=Source.UNREADABLE, note="scanned too faintly") for i in (4, 5, 8)]
    >>> notes += [Page(2, "3", "", source=Source.OCR), Page(3, "4", "", source=Source.OCR, note="scanned upside down")]
    >>> notes += [Page(10, "11", "", note="text that is struck out is left out")]
    >>> for sentence in report(lease, notes): print(sentence)
    6 of 12 pages have text, 2 were read from their picture, 1 is empty.
    3 of 12 pages could not be read: 5–6, 9 (scanned too faintly).
    Read from its picture: 4 (scanned upside down).
    Not everything on this page was read, or counts as text: 11 (text that is struck out is left out).
    >>> report(Document("", "Scan.pdf", State.READY, pages=1, by_ocr=1), [])
    ['1 of 1 page was read from its picture.']
    >>> report(Document("", "Scan.pdf", State.READY, pages=3, scans=2, empty=1), [])
    ['1 of 3 pages is empty, 2 wait to be read from their picture.']
    """
    text = document.pages - document.scans - document.by_ocr - document.empty - document.unreadable
    became = (
        (text, f"{has(text)} text"),
        (document.by_ocr, f"{was(document.by_ocr)} read from {their(document.by_ocr)} picture"),
        (document.empty, f"{are(document.empty)} empty"),
        (
            document.scans,
            f"{'waits' if document.scans == 1 else 'wait'} to be read from {their(document.scans)} picture",
        ),
    )
    parts = [f"{count} {what}" for count, what in became if count]
    sentences = [f"{', '.join(parts)}.".replace(" ", f" of {plural(document.pages, 'page')} ", 1)] if parts else []
    if document.unreadable:
        sentences.append(
            f"{document.unreadable} of {plural(document.pages, 'page')} could not be read: "
            f"{places(page for page in pages if page.source is Source.UNREADABLE)}."
        )
    if noted := [page for page in pages if page.source is Source.OCR and page.note]:
        sentences.append(f"Read from {their(len(noted))} picture: {places(noted)}.")
    if noted := [page for page in pages if page.source is Source.EMPTY and page.note]:
        sentences.append(f"Empty: {places(noted)}.")
    if noted := [page for page in pages if page.source in (Source.TEXT, Source.MIXED) and page.note]:
        these = "this page" if len(noted) == 1 else "these pages"
        sentences.append(f"Not everything on {these} was read, or counts as text: {places(noted)}.")
    return sentences


def places(pages: Iterator[Page] | Sequence[Page]) -> str:
    """The numbers of pages, neighbours joined to "2–4", those that follow each other with one note under that.

    >>> places([Page(i, str(i + 1), "", note="damaged" if i == 6 else "faint") for i in (1, 2, 3, 6)])
    '2–4 (faint), 7 (damaged)'
    >>> places([Page(2, "iii", ""), Page(5, "2", "")])
    'sheet 3, printed iii; sheet 6, printed 2'
    """
    parts = []
    for note, noted in groupby(pages, key=lambda page: page.note):
        names = [page_name(*((page.index, page.label) for page in run)) for run in runs(list(noted))]
        names[-1] += f" ({note})" if note else ""
        parts += names
    are_plain = all(name.startswith(PAGE) for name in parts)
    return ", ".join(name.removeprefix(PAGE) for name in parts) if are_plain else "; ".join(parts)


def runs(pages: Sequence[Page]) -> Iterator[list[Page]]:
    """The pages in stretches without a gap."""
    for _, numbered in groupby(enumerate(pages), key=lambda item: item[1].index - item[0]):
        yield [page for _, page in numbered]
