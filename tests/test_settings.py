import pytest

from docqa.errors import SettingsError
from docqa.settings import Settings


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
