"""How often a question for one figure of a table is answered by it: `python -m benchmarks.cells [--work DIR]`.

The questions are made of labelled cells (benchmarks/table_cells.jsonl, and those that benchmarks/made_tables.py draws)
by one rule, and taken from the question sets, where the gold answer is a figure that stands in a table of an evidence
page. Each is asked of its own document, as the page asks it, without a chat model.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.made_tables import Expected, make_tables
from benchmarks.tables import EVALS, labelled
from docqa.cli.session import index, read_file
from docqa.documents import Answer, Finding
from docqa.evaluation.measures import contains, read_questions
from docqa.evaluation.question_sets import Question
from docqa.reading.page_tables import page_tables
from docqa.settings import Settings
from docqa.text.figures import figures
from docqa.workspace import Workspace

SETS = "financebench-dev", "financebench-dev2", "realdocs-dev", "realdocs-dev2", "seed"
REPORTED = frozenset({"financebench-dev2", "realdocs-dev2"})  # no weight is fitted on these
MADE = "made"
EVERY_MADE_CELL = 9  # of so many made ones one is asked for
MAX_WORDS_OF_LABEL = 10  # people do not type the rest of a long one
WAYS = "What was {label} in {header}?", "How much was {label} for {header}?", "{label} {header}"
HEADERLESS_WAYS = "What was {label}?", "How much was {label}?", "{label}"
_FIGURE = re.compile(r"\(?[-−]?[$€£]?\s?\d[\d,.]*\)?\s?(?:%|x|percent|thousand|[mb]illion|[KMB])?(?: (?:USD|dollars))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one question."""

    question: Question
    answer: Answer
    seconds: float  # from the question to its quotations

    @property
    def is_page_found(self) -> bool:
        return any(passage.chunk.page in self.question.pages for passage in self.answer.passages)

    @property
    def is_held(self) -> bool:
        """Whether a passage has the figure, on the right page."""
        return any(
            passage.chunk.page in self.question.pages and contains(passage.chunk.text, self.question)
            for passage in self.answer.passages
        )

    def is_quoted(self, among: int) -> bool:
        """Whether one of the first quotations says the figure: of a cell, its own and not its neighbours'."""
        return any(contains(quotation.words, self.question) for quotation in self.answer.quotations[:among])

    @property
    def stands(self) -> bool:
        return self.answer.finding is Finding.ANSWERS


def question_for(cell: Expected, number: int) -> Question:
    """The question for a labelled cell: in one of a few ways, by its number, with the first words of its label.

    >>> cell = Expected("a/pdfs/b.pdf", 3, "(1,577)", "Purchases of property (net), and more; a note", "2018")
    >>> question_for(cell, 0).text, question_for(cell, 0).answer
    ('What was purchases of property, and more in 2018?', '1,577')
    """
    label = re.sub(r"\s*\([^)]*\)", "", cell.row).split(";")[0]
    label = " ".join(label.split()[:MAX_WORDS_OF_LABEL]).rstrip(",:")
    if label[1:2].islower():
        label = label[0].lower() + label[1:]
    header = f"{cell.header_also} {cell.header}".strip()
    ways = WAYS if header else HEADERLESS_WAYS
    text = ways[number % len(ways)].format(label=label, header=header)
    bracketed = re.fullmatch(r"\((.*)\)", cell.value)
    answer = bracketed[1] if bracketed else cell.value
    return Question(f"{cell.doc} {cell.page}", Path(cell.doc).name, text, answer, (), frozenset({cell.page}), "cell")


def asks_for_cell(question: Question, folder: Path) -> bool:
    """Whether its gold answer is a single figure, and stands in a cell of a table of one of its pages."""
    if not question.answer or not _FIGURE.fullmatch(question.answer.strip()):
        return False
    return any(
        contains(f"{cell.text} {cell.unit.removeprefix('in ')}", question) and figures(cell.text)
        for page in sorted(question.pages)
        for table in page_tables(folder / question.doc, page)
        for cell in table.cells
    )


def ask(questions: Sequence[Question], pdfs: Path, work: Path) -> Iterator[Asked]:
    """Each question asked of its own document, in a library of them all that is kept in `work`."""
    own = Settings.from_env()
    settings = replace(own, data_dir=work / "data", chroma_dir=work / "chroma_db", chroma_url="")
    with closing(Workspace.open(settings)) as workspace:
        ids = {doc: workspace.library.add(read_file(pdfs / doc), doc).id for doc in sorted({q.doc for q in questions})}
        index(workspace, list(ids.values()))
        for question in questions:
            started = perf_counter()
            *_, answer = workspace.answer(question.text, doc_ids=[ids[question.doc]], choose_chat=no_chat)
            yield Asked(question, answer, perf_counter() - started)


def no_chat() -> None:
    """What is measured are the document's own words."""


def line(name: str, asked: Sequence[Asked]) -> str:
    """A line of the table: shares of the questions, but for the times."""
    shares = [
        sum(one.is_page_found for one in asked),
        sum(one.is_held for one in asked),
        sum(one.is_quoted(1) for one in asked),
        sum(one.is_quoted(3) for one in asked),
        sum(one.stands and one.is_quoted(1) for one in asked),
        sum(one.stands and not one.is_quoted(1) for one in asked),
    ]
    times = sorted(one.seconds for one in asked)
    cells = [f"{count / len(asked):.2f}" for count in shares]
    cells.append(f"{times[len(times) // 2]:.2f}, {times[int(0.95 * (len(times) - 1))]:.2f}")
    return f"| {name} | {len(asked)} | {' | '.join(cells)} |"


def tell_missed(asked: Iterable[Asked]) -> None:
    """What came first for the questions that it does not answer; nothing of the sets that are kept for reporting."""
    for one in asked:
        if not one.is_quoted(1):
            first = one.answer.quotations[0].words if one.answer.quotations else "nothing"
            found = (("in three", one.is_quoted(3)), ("in a passage", one.is_held), ("page", one.is_page_found))
            where = next((name for name, is_so in found if is_so), "lost")
            gold = f"{one.question.id}: {one.question.text} -> {one.question.answer}"
            print(f"{gold} ({where}); {one.answer.finding}: {first}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evals", type=Path, default=EVALS, help="where the question sets with their PDFs are")
    parser.add_argument("--work", type=Path, help="where the indexes are kept for the next run, a folder a set")
    parser.add_argument("--sets", nargs="+", default=[MADE, *SETS], help="those alone")
    parser.add_argument("--misses", action="store_true", help="tell what is not answered; not of the sets kept unseen")
    arguments = parser.parse_args()
    print("| questions | | page | passage | first | three | stands, right | stands, wrong | s: median, 95% |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        for name in arguments.sets:
            pdfs = Path(temporary) if name == MADE else arguments.evals / name / "pdfs"
            if not pdfs.is_dir():
                print(f"{pdfs} is not there: {name} is left out.")
                continue
            kinds = _made(pdfs) if name == MADE else _of_set(name, pdfs)
            library = Path(temporary) / MADE if name == MADE else work / name  # made PDFs are new ones each time
            asked = list(ask([q for questions in kinds.values() for q in questions], pdfs, library))
            for kind, questions in kinds.items():
                if questions:
                    print(line(kind, [one for one in asked if one.question in questions]), flush=True)
            if arguments.misses and name not in REPORTED:
                tell_missed(asked)


def _made(folder: Path) -> Mapping[str, Sequence[Question]]:
    cells = [cell for _, cells in make_tables(folder) for cell in cells][::EVERY_MADE_CELL]
    return {"made cells": [question_for(cell, number) for number, cell in enumerate(cells)]}


def _of_set(name: str, pdfs: Path) -> Mapping[str, Sequence[Question]]:
    cells = [cell for cell in labelled() if cell.doc.startswith(f"{name}/")]
    questions = read_questions(pdfs.parent / "questions.jsonl")
    return {
        f"{name}: labelled cells": [question_for(cell, number) for number, cell in enumerate(cells)],
        f"{name}: its questions": [question for question in questions if asks_for_cell(question, pdfs)],
    }


if __name__ == "__main__":
    main()
