import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from langchain_core.messages import BaseMessage

from docqa.answering.answer import MAX_CHARACTERS_PER_TURN, MAX_PASSAGES, answer, finish, fit_prompt
from docqa.answering.prompts import REFUSAL
from docqa.documents import Answer, Passage, Turn
from docqa.engines.base import Chat
from docqa.engines.choice import Engines
from docqa.errors import EngineError, NoChatModel, PromptTooLong
from docqa.search.followups import stand_alone
from docqa.settings import ROOT, Settings
from docqa.workspace import Workspace
from tests.support.ollama_server import DEEPSEEK, LLAMA, NOMIC, Fault, OllamaTestServer
from tests.support.shelf import filled, passage

RENT = "How much is the rent?"
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
    return Engines(Settings(ollama_url=ollama.url, engine="ollama", chat_model=name)).chat()


def fitted(question: str, passages: Sequence[Passage], history: Sequence[Turn], *more: Any) -> Any:
    return fit_prompt(question, stand_alone(question, history), passages, history, *more)


def asked(workspace: Workspace, chat: Chat, question: str = RENT, **options: Any) -> list[Answer]:
    return list(answer(question, workspace.retriever, lambda: chat, **options))


def test_an_answer_grows_from_its_passages_to_its_sources(workspace: Workspace, ollama: OllamaTestServer) -> None:
    ollama.reply = says("The rent is 1,250 dollars a month [1]. It was painted green.")
    steps = asked(workspace, served(ollama))
    assert steps[0].passages
    assert (steps[0].text, steps[0].model, steps[0].done) == ("", "", False)
    assert steps[0].quote is not None
    assert "1,250 dollars" in steps[0].quote.text
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


def test_the_real_model_answers_from_the_passages(workspace: Workspace) -> None:
    *_, last = workspace.answer("How many parameters are active per token?", k=2)
    assert last.text
    assert last.model.startswith("SmolLM2")
    assert (last.error, last.passages_sent) == ("", 2)
    assert 50 < last.prompt_tokens < last.window
    for citation in (c for sentence in last.sentences for c in sentence.citations):
        page = workspace.library.pages.page(citation.doc_id, citation.page)
        assert page.text[citation.start : citation.end] == citation.text


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


def test_without_documents_the_model_is_not_asked(settings: Settings) -> None:
    empty = Workspace.open(settings)
    first, last = empty.answer(RENT)
    assert not first.passages
    assert (last.text, last.refused, last.done, last.model) == (REFUSAL, True, True, "")
    empty.close()


def test_a_small_model_gives_way_to_the_closest_words(workspace: Workspace, ollama: OllamaTestServer) -> None:
    ollama.reply = says("It was painted green by elves.")
    small = replace(served(ollama), is_small=True)
    *_, before, last = asked(workspace, small)
    assert before.text.strip() == last.own_words == "It was painted green by elves."
    assert last.quote
    assert last.text == "“The rent is 1,250 dollars a month, due on the fifth day.”"
    assert [(s.text, s.citations) for s in last.sentences] == [(last.text, (last.quote,))]
    assert asked(workspace, served(ollama))[-1].text == "It was painted green by elves."
    ollama.reply = says("The rent is the rent.")  # which stands there, and says nothing
    assert asked(workspace, small)[-1].own_words == "The rent is the rent."


def test_a_small_model_is_heard_when_the_documents_bear_it_out(workspace: Workspace, ollama: OllamaTestServer) -> None:
    ollama.reply = says("1,250 dollars a month.")
    last = asked(workspace, replace(served(ollama), is_small=True))[-1]
    assert (last.text, last.own_words) == ("1,250 dollars a month.", "")


@pytest.mark.parametrize("words", [REFUSAL, '"The documents don\'t say."', f"{REFUSAL} Please ask the landlord."])
def test_a_refusal_has_no_sources(workspace: Workspace, ollama: OllamaTestServer, words: str) -> None:
    ollama.reply = says(words)
    last = asked(workspace, served(ollama), "Who painted the ceiling?")[-1]
    assert last.refused
    assert last.sentences == ()


def test_what_came_before_a_failure_is_kept_and_cited(workspace: Workspace, ollama: OllamaTestServer) -> None:
    ollama.reply = says("The rent is 1,250 dollars a month. Besides")
    ollama.faults["/api/chat"] = Fault("drop", after=14)
    last = asked(workspace, served(ollama))[-1]
    assert last.done
    assert "broke off" in last.error
    assert last.text.startswith("The rent is 1,250")
    assert last.sentences[0].citations


@pytest.mark.parametrize("failure", [NoChatModel("No model on this machine."), PromptTooLong("Too long.")])
def test_the_passages_stay_when_there_is_no_model(workspace: Workspace, failure: EngineError) -> None:
    def choose() -> Chat:
        raise failure

    last = list(answer(RENT, workspace.retriever, choose))[-1]
    assert (last.error, last.text, last.done, last.refused) == (str(failure), "", True, False)
    assert last.passages
    assert last.quote


@pytest.mark.parametrize(("model", "says_why"), [(DEEPSEEK.name, "thought until"), (LLAMA.name, "wrote nothing")])
def test_an_empty_answer_says_why(workspace: Workspace, ollama: OllamaTestServer, model: str, says_why: str) -> None:
    ollama.reply = lambda messages: iter(())
    last = asked(workspace, served(ollama, model))[-1]
    assert says_why in last.error
    assert last.done


def test_closing_stops_the_model(workspace: Workspace) -> None:
    def endless(messages: list[dict[str, Any]]) -> Iterator[str]:
        while True:
            yield "and so on "

    with OllamaTestServer((LLAMA,), reply=endless) as ollama:
        answers = answer(RENT, workspace.retriever, lambda: served(ollama, LLAMA.name))
        while not next(answers).text:
            pass
        answers.close()
        (request,) = ollama.asked("/api/chat")
        assert request.ended.wait(20)
        assert request.hung_up


# The prompt's budget


@pytest.fixture(scope="module")
def exact() -> Chat:
    """The built-in model, which counts exactly, given prompts as larger models get them."""
    return replace(Engines(Settings(engine="builtin")).chat(), is_small=False)


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


def test_the_latest_turn_is_the_last_to_go(exact: Chat) -> None:
    one, _ = fitted(AND_THE_RENT, MANY, TALK[1:], exact)
    prompt, _ = fitted(AND_THE_RENT, MANY, TALK, replace(exact, num_ctx=exact.count(one) + exact.num_predict))
    assert "Of what?" in content(prompt)
    assert "What is it?" not in content(prompt)


def test_a_question_that_does_not_fit(exact: Chat, workspace: Workspace) -> None:
    with pytest.raises(PromptTooLong, match=r"too long for SmolLM2.*window of 4096 tokens\. Ask in fewer words"):
        fitted("word " * 5000, MANY, TALK, exact)
    *_, last = workspace.answer("rent " * 5000)
    assert "too long" in last.error
    assert last.passages


def test_earlier_turns_come_with_follow_ups_only(exact: Chat) -> None:
    prompt, sent = fitted("Which law governs the agreement between landlord and tenant?", MANY, TALK, exact)
    assert sent == MAX_PASSAGES
    assert len(prompt) == 2


def test_a_turn_without_an_answer_is_not_shown_to_the_model(exact: Chat) -> None:
    prompt, _ = fitted(AND_THE_RENT, MANY, [*TALK, Turn("And what failed?", "")], exact)
    assert [message.text for message in prompt[1:5]] == [text for turn in TALK for text in (turn.question, turn.answer)]


def test_a_small_model_gets_excerpts_and_the_whole_question(exact: Chat) -> None:
    excerpts = ["The rent is 5.", "The term is 6.", "The garden is green."]
    (message,), sent = fitted(AND_THE_RENT, MANY, TALK, exact, excerpts)
    assert sent == len(MANY)  # they were taken out of all of them
    assert message.text.startswith("The rent is 5.\nThe term is 6.\nThe garden is green.\n")
    assert message.text.endswith("What is it? Of what? and the rent?")
    narrow = replace(exact, num_ctx=exact.count([message]) - 1 + exact.num_predict)
    (message,), _ = fitted(AND_THE_RENT, MANY, TALK, narrow, excerpts)
    assert "garden" not in message.text


def test_passages_beyond_the_budget_are_not_cited(workspace: Workspace) -> None:
    passages = tuple(workspace.retriever.search("notice period", k=5))
    lease = next(n for n, p in enumerate(passages) if "1,250" in p.chunk.text)
    text = "The rent is 1,250 dollars a month."
    assert finish(Answer(RENT, text, passages=passages, passages_sent=lease + 1)).sentences[0].supported
    assert not finish(Answer(RENT, text, passages=passages, passages_sent=lease)).sentences[0].supported


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
if sys.argv[2] == "again":
    os.environ |= {"LANGSMITH_TRACING_V2": "true", "LANGCHAIN_TRACING_V2": "true"}
from docqa.settings import Settings
from docqa.workspace import Workspace
from langchain_core.tracers.langchain import wait_for_all_tracers
workspace = Workspace.open(Settings.from_env())
if sys.argv[1] == "ask":
    *_, answer = workspace.answer("How much is the rent?")
    assert answer.text, answer.error
else:
    workspace.retriever.invoke("How much is the rent?")
wait_for_all_tracers()
"""


@pytest.mark.parametrize(
    ("how", "switched_on", "is_traced"),
    [("ask", "before", False), ("invoke", "before", False), ("ask", "again", False), ("invoke", "again", True)],
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
    assert bool(ollama.asked("/api/chat")) is (how == "ask")


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
