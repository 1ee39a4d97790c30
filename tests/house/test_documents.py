"""The documents for whoever carries docqa on say what is there: paths, decisions, settings, threads and locks."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docqa.settings import ROOT

pytestmark = pytest.mark.pure

DECISIONS = ROOT / "docs" / "decisions"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md"), *DECISIONS.glob("*.md")])
CODE = [ROOT / "rag.py", *sorted(ROOT.glob("docqa/**/*.py"))]
FOLDERS = (".ci", ".streamlit", "benchmarks", "docqa", "docs", "scripts", "tests")

# A file by the ending of its name, or a folder by the stroke at its end; a module by its dotted name.
FILE = re.compile(r"(?<![\w/:.*-])[\w.][\w./-]*\.(?:py|md|toml|txt|in|css|html|js|png|svg)\b(?!\.)")
FOLDER = re.compile(r"`([\w.][\w./-]*/)`")
MODULE = re.compile(r"\bdocqa(?:\.[a-z]\w*)+\b")


@functools.cache
def all_files() -> set[str]:
    """The files and folders of the project, from its own folder on; folders end with a stroke."""
    inner = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))
    paths = [path.relative_to(ROOT) for path in (*ROOT.iterdir(), *inner)]
    return {f"{path.as_posix()}/" if (ROOT / path).is_dir() else path.as_posix() for path in paths}


def named_files(text: str) -> set[str]:
    dotted = {name.replace(".", "/") for name in MODULE.findall(text)}
    modules = {f"{name}/" if (ROOT / name).is_dir() else f"{name}.py" for name in dotted}
    return {name.removeprefix("../") for name in (*FILE.findall(text), *FOLDER.findall(text))} | modules


def is_there(name: str, files: set[str]) -> bool:
    """Whether a file or folder is called so, from the project's folder or from one of its folders on."""
    return any(path == name or path.endswith(f"/{name}") for path in files)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_is_there(path: Path) -> None:
    files = all_files()
    named = named_files(path.read_text("utf-8"))
    assert not {name for name in named if not is_there(name, files)}


def test_the_code_names_no_module_that_is_gone() -> None:
    files = all_files()
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in CODE
        for name in FILE.findall(path.read_text("utf-8"))
        if name.endswith(".py")
    }
    assert not {(path, name) for path, name in named if not is_there(name, files)}


def test_every_decision_has_its_line() -> None:
    lines = re.findall(r"^- (\d{4}) \[[^\]]+\]\((.+?\.md)\): (.+)$", (DECISIONS / "README.md").read_text("utf-8"), re.M)
    files = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [name for _, name, _ in lines] == files
    assert [number for number, _, _ in lines] == [name[:4] for name in files]


def test_every_setting_is_in_the_readme() -> None:
    read = set(re.findall(r'"(DOCQA_\w+)"', (ROOT / "docqa" / "settings.py").read_text("utf-8")))
    rows = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`(DOCQA_\w+)`", row.split("|")[1])}
    assert read and told == read


def threads(code: str) -> Iterator[str]:
    yield from re.findall(r'name="(docqa-[\w-]+)"', code)
    yield from re.findall(r'ThreadPoolExecutor\([^)]*"(docqa-[\w-]+)"', code)


def test_every_thread_and_lock_stands_in_the_architecture() -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    code = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in CODE}
    names = {name for content in code.values() for name in threads(content)}
    assert names and names == set(re.findall(r"`(docqa-[a-z-]+)`", text))
    with_locks = {path for path, content in code.items() if re.search(r"\b(?:R|File)?Lock\(", content)}
    locks = text.partition("## Locks")[2]
    assert with_locks <= named_files(locks.partition("\n## ")[0])
