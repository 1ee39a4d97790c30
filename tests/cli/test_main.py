import os
import subprocess
import sys
from pathlib import Path

import pytest

from docqa import __version__
from docqa.cli.main import OUTPUT_CLOSED_STATUS, main
from docqa.settings import ROOT
from tests.cli.ran import Ran
from tests.support.ollama_server import OllamaTestServer
from tests.support.shelf import write_pdfs


def test_add_list_search_remove(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pdfs = write_pdfs(tmp_path / "pdfs")
    added = Ran(capsys, "add", *sorted(pdfs.iterdir()))
    assert added.code == 0
    assert added.out.splitlines() == ["Heron report.pdf: 2 pages", "Invoices.pdf: 2 pages", "Lease.pdf: 3 pages"]
    again = Ran(capsys, "add", "--json", pdfs / "Lease.pdf")
    assert (again.code, again.json["documents"][0]["state"]) == (0, "ready")
    listed = Ran(capsys, "list", "--json").json["documents"]
    assert [(d["name"], d["pages"], d["error"]) for d in listed] == [
        ("Heron report.pdf", 2, None),
        ("Invoices.pdf", 2, None),
        ("Lease.pdf", 3, None),
    ]
    assert "Lease.pdf         3 pages" in Ran(capsys, "list").out
    found = Ran(capsys, "search", "INV-20417", "-k", 1)
    assert found.code == 0
    assert found.out.startswith("[1] Invoices.pdf p. 1  ")
    assert Ran(capsys, "remove", "invoi").out == "Removed Invoices.pdf.\n"
    assert Ran(capsys, "remove", "heron", "--json").json == {"removed": "Heron report.pdf"}
    assert [d["name"] for d in Ran(capsys, "list", "--json").json["documents"]] == ["Lease.pdf"]


@pytest.mark.parametrize(("name", "value"), [("DOCQA_ENGINE", "wombat"), ("DOCQA_MAX_FILE_MB", "many")])
def test_settings_that_cannot_be_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    Ran(capsys, "list").failed_with(name)


@pytest.mark.parametrize(
    "arguments", [[], ["wombat"], ["search", "rent", "-k", "0"], ["search", "rent", "-k", "x"], ["add"]]
)
def test_wrong_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m docqa" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"docqa {__version__}\n"


def with_closed_pipe(stream: str, *arguments: str) -> tuple[int, str]:
    """The exit code of a command when nobody reads that stream, and what it wrote to the other one."""
    reading, writing = os.pipe()
    os.close(reading)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | {stream: writing}
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "docqa", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=buffered, text=True, **streams) as process:
        os.close(writing)
        out, err = process.communicate(timeout=120)
    return process.returncode, out or err or ""


@pytest.mark.parametrize("arguments", [("ask", "How much is the rent?"), ("list", "--json"), ("--help",)])
def test_a_reader_that_leaves_ends_the_command_quietly(
    library: None, ollama: OllamaTestServer, arguments: tuple[str, ...]
) -> None:
    """As `| head -1` does; nor does Python complain of it when it ends."""
    assert with_closed_pipe("stdout", *arguments) == (OUTPUT_CLOSED_STATUS, "")


def test_complaints_that_nobody_reads(library: None) -> None:
    assert with_closed_pipe("stderr", "remove", "wombat") == (OUTPUT_CLOSED_STATUS, "")
