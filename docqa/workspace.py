"""Everything at work on one library, put together once: by the page for its life, by a command for its run."""

import json
import os
import secrets
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from time import time

from docqa.answering.answer import answer, finish
from docqa.answering.first_questions import FirstQuestions
from docqa.answering.notices import asked_of
from docqa.conversations.kept import Conversations, Message, history
from docqa.conversations.writers import Writers
from docqa.documents import Answer, Document, Highlight, Imprint, Page, Passage, State, Turn, Word
from docqa.engines.base import BUILTIN, Chat, Embedder, shown_name
from docqa.engines.choice import Engines
from docqa.engines.downloads import Downloads
from docqa.engines.target import Target, is_long_ago
from docqa.errors import DocQAError, EngineError, ModelNotInstalled, StorageError, UnknownDocument
from docqa.evaluation.gold import GoldQuestions
from docqa.indexing.indexer import Indexer
from docqa.indexing.lock import IndexingLock
from docqa.indexing.readers import Readers
from docqa.indexing.watched_folder import WatchedFolder
from docqa.library.catalog import DATA_NAMES, Library
from docqa.library.vectors import CHROMA_NAMES, VectorStore
from docqa.private_files import is_open_to_others
from docqa.reading.isolated import IsolatedReader
from docqa.reports.request import ReportKind, documents_named, requested
from docqa.search.asked import choose
from docqa.search.followups import stand_alone
from docqa.search.retriever import MAX_PASSAGES, Retriever
from docqa.settings import Settings
from docqa.tables import Table

MAX_PAGES_OF_TABLES = 100  # pages whose tables are remembered
MAX_SEED = 2**31 - 1  # what every engine takes
LOOK_SECONDS = 0.2  # how often it is looked whether the other process that indexes has ended


class Workspace:
    """The library, its index, the models and the jobs between them."""

    def __init__(self, settings: Settings, library: Library, store: VectorStore, engines: Engines) -> None:
        self.settings = settings
        self.library = library
        self.store = store
        self.engines = engines
        self.downloads = Downloads(engines)
        self._target = Target()
        self.conversations = Conversations(library.database)
        self.gold = GoldQuestions(library.database)
        self.retriever = Retriever(
            library=library,
            store=store,
            embedder=self.serving,
            reranker=self.engines.reranker,
            tables=self.tables_beside,
        )
        self.first_questions = FirstQuestions(library, self.retriever)
        nobody_is_answering = threading.Event()
        finished = partial(finish, tables=self.tables_beside, fits=self.retriever.fits)
        self.writers = Writers(self.conversations, nobody_is_answering, finished)
        self._unlocking: dict[str, threading.Thread] = {}  # by the id of the document that is read in it
        self._closing = threading.Event()
        self._readers = Readers()
        self._watched = WatchedFolder(library, settings.watch_dir, self._forget) if settings.watch_dir else None
        self.indexer = Indexer(
            library,
            store,
            self._readers,
            self._wanted,
            IndexingLock(settings.data_dir / "indexing.lock"),
            nobody_is_answering,
            self._watched,
        )
        self._viewer = IsolatedReader()  # draws pages without waiting for the indexer's
        self._tables = lru_cache(MAX_PAGES_OF_TABLES)(self._find_tables)

    @classmethod
    def open(cls, settings: Settings) -> "Workspace":
        """The workspace on the settings' folders. Raises StorageError when they cannot be used."""
        # Chroma and onnxruntime both import numpy, in threads of their own; numpy's first import cannot be shared.
        import numpy  # noqa: F401

        library = Library.open(settings)
        store = VectorStore(settings.chroma_dir, settings.chroma_url, library.identity() if settings.chroma_url else "")
        store.take_from_others()  # Chroma itself is opened at its first use, and this must not wait for it
        return cls(settings, library, store, Engines(settings))

    def warm(self) -> threading.Thread:
        """Load in the background what the first document and the first question would otherwise wait for."""
        thread = threading.Thread(target=self._warm, name="docqa-warm", daemon=True)
        thread.start()
        return thread

    def _warm(self) -> None:
        self.indexer.warm()
        with suppress(EngineError):
            self.engines.reranker()
        if target := self.target():
            with suppress(EngineError):
                target.model.embed_query("")
        with suppress(EngineError):
            self.engines.prepare_counting(self.chat_choice)
        self.engines.remove_abandoned_pulls()

    @property
    def notices(self) -> list[str]:
        """What had to be mended, and what is wrong with the watched folder, for the person to read."""
        by_words = f"{self.store.problem} Until then a search is by words alone." if self.store.problem else ""
        mended = [notice for notice in (self.library.notice, self.store.notice, by_words) if notice]
        return mended + self._open_to_others() + (self._watched.problems() if self._watched else [])

    def _open_to_others(self) -> list[str]:
        """A sentence for each folder whose rights could not be changed."""
        settings = self.settings
        kept: list[tuple[Path, Sequence[str], str]] = [(settings.data_dir, DATA_NAMES, "DOCQA_DATA_DIR")]
        if not settings.chroma_url:
            kept.append((settings.chroma_dir, CHROMA_NAMES, "DOCQA_CHROMA_DIR"))
        return [
            f"Other users of this machine can read {folder}, and its rights could not be changed. "
            f"Set {variable} to a folder of your own, and move there what it holds."
            for folder, names, variable in kept
            if is_open_to_others(folder, names)
        ]

    # Models

    @property
    def chat_choice(self) -> str:
        """The chat model that the person has chosen, or "" for the best there is."""
        return self.library.choice("chat_model")

    @chat_choice.setter
    def chat_choice(self, name: str) -> None:
        self.library.choose("chat_model", name)

    @property
    def writer_name(self) -> str:
        """The model that would answer a question now, as a person calls it; "" where no model would."""
        name = self.chat_choice or next(iter(self.engines.chat_names()), BUILTIN)
        return "" if name == BUILTIN else shown_name(name)

    @property
    def embedder_choice(self) -> str:
        """The embedding model that the person has chosen, or "" for the best there is."""
        return self.library.choice("embedding_model")

    @embedder_choice.setter
    def embedder_choice(self, name: str) -> None:
        self.library.choose("embedding_model", name)
        self.indexer.wake()

    def target(self) -> Embedder | None:
        """The embedding model to index for; None while it cannot be had."""
        try:
            return self._wanted()
        except EngineError:
            return None

    def _wanted(self) -> Embedder:
        """The target. It is remembered when its vectors are whole, to serve while another takes its place."""
        choice = self.embedder_choice
        best = self.engines.embedder(choice)
        self._wait_for_missed(best, choice)
        target = self._target.settle(best, choice, self._is_whole)
        serving = self.library.choice("serving")
        if target.name != serving and (not serving or self._is_whole(target.identity)):
            self._remember("serving", target.name)
        if target.name == self.library.choice("serving"):
            self._remember("serving_identity", target.identity)
        return target

    def _wait_for_missed(self, best: Embedder, choice: str) -> None:
        """Raise ModelNotInstalled while the model that the library is indexed with has not been away for a minute.

        That is at the start, when nothing is known of it: an Ollama that starts a moment later than docqa, or that was
        switched off for a day, costs no vectors. Once there was a target, that outlasts an absence by itself.
        """
        missed = self.library.choice("serving")
        is_stand_in = best.name == BUILTIN and not choice and self.engines.is_embedder_meant(missed)
        if not is_stand_in or self._target.is_settled or self._is_whole(best.identity):
            self._remember("missed_since", "")
            return
        since = self.library.choice("missed_since")
        if not since:
            self._remember("missed_since", since := str(time()))
        if not is_long_ago(float(since)):
            raise ModelNotInstalled(
                f"{missed}, which this library is indexed with, is not there. Start Ollama, or get the model again; if "
                "it is still away in a minute, all is indexed with the built-in model."
            )

    def _remember(self, name: str, value: str) -> None:
        if self.library.choice(name) != value:
            with suppress(StorageError):  # a full disk is no reason not to search
                self.library.choose(name, value)

    def serving(self) -> Embedder | None:
        """The embedding model to search with: the target once its vectors are whole, until then the one before it."""
        target = self.target()
        if target is not None and self._is_whole(target.identity):
            return target
        try:
            previous = self.engines.embedder(self.library.choice("serving"))
        except EngineError:
            return target
        return previous if self.library.ledger.progress(previous.identity).done else target

    def _is_whole(self, embedding: str) -> bool:
        return self.library.ledger.progress(embedding).whole

    # Documents

    def documents(self) -> list[Document]:
        """The library's documents, with how far their vectors have come."""
        target = self.target()
        documents = self.library.documents(target.identity if target else self.library.choice("serving_identity"))
        return [_unlocked(d) if d.state is State.LOCKED and d.id in self._unlocking else d for d in documents]

    def add(self, data: bytes, name: str) -> Document:
        """Put a PDF into the library, to be read in the background. Raises what `Library.add` raises."""
        document = self.library.add(data, name)
        self.indexer.wake()
        return document

    def unlock(self, doc_id: str, password: str) -> None:
        """Try a password: the document is read with it in the background, or asks again."""
        self._readers.passwords[doc_id] = password
        if self._may_index:
            self.library.set_state(doc_id, State.QUEUED)
            self.indexer.wake()
        elif doc_id not in self._unlocking:
            thread = threading.Thread(target=self._unlock, args=(doc_id, password), name="docqa-unlock", daemon=True)
            self._unlocking[doc_id] = thread
            thread.start()

    def read_with(self, doc_id: str, password: str) -> bool:
        """Read a document with its password here and now: it cannot be handed to another process that indexes.

        Whether the password opens it.
        """
        self._readers.passwords[doc_id] = password
        self.indexer.read(self.library.document(doc_id))
        return doc_id in self._readers.passwords

    def remember_password(self, doc_id: str, password: str) -> None:
        """Keep a password in memory, to show a document's pages, and read the document if it waits for that."""
        if self.library.document(doc_id).state is State.LOCKED:
            self.unlock(doc_id, password)
        else:
            self._readers.passwords[doc_id] = password

    @property
    def _may_index(self) -> bool:
        """Whether no other process indexes, as far as it can be told."""
        return self.indexer.owner in (None, os.getpid())

    def _unlock(self, doc_id: str, password: str) -> None:
        """Read a document beside the other process that indexes; its scanned pages when that has ended."""
        try:
            is_open = self.read_with(doc_id, password)
            while is_open and not self._closing.wait(LOOK_SECONDS):
                document = self.library.document(doc_id)
                if not document.scans or document.state is State.FAILED:
                    break
                if document.state is State.LOCKED and self._may_index:
                    self.library.set_state(doc_id, State.QUEUED)
                    self.indexer.wake()
        except UnknownDocument:  # it was removed meanwhile
            pass
        except StorageError as error:
            with suppress(StorageError):
                self.library.give_up(doc_id, State.LOCKED, str(error))
        finally:
            self.library.database.close()
            del self._unlocking[doc_id]

    @property
    def left_out(self) -> frozenset[str]:
        """The ids of the documents that the person has unticked."""
        return frozenset(json.loads(self.library.choice("left_out", "[]")))

    @left_out.setter
    def left_out(self, doc_ids: Iterable[str]) -> None:
        self.library.choose("left_out", json.dumps(sorted(doc_ids)))

    def remove(self, *doc_ids: str, redact: bool = False) -> None:
        """Take documents out of the library's files now; the indexer takes their vectors out of Chroma.

        With `redact`, the questions and answers that drew on them go too.
        """
        if redact:
            for doc_id in doc_ids:
                for message_id in self.conversations.drawing_on(doc_id):
                    self.writers.stop(message_id)
                self.conversations.redact(doc_id)
        self.library.remove(*doc_ids)
        self.left_out = self.left_out - set(doc_ids)
        for doc_id in doc_ids:
            self._forget(doc_id)
        self.indexer.wake()

    def _forget(self, doc_id: str) -> None:
        self._readers.passwords.pop(doc_id, None)
        self._tables.cache_clear()
        self.first_questions.forget(doc_id)

    def picture(self, doc_id: str, page: int, highlight: Highlight, width: int) -> bytes:
        """PNG of a page with what is marked on it. Raises UnknownDocument, DocumentError."""
        path = self.library.pdf(doc_id)
        document, kept = self.library.document(doc_id), self.library.pages.page(doc_id, page)
        return self._viewer.picture(
            path,
            page,
            spans=highlight.spans,
            faint=highlight.faint,
            words=kept.words,
            width=width,
            name=document.name,
            password=self._readers.passwords.get(doc_id),
        )

    def words(self, doc_id: str, page: int) -> tuple[Word, ...]:
        """The words of a page with their places. Raises UnknownDocument, DocumentError."""
        path = self.library.pdf(doc_id)
        document, kept = self.library.document(doc_id), self.library.pages.page(doc_id, page)
        own_end = kept.words[0].start if kept.words else len(kept.text)
        password = self._readers.passwords.get(doc_id)
        own = self._viewer.words(path, page, name=document.name, password=password) if own_end else ()
        return (*(word for word in own if word.end <= own_end), *kept.words)

    def imprint(self, doc_id: str) -> Imprint:
        """What a document's PDF says of itself. Raises UnknownDocument, DocumentError, OSError."""
        path, document = self.library.pdf(doc_id), self.library.document(doc_id)
        password = self._readers.passwords.get(doc_id)
        with self._viewer.open(path, name=document.name, password=password, first=document.pages) as pdf:
            deque(pdf.pages(), 0)  # there are none from there on: the process is free again
            return pdf.imprint

    def tables(self, doc_id: str, page: int) -> tuple[Table, ...]:
        """The tables of a page; their cells are stretches of its text. Raises UnknownDocument, DocumentError."""
        return self._tables(doc_id, self.library.pages.page(doc_id, page))

    def tables_beside(self, passage: Passage) -> tuple[Table, ...]:
        """The tables of a passage's page; none where they cannot be had."""
        try:
            return self.tables(passage.chunk.doc_id, passage.chunk.page)
        except DocQAError:
            return ()

    def _find_tables(self, doc_id: str, page: Page) -> tuple[Table, ...]:
        kept = self.library.tables.of(doc_id, page.index)
        if kept is not None:
            return kept
        return self._viewer.tables(
            self.library.pdf(doc_id),
            page.index,
            text=page.text,
            words=page.words,
            name=self.library.document(doc_id).name,
            password=self._readers.passwords.get(doc_id),
        )

    # Questions

    def answer(
        self,
        question: str,
        *,
        past: Sequence[Turn] = (),
        doc_ids: Sequence[str] | None = None,
        k: int = MAX_PASSAGES,
        seed: int = 0,
        choose_chat: Callable[[], Chat | None] | None = None,
    ) -> Generator[Answer]:
        """The answer as it grows: a report where whole documents are asked for, else from places in them.

        See `reports.report` and `answering.answer`. `choose_chat` gives another chat model than the person's choice.
        """
        library = self.library.documents()
        documents, _ = choose(library, doc_ids)
        request = requested(question, [document.name for document in documents])
        if request and request.is_sure:
            meant = _meant(request.kind, question, documents)
            return self.report(request.kind, question, doc_ids=meant, about=request.about, choose_chat=choose_chat)
        answers = answer(
            question,
            self.retriever,
            choose_chat or self._chosen_chat,
            history=past,
            doc_ids=doc_ids,
            k=k,
            seed=seed,
        )
        answers = _asked(answers, documents, library)
        return _offering(answers, request.kind) if request else answers

    def report(
        self,
        kind: ReportKind,
        question: str,
        *,
        doc_ids: Sequence[str] | None = None,
        about: str = "",
        length: float = 1.0,
        choose_chat: Callable[[], Chat | None] | None = None,
    ) -> Generator[Answer]:
        """A report on whole documents as it grows; `length` 2 asks for one twice as long, `about` is what is listed."""
        library = self.library.documents()
        documents, _ = choose(library, doc_ids)
        # The patterns of all that reports can list take a tenth of a second to make, and few questions ask for one.
        from docqa.reports.report import report

        growing = report(
            kind,
            question,
            documents,
            self.library,
            choose_chat or self._chosen_chat,
            about=about,
            length=length,
        )
        # Of a comparison the heads of its columns tell which two it is of.
        return growing if kind is ReportKind.COMPARISON else _asked(growing, documents, library)

    def _chosen_chat(self) -> Chat | None:
        return self.engines.chat(self.chat_choice)

    def ask(self, conversation_id: int, question: str, doc_ids: Sequence[str] | None = None) -> int:
        """Ask in a conversation; the message's id. The question is kept at once, its answer comes in the background."""
        message_id = self.conversations.ask(conversation_id, question)
        self._write(conversation_id, message_id, question, doc_ids)
        return message_id

    def ask_again(
        self, conversation_id: int, message_id: int, doc_ids: Sequence[str] | None = None, question: str = ""
    ) -> None:
        """Write a message's answer anew, to another `question` if one is given; the earlier answer stays beside it.

        The same question is asked with another seed, as the same one would bring the same answer. Nothing when the
        message was removed meanwhile.
        """
        for message in self.conversations.messages(conversation_id):
            if message.id == message_id and message.answer.report and not question:
                self.report_again(message, doc_ids=doc_ids)
            elif message.id == message_id:
                seed = 0 if question else 1 + secrets.randbelow(MAX_SEED)
                question = question or message.answer.question
                self.conversations.ask_again(message_id, question)
                self._write(conversation_id, message_id, question, doc_ids, seed)

    def ask_for_report(
        self, conversation_id: int, kind: ReportKind, question: str, doc_ids: Sequence[str] | None = None
    ) -> int:
        """Ask for a report in a conversation, as `ask` does; the message's id."""
        message_id = self.conversations.ask(conversation_id, question)
        self.writers.start(message_id, question, self.report(kind, question, doc_ids=doc_ids))
        return message_id

    def report_again(self, message: Message, *, doc_ids: Sequence[str] | None = None, factor: float = 1.0) -> None:
        """Write a message's report anew, `factor` times as long, or the one that its answer offers."""
        answer = message.answer
        kind = ReportKind(answer.report or answer.offer)
        self.conversations.ask_again(message.id, answer.question)
        documents, _ = choose(self.library.documents(), doc_ids)
        meant = _meant(kind, answer.question, documents)
        growing = self.report(kind, answer.question, doc_ids=meant, length=factor * answer.report_length)
        self.writers.start(message.id, answer.question, growing)

    def remove_conversation(self, conversation_id: int) -> None:
        """Take a conversation out; answers of it that are being written are stopped."""
        for message in self.conversations.messages(conversation_id):
            self.writers.stop(message.id)
        self.conversations.remove(conversation_id)

    def keep_as_gold(self, conversation_id: int, message: Message, passage: Passage) -> None:
        """Keep a message's question with the page of the passage that answers it. Raises UnknownDocument.

        A follow-up is kept with the question that it follows, as it was searched for.
        """
        past = history([m for m in self.conversations.messages(conversation_id) if m.id < message.id])
        question = stand_alone(message.answer.question, past)
        self.gold.keep(passage.chunk.doc_id, question, (passage.chunk.page,))

    def _write(
        self, conversation_id: int, message_id: int, question: str, doc_ids: Sequence[str] | None, seed: int = 0
    ) -> None:
        past = history([m for m in self.conversations.messages(conversation_id) if m.id < message_id])
        self.engines.prepare_chat(self.chat_choice)  # it loads while the passages are searched
        answers = self.answer(question, past=past, doc_ids=doc_ids, seed=seed)
        self.writers.start(message_id, question, answers)

    def close(self) -> None:
        """Stop the jobs; what is unfinished goes on at the next start."""
        self._closing.set()
        self.first_questions.close()
        self.indexer.stop()
        for thread in list(self._unlocking.values()):
            thread.join()
        self._readers.texts.close()  # one of those threads may have started it anew
        self._viewer.close()
        self.engines.close()
        self.store.close()
        self.library.database.close()


def _meant(kind: ReportKind, question: str, documents: Sequence[Document]) -> list[str]:
    """The ids of those of the documents that a request for a report names, or of all where it names none."""
    named = documents_named(kind, question, [document.name for document in documents])
    if kind is ReportKind.COMPARISON or not named:
        return [document.id for document in documents]
    return [documents[at].id for at in named]


def _asked(answers: Generator[Answer], documents: Sequence[Document], library: Sequence[Document]) -> Generator[Answer]:
    """The answers, each with which documents of the library it was asked of."""
    asked = asked_of([document.name for document in documents], sum(document.askable for document in library))
    with closing(answers):
        for current in answers:
            yield replace(current, asked=asked)


def _offering(answers: Generator[Answer], kind: ReportKind) -> Generator[Answer]:
    """The answers, the last of them with the offer of a report of that kind."""
    with closing(answers):
        for current in answers:
            yield replace(current, offer=kind.value) if current.done else current


def _unlocked(document: Document) -> Document:
    """A locked document whose password is known, as it stands: its text is read, or its scanned pages wait."""
    return replace(document, state=State.INDEXING if document.scans else State.READING, error="")
