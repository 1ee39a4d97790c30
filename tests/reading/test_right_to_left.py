"""Arabic and Hebrew read from right to left, however their letters are drawn."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from docqa.reading.arrangement import Arrangement
from docqa.reading.lines import Line
from docqa.reading.page_image import page_boxes
from docqa.reading.right_to_left import Box, read_from_right
from tests.support import pdfs
from tests.support.pages import only_page

RIGHT = 400.0  # points from the left margin, where the lines end
WIDTH = pdfs.SIZE / 2  # of each letter
ARABIC = "يؤجر المالك الشقة وفقا للمادة 4 من هذا العقد."
HEBREW = "דמי השכירות הם 4,500 שקל (כולל מחסן) דרך Bank Net עד 01/05/2024."
# As they are seen, from left to right, which a person wrote down who reads them.
SEEN = {
    ARABIC: ".دقعلا اذه نم 4 ةداملل اقفو ةقشلا كلاملا رجؤي",
    HEBREW: ".01/05/2024 דע Bank Net ךרד (ןסחמ ללוכ) לקש 4,500 םה תוריכשה ימד",
}
Pieces = list[tuple[float, float, str]]


def _whole(seen: str, line: int) -> Pieces:
    return [(RIGHT - WIDTH * len(seen), line, seen)]


def _by_words(seen: str, line: int) -> Pieces:
    """Each word by itself, from the right, as browsers draw them."""
    pieces, right = [], RIGHT
    for word in reversed(seen.split()):
        pieces.append((right - WIDTH * len(word), line, word))
        right -= WIDTH * (len(word) + 1)
    return pieces


def _by_letters(seen: str, line: int) -> Pieces:
    """Each letter by itself, from the right."""
    return [
        (RIGHT - WIDTH * (at + 1), line, letter) for at, letter in enumerate(reversed(seen)) if not letter.isspace()
    ]


def _by_letters_of_words(seen: str, line: int) -> Pieces:
    """The words from the right, and of each its letters from the left."""
    return [(x + WIDTH * at, line, letter) for x, _, word in _by_words(seen, line) for at, letter in enumerate(word)]


def _up_and_down(seen: str, line: int) -> Pieces:
    """The letters of each word from the left, every other one a little lower, as a browser draws joined letters."""
    return [(x, y + 0.1 * (at % 2), letter) for at, (x, y, letter) in enumerate(_by_letters_of_words(seen, line))]


@pytest.mark.parametrize("drawn", [_whole, _by_words, _by_letters, _by_letters_of_words, _up_and_down])
@pytest.mark.parametrize("text", [ARABIC, HEBREW])
def test_a_line_is_read_as_it_was_written(tmp_path: Path, text: str, drawn: Callable[[str, int], Pieces]) -> None:
    path = pdfs.seen_pdf(tmp_path / "a.pdf", [piece for line in range(3) for piece in drawn(SEEN[text], line)])
    assert only_page(path).text == "\n".join([text] * 3)


def test_its_words_are_marked_where_they_stand(tmp_path: Path) -> None:
    path = pdfs.seen_pdf(tmp_path / "a.pdf", _by_words(SEEN[ARABIC], 0))
    first, last = ARABIC.split()[0], ARABIC.split()[-1]
    start, end = page_boxes(path, 0, [(0, len(first)), (len(ARABIC) - len(last), len(ARABIC))])
    left = pdfs.LEFT + RIGHT
    assert start.x1 * pdfs.WIDTH == pytest.approx(left, abs=1)
    assert start.x0 * pdfs.WIDTH == pytest.approx(left - WIDTH * len(first), abs=1)
    assert end.x0 * pdfs.WIDTH == pytest.approx(left - WIDTH * len(ARABIC), abs=1)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([(300, 0, "אסיכ"), (200, 0, "4"), (100, 0, "120.50")], "כיסא 4 120.50"),
        ([(100, 0, "120.50"), (200, 0, "4"), (300, 0, "אסיכ")], "כיסא 4 120.50"),
        ([(300, 0, "The rent (תוריכש) 3")], "The rent (שכירות) 3"),
        ([(300, 0, ")א( דחא לותח")], "חתול אחד (א)"),
        ([(300, 0, "דחא לותח (א")], "א) חתול אחד"),
        ([(300, 0, "םולש"), (240, 0, "םולש"), (300, 1, "02-01"), (240, 1, "םולש")], "שלום שלום\n02-01 שלום"),
        ([(300, 0, "مالس"), (300, 1, "02-01")], "سلام\n01-02"),
    ],
)
def test_cells_brackets_and_numbers(tmp_path: Path, pieces: Sequence[tuple[float, float, str]], text: str) -> None:
    assert only_page(pdfs.seen_pdf(tmp_path / "a.pdf", pieces)).text == text


def test_two_columns_are_not_joined(tmp_path: Path) -> None:
    """Prose in two columns, drawn one after the other, whose last and first lines stand in one row."""
    right = [(270, line, "דחא רבד בתכנ ןאכ דומע") for line in range(4)]
    left = [(60, line, "ףוסב ינש רבד בתכנ םש") for line in range(3, 7)]
    lines = only_page(pdfs.seen_pdf(tmp_path / "a.pdf", [*right, *left])).text.splitlines()
    assert lines == ["עמוד כאן נכתב דבר אחד"] * 4 + ["שם נכתב דבר שני בסוף"] * 4


@pytest.mark.pure
def test_a_letter_of_the_row_above_is_read_there() -> None:
    """pdfium takes letters of two rows for one line where their signs stand near each other."""
    raw = "א\r\nבגד"
    places = {0: (100.0, 700.0), 3: (95.0, 700.0), 4: (100.0, 680.0), 5: (95.0, 680.0)}
    boxes = {at: Box(left, bottom, left + 5, bottom + 10) for at, (left, bottom) in places.items()}
    lines = [Line(0, 1, 100, 700, 105, 710, 10), Line(3, 6, 95, 680, 105, 710, 10)]
    assert read_from_right(Arrangement(raw, lines), boxes.__getitem__).raw == "אב\r\nגד"
