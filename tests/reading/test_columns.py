"""Pages whose lines are drawn in another order than they are read in: columns, tables, single digits."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from docqa.reading.page_image import page_boxes
from docqa.reading.page_tables import page_tables
from tests.support import pdfs
from tests.support.pages import only_page

LEFT_COLUMN = """The allotment office opened its
gate in the spring and asked for
helpers. Whoever has a plot pays
the water by the meter, and who-
ever has none pays a flat fee of
fourteen pounds in each season.""".splitlines()
RIGHT_COLUMN = """Bees are kept behind the hedge
by two families. Their honey was
sold at the fair, where the jars
went within an hour. The money
paid for a new pump, which will
be fitted before the next frost.""".splitlines()
THIRD_COLUMN = """Paths must be kept clear, since
the fire brigade needs them. A
barrow that stands in the way is
taken to the shed, and comes back
only to those who can say what
colour its wheel has, as before.""".splitlines()


def line_by_line(*columns: Sequence[str], width: float = 220, size: float = 12, first: int = 0) -> list[pdfs.Setting]:
    """The lines of columns as some programs draw them: all of a row, then the next row."""
    rows = zip(*columns, strict=True)
    return [
        (column * width, first + number, line, size)
        for number, row in enumerate(rows)
        for column, line in enumerate(row)
    ]


def test_columns_drawn_line_by_line_are_read_one_after_the_other(tmp_path: Path) -> None:
    path = pdfs.settings_pdf(tmp_path / "a.pdf", line_by_line(LEFT_COLUMN, RIGHT_COLUMN))
    joined = "\n".join([*LEFT_COLUMN, *RIGHT_COLUMN]).replace("who-\never", "whoever")
    assert only_page(path).text == joined


def test_three_columns_below_a_title_and_above_a_foot(tmp_path: Path) -> None:
    columns = line_by_line(LEFT_COLUMN, RIGHT_COLUMN, THIRD_COLUMN, width=160, size=9, first=3)
    title, foot = (0.0, 0.0, "News from the allotments of the whole town", 12.0), (0.0, 20.0, "page 7", 9.0)
    text = only_page(pdfs.settings_pdf(tmp_path / "a.pdf", [title, *columns, foot])).text
    assert text.startswith("News from the allotments of the whole town\nThe allotment")
    assert text.endswith("as before.\npage 7")
    assert text.index("each season.\nBees are kept") < text.index("next frost.\nPaths must")


def test_a_line_across_the_columns_parts_them(tmp_path: Path) -> None:
    across = (0.0, 6.5, "What follows was decided at the meeting of all who have a plot, in the hall", 12.0)
    below = line_by_line(RIGHT_COLUMN, THIRD_COLUMN, first=8)
    text = only_page(
        pdfs.settings_pdf(tmp_path / "a.pdf", [*line_by_line(LEFT_COLUMN, RIGHT_COLUMN), across, *below])
    ).text
    parts = ["each season.", "Bees are", "next frost.", "What follows", "Bees are", "Paths must"]
    places = [text.index(parts[0])]
    for part in parts[1:]:
        places.append(text.index(part, places[-1]))
    assert places == sorted(places)


def test_words_in_columns_are_marked_where_they_stand(tmp_path: Path) -> None:
    path = pdfs.settings_pdf(tmp_path / "a.pdf", line_by_line(LEFT_COLUMN, RIGHT_COLUMN))
    text = only_page(path).text
    start = text.index("new pump, which will\nbe fitted")
    first, second = page_boxes(path, 0, [(start, start + len("new pump, which will\nbe fitted"))])
    assert (first.x0, first.x1) == pytest.approx(
        pdfs.place(RIGHT_COLUMN[4], "new pump, which will", left=pdfs.LEFT + 220)[::2], abs=0.002
    )
    assert (second.x0, second.x1) == pytest.approx(
        pdfs.place(RIGHT_COLUMN[5], "be fitted", left=pdfs.LEFT + 220)[::2], abs=0.002
    )
    assert first.y0 < second.y0


def uneven(*columns: Sequence[str], order: Sequence[int] = (0, 1, 2), first: float = 0) -> list[pdfs.Setting]:
    """The lines of columns of which the second stands a little lower, the third lower yet, drawn from the top down."""
    heights = (0.0, 0.25, 0.55)
    return [
        (column * 155.0, first + number + heights[column], columns[column][number], 10.0)
        for number in range(max(map(len, columns)))
        for column in order
        if column < len(columns) and number < len(columns[column])
    ]


def whole(*columns: Sequence[str]) -> str:
    return "\n".join(line for column in columns for line in column).replace("who-\never", "whoever")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_columns_whose_lines_stand_at_unequal_heights_are_read_one_after_the_other(
    tmp_path: Path, order: Sequence[int]
) -> None:
    columns = LEFT_COLUMN, RIGHT_COLUMN, THIRD_COLUMN
    text = only_page(pdfs.settings_pdf(tmp_path / "a.pdf", uneven(*columns, order=order))).text
    assert text == whole(*columns)


def test_what_stands_over_two_columns_at_unequal_heights_does_not_part_the_third(tmp_path: Path) -> None:
    title = (0.0, 6.6, "What was decided at the meeting of all who have a plot", 10.0)
    page_number = (200.0, 17.0, "page 7", 10.0)
    upper, lower = uneven(LEFT_COLUMN, RIGHT_COLUMN), uneven(RIGHT_COLUMN, LEFT_COLUMN, first=8)
    beside = [*THIRD_COLUMN, "meant. Nobody has a second key,", "as the lock is old.", *LEFT_COLUMN]
    third = [(310.0, at + 0.55, line, 10.0) for at, line in enumerate(beside)]
    drawn = sorted([*upper, title, *lower, *third, page_number], key=lambda setting: round(setting[1]))
    text = only_page(pdfs.settings_pdf(tmp_path / "a.pdf", drawn)).text
    parts = LEFT_COLUMN, RIGHT_COLUMN, [title[2]], RIGHT_COLUMN, LEFT_COLUMN, beside, ["page 7"]
    assert text == whole(*parts)


def test_a_line_that_pdfium_joins_across_a_narrow_gap_is_parted_there(tmp_path: Path) -> None:
    columns = [*LEFT_COLUMN, *THIRD_COLUMN], [*RIGHT_COLUMN, *LEFT_COLUMN]
    narrow = max(stringWidth(line, "Helvetica", 10) for line in columns[0]) + 6
    steps = [0.0 if at in (1, 4, 8) else 0.3 for at in range(len(columns[1]))]
    left = [(0.0, float(at), line, 10.0) for at, line in enumerate(columns[0])]
    right = [(narrow, at + step, line, 10.0) for (at, line), step in zip(enumerate(columns[1]), steps, strict=True)]
    drawn = sorted([*left, *right], key=lambda setting: setting[1])
    assert only_page(pdfs.settings_pdf(tmp_path / "a.pdf", drawn)).text == whole(*columns)


def test_cells_whose_lines_stand_in_the_middle_of_a_row_stay_whole(tmp_path: Path) -> None:
    told = [*RIGHT_COLUMN, *RIGHT_COLUMN]
    rows = zip(THIRD_COLUMN, told[::2], told[1::2], strict=True)
    cells = [
        (left, 2 * number + height, line, 10.0)
        for number, row in enumerate(rows)
        for left, height, line in zip((0.0, 240.0, 240.0), (0.5, 0.0, 1.0), row, strict=True)
    ]
    text = only_page(pdfs.settings_pdf(tmp_path / "a.pdf", cells)).text
    assert text.index("by two families") < text.index("barrow")
    assert text.index("which will\nbe fitted") < text.index("taken to")


@pytest.mark.parametrize(
    "rows",
    [
        [("Water", "by the meter"), ("Shed", "on request"), ("Waste", "twice a year"), ("Keys", "at the office")] * 2,
        [("The rent of a plot of ten rods", "The rent of a plot of five rods")] * 6,  # nothing goes on in a next line
        [("Water is paid for by the meter", "1,240.00"), ("what remains is waived in full", "318.50")] * 3,
    ],
)
def test_rows_stay_rows(tmp_path: Path, rows: Sequence[tuple[str, str]]) -> None:
    path = pdfs.settings_pdf(tmp_path / "a.pdf", line_by_line(*zip(*rows, strict=True)))
    assert only_page(path).text == "\n".join(" ".join(row) for row in rows)


def test_wide_spaces_between_words_are_no_gap_between_columns(tmp_path: Path) -> None:
    lines = [line.replace("  ", "   ") for line in ("the water  is paid for by all who have a plot here",) * 8]
    lines = [f"{'so ' * (number % 3)}{line}" for number, line in enumerate(lines)]
    assert only_page(pdfs.text_pdf(tmp_path / "a.pdf", ["\n".join(lines)])).text.splitlines()[0].startswith("the water")


def by_columns(*columns: Sequence[str], width: float = 110) -> list[pdfs.Setting]:
    """The cells of a table, drawn column by column; "" is none."""
    return [
        (index * width, float(number), cell, 12.0)
        for index, column in enumerate(columns)
        for number, cell in enumerate(column)
        if cell
    ]


TABLE = by_columns(
    ["Tool", "Spade", "Hoe", "Rake", "Total"], ["Sold", "4", "1", "7", ""], ["Price", "8.50", "6.25", "7.00", "89.25"]
)


def test_values_drawn_behind_all_labels_of_a_form_stand_beside_their_labels(tmp_path: Path) -> None:
    labels, values = ["Name:", "Address:", "Pets:", "Rent:"], ["Ida Holm", "12 Mill Lane", "", "640 euros"]
    path = pdfs.settings_pdf(tmp_path / "a.pdf", by_columns(labels, values))
    assert only_page(path).text == "Name: Ida Holm\nAddress: 12 Mill Lane\nPets:\nRent: 640 euros"


def test_a_table_drawn_column_by_column_is_read_row_by_row(tmp_path: Path) -> None:
    before, behind = (0.0, -2.0, "What the tool shop sold in May", 12.0), (0.0, 8.0, "Signed by the steward", 12.0)
    path = pdfs.settings_pdf(tmp_path / "a.pdf", [before, *TABLE, behind])
    assert only_page(path).text == (
        "What the tool shop sold in May\nTool Sold Price\nSpade 4 8.50\nHoe 1 6.25\nRake 7 7.00\nTotal 89.25\n"
        "Signed by the steward"
    )


def test_single_digits_below_each_other_are_cells(tmp_path: Path) -> None:
    path = pdfs.settings_pdf(tmp_path / "a.pdf", TABLE)
    (table,) = page_tables(path, 0)
    text = only_page(path).text
    assert {cell.text: cell.row.label for cell in table.cells if cell.column.header == "Sold"} == {
        "4": "Spade",
        "1": "Hoe",
        "7": "Rake",
    }
    start = text.index("7 7.00")
    (box,) = page_boxes(path, 0, [(start, start + 1)])
    assert (box.x0, box.x1) == pytest.approx(pdfs.place("7", "7", left=pdfs.LEFT + 110)[::2], abs=0.002)
    assert box.y1 == pytest.approx(pdfs.place("7", "7", 3)[3], abs=0.01)


@pytest.mark.parametrize(
    "columns",
    [
        (["Seller:", "Ada Brook", "4 Mill Lane", "York"], ["Buyer:", "Noor Haddad", "9 Quay Street", "Hull"]),
        (
            ["The gate is shut.", "Dogs are led.", "Fires are put out.", "Bins are emptied."],
            ["1", "2", "3", "4"],
        ),
    ],
)
def test_blocks_beside_each_other_and_numbers_of_lines_make_no_table(
    tmp_path: Path, columns: tuple[Sequence[str], Sequence[str]]
) -> None:
    path = pdfs.settings_pdf(tmp_path / "a.pdf", by_columns(*columns, width=200))
    assert only_page(path).text.split() == " ".join([*columns[0], *columns[1]]).split()


def draw_word_down(canvas: Canvas) -> None:
    for number, letter in enumerate("TOTAL"):
        canvas.drawString(pdfs.LEFT, pdfs.TOP - number * 13, letter)


def test_a_word_written_down_the_page_stays_one(tmp_path: Path) -> None:
    assert "".join(only_page(pdfs.drawn_pdf(tmp_path / "a.pdf", draw_word_down)).text.split()) == "TOTAL"


def test_a_word_goes_on_in_a_line_that_begins_with_a_raised_mark(tmp_path: Path) -> None:
    settings = [
        (0.0, 0.0, "2", 5.0),
        (4.0, 0.2, "The letter speaks of the whole com-", 9.0),
        (0.0, 1.0, "ponent alone.", 9.0),
    ]
    assert "component alone." in only_page(pdfs.settings_pdf(tmp_path / "a.pdf", settings)).text


def test_japanese_written_down_the_page_is_read_from_the_right(tmp_path: Path) -> None:
    registerFont(UnicodeCIDFont("HeiseiKakuGo-W5", isVertical=True))
    lines = ["第三条 賃料として月額", "八万円を支払うものとする。", "第四条 敷金は十六万円とする。"]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("HeiseiKakuGo-W5", 12)
        for tier in range(2):
            for number, line in enumerate(lines):
                canvas.drawString(300 - 20 * number, 750 - 300 * tier, line)

    assert only_page(pdfs.drawn_pdf(tmp_path / "a.pdf", draw)).text.split("\n") == lines * 2
