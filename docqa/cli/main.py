"""The same work without a browser: `python -m docqa add`, `list`, `ask` and so on."""

import argparse
from collections.abc import Sequence

from docqa import __version__
from docqa.cli import add, ask, documents, evaluate, folder, models, remove, report, search
from docqa.cli.output import OutputClosed, complain, flush
from docqa.errors import DocQAError

FAILED_STATUS = 1
INTERRUPTED_STATUS = 128 + 2  # what a shell reports of a program that SIGINT has ended
OUTPUT_CLOSED_STATUS = 128 + 13  # the same for SIGPIPE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, 0 when everything asked for was done."""
    try:
        try:
            return _run(arguments)
        finally:
            flush()  # argparse leaves --help and --version in the buffer, and ends with SystemExit
    except OutputClosed:
        return OUTPUT_CLOSED_STATUS


def _run(arguments: Sequence[str] | None) -> int:
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except DocQAError as error:
        complain(error)
        return FAILED_STATUS
    except KeyboardInterrupt:
        complain("Stopped. What is unfinished goes on with the next command.")
        return INTERRUPTED_STATUS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m docqa", description="Ask your own PDFs, on your own machine.")
    parser.add_argument("--version", action="version", version=f"docqa {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (add, documents, folder, remove, search, ask, report, models, evaluate):
        module.add_to(commands)
    return parser
