"""Letters with signs, drawn as browsers do: each sign and each letter in a piece of its own."""

from pathlib import Path

import pytest

from benchmarks.made_pages import LEADING, LEFT, SIZE, TOP, make_page
from docqa.reading.page_image import page_boxes
from tests.support import pdfs
from tests.support.pages import only_page

HEIGHT, WIDTH = 841.89, 595.28  # points, of the page
KINDS = ("Arabic with vowel signs", "Hebrew with vowel signs")


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_read_with_their_signs(tmp_path: Path, kind: str) -> None:
    made = make_page(kind, tmp_path / "a.pdf")
    assert only_page(made.path).text.split() == made.words.split()


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_is_marked_where_its_letters_stand_and_not_its_signs_alone(tmp_path: Path, kind: str) -> None:
    made = make_page(kind, tmp_path / "a.pdf")
    text = only_page(made.path).text
    last = text.splitlines()[1].split()[-1]  # at the left end of the second line
    start = text.index("\n") + 1 + text.splitlines()[1].rindex(last)
    (box,) = page_boxes(made.path, 0, [(start, start + len(last))])
    foot = TOP - 1.5 * LEADING
    assert box.x0 * WIDTH == pytest.approx(LEFT, abs=1)
    assert HEIGHT - box.y1 * HEIGHT == pytest.approx(foot - 0.2 * SIZE, abs=1)
    assert HEIGHT - box.y0 * HEIGHT == pytest.approx(foot + 0.8 * SIZE, abs=1)


def drawn(x: float, letters: str, y: float = 720, size: float = 12) -> str:
    return f"BT /F {size} Tf {x} {y} Td ({letters}) Tj ET "


def told(letter: str, *pieces: str) -> str:
    return f"/Span<</ActualText<FEFF{letter.encode('utf-16-be').hex()}>>>BDC {''.join(pieces)}EMC "


def test_thai_is_read_once_though_each_piece_of_a_letter_tells_it(tmp_path: Path) -> None:
    """pdfium tells it again where another letter stands between its pieces, and takes room for spaces."""
    line = "The rent of the house is due on the first day of each month, and it is paid in advance."
    content = (
        drawn(72, "m")
        + told("นุ", drawn(82.5, "n"), drawn(95.5, "u", size=6))
        + told("ส", drawn(89.5, "s"))
        + told("ทั้", drawn(99, "t"), drawn(109.5, "v", 721, 6), drawn(110, "w", 723, 6))
        + told("ก", drawn(102.5, "g"))
        + drawn(114, " ")
        + drawn(118, "kr")
        + drawn(72, line, 690)
    )
    page = only_page(pdfs.contents_pdf(tmp_path / "a.pdf", [pdfs.stream(content.encode())]))
    assert page.text == f"mนุสทั้ก kr\n{line}"


def test_a_letter_in_pieces_takes_no_space_from_the_other_lines_of_its_page(tmp_path: Path) -> None:
    """pdfium makes up the spaces of lines whose words are drawn each in its place, and those between cells."""
    row = "Room 12 Price 900 1,200"
    cells = zip((72, 108, 125, 158, 185), row.split(), strict=True)
    content = (
        told("นุ", drawn(72, "n"), drawn(85, "u", size=6))
        + told("ส", drawn(79, "s"))
        + told("ก", drawn(130, "g"))
        + drawn(140, "kr")
        + "".join(drawn(x, word, 690) for x, word in cells)
    )
    page = only_page(pdfs.contents_pdf(tmp_path / "a.pdf", [pdfs.stream(content.encode())]))
    assert page.text == f"นุส ก kr\n{row}"
