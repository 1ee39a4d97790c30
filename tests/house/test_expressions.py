"""Regular expressions mean the same in every Python that docqa runs on."""

import re
from pathlib import Path

import pytest

from docqa.settings import ROOT

pytestmark = pytest.mark.pure

_REPEATED_POSSESSIVELY = re.compile(r"(?<!\\)\)[*+?]\+")


@pytest.mark.parametrize("path", sorted((ROOT / "docqa").rglob("*.py")), ids=lambda path: path.name)
def test_no_group_is_repeated_possessively(path: Path) -> None:
    """Up to 3.11.4, and so on Debian 12, (?:,[0-9])*+ takes the comma of "1,x"; (?>(?:,[0-9])*) does not."""
    expressions = [line for line in path.read_text("utf-8").splitlines() if re.search(r"r[bf]?\"|r[bf]?'", line)]
    assert not [line for line in expressions if _REPEATED_POSSESSIVELY.search(line)]


def test_the_sign_of_it_is_known() -> None:
    assert _REPEATED_POSSESSIVELY.search(r"(?:,\d)*+") and not _REPEATED_POSSESSIVELY.search(r"\)++ \w++ (?>a*)+")
