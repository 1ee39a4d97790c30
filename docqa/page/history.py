"""The conversations: their list at the side, and what can be done with one of them or with all."""

from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic

import streamlit as st

from docqa.conversations.export import Kept, all_to_json, all_to_markdown
from docqa.conversations.kept import Conversation
from docqa.page.made_files import offer_file
from docqa.page.shared import close_dialog, draw_again, errors_shown, escape, open_dialog, page_state, show_conversation
from docqa.workspace import Workspace

RECENT_CONVERSATIONS = 8  # shown before "all"
HISTORY_SECONDS = 2.0  # how often it is looked what other tabs have done
REDRAW_SECONDS = 1.0  # after such a change has been drawn, until it is drawn once more
MAX_TITLE_CHARACTERS = 60


def draw_history(workspace: Workspace) -> None:
    """The latest conversations to open, and a new one."""
    if st.button("New conversation", icon=":material/add:", type="tertiary", key="new-conversation"):
        open_conversation(None)
    page_state().drawn = None  # drawn whole, the page is up to date
    draw_list(workspace)


@st.fragment(run_every=HISTORY_SECONDS)
@errors_shown()
def draw_list(workspace: Workspace) -> None:
    """The conversations as they stand now, whichever tab changed them."""
    state = page_state()
    conversations = workspace.conversations.list()
    shown = conversations[:RECENT_CONVERSATIONS]
    if len(conversations) > RECENT_CONVERSATIONS:
        words = st.text_input(
            "Find a conversation", key="find-conversation", type="search", placeholder="Find a conversation",
            label_visibility="collapsed",
        )  # fmt: skip
        if words:
            shown = list(workspace.conversations.find(words))
        elif st.toggle(f"Show all {len(conversations)}", key="all-conversations"):
            shown = conversations
    with st.container(key="conversations", gap=None):
        for conversation in shown:
            is_open = conversation.id == state.conversation
            if st.button(
                escape(conversation.title),
                key=f"conversation-{conversation.id}",
                icon=":material/push_pin:" if conversation.pinned else None,
                type="secondary" if is_open else "tertiary",
                width="stretch",
            ):
                open_conversation(conversation.id)
    if conversations:
        draw_save_all(workspace)
    if state.drawn is not None and workspace.conversations.version(state.conversation) != state.drawn:
        # The open one was renamed, deleted or asked in another tab. It is drawn twice: on a busy machine Streamlit
        # loses the rest of a drawing when a part's next one is asked for at its end.
        state.redraw_at = monotonic() + REDRAW_SECONDS
        draw_again()
    elif state.redraw_at and monotonic() >= state.redraw_at:
        state.redraw_at = 0.0
        draw_again()


def open_conversation(conversation_id: int | None) -> None:
    """Draw the page with another conversation in the middle, or none."""
    show_conversation(conversation_id)
    st.rerun()


def draw_save_all(workspace: Workspace) -> None:
    """All conversations as one file; it is made when it is asked for."""
    with st.popover("Save all", icon=":material/download:", type="tertiary", key="save-all"):
        for label, name, mime, write in (
            ("As Markdown", "conversations.md", "text/markdown", all_to_markdown),
            ("As JSON", "conversations.json", "application/json", all_to_json),
        ):
            offer_file(label, partial(_all, workspace, write), name, mime, key=f"save-{name}", type="tertiary")


def _all(workspace: Workspace, write: Callable[[Iterable[Kept]], str]) -> str:
    kept = workspace.conversations
    return write((conversation, kept.messages(conversation.id)) for conversation in kept.list())


def draw_actions(workspace: Workspace, conversation: Conversation) -> None:
    """What can be done with the open conversation."""
    kept = workspace.conversations
    with st.popover("Conversation", icon=":material/more_horiz:", type="tertiary", key="conversation-actions"):
        key = f"title-{conversation.id}-{conversation.title}"
        title = st.text_input("Name", conversation.title, max_chars=MAX_TITLE_CHARACTERS, key=key)
        if title and title.strip() and title != conversation.title:
            kept.rename(conversation.id, title)
            st.rerun()
        pinned = st.toggle("Keep on top", conversation.pinned, key=f"pin-{conversation.id}-{conversation.pinned}")
        if pinned != conversation.pinned:
            kept.pin(conversation.id, pinned)
            st.rerun()
        messages = [(conversation, kept.messages(conversation.id))]
        for label, suffix, mime, write in (
            ("Save as Markdown", "md", "text/markdown", all_to_markdown),
            ("Save as JSON", "json", "application/json", all_to_json),
        ):
            st.download_button(
                label, write(messages), f"{conversation.title}.{suffix}", mime, key=f"save-{suffix}", on_click="ignore",
                icon=":material/download:", type="tertiary",
            )  # fmt: skip
    if st.button("Delete", icon=":material/delete:", type="tertiary", key="delete"):
        open_dialog(partial(ask_before_deleting, workspace, conversation))


@st.dialog("Delete a conversation", on_dismiss=close_dialog)
@errors_shown()
def ask_before_deleting(workspace: Workspace, conversation: Conversation) -> None:
    """Nothing brings it back."""
    count = len(workspace.conversations.messages(conversation.id))
    questions = "question and its answer" if count == 1 else f"{count} questions and their answers"
    st.markdown(f"**{escape(conversation.title)}** is deleted, with its {questions}. The documents stay.")
    if st.button("Delete", type="primary", icon=":material/delete:", key=f"delete-{conversation.id}"):
        workspace.remove_conversation(conversation.id)
        open_conversation(None)
