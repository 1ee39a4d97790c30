import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from docqa.settings import Settings
from tests.support.ollama_server import OllamaTestServer
from tests.support.shelf import filled


@pytest.fixture(autouse=True)
def builtin(own_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCQA_ENGINE", "builtin")


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library in it, for tests that only ask."""
    folder = tmp_path_factory.mktemp("library")
    filled(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin")).close()
    return folder


@pytest.fixture
def library(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCQA_DATA_DIR", str(shelf / "data"))
    monkeypatch.setenv("DOCQA_CHROMA_DIR", str(shelf / "chroma_db"))


@pytest.fixture
def own_library(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of that library, for tests that leave something there."""
    copy = shutil.copytree(shelf, tmp_path / "library")
    monkeypatch.setenv("DOCQA_DATA_DIR", str(copy / "data"))
    monkeypatch.setenv("DOCQA_CHROMA_DIR", str(copy / "chroma_db"))


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaTestServer]:
    reply = "The rent is 1,250 dollars a month. It is a bargain."
    with OllamaTestServer(reply=lambda messages: (f"{word} " for word in reply.split())) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        monkeypatch.setenv("DOCQA_ENGINE", "ollama")
        yield server
