"""The parts of a document by the heads of its pages: "Opinion of the Court" on one page after the other. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from docqa.documents import Heading, Page
from docqa.text.running_lines import MAX_RUNNING_LINES_PER_EDGE

MAX_TITLE_CHARACTERS = 80
MAX_SHARE_OF_PAGES = 0.8  # from the first to the last page of a head; one on more is the document's, not a part's
MAX_PAGES_APART = 2  # of at least two such heads
MIN_SHARE_OF_SPAN = 0.5  # of the pages between them that have it: heads of left and right pages may differ
_NUMBER = re.compile(r"^\W*(?:\d+|[ivxlc]+)\W+|\W+(?:\d+|[ivxlc]+)\W*$")
_TITLE = re.compile(r"[\"“'(]*[^\W\d_a-zß-öø-ÿ].*[^\s.,:;!?-]")


def running_titles(pages: Sequence[Page]) -> dict[int, Heading]:
    """The headings that heads of pages make, by the index of the page where each begins; none for fewer than two.

    A page without such a head is in a part of its own, without a title. Where a page begins within a sentence, its part
    begins at the line that has the words of the title, or with the next page.

    >>> heads = ["Mill v. Lee", "Opinion", "Opinion", "Lee, dissenting", "Lee, dissenting"]
    >>> pages = [Page(n, str(n), f"The Mill Reports {n}\\n{head}\\nRent is due.") for n, head in enumerate(heads)]
    >>> [(index, heading.title) for index, heading in running_titles(pages).items()]
    [(1, 'Opinion'), (3, 'Lee, dissenting')]
    """
    lines = [[*_top_lines(page)] for page in pages]
    places: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(lines):
        for title in dict.fromkeys(title for _, title in own):
            places[title].append(at)
    of_all = {title for title, own in places.items() if len(own) > 1 and _span(own) > MAX_SHARE_OF_PAGES * len(pages)}
    heads = [next(((start, title) for start, title in own if title not in of_all), None) for own in lines]
    first_lines: dict[str, list[int]] = defaultdict(list)
    for at, head in enumerate(heads):
        if head:
            first_lines[head[1]].append(at)
    repeated = {
        title
        for title, own in first_lines.items()
        if any(b - a <= MAX_PAGES_APART for a, b in pairwise(own)) and len(own) >= MIN_SHARE_OF_SPAN * _span(own)
    }
    titles = [head[1] if head and head[1] in repeated else "" for head in heads]
    for at in range(1, len(pages) - 1):  # one page alone, between two that have such a head
        if not titles[at] and titles[at - 1] and titles[at + 1] and (head := heads[at]) and _TITLE.fullmatch(head[1]):
            titles[at] = head[1]
    if len(set(filter(None, titles))) < 2:
        return {}
    found = {}
    for at, (before, title) in enumerate(pairwise(["", *titles])):
        if title != before:
            head = heads[at]
            start = head[0] if head and title else 0
            found[pages[at].index] = Heading(_begin(pages[at].text, start, title), title)
    return found


def _begin(text: str, start: int, title: str) -> int:
    """Where on its first page a part begins, whose head stands at `start`.

    >>> text = "Lee, dissenting\\nand so the rent is due.\\nJustice Lee.\\nThe rent is not due."
    >>> text[_begin(text, 0, "Lee, dissenting"):][:12], _begin(text, 0, "Tom, dissenting") == len(text)
    ('Justice Lee.', True)
    """
    below = text.find("\n", start) + 1
    first = re.search(r"[^\W\d_]", text[below:])
    if not title or first is None or not first[0].islower():
        return start
    words = [word for word in re.findall(r"\w{3,}", title) if word[0].isupper()]
    lines = (line for line in re.finditer(r"[^\n]+", text[below:]) if len(line[0]) <= MAX_TITLE_CHARACTERS)
    named = (line for line in lines if all(re.search(rf"\b{word}\b", line[0], re.IGNORECASE) for word in words))
    return next((below + line.start() for line in named if line[0][:1].isupper()), len(text))


def _top_lines(page: Page) -> list[tuple[int, str]]:
    """Where the first lines of a page with a word begin, and each without the page's number."""
    lines = [line for line in re.finditer(r"[^\n]+", page.text) if re.search(r"[^\W\d_]", line[0])]
    plain = (
        (line.start(), _NUMBER.sub("", line[0].strip()).strip()) for line in lines[: MAX_RUNNING_LINES_PER_EDGE + 1]
    )
    return [(start, title) for start, title in plain if _TITLE.fullmatch(title) and len(title) <= MAX_TITLE_CHARACTERS]


def _span(places: Sequence[int]) -> int:
    return places[-1] - places[0] + 1
