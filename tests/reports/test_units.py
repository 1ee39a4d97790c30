import pytest

from docqa.documents import Heading, Page
from docqa.reports.units import Unit, units

pytestmark = pytest.mark.pure


def cut(*texts: str, headings: tuple[Heading, ...] = ()) -> list[Unit]:
    return list(units([Page(at, str(at + 1), text, headings if at == 0 else ()) for at, text in enumerate(texts)]))


def test_each_item_of_a_list_is_a_piece_without_its_mark() -> None:
    found = cut("Fees:\n1. Dogs\nand cats\n2. Linen\n(a) sheets\n• towels; • soap")
    assert [(unit.mark, unit.text) for unit in found] == [
        ("", "Fees:"), ("1.", "Dogs and cats"), ("1.", "Linen"), ("(a)", "sheets"), ("•", "towels;"), ("•", "soap"),
    ]  # fmt: skip


def test_rows_are_pieces_and_sentences_that_end_with_a_figure_are_not() -> None:
    found = cut("The club was founded by them in\n1950. They are:\nAnn Lee 54 Chair\nRobert Moss 61 2\nInes Prado 47 1")
    assert [unit.text for unit in found if unit.is_row] == ["Ann Lee 54 Chair", "Robert Moss 61 2", "Ines Prado 47 1"]


def test_an_initial_is_no_mark() -> None:
    assert [unit.mark for unit in cut("R. Michael Mohan sings.")] == [""]


def test_a_short_line_stands_by_itself() -> None:
    found = cut("Risks\nThe brook behind the house may rise in the spring of any year.\nThat is all there is to tell.")
    assert found[0].text == "Risks"


def test_no_sentence_ends_within_a_date() -> None:
    text = "Der Vertrag vom 3. Mai 2024 gilt ab dem 5. Juli 2024 für alle."
    assert [unit.text for unit in cut(text)] == [text]


def test_pieces_stand_at_their_places() -> None:
    text = "Fees\n• dogs\n• cats, of any colour\nThey are paid to the owner of the house in advance."
    pages = [Page(0, "1", text, (Heading(0, "Fees"),))]
    for unit in units(pages):
        assert " ".join(text[unit.extract.start : unit.extract.end].split()) == unit.text
    assert [unit.is_heading for unit in units(pages)] == [True, False, False, False]


def test_a_line_that_counts_the_pages_is_left_out_whatever_else_it_holds() -> None:
    foot = "Case 1:21-cv-01009 Filed 09/13/21 Page {} of 24"
    found = cut(*(f"{words}\n{foot.format(at + 9)}" for at, words in enumerate(("It is so.", "He is.", "She was."))))
    assert [unit.text for unit in found] == ["It is so.", "He is.", "She was."]


def test_an_item_goes_on_over_the_end_of_a_page() -> None:
    first = "Fees\n• dogs, and cats of any colour\n• linen¹ and towels, which are changed by the\n1 In summer.\n9"
    second = "10\nowner every week.\n• wood for the stove"
    pages = [Page(8, "9", first), Page(9, "10", second)]
    found = {unit.text: unit for unit in units(pages)}
    words = "linen¹ and towels, which are changed by the owner every week."
    assert words in found and "wood for the stove" in found
    assert not any(text.startswith("owner") for text in found)
    extract = found[words].extract
    (other,) = extract.others
    assert (found[words].mark, " ".join(first[extract.start : extract.end].split())) == ("•", extract.own)
    assert second[other.start : other.end] == "owner every week."


def test_rows_above_the_second_half_of_a_sentence_are_pieces() -> None:
    first = "The tenant pays for the heating, the water and"
    second = (
        "Mill Lane 12 1\nWest Road 7 2\nTable 2: Cottages by street.\nthe light of the cottage. Dogs are not allowed."
    )
    assert [unit.text for unit in cut(first, second)] == [
        f"{first} the light of the cottage.", "Mill Lane 12 1", "West Road 7 2", "Table 2: Cottages by street.",
        "Dogs are not allowed.",
    ]  # fmt: skip
