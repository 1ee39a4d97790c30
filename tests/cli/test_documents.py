import pytest

from docqa.library.pages import Pages
from tests.cli.ran import Ran


def test_an_empty_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert Ran(capsys, "list").out == "The library is empty. Add a PDF: python -m docqa add FILE.pdf\n"
    assert Ran(capsys, "list", "--json").json == {"documents": []}
    ran = Ran(capsys, "search", "rent", "--json")
    assert (ran.code, ran.json["passages"]) == (1, [])
    Ran(capsys, "search", "rent").failed_with("No passage fits.")
    ran = Ran(capsys, "ask", "rent", "--json")
    assert ran.json["refused"]


def test_a_list_for_people_reads_no_reports(
    capsys: pytest.CaptureFixture[str], library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Pages, "with_notes")
    assert "Lease.pdf         3 pages" in Ran(capsys, "list").out
