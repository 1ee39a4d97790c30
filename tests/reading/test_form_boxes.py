"""Boxes of printed forms, and blanks that are filled in."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from docqa.reading.page_image import page_boxes
from tests.support import pdfs
from tests.support.pages import only_page

BOXES = [
    ("1 Wages and tips", "48,250.00"),
    ("2 Federal tax", "6,120.44"),
    ("a Name", "Marta Lindqvist"),
    ("b City", ""),
]
LABEL, VALUE = 7.0, 10.0  # points


def form(order: Sequence[tuple[int, int]], *, framed: bool = True, value: float = VALUE) -> Callable[[Canvas], None]:
    """Two boxes beside each other in a row, whose labels (0) and values (1) are drawn in that order."""

    def draw(canvas: Canvas) -> None:
        for box, part in order:
            x, y = 50 + box % 2 * 200, 700 - box // 2 * 36
            if framed and not part:
                canvas.rect(x, y, 200, 36)
            canvas.setFont("Helvetica", value if part else LABEL)
            canvas.drawString(x + 3, y + (8 if part else 27), BOXES[box][part])

    return draw


AFTER = [*((box, 0) for box in range(4)), *((box, 1) for box in range(3))]
BY_ROWS = [(0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (3, 0), (2, 1)]


@pytest.mark.parametrize("order", [AFTER, BY_ROWS])
def test_a_value_stands_behind_the_label_of_its_box(tmp_path: Path, order: list[tuple[int, int]]) -> None:
    path = pdfs.drawn_pdf(tmp_path / "a.pdf", form(order))
    text = only_page(path).text
    assert text == "1 Wages and tips\n48,250.00\n2 Federal tax\n6,120.44\na Name\nMarta Lindqvist\nb City"
    (value,) = page_boxes(path, 0, [(text.index("6,120"), text.index("\na Name"))])
    assert value.x0 > 0.4


@pytest.mark.parametrize(("framed", "value"), [(False, VALUE), (True, LABEL)])
def test_rows_without_boxes_or_of_one_size_stay_rows(tmp_path: Path, framed: bool, value: float) -> None:
    """The cells of a ruled table have one size."""
    path = pdfs.drawn_pdf(tmp_path / "a.pdf", form(BY_ROWS, framed=framed, value=value))
    assert only_page(path).text == "1 Wages and tips 2 Federal tax\n48,250.00 6,120.44\na Name b City\nMarta Lindqvist"


@pytest.mark.parametrize(("boxes", "is_form"), [((0, 2), False), ((0, 1, 2), True)])
def test_two_boxes_are_no_form(tmp_path: Path, boxes: tuple[int, ...], is_form: bool) -> None:
    order = [*((box, 0) for box in boxes), *((box, 1) for box in boxes)]

    def draw(canvas: Canvas) -> None:
        form(order)(canvas)
        canvas.setFont("Helvetica", VALUE)
        for line in range(3):
            canvas.drawString(50, 500 - 20 * line, "The tenant pays the rent on the first day of each month.")

    text = only_page(pdfs.drawn_pdf(tmp_path / "a.pdf", draw)).text
    assert text.startswith("1 Wages and tips\n48,250.00") == is_form
