"""Questions with known answers, asked of a library of their own: is the page found, is the answer right, is it cited?

The measures are those of the sets' own definition, so that runs on other sets of the same form compare.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter

from docqa.answering.notices import report_text
from docqa.documents import Answer, Citation, Finding, Passage, Turn
from docqa.engines.base import Role, Trial
from docqa.errors import BadQuestions
from docqa.evaluation.question_sets import Question, from_jsonl
from docqa.search.ranking import STEPS, Step
from docqa.search.retriever import Retriever
from docqa.text.figures import figures

DEPTHS = (1, 3, 5, 10)  # the k of hit@k
ABLATION_DEPTHS = (1, 3, 5)
_NUMBER_OR_WORD = r"\d[\d.,]*\s?(?:k|m|mn|b|bn|t|thousand|millions?|billions?|trillions?)?\b|\w+"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question."""

    question: Question
    doc_id: str
    within: tuple[Passage, ...]  # found in the question's own document
    overall: tuple[Passage, ...]  # found in the whole set
    search_seconds: float
    answer: Answer | None = None  # None when only the search was tried
    answer_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures over some questions, shares between 0 and 1; None where there is nothing to measure."""

    questions: int
    answerable: int
    hit_within: dict[int, float | None]
    hit_overall: dict[int, float | None]
    first_quotation_holds: float | None  # the gold answer, of the questions whose passages hold it
    quotations_hold: float | None  # the first three
    answer_contains: float | None
    wrong_but_supported: float | None  # of the questions with a gold answer: what stands as supported does not hold it
    unanswerable_but_supported: float | None  # of those without: something stands as supported all the same
    refused: float | None  # of the unanswerable
    false_refusals: float | None  # of the answerable
    loops: float | None  # of the answers that a model wrote or chose: it said the same again and again, and was ended
    valid_choices: float | None  # of the questions where a model was to choose: it named a quotation, or none of them
    citation_precision: float | None
    cited_share: float | None
    prompt_tokens: float | None
    search_seconds: float | None
    slowest_search_seconds: float | None  # of 95 in 100
    answer_seconds: float | None


def read_questions(path: Path) -> list[Question]:
    """The questions of a file. Raises BadQuestions, naming the line."""
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise BadQuestions(f"The questions in {path} cannot be read: {exc.strerror}.") from exc
    return from_jsonl(data, str(path))


def search(
    retriever: Retriever, question: Question, ids: Mapping[str, str], past: Sequence[Turn] | None = None
) -> Outcome:
    """Search for a question. `ids` are those of the whole set's documents, by name. Raises StorageError.

    `past` is what it is asked behind; by default its questions before, without an answer.
    """
    doc_id = ids[question.doc]
    deepest = max(DEPTHS)
    history = [Turn(text, "") for text in question.after] if past is None else past
    started = perf_counter()
    within = retriever.search(question.text, history=history, doc_ids=[doc_id], k=deepest)
    search_seconds = perf_counter() - started
    overall = retriever.search(question.text, history=history, doc_ids=list(ids.values()), k=deepest)
    return Outcome(question, doc_id, tuple(within), tuple(overall), search_seconds)


def ask(
    retriever: Retriever,
    answer_from: Callable[[str, Sequence[str], Sequence[Turn]], Iterable[Answer]],
    question: Question,
    ids: Mapping[str, str],
) -> Outcome:
    """The same, and what `answer_from` answers from its own document (by id), behind what is asked before it."""
    doc_ids, past = [ids[question.doc]], list[Turn]()
    for text in question.after:
        *_, answer = answer_from(text, doc_ids, past)
        past.append(answer.turn)
    outcome = search(retriever, question, ids, past)
    started = perf_counter()
    *_, answer = answer_from(question.text, doc_ids, past)
    return replace(outcome, answer=answer, answer_seconds=perf_counter() - started)


def ablations() -> dict[str, frozenset[Step]]:
    """All steps of the ranking, all but one of them, and none; by what to call them."""
    return {"all steps": STEPS} | {f"without {step}": STEPS - {step} for step in Step} | {"no step": frozenset()}


def ablation_table(outcomes: Mapping[str, Sequence[Outcome]]) -> str:
    """What is found with fewer steps: a line for each ablation; over all kinds of questions, then for each kind."""
    scores = {name: score_by_kind(asked) for name, asked in outcomes.items()}
    kinds = [kind for kind, one in next(iter(scores.values())).items() if one.hit_within[1] is not None]
    rows = [["", *(f"@{k}" for k in ABLATION_DEPTHS), *(f"all @{k}" for k in ABLATION_DEPTHS), *kinds[1:]]]
    for name, by_kind in scores.items():
        every = by_kind["all"]
        rows.append(
            [
                name,
                *(_cell(every.hit_within[k]) for k in ABLATION_DEPTHS),
                *(_cell(every.hit_overall[k]) for k in ABLATION_DEPTHS),
                *(_cell(by_kind[kind].hit_within[ABLATION_DEPTHS[1]]) for kind in kinds[1:]),
            ]
        )
    return f"{_aligned(rows)}\nKinds: hit@{ABLATION_DEPTHS[1]} within the document."


def score_by_kind(outcomes: Sequence[Outcome]) -> dict[str, Scores]:
    """The measures over all questions ("all", first) and over each kind."""
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        kinds[outcome.question.kind].append(outcome)
    return {"all": score(outcomes)} | {kind: score(kinds[kind]) for kind in sorted(kinds)}


def score(outcomes: Sequence[Outcome]) -> Scores:
    """The measures over these outcomes."""
    answerable = [o for o in outcomes if o.question.answerable]
    with_pages = [o for o in answerable if o.question.pages]
    answered = [(o.question, o.answer) for o in outcomes if o.answer is not None]
    golden = [(q, a) for q, a in answered if q.answer]
    of_places = [(q, a) for q, a in golden if not a.report]
    within_reach = [(q, a) for q, a in of_places if any(contains(p.chunk.text, q) for p in a.passages)]
    # A report says what a document says; it does not claim to answer what the document does not.
    unanswerable = [(q, a) for q, a in answered if not q.answerable and not a.report]
    sentences = [(q, s) for q, a in answered if not a.refused for s in a.sentences]
    # A question that the document does not answer has no evidence page, so whatever is cited there is wrong; one that
    # has an answer but no pages (about the whole document) says nothing about pages.
    cited = [
        any(citation.page in q.pages for citation in citations)
        for q, a in answered
        for citations in _supports(a)
        if q.pages or (q, a) in unanswerable
    ]
    return Scores(
        questions=len(outcomes),
        answerable=len(answerable),
        hit_within={k: _share(_hit(o, o.within[:k]) for o in with_pages) for k in DEPTHS},
        hit_overall={k: _share(_hit(o, o.overall[:k]) for o in with_pages) for k in DEPTHS},
        first_quotation_holds=_share(_quoted(a, q, 1) for q, a in within_reach),
        quotations_hold=_share(_quoted(a, q, 3) for q, a in within_reach),
        answer_contains=_share(contains(first_answer(a), q) for q, a in golden),
        wrong_but_supported=_share(_is_wrong_but_supported(q, a) for q, a in golden),
        unanswerable_but_supported=_share(_is_wrong_but_supported(q, a) for q, a in unanswerable),
        refused=_share(a.refused for _, a in unanswerable),
        false_refusals=_share(a.refused for q, a in answered if q.answerable),
        loops=_share(a.looped for _, a in answered if a.model),
        valid_choices=_share(bool(a.choice.taken) for _, a in answered if a.choice),
        citation_precision=_share(cited),
        cited_share=_share(s.supported for _, s in sentences),
        prompt_tokens=_median(a.prompt_tokens for _, a in answered if a.prompt_tokens),
        search_seconds=_median(o.search_seconds for o in outcomes),
        slowest_search_seconds=_most(o.search_seconds for o in outcomes),
        answer_seconds=_median(o.answer_seconds for o in outcomes if o.answer is not None),
    )


def trial(outcomes: Sequence[Outcome]) -> Trial:
    """How a model did, of the questions that say what their answer is, or that they have none."""
    judged = [(o.question, o.answer) for o in outcomes if o.answer and (o.question.answer or not o.question.answerable)]
    return Trial(
        right=sum(_is_right(q, a) for q, a in judged),
        supported=sum(bool(_supports(a)) for _, a in judged),
        wrong=sum(_is_wrong_but_supported(q, a) for q, a in judged),
        looped=sum(a.looped for _, a in judged),
        seconds=_median(o.answer_seconds for o in outcomes if o.answer) or 0.0,
    )


def better_role(outcomes: Mapping[Role, Sequence[Outcome]]) -> Role:
    """The role with fewer wrong answers that stand as supported, then with more right ones; writing where it ties."""
    trials = {role: trial(outcomes[role]) for role in Role}
    return min(Role, key=lambda role: (trials[role].wrong, -trials[role].right))


def table(scores: dict[str, Scores]) -> str:
    """The measures as a table for people: a line for each that was taken, a column a kind."""
    rows = [["", *scores]]
    rows.append(["questions", *(str(s.questions) for s in scores.values())])
    for name, field in (("within the document", "hit_within"), ("over all", "hit_overall")):
        for k in DEPTHS:
            rows.append([f"hit@{k} {name}", *(_cell(getattr(s, field)[k]) for s in scores.values())])
    for field in Scores.__dataclass_fields__:
        if field not in ("questions", "answerable", "hit_within", "hit_overall"):
            rows.append([field.replace("_", " "), *(_cell(getattr(s, field)) for s in scores.values())])
    return _aligned([rows[0], *(row for row in rows[1:] if set(row[1:]) != {_cell(None)})])


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ((row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])) for row in rows)
    return "\n".join("  ".join(line) for line in lines)


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def contains(text: str, question: Question) -> bool:
    """Whether the text holds the gold answer, or one that is accepted, as whole words.

    A number counts as written and with its multiple spelled out: "1,577 million" holds "$1577.00" and "1.577 billion".

    >>> gold = Question("1", "a.pdf", "How much?", "$5.576M", ("yes",), frozenset({4}), "table")
    >>> contains("It cost 5.576 million dollars.", gold), contains("It was yesterday.", gold), contains("Yes.", gold)
    (True, False, True)
    """
    golds = [gold for gold in (question.answer, *question.accept) if gold]
    readings = ((_tokens(text, spelled), _tokens(gold, spelled)) for gold in golds for spelled in (True, False))
    return any(_holds(tokens, wanted) for tokens, wanted in readings)


def _tokens(text: str, spelled: bool) -> list[str]:
    """Lower-case words and numbers, the latter without separators and currency signs.

    With `spelled` their multiples are spelled out ("37B": 37000000000), otherwise these are words by themselves.
    """
    tokens = []
    for word in re.findall(_NUMBER_OR_WORD, text.casefold()):
        figure = next(iter(figures(word)), None)
        if figure is None:
            tokens.append(word)
        elif spelled:
            tokens.append(figure.value)
        else:
            tokens += [figure.digits, *re.findall(r"[^\W\d]+$", word)]
    return tokens


def _holds(tokens: Sequence[str], wanted: Sequence[str]) -> bool:
    return bool(wanted) and any(tokens[i : i + len(wanted)] == wanted for i in range(len(tokens) - len(wanted) + 1))


def first_answer(answer: Answer) -> str:
    """What a reader reads first: a report, a model's words, or else the first quotation, answering or closest."""
    return report_text(answer) or answer.text or " ".join(_said(quotation) for quotation in answer.quotations[:1])


def _is_wrong_but_supported(question: Question, answer: Answer) -> bool:
    """Whether something stands as supported that is not right: what a reader reads first does not hold the answer."""
    return bool(_supports(answer)) and not _is_right(question, answer)


def _is_right(question: Question, answer: Answer) -> bool:
    return question.answerable and contains(first_answer(answer), question)


def _supports(answer: Answer) -> list[tuple[Citation, ...]]:
    """The citations of each thing that stands as supported: quotations that answer, and sentences with a source."""
    if answer.refused:
        return []
    quoted = list(answer.quotations[:1]) if answer.finding is Finding.ANSWERS else []
    sentences = list(answer.sentences)
    for part in answer.parts:
        sentences += part.sentences
        quoted += () if part.sentences else part.quotations
    return [(quotation,) for quotation in quoted] + [s.citations for s in sentences if s.supported]


def _quoted(answer: Answer, question: Question, k: int) -> bool:
    return any(contains(_said(quotation), question) for quotation in answer.quotations[:k])


def _said(quotation: Citation) -> str:
    """All that a reader sees of a quotation: its words, and of a cell what its table says."""
    return f"{quotation.text} {quotation.cell}"


def _hit(outcome: Outcome, passages: Collection[Passage]) -> bool:
    return any(p.chunk.doc_id == outcome.doc_id and p.chunk.page in outcome.question.pages for p in passages)


def _share(values: Iterable[bool]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return median(found) if found else None


def _most(values: Iterable[float]) -> float | None:
    """The 95th percentile, by nearest rank."""
    found = sorted(values)
    return found[math.ceil(0.95 * len(found)) - 1] if found else None
