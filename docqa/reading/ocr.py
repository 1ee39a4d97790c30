"""Pages read from their picture (OCR), with the place of every word. The models come in rapidocr's package."""

import math
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2

from docqa.documents import Box, Page, Source, Word
from docqa.model_files import ModelFile, once
from docqa.onnx import inference_session
from docqa.reading.clean_text import tidy
from docqa.reading.lines import Line
from docqa.reading.page_image import open_page, render
from docqa.reading.page_objects import Drawing
from docqa.reading.page_view import left_out, pixel_box
from docqa.reading.pdf import is_stamp, is_told
from docqa.reading.pictures import pictures_to_read
from docqa.reading.reading_order import reading_rows
from docqa.reading.text_layer import TextLayer
from docqa.text.hyphens import ADDRESS_BEFORE, is_suspended, keeps_hyphen, words_and_compounds

if TYPE_CHECKING:
    from PIL.Image import Image

# PP-OCRv6 small, Apache-2.0: Latin letters, Chinese and Japanese, Greek without accents; no Cyrillic, Arabic, Hebrew,
# Korean or Indian script. What the files must be stands in the package's licenses/MODEL_LICENSES.md.
DETECTION = ModelFile(
    "rapidocr",
    "models/PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "-r requirements.txt",
)
RECOGNITION = ModelFile(
    "rapidocr",
    "models/PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    "-r requirements.txt",
)
THREADS = min(4, os.cpu_count() or 1)

DOTS_PER_INCH = 200  # letters of 6 points are 17 pixels high; the model reads lines 48 pixels high
MIN_SIDE_PIXELS = 1200  # pixels of a page's longer side: a tiny page may hold a large picture
# A letter page at 126 dpi. Lines are found no better in more, and memory grows: 540 MB, or 700.
MAX_PIXELS_TO_FIND_LINES = 1_500_000
# Of computing, for the lines of a page (a full one takes 6): a thousand lines must not be lost all.
MAX_SECONDS_PER_PAGE = 15.0

STEP_PIXELS = 32  # the model for lines looks at pictures of whole steps; others are made wider and higher for it
MARGIN_PIXELS = 32  # of white paper around what lines are looked for on: 4 mm

# Larger pages are looked at in pieces: a plan, a long screenshot.
MAX_PIXELS, MAX_SIDE = 60_000_000, 60_000  # pixels; an A0 plan at 200 dpi, in grey, takes 62 MB
MAX_PIXELS_AT_ONCE = 6_500_000  # an A4 page at 250 dpi
# So large that lines are looked for in all of its pixels: a word that stands alone is not found in fewer.
PIECE_PIXELS, PIECE_OVERLAP_PIXELS = 1200, 250
MIN_SHARE_OF_ONE_LINE = 0.5  # of the thinner one's height that two pieces of one line have in common
MIN_LENGTH_OF_LONG = 3.0  # times its width: so long is a screenshot of a whole web page

SPECK_PIXELS = 3  # pixels: what is smaller does not count as a difference
MAX_CONTRAST_OF_BLANK = 12  # of 255: a page of less difference between dark and light has nothing on it
MAX_CONTRAST_OF_FAINT = 60  # of 255: below, a picture is made darker before it is read
MIN_HEIGHT_OF_TALL_LINE = 1.5  # times its width: so high is a line that runs up or down, or a letter that stands alone
MARGIN_SHARE = 0.15  # of a line's height: so much paper is above its letters, and below
MIN_WIDTH_OF_LONG_LINE = 4  # times its height: so wide is a line that shows how the paper lay
LINES_PROBED = 4  # lines, the longest ones, that show which way is up
MIN_CONFIDENCE_UPRIGHT = 0.85  # how sure the model is of a line that stands upright, at least
MIN_CONFIDENCE_OF_LINE = 0.5  # what it is less sure of is no text
MIN_CONFIDENCE_OF_PAGE = 0.75  # on the whole page; of drawings and blots it is 0.5 to 0.73, of legible scans 0.95
# Of the lines' length, at least: more is not read of a page in a script that the model does not know.
MIN_SHARE_LEGIBLE = 0.3

# What a reader is told of a picture that had to be turned by so many quarters.
NOTES_ON_TURNS = ("", "scanned sideways", "scanned upside down", "scanned sideways")
_HASTE = "too full: its lower part could not be read in time"

# Chinese and Japanese have no spaces: each of their characters has a place of its own.
_HAN = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|[^\s{_HAN}]+")
# Halves of a word that a line end divides.
_BEFORE_HYPHEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-\u2010]\Z")
_AFTER_HYPHEN = re.compile(r"[^\W\d_]+")
_DIVIDED = re.compile(r"[^\W\d_]+[-\u2010]\n\S*")
MAX_CHARACTERS_OF_WORD = 60
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms of ASCII

_Place = tuple[float, float, float, float]  # left, top, right and bottom of a part of a picture, in pixels
Quad = Any  # a line's corners in pixels, shape (4, 2): top left, top right, bottom right and bottom left of its text


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that was read. `places` has one for each character but the spaces: its middle, from 0 to 1 of the line."""

    quad: Quad
    text: str
    places: Sequence[float]
    sure: float


def scan_page(
    path: Path,
    index: int,
    *,
    label: str,
    password: str | None = None,
    name: str = "",
    goes_on: Callable[[], None] = lambda: None,
) -> Page:
    """The page with that index, read from its picture: OCR with the places of its words, or EMPTY, or UNREADABLE.

    It is TEXT where its text layer can be read and holds more than the picture. Of a page of text with pictures on it,
    or lines whose font does not tell their letters, these are read, and their words follow its own. `goes_on` is
    called now and then while a large page is read. Raises what `page_picture` raises, and ModelNotInstalled or
    EngineError when the models are missing or damaged.
    """
    with open_page(path, index, password, name or path.name) as (pdf, page, text_page):
        layer = TextLayer(text_page)
        own = tidy(layer.raw).text if is_told(layer) else ""
        is_text = own and not is_stamp(own, layer)
        pictures, untold = (pictures_to_read(layer), layer.untold) if is_text else ((), ())
        draw = partial(
            render, pdf, page, _scale(page, layer.objects.pictures), max_pixels=MAX_PIXELS, max_side=MAX_SIDE
        )
        if pictures or untold:
            with left_out(layer.objects.texts):
                without = draw()
            picture = _cut_out(without, page, pictures, layer)
            whole = draw() if untold else without
            for line in untold:
                _copy(whole, picture, page, line)
        else:
            picture = draw()
    read = _read_picture(picture, index, label, goes_on)
    if pictures or untold:
        return _with_pictures(Page(index, label, own), read)
    return Page(index, label, own) if own and len(own) >= len(read.text) else read


def _with_pictures(page: Page, read: Page) -> Page:
    """A page of text, followed by what was read of the pictures on it."""
    if read.source is Source.UNREADABLE:
        return replace(page, note=f"a part of it could not be read: {read.note}")
    if not read.text:
        return page
    start = len(page.text) + 1
    words = tuple(replace(word, start=start + word.start, end=start + word.end) for word in read.words)
    return replace(page, text=f"{page.text}\n{read.text}", source=Source.OCR, note=read.note, words=words)


def _scale(page: pypdfium2.PdfPage, pictures: Sequence[Drawing]) -> float:
    """Pixels a point, so that letters can be read: more for a long picture that is made small to fit the page."""
    scale = max(DOTS_PER_INCH / 72, float(MIN_SIDE_PIXELS / max(*page.get_size(), 1e-3)))
    for picture in pictures:
        sides = picture.pixels
        if max(sides) > MIN_LENGTH_OF_LONG * min(sides):
            scale = max(scale, min(*sides, MIN_SIDE_PIXELS) / max(1.0, min(picture.width, picture.height)))
    return scale


def _cut_out(picture: "Image", page: pypdfium2.PdfPage, pictures: Sequence[Drawing], layer: TextLayer) -> "Image":
    """White paper with the pictures of a page on it, without the lines that OCR has read before."""
    from PIL import Image

    white = 255 if picture.mode == "L" else (255, 255, 255)
    paper = Image.new(picture.mode, picture.size, white)
    for kept in pictures:
        _copy(picture, paper, page, kept)
    for line in layer.scanned:
        paper.paste(white, pixel_box(page, picture.size, line.left, line.bottom, line.right, line.top))
    return paper


def _copy(picture: "Image", paper: "Image", page: pypdfium2.PdfPage, place: Drawing | Line) -> None:
    """Put a part of the page's picture onto the paper."""
    box = pixel_box(page, picture.size, place.left, place.bottom, place.right, place.top)
    if box[0] < box[2] and box[1] < box[3]:
        paper.paste(picture.crop(box), box[:2])


def _read_picture(picture: "Image", index: int, label: str, goes_on: Callable[[], None]) -> Page:
    """A page by its picture."""
    grey = np.asarray(picture.convert("L").reduce(SPECK_PIXELS))
    dark, light = int(grey.min()), int(grey.max())
    if light - dark < MAX_CONTRAST_OF_BLANK:
        return Page(index, label, "", source=Source.EMPTY)
    if light - dark < MAX_CONTRAST_OF_FAINT:
        stretched = [min(255, max(0, value - dark) * 255 // (light - dark)) for value in range(256)]
        picture = picture.point(stretched * len(picture.getbands()))
    picture, quads, probed, turns = _upright(picture, goes_on)
    rows, is_whole = _read(picture, quads, probed, goes_on)
    text, words = _text(rows, picture.size, turns)
    if not text and not quads and light - dark >= MAX_CONTRAST_OF_FAINT:
        return Page(index, label, "", source=Source.EMPTY, note="a picture without words")
    if not text:
        note = (
            "scanned too faintly"
            if light - dark < MAX_CONTRAST_OF_FAINT
            else "nothing legible was found in its picture"
        )
        return Page(index, label, "", source=Source.UNREADABLE, note=note)
    notes = NOTES_ON_TURNS[turns], "" if is_whole else _HASTE
    return Page(index, label, text, source=Source.OCR, note="; ".join(filter(None, notes)), words=words)


def _upright(picture: "Image", goes_on: Callable[[], None]) -> "tuple[Image, list[Quad], Mapping[int, _Line], int]":
    """The picture as it is read, where its lines are, and by how many quarters it was turned anticlockwise for that.

    With those of the lines that have been read for it, by their indices.
    """
    turns = 0
    quads = _find(picture, goes_on)
    if sum(_height(quad) - _width(quad) for quad in quads) > 0:
        picture, turns = _turned(picture, 1), 1
        quads = _find(picture, goes_on)
    longest = sorted(range(len(quads)), key=lambda index: _width(quads[index]))[-LINES_PROBED:]
    probed = {index: _line(picture, quads[index]) for index in longest}
    sure = _mean_sure(probed.values())
    if (
        sure < MIN_CONFIDENCE_UPRIGHT
        and _mean_sure([_line(picture, np.roll(quads[index], 2, axis=0)) for index in longest]) > sure
    ):
        picture, turns = _turned(picture, 2), turns + 2
        quads, probed = _find(picture, goes_on), {}
    return picture, quads, probed, turns


def _turned(picture: "Image", quarters: int) -> "Image":
    from PIL.Image import Transpose

    return picture.transpose(Transpose.ROTATE_90 if quarters == 1 else Transpose.ROTATE_180)


def _find(picture: "Image", goes_on: Callable[[], None]) -> list[Quad]:
    """Where the lines are. A large picture is looked at in pieces, so that its letters are not made too small."""
    pixels = picture.width * picture.height
    scale = min(1.0, (MAX_PIXELS_TO_FIND_LINES / pixels) ** 0.5) if pixels <= MAX_PIXELS_AT_ONCE else 1.0
    left, top, right, bottom = drawn_part(picture, STEP_PIXELS / scale)
    if pixels <= MAX_PIXELS_AT_ONCE:
        return _find_in(picture, (left, top, right, bottom), scale)
    pieces = []
    for y in _starts(top, bottom):
        for x in _starts(left, right):
            goes_on()
            pieces.append(_find_in(picture, (x, y, min(x + PIECE_PIXELS, right), min(y + PIECE_PIXELS, bottom)), 1.0))
    return whole_lines(pieces)


def drawn_part(picture: "Image", step: float) -> _Place:
    """The part of a picture that something is drawn on, with some paper around it, in whole steps of so many pixels.

    On a page of text that is where its pictures are: to look for lines on all of the page takes most of the time.
    """
    from PIL import ImageChops

    x0, y0, x1, y1 = ImageChops.invert(picture.convert("L")).getbbox() or (0, 0, *picture.size)
    left, right = _stretch(x0, x1, picture.width, step)
    top, bottom = _stretch(y0, y1, picture.height, step)
    return left, top, right, bottom


def _stretch(first: int, last: int, length: int, step: float) -> tuple[float, float]:
    """Whole steps of a side from 0 to `length` that hold `[first:last]` in their middle, or all of the side.

    >>> _stretch(100, 200, 1000, 64.0), _stretch(10, 60, 1000, 64.0), _stretch(10, 950, 1000, 64.0)
    ((54.0, 246.0), (0.0, 128.0), (0.0, 1000.0))
    """
    whole = step * math.ceil((last - first + 2 * MARGIN_PIXELS) / step)
    if whole >= length:
        return 0.0, float(length)
    start = min(max(0.0, (first + last - whole) / 2), length - whole)
    return start, start + whole


def _starts(first: float, last: float) -> list[float]:
    """Where the pieces of a picture begin on the way along one of its sides, in pixels; they overlap."""
    lengths = range(0, max(1, round(last - first) - PIECE_OVERLAP_PIXELS), PIECE_PIXELS - PIECE_OVERLAP_PIXELS)
    return [first + length for length in lengths]


def whole_lines(pieces: Sequence[Sequence[Quad]]) -> list[Quad]:
    """The lines of pieces that overlap, each once: what two pieces have of one line is put together.

    >>> level = [np.array([(x0, 0), (x1, 0), (x1, 9), (x0, 9)]) for x0, x1 in ((0, 50), (40, 90))]
    >>> [quad.tolist() for quad in whole_lines([level[:1], level[1:]])]
    [[[0, 0], [90, 0], [90, 9], [0, 9]]]
    """
    whole: list[Quad] = []
    for quads in pieces:
        before = len(whole)
        for quad in quads:
            low, high = quad.min(axis=0), quad.max(axis=0)
            for at in range(before):
                other_low, other_high = whole[at].min(axis=0), whole[at].max(axis=0)
                shared = np.minimum(high, other_high) - np.maximum(low, other_low)
                along = int(_height(quad) > _width(quad))  # the way that the line runs: 0 to the right, 1 down
                across = 1 - along
                thinner = min(high[across] - low[across], other_high[across] - other_low[across])
                if shared[along] > 0 and shared[across] > MIN_SHARE_OF_ONE_LINE * thinner:
                    (x0, y0), (x1, y1) = np.minimum(low, other_low), np.maximum(high, other_high)
                    whole[at] = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
                    break
            else:
                whole.append(quad)
    return whole


def _find_in(picture: "Image", place: _Place, scale: float) -> list[Quad]:
    """Where the lines in a part of the picture are, which is looked at in `scale` times its size."""
    from rapidocr.main import RapidOCRError

    left, top, right, bottom = place
    size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
    part = picture.resize(size, box=place)
    if picture.mode == "L":  # of a large page, which may be blank here
        grey = np.asarray(part)
        if int(grey.max()) - int(grey.min()) < MAX_CONTRAST_OF_BLANK:
            return []
    try:
        _, found = _ocr().detect_and_crop(_pixels(part), {})
    except RapidOCRError:  # no line
        return []
    return list(found.boxes * [(right - left) / size[0], (bottom - top) / size[1]] + [left, top])


def _read(
    picture: "Image", quads: Sequence[Quad], probed: Mapping[int, _Line], goes_on: Callable[[], None]
) -> tuple[list[list[_Line]], bool]:
    """The lines in rows, as one reads them, without what is no text; and whether there was time for all of them.

    `probed` are those that have been read.
    """
    # Not by the clock: other work on the machine must not cost a page its end.
    share = max(1.0, picture.width * picture.height / MAX_PIXELS_AT_ONCE)
    until = process_time() + MAX_SECONDS_PER_PAGE * share
    rows: list[list[_Line]] = []
    tried = 0.0  # pixels of lines
    found = reading_rows(_level_boxes(quads))
    for row in found:
        read = [_read_line(picture, quads[index], probed.get(index)) for index in row]
        tried += sum(_width(line.quad) for line in read)
        rows.append([line for line in read if line.sure >= MIN_CONFIDENCE_OF_LINE])
        goes_on()
        if process_time() > until:
            break
    lines = [line for row in rows for line in row]
    is_text = (
        _mean_sure(lines) >= MIN_CONFIDENCE_OF_PAGE
        and sum(_width(line.quad) for line in lines) >= MIN_SHARE_LEGIBLE * tried
        and any(map(str.isalnum, "".join(line.text for line in lines)))
    )
    return (rows if is_text else []), len(rows) == len(found)


def _level_boxes(quads: Sequence[Quad]) -> list[Box]:
    """The lines' boxes in pixels, as they would be if the paper had not lain askew."""
    tops = [quad[1] - quad[0] for quad in quads if _width(quad) > MIN_WIDTH_OF_LONG_LINE * _height(quad)]
    rise = float(median(top[1] / top[0] for top in tops)) if tops else 0.0
    levelled = [quad - np.outer(quad[:, 0], (0, rise)) for quad in quads]
    return [Box(*map(float, (*quad.min(axis=0), *quad.max(axis=0)))) for quad in levelled]


def _read_line(picture: "Image", quad: Quad, probed: _Line | None) -> _Line:
    level = probed or _line(picture, quad)
    if _height(quad) < MIN_HEIGHT_OF_TALL_LINE * _width(quad):
        return level
    # A letter that stands alone, or a line that runs down or up: its text begins at another corner.
    turned = [_line(picture, np.roll(quad, -corner, axis=0)) for corner in (1, 3)]
    return max((level, *turned), key=lambda line: line.sure)


def _line(picture: "Image", quad: Quad) -> _Line:
    from PIL.Image import Resampling, Transform

    size = max(1, round(_width(quad))), max(1, round(_height(quad)))
    corners = quad[[0, 3, 2, 1]].ravel().tolist()  # Pillow goes the other way round
    cut = picture.transform(size, Transform.QUAD, corners, Resampling.BICUBIC)
    read = _ocr().recognize_txt([_pixels(cut)])
    (text,), (sure,), (info,) = read.txts, read.scores, read.word_results
    columns = [column for word in info.word_cols for column in word]
    return _Line(quad, text.translate(_PLAIN).strip(), [(column + 0.5) / info.line_txt_len for column in columns], sure)


def _text(rows: Sequence[Sequence[_Line]], size: tuple[int, int], turns: int) -> tuple[str, tuple[Word, ...]]:
    """The page's text and its words. `size` is the upright picture's, `turns` what it was turned by.

    A word that a line end divides is one in the text, and two that stand side by side with their places.
    """
    text = ""
    words: list[Word] = []
    lines = "\n".join(line.text for row in rows for line in row)
    known = words_and_compounds(_DIVIDED.sub(" ", lines))
    last: _Line | None = None
    for row in rows:
        for line in row:
            # What goes on stands below: columns may be read row by row.
            is_below = line is row[0] and last is not None and _shares_width(last.quad, line.quad)
            last = line
            if divided := _goes_on(text, line.text, known) if is_below else None:
                if not ADDRESS_BEFORE.search(text[-MAX_CHARACTERS_OF_WORD:]) and not keeps_hyphen(*divided, known):
                    text = text[:-1]
                    words[-1] = replace(words[-1], end=len(text))
            else:
                text += "" if not text else " " if line is not row[0] else "\n"
            for match, (start, end) in zip(_WORD.finditer(line.text), _ends(line), strict=True):
                box = _box(line.quad, start, end, size, turns)
                words.append(Word(len(text) + match.start(), len(text) + match.end(), box))
            text += line.text
    return text, tuple(words)


def _shares_width(quad: Quad, other: Quad) -> bool:
    """Whether one of the lines stands below the other."""
    return bool(min(quad[:, 0].max(), other[:, 0].max()) > max(quad[:, 0].min(), other[:, 0].min()))


def _goes_on(text: str, line: str, known: frozenset[str]) -> tuple[str, str] | None:
    """The halves of a word that is divided between the text and the line; None where none is.

    A capital or a single letter begins what stands by itself, as a name or the next entry of a list.
    """
    before, after = _BEFORE_HYPHEN.search(text[-MAX_CHARACTERS_OF_WORD:]), _AFTER_HYPHEN.match(line)
    if not before or not after or not line[0].islower() or len(after[0]) == 1:
        return None
    return None if is_suspended(before[1], after[0], known) else (before[1], after[0])


def _ends(line: _Line) -> list[tuple[float, float]]:
    """Where each word of the line begins and ends, from 0 to 1 of the line.

    The model tells the middle of every character: a word ends half a character after its last one, or half way to the
    next word.
    """
    places = line.places
    half = (places[-1] - places[0]) / (len(line.text) - 1) / 2 if len(line.text) > 1 else 0.5
    ends = []
    first = 0
    for match in _WORD.finditer(line.text):
        last = first + len(match[0]) - 1
        before = (places[first] - places[first - 1]) / 2 if first > 0 else 1.0
        after = (places[last + 1] - places[last]) / 2 if last + 1 < len(places) else 1.0
        ends.append((max(0.0, places[first] - min(half, before)), min(1.0, places[last] + min(half, after))))
        first = last + 1
    return ends


def _box(quad: Quad, start: float, end: float, size: tuple[int, int], turns: int) -> Box:
    """A stretch of a line on the page as it is seen, with the turns taken back."""
    left, right = quad[3] - quad[0], quad[2] - quad[1]
    tops = quad[0] + MARGIN_SHARE * left, quad[1] + MARGIN_SHARE * right
    bottoms = quad[3] - MARGIN_SHARE * left, quad[2] - MARGIN_SHARE * right
    corners = [first + (last - first) * place for first, last in (tops, bottoms) for place in (start, end)]
    points = np.clip(np.array(corners) / size, 0.0, 1.0)
    for _ in range(turns):
        points = np.stack([1 - points[:, 1], points[:, 0]], axis=1)
    return Box(*map(float, (*points.min(axis=0), *points.max(axis=0))))


def _mean_sure(lines: Collection[_Line]) -> float:
    """How sure the model is, over all characters."""
    return sum(line.sure * len(line.text) for line in lines) / max(1, sum(len(line.text) for line in lines))


def _width(quad: Quad) -> float:
    return float(np.hypot(*(quad[1] - quad[0])))


def _height(quad: Quad) -> float:
    return float(np.hypot(*(quad[3] - quad[0])))


def _pixels(picture: "Image") -> Any:
    """The picture as rapidocr wants it: blue, green, red."""
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


@once
def _ocr() -> Any:
    """rapidocr, with sessions made here: so it never looks for a model elsewhere, and does not spin while it waits."""
    find, read = (
        # Lines of every length would fill the memory that it keeps.
        inference_session(model.checked(), threads=THREADS, may_spin=False, keeps_memory=False)
        for model in (DETECTION, RECOGNITION)
    )
    from omegaconf import AnyNode
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Global.use_vertical_padding": False,
            "Det.session": AnyNode(find, flags={"allow_objects": True}),
            "Det.limit_type": "max",  # the picture is made smaller here
            "Det.limit_side_len": 100_000,
            "Rec.session": AnyNode(read, flags={"allow_objects": True}),
            "Rec.rec_img_shape": [3, 48, 160],  # the least width: cells of tables are short
        }
    )
