"""Nothing leaves the machine: the whole of docqa in a network where every packet that would is counted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docqa.settings import ROOT
from tests.support import counted_network
from tests.support.offline_trial import CHROMIUM, TRIAL_SECONDS, environment


@pytest.fixture(scope="module")
def ways() -> list[counted_network.Count]:
    """How it can be counted here. Continuous integration must be able to."""
    found = counted_network.ways()
    if not found and os.environ.get("CI"):
        pytest.fail("Nothing could be counted: this needs root or user namespaces, `ip` and `unshare`.")
    if not found:
        pytest.skip("nothing could be counted: this needs Linux with user namespaces, `ip` and `unshare`, or strace")
    return found


@pytest.mark.parametrize(
    ("attempt", "seen"),
    [
        ("socket.getaddrinfo('telemetry.example', 443)", "telemetry.example"),
        ("socket.create_connection(('192.0.2.80', 443), 1)", "TCP to 192.0.2.80 port 443"),
        ("socket.create_connection(('2001:db8::80', 443), 1)", "TCP to 2001:db8::80 port 443"),
        ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.80', 4317))", "UDP to 192.0.2.80 port 4317"),
    ],
)
def test_what_tries_to_leave_is_counted(ways: list[counted_network.Count], attempt: str, seen: str) -> None:
    for way in ways:
        counted = way([sys.executable, "-c", f"import socket; {attempt}"], os.environ, 60)
        found = {packet.name or packet.what for packet in counted.packets}
        is_lookup = "getaddrinfo" in attempt and way is counted_network.under_tracer  # it sees where, not for what
        assert (len(found) > 0) if is_lookup else found == {seen}, counted.output


def test_what_stays_here_is_not_counted(ways: list[counted_network.Count]) -> None:
    here = "import socket as s; here = s.create_server(('127.0.0.1', 0)); s.create_connection(here.getsockname())"
    for way in ways:
        counted = way([sys.executable, "-c", here], os.environ, 60)
        assert (counted.status, counted.packets) == (0, ()), counted.output


@pytest.mark.timeout(TRIAL_SECONDS + 60)
def test_nothing_leaves_the_machine(ways: list[counted_network.Count], tmp_path: Path) -> None:
    """Everything is done once, under the best way to count that this machine has."""
    if not Path(CHROMIUM).exists():
        assert not os.environ.get("CI"), "Continuous integration needs a Chromium."
        pytest.skip("no Chromium here, and the page is seen through one")
    trial = [sys.executable, "-m", "tests.support.offline_trial", str(tmp_path)]
    counted = ways[0](trial, environment(tmp_path), TRIAL_SECONDS)
    assert counted.packets == (), counted.summary
    assert counted.status == 0, counted.output
    # What cannot be sent onnxruntime would keep for the next time, with a number of its own for this machine.
    assert [path for path in tmp_path.rglob("*") if "onnxruntime" in path.name] == []


WITHOUT_NETWORK = """
import subprocess, sys, urllib.request
from tests.support.waiting import until

def is_open():
    try:
        return urllib.request.urlopen("http://127.0.0.1:8501/_stcore/health", timeout=5).status == 200
    except OSError:
        return False

subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
run = subprocess.Popen(["make", "run"], cwd=sys.argv[1])
try:
    until(lambda: run.poll() is not None or is_open(), 120)
    assert is_open(), run.returncode
finally:
    run.terminate()
    run.wait()
"""


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
def test_once_installed_it_runs_on_a_machine_without_a_network(
    ways: list[counted_network.Count], tmp_path: Path
) -> None:
    """`make run` beside the mark of a finished installation, where there is a loopback and nothing else."""
    if counted_network.in_namespace not in ways:
        pytest.skip("no network of its own can be made here")
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt", "requirements-builtin.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("docqa", "rag.py", ".streamlit"):
        (tmp_path / name).symlink_to(ROOT / name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o700)
    with (tmp_path / "requirements.txt").open("rb") as file:
        summed = subprocess.run(["cksum"], stdin=file, capture_output=True, text=True, check=True).stdout.split()[0]
    (tmp_path / ".venv" / f"app-{summed}").touch()
    alone = [*counted_network.as_root_of_its_own_network(), sys.executable, "-c", WITHOUT_NETWORK, str(tmp_path)]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "DOCQA_DATA_DIR": str(tmp_path / "data"),
        "DOCQA_CHROMA_DIR": str(tmp_path / "chroma_db"),
    }
    done = subprocess.run(alone, env=environment, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "docqa is open at http://127.0.0.1:8501/" in done.stdout + done.stderr
