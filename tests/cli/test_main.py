import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docqa.cli.main import main, print_answer
from docqa.documents import Answer
from docqa.library.texts import Texts
from docqa.settings import ROOT, Settings
from tests.support.ollama_server import DEEPSEEK, LLAMA, NOMIC, OllamaTestServer
from tests.support.pdfs import encrypted_pdf, image_pdf, not_a_pdf, protected, scanned_pdf, text_pdf
from tests.support.shelf import LEASE, MODEL, filled, write_pdfs
from tests.test_workspace import another_docqa

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


@pytest.fixture(autouse=True)
def builtin(own_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCQA_ENGINE", "builtin")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library in it, for tests that only ask."""
    folder = tmp_path_factory.mktemp("library")
    filled(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin")).close()
    return folder


@pytest.fixture
def library(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCQA_DATA_DIR", str(shelf / "data"))
    monkeypatch.setenv("DOCQA_CHROMA_DIR", str(shelf / "chroma_db"))


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaTestServer]:
    reply = "The rent is 1,250 dollars a month. It is a bargain."
    with OllamaTestServer(
        reply=lambda messages: iter(reply.split(" ")[:0] or [w + " " for w in reply.split(" ")])
    ) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        monkeypatch.setenv("DOCQA_ENGINE", "ollama")
        yield server


class Ran:
    """What a command did."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        self.code = main([str(argument) for argument in arguments])
        self.out, self.err = capsys.readouterr()

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object that was printed."""
        (line,) = self.out.splitlines()
        found = json.loads(line)
        assert isinstance(found, dict)
        return found

    def failed_with(self, *sentences: str) -> None:
        """It failed, and each line on stderr is one of these."""
        assert self.code == 1
        lines = self.err.splitlines()
        assert len(lines) == len(sentences), self.err
        for line, sentence in zip(lines, sentences, strict=True):
            assert sentence in line
            assert line.endswith((".", "?")), line


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
        "answer", "thinking", "refused", "sentences", "model", "prompt_tokens", "error",
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


def test_the_closest_words_follow_what_a_small_model_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(Answer("Who?", "“It is Ada.”", own_words="It was elves."), is_shown=True)
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


def test_an_empty_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert Ran(capsys, "list").out == "The library is empty. Add a PDF: python -m docqa add FILE.pdf\n"
    assert Ran(capsys, "list", "--json").json == {"documents": []}
    ran = Ran(capsys, "search", "rent", "--json")
    assert (ran.code, ran.json["passages"]) == (1, [])
    Ran(capsys, "search", "rent").failed_with("No passage fits.")
    ran = Ran(capsys, "ask", "rent", "--json")
    assert ran.json["refused"]


def test_other_files_go_on_when_some_fail(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good, also_good = text_pdf(tmp_path / "Lease.pdf", LEASE), text_pdf(tmp_path / "Heron.pdf", MODEL)
    (tmp_path / "empty").mkdir()
    bad = [
        tmp_path / "missing.pdf",
        tmp_path / "empty",
        not_a_pdf(tmp_path / "page.html"),
        image_pdf(tmp_path / "scan.pdf"),
    ]
    secret = encrypted_pdf(tmp_path / "secret.pdf", LEASE, "sesame")
    ran = Ran(capsys, "add", *bad[:3], good, *bad[3:], secret, also_good)
    ran.failed_with(
        "missing.pdf cannot be read: No such file or directory.",
        "There is no PDF in ",
        "page.html is not a PDF",
        "scan.pdf has no text",
        "secret.pdf",
    )
    assert ran.out.splitlines() == ["Lease.pdf: 3 pages", "Heron.pdf: 2 pages"]
    Ran(capsys, "add", "--password", "wrong", secret).failed_with("That is not the password of secret.pdf.")
    opened = Ran(capsys, "add", "--password", "sesame", secret)
    assert (opened.code, opened.out, opened.err) == (0, "secret.pdf: 3 pages\n", "")


def test_a_password_that_is_asked_for_stands_in_no_history(tmp_path: Path) -> None:
    secret = encrypted_pdf(tmp_path / "secret.pdf", LEASE, "sesame")
    keyboard, terminal = os.openpty()
    command = [sys.executable, "-m", "docqa", "add", str(secret), "--password"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stderr.read(len("Password: ")) == b"Password: "
        os.write(keyboard, b"sesame\n")
        assert process.stdout.read() == b"secret.pdf: 3 pages\n"
        assert process.stderr.read().strip() == b""
    os.close(keyboard)
    os.close(terminal)


def test_a_file_taken_for_the_password(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = [text_pdf(tmp_path / name, LEASE) for name in ("a.pdf", "b.pdf")]
    Ran(capsys, "add", "--password", *files).failed_with("a.pdf is a file, not a password. Write --password last")
    assert Ran(capsys, "list", "--json").json == {"documents": []}


def test_a_password_that_nobody_gives(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "docqa", "add", str(text_pdf(tmp_path / "a.pdf", LEASE)), "--password"]
    ran = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True
    )
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].endswith("No password was given, and nothing was added.")


def test_the_scanned_pages_of_a_protected_pdf_when_another_process_indexes(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    secret = protected(scanned_pdf(tmp_path / "secret.pdf", ((72.0, 4, "Behind the clock"),)), "sesame")
    with another_docqa(settings):
        Ran(capsys, "add", secret)
        wrong = Ran(capsys, "add", secret, "--password", "wrong")
        assert (wrong.code, wrong.err.splitlines()[-1]) == (
            1,
            "That is not the password of secret.pdf. Try again; capitals matter.",
        )
        right = Ran(capsys, "add", secret, "--password", "sesame")
        assert (right.code, right.err.splitlines()[-1]) == (
            1,
            "1 scanned page of secret.pdf waits: the docqa that does the indexing must be given its password too. "
            "Give it on its page, or close it and add the file again.",
        )
    again = Ran(capsys, "add", secret, "--password", "sesame")
    assert (again.code, again.out.splitlines()[0]) == (0, "secret.pdf: 1 page, 1 read from its picture")


def test_a_document_is_removed_though_its_index_cannot_be_tidied(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    Ran(capsys, "add", text_pdf(tmp_path / "Lease.pdf", LEASE))
    lock = settings.data_dir / "indexing.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    ran = Ran(capsys, "remove", "lease")
    assert (ran.code, ran.out) == (0, "Removed Lease.pdf.\n")
    assert "Lease.pdf is removed. Its copies in the search index are cleared by the next add or remove" in ran.err
    lock.rmdir()
    assert Ran(capsys, "list", "--json").json == {"documents": []}


def test_a_list_for_people_reads_no_reports(
    capsys: pytest.CaptureFixture[str], library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Texts, "pages_with_notes")
    assert "Lease.pdf         3 pages" in Ran(capsys, "list").out


@pytest.mark.parametrize("engine", ["ollama", "auto"])
def test_ollama_that_does_not_run(
    capsys: pytest.CaptureFixture[str], library: None, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setenv("DOCQA_ENGINE", engine)
    monkeypatch.setenv("DOCQA_CHAT_MODEL", "deepseek-r1:1.5b")
    ran = Ran(capsys, "models", "--json")
    assert (ran.code, ran.json["ollama"]) == (0, None)
    if engine == "ollama":
        ran = Ran(capsys, "ask", "How much is the rent?", "--json")
        ran.failed_with("Ollama does not answer")
        assert ran.json["passages"]
        assert "Ollama does not answer" in ran.json["error"]
        Ran(capsys, "models", "pull", "llama3.2:1b").failed_with("Ollama does not answer")


def test_a_model_that_is_not_installed(
    capsys: pytest.CaptureFixture[str], library: None, ollama: OllamaTestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCQA_CHAT_MODEL", LLAMA.name)
    ran = Ran(capsys, "ask", "How much is the rent?", "--json")
    ran.failed_with("llama3.2:1b")
    pulled = Ran(capsys, "models", "pull", LLAMA.name)
    assert (pulled.code, pulled.out) == (0, "llama3.2:1b is installed.\n")
    assert Ran(capsys, "ask", "How much is the rent?", "--json").json["model"] == LLAMA.name


def test_models(capsys: pytest.CaptureFixture[str], ollama: OllamaTestServer) -> None:
    found = Ran(capsys, "models", "--json").json
    assert found == {"ollama": "0.40.2", "chat": [DEEPSEEK.name], "embedding": [NOMIC.name], "advice": []}
    assert f"answers: {DEEPSEEK.name}\nembeds:  {NOMIC.name}" in Ran(capsys, "models").out
    Ran(capsys, "models", "pull").failed_with("Say which model")
    Ran(capsys, "models", "pull", "wombat").failed_with("wombat")


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


# eval


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
        "questions", "answerable", "hit_within", "hit_overall", "false_refusals", "false_answers", "answer_contains",
        "citation_precision", "cited_share", "prompt_tokens", "search_seconds", "slowest_search_seconds",
        "answer_seconds",
    }  # fmt: skip
    assert lookup["hit_within"].keys() == {"1", "3", "5", "10"}
    assert (lookup["answer_contains"], lookup["cited_share"], lookup["citation_precision"]) == (1.0, 0.5, 1.0)
    assert first.json["scores"]["unanswerable"]["false_answers"] == 1.0
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
