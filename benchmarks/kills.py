"""A docqa that is killed again and again ends where an undisturbed one does.

`python benchmarks/kills.py [--kills 100]`

A process adds documents, removes one and indexes them for one embedding model and then for another, as often as it is
killed (SIGKILL, at a random moment) from the start. At the end the library must hold what one undisturbed run makes:
the same documents, chunks, words and vectors, in SQLite and in Chroma.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from docqa.documents import State
from docqa.engines.base import Embedder
from docqa.indexing.indexer import Indexer
from docqa.indexing.lock import IndexingLock
from docqa.indexing.readers import Readers
from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore
from docqa.settings import ROOT, Settings
from tests.support.pdfs import text_pdf
from tests.support.small_models import letter_embedder

REMOVED = 1  # which of the documents is removed again
PAGES = 60  # of each document
LONGEST = 1.5  # seconds from the start of the work to the kill
STARTED = "started"
PAUSE = 0.01  # seconds that a batch of vectors takes more than it need: most kills shall find some half done


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a library holds."""

    documents: frozenset[tuple[str, str, State]]
    pdfs: frozenset[str]
    words: int  # rows of the full-text index
    vectors_to_remove: int
    chunks: frozenset[tuple[str, str]]  # ids and texts
    vectors: dict[str, dict[str, tuple[float, ...]]]  # by embedding model and chunk id


def embedders() -> tuple[Embedder, Embedder]:
    return tuple(  # type: ignore[return-value]
        letter_embedder(name, turn, before=lambda: time.sleep(PAUSE)) for turn, name in enumerate(("one", "two"))
    )


def make_pdfs(folder: Path, count: int = 4) -> list[Path]:
    """Documents with many chunks, some of which they have in common."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        text_pdf(
            folder / f"{number}.pdf",
            [
                "The same words stand in all of them." * (1 + page)
                if page % 5 == 0
                else f"{number}.{page * page} alone."
                for page in range(PAGES)
            ],
        )
        for number in range(count)
    ]


@contextmanager
def opened(folder: Path, target: Callable[[], Embedder]) -> Iterator[tuple[Library, VectorStore, Indexer]]:
    settings = Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db")
    library, store = Library.open(settings), VectorStore(settings.chroma_dir)
    nobody_is_answering = threading.Event()
    nobody_is_answering.set()
    indexer = Indexer(
        library,
        store,
        Readers(),
        target,
        IndexingLock(settings.data_dir / "indexing.lock"),
        nobody_is_answering,
    )
    try:
        yield library, store, indexer
    finally:
        indexer.stop()
        store.close()
        library.database.close()


def work(folder: Path, pdfs: list[Path]) -> None:
    """All of it, from wherever an earlier process was killed."""
    first, second = embedders()
    target = first
    with opened(folder, lambda: target) as (library, _, indexer):
        print(STARTED, flush=True)
        ids = [library.add(path.read_bytes(), path.name).id for path in pdfs]
        indexer.run_until_done()
        library.remove(ids[REMOVED])
        indexer.run_until_done()
        target = second
        indexer.run_until_done()


def contents(folder: Path) -> Contents:
    first, second = embedders()
    with opened(folder, lambda: first) as (library, store, _), library.database.reading() as db:
        documents = library.documents(second.identity)
        rows = db.execute("SELECT rowid, id FROM chunks").fetchall()
        texts = library.chunks.passages([(row["id"], 0.0) for row in rows])
        return Contents(
            frozenset((d.id, d.name, d.state) for d in documents),
            frozenset(path.name for path in library.pdf_dir.glob("*.pdf")),
            db.execute("SELECT count(*) FROM chunk_text").fetchone()[0],
            len(library.ledger.vectors_to_remove(100_000)),
            frozenset((passage.chunk.id, passage.chunk.text) for passage in texts),
            {
                identity: {
                    id_: tuple(round(number, 4) for number in vector)
                    for id_, vector in store.vectors(identity, sorted(store.ids(identity))).items()
                }
                for identity in (first.identity, second.identity)
            },
        )


def killed(folder: Path, after: float) -> bool:
    """Whether a process that works on `folder` was killed `after` seconds; False when it had finished."""
    command = [sys.executable, __file__, "--work", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == STARTED, "the work could not be begun"
        try:
            return process.wait(after) != 0
        except subprocess.TimeoutExpired:
            process.kill()
            return True


def trial(folder: Path, kills: int, seed: int) -> tuple[Contents, Contents]:
    """What an undisturbed run makes, and what comes of one that is killed so often."""
    moments = random.Random(seed)
    make_pdfs(folder / "pdfs")
    whole, broken = folder / "whole", folder / "broken"
    for place in (whole, broken):
        place.mkdir()
    assert not killed(whole, 600)
    for _ in range(kills):
        killed(broken, moments.uniform(0, LONGEST))
    assert not killed(broken, 600)
    return contents(whole), contents(broken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)  # what the processes to be killed are called with
    options = parser.parse_args()
    if options.work:
        work(options.work, sorted((options.work.parent / "pdfs").iterdir()))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        whole, broken = trial(Path(folder), options.kills, options.seed)
    same = whole == broken
    vectors = sum(map(len, whole.vectors.values()))
    verdict = "the same" if same else "NOT the same"
    sys.stdout.write(
        f"{options.kills} kills (seed {options.seed}): {verdict} {len(whole.documents)} documents, "
        f"{len(whole.chunks)} chunks and {vectors} vectors as undisturbed\n"
    )
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
