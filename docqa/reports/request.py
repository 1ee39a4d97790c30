"""What a question asks of whole documents, told by its words alone. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docqa.reports.compared import KINDS_OF_VERSIONS, compared
from docqa.reports.list_request import listed_thing
from docqa.reports.named import documents_in, places_of_names, words_of_names
from docqa.search.documents_meant import KINDS_OF_FILES
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
_LITTLE = [
    (
        _any([language.asks_outline, language.asks_comparison, language.lists.asks_dates, language.asks_summary]),
        language.stop_words,
    )
    for language in LANGUAGES
]  # what says little in a question that asks for a report in that language; few words do not tell theirs otherwise
_TELLS_ABOUT = _any(language.tells_about for language in LANGUAGES)
_ANY_WORK = r"\b(?:documents?|pdfs?|files?|papers?|dokuments?|documento?s?|dateien|datei|fichiers?|archivos?)\b"
_KIND_OF_WORK = (
    r"\b(?:this|the|that|my|our) (?:\w+ )?(?:filing|lease|policy|opinion|judge?ment|decision|motion|specification"
    r"|handbook"
    r"|transcript|thesis|presentation|proposal|statement|brochure|patent|essay)\b"
)
_WORK = re.compile(rf"{WORK}|{_ANY_WORK}|{_KIND_OF_WORK}|\w+\.pdf\b|\bthis\b", re.IGNORECASE)
# Words around such a request that ask for nothing of their own.
_POLITE = frozenset(
    "against all an both brief briefly bullet complete compile concise could cover create deal detailed display "
    "divided draft entire des "
    "event events everything executive few full general generate get give hello here hi high in into it just kindly "
    "let level like list long make me "
    "need nice one only organised organized out overall page paragraph pls plz points please prepare print produce "
    "provide quick "
    "quickly report say sentences short show simple some structured technical tell thanks thank three to together two "
    "up "
    "using want whole words would write bitte gib mach mir kurze kurz ganze ganzen donne fais moi faire bref court "
    "entier "
    "diesem diese diesen dieses entre cuáles cual s dame haz hazme breve corto completo".split()
)
# What asks whether, who or when does not ask for a report: "Do I need to give a report?"
_ASKS_ELSE = re.compile(
    r"\W*(?:do|does|did|is|are|was(?! (?:sind|ist|hat)\b)|were|should|must|has|have|may|who|when|where|why)\b",
    re.IGNORECASE,
)
# "in 5 bullet points", "I'd".
_AMOUNT = re.compile(
    r"\b\d+[- ](?:bullet )?(?:point|sentence|word|line|paragraph|page|minute)s?\b|\bi['’](?:d|m|ve)\b", re.I
)


def requested(question: str, names: Sequence[str]) -> Request | None:
    """What a question asks of the documents with these names; None where it asks for a place in them, as most do.

    It is sure where nothing is left of the question but the request, the document and its name.

    >>> requested("Can you give me a technical report on DeepSeekv3?", ["DeepSeek_V3.pdf"])
    Request(kind=<ReportKind.SUMMARY: 'summary'>, is_sure=True, about='')
    >>> requested("Summarise what it says about dogs", ["Lease.pdf"])
    Request(kind=<ReportKind.SUMMARY: 'summary'>, is_sure=False, about='')
    >>> requests = "Worum geht es in diesem Dokument?", "Was sind die wichtigsten Punkte?", "Donne-moi un résumé"
    >>> [requested(question, ["a.pdf"]).is_sure for question in (*requests, "Haz un resumen", "Summarise the war")]
    [True, True, True, True, False]
    >>> requested("What does the annual report say about dogs?", ["Lease.pdf"])
    >>> requested("List all risks in the lease", ["Lease.pdf"])
    Request(kind=<ReportKind.LIST: 'list'>, is_sure=True, about='risks')
    """
    thing = listed_thing(question, names)
    wanted = Request(ReportKind.LIST, thing[1], thing[0]) if thing else None
    offered: Request | None = None
    for kind, pattern in _ASKED.items():
        if not pattern.search(question):
            continue
        little = frozenset[str]().union(*(words for asks, words in _LITTLE if asks.search(question)))
        left = [word for word in _left(pattern.sub(" ", question), names) if word not in little]
        if kind is ReportKind.COMPARISON:
            found = _comparison(question, names, KINDS_OF_VERSIONS.issuperset(left))
        else:
            found = Request(kind, not left and not _ASKS_ELSE.match(question))
        comes_first = kind in (ReportKind.OUTLINE, ReportKind.DATES) or not (wanted and wanted.is_sure)
        if found and found.is_sure and comes_first:
            return found
        offered = offered or found
    if wanted and wanted.is_sure:
        return wanted
    rest = _TELLS_ABOUT.sub(" ", question)
    if rest != question and not _left(rest, names) and (_WORK.search(rest) or documents_in(rest, names)):
        return Request(ReportKind.SUMMARY, True)
    return offered or wanted


def _left(rest: str, names: Sequence[str]) -> list[str]:
    """What is left of a question without its request, the document, its name, and what is said out of politeness."""
    _, rest = places_of_names(_WORK.sub(" ", _AMOUNT.sub(" ", rest)), names)
    named = words_of_names(rest, names)
    said = named | KINDS_OF_FILES | {"filing"} if named else named  # "the Foot Locker filing"
    return [word for word in content_words(rest) if word not in _POLITE and word not in said]


def documents_named(kind: ReportKind, question: str, names: Sequence[str]) -> list[int]:
    """The indexes of the documents that a request for such a report names; none where it means all that are asked.

    >>> names = ["Lease 2023.pdf", "Lease 2024.pdf", "Will.pdf", "Report.pdf"]
    >>> [documents_named(ReportKind.SUMMARY, question, names) for question in ("Summarise lease 2024 and the will",
    ...     "Give me a summary of the leases", "Please summarise the Lease", "Report on the documents")]
    [[1, 2], [0, 1], [0, 1], []]
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
