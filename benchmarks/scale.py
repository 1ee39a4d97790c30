"""How quick docqa stays, and how large it gets, with a big library: `python benchmarks/scale.py [--chunks N ...]`.

Each library is made by code and kept for the next run: English-like text (few words that stand nearly everywhere, many
rare ones, each document with its own) goes through docqa's own pages, chunks and full-text index; vectors are drawn
around centres, a document's and a topic's, since a real model would take hours. Every part is measured in a process of
its own, as a start of docqa is, with the files in the system's cache; the embedding model's loading is not in it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np
from langchain_core.embeddings import Embeddings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from docqa.documents import Document, Page
from docqa.engines.base import Embedder
from docqa.engines.choice import Engines
from docqa.indexing.cut import cut_document
from docqa.indexing.repair import INDEX_BUSY, repair
from docqa.library.full_text import FullText
from docqa.library.vectors import VectorStore
from docqa.settings import Settings
from docqa.text.words import STOP_WORDS
from docqa.workspace import Workspace

IDENTITY = "synthetic"
SIZE = 384  # numbers in a vector, as bge-small's
TOPICS = 500
BATCH = 1000  # vectors written at a time
CHUNKS_A_DOCUMENT = 500
CHUNKS_A_PAGE = 4.8
PAGE_WORDS = 520
VOCABULARY = 60_000
OWN_WORDS = 300  # of a document
SYLLABLES = [c + v + e for c in "bcdfghlmnprstvw" for v in "aeiou" for e in ("", "l", "n", "r", "st")]
QUESTIONS = 100
QUESTION_WORDS = 8
LISTS = 20


# What the library is made of.


class Synthetic(Embeddings):
    """Vectors of length 1 near a document's centre and a topic's. `about` holds the document of each question."""

    def __init__(self) -> None:
        self.about: dict[str, int] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.vector(text, 0) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.vector(text, self.about[text])

    def vector(self, text: str, document: int) -> list[float]:
        draw = np.random.default_rng(list(text.encode()))
        mixed = centre(TOPICS + document) + centre(int(draw.integers(TOPICS))) + draw.normal(size=SIZE) / SIZE**0.5
        return [float(number) for number in mixed / np.linalg.norm(mixed)]


@cache
def centre(number: int) -> np.ndarray:
    centre = np.random.default_rng([5, number]).normal(size=SIZE)
    return centre / np.linalg.norm(centre)


class SyntheticEngines(Engines):
    """No other model than `Synthetic`."""

    model = Synthetic()

    def embedder(self, name: str = "") -> Embedder:
        return Embedder(self.model, IDENTITY, IDENTITY, IDENTITY)


@cache
def vocabulary() -> list[str]:
    draw = np.random.default_rng(3)
    parts = draw.integers(0, len(SYLLABLES), (VOCABULARY, 4))
    lengths = draw.choice([2, 3, 4], VOCABULARY, p=[0.4, 0.4, 0.2])
    return ["".join(SYLLABLES[part] for part in row[:length]) for row, length in zip(parts, lengths, strict=True)]


class Writer:
    """Writes the text of a document, always the same one."""

    def __init__(self, document: int) -> None:
        self._draw = np.random.default_rng([7, document])
        self._own = self._draw.integers(VOCABULARY // 100, VOCABULARY, OWN_WORDS)

    def page(self) -> str:
        """Two words of five say nothing, one of twenty is a number; the others are as frequent as Zipf's law has it."""
        draw, little, words = self._draw, sorted(STOP_WORDS), vocabulary()
        common, own = self._ranks(VOCABULARY, 10.0), self._own[self._ranks(OWN_WORDS, 2.0)]
        written = []
        for place, kind in enumerate(draw.random(PAGE_WORDS)):
            if kind < 0.4:
                word = little[int(draw.integers(len(little)))]
            elif kind < 0.45:
                word = f"{int(draw.integers(10 ** int(draw.integers(1, 7)))):,}"
            else:
                word = words[own[place] if kind > 0.85 else common[place]]
            written.append(word + ".\n" * (place % 13 == 12))
        return " ".join(written)

    def question(self) -> str:
        """Words that stand together in the document."""
        words = [word for word in self.page().replace(".\n", "").split() if word not in STOP_WORDS]
        first = int(self._draw.integers(len(words) - QUESTION_WORDS))
        return f"What is the {' '.join(words[first : first + QUESTION_WORDS])}?"

    def _ranks(self, count: int, shift: float) -> np.ndarray:
        """Numbers below `count`, each about as often as 1 / (number + shift)."""
        drawn = shift * np.exp(self._draw.random(PAGE_WORDS) * np.log((count + shift) / shift)) - shift
        return drawn.astype(int).clip(0, count - 1)


def questions(documents: Sequence[Document], count: int) -> list[tuple[str, Document]]:
    """Questions, and the document that each is about."""
    asked = []
    for number in range(count):
        place = number * 7 % len(documents)
        question = f"{Writer(place).question()} {number}"
        SyntheticEngines.model.about[question] = place
        asked.append((question, documents[place]))
    return asked


# The parts, each in a process of its own. They give seconds and megabytes.


def opened(work: Path) -> Workspace:
    settings = Settings(data_dir=work / "data", chroma_dir=work / "chroma_db", engine="builtin")
    workspace = Workspace.open(settings)
    workspace.engines = SyntheticEngines(settings)
    return workspace


def build(work: Path, chunks: int) -> dict[str, float]:
    """Make what the library lacks: all of it, what an interrupted run left, or the document that was removed last."""
    workspace = opened(work)
    library, ledger, store = workspace.library, workspace.library.ledger, workspace.store
    began = perf_counter()
    count = max(10, chunks // CHUNKS_A_DOCUMENT)
    pages = max(1, round(chunks / count / CHUNKS_A_PAGE))
    written = {document.name for document in library.documents() if document.chunks}
    places = {}
    for place in range(count):
        name = f"synthetic {place:05d}.pdf"
        doc_id = library.add(f"%PDF-1.4 {name}".encode(), name).id
        places[doc_id] = place
        if name not in written:
            writer = Writer(place)
            library.pages.begin(doc_id, pages)
            library.pages.keep(doc_id, [Page(index, str(index + 1), writer.page()) for index in range(pages)])
            cut_document(library, doc_id)
            library.tables.end(doc_id)
    is_read = perf_counter()
    store.writing = True
    while batch := ledger.without_vector(IDENTITY, BATCH):
        model = SyntheticEngines.model
        store.add(IDENTITY, batch, [model.vector(chunk.text, places[chunk.doc_id]) for chunk in batch])
        ledger.note(IDENTITY, batch)
    is_made = perf_counter()
    made = ledger.progress(IDENTITY).total
    workspace.close()
    figures: dict[str, float] = {"documents": count, "chunks": made}
    return figures if written else figures | {"making the text": is_read - began, "its vectors": is_made - is_read}


def start(work: Path, chunks: int) -> dict[str, float]:
    """From nothing to the list and the first passages."""
    began = perf_counter()
    workspace = opened(work)
    documents = workspace.documents()
    listed = perf_counter()
    ((question, _),) = questions(documents, 1)
    prepared = perf_counter()
    workspace.retriever.search(question)
    found = perf_counter()
    workspace.close()
    return {
        "start to the list": listed - began,
        "first search": found - prepared,
        "memory at the start, MB": memory(),
    }


class TimedFullText(FullText):
    """The full-text index, with the seconds that counting words and searching by them took."""

    seconds = 0.0

    def counts(self, words: Iterable[str], doc_ids: Sequence[str] | None = None) -> dict[str, int]:
        began = perf_counter()
        counts = super().counts(words, doc_ids)
        self.seconds += perf_counter() - began
        return counts

    def search_words(self, counts: Mapping[str, int], k: int, doc_ids: Sequence[str] | None = None) -> list[str]:
        began = perf_counter()
        found = super().search_words(counts, k, doc_ids)
        self.seconds += perf_counter() - began
        return found


class TimedStore(VectorStore):
    """The vectors, with the seconds that searches in them took."""

    seconds = 0.0

    def search(
        self, embedding: str, vector: Sequence[float], k: int, doc_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        began = perf_counter()
        found = super().search(embedding, vector, k, doc_ids)
        self.seconds += perf_counter() - began
        return found


def use(work: Path, chunks: int) -> dict[str, float]:
    """The list, and searches over everything and within one document."""
    workspace = opened(work)
    library = workspace.library
    lists = [timed(workspace.documents) for _ in range(LISTS)]
    asked = questions(workspace.documents(), QUESTIONS)
    library.full_text = full_text = TimedFullText(library.database)
    store = TimedStore(workspace.settings.chroma_dir)
    retriever = replace(workspace.retriever, store=store)
    retriever.search(asked[0][0])
    figures = {"the list": statistics.median(lists)}
    for scope in ("all", "one document"):
        times: dict[str, list[float]] = {"": [], ", by words": [], ", by vectors": []}
        for question, document in asked:
            full_text.seconds = store.seconds = 0.0
            began = perf_counter()
            retriever.search(question, doc_ids=None if scope == "all" else [document.id])
            times[""].append(perf_counter() - began)
            times[", by words"].append(full_text.seconds)
            times[", by vectors"].append(store.seconds)
        for part, seconds in times.items():
            figures[f"search in {scope}{part}"] = statistics.median(seconds)
        figures[f"search in {scope}, 95%"] = statistics.quantiles(times[""], n=20)[-1]
    figures["memory after searches, MB"] = memory()
    store.close()
    workspace.close()
    return figures


def mend(work: Path, chunks: int) -> dict[str, float]:
    """The index compared with the library: by their counts, and as after a crash, chunk by chunk."""
    workspace = opened(work)
    workspace.store.writing = True
    workspace.store.embeddings()  # opens Chroma
    by_count = timed(lambda: repair(workspace.library, workspace.store))
    workspace.library.choose(INDEX_BUSY, "yes")
    by_chunk = timed(lambda: repair(workspace.library, workspace.store))
    workspace.library.choose(INDEX_BUSY, "")
    workspace.close()
    return {"index checked by count": by_count, "index checked whole": by_chunk, "memory after the check, MB": memory()}


def remove(work: Path, chunks: int) -> dict[str, float]:
    """One document taken out: from the library's files, and its vectors by the indexer."""
    workspace = opened(work)
    document = workspace.documents()[-1]
    from_files = timed(lambda: workspace.remove(document.id))
    from_index = timed(workspace.indexer.run_until_done)
    workspace.close()
    return {"removing a document": from_files, "removing its vectors": from_index}


PARTS: dict[str, Callable[[Path, int], dict[str, float]]] = {
    part.__name__: part for part in (build, start, use, mend, remove)
}


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def memory() -> float:
    """The most that this process has held so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # elsewhere than on Linux, a process counts what its parent held too
        return next(int(line.split()[1]) / 1000 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes


def measured(work: Path, chunks: int, only: Sequence[str]) -> dict[str, float]:
    """All figures of the library of that size."""
    figures: dict[str, float] = {}
    for part in ("build", *only):
        command = [sys.executable, __file__, "--part", part, "--work", str(work), "--chunks", str(chunks)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        figures |= json.loads(done.stdout)
    return figures


def table(sizes: dict[int, dict[str, float]]) -> str:
    """A column for each size and, last, how many times the first one the last one is."""
    columns = list(sizes.values())
    lines = []
    for name in [name for name in columns[0] if all(name in column for column in columns)]:
        row = [column[name] for column in columns]
        cells = "".join(f"{figure:14,.0f}" if figure >= 100 else f"{figure:14.3f}" for figure in row)
        lines.append(f"{name:36}{cells}" + (f"{row[-1] / row[0]:10.1f}x" if len(row) > 1 and row[0] else ""))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--chunks",
        type=int,
        nargs="+",
        default=[10_000, 100_000],
        help="sizes of libraries; 1000000 takes hours to make",
    )
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "docqa-scale", help="where they are kept"
    )
    parser.add_argument("--only", nargs="+", choices=[*PARTS], default=[part for part in PARTS if part != "build"])
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.add_argument("--part", choices=[*PARTS], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        sys.stdout.write(json.dumps(PARTS[given.part](given.work, given.chunks[0])))
        return
    sizes = {chunks: measured(given.work / str(chunks), chunks, given.only) for chunks in given.chunks}
    sys.stdout.write((json.dumps(sizes, indent=2) if given.json else table(sizes)) + "\n")


if __name__ == "__main__":
    main()
