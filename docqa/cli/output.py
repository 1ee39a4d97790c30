"""What a command writes: its results on stdout; complaints and bars on stderr."""

import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress


class OutputClosed(Exception):
    """Nobody reads the output any more, as after `| head -1`."""


def say(text: str = "", end: str = "\n") -> None:
    """Write to stdout, at once. Raises OutputClosed."""
    _write(sys.stdout, text + end)


def say_json(value: dict[str, Any]) -> None:
    """Write one line of JSON to stdout. Raises OutputClosed."""
    is_utf8 = sys.stdout.encoding.lower() == "utf-8"
    say(json.dumps(value, ensure_ascii=not is_utf8))


def complain(problem: object) -> None:
    """Write a sentence to stderr. Raises OutputClosed."""
    _write(sys.stderr, f"{problem}\n")


def flush() -> None:
    """Write what others, such as argparse, have left in stdout's buffer. Raises OutputClosed."""
    _write(sys.stdout, "")


def _write(stream: TextIO, text: str) -> None:
    # File names need not be UTF-8, and a terminal's or pipe's encoding need not hold every character of a document.
    printable = text.encode(stream.encoding, "backslashreplace").decode(stream.encoding)
    try:
        stream.write(printable)
        stream.flush()
    except BrokenPipeError as exc:
        # What is still in the buffer must go somewhere: Python writes it when it ends, and would fail once more.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        raise OutputClosed from exc


def bars() -> "Progress":
    """Bars on stderr if that is a terminal, and nothing otherwise."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    return Progress(console=console, disable=not console.is_terminal)


def document_bars() -> "Progress":
    """The same; each bar has a field `state`, where its document stands, in words."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), "{task.fields[state]}", TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


def download_bars() -> "Progress":
    """The same, of bytes: how many of how many, how fast, how long it will take."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)
