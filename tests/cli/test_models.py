import json
from pathlib import Path

import pytest

from docqa.engines.base import BUILTIN
from docqa.engines.gguf import probe
from docqa.engines.offers import Speed
from docqa.errors import NotEnoughMemory
from tests.cli.ran import Ran
from tests.support.gguf_files import OPENED_TEMPLATE, write_model
from tests.support.model_registry import ModelRegistry
from tests.support.ollama_server import DEEPSEEK, LLAMA, NOMIC, OllamaTestServer


def test_models(capsys: pytest.CaptureFixture[str], ollama: OllamaTestServer) -> None:
    found = Ran(capsys, "models", "--json").json
    assert found == {
        "ollama": "0.24.0",
        "chat": [DEEPSEEK.name],
        "roles": {},
        "embedding": [NOMIC.name],
        "kept": [],
        "advice": [],
    }
    assert f"answers: {DEEPSEEK.name}\nembeds:  {NOMIC.name}" in Ran(capsys, "models").out
    Ran(capsys, "models", "pull").failed_with("Say which model")
    Ran(capsys, "models", "pull", "wombat").failed_with("wombat")


def not_measured(anew: bool = False) -> Speed:
    raise NotEnoughMemory("The measurement needs 0.6 GB of memory.")


def test_what_fits_this_machine(
    capsys: pytest.CaptureFixture[str], ollama: OllamaTestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Ran(capsys, "models", "offers", "--json").json
    names = [offer["name"] for offer in found["offers"]]
    assert names[:3] == [DEEPSEEK.name, "qwen3:4b-instruct", "nomic-embed-text"]
    assert [offer["installed"] for offer in found["offers"][:3]] == [True, False, True]
    assert all(seconds > 0 for seconds in found["speed"].values())
    told = Ran(capsys, "models", "offers").out
    assert "deepseek-r1:1.5b (installed): writes beneath the quotations" in told
    assert "About 2.5 GB on the disk, 4.0 GB of memory. Licence: Apache 2.0, as far as docqa knows" in told
    assert told.count("reads a question and its passages in about ") == 2
    monkeypatch.setenv("DOCQA_ENGINE", "auto")
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:1")
    offers = Ran(capsys, "models", "offers", "--json").json["offers"]
    assert [offer["name"] for offer in offers] == [DEEPSEEK.name, "qwen3:4b-instruct"]  # Ollama alone runs the others
    monkeypatch.setattr(probe.PROBE, "speed", not_measured)
    unmeasured = Ran(capsys, "models", "offers")
    assert unmeasured.err == "The measurement needs 0.6 GB of memory.\n"
    assert "qwen3:4b-instruct: writes better" in unmeasured.out
    assert "reads a question" not in unmeasured.out
    monkeypatch.setenv("DOCQA_ENGINE", "builtin")
    assert Ran(capsys, "models", "offers").out == "No model is got while DOCQA_ENGINE is builtin.\n"


def test_a_model_is_tried_on_questions_about_the_library(
    capsys: pytest.CaptureFixture[str], own_library: None, ollama: OllamaTestServer, tmp_path: Path
) -> None:
    questions = tmp_path / "mine.jsonl"
    asked = [
        {"doc": "Lease.pdf", "question": "How much is the rent?", "answer": "1,250 dollars"},
        {"doc": "Lease.pdf", "question": "Who painted the kitchen?", "answer": None},
    ]
    questions.write_text("\n".join(map(json.dumps, asked)))
    command = ("models", "try", DEEPSEEK.name)
    Ran(capsys, *command).failed_with(f"models try {DEEPSEEK.name} --questions FILE.jsonl")
    ran = Ran(capsys, *command, "--questions", questions)
    assert (ran.code, ran.err) == (0, "")
    assert "deepseek-r1:1.5b writes: for " in ran.out
    assert ran.out.splitlines()[-1].endswith(" from now on.")
    told = Ran(capsys, "models").out
    assert "as measured on 2 questions: 1 right, " in told
    assert "0 in loops" in told
    assert Ran(capsys, *command, "--questions", questions, "--json").json["set"] == "mine"
    questions.write_text(json.dumps(asked[0] | {"doc": "wombat.pdf"}))
    Ran(capsys, *command, "--questions", questions).failed_with("No document is called 'wombat.pdf'.")


def test_without_ollama_the_documents_own_words_answer(capsys: pytest.CaptureFixture[str]) -> None:
    found = Ran(capsys, "models", "--json").json
    assert found == {"ollama": None, "chat": [BUILTIN], "roles": {}, "embedding": [BUILTIN], "kept": [], "advice": []}
    assert "answers: the documents' own words\nembeds:  built-in\n" in Ran(capsys, "models").out


def test_there_is_nothing_built_in_to_get(capsys: pytest.CaptureFixture[str], ollama: OllamaTestServer) -> None:
    pulled = Ran(capsys, "models", "pull", BUILTIN)
    assert (pulled.code, pulled.out, pulled.err) == (
        0,
        "There is nothing to get: what is built in came with docqa.\n",
        "",
    )
    assert Ran(capsys, "models", "pull", BUILTIN, "--json").json == {"installed": BUILTIN}
    assert ollama.requests == []


@pytest.mark.parametrize("engine", ["ollama", "auto"])
def test_ollama_that_does_not_run(
    capsys: pytest.CaptureFixture[str], library: None, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setenv("DOCQA_ENGINE", engine)
    monkeypatch.setenv("DOCQA_CHAT_MODEL", "deepseek-r1:1.5b")
    ran = Ran(capsys, "models", "--json")
    assert (ran.code, ran.json["ollama"]) == (0, None)
    if engine == "auto":
        ran = Ran(capsys, "ask", "How much is the rent?", "--json")
        assert (ran.code, ran.json["state"], ran.json["model"], ran.json["error"]) == (0, "answers", "", None)
    else:
        ran = Ran(capsys, "ask", "How much is the rent?", "--json")
        ran.failed_with("Ollama does not answer")
        assert ran.json["passages"]
        assert "Ollama does not answer" in ran.json["error"]
        Ran(capsys, "models", "pull", "llama3.2:1b").failed_with("Ollama does not answer")


def test_a_model_that_is_not_installed(
    capsys: pytest.CaptureFixture[str], library: None, ollama: OllamaTestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCQA_CHAT_MODEL", LLAMA.name)
    assert Ran(capsys, "ask", "How much is the rent?", "--json").json["model"] == DEEPSEEK.name  # in its place
    pulled = Ran(capsys, "models", "pull", LLAMA.name)
    assert (pulled.code, pulled.out) == (0, "llama3.2:1b is installed.\n")
    assert Ran(capsys, "ask", "How much is the rent?", "--json").json["model"] == LLAMA.name


def test_a_model_of_ones_own_is_got_listed_asked_and_removed(
    capsys: pytest.CaptureFixture[str], library: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = write_model(tmp_path / "model.gguf", OPENED_TEMPLATE, favourite="a", strength=40.0)
    with ModelRegistry({DEEPSEEK.name: path.read_bytes()}) as registry:
        monkeypatch.setenv("DOCQA_REGISTRY", registry.url)
        monkeypatch.setenv("DOCQA_OFFLINE", "1")
        Ran(capsys, "models", "pull", DEEPSEEK.name).failed_with("Nothing is downloaded while DOCQA_OFFLINE is set.")
        assert registry.requests == []
        monkeypatch.setenv("DOCQA_OFFLINE", "0")
        pulled = Ran(capsys, "models", "pull", DEEPSEEK.name)
        assert (pulled.code, pulled.out) == (0, "deepseek-r1:1.5b is installed.\n")
        assert pulled.err == (
            "Getting deepseek-r1:1.5b. It comes from 127.0.0.1; nothing about you or your documents is sent.\n"
        )
    (kept,) = Ran(capsys, "models", "list", "--json").json["kept"]
    assert (kept["name"], kept["bytes"]) == (DEEPSEEK.name, path.stat().st_size)
    assert f"kept:    deepseek-r1:1.5b, 0.0 GB, {kept['file']}\n" in Ran(capsys, "models").out
    asked = Ran(capsys, "ask", "How much is the rent?", "--json").json
    assert (asked["model"], asked["state"], asked["error"]) == (DEEPSEEK.name, "answers", None)
    assert Ran(capsys, "models", "remove", DEEPSEEK.name).out == "deepseek-r1:1.5b is removed.\n"
    Ran(capsys, "models", "remove", DEEPSEEK.name).failed_with("docqa keeps no model called deepseek-r1:1.5b")
    Ran(capsys, "models", "remove").failed_with("Say which model, as in `python -m docqa models remove")
