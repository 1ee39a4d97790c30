"""What a file draws amid a sentence and is none of it: footnotes, boxes, captions, watermarks; pure.

It is moved behind the sentence, or behind the text of the page. A formula or a quotation that is set off stands in the
flow of its sentence, and stays.
"""

import re
from collections.abc import Sequence

from docqa.reading.columns import MAX_OFFSET_OF_ALIGNED, Row
from docqa.reading.lines import MIN_SIZE_OF_WATERMARK
from docqa.text.captions import CAPTION
from docqa.text.scripts import RAISED

MAX_ROWS_OF_ASIDE = 40
MAX_ROWS_OF_CAPTION = 8
MAX_ROWS_TO_END = 30  # of the sentence that goes on behind it
MIN_CHARACTERS_OF_PROSE = 20  # in a row of the text
MAX_DIFFERENCE_OF_SIZE = 0.05  # of the text's size, by which its rows may differ
MAX_INDENT = 4.0  # times its size: the first line of a paragraph, or of an item, stands so far from the next one
MAX_SIZE_OF_NOTES = 0.92  # times the size of the text: footnotes are set so small

_END = re.compile(r"[.!?…:;。！？；][)\"'”’\]]*\Z")
_GOES_ON = re.compile(r"[\"'“‘(]?[^\W\d_]")
_NOTE = re.compile(rf"[{RAISED}]{{1,3}}|\d{{1,2}}(?=[\s\u200b]*[^\W\d_])|[*†‡§]")
_CAPTION = re.compile(CAPTION, re.IGNORECASE)


def behind_sentences(raw: str, rows: Sequence[Row]) -> list[Row] | None:
    """The rows with what stands amid a sentence moved behind it; None where nothing does.

    `rows` are in the order in which they are read; `raw` is what they are lines of.
    """
    ordered = list(rows)
    is_changed = False
    at = 0
    while at < len(ordered):
        if (count := _rows_of_aside(raw, ordered, at)) and (behind := _behind(raw, ordered, at, count)) is not None:
            ordered[at + 1 : behind] = ordered[at + 1 + count : behind] + ordered[at + 1 : at + 1 + count]
            is_changed = True
        at += 1
    return ordered if is_changed else None


def _rows_of_aside(raw: str, rows: Sequence[Row], at: int) -> int:
    """How many rows stand between that one and the one where its sentence goes on, if they are none of it; else 0."""
    before = rows[at]
    if at + 2 >= len(rows) or _is_next_line(raw, before, rows[at + 1]) or not is_unfinished(raw, before):
        return 0
    for index in range(at + 2, min(at + 2 + MAX_ROWS_OF_ASIDE, len(rows))):
        if not _is_text(raw, before, rows[index]):
            continue
        aside, after = rows[at + 1 : index], rows[index]
        if _lies_over(before, aside, after):
            return len(aside)
        if begins_small(raw, after):
            if (
                _is_note(raw, before, aside, after)
                or _is_beside(before, aside, after)
                or _is_caption(raw, before, aside)
            ):
                return len(aside)
    return 0


def _lies_over(before: Row, aside: Sequence[Row], after: Row) -> bool:
    """Whether a watermark lies over the text: large letters for which there is no room between its two rows."""
    room = before[0].bottom - after[0].top
    return (
        all(row[0].size >= MIN_SIZE_OF_WATERMARK * before[0].size and room < row[0].size / 2 for row in aside)
        and abs(after[0].left - before[0].left) <= MAX_INDENT * before[0].size
        and room > -before[0].size
    )


def _is_note(raw: str, before: Row, aside: Sequence[Row], after: Row) -> bool:
    """Whether a footnote stands below a column whose text goes on above, in the next one."""
    return (
        is_note(raw, aside[0])
        and all(row[0].size <= MAX_SIZE_OF_NOTES * before[0].size and row[0].top <= before[0].bottom for row in aside)
        and after[0].bottom > aside[0][0].top
    )


def _is_beside(before: Row, aside: Sequence[Row], after: Row) -> bool:
    """Whether a box stands beside the text, which goes on below its last row and no lower than the box does."""
    size = before[0].size
    return (
        abs(after[0].left - before[0].left) <= MAX_OFFSET_OF_ALIGNED * size
        and after[0].top <= before[0].bottom + MAX_OFFSET_OF_ALIGNED * size
        and after[0].middle[1] >= aside[-1][0].middle[1] - MAX_OFFSET_OF_ALIGNED * size
        and all(row[-1].right <= after[0].left or row[0].left >= after[-1].right for row in aside)
    )


def _is_caption(raw: str, before: Row, aside: Sequence[Row]) -> bool:
    """Whether the rows end with a caption, before which stand at most words of another size, in the picture."""
    first = next((at for at, row in enumerate(aside) if _CAPTION.match(raw, row[0].first)), None)
    return (
        first is not None
        and not any(_is_of_size(before, row) for row in aside[:first])
        and len(aside) - first <= MAX_ROWS_OF_CAPTION
        and _END.search(_text(raw, aside[-1])) is not None
    )


def _behind(raw: str, rows: Sequence[Row], at: int, count: int) -> int | None:
    """The index of the row before which an aside of so many rows behind that one is to stand; None where there is none.

    A footnote stands behind the last row of text of the page, all else behind the end of a sentence that ends a row.
    """
    before, aside = rows[at], rows[at + 1 : at + 1 + count]
    first = at + 1 + count
    if _is_note(raw, before, aside, rows[first]):
        return 1 + max(index for index in range(first, len(rows)) if _is_text(raw, before, rows[index]))
    for index in range(first, min(first + MAX_ROWS_TO_END, len(rows))):
        if not _is_text(raw, before, rows[index]):
            return None
        if _END.search(_text(raw, rows[index])):
            return index + 1
    return None


def _is_of_size(before: Row, row: Row) -> bool:
    return abs(row[0].size - before[0].size) <= MAX_DIFFERENCE_OF_SIZE * before[0].size


def _is_next_line(raw: str, before: Row, row: Row) -> bool:
    """Whether a row goes on from the one before: of its size, and hardly further left or right, as below an indent."""
    return (
        _is_of_size(before, row)
        and (abs(row[0].left - before[0].left) <= MAX_INDENT * before[0].size or row[0].bottom > before[0].top)
        and not _CAPTION.match(raw, row[0].first)
    )


def _is_text(raw: str, before: Row, row: Row) -> bool:
    """Whether a row is set as the text is that the one before is of: below it, or in another column."""
    return (
        row[0].is_level
        and _is_of_size(before, row)
        and (len(_text(raw, row)) >= MIN_CHARACTERS_OF_PROSE or _END.search(_text(raw, row)) is not None)
        and (
            abs(row[0].left - before[0].left) <= MAX_OFFSET_OF_ALIGNED * before[0].size or row[0].bottom > before[0].top
        )
        and not _CAPTION.match(raw, row[0].first)
    )


def is_note(raw: str, row: Row) -> bool:
    """Whether a row begins with the mark of a footnote."""
    return _NOTE.match(raw, row[0].first) is not None


def is_unfinished(raw: str, row: Row) -> bool:
    """Whether a row of text ends within a sentence."""
    text = _text(raw, row)
    return row[0].is_level and len(text) >= MIN_CHARACTERS_OF_PROSE and not _END.search(text)


def begins_small(raw: str, row: Row) -> bool:
    """Whether a row begins with a small letter, as one that goes on does."""
    begin = _GOES_ON.match(raw, row[0].first)
    return begin is not None and begin[0][-1].islower()


def _text(raw: str, row: Row) -> str:
    return raw[row[0].first : row[-1].last]
