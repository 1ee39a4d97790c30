"""ordering: rows stay rows, columns are read one after the other."""

import random

import pytest

from docqa.documents import Box
from docqa.reading.reading_order import reading_rows

pytestmark = pytest.mark.pure


def line(x: float, y: float, width: float, height: float = 10) -> Box:
    return Box(x, y, x + width, y + height)


def read(*boxes: Box) -> list[list[Box]]:
    """The rows of the boxes, which come in any order."""
    mixed = random.Random(1).sample(boxes, len(boxes))
    return [[mixed[index] for index in row] for row in reading_rows(mixed)]


def column(x: float, top: float, lines: int, width: float = 200) -> list[Box]:
    return [line(x, top + 14 * number, width - number % 3 * 10) for number in range(lines)]


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
    left, right = column(0, 130, 8), column(230, 132, 8)
    expected = [*above, *left, *right, *below]
    assert read(*expected) == [[box] for box in expected]


def test_parts_with_columns_of_their_own() -> None:
    first = *column(0, 0, 8), *column(230, 2, 8)
    between = column(0, 120, 9, 430)
    second = *column(0, 260, 8, 250), *column(280, 262, 8, 150)
    expected = [*first, *between, *second]
    assert read(*expected) == [[box] for box in expected]


def test_labels_beside_values_among_lines_over_the_whole_width_are_rows() -> None:
    above = column(0, 0, 8, 430)
    widths = (190, 90, 120, 100, 80)
    rows = [[line(0, 130 + 14 * at, width), line(230, 130 + 14 * at, 280 - width)] for at, width in enumerate(widths)]
    assert read(*above, *(box for row in rows for box in row)) == [*([box] for box in above), *rows]
