"""Accents drawn as signs of their own: composed with their letter, which keeps its place."""

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from docqa.reading.page_image import page_boxes
from tests.support import pdfs
from tests.support.pages import only_page


def draw(canvas: Canvas, line: str, y: float, *, accent_first: bool) -> None:
    """A line in which "[¨u]" is a u with two points over its middle, as TeX sets it."""
    x = pdfs.LEFT
    for piece in line.replace("[", "]").split("]"):
        if len(piece) == 2 and not piece[0].isalnum() and piece[0] != " ":
            accent, letter = piece
            inset = (stringWidth(letter, "Helvetica", pdfs.SIZE) - stringWidth(accent, "Helvetica", pdfs.SIZE)) / 2
            signs = [(x + inset, accent), (x, letter)]
            for place, sign in signs if accent_first else reversed(signs):
                canvas.drawString(place, y, sign)
            x += stringWidth(letter, "Helvetica", pdfs.SIZE)
        else:
            canvas.drawString(x, y, piece)
            x += stringWidth(piece, "Helvetica", pdfs.SIZE)


@pytest.mark.parametrize("accent_first", [True, False])
@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Die M[¨u]llabfuhr kostet f[¨u]nf Euro.", "Die Müllabfuhr kostet fünf Euro."),
        ("Jede [¨U]bung z[¨a]hlt", "Jede Übung zählt"),  # the accent is narrower: there is a gap behind it
        ("Les [´e]l[`e]ves fran[¸c]ais [^o]tent", "Les élèves français ôtent"),
    ],
)
def test_an_accent_over_a_letter_is_a_part_of_it(tmp_path: Path, line: str, text: str, accent_first: bool) -> None:
    path = pdfs.drawn_pdf(tmp_path / "a.pdf", lambda canvas: draw(canvas, line, pdfs.TOP, accent_first=accent_first))
    assert only_page(path).text == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Die Mu¨llabfuhr", "Die Müllabfuhr"),
        ("Die ¨Ubung", "Die Übung"),
        ("don´t ask l´eau", "don´t ask l´eau"),  # an apostrophe
        ("10^5 or x^y, ~user at 20 °C, `a`", "10^5 or x^y, ~user at 20 °C, `a`"),
    ],
)
def test_a_sign_beside_a_letter_is_its_accent_where_it_can_be_nothing_else(
    tmp_path: Path, line: str, text: str
) -> None:
    assert only_page(pdfs.text_pdf(tmp_path / "a.pdf", [line])).text == text


def test_letters_and_accents_of_unicode_are_composed(tmp_path: Path) -> None:
    path = pdfs.meant_pdf(tmp_path / "a.pdf", [b"Ku1ndigung"], {ord("1"): "\u0308"})
    assert only_page(path).text == "Kündigung"


def test_a_word_with_an_accent_is_marked_where_it_stands(tmp_path: Path) -> None:
    path = pdfs.drawn_pdf(
        tmp_path / "a.pdf", lambda canvas: draw(canvas, "Die M[¨u]llabfuhr kommt", pdfs.TOP, accent_first=True)
    )
    start = only_page(path).text.index("Müllabfuhr")
    (box,) = page_boxes(path, 0, [(start, start + len("Müllabfuhr"))])
    x0, y0, x1, y1 = pdfs.place("Die Mullabfuhr kommt", "Mullabfuhr")
    assert (box.x0, box.x1) == pytest.approx((x0, x1), abs=0.002)
    assert (box.y0, box.y1) == pytest.approx((y0, y1), abs=0.01)


def draw_behind(canvas: Canvas, line: str, y: float) -> None:
    """A line whose two points over letters are drawn behind all its words."""
    plain = line.translate(str.maketrans("äöü", "aou"))
    canvas.drawString(pdfs.LEFT, y, plain)
    for at, letter in enumerate(line):
        if letter in "äöü":
            width = stringWidth(plain[at], "Helvetica", pdfs.SIZE)
            inset = (width - stringWidth("¨", "Helvetica", pdfs.SIZE)) / 2
            canvas.drawString(pdfs.LEFT + stringWidth(plain[:at], "Helvetica", pdfs.SIZE) + inset, y, "¨")


def test_accents_behind_their_line_are_parts_of_its_letters(tmp_path: Path) -> None:
    def both(canvas: Canvas) -> None:
        draw_behind(canvas, "Für die meisten müssen unge-", pdfs.TOP)
        draw_behind(canvas, "übte Leute größere Öfen nehmen", pdfs.TOP - 14)

    path = pdfs.drawn_pdf(tmp_path / "a.pdf", both)
    assert only_page(path).text.rstrip() == "Für die meisten müssen ungeübte Leute größere Öfen nehmen"
    (box,) = page_boxes(path, 0, [(0, len("Für"))])
    x0, _, x1, _ = pdfs.place("Fur", "Fur")
    assert (box.x0, box.x1) == pytest.approx((x0, x1), abs=0.002)
