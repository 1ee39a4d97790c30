"""The page as a person has it: its server as a process of its own, and what their hands do in the browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

import pytest
from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

from docqa.conversations.kept import Conversations
from docqa.library.catalog import Library
from docqa.settings import ROOT, Settings

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
        if (path := shutil.which(name))
    ),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# Without a GPU Chromium would compute one, which takes longer than drawing without. Scripts run for seconds: compilers
# that make them fast later cost more than they bring.
CHEAPLY = ("--disable-gpu", "--in-process-gpu", "--js-flags=--no-opt --no-maglev")

NEEDS_CHROMIUM = pytest.mark.skipif(
    not Path(CHROMIUM).exists(),
    reason="no Chromium here: install one (Debian: `apt install chromium`; macOS: Google Chrome) to run these",
)
PATIENCE = 60_000  # milliseconds: two busy cores, a model that answers in seconds when they are idle
CLICKS, SEEN_AFTER_MILLISECONDS = 3, 20_000  # of a button that moves, and how long each may take to have its effect


class App:
    """docqa's server as a process of its own, on folders that outlive it.

    `url` is the address that it printed, with the secret that opens the page; `origin` is where it listens.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        self.cwd = ROOT
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.url = ""

    def start(self) -> None:
        environment = os.environ | {
            "DOCQA_DATA_DIR": str(self.folder / "data"),
            "DOCQA_CHROMA_DIR": str(self.folder / "chroma_db"),
            "DOCQA_ENGINE": "builtin",
        } | self.environment  # fmt: skip
        environment = {"STREAMLIT_SERVER_HEADLESS": "true"} | environment
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "rag.py"), "--server.port", str(self.port)]
        log_path = self.folder / "server.log"
        with log_path.open("ab") as log:
            written_before = log.tell()
            self.process = subprocess.Popen(command, cwd=self.cwd, env=environment, stdout=log, stderr=log)
        deadline = monotonic() + 60
        while monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.origin}/_stcore/health", timeout=2):
                    written = log_path.read_bytes()[written_before:].decode()
                    if opened := re.search(r"^docqa is open at (\S+)$", written, re.MULTILINE):
                        self.url = opened[1]
                        return
            except OSError:  # it does not listen yet, or a busy machine is slow
                pass
            sleep(0.2)
        raise AssertionError(log_path.read_text())

    def empty(self) -> None:
        """Take all documents and conversations out of its library, as another docqa would; it goes on meanwhile."""
        library = Library.open(Settings(data_dir=self.folder / "data", chroma_dir=self.folder / "chroma_db"))
        with closing(library.database):
            library.remove(*(document.id for document in library.documents()))
            library.choose("left_out", "[]")  # the same file has the same id when a later test adds it
            conversations = Conversations(library.database)
            for conversation in conversations.list():
                conversations.remove(conversation.id)

    def kill(self) -> None:
        """End at once, as a crash would."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def ask(page: Page, question: str) -> None:
    line = page.get_by_test_id("stChatInputTextArea")
    expect(line).to_be_enabled()
    line.fill(question)
    line.press("Enter")


def wait_for_answers(page: Page, count: int) -> None:
    expect(page.get_by_role("button", name="Ask again")).to_have_count(count)


def upload(page: Page, *paths: Path) -> None:
    expect(page.locator("body.takes-drops")).to_be_attached()  # before then nothing tells the page of too large files
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(list(paths))


def click_until(button: Locator, seen: Locator) -> None:
    """Click, again where that had no effect, as a person does.

    On what moves while it is clicked, a browser counts no click, and on a busy machine Streamlit loses the end of a
    drawing now and then, with the dialog in it, when a part of the page is drawn again right then.
    """
    for _ in range(CLICKS):
        if button.is_visible():
            button.click()
        try:
            expect(seen).to_be_visible(timeout=SEEN_AFTER_MILLISECONDS)
        except AssertionError:
            continue
        return
    expect(seen).to_be_visible()


def highlighted_share(picture: Locator) -> float:
    """The share of a page's picture that is marked yellow."""
    try:
        taken = picture.screenshot()
    except PlaywrightError:  # it was drawn anew meanwhile
        taken = picture.screenshot()
    image = Image.open(BytesIO(taken)).convert("RGB")
    yellow = sum(count for count, (r, g, b) in image.getcolors(1 << 24) or () if r > 200 and g > 180 and b < 170)
    return yellow / (image.width * image.height)
