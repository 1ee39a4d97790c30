"""The memory that one long PDF takes: `python benchmarks/memory.py [--pages 3000] [--seconds 60 | --whole] [--json]`.

The PDF is made by code. It is added as on the page, with the built-in embedding model loaded, asked as soon as it can
be, and then embedded for a while. Memory is what psutil calls RSS; what two processes share counts in both.
"""

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil

from docqa.documents import State
from docqa.settings import Settings
from docqa.workspace import Workspace

LINES, WORDS = 36, 11  # of a page and of a line: about 2,500 characters a page
LOOK = 0.05  # seconds between two looks at the memory
TARGET = 1200  # MB, for both together


@dataclass(frozen=True, slots=True)
class Held:
    """Memory in MB: of this process, of those that it has started, and of all together."""

    app: float = 0.0
    reader: float = 0.0
    together: float = 0.0


class Memory(threading.Thread):
    """Looks at the memory again and again. `peaks` are the highest values, each of its own moment."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peaks = Held()
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(LOOK):
            self.peaks = highest(self.peaks, held())

    def stop(self) -> Held:
        self._done.set()
        self.join()
        return self.peaks


def held() -> Held:
    """The memory at this moment."""
    me = psutil.Process()
    own, others = me.memory_info().rss / 1e6, 0.0
    for child in me.children(recursive=True):
        try:
            others += child.memory_info().rss / 1e6
        except psutil.NoSuchProcess:
            continue
    return Held(own, others, own + others)


def highest(one: Held, other: Held) -> Held:
    return Held(max(one.app, other.app), max(one.reader, other.reader), max(one.together, other.together))


@dataclass(frozen=True, slots=True)
class Result:
    """`askable`: seconds from adding the PDF until it could be asked; peaks until then and from then on."""

    pages: int
    chunks: int
    embedded: int
    askable: float
    search: float  # seconds
    before: Held  # it was added
    reading: Held
    embedding: Held  # and the search


def make(path: Path, pages: int) -> None:
    from tests.support.pdfs import text_pdf

    chance = random.Random(pages)
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    weights = [1 / (rank + 1) for rank in range(20_000)]
    words = ["".join(chance.choices(letters, range(26, 0, -1), k=chance.randint(2, 10))) for _ in weights]
    text_pdf(
        path,
        ["\n".join(" ".join(chance.choices(words, weights, k=WORDS)) for _ in range(LINES)) for _ in range(pages)],
    )


def measure(pdf: Path, folder: Path, seconds: float) -> Result:
    """Add the PDF; embed it for `seconds` once it can be asked, or until it is whole."""
    workspace = Workspace.open(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma", engine="builtin"))
    workspace.indexer.start()
    workspace.warm().join()
    before = held()
    memory = Memory()
    memory.start()
    began = time.perf_counter()
    doc_id = workspace.library.add(pdf.read_bytes(), pdf.name).id
    workspace.indexer.wake()
    while not (document := workspace.library.document(doc_id)).askable:
        assert document.state is not State.FAILED, document.error
        time.sleep(LOOK)
    askable = time.perf_counter()
    reading = memory.stop()
    memory = Memory()
    memory.start()
    assert workspace.retriever.search(workspace.library.pages.page(doc_id, 0).text[:60])
    found = time.perf_counter()
    while workspace.documents()[0].state is not State.READY and time.perf_counter() - askable < seconds:
        time.sleep(LOOK)
    embedding = memory.stop()
    document = workspace.documents()[0]
    workspace.close()
    counts = document.pages, document.chunks, document.chunks_embedded
    return Result(*counts, askable - began, found - askable, before, reading, embedding)


def table(result: Result) -> str:
    lines = [
        f"{result.pages:,} pages, {result.chunks:,} chunks, {result.embedded:,} of them embedded",
        f"can be asked after {result.askable:.1f} s; a search then takes {result.search:.2f} s",
        "",
        f"{'at most, MB':28}{'the app':>10}{'the reader':>12}{'together':>10}",
    ]
    for name, peak in (
        ("before it is added", result.before),
        ("until it can be asked", result.reading),
        ("embedding and a search", result.embedding),
        ("all", highest(result.reading, result.embedding)),
    ):
        lines.append(f"{name:28}{peak.app:10.0f}{peak.reader:12.0f}{peak.together:10.0f}")
    return "\n".join([*lines, f"wanted: under {TARGET} together"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to embed")
    parser.add_argument("--whole", action="store_true", help="embed all of it, however long that takes")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)  # in a process of its own, not to be counted
    options = parser.parse_args()
    if options.make:
        make(options.make, options.pages)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, __file__, "--pages", str(options.pages), "--make", str(folder / "long.pdf")]
        subprocess.run(command, check=True)
        result = measure(folder / "long.pdf", folder, math.inf if options.whole else options.seconds)
    print(json.dumps(asdict(result), indent=2) if options.json else table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
