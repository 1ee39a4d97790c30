"""docqa's page: what I have (at the side), what I asked (the middle), where it stands (the sources, beside)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st

from docqa.conversations.kept import Conversation, Message, to_markdown
from docqa.documents import Answer, Document, Passage, Source, State
from docqa.engines.base import BUILTIN, Advice
from docqa.errors import DocQAError, PasswordNeeded
from docqa.library.page_report import report
from docqa.page.answer_html import ANSWER_CSS, ANSWER_HTML, ANSWER_JS, ICON, PAGE_CSS, answer_html
from docqa.page.check_search import draw_questions, draw_ranks
from docqa.page.door import behind_door
from docqa.page.sample import SAMPLE, SAMPLE_NAME, SAMPLE_QUESTIONS
from docqa.settings import Settings, is_loopback
from docqa.workspace import Workspace

WATCH_SECONDS = 0.3  # how often a growing answer is drawn
LIBRARY_SECONDS = 1.0  # how often progress bars are
MODELS_SECONDS = 2.0  # how often the models are looked at: Ollama may have been started
PICTURE_PIXELS = 1000  # width of a page's picture; the zoomed one has twice that
REPORT_PIXELS = 480  # as wide it is shown in a report
SHELF_DOCUMENTS, SHELF_PIXELS = 8, 440  # a longer list of documents scrolls within that height
SHELF_MOST = 40  # so many are drawn; of more a person looks for one by its name
SOURCE_NAMES = {Source.OCR: "read from its picture", Source.SCAN: "waits to be read", Source.EMPTY: "empty",
                Source.UNREADABLE: "could not be read"}  # fmt: skip
RECENT = 8  # conversations shown before "all"


# What outlives a rerun


@st.cache_resource(show_spinner="Opening the library…")
def open_workspace(settings: Settings) -> Workspace:
    """One workspace a process: its jobs go on while pages come and go."""
    workspace = Workspace.open(settings)
    workspace.conversations.end_interrupted()
    workspace.indexer.start()
    workspace.warm()
    return workspace


def page_picture(doc_id: str, page: int, spans: tuple[tuple[int, int], ...], width: int) -> bytes:
    return workspace.picture(doc_id, page, spans, width)


@contextmanager
def errors_shown() -> Iterator[None]:
    """What goes wrong in here is said in one sentence, where it was to be drawn."""
    try:
        yield
    except DocQAError as error:
        st.error(escape(str(error)), icon=":material/error:")


def refuse_strangers() -> None:
    """Stop unless only this machine can reach the page, and Streamlit reports nothing."""
    address = st.get_option("server.address")
    if not (address and is_loopback(address)) or st.get_option("browser.gatherUsageStats"):
        st.error(
            "docqa keeps to this machine, but this server was started otherwise. Start it with `make run`, or with "
            "`streamlit run rag.py --server.address 127.0.0.1 --browser.gatherUsageStats false`."
        )
        st.stop()


# The library, at the side


def draw_library() -> None:
    st.markdown("### :material/menu_book: docqa")
    upload_key = f"upload-{st.session_state.setdefault('uploads', 0)}"
    files = st.file_uploader("Add PDFs: drop them here", type="pdf", accept_multiple_files=True, key=upload_key)
    if files:
        for file in files:
            add(file.getvalue(), file.name)
        st.session_state.uploads += 1  # an empty uploader again; the documents stand below
        st.rerun()
    for problem in st.session_state.pop("upload_problems", []):
        st.error(escape(problem), icon=":material/error:")
    # Drawn whole, the page is up to date; another run now would lose the click that this one came from.
    st.session_state.pop("asked", None)
    draw_documents()


def add(data: bytes, name: str) -> None:
    """Put a PDF into the library; what is wrong with it is shown at the next run."""
    known = {document.id: document.state for document in workspace.library.documents()}
    try:
        document = workspace.library.add(data, name)
    except DocQAError as error:
        st.session_state.setdefault("upload_problems", []).append(str(error))
        return
    if known.get(document.id) is State.FAILED:
        st.toast(f"{escape(document.name)} is being read once more.", icon=":material/refresh:")
    elif document.id in known:
        st.toast(f"{escape(document.name)} is in the library already.", icon=":material/check:")
    workspace.indexer.wake()


@st.fragment(run_every=LIBRARY_SECONDS)
@errors_shown()
def draw_documents() -> None:
    documents = workspace.documents()
    left_out = workspace.left_out
    asked = [document.id for document in documents if document.askable and document.id not in left_out]
    if asked != st.session_state.get("asked"):
        first_draw = "asked" not in st.session_state
        st.session_state.asked = asked
        if not first_draw:
            st.rerun()  # the question's line names the documents that are asked
    if left_out and len(documents) > 1 and st.button("Ask all of them", type="tertiary", icon=":material/done_all:"):
        workspace.left_out = frozenset()
        st.rerun()
    shown = shelf(documents)
    height = SHELF_PIXELS if len(shown) > SHELF_DOCUMENTS else "content"
    with st.container(height=height, border=False, gap="xsmall"):
        for document in shown:
            draw_document(document, documents, left_out)
    if len(shown) < len(documents):
        st.caption(f"{len(shown)} of {len(documents)} documents are shown.")
    if workspace.indexer.problem:
        st.warning(escape(workspace.indexer.problem), icon=":material/hourglass_top:")
    for notice in workspace.notices:
        st.info(escape(notice))


def shelf(documents: list[Document]) -> list[Document]:
    """The documents to show: all, or of many those looked for, the ones still being read first and then the latest."""
    if len(documents) <= SHELF_MOST:
        return documents
    wanted = st.text_input("Find a document", key="find", placeholder="part of its name", label_visibility="collapsed")
    found = [document for document in reversed(documents) if wanted.casefold() in document.name.casefold()]
    return sorted(found, key=lambda document: document.state is State.READY)[:SHELF_MOST]


def choose_or_leave_out(doc_id: str) -> None:
    workspace.left_out = workspace.left_out ^ {doc_id}


def draw_document(document: Document, documents: list[Document], left_out: frozenset[str]) -> None:
    is_read = document.pages_read and document.state not in (State.QUEUED, State.READING)
    actions = ["Open", "Report", "Remove"] if is_read else ["Remove"]
    if document.askable and len(documents) > 1:
        actions.insert(0, "Ask only this")
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap=None):
        st.session_state[f"choose-{document.id}"] = document.id not in left_out
        st.checkbox(
            escape(document.name),
            key=f"choose-{document.id}",
            on_change=choose_or_leave_out,
            args=(document.id,),
            disabled=not document.askable,
            width="stretch",
            wrap=True,
        )
        action = st.menu_button("", actions, key=f"menu-{document.id}", type="tertiary")
    match action:
        case "Open":
            st.session_state.viewing = (document.id, 0, ())
            st.rerun()
        case "Ask only this":
            workspace.left_out = frozenset(other.id for other in documents) - {document.id}
            st.rerun()
        case "Report":
            st.session_state.reporting = document.id
            st.rerun()
        case "Remove" if workspace.conversations.drawing_on(document.id):
            st.session_state.removing = document.id
            st.rerun()
        case "Remove":
            remove(document.id)
    if document.state is State.FAILED:
        st.error(escape(document.error))
    elif document.state is State.LOCKED:
        with st.form(f"password-{document.id}", border=False):
            st.caption(escape(document.error))
            if document.scans:
                st.caption(f"Without it {document.scans} scanned page{'s' * (document.scans > 1)} cannot be read.")
            password = st.text_input("Password", type="password", key=f"password-text-{document.id}")
            if st.form_submit_button("Unlock") and password:
                workspace.unlock(document.id, password)
                st.rerun()
    elif document.state is State.READY:
        st.caption(document.describe())
    else:
        st.progress(document.progress, text=document.describe())


def remove(doc_id: str, redact: bool = False) -> None:
    workspace.remove(doc_id, redact=redact)
    picture.clear()
    st.rerun()


@st.dialog("Remove a document")
@errors_shown()
def ask_before_removing(doc_id: str) -> None:
    """What becomes of the answers that quote it is the person's choice."""
    document = workspace.library.document(doc_id)
    count = len(workspace.conversations.drawing_on(doc_id))
    answers = "the answer" if count == 1 else f"the {count} answers"
    st.markdown(f"The kept PDF of **{escape(document.name)}**, its text and its index are deleted.")
    keep = f"Keep {answers} that drew on it, with the words quoted there"
    redact = f"Remove {answers} that drew on it too, with {'its question' if count == 1 else 'their questions'}"
    choice = st.radio("Conversations", [keep, redact], key=f"redact-{doc_id}")
    if st.button("Remove", type="primary", icon=":material/delete:", key=f"remove-{doc_id}"):
        remove(doc_id, redact=choice == redact)


@st.dialog("Report", width="large")
@errors_shown()
def show_report(doc_id: str) -> None:
    """What became of each page, and the pages that gave trouble to look at."""
    document, pages = workspace.library.document(doc_id), workspace.library.texts.pages_with_notes(doc_id)
    st.markdown(f"**{escape(document.name)}**")
    for sentence in report(document, pages):
        st.markdown(escape(sentence))
    if pages:
        names = {page.index: f"p. {page.label}: {page.note or SOURCE_NAMES[page.source]}" for page in pages}
        index = st.selectbox("Look at a page", names, format_func=names.__getitem__, key=f"report-page-{doc_id}")
        draw_page(doc_id, index, (), PICTURE_PIXELS, shown=REPORT_PIXELS)
        if text := workspace.library.texts.page(doc_id, index).text:
            with st.expander("What was read"):
                st.text(text)


# Conversations, models, privacy: below the library


def draw_conversations() -> None:
    if st.button("New conversation", icon=":material/add:", type="tertiary", key="new-conversation"):
        open_conversation(None)
    conversations = workspace.conversations.list()
    show_all = len(conversations) > RECENT and st.toggle(f"Show all {len(conversations)}", key="all-conversations")
    with st.container(key="conversations", gap=None):
        for conversation in conversations if show_all else conversations[:RECENT]:
            is_open = conversation.id == st.session_state.conversation
            if st.button(
                escape(conversation.title),
                key=f"conversation-{conversation.id}",
                type="secondary" if is_open else "tertiary",
                width="stretch",
            ):
                open_conversation(conversation.id)


def open_conversation(conversation_id: int | None) -> None:
    st.session_state.conversation = conversation_id
    st.session_state.source = None
    if conversation_id is None:
        st.query_params.clear()
    else:
        st.query_params["conversation"] = str(conversation_id)  # so that a reload comes back here
    st.rerun()


@st.dialog("Check the search", width="medium")
def check_search() -> None:
    for draw in (draw_ranks, draw_questions):
        with st.container(), errors_shown():  # what goes wrong in one leaves the other
            draw(workspace)


@st.fragment(run_every=MODELS_SECONDS)
@errors_shown()
def draw_models() -> None:
    """Which model answers and what would be better, always in sight; the choices folded."""
    engines = workspace.engines
    chats, embedders = engines.chat_names(), engines.embedder_names()
    if chats:
        st.caption(f"Now answering: **{escape(model_name(workspace.chat_choice or chats[0]))}**")
    for advice in engines.advice():
        draw_advice(advice)
    remote = workspace.settings.remote_hosts
    if remote:
        st.warning(f"The documents' text goes to {', '.join(remote)}, as OLLAMA_HOST or CHROMA_URL says.")
    cloud = workspace.settings.allowed_cloud_model
    if cloud:
        st.warning(f"{escape(cloud)} is a cloud model: questions to it, and passages, leave this machine.")
    with st.expander("Models and privacy", icon=":material/tune:"):
        draw_choice("Answers", chats, "chat_choice")
        draw_choice("Search", embedders, "embedder_choice")
        if not remote and not cloud:
            st.caption("Everything stays on this machine: documents, questions and answers.")


def draw_choice(label: str, names: list[str], attribute: str) -> None:
    """A model to choose; the first is the default and follows what is installed."""
    if not names:
        return
    chosen = getattr(workspace, attribute)
    options = names if chosen in ("", *names) else [*names, chosen]  # one that was taken away since can be left
    index = options.index(chosen) if chosen else 0
    name = st.selectbox(label, options, index=index, format_func=model_name, key=f"{attribute}-{len(options)}")
    wanted = "" if name == names[0] else name
    if wanted != chosen and name != chosen:
        setattr(workspace, attribute, wanted)
        st.rerun()


def model_name(name: str) -> str:
    return "the small built-in model" if name == BUILTIN else name


def draw_advice(advice: Advice) -> None:
    """What would be better, with a button that gets it, or how far it has come."""
    st.caption(escape(advice.text))
    if not advice.pull:
        return
    download = workspace.downloads.get(advice.pull)
    if download and not download.error:
        st.progress(download.share, text=escape(download.status))
        return
    if download:
        st.error(escape(download.error))
    if st.button(f"Get {model_name(advice.pull)}", key=f"pull-{advice.pull}", icon=":material/download:"):
        workspace.downloads.start(advice.pull)
        st.rerun()


# The conversation, in the middle, each answer with its sources beside it


def draw_conversation(conversation: Conversation, messages: list[Message]) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            "Save", to_markdown(conversation.title, messages), f"{conversation.title}.md", "text/markdown",
            icon=":material/download:", help="As Markdown, with its sources", type="tertiary", key="save",
        )  # fmt: skip
        if st.button("Delete", icon=":material/delete:", help="Delete the conversation", type="tertiary", key="delete"):
            workspace.conversations.remove(conversation.id)
            open_conversation(None)
    for message in messages:
        if workspace.writers.latest(message.id) is None:
            draw_message(message, is_last=message is messages[-1])
        else:
            draw_growing(message)


@st.fragment(run_every=WATCH_SECONDS)
@errors_shown()
def draw_growing(message: Message) -> None:
    latest = workspace.writers.latest(message.id)
    if latest is None:
        st.rerun()  # it is whole: draw it once more, for good
    draw_message(Message(message.id, latest), is_last=True)


def draw_message(message: Message, is_last: bool) -> None:
    answer = message.answer
    number = shown_source(message, is_last)
    middle, side = st.columns([11, 9], gap="medium")
    with middle:
        with st.chat_message("user", avatar=":material/person:"):
            st.text(answer.question)
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            draw_answer(message, number, is_last)
    with side:
        if number:
            draw_sources(message, number)


def shown_source(message: Message, is_last: bool) -> int | None:
    """The number of the passage to show beside an answer: the one chosen, or the first that the last answer cites."""
    chosen = st.session_state.get("source")
    if chosen and chosen[0] == message.id:
        return int(chosen[1])
    if not is_last or chosen or not message.answer.passages:
        return None
    cited = [citation.number for sentence in message.answer.sentences for citation in sentence.citations]
    quote = message.answer.quote
    return cited[0] if cited else quote.number if quote else 1


def draw_answer(message: Message, number: int | None, is_last: bool) -> None:
    answer = message.answer
    if answer.quote and not answer.refused and not answer.own_words:
        st.markdown(f"> {escape(' '.join(answer.quote.text.split()))}")
        st.caption(f"closest words · {escape(answer.quote.doc)}, p. {escape(answer.quote.label)}")
    if answer.thinking:
        seconds = answer.seconds.get("thinking")
        with st.expander(f"Thought for {seconds:.0f} s" if seconds else "Thinking…", icon=":material/psychology:"):
            st.text(answer.thinking)
    if answer.text or is_last:
        shown = answer_view(
            key=f"answer-{message.id}",
            data={
                "html": answer_html(answer),
                "chosen": number,
                "plain": answer.text if answer.done else "",
                "latest": message.id if is_last else 0,
            },
            on_cited_change=lambda: None,
        )
        if shown.cited:
            st.session_state.source = (message.id, shown.cited)
            st.rerun()
    if answer.own_words:
        st.caption("The closest words. What the model wrote has no support in the documents, or says nothing new.")
        with st.expander("What the model wrote", icon=":material/edit_off:"):
            st.text(answer.own_words)
    if answer.error:
        st.error(escape(answer.error), icon=":material/error:")
    if answer.done:
        st.caption(summary(answer))
        if st.button("Ask again", key=f"again-{message.id}", icon=":material/refresh:", type="tertiary"):
            ask_again(message)
    else:
        st.caption("Writing…" if answer.text else "Reading the passages…" if answer.passages else "Searching…")
        if st.button("Stop", key=f"stop-{message.id}", icon=":material/stop_circle:"):
            workspace.writers.stop(message.id)
            st.rerun()


def summary(answer: Answer) -> str:
    """Which model answered, from what, and how much of its window that took."""
    parts = [escape(answer.model)] if answer.model else []
    if answer.passages_sent:
        parts.append(f"{answer.passages_sent} of {len(answer.passages)} passages")
        parts.append(f"{answer.prompt_tokens:,} of {answer.window:,} tokens")
    if "answer" in answer.seconds:
        parts.append(f"{answer.seconds['passages'] + answer.seconds['answer']:.1f} s")
    if answer.stopped:
        parts.append("stopped")
    return " · ".join(parts)


def draw_sources(message: Message, number: int) -> None:
    """The passage shown on its page, and the other passages to choose."""
    answer = message.answer
    passage = answer.passages[number - 1]
    numbers = list(range(1, len(answer.passages) + 1))
    chosen = st.segmented_control(
        "Sources", numbers, default=number, key=f"sources-{message.id}-{number}", required=True,
        label_visibility="collapsed",
        format_func=lambda n: f"{n} · p. {escape(answer.passages[n - 1].label)}",
    )  # fmt: skip
    if chosen != number:
        st.session_state.source = (message.id, chosen)
        st.rerun()
    section = f" · {escape(passage.chunk.section)}" if passage.chunk.section else ""
    st.markdown(f"**[{number}] {escape(passage.doc)}**, p. {escape(passage.label)}{section}")
    spans = cited_spans(answer, number, passage)
    draw_page(passage.chunk.doc_id, passage.chunk.page, spans, PICTURE_PIXELS)
    with st.expander("The passage as text"):
        st.text(passage.chunk.text)
    key = f"{message.id}-{number}"
    with st.container(horizontal=True), errors_shown():
        if st.button("Enlarge and turn pages", key=f"zoom-{key}", icon=":material/zoom_in:", type="tertiary"):
            st.session_state.viewing = (passage.chunk.doc_id, passage.chunk.page, spans)
            st.rerun()
        if st.button("This is the right page", key=f"right-{key}", icon=":material/bookmark_add:", type="tertiary"):
            workspace.keep_as_gold(st.session_state.conversation, message, passage)
            st.toast("Kept with its page, to check the search with.", icon=":material/bookmark_added:")


def cited_spans(answer: Answer, number: int, passage: Passage) -> tuple[tuple[int, int], ...]:
    """What to highlight: the words that are cited, or the whole passage when none are."""
    citations = [c for sentence in answer.sentences for c in sentence.citations if c.number == number]
    if not citations and answer.quote and answer.quote.number == number:
        citations = [answer.quote]
    return tuple(dict.fromkeys((c.start, c.end) for c in citations)) or ((passage.chunk.start, passage.chunk.end),)


def draw_page(
    doc_id: str, page: int, spans: tuple[tuple[int, int], ...], width: int, shown: int | Literal["stretch"] = "stretch"
) -> None:
    try:
        image = picture(doc_id, page, spans, width)
        st.image(image, width=shown, alt=f"Page {page + 1}")
    except PasswordNeeded as error:
        st.info(escape(str(error)))
        with st.form(f"view-{doc_id}-{page}", border=False, clear_on_submit=True):
            password = st.text_input("Password", type="password", key=f"view-password-{doc_id}-{page}")
            if st.form_submit_button("Show") and password:
                workspace.remember_password(doc_id, password)
                st.rerun()
    except DocQAError as error:
        st.info(escape(str(error)))  # the passage's text is below all the same


@st.dialog("Pages", width="large")
@errors_shown()
def view_pages(doc_id: str, page: int, spans: tuple[tuple[int, int], ...]) -> None:
    """A document's pages, one at a time, beginning with `page`."""
    document = workspace.library.document(doc_id)
    key = f"page-{doc_id}-{page}"
    st.session_state.setdefault(key, page + 1)
    back, at, on = st.columns([1, 2, 1], vertical_alignment="bottom", wrap=False)
    is_first, is_last = st.session_state[key] <= 1, st.session_state[key] >= document.pages
    if back.button("", icon=":material/chevron_left:", key=f"{key}-back", disabled=is_first, help="Page before"):
        st.session_state[key] -= 1
    if on.button("", icon=":material/chevron_right:", key=f"{key}-on", disabled=is_last, help="Next page"):
        st.session_state[key] += 1
    shown = int(at.number_input(f"Sheet (of {document.pages})", 1, max(document.pages, 1), key=key)) - 1
    label = workspace.library.texts.page(doc_id, shown).label
    st.caption(f"{escape(document.name)}, p. {escape(label)}")
    draw_page(doc_id, shown, spans if shown == page else (), 2 * PICTURE_PIXELS)


# Asking


def ask(question: str) -> None:
    """Ask in the open conversation, or begin one; the answer is written in the background."""
    if st.session_state.conversation is None:
        st.session_state.conversation = workspace.conversations.start(question)
        st.query_params["conversation"] = str(st.session_state.conversation)
    st.session_state.source = None
    workspace.ask(st.session_state.conversation, question, doc_ids=chosen_ids(workspace.library.documents()))
    st.rerun()


def ask_again(message: Message) -> None:
    st.session_state.source = None
    workspace.ask_again(st.session_state.conversation, message.id, doc_ids=chosen_ids(workspace.library.documents()))
    st.rerun()


def chosen_ids(documents: list[Document]) -> list[str]:
    """The documents that a question is asked of: those that can be asked and are ticked."""
    left_out = workspace.left_out
    return [document.id for document in documents if document.askable and document.id not in left_out]


def draw_question_line(documents: list[Document]) -> None:
    chosen = chosen_ids(documents)
    waiting = any(document.state in (State.QUEUED, State.READING) for document in documents)
    if chosen:
        hint = f"Ask about {len(chosen)} documents" if len(chosen) > 1 else "Ask about 1 document"
    else:
        hint = "A moment: the document is being read" if waiting else "Add a PDF, or tick one, to ask about it"
    # Pinned by our own style: where Streamlit pins it, it scrolls to the end whenever the page grows.
    with st.container(key="ask"):
        question = st.chat_input(hint, key="question", disabled=not chosen, max_chars=4000)  # the hint may change
    if question and question.strip():
        try:
            ask(question.strip())
        except DocQAError as error:
            st.error(f"{escape(str(error))} The question was:", icon=":material/error:")
            st.code(question, language=None)  # not lost: it can be copied


def draw_welcome(documents: list[Document]) -> None:
    """The middle before anything was asked: what to do first."""
    st.markdown("## Ask your own PDFs")
    if not documents:
        st.markdown(
            "Drop contracts, papers, filings or manuals on the left. Every sentence of an answer points at its place "
            "in the PDF, and nothing leaves this machine."
        )
        if st.button("Try it with a sample", icon=":material/description:", type="primary"):
            add(SAMPLE.read_bytes(), SAMPLE_NAME)
            st.rerun()
        return
    st.markdown("Type a question below. Passages that fit come first, then the answer, each sentence with its source.")
    chosen = chosen_ids(documents)
    if any(d.name == SAMPLE_NAME and d.id in chosen for d in documents):
        st.caption(f"To try with {SAMPLE_NAME}:")
        with st.container(key="examples", gap="small"):
            for question in SAMPLE_QUESTIONS:
                if st.button(question, key=f"try-{question}", icon=":material/chat:"):
                    ask(question)


def escape(text: str) -> str:
    """Names, titles and quotations as plain text where Streamlit expects Markdown."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:@^" else c for c in text)


# The page, top to bottom. `streamlit run` first loads this file as a module, to see how it is to be served.

if __name__ == "__main__":
    st.set_page_config(page_title="docqa", page_icon=str(ICON), layout="wide")
    st.html(PAGE_CSS)
    answer_view = st.components.v2.component("answer", html=ANSWER_HTML, css=ANSWER_CSS, js=ANSWER_JS)
    picture = st.cache_data(page_picture, show_spinner=False, max_entries=200)
    refuse_strangers()
    try:
        workspace = open_workspace(Settings.from_env())
    except DocQAError as error:
        st.error(escape(str(error)))
        st.stop()

    if "conversation" not in st.session_state:
        wanted = st.query_params.get("conversation", "")
        st.session_state.conversation = int(wanted) if wanted.isdecimal() else None

    with st.sidebar, errors_shown():
        draw_library()
        st.divider()
        draw_conversations()
        st.divider()
        draw_models()
        if st.button("Check the search", icon=":material/fact_check:", type="tertiary", key="check-search"):
            st.session_state.checking = True

    with errors_shown():
        documents = workspace.library.documents()
        conversation = workspace.conversations.get(st.session_state.conversation)
        if conversation is None:
            st.session_state.conversation = None
            draw_welcome(documents)
        else:
            draw_conversation(conversation, list(workspace.conversations.messages(conversation.id)))
        draw_question_line(documents)

    if viewing := st.session_state.pop("viewing", None):
        view_pages(*viewing)
    elif reporting := st.session_state.pop("reporting", None):
        show_report(reporting)
    elif removing := st.session_state.pop("removing", None):
        ask_before_removing(removing)
    elif st.session_state.pop("checking", False):
        check_search()
else:
    app = st.App(__file__, **behind_door())
