"""The words everyone here uses: Document, Page, Chunk, Passage, Citation, Sentence, Answer."""

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """Where a document stands on its way into the index."""

    QUEUED = "queued"
    READING = "reading"
    INDEXING = "indexing"  # its text can be asked; vectors are still being made
    READY = "ready"
    LOCKED = "locked"  # waits for its password
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a PDF: `index` is physical, from 0; `label` is what is printed on it ("iv", "A-1", "12")."""

    index: int
    label: str
    text: str
    section: str = ""  # the outline entry that the page falls under


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

    @property
    def askable(self) -> bool:
        return self.state in (State.INDEXING, State.READY)

    @property
    def progress(self) -> float:
        """How much of the way into the index is done, 0 to 1; reading is quick beside embedding and counts a tenth."""
        if self.state in (State.READY, State.FAILED):
            return 1.0
        if self.state is State.INDEXING:
            return 0.1 + 0.9 * self.chunks_embedded / self.chunks if self.chunks else 1.0
        return 0.1 * self.pages_read / self.pages if self.pages else 0.0

    def describe(self) -> str:
        """Where it stands, in a reader's words.

        >>> Document("", "a.pdf", State.READING, pages=310, pages_read=40).describe()
        'reading page 40 of 310'
        >>> Document("", "a.pdf", State.INDEXING, pages=1, chunks=10, chunks_embedded=4).describe()
        '1 page, can be asked; answers may improve: 40% indexed'
        """
        pages = f"{self.pages} page{'' if self.pages == 1 else 's'}"
        match self.state:
            case State.QUEUED:
                return "waiting to be read"
            case State.READING:
                return f"reading page {max(self.pages_read, 1)} of {self.pages}"
            case State.INDEXING:
                share = 100 * self.chunks_embedded // max(self.chunks, 1)
                return f"{pages}, can be asked; answers may improve: {share}% indexed"
            case State.READY:
                return pages
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


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk, with where it stands and how well it fits: its cosine similarity, raised for shared words."""

    chunk: Chunk
    doc: str
    label: str
    score: float
    section: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The words of a page, `[start:end]` of its text, that support a sentence. `number` is the passage's, from 1."""

    number: int
    doc_id: str
    doc: str
    page: int
    label: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, `[start:end]` of its text, and what supports it."""

    text: str
    start: int
    end: int
    citations: tuple[Citation, ...] = ()

    @property
    def supported(self) -> bool:
        return bool(self.citations)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and its answer, as the model is shown it (thinking never is)."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question. While it is being written, `done` is false and everything grows."""

    question: str
    text: str = ""
    thinking: str = ""
    passages: tuple[Passage, ...] = ()
    quote: Citation | None = None  # the best sentence of the passages, found without the model
    sentences: tuple[Sentence, ...] = ()
    model: str = ""
    prompt_tokens: int = 0
    window: int = 0  # tokens the model sees at once
    passages_sent: int = 0  # how many of `passages` fitted the prompt
    refused: bool = False
    done: bool = False
    stopped: bool = False  # by the person
    error: str = ""  # why it broke off
    seconds: dict[str, float] = field(default_factory=dict)  # "passages", "thinking", "answer"
