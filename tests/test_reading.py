"""reading: real PDFs, good and bad, to pages."""

import threading
from pathlib import Path

import pytest

from docqa.documents import Page
from docqa.errors import BrokenPdf, DocumentError, NotAPdf, PasswordNeeded, WrongPassword
from docqa.reading import PDFIUM_LOCK, open_pdf, read_pages
from tests import pdfs


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return tmp_path / "paper.pdf"


def texts(path: Path, password: str | None = None) -> list[str]:
    return [page.text for page in read_pages(path, password)]


def test_pages_come_in_order_with_index_label_and_text(pdf: Path) -> None:
    pdfs.text_pdf(pdf, ["first page\nsecond line", "second page"], title="A title")
    with open_pdf(pdf) as reading:
        assert (reading.page_count, reading.title) == (2, "A title")
        assert list(reading.pages()) == [Page(0, "1", "first page\nsecond line"), Page(1, "2", "second page")]


def test_pages_without_text_keep_their_place(pdf: Path) -> None:
    assert texts(pdfs.text_pdf(pdf, ["one", "", "three"])) == ["one", "", "three"]
    assert texts(pdfs.image_pdf(pdf)) == [""]


def test_a_table_row_is_a_line_and_columns_are_read_one_after_the_other(pdf: Path) -> None:
    assert texts(pdfs.table_pdf(pdf, [["Rent", "1,180"], ["Deposit", "250"]])) == ["Rent 1,180\nDeposit 250"]
    pdfs.columns_pdf(pdf, ["left one", "left two"], ["right one", "right two"])
    assert texts(pdf) == ["left one\nleft two\nright one\nright two"]


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


def test_a_page_falls_under_the_first_outline_entry_on_it_or_the_last_before_it(pdf: Path) -> None:
    pdfs.outlined_pdf(pdf, ["a"] * 6, [("One", 1, 0), ("One a", 1, 1), ("Two", 3, 0), ("Two b", 3, 1), ("Two c", 4, 1)])
    assert [page.section for page in read_pages(pdf)] == ["", "One", "One a", "Two", "Two c", "Two c"]


def test_an_outline_that_runs_in_a_circle_ends(pdf: Path) -> None:
    pdfs.outlined_pdf(pdf, ["a"] * 3, [("One", 1, 0), ("Two", 2, 0)], cycle=True)
    assert [page.section for page in read_pages(pdf)] == ["", "One", "Two"]


def test_an_outline_deeper_than_any_reader_shows_is_cut(pdf: Path) -> None:
    pdfs.outlined_pdf(pdf, ["a"] * 40, [(f"Level {depth}", depth, depth) for depth in range(40)])
    sections = [page.section for page in read_pages(pdf)]
    assert sections[:20] == [f"Level {depth}" for depth in range(20)]
    assert len(sections) == 40


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


def test_a_page_that_is_counted_but_not_there_is_empty_and_the_reading_goes_on(pdf: Path) -> None:
    pages = list(read_pages(pdfs.overcounted_pdf(pdf, ["one", "two", "three"], 5)))
    assert [page.text for page in pages] == ["one", "two", "three", "", ""]
    assert [page.label for page in pages] == ["1", "2", "3", "4", "5"]


def test_what_pdfium_cannot_open_is_read_by_pypdf(pdf: Path) -> None:
    pdfs.headless_pdf(pdf, ["first", "second"])
    with open_pdf(pdf) as reading:
        assert reading.page_count == 2
        assert [page.text for page in reading.pages()] == ["first", "second"]


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
