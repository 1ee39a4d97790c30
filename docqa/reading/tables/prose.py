"""Paragraphs that stand beside something else: their lines are no labels of the numbers of a chart or a table. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docqa.documents import Word

MIN_LINES = 5  # of a paragraph; a label, or a cell of words, may be as long as fewer
MIN_WORDS_PER_LINE = 4
MIN_WIDTH_OF_FULL_LINE = 0.75  # of the widest line, that a full one has
MIN_SHARE_OF_FULL_LINES = 0.75  # of the lines: the last one of a paragraph may be short, and the next paragraph follows
MAX_INDENT = 2.0  # times a line's height, of a paragraph's first line
MAX_LEADING = 1.0  # times a line's height, between two lines
MAX_GAP_BETWEEN_WORDS = 3.0  # times a line's height, between two words of a line: justified lines have wide ones
MAX_OFFSET_OF_MIDDLES = 0.55  # of a word's height, that the middles of two words of one line may be apart
MIN_SHARE_OF_LINES_GOING_ON = 0.4  # of the lines but the first: so many begin within a sentence, with a small letter
MAX_PARAGRAPHS_BESIDE = 200  # that lines may go on; more stand on drawings, one over the other
MIN_LINES_BESIDE = 2  # of a paragraph that have something else beside them


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words that follow each other in the text and on the page: a line of a paragraph, a cell."""

    words: tuple[Word, ...]
    begins_small: bool

    @property
    def x0(self) -> float:
        return self.words[0].box.x0

    @property
    def x1(self) -> float:
        return self.words[-1].box.x1

    @property
    def y0(self) -> float:
        return self.words[0].box.y0

    @property
    def y1(self) -> float:
        return self.words[0].box.y1

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def without_prose_beside(text: str, words: Sequence[Word]) -> list[Word]:
    """The words of a page, upright, without those of paragraphs that have something else beside them."""
    stretches = sorted(_stretches(text, words), key=lambda stretch: stretch.y0)
    middles = [stretch.middle for stretch in sorted(stretches, key=lambda stretch: stretch.middle)]
    left_out: set[int] = set()
    for lines in _paragraphs(stretches):
        if sum(_has_beside(line, middles) for line in lines) >= MIN_LINES_BESIDE:
            left_out.update(word.start for line in lines for word in line.words)
    return [word for word in words if word.start not in left_out]


def _has_beside(line: _Stretch, middles: Sequence[float]) -> bool:
    """Whether another stretch stands at its height, by their middles from the top down."""
    reach = MAX_OFFSET_OF_MIDDLES * line.height
    return bisect_right(middles, line.middle + reach) - bisect_left(middles, line.middle - reach) > 1


def _stretches(text: str, words: Sequence[Word]) -> Iterator[_Stretch]:
    own: list[Word] = []
    for word in words:
        if own and not _follows(own[-1], word):
            yield _Stretch(tuple(own), text[own[0].start].islower())
            own = []
        own.append(word)
    if own:
        yield _Stretch(tuple(own), text[own[0].start].islower())


def _follows(left: Word, right: Word) -> bool:
    height = max(left.box.y1 - left.box.y0, right.box.y1 - right.box.y0)
    is_level = abs((left.box.y0 + left.box.y1) - (right.box.y0 + right.box.y1)) / 2 <= MAX_OFFSET_OF_MIDDLES * height
    return is_level and -height < right.box.x0 - left.box.x1 < MAX_GAP_BETWEEN_WORDS * height


def _paragraphs(stretches: Sequence[_Stretch]) -> Iterator[list[_Stretch]]:
    """The paragraphs among the stretches, which come from the top down; several below one another are one."""
    going: list[list[_Stretch]] = []
    for stretch in stretches:
        for lines in list(going):
            if stretch.y0 - lines[-1].y1 > MAX_LEADING * stretch.height:
                going.remove(lines)
                yield from filter(_is_prose, [lines])
        for lines in going:
            if _goes_on(lines[-1], stretch):
                lines.append(stretch)
                break
        else:
            if len(going) == MAX_PARAGRAPHS_BESIDE:
                yield from filter(_is_prose, [going.pop(0)])
            going.append([stretch])
    yield from filter(_is_prose, going)


def _is_prose(lines: Sequence[_Stretch]) -> bool:
    if len(lines) < MIN_LINES:
        return False
    least = MIN_WIDTH_OF_FULL_LINE * max(line.x1 - line.x0 for line in lines)
    full = sum(len(line.words) >= MIN_WORDS_PER_LINE and line.x1 - line.x0 >= least for line in lines)
    going_on = sum(line.begins_small for line in lines[1:])
    return full >= MIN_SHARE_OF_FULL_LINES * len(lines) and going_on >= MIN_SHARE_OF_LINES_GOING_ON * (len(lines) - 1)


def _goes_on(above: _Stretch, below: _Stretch) -> bool:
    """Whether the next line of a paragraph stands directly below, beginning at the same edge."""
    height = max(above.height, below.height)
    return (
        abs(above.x0 - below.x0) <= MAX_INDENT * height and -0.5 * height < below.y0 - above.y1 < MAX_LEADING * height
    )
