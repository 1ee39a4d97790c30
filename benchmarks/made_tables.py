"""PDFs with tables of every kind, made by code, with what each of their cells says: for `benchmarks/tables.py`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

FONT, BOLD = "Helvetica", "Helvetica-Bold"
LEFT = 60.0  # points
PROSE = (
    "The following discussion should be read together with the statements and the notes that stand elsewhere in this",
    "report. It holds statements about what may come, made with care, which may turn out to be wrong, in 2018 as",
    "in the 3 years before. Actual results may differ from these by more than 10 percent for reasons that we name.",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a cell must be found to say. The words of `row` must be those of its label; `row_also` may be among them."""

    doc: str
    page: int
    value: str
    row: str
    header: str
    unit: str = ""
    row_also: str = ""
    header_also: str = ""
    tuned: bool = True


@dataclass(slots=True)
class Sheet:
    """A document being drawn, and what was put into its tables. `y` goes down the page, in points from its top."""

    path: Path
    size: tuple[float, float] = LETTER
    font_size: float = 9.0
    leading: float = 13.0
    y: float = 60.0
    page: int = 0
    cells: list[Expected] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    canvas: Canvas = field(init=False)
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.canvas = Canvas(str(self.path), pagesize=self.size)
        self.random = Random(self.path.name)

    @property
    def height(self) -> float:
        return self.size[1]

    def put(self, x: float, text: str, align: str = "left", font: str = FONT, size: float = 0.0) -> None:
        size = size or self.font_size
        self.canvas.setFont(font, size)
        width = stringWidth(text, font, size)
        x -= {"left": 0.0, "right": width, "middle": width / 2}[align]
        self.canvas.drawString(x, self.height - self.y, text)

    def down(self, lines: float = 1.0) -> None:
        self.y += lines * self.leading

    def prose(self, x: float = LEFT, lines: Sequence[str] = PROSE) -> None:
        for line in lines:
            self.put(x, line)
            self.down()
        self.down()

    def turn_page(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self.y = 60.0

    def number(self, most: int = 99_999, form: Callable[[int], str] | None = None) -> str:
        """A number that stands nowhere else on the page."""
        while True:
            drawn = self.random.randint(3, most)
            text = form(drawn) if form else f"({drawn:,})" if drawn % 5 == 0 else f"{drawn:,}"
            if text.strip("()") not in self.used:
                self.used.add(text.strip("()"))
                return text

    def expect(
        self, value: str, row: str, header: str, unit: str = "", row_also: str = "", header_also: str = ""
    ) -> None:
        self.cells.append(Expected(self.path.name, self.page, value, row, header, unit, row_also, header_also))

    def save(self) -> None:
        self.canvas.save()


def make_tables(folder: Path) -> Iterator[tuple[Path, list[Expected]]]:
    """Each kind of document, and its cells."""
    for kind in KINDS:
        sheet = Sheet(folder / f"{kind.__name__.strip('_')}.pdf", size=A4 if "german" in kind.__name__ else LETTER)
        kind(sheet)
        sheet.save()
        yield sheet.path, sheet.cells


LABELS = """Product revenue;Service revenue;Cost of products sold;Cost of services;Research and development
Selling and marketing;General and administrative;Restructuring charges;Interest income;Interest expense, net
Provision for income taxes;Gain on sale of a business;Depreciation and amortization;Stock-based compensation""".replace(
    "\n", ";"
).split(";")


def _statement(sheet: Sheet) -> None:
    """Unruled, with signs apart, headings, indents, brackets, dashes, totals, and shares that are no millions."""
    sheet.prose()
    sheet.put(306, "CONSOLIDATED STATEMENTS OF OPERATIONS", "middle", BOLD)
    sheet.down()
    sheet.put(306, "(in millions, except per share data)", "middle")
    sheet.down(2)
    years, xs = ("2018", "2017", "2016"), (380, 460, 540)
    sheet.put(460, "Years ended December 31,", "middle", BOLD)
    sheet.down()
    for x, year in zip(xs, years, strict=True):
        sheet.put(x, year, "right", BOLD)
    sheet.down()

    def row(
        label: str, indent: float, group: str = "", signed: bool = False, form: Callable[[int], str] | None = None
    ) -> None:
        sheet.put(LEFT + indent, label)
        for x, year in zip(xs, years, strict=True):
            value = sheet.number(form=form)
            if signed:
                sheet.put(x - 50, "$")
            sheet.put(x if ")" not in value else x + stringWidth(")", FONT, sheet.font_size), value, "right")
            scale = "" if form else "millions"
            sheet.expect(
                ("$" if signed else "") + value, f"{group} {label}".strip(), year, scale, "", "Years ended December 31"
            )
        sheet.down()

    for group, labels in (("Revenue:", LABELS[:2]), ("Costs and expenses:", LABELS[2:7])):
        sheet.put(LEFT, group)
        sheet.down()
        for label in labels:
            row(label, 10, group, signed=label == labels[0])
        row(f"Total {group.lower().rstrip(':')}", 20, group)
    row("Operating income", 0)
    sheet.put(LEFT, "Earnings per share:")
    sheet.down()
    for label in ("Basic", "Diluted"):
        row(label, 10, "Earnings per share:", True, lambda number: f"{number / 10000:.2f}")
    sheet.prose()


def _leaders(sheet: Sheet) -> None:
    """Dots from the labels to the numbers; headers of two lines."""
    sheet.put(306, "Dollars in thousands", "middle")
    sheet.down(2)
    heads = (("November 27,", "2015"), ("November 28,", "2014"))
    xs = (460, 550)
    for line in range(2):
        for x, head in zip(xs, heads, strict=True):
            sheet.put(x, head[line], "right")
        sheet.down()
    for label in LABELS:
        sheet.put(LEFT, label)
        start = LEFT + stringWidth(label, FONT, 9) + 2
        sheet.put(start, "." * int((400 - start) / stringWidth(".", FONT, 9)))
        for x, head in zip(xs, heads, strict=True):
            value = sheet.number()
            sheet.put(x, value, "right")
            sheet.expect(value, label, " ".join(head), "thousands")
        sheet.down()


AGES = "All", "Under 18 years", "18 years and over"


def _leaders_apart(sheet: Sheet) -> None:
    """Two tables as statistics have them: dots that stand apart, notes in brackets, headers over three columns."""
    offences = (
        ("Violent crime",), ("  Murder and nonnegligent", "  manslaughter"), ("  Robbery",), ("Property crime",),
        ("  Burglary",), ("Stolen property; buying, etc.",), ("Offenses against the family and", "children"),
        ("Fraud",), ("Curfew and loitering law violations",), ("Runaways",),
    )  # fmt: skip

    def row(labels: Sequence[str], xs: Sequence[float], heads: Sequence[str], unit: str, decimals: int) -> None:
        for number, label in enumerate(labels):
            indent = 6.0 if label.startswith(" ") else 0.0
            sheet.put(LEFT + indent, label.strip())
            if number == len(labels) - 1:
                start = LEFT + indent + stringWidth(label.strip(), FONT, sheet.font_size) + 1
                dots = int((xs[0] - 45 - start) / stringWidth(". ", FONT, sheet.font_size))
                sheet.put(start, ". " * dots)
                for x, head in zip(xs, heads, strict=True):
                    value = sheet.number(form=lambda drawn: f"{drawn / 10**decimals:,.{decimals}f}")
                    sheet.put(x, value, "right")
                    sheet.expect(value, " ".join(label.strip() for label in labels), head, unit)
            sheet.down(0.85)

    sheet.font_size = 7.0
    xs = tuple(230.0 + 42 * number for number in range(9))
    sheet.put(LEFT, "Table 11. Arrests by Sex and Age", "left", BOLD)
    sheet.down()
    sheet.put(
        LEFT, "[In thousands (11.6 represents 11,600). Represents arrests that were told of by 12,910 agencies with a"
    )
    sheet.down(0.85)
    sheet.put(LEFT, "total population of 247,526,916. See text of this section]")
    sheet.down(1.5)
    for number, who in enumerate(("Both", "Male", "Female")):
        sheet.put((xs[3 * number] + xs[3 * number + 2] - 20) / 2, who, "middle", BOLD)
    sheet.down()
    for lines in (("Offense", "", "Under", "18 years"), ("charged", "All", "18 years", "and over")):
        sheet.put(LEFT, lines[0])
        for number, x in enumerate(xs):
            sheet.put(x, lines[1 + number % 3], "right")
        sheet.down(0.85)
    sheet.down(0.3)
    heads = [
        f"{who} {age}" for who in ("Both", "Male", "Female") for age in ("All", "Under 18 years", "18 years and over")
    ]
    for labels in offences:
        row(labels, xs, heads, "thousands", 1)
    sheet.put(LEFT + 10, "– Represents zero. 1 Buying, receiving, possessing stolen property.")
    sheet.down(2)
    sheet.put(LEFT, "Table 12. Arrests by Origin", "left", BOLD)
    sheet.down()
    sheet.put(LEFT, "[Represents arrests that were told of by 12,371 agencies. See headnote, Table 11]")
    sheet.down(1.5)
    xs = (280.0, 340.0, 400.0, 470.0, 540.0)
    head = (("", "", "", "American", ""), ("", "", "", "Indian/Alaskan", "Asian Pacific"),
            ("Total", "White", "Black", "Native", "Islander"))  # fmt: skip
    for line in head:
        for x, text in zip(xs, line, strict=True):
            sheet.put(x, text, "right")
        sheet.down(0.85)
    sheet.down(0.3)
    for labels in offences:
        row(labels, xs, [" ".join(filter(None, texts)) for texts in zip(*head, strict=True)], "", 0)


def _spanning(sheet: Sheet) -> None:
    """Headers over two columns each, and one that is about percents."""
    sheet.put(LEFT, "Results by segment", "left", BOLD)
    sheet.down(1.5)
    xs = (300, 360, 430, 490, 550)
    sheet.put(325, "Three months ended", "middle")
    sheet.put(455, "Six months ended", "middle")
    sheet.down()
    sheet.put(LEFT, "($ in millions)")
    heads = ("2023", "2022", "2023", "2022", "% Change")
    spans = ("Three months ended", "Three months ended", "Six months ended", "Six months ended", "")
    for x, head in zip(xs, heads, strict=True):
        sheet.put(x, head, "right")
    sheet.down()
    for label in LABELS[:10]:
        sheet.put(LEFT, label)
        for x, head, span in zip(xs, heads, spans, strict=True):
            value = sheet.number() if span else sheet.number(990, lambda drawn: f"{drawn / 10:.1f}%")
            sheet.put(x, value, "right")
            unit = "millions" if span else "%"
            sheet.expect(value, label, f"{span} {head}".strip(), unit, row_also="Results by segment")
        sheet.down()


def _ruled(sheet: Sheet) -> None:
    """A grid, with words in the middle of their cells, and a column of units."""
    sheet.prose()
    heads = ("Parameter", "Symbol", "Min.", "Typ.", "Max.", "Unit")
    xs = [60.0, 230, 300, 360, 420, 480, 540]
    names = ("Supply voltage;VDD;V", "Supply current;IDD;mA", "Clock frequency;fCLK;MHz", "Storage temperature;TSTG;°C",
             "Output rise time;tR;ns", "Input capacitance;CIN;pF", "Thermal resistance;RTH;K/W")  # fmt: skip
    sheet.put(LEFT, "Table 3. Electrical characteristics", "left", BOLD)
    sheet.down(2)
    for left, right, head in zip(xs, xs[1:], heads, strict=False):
        sheet.put((left + right) / 2, head, "middle", BOLD)
    top = sheet.y - 10
    sheet.down(1.5)
    for name in names:
        label, symbol, unit = name.split(";")
        sheet.put(xs[0] + 4, label)
        sheet.put((xs[1] + xs[2]) / 2, symbol, "middle")
        for number in (2, 3, 4):
            value = sheet.number(9999, lambda drawn: f"{drawn / 100:.2f}")
            sheet.put((xs[number] + xs[number + 1]) / 2, value, "middle")
            sheet.expect(value, label, heads[number], unit, symbol, "")
        sheet.put((xs[5] + xs[6]) / 2, unit, "middle")
        sheet.down(1.5)
    for line in range(len(names) + 2):
        y = sheet.height - top - line * 1.5 * sheet.leading
        sheet.canvas.line(xs[0], y, xs[-1], y)
    for x in xs:
        sheet.canvas.line(x, sheet.height - top, x, sheet.height - top - (len(names) + 1) * 1.5 * sheet.leading)


def _wrapped(sheet: Sheet) -> None:
    """Labels of two and three lines, with their values on the last or on the first."""
    labels = (
        ("Acquisitions, net of cash acquired, investments in affiliates", "and purchases of intangible assets"),
        ("Proceeds from issuance of common stock",),
        ("Common stock, $0.01 par value; 4,000 shares authorized; 2,331", "and 2,054 shares issued at the end of",
         "2017 and 2016, respectively"),
        ("Repayments of debt",),
        ("Net cash provided by (used in) the operating activities of all", "discontinued operations"),
        ("Effect of exchange rates",),
        ("Cash of entities that are not consolidated, and", "of those that were sold", "at the end of the years"),
    )  # fmt: skip
    for on_last in (True, False):
        sheet.put(LEFT, "Consolidated cash flows (in thousands)", "left", BOLD)
        sheet.down(1.5)
        for x, year in ((430, "2017"), (520, "2016")):
            sheet.put(x, year, "right")
        sheet.down()
        for lines in labels:
            whole = " ".join(lines)
            for number, line in enumerate(lines):
                sheet.put(LEFT + (8 if number else 0), line)
                if number == (len(lines) - 1 if on_last else 0):
                    for x, year in ((430, "2017"), (520, "2016")):
                        value = sheet.number()
                        sheet.put(x, value, "right")
                        sheet.expect(value, whole, year, "thousands")
                sheet.down()
        sheet.prose()


def _continued(sheet: Sheet) -> None:
    """Over three pages: on the second the header is not repeated, on the third it is."""
    xs = (400, 470, 540)
    heads = ("Budget", "Actual", "Variance")

    def head() -> None:
        for x, text in zip(xs, heads, strict=True):
            sheet.put(x, text, "right", BOLD)
        sheet.down()

    sheet.put(LEFT, "Table 2. Spending by project (in thousands of dollars)", "left", BOLD)
    sheet.down(1.5)
    head()
    for number in range(1, 121):
        label = f"Project {chr(65 + number % 26)}{chr(65 + number // 26)} of the northern region"
        sheet.put(LEFT, label)
        for x, text in zip(xs, heads, strict=True):
            value = sheet.number(999_999)
            sheet.put(x, value, "right")
            sheet.expect(value, label, text, "thousands")
        sheet.down()
        if sheet.y > sheet.height - 70:
            sheet.put(306, f"- {sheet.page + 1} -", "middle")
            sheet.turn_page()
            if sheet.page == 2:
                head()


def _prices(sheet: Sheet) -> None:
    """A list of prices: number, name, unit, signs at each number, numbers set from the left."""
    sheet.put(LEFT, "Price list, valid from 1 March 2024", "left", BOLD, 12)
    sheet.down(2)
    xs = (60, 120, 330, 400, 480)
    heads = ("Item", "Description", "Per", "Retail", "Trade")
    for x, text in zip(xs, heads, strict=True):
        sheet.put(x, text, "left", BOLD)
    sheet.down(1.3)
    things = (
        "Oak table top;Pine shelf board;Steel bracket;Brass hinge;Wood glue;Cork tile;Door handle;Curtain rail".split(
            ";"
        )
    )
    for number, thing in enumerate(things):
        sheet.put(xs[0], f"A-{101 + 7 * number}")
        sheet.put(xs[1], thing)
        sheet.put(xs[2], "piece" if number % 3 else "box")
        for x, text in zip(xs[3:], heads[3:], strict=True):
            value = sheet.number(99_999, lambda drawn: f"€{drawn / 100:.2f}")
            sheet.put(x, value)
            sheet.expect(value, thing, text, "", f"A-{101 + 7 * number} piece box")
        sheet.down(1.3)


def _stacked(sheet: Sheet) -> None:
    """Tables below one another, with the same years and rows: only what stands beside the years tells them apart."""
    sheet.prose()
    xs = (400, 500)
    for subject in ("Revenue", "Operating profit", "Revenue by region"):
        sheet.put(LEFT, subject, "left", BOLD)
        for x, year in zip(xs, ("2024", "2023"), strict=True):
            sheet.put(x, year, "right", BOLD)
        sheet.down()
        for label in ("Metering", "Filtration", "Services", "Total"):
            sheet.put(LEFT, label)
            for x, year in zip(xs, ("2024", "2023"), strict=True):
                value = sheet.number(9_999, lambda drawn: f"{drawn / 10:.1f}")
                sheet.put(x, value, "right")
                sheet.expect(value, f"{subject}: {label}", year)
            sheet.down()


def _timetable(sheet: Sheet) -> None:
    """Stations and times; a dash where a train does not stop."""
    sheet.put(LEFT, "Timetable Monday to Friday", "left", BOLD)
    sheet.down(2)
    trains = ("RE 1", "RB 23", "IC 2031", "RE 3", "S 8")
    xs = [230 + 70 * number for number in range(5)]
    for x, train in zip(xs, trains, strict=True):
        sheet.put(x, train, "middle", BOLD)
    sheet.down(1.3)
    for number, station in enumerate(
        "Altstadt;Bergheim West;Kirchdorf;Mühlental;Neuhof (Flughafen);Seeblick;Zollhaus".split(";")
    ):
        sheet.put(LEFT, station)
        for column, (x, train) in enumerate(zip(xs, trains, strict=True)):
            if (number + column) % 6 == 4:
                sheet.put(x, "–", "middle")
                continue
            value = sheet.number(1439, lambda drawn: f"{drawn // 60:02}:{drawn % 60:02}")
            sheet.put(x, value, "middle")
            sheet.expect(value, station, train, row_also="Timetable Monday to Friday")
        sheet.down(1.3)


def _german(sheet: Sheet) -> None:
    """Commas before the fraction, a unit in the caption, a column without labels."""
    sheet.put(LEFT, "Gewinn- und Verlustrechnung (in Tsd. €)", "left", BOLD)
    sheet.down(2)
    for x, text in ((400, "31.12.2023"), (500, "31.12.2022")):
        sheet.put(x, text, "right", BOLD)
    sheet.down()
    for (
        label
    ) in "Umsatzerlöse;Materialaufwand;Personalaufwand;Abschreibungen;Zinsaufwand;Steuern;Jahresüberschuss".split(";"):
        sheet.put(LEFT, label)
        for x, text in ((400, "31.12.2023"), (500, "31.12.2022")):
            value = sheet.number(9_999_999, lambda drawn: f"{drawn / 100:,.2f}".translate(str.maketrans(",.", ".,")))
            sheet.put(x, value, "right")
            sheet.expect(value, label, text, "Tsd. €")
        sheet.down()


def _beside_prose(sheet: Sheet) -> None:
    """A small table at the right of a column of text."""
    top = sheet.y
    for line in range(16):
        sheet.put(
            LEFT,
            ("Revenue rose on higher volumes in all regions,", "helped by 3 new plants and by prices; costs")[line % 2],
        )
        sheet.down(1.13)
    sheet.y = top
    sheet.put(330, "($ millions)")
    for x, text in ((490, "3Q 2024"), (560, "3Q 2023")):
        sheet.put(x, text, "right", BOLD)
    sheet.down(1.5)
    for label in LABELS[:9]:
        sheet.put(330, label)
        for x, text in ((490, "3Q 2024"), (560, "3Q 2023")):
            value = sheet.number(form=lambda drawn: f"${drawn:,}")
            sheet.put(x, value, "right")
            sheet.expect(value, label, text, "millions")
        sheet.down(1.5)


def _beside_chart(sheet: Sheet) -> None:
    """A column of text beside a chart, and below them a small table beside another chart."""
    for label, ticks in (("Yield (%)", (100, 80, 60, 40, 20, 0)), ("Heat (°C)", (1250, 1000, 750, 500, 250, 0))):
        top = sheet.y
        for line in range(14) if ticks[0] == 100 else ():
            text = (
                "Yields rose on higher heat in all of the kilns that",
                "were tried, helped by 3 new ones and by clay; the",
            )
            sheet.put(LEFT, text[line % 2])
            sheet.down()
        if ticks[0] != 100:
            for x, head in ((230, "Clay"), (290, "Glaze")):
                sheet.put(x, head, "right", BOLD)
            sheet.down(1.4)
            for row in LABELS[:8]:
                sheet.put(LEFT, row.split(",")[0][:24])
                for x, head in ((230, "Clay"), (290, "Glaze")):
                    value = sheet.number()
                    sheet.put(x, value, "right")
                    sheet.expect(value, row.split(",")[0][:24], head)
                sheet.down(1.4)
        below, sheet.y = sheet.y, top
        for tick in ticks:
            sheet.put(370, str(tick), "right")
            sheet.down(2.1)
        for number in range(6):
            sheet.put(380 + 36 * number, str(300 * number), "middle")
        sheet.down()
        sheet.put(470, f"Time (h), {label}", "middle")
        sheet.y = max(below, sheet.y) + 3 * sheet.leading


def _side_by_side(sheet: Sheet) -> None:
    """Two tables in the same rows."""
    sheet.put(LEFT, "Membership by district, east and west", "left", BOLD)
    sheet.down(2)
    towns = ("Ashford;Barton;Carlow;Denby;Elmstead;Fairfax", "Gresham;Hatfield;Ilford;Jarrow;Kendal;Ludlow")
    for x, text in ((160, "Men"), (220, "Women"), (440, "Men"), (500, "Women")):
        sheet.put(x, text, "right", BOLD)
    sheet.down()
    for east, west in zip(*(side.split(";") for side in towns), strict=True):
        for left, town in ((LEFT, east), (340, west)):
            sheet.put(left, town)
            for x, text in ((left + 100, "Men"), (left + 160, "Women")):
                value = sheet.number(9999)
                sheet.put(x, value, "right")
                sheet.expect(value, town, text)
        sheet.down()


def _turned(sheet: Sheet) -> None:
    """A page that is shown turned, and one whose table is set sideways on it."""
    sheet.canvas.setPageRotation(90)
    sheet.size = LETTER[1], LETTER[0]  # reportlab turns the paper as well
    _small(sheet)
    sheet.turn_page()
    sheet.size = LETTER
    sheet.canvas.setPageRotation(0)
    sheet.canvas.translate(sheet.size[0], 0)
    sheet.canvas.rotate(90)
    sheet.canvas.translate(0, sheet.size[0] - sheet.height)
    _small(sheet)


def _small(sheet: Sheet) -> None:
    sheet.put(LEFT, "Loans by maturity (in millions)", "left", BOLD)
    sheet.down(1.5)
    heads = ("Level 1", "Level 2", "Level 3", "Total")
    xs = (300, 370, 440, 510)
    for x, text in zip(xs, heads, strict=True):
        sheet.put(x, text, "right")
    sheet.down()
    for label in LABELS[:8]:
        sheet.put(LEFT, label)
        for x, text in zip(xs, heads, strict=True):
            value = sheet.number()
            sheet.put(x, value, "right")
            sheet.expect(value, label, text, "millions")
        sheet.down()


def _grouped(sheet: Sheet) -> None:
    """Headers that come again under short ones over three columns each; some of them have two lines."""
    sheet.put(LEFT, "Table 12. Members by sex and age (in thousands)", "left", BOLD)
    sheet.down(2)
    heads = (("", "Total"), ("Under 18", "years"), ("18 years", "and over"))
    groups = ("All", "Men", "Women")
    xs = [195 + 47 * number for number in range(9)]
    for group, x in zip(groups, xs[1::3], strict=True):
        sheet.put(x - 18, group, "middle")
    sheet.down()
    for line in range(2):
        for number, x in enumerate(xs):
            sheet.put(x, heads[number % 3][line], "right", size=8)
        sheet.down()
    for label in ("North", "East", "South", "West", "Abroad"):
        sheet.put(LEFT, label)
        for number, x in enumerate(xs):
            value = sheet.number(99_999, lambda drawn: f"{drawn / 10:,.1f}")
            sheet.put(x, value, "right")
            sheet.expect(value, label, f"{groups[number // 3]} {' '.join(heads[number % 3])}", "thousands")
        sheet.down()


def _uneven(sheet: Sheet) -> None:
    """A header of three lines over one column, of two over another, of one over the others."""
    sheet.put(LEFT, "Table 7. Visitors by region of origin", "left", BOLD)
    sheet.down(2)
    heads = (("", "", "Total"), ("", "", "Europe"), ("", "", "Africa"), ("Central", "American and", "Caribbean"),
             ("", "Asia and", "Pacific"))  # fmt: skip
    xs = (250, 325, 400, 475, 550)
    for line in range(3):
        for x, head in zip(xs, heads, strict=True):
            sheet.put(x, head[line], "right")
        sheet.down()
    for label in ("Museums", "Parks", "Castles", "Zoos"):
        sheet.put(LEFT, label)
        for x, head in zip(xs, heads, strict=True):
            value = sheet.number(999_999, lambda drawn: f"{drawn:,}")
            sheet.put(x, value, "right")
            sheet.expect(value, label, " ".join(head).strip())
        sheet.down()


def _headerless(sheet: Sheet) -> None:
    """A grid without a line of headers: its first row is a row."""
    sheet.put(306, "Regimens for the first weeks", "middle", BOLD)
    sheet.down(2)
    top, xs, times = sheet.y, (LEFT, 240, 400, 540), ("Twice daily", "Once daily", "Every 3 weeks", "Weekly")
    names = ("Abacin", "Beloxan", "Cadorin", "Delumab", "Entarin", "Foltrex")
    for number, name in enumerate(names):
        sheet.put(xs[0] + 4, name)
        dose = sheet.number(900, lambda drawn: f"{drawn} mg PO")
        sheet.put(xs[1] + 4, dose)
        sheet.put(xs[2] + 4, times[number % 4])
        if number:  # the dose of the first one must head no other
            sheet.expect(dose, name, "")
        sheet.down(1.2)
    for line in range(len(names) + 1):
        y = sheet.height - top + 11 - line * 1.2 * sheet.leading
        sheet.canvas.line(xs[0], y, xs[-1], y)


def _totals(sheet: Sheet) -> None:
    """An invoice whose sums stand below the table of its taxes, in the same columns, under headers of their own."""
    xs = (360, 450, 540)
    for x, head in zip(xs, ("Rate", "Net", "Tax"), strict=True):
        sheet.put(x, head, "right")
    sheet.down()
    for label in ("Reduced", "Usual", "Exempt"):
        sheet.put(LEFT, label)
        for x, head in zip(xs, ("Rate", "Net", "Tax"), strict=True):
            value = sheet.number(99_999, lambda drawn: f"{drawn / 100:,.2f}")
            sheet.put(x, value, "right")
            sheet.expect(value, label, head)
        sheet.down()
    heads = ("Total net", "Total tax", "Total due")
    sheet.put(LEFT, "Goods remain ours until paid")
    for x, head in zip(xs, heads, strict=True):
        sheet.put(x, head, "right")
    sheet.down()
    sheet.put(LEFT, "Payable at once")
    for x, head in zip(xs, heads, strict=True):
        value = sheet.number(99_999, lambda drawn: f"{drawn / 100:,.2f}")
        sheet.put(x, value, "right")
        sheet.expect(value, "Payable at once", head, "", "Goods remain ours until paid")
    sheet.down()


def _bill(sheet: Sheet) -> None:
    """Labels with a value each: beside an address, side by side, above their values; then what was bought."""

    def code(drawn: int) -> str:
        return f"{drawn}-{drawn % 97:02}"

    def day(drawn: int) -> str:
        return f"{1 + drawn % 28} March {1990 + drawn % 40}"

    def amount(drawn: int) -> str:
        return f"{drawn / 100:,.2f}"

    address = "Marlow Joinery", "12 Mill Lane", "Leeds LS1 4AB", "United Kingdom"
    for line, (label, form) in zip(
        address, (("Bill number", code), ("Bill date", day), ("Customer", code), ("Amount due", amount)), strict=True
    ):
        value = sheet.number(form=form)
        sheet.put(LEFT, line)
        sheet.put(330, label)
        sheet.put(440, value)
        sheet.expect(value, label, "")
        sheet.down()
    sheet.down(2)
    blocks = (
        (("Order:", code), ("Ordered on:", day), ("Paid so far:", amount)),
        (("Parcel:", code), ("Sent on:", day), ("Postage:", amount)),
    )
    for left, right in zip(*blocks, strict=True):
        for x, (label, form) in zip((LEFT, 330), (left, right), strict=True):
            value = sheet.number(form=form)
            sheet.put(x, label, font=BOLD)
            sheet.put(x + 110, value)
            sheet.expect(value, label, "")
        sheet.down()
    sheet.down(2)
    for labels in (("Account", "Due on", "Least sum"), ("Branch", "Opened on", "Balance")):
        for text in ("label", "value"):
            for x, label, form in zip((LEFT, 240, 420), labels, (code, day, amount), strict=True):
                value = sheet.number(form=form) if text == "value" else label
                sheet.put(x, value, font=FONT if text == "value" else BOLD)
                if text == "value":
                    sheet.expect(value, label, "")
            sheet.down()
        sheet.down(0.5)
    sheet.down(2)
    heads, xs = ("Qty", "Price", "Amount"), (330, 440, 540)
    sheet.put(LEFT, "Description", font=BOLD)
    for x, head in zip(xs, heads, strict=True):
        sheet.put(x, head, "right", BOLD)
    sheet.down()
    for label in ("Oak table top", "Steel legs", "Delivery"):
        sheet.put(LEFT, label)
        for x, head in zip(xs, heads, strict=True):
            value = sheet.number(form=amount)
            sheet.put(x, value, "right")
            sheet.expect(value, label, head)
        sheet.down()


PERIODS = "JUL 2023", "OCT 2023", "JAN 2024", "APR 2024"


def _shared(sheet: Sheet) -> None:
    """Rows that share a label, which stands at the top, in the middle or at the end of them."""
    first = {"North": ("Leeds", "York"), "South": ("Bath", "Exeter", "Poole", "Truro"), "East": ("Norwich", "Ely")}
    second = {"Coast": ("Kiel", "Rostock"), "Hills": ("Gera", "Jena", "Plauen", "Suhl"), "Plain": ("Burg", "Stendal")}
    third = {"Upper": ("Linz", "Wels"), "Lower": ("Baden", "Krems", "Melk", "Tulln"), "Inner": ("Graz", "Leoben")}
    counties = dict.fromkeys(("Apache", "Cochise", "Santa Cruz"), PERIODS)
    for at, groups, gap in ((0.0, first, 0.0), (0.5, second, 0.0), (0.5, counties, 0.0), (1.0, third, 0.7)):
        _groups(sheet, groups, at, gap, x=150)
        sheet.down(2)


def _registers(sheet: Sheet) -> None:
    """The same table page after page, told apart by a word above it; its periods stand behind a column of numbers."""
    counties = dict.fromkeys(("Apache", "Cochise", "Greenlee", "Santa Cruz"), PERIODS[:3])
    for part in ("Active", "Inactive"):
        for line in ("REPORT OF THE REGISTER", "Members in January - January 02, 2024", "Issued by the Registrar"):
            sheet.put(306, line, "middle")
            sheet.down(0.8)
        sheet.down(0.3)
        sheet.put(LEFT, part, font=BOLD)
        sheet.down(1.1)
        _groups(sheet, counties, 0.0, 0.8, x=200, part=part)
        sheet.turn_page()


def _groups(sheet: Sheet, groups: dict[str, tuple[str, ...]], at: float, gap: float, x: float, part: str = "") -> None:
    """A table of them, each with its label `at` its first row, its last or between, and a `gap` of lines below."""
    xs = {"Members": 330, "Votes": 440, "Total": 540, **({"Offices": 170} if part else {})}
    sheet.put(LEFT, "Place", font=BOLD)
    sheet.put(x, "Kind", font=BOLD)
    for head, right in xs.items():
        sheet.put(right, head, "right", BOLD)
    sheet.down(1.5)
    for name, keys in groups.items():
        top = sheet.y
        sheet.down(at * (len(keys) - 1))
        sheet.put(LEFT, name)
        sheet.y = top
        for key in keys:
            sheet.put(x, key)
            for head, right in xs.items():
                value = sheet.number()
                sheet.put(right, value, "right")
                sheet.expect(value, f"{part} {name} {key}", head)
            sheet.down()
        sheet.down(gap)


def _results(sheet: Sheet) -> None:
    """A title's lines above headers a word apart, codes as rows, some without values, shares in the last row."""
    codes = "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN".split()
    columns = (("VOTES", "COUNTED"), ("VOTES CAST FOR", "ANNA LIND (R)"), ("VOTES CAST FOR", "BEN ODE (D)"))
    xs = 140, 205, 283
    for line, size in (("OFFICIAL RESULTS OF THE ELECTION", 11.0), ("Day of the Election: 5 May 2024", 11.0)):
        sheet.put(225, line, "middle", BOLD, size)
        sheet.down()
    sheet.put(225, "Source: Offices of the Councils", "middle")
    sheet.down(1.3)
    sheet.put(LEFT, "STATE", font=BOLD)
    for x, lines in zip(xs, columns, strict=True):
        for number, line in enumerate(lines):
            sheet.put(x, line, "middle", BOLD)
            sheet.down(1 if not number else -1)
    sheet.down(2)
    for code in codes:
        sheet.put(LEFT, code)
        for x, lines in zip(xs, columns, strict=True):
            if code not in ("AK", "AL", "CO", "GA", "HI", "IA") and sheet.random.random() < 0.7:
                value = sheet.number(form="{:,}".format)
                sheet.put(x, value, "middle")
                sheet.expect(value, code, " ".join(lines))
        sheet.down()
    for label, form in (("Total:", "{:,}".format), ("Percentage:", lambda drawn: f"{drawn / 1000:.2f}%")):
        sheet.put(LEFT, label, font=BOLD)
        for x, lines in zip(xs, columns, strict=True):
            value = sheet.number(form=form)
            sheet.put(x, value, "middle", BOLD)
            sheet.expect(value, label, " ".join(lines), "%" if "%" in value else "")
        sheet.down()


def _counted(sheet: Sheet) -> None:
    """Rows called by a number: the days of a time sheet, the weeks of a course, the channels of an instrument."""

    def time(drawn: int) -> str:
        return f"{6 + drawn % 14}:{drawn % 60:02}"

    heads = "Beginn", "Pause", "Ende", "Dauer", "Bemerkung"
    xs = 140, 220, 300, 380, 470
    for x, head in zip((LEFT, *xs), ("Tag", *heads), strict=True):
        sheet.put(x, head, "middle")
    sheet.down(1.6)
    for day in range(1, 19):
        sheet.put(LEFT, str(day), "middle")
        for x, head in zip(xs, heads, strict=True):
            is_free = day % 7 in (0, 1) or head in ("Pause", "Bemerkung")
            value = (
                sheet.number(form=time) if not is_free else "Ruhetag" if head == "Bemerkung" and day % 7 == 1 else "–"
            )
            sheet.put(x, value, "middle")
            if value[0].isdigit():
                sheet.expect(value, f"Tag {day}", head)
        sheet.down()
    for first, subjects in (("Week", ("Of trees", "Of brooks", "Of stones", "Of bees")), ("Channel", ("",) * 5)):
        sheet.turn_page()
        sheet.put(LEFT, first, font=BOLD)
        sheet.put(LEFT + 60, "Subject" if subjects[0] else "", font=BOLD)
        for x, head in ((330, "Pages"), (440, "Points")):
            sheet.put(x, head, "right", BOLD)
        sheet.down()
        for number, subject in enumerate(subjects, 1):
            sheet.put(LEFT + 10, str(number), "right")
            sheet.put(LEFT + 60, subject)
            for x, head in ((330, "Pages"), (440, "Points")):
                value = sheet.number(form=str)
                sheet.put(x, value, "right")
                sheet.expect(value, f"{first} {number} {subject}", head)
            sheet.down()


KINDS = (
    _statement, _leaders, _leaders_apart, _spanning, _ruled, _wrapped, _continued, _prices, _timetable, _german,
    _beside_prose, _beside_chart, _side_by_side, _turned, _stacked,
    _grouped, _uneven, _headerless, _totals, _bill, _shared, _registers,
    _results, _counted,
)  # fmt: skip
