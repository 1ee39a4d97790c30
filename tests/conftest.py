"""What every test stands on: an environment of its own, working data of its own."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

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
# The modules that take longest, beginning with that of this test, which mostly waits. Short ones then come last, and
# all workers end at the same time.
LONGEST_FIRST = (
    "house/test_offline.py",
    "page/test_browser.py",
    "evaluation/test_gold_set.py",
    "page/test_rag.py",
    "engines/test_pulls.py",
    "reading/test_isolated.py",
    "indexing/test_kills.py",
    "test_workspace.py",
    "indexing/test_indexer.py",
    "engines/test_target.py",
    "page/test_door.py",
    "answering/test_answer.py",
    "engines/test_gguf.py",
    "engines/test_downloads.py",
    "search/test_retriever.py",
    "house/test_onnx.py",
    "engines/test_reranker.py",
    "cli/test_add.py",
)
BROWSER_TESTS = "page/test_browser"  # how the paths of those modules begin
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
    """The examples in docstrings are pure; the modules that take longest come first, the test that waits before all."""
    for item in items:
        if isinstance(item, pytest.DoctestItem):
            item.add_marker(pytest.mark.pure)
    places = {module: place for place, module in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: (places.get(unit(item.nodeid), len(places)), item.name != OFFLINE_TEST))


def unit(nodeid: str) -> str:
    """The module of a test, below the folder of tests; of all in a browser the first one.

    >>> unit("tests/search/test_query.py::test_numbers[1/2]"), unit("tests/page/test_browser_pages.py::test_pages")
    ('search/test_query.py', 'page/test_browser.py')
    """
    module = nodeid.partition("::")[0].removeprefix("tests/")
    return f"{BROWSER_TESTS}.py" if module.startswith(BROWSER_TESTS) else module


class ByModule(LoadScopeScheduling):
    """What is made once for a module is made by one process alone, and all tests in a browser are run by one.

    Two browsers at once, beside others' work, were so slow on two cores that now and then a click was lost.
    """

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """The order is that of the collection, not by the number of a module's tests."""
    config.option.loadscopereorder = False
    return ByModule(config, log)


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


@pytest.fixture(scope="module")
def processes_are_kept() -> Iterator[None]:
    """The processes that read PDFs go on from test to test."""
    from tests.support.kept_processes import end_processes, keep_processes

    with pytest.MonkeyPatch.context() as patch:
        keep_processes(patch)
        yield
    end_processes()


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
