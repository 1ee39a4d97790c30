"""`models`: show the models, get one, or try one on questions of one's own."""

import argparse
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from docqa.cli import trial
from docqa.cli.arguments import Commands, add_command, utf8_text
from docqa.cli.output import complain, download_bars, say, say_json
from docqa.cli.session import index, open_workspace, shortcoming
from docqa.engines.base import BUILTIN, shown_name
from docqa.errors import DocQAError, EngineError
from docqa.settings import Settings

if TYPE_CHECKING:
    from docqa.engines.choice import Engines


def add_to(commands: Commands) -> None:
    parser = add_command(
        commands, "models", run, "show the models, what fits this machine, get, remove or try one: models pull NAME"
    )
    parser.add_argument("action", nargs="?", choices=["list", "offers", "pull", "remove", "try"])
    parser.add_argument("name", nargs="?", type=utf8_text("The model's name"), help="such as deepseek-r1:1.5b")
    parser.add_argument(
        "--questions",
        type=Path,
        metavar="FILE.jsonl",
        help="to try a model on: questions about documents of the library, with answers, one JSON object a line: "
        '{"doc": "Lease.pdf", "question": "...", "answer": "..."}',
    )


def run(options: argparse.Namespace) -> int:
    """Show the models, or get, remove or try the one that is named. Raises EngineError, StorageError, BadQuestions."""
    from docqa.engines.choice import Engines

    engines = Engines(Settings.from_env())
    if options.action in (None, "list"):
        _show(engines, options.json)
    elif options.action == "offers":
        _show_offers(engines, options.json)
    elif not options.name:
        raise DocQAError(f"Say which model, as in `python -m docqa models {options.action} deepseek-r1:1.5b`.")
    elif options.action == "try":
        return _try(engines, options)
    elif options.action == "remove":
        engines.kept.remove(options.name)
        _report(options, "removed", f"{options.name} is removed.")
    elif options.name == BUILTIN:
        _report(options, "installed", "There is nothing to get: what is built in came with docqa.")
    else:
        _pull(engines, options.name)
        _report(options, "installed", f"{options.name} is installed.")
    return 0


def _report(options: argparse.Namespace, done: str, text: str) -> None:
    """Say what was done: as JSON, or in words."""
    if options.json:
        say_json({done: options.name})
    else:
        say(text)


def _show(engines: "Engines", is_json: bool) -> None:
    status = engines.status(fresh=True)
    chats, embedders = engines.chat_names(), engines.embedder_names()
    advice = [advice.text for advice in engines.advice()]
    kept = engines.kept.models()
    if is_json:
        roles = {name: engines.role(name).value for name in chats if engines.measured(name)}
        say_json(
            {
                "ollama": status.ollama or None,
                "chat": chats,
                "roles": roles,
                "embedding": embedders,
                "kept": [{"name": model.name, "bytes": model.size, "file": str(model.path)} for model in kept],
                "advice": advice,
            }
        )
        return
    absent = "takes calls and does not answer them" if status.is_silent else "not running"
    say(f"Ollama: {status.ollama or absent} ({engines.settings.ollama_url})")
    answering = [_answering(engines, name) for name in chats]
    say(f"answers: {', '.join(answering) or 'none'}\nembeds:  {', '.join(embedders) or 'none'}")
    for model in kept:
        say(f"kept:    {model.name}, {model.size / 1e9:.1f} GB, {model.path}")
    say("\n".join(advice))


def _show_offers(engines: "Engines", is_json: bool) -> None:
    """The models worth getting, with how fast this machine would be with each, as measured now."""
    offers, speed = engines.offers(), None
    try:
        speed = engines.speed() if offers else None
    except EngineError as error:
        complain(error)
    if is_json:
        rows = [
            asdict(offer) | {"installed": engines.is_here(offer.name), "fits": engines.fits(offer)} for offer in offers
        ]
        say_json({"offers": rows, "speed": asdict(speed) if speed else None})
        return
    for offer in offers:
        state = " (installed)" if engines.is_here(offer.name) else ""
        say(f"{offer.name}{state}: {offer.good_for}\n  {offer.needs}. {offer.terms}.")
        if not engines.fits(offer):
            say("  too large for the memory of this machine")
        if speed and not offer.searches:
            say(f"  {speed.told(offer.size)}")
    if not offers:
        say("No model is got while DOCQA_ENGINE is builtin.")


def _answering(engines: "Engines", name: str) -> str:
    """What a person calls what answers, with its role where that was measured."""
    measured = engines.measured(name)
    if not measured:
        return shown_name(name)
    told = f": {measured.trial.told}" if measured.trial else ""
    return f"{shown_name(name)} ({measured.role.value}, {measured.basis}{told})"


def _try(engines: "Engines", options: argparse.Namespace) -> int:
    """Ask a model questions about documents of the library, in both roles, and keep the one in which it does better.

    1 when an answer broke off.
    """
    from docqa.evaluation.measures import read_questions

    if not options.questions:
        raise DocQAError(f"Say which questions: `python -m docqa models try {options.name} --questions FILE.jsonl`.")
    questions = read_questions(options.questions)
    chat = trial.chat_to_measure(engines, options.name, questions, options.questions)
    with closing(open_workspace()) as workspace:
        ids = {name: workspace.library.find(name).id for name in sorted({question.doc for question in questions})}
        problems = [problem for document in index(workspace, list(ids.values())) if (problem := shortcoming(document))]
        for problem in problems:
            complain(problem)
        by_role = trial.outcomes_by_role(workspace, questions, ids, chat)
    problems += trial.tell_errors([outcome for outcomes in by_role.values() for outcome in outcomes])
    role = None if problems else trial.keep_better_role(engines, chat, by_role)
    trial.show_roles(by_role, chat, role, options.questions.stem, options.json)
    return 0 if role else 1


def _pull(engines: "Engines", name: str) -> None:
    if not (engines.settings.is_offline or engines.is_ollamas_to_pull):
        complain(f"Getting {name}. {engines.pull_notice}")
    with download_bars() as pulling:
        task = pulling.add_task(name, total=None)
        for progress in engines.pull(name):
            pulling.update(
                task, description=progress.status, completed=progress.completed, total=progress.total or None
            )
