"""The numbers in the margin that count a page's lines are left out of its text; those of tables and lists are not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import pdfs
from tests.support.pages import only_page

PLEADING = """On December 7, 2017, plaintiff was a passenger in a car
operated by her husband and stood at the corner of two
roads in Hillsboro. Defendant, who was right behind the
plaintiff, did not see that she had stopped in time.
4.
The collision was caused by the negligence of an
employee of the defendant, in one or more of these
particulars: he failed to obey a sign in violation of
the law, and he failed to keep a proper lookout.
Plaintiff asks for $38,000.00.""".splitlines()
BILL = [line for _ in range(3) for line in PLEADING[1:]][:20]
SIZE = 11.0
LEFT, RIGHT = -30.0, 380.0  # of the margins, in points from where the text begins


def lines(texts: Sequence[str], first: float = 0.0) -> list[pdfs.Setting]:
    return [(0.0, first + number, text, SIZE) for number, text in enumerate(texts)]


def counts(values: Sequence[int], left: float, step: float = 1.0, first: float = 0.0) -> list[pdfs.Setting]:
    return [(left, first + at * step, str(value), SIZE) for at, value in enumerate(values)]


def read(tmp_path: Path, *settings: pdfs.Setting) -> list[str]:
    text = only_page(pdfs.settings_pdf(tmp_path / "a.pdf", list(settings))).text
    return [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize("left", [LEFT, RIGHT])
@pytest.mark.parametrize("start", [1, 340])
def test_each_line_is_counted(tmp_path: Path, left: float, start: int) -> None:
    numbers = counts(range(start, start + len(PLEADING)), left)
    assert read(tmp_path, *numbers, *lines(PLEADING)) == PLEADING
    assert read(tmp_path, *lines(PLEADING), *numbers) == PLEADING
    by_row = [one for row in zip(numbers, lines(PLEADING), strict=True) for one in sorted(row)]
    assert read(tmp_path, *by_row) == PLEADING


@pytest.mark.parametrize("left", [LEFT, RIGHT])
@pytest.mark.parametrize("step", [5, 10])
def test_every_fifth_or_tenth_line_is_counted(tmp_path: Path, left: float, step: int) -> None:
    texts = BILL * (step // 5)
    numbers = counts(range(step, len(texts) + 1, step), left, step / 2, first=(step - 1) / 2)
    text = [(x, line / 2, one, size) for x, line, one, size in lines(texts)]
    by_row = sorted([*text, *numbers], key=lambda one: (one[1], one[0]))
    small = [(x, line * 1.4, one, 6.0) for x, line, one, _ in by_row]
    assert read(tmp_path, *small) == texts


def test_lines_without_words_are_counted_too(tmp_path: Path) -> None:
    """And text that stands between the numbers' heights, as in the head of a pleading."""
    text = lines(PLEADING, first=8.6)
    head = [(80.0, 3.5, "IN THE CIRCUIT COURT", SIZE), (80.0, 5.5, "Case No. 19", SIZE)]
    found = read(tmp_path, *counts(range(1, 20), LEFT), *head, *text)
    assert found == ["IN THE CIRCUIT COURT", "Case No. 19", *PLEADING]


def test_a_run_in_each_margin(tmp_path: Path) -> None:
    numbers = [*counts(range(1, 11), LEFT), *counts(range(11, 21), RIGHT)]
    assert read(tmp_path, *numbers, *lines(PLEADING)) == PLEADING


def table(first: Sequence[str], texts: Sequence[str]) -> list[pdfs.Setting]:
    return [
        one
        for at, (number, text) in enumerate(zip(first, texts, strict=True))
        for one in ((LEFT, float(at), number, SIZE), (0.0, float(at), text, SIZE))
    ]


ENTRIES = [line.capitalize() for line in PLEADING]  # each as long as a line, and each begins anew

CHANNELS = ["Output of the comparator, to be read as a bit", *(f"readback of channel {at} of the" for at in range(15))]
PROGRAM = """func main() {
var expression BooleanExpression
x := NewVariable("X")
y := NewVariable("Y")
expression = NewOrExpression(
result := expression.Evaluate(context)
fmt.Println("result:", result) // This is what it says.
}""".splitlines()


@pytest.mark.parametrize(
    "rows",
    [
        table([str(at) for at in range(1, 11)], ENTRIES),
        table([str(at) for at in range(1, 11)], "rye oats hay salt oil wax tin coal silk tea".split()),
        table([str(at) for at in range(5, 55, 5)], PLEADING),  # no lines stand between them
        table([f"{at}." for at in range(1, 11)], PLEADING),
        table(["1", "2", "3", "4"], PLEADING[:4]),  # too few
        table(["1", "2", "4", "5", "7", "8", "9", "11", "12", "14"], PLEADING),
        [*table([str(at) for at in range(1, 11)], PLEADING), (LEFT, 12.0, PLEADING[0], SIZE)],  # inside the text
        table([str(at) for at in range(16)], CHANNELS),
        table([str(at) for at in range(1, 9)], PROGRAM),
        table([str(at) for at in range(1, 11)], [*PLEADING[:3], *ENTRIES[3:]]),
        [(LEFT, at + (at > 5), str(at), 6.0) for at in range(1, 11)] + lines(PLEADING, first=1.5),
        [*counts(range(1, 11), LEFT), *lines(PLEADING[:1])],
    ],
    ids="entries cells amounts stops few gaps inside names program wrapped uneven one-line".split(),
)
def test_other_numbers_stay(tmp_path: Path, rows: list[pdfs.Setting]) -> None:
    found = " ".join(read(tmp_path, *rows)).split()
    assert found == " ".join(text for _, _, text, _ in rows).split()


def test_rows_of_three_lines_have_numbers(tmp_path: Path) -> None:
    """They stand beside the second, and are evenly apart."""
    numbers = counts(range(1, 7), LEFT, 3, first=1.0)
    found = read(tmp_path, *numbers, *lines([*PLEADING[:3], *PLEADING[1:4], *PLEADING[5:8], *PLEADING[:9]]))
    assert all(any(line.split()[0] == str(at) for line in found) for at in range(1, 7))
