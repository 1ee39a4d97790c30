import json
from typing import Any

import pytest

from docqa.cli.main import main


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
