"""A document by its sections: what stands under each heading, as deep as a report of some length can hold. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import ceil

from docqa.documents import Heading, Page
from docqa.reports.extracts import Extract, extracts, sentence_going_on
from docqa.reports.facts import facts
from docqa.reports.running_titles import running_titles
from docqa.reports.units import Unit, units
from docqa.text.captions import CAPTION
from docqa.text.languages import LANGUAGES
from docqa.text.page_ends import Halves, sentences_over
from docqa.text.running_lines import body, headings, is_running, running_lines
from docqa.text.works import TITLES_OF_WORKS

MAX_PAGES_PER_SECTION = 8  # a longer one is cut into parts
PAGES_PER_PART = 5
MIN_SENTENCES_PER_PAGE = 1.0  # a document with fewer is no text but a form, a statement, a list
MAX_PAGES_OF_FORM = 10  # so is a short one with more, as a letter or an invoice with its terms, of whose words
MIN_SHARE_OF_SENTENCES = 0.6  # fewer stand in sentences that can be quoted
MIN_SHARE_OF_FACTS = 0.25  # of the words, in sentences and facts; a document with fewer is a table, told by its rows

# Sections that say nothing of what the document says.
_BACK_MATTER = re.compile(
    rf"\W*(?:{TITLES_OF_WORKS}|{'|'.join(language.back_matter for language in LANGUAGES)})\W*", re.IGNORECASE
)
_SIGNED = re.compile(r"\W*(?:signatures?|unterschrift(?:en)?|firmas?)\W*", re.IGNORECASE)  # on a page, and no more
_SUMS_UP = re.compile("|".join(language.sums_up for language in LANGUAGES), re.IGNORECASE)
# The list of works cited often has a line of its own and no entry in the outline.
_LINE_OF_REFERENCES = re.compile(
    rf"^[^\w\n]*(?:[\d.]{{1,4}}\s+)?(?P<title>{TITLES_OF_WORKS})[^\w\n]*$", re.IGNORECASE | re.MULTILINE
)
# So have many abstracts, which stand above the first heading.
_LINE_OF_SUMMARY = re.compile(
    rf"^[^\w\n]*(?P<title>{'|'.join(language.sums_up for language in LANGUAGES)})[^\w\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
PAGES_OF_OPENING = 2
_LETTER = re.compile(r"[^\W\d_]")  # a bookmark may be no more than a number
_CAPTION = re.compile(rf"\s*{CAPTION}", re.IGNORECASE)
_NUMBER = re.compile(
    r"^(?:(?:chapter|section|part|item|article|appendix)\s+)?(?:[\divxlc]+|[a-z])(?:\.\d+)*[.):]?\s+", re.I
)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document with its heading ("" before the first) and the sentences that can be quoted of it."""

    title: str
    level: int  # 1 for a chapter
    pages: frozenset[int]  # indexes of the pages that it stands on
    extracts: tuple[Extract, ...]
    characters: int  # how long it is
    heading: Extract | None = None  # where its title stands

    @property
    def is_back_matter(self) -> bool:
        """Whether it is a list of references, a table of contents, thanks or the like.

        >>> titles = "7. References", "Reference prices", "Special Note Regarding Forward-Looking Statements"
        >>> [Section(title, 1, frozenset(), (), 0).is_back_matter for title in titles]
        [True, False, True]
        """
        return _BACK_MATTER.fullmatch(_NUMBER.sub("", self.title)) is not None

    @property
    def sums_up(self) -> bool:
        """Whether it tells what the whole document says: an abstract, an introduction, a conclusion.

        >>> [Section(title, 1, frozenset(), (), 0).sums_up for title in ("1. Introduction", "Summary", "Notice")]
        [True, True, False]
        """
        return _SUMS_UP.match(_NUMBER.sub("", self.title)) is not None


def sections(pages: Sequence[Page], *, whole: bool = False) -> list[Section]:
    """The sections of a document, in order, those under each other one by one.

    Of a document of which little stands in sentences, such as a form, an invoice or a letter, lines can be quoted too;
    of a `whole` one all. A long section, or a document without headings, is cut into parts of a few pages, so that none
    of them goes unread.
    """
    stretches = list(_stretches(pages, whole))
    found = list(_sections(stretches))
    if whole:
        return found
    is_short = len(pages) <= MAX_PAGES_OF_FORM
    if sum(len(section.extracts) for section in found) >= MIN_SENTENCES_PER_PAGE * len(pages) and not (
        is_short and _share(found, pages) < MIN_SHARE_OF_SENTENCES
    ):
        return found
    found = list(_sections(stretch.with_lines(rows=False) for stretch in stretches))
    if _share(found, pages) >= MIN_SHARE_OF_FACTS:
        return found
    return list(_sections(stretch.with_lines(rows=True) for stretch in stretches))


def _share(found: Sequence[Section], pages: Sequence[Page]) -> float:
    """The share of the words of a document that can be quoted."""
    words = sum(len(page.text.split()) for page in pages)
    return sum(len(extract.text.split()) for section in found for extract in section.extracts) / max(1, words)


def _sections(stretches: Iterable["_Stretch"]) -> Iterator[Section]:
    section: Section | None = None
    for stretch in stretches:
        is_signed = section is not None and section.characters and _SIGNED.fullmatch(section.title)
        if section is None or stretch.heading or (is_signed and stretch.pages.isdisjoint(section.pages)):
            if section is not None:
                yield from _parts(section)
            section = Section(stretch.title, stretch.level, frozenset(), (), 0, stretch.heading)
        section = _with(section, stretch)
    if section is not None:
        yield from _parts(section)


def fitted(found: Sequence[Section], most: int) -> list[Section]:
    """At most `most` sections, if it can be: what stands under a heading is told of with it, the shortest such first.

    >>> chapter, below = Section("A", 1, frozenset([0]), (), 9), Section("A.1", 2, frozenset([1]), (), 5)
    >>> [(section.title, section.characters) for section in fitted([chapter, below, below, chapter], 2)]
    [('A', 19), ('A', 9)]
    """
    kept = list(found)
    while len(kept) > most and (groups := list(_groups(kept))):
        first, last = min(groups, key=lambda group: sum(section.characters for section in kept[slice(*group)]))
        kept[first:last] = [reduce(_with, kept[first + 1 : last], kept[first])]
    return kept


def _groups(found: Sequence[Section]) -> Iterator[tuple[int, int]]:
    """Where a section stands with all that is under it, `found[first:last]`, nothing of which has any under itself."""
    for first, section in enumerate(found):
        last = next((i for i in range(first + 1, len(found)) if found[i].level <= section.level), len(found))
        below = found[first + 1 : last]
        if below and len({one.level for one in below}) == 1:
            yield first, last


def _with(above: Section, below: "Section | _Stretch") -> Section:
    return replace(
        above,
        pages=above.pages | below.pages,
        extracts=above.extracts + below.extracts,
        characters=above.characters + below.characters,
    )


def _parts(section: Section) -> Iterator[Section]:
    """A section of many pages in parts of a few, which have its title."""
    pages = sorted(section.pages)
    if not section.title and not pages:
        return  # the document begins with a heading
    if len(pages) <= MAX_PAGES_PER_SECTION or section.is_back_matter:
        yield section
        return
    count = ceil(len(pages) / PAGES_PER_PART)
    for n in range(count):
        own = frozenset(pages[n * len(pages) // count : (n + 1) * len(pages) // count])
        found = tuple(extract for extract in section.extracts if extract.page in own)
        heading = None if n else section.heading
        yield replace(section, pages=own, extracts=found, characters=section.characters // count, heading=heading)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What of a page stands under one heading; `heading` where that begins there."""

    title: str
    level: int
    page: Page
    start: int
    end: int
    extracts: tuple[Extract, ...]
    heading: Extract | None = None

    @property
    def pages(self) -> frozenset[int]:
        return frozenset([self.page.index] if self.start < self.end else [])

    @property
    def characters(self) -> int:
        return max(self.end - self.start, 0)

    def with_lines(self, *, rows: bool) -> "_Stretch":
        """The same, with the lines beside its sentences that say something by themselves; `rows` of tables too.

        >>> page = Page(0, "1", "Section 1: Claims\\nDate of loss: 3 May 2024\\nMill Lane 9")
        >>> [line.text for line in _Stretch("Section 1: Claims", 1, page, 0, 54, ()).with_lines(rows=False).extracts]
        ['Date of loss: 3 May 2024', 'Mill Lane 9']
        """
        lines = (Extract.of(self.page, a, b) for a, b in facts(self.page.text, self.start, self.end, rows=rows))
        found = [line for line in lines if line.text.casefold() != self.title.casefold()]
        beside = [
            replace(line, is_line=True) for line in found if not any(_overlap(line, one) for one in self.extracts)
        ]
        return replace(self, extracts=tuple(sorted([*self.extracts, *beside], key=lambda extract: extract.place)))


def _stretches(pages: Sequence[Page], whole: bool) -> Iterator[_Stretch]:
    """What of each page stands under each heading, with its sentences; of a `whole` document, all of it."""
    running = frozenset[str]() if whole else running_lines(pages)
    titles = running_titles(pages)
    if len(titles) <= sum(len(headings(page, running)) for page in pages):
        titles = {}  # the document has headings of its own
    opening = None if titles else _opening(pages, running)
    over = {} if whole else sentences_over(pages)
    all_of_it = list(_each_once(units(pages, running))) if whole else []
    above: list[Heading] = []  # headings that an outline points to at the foot of the page before
    for at, page in enumerate(pages):
        first, last = body(page, running)
        goes_on = over.get(at)
        if at - 1 in over:  # what stands above is quoted with its first half, or is a figure
            _, before = over[at - 1]
            first = min(max(first, before.next_end), last)
        found = list(_headings(page, running, first, last))
        title = titles.get(page.index)
        if title and title.start < last:
            found.append(title)
        if opening and opening[0] is page:
            found.append(opening[1])
        begins = [*(_placed(heading, page.text, first) for heading in above), *found]
        begins.sort(key=lambda heading: heading.start)
        above = [heading for heading in (*headings(page, running), *filter(None, [title])) if heading.start >= last]
        first_of, *ends = *(max(heading.start, first) for heading in begins), last
        own = [extract for extract in all_of_it if extract.page == page.index] if whole else None
        yield _stretch(page, None, first, first_of, goes_on, own)
        for heading, start, end in zip(begins, [first_of, *ends], ends, strict=False):
            text_start = behind(heading.title, page.text, start)
            stretch = _stretch(page, heading, text_start, end, goes_on, own)
            place = Extract(page.index, page.label, start, max(text_start, start + 1), heading.title)
            if whole:
                place = Extract.of(page, start, text_start)
            yield replace(stretch, heading=place)


def _each_once(found: Iterable[Unit]) -> Iterator[Extract]:
    """All that stands in a document; what stands on the page before too is told there alone."""
    pages = dict[str, int]()
    for unit in found:
        if pages.setdefault(unit.text, unit.extract.page) == unit.extract.page:
            yield unit.extract


def _opening(pages: Sequence[Page], running: Collection[str]) -> tuple[Page, Heading] | None:
    """The line above the first heading that says what stands there, "Abstract", with its page.

    >>> pages = [Page(0, "1", "On mills\\nAbstract\\nMills grind.", (Heading(34, "1. Mills"),))]
    >>> [found.title for page, found in filter(None, [_opening(pages, ())])]
    ['Abstract']
    """
    told = {heading.title.casefold() for page in pages for heading in headings(page, running)}
    for page in pages[:PAGES_OF_OPENING]:
        found = headings(page, running)
        end = min((heading.start for heading in found), default=len(page.text))
        for line in _LINE_OF_SUMMARY.finditer(page.text, 0, end):
            if line["title"].casefold() not in told:
                return page, Heading(line.start("title"), line["title"])
        if found:
            break
    return None


def _stretch(
    page: Page,
    heading: Heading | None,
    start: int,
    end: int,
    goes_on: tuple[Page, Halves] | None,
    all_of_page: Sequence[Extract] | None,
) -> _Stretch:
    """`goes_on` are the page behind and the sentence that goes on there, if one does.

    Its sentences can be quoted, or what is given as `all_of_page`.
    """
    if all_of_page is not None:
        found = [extract for extract in all_of_page if start <= extract.start < end]
    elif goes_on and start <= goes_on[1].start and goes_on[1].end <= end:
        over = goes_on[1]
        found = [*extracts(page, start, over.start), *sentence_going_on(page, *goes_on), *extracts(page, over.end, end)]
    else:
        found = list(extracts(page, start, end))
    return _Stretch(heading.title if heading else "", heading.level if heading else 1, page, start, end, tuple(found))


def _overlap(one: Extract, other: Extract) -> bool:
    return one.start < other.end and other.start < one.end


def _placed(heading: Heading, text: str, first: int) -> Heading:
    """A heading at the line of a page that is its title, or at the page's beginning.

    >>> _placed(Heading(90, "Rent"), "lays down.\\n4. Rent\\nRent is due.", 0)
    Heading(start=11, title='Rent', level=1)
    """
    lines = [first, *(line.end() for line in re.finditer(r"\n", text) if line.end() > first)]
    start = next((line for line in lines if behind(heading.title, text, line) > line), first)
    return replace(heading, start=start)


def _headings(page: Page, running: Collection[str], first: int, last: int) -> Iterator[Heading]:
    """The headings of a page, in its body, with that of a list of references that has none of its own, in order."""
    found = headings(page, running)
    for line in _LINE_OF_REFERENCES.finditer(page.text, first, last):
        is_told = any(heading.start <= line.start("title") < heading.start + len(line[0]) for heading in page.headings)
        if not is_told and not is_running(line["title"], page, running):
            found.append(Heading(line.start("title"), line["title"]))
    told = (heading for heading in found if _LETTER.search(heading.title) and not _CAPTION.match(heading.title))
    return (heading for heading in sorted(told, key=lambda heading: heading.start) if heading.start < last)


def behind(title: str, text: str, start: int) -> int:
    """Where the text goes on behind a heading that stands at `start`.

    >>> text = "4.2  EXTRAS AND\\nCHARGES\\nLinen costs 5."
    >>> text[behind("Extras and charges", text, 0):]
    'Linen costs 5.'
    >>> text = "Dogs\\nDogs are kept outside."
    >>> text[behind("Dogs", text, 0):]
    'Dogs are kept outside.'
    """
    words = re.findall(r"\w+", _NUMBER.sub("", title)) or re.findall(r"\w+", title)
    written = r"\W*".join(map(re.escape, words))
    heading = re.compile(rf"\W*(?:[\w.]{{1,8}} +)?{written}[^\w\n]*(?:\n\s*|\Z)", re.IGNORECASE)
    found = heading.match(text, start) if words else None
    return found.end() if found else start
