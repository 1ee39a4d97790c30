"""What is a table of contents, and what only leads with dots to its figures."""

import pytest

from docqa.documents import Page
from docqa.text.contents import ends_of_entries_borne_out, entries, is_contents

pytestmark = pytest.mark.pure

CONTENTS = """Contents
1.1 Scope . . . . . . . . . . . . . 3
1.2 Keeping bees in town and in
the country . . . . . . . . . . . . . 7
2.1 Hives . . . . . . . . . . . . . 7
3 Honey . . . . . . . . . . . . . 12"""
SPOKEN = "\n".join(
    f"{title}.......... {page}" for title, page in zip("ABCDEFGHI", (1, 1, 2, 9, 14, 21, 21, 40, 80), strict=True)
)


def test_entries_are_lines_that_lead_to_pages_which_go_up() -> None:
    assert [CONTENTS[start:end][:4] for start, end in entries(CONTENTS)] == ["1.1 ", "the ", "2.1 ", "3 Ho"]
    assert len(entries(SPOKEN)) == 9
    assert is_contents(CONTENTS)
    assert is_contents(SPOKEN)
    assert len(entries(SPOKEN.replace(" 9", ""))) == 9  # a page's number may stand elsewhere
    assert len(entries(SPOKEN.replace(".", "…"))) == len(entries(SPOKEN.replace(".", "·"))) == 9
    assert len(entries("Chapter 1 .... 4\nChapter 2 .... 9\nPart B .... 17")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Contents\n\nChairman's letter 3\nReport of the year 5\nGovernance 9",
        "Inhalt\nSeite\n1 Einleitung 3\n2 Zweck 5\n3 Pflichten 9",
        "Item 1. Business 4\nItem 1A. Risk Factors 12\nPART II\nItem 5. Market 33\nItem 6. Data 40\nItem 7. Notes 40",
        "1.1 Scope 1\n1.2 Terms 3\n2.1 Hives 3\n2.2 Bees 8\n2.3 Honey (in jars) 12",
    ],
)
def test_entries_may_have_no_dots(text: str) -> None:
    ends = [line for line in text.splitlines() if line[-1:].isdigit()]
    assert [text[start:end] for start, end in entries(text)] == ends
    assert is_contents(text)


@pytest.mark.parametrize(
    "text",
    [
        "S ....... 3\nM ....... 4\nL ....... 5\nXL ....... 6\nXXL ....... 8",  # prices go up as well
        "1 Adults ....... 3\n2 Children ....... 5\n3 Dogs ....... 9",
        "Tea ....... 3\nMilk ....... 2\nCake ....... 5\nJuice ....... 4\nSoup ....... 7\nRoll ....... 1",
        "1 Rent ....... £450\n2 Heat ....... £90\n3 Water ....... £30",
        "Cash ....... 1,234\nDebt ....... 2,345\nStock ....... 3,456\nPlant ....... 4,567\nOther ....... 5,678",
        "\n".join(
            f"{what} of the tenant ............" for what in "Name Street Town State Phone Work Bank Date".split()
        ),
        "1 Norway 3\n2 Sweden 5\n3 Finland 9\n4 Spain 10\n5 Italy 11\n6 Malta 15",  # in the order of their sums
        "1.1 Rent 400\n1.2 Heating 500\n1.3 Garage 600\n1.4 Water 700",
        "Contents\nWool 40\nSilk 30\nCotton 30",
        "Contents\nHive 1\nHive 1\nHive 1",
        "\n".join(f"3.{n}50% Senior Notes due 203{n}" for n in range(6)),
        "Contents of a hive in a good year\nBees 3\nDrones 5\nQueens 9",
        "They waited ... and waited ... and then .... It rained.\nNobody came ....\nNobody.",
    ],
)
def test_what_only_has_dots_is_none(text: str) -> None:
    assert entries(text) == []
    assert not is_contents(text)


def borne_out(*texts: str, labels: tuple[str, ...] = ()) -> list[str]:
    """The last words of the entries of the first of these pages that are borne out."""
    pages = [Page(at, labels[at] if labels else str(at + 1), text) for at, text in enumerate(texts)]
    return [texts[0][:end].split()[-1] for end in sorted(ends_of_entries_borne_out(pages).get(0, ()))]


def test_entries_are_borne_out_by_most_of_their_titles_on_the_pages_that_they_lead_to() -> None:
    contents = "Contents\nBees 1\nHives of\nstraw and wood 2\nHoney 3\nWax 3"
    bees, hives, honey = "Bees\nThey fly.", "HIVES OF STRAW\nAND WOOD\nBoth last.", "Honey\nIt is sweet.\nWax"
    assert borne_out(contents, bees, hives, honey) == ["1", "2", "3", "3"]  # the sheet before the first is not counted
    assert borne_out(contents, "Bees sting.", hives, "Honey\nIt is sweet.") == ["1", "2", "3", "3"]
    assert borne_out(contents, bees, "Hives are full.", "Honey is sweet.") == []
    assert borne_out(contents, "Honey\nIt is sweet.", hives, bees) == []  # no two of them as far from their numbers
    assert borne_out(f"{contents}\nSmoke 90", bees, hives, honey) == ["1", "2", "3", "3"]  # there is no page 90
    lines = "Preface ...... i\n1.1 Bees ...... 1\n1.2 Wax ...... 7"
    assert borne_out(lines, "Preface", "1.1 Bees\n", "1.2 Wax", labels=("", "i", "1", "7")) == ["i", "1", "7"]


def test_a_page_with_a_short_table_of_contents_is_more_than_that() -> None:
    text = CONTENTS + "\n" + "\n".join(f"Bees are kept by {n} people here." for n in range(9))
    assert len(entries(text)) == 4
    assert not is_contents(text)


def test_many_lines_that_may_be_entries_are_told_at_once() -> None:
    assert entries("ab 1\n\n\n\n" * 100_000) == []
