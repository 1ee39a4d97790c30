"""True sentences made false by rule."""

import doctest
from collections.abc import Iterator

import pytest

from benchmarks import alterations as module
from benchmarks.alterations import Fact, Kind, alterations, altered

pytestmark = pytest.mark.pure

TABLE = """\
Years ended May 31, 2018 2017 2016
Revenues $ 36,397 $ 34,350 $ 32,376
Cost of sales 20,441 19,038 17,405
Occupancy 91% 91% 93%
"""
PROSE = "The rig belonged to Helix, and the owner met Hewitt and Captain McGowan in Dublin on a Monday in May."


def cell(sentence: str, evidence: str = "Revenues $ 36,397 $ 34,350 $ 32,376") -> Fact:
    return Fact("cell", "How much?", sentence, evidence, TABLE, True)


def prose(sentence: str, question: str = "What happened?") -> Fact:
    return Fact("prose", question, sentence, PROSE, PROSE)


def every(fact: Fact, kind: Kind) -> Iterator[str]:
    """What comes of some seeds: all that may come of it, most likely."""
    return (sentence for seed in range(30) if (sentence := altered(fact, kind, seed)) is not None)


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (Kind.UNIT, "The set lasts 60 minutes.", "The set lasts 60 hours."),
        (Kind.UNIT, "Margin fell by seven basis points.", "Margin fell by seven percent."),
        (Kind.SCALE, "Of 671B parameters all are used.", "Of 671M parameters all are used."),
        (Kind.SCALE, "It cost $5.576M.", "It cost $5.576B."),
        (Kind.DATE, "It was sold in July.", "It was sold in December."),
        (Kind.DATE, "They start at 18:05.", "They start at 20:05."),
        (Kind.DATE, "He came on Sunday.", "He came on Tuesday."),
        (Kind.NEGATION, "Cards are not accepted.", "Cards are accepted."),
        (Kind.NEGATION, "Cards are accepted.", "Cards are not accepted."),
        (Kind.NEGATION, "Sales rose by 3%.", "Sales did not rise by 3%."),
        (Kind.NEGATION, "He has improved, and more.", "He has not improved, and more."),
        (Kind.NEGATION, "He has 28 days.", "He does not have 28 days."),
        (Kind.NEGATION, "They no longer earn it.", "They still earn it."),
        (Kind.DIRECTION, "Sales rose by 3%.", "Sales fell by 3%."),
        (Kind.DIRECTION, "It went from 23.8% to 23.6%.", "It went from 23.6% to 23.8%."),
        (Kind.DIRECTION, "He earned more than most.", "He lost more than most."),
    ],
)
def test_one_thing_is_altered(kind: Kind, before: str, after: str) -> None:
    assert after in set(every(prose(before), kind))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Kind.NUMBER, "3M was sold in June 2018."),  # a company and a year are no numbers
        (Kind.NUMBER, "The order is EO 2021-20."),
        (Kind.SCALE, "3M sold it."),
        (Kind.NAME, "Sales rose."),
        (Kind.DIRECTION, "Faith No More play."),
        (Kind.NEGATION, "Sales of 3%."),
        (Kind.ROW, "It was 36,397."),  # in prose
        (Kind.COLUMN, "It was 36,397."),
        (Kind.SEVERAL, "Sales rose."),
    ],
)
def test_what_a_rule_finds_nothing_for_is_not_altered(kind: Kind, sentence: str) -> None:
    assert altered(prose(sentence), kind) is None


def test_a_number_of_the_question_is_left_as_it_is() -> None:
    sentences = set(every(prose("Of 26 tests 9 were won.", "How many of 26 tests were won?"), Kind.NUMBER))
    assert sentences
    assert all(sentence.startswith("Of 26 tests ") for sentence in sentences)


@pytest.mark.parametrize(
    ("before", "is_higher"), [("more than 100", True), ("at least 100", True), ("under 100", False)]
)
def test_a_bound_stays_false(before: str, is_higher: bool) -> None:
    numbers = [int(sentence.split()[-1][:-1]) for sentence in every(prose(f"They sell to {before}."), Kind.NUMBER)]
    assert all((number > 100) is is_higher for number in numbers)


def test_a_name_becomes_another_one_of_the_page() -> None:
    assert set(every(prose("He worked for Hewitt."), Kind.NAME)) == {
        "He worked for Helix.",
        "He worked for Dublin.",
    }
    assert altered(prose("Captain McGowan saw it."), Kind.NAME)


def test_a_neighbouring_cell() -> None:
    fact = cell("Revenues were $34,350 million in 2017.")
    assert set(every(fact, Kind.COLUMN)) == {f"Revenues were ${n} million in 2017." for n in ("36,397", "32,376")}
    assert set(every(fact, Kind.ROW)) == {"Revenues were $19,038 million in 2017."}  # years are no row


def test_a_value_that_stands_in_two_columns_is_not_moved() -> None:
    fact = cell("Occupancy was 91% in 2018.", "Occupancy 91% 91% 93%")
    assert altered(fact, Kind.COLUMN) is None
    assert altered(fact, Kind.DATE) is None
    assert altered(cell("Occupancy was 93% in 2016.", "Occupancy 91% 91% 93%"), Kind.COLUMN)


def test_a_year_becomes_no_other_year_of_the_sentence() -> None:
    fact = cell("Revenues were $36,397 million in 2018, up from $34,350 million in 2017.")
    assert all(
        len({"2016", "2017", "2018"} - set(sentence.rstrip(".").replace(",", "").split()))
        for sentence in every(fact, Kind.DATE)
    )
    assert not any(sentence.count("2018") + sentence.count("2017") == 0 for sentence in every(fact, Kind.DATE))
    assert not any(sentence.count("2018") > 1 or sentence.count("2017") > 1 for sentence in every(fact, Kind.DATE))


def test_several_alterations_are_two_and_never_a_denial() -> None:
    fact = cell("Revenues rose to $36,397 million in 2018.")
    for sentence in every(fact, Kind.SEVERAL):
        changed = [a != b for a, b in zip(fact.sentence.split(), sentence.split(), strict=True)]
        assert sum(changed) == 2
        assert "not" not in sentence


def test_the_same_seed_alters_the_same() -> None:
    fact = cell("Revenues rose to $36,397 million in 2018.")
    assert alterations(fact, 3) == alterations(fact, 3)
    assert all(sentence != fact.sentence for sentence in alterations(fact).values())


def test_the_examples_are_right() -> None:
    assert not doctest.testmod(module).failed
