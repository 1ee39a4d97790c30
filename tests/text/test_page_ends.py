"""Which sentences go on over the end of a page, and what stands between their halves."""

import pytest

from docqa.documents import Heading, Page, Source
from docqa.text.page_ends import sentence_over

pytestmark = pytest.mark.pure

BEFORE = "The tenant may keep one cat in the cottage.\nThe tenant pays for the heating, the water and"
AFTER = "the light of the cottage. Dogs are not allowed."


def joined(before: str, after: str, *beside: Page, headings: tuple[Heading, ...] = ()) -> str:
    """The sentence that goes on from one page to the next, on one line; "" without one."""
    first, second = Page(1, "2", before), Page(2, "3", after, headings)
    over = sentence_over(first, second, beside)
    if over is None:
        return ""
    words = before[over.start : over.kept_end] + over.joint + after[over.next_start : over.next_end]
    assert before[over.start : over.end].startswith(before[over.start : over.kept_end])
    return " ".join(words.split())


WHOLE = "The tenant pays for the heating, the water and the light of the cottage."


def test_a_sentence_goes_on() -> None:
    assert joined(BEFORE, AFTER) == WHOLE


def test_page_numbers_and_running_lines_stand_between() -> None:
    assert joined(f"Lease\n{BEFORE}\nPage 2 of 3", f"Lease\n{AFTER}\nPage 3 of 3") == WHOLE
    assert joined(f"{BEFORE}\n– 2 –", f"3\n{AFTER}") == WHOLE
    stamps = [f"Case 1:21-cv-0009 Document 5-1 Filed 09/13/21 Page {n} of 24" for n in (8, 9, 10, 11)]
    around = Page(0, "1", f"It is let for years.\n{stamps[0]}"), Page(3, "4", f"It ends.\n{stamps[3]}")
    assert joined(f"{BEFORE}\n{stamps[1]}", f"{AFTER}\n{stamps[2]}", *around) == WHOLE
    beside = (
        Page(0, "1", "Mill Lane Estate\nIt is let for years.\ninitials"),
        Page(3, "4", "Mill Lane Estate\ninitials"),
    )
    before, after = f"Mill Lane Estate\n{BEFORE}\ninitials", f"Mill Lane Estate\n{AFTER}\ninitials"
    assert joined(before, after, *beside) == WHOLE


def test_what_was_read_in_pictures_behind_the_pages_number_goes_on_nowhere() -> None:
    first = Page(1, "2", f"{BEFORE}\n2\nA loss of heat in both of the mills on the hill", source=Source.OCR)
    over = sentence_over(first, Page(2, "3", AFTER))
    assert over is not None and first.text[over.start : over.end].endswith("the water and")


def test_a_number_at_the_end_that_is_not_the_pages_belongs_to_the_sentence() -> None:
    assert "water and the 40" not in joined(f"{BEFORE} the\n40", AFTER)
    assert joined(f"{BEFORE} 40", "lamps of the cottage. Dogs.") == WHOLE.replace("the light", "40 lamps")


def test_footnotes_stand_between() -> None:
    before = BEFORE.replace("heating", "heating¹").replace("water", "water²")
    notes = "1 Oil or gas, as the\nowner thinks fit.\n2 Up to 40 cubic metres."
    assert joined(f"{before}\n{notes}\n2", AFTER) == WHOLE.replace("heating", "heating¹").replace("water", "water²")
    starred = BEFORE.replace("heating", "heating*")
    assert joined(f"{starred}\n* Oil or gas.", AFTER) == WHOLE.replace("heating", "heating*")


CAPTION = "Table 2: Cottages\nby the street that they stand in."
ROWS = "Street Cottages\nMill Lane 12\nWest Road 7"


@pytest.mark.parametrize("figure", [CAPTION, f"{CAPTION}\n{ROWS}", f"{ROWS}\n{CAPTION}", "Figure 3: The mill."])
def test_a_figure_with_its_caption_stands_between(figure: str) -> None:
    assert joined(BEFORE, f"{figure}\n{AFTER}") == WHOLE
    assert joined(f"{BEFORE}\n{figure}", AFTER) == WHOLE
    second = Page(2, "3", f"{figure}\n{AFTER}")
    over = sentence_over(Page(1, "2", BEFORE), second)
    assert over is not None and over.is_below_figure and second.text[over.next_start :] == AFTER


def test_other_text_than_a_figures_is_not_passed_over() -> None:
    before, other = f"{BEFORE} gas", "The cottages were built in the year 1912 by the mill."
    assert joined(before, f"{other}\n{CAPTION}\n{AFTER}") == ""
    assert joined(BEFORE, f"{CAPTION}\n{other}\n{AFTER}") == ""
    assert joined(f"{before}\n{CAPTION}\n{other}", AFTER) == ""
    assert joined(before, f"{ROWS}\n{AFTER}") == ""  # it has no caption


def test_an_amount_goes_on_behind_a_small_word() -> None:
    amount = "72,500 crowns for the light of the cottage. Dogs are not allowed."
    before = "The tenant pays for the heating, the water and no more than"
    assert joined(before, amount) == f"{before} 72,500 crowns for the light of the cottage."
    assert joined("The tenant pays for the heating and the water", amount) == ""
    assert joined(before, amount.replace("crowns", "Kronen"))
    assert joined(f"{before} for", "40 MILL LANE ESTATES\nSyllabus\nthe light. Dogs are not allowed.") == ""
    assert joined(before, "2. The light of the cottage. Dogs are not allowed.") == ""


def test_a_divided_word_ends_a_full_line_however_short() -> None:
    before = "The tenant may keep one cat in the cottage, if all others agree.\nHe pays for the wa-"
    assert joined(before, "ter and the light.") == "He pays for the water and the light."


def test_what_no_mark_refers_to_is_no_footnote() -> None:
    assert joined(f"{BEFORE}\n1 Oil or gas, as the owner thinks fit.", AFTER) == ""


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("The tenant pays for the heat-", "ing of the cottage.", "heating"),
        ("The tenant keeps the long-", "term lease of the cottage.", "long-term"),
        ("It has a well-kept garden.\nThe tenant has a well-", "kept garden of his own.", "well-kept garden of"),
        ("Der Mieter zahlt die Neben-", "kosten der Wohnung.", "Nebenkosten"),
    ],
)
def test_a_word_goes_on(before: str, after: str, word: str) -> None:
    assert word in joined(before, after)


def test_a_capital_goes_on_behind_a_comma_or_a_small_word_alone() -> None:
    assert joined("The tenant pays the rent and the heating to the", "Owner of the cottage. Dogs.").endswith("cottage.")
    assert joined("The tenant pays the rent and the heating to", "Mill Lane Estates. Dogs.").endswith("Estates.")
    assert not joined("The tenant pays the rent and all heating bills", "Dogs are not allowed. Cats are.")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The tenant pays for the heating.", AFTER),
        ("The tenant pays for the following:", AFTER),
        (f"{BEFORE}\nmilk", AFTER),  # a short line
        (BEFORE, "(b) the light of the cottage. Dogs are not allowed."),
        (BEFORE, "b) the light of the cottage. Dogs are not allowed."),
        (BEFORE, "iv. the light of the cottage. Dogs are not allowed."),
        (BEFORE, "• the light of the cottage. Dogs are not allowed."),
        (BEFORE, "the light of the cottage"),  # it has no end
        (BEFORE, ""),
        ("", AFTER),
    ],
)
def test_what_may_be_something_else_is_not_joined(before: str, after: str) -> None:
    assert joined(before, after) == ""


def test_a_heading_is_no_part_of_a_sentence() -> None:
    assert joined(BEFORE, AFTER, headings=(Heading(0, "the light of the cottage"),)) == ""
