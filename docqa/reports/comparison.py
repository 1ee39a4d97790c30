"""Two documents side by side: what was changed between them, and what only one of them says, each with its place."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from time import perf_counter

from docqa.documents import Answer, Difference, Document, Finding, Page, Part
from docqa.library.catalog import Library
from docqa.reports.alignment import Alignment, Change, align, referred
from docqa.reports.compared import compared
from docqa.reports.coverage import unread
from docqa.reports.extracts import Extract
from docqa.reports.sources import Sources
from docqa.reports.statements import Statement, statements
from docqa.text.changes import Token, marked
from docqa.text.plurals import are, plural, was
from docqa.text.running_lines import running_lines

MIN_SHARE_IN_COMMON = 0.2  # of the words; with less, two documents are no versions of each other
MIN_SHARE_OF_VERSIONS = 0.5  # two forms of one kind, filled in, as filings are, have up to .4; versions of a text more
MIN_SHARE_OF_SECTION = 0.5  # of a section's statements that stand in one of the other document's: it is that one
MAX_DIFFERENCES = 500  # what a person looks through

MORE_OFTEN = "In both documents, but more often in one"  # heads a part of its own
TWO_NEEDED = "Tick the two documents that you want compared, or name both in the question."


@dataclass(frozen=True, slots=True)
class Compared:
    """A document as it is compared."""

    document: Document
    pages: tuple[Page, ...]
    statements: tuple[Statement, ...]


def compare(question: str, documents: Sequence[Document], library: Library) -> Generator[Answer]:
    """What differs between the two documents that the question means, section by section; the last has `done` set.

    Raises StorageError.
    """
    started = perf_counter()
    meant = compared(question, [document.name for document in documents])
    if meant is None:
        yield Answer(question, finding=Finding.ANSWERS, notice=TWO_NEEDED, done=True)
        return
    current = Answer(question, finding=Finding.ANSWERS, progress="Reading both documents")
    yield current
    before, after = _read([documents[at] for at in meant], library)
    yield replace(current, progress="Comparing them")
    alignment = align(before.statements, after.statements)
    sources = Sources()
    found, more = _found(alignment)
    is_listed = alignment.in_common >= MIN_SHARE_IN_COMMON
    parts = _parts(found, more, alignment, before, after, sources) if is_listed else ()
    yield replace(
        current, parts=tuple(parts), passages=tuple(sources.passages),
        notice=_notice(alignment, before, after, len(found) + len(more)),
        coverage=tuple(_coverage(alignment, before, after)),
        progress="", done=True, seconds={"passages": perf_counter() - started},
    )  # fmt: skip


def _read(documents: Sequence[Document], library: Library) -> list[Compared]:
    """Both documents, without the lines that stand on page after page of either."""
    pages = [list(library.pages.all(document.id)) for document in documents]
    running = frozenset[str]().union(*map(running_lines, (*pages, [page for own in pages for page in own])))
    return [
        Compared(document, tuple(own), tuple(statements(own, running)))
        for document, own in zip(documents, pages, strict=True)
    ]


def _found(alignment: Alignment) -> tuple[list[Change], list[Change]]:
    """The differences in the order of the first document; what only the second has stands where it would be.

    Those apart that stand in both, but in one of them more often.
    """
    partner = {other: one for one, other in alignment.same.items()}
    partner |= {change.after[-1]: change.before[-1] for change in alignment.changed}
    places = {change: (change.before[0], 0, 0) for change in alignment.changed}
    places |= {Change((one,), ()): (one, 0, 0) for one in (*alignment.only_before, *alignment.more_before)}
    matched = sorted(partner)
    for other in (*alignment.only_after, *alignment.more_after):
        above = bisect_left(matched, other)
        places[Change((), (other,))] = (partner[matched[above - 1]] if above else -1, 1, other)
    more = {Change((one,), ()) for one in alignment.more_before} | {
        Change((), (other,)) for other in alignment.more_after
    }
    found = sorted(places, key=lambda change: places[change])
    return [change for change in found if change not in more], [change for change in found if change in more]


def _parts(
    found: Sequence[Change],
    more: Sequence[Change],
    alignment: Alignment,
    before: Compared,
    after: Compared,
    sources: Sources,
) -> Iterator[Part]:
    """The differences by section, each with the words and places in both documents, then those of MORE_OFTEN."""
    titles = _titles(alignment, before, after)
    sections: dict[str, list[Change]] = defaultdict(list)
    for change in found[:MAX_DIFFERENCES]:
        theirs = after.statements[change.after[0]].section if change.after else ""
        title = before.statements[change.before[0]].section if change.before else titles.get(theirs, theirs)
        sections[title].append(change)
    names = before.document.name, after.document.name
    more = more[: max(0, MAX_DIFFERENCES - len(found))]
    for title, own in [*sections.items(), *([(MORE_OFTEN, list(more))] if more else [])]:
        extracts = [
            [_extracts(indexes, one.statements) for indexes in sides]
            for one, sides in ((before, [c.before for c in own]), (after, [c.after for c in own]))
        ]
        cited = [
            {
                (citation.page, citation.start): citation
                for citation in sources.cite(one.document, title, [e for each in of_one for e in each])
            }
            for one, of_one in zip((before, after), extracts, strict=True)
        ]
        differences = []
        for change, ours, theirs in zip(own, *extracts, strict=True):
            was, now = marked(*_wordings(change, alignment, before, after))
            places = [
                tuple(cited[side][extract.page, extract.start] for extract in each)
                for side, each in enumerate((ours, theirs))
            ]
            differences.append(Difference(names, places[0], places[1], was, now))
        yield Part(title, differences=tuple(differences))


def _titles(alignment: Alignment, before: Compared, after: Compared) -> dict[str, str]:
    """What the second document's sections are called in the first, where most of one stands in one of that."""
    sizes = Counter(statement.section for statement in after.statements)
    shared = Counter(
        (after.statements[other].section, before.statements[one].section) for one, other in alignment.same.items()
    )
    return {theirs: ours for (theirs, ours), count in shared.items() if count >= MIN_SHARE_OF_SECTION * sizes[theirs]}


def _extracts(indexes: Sequence[int], all_of: Sequence[Statement]) -> list[Extract]:
    """Where statements stand, those that follow each other on a page in one."""
    pieces = [piece for at in indexes for piece in all_of[at].pieces]
    follows = (
        [one.page == other.page for one, other in pairwise(pieces)]
        if all(b == a + 1 for a, b in pairwise(indexes))
        else [False] * (len(pieces) - 1)
    )
    found = pieces[:1]
    for piece, is_next in zip(pieces[1:], follows, strict=True):
        if is_next:
            found[-1] = replace(found[-1], end=piece.end, text=f"{found[-1].text} {piece.text}")
        else:
            found.append(piece)
    return found


def _wordings(
    change: Change, alignment: Alignment, before: Compared, after: Compared
) -> tuple[str, str, list[Token], list[Token]]:
    """Both texts with their words, the numbers of clauses as the second document has them.

    Where only one document has it, its words are all that there is, and none is marked.
    """
    (was, ours), (now, theirs) = _wording(change.before, before), _wording(change.after, after)
    if not (change.before and change.after):
        return was, now, [], []
    words = referred([token.word for token in ours], alignment.numbers)
    return was, now, [replace(token, word=word) for token, word in zip(ours, words, strict=True)], theirs


def _wording(indexes: Sequence[int], compared: Compared) -> tuple[str, list[Token]]:
    text, found = "", list[Token]()
    for at in indexes:
        statement = compared.statements[at]
        text = f"{text} " if text else ""
        found += [
            replace(token, start=len(text) + token.start, end=len(text) + token.end) for token in statement.tokens
        ]
        text += statement.text
    return text, found


def _notice(alignment: Alignment, before: Compared, after: Compared, count: int) -> str:
    """What is said above: that nothing differs, that all does, or that there is too much to list."""
    names = f"{before.document.name} and {after.document.name}"
    for one in (before, after):
        if not one.statements:
            return f"{one.document.name} has no text that could be read, so nothing was compared."
    if alignment.in_common < MIN_SHARE_IN_COMMON:
        alike = len(alignment.same) + len(alignment.changed)
        return (
            f"{names} have little in common: {alike} of their {len(before.statements)} and {len(after.statements)} "
            "statements are the same or alike. They seem to be no versions of one document, and are not listed."
        )
    if not count:
        return f"No difference was found between {names}."
    said = f"The first {MAX_DIFFERENCES} of {count} differences are listed." if count > MAX_DIFFERENCES else ""
    if alignment.in_common < MIN_SHARE_OF_VERSIONS:
        share = f"No more than {alignment.in_common:.0%} of the words of either of {names}"
        said = f"{share} stand in the other: they may be two documents of one kind, not two versions of one. {said}"
    elif min(alignment.shares) < MIN_SHARE_IN_COMMON:
        named = zip(alignment.shares, (before.document.name, after.document.name), strict=True)
        (of_short, short), (of_long, long) = sorted(named, reverse=True, key=itemgetter(0))
        said = (
            f"{of_short:.0%} of the words of {short} stand in {long}, but {of_long:.0%} of that one's in the first: "
            f"one may be a part of the other, or they are two documents of one kind. {said}"
        )
    return said.strip()


def _coverage(alignment: Alignment, before: Compared, after: Compared) -> Iterator[str]:
    for one in (before, after):
        read = sum(bool(page.text) for page in one.pages)
        count = len(one.statements)
        said = f"{one.document.name}: {plural(count, 'statement')} on {read:,} of "
        said += f"{plural(len(one.pages), 'page')} {was(count)} looked at."
        yield said + unread(one.pages)
    unmatched = len(alignment.only_before) + len(alignment.more_before)
    same = len(before.statements) - unmatched - sum(len(change.before) for change in alignment.changed)
    yield (
        f"{same:,} of these {are(same)} the same, {len(alignment.changed)} changed, "
        f"{len(alignment.only_before)} only in {before.document.name}, "
        f"{len(alignment.only_after)} only in {after.document.name}."
    )
    if more := len(alignment.more_before) + len(alignment.more_after):
        yield f"{more} {'stands' if more == 1 else 'stand'} in both, but in one of them more often."
    aside = [
        (alignment.moved, "stands", "stand", "in another place"),
        (
            alignment.renumbered,
            "has another number, or refers",
            "have another number, or refer",
            "to a clause that has",
        ),
        (alignment.reordered, "has", "have", "the same words in another order"),
    ]
    if said := ", ".join(f"{count} {one if count == 1 else many} {what}" for count, one, many, what in aside if count):
        yield f"Taken for the same: {said}."
    if entries := sum(statement.leads_to_page for one in (before, after) for statement in one.statements):
        yield f"{plural(entries, 'line')} of tables of contents {was(entries)} compared without the page's number."
    yield "Heads and feet of pages, and pictures with what is written in them, were not compared."
