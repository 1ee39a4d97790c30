import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from docqa import privacy
from docqa.errors import EngineError
from docqa.library.vectors import VectorStore
from docqa.settings import ROOT, Settings
from docqa.workspace import Workspace
from tests.support.offline_trial import TALKATIVE
from tests.support.ollama_server import DEEPSEEK, NOMIC, OllamaTestServer, ServedModel
from tests.support.pdfs import text_pdf
from tests.support.shelf import LEASE

# Runs commands and prints every address that Python code looked up or connected to.
WATCHED = """
import json, sys
called = []
def watch(event, arguments):
    if event == "socket.connect":
        called.append(repr(arguments[1]))
    elif event == "socket.getaddrinfo":
        called.append(repr(arguments[:2]))
sys.addaudithook(watch)
from docqa.cli.main import main
codes = [main(command) for command in json.loads(sys.argv[1])]
print(json.dumps({"codes": codes, "called": called}))
"""


def test_the_doors_are_closed_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in privacy.CLOSED:
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    monkeypatch.setenv("no_proxy", "")
    for _ in range(2):
        privacy.close_doors()
        assert {name: os.environ[name] for name in privacy.CLOSED} == privacy.CLOSED
        assert os.environ["NO_PROXY"] == "intranet.example,127.0.0.1,localhost,::1"
        assert os.environ["no_proxy"] == "127.0.0.1,localhost,::1"


def test_chroma_goes_by_no_setting_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor by one in a `.env` of the folder that a program is started in: these would send all vectors to a server."""
    elsewhere = {"CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI", "CHROMA_SERVER_HOST": "192.0.2.80"}
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in elsewhere.items()))
    monkeypatch.setenv("ANONYMIZED_TELEMETRY", "True")
    monkeypatch.setenv("CHROMA_OTEL_GRANULARITY", "all")
    monkeypatch.chdir(tmp_path)
    store = VectorStore(tmp_path / "chroma_db")
    store.writing = True
    assert store.ids("letters") == set()
    assert (tmp_path / "chroma_db" / "chroma.sqlite3").exists()
    settings = store._open().get_settings()
    assert settings.anonymized_telemetry is False
    assert settings.chroma_otel_granularity == "none"
    store.close()


@pytest.mark.parametrize("name", ["gpt-oss:120b-Cloud", "sneaky:CLOUD", "gpt-oss: cloud", "x:CLOUD"])
def test_the_cloud_behind_ollamas_port_is_sent_not_one_character(settings: Settings, tmp_path: Path, name: str) -> None:
    """Under a name that leads there in Ollama's reading; `ollama cp` gives it to a model of this machine."""
    with OllamaTestServer((ServedModel(name, ("completion", "embedding")), DEEPSEEK, NOMIC)) as server:
        asked = replace(settings, engine="ollama", ollama_url=server.url, chat_model=name, embed_model=name)
        with closing(Workspace.open(asked)) as workspace:
            workspace.library.add(text_pdf(tmp_path / "Lease.pdf", LEASE).read_bytes(), "Lease.pdf")
            with pytest.raises(EngineError, match="is a cloud model"):
                workspace.indexer.run_until_done()
            *_, answer = workspace.answer("How much is the rent?")
            assert answer.passages
            assert f"{name.replace(' ', '')} is a cloud model" in answer.error
            workspace.chat_choice = workspace.embedder_choice = name
            *_, answer = workspace.answer("May I keep a cat?")
            assert "is a cloud model" in answer.error
        assert server.sent_away == []
        assert not server.asked("/api/chat") + server.asked("/api/embed")


def test_add_and_ask_call_no_other_machine(tmp_path: Path) -> None:
    lease = text_pdf(tmp_path / "Lease.pdf", LEASE)
    commands = [["add", str(lease)], ["search", "How much is the rent?"], ["ask", "May I keep a cat?", "-k", "1"]]
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, json.dumps(commands)],
        cwd=ROOT,
        env=os.environ | TALKATIVE | {"DOCQA_ENGINE": "auto"},
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    watched = json.loads(ran.stdout.splitlines()[-1])
    assert watched["codes"] == [0, 0, 0], ran.stderr
    assert watched["called"]  # where Ollama could be
    assert [address for address in watched["called"] if "127.0.0.1" not in address] == []
