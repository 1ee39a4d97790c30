import pytest

from docqa.engines.base import BUILTIN
from tests.cli.ran import Ran
from tests.support.ollama_server import DEEPSEEK, LLAMA, NOMIC, OllamaTestServer


def test_models(capsys: pytest.CaptureFixture[str], ollama: OllamaTestServer) -> None:
    found = Ran(capsys, "models", "--json").json
    assert found == {"ollama": "0.40.2", "chat": [DEEPSEEK.name], "roles": {}, "embedding": [NOMIC.name], "advice": []}
    assert f"answers: {DEEPSEEK.name}\nembeds:  {NOMIC.name}" in Ran(capsys, "models").out
    Ran(capsys, "models", "pull").failed_with("Say which model")
    Ran(capsys, "models", "pull", "wombat").failed_with("wombat")


def test_without_ollama_the_documents_own_words_answer(capsys: pytest.CaptureFixture[str]) -> None:
    found = Ran(capsys, "models", "--json").json
    assert found == {"ollama": None, "chat": [BUILTIN], "roles": {}, "embedding": [BUILTIN], "advice": []}
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
    ran = Ran(capsys, "ask", "How much is the rent?", "--json")
    ran.failed_with("llama3.2:1b")
    pulled = Ran(capsys, "models", "pull", LLAMA.name)
    assert (pulled.code, pulled.out) == (0, "llama3.2:1b is installed.\n")
    assert Ran(capsys, "ask", "How much is the rent?", "--json").json["model"] == LLAMA.name
