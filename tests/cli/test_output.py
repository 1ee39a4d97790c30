import json
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper

import pytest

from docqa.cli.output import bars, complain, document_bars, say, say_json

ENCODINGS = ["utf-8", "ascii", "cp1252"]


def terminal(monkeypatch: pytest.MonkeyPatch, encoding: str) -> BytesIO:
    """What reaches a terminal of that encoding from now on, on either stream."""
    written = BytesIO()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, TextIOWrapper(written, encoding))
    return written


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("speak", [say, complain])
def test_characters_that_the_stream_cannot_hold_are_spelled_out(
    monkeypatch: pytest.MonkeyPatch, speak: Callable[[str], None], encoding: str
) -> None:
    written = terminal(monkeypatch, encoding)
    speak("caf\udce9 ≥ 3")
    greater = "≥" if encoding == "utf-8" else r"\u2265"
    assert written.getvalue().decode(encoding) == f"caf\\udce9 {greater} 3\n"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_json_in_every_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    written = terminal(monkeypatch, encoding)
    value = {"set": "caf\udce9", "answer": "é ≥ 3"}
    say_json(value)
    assert json.loads(written.getvalue().decode(encoding)) == value


def test_no_bars_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with document_bars() as progress:
        progress.add_task("Lease.pdf", total=1.0, state="1 page")
    with bars() as progress:
        assert list(progress.track([1, 2], description="Asking")) == [1, 2]
    assert capsys.readouterr() == ("", "")
