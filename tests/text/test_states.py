"""States of the USA by their names and their postal capitals, and what only looks like them."""

import pytest

from docqa.text.states import states_by_other_name, states_in

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "question",
    [
        "How many ferries are there in Oklahoma City?",
        "how many ferries are there in iowa city?",
        "Did Virginia Hall take the ferry?",
        "Was it built by Denzel Washington?",
        "How long is the Ohio River?",
        "What does Ohio State University pay?",
    ],
)
def test_a_name_that_goes_on_is_no_state_s(question: str) -> None:
    assert states_by_other_name(question) == {}


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("In Ohio, how many ferries are there?", "OH"),
        ("Does Ohio have ferries?", "OH"),
        ("How many ferries does the State of Ohio have?", "OH"),
        ("How many are in Washington State?", "WA"),
        ("How Many Ferries Are There In Ohio Towns?", "OH"),
        ("What of Ohio's Harbour Board?", "OH"),
    ],
)
def test_a_name_beside_other_capitals_may_be_a_state_s(question: str, short: str) -> None:
    assert list(states_by_other_name(question)) == [short]


@pytest.mark.parametrize("written", ["Washington, D.C.", "Washington D.C.", "Washington DC", "Washington, DC"])
def test_the_capital_is_the_district_and_not_the_state(written: str) -> None:
    meant = states_by_other_name(f"How many ferries are there in {written}?")
    assert list(meant) == ["DC", "District of Columbia"]
    rows = "WA 12\nDC 3\nDistrict of Columbia 5\nWashington 7"
    assert [at for at, _ in states_in(rows, meant)] == [rows.index("DC"), rows.index("District")]


def test_the_capital_is_found_by_the_district_s_short_name() -> None:
    assert list(states_in("Washington, D.C. 3\nWashington 7", states_by_other_name("Ferries in DC"))) == [(0, ("dc",))]


def test_a_town_is_not_found_by_the_capitals_of_the_state_that_it_is_called_by() -> None:
    assert list(states_in("Kansas City 4\nKansas 9", states_by_other_name("Ferries in KS"))) == [(14, ("ks",))]
