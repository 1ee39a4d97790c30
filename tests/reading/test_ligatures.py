"""Ligatures that a font says something wrong about."""

from pathlib import Path

from docqa.reading.page_image import page_boxes
from tests.support import pdfs
from tests.support.pages import only_page


def test_lam_alef_is_read_from_right_to_left(tmp_path: Path) -> None:
    """A glyph of which the font says that it is two letters, in a line that is drawn from left to right."""
    letters = {ord("m"): "م", ord("L"): "لا", ord("s"): "س", ord("l"): "ل", ord("a"): "ا", ord("I"): "لإ"}
    assert only_page(pdfs.meant_pdf(tmp_path / "a.pdf", [b"mLsla"], letters)).text == "السلام"
    assert only_page(pdfs.meant_pdf(tmp_path / "a.pdf", [b"mIa"], letters)).text == "الإم"


NAMES = {28: "f_i", 29: "f_f_i", 30: "t_i.liga", 31: "T_h"}


def test_a_ligature_that_only_its_glyphs_name_tells_is_read(tmp_path: Path) -> None:
    lines = [b"\x1fe o\x1dce cer\x1e\x1ced the \x1crst sta\x1eons", b"and a su\x1c"]
    page = only_page(pdfs.renamed_pdf(tmp_path / "a.pdf", lines, NAMES))
    assert page.text == "The office certified the first stations\nand a sufi"


def test_its_letters_are_marked_with_the_glyph(tmp_path: Path) -> None:
    path = pdfs.renamed_pdf(tmp_path / "a.pdf", [b"the sta\x1eons of the line"], NAMES)
    word, later = page_boxes(path, 0, [(4, 12), (13, 15)])
    assert word.x0 < word.x1 <= later.x0


def test_a_code_whose_name_tells_no_letters_is_left_out(tmp_path: Path) -> None:
    lines = [
        b"The of\x1ce of the mill stands in the valley below the church",
        b"and is the \x1drst that was built there",
    ]
    path = pdfs.renamed_pdf(tmp_path / "a.pdf", lines, {28: "g27", 29: "a_bullet"})
    text = "The ofe of the mill stands in the valley below the church\nand is the rst that was built there"
    assert only_page(path).text == text
