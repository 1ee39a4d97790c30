"""`list`: the library's documents."""

import argparse
from contextlib import closing

from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command
from docqa.cli.output import say, say_json
from docqa.cli.session import open_workspace
from docqa.documents import Document


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "list", run, "list the library's documents")
    parser.add_argument("--folder", default=None, metavar="FOLDER", help="only those in this one; '' for those in none")


def run(options: argparse.Namespace) -> int:
    """List the documents, or those of a folder, each with where it stands and what is wrong with it."""
    with closing(open_workspace()) as workspace:
        documents = workspace.documents()
        is_empty = not documents
        if options.folder is not None:
            wanted = {document.id for document in workspace.library.in_folder(options.folder)}
            documents = [document for document in documents if document.id in wanted]
        if options.json:
            pages_with_notes = workspace.library.pages.with_notes
            say_json({"documents": [as_json.document(d, pages_with_notes(d.id)) for d in documents]})
            return 0
    if is_empty:
        say("The library is empty. Add a PDF: python -m docqa add FILE.pdf")
    elif not documents:
        say("Every document is in a folder.")
    else:
        width = max(len(document.name) for document in documents)
        for document in documents:
            parts = (f"{document.name:<{width}}", document.describe(), document.error, _in_folder(document))
            say("  ".join(filter(None, parts)))
    return 0


def _in_folder(document: Document) -> str:
    return f"[{document.folder}]" if document.folder else ""
