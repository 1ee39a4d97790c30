import pytest

from docqa.documents import Heading, Page
from docqa.reports.enumerations import in_sentence, listed
from docqa.reports.units import units

pytestmark = pytest.mark.pure


def names(text: str) -> bool:
    return "risks" in text.casefold()


def items(text: str, *headings: Heading) -> list[str]:
    return [item.text for _, item in listed(list(units([Page(0, "1", text, headings)])), names)]


def test_numbered_items_under_a_heading_with_what_is_said_of_each() -> None:
    text = "Risks\n1. Fire. The roof is of straw.\n2. Flood. The brook may rise.\nFees\n1. Dogs. Five euros.\n2. Cats."
    assert items(text, Heading(0, "Risks"), Heading(text.index("Fees"), "Fees")) == ["Fire", "Flood"]


def test_bullets_behind_a_sentence_that_announces_them() -> None:
    risks, fees = "The risks that the owner told us of are these:", "The fees that he told us of are:"
    assert items(f"{risks}\n• fire\n• high water\n{fees}\n• dogs\n• cats") == ["fire", "high water"]


def test_rows_are_called_by_what_stands_before_their_figures() -> None:
    assert items("The risks are these:\nFire 12 3\nHigh water 4 5\nBurglary 1 1") == ["Fire", "High water", "Burglary"]


def test_entries_are_called_by_what_stands_before_their_dash() -> None:
    text = "The risks are as follows:\nFire, of the roof — it is of straw.\nIt burns well.\nFlood — the brook may rise."
    assert items(text) == ["Fire, of the roof", "Flood"]


def test_sentences_that_are_paragraphs_of_a_section() -> None:
    risks = ("The roof may burn in any summer.", "The brook may rise in spring.", "The lock of the door is old.")
    more = "It has been so for a hundred years. Nobody who was asked about that knew how long it will\nlast. All hope."
    text = "Risks\n" + "\n".join(f"{risk}\n{more}" for risk in risks)
    assert items(text, Heading(0, "Risks")) == list(risks)


def test_a_section_ends_with_the_next_heading_numbered_alike() -> None:
    text = "Item 1. Risks\n• fire, in any summer of the year\n• flood\nItem 2. Rent\n• each month\n• in advance"
    assert items(text, Heading(0, "Item 1. Risks")) == ["fire, in any summer of the year", "flood"]


def test_a_list_in_a_sentence_is_whole_or_none() -> None:
    assert [i.text for i in in_sentence("The risks include fire, flood and theft.", names)] == [
        "fire",
        "flood",
        "theft",
    ]
    assert list(in_sentence("The risks include changes in, or loss of, trade, and the like.", names)) == []
    assert list(in_sentence("The risks are high and the fees are low.", names)) == []


MORE = "It has been so for a hundred years. Nobody who was asked about that knew how long it will\nlast. All hope."
RISKS = ("The roof may burn in any summer.", "The brook may rise in spring.", "The lock of the door is old.")


def test_a_paragraph_that_goes_on_from_one_above_is_no_item() -> None:
    closing = ("Any of these may cost us dear.", "in the summers that are to come.", "See Note 4 for what was paid.")
    text = "Risks\n" + "\n".join(f"{risk}\n{MORE}\n{end}" for risk, end in zip(RISKS, closing, strict=True))
    assert items(f"{text}\n{MORE}", Heading(0, "Risks")) == list(RISKS)


def test_a_short_paragraph_right_below_an_item_belongs_to_it() -> None:
    text = "Risks\n" + "\n".join(f"{risk}\nWe have a plan for that and for more.\n{MORE}" for risk in RISKS)
    assert items(text, Heading(0, "Risks")) == list(RISKS)


def test_paragraphs_far_apart_are_no_list() -> None:
    text = "Risks\n" + "\n".join("\n".join([risk, *[MORE] * 14]) for risk in RISKS)
    assert items(text, Heading(0, "Risks")) == []


def test_what_is_listed_within_an_item_tells_more_of_it() -> None:
    nested = "It is of several risks, such as:\n• straw in the roof\n• sparks of the stove"
    text = f"Risks\n{RISKS[0]}\n{MORE}\n{nested}\n{RISKS[1]}\n{MORE}\n{RISKS[2]}\n{MORE}"
    assert items(text, Heading(0, "Risks")) == list(RISKS)


def test_a_list_within_a_list_with_the_same_bullets() -> None:
    fire = "• Fire. The stove may, among others:\n• burn the roof;\n• burn the bridge."
    assert items(f"Risks\n{fire}\n• Flood. The brook may rise.", Heading(0, "Risks")) == ["Fire", "Flood"]


def test_a_section_ends_where_the_document_is_divided_though_no_heading_is_told_there() -> None:
    text = f"Risks\n{RISKS[0]}\n{RISKS[1]}\n{RISKS[2]}\nItem 2. Rent.\nThe rent is high.\n{MORE}"
    assert items(text) == list(RISKS)


def test_a_sum_is_no_row_of_the_list() -> None:
    assert items("The risks are these:\n(In millions) 2019\nFire 12 3\nFlood 4 5\nTotal risks 16 8") == [
        "Fire",
        "Flood",
    ]


def test_people_with_their_ages_are_entries() -> None:
    lee = "Ann Lee , age 54, is Chair. She has been so for years."
    found = units([Page(0, "1", f"The risks of them are told.\nRisks\n{lee}\nTom Ford, M.D ., age 61, is Clerk.", ())])
    assert [item.text for _, item in listed(list(found), names)] == ["Ann Lee", "Tom Ford"]


def test_what_is_said_of_a_thing_is_no_list_of_it() -> None:
    assert list(in_sentence("The risks are managed by Ann, watched by Tom and told to all.", names)) == []
    assert list(in_sentence("The risks include those of fire, that of a flood, and theft.", names)) == []
