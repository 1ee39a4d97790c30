"""`report`: a summary or an outline of whole documents, in their own words, or what differs between two."""

import argparse
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command
from docqa.cli.ask import say_rest
from docqa.cli.output import complain, say_json
from docqa.cli.session import open_workspace
from docqa.conversations.kept import Message, to_markdown
from docqa.errors import DocumentError
from docqa.private_files import write_new
from docqa.reports.request import ReportKind

SHORTER, LONGER = 0.5, 2.0  # times the usual length


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "report", run, "a report on whole documents, each sentence with its place")
    parser.add_argument("document", nargs="+", metavar="NAME", help="the name of a document of the library")
    parser.add_argument("--kind", choices=[kind.value for kind in ReportKind], default=ReportKind.SUMMARY.value)
    parser.add_argument("--compare", metavar="OTHER", help="what differs between the document and this other one")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--shorter", dest="length", action="store_const", const=SHORTER, default=1.0)
    length.add_argument("--longer", dest="length", action="store_const", const=LONGER)
    parser.add_argument("--md", type=Path, metavar="FILE", help="write it to a new file, as Markdown")


def run(options: argparse.Namespace) -> int:
    """Make the report; 1 when nothing can be quoted."""
    kind = ReportKind.COMPARISON if options.compare else ReportKind(options.kind)
    wanted = [*options.document, *([options.compare] if options.compare else [])]
    with closing(open_workspace()) as workspace:
        documents = [workspace.library.find(name) for name in wanted]
        names = ", ".join(document.name for document in documents)
        question = f"{kind.value.capitalize()} of {names}"
        doc_ids = [document.id for document in documents]
        with closing(workspace.report(kind, question, doc_ids=doc_ids, length=options.length)) as growing:
            *_, answer = growing
    if options.md:
        _write(options.md, to_markdown(names, [Message(0, answer)]))
    elif options.json:
        found = as_json.found(question, answer.passages, answer.seconds.get("passages", 0.0))
        say_json(found | as_json.answered(answer))
    else:
        say_rest(replace(answer, passages=()), is_shown=False)
    if not answer.parts and not answer.notice:
        complain(f"Nothing in {names} can be quoted as a sentence. Look at what was read: python -m docqa list.")
    return 0 if answer.parts or answer.notice else 1


def _write(path: Path, text: str) -> None:
    """Raises DocumentError."""
    try:
        write_new(path, text.encode())
    except OSError as exc:
        raise DocumentError(f"{path} cannot be written: {exc.strerror}. Choose another file.") from exc
