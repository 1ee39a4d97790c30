"""Pictures on pages of text, large pages and long pictures are read."""

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docqa.documents import Page, Source
from docqa.reading.isolated import IsolatedReader
from docqa.reading.ocr import scan_page
from docqa.reading.page_image import page_boxes
from docqa.reading.pdf import read_pages
from tests.support import pdfs

HEADER = "Case 2:21-bk-20417 Doc 58 Filed 04/12/21 Entered 04/12/21 11:02:31 Desc Main Document Page 2 of 9 of 12"
WORDS = ["Entrance fees 4,210", "Surplus 5,955"]


def sources(path: Path) -> list[Source]:
    return [page.source for page in read_pages(path)]


def scan(path: Path) -> Page:
    return scan_page(path, 0, label="1")


def text_and(picture: ImageReader, x: float, y: float, width: float, height: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture, x, y, width, height)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 770, HEADER)

    return draw


def test_a_page_of_text_with_a_picture_waits_for_that_unless_it_stood_on_a_page_before(pdf: Path) -> None:
    picture, small = pdfs.picture_of(WORDS), pdfs.picture_of(WORDS, 30, 8)
    pages = [text_and(each, 72, 300, 400, 220) for each in (picture, picture, small)]
    tiny = text_and(pdfs.picture_of(["x"]), 72, 300, 40, 40)
    assert sources(pdfs.drawn_pdf(pdf, *pages, tiny)) == [Source.MIXED, Source.TEXT, Source.TEXT, Source.TEXT]


def test_a_picture_that_ocr_has_read_before_is_not_read_again(pdf: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(pdfs.picture_of(WORDS), 0, 0, pdfs.WIDTH, pdfs.HEIGHT)
        text = canvas.beginText(20, 500)
        text.setTextRenderMode(3)
        text.textLines(f"{HEADER}\n{HEADER}")
        canvas.drawText(text)

    assert sources(pdfs.drawn_pdf(pdf, draw)) == [Source.TEXT]


def test_the_picture_below_the_text_of_a_page_is_read_and_both_are_marked_in_their_places(pdf: Path) -> None:
    page = scan(pdfs.drawn_pdf(pdf, text_and(pdfs.picture_of(WORDS), 72, 300, 400, 222)))
    assert (page.text, page.source, page.note) == ("\n".join([HEADER, *WORDS]), Source.OCR, "")
    spans = [(0, 4), (len(page.text) - 5, len(page.text))]
    header, surplus = page_boxes(pdf, 0, spans, words=page.words)
    assert header.y1 < 0.1
    assert 0.3 < surplus.y0 < surplus.y1 < 0.7


def test_the_text_on_a_scan_that_has_more_than_a_stamp_stays_and_the_scan_is_read(pdf: Path) -> None:
    page = scan(pdfs.drawn_pdf(pdf, text_and(pdfs.picture_of(WORDS), 0, 0, pdfs.WIDTH, 340)))
    assert page.text == "\n".join([HEADER, *WORDS])


def test_a_picture_without_words_changes_nothing(pdf: Path) -> None:
    page = scan(pdfs.drawn_pdf(pdf, text_and(pdfs.picture_of([]), 72, 300, 400, 220)))
    assert (page.text, page.source, page.note) == (HEADER, Source.TEXT, "")


def test_small_letters_on_a_plan_are_read(pdf: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((1684, 1191))
        canvas.drawImage(pdfs.picture_of(["Clear height 2.75 m"], 900, 120), 1300, 200, 225, 30)
        canvas.drawImage(pdfs.picture_of(["Boiler room and workshop"], 900, 120), 60, 1000, 225, 30)

    pdfs.drawn_pdf(pdf, draw)
    reader = IsolatedReader()  # whose process says that it goes on
    page = reader.scan(pdf, 0, label="1", name="plan.pdf")
    reader.close()
    assert sorted(page.text.splitlines()) == ["Boiler room and workshop", "Clear height 2.75 m"]


def test_a_long_screenshot_on_one_page_is_read(pdf: Path) -> None:
    lines = [f"Message {number} of the thread" for number in range(48)]
    height = 40 + 60 * len(lines)  # so long that it is looked at in pieces
    picture = pdfs.picture_of(lines, 900, height)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture, 200, 0, 792 * 900 / height, 792)

    page = scan(pdfs.drawn_pdf(pdf, draw))
    assert page.text.splitlines() == lines
