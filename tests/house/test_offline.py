"""Nothing leaves the machine: the whole of docqa in a network where every packet that would is counted."""

import os
import sys
from pathlib import Path

import pytest

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
