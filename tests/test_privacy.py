import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from docqa import privacy
from docqa.settings import ROOT
from docqa.store import VectorStore
from tests.pdfs import text_pdf
from tests.shelf import LEASE

# An environment in which every library that can would report what it does.
OPEN = {
    "ANONYMIZED_TELEMETRY": "True",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "http://192.0.2.1:4317",
    "LANGCHAIN_API_KEY": "key",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "key",
    "LANGSMITH_TRACING": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
}

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
from docqa.cli import main
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


def test_chroma_reports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANONYMIZED_TELEMETRY", "True")
    store = VectorStore(tmp_path / "chroma_db")
    store.writing = True
    assert store.ids("letters") == set()
    assert store._open().get_settings().anonymized_telemetry is False


def test_add_and_ask_call_no_other_machine(tmp_path: Path) -> None:
    lease = text_pdf(tmp_path / "Lease.pdf", LEASE)
    commands = [["add", str(lease)], ["search", "How much is the rent?"], ["ask", "May I keep a cat?", "-k", "1"]]
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, json.dumps(commands)],
        cwd=ROOT,
        env=os.environ | OPEN | {"DOCQA_ENGINE": "auto"},
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    watched = json.loads(ran.stdout.splitlines()[-1])
    assert watched["codes"] == [0, 0, 0], ran.stderr
    assert watched["called"]  # where Ollama could be, and the built-in model's own port
    assert [address for address in watched["called"] if "127.0.0.1" not in address] == []


# Streamlit


@contextmanager
def served(**environment: str) -> Iterator[int]:
    """The page's server with that environment, as `streamlit run rag.py` starts it; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", "rag.py", "--server.headless", "true"]
    server = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = monotonic() + 60
        while not is_answered("127.0.0.1", port):
            assert monotonic() < deadline
            sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def is_answered(host: str, port: int) -> bool:
    """Whether something accepts a connection there. A server on all addresses does so on 127.0.0.2 too (on Linux)."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def page(port: int) -> bytes:
    """Everything that the server sends to a browser that opens the page."""
    received = b""
    opened = BackMsg()
    opened.rerun_script.query_string = ""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, proxy=None) as browser:
        browser.send(opened.SerializeToString())
        while True:
            message = browser.recv(timeout=60, decode=False)
            received += message
            if ForwardMsg.FromString(message).WhichOneof("type") == "script_finished":
                return received


REFUSAL, WELCOME = b"docqa keeps to this machine", b"Ask your own PDFs"


def test_the_server_listens_on_this_machine_alone() -> None:
    with served() as port:
        found = {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), port)}
        assert [other for other in found | {"127.0.0.2"} if other != "127.0.0.1" and is_answered(other, port)] == []
        shown = page(port)
        assert WELCOME in shown
        assert REFUSAL not in shown


@pytest.mark.parametrize(
    ("name", "value"), [("STREAMLIT_SERVER_ADDRESS", "0.0.0.0"), ("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "true")]
)
def test_a_server_started_open_by_the_environment_shows_nothing(name: str, value: str) -> None:
    with served(**{name: value}) as port:
        shown = page(port)
        assert REFUSAL in shown
        assert WELCOME not in shown
