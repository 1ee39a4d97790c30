"""The sources beside an answer: a passage marked on its page's picture, and the document's pages to turn."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from functools import partial

import streamlit as st

from docqa.conversations.kept import Message
from docqa.documents import Answer, Citation, Finding, Highlight, OtherPage, Passage, page_name
from docqa.page.citing import cite_place
from docqa.page.shared import ChosenSource, errors_shown, escape, open_dialog, page_state
from docqa.page.viewer import PICTURE_PIXELS, draw_page_picture, view_pages
from docqa.workspace import Workspace

TAB_CHARACTERS = 21  # of a document's name and its page on a source's tab
MIN_NAME_CHARACTERS = 8  # of that name, where the page has a long one
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
    key = f"sources-{message.id}-{number}-{len(numbers)}"  # a list that kept its key would go on saying "1 of 17"
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
    place = escape(passage.page_name)
    st.markdown(f"**[{number}] {escape(passage.doc)}**, {place}{section}")
    highlight = highlighted(answer, number, passage)
    draw_page_picture(workspace, passage.chunk.doc_id, passage.chunk.page, highlight, PICTURE_PIXELS)
    for other, rest in highlighted_beside(answer, number):
        how = "begins" if other.page < passage.chunk.page else "goes on"
        st.caption(f"The sentence {how} on {escape(page_name((other.page, other.label)))}.")
        draw_page_picture(workspace, passage.chunk.doc_id, other.page, rest, PICTURE_PIXELS)
    with st.expander("The passage as text"):
        st.text(passage.text)
    key = f"{message.id}-{number}"
    is_kept = any(document.id == passage.chunk.doc_id for document in workspace.library.documents())
    with st.container(horizontal=True), errors_shown():
        if is_kept and st.button(
            "Enlarge and turn pages", key=f"zoom-{key}", icon=":material/zoom_in:", type="tertiary"
        ):
            open_dialog(partial(view_pages, workspace, passage.chunk.doc_id, passage.chunk.page, highlight))
        if st.button("Cite", key=f"cite-{key}", icon=":material/format_quote:", type="tertiary"):
            open_dialog(partial(cite_place, workspace, passage))
        is_right = is_kept and st.button(
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
        passage.page_name,
        passage.chunk.section,
    )
    return " · ".join(filter(None, parts))


def source_name(number: int, passages: Sequence[Passage]) -> str:
    """What stands on a source's tab: its page, and its document where there is more than one.

    >>> from docqa.documents import Chunk
    >>> chunk = Chunk("", "", 3, 0, 1, "x")
    >>> lease, notes = (Passage(chunk, name, "4", 1.0) for name in ("Lease.pdf", "Notes of a very long meeting.pdf"))
    >>> source_name(1, [lease]), source_name(2, [lease, notes])
    ('1 · p. 4', '2 · Notes of a very… p. 4')
    >>> source_name(1, [Passage(chunk, "Book.pdf", "ii", 1.0)])
    '1 · sheet 4, printed ii'
    """
    passage = passages[number - 1]
    stem = passage.doc.removesuffix(".pdf")
    most = max(MIN_NAME_CHARACTERS, TAB_CHARACTERS - len(passage.page_name))
    short = stem if len(stem) <= most else stem[: most - 1].rstrip() + "…"
    name = f"{escape(short)} " if len({passage.doc for passage in passages}) > 1 else ""
    return f"{number} · {name}{page_name((passage.chunk.page, escape(passage.label)))}"


def highlighted(answer: Answer, number: int, passage: Passage) -> Highlight:
    """What to mark: the words that bear something out; where none do, faintly the closest words, or the passage."""
    if cited := _cited(answer, number):
        return Highlight(_merged(mark for citation in cited for mark in citation.marked))
    closest = _merged(mark for quotation in _quoted(answer, number) for mark in quotation.marked)
    return Highlight(closest or ((passage.chunk.start, passage.chunk.end),), faint=True)


def highlighted_beside(answer: Answer, number: int) -> list[tuple[OtherPage, Highlight]]:
    """The other pages that sentences of a passage go over to, each by one place on it, and what to mark there."""
    cited = _cited(answer, number)
    others = sorted({other for one in cited or _quoted(answer, number) for other in one.others}, key=astuple)
    pages = {other.page: other for other in others}
    return [
        (one, Highlight(_merged((other.start, other.end) for other in others if other.page == page), faint=not cited))
        for page, one in pages.items()
    ]


def _cited(answer: Answer, number: int) -> list[Citation]:
    """The citations of that passage that bear something out."""
    cited = [one for sentence in answer.sentences if not sentence.is_aside for one in sentence.citations]
    cited += answer.quotations[:1] if answer.finding is Finding.ANSWERS else ()
    cited += [quotation for part in answer.parts for quotation in part.quotations]
    compared = [one for part in answer.parts for one in part.differences]
    cited += [citation for one in compared for citation in (*one.before, *one.after)]
    return [citation for citation in cited if citation.number == number]


def _quoted(answer: Answer, number: int) -> list[Citation]:
    """The quotations from that passage, and the places of sentences that may be about something else."""
    asides = (one for sentence in answer.sentences if sentence.is_aside for one in sentence.citations)
    return [one for one in (*answer.quotations, *asides) if one.number == number]


def _merged(marks: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if spans and start < spans[-1][1]:  # what is marked twice comes out darker
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return tuple(spans)
