"""`list`, `folder` and `remove`: the library's documents."""

import argparse
from contextlib import closing

from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command, utf8_text
from docqa.cli.output import complain, say, say_json
from docqa.cli.session import open_workspace
from docqa.documents import Document
from docqa.errors import DocQAError


def add_to(commands: Commands) -> None:
    listing = add_command(commands, "list", run_list, "list the library's documents")
    listing.add_argument(
        "--folder", default=None, metavar="FOLDER", help="only those in this one; '' for those in none"
    )
    folder = add_command(commands, "folder", run_folder, "put documents into a folder")
    folder.add_argument("folder", metavar="FOLDER", type=utf8_text("The folder"), help="its name; '' for none")
    folder.add_argument("names", nargs="+", metavar="NAME", help="a document's name, or enough of it")
    remove = add_command(commands, "remove", run_remove, "take a document out of the library")
    remove.add_argument("name", help="its name, or enough of it")
    remove.add_argument("--redact", action="store_true", help="with the questions and answers that drew on it")


def run_list(options: argparse.Namespace) -> int:
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


def run_folder(options: argparse.Namespace) -> int:
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
