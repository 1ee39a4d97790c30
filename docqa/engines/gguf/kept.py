"""The GGUF models kept in the data folder, laid out as Ollama lays out its own.

    manifests/registry.ollama.ai/library/deepseek-r1/1.5b    what the model consists of, as the registry said
    blobs/sha256-<hex>                                       a whole file whose digest was checked
    blobs/sha256-<hex>.part                                  as much as has come of one: see `pulls.py`
    tried/<llama.cpp>-<digest>                               a mark of a file that loads: see `loadable.py`

A file that an Ollama on this machine has is used where it lies.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from docqa.engines.gguf.header import read_header
from docqa.engines.gguf.registry import HOST, PARAMS_LAYER, Layer, Manifest, ModelName
from docqa.errors import EngineError, ModelNotInstalled, ModelNotSuitable, RegistryFailed, StorageError
from docqa.private_files import FILE_MODE


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model's file on this machine; `size` in bytes.

    `is_own` where docqa got the model and may remove it; `is_ollamas_file` where the file lies in Ollama's folder.
    """

    name: str
    path: Path
    digest: str
    size: int
    params: Path | None = None  # how its makers would have it sampled, as JSON
    is_own: bool = False
    is_ollamas_file: bool = False

    def checked(self) -> Path:
        """Its file, unchanged since it was made. Raises EngineError, StorageError."""
        with translated(f"The file of {self.name} cannot be read"):
            found = self.path.stat()
            if self.digest.startswith("sha256:") and self.digest != _digest(
                self.path, found.st_size, found.st_mtime_ns
            ):
                command = "ollama rm" if self.is_ollamas_file else "python -m docqa models remove"
                raise EngineError(
                    f"The file of {self.name} ({self.path}) is damaged or has been changed. "
                    f"Remove it (`{command} {self.name}`) and get it anew."
                )
        return self.path


class KeptModels:
    """The models in a folder, beside those of an Ollama on this machine."""

    def __init__(self, folder: Path, ollama_folder: Path | None = None) -> None:
        """`ollama_folder` is where an Ollama keeps its models."""
        self.folder = folder
        self._folders = (folder, ollama_folder) if ollama_folder else (folder,)

    def models(self) -> list[KeptModel]:
        """The models that docqa got, by name."""
        names = sorted(ModelName(*path.parts[-3:]).label for path in self._manifests())
        return [model for name in names if (model := self.model(name)) and model.is_own]

    def model(self, name: str) -> KeptModel | None:
        """The model of that name, if its file is here: docqa's own, or an Ollama's."""
        try:
            parsed = ModelName.parse(name)
        except RegistryFailed:
            return None
        for folder in self._folders:
            with suppress(OSError, ValueError):
                manifest = Manifest.parse(_manifest_path(folder, parsed).read_bytes())
                model, params = manifest.model, manifest.first(PARAMS_LAYER)
                if path := self.blob(model):
                    params_path = self.blob(params) if params else None
                    return KeptModel(
                        parsed.label,
                        path,
                        model.digest,
                        model.size,
                        params_path,
                        is_own=folder == self.folder,
                        is_ollamas_file=path != self.blob_path(model),
                    )
        return None

    def remove(self, name: str) -> None:
        """Take a model off the disk. Raises EngineError, StorageError."""
        parsed = ModelName.parse(name)
        path = self.manifest_path(parsed)
        if not path.exists():
            if model := self.model(name):
                raise ModelNotSuitable(
                    f"{model.name} is Ollama's ({model.path}). Remove it with `ollama rm {model.name}`."
                )
            raise ModelNotInstalled(f"docqa keeps no model called {name}. `python -m docqa models` lists those it has.")
        with translated(f"{parsed.label} could not be removed"):
            try:
                with self.lock().acquire(timeout=0):
                    path.unlink(missing_ok=True)
                    self.remove_unused()
            except Timeout as exc:
                raise EngineError(
                    f"A model is being downloaded. Wait for it, or pause it, then remove {parsed.label}."
                ) from exc

    def lock(self) -> FileLock:
        """A lock on the folder, to be held while something in it is changed."""
        # Not for one thread alone: a download may be ended by another one than began it.
        return FileLock(self.folder / "pull.lock", mode=FILE_MODE, thread_local=False)

    def manifest_path(self, name: ModelName) -> Path:
        return _manifest_path(self.folder, name)

    def blob_path(self, layer: Layer) -> Path:
        """Where the layer's file lies when it is whole."""
        return _blob_path(self.folder, layer)

    def blob(self, layer: Layer) -> Path | None:
        """The layer's file, here or in Ollama's folder."""
        paths = (_blob_path(folder, layer) for folder in self._folders)
        return next((path for path in paths if size_of(path) == layer.size), None)

    def parts(self) -> set[Path]:
        """What has come of files that are not whole."""
        return set((self.folder / "blobs").glob("*.part"))

    def remove_unused(self) -> None:
        """Remove the files of no model. One in use, where the system forbids it, goes the next time."""
        used = set()
        for path in self._manifests():
            with suppress(ValueError):
                used |= {self.blob_path(layer) for layer in Manifest.parse(path.read_bytes()).layers}
        for blob in set((self.folder / "blobs").glob("sha256-*")) - used:
            with suppress(OSError):
                if blob.suffix != ".part":
                    blob.unlink()

    def _manifests(self) -> list[Path]:
        found = (self.folder / "manifests" / HOST).glob("*/*/*")
        return [path for path in found if not path.name.startswith(".")]


def own_file(path: Path) -> KeptModel:
    """A GGUF file of the person's own. Raises ModelNotInstalled, ModelNotSuitable, EngineError."""
    if not read_header(path).can_chat:
        raise ModelNotSuitable(f"{path} cannot chat: it is an embedding model, or has no chat template. Set another.")
    found = path.stat()
    return KeptModel(str(path), path, f"{found.st_size}-{found.st_mtime_ns}", found.st_size)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn what the disk refuses into a StorageError that begins with `what`."""
    try:
        yield
    except OSError as exc:
        raise StorageError(
            f"{what} ({exc.strerror or exc}). Free some room, or make the folder one that docqa may use, and try again."
        ) from exc


def size_of(path: Path) -> int:
    """Bytes of the file; -1 where there is none that can be seen."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _manifest_path(folder: Path, name: ModelName) -> Path:
    return folder / "manifests" / HOST / name.namespace / name.model / name.tag


def _blob_path(folder: Path, layer: Layer) -> Path:
    return folder / "blobs" / layer.digest.replace(":", "-")


@lru_cache(maxsize=8)
def _digest(path: Path, size: int, changed_ns: int) -> str:
    """The digest of a file of that size and time: one that changes is read again."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
