"""The frozen dataclasses that all packages share, from a document in the library to the answer drawn from it."""

from dataclasses import dataclass, field
from enum import StrEnum

NONE_OF_THEM = "none"  # what a model says that is to choose among quotations of which none answers
EXTRACTOR = "pdfium-38"  # how the text of pages is made; goes up whenever it changes, so that an index knows
MAX_PAGES = 100_000  # of a document: a damaged page count must not keep the reader busy for ever
CHUNKS_PER_SCAN = 40  # reading one page by OCR takes about as long as embedding so many chunks


class State(StrEnum):
    """Where a document stands on its way into the index."""

    QUEUED = "queued"
    READING = "reading"
    INDEXING = "indexing"  # its text can be asked; vectors are still being made
    READY = "ready"
    LOCKED = "locked"  # waits for its password
    FAILED = "failed"


class Source(StrEnum):
    """Where a page's text came from, or why it has none."""

    TEXT = "text"  # the PDF's own text layer
    OCR = "ocr"  # read from the page's picture, or from pictures on it
    SCAN = "scan"  # a picture, or a text layer that nobody can read: waits to be read by OCR
    MIXED = "mixed"  # text, and pictures or lines on the page that wait to be read by OCR
    EMPTY = "empty"  # nothing stands on it
    UNREADABLE = "unreadable"  # the page's `note` says why


class Finding(StrEnum):
    """What the documents have to say to a question, as far as can be told."""

    ANSWERS = "answers"  # the words found answer it
    CLOSEST = "closest"  # these are the closest words, which may not answer it
    NONE = "none"  # the documents do not say

    def at_most(self, other: "Finding") -> "Finding":
        """The one of the two that claims less.

        >>> Finding.ANSWERS.at_most(Finding.CLOSEST).value, Finding.NONE.at_most(Finding.CLOSEST).value
        ('closest', 'none')
        """
        return max(self, other, key=list(Finding).index)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, from the outline or by its size: the section that begins at `Page.text[start:]`.

    `level` is 1 for a chapter, 2 for what stands under one, and so on.
    """

    start: int
    title: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of one line, in fractions of the page as it is seen: (0, 0) is its top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    def joined(self, other: "Box") -> "Box":
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True, slots=True)
class Word:
    """A word read by OCR: `Page.text[start:end]` stands in `box`."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Highlight:
    """What is marked on the picture of a page, as `[start:end]` of its text; `faint` if it bears nothing out."""

    spans: tuple[tuple[int, int], ...] = ()
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a PDF: `index` is physical, from 0; `label` is what is printed on it ("iv", "A-1", "12")."""

    index: int
    label: str
    text: str
    headings: tuple[Heading, ...] = ()  # in the order of their places
    source: Source = Source.TEXT
    note: str = ""  # for a reader: why it could not be read, or what was done about it
    words: tuple[Word, ...] = ()  # read by OCR; text before the first has its places in the text layer


def page_name(*pages: tuple[int, str]) -> str:
    """A page as a place, for a reader: what is printed on it, and the number of its sheet where that is another.

    Each is its index and its label; of several it is the stretch from the first to the last.

    >>> page_name((3, "4")), page_name((23, "22")), page_name((23, "22"), (24, "23"))
    ('p. 4', 'sheet 24, printed 22', 'sheets 24–25, printed 22–23')
    """
    ends = dict.fromkeys((pages[0], pages[-1]))
    printed = "–".join(dict.fromkeys(label for _, label in ends))
    if all(label == str(index + 1) for index, label in ends):
        return f"p. {printed}"
    return f"sheet{'s' * (len(ends) > 1)} {'–'.join(str(index + 1) for index, _ in ends)}, printed {printed}"


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a PDF says of itself, each "" where it says nothing."""

    title: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF in the library. `id` is the SHA-256 of its bytes."""

    id: str
    name: str
    state: State
    pages: int = 0
    pages_read: int = 0
    chunks: int = 0
    chunks_embedded: int = 0  # with the embedding model now being indexed for
    bytes: int = 0
    error: str = ""
    scans: int = 0  # pages that wait for OCR, all of them or a picture on them
    by_ocr: int = 0  # pages that it has read
    empty: int = 0  # pages with nothing on them
    unreadable: int = 0  # pages that could not be read; the report says why
    added: float = 0.0  # when it came, in seconds since 1970
    folder: str = ""  # which of the person's own it is in; "" is none

    @property
    def askable(self) -> bool:
        return self.chunks > 0 and self.state is not State.FAILED

    @property
    def progress(self) -> float:
        """How much of the way into the index is done, 0 to 1; reading is quick beside embedding and counts a tenth."""
        if self.state in (State.READY, State.FAILED):
            return 1.0
        if self.state is State.INDEXING:
            done = self.chunks_embedded + CHUNKS_PER_SCAN * self.by_ocr
            work = self.chunks + CHUNKS_PER_SCAN * (self.by_ocr + self.scans)
            return 0.1 + 0.9 * done / work if work else 1.0
        return 0.1 * self.pages_read / self.pages if self.pages else 0.0

    @property
    def percent(self) -> int:
        """As `progress`, to be told: 100 only when all is done."""
        return int(100 * self.progress)

    def describe(self) -> str:
        """Where it stands, in a reader's words.

        >>> Document("", "a.pdf", State.READING, pages=310, pages_read=40).describe()
        'reading page 40 of 310: 1% indexed'
        >>> Document("", "a.pdf", State.INDEXING, pages=1, chunks=10, chunks_embedded=4).describe()
        '1 page, can be asked; answers may improve: 46% indexed'
        >>> Document("", "a.pdf", State.INDEXING, pages=12, chunks=9, chunks_embedded=9, by_ocr=3, scans=9).describe()
        '12 pages, can be asked; reading scanned page 4 of 12: 33% indexed'
        >>> Document("", "a.pdf", State.READY, pages=310, chunks=900, by_ocr=3, unreadable=12).describe()
        '310 pages, 3 read from their picture, 12 could not be read'
        """
        pages = f"{self.pages} page{'' if self.pages == 1 else 's'}"
        share = f"{self.percent}% indexed"
        match self.state:
            case State.QUEUED:
                return "waiting to be read"
            case State.READING:
                return f"reading page {max(self.pages_read, 1)} of {self.pages}: {share}"
            case State.INDEXING:
                scanning = f"reading scanned page {self.by_ocr + 1} of {self.by_ocr + self.scans}: {share}"
                if not self.chunks:
                    return f"{pages}, {scanning}" if self.scans else pages
                if self.chunks_embedded < self.chunks:
                    return f"{pages}, can be asked; answers may improve: {share}"
                return f"{pages}, can be asked; {scanning}"
            case State.READY:
                ocr = (
                    f", {self.by_ocr} read from {'its' if self.pages == 1 else 'their'} picture" if self.by_ocr else ""
                )
                return pages + ocr + (f", {self.unreadable} could not be read" if self.unreadable else "")
            case State.LOCKED:
                return "needs its password"
            case State.FAILED:
                return "cannot be used"


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is indexed: `text` is the page's `text[start:end]`."""

    id: str
    doc_id: str
    page: int
    start: int
    end: int
    text: str
    section: str = ""  # the heading it stands under
    titles: str = ""  # lines in it that may be the title of its page
    language: str = "en"  # whose stems its words are found by


@dataclass(frozen=True, slots=True)
class CutPage:
    """A page with its chunks, in order."""

    doc_id: str
    doc: str
    page: Page
    chunks: tuple[Chunk, ...]

    @property
    def language(self) -> str:
        """That of most of its chunks."""
        languages = [chunk.language for chunk in self.chunks]
        return max(languages, key=languages.count)


@dataclass(frozen=True, slots=True)
class OtherPage:
    """Where a sentence goes on over the end of its page: `[start:end]` of the text of the page before or behind it."""

    page: int
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The words of another page that belong in the place of `[first:last]` of a chunk's text, which may be empty."""

    first: int
    last: int
    text: str
    place: OtherPage


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a page that fits best, with where it stands and how well it fits (`ranking.rank`).

    `going_on` are the other halves of the sentences that go over the ends of the page, in order. `running` says where
    running lines of the page stand, `[start:end]` of `text`.
    """

    chunk: Chunk
    doc: str
    label: str
    score: float
    places: tuple[tuple[int, int], ...] = ()  # those that the question points at, `[start:end]` of the chunk's text
    going_on: tuple[GoingOn, ...] = ()
    running: tuple[tuple[int, int], ...] = ()

    @property
    def page_name(self) -> str:
        """Its page as a place, for a reader."""
        return page_name((self.chunk.page, self.label))

    @property
    def text(self) -> str:
        """The chunk's text, with the sentences at its ends whole.

        >>> chunk = Chunk("", "", 3, 40, 52, "Rent. It inc-")
        >>> Passage(chunk, "", "4", 1.0, going_on=(GoingOn(12, 13, "ludes heat.", OtherPage(4, "5", 0, 11)),)).text
        'Rent. It includes heat.'
        """
        pieces: list[str] = []
        done = 0
        for other in self.going_on:
            pieces += self.chunk.text[done : other.first], other.text
            done = other.last
        return "".join((*pieces, self.chunk.text[done:]))

    def position(self, at: int) -> int:
        """Where in `text` the chunk's character stands."""
        return at + sum(len(other.text) - (other.last - other.first) for other in self.going_on if other.last <= at)

    def places_of(self, start: int, end: int) -> tuple[int, int, tuple[OtherPage, ...]]:
        """Where `text[start:end]` stands: `[first:last]` of the chunk's text, and on which other pages.

        >>> other = OtherPage(4, "5", 0, 11)
        >>> chunk = Chunk("", "", 3, 0, 0, "Rent. It inc-")
        >>> passage = Passage(chunk, "", "4", 1.0, going_on=(GoingOn(12, 13, "l.", other),))
        >>> passage.places_of(0, 5), passage.places_of(6, 14) == (6, 13, (other,))
        ((0, 5, ()), True)
        """
        others = []
        first, last = start, end
        longer = 0  # so much longer `text` is up to here than the chunk's
        for other in self.going_on:
            begins = other.first + longer
            ends = begins + len(other.text)
            longer += len(other.text) - (other.last - other.first)
            if start < ends and begins < end:
                others.append(other.place)
            first = first if start < begins else other.last if start < ends else start - longer
            last = last if end <= begins else other.last if end < ends else end - longer
        return first, last, tuple(others)


@dataclass(frozen=True, slots=True)
class Citation:
    """The words of a page, `[start:end]` of its text, that support a sentence. `number` is the passage's, from 1.

    Of a sentence that goes over the end of the page, `whole` is all it says, and `others` where it stands besides.
    """

    number: int
    doc_id: str
    doc: str
    page: int
    label: str
    start: int
    end: int
    text: str
    cell: str = ""  # of a cell of a table: what it says, with its row, column and unit
    marks: tuple[tuple[int, int], ...] = ()  # of the same: where it, its row's label and its header stand on the page
    answering: str = ""  # of a quotation: the only words in it of the kind that is asked for; of a list, the item
    whole: str = ""
    others: tuple[OtherPage, ...] = ()

    @property
    def words(self) -> str:
        """The words on one line, as a reader sees them."""
        return self.cell or " ".join((self.whole or self.text).split())

    @property
    def labels(self) -> str:
        """The label of its page, or of the first and the last of its pages.

        >>> Citation(1, "", "", 3, "4", 0, 9, "", others=(OtherPage(4, "5", 0, 9),)).labels
        '4–5'
        """
        pages = self._pages()
        return "–".join(dict.fromkeys((pages[0][1], pages[-1][1])))

    @property
    def page_name(self) -> str:
        """Its page as a place, for a reader, or the stretch of its pages."""
        return page_name(*self._pages())

    def _pages(self) -> list[tuple[int, str]]:
        return sorted([(self.page, self.label), *((other.page, other.label) for other in self.others)])

    @property
    def marked(self) -> tuple[tuple[int, int], ...]:
        """What is to be marked on the page, each as `[start:end]` of its text."""
        return self.marks or (((self.start, self.end),) if self.start < self.end or not self.others else ())

    def overlaps(self, other: "Citation") -> bool:
        """Whether words of a page stand in both."""
        return self.doc_id == other.doc_id and any(
            page == its_page and start < its_end and its_start < end
            for page, start, end in self._stretches()
            for its_page, its_start, its_end in other._stretches()
        )

    def _stretches(self) -> list[tuple[int, int, int]]:
        own = (self.page, self.start, self.end)
        return [own, *((other.page, other.start, other.end) for other in self.others)]

    @classmethod
    def of(
        cls,
        number: int,
        passage: Passage,
        start: int,
        end: int,
        cell: str = "",
        marks: tuple[tuple[int, int], ...] = (),
    ) -> "Citation":
        """The citation of `[start:end]` of a passage's text."""
        chunk = passage.chunk
        first, last, others = passage.places_of(start, end)
        return cls(
            number,
            chunk.doc_id,
            passage.doc,
            chunk.page,
            passage.label,
            chunk.start + first,
            chunk.start + last,
            chunk.text[first:last],
            cell,
            marks,
            whole=passage.text[start:end] if others else "",
            others=others,
        )


class Support(StrEnum):
    """How the places found bear out a sentence, in a reader's words."""

    VERBATIM = "word for word"
    SUPPORTED = "supported"
    PARTLY = "partly"
    ASIDE = "perhaps about something else"
    NONE = "not in the sources"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, `[start:end]` of its text, and what supports it.

    `doubted` are the parts that are not borne out, in the words of the sentence, where others are. `is_aside` where its
    place answers the question much worse than others do.
    """

    text: str
    start: int
    end: int
    citations: tuple[Citation, ...] = ()
    is_verbatim: bool = False
    doubted: tuple[str, ...] = ()
    is_aside: bool = False

    @property
    def state(self) -> Support:
        if not self.citations:
            return Support.NONE
        if self.doubted:
            return Support.PARTLY
        if self.is_aside:
            return Support.ASIDE
        return Support.VERBATIM if self.is_verbatim else Support.SUPPORTED

    @property
    def supported(self) -> bool:
        """Whether all of it is borne out, by a place that may answer."""
        return self.state in (Support.VERBATIM, Support.SUPPORTED)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a statement, which the other document's wording of it has as well or not."""

    text: str
    is_changed: bool = False
    is_telling: bool = False  # a number, a date, a name or a denial is in what changed


@dataclass(frozen=True, slots=True)
class Difference:
    """What one document says, `was` at `before`, beside what another does, `now` at `after`.

    Words and places are empty of the document that does not have it.
    """

    documents: tuple[str, str]  # their names
    before: tuple[Citation, ...] = ()
    after: tuple[Citation, ...] = ()
    was: tuple[Stretch, ...] = ()
    now: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report: its heading, and what the documents say under it, each sentence with its place.

    `level` is 1 for a chapter, 0 for a whole document among others.
    """

    title: str
    level: int = 1
    quotations: tuple[Citation, ...] = ()
    is_run_in: bool = False  # its title begins its text: a heading under that of the part above
    text: str = ""  # what a model wrote of these, all of it supported; "" where none did
    sentences: tuple[Sentence, ...] = ()  # of `text`
    differences: tuple[Difference, ...] = ()  # between two documents, in the place of quotations

    @property
    def is_heading(self) -> bool:
        """Whether it only says where its heading stands: an entry of an outline."""
        return bool(self.title) and [quotation.text for quotation in self.quotations] == [self.title]

    @property
    def is_list(self) -> bool:
        """Whether it is a table of items: each quotation's `answering` is one, its words are where it stands."""
        return bool(self.quotations) and all(quotation.answering for quotation in self.quotations)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and its answer (thinking never is part of it); "" when it was refused or failed."""

    question: str
    answer: str
    supported: str = ""  # what of the answer the passages bear out


@dataclass(frozen=True, slots=True)
class Choice:
    """What a model made of `among` numbered quotations that it was to choose from.

    `taken` is the number of one in the code's order, from "1" on, or "none"; "" where the model made no valid choice.
    """

    among: int
    taken: str = ""

    def describe(self) -> str:
        """What it did, in words that go on from its name.

        >>> [Choice(8, taken).describe() for taken in ("3", "none", "")]
        ['chose number 3 of 8 quotations', 'chose none of 8 quotations', 'made no valid choice among 8 quotations']
        """
        what = "quotation" if self.among == 1 else "quotations"
        if not self.taken:
            return f"made no valid choice among {self.among} {what}"
        return f"chose {'none' if self.taken == NONE_OF_THEM else f'number {self.taken}'} of {self.among} {what}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question. While it is being written, `done` is false and everything grows."""

    question: str
    text: str = ""  # what a model wrote; "" where none did
    thinking: str = ""
    passages: tuple[Passage, ...] = ()
    quotations: tuple[Citation, ...] = ()  # the places in the passages that may answer, best first; no model wrote them
    finding: Finding = Finding.CLOSEST  # whether they do
    choice: Choice | None = None  # what a model chose among them; None where none was to choose
    sentences: tuple[Sentence, ...] = ()
    parts: tuple[Part, ...] = ()  # of a report on whole documents, which stands in the place of text and quotations
    coverage: tuple[str, ...] = ()  # what was read for it and what was left out, in sentences
    progress: str = ""  # how far it has come
    report: str = ""  # the kind of report that it is, if one
    report_length: float = 1.0  # 2 is twice as long as usual
    offer: str = ""  # the kind of report that may have been asked for and was not made
    model: str = ""
    prompt_tokens: int = 0
    window: int = 0  # tokens the model sees at once
    passages_sent: int = 0  # how many of `passages` fitted the prompt
    refused: bool = False
    understood: str = ""  # the question by itself, also where it goes on from another, without how to answer it
    asked: str = ""  # which documents it was asked of, in words
    notice: str = ""  # what is said of the question: names that the pages do not hold, documents that were not asked
    done: bool = False
    stopped: bool = False  # by the person
    cut: bool = False  # in the middle, at the most that its model may write
    looped: bool = False  # and was ended: its model said the same again and again
    error: str = ""  # why it broke off
    seconds: dict[str, float] = field(default_factory=dict)  # "passages", "thinking", "answer"

    @property
    def said(self) -> str:
        """What answers, on one line where it is a quotation: a model's words, or else the documents' own, if any do."""
        if self.text or not self.quotations or self.finding is not Finding.ANSWERS:
            return self.text
        return f"“{self.quotations[0].words}”"

    @property
    def turn(self) -> Turn:
        """What a question behind it goes on from."""
        if self.refused or self.error:
            return Turn(self.question, "")
        supported = " ".join(sentence.text for sentence in self.sentences if sentence.supported)
        return Turn(self.question, self.said, supported or ("" if self.text else self.said))
