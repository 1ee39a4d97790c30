"""docqa's search against the published defaults of other document-Q&A programs, on question sets with known pages.

`python -m benchmarks.peers QUESTIONS.jsonl [...] [--pdfs DIR [...]] [--work DIR]`
"""

import argparse
import math
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from docqa.documents import Source
from docqa.engines.builtin.embeddings import BuiltinEmbeddings, bge
from docqa.evaluation.measures import read_questions
from docqa.evaluation.question_sets import Question
from docqa.indexing.chunking import MAX_CHUNK_CHARACTERS, MAX_OVERLAP_CHARACTERS
from docqa.search.retriever import MAX_PASSAGES
from docqa.settings import Settings
from docqa.text.words import content_words
from docqa.workspace import Workspace

POOL = 64  # of RAGFlow: the chunks whose words are compared one by one
RRF = 60  # the constant of reciprocal rank fusion, GPT4All's too
NOTES = """\
The others' lines are their defaults on our models where theirs cannot be had: the same pages, cut page by page by
LangChain's splitter, bge-small's vectors (of a chunk over 512 tokens the first 512 count) and tokens, BM25 over the
same stems, and for RAGFlow's word weights, which come from dictionaries, how rare a word is. No reranker: kotaemon's
wants a Cohere key, the others have none by default. Similarity thresholds, which belong to their models, are left out,
and so is all that a chat model does before or after the search. docqa's weights were fitted on development sets: on
those it has an advantage.
@n: a page with the evidence is among the first n passages of the question's document, with the program set to give n;
@k: with its own k; all: of the whole set. Tokens: of its k passages from that document, alone. Seconds: one search of
the whole set, the question's embedding included; the others search in memory, docqa in its index on disk."""


class Fusion(StrEnum):
    """How the searches by meaning (cosine similarity) and by words (BM25) become one list."""

    OWN = "its own"
    MEANING = "meaning only"
    WORDS_FIRST = "words, then meaning"
    RRF = "weighted RRF"
    SUM = "weighted sum"


@dataclass(frozen=True, slots=True)
class Program:
    """Its defaults. `size` and `overlap` of its chunks are in `unit`; it gives its model `k` of them."""

    name: str
    size: int
    overlap: int
    unit: str  # "characters" or "tokens"
    k: int
    fusion: Fusion
    source: str  # of these figures


DOCQA = Program(
    "docqa",
    MAX_CHUNK_CHARACTERS,
    MAX_OVERLAP_CHARACTERS,
    "characters",
    MAX_PASSAGES,
    Fusion.OWN,
    "docqa/indexing, docqa/answering",
)
PEERS = (
    Program("Open WebUI", 1000, 100, "characters", 3, Fusion.MEANING, "backend/open_webui/config.py"),
    Program("AnythingLLM", 1000, 20, "characters", 4, Fusion.MEANING, "source of 2026-08-21"),
    Program("kotaemon", 1024, 256, "tokens", 10, Fusion.WORDS_FIRST, "indices/vectorindex.py of 2026-03-28"),
    Program("RAGFlow", 512, 0, "tokens", 6, Fusion.SUM, "v0.27.0, general chunking, rag/nlp/search.py"),
    Program("GPT4All", 512, 0, "characters", 3, Fusion.RRF, "gpt4all-chat/src/database.cpp of 2025-02-24"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A page, or a piece of it."""

    doc: str
    page: int
    text: str


# A question, the name of the document to search (None: the whole set), how many passages: those, best first.
Search = Callable[[str, str | None, int], Sequence[Text]]


class Index:
    """Chunks in memory, known by their numbers, with their vectors: an array with a row of length 1 for each."""

    def __init__(self, chunks: Sequence[Text], vectors: np.ndarray) -> None:
        self.chunks = chunks
        self._vectors = vectors
        self._docs = np.array([chunk.doc for chunk in chunks])
        self._words = sqlite3.connect(":memory:")
        self._words.execute("CREATE VIRTUAL TABLE texts USING fts5(text, doc UNINDEXED, tokenize = 'porter')")
        rows = ((row, chunk.text, chunk.doc) for row, chunk in enumerate(chunks))
        self._words.executemany("INSERT INTO texts (rowid, text, doc) VALUES (?, ?, ?)", rows)

    def similarity(self, question: str, doc: str | None) -> np.ndarray:
        """Of each chunk to the question; of those of other documents minus infinity."""
        similarity = self._vectors @ question_vector(question)
        return similarity if doc is None else np.where(self._docs == doc, similarity, -np.inf)

    def by_words(self, question: str, doc: str | None) -> dict[int, float]:
        """BM25 of the chunks that hold any of the question's content words, best first."""
        rows = self._words.execute(
            "SELECT rowid, -rank FROM texts WHERE texts MATCH ?1 AND (?2 IS NULL OR doc = ?2) ORDER BY rank LIMIT 1024",
            (" OR ".join(f'"{word}"' for word in content_words(question)) or '""', doc),
        )
        return dict(rows.fetchall())

    def coverage(self, question: str) -> np.ndarray:
        """The share of the question's content words that each chunk holds, the rare ones counting for more."""
        held, total = np.zeros(len(self.chunks)), 0.0
        for word in content_words(question):
            rows = [row for (row,) in self._words.execute("SELECT rowid FROM texts WHERE texts MATCH ?", [f'"{word}"'])]
            weight = math.log(1 + (len(self.chunks) - len(rows) + 0.5) / (len(rows) + 0.5))
            held[rows] += weight
            total += weight
        return held / total if total else held


def search(peer: Program, index: Index, question: str, doc: str | None, k: int) -> list[Text]:
    """The `k` chunks that the program would find."""
    similarity = index.similarity(question, doc)
    nearest = [int(row) for row in np.argsort(-similarity)[: max(k, POOL)] if similarity[row] > -np.inf]
    if peer.fusion is Fusion.MEANING:
        return [index.chunks[row] for row in nearest[:k]]
    words = index.by_words(question, doc)
    if peer.fusion is Fusion.WORDS_FIRST:
        found = list(dict.fromkeys([*words, *nearest]))
    elif peer.fusion is Fusion.RRF:
        found = ranks_fused(nearest[:k], list(words)[:k], similarity, question)
    else:  # RAGFlow: Elasticsearch's sum chooses the pool, and another one ranks it
        first = {row: 0.05 * words.get(row, 0.0) + 0.95 * similarity[row] for row in {*nearest, *words}}
        score = 0.7 * index.coverage(question) + 0.3 * similarity
        found = sorted(sorted(first, key=lambda row: -first[row])[:POOL], key=lambda row: -score[row])
    return [index.chunks[row] for row in found[:k]]


def ranks_fused(nearest: list[int], by_words: list[int], similarity: np.ndarray, question: str) -> list[int]:
    """As GPT4All does it: the words weigh 3/4 in a question of a single word, and near 1/4 in a long one."""
    both = nearest + sorted({*by_words} - {*nearest}, key=lambda row: -similarity[row])
    weight = 0.25 + 0.5 / max(1, len(content_words(question))) ** 2

    def score(row: int) -> float:
        rank = by_words.index(row) if row in by_words else len(by_words)
        return weight / (RRF + 1 + rank) + (1 - weight) / (RRF + 1 + both.index(row))

    return sorted(both, key=lambda row: -score(row))


@lru_cache(maxsize=1)  # asked again at every depth
def question_vector(question: str) -> np.ndarray:
    return np.array(BuiltinEmbeddings().embed_query(question), dtype=np.float32)


def tokens(text: str) -> int:
    """How many tokens the text has for the embedding model."""
    return len(bge()[1].encode(text.encode(errors="replace").decode(), add_special_tokens=False).ids)


def indexed(peer: Program, pages: Iterable[Text], vectors: dict[str, np.ndarray]) -> Index:
    """The pages in the program's chunks. `vectors` gains theirs: the same text has the same one for all programs."""
    length = tokens if peer.unit == "tokens" else len
    splitter = RecursiveCharacterTextSplitter(chunk_size=peer.size, chunk_overlap=peer.overlap, length_function=length)
    chunks = [Text(page.doc, page.page, part) for page in pages for part in splitter.split_text(page.text)]
    new = list(dict.fromkeys(chunk.text for chunk in chunks if chunk.text not in vectors))
    sys.stderr.write(f"{peer.name}: {len(chunks):,} chunks, {len(new):,} of them to embed\n")
    vectors.update(zip(new, np.array(BuiltinEmbeddings().embed_documents(new), dtype=np.float32), strict=True))
    return Index(chunks, np.array([vectors[chunk.text] for chunk in chunks]))


def measured(program: Program, find: Search, questions: Sequence[Question]) -> dict[str, str]:
    """The program's line of the table, by column."""
    seconds, sizes, hits = [], [], Counter[str]()
    depths = {f"@{depth}": depth for depth in (1, 3, 5)} | {"@k": program.k}
    find(questions[0].text, None, program.k)  # the model is loaded
    question_vector.cache_clear()
    for question in questions:
        began = perf_counter()
        find(question.text, None, program.k)
        seconds.append(perf_counter() - began)
        sizes.append(sum(tokens(text.text) for text in find(question.text, question.doc, program.k)))
        for prefix, doc in (("", question.doc), ("all ", None)):
            for label, depth in depths.items():
                found = find(question.text, doc, depth)
                hits[prefix + label] += any(t.doc == question.doc and t.page in question.pages for t in found)
    return {
        "": program.name,
        "chunks": f"{program.size}/{program.overlap} {program.unit}",
        "fusion": program.fusion,
        "k": str(program.k),
        **{side + label: f"{hits[side + label] / len(questions):.2f}" for side in ("", "all ") for label in depths},
        "tokens": f"{median(sizes):,.0f}",
        "seconds": f"{median(seconds):.3f}",
    }


def table(path: Path, pdfs: Path, work: Path) -> str:
    """docqa and the others on one set: only questions with evidence pages are asked, but of all its documents."""
    questions = read_questions(path)
    asked = [question for question in questions if question.answerable and question.pages]
    names = sorted({question.doc for question in questions})
    workspace = Workspace.open(Settings(data_dir=work / "data", chroma_dir=work / "chroma_db", engine="builtin"))
    ids = {name: workspace.library.add((pdfs / name).read_bytes(), name).id for name in names}
    assert workspace.indexer.run_until_done(), f"another docqa is indexing in {work}"

    def docqa(question: str, doc: str | None, k: int) -> list[Text]:
        passages = workspace.retriever.search(question, doc_ids=[ids[doc]] if doc else list(ids.values()), k=k)
        return [Text(passage.doc, passage.chunk.page, passage.chunk.text) for passage in passages]

    lines, texts, vectors = [measured(DOCQA, docqa, asked)], [], dict[str, np.ndarray]()
    for name, id_ in ids.items():
        pages = (workspace.library.pages.page(id_, at) for at in range(workspace.library.document(id_).pages))
        texts += [
            Text(name, page.index, page.text)
            for page in pages
            if page.source in (Source.TEXT, Source.MIXED, Source.OCR)
        ]
    workspace.close()
    lines += [measured(peer, partial(search, peer, indexed(peer, texts, vectors)), asked) for peer in PEERS]
    rows = [[*lines[0]], *([*line.values()] for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    aligned = ([*map(str.ljust, row[:3], widths), *map(str.rjust, row[3:], widths[3:])] for row in rows)
    return "\n".join([f"{path}: {len(asked)} questions with evidence pages", *map("  ".join, aligned)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, nargs="+", metavar="QUESTIONS.jsonl")
    parser.add_argument("--pdfs", type=Path, nargs="+", metavar="DIR", help="one a set (default: pdfs beside it)")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep docqa's indexes there for the next run")
    options = parser.parse_args()
    folders = options.pdfs or [path.parent / "pdfs" for path in options.questions]
    if len(folders) != len(options.questions):
        parser.error("--pdfs wants one folder for each set of questions, in their order")
    with tempfile.TemporaryDirectory() as temporary:
        for path, pdfs in zip(options.questions, folders, strict=True):
            work = (options.work or Path(temporary)) / path.resolve().parent.name
            print(table(path, pdfs, work), end="\n\n", flush=True)
    print(NOTES, *(f"{program.name}: {program.source}" for program in (DOCQA, *PEERS)), sep="\n")


if __name__ == "__main__":
    main()
