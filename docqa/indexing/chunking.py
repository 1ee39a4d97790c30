"""Pages to chunks, by LangChain's recursive splitter; pure. The only one that imports langchain_text_splitters.

Lines that stand at the top or bottom of page after page ("running lines": heads, feet, page numbers) must not crowd out
what the pages say: page numbers are in no chunk, notices and other long ones only where they stand first. Short heads
stay. They name the company, the part or the table, and the search misses them: without them hit@5 on the FinanceBench
dev set fell from .76 to .62 within a document, and from .68 to .49 over all.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from docqa.documents import Chunk, Heading, Page
from docqa.text.languages import written_in
from docqa.text.titles import title_lines

MAX_CHUNK_CHARACTERS = 500
MAX_OVERLAP_CHARACTERS = 100  # neighbouring chunks have no more than this in common
MAX_RUNNING_LINES_PER_EDGE = 3  # only the first and the last so many lines of a page may be running lines
MAX_RUNNING_LINE_CHARACTERS = 300
MAX_RUNNING_NAME_CHARACTERS = 80  # a longer running line is no name but an address or a notice, and is shown once
# A running line stands on at least so many pages, and on at least this share of them all.
MIN_RUNNING_PAGES = 3
MIN_RUNNING_SHARE = 0.1
# A running line that is only the number of a page: "- 12 -", "Page iv of 90", "F-3".
_PAGE_NUMBER = re.compile(r"(?:\b(?:page|of|[ivxlc]+|[a-z])\b|[\W\d_])*", re.IGNORECASE)
_VERSION = 4  # goes up with any change to where chunks begin and end, or to the text of pages


def chunking_name(size: int = MAX_CHUNK_CHARACTERS, overlap: int = MAX_OVERLAP_CHARACTERS) -> str:
    """The name of a way to make chunks, by its sizes in characters. A library keeps it, and so knows what is outdated.

    >>> chunking_name()
    'recursive-500-100-v4'
    """
    return f"recursive-{size}-{overlap}-v{_VERSION}"


CHUNKING = chunking_name()


def running_lines(pages: Iterable[Page]) -> frozenset[str]:
    """The running lines of a document, from all its pages, in lower case.

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
        counts.update({key for line in edges if len(line) <= MAX_RUNNING_LINE_CHARACTERS for key in _keys(line, page)})
    enough = max(MIN_RUNNING_PAGES, MIN_RUNNING_SHARE * count)
    return frozenset(key for key, times in counts.items() if times >= enough)


def chunk_pages(
    doc_id: str,
    pages: Iterable[Page],
    size: int = MAX_CHUNK_CHARACTERS,
    overlap: int = MAX_OVERLAP_CHARACTERS,
    *,
    running: Collection[str] = (),
    section: str = "",
) -> Iterator[Chunk]:
    """The chunks of `pages`, in order, each of at most `size` characters and within one page; blank ones are left out.

    A chunk's `text` is exactly `page.text[start:end]`, and its id follows from document, page and position alone, so
    that writing it twice is harmless. `running` are the document's `running_lines`; `section` is the heading that the
    first of the pages stands under.
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # 0.3 s to import

    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
    shown: set[str] = set()
    for page in pages:
        first, last = _body(page, running, shown)
        titles = list(title_lines(page))
        text = page.text[first:last]
        for start, end in _places(text, splitter.split_text(text), overlap):
            start, end = first + start, first + end
            yield Chunk(
                id=f"{doc_id[:16]}-{page.index:05d}-{start:06d}",
                doc_id=doc_id,
                page=page.index,
                start=start,
                end=end,
                text=page.text[start:end],
                section=_section(page.headings, start, end, section),
                titles="\n".join(title.title for title in titles if start <= title.start < end),
                language=written_in(page.text[start:end]).code,
            )
        section = page.headings[-1].title if page.headings else section


def _section(headings: Iterable[Heading], start: int, end: int, before: str) -> str:
    """The heading that most of `[start:end]` stands under: the last that begins before two thirds of it."""
    titles = [heading.title for heading in headings if heading.start <= start + (end - start) // 3]
    return titles[-1] if titles else before


def _body(page: Page, running: Collection[str], shown: set[str]) -> tuple[int, int]:
    """Where the page's text stands between the running lines that are left out; `shown` gains those of this page."""
    lines = [line for line in re.finditer(r"[^\n]+", page.text) if line[0].strip()] if running else []
    if not lines:
        return 0, len(page.text)
    is_out = [
        (at < MAX_RUNNING_LINES_PER_EDGE or at >= len(lines) - MAX_RUNNING_LINES_PER_EDGE)
        and _is_left_out(line[0], page, running, shown)
        for at, line in enumerate(lines)
    ]
    if all(is_out):
        return 0, 0
    return lines[is_out.index(False)].start(), lines[-1 - is_out[::-1].index(False)].end()


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
    return any(key in running for key in _keys(line, page))


def _is_left_out(line: str, page: Page, running: Collection[str], shown: set[str]) -> bool:
    keys = {key for key in _keys(line, page) if key in running}
    is_shown = not keys.isdisjoint(shown)
    shown.update(keys)
    return bool(keys) and (
        _PAGE_NUMBER.fullmatch(line) is not None or (is_shown and len(line) > MAX_RUNNING_NAME_CHARACTERS)
    )


def _keys(line: str, page: Page) -> Iterator[str]:
    """What a line may be on other pages, if it is a running line: the same, but for the number of the page.

    That number is the page's label, or the first or the last number in the line, by its distance from the page's index.

    >>> list(_keys("Rent 2024, page 5", Page(4, "5", "")))
    ['rent 2024, page 5', 'rent 2024, page <>', 'rent <2020>, page 5', 'rent 2024, page <1>']
    """
    plain = " ".join(line.split()).casefold()
    yield plain
    yield re.sub(rf"(?<!\w){re.escape(page.label.casefold())}(?!\w)", "<>", plain)
    numbers = list(re.finditer(r"\d{1,6}", plain))
    for number in numbers[:1] + numbers[1:][-1:]:
        yield f"{plain[: number.start()]}<{int(number[0]) - page.index}>{plain[number.end() :]}"


def _places(text: str, parts: Iterable[str], overlap: int) -> Iterator[tuple[int, int]]:
    """Where each part stands in `text`. The splitter's own `start_index` can find an earlier copy of a short part.

    >>> list(_places("a b a b c", ["a b", "a b", "c"], overlap=0))
    [(0, 3), (4, 7), (8, 9)]
    """
    start, end = -1, 0
    for part in parts:
        start = text.index(part, max(start + 1, end - overlap))
        end = start + len(part)
        yield start, end
