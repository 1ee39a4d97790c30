"""reading: real PDFs, good and bad, to pages."""

import threading
from pathlib import Path

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from docqa.documents import Heading, Page, Source
from docqa.errors import BrokenPdf, DocumentError, NotAPdf, PasswordNeeded, WrongPassword
from docqa.reading.pdf import PDFIUM_LOCK, WITHOUT_FONT, open_pdf, read_pages
from tests.support import pdfs


def texts(path: Path, password: str | None = None) -> list[str]:
    return [page.text for page in read_pages(path, password)]


def test_pages_come_in_order_with_index_label_and_text(pdf: Path) -> None:
    pdfs.text_pdf(pdf, ["first page\nsecond line", "second page"], title="A title")
    with open_pdf(pdf) as reading:
        assert (reading.page_count, reading.imprint.title) == (2, "A title")
        assert list(reading.pages()) == [Page(0, "1", "first page\nsecond line"), Page(1, "2", "second page")]


def test_pages_without_text_keep_their_place(pdf: Path) -> None:
    assert texts(pdfs.text_pdf(pdf, ["one", "", "three"])) == ["one", "", "three"]
    assert texts(pdfs.image_pdf(pdf)) == [""]


def test_a_page_without_text_is_a_scan_or_empty(pdf: Path) -> None:
    assert [page.source for page in read_pages(pdfs.text_pdf(pdf, ["one", "", " "]))] == [
        Source.TEXT,
        Source.EMPTY,
        Source.EMPTY,
    ]
    assert [page.source for page in read_pages(pdfs.image_pdf(pdf))] == [Source.SCAN]
    assert [page.source for page in read_pages(pdfs.lined_pdf(pdf))] == [Source.SCAN]


def test_letters_of_a_font_that_is_nowhere_are_not_passed_over(pdf: Path) -> None:
    """pdfium gives none of them where each is drawn by itself; a machine with such a font may read them."""
    registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("HeiseiKakuGo-W5", 12)
        for at, letter in enumerate("賃料は八万円"):
            canvas.drawString(72 + 12 * at, 720, letter)

    (page,) = read_pages(pdfs.drawn_pdf(pdf, draw))
    assert page.text or (page.source, page.note) == (Source.UNREADABLE, WITHOUT_FONT)


def test_a_picture_with_a_stamp_on_it_is_a_scan_and_one_with_its_text_is_not(pdf: Path) -> None:
    text = "A scan that can be searched has all its text behind its picture, to be found; it is not to be read again."
    pages = list(read_pages(pdfs.scans_pdf(pdf, ["", "Page 2 of 3", text])))
    assert [page.source for page in pages] == [Source.SCAN, Source.SCAN, Source.TEXT]
    assert pages[2].text == text


def test_a_text_layer_that_nobody_can_read_is_a_scan(pdf: Path) -> None:
    shifted = "".join(chr(0xE000 + ord(letter)) for letter in "No letter of this text is one that a person knows.")
    (page,) = read_pages(pdfs.text_pdf(pdf, [shifted], font=pdfs.wide_font()))
    assert (page.text, page.source) == ("", Source.SCAN)


def test_a_table_row_is_a_line_and_columns_are_read_one_after_the_other(pdf: Path) -> None:
    assert texts(pdfs.table_pdf(pdf, [["Rent", "1,180"], ["Deposit", "250"]])) == ["Rent 1,180\nDeposit 250"]
    pdfs.columns_pdf(pdf, ["left one", "left two"], ["right one", "right two"])
    assert texts(pdf) == ["left one\nleft two\nright one\nright two"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            [("The fee is $150", 12, 0), ("2", 7, 5), (" and is paid once.", 12, 0)],
            "The fee is $150² and is paid once.",
        ),
        ([("120 m", 12, 0), ("2", 7, 5), (" wide", 12, 0)], "120 m² wide"),
        ([("Revenue", 12, 0), ("2", 7, 5), (",", 7, 5), ("13", 7, 5), (" grew", 12, 0)], "Revenue²,¹³ grew"),
        ([("grew.", 12, 0), ("1", 7, 5), ("-", 7, 5), ("13", 7, 5), (" It fell", 12, 0)], "grew.¹-¹³ It fell"),
        ([("rooms", 12, 0), ("2", 7, 5), ("-3 of 4", 12, 0)], "rooms²-3 of 4"),
        ([("12", 7, 5), (" Not for students.", 12, 0)], "¹² Not for students."),
        ([("10", 12, 0), ("23", 8, 4)], "10²³"),
        ([("at 10", 12, 0), ("-8", 8, 4), (" mbar cm", 12, 0), ("-12", 8, 4)], "at 10⁻⁸ mbar cm⁻¹²"),
        ([("rooms 10-8 or A", 12, 0), ("-", 12, 0), ("2", 7, 5)], "rooms 10-8 or A-²"),
        ([("CO", 12, 0), ("2", 7, -3), (" falls", 12, 0)], "CO2 falls"),  # set low
        ([("about ", 12, 0), ("1502", 12, 0)], "about 1502"),
        ([("Deposit ", 12, 0), ("250", 8, 1.5)], "Deposit 250"),  # small, in the middle of the line
        ([("12", 12, 0), ("34", 8, 1.5)], "1234"),
        ([("Room ", 12, 0), ("25", 7, 5)], "Room 25"),  # a word of its own
    ],
)
def test_digits_set_small_and_high_are_raised_ones(pdf: Path, line: list[tuple[str, float, float]], text: str) -> None:
    pdfs.risen_pdf(pdf, [line])
    assert texts(pdf) == [text]


A_NOTE = [("a", 7, 5), (" Not for students.", 12, 0)]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ([("Benign", 12, 0), ("d", 7, 5), (" 1,234", 12, 0), ("b", 7, 5)], "Benignᵈ 1,234ᵇ"),
        (
            [("tumour", 12, 0), ("a", 7, 5), (",", 7, 5), ("f", 7, 5), (" grew.", 12, 0), ("c", 7, 5)],
            "tumourᵃ,ᶠ grew.ᶜ",
        ),
        ([("Revenue", 12, 0), ("(a)(c)", 7, 5), (" 12", 12, 0), ("n", 7, 5)], "Revenue⁽ᵃ⁾⁽ᶜ⁾ 12ⁿ"),
        (
            [
                ("the 1", 12, 0),
                ("st", 7, 5),
                (" M", 12, 0),
                ("me", 7, 5),
                (" and M", 12, 0),
                ("c", 7, 5),
                ("Lean", 12, 0),
            ],
            "the 1st Mme and McLean",
        ),
        ([("x", 12, 0), ("n", 7, 5), (" le XX", 12, 0), ("e", 7, 5), (" 2", 12, 0), ("e", 7, 5)], "xn le XXe 2e"),
        ([("Bea", 12, 0), ("n", 7, -3), (" sub", 12, 0), ("j", 12, 0), (" (a) 9(b)", 12, 0)], "Bean subj (a) 9(b)"),
    ],
)
def test_letters_of_notes_set_small_and_high_are_raised_ones(
    pdf: Path, line: list[tuple[str, float, float]], text: str
) -> None:
    pdfs.risen_pdf(pdf, [line, A_NOTE])
    assert texts(pdf) == [f"{text}\nᵃ Not for students."]


def test_words_divided_at_line_ends_and_ligatures_can_be_searched(pdf: Path) -> None:
    assert texts(pdfs.text_pdf(pdf, ["some infor-\nmation on long-\nterm debt"])) == [
        "some information on long-term debt"
    ]
    assert texts(pdfs.text_pdf(pdf, ["the \ufb01rst \ufb02ight"], font=pdfs.wide_font())) == ["the first flight"]


def test_labels_are_those_printed_on_the_pages(pdf: Path) -> None:
    pdfs.labelled_pdf(pdf, ["a"] * 5, [(0, "/r", "", 3), (2, "/D", "A-", 1)])
    assert [page.label for page in read_pages(pdf)] == ["iii", "iv", "A-1", "A-2", "A-3"]


@pytest.mark.parametrize("label", [(0, "/r", "", 2_000_000), (0, "", "", 1), (0, "/D", "x" * 40, 1), (0, "/D", "", -7)])
def test_labels_that_nobody_could_print_become_numbers(pdf: Path, label: tuple[int, str, str, int]) -> None:
    pages = list(read_pages(pdfs.labelled_pdf(pdf, ["a"] * 3, [label])))
    assert [page.text for page in pages] == ["a"] * 3
    assert all(0 < len(page.label) <= 16 for page in pages)


def headings(path: Path) -> list[list[str]]:
    """For each page, what its text goes on with at each of its headings."""
    pages = list(read_pages(path))
    return [[page.text[heading.start :].partition("\n")[0] for heading in page.headings] for page in pages]


def test_an_outline_entry_stands_where_the_page_has_its_title(pdf: Path) -> None:
    pages = ["Rent is due.\n4.2  EXTRAS AND\nCHARGES\nExtras cost 5. Linen is an extra.\nLinen\nAsk for it.", "more"]
    pdfs.outlined_pdf(pdf, pages, [("Extras and charges", 0, 0), ("Linen", 0, 1)])
    first, second = read_pages(pdf)
    assert first.headings == (
        Heading(first.text.index("4.2"), "Extras and charges"),
        Heading(first.text.index("Linen\n"), "Linen", 2),
    )
    assert second.headings == ()


def test_an_outline_entry_without_its_title_stands_where_it_points_else_at_the_top(pdf: Path) -> None:
    pages = ["first\nsecond\nthird", "other"]
    top = pdfs.TOP - pdfs.LEADING + pdfs.SIZE
    pdfs.pointing_pdf(pdf, pages, [("Chapter on it", 0, top), ("Another", 1, 0.0)])
    assert headings(pdf) == [["second"], ["other"]]


def test_an_outline_that_says_nothing_is_as_none(pdf: Path) -> None:
    pdfs.outlined_pdf(pdf, ["text"] * 3, [("Page 1", 0, 0), ("Untitled", 1, 0), ("5-2", 2, 0)])
    assert headings(pdf) == [[], [], []]


PROSE = [(f"This is line {n} of a text that goes on for quite some time.", "Helvetica", 10.0) for n in "abcd"]


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        (("Liquidity", "Helvetica", 14.0), True),
        (("4.2 Termination", "Helvetica-Bold", 10.0), True),
        (("ITEM 7. Discussion and Analysis", "Helvetica", 10.0), True),
        (("Liquidity", "Helvetica", 10.0), False),
        (("Item 7 of this report says more", "Helvetica", 10.0), False),
        (("so that all of it is void.", "Helvetica-Bold", 10.0), False),
        (("Total 1,240 2,318", "Helvetica-Bold", 10.0), False),
        (("1,240", "Helvetica-Bold", 14.0), False),
        (("16 February", "Helvetica-Bold", 14.0), False),
        (("As of February 15, 2023", "Helvetica-Bold", 10.0), False),
        (("February in the Garden", "Helvetica-Bold", 10.0), True),
        (("Rovers against United 5-2", "Helvetica-Bold", 14.0), False),
        (("Section 5-2", "Helvetica-Bold", 10.0), True),
        (("Outlook for the Years 2024-2026", "Helvetica-Bold", 10.0), True),
        (("Telephone: (020) 7946-0018", "Helvetica-Bold", 14.0), False),
        (("Leases (continued)", "Helvetica-Bold", 14.0), False),
        (("2.1          Rent and Extras", "Helvetica-Bold", 10.0), True),
        (("b          Rent and Extras", "Helvetica-Bold", 10.0), False),
        (("Rent          Extras", "Helvetica-Bold", 10.0), False),
        (("8a Earned income credit. 8a", "Helvetica-Bold", 10.0), False),
        (("8a Earned income credit 8a", "Helvetica-Bold", 10.0), False),
        (("Enter the amount of line 7. 11b", "Helvetica-Bold", 10.0), False),
        (("Anlage 2b", "Helvetica-Bold", 14.0), True),
        (("The Trial in Phase 3b", "Helvetica-Bold", 14.0), True),
    ],
)
def test_without_an_outline_a_short_line_set_apart_above_text_is_a_heading(
    pdf: Path, line: tuple[str, str, float], is_heading: bool
) -> None:
    pdfs.set_pdf(pdf, [[*PROSE, line, *PROSE]])
    assert headings(pdf) == [[" ".join(line[0].split())] if is_heading else []]


def test_a_heading_of_two_lines_is_one_and_headings_below_each_other_are_two(pdf: Path) -> None:
    chapter, more, section = (
        ("1. Of the Rights and", "Helvetica-Bold", 16.0),
        ("Duties of Tenants", "Helvetica-Bold", 16.0),
        ("1.1 Rent", "Helvetica-Bold", 12.0),
    )
    (page,) = read_pages(pdfs.set_pdf(pdf, [[chapter, more, section, *PROSE]]))
    assert [heading.title for heading in page.headings] == ["1. Of the Rights and Duties of Tenants", "1.1 Rent"]


def test_a_heading_above_its_date_is_one(pdf: Path) -> None:
    title, day = ("Minutes of the Meeting", "Helvetica-Bold", 16.0), ("16 February", "Helvetica-Bold", 12.0)
    assert headings(pdfs.set_pdf(pdf, [[title, day, *PROSE]])) == [["Minutes of the Meeting"]]


def test_a_head_of_page_after_page_is_a_heading_once_and_a_page_of_them_has_none(pdf: Path) -> None:
    head = ("Annual Report", "Helvetica-Bold", 14.0)
    assert headings(pdfs.set_pdf(pdf, [[head, *PROSE]] * 4)) == [["Annual Report"], [], [], []]
    names = [(f"Name {n}", "Helvetica-Bold", 14.0) for n in "ABCDEFGH"]
    assert headings(pdfs.set_pdf(pdf, [[line for name in names for line in (name, PROSE[0])]])) == [[]]


def test_what_stands_in_a_row_is_a_line_where_pdfium_ends_one_between(pdf: Path) -> None:
    pieces = [(0.0, 0.0, "1"), (300.0, 0.0, "2"), (0.0, 2.0, "Rent"), (100.0, 2.2, "...."), (0.0, 4.0, "end")]
    assert texts(pdfs.pieces_pdf(pdf, pieces)) == ["1 2\nRent ....\nend"]
    right_after = pdfs.place("Rent....", "....", left=0.0)[0] * pdfs.WIDTH
    assert texts(pdfs.pieces_pdf(pdf, [(0.0, 0.0, "Rent"), (right_after, 0.2, "....")])) == ["Rent...."]


def test_what_is_filled_into_a_form_is_part_of_the_text(pdf: Path) -> None:
    pdfs.filled_pdf(pdf, "Tenancy", [("Tenant's name", "Maria Gonzalez"), ("Pets", ""), ("Flat", "12 b")])
    assert texts(pdf) == ["Tenancy\n\nTenant's name: Maria Gonzalez\nFlat: 12 b"]


def test_reading_can_begin_at_any_page(pdf: Path) -> None:
    pdfs.text_pdf(pdf, ["one", "two", "three"])
    with open_pdf(pdf) as reading:
        assert list(reading.pages(1)) == list(reading.pages())[1:]
        assert list(reading.pages(3)) == []
    pdfs.headless_pdf(pdf, ["one", "two", "three"])
    with open_pdf(pdf) as reading:
        assert [page.text for page in reading.pages(1)] == ["two", "three"]


def test_an_outline_that_runs_in_a_circle_ends(pdf: Path) -> None:
    pdfs.outlined_pdf(pdf, ["a"] * 3, [("One", 1, 0), ("Two", 2, 0)], cycle=True)
    assert [[heading.title for heading in page.headings] for page in read_pages(pdf)] == [[], ["One"], ["Two"]]


def test_an_outline_deeper_than_any_reader_shows_is_cut(pdf: Path) -> None:
    pdfs.outlined_pdf(pdf, ["a"] * 40, [(f"Level {depth}", depth, depth) for depth in range(40)])
    titles = [[heading.title for heading in page.headings] for page in read_pages(pdf)]
    assert titles == [[f"Level {depth}"] for depth in range(20)] + [[]] * 20


def test_password(pdf: Path) -> None:
    pdfs.encrypted_pdf(pdf, ["secret"], "Open")
    with pytest.raises(PasswordNeeded, match=r"^Lease\.pdf is protected\. Give its password") as missing:
        open_pdf(pdf, name="Lease.pdf")
    assert not isinstance(missing.value, WrongPassword)
    with pytest.raises(WrongPassword, match=r"not the password of paper\.pdf\. Try again"):
        open_pdf(pdf, "open")
    assert texts(pdf, "Open") == ["secret"]


def test_a_pdf_with_an_empty_password_opens_without_asking(pdf: Path) -> None:
    pdfs.encrypted_pdf(pdf, ["not so secret"], "")
    assert texts(pdf) == ["not so secret"]


@pytest.mark.parametrize(
    ("start", "looks"),
    [
        (b"PK\x03\x04", "a Word, Excel or zip file"),
        (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"<!DOCTYPE html><html>", "a web page (HTML)"),
        (b"\n <HTML>", "a web page (HTML)"),
        (b"hello", "its first bytes are not those of a PDF"),
    ],
)
def test_not_a_pdf_says_what_it_looks_like(pdf: Path, start: bytes, looks: str) -> None:
    with pytest.raises(NotAPdf) as raised:
        open_pdf(pdfs.not_a_pdf(pdf, start), name="Lease.docx")
    assert str(raised.value).startswith("Lease.docx is not a PDF: ")
    assert looks in str(raised.value)


def test_broken_pdfs_say_so(pdf: Path) -> None:
    with pytest.raises(BrokenPdf, match=r"paper\.pdf is empty \(0 bytes\)\. Download"):
        open_pdf(pdfs.empty_file(pdf))
    with pytest.raises(BrokenPdf, match=r"paper\.pdf is damaged and cannot be read\. Download"):
        open_pdf(pdfs.cut_off_pdf(pdf, ["some text"] * 5))
    pdf.write_bytes(bytes(5000))
    with pytest.raises(BrokenPdf, match="only zeros"):
        open_pdf(pdf)


def test_every_cut_ends_with_pages_or_one_of_our_errors(pdf: Path) -> None:
    content = pdfs.outlined_pdf(pdf, ["some text", "more"], [("One", 0, 0), ("Two", 1, 1)]).read_bytes()
    for end in range(0, len(content), 60):
        pdf.write_bytes(content[:end])
        try:
            assert all(page.label for page in read_pages(pdf))
        except DocumentError as error:
            assert "paper.pdf" in str(error)


def test_a_page_that_is_counted_but_not_there_says_so_and_the_reading_goes_on(pdf: Path) -> None:
    pages = list(read_pages(pdfs.overcounted_pdf(pdf, ["one", "two", "three"], 5)))
    assert [page.text for page in pages] == ["one", "two", "three", "", ""]
    assert [page.label for page in pages] == ["1", "2", "3", "4", "5"]
    assert [page.source for page in pages] == [Source.TEXT] * 3 + [Source.UNREADABLE] * 2
    assert [page.note for page in pages] == [""] * 3 + ["this page is damaged in the file"] * 2


def test_what_pdfium_cannot_open_is_read_by_pypdf(pdf: Path) -> None:
    pdfs.headless_pdf(pdf, ["first\nline", "second"])
    with open_pdf(pdf) as reading:
        assert reading.page_count == 2
        assert [page.text for page in reading.pages()] == ["first\nline", "second"]


def test_another_thread_gets_pdfium_between_two_pages(pdf: Path) -> None:
    pdfs.text_pdf(pdf, ["page"] * 3)
    with open_pdf(pdf) as reading:
        pages = reading.pages()
        next(pages)
        got = threading.Event()

        def take() -> None:
            with PDFIUM_LOCK:
                got.set()

        other = threading.Thread(target=take)
        other.start()
        other.join(10)
        assert got.is_set()
        assert len(list(pages)) == 2


def test_several_documents_are_read_at_once(tmp_path: Path) -> None:
    paths = [pdfs.text_pdf(tmp_path / f"{n}.pdf", [f"document {n} page {p}" for p in range(20)]) for n in range(4)]
    found: dict[Path, list[str]] = {}
    threads = [threading.Thread(target=lambda path=path: found.update({path: texts(path)})) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {path: [f"document {n} page {p}" for p in range(20)] for n, path in enumerate(paths)}


def test_a_reading_left_halfway_can_be_closed(pdf: Path) -> None:
    pdfs.text_pdf(pdf, ["page"] * 3)
    pages = read_pages(pdf)
    assert next(pages).text == "page"
    del pages
    pdf.unlink()
