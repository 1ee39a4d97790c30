"""How well a text answers a question, by two models (int8) that onnxruntime runs in this process.

ms-marco-MiniLM-L-12 reads both together. answerai-colbert-small compares the meaning of their words, each in its text.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from docqa.errors import EngineError
from docqa.model_files import (
    LATE_INTERACTION,
    LATE_INTERACTION_TOKENIZER,
    RERANK,
    RERANK_TOKENIZER,
    ModelFile,
    once,
)
from docqa.onnx import inference_session
from docqa.text.scripts import without_surrogates

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

MAX_TOKENS = 512  # either model's positions; of the first for question and text together
# Pairs at a time, each alone on one core, as for the embedding model: nothing is padded, and a pair has one score.
RERANKING_THREADS = min(4, os.cpu_count() or 1)

States = np.ndarray[Any, np.dtype[np.float32]]


class BuiltinReranker:
    """ms-marco-MiniLM-L-12-v2 and answerai-colbert-small-v1: English. Load when first used, once for all instances."""

    label = "ms-marco-MiniLM-L-12 (built in)"

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text how well it answers the question: a logit, from -12 (not at all) to 11. Raises EngineError.

        A pair takes 10 to 15 ms on one core.
        """
        return _each(lambda text: _score(question, text), texts)

    def likeness(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text how near, from 0 to 1, it has something to each word of the question. Raises EngineError.

        ColBERT's late interaction (Khattab and Zaharia, 2020): of each token of the question the cosine similarity to
        the nearest one of the text, in the mean. The file lacks the model's last layer, so that a state is 384 numbers.
        A text takes 10 to 15 ms on one core.
        """
        own = _states(question)
        return _each(lambda text: float((own @ _states(text).T).max(axis=1).mean()), texts)


@once
def cross_encoder() -> "tuple[Any, Tokenizer]":
    """The model and its tokenizer. Raises ModelNotInstalled, EngineError."""
    return _loaded(RERANK, RERANK_TOKENIZER)


@once
def late_interaction() -> "tuple[Any, Tokenizer]":
    """The model and its tokenizer. Raises ModelNotInstalled, EngineError."""
    return _loaded(LATE_INTERACTION, LATE_INTERACTION_TOKENIZER)


def _loaded(model: ModelFile, vocabulary: ModelFile) -> "tuple[Any, Tokenizer]":
    path, words = model.checked(), vocabulary.checked()
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(words))
    tokenizer.no_padding()  # its file asks for 512 tokens a text, which takes ten times as long
    tokenizer.enable_truncation(MAX_TOKENS)
    return inference_session(path, threads=1), tokenizer


def _each(judge: Callable[[str], float], texts: Sequence[str]) -> list[float]:
    with ThreadPoolExecutor(RERANKING_THREADS, "docqa-reranking") as threads:
        try:
            judged = threads.map(judge, texts)
        except RuntimeError as exc:  # Python is ending: it lets no more work begin
            raise EngineError(f"The reranker takes on no more work ({exc}). Start docqa again.") from exc
        return list(judged)


def _score(question: str, text: str) -> float:
    session, tokenizer = cross_encoder()
    (logits,) = session.run(["logits"], _fed(tokenizer.encode(without_surrogates(question), without_surrogates(text))))
    return float(logits[0, 0])


def _states(text: str) -> States:
    """A row for each token of a text, of length 1."""
    session, tokenizer = late_interaction()
    (states,) = session.run(["last_hidden_state"], _fed(tokenizer.encode(without_surrogates(text))))
    found: States = states[0] / np.linalg.norm(states[0], axis=1, keepdims=True)
    return found


def _fed(encoded: "Encoding") -> dict[str, Any]:
    return {
        "input_ids": np.array([encoded.ids], dtype=np.int64),
        "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
        "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
    }
