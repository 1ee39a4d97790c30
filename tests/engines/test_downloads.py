from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest

from docqa.engines import downloads as downloads_module
from docqa.engines.choice import Engines
from docqa.engines.downloads import Download, Downloads
from docqa.engines.gguf import pulls as pulls_module
from docqa.engines.ollama.server import PullProgress
from docqa.settings import Settings
from tests.support.gguf_files import write_model
from tests.support.model_registry import ModelRegistry, Oddity, digest_of
from tests.support.ollama_server import DEEPSEEK, Fault, OllamaTestServer
from tests.support.waiting import until


@pytest.fixture
def ollama() -> Iterator[OllamaTestServer]:
    with OllamaTestServer(models=(), pull_pause=0.05) as server:
        yield server


@pytest.fixture
def downloads(ollama: OllamaTestServer) -> Downloads:
    return Downloads(Engines(Settings(engine="ollama", ollama_url=ollama.url)))


def followed(downloads: Downloads, name: str) -> list[Download]:
    """Every state seen until the download is over."""
    seen: list[Download] = []
    deadline = monotonic() + 30
    while monotonic() < deadline:
        current = downloads.get(name)
        if current is None:
            break
        if not seen or seen[-1] != current:
            seen.append(current)
        if current.error:
            break
        sleep(0.01)
    return seen


def test_a_model_comes_in_the_background(downloads: Downloads, ollama: OllamaTestServer) -> None:
    downloads.start(DEEPSEEK.name)
    downloads.start(DEEPSEEK.name)  # a second click changes nothing
    seen = followed(downloads, DEEPSEEK.name)
    assert any(0 < step.share < 1 for step in seen)
    assert DEEPSEEK.name in ollama.models
    assert len(ollama.asked("/api/pull")) == 1


def test_a_failed_download_says_why_and_can_be_begun_anew(downloads: Downloads, ollama: OllamaTestServer) -> None:
    ollama.faults["/api/pull"] = Fault("drop", after=3)
    downloads.start(DEEPSEEK.name)
    assert followed(downloads, DEEPSEEK.name)[-1].error
    ollama.faults.clear()
    downloads.start(DEEPSEEK.name)
    followed(downloads, DEEPSEEK.name)
    assert downloads.get(DEEPSEEK.name) is None
    assert DEEPSEEK.name in ollama.models


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_download_can_be_cancelled_and_goes_on_where_it_was(
    downloads: Downloads, ollama: OllamaTestServer, is_silent: bool
) -> None:
    """Also while nothing comes of it."""
    if is_silent:
        ollama.faults["/api/pull"] = Fault("silence", after=8)
    downloads.start(DEEPSEEK.name)
    while (current := downloads.get(DEEPSEEK.name)) and not current.share:
        sleep(0.01)
    downloads.cancel(DEEPSEEK.name)
    followed(downloads, DEEPSEEK.name)
    assert downloads.get(DEEPSEEK.name) is None
    (request,) = ollama.asked("/api/pull")
    assert request.ended.wait(10)
    assert request.hung_up
    assert DEEPSEEK.name not in ollama.models
    ollama.faults.clear()
    downloads.start(DEEPSEEK.name)
    followed(downloads, DEEPSEEK.name)
    assert DEEPSEEK.name in ollama.models


class BrokenEngines(Engines):
    """Breaks the pull of a model in a way that nobody has foreseen, the first time."""

    is_broken = True

    def pull(self, name: str) -> Generator[PullProgress]:
        yield PullProgress("Getting it", 0.5)
        if self.is_broken:
            raise KeyError("digest")


def test_a_download_that_nobody_saw_breaking_says_so_and_can_be_begun_anew() -> None:
    engines = BrokenEngines(Settings(engine="ollama"))
    downloads = Downloads(engines)
    downloads.start(DEEPSEEK.name)
    error = followed(downloads, DEEPSEEK.name)[-1].error
    assert error.startswith(
        f"{DEEPSEEK.name} could not be downloaded, for a reason that docqa does not know (KeyError:"
    )
    engines.is_broken = False
    downloads.start(DEEPSEEK.name)
    followed(downloads, DEEPSEEK.name)
    assert downloads.get(DEEPSEEK.name) is None


# From the registry, by docqa itself


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[ModelRegistry]:
    model = write_model(tmp_path / "model.gguf").read_bytes() + bytes(300_000)
    with ModelRegistry({DEEPSEEK.name: model}, bytes_per_second=200_000) as server:
        yield server


@pytest.fixture
def own(settings: Settings, registry: ModelRegistry) -> Downloads:
    return Downloads(Engines(replace(settings, registry_url=registry.url)))


def come(downloads: Downloads) -> Download:
    """The download once some of it is here."""
    until(lambda: (current := downloads.get(DEEPSEEK.name)) and current.completed > 50_000)
    return downloads.get(DEEPSEEK.name) or pytest.fail()


def test_a_download_tells_its_speed_and_can_be_paused(own: Downloads, registry: ModelRegistry) -> None:
    own.start(DEEPSEEK.name)
    begun = come(own)
    assert (begun.status, begun.total > 300_000, begun.bytes_per_second > 0) == ("Downloading", True, True)
    assert "minute left" in begun.describe()
    own.pause(DEEPSEEK.name)
    until(lambda: (current := own.get(DEEPSEEK.name)) and current.is_paused)
    paused = own.get(DEEPSEEK.name)
    assert paused
    assert paused.describe().startswith("Paused: 0 of 0 MB")
    assert "left" not in paused.describe()
    own.start(DEEPSEEK.name)
    followed(own, DEEPSEEK.name)
    assert [start > 0 for start in registry.asked()] == [False, True]
    assert own._engines.kept.model(DEEPSEEK.name)


def test_while_nothing_comes_no_speed_is_told(
    own: Downloads, registry: ModelRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (downloads_module, pulls_module):
        monkeypatch.setattr(module, "STALL_SECONDS", 0.5)
    registry.oddities = [Oddity("stall", 100_000)]
    own.start(DEEPSEEK.name)
    assert come(own).bytes_per_second
    until(lambda: (current := own.get(DEEPSEEK.name)) and "Nothing comes" in current.status)
    stalled = own.get(DEEPSEEK.name)
    assert stalled and stalled.describe().endswith(" of 0 MB")
    own.cancel(DEEPSEEK.name)
    until(lambda: own.get(DEEPSEEK.name) is None)


@pytest.mark.parametrize(("is_paused", "is_silent"), [(False, False), (True, False), (False, True)])
def test_a_cancelled_download_leaves_nothing(
    own: Downloads, registry: ModelRegistry, is_paused: bool, is_silent: bool
) -> None:
    """Also at once while nothing comes of it: the registry may be silent for longer than is waited for here."""
    if is_silent:
        registry.oddities = [Oddity("stall", 100_000)]
    own.start(DEEPSEEK.name)
    come(own)
    if is_paused:
        own.pause(DEEPSEEK.name)
        until(lambda: (current := own.get(DEEPSEEK.name)) and current.is_paused)
    own.cancel(DEEPSEEK.name)
    until(lambda: own.get(DEEPSEEK.name) is None)
    assert list(own._engines.kept.folder.rglob("*.part")) == []


def test_a_paused_download_outlives_that_another_one_is_cancelled(settings: Settings, tmp_path: Path) -> None:
    model = write_model(tmp_path / "model.gguf").read_bytes() + bytes(300_000)
    models = {DEEPSEEK.name: model, "other": model + bytes(10)}
    with ModelRegistry(models, bytes_per_second=200_000) as both:
        own = Downloads(Engines(replace(settings, registry_url=both.url)))
        own.start(DEEPSEEK.name)
        come(own)
        own.pause(DEEPSEEK.name)
        until(lambda: (current := own.get(DEEPSEEK.name)) and current.is_paused)
        own.start("other")
        until(lambda: (current := own.get("other")) and current.completed > 50_000)
        own.cancel("other")
        until(lambda: own.get("other") is None)
    assert [part.stem for part in own._engines.kept.parts()] == [digest_of(model).replace(":", "-")]


def test_a_full_disk_is_said(own: Downloads, settings: Settings) -> None:
    settings.models_dir.parent.mkdir(parents=True)
    settings.models_dir.write_text("a file in the folder's place")
    own.start(DEEPSEEK.name)
    assert "could not be kept" in followed(own, DEEPSEEK.name)[-1].error
