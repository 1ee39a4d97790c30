"""onnxruntime's telemetry, looked at where it leaves its traces: what is sent is counted in test_offline."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from docqa.settings import ROOT
from tests.support.offline_trial import CONTINUOUS_INTEGRATION

LOAD = "import onnxruntime"
EMBED = "from docqa.engines.builtin.loading import load_embeddings; load_embeddings().embed_query('rent')"
SCAN = "from docqa.reading.ocr import _ocr; _ocr()"


def left_at_home(tmp_path: Path, *lines: str) -> set[str]:
    """The names of the files that a program of these lines leaves in its home."""
    left_out = (*CONTINUOUS_INTEGRATION, "ORT_DISABLE_TELEMETRY")
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in left_out},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return {path.name for path in (tmp_path / "home").rglob("*") if path.is_file()}


@pytest.mark.skipif(os.name == "nt", reason="onnxruntime reports in another way on Windows")
def test_without_docqa_it_would_report(tmp_path: Path) -> None:
    """When this fails, onnxruntime has changed its ways: the other tests here then show nothing any more."""
    assert "deviceid" in left_at_home(tmp_path, LOAD)


@pytest.mark.parametrize("what", [EMBED, SCAN])
@pytest.mark.parametrize("before", ["", "import os; os.environ['ORT_DISABLE_TELEMETRY'] = '0'"])
@pytest.mark.parametrize("between", ["", "import docqa, os; os.environ.pop('ORT_DISABLE_TELEMETRY')"])
def test_through_docqa_it_leaves_nothing(tmp_path: Path, what: str, before: str, between: str) -> None:
    assert left_at_home(tmp_path, before, between, what) == set()


def test_loaded_by_a_program_before_docqa_it_is_not_used(tmp_path: Path) -> None:
    expect = "from docqa.errors import EngineError", "try:", f"    {EMBED}", "except EngineError as error:"
    left_at_home(tmp_path, LOAD, *expect, "    assert 'Import docqa first' in str(error)", "else: raise SystemExit(1)")


def test_loaded_before_docqa_with_its_telemetry_off_it_serves(tmp_path: Path) -> None:
    off = "import os; os.environ['ORT_DISABLE_TELEMETRY'] = '1'"
    assert left_at_home(tmp_path, off, LOAD, EMBED) == set()
