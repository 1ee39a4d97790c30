"""What a report on a whole document is worth: against its first sentences, sentences at random, and its first passages.

    python -m benchmarks.report QUESTIONS.jsonl [...] [--pdfs DIR [...]] [--doc NAME [...]]

Each question set has its PDFs in `pdfs/` beside it. Measured is the share of sections told of, of pairs of sentences
that say the same, and of the set's questions about the document whose gold answer the report holds, and others as long.
An answer that is a number alone is held only by a sentence that has words of the question, or its heading has: "8" is
everywhere.
"""

import argparse
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter

from docqa.documents import Answer
from docqa.evaluation.measures import contains, read_questions
from docqa.evaluation.question_sets import Question
from docqa.indexing.chunking import chunk_pages
from docqa.library.catalog import Library
from docqa.reading.pdf import read_pages
from docqa.reports.centrality import MAX_LIKENESS, likeness
from docqa.reports.sections import sections
from docqa.reports.summary import WHOLE, summarize
from docqa.settings import Settings
from docqa.text.running_lines import running_lines
from docqa.text.sentences import passage_sentences
from docqa.text.words import content_words, stem, weights

RANDOM_DRAWS = 10
_NUMBER = re.compile(r"\W*\d[\d.,]*\W*[A-Za-z]?\W*")  # "$5.576M", "8", "75.9 %"
MIN_WORDS_IN_COMMON = 2  # of a sentence with the question, whose answer it holds; all, where the question has fewer
CHUNKS_OF_PLAIN_PROMPT = 4


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the heading that it stands under."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one document."""

    name: str
    pages: int
    sentences: int
    words: int
    told: float  # share of sections
    alike: float  # share of pairs of sentences that say the same
    answered: float  # share of the gold answers that the report holds
    by_first: float  # the same of the first sentences, as many words
    by_random: float  # of sentences at random, the mean of several draws
    by_chunks: float  # of the first passages, which a plain prompt would hold
    seconds: float
    questions: int


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--pdfs", nargs="*", type=Path, default=[])
    parser.add_argument("--doc", action="append", default=[], help="only documents of these names")
    parser.add_argument("--length", type=float, default=1.0)
    options = parser.parse_args(arguments)
    rows = []
    for at, path in enumerate(options.questions):
        folder = options.pdfs[at] if at < len(options.pdfs) else path.parent / "pdfs"
        questions = [question for question in read_questions(path) if question.answer]
        for doc in sorted({question.doc for question in questions}):
            if not options.doc or doc in options.doc:
                own = [question for question in questions if question.doc == doc]
                rows.append(measure(folder / doc, own, options.length))
    print(table(rows))
    return 0


def measure(pdf: Path, questions: Sequence[Question], length: float) -> Row:
    """The report of one PDF, and what others of its length hold."""
    pages = list(read_pages(pdf))
    with TemporaryDirectory() as folder:
        library = Library.open(Settings(data_dir=Path(folder)))
        document = library.add(pdf.read_bytes(), pdf.name)
        library.pages.begin(document.id, len(pages))
        library.pages.keep(document.id, pages)
        started = perf_counter()
        *_, report = summarize("", [document], library, length=length)
        seconds = perf_counter() - started
        library.database.close()
    told = [Said(part.title, quotation.words) for part in report.parts for quotation in part.quotations]
    said = [one.text for one in told]
    words = sum(len(sentence.split()) for sentence in said)
    every = [Said(section.title, extract.text) for section in sections(pages) for extract in section.extracts]
    chunks = list(chunk_pages(document.id, pages, running=running_lines(pages)))[:CHUNKS_OF_PLAIN_PROMPT]
    of_chunks = [
        Said(chunk.section, chunk.text[start:end]) for chunk in chunks for start, end in passage_sentences(chunk.text)
    ]
    draws = [_cut(random.Random(seed).sample(every, len(every)), words) for seed in range(RANDOM_DRAWS)]
    pairs = [(frozenset(weights(a)), frozenset(weights(b))) for a, b in combinations(said, 2)]
    return Row(
        pdf.name, len(pages), len(said), words, _told(report),
        alike=mean(likeness(a, b) > MAX_LIKENESS for a, b in pairs) if pairs else 0.0,
        answered=_held(told, questions),
        by_first=_held(_cut(every, words), questions),
        by_random=mean(_held(draw, questions) for draw in draws),
        by_chunks=_held(of_chunks, questions),
        seconds=seconds,
        questions=len(questions),
    )  # fmt: skip


def _told(report: Answer) -> float:
    """The share of sections that are told of, as the report itself says it."""
    if report.coverage[1].startswith(WHOLE):
        return 1.0
    told, _, sections = report.coverage[1].split(" section")[0].partition(" of ")
    return int(told) / int(sections) if int(sections) else 0.0


def _held(sentences: Sequence[Said], questions: Sequence[Question]) -> float:
    return mean(any(is_answer(sentence, question) for sentence in sentences) for question in questions)


def is_answer(sentence: Said, question: Question) -> bool:
    """Whether a sentence holds the gold answer, or one that is accepted; of a number alone, if it says what is asked.

    >>> gold = Question("1", "a.pdf", "How many dogs may a tenant keep?", "8", (), frozenset({0}), "lookup")
    >>> [is_answer(Said("Animals", text), gold) for text in ("Rent is due in 8 days.", "A tenant may keep 8 dogs.")]
    [False, True]
    """
    asked, said = (
        set(map(stem, content_words(text))) for text in (question.text, f"{sentence.heading} {sentence.text}")
    )
    is_of_it = len(asked & said) >= min(MIN_WORDS_IN_COMMON, len(asked))
    golds = [gold for gold in (question.answer, *question.accept) if gold and (is_of_it or not _NUMBER.fullmatch(gold))]
    return any(contains(sentence.text, replace(question, answer=gold, accept=())) for gold in golds)


def _cut(sentences: Sequence[Said], words: int) -> list[Said]:
    """The first of the sentences that have about as many words."""
    kept: list[Said] = []
    while sentences[len(kept) :] and sum(len(sentence.text.split()) for sentence in kept) < words:
        kept.append(sentences[len(kept)])
    return kept


def table(rows: Sequence[Row]) -> str:
    head = "document|pages|sentences|words|sections|alike|answers: report|first|random|4 passages|of|seconds"
    lines = [head.split("|"), ["---"] * len(head.split("|"))]
    for row in rows:
        shares = (row.told, row.alike, row.answered, row.by_first, row.by_random, row.by_chunks)
        counts = (row.pages, row.sentences, row.words)
        said = (*map(str, counts), *(f"{share:.2f}" for share in shares), str(row.questions), f"{row.seconds:.1f}")
        lines.append([row.name, *said])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
