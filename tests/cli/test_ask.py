import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from docqa.cli.ask import say_rest
from docqa.documents import Answer
from docqa.settings import ROOT
from tests.cli.ran import Ran
from tests.support.ollama_server import DEEPSEEK, OllamaTestServer


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


def test_ask_as_json(capsys: pytest.CaptureFixture[str], library: None, ollama: OllamaTestServer) -> None:
    ran = Ran(capsys, "ask", "How much is the rent?", "--json", "--doc", "Lease.pdf")
    assert (ran.code, ran.err) == (0, "")
    found = ran.json
    assert found.keys() == {
        "question", "passages", "seconds",
        "answer", "thinking", "refused", "notice", "sentences", "model", "prompt_tokens", "error",
    }  # fmt: skip
    assert found["answer"] == "The rent is 1,250 dollars a month. It is a bargain."
    assert found["thinking"] == "Let me look at the passages."
    assert (found["refused"], found["model"], found["error"]) == (False, DEEPSEEK.name, None)
    assert found["prompt_tokens"] > 0
    right, wrong = found["sentences"]
    assert right.keys() == {"text", "citations", "supported"}
    assert (right["text"], right["supported"]) == ("The rent is 1,250 dollars a month.", True)
    assert right["citations"][0].keys() == {"doc", "page", "text"}
    assert (right["citations"][0]["doc"], right["citations"][0]["page"]) == ("Lease.pdf", 0)
    assert wrong == {"text": "It is a bargain.", "citations": [], "supported": False}


def test_ask_for_people(capsys: pytest.CaptureFixture[str], library: None, ollama: OllamaTestServer) -> None:
    ran = Ran(capsys, "ask", "How much is the rent?")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "The rent is 1,250 dollars a month. It is a bargain. "
    assert "  [1] Lease.pdf p. 1: The rent is 1,250 dollars a month." in lines
    assert "  not in the sources: It is a bargain." in lines
    assert len([line for line in lines if line.startswith("[")]) == 5


def test_what_is_said_of_the_question_comes_first(
    capsys: pytest.CaptureFixture[str], library: None, ollama: OllamaTestServer
) -> None:
    lines = Ran(capsys, "ask", "Can I bring my Labrador for the rent?").out.splitlines()
    assert lines[:3] == [
        "(Nothing on the pages found mentions Labrador.)",
        "",
        "The rent is 1,250 dollars a month. It is a bargain. ",
    ]
    found = Ran(capsys, "ask", "Can I bring my Labrador for the rent?", "--json").json
    assert found["notice"] == "Nothing on the pages found mentions Labrador."


def test_the_closest_words_follow_what_a_small_model_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    say_rest(Answer("Who?", "“It is Ada.”", own_words="It was elves."), is_shown=True)
    assert capsys.readouterr().out.split("\n")[2:4] == [
        "That has no support in the documents, or says nothing new. Their closest words:",
        "“It is Ada.”",
    ]


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
