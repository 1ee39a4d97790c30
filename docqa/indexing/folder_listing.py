"""What lies in a folder of PDFs, told by times and sizes alone: no file is opened."""

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

# Folders where Windows and network drives keep their rubbish and thumbnails. What has a dot before its name is ignored
# as well.
IGNORED_FOLDERS = {"$recycle.bin", "#recycle", "@eadir", "lost+found", "system volume information"}
_STAY = "Its documents stay in the library"


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What can be told of a file without reading it."""

    changed: float  # when it last was, in seconds since 1970
    bytes: int  # its size

    @classmethod
    def of(cls, status: os.stat_result) -> "FileStamp":
        """The stamp of a file with that status."""
        return cls(status.st_mtime, status.st_size)


@dataclass(slots=True)
class Listing:
    """What one look through a folder has found."""

    files: dict[str, FileStamp] = field(default_factory=dict)  # by path
    away: list[str] = field(default_factory=list)  # folders that could not be looked into
    drives: set[str] = field(default_factory=set)  # folders that are, or were, drives of their own
    problems: list[str] = field(default_factory=list)  # a sentence for each of `away`

    def covers(self, path: str) -> bool:
        """Whether it would have found that file."""
        return not any(is_below(path, folder) for folder in self.away)


def look_through(folder: str, own: Path, drives: Collection[str]) -> Listing:
    """The PDFs in a folder and in all below it. Links are not followed, and the folder `own` is left out.

    `drives` are those of an earlier look: when one is now a plain empty folder, or gone, it is not connected.
    """
    look, there, waiting = Listing(), set(), [folder]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as listing:
                entries = list(listing)
            is_drive = os.path.ismount(at)
            if is_drive:
                look.drives.add(at)
            if is_drive or entries:
                there.add(at)
            for entry in entries:
                if entry.name.startswith(".") or entry.name.casefold() in IGNORED_FOLDERS or entry.is_symlink():
                    continue
                if entry.is_dir():
                    if entry.name != own.name or not own.samefile(entry.path):
                        waiting.append(entry.path)
                elif entry.is_file() and entry.name.lower().endswith(".pdf"):
                    # On Windows, what the entry itself says may be out of date.
                    look.files[entry.path] = FileStamp.of(os.stat(entry.path))
        except OSError as exc:
            look.away.append(at)
            if at == folder or not isinstance(exc, FileNotFoundError):  # one inside may be deleted during the look
                look.problems.append(
                    f"The watched folder {clean_path(at)} cannot be read ({exc.strerror}). "
                    f"{_STAY}; connect its drive, make it readable, or set DOCQA_WATCH_DIR to another folder."
                )
    for drive in sorted(drives):
        if not is_below(drive, folder):
            continue
        if not look.covers(drive):
            look.drives.add(drive)
        elif drive not in there:
            look.drives.add(drive)
            look.away.append(drive)
            look.problems.append(
                f"The watched folder {clean_path(drive)} is a drive that is not connected. "
                f"{_STAY}; connect it to follow its changes."
            )
    return look


def is_below(path: str, folder: str) -> bool:
    """Whether a path is that folder, or stands in it or in one below it. Only the paths are compared.

    >>> [is_below(os.path.join("a", "b"), "a"), is_below("a", "a"), is_below("ab", "a")]
    [True, True, False]
    """
    return path == folder or path.startswith(os.path.join(folder, ""))


def clean_path(path: str) -> str:
    """A path to show: without the characters that cannot be printed."""
    return "".join(character for character in path if character.isprintable())
