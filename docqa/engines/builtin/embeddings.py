"""bge-small-en-v1.5 (int8), run by onnxruntime in this process: the embedding model that needs no server."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings

from docqa.engines.prefixes import prefixes
from docqa.errors import EngineError
from docqa.model_files import EMBED, EMBED_TOKENIZER, once
from docqa.onnx import inference_session
from docqa.text.scripts import without_surrogates

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 512  # bge's positions

# Texts at a time, each alone on one core. Against batches of 8 like ones on all cores that is 1.4 times as fast, as
# nothing is padded and no core waits for another; and a text has one vector: int8's scale is that of the whole batch,
# so that in other company it would come out a little different (cosine .995).
EMBEDDING_THREADS = min(4, os.cpu_count() or 1)
PREFIXES = prefixes("bge-small-en-v1.5")


class BuiltinEmbeddings(Embeddings):
    """bge-small-en-v1.5, int8: vectors of 384 numbers and length 1. Loads when first used; one for all instances."""

    label = "bge-small-en-v1.5 (built in)"
    identity = f"bge-small-en-v1.5-{EMBED.sha256[:16]}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in their order; of a text over 512 tokens the first 512 count. Raises EngineError."""
        return _vectors([PREFIXES.document + text for text in texts])

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, which bge wants introduced as one. Raises EngineError."""
        return _vectors([PREFIXES.query + text])[0]

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, the two that mark its ends included."""
        return len(bge()[1].encode(text).ids)


@once
def bge() -> "tuple[Any, Tokenizer]":
    """The model and its tokenizer. Raises ModelNotInstalled, EngineError."""
    model, vocabulary = EMBED.checked(), EMBED_TOKENIZER.checked()
    from tokenizers import Tokenizer

    return inference_session(model, threads=1), Tokenizer.from_file(str(vocabulary))


def _vectors(texts: list[str]) -> list[list[float]]:
    with ThreadPoolExecutor(EMBEDDING_THREADS, "docqa-embedding") as threads:
        try:
            vectors = threads.map(_vector, texts)
        except RuntimeError as exc:  # Python is ending: it waits for the work that has begun, and lets no more begin
            raise EngineError(
                f"The built-in embedding model can take on no more work ({exc}). "
                "Start docqa again; the work goes on from where it stopped."
            ) from exc
        return list(vectors)


def _truncated(tokens: list[int]) -> list[int]:
    """At most MAX_TOKENS tokens, the mark of the end kept."""
    return tokens if len(tokens) <= MAX_TOKENS else [*tokens[: MAX_TOKENS - 1], tokens[-1]]


def _vector(text: str) -> list[float]:
    """The first token's state, scaled to length 1 (bge's own pooling)."""
    session, tokenizer = bge()
    ids = np.array([_truncated(tokenizer.encode(without_surrogates(text)).ids)], dtype=np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    (states,) = session.run(["last_hidden_state"], feed)
    first: np.ndarray[Any, np.dtype[np.float32]] = states[0, 0]
    vector: list[float] = (first / np.linalg.norm(first)).tolist()
    return vector
