"""Blanks of underscores with values drawn over them."""

from pathlib import Path

import pypdfium2.raw as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from docqa.reading.blanks import with_blanks_filled
from docqa.reading.lines import Line
from docqa.reading.page_image import page_boxes
from tests.support import pdfs
from tests.support.pages import only_page

LINES = [
    "Made on _________________ between the landlord _______________________,",
    "and the tenant ______________________ from _______________ on.",
]
FILLED = [(0, 105, "3 March 2024"), (0, 312, "Harlan Brothers"), (1, 140, "Delphine Marchetti")]


def test_what_is_drawn_over_a_blank_is_read_in_its_place(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for number, line in enumerate(LINES):
            canvas.drawString(50, 720 - 22 * number, line)
        canvas.setFont("Courier", 10)
        for number, x, value in FILLED:
            canvas.drawString(x, 722 - 22 * number, value)
        canvas.drawString(140, 660, "Delphine Marchetti")  # below the line

    path = pdfs.drawn_pdf(tmp_path / "a.pdf", draw)
    text = only_page(path).text
    assert text == (
        "Made on 3 March 2024 between the landlord Harlan Brothers ,\n"
        "and the tenant Delphine Marchetti from _______________ on.\nDelphine Marchetti"
    )
    (name,) = page_boxes(path, 0, [(text.index("Harlan"), text.index(" ,"))])
    assert name.x0 == pytest.approx(312 / pdfs.WIDTH, abs=0.01)


def test_a_blank_is_no_value_of_another_one(tmp_path: Path) -> None:
    """Each of two that lie over each other would be taken out of its row, and with them the name over both."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for x, y, words in (
            (200, 720, "_" * 30),
            (50, 690, "The tenant pays the rent."),
            (206, 721.5, "_" * 28),
            (50, 660, "Dogs are welcome."),
            (215, 722, "Delphine Marchetti"),
        ):
            canvas.drawString(x, y, words)

    text = only_page(pdfs.drawn_pdf(tmp_path / "a.pdf", draw)).text
    for words in ("Delphine Marchetti", "The tenant pays the rent.", "Dogs are welcome."):
        assert text.count(words) == 1
    assert text.index("Delphine") < text.index("The tenant")


def test_each_value_is_looked_for_at_its_height_alone() -> None:
    """Each against all others, these would take a minute."""
    count = 12_000
    raw = "_____" * count + "value" * count
    heights = [20.0 * at for at in range(count)] * 2
    rows = [[Line(5 * at, 5 * at + 5, 10, height, 40, height + 10, 10)] for at, height in enumerate(heights)]
    boxes: dict[int, pdfium.FS_RECTF] = {}
    for at, height in enumerate(heights):
        for index, left in ((5 * at, 10), (5 * at + 4, 34)):
            boxes[index] = pdfium.FS_RECTF(left=left, top=height + 10, right=left + 6, bottom=height)
    filled = with_blanks_filled(boxes, raw, rows, lambda line: [line])  # type: ignore[arg-type]  # Boxes ask pdfium
    assert filled == [[row[0]] for row in rows[count:]]


@pytest.mark.parametrize(("higher", "is_value"), [(-6, False), (-3, True), (4, True), (7, False)])
def test_a_value_stands_at_the_height_of_its_blank(tmp_path: Path, higher: int, is_value: bool) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(50, 720, "Made on _________________ in Leeds")
        canvas.drawString(105, 720 + higher, "3 March 2024")

    text = only_page(pdfs.drawn_pdf(tmp_path / "a.pdf", draw)).text
    assert ("Made on 3 March 2024 in Leeds" in text) == is_value
    assert "3 March 2024" in text


def test_what_is_drawn_right_after_its_line_is_read_in_its_blanks_too(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for number, (line, values) in enumerate((
            ("Between ________________ and _______________ in Leeds", ((100, "Ada Marlow"), (215, "Jo Harlan"))),
            ("from ____________ on.", ((80, "3 March 2024"),)),
            ("Rent ____________ Leeds", ((300, "900 euros"),)),
        )):  # fmt: skip
            canvas.drawString(50, 720 - 30 * number, line)
            for x, value in values:
                canvas.drawString(x, 722 - 30 * number, value)

    assert only_page(pdfs.drawn_pdf(tmp_path / "a.pdf", draw)).text == (
        "Between Ada Marlow and Jo Harlan in Leeds\nfrom 3 March 2024 on.\nRent ____________ Leeds 900 euros"
    )
