"""The committed questions: what search, quotations, notices and the checker are worth on them must not get worse.

Each floor stands beside the figure that was measured, of the 69 questions that have an answer. By meaning it lies a
little lower, as the built-in model's vectors differ from processor to processor: with vectors disturbed to a cosine of
.995, as int8 does, no figure lost more than one question. By words alone the same is found everywhere, and none may be
lost. Whoever changes a constant on purpose writes the new figures here, and says what was gained for what was lost.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from docqa.answering.citations import cite
from docqa.documents import Answer, Finding, Turn
from docqa.evaluation.measures import Outcome, ask, contains, read_questions, score, search
from docqa.page.sample import SAMPLE, SAMPLE_NAME
from docqa.reading.pdf import open_pdf
from docqa.search.followups import stand_alone
from docqa.search.quotations import MAX_QUOTATIONS
from docqa.search.retriever import MAX_PASSAGES, Retriever
from docqa.settings import ROOT, Settings
from docqa.workspace import Workspace
from scripts import make_questions

pytestmark = pytest.mark.timeout(900)  # seconds: the first test of each search asks all questions

FOLDER = ROOT / "benchmarks" / "questions"
QUESTIONS = read_questions(FOLDER / "questions.jsonl")
CONVERSATIONS = read_questions(FOLDER / "conversations.jsonl")
ANSWERABLE = sum(question.answerable for question in QUESTIONS)  # 69


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a question without a chat model."""

    outcome: Outcome
    quoted: tuple[bool, ...]  # whether the gold answer stands in each quotation, the best first
    finding: Finding
    is_doubted: bool  # whether a notice would stand above the answer, or nothing was found at all


@dataclass(frozen=True, slots=True)
class Library:
    workspace: Workspace
    ids: dict[str, str]  # by the documents' names

    @property
    def by_words(self) -> Retriever:
        """A retriever that has no models."""
        return replace(self.workspace.retriever, embedder=lambda: None, reranker=lambda: None)

    def answers(self, question: str, doc_ids: Sequence[str], past: Sequence[Turn]) -> Iterator[Answer]:
        """What is answered without a chat model."""
        return self.workspace.answer(question, past=past, doc_ids=doc_ids, choose_chat=lambda: None)

    def tried(self, retriever: Retriever) -> list[Tried]:
        return [self._tried(retriever, search(retriever, question, self.ids)) for question in QUESTIONS]

    def _tried(self, retriever: Retriever, outcome: Outcome) -> Tried:
        passages = outcome.within[:MAX_PASSAGES]
        asked = retriever.understand(outcome.question.text, doc_ids=[outcome.doc_id])
        found = retriever.quotations(asked, passages)
        is_doubted = not passages or retriever.unmentioned(asked, passages) is not None
        holding = tuple(contains(quotation.text, outcome.question) for quotation in found.places)
        return Tried(outcome, holding, found.finding, is_doubted)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("gold")
    settings = Settings(
        data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin", ollama_url="http://127.0.0.1:1"
    )
    with closing(Workspace.open(settings)) as workspace:
        paths = sorted((FOLDER / "pdfs").glob("*.pdf"))
        ids = {path.name: workspace.library.add(path.read_bytes(), path.name).id for path in paths}
        assert workspace.indexer.run_until_done()
        assert workspace.retriever.embedder() is not None
        yield Library(workspace, ids)


@pytest.fixture(scope="module")
def by_meaning(library: Library) -> list[Tried]:
    return library.tried(library.workspace.retriever)


@pytest.fixture(scope="module")
def by_words(library: Library) -> list[Tried]:
    return library.tried(library.by_words)


# The set itself


def test_the_script_still_makes_the_same_documents(tmp_path: Path) -> None:
    made = tmp_path / "made"
    make_questions.main(made)
    names = {path.name for path in made.iterdir()}
    assert names == {path.name for path in (FOLDER / "pdfs").iterdir()} == {question.doc for question in QUESTIONS}
    for name in names:
        with open_pdf(made / name) as fresh, open_pdf(FOLDER / "pdfs" / name) as kept:
            assert list(fresh.pages()) == list(kept.pages()), name
    assert (FOLDER / "pdfs" / SAMPLE_NAME).read_bytes() == SAMPLE.read_bytes()


def test_the_answers_stand_on_their_pages() -> None:
    texts = {}
    for path in (FOLDER / "pdfs").iterdir():
        with open_pdf(path) as reading:
            texts[path.name] = [page.text for page in reading.pages()]
    for question in (*QUESTIONS, *CONVERSATIONS):
        assert question.answerable == bool(question.pages), question.id
        assert all(contains(texts[question.doc][page], question) for page in question.pages), question.id
    for questions in (QUESTIONS, CONVERSATIONS):
        assert len({question.id for question in questions}) == len(questions)
    assert all(question.after for question in CONVERSATIONS)


# The search, with the built-in embedding model


def test_the_page_is_found(by_meaning: Sequence[Tried]) -> None:
    within, overall = hits(by_meaning)
    assert within[1] >= 59  # measured: 60
    assert within[3] >= 65  # measured: 66
    assert overall[1] >= 51  # measured: 52
    assert overall[3] >= 62  # measured: 63
    assert reciprocal_rank(by_meaning) >= 0.828  # measured: 0.838


def test_the_answer_is_quoted(by_meaning: Sequence[Tried]) -> None:
    assert quoted(by_meaning, 1) >= 53  # measured: 55
    assert quoted(by_meaning, MAX_QUOTATIONS) >= 57  # measured: 59


def test_what_stands_as_the_answer_is_one(by_meaning: Sequence[Tried]) -> None:
    answers = [one for one in by_meaning if one.finding is Finding.ANSWERS]
    right = sum(one.outcome.question.answerable and one.quoted[0] for one in answers)
    assert right >= 29  # measured: 31
    assert len(answers) - right <= 3  # measured: 2
    assert len(answers) <= 35  # measured: 33; more would be claimed with a lower MIN_SCORE_OF_ANSWER


def test_a_follow_up_is_answered_and_not_once_more_the_question_before_it(library: Library) -> None:
    """Of those behind one question that point back at it, or seem to; others are read as single questions are."""
    outcomes = [
        ask(library.workspace.retriever, library.answers, question, library.ids)
        for question in CONVERSATIONS
        if len(question.after) == 1 and stand_alone(question.text, [Turn(question.after[0], "")]) != question.text
    ]
    scores = score(outcomes)
    assert scores.answer_contains is not None and scores.answerable == len(outcomes) == 7
    assert scores.answer_contains >= 5 / 7  # measured: 6; 4 where each is read only behind the question before it
    assert scores.wrong_but_supported == 0  # then: 1


# The search by words alone


def test_the_page_is_found_by_words(by_words: Sequence[Tried]) -> None:
    within, overall = hits(by_words)
    assert within[1] >= 53  # measured: 53
    assert within[3] >= 66  # measured: 66
    assert overall[1] >= 46  # measured: 46
    assert overall[3] >= 57  # measured: 57
    assert reciprocal_rank(by_words) >= 0.749  # measured: 0.7499


def test_the_answer_is_quoted_by_words(by_words: Sequence[Tried]) -> None:
    assert quoted(by_words, 1) >= 44  # measured: 44
    assert quoted(by_words, MAX_QUOTATIONS) >= 53  # measured: 53; 54 before short documents were shown in parts (0049)


# The notice above the answer


@pytest.mark.parametrize(
    ("tried", "known"),
    [
        ("by_meaning", {"hm-03", "hc-01"}),  # measured: 2 of 69, for names of the person's own (Biscuit, Labrador)
        (
            "by_words",
            {"hm-03", "hc-01", "mv-02"},
        ),  # measured: 3, as no word of "Darf ich meinen Dackel..." stands there
    ],
)
def test_what_is_answered_is_not_doubted(tried: str, known: set[str], request: pytest.FixtureRequest) -> None:
    doubted = [one for one in request.getfixturevalue(tried) if one.outcome.question.answerable and one.is_doubted]
    assert {one.outcome.question.id for one in doubted} <= known


@pytest.mark.parametrize("tried", ["by_meaning", "by_words"])
def test_what_stands_nowhere_is_doubted(tried: str, request: pytest.FixtureRequest) -> None:
    doubted = [one for one in request.getfixturevalue(tried) if not one.outcome.question.answerable and one.is_doubted]
    assert len(doubted) >= 6  # measured: 6 of 11; the others name nothing that stands nowhere


# The checker

COTTAGE, REPORT, MANUAL = SAMPLE_NAME, "Larchwater annual report 2024.pdf", "Kestrel 40 manual.pdf"
TRIAL, POLICY, LEASE = "Pellet control trial.pdf", "Harbour household policy.pdf", "Mietvertrag Lindenallee.pdf"

# Document, question, a sentence that it bears out, one that it does not.
SENTENCES = [
    # Denials
    (COTTAGE, "Can I pay by card?", "Cards are not accepted.", "Cards are accepted."),
    (
        REPORT,
        "Was the facility drawn?",
        "The revolving facility of 120 million pounds was not drawn.",
        "The revolving facility of 120 million pounds was drawn.",
    ),
    (
        MANUAL,
        "Can I put the ash on the garden?",
        "Ash from clean pellets may be put on the garden.",
        "Ash from clean pellets may not be put on the garden.",
    ),
    (MANUAL, "How do I clean the flame sensor?", "Do not use spirit.", "Use spirit."),
    (MANUAL, "Are wearing parts covered?", "Wearing parts are not covered.", "Wearing parts are covered."),
    (
        TRIAL,
        "Did they know which controller was running?",
        "They were not told which controller was running.",
        "They were told which controller was running.",
    ),
    (TRIAL, "Does data leave the house?", "No data leave the house.", "Data leave the house."),
    (POLICY, "Are hedges covered?", "Hedges and lawns are not buildings.", "Hedges and lawns are buildings."),
    (POLICY, "Is my lodger family?", "Lodgers and au pairs are not family.", "Lodgers and au pairs are family."),
    (POLICY, "Are horses included?", "Horses are not included.", "Horses are included."),
    (LEASE, "Genügt eine E-Mail?", "Eine E-Mail genügt nicht.", "Eine E-Mail genügt."),
    (
        LEASE,
        "Darf ich den Dachboden benutzen?",
        "Der Dachboden darf nicht benutzt werden.",
        "Der Dachboden darf benutzt werden.",
    ),
    (
        LEASE,
        "Darf ich Katzen halten?",
        "Hunde und Katzen bedürfen der Zustimmung der Vermieterin.",
        "Hunde und Katzen bedürfen nicht der Zustimmung der Vermieterin.",
    ),
    # Numbers
    (
        COTTAGE,
        "What does a week in August cost?",
        "A week in July and August costs £1,180.",
        "A week in July and August costs £1,810.",
    ),
    (
        REPORT,
        "What was revenue in 2024?",
        "Revenue was 812.4 million pounds in 2024.",
        "Revenue was 821.4 million pounds in 2024.",
    ),
    (
        REPORT,
        "What is the interim dividend?",
        "The interim dividend is 2.1 pence a share.",
        "The interim dividend is 21 pence a share.",
    ),
    (
        MANUAL,
        "How long is the control board warranted?",
        "The control board is warranted for three years.",
        "The control board is warranted for five years.",
    ),
    (
        MANUAL,
        "What does E07 mean?",
        "E07 means that the flue gas is hotter than 220 °C.",
        "E07 means that the flue gas is hotter than 320 °C.",
    ),
    (
        TRIAL,
        "How many starts?",
        "The trial cut the number of starts by 43 per cent.",
        "The trial cut the number of starts by 34 per cent.",
    ),
    (
        POLICY,
        "When must I report a theft?",
        "Theft must be reported to the police within 48 hours.",
        "Theft must be reported to the police within 72 hours.",
    ),
    (
        LEASE,
        "Wie hoch ist die Kaution?",
        "Die Mieter leisten eine Kaution von 3.060,00 Euro.",
        "Die Mieter leisten eine Kaution von 3.600,00 Euro.",
    ),
    (
        LEASE,
        "Was kostet die Grundmiete?",
        "Die Grundmiete beträgt 1.020,00 Euro.",
        "Die Grundmiete beträgt 1.200,00 Euro.",
    ),
    # Names
    (
        REPORT,
        "Who leads Larchwater now?",
        "Ingrid Solheim came from the grid operator Nordkraftnett.",
        "Ingrid Bergman came from the grid operator Nordkraftnett.",
    ),
    (
        TRIAL,
        "Who paid for the trial?",
        "The work was paid by the Fund for Rural Energy.",
        "The work was paid by the Ministry for Rural Energy.",
    ),
    (
        POLICY,
        "Who handles complaints?",
        "Complaints go to Beatrix Lonsdale, head of customer care.",
        "Complaints go to Beatrix Lansbury, head of customer care.",
    ),
    (
        REPORT,
        "Which director missed meetings?",
        "Mr Okonjo missed two meetings through illness.",
        "Mr Pargeter missed two meetings through illness.",
    ),
    # What a number is of, opposites
    (
        REPORT,
        "What was net debt in 2024?",
        "Net debt was 146.1 million pounds in 2024.",
        "Net debt was 200.7 million pounds in 2024.",
    ),
    (
        POLICY,
        "Is divorce covered?",
        "Divorce and quarrels about building permits are excluded.",
        "Divorce and quarrels about building permits are included.",
    ),
    (
        TRIAL,
        "How much fuel did it save?",
        "Emberline used 11.6 per cent less fuel.",
        "Emberline used 16.1 per cent less fuel.",
    ),
    (
        REPORT,
        "Did they set money aside for Brakel?",
        "A claim by the town of Brakel about 14,000 meters is disputed.",
        "A provision has been made for the claim by the town of Brakel.",
    ),
]
# What is wrong and stands as if it were borne out, and what is right and does not: the limits of the method.
TAKEN_FOR_RIGHT = [
    # who does it, when both stand there
    (MANUAL, "What may the owner do?", "The fitter may empty the ash box, clean the glass and fill the hopper."),
    # what the number is of
    (MANUAL, "What does E07 mean?", "E09 means that the flue gas is hotter than 220 °C."),
    # the other direction, where a sentence says both
    (TRIAL, "How much fuel did it save?", "Emberline used 11.6 per cent more fuel."),
    # a denial in one of several sentences or lines that say nearly the same
    (
        COTTAGE,
        "What do I get back if I cancel two weeks before arrival?",
        "The rent is returned if the guest cancels less than four weeks before arrival.",
    ),
    (
        TRIAL,
        "Does it depend on the make of the boiler?",
        "The saving depends on the make of the boiler.",
    ),
    (REPORT, "Did anyone die at work?", "There were nineteen accidents, and somebody was killed."),
    (MANUAL, "How do I clean the flame sensor?", "Wipe the glass with a dry cloth and use spirit."),
]
TAKEN_FOR_WRONG = [
    (REPORT, "Did anyone die at work?", "There were nineteen accidents, and nobody was killed."),
    (MANUAL, "How do I clean the flame sensor?", "Wipe the glass with a dry cloth and do not use spirit."),
    (LEASE, "Wer ist der Hausmeister?", "Der Hausmeister ist Herr Radomir Vlcek."),
]


@pytest.mark.parametrize(("doc", "question", "right", "wrong"), SENTENCES, ids=[one[-1] for one in SENTENCES])
def test_the_right_sentence_has_its_source_and_the_wrong_one_none(
    library: Library, doc: str, question: str, right: str, wrong: str
) -> None:
    assert is_borne_out(library, doc, question, right)
    assert not is_borne_out(library, doc, question, wrong)


@pytest.mark.xfail(strict=True, reason="the checker compares words, not what is said with them")
@pytest.mark.parametrize(("doc", "question", "wrong"), TAKEN_FOR_RIGHT, ids=[one[-1] for one in TAKEN_FOR_RIGHT])
def test_a_wrong_sentence_that_the_checker_cannot_see(library: Library, doc: str, question: str, wrong: str) -> None:
    assert not is_borne_out(library, doc, question, wrong)


@pytest.mark.xfail(strict=True, reason="the checker wants most of a sentence in one place")
@pytest.mark.parametrize(("doc", "question", "right"), TAKEN_FOR_WRONG, ids=[one[-1] for one in TAKEN_FOR_WRONG])
def test_a_right_sentence_that_the_checker_cannot_see(library: Library, doc: str, question: str, right: str) -> None:
    assert is_borne_out(library, doc, question, right)


def is_borne_out(library: Library, doc: str, question: str, sentence: str) -> bool:
    passages = library.by_words.search(question, doc_ids=[library.ids[doc]], k=MAX_PASSAGES)
    (cited,) = cite(sentence, question, passages, library.workspace.tables_beside)
    return cited.supported


def hits(tried: Sequence[Tried]) -> tuple[dict[int, int], dict[int, int]]:
    """In how many questions the page is among the first k, by k: within the document, over all documents."""
    scores = score([one.outcome for one in tried])
    return counted(scores.hit_within), counted(scores.hit_overall)


def counted(shares: dict[int, float | None]) -> dict[int, int]:
    return {k: round((share or 0.0) * ANSWERABLE) for k, share in shares.items()}


def quoted(tried: Sequence[Tried], k: int) -> int:
    """In how many questions the gold answer stands in one of the first k quotations."""
    return sum(any(one.quoted[:k]) for one in tried)


def reciprocal_rank(tried: Sequence[Tried]) -> float:
    """1 over the place of the question's page among all documents' passages, 0 where it is not there; the mean."""
    total = 0.0
    for one in tried:
        question = one.outcome.question
        places = (
            place
            for place, passage in enumerate(one.outcome.overall, start=1)
            if passage.chunk.doc_id == one.outcome.doc_id and passage.chunk.page in question.pages
        )
        total += 1 / next(places, float("inf"))
    return total / ANSWERABLE
