import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from langchain_core.messages import BaseMessage

from docqa.answering.answer import MAX_CHARACTERS_PER_TURN, answer, finish, fit_prompt
from docqa.answering.choice import MAX_CANDIDATES, schema
from docqa.answering.notices import CLOSEST_WORDS, REFUSAL, headline
from docqa.documents import Answer, Choice, Citation, Finding, Passage, Support, Turn
from docqa.engines.base import Chat, Role
from docqa.engines.choice import Engines
from docqa.engines.ollama.models import chat_model
from docqa.engines.ollama.server import OllamaServer
from docqa.errors import EngineError, ModelNotInstalled, PromptTooLong
from docqa.reading.tables.finder import find_tables
from docqa.search.documents_meant import document_hints
from docqa.search.followups import stand_alone
from docqa.search.query import Query, understand
from docqa.search.retriever import MAX_PASSAGES
from docqa.settings import ROOT, Settings
from docqa.tables import Table
from docqa.workspace import Workspace
from tests.support.ollama_server import DEEPSEEK, LLAMA, NEW, NOMIC, OLD, SEEN, Fault, OllamaTestServer
from tests.support.pdfs import table_pdf
from tests.support.set_pages import set_page
from tests.support.shelf import filled, passage
from tests.support.small_models import hollow_smollm2

RENT = "How much is the rent?"
SECONDS_PER_PIECE = 0.01  # of an endless reply: at once it would be at the limit of tokens before anybody could stop it
AND_THE_RENT = "and the rent?"  # a follow-up


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("library")
    workspace = filled(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin"))
    yield workspace
    workspace.close()


@pytest.fixture
def ollama() -> Iterator[OllamaTestServer]:
    with OllamaTestServer((DEEPSEEK, LLAMA, NOMIC)) as server:
        yield server


def says(text: str) -> Any:
    """A reply for the test server: these words, piece by piece."""
    return lambda messages: iter(text.split(" ") if not text else [f"{word} " for word in text.split(" ")])


def served(ollama: OllamaTestServer, name: str = DEEPSEEK.name) -> Chat:
    chat = Engines(Settings(ollama_url=ollama.url, engine="ollama", chat_model=name)).chat()
    assert chat is not None
    return chat


def at_most(tokens: int, chat: Chat) -> Chat:
    """The model, asked for answers of so many tokens."""
    return replace(chat, model=chat.model.model_copy(update={"num_predict": tokens}), num_predict=tokens)


def fitted(question: str, passages: Sequence[Passage], history: Sequence[Turn], *more: Any) -> Any:
    return fit_prompt(question, stand_alone(question, history), passages, history, *more)


def asked(workspace: Workspace, chat: Chat, question: str = RENT, **options: Any) -> list[Answer]:
    return list(answer(question, workspace.retriever, lambda: chat, **options))


def test_an_answer_grows_from_its_passages_to_its_sources(workspace: Workspace, ollama: OllamaTestServer) -> None:
    ollama.reply = says("The rent is 1,250 dollars a month [1]. It was painted green.")
    steps = asked(workspace, served(ollama))
    assert steps[0].passages
    assert (steps[0].text, steps[0].model, steps[0].done) == ("", "", False)
    assert "1,250 dollars" in steps[0].quotations[0].text
    assert steps[0].finding is Finding.ANSWERS
    for before, after in pairwise(steps[:-1]):
        assert after.text.startswith(before.text)
        assert after.thinking.startswith(before.thinking)
        assert not after.sentences
    last = steps[-1]
    assert last.done
    assert last.text == "The rent is 1,250 dollars a month. It was painted green."
    assert last.thinking == "Let me look at the passages."
    assert last.model == "deepseek-r1:1.5b"
    assert [(s.text, s.supported) for s in last.sentences] == [
        ("The rent is 1,250 dollars a month.", True),
        ("It was painted green.", False),
    ]
    assert last.sentences[0].citations[0].doc == "Lease.pdf"
    assert last.seconds.keys() == {"passages", "thinking", "answer"}
    (request,) = ollama.asked("/api/chat")
    assert request.body["options"]["num_ctx"] == last.window
    assert 0 < last.prompt_tokens < last.window
    assert not last.error


def test_a_model_is_given_the_rows_of_a_table_and_cited_with_its_cell(tmp_path: Path, ollama: OllamaTestServer) -> None:
    ollama.reply = says("Heating cost 310 in 2018.")
    path = table_pdf(
        tmp_path / "costs.pdf", [("", "2018", "2017"), ("Rent", "1,180", "250"), ("Heating", "310", "297")]
    )
    settings = Settings(data_dir=tmp_path / "data", chroma_dir=tmp_path / "chroma_db", engine="builtin")
    with closing(Workspace.open(settings)) as workspace:
        workspace.library.add(path.read_bytes(), path.name)
        assert workspace.indexer.run_until_done()
        last = asked(workspace, served(ollama), "How much was heating in 2018?")[-1]
        (request,) = ollama.asked("/api/chat")
        prompt = request.body["messages"][-1]["content"]
        assert "| | 2018 | 2017 |\n|---|---|---|\n| Heating | 310 | 297 |\n\nQuestion:" in prompt
        (citation,) = last.sentences[0].citations
        text = workspace.library.pages.page(citation.doc_id, 0).text
        assert citation.cell == "Heating · 2018: 310"
        assert [text[start:end] for start, end in citation.marks] == ["2018", "Heating", "310"]


def test_without_a_model_that_writes_the_documents_own_words_answer(workspace: Workspace) -> None:
    *_, last = workspace.answer("How many parameters are active per token?", k=2)
    assert (last.text, last.model, last.sentences, last.error) == ("", "", (), "")
    assert (last.finding, last.refused, last.done) == (Finding.ANSWERS, False, True)
    assert "37 billion are active per token" in last.said
    for quotation in last.quotations:
        page = workspace.library.pages.page(quotation.doc_id, quotation.page)
        assert page.text[quotation.start : quotation.end] == quotation.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the landlord like to eat?", Finding.CLOSEST),
        ("How much rent does Zanzibar pay?", Finding.CLOSEST),
        ("What is the rent in Paris?", Finding.CLOSEST),
    ],
)
def test_what_only_comes_near_is_not_said(workspace: Workspace, question: str, expected: Finding) -> None:
    *_, last = workspace.answer(question)
    assert last.finding is expected
    assert last.quotations
    assert last.said == ""


def test_an_answer_in_a_conversation_knows_what_came_before(workspace: Workspace, ollama: OllamaTestServer) -> None:
    long = Turn("What was the invoice for chairs?", "1,920.00. " + "x" * 5000)
    asked(
        workspace,
        served(ollama),
        "and for printer ink?",
        history=[Turn("First?", "One."), Turn("Second?", "Two."), long],
    )
    sent = [message["content"] for message in ollama.asked("/api/chat")[0].body["messages"]]
    assert sent[1:4] == ["Second?", "Two.", long.question]
    assert len(sent[4]) == MAX_CHARACTERS_PER_TURN
    assert sent[-1].endswith("and for printer ink?")
    assert "INV-20417" in sent[-1]


def test_a_question_is_understood_once_for_all_that_is_done_with_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of a follow-up's texts too, and the documents that it points at by their names are looked for once."""
    understood: list[str] = []
    pointing: list[tuple[str, ...]] = []

    def noted(text: str) -> Query:
        understood.append(text)
        return understand(text)

    def hints(text: str, names: Sequence[str]) -> tuple[list[float], set[str]]:
        pointing.append((text, *names))
        return document_hints(text, names)

    for module in ("asked", "followups"):
        monkeypatch.setattr(f"docqa.search.{module}.understand", noted)
    for module in ("retriever", "unmentioned"):
        monkeypatch.setattr(f"docqa.search.{module}.document_hints", hints)
    before = [Turn("What is the notice?", "A month.")]
    *_, last = answer(AND_THE_RENT, workspace.retriever, lambda: None, history=before)
    assert last.quotations
    assert len(understood) == len({*understood}) == 3
    assert len(pointing) == len({*pointing})


def test_without_documents_the_model_is_not_asked(settings: Settings) -> None:
    empty = Workspace.open(settings)
    first, last = empty.answer(RENT)
    assert not first.passages
    assert (last.text, last.refused, last.done, last.model) == ("", True, True, "")
    assert headline(last) == REFUSAL
    empty.close()


@pytest.mark.parametrize("words", [REFUSAL, '"The documents don\'t say."', f"{REFUSAL} Please ask the landlord."])
def test_a_refusal_has_no_sources(workspace: Workspace, ollama: OllamaTestServer, words: str) -> None:
    ollama.reply = says(words)
    last = asked(workspace, served(ollama), "Who painted the ceiling?")[-1]
    assert last.refused
    assert last.sentences == ()


def test_headings_of_passages_that_a_model_repeats_are_no_sentences(
    workspace: Workspace, ollama: OllamaTestServer
) -> None:
    at = "[Lease.pdf, page 1]"
    ollama.reply = says(f"{at}\nThe rent is 1,250 dollars a month {at}.\n1. {at}")
    last = asked(workspace, served(ollama))[-1]
    assert (last.text, len(last.sentences)) == ("The rent is 1,250 dollars a month.", 1)
    (request,) = ollama.asked("/api/chat")
    assert at in request.body["messages"][-1]["content"]
    named = replace(last.passages[0], doc="a [final].pdf", label="ii")
    assert (
        finish(replace(last, text="[a [final].pdf, page ii] It is [b] so.", passages=(named,))).text == "It is [b] so."
    )


def test_what_came_before_a_failure_is_kept_and_cited(workspace: Workspace, ollama: OllamaTestServer) -> None:
    ollama.reply = says("The rent is 1,250 dollars a month. Besides")
    ollama.faults["/api/chat"] = Fault("drop", after=14)
    last = asked(workspace, served(ollama))[-1]
    assert last.done
    assert "broke off" in last.error
    assert last.text.startswith("The rent is 1,250")
    assert last.sentences[0].citations


@pytest.mark.parametrize("failure", [ModelNotInstalled("No model on this machine."), PromptTooLong("Too long.")])
def test_the_passages_stay_when_there_is_no_model(workspace: Workspace, failure: EngineError) -> None:
    def choose() -> Chat:
        raise failure

    last = list(answer(RENT, workspace.retriever, choose))[-1]
    assert (last.error, last.text, last.done, last.refused) == (str(failure), "", True, False)
    assert last.passages
    assert last.quotations


@pytest.mark.parametrize(
    ("model", "most", "says_why"),
    [
        (DEEPSEEK.name, 5, "deepseek-r1:1.5b thought until its room was used up"),
        (DEEPSEEK.name, 500, "deepseek-r1:1.5b thought and wrote no answer"),
        (LLAMA.name, 500, "llama3.2:1b wrote nothing"),
    ],
)
def test_an_empty_answer_says_why(
    workspace: Workspace, ollama: OllamaTestServer, model: str, most: int, says_why: str
) -> None:
    ollama.reply = lambda messages: iter(())
    last = asked(workspace, at_most(most, served(ollama, model)))[-1]
    assert last.error.startswith(f"{says_why}. Ask again")
    assert last.done


def test_an_answer_that_is_cut_at_the_limit_says_so(workspace: Workspace, ollama: OllamaTestServer) -> None:
    ollama.reply = says("The rent is 1,250 dollars a month. Besides it was painted")
    last = asked(workspace, at_most(9, served(ollama, LLAMA.name)))[-1]
    assert (last.text, last.error) == ("The rent is 1,250 dollars a month. Besides it", "")
    assert last.coverage == ("The answer breaks off where llama3.2:1b had written all that it may, 9 tokens.",)
    assert asked(workspace, served(ollama, LLAMA.name))[-1].coverage == ()


def test_a_model_that_says_the_same_again_and_again_is_ended(workspace: Workspace) -> None:
    def endless(messages: list[dict[str, Any]]) -> Iterator[str]:
        yield "The rent is 1,250 dollars a month. "
        while True:
            sleep(SECONDS_PER_PIECE)
            yield from ("The cat ", "may stay. ")

    with OllamaTestServer((LLAMA,), reply=endless) as ollama:
        last = asked(workspace, served(ollama, LLAMA.name))[-1]
        (request,) = ollama.asked("/api/chat")
        assert request.ended.wait(20)
        assert request.hung_up
    assert last.text == "The rent is 1,250 dollars a month. The cat may stay."
    assert (last.looped, last.error) == (True, "")
    assert last.coverage == ("The answer ends where llama3.2:1b began to say the same again and again.",)


def test_a_model_that_thinks_the_same_again_and_again_is_ended(workspace: Workspace) -> None:
    def endless(messages: list[dict[str, Any]]) -> Iterator[str]:
        yield "<think>Let me see. "
        while True:
            sleep(SECONDS_PER_PIECE)
            yield "Wait, the rent is due. "

    with OllamaTestServer((DEEPSEEK,), reply=endless) as ollama:
        last = asked(workspace, served(ollama))[-1]
    assert last.looped
    assert last.error.startswith("deepseek-r1:1.5b thought the same again and again. Ask again")


def test_closing_stops_the_model(workspace: Workspace) -> None:
    def endless(messages: list[dict[str, Any]]) -> Iterator[str]:
        while True:
            sleep(SECONDS_PER_PIECE)
            yield "and so on "

    with OllamaTestServer((LLAMA,), reply=endless) as ollama:
        answers = answer(RENT, workspace.retriever, lambda: served(ollama, LLAMA.name))
        while not next(answers).text:
            pass
        answers.close()
        (request,) = ollama.asked("/api/chat")
        assert request.ended.wait(20)
        assert request.hung_up


def test_a_question_behind_one_that_was_stopped_says_so(workspace: Workspace) -> None:
    """Ollama reads a prompt to its end, and answers one at a time."""
    with OllamaTestServer((LLAMA,), reading_seconds=1.5) as ollama:
        chat = served(ollama, LLAMA.name)
        with closing(answer(RENT, workspace.retriever, lambda: chat)) as stopped:
            waiting = next(step for step in stopped if step.model)
            assert (waiting.text, waiting.progress) == ("", "")
        steps = asked(workspace, chat)
        said = [step.progress for step in steps if step.model and not step.text]
        assert said[0] == "Ollama still reads the question that was stopped, this one is next"
        assert {step.progress for step in steps if step.text} == {""}
        assert {step.progress for step in asked(workspace, chat)} == {""}


# A model that chooses


@pytest.fixture
def choosing(ollama: OllamaTestServer) -> Chat:
    return replace(served(ollama, LLAMA.name), role=Role.CHOOSES)


def fills(text: str) -> Any:
    """What the test server answers under a schema, in pieces of a few letters."""
    return lambda messages, schema: iter([text[at : at + 4] for at in range(0, len(text), 4)])


def offered(workspace: Workspace) -> tuple[Citation, ...]:
    """The places that a model may choose among, as code orders them."""
    asked = workspace.retriever.understand(RENT)
    found = workspace.retriever.quotations(asked, workspace.retriever.find(asked), k=MAX_CANDIDATES)
    return tuple(place for place, says in zip(found.places, found.findings, strict=True) if says is not Finding.NONE)


def test_a_model_that_chooses_is_asked_under_a_schema(
    workspace: Workspace, ollama: OllamaTestServer, choosing: Chat
) -> None:
    ollama.fill = fills('{"choice": "1"}')
    steps = asked(workspace, choosing)
    (request,) = ollama.asked("/api/chat")
    places = offered(workspace)
    assert request.body["format"] == schema(len(places))
    sent = request.body["messages"][-1]["content"]
    for number, place in enumerate(places, start=1):
        assert f"{number}. [{place.doc}, page {place.label}]\n{place.words}\n" in sent
    assert sent.endswith(RENT)
    assert steps[0].quotations == steps[-1].quotations == places[:3]
    assert steps[-1].finding is Finding.ANSWERS
    assert steps[-1].done
    asked(workspace, choosing, seed=7)  # asked again: the same seed would bring the same choice
    assert [each.body["options"]["seed"] for each in ollama.asked("/api/chat")] == [0, 7]


def test_a_model_that_writes_is_asked_without_a_schema(workspace: Workspace, ollama: OllamaTestServer) -> None:
    asked(workspace, served(ollama, LLAMA.name))
    assert "format" not in ollama.asked("/api/chat")[0].body


def test_the_chosen_quotation_comes_first_and_nothing_of_the_model_s_is_said(
    workspace: Workspace, ollama: OllamaTestServer, choosing: Chat
) -> None:
    ollama.fill = fills('{"choice": "3"}')
    steps = asked(workspace, choosing)
    places = offered(workspace)
    last = steps[-1]
    assert last.quotations == (places[2], places[0], places[1])
    assert last.finding is Finding.CLOSEST  # code does not say that it answers
    assert (last.model, last.choice, last.error, last.refused) == (LLAMA.name, Choice(len(places), "3"), "", False)
    assert not any(step.text or step.sentences for step in steps)


def test_none_of_them_makes_the_answer_the_closest_words(
    workspace: Workspace, ollama: OllamaTestServer, choosing: Chat
) -> None:
    ollama.fill = fills('{"choice": "none"}')
    first, *_, last = asked(workspace, choosing)
    assert (first.finding, last.finding) == (Finding.ANSWERS, Finding.CLOSEST)
    assert last.quotations == first.quotations
    assert (last.said, headline(last)) == ("", CLOSEST_WORDS)


@pytest.mark.parametrize("written", ['{"choice": "9"}', '{"choice": ', "The rent is 9 dollars.", "[" * 3000, ""])
def test_without_a_valid_choice_the_code_s_order_stands(
    workspace: Workspace, ollama: OllamaTestServer, choosing: Chat, written: str
) -> None:
    ollama.fill = fills(written)
    first, *_, last = asked(workspace, choosing)
    assert (last.quotations, last.finding) == (first.quotations, Finding.ANSWERS)
    assert (last.text, last.choice, last.error, last.done) == ("", Choice(len(offered(workspace))), "", True)


@pytest.mark.parametrize(
    "fault", [Fault("status"), Fault("error"), Fault("error", after=2), Fault("drop", after=1), Fault("end", after=3)]
)
def test_when_a_model_fails_to_choose_the_code_s_order_stands(
    workspace: Workspace, ollama: OllamaTestServer, choosing: Chat, fault: Fault
) -> None:
    ollama.faults["/api/chat"] = fault
    first, *_, last = asked(workspace, choosing)
    assert (last.quotations, last.finding) == (first.quotations, Finding.ANSWERS)
    assert (last.text, last.choice, last.done, last.refused) == ("", None, True, False)
    assert "Ollama" in last.error


def test_a_model_that_hangs_over_its_choice_is_given_up(workspace: Workspace, ollama: OllamaTestServer) -> None:
    ollama.faults["/api/chat"] = Fault("silence", after=1)
    model = chat_model(OllamaServer(ollama.url, token_seconds=0.2), LLAMA.name)
    chat = Chat(model, model.label, model.num_ctx, model.num_predict, model.thinks, Role.CHOOSES)
    *_, last = asked(workspace, chat)
    assert "took too long" in last.error
    assert (last.finding, last.text, last.done) == (Finding.ANSWERS, "", True)


@pytest.mark.parametrize("version", [OLD, SEEN, NEW])
def test_the_thoughts_of_a_model_that_chooses_are_kept_apart(workspace: Workspace, version: str) -> None:
    with OllamaTestServer((DEEPSEEK,), fill=fills('{"choice": "2"}'), version=version) as ollama:
        steps = asked(workspace, replace(served(ollama), role=Role.CHOOSES))
    assert steps[-1].thinking == (
        "" if version == OLD else "Let me look at the passages."
    )  # an old server lets none come
    assert steps[-1].choice == Choice(len(offered(workspace)), "2")
    assert not any(step.text for step in steps)


@pytest.mark.parametrize("taken", ["1", "none"])
@pytest.mark.parametrize("question", ["What does the landlord like to eat?", "How much rent does Zanzibar pay?"])
def test_a_choice_never_raises_what_is_claimed(
    workspace: Workspace, ollama: OllamaTestServer, choosing: Chat, question: str, taken: str
) -> None:
    ollama.fill = fills(f'{{"choice": "{taken}"}}')
    *_, last = asked(workspace, choosing, question)
    assert last.choice
    assert last.choice.taken == taken
    assert last.finding is Finding.CLOSEST


def test_where_the_documents_do_not_say_there_is_nothing_to_choose(
    workspace: Workspace, ollama: OllamaTestServer, choosing: Chat
) -> None:
    *_, last = asked(workspace, choosing, "Which bird sings before dawn?")
    assert (last.finding, last.quotations, last.refused, last.choice) == (Finding.NONE, (), True, None)
    assert not ollama.asked("/api/chat")


def test_a_follow_up_is_chosen_for_as_a_whole_question(
    workspace: Workspace, ollama: OllamaTestServer, choosing: Chat
) -> None:
    past = [Turn("What was the invoice for printer ink?", "84.50")]
    asked(workspace, choosing, "and for chairs?", history=past)
    sent = ollama.asked("/api/chat")[0].body["messages"][-1]["content"]
    assert sent.endswith(f"Question: {stand_alone('and for chairs?', past)}")


# The prompt's budget


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> Chat:
    """A model that counts exactly."""
    model = hollow_smollm2(tmp_path_factory.mktemp("model"))
    return Chat(model, model.label, model.num_ctx, model.num_predict, model.thinks)


PASSAGE_TEXT = "The rent of cottage number {} is 1,250 dollars a month, due on the fifth day. " * 4
MANY = [passage(PASSAGE_TEXT.format(*[number] * 4), number) for number in range(5)]
TALK = [Turn("What is it?", "A lease. " * 20), Turn("Of what?", "Of a cottage. " * 20)]


def content(prompt: list[BaseMessage]) -> str:
    return "\n".join(message.text for message in prompt)


def test_all_passages_where_there_is_room(exact: Chat) -> None:
    prompt, sent = fitted(AND_THE_RENT, MANY, TALK, exact)
    assert sent == MAX_PASSAGES
    assert len(prompt) == 6


def test_earlier_turns_go_first_then_passages_from_the_end_and_none_is_cut(exact: Chat) -> None:
    whole, _ = fitted(AND_THE_RENT, MANY, TALK, exact)
    seen = []
    for window in range(exact.count(whole), 200, -20):
        narrow = replace(exact, num_ctx=window + exact.num_predict)
        try:
            prompt, sent = fitted(AND_THE_RENT, MANY, TALK, narrow)
        except PromptTooLong:
            break
        assert exact.count(prompt) <= window
        text = content(prompt)
        assert [p.chunk.text in text for p in MANY] == [number < sent for number in range(5)]
        assert text.endswith(AND_THE_RENT)
        seen.append(((len(prompt) - 2) // 2, sent))
    assert sorted(set(seen), reverse=True) == [(2, 5), (1, 5), (0, 5), (0, 4), (0, 3), (0, 2), (0, 1)]
    assert seen == sorted(seen, reverse=True)


def test_the_rows_of_tables_go_before_passages_do(exact: Chat) -> None:
    page = set_page("                 2018    2017\nRent            1,180     250\nHeating           310     297")
    with_table = [passage(page.text), *MANY[1:]]

    def tables(beside: Passage) -> tuple[Table, ...]:
        return find_tables(0, {0: page}.get) if beside is with_table[0] else ()

    whole, sent = fitted(RENT, with_table, (), exact, tables)
    assert sent == MAX_PASSAGES
    assert "| Rent | 1,180 | 250 |" in content(whole)
    narrow = replace(exact, num_ctx=exact.count(whole) - 1 + exact.num_predict)
    prompt, sent = fitted(RENT, with_table, (), narrow, tables)
    assert sent == MAX_PASSAGES
    assert "| Rent |" not in content(prompt)


def test_the_latest_turn_is_the_last_to_go(exact: Chat) -> None:
    one, _ = fitted(AND_THE_RENT, MANY, TALK[1:], exact)
    prompt, _ = fitted(AND_THE_RENT, MANY, TALK, replace(exact, num_ctx=exact.count(one) + exact.num_predict))
    assert "Of what?" in content(prompt)
    assert "What is it?" not in content(prompt)


def test_a_question_that_does_not_fit(exact: Chat, workspace: Workspace) -> None:
    small = replace(exact, num_ctx=1000)
    with pytest.raises(PromptTooLong, match=r"too long for SmolLM2.*window of 1000 tokens\. Ask in fewer words"):
        fitted("word " * 1000, MANY, TALK, small)
    *_, last = asked(workspace, small, "rent " * 1000)
    assert "too long" in last.error
    assert last.passages


def test_earlier_turns_come_with_follow_ups_only(exact: Chat) -> None:
    prompt, sent = fitted("Which law governs the agreement between landlord and tenant?", MANY, TALK, exact)
    assert sent == MAX_PASSAGES
    assert len(prompt) == 2


def test_a_turn_without_an_answer_is_not_shown_to_the_model(exact: Chat) -> None:
    prompt, _ = fitted(AND_THE_RENT, MANY, [*TALK, Turn("And what failed?", "")], exact)
    assert [message.text for message in prompt[1:5]] == [text for turn in TALK for text in (turn.question, turn.answer)]


def test_passages_beyond_the_budget_are_not_cited(workspace: Workspace) -> None:
    passages = tuple(workspace.retriever.search("notice period", k=5))
    lease = next(n for n, p in enumerate(passages) if "1,250" in p.chunk.text)
    text = "The rent is 1,250 dollars a month."
    assert finish(Answer(RENT, text, passages=passages, passages_sent=lease + 1)).sentences[0].supported
    assert not finish(Answer(RENT, text, passages=passages, passages_sent=lease)).sentences[0].supported


def test_a_sentence_whose_place_does_not_answer_may_be_about_something_else(workspace: Workspace) -> None:
    passages = tuple(workspace.retriever.search(RENT, k=5))
    asked = workspace.retriever.understand(RENT)
    quotations = workspace.retriever.quotations(asked, passages).places
    text = "Dogs are not allowed."
    current = Answer(RENT, text, passages=passages, quotations=quotations, passages_sent=len(passages))

    def fits(question: str, texts: Sequence[str]) -> list[float]:
        return [10.0 if "1,250" in one and question == RENT else 0.0 for one in texts]

    assert finish(current).sentences[0].supported
    assert finish(current, fits=fits).sentences[0].state is Support.ASIDE
    assert finish(replace(current, text="The rent is 1,250 dollars a month."), fits=fits).sentences[0].supported
    assert finish(replace(current, understood="Are dogs allowed?"), fits=fits).sentences[0].supported


@pytest.mark.parametrize("broken_off", [{"stopped": True}, {"cut": True}, {"error": "Ollama broke off."}])
def test_what_was_begun_when_an_answer_broke_off_is_not_taken_for_supported(
    workspace: Workspace, broken_off: dict[str, Any]
) -> None:
    passages = tuple(workspace.retriever.search(RENT, k=5))
    whole, begun = "The rent is 1,250 dollars a month.", "Dogs are not"
    current = Answer(RENT, f"{whole} {begun}", passages=passages, passages_sent=len(passages))
    assert [sentence.text for sentence in finish(current).sentences] == [whole, begun]
    assert [sentence.text for sentence in finish(replace(current, **broken_off)).sentences] == [whole]
    ended = replace(current, text=f"{whole} Dogs are not allowed.", **broken_off)
    assert [sentence.supported for sentence in finish(ended).sentences] == [True, True]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("37 billion.\n\nQuestion: How much is the rent?", "37 billion."),
        ("**37 billion.**\n\n**Question:** How much is the rent?", "**37 billion.**"),
        ("37 billion.\n- How much is the rent?\n- How much is", "37 billion."),
        ("How much is the rent? It is 5.", "How much is the rent? It is 5."),
        ("How much is the rent?", "How much is the rent?"),
        ("It is 5 [1][2], or 6 [Source 3].", "It is 5, or 6."),
    ],
)
def test_echoes_and_invented_marks_are_taken_out(written: str, kept: str) -> None:
    assert finish(Answer(RENT, written)).text == kept


# Private


class Recorder(http.server.BaseHTTPRequestHandler):
    """What LangSmith would be: takes everything."""

    received: list[str]

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def _take(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.received.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def langsmith() -> Iterator[tuple[str, list[str]]]:
    """The URL of something that takes traces, and the paths it was called with."""
    received: list[str] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("R", (Recorder,), {"received": received}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", received
    server.shutdown()
    server.server_close()


TRACED = """
import os, sys
import docqa
how, switched_on = sys.argv[1:]
if switched_on == "again":
    os.environ |= {"LANGSMITH_TRACING_V2": "true", "LANGCHAIN_TRACING_V2": "true"}
from docqa.search.langchain_retriever import LangChainRetriever
from docqa.settings import Settings
from docqa.workspace import Workspace
from langchain_core.tracers.langchain import wait_for_all_tracers
workspace = Workspace.open(Settings.from_env())
if "ask" in how:
    *_, answer = workspace.answer("How much is the rent?")
    assert answer.text, answer.error
if "invoke" in how:
    LangChainRetriever(retriever=workspace.retriever).invoke("How much is the rent?")
wait_for_all_tracers()
"""


@pytest.mark.parametrize(
    ("how", "switched_on", "is_traced"),
    [("ask, invoke", "before", False), ("ask", "again", False), ("invoke", "again", True)],
)
def test_asking_is_never_traced(
    workspace: Workspace,
    ollama: OllamaTestServer,
    langsmith: tuple[str, list[str]],
    how: str,
    switched_on: str,
    is_traced: bool,
) -> None:
    """Whatever the environment says before docqa is imported; an answer whatever a program says after it.

    The last case shows that a trace would have been seen.
    """
    url, received = langsmith
    environment = os.environ | {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "key",
        "LANGSMITH_ENDPOINT": url,
        "DOCQA_DATA_DIR": str(workspace.settings.data_dir),
        "DOCQA_CHROMA_DIR": str(workspace.settings.chroma_dir),
        "OLLAMA_HOST": ollama.url,
    }
    command = [sys.executable, "-c", TRACED, how, switched_on]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)
    assert bool(received) is is_traced
    assert bool(ollama.asked("/api/chat")) is ("ask" in how)


def test_names_that_stand_nowhere_are_told_above_the_answer(workspace: Workspace, ollama: OllamaTestServer) -> None:
    """They never stand in its way: people ask with their own nouns."""
    ollama.reply = says("The tenant may keep one cat.")
    *_, last = asked(workspace, served(ollama), "Can I bring my Labrador, and pay Moderna for INV-99999?")
    assert last.notice == "Nothing on the pages found mentions Labrador, Moderna or INV-99999."
    assert (last.text, last.refused, last.done, last.error) == ("The tenant may keep one cat.", False, True, "")
    assert ollama.asked("/api/chat")


def test_a_document_that_seems_to_be_meant_is_told_above_the_answer(
    workspace: Workspace, ollama: OllamaTestServer
) -> None:
    lease = [document.id for document in workspace.library.documents() if document.name == "Lease.pdf"]
    *_, last = asked(workspace, served(ollama), "How much did Heron cost?", doc_ids=lease)
    assert last.notice.endswith("Heron report.pdf was not asked: tick it to ask it too.")
    assert not last.refused
