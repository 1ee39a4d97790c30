from pathlib import Path

import pytest

from docqa.settings import Settings
from tests.cli.ran import Ran
from tests.support.pdfs import text_pdf
from tests.support.shelf import LEASE


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
