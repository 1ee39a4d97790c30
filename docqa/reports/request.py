"""What a question asks of whole documents, told by its words alone. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docqa.reports.compared import KINDS_OF_VERSIONS, compared
from docqa.reports.list_request import listed_thing
from docqa.reports.named import documents_in, places_of_names, words_of_names
from docqa.search.query import WORK
from docqa.text.languages import LANGUAGES
from docqa.text.words import content_words


class ReportKind(StrEnum):
    """What is made of whole documents."""

    SUMMARY = "summary"
    OUTLINE = "outline"
    COMPARISON = "comparison"
    LIST = "list"
    DATES = "dates"

    @property
    def heading(self) -> str:
        """How a reader knows it: "Dates and amounts"."""
        return "Dates and amounts" if self is ReportKind.DATES else self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted, and whether the question surely asks for it; otherwise it is only offered."""

    kind: ReportKind
    is_sure: bool
    about: str = ""  # of a list, what is listed


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


_ASKED = {
    ReportKind.OUTLINE: _any(language.asks_outline for language in LANGUAGES),
    ReportKind.COMPARISON: _any(language.asks_comparison for language in LANGUAGES),
    ReportKind.DATES: _any(language.lists.asks_dates for language in LANGUAGES),
    ReportKind.SUMMARY: _any(language.asks_summary for language in LANGUAGES),
}
_ANY_WORK = r"\b(?:documents?|pdfs?|files?|papers?|dokuments?|documento?s?|dateien|datei|fichiers?|archivos?)\b"
_WORK = re.compile(rf"{WORK}|{_ANY_WORK}|\w+\.pdf\b", re.IGNORECASE)
# Words around such a request that ask for nothing of their own.
_POLITE = frozenset(
    "all brief briefly bullet complete concise could cover deal detailed entire full give in kindly let like long make "
    "me need one page points please prepare produce provide quick report sentences short simple technical tell three "
    "two whole words would write bitte gib kurze kurz ganze ganzen donne moi faire bref court entier dame breve corto "
    "completo".split()
)


def requested(question: str, names: Sequence[str]) -> Request | None:
    """What a question asks of the documents with these names; None where it asks for a place in them, as most do.

    It is sure where nothing is left of the question but the request, the document and its name.

    >>> requested("Can you give me a technical report on DeepSeekv3?", ["DeepSeek_V3.pdf"])
    Request(kind=<ReportKind.SUMMARY: 'summary'>, is_sure=True, about='')
    >>> requested("Summarise what it says about dogs", ["Lease.pdf"])
    Request(kind=<ReportKind.SUMMARY: 'summary'>, is_sure=False, about='')
    >>> requested("What does the annual report say about dogs?", ["Lease.pdf"])
    >>> requested("List all risks in the lease", ["Lease.pdf"])
    Request(kind=<ReportKind.LIST: 'list'>, is_sure=True, about='risks')
    """
    thing = listed_thing(question, names)
    wanted = Request(ReportKind.LIST, thing[1], thing[0]) if thing else None
    for kind, pattern in _ASKED.items():
        if wanted and wanted.is_sure and kind is not ReportKind.OUTLINE:
            return wanted
        if pattern.search(question):
            rest = _WORK.sub(" ", pattern.sub(" ", question))
            _, rest = places_of_names(rest, names)
            named = words_of_names(rest, names)
            left = [word for word in content_words(rest) if word not in _POLITE and word not in named]
            if kind is not ReportKind.COMPARISON:
                return Request(kind, not left)
            if comparison := _comparison(question, names, KINDS_OF_VERSIONS.issuperset(left)):
                return comparison
    return wanted


def documents_named(kind: ReportKind, question: str, names: Sequence[str]) -> list[int]:
    """The indexes of the documents that a request for such a report names; none where it means all that are asked.

    >>> names = ["Lease 2023.pdf", "Lease 2024.pdf", "Will.pdf", "Report.pdf"]
    >>> [documents_named(ReportKind.SUMMARY, question, names) for question in ("Summarise lease 2024 and the will",
    ...     "Give me a summary of the leases", "Please summarise the Lease", "Report on the documents")]
    [[1, 2], [], [0, 1], []]
    >>> documents_named(ReportKind.LIST, "List all wills in Lease 2023", names)
    [0]
    """
    rest = question
    if kind is ReportKind.LIST and (thing := listed_thing(question, names)):
        rest = " ".join(question.split()).partition(thing[0])[2]
    elif kind in _ASKED:
        rest = _ASKED[kind].sub(" ", question)
    said = re.sub(_ANY_WORK, " ", rest, flags=re.IGNORECASE).split()
    return documents_in(" ".join(word for word in said if word.casefold() not in _POLITE), names)


def _comparison(question: str, names: Sequence[str], is_whole: bool) -> Request | None:
    """Two documents are compared where it is clear which; where many could be meant, it is said that two are needed.

    >>> names = ["Lease 2023.pdf", "Lease 2024.pdf", "Will.pdf"]
    >>> [bool(asked and asked.is_sure) for question in ("Compare lease 2023 with the will", "Compare the two documents",
    ...     "Compare the revenue of 2018 and 2019", "Wie ist die Miete?") for asked in [requested(question, names)]]
    [True, True, False, False]
    """
    if compared(question, names):
        return Request(ReportKind.COMPARISON, is_whole)
    says_documents = _WORK.search(question) or not KINDS_OF_VERSIONS.isdisjoint(question.casefold().split())
    return Request(ReportKind.COMPARISON, True) if is_whole and says_documents and len(names) > 2 else None
