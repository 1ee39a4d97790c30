"""ms-marco-MiniLM-L-12 (int8), run by onnxruntime in this process: how well a text answers a question."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from docqa.errors import EngineError
from docqa.model_files import RERANK, RERANK_TOKENIZER, once
from docqa.onnx import inference_session

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 512  # the model's positions, for question and text together
# Pairs at a time, each alone on one core, as for the embedding model: nothing is padded, and a pair has one score.
RERANKING_THREADS = min(4, os.cpu_count() or 1)


class BuiltinReranker:
    """ms-marco-MiniLM-L-12-v2, int8, an English cross-encoder. Loads when first used; one for all instances."""

    label = "ms-marco-MiniLM-L-12 (built in)"

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text how well it answers the question: a logit, from -12 (not at all) to 11. Raises EngineError.

        A pair takes 10 to 15 ms on one core.
        """
        with ThreadPoolExecutor(RERANKING_THREADS, "docqa-reranking") as threads:
            try:
                scores = threads.map(lambda text: _score(question, text), texts)
            except RuntimeError as exc:  # Python is ending: it lets no more work begin
                raise EngineError(f"The reranker takes on no more work ({exc}). Start docqa again.") from exc
            return list(scores)


@once
def cross_encoder() -> "tuple[Any, Tokenizer]":
    """The model and its tokenizer. Raises ModelNotInstalled, EngineError."""
    model, vocabulary = RERANK.checked(), RERANK_TOKENIZER.checked()
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(vocabulary))
    tokenizer.no_padding()  # its file asks for 512 tokens a pair, which takes ten times as long
    tokenizer.enable_truncation(MAX_TOKENS)
    return inference_session(model, threads=1), tokenizer


def _score(question: str, text: str) -> float:
    session, tokenizer = cross_encoder()
    # A lone surrogate, as broken PDFs hold them, is not a text to the tokenizer.
    pair = tokenizer.encode(question.encode(errors="replace").decode(), text.encode(errors="replace").decode())
    feed = {
        "input_ids": np.array([pair.ids], dtype=np.int64),
        "attention_mask": np.array([pair.attention_mask], dtype=np.int64),
        "token_type_ids": np.array([pair.type_ids], dtype=np.int64),
    }
    (logits,) = session.run(["logits"], feed)
    return float(logits[0, 0])
