"""The page on a phone, by keys, and as a screen reader has it."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from time import sleep

import pytest
from playwright.sync_api import Page, expect

from docqa.answering.citations import cite
from docqa.documents import Answer
from docqa.page.answer_html import answer_html
from docqa.page.sample import SAMPLE_QUESTIONS
from docqa.page.shared import ASSETS
from tests.support import pdfs
from tests.support.app import NEEDS_CHROMIUM, App, ask, click_until, upload, wait_for_answers
from tests.support.ollama_server import DEEPSEEK, NOMIC, OllamaTestServer
from tests.support.shelf import passage
from tests.support.waiting import until

AXE = find_spec("axe_playwright_python")
NAME = "Lease_[draft]-v1.2 (final).pdf"
ACTIVE = """() => {
    let at = document.activeElement;
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at.textContent;
}"""

# How many marks stand below the last letter before them, in an answer so many pixels wide.
BROKEN_BEFORE_MARKS = """(width) => {
    const answer = document.querySelector(".answer");
    answer.style.width = `${width}px`;
    const letters = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
    return [...answer.querySelectorAll(".mark")].filter((mark) => {
        letters.currentNode = mark;
        let text;
        do { text = letters.previousNode(); } while (!/[^\\s\\u2060]/.test(text.data) || text.parentElement === mark);
        const end = text.data.search(/[\\s\\u2060]*$/), letter = document.createRange();
        letter.setStart(text, end - 1);
        letter.setEnd(text, end);
        return mark.getBoundingClientRect().top >= letter.getBoundingClientRect().bottom;
    }).length;
}"""

# Which buttons of the page the one that leads back lies over, wherever the page is scrolled to.
AT_EVERY_HEIGHT = """(main) => {
    const back = document.querySelector(".back-to-answer"), {scrollTop, scrollHeight} = main;
    window.covered = [];
    for (main.scrollTop = 0; main.scrollTop < scrollHeight - main.clientHeight - 20; main.scrollTop += 20) {
        const {left, right, top, bottom} = back.getBoundingClientRect();
        for (const button of main.querySelectorAll("button")) {
            const at = button.getBoundingClientRect();
            const isUnderHeader = at.top < document.querySelector("header").getBoundingClientRect().bottom;
            if (!isUnderHeader && at.left < right && left < at.right && at.top < bottom && top < at.bottom) {
                window.covered.push(button.textContent);
            }
        }
    }
    main.scrollTop = scrollTop;
}"""

pytestmark = NEEDS_CHROMIUM


def test_a_tap_on_a_mark_leads_to_its_picture_and_back(app: App, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(app.url)
    page.get_by_role("button", name="Try it with a sample").click()
    page.get_by_role("button", name=SAMPLE_QUESTIONS[0]).click()
    wait_for_answers(page, 1)
    mark = page.locator("[data-citation]").last
    mark.click()
    expect(page.get_by_test_id("stImage").locator("img")).to_be_in_viewport(ratio=0.5)
    for name in ("Enlarge and turn pages", "Cite", "This is the right page"):  # it lies over none of them
        page.get_by_role("button", name=name).click(trial=True)
    page.get_by_test_id("stMain").evaluate(AT_EVERY_HEIGHT)
    assert page.evaluate("window.covered") == []
    page.get_by_role("button", name="Back to the answer").click()
    expect(mark).to_be_in_viewport()
    expect(page.get_by_role("button", name="Back to the answer")).to_be_hidden()
    assert page.evaluate(ACTIVE) == mark.text_content()


@pytest.fixture
def violations(page: Page) -> Callable[[], list[str]]:
    """What axe-core finds on the page as it stands, of what keeps people out."""
    if AXE is None or AXE.origin is None:
        pytest.skip("axe-core is not installed: `make test` installs it")
    axe = Path(AXE.origin).with_name("axe.min.js").read_text("utf-8")

    def found() -> list[str]:
        page.evaluate(axe)
        report = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
        return [
            f"{found['id']}: {found['nodes'][0]['html'][:200]}"
            for found in report["violations"]
            if found["impact"] in ("serious", "critical")
        ]

    return found


def test_ears_and_keys(app: App, page: Page, tmp_path: Path, violations: Callable[[], list[str]]) -> None:
    page.goto(app.url)
    expect(page.get_by_text("Ask your own PDFs")).to_be_visible()
    until(lambda: not violations())
    upload(
        page,
        pdfs.text_pdf(tmp_path / NAME, ["The landlord is Ada Berg.", "The monthly rent is 1,250 euros."]),
        pdfs.text_pdf(tmp_path / "Notes.pdf", ["The landlord of the flat was met on Monday."]),
    )
    expect(page.get_by_placeholder("Ask about 2 documents")).to_be_visible()
    expect(page.get_by_role("checkbox", name=NAME, exact=True)).to_be_checked()
    expect(page.get_by_role("button", name=f"Actions for {NAME}")).to_be_visible()
    ask(page, "Who is the landlord?")
    wait_for_answers(page, 1)
    expect(page.locator(".spoken")).to_have_text(re.compile("The answer is there: .*Ada Berg"))
    until(lambda: not violations())  # while it is drawn anew, all is grey

    marks = page.locator("[data-citation]")
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(marks.nth(2)).to_have_class(re.compile("chosen"))
    assert page.evaluate(ACTIVE) == marks.nth(2).text_content()
    sources = page.get_by_role("radiogroup", name="Sources").get_by_role("radio")
    sources.first.focus()
    page.keyboard.press("ArrowRight")
    expect(sources.nth(1)).to_be_checked()

    click_until(page.get_by_role("button", name="Enlarge and turn pages"), page.get_by_role("dialog").locator("img"))
    until(lambda: not violations())
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    marks.first.focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Esc")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    until(lambda: page.evaluate(ACTIVE) == marks.first.text_content())


def test_an_answer_is_stopped_by_escape_and_by_a_press_on_what_moves(page: Page, tmp_path: Path) -> None:
    def reply(messages: object) -> Iterator[str]:
        for number in count():  # never the same again and again, at which an answer would be ended
            sleep(0.05)
            yield f"and {number} "

    with OllamaTestServer((DEEPSEEK, NOMIC), reply=reply) as server:
        app = App(tmp_path, DOCQA_ENGINE="auto", OLLAMA_HOST=server.url)
        app.start()
        try:
            page.goto(app.url)
            upload(page, pdfs.text_pdf(tmp_path / "Lease.pdf", ["The monthly rent is 1,250 euros."]))
            ask(page, "How much is the rent?")
            expect(page.locator(".answer")).to_contain_text("and 2 and")
            page.get_by_test_id("stChatInputTextArea").press("Escape")
            wait_for_answers(page, 1)
            expect(page.get_by_text(re.compile("stopped"))).to_be_visible()

            ask(page, "How much is the rent a month?")
            stop = page.get_by_role("button", name="Stop")
            for _ in range(5):  # the answer above it grows: by the time of the press it may be elsewhere
                stop.evaluate("(button) => { button.parentElement.style.transform = ''; }")
                stop.hover()
                page.mouse.down()
                stop.evaluate("(button) => { button.parentElement.style.transform = 'translateY(-80px)'; }")
                page.mouse.up()
                with suppress(AssertionError):
                    expect(stop).to_have_count(0, timeout=10_000)
                    break
            wait_for_answers(page, 2)
        finally:
            app.kill()


def test_a_press_on_a_button_that_is_drawn_anew_counts_once(page: Page) -> None:
    buttons = '<div class="st-key-one"><button>Stop</button></div><div class="st-key-other"><button>Stop</button></div>'
    page.set_content(buttons)
    page.add_script_tag(content=(ASSETS / "access.js").read_text("utf-8"), type="module")
    page.evaluate(
        "window.pressed = []; addEventListener('click', (e) => pressed.push(e.target.parentElement.className))"
    )
    page.get_by_role("button").last.hover()
    for drawn in (buttons, buttons.replace("Stop", "Start")):
        page.mouse.down()
        page.evaluate("(html) => { document.body.innerHTML = html; }", drawn)
        page.mouse.up()
    assert page.evaluate("pressed.filter(Boolean)") == ["st-key-other"]  # and none of what is another button now


def test_a_mark_stays_on_the_line_of_the_word_before_it(page: Page) -> None:
    sources = [passage("The rent is 450 euros.", 1), passage("The rent is 450 euros a month.", 2)]
    text = "The rent is 450 euros. **The rent is 450 euros a month.** The rent is 450 euros a month."
    html = answer_html(Answer("?", text, sentences=cite(text, "?", sources), done=True))
    css = (ASSETS / "answer.css").read_text("utf-8")
    page.set_content(f'<style>{css}</style><div class="answer">{html}</div>')
    assert page.locator(".mark").count() >= 3
    for width in range(160, 420):
        assert page.evaluate(BROKEN_BEFORE_MARKS, width) == 0
