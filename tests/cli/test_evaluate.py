import json
from pathlib import Path

import pytest

from docqa.indexing.indexer import Indexer
from tests.cli.ran import Ran
from tests.support.ollama_server import DEEPSEEK, OllamaTestServer
from tests.support.pdfs import image_pdf
from tests.support.shelf import write_pdfs

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
        "answer_contains", "wrong_but_supported", "unanswerable_but_supported", "refused", "false_refusals",
        "citation_precision", "cited_share", "prompt_tokens", "search_seconds", "slowest_search_seconds",
        "answer_seconds",
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
