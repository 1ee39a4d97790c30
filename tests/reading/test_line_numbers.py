"""The numbers in the margin that count a page's lines are left out of its text; those of tables and lists are not."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from tests.support import pdfs
from tests.support.pages import only_page

FACTS = """On December 7, 2017, plaintiff was a passenger in a car operated by her husband and stood at the corner of
two roads in Hillsboro. Defendant, who was right behind the plaintiff, did not see that she had stopped in time, and
drove into the back of her car with such force that it was pushed over the white line and into the lane of those who
came the other way, where a truck ran into its side."""
CAUSES = """The collision was caused by the negligence of an employee of the defendant, in one or more of these
particulars: he failed to obey a sign in violation of the law, he failed to keep a proper lookout, he drove faster than
the wet road allowed, and he did not keep his car under such control that it could be brought to a stop before it came
to the line at which others had to wait. By reason of this the plaintiff was hurt in her neck and her back, had to be
brought to a house for the sick and stay there for nine days, and could not do her work for most of the spring. She
asks for $38,000.00."""
SIZE = 11.0
LEFT, RIGHT = -30.0, 380.0  # of the margins, in points from where the text begins
PLEADING = [
    *simpleSplit(FACTS.replace("\n", " "), "Helvetica", SIZE, 250),
    "4.",
    *simpleSplit(CAUSES.replace("\n", " "), "Helvetica", SIZE, 250),
]
BILL = PLEADING[:20]


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
    text = lines(PLEADING[:15], first=8.6)
    head = [(80.0, 3.5, "IN THE CIRCUIT COURT", SIZE), (80.0, 5.5, "Case No. 19", SIZE)]
    found = read(tmp_path, *counts(range(1, 26), LEFT), *head, *text)
    assert found == ["IN THE CIRCUIT COURT", "Case No. 19", *PLEADING[:15]]


def test_a_run_in_each_margin(tmp_path: Path) -> None:
    numbers = [*counts(range(31, 51), LEFT), *counts(range(51, 71), RIGHT)]
    assert read(tmp_path, *numbers, *lines(BILL)) == BILL


def table(first: Sequence[object], texts: Sequence[str]) -> list[pdfs.Setting]:
    return [
        one
        for at, (number, text) in enumerate(zip(first, texts, strict=True))
        for one in ((LEFT, float(at), str(number), SIZE), (0.0, float(at), text, SIZE))
    ]


def cells(
    values: Sequence[int], texts: Sequence[Sequence[str]], at: int, left: float = LEFT, gap: float = 0.6
) -> list[pdfs.Setting]:
    """Rows of a table of a number, in the line `at` of each, and a text of several lines."""
    settings: list[pdfs.Setting] = []
    first = 0.0
    for value, text in zip(values, texts, strict=True):
        settings += [(left, first + range(len(text))[at], str(value), SIZE), *lines(text, first)]
        first += len(text) + gap
    return settings


COUNTS = range(1, len(PLEADING) + 1)
ENTRIES = [line.capitalize() for line in PLEADING]  # each as long as a line, and each begins anew
CHANNELS = [f"readback of channel {at} of the" for at in range(10, 32)]
MEASURES = [*(f"run of 10.{at} and 20.{at} in 0.{at}" for at in range(10, 31)), "it has ended."]
PROGRAM = """func main() {
var expression BooleanExpression
x := NewVariable("X")
y := NewVariable("Y")
expression = NewOrExpression(
result := expression.Evaluate(context)
fmt.Println("result:", result) // This is what it says.
}""".splitlines()
CHECKLIST = """valid passport or identity card of each person who is to live in the flat
proof of income for the last three months before the letting of the flat
reference from your present landlord about the payment of the rent so far
statement of your bank that the deposit is there and may be drawn on
extract from the register of debts that is no older than three months
insurance policy for damage to the flat in the name of all tenants
names of two persons who may be asked about you at any time.""".splitlines()
VERSES = """In the beginning the king of the land went out to the river and saw
the people who were there with their cattle and with their sheep,
and he asked them whose they were, for he knew them not at all;
and they said to him that they had come from beyond the hills, and
that there was no rain in their land. And he let them drink.
and the river was called by them the river of the king to this day.""".splitlines()
LEAVE = [
    """After so many years with the company each member of the staff
has one more day of leave in each calendar year, and a bonus of
half a month of pay, to be paid in the month of the jubilee.""".splitlines(),
    """The leave is two days more in each calendar year, and the bonus is
one month of pay, to be paid in the month of the jubilee, with a gift
of the choice of those who work in the same team of the company.""".splitlines(),
    """The leave is three days more in each calendar year, and the bonus is
two months of pay, to be paid in the month of the jubilee, with a day
off for all those who work in the same team of the company.""".splitlines(),
]
LEAVE_OF_FIVE_LINES = [[*text, *text[1:]] for text in LEAVE]
FIGURES = [
    text.splitlines()
    for text in """Map of the district with the stations of the measuring net and the
roads that lead to them.|The mean temperature of each month at the stations of the net in the
years before the flood.|Rain at the stations.|Height of the water at the bridge in each of the years that have been
told in the parish books.|Damage to houses by the flood, as it was told by those who live in the
lower part of the town.|The new dam.|Costs of the works at the dam and of the roads that had to be made for
the carts.|Votes on the dam in each of the wards, as they were counted on the
evening of the day.|Works in the wards.|Trees planted.""".split("|")
]


@pytest.mark.parametrize(
    "rows",
    [
        table(COUNTS, ENTRIES),
        table(range(1, 21), 2 * "rye oats hay salt oil wax tin coal silk tea".split()),
        table(range(5, 5 * len(PLEADING) + 5, 5), PLEADING),  # no lines stand between them
        table([f"{at}." for at in COUNTS], PLEADING),
        table(range(1, 20), PLEADING[:19]),  # too few
        table([at + at // 4 for at in COUNTS], PLEADING),
        [*table(COUNTS, PLEADING), (LEFT, 28.0, PLEADING[0], SIZE)],  # inside the text
        [(LEFT, -1.0, "No.", SIZE), *table(COUNTS, PLEADING)],
        table(range(22), CHANNELS),
        table(range(22), MEASURES),
        table(range(1, 25), 3 * PROGRAM),
        table(COUNTS, [*PLEADING[:4], *ENTRIES[4:]]),
        [(LEFT, at + (at > 5), str(at), 6.0) for at in COUNTS] + lines(PLEADING, first=1.5),
        [*counts(COUNTS, LEFT), *lines(PLEADING[:1])],
        [*counts(COUNTS, LEFT), *[(0.0, at * 0.8, text, SIZE) for at, text in enumerate(PLEADING)]],
        table(range(1, 8), CHECKLIST),
        table(range(1, 22), 3 * CHECKLIST),
        table(range(1, 7), VERSES),
        table(range(1, 25), 4 * VERSES),
        [*counts([5, 10, 15, 20], LEFT, step=5, first=4), *lines(PLEADING[:7]), *lines(PLEADING[7:], first=7.3)],
        [*((LEFT, at - 1 + 0.4 * (at == 10), str(at), SIZE) for at in (5, 10, 15, 20)), *lines(PLEADING)],
        cells([5, 10, 15], LEAVE, at=0),
        cells([5, 10, 15], LEAVE, at=1),
        cells([5, 10, 15], LEAVE, at=-1, left=RIGHT),
        cells([10, 20, 30], LEAVE_OF_FIVE_LINES, at=2),
        cells([5, 10, 15], LEAVE_OF_FIVE_LINES, at=2),
        cells([5, 10, 15], LEAVE_OF_FIVE_LINES, at=2, gap=0.0),
        cells(range(4, 14), FIGURES, at=-1, left=RIGHT, gap=0.0),
    ],
    ids=(
        "entries cells amounts stops few gaps inside header names measures program wrapped uneven one-line note "
        "checklist long-checklist verses many-verses parted shifted top middle bottom "
        "tens fives fives-without-room figures"
    ).split(),
)
def test_other_numbers_stay(tmp_path: Path, rows: list[pdfs.Setting]) -> None:
    found = " ".join(read(tmp_path, *rows)).split()
    assert sorted(found) == sorted(" ".join(text for _, _, text, _ in rows).split())


def test_rows_of_three_lines_have_numbers(tmp_path: Path) -> None:
    """They stand beside the second, are evenly apart, and some rows have one line."""
    texts = [PLEADING[:3] if at % 7 > 1 else ["", ENTRIES[-1], ""] for at in range(21)]
    rows = [
        one
        for at, text in enumerate(texts)
        for one in (
            (LEFT, 2 * at + 0.67, str(at + 10), 6.0),
            *((0.0, 2 * at + 0.67 * line, row, 6.0) for line, row in enumerate(text) if row),
        )
    ]
    found = read(tmp_path, *rows)
    assert all(any(str(at + 10) in line.split() for line in found) for at in range(21))


@pytest.mark.parametrize("height", [0.0, 12.5])
def test_numbers_between_rules_stay(tmp_path: Path, height: float) -> None:
    """But not those that have one above."""

    def page(canvas: Canvas) -> None:
        for x, line, text, size in table(COUNTS, PLEADING):
            canvas.setFont("Helvetica", size)
            canvas.drawString(100 + x, 700 - 20 * line, text)
        canvas.line(60, 720 - 20 * height, 500, 720 - 20 * height)

    text = only_page(pdfs.drawn_pdf(tmp_path / "a.pdf", page)).text
    assert ("7" in text.split()) == (height > 1)
