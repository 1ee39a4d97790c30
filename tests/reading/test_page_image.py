"""picturing: marks stand exactly on the words, whatever the page's turn and crop."""

import io
from pathlib import Path

import pytest
from PIL import Image

from docqa.documents import Box, Word
from docqa.errors import BrokenPdf, PasswordNeeded
from docqa.reading.page_image import (
    MARK_COLOUR,
    MAX_PIXELS,
    MAX_SIDE_PIXELS,
    WIDTH_PIXELS,
    page_boxes,
    page_picture,
    page_words,
)
from docqa.reading.pdf import read_pages
from tests.support import pdfs

LINE = "Alpha beta gamma delta"


def span(path: Path, words: str) -> tuple[int, int]:
    text = next(read_pages(path)).text
    return text.index(words), text.index(words) + len(words)


def assert_covers(box: Box, expected: pdfs.Span) -> None:
    """Nearly the same box: intersection over union, and the left and right ends within 0.3 % of the page."""
    x0, y0, x1, y1 = expected
    shared = max(0.0, min(box.x1, x1) - max(box.x0, x0)) * max(0.0, min(box.y1, y1) - max(box.y0, y0))
    both = (box.x1 - box.x0) * (box.y1 - box.y0) + (x1 - x0) * (y1 - y0) - shared
    assert shared / both > 0.7, (box, expected)


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def marked_pixels(image: Image.Image) -> int:
    return sum(count for count, colour in image.getcolors(image.width * image.height) or [] if colour == MARK_COLOUR)


@pytest.mark.parametrize("words", ["Alpha", "beta", "gamma delta", LINE])
def test_a_box_stands_on_its_words(pdf: Path, words: str) -> None:
    pdfs.text_pdf(pdf, [f"first line\n{LINE}\nlast line"])
    (box,) = page_boxes(pdf, 0, [span(pdf, words)])
    expected = pdfs.place(LINE, words, 1)
    assert_covers(box, expected)
    assert (box.x0, box.x1) == pytest.approx((expected[0], expected[2]), abs=0.003)


def test_words_over_several_lines_have_a_box_for_each_line(pdf: Path) -> None:
    lines = ["the rent of the", "cottage in August", "is 1,180 pounds"]
    pdfs.text_pdf(pdf, ["\n".join(lines)])
    boxes = page_boxes(pdf, 0, [span(pdf, "of the\ncottage in August\nis 1,180")])
    assert len(boxes) == 3
    for box, (number, words) in zip(boxes, enumerate(["of the", "cottage in August", "is 1,180"]), strict=True):
        assert_covers(box, pdfs.place(lines[number], words, number))


def test_a_word_divided_at_a_line_end_is_marked_on_both_lines(pdf: Path) -> None:
    pdfs.text_pdf(pdf, ["all the infor-\nmation we have"])
    first, second = page_boxes(pdf, 0, [span(pdf, "information")])
    assert_covers(first, pdfs.place("all the infor-", "infor-"))
    assert_covers(second, pdfs.place("mation we have", "mation", 1))


def test_words_after_ligatures_are_still_found(pdf: Path) -> None:
    line = "\ufb01ve \ufb01rst \ufb02ights of the of\ufb01ce"
    pdfs.text_pdf(pdf, [line], font=pdfs.wide_font())
    for words, printed in (("flights", "\ufb02ights"), ("of the", "of the"), ("office", "of\ufb01ce")):
        (box,) = page_boxes(pdf, 0, [span(pdf, words)])
        assert_covers(box, pdfs.place(line, printed, font="Vera"))


def test_in_two_columns_only_the_right_one_is_marked(pdf: Path) -> None:
    pdfs.columns_pdf(pdf, ["left one", "left two"], ["right one", "right two"])
    (box,) = page_boxes(pdf, 0, [span(pdf, "right one")])
    assert_covers(box, pdfs.place("right one", "right one", left=pdfs.LEFT + pdfs.GUTTER))
    low, high = page_boxes(pdf, 0, [span(pdf, "left two\nright one")])
    assert low.x1 < 0.5 < high.x0


def test_a_table_row_is_one_box(pdf: Path) -> None:
    pdfs.table_pdf(pdf, [["Rent", "1,180"], ["Deposit", "250"]])
    (box,) = page_boxes(pdf, 0, [span(pdf, "Deposit 250")])
    assert_covers(
        box, (*pdfs.place("Deposit", "Deposit", 1)[:2], *pdfs.place("250", "250", 1, left=pdfs.LEFT + 150)[2:])
    )


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_on_a_turned_page_the_box_turns_with_it(pdf: Path, degrees: int) -> None:
    x0, y0, x1, y1 = pdfs.place(LINE, "gamma delta")
    pdfs.turned_pdf(pdf, [LINE], degrees)
    (box,) = page_boxes(pdf, 0, [span(pdf, "gamma delta")])
    turned = {90: (1 - y1, x0, 1 - y0, x1), 180: (1 - x1, 1 - y1, 1 - x0, 1 - y0), 270: (y0, 1 - x1, y1, 1 - x0)}
    assert_covers(box, turned[degrees])


def test_on_a_cropped_page_the_box_is_a_fraction_of_what_is_shown(pdf: Path) -> None:
    left, bottom, right, top = 36.0, 400.0, 500.0, 760.0
    x0, y0, x1, y1 = pdfs.place(LINE, "beta")
    pdfs.cropped_pdf(pdf, [LINE], (left, bottom, right, top))
    (box,) = page_boxes(pdf, 0, [span(pdf, "beta")])
    across = [(x * pdfs.WIDTH - left) / (right - left) for x in (x0, x1)]
    down = [(top - (1 - y) * pdfs.HEIGHT) / (top - bottom) for y in (y0, y1)]
    assert_covers(box, (across[0], down[0], across[1], down[1]))


def test_words_outside_what_the_page_shows_have_no_box(pdf: Path) -> None:
    pdfs.cropped_pdf(pdf, [LINE], (0, 0, 300, 300))
    assert page_boxes(pdf, 0, [(0, len(LINE))]) == []


def test_spans_past_the_text_are_cut_and_empty_ones_mark_nothing(pdf: Path) -> None:
    pdfs.text_pdf(pdf, [LINE])
    assert page_boxes(pdf, 0, [(3, 3), (500, 900), (9, 4)]) == []
    assert page_boxes(pdf, 0, [(17, 900)]) == page_boxes(pdf, 0, [(17, len(LINE))])


def test_words_read_by_ocr_are_marked_in_their_own_places(pdf: Path) -> None:
    """Those of "rent is\\ndue 1,180"; the last two in one row."""
    boxes = Box(0.1, 0.1, 0.2, 0.12), Box(0.21, 0.1, 0.24, 0.12), Box(0.1, 0.13, 0.2, 0.15), Box(0.6, 0.131, 0.7, 0.152)
    words = [Word(*place, box) for place, box in zip(((0, 4), (5, 7), (8, 11), (12, 17)), boxes, strict=True)]
    pdfs.text_pdf(pdf, [LINE])
    assert page_boxes(pdf, 0, [(0, 4)], words=words) == [boxes[0]]
    assert page_boxes(pdf, 0, [(2, 3), (7, 8)], words=words) == [boxes[0]]
    assert page_boxes(pdf, 0, [(0, 17)], words=words) == [boxes[0].joined(boxes[1]), boxes[2].joined(boxes[3])]
    marked = picture(page_picture(pdf, 0, spans=[(12, 17)], words=words))
    x0, y0, x1, y1 = boxes[3].x0, boxes[3].y0, boxes[3].x1, boxes[3].y1
    area = (x0 * marked.width, y0 * marked.height, x1 * marked.width, y1 * marked.height)
    assert (
        0 < marked_pixels(marked.crop(area)) <= marked_pixels(marked) < 1.5 * (area[2] - area[0]) * (area[3] - area[1])
    )


def test_words_that_run_down_the_page_are_joined_downwards(pdf: Path) -> None:
    pdfs.text_pdf(pdf, [LINE])
    words = [
        Word(0, 4, Box(0.8, 0.1, 0.82, 0.2)),
        Word(5, 7, Box(0.8, 0.21, 0.82, 0.24)),
        Word(8, 11, Box(0.7, 0.1, 0.72, 0.2)),
    ]
    assert page_boxes(pdf, 0, [(0, 11)], words=words) == [Box(0.8, 0.1, 0.82, 0.24), words[2].box]


def test_each_word_has_its_place(pdf: Path) -> None:
    pdfs.text_pdf(pdf, [LINE])
    words = page_words(pdf, 0)
    text = next(read_pages(pdf)).text
    assert [text[word.start : word.end] for word in words] == LINE.split()
    beta = next(word.box for word in words if text[word.start : word.end] == "beta")
    x0, _, x1, _ = pdfs.place(LINE, "beta")
    assert (beta.x0, beta.x1) == (pytest.approx(x0, abs=0.005), pytest.approx(x1, abs=0.005))
    turned = page_words(pdfs.turned_pdf(pdf, [LINE], 90), 0)
    assert len(turned) == len(words)
    assert all(word.box.y1 - word.box.y0 > 0 for word in turned)


def test_the_picture_is_marked_where_the_words_are_and_nowhere_else(pdf: Path) -> None:
    pdfs.text_pdf(pdf, [LINE])
    plain, marked = picture(page_picture(pdf, 0)), picture(page_picture(pdf, 0, spans=[span(pdf, "beta")]))
    assert plain.size == marked.size == (WIDTH_PIXELS, round(WIDTH_PIXELS * pdfs.HEIGHT / pdfs.WIDTH))
    assert marked_pixels(plain) == 0
    x0, y0, x1, y1 = pdfs.place(LINE, "beta")
    left, top, right, bottom = x0 * marked.width, y0 * marked.height, x1 * marked.width, y1 * marked.height
    words = marked.crop((left, top, right, bottom))
    assert marked_pixels(words) > 0.4 * words.width * words.height
    faint = picture(page_picture(pdf, 0, spans=[span(pdf, "beta")], faint=True))
    assert marked_pixels(faint) == 0  # no yellow, and yet it is marked
    assert faint.tobytes() != plain.tobytes()
    assert marked_pixels(marked) == marked_pixels(marked.crop((left - 5, top - 9, right + 5, bottom + 9)))
    assert min(words.convert("L").tobytes()) < 20  # the letters are still black


def test_the_picture_is_as_wide_as_asked_and_never_huge(pdf: Path) -> None:
    assert picture(page_picture(pdfs.text_pdf(pdf, [LINE]), 0, width=300)).width == 300
    for width, height in ((14_000, 14_000), (1, 14_000), (14_000, 1), (200, 9000)):
        image = picture(page_picture(pdfs.sized_pdf(pdf, width, height), 0, width=9000))
        assert image.width * image.height <= MAX_PIXELS * 1.001
        assert max(image.size) <= MAX_SIDE_PIXELS


def test_what_cannot_be_drawn_says_so(pdf: Path) -> None:
    pdfs.text_pdf(pdf, [LINE])
    with pytest.raises(BrokenPdf, match=r"^Page 8 of Lease\.pdf cannot be drawn"):
        page_picture(pdf, 7, name="Lease.pdf")
    pdfs.encrypted_pdf(pdf, [LINE], "pw")
    with pytest.raises(PasswordNeeded):
        page_picture(pdf, 0)
    assert picture(page_picture(pdf, 0, password="pw", spans=[(0, 5)])).width == WIDTH_PIXELS
    with pytest.raises(BrokenPdf, match="is empty"):
        page_picture(pdfs.empty_file(pdf), 0)
