"""Pages to chunks, by LangChain's recursive splitter; pure. The only one that imports langchain_text_splitters.

Lines that stand at the top or bottom of page after page ("running lines": heads, feet, page numbers) must not crowd out
what the pages say: page numbers are in no chunk, notices and other long ones only where they stand first. Short heads
stay. They name the company, the part or the table, and the search misses them: without them hit@5 on the FinanceBench
dev set fell from .76 to .62 within a document, and from .68 to .49 over all.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from docqa.documents import Chunk, Heading, Page
from docqa.text.languages import written_in
from docqa.text.running_lines import MAX_RUNNING_LINES_PER_EDGE, running_keys
from docqa.text.titles import title_lines

MAX_CHUNK_CHARACTERS = 500
MAX_OVERLAP_CHARACTERS = 100  # neighbouring chunks have no more than this in common
MAX_RUNNING_NAME_CHARACTERS = 80  # a longer running line is no name but an address or a notice, and is shown once
# A running line that is only the number of a page: "- 12 -", "Page iv of 90", "F-3".
_PAGE_NUMBER = re.compile(r"(?:\b(?:page|of|[ivxlc]+|[a-z])\b|[\W\d_])*", re.IGNORECASE)
_VERSION = 7  # goes up with any change to where chunks begin and end, to their sections, or to the text of pages


def chunking_name(size: int = MAX_CHUNK_CHARACTERS, overlap: int = MAX_OVERLAP_CHARACTERS) -> str:
    """The name of a way to make chunks, by its sizes in characters. A library keeps it, and so knows what is outdated.

    >>> chunking_name()
    'recursive-500-100-v7'
    """
    return f"recursive-{size}-{overlap}-v{_VERSION}"


CHUNKING = chunking_name()


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


def _is_left_out(line: str, page: Page, running: Collection[str], shown: set[str]) -> bool:
    keys = {key for key in running_keys(line, page) if key in running}
    is_shown = not keys.isdisjoint(shown)
    shown.update(keys)
    return bool(keys) and (
        _PAGE_NUMBER.fullmatch(line) is not None or (is_shown and len(line) > MAX_RUNNING_NAME_CHARACTERS)
    )


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
