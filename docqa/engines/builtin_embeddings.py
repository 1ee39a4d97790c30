"""bge-small-en-v1.5 (int8), run by onnxruntime in this process: the embedding model that needs no server."""

import os
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings

from docqa.engines.builtin_files import EMBED, EMBED_TOKENIZER, once
from docqa.engines.prefixes import prefixes

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MAX_TOKENS = 512  # bge's positions
BATCH = 8  # texts of like length: 1.5 to 1.9 times the speed of batches of 32 as they come
THREADS = min(4, os.cpu_count() or 1)
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
def bge() -> "tuple[InferenceSession, Tokenizer]":
    """The model and its tokenizer. Raises ModelNotInstalled, EngineError."""
    model, vocabulary = EMBED.checked(), EMBED_TOKENIZER.checked()
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return session, Tokenizer.from_file(str(vocabulary))


def _vectors(texts: list[str]) -> list[list[float]]:
    session, tokenizer = bge()
    # A lone surrogate, as broken PDFs hold them, is not a text to the tokenizer.
    tokens = [_cut(tokenizer.encode(text.encode(errors="replace").decode()).ids) for text in texts]
    by_length = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
    vectors: list[list[float]] = [[] for _ in texts]
    for start in range(0, len(texts), BATCH):
        batch = by_length[start : start + BATCH]
        for index, vector in zip(batch, _embed(session, [tokens[index] for index in batch]), strict=True):
            vectors[index] = vector
    return vectors


def _cut(tokens: list[int]) -> list[int]:
    """At most MAX_TOKENS tokens, the mark of the end kept."""
    return tokens if len(tokens) <= MAX_TOKENS else [*tokens[: MAX_TOKENS - 1], tokens[-1]]


def _embed(session: "InferenceSession", texts: list[list[int]]) -> list[list[float]]:
    """The first token's state of each text, scaled to length 1 (bge's own pooling)."""
    ids = np.zeros((len(texts), max(map(len, texts))), dtype=np.int64)  # 0 is bge's padding
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(texts):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    (states,) = session.run(["last_hidden_state"], feed)
    first: np.ndarray[Any, np.dtype[np.float32]] = states[:, 0]
    vectors: list[list[float]] = (first / np.linalg.norm(first, axis=1, keepdims=True)).tolist()
    return vectors
