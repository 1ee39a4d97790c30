"""Pages of a document as pictures: beside an answer, in a report, and one after the other to be read."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import streamlit as st

from docqa.documents import Highlight, Page, Word, page_name
from docqa.errors import DocQAError, PasswordNeeded
from docqa.page.shared import ASSETS, close_dialog, errors_shown, escape, picture_cache
from docqa.workspace import Workspace

PICTURE_PIXELS = 1000  # width of a page's picture; the enlarged one has twice that
SHEET_NUMBER_PIXELS = 90  # width of its field, which has a button at each side on a phone too
FIND_PIXELS, HITS_PIXELS = 260, 360  # widths of fields
MAX_HITS = 200  # of words looked for in a document
CHARACTERS_AROUND_HIT = 30

page_view = st.components.v2.component(
    "viewer",
    html=(ASSETS / "viewer.html").read_text("utf-8"),
    css=(ASSETS / "viewer.css").read_text("utf-8"),
    js=(ASSETS / "viewer.js").read_text("utf-8"),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Words looked for, `[start:end]` of a page's text, with those around them."""

    page: int
    label: str
    start: int
    end: int
    around: str


def draw_page_picture(
    workspace: Workspace,
    doc_id: str,
    page: int,
    highlight: Highlight,
    width: int,
    shown: int | Literal["stretch"] = "stretch",
) -> None:
    """A page of a document, `width` pixels wide and shown `shown` wide, or the sentence that says why it cannot be."""
    if image := _picture(workspace, doc_id, page, highlight, width):
        st.image(image, width=shown, alt=f"Page {page + 1}")


def _picture(workspace: Workspace, doc_id: str, page: int, highlight: Highlight, width: int) -> str:
    """The picture as an address that holds all of it; "" where it is said in its place why there is none.

    One with an address of its own is taken away by Streamlit when the page is drawn anew, and a browser that has not
    fetched it by then shows it as broken.
    """
    try:
        png = picture_cache(workspace).picture(doc_id, page, highlight, width)
    except PasswordNeeded as error:
        st.info(escape(str(error)))
        with st.form(f"view-{doc_id}-{page}", border=False, clear_on_submit=True):
            password = st.text_input("Password", type="password", key=f"view-password-{doc_id}-{page}")
            if st.form_submit_button("Show") and password:
                workspace.remember_password(doc_id, password)
                st.rerun()
        return ""
    except DocQAError as error:
        st.info(escape(str(error)))  # a passage's text is below all the same
        return ""
    return f"data:image/png;base64,{b64encode(png).decode()}"


@st.dialog("Pages", width="large", on_dismiss=close_dialog)
@errors_shown()
def view_pages(workspace: Workspace, doc_id: str, page: int, highlight: Highlight) -> None:
    """A document's pages, one at a time, beginning with `page`, at what is marked there; words can be looked for."""
    document = workspace.library.document(doc_id)
    key = f"page-{doc_id}-{page}"
    st.session_state.setdefault(key, page + 1)
    last = max(document.pages, 1)

    def turn(by: int) -> None:
        st.session_state[key] = min(max(st.session_state[key] + by, 1), last)

    is_first, is_last = st.session_state[key] <= 1, st.session_state[key] >= last
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            "Back", icon=":material/chevron_left:", key=f"{key}-back", disabled=is_first, shortcut="Left",
            on_click=turn, args=(-1,),
        )  # fmt: skip
        at = st.container(width=SHEET_NUMBER_PIXELS)
        st.button(
            "Next", icon=":material/chevron_right:", key=f"{key}-on", disabled=is_last, shortcut="Right",
            on_click=turn, args=(1,),
        )  # fmt: skip
        hit = _look_for(workspace, doc_id, key)
    shown = int(at.number_input(f"Sheet (of {document.pages})", 1, last, key=key)) - 1
    label = workspace.library.pages.page(doc_id, shown).label
    st.caption(f"{escape(document.name)}, {escape(page_name((shown, label)))}")
    if hit and hit.page == shown:
        marked = Highlight(((hit.start, hit.end),), faint=True)
    else:
        marked = highlight if shown == page else Highlight()
    if image := _picture(workspace, doc_id, shown, marked, 2 * PICTURE_PIXELS):
        page_view(
            key=f"{key}-view",
            data={
                "page": f"{shown} {marked}",
                "alt": f"Page {shown + 1}",
                "image": image,
                "words": _placed(workspace.words(doc_id, shown), workspace.library.pages.page(doc_id, shown), marked),
            },
            on_turn_change=lambda: turn(int(st.session_state[f"{key}-view"]["turn"] or 0)),
        )


def _placed(words: Iterable[Word], page: Page, highlight: Highlight) -> list[list[object]]:
    """Words for the browser: their corners, in fractions of the page, their text, and whether they are marked."""
    return [
        [
            *(round(corner, 5) for corner in (word.box.x0, word.box.y0, word.box.x1, word.box.y1)),
            page.text[word.start : word.end],
            any(start < word.end and word.start < end for start, end in highlight.spans),
        ]
        for word in words
    ]


def _look_for(workspace: Workspace, doc_id: str, key: str) -> Hit | None:
    """Words looked for in the document, and which of the places where they stand is shown."""
    words = st.text_input(
        "Find in this document", key=f"{key}-find", type="search", icon=":material/search:", width=FIND_PIXELS
    )
    if not words or not words.strip():
        return None
    found = list(islice(hits(workspace.library.pages.all(doc_id), words), MAX_HITS))
    if not found:
        st.caption("These words are not in this document.")
        return None
    chosen_key = f"{key}-hit-{words}"

    def go() -> None:
        st.session_state[key] = found[st.session_state[chosen_key]].page + 1

    count = f"{len(found)} places" if len(found) > 1 else "1 place"
    is_new = chosen_key not in st.session_state
    chosen = st.selectbox(
        f"Found in {count}" + " or more" * (len(found) == MAX_HITS), range(len(found)), key=chosen_key, on_change=go,
        width=HITS_PIXELS,
        format_func=lambda number: f"{page_name((found[number].page, found[number].label))}: {found[number].around}",
    )  # fmt: skip
    if is_new:
        go()
    return found[chosen]


def hits(pages: Iterable[Page], words: str) -> Iterable[Hit]:
    """Where words stand, whatever their case and the spaces between them.

    >>> [(hit.page, hit.start, hit.around) for hit in hits([Page(2, "3", "See Mill\\nLane 4.")], "mill lane")]
    [(2, 4, 'See Mill Lane 4.')]
    """
    wanted = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    for page in pages:
        for found in wanted.finditer(page.text):
            first, last = max(0, found.start() - CHARACTERS_AROUND_HIT), found.end() + CHARACTERS_AROUND_HIT
            around = " ".join(page.text[first:last].split())
            yield Hit(page.index, page.label, found.start(), found.end(), around)
