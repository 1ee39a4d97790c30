"""`list` and `remove`: the library's documents."""

import argparse
from contextlib import closing

from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command
from docqa.cli.output import complain, say, say_json
from docqa.cli.session import open_workspace
from docqa.errors import DocQAError


def add_to(commands: Commands) -> None:
    add_command(commands, "list", run_list, "list the library's documents")
    remove = add_command(commands, "remove", run_remove, "take a document out of the library")
    remove.add_argument("name", help="its name, or enough of it")
    remove.add_argument("--redact", action="store_true", help="with the questions and answers that drew on it")


def run_list(options: argparse.Namespace) -> int:
    """List the documents, each with where it stands and what is wrong with it."""
    with closing(open_workspace()) as workspace:
        documents = workspace.documents()
        if options.json:
            pages_with_notes = workspace.library.pages.with_notes
            say_json({"documents": [as_json.document(d, pages_with_notes(d.id)) for d in documents]})
            return 0
    if not documents:
        say("The library is empty. Add a PDF: python -m docqa add FILE.pdf")
    else:
        width = max(len(document.name) for document in documents)
        for document in documents:
            say(f"{document.name:<{width}}  {document.describe()}" + (f"  {document.error}" if document.error else ""))
    return 0


def run_remove(options: argparse.Namespace) -> int:
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
