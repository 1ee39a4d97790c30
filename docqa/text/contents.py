"""Tables of contents and of authorities: lines that lead to a page's number, with dots or without. Pure.

They say where something stands and nothing of it, and hold a question's words as often as what they point at.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docqa.documents import Page
from docqa.text.leaders import MARKS

MIN_ENTRIES = 3  # one below the other, most of which begin with the number of a section of a section, or call it one
MIN_ENTRIES_WITHOUT_NUMBERS = 8  # of others: a list of sizes, say, may have prices that go up
MIN_ENTRIES_WITHOUT_DOTS = 5  # of sections; without dots prices that go up look the same
MAX_LINES_BELOW_HEADING = 2  # from the heading "Contents" to the first entry
MIN_SHARE_OF_CONTENTS = 0.5  # of the lines of a text that is nothing else
MAX_WORDS_OF_TITLE = 40
# Of a table's entries, those that stand where they lead to; some titles are other words there, or read wrongly.
MIN_SHARE_BORNE_OUT, MIN_BORNE_OUT = 0.5, 2

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
    r"\W*(?:\d++(?>(?:\.\d++)+)(?!%)|(?:item|chapter|part|section|article|annex|appendix)\s+[\dA-Z])",
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
    return sorted((one.start, one.end) for table in _tables(text) for one in table)


def _tables(text: str) -> Iterator[list[_Entry]]:
    for group in _groups(text, _LEADER):
        pages = [int(one.page) for one in group if one.page.isdigit()]
        is_numbered = _is_numbered(text, group)
        least = MIN_ENTRIES if is_numbered else MIN_ENTRIES_WITHOUT_NUMBERS
        has_pages = is_numbered or 2 * len(pages) >= len(group)
        if len(group) >= least and has_pages and pages == sorted(pages):
            yield group
    for group in _groups(text, _PLAIN):
        pages = [int(one.page) for one in group]
        least = MIN_ENTRIES if _is_below_heading(text, group[0]) else MIN_ENTRIES_WITHOUT_DOTS
        is_list = least == MIN_ENTRIES or _is_numbered(text, group)
        if len(group) >= least and is_list and pages == sorted(pages) and pages[0] < pages[-1]:
            yield group


def ends_of_entries_borne_out(pages: Sequence[Page]) -> Mapping[int, frozenset[int]]:
    """By the index of a page, where those entries end whose numbers are of pages for certain.

    What looks like a table of contents may be a list with prices or quantities that go up. Of a table most titles stand
    again on the pages that they lead to, at the beginning of a line, by the numbers printed or counted from one sheet.

    >>> text = "1.1 Bees 2\\n1.2 Hives 3\\n1.3 Wax 3\\n2.1 Honey 4\\n2.2 Mead 4"
    >>> told = [text, "1.1 Bees\\nThey fly.", "1.2 Hives\\nOf wood.\\n1.3 Wax\\nIs soft.", "2.1 Honey", "None."]
    >>> ends = ends_of_entries_borne_out([Page(n, str(n + 1), one) for n, one in enumerate(told)])
    >>> {index: len(found) for index, found in ends.items()}, len(ends_of_entries_borne_out([Page(0, "1", text)]))
    ({0: 5}, 0)
    """
    tables = [(page, table) for page in pages for table in _tables(page.text)]
    if not tables:
        return {}
    titles = [[_titles(page.text, table, at) for at in range(len(table))] for page, table in tables]
    places = _places({title for own in titles for each in own for title in each}, pages)
    labels = {page.index: page.label for page in pages}
    last = max([len(pages), *(int(page.label) for page in pages if re.fullmatch(r"\d{1,4}", page.label))])
    ends: dict[int, frozenset[int]] = {}
    for (page, table), own in zip(tables, titles, strict=True):
        distances: Counter[int | str] = Counter()
        for entry, each in zip(table, own, strict=True):
            found = {index for title in each for index in places[title]} - {page.index}
            told: set[int | str] = {"printed"} if entry.page and entry.page in map(labels.get, found) else set()
            distances.update(told | ({index - int(entry.page) for index in found} if entry.page.isdigit() else set()))
        most = max(distances.values(), default=0)
        if most >= max(MIN_BORNE_OUT, MIN_SHARE_BORNE_OUT * sum(bool(entry.page) for entry in table)):
            is_none = {entry.end for entry in table if entry.page.isdigit() and int(entry.page) > last}
            ends[page.index] = ends.get(page.index, frozenset()) | {entry.end for entry in table} - is_none
    return ends


def _titles(text: str, table: Sequence[_Entry], at: int) -> list[tuple[str, ...]]:
    """The words of an entry without its page, and those with the line above that it may go on from."""
    entry = table[at]
    end = entry.start + text[entry.start : entry.end].rindex(entry.page) if entry.page else entry.end
    above = table[at - 1].end if at else entry.start
    words = [_words(text[start:end]) for start in {above, entry.start}]
    return [title for title in words if 0 < len(title) <= MAX_WORDS_OF_TITLE]


def _places(titles: Collection[tuple[str, ...]], pages: Sequence[Page]) -> Mapping[tuple[str, ...], set[int]]:
    """The indexes of the pages with a line that begins with a title, and ends with it unless that has a number."""
    lengths = sorted({len(title) for title in titles})
    found: dict[tuple[str, ...], set[int]] = {title: set() for title in titles}
    for page in pages:
        lines = [words for line in page.text.splitlines() if (words := _words(line))]
        for at, line in enumerate(lines):
            words, below = line, at + 1
            for length in lengths:
                while len(words) < length and below < len(lines):
                    words, below = words + lines[below], below + 1
                title = words[:length]
                if title in found and (len(words) == length or any(map(str.isdigit, "".join(title)))):
                    found[title].add(page.index)
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


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
