import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from docqa.errors import StorageError
from docqa.page.door import REFUSAL, Door, behind_door, cookie_name, kept_secret
from docqa.settings import ROOT
from tests.support.app import App
from tests.support.waiting import until

REFUSED_PAGE, WELCOME = b"docqa keeps to this machine", b"Ask your own PDFs"
STRANGER = "http://evil.example"


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[App]:
    app = App(folder, **environment)
    app.start()
    try:
        yield app
    finally:
        app.kill()


def cookies(app: App) -> dict[str, str]:
    return {f"docqa-{app.port}": kept_secret(app.folder / "data")}


def messages(app: App, brought: dict[str, str], **headers: str) -> list[ForwardMsg]:
    """What the server sends over its websocket to who opens the page. Raises InvalidStatus when refused."""
    received = []
    opened = BackMsg()
    opened.rerun_script.query_string = ""
    if brought:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in brought.items())
    origin = headers.pop("Origin", "")
    with connect(
        f"ws://127.0.0.1:{app.port}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        proxy=None,
        origin=Origin(origin) if origin else None,
        additional_headers=headers,
    ) as browser:
        browser.send(opened.SerializeToString())
        while True:
            received.append(ForwardMsg.FromString(browser.recv(timeout=60, decode=False)))
            if received[-1].WhichOneof("type") == "script_finished":
                return received


def shown(app: App, brought: dict[str, str], **headers: str) -> bytes:
    return b"".join(message.SerializeToString() for message in messages(app, brought, **headers))


def status_of_refusal(app: App, brought: dict[str, str], **headers: str) -> int:
    with pytest.raises(InvalidStatus) as refused:
        shown(app, brought, **headers)
    return refused.value.response.status_code


def is_answered(host: str, port: int) -> bool:
    """Whether something accepts a connection there. A server on all addresses does so on 127.0.0.2 too (on Linux)."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("path", ["/", "/?conversation=1", "/_stcore/host-config", "/media/x.png", "/index.html"])
@pytest.mark.parametrize("wrong", [{}, {"cookie": "x"}, {"token": "x"}, {"token": ""}, {"other_port": "right"}])
def test_without_the_secret_nothing_is_given(app: App, path: str, wrong: dict[str, str]) -> None:
    brought = {f"docqa-{app.port}": wrong["cookie"]} if "cookie" in wrong else {}
    if "other_port" in wrong:
        brought = {"docqa-1": kept_secret(app.folder / "data")}
    given = httpx.get(app.origin + path, params={"token": wrong["token"]} if "token" in wrong else {}, cookies=brought)
    assert (given.status_code, given.text) == (403, REFUSAL)


def test_the_printed_address_lets_in_and_the_cookie_from_then_on(app: App) -> None:
    given = httpx.get(f"{app.url}&conversation=3")
    assert given.status_code == 303
    assert given.headers["location"] == f"{app.origin}/?conversation=3"
    assert given.headers["cache-control"] == "no-store"
    assert dict(given.cookies) == cookies(app)
    flags = given.headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    assert httpx.get(f"{app.origin}/?conversation=3", cookies=cookies(app)).status_code == 200
    # The address once more, in a browser that has the cookie: the secret does not stay in the address line.
    assert httpx.get(f"{app.origin}/?token=old", cookies=cookies(app)).headers["location"] == f"{app.origin}/"


def test_whoever_waits_for_the_start_is_told(app: App) -> None:
    assert httpx.get(f"{app.origin}/_stcore/health").text == "ok"


def test_the_websocket_opens_with_the_cookie_alone(app: App) -> None:
    assert WELCOME in shown(app, cookies(app))
    assert WELCOME in shown(app, cookies(app), Origin=app.origin)
    assert status_of_refusal(app, {}) == 403
    assert status_of_refusal(app, {}, Origin=app.origin) == 403
    assert status_of_refusal(app, {f"docqa-{app.port}": "x"}) == 403


def test_pages_from_elsewhere_are_refused(app: App) -> None:
    """Also one whose name leads here, so that its Host and its Origin agree."""
    assert status_of_refusal(app, cookies(app), Origin=STRANGER) == 403
    there = f"evil.example:{app.port}"
    assert status_of_refusal(app, cookies(app), Origin=f"http://{there}", Host=there) == 403
    assert httpx.get(app.origin, cookies=cookies(app), headers={"Host": there}).status_code == 403


def test_switched_off(tmp_path: Path) -> None:
    with served(tmp_path, DOCQA_OPEN="1") as app:
        assert app.url == f"{app.origin}/"
        assert WELCOME in shown(app, {})
        assert httpx.get(app.origin).status_code == 200
        assert status_of_refusal(app, {}, Origin=STRANGER) == 403
        there = f"evil.example:{app.port}"
        assert status_of_refusal(app, {}, Origin=f"http://{there}", Host=there) == 403


def test_the_server_listens_on_this_machine_alone(app: App) -> None:
    found = {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), app.port)}
    assert [other for other in found | {"127.0.0.2"} if other != "127.0.0.1" and is_answered(other, app.port)] == []
    assert REFUSED_PAGE not in shown(app, cookies(app))


def test_a_server_started_open_by_the_environment_shows_nothing(tmp_path: Path) -> None:
    with served(tmp_path, STREAMLIT_SERVER_ADDRESS="0.0.0.0") as app:
        page = shown(app, cookies(app))
        assert REFUSED_PAGE in page
        assert WELCOME not in page


def test_who_comes_from_another_machine_is_refused() -> None:
    """Whatever the server listens on, and with the right secret too."""
    inner = Starlette(routes=[Route("/", lambda request: PlainTextResponse("inside"))])
    for secret in ("right", ""):
        door, brought = Door(inner, secret), {cookie_name(): "right"}
        here = TestClient(door, "http://127.0.0.1", client=("127.0.0.1", 5), cookies=brought)
        there = TestClient(door, "http://127.0.0.1", client=("192.0.2.7", 5), cookies=brought)
        assert here.get("/").text == "inside"
        assert there.get("/").text == REFUSAL


@pytest.mark.parametrize("secret", ["right", ""])
def test_another_page_in_the_browser_never_reaches_streamlit(secret: str) -> None:
    """Which would look up an address outside to tell whether it may. A cookie is sent to all ports of a machine."""
    inner = Starlette(routes=[Route("/", lambda request: PlainTextResponse("inside"))])
    here = TestClient(
        Door(inner, secret), "http://127.0.0.1:8501", client=("127.0.0.1", 5), cookies={cookie_name(): "right"}
    )
    for origin, is_let_in in {
        "http://127.0.0.1:8501": True,
        "http://127.0.0.1:8502": False,
        "http://localhost:8501": False,
        STRANGER: False,
        "null": False,
        "http://[": False,
    }.items():
        assert (here.get("/", headers={"Origin": origin}).text == "inside") is is_let_in, origin


@pytest.mark.parametrize(
    ("host", "is_let_in"),
    [
        ("127.0.0.1:8501", True),
        ("localhost", True),
        ("[::1]:8501", True),
        ("evil.example:8501", False),
        ("a{b.evil.example:8501", False),  # Chromium sends it so, and Starlette's URL falls back to the server's own
        ("evil.example:99999", False),
        ("127.0.0.1.evil.example", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_a_name_that_was_made_to_lead_here_is_refused(host: str, is_let_in: bool) -> None:
    inner = Starlette(routes=[Route("/", lambda request: PlainTextResponse("inside"))])
    here = TestClient(Door(inner, ""), "http://127.0.0.1:8501", client=("127.0.0.1", 5))
    assert (here.get("/", headers={"Host": host, "Origin": f"http://{host}"}).text == "inside") is is_let_in


def test_usage_statistics_stay_off_whatever_the_environment_says(tmp_path: Path) -> None:
    with served(tmp_path, STREAMLIT_BROWSER_GATHER_USAGE_STATS="true") as app:
        received = messages(app, cookies(app))
        begun = [message.new_session for message in received if message.WhichOneof("type") == "new_session"]
        assert [session.config.gather_usage_stats for session in begun] == [False]
        assert any(WELCOME in message.SerializeToString() for message in received)


def test_the_server_takes_the_largest_file_that_the_library_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's own limit refuses a request by the length that it announces, before the page hears of it."""
    before = {option: config.get_option(option) for option in ("server.maxUploadSize", "browser.gatherUsageStats")}
    monkeypatch.setenv("DOCQA_MAX_FILE_MB", "300")
    try:
        behind_door()
        assert config.get_option("server.maxUploadSize") == 300
    finally:
        for option, value in before.items():
            config.set_option(option, value)


def test_the_secret_is_kept_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path / "data")
    assert len(secret) >= 40
    assert kept_secret(tmp_path / "data") == secret != kept_secret(tmp_path / "other")
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "data" / "page_secret").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_a_secret_that_cannot_be_read_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page_secret").write_bytes(content)
    with pytest.raises(StorageError, match="page_secret cannot be read"):
        kept_secret(tmp_path)


def test_settings_that_cannot_be_used_end_the_start_with_a_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "streamlit", "run", "rag.py", "--server.headless", "true", "--server.port", "0"]
    ended = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"DOCQA_OPEN": "wombat"}, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode != 0
    assert "DOCQA_OPEN is 'wombat'; set it to 1 or 0." in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_it_in_order(tmp_path: Path) -> None:
    with served(tmp_path) as app:
        assert app.process is not None
        app.process.send_signal(signal.SIGINT)
        assert app.process.wait(20) == 0
        assert (tmp_path / "server.log").read_text() == f"docqa is open at {app.url}\nCtrl+C closes it.\n"


@pytest.mark.skipif(os.name == "nt", reason="the browser here is a shell script")
def test_the_browser_is_opened_without_the_secret_on_a_command_line(tmp_path: Path) -> None:
    """Every user of a machine can list all command lines."""
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    left = tmp_path / "data" / f"open-{(app := App(tmp_path)).port}.html"
    left.parent.mkdir()
    left.touch()  # by one that was killed
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" > {opened}.new && mv {opened}.new {opened}\n')
    browser.chmod(0o700)
    app.environment |= {"STREAMLIT_SERVER_HEADLESS": "false", "BROWSER": f"{browser} %s"}
    app.start()
    try:
        until(opened.exists)
        address = opened.read_text()
        assert re.fullmatch(r"file://\S+/data/open-\d+\.html", address)
        leaf = Path(address.removeprefix("file://"))
        assert stat.S_IMODE(leaf.stat().st_mode) == 0o600
        assert f"url={app.url}" in leaf.read_text()
        assert app.process is not None
        app.process.terminate()
        app.process.wait(20)
        assert not leaf.exists()
    finally:
        app.kill()


@pytest.mark.parametrize("environment", [{"DOCQA_OPEN": "1"}, {"DOCQA_DATA_DIR": "mydata"}])
def test_the_browser_is_opened_wherever_the_data_lie(tmp_path: Path, environment: dict[str, str]) -> None:
    """Also in a folder that is not there yet, and in one that is named from where docqa was started."""
    app = App(tmp_path, **{"STREAMLIT_SERVER_HEADLESS": "false", "BROWSER": "true", **environment})
    app.cwd = tmp_path
    app.start()
    app.kill()
