"""docqa's page: what I have (at the side), what I asked (the middle), where it stands (the sources, beside)."""

import streamlit as st

from docqa.errors import DocQAError
from docqa.page.access import draw_access
from docqa.page.check_search import check_search
from docqa.page.closed import tell_how_to_start
from docqa.page.conversation import draw_conversation, draw_question_line, draw_welcome
from docqa.page.door import behind_door, refuse_strangers
from docqa.page.history import draw_history
from docqa.page.library import draw_library
from docqa.page.models import draw_models
from docqa.page.shared import ASSETS, drawn_whole, errors_shown, escape, follow_address, page_state
from docqa.settings import Settings
from docqa.workspace import Workspace

# A file, not one of Streamlit's named icons: as a page icon those are fetched from another machine.
ICON = ASSETS / "icon.svg"
SIDE_PIXELS = 340  # a document's name, its pages and its menu beside each other; on a phone the side is folded


@st.cache_resource(show_spinner="Opening the library…")
def open_workspace() -> Workspace:
    """One workspace a process, by the settings as they stand when it is opened: its jobs go on while pages come and go.

    Raises SettingsError, StorageError; the next run of the page then tries again.
    """
    workspace = Workspace.open(Settings.from_env())
    if not workspace.indexer.is_done_elsewhere:  # else another docqa may be writing those answers
        workspace.conversations.end_interrupted()
    workspace.indexer.start()
    workspace.warm()
    return workspace


def draw_side(workspace: Workspace) -> None:
    """The library, the conversations, the models."""
    st.markdown("### :material/menu_book: docqa")
    draw_library(workspace)
    st.divider()
    draw_history(workspace)
    st.divider()
    draw_models(workspace)
    if st.button("Check the search", icon=":material/fact_check:", type="tertiary", key="check-search"):
        page_state().dialog = lambda: check_search(workspace)
    draw_access()


def draw_middle(workspace: Workspace) -> None:
    """The open conversation, or what to do first; the question's line below."""
    state = page_state()
    documents = workspace.library.documents()
    conversation = workspace.conversations.get(state.conversation)
    with st.container():  # the line below stays in its place whatever comes and goes, and what is typed in it with it
        if state.told:
            st.info(state.told)
        if conversation is None:
            if state.conversation is not None:
                st.info(f"There is no conversation {state.conversation} any more: it was deleted.")
            draw_welcome(workspace, documents)
        else:
            draw_conversation(workspace, conversation)
    draw_question_line(workspace, documents)


def draw() -> None:
    """The page, top to bottom."""
    st.set_page_config(page_title="docqa", page_icon=str(ICON), layout="wide", initial_sidebar_state=SIDE_PIXELS)
    st.html(ASSETS / "page.css")
    refuse_strangers()
    tell_how_to_start()
    follow_address()
    try:
        workspace = open_workspace()
    except DocQAError as error:
        st.error(escape(str(error)))
        st.stop()
    with drawn_whole():
        with st.sidebar, errors_shown():
            draw_side(workspace)
        with errors_shown():
            draw_middle(workspace)
        if dialog := page_state().dialog:
            dialog()


# `streamlit run` first loads this file as a module, to see how it is to be served.
if __name__ == "__main__":
    draw()
else:
    app = st.App(__file__, **behind_door())
