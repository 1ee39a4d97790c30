"""Which of several spellings is a word."""

import pytest

from docqa.reading.vocabulary import is_word, likeliest

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("office", ["offlce", "offiice"]),
        ("nonqualified", ["nonqualifled"]),
        ("inflexibly", ["infiexibly"]),
        ("flat", ["fiat"]),  # both are words, and one is commoner
    ],
)
def test_the_word_is_told_from_what_is_none(word: str, others: list[str]) -> None:
    assert likeliest([word, *others]) == likeliest([*others, word]) == word


def test_a_word_is_one_piece() -> None:
    assert is_word("Office")
    assert not is_word("offlce")
