"""Of a table the rows that a question asks for, and no others."""

import pytest

from docqa.answering.table_rows import MAX_ROWS_PER_PASSAGE, asked_rows
from docqa.documents import Passage
from docqa.reading.tables.finder import SetPage, find_tables
from docqa.tables import Table
from tests.support.set_pages import set_page
from tests.support.shelf import passage

pytestmark = pytest.mark.pure

STATEMENT = """
                    CONSOLIDATED STATEMENTS OF INCOME
                            (in millions)

                                              2018        2017
    Revenue:
      Product                               $ 1,204     $ 1,103
      Service and other                         350         290
        Total revenue                         1,554       1,393
    Cost of revenue                            (700)       (650)
    Marketing                                  (100)       (110)
    Earnings per share:
      Basic                                 $  2.13     $  1.98
      Diluted                               $  2.10     $  1.90
"""
PLANS = """
                               Silver plan       Gold plan
    A night in hospital                300             500
    Spectacles                          80             120
    A cleaning of the teeth             40              60
"""


def tables(page: SetPage) -> tuple[Table, ...]:
    return find_tables(0, {0: page}.get)


def asked(question: str, drawing: str = STATEMENT, doc: str = "Report.pdf") -> list[str]:
    """The names of the rows."""
    page = set_page(drawing)
    return names(question, passage(page.text, doc=doc), page)


def names(question: str, beside: Passage, page: SetPage) -> list[str]:
    return [row.name for _, rows in asked_rows(question, beside, tables(page)) for row in rows]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much was spent on marketing in 2018?", ["Marketing"]),
        ("What was the cost of revenue?", ["Revenue: Total revenue", "Cost of revenue"]),
        ("How high are the diluted earnings per share?", ["Earnings per share: Diluted"]),
        ("What were the earnings per share?", ["Earnings per share: Basic", "Earnings per share: Diluted"]),
        ("Who is the auditor?", []),
        ("What happened in 2018?", []),
    ],
)
def test_rows_are_chosen_by_their_names(question: str, expected: list[str]) -> None:
    assert asked(question) == expected


def test_a_question_that_names_a_column_gets_all_rows_or_none() -> None:
    assert len(asked("What does Gold pay for?", PLANS)) == 3
    many = "\n".join(
        f"    Treatment {chr(65 + n)}                        {n + 10}             {n + 50}" for n in range(8)
    )
    assert asked("What does Gold pay for?", f"{PLANS.splitlines()[1]}\n{many}") == []
    assert asked("Which plan is better?", PLANS) == []  # that stands over both columns
    years = PLANS.replace("Silver plan", "2018       ").replace("Gold plan", "2017     ")
    assert asked("What happened in 2018?", years) == []


def test_what_the_document_is_about_chooses_no_row() -> None:
    owners = """
                                        2018        2017
        Owned by Heron                   350         290
        Owned by others                  700         650
        Dividends                         20          10
    """
    question = "What were the dividends of Heron?"
    assert asked(question, owners) == ["Owned by Heron", "Dividends"]
    assert asked(question, owners, doc="HERON_2018_10K.pdf") == ["Dividends"]


def test_only_rows_of_the_passage_and_a_handful_of_them() -> None:
    page = set_page(STATEMENT)
    start = page.text.index("Earnings")
    assert names("What was the cost of revenue?", passage(page.text[start:], start=start), page) == []
    towns = ("Lyon", "Porto", "Ghent", "Turin", "Malmo", "Leeds", "Derby")
    many = "\n".join(f"Cost of plant in {town:<5}     10     50" for town in towns)
    chosen = asked(
        "What did the plants cost?",
        f"                         2018   2017\n{many}\nPlant cost                 70    350",
    )
    assert len(chosen) == MAX_ROWS_PER_PASSAGE
    assert chosen[-1] == "Plant cost"  # the row that says no more than was asked


def test_numbers_without_a_header_are_no_table_for_a_model() -> None:
    assert asked("What is the rent?", "Rent         450     300\nHeating       20      10") == []
