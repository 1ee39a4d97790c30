"""Arabic and Hebrew with vowel signs, drawn as browsers do: each sign and each letter in a piece of its own."""

from pathlib import Path

import pytest

from benchmarks.made_pages import LEADING, LEFT, SIZE, TOP, make_page
from docqa.reading.page_image import page_boxes
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
