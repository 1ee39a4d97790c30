"""Where a person keeps questions whose page they know, and sees whether the search finds it: drawn on the page."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from docqa.documents import page_name
from docqa.evaluation.gold import PASSAGES_LOOKED_THROUGH, GoldQuestion, Run
from docqa.page.shared import close_dialog, errors_shown, page_state
from docqa.workspace import Workspace

TABLE_QUESTIONS, TABLE_PIXELS = 8, 520  # a longer table scrolls within that height
CHANGES = {1: "better", 0: "", -1: "worse"}
TABLE_CSS = """<style>
.ranks { width: 100%; border-collapse: collapse; overflow-wrap: break-word; }
.ranks td:first-child { overflow-wrap: anywhere; }
.ranks th, .ranks td { padding: .4rem .75rem .4rem 0; text-align: left; vertical-align: top; }
.ranks tr { border-bottom: 1px solid rgb(128 128 128 / .35); }
.ranks th::first-letter { text-transform: uppercase; }
.ranks small { display: block; font-weight: 400; opacity: .75; }
.ranks .changed { font-weight: 600; }
</style>"""


@st.dialog("Check the search", width="medium", on_dismiss=close_dialog)
def check_search(workspace: Workspace) -> None:
    """The ranks of the pages that are known, and the questions to keep."""
    for draw in (draw_ranks, draw_questions):
        with st.container(), errors_shown():  # what goes wrong in one leaves the other
            draw(workspace)


def draw_ranks(workspace: Workspace) -> None:
    """The last run beside the one before it, and a button for another. Raises EngineError, StorageError."""
    gold = workspace.gold
    st.caption(
        "Keep questions whose page you know, and see after a change, of the model that searches for example, "
        "how well their pages are found among all documents."
    )
    questions = gold.all()
    if not questions:
        return
    count = f"{len(questions)} questions" if len(questions) > 1 else "1 question"
    if st.button(f"Search for {count}", type="primary", icon=":material/search:", key="gold-run"):
        bar = st.progress(0.0, "Searching…")
        for share in gold.run(workspace.retriever):
            bar.progress(share, "Searching…")
        bar.empty()
    today, runs = datetime.now(), gold.runs()
    latest, before = (*runs, None, None)[:2]
    if latest:
        st.text(latest.compare(before, today))
    with st.container(height=TABLE_PIXELS if len(questions) > TABLE_QUESTIONS else "content", border=False):
        st.html(TABLE_CSS + ranks_html(questions, latest, before, today))
    if latest:
        st.caption(
            f"A number is the place of the page among the first {PASSAGES_LOOKED_THROUGH} passages; "
            "– means that it is not there."
        )


def ranks_html(questions: Sequence[GoldQuestion], latest: Run | None, before: Run | None, today: datetime) -> str:
    """A table of the questions with the ranks of their pages in two runs; what got worse is on top, then what better.

    >>> ranks_html([GoldQuestion(1, "Who?", "", "<i>.pdf", (3,), ("4",))], None, None, datetime(2024, 5, 3))
    '<table class="ranks"><tr><th>Question</th></tr><tr><td>Who?<small>&lt;i&gt;.pdf, p. 4</small></td></tr></table>'
    """
    runs = [run for run in (before, latest) if run]
    changes = {question.id: latest.change(question.id, before) if latest else 0 for question in questions}
    heads = "".join(f"<th>{run.when(today)}<small>{escape(run.model)}</small></th>" for run in runs)
    rows = [f"<tr><th>Question</th>{heads}</tr>"]
    for question in sorted(questions, key=lambda question: changes[question.id] or len(CHANGES)):
        cells = f"<td>{escape(question.text)}<small>{escape(question.place)}</small></td>"
        for run in runs:
            change = CHANGES[changes[question.id]] if run is latest else ""
            rank = "not tried" if question.id not in run.ranks else run.ranks[question.id] or "–"
            cells += f'<td class="changed">{rank} {change}</td>' if change else f"<td>{rank}</td>"
        rows.append(f"<tr>{cells}</tr>")
    return f'<table class="ranks">{"".join(rows)}</table>'


def draw_questions(workspace: Workspace) -> None:
    """Add questions, one at a time or from a file, save them and take them out. Raises BadQuestions, StorageError."""
    questions = workspace.gold.all()
    with st.expander("Add a question", expanded=not questions, icon=":material/add:"):
        _add(workspace)
    if questions:
        with st.expander("Remove a question", icon=":material/delete:"):
            _remove(workspace, questions)
    with st.expander("Keep them in a file", icon=":material/draft:"):
        _file(workspace, bool(questions))


def _add(workspace: Workspace) -> None:
    names = {document.id: document.name for document in workspace.library.documents() if document.askable}
    if not names:
        st.caption("Add a PDF first.")
        return
    doc_id = st.selectbox("Document", names, format_func=names.__getitem__, key="gold-document")
    labels = workspace.gold.labels(doc_id)
    page = st.selectbox(
        "Page with the answer",
        labels,
        format_func=lambda page: page_name((page, labels[page])),
        key=f"gold-page-{doc_id}",
    )
    with st.form("gold-question", clear_on_submit=True, border=False):
        text = st.text_input("Question", max_chars=4000)
        if st.form_submit_button("Keep", disabled=page is None) and text.strip():
            workspace.gold.keep(doc_id, text, (page,))
            st.rerun(scope="fragment")


def _remove(workspace: Workspace, questions: Sequence[GoldQuestion]) -> None:
    names = {question.id: f"{question.text} ({question.place})" for question in questions}
    key = f"gold-chosen-{len(names)}"
    chosen = st.selectbox("Question to remove", names, format_func=names.__getitem__, key=key)
    if st.button("Remove", key="gold-remove"):
        workspace.gold.remove(chosen)
        st.rerun(scope="fragment")


def _file(workspace: Workspace, has_any: bool) -> None:
    st.caption("One JSON object a line, as `python -m docqa eval` reads it; there, pages count from 0.")
    if has_any:
        st.download_button(
            "Save the questions", workspace.gold.to_jsonl(), "questions.jsonl", "application/jsonl",
            icon=":material/download:", key="gold-save", on_click="ignore",
        )  # fmt: skip
    state = page_state()
    file = st.file_uploader("Add questions from a file", type="jsonl", key=f"gold-file-{state.gold_files}")
    if file:
        state.gold_taken = workspace.gold.take(file.getvalue(), file.name).describe()
        state.gold_files += 1  # an empty uploader again
        st.rerun(scope="fragment")
    if state.gold_taken:
        st.info(state.gold_taken)
        state.gold_taken = ""
