"""`search`: find the passages that fit a question."""

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
from time import perf_counter
from typing import TYPE_CHECKING

from docqa.answering.notices import by_words_alone, without_meaning
from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command, positive, utf8_text
from docqa.cli.output import complain, say, say_json
from docqa.cli.session import open_workspace
from docqa.documents import Passage

if TYPE_CHECKING:
    from docqa.workspace import Workspace


def add_to(commands: Commands) -> None:
    add_question(commands, "search", run, "find the passages that fit a question")


def add_question(commands: Commands, name: str, run: Callable[[argparse.Namespace], int], description: str) -> None:
    """A command that takes a question, of which documents it is asked, and how many passages are wanted."""
    parser = add_command(commands, name, run, description)
    parser.add_argument("question", type=utf8_text("The question"))
    parser.add_argument("--doc", action="append", default=[], metavar="NAME", help="only in this one (repeatable)")
    parser.add_argument(
        "--folder", action="append", default=[], metavar="FOLDER", help="only in this folder (repeatable)"
    )
    parser.add_argument("-k", type=positive, default=5, help="how many passages (default 5)")


def run(options: argparse.Namespace) -> int:
    """Show the passages that fit best; 1 when none does."""
    with closing(open_workspace()) as workspace:
        doc_ids = chosen(workspace, options.doc, options.folder)
        started = perf_counter()
        asked = workspace.retriever.understand(options.question, doc_ids=doc_ids)
        passages = workspace.retriever.find(asked, options.k)
        seconds = perf_counter() - started
        unread_by = workspace.retriever.unread_by(asked, passages)
    if options.json:
        say_json(as_json.found(options.question, passages, seconds))
    else:
        say_passages(passages)
    if asked.silent:
        complain(without_meaning(asked.silent))
    elif unread_by:
        complain(by_words_alone(unread_by))
    return 0 if passages else 1


def say_passages(passages: Sequence[Passage]) -> None:
    """Write each passage's place, score and beginning, or complain that there is none."""
    if not passages:
        complain("No passage fits. Is the document in the library (python -m docqa list)?")
    for number, passage in enumerate(passages, start=1):
        text = " ".join(passage.text.split())
        say(f"[{number}] {passage.doc} {passage.page_name}  {passage.score:.2f}\n    {text[:240]}")


def chosen(workspace: "Workspace", names: Sequence[str], folders: Sequence[str] = ()) -> list[str] | None:
    """The ids of the documents of these names and in these folders; None, for all, without any.

    Raises UnknownDocument.
    """
    found = [workspace.library.find(name) for name in names]
    found += [document for folder in folders for document in workspace.library.in_folder(folder)]
    return list(dict.fromkeys(document.id for document in found)) if names or folders else None
