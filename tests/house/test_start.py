"""docqa starts soon: what is heavy is loaded when it is first needed."""

import subprocess
import sys

import pytest

from docqa.settings import ROOT

# Too slow to load before they are needed: the page must open at once.
HEAVY = (
    "chromadb",
    "docqa.reports.items",
    "langchain_community",
    "langchain_ollama",
    "langsmith",
    "ollama",
    "onnxruntime",
    "pandas",
    "pypdf",  # and pypdfium2: PDFs are read in another process
    "pypdfium2",
    "rapidocr",
    "reportlab",
    "xllamacpp",
)


# What a process that reads need not have before the first text is there; each document's first reader waits for it.
HEAVY_TO_READ = ("docqa.reading.ocr", "docqa.reading.page_tables", "numpy", "snowballstemmer")


@pytest.mark.parametrize(
    ("edge", "needed", "more"),
    [
        ("docqa.workspace", (), ()),
        ("docqa.cli.main", (), ()),
        ("docqa.reading.worker", ("pypdf", "pypdfium2"), HEAVY_TO_READ),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(edge: str, needed: tuple[str, ...], more: tuple[str, ...]) -> None:
    heavy = {*HEAVY, *more} - {*needed}
    script = f"import sys, {edge}; sys.exit(' '.join({heavy!r} & {{*sys.modules}}) or None)"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
