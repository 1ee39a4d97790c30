import pytest

from docqa.reports.items import ItemKind, items
from docqa.reports.names import organisations, parties, people

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("then Mr. Adler keeps it", "Mr. Adler"),
        ("Frau Dr. Ruth Weiss wohnt hier", "Frau Dr. Ruth Weiss"),
        ("of Maria J. Gonzalez, the owner", "Maria J. Gonzalez"),
        ("that Tom Ford, 54, sweeps", "Tom Ford"),
        ("By: /s/ Cynthia Hale", "Cynthia Hale"),
        ("of Mme Élise Dupont", "Mme Élise Dupont"),
        ("where M. B loue la maison", "M. B"),
        ("that Frau M wohnt hier", "Frau M"),
    ],
)
def test_people_are_told_by_title_initial_age_or_signature(text: str, name: str) -> None:
    assert [item.text for item in people(text)] == [name]


@pytest.mark.parametrize(
    "text",
    ["The Mill Lane is quiet.", "In New York the Old Bridge stands.", "THE DOG", "Plan M B costs 5", "in sizes S M L"],
)
def test_other_capitals_make_no_person(text: str) -> None:
    assert list(people(text)) == []


@pytest.mark.parametrize(
    "name", ["Heron Mills Ltd.", "Acme Insurance Company", "Muster GmbH", "Bank of Porto", "Deutsche Bank", "Heron plc"]
)
def test_organisations_are_told_by_their_form(name: str) -> None:
    assert [item.text for item in organisations(f"The {name} owns it, beside Mill Lane.")] == [name]


def test_parties_stand_behind_between_or_before_their_term() -> None:
    text = "Heron plc (the “Owner”) lets it to Maria J. Gonzalez (the “Tenant”), as Acme Legal LLP wrote."
    terms = list(items(ItemKind.TERMS, text))
    assert [item.text for item in parties(text, terms)] == ["Heron plc", "Maria J. Gonzalez"]
