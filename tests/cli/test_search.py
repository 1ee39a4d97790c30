import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from docqa.settings import ROOT
from tests.cli.ran import Ran


def test_search_as_json(capsys: pytest.CaptureFixture[str], library: None) -> None:
    ran = Ran(capsys, "search", "How much is the rent?", "--json", "-k", 2, "--doc", "lease")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json.keys() == {"question", "passages", "seconds"}
    assert ran.json["question"] == "How much is the rent?"
    assert len(ran.json["passages"]) == 2
    best = ran.json["passages"][0]
    assert best.keys() == {"doc", "page", "label", "text", "score"}
    assert (best["doc"], best["page"], best["label"]) == ("Lease.pdf", 0, "1")
    assert "1,250 dollars" in best["text"]
    assert ran.json["seconds"] > 0
    both = Ran(capsys, "search", "cost", "--json", "--doc", "lease", "--doc", "invoices").json
    assert {passage["doc"] for passage in both["passages"]} == {"Lease.pdf", "Invoices.pdf"}


def test_what_the_embedding_model_does_not_know_is_said(capsys: pytest.CaptureFixture[str], library: None) -> None:
    said = "bge-small-en-v1.5 (built in) does not know the language of the question or of the pages"
    assert said in Ran(capsys, "search", "租金是多少？").err
    assert Ran(capsys, "search", "How much is the rent?").err == ""
    assert said in Ran(capsys, "ask", "租金是多少？", "--json").json["notice"]


def test_search_in_a_process_of_its_own(shelf: Path) -> None:
    environment = os.environ | {"DOCQA_DATA_DIR": str(shelf / "data"), "DOCQA_CHROMA_DIR": str(shelf / "chroma_db")}
    command = [sys.executable, "-m", "docqa", "search", "How much is the rent?", "--json"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert ran.stderr == ""
    assert json.loads(ran.stdout)["passages"][0]["doc"] == "Lease.pdf"
    ran = subprocess.run([*command, "--doc", "wombat"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("No document is called 'wombat'.")


@pytest.mark.parametrize("command", [("search", "rent"), ("ask", "rent")])
def test_unknown_and_ambiguous_names(
    capsys: pytest.CaptureFixture[str], library: None, command: tuple[str, str]
) -> None:
    Ran(capsys, *command, "--doc", "wombat").failed_with("No document is called 'wombat'. The library holds")
    Ran(capsys, *command, "--doc", "e").failed_with("'e' fits Heron report.pdf, Invoices.pdf, Lease.pdf")
    Ran(capsys, "remove", "wombat").failed_with("No document is called")
