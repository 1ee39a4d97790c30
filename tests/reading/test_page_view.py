"""The part of a page around some places is drawn as it is drawn with more of the page."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from docqa.reading.page_view import View, pixel_box, view_size
from docqa.reading.pdf import open_pdfium, text_page
from tests.support import pdfs

LARGER = (-30.0, 40.0, 590.0, 801.0)


def drawing(canvas: Canvas) -> None:
    canvas.setFillGray(0.8)
    canvas.rect(60, 690, 300, 60, stroke=0, fill=1)
    canvas.setFillGray(0)
    for row in range(20):
        canvas.drawString(72.3, 720.7 - 31.3 * row, f"The notice period of clause {row} is thirty days.")
    canvas.drawImage(pdfs.picture_of(["A picture"]), 300, 300, 200, 111)


@pytest.mark.parametrize(
    "place",
    [(72.0, 690.0, 200.0, 730.0), (301.0, 340.0, 420.0, 410.0), (-20.0, 80.0, 80.0, 140.0), (70.0, 60.0, 500.0, 800.0)],
)
@pytest.mark.parametrize("degrees", [0, 90])
def test_a_part_looks_as_on_a_larger_one(pdf: Path, place: tuple[float, float, float, float], degrees: int) -> None:
    opened = open_pdfium(pdfs.drawn_pdf(pdf, drawing), None, "a.pdf")
    with text_page(opened, 0) as (page, _):
        page.set_rotation(degrees)
        size = view_size(page)
        part, larger = (View(page, [pixel_box(page, size, *one)]) for one in (place, LARGER))
        alone, cut = part.picture(), part.part_of(larger.picture(), larger)
        box = pixel_box(page, size, *place)
        assert alone.size == (box[2] - box[0], box[3] - box[1])
        assert alone.tobytes() == cut.tobytes()
        assert part.range(alone, box) == larger.range(larger.picture(), box)
        assert part.range(alone, box)[0] < 100
    opened.close()


def test_places_outside_of_the_page_have_nothing(pdf: Path) -> None:
    opened = open_pdfium(pdfs.drawn_pdf(pdf, drawing), None, "a.pdf")
    with text_page(opened, 0) as (page, _):
        box = pixel_box(page, view_size(page), 700, 900, 720, 910)
        view = View(page, [box])
        assert view.range(view.picture(), box) == (0, 0)
    opened.close()
