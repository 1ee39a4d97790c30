"""Real PDFs for the tests, each as small as its purpose allows. Every maker writes to `path` and returns it."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import cast

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = LETTER  # points
LEFT, TOP, LEADING, SIZE = 72.0, 720.0, 16.0, 12.0  # where and how the lines of `text_pdf` are set, in points
GUTTER = 300.0  # from one column of `columns_pdf` to the next

Span = tuple[float, float, float, float]


def text_pdf(path: Path, pages: Sequence[str], *, title: str = "", font: str = "Helvetica") -> Path:
    """A page for each text; its lines as they are. Blank pages for blank texts."""
    canvas = _canvas(path, title)
    for text in pages:
        canvas.setFont(font, SIZE)
        for number, line in enumerate(text.splitlines()):
            canvas.drawString(LEFT, TOP - number * LEADING, line)
        canvas.showPage()
    canvas.save()
    return path


def place(line: str, words: str, number: int = 0, *, left: float = LEFT, font: str = "Helvetica") -> Span:
    """Where `words` stand in line `number` of a page of `text_pdf`, in fractions of the page from its top left."""
    x = left + stringWidth(line[: line.index(words)], font, SIZE)
    baseline = TOP - number * LEADING
    points = x, baseline + 0.72 * SIZE, x + stringWidth(words, font, SIZE), baseline - 0.21 * SIZE
    return points[0] / WIDTH, 1 - points[1] / HEIGHT, points[2] / WIDTH, 1 - points[3] / HEIGHT


def columns_pdf(path: Path, left: Sequence[str], right: Sequence[str]) -> Path:
    """One page of two columns, the left one written first."""
    canvas = _canvas(path)
    canvas.setFont("Helvetica", SIZE)
    for x, lines in ((LEFT, left), (LEFT + GUTTER, right)):
        for number, line in enumerate(lines):
            canvas.drawString(x, TOP - number * LEADING, line)
    canvas.save()
    return path


def table_pdf(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """One page with a table, its columns 150 points apart."""
    canvas = _canvas(path)
    canvas.setFont("Helvetica", SIZE)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            canvas.drawString(LEFT + 150 * column, TOP - number * LEADING, cell)
    canvas.save()
    return path


def wide_font() -> str:
    """The name of a font with the one-character fi and fl; it comes with reportlab."""
    registerFont(TTFont("Vera", "Vera.ttf"))
    return "Vera"


def image_pdf(path: Path) -> Path:
    """A page that is only a picture, as from a scanner."""
    canvas = _canvas(path)
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), (200, 210, 220))), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    canvas.save()
    return path


def encrypted_pdf(path: Path, pages: Sequence[str], password: str, owner_password: str = "owner") -> Path:
    """`text_pdf` behind `password`; with "" it opens without asking."""
    writer = _writer(text_pdf(path, pages))
    writer.encrypt(password, owner_password, algorithm="RC4-128")
    return _written(writer, path)


def labelled_pdf(path: Path, pages: Sequence[str], labels: Sequence[tuple[int, str, str, int]]) -> Path:
    """`labels`: (first page, style such as "/r" or "", prefix, number of that page)."""
    writer = _writer(text_pdf(path, pages))
    numbers = ArrayObject()
    for first, style, prefix, start in labels:
        label = DictionaryObject({NameObject("/St"): NumberObject(start)})
        if style:
            label[NameObject("/S")] = NameObject(style)
        if prefix:
            label[NameObject("/P")] = TextStringObject(prefix)
        numbers += [NumberObject(first), label]
    writer.root_object[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): numbers})
    return _written(writer, path)


def outlined_pdf(
    path: Path, pages: Sequence[str], entries: Sequence[tuple[str, int, int]], *, cycle: bool = False
) -> Path:
    """`entries`: (title, page, depth from 0). With `cycle` the last entry is followed by the first."""
    writer = _writer(text_pdf(path, pages))
    parents: list[IndirectObject] = []
    for title, page, depth in entries:
        parents[depth:] = [
            writer.add_outline_item(title=title, page_number=page, parent=parents[depth - 1] if depth else None)
        ]
    if cycle:
        outline = cast(DictionaryObject, writer.root_object["/Outlines"])
        cast(DictionaryObject, outline["/Last"])[NameObject("/Next")] = outline.raw_get("/First")
    return _written(writer, path)


def turned_pdf(path: Path, pages: Sequence[str], degrees: int) -> Path:
    """`text_pdf`, its pages shown turned clockwise."""
    writer = _writer(text_pdf(path, pages))
    for page in writer.pages:
        page.rotate(degrees)
    return _written(writer, path)


def cropped_pdf(path: Path, pages: Sequence[str], box: Span) -> Path:
    """`text_pdf`, its pages showing only `box`: (left, bottom, right, top) in points."""
    writer = _writer(text_pdf(path, pages))
    for page in writer.pages:
        page.cropbox = RectangleObject(box)
    return _written(writer, path)


def sized_pdf(path: Path, width: float, height: float) -> Path:
    """One page of that size in points, with a word at its lower left corner."""
    canvas = Canvas(str(path), pagesize=(width, height), invariant=1)
    canvas.drawString(0, 0, "corner")
    canvas.save()
    return path


def overcounted_pdf(path: Path, pages: Sequence[str], count: int) -> Path:
    """`text_pdf` that says it has `count` pages."""
    writer = _writer(text_pdf(path, pages))
    content = BytesIO()
    writer.write(content)
    old, new = f"/Count {len(pages)}".encode(), f"/Count {count}".encode()
    path.write_bytes(content.getvalue().replace(old, new))
    return path


def headless_pdf(path: Path, pages: Sequence[str]) -> Path:
    """`text_pdf` without its first line, which says that it is a PDF."""
    content = text_pdf(path, pages).read_bytes()
    path.write_bytes(content.replace(b"%PDF-", b"%XYZ-", 1))
    return path


def cut_off_pdf(path: Path, pages: Sequence[str]) -> Path:
    """The first third of `text_pdf`, as from a download that broke off."""
    content = text_pdf(path, pages).read_bytes()
    path.write_bytes(content[: len(content) // 3])
    return path


def not_a_pdf(path: Path, start: bytes = b"hello") -> Path:
    path.write_bytes(start + b" and more" * 200)
    return path


def empty_file(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def _canvas(path: Path, title: str = "") -> Canvas:
    canvas = Canvas(str(path), pagesize=LETTER, invariant=1)
    canvas.setTitle(title)
    return canvas


def _writer(path: Path) -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(BytesIO(path.read_bytes())))


def _written(writer: PdfWriter, path: Path) -> Path:
    writer.write(path)
    return path
