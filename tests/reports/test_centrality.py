import pytest

from docqa.reports.centrality import central, rarity, words_of
from docqa.reports.extracts import Extract

pytestmark = pytest.mark.pure


def extracts(*texts: str) -> dict[Extract, frozenset[str]]:
    return words_of(Extract(0, "1", 100 * at, 100 * at + len(text), text) for at, text in enumerate(texts))


def test_the_sentence_that_holds_what_the_others_are_about_is_taken() -> None:
    dogs = extracts(
        "Yesterday the weather was fine.",
        "Dogs and cats need a licence of the landlord.",
        "A licence for dogs costs five euros.",
        "A licence for cats costs four euros.",
    )
    garden = extracts("The weather in the garden is fine.", "Hedges are cut in autumn.")
    (chosen,) = central(dogs, rarity([dogs, garden]), 1)
    assert "licence" in chosen.text


def test_nothing_is_said_twice_and_the_order_is_the_documents() -> None:
    twice = extracts(
        "The licence for dogs costs five euros.",
        "The licence for dogs costs five euros a year.",
        "Cats are kept in the barn behind the house.",
    )
    chosen = central(twice, rarity([twice]), 3)
    assert [extract.start for extract in chosen] == [0, 200]
    before = [frozenset({"cat", "barn", "hous", "kept", "behind"})]
    assert [extract.start for extract in central(twice, rarity([twice]), 3, before)] == [0]


def test_what_leans_on_the_sentence_before_comes_last() -> None:
    two = extracts(
        "Hedges are cut in autumn.", "This licence for dogs costs five euros.", "A licence for dogs is given."
    )
    assert [extract.start for extract in central(two, rarity([two]), 1)] != [100]
