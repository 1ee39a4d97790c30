"""PDFs with pages of every kind, made by code, with the words that are seen on each: for `benchmarks/reading.py`."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

FONT, SIZE, LEADING = "Helvetica", 10.0, 13.0  # points
LEFT, TOP, RIGHT = 60.0, 780.0, 535.0  # points
LINES = 30
SCAN_PIXELS_PER_POINT = 200 / 72

_NOUNS = (
    "anchor apple basket bridge candle carpet castle cellar copper corner cotton doctor engine farmer feather forest "
    "garden hammer harbour kettle ladder lantern leather letter market meadow mirror needle orange paper pencil pepper "
    "picture pillow pocket potato ribbon river saddle school shadow silver spider summer sugar table ticket timber "
    "tunnel valley village wagon weather window winter wonder yellow"
).split()
_VERBS = "carries covers finds follows holds keeps leaves needs passes reaches remembers turns".split()
_HIDDEN = (
    "zebra volcano trumpet penguin oyster nephew mustard lobster jungle igloo hamster gorilla falcon elbow".split()
)
_CHINESE = "房屋租赁合同的每月租金由乙方支付押金在合同终止后退还水费和电费由乙方承担停车位在地下一层维修责任由甲方承担"
_JAPANESE = (
    "月会費は毎月五日に口座から引き落とします入会金は三千円です土曜日と日曜日は休館です用具の貸出は一日二百円です"
)
_HEBREW = "הדירה מושכרת לתקופה של שנה והשוכר ישלם את דמי השכירות בכל חודש"
_SIGNED_ARABIC = "يَدْفَعُ المُسْتَأْجِرُ الأُجْرَةَ فِي أَوَّلِ كُلِّ شَهْرٍ وَيُعَادُ التَّأْمِينُ إِلَّا بَعْدَ نِهَايَةِ العَقْدِ"
_SIGNED_HEBREW = "הַדִּירָה מוּשְׂכֶּרֶת לִתְקוּפָה שֶׁל שָׁנָה וְהַשּׂוֹכֵר יְשַׁלֵּם אֶת דְּמֵי הַשְּׂכִירוּת בְּכָל חֹדֶשׁ"
_ARABIC = "يدفع المستأجر الإيجار في أول كل شهر ويعيد المالك التأمين عند نهاية العقد"


@dataclass(frozen=True, slots=True)
class MadePage:
    """A PDF of one page: the words that are seen on it, in the order in which one reads them, and those that are not.

    `by_characters` is for scripts without spaces.
    """

    kind: str
    path: Path
    words: str
    hidden: str = ""
    by_characters: bool = False


def make_pages(folder: Path) -> Iterator[MadePage]:
    """A page of each kind, in `folder`; the same ones in every run."""
    for kind in _KINDS:
        yield make_page(kind, folder / f"{kind}.pdf")


def make_page(kind: str, path: Path) -> MadePage:
    words, hidden = _KINDS[kind](path, Random(kind))
    return MadePage(kind, path, words, hidden, kind in ("Chinese", "Japanese"))


def _sentence(random: Random) -> str:
    one, two, three = random.sample(_NOUNS, 3)
    return f"The {one} {random.choice(_VERBS)} the {two} and {random.randrange(11, 9999):,} of the {three}."


def _lines(random: Random, width: float, count: int = LINES) -> list[str]:
    """So many lines of sentences, broken where they are full."""
    lines, line = [], ""
    while len(lines) < count:
        for word in _sentence(random).split():
            if stringWidth(f"{line} {word}", FONT, SIZE) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
    return lines[:count]


def _canvas(path: Path) -> Canvas:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, SIZE)
    return canvas


def _put(canvas: Canvas, lines: Sequence[str], left: float = LEFT, top: float = TOP) -> None:
    for number, line in enumerate(lines):
        canvas.drawString(left, top - number * LEADING, line)


_Made = tuple[str, str]  # the words that are seen, and the hidden ones


def _prose(path: Path, random: Random) -> _Made:
    canvas, lines = _canvas(path), _lines(random, RIGHT - LEFT)
    _put(canvas, lines)
    canvas.save()
    return " ".join(lines), ""


def _columns(count: int, *, by_lines: bool) -> Callable[[Path, Random], _Made]:
    """Columns of prose; `by_lines`: drawn row by row over all of them, as some programs do."""

    def make(path: Path, random: Random) -> _Made:
        canvas, width = _canvas(path), (RIGHT - LEFT) / count
        columns = [_lines(random, width - 18) for _ in range(count)]
        places = [(column, line) for column in range(count) for line in range(LINES)]
        for column, line in sorted(places, key=lambda place: place[1]) if by_lines else places:
            canvas.drawString(LEFT + column * width, TOP - line * LEADING, columns[column][line])
        canvas.save()
        return " ".join(line for lines in columns for line in lines), ""

    return make


def _uneven_columns(
    count: int, gutter: float, *, by_columns: Sequence[int], heading: bool = False
) -> Callable[[Path, Random], _Made]:
    """Columns of prose whose lines stand at unequal heights, drawn down the page, of a row in the order `by_columns`.

    Above them stands a title, below them the page's number; paragraphs begin with a line that is set in. `heading`: one
    stands over the first two columns, amid them.
    """

    def make(path: Path, random: Random) -> _Made:
        canvas, width = _canvas(path), (RIGHT - LEFT + gutter) / count
        title, number = _sentence(random), f"Page {random.randrange(11, 99)}"
        drawn: list[tuple[float, int, float, str]] = [(TOP + 3 * LEADING, 0, LEFT, title)]
        drawn.append((TOP - (LINES + 6) * LEADING, 0, (LEFT + RIGHT) / 2, number))
        heads = [_sentence(random)] if heading else []
        columns = []
        for column in range(count):
            lines, left = _lines(random, width - gutter - 12), LEFT + column * width
            y = TOP - random.choice((2.0, 3.0, 4.0, 5.0)) * (column > 0)
            cut = LINES // 2 if heading and column < 2 else LINES
            for at, line in enumerate(lines):
                if at == cut:
                    y = TOP - (cut + 3) * LEADING
                is_first = at % 7 == 0
                y -= LEADING + (random.choice((0.0, 2.0, 3.5)) if is_first else 0)
                drawn.append((y, column, left + 12 * is_first, line))
            columns.append((lines[:cut], lines[cut:]))
        if heading:
            middle = LEFT + width - gutter / 2
            drawn.append(
                (TOP - (LINES // 2 + 2) * LEADING - 12, 0, middle - stringWidth(heads[0], FONT, SIZE) / 2, heads[0])
            )
        rank = {column: at for at, column in enumerate(by_columns)}
        for y, _, left, line in sorted(drawn, key=lambda one: (-round(one[0] / LEADING), rank[one[1]])):
            canvas.drawString(left, y, line)
        canvas.save()
        above = [line for lines, _ in columns[:2] for line in lines]
        below = [line for _, lines in columns[:2] for line in lines]
        rest = [line for column in columns[2:] for lines in column for line in lines]
        read = [*above, *heads, *below, *rest]
        return " ".join([title, *read, number]), ""

    return make


def _table(*, by_columns: bool) -> Callable[[Path, Random], _Made]:
    def make(path: Path, random: Random) -> _Made:
        canvas = _canvas(path)
        rows = [
            [f"{noun} {other}", *(f"{random.randrange(9999):,}" for _ in range(3))] for noun, other in _pairs(random)
        ]
        rows.insert(0, ["Item", "2021", "2022", "2023"])
        places = [(row, column) for row in range(len(rows)) for column in range(4)]
        for row, column in sorted(places, key=lambda place: place[1]) if by_columns else places:
            draw = canvas.drawRightString if column else canvas.drawString
            draw(LEFT + (160 + 90 * column if column else 0), TOP - row * LEADING, rows[row][column])
        canvas.save()
        return " ".join(cell for row in rows for cell in row), ""

    return make


def _pairs(random: Random) -> list[tuple[str, str]]:
    nouns = random.sample(_NOUNS, 40)
    return list(zip(nouns[::2], nouns[1::2], strict=True))


def _raised(path: Path, random: Random) -> _Made:
    """Footnotes: a mark behind a word or a number, and the notes at the foot of the page."""
    canvas = _canvas(path)
    lines = [(f"The {random.choice(_NOUNS)} costs ${random.randrange(11, 999)}", " a year.") for _ in range(9)]
    lines += [("", f" But for the {random.choice(_NOUNS)}.") for _ in range(9)]
    words = []
    for number, (before, behind) in enumerate(lines):
        mark, x, y = str(number % 9 + 1), LEFT, TOP - 2 * number * LEADING
        for text, size, rise in ((before, SIZE, 0), (mark, 6, 4), (behind, SIZE, 0)):
            canvas.setFont(FONT, size)
            canvas.drawString(x, y + rise, text)
            x += stringWidth(text, FONT, size)
        words.append(f"{before}{mark.translate(_SUPERSCRIPTS)}{behind}")
    canvas.save()
    return " ".join(words), ""


def _note_below_column(path: Path, random: Random) -> _Made:
    """Two columns, of which the first ends within a sentence and has a footnote below it."""
    canvas, width = _canvas(path), (RIGHT - LEFT) / 2
    lines = _lines(random, width - 18, 2 * LINES)
    cut = next(at for at in range(LINES, len(lines)) if lines[at][0].islower() and not lines[at - 1].endswith("."))
    note = f"1 But for the {random.choice(_NOUNS)} in the {random.choice(_NOUNS)}."
    _put(canvas, lines[:cut])
    canvas.setFont(FONT, 7)
    canvas.drawString(LEFT, TOP - (cut + 1) * LEADING, note)
    canvas.setFont(FONT, SIZE)
    _put(canvas, lines[cut:], LEFT + width)
    canvas.save()
    return " ".join([*lines, note]), ""


def _box_above_text(path: Path, random: Random) -> _Made:
    """A page whose text goes on from the page before, below a box in a frame."""
    canvas, lines = _canvas(path), _lines(random, RIGHT - LEFT, LINES + 10)
    first = next(at for at in range(1, 10) if lines[at][0].islower() and not lines[at - 1].endswith("."))
    lines, box = lines[first : first + LINES], _lines(random, 300, 3)
    canvas.rect(LEFT, TOP - 30, 320, 50)
    _put(canvas, box, LEFT + 10, TOP + 5)
    _put(canvas, lines, top=TOP - 60)
    canvas.save()
    return " ".join([*lines, *box]), ""


_SUPERSCRIPTS = str.maketrans("123456789", "¹²³⁴⁵⁶⁷⁸⁹")


def _turned(degrees: int) -> Callable[[Path, Random], _Made]:
    """A page whose words run up, down or upside down, shown turned so that they are read."""

    def make(path: Path, random: Random) -> _Made:
        width, height = A4
        canvas, lines = _canvas(path), _lines(random, 400)
        canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[degrees])
        canvas.rotate(degrees)
        _put(canvas, lines, top=500)
        canvas.save()
        writer = PdfWriter(clone_from=PdfReader(path))
        writer.pages[0].rotate(degrees)
        writer.write(path)
        return " ".join(lines), ""

    return make


def _unspaced(font: str, letters: str) -> Callable[[Path, Random], _Made]:
    def make(path: Path, random: Random) -> _Made:
        registerFont(UnicodeCIDFont(font))
        canvas = _canvas(path)
        canvas.setFont(font, SIZE)
        lines = ["".join(random.choices(letters, k=40)) + "。" for _ in range(LINES)]
        _put(canvas, lines)
        canvas.save()
        return " ".join(lines), ""

    return make


def _from_right(text: str) -> Callable[[Path, Random], _Made]:
    """Lines drawn letter by letter from their left end, as they are seen; the font tells the letters alone."""

    def make(path: Path, random: Random) -> _Made:
        words = text.split()
        lines = [" ".join(random.choices(words, k=7)) for _ in range(LINES)]
        letters = sorted({*text, " "})
        codes = "\n".join(f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in letters)
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(letters)} beginbfchar\n{codes}\nendbfchar endcmap end end"
        )
        drawn = (
            f"BT /F {SIZE} Tf {RIGHT - len(line) * SIZE / 2} {TOP - number * LEADING} Td "
            f"<{''.join(f'{ord(letter):04x}' for letter in reversed(line))}> Tj ET"
            for number, line in enumerate(lines)
        )
        writer = PdfWriter()
        page = writer.add_blank_page(*A4)
        inner = _entries(
            Type="/Font", Subtype="/CIDFontType2", BaseFont="/Plain", DW=NumberObject(500), CIDSystemInfo=_entries()
        )
        inner[NameObject("/CIDSystemInfo")] = DictionaryObject(
            {
                NameObject("/Registry"): TextStringObject("Adobe"),
                NameObject("/Ordering"): TextStringObject("Identity"),
                NameObject("/Supplement"): NumberObject(0),
            }
        )
        font = _entries(Type="/Font", Subtype="/Type0", BaseFont="/Plain", Encoding="/Identity-H")
        font[NameObject("/DescendantFonts")] = ArrayObject([writer._add_object(inner)])
        font[NameObject("/ToUnicode")] = writer._add_object(_stream(cmap))
        page[NameObject("/Resources")] = _entries(Font=_entries(F=writer._add_object(font)))
        page[NameObject("/Contents")] = writer._add_object(_stream("\n".join(drawn)))
        writer.write(path)
        return " ".join(lines), ""

    return make


def _signed_from_right(text: str) -> Callable[[Path, Random], _Made]:
    """The same with vowel signs, as browsers print it: in pieces, with what these are together."""

    def make(path: Path, random: Random) -> _Made:
        words = text.split()
        lines = [" ".join(random.choices(words, k=9)) for _ in range(LINES)]
        drawn = []
        for number, line in enumerate(lines):
            left, foot = LEFT, TOP - number * 1.5 * LEADING
            letters = re.findall(r".[\u0591-\u05c7\u064b-\u0652]*", line)
            for letter in reversed(letters):
                said = letter.encode("utf-16-be").hex()
                signs = (f"1 0 0 1 {left} {foot + 4 + 3 * at} Tm <02> Tj" for at in range(len(letter) - 1))
                pieces = " ".join((*signs, f"1 0 0 1 {left} {foot} Tm <{'03' if letter == ' ' else '01'}> Tj"))
                drawn.append(pieces if letter == " " else f"/Span<</ActualText<feff{said}>>>BDC {pieces} EMC")
                left += SIZE * (0.25 if letter == " " else 0.6)
        writer = PdfWriter()
        page = writer.add_blank_page(*A4)
        shapes = {"letter": "600 0 d0 40 0 500 600 re f", "sign": "600 0 d0 200 600 150 60 re f", "space": "250 0 d0"}
        font = _entries(Type="/Font", Subtype="/Type3", FirstChar=NumberObject(1), LastChar=NumberObject(3))
        font[NameObject("/FontBBox")] = ArrayObject(map(NumberObject, (0, -200, 600, 800)))
        font[NameObject("/FontMatrix")] = ArrayObject(map(FloatObject, (0.001, 0, 0, 0.001, 0, 0)))
        font[NameObject("/Widths")] = ArrayObject(map(NumberObject, (600, 600, 250)))
        font[NameObject("/Encoding")] = _entries(
            Differences=ArrayObject([NumberObject(1), *(NameObject(f"/{name}") for name in shapes)])
        )
        font[NameObject("/CharProcs")] = _entries(
            **{name: writer._add_object(_stream(shape)) for name, shape in shapes.items()}
        )
        page[NameObject("/Resources")] = _entries(Font=_entries(F=writer._add_object(font)))
        page[NameObject("/Contents")] = writer._add_object(_stream("\n".join([f"BT /F {SIZE} Tf", *drawn, "ET"])))
        writer.write(path)
        return " ".join(lines), ""

    return make


def _entries(**entries: object) -> DictionaryObject:
    """A dictionary of a PDF; a string is a name."""
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(value) if isinstance(value, str) else value
            for key, value in entries.items()
        }
    )


def _stream(text: str) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(text.encode("ascii"))
    return made


def _hiding(draw: Callable[[Canvas, float, str], None]) -> Callable[[Path, Random], _Made]:
    """Prose, and between its lines words that nobody sees, which `draw` draws at a height."""

    def make(path: Path, random: Random) -> _Made:
        canvas, lines = _canvas(path), _lines(random, RIGHT - LEFT)
        _put(canvas, lines[::2])
        hidden = []
        for number in range(10):
            words = " ".join(random.sample(_HIDDEN, 5))
            canvas.saveState()
            draw(canvas, 380 - 2 * number * LEADING, words)
            canvas.restoreState()
            hidden.append(words)
        canvas.save()
        if draw is _outside:
            writer = PdfWriter(clone_from=PdfReader(path))
            writer.pages[0].cropbox = RectangleObject((0, 400, *A4))
            writer.write(path)
        return " ".join(lines[::2]), " ".join(hidden)

    return make


def _white(canvas: Canvas, y: float, words: str) -> None:
    canvas.setFillGray(1)
    canvas.drawString(LEFT, y, words)


def _invisible(canvas: Canvas, y: float, words: str) -> None:
    canvas.drawString(LEFT, y, words, mode=3)


def _covered(canvas: Canvas, y: float, words: str) -> None:
    canvas.drawString(LEFT, y, words)
    canvas.setFillGray(0)
    canvas.rect(LEFT - 2, y - 3, 400, SIZE + 4, stroke=0, fill=1)


def _outside(canvas: Canvas, y: float, words: str) -> None:
    canvas.drawString(LEFT, y, words)


def _struck(canvas: Canvas, y: float, words: str) -> None:
    canvas.drawString(LEFT, y, words)
    canvas.line(LEFT, y + 3, LEFT + stringWidth(words, FONT, SIZE), y + 3)


def _annotated(path: Path, random: Random) -> _Made:
    """Prose, and below it what is filled into fields, typed onto the page, and said in a comment."""
    canvas, lines = _canvas(path), _lines(random, RIGHT - LEFT, 12)
    _put(canvas, lines)
    filled, typed, comment = (_sentence(random) for _ in range(3))
    canvas.acroForm.textfield(name="Remark", value=filled, x=LEFT, y=500, width=400, height=20)
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(path))
    annotations = writer.pages[0]["/Annots"]
    for kind, words, y in (("/FreeText", typed, 450), ("/Text", comment, 400)):
        note = _entries(Type="/Annot", Subtype=kind)
        note[NameObject("/Rect")] = ArrayObject(FloatObject(at) for at in (LEFT, y, LEFT + 300, y + 20))
        note[NameObject("/Contents")] = TextStringObject(words)
        annotations.append(writer._add_object(note))
    writer.write(path)
    return " ".join((*lines, "Remark:", filled, typed, "Comment:", comment)), ""


def _picture(lines: Sequence[str], width: float, height: float, left: float) -> ImageReader:
    """A picture of lines of text, as a scanner makes it; sizes in points."""
    scale = SCAN_PIXELS_PER_POINT
    picture = Image.new("L", (round(width * scale), round(height * scale)), 255)
    font = ImageFont.load_default(SIZE * scale)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((left * scale, (20 + number * LEADING * 1.3) * scale), line, 0, font)
    return ImageReader(picture)


def _scanned(path: Path, random: Random) -> _Made:
    canvas, lines = _canvas(path), _lines(random, 380)
    canvas.drawImage(_picture(lines, *A4, LEFT), 0, 0, *A4)
    canvas.save()
    return " ".join(lines), ""


def _mixed(path: Path, random: Random) -> _Made:
    """Prose, and below it a picture of more."""
    canvas, lines = _canvas(path), _lines(random, RIGHT - LEFT, 12)
    pictured = _lines(random, 380, 10)
    _put(canvas, lines)
    canvas.drawImage(_picture(pictured, 475, 220, 10), LEFT, 200, 475, 220)
    canvas.save()
    return " ".join((*lines, *pictured)), ""


_KINDS: dict[str, Callable[[Path, Random], _Made]] = {
    "one column": _prose,
    "two columns": _columns(2, by_lines=False),
    "two columns, drawn line by line": _columns(2, by_lines=True),
    "three columns": _columns(3, by_lines=False),
    "three columns, drawn line by line": _columns(3, by_lines=True),
    "two columns with unequal baselines": _uneven_columns(2, 18, by_columns=(0, 1)),
    "three columns with unequal baselines": _uneven_columns(3, 18, by_columns=(0, 1, 2)),
    "three columns with unequal baselines, a narrow gutter": _uneven_columns(3, 7, by_columns=(0, 1, 2)),
    "three columns with unequal baselines, the last drawn first": _uneven_columns(3, 14, by_columns=(2, 0, 1)),
    "three columns with unequal baselines, a heading over two": _uneven_columns(
        3, 14, by_columns=(0, 1, 2), heading=True
    ),
    "table": _table(by_columns=False),
    "table, drawn by columns": _table(by_columns=True),
    "footnotes and raised marks": _raised,
    "a footnote amid a sentence": _note_below_column,
    "a box above a sentence that goes on": _box_above_text,
    "turned by 90": _turned(90),
    "turned by 180": _turned(180),
    "turned by 270": _turned(270),
    "Chinese": _unspaced("STSong-Light", _CHINESE),
    "Japanese": _unspaced("HeiseiMin-W3", _JAPANESE),
    "Hebrew": _from_right(_HEBREW),
    "Arabic": _from_right(_ARABIC),
    "Hebrew with vowel signs": _signed_from_right(_SIGNED_HEBREW),
    "Arabic with vowel signs": _signed_from_right(_SIGNED_ARABIC),
    "white on white": _hiding(_white),
    "invisible": _hiding(_invisible),
    "covered": _hiding(_covered),
    "outside the crop box": _hiding(_outside),
    "struck out": _hiding(_struck),
    "annotated": _annotated,
    "scanned": _scanned,
    "text and a picture": _mixed,
}
