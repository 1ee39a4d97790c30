"""Whether llama.cpp loads a file and writes a word with it: tried in a process of its own.

Of some damaged files llama.cpp says so, at others it ends the process that it is in (`GGML_ASSERT`), which would be the
page's: `python -m docqa.engines.gguf.loadable MODEL.gguf` ends in its place.
"""

import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from os import environ
from pathlib import Path

from docqa.engines.base import shown_name
from docqa.engines.gguf.header import read_header
from docqa.engines.gguf.kept import KeptModel
from docqa.engines.gguf.llama import LlamaServer
from docqa.errors import EngineError
from docqa.private_files import FILE_MODE, make_folder
from docqa.settings import ROOT

LOAD_SECONDS = 300.0  # a large model on a slow disk takes minutes
LOADED, REFUSED = 0, 1  # how that process ends by itself; 1 is Python's own, for an exception
WITHOUT_DEBUGGER = {"GGML_NO_BACKTRACE": "1"}  # which llama.cpp would call to see where it ends


def ensure_loadable(model: KeptModel, marks: Path) -> None:
    """Raises EngineError for a file at which llama.cpp breaks down. What it merely refuses it refuses here as well.

    A file that went well leaves a mark in the folder `marks`, and is not tried again by the same llama.cpp. One that
    was refused leaves none: there may only have been too little memory.
    """
    try:
        llama_cpp = version("xllamacpp")
    except PackageNotFoundError:
        return  # which is told where the model is to be loaded
    mark = marks / f"{llama_cpp}-{model.digest.replace(':', '-')}"
    if mark.exists():
        return
    status = _tried(model.path)
    if status not in (LOADED, REFUSED):
        raise EngineError(
            f"{shown_name(model.name)} cannot be used: llama.cpp broke down when it tried {model.path}, so the file is "
            "damaged, or of a kind that this llama.cpp does not know. Get the file again, or choose another model."
        )
    if status == LOADED:
        with suppress(OSError):  # then it is tried again
            make_folder(marks)
            mark.touch(FILE_MODE)


def _tried(path: Path) -> int | None:
    """The status with which a process that loads the file ends; None when it does not end in time."""
    command = [sys.executable, "-m", "docqa.engines.gguf.loadable", str(path.absolute())]
    nowhere = subprocess.DEVNULL
    try:
        return subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=environ | WITHOUT_DEBUGGER,
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            timeout=LOAD_SECONDS,
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def main(path: Path) -> None:
    """Load the model, which writes a token then. Raises EngineError."""
    LlamaServer(path, read_header(path), label=path.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
