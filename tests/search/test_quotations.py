"""Which places are quoted, by what a cross-encoder says of them, and whether the first answers."""

from collections.abc import Sequence
from itertools import combinations

import pytest

from docqa.documents import Citation, Finding
from docqa.search.candidates import Candidate
from docqa.search.quotations import (
    MAX_RERANKED,
    MIN_SCORE,
    MIN_SCORE_OF_ANSWER,
    Quotations,
    finding,
    heads,
    of_both,
    read,
    reranked,
    with_heads,
)
from tests.support.shelf import passage

pytestmark = pytest.mark.pure


def test_what_answers_the_question_before_is_not_first_for_a_follow_up() -> None:
    of_both_questions, of_the_first, of_the_second = 0, 1, 2
    with_it, by_itself = [9.0, 8.0, 4.0], [7.0, -4.0, 6.0]
    both = of_both(with_it, by_itself)
    assert sorted(range(3), key=lambda at: -both[at]) == [of_both_questions, of_the_second, of_the_first]
    assert of_both([], by_itself) == of_both(with_it, []) == []  # the model's file went away meanwhile


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (
            "Acme Corp\nFinancial Highlights 2020\nPublished May 2020\n\nHighlights\nSales rose.",
            "Acme Corp Financial Highlights 2020 Published May 2020",
        ),
        ("3\nOn wells\nC. Digger\nSummary:\nThey are deep.", "3 On wells C. Digger"),
        ("12", ""),
        ("The wells of the valley were built in 1912 by its farmers, who are gone.", ""),
    ],
)
def test_a_head_ends_where_the_text_begins(text: str, head: str) -> None:
    assert " ".join(place.text([passage(text)]) for place in heads([passage(text)])) == head


@pytest.mark.parametrize(
    ("finding", "first"), [(Finding.ANSWERS, "C. Digger wrote it."), (Finding.CLOSEST, "On wells")]
)
def test_a_head_comes_before_what_does_not_answer(finding: Finding, first: str) -> None:
    page = passage("On wells\n\nIn the valley it is said that C. Digger wrote it. He wrote it in the year 1912.")
    start = page.text.index("C. Digger")
    said = Citation.of(1, page, start, start + len("C. Digger wrote it."))
    found = with_heads(Quotations((said,), (finding,)), [page], [page.chunk.doc_id], 3)
    assert found.places[0].text == first
    assert found.finding is finding
    assert with_heads(found, [page], ["another"], 3) == found


def test_a_head_stands_at_the_beginning_of_a_document() -> None:
    text = "On wells\nC. Digger"
    assert heads([passage(text, start=40)])
    assert not heads([passage(text, 1), passage(text, start=400)])


# What a cross-encoder says of them

FIRST, SECOND, THIRD = (Candidate(score, number, 0, 50) for number, score in enumerate((0.9, 0.6, 0.1), start=1))


def test_words_decide_between_places_that_a_cross_encoder_finds_alike() -> None:
    assert [place.number for place in reranked([SECOND, FIRST, THIRD], [2.0, 2.0, 2.0])] == [1, 2, 3]
    assert [place.number for place in reranked([FIRST, SECOND, THIRD], [-8.0, -9.0, 9.0])] == [3, 1, 2]


LINES = [Candidate(0.9 - line / 100, 1, 10 * line, 10 * line + 9) for line in range(10)]
RUNS = [Candidate(0.95, 1, first.start, last.end) for first, last in combinations(LINES, 2)]
FAR = Candidate(0.1, 2, 0, 9)


def test_many_runs_of_the_same_lines_leave_room_for_another_place() -> None:
    best = read([*RUNS, *LINES, FAR], lambda some: [9.0 * (one == FAR) for one in some])
    assert best[0].number == FAR.number
    assert len(best) <= MAX_RERANKED < len(RUNS)


def test_runs_around_the_best_line_are_read() -> None:
    asked: list[Candidate] = []

    def judge(some: Sequence[Candidate]) -> list[float]:
        asked.extend(some)
        return [9.0 * (one == LINES[4]) for one in some]

    read([*RUNS, *LINES, FAR], judge)
    assert {run for run in RUNS if run.is_around(LINES[4])} < set(asked)
    assert len(asked) == len(set(asked)) == MAX_RERANKED


def test_what_a_cross_encoder_has_read_stands_where_it_goes_away_meanwhile() -> None:
    answers = iter([[1.0] * 11, []])
    assert len(read([*RUNS, *LINES, FAR], lambda some: next(answers))) == 11
    assert read([*RUNS, *LINES, FAR], lambda some: []) == []


def test_a_place_that_is_pointed_at_comes_before_a_better_one() -> None:
    pointed = [Candidate(0.0, 2, 0, 50)]
    best = read([*RUNS, *LINES, FAR], lambda some: [-9.0 * (one.number == 2) for one in some], pointed)
    assert best[0].number == 2


@pytest.mark.parametrize(
    ("scores", "fits", "expected"),
    [
        ([MIN_SCORE_OF_ANSWER, MIN_SCORE_OF_ANSWER], True, Finding.ANSWERS),
        ([MIN_SCORE_OF_ANSWER - 3, MIN_SCORE_OF_ANSWER - 5], True, Finding.ANSWERS),  # the next lies two behind
        ([MIN_SCORE_OF_ANSWER - 3, MIN_SCORE_OF_ANSWER - 4], True, Finding.CLOSEST),
        ([MIN_SCORE_OF_ANSWER], False, Finding.CLOSEST),  # it holds nothing of the kind asked for
        ([0.0, -99.0], True, Finding.CLOSEST),  # a long lead alone does not make it an answer
        ([MIN_SCORE, MIN_SCORE], True, Finding.CLOSEST),
        ([MIN_SCORE - 1, MIN_SCORE - 9], True, Finding.NONE),
        ([], True, Finding.NONE),
    ],
)
def test_what_was_found(scores: list[float], fits: bool, expected: Finding) -> None:
    places = [Candidate(score, number, 0, 9) for number, score in enumerate(scores, start=1)]
    assert finding(places, fits) is expected
