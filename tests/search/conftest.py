from collections.abc import Iterator

import pytest

from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.shelf import filled


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The shelf's documents, read and embedded by the built-in model; for tests that only ask."""
    folder = tmp_path_factory.mktemp("library")
    workspace = filled(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin"))
    yield workspace
    workspace.close()
