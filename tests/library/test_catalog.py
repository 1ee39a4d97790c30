import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from docqa.documents import Page, Source, State
from docqa.errors import BrokenPdf, NotAPdf, StorageError, TooLarge, UnknownDocument
from docqa.indexing.cut import cut_document
from docqa.library.catalog import Library, clean_name
from docqa.settings import ROOT, Settings
from tests.support.pdfs import empty_file, not_a_pdf, text_pdf
from tests.support.shelf import keep_text


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library.open(settings)


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    return text_pdf(tmp_path / "a.pdf", ("The rent is 1,250 dollars a month.",)).read_bytes()


@pytest.fixture
def other_pdf(tmp_path: Path) -> bytes:
    return text_pdf(tmp_path / "b.pdf", ("Something else",)).read_bytes()


# Putting in


def test_the_same_bytes_are_recognised_under_any_name(library: Library, pdf: bytes) -> None:
    first, again = library.add(pdf, "Lease.pdf"), library.add(pdf, "copy of lease.pdf")
    assert first == again == library.documents()[0]
    assert (first.id, first.name, first.bytes) == (hashlib.sha256(pdf).hexdigest(), "Lease.pdf", len(pdf))
    assert library.pdf_path(first.id).read_bytes() == pdf


def test_two_files_of_one_name_are_told_apart(library: Library, pdf: bytes, other_pdf: bytes) -> None:
    third = pdf + b"\n%"
    assert [library.add(data, "Lease.pdf").name for data in (pdf, other_pdf, third)] == [
        "Lease.pdf",
        "Lease (2).pdf",
        "Lease (3).pdf",
    ]
    assert library.find("lease.pdf").name == "Lease.pdf"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\Lease.pdf", "Lease.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', 'img src=x onerror="alert(1)".pdf'),
        ("Lease\n\x00\u202e2024.pdf", "Lease2024.pdf"),
        ("Über-Größe 2024.pdf", "Über-Größe 2024.pdf"),
        ("", "document.pdf"),
        ("<>", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_what_is_not_a_pdf_is_refused_by_name_and_nothing_is_kept(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotAPdf, match=r"letter.docx is not a PDF: it looks like a Word"):
        library.add(not_a_pdf(tmp_path / "a", b"PK\x03\x04").read_bytes(), "letter.docx")
    with pytest.raises(BrokenPdf, match=r"none.pdf is empty \(0 bytes\)"):
        library.add(empty_file(tmp_path / "b").read_bytes(), "none.pdf")
    assert (library.documents(), list(library.pdf_dir.iterdir())) == ([], [])


def test_a_file_too_large_is_told_the_limit(settings: Settings, pdf: bytes) -> None:
    library = Library.open(replace(settings, max_file_mb=1))
    with pytest.raises(TooLarge, match=r"big.pdf has 3 MB; the limit is 1 MB.*DOCQA_MAX_FILE_MB"):
        library.add(pdf + b" " * 3_000_000, "big.pdf")
    assert library.documents() == []


def test_a_failed_document_is_tried_again_when_it_is_added_again(library: Library, pdf: bytes) -> None:
    document = library.add(pdf, "Lease.pdf")
    library.set_state(document.id, State.FAILED, "its PDF was gone")
    library.pdf_path(document.id).unlink()
    assert (library.add(pdf, "Lease.pdf").state, library.add(pdf, "Lease.pdf").error) == (State.QUEUED, "")
    assert library.pdf_path(document.id).read_bytes() == pdf


def test_a_kept_pdf_that_was_cut_off_is_mended_by_adding_it_again(library: Library, pdf: bytes) -> None:
    path = library.pdf_path(library.add(pdf, "Lease.pdf").id)
    path.write_bytes(pdf[:100])
    library.add(pdf, "Lease.pdf")
    assert path.read_bytes() == pdf


def test_the_same_file_from_many_threads_at_once(library: Library, pdf: bytes) -> None:
    failed: list[Exception] = []
    ready = threading.Barrier(6)

    def add() -> None:
        ready.wait()
        try:
            library.add(pdf, "Lease.pdf")
        except StorageError as error:
            failed.append(error)

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [path.name for path in library.pdf_dir.iterdir()] == [f"{library.documents()[0].id}.pdf"]


def test_a_folder_that_cannot_take_the_pdf(library: Library, pdf: bytes) -> None:
    library.pdf_dir.rmdir()
    library.pdf_dir.write_text("a file where the folder should be")
    with pytest.raises(StorageError, match=r"could not be kept in .*Make it writable, or set DOCQA_DATA_DIR"):
        library.add(pdf, "Lease.pdf")


FULL = """
import resource, sys
from pathlib import Path
from docqa.errors import StorageError
from docqa.library.catalog import Library
from docqa.settings import Settings

library = Library.open(Settings(data_dir=Path(sys.argv[1])))
data = b"%PDF-" + b"x" * 3_000_000
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, most))  # what a full disk is to the process: writes fail
try:
    library.add(data, "big.pdf")
except StorageError as error:
    print(error)
print(len(library.documents()), len(list(library.pdf_dir.iterdir())))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print(library.add(data, "big.pdf").name)
"""


def test_a_full_disk_leaves_nothing_half_written(settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(settings.data_dir)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    sentence, left, added = done.stdout.splitlines()
    assert sentence.startswith(f"The PDF could not be kept in {settings.pdf_dir}")
    assert sentence.endswith("Free some room on the disk and add it again.")
    assert (left, added) == ("0 0", "big.pdf")


def test_what_a_killed_program_left_half_written_goes(settings: Settings) -> None:
    Library.open(settings)
    old, fresh = settings.pdf_dir / "old.part", settings.pdf_dir / "fresh.part"
    for path in (old, fresh):
        path.write_bytes(b"%PDF-")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    Library.open(settings)
    assert (old.exists(), fresh.exists()) == (False, True)


def test_a_half_written_file_that_goes_while_the_folder_is_looked_through(settings: Settings) -> None:
    Library.open(settings)
    (settings.pdf_dir / "gone.part").symlink_to("nowhere")  # listed, and then not there
    assert Library.open(settings).documents() == []


# Reading


def test_a_wrong_password_is_told_of_a_document_that_waits_for_one(library: Library, pdf: bytes) -> None:
    doc_id = library.add(pdf, "Lease.pdf").id
    library.give_up(doc_id, State.LOCKED, "Lease.pdf is protected.")
    library.give_up(doc_id, State.LOCKED, "That is not the password of Lease.pdf.")
    document = library.document(doc_id)
    assert (document.state, document.error) == (State.LOCKED, "That is not the password of Lease.pdf.")


@pytest.mark.parametrize(("source", "state"), [(Source.TEXT, State.INDEXING), (Source.SCAN, State.LOCKED)])
def test_a_document_with_text_asks_for_its_password_when_scanned_pages_wait(
    library: Library, pdf: bytes, source: Source, state: State
) -> None:
    doc_id = library.add(pdf, "Lease.pdf").id
    library.pages.begin(doc_id, 2)
    library.pages.keep(doc_id, [Page(0, "1", "The rent is low"), Page(1, "2", "stamp", source=source)])
    cut_document(library, doc_id)
    library.set_state(doc_id, State.QUEUED)
    library.give_up(doc_id, State.LOCKED, "That is not the password of Lease.pdf.")
    document = library.document(doc_id)
    assert (document.state, bool(document.error)) == (state, state is State.LOCKED)


# Finding and taking out


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ("Mu\u0308ller.pdf", "M\u00fcller.pdf"),
        ("M\u00fcller.pdf", "mu\u0308ller.pdf"),
        ("Договор аренды.pdf", "договор"),
        ("👨\u200d👩\u200d👧 vacation.pdf", "👨\u200d👩\u200d👧 vacation.pdf"),
        ("a" * 246 + ".pdf", "A" * 246 + ".pdf"),
    ],
)
def test_a_name_is_kept_and_found_as_it_is_typed(library: Library, pdf: bytes, given: str, typed: str) -> None:
    document = library.add(pdf, given)
    assert document.name == unicodedata.normalize("NFC", given)
    assert library.find(typed).id == document.id


def test_a_document_is_found_by_enough_of_its_name(library: Library, pdf: bytes, other_pdf: bytes) -> None:
    lease, report = library.add(pdf, "Lease 2024.pdf"), library.add(other_pdf, "Report on the lease.pdf")
    assert library.find("lease") == lease
    assert library.find("on the") == report
    assert library.find(report.id) == report
    with pytest.raises(UnknownDocument, match=r"'pdf' fits Lease 2024.pdf, Report on the lease.pdf. Type more"):
        library.find("pdf")
    with pytest.raises(UnknownDocument, match=r"No document is called 'x'. The library holds Lease 2024.pdf"):
        library.find("x")


def test_documents_are_put_into_folders(library: Library, pdf: bytes, other_pdf: bytes) -> None:
    lease, other = library.add(pdf, "Lease.pdf"), library.add(other_pdf, "Other.pdf")
    library.put_into(" Tax 2023/<24>\x00 ", [lease.id])
    library.put_into("TAX 2023/24", [other.id])
    assert [document.folder for document in library.documents()] == ["Tax 2023/24"] * 2
    library.put_into("", [lease.id])
    assert [document.name for document in library.in_folder("tax 2023/24")] == ["Other.pdf"]
    assert [document.name for document in library.in_folder("")] == ["Lease.pdf"]
    library.remove(other.id)
    with pytest.raises(UnknownDocument, match="There is no folder 'Tax 2023/24'. The library has none yet."):
        library.in_folder("Tax 2023/24")
    assert library.add(pdf, "Lease.pdf").folder == ""


def test_many_documents_are_removed_at_once(library: Library, pdf: bytes, other_pdf: bytes) -> None:
    ids = [library.add(data, "Lease.pdf").id for data in (pdf, other_pdf, pdf + b"\n%")]
    library.remove(*ids[:2])
    assert [document.id for document in library.documents()] == ids[2:]
    assert [path.stem for path in library.pdf_dir.iterdir()] == ids[2:]


def test_nothing_of_a_removed_document_is_left(library: Library, pdf: bytes) -> None:
    document = library.add(pdf, "Lease.pdf")
    ids = keep_text(library, document.id)
    library.remove(document.id)
    assert library.documents() == []
    assert not library.pdf_path(document.id).exists()
    assert library.chunks.passages([(id_, 1.0) for id_ in ids]) == []
    assert library.full_text.search_phrases(["rent"], 5) == []
    assert library.ledger.progress("").total == 0
    assert library.ledger.vectors_to_remove(10) == ids
    with pytest.raises(UnknownDocument):
        library.document(document.id)
    with pytest.raises(UnknownDocument, match="Page 1 "):
        library.pages.page(document.id, 0)


# Choices


def test_choices_and_the_identity_outlive_a_restart(settings: Settings) -> None:
    library = Library.open(settings)
    library.choose("chat_model", "x")
    identity = library.identity()
    again = Library.open(settings)
    assert (again.choice("chat_model"), again.choice("other", "default")) == ("x", "default")
    assert again.identity() == identity
    assert Library.open(replace(settings, data_dir=settings.data_dir / "other")).identity() != identity


# What happens to the folder while docqa is stopped


def delete(path: Path) -> None:
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()


def empty(path: Path) -> None:
    delete(path)
    path.write_bytes(b"")


def damage(path: Path) -> None:
    path.write_bytes(b"garbage " * 5000)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (delete, "database was gone"),
        (empty, "database was gone"),
        (damage, "was damaged and is kept as library.sqlite3.da"),
    ],
)
def test_a_lost_database_is_made_again_from_the_pdfs(
    settings: Settings, pdf: bytes, harm: Callable[[Path], None], said: str
) -> None:
    library = Library.open(settings)
    document = library.add(pdf, "Lease.pdf")
    (settings.pdf_dir / "notes.pdf").write_bytes(pdf)  # not put there by docqa
    library.database.close()
    harm(settings.database)
    again = Library.open(settings)
    (recovered,) = again.documents()
    assert (recovered.id, recovered.state, recovered.bytes) == (document.id, State.QUEUED, len(pdf))
    assert recovered.name.startswith("recovered 20")
    assert said in again.notice
    assert "1 document is being indexed again from the kept PDFs" in again.notice
    again.database.close()
    assert Library.open(settings).notice == ""


def test_a_folder_that_is_gone_whole_is_an_empty_library(settings: Settings, pdf: bytes) -> None:
    library = Library.open(settings)
    library.add(pdf, "Lease.pdf")
    library.database.close()
    shutil.rmtree(settings.data_dir)
    assert (Library.open(settings).documents(), Library.open(settings).notice) == ([], "")


def test_a_folder_that_cannot_be_used(settings: Settings) -> None:
    settings.data_dir.mkdir()
    settings.pdf_dir.write_text("a file where the folder should be")
    with pytest.raises(StorageError, match=f"{settings.pdf_dir} cannot be used.*DOCQA_DATA_DIR"):
        Library.open(settings)
