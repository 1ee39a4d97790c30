"""What shows that a question is about something else than the words found: names and numbers that they do not hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docqa.documents import Passage
from docqa.library.catalog import Library
from docqa.search.asked import Asked
from docqa.search.documents_meant import KINDS_OF_FILES, document_hints
from docqa.search.exact import identifiers
from docqa.search.followups import says_only_when
from docqa.search.names import YEAR, is_acronym, is_owner, is_term, mentions, names, plain
from docqa.search.places import without_places
from docqa.search.spelling import spelled
from docqa.text.figures import figures, spelled_numbers
from docqa.text.languages import ENGLISH
from docqa.text.scripts import without_runs
from docqa.text.states import states_by_other_name, states_in

MIN_HINT_AT_OTHERS = 1.0  # a document that was not asked is told of only where its name is surely meant
MIN_SHARE_UNMENTIONED = 0.5  # where so much of a question's names stands nowhere, the passages are about something else


@dataclass(frozen=True, slots=True)
class Unmentioned:
    """Names in a question that stand nowhere on the pages found, and documents not asked that seem to be meant.

    Terms in capitals that do not stand there ("the Security Deposit") are not told as names.
    """

    names: tuple[str, ...]
    documents: tuple[str, ...]


def unmentioned(library: Library, asked: Asked, passages: Sequence[Passage]) -> Unmentioned | None:
    """The names and the documents, where half of the question's names or more stand nowhere; otherwise None.

    Nowhere is: neither on the passages' pages nor in their documents' names. A question without names that clearly
    points at a document that was not asked, by words that stand in none that was, counts too. docs/decisions/0012 has
    the figures. Raises StorageError.
    """
    text = (asked.whole if says_only_when(asked.own.question) else asked.own).text
    others, words = _others(library, asked, text)
    pages = library.chunks.cut_pages(passage.chunk.id for passage in passages)
    texts = [plain(without_runs(page.page.text)) for page in pages]  # no space parts a name from them
    files = " ".join({re.sub(r"\W|_", "", plain(page.doc)) for page in pages})
    parts = {name: re.findall(r"\w\w+", name.casefold()) for name in names(without_places(text))}
    known = library.full_text.counts({part for some in parts.values() for part in some})
    # An acronym that stands nowhere may be short for what does; whose it is, it names ("AMD's").
    named = [n for n in parts if any(known[p] for p in parts[n]) or not is_acronym(n) or is_owner(n, text)]
    states = states_by_other_name(text)
    called = {word for page in pages for _, own in states_in(page.page.text, states) for word in own}
    missing = [
        name
        for name in named
        if name.casefold() not in called
        and not any(one.written == name and one.is_in(page.page.text) for one in identifiers(text) for page in pages)
        and not all(
            plain(part).replace("_", "") in files or _is_mentioned(library, part, known[part], texts)
            for part in parts[name]
        )
    ]
    if (named or words) and len(missing) >= MIN_SHARE_UNMENTIONED * len(named):
        told = (name for name in missing if not is_term(name, text, missing))
        return Unmentioned(tuple(told), tuple(others))
    return None


def holds_numbers(question: str, words: str, around: str, language: str = ENGLISH.code) -> bool:
    """Whether words say every number that a question names: what 0.21 brought says nothing of version 0.1.

    A year may also stand `around` them: on their page, in a heading, in the name of the file.

    >>> holds_numbers("When was version 0.1 released?", "0.21, May 2018", "")
    False
    >>> holds_numbers("Who gave 3 months' notice in 2021?", "Anna, three months before", "Lease of 2021")
    True
    """
    held = {figure.value for figure in (*figures(words), *spelled_numbers(words, language))}
    years = set(YEAR.findall(around))
    return all(figure.value in held or figure.value in years for figure in figures(question))


def _is_mentioned(library: Library, part: str, count: int, texts: Sequence[str]) -> bool:
    """Whether a part of a name stands in the texts. One that no chunk holds (`count`) may be misspelt."""
    return mentions(texts, part) or (not count and mentions(texts, spelled(library.full_text, part)))


def _others(library: Library, asked: Asked, text: str) -> tuple[list[str], list[str]]:
    """The documents not asked that a question clearly points at, and the words that do and stand in none asked."""
    ids = {document.id for document in asked.chosen}
    others = [document.name for document in asked.documents if document.askable and document.id not in ids]
    hints, words = document_hints(text, others)
    clearest = max(MIN_HINT_AT_OTHERS, *hints, 0.0)
    pointed = [name for name, hint in zip(others, hints, strict=True) if hint >= clearest]
    own = [word for word in words if not {word, word.removesuffix("s")} & KINDS_OF_FILES]
    counts = library.full_text.counts(own, asked.scope) if pointed else {}
    return pointed, [word for word, count in counts.items() if not count]
