"""A command's run on the library: opened, and indexed until what was asked for is done."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from docqa.cli.output import complain, document_bars
from docqa.documents import Document, State
from docqa.errors import DocQAError, DocumentError
from docqa.settings import Settings

if TYPE_CHECKING:
    from docqa.workspace import Workspace

POLL_SECONDS = 0.2
DONE = (State.READY, State.LOCKED, State.FAILED)


def open_workspace(settings: Settings | None = None) -> "Workspace":
    """The workspace on these settings (the environment's by default), its notices told."""
    from docqa.workspace import Workspace

    workspace = Workspace.open(settings or Settings.from_env())
    for notice in workspace.notices:
        complain(notice)
    return workspace


def read_file(path: Path) -> bytes:
    """A PDF's bytes. Raises DocumentError."""
    if path.is_dir():
        raise DocumentError(f"There is no PDF in {path}.")
    try:
        return path.read_bytes()
    except OSError as exc:
        raise DocumentError(f"{path} cannot be read: {exc.strerror}.") from exc


def index(workspace: "Workspace", doc_ids: Sequence[str]) -> list[Document]:
    """Index until these documents are done, with bars on a terminal; the documents as they then are.

    One that somebody has removed meanwhile is returned as failed.
    Raises StorageError and EngineError, and DocQAError for what nobody has foreseen.
    """
    job = IndexingJob(workspace, doc_ids)
    documents = job.documents()  # before the thread starts: two threads that import numpy at once break each other
    job.start()
    is_owner_told = False
    with document_bars() as bars:
        tasks = {document.id: bars.add_task(document.name, total=1.0, state="") for document in documents}
        while job.is_alive():
            job.join(POLL_SECONDS)
            if job.owner and not is_owner_told:
                complain(f"Another docqa (process {job.owner}) has the library open and does the indexing.")
                is_owner_told = True
            for document in job.documents():
                bars.update(tasks[document.id], completed=document.progress, state=document.describe())
    if job.problem:
        raise job.problem
    left = {document.id: document for document in job.documents()}
    return [left.get(document.id) or _removed(document) for document in documents]


class IndexingJob(threading.Thread):
    """Indexes in a thread of its own until all that is queued is done, or some documents are done by another docqa.

    `problem` is what ended it early. `owner` is the id of the other process, where one indexes in its place.
    """

    def __init__(self, workspace: "Workspace", doc_ids: Sequence[str]) -> None:
        super().__init__(name="docqa-indexing", daemon=True)
        self.problem: DocQAError | None = None
        self.owner: int | None = None
        self._workspace = workspace
        self._doc_ids = frozenset(doc_ids)

    def documents(self) -> list[Document]:
        """The documents asked for, as they are now."""
        return [document for document in self._workspace.documents() if document.id in self._doc_ids]

    def run(self) -> None:
        try:
            self._index_or_follow()
        except DocQAError as error:
            self.problem = error
        except Exception as error:  # the thread's last resort: nobody else would hear of it
            logging.getLogger(__name__).exception("Indexing broke off")
            self.problem = DocQAError(
                f"Indexing broke off for a reason that docqa does not know ({type(error).__name__}: {error}). "
                "What is unfinished goes on with the next command."
            )
        finally:
            self._workspace.library.database.close()

    def _index_or_follow(self) -> None:
        """When another docqa is indexing, it takes these documents too, and we wait for it."""
        while not self._workspace.indexer.run_until_done():
            if all(document.state in DONE for document in self.documents()):
                return
            self.owner = self._workspace.indexer.owner
            sleep(POLL_SECONDS)


def shortcoming(document: Document) -> str:
    """Why a document is not indexed as it should be, in one sentence; "" when it is."""
    if document.error or document.state in DONE:
        return document.error
    return f"{document.name} is not indexed to its end ({document.describe()}). Run the command again to go on."


def _removed(document: Document) -> Document:
    return replace(document, state=State.FAILED, error=f"{document.name} was removed from the library meanwhile.")
