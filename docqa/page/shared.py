"""What the parts of the page have in common: what a tab has open, how errors and names are shown, the pictures."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import streamlit as st

from docqa.errors import DocQAError
from docqa.page.picture_cache import PictureCache
from docqa.workspace import Workspace

ASSETS = Path(__file__).with_name("assets")
MAX_DIGITS = 18  # of a number that SQLite holds
CONVERSATION = "conversation"  # its number in the address


@dataclass(frozen=True, slots=True)
class ChosenSource:
    """The passage that a person looks at: the answer's message and the passage's number there, from 1."""

    message_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick as a person sees it, and how often another took its place because something else than a click set it."""

    is_set: bool
    number: int = 0

    def key(self, name: str) -> str:
        """Streamlit's key of this one."""
        return f"choose-{name}-{self.number}"


@dataclass(slots=True)
class PageState:
    """What one tab of the browser has open; a reload begins anew, at the conversation in its address."""

    conversation: int | None = None
    address: str | None = None  # the conversation in the tab's address, as it was last seen or set
    drawn: Sequence[object] | None = None  # the version of the open conversation that is drawn
    is_whole: bool = False  # the page has been drawn to its end; what is drawn now is one of its parts
    is_due: bool = False  # it is drawn once more when it has been drawn to its end
    redraw_at: float = 0.0  # when, on the clock that only goes forward, it is drawn once more; 0 for never
    source: ChosenSource | None = None
    shown: dict[int, int] = field(default_factory=dict)  # of messages: which of its answers is shown, from 1
    typed: str = ""  # a question that could not be asked, to stand in the question's line again
    told: str = ""  # why not, above the conversation, until one is asked or another conversation is opened
    dialog: Callable[[], None] | None = None  # it stays open, whatever is drawn anew beneath it, until it is closed
    uploads: int = 0  # each time the uploader is a new one, and so an empty one
    refused: list[str] = field(default_factory=list)  # why files were not taken, until a person has read it
    folder: str = ""  # whose documents the library lists; "" is all
    ticks: dict[str, Tick] = field(default_factory=dict)  # of documents by their ids, of folders by their names
    asked: list[str] | None = None  # the ids of the documents that the drawn question's line names
    writer: str | None = None  # the model that would write an answer, as it was last seen; "" where none would
    gold_files: int = 0  # as `uploads`
    gold_taken: str = ""  # what became of a file of questions


def page_state() -> PageState:
    """The state of the tab that is being drawn."""
    if "page" not in st.session_state:
        st.session_state["page"] = PageState()
    state: PageState = st.session_state["page"]
    return state


def follow_address() -> None:
    """Open the conversation in the tab's address, where that has changed: a reload, Back, Forward, or typed."""
    state, wanted = page_state(), st.query_params.get(CONVERSATION, "")
    if wanted != state.address:
        state.address, state.source, state.dialog, state.told = wanted, None, None, ""
        state.conversation = int(wanted) if wanted.isdecimal() and len(wanted) <= MAX_DIGITS else None


def show_conversation(conversation_id: int | None) -> None:
    """Have another conversation in the middle, or none, and in the address, where a reload comes back to it."""
    state = page_state()
    state.conversation, state.source, state.dialog, state.told = conversation_id, None, None, ""
    state.address = "" if conversation_id is None else str(conversation_id)
    if conversation_id is None:
        st.query_params.clear()
    else:
        st.query_params[CONVERSATION] = state.address


def open_dialog(dialog: Callable[[], None]) -> NoReturn:
    """Draw the page once more, and over it a dialog, one of those that tell by `close_dialog` when they were closed."""
    page_state().dialog = dialog
    st.rerun()


def close_dialog() -> None:
    """From the next drawing on no dialog is open."""
    page_state().dialog = None


@contextmanager
def drawn_whole() -> Iterator[None]:
    """The page is drawn from its top to its end in here; then once more, where one of its parts asked for that."""
    state = page_state()
    state.is_whole = state.is_due = False
    try:
        yield
    finally:
        state.is_whole = True
    if state.is_due:
        st.rerun()


def draw_again() -> None:
    """Draw the page once more, as a part of it has seen something that concerns others.

    While the whole page is drawn, only at its end: another one before that would lose a question sent with this one.
    """
    if page_state().is_whole:
        st.rerun()
    page_state().is_due = True


@contextmanager
def errors_shown() -> Iterator[None]:
    """What goes wrong in here is said in one sentence, where it was to be drawn."""
    try:
        yield
    except DocQAError as error:
        st.error(escape(str(error)), icon=":material/error:")


def escape(text: str) -> str:
    """Names, titles and quotations as plain text where Streamlit expects Markdown.

    >>> escape("![x](http://evil.example)")
    '\\\\!\\\\[x\\\\]\\\\(http\\\\://evil\\\\.example\\\\)'
    """
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:@^" else c for c in text)


@st.cache_resource(show_spinner=False)
def picture_cache(_workspace: Workspace) -> PictureCache:
    """One a process, for all tabs."""
    return PictureCache(_workspace.picture)
