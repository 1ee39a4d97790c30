import pytest

from docqa.search.instructions import without_instructions

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What is the notice period?", "What is the notice period?"),
        ("How old is he? Answer in one word.", "How old is he?"),
        ("Please answer in two sentences. Who signed it?", "Who signed it?"),
        (
            "You are an analyst with one resource, the cash flow statement. Here's the question: what was paid out?",
            "what was paid out?",
        ),
        ("Using only the balance sheet, what are its total assets? Answer in USD.", "what are its total assets?"),
        ("What did it cost (in units of dollars and rounded)? Be so kind.", "What did it cost? Be so kind."),
        ("Is it healthy? If the ratio is not relevant, please state that and explain why.", "Is it healthy?"),
    ],
)
def test_what_a_question_says_about_its_answer_is_not_searched_for(question: str, rest: str) -> None:
    assert without_instructions(question) == rest


@pytest.mark.parametrize(
    "question",
    [
        "Use of proceeds",
        "Give the notice period",
        "state of the union",
        "Round tables",
        "Base rent?",
        "Provide a copy of the lease to whom?",
        "Answer in one word.",
        "According to whom is the earth flat?",
        "",
    ],
)
def test_a_question_is_never_emptied(question: str) -> None:
    assert without_instructions(question) == question


def test_instructions_are_known_in_english_alone() -> None:
    question = "Base de données : quelle information est dans la table ? Format de la date ?"
    assert without_instructions(question) == question
