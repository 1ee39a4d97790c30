"""What becomes of a folder of odd and damaged PDFs: `python benchmarks/corpus.py DIR [--json]`.

Each is added to a library and read, its scanned pages by OCR, as on the page; the embedding is the tests' letter
counter, so that the time is that of reading.
"""

import argparse
import json
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil

from benchmarks.kills import opened
from docqa.documents import State
from docqa.errors import DocumentError
from tests.small_models import letter_embedder

SLOWEST = 5
LOOK = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file; `sentence` with its name replaced."""

    name: str
    state: str
    sentence: str
    seconds: float
    pages: int = 0
    by_ocr: int = 0
    empty: int = 0
    unreadable: int = 0


class Memory(threading.Thread):
    """The most memory that the process which reads has held, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0

    def run(self) -> None:
        me = psutil.Process()
        while True:
            for child in me.children():
                try:
                    self.peak = max(self.peak, child.memory_info().rss / 1e6)
                except psutil.NoSuchProcess:
                    continue
            time.sleep(LOOK)


def outcomes(files: list[Path]) -> list[Outcome]:
    embedder = letter_embedder()
    found = []
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), lambda: embedder) as (library, _, indexer):
        for path in files:
            began = time.perf_counter()
            try:
                doc_id = library.add(path.read_bytes(), path.name).id
            except DocumentError as error:
                found.append(Outcome(path.name, "refused", plain(str(error), path.name), time.perf_counter() - began))
                continue
            indexer.run_until_done()
            seconds = time.perf_counter() - began
            document = library.document(doc_id, embedder.identity)
            assert document.state in (State.READY, State.LOCKED, State.FAILED), document
            pages = document.pages, document.by_ocr, document.empty, document.unreadable
            found.append(Outcome(path.name, document.state, plain(document.error, document.name), seconds, *pages))
            library.remove(doc_id)
    return found


def plain(sentence: str, name: str) -> str:
    return re.sub(r"\d+", "N", sentence.replace(name, "X"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    memory = Memory()
    memory.start()
    found = outcomes(sorted(options.folder.glob("*.pdf")))
    if options.json:
        print(json.dumps({"files": [asdict(outcome) for outcome in found], "peak_mb": memory.peak}))
        return 0
    for state, count in Counter(outcome.state for outcome in found).most_common():
        print(f"{count:5} {state}")
    for field in ("pages", "by_ocr", "empty", "unreadable"):
        print(f"{sum(getattr(outcome, field) for outcome in found):5} {field.replace('_', ' ')}")
    print("\nsentences")
    for sentence, count in Counter(outcome.sentence for outcome in found if outcome.sentence).most_common():
        print(f"{count:5} {sentence}")
    print("\nslowest")
    for outcome in sorted(found, key=lambda outcome: -outcome.seconds)[:SLOWEST]:
        share = f"{outcome.seconds / max(1, outcome.pages):.1f} s a page"
        print(f"{outcome.seconds:7.1f} s  {outcome.name}: {outcome.pages} pages, {outcome.by_ocr} by OCR, {share}")
    print(f"\nmost memory of the process that reads: {memory.peak:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
