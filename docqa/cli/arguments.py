"""What the commands' arguments have in common."""

import argparse
from collections.abc import Callable
from typing import TypeAlias

from docqa.errors import DocQAError

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], description: str
) -> argparse.ArgumentParser:
    """A command's own parser; `run` does the command and gives its exit code."""
    parser = commands.add_parser(name, help=description, description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines")
    parser.set_defaults(run=run)
    return parser


def positive(argument: str) -> int:
    """A whole number from 1 on. Raises ValueError and ArgumentTypeError, which argparse tells the person."""
    number = int(argument)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def utf8_text(meaning: str) -> Callable[[str], str]:
    """For an argument that is searched, sent or printed, where bytes that are not UTF-8 would fail.

    The argument is not repeated in the DocQAError that is raised then: it may be a password.
    """

    def checked(argument: str) -> str:
        try:
            argument.encode()
        except UnicodeEncodeError as exc:
            raise DocQAError(f"{meaning} is not UTF-8 text. Set your terminal to UTF-8 and type it again.") from exc
        return argument

    return checked
