"""How much of a list is found: `python -m benchmarks.lists [--evals DIR] [--misses]`.

Recall and precision of the certain items, and the recall with the uncertain ones, a line a list: of lists planted in
documents made by code, and of real ones, labelled by hand (benchmarks/lists.jsonl), if their PDFs are in DIR.
`--misses` tells what is missed or wrong in the planted ones and in those that the rules were developed on.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docqa.documents import Page
from docqa.reading.pdf import read_pages
from docqa.reports.listing import Row, tables
from docqa.reports.units import units
from tests.support.pdfs import set_pdf

LABELS = Path(__file__).parent / "lists.jsonl"
EVALS = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"
HEADING, TEXT = ("Helvetica-Bold", 16.0), ("Helvetica", 11.0)
FILLER = (
    "The cottage stands beside the mill, and the lane that leads to it is narrow for most of the year.",
    "Guests find wood for the stove in the shed, and the key of the shed hangs beside the kitchen door.",
    "The garden goes down to the brook, where the neighbours like to sit in the evening and talk.",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A list as it is asked for, with the items that it has, each as (page, text)."""

    kind: str
    about: str
    items: Sequence[tuple[int, str]]
    also: Sequence[tuple[int, str]] = ()  # neither right nor wrong


@dataclass(slots=True)
class Score:
    labelled: int = 0
    found: int = 0
    rows: int = 0
    right: int = 0
    uncertain: int = 0
    seen: int = 0  # of the labelled, among certain and uncertain ones

    def add(self, other: "Score") -> None:
        self.labelled += other.labelled
        self.found += other.found
        self.rows += other.rows
        self.right += other.right
        self.uncertain += other.uncertain
        self.seen += other.seen

    def line(self, name: str) -> str:
        recall, precision = self.found / max(1, self.labelled), self.right / max(1, self.rows)
        seen = self.seen / max(1, self.labelled)
        figures = f"{recall:.2f} | {self.rows} | {precision:.2f} | {self.uncertain} | {seen:.2f}"
        return f"| {name} | {self.labelled} | {figures} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evals", type=Path, default=EVALS)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    print("| list | items | recall | rows | precision | uncertain | recall with these |\n|---|---|---|---|---|---|---|")
    total = Score()
    for name, pages, labelled in planted():
        total.add(_scored(name, pages, labelled, options.misses))
    print(total.line("planted, all"))
    for is_tuned in (True, False):
        total = Score()
        for row in map(json.loads, LABELS.read_text("utf-8").splitlines()):
            path = next(iter(options.evals.glob(f"*/pdfs/{row['pdf']}")), None)
            if row["tuned"] is is_tuned and path is not None:
                items = [(page, text) for page, text in row["items"]]
                labelled = Labelled(row["kind"], row["about"], items, [(p, t) for p, t in row.get("also", [])])
                name = f"{row['pdf'].removesuffix('.pdf')}: {row['about']}"
                total.add(_scored(name, list(read_pages(path)), labelled, options.misses and is_tuned))
        print(total.line(f"real, {'developed on' if is_tuned else 'unseen'}, all"))


def _scored(name: str, pages: Sequence[Page], labelled: Labelled, tell: bool) -> Score:
    found = list(tables(labelled.about, pages, list(units(pages))))
    rows = [row for table in found if table.is_certain for row in table.rows]
    wanted = list(dict.fromkeys(labelled.items))
    missed = [(page, text) for page, text in wanted if not any(_is(row, page, text) for row in rows)]
    counted = {(row.extract.page, _plain(row.item)): row for row in rows}  # one a page, however often it is said there
    counted = {key: row for key, row in counted.items() if not any(_is(row, *other) for other in labelled.also)}
    wrong = [row for row in counted.values() if not any(_is(row, page, text) for page, text in wanted)]
    uncertain = sum(len(table.rows) for table in found if not table.is_certain)
    every = [row for table in found for row in table.rows]
    seen = sum(any(_is(row, page, text) for row in every) for page, text in wanted)
    score = Score(len(wanted), len(wanted) - len(missed), len(counted), len(counted) - len(wrong), uncertain, seen)
    print(score.line(name))
    for page, text in missed if tell else ():
        print(f"    missed: {page} {text}")
    for row in wrong if tell else ():
        print(f"    wrong: {row.extract.page} {row.item} <- {row.extract.text[:150]}")
    return score


def _is(row: Row, page: int, text: str) -> bool:
    """Whether a row is a labelled item: it is called so, with at most a few words more (a title, a bound)."""
    return (
        row.extract.page == page and re.search(rf"(?<!\w){re.escape(_plain(text))}(?!\w)", _plain(row.item)) is not None
    )


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w$€£%.,-]+", " ", text.casefold()).split()).rstrip(".,")


@dataclass(frozen=True, slots=True)
class Plant:
    """A list in a document made by code: its heading and lines, and the items that it has."""

    kind: str
    about: str
    heading: str
    lines: Sequence[str]
    items: Sequence[str]


def planted() -> Iterator[tuple[str, list[Page], Labelled]]:
    """Each list on the second of three pages, between pages that hold nothing of its kind."""
    for plant in PLANTS:
        with tempfile.TemporaryDirectory() as folder:
            around = [("The cottage", *HEADING), *((line, *TEXT) for line in FILLER)]
            own = [(plant.heading, *HEADING), *((line, *TEXT) for line in plant.lines)]
            path = set_pdf(Path(folder) / "planted.pdf", [around, own, [("The garden", *HEADING), *around[1:]]])
            pages = list(read_pages(path))
        yield f"{plant.kind}: {plant.about}", pages, Labelled(plant.kind, plant.about, [(1, i) for i in plant.items])


PLANTS = (
    Plant("dates", "dates", "Calendar", (
        "The lease was signed on 3 May 2024 and begins on June 1st, 2024. The first rent is due on 2024-07-05.",
        "On the 15th of August 2024 the chimney is swept; the stove was last looked at in March 2023.",
        "Version 2.4.1 of the house rules, 12 rooms, 5 of them with a bath, may be seen on request.",
        "Signed: 03/05/2024, Sept. 9, 2024.",
    ), (
        "3 May 2024", "June 1st, 2024", "2024-07-05", "15th of August 2024", "March 2023", "03/05/2024",
        "Sept. 9, 2024",
    )),
    Plant("dates", "Daten", "Termine", (
        "Der Vertrag vom 3. Mai 2024 beginnt am 01.06.2024. Die erste Miete ist am 5. Juli fällig.",
        "Die Wohnung hat 3 Zimmer und wurde im März 2019 renoviert. Sie liegt im 2. Stock des Hauses.",
    ), ("3. Mai 2024", "01.06.2024", "5. Juli", "März 2019")),
    Plant("dates", "fechas", "Calendario", (
        "El contrato del 3 de mayo de 2024 empieza el 1 de junio de 2024 y termina en mayo de 2027.",
        "La casa tiene 3 habitaciones y 2 baños, y está en la calle 12 de Octubre.",
    ), ("3 de mayo de 2024", "1 de junio de 2024", "mayo de 2027")),
    Plant("amounts", "amounts", "Prices", (
        "The rent is $1,250 a month and the deposit EUR 2,500.50; the stove cost about £1.2 million.",
        "A dog costs five euros a day. Heating is 12 cents a unit, of which 300 units are free.",
        "Cleaning    $ 80.00    $ 95.00",
        "Linen       $ 15.00    $ 20.00",
    ), (
        "$1,250", "EUR 2,500.50", "£1.2 million", "five euros", "12 cents", "$ 80.00", "$ 95.00", "$ 15.00", "$ 20.00",
    )),
    Plant("amounts", "montants", "Prix", (
        "Le loyer est de 1 250 € par mois et le dépôt de 2 millions d'euros. Le chien coûte cinq euros.",
        "La maison a 4 pièces et 120 mètres carrés, et le numéro est le 12.",
    ), ("250 €", "2 millions d'euros", "cinq euros")),
    Plant("percentages", "percentages", "Shares", (
        "Ann holds 60% and Bob forty percent (40%). Interest is 2.5 per cent above the base rate.",
        "The house has 5 rooms and 12 windows.",
    ), ("60%", "forty percent (40%)", "2.5 per cent")),
    Plant("deadlines", "deadlines", "Notice", (
        "The tenant answers within ten (10) business days and pays no later than 3 May 2024.",
        "Either party may end the lease upon ninety days’ notice. Repairs are done before 1 July 2024.",
        "The lease runs for three years. There are 30 chairs and two tables in the dining room.",
    ), (
        "within ten (10) business days", "no later than 3 May 2024", "ninety days", "before 1 July 2024", "three years",
    )),
    Plant("obligations", "obligations", "Duties", (
        "The tenant shall pay the rent in advance. The landlord must repair the roof every spring.",
        "Guests are required to leave by noon. “Rent” shall mean what is paid. The owner agrees to insure the house.",
        "This lease shall be governed by the law of Oregon. The brook is cold even in summer.",
    ), ("shall pay the rent", "must repair the roof", "are required to leave", "agrees to insure the house")),
    Plant("obligations", "Pflichten", "Pflichten", (
        "Der Mieter muss die Miete im Voraus zahlen. Der Vermieter ist verpflichtet, das Dach zu reparieren.",
        "Der Mieter hat den Garten zu pflegen. Der Bach ist auch im Sommer kalt.",
    ), ("muss die Miete", "ist verpflichtet", "hat den Garten")),
    Plant("obligations", "obligaciones", "Deberes", (
        "El inquilino deberá pagar la renta. El propietario se obliga a reparar el tejado.",
        "El arroyo está frío también en verano.",
    ), ("deberá pagar la renta", "se obliga a reparar")),
    Plant("obligations", "obligations", "Staying here", (
        "The tenant pays the rent on the first. The guest returns the keys at noon, and the owner is glad of it.",
        "The guest does not smoke indoors. The owner has a boat. The guest likes the brook. Each party keeps a copy.",
    ), ("pays the rent", "returns the keys", "does not smoke", "keeps a copy")),
    Plant("obligations", "Pflichten", "Im Haus", (
        "Der Mieter zahlt die Miete am ersten Tag. Der Gast ist im Garten willkommen und hat einen Schlüssel.",
        "Die Vermieterin repariert das Dach. Der Bach ist kalt. Der Mieter darf im Bach baden.",
    ), ("zahlt die Miete", "repariert das Dach")),
    Plant("obligations", "obligations", "The sale", (
        "Heron plc (the “Maker”) builds the boat for Ann Lee (the “Sailor”), who waits for it.",
        "The Maker paints the hull in blue. The Sailor brings the sails. The Maker may sail it once.",
    ), ("paints the hull", "brings the sails")),
    Plant("terms", "defined terms", "Definitions", (
        "“Term” means the three years of the lease. “Rent” or “Monthly Rent” shall mean what is paid each month.",
        "Ann Lee (the “Tenant” and, with Bob, the “Tenants”) lives there. Heron plc, called the “Owner”, does not.",
        "She said “Good morning” to the neighbours (“how nice”).",
    ), ("Term", "Rent", "Monthly Rent", "Tenant", "Tenants", "Owner")),
    Plant("people", "people", "Who is who", (
        "Mr. Adler and Dr. Ruth Weiss keep the garden. Maria J. Gonzalez, the owner, lives in Porto.",
        "Tom Ford, 54, sweeps the chimney. The Mill Lane is quiet, and the Old Bridge was built in stone.",
        "/s/ Cynthia Hale",
    ), ("Adler", "Ruth Weiss", "Maria J. Gonzalez", "Tom Ford", "Cynthia Hale")),
    Plant("organisations", "companies", "Who is who", (
        "Heron Mills Ltd. owns the house, and Acme Insurance Company insures it. Muster GmbH built the stove.",
        "The account is with the Bank of Porto. Mill Lane is quiet, and the Old Bridge was built in stone.",
    ), ("Heron Mills Ltd", "Acme Insurance Company", "Muster GmbH", "Bank of Porto")),
    Plant("parties", "parties", "Lease", (
        "This lease is made between Heron Mills Ltd. (the “Owner”) and Maria J. Gonzalez (the “Tenant”).",
        "It was written by Acme Legal LLP in the spring, and read by the neighbours.",
    ), ("Heron Mills Ltd", "Maria J. Gonzalez")),
    Plant("parties", "parties", "Flat", (
        "Ms. A lets to Mr. B the flat above the mill. It was written down by Mr. C in the spring.",
        "The rent is due each month. Mrs. D lives next door.",
    ), ("Ms. A", "Mr. B")),
    Plant("parties", "parties", "Form", (
        "Landlord: Ruth Weiss",
        "Tenant: Tom Ford",
        "Mr. Adler was there.",
    ), ("Ruth Weiss", "Tom Ford")),
    Plant("parties", "Vertragsparteien", "Mietvertrag", (
        "Frau Anna Adler vermietet an Herrn Bert Beck die Wohnung. Herr Conrad schrieb es auf.",
        "Die Miete ist am Ersten fällig.",
    ), ("Frau Anna Adler", "Herrn Bert Beck")),
    Plant("enumeration", "risks", "Risks", (
        "What can go wrong is told here.",
        "1. Fire. The stove may set the roof on fire, which is of straw.",
        "2. Flood. The brook may rise in the spring.",
        "3. Burglary. The lock is old.",
        "All else is for the insurer to say.",
    ), ("Fire", "Flood", "Burglary")),
    Plant("enumeration", "fees", "What it costs", (
        "The following fees are charged:",
        "• cleaning of the rooms",
        "• linen, for each bed",
        "• dogs",
        "The brook is cold even in summer, and nobody swims there.",
    ), ("cleaning of the rooms", "linen", "dogs")),
    Plant("enumeration", "medicines", "The chest", (
        "The chest beside the door holds these medicines: aspirin, charcoal tablets, and iodine.",
        "It is locked with the small key.",
    ), ("aspirin", "charcoal tablets", "iodine")),
    Plant("enumeration", "members", "The club", (
        "The members of the club are:",
        "Ann Lee             54  Chair",
        "Robert Moss         61  2",
        "Ines Prado          47  1",
        "They meet in the kitchen.",
    ), ("Ann Lee", "Robert Moss", "Ines Prado")),
    Plant("enumeration", "Risiken", "Risiken", (
        "a) Feuer: das Dach ist aus Stroh.",
        "b) Hochwasser: der Bach steigt im Frühjahr.",
        "c) Einbruch: das Schloss ist alt.",
    ), ("Feuer", "Hochwasser", "Einbruch")),
    Plant("enumeration", "officers", "Officers", (
        "The officers of the mill are as follows:",
        "Ann B. Lee, Chair — Ms. Lee joined the mill from a bakery in Leeds.",
        "She kept its books, and then its keys, for most of her life.",
        "Tom Ford, Treasurer — Mr. Ford was a sailor before he came to the mill.",
        "Ines Prado, Clerk — Ms. Prado writes the letters.",
    ), ("Ann B. Lee", "Tom Ford", "Ines Prado")),
    Plant("likeness", "acquisitions", "The year", (
        "In spring the mill completed the acquisition of Acme Bakery for a small sum.",
        "The acquisition of the ferry was completed in autumn.",
        "The brook rose twice, and the bridge was mended by the neighbours.",
    ), ("acquisition of Acme Bakery", "acquisition of the ferry")),
    Plant("likeness", "insurance policies", "The house", (
        "An insurance policy against fire was taken out with Acme. The insurance policy against flood has lapsed.",
        "The policy of the house is that shoes are left at the door.",
    ), ("insurance policy against fire", "insurance policy against flood")),
)  # fmt: skip


if __name__ == "__main__":
    main()
