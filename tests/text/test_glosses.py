"""Texts of other languages in English, word by word."""

import re

import pytest

from docqa.text.glosses import in_english, meanings
from docqa.text.languages import ENGLISH, LANGUAGES

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Die Mieten wurden im März bezahlt.", "de", "the rent were in March pay."),
        ("gekündigt, abgelehnt", "de", "terminate, reject"),  # participles
        ("Kundennummer und Stromrechnung: 7", "de", "customer number and electricity invoice: 7"),  # compounds
        ("Monatsmiete", "de", "month rent"),
        ("Quittengelee", "de", "Quittengelee"),
        ("Le loyer est payable dans les trois jours.", "fr", "the rent is payable in the 3 day."),
        ("¿Cuánto pago al mes?", "es", "¿how much pay to the month?"),
        ("STRASSE, Schlüssel", "de", "STRASSE, key"),
        ("The rent is due.", "en", "The rent is due."),
        ("租约", "de", "租约"),
    ],
)
def test_a_text_is_told_in_english_as_far_as_its_words_are_known(text: str, language: str, expected: str) -> None:
    assert in_english(text, language) == expected


@pytest.mark.parametrize(
    "words",
    [
        {"de": "kaution", "fr": "caution", "es": "fianza", "en": "deposit"},
        {"de": "kündigung", "fr": "résiliation", "es": "rescisión"},
        {"de": "mehrwertsteuer", "fr": "tva", "es": "iva", "en": "tax"},
        {"de": "fällig", "fr": "limite", "es": "límite", "en": "deadline"},
        {"de": "gesamtbetrag", "fr": "totalité", "es": "total", "en": "total"},
    ],
)
def test_words_of_several_languages_mean_the_same(words: dict[str, str]) -> None:
    assert len({meanings(word, language) for language, word in words.items()}) == 1


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES if one is not ENGLISH])
def test_the_lists_are_in_small_letters_and_give_english(language: str) -> None:
    from docqa.text.glosses import _GLOSSES

    assert all(word == word.lower() and re.fullmatch(r"[^\W\d_]+", word) for word in _GLOSSES[language])
    assert all(re.fullmatch(r"[A-Za-z ]+", english) for english in _GLOSSES[language].values())
