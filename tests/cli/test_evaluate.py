import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docqa.indexing.indexer import Indexer
from tests.cli.ran import Ran
from tests.support.ollama_server import DEEPSEEK, LLAMA, Fault, OllamaTestServer
from tests.support.pdfs import image_pdf
from tests.support.shelf import write_pdfs

RENT = "The rent is 1,250 dollars a month, due on the fifth day."
QUESTIONS = [
    {
        "id": "a",
        "doc": "Lease.pdf",
        "question": "How much is the rent?",
        "answer": "$1,250",
        "pages": [0],
        "kind": "lookup",
    },
    {
        "id": "b",
        "doc": "Heron report.pdf",
        "question": "How much did training cost?",
        "answer": "$5.576M",
        "pages": [1],
    },
    {"id": "c", "doc": "Lease.pdf", "question": "Who painted the roof?", "answer": None, "kind": "unanswerable"},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A set's questions, its PDFs beside them."""
    folder = tmp_path / "little-set"
    folder.mkdir()
    write_pdfs(folder / "pdfs")
    (folder / "questions.jsonl").write_text("\n".join(json.dumps(question) for question in QUESTIONS))
    return folder / "questions.jsonl"


def test_eval_keeps_to_its_own_folder_and_indexes_once(
    capsys: pytest.CaptureFixture[str],
    questions: Path,
    tmp_path: Path,
    ollama: OllamaTestServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = tmp_path / "work"
    monkeypatch.setenv("CHROMA_URL", "http://127.0.0.1:1")  # the person's own server: not for this
    command = ["eval", questions, "--pdfs", questions.parent / "pdfs", "--work", work]
    first = Ran(capsys, *command, "--json", "--details", tmp_path / "details.jsonl")
    assert (first.code, first.err) == (0, "")
    assert first.json.keys() == {"set", "model", "scores"}
    assert (first.json["set"], first.json["model"]) == ("little-set", DEEPSEEK.name)
    assert first.json["scores"].keys() == {"all", "any", "lookup", "unanswerable"}
    lookup = first.json["scores"]["lookup"]
    assert lookup.keys() == {
        "questions", "answerable", "hit_within", "hit_overall", "first_quotation_holds", "quotations_hold",
        "answer_contains", "wrong_but_supported", "unanswerable_but_supported", "refused", "false_refusals", "loops",
        "valid_choices", "citation_precision", "cited_share", "prompt_tokens", "search_seconds",
        "slowest_search_seconds", "answer_seconds",
    }  # fmt: skip
    assert lookup["hit_within"].keys() == {"1", "3", "5", "10"}
    assert (lookup["answer_contains"], lookup["cited_share"], lookup["citation_precision"]) == (1.0, 0.5, 1.0)
    assert (lookup["first_quotation_holds"], lookup["quotations_hold"], lookup["wrong_but_supported"]) == (1, 1, 0)
    assert first.json["scores"]["unanswerable"]["unanswerable_but_supported"] == 1.0
    rows = [json.loads(line) for line in (tmp_path / "details.jsonl").read_text().splitlines()]
    assert [(row["id"], row["gold_pages"]) for row in rows] == [("a", [0]), ("b", [1]), ("c", [])]
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "chroma_db").exists()

    embedded = len(embedded_texts(ollama))
    second = Ran(capsys, *command, "--search-only")
    assert len(embedded_texts(ollama)) == embedded
    assert second.code == 0
    assert second.out.splitlines()[0].split() == ["all", "any", "lookup", "unanswerable"]
    assert "false refusals" not in second.out
    ablated = Ran(capsys, *command, "--ablate")
    lines = [line.split("  ")[0] for line in ablated.out.splitlines()]
    assert lines[1:3] == ["all steps", "without instructions"]
    assert lines[-2] == "no step"
    assert len(embedded_texts(ollama)) == embedded


def takes(*taken: tuple[str, str]) -> Any:
    """What the test server chooses: by words of the question an id, and otherwise "1"."""

    def fill(messages: list[dict[str, Any]], schema: dict[str, Any]) -> Iterator[str]:
        question = messages[-1]["content"].rpartition("Question: ")[2]
        yield json.dumps({"choice": next((id_ for words, id_ in taken if words in question), "1")})

    return fill


def test_eval_measures_whether_a_model_writes_or_chooses_better(
    capsys: pytest.CaptureFixture[str],
    questions: Path,
    tmp_path: Path,
    own_library: None,
    ollama: OllamaTestServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says the rent to every question; what it chooses is right. From then on it chooses, here and in `ask`."""
    monkeypatch.setenv("DOCQA_CHAT_MODEL", LLAMA.name)
    ollama.models[LLAMA.name] = LLAMA
    ollama.fill = takes(("painted", "none"))
    rent = ("ask", "How much is the rent?")
    assert Ran(capsys, *rent, "--json").json["choice"] is None  # never measured: it writes
    details = tmp_path / "details.jsonl"
    command = ["eval", questions, "--pdfs", questions.parent / "pdfs", "--work", tmp_path / "work"]
    ran = Ran(capsys, *command, "--model", LLAMA.name, "--roles", "--details", details)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert re.split(r"  +", lines[0].strip())[:4] == ["all, writes", "all, chooses", "any, writes", "any, chooses"]
    measured = {re.split(r"  +", line)[0]: line.split()[-8:] for line in lines}
    assert measured["wrong but supported"][:2] == ["0.50", "0.00"]
    assert measured["answer contains"][:2] == ["0.50", "1.00"]
    assert measured["valid choices"][:2] == ["-", "1.00"]
    writes, chooses = lines[-3:-1]
    assert writes.startswith("llama3.2:1b writes: for 2 of 3 questions something wrong stands as supported, for 1 the ")
    assert chooses.startswith("llama3.2:1b chooses: for 0 of 3 questions something wrong stands as supported, for 2 ")
    assert lines[-1] == "llama3.2:1b chooses from now on."
    rows = [json.loads(line) for line in details.read_text().splitlines()]
    assert [(row["id"], row["role"]) for row in rows] == [
        (id_, role) for role in ("writes", "chooses") for id_ in "abc"
    ]
    assert not [row for row in rows if row["role"] == "chooses" and row["sentences"]]

    found = Ran(capsys, *rent, "--json").json
    assert (found["answer"], found["sentences"], found["model"]) == (f"“{RENT}”", [], LLAMA.name)
    assert found["choice"]["taken"] == "1"  # among fewer where the vector of the question came too late
    assert re.search(r"^\(llama3\.2:1b chose number 1 of \d quotations\.\)$", Ran(capsys, *rent).out, re.MULTILINE)
    assert (
        "answers: llama3.2:1b (chooses, as measured on 3 questions: 2 right, 2 supported, 0 wrong and supp"
        in Ran(capsys, "models").out
    )
    assert Ran(capsys, "models", "--json").json["roles"] == {LLAMA.name: "chooses"}
    scores = Ran(capsys, *command, "--json").json["scores"]  # and so it is measured
    assert (scores["all"]["valid_choices"], scores["all"]["cited_share"]) == (1.0, None)

    ollama.models[LLAMA.name] = replace(LLAMA, version="newer")
    assert Ran(capsys, *rent, "--json").json["choice"] is None  # another model by the same name


def test_a_model_that_chooses_badly_writes(
    capsys: pytest.CaptureFixture[str], questions: Path, tmp_path: Path, ollama: OllamaTestServer
) -> None:
    questions.write_text(json.dumps(QUESTIONS[0]))  # the rent, which it writes rightly
    ollama.fill = takes(("rent", "none"))
    command = ["eval", questions, "--pdfs", questions.parent / "pdfs", "--work", tmp_path / "work", "--roles"]
    ran = Ran(capsys, *command, "--json")
    assert (ran.json["model"], ran.json["role"], ran.json["scores"].keys()) == (
        DEEPSEEK.name,
        "writes",
        {"writes", "chooses"},
    )
    assert f"answers: {DEEPSEEK.name} (writes, as measured on 1 question: 1 right" in Ran(capsys, "models").out

    ollama.faults["/api/chat"] = Fault("status", times=1)
    ran = Ran(capsys, *command)
    assert ran.code == 1
    assert "deepseek-r1:1.5b broke off in Ollama" in ran.err
    assert ran.out.splitlines()[-1] == "deepseek-r1:1.5b keeps the role it had: not all went well."

    (tmp_path / "data" / "model_roles.json").unlink()
    (tmp_path / "data").rmdir()
    (tmp_path / "data").write_text("no folder")
    ran = Ran(capsys, *command)
    ran.failed_with("The role of deepseek-r1:1.5b could not be kept")
    assert "wrong but supported" in ran.out


def test_eval_of_roles_without_what_it_needs(
    capsys: pytest.CaptureFixture[str], questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["eval", questions, "--pdfs", questions.parent / "pdfs", "--work", tmp_path / "work", "--roles"]
    Ran(capsys, *command).failed_with("There is no chat model to measure.")
    questions.write_text(json.dumps(QUESTIONS[0] | {"answer": ""}))
    Ran(capsys, *command).failed_with("says what its answer is")


def embedded_texts(ollama: OllamaTestServer) -> list[str]:
    """The passages that the server was asked to embed."""
    texts = [text for request in ollama.asked("/api/embed") for text in request.body["input"]]
    return [text for text in texts if text.startswith("search_document")]


def test_eval_never_uses_the_person_s_library(
    capsys: pytest.CaptureFixture[str], questions: Path, tmp_path: Path
) -> None:
    ran = Ran(capsys, "eval", questions, "--pdfs", questions.parent / "pdfs", "--work", tmp_path)
    ran.failed_with("Choose another folder with --work")
    assert not (tmp_path / "data").exists()


def test_eval_without_its_files(capsys: pytest.CaptureFixture[str], questions: Path, tmp_path: Path) -> None:
    work = ["--work", tmp_path / "work"]
    (questions.parent / "pdfs" / "Lease.pdf").unlink()
    Ran(capsys, "eval", questions, "--pdfs", questions.parent / "pdfs", *work).failed_with(
        "Lease.pdf cannot be read: No such file or directory."
    )
    Ran(capsys, "eval", tmp_path / "none.jsonl", "--pdfs", tmp_path, *work).failed_with("cannot be read")
    questions.write_text("[]")
    Ran(capsys, "eval", questions, "--pdfs", tmp_path, *work).failed_with("Line 1 of")


def test_eval_says_what_failed(capsys: pytest.CaptureFixture[str], questions: Path, tmp_path: Path) -> None:
    image_pdf(questions.parent / "pdfs" / "Lease.pdf")
    command = ["eval", questions, "--pdfs", questions.parent / "pdfs", "--work", tmp_path / "work", "--search-only"]
    ran = Ran(capsys, *command)
    ran.failed_with("Lease.pdf has no text")
    assert "hit@1 within the document" in ran.out


def test_eval_on_an_index_that_is_not_whole(
    capsys: pytest.CaptureFixture[str], questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Indexer, "run_until_done", lambda indexer: True)
    command = ["eval", questions, "--pdfs", questions.parent / "pdfs", "--work", tmp_path / "work", "--search-only"]
    Ran(capsys, *command).failed_with(
        "Heron report.pdf is not indexed to its end", "Lease.pdf is not indexed to its end"
    )


def test_a_question_for_the_whole_document_is_measured_as_the_page_answers_it(
    capsys: pytest.CaptureFixture[str], questions: Path, tmp_path: Path
) -> None:
    whole = {"id": "w", "doc": "Lease.pdf", "question": "Summarise the lease", "answer": "$1,250", "kind": "global"}
    questions.write_text(json.dumps(whole))
    command = ["eval", questions, "--pdfs", questions.parent / "pdfs", "--work", tmp_path / "work"]
    ran = Ran(capsys, *command, "--json", "--details", tmp_path / "details.jsonl")
    assert ran.json["scores"]["global"]["answer_contains"] == 1.0
    (row,) = map(json.loads, (tmp_path / "details.jsonl").read_text().splitlines())
    assert row["parts"] and RENT in row["answer"]


@pytest.mark.parametrize("ways", [[], ["--search-only"]])
def test_a_question_is_asked_behind_those_before_it(
    capsys: pytest.CaptureFixture[str], questions: Path, tmp_path: Path, ways: list[str]
) -> None:
    where = {"doc": "Lease.pdf", "question": "and this?", "answer": "the kitchen door", "pages": [1]}
    behind_it = where | {"after": ["Where is the key?"]}
    questions.write_text("\n".join(map(json.dumps, (where, behind_it))))
    command = ["eval", questions, "--pdfs", questions.parent / "pdfs", "--work", tmp_path / "work", *ways]
    assert Ran(capsys, *command, "--details", tmp_path / "details.jsonl").code == 0
    alone, behind = map(json.loads, (tmp_path / "details.jsonl").read_text().splitlines())
    assert (alone["after"], behind["after"]) == ([], ["Where is the key?"])
    assert (alone["pages_within"][0], behind["pages_within"][0]) == (2, 1)
    if not ways:
        assert "kitchen" not in alone["quotations"][0]["text"]
        assert "kitchen" in behind["quotations"][0]["text"]
