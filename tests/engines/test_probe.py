from pathlib import Path

from docqa.engines.choice import Engines
from docqa.engines.gguf.header import read_header
from docqa.engines.gguf.probe import LAYERS, PROBE, write_zeros
from docqa.settings import Settings


def test_the_model_that_is_measured_is_whole_and_takes_no_room(tmp_path: Path) -> None:
    path = tmp_path / "zeros.gguf"
    size = write_zeros(path)
    assert path.stat().st_size == size > LAYERS * 26_000_000  # 46.8 million numbers a layer, 4.5 bits each
    header = read_header(path)
    assert header.can_chat
    assert not header.thinks


def test_this_machine_reads_and_writes_at_some_speed(settings: Settings) -> None:
    found = PROBE.speed()
    assert found.seconds_per_read_token > 0
    assert found.seconds_per_written_token > 0
    assert Engines(settings).speed() is found  # measured once
    again = Engines(settings).speed(anew=True)
    assert again is not found
    assert PROBE.speed() is again
