"""Running lines: what stands at the top or bottom of page after page, as heads, feet and page numbers do. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from docqa.documents import Heading, Page

MAX_RUNNING_LINES_PER_EDGE = 3  # only the first and the last so many lines of a page may be running lines
MAX_RUNNING_LINE_CHARACTERS = 300
# A running line stands on at least so many pages, and on at least this share of them all.
MIN_RUNNING_PAGES = 3
MIN_RUNNING_SHARE = 0.1


def running_lines(
    pages: Iterable[Page], least: int = MIN_RUNNING_PAGES, share: float = MIN_RUNNING_SHARE
) -> frozenset[str]:
    """The running lines of a document, from all its pages, in lower case: those of at least so many and that share.

    In the place of a page's number there stands how far it is from the page's index, which is the same on every page.

    >>> pages = [Page(n, str(n), f"Annual report\\nRent {n * 17}\\n{'word ' * n}\\nPage {n} of 4") for n in range(4)]
    >>> sorted(running_lines(pages))
    ['annual report', 'page <0> of 4', 'page <> of 4']
    """
    counts: Counter[str] = Counter()
    count = 0
    for page in pages:
        count += bool(page.text)
        lines = [line for line in page.text.splitlines() if line.strip()]
        edges = lines[:MAX_RUNNING_LINES_PER_EDGE] + lines[MAX_RUNNING_LINES_PER_EDGE:][-MAX_RUNNING_LINES_PER_EDGE:]
        counts.update(
            {key for line in edges if len(line) <= MAX_RUNNING_LINE_CHARACTERS for key in running_keys(line, page)}
        )
    enough = max(least, share * count)
    return frozenset(key for key, times in counts.items() if times >= enough)


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
