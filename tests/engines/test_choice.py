import gc
import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from docqa.engines.base import BUILTIN, Measured, Role
from docqa.engines.choice import Engines, best
from docqa.engines.ollama.server import InstalledModel
from docqa.engines.status import MISSED_LOOKS_UNTIL_GONE, Status
from docqa.errors import (
    EngineError,
    ModelNotInstalled,
    ModelNotPrivate,
    ModelNotSuitable,
    OllamaFailed,
    OllamaNotRunning,
    OllamaTooSlow,
)
from docqa.settings import Engine, Settings
from tests.support.gguf_files import OPENED_TEMPLATE, write_model
from tests.support.model_registry import ModelRegistry
from tests.support.ollama_server import CLOUD, DEEPSEEK, LLAMA, NOMIC, Fault, OllamaTestServer, ServedModel
from tests.support.waiting import until

EVERYTHING = (DEEPSEEK, NOMIC, LLAMA, CLOUD)


@pytest.fixture
def ollama() -> Iterator[OllamaTestServer]:
    with OllamaTestServer(models=EVERYTHING) as server:
        yield server


@pytest.fixture
def auto(settings: Settings, ollama: OllamaTestServer) -> Settings:
    """Settings that find that Ollama by themselves."""
    return replace(settings, engine="auto", ollama_url=ollama.url)


def have(ollama: OllamaTestServer, *models: ServedModel) -> None:
    ollama.models = {model.name: model for model in models}


def writer(engines: Engines, name: str = "") -> str:
    """The label of the model that writes; "" where the documents' own words answer alone."""
    chat = engines.chat(name)
    return chat.label if chat else ""


def chosen(settings: Settings) -> tuple[str, str]:
    """Which models write and embed by default."""
    engines = Engines(settings)
    return writer(engines), engines.embedder().label


BGE = "bge-small-en-v1.5 (built in)"


# Which model it is


def test_ollama_is_used_where_it_runs(auto: Settings) -> None:
    assert chosen(auto) == ("deepseek-r1:1.5b", "nomic-embed-text")


def test_nothing_is_written_where_it_does_not_run(settings: Settings) -> None:
    engines = Engines(replace(settings, engine="auto"))
    assert engines.status() == Status("", ())
    assert engines.chat() is None
    assert engines.chat_names() == engines.embedder_names() == [BUILTIN]
    assert engines.embedder().label == BGE


def test_any_private_chat_model_of_ollamas_stands_in_for_a_missing_one(
    auto: Settings, ollama: OllamaTestServer
) -> None:
    have(ollama, NOMIC, CLOUD, LLAMA)
    assert chosen(auto) == ("llama3.2:1b", "nomic-embed-text")
    assert Engines(auto).chat_names() == ["llama3.2:1b", BUILTIN]


GIGABYTE = 1_000_000_000
SIZES = {"smollm2:135m": 0.3, "qwen3:4b": 2.5, "phi4-mini:3.8b": 2.6, "llama3.3:70b": 43}


@pytest.mark.parametrize(
    ("names", "memory_gigabytes", "is_best"),
    [
        ("smollm2:135m qwen3:4b", 16, "qwen3:4b"),
        ("smollm2:135m qwen3:4b phi4-mini:3.8b", 16, "qwen3:4b"),  # of those that invent only where there is no other
        ("smollm2:135m qwen3:4b llama3.3:70b", 16, "qwen3:4b"),  # that one does not fit
        ("smollm2:135m qwen3:4b llama3.3:70b", 128, "llama3.3:70b"),
        ("qwen3:4b llama3.3:70b", 2, "qwen3:4b"),
        ("phi4-mini:3.8b", 16, "phi4-mini:3.8b"),
    ],
)
def test_the_best_installed_model_is_the_largest_that_fits(names: str, memory_gigabytes: int, is_best: str) -> None:
    models = [InstalledModel(name, int(SIZES[name] * GIGABYTE)) for name in names.split()]
    for order in permutations(models):
        assert best(order, memory_gigabytes * GIGABYTE).name == is_best


@pytest.mark.parametrize("engine", ["auto", "ollama"])
def test_the_model_that_is_named_first_is_the_one_that_is_asked(
    auto: Settings, ollama: OllamaTestServer, engine: Engine
) -> None:
    """Also where the one in the settings is not installed."""
    small = ServedModel("a-small-one:latest", size=91_000_000)
    have(ollama, small, LLAMA, NOMIC)
    engines = Engines(replace(auto, engine=engine))
    assert (engines.chat_names()[0], writer(engines)) == (LLAMA.name, LLAMA.name)
    have(ollama, small, LLAMA, NOMIC, DEEPSEEK)
    engines.status(fresh=True)
    assert (engines.chat_names()[0], writer(engines)) == (DEEPSEEK.name, DEEPSEEK.name)


def test_nothing_is_written_where_ollama_has_no_private_chat_model(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, NOMIC, CLOUD)
    engines = Engines(auto)
    assert engines.chat() is None
    assert engines.chat_names() == [BUILTIN]


def test_the_documents_own_words_can_be_chosen_where_a_model_could_write(auto: Settings) -> None:
    assert Engines(auto).chat(BUILTIN) is None


def test_a_missing_embedding_model_is_stood_in_for(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, DEEPSEEK)
    assert chosen(auto) == ("deepseek-r1:1.5b", BGE)


def test_builtin_alone_never_asks_ollama(auto: Settings, ollama: OllamaTestServer) -> None:
    engines = Engines(replace(auto, engine="builtin"))
    assert engines.chat_names() == engines.embedder_names() == [BUILTIN]
    assert engines.chat() is None
    assert engines.embedder().label == BGE
    assert ollama.requests == []


def test_ollama_alone_says_what_is_missing(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, CLOUD)
    engines = Engines(replace(auto, engine="ollama"))
    with pytest.raises(ModelNotInstalled, match=r"deepseek-r1:1.5b is not installed in Ollama. Download it"):
        engines.chat()
    with pytest.raises(ModelNotInstalled, match="nomic-embed-text is not installed"):
        engines.embedder()
    assert engines.chat_names() == []
    assert engines.embedder_names() == []


def test_ollama_alone_when_it_does_not_run(settings: Settings) -> None:
    engines = Engines(replace(settings, engine="ollama"))
    for load in (engines.chat, engines.embedder):
        with pytest.raises(OllamaNotRunning, match=r"Start it \(`ollama serve`"):
            load()


def test_any_installed_model_can_be_chosen(auto: Settings) -> None:
    engines = Engines(auto)
    assert engines.chat_names() == ["deepseek-r1:1.5b", "llama3.2:1b", BUILTIN]
    assert engines.embedder_names() == ["nomic-embed-text:latest", BUILTIN]
    assert writer(engines, "llama3.2:1b") == "llama3.2:1b"
    assert engines.embedder(BUILTIN).name == BUILTIN
    first, second = engines.chat("llama3.2:1b"), engines.chat("llama3.2:1b")
    assert first and second
    assert first.model is second.model


def test_a_model_does_what_it_was_measured_to_do_better(auto: Settings, ollama: OllamaTestServer) -> None:
    engines = Engines(auto)
    assert (engines.role(LLAMA.name), engines.measured(LLAMA.name)) == (Role.WRITES, None)  # never measured
    engines.keep_measured("Llama3.2:1B", Measured(Role.CHOOSES, 61))
    for anew in (engines, Engines(auto)):
        chat = anew.chat(LLAMA.name)
        assert chat
        assert (chat.role, anew.measured(LLAMA.name)) == (Role.CHOOSES, Measured(Role.CHOOSES, 61))
        assert anew.role(DEEPSEEK.name) is Role.WRITES
    have(ollama, DEEPSEEK, replace(LLAMA, version="newer"))
    engines.status(fresh=True)
    assert engines.role(LLAMA.name) is Role.WRITES
    have(ollama, DEEPSEEK)
    engines.status(fresh=True)
    with pytest.raises(ModelNotInstalled, match=r"llama3.2:1b is no longer installed"):
        engines.keep_measured(LLAMA.name, Measured(Role.CHOOSES, 61))


def test_a_model_that_cannot_do_it_is_refused(auto: Settings) -> None:
    engines = Engines(auto)
    with pytest.raises(ModelNotSuitable, match="nomic-embed-text cannot chat"):
        engines.chat("nomic-embed-text")
    with pytest.raises(ModelNotSuitable, match=r"llama3.2:1b makes no embeddings"):
        engines.embedder("llama3.2:1b")


def test_a_cloud_model_is_kept_out_unless_it_is_allowed_by_name(auto: Settings) -> None:
    with pytest.raises(ModelNotPrivate, match=r"is a cloud model.*DOCQA_ALLOW_CLOUD_MODEL"):
        Engines(auto).chat(CLOUD.name)
    assert CLOUD.name not in Engines(auto).chat_names()
    allowed = replace(auto, allowed_cloud_model=CLOUD.name)
    assert writer(Engines(allowed), CLOUD.name) == CLOUD.name
    assert writer(Engines(allowed)) == "deepseek-r1:1.5b"
    assert writer(Engines(replace(allowed, chat_model=CLOUD.name))) == CLOUD.name


def test_a_stranger_in_ollamas_place_counts_as_no_ollama(auto: Settings, ollama: OllamaTestServer) -> None:
    ollama.faults["/api/tags"] = Fault("garbage")
    assert Engines(auto).status().ollama == ""


# What changes while docqa runs


def test_a_look_holds_for_a_moment_and_a_fresh_one_sees_what_is_new(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, NOMIC)
    engines = Engines(auto)
    for _ in range(5):
        engines.status()
    assert len(ollama.asked("/api/tags")) == 1
    have(ollama, NOMIC, DEEPSEEK)
    assert engines.status(fresh=True).has("deepseek-r1:1.5b")
    assert writer(engines) == "deepseek-r1:1.5b"


def test_another_model_behind_the_same_name_is_another_embedder(auto: Settings, ollama: OllamaTestServer) -> None:
    engines = Engines(auto)
    before = engines.embedder()
    have(ollama, DEEPSEEK, replace(NOMIC, version="2"))
    engines.status(fresh=True)
    after = engines.embedder()
    assert before.name == after.name
    assert before.identity != after.identity


# What would be better


def test_advice_when_ollama_does_not_run(settings: Settings) -> None:
    (advice,) = Engines(replace(settings, engine="auto")).advice()
    assert advice.text == (
        "deepseek-r1:1.5b also writes an answer. It comes from registry.ollama.ai; "
        "nothing about you or your documents is sent."
    )
    assert (advice.pull, advice.size) == ("deepseek-r1:1.5b", 1_117_000_000)
    (advice,) = Engines(replace(settings, engine="auto", chat_model="qwen3:4b")).advice()
    assert "from registry.ollama.ai; nothing" in advice.text
    assert (advice.pull, advice.size) == ("qwen3:4b", 0)
    (advice,) = Engines(replace(settings, engine="ollama")).advice()
    assert advice.text.startswith("The documents' own words answer. With Ollama (install it from ollama.com and")
    assert advice.pull == ""


def test_advice_offers_what_ollama_misses(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, CLOUD)
    engines = Engines(auto)
    assert [(advice.pull, advice.size) for advice in engines.advice()] == [
        ("deepseek-r1:1.5b", 1_117_000_000),
        ("nomic-embed-text", 274_000_000),
    ]
    have(ollama, *EVERYTHING)
    engines.status(fresh=True)
    assert engines.advice() == []


@pytest.mark.parametrize("engine", ["auto", "ollama"])
def test_advice_when_no_model_can_write(auto: Settings, ollama: OllamaTestServer, engine: Engine) -> None:
    have(ollama, NOMIC, CLOUD)
    (advice,) = Engines(replace(auto, engine=engine)).advice()
    assert advice.text.startswith("deepseek-r1:1.5b also writes an answer, beneath the documents' own words.")
    assert advice.pull == "deepseek-r1:1.5b"


def test_no_advice_for_who_wants_the_builtin_models(settings: Settings) -> None:
    assert Engines(settings).advice() == []


# Getting models


def test_a_pulled_model_is_used_at_once(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, NOMIC)
    engines = Engines(auto)
    assert not engines.status().has("deepseek-r1:1.5b")
    steps = list(engines.pull("deepseek-r1:1.5b"))
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
    assert steps[-1].fraction == 1.0
    assert writer(engines) == "deepseek-r1:1.5b"


def test_a_model_that_does_not_exist_cannot_be_pulled(auto: Settings) -> None:
    with pytest.raises(OllamaFailed, match="There is no model called nonsense"):
        list(Engines(auto).pull("nonsense"))


# Models that docqa got itself


def keep(settings: Settings, tmp_path: Path, name: str = DEEPSEEK.name, seed: int = 0) -> Path:
    """A small model got from a registry under that name: the bytes of its file."""
    path = write_model(tmp_path / f"{seed}.gguf", OPENED_TEMPLATE, seed=seed, favourite="a", strength=40.0)
    with ModelRegistry({name: path.read_bytes()}) as registry:
        steps = list(Engines(replace(settings, engine="auto", registry_url=registry.url)).pull(name))
    assert steps[-1].status == "Ready"
    return path


def test_a_model_is_got_and_writes_without_ollama(settings: Settings, tmp_path: Path) -> None:
    keep(settings, tmp_path)
    for engine in ("auto", "builtin"):
        engines = Engines(replace(settings, engine=engine))
        assert engines.chat_names() == [DEEPSEEK.name, BUILTIN]
        assert engines.advice() == []
    chat = engines.chat()
    assert chat
    assert (chat.label, chat.num_ctx, chat.num_predict, chat.thinks) == (DEEPSEEK.name, 4096, 2048, True)
    assert chat.role is Role.WRITES
    assert engines.chat() == chat  # loaded once
    assert engines.chat(BUILTIN) is None
    engines.keep_measured(DEEPSEEK.name, Measured(Role.CHOOSES, 9))
    assert (choosing := engines.chat())
    assert choosing.role is Role.CHOOSES
    engines.kept.remove(DEEPSEEK.name)
    assert engines.chat() is None
    with pytest.raises(ModelNotInstalled, match="no longer installed"):
        engines.keep_measured(DEEPSEEK.name, Measured(Role.CHOOSES, 9))


def test_ollamas_model_writes_where_it_runs_and_has_it(
    auto: Settings, ollama: OllamaTestServer, tmp_path: Path
) -> None:
    keep(replace(auto, engine="builtin", ollama_url="http://127.0.0.1:1"), tmp_path)
    engines = Engines(auto)
    assert engines.chat_names() == [DEEPSEEK.name, LLAMA.name, BUILTIN]
    assert type((engines.chat() or pytest.fail()).model).__name__ == "OllamaChat"
    have(ollama, NOMIC, LLAMA)
    engines.status(fresh=True)
    assert engines.chat_names() == [DEEPSEEK.name, LLAMA.name, BUILTIN]
    assert type((engines.chat() or pytest.fail()).model).__name__ == "GgufChat"
    assert Engines(replace(auto, engine="ollama")).chat_names() == [LLAMA.name]


def test_one_model_is_in_memory_at_a_time(settings: Settings, tmp_path: Path) -> None:
    keep(settings, tmp_path)
    keep(settings, tmp_path, "me/other:1b", seed=1)
    engines = Engines(settings)
    first = engines.chat()
    assert first
    loaded = weakref.ref(first.model)
    assert writer(engines, "me/other:1b") == "me/other:1b"
    del first
    gc.collect()
    assert loaded() is None


def test_a_model_is_loaded_before_it_is_asked(settings: Settings, tmp_path: Path) -> None:
    keep(settings, tmp_path)
    engines = Engines(settings)
    engines.prepare_chat()
    until(lambda: not any(thread.name == "docqa-loading" for thread in threading.enumerate()))
    assert DEEPSEEK.name in engines._chats
    Engines(replace(settings, data_dir=tmp_path / "empty")).prepare_chat()  # nothing to load: nothing happens


def test_the_largest_of_those_that_docqa_got_and_of_ollamas_stands_in_for_a_missing_one(
    settings: Settings, auto: Settings, ollama: OllamaTestServer, tmp_path: Path
) -> None:
    here = replace(settings, engine="auto", chat_model="qwen3:4b")
    small, large = (write_model(tmp_path / f"{size}.gguf").read_bytes() + bytes(size) for size in (0, 2_000_000))
    with ModelRegistry({"a-small-one": small, "the-large-one": large}) as registry:
        for name in ("a-small-one", "the-large-one"):
            list(Engines(replace(here, registry_url=registry.url)).pull(name))
    assert Engines(here).chat_names() == ["the-large-one", "a-small-one", BUILTIN]
    asked = replace(auto, chat_model="qwen3:4b")
    have(ollama, ServedModel("smollm2:135m", size=1_200_000))
    assert Engines(asked).chat_names()[0] == "the-large-one"
    have(ollama, LLAMA)
    assert Engines(asked).chat_names()[0] == LLAMA.name


def test_a_chosen_model_that_is_away(settings: Settings, auto: Settings, ollama: OllamaTestServer) -> None:
    away = replace(auto, ollama_url=settings.ollama_url)
    with pytest.raises(ModelNotInstalled, match=r"llama3.2:1b is not among docqa's own models, and Ollama, which may"):
        Engines(away).chat(LLAMA.name)
    with pytest.raises(ModelNotInstalled, match="is not among docqa's own models. Get it, or choose another"):
        Engines(replace(auto, engine="builtin")).chat(LLAMA.name)
    assert ollama.requests == []
    ollama.faults["/api/version"] = Fault("silence")
    with pytest.raises(OllamaTooSlow, match="hangs: it takes calls and does not answer them"):
        Engines(auto, first_look_seconds=30.0).chat(LLAMA.name)
    assert not ollama.asked("/api/tags")


def test_a_model_of_an_ollama_that_hangs_is_held_up(auto: Settings, ollama: OllamaTestServer) -> None:
    engines = Engines(auto)
    chat = engines.chat()
    assert chat and chat.held_up() == ""
    ollama.faults["/api/version"] = Fault("silence")
    for _ in range(MISSED_LOOKS_UNTIL_GONE):
        engines.status(fresh=True)
    assert chat.held_up() == "Ollama takes calls and does not answer them"


def test_a_file_of_ones_own_writes(settings: Settings, auto: Settings, tmp_path: Path) -> None:
    path = write_model(tmp_path / "Mine.gguf")
    for some in (settings, auto):
        engines = Engines(replace(some, chat_model=str(path)))
        assert engines.chat_names()[0] == str(path)
        assert engines.chat_names().count(str(path)) == 1
        assert writer(engines) == "Mine"
        without_ending = path.rename(tmp_path / "sha256-0f")
        assert writer(Engines(replace(some, chat_model=str(without_ending)))) == "sha256-0f"
        without_ending.rename(path)
        assert [advice.pull for advice in engines.advice()] == []
    missing = Engines(replace(settings, chat_model=str(tmp_path / "nothing.gguf")))
    with pytest.raises(ModelNotInstalled, match=r"There is no file .*nothing.gguf"):
        missing.chat()


def test_offline_nothing_is_got(settings: Settings) -> None:
    engines = Engines(replace(settings, engine="auto", is_offline=True))
    (advice,) = engines.advice()
    assert advice.pull == ""
    assert advice.text.endswith("is sent. Nothing is downloaded while DOCQA_OFFLINE is set.")
    with pytest.raises(EngineError, match="deepseek-r1:1.5b was not downloaded. Nothing is downloaded while DOCQA_OFF"):
        list(engines.pull(DEEPSEEK.name))
