"""Everything that docqa does, done once, for a listener: `python -m tests.support.offline_trial FOLDER`.

The page in a real browser, the command line and the README's LangChain example, in an environment that asks every
library which could report to do so. It ends with status 0 when all of it worked.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, sleep

from playwright.sync_api import expect, sync_playwright

from docqa.page.sample import SAMPLE
from docqa.settings import ROOT
from tests.support import pdfs
from tests.support.app import CHEAPLY, CHROMIUM, PATIENCE, App, ask, upload, wait_for_answers
from tests.support.chroma_server import ChromaServer

# An environment in which every library that can would report what it does. Nobody has this address (RFC 5737).
SINK = "http://192.0.2.80:4318"
TALKATIVE = {
    "ANONYMIZED_TELEMETRY": "True",
    "ARROW_TRACING_BACKEND": "otlp_http",
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": SINK,
    "CHROMA_OTEL_GRANULARITY": "all",
    "CHROMA_OTEL_SERVICE_NAME": "docqa",
    "CHROMA_SERVER_HOST": "192.0.2.80",
    "CHROMA_SERVER_HTTP_PORT": "8000",
    "LANGCHAIN_API_KEY": "key",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "key",
    "LANGSMITH_TRACING": "true",
    "OTEL_EXPORTER_OTLP_ENDPOINT": SINK,
    "ORT_DISABLE_TELEMETRY": "0",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
}
# onnxruntime reports nothing where one of these says that it runs in somebody's tests.
CONTINUOUS_INTEGRATION = ("CI", "TF_BUILD", "GITHUB_ACTIONS", "JENKINS_URL", "BUILDKITE", "GITLAB_CI", "TRAVIS")
# What Chromium asks of its maker by itself, whatever page it shows: sent nowhere. Every other name is counted.
BROWSERS_OWN = (
    "accounts.google.com",
    "android.clients.google.com",
    "clients2.google.com",
    "content-autofill.googleapis.com",
    "edgedl.me.gvt1.com",
    "optimizationguide-pa.googleapis.com",
    "redirector.gvt1.com",
    "safebrowsing.googleapis.com",
    "update.googleapis.com",
)
BATCH_SECONDS = 90.0  # longer than any library holds back what it would report
LEASE = ("Lease of a flat\nThe landlord is Ada Berg.", "The monthly rent is 1,250 euros.")
SCANNED = [(72.0, 1, "The boiler was serviced in March."), (72.0, 6, "It is due again in two years.")]
STEP_SECONDS = 120.0
# Most commands are run in one process: the libraries that could report are the same, and loading them takes longest.
COMMANDS = """
import json, sys
from docqa.cli.main import main
for command in json.loads(sys.argv[1]):
    assert main(command) == 0, command
"""
TRIAL_SECONDS = 600.0


def environment(folder: Path) -> dict[str, str]:
    """The talkative environment, with a home and a library in that folder."""
    (folder / "home").mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name not in CONTINUOUS_INTEGRATION}
    return kept | TALKATIVE | {
        "HOME": str(folder / "home"),
        "DOCQA_DATA_DIR": str(folder / "data"),
        "DOCQA_CHROMA_DIR": str(folder / "chroma_db"),
        "DOCQA_ENGINE": "auto",
    }  # fmt: skip


def readme_example() -> str:
    """The LangChain example, as a person would copy it."""
    found = re.search(r"## From LangChain\n.*?```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def command_line(folder: Path) -> None:
    lease = pdfs.text_pdf(folder / "Lease.pdf", LEASE)
    scan = pdfs.scanned_pdf(folder / "Scan.pdf", SCANNED)
    run([["add", str(lease), str(scan)]])
    run(
        [
            ["list"],
            ["search", "Who is the landlord?"],
            ["ask", "How much is the monthly rent?"],
            ["models"],
            ["remove", "Lease.pdf"],
        ]
    )
    server = ChromaServer(folder / "chroma_server")
    server.start()
    run([["add", str(lease)], ["search", "Who is the landlord?"]], CHROMA_URL=server.url)
    server.stop()


def run(commands: Sequence[Sequence[str]], **environment: str) -> None:
    first, *more = commands
    program = ["-c", COMMANDS, json.dumps(commands)] if more else ["-m", "docqa", *first]
    subprocess.run([sys.executable, *program], cwd=ROOT, env=os.environ | environment, check=True, timeout=STEP_SECONDS)


def page(app: App, folder: Path) -> None:
    """Upload a text and a scan, ask, look at the cited place, remove a document; then the browser is closed."""
    own = ", ".join(f"MAP {name} 127.0.0.1" for name in BROWSERS_OWN)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", *CHEAPLY, f"--host-resolver-rules={own}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        tab = context.new_page()
        tab.goto(app.url)
        upload(tab, SAMPLE, pdfs.scanned_pdf(folder / "Survey.pdf", SCANNED))
        expect(tab.get_by_text("1 page", exact=True)).to_be_visible()
        ask(tab, "How much is the deposit?")
        wait_for_answers(tab, 1)
        tab.locator(".quotation [data-citation]").first.click()
        expect(tab.get_by_test_id("stImage").locator("img")).to_be_visible()
        tab.locator("[class*='st-key-menu-']").first.get_by_role("button").click()
        tab.get_by_text("Remove", exact=True).click()
        tab.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(tab.get_by_placeholder("Ask about 1 document")).to_be_visible()
        browser.close()


def timed(name: str, step: Callable[[], object]) -> None:
    began = monotonic()
    step()
    sys.stdout.write(f"{name}: {monotonic() - began:.1f} s\n")
    sys.stdout.flush()


def main(folder: Path) -> int:
    os.environ.update(own := environment(folder / "commands"))
    for name in os.environ.keys() - own.keys():
        del os.environ[name]
    timed("command line", lambda: command_line(folder))
    # It lives on as a person's own program does, until its input ends.
    example = subprocess.Popen(
        [sys.executable, "-c", f"{readme_example()}\nprint(len(passages), 'passages', flush=True)\ninput()\n"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )
    app = App(folder, **environment(folder))
    try:
        timed("start of the page", app.start)
        timed("page", lambda: page(app, folder))
        timed("waiting for what comes in batches", lambda: sleep(BATCH_SECONDS))
        assert app.process is not None
        app.process.terminate()
        app.process.wait(STEP_SECONDS)
    finally:
        app.kill()
        example.communicate(b"\n", STEP_SECONDS)
    return example.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
