"""Nothing leaves the machine: the whole of docqa in a network where every packet that would is counted."""

import os
import sys
from pathlib import Path

import pytest

from tests import counted_network
from tests.app import CHROMIUM
from tests.offline_trial import environment

TRIAL_SECONDS = 600.0
WHY_NOT = counted_network.why_not() or ("" if Path(CHROMIUM).exists() else "there is no Chromium")


@pytest.fixture(autouse=True)
def counting() -> None:
    if WHY_NOT and os.environ.get("CI"):
        pytest.fail(f"This must run in continuous integration, and could not: {WHY_NOT}.")
    if WHY_NOT:
        pytest.skip(f"packets cannot be counted on this machine: {WHY_NOT}")


@pytest.mark.parametrize(
    ("attempt", "seen"),
    [
        ("socket.getaddrinfo('telemetry.example', 443)", "telemetry.example"),
        ("socket.create_connection(('192.0.2.80', 443), 1)", "TCP to 192.0.2.80 port 443"),
        ("socket.create_connection(('2001:db8::80', 443), 1)", "TCP to 2001:db8::80 port 443"),
        ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.80', 4317))", "UDP to 192.0.2.80 port 4317"),
    ],
)
def test_what_tries_to_leave_is_counted(attempt: str, seen: str) -> None:
    counted = counted_network.run([sys.executable, "-c", f"import socket; {attempt}"], os.environ, timeout=60)
    assert {packet.name or packet.what for packet in counted.packets} == {seen}, counted.output


def test_what_stays_here_is_not_counted() -> None:
    here = "import socket as s; here = s.create_server(('127.0.0.1', 0)); s.create_connection(here.getsockname())"
    counted = counted_network.run([sys.executable, "-c", here], os.environ, timeout=60)
    assert (counted.status, counted.packets) == (0, ()), counted.output


@pytest.mark.timeout(TRIAL_SECONDS + 60)
def test_nothing_leaves_the_machine(tmp_path: Path) -> None:
    trial = [sys.executable, "-m", "tests.offline_trial", str(tmp_path)]
    counted = counted_network.run(trial, environment(tmp_path), TRIAL_SECONDS)
    assert counted.packets == (), counted.summary
    assert counted.status == 0, counted.output
    # What cannot be sent onnxruntime would keep for the next time, with a number of its own for this machine.
    assert [path for path in tmp_path.rglob("*") if "onnxruntime" in path.name] == []
