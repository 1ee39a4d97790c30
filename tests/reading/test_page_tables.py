"""The tables of a PDF's page stand where its text says, on the page and on the one before."""

from pathlib import Path

import pytest

from docqa.documents import Box
from docqa.errors import BrokenPdf
from docqa.reading.clean_text import tidy
from docqa.reading.ocr import scan_page
from docqa.reading.page_image import open_page, page_boxes
from docqa.reading.page_tables import page_tables
from docqa.reading.pdf import read_pages
from docqa.reading.tables.words import page_words
from docqa.reading.text_layer import TextLayer
from docqa.tables import Cell, Table
from tests.support import pdfs

HEAD = ("", "2018", "2017")
ROWS = (("Rent", "1,180", "(250)"), ("Deposit", "2,360", "—"), ("Heating", "310", "297"))


def cell(tables: tuple[Table, ...], text: str) -> Cell:
    (one,) = (one for table in tables for one in table.cells if one.text == text)
    return one


def test_a_cell_is_a_stretch_of_the_page_s_text(pdf: Path) -> None:
    pdfs.table_pdf(pdf, [("Costs (in thousands)",), HEAD, *ROWS])
    text = next(read_pages(pdf)).text
    tables = page_tables(pdf, 0)
    assert cell(tables, "(250)").describe() == "Rent · 2017: (250), in thousands"
    for one in tables[0].cells:
        assert text[one.start : one.end] == one.text
        assert [text[place.start : place.end] for place in one.row.places] == [one.row.label]


def test_a_cell_is_marked_on_its_number(pdf: Path) -> None:
    pdfs.table_pdf(pdf, [HEAD, *ROWS])
    one = cell(page_tables(pdf, 0), "2,360")
    (box,) = page_boxes(pdf, 0, [(one.start, one.end)])
    expected = pdfs.place("2,360", "2,360", 2, left=pdfs.LEFT + 150)
    assert (box.x0, box.x1) == pytest.approx((expected[0], expected[2]), abs=0.003)


def test_its_label_and_its_header_are_marked_with_it_and_nothing_else(pdf: Path) -> None:
    pdfs.table_pdf(pdf, [HEAD, *ROWS])
    tables = page_tables(pdf, 0)
    boxes = page_boxes(pdf, 0, tables[0].marks(cell(tables, "—")))
    cells = (("2017", 0, 2), ("Deposit", 2, 0), ("—", 2, 2))  # words, line, column
    expected = [pdfs.place(text, text, line, left=pdfs.LEFT + 150 * column) for text, line, column in cells]
    assert [part for box in boxes for part in (box.x0, box.y1)] == pytest.approx(
        [part for place in expected for part in (place[0], place[3])], abs=0.006
    )


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_words_stand_where_their_marks_do(pdf: Path, degrees: int) -> None:
    pdfs.turned_pdf(pdf, ["Alpha beta\ngamma delta"], degrees)
    with open_page(pdf, 0, None, "") as (_, page, layer):
        own = TextLayer(layer)
        words = page_words(page, layer, own, tidy(own.raw))
    text = tidy(own.raw).text
    assert {text[word.start : word.end] for word in words} == {"Alpha", "beta", "gamma", "delta"}
    for word in words:
        (box,) = page_boxes(pdf, 0, [(word.start, word.end)])
        assert sides(word.box) == pytest.approx(sides(box), abs=0.004)


def test_a_word_divided_at_a_line_end_is_two(pdf: Path) -> None:
    pdfs.text_pdf(pdf, ["all the infor-\nmation we have"])
    with open_page(pdf, 0, None, "") as (_, page, layer):
        own = TextLayer(layer)
        words = page_words(page, layer, own, tidy(own.raw))
    text = tidy(own.raw).text
    assert [text[word.start : word.end] for word in words] == ["all", "the", "infor", "mation", "we", "have"]
    assert words[2].box.y1 < words[3].box.y1


def test_a_label_divided_at_a_line_end_is_whole(pdf: Path) -> None:
    pdfs.table_pdf(pdf, [HEAD, *ROWS, ("Costs of infor-",), ("mation and long-",), ("term leases", "77", "88")])
    assert cell(page_tables(pdf, 0), "77").row.label == "Costs of information and long-term leases"


def test_a_header_is_that_of_the_page_before(pdf: Path) -> None:
    """Long rows, so that the text of the pages is set as wide as their tables."""
    lines = [f"Project {number} of the region   {number}00   {number}50" for number in range(1, 40)]
    pdfs.text_pdf(
        pdf, ["\n".join(["Spending (in millions)   Budget   Actual", *lines]), "\n".join(lines[8:20])], font="Courier"
    )
    one = cell(page_tables(pdf, 1), "1000")
    assert (one.column.header, one.unit) == ("Budget", "in millions")
    assert [place.page for place in one.column.places] == [0]


def test_a_scanned_page_has_tables_by_its_words(pdf: Path) -> None:
    pieces = [
        (150.0 * column, float(line), text)
        for line, row in enumerate([HEAD, *ROWS])
        for column, text in enumerate(row)
        if text
    ]
    pdfs.scanned_pdf(pdf, pieces)
    page = scan_page(pdf, 0, label="1")
    one = cell(page_tables(pdf, 0, text=page.text, words=page.words), "1,180")
    assert one.describe() == "Rent · 2018: 1,180"
    assert page.text[one.start : one.end] == "1,180"


def test_what_cannot_be_opened_is_refused(pdf: Path) -> None:
    pdfs.cut_off_pdf(pdf, ["words"])
    with pytest.raises(BrokenPdf):
        page_tables(pdf, 7)


def sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def test_the_sign_of_a_currency_behind_its_number_is_no_cell(tmp_path: Path) -> None:
    rows = (("Position", "Menge", "Betrag"), ("Erde", "3", "2.460,50 EUR"), ("Rechen", "2", "36,75 EUR"))
    pieces = [(160.0 * at, float(line), cell) for line, row in enumerate(rows) for at, cell in enumerate(row)]
    (table,) = page_tables(pdfs.pieces_pdf(tmp_path / "a.pdf", pieces), 0)
    assert [cell.text for cell in table.cells] == ["3", "2.460,50 EUR", "2", "36,75 EUR"]
    assert [column.header for column in table.columns] == ["Menge", "Betrag"]
