"""The page's door: on a machine that others use too, only who started docqa is let in, as Jupyter does it.

The address that is printed and opened holds a secret. Whoever comes with it gets a cookie and needs it no more; all
others get nothing, neither over HTTP nor over the page's websocket. docs/decisions/0016 says why it is done here.
"""

import logging
import secrets
import signal
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.starlette import App
from streamlit.web.server.server_util import get_url

from docqa.errors import DocQAError, StorageError
from docqa.private_files import make_folder, write_new
from docqa.settings import Settings, is_loopback

SECRET_FILE = "page_secret"
SECRET_BYTES = 32
SECRET_PARAMETER = "token"
COOKIE_SECONDS = 365 * 24 * 3600
HEALTH_PATH = "/_stcore/health"  # says "ok" and nothing else; whoever waits for the start asks it
POLICY_VIOLATION = 1008  # the websocket's closing code; before the handshake it becomes a 403

REFUSAL = """<!doctype html><html lang="en"><meta charset="utf-8"><title>docqa</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<body style="font: 17px/1.6 system-ui, sans-serif; max-width: 34em; margin: 18vh auto; padding: 0 1.5em">
<h1 style="font-size: 1.3em">This docqa opens for whoever started it</h1>
<p>Open the address that was printed in the terminal when docqa was started, with all that stands behind <code>?</code>.
This browser then remembers it.</p></body></html>"""


class Door:
    """The ASGI middleware in front of Streamlit. With an empty `secret` it lets in everyone on this machine."""

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self._app = app
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        if not _is_from_this_machine(asked) or not (self._is_known(asked) or _is_about_health(scope)):
            await _refuse(scope, receive, send)
        elif SECRET_PARAMETER in asked.query_params and scope["type"] == "http":
            await self._without_secret(asked)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_known(self, asked: HTTPConnection) -> bool:
        if not self._secret:
            return True
        brought = (asked.query_params.get(SECRET_PARAMETER, ""), asked.cookies.get(cookie_name(), ""))
        return any(secrets.compare_digest(one.encode(), self._secret.encode()) for one in brought)

    def _without_secret(self, asked: HTTPConnection) -> Response:
        """Send the browser to the same address without the secret, which it keeps as a cookie."""
        response = RedirectResponse(
            asked.url.remove_query_params(SECRET_PARAMETER), HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"}
        )
        if self._secret:
            response.set_cookie(cookie_name(), self._secret, COOKIE_SECONDS, httponly=True, samesite="lax")
        return response


def _is_from_this_machine(asked: HTTPConnection) -> bool:
    """Whether it comes from here, is meant for here, and is sent by no page but docqa's.

    A foreign Host is a web page somewhere whose name was made to lead to this machine (DNS rebinding). A foreign Origin
    is any other page that is open in a browser here: Streamlit would ask an address outside to tell whether it is.
    """
    host, origin = asked.headers.get("host", ""), asked.headers.get("origin")
    try:
        is_meant_for_here = is_loopback(urlsplit(f"//{host}").hostname or "")
        is_ours = origin is None or urlsplit(origin).netloc == host
    except ValueError:  # what cannot be read is not from our page
        return False
    return asked.client is not None and is_loopback(asked.client.host) and is_meant_for_here and is_ours


def _is_about_health(scope: Scope) -> bool:
    base = config.get_option("server.baseUrlPath").strip("/")
    return bool(scope["type"] == "http" and scope["path"] == f"{'/' if base else ''}{base}{HEALTH_PATH}")


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
    else:
        await HTMLResponse(REFUSAL, HTTPStatus.FORBIDDEN)(scope, receive, send)


def cookie_name() -> str:
    """A cookie belongs to all ports of a machine: each docqa has one of its own."""
    return f"docqa-{config.get_option('server.port')}"


def kept_secret(data_dir: Path) -> str:
    """The secret of the library in that folder, made when there is none. Delete its file to have another.

    Raises StorageError when it can be neither read nor written.
    """
    path = data_dir / SECRET_FILE
    try:
        make_folder(data_dir)
        with suppress(FileExistsError):
            write_new(path, secrets.token_urlsafe(SECRET_BYTES).encode())
        if secret := path.read_text("ascii").strip():
            return secret
        reason = "it is empty"
    except (OSError, UnicodeDecodeError) as exc:
        reason = str(exc)
    raise StorageError(
        f"The page's secret in {path} cannot be read or written ({reason}). "
        "Delete it and make its folder writable, or set DOCQA_DATA_DIR to another."
    )


def address(secret: str) -> str:
    """Where the page is, with the secret that opens it."""
    host = config.get_option("server.address")
    host = host if host and is_loopback(host) else "127.0.0.1"
    url = get_url(f"[{host}]" if ":" in host else host).rstrip("/") + "/"
    return f"{url}?{urlencode({SECRET_PARAMETER: secret})}" if secret else url


def refuse_strangers() -> None:
    """Stop the page unless only this machine can reach it, and Streamlit reports nothing."""
    host = st.get_option("server.address")
    if not (host and is_loopback(host)) or st.get_option("browser.gatherUsageStats"):
        st.error(
            "docqa keeps to this machine, but this server was started otherwise. Start it with `make run`, or with "
            "`streamlit run rag.py --server.address 127.0.0.1 --browser.gatherUsageStats false`."
        )
        st.stop()


def behind_door() -> dict[str, Any]:
    """What `st.App` is to be given besides its script.

    Ends the process with a sentence when the settings or the data folder cannot be used: without them there is no door.
    """
    try:
        settings = Settings.from_env()
        secret = "" if settings.is_page_open else kept_secret(settings.data_dir)
    except DocQAError as error:
        sys.exit(str(error))
    # The browser would report each visit, and the environment goes before .streamlit/config.toml.
    config.set_option("browser.gatherUsageStats", False)
    config.set_option("server.maxUploadSize", settings.max_file_mb)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # else it tells of every start and stop

    def told(app: App) -> AbstractAsyncContextManager[None]:
        return announced(secret, settings.data_dir)

    return {"middleware": [Middleware(Door, secret)], "lifespan": told}


@asynccontextmanager
async def announced(secret: str, data_dir: Path) -> AsyncIterator[None]:
    """While the server runs: its address printed, and opened in the browser where there is a screen."""
    _end_in_order_at_ctrl_c()
    sys.stdout.write(f"docqa is open at {address(secret)}\nCtrl+C closes it.\n")
    sys.stdout.flush()
    leaf = data_dir.resolve() / f"open-{config.get_option('server.port')}.html"
    try:
        if not config.get_option("server.headless"):
            _open_in_browser(address(secret), leaf)
        yield
    finally:
        with suppress(OSError):
            leaf.unlink(missing_ok=True)


def _open_in_browser(url: str, leaf: Path) -> None:
    """By way of a file that only we can read: everyone on the machine can read a command line."""
    with suppress(OSError):  # where it cannot be written, the address is printed all the same
        make_folder(leaf.parent)
        leaf.unlink(missing_ok=True)  # of a docqa that was killed
        write_new(leaf, f'<!doctype html><meta http-equiv="refresh" content="0; url={escape(url)}">'.encode())
        threading.Thread(target=webbrowser.open, args=(leaf.as_uri(),), name="docqa-browser", daemon=True).start()


def _end_in_order_at_ctrl_c() -> None:
    """Let Ctrl+C end the server and nothing more.

    uvicorn raises the signal once more when all is closed, and `streamlit run` then complains of having been aborted.
    """
    server: Any = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if hasattr(server, "should_exit"):

        def end(*_: object) -> None:
            server.force_exit = server.should_exit  # at the second time
            server.should_exit = True

        signal.signal(signal.SIGINT, end)
