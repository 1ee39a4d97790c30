"""Tables of contents and of authorities: lines that lead to a page's number, with dots or without. Pure.

They say where something stands and nothing of it, and hold a question's words as often as what they point at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docqa.text.leaders import MARKS

MIN_ENTRIES = 3  # one below the other, most of which begin with the number of a section of a section, or call it one
MIN_ENTRIES_WITHOUT_NUMBERS = 8  # of others: a list of sizes, say, may have prices that go up
MIN_ENTRIES_WITHOUT_DOTS = 5  # of sections; without dots prices that go up look the same
MAX_LINES_BELOW_HEADING = 2  # from the heading "Contents" to the first entry
MIN_SHARE_OF_CONTENTS = 0.5  # of the lines of a text that is nothing else

_LEADER = re.compile(
    rf"(?<=[^\s{MARKS}])[ \t]*+(?:[{MARKS}](?:[ \t]?[{MARKS}]){{3,}}+|…{{2,}}+)[ \t{MARKS}]*+"
    r"(?P<page>\d{1,4}|[ivxlc]+|)[ \t]*(?=\n|\Z)"
)
# A line that ends with a page's number, which no dots lead to.
_PLAIN = re.compile(r"(?<=[^\W\d_][^\s\d.,$€£%+–—-])[ \t]+(?P<page>\d{1,4})[ \t]*+(?=\n|\Z)")
_HEADING = re.compile(
    r"^\W*(?:(?:table of )?contents|index|inhalt|inhalts(?:verzeichnis|übersicht)|sommaire|table des matières"
    r"|índice|contenidos?|indice|sommario|inhoud(?:sopgave)?)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED = re.compile(
    r"\W*(?:\d++(?:\.\d++)++(?!%)|(?:item|chapter|part|section|article|annex|appendix)\s+[\dA-Z])",
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
    for group in _groups(text, _LEADER):
        pages = [int(one.page) for one in group if one.page.isdigit()]
        is_numbered = _is_numbered(text, group)
        least = MIN_ENTRIES if is_numbered else MIN_ENTRIES_WITHOUT_NUMBERS
        has_pages = is_numbered or 2 * len(pages) >= len(group)
        if len(group) >= least and has_pages and pages == sorted(pages):
            found += [(one.start, one.end) for one in group]
    for group in _groups(text, _PLAIN):
        pages = [int(one.page) for one in group]
        least = MIN_ENTRIES if _is_below_heading(text, group[0]) else MIN_ENTRIES_WITHOUT_DOTS
        is_list = least == MIN_ENTRIES or _is_numbered(text, group)
        if len(group) >= least and is_list and pages == sorted(pages) and pages[0] < pages[-1]:
            found += [(one.start, one.end) for one in group]
    return sorted(found)


def _is_numbered(text: str, group: Sequence[_Entry]) -> bool:
    """Whether most entries begin with the number of a section of a section, or call it one."""
    return 2 * sum(bool(_NUMBERED.match(text, one.start, one.end)) for one in group) >= len(group)


def _is_below_heading(text: str, entry: _Entry) -> bool:
    start = entry.start
    for _ in range(1 + MAX_LINES_BELOW_HEADING):
        start = text.rfind("\n", 0, max(0, start - 1)) + 1
    return any(map(_HEADING.match, text[start : entry.start].splitlines()))


def is_contents(text: str) -> bool:
    """Whether most lines of a text are such entries."""
    lines = sum(bool(line.strip()) for line in text.splitlines())
    return len(entries(text)) >= max(MIN_ENTRIES, MIN_SHARE_OF_CONTENTS * lines)


def _groups(text: str, pattern: re.Pattern[str]) -> list[list[_Entry]]:
    """What may be entries: one below the other, or with the first line of a long title between them."""
    groups: list[list[_Entry]] = []
    for found in pattern.finditer(text):
        entry = _Entry(text.rfind("\n", 0, found.start("page")) + 1, found.end(), found["page"])
        if groups and text.count("\n", groups[-1][-1].end, entry.start) <= 2:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups
