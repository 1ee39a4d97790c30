import json
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from docqa.answering.choice import INSTRUCTIONS, MAX_CANDIDATES, build_prompt, fit_prompt, follow, read, schema
from docqa.documents import NONE_OF_THEM, Choice, Citation, Finding
from docqa.engines.base import Chat
from docqa.errors import PromptTooLong
from docqa.search.quotations import Quotations
from tests.support.shelf import passage

pytestmark = pytest.mark.pure

RENT = "How much is the rent?"
ANSWERS, CLOSEST, NONE = Finding.ANSWERS, Finding.CLOSEST, Finding.NONE


class Letters(BaseChatModel):
    """A chat model of which every letter is a token."""

    @property
    def _llm_type(self) -> str:
        return "letters"

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[Any] | None = None) -> int:
        return sum(len(message.text) for message in messages)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(""))])


def with_room_for(letters: int) -> Chat:
    return Chat(Letters(), "letters", num_ctx=letters + 10, num_predict=10, thinks=False)


def quotation(number: int, cell: str = "") -> Citation:
    text = f"The rent of cottage\nnumber {number} is {number}50 dollars."
    return Citation.of(1, passage(text, page=number), 0, len(text), cell)


def found(*findings: Finding) -> Quotations:
    return Quotations(tuple(quotation(number) for number in range(1, len(findings) + 1)), findings)


def test_the_prompt_numbers_the_quotations_with_their_places() -> None:
    system, asked = build_prompt(RENT, [quotation(1), quotation(2, cell="Rent · 2024: 250, in dollars")])
    assert system.text == INSTRUCTIONS
    assert asked.text == (
        "Quotations:\n\n"
        "1. [Lease.pdf, page 2]\nThe rent of cottage number 1 is 150 dollars.\n\n"
        "2. [Lease.pdf, page 3]\nRent · 2024: 250, in dollars\n\n"
        "Question: How much is the rent?"
    )


def test_the_best_quotations_that_the_window_holds_are_shown() -> None:
    many = found(*[CLOSEST] * 12)
    whole, among = fit_prompt(RENT, many, with_room_for(10**6))
    assert among == MAX_CANDIDATES
    letters = with_room_for(0).count(whole)
    seen = set()
    for room in range(letters, 0, -10):
        try:
            prompt, among = fit_prompt(RENT, many, with_room_for(room))
        except PromptTooLong as error:
            assert "too long for letters" in str(error)
            break
        assert with_room_for(0).count(prompt) <= room
        assert [f"number {n} " in prompt[-1].text for n in range(1, 13)] == [n <= among for n in range(1, 13)]
        assert prompt[-1].text.endswith(RENT)
        seen.add(among)
    else:
        pytest.fail("nothing is too long")
    assert seen == set(range(1, MAX_CANDIDATES + 1))


def test_what_is_too_far_to_be_said_is_not_offered() -> None:
    prompt, among = fit_prompt(RENT, found(CLOSEST, CLOSEST, NONE), with_room_for(10**6))
    assert among == 2
    assert "number 3" not in prompt[-1].text


def test_the_schema_allows_the_numbers_shown_and_none_of_them() -> None:
    assert schema(3) == {
        "type": "object",
        "properties": {"choice": {"type": "string", "enum": ["1", "2", "3", "none"]}},
        "required": ["choice"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize("taken", ["1", "8", NONE_OF_THEM])
def test_what_the_schema_allows_is_a_choice(taken: str) -> None:
    assert read(json.dumps({"choice": taken}, indent=2) + "\n", 8) == Choice(8, taken)


@pytest.mark.parametrize(
    "written",
    [
        "", "1", '"1"', "none", "The first one.", "null", "[]", "[" * 100_000, "\ud800",
        '{"choice": "9"}', '{"choice": "0"}', '{"choice": "01"}', '{"choice": "１"}', '{"choice": ""}', '{"choice": 1}',
        '{"choice": 1.0}', '{"choice": true}', '{"choice": null}', '{"choice": ["1"]}', '{"choice": "None"}',
        '{"Choice": "1"}', '{"choice": "1", "reason": "It says so."}', '{"choice": "1"} Done.', '{"choice": "1"',
        '{\n\n{"choice": "1"}', '```json\n{"choice": "1"}\n```', '{"choice": ' + "9" * 10_000 + "}",
    ],
)  # fmt: skip
def test_anything_else_is_no_choice(written: str) -> None:
    assert read(written, 8) == Choice(8)


def test_the_chosen_quotation_comes_first_and_the_others_keep_their_order() -> None:
    before = found(ANSWERS, CLOSEST, ANSWERS, CLOSEST)
    after = follow(Choice(4, "3"), before)
    assert after.places == tuple(before.places[at] for at in (2, 0, 1, 3))
    assert after.finding is ANSWERS


def test_a_quotation_answers_only_where_code_says_so_of_it() -> None:
    assert follow(Choice(2, "2"), found(ANSWERS, CLOSEST)).finding is CLOSEST
    assert follow(Choice(2, "2"), found(CLOSEST, ANSWERS)).finding is CLOSEST  # nor where code did not of its own first


def test_none_of_them_leaves_the_closest_words_in_the_code_s_order() -> None:
    before = found(ANSWERS, CLOSEST)
    after = follow(Choice(2, NONE_OF_THEM), before)
    assert (after.places, after.finding) == (before.places, CLOSEST)


def test_without_a_valid_choice_all_stands() -> None:
    assert follow(Choice(2), found(ANSWERS, CLOSEST)) == found(ANSWERS, CLOSEST)


def every_case() -> Iterator[tuple[str, Quotations]]:
    for findings in product(Finding, repeat=3):
        for taken in ("1", "2", "3", NONE_OF_THEM, ""):
            yield taken, found(*findings)


def test_no_choice_ever_raises_what_is_claimed() -> None:
    for taken, before in every_case():
        after = follow(Choice(3, taken), before)
        assert after.finding.at_most(before.finding) is after.finding
        assert sorted(place.page for place in after.places) == [1, 2, 3]
