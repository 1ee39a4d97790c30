"""What a report rests on: what of a document was read, and what of it the report leaves out. Pure.

Every figure is counted from the sections at hand, none is claimed.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from docqa.documents import Page, Source
from docqa.reports.extracts import Extract
from docqa.reports.sections import Section
from docqa.text.plurals import are, plural, their, was

MAX_NAMED = 8  # pages or sections named one by one; of more their number is said


def unread(pages: Collection[Page]) -> str:
    """Which pages could not be read, which by their picture alone (OCR), and which only but for a part of them.

    It is said behind another sentence, and begins with a space; "" where the PDF itself has all the text.

    >>> sources = (Source.TEXT, Source.SCAN, Source.OCR, Source.MIXED)
    >>> unread([Page(at, str(at + 1), "", source=source) for at, source in enumerate(sources)])
    ' Page 2 could not be read. Page 3 was read from its picture. Page 4 was read but for a part of it.'
    """
    lost = [page for page in pages if page.source in (Source.SCAN, Source.UNREADABLE)]
    seen = [page for page in pages if page.source is Source.OCR]
    partly = [page for page in pages if page.source is Source.MIXED]
    said = f" {page_list(lost)} could not be read." if lost else ""
    if seen:
        said += f" {page_list(seen)} {was(len(seen))} read from {their(len(seen))} picture."
    if partly:
        it = "it" if len(partly) == 1 else "each"
        said += f" {page_list(partly)} {was(len(partly))} read but for a part of {it}."
    return said


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of a document, and what of that a report tells."""

    pages: int
    read: int  # pages with text
    unread: str  # what `unread` says of the others
    sections: int
    told: int  # sections of which something is said
    silent: tuple[str, ...]  # titles of those of which nothing is: tables, forms, pictures
    back_matter: tuple[str, ...]  # titles of those left out: references, contents, thanks
    withdrawn: int = 0  # sentences of a model's that no place bears out
    passed_over: tuple[str, ...] = ()  # titles of those for which a report of that length has no room

    def sentences(self) -> Iterator[str]:
        """In sentences, for a reader.

        >>> coverage = Coverage(9, 8, " Page 4 could not be read.", 5, 3, ("Fees",), ("References",), 0, ("Dogs",))
        >>> for sentence in coverage.sentences(): print(sentence)
        8 of 9 pages were read. Page 4 could not be read.
        3 of 5 sections are told of. Left out: Dogs (for length), Fees (no sentence that can be read alone), References.
        """
        yield f"{self.read:,} of {plural(self.pages, 'page')} {was(self.read)} read.{self.unread}"
        left_out = [f"{named(self.passed_over)} (for length)"] if self.passed_over else []
        left_out += [f"{named(self.silent)} (no sentence that can be read alone)"] if self.silent else []
        left_out += [named(self.back_matter)] if self.back_matter else []
        said = f"{self.told} of {plural(self.sections, 'section')} {are(self.told)} told of."
        yield f"{said} Left out: {', '.join(left_out)}." if left_out else said
        if self.withdrawn:
            said = f"{plural(self.withdrawn, 'sentence')} of the model's {was(self.withdrawn)} withdrawn"
            yield f"{said}: no place in the document bears {'it' if self.withdrawn == 1 else 'them'} out."


def covered(
    pages: Sequence[Page], sections: Sequence[Section], told: AbstractSet[Extract], withdrawn: int = 0
) -> Coverage:
    """What a report that tells these sentences of a document, whose sections these all are, covers.

    A section is told of where one that stands under it is.
    """
    kept = [section for section in sections if not section.is_back_matter and section.characters]
    quoted = [not told.isdisjoint(section.extracts) for section in kept]
    ends = [
        next((n for n in range(at + 1, len(kept)) if kept[n].level <= one.level), len(kept))
        for at, one in enumerate(kept)
    ]
    untold = [section for at, section in enumerate(kept) if not any(quoted[at : ends[at]])]
    silent = [section for section in untold if not section.extracts]
    passed_over = [section for section in untold if section.extracts]
    return Coverage(
        pages=len(pages),
        read=sum(bool(page.text) for page in pages),
        unread=unread(pages),
        sections=len(kept),
        told=len(kept) - len(untold),
        silent=_titles(silent),
        back_matter=_titles(section for section in sections if section.is_back_matter),
        withdrawn=withdrawn,
        passed_over=_titles(passed_over),
    )


def _titles(sections: Iterable[Section]) -> tuple[str, ...]:
    """The titles of sections, each once; the parts of a long one have one title. One without is told by its page.

    >>> _titles([Section("Rent", 1, frozenset(), (), 9), Section("", 1, frozenset({3, 4}), (), 9)])
    ('Rent', 'what has no heading from page 4 on')
    """
    return tuple(
        dict.fromkeys(section.title or _place(section) for section in sections if section.title or section.pages)
    )


def _place(section: Section) -> str:
    first = min(section.pages) + 1
    return f"what has no heading {f'from page {first} on' if len(section.pages) > 1 else f'on page {first}'}"


@dataclass(frozen=True, slots=True)
class Looked:
    """What of a document was looked at for a list, and what was found."""

    document: str
    passages: int
    items: int
    uncertain: int = 0
    left_out: int = 0  # passages with the word, of which there are too many
    unread: str = ""  # what `unread` says of its pages


def listed(looked: Sequence[Looked], how: str) -> Iterator[str]:
    """What a list of everything of a kind rests on: how far the look went, and how it was judged.

    >>> for sentence in listed([Looked("a.pdf", 214, 17, 3, 0, "Page 2 could not be read.")], "By how it is written."):
    ...     print(sentence)
    214 of 214 passages were looked at; 17 items, 3 of them uncertain, at the end. Page 2 could not be read.
    By how it is written.
    >>> for sentence in listed([Looked("a.pdf", 9, 1), Looked("b.pdf", 4, 0, unread="Page 3 could not be read.")], ""):
    ...     print(sentence)
    13 of 13 passages of 2 documents were looked at; 1 item. None of b.pdf.
    b.pdf: Page 3 could not be read.
    >>> found = (1, 1), (2, 2), (1, 0)
    >>> [next(listed([Looked("", 9, items, unsure)], "")).partition("; ")[2] for items, unsure in found]
    ['1 item, and it is uncertain.', '2 items, all of them uncertain.', '1 item.']
    """
    passages, items = sum(one.passages for one in looked), sum(one.items for one in looked)
    uncertain, left_out = sum(one.uncertain for one in looked), sum(one.left_out for one in looked)
    of_many = f" of {plural(len(looked), 'document')}" if len(looked) > 1 else ""
    said = f"{passages:,} of {plural(passages, 'passage')}{of_many} {was(passages)} looked at; {plural(items, 'item')}"
    if uncertain:
        said += f", {uncertain:,} of them" if uncertain < items else ", and it is" if items == 1 else ", all of them"
    said += " uncertain, at the end." if 0 < uncertain < items else " uncertain." if uncertain else "."
    without = [one.document for one in looked if not one.items] if of_many and items else []
    said += f" None of {named(without)}." if without else ""
    if of_many:
        yield said
        yield from (f"{one.document}: {one.unread}" for one in looked if one.unread)
    else:
        yield " ".join([said, *(one.unread for one in looked if one.unread)])
    if how:
        yield how
    if left_out:
        says = "says less, and is" if left_out == 1 else "say less, and are"
        yield f"{plural(left_out, 'other passage')} with a form of the word {says} left out."


def page_list(pages: Sequence[Page]) -> str:
    """These pages, at the beginning of a sentence.

    >>> page_list([Page(3, "4", "")]), page_list([Page(3, "iv", ""), Page(4, "v", "")])
    ('Page 4', 'Sheets 4, 5, printed iv, v,')
    """
    if len(pages) > MAX_NAMED:
        return f"{len(pages)} pages"
    s = "s" if len(pages) > 1 else ""
    sheets, printed = ", ".join(str(page.index + 1) for page in pages), ", ".join(page.label for page in pages)
    return f"Page{s} {sheets}" if sheets == printed else f"Sheet{s} {sheets}, printed {printed},"


def named(titles: Sequence[str]) -> str:
    if len(titles) > MAX_NAMED:
        return f"{', '.join(titles[:MAX_NAMED])} and {len(titles) - MAX_NAMED} more"
    return ", ".join(titles)
