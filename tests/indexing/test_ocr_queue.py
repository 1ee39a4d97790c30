"""What is kept of a page that waited for OCR."""

from docqa.documents import Box, Heading, Page, Source, Word
from docqa.indexing.ocr_queue import joined

WORDS = (Word(6, 13, Box(0, 0, 1, 1)),)


def test_a_page_of_text_keeps_it_where_the_picture_on_it_could_not_be_read() -> None:
    page = Page(0, "1", "Terms", (Heading(0, "Terms"),), Source.MIXED, "text invisible is left out")
    lost = Page(0, "1", "", source=Source.UNREADABLE, note="it crashes the reader")
    assert joined(page, lost) == Page(
        0,
        "1",
        "Terms",
        (Heading(0, "Terms"),),
        Source.TEXT,
        "text invisible is left out; a part of it was not read: it crashes the reader",
    )


def test_its_headings_and_notes_stay_where_the_picture_was_read() -> None:
    page = Page(0, "1", "Terms", (Heading(0, "Terms"),), Source.MIXED, "text invisible is left out")
    read = Page(0, "1", "Terms\nSurplus", source=Source.OCR, note="scanned sideways", words=WORDS)
    kept = joined(page, read)
    assert (kept.headings, kept.note) == (page.headings, "text invisible is left out; scanned sideways")
    assert (kept.text, kept.words) == (read.text, WORDS)


def test_the_heading_of_a_scan_stands_at_its_beginning() -> None:
    scan = Page(0, "1", "stamp", (Heading(3, "Terms"),), Source.SCAN)
    read = Page(0, "1", "Dogs are allowed", source=Source.OCR)
    assert joined(scan, read).headings == (Heading(0, "Terms"),)
