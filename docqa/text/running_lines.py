"""Running lines: what stands at the top or bottom of page after page, as heads, feet and page numbers do. Pure."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from docqa.documents import Heading, Page

MAX_RUNNING_LINES_PER_EDGE = 3  # only the first and the last so many lines of a page may be running lines
MAX_RUNNING_LINE_CHARACTERS = 300
# A running line stands on at least so many pages, and on at least this share of them all.
MIN_RUNNING_PAGES = 3
MIN_RUNNING_SHARE = 0.1
# What stands at the edge of so many pages heads no section, as the title of a chapter on its own pages does.
MIN_SHARE_OF_WATERMARK = 0.5
MAX_PAGES_BETWEEN = 4  # of those that a chapter's title heads: its left pages may have another, and pictures none


def running_lines(
    pages: Iterable[Page], least: int = MIN_RUNNING_PAGES, share: float = MIN_RUNNING_SHARE
) -> frozenset[str]:
    """The running lines of a document, from all its pages, in lower case: those of at least so many and that share.

    In the place of a page's number there stands how far it is from the page's index, which is the same on every page.

    >>> pages = [Page(n, str(n), f"Annual report\\nRent {n * 17}\\n{'word ' * n}\\nPage {n} of 4") for n in range(4)]
    >>> sorted(running_lines(pages))
    ['annual report', 'page <0> of 4', 'page <> of 4']
    """
    return frozenset(_pages_of(pages, least, share)[0])


def running_lines_and_watermarks(pages: Iterable[Page]) -> tuple[frozenset[str], frozenset[str]]:
    """The running lines, and those of them that head no section: of most pages, and of pages here and there.

    A chapter's title runs over the pages that follow it; a name that comes again elsewhere is that of the document, or
    of whoever wrote it.
    """
    found, count = _pages_of(pages, MIN_RUNNING_PAGES, MIN_RUNNING_SHARE)
    most = max(MIN_RUNNING_PAGES, MIN_SHARE_OF_WATERMARK * count)
    heads = (key for key, indexes in found.items() if len(indexes) >= most or _is_scattered(indexes))
    return frozenset(found), frozenset(heads)


def _is_scattered(indexes: list[int]) -> bool:
    return any(after - before > MAX_PAGES_BETWEEN + 1 for before, after in pairwise(indexes))


def _pages_of(pages: Iterable[Page], least: int, share: float) -> tuple[dict[str, list[int]], int]:
    """The running lines with the pages that each runs on, and how many pages have text."""
    found: dict[str, list[int]] = defaultdict(list)
    count = 0
    for page in pages:
        count += bool(page.text)
        edges = (line for line in edge_lines(page.text) if len(line) <= MAX_RUNNING_LINE_CHARACTERS)
        for key in {key for line in edges for key in running_keys(line, page)}:
            found[key].append(page.index)
    enough = max(least, share * count)
    return {key: indexes for key, indexes in found.items() if len(indexes) >= enough}, count


def edge_lines(text: str) -> list[str]:
    """The lines of a page that may be running lines: its first and its last."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[:MAX_RUNNING_LINES_PER_EDGE] + lines[MAX_RUNNING_LINES_PER_EDGE:][-MAX_RUNNING_LINES_PER_EDGE:]


def body(page: Page, running: Collection[str]) -> tuple[int, int]:
    """Where the page's text stands between its running lines, long or short: `page.text[start:end]`."""
    lines = [line for line in re.finditer(r"[^\n]+", page.text) if line[0].strip()]
    edge = MAX_RUNNING_LINES_PER_EDGE
    own = [
        line
        for at, line in enumerate(lines)
        if not (at < edge or at >= len(lines) - edge) or not is_running(line[0], page, running)
    ]
    return (own[0].start(), own[-1].end()) if own else (0, 0)


def headings(page: Page, running: Collection[str]) -> list[Heading]:
    """The headings of a page that are none of the document's running lines, in order."""
    return [heading for heading in page.headings if not is_running(heading.title, page, running)]


def is_running(line: str, page: Page, running: Collection[str]) -> bool:
    """Whether a line of a page is one of the document's running lines.

    >>> is_running("Page 3 of 4", Page(2, "3", ""), {"page <0> of 4", "page <> of 4"})
    True
    """
    return any(key in running for key in running_keys(line, page))


def running_keys(line: str, page: Page) -> Iterator[str]:
    """What a line may be on other pages, if it is a running line: the same, but for the number of the page.

    That number is the page's label, or a number in the line, by its distance from the page's index: the stamp of a
    court, "Case 1:21-cv-1009 Filed 09/13/21 Page 3 of 24", has it amid others.

    >>> list(running_keys("Rent 2024, page 5", Page(4, "5", "")))
    ['rent 2024, page 5', 'rent 2024, page <>', 'rent <2020>, page 5', 'rent 2024, page <1>']
    """
    plain = " ".join(line.split()).casefold()
    yield plain
    yield re.sub(rf"(?<!\w){re.escape(page.label.casefold())}(?!\w)", "<>", plain)
    for number in re.finditer(r"\d{1,6}", plain):
        yield f"{plain[: number.start()]}<{int(number[0]) - page.index}>{plain[number.end() :]}"
