"""The sources beside an answer: a passage marked on its page's picture, and the document's pages to turn."""

from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from typing import Literal

import streamlit as st

from docqa.conversations.kept import Message
from docqa.documents import Answer, Citation, Finding, Highlight, Passage
from docqa.errors import DocQAError, PasswordNeeded
from docqa.page.shared import ChosenSource, errors_shown, escape, open_dialog, page_state, picture_cache
from docqa.workspace import Workspace

TAB_CHARACTERS = 17  # of a document's name on a source's tab
PICTURE_PIXELS = 1000  # width of a page's picture; the zoomed one has twice that
MAX_SOURCES_IN_ROW = 10  # more of them are a list to choose from


def shown_source(message: Message, is_last: bool) -> int | None:
    """The number of the passage to show beside an answer: the one chosen, or the first that the last answer cites."""
    passages, chosen = message.answer.passages, page_state().source
    if chosen and chosen.message_id == message.id:
        if chosen.number <= len(passages):
            return chosen.number
        chosen = None  # it was asked again in another tab, and has fewer passages now
    if not is_last or chosen or not passages:
        return None
    cited = [quotation.number for quotation in message.answer.quotations]
    cited += [citation.number for sentence in message.answer.sentences for citation in sentence.citations]
    return cited[0] if cited else 1


def draw_sources(workspace: Workspace, message: Message, number: int) -> None:
    """The passage shown on its page, and the other passages to choose."""
    state, answer = page_state(), message.answer
    passage = answer.passages[number - 1]
    numbers = list(range(1, len(answer.passages) + 1))
    key = f"sources-{message.id}-{number}"
    if len(numbers) > MAX_SOURCES_IN_ROW:
        chosen = st.selectbox(
            "Sources", numbers, index=number - 1, key=key, label_visibility="collapsed",
            format_func=lambda n: _described(answer, n),
        )  # fmt: skip
    else:
        chosen = st.segmented_control(
            "Sources", numbers, default=number, key=key, required=True, label_visibility="collapsed",
            wrap=False, format_func=lambda n: source_name(n, answer.passages),
        )  # fmt: skip
    if chosen != number:
        state.source = ChosenSource(message.id, chosen)
        st.rerun()
    section = f" · {escape(passage.chunk.section)}" if passage.chunk.section else ""
    place = escape(sheet_name(passage.chunk.page, passage.label))
    st.markdown(f"**[{number}] {escape(passage.doc)}**, {place}{section}")
    highlight = highlighted(answer, number, passage)
    draw_page_picture(workspace, passage.chunk.doc_id, passage.chunk.page, highlight, PICTURE_PIXELS)
    with st.expander("The passage as text"):
        st.text(passage.chunk.text)
    key = f"{message.id}-{number}"
    with st.container(horizontal=True), errors_shown():
        if st.button("Enlarge and turn pages", key=f"zoom-{key}", icon=":material/zoom_in:", type="tertiary"):
            open_dialog(partial(view_pages, workspace, passage.chunk.doc_id, passage.chunk.page, highlight))
        is_right = st.button(
            "This is the right page", key=f"right-{key}", icon=":material/bookmark_add:", type="tertiary"
        )
        if is_right and state.conversation is not None:
            workspace.keep_as_gold(state.conversation, message, passage)
            st.toast("Kept with its page, to check the search with.", icon=":material/bookmark_added:")


def _described(answer: Answer, number: int) -> str:
    """A source as an entry of a long list: its number, page and section, and of several documents its name."""
    passage = answer.passages[number - 1]
    has_others = any(other.chunk.doc_id != passage.chunk.doc_id for other in answer.passages)
    parts = (
        f"{number} of {len(answer.passages)}",
        passage.doc if has_others else "",
        f"p. {passage.label}",
        passage.chunk.section,
    )
    return " · ".join(filter(None, parts))


def sheet_name(page: int, label: str) -> str:
    """A page by what is printed on it, and by its place where that is another number.

    >>> sheet_name(3, "4"), sheet_name(23, "22")
    ('p. 4', 'sheet 24, printed 22')
    """
    return f"p. {label}" if label == str(page + 1) else f"sheet {page + 1}, printed {label}"


def source_name(number: int, passages: Sequence[Passage]) -> str:
    """What stands on a source's tab: its page, and its document where there is more than one.

    >>> from docqa.documents import Chunk
    >>> chunk = Chunk("", "", 3, 0, 1, "x")
    >>> lease, notes = (Passage(chunk, name, "4", 1.0) for name in ("Lease.pdf", "Notes of a very long meeting.pdf"))
    >>> source_name(1, [lease]), source_name(2, [lease, notes])
    ('1 · p. 4', '2 · Notes of a very… p. 4')
    """
    passage = passages[number - 1]
    stem = passage.doc.removesuffix(".pdf")
    short = stem if len(stem) <= TAB_CHARACTERS else stem[: TAB_CHARACTERS - 1].rstrip() + "…"
    name = f"{escape(short)} " if len({passage.doc for passage in passages}) > 1 else ""
    return f"{number} · {name}p. {escape(passage.label)}"


def highlighted(answer: Answer, number: int, passage: Passage) -> Highlight:
    """What to mark: the words that bear something out; where none do, faintly the closest words, or the passage."""
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    cited += answer.quotations[:1] if answer.finding is Finding.ANSWERS else ()
    cited += [quotation for part in answer.parts for quotation in part.quotations]
    compared = [one for part in answer.parts for one in part.differences]
    cited += [citation for one in compared for citation in (*one.before, *one.after)]
    if spans := _marked([citation for citation in cited if citation.number == number]):
        return Highlight(spans)
    closest = [quotation for quotation in answer.quotations if quotation.number == number]
    return Highlight(_marked(closest) or ((passage.chunk.start, passage.chunk.end),), faint=True)


def _marked(citations: Sequence[Citation]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted(mark for citation in citations for mark in citation.marked):
        if spans and start < spans[-1][1]:  # what is marked twice comes out darker
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return tuple(spans)


def draw_page_picture(
    workspace: Workspace,
    doc_id: str,
    page: int,
    highlight: Highlight,
    width: int,
    shown: int | Literal["stretch"] = "stretch",
) -> None:
    """A page of a document, `width` pixels wide and shown `shown` wide, or the sentence that says why it cannot be."""
    try:
        image = picture_cache(workspace).picture(doc_id, page, highlight, width)
        # In the page itself: a picture with an address of its own is taken away by Streamlit when the page is drawn
        # anew, and a browser that has not fetched it by then shows it as broken.
        st.image(f"data:image/png;base64,{b64encode(image).decode()}", width=shown, alt=f"Page {page + 1}")
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
def view_pages(workspace: Workspace, doc_id: str, page: int, highlight: Highlight) -> None:
    """A document's pages, one at a time, beginning with `page`."""
    document = workspace.library.document(doc_id)
    key = f"page-{doc_id}-{page}"
    st.session_state.setdefault(key, page + 1)
    back, at, on = st.columns([1, 2, 1], vertical_alignment="bottom", wrap=False)
    is_first, is_last = st.session_state[key] <= 1, st.session_state[key] >= document.pages
    if back.button("Back", icon=":material/chevron_left:", key=f"{key}-back", disabled=is_first, shortcut="Left"):
        st.session_state[key] -= 1
    if on.button("Next", icon=":material/chevron_right:", key=f"{key}-on", disabled=is_last, shortcut="Right"):
        st.session_state[key] += 1
    shown = int(at.number_input(f"Sheet (of {document.pages})", 1, max(document.pages, 1), key=key)) - 1
    label = workspace.library.pages.page(doc_id, shown).label
    st.caption(f"{escape(document.name)}, {escape(sheet_name(shown, label))}")
    draw_page_picture(workspace, doc_id, shown, highlight if shown == page else Highlight(), 2 * PICTURE_PIXELS)
