import pytest

from tests.cli.ran import Ran


@pytest.mark.parametrize(
    ("arguments", "meaning"),
    [
        (("search", "caf\udce9"), "The question"),
        (("ask", "caf\udce9", "--json"), "The question"),
        (("models", "pull", "caf\udce9"), "The model's name"),
        (("add", "Lease.pdf", "--password", "caf\udce9"), "The password"),
    ],
)
def test_an_argument_that_is_not_utf8(
    capsys: pytest.CaptureFixture[str], library: None, arguments: tuple[str, ...], meaning: str
) -> None:
    """Python writes bytes that are not UTF-8 as halves of characters, which can be neither searched nor printed."""
    ran = Ran(capsys, *arguments)
    ran.failed_with(f"{meaning} is not UTF-8 text. Set your terminal to UTF-8 and type it again.")
    assert "caf" not in ran.err + ran.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "caf\udce9.pdf"), "caf\\udce9.pdf cannot be read: No such file or directory."),
        (("search", "rent", "--doc", "caf\udce9"), "No document is called 'caf\\udce9'."),
        (("remove", "caf\udce9"), "No document is called 'caf\\udce9'."),
        (("eval", "caf\udce9.jsonl", "--pdfs", "."), "The questions in caf\\udce9.jsonl cannot be read"),
    ],
)
def test_names_need_not_be_utf8(
    capsys: pytest.CaptureFixture[str], library: None, arguments: tuple[str, ...], sentence: str
) -> None:
    Ran(capsys, *arguments).failed_with(sentence)
