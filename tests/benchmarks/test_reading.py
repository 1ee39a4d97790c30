"""Pages made by code, and what is read of them: the measure finds what is wrong."""

from pathlib import Path

import pytest

from benchmarks.made_pages import make_pages
from benchmarks.reading import read, share_in_order, share_quotable, words_of

pytestmark = pytest.mark.pure


def test_plain_pages_are_read_whole_and_hidden_words_are_not(tmp_path: Path) -> None:
    made = {page.kind: page for page in make_pages(tmp_path)}
    for kind in ("one column", "table", "footnotes and raised marks", "white on white", "struck out", "annotated"):
        page = made[kind]
        text = read(page.path).text
        assert share_in_order(words_of(page.words), words_of(text)) > 0.97, kind
        assert share_quotable(page.hidden.split(), text) == 0, kind


def test_a_hidden_word_that_is_read_counts(tmp_path: Path) -> None:
    page = next(page for page in make_pages(tmp_path) if page.kind == "struck out")
    assert share_quotable(page.hidden.split(), f"{page.words} {page.hidden}") == 1
    assert share_in_order(words_of(page.words), words_of(page.words)[::-1]) < 0.2
