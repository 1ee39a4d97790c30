"""What every test stands on: an environment of its own, working data of its own."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docqa.privacy import close_doors
from docqa.settings import ROOT, Settings

CLOSED = "127.0.0.1:1"  # nothing listens there, so an Ollama on this machine is never touched
# Empty rather than absent: an empty value also covers one in a developer's `.env`.
DEFAULTED = (
    "CHROMA_URL",
    "DOCQA_ALLOW_CLOUD_MODEL",
    "DOCQA_CHAT_MODEL",
    "DOCQA_EMBED_MODEL",
    "DOCQA_ENGINE",
    "DOCQA_MAX_FILE_MB",
    "DOCQA_OFFLINE",
    "DOCQA_REGISTRY",
    "DOCQA_WATCH_DIR",
)
FOREIGN = ("CHROMA_", "DOCQA_", "LANGCHAIN_", "LANGSMITH_", "OLLAMA_", "STREAMLIT_", "XDG_")
OFFLINE_TEST = "test_nothing_leaves_the_machine"
GOLD_SET = "test_gold_set.py"
OF_MODELS = "engines"  # the folder of the tests that ask the models themselves


def pytest_configure() -> None:
    """While tests are collected nothing becomes garbage, and looking for it takes a sixth of the time, or more."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: it is not gone through again for each look for garbage."""
    gc.freeze()
    gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """For the pure tests alone, files that hold none are not read: what they import takes longer than these tests."""
    is_test = collection_path.suffix == ".py" and collection_path.name.startswith("test_")
    if is_test and config.option.markexpr == "pure" and "pytest.mark.pure" not in collection_path.read_text("utf-8"):
        return True
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The examples in docstrings are pure; the test that waits longest comes first, beside all others.

    Then comes the gold set, whose questions are asked once in each process that runs one of its tests: a process that
    has nothing left to do takes tests from another one's end, never from its beginning.
    """
    for item in items:
        if isinstance(item, pytest.DoctestItem):
            item.add_marker(pytest.mark.pure)
    items.sort(key=lambda item: (item.name != OFFLINE_TEST, item.path.name != GOLD_SET))


@pytest.fixture(scope="session", autouse=True)
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The developer's own settings, keys, proxies and home are out of reach, of processes the tests start too."""
    found = dict(os.environ)
    for name in found:
        if name.startswith(FOREIGN) or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ |= (
        dict.fromkeys(DEFAULTED, "") | {"OLLAMA_HOST": CLOSED} | own_folders(tmp_path_factory.mktemp("session"))
    )
    close_doors()
    yield
    restore(found)


@pytest.fixture(autouse=True)
def own_environment(request: pytest.FixtureRequest, clean_environment: None) -> Iterator[None]:
    """HOME and working data of this test alone, and whatever it sets is gone after it.

    A pure test stays with those of the session, which it does not use: folders take longer than most of them.
    """
    found = dict(os.environ)
    if not request.node.get_closest_marker("pure"):
        os.environ |= own_folders(request.getfixturevalue("tmp_path"))
    yield
    restore(found)


@pytest.fixture(scope="module", autouse=True)
def results_are_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """The built-in models compute the same only once, but for the tests of those models."""
    with pytest.MonkeyPatch.context() as patch:
        if request.config.option.markexpr != "pure" and request.path.parent.name != OF_MODELS:
            # Imported here: the pure tests alone take less time than these models' libraries.
            from tests.support.kept_results import keep_results

            keep_results(patch)
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that keep everything in the test's folder and use the built-in models."""
    return Settings(
        data_dir=tmp_path / "data", chroma_dir=tmp_path / "chroma_db", engine="builtin", ollama_url=f"http://{CLOSED}"
    )


@pytest.fixture
def benchmark() -> Callable[[Callable[[], object]], object]:
    """What LangChain's suites want run many times is run once; pytest-benchmark would do something for every test."""
    return lambda run: run()


@pytest.fixture
def vcr() -> None:
    """Named by those of LangChain's tests that record what is sent, which ours leave out."""


@pytest.fixture
def snapshot() -> None:
    """Named by LangChain's test of models that can be written down, which ours cannot."""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real PDFs beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the real documents in {folder}")
    return folder


def own_folders(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return {
        "HOME": str(home),
        "DOCQA_DATA_DIR": str(folder / "data"),
        "DOCQA_CHROMA_DIR": str(folder / "chroma_db"),
        "OLLAMA_MODELS": str(home / "models"),
    }


def restore(environment: dict[str, str]) -> None:
    if os.environ != environment:
        os.environ.clear()
        os.environ.update(environment)
