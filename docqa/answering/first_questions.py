"""What a document may be asked first: questions made from its own definitions and headings, that its own text answers.

They are made by rules and tried by the search, without a model. In English alone: the reranker, which tells whether
words answer, knows no other language.
"""

import logging
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from docqa.documents import Finding, Page
from docqa.errors import DocQAError
from docqa.library.catalog import Library
from docqa.search.retriever import Retriever
from docqa.text.languages import ENGLISH, LANGUAGES, language_of

MOST_OFFERED = 3
MOST_TRIED = 8  # each takes about half a second
PAGES_LOOKED_AT = 40
PASSAGES_LOOKED_AT = 5
MAX_CHARACTERS_OF_TERM = 50
MIN_WORDS_BESIDE_TERM = 4  # of an answer that says more than the heading that was asked for

_DEFINITION = re.compile(r"[\"“](?P<term>[^\W\d_][^\"”\n]+)[\"”]\s+(?:means|shall mean|refers to)\b")
# A name has a capital or a figure within, as SpiderMonkey and DeepSeek-V3 do, or is of several words with capitals.
_NAME = (
    r"[A-Z][\w’&-]{0,30}[A-Z\d][\w-]{0,30}|[A-Z][\w’&-]{1,30}(?: (?:(?:of|for|and|the) ){0,2}[A-Z][\w’&-]{0,30}){1,4}"
)
# With a capital where a sentence begins, and no part of the name: "This Agreement is the", "But Mozilla is a".
_BEFORE_A_NAME = ENGLISH.stop_words - {"the"} | frozenset(
    "after all although another any because before both but each either every however no once one since some such "
    "though under unless until whereas while".split()
)
_SAYS_WHAT_IT_IS = re.compile(
    rf"(?:^|(?<=[.!?]\s))(?:The\s)?(?P<term>{_NAME})(?:\s\([^()\n]{{1,30}}\))?\sis\s(?:an?|the|one\sof)\b", re.MULTILINE
)
_NUMBER = re.compile(
    r"^\W*(?:(?:article|chapter|part|section|appendix|item)\s+)?(?:[\dIVX]+\b[.)\d]*|[A-Z][.)])[\s.:–—-]*", re.I
)
_SAYS_NOTHING = re.compile(
    r"\W*(?:cover|title|page|introduction|summary|abstract|general|"
    + "|".join(f"{language.references}|{language.back_matter}" for language in LANGUAGES)
    + r")\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A question about what `term` stands for, and where its answer must begin: at `start` of a page, or after it."""

    question: str
    term: str
    page: int
    start: int


def offers(pages: Sequence[Page]) -> Iterator[Offer]:
    """Questions for what the pages define or say the nature of, and for what stands under their headings.

    A heading that stands on more than one page is a running head; one that says nothing, or too much, is passed over.

    >>> from docqa.documents import Heading
    >>> text = "2. Deposit\\nThe “Deposit Sum” means the 900 euros that the tenant pays."
    >>> pages = [Page(0, "1", text, (Heading(0, "2. Deposit"),)), Page(1, "2", "See 3.", (Heading(0, "Contents"),))]
    >>> [offer.question for offer in offers(pages)]
    ['What does “Deposit Sum” mean?', 'What does it say about “Deposit”?']
    >>> [offer.question for offer in offers([Page(0, "1", "It grows. SpiderMonkey is the VM of Firefox. It is a VM.")])]
    ['What is SpiderMonkey?']
    """
    terms: set[str] = set()  # a document may say twice what something is
    for definitions, ask in ((_DEFINITION, "What does “{}” mean?"), (_SAYS_WHAT_IT_IS, "What is {}?")):
        for page in pages:
            for found in definitions.finditer(page.text):
                term = " ".join(found["term"].split())
                is_name = definitions is _DEFINITION or term.split()[0].casefold() not in _BEFORE_A_NAME
                if is_name and term not in terms and len(term) <= MAX_CHARACTERS_OF_TERM:
                    terms.add(term)
                    yield Offer(ask.format(term), term, page.index, found.start())
    counts = Counter(heading.title for page in pages for heading in page.headings)
    for page in pages:
        for heading in page.headings:
            term = " ".join(_NUMBER.sub("", heading.title).split())
            if counts[heading.title] == 1 and _is_telling(term):
                question = term if term.endswith("?") else f"What does it say about “{term}”?"
                yield Offer(question, term, page.index, heading.start)


def _is_telling(term: str) -> bool:
    is_name = 3 < len(term) <= MAX_CHARACTERS_OF_TERM and term[0].isalpha() and not set(term) & set('“”"<>{}')
    return is_name and not _SAYS_NOTHING.fullmatch(term)


class FirstQuestions:
    """For each document found once, in a thread, and kept in memory alone."""

    def __init__(self, library: Library, retriever: Retriever) -> None:
        self._library = library
        self._retriever = retriever
        self._lock = threading.Lock()
        self._found: dict[str, tuple[str, ...] | None] = {}  # None while they are being found
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()

    def of(self, doc_id: str) -> tuple[str, ...] | None:
        """The questions to offer for a document, the best first; None while they are still being found."""
        with self._lock:
            if doc_id not in self._found:
                self._found[doc_id] = None
                self._threads = [thread for thread in self._threads if thread.is_alive()]
                self._threads.append(
                    threading.Thread(target=self._find, args=(doc_id,), name="docqa-offering", daemon=True)
                )
                self._threads[-1].start()
            return self._found[doc_id]

    def forget(self, doc_id: str) -> None:
        """A document was removed."""
        with self._lock:
            self._found.pop(doc_id, None)

    def close(self) -> None:
        """Look for no more, and wait for what is being looked for."""
        self._closing.set()
        for thread in self._threads:
            thread.join()

    def _find(self, doc_id: str) -> None:
        found: tuple[str, ...] = ()
        try:
            found = tuple(islice(self._answered(doc_id), MOST_OFFERED))
        except DocQAError:  # it was removed meanwhile, or the search fails: what is asked will say so
            pass
        except Exception:  # the thread's last resort: a page without offers is whole
            logging.getLogger(__name__).exception("No first questions were found")
        finally:
            with self._lock:
                if doc_id in self._found:
                    self._found[doc_id] = found
            with suppress(DocQAError):
                self._library.database.close()

    def _answered(self, doc_id: str) -> Iterator[str]:
        pages = list(islice(self._library.pages.all(doc_id), PAGES_LOOKED_AT))
        if language_of(" ".join(page.text for page in pages)) is not ENGLISH:
            return
        for offer in islice(offers(pages), MOST_TRIED):
            if not self._closing.is_set() and self._is_answered(offer, doc_id):
                yield offer.question

    def _is_answered(self, offer: Offer, doc_id: str) -> bool:
        """Whether the search takes words of that place, and more than its heading, for the answer."""
        asked = self._retriever.understand(offer.question, doc_ids=[doc_id])
        passages = self._retriever.find(asked, PASSAGES_LOOKED_AT)
        quotations = self._retriever.quotations(asked, passages)
        if quotations.finding is not Finding.ANSWERS:
            return False
        answer = quotations.places[0]
        is_there = answer.page == offer.page and answer.end > offer.start
        return is_there and len(answer.words.split()) >= len(offer.term.split()) + MIN_WORDS_BESIDE_TERM
