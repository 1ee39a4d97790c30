import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from docqa.conversations.kept import Message
from docqa.documents import Answer
from docqa.errors import BadQuestions, EngineError, UnknownDocument
from docqa.evaluation.gold import PASSAGES_LOOKED_THROUGH, WORDS_ALONE, GoldQuestion, Run, TakenQuestions, rank
from docqa.evaluation.measures import read_questions
from docqa.page.check_search import ranks_html
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.library.test_removing import files_with
from tests.support.pdfs import text_pdf
from tests.support.shelf import LEASE, filled, keep_text, passage
from tests.support.small_models import LetterEmbeddings, letter_embedder

TODAY = datetime(2024, 5, 20, 18, 0)
RENT, LAW = "How much is the rent?", "Which law governs it?"


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    workspace = filled(settings)
    yield workspace
    workspace.close()


def ids(workspace: Workspace) -> dict[str, str]:
    return {document.name: document.id for document in workspace.library.documents()}


def kept(workspace: Workspace) -> list[tuple[str, str]]:
    return [(question.text, question.place) for question in workspace.gold.all()]


def run(ranks: Mapping[int, int | None], day: int = 20, model: str = "bge-small") -> Run:
    return Run(datetime(2024, 5, day, 14, 5).timestamp(), model, ranks)


def check(workspace: Workspace) -> list[float]:
    return list(workspace.gold.run(workspace.retriever))


# Comparing


def test_the_rank_is_that_of_the_first_passage_on_a_gold_page() -> None:
    question = GoldQuestion(1, RENT, "Lease.pdf", "Lease.pdf", (2, 4), ("3", "5"))
    other = passage("text", 2, doc="Other.pdf")
    assert rank(question, [other, passage("text", 3), passage("text", 4), passage("text", 2)]) == 3
    assert rank(question, [other, passage("text", 3)]) is None
    assert rank(question, []) is None


@pytest.mark.parametrize(
    ("then", "now", "change"),
    [
        (3, 1, 1),
        (1, 3, -1),
        (2, 2, 0),
        (None, PASSAGES_LOOKED_THROUGH, 1),
        (PASSAGES_LOOKED_THROUGH, None, -1),
        (None, None, 0),
    ],
)
def test_further_in_front_is_better(then: int | None, now: int | None, change: int) -> None:
    assert run({1: now}).change(1, run({1: then})) == change


def test_a_question_that_was_not_in_both_runs_did_not_change() -> None:
    assert run({1: 4, 2: 1}).change(2, run({1: 1})) == 0
    assert run({1: 4}).change(2, run({2: 1})) == 0
    assert run({1: 4}).change(1, None) == 0


def test_a_run_in_one_sentence() -> None:
    before = run({1: 1, 2: 2, 3: None, 4: 1}, day=3)
    latest = run({1: 2, 2: 6, 3: 5, 4: 1, 5: None}, model="nomic")
    assert latest.compare(None, TODAY) == "3 of 5 found among the first 5 passages at 14:05 with nomic."
    sentence = "3 of 5 found among the first 5 passages; 1 better, 2 worse than on 3 May with bge-small."
    assert latest.compare(before, TODAY) == sentence
    same = "3 of 5 found among the first 5 passages; nothing better or worse than at 14:05 with nomic."
    assert latest.compare(latest, TODAY) == same


def test_a_run_as_a_table() -> None:
    """What got worse is on top; nothing in it is taken for HTML."""
    questions = [GoldQuestion(n, f"<b>{n}</b>", "a", "a.pdf", (0,), ("1",)) for n in (1, 2, 3, 4)]
    table = ranks_html(questions, run({1: 1, 2: 1, 3: None}, model="<new>"), run({1: 1, 2: 2, 3: 4}, day=3), TODAY)
    rows = [row.split("<td") for row in table.split("<tr>")[1:]]
    assert "<th>on 3 May<small>bge-small</small></th><th>at 14:05<small>&lt;new&gt;</small></th>" in rows[0][0]
    assert [row[1][1 : row[1].index("<small>")] for row in rows[1:]] == [
        f"&lt;b&gt;{n}&lt;/b&gt;" for n in (3, 2, 1, 4)
    ]
    assert [tuple(cell.split(">")[1].split("<")[0] for cell in row[2:]) for row in rows[1:]] == [
        ("4", "– worse"),
        ("2", "1 better"),
        ("1", "1"),
        ("not tried", "not tried"),
    ]


# Keeping


def test_questions_are_kept_in_order_with_their_place(workspace: Workspace) -> None:
    lease, heron = ids(workspace)["Lease.pdf"], ids(workspace)["Heron report.pdf"]
    workspace.gold.keep(lease, f"  {RENT}\n", (0,))
    workspace.gold.keep(heron, "What did it cost?", (1, 0, 1))
    workspace.gold.keep(lease, LAW, (1,))
    workspace.gold.keep(lease, LAW, (2,))  # that was not the right page
    assert kept(workspace) == [
        (RENT, "Lease.pdf, p. 1"),
        ("What did it cost?", "Heron report.pdf, p. 1; p. 2"),
        (LAW, "Lease.pdf, p. 3"),
    ]
    workspace.gold.remove(workspace.gold.all()[0].id)
    assert [text for text, _ in kept(workspace)] == ["What did it cost?", LAW]
    with pytest.raises(UnknownDocument, match="no longer in the library"):
        workspace.gold.keep("gone", RENT, (0,))


def test_pages_are_chosen_by_what_is_printed_on_them(settings: Settings, tmp_path: Path) -> None:
    with closing(Workspace.open(settings)) as workspace:
        doc_id = workspace.library.add(text_pdf(tmp_path / "a.pdf", ("x",)).read_bytes(), "a.pdf").id
        assert workspace.gold.labels(doc_id) == {}
        keep_text(workspace.library, doc_id, LEASE)
        with workspace.library.database.transaction() as db:
            db.execute("UPDATE pages SET label = 'iv' WHERE idx = 1")
        assert workspace.gold.labels(doc_id) == {0: "1", 1: "iv", 2: "3"}
        workspace.gold.keep(doc_id, RENT, (1,))
        assert kept(workspace) == [(RENT, "a.pdf, sheet 2, printed iv")]


def test_a_question_just_asked_is_kept_with_the_one_it_follows(workspace: Workspace) -> None:
    lease = ids(workspace)["Lease.pdf"]
    conversation = workspace.conversations.start(RENT)
    for question in (RENT, "and the notice period?"):
        message = workspace.conversations.ask(conversation, question)
        workspace.conversations.keep(message, Answer(question, "It says.", done=True))
        workspace.keep_as_gold(conversation, Message(message, Answer(question)), passage("text", 2, doc=lease))
    assert kept(workspace) == [
        (RENT, "Lease.pdf, p. 3"),
        (f"{RENT} and the notice period?", "Lease.pdf, p. 3"),
    ]


def test_a_removed_document_takes_its_questions_along(workspace: Workspace, settings: Settings) -> None:
    lease, heron = ids(workspace)["Lease.pdf"], ids(workspace)["Heron report.pdf"]
    workspace.gold.keep(lease, "Is a Quagmirefinch allowed?", (1,))
    workspace.gold.keep(heron, "What did training cost?", (1,))
    check(workspace)
    assert files_with(settings, "Quagmirefinch")
    workspace.remove(lease)
    assert files_with(settings, "Quagmirefinch") == []
    assert [text for text, _ in kept(workspace)] == ["What did training cost?"]
    assert [len(run.ranks) for run in workspace.gold.runs()] == [1]


# The search


def test_the_search_is_tried_and_its_last_two_runs_are_kept(workspace: Workspace) -> None:
    lease = ids(workspace)["Lease.pdf"]
    assert check(workspace) == []
    workspace.gold.keep(lease, "How much is the monthly rent of the cottage?", (0,))
    workspace.gold.keep(lease, "Where is the key of the cottage kept?", (1,))
    assert check(workspace) == [0, 0.5]
    (first,) = workspace.gold.runs()
    assert (first.model, list(first.ranks.values())) == ("bge-small-en-v1.5 (built in)", [1, 1])
    workspace.gold.keep(lease, "Where is the key of the cottage kept?", (2,))  # what was found before says nothing now
    workspace.gold.keep(lease, "How much is the monthly rent of the cottage?", (0,))
    assert [list(run.ranks) for run in workspace.gold.runs()] == [[1]]
    check(workspace)
    check(workspace)
    latest, before = workspace.gold.runs()
    assert latest.began > before.began > first.began
    assert latest.change(2, before) == 0
    assert latest.ranks[2] != 1


def test_a_run_that_is_broken_off_is_not_kept(workspace: Workspace) -> None:
    for page in (0, 1):
        workspace.gold.keep(ids(workspace)["Lease.pdf"], f"Question {page}", (page,))
    running = workspace.gold.run(workspace.retriever)
    next(running)
    running.close()
    assert workspace.gold.runs() == []


def test_a_question_removed_during_a_run_is_not_missed(workspace: Workspace) -> None:
    for page in (0, 1):
        workspace.gold.keep(ids(workspace)["Lease.pdf"], f"Question {page}", (page,))
    for _ in workspace.gold.run(workspace.retriever):
        workspace.gold.remove(1)
    assert [list(run.ranks) for run in workspace.gold.runs()] == [[2]]


def test_a_model_that_is_away_is_said_and_not_passed_over(workspace: Workspace) -> None:
    class Away(LetterEmbeddings):
        def embed_query(self, text: str) -> list[float]:
            raise EngineError("Ollama is not running.")

    workspace.gold.keep(ids(workspace)["Lease.pdf"], RENT, (0,))
    embedder = replace(letter_embedder(), model=Away())
    with pytest.raises(EngineError, match="Ollama is not running"):
        list(workspace.gold.run(replace(workspace.retriever, embedder=lambda: embedder)))
    assert workspace.gold.runs() == []
    list(workspace.gold.run(replace(workspace.retriever, embedder=lambda: None)))
    assert [run.model for run in workspace.gold.runs()] == [WORDS_ALONE]


# Files


def lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def test_a_file_of_questions_is_that_of_eval(workspace: Workspace, tmp_path: Path) -> None:
    workspace.gold.keep(ids(workspace)["Lease.pdf"], "Was dürfen\u2028Hunde?", (1,))
    given = {"doc": "Heron report.pdf", "question": "Its cost?", "answer": 5.5, "accept": ["5.6"], "pages": [1, 0]}
    assert workspace.gold.take(lines(given), "q.jsonl") == TakenQuestions(1, 0)
    path = tmp_path / "questions.jsonl"
    path.write_text(workspace.gold.to_jsonl(), "utf-8")
    own, other = read_questions(path)
    assert (own.doc, own.text, own.pages, own.answerable) == ("Lease.pdf", "Was dürfen Hunde?", {1}, True)
    assert (other.doc, other.text, other.pages) == ("Heron report.pdf", "Its cost?", {0, 1})
    assert (other.answer, other.accept) == ("5.5", ("5.6",))

    questions = [(q.text, q.place, q.answers) for q in workspace.gold.all()]
    check(workspace)
    ranks = workspace.gold.runs()[0].ranks
    assert workspace.gold.take(path.read_bytes(), path.name) == TakenQuestions(
        2, 0
    )  # the same once more: nothing changes
    assert [(q.text, q.place, q.answers) for q in workspace.gold.all()] == questions
    assert workspace.gold.runs()[0].ranks == ranks
    for question in workspace.gold.all():
        workspace.gold.remove(question.id)
    workspace.gold.take(b"\xef\xbb\xbf" + path.read_bytes(), path.name)
    assert [(q.text, q.place, q.answers) for q in workspace.gold.all()] == questions


def test_questions_about_what_is_not_there_are_left_out(workspace: Workspace) -> None:
    row = {"doc": "Lease.pdf", "question": RENT, "pages": [0]}
    others = [
        row | {"doc": "Other.pdf"},
        row | {"doc": ["Lease.pdf"]},
        row | {"pages": []},
        row | {"pages": None},
        row | {"pages": [3]},
    ]
    taken = workspace.gold.take(lines(*others, row | {"pages": [-1]}, row | {"pages": [2**70]}, row), "q.jsonl")
    assert taken == TakenQuestions(1, 7)
    assert kept(workspace) == [(RENT, "Lease.pdf, p. 1")]


def test_nothing_is_kept_of_a_file_that_cannot_be_read(workspace: Workspace) -> None:
    good = {"doc": "Lease.pdf", "question": RENT, "pages": [0]}
    with pytest.raises(BadQuestions, match="Line 2 of q.jsonl is no question"):
        workspace.gold.take(lines(good, good | {"pages": [0.5]}), "q.jsonl")
    assert kept(workspace) == []
