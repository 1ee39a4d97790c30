"""Sentences and words that go on over the end of a page: where their two halves stand. Pure.

Between the halves stand running lines, the page's number, footnotes, and figures or tables with their captions. They
are told by what is on the pages beside, by the page's label, by a raised mark in the text above, and by how captions
begin. Where that leaves a doubt, nothing is joined.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docqa.documents import Page, Source
from docqa.text.captions import CAPTION
from docqa.text.hyphens import keeps_hyphen, words_and_compounds
from docqa.text.languages import LANGUAGES
from docqa.text.running_lines import MIN_RUNNING_PAGES, body, running_lines
from docqa.text.scripts import RAISED
from docqa.text.sentences import NOTE_MARKS, SET_APART, passage_sentences

MIN_SHARE_OF_FULL_LINE = 0.7  # of the length of a page's usual lines: a shorter one ends a paragraph or is an entry
PAGES_BESIDE = 2  # of two pages, before and behind them, by which their running lines are told
MAX_LINES_OF_NOTES = 20  # at the foot of a page
MAX_LINES_OF_FIGURE = 40  # at the head of a page, or at its foot: words in a figure, or rows, with the caption
MAX_LINES_OF_CAPTION = 6

_END = re.compile(rf"[.!?…؟:;。｡！？；][)\"'”’\]*_」』）]*{NOTE_MARKS}\Z")
_WORD_AT_END = re.compile(r"[^\W\d_]+\Z")
_DIVIDED = re.compile(r"(?P<word>[^\W\d_]+)[-\u2010]\Z")
_FIRST_LETTER = re.compile(r"[\"'“‘(\[]*(?P<letter>[^\W\d_])(?![.)]\s|[^\W\d_]{1,3}[.)]\s)")  # not "b)" or "iv."
# Of things or money: "72,500 Crowns", "40 lamps"; no page's number in a running head.
_FIRST_NUMBER = re.compile(
    r"(?:[$€£]?\d(?:[\d.,'’]*\d)?\s?%?\s+(?P<small>[a-zß-öø-ÿ])|[$€£]?\d{1,3}(?:[.,'’]\d{2,3})+\s+(?P<any>[^\W\d_]))"
    r"(?=[^\W\d_])"
)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\w+")
_PAGE_NUMBER = re.compile(  # "Page 3 of 9", "– iv –", "3/9", "第3页"
    r"\W*(?:(?:[^\W\d_a-zß-ÿ][^\W\d_]*|page|p)\W{0,2})?(?:\d{1,6}|[ivxlc]{1,6})\W*(?:(?:[^\W\d_]{1,5}\W)?\s*\d{1,6})?\W*[^\W\d_a-z]?"
)
_NOTE = re.compile(rf"[ \t]*(?P<mark>[{RAISED}]{{1,3}}|\d{{1,2}}|[*†‡§]{{1,3}})[ \t]*(?=[^\W\d_]|[\"“'‘(])")
_CAPTION = re.compile(CAPTION, re.IGNORECASE)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SMALL_WORDS = frozenset[str]().union(*(language.stop_words for language in LANGUAGES))


@dataclass(frozen=True, slots=True)
class Halves:
    """A sentence on two pages: `[start:end]` of the first one's text, `[next_start:next_end]` of the second one's.

    Its words are those up to `kept_end`, then `joint`, then those of the second page: of a word that is divided the
    hyphen is left out. Above the second half there stand running lines alone, or a figure, too.
    """

    start: int
    end: int
    kept_end: int
    joint: str
    next_start: int
    next_end: int
    is_below_figure: bool = False


def sentence_over(page: Page, following: Page, beside: Sequence[Page] = ()) -> Halves | None:
    """The sentence that goes on from a page to the following one, if one does; `beside` are pages around these.

    >>> first = Page(0, "1", "Dogs are welcome.\\nThe tenant pays the rent and the infor-\\n1")
    >>> second = Page(1, "2", "2\\nmation fee on the third. Cats are not.")
    >>> over = sentence_over(first, second)
    >>> first.text[over.start : over.kept_end] + over.joint + second.text[over.next_start : over.next_end]
    'The tenant pays the rent and the information fee on the third.'
    >>> sentence_over(first, Page(1, "2", "Cats are not.")), sentence_over(Page(0, "1", "Dogs are."), second)
    (None, None)
    """
    page, following = _alone(page), _alone(following)
    pages = [*(_alone(one) for one in beside if one.index not in (page.index, following.index)), page, following]
    running = running_lines(pages, min(MIN_RUNNING_PAGES, max(2, len(pages) - 1)))
    first, last = body(page, running)
    first, last = _without_numbers(page, first, _before_words_of_pictures(page, first, last))
    last = _before_notes(page.text, first, last)
    next_first, next_last = _without_numbers(following, *body(following, running))
    last, full = _above_figure(page.text, first, last)
    above = next_first
    next_first = _below_figure(following.text, next_first, next_last, full)
    own, its = page.text[first:last], following.text[next_first:next_last]
    is_heading_between = any(
        above <= heading.start <= next_first and not _CAPTION.match(heading.title) for heading in following.headings
    ) or any(heading.start >= first + own.rfind("\n") + 1 for heading in page.headings if heading.start < last)
    if is_heading_between or not _goes_on(own, its):
        return None
    start, _ = passage_sentences(own)[-1]
    next_start, next_end = passage_sentences(its)[0]
    if next_start or not _END.search(its[:next_end]):
        return None
    kept_end, joint = last, "\n"
    if divided := _DIVIDED.search(own):
        rest = _WORD.match(its)
        joint = ""
        words = words_and_compounds(f"{page.text[: first + divided.start()]} {following.text[next_first:][next_end:]}")
        if rest and not keeps_hyphen(divided["word"], rest[0], words):
            kept_end -= 1
    is_below_figure = next_first > above
    return Halves(first + start, last, kept_end, joint, next_first, next_first + next_end, is_below_figure)


def sentences_over(pages: Sequence[Page]) -> dict[int, tuple[Page, Halves]]:
    """The sentences that go over the ends of pages that follow each other, by the place of their first page among them.

    Each with the page that it goes on on.

    >>> pages = [Page(0, "1", "Dogs and cats are kept in the"), Page(1, "2", "yellow barn."), Page(2, "3", "No.")]
    >>> sorted(sentences_over(pages))
    [0]
    """
    found = {}
    for at, (page, following) in enumerate(pairwise(pages)):
        if following.index == page.index + 1:
            over = sentence_over(page, following, pages[max(0, at - PAGES_BESIDE) : at + PAGES_BESIDE + 2])
            if over is not None:
                found[at] = following, over
    return found


def _goes_on(own: str, its: str) -> bool:
    """Whether the end of a page and the beginning of the next one belong together."""
    own_lines = own.splitlines()
    number = _FIRST_NUMBER.match(its)
    letter = _FIRST_LETTER.match(its)
    if (
        not own
        or not (letter or number)
        or _CAPTION.match(its)
        or _END.search(own)
        or len(_WORD.findall(own_lines[-1])) < 2
    ):
        return False
    is_small = letter is not None and letter["letter"].islower()
    is_divided = _DIVIDED.search(own) is not None and is_small  # such a line is full
    if not is_divided and len(own_lines[-1]) < MIN_SHARE_OF_FULL_LINE * median(map(len, own_lines)):
        return False
    if number or (letter and letter["letter"].isupper()):  # an amount or a name, or the beginning of something else
        its_lines = its.splitlines()
        if len(its_lines[0]) < MIN_SHARE_OF_FULL_LINE * median(map(len, its_lines)):
            return False
        word = _WORD_AT_END.search(own)
        return own.endswith(",") or (word is not None and word[0] in _SMALL_WORDS)
    return True


def _before_words_of_pictures(page: Page, first: int, last: int) -> int:
    """The end of the text of a page, behind whose number stands what OCR read in its pictures; else `last`.

    >>> text = "Rent is due\\n47\\nA mill"
    >>> pages = [Page(46, "47", text, source=source) for source in (Source.OCR, Source.TEXT)]
    >>> [text[: _before_words_of_pictures(page, 0, len(text))] for page in pages]
    ['Rent is due\\n', 'Rent is due\\n47\\nA mill']
    """
    if page.source is not Source.OCR:
        return last
    below = _lines(page.text, first, last)[1:]  # at the head of a page its number stands above the text
    return next((start for start, end in below if page.text[start:end].strip() == page.label), last)


def _without_numbers(page: Page, first: int, last: int) -> tuple[int, int]:
    """`[first:last]` of the page's text without a line at its ends that only says the page's number."""
    lines = _lines(page.text, first, last)
    if lines and _is_number(page, page.text[slice(*lines[0])]):
        del lines[0]
    if lines and _is_number(page, page.text[slice(*lines[-1])]):
        del lines[-1]
    start, end = (lines[0][0], lines[-1][1]) if lines else (first, first)
    text = page.text[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _is_number(page: Page, line: str) -> bool:
    numbers = {page.label.casefold(), str(page.index + 1)}
    return _PAGE_NUMBER.fullmatch(line) is not None and not numbers.isdisjoint(_NUMBER.findall(line.casefold()))


def _before_notes(text: str, first: int, last: int) -> int:
    """Where `text[first:last]` ends without the footnotes below it: lines with a mark that stands raised above.

    >>> text = "The fee² is due on the\\nfirst, and the³ rest\\n2 Not for students.\\n3 Per quarter."
    >>> text[: _before_notes(text, 0, len(text))]
    'The fee² is due on the\\nfirst, and the³ rest'
    """
    lines = _lines(text, first, last)
    end, behind = last, None
    for start, stop in reversed(lines[-MAX_LINES_OF_NOTES:]):
        note = _NOTE.match(text, start, stop)
        if not note or not refers_to_note(text[first:start], note["mark"]):
            continue
        plain = note["mark"].translate(_PLAIN)
        number = int(plain) if plain.isdecimal() else None
        if behind is None or number is None or number == behind - 1:
            end, behind = start, number
    return first + len(text[first:end].rstrip())


def _alone(page: Page) -> Page:
    """The page without what is set apart from its text.

    >>> _alone(Page(0, "1", "The fee is due on the\\n\\nOpening hours\\n1")).text
    'The fee is due on the'
    """
    text, apart, _ = page.text.partition(SET_APART)
    return replace(page, text=text) if apart else page


def _lines(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """Where the lines of `text[first:last]` stand."""
    return [(first + line.start(), first + line.end()) for line in re.finditer(r"[^\n]+", text[first:last])]


def _above_figure(text: str, first: int, last: int) -> tuple[int, int]:
    """Where `text[first:last]` ends without a figure at its foot, and how long its long lines are.

    >>> text = "The rent is due on the first\\nof a month and is paid by the\\nWest 12\\nTable 2: Houses by street."
    >>> text[: _above_figure(text, 0, len(text))[0]]
    'The rent is due on the first\\nof a month and is paid by the'
    """
    lines = _lines(text, first, last)
    full = sorted(end - start for start, end in lines)[3 * len(lines) // 4] if lines else 0
    near = lines[-MAX_LINES_OF_FIGURE:]
    captions = [at for at, (start, _) in enumerate(near) if _CAPTION.match(text, start)]
    if not captions:
        return last, full
    at = captions[0]
    while at and not _is_prose(text, *near[at - 1], full):  # words in the figure above it
        at -= 1
    end = near[at - 1][1] if at else first
    is_figure = at > 0 and not _END.search(text[first:end]) and _is_of_caption(text, near[captions[0] :], full)
    return (end if is_figure else last), full


def _below_figure(text: str, first: int, last: int, full: int) -> int:
    """Where `text[first:last]` begins without a figure at its head: behind the caption, with a small letter.

    >>> text = "West 12\\nTable 2: Houses by street.\\nEast 30\\nowner of the house, not later than May."
    >>> text[_below_figure(text, 0, len(text), 30):]
    'owner of the house, not later than May.'
    """
    lines = _lines(text, first, last)[:MAX_LINES_OF_FIGURE]
    found: list[tuple[bool, int]] = []  # whether the caption has no end before, and where the text may go on
    for at, (start, end) in enumerate(lines):
        begins = _FIRST_LETTER.match(text, start, end)
        is_text = begins is not None and begins["letter"].islower() and len(_WORD.findall(text[start:end])) > 2
        captions = [index for index in range(at) if _CAPTION.match(text, lines[index][0])]
        if (
            is_text
            and captions
            and _is_of_caption(text, lines[captions[-1] : at], full)
            and not any(_is_prose(text, *line, full) for line in lines[: captions[0]])
        ):
            is_open = not any(_END.search(text[a:b]) for a, b in lines[captions[-1] : at])
            if not (is_open and _END.search(text[start:end])):  # that may be the caption's own end
                found.append((is_open, start))
    return min(found)[1] if found else first


def _is_of_caption(text: str, lines: Sequence[tuple[int, int]], full: int) -> bool:
    """Whether lines are a caption, and rows below it at most."""
    ends = [at for at, (start, end) in enumerate(lines[:MAX_LINES_OF_CAPTION]) if _END.search(text, start, end)]
    own = ends[0] + 1 if ends else 1
    return not any(_is_prose(text, *line, full) for line in lines[own:])


def _is_prose(text: str, start: int, end: int, full: int) -> bool:
    """Whether a line is as long as those of the text, or ends a sentence."""
    return end - start >= MIN_SHARE_OF_FULL_LINE * full or _END.search(text[start:end]) is not None


def refers_to_note(text: str, mark: str) -> bool:
    """Whether a mark stands raised behind a word of a text.

    >>> refers_to_note("the fee² is", "2"), refers_to_note("the fee* is", "*"), refers_to_note("2 fees * 9", "2")
    (True, True, False)
    """
    raised = re.escape(mark.translate(_RAISED))
    return re.search(rf"(?<=[^\s{raised}]){raised}(?![\w⁰¹²³⁴-⁹*†‡§])", text) is not None
