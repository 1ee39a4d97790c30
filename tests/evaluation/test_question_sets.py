import json

import pytest

from docqa.errors import BadQuestions
from docqa.evaluation.question_sets import Question, from_jsonl, to_jsonl

pytestmark = pytest.mark.pure

WHY = {"doc": "a.pdf", "question": "Why?"}


def lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def test_questions_are_read() -> None:
    how = {"id": 7, "doc": "a.pdf", "question": "How?", "answer": 12, "accept": [2, "two", None], "pages": [4, 1]}
    data = (
        lines(how | {"kind": "multi", "evidence": "so"})
        + b"\r\n\r\n"
        + lines(WHY | {"answer": None, "after": ["How?"]})
    )
    questions = [
        Question("7", "a.pdf", "How?", "12", ("2", "two"), frozenset({1, 4}), "multi"),
        Question("3", "a.pdf", "Why?", None, (), frozenset(), "any", ("How?",)),
    ]
    assert from_jsonl(data, "q.jsonl") == from_jsonl(b"\xef\xbb\xbf" + data, "q.jsonl") == questions


def test_questions_are_written_as_they_are_read() -> None:
    questions = [
        Question("1", "größe.pdf", "Wie\u2028groß?", "", ("zwei",), frozenset({12, 3}), "lookup"),
        Question("2", "a.pdf", 'A "question"\non two lines', None, after=("Why?", "and then?")),
    ]
    written = to_jsonl(questions)
    assert "größe.pdf" in written
    assert "[3, 12]" in written
    assert from_jsonl(written.encode(), "q.jsonl") == questions


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "q.jsonl holds no questions."),
        (b"\xff\xfe", "The questions in q.jsonl cannot be read: they are not in UTF-8."),
        (lines(WHY) + b"\nnot json", "Line 2 of q.jsonl is no question: it needs at least doc and question; pages are"),
        (lines({"question": "Why?"}), "Line 1"),
        (lines(["a.pdf"]), "Line 1"),
        (lines(WHY | {"question": " "}), "Line 1"),
        (lines(WHY | {"question": 7}), "Line 1"),
        (lines(WHY | {"question": "\ud800"}), "Line 1"),
        (lines(WHY | {"accept": ["\ud800"]}), "Line 1"),
        (lines(WHY | {"pages": 4}), "Line 1"),
        (lines(WHY | {"pages": "12"}), "Line 1"),
        (lines(WHY | {"pages": [0.5]}), "Line 1"),
        (lines(WHY | {"pages": [True]}), "Line 1"),
        (lines(WHY | {"pages": [False]}), "Line 1"),
        (lines(WHY | {"accept": "yes"}), "Line 1"),
        (lines(WHY | {"after": "How?"}), "Line 1"),
        (lines(WHY | {"after": [" "]}), "Line 1"),
        (lines(WHY | {"after": [7]}), "Line 1"),
        (lines(WHY | {"doc": None}), "Line 1"),
        (b"[" * 100_000, "Line 1"),
    ],
)
def test_a_file_that_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(BadQuestions, match=message):
        from_jsonl(data, "q.jsonl")
