"""OCR: what a person can read in the picture of a page is read, in its order and in its place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from docqa.documents import Box, Page, Source
from docqa.errors import BrokenPdf, PasswordNeeded
from docqa.reading import ocr
from docqa.reading.ocr import DETECTION, RECOGNITION, scan_page
from docqa.reading.page_image import page_boxes
from docqa.settings import ROOT
from tests.support import pdfs

LEASE: list[pdfs.Piece] = [
    (0, 0, "Lease of the cottage at Fern Hill"),
    (0, 2, "The monthly rent is 1,180 pounds,"),
    (0, 3, "payable on the first of each month."),
    (0, 5, "Deposit"),
    (150, 5, "250"),
]
TEXT = (
    "Lease of the cottage at Fern Hill\nThe monthly rent is 1,180 pounds,\npayable on the first of each month.\n"
    "Deposit 250"
)


def scan(path: Path) -> Page:
    return scan_page(path, 0, label="iv")


def shared(box: Box, expected: pdfs.Span) -> float:
    """Intersection over union."""
    x0, y0, x1, y1 = expected
    both = max(0.0, min(box.x1, x1) - max(box.x0, x0)) * max(0.0, min(box.y1, y1) - max(box.y0, y0))
    return both / ((box.x1 - box.x0) * (box.y1 - box.y0) + (x1 - x0) * (y1 - y0) - both)


@pytest.mark.parametrize(
    ("turned", "seen_turned", "note"),
    [
        (0, 0, ""),
        (90, 0, "scanned sideways"),
        (180, 0, "scanned upside down"),
        (270, 0, "scanned sideways"),
        (90, 270, ""),  # mended by the PDF
        (0, 90, "scanned sideways"),  # spoilt by the PDF
        (180, 180, ""),
    ],
)
def test_a_scan_is_read_however_it_lies_and_words_are_marked_in_their_places(
    pdf: Path, turned: int, seen_turned: int, note: str
) -> None:
    page = scan(pdfs.scanned_pdf(pdf, LEASE, turned=turned, seen_turned=seen_turned))
    assert (page.text, page.source, page.note, page.label) == (TEXT, Source.OCR, note, "iv")
    for piece, words in ((0, "cottage"), (1, "1,180 pounds"), (2, "first of each"), (4, "250")):
        start = page.text.index(words)
        (box,) = page_boxes(pdf, 0, [(start, start + len(words))], words=page.words)
        assert shared(box, pdfs.scanned_place(LEASE[piece], words, (turned + seen_turned) % 360)) > 0.5, (words, box)


def test_every_character_belongs_to_one_word(pdf: Path) -> None:
    page = scan(pdfs.scanned_pdf(pdf, LEASE))
    assert [page.text[word.start : word.end] for word in page.words] == page.text.split()


@pytest.mark.parametrize(
    "kind", [{"askew": 2.0}, {"askew": -2.0}, {"ink": 215}, {"paper": 40, "ink": 230}, {"blur": 1.2}]
)
def test_poor_scans_are_read(pdf: Path, kind: dict[str, float]) -> None:
    page = scan(pdfs.scanned_pdf(pdf, LEASE, **kind))  # type: ignore[arg-type]
    assert page.text == TEXT


def test_lines_are_looked_for_where_something_is_drawn_and_around_that() -> None:
    paper = Image.new("RGB", (1700, 2200), "white")
    assert ocr.drawn_part(paper, 50.0) == (0, 0, 1700, 2200)
    paper.paste("navy", (1000, 40, 1300, 240))
    left, top, right, bottom = ocr.drawn_part(paper, 50.0)
    assert (right - left, bottom - top, top) == (400, 300, 0)
    assert left + ocr.MARGIN_PIXELS <= 1000 < 1300 <= right - ocr.MARGIN_PIXELS
    paper.paste((254, 254, 254), (20, 2000, 1690, 2199))
    assert ocr.drawn_part(paper, 50.0) == (0, 0, 1700, 2200)


def test_two_columns_are_read_one_after_the_other(pdf: Path) -> None:
    left = [
        "The tenant pays the rent on",
        "the first of each month and",
        "the landlord gives a receipt",
        "for it within three days.",
    ]
    right = [
        "The deposit is returned when",
        "the tenant has left and the",
        "cottage has been found to be",
        "in the state it was in before.",
    ]
    pieces = [(x, number, line) for x, lines in ((0.0, left), (250.0, right)) for number, line in enumerate(lines)]
    assert scan(pdfs.scanned_pdf(pdf, pieces)).text.split("\n") == left + right


def test_a_word_that_a_line_end_divides_is_one(pdf: Path) -> None:
    lines = ["The police are advising peo-", "ple to sign no long-", "term lease with the land-", "Lord of the manor."]
    page = scan(pdfs.scanned_pdf(pdf, [(0.0, number, line) for number, line in enumerate(lines)]))
    assert page.text == "The police are advising people to sign no long-term lease with the land-\nLord of the manor."
    start = page.text.index("people")
    first, second = page_boxes(pdf, 0, [(start, start + len("people"))], words=page.words)
    assert second.x1 < first.x0 and first.y1 < second.y1


def test_a_hyphen_at_a_line_end_stays_in_addresses_and_compounds_and_where_it_stands_for_a_word(pdf: Path) -> None:
    lines = [
        "Write to rent@berg-",
        "haus.de or see www.miet-",
        "recht.de for the Haupt-",
        "und Nebenkosten of full-",
        "or half-time work, by e-",
        "mail, for the twenty-",
        "five pounds of the a-",
        "b-",
        "road.",
    ]
    page = scan(pdfs.scanned_pdf(pdf, [(0.0, number, line) for number, line in enumerate(lines)]))
    assert page.text.split("\n") == [
        "Write to rent@berg-haus.de or see www.miet-recht.de for the Haupt-",
        "und Nebenkosten of full-",
        "or half-time work, by e-mail, for the twenty-five pounds of the a-",
        "b-road.",
    ]
    assert [page.text[word.start : word.end] for word in page.words[-3:]] == ["a-", "b-", "road."]


def test_a_word_goes_on_below_its_first_half_and_not_in_another_column(pdf: Path) -> None:
    rows = [("The tenant shall", "The landlord is re-"), ("pay the whole rent", "sponsible for it")]
    pieces = [(x, number, line) for number, row in enumerate(rows) for x, line in zip((0.0, 260.0), row, strict=True)]
    page = scan(pdfs.scanned_pdf(pdf, pieces))
    assert page.text == "The tenant shall The landlord is re-\npay the whole rent sponsible for it"


def test_a_page_with_nothing_on_it_is_empty(pdf: Path) -> None:
    page = scan(pdfs.image_pdf(pdf))
    assert (page.source, page.text, page.note) == (Source.EMPTY, "", "")


def test_a_picture_without_words_is_no_problem(pdf: Path) -> None:
    page = scan(pdfs.lined_pdf(pdf))
    assert (page.source, page.note) == (Source.EMPTY, "a picture without words")


def test_what_nobody_can_read_says_so(pdf: Path) -> None:
    boxes = "Арендная плата"  # the font has no such letters and draws an empty box for each
    page = scan(pdfs.scanned_pdf(pdf, [(0, line, boxes) for line in range(3)]))
    assert (page.source, page.text, page.words) == (Source.UNREADABLE, "", ())
    assert page.note == "nothing legible was found in its picture"


def test_what_is_too_faint_says_so(pdf: Path) -> None:
    page = scan(pdfs.scanned_pdf(pdf, LEASE, blur=7.0, ink=200))
    assert (page.source, page.text, page.note) == (Source.UNREADABLE, "", "scanned too faintly")


@pytest.mark.parametrize("layer", ["(cid:47)(cid:72)(cid:68)", "scanned by the county archive"])
def test_the_picture_is_read_where_the_text_layer_is_nonsense_or_a_stamp(pdf: Path, layer: str) -> None:
    page = scan(pdfs.scanned_pdf(pdf, LEASE, layer=layer))
    assert (page.text, page.source) == (TEXT, Source.OCR)


def test_a_text_layer_that_holds_more_than_the_picture_stays(pdf: Path) -> None:
    page = scan(pdfs.scanned_pdf(pdf, LEASE[:1], layer=LEASE[1][2]))
    assert (page.text, page.source, page.words) == (LEASE[1][2], Source.TEXT, ())
    page = scan(pdfs.scanned_pdf(pdf, [], layer=LEASE[1][2]))
    assert (page.text, page.source) == (LEASE[1][2], Source.TEXT)


def test_what_there_is_no_time_for_is_said(pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "MAX_SECONDS_PER_PAGE", 0.0)
    page = scan(pdfs.scanned_pdf(pdf, LEASE))
    assert (page.text, page.note) == (LEASE[0][2], "too full: its lower part could not be read in time")


def test_what_cannot_be_opened_says_so(pdf: Path) -> None:
    pdfs.scanned_pdf(pdf, LEASE)
    with pytest.raises(BrokenPdf, match=r"^Page 8 of Lease\.pdf"):
        scan_page(pdf, 7, label="8", name="Lease.pdf")
    pdfs.encrypted_pdf(pdf, ["rent"], "pw")
    with pytest.raises(PasswordNeeded):
        scan_page(pdf, 0, label="1")
    assert scan_page(pdf, 0, label="1", password="pw").text == "rent"


def test_the_models_are_the_ones_that_were_meant() -> None:
    assert DETECTION.checked().is_file()
    assert RECOGNITION.checked().is_file()


OFFLINE = """
import sys
from pathlib import Path
from docqa.reading.ocr import scan_page

def listen(event, args):
    if event in ("socket.connect", "socket.getaddrinfo") or event == "open" and "w" in str(args[1]):
        sys.exit(f"{event} {args}")

sys.addaudithook(listen)
sys.exit(None if scan_page(Path(sys.argv[1]), 0, label="1").text else "nothing read")
"""


def test_nothing_is_downloaded_and_nothing_said(pdf: Path) -> None:
    pdfs.scanned_pdf(pdf, LEASE[:1])
    ran = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(pdf)],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
