"""`eval`: measure search and answers on questions with known answers, and what a model does better."""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docqa.cli import as_json, trial
from docqa.cli.arguments import Commands, add_command, utf8_text
from docqa.cli.output import bars, complain, say, say_json
from docqa.cli.session import index, open_workspace, read_file, shortcoming
from docqa.errors import BadQuestions, DocumentError, SettingsError
from docqa.settings import Settings

if TYPE_CHECKING:
    from docqa.engines.choice import Engines
    from docqa.evaluation.measures import Outcome
    from docqa.evaluation.question_sets import Question
    from docqa.workspace import Workspace


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "eval", run, "measure search and answers on questions with known answers")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--pdfs", type=Path, required=True, metavar="DIR", help="the folder with the questions' PDFs")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where its index is kept (default: eval_work/SET)")
    parser.add_argument("--model", default="", type=utf8_text("The model's name"), help="a model of Ollama's to answer")
    parser.add_argument("--details", type=Path, metavar="FILE", help="write one JSON object a question there")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--search-only", action="store_true", help="do not ask the chat model")
    ways.add_argument("--ablate", action="store_true", help="show what each step of the search brings, no answers")
    ways.add_argument(
        "--roles", action="store_true", help="let the model write and choose; from then on it does what it does better"
    )


def run(options: argparse.Namespace) -> int:
    """Ask all questions and show the measures; 1 when a document or an answer failed."""
    from docqa.engines.choice import Engines
    from docqa.evaluation import measures

    questions = measures.read_questions(options.questions)
    work = options.work or Path("eval_work") / _set_name(options)
    with (
        closing(Engines(Settings.from_env())) as engines,  # the person's own, in the roles that were measured
        closing(open_workspace(_settings(work))) as workspace,
    ):
        chat = trial.chat_to_measure(engines, options.model, questions, options.questions) if options.roles else None
        ids = _add_documents(workspace, questions, options)
        problems = [problem for document in index(workspace, list(ids.values())) if (problem := shortcoming(document))]
        for problem in problems:
            complain(problem)
        if options.ablate:
            say(measures.ablation_table(_ablated(workspace, questions, ids)))
        elif chat:
            by_role = trial.outcomes_by_role(workspace, questions, ids, chat)
            problems += trial.tell_errors([outcome for outcomes in by_role.values() for outcome in outcomes])
            role = None if problems else trial.keep_better_role(engines, chat, by_role)
            if options.details:
                rows = [(role, outcome) for role, outcomes in by_role.items() for outcome in outcomes]
                _write_details(options.details, ({"role": r.value} | as_json.outcome(outcome) for r, outcome in rows))
            trial.show_roles(by_role, chat, role, _set_name(options), options.json)
            return 0 if role else 1
        else:
            outcomes = _outcomes(workspace, questions, ids, engines, options)
            problems += trial.tell_errors(outcomes)
            _show(outcomes, options)
    return 1 if problems else 0


def _set_name(options: argparse.Namespace) -> str:
    return str(options.questions.resolve().parent.name)


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
    workspace: "Workspace",
    questions: Sequence["Question"],
    ids: Mapping[str, str],
    engines: "Engines",
    options: argparse.Namespace,
) -> list["Outcome"]:
    from docqa.evaluation import measures

    if options.search_only:
        return [measures.search(workspace.retriever, question, ids) for question in trial.tracked(questions)]
    choose_chat = partial(engines.chat, options.model)
    return [trial.asked(workspace, question, ids, choose_chat) for question in trial.tracked(questions)]


def _ablated(
    workspace: "Workspace", questions: Sequence["Question"], ids: Mapping[str, str]
) -> dict[str, list["Outcome"]]:
    """What is found with all steps of the search, with each left out, and with none; by the ablation's name."""
    from docqa.evaluation import measures

    outcomes = {}
    with bars() as asking:
        for name, steps in asking.track(measures.ablations().items(), description="Asking"):
            retriever = replace(workspace.retriever, steps=steps)
            outcomes[name] = [measures.search(retriever, question, ids) for question in questions]
    return outcomes


def _show(outcomes: Sequence["Outcome"], options: argparse.Namespace) -> None:
    from docqa.evaluation import measures

    if options.details:
        _write_details(options.details, map(as_json.outcome, outcomes))
    scores = measures.score_by_kind(outcomes)
    if options.json:
        model = next((outcome.answer.model for outcome in outcomes if outcome.answer and outcome.answer.model), None)
        say_json(as_json.scores(_set_name(options), model, scores))
    else:
        say(measures.table(scores))


def _write_details(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
