import pytest

from tests.cli.ran import Ran
from tests.support.ollama_server import DEEPSEEK, LLAMA, NOMIC, OllamaTestServer


def test_models(capsys: pytest.CaptureFixture[str], ollama: OllamaTestServer) -> None:
    found = Ran(capsys, "models", "--json").json
    assert found == {"ollama": "0.40.2", "chat": [DEEPSEEK.name], "embedding": [NOMIC.name], "advice": []}
    assert f"answers: {DEEPSEEK.name}\nembeds:  {NOMIC.name}" in Ran(capsys, "models").out
    Ran(capsys, "models", "pull").failed_with("Say which model")
    Ran(capsys, "models", "pull", "wombat").failed_with("wombat")


@pytest.mark.parametrize("engine", ["ollama", "auto"])
def test_ollama_that_does_not_run(
    capsys: pytest.CaptureFixture[str], library: None, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setenv("DOCQA_ENGINE", engine)
    monkeypatch.setenv("DOCQA_CHAT_MODEL", "deepseek-r1:1.5b")
    ran = Ran(capsys, "models", "--json")
    assert (ran.code, ran.json["ollama"]) == (0, None)
    if engine == "ollama":
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
