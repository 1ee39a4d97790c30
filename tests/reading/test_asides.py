"""Pages where the file draws footnotes, boxes and captions amid a sentence: they stand behind it."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.support import pdfs
from tests.support.pages import only_page

TEXT = """The mill was built by two brothers from
the valley, who had learned their trade
in the north and who brought along with
them the first stones of that kind. It
ground rye until the great flood and oats
from then on. Later it was let to farmers."""
LINES = TEXT.splitlines()
SIZE, SMALL = 11.0, 8.0
RIGHT = 260.0  # where the second column begins


def prose(lines: list[str], left: float = 0.0, first: float = 0.0) -> list[pdfs.Setting]:
    return [(left, first + number, line, SIZE) for number, line in enumerate(lines)]


def read(tmp_path: Path, *settings: pdfs.Setting) -> str:
    return only_page(pdfs.settings_pdf(tmp_path / "a.pdf", list(settings))).text


def test_a_footnote_below_a_column_stands_behind_the_text(tmp_path: Path) -> None:
    notes = [(0.0, 4.0, "1 So the parish book, though its", SMALL), (0.0, 4.6, "years are not to be trusted.", SMALL)]
    more = [(RIGHT, 4.0, "2 Letter to the abbot.", SMALL)]
    text = read(tmp_path, *prose(LINES[:3]), *notes, *prose(LINES[3:], RIGHT), *more)
    said = f"{TEXT}\n1 So the parish book, though its\nyears are not to be trusted.\n2 Letter to the abbot."
    assert text == said


@pytest.mark.parametrize("size", [SIZE, SMALL])
def test_a_box_beside_the_text_stands_behind_its_sentence(tmp_path: Path, size: float) -> None:
    box = [(330.0, 2.0 + number, line, size) for number, line in enumerate(["Open on Sundays", "Tea in the barn"])]
    text = read(tmp_path, *prose(LINES[:2]), *box, *prose(LINES[2:], first=2.0))
    assert text == f"{TEXT}\nOpen on Sundays\nTea in the barn"


def test_a_word_goes_on_behind_a_box(tmp_path: Path) -> None:
    lines = ["The mill was built by two broth-", "ers from the valley in the", "north and their sons."]
    box = [(330.0, 1.0, "Open on Sundays", SMALL), (330.0, 2.0, "Tea in the barn", SMALL)]
    text = read(tmp_path, *prose(lines[:1]), *box, *prose(lines[1:], first=1.0))
    assert "two brothers from the valley in the\nnorth and their sons.\nOpen on Sundays\nTea in the barn" in text


def test_a_picture_and_its_caption_stand_behind_the_sentence(tmp_path: Path) -> None:
    picture = [(40.0, 3.5, "sluice", 7.0), (90.0, 4.0, "wheel", 7.0)]
    caption = [(0.0, 5.0, "Figure 3: The mill from the east,", SMALL), (0.0, 5.6, "before the flood.", SMALL)]
    text = read(tmp_path, *prose(LINES[:2]), *picture, *caption, *prose(LINES[2:], first=7.0))
    assert text == f"{TEXT}\nsluice\nwheel\nFigure 3: The mill from the east,\nbefore the flood."


@pytest.mark.parametrize("degrees", [0, 45])
@pytest.mark.parametrize("words", ["DRAFT", "DO NOT COPY"])
def test_a_watermark_stands_behind_the_sentence_that_it_lies_over(tmp_path: Path, degrees: int, words: str) -> None:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(LINES):
            canvas.setFont("Helvetica", SIZE)
            canvas.drawString(72, 720 - 16 * number, line)
            if number == 1:
                canvas.saveState()
                canvas.translate(100, 580 if degrees else 660)
                canvas.rotate(degrees)
                canvas.setFillGray(0.85)
                canvas.setFont("Helvetica", 40)
                canvas.drawString(0, 0, words)
                canvas.restoreState()

    text = only_page(pdfs.drawn_pdf(tmp_path / "a.pdf", draw)).text
    assert text == f"{TEXT}\n{words}"


def test_a_large_letter_or_word_at_the_beginning_of_a_line_is_no_watermark(tmp_path: Path) -> None:
    large = [(0.0, 0.0, "The Mill", 20.0), (90.0, 0.0, "was built by two brothers from the valley.", SIZE)]
    assert read(tmp_path, *large) == "The Mill was built by two brothers from the valley."


def test_a_formula_and_a_quotation_that_are_set_off_stay_in_their_sentence(tmp_path: Path) -> None:
    formula = [(80.0, 3.0, "p = 2q + r", SIZE)]
    text = read(tmp_path, *prose(LINES[:2]), *formula, *prose(LINES[2:], first=4.0))
    assert text.splitlines() == [*LINES[:2], "p = 2q + r", *LINES[2:]]
    quotation = [(30.0, 3.0, "grind what is brought, and keep", SMALL), (30.0, 3.7, "a tenth of it", SMALL)]
    text = read(tmp_path, *prose(LINES[:2]), *quotation, *prose(LINES[2:], first=5.0))
    assert text.splitlines() == [*LINES[:2], quotation[0][2], quotation[1][2], *LINES[2:]]


def test_cells_of_a_table_stay_where_they_are(tmp_path: Path) -> None:
    settings = [
        (0.0, 0.0, "Water damage from pipes that have burst", SIZE),
        (300.0, 1.0, "25,000 per event", SIZE),
        (0.0, 1.0, "and from tanks that leak by themselves", SIZE),
        (0.0, 2.0, "Theft of bicycles from locked cellars", SIZE),
        (300.0, 3.0, "Replaced by a new one.", SIZE),
        (0.0, 3.0, "and from yards with a gate", SIZE),
    ]
    first, cell, second, third, other_cell, fourth = (line for _, _, line, _ in settings)
    assert read(tmp_path, *settings).splitlines() == [first, f"{second} {cell}", third, f"{fourth} {other_cell}"]


def test_the_lines_below_an_indent_are_none(tmp_path: Path) -> None:
    first = [(15.0, 0.0, LINES[0], SIZE)]
    caption = [(0.0, 6.0, "Figure 3: The mill from the east.", SMALL)]
    column = ["where it still stands today, and", "is open on every Sunday in summer."]
    text = read(tmp_path, *first, *prose(LINES[1:5], first=1.0), *caption, *prose(column, RIGHT))
    assert text.splitlines()[:5] == LINES[:5]


def test_lines_of_code_above_a_caption_are_no_sentence(tmp_path: Path) -> None:
    code = ["v0 := load state // of the whole record", "v1 := load k // of the record as it is", "v2 := add v0, v1"]
    lines = [
        *prose(code),
        (0.0, 4.0, "Figure 3. The record of a loop.", SMALL),
        *prose(["mov edx, ebx // load the state"], first=6.0),
    ]
    text = read(tmp_path, *lines, *prose(["and then the loop goes on to its end."], first=7.0))
    assert text.splitlines()[:4] == [*code, "Figure 3. The record of a loop."]
