"""All documents as a table: sorted, looked through, and many of them handled as one."""

from datetime import datetime
from functools import partial

import streamlit as st

from docqa.documents import State
from docqa.library.catalog import name_to_compare
from docqa.page.document_menu import ask_before_removing, choose_folder
from docqa.page.shared import close_dialog, errors_shown, open_dialog
from docqa.text.plurals import plural
from docqa.workspace import Workspace

TABLE_PIXELS = 420
HINT = "Select lines at their left. A click on a heading sorts by it; the magnifier above the table finds."


@st.dialog("All documents", width="large", on_dismiss=close_dialog)
@errors_shown()
def show_all(workspace: Workspace) -> None:
    """The documents by their names, and what can be done with those that are selected."""
    documents = sorted(workspace.documents(), key=lambda document: name_to_compare(document.name))
    # A table of other documents is another table: what was selected in this one would be other lines there.
    of_these = hash(tuple(document.id for document in documents))
    table = st.dataframe(
        [
            {
                "Name": document.name,
                "Folder": document.folder,
                "Pages": document.pages,
                "State": "ready" if document.state is State.READY else document.describe(),
                "Added": datetime.fromtimestamp(document.added),
                "Size": document.bytes,
            }
            for document in documents
        ],
        height=TABLE_PIXELS, hide_index=True, on_select="rerun", selection_mode="multi-row", key=f"table-{of_these}",
        column_config={"Name": st.column_config.TextColumn(width="large"),
                       "Added": st.column_config.DatetimeColumn(format="D MMM YYYY"),
                       "Size": st.column_config.NumberColumn(format="bytes")},
    )  # fmt: skip
    chosen = [documents[row].id for row in table.selection.rows]
    st.caption(f"{plural(len(chosen), 'document')} selected" if chosen else HINT)
    folder = choose_folder(workspace, f"folder-of-many-{of_these}")
    with st.container(horizontal=True):
        put = st.button("Put into this folder", disabled=not chosen, icon=":material/folder:", key="put-into")
        ask = st.button("Ask only these", disabled=not chosen, icon=":material/done:", key="ask-only-selected")
        remove = st.button("Remove", disabled=not chosen, icon=":material/delete:", key="remove-many")
    # Where the machine is busy two clicks come in one drawing: each is done before anything is drawn anew.
    if put:
        workspace.library.put_into(folder, chosen)
    if ask:
        workspace.left_out = frozenset(document.id for document in documents) - {*chosen}
        close_dialog()
    if remove:
        open_dialog(partial(ask_before_removing, workspace, chosen))
    if ask:
        st.rerun()
    if put:
        st.rerun(scope="fragment")
