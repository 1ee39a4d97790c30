import pytest

from docqa.reports.duties import Parties

pytestmark = pytest.mark.pure

OTHER = "The brook is cold even in summer."


def duties(*sentences: str, terms: tuple[str, ...] = ()) -> list[str]:
    parties = Parties(sentences, terms)
    return [duty.text for sentence in sentences if (duty := parties.duty(sentence))]


def test_what_a_party_does_is_a_duty() -> None:
    assert duties("The tenant pays the rent, in advance.", "The guest does not smoke.", "Each party keeps a copy.") == [
        "pays the rent",
        "does not smoke.",
        "keeps a copy.",
    ]


@pytest.mark.parametrize(
    ("sentence", "duty"),
    [
        ("Der Mieter zahlt die Miete.", "zahlt die Miete."),
        ("Le locataire verse le loyer.", "verse le loyer."),
        ("El inquilino paga la renta.", "paga la renta."),
    ],
)
def test_in_other_languages(sentence: str, duty: str) -> None:
    assert duties(sentence, sentence.replace(".", " .")[:-2] + ".") == [duty, duty]


@pytest.mark.parametrize(
    "sentence",
    [
        "The tenant is glad.",
        "The tenant has a boat.",
        "The tenant may swim.",
        "If the tenant pays, all is well.",
        OTHER,
    ],
)
def test_what_a_party_is_or_may_is_none(sentence: str) -> None:
    assert duties(sentence, "The tenant is free.", "The guest is free.") == []


def test_a_text_that_hardly_speaks_of_its_parties_is_no_agreement() -> None:
    assert duties("The guest eats a fish.", "The guest laughs.", *[OTHER] * 30) == []


def test_terms_that_a_document_defines_are_parties_if_there_are_two() -> None:
    maker, sailor = "The Maker paints the hull.", "The Sailor brings the sails."
    assert duties(maker, sailor, terms=("Maker", "Sailor")) == ["paints the hull.", "brings the sails."]
    assert duties(*["The Company makes boats."] * 9, sailor, terms=("Company", "Sailor")) == []
