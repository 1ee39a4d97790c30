"""The checker's own errors: how often it passes a false sentence, and how often it strips a true one.

`python -m benchmarks.checker [--pdfs ../shared/eval] [--work DIR] [--errors dev] [--json]`
"""

import argparse
import hashlib
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.alterations import Fact, alterations, evidence_span
from docqa.answering.asides import Fits, nothing_told, with_asides
from docqa.answering.citations import cite
from docqa.documents import EXTRACTOR, Chunk, Citation, Page, Passage, Source
from docqa.engines.builtin.reranker import BuiltinReranker
from docqa.indexing.chunking import CHUNKING, chunk_pages
from docqa.reading.page_tables import page_tables
from docqa.reading.pdf import open_pdf
from docqa.search.candidates import candidates
from docqa.search.query import as_in_tables, understand
from docqa.search.quotations import MAX_QUOTATIONS, distinct, read
from docqa.search.retriever import MAX_PASSAGES
from docqa.tables import Table, no_tables
from docqa.text.languages import written_in
from docqa.text.running_lines import running_lines
from docqa.text.words import covered, weights

DATA = Path(__file__).parent / "checker"
TRUE, PARAPHRASES, WRITTEN = "true.jsonl", "paraphrases.jsonl", "written.jsonl"
DEV, HELD = "dev", "held"  # fit on the one, report on the other; a document is wholly in one of them
PLACE_FIELDS = ("set", "doc", "page", "evidence", "question", "passages")  # what the passages depend on
RULE = "2"  # goes up when the passages of a sentence are chosen in another way
Z_95 = 1.959964  # standard deviations of a normal distribution that hold 95% of it
FALSE_PASS, FALSE_STRIP = "false pass", "false strip"

Row = Mapping[str, Any]
Tables = Callable[[Passage], Sequence[Table]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line of the data with the passages that the checker gets, and the page that the sentence is about."""

    row: Row
    passages: tuple[Passage, ...]
    page_text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence to be judged. `group` is its line in the table."""

    id: str
    split: str
    group: str
    is_true: bool
    sentence: str
    question: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A PDF as the app reads and cuts it, with the words of each chunk."""

    doc: str
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    words: tuple[frozenset[str], ...]


def is_supported(
    sentence: str, question: str, passages: Sequence[Passage], tables: Tables = no_tables, fits: Fits = nothing_told
) -> bool:
    """The checker's verdict. This is the one place that knows the checker."""
    sentences = cite(sentence, question, passages, tables)
    if sentences and all(one.supported for one in sentences):
        sentences = with_asides(sentences, question, quotations(question, tuple(passages), tables, fits), fits)
    return bool(sentences) and all(one.supported for one in sentences)


@lru_cache(None)
def quotations(
    question: str, passages: tuple[Passage, ...], tables: Tables = no_tables, fits: Fits = nothing_told
) -> list[Citation]:
    """What docqa would quote of these passages, if each word of the question told as much; none without `fits`."""
    query = as_in_tables(understand(question))
    counts = dict.fromkeys(query.words, 1)
    found = candidates(query, counts, len(passages), passages, tables=tables)
    best = read(found, lambda some: fits(query.text, [candidate.text(passages) for candidate in some]))
    return [citation for _, citation in distinct(best, MAX_QUOTATIONS, passages)]


def wilson(errors: int, count: int) -> tuple[float, float]:
    """The 95% bounds of a share, by Wilson.

    >>> [round(bound, 3) for bound in wilson(5, 50)]
    [0.043, 0.214]
    """
    if not count:
        return 0.0, 1.0
    share, spread = errors / count, Z_95**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def read_rows(name: str) -> list[Row]:
    """The lines of a data file."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


# The passages


def read_pdf(path: Path) -> Reading:
    """A PDF as the app reads and cuts it, but for pages that only OCR can read."""
    with open_pdf(path) as reading:
        pages = tuple(reading.pages())
    legible = [page for page in pages if page.source in (Source.TEXT, Source.MIXED)]
    chunks = tuple(chunk_pages(path.name, legible, running=running_lines(pages)))
    return Reading(path.name, pages, chunks, tuple(frozenset(weights(chunk.text)) for chunk in chunks))


def passages_around(reading: Reading, page: int, evidence: str, question: str) -> tuple[Passage, ...]:
    """The passage with the evidence first, then of other pages those that hold most of the question's words; or none.

    Like the search's passages each is of a page of its own, and is two chunks that follow each other. It is a rule of
    its own, so that a change to the search changes nothing here.
    """
    span = evidence_span(evidence, reading.pages[page].text)
    if span is None:
        return ()
    asked = weights(question)
    best: dict[int, tuple[float, int]] = {}
    for place, chunk in enumerate(reading.chunks):
        if chunk.page == page:
            score = float(chunk.start <= span[0] < chunk.end)
        else:
            score = covered(asked, reading.words[place])
        if score > best.get(chunk.page, (0.0, 0))[0]:
            best[chunk.page] = (score, place)
    own = best.pop(page, None)
    if own is None:
        return ()
    others = sorted(best.values(), key=lambda found: (-found[0], found[1]))[: MAX_PASSAGES - 1]
    return tuple(_pair(reading, place) for _, place in (own, *others))


def _pair(reading: Reading, place: int) -> Passage:
    """A chunk and the one after it on its page, or the one before it where it is the last."""
    chunks, page = reading.chunks, reading.chunks[place].page
    near = [at for at in (place + 1, place - 1) if 0 <= at < len(chunks) and chunks[at].page == page]
    pair = [chunks[at] for at in (place, *near[:1])]
    return _passage(reading, page, min(one.start for one in pair), max(one.end for one in pair))


def _passage(reading: Reading, page: int, start: int, end: int) -> Passage:
    return passage_at(reading.doc, reading.pages[page], start, end)


def passage_at(doc: str, page: Page, start: int, end: int) -> Passage:
    """That stretch of a page as a passage."""
    return _as_passage(doc, page.index, start, end, page.text[start:end], page.label)


def _as_passage(doc: str, page: int, start: int, end: int, text: str, label: str) -> Passage:
    """A passage that stands there, in the language that the app would take its words to be in."""
    chunk = Chunk(f"{page}-{start}", doc, page, start, end, text, language=written_in(text).code)
    return Passage(chunk, doc, label, 0.0)


def labelled(name: str, folder: Path, work: Path | None) -> list[Labelled]:
    """The lines of a data file with their passages, kept in `work` for as long as places and reading stay the same."""
    rows = read_rows(name)
    places = [[row.get(field) for field in PLACE_FIELDS] for row in rows]
    key = hashlib.sha256(json.dumps([places, EXTRACTOR, CHUNKING, RULE]).encode())
    kept = work / f"{name}-{key.hexdigest()[:16]}.json" if work else None
    if kept and kept.exists():
        return [_from_json(row, *found) for row, found in zip(rows, json.loads(kept.read_text()), strict=True)]
    found = list(_found(rows, folder))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([_to_json(one) for one in found]))
    return found


def _found(rows: Iterable[Row], folder: Path) -> Iterator[Labelled]:
    """Document by document, as the rows are, so that each is read once."""
    for (set_name, doc), of_one in groupby(rows, key=lambda row: (row["set"], row["doc"])):
        path, group = folder / set_name / "pdfs" / doc, list(of_one)
        yield from _around(path, group) if "evidence" in group[0] else _as_given(path, group)


def _around(path: Path, rows: Iterable[Row]) -> Iterator[Labelled]:
    reading = read_pdf(path)
    for row in rows:
        passages = passages_around(reading, row["page"], row["evidence"], row["question"])
        yield Labelled(row, passages, reading.pages[row["page"]].text)


def _as_given(path: Path, rows: Sequence[Row]) -> Iterator[Labelled]:
    with open_pdf(path) as reading:
        pages = {page: next(reading.pages(page)) for page in {page for row in rows for page, *_ in row["passages"]}}
    for row in rows:
        passages = (passage_at(path.name, pages[page], start, end) for page, start, end in row["passages"])
        yield Labelled(row, tuple(passages), "")


def _to_json(one: Labelled) -> list[Any]:
    places = [(p.chunk.page, p.chunk.start, p.chunk.end, p.chunk.text, p.label) for p in one.passages]
    return [places, one.page_text]


def _from_json(row: Row, places: Iterable[tuple[int, int, int, str, str]], page_text: str) -> Labelled:
    return Labelled(row, tuple(_as_passage(row["doc"], *place) for place in places), page_text)


# The cases


def cases(
    true: Iterable[Labelled], paraphrases: Iterable[Labelled], written: Iterable[Labelled], seed: int = 0
) -> Iterator[Case]:
    """All sentences to be judged; without those that have no passages, whose page reads otherwise than it did."""
    for one in true:
        if one.passages:
            yield _case(one, f"true, {one.row['place']}", True)
            fact = _fact(one)
            for kind, sentence in alterations(fact, seed).items():
                if kind not in one.row.get("unfit", ()):
                    yield _case(one, f"altered, {kind}", False, sentence)
    for one in paraphrases:
        if one.passages:
            yield _case(one, "paraphrased", True)
    for one in written:
        if one.passages:
            yield _case(one, "the small model's", one.row["right"])


def _fact(one: Labelled) -> Fact:
    row = one.row
    return Fact(row["id"], row["question"], row["sentence"], row["evidence"], one.page_text, row["place"] == "table")


def _case(one: Labelled, group: str, is_true: bool, sentence: str = "") -> Case:
    row = one.row
    return Case(row["id"], row["split"], group, is_true, sentence or row["sentence"], row["question"], one.passages)


# The figures


@dataclass(frozen=True, slots=True)
class Errors:
    """How many of so many sentences were judged wrongly."""

    errors: int
    count: int

    @property
    def share(self) -> float:
        return self.errors / self.count if self.count else 0.0

    def __str__(self) -> str:
        """The share with its 95% bounds.

        >>> str(Errors(5, 50))
        '10.0% (4.3-21.4) of 50'
        """
        low, high = wilson(self.errors, self.count)
        return f"{100 * self.share:.1f}% ({100 * low:.1f}-{100 * high:.1f}) of {self.count}" if self.count else "-"


def judged(all_cases: Iterable[Case], tables: Tables = no_tables, fits: Fits = nothing_told) -> list[tuple[Case, bool]]:
    """Each case, and whether the checker is wrong about it."""
    return [
        (one, is_supported(one.sentence, one.question, one.passages, tables, fits) != one.is_true) for one in all_cases
    ]


def tables_of(folder: Path) -> Tables:
    """The tables of the pages of the PDFs in the sets' folders, each page looked at once."""
    paths = {path.name: path for path in folder.glob("*/pdfs/*.pdf")}
    found = lru_cache(None)(page_tables)
    return lambda passage: found(paths[passage.doc], passage.chunk.page)


def errors(results: Iterable[tuple[Case, bool]]) -> dict[str, dict[str, dict[str, Errors]]]:
    """By false pass or strip, by group, by split ("all": both). The first group is all that no model wrote."""
    counts: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for one, is_wrong in results:
        measure = FALSE_STRIP if one.is_true else FALSE_PASS
        groups = [one.group] if one.group.startswith("the small") else ["all written for this", one.group]
        if one.group.startswith("true, "):
            groups.insert(1, "all but paraphrases")
        for group in groups:
            for split in (one.split, "all"):
                counts[measure, group, split].append(is_wrong)
    table: dict[str, dict[str, dict[str, Errors]]] = {}
    for (measure, group, split), wrong in counts.items():
        table.setdefault(measure, {}).setdefault(group, {})[split] = Errors(sum(wrong), len(wrong))
    return table


def balanced_accuracy(passed: Errors, stripped: Errors) -> float:
    """The mean of the shares judged rightly of false and of true sentences, as benchmarks of verifiers give it."""
    return 1 - (passed.share + stripped.share) / 2


def table(found: Mapping[str, Mapping[str, Mapping[str, Errors]]]) -> str:
    """The figures for people: a line a group, a column a split."""
    splits = (DEV, HELD, "all")
    lines = []
    for measure in (FALSE_PASS, FALSE_STRIP):
        lines.append(f"{measure:28}" + "".join(f"{split:>28}" for split in splits))
        for group, by_split in found.get(measure, {}).items():
            cells = (str(by_split.get(split, Errors(0, 0))) for split in splits)
            lines.append(f"  {group:26}" + "".join(f"{cell:>28}" for cell in cells))
    for group in ("all written for this", "the small model's"):
        both = [found.get(measure, {}).get(group, {}) for measure in (FALSE_PASS, FALSE_STRIP)]
        cells = (
            f"{100 * balanced_accuracy(both[0][split], both[1][split]):.1f}%"
            for split in splits
            if all(split in one for one in both)
        )
        lines.append(f"balanced accuracy, {group}: " + ", ".join(cells))
    return "\n".join(lines)


def as_json(found: Mapping[str, Mapping[str, Mapping[str, Errors]]]) -> dict[str, Any]:
    """The figures for programs: errors, count and the 95% bounds of their share."""
    return {
        measure: {
            group: {
                split: {"errors": one.errors, "count": one.count, "bounds": wilson(one.errors, one.count)}
                for split, one in by_split.items()
            }
            for group, by_split in groups.items()
        }
        for measure, groups in found.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, default=Path("../shared/eval"), help="the folder of the development sets")
    parser.add_argument("--work", type=Path, help="where the passages are kept for the next run")
    parser.add_argument("--seed", type=int, default=0, help="other alterations of the same sentences")
    parser.add_argument("--errors", choices=(DEV, HELD), help="list what is judged wrongly in that half")
    parser.add_argument("--words", action="store_true", help="without the cross-encoder, which tells what is asked")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    true, paraphrases, written = files = [
        labelled(name, options.pdfs, options.work) for name in (TRUE, PARAPHRASES, WRITTEN)
    ]
    fits = nothing_told if options.words else BuiltinReranker().scores
    results = judged(cases(true, paraphrases, written, options.seed), tables_of(options.pdfs), fits)
    if options.errors:
        for one, is_wrong in results:
            if is_wrong and one.split == options.errors:
                print(f"{FALSE_STRIP if one.is_true else FALSE_PASS}\t{one.group}\t{one.id}\t{one.sentence}")
    found = errors(results)
    print(json.dumps(as_json(found)) if options.json else table(found))
    lost = sum(not one.passages for file in files for one in file)
    if lost:
        print(f"{lost} sentences left out: their evidence is not found on its page.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
