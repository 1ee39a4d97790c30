"""`eval`: measure search and answers on questions with known answers."""

import argparse
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command
from docqa.cli.output import bars, complain, say, say_json
from docqa.cli.session import index, open_workspace, read_file, shortcoming
from docqa.errors import BadQuestions, DocumentError, SettingsError
from docqa.settings import Settings

if TYPE_CHECKING:
    from docqa.evaluation.measures import Outcome
    from docqa.evaluation.question_sets import Question
    from docqa.workspace import Workspace


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "eval", run, "measure search and answers on questions with known answers")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--pdfs", type=Path, required=True, metavar="DIR", help="the folder with the questions' PDFs")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where its index is kept (default: eval_work/SET)")
    parser.add_argument("--search-only", action="store_true", help="do not ask the chat model")
    parser.add_argument("--ablate", action="store_true", help="show what each step of the search brings, no answers")
    parser.add_argument("--details", type=Path, metavar="FILE", help="write one JSON object a question there")


def run(options: argparse.Namespace) -> int:
    """Ask all questions and show the measures; 1 when a document or an answer failed."""
    from docqa.evaluation import measures

    questions = measures.read_questions(options.questions)
    set_name = options.questions.resolve().parent.name
    with closing(open_workspace(_settings(options.work or Path("eval_work") / set_name))) as workspace:
        ids = _add_documents(workspace, questions, options)
        problems = [problem for document in index(workspace, list(ids.values())) if (problem := shortcoming(document))]
        for problem in problems:
            complain(problem)
        if options.ablate:
            say(measures.ablation_table(_ablated(workspace, questions, ids)))
            return 1 if problems else 0
        outcomes = _outcomes(workspace, questions, ids, is_answered=not options.search_only)
    answers = [outcome.answer for outcome in outcomes if outcome.answer]
    errors = list(dict.fromkeys(answer.error for answer in answers if answer.error))
    for error in errors:
        complain(error)
    if options.details:
        _write_details(options.details, outcomes)
    scores = measures.score_by_kind(outcomes)
    if options.json:
        model = next((answer.model for answer in answers if answer.model), None)
        say_json(as_json.scores(set_name, model, scores))
    else:
        say(measures.table(scores))
    return 1 if problems or errors else 0


def _settings(work: Path) -> Settings:
    """Settings for an index in the work folder, which is never the person's library, nor on their Chroma server."""
    own = Settings.from_env()
    settings = replace(own, data_dir=work / "data", chroma_dir=work / "chroma_db", chroma_url="")
    taken = {own.data_dir.resolve(), own.chroma_dir.resolve()}
    if taken & {settings.data_dir.resolve(), settings.chroma_dir.resolve()}:
        raise SettingsError(f"Your library is kept in {work}. Choose another folder with --work.")
    return settings


def _add_documents(
    workspace: "Workspace", questions: Sequence["Question"], options: argparse.Namespace
) -> dict[str, str]:
    """Add the documents that are asked about; their ids by name. Raises BadQuestions when one cannot be read."""
    ids = {}
    for doc in sorted({question.doc for question in questions}):
        try:
            ids[doc] = workspace.library.add(read_file(options.pdfs / doc), doc).id
        except DocumentError as error:
            raise BadQuestions(f"{error} {options.questions} asks about it; --pdfs names its folder.") from error
    return ids


def _outcomes(
    workspace: "Workspace", questions: Sequence["Question"], ids: Mapping[str, str], is_answered: bool
) -> list["Outcome"]:
    from docqa.evaluation import measures

    def outcome(question: "Question") -> "Outcome":
        if not is_answered:
            return measures.search(workspace.retriever, question, ids)
        return measures.ask(
            workspace.retriever, lambda text, doc_ids: workspace.answer(text, doc_ids=doc_ids), question, ids
        )

    with bars() as asking:
        return [outcome(question) for question in asking.track(questions, description="Asking")]


def _ablated(
    workspace: "Workspace", questions: Sequence["Question"], ids: Mapping[str, str]
) -> dict[str, list["Outcome"]]:
    """What is found with all steps of the search, with each left out, and with none; by the ablation's name."""
    from docqa.evaluation import measures

    outcomes = {}
    with bars() as asking:
        for name, steps in asking.track(measures.ablations().items(), description="Asking"):
            retriever = workspace.retriever.model_copy(update={"steps": steps})
            outcomes[name] = [measures.search(retriever, question, ids) for question in questions]
    return outcomes


def _write_details(path: Path, outcomes: Sequence["Outcome"]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(as_json.outcome(outcome), ensure_ascii=False) + "\n" for outcome in outcomes)
