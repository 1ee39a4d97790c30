"""`search` and `ask`: find passages, and answer from them."""

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing
from time import perf_counter
from typing import TYPE_CHECKING

from docqa.answering.notices import by_words_alone, doubt, headline, part_text, without_meaning
from docqa.cli import as_json
from docqa.cli.arguments import Commands, add_command, positive, utf8_text
from docqa.cli.output import complain, say, say_json
from docqa.cli.session import open_workspace
from docqa.documents import Answer, Passage

if TYPE_CHECKING:
    from docqa.workspace import Workspace


def add_to(commands: Commands) -> None:
    _add_question(commands, "search", run_search, "find the passages that fit a question")
    _add_question(commands, "ask", run_ask, "answer a question from the documents, with sources")


def _add_question(commands: Commands, name: str, run: Callable[[argparse.Namespace], int], description: str) -> None:
    parser = add_command(commands, name, run, description)
    parser.add_argument("question", type=utf8_text("The question"))
    parser.add_argument("--doc", action="append", default=[], metavar="NAME", help="only in this one (repeatable)")
    parser.add_argument(
        "--folder", action="append", default=[], metavar="FOLDER", help="only in this folder (repeatable)"
    )
    parser.add_argument("-k", type=positive, default=5, help="how many passages (default 5)")


def run_search(options: argparse.Namespace) -> int:
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
        _say_passages(passages)
    if asked.silent:
        complain(without_meaning(asked.silent))
    elif unread_by:
        complain(by_words_alone(unread_by))
    return 0 if passages else 1


def run_ask(options: argparse.Namespace) -> int:
    """Show the documents' own words, write the answer as it comes, then what supports it; 1 when it breaks off."""
    shown = 0
    with closing(open_workspace()) as workspace:
        doc_ids = chosen(workspace, options.doc, options.folder)
        started = perf_counter()
        with closing(workspace.answer(options.question, doc_ids=doc_ids, k=options.k)) as growing:
            for answer in growing:
                if not options.json and not answer.done and answer.text:
                    if not shown:
                        _say_quotations(answer)
                    say(answer.text[shown:], end="")
                    shown = len(answer.text)
        seconds = perf_counter() - started
    if options.json:
        say_json(as_json.found(options.question, answer.passages, seconds) | as_json.answered(answer))
    else:
        say_rest(answer, is_shown=bool(shown))
    if answer.error:
        complain(answer.error)
    return 1 if answer.error else 0


def say_rest(answer: Answer, is_shown: bool) -> None:
    """The rest of an answer; `is_shown` when its words have been printed as they came."""
    if not is_shown:
        _say_quotations(answer)
        say(answer.text, end="")
    for part in answer.parts:
        say(f"{part_text(part)}\n")
    for said in answer.coverage:
        say(said)
    if answer.parts or answer.report:
        return
    if answer.text:
        say("\n")
    for sentence in answer.sentences:
        marks = ", ".join(f"[{c.number}] {c.doc} {c.page_name}" for c in sentence.citations)
        say(f"  {'; '.join(filter(None, (marks, doubt(sentence))))}: {sentence.text}")
    if answer.sentences:
        say()
    _say_passages(answer.passages)


def _say_quotations(answer: Answer) -> None:
    for line in (f"({answer.notice})" if answer.notice else "", headline(answer)):
        if line:
            say(f"{line}\n")
    for quotation in answer.quotations:
        say(f"“{quotation.words}”\n  {quotation.doc} {quotation.page_name}\n")
    if answer.choice:
        say(f"({answer.model} {answer.choice.describe()}.)\n")


def _say_passages(passages: Sequence[Passage]) -> None:
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
