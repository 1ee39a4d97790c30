"""Text that nobody sees is left out of a page's text, and what is seen is not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docqa.documents import Source
from docqa.reading.page_image import page_boxes
from docqa.reading.page_objects import MAX_DEPTH_OF_FORMS, MAX_OBJECTS, MAX_OBJECTS_PER_FORM
from docqa.reading.pdf import read_pages
from tests.support import pdfs
from tests.support.pages import only_page

SEEN = "The warranty lasts 24 months."
UNSEEN = "The warranty lasts 12 months."


def two_lines(
    before: Callable[[Canvas], object], after: Callable[[Canvas], object] = lambda canvas: None
) -> Callable[[Canvas], None]:
    """A page with a line that is seen and, between `before` and `after`, one that is not."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 720, SEEN)
        before(canvas)
        canvas.drawString(72, 600, UNSEEN)
        after(canvas)

    return draw


def area(grey: float, alpha: float = 1.0) -> Callable[[Canvas], None]:
    """Fills the place of the second line."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(grey, alpha)
        canvas.rect(60, 590, 300, 30, stroke=0, fill=1)

    return draw


def picture(canvas: Canvas) -> None:
    canvas.drawImage(pdfs.picture_of(["covered"], 300, 120), 60, 590, 300, 30)


def invisible(canvas: Canvas) -> None:
    canvas._code.append("3 Tr")


def outlined(canvas: Canvas) -> None:
    canvas.setStrokeGray(1)
    canvas._code.append("1 Tr")


def shading(canvas: Canvas) -> None:
    canvas.saveState()
    shown_only(60, 590, 300, 30)(canvas)
    canvas.linearGradient(60, 590, 360, 590, (Color(0.4, 0.4, 0.4), Color(0.5, 0.5, 0.5)))
    canvas.restoreState()


def shown_only(left: float, bottom: float, width: float, height: float) -> Callable[[Canvas], None]:
    """What is drawn from then on is shown within that rectangle alone."""

    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(left, bottom, width, height)
        canvas.clipPath(path, stroke=0, fill=0)

    return draw


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (lambda canvas: canvas.setFillGray(1), lambda canvas: None, "in the colour of what is behind it"),
        (lambda canvas: canvas.setFillGray(0, 0), lambda canvas: None, "in the colour of what is behind it"),
        (area(0), lambda canvas: None, "behind a picture or a filled area"),
        (lambda canvas: None, area(1), "behind a picture or a filled area"),
        (lambda canvas: None, area(0), "behind a picture or a filled area"),
        (lambda canvas: None, picture, "behind a picture or a filled area"),
        (lambda canvas: None, shading, "behind a picture or a filled area"),
        (invisible, lambda canvas: None, "invisible"),
        (outlined, lambda canvas: None, "in the colour of what is behind it"),
        (lambda canvas: canvas.setFont("Helvetica", 0.01), lambda canvas: None, "invisible"),
        (shown_only(60, 400, 300, 30), lambda canvas: None, "outside the part of the page that is shown"),
        (shown_only(300, 590, 60, 30), lambda canvas: None, "outside the part of the page that is shown"),
    ],
)
def test_what_nobody_sees_is_left_out_and_a_note_says_so(
    pdf: Path, before: Callable[[Canvas], object], after: Callable[[Canvas], object], why: str
) -> None:
    page = only_page(pdfs.drawn_pdf(pdf, two_lines(before, after)))
    assert page.text.split("\n")[0] == SEEN
    assert "12" not in page.text
    assert page.note == f"text {why} is left out"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (lambda canvas: (area(0)(canvas), canvas.setFillGray(1)), lambda canvas: None),
        (lambda canvas: (picture(canvas), canvas.setFillGray(0)), lambda canvas: None),
        (lambda canvas: (area(0.8)(canvas), canvas.setFillGray(0)), lambda canvas: None),
        (lambda canvas: canvas.setFillGray(0.6), lambda canvas: None),
        (shown_only(60, 590, 300, 30), lambda canvas: None),
        (lambda canvas: None, area(0.9, 0.3)),
        (lambda canvas: (shading(canvas), canvas.setFillGray(1)), lambda canvas: None),
        (lambda canvas: canvas._code.append("1 Tr"), lambda canvas: None),
        (lambda canvas: None, lambda canvas: canvas.rect(60, 590, 300, 30, stroke=1, fill=0)),
    ],
)
def test_what_is_seen_stays(pdf: Path, before: Callable[[Canvas], object], after: Callable[[Canvas], object]) -> None:
    page = only_page(pdfs.drawn_pdf(pdf, two_lines(before, after)))
    assert (page.text, page.note) == (f"{SEEN}\n{UNSEEN}", "")


def test_a_word_of_a_line_can_be_unseen_and_the_places_of_the_others_stay(pdf: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 720)
        text.textOut("The rent is ")
        text.setFillGray(1)
        text.textOut("900 ")
        text.setFillGray(0)
        text.textOut("1,150 a month.")
        canvas.drawText(text)

    pdfs.drawn_pdf(pdf, draw)
    assert only_page(pdf).text == "The rent is 1,150 a month."
    (box,) = page_boxes(pdf, 0, [(12, 17)])
    expected = pdfs.place("The rent is 900 1,150", "1,150")
    assert (box.x0, box.x1) == pytest.approx((expected[0], expected[2]), abs=0.01)


def test_words_that_a_cell_cuts_off_are_left_out(pdf: Path) -> None:
    def draw(canvas: Canvas) -> None:
        shown_only(60, 590, 92, 30)(canvas)
        canvas.drawString(72, 600, UNSEEN)

    page = only_page(pdfs.drawn_pdf(pdf, draw))
    assert (page.text.strip(), page.note) == (
        "The warranty",
        "text outside the part of the page that is shown is left out",
    )


def test_what_stands_outside_of_the_part_that_is_shown_is_left_out(pdf: Path) -> None:
    page = only_page(pdfs.cropped_pdf(pdf, [f"{SEEN}\n\n\n\n{UNSEEN}"], (0, 690, 612, 792)))
    assert (page.text.strip(), page.note) == (SEEN, "text outside the part of the page that is shown is left out")


@pytest.mark.parametrize("in_forms", [False, True])
def test_a_layer_that_is_switched_off_is_left_out_where_another_stands_in_its_place(pdf: Path, in_forms: bool) -> None:
    page = only_page(pdfs.layered_pdf(pdf, [(UNSEEN, False), (SEEN, True)], in_forms=in_forms))
    assert (page.text, page.note) == (SEEN, "text in a layer that is switched off is left out")
    assert only_page(pdfs.layered_pdf(pdf, [(SEEN, True)], in_forms=in_forms)).text == SEEN


def test_the_text_that_ocr_laid_over_or_under_a_scan_is_the_text_of_the_scan(pdf: Path) -> None:
    text = "A searchable scan has all of its text behind the picture, so that it is found and need not be read again."
    scan = ImageReader(Image.new("RGB", (60, 80), (200, 210, 220)))

    def over(canvas: Canvas) -> None:
        canvas.drawImage(scan, 0, 0, pdfs.WIDTH, pdfs.HEIGHT)
        invisible(canvas)
        canvas.drawString(20, 720, text)

    def under(canvas: Canvas) -> None:
        canvas.drawString(20, 720, text)
        canvas.drawImage(scan, 0, 0, pdfs.WIDTH, pdfs.HEIGHT)

    pages = list(read_pages(pdfs.drawn_pdf(pdf, over, under)))
    assert [(page.text, page.source, page.note) for page in pages] == [(text, Source.TEXT, "")] * 2


def test_a_page_of_which_nothing_is_seen_is_empty_and_says_why(pdf: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.drawString(72, 720, UNSEEN)

    page = only_page(pdfs.drawn_pdf(pdf, draw))
    assert (page.text, page.source, page.note) == (
        "",
        Source.EMPTY,
        "text in the colour of what is behind it is left out",
    )


def in_forms(depth: int, drawings: int = 0) -> Callable[[Canvas], None]:
    """A page with a line in black, and one in white that a form within so many others draws behind so many lines."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 720, SEEN)
        for level in range(depth):
            canvas.beginForm(f"form{level}")
            if level:
                canvas.doForm(f"form{level - 1}")
            else:
                for _ in range(drawings):
                    canvas.line(72, 500, 72, 510)
                canvas.setFont("Helvetica", pdfs.SIZE)
                canvas.setFillGray(1)
                canvas.drawString(72, 600, UNSEEN)
            canvas.endForm()
        canvas.doForm(f"form{depth - 1}")

    return draw


def behind_many(canvas: Canvas) -> None:
    """A page with a line in black, and one in white behind more lines than are looked at."""
    canvas.drawString(72, 720, SEEN)
    canvas._code.extend(["72 500 m 72 510 l S"] * MAX_OBJECTS)
    canvas.setFillGray(1)
    canvas.drawString(72, 600, UNSEEN)


@pytest.mark.parametrize(
    "draw",
    [in_forms(1), in_forms(MAX_DEPTH_OF_FORMS + 1), in_forms(1, MAX_OBJECTS_PER_FORM), behind_many],
    ids=["in a form", "in a form that is not looked into", "too far behind in a form", "too far behind on the page"],
)
def test_pale_text_is_found_where_not_all_that_is_drawn_is_looked_at(
    pdf: Path, draw: Callable[[Canvas], object]
) -> None:
    page = only_page(pdfs.drawn_pdf(pdf, draw))
    assert (page.text.strip(), page.note) == (SEEN, "text in the colour of what is behind it is left out")


def test_of_many_shapes_that_text_is_shown_in_the_innermost_count(tmp_path: Path) -> None:
    """A plan has thousands of them around each word: looking through all took minutes."""
    wide = b"".join(b"0 0 m %d 0 l 612 792 l 0 792 l h W n " % (600 + index) for index in range(50))
    narrow = b"60 400 300 30 re W n "
    said = b"BT /F 12 Tf 72 720 Td (The rent is due) Tj ET"
    inner = pdfs.contents_pdf(tmp_path / "inner.pdf", [pdfs.stream(wide + narrow + said)])
    outer = pdfs.contents_pdf(tmp_path / "outer.pdf", [pdfs.stream(narrow + wide + said)])
    assert only_page(inner).text == ""
    assert only_page(outer).text == "The rent is due"
