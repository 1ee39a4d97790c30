"""docqa against the plain pipeline of the tutorials, on one PDF: `python benchmarks/ingest.py FILE.pdf [--rounds 3]`.

Both run in processes and folders of their own, with the same embedding model, all cores and the same question at the
end; the clock starts when the program is up and is given the file. The PDF should be one with text, not a scan.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from langchain_core.embeddings import Embeddings

from docqa.documents import Document, State
from docqa.engines.builtin.embeddings import MAX_TOKENS, BuiltinEmbeddings
from docqa.model_files import EMBED, EMBED_TOKENIZER
from docqa.onnx import inference_session
from docqa.settings import ROOT, Settings
from docqa.workspace import Workspace

QUESTION = "What was the total revenue of the year?"
BATCH = 32  # texts that the plain pipeline embeds at a time
POLL = 0.02  # seconds between two looks at docqa's progress
MEMORY_POLL = 0.05  # seconds between two looks at a side's memory


@dataclass(frozen=True, slots=True)
class Side:
    """One run of one side: seconds since it was given the file until it had an answer's passages, and until all its
    text had vectors; how many of them went into the embedding calls."""

    askable: float
    indexed: float
    embedding: float
    chunks: int


@dataclass(frozen=True, slots=True)
class Round:
    """One run of both, one after the other, with the peak memory of each (MB; None where it cannot be told)."""

    plain: Side
    docqa: Side
    plain_memory: float | None
    docqa_memory: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """The medians over the rounds; the ratios are medians of each round's own, as a busy machine slows both."""

    file: str
    rounds: int
    plain_askable: float
    docqa_askable: float
    sooner: float  # times; at least 30 is wanted
    plain_indexed: float
    docqa_indexed: float
    share_of_time: float  # at most 0.4 is wanted
    overhead: float  # what docqa takes beside its embedding calls, as a share of them; at most 0.1 is wanted
    plain_chunks: int
    docqa_chunks: int
    plain_memory: float | None
    docqa_memory: float | None


# The plain pipeline


class PlainEmbeddings(Embeddings):
    """The built-in model as a tutorial would run it: texts as they come, 32 at a time, padded to the longest."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        self._session = inference_session(EMBED.checked())
        self._tokenizer = Tokenizer.from_file(str(EMBED_TOKENIZER.checked()))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self.seconds = 0.0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        import numpy as np

        began = perf_counter()
        vectors: list[list[float]] = []
        for first in range(0, len(texts), BATCH):
            batch = self._tokenizer.encode_batch(texts[first : first + BATCH])
            ids = np.array([text.ids for text in batch])
            mask = np.array([text.attention_mask for text in batch])
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            states = self._session.run(["last_hidden_state"], feed)[0][:, 0]
            vectors += (states / np.linalg.norm(states, axis=1, keepdims=True)).tolist()
        self.seconds += perf_counter() - began
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def plain(pdf: Path, question: str, folder: Path) -> Side:
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_community.vectorstores import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    embeddings = PlainEmbeddings()
    embeddings.embed_query(question)  # it is up
    embeddings.seconds = 0.0

    began = perf_counter()
    pages = PyPDFLoader(str(pdf)).load()
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(pages)
    vectors = Chroma.from_documents(chunks, embeddings, persist_directory=str(folder))
    indexed, embedding = perf_counter() - began, embeddings.seconds
    assert vectors.similarity_search(question)
    return Side(perf_counter() - began, indexed, embedding, len(chunks))


# docqa


def docqa(pdf: Path, question: str, folder: Path) -> Side:
    settings = Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin")
    workspace = Workspace.open(settings)
    workspace.indexer.run_until_done()  # it is up: with an empty library too it looks into Chroma first
    workspace.indexer.start()
    warming = workspace.warm()
    warming.join()

    with timed_embedding() as calls:
        began = perf_counter()
        workspace.library.add(pdf.read_bytes(), pdf.name)
        workspace.indexer.wake()
        wait_for(workspace, lambda document: document.askable)
        found = workspace.retriever.search(question)
        askable = perf_counter() - began
        # Scanned pages come after the text; the plain pipeline leaves them out.
        document = wait_for(workspace, lambda document: 0 < document.chunks <= document.chunks_embedded)
        indexed, embedding = perf_counter() - began, sum(calls)
    workspace.close()
    assert found, f"nothing in {pdf.name} fits the question; ask another one with --question"
    return Side(askable, indexed, embedding, document.chunks)


@contextmanager
def timed_embedding() -> Iterator[list[float]]:
    """The seconds of each call that the indexer makes; those for a question come from this thread."""
    seconds: list[float] = []
    asking = threading.current_thread()
    embed = BuiltinEmbeddings.embed_documents

    def timed(self: BuiltinEmbeddings, texts: list[str]) -> list[list[float]]:
        began = perf_counter()
        vectors = embed(self, texts)
        if threading.current_thread() is not asking:
            seconds.append(perf_counter() - began)
        return vectors

    BuiltinEmbeddings.embed_documents = timed  # type: ignore[method-assign]
    try:
        yield seconds
    finally:
        BuiltinEmbeddings.embed_documents = embed  # type: ignore[method-assign]


def wait_for(workspace: Workspace, is_so: Callable[[Document], bool]) -> Document:
    while True:
        (document,) = workspace.documents()
        if is_so(document):
            return document
        assert document.state is not State.FAILED, document.error
        assert not workspace.indexer.problem, workspace.indexer.problem
        sleep(POLL)


# The two compared

SIDES = {"plain": plain, "docqa": docqa}


def run(side: str, pdf: Path, question: str) -> tuple[Side, float | None]:
    """One side in a process and a folder of its own, and the most memory that it and its processes took (MB)."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "ignore", __file__, str(pdf), "--question", question]
        command += ["--side", side, "--folder", folder]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            memory = 0.0
            while process.poll() is None:
                memory = max(memory, resident(process.pid))
                sleep(MEMORY_POLL)
            assert process.returncode == 0, f"the {side} side failed"
            assert process.stdout is not None
            return Side(**json.loads(process.stdout.read())), memory or None


def resident(pid: int) -> float:
    """The memory of a process and all that it has started, in MB; 0 where there is no /proc, or it has ended."""
    process = Path("/proc", str(pid))
    try:
        pages = int((process / "statm").read_text().split()[1])
        children = (process / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 + sum(resident(int(child)) for child in children)


def summary(file: str, rounds: list[Round]) -> Report:
    def middle(value: Callable[[Round], float]) -> float:
        return round(median(map(value, rounds)), 3)

    def memory(values: list[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return round(median(known), 1) if known else None

    return Report(
        file=file,
        rounds=len(rounds),
        plain_askable=middle(lambda r: r.plain.askable),
        docqa_askable=middle(lambda r: r.docqa.askable),
        sooner=middle(lambda r: r.plain.askable / r.docqa.askable),
        plain_indexed=middle(lambda r: r.plain.indexed),
        docqa_indexed=middle(lambda r: r.docqa.indexed),
        share_of_time=middle(lambda r: r.docqa.indexed / r.plain.indexed),
        overhead=middle(lambda r: r.docqa.indexed / r.docqa.embedding - 1),
        plain_chunks=rounds[0].plain.chunks,
        docqa_chunks=rounds[0].docqa.chunks,
        plain_memory=memory([r.plain_memory for r in rounds]),
        docqa_memory=memory([r.docqa_memory for r in rounds]),
    )


def table(report: Report) -> str:
    lines = [
        f"{report.file}, medians of {report.rounds} rounds",
        f"{'':28}{'plain':>10}{'docqa':>10}",
        f"{'can be asked after':28}{report.plain_askable:>8.1f} s{report.docqa_askable:>8.1f} s"
        f"   {report.sooner:.0f}x sooner (wanted: at least 30x)",
        f"{'indexed after':28}{report.plain_indexed:>8.1f} s{report.docqa_indexed:>8.1f} s"
        f"   {report.share_of_time:.2f} of the time (wanted: at most 0.40)",
        f"{'chunks':28}{report.plain_chunks:>10}{report.docqa_chunks:>10}",
        f"{'beside embedding':28}{'':10}{report.overhead:>10.0%}   of it (wanted: at most 10%)",
    ]
    if report.plain_memory and report.docqa_memory:
        lines.append(
            f"{'peak memory':28}{report.plain_memory:>7.0f} MB{report.docqa_memory:>7.0f} MB"
            f"   {report.docqa_memory / report.plain_memory:.2f} of the memory"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--question", default=QUESTION, help="one that the PDF has words of")
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)  # what the two processes are called with
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        side = SIDES[options.side](options.pdf, options.question, options.folder)
        sys.stdout.write(json.dumps(asdict(side)))
        return 0
    rounds = []
    for _ in range(options.rounds):
        plain_side, plain_memory = run("plain", options.pdf.resolve(), options.question)
        docqa_side, docqa_memory = run("docqa", options.pdf.resolve(), options.question)
        rounds.append(Round(plain_side, docqa_side, plain_memory, docqa_memory))
    report = summary(options.pdf.name, rounds)
    if options.json:
        sys.stdout.write(json.dumps(asdict(report) | {"each": [asdict(one) for one in rounds]}, indent=2) + "\n")
    else:
        sys.stdout.write(table(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
