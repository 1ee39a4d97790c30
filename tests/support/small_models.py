"""Models small enough to follow by hand, behind LangChain's real interfaces."""

import math
from collections.abc import Callable

from langchain_core.embeddings import Embeddings

from docqa.engines.base import Embedder


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
