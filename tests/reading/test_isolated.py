"""PDFs read in a process of their own: the same as here when all is well, and no harm here when it is not."""

import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from docqa.documents import Page, Source
from docqa.errors import BrokenPdf, DocumentError
from docqa.reading.isolated import IsolatedReader
from docqa.reading.page_image import page_picture
from docqa.reading.page_tables import page_tables
from docqa.reading.pdf import open_pdf, read_pages
from docqa.settings import ROOT
from tests.support import pdfs
from tests.support.waiting import until

TEXTS = [f"This is what stands on page {number} of the report." for number in range(1, 6)]
LONG = "\n".join("The committee has looked into the matter and finds nothing to object to." for _ in range(40))


@pytest.fixture
def reader() -> Iterator[IsolatedReader]:
    reader = IsolatedReader()
    yield reader
    reader.close()


@pytest.fixture
def brisk() -> Iterator[IsolatedReader]:
    """One that waits three seconds, and has 400 MB."""
    reader = IsolatedReader(seconds=3, memory_mb=400)
    reader.warm()
    yield reader
    reader.close()


@pytest.fixture
def small() -> Iterator[IsolatedReader]:
    """One that has 400 MB, and all its time: so much is wanted within a second, on a busy machine within several."""
    reader = IsolatedReader(memory_mb=400)
    yield reader
    reader.close()


def read(reader: IsolatedReader, path: Path, first: int = 0) -> list[Page]:
    with reader.open(path, name=path.name, first=first) as pdf:
        return list(pdf.pages())


def processes() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "docqa.reading.worker" in child.cmdline()]


# When all is well


def test_pages_are_those_read_in_this_process(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.labelled_pdf(tmp_path / "a.pdf", TEXTS, [(0, "/r", "", 1), (2, "/D", "A-", 1)])
    with reader.open(path, name="a.pdf") as pdf:
        pages = list(pdf.pages())
    assert pages == list(read_pages(path))
    assert [page.label for page in pages] == ["i", "ii", "A-1", "A-2", "A-3"]


def test_page_count_and_title_come_first(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.text_pdf(tmp_path / "a.pdf", TEXTS, title="Report <b>2024</b>")
    with reader.open(path, name="a.pdf") as pdf:
        assert (pdf.page_count, pdf.imprint.title) == (5, "Report <b>2024</b>")


def test_reading_begins_where_it_is_asked_to(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.text_pdf(tmp_path / "a.pdf", TEXTS)
    assert [page.index for page in read(reader, path, first=3)] == [3, 4]
    assert read(reader, path, first=5) == []


def test_one_process_reads_many_files(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.text_pdf(tmp_path / "a.pdf", TEXTS)
    assert processes() == []
    reader.warm()
    until(processes)  # it has its command line a moment after it is there
    (process,) = processes()
    for _ in range(3):
        read(reader, path)
    with pytest.raises(FileNotFoundError):
        read(reader, tmp_path / "none.pdf")
    assert processes() == [process]


def test_a_reader_can_be_used_after_it_is_closed(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.text_pdf(tmp_path / "a.pdf", TEXTS)
    first = read(reader, path)
    reader.close()
    assert processes() == []
    assert read(reader, path) == first


def test_a_file_is_found_from_any_folder(
    reader: IsolatedReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdfs.text_pdf(tmp_path / "a.pdf", TEXTS)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pypdf.py").write_text("raise SystemExit")
    assert len(read(reader, Path("a.pdf"))) == 5


def test_threads_take_turns(reader: IsolatedReader, tmp_path: Path) -> None:
    paths = [pdfs.text_pdf(tmp_path / f"{name}.pdf", [f"Words of {name}."] * 20) for name in "abcd"]
    found: dict[Path, set[str]] = {}

    def work(path: Path) -> None:
        found[path] = {page.text for page in read(reader, path)}

    threads = [threading.Thread(target=work, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {path: {f"Words of {path.stem}."} for path in paths}
    assert len(processes()) == 1


def test_pages_that_nobody_wants_hinder_nothing(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.text_pdf(tmp_path / "a.pdf", [LONG] * 200)
    with reader.open(path, name="a.pdf") as pdf:
        assert next(pdf.pages()).index == 0
    assert len(read(reader, path)) == 200


def test_a_page_is_drawn_as_in_this_process(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.text_pdf(tmp_path / "a.pdf", TEXTS)
    picture = reader.picture(path, 1, spans=[(0, 4), (8, 12)], width=400, name="a.pdf")
    assert picture == page_picture(path, 1, spans=[(0, 4), (8, 12)], width=400)


def test_tables_are_those_found_in_this_process(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.table_pdf(
        tmp_path / "a.pdf", [("", "2018", "2017"), ("Rent", "1,180", "250"), ("Heating", "310", "297")]
    )
    (found,) = reader.tables(path, 0, name="a.pdf")
    assert [cell.describe() for cell in found.cells[:2]] == ["Rent · 2018: 1,180", "Rent · 2017: 250"]
    assert (found,) == page_tables(path, 0)


def test_a_scanned_page_is_looked_at(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.image_pdf(tmp_path / "a.pdf")  # of one colour
    page = reader.scan(path, 0, label="iv", name="a.pdf")
    assert (page.index, page.label, page.source) == (0, "iv", Source.EMPTY)


# When a file cannot be read


@pytest.mark.parametrize(
    ("make", "password"),
    [
        (pdfs.not_a_pdf, None),
        (pdfs.empty_file, None),
        (lambda path: pdfs.not_a_pdf(path, b"\0" * 2000), None),
        (lambda path: pdfs.encrypted_pdf(path, TEXTS, "sesame"), None),
        (lambda path: pdfs.encrypted_pdf(path, TEXTS, "sesame"), "open"),
    ],
)
def test_errors_are_those_of_reading_in_this_process(
    reader: IsolatedReader, tmp_path: Path, make: Callable[[Path], Path], password: str | None
) -> None:
    path, name = make(tmp_path / "a.pdf"), "../../<script>alert(1)</script>\n.pdf"
    with pytest.raises(DocumentError) as here:
        open_pdf(path, password, name)
    with pytest.raises(DocumentError) as there, reader.open(path, name=name, password=password):
        pass
    assert (type(there.value), str(there.value)) == (type(here.value), str(here.value))
    with pytest.raises(DocumentError) as drawn:
        reader.picture(path, 0, width=100, name=name, password=password)
    assert (type(drawn.value), str(drawn.value)) == (type(here.value), str(here.value))


def test_a_password_is_seen_by_the_process_alone(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.encrypted_pdf(tmp_path / "a.pdf", TEXTS, "sesame-4711")
    with reader.open(path, name="a.pdf", password="sesame-4711") as pdf:
        assert len(list(pdf.pages())) == 5
        (process,) = processes()
        assert not any("sesame" in word for word in [*process.cmdline(), *process.environ().values()])


def test_a_file_that_is_gone_is_missed_as_here(reader: IsolatedReader, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as error, reader.open(tmp_path / "none.pdf", name="none.pdf"):
        pass
    assert error.value.filename == str(tmp_path / "none.pdf")


# When the process does not survive


def test_a_page_that_takes_for_ever_is_noted_and_the_reading_goes_on(brisk: IsolatedReader, tmp_path: Path) -> None:
    pages = read(brisk, pdfs.hanging_pdf(tmp_path / "a.pdf"))
    assert [(page.index, page.text) for page in pages] == [(0, "before"), (1, ""), (2, "after")]
    assert (pages[1].source, pages[1].label) == (Source.UNREADABLE, "2")
    assert pages[1].note == "reading it took longer than 3 seconds"


def test_a_page_that_takes_for_ever_cannot_be_drawn(brisk: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.hanging_pdf(tmp_path / "a.pdf")
    with closing(IsolatedReader(seconds=1, memory_mb=400)) as hasty:  # it hangs at full speed: each second is burnt
        with pytest.raises(BrokenPdf, match=r"^Page 2 of a\.pdf cannot be drawn: drawing it took longer than 1 second"):
            hasty.picture(path, 1, width=300, name="a.pdf")
        page = hasty.scan(path, 1, label="ii", name="a.pdf")
        assert (page.label, page.note) == ("ii", "reading it took longer than 3 seconds")
        assert hasty.tables(path, 1, name="a.pdf") == ()
    with pytest.raises(BrokenPdf, match=r"^Page 2 of a\.pdf cannot be drawn: drawing it took longer than 3 seconds"):
        brisk.picture(path, 1, width=300, name="a.pdf")
    assert brisk.picture(path, 2, width=300, name="a.pdf") == page_picture(path, 2, width=300)


def test_a_page_that_needs_too_much_memory_is_noted(small: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.contents_pdf(tmp_path / "a.pdf", [pdfs.said(b"before"), pdfs.bomb(), pdfs.said(b"after")])
    pages = read(small, path)
    assert [page.text for page in pages] == ["before", "", "after"]
    assert pages[1].note == "it needs too much memory"


def test_after_three_such_pages_the_rest_is_not_tried(small: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.contents_pdf(tmp_path / "a.pdf", [pdfs.bomb()] * 3 + [pdfs.said(b"after")] * 2)
    assert [page.note for page in read(small, path)] == [
        *["it needs too much memory"] * 3,
        *["not tried: the pages before it could not be read"] * 2,
    ]
    assert [page.text for page in read(small, path, first=3)] == ["after", "after"]


def test_a_process_that_is_ended_from_outside_costs_one_page(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.text_pdf(tmp_path / "a.pdf", [LONG] * 300)
    with reader.open(path, name="a.pdf") as pdf:
        pages = pdf.pages()
        found = [next(pages)]
        (process,) = processes()
        process.kill()
        found += pages
    assert [page.index for page in found] == list(range(300))
    (lost,) = (page for page in found if page.text != LONG)
    assert (lost.source, lost.note) == (Source.UNREADABLE, "it crashes the reader")


def test_a_process_that_is_ended_while_it_rests_costs_nothing(reader: IsolatedReader, tmp_path: Path) -> None:
    path = pdfs.text_pdf(tmp_path / "a.pdf", TEXTS)
    before = read(reader, path)
    for _ in range(5):
        (process,) = processes()
        process.kill()  # some of its threads may not have ended when it is asked next
        assert read(reader, path) == before


def test_a_file_that_cannot_be_opened_in_time_is_broken(brisk: IsolatedReader, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    os.mkfifo(path)  # opening waits for somebody to write into it
    with pytest.raises(BrokenPdf) as error:
        read(brisk, path)
    assert str(error.value) == (
        "a.pdf could not be read: opening it took longer than 3 seconds. Print it to a new PDF and add that."
    )
    assert len(read(brisk, pdfs.text_pdf(tmp_path / "b.pdf", TEXTS))) == 5


@pytest.mark.parametrize(
    "make",
    [
        pdfs.vast_picture_pdf,
        pdfs.self_drawing_pdf,
        pdfs.circular_pdf,
        lambda path: pdfs.nested_pdf(path, 2_000_000),
        lambda path: pdfs.deep_tree_pdf(path, 10_000),
        lambda path: pdfs.contents_pdf(path, [pdfs.bomb()], pdfs.bomb()),
    ],
)
def test_a_hostile_file_harms_nobody_else(brisk: IsolatedReader, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path, innocent = make(tmp_path / "a.pdf"), pdfs.text_pdf(tmp_path / "b.pdf", TEXTS)
    try:
        pages = read(brisk, path)
        assert not any(page.text for page in pages)
    except DocumentError as error:
        assert str(error).startswith("a.pdf ")
    try:
        assert brisk.picture(path, 0, width=300, name="a.pdf")
    except DocumentError as error:
        assert "a.pdf" in str(error)
    assert [page.text for page in read(brisk, innocent)] == TEXTS


def test_ten_thousand_pages_are_read(brisk: IsolatedReader, tmp_path: Path) -> None:
    pages = read(brisk, pdfs.many_pages_pdf(tmp_path / "a.pdf", 10_000, b"The same words."))
    assert [(page.index, page.text) for page in pages] == [(index, "The same words.") for index in range(10_000)]


# The end of the process


def test_the_process_ends_with_its_reader(tmp_path: Path) -> None:
    reader = IsolatedReader()
    reader.warm()
    until(processes)  # it has its command line a moment after it is there
    (process,) = processes()
    del reader
    gc.collect()
    assert not process.is_running()


def test_the_process_ends_with_the_one_that_it_works_for(tmp_path: Path) -> None:
    """Though that is killed, and it is busy with a page that takes for ever."""
    path = pdfs.hanging_pdf(tmp_path / "a.pdf")
    script = f"""
from pathlib import Path
from docqa.reading.isolated import IsolatedReader
with IsolatedReader().open(Path({str(path)!r}), name="a.pdf") as pdf:
    for page in pdf.pages():
        print(page.text, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "before\n"
        (process,) = psutil.Process(parent.pid).children()
        os.kill(parent.pid, signal.SIGKILL)
    until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)
