"""Boxes, captions and notes above and below a text that goes over the end of its page: they are in no sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from docqa.documents import Page
from docqa.reading.page_image import page_boxes
from docqa.reading.pdf import read_pages
from docqa.search.runs import runs_of
from docqa.text.page_ends import sentences_over
from tests.support import pdfs

FIRST = """The mill was built by two brothers from the valley, who had learned
their trade in the north. It ground rye until the great flood, and oats
from then on. Later it was let to farmers of the valley. The tenant of
the mill keeps the weir, the two sluices and the long bridge over the""".splitlines()
SECOND = """race in good repair at his own cost. Dogs are not allowed on the bridge
and on the weir. The tenant of the mill may fish from the weir, and may
let others fish there. He may not sell what is caught. The parish is to
be told of floods. It then sends two men.""".splitlines()
WHOLE = (
    "The tenant of the mill keeps the weir, the two sluices and the long bridge over the "
    "race in good repair at his own cost."
)
SIZE, SMALL, LEADING, TOP = 11.0, 8.0, 15.0, 700.0
Draw = Callable[[Canvas, float], None]


def lines(canvas: Canvas, texts: list[str], top: float, size: float = SIZE, left: float = 72.0) -> None:
    canvas.setFont("Helvetica", size)
    for number, text in enumerate(texts):
        canvas.drawString(left, top - number * LEADING, text)


def frame(canvas: Canvas, top: float) -> None:
    """A box of 50 points in the text's own size."""
    canvas.rect(72, top - 50, 320, 50)
    lines(canvas, ["Opening hours", "The office is open from nine to noon"], top - 20, left=80)


def shade(canvas: Canvas, top: float) -> None:
    canvas.setFillGray(0.9)
    canvas.rect(72, top - 50, 320, 50, stroke=0, fill=1)
    canvas.setFillGray(0)
    lines(canvas, ["Opening hours", "The office is open from nine to noon"], top - 20, SMALL, left=80)


def picture(canvas: Canvas, top: float) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 30), (120, 140, 90))), 72, top - 35, 70, 30)
    lines(canvas, ["The mill from the east, about 1912"], top - 48, SMALL)


def note(canvas: Canvas, top: float) -> None:
    lines(canvas, ["of the parish book, though its years are not to be trusted by anyone."], top - 30, SMALL)


def ornament(canvas: Canvas, top: float) -> None:
    lines(canvas, ["It ground rye"], top - 40, 20)


def read(path: Path, below: Draw | None = None, above: Draw | None = None) -> list[Page]:
    def first(canvas: Canvas) -> None:
        lines(canvas, ["The mill at Lower Weir"], 760, SMALL)
        lines(canvas, FIRST, TOP)
        if below:
            below(canvas, TOP - 3 * LEADING - 12)
        lines(canvas, ["1"], 40, SMALL)

    def second(canvas: Canvas) -> None:
        lines(canvas, ["The mill at Lower Weir"], 760, SMALL)
        if above:
            above(canvas, TOP + 40)
        lines(canvas, SECOND, TOP - 40)
        lines(canvas, ["2"], 40, SMALL)

    return list(read_pages(pdfs.drawn_pdf(path, first, second)))


def whole(pages: list[Page]) -> str:
    if 0 not in (found := sentences_over(pages)):
        return ""
    following, over = found[0]
    own = pages[0].text[over.start : over.kept_end]
    return " ".join(f"{own}{over.joint}{following.text[over.next_start : over.next_end]}".split())


@pytest.mark.parametrize("below", [frame, shade, picture, note, ornament])
def test_what_stands_below_is_in_no_sentence(tmp_path: Path, below: Draw) -> None:
    pages = read(tmp_path / "a.pdf", below=below)
    assert whole(pages) == WHOLE
    text, apart = pages[0].text.split("\n\n")
    assert text.endswith(FIRST[-1]) and len(apart) > 10
    assert not any("over the\n\n" in pages[0].text[start:end] for start, *_, end in runs_of(pages[0].text))


@pytest.mark.parametrize("above", [frame, shade, picture])
def test_what_stands_above_comes_behind(tmp_path: Path, above: Draw) -> None:
    pages = read(tmp_path / "a.pdf", above=above)
    assert whole(pages) == WHOLE
    text, apart = pages[1].text.split("\n\n")
    assert text.splitlines() == ["The mill at Lower Weir", *SECOND] and len(apart) > 10
    assert whole(read(tmp_path / "b.pdf", below=above, above=above)) == WHOLE


def test_it_is_marked_where_it_stands(tmp_path: Path) -> None:
    page = read(tmp_path / "a.pdf", above=frame)[1]
    start = page.text.index("Opening")
    (box,) = page_boxes(tmp_path / "a.pdf", 1, [(start, start + len("Opening hours"))])
    assert box.x0 * pdfs.WIDTH == pytest.approx(80, abs=1)
    assert pdfs.HEIGHT * (1 - box.y1) == pytest.approx(TOP + 20, abs=4)


def test_a_quotation_that_is_set_off_and_a_foot_are_not_set_apart(tmp_path: Path) -> None:
    def quotation(canvas: Canvas, top: float) -> None:
        lines(canvas, ["grind what is brought, and keep a tenth of it"], top - 10, SMALL, left=130)

    assert "\n\n" not in read(tmp_path / "a.pdf", below=quotation)[0].text
    assert "\n\n" not in read(tmp_path / "a.pdf")[0].text


def test_a_tables_header_in_a_frame_stays_above_it(tmp_path: Path) -> None:
    def table(canvas: Canvas) -> None:
        canvas.rect(72, 690, 320, 20)
        lines(canvas, ["Year of the count"], TOP - 5)
        lines(
            canvas,
            ["rye in tons from the valley", "oats 12 17 21 30 41 50 61 72", "hay 1 2 3 4 5 6 7 8 9 10"],
            TOP - 30,
        )
        lines(canvas, ["barley 4 5 6 7 8 9 10 11 12 13", "and all that was brought to the mill"], TOP - 75)

    (page,) = read_pages(pdfs.drawn_pdf(tmp_path / "a.pdf", table))
    assert page.text.startswith("Year of the count\nrye") and "\n\n" not in page.text
