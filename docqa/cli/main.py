"""The same work without a browser: `python -m docqa add | list | remove | search | ask | eval | models`."""

import argparse
import json
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from getpass import getpass
from pathlib import Path
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

from docqa.documents import Answer, Citation, Document, Passage, State
from docqa.errors import BadQuestions, DocQAError, DocumentError, SettingsError
from docqa.library.page_report import report
from docqa.settings import Settings

if TYPE_CHECKING:
    from docqa.engines.choice import Engines
    from docqa.evaluation.measures import Outcome
    from docqa.workspace import Workspace

POLL_SECONDS = 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, 0 when everything asked for was done."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DocQAError as error:
        _complain(error)
        return 1
    except KeyboardInterrupt:
        _complain("Stopped. What is unfinished goes on with the next command.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m docqa", description="Ask your own PDFs, on your own machine.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.add_argument("--json", action="store_true", help="print one JSON object for machines")
        sub.set_defaults(run=run)
        return sub

    add = command("add", _add, "put PDFs into the library and index them")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE_OR_FOLDER", help="a PDF, or a folder with PDFs in it")
    asked = "the password of PDFs that need one; written last, without a value, it asks for it"
    add.add_argument("--password", nargs="?", const="", help=asked)
    command("list", _list, "list the library's documents")
    remove = command("remove", _remove, "take a document out of the library")
    remove.add_argument("name", help="its name, or enough of it")
    remove.add_argument("--redact", action="store_true", help="with the questions and answers that drew on it")
    for name, run, help in (
        ("search", _search, "find the passages that fit a question"),
        ("ask", _ask, "answer a question from the documents, with sources"),
    ):
        sub = command(name, run, help)
        sub.add_argument("question")
        sub.add_argument("--doc", action="append", default=[], metavar="NAME", help="only in this one (repeatable)")
        sub.add_argument("-k", type=_positive, default=5, help="how many passages (default 5)")
    models = command("models", _models, "show the models, or get one: models pull NAME")
    models.add_argument("action", nargs="?", choices=["pull"])
    models.add_argument("name", nargs="?", help="a model of Ollama's, or built-in")
    evaluate = command("eval", _eval, "measure search and answers on questions with known answers")
    evaluate.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    evaluate.add_argument("--pdfs", type=Path, required=True, metavar="DIR", help="the folder with the questions' PDFs")
    evaluate.add_argument("--work", type=Path, metavar="DIR", help="where its index is kept (default: eval_work/SET)")
    evaluate.add_argument("--search-only", action="store_true", help="do not ask the chat model")
    evaluate.add_argument("--ablate", action="store_true", help="show what each step of the search brings, no answers")
    evaluate.add_argument("--details", type=Path, metavar="FILE", help="write one JSON object a question there")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _open(settings: Settings | None = None) -> "Workspace":
    from docqa.workspace import Workspace

    workspace = Workspace.open(settings or Settings.from_env())
    for notice in workspace.notices:
        _complain(notice)
    return workspace


def _add(options: argparse.Namespace) -> int:
    failed, added, opened = 0, [], set()
    password = _password(options.password)
    with closing(_open()) as workspace:
        for path in [inner for given in options.files for inner in _pdfs(given)]:
            try:
                document = workspace.library.add(_read(path), path.name)
            except DocumentError as error:
                failed += 1
                _complain(error)
                continue
            is_new = document.state in (State.QUEUED, State.LOCKED)
            if password and is_new and workspace.read_with(document.id, password):
                opened.add(document.id)
            added.append(document.id)
        documents = [_half_opened(d) if d.id in opened else d for d in _index(workspace, added)]
        reports = [_document(document) | _report(workspace, document) for document in documents]
    for document, fields in zip(documents, reports, strict=True):
        if document.error:
            failed += 1
            _complain(document.error)
        elif not options.json:
            _say(f"{document.name}: {document.describe()}")
            for sentence in fields["report"][1:]:
                _say(f"  {sentence}")
    if options.json:
        _print_json({"documents": reports})
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


def _half_opened(document: Document) -> Document:
    """What is to be told of a document that its password has opened here and not where scanned pages are read."""
    if document.state is not State.LOCKED:
        return document
    pages = f"{document.scans} scanned page{' of {} waits' if document.scans == 1 else 's of {} wait'}"
    sentence = (
        f"{pages.format(document.name)}: the docqa that does the indexing must be given its password too. "
        "Give it on its page, or close it and add the file again."
    )
    return replace(document, error=sentence)


def _pdfs(path: Path) -> list[Path]:
    """The PDFs in a folder and in what is below it; a file is itself, and so is a folder without any."""
    if not path.is_dir():
        return [path]
    return sorted(inner for inner in path.rglob("*") if inner.suffix.lower() == ".pdf" and inner.is_file()) or [path]


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise DocumentError(f"There is no PDF in {path}.")
    try:
        return path.read_bytes()
    except OSError as exc:
        raise DocumentError(f"{path} cannot be read: {exc.strerror}.") from exc


def _index(workspace: "Workspace", doc_ids: Sequence[str]) -> list[Document]:
    """Index until these documents are done, with bars on a terminal; the documents as they then are."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    problems: list[DocQAError] = []
    told = False

    def work() -> None:
        try:
            # When another docqa is indexing, it takes these files too, and we follow its progress.
            while not workspace.indexer.run_until_done() and not done():
                tell()
                sleep(POLL_SECONDS)
        except DocQAError as error:
            problems.append(error)
        workspace.library.database.close()

    def tell() -> None:
        nonlocal told
        owner = workspace.indexer.owner
        if owner and not told:
            told = True
            _complain(f"Another docqa (process {owner}) has the library open and does the indexing.")

    def ours() -> list[Document]:
        return [document for document in workspace.documents() if document.id in doc_ids]

    def done() -> bool:
        return all(document.state in (State.READY, State.LOCKED, State.FAILED) for document in ours())

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"), TimeRemainingColumn())
    documents = ours()  # before the thread starts: two threads that import numpy at once break each other
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks = {d.id: bars.add_task(d.name, total=1.0, state="") for d in documents}
        while thread.is_alive():
            thread.join(POLL_SECONDS)
            for document in ours():
                bars.update(tasks[document.id], completed=document.progress, state=document.describe())
    if problems:
        raise problems[0]
    return ours()


def _list(options: argparse.Namespace) -> int:
    with closing(_open()) as workspace:
        documents = workspace.documents()
        if options.json:
            _print_json({"documents": [_document(document) | _report(workspace, document) for document in documents]})
            return 0
    if not documents:
        _say("The library is empty. Add a PDF: python -m docqa add FILE.pdf")
    else:
        width = max(len(document.name) for document in documents)
        for document in documents:
            _say(f"{document.name:<{width}}  {document.describe()}" + (f"  {document.error}" if document.error else ""))
    return 0


def _remove(options: argparse.Namespace) -> int:
    with closing(_open()) as workspace:
        document = workspace.library.find(options.name)
        workspace.remove(document.id, redact=options.redact)
        try:
            workspace.indexer.tidy_up()
        except DocQAError as error:
            _complain(
                f"{document.name} is removed. Its copies in the search index are cleared by the next add or remove, or "
                f"while the page is open. {error}"
            )
    if options.json:
        _print_json({"removed": document.name})
    else:
        _say(f"Removed {document.name}.")
    return 0


def _search(options: argparse.Namespace) -> int:
    with closing(_open()) as workspace:
        doc_ids = _chosen(workspace, options.doc)
        started = perf_counter()
        passages = workspace.retriever.search(options.question, doc_ids=doc_ids, k=options.k)
        seconds = perf_counter() - started
    if options.json:
        _print_json(_found(options.question, passages, seconds))
    else:
        _print_passages(passages)
    return 0 if passages else 1


def _ask(options: argparse.Namespace) -> int:
    shown = 0
    with closing(_open()) as workspace:
        doc_ids = _chosen(workspace, options.doc)
        started = perf_counter()
        for current in workspace.answer(options.question, doc_ids=doc_ids, k=options.k):
            if not options.json and not current.done:
                _say(current.text[shown:], end="")
                shown = len(current.text)
        seconds = perf_counter() - started
    answer: Answer = current
    if options.json:
        _print_json(_found(options.question, answer.passages, seconds) | _answered(answer))
    else:
        print_answer(answer, is_shown=bool(shown))
    if answer.error:
        _complain(answer.error)
    return 1 if answer.error else 0


def print_answer(answer: Answer, is_shown: bool) -> None:
    """The rest of an answer; `is_shown` when its words have been printed as they came."""
    if answer.own_words:
        _say("\n\nThat has no support in the documents, or says nothing new. Their closest words:")
    if answer.own_words or not is_shown:
        _say(answer.text, end="")
    _say("\n")
    for sentence in answer.sentences:
        marks = ", ".join(f"[{c.number}] {c.doc} p. {c.label}" for c in sentence.citations)
        _say(f"  {marks or 'not in the sources'}: {sentence.text}")
    _say()
    _print_passages(answer.passages)


def _models(options: argparse.Namespace) -> int:
    from docqa.engines.choice import Engines

    engines = Engines(Settings.from_env())
    if options.action:
        if not options.name:
            raise DocQAError("Say which model, as in `python -m docqa models pull deepseek-r1:1.5b`.")
        return _pull(engines, options)
    status = engines.status()
    chats, embedders = engines.chat_names(), engines.embedder_names()
    advice = [advice.text for advice in engines.advice()]
    if options.json:
        _print_json({"ollama": status.ollama or None, "chat": chats, "embedding": embedders, "advice": advice})
        return 0
    _say(f"Ollama: {status.ollama or 'not running'} ({engines.settings.ollama_url})")
    _say(f"answers: {', '.join(chats) or 'none'}\nembeds:  {', '.join(embedders) or 'none'}")
    _say("\n".join(advice))
    return 0


def _pull(engines: "Engines", options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(options.name, total=None)
        for progress in engines.pull(options.name):
            bar.update(task, description=progress.status, completed=progress.completed, total=progress.total or None)
    if options.json:
        _print_json({"installed": options.name})
    else:
        _say(f"{options.name} is installed.")
    return 0


def _eval(options: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import track

    from docqa.evaluation import measures as evaluation

    questions = evaluation.read_questions(options.questions)
    name = options.questions.resolve().parent.name
    settings = _apart(options.work or Path("eval_work") / name)
    failed = 0
    with closing(_open(settings)) as workspace:
        ids = {}
        for doc in sorted({question.doc for question in questions}):
            try:
                ids[doc] = workspace.library.add(_read(options.pdfs / doc), doc).id
            except DocumentError as error:
                raise BadQuestions(f"{error} {options.questions} asks about it; --pdfs names its folder.") from error
        for document in _index(workspace, list(ids.values())):
            if document.error:
                failed += 1
                _complain(document.error)
        console = Console(stderr=True)
        if options.ablate:
            retrievers = {
                name: workspace.retriever.model_copy(update={"steps": steps})
                for name, steps in evaluation.ablations().items()
            }
            asked = {
                name: [evaluation.search(retriever, question, ids) for question in questions]
                for name, retriever in track(
                    retrievers.items(), "Asking", console=console, disable=not console.is_terminal
                )
            }
            _say(evaluation.ablation_table(asked))
            return 1 if failed else 0
        outcomes = [
            evaluation.search(workspace.retriever, question, ids)
            if options.search_only
            else evaluation.ask(
                workspace.retriever, lambda text, doc_ids: workspace.answer(text, doc_ids=doc_ids), question, ids
            )
            for question in track(questions, "Asking", console=console, disable=not console.is_terminal)
        ]
    answers = [outcome.answer for outcome in outcomes if outcome.answer]
    for problem in dict.fromkeys(answer.error for answer in answers if answer.error):
        failed += 1
        _complain(problem)
    if options.details:
        with options.details.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(_outcome(outcome), ensure_ascii=False) + "\n" for outcome in outcomes)
    scores = evaluation.score_by_kind(outcomes)
    if options.json:
        model = next((answer.model for answer in answers if answer.model), None)
        _print_json({"set": name, "model": model, "scores": {kind: asdict(s) for kind, s in scores.items()}})
    else:
        _say(evaluation.table(scores))
    return 1 if failed else 0


def _apart(work: Path) -> Settings:
    """Settings for an index in the work folder, which is never the person's library, nor on their Chroma server."""
    own = Settings.from_env()
    settings = replace(own, data_dir=work / "data", chroma_dir=work / "chroma_db", chroma_url="")
    taken = {own.data_dir.resolve(), own.chroma_dir.resolve()}
    if taken & {settings.data_dir.resolve(), settings.chroma_dir.resolve()}:
        raise SettingsError(f"Your library is kept in {work}. Choose another folder with --work.")
    return settings


def _chosen(workspace: "Workspace", names: Sequence[str]) -> list[str] | None:
    return [workspace.library.find(name).id for name in names] or None


def _print_passages(passages: Sequence[Passage]) -> None:
    if not passages:
        _complain("No passage fits. Is the document in the library (python -m docqa list)?")
    for number, passage in enumerate(passages, start=1):
        text = " ".join(passage.chunk.text.split())
        _say(f"[{number}] {passage.doc} p. {passage.label}  {passage.score:.2f}\n    {text[:240]}")


def _found(question: str, passages: Sequence[Passage], seconds: float) -> dict[str, Any]:
    return {
        "question": question,
        "passages": [
            {"doc": p.doc, "page": p.chunk.page, "label": p.label, "text": p.chunk.text, "score": p.score}
            for p in passages
        ],
        "seconds": seconds,
    }


def _answered(answer: Answer) -> dict[str, Any]:
    return {
        "answer": answer.text,
        "thinking": answer.thinking,
        "refused": answer.refused,
        "sentences": [
            {"text": s.text, "citations": [_citation(c) for c in s.citations], "supported": s.supported}
            for s in answer.sentences
        ],
        "model": answer.model,
        "prompt_tokens": answer.prompt_tokens,
        "error": answer.error or None,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {"doc": citation.doc, "page": citation.page, "text": citation.text}


def _document(document: Document) -> dict[str, Any]:
    return {
        "id": document.id, "name": document.name, "state": document.state.value, "pages": document.pages,
        "chunks": document.chunks, "chunks_embedded": document.chunks_embedded, "error": document.error or None,
    }  # fmt: skip


def _report(workspace: "Workspace", document: Document) -> dict[str, Any]:
    """What became of the document's pages."""
    if not document.pages_read:
        return {"report": [], "problems": []}
    pages = workspace.library.texts.pages_with_notes(document.id)
    return {
        "by_ocr": document.by_ocr, "waiting_for_ocr": document.scans, "empty": document.empty,
        "unreadable": document.unreadable, "report": report(document, pages),
        "problems": [{"page": page.index, "label": page.label, "note": page.note} for page in pages if page.note],
    }  # fmt: skip


def _outcome(outcome: "Outcome") -> dict[str, Any]:
    """One line of `eval --details`."""
    row: dict[str, Any] = {
        "id": outcome.question.id,
        "kind": outcome.question.kind,
        "question": outcome.question.text,
        "gold": outcome.question.answer,
        "gold_pages": sorted(outcome.question.pages),
        "pages_within": [p.chunk.page for p in outcome.within],
        "pages_overall": [[p.doc, p.chunk.page] for p in outcome.overall],
    }
    return row | (_answered(outcome.answer) if outcome.answer else {})


def _print_json(value: dict[str, Any]) -> None:
    _say(json.dumps(value, ensure_ascii=False))


def _say(text: str = "", end: str = "\n") -> None:
    sys.stdout.write(f"{text}{end}")
    sys.stdout.flush()


def _complain(problem: object) -> None:
    sys.stderr.write(f"{problem}\n")
