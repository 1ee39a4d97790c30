"""The page for ears and keys: what Streamlit's own parts lack, and the list of keys."""

import streamlit as st

from docqa.page.shared import ASSETS, close_dialog, page_state

KEYS = (
    ("Enter", "send the question; Shift+Enter begins a new line"),
    ("Esc", "stop an answer that is being written, or close what is open above the page"),
    ("Tab", "go on to the next mark, button or field; Shift+Tab goes back"),
    ("← →", "at a mark or a source: the one before, the next; with a page open: turn pages"),
    ("Enter at a mark", "show its source"),
    ("?", "this list"),
)

access = st.components.v2.component("access", js=(ASSETS / "access.js").read_text("utf-8"))


def draw_access() -> None:
    """A button that lists the keys, and what makes "?" do the same."""
    heard = access(key="access", on_keys_change=lambda: None)
    if st.button("Keys", icon=":material/keyboard:", type="tertiary", key="keys") or heard.get("keys"):
        page_state().dialog = list_keys


@st.dialog("Keys", on_dismiss=close_dialog)
def list_keys() -> None:
    """What each key does."""
    st.table({"Key": [key for key, _ in KEYS], "What it does": [what for _, what in KEYS]}, hide_index=True)
