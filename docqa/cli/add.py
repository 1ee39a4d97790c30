"""`add`: put PDFs into the library and index them."""

import argparse
from contextlib import closing
from dataclasses import replace
from getpass import getpass
from pathlib import Path

from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command, utf8_text
from docqa.cli.output import complain, say, say_json
from docqa.cli.session import index, open_workspace, read_file, shortcoming
from docqa.documents import Document, State
from docqa.errors import DocQAError, DocumentError
from docqa.text.plurals import plural


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "add", run, "put PDFs into the library and index them")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE_OR_FOLDER", help="a PDF, or a folder with PDFs in it"
    )
    parser.add_argument(
        "--password",
        nargs="?",
        const="",
        type=utf8_text("The password"),
        help="the password of PDFs that need one; written last, without a value, it asks for it",
    )


def run(options: argparse.Namespace) -> int:
    """Add all files that can be added; 1 when one cannot, or is not indexed as it should be."""
    failed, added, opened = 0, [], set()
    password = _password(options.password)
    with closing(open_workspace()) as workspace:
        for path in [pdf for given in options.files for pdf in _pdfs(given)]:
            try:
                document = workspace.library.add(read_file(path), path.name)
            except DocumentError as error:
                failed += 1
                complain(error)
                continue
            is_new = document.state in (State.QUEUED, State.LOCKED)
            if password and is_new and workspace.read_with(document.id, password):
                opened.add(document.id)
            added.append(document.id)
        documents = [_half_opened(d) if d.id in opened else d for d in index(workspace, added)]
        reports = [as_json.document(d, workspace.library.pages.with_notes(d.id)) for d in documents]
    for document, fields in zip(documents, reports, strict=True):
        if problem := shortcoming(document):
            failed += 1
            complain(problem)
        elif not options.json:
            say(f"{document.name}: {document.describe()}")
            for sentence in fields["report"][1:]:
                say(f"  {sentence}")
    if options.json:
        say_json({"documents": reports})
    return 1 if failed else 0


def _password(given: str | None) -> str:
    """The password, asked for where none stands behind the option: the shell would write it into its history."""
    if given and Path(given).is_file():
        raise DocQAError(f"{given} is a file, not a password. Write --password last to be asked for it.")
    if given != "":
        return given or ""
    try:
        return getpass()
    except EOFError as exc:
        raise DocQAError("No password was given, and nothing was added.") from exc


def _pdfs(path: Path) -> list[Path]:
    """The PDFs in a folder and in what is below it; a file is itself, and so is a folder without any."""
    if not path.is_dir():
        return [path]
    return sorted(inner for inner in path.rglob("*") if inner.suffix.lower() == ".pdf" and inner.is_file()) or [path]


def _half_opened(document: Document) -> Document:
    """What is to be told of a document that its password has opened here and not where scanned pages are read."""
    if document.state is not State.LOCKED:
        return document
    waiting = (
        f"{plural(document.scans, 'scanned page')} of {document.name} {'waits' if document.scans == 1 else 'wait'}"
    )
    sentence = (
        f"{waiting}: the docqa that does the indexing must be given its password too. "
        "Give it on its page, or close it and add the file again."
    )
    return replace(document, error=sentence)
