"""What can be done with a document: its menu, and the dialogs that this opens."""

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from functools import partial

import streamlit as st

from docqa.documents import Document, Highlight, Source, State, page_name
from docqa.library.page_report import report
from docqa.page.made_files import offer_file
from docqa.page.shared import close_dialog, errors_shown, escape, open_dialog, show_conversation
from docqa.page.viewer import PICTURE_PIXELS, draw_page_picture, view_pages
from docqa.reports.request import ReportKind
from docqa.text.plurals import plural
from docqa.workspace import Workspace

REPORT_PIXELS = 480  # how wide a page's picture is shown in a report
MAX_NAMES_TOLD = 5  # of documents that are to be removed
SOURCE_NAMES = {Source.OCR: "read from its picture", Source.SCAN: "waits to be read",
                Source.MIXED: "a part of it waits to be read", Source.EMPTY: "empty",
                Source.UNREADABLE: "could not be read"}  # fmt: skip


def draw_menu(workspace: Workspace, document: Document, documents: list[Document]) -> None:
    """The menu of a document, and what was chosen there."""
    is_read = document.pages_read and document.state not in (State.QUEUED, State.READING)
    actions = ["Open", "Summary", "Outline", "Dates and amounts", "Pages"] if is_read else []
    actions += ["File and folder", "Remove"]
    if document.askable and len(documents) > 1:
        actions.insert(0, "Ask only this")
        if is_read and any(other.askable for other in documents if other.id != document.id):
            actions.insert(actions.index("Pages"), "Compare with…")
    action = st.menu_button(f"Actions for {escape(document.name)}", actions, key=f"menu-{document.id}", type="tertiary")
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
        case "File and folder":
            open_dialog(partial(show_file, workspace, document.id))
        case "Remove":
            open_dialog(partial(ask_before_removing, workspace, [document.id]))


def ask_for_report(workspace: Workspace, kind: ReportKind, question: str, doc_ids: list[str]) -> None:
    """Ask for a report on these documents, in a conversation of its own."""
    conversation = workspace.conversations.start(question)
    show_conversation(conversation)
    workspace.ask_for_report(conversation, kind, question, doc_ids)
    st.rerun()


@st.dialog("Compare two documents", on_dismiss=close_dialog)
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


@st.dialog("File and folder", on_dismiss=close_dialog)
@errors_shown()
def show_file(workspace: Workspace, doc_id: str) -> None:
    """The file as it came, to be had again, and the folder that it is in."""
    document, path = workspace.library.document(doc_id), workspace.library.pdf(doc_id)
    added = datetime.fromtimestamp(document.added).astimezone()
    st.markdown(f"**{escape(document.name)}**")
    pages = f"{plural(document.pages, 'page')}, " if document.pages else ""
    st.caption(f"{pages}{size(document.bytes)}, added on {added.day} {added:%B %Y}")
    folder = choose_folder(workspace, f"folder-of-{doc_id}", document.folder)
    if folder != document.folder:
        workspace.library.put_into(folder, [doc_id])
        close_dialog()
        st.rerun()
    offer_file(
        "Download", path.read_bytes, document.name, "application/pdf", key=f"original-{doc_id}",
        icon=":material/download:",
    )  # fmt: skip


def size(count: int) -> str:
    """A number of bytes, as file managers tell it.

    >>> size(1_830), size(240_000_000)
    ('2 KB', '240.0 MB')
    """
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1000:.0f} KB"


def choose_folder(workspace: Workspace, key: str, chosen: str = "") -> str:
    """One of the folders that there are, a new one to be typed, or none."""
    folders = ["", *sorted({document.folder for document in workspace.library.documents()} - {""})]
    return st.selectbox(
        "Folder", folders, folders.index(chosen) if chosen in folders else 0, key=key, accept_new_options=True,
        format_func=lambda folder: folder or "none: choose one, or type a new one",
    )  # fmt: skip


@st.dialog("Remove from the library", on_dismiss=close_dialog)
@errors_shown()
def ask_before_removing(workspace: Workspace, doc_ids: Sequence[str]) -> None:
    """Nothing brings them back; what becomes of the answers that quote them is the person's choice."""
    names = [workspace.library.document(doc_id).name for doc_id in doc_ids]
    it, its, pdf = ("it", "its", "PDF") if len(names) == 1 else ("them", "their", "PDFs")
    count = len({message for doc_id in doc_ids for message in workspace.conversations.drawing_on(doc_id)})
    answers = "the answer" if count == 1 else f"the {count} answers"
    told = ", ".join(f"**{escape(name)}**" for name in names[:MAX_NAMES_TOLD])
    told += f" and {plural(len(names) - MAX_NAMES_TOLD, 'other document')}" if len(names) > MAX_NAMES_TOLD else ""
    st.markdown(f"The kept {pdf} of {told}, {its} text and {its} index are deleted.")
    keep = f"Keep {answers} that drew on {it}, with the words quoted there"
    redact = f"Remove {answers} that drew on {it} too, with {'its question' if count == 1 else 'their questions'}"
    choice = st.radio("Conversations", [keep, redact], key=f"redact-{doc_ids[0]}") if count else keep
    if st.button("Remove", type="primary", icon=":material/delete:", key=f"remove-{doc_ids[0]}"):
        workspace.remove(*doc_ids, redact=choice == redact)
        close_dialog()
        st.rerun()


@st.dialog("Pages", width="large", on_dismiss=close_dialog)
@errors_shown()
def show_report(workspace: Workspace, doc_id: str) -> None:
    """What became of each page, and the pages that gave trouble to look at."""
    document, pages = workspace.library.document(doc_id), workspace.library.pages.with_notes(doc_id)
    st.markdown(f"**{escape(document.name)}**")
    for sentence in report(document, pages):
        st.markdown(escape(sentence))
    if pages:
        notes = ((page, page.note or SOURCE_NAMES[page.source]) for page in pages)
        names = {page.index: f"{page_name((page.index, page.label))}: {note}" for page, note in notes}
        index = st.selectbox("Look at a page", names, format_func=names.__getitem__, key=f"report-page-{doc_id}")
        draw_page_picture(workspace, doc_id, index, Highlight(), PICTURE_PIXELS, shown=REPORT_PIXELS)
        if text := workspace.library.pages.page(doc_id, index).text:
            with st.expander("What was read"):
                st.text(text)
