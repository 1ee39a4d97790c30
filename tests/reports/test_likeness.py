import pytest

from docqa.documents import Page
from docqa.reports.likeness import Thing, mentions, telling
from docqa.reports.units import units

pytestmark = pytest.mark.pure

BAKERY, FERRY, BROOK = (
    "The acquisition of a bakery.",
    "They acquired the ferry in Leeds.",
    "The brook is cold in spring.",
)
UNITS = list(units([Page(0, "1", f"{BAKERY} {FERRY} {BROOK}")]))
ACQUISITIONS = Thing.of("acquisitions", "en")


def test_passages_with_a_form_of_the_word_are_found() -> None:
    assert [unit.text for unit in mentions(ACQUISITIONS, UNITS, ())] == [BAKERY, FERRY]


def test_where_the_thing_is_listed_the_word_itself_must_be_there() -> None:
    assert [unit.text for unit in mentions(ACQUISITIONS, UNITS, UNITS[2:])] == [BAKERY]


def test_of_many_those_with_the_word_then_those_with_names_dates_and_amounts_are_kept_in_their_order() -> None:
    text = "A risk is small. The risk of Leeds is large. A risk is dear. The risk of 3 May 2024 is past."
    found = list(units([Page(0, "1", text)]))
    kept = telling(Thing.of("risks", "en"), found, 2)
    assert [unit.text for unit in kept] == ["The risk of Leeds is large.", "The risk of 3 May 2024 is past."]


@pytest.mark.parametrize(
    ("about", "language", "text"),
    [("officers", "en", "The offices are closed."), ("fees", "en", "It has four feet."), ("Fristen", "de", "frisch")],
)
def test_other_words_with_the_same_beginning_are_not_the_thing(about: str, language: str, text: str) -> None:
    assert not Thing.of(about, language).is_named(text)


@pytest.mark.parametrize(("about", "language", "text"), [("Fristen", "de", "eine Frist"), ("délais", "fr", "un délai")])
def test_a_thing_is_named_in_one_or_many(about: str, language: str, text: str) -> None:
    assert Thing.of(about, language).is_named(text)
