import pytest

from docqa.reports.compared import compared
from docqa.reports.request import ReportKind, Request, requested

pytestmark = pytest.mark.pure

TWO = ["Lease_2023.pdf", "Lease_2024.pdf"]
MANY = [*TWO, "Will.pdf", "contract v1.pdf", "contract v2.pdf"]


@pytest.mark.parametrize(
    "question",
    [
        "Compare the two documents",
        "What changed between Lease_2023 and Lease_2024?",
        "What are the differences between both versions?",
        "lease 2023 vs. lease 2024",
        "Vergleiche die beiden Verträge",
        "Was hat sich zwischen den beiden Fassungen geändert?",
        "Quelles sont les différences entre les deux documents ?",
        "¿Cuáles son las diferencias entre los dos contratos?",
    ],
)
def test_two_documents_are_compared(question: str) -> None:
    assert requested(question, TWO) == Request(ReportKind.COMPARISON, is_sure=True)


def test_a_question_about_something_in_them_is_answered_and_a_comparison_offered() -> None:
    assert requested("What changed in the deposit?", TWO) == Request(ReportKind.COMPARISON, is_sure=False)


def test_an_ordinary_question_stays_one() -> None:
    for names in (["Annual report.pdf"], MANY):
        assert requested("Compare the revenue of 2018 and 2019", names) is None
    assert requested("What changed?", ["Lease.pdf"]) is None


def test_of_many_documents_two_must_be_meant() -> None:
    assert compared("Compare contract v2 with contract v1", MANY) == (4, 3)
    assert compared("Differences between the will and lease_2024.pdf", MANY) == (2, 1)
    assert compared("Compare the leases", MANY) == (0, 1)  # there are two
    assert compared("Compare the contracts", [*MANY, "contract v3.pdf"]) is None
    assert requested("Compare the documents", MANY) == Request(ReportKind.COMPARISON, is_sure=True)  # it says: tick two


def test_the_order_is_that_of_the_question() -> None:
    assert compared("What changed from the 2024 lease to that of 2023?", TWO) == (1, 0)
    assert compared("Compare these", TWO) == (0, 1)
