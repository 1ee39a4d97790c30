"""`models`: show the models, or get one."""

import argparse
from typing import TYPE_CHECKING

from docqa.cli.arguments import Commands, add_command, utf8_text
from docqa.cli.output import bars, say, say_json
from docqa.engines.base import BUILTIN
from docqa.errors import DocQAError
from docqa.settings import Settings

if TYPE_CHECKING:
    from docqa.engines.choice import Engines


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "models", run, "show the models, or get one: models pull NAME")
    parser.add_argument("action", nargs="?", choices=["pull"])
    parser.add_argument("name", nargs="?", type=utf8_text("The model's name"), help="a model of Ollama's")


def run(options: argparse.Namespace) -> int:
    """Show the models, or pull the one that is named. Raises EngineError."""
    from docqa.engines.choice import Engines

    engines = Engines(Settings.from_env())
    if not options.action:
        _show(engines, options.json)
        return 0
    if not options.name:
        raise DocQAError("Say which model, as in `python -m docqa models pull deepseek-r1:1.5b`.")
    if options.name != BUILTIN:
        _pull(engines, options.name)
    if options.json:
        say_json({"installed": options.name})
    elif options.name == BUILTIN:
        say("There is nothing to get: what is built in came with docqa.")
    else:
        say(f"{options.name} is installed.")
    return 0


def _show(engines: "Engines", is_json: bool) -> None:
    status = engines.status(fresh=True)
    chats, embedders = engines.chat_names(), engines.embedder_names()
    advice = [advice.text for advice in engines.advice()]
    if is_json:
        roles = {name: engines.role(name).value for name in chats if engines.measured(name)}
        say_json(
            {"ollama": status.ollama or None, "chat": chats, "roles": roles, "embedding": embedders, "advice": advice}
        )
        return
    absent = "takes calls and does not answer them" if status.is_silent else "not running"
    say(f"Ollama: {status.ollama or absent} ({engines.settings.ollama_url})")
    answering = [_answering(engines, name) for name in chats]
    say(f"answers: {', '.join(answering) or 'none'}\nembeds:  {', '.join(embedders) or 'none'}")
    say("\n".join(advice))


def _answering(engines: "Engines", name: str) -> str:
    """What a person calls what answers, with its role where that was measured."""
    if name == BUILTIN:
        return "the documents' own words"
    measured = engines.measured(name)
    return f"{name} ({measured.role.value}, {measured.basis})" if measured else name


def _pull(engines: "Engines", name: str) -> None:
    with bars() as pulling:
        task = pulling.add_task(name, total=None)
        for progress in engines.pull(name):
            pulling.update(
                task, description=progress.status, completed=progress.completed, total=progress.total or None
            )
