"""What a question looks for: its words, quotations and places, and the kind of thing that would answer it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from docqa.search.finance import TERMS, TITLES, Part
from docqa.search.instructions import without_instructions
from docqa.text.languages import ENGLISH, LANGUAGES, Language, language_of
from docqa.text.scripts import without_runs
from docqa.text.words import content_words


class Kind(StrEnum):
    """The kind of thing that answers a question, where its words give it away."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a question points at: "section 4.2" is Place("section", "4.2")."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a question looks for, as code can tell from its words."""

    question: str  # as it was asked
    text: str  # without what it says about the form of its answer
    words: tuple[str, ...]  # its content words, lower case, each once
    phrases: tuple[str, ...]  # what it quotes, and its identifiers: to be found as they stand
    named: frozenset[Part]  # the financial statements that it names
    implied: frozenset[Part]  # those that hold the figures it asks for, by its terms
    places: tuple[Place, ...]  # the pages, sections and so on that it points at
    overview: bool  # whether it asks what the document as a whole is
    kind: Kind | None  # what kind of thing would answer it; None where its words do not tell


_PERSON = re.compile(  # two capitals that do not begin a sentence, or an initial between two
    r"(?<=[a-z,;] )(?:(?:Mr|Mrs|Ms|Dr|Sir)\.? )?[A-Z][a-z]+(?: [A-Z]\.?)* [A-Z][a-z]+"
    r"|\b[A-Z][a-z]+ [A-Z]\. [A-Z][a-z]+"
)


def _asked(language: Language) -> dict[Kind, str]:
    """How a question of that language asks for something of each kind."""
    return {
        Kind.NUMBER: language.asks_number,
        Kind.DATE: language.asks_date,
        Kind.PERSON: language.asks_person,
        Kind.REASON: language.asks_reason,
    }


def _answers(language: Language) -> dict[Kind, re.Pattern[str]]:
    """What a sentence of that language holds that answers a question for each kind."""
    numerals, days = "|".join((*language.numbers, *language.numerals)), "|".join((*language.months, *language.weekdays))
    return {
        Kind.NUMBER: re.compile(  # a year is no answer to "how many"
            rf"(?!\b(?:19|20)\d\d\b(?![.,]\d))(?<![\d.,])\d(?:[\d.,]*\d)?|\b(?:{numerals})\b", re.IGNORECASE
        ),
        Kind.DATE: re.compile(rf"\b(?:1[5-9]|20)\d\d\b|\b(?:{days})\b", re.IGNORECASE),
        Kind.PERSON: _PERSON,
        Kind.REASON: re.compile(rf"\b(?:{language.tells_reason})\b", re.IGNORECASE),
    }


def _list_mark(language: Language) -> re.Pattern[str]:
    """The number of a section at the beginning of a line, which answers no question for a number: "5.1 The deposit".

    The number of a date in that language may: "18 February".
    """
    months = "|".join(language.months).title()
    return re.compile(rf"^\s*(?:§\s*)?\d{{1,2}}(?:\.\d{{1,2}})*\.?\s+(?=[A-Z])(?!{months})", re.MULTILINE)


_ANSWERS = {language.code: _answers(language) for language in LANGUAGES}
_LIST_MARKS = {language.code: _list_mark(language) for language in LANGUAGES}

# Words that ask, and tell nothing of what is asked for.
_ASKING = frozenset("according describe document explain give list mention name paper tell text".split())

# An identifier: a long number, or letters and digits together. It has no other forms and no meaning that a vector could
# hold, so it is looked for as it stands: INV-20417, crypto-sha1.
_IDENTIFIER = re.compile(
    r"(?<![\w.,$€£])(?:\d{5,}|(?=[\w./-]{,60}\d)(?=[\w./-]{,60}[^\W\d])\w[\w./-]{2,60}\w)(?![\w%])"
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,80})[\"”“»]")
_KINDS = (
    r"page|p\.|section|sec\.|§|article|art\.|item|note|exhibit|appendix|annex|schedule|chapter|clause|rule|paragraph|"
    r"table|figure|fig\.|part"
)
_LABEL = r"\d+[A-Za-z]?(?:[.-]\d+)*(?:\([a-z0-9]{1,3}\))*|[A-Z](?:[-.]?\d+)+|(?-i:[A-Z]|[IVXLC]+)"
_PLACE = re.compile(rf"(?<![\w.])({_KINDS})\s*({_LABEL})(?![\w%])", re.IGNORECASE)
_FULL_KINDS = {"p.": "page", "sec.": "section", "§": "section", "art.": "article", "fig.": "figure"}

# How a question calls the document that it is asked of.
WORK = (
    r"(?:this|the|these|that)(?: \w+)? (?:documents?|papers?|articles?|reports?|books?|booklets?|manuals?|guides?"
    r"|files?|pdfs?|texts?|study|contract|agreement|letter)"
)
_OVERVIEW = re.compile(
    rf"what(?:['’]s| is| are) {WORK}(?: about)?(?: and .*)?\W*$"
    rf"|what (?:does|do|is) {WORK} (?:propose|cover|describe|argue|present|conclude|deal with|about|do)\W*$"
    rf"|\b(?:main|central|key) (?:idea|point|topic|argument|message|claim)s?\b.*{WORK}"
    rf"|\bsummar(?:y|i[sz]e)\b.*{WORK}|\bwho (?:wrote|made|compiled|published|issued|put together) {WORK}",
    re.IGNORECASE,
)

# A word that says when, or how much: a fiscal period, a month, a day, an amount.
PERIOD = re.compile(
    r"(?:fy|cy|q[1-4]|h[12])[\d'’qfyh]*|[\d.,%$€£/:-]+|\d+-?(?:years?|months?|days?|weeks?|hours?|st|nd|rd|th|[kq])"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?",
    re.IGNORECASE,
)
# A word that is written like a name and is none: one that says when or how much, a unit, a title, a currency, a file
# type, a language, a party to a contract, a term of financial reporting.
NO_NAME = re.compile(
    rf"{PERIOD.pattern}|[\d.,:]+(?:am|pm|x|s|[kmc]m[23]?|[km]?g|ft2?|mph|kwh|[kmgt]b|[kmg]?hz)|(?:ft|m)[23]"
    r"|mr|mrs|ms|miss|dr|prof|sir|usd|eur|gbp|chf|jpy|cny|inr|cad|aud|sek|nok|dkk|pln|i|ok|pdf|csv|json|xml|html"
    r"|english|german|french|spanish|italian|dutch|portuguese|chinese|japanese|russian|arabic|q&a|faq|sec"
    r"|landlord|tenant|less(?:or|ee)|buyer|seller|borrower|lender|employ(?:er|ee)|licens(?:or|ee)|compan(?:y|ies)"
    rf"|part(?:y|ies)|agreement|contract|lease|board|committee|court|government|state|law|{'|'.join(TERMS.values())}",
    re.IGNORECASE,
)


def understand(question: str) -> Query:
    """What a question looks for.

    >>> query = understand("What is the FY2016 COGS for Microsoft? State your answer in USD millions.")
    >>> query.text, query.words
    ('What is the FY2016 COGS for Microsoft?', ('fy2016', 'cogs', 'microsoft'))
    >>> query.implied
    frozenset({<Part.INCOME_STATEMENT: 'income statement'>})
    >>> understand("Using only the balance sheet, how much total assets did Costco have?").named
    frozenset({<Part.BALANCE_SHEET: 'balance sheet'>})
    >>> understand('Where does section 4.2 say "in good faith"?').places
    (Place(kind='section', label='4.2'),)
    """
    text = without_instructions(question)
    return Query(
        question=question,
        text=text,
        words=tuple(word for word in content_words(text) if word not in _ASKING),
        phrases=tuple(" ".join(phrase.split()) for phrase in (*_QUOTED.findall(question), *_identifiers(text))),
        named=frozenset(part for part, titles in TITLES.items() if _has_words(titles, question)),
        implied=frozenset(part for part, terms in TERMS.items() if _has_words(terms, text)),
        places=tuple(
            dict.fromkeys(
                Place(_FULL_KINDS.get(kind.casefold(), kind.casefold()), label) for kind, label in _PLACE.findall(text)
            )
        ),
        overview=_OVERVIEW.search(text) is not None,
        kind=_kind(text),
    )


def _kind(question: str) -> Kind | None:
    """The kind of thing that a question asks for in its language, taken for English where that cannot be told."""
    asked = _asked(language_of(question) or ENGLISH)
    return next((kind for kind, words in asked.items() if _has_words(words, question)), None)


def may_answer(sentence: str, kind: Kind, question: str, language: str = ENGLISH.code) -> bool:
    """Whether a sentence of that language holds something of that kind, other than what the question itself says.

    >>> question = "How many people were employed in 2021?"
    >>> may_answer("It had 412 employees in 2021.", Kind.NUMBER, question)
    True
    >>> may_answer("The people employed in 2021 were many.", Kind.NUMBER, question)
    False
    """
    return any(_answering(sentence, kind, question, language))


def answering_words(sentence: str, kind: Kind, question: str, language: str = ENGLISH.code) -> str:
    """What of a sentence is of that kind and not in the question; "" where that is nothing, or one of several.

    >>> question = "How many people were employed in 2021?"
    >>> answering_words("It had 412 employees in 2021.", Kind.NUMBER, question)
    '412'
    >>> answering_words("It had 412 employees and 7 dogs.", Kind.NUMBER, question)
    ''
    """
    found = list(_answering(sentence, kind, question, language))
    return found[0] if len(found) == 1 else ""


def _answering(sentence: str, kind: Kind, question: str, language: str) -> Iterator[str]:
    """All that a sentence holds of that kind and the question does not, in order."""
    said = question.casefold()
    sentence = _LIST_MARKS[language].sub("", sentence)
    return (found[0] for found in _ANSWERS[language][kind].finditer(sentence) if found[0].casefold() not in said)


def _identifiers(question: str) -> list[str]:
    """The identifiers in a question.

    >>> _identifiers("Was INV-20417 part of EBook #29773 in FY2018, for 3M, by 10-K or at 4.5%?")
    ['INV-20417', '29773']
    >>> _identifiers("第12条规定发票INV-20417的金额是多少？")
    ['INV-20417']
    """
    return [
        word for word in _IDENTIFIER.findall(without_runs(question)) if not NO_NAME.fullmatch(word) or word.isdigit()
    ]


def place_pattern(place: Place) -> re.Pattern[str]:
    """What the line where that place begins begins with: "4.2", "Section 4.2", "§ 4.2" or "sec. 4.2".

    A chapter, section, clause or article may go by its number alone; a note or a table may not.

    >>> bool(place_pattern(Place("section", "4.2")).search("intro\\n4.2 Payment")), \
        bool(place_pattern(Place("note", "12")).search("see Note 12"))
    (True, False)
    """
    kind = rf"(?:{re.escape(place.kind)}|{re.escape(place.kind[:3])}\.)\s*"
    needs_kind = "?" if place.kind in ("section", "chapter", "clause", "article") and place.label[0].isdigit() else ""
    return re.compile(
        rf"^[^\w\n]{{,40}}(?:{kind}|§\s*){needs_kind}{re.escape(place.label)}(?![\w]|[.-]\d)", re.I | re.M
    )


def _has_words(pattern: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None
