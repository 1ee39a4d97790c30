import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docqa.documents import State
from docqa.errors import StorageError
from docqa.indexing import watched_folder
from docqa.indexing.folder_listing import look_through
from docqa.indexing.watched_folder import DRIVES_CHOICE, WatchedFolder
from docqa.library.catalog import Library
from docqa.settings import ROOT, Settings
from tests.support.pdfs import empty_file, not_a_pdf, text_pdf


class Watch:
    """A watched folder with its library, and what was taken out of it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.settings = settings
        self.folder = folder
        self.library = Library.open(settings)
        self.removed: list[str] = []
        self.restart()

    def restart(self) -> None:
        self.watched = WatchedFolder(self.library, self.folder, self.removed.append, interval=0)

    def settle(self) -> None:
        """Look until there is nothing more to do: what is new or gone must be so at two looks."""
        for _ in range(3):
            while self.watched.look():
                pass

    def pdf(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return text_pdf(path, (text,))

    @property
    def names(self) -> list[str]:
        return sorted(document.name for document in self.library.documents())

    def watching(self) -> list[tuple[str, str]]:
        with self.library.database.reading() as db:
            return [tuple(row) for row in db.execute("SELECT path, doc_id FROM watched ORDER BY path")]


@pytest.fixture
def watch(settings: Settings, tmp_path: Path) -> Watch:
    return Watch(settings, tmp_path / "papers")


def by_hand(watch: Watch, path: Path) -> str:
    return watch.library.add(path.read_bytes(), path.name).id


def refuse(*_: object) -> Any:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


# New, changed, deleted


def test_pdfs_in_the_folder_and_below_it_come_by_themselves(watch: Watch) -> None:
    watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.pdf("2024/May/SCAN.PDF", "Something else")
    (watch.folder / "notes.txt").write_text("not one of ours")
    watch.settle()
    assert watch.names == ["Lease.pdf", "SCAN.PDF"]
    assert {document.state for document in watch.library.documents()} == {State.QUEUED}
    assert (watch.watched.problem, watch.watched.problems(), watch.watched.look()) == ("", [], False)


def test_a_copy_in_progress_is_left_alone(watch: Watch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    whole = path.read_bytes()
    for part in (100, 200, 300):
        path.write_bytes(whole[:part])
        assert not watch.watched.look()
    path.write_bytes(whole)
    assert not watch.watched.look()
    assert watch.watched.look()
    assert watch.library.documents()[0].bytes == len(whole)


def test_a_file_that_changes_between_the_look_and_the_reading_waits(watch: Watch) -> None:
    watch.pdf("A.pdf", "First")
    path = watch.pdf("B.pdf", "Second")
    assert not watch.watched.look()
    assert watch.watched.look()  # one of the two is in
    for path in watch.folder.iterdir():
        path.write_bytes(path.read_bytes() + b"%" * 10)
    assert watch.watched.look()  # the other is no longer as it was seen
    assert len(watch.library.documents()) == 1
    watch.settle()
    assert watch.names == ["A.pdf", "B.pdf"]


def test_a_changed_file_takes_the_place_of_its_earlier_content(watch: Watch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    (old,) = watch.library.documents()
    watch.pdf("Lease.pdf", "The rent is 1,400 dollars a month.")
    watch.settle()
    (new,) = watch.library.documents()
    assert (new.name, new.id != old.id, watch.removed) == ("Lease.pdf", True, [old.id])
    assert watch.library.pdf_path(new.id).read_bytes() == path.read_bytes()
    assert not watch.library.pdf_path(old.id).exists()


def test_a_deleted_file_takes_its_document_along(watch: Watch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.pdf("Other.pdf", "Something else")
    watch.settle()
    path.unlink()
    assert not watch.watched.look()  # some programs delete a file to write it anew
    watch.settle()
    assert (watch.names, len(watch.removed)) == (["Other.pdf"], 1)
    assert len(watch.watching()) == 1


def test_files_deleted_while_docqa_was_closed(watch: Watch) -> None:
    for name in ("A.pdf", "B.pdf"):
        watch.pdf(name, name)
    watch.settle()
    shutil.rmtree(watch.folder)
    watch.folder.mkdir()
    watch.restart()
    watch.settle()
    assert (watch.names, watch.watching(), watch.watched.problem) == ([], [], "")


def test_what_the_person_added_as_well_stays(watch: Watch) -> None:
    first, second = watch.pdf("Lease.pdf", "The rent"), watch.pdf("Other.pdf", "Something else")
    by_hand(watch, first)
    watch.settle()
    by_hand(watch, second)
    first.unlink()
    watch.pdf("Other.pdf", "Something new")
    watch.settle()
    assert watch.names == ["Lease.pdf", "Other (2).pdf", "Other.pdf"]
    assert watch.removed == []


def test_a_document_stays_as_long_as_one_of_its_files(watch: Watch) -> None:
    path = watch.pdf("A.pdf", "The same in both")
    copy = watch.folder / "copies" / "B.pdf"
    copy.parent.mkdir()
    shutil.copy(path, copy)
    watch.settle()
    assert len(watch.library.documents()) == 1
    for last in (path, copy):
        assert len(watch.library.documents()) == 1
        last.unlink()
        watch.settle()
    assert watch.library.documents() == []


def test_copies_deleted_together(watch: Watch) -> None:
    path = watch.pdf("A.pdf", "The same in both")
    shutil.copy(path, watch.folder / "B.pdf")
    watch.settle()
    for file in watch.folder.iterdir():
        file.unlink()
    watch.settle()
    assert (watch.names, watch.watching()) == ([], [])


# Renamed and moved


def test_a_renamed_file_is_recognised_and_its_document_takes_the_name(watch: Watch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    (document,) = watch.library.documents()
    watch.library.set_state(document.id, State.INDEXING)
    (watch.folder / "old").mkdir()
    path.rename(watch.folder / "old" / "Lease 2024.pdf")
    watch.settle()
    (same,) = watch.library.documents()
    assert same == replace(document, name="Lease 2024.pdf", state=same.state)
    assert same.state is not State.QUEUED  # nothing is read again
    assert (len(watch.watching()), watch.removed) == (1, [])


def test_a_name_that_is_taken_or_the_persons_own_is_left(watch: Watch) -> None:
    by_hand(watch, watch.pdf("A.pdf", "The person's own"))
    watch.pdf("B.pdf", "From the folder")
    watch.settle()
    (watch.folder / "A.pdf").rename(watch.folder / "C.pdf")
    (watch.folder / "sub").mkdir()
    (watch.folder / "B.pdf").rename(watch.folder / "sub" / "A.pdf")
    watch.settle()
    assert (watch.names, watch.removed) == (["A.pdf", "B.pdf"], [])


def test_a_folder_that_is_renamed(watch: Watch) -> None:
    for number in range(5):
        watch.pdf(f"2023/{number}.pdf", f"Text {number}")
    watch.settle()
    before = watch.library.documents()
    (watch.folder / "2023").rename(watch.folder / "2024")
    watch.settle()
    assert (watch.library.documents(), watch.removed) == (before, [])
    assert all("2024" in path for path, _ in watch.watching())


def test_a_touched_file_is_the_same_document(watch: Watch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    before = watch.library.documents()
    os.utime(path, (1, 1))
    watch.settle()
    assert (watch.library.documents(), watch.removed) == (before, [])


# Removed by the person


def test_what_the_person_removes_stays_away_until_its_file_changes(watch: Watch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    watch.library.remove(watch.library.documents()[0].id)
    watch.settle()
    watch.restart()
    watch.settle()
    os.utime(path, (1, 1))
    watch.settle()
    path = path.rename(watch.folder / "Lease 2024.pdf")
    watch.settle()
    assert watch.names == []
    text_pdf(path, ("The rent is 1,400 dollars.",))
    watch.settle()
    assert watch.names == ["Lease 2024.pdf"]


def test_it_comes_back_when_it_is_put_there_anew(watch: Watch, tmp_path: Path) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    watch.library.remove(watch.library.documents()[0].id)
    aside = path.rename(tmp_path / "Lease.pdf")
    watch.settle()
    aside.rename(path)
    watch.settle()
    assert watch.names == ["Lease.pdf"]


# Files that cannot be used


def test_bad_files_have_their_sentence_and_hold_nobody_up(watch: Watch) -> None:
    not_a_pdf(watch.folder / "letter.pdf", b"PK\x03\x04")
    empty_file(watch.folder / "none.pdf")
    watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    assert watch.names == ["Lease.pdf"]
    letter, none = watch.watched.problems()
    assert letter.startswith("letter.pdf is not a PDF: it looks like a Word")
    assert none.startswith("none.pdf is empty (0 bytes)")
    assert (watch.watched.problem, watch.watched.look()) == ("", False)  # left alone till it changes
    watch.pdf("letter.pdf", "Now it is one")
    (watch.folder / "none.pdf").unlink()
    watch.settle()
    assert (watch.names, watch.watched.problems()) == (["Lease.pdf", "letter.pdf"], [])


def test_a_file_that_went_bad_keeps_its_earlier_text_until_it_is_deleted(watch: Watch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    path.write_bytes(b"\0" * 500)
    watch.settle()
    assert watch.names == ["Lease.pdf"]
    assert watch.watched.problems()[0].startswith("Lease.pdf holds only zeros")
    path.unlink()
    watch.settle()
    assert (watch.names, watch.watched.problems()) == ([], [])


def test_a_file_too_large_comes_when_the_limit_is_raised(settings: Settings, tmp_path: Path) -> None:
    watch = Watch(replace(settings, max_file_mb=1), tmp_path / "papers")
    path = watch.pdf("big.pdf", "Large")
    path.write_bytes(path.read_bytes() + b" " * 3_000_000)
    with (watch.folder / "huge.pdf").open("wb") as file:
        file.truncate(10**12)  # more than any memory: it must not be read
    watch.settle()
    assert watch.watched.problems() == [
        f"{name} MB; the limit is 1 MB. Split it, or raise DOCQA_MAX_FILE_MB."
        for name in ("big.pdf has 3", "huge.pdf has 1000000")
    ]
    watch = Watch(replace(settings, max_file_mb=10), tmp_path / "papers")
    watch.settle()
    assert (watch.names, len(watch.watched.problems())) == (["big.pdf"], 1)


def test_a_file_that_may_not_be_read_comes_when_it_may(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    with monkeypatch.context() as patch:  # no mode of a file keeps an administrator out
        patch.setattr(watched_folder, "check_header", refuse)
        watch.settle()
        (sentence,) = watch.watched.problems()
        assert sentence == f"{path} cannot be read (Permission denied). Make it readable; docqa tries again by itself."
    watch.restart()
    watch.settle()
    assert (watch.names, watch.watched.problems()) == (["Lease.pdf"], [])


# What is left out


def test_hidden_files_links_rubbish_and_our_own_pdfs_are_left_out(settings: Settings, tmp_path: Path) -> None:
    settings = replace(settings, data_dir=tmp_path / "papers" / "data")
    watch = Watch(settings, tmp_path / "papers")
    outside = text_pdf(tmp_path / "outside.pdf", ("Not in the folder",))
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    for left_out in (".Lease.pdf", ".hidden/a.pdf", "$RECYCLE.BIN/b.pdf", "#recycle/c.pdf"):
        watch.pdf(left_out, left_out)
    watch.pdf("data/Inbox.pdf", "Beside ours, not ours")
    watch.pdf("pdfs/Other.pdf", "Only the name is like ours")
    (watch.folder / "link.pdf").symlink_to(outside)
    (watch.folder / "loop").symlink_to(watch.folder)
    (watch.folder / "away").symlink_to(tmp_path)
    (watch.folder / "folder.pdf").mkdir()
    os.mkfifo(watch.folder / "pipe.pdf")
    watch.settle()
    assert watch.names == ["Inbox.pdf", "Lease.pdf", "Other.pdf"]
    path.unlink()
    watch.settle()
    assert watch.names == ["Inbox.pdf", "Other.pdf"]


def test_our_own_folder_cannot_be_watched(watch: Watch) -> None:
    by_hand(watch, watch.pdf("Lease.pdf", "The rent"))
    watched = WatchedFolder(watch.library, watch.settings.pdf_dir, watch.removed.append, interval=0)
    assert [watched.look() for _ in range(4)] == [False] * 4
    assert "is where docqa keeps its own PDFs. Set DOCQA_WATCH_DIR" in watched.problem
    assert len(watch.library.documents()) == 1


def test_names_need_not_be_text(watch: Watch) -> None:
    latin = [os.fsdecode(b"latin-\xe9.pdf"), os.fsdecode(b"latin-\xe8.pdf")]
    names = ["Über-Größe.pdf", "line\nbreak.pdf", "100% 'a'.pdf", "C:\\b.pdf", "<i>.pdf", *latin]
    shown = ["100% 'a'.pdf", "b.pdf", "i.pdf", "linebreak.pdf", "Über-Größe.pdf"]
    for number, name in enumerate(names):
        path = text_pdf(watch.folder / "next", (f"Text {number}",))
        try:
            path.rename(watch.folder / name)
        except OSError:  # macOS keeps no name that is not text
            assert name in latin
            path.unlink()
        else:
            shown += ["latin-.pdf" if name == latin[0] else "latin- (2).pdf"] if name in latin else []
    watch.settle()
    assert watch.names == sorted(shown)
    before = watch.watching()
    watch.restart()
    watch.settle()
    assert (watch.watching(), watch.removed) == (before, [])
    for path in watch.folder.iterdir():
        path.unlink()
    watch.settle()
    assert watch.names == []


# The folder itself


def test_a_folder_that_is_gone_takes_nothing_out(watch: Watch, tmp_path: Path) -> None:
    watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    watch.folder.rename(tmp_path / "elsewhere")
    for _ in range(2):
        watch.settle()
        assert watch.watched.problem == (
            f"The watched folder {watch.folder} cannot be read (No such file or directory). Its documents stay in the "
            "library; connect its drive, make it readable, or set DOCQA_WATCH_DIR to another folder."
        )
        watch.restart()
    (tmp_path / "elsewhere").rename(watch.folder)
    watch.settle()
    assert (watch.names, watch.removed, watch.watched.problem) == (["Lease.pdf"], [], "")


def test_a_folder_inside_that_may_not_be_read_keeps_its_documents(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.pdf("private/Lease.pdf", "The rent")
    watch.pdf("private and more/Plan.pdf", "Something else")
    watch.pdf("Other.pdf", "More")
    watch.settle()
    (watch.folder / "private and more" / "Plan.pdf").unlink()
    private, scandir = str(watch.folder / "private"), os.scandir
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", lambda path: refuse(path) if path == private else scandir(path))
        watch.settle()
        assert f"{private} cannot be read (Permission denied)" in watch.watched.problem
    assert watch.names == ["Lease.pdf", "Other.pdf"]
    watch.settle()
    assert (watch.names, watch.watched.problems()) == (["Lease.pdf", "Other.pdf"], [])


@pytest.mark.parametrize("inner", ["", "usb"])
@pytest.mark.parametrize("is_left", [True, False])
def test_a_drive_that_is_not_connected_takes_nothing_out(watch: Watch, inner: str, is_left: bool) -> None:
    """Its folder is left, empty, or goes with it; a test cannot mount one, so it is only remembered as one."""
    drive = watch.folder / inner
    path = watch.pdf(os.path.join(inner, "Lease.pdf"), "The rent is 1,250 dollars.")
    data = path.read_bytes()
    watch.settle()
    watch.library.choose(DRIVES_CHOICE, json.dumps([str(drive)]))
    shutil.rmtree(drive)
    if is_left:
        drive.mkdir()
    for _ in range(2):
        watch.settle()
        watch.restart()
        watch.settle()
        assert watch.names == ["Lease.pdf"]
        assert "connect" in watch.watched.problem
    drive.mkdir(exist_ok=True)
    (drive / "Other.pdf").write_bytes(data + b"%")  # files again: it is an ordinary folder now
    watch.settle()
    assert (watch.names, watch.watched.problem) == (["Other.pdf"], "")


def test_drives_are_noticed(tmp_path: Path) -> None:
    assert "/dev" in look_through("/dev", tmp_path, ()).drives  # on Linux and macOS a file system of its own


def test_another_folder_leaves_the_documents_of_the_first(watch: Watch, tmp_path: Path) -> None:
    watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.pdf("Other.pdf", "Something else")
    watch.settle()
    first, watch.folder = watch.folder, tmp_path / "other papers"
    watch.folder.mkdir()
    shutil.copy(first / "Lease.pdf", watch.folder)
    watch.restart()
    watch.settle()
    assert (watch.names, len(watch.watching())) == (["Lease.pdf", "Other.pdf"], 1)
    (watch.folder / "Lease.pdf").unlink()
    watch.settle()
    assert watch.names == ["Other.pdf"]


def test_looks_are_some_seconds_apart(watch: Watch) -> None:
    watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    patient = WatchedFolder(watch.library, watch.folder, watch.removed.append, interval=1000)
    assert [patient.look() for _ in range(5)] == [False] * 5
    assert watch.names == []


# Interrupted


def test_a_full_disk_is_waited_for_and_nothing_is_taken_out(watch: Watch) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    path.rename(watch.folder / "Lease 2024.pdf")
    pdf_dir, aside = watch.library.pdf_dir, watch.library.pdf_dir.with_name("aside")
    pdf_dir.rename(aside)
    pdf_dir.write_text("a file where the folder should be")
    for _ in range(3):
        with pytest.raises(StorageError, match="could not be kept"):
            watch.settle()
    pdf_dir.unlink()
    aside.rename(pdf_dir)
    watch.settle()
    assert (watch.names, watch.removed, len(watch.watching())) == (["Lease 2024.pdf"], [], 1)


KILLED = """
import os, signal, sys
from pathlib import Path
from docqa.documents import Document
from docqa.library.catalog import Library
from docqa.settings import Settings
from docqa.indexing.watched_folder import WatchedFolder

class Killed(Library):
    def add(self, data: bytes, name: str, *, by_hand: bool = True) -> Document:
        document = super().add(data, name, by_hand=by_hand)
        if sys.argv[3] == "add":
            os.kill(os.getpid(), signal.SIGKILL)
        return document

    def remove(self, doc_id: str) -> None:
        super().remove(doc_id)
        if sys.argv[3] == "remove":
            os.kill(os.getpid(), signal.SIGKILL)

watched = WatchedFolder(Killed.open(Settings(data_dir=Path(sys.argv[1]))), Path(sys.argv[2]), str, interval=0)
for _ in range(100):
    watched.look()
"""


@pytest.mark.parametrize("moment", ["add", "remove"])
@pytest.mark.parametrize("change", ["new", "changed", "renamed", "deleted"])
def test_a_kill_between_the_deed_and_its_note_does_no_harm(watch: Watch, moment: str, change: str) -> None:
    path = watch.pdf("Lease.pdf", "The rent is 1,250 dollars.")
    watch.settle()
    if change == "new":
        watch.pdf("Other.pdf", "Something else")
    elif change == "changed":
        watch.pdf("Lease.pdf", "The rent is 1,400 dollars.")
    elif change == "renamed":
        path.rename(watch.folder / "Other.pdf")
    else:
        path.unlink()
    watch.library.database.close()
    command = [sys.executable, "-c", KILLED, str(watch.settings.data_dir), str(watch.folder), moment]
    done = subprocess.run(command, cwd=ROOT, check=False)
    happens = (moment, change) not in (("add", "deleted"), ("remove", "new"), ("remove", "renamed"))
    assert done.returncode == (-signal.SIGKILL if happens else 0)
    watch = Watch(watch.settings, watch.folder)
    watch.settle()
    files = sorted(watch.folder.iterdir())
    assert watch.names == [file.name for file in files]
    assert sorted(watch.library.pdf_path(d.id).read_bytes() for d in watch.library.documents()) == sorted(
        file.read_bytes() for file in files
    )
    assert [doc_id for _, doc_id in watch.watching()] == [watch.library.find(file.name).id for file in files]
    for file in files:
        file.unlink()
    watch.settle()
    assert (watch.names, watch.watching(), list(watch.library.pdf_dir.iterdir())) == ([], [], [])


def test_the_setting() -> None:
    assert Settings.from_env({}).watch_dir is None
    assert Settings.from_env({"DOCQA_WATCH_DIR": "~/papers"}).watch_dir == Path.home() / "papers"
