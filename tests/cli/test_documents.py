from pathlib import Path

import pytest

from docqa.library.pages import Pages
from docqa.settings import Settings
from tests.cli.ran import Ran
from tests.support.pdfs import text_pdf
from tests.support.shelf import LEASE


def test_an_empty_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert Ran(capsys, "list").out == "The library is empty. Add a PDF: python -m docqa add FILE.pdf\n"
    assert Ran(capsys, "list", "--json").json == {"documents": []}
    ran = Ran(capsys, "search", "rent", "--json")
    assert (ran.code, ran.json["passages"]) == (1, [])
    Ran(capsys, "search", "rent").failed_with("No passage fits.")
    ran = Ran(capsys, "ask", "rent", "--json")
    assert ran.json["refused"]


def test_a_document_is_removed_though_its_index_cannot_be_tidied(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    Ran(capsys, "add", text_pdf(tmp_path / "Lease.pdf", LEASE))
    lock = settings.data_dir / "indexing.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    ran = Ran(capsys, "remove", "lease")
    assert (ran.code, ran.out) == (0, "Removed Lease.pdf.\n")
    assert "Lease.pdf is removed. Its copies in the search index are cleared by the next add or remove" in ran.err
    lock.rmdir()
    assert Ran(capsys, "list", "--json").json == {"documents": []}


def test_a_list_for_people_reads_no_reports(
    capsys: pytest.CaptureFixture[str], library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Pages, "with_notes")
    assert "Lease.pdf         3 pages" in Ran(capsys, "list").out


def test_documents_are_put_into_a_folder_listed_and_asked_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name, words in (("Lease.pdf", LEASE[0]), ("Will.pdf", "The rent of the house goes to Ada.")):
        Ran(capsys, "add", text_pdf(tmp_path / name, [words]))
    assert Ran(capsys, "folder", "Flat", "lease").out == "Lease.pdf is in Flat.\n"
    assert Ran(capsys, "list").out == "Lease.pdf  1 page  [Flat]\nWill.pdf   1 page\n"
    assert Ran(capsys, "list", "--folder", "flat").out == "Lease.pdf  1 page  [Flat]\n"
    assert [one["name"] for one in Ran(capsys, "list", "--folder", "", "--json").json["documents"]] == ["Will.pdf"]
    found = Ran(capsys, "search", "Who gets the rent?", "--folder", "FLAT", "--json").json["passages"]
    assert {passage["doc"] for passage in found} == {"Lease.pdf"}
    Ran(capsys, "search", "rent", "--folder", "House").failed_with("There is no folder 'House'. The library has Flat.")
    assert Ran(capsys, "folder", "", "lease").out == "Lease.pdf is in no folder.\n"
    Ran(capsys, "folder", "Flat", "nothing").failed_with("No document is called 'nothing'.")
