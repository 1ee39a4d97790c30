import pytest

from docqa.answering.table_facts import bears_out, by_sign, cells_with, periods, said
from docqa.tables import Cell, Column, Row, Table
from docqa.text.figures import figures

pytestmark = pytest.mark.pure

YEARS = (Column(0, "2019"), Column(1, "2018"))
ROWS = (Row(0, "Net revenues"), Row(1, "Net income"), Row(2, "Basic", ("Earnings per share:",)))
VALUES = (("6,489", "7,500"), ("1,503", "1,848"), ("1.96", "2.43"))


def statement(unit: str = "in millions") -> Table:
    """A statement with two years; each cell stands in ten characters of its own."""
    cells = [
        Cell(row, column, VALUES[row.index][column.index], at := 20 * row.index + 10 * column.index, at + 5, unit)
        for row in ROWS
        for column in YEARS
    ]
    return Table(0, "Statement of operations", unit, YEARS, ROWS, tuple(cells))


def is_borne_out(sentence: str, question: str = "What was it?", table: Table | None = None) -> bool:
    table = table or statement()
    amounts = [figure for figure in figures(sentence) if figure.digits not in ("2018", "2019", "2017")]
    saying = said(sentence, question)
    return any(bears_out(table, cell, saying) for figure in amounts for cell in cells_with(table, figure, 0, 100))


@pytest.mark.parametrize(
    "sentence",
    [
        "Net income was $1,503 million in 2019.",
        "Net income was 1.848 billion in 2018.",
        "Net revenues were 7,500 million in 2018.",
        "Basic earnings per share were $1.96 in 2019.",
    ],
)
def test_a_cell_bears_out_its_own_row_and_column(sentence: str) -> None:
    table = statement("" if "share" in sentence else "in millions")
    assert is_borne_out(sentence, table=table)


@pytest.mark.parametrize(
    "sentence",
    [
        "Net income was $1,503 million in 2018.",  # another column
        "Net income was $1,503 million in 2017.",  # a year that the table has not
        "Net revenues were $1,503 million in 2019.",  # another row
        "Net income was $1,503 billion in 2019.",  # another scale
        "Net income was $1,503 in 2019.",
        "Net income was 1,503% in 2019.",
        "Net income was $1,504 million in 2019.",
        "Goodwill was $1,503 million in 2019.",  # of something else
    ],
)
def test_and_nothing_else(sentence: str) -> None:
    assert not is_borne_out(sentence)


def test_the_question_names_the_column_where_the_sentence_does_not() -> None:
    assert is_borne_out("Net income was $1,848 million.", "What was net income in 2018?")
    assert not is_borne_out("Net income was $1,848 million.", "What was net income in 2019?")
    assert is_borne_out("Net income was $1,503 million.")  # the first where nobody says which
    assert not is_borne_out("Net income was $1,848 million.")


def test_only_cells_of_the_passage_count() -> None:
    (figure,) = figures("1,848 million")
    assert [cell.column.header for cell in cells_with(statement(), figure, 0, 100)] == ["2018"]
    assert cells_with(statement(), figure, 0, 20) == []


def test_what_a_table_in_millions_says_per_share_is_in_dollars() -> None:
    table = statement("in millions, except per share")
    assert is_borne_out("Basic earnings per share were $1.96 in 2019.", table=table)
    assert not is_borne_out("Basic earnings per share were $1.96 million in 2019.", table=table)


def test_a_rounded_figure_is_that_of_its_cell() -> None:
    assert is_borne_out("Net income was $1.50 billion in 2019.")
    assert not is_borne_out("Net income was $1.51 billion in 2019.")
    assert not is_borne_out("Net income was $2 billion in 2019.")  # one digit fits too many cells


def test_of_two_columns_of_a_year_the_one_that_is_of_nothing_else() -> None:
    quarters = (Column(0, "Quarter ended June 30, 2019"), Column(1, "Nine months ended June 30, 2019"))
    row = Row(0, "Net income")
    cells = tuple(
        Cell(row, column, text, at, at + 3, "")
        for column, text, at in zip(quarters, ("510", "940"), (0, 5), strict=True)
    )
    table = Table(0, "", "", quarters, (row,), cells)
    assert is_borne_out("Net income was 510 in the quarter to June 2019.", table=table)
    assert not is_borne_out("Net income was 940 in the quarter to June 2019.", table=table)
    assert is_borne_out("Net income was 940 in the nine months to June 2019.", table=table)


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [
        ("Net income (loss)", "5", "Net income"),
        ("Net income (loss)", "$ (5)", "Net loss"),
        ("Cash provided by (used in) operations", "(5)", "Cash used in operations"),
        ("Earnings per share (EPS)", "(5)", "Earnings per share (EPS)"),
        ("Change", "−3%", "Change decrease"),
        ("Growth", "3%", "Growth increase"),
    ],
)
def test_a_sign_tells_which_of_two_words_is_meant(label: str, text: str, told: str) -> None:
    assert by_sign(label, text) == told


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("Net income was 1,503 million in 2019.", True),  # the page may say "in millions" elsewhere
        ("Basic earnings per share were 1.96 million in 2019.", False),  # three digits may be there by chance
        ("Net income was 1,503 in 2019.", True),
        ("Net income was 1,503,000,000 in 2019.", False),
    ],
)
def test_a_table_that_does_not_tell_its_scale(sentence: str, holds: bool) -> None:
    assert is_borne_out(sentence, table=statement("")) is holds


def test_a_cell_that_tells_its_scale_has_no_other() -> None:
    own = Cell(ROWS[1], YEARS[0], "$1,503 thousand", 0, 15)
    table = Table(0, "", "", YEARS, ROWS, (own,))
    claims = figures("$1,503 thousand; 1,503,000; 1,503 million; €1,503 thousand")
    assert [bool(cells_with(table, claim, 0, 100)) for claim in claims] == [True, True, False, False]


def test_periods() -> None:
    assert periods("the second quarter of FY18") == {"q2", "2018"}
    assert periods("a lease of 19 rooms") == frozenset()
