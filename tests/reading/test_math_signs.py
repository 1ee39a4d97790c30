"""Signs of mathematics that a font calls by TeX's numbers alone."""

from pathlib import Path

import pytest

from tests.support import pdfs
from tests.support.pages import only_page

NAMES = {2: "C0", 3: "C2", 28: "C14", 254: "thorn", 188: "onequarter"}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"It is kept at 10\x028 mbar on 5 \x03 5 mm", "It is kept at 10−8 mbar on 5 × 5 mm"),
        (b"at 400 \x1cC, a \xbc b \xfe c", "at 400 °C, a = b + c"),
    ],
)
def test_signs_called_by_their_numbers_are_read(tmp_path: Path, line: bytes, text: str) -> None:
    assert only_page(pdfs.renamed_pdf(tmp_path / "a.pdf", [line], NAMES)).text == text


def test_a_font_without_such_names_keeps_its_letters(tmp_path: Path) -> None:
    path = pdfs.renamed_pdf(tmp_path / "a.pdf", [b"\xfeorn \xbc mile"], {254: "thorn", 188: "onequarter"})
    assert only_page(path).text == "þorn ¼ mile"
