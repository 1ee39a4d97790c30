from pathlib import Path

import pytest

from tests.cli.ran import Ran
from tests.support.pdfs import text_pdf
from tests.support.shelf import LEASE


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
