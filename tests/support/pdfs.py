"""Real PDFs for the tests, each as small as its purpose allows. Every maker writes to `path` and returns it."""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import cast

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    Fit,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    RectangleObject,
    StreamObject,
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
Setting = tuple[float, float, str, float]


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


def risen_pdf(path: Path, lines: Sequence[Sequence[tuple[str, float, float]]]) -> Path:
    """One page; each line is of pieces that touch: (words, size, how far above the line), in points."""
    canvas = _canvas(path)
    for number, line in enumerate(lines):
        x = LEFT
        for words, size, rise in line:
            canvas.setFont("Helvetica", size)
            canvas.drawString(x, TOP - number * LEADING + rise, words)
            x += stringWidth(words, "Helvetica", size)
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


def meant_pdf(
    path: Path, lines: Sequence[bytes], meanings: Mapping[int, str], names: Mapping[int, str] | None = None
) -> Path:
    """One page of lines of codes in Helvetica, of which some mean other letters than they are drawn with.

    `names` are those of the glyphs of some codes.
    """
    pairs = b"".join(b"<%02X><%b>" % (code, text.encode("utf-16-be").hex().encode()) for code, text in meanings.items())
    cmap = (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/M def/CMapType 2 def "
        b"1 begincodespacerange<00><FF>endcodespacerange %d beginbfchar%bendbfchar endcmap end end"
        % (len(meanings), pairs)
    )
    words = b"T* ".join(b"(%b) Tj " % line for line in lines)
    return written_out_pdf(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[5 0 R]/Count 1/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
            b"/Encoding<</BaseEncoding/WinAnsiEncoding%b>>/ToUnicode 4 0 R>>" % _differences(names or {}),
            stream(cmap),
            b"<</Type/Page/Parent 2 0 R/Contents 6 0 R>>",
            stream(b"BT /F 12 Tf 16 TL 72 720 Td %bET" % words),
        ],
    )


def renamed_pdf(path: Path, lines: Sequence[bytes], names: Mapping[int, str], font: str = "Helvetica") -> Path:
    """One page of lines of codes in a font that gives the glyphs of some codes these names."""
    words = b"T* ".join(b"(%b) Tj " % line for line in lines)
    return written_out_pdf(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[4 0 R]/Count 1/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/%b/Encoding<<%b>>>>" % (font.encode(), _differences(names)),
            b"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
            stream(b"BT /F 12 Tf 16 TL 72 720 Td %bET" % words),
        ],
    )


def _differences(names: Mapping[int, str]) -> bytes:
    return b"/Differences[%b]" % b"".join(b"%d/%b " % (code, name.encode()) for code, name in names.items())


def lines_pdf(path: Path, lines: Sequence[tuple[str, float, str]]) -> Path:
    """One page of lines, each in its font and size."""
    canvas = _canvas(path)
    for number, (font, size, line) in enumerate(lines):
        canvas.setFont(font, size)
        canvas.drawString(LEFT, TOP - 3 * number * LEADING, line)
    canvas.save()
    return path


def words_apart_pdf(path: Path, line: str, font: str, shadows: int = 0) -> Path:
    """One page with a line whose words are drawn one by one, without spaces, and over again a little to the right."""
    canvas = _canvas(path)
    canvas.setFont(font, SIZE)
    x = float(LEFT)
    for word in line.split():
        for shadow in range(shadows + 1):
            canvas.drawString(x + 0.3 * shadow, TOP, word)
        x += stringWidth(word, font, SIZE) + SIZE / 4
    canvas.save()
    return path


def letter_apart_pdf(path: Path, line: str, letter: str, font: str = "Times-Italic", advance: float = 0.85) -> Path:
    """One page with a line whose `letter` is drawn by itself wherever it stands, all a little narrower than usual."""
    canvas = _canvas(path)
    canvas.setFont(font, SIZE)
    x = float(LEFT)
    for piece in re.findall(rf"{letter}|[^{letter}]+", line):
        canvas.drawString(x, TOP, piece)
        x += advance * stringWidth(piece, font, SIZE)
    canvas.save()
    return path


def untold_ligatures_pdf(path: Path, lines: Sequence[str], told_as: str) -> Path:
    """One page of lines whose fi and fl are one glyph each, of which the font says that it is `told_as`."""
    canvas = _canvas(path)
    canvas.setFont(wide_font(), SIZE)
    for number, line in enumerate(lines):
        canvas.drawString(LEFT, TOP - number * LEADING, line.replace("fi", "\ufb01").replace("fl", "\ufb02"))
    canvas.save()
    writer = _writer(path)
    fonts = cast(DictionaryObject, cast(DictionaryObject, writer.pages[0]["/Resources"])["/Font"])
    for font in fonts.values():
        if means := cast(DictionaryObject, font.get_object()).get("/ToUnicode"):
            told = cast(StreamObject, means.get_object())
            said = f"<{ord(told_as):04X}>".encode()
            told.set_data(told.get_data().replace(b"<FB01>", said).replace(b"<FB02>", said))
    return _written(writer, path)


def numbered_pdf(
    path: Path, numbered: Sequence[str], lines: Sequence[str] = (), *, told: str | None = None, told_below: int = 0
) -> Path:
    """One page of lines that are drawn by the numbers of their glyphs, and of others in Helvetica below them.

    The font tells which letters the numbers of `told` are, or those so far below them, and nothing of others.
    """
    face = TTFont("Vera", "Vera.ttf").face
    words = "".join(
        f"<{''.join(f'{face.charToGlyph[ord(letter)]:04X}' for letter in line)}> Tj T* " for line in numbered
    )
    below = "".join(f"({line}) Tj T* " for line in lines)
    widths = " ".join(f"{face.charToGlyph[code]}[{face.charWidths[code]:.0f}]" for code in range(32, 127))
    pairs = "".join(f"<{face.charToGlyph[ord(letter)]:04X}><{ord(letter) - told_below:04X}>" for letter in told or "")
    cmap = (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/M def/CMapType 2 def "
        "1 begincodespacerange<0000><FFFF>endcodespacerange "
        f"{len(told or '')} beginbfchar{pairs}endbfchar endcmap end end"
    )
    return written_out_pdf(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[8 0 R]/Count 1/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R/G 4 0 R>>>>>>",
            b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Vera/Encoding/Identity-H/DescendantFonts[5 0 R]%b>>"
            % (b"" if told is None else b"/ToUnicode 10 0 R"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Vera/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/FontDescriptor 6 0 R/CIDToGIDMap/Identity/W[%b]>>" % widths.encode(),
            b"<</Type/FontDescriptor/FontName/ABCDEF+Vera/Flags 4/FontBBox[-183 -236 1287 928]/ItalicAngle 0/Ascent 760"
            b"/Descent -240/CapHeight 730/StemV 80/FontFile2 7 0 R>>",
            stream(face._ttf_data, b"/Length1 %d" % len(face._ttf_data)),
            b"<</Type/Page/Parent 2 0 R/Contents 9 0 R>>",
            stream(f"BT /F 12 Tf 16 TL 72 720 Td {words} /G 12 Tf {below}ET".encode("latin-1")),
            stream(cmap.encode()),
        ],
    )


def mistold_pdf(path: Path, heading: str, lines: Sequence[str], letters: Mapping[str, str]) -> Path:
    """One page of lines in Helvetica, below a heading whose font tells other letters for some."""
    canvas = _canvas(path)
    canvas.setFont(wide_font(), SIZE)
    canvas.drawString(LEFT, TOP, heading)
    canvas.setFont("Helvetica", SIZE)
    for number, line in enumerate(lines, 1):
        canvas.drawString(LEFT, TOP - number * LEADING, line)
    canvas.save()
    writer = _writer(path)
    fonts = cast(DictionaryObject, cast(DictionaryObject, writer.pages[0]["/Resources"])["/Font"])
    for font in fonts.values():
        if means := cast(DictionaryObject, font.get_object()).get("/ToUnicode"):
            told = cast(StreamObject, means.get_object())

            def other(found: re.Match[bytes]) -> bytes:
                letter = chr(int(found[1], 16))
                return f"<{ord(letters.get(letter, letter)):04X}>".encode()

            told.set_data(re.sub(rb"<([0-9A-F]{4})>", other, told.get_data()))
    return _written(writer, path)


def encrypted_pdf(path: Path, pages: Sequence[str], password: str, owner_password: str = "owner") -> Path:
    """`text_pdf` behind `password`; with "" it opens without asking."""
    return protected(text_pdf(path, pages), password, owner_password)


def protected(path: Path, password: str, owner_password: str = "owner") -> Path:
    writer = _writer(path)
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


def set_pdf(path: Path, pages: Sequence[Sequence[tuple[str, str, float]]]) -> Path:
    """Pages of lines, each of them (text, font, size in points)."""
    canvas = _canvas(path)
    for lines in pages:
        y = TOP
        for text, font, size in lines:
            canvas.setFont(font, size)
            canvas.drawString(LEFT, y, text)
            y -= 1.5 * max(size, SIZE)
        canvas.showPage()
    canvas.save()
    return path


def pieces_pdf(path: Path, pieces: Sequence[tuple[float, float, str]]) -> Path:
    """One page of pieces of text, each a text of its own: (points from the left, lines from the top, text)."""
    canvas = _canvas(path)
    for x, line, text in pieces:
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(LEFT + x, TOP - line * LEADING, text)
    canvas.save()
    return path


def settings_pdf(path: Path, settings: Sequence[Setting]) -> Path:
    """One page of pieces of text in the order given: (points from the left, lines from the top, text, size)."""
    canvas = _canvas(path)
    for x, line, text, size in settings:
        canvas.setFont("Helvetica", size)
        canvas.drawString(LEFT + x, TOP - line * LEADING, text)
    canvas.save()
    return path


def pointing_pdf(path: Path, pages: Sequence[str], entries: Sequence[tuple[str, int, float]]) -> Path:
    """`text_pdf` whose outline points at heights: (title, page, points above the page's bottom)."""
    writer = _writer(text_pdf(path, pages))
    for title, page, top in entries:
        writer.add_outline_item(title=title, page_number=page, fit=Fit.xyz(top=top))
    return _written(writer, path)


def scans_pdf(path: Path, stamps: Sequence[str]) -> Path:
    """Pages that are only a picture, each with a text on it, as a scanner or an archive prints it there."""
    canvas = _canvas(path)
    for stamp in stamps:
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), (200, 210, 220))), 0, 0, WIDTH, HEIGHT)
        canvas.drawString(LEFT, 30, stamp)
        canvas.showPage()
    canvas.save()
    return path


def drawn_pdf(path: Path, *pages: Callable[[Canvas], object]) -> Path:
    """A page for each of `pages`, which draws it."""
    canvas = _canvas(path)
    for draw in pages:
        canvas.setFont("Helvetica", SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def picture_of(lines: Sequence[str], width: int = 900, height: int = 500) -> ImageReader:
    """A picture of lines of text, black on white."""
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((40, 40 + 60 * number), line, 0, _scan_font(32))
    return ImageReader(picture)


def annotated_pdf(path: Path, notes: Sequence[dict[str, object]]) -> Path:
    """The PDF at `path` with notes on its first page: the entries of each, with texts, names ("/Stamp") and numbers."""
    writer = _writer(path)
    kept = ArrayObject(writer.pages[0].get("/Annots", ArrayObject()))
    for entries in notes:
        note = DictionaryObject({NameObject("/Type"): NameObject("/Annot")})
        for key, value in entries.items():
            note[NameObject(key)] = _as_object(value)
        kept.append(writer._add_object(note))
    writer.pages[0][NameObject("/Annots")] = kept
    return _written(writer, path)


def kid_fields_pdf(path: Path, text: str, fields: Sequence[tuple[str, str]]) -> Path:
    """`filled_pdf` whose fields say what they are called and hold in an object above the one that is drawn."""
    writer = _writer(filled_pdf(path, text, fields))
    form = cast(DictionaryObject, writer.root_object["/AcroForm"])
    above = ArrayObject()
    for widget in cast(ArrayObject, form["/Fields"]):
        kid = cast(DictionaryObject, widget.get_object())
        parent = DictionaryObject(
            {NameObject(key): kid.pop(NameObject(key)) for key in ("/FT", "/T", "/TU", "/V") if key in kid}
        )
        parent[NameObject("/Kids")] = ArrayObject([widget])
        reference = writer._add_object(parent)
        kid[NameObject("/Parent")] = reference
        above.append(reference)
    form[NameObject("/Fields")] = above
    return _written(writer, path)


def form_data_pdf(path: Path, packets: Mapping[str, bytes]) -> Path:
    """A form that builds its pages itself: the PDF's own page only says so. The packet "" is all of them as one."""
    writer = _writer(text_pdf(path, ["Please wait until the form is shown."]))
    named = ArrayObject()
    for name, content in packets.items():
        packet = StreamObject()
        packet.set_data(content)
        named += [TextStringObject(name), writer._add_object(packet)]
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/XFA"): named[1] if "" in packets else named, NameObject("/Fields"): ArrayObject()}
    )
    writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)
    return _written(writer, path)


def with_files(path: Path, names: Sequence[str]) -> Path:
    """The PDF at `path` with files inside it."""
    writer = _writer(path)
    for name in names:
        writer.add_attachment(name, b"data")
    return _written(writer, path)


def layered_pdf(path: Path, lines: Sequence[tuple[str, bool]], *, in_forms: bool = False) -> Path:
    """A page with lines of text in the same place, each in a layer of its own that is switched on, or off."""
    layers, content, forms = [], [], []
    for number, (line, _) in enumerate(lines):
        text = b"BT /F 12 Tf 72 720 Td (%b) Tj ET" % line.encode()
        layers.append(b"<</Type/OCG/Name(Layer %d)>>" % number)
        if in_forms:
            content.append(b"/X%d Do" % number)
        else:
            content.append(b"/OC /L%d BDC %b EMC" % (number, text))
        forms.append(text)
    first = 6  # the number of the first layer
    references = [b"%d 0 R" % (first + number) for number in range(len(lines))]
    off = b" ".join(reference for reference, (_, is_on) in zip(references, lines, strict=True) if not is_on)
    drawn = [b"%d 0 R" % (first + len(lines) + number) for number in range(len(lines))] if in_forms else []
    properties = b"".join(b"/L%d %b" % item for item in enumerate(references))
    pieces = b"".join(b"/X%d %b" % item for item in enumerate(drawn))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[%b]/D<</OFF[%b]>>>>>>" % (b" ".join(references), off),
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>"
        b"/Properties<<%b>>/XObject<<%b>>>>>>" % (properties, pieces),
        stream(b" ".join(content)),
        *layers,
    ]
    if in_forms:
        objects += (
            stream(
                form,
                b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/OC %b"
                % references[number],
            )
            for number, form in enumerate(forms)
        )
    return written_out_pdf(path, objects)


def _as_object(value: object) -> PdfObject:
    match value:
        case str() if value.startswith("/"):
            return NameObject(value)
        case str():
            return TextStringObject(value)
        case int():
            return NumberObject(value)
        case float():
            return FloatObject(value)
        case [*items]:
            return ArrayObject([_as_object(item) for item in items])
    raise TypeError(value)


def lined_pdf(path: Path) -> Path:
    """A page that holds a line and nothing else."""
    canvas = _canvas(path)
    canvas.line(LEFT, TOP, LEFT + 200, TOP)
    canvas.save()
    return path


# Hostile files


def written_out_pdf(path: Path, objects: Sequence[bytes]) -> Path:
    """A PDF of these objects, numbered from 1; the first is its catalog."""
    content, places = b"%PDF-1.7\n", []
    parts = [content]
    place = len(content)
    for number, body in enumerate(objects, 1):
        places.append(place)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        place += len(parts[-1])
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += (b"%010d 00000 n \n" % place for place in places)
    parts.append(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, place))
    path.write_bytes(b"".join(parts))
    return path


def contents_pdf(path: Path, contents: Sequence[bytes], x: bytes = b"null") -> Path:
    """A page for each content stream, with the font /F; `x` is the object /X that they may draw."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(contents)))
    shared = b"/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>/XObject<</X 4 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d%b>>" % (kids, len(contents), shared),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        x,
    ]
    for index, content in enumerate(contents):
        objects += (b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (6 + 2 * index), content)
    return written_out_pdf(path, objects)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object, with further entries in its dictionary."""
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), entries, data)


def said(words: bytes) -> bytes:
    """A content stream that writes `words`."""
    return stream(b"BT /F 12 Tf 72 720 Td (%b) Tj ET" % words)


def flood(piece: bytes, times: int, entries: bytes = b"") -> bytes:
    """A small stream object that unpacks to `piece` so many times. Only its checksum is wrong, which nobody reads."""
    packer = zlib.compressobj()
    first = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    return stream(first + again * (times - 1) + packer.flush(), entries + b"/Filter/FlateDecode")


def bomb() -> bytes:
    """A content stream of 4 MB that unpacks to 4 GB."""
    return flood(b" " * 1_000_000, 4000)


def hanging_pdf(path: Path, before: bytes = b"before", after: bytes = b"after") -> Path:
    """Its page in the middle draws a form ten thousand times, each time a million operations: a quarter of an hour."""
    form = flood(b"q Q " * 250_000, 2, b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]")
    return contents_pdf(path, [said(before), stream(b"/X Do " * 10_000), said(after)], form)


def vast_picture_pdf(path: Path) -> Path:
    """A page with a picture of 60,000 by 60,000 pixels: 10.8 GB in 11 MB."""
    entries = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    picture = flood(b"\xf0" * 1_000_000, 10_800, entries)
    return contents_pdf(path, [stream(b"q 612 0 0 792 0 0 cm /X Do Q")], picture)


def self_drawing_pdf(path: Path) -> Path:
    """A page with a form that draws itself, twice."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X 4 0 R>>>>"
    return contents_pdf(path, [stream(b"/X Do")], stream(b"/X Do /X Do", form))


def nested_pdf(path: Path, depth: int) -> Path:
    """Arrays in arrays, as an object and in a page's content."""
    nest = b"[" * depth + b"]" * depth
    return contents_pdf(path, [stream(nest + b" TJ")], nest)


def circular_pdf(path: Path) -> Path:
    """A page tree whose only child is itself."""
    return written_out_pdf(path, [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>"])


def deep_tree_pdf(path: Path, depth: int) -> Path:
    """A page tree of two children on every level: a page, and the next level."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    for level in range(depth):
        node = 2 + 2 * level
        parent = b"/Parent %d 0 R" % (node - 2) if level else b""
        below = b" %d 0 R" % (node + 2) if level < depth - 1 else b""
        objects += (
            b"<</Type/Pages%b/Kids[%d 0 R%b]/Count %d/MediaBox[0 0 612 792]>>"
            % (parent, node + 1, below, depth - level),
            b"<</Type/Page/Parent %d 0 R>>" % node,
        )
    return written_out_pdf(path, objects)


def many_pages_pdf(path: Path, count: int, words: bytes) -> Path:
    """So many pages in a row that share one content."""
    kids = b" ".join(b"%d 0 R" % (5 + index) for index in range(count))
    shared = b"/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d%b>>" % (kids, count, shared),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        said(words),
    ]
    return written_out_pdf(path, objects + [b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"] * count)


def filled_pdf(path: Path, text: str, fields: Sequence[tuple[str, str]]) -> Path:
    """One page with a text and a form: (label, what is filled in) for each field."""
    canvas = _canvas(path)
    canvas.drawString(LEFT, TOP, text)
    for number, (label, value) in enumerate(fields):
        canvas.acroForm.textfield(
            name=f"field{number}", tooltip=label, value=value, x=LEFT, y=TOP - 50 * (number + 1), width=200, height=20
        )
    canvas.save()
    return path


# Scans

SCAN = 150 / 72  # pixels a point
SHEET_WIDTH, SHEET_HEIGHT, SHEET_MARGIN = 500.0, 240.0, 40.0  # points; OCR takes as long as a sheet is large

Piece = tuple[float, float, str]  # points from the left, lines from the top, text


def scanned_pdf(
    path: Path,
    pieces: Sequence[Piece],
    *,
    turned: int = 0,
    seen_turned: int = 0,
    askew: float = 0.0,
    ink: int = 0,
    paper: int = 255,
    blur: float = 0.0,
    layer: str = "",
) -> Path:
    """A page that is a picture of text. The text that it holds is `layer`, which nobody sees.

    The paper lay `turned` (degrees clockwise: 90, 180, 270) and `askew` on the scanner; the PDF itself then turns the
    page by `seen_turned`.
    """
    picture = Image.new("L", (round(SHEET_WIDTH * SCAN), round(SHEET_HEIGHT * SCAN)), paper)
    draw = ImageDraw.Draw(picture)
    for x, line, text in pieces:
        draw.text((_scan_left(x), _scan_top(line)), text, ink, _scan_font())
    picture = picture.rotate(-askew, fillcolor=paper, resample=Image.Resampling.BICUBIC)
    picture = picture.rotate(-turned, expand=True).filter(ImageFilter.GaussianBlur(blur))
    size = (SHEET_WIDTH, SHEET_HEIGHT) if turned % 180 == 0 else (SHEET_HEIGHT, SHEET_WIDTH)
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, *size)
    unseen = canvas.beginText(SHEET_MARGIN, SHEET_MARGIN)
    unseen.setTextRenderMode(3)
    unseen.textLine(layer)
    canvas.drawText(unseen)
    canvas.save()
    writer = _writer(path)
    writer.pages[0].rotate(seen_turned)
    return _written(writer, path)


def scanned_place(piece: Piece, words: str, turned: int = 0) -> Span:
    """Where `words` of the piece stand on the page as it is seen, in fractions of it, if it is seen `turned`."""
    x, line, text = piece
    font = _scan_font()
    left = _scan_left(x) + font.getlength(text[: text.index(words)])
    _, top, _, bottom = font.getbbox(words)
    x0, x1 = (place / (SHEET_WIDTH * SCAN) for place in (left, left + font.getlength(words)))
    y0, y1 = ((_scan_top(line) + side) / (SHEET_HEIGHT * SCAN) for side in (top, bottom))
    return {
        0: (x0, y0, x1, y1),
        90: (1 - y1, x0, 1 - y0, x1),
        180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
        270: (y0, 1 - x1, y1, 1 - x0),
    }[turned]


def _scan_font(pixels: float = SIZE * SCAN) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(pixels)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _scan_left(x: float) -> float:
    return (SHEET_MARGIN + x) * SCAN


def _scan_top(line: float) -> float:
    return (SHEET_MARGIN + line * LEADING) * SCAN


def seen_pdf(path: Path, pieces: Sequence[tuple[float, float, str]]) -> Path:
    """One page of pieces of text, in any script: (points from the left, lines from the top, what is seen there).

    Its letters are boxes, all as wide, half of SIZE; the font tells what they are, and nothing of the way they run.
    """
    letters = sorted({letter for *_, text in pieces for letter in text})
    code_of = {letter: code for code, letter in enumerate(letters, 1)}
    meanings = b"".join(b"<%02X><%04X>" % (code, ord(letter)) for letter, code in code_of.items())
    cmap = (
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/M def/CMapType 2 def "
        b"1 begincodespacerange<00><FF>endcodespacerange %d beginbfchar%bendbfchar endcmap end end"
        % (len(letters), meanings)
    )
    drawn = b" ".join(
        b"BT /F %d Tf %f %f Td <%b> Tj ET"
        % (SIZE, LEFT + x, TOP - line * LEADING, b"".join(b"%02X" % code_of[letter] for letter in text))
        for x, line, text in pieces
    )
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 -200 500 800]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</box 4 0 R>>"
        b"/Encoding<</Differences[1%b]>>/FirstChar 1/LastChar %d/Widths[%b]/ToUnicode 5 0 R>>"
        % (b"/box" * len(letters), len(letters), b" 500" * len(letters))
    )
    return written_out_pdf(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[6 0 R]/Count 1/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>>>",
            font,
            stream(b"500 0 d0 50 0 400 600 re f"),
            stream(cmap),
            b"<</Type/Page/Parent 2 0 R/Contents 7 0 R>>",
            stream(drawn),
        ],
    )
