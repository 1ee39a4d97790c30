"""Tables of words between drawn lines: a row is what stands between two of them, a header is in bold."""

from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from docqa.reading.page_tables import page_tables
from docqa.reading.pdf import read_pages

HEAD = ("Risk", "Who looks after it", "What is done")
ROWS = (
    ("The boiler fails in winter", "Caretaker", "Two electric heaters are kept in the cellar for every flat"),
    ("Water comes into the cellar after days of rain", "Landlord", "The pump is tried each spring"),
    ("The lift stands still", "Lift maker", "Help comes within the hour"),
)


def ruled_pdf(path: Path, *rows: tuple[str, ...], head: str | None = "Helvetica-Bold", is_ruled: bool = True) -> Path:
    """A table of wrapped words, with lines between its rows; its first row in that font."""
    plain = getSampleStyleSheet()["BodyText"]
    bold = plain.clone("head", fontName=head or plain.fontName)
    cells = [[Paragraph(text, bold if not at else plain) for text in row] for at, row in enumerate(rows)]
    lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if is_ruled else []
    widths = [110, 90, 150] if len(rows[0]) == 3 else None
    SimpleDocTemplate(str(path), pagesize=A4).build([Table(cells, widths, style=TableStyle(lines))])
    return path


def test_a_row_of_words_is_said_with_its_label_and_its_columns(pdf: Path) -> None:
    ruled_pdf(pdf, HEAD, *ROWS)
    (table,) = page_tables(pdf, 0)
    assert [row.name for row in table.rows] == [row[0] for row in ROWS]
    assert [column.header for column in table.columns] == [*HEAD[1:]]
    assert [cell.describe() for cell in table.cells][2:4] == [
        "Water comes into the cellar after days of rain · Who looks after it: Landlord",
        "Water comes into the cellar after days of rain · What is done: The pump is tried each spring",
    ]
    text = next(read_pages(pdf)).text
    for cell in table.cells:
        assert " ".join(text[cell.start : cell.end].split()) == cell.text
        label = " ".join(text[place.start : place.end] for place in cell.row.places)
        assert label == cell.row.label


def test_counted_rows_are_called_by_what_they_count(pdf: Path) -> None:
    people = [("1.", "Ann Lee", "Chair"), ("2.", "Per Berg", "Member"), ("", "All", "Owners")]
    (table,) = page_tables(ruled_pdf(pdf, ("No.", "Name", "Office"), *people), 0)
    said = ["1. Ann Lee · Office: Chair", "2. Per Berg · Office: Member", "All · Office: Owners"]
    assert [cell.describe() for cell in table.cells] == said


def test_one_row_is_enough(pdf: Path) -> None:
    (table,) = page_tables(ruled_pdf(pdf, HEAD, ROWS[0]), 0)
    assert [cell.text for cell in table.cells] == [*ROWS[0][1:]]


@pytest.mark.parametrize("rows", [ROWS, [("Name", "Street", "Town"), ("Date of birth", "Telephone", "Post code")]])
def test_without_a_header_in_bold_it_may_be_a_form_or_the_rest_of_a_table(
    pdf: Path, rows: tuple[tuple[str, ...], ...]
) -> None:
    assert page_tables(ruled_pdf(pdf, *rows, head=None), 0) == ()


def test_all_in_bold_no_row_is_the_header(pdf: Path) -> None:
    bold = [tuple(f"<b>{text}</b>" for text in row) for row in ROWS]
    assert page_tables(ruled_pdf(pdf, HEAD, *bold), 0) == ()


def test_without_lines_words_in_columns_are_prose(pdf: Path) -> None:
    assert page_tables(ruled_pdf(pdf, HEAD, *ROWS, is_ruled=False), 0) == ()


def test_rows_that_no_line_parts_are_none_of_a_table_of_lines(pdf: Path) -> None:
    bookings = "<br/>".join(("18.12.2024", "30.12.2024", "31.12.2024"))
    words = "<br/>".join(("Rent of the flat", "Heating", "Lift"))
    ruled_pdf(pdf, ("Day", "What for", "Who"), (bookings, words, "Ada Berg"))
    assert page_tables(pdf, 0) == ()


def test_names_below_one_another_between_two_lines_are_several_rows(pdf: Path) -> None:
    names, offices = "<br/>".join(("Ann Lee", "Per Berg", "Eva Lund")), "<br/>".join(("Chair", "Member", "Clerk"))
    assert page_tables(ruled_pdf(pdf, ("Name", "Office", "Remarks"), (names, offices, "Left in May")), 0) == ()


def test_a_longer_table_of_figures_and_one_with_a_unit_stay(pdf: Path) -> None:
    head = ("Item", "Where", "Who", "State", "Price")
    rows = [("Saw", "Shed", "Ann", "Good", "120.00"), ("Drill", "Shed", "Per", "Worn", "90.00")]
    ruled_pdf(pdf, head, *rows, ("<b>Total of all in the shed</b>", "", "", "", "<b>210.00</b>"))
    assert "210.00" in [cell.text for table in page_tables(pdf, 0) for cell in table.cells]
    ruled_pdf(pdf, ("(in thousands)", *head[1:]), *rows)
    assert "in thousands" in {
        cell.unit for table in page_tables(pdf, 0) for cell in table.cells if cell.text == "90.00"
    }


def test_figures_between_lines_are_a_table_of_figures(pdf: Path) -> None:
    figures = [("Rent", "1,180", "1,200"), ("Deposit", "2,360", "2,400"), ("Heating", "310", "297")]
    (table,) = page_tables(ruled_pdf(pdf, ("(in thousands)", "2018", "2017"), *figures), 0)
    assert [cell.describe() for cell in table.cells][:2] == [
        "Rent · 2018: 1,180, in thousands",
        "Rent · 2017: 1,200, in thousands",
    ]
