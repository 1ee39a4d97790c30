import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from docqa.answering.notices import REFUSAL
from docqa.answering.prompts import INSTRUCTIONS, build_prompt, is_refusal
from docqa.documents import Turn
from tests.support.shelf import passage

pytestmark = pytest.mark.pure


def test_the_passages_come_best_first_and_the_question_last() -> None:
    passages = [passage("The rent is 5.", 3), passage("The term is 6.", 0, doc="Other.pdf")]
    system, human = build_prompt("How much?", passages)
    assert isinstance(system, SystemMessage)
    assert system.text == INSTRUCTIONS
    assert isinstance(human, HumanMessage)
    order = ["Lease.pdf, page 4", "The rent is 5.", "Other.pdf, page 1", "The term is 6.", "How much?"]
    places = [human.text.index(part) for part in order]
    assert places == sorted(places)
    assert human.text.endswith("How much?")


def test_earlier_turns_stand_between() -> None:
    messages = build_prompt("And?", [passage("x")], [Turn("First?", "One."), Turn("Second?", "Two.")])
    assert [type(m) for m in messages] == [SystemMessage, *[HumanMessage, AIMessage] * 2, HumanMessage]
    assert [m.text for m in messages[1:5]] == ["First?", "One.", "Second?", "Two."]


def test_the_model_is_told_the_sentence_that_counts_as_a_refusal() -> None:
    assert REFUSAL in INSTRUCTIONS
    assert is_refusal(REFUSAL)


@pytest.mark.parametrize(
    "answer", ['"The documents don’t say."', "The documents do not say", "**The documents don't say.**"]
)
def test_refusals(answer: str) -> None:
    assert is_refusal(answer)


@pytest.mark.parametrize("answer", ["", "37 billion.", "The lease does not allow dogs."])
def test_answers(answer: str) -> None:
    assert not is_refusal(answer)
