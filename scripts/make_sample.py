"""Write docqa/page/sample.pdf, the document that an empty library offers: `python scripts/make_sample.py [FILE]`.

The same script makes the same bytes every time. Needs reportlab, from requirements-dev.txt.
"""

import sys
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

SAMPLE = Path(__file__).resolve().parent.parent / "docqa" / "page" / "sample.pdf"
TITLE = "Heron Cottage: holiday rental agreement"

INK, WATER, PALE, RULE = HexColor("#1c2b2d"), HexColor("#1f6063"), HexColor("#eaf2f1"), HexColor("#b9d0ce")
WIDTH, HEIGHT = A4
MARGIN = 26 * mm
PADDING = 6  # points, around what reportlab sets on a page

TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=11, leading=16.5, textColor=INK, spaceAfter=8)
HEADING = ParagraphStyle(
    "heading", TEXT, fontName="Times-Bold", fontSize=15, leading=19, textColor=WATER, spaceBefore=13
)

# Heading, then clauses (a line each) and tables (a list of rows, the first one the head).
SECTIONS: list[tuple[str, list[str | list[tuple[str, ...]]]]] = [
    (
        "1  The cottage and the parties",
        [
            "1.1  This agreement is between Northwater Cottages of 4 Ferry Road, Saltmere (the owner) and"
            " the guest named in the booking confirmation (the guest).",
            "1.2  The owner lets Heron Cottage, Lower Mill Lane, Saltmere, to the guest for a holiday. It"
            " has three bedrooms, two bathrooms, a wood stove, a garden that runs down to the lake, and a"
            " jetty with a rowing boat.",
            "1.3  At most six people may stay in the cottage. A cot for a baby is free of charge and does not count.",
        ],
    ),
    (
        "2  Booking and payment",
        [
            "2.1  A booking is made when the owner confirms it in writing. The guest then pays 30 percent"
            " of the rent within seven days.",
            "2.2  The rest of the rent is due six weeks before arrival. If it is not paid by then, the "
            "owner sends one reminder; if it is still unpaid after ten more days, the owner may let the "
            "cottage to someone else.",
            "2.3  Payment is by bank transfer. The owner charges no fee for it. Cards are not accepted.",
        ],
    ),
    (
        "3  Changes",
        [
            "3.1  The guest may move the stay once to other free dates of the same year, up to eight "
            "weeks before arrival, for a fee of £40.",
            "3.2  The guest may hand the booking on to another person at any time. The new guest must "
            "sign this agreement.",
        ],
    ),
    (
        "4  Rent and charges",
        [
            "4.1  The rent depends on the season. A week runs from Saturday to Saturday.",
            [
                ("Season", "Rent for a week", "Extra night"),
                ("January to March", "£540", "£85"),
                ("April to June", "£780", "£120"),
                ("July and August", "£1,180", "£185"),
                ("September and October", "£720", "£110"),
                ("November and December", "£590", "£90"),
            ],
            "4.2  Water, electricity and wireless internet are included in the rent. Other charges are:",
            [
                ("Charge", "Amount", "When"),
                ("Final cleaning", "£75", "once for every stay"),
                ("Bed linen and towels", "£14", "for each person, on request"),
                ("Dog", "£30", "for each dog and week, at most two"),
                ("Firewood", "£8", "for each basket; the first is free"),
                ("Charging an electric car", "£0.38", "for each kilowatt-hour"),
                ("Late departure", "£25", "for each hour begun after 10 am"),
            ],
        ],
    ),
    (
        "5  Security deposit",
        [
            "5.1  The guest pays a security deposit of £250 together with the rest of the rent.",
            "5.2  The owner returns the deposit within 14 days after departure, less the cost of anything"
            " broken or missing. Ordinary wear is not charged.",
        ],
    ),
    (
        "6  Cancelling",
        [
            "6.1  If the guest cancels more than eight weeks before arrival, the owner returns everything"
            " paid except £40.",
            "6.2  If the guest cancels between eight and four weeks before arrival, the owner returns "
            "half of the rent.",
            "6.3  If the guest cancels less than four weeks before arrival, the rent is not returned, "
            "unless the owner can let the cottage to someone else for the same dates.",
            "6.4  If the owner has to cancel, the guest gets everything back at once, and £100 for the trouble.",
        ],
    ),
    (
        "7  Arrival and departure",
        [
            "7.1  The cottage is ready from 4 pm on the day of arrival. On the day of departure the guest"
            " leaves by 10 am.",
            "7.2  The key is kept in the small steel safe beside the boathouse door. The owner sends its "
            "code by text message two days before arrival.",
            "7.3  Before leaving, the guest washes the dishes, takes the rubbish to the bins in Mill Lane"
            " and locks the boat.",
        ],
    ),
    (
        "8  House rules",
        [
            "8.1  Nobody smokes in the cottage or in the boathouse. Quiet hours are from 10\xa0pm to 7\xa0am.",
            "8.2  Children under twelve use the jetty and the boat only with an adult. Life jackets hang "
            "in the boathouse.",
            "8.3  Fires are lit in the stove and in the fire bowl on the terrace, nowhere else.",
        ],
    ),
    (
        "9  When something is wrong",
        [
            "9.1  The guest tells the owner about a fault within 24 hours, by telephone on "
            "01632\xa0960\xa0417. The owner has it put right within two days, or lowers the rent for the "
            "days that remain.",
            "9.2  The electricity main switch is in the hall cupboard; the stopcock for the water is "
            "under the kitchen sink.",
        ],
    ),
]
NEW_PAGE_BEFORE = {"4  Rent and charges", "6  Cancelling"}


class Section(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A heading that is also an entry of the outline."""

    def draw(self) -> None:
        title = " ".join(self.getPlainText().split())
        self.canv.bookmarkPage(title)
        self.canv.addOutlineEntry(title, title)
        super().draw()


def main(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=MARGIN - PADDING,
        rightMargin=MARGIN - PADDING,
        topMargin=28 * mm,
        bottomMargin=26 * mm,
        title=TITLE,
        author="Northwater Cottages",
        subject="A made-up agreement, to try docqa with",
        invariant=1,
    )
    story = [Spacer(1, 1), PageBreak()]  # the cover is drawn, not set
    for heading, parts in SECTIONS:
        if heading in NEW_PAGE_BEFORE:
            story.append(PageBreak())
        set_parts = [table(part) if isinstance(part, list) else clause(part) for part in parts]
        story += [KeepTogether([Section(heading.replace("  ", "\xa0\xa0"), HEADING), set_parts[0]]), *set_parts[1:]]
    story += [Spacer(1, 12 * mm), signatures()]
    document.build(story, onFirstPage=cover, onLaterPages=page)


def clause(text: str) -> Paragraph:
    number, words = text.split("  ", 1)
    style = ParagraphStyle("clause", TEXT, leftIndent=11 * mm, bulletIndent=0, bulletFontName="Helvetica-Bold")
    return Paragraph(words, style, bulletText=number)


def table(rows: list[tuple[str, ...]]) -> Table:
    wide = WIDTH - 2 * MARGIN - 11 * mm
    columns = [wide * 0.34, wide * 0.22, wide * 0.44]
    made = Table(rows, columns, hAlign="RIGHT", spaceBefore=2, spaceAfter=12)
    made.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), "Helvetica", 10),
                ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 10),
                ("TEXTCOLOR", (0, 0), (-1, -1), INK),
                ("TEXTCOLOR", (0, 0), (-1, 0), WATER),
                ("BACKGROUND", (0, 0), (-1, 0), PALE),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
            ]
        )
    )
    return made


def signatures() -> Table:
    made = Table([["Date and owner", "", "Date and guest"]], [65 * mm, 20 * mm, 65 * mm])
    made.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), "Helvetica", 9),
                ("TEXTCOLOR", (0, 0), (-1, -1), INK),
                ("LINEABOVE", (0, 0), (0, 0), 0.6, INK),
                ("LINEABOVE", (2, 0), (2, 0), 0.6, INK),
            ]
        )
    )
    return made


def cover(canvas: Canvas, document: SimpleDocTemplate) -> None:
    """The first page, labelled "i": a lake, a cottage and a heron."""
    canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
    canvas.addPageLabel(1, style="ARABIC", start=1)
    canvas.showOutline()
    canvas.bookmarkPage("cover")
    canvas.addOutlineEntry("Cover", "cover")
    lake = 88 * mm
    canvas.setFillColor(PALE)
    canvas.rect(0, lake, WIDTH, HEIGHT - lake, stroke=0, fill=1)
    draw_hills(canvas, lake)
    draw_cottage(canvas, 128 * mm, lake)
    canvas.setFillColor(WATER)
    canvas.rect(0, 0, WIDTH, lake, stroke=0, fill=1)
    draw_ripples(canvas, lake)
    draw_heron(canvas, 52 * mm, lake - 14 * mm)
    canvas.setFillColor(WATER)
    canvas.setFont("Times-Bold", 40)
    canvas.drawString(MARGIN, HEIGHT - 62 * mm, "Heron Cottage")
    canvas.setFont("Helvetica", 17)
    canvas.drawString(MARGIN, HEIGHT - 74 * mm, "Holiday rental agreement, 2026 season")
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica", 10.5)
    canvas.drawString(MARGIN, HEIGHT - 86 * mm, "Northwater Cottages, 4 Ferry Road, Saltmere")
    canvas.setFillColor(RULE)
    canvas.setFont("Helvetica", 8.5)
    canvas.drawString(MARGIN, 14 * mm, "A made-up agreement: cottage, people and prices are invented.")
    canvas.drawRightString(WIDTH - MARGIN, 14 * mm, "i")


def page(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setStrokeColor(RULE)
    canvas.line(MARGIN, HEIGHT - 20 * mm, WIDTH - MARGIN, HEIGHT - 20 * mm)
    canvas.setFillColor(WATER)
    canvas.setFont("Times-Italic", 10)
    canvas.drawString(MARGIN, HEIGHT - 17.5 * mm, "Heron Cottage")
    canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 17.5 * mm, "Holiday rental agreement")
    canvas.setFont("Helvetica", 9)
    canvas.drawCentredString(WIDTH / 2, 14 * mm, str(document.page - 1))


def draw_hills(canvas: Canvas, lake: float) -> None:
    for colour, height, shift in ((HexColor("#d2e3e1"), 58 * mm, 0.0), (HexColor("#b4d0cd"), 36 * mm, 60 * mm)):
        canvas.setFillColor(colour)
        hills = canvas.beginPath()
        hills.moveTo(0, lake)
        hills.lineTo(0, lake + height * 0.5)
        hills.curveTo(40 * mm + shift, lake + height * 1.4, 80 * mm + shift, lake, 120 * mm, lake + height * 0.5)
        hills.curveTo(150 * mm, lake + height * 0.9, 180 * mm, lake + height, WIDTH, lake + height * 0.4)
        hills.lineTo(WIDTH, lake)
        canvas.drawPath(hills, stroke=0, fill=1)


def draw_cottage(canvas: Canvas, x: float, y: float) -> None:
    canvas.setFillColor(HexColor("#fbfaf5"))
    canvas.rect(x, y, 46 * mm, 20 * mm, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#8a4b3a"))
    canvas.rect(x + 34 * mm, y + 24 * mm, 5 * mm, 14 * mm, stroke=0, fill=1)
    roof = canvas.beginPath()
    roof.moveTo(x - 4 * mm, y + 20 * mm)
    roof.lineTo(x + 6 * mm, y + 34 * mm)
    roof.lineTo(x + 40 * mm, y + 34 * mm)
    roof.lineTo(x + 50 * mm, y + 20 * mm)
    roof.close()
    canvas.drawPath(roof, stroke=0, fill=1)
    canvas.rect(x + 20 * mm, y, 7 * mm, 13 * mm, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#f2c463"))
    for left in (6 * mm, 34 * mm):
        canvas.rect(x + left, y + 6 * mm, 7 * mm, 8 * mm, stroke=0, fill=1)


def draw_ripples(canvas: Canvas, lake: float) -> None:
    canvas.setStrokeColor(HexColor("#4b8588"))
    canvas.setLineWidth(1.2)
    for x, depth, length in ((20, 20, 34), (84, 14, 26), (132, 26, 40), (30, 44, 22), (104, 48, 48), (166, 40, 20)):
        canvas.line(x * mm, lake - depth * mm, (x + length) * mm, lake - depth * mm)


def draw_heron(canvas: Canvas, x: float, y: float) -> None:
    """A heron standing in the water, its feet at (x, y), looking right."""
    canvas.setStrokeColor(HexColor("#c98b3c"))
    canvas.setLineWidth(1.6)
    canvas.line(x, y, x + 1 * mm, y + 22 * mm)
    canvas.line(x + 5 * mm, y, x + 4 * mm, y + 22 * mm)
    canvas.setFillColor(HexColor("#5f7f86"))
    body = canvas.beginPath()
    body.moveTo(x - 16 * mm, y + 20 * mm)
    body.curveTo(x - 4 * mm, y + 18 * mm, x + 12 * mm, y + 18 * mm, x + 12 * mm, y + 28 * mm)
    body.curveTo(x + 12 * mm, y + 38 * mm, x - 2 * mm, y + 36 * mm, x - 16 * mm, y + 20 * mm)
    canvas.drawPath(body, stroke=0, fill=1)
    canvas.setStrokeColor(HexColor("#5f7f86"))
    canvas.setLineWidth(6)
    canvas.setLineCap(1)
    neck = canvas.beginPath()
    neck.moveTo(x + 9 * mm, y + 30 * mm)
    neck.curveTo(x + 20 * mm, y + 40 * mm, x + 2 * mm, y + 44 * mm, x + 11 * mm, y + 53 * mm)
    canvas.drawPath(neck, stroke=1, fill=0)
    canvas.circle(x + 12 * mm, y + 53.5 * mm, 2.6 * mm, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#c98b3c"))
    beak = canvas.beginPath()
    beak.moveTo(x + 13.5 * mm, y + 55 * mm)
    beak.lineTo(x + 27 * mm, y + 52 * mm)
    beak.lineTo(x + 13.5 * mm, y + 51.8 * mm)
    beak.close()
    canvas.drawPath(beak, stroke=0, fill=1)
    canvas.setFillColor(INK)
    canvas.circle(x + 12.6 * mm, y + 54.1 * mm, 0.6 * mm, stroke=0, fill=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
