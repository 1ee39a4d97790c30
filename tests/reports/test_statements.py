import pytest

from docqa.documents import Heading, Page
from docqa.reports.statements import Statement, statements
from docqa.text.running_lines import running_lines

pytestmark = pytest.mark.pure

LONG = "The monthly rent of the cottage in Mill Lane is 900 euros, which the tenant pays"


def words(*pages: Page) -> list[str]:
    return [" ".join(one.words) for one in found(*pages)]


def found(*pages: Page) -> list[Statement]:
    return list(statements(pages, running_lines(pages)))


def test_lines_of_a_paragraph_are_one_statement_and_sentences_are_several() -> None:
    page = Page(0, "1", f"{LONG}\nto the landlord in advance. Dogs are kept\noutside.")
    assert [one.text for one in found(page)] == [
        f"{LONG} to the landlord in advance.", "Dogs are kept outside.",
    ]  # fmt: skip


def test_a_statement_goes_on_over_the_end_of_a_page_and_has_both_places() -> None:
    first, second = Page(0, "iv", f"{LONG} to the land-"), Page(1, "v", "lord in advance.\nDogs are kept outside.")
    rent, dogs = found(first, second)
    assert rent.text == f"{LONG} to the landlord in advance."
    assert [(piece.label, piece.text) for piece in rent.pieces] == [
        ("iv", f"{LONG} to the land-"), ("v", "lord in advance."),
    ]  # fmt: skip
    assert dogs.words == ("dogs", "are", "kept", "outside")


def test_items_rows_and_headings_are_statements_of_their_own() -> None:
    text = f"3 Prices\n{LONG}:\n• linen\n• towels\nLinen 5.00 6.00\nTowels 3.00 3.60"
    page = Page(0, "1", text, (Heading(0, "3 Prices"),))
    assert words(page) == [
        "prices", "the monthly rent of the cottage in mill lane is 900 euros which the tenant pays", "linen", "towels",
        "linen 5.00 6.00", "towels 3.00 3.60",
    ]  # fmt: skip
    assert {one.section for one in found(page)} == {"3 Prices"}
    assert found(page)[0].number == "3"


@pytest.mark.parametrize("number", ["4.2", "(b)", "12.", "§ 5", "Article 3:", "Ziffer 7"])
def test_the_number_of_a_clause_is_none_of_its_words(number: str) -> None:
    (one,) = found(Page(0, "1", f"{number} The dogs are kept outside."))
    assert one.words == ("the", "dogs", "are", "kept", "outside")
    assert one.number and one.text.startswith(number)


def test_an_amount_at_the_beginning_is_a_word() -> None:
    assert words(Page(0, "1", "30 euros are due.")) == ["30 euros are due"]


def test_heads_and_feet_are_left_out() -> None:
    said = ("The door is red.", "The roof is old.", "The stair is steep.")
    assert words(*(Page(n, str(n + 1), f"THE COTTAGE\n{one}\nPage {n + 1} of 3") for n, one in enumerate(said))) == [
        "the door is red", "the roof is old", "the stair is steep",
    ]  # fmt: skip


def test_the_page_in_a_table_of_contents_is_none_of_its_words() -> None:
    assert words(Page(0, "1", "2.1 Rent . . . . . . . . 12\n2.2 Dogs ............ xiv")) == ["rent", "dogs"]
