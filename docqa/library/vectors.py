"""The vectors: one Chroma collection per embedding model, on disk or on a server. Only this module imports chromadb."""

import functools
import hashlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docqa.documents import Chunk
from docqa.errors import StorageError
from docqa.library.database import set_aside
from docqa.library.new_indexes import clear_new_indexes
from docqa.private_files import make_folder, take_from_others, write_new

MAX_IDS_PER_REQUEST = 1000  # well below SQLite's limit on variables, which Chroma checks every request against

# Chroma's search is approximate. With its defaults (16 neighbours, 100 candidates) it missed the best of 8,000 vectors
# for 2 questions of 180, and often the one passage beside 64 that are alike, as the pages of a form are. With these it
# missed none of them, in 84 ms instead of 51 over everything and 7 instead of 25 within one document of 20.
HNSW = {"max_neighbors": 32, "ef_construction": 200, "ef_search": 400}

# The names, with wildcards, of what Chroma keeps in its folder: its database, and for each index a folder whose name is
# a UUID.
CHROMA_NAMES = ("chroma.sqlite3*", "-".join("?" * length for length in (8, 4, 4, 4, 12)))

# What Chroma says when the disk is full, and when something other than its files is at fault: by SQLite's codes (busy,
# locked, read-only, full, cannot open, whose extended codes end in the same byte) and the system's.
DISK_FULL_MESSAGE = re.compile(r"\(code: 13\)|os error 28")
NOT_DAMAGE_MESSAGE = re.compile(r"\(code: (5|6|8|13|14|261|517|264|520|776|1032|1288)\)|os error (13|17|20|28|30)\b")


class VectorStore:
    """Add, search and remove vectors. `embedding` is always the identity of the model that made them.

    Chroma is opened when first needed: importing it takes seconds. Every method raises StorageError when the folder
    or the server cannot be used, and the next one opens Chroma anew. A damaged folder is set aside (`notice` says so)
    and a new one begun; the vectors are made again from the library's text. So is one at whose opening a process ended.

    Of all processes only the one whose `writing` is true writes: its indexer holds the lock. The others look and leave
    everything as it is, since what seems damaged to them may be half written.
    """

    def __init__(self, folder: Path, url: str = "", owner: str = "") -> None:
        """Vectors in `folder`, or on the Chroma server at `url` when there is one.

        `owner` keeps the collections of several libraries on one server apart.
        """
        self.notice = ""
        self.problem = ""  # why Chroma could not be used when it last was, if so
        self.compared = False  # with the library, since Chroma was opened: the indexer's to do and to note
        self._writing = False
        self._folder = folder
        self._url = url
        self._owner = owner
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._lock = threading.RLock()

    @property
    def writing(self) -> bool:
        """Whether this process is the one that writes. When that changes, Chroma is opened anew at the next use."""
        return self._writing

    @writing.setter
    def writing(self, writing: bool) -> None:
        with self._lock:
            if writing != self._writing:
                self.close()
                self._writing = writing

    def take_from_others(self) -> None:
        """Close the folder's files, and those set aside, to other users: Chroma makes them as the umask says."""
        if self._url:
            return
        take_from_others(self._folder, CHROMA_NAMES)
        for aside in self._folder.parent.glob(f"{escape(self._folder.name)}.damaged-*"):
            take_from_others(aside, CHROMA_NAMES)

    def add(self, embedding: str, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        """Write the chunks' vectors; writing one again replaces it."""
        with self._using(to_write=True):
            self._collection(embedding).upsert(
                ids=[chunk.id for chunk in chunks],
                embeddings=[list(vector) for vector in vectors],
                metadatas=[{"doc_id": chunk.doc_id, "page": chunk.page} for chunk in chunks],
            )
            self.take_from_others()

    def search(
        self, embedding: str, vector: Sequence[float], k: int, doc_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Ids of the `k` nearest chunks (of those documents; default all), each with its cosine similarity, best first.

        Naming documents is slow where they are many: Chroma lists all their chunks first.
        """
        with self._using():
            found = self._collection(embedding).query(
                query_embeddings=[list(vector)],
                n_results=k,
                where=None if doc_ids is None else {"doc_id": {"$in": list(doc_ids)}},
                include=["distances"],
            )
        # Chroma returns the cosine distance, 1 - similarity.
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def vectors(self, embedding: str, ids: Sequence[str]) -> dict[str, list[float]]:
        """The vectors of those chunks that have one, by id."""
        with self._using():
            found = self._collection(embedding).get(ids=list(ids), include=["embeddings"])
        return {id_: vector.tolist() for id_, vector in zip(found["ids"], found["embeddings"], strict=True)}

    def count(self, embedding: str) -> int:
        """How many chunks have a vector."""
        with self._using():
            return int(self._collection(embedding).count())

    def ids(self, embedding: str, doc_id: str = "") -> set[str]:
        """The ids of the chunks that have a vector; only the document's, if one is named."""
        where = {"doc_id": doc_id} if doc_id else None
        with self._using():
            return set(self._collection(embedding).get(where=where, include=[])["ids"])

    def vectors_without_document(self, embedding: str, doc_ids: Sequence[str]) -> list[str]:
        """The ids of chunks with a vector that belong to none of those documents."""
        where = {"doc_id": {"$nin": list(doc_ids)}} if doc_ids else None
        with self._using():
            return list(self._collection(embedding).get(where=where, include=[])["ids"])

    def embeddings(self) -> list[str]:
        """The embedding models of which there are collections."""
        with self._using():
            return [collection.metadata["embedding"] for collection in self._ours()]

    def remove(self, embedding: str, ids: Sequence[str]) -> None:
        """Delete the vectors of those chunks; ids that have none are passed over."""
        with self._using(to_write=True):
            for first in range(0, len(ids), MAX_IDS_PER_REQUEST):
                self._collection(embedding).delete(ids=list(ids[first : first + MAX_IDS_PER_REQUEST]))

    def close(self) -> None:
        """Let go of the folder or the server; whatever is asked next opens it again."""
        with self._lock:
            client, self._client, self.compared = self._client, None, False
            self._collections.clear()
            if client is not None:
                from chromadb.errors import ChromaError

                with suppress(ChromaError), _panics_as_errors():  # after a panic it may not even close
                    client.close()

    @contextmanager
    def _using(self, to_write: bool = False) -> Iterator[None]:
        """Chroma to one caller at a time, its failures as StorageError.

        It fails in many classes: its own, Rust's as InternalError, ValueError, httpx's.
        """
        import chromadb.errors
        import httpx

        with self._lock:
            if to_write and not self._writing:
                raise StorageError(
                    "Another docqa is indexing this library; it alone writes the index. Try again later."
                )
            try:
                with _panics_as_errors():
                    yield
                if not self._url:
                    clear_new_indexes(self._folder)  # Chroma may have begun one, at each opening too
            except (chromadb.errors.ChromaError, httpx.HTTPError, ValueError, OSError, RuntimeError) as exc:
                self.close()
                self.problem = self._sentence(exc)
                raise StorageError(self.problem) from exc
            self.problem = ""

    def _sentence(self, exc: Exception) -> str:
        if self._url:
            return f"The Chroma server at {self._url} could not be used: {exc}. Start it, or check CHROMA_URL."
        if DISK_FULL_MESSAGE.search(str(exc)):
            return f"The disk with {self._folder} is full. Free some room; the work goes on from where it stopped."
        return f"The index in {self._folder} could not be used: {exc}. Make it writable, or set DOCQA_CHROMA_DIR."

    def _collection(self, embedding: str) -> Any:
        name = collection_name(embedding, self._owner)
        if embedding not in self._collections and not self._writing:
            self._collections[embedding] = self._open().get_collection(name, embedding_function=None)
        elif embedding not in self._collections:
            self._collections[embedding] = self._open().get_or_create_collection(
                name=name,
                metadata={"embedding": embedding, "owner": self._owner},
                configuration={"hnsw": {"space": "cosine", **HNSW}},
                embedding_function=None,  # docqa makes the vectors; Chroma must not fetch a model of its own
            )
        return self._collections[embedding]

    def _ours(self) -> list[Any]:
        """The collections of this library: others may share the server."""
        collections = self._open().list_collections()
        return [c for c in collections if "embedding" in (m := c.metadata or {}) and m.get("owner", "") == self._owner]

    def _open(self) -> Any:
        if self._client is None:
            self._client = self._connect() if self._url else self._open_folder()
            self.take_from_others()
        return self._client

    def _connect(self) -> Any:
        import chromadb

        parts = urlsplit(self._url if "://" in self._url else f"http://{self._url}")
        is_tls = parts.scheme == "https"
        port = parts.port or (443 if is_tls else 8000)
        return chromadb.HttpClient(host=parts.hostname or "127.0.0.1", port=port, ssl=is_tls, settings=_settings())

    def _open_folder(self) -> Any:
        from chromadb.errors import ChromaError

        try:
            make_folder(self._folder)
        except OSError as exc:
            raise StorageError(
                f"The index folder {self._folder} cannot be made ({exc.strerror}). Set DOCQA_CHROMA_DIR to another."
            ) from exc
        if not os.access(self._folder, os.W_OK):
            raise StorageError(
                f"The index folder {self._folder} cannot be written. Make it writable, or set DOCQA_CHROMA_DIR."
            )
        if not self._writing:
            if self._mark.exists():
                raise StorageError(
                    f"The search index in {self._folder} is being opened by another docqa. Try again in a moment."
                )
            return _checked_client(self._folder)
        if self._mark.exists() and (self._folder / "chroma.sqlite3").exists():
            self._begin_anew(
                "docqa ended while it opened the search index, which is kept as {}; a new one is being made."
            )
        with self._marked():
            try:
                return _checked_client(self._folder)
            except ChromaError as exc:
                if NOT_DAMAGE_MESSAGE.search(str(exc)):
                    raise
                self._begin_anew("The search index was damaged and is kept as {}; a new one is being made.")
                return _checked_client(self._folder)

    @property
    def _mark(self) -> Path:
        """Its presence says that Chroma is being opened by the process that writes, or that this ended meanwhile."""
        return self._folder.with_name(f"{self._folder.name}.opening")

    @contextmanager
    def _marked(self) -> Iterator[None]:
        """Mark the folder as being opened. Some damage makes Chroma end the process (SIGSEGV) instead of reporting it.

        The next process to open the folder finds the mark and does not try again. One that was killed by the person
        in this moment leaves the mark too, and costs the making of the vectors.
        """
        with suppress(OSError):  # the folder above may not be ours to write in: then there can be no mark
            write_new(self._mark, b"")
        try:
            yield
        finally:
            with suppress(OSError):
                self._mark.unlink(missing_ok=True)

    def _begin_anew(self, notice: str) -> None:
        """Set the folder aside, and say so in `notice`."""
        aside = set_aside(self._folder)
        self.notice = notice.format(aside.name)
        make_folder(self._folder)


def _checked_client(folder: Path) -> Any:
    """Chroma on that folder, after one query of each collection, so that its index files have been read too."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.errors import ChromaError

    try:
        with _panics_as_errors():
            client: Any = chromadb.PersistentClient(path=str(folder), settings=_settings())
    except ChromaError:
        SharedSystemClient.clear_system_cache()  # Chroma keeps what failed, and would fail on it again
        raise
    try:
        with _panics_as_errors():
            for collection in client.list_collections():
                for vector in collection.peek(1)["embeddings"]:
                    collection.query(query_embeddings=[vector], n_results=1)
    except ChromaError:
        client.close()
        raise
    return client


@contextmanager
def _panics_as_errors() -> Iterator[None]:
    """A panic of Chroma's Rust code as its InternalError.

    It comes as a PanicException, which is no Exception and belongs to a module that cannot be imported
    (github.com/chroma-core/chroma/issues/5909).
    """
    from chromadb.errors import InternalError

    try:
        yield
    except BaseException as exc:
        if type(exc).__module__ != "pyo3_runtime":
            raise
        raise InternalError(str(exc)) from exc


def _settings() -> Any:
    # Chroma never closes its connections to a server; without keep-alive they close themselves.
    return _settings_class()(
        anonymized_telemetry=False, chroma_otel_granularity="none", chroma_http_max_keepalive_connections=0
    )


@functools.cache  # Chroma compares settings, and those of two classes are never equal
def _settings_class() -> Any:
    """Chroma's settings without what the environment says, or a `.env` where the program was started.

    They could send all vectors to a server.
    """
    from chromadb.config import Settings

    class OwnSettings(Settings):
        @classmethod
        def settings_customise_sources(cls, settings_cls: Any, init_settings: Any, *others: Any, **more: Any) -> Any:
            return (init_settings,)

    return OwnSettings


def collection_name(embedding: str, owner: str = "") -> str:
    """Chroma's names are short and plain, identities are not.

    >>> collection_name("ollama/nomic-embed-text:latest@0a109f422b47")
    'docqa-671454e78e3ab900'
    """
    return f"docqa-{hashlib.sha256((owner + embedding).encode()).hexdigest()[:16]}"
