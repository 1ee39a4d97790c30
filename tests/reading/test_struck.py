"""Text that is struck out is left out of a page's text; what is underlined or ruled is not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from docqa.reading.page_image import page_boxes
from tests.support import pdfs
from tests.support.pages import only_page

LINE = "The notice period is thirty days ninety days"
START = 72 + stringWidth("The notice period is ", "Helvetica", 12)
END = START + stringWidth("thirty days", "Helvetica", 12)


def with_mark(mark: Callable[[Canvas], object]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 720, LINE)
        mark(canvas)

    return draw


def two_lines_in_one_path(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for start, end in ((START, START + 30), (START + 33, END)):
        path.moveTo(start, 723.5)
        path.lineTo(end, 723.5)
    canvas.drawPath(path)


@pytest.mark.parametrize(
    "mark",
    [
        lambda canvas: canvas.line(START, 723.5, END, 723.5),
        lambda canvas: canvas.rect(START, 723, END - START, 1, stroke=0, fill=1),
        lambda canvas: (canvas.line(START, 723.5, START + 31, 723.5), canvas.line(START + 33, 723.5, END, 723.5)),
        two_lines_in_one_path,
    ],
)
def test_words_with_a_line_through_them_are_left_out(pdf: Path, mark: Callable[[Canvas], object]) -> None:
    page = only_page(pdfs.drawn_pdf(pdf, with_mark(mark)))
    assert (page.text, page.note) == (
        "The notice period is ninety days",
        "text that is struck out is left out",
    )


def test_they_are_not_marked_with_the_words_around_them(pdf: Path) -> None:
    pdfs.drawn_pdf(pdf, with_mark(lambda canvas: canvas.line(START, 723.5, END, 723.5)))
    before, behind = page_boxes(pdf, 0, [(0, len("The notice period is ninety days"))])
    assert before.x1 * pdfs.WIDTH < START < END < behind.x0 * pdfs.WIDTH


@pytest.mark.parametrize(
    "mark",
    [
        lambda canvas: canvas.line(START, 718.5, END, 718.5),  # below
        lambda canvas: canvas.line(START, 731, END, 731),  # above
        lambda canvas: canvas.line(20, 723.5, 590, 723.5),  # a rule across the page
        lambda canvas: (canvas.setStrokeGray(1), canvas.line(START, 723.5, END, 723.5)),  # white
        lambda canvas: canvas.rect(START, 718, END - START, 12),  # a frame
    ],
)
def test_other_lines_strike_nothing_out(pdf: Path, mark: Callable[[Canvas], object]) -> None:
    page = only_page(pdfs.drawn_pdf(pdf, with_mark(mark)))
    assert (page.text, page.note) == (LINE, "")


def test_a_note_can_strike_words_out(pdf: Path) -> None:
    pdfs.annotated_pdf(
        pdfs.text_pdf(pdf, [LINE]),
        [
            {
                "/Subtype": "/StrikeOut",
                "/Rect": [START, 717.0, END, 731.0],
                "/QuadPoints": [START, 731.0, END, 731.0, START, 717.0, END, 717.0],
            }
        ],
    )
    assert only_page(pdf).text == "The notice period is ninety days"
