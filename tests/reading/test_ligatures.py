"""Ligatures that a font says something wrong about."""

from pathlib import Path

import pytest

from docqa.documents import Source
from docqa.reading.ocr import scan_page
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


LINES = ("The first floor of the mill is a field office.", "Its files fill five shelves and a box.")


@pytest.mark.parametrize("told_as", ["-", "\u00ad", "\u00a0", "\0", "\ufffd", "\uf001", "\x1f"])
def test_a_page_whose_ligatures_its_font_tells_as_something_else_is_read_from_its_picture(
    tmp_path: Path, told_as: str
) -> None:
    path = pdfs.untold_ligatures_pdf(tmp_path / "a.pdf", LINES, told_as)
    assert only_page(path).source is Source.SCAN


def test_the_letters_are_then_those_that_are_seen(tmp_path: Path) -> None:
    path = pdfs.untold_ligatures_pdf(tmp_path / "a.pdf", LINES, "-")
    assert scan_page(path, 0, label="1").text.split("\n") == list(LINES)


def test_hyphens_and_private_signs_at_the_end_of_a_word_are_no_lost_ligatures(tmp_path: Path) -> None:
    lines = ["The well-kept field-office is let year-round to the follow-up team of e-mail.", "- one, - two"]
    assert only_page(pdfs.text_pdf(tmp_path / "a.pdf", ["\n".join(lines)])).source is Source.TEXT
    path = pdfs.untold_ligatures_pdf(tmp_path / "a.pdf", ["The Millfi brand and the Mill", "Housefl brand"], "\uf0d2")
    assert only_page(path).source is Source.TEXT


MANY = ["the rent of the house and the yard is paid by the tenant on every monday of the month"] * 12


@pytest.mark.parametrize("told_as", ["-", "\u00a0", "\ufffd"])
@pytest.mark.parametrize(("heading", "word"), [("THE OFFICE", "office"), ("THE FLOOR", "floor")])
def test_a_few_lost_ligatures_are_mended_by_the_words_of_the_page(
    tmp_path: Path, told_as: str, heading: str, word: str
) -> None:
    page = only_page(pdfs.untold_ligatures_pdf(tmp_path / "a.pdf", [heading, *MANY, f"of the {word}"], told_as))
    assert page.source is Source.TEXT
    assert page.text.split("\n")[-1] == f"of the {word}"
    assert page.note == ""


def test_one_that_no_word_of_the_page_tells_may_be_a_common_english_word(tmp_path: Path) -> None:
    page = only_page(pdfs.untold_ligatures_pdf(tmp_path / "a.pdf", [*MANY, "of the office"], "\ufffd"))
    assert page.source is Source.TEXT
    assert page.text.split("\n")[-1] == "of the office"
    assert page.note == ""


def test_those_that_no_word_tells_are_named_in_the_page_s_note(tmp_path: Path) -> None:
    page = only_page(pdfs.untold_ligatures_pdf(tmp_path / "a.pdf", [*MANY, "of the Brofirk"], "\ufffd"))
    assert page.source is Source.TEXT
    assert page.note == "1 word has letters that its font does not tell"


CUT = [
    "It is specified and qualified as a flat rate,",
    "which reflects the first finding of the firm: spe-",
    "cifically filed.",
]


def test_a_ligature_of_which_the_font_tells_the_first_letter_alone_is_read(tmp_path: Path) -> None:
    page = only_page(pdfs.untold_ligatures_pdf(tmp_path / "a.pdf", [*CUT, "for the shelf of a fjord"], "f"))
    assert page.source is Source.TEXT
    assert page.text == (
        "It is specified and qualified as a flat rate,\nwhich reflects the first finding of the firm: "
        "specifically filed.\nfor the shelf of a fjord"
    )


def test_the_names_of_glyphs_tell_which_ligature_it_may_be(tmp_path: Path) -> None:
    """ "Kofirt" and "Koflirt" are no words: without the names the second would do as well."""
    lines = [b"Ko\x1crt is the \x1crst of four", b"and \x1dat"]
    path = pdfs.meant_pdf(tmp_path / "a.pdf", lines, {28: "f", 29: "f"}, {28: "fi"})
    assert only_page(path).text == "Kofirt is the first of four\nand fat"
    path = pdfs.meant_pdf(tmp_path / "a.pdf", lines, {28: "f", 29: "f"}, {28: "fl", 29: "fl"})
    assert only_page(path).text == "Koflrt is the flrst of four\nand flat"


def test_a_wide_f_without_a_ligature_is_one(tmp_path: Path) -> None:
    """As of a font that calls its capitals small letters."""
    lines = [b"of four chie\x1c \x1cor a\x1cter \x1crom", b"the \x1cirst five"]
    page = only_page(pdfs.meant_pdf(tmp_path / "a.pdf", lines, {28: "f"}, {28: "F"}))
    assert page.text == "of four chief for after from\nthe first five"


def test_an_f_of_another_font_or_size_is_no_ligature(tmp_path: Path) -> None:
    lines = [
        ("Helvetica", 12, "the offer of a fee for the leaf"),
        ("Courier", 12, "of five shelf for"),
        ("Helvetica", 30, "of a fjord"),
    ]
    page = only_page(pdfs.lines_pdf(tmp_path / "a.pdf", lines))
    assert page.text == "\n".join(line for _, _, line in lines)


@pytest.mark.parametrize("shadows", [0, 1])
@pytest.mark.parametrize("font", ["Times-Italic", "Helvetica-Oblique"])
def test_the_space_behind_an_f_is_one_where_words_are_drawn_by_themselves(
    tmp_path: Path, font: str, shadows: int
) -> None:
    """Also where they are drawn twice, to look bold."""
    line = "Let A be the closure of set B, the end of spring, a block of ice, der Kauf eines Hauses"
    assert only_page(pdfs.words_apart_pdf(tmp_path / "a.pdf", line, font, shadows)).text == line


def test_the_second_f_that_pdfium_has_a_space_for_is_read(tmp_path: Path) -> None:
    """It takes the second for the first one's shadow; the spaces of "of the" and "if it" are real ones."""
    line = "The effect of the offering is sufficient if it differs, as those of our affiliates do."
    assert only_page(pdfs.letter_apart_pdf(tmp_path / "a.pdf", line, "f")).text == line
