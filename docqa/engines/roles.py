"""What the chat models were better at when they were measured on this machine: a file in the data folder."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from docqa.engines.base import Measured, Role, Trial
from docqa.errors import StorageError
from docqa.private_files import make_folder, write_new

FILE_NAME = "model_roles.json"


class Roles:
    """The measured roles, by a model's name; each holds for the one digest it was measured with.

    Every docqa on the folder reads the file anew, so that what one has measured holds in all of them at once.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def measured(self, name: str, digest: str) -> Measured | None:
        """How that model did; None where it was never measured, or has changed since."""
        match self._entries().get(name):
            case {"digest": str(kept), "role": str(role), "questions": int(questions), **rest} if kept == digest:
                return Measured(Role(role), questions, _trial(rest.get("trial"))) if role in list(Role) else None
        return None

    def keep(self, name: str, digest: str, measured: Measured) -> None:
        """Keep how a model did, in the place of what was kept of it before. Raises StorageError."""
        entry: dict[str, Any] = {"digest": digest, "role": measured.role.value, "questions": measured.questions}
        if measured.trial:
            entry |= {"trial": asdict(measured.trial)}
        partial = self._path.with_name(f"{FILE_NAME}-{uuid4().hex[:8]}.part")
        try:
            make_folder(self._path.parent)
            try:
                write_new(partial, json.dumps(self._entries() | {name: entry}, indent=2).encode())
                partial.replace(self._path)
            finally:
                partial.unlink(missing_ok=True)
        except OSError as exc:
            raise StorageError(
                f"The role of {name} could not be kept in {self._path} ({exc.strerror}). "
                "Make the folder writable, or set DOCQA_DATA_DIR."
            ) from exc

    def _entries(self) -> dict[str, Any]:
        """What the file holds; nothing where it cannot be read: then nothing is known to have been measured."""
        try:
            entries = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return entries if isinstance(entries, dict) else {}


def _trial(entry: object) -> Trial | None:
    """How a model did, as it was kept; None where that is not to be read."""
    match entry:
        case {
            "right": int(right),
            "supported": int(supported),
            "wrong": int(wrong),
            "looped": int(looped),
            "seconds": int(seconds) | float(seconds),
        }:
            return Trial(right, supported, wrong, looped, seconds)
    return None
