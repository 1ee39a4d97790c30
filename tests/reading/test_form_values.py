"""Forms whose file draws what is printed first, and what is filled in behind it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from docqa.reading.page_image import page_boxes
from tests.support import pdfs
from tests.support.pages import only_page

Text = tuple[float, float, str]
PRINTED: Sequence[Text] = [
    (60, 700, "1. Name of the firm"),
    (60, 670, "2. Street"),
    (60, 640, "3. Town"),
    (300, 640, "4. Country"),
    (60, 610, "5. Telephone"),
    (300, 610, "6. Extension"),
    (60, 580, "7. First day of work:"),
    (90, 560, "Full time"),
    (190, 560, "Part time"),
    (60, 540, "By signing below the firm declares that all that is said above is true."),
]
FILLED_IN: Sequence[Text] = [
    (58, 688, "Alder Nurseries"),
    (58, 658, "12 Mill Lane"),
    (58, 628, "Granby"),
    (298, 628, "Norway"),
    (58, 598, "740-5502"),
    (298, 598, "31"),
    (190, 580, "4 March 2024"),
    (178, 560, "X"),
]
READ = (
    "1. Name of the firm Alder Nurseries\n2. Street 12 Mill Lane\n3. Town Granby\n4. Country Norway\n"
    "5. Telephone 740-5502\n6. Extension 31\n7. First day of work: 4 March 2024\nFull time X Part time\n"
    "By signing below the firm declares that all that is said above is true."
)


def drawn(path: Path, texts: Sequence[Text], height: float = 792) -> Path:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((612, height))
        canvas.setFont("Helvetica", 10)
        for x, y, text in texts:
            canvas.drawString(x, y, text)

    return pdfs.drawn_pdf(path, draw)


def test_a_value_stands_behind_the_label_above_or_beside_it(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", [*PRINTED, *FILLED_IN])
    text = only_page(path).text
    assert text == READ
    (value,) = page_boxes(path, 0, [(text.index("Norway"), text.index("\n5. Tele"))])
    assert 0.45 < value.x0 < value.x1 < 0.6


def test_a_running_line_drawn_last_of_all_stays_last(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", [*PRINTED, *FILLED_IN, (60, 40, "Page 2 of 6")])
    assert only_page(path).text == f"{READ}\nPage 2 of 6"


def test_a_value_of_several_lines_stands_below_its_label(tmp_path: Path) -> None:
    more = [
        (60, 520, "8. Why?"),
        (58, 508, "The orchard is picked in autumn, and nobody of the"),
        (58, 496, "town has time."),
    ]
    text = only_page(drawn(tmp_path / "a.pdf", [*PRINTED, more[0], *FILLED_IN, *more[1:]])).text
    assert text == "\n".join((READ, *(said for *_, said in more)))


def test_a_column_of_many_hundred_values_is_read(tmp_path: Path) -> None:
    labels = [(60, 180 - 30 * n, f"Label {n}") for n in range(5)]
    values = [(60, 7888 - 12 * n, f"value {n}") for n in range(640)]
    others = [(60, 168 - 30 * n, f"other {n}") for n in range(5)]
    printed = [(60, 7900, "All values"), *labels, (60, 20, "printed last")]
    text = only_page(drawn(tmp_path / "a.pdf", [*printed, *values, *others], height=8000)).text
    assert "\n".join(said for *_, said in values) in text


def test_values_below_a_short_last_line_are_not_in_its_sentence(tmp_path: Path) -> None:
    asked = [
        (60, 520, "9. If the firm has paid anything for the land or for what stands on it in the last year,"),
        (60, 510, "list what and how much."),
    ]
    values = [(60, 499, "A cow"), (320, 499, "$450")]
    text = only_page(drawn(tmp_path / "a.pdf", [*PRINTED, *asked, *FILLED_IN, *values])).text
    assert text == "\n".join((READ, *(said for *_, said in asked), "A cow", "$450"))


def test_what_fills_a_blank_is_in_its_place(tmp_path: Path) -> None:
    printed = [*PRINTED, (60, 520, "Rate of pay: ________ an hour")]
    text = only_page(drawn(tmp_path / "a.pdf", [*printed, *FILLED_IN, (122, 521, "$13.26")])).text
    assert text == f"{READ}\nRate of pay: $13.26 an hour"


def test_a_form_that_is_not_filled_in_stays_as_it_is(tmp_path: Path) -> None:
    text = only_page(drawn(tmp_path / "a.pdf", PRINTED)).text
    assert text.startswith("1. Name of the firm\n2. Street\n3. Town 4. Country\n")


PROSE = "The council met again in May and spoke of the bridge"
COLUMNS = [(left, 700 - 12 * line, f"{PROSE} {line}") for left in (40, 320) for line in range(20)]
TABLE = [
    (left, 700 - 14 * row, f"{text} {row}" if left == 60 else f"{row}{text}")
    for left, text in ((60, "Item"), (200, ".50"), (300, "0.00"))
    for row in range(8)
]


LINES = [
    "The tenant pays the rent on",
    "the first day of the month and",
    "keeps no dogs in the flat, nor",
    "cats, at any time.",
]
TRANSLATED = [(60, 700 - 30 * line, text) for line, text in enumerate(LINES)] + [
    (60, 687 - 30 * line, f"{line} Zeilen auf Deutsch") for line in range(4)
]


@pytest.mark.parametrize(
    ("texts", "second"), [(TRANSLATED, LINES[1]), (COLUMNS, f"{PROSE} 1"), (TABLE, "Item 1 1.50 10.00")]
)
def test_columns_and_tables_are_no_forms(tmp_path: Path, texts: Sequence[Text], second: str) -> None:
    assert only_page(drawn(tmp_path / "a.pdf", texts)).text.splitlines()[1] == second
