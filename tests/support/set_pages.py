"""Pages as they are set, from drawings of them: each letter of a drawing has a place of its own, as on a typewriter."""

import re
from dataclasses import replace
from textwrap import dedent

from docqa.documents import Box, Word
from docqa.reading.tables.finder import SetPage

COLUMNS, LINES = 120, 60  # of letters on a page


def set_page(drawing: str, top: int = 0, turned: int = 0) -> SetPage:
    """The page of a drawing, `top` lines down, its text running level or, `turned` by 90 or 270 degrees, down or up."""
    text = ""
    words = []
    for number, line in enumerate(dedent(drawing).strip("\n").splitlines(), top):
        for match in re.finditer(r"\S+", line):
            x0, y0 = match.start() / COLUMNS, number / LINES
            box = Box(x0, y0, match.end() / COLUMNS, y0 + 0.9 / LINES)
            words.append(Word(len(text) + match.start(), len(text) + match.end(), _turned(box, turned)))
        text += f"{line}\n"
    return SetPage(text, tuple(words))


def lowered(page: SetPage, text: str, lines: float) -> SetPage:
    """The page, with so many lines more space above that text."""
    top = next(word.box.y0 for word in page.words if page.text[word.start : word.end] == text)
    more = lines / LINES
    words = (
        replace(word, box=replace(word.box, y0=word.box.y0 + more, y1=word.box.y1 + more))
        if word.box.y0 >= top
        else word
        for word in page.words
    )
    return SetPage(page.text, tuple(words))


def _turned(box: Box, turned: int) -> Box:
    x0, y0, x1, y1 = box.x0, box.y0, box.x1, box.y1
    return {0: box, 90: Box(1 - y1, x0, 1 - y0, x1), 270: Box(y0, 1 - x1, y1, 1 - x0)}[turned]


COSTS = set_page("""
    Costs (in thousands)
                      2018     2017
    Rent             1,180      250
    Heating            310      297
""")
