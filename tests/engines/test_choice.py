from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from docqa.engines.base import BUILTIN
from docqa.engines.builtin import loading
from docqa.engines.choice import Engines
from docqa.engines.status import Status
from docqa.errors import (
    EngineError,
    ModelNotInstalled,
    ModelNotPrivate,
    ModelNotSuitable,
    NoChatModel,
    OllamaFailed,
    OllamaNotRunning,
)
from docqa.model_files import CHAT, ModelFile
from docqa.settings import Settings
from tests.support.ollama_server import CLOUD, DEEPSEEK, LLAMA, NOMIC, Fault, OllamaTestServer, ServedModel

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


@pytest.fixture
def no_builtin(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where requirements-builtin.txt has not been installed."""
    monkeypatch.setattr(loading, "CHAT", replace(CHAT, package="docqa_no_such_package"))


def chosen(settings: Settings) -> tuple[str, str]:
    """Which models answer and embed by default."""
    engines = Engines(settings)
    return engines.chat().label, engines.embedder().label


BGE = "bge-small-en-v1.5 (built in)"


# Which model it is


def test_ollama_is_used_where_it_runs(auto: Settings) -> None:
    assert chosen(auto) == ("deepseek-r1:1.5b", "nomic-embed-text")


def test_the_builtin_models_stand_in_where_it_does_not(settings: Settings) -> None:
    engines = Engines(replace(settings, engine="auto"))
    assert engines.status() == Status("", (), builtin_chat=True)
    assert engines.chat().label.startswith("SmolLM2")
    assert engines.embedder().label == BGE


def test_a_missing_chat_model_is_stood_in_for_by_the_builtin_one(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, NOMIC, LLAMA)
    chat, embedder = chosen(auto)
    assert chat.startswith("SmolLM2")
    assert embedder == "nomic-embed-text"


@pytest.mark.usefixtures("no_builtin")
def test_without_the_builtin_one_any_private_chat_model_stands_in(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, NOMIC, CLOUD, LLAMA)
    assert Engines(auto).chat().label == "llama3.2:1b"


def test_a_missing_embedding_model_is_stood_in_for(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, DEEPSEEK)
    assert chosen(auto) == ("deepseek-r1:1.5b", BGE)


def test_builtin_alone_never_asks_ollama(auto: Settings, ollama: OllamaTestServer) -> None:
    engines = Engines(replace(auto, engine="builtin"))
    assert engines.chat_names() == engines.embedder_names() == [BUILTIN]
    assert engines.embedder().label == BGE
    assert ollama.requests == []


def test_ollama_alone_says_what_is_missing(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, LLAMA)
    engines = Engines(replace(auto, engine="ollama"))
    with pytest.raises(ModelNotInstalled, match=r"deepseek-r1:1.5b is not installed in Ollama. Download it"):
        engines.chat()
    with pytest.raises(ModelNotInstalled, match="nomic-embed-text is not installed"):
        engines.embedder()
    assert engines.chat_names() == ["llama3.2:1b"]
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
    assert engines.chat("llama3.2:1b").label == "llama3.2:1b"
    assert engines.embedder(BUILTIN).name == BUILTIN
    assert engines.chat("llama3.2:1b") is engines.chat("llama3.2:1b")


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
    assert Engines(allowed).chat(CLOUD.name).label == CLOUD.name
    assert Engines(allowed).chat().label == "deepseek-r1:1.5b"
    assert Engines(replace(allowed, chat_model=CLOUD.name)).chat().label == CLOUD.name


@pytest.mark.usefixtures("no_builtin")
def test_no_model_that_answers_is_a_sentence(settings: Settings) -> None:
    engines = Engines(replace(settings, engine="auto"))
    with pytest.raises(NoChatModel, match=r"models pull built-in`. The passages are found all the same"):
        engines.chat()
    assert engines.embedder().label == BGE


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
    assert engines.chat().label == "deepseek-r1:1.5b"


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
    assert advice.text.startswith("Answers get much better with Ollama: install it from ollama.com and start it")
    assert advice.pull == ""


def test_advice_offers_what_ollama_misses(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, CLOUD)
    engines = Engines(auto)
    assert [advice.pull for advice in engines.advice()] == ["deepseek-r1:1.5b", "nomic-embed-text"]
    have(ollama, *EVERYTHING)
    engines.status(fresh=True)
    assert engines.advice() == []


@pytest.mark.usefixtures("no_builtin")
def test_advice_when_nothing_can_answer(auto: Settings, ollama: OllamaTestServer) -> None:
    have(ollama, NOMIC, CLOUD)
    assert [advice.pull for advice in Engines(auto).advice()] == ["deepseek-r1:1.5b", BUILTIN]
    assert [advice.pull for advice in Engines(replace(auto, engine="builtin")).advice()] == [BUILTIN]
    assert [advice.pull for advice in Engines(replace(auto, engine="ollama")).advice()] == ["deepseek-r1:1.5b"]


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
    assert engines.chat().label == "deepseek-r1:1.5b"


def test_a_model_that_does_not_exist_cannot_be_pulled(auto: Settings) -> None:
    with pytest.raises(OllamaFailed, match="could not download nonsense"):
        list(Engines(auto).pull("nonsense"))


def wheel(folder: Path) -> None:
    """A package `tiny_model` of one file, as pip takes it."""
    folder.mkdir()
    about = "tiny_model-1.0.dist-info"
    with ZipFile(folder / "tiny_model-1.0-py3-none-any.whl", "w") as file:
        file.writestr("tiny_model/__init__.py", "")
        file.writestr("tiny_model/tiny.gguf", "a model")
        file.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")


def test_the_builtin_model_is_installed_and_seen_without_a_restart(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel(tmp_path / "wheels")
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    source = f"--no-index --find-links {tmp_path / 'wheels'} --target {site}"
    monkeypatch.setattr(loading, "CHAT", ModelFile("tiny_model", "tiny.gguf", "", f"{source} tiny-model"))
    engines = Engines(settings)
    assert not engines.status().builtin_chat
    steps = list(engines.pull(BUILTIN))
    assert steps[-1].fraction == 1.0
    assert engines.status().builtin_chat

    monkeypatch.setattr(loading, "CHAT", ModelFile("no_model", "x", "", f"{source} no-model"))
    with pytest.raises(
        EngineError, match=r"could not be installed: .*no-model.*Check the connection, or run `pip install"
    ):
        list(engines.pull(BUILTIN))
