"""Tables of contents and of authorities: lines that lead with dots to a page's number. Pure.

They say where something stands and nothing of it, and hold a question's words as often as what they point at.
"""

import re
from dataclasses import dataclass

from docqa.text.leaders import MARKS

MIN_ENTRIES = 3  # one below the other, most of which begin with the number of a section of a section, or call it one
MIN_ENTRIES_WITHOUT_NUMBERS = 8  # of others: a list of sizes, say, may have prices that go up
MIN_SHARE_OF_CONTENTS = 0.5  # of the lines of a text that is nothing else

_LEADER = re.compile(
    rf"(?<=[^\s{MARKS}])[ \t]*+(?:[{MARKS}](?:[ \t]?[{MARKS}]){{3,}}+|…{{2,}}+)[ \t{MARKS}]*+"
    r"(?P<page>\d{1,4}|[ivxlc]+|)[ \t]*(?=\n|\Z)"
)
_NUMBERED = re.compile(
    r"\W*(?:\d+(?:\.\d+)+|(?:item|chapter|part|section|article|annex|appendix)\s+[\dA-Z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line that leads with dots to the number of a page, which may stand elsewhere in the text."""

    start: int
    end: int
    page: str


def entries(text: str) -> list[tuple[int, int]]:
    """Where the entries of such tables stand in a text, a line each: the numbers of their pages go up.

    Prices that lead with dots to a figure go up and down, or have a currency; on a form there may be none.

    >>> text = "1.1 Rent ........ 4\\n1.2 Pets ........ 4\\n2 Repairs ....... 9\\nThe rent is due monthly."
    >>> [text[start:end] for start, end in entries(text)][-1]
    '2 Repairs ....... 9'
    >>> entries("Tea ...... 3\\nMilk ..... 2\\nCake ..... 5")
    []
    """
    found: list[tuple[int, int]] = []
    for group in _groups(text):
        pages = [int(one.page) for one in group if one.page.isdigit()]
        numbered = sum(bool(_NUMBERED.match(text, one.start, one.end)) for one in group)
        is_numbered = 2 * numbered >= len(group)
        least = MIN_ENTRIES if is_numbered else MIN_ENTRIES_WITHOUT_NUMBERS
        has_pages = is_numbered or 2 * len(pages) >= len(group)
        if len(group) >= least and has_pages and pages == sorted(pages):
            found += [(one.start, one.end) for one in group]
    return found


def is_contents(text: str) -> bool:
    """Whether most lines of a text are such entries."""
    lines = sum(bool(line.strip()) for line in text.splitlines())
    return len(entries(text)) >= max(MIN_ENTRIES, MIN_SHARE_OF_CONTENTS * lines)


def _groups(text: str) -> list[list[_Entry]]:
    """What may be entries: one below the other, or with the first line of a long title between them."""
    groups: list[list[_Entry]] = []
    for leader in _LEADER.finditer(text):
        entry = _Entry(text.rfind("\n", 0, leader.start()) + 1, leader.end(), leader["page"])
        if groups and text.count("\n", groups[-1][-1].end, entry.start) <= 2:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups
