"""Ligatures that a font says something wrong about."""

from pathlib import Path

from tests.support import pdfs
from tests.support.pages import only_page


def test_lam_alef_is_read_from_right_to_left(tmp_path: Path) -> None:
    """A glyph of which the font says that it is two letters, in a line that is drawn from left to right."""
    letters = {ord("m"): "م", ord("L"): "لا", ord("s"): "س", ord("l"): "ل", ord("a"): "ا", ord("I"): "لإ"}
    assert only_page(pdfs.meant_pdf(tmp_path / "a.pdf", [b"mLsla"], letters)).text == "السلام"
    assert only_page(pdfs.meant_pdf(tmp_path / "a.pdf", [b"mIa"], letters)).text == "الإم"
