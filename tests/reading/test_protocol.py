"""Frames between a reader's two processes: whole, or refused."""

import io
import json
import struct

import pytest

from docqa.documents import Box, Heading, Imprint, Page, Source, Word
from docqa.errors import BrokenPdf, DocQAError, WrongPassword
from docqa.reading.protocol import (
    MAX_CHARACTERS_PER_PAGE,
    MAX_FRAME_BYTES,
    Kind,
    Request,
    opened,
    page_data,
    read_opened,
    read_page,
    read_picture,
    read_refusal,
    read_tables,
    read_words,
    receive,
    receive_request,
    refusal,
    send,
    send_request,
    tables_data,
    words_data,
)
from docqa.tables import Cell, Column, Place, Row, Table

pytestmark = pytest.mark.pure

PAGE = Page(
    3,
    "iv",
    "Zwölf – 十二\n\\ud800 \x00",
    (Heading(0, "Eins"), Heading(6, "Zwei")),
    Source.OCR,
    "scanned sideways",
    (Word(0, 5, Box(0.1, 0.2, 0.3, 0.4)),),
)

ROW = Row(0, "Rent", ("Costs",), (Place(3, 0, 5), Place(3, 6, 10)))
DEEP = Row(1, "Basic", ("Results", "Per share"), (), groups_in_name=2)
COLUMN = Column(0, "2018", (Place(2, 40, 44),))
TABLE = Table(3, "A title", "in €", (COLUMN, Column(1, "")), (ROW, DEEP), (Cell(ROW, COLUMN, "1,180", 11, 16, "in €"),))


def test_frames_follow_each_other() -> None:
    stream = io.BytesIO()
    send(stream, Kind.PAGE, b"one\n")
    send(stream, Kind.DONE)
    stream.seek(0)
    assert [receive(stream), receive(stream)] == [(Kind.PAGE, b"one\n"), (Kind.DONE, b"")]
    with pytest.raises(EOFError):
        receive(stream)


@pytest.mark.parametrize("length", [0, 3, 4, 7, 9])
def test_a_frame_that_breaks_off_is_the_end(length: int) -> None:
    stream = io.BytesIO()
    send(stream, Kind.PAGE, b"words")
    with pytest.raises(EOFError):
        receive(io.BytesIO(stream.getvalue()[:length]))


@pytest.mark.parametrize("head", [(99, 1), (Kind.PAGE, MAX_FRAME_BYTES + 1), (Kind.PICTURE, 2**32 - 1)])
def test_what_is_no_frame_is_not_waited_for(head: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        receive(io.BytesIO(struct.pack(">BI", *head) + b"x"))


def test_a_request_arrives_as_it_was() -> None:
    request = Request(
        Kind.DRAW, "/a b/ü.pdf", "<b>.pdf", "pass\nword", 2, "iii", 900, ((0, 4), (7, 9)), True, PAGE.words, "x\ny"
    )
    stream = io.BytesIO()
    send_request(stream, request)
    stream.seek(0)
    assert receive_request(stream) == request


def test_answers_arrive_as_they_were() -> None:
    assert read_page(page_data(PAGE)) == PAGE
    assert read_tables(tables_data([TABLE, TABLE]), 3) == (TABLE, TABLE)
    assert read_words(words_data(PAGE.words)) == PAGE.words
    assert read_opened(opened(310, Imprint("A title", "Ada Berg"))) == (310, Imprint("A title", "Ada Berg"))
    assert read_picture(b"\x89PNG\r\n\x1a\nxyz") == b"\x89PNG\r\n\x1a\nxyz"


@pytest.mark.parametrize("error", [WrongPassword("Not that."), BrokenPdf("../<i>.pdf is damaged."), DocQAError("No.")])
def test_an_error_arrives_with_its_class_and_sentence(error: DocQAError) -> None:
    arrived = read_refusal(refusal(error))
    assert (type(arrived), str(arrived)) == (type(error), str(error))


def test_an_error_of_the_system_arrives_as_one() -> None:
    arrived = read_refusal(refusal(FileNotFoundError(2, "No such file or directory", "/x.pdf")))
    assert isinstance(arrived, FileNotFoundError)
    assert (arrived.errno, arrived.filename) == (2, "/x.pdf")


def test_a_page_with_too_much_text_is_left_out_and_says_so() -> None:
    page = read_page(page_data(Page(7, "8", "x" * (MAX_CHARACTERS_PER_PAGE + 1))))
    assert (page.index, page.text, page.source) == (7, "", Source.UNREADABLE)
    assert page.note == "it holds more than 2,000,000 characters"


GOOD = json.loads(page_data(PAGE))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"{}",
        b"[" * 100_000,
        b"9" * 10_000,
        *(
            json.dumps([*GOOD[:place], wrong, *GOOD[place + 1 :]]).encode()
            for place, wrong in [
                (0, "3"),
                (1, None),
                (2, "half a character: \ud800"),
                (2, "x" * (MAX_CHARACTERS_PER_PAGE + 1)),
                (3, [[0]]),
                (3, [[0, "Eins"], [9999, "Zwei"]]),
                (3, [[-1, "Eins"]]),
                (4, "poem"),
                (5, ["note"]),
                (6, [[0, 5, 0.1, 0.2, 0.3]]),
                (6, [[0, 5, 0.1, 0.2, 0.3, float("nan")]]),
                (6, [[0, 9999, 0.1, 0.2, 0.3, 0.4]]),
            ]
        ),
    ],
)
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_page(data)


@pytest.mark.parametrize("data", [b'[-1,"",""]', b'[1000000000,"",""]', b"[1]", b'[1,""]', b'[1,"",2]'])
def test_what_is_no_page_count_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_opened(data)


@pytest.mark.parametrize("data", [b'["SystemExit","bye"]', b'["Path","/"]', b'[0,"",""]', b"[1]"])
def test_only_errors_of_reading_are_raised_here(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_refusal(data)


def test_only_a_png_is_a_picture() -> None:
    with pytest.raises(ValueError):
        read_picture(b"<svg/>")


@pytest.mark.parametrize(
    "data",
    [
        b'[[4, "", "", [], [], []]]',  # of another page
        b'[[3, "", "", [["2018", []]], [["Rent", [], []]], [[0, 1, "5", 0, 1, ""]]]]',  # a cell of no column
        b'[[3, "", "", [["2018", []]], [["Rent", [], []]], [[0, -1, "5", 0, 1, ""]]]]',
        b'[[3, "", "", [["2018", []]], [["Rent", [], []]], [[0, 0, "5", 9, 1, ""]]]]',  # it ends before it begins
        b'[[3, "", "", [["2018", [[3, 0, 3000000]]]], [], []]]',  # beyond any page
        b'[[3, "", "", [["2018", [[-1, 0, 1]]]], [], []]]',
        b'[[3, "", "", [], [["Rent", [5], []]], []]]',
        b'[[3, "", "", [], []]]',
        b'{"tables": 1}',
        b"[",
    ],
)
def test_what_are_no_tables_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_tables(data, 3)
