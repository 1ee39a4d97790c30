"""English words that are written in two ways are one word."""

import pytest

from docqa.text.spellings import spellings, usual
from docqa.text.words import placed_words, stem

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("neighbours", "neighbors"),
        ("favourite", "favorite"),
        ("organisation", "organization"),
        ("analysed", "analyzed"),
        ("kilometres", "kilometers"),
        ("theatre", "theater"),
        ("licence", "license"),
        ("offences", "offenses"),
        ("catalogue", "catalog"),
        ("programme", "program"),
        ("judgement", "judgment"),
        ("instalments", "installments"),
        ("grey", "gray"),
        ("e-mails", "emails"),
        ("third", "3rd"),
        ("eleventh", "11th"),
    ],
)
def test_both_spellings_are_one_word(one: str, other: str) -> None:
    assert usual(one) == usual(other)
    assert stem(one) == stem(other)
    assert spellings(one) == (one, other)
    assert spellings(other) == (other, one)


@pytest.mark.parametrize(
    "word", ["hour", "four", "flour", "size", "prize", "acre", "absence", "doctor", "mail", "cement"]
)
def test_a_word_with_one_spelling_stays_as_it_is(word: str) -> None:
    assert usual(word) == word
    assert spellings(word) == (word,)


def test_organs_are_not_organized() -> None:
    assert stem("organize") != stem("organ")


def test_an_e_mail_is_one_word_in_any_script() -> None:
    assert [word for _, word in placed_words("The E-Mail, 押金 e-mail, Ü e-mails; pre-mail")] == [
        "the", "email", "押金", "金", "email", "ü", "email", "pre", "mail",
    ]  # fmt: skip
