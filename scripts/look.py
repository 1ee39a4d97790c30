"""Every state of the page as a picture, to be looked at: `python scripts/look.py FOLDER [STATE...]`.

One sheet a state: 1280 wide in light and in dark, and a phone's 390 in both; on the phone the side panel is open where
the state stands there. `python scripts/look.py docs page` draws the README's picture. Needs requirements-dev.txt and a
Chromium.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from io import BytesIO
from itertools import count
from pathlib import Path
from time import sleep

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from docqa.answering.answer import finish  # noqa: E402
from docqa.documents import Answer, Finding  # noqa: E402
from docqa.page.sample import SAMPLE, SAMPLE_NAME  # noqa: E402
from docqa.reports.request import ReportKind  # noqa: E402
from docqa.settings import Settings  # noqa: E402
from docqa.workspace import Workspace  # noqa: E402
from tests.support import pdfs  # noqa: E402
from tests.support.app import CHROMIUM, App, ask, upload  # noqa: E402
from tests.support.model_registry import ModelRegistry  # noqa: E402
from tests.support.ollama_server import DEEPSEEK, NOMIC, OllamaTestServer  # noqa: E402
from tests.support.shelf import INVOICES, LEASE  # noqa: E402

LOOKS = [(1280, 900, "light"), (1280, 900, "dark"), (390, 844, "light"), (390, 844, "dark")]
SETTLING_SECONDS = 2.5
SHEET_PIXELS = 900  # the height of a sheet; a picture is never made larger
PATIENCE = 120_000  # milliseconds
CLOSED = "127.0.0.1:1"  # nothing listens there: no Ollama

QUESTION = "How much does a week in August cost?"
TEXT = (
    "A week in August costs £1,180. Dogs stay free of charge. A week in August costs £1,180 and bed linen is included."
)


def seeded(folder: Path, question: str, change: Callable[[Answer], Answer]) -> str:
    """A library with the sample, and a conversation of one answer; the end of its address."""
    with closing(Workspace.open(settings_of(folder))) as workspace:
        workspace.library.add(SAMPLE.read_bytes(), SAMPLE_NAME)
        workspace.library.add(pdfs.text_pdf(folder / "Lease.pdf", LEASE).read_bytes(), "Lease.pdf")
        workspace.indexer.run_until_done()
        conversation = workspace.conversations.start(question)
        message = workspace.ask(conversation, question)
        workspace.writers.wait(message)
        (kept,) = workspace.conversations.messages(conversation)
        workspace.conversations.keep(message, finish(change(kept.answer), workspace.tables_beside))
    return f"?conversation={conversation}"


def settings_of(folder: Path) -> Settings:
    return Settings(
        data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin", ollama_url="http://127.0.0.1:1"
    )


def written(answer: Answer, text: str = TEXT, *, error: str = "", stopped: bool = False) -> Answer:
    """The answer with a model's words beneath it."""
    sent = len(answer.passages)
    growing = replace(
        answer, text=text, model=DEEPSEEK.name, window=8192, prompt_tokens=1840, stopped=stopped, error=error
    )
    return replace(growing, passages_sent=sent, seconds={"passages": 0.4, "answer": 6.2})


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[App]:
    app = App(folder, DOCQA_OPEN="1", **environment)
    app.start()
    try:
        yield app
    finally:
        app.kill()


def endless() -> Iterator[str]:
    """Words without end, that are no loop: a model that says the same again and again is stopped."""
    for number in count(1):
        sleep(0.2)
        yield f"thought {number} leads to thought {number * number % 997}, "


@contextmanager
def empty(page: Page, folder: Path) -> Iterator[None]:
    with served(folder) as app:
        page.goto(app.url)
        expect(page.get_by_text("Ask your own PDFs")).to_be_visible()
        yield


@contextmanager
def sample(page: Page, folder: Path) -> Iterator[None]:
    with empty(page, folder):
        page.get_by_role("button", name="Try it with a sample").click()
        expect(page.get_by_text("4 pages", exact=True)).to_be_visible()
        yield


@contextmanager
def uploads(page: Page, folder: Path) -> Iterator[None]:
    files = [folder / name for name in ("offer.docx", "notes.txt", "broken.pdf")]
    for file in files:
        file.write_bytes(b"Buy milk.")
    files += [
        pdfs.text_pdf(folder / "Invoices_[draft]-v1.2 (final).pdf", INVOICES),
        pdfs.encrypted_pdf(folder / "Locked.pdf", LEASE, "swordfish"),
        pdfs.image_pdf(folder / "Blank.pdf"),
    ]
    with empty(page, folder):
        upload(page, *files)
        expect(page.get_by_text("notes.txt is not a PDF")).to_be_visible()
        expect(page.get_by_text("2 pages", exact=True)).to_be_visible()
        yield


@contextmanager
def indexing(page: Page, folder: Path) -> Iterator[None]:
    line = "The committee met in the town hall and spoke about the budget of the coming year at some length. "
    long = pdfs.text_pdf(folder / "Minutes.pdf", ["\n".join(f"{line}{n * k}" for k in range(24)) for n in range(300)])
    with empty(page, folder):
        upload(page, long)
        expect(page.get_by_text("% indexed")).to_be_visible()
        yield


@contextmanager
def thinking(page: Page, folder: Path) -> Iterator[None]:
    with OllamaTestServer((DEEPSEEK, NOMIC), think=lambda messages: endless()) as ollama:
        with served(folder, DOCQA_ENGINE="auto", OLLAMA_HOST=ollama.url) as app:
            page.goto(app.url)
            page.get_by_role("button", name="Try it with a sample").click()
            ask(page, QUESTION)
            expect(page.get_by_text("Thinking…").first).to_be_visible()
            yield


@contextmanager
def pulling(page: Page, folder: Path) -> Iterator[None]:
    with OllamaTestServer((NOMIC,), pull_pause=3.0) as ollama:
        with served(folder, DOCQA_ENGINE="auto", OLLAMA_HOST=ollama.url) as app:
            page.goto(app.url)
            page.get_by_role("button", name=f"Get {DEEPSEEK.name}").click()
            expect(page.get_by_role("progressbar")).to_be_visible()
            yield


@contextmanager
def downloading(page: Page, folder: Path) -> Iterator[None]:
    with ModelRegistry({DEEPSEEK.name: bytes(100_000_000)}, bytes_per_second=2_000_000) as registry:
        with served(folder, DOCQA_ENGINE="auto", OLLAMA_HOST=CLOSED, DOCQA_REGISTRY=registry.url) as app:
            page.goto(app.url)
            page.get_by_role("button", name=f"Get {DEEPSEEK.name}").click()
            expect(page.get_by_text("MB/s")).to_be_visible()
            yield


@contextmanager
def offers(page: Page, folder: Path) -> Iterator[None]:
    with served(folder, DOCQA_ENGINE="auto", OLLAMA_HOST=CLOSED) as app:
        page.goto(app.url)
        page.get_by_text("Models and privacy").click()
        page.get_by_role("button", name="What fits this machine").click()
        expect(page.get_by_text("Here it reads").first).to_be_visible()
        yield


@contextmanager
def pages(page: Page, folder: Path) -> Iterator[None]:
    address = seeded(folder, QUESTION, lambda answer: answer)
    with served(folder) as app:
        page.goto(app.url + address)
        page.get_by_role("button", name="Enlarge and turn pages").click()
        expect(page.get_by_role("dialog").locator("img")).to_be_visible()
        yield


@contextmanager
def report(page: Page, folder: Path) -> Iterator[None]:
    seeded(folder, QUESTION, lambda answer: answer)
    with closing(Workspace.open(settings_of(folder))) as workspace:
        conversation = workspace.conversations.start("Summary of the agreement")
        document = next(one for one in workspace.library.documents() if one.name == SAMPLE_NAME)
        question = f"Summary of {SAMPLE_NAME}"
        workspace.writers.wait(workspace.ask_for_report(conversation, ReportKind.SUMMARY, question, [document.id]))
    with served(folder) as app:
        page.goto(f"{app.url}?conversation={conversation}")
        expect(page.get_by_role("button", name="Longer")).to_be_visible()
        yield


@contextmanager
def removed(page: Page, folder: Path) -> Iterator[None]:
    address = seeded(folder, QUESTION, lambda answer: answer)
    with closing(Workspace.open(settings_of(folder))) as workspace:
        workspace.remove(next(one.id for one in workspace.library.documents() if one.name == SAMPLE_NAME))
    with served(folder) as app:
        page.goto(app.url + address)
        expect(page.get_by_text("This PDF is no longer in the library")).to_be_visible()
        yield


def kept(question: str, change: Callable[[Answer], Answer]) -> Callable[[Page, Path], object]:
    """The state of a page that shows an answer as it was kept."""

    @contextmanager
    def state(page: Page, folder: Path) -> Iterator[None]:
        address = seeded(folder, question, change)
        with served(folder) as app:
            page.goto(app.url + address)
            expect(page.get_by_role("button", name="Ask again")).to_be_visible()
            yield

    return state


STATES = {
    "empty": empty,
    "sample": sample,
    "uploads": uploads,
    "indexing": indexing,
    "pulling": pulling,
    "downloading": downloading,
    "offers": offers,
    "thinking": thinking,
    "answered": kept(QUESTION, lambda answer: answer),
    "written": kept(QUESTION, written),
    "closest": kept(QUESTION, lambda answer: replace(answer, finding=Finding.CLOSEST)),
    "refused": kept("What did Pfizer pay Moderna?", lambda answer: answer),
    "long": kept(QUESTION, lambda answer: written(answer, "\n\n".join([TEXT] * 12))),
    "error": kept(
        QUESTION, lambda answer: written(answer, TEXT[:40], error="Ollama broke off. Ask again to have all.")
    ),
    "stopped": kept(QUESTION, lambda answer: written(answer, TEXT[:40], stopped=True)),
    "removed": removed,
    "report": report,
    "pages": pages,
    "page": kept(QUESTION, lambda answer: answer),
}
AT_THE_SIDE = "uploads", "indexing", "pulling", "downloading"
README_PICTURE = "page"


def sheet(page: Page, name: str) -> Image.Image:
    """The page as it stands, in every look, side by side; for the README in the first."""
    shots = []
    for width, height, scheme in LOOKS[:1] if name == README_PICTURE else LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        sleep(SETTLING_SECONDS)
        if name in AT_THE_SIDE and (opener := page.get_by_test_id("stExpandSidebarButton")).is_visible():
            opener.click()
            sleep(SETTLING_SECONDS)
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
        shots.append(shot.resize((shot.width * SHEET_PIXELS // shot.height, SHEET_PIXELS)))
    whole = Image.new("RGB", (sum(shot.width for shot in shots), SHEET_PIXELS))
    left = 0
    for shot in shots:
        whole.paste(shot, (left, 0))
        left += shot.width
    return whole


def main() -> None:
    out, names = Path(sys.argv[1]), sys.argv[2:] or list(STATES)
    out.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in names:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(PATIENCE)
            with tempfile.TemporaryDirectory() as folder, STATES[name](context.new_page(), Path(folder)):
                sheet(context.pages[0], name).save(out / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
