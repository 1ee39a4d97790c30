"""Getting a model from the registry into the folder of kept ones: in one go or in many, by one process at a time."""

import hashlib
import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic, sleep, time
from uuid import uuid4

from filelock import FileLock, Timeout

from docqa.engines.base import PullProgress
from docqa.engines.beats import STALL_SECONDS, HangUp, with_beats
from docqa.engines.gguf.header import read_header
from docqa.engines.gguf.kept import KeptModels, size_of, translated
from docqa.engines.gguf.registry import (
    LICENSE_LAYER,
    PARAMS_LAYER,
    BrokeOff,
    Layer,
    Manifest,
    ModelName,
    RangeRefused,
    Registry,
)
from docqa.errors import ModelNotSuitable, RegistryFailed, StorageError
from docqa.private_files import FILE_MODE, make_folder, write_new

SMALL_LAYERS = (PARAMS_LAYER, LICENSE_LAYER)  # kept beside the model; its template stands in its own file
SPARE_BYTES = 500_000_000  # left free on the disk for the library
ABANDONED_PART_SECONDS = 14 * 24 * 3600.0  # a part that did not grow for so long is not waited for any more
LOOK_UP_TRIES = 3
TRIES = 6  # in a row in which not one byte came
LONGEST_PAUSE_SECONDS = 15.0  # between two tries; the first is a second, each next one twice as long
SIGN_OF_LIFE_SECONDS = 0.25  # how often it is said that something is waited for
HASHED_BYTES = 1 << 22  # between two such signs


class Pulls:
    """Downloads from a registry into the folder of kept models."""

    def __init__(self, kept: KeptModels, registry: Registry, pause_seconds: float = 1.0) -> None:
        """`pause_seconds` go by before the second try, twice as many before the third."""
        self._kept = kept
        self._registry = registry
        self._pause_seconds = pause_seconds
        self._parts: dict[ModelName, tuple[Path, ...]] = {}  # of the models that were asked for

    def pull(self, name: str) -> Generator[PullProgress]:
        """Get a model, telling how far it is. Closing the iterator pauses; calling again goes on from there.

        Raises EngineError, StorageError.
        """
        parsed = ModelName.parse(name)
        manifest = yield from self._look_up(parsed)
        model = manifest.model
        wanted = [*(layer for layer in manifest.layers if layer.kind in SMALL_LAYERS), model]
        total = sum(layer.size for layer in wanted)
        self._parts[parsed] = tuple(self._part(layer) for layer in wanted)
        with translated(f"{parsed.label} could not be kept in {self._kept.folder}"):
            path = self._kept.manifest_path(parsed)
            for folder in (self._kept.folder, self._kept.blob_path(model).parent, path.parent):
                make_folder(folder)
            lock = self._kept.lock()
            yield from self._taken(lock, model)
            try:
                self._remove_abandoned_parts(but=wanted)
                self._check_room(parsed, wanted)
                done = 0
                for layer in wanted:
                    if not self._kept.blob(layer):
                        for status, come in self._fetch(parsed, layer):
                            yield PullProgress(status, done + come, total)
                    done += layer.size
                self._check_kind(parsed, model)
                _write_whole(path, manifest.text)
                self._kept.remove_unused()
            finally:
                for layer in wanted:  # gone on with until now, also where the same file was discarded meanwhile
                    with suppress(OSError):
                        os.utime(self._part(layer))
                lock.release()
                self.remove_abandoned()  # among them what was discarded meanwhile
        yield PullProgress("Ready", total, total)

    def discard(self, name: str) -> None:
        """Remove what has come of a model that was asked for here: at once or, while a download goes on, at its end."""
        for part in self._parts.pop(ModelName.parse(name), ()):
            # As old as can be, it counts as abandoned, also for the process that has the lock. If that one is getting
            # this very file, it makes it young again.
            with suppress(OSError):
                os.utime(part, (0, 0))
        self.remove_abandoned()

    def remove_abandoned(self) -> None:
        """Remove what has come of downloads that nobody went on with for long, unless one goes on."""
        if self._kept.parts():
            with suppress(OSError, Timeout), self._kept.lock().acquire(timeout=0):
                self._remove_abandoned_parts()

    def _look_up(self, name: ModelName) -> Generator[PullProgress, None, Manifest]:
        looking = PullProgress("Looking the model up")
        yield looking
        failures = 0
        while True:
            hang_up = HangUp()

            def look(hang_up: HangUp = hang_up) -> Generator[Manifest]:
                yield self._registry.manifest(name, hang_up)

            try:
                with closing(with_beats(look(), hang_up)) as beats:
                    for manifest in beats:
                        if manifest:
                            return manifest
                        yield looking
            except BrokeOff as exc:
                failures += 1
                why = str(exc)
            if failures == LOOK_UP_TRIES:
                raise RegistryFailed(f"{name.label} could not be looked up: {why}. Check the network and start again.")
            for status in self._pause(failures, why):
                yield PullProgress(status)

    def _taken(self, lock: FileLock, model: Layer) -> Iterator[PullProgress]:
        """Take the lock; while another download has it, say how far the model is, which may be that one's as well."""
        while True:
            try:
                lock.acquire(timeout=0)
                return
            except Timeout:
                yield PullProgress("Waiting for another download", max(0, size_of(self._part(model))), model.size)
                sleep(SIGN_OF_LIFE_SECONDS)

    def _fetch(self, name: ModelName, layer: Layer) -> Iterator[tuple[str, int]]:
        """Get a layer: what is being done and how many bytes are here. Only with the right digest it counts as here."""
        part = self._part(layer)
        part.touch(FILE_MODE)
        failures = 0
        while (before := size_of(part)) < layer.size:
            yield "Downloading", before
            why = "it comes only in part"
            try:
                yield from self._stream(name, layer, part)
            except RangeRefused:
                part.write_bytes(b"")
            except BrokeOff as exc:
                why = str(exc)
            come = size_of(part)
            failures = 0 if come > before else failures + 1
            if failures == TRIES:
                raise RegistryFailed(
                    f"{name.label} could not be downloaded: {why}. Start it again; it goes on where it stopped."
                )
            if come < layer.size:
                for status in self._pause(failures, why):
                    yield status, come
        for come in self._check_digest(name, layer, part):
            yield "Checking the download", come
        part.replace(self._kept.blob_path(layer))

    def _stream(self, name: ModelName, layer: Layer, part: Path) -> Iterator[tuple[str, int]]:
        """Add what the registry sends in one go to the part: what is being done, and how long the part is.

        It goes on telling while nothing comes, so that who follows it can leave.
        """
        hang_up, end, heard_at = HangUp(), -1, monotonic()
        with (
            part.open("r+b", buffering=0) as file,
            closing(with_beats(self._registry.blob(name, layer, size_of(part), hang_up), hang_up)) as beats,
        ):
            for arrived in beats:
                if arrived is None:
                    silent_seconds = monotonic() - heard_at
                    is_stalled = silent_seconds >= STALL_SECONDS
                    status = f"Downloading. Nothing comes ({silent_seconds:.0f} s)" if is_stalled else "Downloading"
                    yield status, min(size_of(part), layer.size)
                    continue
                heard_at = monotonic()
                place, piece = arrived
                if place != end:  # the first; it lies before the end of the part where the server goes back
                    file.seek(place)
                    file.truncate()
                file.write(piece[: layer.size - place])
                end = place + len(piece)
                yield "Downloading", min(end, layer.size)
                if end >= layer.size:
                    return

    def _pause(self, failures: int, why: str) -> Iterator[str]:
        """Wait before the next try, saying so."""
        ends = monotonic() + min(self._pause_seconds * 2 ** max(0, failures - 1), LONGEST_PAUSE_SECONDS)
        while (left := ends - monotonic()) > 0:
            yield f"Trying again: {why}"
            sleep(min(left, SIGN_OF_LIFE_SECONDS))

    def _check_digest(self, name: ModelName, layer: Layer, part: Path) -> Iterator[int]:
        """Bytes checked so far. A part that is not what it should be is removed, and RegistryFailed raised."""
        found = hashlib.sha256()
        with part.open("rb") as file:
            while piece := file.read(HASHED_BYTES):
                found.update(piece)
                yield file.tell()
        if f"sha256:{found.hexdigest()}" != layer.digest:
            part.unlink()
            raise RegistryFailed(
                f"What came of {name.label} is not what {self._registry.host} says it should be (its SHA-256 differs), "
                "so it was removed. Start the download again."
            )

    def _check_room(self, name: ModelName, wanted: Sequence[Layer]) -> None:
        """Raises StorageError when the rest does not fit on the disk."""
        missing = sum(layer.size - max(0, size_of(self._part(layer))) for layer in wanted if not self._kept.blob(layer))
        free = shutil.disk_usage(self._kept.folder).free
        if missing and free < missing + SPARE_BYTES:
            raise StorageError(
                f"{name.label} needs {_gigabytes(missing + SPARE_BYTES)} on the disk of {self._kept.folder}, which has "
                f"{_gigabytes(free)} left. Free some room, or set DOCQA_DATA_DIR to a folder on another disk."
            )

    def _check_kind(self, name: ModelName, model: Layer) -> None:
        """Raises ModelNotSuitable for a model that does not chat."""
        path = self._kept.blob(model)
        if path and not read_header(path).can_chat:
            self._kept.remove_unused()
            raise ModelNotSuitable(f"{name.label} cannot chat. Choose another model, such as deepseek-r1:1.5b.")

    def _part(self, layer: Layer) -> Path:
        return self._kept.blob_path(layer).with_suffix(".part")

    def _remove_abandoned_parts(self, but: Sequence[Layer] = ()) -> None:
        """Remove the parts that did not grow for long. For who holds the lock."""
        for part in self._kept.parts() - {self._part(layer) for layer in but}:
            with suppress(OSError):
                if time() - part.stat().st_mtime >= ABANDONED_PART_SECONDS:
                    part.unlink()


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file that others see whole or not at all."""
    partial = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
    try:
        write_new(partial, data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
