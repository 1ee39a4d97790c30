import pytest

from tests.cli.ran import Ran
from tests.support.ollama_server import DEEPSEEK, OllamaTestServer

RENT = "The rent is 1,250 dollars a month, due on the fifth day."


def test_ask_as_json(capsys: pytest.CaptureFixture[str], library: None, ollama: OllamaTestServer) -> None:
    ran = Ran(capsys, "ask", "How much is the rent?", "--json", "--doc", "Lease.pdf")
    assert (ran.code, ran.err) == (0, "")
    found = ran.json
    assert found.keys() == {
        "question", "passages", "seconds",
        "answer", "state", "quotations", "choice", "thinking", "refused", "notice", "sentences", "parts", "coverage",
        "model", "prompt_tokens", "error",
    }  # fmt: skip
    assert found["answer"] == "The rent is 1,250 dollars a month. It is a bargain."
    assert found["thinking"] == "Let me look at the passages."
    assert (found["refused"], found["model"], found["error"]) == (False, DEEPSEEK.name, None)
    assert found["prompt_tokens"] > 0
    right, wrong = found["sentences"]
    assert right.keys() == {"text", "state", "supported", "doubted", "citations"}
    assert (right["text"], right["supported"]) == ("The rent is 1,250 dollars a month.", True)
    assert right["state"] == "word for word"
    assert right["citations"][0].keys() == {"doc", "page", "text"}
    assert (right["citations"][0]["doc"], right["citations"][0]["page"]) == ("Lease.pdf", 0)
    assert wrong == {
        "text": "It is a bargain.", "state": "not in the sources", "supported": False, "doubted": [], "citations": [],
    }  # fmt: skip
    assert found["state"] == "answers"
    assert found["quotations"][0] == {"doc": "Lease.pdf", "page": 0, "text": RENT}


def test_without_a_model_that_writes_the_first_quotation_is_the_answer(
    capsys: pytest.CaptureFixture[str], library: None
) -> None:
    found = Ran(capsys, "ask", "How much is the rent?", "--json").json
    assert (found["answer"], found["state"]) == (f"“{RENT}”", "answers")
    assert (found["quotations"][0]["doc"], found["quotations"][0]["page"]) == ("Lease.pdf", 0)
    assert (found["sentences"], found["model"], found["refused"], found["error"]) == ([], "", False, None)
    assert Ran(capsys, "ask", "Can I bring my Labrador for the rent?", "--json").json["state"] == "closest"
    found = Ran(capsys, "ask", "Which bird sings before dawn?", "--json").json
    assert (found["state"], found["refused"]) == ("none", True)


def test_ask_for_people(capsys: pytest.CaptureFixture[str], library: None, ollama: OllamaTestServer) -> None:
    ran = Ran(capsys, "ask", "How much is the rent?")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[:2] == [f"“{RENT}”", "  Lease.pdf p. 1"]
    assert lines.index("The rent is 1,250 dollars a month. It is a bargain. ") > 1
    assert "  [1] Lease.pdf p. 1: The rent is 1,250 dollars a month." in lines
    assert "  not in the sources: It is a bargain." in lines
    assert len([line for line in lines if line.startswith("[")]) == 5


def test_without_a_model_that_writes_there_are_the_documents_own_words(
    capsys: pytest.CaptureFixture[str], library: None
) -> None:
    ran = Ran(capsys, "ask", "How much is the rent?", "-k", 1, "--doc", "lease")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:3] == [f"“{RENT}”", "  Lease.pdf p. 1", ""]
    assert not [line for line in lines if "not in the sources" in line]
    assert lines[-2].startswith("[1] Lease.pdf p. 1 ")
    lines = Ran(capsys, "ask", "Which bird sings before dawn?").out.splitlines()
    assert lines[:2] == ["The documents do not say.", ""]


def test_what_is_said_of_the_question_comes_first(
    capsys: pytest.CaptureFixture[str], library: None, ollama: OllamaTestServer
) -> None:
    lines = Ran(capsys, "ask", "Can I bring my Labrador for the rent?").out.splitlines()
    assert lines[:4] == [
        "(Nothing on the pages found mentions Labrador.)",
        "",
        "These are the closest words found. They may not answer the question.",
        "",
    ]
    written = lines.index("The rent is 1,250 dollars a month. It is a bargain. ")
    assert all(line.startswith("“") for line in lines[4:written:3])
    found = Ran(capsys, "ask", "Can I bring my Labrador for the rent?", "--json").json
    assert found["notice"] == "Nothing on the pages found mentions Labrador."
