"""Running lines of a page, as the pages around it tell them."""

import pytest

from docqa.documents import Box, Page, Word
from docqa.text.page_ends import sentence_over
from docqa.text.running_lines import running_lines, running_stretches

pytestmark = pytest.mark.pure

TEXTS = (
    "The rent is due on the first day of each month",
    "Dogs are welcome in the yard of the house",
    "The deposit is kept in the bank of the owner",
    "Letters are sent to the house in Mill Lane",
    "The heating is turned off in the summer of each year",
    "Keys are left with the neighbour across the yard",
)


def running(heads: list[str], at: int) -> list[str]:
    pages = [Page(n, str(n + 1), f"{head}\n{TEXTS[n]}.") for n, head in enumerate(heads)]
    return [pages[at].text[start:end] for start, end in running_stretches(pages[at], pages)]


@pytest.mark.parametrize(
    ("heads", "known"),
    [
        (["50 THE OLD MILL.", "THE OLD MILL. 51", "52 THE OLD MILL."], True),
        (["50 THE OLD MILL.", "THE OLD MILL. 51"], True),
        (["THE OLD MILL. 49", "50 THE OLD MILL.", "THE OLD MILL. 52", "53 THE OLD MILL."], True),  # 51 is missing
        (["50 THE OLD MILL ROAD.", "THE OLD MILL ROAO. 51", "52 THE OLD MILL ROAD."], True),  # misread
        (["THE OLD MILL ROAD. 49", "50 THE OLD MILL ROAO.", "52 THE OLD MILL ROAD.", "THE QLD MILL ROAD. 53"], True),
        (["A. Miller", "A. Miller", "A. Miller"], True),
        (["Gutter 5.2 Manual 06/01/2012"] * 3, True),
        (["A. Miller", "A. Miller"], False),
        (["in millions 2021 2020", "Rent", "in millions 2021 2020", "Fees", "in millions 2021 2020", "Heat"], False),
        (["The old barn.", "The old yard.", "The old mill."], False),
        (["Table 4", "Table 5", "Sheet 6"], False),
    ],
)
def test_heads_of_pages_near_are_known(heads: list[str], known: bool) -> None:
    assert [running(heads, at) for at in range(len(heads))] == [[head] if known else [] for head in heads]


def test_a_document_knows_its_misread_heads() -> None:
    heads = ("THE OLD MILL ROAD", "THE OLD MILL ROAD", "THE OLD MILL ROAO", "THE OLD MILL ROAD", "THE NEW ROAD SIGN")
    known = running_lines(Page(n, str(n + 1), f"{head}\n{TEXTS[n]}.") for n, head in enumerate(heads))
    assert known == {"the old mill road", "the old mill roao"}


def test_a_foot_above_the_words_of_a_picture_is_known() -> None:
    pages = []
    for n in range(3):
        text = f"{TEXTS[n]}.\nJournal of yards 12 (1987)\n"
        words = tuple(Word(len(text) + 2 * at, len(text) + 2 * at + 1, Box(0, 0, 1, 1)) for at in range(4))
        pages.append(Page(n, str(n + 1), f"{text}a\nb\nc\nd", words=words))
    assert [pages[1].text[start:end] for start, end in running_stretches(pages[1], pages)] == [
        "Journal of yards 12 (1987)"
    ]
    assert running_lines(pages) == {"journal of yards 12 (1987)"}


def test_a_head_whose_number_changes_sides_stands_in_no_sentence() -> None:
    heads = ("THE OLD MILL. 51", "52 THE OLD MILL.", "THE OLD MILL. 53")
    pages = [Page(n, str(n), f"{head}\n{TEXTS[n]}") for n, head in enumerate(heads)]
    pages[2] = Page(2, "2", f"{heads[2]}\nand at its foot. They are.")
    over = sentence_over(pages[1], pages[2], pages)
    assert over
    assert pages[2].text[over.next_start : over.next_end] == "and at its foot."
