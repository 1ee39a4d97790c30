"""Letters of which their font does not tell what they are."""

from pathlib import Path

import pytest

from docqa.documents import Source
from docqa.indexing.ocr_queue import joined
from docqa.reading.ocr import scan_page
from docqa.reading.page_image import page_boxes
from tests.support import pdfs
from tests.support.pages import only_page

LINES = ["The tenant pays the rent on the first day of each month.", "Pets are allowed if the landlord agrees."]
TITLE = "STATE OF CALIFORNIA (Rev. 09/2025)"


def test_letters_that_a_font_leaves_out_lie_as_far_above_their_numbers_as_the_others(tmp_path: Path) -> None:
    path = pdfs.numbered_pdf(tmp_path / "a.pdf", [TITLE], LINES, told="STAEF CLINRev")
    page = only_page(path)
    assert page.text == "\n".join((TITLE, *LINES))
    assert (page.source, page.note) == (Source.TEXT, "")
    first, second = page_boxes(path, 0, [(6, 8), (9, 19)])
    assert first.x0 < first.x1 <= second.x0 < second.x1


def test_words_tell_them_where_the_font_tells_nothing(tmp_path: Path) -> None:
    assert only_page(pdfs.numbered_pdf(tmp_path / "a.pdf", ["Due: 30 June"], LINES)).text == "\n".join(
        ("Due: 30 June", *LINES)
    )


def test_where_the_numbers_are_told_to_be_the_letters_no_word_tells_otherwise(tmp_path: Path) -> None:
    """29 above these there would stand "TENANT"."""
    path = pdfs.numbered_pdf(tmp_path / "a.pdf", ["TENANT"], LINES, told="bcdfg", told_below=29)
    assert only_page(path).text == "\n".join(("7(1$17", *LINES))


NUMBERS = ["Zkmw qrtv 4711"]


def test_what_nothing_tells_is_seen_to_be_missing_and_said(tmp_path: Path) -> None:
    """No word tells these letters, and too few are told to know in which order they are."""
    for told in (None, "Zkm"):
        page = only_page(pdfs.numbered_pdf(tmp_path / "a.pdf", NUMBERS, LINES, told=told))
        assert page.text == "\n".join(("\ufffd" if told is None else "Zkm\ufffd", *LINES))
        assert page.source is Source.MIXED
        assert page.note == "1 word has letters that its font does not tell"


def test_its_line_is_read_from_the_page_s_picture(tmp_path: Path) -> None:
    path = pdfs.numbered_pdf(tmp_path / "a.pdf", NUMBERS, LINES)
    page, read = only_page(path), scan_page(path, 0, label="1")
    assert read.text == "\n".join(("\ufffd", *LINES, *NUMBERS))
    assert [read.text[word.start : word.end] for word in read.words] == NUMBERS[0].split()
    assert read.words[0].box.y1 < 0.15  # where it stands: above the others
    assert joined(page, read).note == page.note


def test_a_page_that_is_mostly_such_is_read_from_its_picture(tmp_path: Path) -> None:
    path = pdfs.numbered_pdf(tmp_path / "a.pdf", NUMBERS)
    assert only_page(path).source is Source.SCAN
    assert scan_page(path, 0, label="1").text == NUMBERS[0]


@pytest.mark.parametrize("told", ["", "Zkmw"])
def test_a_font_s_map_that_tells_too_little_tells_no_order(tmp_path: Path, told: str) -> None:
    page = only_page(pdfs.numbered_pdf(tmp_path / "a.pdf", NUMBERS, LINES, told=told))
    assert "\ufffd" in page.text


def test_glyphs_called_by_the_numbers_of_their_letters_are_read(tmp_path: Path) -> None:
    line = "Before the trial: 30 U/ml"
    codes = {letter: 2 + at + (at > 10) for at, letter in enumerate(dict.fromkeys(line))}
    names = {code: f"MT{ord(letter)}" for letter, code in codes.items()}
    drawn = b"".join(b"\\%03o" % codes[letter] for letter in line)
    assert only_page(pdfs.renamed_pdf(tmp_path / "a.pdf", [drawn], names)).text == line
