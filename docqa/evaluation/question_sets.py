"""Sets of questions with known answers, kept in files: one JSON object a line.

`doc` (a PDF's file name) and `question` must be there; `id`, `answer` (null where the document has none), `accept`
(other right answers), `pages` (that hold the answer; physical, from 0), `kind` and `after` (what is asked before it in
the same conversation, oldest first) may be. Other fields are passed over.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from operator import index

from docqa.errors import BadQuestions


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its gold answer (None where the document has none) and evidence pages (physical, from 0)."""

    id: str
    doc: str
    text: str
    answer: str | None
    accept: tuple[str, ...] = ()
    pages: frozenset[int] = frozenset()
    kind: str = "any"
    after: tuple[str, ...] = ()  # what is asked before it, oldest first

    @property
    def answerable(self) -> bool:
        return self.answer is not None


def from_jsonl(data: bytes, name: str) -> list[Question]:
    """The questions of a file called `name`; a question without an id gets the line's number.

    Raises BadQuestions, naming the line.
    """
    try:
        lines = data.decode("utf-8-sig").split("\n")  # `splitlines` would also cut a text at its U+2028
    except UnicodeDecodeError as exc:
        raise BadQuestions(f"The questions in {name} cannot be read: they are not in UTF-8.") from exc
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            json.dumps(row, ensure_ascii=False).encode()  # an escape can spell half a character, which is no text
            if not row["question"].strip():
                raise ValueError("no question")
            accept, pages, after = (row.get(key) or [] for key in ("accept", "pages", "after"))
            if not (row["doc"] and all(isinstance(one, list) for one in (accept, pages, after))):
                raise ValueError("no document, or no list")
            if not all(question.strip() for question in after):
                raise ValueError("no question")
            if any(isinstance(page, bool) for page in pages):
                raise ValueError("a page that is true or false")
            questions.append(
                Question(
                    id=str(row.get("id") or number),
                    doc=str(row["doc"]),
                    text=row["question"],
                    answer=None if row.get("answer") is None else str(row["answer"]),
                    accept=tuple(str(gold) for gold in accept if gold not in (None, "")),
                    pages=frozenset(map(index, pages)),
                    kind=str(row.get("kind") or "any"),
                    after=tuple(after),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
            raise BadQuestions(
                f"Line {number} of {name} is no question: it needs at least doc and question; pages are whole numbers."
            ) from exc
    if not questions:
        raise BadQuestions(f"{name} holds no questions.")
    return questions


def to_jsonl(questions: Iterable[Question]) -> str:
    """What `from_jsonl` reads."""
    rows = (
        {
            "id": question.id,
            "doc": question.doc,
            "question": question.text,
            "answer": question.answer,
            "accept": question.accept,
            "pages": sorted(question.pages),
            "kind": question.kind,
        }
        | ({"after": question.after} if question.after else {})
        for question in questions
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
