"""What there is on this machine is looked at in the background, and one missed look is no absence."""

import gc
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from time import monotonic, sleep

import pytest

from docqa.engines import status
from docqa.engines.base import BUILTIN
from docqa.engines.choice import Engines
from docqa.engines.ollama import server
from docqa.settings import Settings
from tests.support import waiting
from tests.support.ollama_server import CLOUD, DEEPSEEK, LLAMA, NOMIC, Fault, OllamaTestServer, Request, ServedModel

SECONDS = 30
until = partial(waiting.until, seconds=SECONDS)
often = partial(Engines, look_interval_seconds=0.05)


@pytest.fixture
def ollama() -> Iterator[OllamaTestServer]:
    with OllamaTestServer() as server:
        yield server


@pytest.fixture
def auto(settings: Settings, ollama: OllamaTestServer) -> Settings:
    return replace(settings, engine="auto", ollama_url=ollama.url)


@pytest.fixture
def engines(auto: Settings) -> Iterator[Engines]:
    """Engines that look twenty times a second, and have looked once."""
    with closing(often(auto)) as engines:
        assert engines.status().ollama
        yield engines


def hang(ollama: OllamaTestServer, path: str, fault: Fault) -> Request:
    """A request that meets that fault."""
    ollama.faults[path] = fault
    until(lambda: ollama.hanging(path))
    hung = ollama.hanging(path)
    assert hung
    return hung


def test_readers_do_not_wait_for_a_server_that_hangs(engines: Engines, ollama: OllamaTestServer) -> None:
    engines.embedder()
    engines.chat()
    hung = hang(ollama, "/api/tags", Fault("silence"))  # which is waited for half a minute
    for _ in range(100):
        engines.status(), engines.embedder(), engines.chat(), engines.chat_names(), engines.advice()
    assert not hung.ended.is_set()


def test_the_list_of_models_may_take_its_time(engines: Engines, ollama: OllamaTestServer) -> None:
    ollama.models[LLAMA.name] = LLAMA
    hung = hang(ollama, "/api/tags", Fault("slow", seconds=3.0))
    assert not engines.status().has(LLAMA.name)
    assert not hung.ended.is_set()
    until(lambda: engines.status().has(LLAMA.name))


def test_the_first_look_is_waited_for_a_little(auto: Settings, ollama: OllamaTestServer) -> None:
    ollama.faults["/api/tags"] = Fault("silence")
    with closing(often(auto, first_look_seconds=0.3)) as engines:
        began = monotonic()
        assert engines.status() == status.Status("", ())
        assert monotonic() - began > 0.2
        engines.embedder()
        for _ in range(3):  # the wait is over for all of them
            engines.status(), engines.embedder()
        assert ollama.hanging("/api/tags") is ollama.asked("/api/tags")[0]  # which is waited for half a minute


def test_the_first_look_is_there_for_who_reads_first(auto: Settings, ollama: OllamaTestServer) -> None:
    ollama.faults["/api/version"] = Fault("slow", seconds=1.0)
    with closing(Engines(auto)) as engines:
        assert engines.status().has(NOMIC.name)


@pytest.mark.parametrize("fault", [Fault("slow", seconds=3.0, times=1), Fault("status", status=503, times=2)])
def test_a_server_that_misses_a_look_or_two_is_still_there(
    engines: Engines, ollama: OllamaTestServer, fault: Fault
) -> None:
    ollama.faults["/api/version"] = fault
    before = len(ollama.asked("/api/version"))
    while len(ollama.asked("/api/version")) < before + fault.times + 2:
        assert engines.status().has(DEEPSEEK.name)
        assert engines.chat_names()[0] == DEEPSEEK.name
        sleep(0.01)


def test_a_server_that_misses_three_looks_in_a_row_is_gone(engines: Engines, ollama: OllamaTestServer) -> None:
    ollama.faults["/api/version"] = Fault("status", status=503, times=3)
    until(lambda: not engines.status().ollama)
    assert engines.status().models == ()
    until(lambda: engines.status().has(NOMIC.name))


def test_a_server_that_is_stopped_is_gone_in_the_end(engines: Engines, ollama: OllamaTestServer) -> None:
    ollama.stop()
    until(lambda: not engines.status().ollama)


def test_after_a_long_silence_one_missed_look_decides(
    engines: Engines, ollama: OllamaTestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "ANSWER_COUNTS_SECONDS", 0.0)
    ollama.faults["/api/version"] = Fault("status", status=503, times=1)
    until(lambda: not engines.status().ollama)


def test_a_server_that_never_answered_is_not_waited_for(auto: Settings, ollama: OllamaTestServer) -> None:
    ollama.faults["/api/version"] = Fault("status", status=503, times=1)
    with closing(Engines(auto)) as engines:
        assert engines.status().ollama == ""


def test_a_server_started_later_is_found(auto: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with closing(often(replace(auto, ollama_url=f"http://127.0.0.1:{port}"))) as engines:
        assert engines.status().ollama == ""
        with OllamaTestServer(port=port):
            until(lambda: engines.status().has(NOMIC.name))


class BrokenServer(server.OllamaServer):
    """Breaks in a way that nobody has foreseen."""

    def models(self) -> tuple[server.InstalledModel, ...]:
        raise KeyError("models")


def test_what_nobody_foresaw_is_noted_and_the_next_look_sees(
    engines: Engines, ollama: OllamaTestServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(server, "OllamaServer", BrokenServer)
        until(lambda: "Ollama could not be looked at" in caplog.text)
        assert engines.status().has(NOMIC.name)
    ollama.models[LLAMA.name] = LLAMA
    until(lambda: engines.status().has(LLAMA.name))


def test_the_thread_ends_with_its_engines(auto: Settings) -> None:
    def names() -> list[str]:
        return [thread.name for thread in threading.enumerate()]

    gc.collect()
    until(lambda: "docqa-models" not in names())
    closed, forgotten = often(auto), often(auto)
    closed.status(), forgotten.status()
    assert names().count("docqa-models") == 2
    closed.close()
    until(lambda: names().count("docqa-models") == 1)
    del forgotten
    gc.collect()
    until(lambda: "docqa-models" not in names())


def test_each_model_is_looked_up_once(auto: Settings, ollama: OllamaTestServer) -> None:
    """A server whose list does not say what a model can do is asked for it by the model's digest, not by its name."""
    reader = ServedModel("reader:latest", ("embedding",), "llama")
    ollama.models[reader.name] = reader
    with closing(Engines(auto)) as engines:
        assert [model.can_embed for model in engines.status().models] == [False, True, True]
        assert engines.embedder_names() == [NOMIC.name, reader.name, BUILTIN]
        for _ in range(3):
            engines.status(fresh=True)
        assert len(ollama.asked("/api/show")) == 3
        ollama.models[reader.name] = replace(reader, capabilities=("completion",), version="2")
        assert reader.name in [model.name for model in engines.status(fresh=True).models if model.can_chat]
        assert len(ollama.asked("/api/show")) == 4


def test_a_model_that_cannot_be_looked_up_is_told_by_its_name(auto: Settings, ollama: OllamaTestServer) -> None:
    ollama.faults["/api/show"] = Fault("status", times=2)
    with closing(Engines(auto)) as engines:
        assert engines.embedder_names() == [NOMIC.name, BUILTIN]
        assert [model.capabilities for model in engines.status().models] == [(), ()]
        assert all(model.capabilities for model in engines.status(fresh=True).models)


def test_of_a_cloud_model_ollama_is_not_even_asked(auto: Settings, ollama: OllamaTestServer) -> None:
    ollama.models[CLOUD.name] = CLOUD
    with closing(Engines(auto)) as engines:
        assert len(engines.status().models) == 3
    assert ollama.sent_away == []


@pytest.mark.parametrize("path", ["/api/version", "/api/tags"])
def test_closing_does_not_wait_for_a_look(auto: Settings, ollama: OllamaTestServer, path: str) -> None:
    ollama.faults[path] = Fault("silence")
    engines = often(auto, first_look_seconds=0.1)
    engines.status()
    hung = hang(ollama, path, Fault("silence"))
    engines.close()
    assert not hung.ended.is_set()


def test_a_model_is_loaded_once_and_stops_nobody(engines: Engines, ollama: OllamaTestServer) -> None:
    before = len(ollama.asked("/api/show"))
    ollama.faults["/api/show"] = slow = Fault("slow", seconds=1.5)
    with ThreadPoolExecutor() as threads:
        one, other = threads.submit(engines.chat), threads.submit(engines.chat)
        hung = hang(ollama, "/api/show", slow)
        assert engines.status().ollama
        assert engines.chat_names()
        assert not hung.ended.is_set()
        loaded = [chat.result() for chat in (one, other)]
        assert loaded[0] and loaded[1] and loaded[0].model is loaded[1].model
    assert len(ollama.asked("/api/show")) == before + 1


def test_a_loaded_model_outlives_an_absence(engines: Engines, ollama: OllamaTestServer) -> None:
    before = engines.embedder()
    ollama.faults["/api/version"] = Fault("status", status=503, times=3)
    until(lambda: not engines.status().ollama)
    until(lambda: engines.status().ollama)
    assert engines.embedder() is before
