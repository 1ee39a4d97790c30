"""Conversations as a person handles them, in two tabs of a real browser."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support import pdfs
from tests.support.app import NEEDS_CHROMIUM, App, ask, click_until, upload, wait_for_answers

pytestmark = NEEDS_CHROMIUM


def test_conversations_can_be_left_changed_and_taken_along(app: App, page: Page, tmp_path: Path) -> None:
    page.goto(app.url)
    upload(page, pdfs.text_pdf(tmp_path / "Lease.pdf", ["The landlord is Ada Berg.", "The rent is 1,250 euros."]))
    ask(page, "Who is the landlord?")
    wait_for_answers(page, 1)
    first = page.url

    question = page.get_by_role("dialog").get_by_label("Question")
    click_until(page.get_by_role("button", name="Edit"), question)
    question.fill("How much is the rent?")
    question.blur()
    page.get_by_role("dialog").get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("1,250 euros")
    page.get_by_text("1 of 2", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("Ada Berg")

    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_text("Ask your own PDFs")).to_be_visible()
    ask(page, "How much is the rent?")
    wait_for_answers(page, 1)
    assert page.url != first
    page.go_back()  # to the empty page
    expect(page.get_by_text("Ask your own PDFs")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    page.go_forward()
    expect(page.get_by_text("Ask your own PDFs")).to_be_visible()
    page.go_forward()
    wait_for_answers(page, 1)
    expect(page.get_by_text("1 of 2", exact=True)).to_have_count(0)

    page.get_by_role("button", name="Conversation", exact=True).click()
    name = page.get_by_label("Name", exact=True)
    name.fill("The flat in Bergen")
    name.press("Enter")
    expect(page.locator(".st-key-conversations")).to_contain_text("The flat in Bergen")
    page.get_by_role("button", name="Save all").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="As JSON").click()
    kept = json.loads(download.value.path().read_text("utf-8"))
    assert [conversation["title"] for conversation in kept] == ["The flat in Bergen", "Who is the landlord?"]


def test_what_another_tab_deletes_is_told_and_the_question_kept(app: App, page: Page, tmp_path: Path) -> None:
    page.goto(app.url)
    upload(page, pdfs.text_pdf(tmp_path / "Lease.pdf", ["The landlord is Ada Berg.", "The rent is 1,250 euros."]))
    ask(page, "Who is the landlord?")
    wait_for_answers(page, 1)
    number = int(page.url.rpartition("=")[2])
    other = page.context.new_page()
    other.goto(page.url)
    wait_for_answers(other, 1)
    line = other.get_by_test_id("stChatInputTextArea")
    line.fill("How much is")

    sure = page.get_by_role("dialog").get_by_role("button", name="Delete")
    click_until(page.get_by_role("button", name="Delete", exact=True), sure)
    sure.click()
    expect(page.get_by_text("Ask your own PDFs")).to_be_visible()
    expect(other.get_by_text(re.compile(f"There is no conversation {number} any more"))).to_be_visible()
    expect(line).to_have_value("How much is")
    line.press("Enter")
    expect(other.get_by_text("This conversation was deleted in another tab.")).to_be_visible()
    expect(line).to_have_value("How much is")
    line.fill("How much is the rent?")
    line.press("Enter")
    wait_for_answers(other, 1)
    assert other.url.endswith(f"conversation={number + 1}")
    expect(page.locator(".st-key-conversations")).to_contain_text("How much is the rent?")  # by itself


def test_a_click_in_the_moment_an_answer_becomes_whole_counts(app: App, page: Page, tmp_path: Path) -> None:
    """The server has drawn the page anew, while the browser still shows the answer that grew: a slow line."""
    line = SlowLine(page, until_sent=b"edit-")
    page.goto(app.url)
    upload(page, pdfs.text_pdf(tmp_path / "Lease.pdf", ["The landlord is Ada Berg."]))
    ask(page, "Who is the landlord?")
    edit = page.get_by_role("button", name="Edit")
    expect(edit).to_be_visible()
    while not line.holds_drawing_with(b"edit-"):
        page.wait_for_timeout(100)
    edit.click()
    expect(page.get_by_role("dialog").get_by_label("Question")).to_be_visible()


class SlowLine:
    """Between a page and its server: what comes after the first drawing with a word waits until the page sends it."""

    def __init__(self, page: Page, until_sent: bytes) -> None:
        self.word = until_sent
        self.held: list[bytes] = []
        self.is_held = self.is_sent = False
        page.route_web_socket(re.compile("_stcore/stream"), self.listen)

    def listen(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def to_browser(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            if self.is_held and not self.is_sent:
                self.held.append(message)
                return
            browser.send(message)
            self.is_held = self.is_held or self.word in message

        def to_server(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            server.send(message)
            if self.is_held and not self.is_sent and self.word in message:
                self.is_sent = True
                for held in self.held:
                    browser.send(held)

        server.on_message(to_browser)
        browser.on_message(to_server)

    def holds_drawing_with(self, word: bytes) -> bool:
        """Whether the server has drawn it once more and ended that."""
        drawn = [number for number, message in enumerate(self.held) if word in message]
        after = self.held[drawn[0] :] if drawn else []
        return any(ForwardMsg.FromString(message).WhichOneof("type") == "script_finished" for message in after)
