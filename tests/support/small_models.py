"""Models small enough to follow by hand, behind LangChain's real interfaces."""

import math
import mmap
from collections.abc import Callable
from pathlib import Path

from langchain_core.embeddings import Embeddings

from docqa.engines.base import Embedder
from docqa.engines.gguf import header
from docqa.engines.gguf.chat import GgufChat
from docqa.engines.gguf.llama import COMPUTE_BYTES, LlamaServer
from docqa.model_files import CHAT, once
from tests.support.gguf_files import write_model

SMALL_WINDOW = 4096  # tokens


@once
def smollm2() -> GgufChat:
    """SmolLM2-135M-Instruct, the smallest real chat model, with a small window, loaded once."""
    return _small_chat(CHAT.checked())


def hollow_smollm2(folder: Path) -> GgufChat:
    """The same by its tokenizer, template and window, with a few random weights: any words, in a hundredth of the time.

    Its file lies in that folder.
    """
    with CHAT.checked().open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        facts = header._facts(data)
    tokenizer = {key: value for key, value in facts.items() if key.startswith("tokenizer.ggml.")}
    path = folder / "hollow.gguf"
    return _small_chat(write_model(path, facts["tokenizer.chat_template"], tokenizer=tokenizer))


def _small_chat(path: Path) -> GgufChat:
    known = header.read_header(path)
    needed = path.stat().st_size + SMALL_WINDOW * known.cache_bytes_per_token + COMPUTE_BYTES
    server = LlamaServer(path, known, label="SmolLM2-135M", free_bytes=needed)
    return GgufChat(server=server, model="smollm2", marks=known.marks, max_tokens=256)


class LetterEmbeddings(Embeddings):
    """Unit vectors of 26 numbers, how often each letter occurs, the alphabet turned by `turn` letters.

    `texts` are the passages embedded so far; `before` is called ahead of each batch of them.
    """

    def __init__(self, turn: int = 0, before: Callable[[], None] = lambda: None) -> None:
        self.turn = turn
        self.before = before
        self.texts: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.before()
        self.texts += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        counts = [text.lower().count(chr(97 + (i + self.turn) % 26)) + 0.01 for i in range(26)]
        return [count / math.hypot(*counts) for count in counts]


def letter_embedder(name: str = "letters", turn: int = 0, before: Callable[[], None] = lambda: None) -> Embedder:
    """`LetterEmbeddings` as docqa's engines give a model."""
    return Embedder(LetterEmbeddings(turn, before), name, name, f"{name}-{turn}")


def texts_of(embedder: Embedder) -> list[str]:
    """The passages that a `letter_embedder` has embedded."""
    assert isinstance(embedder.model, LetterEmbeddings)
    return embedder.model.texts
