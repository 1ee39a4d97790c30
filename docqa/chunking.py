"""Pages to chunks, by LangChain's recursive splitter; pure. The only one that imports langchain_text_splitters."""

from collections.abc import Iterable, Iterator

from docqa.documents import Chunk, Page

SIZE = 1000  # characters
OVERLAP = 200  # characters
_VERSION = 1  # goes up with any change to where chunks begin and end, or to the text of pages


def chunking_name(size: int = SIZE, overlap: int = OVERLAP) -> str:
    """How chunks are made, so that an index knows how it was.

    >>> chunking_name()
    'recursive-1000-200-v1'
    """
    return f"recursive-{size}-{overlap}-v{_VERSION}"


CHUNKING = chunking_name()


def chunk_pages(doc_id: str, pages: Iterable[Page], size: int = SIZE, overlap: int = OVERLAP) -> Iterator[Chunk]:
    """The chunks of `pages`, in order, each of at most `size` characters and within one page; blank ones are left out.

    A chunk's `text` is exactly `page.text[start:end]`, and its id follows from document, page and position alone, so
    that writing it twice is harmless.
    """
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # 0.3 s to import

    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
    for page in pages:
        for start, end in _places(page.text, splitter.split_text(page.text), overlap):
            yield Chunk(
                f"{doc_id[:16]}-{page.index:05d}-{start:06d}", doc_id, page.index, start, end, page.text[start:end]
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
