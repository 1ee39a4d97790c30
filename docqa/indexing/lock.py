"""Which of the processes that have a library open may index it: one at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from docqa.errors import StorageError
from docqa.private_files import FILE_MODE, write_new


class IndexingLock:
    """A lock on a file. It is never waited for, and the system frees it when the process that has it ends."""

    def __init__(self, path: Path) -> None:
        """`path` is the lock's file; the id of the process that has it stands in one of its name that ends in .pid."""
        self._lock = FileLock(path, mode=FILE_MODE)
        self._owner = path.with_suffix(".pid")

    @property
    def owner(self) -> int | None:
        """The id of the process that has the lock, as far as it can be told."""
        try:
            return int(self._owner.read_text())
        except (OSError, ValueError):
            return None

    @property
    def is_held_elsewhere(self) -> bool:
        """Whether another process has the lock at this moment. For before this one takes it."""
        try:
            with self._lock.acquire(timeout=0):
                return False
        except Timeout:
            return True
        except OSError:  # the file cannot be made, so nobody has it
            return False

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Whether this process has the lock, which it keeps until it leaves the `with`. Raises StorageError."""
        try:
            self._lock.acquire(timeout=0)
            with suppress(OSError):  # the lock holds without it
                self._owner.unlink(missing_ok=True)
                write_new(self._owner, str(os.getpid()).encode())
        except Timeout:
            yield False
            return
        except OSError as exc:
            raise StorageError(
                f"The file {self._lock.lock_file} cannot be written ({exc.strerror}). "
                "Free some room, or make its folder writable; the work goes on from where it stopped."
            ) from exc
        try:
            yield True
        finally:
            with suppress(OSError):
                self._owner.unlink(missing_ok=True)
            self._lock.release()
