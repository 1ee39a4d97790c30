"""Everything of a kind: each passage of whole documents is looked at, and what is found stands in their order."""

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from docqa.documents import Answer, Citation, Document, Finding, Page, Part
from docqa.library.catalog import Library
from docqa.reports import coverage
from docqa.reports.duties import Parties
from docqa.reports.enumerations import listed
from docqa.reports.extracts import Extract
from docqa.reports.items import Item, ItemKind, items
from docqa.reports.likeness import Thing, mentions, telling
from docqa.reports.names import dealing, organisations, parties, people
from docqa.reports.sources import Sources
from docqa.reports.units import Unit, units
from docqa.text.languages import LANGUAGES, written_in

# Of a list of dates and amounts.
DATED = (ItemKind.DATES, ItemKind.DEADLINES, ItemKind.AMOUNTS, ItemKind.PERCENTAGES)
NAMES = (ItemKind.PEOPLE, ItemKind.ORGANISATIONS, ItemKind.NAMES, ItemKind.PARTIES)
BY_SIGNS = "Told by how they are written: look for others where a document writes them in a way of its own."
BY_LISTS = "Told by the lists under headings, and behind sentences, that name them; elsewhere by their words."
MAX_CHARACTERS_PER_QUOTATION = 700  # of a longer sentence the lines around the item are quoted
MAX_CHARACTERS_PER_ITEM = 100
MAX_UNCERTAIN = 20  # those that tell most; the others are counted
CHARACTERS_TO_TELL_LANGUAGE = 20_000
SAMPLES = 4  # pages that the language is told by

_KINDS = {
    kind: re.compile("|".join(language.lists.kinds[kind] for language in LANGUAGES), re.IGNORECASE) for kind in ItemKind
}
_AROUND = " :.0123456789"  # a heading that names a kind
_AND = re.compile(rf"\s*,\s*|\s+(?:{'|'.join(language.conjunctions[0] for language in LANGUAGES)}|&)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """An item with the words that it stands in."""

    item: str
    extract: Extract

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows the same: the item and its words, wherever they stand."""
        return self.item.casefold(), self.extract.text.casefold()


@dataclass(frozen=True, slots=True)
class Table:
    """Items under one heading; of certain ones each is what was asked for, as far as the rules can tell."""

    title: str
    rows: Sequence[Row]
    left_out: int = 0  # that are uncertain too, and too many to show
    is_certain: bool = True


def everything(
    question: str,
    about: str,
    documents: Sequence[Document],
    library: Library,
) -> Generator[Answer]:
    """The list of all that is `about`, or with "" of dates and amounts; the last answer has `done` set.

    Of several documents it is one list, in their order. Raises UnknownDocument when a document is removed meanwhile,
    StorageError.
    """
    started = perf_counter()
    sources, looked = Sources(), list[coverage.Looked]()
    certain, uncertain = dict[str, list[Citation]](), dict[str, list[Citation]]()
    parts: list[Part] = []
    how = BY_LISTS if about and not kinds_of(about) else BY_SIGNS
    current = Answer(question, progress="Looking at every passage")
    yield current
    for at, document in enumerate(documents, start=1):
        pages = list(library.pages.all(document.id))
        found = list(units(pages))
        count = unsure = left_out = 0
        for table in tables(about, pages, found):
            count += len(table.rows)
            unsure += 0 if table.is_certain else len(table.rows)
            left_out += table.left_out
            rows = (certain if table.is_certain else uncertain).setdefault(table.title, [])
            quotations = sources.cite(document, table.title, [row.extract for row in table.rows])
            rows += (replace(q, answering=row.item) for q, row in zip(quotations, table.rows, strict=True))
        parts = [Part(title, 1, tuple(rows)) for title, rows in (certain | uncertain).items() if rows]
        looked.append(
            coverage.Looked(document.name, len(found), count, unsure, left_out, coverage.unread(pages).strip())
        )
        progress = f"{at} of {len(documents)} documents" if len(documents) > 1 else current.progress
        current = replace(current, parts=tuple(parts), passages=tuple(sources.passages), progress=progress)
        yield current
    finding = Finding.ANSWERS if parts else Finding.NONE
    seconds = {"passages": perf_counter() - started}
    yield replace(
        current, finding=finding, refused=not parts, coverage=tuple(coverage.listed(looked, how)), progress="",
        done=True, seconds=seconds,
    )  # fmt: skip


def kinds_of(about: str) -> list[ItemKind]:
    """The kinds that a request is for, each once; none where one of its words is no kind's.

    >>> kinds_of("dates and defined terms"), kinds_of("Fristen"), kinds_of("dates and risks")
    ([<ItemKind.DATES: 'dates'>, <ItemKind.TERMS: 'terms'>], [<ItemKind.DEADLINES: 'deadlines'>], [])
    >>> kinds_of("dates and dates")
    [<ItemKind.DATES: 'dates'>]
    """
    found = [
        next((kind for kind, words in _KINDS.items() if words.fullmatch(one)), None)
        for one in _AND.split(about.strip())
    ]
    return [kind for kind in dict.fromkeys(found) if kind] if all(found) else []


def tables(about: str, pages: Sequence[Page], found: Sequence[Unit]) -> Iterator[Table]:
    """What is listed of a document, whose passages are `found`."""
    texts = {page.index: page.text for page in pages}
    kinds = kinds_of(about) if about else DATED
    for kind in kinds:
        rows = _merged(_of_kind(kind, texts, found))
        if kind is ItemKind.PARTIES and not rows:
            rows = list(_dealing(texts, found))
        yield Table(kind.heading, rows)
    if kinds:
        return
    sample = " ".join(page.text for page in pages[:: max(1, len(pages) // SAMPLES)])
    thing = Thing.of(about, written_in(sample[:CHARACTERS_TO_TELL_LANGUAGE]).code)
    title = about[:1].upper() + about[1:]
    lists = list(listed(found, thing.is_announced))
    rows = sorted((Row(item.text, unit.extract) for unit, item in lists), key=lambda row: row.extract.place)
    yield Table(title, _merged(rows))
    others = list(mentions(thing, found, {unit for unit, _ in lists}))
    doubtful = _merged(_mention(unit) for unit in telling(thing, others, MAX_UNCERTAIN))
    yield Table(f"{title}: uncertain, look at each", doubtful, max(0, len(others) - MAX_UNCERTAIN), is_certain=False)


def _of_kind(kind: ItemKind, texts: dict[int, str], found: Sequence[Unit]) -> Iterator[Row]:
    """The rows of a kind, in the document's order; each name once, where it is first written."""
    seen: set[str] = set()
    named = _KINDS[kind]
    has_lists = kind in NAMES or kind is ItemKind.TERMS
    lists = dict(listed(found, lambda text: named.fullmatch(text.strip(_AROUND)) is not None)) if has_lists else {}
    acting = _parties(found) if kind is ItemKind.OBLIGATIONS else None
    for unit in found:
        extract = unit.extract
        text = extract.text if extract.own else texts[extract.page][extract.start : extract.end]
        if acting and (duty := acting.duty(text)):
            yield Row(duty.text, _around(extract, text, duty))
        own = [lists[unit]] if unit in lists else []
        if kind not in NAMES:
            yield from (Row(item.text, _around(extract, text, item)) for item in items(kind, text))
            yield from (Row(item.text, extract) for item in own)
            continue
        for item in own or _names(kind, text):
            if item.text.casefold() not in seen:
                seen.add(item.text.casefold())
                yield Row(item.text, _around(extract, text, item))


def _dealing(texts: dict[int, str], found: Sequence[Unit]) -> Iterator[Row]:
    """The parties of a document that says nowhere between whom it is."""
    seen: set[str] = set()
    for unit in found:
        extract = unit.extract
        text = extract.text if extract.own else texts[extract.page][extract.start : extract.end]
        for item in dealing(text):
            if item.text.casefold() not in seen:
                seen.add(item.text.casefold())
                yield Row(item.text, _around(extract, text, item))


def _parties(found: Sequence[Unit]) -> Parties:
    texts = [unit.text for unit in found]
    return Parties(texts, {term.text for text in texts for term in items(ItemKind.TERMS, text)})


def _names(kind: ItemKind, text: str) -> Iterable[Item]:
    if kind is ItemKind.PARTIES:
        return parties(text, list(items(ItemKind.TERMS, text)))
    found = [*(people(text) if kind is not ItemKind.ORGANISATIONS else ())]
    found += organisations(text) if kind is not ItemKind.PEOPLE else ()
    return sorted(found, key=lambda item: item.start)


def _mention(unit: Unit) -> Row:
    text = unit.text
    if len(text) > MAX_CHARACTERS_PER_ITEM:
        text = f"{text[: text.rfind(' ', 0, MAX_CHARACTERS_PER_ITEM)]} …"
    return Row(text, unit.extract)


def _around(extract: Extract, text: str, item: Item) -> Extract:
    """The words to quote: the whole passage or, of a long one, the lines of the item with one before and behind."""
    if len(text) <= MAX_CHARACTERS_PER_QUOTATION or extract.own:
        return extract
    before, behind = text.rfind("\n", 0, item.start), text.find("\n", item.end)
    start = text.rfind("\n", 0, max(before, 0)) + 1
    end = text.find("\n", behind + 1) if behind >= 0 else -1
    end = len(text) if end < 0 else end
    words = " ".join(text[start:end].split())
    return replace(extract, start=extract.start + start, end=extract.start + end, text=words)


def _merged(rows: Iterable[Row]) -> list[Row]:
    """The rows without those that say the same of the same."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        first.setdefault(row.key, row)
    return list(first.values())
