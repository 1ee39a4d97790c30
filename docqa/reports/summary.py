"""A report on whole documents, section by section: the sentences that say most of each, in the document's own words."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt
from time import perf_counter

from docqa.documents import Answer, Document, Finding, Page, Part, Source, page_name
from docqa.engines.base import Chat
from docqa.errors import EngineError
from docqa.library.catalog import Library
from docqa.reports.centrality import USUAL_WORDS, central, rarity, words_of
from docqa.reports.coverage import covered
from docqa.reports.extracts import Extract
from docqa.reports.sections import Section, fitted, sections
from docqa.reports.sources import Sources
from docqa.reports.writing import written
from docqa.text.plurals import plural
from docqa.text.scripts import words as words_in

SENTENCES_PER_PAGE = 1.2  # of a report of ordinary length: about a page of it for twenty of the document
MIN_SENTENCES = 6  # of a short document, or of one among many
MIN_SENTENCES_OF_ONE = 12  # of a document told of alone: half a page, which no one finds too long
MAX_SHARE_OF_SHORT = 0.4  # of the sentences of a document so short that these would be half of it
MAX_PAGES_OF_WHOLE = 2  # of a letter or an invoice that has no more words than a report on it, and is told whole
MAX_CHARACTERS_OF_WHOLE = 4_000
WHOLE = "All of it stands here, since it has no more words than a report on it"
STANDS_ONCE = "; what stands on both pages stands once"
MAX_SENTENCES = 140  # what a person reads, however long the document is; several documents share them
MAX_SENTENCES_PER_SECTION = 5  # of a report of ordinary length, or of a document of few sections more
SHARE_OF_SUMMING_UP = 2.0  # of an abstract or conclusion, which says it for the whole document; others have 1
SECTIONS_PER_SENTENCE = 0.46  # more sections than that and most would have one sentence
MAX_SECTIONS_PER_SENTENCE = 1.25  # a report is rather so much longer than that it passes over sections
_READ = (Source.TEXT, Source.OCR)  # all of the page


def summarize(
    question: str, documents: Sequence[Document], library: Library, *, length: float = 1.0, chat: Chat | None = None
) -> Generator[Answer]:
    """The report as it grows, a section at a time, one document after the other; the last one has `done` set.

    `length` 2 asks for one twice as long. `chat` writes each section from its sentences, under the checker; when it
    fails, the rest stands in the document's own words and `error` says why. Raises StorageError.
    """
    started = perf_counter()
    sources, parts, coverage = Sources(), list[Part](), list[str]()
    model = chat.label if chat else ""
    current = Answer(question, finding=Finding.ANSWERS, model=model, progress="Reading the whole document")
    yield current
    for at_document, document in enumerate(documents, start=1):
        pages = list(library.pages.all(document.id))
        is_whole = _is_told_whole(pages, _room(len(documents), length))
        found = sections(pages, whole=is_whole)
        most = _most(found, len(pages), len(documents), length)
        plan = found if is_whole else fitted(found, round(SECTIONS_PER_SENTENCE * most))
        if len(documents) > 1:
            parts.append(Part(document.name, level=0))
        with_room = plan if is_whole else _with_room(plan, most)
        told: set[Extract] = set()
        withdrawn, is_by_model = 0, False
        labels = {page.index: page.label for page in pages}
        own = _parts(document, found, with_room, labels, sources, most, length, is_whole)
        for at, (section, of_section, chosen) in enumerate(own, start=1):
            told.update(chosen)
            if chat is not None and section.extracts:
                try:
                    of_section, left_out = written(section.title, of_section, sources.passages, chat)
                    withdrawn, is_by_model = withdrawn + left_out, is_by_model or any(part.text for part in of_section)
                except EngineError as error:
                    chat, current = None, replace(current, error=str(error))
            parts += of_section
            progress = f"Section {at} of {len(with_room)}"
            if len(documents) > 1:
                progress += f" of {document.name}, {at_document} of {len(documents)} documents"
            current = replace(current, parts=_shown(parts), passages=tuple(sources.passages), progress=progress)
            yield current
        said = list(covered(pages, found, told, withdrawn).sentences())
        if is_whole and not is_by_model:
            said[1:2] = [f"{WHOLE}{STANDS_ONCE if len(pages) > 1 else ''}."]
        coverage += [f"{document.name}: {sentence}" if len(documents) > 1 else sentence for sentence in said]
    seconds = {"passages": perf_counter() - started}
    yield replace(current, parts=_shown(parts), coverage=tuple(coverage), progress="", done=True, seconds=seconds)


def outline(question: str, documents: Sequence[Document], library: Library) -> Generator[Answer]:
    """The headings of each document, with their places. Raises StorageError."""
    sources, parts, coverage = Sources(), list[Part](), list[str]()
    for document in documents:
        found = [section for section in sections(list(library.pages.all(document.id))) if section.heading]
        if len(documents) > 1:
            parts.append(Part(document.name, level=0))
        for section in found:
            if section.heading:
                cited = sources.cite(document, section.title, [section.heading])
                parts.append(Part(section.title, section.level, cited))
        coverage += [f"{document.name}: {plural(len(found), 'heading')}."]
    yield Answer(
        question, finding=Finding.ANSWERS, passages=tuple(sources.passages), parts=tuple(parts),
        coverage=tuple(coverage), done=True,
    )  # fmt: skip


def _is_told_whole(pages: Sequence[Page], words: float) -> bool:
    """Whether all of a document can stand in its report: it is short, and was read to the end."""
    return (
        len(pages) <= MAX_PAGES_OF_WHOLE
        and all(page.source is Source.EMPTY or (page.text and page.source in _READ) for page in pages)
        and 0 < sum(len(page.text) for page in pages) <= MAX_CHARACTERS_OF_WHOLE
        and sum(words_in(page.text) for page in pages) <= words
    )


def _room(documents: int, length: float) -> float:
    """How many words a report has on one of so many short documents; one that has no more is told whole.

    >>> [_room(documents, 1.0) for documents in (1, 20, 30)], _room(1, 2.0)
    ([240.0, 140.0, 120.0], 480.0)
    """
    return length * USUAL_WORDS * max(MIN_SENTENCES, min(MIN_SENTENCES_OF_ONE, MAX_SENTENCES // documents))


def _most(found: Sequence[Section], pages: int, documents: int, length: float) -> int:
    """How many sentences are told of a document; where lines are told too, as many as have the words of these."""
    quotable = [extract for section in found if not section.is_back_matter for extract in section.extracts]
    if not any(extract.is_line for extract in quotable):
        return _most_sentences(pages, len(quotable), documents, length)
    words = sum(len(extract.text.split()) for extract in quotable)
    return max(MIN_SENTENCES, round(_room(documents, length) * len(quotable) / words))


def _most_sentences(pages: int, quotable: int, documents: int, length: float) -> int:
    """How many sentences are told of a document of so many pages and quotable sentences, among so many documents.

    >>> [_most_sentences(53, 900, documents, 1.0) for documents in (1, 2, 10, 200)], _most_sentences(1, 9, 1, 0.5)
    ([64, 64, 14, 6], 3)
    >>> [_most_sentences(5, quotable, 1, 1.0) for quotable in (15, 25, 80)]
    [6, 10, 12]
    """
    most = max(MIN_SENTENCES, MAX_SENTENCES // documents)
    least = max(MIN_SENTENCES, min(MIN_SENTENCES_OF_ONE, round(MAX_SHARE_OF_SHORT * quotable)))
    return round(length * min(most, max(least, SENTENCES_PER_PAGE * pages)))


def _weight(section: Section) -> float:
    """How much is told of a section, by the root of its length; 0 for one of which nothing can be."""
    is_told = section.extracts and not section.is_back_matter
    return sqrt(section.characters) * (SHARE_OF_SUMMING_UP if section.sums_up else 1.0) if is_told else 0.0


def _with_room(plan: Sequence[Section], sentences: int) -> list[Section]:
    """The sections of a report of so many sentences: all, or where there are far more the long ones and the first ones.

    What a document is about stands at its beginning, what its end has more of is detail.

    >>> from docqa.reports.extracts import Extract
    >>> said = (Extract(0, "1", 0, 1, ""),)
    >>> plan = [Section(title, 1, frozenset(), said, len(title)) for title in ("A", "Bcd", "Ef", "G")]
    >>> [[section.title for section in _with_room(plan, sentences)] for sentences in (4, 2)]
    [['A', 'Bcd', 'Ef', 'G'], ['A', 'Bcd']]
    """
    weights = [_weight(section) for section in plan]
    if sum(map(bool, weights)) <= MAX_SECTIONS_PER_SENTENCE * sentences:
        return list(plan)
    best = sorted(range(len(plan)), key=lambda at: weights[at] * (at / len(plan) - 1))[:sentences]
    return [plan[at] for at in sorted(best)]


def _parts(
    document: Document,
    found: Sequence[Section],
    plan: Sequence[Section],
    labels: Mapping[int, str],
    sources: Sources,
    sentences: int,
    length: float,
    is_whole: bool,
) -> Iterator[tuple[Section, tuple[Part, ...], list[Extract]]]:
    """Each section with what is told of it, under its own heading and those folded into it, and its sentences.

    `found` are those of the document, `plan` with what is folded into each; `labels` those of its pages, by index.
    """
    headings = {extract: at for at, section in enumerate(found) for extract in section.extracts}
    words = [words_of(section.extracts) for section in plan]
    rare = rarity(words)
    shares = {at: weight for at, section in enumerate(plan) if (weight := _weight(section))}
    each = sentences / sum(shares.values()) if shares else 0.0
    limit = max(MAX_SENTENCES_PER_SECTION * max(1.0, length), sentences / len(shares)) if shares else 0.0
    if any(extract.is_line for section in plan for extract in section.extracts):
        limit = float(sentences)
    before: list[frozenset[str]] = []
    title = ""  # of the section before
    for at, section in enumerate(plan):
        most = round(min(limit, max(1.0, each * shares[at]))) if at in shares else 0
        if is_whole:
            alone = [section.heading] if section.heading and section.heading.text else []  # with nothing below it
            chosen = list(section.extracts) or alone
        else:
            chosen = central(words[at], rare, most, before, headings)
            before += [words[at][extract] for extract in chosen]
        is_next = at > 0 and section.title == title
        title = section.title
        above = "" if is_whole and not section.extracts else _heading(section, labels, is_next)
        placed = [(found[headings[one]] if one in headings else section, one) for one in chosen]
        (_, said), *below = _by_heading(section, placed)
        parts = [Part(above, section.level, sources.cite(document, title, said))]
        for heading, said in below:
            cited = sources.cite(document, heading.title, said)
            parts.append(Part(heading.title, heading.level, cited, is_run_in=True))
        yield section, tuple(parts), chosen


def _by_heading(section: Section, chosen: Iterable[tuple[Section, Extract]]) -> list[tuple[Section, list[Extract]]]:
    """The sentences under a section's own heading, then those under each that is folded into it.

    >>> rent, dogs = (Section(title, 1, frozenset(), (), 0) for title in ("Rent", "Dogs"))
    >>> said = Extract(0, "1", 0, 1, "Rent is due.")
    >>> [(heading.title, len(below)) for heading, below in _by_heading(rent, [(dogs, said), (dogs, said)])]
    [('Rent', 0), ('Dogs', 2)]
    """
    found: list[tuple[Section, list[Extract]]] = [(section, [])]
    for heading, extract in chosen:
        if heading.title and heading.title != found[-1][0].title:
            found.append((heading, []))
        found[-1][1].append(extract)
    return found


def _heading(section: Section, labels: Mapping[int, str], is_next: bool) -> str:
    """What stands above a section: its title, with the pages where it is the next part of a long one.

    >>> part = Section("Rent", 1, frozenset({4, 5}), (), 0)
    >>> [_heading(one, {4: "5", 5: "6"}, True) for one in (part, replace(part, title=""))]
    ['Rent, pages 5 to 6', 'Pages 5 to 6']
    >>> _heading(part, {4: "IV", 5: "V"}, True)
    'Rent, sheets 5–6, printed IV–V'
    """
    if not section.pages or (section.title and not is_next):
        return section.title
    first, last = min(section.pages), max(section.pages)
    where = page_name((first, labels[first]), (last, labels[last]))
    if where.startswith("p. "):
        where = f"pages {first + 1} to {last + 1}" if first != last else f"page {first + 1}"
    return f"{section.title}, {where}" if section.title else where[0].upper() + where[1:]


def _shown(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts that say something, with the headings that these stand under.

    >>> from docqa.documents import Citation
    >>> said = (Citation(1, "", "a.pdf", 0, "1", 0, 4, "Rent"),)
    >>> parts = [Part("Terms"), Part("Rent", 2, said), Part("Annexes"), Part("Prices", 2)]
    >>> [part.title for part in _shown(parts)]
    ['Terms', 'Rent']
    """
    shown: list[Part] = []
    deepest = 0  # what stands less deep is above something that is shown
    for part in reversed(parts):
        if part.quotations or part.level < deepest:
            shown.append(part)
            deepest = part.level
    return tuple(reversed(shown))
