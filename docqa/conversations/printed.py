"""An answer as a PDF, each place in it a link into the original."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from docqa.answering.notices import NOT_THERE, after, run_in
from docqa.conversations.fonts import BOLD, REGULAR, Fonts, is_joined
from docqa.conversations.kept import by_model, marked, warnings
from docqa.documents import Answer, Citation, Difference, Part, Stretch

INK, LINK, LINES = HexColor("#1f2328"), "#0b57a4", HexColor("#c8ccd1")
MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
LIST_COLUMNS = tuple(share * WIDTH for share in (0.27, 0.53, 0.20))  # item, words, place
MAX_LEVEL = 3  # of headings that differ
NO_FONT = "Some letters are shown as □: this machine has no font for them. The Markdown file has them."
NOT_JOINED = (
    "Some words are of a script whose letters join or run from right to left; the Markdown file has them right."
)

_UNSEEN = ("Cc", "Cf", "Cs")  # categories of characters that are no letters

_TEXT = ParagraphStyle(
    "text", fontName=REGULAR, fontSize=9, leading=13, textColor=INK, spaceAfter=5, splitLongWords=True
)
_NOTE = ParagraphStyle("note", _TEXT, fontSize=8, leading=11, textColor=HexColor("#57606a"))
_TITLE = ParagraphStyle("title", _TEXT, fontName=BOLD, fontSize=15, leading=20, spaceAfter=8)
_HEADINGS = [
    ParagraphStyle(f"heading-{level}", _TEXT, fontName=BOLD, fontSize=size, leading=size + 4, spaceBefore=6)
    for level, size in enumerate((11.5, 10.5, 9.5, 9))
]
_QUOTED = ParagraphStyle("quoted", _TEXT, leftIndent=12)


def to_pdf(answer: Answer, original: Callable[[str], Path]) -> bytes:
    """What `to_markdown` has of an answer. `original` gives where the PDF of a document of that id is kept."""
    page = _Page(original)
    flowables = list(page.answer(answer))
    flowables += [page.paragraph(note, _NOTE) for note in page.notes()]
    file = BytesIO()
    template = SimpleDocTemplate(
        file,
        pagesize=A4,
        title=answer.question,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    template.build(flowables, onFirstPage=_foot, onLaterPages=_foot)
    return file.getvalue()


class _Page:
    """Makes what is set; remembers what could not be set as it should be."""

    def __init__(self, original: Callable[[str], Path]) -> None:
        self._original = original
        self._fonts = Fonts()
        self._lacks_font = self._has_joined = False

    def notes(self) -> list[str]:
        return [NO_FONT] * self._lacks_font + [NOT_JOINED] * self._has_joined

    def paragraph(self, text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
        return Paragraph(self._letters(text, style.fontName), style)

    def answer(self, answer: Answer) -> Iterator[Flowable]:
        """The question, and all that is said to it."""
        yield self.paragraph(answer.question, _TITLE)
        if answer.asked:
            yield self.paragraph(f"Asked of {answer.asked}.", _NOTE)
        yield from (self.paragraph(said, _NOTE) for said in warnings(answer))
        for quotation in answer.quotations:
            yield Paragraph(f"{self._letters(f'“{quotation.words}”')} {self._place(quotation)}", _QUOTED)
        yield from (self.paragraph(said, _NOTE) for said in by_model(answer))
        for part in answer.parts:
            yield from self._part(part)
        yield from (self.paragraph(sentence, _NOTE) for sentence in answer.coverage)
        yield from (self.paragraph(text) for text in re.split(r"\n\s*\n", marked(answer)) if text.strip())
        sources = {citation.number: citation for sentence in answer.sentences for citation in sentence.citations}
        for number, citation in sorted(sources.items()):
            yield Paragraph(f"[{number}] {self._letters(f'“{citation.words}”')} {self._place(citation)}", _TEXT)

    def _part(self, part: Part) -> Iterator[Flowable]:
        if part.is_heading:
            style = ParagraphStyle("entry", _TEXT, leftIndent=12 * (part.level - 1), spaceAfter=2)
            yield Paragraph(f"{self._letters(part.title)} {self._place(part.quotations[0])}", style)
            return
        if part.title and not part.is_run_in:
            heading = _HEADINGS[min(part.level, MAX_LEVEL)]
            is_table = bool(part.differences) or part.is_list  # which may be longer than a page
            yield self.paragraph(part.title, ParagraphStyle("above", heading, keepWithNext=not is_table))
        if part.differences:
            yield self._comparison(part.differences)
        elif part.is_list:
            yield self._list(part.quotations)
        else:
            written = [(sentence.text, sentence.citations[:1]) for sentence in part.sentences]
            said = written or [(quotation.words, (quotation,)) for quotation in part.quotations]
            text = "".join(
                f"{self._letters(words)} {''.join(map(self._place, places))}{after(words)}" for words, places in said
            )
            if part.is_run_in:
                text = f'<font name="{BOLD}">{self._letters(run_in(part.title), BOLD)}</font> {text}'
            yield Paragraph(text.rstrip().replace("\n", "<br/>"), _TEXT)

    def _list(self, items: Sequence[Citation]) -> Table:
        head = [self.paragraph(name, _HEADINGS[-1]) for name in ("Item", "Words", "Place")]
        rows = [
            [self.paragraph(item.answering), self.paragraph(item.words), Paragraph(self._place(item), _TEXT)]
            for item in items
        ]
        return _table([head, *rows], LIST_COLUMNS)

    def _comparison(self, differences: Sequence[Difference]) -> Table:
        rows = [[self.paragraph(name, _HEADINGS[-1]) for name in differences[0].documents]]
        for one in differences:
            sides = ((one.was, one.before, "strike"), (one.now, one.after, "u"))
            rows.append([Paragraph(self._side(words, places, tag), _TEXT) for words, places, tag in sides])
        return _table(rows, (WIDTH / 2, WIDTH / 2))

    def _side(self, words: Sequence[Stretch], places: Sequence[Citation], tag: str) -> str:
        if not places:
            return f"({NOT_THERE})"
        said = (
            f"<{tag}>{self._letters(stretch.text)}</{tag}>" if stretch.is_changed else self._letters(stretch.text)
            for stretch in words
        )
        pages = {place.page: place for place in places}
        return f"{''.join(said)} {' '.join(map(self._place, pages.values()))}"

    def _place(self, place: Citation) -> str:
        """A place as a link: to the page of the original."""
        address = f"{self._original(place.doc_id).absolute().as_uri()}#page={place.page + 1}"
        text = self._letters(f"({place.doc}, {place.page_name})")
        return f'<a href={quoteattr(address)} color="{LINK}"><font size="7.5">{text}</font></a>'

    def _letters(self, text: str, base: str = REGULAR) -> str:
        """Text as reportlab's markup: nothing in it is markup of its own, each letter has a font that has it."""
        clean = "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter) not in _UNSEEN)
        self._has_joined = self._has_joined or is_joined(clean)
        said = []
        for font, letters in self._fonts.runs(clean, base):
            self._lacks_font = self._lacks_font or not font
            shown = escape(letters) if font else "□" * len(letters)
            said.append(shown if font in (base, "") else f'<font name="{font}">{shown}</font>')
        return "".join(said)


def _table(rows: Sequence[Sequence[Flowable]], widths: Sequence[float]) -> Table:
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINES)]
    return Table(rows, widths, repeatRows=1, splitInRow=1, style=style, spaceAfter=8)


def _foot(canvas: Canvas, template: SimpleDocTemplate) -> None:
    """The page's number."""
    canvas.setFont(REGULAR, 8)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, str(template.page))
