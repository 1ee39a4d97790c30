"""`ask`: answer a question from the documents, with sources."""

import argparse
from contextlib import closing
from time import perf_counter

from docqa.answering.notices import doubt, headline, part_text
from docqa.cli import as_json
from docqa.cli.arguments import Commands
from docqa.cli.output import complain, say, say_json
from docqa.cli.search import add_question, chosen, say_passages
from docqa.cli.session import open_workspace
from docqa.documents import Answer


def add_to(commands: Commands) -> None:
    add_question(commands, "ask", run, "answer a question from the documents, with sources")


def run(options: argparse.Namespace) -> int:
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
    say_passages(answer.passages)


def _say_quotations(answer: Answer) -> None:
    for line in (f"({answer.notice})" if answer.notice else "", headline(answer)):
        if line:
            say(f"{line}\n")
    for quotation in answer.quotations:
        say(f"“{quotation.words}”\n  {quotation.doc} {quotation.page_name}\n")
    if answer.choice:
        say(f"({answer.model} {answer.choice.describe()}.)\n")
