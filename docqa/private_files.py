"""Files and folders that only their owner can read: 0600 and 0700. On Windows they have their folder's rights."""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
OTHERS = 0o077  # every right of the group and of the rest


def make_folder(folder: Path) -> None:
    """The folder, with those above it where they are missing. Raises OSError."""
    folder.mkdir(FOLDER_MODE, parents=True, exist_ok=True)


def write_new(path: Path, data: bytes) -> None:
    """A file that only its owner can read, from its first byte on. Raises OSError; FileExistsError when it is there."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, FILE_MODE)) as file:
        file.write(data)


def take_from_others(folder: Path, own: Iterable[str]) -> None:
    """Take every right on docqa's files in a folder away from all but their owner.

    `own` are the patterns of docqa's names in it. The folder itself is closed too, unless it holds other files: it may
    be one that others need. What cannot be changed stays as it is (see `is_open_to_others`).
    """
    if os.name == "nt" or not folder.is_dir():
        return
    with suppress(OSError):
        entries = list(folder.iterdir())
        ours = _ours(entries, own)
        if len(ours) == len(entries):
            _close(folder)
        for path in ours:
            _close_with_all_in_it(path)


def is_open_to_others(folder: Path, own: Iterable[str]) -> bool:
    """Whether another user of this machine can look into the folder and into one of docqa's files or folders in it."""
    if os.name == "nt" or not folder.is_dir() or not folder.stat().st_mode & OTHERS:
        return False
    with suppress(OSError):  # a file that has just gone
        return any(path.stat().st_mode & OTHERS for path in _ours(folder.iterdir(), own) if not path.is_symlink())
    return False


def _ours(entries: Iterable[Path], own: Iterable[str]) -> list[Path]:
    patterns = (*own, ".gitkeep")
    return [path for path in entries if any(path.match(pattern) for pattern in patterns)]


def _close_with_all_in_it(path: Path) -> None:
    if path.is_symlink():  # what it leads to is not ours
        return
    _close(path)
    if path.is_dir():
        with suppress(OSError):
            for inner in path.iterdir():
                _close_with_all_in_it(inner)


def _close(path: Path) -> None:
    with suppress(OSError):  # it is gone, or somebody else's, or lies on a drive that keeps no rights
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & OTHERS and not mode & stat.S_ISVTX:  # a sticky folder, such as /tmp, is there for all
            path.chmod(mode & ~OTHERS)
