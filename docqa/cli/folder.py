"""`folder`: put documents into a folder."""

import argparse
from contextlib import closing

from docqa.cli.arguments import Commands, add_command, utf8_text
from docqa.cli.output import say, say_json
from docqa.cli.session import open_workspace


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "folder", run, "put documents into a folder")
    parser.add_argument("folder", metavar="FOLDER", type=utf8_text("The folder"), help="its name; '' for none")
    parser.add_argument("names", nargs="+", metavar="NAME", help="a document's name, or enough of it")


def run(options: argparse.Namespace) -> int:
    """Put documents into a folder. Raises UnknownDocument when a name fits none, or more than one."""
    with closing(open_workspace()) as workspace:
        documents = [workspace.library.find(name) for name in options.names]
        workspace.library.put_into(options.folder, [document.id for document in documents])
        documents = [workspace.library.document(document.id) for document in documents]
    if options.json:
        say_json({"folder": documents[0].folder or None, "documents": [document.name for document in documents]})
    else:
        for document in documents:
            say(f"{document.name} is in {document.folder}." if document.folder else f"{document.name} is in no folder.")
    return 0
