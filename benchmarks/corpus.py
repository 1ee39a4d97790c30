"""What becomes of a folder of odd and damaged PDFs: `python benchmarks/corpus.py DIR [--json]`.

One after the other they are added to a library and read, their scanned pages by OCR, as on the page; the embedding is
the tests' letter counter, so that the time is that of reading. One that comes to no end is counted as stuck, and the
next ones go into a new library.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.memory import LOOK, Memory
from docqa.documents import Document, Source, State
from docqa.engines.base import Embedder
from docqa.engines.choice import Engines
from docqa.errors import DocQAError
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.small_models import letter_embedder

SLOWEST = 5
PATIENCE = 300.0  # seconds without progress; a page may take 60 by OCR, and three in a row as long
FINAL = (State.READY, State.LOCKED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file; in `sentence` and in the pages' `notes` its name and numbers are replaced."""

    name: str
    state: str  # a State's, "refused" or "stuck"
    sentence: str = ""
    notes: tuple[str, ...] = ()
    pages: int = 0
    by_ocr: int = 0
    empty: int = 0
    unreadable: int = 0
    waiting: int = 0  # for OCR: 0 unless it is stuck or locked
    seconds: float = 0.0
    ocr_seconds: float = 0.0  # of these, from the end of the text to that of OCR
    stillness: float = 0.0  # the longest time in which nothing changed on the page, seconds
    reader_mb: float = 0.0  # the most that the process which reads held


class LetterEngines(Engines):
    """No other model than the letter counter."""

    def embedder(self, name: str = "") -> Embedder:
        return letter_embedder()


def opened(folder: Path) -> Workspace:
    settings = Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin")
    workspace = Workspace.open(settings)
    workspace.engines = LetterEngines(settings)
    workspace.indexer.start()
    return workspace


def outcomes(files: list[Path], folder: Path, tell: Callable[[str], None]) -> list[Outcome]:
    """What becomes of each; `tell` hears what is done."""
    found: list[Outcome] = []
    workspace = opened(folder / "0")
    for number, path in enumerate(files, 1):
        tell(f"{number} of {len(files)}: {path.name}")
        outcome = added(workspace, path)
        found.append(outcome)
        if outcome.state == "stuck":
            workspace = opened(folder / str(number))  # the other is left as it is: to end it may take for ever
    workspace.close()
    return found


def added(workspace: Workspace, path: Path) -> Outcome:
    library = workspace.library
    try:
        doc_id = library.add(path.read_bytes(), path.name).id
    except DocQAError as error:
        return Outcome(path.name, "refused", plain(str(error), path.name))
    memory = Memory()
    memory.start()
    began = changed = now = time.perf_counter()
    workspace.indexer.wake()
    (document,) = workspace.documents()
    stillness = ocr = 0.0
    while document.state not in FINAL and now - changed < PATIENCE:
        time.sleep(LOOK)
        (seen,), before, now = workspace.documents(), now, time.perf_counter()
        if seen.scans and seen.state is State.INDEXING:
            ocr += now - before
        stillness = max(stillness, now - changed)
        if seen != document:
            document, changed = seen, now
    peak = memory.stop().reader
    sentence = document.error if document.state in FINAL else workspace.indexer.problem
    notes = [page for page in library.pages.with_notes(doc_id) if page.source is Source.UNREADABLE]
    outcome = Outcome(
        path.name,
        document.state if document.state in FINAL else "stuck",
        plain(sentence, document.name),
        tuple(plain(page.note, document.name) for page in notes),
        *counts(document),
        seconds=now - began,
        ocr_seconds=ocr,
        stillness=stillness,
        reader_mb=peak,
    )
    workspace.remove(doc_id)
    return outcome


def counts(document: Document) -> tuple[int, int, int, int, int]:
    return document.pages, document.by_ocr, document.empty, document.unreadable, document.scans


def plain(sentence: str, name: str) -> str:
    return re.sub(r"\d+", "N", sentence.replace(name, "X"))


def table(found: list[Outcome]) -> str:
    def counted(what: list[str]) -> list[str]:
        return [f"{count:7,} {name}" for name, count in Counter(what).most_common()]

    def total(field: str) -> int:
        return sum(getattr(outcome, field) for outcome in found)

    kinds = {field: total(field) for field in ("by_ocr", "empty", "unreadable", "waiting")}
    longest = max(found, key=lambda outcome: outcome.stillness)
    hungriest = max(found, key=lambda outcome: outcome.reader_mb)
    lines = [f"{len(found):7,} files", *counted([outcome.state for outcome in found])]
    lines += ["", f"{total('pages'):7,} pages", f"{total('pages') - sum(kinds.values()):7,} with text"]
    lines += [f"{count:7,} {field.replace('_', ' ')}" for field, count in kinds.items()]
    lines += ["", "sentences about files", *counted([outcome.sentence for outcome in found if outcome.sentence])]
    lines += ["", "notes of unreadable pages", *counted([note for outcome in found for note in outcome.notes])]
    lines += ["", "slowest files"]
    for outcome in sorted(found, key=lambda outcome: -outcome.seconds)[:SLOWEST]:
        pages = f"{outcome.pages} pages, {outcome.by_ocr} by OCR"
        lines.append(f"{outcome.seconds:7.1f} s, {outcome.ocr_seconds:.1f} of them OCR: {outcome.name} ({pages})")
    lines += [
        "",
        f"{sum(outcome.seconds for outcome in found):7.0f} s in all, "
        f"{sum(outcome.ocr_seconds for outcome in found):.0f} of them OCR",
        f"{longest.stillness:7.1f} s without progress at most ({longest.name})",
        f"{hungriest.reader_mb:7.0f} MB held by the process that reads at most ({hungriest.name})",
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="every file, as JSON, instead of a table")
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.pdf"))
    if not files:
        parser.error(f"there is no PDF in {options.folder}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found = outcomes(files, Path(folder), lambda line: print(line, file=sys.stderr))
    print(json.dumps([asdict(outcome) for outcome in found], indent=2) if options.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
