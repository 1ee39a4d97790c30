"""The library, at the side: what is in it and how far it is read, removal and each document's report."""

from difflib import SequenceMatcher
from functools import partial
from typing import Literal

import streamlit as st

from docqa.documents import Document, Highlight, Source, State
from docqa.library.catalog import name_to_compare
from docqa.library.page_report import report
from docqa.page.shared import errors_shown, escape, open_dialog, page_state, picture_cache, show_conversation
from docqa.page.uploads import draw_uploads
from docqa.page.viewer import PICTURE_PIXELS, draw_page_picture, view_pages
from docqa.reports.request import ReportKind
from docqa.workspace import Workspace

LIBRARY_SECONDS = 1.0  # how often progress bars are drawn
REPORT_PIXELS = 480  # how wide a page's picture is shown in a report
SHELF_DOCUMENTS, SHELF_PIXELS = 8, 440  # a longer list of documents scrolls within that height
SHELF_MOST = 40  # so many are drawn; of more a person looks for one by its name
SOURCE_NAMES = {Source.OCR: "read from its picture", Source.SCAN: "waits to be read",
                Source.MIXED: "a picture on it waits to be read", Source.EMPTY: "empty",
                Source.UNREADABLE: "could not be read"}  # fmt: skip


def draw_library(workspace: Workspace) -> None:
    """The uploader, and the documents below it."""
    draw_uploads(workspace)
    # Drawn whole, the page is up to date; another run now would lose the click that this one came from.
    page_state().asked = None
    draw_documents(workspace)


@st.fragment(run_every=LIBRARY_SECONDS)
@errors_shown()
def draw_documents(workspace: Workspace) -> None:
    """The list of documents as it stands now, whoever changed it."""
    documents = workspace.documents()
    picture_cache(workspace).keep_only(document.id for document in documents)
    state, left_out = page_state(), workspace.left_out
    asked, drawn = chosen_ids(workspace, documents), state.asked
    state.asked = asked
    if drawn is not None and asked != drawn:
        st.rerun()  # the question's line names the documents that are asked
    if left_out and len(documents) > 1 and st.button("Ask all of them", type="tertiary", icon=":material/done_all:"):
        workspace.left_out = frozenset()
        st.rerun()
    shown = shelf(documents)
    height: int | Literal["content"] = SHELF_PIXELS if len(shown) > SHELF_DOCUMENTS else "content"
    with st.container(height=height, border=False, gap="xsmall"):
        for document in shown:
            draw_document(workspace, document, documents, left_out)
    if len(shown) < len(documents):
        st.caption(f"{len(shown)} of {len(documents)} documents are shown.")
    if workspace.indexer.problem:
        st.warning(escape(workspace.indexer.problem), icon=":material/hourglass_top:")
    for notice in workspace.notices:
        st.info(escape(notice))


def chosen_ids(workspace: Workspace, documents: list[Document]) -> list[str]:
    """The documents that a question is asked of: those that can be asked and are ticked."""
    left_out = workspace.left_out
    return [document.id for document in documents if document.askable and document.id not in left_out]


def shelf(documents: list[Document]) -> list[Document]:
    """The documents to show: all, or of many those looked for, the ones still being read first and then the latest."""
    if len(documents) <= SHELF_MOST:
        return documents
    wanted = st.text_input("Find a document", key="find", placeholder="part of its name", label_visibility="collapsed")
    found = [document for document in reversed(documents) if name_to_compare(wanted) in name_to_compare(document.name)]
    return sorted(found, key=lambda document: document.state is State.READY)[:SHELF_MOST]


def draw_document(
    workspace: Workspace, document: Document, documents: list[Document], left_out: frozenset[str]
) -> None:
    """A document with its tick and its menu, and below it how it stands."""
    is_read = document.pages_read and document.state not in (State.QUEUED, State.READING)
    actions = ["Open", "Summary", "Outline", "Dates and amounts", "Pages", "Remove"] if is_read else ["Remove"]
    if document.askable and len(documents) > 1:
        actions.insert(0, "Ask only this")
        if is_read and any(other.askable for other in documents if other.id != document.id):
            actions.insert(actions.index("Pages"), "Compare with…")
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap=None):
        st.session_state[f"choose-{document.id}"] = document.id not in left_out
        st.checkbox(
            escape(document.name),
            key=f"choose-{document.id}",
            on_change=choose_or_leave_out,
            args=(workspace, document.id),
            disabled=not document.askable,
            width="stretch",
            wrap=True,
        )
        action = st.menu_button(
            f"Actions for {escape(document.name)}", actions, key=f"menu-{document.id}", type="tertiary"
        )
    match action:
        case "Open":
            open_dialog(partial(view_pages, workspace, document.id, 0, Highlight()))
        case "Ask only this":
            workspace.left_out = frozenset(other.id for other in documents) - {document.id}
            st.rerun()
        case "Summary" | "Outline" | "Dates and amounts":
            kind = next(kind for kind in ReportKind if kind.heading == action)
            ask_for_report(workspace, kind, f"{action} of {document.name}", [document.id])
        case "Compare with…":
            open_dialog(partial(choose_other, workspace, document.id))
        case "Pages":
            open_dialog(partial(show_report, workspace, document.id))
        case "Remove":
            open_dialog(partial(ask_before_removing, workspace, document.id))
    draw_progress(workspace, document)


def choose_or_leave_out(workspace: Workspace, doc_id: str) -> None:
    """Turn a document's tick over."""
    workspace.left_out = workspace.left_out ^ {doc_id}


def draw_progress(workspace: Workspace, document: Document) -> None:
    """What became of a document: how far it is read, what it waits for, or why it cannot be read."""
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


def ask_for_report(workspace: Workspace, kind: ReportKind, question: str, doc_ids: list[str]) -> None:
    """Ask for a report on these documents, in a conversation of its own."""
    conversation = workspace.conversations.start(question)
    show_conversation(conversation)
    workspace.ask_for_report(conversation, kind, question, doc_ids)
    st.rerun()


@st.dialog("Compare two documents")
@errors_shown()
def choose_other(workspace: Workspace, doc_id: str) -> None:
    """Which document one is compared with, the likeliest by its name first."""
    document = workspace.library.document(doc_id)
    others = {d.id: d.name for d in workspace.library.documents() if d.askable and d.id != doc_id}
    likeliest = sorted(others, key=lambda id: -SequenceMatcher(None, others[id], document.name).ratio())
    other = st.selectbox(
        f"What changed between {escape(document.name)} and", likeliest, format_func=others.__getitem__,
        key=f"compare-{doc_id}",
    )  # fmt: skip
    if st.button("Compare", type="primary", icon=":material/compare:", key=f"do-compare-{doc_id}") and other:
        question = f"What changed between {document.name} and {others[other]}?"
        ask_for_report(workspace, ReportKind.COMPARISON, question, [doc_id, other])


@st.dialog("Remove a document")
@errors_shown()
def ask_before_removing(workspace: Workspace, doc_id: str) -> None:
    """Nothing brings it back; what becomes of the answers that quote it is the person's choice."""
    document = workspace.library.document(doc_id)
    count = len(workspace.conversations.drawing_on(doc_id))
    answers = "the answer" if count == 1 else f"the {count} answers"
    st.markdown(f"The kept PDF of **{escape(document.name)}**, its text and its index are deleted.")
    keep = f"Keep {answers} that drew on it, with the words quoted there"
    redact = f"Remove {answers} that drew on it too, with {'its question' if count == 1 else 'their questions'}"
    choice = st.radio("Conversations", [keep, redact], key=f"redact-{doc_id}") if count else keep
    if st.button("Remove", type="primary", icon=":material/delete:", key=f"remove-{doc_id}"):
        workspace.remove(doc_id, redact=choice == redact)
        st.rerun()


@st.dialog("Pages", width="large")
@errors_shown()
def show_report(workspace: Workspace, doc_id: str) -> None:
    """What became of each page, and the pages that gave trouble to look at."""
    document, pages = workspace.library.document(doc_id), workspace.library.pages.with_notes(doc_id)
    st.markdown(f"**{escape(document.name)}**")
    for sentence in report(document, pages):
        st.markdown(escape(sentence))
    if pages:
        names = {page.index: f"p. {page.label}: {page.note or SOURCE_NAMES[page.source]}" for page in pages}
        index = st.selectbox("Look at a page", names, format_func=names.__getitem__, key=f"report-page-{doc_id}")
        draw_page_picture(workspace, doc_id, index, Highlight(), PICTURE_PIXELS, shown=REPORT_PIXELS)
        if text := workspace.library.pages.page(doc_id, index).text:
            with st.expander("What was read"):
                st.text(text)
