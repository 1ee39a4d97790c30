"""The labelled sentences, and what is counted."""

import doctest
from collections import defaultdict

import pytest

from benchmarks import checker
from benchmarks.checker import (
    DEV,
    FALSE_PASS,
    FALSE_STRIP,
    HELD,
    PARAPHRASES,
    TRUE,
    WRITTEN,
    Case,
    Errors,
    Labelled,
    Reading,
    balanced_accuracy,
    cases,
    errors,
    is_supported,
    judged,
    passages_around,
    read_rows,
    table,
)
from docqa.documents import Chunk, Page
from docqa.text.words import weights

pytestmark = pytest.mark.pure

MAX_CHARACTERS_OF_EVIDENCE = 200


def reading(*texts: str) -> Reading:
    """A document of which each line is a chunk."""
    pages = tuple(Page(index, str(index + 1), text) for index, text in enumerate(texts))
    chunks = []
    for page in pages:
        start = 0
        for line in page.text.splitlines(keepends=True):
            end = start + len(line.rstrip("\n"))
            chunks.append(Chunk(f"{page.index}-{start}", "a.pdf", page.index, start, end, page.text[start:end]))
            start += len(line)
    return Reading("a.pdf", pages, tuple(chunks), tuple(frozenset(weights(chunk.text)) for chunk in chunks))


def row(**fields: object) -> dict[str, object]:
    return {"id": "1", "split": DEV, "place": "prose", "question": "What is the rent?", **fields}


# The data


def test_there_are_sentences_enough() -> None:
    true, paraphrases, written = read_rows(TRUE), read_rows(PARAPHRASES), read_rows(WRITTEN)
    assert len(true) >= 300
    assert len({one["doc"] for one in true}) >= 30
    assert sum(one["place"] == "table" for one in true) >= 80
    assert len(paraphrases) >= 80
    assert len(written) >= 160


@pytest.mark.parametrize("name", [TRUE, PARAPHRASES, WRITTEN])
def test_no_document_is_in_both_halves(name: str) -> None:
    splits = defaultdict(set)
    for file in (TRUE, PARAPHRASES, WRITTEN):
        for one in read_rows(file):
            splits[one["doc"]].add(one["split"])
    assert all(len(splits[one["doc"]]) == 1 for one in read_rows(name))
    assert {one["split"] for one in read_rows(name)} == {DEV, HELD}


@pytest.mark.parametrize("name", [TRUE, PARAPHRASES, WRITTEN])
def test_each_sentence_is_there_once(name: str) -> None:
    rows = read_rows(name)
    assert len({one["id"] for one in rows}) == len(rows)


@pytest.mark.parametrize("name", [TRUE, PARAPHRASES])
def test_no_more_of_a_document_is_copied_than_a_snippet(name: str) -> None:
    assert all(0 < len(one["evidence"]) <= MAX_CHARACTERS_OF_EVIDENCE for one in read_rows(name))


# The passages


def test_the_passage_with_the_evidence_comes_first_then_the_pages_with_the_questions_words() -> None:
    document = reading("Nothing here.", "Dogs.\nThe rent is 25.\nIt is due in May.", "Rent is paid in advance.")
    passages = passages_around(document, 1, "rent is 25", "When is the rent paid?")
    assert [(passage.chunk.page, passage.chunk.text) for passage in passages] == [
        (1, "The rent is 25.\nIt is due in May."),
        (2, "Rent is paid in advance."),
    ]


def test_the_last_chunk_of_a_page_has_the_one_before_it() -> None:
    document = reading("Dogs.\nThe rent is 25.", "It is due in May.")
    assert passages_around(document, 0, "rent is 25", "")[0].chunk.text == "Dogs.\nThe rent is 25."


def test_evidence_that_is_not_there_gives_no_passages() -> None:
    assert passages_around(reading("The rent is 25."), 0, "rent is 26", "rent") == ()


# The figures


def test_a_sentence_is_supported_where_the_checker_cites_for_it() -> None:
    passages = passages_around(reading("The rent is 25 pounds a week."), 0, "rent is 25", "")
    assert is_supported("The rent is 25 pounds.", "What is the rent?", passages)
    assert not is_supported("The rent is 52 pounds.", "What is the rent?", passages)


def test_cases_are_counted_by_group_and_split() -> None:
    document = reading("The rent is 25 pounds a week.")
    passages = passages_around(document, 0, "rent is 25", "")
    sentence = "The rent is 25 pounds a week."
    labelled = row(sentence=sentence, evidence="rent is 25", unfit=["unit", "several"])
    true = Labelled(labelled, passages, document.pages[0].text)
    paraphrase = Labelled(row(sentence="Each week 25 pounds are the rent.", split=HELD), passages, "")
    written = [Labelled(row(sentence=sentence, right=right), passages, "") for right in (True, False)]
    lost = Labelled(row(sentence=sentence, right=True), (), "")
    all_cases = list(cases([true], [paraphrase], [*written, lost]))
    assert {one.group for one in all_cases} == {
        "true, prose",
        "altered, number",
        "altered, negation",
        "paraphrased",
        "the small model's",
    }
    found = errors(judged(all_cases))
    assert found[FALSE_STRIP]["all written for this"]["all"] == Errors(0, 2)
    assert found[FALSE_STRIP]["all written for this"][HELD] == Errors(0, 1)
    assert found[FALSE_STRIP]["all but paraphrases"]["all"] == Errors(0, 1)
    assert found[FALSE_PASS]["altered, number"][DEV] == Errors(0, 1)
    assert found[FALSE_PASS]["the small model's"][DEV] == Errors(1, 1)
    assert "altered, number" in table(found)


def test_balanced_accuracy_is_the_mean_of_both_sides() -> None:
    assert balanced_accuracy(Errors(1, 4), Errors(1, 2)) == 0.625


def test_a_case_is_wrong_where_the_verdict_is_not_the_label() -> None:
    passages = passages_around(reading("The rent is 25 pounds a week."), 0, "rent is 25", "")
    false = Case("1", DEV, "altered, number", False, "The rent is 52 pounds.", "What is the rent?", passages)
    assert judged([false]) == [(false, False)]


def test_the_examples_are_right() -> None:
    assert not doctest.testmod(checker).failed
