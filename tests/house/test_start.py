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


@pytest.mark.parametrize(
    ("edge", "needed"),
    [("docqa.workspace", ()), ("docqa.cli.main", ()), ("docqa.reading.page_image", ("pypdf", "pypdfium2"))],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(edge: str, needed: tuple[str, ...]) -> None:
    heavy = {*HEAVY} - {*needed}
    script = f"import sys, {edge}; sys.exit(' '.join({heavy!r} & {{*sys.modules}}) or None)"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
