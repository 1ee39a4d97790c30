"""`report`: whole documents in their own words: summary, outline, everything of a kind, what differs between two."""

import argparse
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command, utf8_text
from docqa.cli.ask import say_rest
from docqa.cli.output import complain, say_json
from docqa.cli.session import open_workspace
from docqa.conversations.kept import Message, to_markdown
from docqa.errors import DocumentError
from docqa.private_files import write_new
from docqa.reports.request import ReportKind
from docqa.reports.spreadsheet import to_csv

SHORTER, LONGER = 0.5, 2.0  # times the usual length


def add_to(commands: Commands) -> None:
    parser = add_command(commands, "report", run, "a report on whole documents, each sentence with its place")
    parser.add_argument("document", nargs="+", metavar="NAME", help="the name of a document of the library")
    wanted = parser.add_mutually_exclusive_group()
    kinds = [kind.value for kind in ReportKind if kind not in (ReportKind.LIST, ReportKind.COMPARISON)]
    wanted.add_argument("--kind", choices=kinds, default=ReportKind.SUMMARY.value)
    wanted.add_argument("--list", metavar="THING", type=utf8_text("What is listed"), help='list all of it: "risks"')
    wanted.add_argument("--compare", metavar="OTHER", help="what differs between the document and this other one")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--shorter", dest="length", action="store_const", const=SHORTER, default=1.0)
    length.add_argument("--longer", dest="length", action="store_const", const=LONGER)
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a list to a new file, for a spreadsheet")
    parser.add_argument("--md", type=Path, metavar="FILE", help="write it to a new file, as Markdown")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write it to a new PDF, with links to the places")


def run(options: argparse.Namespace) -> int:
    """Make the report; 1 when nothing can be quoted."""
    kind = ReportKind.LIST if options.list else ReportKind(options.kind)
    if options.compare:
        kind = ReportKind.COMPARISON
    wanted = [*options.document, *([options.compare] if options.compare else [])]
    with closing(open_workspace()) as workspace:
        documents = [workspace.library.find(name) for name in wanted]
        names = ", ".join(document.name for document in documents)
        question = f"List all {options.list} of {names}" if options.list else f"{kind.heading} of {names}"
        doc_ids, about = [document.id for document in documents], options.list or ""
        original = workspace.library.pdf_path
        with closing(workspace.report(kind, question, doc_ids=doc_ids, about=about, length=options.length)) as growing:
            *_, answer = growing
    if options.csv:
        _write(options.csv, to_csv(answer).encode())
    if options.md:
        _write(options.md, to_markdown(names, [Message(0, answer)]).encode())
    if options.pdf:
        from docqa.conversations.printed import to_pdf

        _write(options.pdf, to_pdf(answer, original))
    if options.json:
        found = as_json.found(question, answer.passages, answer.seconds.get("passages", 0.0))
        say_json(found | as_json.answered(answer))
    elif not (options.md or options.csv or options.pdf):
        say_rest(replace(answer, passages=()), is_shown=False)
    if not answer.parts and not answer.notice:
        what = f"No {options.list} were found in {names}." if options.list else f"Nothing in {names} can be quoted."
        complain(f"{what} Look at what was read: python -m docqa list.")
    return 0 if answer.parts or answer.notice else 1


def _write(path: Path, data: bytes) -> None:
    """Raises DocumentError."""
    try:
        write_new(path, data)
    except OSError as exc:
        raise DocumentError(f"{path} cannot be written: {exc.strerror}. Choose another file.") from exc
