"""ordering: rows stay rows, columns are read one after the other."""

import random

import pytest

from docqa.documents import Box
from docqa.reading.reading_order import MAX_PIECES_WITH_PARTS, reading_rows

pytestmark = pytest.mark.pure


def line(x: float, y: float, width: float, height: float = 10) -> Box:
    return Box(x, y, x + width, y + height)


def read(*boxes: Box) -> list[list[Box]]:
    """The rows of the boxes, which come in any order."""
    mixed = random.Random(1).sample(boxes, len(boxes))
    return [[mixed[index] for index in row] for row in reading_rows(mixed)]


def column(x: float, top: float, lines: int, width: float = 200) -> list[Box]:
    return [line(x, top + 14 * number, width - number % 3 * 10) for number in range(lines)]


def justified(x: float, top: float, lines: int, width: float = 200) -> list[Box]:
    """Paragraphs of four lines, the last of them short."""
    return [line(x, top + 12 * number, width if number % 4 < 3 else width / 3) for number in range(lines)]


def test_nothing() -> None:
    assert read() == []


def test_lines_are_read_downwards() -> None:
    lines = column(0, 0, 5)
    assert read(*lines) == [[box] for box in lines]


def test_a_table_is_read_row_by_row() -> None:
    rows = [[line(0, y, 180), line(250, y + 2, 30), line(330, y - 2, 40)] for y in range(0, 140, 14)]
    assert read(*(cell for row in rows for cell in row)) == rows


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = column(0, 0, 8), column(230, 3, 8)
    assert read(*left, *right) == [[box] for box in left + right]


def test_what_stands_over_both_columns_divides_them() -> None:
    title, heading = line(0, 0, 430), line(50, 150, 300)
    above = column(0, 20, 8), column(230, 20, 8)
    below = column(0, 170, 8), column(230, 170, 8)
    expected = [title, *above[0], *above[1], heading, *below[0], *below[1]]
    assert read(*expected) == [[box] for box in expected]


def test_three_columns() -> None:
    columns = [box for x in (0, 230, 460) for box in column(x, 0, 8)]
    assert read(*columns) == [[box] for box in columns]


def test_a_column_beside_a_table_of_numbers() -> None:
    rows = [[line(0, y, 200), line(260, y, 30)] for y in range(0, 84, 14)]
    assert read(*(cell for row in rows for cell in row)) == rows


def test_columns_of_a_part_of_the_page_among_lines_over_its_whole_width() -> None:
    above, below = column(0, 0, 8, 430), column(0, 260, 8, 430)
    left, right = justified(0, 130, 8), justified(230, 132, 8)
    expected = [*above, *left, *right, *below]
    assert read(*expected) == [[box] for box in expected]


def test_parts_with_columns_of_their_own() -> None:
    first = *justified(0, 0, 8), *justified(230, 2, 8)
    between = column(0, 120, 9, 430)
    second = *justified(0, 260, 8, 250), *justified(280, 262, 8, 150)
    expected = [*first, *between, *second]
    assert read(*expected) == [[box] for box in expected]


def test_labels_beside_values_among_lines_over_the_whole_width_are_rows() -> None:
    above = column(0, 0, 8, 430)
    widths = (190, 90, 120, 100, 80)
    rows = [[line(0, 130 + 14 * at, width), line(230, 130 + 14 * at, 280 - width)] for at, width in enumerate(widths)]
    assert read(*above, *(box for row in rows for box in row)) == [*([box] for box in above), *rows]


def test_a_column_of_a_part_may_be_ragged_beside_a_justified_one() -> None:
    above = column(0, 0, 8, 430)
    left, right = justified(0, 130, 8), column(230, 130, 8, 160)
    right[3] = line(230, right[3].y0, 200)
    expected = [*above, *left, *right]
    assert read(*expected) == [[box] for box in expected]


@pytest.mark.parametrize(
    ("widths", "leading", "rows"),
    [
        ((130, 142), 12, 8),  # ragged: days and times
        ((85, 90), 12, 8),  # short: two dates, all of one form
        ((180, 180), 20, 8),  # apart: places for signatures
        ((180, 180), 12, 5),  # few: addresses
    ],
)
def test_rows_of_two_long_cells_amid_prose_are_rows(widths: tuple[int, int], leading: int, rows: int) -> None:
    above, below = column(0, 0, 8, 430), column(0, 300, 8, 430)
    ragged = (0, -9, 7, -14, 11, -5, 3, -12) if widths[0] == 130 else (0,) * 8
    table = [
        [line(0, 130 + leading * at, widths[0] + ragged[at]), line(230, 130 + leading * at, widths[1] - ragged[at])]
        for at in range(rows)
    ]
    read_so = [*([box] for box in above), *table, *([box] for box in below)]
    assert read(*(box for row in read_so for box in row)) == read_so


@pytest.mark.parametrize(("top", "width"), [(130 + 8 * 12 + 10, 190), (130 + 8 * 12, 60)])
def test_a_short_line_below_the_columns_is_read_after_both(top: float, width: float) -> None:
    """Apart from the column above, or right below the short end of its paragraph: a heading, 'Date / Signature'."""
    above, below = column(0, 0, 8, 430), column(0, 300, 8, 430)
    expected = [*above, *justified(0, 130, 8), *justified(230, 130, 8), line(0, top, width), *below]
    assert read(*expected) == [[box] for box in expected]


def test_the_longer_column_is_read_to_its_end() -> None:
    above, below = column(0, 0, 8, 430), column(0, 300, 8, 430)
    expected = [*above, *justified(0, 130, 11), *justified(230, 130, 8), *below]
    assert read(*expected) == [[box] for box in expected]


def test_parts_are_not_looked_for_among_very_many_pieces() -> None:
    above = column(0, 0, MAX_PIECES_WITH_PARTS - 16, 430)
    top = above[-1].y1 + 10
    left, right = justified(0, top, 8), justified(230, top, 8)
    assert read(*above, *left, *right)[-1] == [right[-1]]
    rows = read(*above, line(0, -14, 430), *left, *right)
    assert rows[-1] == [left[-1], right[-1]]


def test_rows_of_three_long_cells_amid_prose_are_rows() -> None:
    above = column(0, 0, 20, 430)
    table = [[line(x, 300 + 12 * at, 120) for x in (0, 150, 300)] for at in range(8)]
    read_so = [*([box] for box in above), *table]
    assert read(*(box for row in read_so for box in row)) == read_so
