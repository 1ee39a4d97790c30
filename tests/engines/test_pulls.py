"""Models from a registry that speaks Ollama's protocol: kills, lost connections, odd answers, two at once."""

import os
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from time import sleep

import pytest

from docqa.engines.base import PullProgress
from docqa.engines.gguf import pulls as pulls_module
from docqa.engines.gguf.kept import KeptModels
from docqa.engines.gguf.pulls import Pulls
from docqa.engines.gguf.registry import Registry
from docqa.errors import EngineError, ModelNotInstalled, ModelNotSuitable, RegistryFailed, StorageError
from docqa.settings import ROOT
from tests.support import docker_registry
from tests.support.gguf_files import gguf, write_model
from tests.support.model_registry import LICENSE, PARAMS, ModelRegistry, Oddity, digest_of, manifest
from tests.support.waiting import until

NAME = "deepseek-r1:1.5b"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A model's file of some 300 KB; what follows its weights is never looked at."""
    path = write_model(tmp_path_factory.mktemp("model") / "model.gguf")
    return path.read_bytes() + random.Random(1).randbytes(200_000)


@pytest.fixture
def registry(model: bytes) -> Iterator[ModelRegistry]:
    with ModelRegistry({NAME: model}) as server:
        yield server


@pytest.fixture
def kept(tmp_path: Path) -> KeptModels:
    return KeptModels(tmp_path / "models")


@pytest.fixture
def pulls(kept: KeptModels, registry: ModelRegistry) -> Pulls:
    return pulls_of(kept, registry)


def pulls_of(kept: KeptModels, registry: ModelRegistry) -> Pulls:
    return Pulls(kept, Registry(registry.url, silent_seconds=1.0), pause_seconds=0.001)


def parts(kept: KeptModels) -> list[Path]:
    return list((kept.folder / "blobs").glob("*.part"))


def begun(kept: KeptModels, registry: ModelRegistry, come: int) -> Path:
    """A download that was stopped after so many bytes: its part."""
    digest, data = next((digest, data) for digest, data in registry.blobs.items() if digest in registry.models)
    part = kept.folder / "blobs" / f"{digest.replace(':', '-')}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(data[:come])
    return part


def begun_by(pulls: Pulls, name: str) -> Generator[PullProgress]:
    """A download of which some has come."""
    steps = pulls.pull(name)
    while next(steps).completed < SOME:
        pass
    return steps


def assert_whole(kept: KeptModels, model: bytes) -> None:
    found = kept.model(NAME)
    assert found and found.is_own
    assert found.checked().read_bytes() == model
    assert found.params and found.params.read_bytes() == PARAMS
    assert [each.name for each in kept.models()] == [NAME]
    assert parts(kept) == []


# A download as it should be


def test_a_model_comes_with_its_license_and_parameters(
    pulls: Pulls, kept: KeptModels, registry: ModelRegistry, model: bytes
) -> None:
    steps = list(pulls.pull("DeepSeek-R1:1.5B"))
    assert_whole(kept, model)
    assert steps[0] == PullProgress("Looking the model up")
    assert [step.completed for step in steps] == sorted(step.completed for step in steps)
    assert {step.status for step in steps} == {
        "Looking the model up", "Downloading", "Checking the download", "Ready"
    }  # fmt: skip
    assert steps[-1] == PullProgress("Ready", steps[-1].total, len(model) + len(LICENSE) + len(PARAMS))
    assert (kept.folder / "blobs" / digest_of(LICENSE).replace(":", "-")).read_bytes() == LICENSE


def test_nothing_is_told_of_who_asks(pulls: Pulls, registry: ModelRegistry) -> None:
    list(pulls.pull(NAME))
    told = {name for request in registry.requests for name in request.headers}
    assert told <= {"Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"}
    assert {request.headers["User-Agent"] for request in registry.requests} == {"docqa"}


def test_what_is_here_is_not_asked_for_again(pulls: Pulls, kept: KeptModels, registry: ModelRegistry) -> None:
    list(pulls.pull(NAME))
    list(pulls.pull(NAME))
    assert registry.asked() == [0]


def test_a_newer_model_takes_the_place_of_the_one_before(
    pulls: Pulls, kept: KeptModels, registry: ModelRegistry, model: bytes
) -> None:
    list(pulls.pull(NAME))
    with ModelRegistry({NAME: model + b"newer"}) as newer:
        list(pulls_of(kept, newer).pull(NAME))
    assert_whole(kept, model + b"newer")
    assert len(list((kept.folder / "blobs").iterdir())) == 3


def test_files_are_their_owners(pulls: Pulls, kept: KeptModels) -> None:
    list(pulls.pull(NAME))
    if os.name != "nt":
        assert kept.folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in kept.folder.rglob("*") if path.is_file()} == {0o600}


@pytest.mark.skipif(
    not docker_registry.IS_HERE, reason="no docker-registry here (Debian: `apt install docker-registry`)"
)
def test_a_registry_that_others_made(tmp_path: Path, kept: KeptModels, model: bytes) -> None:
    """From the beginning, and from the middle on."""
    with docker_registry.DockerRegistry(tmp_path) as registry:
        registry.push("library/deepseek-r1", "1.5b", model)
        pulls = Pulls(kept, Registry(registry.url))
        list(pulls.pull(NAME))
        assert_whole(kept, model)
        found = kept.model(NAME)
        assert found
        kept.remove(NAME)
        found.path.with_suffix(".part").write_bytes(model[:SOME])
        list(pulls.pull(NAME))
        assert_whole(kept, model)
        with pytest.raises(RegistryFailed, match=r"127.0.0.1 has no model called wombat. Look at the name again"):
            list(pulls.pull("wombat"))


# Odd answers

SOME = 100_000
HERE_AND_BACK = "http://127.0.0.1:"


@pytest.mark.parametrize(
    ("come", "oddities", "asked"),
    [
        pytest.param(0, [], [0], id="200"),
        pytest.param(SOME, [], [SOME], id="206"),
        pytest.param(SOME, [Oddity("whole")], [SOME], id="200 to a range"),
        pytest.param(SOME, [Oddity("earlier", 1000)], [SOME], id="206 that begins before"),
        pytest.param(SOME, [Oddity("later", 1000)], [SOME, 0], id="206 that begins after"),
        pytest.param(SOME, [Oddity("silent")], [SOME], id="206 that does not say where"),
        pytest.param(SOME, [Oddity("status", status=416)], [SOME, 0], id="416"),
        pytest.param(0, [Oddity("drop", SOME)], [0, SOME], id="the connection is lost"),
        pytest.param(0, [Oddity("drop", 0), Oddity("drop", 0)], [0, 0, 0], id="lost before the first byte"),
        pytest.param(0, [Oddity("stall", SOME)], [0, SOME], id="silence"),
        pytest.param(0, [Oddity("end", SOME)], [0, SOME], id="a length that is too short"),
        pytest.param(0, [Oddity("more")], [0], id="a length that is too long"),
        pytest.param(0, [Oddity("redirect", to="SELF")], [0, 0], id="redirect"),
        pytest.param(SOME, [Oddity("redirect", to="SELF")], [SOME, SOME], id="redirect with a range"),
        pytest.param(0, [Oddity("status", status=503), Oddity("status", status=429)], [0, 0, 0], id="busy"),
        pytest.param(0, [Oddity("drop", 16_384)] * 10, [16_384 * at for at in range(11)], id="lost again and again"),
        pytest.param(10**9, [], [], id="more is here than there is"),
    ],
)
def test_odd_answers_end_in_the_right_digest(
    pulls: Pulls,
    kept: KeptModels,
    registry: ModelRegistry,
    model: bytes,
    come: int,
    oddities: list[Oddity],
    asked: list[int],
) -> None:
    if come:
        part = begun(kept, registry, come)
        if come > len(model):
            part.write_bytes(model)
    registry.oddities = list(oddities)
    list(pulls.pull(NAME))
    assert_whole(kept, model)
    assert registry.asked() == asked


@pytest.mark.parametrize(
    ("oddities", "error", "stays"),
    [
        ([Oddity("damaged")], r"deepseek-r1:1.5b is not what 127.0.0.1 says it should be .*removed. Start", False),
        ([Oddity("status", status=403)], r"127.0.0.1 refuses it \(error 403\)", True),
        ([Oddity("status", status=404)], r"lists deepseek-r1:1.5b but does not have its file", True),
        ([Oddity("status", status=503)] * 6, r"is too busy \(error 503\). Start it again; it goes on where", True),
        ([Oddity("drop", 0)] * 6, r"the connection to 127.0.0.1 broke off. Start it again", True),
        ([Oddity("end", 0)] * 6, r"it comes only in part. Start it again", True),
        ([Oddity("redirect", to="SELF")] * 7, r"from one address to the next without end", True),
        ([Oddity("redirect", to="http://192.0.2.80/model")], r"which is not https, so nothing was asked there", True),
        ([Oddity("redirect", to="file:///etc/passwd")], r"which is not https, so nothing was asked there", True),
        ([Oddity("redirect", to="https://[")] * 6, r"broke off|cannot be reached", True),
    ],
    ids=lambda value: value[0].kind if isinstance(value, list) else "",
)
def test_what_cannot_be_mended_says_so(
    pulls: Pulls, kept: KeptModels, registry: ModelRegistry, oddities: list[Oddity], error: str, stays: bool
) -> None:
    registry.oddities = list(oddities)
    with pytest.raises(RegistryFailed, match=error):
        list(pulls.pull(NAME))
    assert kept.model(NAME) is None
    assert bool(parts(kept)) == stays


@pytest.mark.parametrize(
    "text",
    [
        b"<html>Log in to the hotel's network</html>",
        b"[]",
        b'{"layers": []}',
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../x", "size": 9}]}',
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.tensor", "digest": "sha256:%s", "size": 9}]}'
        % (b"0" * 64),
        b" " * 2_000_000,
    ],
    ids=["a page", "a list", "nothing", "a path for a digest", "another format", "no end"],
)
def test_a_manifest_that_is_none(pulls: Pulls, kept: KeptModels, registry: ModelRegistry, text: bytes) -> None:
    registry.manifests = dict.fromkeys(registry.manifests, text)
    with pytest.raises(RegistryFailed, match=r"does not come from 127.0.0.1 as one GGUF file"):
        list(pulls.pull(NAME))
    assert not kept.folder.exists()


@pytest.mark.parametrize("name", ["../../etc:passwd", "a/b/c/d", "host.example/me/model", "", "a b", "x:../y", ".hid"])
def test_a_name_that_is_none(pulls: Pulls, registry: ModelRegistry, name: str) -> None:
    with pytest.raises(RegistryFailed, match="no name of a model"):
        list(pulls.pull(name))
    assert registry.requests == []


def test_an_unknown_name_and_a_registry_that_cannot_be_reached(pulls: Pulls, kept: KeptModels) -> None:
    with pytest.raises(RegistryFailed, match=r"127.0.0.1 has no model called wombat. Look at the name again"):
        list(pulls.pull("wombat"))
    nobody = Pulls(kept, Registry("http://127.0.0.1:1"), pause_seconds=0.001)
    seen = []
    with pytest.raises(RegistryFailed, match=r"could not be looked up: 127.0.0.1 cannot be reached. Check the network"):
        seen.extend(step.status for step in nobody.pull(NAME))


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "wombat://127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used(kept: KeptModels, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(RegistryFailed, match="The proxy that the environment names cannot be used"):
        list(Pulls(kept, Registry()).pull(NAME))


def test_an_embedding_model_is_no_chat_model(kept: KeptModels) -> None:
    embedding = gguf({"general.architecture": "nomic-bert"})
    with (
        ModelRegistry({"nomic-embed-text": embedding}) as registry,
        pytest.raises(ModelNotSuitable, match="nomic-embed-text cannot chat"),
    ):
        list(pulls_of(kept, registry).pull("nomic-embed-text"))
    assert list((kept.folder / "blobs").iterdir()) == []


# The disk


def test_too_little_room_is_said_before_a_byte_comes(
    pulls: Pulls, registry: ModelRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulls_module, "SPARE_BYTES", 10**18)
    with pytest.raises(StorageError, match=r"deepseek-r1:1.5b needs 1000000000.0 GB on the disk of .* GB left. Free"):
        list(pulls.pull(NAME))
    assert registry.asked() == []


def test_a_folder_that_cannot_be_made(tmp_path: Path, registry: ModelRegistry) -> None:
    (tmp_path / "models").write_text("a file in the folder's place")
    with pytest.raises(StorageError, match="deepseek-r1:1.5b could not be kept in"):
        list(pulls_of(KeptModels(tmp_path / "models"), registry).pull(NAME))


def test_old_parts_go_and_new_ones_stay(
    pulls: Pulls, kept: KeptModels, registry: ModelRegistry, tmp_path: Path
) -> None:
    old, new = (kept.folder / "blobs" / f"sha256-{letter * 64}.part" for letter in "ab")
    old.parent.mkdir(parents=True)
    for part in (old, new):
        part.write_bytes(b"some of it")
    os.utime(old, (0, 0))
    list(pulls.pull(NAME))
    assert parts(kept) == [new]
    old.write_bytes(b"some of it")
    os.utime(old, (0, 0))
    pulls.remove_abandoned()
    assert parts(kept) == [new]
    new.unlink()
    elsewhere = KeptModels(tmp_path / "nothing")
    pulls_of(elsewhere, registry).remove_abandoned()
    assert not elsewhere.folder.exists()


def test_what_is_discarded_is_of_one_model(kept: KeptModels, model: bytes) -> None:
    other = model + bytes(10)
    with ModelRegistry({NAME: model, "other": other}) as both:
        pulls = pulls_of(kept, both)
        for name in (NAME, "other"):
            begun_by(pulls, name).close()
    assert len(parts(kept)) == 2
    pulls.discard(NAME)
    assert [part.stem for part in parts(kept)] == [digest_of(other).replace(":", "-")]
    pulls.discard("nothing:1b")
    assert len(parts(kept)) == 1


@pytest.mark.parametrize("is_paused", [True, False], ids=["until that is paused", "until that is here"])
def test_what_is_discarded_while_another_download_goes_on_is_gone_after_it(
    kept: KeptModels, model: bytes, is_paused: bool
) -> None:
    other = model + bytes(10)
    with ModelRegistry({NAME: model, "other": other}) as both:
        pulls = pulls_of(kept, both)
        begun_by(pulls, NAME).close()
        (part,) = parts(kept)
        steps = begun_by(pulls_of(kept, both), "other")  # as another process does
        pulls.discard(NAME)
        if is_paused:
            steps.close()
        else:
            list(steps)
    assert not part.exists()
    assert len(parts(kept)) == is_paused


def test_what_is_discarded_while_another_gets_the_same_is_not_lost_to_it(
    kept: KeptModels, registry: ModelRegistry, model: bytes
) -> None:
    pulls = pulls_of(kept, registry)
    begun_by(pulls, NAME).close()
    other = pulls_of(kept, registry)
    steps = begun_by(other, NAME)
    pulls.discard(NAME)
    steps.close()
    assert len(parts(kept)) == 1
    list(other.pull(NAME))
    assert_whole(kept, model)
    assert registry.asked().count(0) == 1  # the others went on where the first one stopped


# Pause, kill, two at once


def test_a_pause_keeps_what_has_come(pulls: Pulls, kept: KeptModels, registry: ModelRegistry, model: bytes) -> None:
    begun_by(pulls, NAME).close()
    (part,) = parts(kept)
    come = part.stat().st_size
    assert come >= SOME - len(LICENSE) - len(PARAMS)
    list(pulls.pull(NAME))
    assert registry.asked() == [0, come]
    assert_whole(kept, model)


@pytest.mark.parametrize("come", [0, SOME], ids=["before the first byte", "in the middle"])
def test_a_registry_that_falls_silent_can_be_left_at_once(
    kept: KeptModels, registry: ModelRegistry, model: bytes, come: int
) -> None:
    patient = Pulls(kept, Registry(registry.url, silent_seconds=3600.0))
    registry.oddities = [Oddity("stall", come)]
    steps = patient.pull(NAME)
    until(lambda: registry.asked() == [0] if next(steps) else False)
    seen = [next(steps).completed for _ in range(20)]
    assert seen[-1] == seen[-2] == come + len(LICENSE) + len(PARAMS)
    steps.close()
    list(patient.pull(NAME))
    assert registry.asked() == [0, come]
    assert_whole(kept, model)


def test_a_registry_that_does_not_say_a_word_can_be_left_at_once(kept: KeptModels) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        steps = Pulls(kept, Registry(f"http://127.0.0.1:{silent.getsockname()[1]}", silent_seconds=3600.0)).pull(NAME)
        assert {next(steps).status for _ in range(4)} == {"Looking the model up"}
        steps.close()


def test_two_at_once_get_one_copy(kept: KeptModels, registry: ModelRegistry, model: bytes) -> None:
    registry.bytes_per_second = 500_000
    statuses: list[list[str]] = [[], []]

    def pull(seen: list[str]) -> None:
        seen.extend(step.status for step in pulls_of(KeptModels(kept.folder), registry).pull(NAME))

    threads = [threading.Thread(target=pull, args=(seen,)) for seen in statuses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert registry.asked() == [0]
    assert [seen[-1] for seen in statuses] == ["Ready", "Ready"]
    assert "Waiting for another download" in statuses[0] + statuses[1]
    assert_whole(kept, model)


PULL = """
import sys
from pathlib import Path
from docqa.engines.gguf.kept import KeptModels
from docqa.engines.gguf.pulls import Pulls
from docqa.engines.gguf.registry import Registry
for step in Pulls(KeptModels(Path(sys.argv[1])), Registry(sys.argv[2])).pull(sys.argv[3]):
    pass
"""
KILLS = int(os.environ.get("KILLS", "6"))


def test_a_download_that_is_killed_again_and_again_ends_in_the_right_digest(
    kept: KeptModels, registry: ModelRegistry, model: bytes
) -> None:
    """Killed at random moments of its way: at the first byte, in the middle, while it is checked."""
    registry.bytes_per_second = 400_000
    randomly = random.Random(KILLS)
    command = [sys.executable, "-c", PULL, str(kept.folder), registry.url, NAME]
    for _ in range(KILLS):
        before = len(registry.requests)
        pulling = subprocess.Popen(command, cwd=ROOT)
        until(lambda: len(registry.requests) > before)  # noqa: B023
        sleep(randomly.uniform(0, 0.3))
        pulling.kill()
        pulling.wait()
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    assert_whole(kept, model)


# What is kept


def test_a_model_that_an_ollama_has_is_used_where_it_lies(
    tmp_path: Path, registry: ModelRegistry, model: bytes
) -> None:
    ollama = tmp_path / "ollama"
    blob = ollama / "blobs" / digest_of(model).replace(":", "-")
    path = ollama / "manifests/registry.ollama.ai/library/deepseek-r1/1.5b"
    for file, data in ((blob, model), (path, manifest(model))):
        file.parent.mkdir(parents=True)
        file.write_bytes(data)
    kept = KeptModels(tmp_path / "models", ollama)
    found = kept.model(NAME)
    assert found
    assert (found.checked(), found.is_own, kept.models()) == (blob, False, [])
    with pytest.raises(ModelNotSuitable, match=r"is Ollama's .*ollama rm deepseek-r1:1.5b"):
        kept.remove(NAME)
    list(pulls_of(kept, registry).pull(NAME))  # its file is not fetched either, if another name is asked for
    assert registry.asked() == []
    assert [each.path for each in kept.models()] == [blob]
    blob.write_bytes(model[:-1] + bytes([model[-1] ^ 1]))
    for damaged in (found, *kept.models()):  # got anew it would be found there again
        with pytest.raises(EngineError, match=r"Remove it \(`ollama rm deepseek-r1:1.5b`\) and get it anew"):
            damaged.checked()
    kept.remove(NAME)
    assert blob.exists()


def test_what_is_removed_is_gone_and_files_of_others_stay(
    kept: KeptModels, registry: ModelRegistry, model: bytes
) -> None:
    other = write_model(kept.folder.parent / "other.gguf", seed=2).read_bytes()
    with ModelRegistry({NAME: model, "me/other": other}) as both:
        list(pulls_of(kept, both).pull(NAME))
        list(pulls_of(kept, both).pull("me/other"))
    assert [each.name for each in kept.models()] == [NAME, "me/other"]
    kept.remove(NAME.upper())
    assert [each.name for each in kept.models()] == ["me/other"]
    found = kept.model("me/other")
    assert found and found.params and found.params.exists()  # both had the same
    assert len(list((kept.folder / "blobs").iterdir())) == 3
    kept.remove("me/other")
    assert list((kept.folder / "blobs").iterdir()) == []
    with pytest.raises(ModelNotInstalled, match="keeps no model called deepseek-r1:1.5b"):
        kept.remove(NAME)


def test_nothing_is_removed_under_a_download(pulls: Pulls, kept: KeptModels, registry: ModelRegistry) -> None:
    list(pulls.pull(NAME))
    with ModelRegistry({"other": b"x" * 50_000}) as slow:
        going_on = pulls_of(kept, slow)
        steps = going_on.pull("other")
        while next(steps).status != "Downloading":
            pass
        with pytest.raises(EngineError, match=r"is being downloaded. Wait for it, or pause it"):
            kept.remove(NAME)
        going_on.discard("other")
        assert parts(kept)
        steps.close()  # type: ignore[attr-defined]
    kept.remove(NAME)


def test_a_changed_file_is_not_used_and_can_be_got_anew(pulls: Pulls, kept: KeptModels, model: bytes) -> None:
    list(pulls.pull(NAME))
    found = kept.model(NAME)
    assert found
    found.checked()
    found.path.write_bytes(model[:-1] + bytes([model[-1] ^ 1]))
    with pytest.raises(EngineError, match=r"is damaged or has been changed. Remove it"):
        found.checked()
    kept.remove(NAME)
    list(pulls.pull(NAME))
    assert_whole(kept, model)
    found.path.write_bytes(model[:-1])  # cut off: as if it were not here
    assert kept.model(NAME) is None
    list(pulls.pull(NAME))
    assert_whole(kept, model)
