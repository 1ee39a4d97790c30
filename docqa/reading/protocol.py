"""What a reader's two processes say to each other: frames, each a kind, a length and so many bytes; pure.

Plain data, and checked where it arrives: a hostile PDF may have taken over the process that reads it.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import IO, Any

from docqa import errors
from docqa.documents import MAX_PAGES, Box, Heading, Imprint, Page, Source, Word
from docqa.errors import DocQAError
from docqa.tables import Cell, Column, Place, Row, Table

MAX_CHARACTERS_PER_PAGE = 2_000_000  # characters of one page; a novel has half as many
MAX_FRAME_BYTES = 12_000_000  # bytes
MAX_PICTURE_BYTES = 50_000_000  # bytes; one of 6 million pixels that do not compress takes 18 million
OUT_OF_MEMORY = 77  # the exit status of a process that could not have more memory; nothing else ends with it

_HEAD = struct.Struct(">BI")  # kind, length
_PNG = b"\x89PNG\r\n\x1a\n"
_ERRORS = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, DocQAError)}


class Kind(IntEnum):
    # A request, and what it asks for:
    READ = 1  # OPENED, then a PAGE for each page
    SCAN = 2  # one PAGE
    DRAW = 3  # one PICTURE
    FIND_TABLES = 10  # one TABLES
    FIND_WORDS = 13  # one WORDS
    # The answers; every request's first is BEGUN, its last DONE or REFUSED.
    BEGUN = 4
    OPENED = 5
    PAGE = 6
    PICTURE = 7
    DONE = 8
    REFUSED = 9
    TABLES = 11
    WORDS = 14
    GOES_ON = 12  # a large page is being read; the answer is still to come


@dataclass(frozen=True, slots=True)
class Request:
    """`page` is the first one to read, or the one that is asked about; see `IsolatedReader` for the rest."""

    kind: Kind
    path: str
    name: str
    password: str | None
    page: int
    label: str = ""
    width: int = 0
    spans: tuple[tuple[int, int], ...] = ()
    faint: bool = False
    words: tuple[Word, ...] = ()
    text: str = ""


def send(stream: IO[bytes], kind: Kind, data: bytes = b"") -> None:
    """Write one frame: its kind, the number of its bytes, and these. Raises OSError when nobody reads any more."""
    stream.write(_HEAD.pack(kind, len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Kind, bytes]:
    """The next frame. Raises EOFError when the stream has ended, ValueError when that is no frame."""
    kind, length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if length > (MAX_PICTURE_BYTES if kind == Kind.PICTURE else MAX_FRAME_BYTES):
        raise ValueError(f"a frame of {length} bytes")
    return Kind(kind), _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


# Requests


def send_request(stream: IO[bytes], request: Request) -> None:
    """Write a request as one frame. Raises OSError when nobody reads any more."""
    plain = "path", "name", "password", "page", "label", "width", "spans", "faint", "text"
    fields = {name: getattr(request, name) for name in plain}
    send(stream, request.kind, _json(fields | {"words": _flat_words(request.words)}))


def receive_request(stream: IO[bytes]) -> Request:
    """The next request, of docqa's own making. Raises what `receive` raises."""
    kind, data = receive(stream)
    fields = json.loads(data)
    fields["spans"] = tuple((start, end) for start, end in fields["spans"])
    fields["words"] = _words(fields["words"])
    return Request(kind, **fields)


# Answers. They come from the process that has opened the PDF, and a PDF may have taken that over: what reads an answer
# raises ValueError at anything that is not what it should be.


def opened(page_count: int, imprint: Imprint) -> bytes:
    """An opened PDF as JSON: how many pages it has, its title, its author."""
    return _json([page_count, imprint.title, imprint.author])


def read_opened(data: bytes) -> tuple[int, Imprint]:
    """How many pages a PDF has, at most MAX_PAGES, and what it says of itself. Raises ValueError."""
    match _plain(data):
        case [int(page_count), str(title), str(author)] if 0 <= page_count <= MAX_PAGES:
            return page_count, Imprint(title, author)
    raise ValueError("not a page count, a title and an author")


def page_data(page: Page) -> bytes:
    """A page as JSON, its headings and words as flat lists. One with too much text goes without, and says so."""
    if len(page.text) > MAX_CHARACTERS_PER_PAGE:
        page = Page(
            page.index,
            page.label,
            "",
            source=Source.UNREADABLE,
            note=f"it holds more than {MAX_CHARACTERS_PER_PAGE:,} characters",
        )
    headings = [[heading.start, heading.title, heading.level] for heading in page.headings]
    return _json([page.index, page.label, page.text, headings, page.source, page.note, _flat_words(page.words)])


def read_page(data: bytes) -> Page:
    """A page whose headings stand in their order, and whose words lie inside its text. Raises ValueError."""
    match _plain(data):
        case [int(index), str(label), str(text), list(headings), str(source), str(note), list(words)]:
            page = Page(index, label, text, _headings(headings), Source(source), note, _words(words))
            places = [0, *(heading.start for heading in page.headings), len(text)]
            if (
                len(text) <= MAX_CHARACTERS_PER_PAGE
                and places == sorted(places)
                and all(0 <= word.start <= word.end <= len(text) for word in page.words)
            ):
                return page
    raise ValueError("not a page")


def read_picture(data: bytes) -> bytes:
    """A page's picture, which must begin as a PNG does. Raises ValueError."""
    if not data.startswith(_PNG):
        raise ValueError("not a PNG")
    return data


def words_data(words: Sequence[Word]) -> bytes:
    """The words of a page as JSON, in one flat list."""
    return _json(_flat_words(words))


def read_words(data: bytes) -> tuple[Word, ...]:
    """The words of a page with their places. Raises ValueError."""
    match _plain(data):
        case list(words):
            return _words(words)
    raise ValueError("no words")


def tables_data(tables: Sequence[Table]) -> bytes:
    """The tables of a page as JSON."""
    return _json([_flat_table(table) for table in tables])


def read_tables(data: bytes, page: int) -> tuple[Table, ...]:
    """The tables, which must be of the page with that index. Raises ValueError."""
    match _plain(data):
        case [*items]:
            return tuple(_table(item, page) for item in items)
    raise ValueError("not tables")


def refusal(error: DocQAError | OSError) -> bytes:
    """An error as JSON: the name of its class with its sentence, or the system's number with its words."""
    if isinstance(error, DocQAError):
        return _json([type(error).__name__, str(error)])
    return _json([error.errno, error.strerror, error.filename])


def read_refusal(data: bytes) -> DocQAError | OSError:
    """One of the errors that reading may raise, to be raised here. Raises ValueError for any other."""
    match _plain(data):
        case [str(kind), str(sentence)] if kind in _ERRORS:
            return _ERRORS[kind](sentence)
        case [int(errno), str(strerror), str(filename)] if 0 < errno < 1000:
            return OSError(errno, strerror, filename)  # of the class that goes with the number
    raise ValueError("not an error that reading raises")


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(data: bytes) -> Any:
    """What the JSON says, if it holds no NaN and no half characters, which no database takes."""
    try:
        value = json.loads(data)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError as exc:
        raise ValueError("nested too deep") from exc
    return value


def _headings(items: Sequence[Any]) -> tuple[Heading, ...]:
    headings = []
    for item in items:
        match item:
            case [int(start), str(title), int(level)]:
                headings.append(Heading(start, title, level))
            case _:
                raise ValueError("not a heading")
    return tuple(headings)


def _flat_words(words: Sequence[Word]) -> list[list[float]]:
    return [[word.start, word.end, word.box.x0, word.box.y0, word.box.x1, word.box.y1] for word in words]


def _flat_table(table: Table) -> list[Any]:
    """Cells name their row and column by number; rows say how many groups their names have, where it is not one."""
    columns = [[column.header, _flat_places(column.places)] for column in table.columns]
    rows = [
        [row.label, row.groups, _flat_places(row.places), *([row.groups_in_name] if row.groups_in_name != 1 else [])]
        for row in table.rows
    ]
    cells = [[cell.row.index, cell.column.index, cell.text, cell.start, cell.end, cell.unit] for cell in table.cells]
    return [table.page, table.title, table.unit, columns, rows, cells]


def _flat_places(places: Sequence[Place]) -> list[list[int]]:
    return [[place.page, place.start, place.end] for place in places]


def _table(item: Any, page: int) -> Table:
    match item:
        case [int(index), str(title), str(unit), list(columns), list(rows), list(cells)] if index == page:
            headers = tuple(_column(number, column) for number, column in enumerate(columns))
            labels = tuple(_row(number, row) for number, row in enumerate(rows))
            return Table(page, title, unit, headers, labels, tuple(_cell(cell, labels, headers) for cell in cells))
    raise ValueError("not a table")


def _column(index: int, item: Any) -> Column:
    match item:
        case [str(header), list(places)]:
            return Column(index, header, _places(places))
    raise ValueError("not a column")


def _row(index: int, item: Any) -> Row:
    match item:
        case [str(label), [*groups], list(places)] if all(isinstance(group, str) for group in groups):
            return Row(index, label, tuple(groups), _places(places))
        case [*row, int(count)] if len(row) == 3:
            return replace(_row(index, row), groups_in_name=count)
    raise ValueError("not a row")


def _cell(item: Any, rows: Sequence[Row], columns: Sequence[Column]) -> Cell:
    match item:
        case [int(row), int(column), str(text), int(start), int(end), str(unit)] if (
            0 <= row < len(rows) and 0 <= column < len(columns) and _is_span(start, end)
        ):
            return Cell(rows[row], columns[column], text, start, end, unit)
    raise ValueError("not a cell")


def _places(items: Sequence[Any]) -> tuple[Place, ...]:
    places = []
    for item in items:
        match item:
            case [int(page), int(start), int(end)] if 0 <= page < MAX_PAGES and _is_span(start, end):
                places.append(Place(page, start, end))
            case _:
                raise ValueError("not a place")
    return tuple(places)


def _is_span(start: int, end: int) -> bool:
    return 0 <= start <= end <= MAX_CHARACTERS_PER_PAGE


def _words(items: Sequence[Any]) -> tuple[Word, ...]:
    words = []
    for item in items:
        match item:
            case [int(start), int(end), int() | float(), int() | float(), int() | float(), int() | float()]:
                words.append(Word(start, end, Box(*map(float, item[2:]))))
            case _:
                raise ValueError("not a word")
    return tuple(words)
