"""`remove`: take a document out of the library."""

import argparse
from contextlib import closing

from docqa.cli.arguments import Commands, add_command
from docqa.cli.output import complain, say, say_json
from docqa.cli.session import open_workspace
from docqa.errors import DocQAError


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "remove", run, "take a document out of the library")
    parser.add_argument("name", help="its name, or enough of it")
    parser.add_argument("--redact", action="store_true", help="with the questions and answers that drew on it")


def run(options: argparse.Namespace) -> int:
    """Remove one document. Raises UnknownDocument when the name fits none, or more than one."""
    with closing(open_workspace()) as workspace:
        document = workspace.library.find(options.name)
        workspace.remove(document.id, redact=options.redact)
        try:
            workspace.indexer.tidy_up()
        except DocQAError as error:
            complain(
                f"{document.name} is removed. Its copies in the search index are cleared by the next add or remove, or "
                f"while the page is open. {error}"
            )
    if options.json:
        say_json({"removed": document.name})
    else:
        say(f"Removed {document.name}.")
    return 0
