from pathlib import Path

import pytest

from docqa.errors import SettingsError
from docqa.settings import Settings, ollama_models_dir


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_largest_file_that_no_file_could_have(value: str) -> None:
    with pytest.raises(SettingsError, match="DOCQA_MAX_FILE_MB must be a whole number of megabytes, such as 200."):
        Settings.from_env({"DOCQA_MAX_FILE_MB": value})


def test_the_smallest_of_the_largest_files() -> None:
    assert Settings.from_env({"DOCQA_MAX_FILE_MB": "1"}).max_file_mb == 1


@pytest.mark.parametrize(
    "url", ["http://mirror.lan", "registry.ollama.ai", "https://", "file:///etc", "ftp://127.0.0.1"]
)
def test_a_registry_that_others_could_read_or_change(url: str) -> None:
    with pytest.raises(SettingsError, match="set it to an address that begins with https://"):
        Settings.from_env({"DOCQA_REGISTRY": url})


def test_an_ollama_keeps_its_models_where_it_is_named_or_in_a_usual_folder(tmp_path: Path) -> None:
    persons, services = tmp_path / "own", tmp_path / "service"
    usual = (str(persons), str(services))
    assert ollama_models_dir("", usual) == persons
    services.mkdir()
    assert ollama_models_dir("", usual) == services
    persons.mkdir()
    assert ollama_models_dir("", usual) == persons
    assert ollama_models_dir("/elsewhere", usual) == Path("/elsewhere")
    assert Settings.from_env({"OLLAMA_MODELS": "~/models"}).ollama_models_dir == Path.home() / "models"


def test_a_chat_model_named_by_its_file() -> None:
    assert Settings(chat_model="/models/blobs/sha256-0f").own_model == Path("/models/blobs/sha256-0f")
    assert Settings(chat_model="~/Mine.gguf").own_model == Path.home() / "Mine.gguf"
    assert Settings().own_model is None
