"""What a document may be asked first: questions made from its own definitions and headings, that its own text answers.

They are made by rules and tried by the search, without a model. In English alone: the reranker, which tells whether
words answer, knows no other language.
"""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from docqa.answering.offers import Offer, offers
from docqa.documents import Finding
from docqa.errors import DocQAError
from docqa.library.catalog import Library
from docqa.search.retriever import Retriever
from docqa.text.languages import ENGLISH, language_of

MAX_QUESTIONS_OFFERED = 3
MAX_QUESTIONS_TRIED = 16  # each takes about half a second
MAX_PAGES_LOOKED_AT = 40
MAX_PASSAGES_LOOKED_AT = 5
MIN_WORDS_BESIDE_TERM = 4  # of an answer that says more than the heading that was asked for
_SENTENCE_END = re.compile(r"[.!?][)\"'”’\]]*$")


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
            found = tuple(islice(self._answered(doc_id), MAX_QUESTIONS_OFFERED))
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
        pages = list(islice(self._library.pages.all(doc_id), MAX_PAGES_LOOKED_AT))
        if language_of(" ".join(page.text for page in pages)) is not ENGLISH:
            return
        for offer in islice(offers(pages), MAX_QUESTIONS_TRIED):
            if not self._closing.is_set() and self._is_answered(offer, doc_id):
                yield offer.question

    def _is_answered(self, offer: Offer, doc_id: str) -> bool:
        """Whether the search takes a sentence of that place, which says more than its heading, for the answer."""
        asked = self._retriever.understand(offer.question, doc_ids=[doc_id])
        passages = self._retriever.find(asked, MAX_PASSAGES_LOOKED_AT)
        quotations = self._retriever.quotations(asked, passages)
        if quotations.finding is not Finding.ANSWERS:
            return False
        answer = quotations.places[0]
        is_there = answer.page == offer.page and answer.start < offer.end and offer.start < answer.end
        says_more = len(answer.words.split()) >= len(offer.term.split()) + MIN_WORDS_BESIDE_TERM
        return is_there and says_more and _SENTENCE_END.search(answer.words) is not None
