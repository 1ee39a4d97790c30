"""Where a place stands in a document, found down the document's own numbering: the letter below its clause. Pure.

A place begins at a line that begins with its label. A mention ("subject to clause 10.1(c)") may come to stand at the
beginning of a line as well; the labels before and after it tell the two apart. docs/decisions/0027 has the figures.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from docqa.documents import Page
from docqa.search.places import (
    CAPITAL,
    HAN_NUMBER,
    KINDS,
    MAX_HAN_NUMBER,
    NUMBER_SIGN,
    NUMBER_WORDS,
    ORDINALS,
    PARTS_OF_PLACES,
    ROMAN,
    Place,
    han_kind_of,
    han_number,
    kind_of,
    number_of,
    plain_digits,
    roman_number,
)
from docqa.text.languages import ALPHABETS, HAN_PLACES, HAN_PLACES_BEFORE, KNOWN_PLACES, LANGUAGES
from docqa.text.page_ends import refers_to_note

MAX_LABELS_SKIPPED = 2  # between a label and the next: what was deleted, or is written in another way
MAX_NEIGHBOURS = 12  # numbers at line beginnings, before and after, among which those next to a place's are looked for
MAX_CHARACTERS_OF_PAGE = 1000  # of one that a quotation has room for
# Of a page: the lines that may be running heads and feet, which stand on so many pages and on such a share of them all.
MAX_RUNNING_LINES_PER_EDGE = 3
MIN_RUNNING_PAGES = 3
MIN_RUNNING_SHARE = 0.4
# What tells for a line that it begins a place; with less than the least it is a mention.
POINTS_OF_KIND, POINTS_OF_OTHER_KIND = 2, 1
POINTS_OF_NEXT_LABEL, POINTS_OF_NEAR_LABEL = 2, 1
LOSS_OF_MENTION = 2  # where the line goes on as a sentence does: "Article 4 of the treaty"
LOSS_OF_CONTENTS = 3  # for an entry in a table of contents
MIN_POINTS = 2

_BARE_KINDS = frozenset(
    "section clause article paragraph chapter rule item point".split()
)  # each may be called another
_NOTES = frozenset({"note", "footnote"})
_WITHOUT_KIND = _BARE_KINDS | _NOTES  # may begin with their number alone
_DIVISIONS = frozenset("part chapter schedule annex appendix exhibit".split())
_ON_ONE_PAGE = frozenset("footnote table figure".split())

_BEFORE = r"[^\w\n(第§]{0,8}"  # bullets, quotation marks
_NUMBER = r"\d{1,3}(?:\.\d{1,3})*"
_ANY_KIND = "|".join(KINDS.values())
_WORDS = "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))
_LABEL = (
    rf"\d{{1,3}}[A-Za-z]?(?:[.-]\d{{1,3}})*|[A-Z](?:[-.]?\d{{1,3}})+|{ROMAN}\b|[A-Z]\b|(?-i:{CAPITAL})\b"
    rf"|(?:{_WORDS})(?:-(?:{_WORDS}))?"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PART_WORDS = "|".join(KINDS[kind] for kind in ("paragraph", "number", "letter"))
_MONTHS = "|".join(month for one in LANGUAGES for month in one.months)
_SENTENCE_GOES_ON = re.compile(rf"(?:\(\w{{1,4}}\))*(?:\s*[,;)]|\s+[a-zß-ÿа-я]|\s+من\b|\s+(?i:{_PART_WORDS})\s*\d)")
_MONTH = re.compile(rf"\s+(?:{_MONTHS})\b", re.IGNORECASE)
# The line before a mention at the beginning of a line: "... subject to clause", "... by clauses 4.1 and".
_REFERRED = "|".join(KINDS[kind] for kind in "section article clause paragraph annex appendix schedule exhibit".split())
_MENTIONED = rf"(?:(?:{_NUMBER}|(?-i:[IVX]+|[A-Z])\b)(?:\s?\(\w{{1,4}}\))*|(?:\(\w{{1,4}}\))+)"
_AND = r"\s*(?:&|\b(?:and|or|to|und|oder|bis|et|ou|y|o|a|и|или|او)\b)\s*"
_LEADS_TO_MENTION = re.compile(
    rf"(?<!\w)(?:(?:{_REFERRED})s?|(?:{_ANY_KIND})s?\s*{_MENTIONED}(?:(?:\s*,\s*|{_AND}){_MENTIONED})*{_AND})\s*$",
    re.IGNORECASE,
)
# A list may come behind one of the first words ("; and"), or, in a heading, of the second.
_LEADING_WORDS = frozenset(word for one in KNOWN_PLACES for word in one.stop_words - set(one.conjunctions)) - frozenset(
    "or oder ou o a à".split()
)
_LAST_WORD = re.compile(r"(?<=\s)[^\W\d_]+$")
_CONTENTS = re.compile(r"(?:\.\s?){3,}\s*\w{1,5}\s*$|\s(?:\d{1,3}|[ivxlc]+)\s*$")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page, `[start:end]` of its text; `page` is its index."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A place with its own words, page by page; `is_whole` where all steps to it were found, not just the first."""

    regions: tuple[Region, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page at `start` of its text, its digits plain, with the one before it there, "" for the first."""

    page: int
    start: int
    text: str
    before: str


@dataclass(frozen=True, slots=True)
class _Head:
    """A label at the beginning of a line, `[start:end]` of it, with the kind that it is called there ("" for none)."""

    line: int
    kind: str
    label: tuple[str, ...]  # as `_plain` has it
    start: int
    end: int
    is_mention: bool  # the line goes on as a sentence does

    @property
    def number(self) -> tuple[float, ...]:
        """The label as numbers that can be counted on; a letter by its place in the alphabet."""
        return tuple(map(_count, self.label))


@dataclass(frozen=True, slots=True)
class _Span:
    """A place from its label to its end: the lines `[first:last]`, the first from `start` on.

    `words` is where the text after the label begins; `label` is the label, as a regular expression. Of the line `last`
    the characters up to `end` belong to it.
    """

    first: int
    last: int
    start: int
    words: int
    label: str = ""
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a label of a list may be, with the one before it (None for the first) and those that may come after."""

    label: str
    before: str | None
    after: tuple[str, ...]


def labelled(place: Place, pages: Sequence[Page]) -> Found | None:
    """The page with that label or, where none has it, that number from 1; None where there is no such page.

    One that is longer than is shown is not found as a whole.
    """
    label = place.label.casefold()
    by_number = (page for page in pages if str(page.index + 1) == label)
    page = next((page for page in pages if page.label.casefold() == label), None) or next(by_number, None)
    if page is None:
        return None
    is_shown = len(page.text.strip()) <= MAX_CHARACTERS_OF_PAGE
    return Found((Region(page.index, 0, len(page.text)),), is_shown)


class Numbering:
    """The lines of a document that its places begin at. `pages` are their indices and texts, in order."""

    def __init__(self, pages: Sequence[tuple[int, str]]) -> None:
        self._pages = pages

    @cached_property
    def _lines(self) -> list["_Line"]:
        return _lines(self._pages)

    @cached_property
    def _heads(self) -> list["_Head"]:
        return [head for at in range(len(self._lines)) if (head := self._head(at)) is not None]

    def find(self, place: Place) -> Found | None:
        """Where a place stands; None where not even its first step is found.

        >>> text = "2 Fees\\n2.1 Subject to clause 2.2(b):\\n(a) none;\\n(b) ten.\\n2.2 Further:\\n(a) one;\\n(b) two."
        >>> found = Numbering([(0, text)]).find(Place("clause", "2.2(b)"))
        >>> [text[region.start : region.end] for region in found.regions], found.is_whole
        (['(b) two.'], True)
        """
        best: tuple[int, bool, int, _Span] | None = None  # how many steps were found, how clearly, and where
        for steps in range(_leading_numbers(place.path), 0, -1):
            for is_named, points, found in self._roots(place.kind, place.path[:steps]):
                rest = place.path[steps:]
                while rest and (below := self._below(found, rest[0])) is not None:
                    found, rest = below, rest[1:]
                rating = len(place.path) - len(rest), is_named, points
                is_sure = points >= MIN_POINTS or (points >= 0 and len(place.path) - len(rest) > steps)
                if is_sure and (best is None or rating > best[:3]):
                    best = *rating, found
        if best is None:
            return None
        return Found(tuple(self._regions(best[3])), best[0] == len(place.path))

    def _head(self, at: int) -> _Head | None:
        text = self._lines[at].text
        found = _head().match(text)
        if found is None or self._is_led_to(at):
            return None
        kind, label = _read(found)
        goes_on = _SENTENCE_GOES_ON.match(text, found.end()) is not None
        if found["han"]:
            goes_on = re.match(r"\w", text[found.end() :]) is not None
        if found["bare"] and "." not in found["bare"] and not found["mark"]:
            if goes_on or _MONTH.match(text, found.end()):
                return None  # "12 days", "5 May"
        elif found["bare"]:
            goes_on = goes_on and text[found.end()] != " "
        return _Head(at, kind, label, found.start("all"), found.end(), goes_on and not found["raised"])

    def _is_led_to(self, at: int) -> bool:
        """Whether the line before goes on into this one, so that a label at its beginning is a mention."""
        before = self._lines[at].before
        last = _LAST_WORD.search(before)
        return _LEADS_TO_MENTION.search(before) is not None or (last is not None and last[0] in _LEADING_WORDS)

    def _roots(self, kind: str, steps: Sequence[str]) -> Iterator[tuple[bool, int, _Span]]:
        """The places that may have that label: whether it is called as the question calls it, and what tells for it."""
        label = _plain(steps)
        for head in self._heads:
            if head.label != label:
                continue
            if head.kind == kind:
                points = POINTS_OF_KIND
            elif head.kind in _BARE_KINDS and kind in _BARE_KINDS:
                points = POINTS_OF_OTHER_KIND
            elif not head.kind and kind in _WITHOUT_KIND:
                points = 0
            else:
                continue
            line = self._lines[head.line].text
            is_entry = _CONTENTS.search(line, head.end) is not None
            points += self._next_to(head) - LOSS_OF_MENTION * head.is_mention - LOSS_OF_CONTENTS * is_entry
            written = line[head.start : head.end]
            if kind in _NOTES and not head.kind and refers_to_note(self._text_above(head), written.rstrip(".:)")):
                points += POINTS_OF_KIND
            label_there = re.escape(written.rstrip(".:"))
            is_named = head.kind == kind and not head.is_mention and not is_entry
            yield is_named, points, _Span(head.line, self._end(head, kind), head.start, head.end, label_there)

    def _text_above(self, head: _Head) -> str:
        """The text of a label's page, up to it."""
        line = self._lines[head.line]
        return next(text for page, text in self._pages if page == line.page)[: line.start]

    def _next_to(self, head: _Head) -> int:
        """What the labels before and after one tell for its place being there."""
        kinds = _BARE_KINDS | {""} if not head.kind else {head.kind}
        alike = [one for one in self._heads if one.kind in kinds and one.label != head.label and not one.is_mention]
        before = [other.number for other in alike if other.line < head.line][: -MAX_NEIGHBOURS - 1 : -1]
        after = [other.number for other in alike if other.line > head.line][:MAX_NEIGHBOURS]
        points = 0
        for fits in ([_follows(one, head.number) for one in before], [_follows(head.number, one) for one in after]):
            if any(fits):
                points += POINTS_OF_NEXT_LABEL if fits[0] else POINTS_OF_NEAR_LABEL
        return points

    def _end(self, head: _Head, kind: str) -> int:
        """The line that begins what comes after a place."""
        later = [other for other in self._heads if other.line > head.line and not other.is_mention]
        ends = [other.line for other in later if other.kind == head.kind and _is_after(head.number, other.number)]
        if head.kind not in _DIVISIONS:
            ends += [other.line for other in later if other.kind in _DIVISIONS]
        elif head.kind == "chapter":
            ends += [other.line for other in later if other.kind in _DIVISIONS - {"part", "chapter"}]
        else:
            ends += [other.line for other in later if other.kind in _DIVISIONS - {head.kind, "chapter"}]
        if not head.kind:  # it lies in an article, say, and ends with it
            named = (other for other in self._heads if other.kind in _BARE_KINDS and not other.is_mention)
            above = next((one for one in reversed(list(named)) if one.line < head.line), None)
            if above is not None:
                ends += [one.line for one in later if one.kind == above.kind and _is_after(above.number, one.number)]
        end = min(ends, default=len(self._lines))
        if kind not in _ON_ONE_PAGE:
            return end
        page = self._lines[head.line].page
        return next((at for at in range(head.line, end) if self._lines[at].page != page), end)

    def _below(self, span: _Span, label: str) -> _Span | None:
        """The part of a place with that label, by the labels that come before it there."""
        is_japanese = _KANA.search(self._lines[span.first].text) is not None
        if is_japanese and label == "1" and self._first(span, _BY_SPACE, "1", span.first) is None:
            second = self._first(span, _BY_SPACE, "2", span.first + 1)
            if second is not None:
                return _Span(span.first, second.first, span.start, span.words)
        for form in (_BY_SPACE, *_FORMS) if is_japanese else _FORMS:
            for reading in _readings(label):
                after, span_after = span.first, span
                if reading.before is not None:
                    earlier = self._first(span, form, reading.before, span.first)
                    has_no_first = is_japanese and form == _BY_SPACE and reading.before == "1"
                    if earlier is None and not has_no_first:
                        continue
                    if earlier is not None:
                        span_after = earlier if form == _INLINE else span
                        after = earlier.first if form == _INLINE else earlier.first + 1
                found = self._first(span_after, form, reading.label, after)
                if found is None:
                    continue
                after = found.first if form == _INLINE else found.first + 1
                ends = [self._first(found, form, one, after) for one in reading.after]
                last, end = min(
                    ((end.first, end.start) for end in ends if end is not None), default=(span.last, span.end)
                )
                return _Span(found.first, last, found.start, found.words, end=end if form == _INLINE else 0)
        return None

    def _first(self, span: _Span, form: str, label: str, first: int) -> _Span | None:
        """The first line of a place, from that one on, that begins with a label in that form."""
        pattern = re.compile(_form(form, label, span.label))
        for at in range(first, span.last + bool(span.end)):
            text, start = self._lines[at].text, span.words if at == span.first else 0
            beginning = pattern.match(text, start)
            for match in pattern.finditer(text, start) if form == _INLINE else [beginning] if beginning else ():
                before = text[: match.start()].strip() or self._lines[at].before
                if not _LEADS_TO_MENTION.search(before):
                    return _Span(at, span.last, match.start("label"), match.end(), end=span.end)
        return None

    def _regions(self, span: _Span) -> Iterator[Region]:
        lines = self._lines[span.first : span.last + bool(span.end)]
        for page in dict.fromkeys(line.page for line in lines):
            there = [line for line in lines if line.page == page]
            start = there[0].start + (span.start if there[0] is lines[0] else 0)
            text = there[-1].text[: span.end] if span.end and there[-1] is lines[-1] else there[-1].text
            yield Region(page, start, there[-1].start + len(text.rstrip()))


# How the label of a part of a place may be written: (b), b), b., "Absatz 2", "2 Title"; last, (b) inside a line.
_PART = "part"
_INLINE = r"(?<!\S)\({}\)(?!\S)"
_BY_SPACE = r"{}(?=\s+[^\W\d_a-z])"
_FORMS = (r"\({}\)", r"{}\)", r"{}[.°ºª](?!\d)", _PART, _BY_SPACE, _INLINE)
_KANA = re.compile(r"[ぁ-ヿ]")  # Japanese numbers paragraphs so, but for the first, which has no number


def _form(form: str, label: str, whole: str) -> str:
    """A regular expression of a part's label in that form, which the label of the whole may stand before."""
    number = int(label) if label.isdigit() else None
    han = "" if number is None or number > MAX_HAN_NUMBER else f"|{han_number(number)}"
    written = f"{re.escape(label)}ـ?" if number is None else rf"(?:0*{number}{han})"
    if form == _PART:
        words = "|".join(KINDS[kind] for kind in sorted(PARTS_OF_PLACES))
        kinds = "|".join(HAN_PLACES.values())
        return rf"(?i:{_BEFORE}(?P<label>(?:{words})\s*\(?{written}\)?(?!\w)[.:)]?|第\s*{written}\s*(?:{kinds})))"
    if form == _INLINE:
        return rf"(?P<label>{form.format(written)})"
    before = rf"(?:{whole}\s?)?" if whole else ""
    return rf"\s*{_BEFORE}(?P<label>{before}{form.format(written)})"


def _readings(label: str) -> Iterator[_Reading]:
    """What a label may be in a list: a number, a letter, a Roman number; as it is written, then in capitals.

    >>> [(reading.before, reading.after[0]) for reading in _readings("i")]
    [('h', 'j'), (None, 'ii'), ('H', 'J'), (None, 'II')]
    """
    steps = range(1, MAX_LABELS_SKIPPED + 2)
    if label.isdigit():
        number = int(label)
        before = str(number - 1) if number > 1 else None
        yield _Reading(label, before, tuple(str(number + step) for step in steps))
        return
    for change in (str.lower, str.upper):
        alphabet = next((one for one in ALPHABETS if label[0] in one), None)
        if len(set(label)) == 1 and alphabet is not None:
            letters = [change(letter * len(label)) for letter in alphabet]
            at = letters.index(change(label))
            yield _Reading(letters[at], letters[at - 1] if at else None, tuple(letters[at + 1 : at + 1 + len(steps)]))
        if re.fullmatch(ROMAN, label):
            number = number_of(label) or 0
            before = change(roman_number(number - 1)) if number > 1 else None
            yield _Reading(change(label), before, tuple(change(roman_number(number + step)) for step in steps))


def _leading_numbers(path: Sequence[str]) -> int:
    """How many steps of a path may stand together as one number, "7.2"; the first of them may be anything."""
    return next((at for at, step in enumerate(path) if at and not step.isdigit()), len(path))


def _read(found: re.Match[str]) -> tuple[str, tuple[str, ...]]:
    """The kind and the label that a line begins with."""
    if found["kind"]:
        return kind_of(found["kind"]), _plain(found["label"].split("."))
    if found["ordinal"]:
        return kind_of(found["ordinal_kind"] or "clause"), _plain([found["ordinal"]])
    if found["han"]:
        *above, last = _plain(found["han"].split("."))
        branch = "の" + _plain([found["branch"]])[0] if found["branch"] else ""
        return han_kind_of(found["han_kind"]), (*above, last + branch)
    if found["before"]:
        return han_kind_of(found["before"]), _plain([found["before_label"]])
    if found["raised"]:
        return "footnote", _plain([found["raised"].translate(_RAISED)])
    return "", _plain(found["bare"].split("."))


def _plain(steps: Sequence[str]) -> tuple[str, ...]:
    """A label as it can be compared: 7.02 is 7.2, IV is 4, "twelfth" is 12.

    >>> _plain(["7", "02"]), _plain(["IV"]), _plain(["B"])
    (('7', '2'), ('4',), ('b',))
    """
    numbers = [number_of(step) for step in steps]
    return tuple(step.casefold() if n is None else str(n) for step, n in zip(steps, numbers, strict=True))


def _count(step: str) -> float:
    """What a step of a label counts as; what is put behind a number counts as a part of one.

    >>> [_count(step) for step in ("4", "4a", "4の2", "c", "б")]
    [4.0, 4.01, 4.02, 3, 2]
    """
    number = re.search(r"(?P<digits>\d+)(?:(?P<letter>[a-z])$|の(?P<branch>\d+))?", step)
    if number is None:
        alphabet = next((one for one in ALPHABETS if step[0] in one), None)
        return alphabet.index(step[0]) + 1 if alphabet else ord(step[0])
    behind = _count(number["letter"]) if number["letter"] else int(number["branch"] or 0)
    return int(number["digits"]) + behind / 100


def _follows(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    """Whether the second number comes next after the first: 4.3, 5 or 5.1 after 4.2, or 4.2.1 below it.

    >>> [_follows((4, 2), other) for other in ((4, 3), (5,), (5, 1), (4, 2, 1), (4, 1), (9, 1), (4, 2, 7))]
    [True, True, True, True, False, False, False]
    """
    shared = _shared(first, second)
    below = second[shared:] if shared == len(first) else second[shared + 1 :]
    return set(below) <= {0, 1} and (_is_after(first, second) or shared == len(first) < len(second))


def _is_after(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    """Whether the second number, no part of the first, comes soon after it."""
    shared = _shared(first, second)
    return shared < min(len(first), len(second)) and 0 < second[shared] - first[shared] <= MAX_LABELS_SKIPPED + 1


def _shared(first: tuple[float, ...], second: tuple[float, ...]) -> int:
    """How many steps two numbers have in common."""
    shortest = min(len(first), len(second))
    return next((at for at in range(shortest) if first[at] != second[at]), shortest)


def _lines(pages: Sequence[tuple[int, str]]) -> list[_Line]:
    """The lines of a document, without those that stand at the same edge of page after page."""
    found: list[list[_Line]] = []
    for page, text in pages:
        lines = [line for line in re.finditer(r"[^\n]+", text) if line[0].strip()]
        before = ["", *(line[0].rstrip() for line in lines)]
        found.append([_Line(page, line.start(), plain_digits(line[0]), before[at]) for at, line in enumerate(lines)])
    counts = Counter(key for lines in found for _, key in _edge_keys(lines))
    enough = max(min(MIN_RUNNING_PAGES, max(2, len(pages))), MIN_RUNNING_SHARE * len(pages))
    running = {id(line) for lines in found for line, key in _edge_keys(lines) if counts[key] >= enough}
    return [line for lines in found for line in lines if id(line) not in running]


def _edge_keys(lines: Sequence[_Line]) -> Iterator[tuple[_Line, tuple[int, str]]]:
    """The lines at the edges of a page, each with what it may be on other pages too, and where it stands there."""
    edge = MAX_RUNNING_LINES_PER_EDGE
    places = [*enumerate(lines[:edge]), *((-at, line) for at, line in enumerate(lines[: edge - 1 : -1][:edge], 1))]
    for place, line in places:
        for key in _running(line):
            yield line, (place, key)


@cache
def _head() -> re.Pattern[str]:
    """How the line where a place begins begins. Made when first asked for, as the one in `places` is."""
    return re.compile(
        rf"{_BEFORE}(?P<all>(?P<kind>{_ANY_KIND})(?:(?<![^\W\d_])|(?![^\W\d_]))\s*{NUMBER_SIGN}"
        rf"(?:\((?=\d{{1,3}}\)))?(?P<label>{_LABEL})(?![\w%]|\.\d)[.:]?(?:(?<=\d)\))?"
        rf"|(?P<ordinal>{ORDINALS})(?:\s+(?P<ordinal_kind>{_ANY_KIND})(?!\w)[.:]?|\s*[.:–—-]+)"
        rf"|第\s*(?P<han>\d+(?:\.\d+)+|{HAN_NUMBER})\s*(?P<han_kind>{'|'.join(HAN_PLACES.values())})"
        rf"(?:の(?P<branch>{HAN_NUMBER}))?"
        rf"|(?P<before>{'|'.join(HAN_PLACES_BEFORE.values())})\s*第?\s*(?P<before_label>{HAN_NUMBER})"
        rf"|(?P<bare>(?-i:[A-Z])?{_NUMBER})(?![\w%,'’]|\.\d)(?P<mark>[.:)]?)(?=\s|\(|$)"
        r"|\[?(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\]?)",
        re.IGNORECASE,
    )


def _running(line: _Line) -> set[str]:
    """What a line may be on other pages: the same, but for the page's number by its distance from the page's index.

    A line that begins with a label has no such number: "7.1 Notices" is none of "6.1 Notices".
    """
    plain = " ".join(line.text.split()).casefold()
    head = _head().match(plain)
    is_of_page = head is not None and head["kind"] is not None and kind_of(head["kind"]) == "page"
    if head is not None and head.end() < len(plain) and not is_of_page:
        return {plain}
    return {plain, re.sub(r"\d{1,6}", lambda number: f"<{int(number[0]) - line.page}>", plain, count=1)}
