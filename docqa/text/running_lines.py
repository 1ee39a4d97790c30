"""Running lines: what stands at the top or bottom of page after page, as heads, feet and page numbers do. Pure."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from docqa.documents import Heading, Page

MAX_RUNNING_LINES_PER_EDGE = 3  # only the first and the last so many lines of a page may be running lines
MAX_RUNNING_LINE_CHARACTERS = 300
# A running line stands on at least so many pages, and on at least this share of them all.
MIN_RUNNING_PAGES = 3
MIN_RUNNING_SHARE = 0.1
# A line with the number of its page and so many letters beside it is no chance on two pages of a few.
MIN_PAGES_WITH_NUMBER = 2
MIN_LETTERS_OF_VARIANT = 8
# Of a running line that OCR has misread on some pages; and how far the printed numbers of its pages may be out of step,
# where sheets are missing between them.
MAX_SHARE_OF_MISREAD_LETTERS = 0.1
MAX_MISSING_SHEETS = 3
# What stands at the edge of so many pages heads no section, as the title of a chapter on its own pages does.
MIN_SHARE_OF_WATERMARK = 0.5
MAX_PAGES_BETWEEN = 4  # of those that a chapter's title heads: its left pages may have another, and pictures none

MAX_LINES_REMEMBERED = 10_000  # a search looks at the edges of the same pages again and again

_NUMBERED = re.compile(r" <-?\d+>\Z")
_LINE = re.compile(r"[^\n]+")
_DISTANCE = re.compile(r"<(-?\d+)>")  # of a page's printed number from its index


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
        edges = (line[0] for line in edge_lines(page) if len(line[0]) <= MAX_RUNNING_LINE_CHARACTERS)
        for key in {key for line in edges for key in running_keys(line, page)}:
            found[key].append(page.index)
    enough = max(least, share * count)
    running = {key: indexes for key, indexes in found.items() if len(indexes) >= enough}
    return running | _variants(running, found), count


def _variants(running: Mapping[str, list[int]], found: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Those of the lines found that are running ones as OCR has misread them, or with sheets missing between.

    Each with all pages that the two run on.

    >>> running = {"the siege of vicksburg. <50>": [2, 4, 5]}
    >>> lines = ("the siege op vicksburg. <50>", "the siege of vicksburg. <49>", "the siege of gettysburg <50>")
    >>> [line for line in lines if _variants(running, {line: [0]})]
    ['the siege op vicksburg. <50>', 'the siege of vicksburg. <49>']
    """
    known = defaultdict[int, list[str]](list)
    for key in running:
        if _letters(key) >= MIN_LETTERS_OF_VARIANT:
            known[len(_parted(key)[0])].append(key)
    variants = {}
    for key, indexes in found.items() if known else ():
        for its_key in known.get(len(_parted(key)[0]), ()) if key not in running else ():
            if _is_variant(key, its_key):
                variants[key] = sorted({*indexes, *running[its_key]})
                break
    return variants


def _is_variant(key: str, other: str) -> bool:
    """Whether two lines are the same but for letters that OCR has misread, and for sheets that are missing."""
    (words, distance), (its_words, its_distance) = _parted(key), _parted(other)
    if len(words) != len(its_words) or abs(distance - its_distance) > MAX_MISSING_SHEETS:
        return False
    misread = [(a, b) for a, b in zip(words, its_words, strict=True) if a != b]
    return len(misread) <= MAX_SHARE_OF_MISREAD_LETTERS * len(words) and all(
        a.isalpha() and b.isalpha() for a, b in misread
    )


def _letters(key: str) -> int:
    return sum(map(str.isalpha, key))


def _parted(key: str) -> tuple[str, int]:
    """The words of a running line, and the distance in it of the page's number from its index (0 without one)."""
    distance = _DISTANCE.search(key)
    return _DISTANCE.sub("<>", key), int(distance[1]) if distance else 0


def running_stretches(page: Page, around: Iterable[Page]) -> tuple[tuple[int, int], ...]:
    r"""Where the running lines of a page stand in its text, `[start:end]`, in order, as few pages `around` it tell.

    >>> pages = [Page(n, str(n), f"Dogs pay {'a' * n} fee.\nRent and fees {n + 1}") for n in (0, 2)]
    >>> [pages[1].text[start:end] for start, end in running_stretches(pages[1], pages)]
    ['Rent and fees 3']
    """
    found, count = _pages_of(around, 1, 0.0)
    return tuple(
        line.span()
        for line in edge_lines(page)
        if len(line[0]) <= MAX_RUNNING_LINE_CHARACTERS
        and any(_runs_around(key, page.index, found, count) for key in running_keys(line[0], page))
    )


def _runs_around(key: str, at: int, found: Mapping[str, list[int]], pages: int) -> bool:
    """Whether a line of page `at` runs over these few pages, and is no row of a table's head or date of signatures."""
    if _NUMBERED.search(key) and _letters(key) >= MIN_LETTERS_OF_VARIANT:
        _, distance = _parted(key)
        its_pages = {
            index
            for other, indexes in found.items()
            if _is_variant(key, other)
            for index in indexes
            if (index - at) * (index + _parted(other)[1] - at - distance) > 0  # numbers of pages grow with them
        }
        return len({at, *its_pages}) >= MIN_PAGES_WITH_NUMBER
    has_figures = re.search(r"\d", _DISTANCE.sub("", key)) is not None
    count = len(found.get(key, ()))
    return count >= MIN_RUNNING_PAGES and not (has_figures and 2 * count <= pages)


def edge_lines(page: Page) -> list[re.Match[str]]:
    """The lines of a page that may be running lines: its first and its last, above what was read of its pictures."""
    end = page.words[0].start if page.words else 0
    lines = [line for line in _LINE.finditer(page.text, 0, end or len(page.text)) if line[0].strip()]
    return lines[:MAX_RUNNING_LINES_PER_EDGE] + lines[MAX_RUNNING_LINES_PER_EDGE:][-MAX_RUNNING_LINES_PER_EDGE:]


def body(page: Page, running: Collection[str]) -> tuple[int, int]:
    """Where the page's text stands between its running lines, long or short: `page.text[start:end]`."""
    lines = [line for line in _LINE.finditer(page.text) if line[0].strip()]
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


def running_keys(line: str, page: Page) -> tuple[str, ...]:
    """What a line may be on other pages, if it is a running line: the same, but for the number of the page.

    That number is the page's label, or a number in the line, by its distance from the page's index: the stamp of a
    court, "Case 1:21-cv-1009 Filed 09/13/21 Page 3 of 24", has it amid others. Left pages have it before the words that
    it stands behind on right ones.

    >>> running_keys("Rent 2024, page 5", Page(4, "5", ""))
    ('rent 2024, page 5', 'rent 2024, page <>', 'rent <2020>, page 5', 'rent 2024, page <1>')
    >>> running_keys("52 Of rent", Page(1, "2", ""))
    ('52 of rent', '52 of rent', '<51> of rent', 'of rent <51>')
    """
    return _running_keys(line, page.label, page.index)


@lru_cache(MAX_LINES_REMEMBERED)
def _running_keys(line: str, label: str, index: int) -> tuple[str, ...]:
    return tuple(_keys(line, label, index))


def _keys(line: str, label: str, index: int) -> Iterator[str]:
    plain = " ".join(line.split()).casefold()
    yield plain
    yield re.sub(rf"(?<!\w){re.escape(label.casefold())}(?!\w)", "<>", plain)
    for number in re.finditer(r"\d{1,6}", plain):
        distance = f"<{int(number[0]) - index}>"
        yield f"{plain[: number.start()]}{distance}{plain[number.end() :]}"
        if not number.start() and plain[number.end() :].startswith(" "):
            yield f"{plain[number.end() + 1 :]} {distance}"
