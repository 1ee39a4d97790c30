"""Sentences whose place answers the question much worse than the quotations do."""

from collections.abc import Sequence

import pytest

from docqa.answering.asides import MAX_LOGITS_BEHIND, nothing_told, with_asides
from docqa.documents import Citation, Sentence, Support

pytestmark = pytest.mark.pure

QUESTION = "How many people use the browser?"


def place(text: str, start: int, cell: str = "") -> Citation:
    return Citation(1, "a", "a.pdf", 0, "1", start, start + len(text), text, cell=cell)


ANSWERING = place("It is used by 200 million people.", 0)
BESIDE = place("The browser is free.", 40)
VERSION = place("Browser 2.0 is its name.", 70)
LOGITS = {
    ANSWERING.text: 6.0,
    BESIDE.text: 6.0 - MAX_LOGITS_BEHIND,
    VERSION.text: 5.9 - MAX_LOGITS_BEHIND,
    "Users · 2008: 200": 7.0,
}


def fits(question: str, texts: Sequence[str]) -> list[float]:
    assert question == QUESTION
    return [LOGITS[text] for text in texts]


def sentence(*places: Citation, doubted: tuple[str, ...] = ()) -> Sentence:
    return Sentence("It has 2.0 users.", 0, 17, places, doubted=doubted)


def states(*sentences: Sentence, quotations: Sequence[Citation] = (ANSWERING,)) -> list[Support]:
    return [one.state for one in with_asides(sentences, QUESTION, quotations, fits)]


def test_a_place_that_answers_much_worse_than_the_best_quotation_supports_nothing() -> None:
    assert states(sentence(ANSWERING)) == [Support.SUPPORTED]
    assert states(sentence(BESIDE)) == [Support.SUPPORTED]
    assert states(sentence(VERSION)) == [Support.ASIDE]
    assert states(sentence(VERSION), quotations=[ANSWERING, VERSION]) == [Support.ASIDE]
    assert states(sentence(VERSION, ANSWERING)) == [Support.SUPPORTED]


def test_a_place_within_the_quotation_that_answers_is_one() -> None:
    within = place("200 million", 14)
    assert states(sentence(within)) == [Support.SUPPORTED]  # its own words were not even asked about


def test_a_cell_is_read_with_its_row_and_column() -> None:
    assert states(sentence(place("200", 100, cell="Users · 2008: 200"))) == [Support.SUPPORTED]


def test_what_follows_a_sentence_that_answers_may_say_more() -> None:
    assert states(sentence(VERSION), sentence(ANSWERING), sentence(VERSION)) == [
        Support.ASIDE,
        Support.SUPPORTED,
        Support.SUPPORTED,
    ]


def test_nothing_is_told_without_a_cross_encoder_or_quotations_and_of_what_has_no_place() -> None:
    only = (sentence(VERSION),)
    assert with_asides(only, QUESTION, [ANSWERING], nothing_told) == only
    assert with_asides(only, QUESTION, [], fits) == only
    assert states(sentence(), sentence(VERSION, doubted=("users",))) == [Support.NONE, Support.PARTLY]
