"""The page through Streamlit's own AppTest: the real script on a real library, with Ollama's protocol behind it."""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from docqa.answering.notices import CLOSEST_WORDS, REFUSAL
from docqa.conversations.kept import CLOSED, Conversations, Message
from docqa.documents import Answer, Citation, Finding
from docqa.engines.base import Measured, Role, Trial
from docqa.engines.gguf import probe
from docqa.engines.offers import Speed
from docqa.engines.roles import Roles
from docqa.errors import NotEnoughMemory
from docqa.page.sample import SAMPLE, SAMPLE_NAME, SAMPLE_QUESTIONS
from docqa.settings import ROOT, Settings
from docqa.workspace import Workspace
from tests.support import waiting
from tests.support.gguf_files import OPENED_TEMPLATE, write_model
from tests.support.model_registry import ModelRegistry
from tests.support.ollama_server import DEEPSEEK, LLAMA, NOMIC, Fault, OllamaTestServer
from tests.support.pdfs import encrypted_pdf, image_pdf, protected, scanned_pdf, text_pdf
from tests.support.shelf import INVOICES, LEASE
from tests.test_workspace import another_docqa

pytestmark = pytest.mark.usefixtures("processes_are_kept")

WAIT_SECONDS = 60.0
SOON_SECONDS = 10.0
REPLY = "The rent is 1,250 dollars a month. It is a bargain."
EVIL = "![x](https:evil.example?a) *b*.pdf"  # browsers call that address; slashes no file name can hold


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Workspace]]:
    """The workspaces that the page opens; none outlives its test."""
    workspaces: list[Workspace] = []
    really_open = Workspace.open

    def noted(settings: Settings) -> Workspace:
        workspaces.append(really_open(settings))
        return workspaces[-1]

    monkeypatch.setattr(Workspace, "open", noted)
    monkeypatch.setenv("DOCQA_ENGINE", "ollama")
    yield workspaces
    st.cache_resource.clear()
    st.cache_data.clear()
    for workspace in workspaces:
        workspace.close()
    for thread in threading.enumerate():
        if thread.name in ("docqa-indexer", "docqa-writer", "docqa-download"):
            thread.join(WAIT_SECONDS)


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaTestServer]:
    with OllamaTestServer((DEEPSEEK, LLAMA, NOMIC), reply=lambda messages: iter(words(REPLY))) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        yield server


@pytest.fixture(autouse=True, scope="module")
def packages_are_looked_through_once() -> Iterator[None]:
    """AppTest does it at each run, for components that packages bring: a tenth of all that these tests take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def page(opened: list[Workspace], ollama: OllamaTestServer) -> AppTest:
    """The page, with a model behind it; not run yet."""
    return AppTest.from_file(str(ROOT / "rag.py"), default_timeout=WAIT_SECONDS)


def words(text: str) -> list[str]:
    return [f"{word} " for word in text.split(" ")]


def endless() -> Iterator[str]:
    """Never the same again and again, at which an answer would be ended."""
    for number in count():
        sleep(0.02)
        yield f"and {number} "


def keep(settings: Settings, *paths: Path) -> None:
    """Put PDFs into the library before the page opens; they are read, and embedded by the page."""
    with closing(Workspace.open(replace(settings, engine="builtin"))) as workspace:
        for path in paths:
            workspace.library.add(path.read_bytes(), path.name)
        assert workspace.indexer.run_until_done()


def until(page: AppTest, is_so: Callable[[AppTest], object]) -> AppTest:
    """Look again until it is so, as the page's own timers do."""
    deadline = monotonic() + WAIT_SECONDS
    while not is_so(page.run()):
        assert monotonic() < deadline, (texts(page), [button.label for button in page.button])
        sleep(0.25)  # each look draws the whole page
    assert not page.exception
    return page


def button(page: AppTest, label: str) -> Any:
    return next((found for found in page.button if found.label.startswith(label)), None)


def texts(page: AppTest) -> list[str]:
    """All that the page says, as Markdown."""
    elements = (*page.markdown, *page.caption, *page.text, *page.error, *page.info, *page.warning)
    return [str(element.value) for element in elements]


def plain(text: object) -> str:
    """Markdown as it is read: what is escaped without its backslashes."""
    return str(text).replace("\\", "")


def says(page: AppTest, words: str) -> bool:
    return any(words in plain(text) for text in texts(page))


def ask(page: AppTest, question: str) -> AppTest:
    """Ask, and wait for the whole answer."""
    page.chat_input[0].set_value(question).run()
    return until(page, lambda page: button(page, "Ask again") and not button(page, "Stop"))


def test_from_an_empty_library_to_the_first_answer(page: AppTest, opened: list[Workspace]) -> None:
    page.run()
    assert not page.exception
    assert page.sidebar.markdown[0].value.endswith(" docqa")
    assert says(page, "Drop contracts, papers, filings or manuals anywhere on this page,")
    assert page.chat_input[0].disabled
    button(page, "Try it with a sample").click().run()
    until(page, lambda page: button(page, SAMPLE_QUESTIONS[0]))
    assert [plain(box.label) for box in page.checkbox] == [SAMPLE_NAME]
    button(page, SAMPLE_QUESTIONS[0]).click().run()
    until(page, lambda page: button(page, "Ask again"))
    (message,) = opened[0].conversations.messages(opened[0].conversations.list()[0].id)
    assert message.answer.text == REPLY
    assert says(page, f"{DEEPSEEK.name} · {len(message.answer.passages)} of ")
    assert says(page, "Let me look at the passages.")  # folded, but there
    assert page.query_params["conversation"] == str(opened[0].conversations.list()[0].id)


def test_a_document_of_ones_own_offers_its_own_first_question(
    page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace]
) -> None:
    for name in (SAMPLE_NAME, "My cottage.pdf"):
        pdf = SAMPLE.read_bytes() + (b"\n%" if name != SAMPLE_NAME else b"")
        (tmp_path / name).write_bytes(pdf)
        keep(settings, tmp_path / name)
    until(page, lambda page: button(page, "What does it say about"))
    assert not button(page, SAMPLE_QUESTIONS[0])
    button(page, "What does it say about").click().run()
    until(page, lambda page: button(page, "Ask again") and not button(page, "Stop"))
    (message,) = opened[0].conversations.messages(1)
    assert {passage.doc for passage in message.answer.passages} == {"My cottage.pdf"}


@pytest.mark.parametrize("moment", ["messages", "version"])
def test_an_answer_that_is_whole_just_while_it_is_drawn(page: AppTest, opened: list[Workspace], moment: str) -> None:
    """Right after the page has read that it is not, or what else it reads: then it is not left as it was."""
    page.run()
    (workspace,) = opened
    is_read = threading.Event()

    class FinishedMeanwhile(Conversations):
        def messages(self, conversation_id: int) -> list[Message]:
            found = super().messages(conversation_id)
            if moment == "messages":
                self.finish()
            return found

        def version(self, conversation_id: int | None) -> Sequence[object] | None:
            found = super().version(conversation_id)
            if moment == "version":
                self.finish()
            return found

        def finish(self) -> None:
            is_read.set()
            workspace.writers.wait(message_id, WAIT_SECONDS)

    def answers() -> Generator[Answer]:
        yield Answer("How much is the rent?")
        is_read.wait(WAIT_SECONDS)
        yield Answer("How much is the rent?", text="It is 900 euros.", done=True)

    conversation_id = workspace.conversations.start("How much is the rent?")
    message_id = workspace.conversations.ask(conversation_id, "How much is the rent?")
    workspace.writers.start(message_id, "How much is the rent?", answers())
    workspace.conversations = FinishedMeanwhile(workspace.library.database)
    page.query_params["conversation"] = str(conversation_id)
    page.run()
    assert not page.exception
    assert button(page, "Ask again") and not button(page, "Stop")


def test_an_upload_is_read_and_can_be_asked(page: AppTest, tmp_path: Path) -> None:
    lease, notes = text_pdf(tmp_path / "Lease.pdf", LEASE), text_pdf(tmp_path / "Invoices.pdf", INVOICES)
    page.run()
    files = [(path.name, path.read_bytes(), "application/pdf") for path in (lease, notes)]
    page.file_uploader[0].set_value(files).run()
    until(page, lambda page: page.chat_input[0].placeholder == "Ask about 2 documents")
    ask(page, "How much is the rent?")
    assert says(page, "Lease.pdf")
    assert says(page, "1,250 dollars")
    again = ("Copy of the lease.pdf", lease.read_bytes(), "application/pdf")
    page.file_uploader[0].set_value([again]).run()
    assert [plain(toast.value) for toast in page.toast] == ["Lease.pdf is in the library already."]
    assert len(page.checkbox) == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("notes.pdf", b"hello, this is no PDF at all" * 50, "notes.pdf is not a PDF"),
        ("empty.pdf", b"", "empty.pdf is empty"),
        ("letter.docx", b"PK\x03\x04 word" * 50, "letter.docx is not a PDF"),
        ("notes.txt", b"Buy milk", "notes.txt is not a PDF"),
    ],
)
def test_what_cannot_be_taken_is_said_until_it_is_read(page: AppTest, name: str, content: bytes, sentence: str) -> None:
    page.run()
    page.file_uploader[0].set_value([(name, content, "application/pdf")]).run()
    page.file_uploader[0].set_value([("no.gif", b"GIF89a", "image/gif")]).run()
    for _ in range(2):
        assert [sentence in plain(error.value) for error in page.error] == [False, True]
        assert not page.checkbox
        page.run()
    button(page, "I have read this").click().run()
    assert not page.error


def test_a_document_that_failed_shows_why(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    keep(settings, image_pdf(tmp_path / EVIL))
    page.run()
    (error,) = page.error
    assert f"{EVIL} has no text that can be read" in plain(error.value)
    assert page.checkbox[0].disabled


def test_a_document_that_is_added_again(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    failed, read = image_pdf(tmp_path / "Blank.pdf"), text_pdf(tmp_path / "Lease.pdf", LEASE)
    keep(settings, failed, read)
    page.run()
    files = [(path.name, path.read_bytes(), "application/pdf") for path in (failed, read)]
    page.file_uploader[0].set_value(files).run()
    said = [plain(toast.value) for toast in page.toast]
    assert said == ["Blank.pdf is being read once more.", "Lease.pdf is in the library already."]


def test_a_protected_scan_says_what_its_password_is_for(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    path = protected(scanned_pdf(tmp_path / "Secret.pdf", ((72.0, 4, "Behind the clock"),)), "sesame")
    with closing(Workspace.open(replace(settings, engine="builtin"))) as workspace:
        workspace.read_with(workspace.library.add(path.read_bytes(), path.name).id, "sesame")
    page.run()
    until(page, lambda page: says(page, "Secret.pdf is protected. Give its password to open it."))
    assert says(page, "Without it 1 scanned page cannot be read.")
    page.text_input[0].set_value("sesame")
    button(page, "Unlock").click().run()
    until(page, lambda page: page.chat_input[0].placeholder == "Ask about 1 document")


def test_names_are_never_markdown(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    keep(settings, text_pdf(tmp_path / EVIL, LEASE))
    ask(page.run(), "How much is the rent?")
    page.file_uploader[0].set_value([(EVIL, b"no PDF " * 300, "application/pdf")]).run()
    shown = [*texts(page), *(box.label for box in page.checkbox), *(toast.value for toast in page.toast)]
    assert [text for text in shown if "evil" in text]
    assert not [text for text in shown if "![x](" in text]


def test_a_locked_document_opens_with_its_password(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    keep(settings, encrypted_pdf(tmp_path / "Secret.pdf", LEASE, "sesame"))
    page.run()
    assert page.text_input[0].label == "Password"
    page.text_input[0].set_value("wrong")
    button(page, "Unlock").click().run()
    until(page, lambda page: page.text_input and says(page, "That is not the password of Secret.pdf."))
    page.text_input[0].set_value("sesame")
    button(page, "Unlock").click().run()
    until(page, lambda page: page.chat_input[0].placeholder == "Ask about 1 document")
    assert not page.text_input


def test_only_ticked_documents_are_asked(
    page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace]
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE), text_pdf(tmp_path / "Invoices.pdf", INVOICES))
    page.run()
    assert [(plain(box.label), box.value) for box in page.checkbox] == [("Invoices.pdf", True), ("Lease.pdf", True)]
    page.checkbox[1].uncheck().run()
    assert page.chat_input[0].placeholder == "Ask about 1 document"
    ask(page, "How much is the rent?")
    (message,) = opened[0].conversations.messages(1)
    assert {passage.doc for passage in message.answer.passages} == {"Invoices.pdf"}
    page.checkbox[0].uncheck().run()
    assert page.chat_input[0].disabled
    reloaded = AppTest.from_file(str(ROOT / "rag.py"), default_timeout=WAIT_SECONDS).run()
    assert [box.value for box in reloaded.checkbox] == [False, False]


def test_ticks_that_are_no_longer_drawn_tick_nothing(
    page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace]
) -> None:
    """A browser that has not drawn the new ticks yet sends how the old ones stood, as Streamlit's fragments do."""
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE), text_pdf(tmp_path / "Invoices.pdf", INVOICES))
    page.run()
    before = page._tree.get_widget_states()
    opened[0].left_out = frozenset(document.id for document in opened[0].documents())
    page.run()
    assert [box.value for box in page.checkbox] == [False, False]
    page._run(before)
    assert [box.value for box in page.checkbox] == [False, False]
    page.checkbox[1].check().run()
    assert [box.value for box in page.checkbox] == [False, True]
    assert page.chat_input[0].placeholder == "Ask about 1 document"


def test_it_is_asked_before_a_document_is_removed(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    page.run()
    (menu,) = page.get("menu_button")
    assert menu.options == ["Open", "Summary", "Outline", "Dates and amounts", "Pages", "File and folder", "Remove"]
    menu.set_value("Remove").run()
    assert not page.exception
    assert says(page, "The kept PDF of **Lease.pdf**, its text and its index are deleted.")
    assert page.checkbox


def only_message(settings: Settings, title: str) -> Message:
    """What stands in the only conversation, which has that title, when its answer is done."""
    workspace = Workspace.open(settings)
    (conversation,) = workspace.conversations.list()
    assert conversation.title == title
    waiting.until(lambda: workspace.conversations.messages(conversation.id)[0].answer.done, seconds=WAIT_SECONDS)
    (message,) = workspace.conversations.messages(conversation.id)
    return message


def test_a_summary_of_a_document_is_asked_for_in_its_menu(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    rent = "The monthly rent of the cottage is 900 euros, due on the third day."
    keep(settings, text_pdf(tmp_path / "Lease.pdf", [rent]))
    page.run()
    page.get("menu_button")[0].set_value("Summary").run()
    assert not page.exception
    message = only_message(settings, "Summary of Lease.pdf")
    assert [quotation.text for part in message.answer.parts for quotation in part.quotations] == [rent]
    page.run()
    assert "1 of 1 page was read." in [caption.value.replace("\\", "") for caption in page.caption]
    assert button(page, "Shorter") and button(page, "Longer")


def test_dates_and_amounts_of_a_document_are_asked_for_in_its_menu(
    page: AppTest, settings: Settings, tmp_path: Path
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", ["The rent is 900 euros from 3 May 2024 on."]))
    page.run()
    page.get("menu_button")[0].set_value("Dates and amounts").run()
    assert not page.exception
    message = only_message(settings, "Dates and amounts of Lease.pdf")
    items = [quotation.answering for part in message.answer.parts for quotation in part.quotations]
    assert items == ["3 May 2024", "900 euros"]
    page.run()
    assert not page.exception and "CSV" in [one.label for one in page.get("download_button")]


def test_one_document_of_several_is_asked(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    for name in ("Lease", "Other", "Third"):
        keep(settings, text_pdf(tmp_path / f"{name}.pdf", (f"{name} is the only word.",)))
    page.run()
    menu = page.get("menu_button")[1]
    assert menu.options == [
        "Ask only this", "Open", "Summary", "Outline", "Dates and amounts", "Compare with…", "Pages",
        "File and folder", "Remove",
    ]  # fmt: skip
    menu.set_value("Ask only this").run()
    assert not page.exception
    assert [box.value for box in page.checkbox] == [False, True, False]
    assert page.chat_input[0].placeholder == "Ask about 1 document"
    button(page, "Ask all of them").click().run()
    assert [box.value for box in page.checkbox] == [True, True, True]


def test_of_many_documents_one_is_looked_for(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    workspace = Workspace.open(settings)
    for number in range(45):
        workspace.library.add(text_pdf(tmp_path / "a.pdf", (f"Letter {number}",)).read_bytes(), f"Letter {number}.pdf")
    workspace.indexer.run_until_done()
    workspace.close()
    page.run()
    assert says(page, "24 of 45 are shown")
    page.text_input(key="find").set_value("letter 3").run()
    assert [plain(box.label) for box in page.checkbox] == [f"Letter {n}.pdf" for n in (*range(39, 29, -1), 3)]
    button(page, "Ask only these 11").click().run()
    assert page.chat_input[0].placeholder == "Ask about 11 documents"


def test_a_folder_is_ticked_as_one(page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace]) -> None:
    for name in ("Lease", "Other", "Third"):
        keep(settings, text_pdf(tmp_path / f"{name}.pdf", (f"{name} is the only word.",)))
    page.run()
    lease, other, _ = opened[0].library.documents()
    opened[0].library.put_into("Flat", [lease.id, other.id])
    until(page, lambda page: [plain(box.label) for box in page.checkbox] == ["Ask all in Flat", "Third.pdf"])
    page.checkbox[0].uncheck().run()
    assert page.chat_input[0].placeholder == "Ask about 1 document"
    button(page, "Flat").click().run()
    assert [(plain(box.label), box.value) for box in page.checkbox] == [("Other.pdf", False), ("Lease.pdf", False)]
    page.checkbox[0].check().run()
    button(page, "Flat").click().run()
    assert [box.value for box in page.checkbox] == [False, True]
    assert says(page, "1 of 2 documents")
    page.checkbox[0].check().run()
    assert page.chat_input[0].placeholder == "Ask about 3 documents"


def test_conversations_are_kept_opened_and_deleted(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    ask(page.run(), "How much is the rent?")
    ask(page, "and what of dogs?")
    assert [text.value for text in page.text].count("How much is the rent?") == 1
    button(page, "New conversation").click().run()
    assert says(page, "Ask your own PDFs")
    assert "conversation" not in page.query_params
    ask(page, "Where is the key?")
    titles = [plain(found.label) for found in page.button if str(found.key).startswith("conversation-")]
    assert titles == ["Where is the key?", "How much is the rent?"]

    reloaded = AppTest.from_file(str(ROOT / "rag.py"), default_timeout=WAIT_SECONDS)
    reloaded.query_params["conversation"] = "1"
    reloaded.run()
    assert {"How much is the rent?", "and what of dogs?"} <= {text.value for text in reloaded.text}
    button(reloaded, "Delete").click().run()
    assert not reloaded.exception
    assert says(reloaded, "**How much is the rent?** is deleted, with its 2 questions and their answers.")
    titles = [found.label for found in reloaded.button if str(found.key).startswith("conversation-")]
    assert len(titles) == 2  # there is no way back, so it is asked first


def test_a_conversation_is_renamed_and_kept_on_top(
    page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace]
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    ask(page.run(), "How much is the rent?")
    next(box for box in page.text_input if box.label == "Name").set_value("The *flat*").run()
    next(toggle for toggle in page.toggle if toggle.label == "Keep on top").set_value(True).run()
    assert not page.exception
    (conversation,) = opened[0].conversations.list()
    assert (conversation.title, conversation.pinned) == ("The *flat*", True)
    assert plain(page.button(key="conversation-1").label) == "The *flat*"


def test_many_conversations_are_searched(page: AppTest, settings: Settings) -> None:
    with closing(Workspace.open(settings)) as workspace:
        for number in range(10):
            workspace.conversations.start(f"What of letter {number}?")
    page.run()
    titles = [plain(found.label) for found in page.button if str(found.key).startswith("conversation-")]
    assert len(titles) == 8
    page.text_input(key="find-conversation").set_value("LETTER 0").run()
    titles = [plain(found.label) for found in page.button if str(found.key).startswith("conversation-")]
    assert titles == ["What of letter 0?"]


def test_asked_again_the_earlier_answer_is_still_there(
    page: AppTest, settings: Settings, tmp_path: Path, ollama: OllamaTestServer, opened: list[Workspace]
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    ask(page.run(), "How much is the rent?")
    ollama.reply = lambda messages: iter(words("Dogs are allowed."))
    (message,) = opened[0].conversations.messages(1)
    opened[-1].ask_again(1, message.id, question="Are dogs allowed?")
    page.run()
    until(page, lambda page: button(page, "Ask again") and not button(page, "Stop"))
    (message,) = opened[0].conversations.messages(1)
    assert [answer.question for answer in message.answers] == ["How much is the rent?", "Are dogs allowed?"]
    assert says(page, "Are dogs allowed?")
    answers = next(group for group in page.get("button_group") if group.options[0] == "1 of 2")
    assert answers.value == 2
    answers.set_value(1).run()
    assert not page.exception
    assert says(page, "How much is the rent?")
    assert not says(page, "Are dogs allowed?")


def test_a_question_to_a_conversation_that_another_tab_deleted_is_kept(
    page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace]
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    ask(page.run(), "How much is the rent?")
    opened[0].remove_conversation(1)
    page.chat_input[0].set_value("And the deposit?").run()
    assert not page.exception
    assert says(page, "This conversation was deleted in another tab.")
    assert page.chat_input[0].proto.value == "And the deposit?"
    assert not opened[0].conversations.list()
    assert says(page.run(), "This conversation was deleted in another tab.")
    ask(page, "And the deposit?")
    assert not says(page, "This conversation was deleted in another tab.")
    assert [conversation.id for conversation in opened[0].conversations.list()] == [2]


@pytest.mark.parametrize("due", [{"redraw_at": 0.1}, {"writer": "another model"}], ids=["another tab", "another model"])
def test_a_question_sent_as_the_page_is_due_to_be_drawn_once_more_is_asked(
    page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace], due: dict[str, object]
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    for name, value in due.items():
        setattr(page.run().session_state["page"], name, value)
    page.chat_input[0].set_value("How much is the rent?").run()
    assert [conversation.title for conversation in opened[0].conversations.list()] == ["How much is the rent?"]


@pytest.mark.parametrize("number", ["99", "x", "-1", "9" * 30, "²"])
def test_an_address_of_no_conversation(page: AppTest, number: str) -> None:
    page.query_params["conversation"] = number
    page.run()
    assert not page.exception
    assert says(page, "Ask your own PDFs")


@pytest.mark.parametrize(
    ("finding", "said"), [(Finding.ANSWERS, ""), (Finding.CLOSEST, CLOSEST_WORDS), (Finding.NONE, REFUSAL)]
)
def test_whether_the_documents_answer_stands_above_their_words(
    page: AppTest, settings: Settings, finding: Finding, said: str
) -> None:
    with closing(Workspace.open(settings)) as workspace:
        conversation = workspace.conversations.start("Who?")
        message = workspace.conversations.ask(conversation, "Who?")
        quotation = Citation(1, "lease", "Lease.pdf", 0, "1", 0, 10, "It is Ada.")
        answer = Answer("Who?", quotations=(quotation,), finding=finding, done=True)
        workspace.conversations.keep(message, answer)
    page.query_params["conversation"] = str(conversation)
    page.run()
    assert not page.exception
    assert [text for text in (CLOSEST_WORDS, REFUSAL) if says(page, text)] == [said] * bool(said)


def test_what_is_said_of_a_question_stands_above_its_answer(page: AppTest, settings: Settings) -> None:
    with closing(Workspace.open(settings)) as workspace:
        conversation = workspace.conversations.start("Is Bo Berg there?")
        message = workspace.conversations.ask(conversation, "Is Bo Berg there?")
        notice = "Nothing on the pages found mentions Bo *Berg*."
        workspace.conversations.keep(message, Answer("Is Bo Berg there?", "Yes.", notice=notice, done=True))
    page.query_params["conversation"] = str(conversation)
    page.run()
    assert says(page, notice)
    assert not page.warning


def test_another_source_is_chosen(page: AppTest, settings: Settings, tmp_path: Path) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    ask(page.run(), "How much is the rent?")
    (sources,) = page.get("button_group")
    assert len(sources.options) == 3
    sources.set_value(3).run()
    assert not page.exception
    assert says(page, "**[3] Lease.pdf**")


def test_a_model_is_chosen(page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace]) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    page.run()
    choice = next(box for box in page.selectbox if box.label == "Writes or chooses")
    assert choice.options == [DEEPSEEK.name, LLAMA.name]
    choice.set_value(LLAMA.name).run()
    assert opened[0].chat_choice == LLAMA.name
    ask(page, "How much is the rent?")
    (message,) = opened[0].conversations.messages(1)
    assert message.answer.model == LLAMA.name


def test_a_model_that_chooses(
    page: AppTest, settings: Settings, tmp_path: Path, ollama: OllamaTestServer, opened: list[Workspace]
) -> None:
    """Once it is measured, in whichever process, it is asked for a choice; the page says so, and what it chose."""
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    page.run()
    assert says(page, f"Now writing: **{DEEPSEEK.name}**")
    trial = Trial(right=40, supported=45, wrong=2, looped=1, seconds=12.4)
    Roles(settings.data_dir).keep(DEEPSEEK.name, DEEPSEEK.digest, Measured(Role.CHOOSES, 61, trial))
    ollama.fill = lambda messages, schema: iter(['{"choice": "none"}'])
    page.run()
    assert says(page, f"Now choosing among quotations: **{DEEPSEEK.name}**, as measured on 61 questions")
    (tried,) = page.dataframe
    assert [list(row) for row in tried.value.to_numpy()] == [[DEEPSEEK.name, "40 of 61", 2, 45, 1, 12]]
    ask(page, "How much is the rent?")
    (message,) = opened[0].conversations.messages(1)
    assert (message.answer.text, message.answer.finding) == ("", Finding.CLOSEST)
    assert says(page, CLOSEST_WORDS)
    assert says(page, f"{DEEPSEEK.name} chose none of")


def test_a_missing_model_is_pulled(page: AppTest, ollama: OllamaTestServer) -> None:
    del ollama.models[DEEPSEEK.name]
    page.run()
    button(page, f"Get {DEEPSEEK.name}").click().run()
    assert not page.exception
    # The button is away while the model is on its way, too.
    until(page, lambda page: DEEPSEEK.name in ollama.models and says(page, f"Now writing: **{DEEPSEEK.name}**"))
    until(page, lambda page: button(page, "Get") is None)


def test_what_fits_this_machine_is_listed(page: AppTest, ollama: OllamaTestServer) -> None:
    page.run()
    button(page, "What fits this machine").click().run()
    assert not page.exception
    assert says(page, "**qwen3:4b-instruct** writes better")
    assert says(page, "About 2.5 GB on the disk, 4.0 GB of memory. Licence: Apache 2.0, as far as docqa knows")
    assert says(page, "Installed")
    assert [button.key for button in page.button if button.label == "Get"] == [
        "offer-qwen3:4b-instruct",
        "offer-embeddinggemma",
        "offer-qwen3-embedding:0.6b",
        "offer-bge-m3",
    ]
    assert says(page, "Here it reads a question and its passages in about ")
    before = probe.PROBE.speed()
    button(page, "Measure again").click().run()
    assert not page.exception
    assert probe.PROBE.speed() is not before


def test_what_fits_this_machine_is_listed_where_its_speed_cannot_be_measured(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_measured(anew: bool = False) -> Speed:
        raise NotEnoughMemory("The measurement needs 0.6 GB of memory.")

    monkeypatch.setattr(probe.PROBE, "speed", not_measured)
    button(page.run(), "What fits this machine").click().run()
    assert not page.exception
    assert says(page, "The measurement needs 0.6 GB of memory.")
    assert says(page, "**qwen3:4b-instruct** writes better")
    assert not says(page, "Here it reads")


def test_a_download_is_cancelled(page: AppTest, ollama: OllamaTestServer) -> None:
    del ollama.models[DEEPSEEK.name]
    ollama.faults["/api/pull"] = Fault("silence", after=5)
    page.run()
    button(page, f"Get {DEEPSEEK.name}").click().run()
    until(page, lambda page: button(page, "Cancel"))
    button(page, "Cancel").click().run()
    until(page, lambda page: button(page, f"Get {DEEPSEEK.name}"))
    (request,) = ollama.asked("/api/pull")
    assert request.ended.wait(WAIT_SECONDS)
    assert request.hung_up


def test_without_ollama_the_page_says_what_would_be_better(
    opened: list[Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCQA_ENGINE", "auto")
    page = AppTest.from_file(str(ROOT / "rag.py"), default_timeout=WAIT_SECONDS).run()
    assert not page.exception
    assert says(page, "also writes an answer. It comes from registry.ollama.ai; nothing about you or your documents is")
    assert button(page, f"Get {DEEPSEEK.name} (1.1 GB)")


def test_a_model_comes_while_quotations_answer_and_answers_them_again(
    opened: list[Workspace], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Ollama: paused and gone on with; what was asked meanwhile offers to be answered with the model."""
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    model = write_model(tmp_path / "model.gguf", OPENED_TEMPLATE, favourite="a", strength=40.0)
    with ModelRegistry({DEEPSEEK.name: model.read_bytes() + bytes(200_000)}, bytes_per_second=50_000) as registry:
        monkeypatch.setenv("DOCQA_ENGINE", "auto")
        monkeypatch.setenv("DOCQA_REGISTRY", registry.url)
        page = AppTest.from_file(str(ROOT / "rag.py"), default_timeout=WAIT_SECONDS).run()
        button(page, f"Get {DEEPSEEK.name}").click().run()
        until(page, lambda page: button(page, "Pause"))
        button(page, "Pause").click().run()
        until(page, lambda page: button(page, f"Go on with {DEEPSEEK.name}"))
        ask(page, "How much is the rent?")
        assert button(page, "Ask again")
        button(page, f"Go on with {DEEPSEEK.name}").click().run()
        until(page, lambda page: says(page, f"Now writing: **{DEEPSEEK.name}**"))
    again = until(page, lambda page: button(page, "Answer this again with deepseek"))
    button(again, "Answer this again with deepseek").click().run()
    until(page, lambda page: button(page, "Ask again") and not button(page, "Stop"))
    (message,) = opened[0].conversations.messages(1)
    assert message.answer.model == DEEPSEEK.name
    assert message.answer.thinking
    opened[0].chat_choice = DEEPSEEK.name
    page.run()
    next(found for found in page.button if plain(found.label).startswith(f"Remove {DEEPSEEK.name} (0.0 GB)")).click()
    page.run()
    assert says(page, f"The file of **{DEEPSEEK.name}** is deleted: 0.0 GB. Answers that it wrote stay.")
    page.button(key=f"remove-{DEEPSEEK.name}").click().run()
    until(page, lambda page: says(page, "Answering: **the documents' own words**"))
    assert opened[0].engines.kept.models() == []
    assert opened[0].chat_choice == ""


def test_a_broken_answer_is_kept_and_asked_again(
    page: AppTest, settings: Settings, tmp_path: Path, ollama: OllamaTestServer, opened: list[Workspace]
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    ollama.faults["/api/chat"] = Fault("drop", after=12, times=1)
    ask(page.run(), "How much is the rent?")
    assert any("broke off" in error.value for error in page.error)
    (message,) = opened[0].conversations.messages(1)
    assert REPLY.startswith(message.answer.text)
    button(page, "Ask again").click().run()
    until(page, lambda page: not page.error and button(page, "Ask again"))
    (message,) = opened[0].conversations.messages(1)
    assert message.answer.text == REPLY


def test_an_answer_is_stopped(page: AppTest, settings: Settings, tmp_path: Path, ollama: OllamaTestServer) -> None:
    ollama.reply = lambda messages: endless()
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    page.run()
    page.chat_input[0].set_value("How much is the rent?").run()
    until(page, lambda page: ollama.asked("/api/chat") and button(page, "Stop"))
    button(page, "Stop").click().run()
    until(page, lambda page: button(page, "Ask again"))
    assert says(page, "stopped")
    (request,) = ollama.asked("/api/chat")
    assert request.ended.wait(WAIT_SECONDS)
    assert request.hung_up


def test_a_model_that_was_stopped_while_it_thought_thinks_no_more(
    page: AppTest, settings: Settings, tmp_path: Path, ollama: OllamaTestServer
) -> None:
    ollama.think = lambda messages: endless()
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    page.run()
    page.chat_input[0].set_value("How much is the rent?").run()
    until(page, lambda page: "Thinking…" in [expander.label for expander in page.expander])
    button(page, "Stop").click().run()
    until(page, lambda page: button(page, "Ask again"))
    labels = [expander.label for expander in page.expander]
    assert "Thought" in labels and "Thinking…" not in labels


def test_a_deleted_conversation_stops_its_model(
    page: AppTest, settings: Settings, tmp_path: Path, ollama: OllamaTestServer, opened: list[Workspace]
) -> None:
    ollama.reply = lambda messages: endless()
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    page.run()
    page.chat_input[0].set_value("How much is the rent?").run()
    until(page, lambda page: ollama.asked("/api/chat") and button(page, "Stop"))
    button(page, "Delete").click().run()
    page.button(key="delete-1").click().run()
    assert not page.exception and not opened[-1].conversations.list()
    (request,) = ollama.asked("/api/chat")
    assert request.ended.wait(SOON_SECONDS)
    assert request.hung_up


def test_a_chosen_source_that_an_answer_asked_again_lacks(
    page: AppTest, settings: Settings, tmp_path: Path, opened: list[Workspace]
) -> None:
    """Another tab may ask again, of fewer documents."""
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    ask(page.run(), "How much is the rent?")
    page.get("button_group")[0].set_value(3).run()
    assert says(page, "**[3] Lease.pdf**")
    conversations = opened[0].conversations
    (message,) = conversations.messages(1)
    conversations.keep(message.id, replace(message.answer, passages=message.answer.passages[:1], sentences=()))
    page.run()
    assert not page.exception
    assert says(page, "**[1] Lease.pdf**")


def test_a_setting_changed_meanwhile_opens_no_second_workspace(
    page: AppTest, opened: list[Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.run()
    monkeypatch.setenv("DOCQA_CHAT_MODEL", LLAMA.name)
    page.run()
    assert len(opened) == 1


def test_the_uploader_takes_what_the_library_takes(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCQA_MAX_FILE_MB", "300")
    page.run()
    assert page.file_uploader[0].proto.max_upload_size_mb == 300


def test_the_picture_of_a_document_that_another_process_removed_is_gone(
    page: AppTest, settings: Settings, tmp_path: Path
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    ask(page.run(), "How much is the rent?")
    assert page.image
    with closing(Workspace.open(settings)) as other:
        other.library.remove(other.library.documents()[0].id)
    page.run()
    assert not page.image
    assert says(page, "This PDF is no longer in the library")
    labels = [one.label for one in page.button]  # nothing offers to show its pages; its words can still be cited
    assert "Cite" in labels and "Enlarge and turn pages" not in labels


@pytest.mark.parametrize(("name", "value"), [("DOCQA_ENGINE", "wombat"), ("DOCQA_MAX_FILE_MB", "many")])
def test_settings_that_cannot_be_used(page: AppTest, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    page.run()
    (error,) = page.error
    assert name in plain(error.value)
    assert not page.exception
    assert not page.chat_input


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.address", "0.0.0.0"),
        ("server.address", ""),
        ("server.address", "192.168.0.7"),
        ("browser.gatherUsageStats", True),
    ],
)
def test_the_page_shows_nothing_where_others_could_see_it(
    page: AppTest, settings: Settings, tmp_path: Path, option: str, value: object
) -> None:
    keep(settings, text_pdf(tmp_path / "Lease.pdf", LEASE))
    before = config.get_option(option)
    config.set_option(option, value)
    try:
        page.run()
    finally:
        config.set_option(option, before)
    (error,) = page.error
    assert error.value.startswith("docqa keeps to this machine")
    assert not page.checkbox
    assert not page.chat_input


def test_an_answer_that_another_docqa_is_writing_is_left_to_it(
    page: AppTest, opened: list[Workspace], settings: Settings
) -> None:
    with closing(Workspace.open(settings)) as workspace:
        conversation = workspace.conversations.start("How much is the rent?")
        workspace.conversations.ask(conversation, "How much is the rent?")
        with another_docqa(settings):
            page.run()
            (message,) = workspace.conversations.messages(conversation)
            assert (message.answer.done, message.answer.error) == (False, "")
        opened[-1].close()  # else it may have taken the work over before it is left
        st.cache_resource.clear()
        page.run()
        (message,) = workspace.conversations.messages(conversation)
        assert message.answer.error == CLOSED
