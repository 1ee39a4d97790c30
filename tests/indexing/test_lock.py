import os
from pathlib import Path

import pytest

from docqa.errors import StorageError
from docqa.indexing.lock import IndexingLock

pytestmark = pytest.mark.pure


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "indexing.lock"


def test_one_has_it_at_a_time(path: Path) -> None:
    first, second = IndexingLock(path), IndexingLock(path)
    with first.taken() as is_mine, second.taken() as is_theirs:
        assert (is_mine, is_theirs) == (True, False)
        assert second.is_held_elsewhere
        assert second.owner == os.getpid()
    assert not second.is_held_elsewhere
    assert second.owner is None
    with second.taken() as is_theirs:
        assert is_theirs


def test_it_is_let_go_after_an_error(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), IndexingLock(path).taken():
        raise ZeroDivisionError
    assert not IndexingLock(path).is_held_elsewhere


def test_a_file_that_cannot_be_made_is_a_sentence(path: Path) -> None:
    path.mkdir()
    assert not IndexingLock(path).is_held_elsewhere
    with pytest.raises(StorageError, match=r"indexing\.lock cannot be written"), IndexingLock(path).taken():
        pass
