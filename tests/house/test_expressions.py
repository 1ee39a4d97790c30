"""Regular expressions mean the same in every Python that docqa runs on."""

import re

import pytest

from docqa.settings import ROOT

pytestmark = pytest.mark.pure

_RAW_STRING = re.compile(r"r[bf]?[\"']")
_REPEATED_POSSESSIVELY = re.compile(r"(?<!\\)\)[*+?]\+")


def test_no_group_is_repeated_possessively() -> None:
    """Up to 3.11.4, and so on Debian 12, (?:,[0-9])*+ takes the comma of "1,x"; (?>(?:,[0-9])*) does not."""
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "docqa").rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if _RAW_STRING.search(line) and _REPEATED_POSSESSIVELY.search(line)
    ]
    assert not found


def test_the_sign_of_it_is_known() -> None:
    assert _REPEATED_POSSESSIVELY.search(r"(?:,\d)*+") and not _REPEATED_POSSESSIVELY.search(r"\)++ \w++ (?>a*)+")
