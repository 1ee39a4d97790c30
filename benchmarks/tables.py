"""How well tables are found: `python benchmarks/tables.py [--evals DIR] [--misses] [--scan]`.

The share of cells with the right row label, column header and unit: of tables made by code (benchmarks/made_tables.py),
and of real ones, labelled by hand (benchmarks/table_cells.jsonl), if their PDFs are in DIR.
"""

import argparse
import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image

from benchmarks.made_tables import Expected, make_tables
from docqa.reading.page_image import page_picture
from docqa.reading.page_tables import page_tables
from docqa.tables import Cell, Table
from docqa.text.scripts import RAISED

CELLS = Path(__file__).parent / "table_cells.jsonl"
EVALS = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"
SCALES = "thousand", "million", "billion"
SCANNED = (
    "statement.pdf",
    "spanning.pdf",
    "ruled.pdf",
    "timetable.pdf",
)  # of the made ones, read from a picture with --scan
SCAN_WIDTH = 1700  # pixels: 200 dots an inch


@dataclass(slots=True)
class Score:
    """How many of the cells were found, with the right row, header and unit, and with all three right."""

    cells: int = 0
    found: int = 0
    row: int = 0
    header: int = 0
    unit: int = 0
    all: int = 0

    def add(self, verdict: "Verdict | None") -> None:
        self.cells += 1
        if verdict is not None:
            self.found += 1
            self.row += verdict.row
            self.header += verdict.header
            self.unit += verdict.unit
            self.all += verdict.is_right

    def line(self, name: str) -> str:
        shares = (part / max(1, self.cells) for part in (self.found, self.row, self.header, self.unit, self.all))
        return f"| {name} | {self.cells} | {' | '.join(f'{share:.2f}' for share in shares)} |"


@dataclass(frozen=True, slots=True)
class Verdict:
    cell: Cell
    row: bool
    header: bool
    unit: bool

    @property
    def is_right(self) -> bool:
        return self.row and self.header and self.unit


def verdict(expected: Expected, tables: Iterable[Table]) -> Verdict | None:
    """What is right about the cell with that value: the best of them, where several have it."""
    found = [
        Verdict(
            cell,
            _says(" ".join((*cell.row.groups, cell.row.label)), expected.row, expected.row_also),
            _says(cell.column.header, expected.header, expected.header_also),
            _unit(cell.unit, cell.text) == _unit(expected.unit),
        )
        for table in tables
        for cell in table.cells
        if _plain(cell.text) == _plain(expected.value)
    ]
    return max(found, key=lambda one: one.row + one.header + one.unit, default=None)


def _says(text: str, wanted: str, also: str) -> bool:
    """Whether a text has all the words that it must have, and none but those that it may have.

    The raised letter of a note is a word of its own.

    >>> _says("Benignᵃ cases", "benign cases", "a")
    True
    """
    apart = re.sub(rf"[{RAISED}]+", lambda mark: f" {unicodedata.normalize('NFKC', mark[0])}", text)
    words = set(re.findall(r"\w+", apart.casefold()))
    must = set(re.findall(r"\w+", wanted.casefold()))
    return must <= words <= must | set(re.findall(r"\w+", also.casefold()))


def _unit(unit: str, text: str = "") -> str:
    """The scale, "%" or the measure; currencies stand at the numbers."""
    if scale := next((scale for scale in SCALES if scale in unit.casefold()), ""):
        return scale
    if "%" in text or "%" in unit:
        return "%"
    return unit.removeprefix("in ").strip("$€£")


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def labelled() -> list[Expected]:
    return [Expected(**json.loads(line)) for line in CELLS.read_text("utf-8").splitlines()]


class Bench:
    """Finds the tables of each page once, and counts the time."""

    def __init__(self, tells_misses: bool) -> None:
        self._tells_misses = tells_misses
        self._tables: dict[tuple[Path, int], tuple[Table, ...]] = {}
        self.seconds: list[float] = []

    def score(self, cells: Iterable[Expected], paths: Mapping[str, Path]) -> Score:
        score = Score()
        for expected in cells:
            judged = verdict(expected, self._of(paths[expected.doc], expected.page))
            score.add(judged)
            if self._tells_misses and not (judged and judged.is_right):
                found = judged.cell.describe() if judged else "not found"
                wanted = f"{expected.row} · {expected.header}: {expected.value} [{expected.unit}]"
                print(f"{expected.doc} {expected.page}: {wanted} -> {found}")
        return score

    def _of(self, path: Path, page: int) -> tuple[Table, ...]:
        if (path, page) not in self._tables:
            start = perf_counter()
            self._tables[path, page] = page_tables(path, page)
            self.seconds.append(perf_counter() - start)
        return self._tables[path, page]


def scanned(path: Path, cells: Iterable[Expected]) -> Score:
    """The score of a page that is read from its picture."""
    from docqa.reading.ocr import scan_page

    picture = path.with_suffix(".png")
    picture.write_bytes(page_picture(path, 0, width=SCAN_WIDTH))
    scan = path.with_name(f"scanned-{path.name}")
    Image.open(picture).convert("L").save(scan, "PDF", resolution=200)
    page = scan_page(scan, 0, label="1")
    tables = page_tables(scan, 0, text=page.text, words=page.words)
    score = Score()
    for expected in cells:
        score.add(verdict(expected, tables))
    return score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evals", type=Path, default=EVALS, help="where the question sets with their PDFs are")
    parser.add_argument("--misses", action="store_true", help="tell each cell that is wrong; not of the unseen PDFs")
    parser.add_argument("--scan", action="store_true", help="read some of the made pages from their picture as well")
    arguments = parser.parse_args()
    bench, quiet = Bench(arguments.misses), Bench(tells_misses=False)
    print("| tables | cells | found | row | header | unit | all right |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        made = list(make_tables(Path(folder)))
        total = [cell for _, cells in made for cell in cells]
        for path, cells in made:
            print(bench.score(cells, {path.name: path}).line(path.stem))
        print(bench.score(total, {path.name: path for path, _ in made}).line("all made"))
        if arguments.scan:
            for path, cells in made:
                if path.name in SCANNED:
                    print(scanned(path, cells).line(f"{path.stem}, scanned"))
    real = labelled()
    paths = {cell.doc: arguments.evals / cell.doc for cell in real}
    if not all(path.is_file() for path in paths.values()):
        print(f"The PDFs of {CELLS.name} are not in {arguments.evals}: left out.")
    else:
        print(bench.score([cell for cell in real if cell.tuned], paths).line("real, tuned on"))
        print(quiet.score([cell for cell in real if not cell.tuned], paths).line("real, unseen"))
    times = sorted(bench.seconds + quiet.seconds)
    print(
        f"A page: {1000 * times[len(times) // 2]:.0f} ms (median), {1000 * times[-1]:.0f} ms (most); opening included."
    )


if __name__ == "__main__":
    main()
