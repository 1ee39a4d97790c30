from pathlib import Path

import pytest


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Where a test makes its PDF."""
    return tmp_path / "paper.pdf"
