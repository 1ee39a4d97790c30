import csv
from io import StringIO

import pytest

from docqa.documents import Answer, Citation, Part
from docqa.reports.spreadsheet import to_csv

pytestmark = pytest.mark.pure


def item(name: str, words: str, doc: str = "a.pdf") -> Citation:
    return Citation(1, "", doc, 3, "4", 0, 9, words, answering=name)


def rows(*items: Citation) -> list[list[str]]:
    return list(csv.reader(StringIO(to_csv(Answer("?", parts=(Part("Fees", 1, items),))))))


def test_each_item_is_a_row_with_its_words_and_place() -> None:
    assert rows(item("dogs", 'Dogs, "large",\ncost 5.')) == [
        ["list", "item", "words", "document", "page"], ["Fees", "dogs", 'Dogs, "large", cost 5.', "a.pdf", "4"],
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-5", "@SUM(A1)", " =1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    _, row = rows(item(cell, "words", doc=cell))
    assert row == ["Fees", f"'{cell}", "words", f"'{cell}", "4"]


def test_an_answer_without_a_list_has_no_file() -> None:
    said = Citation(1, "", "a.pdf", 3, "4", 0, 9, "The rent is 9.")
    assert to_csv(Answer("?", parts=(Part("Rent", 1, (said,)),))) == ""
