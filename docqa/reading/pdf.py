"""PDF to pages: the text by pdfium; the outline, page labels, title and, where pdfium fails, the text by pypdf."""

import threading
import warnings
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice, repeat
from pathlib import Path
from types import TracebackType
from typing import Any

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium

from docqa.documents import MAX_PAGES, Imprint, Page, Source
from docqa.errors import BrokenPdf, PasswordNeeded, WrongPassword
from docqa.reading.clean_text import tidy
from docqa.reading.header import ANEW, check_header
from docqa.reading.headings import Entry, SizedHeadings, outline_headings
from docqa.reading.legibility import is_legible
from docqa.reading.page_objects import is_drawn_on
from docqa.reading.pdf_file import DAMAGE, PdfFile, tells_of_layers
from docqa.reading.pictures import SeenPictures, pictures_to_read
from docqa.reading.text_layer import TextLayer

# pdfium is not thread-safe: every call stands under this lock. It is held for one page at a time, so that the picture a
# person waits for comes between two pages of an indexing job. Re-entrant, because a collected generator closes itself
# wherever its thread happens to be.
PDFIUM_LOCK = threading.RLock()

MAX_OUTLINE_ENTRIES = 20_000  # entries
MAX_OUTLINE_DEPTH = 20
MAX_CHARACTERS_PER_LABEL = 16  # characters; longer ones come from damaged files
MAX_CHARACTERS_PER_TITLE = 200  # characters
MAX_CHARACTERS_OF_AUTHORS = 2_000  # cut off, the last of them would be another
# Characters; less on a page that a picture covers is a page number or what the scanner printed there.
MAX_CHARACTERS_OF_STAMP = 100

MAX_SHARE_OF_LOST = 0.01  # of a page's words may lack a ligature's letters; with more it is read from its picture
MAX_SHARE_OF_UNTOLD = 0.3  # of a page's words; with more all of it is read from its picture, and else those lines
DAMAGED = "this page is damaged in the file"
WITHOUT_FONT = "its letters are of a font that is not in the file"  # nor on this machine: pdfium gives none of them


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a PDF says about itself; `labels` has one entry per page, `outline` one for each page with entries."""

    imprint: Imprint
    labels: tuple[str, ...]
    outline: Mapping[int, Sequence[Entry]]
    has_layers: bool  # that can be switched off; True where that cannot be told


class Reading:
    """An open PDF, from `open_pdf`. Close it, or use it in a `with` statement.

    `page_count` is known before the first page is read; `imprint` is the document's own.
    """

    def __init__(
        self, path: Path, password: str | None, pdf: pypdfium2.PdfDocument | None, particulars: Particulars
    ) -> None:
        self._path = path
        self._password = password
        self._pdf = pdf
        self._particulars = particulars
        self.imprint = particulars.imprint
        self.page_count = len(particulars.labels)

    def pages(self, first: int = 0) -> Iterator[Page]:
        """Every page in order, from the index `first` on.

        One that cannot be read says so in its `source` and `note`, and the reading goes on.
        """
        pages = self._pdfium_pages(self._pdf, first) if self._pdf is not None else self._pypdf_pages(first)
        with closing(pages):
            yield from pages

    def close(self) -> None:
        if self._pdf is not None:
            with PDFIUM_LOCK:
                self._pdf.close()

    def __enter__(self) -> "Reading":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _pdfium_pages(self, pdf: pypdfium2.PdfDocument, first: int) -> Generator[Page, None, None]:
        sized, seen = SizedHeadings(), SeenPictures()
        for index in range(first, self.page_count):
            label = self._particulars.labels[index]
            try:
                with text_page(pdf, index) as (page, text):
                    found = self._page(index, page, TextLayer(text), sized, seen)
            except pypdfium2.PdfiumError:  # a page that the page tree counts and does not have
                found = Page(index, label, "", source=Source.UNREADABLE, note=DAMAGED)
            yield found

    def _page(
        self, index: int, page: pypdfium2.PdfPage, layer: TextLayer, sized: SizedHeadings, seen: SeenPictures
    ) -> Page:
        label, outline, note = self._particulars.labels[index], self._particulars.outline, "; ".join(layer.notes)
        kept = tidy(layer.raw)
        if not kept.text:
            is_drawn = layer.has_letters or is_drawn_on(page, layer.objects)  # letters that no text can be made of
            is_silent = not is_drawn and not note and bool(layer.objects.texts)
            if is_silent and isinstance(page.pdf, PdfFile) and page.pdf.says_something(index):
                return Page(index, label, "", source=Source.UNREADABLE, note=WITHOUT_FONT)
            return Page(index, label, "", source=Source.SCAN if is_drawn else Source.EMPTY, note=note)
        if not is_told(layer) or layer.share_of_lost > MAX_SHARE_OF_LOST:
            return Page(index, label, "", source=Source.SCAN, note=note)
        source = Source.TEXT
        if layer.untold or ((pictures := pictures_to_read(layer)) and seen.are_new(pictures)):
            source = Source.MIXED
        if is_stamp(kept.text, layer):
            source = Source.SCAN
        headings = (
            outline_headings(outline.get(index, ()), kept, layer.lines) if outline else sized.of_page(kept, layer)
        )
        return Page(index, label, kept.text, headings, source, note)

    def _pypdf_pages(self, first: int) -> Generator[Page, None, None]:
        """The pages of a file that pdfium cannot open: what has no text here has no picture either."""
        labels, outline = self._particulars.labels, self._particulars.outline
        with closing(_pypdf_texts(self._path, self._password)) as texts:
            read = chain(islice(texts, first, None), repeat(""))
            for index, raw in zip(range(first, self.page_count), read, strict=False):
                kept = tidy(raw.replace("\n", "\r\n"))  # line ends as pdfium writes them
                if kept.text and is_legible(raw):
                    yield Page(index, labels[index], kept.text, outline_headings(outline.get(index, ()), kept, ()))
                else:
                    yield Page(index, labels[index], "", source=Source.UNREADABLE, note=DAMAGED)


def is_told(layer: TextLayer) -> bool:
    """Whether a page's text is what stands on it, but for some lines."""
    return is_legible(layer.raw) and layer.share_of_untold <= MAX_SHARE_OF_UNTOLD


def is_stamp(text: str, layer: TextLayer) -> bool:
    """Whether a page is a picture, and its text no more than what is printed onto that."""
    return len(text) < MAX_CHARACTERS_OF_STAMP and layer.objects.is_picture


def read_pages(path: Path, password: str | None = None, name: str = "") -> Iterator[Page]:
    """The pages of the PDF at `path`. Raises what `open_pdf` raises."""
    with open_pdf(path, password, name) as reading:
        yield from reading.pages()


def open_pdf(path: Path, password: str | None = None, name: str = "") -> Reading:
    """Open the PDF at `path`; messages call it `name`, by default the file's name.

    Raises NotAPdf, BrokenPdf, PasswordNeeded or WrongPassword.
    """
    name = name or path.name
    try:
        pdf = open_pdfium(path, password, name)
    except BrokenPdf:  # pypdf opens some that pdfium refuses, such as one whose first line is lost
        particulars = _particulars(path, password, None)
        if not particulars.labels:
            raise
        return Reading(path, password, None, particulars)
    with PDFIUM_LOCK:
        page_count = min(len(pdf), MAX_PAGES)
    particulars = _particulars(path, password, page_count)
    pdf.has_layers = particulars.has_layers  # pypdf need not open the file once more for it
    return Reading(path, password, pdf, particulars)


def open_pdfium(path: Path, password: str | None, name: str) -> PdfFile:
    """pdfium's document, to be used and closed under PDFIUM_LOCK. Raises as `open_pdf` does."""
    check_header(path, name)
    try:
        with PDFIUM_LOCK:
            return PdfFile(path, password)
    except pypdfium2.PdfiumError as exc:
        if exc.err_code != pdfium.FPDF_ERR_PASSWORD:
            if exc.err_code == pdfium.FPDF_ERR_SECURITY:
                raise BrokenPdf(
                    f"{name} is locked in a way docqa cannot open. Print it to a new PDF and add that."
                ) from exc
            raise BrokenPdf(f"{name} is damaged and cannot be read. {ANEW}") from exc
        if password:
            raise WrongPassword(f"That is not the password of {name}. Try again; capitals matter.") from exc
        raise PasswordNeeded(f"{name} is protected. Give its password to open it.") from exc


@contextmanager
def text_page(pdf: pypdfium2.PdfDocument, index: int) -> Iterator[tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]]:
    """A page of pdfium and its text, under PDFIUM_LOCK. Raises PdfiumError when the page is damaged."""
    with PDFIUM_LOCK, closing(pdf[index]) as page, closing(page.get_textpage()) as text:
        yield page, text


def _particulars(path: Path, password: str | None, page_count: int | None) -> Particulars:
    """What pypdf can tell of the PDF, each part with a plain default; for `page_count` None, pypdf's own count."""
    title, author, labels, has_layers = "", "", [], True
    outline: dict[int, list[Entry]] = {}
    with suppress(*DAMAGE), path.open("rb") as file:
        reader = pypdf.PdfReader(file, password=password)
        if page_count is None:
            page_count = min(len(reader.pages), MAX_PAGES)
        with suppress(*DAMAGE):
            title = _said(reader.metadata and reader.metadata.title)
        with suppress(*DAMAGE):
            author = _said(reader.metadata and reader.metadata.author, MAX_CHARACTERS_OF_AUTHORS)
        with suppress(*DAMAGE):
            has_layers = tells_of_layers(reader)
        with suppress(*DAMAGE):
            if "/PageLabels" in reader.root_object:  # else pypdf reads all pages to count them
                labels = reader.page_labels
        with suppress(*DAMAGE):
            for page, entry in islice(_outline(reader, reader.outline), MAX_OUTLINE_ENTRIES):
                outline.setdefault(page, []).append(entry)
    return Particulars(Imprint(title, author), _labels(labels, page_count or 0), outline, has_layers)


def _said(entry: object, most: int = MAX_CHARACTERS_PER_TITLE) -> str:
    return tidy(str(entry or "")).text.strip()[:most]


def _labels(labels: list[str], page_count: int) -> tuple[str, ...]:
    """A label for every page: its own where that can be printed, else its number from 1."""
    own = [tidy(label).text.strip() for label in labels[:page_count]] + [""] * (page_count - len(labels))
    return tuple(
        label if 0 < len(label) <= MAX_CHARACTERS_PER_LABEL else str(index + 1) for index, label in enumerate(own)
    )


def _outline(reader: pypdf.PdfReader, entries: list[Any], level: int = 1) -> Iterator[tuple[int, Entry]]:
    """The entries whose titles say something, each with the page that it points to."""
    for item in entries if level <= MAX_OUTLINE_DEPTH else ():
        if isinstance(item, list):
            yield from _outline(reader, item, level + 1)
            continue
        page = reader.get_destination_page_number(item)
        top = float(item.top) if isinstance(item.top, int | float) else None
        entry = Entry(" ".join(tidy(str(item.title or "")).text.split())[:MAX_CHARACTERS_PER_TITLE], top, level)
        if page is not None and page >= 0 and entry.says_something:
            yield page, entry


def _pypdf_texts(path: Path, password: str | None) -> Generator[str, None, None]:
    """The pages' texts by LangChain's pypdf loader: slow, and it ends at the first page that it cannot read."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # langchain-community announces its end at import; docs/decisions has what we do about it
        from langchain_community.document_loaders import PyPDFLoader
    with suppress(*DAMAGE):
        for page in PyPDFLoader(path, password=password).lazy_load():
            yield page.page_content
