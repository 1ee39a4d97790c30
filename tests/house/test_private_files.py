import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from docqa import private_files
from docqa.library.catalog import DATA_NAMES
from docqa.library.vectors import CHROMA_NAMES
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.shelf import filled

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in another way")

OWN = ("notes-*.txt", "inner")


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """What most systems give to new files: everyone may read them."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_ones(*folders: Path) -> list[str]:
    """The files and folders, in and below these folders, that others have any right on."""
    found = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    assert found
    return [f"{path} {mode(path):o}" for path in found if mode(path) & 0o077]


def test_what_a_library_keeps_is_its_owners_alone(settings: Settings) -> None:
    folders = settings.data_dir, settings.chroma_dir
    with closing(filled(settings)) as workspace:
        assert open_ones(*folders) == []
        assert workspace.notices == []
    assert open_ones(*folders) == []
    assert {path.name for folder in folders for path in folder.iterdir()} >= {"library.sqlite3", "chroma.sqlite3"}


def test_a_library_that_was_open_to_all_is_closed(settings: Settings) -> None:
    folders = settings.data_dir, settings.chroma_dir
    filled(settings).close()
    aside = settings.chroma_dir.with_name(f"{settings.chroma_dir.name}.damaged-20260101-000000")
    aside.mkdir()
    (aside / "chroma.sqlite3").touch()
    for name in ("indexing.pid", "open-8501.html", "library.sqlite3.suspect"):  # of one that was killed
        (settings.data_dir / name).touch()
    for path in [path for folder in (*folders, aside) for path in (folder, *folder.rglob("*"))]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    with closing(Workspace.open(settings)) as workspace:
        assert workspace.indexer.run_until_done()
        assert workspace.retriever.search("How much is the rent?")
    assert open_ones(*folders, aside) == []


def test_files_of_others_keep_their_rights(tmp_path: Path) -> None:
    """A person may keep a library in a folder that holds other things, and in one that others need."""
    folder, ours, program = (tmp_path / name for name in ("folder", "folder/notes-1.txt", "folder/program"))
    folder.mkdir(0o755)
    for path, rights in ((ours, 0o644), (program, 0o755)):
        path.touch()
        path.chmod(rights)
    private_files.take_from_others(folder, OWN)
    assert (mode(folder), mode(program), mode(ours)) == (0o755, 0o755, 0o600)
    program.unlink()
    private_files.take_from_others(folder, OWN)
    assert mode(folder) == 0o700


def test_a_folder_that_is_there_for_all_stays_so(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for before, after in ((0o1777, 0o1777), (0o2775, 0o2700)):
        folder.chmod(before)
        private_files.take_from_others(folder, OWN)
        assert mode(folder) == after


def test_a_new_index_in_place_of_a_damaged_one_is_closed_too(settings: Settings) -> None:
    filled(settings).close()
    (settings.chroma_dir / "chroma.sqlite3").write_bytes(b"damaged" * 1000)
    with closing(Workspace.open(settings)) as workspace:
        assert workspace.indexer.run_until_done()
        assert "was damaged" in workspace.notices[0]
        assert open_ones(settings.chroma_dir, *settings.chroma_dir.parent.glob("chroma_db.damaged-*")) == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(0o755)
    (elsewhere / "file").touch(0o644)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inner").symlink_to(elsewhere)
    private_files.take_from_others(folder, OWN)
    assert (mode(elsewhere), mode(elsewhere / "file"), mode(folder)) == (0o755, 0o644, 0o700)


def test_a_new_file_is_private_and_never_replaces_one(tmp_path: Path) -> None:
    private_files.write_new(tmp_path / "new", b"a\r\nb")
    assert mode(tmp_path / "new") == 0o600
    assert (tmp_path / "new").read_bytes() == b"a\r\nb"
    with pytest.raises(FileExistsError):
        private_files.write_new(tmp_path / "new", b"c")


def test_rights_that_cannot_be_changed_are_told(settings: Settings) -> None:
    """As on a drive that keeps none."""
    with closing(filled(settings)) as workspace:
        for folder, names in ((settings.data_dir, DATA_NAMES), (settings.chroma_dir, CHROMA_NAMES)):
            assert not private_files.is_open_to_others(folder, names)
            folder.chmod(0o755)
            assert not private_files.is_open_to_others(folder, names)  # its files are still closed
        (settings.data_dir / "library.sqlite3").chmod(0o644)
        (notice,) = workspace.notices
        assert notice.startswith(f"Other users of this machine can read {settings.data_dir}, ")
        assert "DOCQA_DATA_DIR" in notice
        settings.data_dir.chmod(0o700)
        assert workspace.notices == []


def test_a_fresh_checkout_is_closed_before_its_first_document(settings: Settings) -> None:
    for folder in (settings.data_dir, settings.chroma_dir):
        folder.mkdir()
        (folder / ".gitkeep").touch()
    assert mode(settings.chroma_dir) == 0o755
    with closing(Workspace.open(settings)) as workspace:
        assert workspace.notices == []
        assert (mode(settings.data_dir), mode(settings.chroma_dir)) == (0o700, 0o700)
