"""What stands above or below the text of a page that goes over its end: boxes, captions, footnotes; pure.

It comes behind the text, set apart from it by an empty line, so that it is no part of the sentence that goes on. What
only another size or a frame tells is not known any more where the text of two pages is compared.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from docqa.reading.asides import (
    MAX_DIFFERENCE_OF_SIZE,
    MAX_INDENT,
    MAX_ROWS_OF_ASIDE,
    MAX_SIZE_OF_NOTES,
    is_note,
    is_unfinished,
)
from docqa.reading.columns import Row

MIN_ROWS_OF_TEXT = 4  # of a page, by which the size of its text is told
MIN_CHARACTERS_OF_TEXT = 20  # in such a row
MIN_SHARE_OF_LETTERS = 0.8  # of a row that is no table's
MIN_CHARACTERS_OF_NOTE = 40  # of one without a mark: a shorter line may be the page's foot
MIN_SHARE_OF_TEXT = 0.5  # of the rows of a page: other pages have tables, and those have frames and notes, too
ROWS_GOING_ON = 3  # of prose, at least, where a sentence goes on
MAX_ROWS_ABOVE_ASIDE = 3  # at the head of a page: its running lines
MIN_SIZE_OF_ORNAMENT = 1.25  # times the size of the text: a sentence of it that is set as an ornament
MIN_LINES_OF_FRAME = 1.5  # in height: lower is a line, or the ground of a heading
MAX_SHARE_IN_FRAME = 0.5  # of the rows: what holds more is the page


class Place(NamedTuple):
    """Of what is drawn and is no text, in points of the page's own coordinates."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, row: Row) -> bool:
        slack = row[0].size / 4
        is_inside = self.left - slack <= row[0].left and row[-1].right <= self.right + slack
        return is_inside and self.bottom <= row[0].middle[1] <= self.top


def behind_text(
    raw: str, rows: Sequence[Row], areas: Iterable[Place], pictures: Sequence[Place]
) -> tuple[list[Row], int] | None:
    """The rows with what stands above or below the text behind it, and how many rows stand before that.

    None where the text neither begins nor ends within a sentence, or nothing stands there. What stands above is moved
    where it is in a frame, or in a picture or below it; the running lines above that stay.
    """
    sizes = [row[0].size for row in rows if row[-1].last - row[0].first >= MIN_CHARACTERS_OF_TEXT]
    if len(sizes) < max(MIN_ROWS_OF_TEXT, MIN_SHARE_OF_TEXT * len(rows)):
        return None
    size = median(sizes)
    least, most = (1 - MAX_DIFFERENCE_OF_SIZE) * size, (1 + MAX_DIFFERENCE_OF_SIZE) * size
    frames = {area for area in areas if area.top - area.bottom >= MIN_LINES_OF_FRAME * size}
    if not frames and not pictures and least <= rows[-1][0].size <= most:
        return None  # as of most pages
    own = [at for at, row in enumerate(rows) if least <= row[0].size <= most and row[0].is_level]
    framed = _framed(rows, frames)
    own = [at for at in own if at not in framed]
    if len(own) < max(MIN_ROWS_OF_TEXT, MIN_SHARE_OF_TEXT * len(rows)):
        return None
    first, last = own[0], own[-1]
    goes_on = raw[rows[first][0].first].islower() and all(_is_prose(raw, rows[at]) for at in own[:ROWS_GOING_ON])
    above = _above(rows, first, framed, pictures) if goes_on else first
    is_below = (
        last < len(rows) - 1
        and is_unfinished(raw, rows[last])
        and _is_prose(raw, rows[last])
        and _is_aside(raw, rows, last, size, last + 1 in framed, pictures)
    )
    if above == first and not is_below:
        return None
    return [*rows[:above], *rows[first : last + 1], *rows[above:first], *rows[last + 1 :]], above + last + 1 - first


def _framed(rows: Sequence[Row], frames: Iterable[Place]) -> set[int]:
    """Which rows stand in a frame that does not hold most of them. A plan has thousands of frames."""
    upwards = sorted(range(len(rows)), key=lambda at: rows[at][0].middle[1])
    levels = [rows[at][0].middle[1] for at in upwards]
    framed: set[int] = set()
    for frame in frames:
        near = upwards[bisect_left(levels, frame.bottom) : bisect_right(levels, frame.top)]
        inside = [at for at in near if frame.holds(rows[at])]
        if len(inside) <= MAX_SHARE_IN_FRAME * len(rows):
            framed.update(inside)
    return framed


def _is_prose(raw: str, row: Row) -> bool:
    """Whether a row is one of sentences rather than of a table, whose headers have frames, too."""
    signs = "".join(raw[row[0].first : row[-1].last].split())
    return len(signs) >= MIN_CHARACTERS_OF_TEXT and sum(map(str.isalpha, signs)) >= MIN_SHARE_OF_LETTERS * len(signs)


def _above(rows: Sequence[Row], first: int, framed: set[int], pictures: Sequence[Place]) -> int:
    """Where what stands above the first row of the text begins, below the running lines."""
    text = rows[first][0]
    upper = [picture for picture in pictures if picture.bottom >= text.bottom]
    above = first
    while above and (above - 1 in framed or any(rows[above - 1][0].middle[1] <= picture.top for picture in upper)):
        above -= 1
    return above if above <= MAX_ROWS_ABOVE_ASIDE and first - above <= MAX_ROWS_OF_ASIDE else first


def _is_aside(
    raw: str, rows: Sequence[Row], last: int, size: float, is_framed: bool, pictures: Sequence[Place]
) -> bool:
    """Whether what follows the last row of the text is no foot of the page, and no quotation that is set off."""
    text, below = rows[last], rows[last + 1]
    if len(rows) - last > MAX_ROWS_OF_ASIDE:
        return False
    is_beside = below[0].left >= text[-1].right and below[0].middle[1] >= text[0].bottom
    is_of_picture = any(picture.top <= text[0].top and below[0].bottom <= picture.top for picture in pictures)
    if is_framed or is_beside or is_of_picture or below[0].size >= MIN_SIZE_OF_ORNAMENT * size:
        return True
    is_small = below[0].size <= MAX_SIZE_OF_NOTES * size and abs(below[0].left - text[0].left) <= MAX_INDENT * size
    return is_small and (is_note(raw, below) or below[-1].last - below[0].first >= MIN_CHARACTERS_OF_NOTE)
