"""A passage's place to be copied into a text of one's own, in the form that such a text needs."""

import re

import streamlit as st

from docqa.documents import Imprint, Passage
from docqa.page.shared import close_dialog, errors_shown, escape
from docqa.workspace import Workspace

# What programs write into a PDF's title is no title: the name of the file that it was made from, or nothing.
_NO_TITLE = re.compile(
    r"untitled.*|microsoft \w+ - .*|.*\.(?:docx?|pptx?|xlsx?|tex|dvi|ps|pdf|indd|rtf|odt)", re.IGNORECASE
)
_SPECIAL = re.compile(r"[\\{}$&#^_~%]")  # to TeX


@st.dialog("Cite this place", on_dismiss=close_dialog)
@errors_shown()
def cite_place(workspace: Workspace, passage: Passage) -> None:
    """Its document and page; as an entry for BibTeX too where the PDF says its title and its authors."""
    place = passage.page_name
    st.code(f"{passage.doc}, {place}", language=None, wrap_lines=True)
    if entry := bibtex(workspace.imprint(passage.chunk.doc_id), place):
        st.markdown("For BibTeX, as the PDF says of itself:")
        st.code(entry, language=None, wrap_lines=True)
    else:
        st.caption(f"For BibTeX, {escape(passage.doc)} does not say its title and its authors.")


def bibtex(imprint: Imprint, place: str) -> str:
    """An entry for BibTeX, or "" where title or authors are missing. A year is left out: a PDF says only its file's.

    >>> print(bibtex(Imprint("On {Herons} & Eels", "Ada Berg; Bo Lind"), "p. 4"))
    @misc{berg-on,
      title = {On Herons \\& Eels},
      author = {Ada Berg and Bo Lind},
      note = {p. 4}
    }
    >>> bibtex(Imprint("Microsoft Word - paper.docx", "Ada"), "p. 4"), bibtex(Imprint("On Herons"), "p. 4")
    ('', '')
    """
    title, author = " ".join(imprint.title.split()), " ".join(imprint.author.split())
    if not title or not author or _NO_TITLE.fullmatch(title):
        return ""
    names = authors(author)
    words = [*re.findall(r"\w+", names[0].partition(",")[0])[-1:], *re.findall(r"\w+", title)[:1]]
    key = "-".join(words).casefold() or "document"
    fields = {"title": title, "author": " and ".join(names), "note": place}
    return f"@misc{{{key},\n" + ",\n".join(f"  {name} = {{{_tex(said)}}}" for name, said in fields.items()) + "\n}"


def authors(author: str) -> list[str]:
    """The authors in a PDF's entry, which divides them by semicolons, by "and", or by commas between whole names.

    >>> [authors(text) for text in ("Ada Berg, Bo Lind and Cy Moe", "Berg, Ada; Lind, Bo", "Berg, Ada", "Heron Trust")]
    [['Ada Berg', 'Bo Lind', 'Cy Moe'], ['Berg, Ada', 'Lind, Bo'], ['Berg, Ada'], ['Heron Trust']]
    """
    names = re.split(r"\s*;\s*|,?\s+(?:and|&)\s+", author)
    parts = [part for name in names for part in name.split(", ")]
    names = parts if ";" not in author and all(" " in part.strip() for part in parts) else names
    return [name.strip() for name in names if name.strip()] or [author]


def _tex(text: str) -> str:
    """As TeX writes it; braces, which would end the field, and backslashes go.

    >>> _tex("50% of {a_b}"), _tex("x^2")
    ('50\\\\% of a\\\\_b', 'x2')
    """
    return _SPECIAL.sub(lambda found: f"\\{found[0]}" if found[0] in "$&#_%" else "", text)
