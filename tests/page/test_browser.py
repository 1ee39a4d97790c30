"""The page as a person uses it: a real server, a real browser, real PDFs, the real built-in model."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from docqa.page.sample import SAMPLE, SAMPLE_NAME, SAMPLE_QUESTIONS
from tests.support import pdfs
from tests.support.app import NEEDS_CHROMIUM, App, ask, click_until, highlighted_share, upload, wait_for_answers
from tests.support.ollama_server import DEEPSEEK, NOMIC, Fault, OllamaTestServer
from tests.support.waiting import until

pytestmark = NEEDS_CHROMIUM


def test_main_job(fresh_app: App, page: Page, tmp_path: Path) -> None:
    """Upload, wait for the bar, ask, open a citation, see the highlight, follow up, reload, restart, remove."""
    strangers: list[str] = []
    page.on("request", lambda request: strangers.append(request.url) if not _is_ours(request.url, fresh_app) else None)
    page.goto(fresh_app.url)
    expect(page.get_by_text("Try it with a sample")).to_be_visible()

    lease = pdfs.text_pdf(
        tmp_path / "Lease.pdf",
        [
            "Lease of a flat\nThe landlord is Ada Berg.",
            "The monthly rent is 1,250 euros.\nThe notice period is three months.",
        ],
    )
    upload(page, lease, SAMPLE)
    expect(page.get_by_text("2 pages", exact=True)).to_be_visible()
    expect(page.get_by_text("Ask about 2 documents")).to_have_count(0)  # it is the line's placeholder, not text
    expect(page.get_by_placeholder("Ask about 2 documents")).to_be_visible()

    ask(page, "Who is the landlord of the flat?")
    expect(page.locator(".quotation").get_by_text("The landlord is Ada Berg").first).to_be_visible()
    wait_for_answers(page, 1)
    page.locator(".quotation").filter(has_text="Ada Berg").locator("[data-citation]").first.click()
    picture = page.get_by_test_id("stImage").locator("img")
    expect(picture).to_be_visible()
    expect(page.get_by_text("Lease.pdf, p. 1").first).to_be_visible()
    until(lambda: 0.001 < highlighted_share(picture) < 0.2)  # the picture is drawn anew after the click

    ask(page, "and the notice period?")
    wait_for_answers(page, 2)
    expect(page.locator(".quotation").get_by_text("The notice period is three months").first).to_be_visible()

    page.reload()
    wait_for_answers(page, 2)

    fresh_app.kill()
    fresh_app.start()
    page.goto(page.url)
    wait_for_answers(page, 2)
    expect(page.get_by_text("2 pages", exact=True)).to_be_visible()

    click_until(page.get_by_role("button", name="Enlarge and turn pages"), page.get_by_role("dialog").locator("img"))
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Actions for Lease.pdf").click()
    page.get_by_text("Remove", exact=True).click()
    expect(page.get_by_text("Keep the 2 answers that drew on it")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_placeholder("Ask about 1 document")).to_be_visible()
    expect(page.get_by_text("This PDF is no longer in the library")).to_be_visible()  # the conversation stays
    assert strangers == []


def test_a_killed_server_goes_on_with_its_work(fresh_app: App, page: Page, tmp_path: Path) -> None:
    """Upload, kill the server while the bar moves, start it: the bar goes on by itself, and the text can be asked."""
    filler = "The committee met in the town hall and spoke about the budget of the coming year at some length. "
    pages = [
        f"Minutes of meeting number {n}. " + "\n".join([filler + str(n * k) for k in range(2, 26)]) for n in range(60)
    ]
    pages[40] += "\nThe ferry to Alden island sails at seven."
    page.goto(fresh_app.url)
    upload(page, pdfs.text_pdf(tmp_path / "Minutes.pdf", pages))
    bar = page.get_by_text(re.compile(r"answers may improve: \d+% indexed"))
    expect(bar).to_be_visible()
    before = share(bar)
    fresh_app.kill()
    expect(page.get_by_role("dialog", name="docqa was closed")).to_contain_text("Start it again with “make run”")
    fresh_app.start()
    page.goto(fresh_app.url)
    expect(bar).to_be_visible()
    assert share(bar) >= before
    ask(page, "When does the ferry to Alden island sail?")
    wait_for_answers(page, 1)
    expect(page.get_by_text("Minutes.pdf, p. 41").first).to_be_visible()
    # All of it is embedded by then: minutes, beside the other tests on a slow machine.
    expect(page.get_by_text("60 pages", exact=True)).to_be_visible(timeout=240_000)
    expect(page.get_by_test_id("stImage").locator("img")).to_be_visible()


def share(bar: Locator) -> int:
    found = re.search(r"(\d+)% indexed", bar.inner_text())
    assert found
    return int(found[1])


SCANNED: tuple[pdfs.Piece, ...] = (
    (72.0, 1, "House rules for the boathouse."),
    (72.0, 5, "The spare key hangs behind the blue door."),
    (72.0, 9, "Boats must be back before sunset."),
)


def test_a_scanned_page_is_asked_about_and_its_words_are_marked(app: App, page: Page, tmp_path: Path) -> None:
    scan = pdfs.scanned_pdf(tmp_path / "Scan.pdf", SCANNED)
    page.goto(app.url)
    upload(page, scan)
    expect(page.get_by_text("1 page", exact=True)).to_be_visible()
    ask(page, "What hangs behind the blue door?")
    wait_for_answers(page, 1)
    picture = page.get_by_test_id("stImage").locator("img")
    expect(picture).to_be_visible()
    # The picture may still be the one with the whole passage marked.
    until(lambda: lies_on(marked_box(picture), pdfs.scanned_place(SCANNED[1], SCANNED[1][2])))

    page.locator("[class*='st-key-menu-']").first.get_by_role("button").click()
    page.get_by_text("Pages", exact=True).click()
    expect(page.get_by_text("1 of 1 page was read from its picture.")).to_be_visible()


def marked_box(picture: Locator) -> pdfs.Span:
    """Where the yellow of a page's picture is, in fractions of it; nowhere, while it is being drawn."""
    image = np.asarray(Image.open(BytesIO(picture.screenshot())).convert("RGB"))
    yellow = np.argwhere((image[..., 0] > 200) & (image[..., 1] > 180) & (image[..., 2] < 170))
    if not len(yellow):
        return 0.0, 0.0, 0.0, 0.0
    height, width, _ = image.shape
    (top, left), (bottom, right) = yellow.min(axis=0), yellow.max(axis=0)
    return left / width, top / height, right / width, bottom / height


def lies_on(marked: pdfs.Span, words: pdfs.Span) -> bool:
    """Whether they are on the same line and share a part of it."""
    (left, top, right, bottom), (x0, y0, x1, y1) = marked, words
    return abs((top + bottom) - (y0 + y1)) < 0.04 and left < x1 and right > x0


def test_roman_front_matter_opens_at_the_right_page(app: App, page: Page, tmp_path: Path) -> None:
    texts = ["Preface by the editor", "The dedication is to Rosalind Franklin", "Chapter one begins with the harbour"]
    book = pdfs.labelled_pdf(tmp_path / "Book.pdf", texts, [(0, "/r", "", 1), (2, "/D", "", 1)])
    page.goto(app.url)
    upload(page, book)
    expect(page.get_by_text("3 pages", exact=True)).to_be_visible()
    ask(page, "To whom is the book's dedication?")
    wait_for_answers(page, 1)
    expect(page.get_by_text("Book.pdf, sheet 2, printed ii").first).to_be_visible()
    picture = page.get_by_test_id("stImage").locator("img")
    expect(picture).to_be_visible()
    assert 0.0005 < highlighted_share(picture) < 0.2


def test_sample_is_one_click_away(app: App, page: Page) -> None:
    page.goto(app.url)
    page.get_by_role("button", name="Try it with a sample").click()
    page.get_by_role("button", name=SAMPLE_QUESTIONS[0]).click()
    wait_for_answers(page, 1)
    expect(page.get_by_text("Answering: the documents' own words")).to_be_visible()
    expect(page.get_by_text(SAMPLE_NAME).first).to_be_visible()


QUESTIONS = [
    "When do quiet hours begin?",
    "How much is the deposit?",
    "What did Pfizer pay Moderna?",
]  # refused at once


@pytest.mark.parametrize(("width", "height"), [(1280, 860), (390, 844)])
def test_the_latest_question_stays_in_sight(app: App, page: Page, width: int, height: int) -> None:
    """It is at the top while its answer and the page's picture grow, and the question's line is never out of reach."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(app.url)
    page.get_by_role("button", name="Try it with a sample").click()
    line = page.get_by_test_id("stChatInput")
    expect(line).to_be_in_viewport(ratio=1)
    for count, question in enumerate(QUESTIONS, start=1):
        ask(page, question)
        wait_for_answers(page, count)
    expect(page.get_by_test_id("stImage").locator("img")).to_be_visible()
    latest = page.get_by_test_id("stChatMessage").filter(has_text=QUESTIONS[-1])
    until(lambda: 0 < (latest.bounding_box() or {"y": -1})["y"] < height / 4)
    expect(line).to_be_in_viewport(ratio=1)
    page.reload()
    wait_for_answers(page, len(QUESTIONS))
    until(lambda: 0 < (latest.bounding_box() or {"y": -1})["y"] < height / 4)


def test_a_question_being_typed_outlives_what_happens_meanwhile(app: App, page: Page, tmp_path: Path) -> None:
    """A document that becomes ready changes the line's hint."""
    page.goto(app.url)
    upload(page, pdfs.text_pdf(tmp_path / "Lease.pdf", ["The monthly rent is 1,250 euros."]))
    line = page.get_by_test_id("stChatInputTextArea")
    expect(page.get_by_placeholder("Ask about 1 document")).to_be_enabled()
    line.fill("How much is")
    upload(page, pdfs.text_pdf(tmp_path / "Good.pdf", ["The sky is blue today."]))
    expect(page.get_by_placeholder("Ask about 2 documents")).to_be_visible()
    expect(line).to_have_value("How much is")


def test_bad_files_say_why(app: App, page: Page, tmp_path: Path) -> None:
    """Each is one sentence; the good file beside them goes on."""
    web_page = tmp_path / "invoice.pdf"
    web_page.write_text("<!doctype html><html><body>Please log in</body></html>")
    empty = tmp_path / "empty.pdf"
    empty.touch()
    page.goto(app.url)
    upload(page, web_page, empty, pdfs.text_pdf(tmp_path / "Good.pdf", ["The sky is blue today."]))
    expect(page.get_by_text("invoice.pdf is not a PDF")).to_be_visible()
    expect(page.get_by_text("empty.pdf is empty")).to_be_visible()
    expect(page.get_by_placeholder("Ask about 1 document")).to_be_visible()


def test_password_is_asked_for(app: App, page: Page, tmp_path: Path) -> None:
    locked = pdfs.encrypted_pdf(tmp_path / "Locked.pdf", ["The code name is Falcon."], "swordfish")
    page.goto(app.url)
    upload(page, locked)
    field = page.get_by_label("Password", exact=True)
    field.fill("wrong")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("That is not the password of Locked.pdf")).to_be_visible()
    field.fill("swordfish")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_placeholder("Ask about 1 document")).to_be_visible()


def test_narrow_screen_folds_the_sources_under_the_answer(app: App, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(app.url)
    page.get_by_role("button", name="Try it with a sample").click()
    page.get_by_role("button", name=SAMPLE_QUESTIONS[2]).click()
    wait_for_answers(page, 1)
    picture = page.get_by_test_id("stImage").locator("img")
    expect(picture).to_be_visible()
    # Both places in one look: the page may scroll between two.
    picture_top, left, right, answer_bottom = picture.evaluate(
        """image => {
            const shown = image.getBoundingClientRect();
            const roots = [document, ...[...document.querySelectorAll("*")].map(e => e.shadowRoot).filter(Boolean)];
            const answer = roots.map(root => root.querySelector(".answer")).find(Boolean).getBoundingClientRect();
            return [shown.top, shown.left, shown.right, answer.bottom];
        }"""
    )
    assert picture_top > answer_bottom
    assert left >= 0
    assert right <= 390


def test_the_search_is_checked_with_own_questions(app: App, page: Page, tmp_path: Path) -> None:
    """A question is typed, another kept from an answer; their pages are searched for, and one is removed."""
    texts = ["The landlord is Ada Berg.", "The rent is 1,250 euros.", "The notice period is three months."]
    page.goto(app.url)
    upload(page, pdfs.labelled_pdf(tmp_path / "Lease.pdf", texts, [(0, "/r", "", 1), (2, "/D", "", 1)]))
    expect(page.get_by_text("3 pages", exact=True)).to_be_visible()
    page.reload()
    dialog = page.get_by_role("dialog")
    answering = dialog.get_by_label("Page with the answer")
    click_until(page.get_by_role("button", name="Check the search"), answering)
    answering.click()
    page.get_by_role("option", name="sheet 3, printed 1").click()
    dialog.get_by_label("Question", exact=True).fill("How long is the notice period?")
    dialog.get_by_role("button", name="Keep", exact=True).click()
    expect(dialog.get_by_text("Lease.pdf, sheet 3, printed 1", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)

    ask(page, "How much is the rent?")
    wait_for_answers(page, 1)
    page.reload()
    page.get_by_role("button", name="This is the right page").click()
    expect(page.get_by_text("Kept with its page")).to_be_visible()
    page.get_by_role("button", name="Check the search").click()
    expect(dialog.get_by_text("Lease.pdf, sheet 2, printed ii", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Search for 2 questions").click()
    expect(dialog.get_by_text(re.compile("^2 of 2 found among the first 5 passages at "))).to_be_visible()
    dialog.get_by_role("button", name="Search for 2 questions").click()
    expect(dialog.get_by_text(re.compile("; nothing better or worse than at "))).to_be_visible()

    dialog.get_by_text("Keep them in a file").click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Save the questions").click()
    rows = [json.loads(line) for line in download.value.path().read_text("utf-8").splitlines()]
    assert [(row["question"], row["doc"], row["pages"]) for row in rows] == [
        ("How long is the notice period?", "Lease.pdf", [2]),
        ("How much is the rent?", "Lease.pdf", [1]),
    ]
    dialog.get_by_text("Remove a question").click()
    expect(dialog.get_by_role("button", name="Remove", exact=True)).to_be_visible()
    click_until(
        dialog.get_by_role("button", name="Remove", exact=True),
        dialog.get_by_role("button", name="Search for 1 question"),
    )


def test_ollama_thinks_is_stopped_and_asked_again(page: Page, tmp_path: Path) -> None:
    """The whole page through Ollama's protocol: thinking folded, a stop that keeps what came, a break that says so."""

    def reply(messages: object) -> Iterator[str]:
        yield "The monthly rent "
        sleep(0.5)
        yield "is 1,250 euros."

    def think(messages: object) -> Iterator[str]:
        yield "The lease names a rent."

    with OllamaTestServer((DEEPSEEK, NOMIC), reply=reply, think=think) as server:
        app = App(tmp_path, DOCQA_ENGINE="auto", OLLAMA_HOST=server.url)
        app.start()
        try:
            page.goto(app.url)
            upload(page, pdfs.text_pdf(tmp_path / "Lease.pdf", ["The monthly rent is 1,250 euros."]))
            ask(page, "How much is the rent?")
            wait_for_answers(page, 1)
            expect(page.get_by_text(re.compile("deepseek-r1:1.5b · "))).to_be_visible()
            expect(page.locator(".answer")).to_contain_text("The monthly rent is 1,250 euros.")
            page.get_by_text(re.compile("^Thought")).click()
            expect(page.get_by_text("The lease names a rent.")).to_be_visible()

            server.faults["/api/chat"] = Fault("drop", after=2)
            page.get_by_role("button", name="Ask again").click()
            expect(page.get_by_test_id("stAlertContentError").get_by_text(re.compile("broke off"))).to_be_visible()

            server.faults["/api/chat"] = Fault("silence", seconds=60)
            page.get_by_role("button", name="Ask again").click()
            expect(page.get_by_role("button", name="Stop")).to_be_visible()
            click_until(page.get_by_role("button", name="Stop"), page.get_by_text(re.compile("stopped")))

            server.faults.clear()
            page.get_by_role("button", name="Ask again").click()
            expect(page.locator(".answer")).to_contain_text("1,250 euros.")
        finally:
            app.kill()


def _is_ours(address: str, app: App) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("data", "blob") or parts.netloc == urlsplit(app.origin).netloc
