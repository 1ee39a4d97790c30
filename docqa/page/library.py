"""The library, at the side: what is in it, a line for each, and how far it is read."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import streamlit as st

from docqa.documents import Document, State
from docqa.library.catalog import name_to_compare
from docqa.page.all_documents import show_all
from docqa.page.document_menu import draw_menu
from docqa.page.shared import Tick, draw_again, errors_shown, escape, open_dialog, page_state, picture_cache
from docqa.page.uploads import draw_uploads
from docqa.text.plurals import plural
from docqa.workspace import Workspace

LIBRARY_SECONDS = 1.0  # how often progress bars are drawn
SHELF_LINES, SHELF_PIXELS = 8, 300  # a longer list scrolls within that height, and the conversations stay in reach
MAX_DOCUMENTS_DRAWN = 24  # so many documents are drawn: each costs the browser time; of more a person looks for one
UNREAD = State.FAILED, State.LOCKED  # until a person does something


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
    draw_work(documents)
    folders, shown = draw_choice(workspace, documents, asked)
    height: int | Literal["content"] = SHELF_PIXELS if len(folders) + len(shown) > SHELF_LINES else "content"
    with st.container(height=height, border=False, gap=None, key="shelf"):
        for folder in folders:
            draw_folder(workspace, folder, [one for one in documents if one.folder == folder], left_out)
        for document in shown[:MAX_DOCUMENTS_DRAWN]:
            draw_document(workspace, document, documents, left_out)
        if len(shown) > MAX_DOCUMENTS_DRAWN:
            st.caption(f"{MAX_DOCUMENTS_DRAWN} of {len(shown)} are shown.")
    if len(documents) > 1:
        if st.button(f"All {len(documents)} documents", key="all-documents", type="tertiary",
                     icon=":material/table_rows:"):  # fmt: skip
            open_dialog(partial(show_all, workspace))
    if workspace.indexer.problem:
        st.warning(escape(workspace.indexer.problem), icon=":material/hourglass_top:")
    for notice in workspace.notices:
        st.info(escape(notice))
    if drawn is not None and asked != drawn:  # behind all else, so that no click is lost
        draw_again()  # the question's line names the documents that are asked


def chosen_ids(workspace: Workspace, documents: list[Document]) -> list[str]:
    """The documents that a question is asked of: those that can be asked and are ticked."""
    left_out = workspace.left_out
    return [document.id for document in documents if document.askable and document.id not in left_out]


def draw_choice(
    workspace: Workspace, documents: list[Document], asked: Sequence[str]
) -> tuple[list[str], list[Document]]:
    """What the list is narrowed to, and what is asked; the folders and the documents to show, in their order."""
    state, words = page_state(), ""
    if state.folder not in {document.folder for document in documents}:
        state.folder = ""  # its last document has left it
    if len(documents) > SHELF_LINES:
        words = st.text_input(
            "Find a document", key="find", type="search", placeholder="Find a document", label_visibility="collapsed"
        )
    with st.container(horizontal=True, gap="small"):
        if state.folder and not words:
            st.button(
                escape(state.folder), key="leave-folder", type="tertiary", icon=":material/arrow_back:",
                on_click=open_folder, args=("",), help="Back to all documents",
            )  # fmt: skip
        folders, shown = shelf(documents, words, state.folder)
        these = [document.id for document in shown if document.askable]
        if (words or state.folder) and these and {*these} != {*asked}:
            ask_only(workspace, documents, these)
        if workspace.left_out and len(documents) > 1 and st.button(
            "Ask all of them", type="tertiary", icon=":material/done_all:"
        ):  # fmt: skip
            workspace.left_out = frozenset()
            st.rerun()
    return folders, shown


def ask_only(workspace: Workspace, documents: Iterable[Document], doc_ids: Sequence[str]) -> None:
    """A button that has the shown documents asked, and no others."""
    if st.button(f"Ask only these {len(doc_ids)}", key="ask-only-these", type="tertiary", icon=":material/done:"):
        workspace.left_out = frozenset(document.id for document in documents) - {*doc_ids}
        st.rerun()


def shelf(documents: Sequence[Document], words: str = "", folder: str = "") -> tuple[list[str], list[Document]]:
    """The folders and the documents to show: those that cannot be read as they are first, then what came last.

    They are those whose name or folder holds the words, or those in that folder; or else the folders, and the documents
    that are in none or cannot be read as they are. A line keeps its place while its document is read: a person may
    have its menu open, or be about to click.

    >>> lease = Document("1", "Lease.pdf", State.READY, added=1, folder="Flat")
    >>> plan, will = Document("2", "Plan.pdf", State.LOCKED, folder="Flat"), Document("3", "Will.pdf", State.READING)
    >>> for words, folder in (("", ""), ("", "Flat"), ("FLAT", ""), ("will", "Flat")):
    ...     folders, shown = shelf([lease, plan, will], words, folder)
    ...     folders, [document.name for document in shown]
    (['Flat'], ['Plan.pdf', 'Will.pdf'])
    ([], ['Plan.pdf', 'Lease.pdf'])
    ([], ['Plan.pdf', 'Lease.pdf'])
    ([], ['Will.pdf'])
    """
    wanted, folders = name_to_compare(words.strip()), []
    if wanted:
        shown = [one for one in documents if wanted in name_to_compare(f"{one.name}\n{one.folder}")]
    elif folder:
        shown = [one for one in documents if one.folder == folder]
    else:
        shown = [one for one in documents if not one.folder or one.state in UNREAD]
        folders = sorted({one.folder for one in documents} - {""}, key=name_to_compare)
    return folders, sorted(shown, key=lambda one: (one.state not in UNREAD, -one.added))


def draw_folder(workspace: Workspace, folder: str, documents: list[Document], left_out: frozenset[str]) -> None:
    """A folder with a tick for all that is in it."""
    askable = [document.id for document in documents if document.askable]
    asked = [doc_id for doc_id in askable if doc_id not in left_out]
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        name, is_set = f"folder-{folder}", bool(askable) and asked == askable
        st.checkbox(
            f"Ask all in {escape(folder)}",
            is_set,
            key=tick_key(name, is_set),
            on_change=turn_over,
            args=(workspace, name, askable),
            disabled=not askable,
            label_visibility="collapsed",
        )
        st.button(
            escape(folder), key=f"folder-{folder}", type="tertiary", icon=":material/folder:", width="stretch",
            on_click=open_folder, args=(folder,), wrap=False,
        )  # fmt: skip
        partly = f"{len(asked)} of " if 0 < len(asked) < len(documents) else ""
        st.caption(partly + plural(len(documents), "document"), width="content")


def open_folder(folder: str) -> None:
    """Show what is in a folder, or with "" all."""
    page_state().folder = folder


def draw_document(
    workspace: Workspace, document: Document, documents: list[Document], left_out: frozenset[str]
) -> None:
    """A document's line: its tick, its name, its state, its menu; below it what a person has to know of it."""
    with st.container(key=f"document-{document.id}", gap=None):
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
            is_set = document.id not in left_out
            st.checkbox(
                escape(document.name),
                is_set,
                key=tick_key(document.id, is_set),
                on_change=turn_over,
                args=(workspace, document.id, [document.id]),
                disabled=not document.askable,
                width="stretch",
                wrap=False,
            )
            if document.state not in UNREAD:
                st.caption(brief(document), width="content")
            draw_menu(workspace, document, documents)
        draw_trouble(workspace, document)


def brief(document: Document) -> str:
    """How a document stands, in the room that its line has.

    >>> lease = Document("1", "Lease.pdf", State.READY, pages=4, chunks=10, chunks_embedded=4)
    >>> [brief(replace(lease, state=state)) for state in (State.QUEUED, State.INDEXING, State.READY)]
    ['waiting', '46%', '4 pages']
    """
    if document.state is State.READY:
        return plural(document.pages, "page")
    return "waiting" if document.state is State.QUEUED else f"{document.percent}%"


def tick_key(name: str, is_set: bool) -> str:
    """The key of a tick: another one where something else than a click has changed how it stands.

    A tick's own key, set in the session's state, would not do: the browser may still send how it stood before.
    """
    ticks = page_state().ticks
    tick = ticks.get(name, Tick(is_set))
    if tick.is_set != is_set:
        tick = Tick(is_set, tick.number + 1)
    ticks[name] = tick
    return tick.key(name)


def turn_over(workspace: Workspace, name: str, doc_ids: Sequence[str]) -> None:
    """A person has clicked on a tick: ask these documents, or leave them out."""
    tick = page_state().ticks[name]
    is_set = st.session_state.get(tick.key(name), tick.is_set)
    if is_set == tick.is_set:
        return  # nobody has: Streamlit calls this too where a browser still sends a tick that is no longer drawn
    left_out = workspace.left_out
    workspace.left_out = left_out - {*doc_ids} if is_set else left_out | {*doc_ids}
    page_state().ticks[name] = replace(tick, is_set=is_set)


def draw_work(documents: Iterable[Document]) -> None:
    """How far the document has come that is worked at: above the list, whose lines stay where they are."""
    if at_work := [one for one in documents if one.state in (State.READING, State.INDEXING)]:
        # Texts are read first, then embedded, and scanned pages last.
        now = max(at_work, key=lambda one: (one.state is State.READING, one.chunks_embedded < one.chunks, one.progress))
        st.progress(now.progress, text=f"**{escape(now.name)}**: {now.describe()}")


def draw_trouble(workspace: Workspace, document: Document) -> None:
    """What a person has to know of a document: what it waits for, or what cannot be read of it."""
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
    elif document.unreadable:
        st.caption(f"{plural(document.unreadable, 'page')} could not be read.")
