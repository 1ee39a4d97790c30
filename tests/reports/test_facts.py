import pytest

from docqa.reports.extracts import MAX_CHARACTERS_PER_SENTENCE
from docqa.reports.facts import facts

pytestmark = pytest.mark.pure


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in facts(text, 0, len(text))]


def test_a_value_below_several_labels_is_joined_with_none_of_them() -> None:
    """Which of them it belongs to, the lines do not tell."""
    assert "Amount due\n01-07-2023" not in told("Statement date\nAmount due\n01-07-2023\nAnn Lee")
    assert "Amount due\n01-07-2023" in told("Ann Lee\nAmount due\n01-07-2023\nThank you")
    assert "Closing balance\n514.34" not in told("Opening balance\nClosing balance\n514.34\nThank you")
    assert "DUE DATE\n99.10" not in told("AMOUNT DUE\nDUE DATE\n99.10\nas agreed")
    assert told("AMOUNT DUE\n99.10\nDUE DATE\n3 May 2024") == ["AMOUNT DUE\n99.10", "DUE DATE\n3 May 2024"]


def test_a_column_of_values_below_a_label_is_not_joined_with_it() -> None:
    assert "AMOUNT DUE\n99.10" not in told("AMOUNT DUE\n99.10\n514.34\nas agreed")
    assert "AMOUNT DUE\n99.10" in told("AMOUNT DUE\n99.10\nas agreed")


@pytest.mark.parametrize(("characters", "is_value"), [(0, True), (1, False)])
def test_a_value_is_no_longer_than_a_sentence(characters: int, is_value: bool) -> None:
    value = "99.10".zfill(MAX_CHARACTERS_PER_SENTENCE + characters)
    assert (told(f"AMOUNT DUE\n{value}\nas agreed")[0] == f"AMOUNT DUE\n{value}") == is_value
