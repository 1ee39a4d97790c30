"""Ligatures that a font says something wrong about."""

from pathlib import Path

from docqa.reading.pdf import read_pages
from tests.support import pdfs


def text_of(path: Path) -> str:
    (page,) = read_pages(path)
    return page.text


def test_lam_alef_is_read_from_right_to_left(tmp_path: Path) -> None:
    """A glyph of which the font says that it is two letters, in a line that is drawn from left to right."""
    letters = {ord("m"): "م", ord("L"): "لا", ord("s"): "س", ord("l"): "ل", ord("a"): "ا", ord("I"): "لإ"}
    assert text_of(pdfs.meant_pdf(tmp_path / "a.pdf", [b"mLsla"], letters)) == "السلام"
    assert text_of(pdfs.meant_pdf(tmp_path / "a.pdf", [b"mIa"], letters)) == "الإم"
