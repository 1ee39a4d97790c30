"""An Ollama that is away for a moment costs no vectors and brings no worse model; one that is gone is done without."""

import timeit
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import sleep

import pytest

from docqa.documents import State
from docqa.engines import target
from docqa.engines.base import BUILTIN, Embedder
from docqa.engines.choice import Engines
from docqa.engines.target import Target
from docqa.errors import EngineError, OllamaTooSlow
from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support import waiting
from tests.support.ollama_server import DEEPSEEK, Fault, OllamaTestServer
from tests.support.pdfs import text_pdf
from tests.support.small_models import letter_embedder

pytestmark = pytest.mark.usefixtures("processes_are_kept")

AT_ONCE_SECONDS = 0.5  # of the fastest of some: a busy machine stalls now and then
BGE = "bge-small-en-v1.5-68807e3ff2abb83c"  # the identity of the built-in embedding model
until = partial(waiting.until, seconds=60)
often = partial(Engines, look_interval_seconds=0.05)


def nothing(embedding: str) -> bool:
    """No embedding is whole."""
    return False


@pytest.fixture
def short_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "HOLD_SECONDS", 0.3)


# One model after another


def test_another_model_takes_over_when_it_has_been_the_best_for_long(short_hold: None) -> None:
    settled, old, new = Target(), letter_embedder("old"), letter_embedder("new")
    assert settled.settle(old, "", nothing) is old
    assert settled.settle(new, "", nothing) is old
    sleep(0.35)
    assert settled.settle(old, "", nothing) is old  # back again: the other one's time begins anew
    assert settled.settle(new, "", nothing) is old
    assert settled.settle(letter_embedder("third"), "", nothing) is old
    sleep(0.35)
    assert settled.settle(new, "", nothing) is old
    sleep(0.35)
    assert settled.settle(new, "", nothing) is new


def test_the_first_model_is_taken_at_once() -> None:
    new = letter_embedder("new")
    assert Target().settle(new, "", nothing) is new


@pytest.mark.parametrize(("before", "after"), [("", "new"), ("old", "new"), ("old", "")])
def test_what_the_person_chooses_is_taken_at_once(before: str, after: str) -> None:
    settled, old, new = Target(), letter_embedder("old"), letter_embedder("new")
    assert settled.settle(old, before, nothing) is old
    assert settled.settle(new, after, nothing) is new


def test_a_model_whose_vectors_are_there_is_taken_at_once() -> None:
    settled, old, new = Target(), letter_embedder("old"), letter_embedder("new")
    assert settled.settle(old, "", nothing) is old
    assert settled.settle(new, "", lambda embedding: embedding == new.identity) is new


def test_another_version_of_a_model_is_taken_at_once() -> None:
    settled, old, new = Target(), letter_embedder("same"), letter_embedder("same", turn=13)
    assert settled.settle(old, "", nothing) is old
    assert settled.settle(new, "", nothing) is new


# With a library behind it


@pytest.fixture
def ollama() -> Iterator[OllamaTestServer]:
    with OllamaTestServer() as server:
        yield server


@pytest.fixture
def auto(settings: Settings, ollama: OllamaTestServer) -> Settings:
    return replace(settings, engine="auto", ollama_url=ollama.url)


def opened(settings: Settings) -> Workspace:
    """A workspace that looks for Ollama twenty times a second."""
    return Workspace(settings, Library.open(settings), VectorStore(settings.chroma_dir), often(settings))


@contextmanager
def indexed(settings: Settings, folder: Path) -> Iterator[Workspace]:
    """A workspace at work, whose one document has all its vectors."""
    path = text_pdf(folder / "lease.pdf", ("Dogs are not allowed.", "The rent is due on the first of the month."))
    with closing(opened(settings)) as workspace:
        workspace.library.add(path.read_bytes(), path.name)
        workspace.indexer.start()
        until(lambda: [document.state for document in workspace.documents()] == [State.READY])
        yield workspace


def name(embedder: Embedder | None) -> str:
    return embedder.label if embedder else ""


def test_documents_and_searches_are_there_at_once_while_ollama_hangs(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path
) -> None:
    with indexed(auto, tmp_path) as workspace:
        workspace.retriever.search("dogs")
        ollama.faults["/api/tags"] = Fault("silence")
        until(lambda: ollama.hanging("/api/tags"))
        hung = ollama.hanging("/api/tags")
        for _ in range(30):
            assert workspace.documents()
            assert workspace.retriever.search("dogs")
        assert hung and not hung.ended.is_set()  # who waited for it would wait for half a minute


HANGING = ("/api/version", "/api/tags", "/api/show", "/api/embed", "/api/chat")


@pytest.mark.parametrize("paths", [HANGING, ("/api/embed",)])
def test_passages_stand_while_the_embedding_model_says_nothing(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path, paths: Sequence[str]
) -> None:
    """By their words alone, and that is said; the server would be waited for five minutes."""
    with indexed(auto, tmp_path) as workspace:
        assert workspace.retriever.understand("dogs").silent == ""
        before = len(ollama.asked("/api/embed"))
        ollama.faults |= dict.fromkeys(paths, Fault("silence"))
        for _ in range(3):
            first = next(iter(workspace.answer("Are dogs allowed?")))
            assert first.quotations
            assert first.notice.startswith("nomic-embed-text does not answer at the moment, so these were found")
        assert len(ollama.asked("/api/embed")) == before + 1  # and nobody asks again while that one hangs


def test_a_model_of_which_the_server_says_nothing_is_not_waited_for(auto: Settings, ollama: OllamaTestServer) -> None:
    with closing(often(auto)) as engines:
        assert engines.status().ollama
        ollama.faults["/api/show"] = Fault("silence")
        with pytest.raises(OllamaTooSlow, match="The embedding model did not answer in time"):
            engines.embedder()


def test_one_slow_reply_makes_no_vectors_and_asks_no_worse_model(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path
) -> None:
    with indexed(auto, tmp_path) as workspace:
        ollama.faults["/api/version"] = Fault("slow", seconds=3.0, times=1)
        before = len(ollama.asked("/api/version"))
        while len(ollama.asked("/api/version")) < before + 3:
            assert name(workspace.target()) == name(workspace.serving()) == "nomic-embed-text"
            assert workspace.engines.chat().label == DEEPSEEK.name
            assert workspace.documents()[0].state is State.READY
            sleep(0.01)
        assert workspace.store.count(BGE) == 0


def test_vectors_of_a_server_that_is_gone_for_a_moment_are_kept_to(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path
) -> None:
    with indexed(auto, tmp_path) as workspace:
        ollama.faults["/api/version"] = Fault("status", status=503, times=10)
        until(lambda: not workspace.engines.status().ollama)
        while not workspace.engines.status().ollama:
            assert name(workspace.target()) == name(workspace.serving()) == "nomic-embed-text"
            assert workspace.retriever.search("dogs")
        assert workspace.store.count(BGE) == 0


def test_a_server_that_stays_away_is_done_without(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path, short_hold: None
) -> None:
    with indexed(auto, tmp_path) as workspace:
        ollama.stop()
        assert workspace.retriever.search("dogs")
        until(lambda: workspace.documents()[0].state is State.READY and workspace.store.count(BGE) == 2)
        assert name(workspace.serving()) == "bge-small-en-v1.5 (built in)"
        assert workspace.engines.chat() is None


def test_what_the_person_chooses_while_ollama_is_away_is_indexed_at_once(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path
) -> None:
    with indexed(auto, tmp_path) as workspace:
        workspace.embedder_choice = BUILTIN
        until(lambda: workspace.store.count(BGE) == 2)
        ollama.stop()
        workspace.embedder_choice = "nomic-embed-text:latest"
        until(lambda: workspace.target() is None)
        assert min(timeit.repeat(workspace.documents, number=1, repeat=5)) < AT_ONCE_SECONDS


def test_what_is_indexed_is_not_indexed_anew_for_an_ollama_that_is_absent_at_the_start(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before it has been away for a minute, in however many processes; words find the passages meanwhile."""
    with indexed(auto, tmp_path):
        pass
    ollama.stop()
    for _ in range(2):
        with closing(opened(auto)) as workspace:
            with pytest.raises(EngineError, match="waits.* nomic-embed-text, which this library is indexed with"):
                workspace.indexer.run_until_done()
            assert workspace.documents()[0].state is State.READY
            assert BGE not in workspace.store.embeddings()
            assert workspace.retriever.search("dogs")
    monkeypatch.setattr(target, "HOLD_SECONDS", 0.0)
    with closing(opened(auto)) as workspace:
        assert workspace.indexer.run_until_done()
        assert workspace.store.count(BGE) == 2
        assert workspace.documents()[0].state is State.READY


@pytest.mark.parametrize("is_setting", [False, True])
def test_at_the_person_s_word_what_is_indexed_is_indexed_anew_at_once(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path, is_setting: bool
) -> None:
    with indexed(auto, tmp_path):
        pass
    ollama.stop()
    with closing(opened(replace(auto, engine="builtin") if is_setting else auto)) as workspace:
        if not is_setting:
            workspace.embedder_choice = BUILTIN
        assert workspace.indexer.run_until_done()
        assert workspace.store.count(BGE) == 2


def test_an_ollama_that_starts_after_docqa_finds_its_vectors_as_they_were(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path
) -> None:
    with indexed(auto, tmp_path):
        pass
    ollama.faults["/api/version"] = Fault("status", status=503)
    with closing(opened(auto)) as workspace:
        assert workspace.target() is None
        ollama.faults.clear()
        until(lambda: name(workspace.target()) == "nomic-embed-text")
        assert workspace.indexer.run_until_done()
        assert BGE not in workspace.store.embeddings()
