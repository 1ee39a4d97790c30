"""The memory that one long PDF takes: `python benchmarks/memory.py [--pages 3000] [--seconds 60]`.

The PDF is made by code. It is added as on the page, with the built-in embedding model loaded, asked as soon as it can
be, and then embedded for a while.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil

from docqa.settings import Settings
from docqa.workspace import Workspace

LINES, WORDS = 36, 11  # of a page and of a line: about 2,500 characters a page
LOOK = 0.05  # seconds between two looks at the memory


def make(path: Path, pages: int) -> None:
    from tests.pdfs import text_pdf

    chance = random.Random(pages)
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    weights = [1 / (rank + 1) for rank in range(20_000)]
    words = ["".join(chance.choices(letters, range(26, 0, -1), k=chance.randint(2, 10))) for _ in weights]
    text_pdf(
        path,
        ["\n".join(" ".join(chance.choices(words, weights, k=WORDS)) for _ in range(LINES)) for _ in range(pages)],
    )


def measure(pdf: Path, folder: Path, seconds: float) -> None:
    workspace = Workspace.open(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma", engine="builtin"))
    workspace.indexer.start()
    workspace.warm().join()
    me = psutil.Process()
    peaks = {"the app": 0.0, "the process that reads": 0.0, "both together": 0.0}
    began, askable = time.monotonic(), 0.0
    doc_id = workspace.library.add(pdf.read_bytes(), pdf.name).id
    workspace.indexer.wake()
    while not askable or time.monotonic() - began < askable + seconds:
        own = me.memory_info().rss / 1e6
        children = 0.0
        for child in me.children():
            try:
                children += child.memory_info().rss / 1e6
            except psutil.NoSuchProcess:
                continue
        for name, held in zip(peaks, (own, children, own + children), strict=True):
            peaks[name] = max(peaks[name], held)
        if not askable and workspace.library.document(doc_id).askable:
            askable = time.monotonic() - began
            assert workspace.retriever.search(workspace.library.texts.page(doc_id, 0).text[:60])
        time.sleep(LOOK)
    document = workspace.documents()[0]
    print(f"{document.pages} pages, {document.chunks} chunks; {document.chunks_embedded} embedded in {seconds:.0f} s")
    print(f"can be asked after {askable:.1f} s")
    for name, held in peaks.items():
        print(f"{name}: {held:.0f} MB at most" + (" (wanted: under 1200)" if name == "both together" else ""))
    workspace.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)  # in a process of its own, not to be counted
    options = parser.parse_args()
    if options.make:
        make(options.make, options.pages)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, __file__, "--pages", str(options.pages), "--make", str(folder / "long.pdf")]
        subprocess.run(command, check=True)
        measure(folder / "long.pdf", folder, options.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
