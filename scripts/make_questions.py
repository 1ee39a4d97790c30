"""Write the PDFs of the committed question set: `python scripts/make_questions.py [FOLDER]`.

Each text in benchmarks/questions/texts becomes a PDF of that name, and the sample document is copied beside them. The
same texts make the same bytes every time. Needs reportlab, from requirements-dev.txt.

A text begins with its title and its author, a line each. `# ` and `## ` begin a heading, `---` ends a page, lines that
begin with `|` are the rows of a table, its head first; everything else is a paragraph, to the next empty line.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

ROOT = Path(__file__).resolve().parent.parent
SAMPLE, SAMPLE_NAME = ROOT / "docqa" / "page" / "sample.pdf", "Heron Cottage rental agreement.pdf"
TEXTS, PDFS = ROOT / "benchmarks" / "questions" / "texts", ROOT / "benchmarks" / "questions" / "pdfs"

WIDTH, _ = A4
MARGIN = 24 * mm
RULE = HexColor("#b0b8ba")
WIDEST_COLUMN = 210  # points; what is longer runs over several lines
CELL_PADDING = 14  # points, left and right of a cell together

TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=10, leading=14, spaceAfter=6)
CELL = ParagraphStyle("cell", TEXT, fontSize=9, leading=11, spaceAfter=0)
HEAD = ParagraphStyle("head", CELL, fontName="Helvetica-Bold")
HEADINGS = {
    "# ": ParagraphStyle("heading", TEXT, fontName="Times-Bold", fontSize=16, leading=20, spaceBefore=8),
    "## ": ParagraphStyle("subheading", TEXT, fontName="Times-Bold", fontSize=12, leading=15, spaceBefore=6),
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(TEXTS.glob("*.txt")):
        write(path.read_text("utf-8"), folder / f"{path.stem}.pdf")
    shutil.copyfile(SAMPLE, folder / SAMPLE_NAME)


def write(text: str, path: Path) -> None:
    """Set a text. Raises ValueError where a page of it does not fit on one of the PDF."""
    title, author, body = text.split("\n", 2)
    pages = body.split("\n---\n")
    title = title.removeprefix("Title: ")
    document = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=title,
        author=author.removeprefix("Author: "),
        subject="Made up, to try a search with",
        invariant=1,
        pageCompression=1,
    )

    def foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, 12 * mm, title)
        canvas.drawRightString(WIDTH - MARGIN, 12 * mm, str(document.page))

    story: list[Flowable] = []
    for page in pages:
        story += [*flowables(page), PageBreak()]
    document.build(story[:-1], onFirstPage=foot, onLaterPages=foot)
    if document.page != len(pages):
        raise ValueError(f"{path.name} has {document.page} pages, and its text {len(pages)}: one of them is too long.")


def flowables(page: str) -> Iterator[Flowable]:
    for block in page.strip().split("\n\n"):
        if block.startswith("|"):
            yield table([[cell.strip() for cell in row[1:-1].split("|")] for row in block.split("\n")])
        elif block.startswith("#"):
            mark, words = block.split(" ", 1)
            yield Paragraph(_escaped(words), HEADINGS[f"{mark} "])
        else:
            yield Paragraph(_escaped(block), TEXT)


def table(rows: Sequence[Sequence[str]]) -> Table:
    """A table whose columns are as wide as what stands in them asks for."""
    widths = [
        min(max(stringWidth(cell, HEAD.fontName, HEAD.fontSize) for cell in column), WIDEST_COLUMN) + CELL_PADDING
        for column in zip(*rows, strict=True)
    ]
    room = min(1.0, (WIDTH - 2 * MARGIN) / sum(widths))
    cells = [[Paragraph(_escaped(cell), CELL if number else HEAD) for cell in row] for number, row in enumerate(rows)]
    made = Table(cells, [width * room for width in widths], hAlign="LEFT", spaceBefore=4, spaceAfter=8)
    made.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return made


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PDFS)
