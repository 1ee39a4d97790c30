import json
from pathlib import Path

import pytest

from docqa.engines.base import Measured, Role, Trial
from docqa.engines.roles import FILE_NAME, Roles
from docqa.errors import StorageError

CHOOSES = Measured(Role.CHOOSES, 61)  # by a docqa that kept no more
WRITES = Measured(Role.WRITES, 12, Trial(right=9, supported=10, wrong=1, looped=0, seconds=3.5))


def test_a_role_is_kept_by_name_and_digest(tmp_path: Path) -> None:
    roles = Roles(tmp_path / "data")
    assert roles.measured("llama3.2:1b", "a") is None
    roles.keep("llama3.2:1b", "a", CHOOSES)
    roles.keep("deepseek-r1:1.5b", "b", WRITES)
    again = Roles(tmp_path / "data")
    assert again.measured("llama3.2:1b", "a") == CHOOSES
    assert again.measured("deepseek-r1:1.5b", "b") == WRITES
    assert again.measured("llama3.2:1b", "b") is None  # another model by the same name
    assert again.measured("llama3.2", "a") is None
    roles.keep("llama3.2:1b", "b", WRITES)
    assert again.measured("llama3.2:1b", "b") == WRITES
    assert again.measured("llama3.2:1b", "a") is None
    (path,) = (tmp_path / "data").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "\xff", '{"m": "chooses"}', '{"m": {"digest": "a", "role": "sings", "questions": 3}}',
        '{"m": {"digest": "a", "role": "chooses"}}', '{"m": {"digest": "a", "role": "chooses", "questions": "3"}}',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(text.encode("latin-1"))
    roles = Roles(tmp_path)
    assert roles.measured("m", "a") is None
    roles.keep("m", "a", CHOOSES)
    assert roles.measured("m", "a") == CHOOSES


@pytest.mark.parametrize(
    "trial", [None, 3, {"right": 1}, {"right": "1", "supported": 1, "wrong": 0, "looped": 0, "seconds": 1}]
)
def test_a_trial_that_cannot_be_read_leaves_the_role(tmp_path: Path, trial: object) -> None:
    entry = {"digest": "a", "role": "chooses", "questions": 61, "trial": trial}
    (tmp_path / FILE_NAME).write_text(json.dumps({"m": entry}))
    assert Roles(tmp_path).measured("m", "a") == CHOOSES


def test_what_a_newer_docqa_keeps_beside_it_stays(tmp_path: Path) -> None:
    entry = {"digest": "a", "role": "chooses", "questions": 61, "when": 5}
    (tmp_path / FILE_NAME).write_text(json.dumps({"m": entry}))
    roles = Roles(tmp_path)
    roles.keep("n", "b", WRITES)
    assert json.loads((tmp_path / FILE_NAME).read_text())["m"] == entry
    assert roles.measured("m", "a") == CHOOSES


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StorageError, match=r"The role of m could not be kept in .*DOCQA_DATA_DIR"):
        Roles(tmp_path / "data").keep("m", "a", CHOOSES)
