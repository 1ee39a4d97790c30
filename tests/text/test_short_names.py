"""Short names of months and weekdays stand for one of them each."""

import pytest

from docqa.text.languages import LANGUAGES, Language
from docqa.text.short_names import WHOLE
from docqa.text.words import placed_words, stem

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_each_stands_for_one_name_alone_and_is_no_word_of_the_language(language: Language) -> None:
    names = (*language.months, *language.weekdays)
    for short, name in WHOLE[language.code].items():
        assert [one for one in names if one.startswith(short)] == [name]
        assert short not in language.stop_words | language.numbers.keys()


@pytest.mark.parametrize(
    ("language", "short", "name"),
    [("en", "JAN", "January"), ("de", "Mär", "März"), ("fr", "Févr", "février"), ("es", "dic", "diciembre")],
)
def test_a_text_with_the_short_name_holds_the_whole_one(language: str, short: str, name: str) -> None:
    assert [said for _, said in placed_words(f"{short}. 2023", language)] == [stem(name.lower(), language), "2023"]


def test_what_is_a_word_of_its_own_stays_one() -> None:
    assert stem("sun") != stem("sunday") and stem("mar", "es") != stem("marzo", "es")
