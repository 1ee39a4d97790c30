from dataclasses import replace
from pathlib import Path

import pytest

from docqa.documents import Answer, Choice, Citation, Finding, Part, Passage, Sentence
from docqa.engines.base import Role, Trial
from docqa.errors import BadQuestions
from docqa.evaluation.measures import (
    Outcome,
    better_role,
    contains,
    read_questions,
    score,
    score_by_kind,
    table,
    trial,
)
from docqa.evaluation.question_sets import Question
from tests.support.shelf import passage

pytestmark = pytest.mark.pure

GOLD = Question("q", "Lease.pdf", "How much is the rent?", "$1,250", ("1250 a month",), frozenset({2, 5}), "lookup")
NONE = replace(GOLD, answer=None, accept=(), pages=frozenset(), kind="unanswerable")


def found(*pages: int, doc: str = "Lease.pdf") -> tuple[Passage, ...]:
    return tuple(passage("text", page, doc=doc) for page in pages)


def said(text: str, *cited: tuple[int, ...], **fields: object) -> Answer:
    """An answer whose sentences cite these pages."""
    sentences = tuple(
        Sentence("s", 0, 1, tuple(Citation(1, "Lease.pdf", "Lease.pdf", page, "", 0, 1, "") for page in pages))
        for pages in cited
    )
    return replace(Answer("?", text, sentences=sentences, done=True, prompt_tokens=100), **fields)  # type: ignore[arg-type]


def outcome(question: Question = GOLD, answer: Answer | None = None, within: tuple[Passage, ...] = ()) -> Outcome:
    return Outcome(question, "Lease.pdf", within, (), 0.5, answer, 2.0)


def test_hits_count_one_evidence_page_among_the_first_passages() -> None:
    outcomes = [
        outcome(within=found(2, 0)),  # at once
        outcome(within=found(0, 1, 5)),  # third
        outcome(replace(GOLD, kind="multi"), within=found(0, 1, 3, 4, 2)),  # fifth, one of two pages
        outcome(within=found(7)),  # never
        outcome(NONE, within=found(2)),  # nothing to find
        outcome(replace(GOLD, pages=frozenset()), within=found(2)),  # about no page
    ]
    assert score(outcomes).hit_within == {1: 0.25, 3: 0.5, 5: 0.75, 10: 0.75}
    assert (score(outcomes).questions, score(outcomes).answerable) == (6, 5)


def test_the_same_page_of_another_document_is_no_hit() -> None:
    overall = found(2, doc="Other.pdf") + found(5)
    assert score([replace(outcome(), overall=overall)]).hit_overall == {1: 0.0, 3: 1.0, 5: 1.0, 10: 1.0}


def quoted(finding: Finding, *texts: str) -> Answer:
    """An answer of the documents' own words alone."""
    places = tuple(Citation(n, "Lease.pdf", "Lease.pdf", 2, "", 0, 1, text) for n, text in enumerate(texts, start=1))
    return Answer("?", quotations=places, finding=finding, refused=finding is Finding.NONE, done=True)


def test_refusals_and_answers() -> None:
    refusal = said("The documents do not say.", refused=True)
    outcomes = [
        outcome(answer=refusal),
        outcome(answer=said("$1,250")),
        outcome(answer=said("$9")),
        outcome(answer=said("1250")),
    ]
    outcomes += [outcome(NONE, refusal), outcome(NONE, said("$7")), outcome(NONE, said("", error="broke off"))]
    scores = score(outcomes)
    assert scores.false_refusals == 1 / 4
    assert scores.refused == 1 / 3
    assert scores.answer_contains == 2 / 4


def test_what_stands_as_supported() -> None:
    outcomes = [
        outcome(answer=quoted(Finding.ANSWERS, "It is $1,250.")),
        outcome(answer=quoted(Finding.ANSWERS, "It is $9.", "It is $1,250.")),  # wrong, and stands as an answer
        outcome(answer=quoted(Finding.CLOSEST, "It is $9.")),  # wrong, and does not
        outcome(answer=said("$9", (2,))),  # wrong, and cited
        outcome(answer=said("$9", ())),  # wrong, and not
        outcome(NONE, quoted(Finding.ANSWERS, "It is $9.")),
        outcome(NONE, quoted(Finding.NONE, "It is $9.")),
    ]
    scores = score(outcomes)
    assert scores.wrong_but_supported == 2 / 5
    assert scores.unanswerable_but_supported == 1 / 2
    assert scores.refused == 1 / 2


def test_the_better_role_stands_wrong_less_often_and_then_is_right_more_often() -> None:
    right, wrong, silent = (outcome(answer=said(text, (2,))) for text in ("$1,250", "$9", "The weather"))
    silent = replace(silent, answer=said("", ()))
    by_chance = outcome(replace(NONE, accept=("$9",)), said("$9", (2,)))  # nothing is right where there is no answer
    assert trial([right, wrong, silent, by_chance]) == Trial(right=1, supported=3, wrong=2, looped=0, seconds=2.0)
    unsaid = outcome(replace(GOLD, answer="", accept=()), said("$9", (2,)))  # what the answer is, nobody has told
    assert trial([unsaid]) == Trial(0, 0, 0, 0, 2.0)
    looping = replace(wrong, answer=replace(said("$9", ()), looped=True), answer_seconds=4.0)
    assert trial([looping]) == Trial(0, 0, 0, 1, 4.0)

    def better(writes: list[Outcome], chooses: list[Outcome]) -> Role:
        return better_role({Role.WRITES: writes, Role.CHOOSES: chooses})

    assert better([right, wrong], [silent, silent]) is Role.CHOOSES
    assert better([silent, silent], [right, wrong]) is Role.WRITES
    assert better([right, silent], [right, right]) is Role.CHOOSES
    assert better([right, right], [right, right]) is Role.WRITES


def test_valid_choices_are_counted_where_a_model_was_to_choose() -> None:
    choices = [Choice(8, "3"), Choice(8, "none"), Choice(8), None]
    outcomes = [outcome(answer=said("", (), choice=choice)) for choice in choices]
    assert score(outcomes).valid_choices == 2 / 3
    assert score(outcomes[3:]).valid_choices is None


def test_quotations_are_judged_where_the_passages_hold_the_answer() -> None:
    there = (passage("The rent is $1,250."),)
    outcomes = [
        outcome(answer=replace(quoted(Finding.CLOSEST, "The rent is $1,250."), passages=there)),
        outcome(answer=replace(quoted(Finding.CLOSEST, "The rent", "is $1,250."), passages=there)),
        outcome(answer=quoted(Finding.CLOSEST, "The rent")),  # the passages do not hold it
    ]
    scores = score(outcomes)
    assert (scores.first_quotation_holds, scores.quotations_hold) == (1 / 2, 2 / 2)
    assert scores.answer_contains == 1 / 3


def test_citations() -> None:
    outcomes = [
        outcome(answer=said("a", (2,), (0,), ())),  # right, wrong, none
        outcome(answer=said("b", (0, 5))),  # one of two is right
        outcome(NONE, said("c", (2,))),  # nothing there to cite
        outcome(replace(GOLD, pages=frozenset()), said("d", (1,))),  # cannot be judged by page
        outcome(answer=said("e", (2,), refused=True)),  # refused: no sentences
    ]
    assert score(outcomes).citation_precision == 2 / 4
    assert score(outcomes).cited_share == 5 / 6


def test_medians() -> None:
    tokens = [said("a", prompt_tokens=n) for n in (10, 900, 20)]
    scores = score([outcome(answer=answer) for answer in tokens])
    assert (scores.prompt_tokens, scores.search_seconds, scores.answer_seconds) == (20, 0.5, 2.0)


def test_without_answers_nothing_is_said_about_them() -> None:
    scores = score([outcome(within=found(2)), outcome(NONE)])
    assert (scores.false_refusals, scores.refused, scores.answer_contains) == (None, None, None)
    lines = table(score_by_kind([outcome(within=found(2)), outcome(NONE)])).splitlines()
    assert lines[0].split() == ["all", "lookup", "unanswerable"]
    assert lines[2].split() == ["hit@1", "within", "the", "document", "1.00", "1.00", "-"]
    assert not [line for line in lines if set(line.split()) & {"refusals", "precision", "tokens"}]


def test_kinds_are_measured_by_themselves() -> None:
    by_kind = score_by_kind([outcome(within=found(2)), outcome(replace(GOLD, kind="table"), within=found(0))])
    assert {kind: scores.hit_within[1] for kind, scores in by_kind.items()} == {"all": 0.5, "lookup": 1.0, "table": 0.0}


@pytest.mark.parametrize(
    ("text", "gold", "held"),
    [
        ("The rent is 1,250 dollars.", "$1,250", True),
        ("The rent is €1250.00.", "$1,250", True),
        ("The rent is 12,500 dollars.", "$1,250", False),
        ("It was $1,577 million.", "$1577.00", True),
        ("It was 1.577 billion.", "$1,577 million", True),
        ("37 billion", "37B", True),
        ("37", "37B", False),
        ("Nobody knows.", "no", False),
        ("No, it does not.", "no", True),
        ("In 2022 there were 20.", "2", False),
        ("There were 2.", "2", True),
        ("On the 2nd of May.", "2nd of May", True),
        ("It ran on a MacBook  PRO.", "MacBook Pro", True),
        ("12% of it", "12%", True),
        ("24.26", "24.26", True),
        ("24.261", "24.26", False),
        ("INV-20417", "INV-20417", True),
        ("INV-20418", "INV-20417", False),
        ("", "5", False),
    ],
)
def test_an_answer_contains_its_gold(text: str, gold: str, held: bool) -> None:
    assert contains(text, replace(GOLD, answer=gold, accept=())) is held
    assert contains(text, replace(GOLD, answer="quite another", accept=("nor this", gold))) is held


def test_no_question_file(tmp_path: Path) -> None:
    with pytest.raises(BadQuestions, match="cannot be read: No such file"):
        read_questions(tmp_path / "none.jsonl")


def test_the_development_sets_can_be_read(shared: Path) -> None:
    for path in (shared / "eval").glob("*/questions.jsonl"):
        questions = read_questions(path)
        assert all((path.parent / "pdfs" / question.doc).exists() for question in questions)
        assert all(contains(question.answer, question) for question in questions if question.answer)


def test_a_report_is_read_whole_and_each_of_its_quotations_is_a_place() -> None:
    quotations = tuple(
        Citation(1, "Lease.pdf", "Lease.pdf", page, str(page), 0, 9, text)
        for page, text in ((2, "The rent is $1,250."), (3, "Dogs stay outside."))
    )
    report = said("", parts=(Part("Rent", 1, quotations),), report="summary", finding=Finding.ANSWERS)
    measured = score([outcome(answer=report)])
    assert (measured.answer_contains, measured.wrong_but_supported, measured.citation_precision) == (1.0, 0.0, 0.5)
    assert measured.first_quotation_holds is None
    other = replace(report, parts=(Part("Dogs", 1, quotations[1:]),))
    assert score([outcome(answer=other)]).wrong_but_supported == 1.0


def test_a_report_claims_no_answer_that_the_document_has_not() -> None:
    report = said("", (2,), parts=(Part("Rent", 1, ()),), report="summary", finding=Finding.ANSWERS)
    measured = score([outcome(NONE, report), outcome(NONE, said("I do not know.", refused=True))])
    assert (measured.unanswerable_but_supported, measured.refused, measured.citation_precision) == (0.0, 1.0, None)
