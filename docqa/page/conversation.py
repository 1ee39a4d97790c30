"""The conversations: their list at the side, the open one in the middle, its growing answer, and asking."""

import streamlit as st

from docqa.answering.notices import headline
from docqa.conversations.kept import Conversation, Message, to_markdown
from docqa.documents import Answer, Document, State
from docqa.errors import DocQAError
from docqa.page.answer_html import answer_html, plain_text
from docqa.page.library import add, chosen_ids
from docqa.page.sample import SAMPLE, SAMPLE_NAME, SAMPLE_QUESTIONS
from docqa.page.shared import ASSETS, ChosenSource, errors_shown, escape, page_state
from docqa.page.sources import draw_sources, shown_source
from docqa.reports.request import ReportKind
from docqa.reports.spreadsheet import to_csv
from docqa.workspace import Workspace

WATCH_SECONDS = 0.3  # how often a growing answer is drawn
RECENT_CONVERSATIONS = 8  # shown before "all"
MAX_QUESTION_CHARACTERS = 4000
OFFERS = dict.fromkeys(ReportKind, "Read the whole document for this") | {
    ReportKind.COMPARISON: "Compare the two documents"
}
STEP_OF_LENGTH = 2.0  # how many times as long a longer report is

# Its `data.html` comes from answer_html alone, where everything that the model wrote is escaped.
answer_view = st.components.v2.component(
    "answer",
    html=(ASSETS / "answer.html").read_text("utf-8"),
    css=(ASSETS / "answer.css").read_text("utf-8"),
    js=(ASSETS / "answer.js").read_text("utf-8"),
)


# The list, at the side


def draw_conversations(workspace: Workspace) -> None:
    """The latest conversations to open, and a new one."""
    if st.button("New conversation", icon=":material/add:", type="tertiary", key="new-conversation"):
        open_conversation(None)
    conversations = workspace.conversations.list()
    is_long = len(conversations) > RECENT_CONVERSATIONS
    show_all = is_long and st.toggle(f"Show all {len(conversations)}", key="all-conversations")
    with st.container(key="conversations", gap=None):
        for conversation in conversations if show_all else conversations[:RECENT_CONVERSATIONS]:
            is_open = conversation.id == page_state().conversation
            if st.button(
                escape(conversation.title),
                key=f"conversation-{conversation.id}",
                type="secondary" if is_open else "tertiary",
                width="stretch",
            ):
                open_conversation(conversation.id)


def open_conversation(conversation_id: int | None) -> None:
    """Draw the page with another conversation in the middle, or none."""
    state = page_state()
    state.conversation, state.source = conversation_id, None
    if conversation_id is None:
        st.query_params.clear()
    else:
        st.query_params["conversation"] = str(conversation_id)  # so that a reload comes back here
    st.rerun()


# The open one, in the middle, each answer with its sources beside it


def draw_conversation(workspace: Workspace, conversation: Conversation) -> None:
    """Its questions and answers, the latest at the end."""
    messages = workspace.conversations.messages(conversation.id)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            "Save", to_markdown(conversation.title, messages), f"{conversation.title}.md", "text/markdown",
            icon=":material/download:", help="As Markdown, with its sources", type="tertiary", key="save",
        )  # fmt: skip
        if st.button("Delete", icon=":material/delete:", help="Delete the conversation", type="tertiary", key="delete"):
            workspace.remove_conversation(conversation.id)
            open_conversation(None)
    for message in messages:
        if workspace.writers.latest(message.id) is None:
            draw_message(workspace, message, is_last=message is messages[-1])
        else:
            draw_growing(workspace, message)


@st.fragment(run_every=WATCH_SECONDS)
@errors_shown()
def draw_growing(workspace: Workspace, message: Message) -> None:
    """A message whose answer is being written, as far as it has come."""
    latest = workspace.writers.latest(message.id)
    if latest is None:
        st.rerun()  # it is whole: draw it once more, for good
    draw_message(workspace, Message(message.id, latest), is_last=True)


def draw_message(workspace: Workspace, message: Message, is_last: bool) -> None:
    """A question and its answer, with the source that is shown beside them."""
    number = shown_source(message, is_last)
    middle, side = st.columns([11, 9], gap="medium")
    with middle:
        with st.chat_message("user", avatar=":material/person:"):
            st.text(message.answer.question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            draw_answer(workspace, message, number, is_last)
    with side:
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
        seconds = answer.seconds.get("thinking")
        did = f"Thought for {seconds:.0f} s" if seconds else "Thought" if answer.done else "Thinking…"
        with st.expander(did, icon=":material/psychology:"):
            st.text(answer.thinking)
    if answer.text or answer.quotations or answer.parts or is_last:
        shown = answer_view(
            key=f"answer-{message.id}",
            data={
                "html": answer_html(answer),
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
    for sentence in answer.coverage:
        st.caption(escape(sentence))
    if answer.done:
        st.caption(summary(answer))
        if answer.offer and st.button(
            OFFERS[ReportKind(answer.offer)], key=f"whole-{message.id}", icon=":material/menu_book:"
        ):
            report_again(workspace, message)
        with st.container(horizontal=True):
            if st.button("Ask again", key=f"again-{message.id}", icon=":material/refresh:", type="tertiary"):
                ask_again(workspace, message)
            if rows := to_csv(answer):
                st.download_button(
                    "CSV", "\ufeff" + rows, f"{answer.question}.csv", "text/csv", key=f"csv-{message.id}",
                    icon=":material/table_view:", help="The list, for a spreadsheet", type="tertiary",
                )  # fmt: skip
            if answer.report == ReportKind.SUMMARY:
                if st.button("Shorter", key=f"shorter-{message.id}", icon=":material/unfold_less:", type="tertiary"):
                    report_again(workspace, message, factor=1 / STEP_OF_LENGTH)
                if st.button("Longer", key=f"longer-{message.id}", icon=":material/unfold_more:", type="tertiary"):
                    report_again(workspace, message, factor=STEP_OF_LENGTH)
    else:
        st.caption(doing(answer))
        if st.button("Stop", key=f"stop-{message.id}", icon=":material/stop_circle:"):
            workspace.writers.stop(message.id)
            st.rerun()


def doing(answer: Answer) -> str:
    """What is being done for an answer that is not whole yet."""
    if answer.progress:
        return f"{escape(answer.progress)}…"
    return "Writing…" if answer.text else "Reading the passages…" if answer.passages else "Searching…"


def summary(answer: Answer) -> str:
    """Which model answered, from what, and how much of its window that took."""
    did = f" {answer.choice.describe()}" if answer.choice else ""
    parts = [escape(answer.model) + did] if answer.model else []
    if answer.passages_sent:
        parts.append(f"{answer.passages_sent} of {len(answer.passages)} passages")
    if answer.window:
        parts.append(f"{answer.prompt_tokens:,} of {answer.window:,} tokens")
    if "answer" in answer.seconds:
        parts.append(f"{answer.seconds['passages'] + answer.seconds['answer']:.1f} s")
    if answer.stopped:
        parts.append("stopped")
    return " · ".join(parts)


def draw_welcome(workspace: Workspace, documents: list[Document]) -> None:
    """The middle before anything was asked: what to do first."""
    st.markdown("## Ask your own PDFs")
    if not documents:
        st.markdown(
            "Drop contracts, papers, filings or manuals on the left. Every sentence of an answer points at its place "
            "in the PDF, and nothing leaves this machine."
        )
        if st.button("Try it with a sample", icon=":material/description:", type="primary"):
            add(workspace, SAMPLE.read_bytes(), SAMPLE_NAME)
            st.rerun()
        return
    st.markdown("Type a question below. Passages that fit come first, then the answer, each sentence with its source.")
    chosen = chosen_ids(workspace, documents)
    if any(d.name == SAMPLE_NAME and d.id in chosen for d in documents):
        st.caption(f"To try with {SAMPLE_NAME}:")
        with st.container(key="examples", gap="small"):
            for question in SAMPLE_QUESTIONS:
                if st.button(question, key=f"try-{question}", icon=":material/chat:"):
                    ask(workspace, question)


# Asking, at the bottom


def draw_question_line(workspace: Workspace, documents: list[Document]) -> None:
    """Where a question is typed; it says of how many documents it is asked."""
    chosen = chosen_ids(workspace, documents)
    waiting = any(document.state in (State.QUEUED, State.READING) for document in documents)
    if chosen:
        hint = f"Ask about {len(chosen)} documents" if len(chosen) > 1 else "Ask about 1 document"
    else:
        hint = "A moment: the document is being read" if waiting else "Add a PDF, or tick one, to ask about it"
    # Pinned by our own style: where Streamlit pins it, it scrolls to the end whenever the page grows.
    with st.container(key="ask"):
        question = st.chat_input(  # its key stays while the hint changes, and what was typed with it
            hint, key="question", disabled=not chosen, max_chars=MAX_QUESTION_CHARACTERS
        )
    if question and question.strip():
        try:
            ask(workspace, question.strip())
        except DocQAError as error:
            st.error(f"{escape(str(error))} The question was:", icon=":material/error:")
            st.code(question, language=None)  # not lost: it can be copied


def ask(workspace: Workspace, question: str) -> None:
    """Ask in the open conversation, or begin one; the answer is written in the background."""
    state = page_state()
    if state.conversation is None:
        state.conversation = workspace.conversations.start(question)
        st.query_params["conversation"] = str(state.conversation)
    state.source = None
    workspace.ask(state.conversation, question, doc_ids=chosen_ids(workspace, workspace.library.documents()))
    st.rerun()


def ask_again(workspace: Workspace, message: Message) -> None:
    """Have a message's answer written anew, of the documents that are ticked now."""
    state = page_state()
    state.source = None
    if state.conversation is not None:
        doc_ids = chosen_ids(workspace, workspace.library.documents())
        workspace.ask_again(state.conversation, message.id, doc_ids=doc_ids)
    st.rerun()


def report_again(workspace: Workspace, message: Message, factor: float = 1.0) -> None:
    """Have a message's report written anew, `factor` times as long, on the documents that it was of."""
    page_state().source = None
    quoted = {passage.chunk.doc_id for passage in message.answer.passages}
    documents = workspace.library.documents()
    doc_ids = [d.id for d in documents if d.id in quoted] if message.answer.report else []
    workspace.report_again(message, doc_ids=doc_ids or chosen_ids(workspace, documents), factor=factor)
    st.rerun()
