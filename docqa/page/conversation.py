"""The open conversation in the middle, its growing answer, and asking."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import NoReturn

import streamlit as st

from docqa.answering.notices import headline
from docqa.conversations.kept import Conversation, Message
from docqa.documents import Answer, Document, State
from docqa.errors import DocQAError
from docqa.page.answer_html import answer_html, plain_text
from docqa.page.history import draw_actions
from docqa.page.library import chosen_ids
from docqa.page.made_files import offer_file
from docqa.page.sample import SAMPLE, SAMPLE_NAME, SAMPLE_QUESTIONS
from docqa.page.shared import (
    ASSETS,
    ChosenSource,
    close_dialog,
    draw_again,
    errors_shown,
    escape,
    open_dialog,
    page_state,
    show_conversation,
)
from docqa.page.sources import draw_sources, shown_source
from docqa.page.uploads import add
from docqa.reports.request import ReportKind
from docqa.reports.spreadsheet import to_csv
from docqa.workspace import Workspace

WATCH_SECONDS = 0.3  # how often a growing answer is drawn
OFFER_SECONDS = 1.0  # how often it is looked whether there are questions to offer
MAX_QUESTION_CHARACTERS = 4000
OFFERS = dict.fromkeys(ReportKind, "Read the whole document for this") | {
    ReportKind.COMPARISON: "Compare the two documents"
}
MAX_CAPTIONS = 6  # below an answer, of what was read for it
STEP_OF_LENGTH = 2.0  # how many times as long a longer report is

# Its `data.html` comes from answer_html alone, where everything that the model wrote is escaped.
answer_view = st.components.v2.component(
    "answer",
    html=(ASSETS / "answer.html").read_text("utf-8"),
    css=(ASSETS / "answer.css").read_text("utf-8"),
    js=(ASSETS / "answer.js").read_text("utf-8"),
)


# The open one, in the middle, each answer with its sources beside it


def draw_conversation(workspace: Workspace, conversation: Conversation) -> None:
    """Its questions and answers, the latest at the end."""
    # Both before the messages are read: an answer that is finished meanwhile is drawn as growing, which draws it whole.
    growing = workspace.writers.writing()
    page_state().drawn = workspace.conversations.version(conversation.id)
    messages = workspace.conversations.messages(conversation.id)
    with st.container(horizontal=True, horizontal_alignment="right"):
        draw_actions(workspace, conversation)
    for message in messages:
        is_growing = message.id in growing
        # One fragment while it grows and afterwards: else a click on what the browser still shows of the growing one
        # would go to a fragment that is gone, and Streamlit drops such clicks.
        exchange = st.fragment(draw_exchange, run_every=WATCH_SECONDS if is_growing else None)
        exchange(workspace, conversation.id, message, is_last=message is messages[-1], is_growing=is_growing)


def chosen_answer(message: Message) -> Message:
    """The message with the answer that is to be shown of it: its latest, unless an earlier one was chosen."""
    shown = page_state().shown.get(message.id, 0)
    return replace(message, answer=message.answers[shown - 1]) if 0 < shown <= len(message.earlier) else message


@errors_shown()
def draw_exchange(workspace: Workspace, conversation: int, message: Message, is_last: bool, is_growing: bool) -> None:
    """A question and its answer, as far as that has come."""
    if not is_growing:
        draw_message(workspace, chosen_answer(message), is_last)
        return
    latest = workspace.writers.latest(message.id)
    if latest is not None:
        draw_message(workspace, replace(message, answer=latest), is_last=True)
        return
    # It is whole. What was clicked in it a moment ago is done before the page is drawn once more, for good.
    for kept in workspace.conversations.messages(conversation):
        if kept.id == message.id:
            draw_message(workspace, chosen_answer(kept), is_last=True)
    draw_again()


def draw_message(workspace: Workspace, message: Message, is_last: bool) -> None:
    """A question and its answer, with the source that is shown beside them."""
    number = shown_source(message, is_last)
    middle, side = st.columns([11, 9], gap="medium")
    with middle:
        with st.chat_message("user", avatar=":material/person:"):
            st.text(message.answer.question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            draw_answer(workspace, message, number, is_last)
    with side, st.container(key=f"sources-of-{message.id}"):
        if number:
            draw_sources(workspace, message, number)


def draw_answer(workspace: Workspace, message: Message, number: int | None, is_last: bool) -> None:
    """The documents' own words, what the model thought and wrote, and what can be done about it."""
    answer = message.answer
    if answer.notice:
        st.caption(f":material/info: {escape(answer.notice)}")
    if said := headline(answer):
        st.caption(said)
    if answer.thinking:
        is_over, seconds = answer.done or "thinking" in answer.seconds, answer.seconds.get("thinking", 0.0)
        did = "Thinking…" if not is_over else f"Thought for {seconds:.0f} s" if seconds >= 1 else "Thought"
        with st.expander(did, icon=":material/psychology:"):
            st.text(answer.thinking)
    if answer.text or answer.quotations or answer.parts or is_last:
        shown = answer_view(
            key=f"answer-{message.id}",
            data={
                "id": message.id,
                "html": answer_html(answer),
                "spoken": spoken(answer),
                "chosen": number,
                "plain": plain_text(answer) if answer.done else "",
                "latest": message.id if is_last else 0,
            },
            on_cited_change=lambda: None,
        )
        if shown.cited:
            page_state().source = ChosenSource(message.id, int(shown.cited))
            st.rerun()
    if answer.error:
        st.error(escape(answer.error), icon=":material/error:")
    show_coverage(answer)
    if answer.done:
        st.caption(summary(answer))
        if answer.offer and st.button(
            OFFERS[ReportKind(answer.offer)], key=f"whole-{message.id}", icon=":material/menu_book:"
        ):
            report_again(workspace, message)
        with st.container(horizontal=True, vertical_alignment="center"):
            if message.earlier:
                choose_answer(message)
            name = escape(again(answer, workspace.writer_name))
            if st.button(name, key=f"again-{message.id}", icon=":material/refresh:", type="tertiary"):
                ask_again(workspace, message)
            if st.button("Edit", key=f"edit-{message.id}", icon=":material/edit:", type="tertiary"):
                open_dialog(partial(edit_question, workspace, message))
            if rows := to_csv(answer):
                st.download_button(
                    "CSV", "\ufeff" + rows, f"{answer.question}.csv", "text/csv", key=f"csv-{message.id}",
                    icon=":material/table_view:", help="The list, for a spreadsheet", type="tertiary",
                    on_click="ignore",
                )  # fmt: skip
            if answer.parts or answer.quotations or answer.text:
                offer_file(
                    "PDF", partial(pdf_of, workspace, answer), f"{answer.question}.pdf", "application/pdf",
                    key=f"pdf-{message.id}", icon=":material/picture_as_pdf:", type="tertiary",
                    help="With links to the places, for this machine",
                )  # fmt: skip
            if answer.report == ReportKind.SUMMARY:
                if st.button("Shorter", key=f"shorter-{message.id}", icon=":material/unfold_less:", type="tertiary"):
                    report_again(workspace, message, factor=1 / STEP_OF_LENGTH)
                if st.button("Longer", key=f"longer-{message.id}", icon=":material/unfold_more:", type="tertiary"):
                    report_again(workspace, message, factor=STEP_OF_LENGTH)
    else:
        st.caption(doing(answer))
        st.button(  # called back: a click counts though what it was on is drawn anew just then
            "Stop", key=f"stop-{message.id}", icon=":material/stop_circle:", shortcut="Esc",
            on_click=workspace.writers.stop, args=(message.id,),
        )  # fmt: skip


def show_coverage(answer: Answer) -> None:
    """What was read for an answer and what was left out; of many documents, one by one, where it is asked for."""
    few = len(answer.coverage) <= MAX_CAPTIONS
    with nullcontext() if few else st.expander("What was read of each document, and what was left out"):
        for sentence in answer.coverage:
            st.caption(escape(sentence))


def spoken(answer: Answer) -> str:
    """What is read out of an answer when it has come; the rest is there to be read.

    >>> spoken(Answer("?", "It is 9. It was 8.", done=True))
    'The answer is there: It is 9. It was 8.'
    >>> spoken(Answer("?", "", error="Ollama ended.", done=True))
    'The answer broke off: Ollama ended.'
    """
    first = answer.quotations[0].words if answer.quotations else answer.text
    said = " ".join(filter(None, (answer.notice, answer.error, headline(answer), first)))
    return f"{'The answer broke off' if answer.error else 'The answer is there'}: {said}"


def choose_answer(message: Message) -> None:
    """Which of a message's answers is shown, where it was asked again; the latest at first."""
    state, count = page_state(), len(message.answers)
    shown = state.shown.get(message.id, count)
    chosen = st.segmented_control(
        "Answers to this question", list(range(1, count + 1)), default=min(shown, count), required=True,
        format_func=lambda number: f"{number} of {count}", key=f"answers-{message.id}-{count}",
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen != shown:
        state.shown[message.id], state.source = chosen, None
        st.rerun()


@st.dialog("Ask it in other words", on_dismiss=close_dialog)
@errors_shown()
def edit_question(workspace: Workspace, message: Message) -> None:
    """The question, to be changed and asked again; what was answered stays beside it."""
    question = st.text_area("Question", message.answer.question, max_chars=MAX_QUESTION_CHARACTERS)
    if st.button("Ask", type="primary", key=f"ask-edited-{message.id}") and question.strip():
        close_dialog()
        ask_again(workspace, message, question.strip())


def pdf_of(workspace: Workspace, answer: Answer) -> bytes:
    """An answer as a PDF, made when it is wanted."""
    from docqa.conversations.printed import to_pdf  # slow to load

    return to_pdf(answer, workspace.library.pdf_path)


def again(answer: Answer, writer: str) -> str:
    """What asking for an answer once more is called; it names the model that came after the question was asked.

    >>> from docqa.documents import Chunk, Passage
    >>> rent = Answer("Rent?", passages=(Passage(Chunk("1", "1", 1, 0, 4, "Rent"), "Lease.pdf", "1", 1.0),), done=True)
    >>> again(rent, "deepseek-r1:1.5b"), again(rent, "")
    ('Answer this again with deepseek-r1:1.5b', 'Ask again')
    >>> again(replace(rent, stopped=True), "deepseek-r1:1.5b")  # maybe by that same model, before it was named
    'Ask again'
    """
    unwritten = answer.passages and not (answer.model or answer.report or answer.stopped)
    return f"Answer this again with {writer}" if unwritten and writer else "Ask again"


def doing(answer: Answer) -> str:
    """What is being done for an answer that is not whole yet.

    >>> doing(Answer("Rent?")), doing(Answer("Rent?", thinking="Well")), doing(Answer("Rent?", text="It is"))
    ('Searching…', 'Thinking…', 'Writing…')
    """
    if answer.progress:
        return f"{escape(answer.progress)}…"
    if answer.text or answer.thinking:
        return "Writing…" if answer.text else "Thinking…"
    return "Reading the passages…" if answer.passages else "Searching…"


def summary(answer: Answer) -> str:
    """Which documents were asked, which model answered, from what, and how much of its window that took.

    >>> summary(Answer("Report", asked="the lease", stopped=True, progress="Section 4 of 11"))
    'Asked of the lease · stopped: Section 4 of 11'
    """
    did = f" {answer.choice.describe()}" if answer.choice else ""
    parts = [f"Asked of {escape(answer.asked)}"] if answer.asked else []
    parts += [escape(answer.model) + did] if answer.model else []
    if answer.passages_sent:
        parts.append(f"{answer.passages_sent} of {len(answer.passages)} passages")
    if answer.window:
        parts.append(f"{answer.prompt_tokens:,} of {answer.window:,} tokens")
    if "answer" in answer.seconds:
        parts.append(f"{answer.seconds['passages'] + answer.seconds['answer']:.1f} s")
    if answer.stopped:
        parts.append(f"stopped: {escape(answer.progress)}" if answer.progress else "stopped")
    return " · ".join(parts)


def draw_welcome(workspace: Workspace, documents: list[Document]) -> None:
    """The middle before anything was asked: what to do first."""
    st.markdown("## Ask your own PDFs")
    if not documents:
        st.markdown(
            "Drop contracts, papers, filings or manuals anywhere on this page, or upload them in the side panel, which "
            "» opens. Every sentence of an answer points at its place in the PDF, and nothing leaves this machine."
        )
        if st.button("Try it with a sample", icon=":material/description:", type="primary"):
            add(workspace, SAMPLE.read_bytes(), SAMPLE_NAME)
            st.rerun()
        return
    st.markdown("Type a question below. Passages that fit come first, then the answer, each sentence with its source.")
    chosen = chosen_ids(workspace, documents)
    own = [d for d in documents if d.id in chosen and d.name != SAMPLE_NAME]
    if own:
        draw_first_questions(workspace, max(own, key=lambda document: document.added))
    elif sample := [d for d in documents if d.id in chosen]:
        draw_offers(workspace, sample[0], SAMPLE_QUESTIONS)


def draw_first_questions(workspace: Workspace, document: Document) -> None:
    """What a document may be asked, as soon as that is known."""
    questions = workspace.first_questions.of(document.id)
    if questions is None:
        wait_for_first_questions(workspace, document.id)
    elif questions:
        draw_offers(workspace, document, questions)


@st.fragment(run_every=OFFER_SECONDS)
def wait_for_first_questions(workspace: Workspace, doc_id: str) -> None:
    """Draw the page once more when it is known what to offer."""
    if workspace.first_questions.of(doc_id) is not None:
        draw_again()


def draw_offers(workspace: Workspace, document: Document, questions: Sequence[str]) -> None:
    """Questions to begin with, asked of that document alone."""
    st.caption(f"To try with {escape(document.name)}:")
    with st.container(key="examples", gap="small"):
        for question in questions:
            if st.button(escape(question), key=f"try-{question}", icon=":material/chat:"):
                ask(workspace, question, [document.id])


# Asking, at the bottom


def draw_question_line(workspace: Workspace, documents: list[Document]) -> None:
    """Where a question is typed; it says of how many documents it is asked."""
    chosen = chosen_ids(workspace, documents)
    waiting = any(document.state in (State.QUEUED, State.READING) for document in documents)
    if chosen:
        hint = f"Ask about {len(chosen)} documents" if len(chosen) > 1 else "Ask about 1 document"
    else:
        hint = "A moment: the document is being read" if waiting else "Add a PDF, or tick one, to ask about it"
    state = page_state()
    if state.typed:
        st.session_state["question"], state.typed = state.typed, ""
    # Pinned by our own style: where Streamlit pins it, it scrolls to the end whenever the page grows.
    with st.container(key="ask"):
        question = st.chat_input(  # its key stays while the hint changes, and what was typed with it
            hint, key="question", disabled=not chosen, max_chars=MAX_QUESTION_CHARACTERS
        )
    if question and question.strip():
        try:
            ask(workspace, question.strip())
        except DocQAError as error:
            not_asked(question, f"{escape(str(error))} Your question is in its line again.")


def ask(workspace: Workspace, question: str, doc_ids: Sequence[str] | None = None) -> None:
    """Ask in the open conversation, or begin one, of these documents, or of those that are ticked.

    The answer is written in the background.
    """
    state = page_state()
    conversation = state.conversation
    if conversation is None:
        conversation = workspace.conversations.start(question)
        show_conversation(conversation)
    elif workspace.conversations.get(conversation) is None:
        show_conversation(None)
        not_asked(question, "This conversation was deleted in another tab. Send your question to begin a new one.")
    state.source, state.told = None, ""
    workspace.ask(conversation, question, doc_ids=doc_ids or chosen_ids(workspace, workspace.library.documents()))
    st.rerun()


def not_asked(question: str, why: str) -> NoReturn:
    """Say why a question was not asked, and have it in its line again."""
    state = page_state()
    state.typed, state.told = question, why
    st.rerun()


def ask_again(workspace: Workspace, message: Message, question: str = "") -> None:
    """Have a message's answer written anew, of the documents that are ticked now, or another question's."""
    state = page_state()
    state.source = None
    state.shown.pop(message.id, None)
    if state.conversation is not None:
        doc_ids = chosen_ids(workspace, workspace.library.documents())
        workspace.ask_again(state.conversation, message.id, doc_ids=doc_ids, question=question)
    st.rerun()


def report_again(workspace: Workspace, message: Message, factor: float = 1.0) -> None:
    """Have a message's report written anew, `factor` times as long, on the documents that it was of."""
    page_state().source = None
    page_state().shown.pop(message.id, None)
    quoted = {passage.chunk.doc_id for passage in message.answer.passages}
    documents = workspace.library.documents()
    doc_ids = [d.id for d in documents if d.id in quoted] if message.answer.report else []
    workspace.report_again(message, doc_ids=doc_ids or chosen_ids(workspace, documents), factor=factor)
    st.rerun()
