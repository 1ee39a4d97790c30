"""Two versions of a contract, and what is planted between them."""

from pathlib import Path

import pytest

from benchmarks.comparison import compared, found_and_invented
from benchmarks.made_contracts import two_versions
from docqa.reading.pdf import read_pages

pytestmark = pytest.mark.pure


def test_twenty_changes_are_planted_and_found_and_none_is_invented(tmp_path: Path) -> None:
    old, new = tmp_path / "Old.pdf", tmp_path / "New.pdf"
    planted = two_versions(old, new, seed=7)
    assert len(planted) == 20
    assert all(change.before != change.after for change in planted)
    answer = compared(tmp_path, list(read_pages(old)), list(read_pages(new)))
    found, invented = found_and_invented(answer, planted)
    assert (len(found), len(invented)) == (20, 0)
