import pytest

from docqa.reports.items import ItemKind, items

pytestmark = pytest.mark.pure


def found(kind: ItemKind, text: str) -> list[str]:
    return [item.text for item in items(kind, text)]


@pytest.mark.parametrize(
    "date",
    [
        "3 May 2024", "May 3, 2024", "3rd day of May, 2024", "Feb. 22, 2017", "August 18th", "March 2023", "2024-05-03",
        "03/05/2024", "5/3/24", "03.05.2024", "3. Mai 2024", "1er mai 2024", "3 de mayo de 2024", "mars 2024",
    ],
)  # fmt: skip
def test_dates_are_found_however_they_are_written(date: str) -> None:
    assert found(ItemKind.DATES, f"It was ({date}) so.") == [date]


@pytest.mark.parametrize("text", ["you may 5 times", "version 2.4.1", "1/2 cup", "in 2024", "Section 12.05", "3 dogs"])
def test_other_figures_are_no_dates(text: str) -> None:
    assert found(ItemKind.DATES, text) == []


@pytest.mark.parametrize(
    "amount",
    [
        "$1,250", "US$5 million", "EUR 2,500.50", "5,50 €", "five hundred dollars", "12 Mio. Euro", "300 cents",
        "2 millions d'euros", "$ 69.50",
    ],
)  # fmt: skip
def test_amounts_have_a_currency_in_figures_or_in_words(amount: str) -> None:
    assert found(ItemKind.AMOUNTS, f"It costs {amount}, and there are 20 dogs.") == [amount]


@pytest.mark.parametrize("share", ["5%", "12 percent", "5,5 Prozent", "fifty percent (50%)", "3 pour cent"])
def test_percentages(share: str) -> None:
    assert found(ItemKind.PERCENTAGES, f"He has {share} of 20 dogs.") == [share]


@pytest.mark.parametrize(
    "deadline",
    [
        "within ten (10) business days", "no later than April 15, 2023", "three years", "innerhalb von drei Monaten",
        "spätestens am 3. Mai 2024", "dans un délai de trente jours", "en el plazo de 30 días", "before 1 July 2024",
    ],
)  # fmt: skip
def test_deadlines_are_periods_and_dates_with_a_bound(deadline: str) -> None:
    assert found(ItemKind.DEADLINES, f"Answer {deadline}; there are 30 chairs.") == [deadline]


def test_a_number_and_its_period_are_of_one_language() -> None:
    """Spanish "once" is eleven, French "an" a year."""
    assert found(ItemKind.DEADLINES, "Once an interval has ended, begin.") == []
    assert found(ItemKind.DEADLINES, "Dentro de once meses, once an hour.") == ["Dentro de once meses"]


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("The tenant shall pay the rent, as agreed.", "shall pay the rent"),
        ("Guests are required to leave by noon.", "are required to leave by noon."),
        ("Der Mieter ist verpflichtet zu zahlen.", "ist verpflichtet zu zahlen."),
        ("Der Mieter hat die Miete zu zahlen.", "hat die Miete zu zahlen."),
        ("Le locataire doit payer le loyer.", "doit payer le loyer."),
        ("El inquilino deberá pagar la renta.", "deberá pagar la renta."),
    ],
)
def test_an_obligation_is_the_clause_from_the_word_of_duty_on(text: str, duty: str) -> None:
    assert found(ItemKind.OBLIGATIONS, text) == [duty]


@pytest.mark.parametrize(
    "text", ["“Rent” shall mean money.", "It shall be governed by the law.", "The dog has a house."]
)
def test_what_only_says_how_words_are_meant_is_no_obligation(text: str) -> None:
    assert found(ItemKind.OBLIGATIONS, text) == []


def test_terms_are_defined_in_brackets_and_by_verbs() -> None:
    text = "Ann (the “Tenant” and, with Bob, the “Tenants”) and “Rent” or “Fee” means money; “Miete” bezeichnet Geld."
    assert found(ItemKind.TERMS, text) == ["Tenant", "Tenants", "Rent", "Fee", "Miete"]
    assert found(ItemKind.TERMS, "She said “Good morning” (“how nice”).") == []
