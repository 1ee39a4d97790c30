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


CONTENTS = "1.1 Terms ........ 2\n2.1 Rent . . . . . . . . 3\n2.2 Dogs and\ncats ............ 3"
ITEMS = "Contents\nItem 1. Terms 2\nItem 2. Rent 3\nItem 3. Cats 3"


@pytest.mark.parametrize(
    ("contents", "terms", "rent"),
    [(CONTENTS, "1.1 Terms", "2.1 Rent"), (ITEMS, "ITEM 1. TERMS", "ITEM 2. RENT"), (ITEMS, "Item 1. Terms", "None.")],
)
def test_the_page_in_a_table_of_contents_is_none_of_its_words_where_its_titles_stand_there(
    contents: str, terms: str, rent: str
) -> None:
    told = contents, f"{terms}\nHere they are told.", f"{rent}\nIt is due each month."
    pages = [Page(at, str(at + 1), text) for at, text in enumerate(told)]
    entries = [one for one in found(*pages) if one.pieces[0].page == 0 and one.text != "Contents"]
    is_told = rent != "None."
    assert [one.leads_to_page for one in entries] == [is_told] * len(entries)
    assert {one.words[-1].isdigit() for one in entries} == {not is_told}


@pytest.mark.parametrize(
    "text",
    [
        "1.1 Oak beams 4\n1.2 Pine boards 6\n1.3 Panes 8\n1.4 Plugs 24\n1.5 Tiles 60",
        "Contents\nScrews 4\nBolts 6\nNuts 8",
        "Part A2 oil pump 12\nPart A4 air pump 14\nPart B2 fan 20\nPart B3 belt 22\nPart B4 hose 26",
        "1.1 Tea .......... 2\n1.2 Milk .......... 3\n1.3 Cake .......... 5",
        "Tea of the house\n.......... 2\nCake with cream\n.......... 3",
    ],
)
def test_a_quantity_that_goes_up_is_a_word(text: str) -> None:
    more = [f"All of it is used in the barn.\nNumber {at} is done." for at in range(30)]
    pages = [Page(at, str(at + 1), each) for at, each in enumerate([text, *more])]
    told = [one.words[-1] for one in found(*pages) if one.pieces[0].page == 0]
    assert [word for word in told if word.isdigit()] == [
        line.split()[-1] for line in text.splitlines() if line[-1:].isdigit()
    ]


def test_a_price_that_dots_lead_to_is_a_word_and_whole() -> None:
    assert words(Page(0, "1", "Tea ........ 3\nCake ....... 2\nMilk ....... 16,080")) == [
        "tea 3", "cake 2", "milk 16,080",
    ]  # fmt: skip


def test_dots_alone_on_a_line_go_on_from_the_line_above() -> None:
    assert words(Page(0, "1", "Tea of the house\n.......... 3\nCake\n. . . . . 2")) == ["tea of the house 3", "cake 2"]
    broken = "2.1 Rent . . . . .\n. . . . 6\n2.2 Dogs . . . . .\n. . . . 7\n2.3 Cats . . . . .\n. . . . 7"
    assert words(Page(0, "1", broken)) == ["rent 6", "dogs 7", "cats 7"]


def test_no_statement_ends_behind_the_number_of_an_item() -> None:
    said = "The mill pays its rent each month in advance, as all do. Item 4. Dogs are kept outside."
    assert words(Page(0, "1", said))[1:] == ["item 4 dogs are kept outside"]


def test_a_line_that_ends_in_a_hyphen_goes_on() -> None:
    assert words(Page(0, "1", "10.2 Loan of 3 May 2011, 5-\nyear, to the mill of Ann Lee and\nher sons.")) == [
        "loan of 3 may 2011 5-year to the mill of ann lee and her sons"
    ]
