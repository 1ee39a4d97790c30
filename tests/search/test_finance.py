import pytest

from docqa.search.finance import Part, is_titled

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("CONSOLIDATED BALANCE SHEETS", Part.BALANCE_SHEET),
        ("Consolidated Statement of Financial Position at 31 December", Part.BALANCE_SHEET),
        ("Statements of Consolidated Operations", Part.INCOME_STATEMENT),
        ("INCOME STATEMENTS", Part.INCOME_STATEMENT),
        ("ADOBE INC. CONSOLIDATED STATEMENTS OF CASH FLOWS (continued)", Part.CASH_FLOW_STATEMENT),
    ],
)
def test_titles(line: str, part: Part) -> None:
    assert is_titled(part, line)


@pytest.mark.parametrize(
    "line",
    [
        "Notes to Consolidated Balance Sheets",
        "our consolidated balance sheet.",
        "These amounts are shown on the balance sheets and are described further below in this report",
    ],
)
def test_sentences_are_no_titles(line: str) -> None:
    assert not is_titled(Part.BALANCE_SHEET, line)
