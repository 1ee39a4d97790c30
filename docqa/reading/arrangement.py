"""The text layer of a page in the order in which it is read, with the way back to pdfium's characters; pure."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docqa.reading.clean_text import HYPHEN
from docqa.reading.columns import Row
from docqa.reading.lines import Line

MAX_GAP_INSIDE_WORD = 2.0  # times a line's size, from it down to the line where its last word goes on
MAX_DIFFERENCE_OF_SIZE = 0.08  # of a line's size
_HYPHENS = "-\u2010"
_HYPHEN_AT_END = re.compile(rf"(?:\A|(?<=\s))([^\W\d_]+)[{_HYPHENS}]\Z")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`raw`, its lines, and the stretches that it is made of, none where it is as the file has it.

    `starts` and `ends` say where each stretch stands in `raw`, `characters` with which of pdfium's it begins.
    """

    raw: str
    lines: Sequence[Line]
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    characters: Sequence[int] = ()

    def character(self, index: int) -> int:
        """pdfium's index of a character of `raw`, -1 for one that stands between two stretches or behind the last."""
        if not self.starts:
            return index
        stretch = bisect_right(self.starts, index) - 1
        return self.characters[stretch] + index - self.starts[stretch] if index < self.ends[stretch] else -1


def without_false_hyphens(raw: str, lines: Sequence[Line], size_at: Callable[[int], float]) -> str:
    """`raw` with a plain hyphen where what follows a divided word is of another size, or far below.

    At the foot of a page or a column a footnote or the page's number stands there, and no word goes on. `size_at` gives
    the size of a character of `raw`, which is not always that of its line: a footnote's mark or code may begin that.

    >>> lines = [Line(0, 4, 0, 90, 9, 99, 9), Line(6, 9, 0, 10, 9, 19, 9)]
    >>> without_false_hyphens(f"inc{HYPHEN}\\r\\n4 5", lines, lambda at: 9.0)
    'inc-\\r\\n4 5'
    """
    false = [
        line.last - 1
        for line, below in pairwise(lines)
        if raw[line.last - 1] == HYPHEN
        and (
            abs(size_at(below.first) - size_at(line.last - 2)) > MAX_DIFFERENCE_OF_SIZE * line.size
            or line.bottom - below.top > MAX_GAP_INSIDE_WORD * line.size
            or raw.count("\n", line.last, below.first) > 1
        )
    ]
    for at in false:
        raw = f"{raw[:at]}-{raw[at + 1 :]}"
    return raw


def arranged(raw: str, rows: Sequence[Row], text_rows: int = 0) -> Arrangement:
    """The rows in their order, each a line; their places are those in `raw`.

    Behind the first `text_rows`, if there are so many, stands an empty line.

    >>> words = [Line(first, first + 3, 0, 0, 9, 9, 9) for first in (0, 4, 8)]
    >>> found = arranged("one two six", [[words[2], words[0]], [words[1]]])
    >>> found.raw, [found.character(index) for index in (0, 2, 3, 9)]
    ('six one\\r\\ntwo', [8, 10, -1, 4])
    """
    texts: list[str] = []
    lines: list[Line] = []
    starts, ends, characters = [], [], []
    length = 0
    for number, row in enumerate(rows):
        if number and number == text_rows:
            texts.append("\r\n")
            length += len("\r\n")
        first = length
        for piece in row:
            if piece is not row[0]:
                texts.append(" ")
                length += 1
            starts.append(length)
            characters.append(piece.first)
            own = raw[piece.first : piece.last]
            texts.append(_HYPHEN_AT_END.sub(rf"\1{HYPHEN}", own) if own[-1] in _HYPHENS else own)
            length += piece.last - piece.first
            ends.append(length)
        joined = row[0]
        for piece in row[1:]:
            joined = joined.joined(piece)
        lines.append(joined._replace(first=first, last=length))
        texts.append("\r\n")
        length += len("\r\n")
    return Arrangement("".join(texts).removesuffix("\r\n"), lines, starts, ends, characters)
