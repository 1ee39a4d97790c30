"""What a command, with all that it starts, tries to send to other machines.

In a network of its own (`in_namespace`) it has a loopback, and a second interface with a default route and a name
server, as on any machine; but what it sends there arrives at a listener here, where it is counted and lost. Linux only:
as root, or where people may make user namespaces. Elsewhere its system calls are looked at (`under_tracer`).

    python -m tests.support.counted_network REPORT.json COMMAND…     # what runs inside the namespace
"""

import ipaddress
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep

from docqa.settings import ROOT

# Addresses for documentation (RFC 5737, RFC 3849): nobody has them.
INSIDE, GATEWAY, NAME_SERVER = "192.0.2.2", "192.0.2.1", "192.0.2.53"
INSIDE_6, GATEWAY_6 = "2001:db8::2", "2001:db8::1"
# Neighbour discovery and multicast listening (RFC 4861, RFC 3810): the kernel's own, when an interface comes up.
KERNEL_ICMP_6 = range(130, 144)
IPV4, IPV6, TCP, UDP, ICMP_6 = 0x0800, 0x86DD, 6, 17, 58
AS_ROOT = ("unshare", "--net", "--mount")
AS_ANYONE = ("unshare", "--user", "--map-root-user", "--net", "--mount")
LINGER_SECONDS = 1.0  # for packets on their way


@dataclass(frozen=True)
class Packet:
    """A packet that tried to leave, `seconds` after the start; `name` is what it asked for, if it was DNS."""

    seconds: float
    what: str
    name: str = ""


@dataclass(frozen=True)
class Counted:
    """A command's exit status and output, and the packets that it tried to send to other machines."""

    status: int
    output: str
    packets: tuple[Packet, ...]

    @property
    def summary(self) -> str:
        kinds = Counter(packet.name or packet.what for packet in self.packets)
        return f"{len(self.packets)} packets: {dict(kinds.most_common(20))}"


Count = Callable[[Sequence[str], Mapping[str, str], float], Counted]


def ways() -> list[Count]:
    """The ways to count that this machine has, the best first."""
    return [way for way in (in_namespace, under_tracer) if _works(way)]


def _works(way: Count) -> bool:
    try:
        return sys.platform == "linux" and way(["true"], os.environ, 30).status == 0
    except (OSError, subprocess.SubprocessError):
        return False


def under_tracer(command: Sequence[str], environment: Mapping[str, str], timeout: float) -> Counted:
    """Run the command under strace, in the project's folder. What it sends does go out."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder, "trace")
        calls = ["strace", "-f", "-qq", "-yy", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(trace)]
        done = _done([*calls, *command], environment, timeout)
        packets = [Packet(0.0, call) for line in trace.read_text().splitlines() if (call := _call_outward(line))]
        return Counted(done.returncode, done.stdout, tuple(packets))


def _call_outward(line: str) -> str:
    """The system call in a line of strace's, if it speaks to another machine; else "".

    >>> connect = '7 connect(3<%s:[9]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("%s")}, 16) = 0'
    >>> _call_outward(connect % ("TCP", "192.0.2.8"))
    'TCP to 192.0.2.8 port 443'
    >>> _call_outward(connect % ("TCP", "127.0.0.1")), _call_outward(connect % ("UDP", "192.0.2.8"))
    ('', '')
    >>> _call_outward('7 sendto(8<UDP:[10.0.0.1:9->192.0.2.53:53]>, "x", 1, MSG_NOSIGNAL, NULL, 0) = 1')
    'UDP to 192.0.2.53 port 53'
    """
    socket_kind = re.search(r"\d+<(TCP|UDP)", line)
    if not socket_kind or (socket_kind[1] == "UDP" and " connect(" in line):  # which sends nothing
        return ""
    given = re.search(r'port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"', line)
    connected = re.search(r"->\[?([\da-f.:]+?)\]?:(\d+)\]>", line)
    if given:
        port, host = given.groups()
    elif connected and " connect(" not in line:
        host, port = connected.groups()
    else:
        return ""
    is_here = ipaddress.ip_address(host.removeprefix("::ffff:")).is_loopback
    return "" if is_here else f"{socket_kind[1]} to {host} port {port}"


def _done(command: Sequence[str], environment: Mapping[str, str], timeout: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )


def as_root_of_its_own_network() -> tuple[str, ...]:
    """What runs a command in a network of its own, in which nothing is yet, as one who may change it."""
    is_root = subprocess.run([*AS_ROOT, "true"], capture_output=True, check=False).returncode == 0
    return AS_ROOT if is_root else AS_ANYONE


def in_namespace(command: Sequence[str], environment: Mapping[str, str], timeout: float) -> Counted:
    """Run the command in a network of its own, in the project's folder."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        inside = [sys.executable, "-m", "tests.support.counted_network", str(report), *command]
        done = _done([*as_root_of_its_own_network(), *inside], environment, timeout)
        packets = json.loads(report.read_text()) if report.exists() else []
        return Counted(done.returncode, done.stdout, tuple(Packet(**packet) for packet in packets))


# Inside the namespace


def main(report: Path, command: Sequence[str]) -> int:
    """Run the command one namespace further in, and count what comes out; its exit status."""
    began = monotonic()
    packets: list[Packet] = []
    ended = threading.Event()
    _ip("link", "add", "listener", "type", "veth", "peer", "name", "outward")
    # It waits for a line before it begins, so that its network is whole by then.
    waiting = ["unshare", "--net", "--", "sh", "-c", 'read -r begin && exec "$@"', "sh", *command]
    with (
        subprocess.Popen(waiting, stdin=subprocess.PIPE, text=True) as child,
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as wire,
    ):
        _connect(child.pid)
        wire.bind(("listener", 0))
        wire.settimeout(0.2)

        def listen() -> None:
            while not ended.is_set():
                try:
                    frame, sender = wire.recvfrom(65535)
                except TimeoutError:
                    continue
                except OSError:  # the namespace is gone, and the interface with it
                    return
                if sender[2] == socket.PACKET_OUTGOING:
                    continue
                try:
                    seen = _packet(frame, monotonic() - began)
                except (struct.error, IndexError):  # too short for what it says it is
                    seen = Packet(monotonic() - began, f"unreadable frame of {len(frame)} bytes")
                if seen:
                    packets.append(seen)

        listener = threading.Thread(target=listen)
        listener.start()
        assert child.stdin is not None
        child.stdin.write("begin\n")
        child.stdin.close()
        status = child.wait()
        ended.wait(LINGER_SECONDS)
        ended.set()
        listener.join()
    report.write_text(json.dumps([asdict(packet) for packet in packets]))
    return status


def _connect(pid: int) -> None:
    """Give the process's network namespace its interface, its routes, and a name server."""
    listed = subprocess.check_output(["ip", "-json", "link", "show", "listener"])
    mac = str(json.loads(listed)[0]["address"])

    def inside(*arguments: str) -> None:
        _run("nsenter", "--target", str(pid), "--net", "ip", *arguments)

    # `unshare` needs a moment to make it; an interface given too early would stay here.
    while Path(f"/proc/{pid}/ns/net").readlink() == Path("/proc/self/ns/net").readlink():
        sleep(0.01)
    _ip("link", "set", "outward", "netns", str(pid))
    _ip("link", "set", "lo", "up")
    _ip("link", "set", "listener", "up")
    inside("link", "set", "lo", "up")
    inside("address", "add", f"{INSIDE}/32", "dev", "outward")
    inside("-6", "address", "add", f"{INSIDE_6}/128", "dev", "outward", "nodad")
    inside("link", "set", "outward", "up")
    for family, gateway in (("-4", GATEWAY), ("-6", GATEWAY_6)):
        inside(family, "route", "add", gateway, "dev", "outward")
        inside(family, "neighbour", "add", gateway, "lladdr", mac, "dev", "outward", "nud", "permanent")
        inside(family, "route", "add", "default", "via", gateway, "dev", "outward")
    with tempfile.TemporaryDirectory() as folder:
        # Names by DNS alone: neither by a service of the machine, which would ask for us, uncounted.
        for name, text in (
            ("resolv.conf", f"nameserver {NAME_SERVER}\noptions timeout:1 attempts:1\n"),
            ("nsswitch.conf", "hosts: files dns\n"),
        ):
            path = Path(folder, name)
            path.write_text(text)
            _run("mount", "--bind", str(path), f"/etc/{name}")
    for cache in ("/run/nscd", "/run/systemd/resolve"):
        if Path(cache).is_dir():
            _run("mount", "-t", "tmpfs", "none", cache)


def _ip(*arguments: str) -> None:
    _run("ip", *arguments)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def _packet(frame: bytes, seconds: float) -> Packet | None:
    """What a frame is; None for the kernel's own."""
    (kind,) = struct.unpack_from("!H", frame, 12)
    if kind == IPV4:
        protocol, to, body = frame[23], socket.inet_ntop(socket.AF_INET, frame[30:34]), 14 + (frame[14] & 15) * 4
    elif kind == IPV6:
        protocol, to, body = frame[20], socket.inet_ntop(socket.AF_INET6, frame[38:54]), 54
        if protocol == 0:  # hop-by-hop options, which listening to multicast has
            protocol, body = frame[54], 54 + (frame[55] + 1) * 8
        if protocol == ICMP_6 and frame[body] in KERNEL_ICMP_6:
            return None
    else:
        return Packet(seconds, f"ethernet {kind:#06x}")
    if protocol not in (TCP, UDP):
        return Packet(seconds, f"IP protocol {protocol} to {to}")
    (port,) = struct.unpack_from("!H", frame, body + 2)
    name = _name_asked_for(frame[body + 8 :]) if protocol == UDP and port == 53 else ""
    return Packet(seconds, f"{'TCP' if protocol == TCP else 'UDP'} to {to} port {port}", name)


def _name_asked_for(query: bytes) -> str:
    """The name in a DNS query (RFC 1035): labels, each behind its length, after twelve bytes of header."""
    labels, at = [], 12
    while at < len(query) and query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace"))
        at += 1 + query[at]
    return ".".join(labels)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
