"""What `make run` installs is what was meant: everything pinned by version and by hash, from the public index."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from docqa.settings import ROOT
from tests.house.test_layers import FILES, imports

pytestmark = pytest.mark.pure

PINNED = {"requirements.txt": "requirements.in", "requirements-dev.txt": "requirements-dev.in"}
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*", re.MULTILINE)


def lines(file: str) -> list[str]:
    """The file's lines without comments, continued ones joined."""
    text = re.sub(r"(?m)(^|\s)#.*$", "", (ROOT / file).read_text("utf-8"))
    return [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def names(file: str) -> set[str]:
    return {re.sub(r"[-_.]+", "-", found[0]).lower() for line in lines(file) if (found := NAME.match(line))}


def pins(file: str) -> set[str]:
    """`name==version ; marker` of every requirement."""
    return {line.partition(" --hash=")[0].strip() for line in lines(file) if NAME.match(line)}


@pytest.mark.parametrize("file", PINNED)
def test_everything_asked_for_is_pinned(file: str) -> None:
    assert names(PINNED[file]) <= names(file), "run make lock"


@pytest.mark.parametrize("file", [*PINNED, "requirements-builtin.txt"])
def test_every_pin_has_a_version_and_hashes(file: str) -> None:
    for line in lines(file):
        assert line == "--only-binary :all:" or re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}\b", line), line


@pytest.mark.parametrize("file", [*PINNED, *PINNED.values(), "requirements-builtin.txt"])
def test_nothing_comes_from_elsewhere(file: str) -> None:
    """No index, folder or address of the machine that made the file."""
    assert not [
        line for line in lines(file) if re.search(r"://|--(extra-)?index-url|--find-links|-[if] | @ |^[./]", line)
    ]


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
@pytest.mark.parametrize(
    ("target", "files"),
    [("run", set()), ("test", {"requirements-dev.txt", "requirements-builtin.txt"})],
)
def test_only_the_tests_get_a_chat_model(target: str, files: set[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--dry-run", "--always-make", target]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"-r (\S+)", said)) == {".venv/requirements.txt"} | files
    assert "requirements_here.py requirements.txt > .venv/requirements.txt" in said


def test_what_a_machine_takes_of_the_requirements_is_the_same_pins() -> None:
    command = [sys.executable, "scripts/requirements_here.py", "requirements.txt"]
    taken = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    whole = (ROOT / "requirements.txt").read_text("utf-8")
    assert "\n--only-binary :all:\n" in taken
    assert set(taken.splitlines()) <= set(whole.splitlines())
    known = {name: len(re.findall(rf"^{name}==", taken, re.MULTILINE)) for name in ("numpy", "streamlit", "colorama")}
    assert known == {"numpy": 1, "streamlit": 1, "colorama": int(sys.platform == "win32")}


def test_tests_run_with_the_versions_that_people_get() -> None:
    shared = names("requirements.txt") & names("requirements-dev.txt")
    versions = {file: {pin for pin in pins(file) if NAME.match(pin)[0] in shared} for file in PINNED}  # type: ignore[index]
    plain = {file: {pin.partition(" ;")[0] for pin in found} for file, found in versions.items()}
    assert plain["requirements-dev.txt"] <= plain["requirements.txt"]


LOOKED_THROUGH = ROOT / "docs" / "decisions" / "0015-what-libraries-send.md"


def test_every_library_was_looked_through_for_what_it_sends() -> None:
    """A release can learn to report. The decision says how to look; its table has the versions that were looked at."""
    text = LOOKED_THROUGH.read_text("utf-8")
    rows = re.findall(r"^\| ([a-z0-9-]+) ([\d. ]+) \|", text, re.MULTILINE)
    talkers = {name: set(versions.split()) for name, versions in rows}
    assert len(talkers) >= 25
    pinned: dict[str, set[str]] = {}
    for pin in pins("requirements.txt"):
        name, _, version = pin.partition(" ;")[0].partition("==")
        pinned.setdefault(name, set()).add(version)
    changed = {name: pinned.get(name) for name in talkers if pinned.get(name) != talkers[name]}
    assert not changed, f"look through them again, as {LOOKED_THROUGH.name} says"
    lists = re.findall(r"^(?:These carry|Nothing was found in|Not installed on).*?\n\n", text, re.MULTILINE | re.DOTALL)
    assert len(lists) == 3
    new = pinned.keys() - talkers.keys() - set(re.findall(r"[a-z0-9][a-z0-9-]+", "\n".join(lists)))
    assert not new, f"look through them, as {LOOKED_THROUGH.name} says"


def test_everything_imported_is_asked_for() -> None:
    """What comes only as somebody else's dependency may go with their next release."""
    modules = {module.partition(".")[0] for path in FILES.values() for module in imports(path)}
    foreign = modules - {"docqa"} - sys.stdlib_module_names
    distributions = packages_distributions()
    asked = names("requirements.in")
    assert {module for module in foreign if not asked & {name.lower() for name in distributions[module]}} == set()
