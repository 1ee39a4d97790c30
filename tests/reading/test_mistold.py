"""Fonts that tell wrong letters."""

from pathlib import Path
from string import ascii_letters, ascii_lowercase, ascii_uppercase

import pypdfium2
import pytest

from docqa.documents import Source
from docqa.reading.lines import Boxes
from docqa.reading.mistold import with_mistold
from docqa.reading.ocr import scan_page
from docqa.reading.pdf import PDFIUM_LOCK
from tests.support import pdfs
from tests.support.pages import only_page

HEADING = "Terms and Conditions of the Agreement, Quarterly Reports and Financial Statements"
LINES = ["The tenant pays the rent on the first day of each month.", "Pets are allowed if the landlord agrees."] * 8
SWAPPED = dict(zip(ascii_letters, "qzwjxkvyhgfbpmndlcrtsuoaie" + "qzwjxkvyhgfbpmndlcrtsuoaie".upper(), strict=True))
BY_ONE = dict(zip(ascii_letters, ascii_lowercase[1:] + "{" + ascii_uppercase[1:] + "[", strict=True))
IN_ORDER = {letter: chr(33 + at) for at, letter in enumerate(dict.fromkeys(HEADING.replace(" ", "")))}


@pytest.mark.parametrize("letters", [SWAPPED, IN_ORDER])
def test_what_such_a_font_tells_is_no_text(tmp_path: Path, letters: dict[str, str]) -> None:
    page = only_page(pdfs.mistold_pdf(tmp_path / "a.pdf", HEADING, LINES, letters))
    heading, *lines = page.text.split("\n")
    assert lines == LINES
    assert set(heading) == {"\ufffd", " "}
    assert page.source is Source.MIXED
    assert page.note == f"{len(HEADING.split())} words have letters that its font does not tell"


def test_its_line_is_read_from_the_page_s_picture(tmp_path: Path) -> None:
    path = pdfs.mistold_pdf(tmp_path / "a.pdf", HEADING, LINES, SWAPPED)
    assert scan_page(path, 0, label="1").text.split("\n")[-1] == HEADING


def test_letters_told_by_one_distance_beside_the_right_ones_are_told(tmp_path: Path) -> None:
    page = only_page(pdfs.mistold_pdf(tmp_path / "a.pdf", HEADING.replace(",", ""), LINES, BY_ONE))
    assert page.text == "\n".join((HEADING.replace(",", ""), *LINES))
    assert page.source is Source.TEXT


@pytest.mark.parametrize(
    "heading",
    [
        HEADING,
        "Mae pawb yn rhydd ac yn gydradd mewn urddas a hawliau; cynysgaeddir hwy",
        "QXJ7 VXKT ZQWB JQVZ XKCD BZRX PVQW LMJX HGZQ and so forth: MKTAYIAKQRQISFVKSHFSRQ",
        'def jqxv(zvqx, xkcd): return vqzx[jqk] + wqzv # %$&%!"#$',
    ],
)
def test_codes_and_other_languages_are_what_they_are(tmp_path: Path, heading: str) -> None:
    page = only_page(pdfs.mistold_pdf(tmp_path / "a.pdf", heading, LINES, {}))
    assert page.text == "\n".join((heading, *LINES))
    assert page.source is Source.TEXT


def test_letters_of_another_width_that_make_words_are_what_they_are(tmp_path: Path) -> None:
    """As in small capitals and in the fonts of posters."""
    heading = f"qx, jv: {HEADING[:60]}"
    drawn = heading.translate(str.maketrans(SWAPPED))
    page = only_page(pdfs.mistold_pdf(tmp_path / "a.pdf", drawn, LINES, {told: own for own, told in SWAPPED.items()}))
    assert page.text == "\n".join((heading, *LINES))


class _Asked(Boxes):
    """Places of characters that tell whether any was wanted."""

    asked = False

    def is_upright(self, index: int) -> bool:
        self.asked = True
        return super().is_upright(index)


@pytest.mark.parametrize(("lines", "is_looked_through"), [(2, True), (16, False)])
def test_a_font_with_few_odd_pairs_is_not_looked_through(tmp_path: Path, lines: int, is_looked_through: bool) -> None:
    """Two names of programs among a thousand letters."""
    path = pdfs.mistold_pdf(tmp_path / "a.pdf", "Notes", ["Run jqxv.", *LINES[:lines]], {})
    with PDFIUM_LOCK, pypdfium2.PdfDocument(path) as pdf:
        text = pdf[0].get_textpage()
        boxes = _Asked(text)
        raw = text.get_text_range()
        assert with_mistold(text, boxes, raw) == raw
        assert boxes.asked == is_looked_through
