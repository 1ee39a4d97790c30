"""Two versions of a contract, made by code, with what was changed between them: for `benchmarks/comparison.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

# {n} is a number, {m} another, {d} a date, {p} a person, {c} a company, {t} a town, {r} a reference to a clause.
CLAUSES = {
    "Definitions": (
        "In this Agreement the Premises are the building with all of its rooms, yards and sheds in the town of {t}.",
        "The Owner is {c}, whose office is in {t}, and whoever takes its place later.",
        "The Operator is {c}, represented by {p}, who signs for it alone.",
        "A Business Day is any day on which the banks of {t} are open to the public.",
    ),
    "Term": (
        "The term begins on {d} and ends after {n} months, unless it is ended earlier as clause {r} says.",
        "The Operator may ask for one further term of {n} months by letter, at the latest {m} days before the end.",
        "Neither party can be made to agree to a further term, and the rooms are handed back clean and empty.",
        "If the Premises cannot be used by {d}, the term begins with the first day of use.",
    ),
    "Fee and payment": (
        "The monthly fee is {n},{m}0 euros, due on the fifth day of each month in advance.",
        "Payments are made to the account that {p} has named in writing, and are free of any costs of the bank.",
        "Late payments bear interest of {n} percent a year from the day on which they were due.",
        "The fee is raised by {n} percent on {d}, and by the same share in each year that follows.",
        "The Operator may not hold back the fee, nor set claims of its own against it, that no court has upheld.",
    ),
    "Deposit": (
        "A deposit of {n},{m}5 euros is paid before the keys are handed over.",
        "The Owner keeps the deposit apart from its own money and pays no interest on it.",
        "The deposit is paid back within {n} days of the end, less what is owed for damage under clause {r}.",
    ),
    "Use of the premises": (
        "The Premises are used as a workshop for bicycles, and for no other purpose without consent in writing.",
        "Machines that weigh more than {n} kilograms are set up on the ground floor alone.",
        "The Operator shall not keep more than {n} litres of solvent on the Premises at any time.",
        "Noise is kept below {m} decibels between ten in the evening and six in the morning.",
        "Visitors are received at the front door, and leave their cars in the yard behind the house.",
    ),
    "Repairs": (
        "The Owner repairs the roof, the outer walls and the heating at its own cost.",
        "The Operator repairs windows, doors and locks where a repair costs less than {n} euros.",
        "Damage is reported to {p} within {n} days of its discovery, by letter or by telephone.",
        "Works that would last longer than {m} days are planned by both parties together.",
    ),
    "Insurance": (
        "The Operator insures its goods against fire, water and theft with {c} or an insurer of like standing.",
        "The sum insured is at least {n},{m}0 euros for each event and twice that for each year.",
        "A copy of the policy is sent to {p} before {d}.",
        "The Owner is not liable for goods that stand in the yard overnight.",
    ),
    "Access": (
        "The Owner may enter the Premises with a notice of {n} hours, and without any where there is danger.",
        "{p} holds the second set of keys and lends it to nobody.",
        "On the last Business Day of each quarter the meters are read by {c}.",
    ),
    "Ending": (
        "Either party may end this Agreement with a notice of {n} days to the end of a month.",
        "The Owner may end it at once where the fee of {n} months has not been paid in spite of two reminders.",
        "At the end the Operator takes away its machines, closes the holes in the walls and paints the rooms white.",
        "What is left behind after {n} days belongs to the Owner, who may sell it or throw it away.",
    ),
    "General": (
        "Changes to this Agreement are made in writing and signed by both parties, this clause included.",
        "Should one clause be void, the others stay in force as long as clause {r} can be carried out.",
        "The law of the land in which {t} lies governs this Agreement, and its courts decide all disputes.",
        "Letters are sent to {p} at {c}, or to an address named later, and count as received after {n} days.",
        "Each party has received one signed copy of this Agreement, dated {d}.",
    ),
}
ADDED = (
    "A camera at the gate is allowed where a sign points it out to all who pass.",
    "Bees may be kept on the roof from spring until the first frost.",
    "The lift is serviced twice a year by a firm that both parties have agreed on.",
    "Rain water from the roof belongs to whoever waters the garden.",
)
GOODS = (
    "Linen", "Towels", "Cleaning", "Key replacement", "Parking space", "Storage room", "Heating oil", "Waste bin",
    "Sweeping", "Lamp", "Ladder", "Extra locker", "Meeting room", "Hand truck",
)  # fmt: skip
TASKS = (
    "lock the gate at night", "clear the snow before seven", "empty the bins on Thursdays", "air the cellar in summer",
    "test the alarm every month", "trim the hedge in autumn", "keep the escape route free", "read the meters",
)  # fmt: skip
NEW_TASKS = ("sweep the chimney in May", "wash the windows in spring")
PEOPLE = ("Maria Gonzalez", "Edward Hale", "Ruth Lindqvist", "Tomas Novak", "Helen Okafor", "Paul Brenner")
COMPANIES = ("Harbour Estates", "Mill Lane Cycles", "Norden Mutual", "Ashford Meters", "Cobalt Holdings")
TOWNS = ("Porto", "Leeds", "Ghent", "Bergen", "Trieste")
MONTHS = ("January", "March", "May", "June", "August", "October", "December")
DENIALS = (
    ("may not", "may"), ("shall not", "shall"), ("is not", "is"), ("may end", "may not end"),
    ("is paid", "is not paid"), ("are used", "are not used"), ("may enter", "may not enter"), ("pays no", "pays"),
    ("may ask", "may not ask"), ("are received", "are not received"),
)  # fmt: skip
WORDS = (
    ("writing", "person"), ("letter", "email"), ("ground floor", "upper floor"), ("white", "grey"),
    ("front door", "side door"), ("before", "after"), ("weigh more", "weigh less"), ("fire", "storm"),
    ("quarter", "year"), ("in advance", "in arrears"), ("at its own cost", "at shared cost"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """A change that was made: what the first version says, and what the second; "" of the one that does not have it."""

    kind: str
    before: str
    after: str


@dataclass(slots=True)
class Clause:
    """A sentence or two of a contract. `name` is what others refer to it by."""

    text: str
    name: str = ""


@dataclass(slots=True)
class Section:
    title: str
    clauses: list[Clause]


@dataclass(slots=True)
class Contract:
    """What a contract says, before it is set on pages."""

    sections: list[Section]
    rows: list[tuple[str, int, int]]  # what, its price in euros, and cents
    tasks: list[str]

    def numbers(self, first: int) -> dict[str, str]:
        """The number of each clause that may be referred to, where the first section has that number."""
        return {
            clause.name: f"{number}.{at}"
            for number, section in enumerate(self.sections, first)
            for at, clause in enumerate(section.clauses, start=1)
            if clause.name
        }


@dataclass(frozen=True, slots=True)
class Setting:
    """How a version is set on pages."""

    size: tuple[float, float]
    font: str
    points: float
    margin: float
    first_number: int = 1
    divides_words: bool = False


OLD_SETTING = Setting(A4, "Times-Roman", 11.0, 70.0)
NEW_SETTING = Setting(LETTER, "Helvetica", 10.0, 95.0, first_number=2, divides_words=True)


@dataclass(slots=True)
class Changes:
    """The changes made to a contract by lot; no clause is changed twice."""

    contract: Contract
    random: Random
    planted: list[Planted] = field(default_factory=list)
    touched: list[Clause] = field(default_factory=list)

    def replace(self, kind: str, find: Callable[[str], tuple[str, str] | None]) -> None:
        """Change one clause that `find` has something to replace in."""
        for _, clause in self.untouched():
            if found := find(clause.text):
                before, clause.text = clause.text, clause.text.replace(*found, 1)
                self.touched.append(clause)
                self.planted.append(Planted(kind, before, clause.text))
                return
        raise ValueError(f"nothing to change: {kind}")

    def remove(self) -> None:
        section, clause = next(place for place in self.untouched() if not place[1].name and len(place[0].clauses) > 3)
        section.clauses.remove(clause)
        self.planted.append(Planted("sentence removed", clause.text, ""))

    def add(self, text: str) -> None:
        clauses = self.random.choice(self.contract.sections).clauses
        clauses.insert(self.random.randint(0, len(clauses)), Clause(text))
        self.touched += [clause for clause in clauses if clause.text == text]
        self.planted.append(Planted("sentence added", "", text))

    def move(self) -> None:
        """Move a clause to another section, which is no change."""
        section, clause = self.untouched()[0]
        section.clauses.remove(clause)
        target = self.random.choice([other for other in self.contract.sections if other is not section])
        target.clauses.insert(0, clause)
        self.touched.append(clause)

    def set_loud(self) -> None:
        """Write a clause with other capitals and commas, which is no change."""
        _, clause = self.untouched()[0]
        clause.text = clause.text.replace("The ", "THE ").replace(", ", "; ")
        self.touched.append(clause)

    def untouched(self) -> list[tuple[Section, Clause]]:
        places = [(section, clause) for section in self.contract.sections for clause in section.clauses]
        free = [place for place in places if not any(place[1] is one for one in self.touched)]
        self.random.shuffle(free)
        return free


def two_versions(old: Path, new: Path, seed: int) -> list[Planted]:
    """Write both PDFs; the twenty changes between them. Other paper, font, line ends and numbers are none of them."""
    random = Random(seed)
    contract = made(random)
    numbers = contract.numbers(OLD_SETTING.first_number)
    set_on_pages(contract, old, OLD_SETTING)
    planted = changed(contract, random)
    set_on_pages(contract, new, NEW_SETTING)
    new_numbers = contract.numbers(NEW_SETTING.first_number)
    return [Planted(p.kind, _referred(p.before, numbers), _referred(p.after, new_numbers)) for p in planted]


def made(random: Random) -> Contract:
    """A contract by lot."""
    titles = ["Definitions", *random.sample([*CLAUSES][1:-1], len(CLAUSES) - 2), "General"]
    sections = [
        Section(
            title, [Clause(_filled(text, random), title if at == 1 else "") for at, text in enumerate(CLAUSES[title])]
        )
        for title in titles
    ]
    rows = [(what, random.randint(2, 90), random.choice((0, 25, 50, 90))) for what in random.sample(GOODS, 9)]
    return Contract(sections, rows, random.sample(TASKS, 6))


def changed(contract: Contract, random: Random) -> list[Planted]:
    """Change a contract in place; the twenty changes. Clauses that move or have other capitals are none of them."""
    changes = Changes(contract, random)
    for kind, pairs in (("negation", DENIALS), ("word", WORDS)):
        for _ in range(2):
            own = random.sample(pairs, len(pairs))
            changes.replace(kind, lambda text, own=own: next((pair for pair in own if pair[0] in text), None))
    for _ in range(2):
        changes.replace("date", lambda text: _date(text, random))
    for _ in range(2):
        changes.replace("name", lambda text: _other(text, random))
    for _ in range(2):
        changes.replace("number", lambda text: _number(text, random))
    for text in random.sample(ADDED, 2):
        changes.remove()
        changes.add(text)
    changes.planted += [*_change_rows(contract.rows, random), *_change_tasks(contract.tasks, random)]
    changes.move()
    changes.move()
    changes.set_loud()
    return changes.planted


def set_on_pages(contract: Contract, path: Path, setting: Setting) -> None:
    """Write a contract as a PDF."""
    sheet = _Sheet(path, setting)
    sheet.line("SERVICE AND LEASE AGREEMENT", bold=True, points=setting.points + 5)
    numbers = contract.numbers(setting.first_number)
    for number, section in enumerate(contract.sections, setting.first_number):
        sheet.space(1.0)
        sheet.line(f"{number}. {section.title}", bold=True, points=setting.points + 2)
        for at, clause in enumerate(section.clauses, start=1):
            sheet.paragraph(f"{number}.{at} {_referred(clause.text, numbers)}")
        if section.title == "Repairs":
            sheet.paragraph("The Operator sees to the following tasks:")
            for task in contract.tasks:
                sheet.paragraph(f"\u2022 {task}", indent=14.0)
    sheet.space(1.0)
    sheet.line("Annex: Prices", bold=True, points=setting.points + 2)
    sheet.row("Item", "Price", "With tax")
    for row in contract.rows:
        sheet.row(*_cells(row))
    sheet.save()


class _Sheet:
    """Pages being drawn, each with a head and a foot."""

    def __init__(self, path: Path, setting: Setting) -> None:
        self._canvas = Canvas(str(path), pagesize=setting.size, invariant=1)
        self._setting, self._page = setting, 0
        self._width = setting.size[0] - 2 * setting.margin
        self._begin()

    def space(self, lines: float) -> None:
        self._y -= lines * 1.3 * self._setting.points

    def line(self, text: str, bold: bool = False, points: float = 0.0, indent: float = 0.0) -> None:
        points = points or self._setting.points
        if self._y < self._setting.margin + points:
            self._canvas.showPage()
            self._begin()
        self._canvas.setFont(self._bold if bold else self._setting.font, points)
        self._canvas.drawString(self._setting.margin + indent, self._y, text)
        self._y -= 1.3 * points

    def row(self, *cells: str) -> None:
        top, page = self._y, self._page
        for at, cell in enumerate(cells):
            if page == self._page:
                self._y = top
            else:
                page, top = self._page, self._y
            self.line(cell, indent=150.0 * at)

    def paragraph(self, text: str, indent: float = 0.0) -> None:
        self.space(0.35)
        words, line = text.split(" "), ""
        while words:
            word = words.pop(0)
            if self._fits(f"{line} {word}".strip(), indent):
                line = f"{line} {word}".strip()
                continue
            half = len(word) // 2
            if self._setting.divides_words and word.isalpha() and len(word) > 7 and self._fits(
                f"{line} {word[:half]}-", indent
            ):  # fmt: skip
                line, word = f"{line} {word[:half]}-", word[half:]
            self.line(line, indent=indent)
            line = word
        self.line(line, indent=indent)

    def save(self) -> None:
        self._canvas.showPage()
        self._canvas.save()

    @property
    def _bold(self) -> str:
        return "Times-Bold" if self._setting.font.startswith("Times") else f"{self._setting.font}-Bold"

    def _fits(self, text: str, indent: float) -> bool:
        return stringWidth(text, self._setting.font, self._setting.points) <= self._width - indent

    def _begin(self) -> None:
        self._page += 1
        width, height = self._setting.size
        self._canvas.setFont(self._setting.font, 8)
        self._canvas.drawString(self._setting.margin, height - 40, "Service and lease agreement")
        self._canvas.drawRightString(width - self._setting.margin, 36, f"Page {self._page}")
        self._y = height - self._setting.margin


def _filled(clause: str, random: Random) -> str:
    date = f"{random.randint(1, 28)} {random.choice(MONTHS)} {random.randint(2019, 2027)}"
    return clause.format(
        n=random.randint(2, 30), m=random.randint(31, 99), d=date, p=random.choice(PEOPLE),
        c=random.choice(COMPANIES), t=random.choice(TOWNS), r=f"<{random.choice([*CLAUSES])}>",
    )  # fmt: skip


def _referred(clause: str, numbers: dict[str, str]) -> str:
    for name, number in numbers.items():
        clause = clause.replace(f"<{name}>", number)
    return clause


def _cells(row: tuple[str, int, int]) -> tuple[str, str, str]:
    what, euros, cents = row
    price = euros + cents / 100
    return what, f"{price:.2f}", f"{1.2 * price:.2f}"


def _date(text: str, random: Random) -> tuple[str, str] | None:
    for month in MONTHS:
        for year in map(str, range(2019, 2028)):
            if f"{month} {year}" in text:
                if random.random() < 0.5:
                    return f"{month} {year}", f"{month} {int(year) + 1}"
                return f"{month} {year}", f"{random.choice([other for other in MONTHS if other != month])} {year}"
    return None


def _other(text: str, random: Random) -> tuple[str, str] | None:
    for names in (PEOPLE, COMPANIES, TOWNS):
        for name in names:
            if name in text:
                return name, random.choice([other for other in names if other not in text])
    return None


def _number(text: str, random: Random) -> tuple[str, str] | None:
    number = next((word for word in text.split() if word.isdigit() and len(word) < 3 and f" {word} " in text), None)
    is_date = number and any(f"{number} {month}" in text for month in MONTHS)
    return (f" {number} ", f" {int(number) + random.randint(1, 60)} ") if number and not is_date else None


def _change_rows(rows: list[tuple[str, int, int]], random: Random) -> Iterator[Planted]:
    before = rows[1]
    rows[1] = (before[0], before[1] + random.randint(1, 9), before[2])
    yield Planted("row changed", " ".join(_cells(before)), " ".join(_cells(rows[1])))
    gone = rows.pop(6)
    yield Planted("row removed", " ".join(_cells(gone)), "")
    new = next(good for good in GOODS if good != gone[0] and good not in {row[0] for row in rows})
    rows.insert(4, (new, random.randint(2, 90), 75))
    yield Planted("row added", "", " ".join(_cells(rows[4])))


def _change_tasks(tasks: list[str], random: Random) -> Iterator[Planted]:
    before = tasks[1]
    tasks[1] = " ".join([*before.split()[:-1], "soon"])
    yield Planted("item changed", before, tasks[1])
    yield Planted("item removed", tasks.pop(3), "")
    tasks.append(random.choice(NEW_TASKS))
    yield Planted("item added", "", tasks[-1])
