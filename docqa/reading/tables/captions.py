"""The title of a table, and the unit that is given for all of it; pure."""

import re
from collections.abc import Sequence

from docqa.reading.tables.bodies import Body
from docqa.reading.tables.lines import Line
from docqa.reading.tables.units import is_unit, stated_unit

MAX_LINES_ABOVE = 7  # of a table, for its title and its unit
MAX_CHARACTERS_PER_TITLE = 150  # characters

_SENTENCE = re.compile(r"(?<=[a-z\d]{3}\.)\s+(?=(?:The|Our|We|In|A|As|For|This|These|Total|Net|At|See)\b)")
_RUNNING = re.compile(r"table of contents|\W*\d*\W*", re.IGNORECASE)  # what stands on every page
_NOTE = re.compile(r"\[[^\[\]]*\]|[^\[\]]*\]")  # or its last line
_STATEMENT = re.compile(r"\w{2,}(?: \w+){0,3}: \w")  # "Source: county clerk"
_CAPTION = re.compile(r"(?:table|tabelle|exhibit|figure|schedule)\s+[\dA-Z]", re.IGNORECASE)


def find_caption(body: Body, lines: Sequence[Line]) -> tuple[str, str]:
    """A table's title and unit, from its header and the lines above it.

    A note in square brackets between title and table, as statistics have it, says the unit and is no title. Nor is
    what says something of its own below one, "Source: county clerk".
    """
    title = note = statement = ""
    is_note = False
    unit = next(filter(None, map(stated_unit, body.header.units)), "")
    for number in range(body.header.first - 1, max(-1, body.header.first - 1 - MAX_LINES_ABOVE), -1):
        pieces = [
            piece for piece in lines[number].pieces if piece.box.x1 > body.x0 and piece.box.x0 < body.columns[-1].x1
        ]
        if not pieces:
            continue
        if any(piece.is_number and not piece.is_period for piece in pieces[1:]):
            break
        said = " ".join(piece.text for piece in pieces)
        unit = unit or stated_unit(said)
        if is_note or _NOTE.fullmatch(said):
            note = note or said
            is_note = not said.startswith("[")
            continue
        if is_unit(said) or _RUNNING.fullmatch(said):
            continue
        if not title and _STATEMENT.match(said) and not _CAPTION.match(said):
            statement = statement or said
        elif not title or _CAPTION.match(said):
            title = said
        elif _goes_on(title):
            title = f"{said} {title}"
        elif unit:
            break
    title = _last_sentence(title or statement or note)
    cut = max(0, len(title) - MAX_CHARACTERS_PER_TITLE)
    return title[cut:].partition(" ")[2] if cut else title, unit or body.inherited


def _goes_on(title: str) -> bool:
    """Whether a title is the end of a sentence, whose beginning stands above."""
    return title[:1].islower() and len(title) < MAX_CHARACTERS_PER_TITLE


def _last_sentence(text: str) -> str:
    """The last sentence of a text.

    >>> _last_sentence("We sold it in 2018. The results of Corp. Inc. were as follows:")
    'The results of Corp. Inc. were as follows:'
    """
    ends = list(_SENTENCE.finditer(text))
    return text[ends[-1].end() :] if ends else text
