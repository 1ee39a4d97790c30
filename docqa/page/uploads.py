"""Files on their way into the library: the uploader, and what could not be taken."""

from functools import partial
from typing import Literal

import streamlit as st

from docqa.documents import State
from docqa.errors import DocQAError
from docqa.page.shared import ASSETS, escape, page_state
from docqa.workspace import Workspace

REFUSED_WHOLE, REFUSED_PIXELS = 2, 200  # of more files than these the reasons scroll, and the library stays in sight

# Takes what is dropped anywhere on the page to the uploader.
drop_anywhere = st.components.v2.component("drop", js=(ASSETS / "drop.js").read_text("utf-8"))


def draw_uploads(workspace: Workspace) -> None:
    """The uploader, and below it why files were refused, until a person has read that.

    It lets files of every kind through: one that it refuses itself is named for a moment only.
    """
    state, max_file_mb = page_state(), workspace.settings.max_file_mb
    # By callbacks, which come before anything is drawn: drawing the page once more here would lose a question that was
    # sent meanwhile.
    st.file_uploader(
        "Add PDFs: drop them anywhere",
        accept_multiple_files=True,
        max_upload_size=max_file_mb,
        key=(uploader := f"upload-{state.uploads}"),
        on_change=take,
        args=(workspace, uploader),
    )
    drop_anywhere(
        key="drop",
        data={"maxBytes": max_file_mb * 1_000_000, "uploads": state.uploads},
        on_too_large_change=partial(refuse_too_large, max_file_mb),
    )
    if state.refused:
        if len(state.refused) > REFUSED_WHOLE:
            st.caption(f"{len(state.refused)} files were not taken:")
        height: int | Literal["content"] = REFUSED_PIXELS if len(state.refused) > REFUSED_WHOLE else "content"
        with st.container(height=height, border=False, gap="xsmall", key="refused"):
            for problem in reversed(state.refused):
                st.error(escape(problem), icon=":material/error:")
        if st.button("I have read this", key="refused-read", icon=":material/done:", type="tertiary"):
            state.refused.clear()
            st.rerun()


def take(workspace: Workspace, uploader: str) -> None:
    """Put what was uploaded into the library; the uploader is an empty one then, as the documents stand below.

    Streamlit calls it for a new uploader as well, which holds nothing yet.
    """
    files = st.session_state.get(uploader)
    for file in files or ():
        add(workspace, file.getvalue(), file.name)
    if files:
        page_state().uploads += 1


def refuse_too_large(max_file_mb: int) -> None:
    """Say it of the files that Streamlit did not let through for their size."""
    names = st.session_state["drop"]["too_large"]
    for name in names or ():
        refuse(f"{name} is larger than {max_file_mb} MB. Split it, or raise DOCQA_MAX_FILE_MB.")
    if names:
        page_state().uploads += 1


def refuse(problem: str) -> None:
    """Keep why a file was not taken, once."""
    refused = page_state().refused
    if problem not in refused:
        refused.append(problem)


def add(workspace: Workspace, data: bytes, name: str) -> None:
    """Put a PDF into the library; what is wrong with it is shown at the next run."""
    known = {document.id: document.state for document in workspace.library.documents()}
    try:
        document = workspace.add(data, name)
    except DocQAError as error:
        refuse(str(error))
        return
    if known.get(document.id) is State.FAILED:
        st.toast(f"{escape(document.name)} is being read once more.", icon=":material/refresh:")
    elif document.id in known:
        st.toast(f"{escape(document.name)} is in the library already.", icon=":material/check:")
