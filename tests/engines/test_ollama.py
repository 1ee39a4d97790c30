"""The Ollama engine against a server that speaks its protocol: what goes over the wire, and how each failure reads."""

import asyncio
import json
import math
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import combinations, islice, takewhile
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_tests.integration_tests import ChatModelIntegrationTests, EmbeddingsIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests, EmbeddingsUnitTests
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

from docqa.engines.ollama import server as server_module
from docqa.engines.ollama.models import (
    OllamaChat,
    OllamaEmbedder,
    OllamaServer,
    PullProgress,
    chat_model,
    embedding_model,
)
from docqa.engines.ollama.names import full_name
from docqa.engines.ollama.thinking import ThinkSplitter
from docqa.engines.ollama.token_bound import cut, token_bound
from docqa.engines.prefixes import BGE_QUERY, prefixes
from docqa.errors import (
    EngineError,
    ModelNotInstalled,
    ModelNotPrivate,
    ModelNotSuitable,
    OllamaFailed,
    OllamaNotRunning,
    OllamaTooSlow,
    PromptTooLong,
)
from tests.support.ollama_server import (
    CLOUD,
    DEEPSEEK,
    LLAMA,
    NEW,
    NOMIC,
    OLD,
    RUNNER_DIED,
    SEEN,
    Fault,
    OllamaTestServer,
    ServedModel,
    Vocabulary,
)

CHAT, EMBED = DEEPSEEK.name, "nomic-embed-text"
SAMPLING = {"top_k": 40, "top_p": 0.95, "repeat_penalty": 1.0}
# All of them go to the cloud with a real Ollama (0.24).
CLOUD_SPELLINGS = ("gpt-oss:120b-Cloud", "sneaky:CLOUD", "gpt-oss: cloud", " gpt-oss:cloud ", "mine:1b-CLOUD")


@pytest.fixture
def ollama() -> Iterator[OllamaTestServer]:
    with OllamaTestServer((DEEPSEEK, NOMIC, LLAMA, CLOUD)) as server:
        yield server


@pytest.fixture
def old_ollama() -> Iterator[OllamaTestServer]:
    with OllamaTestServer((DEEPSEEK, NOMIC, LLAMA, CLOUD), version=OLD) as server:
        yield server


@pytest.fixture
def nowhere() -> OllamaServer:
    """An address of this machine where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return OllamaServer(f"http://127.0.0.1:{probe.getsockname()[1]}")


def at(ollama: OllamaTestServer, **seconds: float) -> OllamaServer:
    return OllamaServer(ollama.url, **seconds)


def said(chunks: list[AIMessageChunk]) -> tuple[str, str]:
    """The thinking and the answer."""
    thinking = "".join(chunk.additional_kwargs.get("reasoning_content", "") for chunk in chunks)
    return thinking, "".join(chunk.text for chunk in chunks)


# Is it there


def test_version_of_a_running_server(ollama: OllamaTestServer) -> None:
    assert at(ollama).version() == SEEN


def test_no_version_where_nothing_or_something_else_answers(ollama: OllamaTestServer, nowhere: OllamaServer) -> None:
    assert nowhere.version() is None
    assert OllamaServer("http://127.0.0.1:99999").version() is None
    for fault in (Fault("garbage"), Fault("status", status=404), Fault("drop")):
        ollama.faults["/api/version"] = fault
        assert at(ollama).version() is None


def test_the_version_of_a_server_that_hangs_is_empty(ollama: OllamaTestServer) -> None:
    ollama.faults["/api/version"] = Fault("silence")
    assert at(ollama, version_seconds=0.2).version() == ""


def test_proxies_of_the_environment_are_not_used(ollama: OllamaTestServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    server = at(ollama)
    assert server.version()
    assert server.models()
    assert [*server.pull("llama3.2:1b")]
    assert chat_model(server, CHAT).invoke("hello").text
    assert embedding_model(server, EMBED).embed_query("hello")


def test_a_socks_proxy_in_the_environment_does_not_hinder_the_import() -> None:
    code = "import os, docqa.engines.ollama.models; print(os.environ['ALL_PROXY'])"
    environ = os.environ | {"ALL_PROXY": "socks5://127.0.0.1:9", "NO_PROXY": "::1", "OLLAMA_HOST": "host:port"}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "socks5://127.0.0.1:9"  # and it is still there afterwards


# Models


def test_models_with_what_they_can_do(ollama: OllamaTestServer) -> None:
    ollama.version = NEW
    deepseek, cloud, llama, nomic = at(ollama).models()
    assert (deepseek.name, deepseek.size, deepseek.digest) == (CHAT, DEEPSEEK.size, DEEPSEEK.digest)
    assert nomic.label == EMBED
    assert [model.can_chat for model in (deepseek, nomic, llama, cloud)] == [True, False, True, True]
    assert [model.can_embed for model in (deepseek, nomic, llama, cloud)] == [False, True, False, False]
    assert [model.private for model in (deepseek, nomic, llama, cloud)] == [True, True, True, False]
    assert cloud.remote_host == "https://ollama.com:443"


def test_models_of_a_server_without_capabilities_are_told_apart_by_family_and_name(
    old_ollama: OllamaTestServer,
) -> None:
    models = at(old_ollama).models()
    assert [model.capabilities for model in models] == [()] * 4
    assert [model.can_chat for model in models] == [True, True, True, False]
    assert [model.can_embed for model in models] == [False, False, False, True]
    assert [model.private for model in models] == [True, False, True, True]


def test_models_stand_in_one_order_however_ollama_lists_them(ollama: OllamaTestServer) -> None:
    ollama.models["zephyr:7b"] = ServedModel("zephyr:7b", modified_second=30)
    orders = {tuple(model.name for model in at(ollama).models()) for _ in range(9)}
    assert orders == {(CHAT, CLOUD.name, LLAMA.name, NOMIC.name, "zephyr:7b")}


def test_what_a_model_can_do_is_known_of_the_one_that_is_looked_up(ollama: OllamaTestServer) -> None:
    ollama.models["reader:latest"] = ServedModel("reader:latest", ("embedding",), "llama")
    for version in (OLD, SEEN, NEW):
        ollama.version = version
        info = at(ollama).show("Reader")
        assert (info.name, info.can_embed, info.can_chat) == ("reader:latest", True, False)


def test_show_with_and_without_tag(ollama: OllamaTestServer) -> None:
    info = at(ollama).show(EMBED)
    assert info == at(ollama).show("nomic-embed-text:latest")
    assert (info.context_length, info.embedding_length, info.digest) == (2048, 768, NOMIC.digest)
    assert info.capabilities == ("embedding",)
    assert at(ollama).show(CLOUD.name).remote_host == CLOUD.remote_host


# Download


def test_pull_tells_how_far_it_is_over_all_files_and_installs(ollama: OllamaTestServer) -> None:
    del ollama.models[CHAT]
    steps = [*at(ollama).pull(CHAT)]
    assert steps[0] == PullProgress("Looking the model up")
    assert steps[-1] == PullProgress("Ready", DEEPSEEK.size, DEEPSEEK.size)
    assert [*dict.fromkeys(step.status for step in steps)] == [
        "Looking the model up",
        "Downloading",
        "Checking the download",
        "Finishing",
        "Ready",
    ]
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)  # though Ollama begins parts anew, and names a file when it comes to it
    assert fractions[-1] == 1.0
    assert CHAT in ollama.models


def test_a_pull_can_be_stopped_and_goes_on_where_it_was(ollama: OllamaTestServer) -> None:
    del ollama.models[CHAT]
    ollama.pull_pause = 0.01
    pulling = at(ollama).pull(CHAT)
    assert any(step.fraction > 0.3 for step in pulling)
    pulling.close()
    [request] = ollama.asked("/api/pull")
    assert request.ended.wait(10)
    assert request.hung_up
    assert CHAT not in ollama.models
    again = [step for step in at(ollama).pull(CHAT) if step.total]
    assert again[0].fraction > 0.25
    assert CHAT in ollama.models


@pytest.mark.parametrize(
    ("after", "says"),
    [(1, "Looking the model up. Ollama's registry does not answer"), (8, "Downloading. Nothing comes")],
)
def test_a_pull_that_stalls_says_so_and_keeps_what_it_told(
    ollama: OllamaTestServer, monkeypatch: pytest.MonkeyPatch, after: int, says: str
) -> None:
    monkeypatch.setattr(server_module, "STALL_SECONDS", 0.1)
    ollama.faults["/api/pull"] = Fault("silence", after=after)
    with closing(at(ollama).pull(CHAT)) as steps:
        seen = list(takewhile(lambda step: says not in step.status, steps))
    assert next(iter(seen)).status == "Looking the model up"
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    [request] = ollama.asked("/api/pull")
    assert request.ended.wait(10)
    assert request.hung_up


def test_pull_of_a_model_that_does_not_exist(ollama: OllamaTestServer) -> None:
    with pytest.raises(
        OllamaFailed, match="There is no model called no-such-model that Ollama could download. Check its name"
    ):
        list(at(ollama).pull("no-such-model"))


# Choosing a model


def test_the_chat_model_fits_its_model(ollama: OllamaTestServer) -> None:
    deepseek, llama = chat_model(at(ollama), CHAT), chat_model(at(ollama), LLAMA.name)
    assert (deepseek.label, deepseek.num_ctx, deepseek.num_predict, deepseek.thinks) == (CHAT, 8192, 2048, True)
    assert (llama.label, llama.num_ctx, llama.num_predict, llama.thinks) == (LLAMA.name, 8192, 768, False)


def test_an_embedding_model_is_asked_for_no_larger_window_than_it_has(ollama: OllamaTestServer) -> None:
    ollama.models["small:latest"] = ServedModel("small:latest", ("embedding",), "bert", context_length=512)
    embedding_model(at(ollama), "small").embed_query("hello")
    assert ollama.asked("/api/embed")[0].body["options"] == {"num_ctx": 512}


def test_nothing_is_sent_that_a_server_warns_of(ollama: OllamaTestServer) -> None:
    chat_model(at(ollama), CHAT).invoke("hello")
    embedding_model(at(ollama), EMBED).embed_documents(["hello"])
    assert ollama.warnings == []


def test_a_small_window_is_kept(ollama: OllamaTestServer) -> None:
    ollama.models["tiny:latest"] = ServedModel("tiny:latest", context_length=1024)
    tiny = chat_model(at(ollama), "tiny")
    assert (tiny.label, tiny.num_ctx) == ("tiny", 1024)


@pytest.mark.parametrize("choose", [chat_model, embedding_model])
def test_a_model_that_is_not_installed(ollama: OllamaTestServer, choose: Callable[..., Any]) -> None:
    with pytest.raises(ModelNotInstalled, match="phi4 is not installed in Ollama.*ollama pull phi4"):
        choose(at(ollama), "phi4")


def test_each_kind_of_model_for_its_own_work(ollama: OllamaTestServer, old_ollama: OllamaTestServer) -> None:
    for server in (ollama, old_ollama):
        with pytest.raises(ModelNotSuitable, match="nomic-embed-text cannot chat"):
            chat_model(at(server), EMBED)
        with pytest.raises(ModelNotSuitable, match="llama3.2:1b makes no embeddings"):
            embedding_model(at(server), LLAMA.name)


@pytest.mark.parametrize("allowed", ["", "gpt-oss", "gpt-oss:20b-cloud", "gpt-oss:120b"])
def test_a_cloud_model_is_refused(ollama: OllamaTestServer, old_ollama: OllamaTestServer, allowed: str) -> None:
    for server in (ollama, old_ollama):  # the old one lacks `remote_host`: the name tells
        with pytest.raises(ModelNotPrivate, match="gpt-oss:120b-cloud is a cloud model"):
            chat_model(at(server), CLOUD.name, allowed_cloud_model=allowed)
        assert not server.asked("/api/chat")


@pytest.mark.parametrize("is_installed", [False, True])  # `ollama cp` gives a model of this machine such a name
@pytest.mark.parametrize("choose", [chat_model, embedding_model])
@pytest.mark.parametrize("name", CLOUD_SPELLINGS)
def test_a_cloud_model_is_known_in_any_spelling(
    ollama: OllamaTestServer, choose: Callable[..., Any], name: str, is_installed: bool
) -> None:
    if is_installed:
        ollama.models[name.strip()] = ServedModel(name.strip(), ("completion", "embedding"))
        assert [model.private for model in at(ollama).models() if model.name == full_name(name)] == [False]
    with pytest.raises(ModelNotPrivate, match="is a cloud model"):
        choose(at(ollama), name)
    assert ollama.sent_away == []


@pytest.mark.parametrize("size", [384, DEEPSEEK.size])
def test_a_cloud_model_under_an_innocent_name_is_refused(ollama: OllamaTestServer, size: int) -> None:
    ollama.models["mine:latest"] = ServedModel("mine:latest", size=size, remote_host="https://ollama.com:443")
    with pytest.raises(ModelNotPrivate, match="mine is a cloud model"):
        chat_model(at(ollama), "mine")
    assert not ollama.asked("/api/chat")


def test_a_model_without_weights_here_is_sent_nothing(ollama: OllamaTestServer) -> None:
    """Whatever it is called, and whatever the server does not say of it."""
    ollama.models["mine:latest"] = ServedModel("mine:latest", ("completion", "embedding"), size=0)
    for choose in (chat_model, embedding_model):
        with pytest.raises(
            ModelNotPrivate, match=r"Ollama does not say that mine runs on its machine.*`ollama pull mine`"
        ):
            choose(at(ollama), "mine")
    assert {request.path for request in ollama.requests} == {"/api/tags", "/api/show"}


@pytest.mark.parametrize("allowed", [CLOUD.name, "GPT-OSS:120b-Cloud"])
def test_a_cloud_model_allowed_by_its_name_is_used(ollama: OllamaTestServer, allowed: str) -> None:
    assert chat_model(at(ollama), CLOUD.name, allowed_cloud_model=allowed).invoke("hello").text
    assert ollama.asked("/api/chat")[0] in ollama.sent_away


def test_a_model_is_asked_by_the_name_that_ollama_lists(ollama: OllamaTestServer) -> None:
    assert chat_model(at(ollama), " DeepSeek-R1:1.5B ").model == CHAT
    assert embedding_model(at(ollama), "Nomic-Embed-Text").model == NOMIC.name


def test_a_chat_model_never_asks_another_model_than_the_one_found_private(ollama: OllamaTestServer) -> None:
    with pytest.raises(ModelNotSuitable, match="This is a chat with deepseek-r1:1.5b"):
        chat_model(at(ollama), CHAT).invoke("hello", model=CLOUD.name)
    assert not ollama.asked("/api/chat")


# Chat


def test_what_a_chat_sends(ollama: OllamaTestServer) -> None:
    messages = [
        SystemMessage("Be brief."),
        HumanMessage("And 2021?"),
        AIMessage("37B.", additional_kwargs={"reasoning_content": "thoughts of an earlier answer"}),
        HumanMessage("Why?"),
    ]
    list(chat_model(at(ollama), CHAT).stream(messages))
    [request] = ollama.asked("/api/chat")
    assert request.body == {
        "model": CHAT,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "And 2021?"},
            {"role": "assistant", "content": "37B."},
            {"role": "user", "content": "Why?"},
        ],
        "stream": True,
        "think": True,
        "truncate": False,
        "shift": False,
        "keep_alive": "30m",
        "options": SAMPLING | {"num_ctx": 8192, "num_predict": 2048, "temperature": 0.6, "seed": 0},
    }


def test_a_model_that_cannot_think_is_not_asked_to(ollama: OllamaTestServer) -> None:
    assert chat_model(at(ollama), LLAMA.name).invoke("hello").text == "You asked: hello"
    [request] = ollama.asked("/api/chat")
    assert "think" not in request.body
    assert request.body["options"] == SAMPLING | {
        "num_ctx": 8192,
        "num_predict": 768,
        "temperature": 0.0,
        "seed": 0,
    }


def test_each_family_is_sampled_as_its_makers_advise(ollama: OllamaTestServer) -> None:
    """All of it is sent: newer servers have other defaults than older ones."""
    ollama.models["qwen3:4b"] = ServedModel("qwen3:4b", ("completion", "thinking"))
    chat_model(at(ollama), "qwen3:4b").invoke("hello")
    [request] = ollama.asked("/api/chat")
    assert request.body["options"] == SAMPLING | {
        "num_ctx": 8192,
        "num_predict": 2048,
        "temperature": 0.6,
        "top_k": 20,
        "seed": 0,
    }


@pytest.mark.parametrize("name", [CHAT, LLAMA.name])
def test_another_seed_asks_for_another_answer(ollama: OllamaTestServer, name: str) -> None:
    """At temperature 0 every seed gives the same."""
    list(chat_model(at(ollama), name).stream("hello", seed=7))
    [request] = ollama.asked("/api/chat")
    assert (request.body["options"]["seed"], request.body["options"]["temperature"]) == (7, 0.6)
    assert "seed" not in request.body


@pytest.mark.parametrize("version", [OLD, SEEN, NEW])
def test_thinking_and_answer_come_apart_from_new_and_old_servers(version: str) -> None:
    with OllamaTestServer(version=version) as server:
        model = chat_model(at(server), CHAT)
        assert model.thinks
        thinking, answer = said(list(model.stream("hello")))
        assert (thinking.strip(), answer) == ("Let me look at the passages.", "You asked: hello")
        message = model.invoke("hello")
        assert message.text == "You asked: hello"
        assert message.additional_kwargs["reasoning_content"].strip() == "Let me look at the passages."


OPENED = ServedModel("opened:latest", template="{{ range .Messages }}{{ .Content }}{{ end }}<|Assistant|><think>\n")


@pytest.mark.parametrize("is_kept_apart", [False, True])
def test_what_a_template_that_opens_the_thinking_leaves_open_is_thinking(is_kept_apart: bool) -> None:
    opened = replace(OPENED, capabilities=("completion", "thinking")) if is_kept_apart else OPENED
    with OllamaTestServer((opened,)) as server:
        model = chat_model(at(server), "opened")
        thinking, answer = said(list(model.stream("hello")))
        assert model.thinks
        assert (thinking.strip(), answer) == ("Let me look at the passages.", "You asked: hello")


def test_thinking_without_an_end_is_no_answer() -> None:
    with OllamaTestServer(version=OLD, reply=lambda _: iter(())) as server:
        model = chat_model(at(server), CHAT).model_copy(update={"num_predict": 5})
        assert said(list(model.stream("hello"))) == ("\nLet me look", "")


def test_the_stream_ends_with_the_tokens_counted(ollama: OllamaTestServer) -> None:
    whole = sum(chat_model(at(ollama), LLAMA.name).stream("hello there"), AIMessageChunk(content=""))
    assert isinstance(whole, AIMessageChunk)
    assert whole.usage_metadata == {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
    assert whole.response_metadata["done_reason"] == "stop"


def test_asynchronous_callers_get_the_same(ollama: OllamaTestServer) -> None:
    model = chat_model(at(ollama), CHAT)

    async def ask() -> tuple[str, list[AIMessageChunk]]:
        return (await model.ainvoke("hello")).text, [chunk async for chunk in model.astream("hello")]

    text, chunks = asyncio.run(ask())
    assert text == said(chunks)[1] == "You asked: hello"


def test_closing_the_stream_makes_ollama_stop() -> None:
    stopped = []

    def endless(messages: list[dict[str, Any]]) -> Iterator[str]:
        try:
            while True:
                time.sleep(0.01)  # at once it would be at the limit of tokens before it is stopped
                yield "and so on "
        finally:
            stopped.append(True)

    with OllamaTestServer(reply=endless) as server:
        stream = chat_model(at(server), CHAT).stream("hello")
        assert any(chunk.text for chunk in stream)
        stream.close()  # type: ignore[attr-defined]  # a generator
        [request] = server.asked("/api/chat")
        assert request.ended.wait(10)
        assert request.hung_up
        assert stopped


def test_closing_before_the_first_word_leaves_the_server_at_once(ollama: OllamaTestServer) -> None:
    ollama.faults["/api/chat"] = Fault("silence")
    stream = chat_model(at(ollama), CHAT).stream("hello")
    assert not any(chunk.text for chunk in islice(stream, 2))  # a piece now and then, though nothing has come
    stream.close()  # type: ignore[attr-defined]  # a generator
    [request] = ollama.asked("/api/chat")
    assert request.ended.wait(10)
    assert request.hung_up


# The window


def test_an_over_long_prompt_is_an_error_and_never_cut(ollama: OllamaTestServer) -> None:
    model = chat_model(at(ollama), CHAT)
    with pytest.raises(PromptTooLong, match="longer than deepseek-r1:1.5b can read at once"):
        list(model.stream("word " * 9000))


@pytest.mark.parametrize(
    "message",
    [
        "the input length exceeds the context length",
        "input length exceeds maximum context length",
        '{"error":{"code":400,"message":"request (2622 tokens) exceeds the available context size (512 tokens), '
        'try increasing it","type":"exceed_context_size_error","n_prompt_tokens":2622,"n_ctx":512}}',
    ],
)
def test_every_version_s_words_for_too_long(ollama: OllamaTestServer, message: str) -> None:
    for fault in (Fault("status", status=400, message=message), Fault("error", after=1, message=message)):
        ollama.faults["/api/chat"] = fault
        with pytest.raises(PromptTooLong):
            list(chat_model(at(ollama), CHAT).stream("hello"))


def test_the_bound_of_a_prompt_is_over_the_server_s_own_count(ollama: OllamaTestServer) -> None:
    model = chat_model(at(ollama), LLAMA.name)
    messages: list[BaseMessage] = [SystemMessage("Answer from the passages."), HumanMessage("What is the term? " * 50)]
    counted = model.invoke(messages).usage_metadata
    assert counted
    assert counted["input_tokens"] <= model.get_num_tokens_from_messages(messages)


TEXT = (
    "The lease begins in May 2024. The rent is 1,250 dollars a month.\n\nDogs, cats and Müller's canary are welcome. "
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """One that was learnt here, as GPT-2's was, by the library's own trainer."""
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    trainer = BpeTrainer(vocab_size=400, initial_alphabet=ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator([TEXT * 3], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return Vocabulary(
        tokens=tuple(model["vocab"]),
        merges=tuple(" ".join(pair) for pair in model["merges"]),
        count=lambda text: len(tokenizer.encode(text).ids),
    )


ASKED = [SystemMessage("Answer from the passages."), HumanMessage(TEXT + "数据保护 😀 xyzzy\t\t\n What is the rent?")]


def test_tokens_are_counted_by_the_model_s_own_tokenizer(ollama: OllamaTestServer, vocabulary: Vocabulary) -> None:
    ollama.models["own:1b"] = ServedModel("own:1b", vocabulary=vocabulary, messages=("Be kind. " * 9, "I am."))
    model = chat_model(at(ollama), "own:1b")
    assert [model.get_num_tokens(m.text) for m in ASKED] == [vocabulary.count(m.text) for m in ASKED]
    bound = model.get_num_tokens_from_messages(ASKED)
    counted = model.invoke(ASKED).usage_metadata
    assert counted
    assert counted["input_tokens"] < bound <= counted["input_tokens"] + 80  # the template's own, not known yet
    assert model.get_num_tokens_from_messages(ASKED) == counted["input_tokens"]  # and now it is
    assert len([request for request in ollama.asked("/api/show") if request.body.get("verbose")]) == 1


def test_two_that_count_at_once_make_one_tokenizer(ollama: OllamaTestServer, vocabulary: Vocabulary) -> None:
    ollama.models["own:1b"] = ServedModel("own:1b", vocabulary=vocabulary, version="asked by two")
    model = chat_model(at(ollama), "own:1b")
    ollama.faults["/api/show"] = Fault("slow", seconds=0.5)
    with ThreadPoolExecutor() as two:
        assert set(two.map(model.get_num_tokens, [TEXT] * 2)) == {vocabulary.count(TEXT)}
    assert len([request for request in ollama.asked("/api/show") if request.body.get("verbose")]) == 1


@pytest.mark.parametrize("change", [{"pre": "unheard-of"}, {"merges": ()}])
def test_a_tokenizer_that_is_not_known_is_bounded(
    ollama: OllamaTestServer, vocabulary: Vocabulary, change: dict[str, Any]
) -> None:
    ollama.models["own:1b"] = ServedModel("own:1b", vocabulary=replace(vocabulary, **change))
    assert chat_model(at(ollama), "own:1b").get_num_tokens(TEXT) == token_bound(TEXT)


def test_where_the_tokenizer_cannot_be_had_tokens_are_bounded(
    ollama: OllamaTestServer, vocabulary: Vocabulary, caplog: pytest.LogCaptureFixture
) -> None:
    ollama.models["own:1b"] = ServedModel("own:1b", vocabulary=vocabulary, version="unread")
    model = chat_model(at(ollama), "own:1b")
    ollama.faults["/api/show"] = Fault("status")
    assert model.get_num_tokens(TEXT) == model.get_num_tokens(TEXT) == token_bound(TEXT)
    assert caplog.text.count("Tokens of own:1b are counted roughly") == 1


def test_a_count_that_is_not_the_server_s_is_logged(
    ollama: OllamaTestServer, vocabulary: Vocabulary, caplog: pytest.LogCaptureFixture
) -> None:
    ollama.models["own:1b"] = ServedModel("own:1b", vocabulary=vocabulary)
    model = chat_model(at(ollama), "own:1b")
    model.invoke(ASKED)
    model.invoke(ASKED)
    assert caplog.text == ""
    more = replace(vocabulary, count=lambda text: vocabulary.count(text) + 100)
    ollama.models["own:1b"] = ServedModel("own:1b", vocabulary=more)
    model.invoke(ASKED)
    assert "own:1b: Ollama counted" in caplog.text


def test_a_bound_that_was_none_is_logged(ollama: OllamaTestServer, caplog: pytest.LogCaptureFixture) -> None:
    """Letters thrown together at random can have more tokens than it says."""
    ollama.models["own:1b"] = ServedModel("own:1b", vocabulary=Vocabulary((), (), count=lambda text: 10 * len(text)))
    chat_model(at(ollama), "own:1b").invoke("a list of names")
    assert "own:1b: a prompt of 158 tokens was taken for one of" in caplog.text


# Counted with SmolLM2's tokenizer, whose 49,152 tokens are fewer than those of the models people use.
COUNTED = [
    ("The lease begins on the first day of the month and runs for a term of five years.", 19),
    ("Net sales $ 10,208,580 100.0% $ 8,630,889 100.0%", 39),
    ("1 2 3 4 5 6 7 8 9 10 11 12", 26),
    ("EBITDA margin was 12.4% (2021: 11.9%)", 23),
    ("Trademarks ........................................ 8", 10),
    ("Straße Übergröße naïve café", 13),
    ("数据保护协议的第三条", 16),
]


@pytest.mark.parametrize(("text", "tokens"), COUNTED)
def test_the_bound_is_not_under_the_true_count(text: str, tokens: int) -> None:
    assert token_bound(text) >= tokens


def test_the_bound_of_plain_prose_is_not_far_over() -> None:
    text, tokens = COUNTED[0]
    assert token_bound(text) <= 1.6 * tokens


def test_cut_keeps_a_front_within_the_bound() -> None:
    text = " ".join(text for text, _ in COUNTED)
    for tokens in (0, 1, 50, 10_000):
        front = cut(text, tokens)
        assert text.startswith(front)
        assert token_bound(front) <= tokens
    assert cut(text, 10_000) == text


# Thinking inside the text

WHOLE = "<think>\nif a < b </thin\n</think>\n\nYes, <think> is a tag."


def test_tags_are_found_wherever_the_text_is_cut() -> None:
    for one, two in combinations(range(len(WHOLE)), 2):
        splitter = ThinkSplitter()
        parts = [splitter.feed(piece) for piece in (WHOLE[:one], WHOLE[one:two], WHOLE[two:])] + [splitter.finish()]
        thinking, answer = ("".join(part) for part in zip(*parts, strict=True))
        assert (thinking, answer) == ("\nif a < b </thin\n", "Yes, <think> is a tag."), (one, two)


@pytest.mark.parametrize(
    ("text", "thinking", "answer"),
    [
        ("No tag here.", "", "No tag here."),
        ("  spaced <b", "", "  spaced <b"),
        ("<thin", "", "<thin"),
        ("<think>Never closed </th", "Never closed </th", ""),
        ("<think></think>", "", ""),
        ("\n<think>a</think>b", "a", "b"),
    ],
)
def test_text_letter_by_letter(text: str, thinking: str, answer: str) -> None:
    splitter = ThinkSplitter()
    parts = [*(splitter.feed(letter) for letter in text), splitter.finish()]
    assert tuple("".join(part) for part in zip(*parts, strict=True)) == (thinking, answer)


# Failures

CALLS: dict[str, tuple[str, Callable[[OllamaServer], Any]]] = {
    "stream": ("/api/chat", lambda server: list(OllamaChat(server=server, model=CHAT).stream("hello"))),
    "invoke": ("/api/chat", lambda server: OllamaChat(server=server, model=CHAT).invoke("hello")),
    "ainvoke": ("/api/chat", lambda server: asyncio.run(OllamaChat(server=server, model=CHAT).ainvoke("hello"))),
    "embed_query": ("/api/embed", lambda server: OllamaEmbedder(server=server, model=EMBED).embed_query("hello")),
    "embed_documents": ("/api/embed", lambda server: OllamaEmbedder(server=server, model=EMBED).embed_documents(["a"])),
    "models": ("/api/tags", lambda server: server.models()),
    "show": ("/api/show", lambda server: server.show(CHAT)),
    "pull": ("/api/pull", lambda server: list(server.pull(CHAT))),
}
STREAMS = ("stream", "invoke", "pull")


@pytest.mark.parametrize("call", CALLS)
def test_ollama_not_running(nowhere: OllamaServer, call: str) -> None:
    with pytest.raises(OllamaNotRunning, match=f"does not answer at {nowhere.url}.*ollama serve"):
        CALLS[call][1](nowhere)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault("status", status=500), "llama runner process has terminated"),
        (Fault("status", status=503, message="server busy, please try again"), "too busy"),
        (Fault("status", status=429, message="too many requests"), "too busy"),
        (Fault("status", status=307), "error|llama"),
        (Fault("status", status=404, message="page not here"), "does not speak as Ollama does"),
        (Fault("garbage"), "does not speak as Ollama does"),
        (Fault("drop"), "broke off"),
    ],
    ids=str,
)
def test_failures_at_once(ollama: OllamaTestServer, call: str, fault: Fault, says: str) -> None:
    path, do = CALLS[call]
    ollama.faults[path] = fault
    with pytest.raises(OllamaFailed, match=says):
        do(at(ollama))


@pytest.mark.parametrize("call", STREAMS)
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault("drop", after=2), "broke off"),
        (Fault("end", after=2), "broke off"),
        (Fault("error", after=2), "llama runner process has terminated"),
        (Fault("garbage", after=2), "does not speak as Ollama does"),
    ],
    ids=str,
)
def test_failures_in_the_middle_of_a_stream(ollama: OllamaTestServer, call: str, fault: Fault, says: str) -> None:
    path, do = CALLS[call]
    ollama.faults[path] = fault
    with pytest.raises(OllamaFailed, match=says):
        do(at(ollama))


@pytest.mark.parametrize("is_streaming", [False, True])
@pytest.mark.parametrize(
    ("call", "message", "says"),
    [
        (
            "stream",
            "model requires more system memory (5.6 GiB) than is available (3.2 GiB)",
            r"There is not enough memory for deepseek-r1:1.5b \(model requires .*Close other programs",
        ),
        ("stream", RUNNER_DIED, "deepseek-r1:1.5b broke off in Ollama.*choose a smaller model"),
        (
            "pull",
            "write /models/blobs/sha256-1: no space left on device",
            "has no room for deepseek-r1:1.5b. Free some",
        ),
        ("pull", "pull model manifest: file does not exist", "no model called deepseek-r1:1.5b.*Check its name"),
        (
            "pull",
            'Get "https://registry.ollama.ai/v2/": dial tcp: lookup registry.ollama.ai: no such host',
            "cannot reach the registry.*Check the network",
        ),
    ],
)
def test_what_trying_again_does_not_mend_says_what_does(
    ollama: OllamaTestServer, call: str, message: str, says: str, is_streaming: bool
) -> None:
    path, do = CALLS[call]
    ollama.faults[path] = Fault("error" if is_streaming else "status", after=1, message=message)
    with pytest.raises(OllamaFailed, match=says) as raised:
        do(at(ollama))
    assert "Try again" not in str(raised.value)


def test_ollama_killed_while_it_answers() -> None:
    with OllamaTestServer(reply=lambda messages: iter(lambda: "and so on ", "")) as ollama:
        model = chat_model(at(ollama), CHAT)
        stream = model.stream("hello")
        assert any(chunk.text for chunk in stream)
        ollama.stop()
        with pytest.raises(OllamaFailed, match="broke off while deepseek-r1:1.5b was at work"):
            list(stream)
        with pytest.raises(OllamaNotRunning):
            model.invoke("hello")


def test_what_came_before_the_failure_is_kept(ollama: OllamaTestServer) -> None:
    ollama.faults["/api/chat"] = Fault("drop", after=2)
    chunks = []
    with pytest.raises(OllamaFailed):
        for chunk in chat_model(at(ollama), LLAMA.name).stream("hello"):
            chunks.append(chunk)
    assert said(chunks)[1] == "You asked"


@pytest.mark.parametrize("call", CALLS)
def test_silence_is_too_slow(ollama: OllamaTestServer, call: str) -> None:
    path, do = CALLS[call]
    ollama.faults[path] = Fault("silence")
    with pytest.raises(OllamaTooSlow, match="Ollama took too long to"):
        do(at(ollama, reply_seconds=0.2, first_token_seconds=0.2, token_seconds=0.2))


def test_the_first_token_may_take_longer_than_the_next() -> None:
    def after_loading(messages: list[dict[str, Any]]) -> Iterator[str]:
        time.sleep(0.5)
        yield "One."

    with OllamaTestServer((DEEPSEEK,), think=lambda messages: iter(()), reply=after_loading) as ollama:
        server = at(ollama, first_token_seconds=3600, token_seconds=0.2)
        assert CALLS["invoke"][1](server).text == "One."
        ollama.faults["/api/chat"] = Fault("silence", after=1)
        with pytest.raises(OllamaTooSlow):  # by the shorter time: the longer one would not end
            CALLS["stream"][1](server)


def test_a_model_removed_in_the_meantime(ollama: OllamaTestServer) -> None:
    model, embedder = chat_model(at(ollama), CHAT), embedding_model(at(ollama), EMBED)
    ollama.models.clear()
    for ask in (lambda: list(model.stream("hello")), lambda: embedder.embed_query("hello")):
        with pytest.raises(ModelNotInstalled):
            ask()


def test_a_model_that_only_loads(ollama: OllamaTestServer) -> None:
    with pytest.raises(OllamaFailed, match="loaded deepseek-r1:1.5b but it wrote nothing"):
        list(chat_model(at(ollama), CHAT).stream([]))


# Embeddings


def test_prefixes_at_the_wire(ollama: OllamaTestServer) -> None:
    embedder = embedding_model(at(ollama), EMBED)
    embedder.embed_query("the term")
    embedder.embed_documents(["one", "two"])
    query, documents = ollama.asked("/api/embed")
    assert query.body["input"] == ["search_query: the term"]
    assert documents.body["input"] == ["search_document: one", "search_document: two"]
    assert documents.body["options"]["num_ctx"] == 2048


@pytest.mark.parametrize(
    ("model", "query", "document"),
    [
        ("nomic-embed-text:latest", "search_query: ", "search_document: "),
        ("mxbai-embed-large", BGE_QUERY, ""),
        ("bge-small-en-v1.5", BGE_QUERY, ""),
        ("bge-large:335m", BGE_QUERY, ""),
        ("bge-m3:latest", "", ""),
        ("jeffh/intfloat-multilingual-e5-large:f16", "query: ", "passage: "),
        ("snowflake-arctic-embed2", "query: ", ""),
        ("all-minilm:33m", "", ""),
    ],
)
def test_the_table_of_prefixes(model: str, query: str, document: str) -> None:
    assert (prefixes(model).query, prefixes(model).document) == (query, document)


def test_vectors_have_unit_length_and_keep_their_order_over_batches(ollama: OllamaTestServer) -> None:
    embedder = embedding_model(at(ollama), EMBED)
    texts = [chr(97 + i % 26) * 40 for i in range(70)]
    vectors = embedder.embed_documents(texts)
    assert [len(request.body["input"]) for request in ollama.asked("/api/embed")] == [8] * 8 + [6]
    assert all(math.isclose(math.hypot(*vector), 1.0) for vector in vectors)
    assert [max(range(26), key=vector.__getitem__) for vector in vectors] == [i % 26 for i in range(70)]
    assert embedder.embed_documents([]) == []


@pytest.mark.parametrize("version", [OLD, SEEN, NEW])
def test_a_text_over_the_window_is_cut_and_not_refused(version: str) -> None:
    with OllamaTestServer(version=version) as server:
        embedder = embedding_model(at(server), EMBED)
        long, short = embedder.embed_documents(["zebra. " * 5000, "apple"])
        assert short == embedder.embed_documents(["apple"])[0]
        assert max(range(26), key=long.__getitem__) in (0, 1, 4, 17, 25)


def test_a_server_that_refuses_even_a_short_text(ollama: OllamaTestServer) -> None:
    message = "the input length exceeds the context length"
    ollama.faults["/api/embed"] = Fault("status", status=400, message=message)
    with pytest.raises(PromptTooLong):
        embedding_model(at(ollama), EMBED).embed_query("hello")


def test_the_identity_changes_with_the_model_behind_the_name(ollama: OllamaTestServer) -> None:
    before = embedding_model(at(ollama), EMBED)
    assert before.label == EMBED
    assert before.identity == embedding_model(at(ollama), "nomic-embed-text:latest").identity
    ollama.models[NOMIC.name] = ServedModel(NOMIC.name, ("embedding",), version="2")
    assert embedding_model(at(ollama), EMBED).identity != before.identity


def test_half_a_character_hinders_neither_embedding_nor_chat(ollama: OllamaTestServer) -> None:
    """Broken PDFs hold lone surrogates, which UTF-8 does not know."""
    embedding_model(at(ollama), EMBED).embed_documents(["page \ud800 one"])
    chat_model(at(ollama), LLAMA.name).invoke("page \udfff two")
    assert ollama.asked("/api/embed")[0].body["input"] == ["search_document: page ? one"]
    assert ollama.asked("/api/chat")[0].body["messages"][0]["content"] == "page ? two"


def test_fewer_vectors_than_texts(ollama: OllamaTestServer) -> None:
    ollama.embed = lambda texts: [[1.0]]
    with pytest.raises(OllamaFailed, match="made 1 vectors of 2 texts"):
        embedding_model(at(ollama), EMBED).embed_documents(["one", "two"])


# The server itself


def test_the_server_speaks_as_ollama_does(ollama: OllamaTestServer) -> None:
    import httpx

    with httpx.Client(base_url=ollama.url, trust_env=False) as http:
        assert http.get("/").text == "Ollama is running"
        assert http.post("/api/chat", json={"model": "phi4"}).json() == {"error": "model 'phi4' not found"}
        missing = http.post("/api/embed", json={"model": "phi4", "input": "a"})
        assert missing.json() == {"error": 'model "phi4" not found, try pulling it first'}
        chat = {"model": LLAMA.name, "messages": [{"role": "user", "content": "hi"}]}
        refused = http.post("/api/chat", json=chat | {"think": True})
        assert (refused.status_code, refused.json()) == (400, {"error": '"llama3.2:1b" does not support thinking'})
        assert http.post("/api/chat", json={"model": EMBED, "messages": []}).status_code == 400
        whole = http.post("/api/chat", json=chat | {"stream": False}).json()
        assert (whole["message"]["content"], whole["done_reason"]) == ("You asked: hi", "stop")
        lines = http.post("/api/chat", json=chat | {"options": {"num_predict": 2, "num_ctx": 64}}).text.splitlines()
        assert [json.loads(line)["message"]["content"] for line in lines] == ["You", " asked", ""]
        assert json.loads(lines[-1])["done_reason"] == "length"
        assert http.get("/api/ps").json()["models"][0]["context_length"] == 64
        lost = {"messages": [{"role": "user", "content": "a " * 100 + "end"}], "options": {"num_ctx": 32}}
        cut_off = http.post("/api/chat", json=chat | lost | {"stream": False}).json()
        assert cut_off["prompt_eval_count"] == 32
        assert cut_off["message"]["content"].endswith("end")
        stopped = http.post("/api/chat", json=chat | {"stream": False, "options": {"stop": ["asked"]}}).json()
        assert stopped["message"]["content"] == "You "
        assert http.request("DELETE", "/api/delete", json={"model": LLAMA.name}).status_code == 200
        assert http.request("DELETE", "/api/delete", json={"model": LLAMA.name}).status_code == 404


# LangChain's own suites. Tools, structured output, pictures and the like are no part of answering from documents;
# what such a model is asked for is text, so that is what is declared.


class Chat:
    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return OllamaChat

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"server": OllamaServer(self.url), "model": CHAT, "thinks": True, "takes_think": True, "num_ctx": 8192}

    url = "http://127.0.0.1:11434"
    has_tool_calling = False
    has_tool_choice = False
    has_structured_output = False
    supports_json_mode = False


class Embedder:
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return OllamaEmbedder

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"server": OllamaServer(self.url), "model": NOMIC.name, "identity": "ollama/nomic", "num_ctx": 2048}

    url = "http://127.0.0.1:11434"


class Served:
    @pytest.fixture(autouse=True)
    def _serve(self, ollama: OllamaTestServer) -> None:
        self.url = ollama.url


class TestChatUnit(Chat, ChatModelUnitTests):
    @pytest.mark.xfail(reason="One OllamaChat, one model: the one found private. Traces name no other.", strict=True)
    def test_standard_params_model_override(self, model: BaseChatModel) -> None:
        super().test_standard_params_model_override(model)


class TestChatIntegration(Served, Chat, ChatModelIntegrationTests):
    supports_model_override = False  # see TestChatUnit


class TestEmbeddingsUnit(Embedder, EmbeddingsUnitTests):
    pass


class TestEmbeddingsIntegration(Served, Embedder, EmbeddingsIntegrationTests):
    pass


def test_all_failures_are_engine_errors() -> None:
    for error in (OllamaNotRunning, OllamaTooSlow, OllamaFailed, ModelNotInstalled, ModelNotPrivate, PromptTooLong):
        assert issubclass(error, EngineError)
