"""A person's own questions with the page where each answer stands, and where the search finds that page."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import time

from docqa.documents import Passage, page_name
from docqa.errors import UnknownDocument
from docqa.evaluation.question_sets import Question, from_jsonl, to_jsonl
from docqa.library.database import Database
from docqa.search.retriever import MAX_PASSAGES, Retriever

PASSAGES_LOOKED_THROUGH = 10  # passages that are looked through for the page
WORDS_ALONE = "words alone"  # in a model's place, when no embedding model can be had


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and its document's pages (physical, from 0; the labels beside them) that hold the answer."""

    id: int
    text: str
    doc_id: str
    doc: str
    pages: tuple[int, ...]  # in order; one of them is enough
    labels: tuple[str, ...]
    answers: tuple[str, ...] = ()  # what a file of questions said of the answer: the gold one, then others to accept

    @property
    def place(self) -> str:
        """Where its answer stands, for a reader.

        >>> GoldQuestion(1, "Who?", "", "Lease.pdf", (3, 5), ("iv", "2")).place
        'Lease.pdf, sheet 4, printed iv; sheet 6, printed 2'
        """
        return f"{self.doc}, {'; '.join(map(page_name, zip(self.pages, self.labels, strict=True)))}"


@dataclass(frozen=True, slots=True)
class Run:
    """What a search for all the questions has found: by a question's id the rank of its page, from 1.

    None: it is not among the first `PASSAGES_LOOKED_THROUGH` passages.
    """

    began: float  # seconds since 1970
    model: str  # by whose vectors it searched
    ranks: Mapping[int, int | None]

    def when(self, today: datetime) -> str:
        """The time of day or the day, for a reader.

        >>> run = Run(datetime(2024, 5, 3, 14, 5).timestamp(), "bge-small", {})
        >>> [run.when(datetime(*day)) for day in ((2024, 5, 3), (2024, 5, 4), (2025, 5, 3))]
        ['at 14:05', 'on 3 May', 'on 3 May 2024']
        """
        began = datetime.fromtimestamp(self.began)
        if began.date() == today.date():
            return f"at {began:%H:%M}"
        return f"on {began.day} {began:%B}" + (f" {began.year}" if began.year != today.year else "")

    def change(self, question_id: int, before: "Run | None") -> int:
        """1 when the question's page is found further in front than `before`, -1 when further behind, otherwise 0."""
        if before is None or question_id not in self.ranks or question_id not in before.ranks:
            return 0
        now, then = (run.ranks[question_id] or PASSAGES_LOOKED_THROUGH + 1 for run in (self, before))
        return (now < then) - (now > then)

    def compare(self, before: "Run | None", today: datetime) -> str:
        """One sentence: how much it has found, and what got better and worse since the run before it."""
        found = sum(rank is not None and rank <= MAX_PASSAGES for rank in self.ranks.values())
        sentence = f"{found} of {len(self.ranks)} found among the first {MAX_PASSAGES} passages"
        if before is None:
            return f"{sentence} {self.when(today)} with {self.model}."
        then = f"than {before.when(today)} with {before.model}"
        changes = [self.change(question_id, before) for question_id in self.ranks]
        better, worse = changes.count(1), changes.count(-1)
        if not better and not worse:
            return f"{sentence}; nothing better or worse {then}."
        return f"{sentence}; {better} better, {worse} worse {then}."


@dataclass(frozen=True, slots=True)
class TakenQuestions:
    """What came of a file of questions."""

    kept: int
    left_out: int  # their document is not in the library, or has not the pages that they name

    def describe(self) -> str:
        """In a sentence or two, for a reader.

        >>> TakenQuestions(1, 0).describe()
        '1 question was added.'
        >>> TakenQuestions(0, 2).describe()
        '0 questions were added. 2 were left out: their document is not in the library, or they name no page of it.'
        """
        added = f"{self.kept} question{' was' if self.kept == 1 else 's were'} added."
        if not self.left_out:
            return added
        were = "was left out: its" if self.left_out == 1 else "were left out: their"
        names = "it names" if self.left_out == 1 else "they name"
        return f"{added} {self.left_out} {were} document is not in the library, or {names} no page of it."


class GoldQuestions:
    """The questions of one library, in the order they came, and their last two runs. A document's go with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[GoldQuestion]:
        """Every question with its document's name and its pages as they are printed. Raises StorageError."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT g.*, d.name, "
                "(SELECT json_group_array(coalesce(p.label, j.value + 1)) FROM json_each(g.pages) j "
                "LEFT JOIN pages p ON p.doc_id = g.doc_id AND p.reading = d.reading AND p.idx = j.value) AS labels "
                "FROM gold_questions g JOIN documents d ON d.id = g.doc_id ORDER BY g.id"
            ).fetchall()
        return [
            GoldQuestion(
                id=row["id"],
                text=row["question"],
                doc_id=row["doc_id"],
                doc=row["name"],
                pages=tuple(json.loads(row["pages"])),
                labels=tuple(str(label) for label in json.loads(row["labels"])),
                answers=tuple(json.loads(row["answers"])),
            )
            for row in rows
        ]

    def keep(self, doc_id: str, text: str, pages: Collection[int], answers: Sequence[str] = ()) -> None:
        """Keep a question; one of the same words about the same document gets these pages instead of its own.

        Raises UnknownDocument.
        """
        question, listed = _plain(text), json.dumps(sorted(set(pages)))
        with self._database.transaction() as db:
            db.execute(  # where another page was found says nothing now
                "DELETE FROM gold_ranks WHERE question = "
                "(SELECT id FROM gold_questions WHERE doc_id = ? AND question = ? AND pages != ?)",
                (doc_id, question, listed),
            )
            is_kept = db.execute(
                "INSERT INTO gold_questions (doc_id, question, pages, answers) "
                "SELECT id, ?, ?, ? FROM documents WHERE id = ? ON CONFLICT (doc_id, question) DO UPDATE SET "
                "pages = excluded.pages, answers = iif(excluded.answers = '[]', answers, excluded.answers)",
                (question, listed, json.dumps([_plain(answer) for answer in answers]), doc_id),
            ).rowcount
        if not is_kept:
            raise UnknownDocument("That document is no longer in the library.")

    def remove(self, question_id: int) -> None:
        """Take a question out; nothing when it is not there. Raises StorageError."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM gold_questions WHERE id = ?", (question_id,))

    def labels(self, doc_id: str) -> dict[int, str]:
        """What is printed on each page of a document, by its physical number from 0, in order."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT p.idx, p.label FROM documents d JOIN pages p ON p.doc_id = d.id AND p.reading = d.reading "
                "WHERE d.id = ? ORDER BY p.idx",
                (doc_id,),
            )
            return {row["idx"]: row["label"] for row in rows}

    # The search

    def run(self, retriever: Retriever) -> Iterator[float]:
        """Search all documents for each question; how much is done, 0 to 1. A run that is broken off is not kept.

        Raises EngineError and StorageError.
        """
        questions, began, embedder = self.all(), time(), retriever.embedder()
        if embedder is not None and questions:
            embedder.model.embed_query(questions[0].text)  # the search would make do with words alone, and not say so
        ranks = {}
        for done, question in enumerate(questions):
            yield done / len(questions)
            ranks[question.id] = rank(question, retriever.search(question.text, k=PASSAGES_LOOKED_THROUGH))
        self._keep_run(Run(began, embedder.label if embedder else WORDS_ALONE, ranks))

    def runs(self) -> list[Run]:
        """The last two runs, the later one first, of the questions that are still kept as they were."""
        with self._database.reading() as db:
            rows = db.execute("SELECT * FROM gold_ranks ORDER BY began DESC").fetchall()
        ranks: dict[tuple[float, str], dict[int, int | None]] = {}
        for row in rows:
            ranks.setdefault((row["began"], row["model"]), {})[row["question"]] = row["rank"]
        return [Run(began, model, found) for (began, model), found in ranks.items()]

    def _keep_run(self, run: Run) -> None:
        with self._database.transaction() as db:
            db.execute("DELETE FROM gold_ranks WHERE began < (SELECT max(began) FROM gold_ranks)")
            db.executemany(
                "INSERT INTO gold_ranks (question, began, model, rank) SELECT id, ?, ?, ? FROM gold_questions "
                "WHERE id = ?",  # it may have been removed meanwhile
                [(run.began, run.model, rank, question_id) for question_id, rank in run.ranks.items()],
            )

    # Files, of the form that `python -m docqa eval` reads

    def to_jsonl(self) -> str:
        """All questions, one JSON object a line."""
        return to_jsonl(
            Question(
                id=str(question.id),
                doc=question.doc,
                text=question.text,
                answer=question.answers[0] if question.answers else "",  # None would mean that it has none
                accept=question.answers[1:],
                pages=frozenset(question.pages),
            )
            for question in self.all()
        )

    def take(self, data: bytes, name: str) -> TakenQuestions:
        """Keep the questions of a file called `name`. Raises BadQuestions, naming the line, and keeps none then."""
        questions = from_jsonl(data, name)
        with self._database.reading() as db:
            known = {row["name"]: row for row in db.execute("SELECT id, name, pages FROM documents")}
        kept = 0
        for question in questions:
            document = known.get(question.doc)
            if document and question.pages and all(0 <= page < document["pages"] for page in question.pages):
                answers = [answer for answer in (question.answer, *question.accept) if answer]
                self.keep(document["id"], question.text, question.pages, answers)
                kept += 1
        return TakenQuestions(kept, len(questions) - kept)


def rank(question: GoldQuestion, passages: Sequence[Passage]) -> int | None:
    """The place, from 1, of the first passage that stands on one of the question's pages."""
    for place, passage in enumerate(passages, start=1):
        if passage.chunk.doc_id == question.doc_id and passage.chunk.page in question.pages:
            return place
    return None


def _plain(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())
