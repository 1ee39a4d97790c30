from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from docqa.cli import session
from docqa.cli.session import index, shortcoming
from docqa.documents import State
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.pdfs import text_pdf
from tests.support.shelf import LEASE, MODEL


def add(workspace: Workspace, path: Path) -> str:
    return workspace.library.add(path.read_bytes(), path.name).id


def test_only_the_documents_asked_for_are_returned(settings: Settings, tmp_path: Path) -> None:
    with closing(Workspace.open(settings)) as workspace:
        add(workspace, text_pdf(tmp_path / "Heron.pdf", MODEL))
        lease = add(workspace, text_pdf(tmp_path / "Lease.pdf", LEASE))
        (document,) = index(workspace, [lease])
        assert (document.name, document.state, shortcoming(document)) == ("Lease.pdf", State.READY, "")
        assert [document.state for document in workspace.documents()] == [State.READY] * 2


def test_another_docqa_that_indexes_is_told_of_once(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    settings.data_dir.mkdir()
    lock = FileLock(settings.data_dir / "indexing.lock")

    def release(problem: object) -> None:
        told.append(problem)
        lock.release()

    monkeypatch.setattr(session, "complain", release)
    with closing(Workspace.open(settings)) as workspace, lock:
        (settings.data_dir / "indexing.pid").write_text("4711")
        (document,) = index(workspace, [add(workspace, text_pdf(tmp_path / "Lease.pdf", LEASE))])
    assert told == ["Another docqa (process 4711) has the library open and does the indexing."]
    assert document.state is State.READY


def test_a_document_that_is_removed_meanwhile(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Workspace.open(settings)) as workspace:
        lease = add(workspace, text_pdf(tmp_path / "Lease.pdf", LEASE))

        def remove() -> bool:
            workspace.library.remove(lease)
            return True

        monkeypatch.setattr(workspace.indexer, "run_until_done", remove)
        (document,) = index(workspace, [lease])
    assert document.state is State.FAILED
    assert shortcoming(document) == "Lease.pdf was removed from the library meanwhile."
