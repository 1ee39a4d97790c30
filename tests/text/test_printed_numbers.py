from collections.abc import Sequence

import pytest

from docqa.documents import Page
from docqa.text.printed_numbers import printed_numbers

pytestmark = pytest.mark.pure


def numbered(*feet: str) -> list[Page]:
    """Pages of different words, each with that line at its foot."""
    bodies = (f"The clause that is called {chr(97 + n) * 5} binds the tenant." for n in range(len(feet)))
    return [Page(n, str(n + 1), f"{body}\n{foot}") for n, (body, foot) in enumerate(zip(bodies, feet, strict=True))]


@pytest.mark.parametrize(
    ("feet", "printed"),
    [
        (["", "", "1", "2", "3"], {2: "1", 3: "2", 4: "3"}),
        (["", "Lease 2021 1", "2 Lease 2021", "Lease 2021 3", "4 Lease 2021", "Lease 2021 5", "6 Lease 2021"],
         {1: "1", 2: "2", 3: "3", 4: "4", 5: "5", 6: "6"}),
        (["", "Page 1 of 4", "Page 2 of 4", "", "Page 4 of 4"], {1: "1", 2: "2", 3: "3", 4: "4"}),
        (["1", "2", "3", "A - 1", "A - 2", "A - 3"], {0: "1", 1: "2", 2: "3", 3: "A-1", 4: "A-2", 5: "A-3"}),
        (["Form 10-K 8", "Form 10-K 9", "Form 10-K 10"], {0: "8", 1: "9", 2: "10"}),
        # No numbers of pages: too few, footnotes, years, a figure that grows by chance, prices, the ends of sentences
        (["1", "2", "", "", ""], {}),
        (["", "(1)", "(2)", "(3)"], {}),
        (["2019", "2020", "2021"], {}),
        (["Rent 12", "Heating 13", "Water 14"], {}),
        (["$ 7", "$ 8", "$ 9"], {}),
        (["These are the minutes of meeting 1.", "These are the minutes of meeting 2.",
          "These are the minutes of meeting 3."], {}),
    ],
)  # fmt: skip
def test_what_counts_on_from_page_to_page_is_the_number_of_the_page(
    feet: Sequence[str], printed: dict[int, str]
) -> None:
    assert printed_numbers(numbered(*feet)) == printed


def test_a_number_of_its_own_is_the_pages_before_one_in_a_stamp() -> None:
    feet = [f"{n}\nCase 21-cv-1009 Document 5 Page {n + 4} of 24" for n in range(1, 6)]
    assert printed_numbers(numbered(*feet)) == {n: str(n + 1) for n in range(5)}


def test_a_pdf_that_tells_its_labels_keeps_them() -> None:
    pages = numbered("", "1", "2", "3")
    assert printed_numbers([Page(0, "i", "Preface"), *pages[1:]]) == {}
