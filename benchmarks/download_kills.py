"""A model's download that is killed again and again ends with the right digest, and fetches nothing twice.

`python -m benchmarks.download_kills MODEL.gguf [--kills 100] [--seed N]`

A process of its own gets the file from a registry on this machine and is killed (SIGKILL) at random places of it, each
time after the place of the kill before. A bar a kill: what lay on the disk, and what had come since the kill before.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

from docqa.engines.gguf.kept import KeptModels
from docqa.settings import ROOT
from tests.support.model_registry import ModelRegistry

NAME = "deepseek-r1:1.5b"
BYTES_PER_SECOND = 20_000_000
BAR_CHARACTERS = 60
PULL = """
import sys
from pathlib import Path
from docqa.engines.gguf.kept import KeptModels
from docqa.engines.gguf.pulls import Pulls
from docqa.engines.gguf.registry import Registry
for step in Pulls(KeptModels(Path(sys.argv[1])), Registry(sys.argv[2])).pull(sys.argv[3]):
    pass
"""


def here(folder: Path) -> int:
    """Bytes of the file that lie on the disk."""
    return max((part.stat().st_size for part in (folder / "blobs").glob("*.part")), default=0)


def bar(before: int, now: int, size: int) -> str:
    """What was there, what has come, and what is missing.

    >>> bar(50, 75, 100)
    '##############################===============...............'
    """
    old, new = (round(come / size * BAR_CHARACTERS) for come in (before, now))
    return "#" * old + "=" * (new - old) + "." * (BAR_CHARACTERS - new)


def main(model: bytes, kills: int, seed: int) -> None:
    places = sorted(random.Random(seed).sample(range(1, len(model)), kills))
    started = perf_counter()
    with tempfile.TemporaryDirectory() as name, ModelRegistry({NAME: model}) as registry:
        registry.bytes_per_second = BYTES_PER_SECOND
        folder = Path(name, "models")
        command = [sys.executable, "-c", PULL, str(folder), registry.url, NAME]
        before = ended = 0
        ends = {0}  # of the file, at each kill
        for number, place in enumerate(places, start=1):
            pulling = subprocess.Popen(command, cwd=ROOT)
            while pulling.poll() is None and here(folder) < place:
                sleep(0.001)
            pulling.kill()
            ended += pulling.wait() >= 0
            now = here(folder)
            print(f"{number:4} {bar(before, now, len(model))} {now / 1e6:6.1f} MB", flush=True)
            before = now
            ends.add(now)
        subprocess.run(command, cwd=ROOT, check=True)
        kept = KeptModels(folder).model(NAME)
        is_right = kept is not None and kept.checked().read_bytes() == model
        asked = registry.asked()
        print(
            f"{kills} kills, {ended} of processes that had ended before; the file is "
            f"{'right' if is_right else 'WRONG'}. {len(asked)} requests began at {sum(a > 0 for a in asked)} places "
            f"behind the first, each where the file ended: {ends.issuperset(asked)}. {perf_counter() - started:.0f} s."
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    main(options.model.read_bytes(), options.kills, options.seed)
