import pytest

from docqa.answering.notices import after

pytestmark = pytest.mark.pure


def test_what_stands_behind_words_is_told_at_once_however_many_marks_they_hold() -> None:
    """Searched for from each mark on, these would take hours."""
    assert after(f"{'.' * 2_000_000}Rent 900 EUR") == "\n"
