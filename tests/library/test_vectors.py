import math
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromadb
import pytest

from docqa.documents import Chunk
from docqa.errors import StorageError
from docqa.library.vectors import VectorStore
from docqa.settings import ROOT
from tests.support.chroma_server import ChromaServer
from tests.support.small_models import LetterEmbeddings

NEAR, FAR, BETWEEN = [1.0, 0.0], [0.0, 1.0], [math.sqrt(0.5), math.sqrt(0.5)]


def chunk(id_: str, doc_id: str = "lease") -> Chunk:
    return Chunk(id_, doc_id, 0, 0, 4, "text")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    store = writer(tmp_path / "chroma")
    yield store
    store.close()


def writer(folder: Path, url: str = "", owner: str = "") -> VectorStore:
    store = VectorStore(folder, url, owner)
    store.writing = True
    return store


def remove_document(store: VectorStore, doc_id: str) -> None:
    for model in store.embeddings():
        store.remove(model, sorted(store.ids(model, doc_id)))


def fill(store: VectorStore, count: int = 3) -> None:
    chunks = [chunk(f"c{i:04}") for i in range(count)]
    store.add("model", chunks, [[math.cos(i / count), math.sin(i / count)] for i in range(count)])


def test_the_nearest_come_first_with_their_cosine_similarity(store: VectorStore) -> None:
    store.add("model", [chunk("far"), chunk("near"), chunk("between")], [FAR, NEAR, BETWEEN])
    found = store.search("model", NEAR, 2, ["lease"])
    assert [id_ for id_, _ in found] == ["near", "between"]
    assert [score for _, score in found] == pytest.approx([1.0, math.sqrt(0.5)], abs=1e-4)


def test_no_memory_of_the_process_is_left_in_a_new_index(store: VectorStore, tmp_path: Path) -> None:
    """Chroma writes room for the first hundred vectors as it finds it, anew at each opening."""
    for _ in range(2):
        fill(store)
        room = [(tmp_path / "chroma").rglob(name) for name in ("data_level0.bin", "length.bin")]
        contents = [path.read_bytes() for paths in room for path in paths]
        assert len(contents) == 2
        assert not any(map(any, contents))
        store.close()


@pytest.mark.parametrize("turn", range(4))
def test_a_passage_unlike_all_others_is_found(store: VectorStore, turn: int) -> None:
    """Chroma's search is approximate: with its own settings it often loses the one beside many alike, as forms have."""
    model = LetterEmbeddings(turn)
    texts = ["listen", *(f"page {number} of quite another book" for number in range(64))]
    for first in range(0, len(texts), 32):
        vectors = model.embed_documents(texts[first : first + 32])
        store.add("model", [chunk(f"c{first + i}") for i in range(len(vectors))], vectors)
    assert store.search("model", model.embed_query("silent"), 5, ["lease"])[0][0] == "c0"


def test_only_the_documents_asked_for_are_searched(store: VectorStore) -> None:
    store.add("model", [chunk("a", "lease"), chunk("b", "report")], [NEAR, NEAR])
    assert [id_ for id_, _ in store.search("model", NEAR, 5, ["report"])] == ["b"]
    assert store.search("model", NEAR, 5, ["unknown"]) == []
    assert len(store.search("model", NEAR, 5, ["lease", "report", *(f"{i:064x}" for i in range(3000))])) == 2


def test_searching_an_empty_index(store: VectorStore) -> None:
    assert store.search("model", NEAR, 5, ["lease"]) == []


def test_writing_again_replaces(store: VectorStore) -> None:
    store.add("model", [chunk("a")], [NEAR])
    store.add("model", [chunk("a")], [FAR])
    ((found, score),) = store.search("model", FAR, 5, ["lease"])
    assert found == "a"
    assert score == pytest.approx(1.0)


def test_models_are_kept_apart(store: VectorStore) -> None:
    store.add("two numbers", [chunk("a")], [NEAR])
    store.add("three numbers", [chunk("a"), chunk("b")], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert store.ids("two numbers") == {"a"}
    assert store.ids("three numbers") == {"a", "b"}
    assert sorted(store.embeddings()) == ["three numbers", "two numbers"]


def test_a_document_goes_with_the_vectors_of_every_model(store: VectorStore) -> None:
    for model in ("one", "two"):
        store.add(model, [chunk("a", "lease"), chunk("b", "report")], [NEAR, FAR])
    remove_document(store, "lease")
    store.remove("two", ["b"])
    store.remove("two", [])
    assert (store.ids("one"), store.ids("two")) == ({"b"}, set())


def test_vectors_are_there_after_a_restart(store: VectorStore) -> None:
    fill(store)
    store.close()
    assert store.ids("model") == {"c0000", "c0001", "c0002"}
    assert store.search("model", NEAR, 1, ["lease"])[0][0] == "c0000"


def test_a_store_that_does_not_write_looks_and_leaves_everything_as_it_is(tmp_path: Path, store: VectorStore) -> None:
    fill(store)
    other = VectorStore(tmp_path / "chroma")
    assert other.search("model", NEAR, 1, ["lease"])[0][0] == "c0000"
    with pytest.raises(StorageError, match="Another docqa is indexing this library"):
        other.add("model", [chunk("new")], [FAR])
    with pytest.raises(StorageError, match="Another docqa is indexing this library"):
        other.remove("model", ["c0000"])
    with pytest.raises(StorageError):
        other.search("another model", NEAR, 1, ["lease"])
    assert (store.embeddings(), len(store.ids("model"))) == (["model"], 3)
    other.close()


def test_what_looks_damaged_to_one_that_does_not_write_is_left_alone(tmp_path: Path, store: VectorStore) -> None:
    fill(store, 1200)
    store.close()
    spoil(tmp_path / "chroma", "garbage")
    with pytest.raises(StorageError):
        VectorStore(tmp_path / "chroma").ids("model")
    assert [path.name for path in tmp_path.iterdir() if "damaged" in path.name] == []


def test_vectors_come_back_as_they_were(store: VectorStore) -> None:
    fill(store)
    assert store.vectors("model", ["c0000", "unknown"]) == {"c0000": NEAR}
    assert store.count("model") == 3


def test_chunks_of_no_known_document_are_found(store: VectorStore) -> None:
    store.add("model", [chunk("a", "lease"), chunk("b", "report")], [NEAR, FAR])
    assert store.vectors_without_document("model", ["lease"]) == ["b"]
    assert sorted(store.vectors_without_document("model", [])) == ["a", "b"]
    assert store.vectors_without_document("model", ["lease", *(f"{i:064x}" for i in range(3000)), "report"]) == []


def test_threads_share_a_store(store: VectorStore) -> None:
    fill(store)
    found: list[str] = []

    def search() -> None:
        found.extend(store.search("model", NEAR, 1, ["lease"])[0][0] for _ in range(10))

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10):
        store.add("model", [chunk(f"new{number}", "report")], [FAR])
    for thread in threads:
        thread.join()
    assert found == ["c0000"] * 40


# Damage


def spoil(folder: Path, how: str) -> None:
    index = next(path for path in folder.iterdir() if path.is_dir())
    match how:
        case "garbage":
            (folder / "chroma.sqlite3").write_bytes(b"garbage " * 1000)
        case "cut":
            content = (folder / "chroma.sqlite3").read_bytes()
            (folder / "chroma.sqlite3").write_bytes(content[: len(content) // 2])
        case "index deleted":
            shutil.rmtree(index)
        case "index emptied":
            for path in index.iterdir():
                path.write_bytes(b"")
        case "links zeroed":
            links = index / "link_lists.bin"
            links.write_bytes(bytes(links.stat().st_size))


@pytest.mark.parametrize("how", ["garbage", "cut", "index deleted", "index emptied"])
def test_a_damaged_index_is_set_aside_and_begun_anew(tmp_path: Path, store: VectorStore, how: str) -> None:
    fill(store, 1200)  # Chroma writes index files from 1,000 vectors on
    store.close()
    spoil(tmp_path / "chroma", how)
    assert store.ids("model") == set()
    (aside,) = tmp_path.glob("chroma.damaged-*")
    assert store.notice == f"The search index was damaged and is kept as {aside.name}; a new one is being made."
    fill(store)
    assert len(store.ids("model")) == 3


OPEN = """
import sys
from pathlib import Path
from docqa.library.vectors import VectorStore

store = VectorStore(Path(sys.argv[1]))
store.writing = True
print(len(store.ids("model")), store.notice)
store.close()
"""


def opened_elsewhere(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", OPEN, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_damage_that_ends_the_process_does_so_once(tmp_path: Path, store: VectorStore) -> None:
    fill(store, 1200)
    store.close()
    spoil(tmp_path / "chroma", "links zeroed")
    assert opened_elsewhere(tmp_path / "chroma").returncode not in (0, 1)  # ended by the system, not by Python
    done = opened_elsewhere(tmp_path / "chroma")
    assert done.returncode == 0
    (aside,) = tmp_path.glob("chroma.damaged-*")
    assert done.stdout.startswith(f"0 docqa ended while it opened the search index, which is kept as {aside.name}")
    assert opened_elsewhere(tmp_path / "chroma").stdout == "0 \n"


def test_an_index_whose_opening_did_not_end_is_set_aside_unopened(tmp_path: Path, store: VectorStore) -> None:
    fill(store)
    assert not (tmp_path / "chroma.opening").exists()
    store.close()
    (tmp_path / "chroma.opening").touch()
    with pytest.raises(StorageError, match=r"is being opened by another docqa. Try again in a moment"):
        VectorStore(tmp_path / "chroma").search("model", NEAR, 1)
    assert (tmp_path / "chroma.opening").exists()
    assert store.ids("model") == set()
    assert len([*tmp_path.glob("chroma.damaged-*")]) == 1
    assert not (tmp_path / "chroma.opening").exists()


def test_a_mark_without_an_index_says_nothing(tmp_path: Path, store: VectorStore) -> None:
    (tmp_path / "chroma.opening").touch()
    assert (store.ids("model"), store.notice) == (set(), "")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("chroma")) == ["chroma"]


# What chromadb raises when its Rust code panics: the class cannot be imported, and is no Exception.
PanicException = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})


def panic(*_: object, **__: object) -> Any:
    raise PanicException("range start index 10 out of range for slice of length 9")


def test_a_panic_of_chroma_in_use_is_a_sentence(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    with monkeypatch.context() as patch:
        patch.setattr(chromadb.Collection, "count", panic)
        with pytest.raises(StorageError, match=r"could not be used: range start index 10 out of range"):
            store.count("model")
    assert store.count("model") == 3


def test_an_index_at_which_chroma_panics_is_set_aside(
    tmp_path: Path, store: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    open_folder = chromadb.PersistentClient

    def panic_once(**options: Any) -> Any:
        monkeypatch.setattr(chromadb, "PersistentClient", open_folder)
        return panic()

    monkeypatch.setattr(chromadb, "PersistentClient", panic_once)
    assert store.ids("model") == set()
    assert "was damaged" in store.notice


def test_a_deleted_index_is_begun_anew(tmp_path: Path, store: VectorStore) -> None:
    fill(store)
    store.close()
    shutil.rmtree(tmp_path / "chroma")
    assert store.ids("model") == set()
    assert store.notice == ""


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for folder in (tmp_path / "file", tmp_path / "file" / "chroma"):
        with pytest.raises(StorageError, match=f"{folder} cannot be made.*DOCQA_CHROMA_DIR"):
            writer(folder).ids("model")
    assert (tmp_path / "file").read_text() == "no folder"


def test_a_file_that_cannot_be_written_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "chroma" / "chroma.sqlite3").mkdir(parents=True)
    store = writer(tmp_path / "chroma")
    with pytest.raises(StorageError, match=r"could not be used.*Make it writable"):
        store.ids("model")
    assert [path.name for path in tmp_path.iterdir() if "damaged" in path.name] == []


FULL = """
import resource, sys
from pathlib import Path
from docqa.documents import Chunk
from docqa.errors import StorageError
from docqa.library.vectors import VectorStore
from tests.support.small_models import LetterEmbeddings

store = VectorStore(Path(sys.argv[1]))
store.writing = True
store.add("model", [Chunk("first", "lease", 0, 0, 1, "x")], [[1.0] * 400])
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, most))  # what a full disk is to the process: writes fail
chunks = [Chunk(f"c{i}", "lease", 0, 0, 1, "x") for i in range(600)]
try:
    store.add("model", chunks, [[float(i)] * 400 for i in range(600)])
except StorageError as error:
    print("refused:", error)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
store.add("model", chunks, [[float(i)] * 400 for i in range(600)])
print("kept:", len(store.ids("model")), store.notice)
store.close()
"""


def test_a_full_disk_is_a_sentence_and_the_work_goes_on_once_there_is_room(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "chroma")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    refused, kept = done.stdout.splitlines()
    assert refused.startswith("refused: The ")
    assert kept == "kept: 601 "


# A Chroma server


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture
def server(running: ChromaServer) -> ChromaServer:
    if running.process is None:
        running.start()
    return running


def test_a_server_in_place_of_the_folder(tmp_path: Path, server: ChromaServer) -> None:
    store = writer(tmp_path / "chroma", server.url, owner="first")
    store.add("model", [chunk("a", "lease"), chunk("b", "report")], [NEAR, FAR])
    ((found, score),) = store.search("model", NEAR, 1, ["lease", "report"])
    assert found == "a"
    assert score == pytest.approx(1.0, abs=1e-4)
    remove_document(store, "lease")
    assert store.ids("model") == {"b"}
    store.close()
    assert store.ids("model") == {"b"}
    store.close()
    assert not (tmp_path / "chroma").exists()


def test_libraries_and_strangers_on_one_server_do_not_touch_each_other(tmp_path: Path, server: ChromaServer) -> None:
    with server.client() as client:
        strangers = client.create_collection("somebody-elses", embedding_function=None)
        strangers.add(ids=["theirs"], embeddings=[NEAR], metadatas=[{"doc_id": "lease"}])
        mine, other = (writer(tmp_path, server.url, owner) for owner in ("me", "you"))
        for store in (mine, other):
            store.add("model", [chunk("a")], [NEAR])
        remove_document(mine, "lease")
        assert (mine.ids("model"), other.ids("model"), strangers.count()) == (set(), {"a"}, 1)
        assert mine.embeddings() == ["model"]
        mine.close()
        other.close()


def test_a_server_that_is_gone_is_a_sentence_until_it_is_back(tmp_path: Path, server: ChromaServer) -> None:
    store = writer(tmp_path, server.url, owner="patient")
    fill(store)
    server.stop()
    for _ in range(2):
        with pytest.raises(StorageError, match=f"The Chroma server at {server.url} .*Start it, or check CHROMA_URL"):
            store.search("model", NEAR, 1, ["lease"])
    server.start()
    assert store.search("model", NEAR, 1, ["lease"])[0][0] == "c0000"
    store.close()
