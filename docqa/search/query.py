"""What a question looks for: its words, quotations and places, and the kind of thing that would answer it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import dropwhile, islice, takewhile

from docqa.search.dimensions import dimensions_asked, fits, measured
from docqa.search.exact import Exact, amounts, dates, days, identifiers, quoted
from docqa.search.finance import TERMS, TITLES, Part, spelled_out
from docqa.search.instructions import without_instructions
from docqa.search.places import KINDS, NEVER_ALONE, NUMBER_SIGN, Place, places, without_places
from docqa.text.figures import REFERENCE_MARK
from docqa.text.languages import (
    ENGLISH,
    GERMAN,
    HAN_SAYS,
    KNOWN_PLACES,
    LANGUAGES,
    Language,
    PlaceWords,
    language_of,
)
from docqa.text.scripts import without_runs
from docqa.text.words import content_words, placed_words, singular, spoken_words, stem


class Kind(StrEnum):
    """The kind of thing that answers a question, where its words give it away."""

    AGE = "age"
    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Query:
    """What a question looks for, as code can tell from its words."""

    question: str  # as it was asked
    text: str  # without what it says about the form of its answer
    words: tuple[str, ...]  # its content words, lower case, each once
    quoted: tuple[Exact, ...]  # what it quotes
    exact: tuple[Exact, ...]  # its identifiers, amounts and dates: to be found as they are, too
    named: frozenset[Part]  # the financial statements that it names
    implied: frozenset[Part]  # those that hold the figures it asks for, by its terms
    places: tuple[Place, ...]  # the pages, sections and so on that it points at
    beside_places: frozenset[str]  # its content words beside these, without "says" and the like: what it asks of them
    overview: bool  # whether it asks what the document as a whole is
    asks_head: bool  # whether it asks what stands at its head: who made it and when, its title
    asks_where: bool  # whether it speaks of pages, chapters and the like, which a table of contents tells of
    asks_works: bool  # whether it speaks of works that are cited, which a list at the end tells of
    kind: Kind | None  # what kind of thing would answer it; None where its words do not tell


_CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-Ž]"
_NAME = rf"{_CAPITAL}(?!{_CAPITAL})[^\W\d_]+"
_INITIALS = rf"(?:{_CAPITAL}\.[ -]?)+"
# Between two of a person's names: "Mike ter Maat". Not those that stand between other nouns of the language as often:
# "Liste von Orten", "de Enero al Viernes".
_PARTICLES = {
    ENGLISH.code: "al|bin|d[aei]|de la|den|der|dos|du|ibn|te[nr]|van(?: de[nr]?)?|von(?: de[mnr])?|zu",
    GERMAN.code: "al|de|de la|di|dos|ibn|te[nr]|van(?: de[nr]?)?",
}
_PARTICLES_ELSEWHERE = "bin|den|der|ibn|te[nr]|van(?: de[nr]?)?|von(?: de[mnr])?|zu"


def _person(particles: str) -> re.Pattern[str]:
    """Two capitals that do not begin a sentence, a particle between them or not; or an initial before or between."""
    last = rf"(?:(?:{particles}) )?{_NAME}"
    return re.compile(
        rf"(?<=[^\W\d_A-Z] |[,;] )(?:(?:Mr|Mrs|Ms|Dr|Sir)\.? )?{_NAME}(?: {_CAPITAL}\.?)* {last}"
        rf"|(?<=[^\W\d_A-Z] |[,;:] ){_INITIALS}{last}|\b{_NAME} {_INITIALS}{last}"
    )


_CURRENCIES = (
    "USD EUR GBP CHF AUD CAD NZD JPY CNY HKD SGD INR SEK NOK DKK PLN CZK HUF RON TRY ZAR BRL MXN COP ARS".split()
)
_CODE = rf"[A-Za-z](?<!{'|'.join(_CURRENCIES)})(?<!Rs|Fr|kr)(?<!\bR)"  # before a digit: "HCBS12345" is no number
_CLOCK = r"(?<![\d:])\d{1,2}:[0-5]\d(?![\d:])|\b\d{1,2}(?::[0-5]\d)?\s?(?:[ap]\.?m\b|uhr\b)"
MAX_CHARACTERS_TO_YEAR = 30  # characters, from the word for a birth
MAX_WORDS_OF_AGE = 4  # words: "quatre-vingt-dix-sept"
_DD, _MM = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_DAY = r"\d{1,2}(?P<between>[./-])\d{1,2}(?P=between)(?:\d\d|\d{4})\b"  # in figures
_IN_SHARES = "|".join(language.lists.shares for language in LANGUAGES)  # "10/12 votes" is no day


def _asked(language: Language) -> dict[Kind, str]:
    """How a question of that language asks for something of each kind."""
    return {
        Kind.AGE: language.asks_age,  # which may ask for a number, too
        Kind.NUMBER: language.asks_number,
        Kind.DATE: language.asks_date,
        Kind.PERSON: language.asks_person,
        Kind.REASON: language.asks_reason,
    }


def _answers(language: Language) -> dict[Kind, re.Pattern[str]]:
    """What a sentence of that language holds that answers a question for each kind."""
    numerals, days = "|".join((*language.numbers, *language.numerals)), "|".join((*language.months, *language.weekdays))
    day = rf"(?:{_DD}/{_MM}|{_MM}/{_DD})\b(?:(?<=\bon \d\d/\d\d)|(?! (?:{_IN_SHARES})\b))"
    if language in (ENGLISH, GERMAN):  # there a month has a capital: "fees may apply" tells no day
        days = f"(?-i:{days.title()}|{days.upper()})"
    number = (  # of so few words that none is read again for each of those before it
        rf"(?<![\w.,/-])(?:\d{{1,3}}(?:[.,]\d)?(?:\s?(?:[-–]|to|bis|à|a)\s?\d{{1,3}})?"
        rf"|(?:(?:{numerals})[\s-]?){{1,{MAX_WORDS_OF_AGE}}}(?<![\s-]))"
    )
    has, years = language.around_age
    return {
        Kind.AGE: re.compile(
            rf"{number}(?:{language.behind_age})(?!\w)|\b(?:{has})\s{number}\s(?:{years})(?!\w)"
            rf"|\b(?:{language.before_age})[^\w.,;?!]{{1,4}}{number}(?!\w|\s?%|[.,/]\d)"
            rf"|\b(?:{language.tells_birth})(?!\w)[^;]{{0,{MAX_CHARACTERS_TO_YEAR}}}?(?:\b(?:1[5-9]|20)\d\d\b|\b{_DAY})",
            re.IGNORECASE,
        ),
        Kind.NUMBER: re.compile(  # a year, a date or a number of an account is no answer to "how many"
            rf"(?!\b(?:19|20)\d\d\b(?![.,]\d))(?!{_DAY}|{day})(?!\d+-\d+-\d)(?<![\d.,])(?<!\d[/-])"
            rf"(?<!{_CODE})\d(?:[\d.,]*\d)?|\b(?:{numerals})\b",
            re.IGNORECASE,
        ),
        Kind.DATE: re.compile(rf"\b{_DAY}|\b(?:1[5-9]|20)\d\d\b|\b(?:{days})\b|{_CLOCK}", re.IGNORECASE),
        Kind.PERSON: _person(_PARTICLES.get(language.code, _PARTICLES_ELSEWHERE)),
        Kind.REASON: re.compile(rf"\b(?:{language.tells_reason})\b", re.IGNORECASE),
    }


def _list_mark(language: Language) -> re.Pattern[str]:
    """The number of a section at the beginning of a line, which answers no question for a number: "5.1 The deposit".

    The number of a date in that language may: "18 February". German has capitals behind every number: "24 Monate".
    """
    months = "|".join(language.months).title()
    number = r"\d{1,2}(?:\.\d{1,2})*"
    marks = rf"{number}\.|\d{{1,2}}(?:\.\d{{1,2}})+" if language is GERMAN else rf"{number}\.?"
    return re.compile(rf"^\s*(?:§\s*{number}\.?|{marks})\s+(?=[A-Z])(?!{months})", re.MULTILINE)


_ANSWERS = {language.code: _answers(language) for language in LANGUAGES}
_LIST_MARKS = {language.code: _list_mark(language) for language in LANGUAGES}

# Words that ask, and tell nothing of what is asked for; and those that do where they stand so: "name the parties", "in
# this paper", but not "the guest list".
_ASKING = frozenset("according describe explain mention tell".split())
_ASKS_FOR = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|will you)\W+)*(?:give|list|name)\b|\bname (?=of\b)"
    r"|\b(?:this|the|that) (?:document|paper|text)"
    r"(?=\W*$|[,.;:?!]|\s+(?:about|and|as|at|does|for|from|give|has|have|in|is|name|list|mention|of|on|or|says?|tell|to"
    r"|was|with)\b)",
    re.IGNORECASE,
)

_SAYS = re.compile(
    rf"\b(?:{'|'.join(sorted(word for language in KNOWN_PLACES for word in language.says))})\b|(?:{HAN_SAYS})+",
    re.IGNORECASE,
)

_WHERE = re.compile(
    rf"\b(?:{'|'.join(KINDS[kind] for kind in ('page', 'section', 'chapter', 'annex', 'appendix'))})s?\b|\bcontents\b",
    re.IGNORECASE,
)
_ON_DAY = re.compile(r"\bon (?:the )?(\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)  # time sheets say "25"
# What may be called by a number: "Form 8885", "Table 3".
_CALLED_BY_NUMBER = re.compile(
    rf"{'|'.join(words for kind, words in KINDS.items() if kind not in NEVER_ALONE)}"
    r"|forms?|formular|formulaire|formulario|publication|pub\.|lines?|zeile|ligne|línea",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(rf"([^\W\d_]+\.?)\s+{NUMBER_SIGN}(?:[A-Z]-)?\Z", re.IGNORECASE)
_NUMBER_OF_NAME = re.compile(r"\d{1,4}")
_LINE_OF_FORM = re.compile(r"\d{1,2}(?=[a-f]\b)")  # "11b"
MAX_CHARACTERS_BEFORE = 30  # of a number that are looked at
_COUNTED = re.compile(r"\bhow many ([^\W\d][\w ]*)", re.IGNORECASE)
_ASKS_THING = {
    language.code: re.compile(
        rf"\W*(?:{'|'.join((*language.conjunctions, 'so'))})?\W*(?:{language.asks_thing})\b", re.IGNORECASE
    )
    for language in LANGUAGES
}
# What ends the name of a thing besides the small words: "the balance after the fee".
_BEHIND_THING = frozenset(
    "above after before below between during per since through under until within without".split()
)
_YES_OR_NO = re.compile(
    r"\W*(?:(?:and|but|or|so)\W+)?(?:am|is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|shall|should"
    r"|will|would)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\bor\b", re.IGNORECASE)  # "water or power?"
_NO_COUNT = re.compile(  # money, shares, and ordinals: "3rd grade"
    r"[$€£¥]\s?\d[\d.,]*|\b(?<!\d[.,])\d++(?>(?:[.,]++\d++)*)(?:\s?[€£¥]|\s?%|\s(?:percent|per cent)\b|(?<=[.,]\d\d)\b)"
    r"|\b\d+(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b\d[\d,]* (?P<of>[a-z]{2,}(?<!s)s)\b")  # "42 countries"
_COUNTERS = frozenset("copy item piece set unit".split())  # of whatever is counted: "Modules: 806 pieces"
_OF_ANY_NAME = frozenset("people person individual thing item time".split())  # "employees" are people
# What is told by a sign, "5%", and what else may be in parts, "7.25 hours", which is no money then.
_TOLD_BY_SIGNS = frozenset("dollar euro pound cent penny yen percent".split())
_MEASURES = _TOLD_BY_SIGNS | frozenset(
    "hour day week month year mile kilometer kilometre meter metre foot feet inch acre hectare ton tonne kilogram gram "
    "liter litre gallon point".split()
)
_WORKS = re.compile(rf"\b(?:{'|'.join(language.asks_works for language in LANGUAGES)})", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,80})[\"”“»]")
# How a question calls the document that it is asked of.
WORK = (
    r"(?:this|the|these|that)(?: \w+)? (?:documents?|papers?|articles?|reports?|books?|booklets?|manuals?|guides?"
    r"|files?|pdfs?|texts?|study|contract|agreement|letter)"
)
_OVERVIEW = re.compile(
    rf"what(?:['’]s| is| are) {WORK}(?: about)?(?: and .*)?\W*$"
    rf"|what (?:does|do|is) {WORK} (?:propose|cover|describe|argue|present|conclude|deal with|about|do)\W*$"
    rf"|\b(?:main|central|key) (?:idea|point|topic|argument|message|claim)s?\b.*{WORK}"
    rf"|\bsummar(?:y|i[sz]e)\b.*{WORK}",
    re.IGNORECASE,
)
_MADE = r"(?:written|made|compiled|published|issued|released|put together)"
# With what kind or name of document it is: "the Acme annual report".
_THIS = (
    rf"(?:{WORK}|(?:this|the|that)(?: [\w'’&-]+){{2}} (?:document|paper|article|report|book|manual|guide|letter)|this)"
)
_HEAD = re.compile(
    rf"\bwho (?:wrote|made|compiled|published|issued|put together|(?:has|had) written) {_THIS}\W*$"
    rf"|\bwho (?:was|is) {_THIS} (?:{_MADE} )?by\W*$|\bby whom (?:was|is) {_THIS} {_MADE}\W*$"
    rf"|\bwho(?:['’]s| is| are| was| were) the (?:author|editor|publisher|writer)s?(?: of {_THIS})?\W*$"
    rf"|\bwhen (?:was|is) {_THIS} (?:{_MADE}|dated)\W*$"
    rf"|\bwhat(?:['’]s| is| was) the (?:title|date|publication date) of {_THIS}\W*$"
    rf"|\bwhat(?:['’]s| is) {_THIS} and who (?:made|wrote|published|issued|put) (?:it|this)(?: together)?\W*$",
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
    beside = without_places(text)
    asks_head = _HEAD.search(text) is not None
    return Query(
        question=question,
        text=text,
        words=_words(text),
        quoted=tuple(quoted(" ".join(phrase.split())) for phrase in _QUOTED.findall(question)),
        exact=(*_identifiers(beside), *amounts(beside), *dates(beside), *days(beside)),
        named=frozenset(part for part, titles in TITLES.items() if _has_words(titles, question)),
        implied=frozenset(part for part, terms in TERMS.items() if _has_words(terms, text)),
        places=places(text),
        beside_places=_asked_of_places(text),
        overview=asks_head or _OVERVIEW.search(text) is not None,
        asks_head=asks_head,
        asks_where=_WHERE.search(question) is not None,
        asks_works=_WORKS.search(question) is not None,
        kind=_kind(text),
    )


def as_in_tables(query: Query) -> Query:
    """The query with its fiscal years and abbreviations as tables have them.

    >>> as_in_tables(understand("What was the FY2016 COGS?")).words
    ('2016', 'cost', 'goods', 'sold')
    >>> as_in_tables(understand("What was paid on the 25th?")).words
    ('paid', '25th', '25')
    """
    text = _ON_DAY.sub(r"\g<0> \1", spelled_out(query.text))
    return query if text == query.text else replace(query, text=text, words=_words(text))


def _words(text: str) -> tuple[str, ...]:
    """Its content words without those that ask.

    >>> _words("Please list the fees in this paper"), _words("What is the name of the paper size on the list?")
    (('fees',), ('paper', 'size', 'list'))
    """
    return tuple(word for word in content_words(_ASKS_FOR.sub(" ", text)) if word not in _ASKING)


def _asked_of_places(question: str) -> frozenset[str]:
    """What a question asks of the places that it names, without "says" and the like and the small words beside that.

    >>> _asked_of_places("Que prévoit l'annexe II ?"), _asked_of_places("What is the rent in clause 4?")
    (frozenset(), frozenset({'rent'}))
    """
    words = frozenset(content_words(_SAYS.sub(" ", without_places(question)))) - _ASKING
    said = set(question.casefold().split())
    small = {
        word
        for language in KNOWN_PLACES
        if isinstance(language, PlaceWords) or said & language.says
        for word in language.stop_words
    }
    return frozenset(word for word in words - small if len(word) > 1 or not word.isascii() or word.isdigit())


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
    >>> may_answer("Fees per employee: 36.75", Kind.NUMBER, question)
    False
    >>> [may_answer(text, Kind.NUMBER, question) for text in ("Tax number 20-14096560-0", "On 18/07", "AB12345")]
    [False, False, False]
    >>> shares = "Passed by 10/12 votes", "45/50 votes", "On 10/12 members left", "10/12 rent was paid", "24/07 Bus"
    >>> [may_answer(text, Kind.NUMBER, "How many?") for text in shares]
    [True, True, False, False, False]
    >>> called = "See Form 8885 . . . 11b", "Table 3 and Pub. 556 say more", "The form costs 12.50"
    >>> [may_answer(text, Kind.NUMBER, "How much?") for text in called]
    [False, False, True]
    >>> may_answer("It had 9% more people.", Kind.NUMBER, question), may_answer("In 3rd grade", Kind.NUMBER, question)
    (False, False)
    >>> [may_answer(f"Bake it at {heat}.", Kind.NUMBER, "How hot is the oven?") for heat in ("200°", "step 2", "once")]
    [True, False, False]
    >>> [may_answer("Mill Lane 12.50", Kind.NUMBER, f"How many {what} is it?") for what in ("mills", "miles", "euros")]
    [False, True, True]
    >>> ages = "34 years old", "a 34-year-old", "Age: 34", "Born on 3 May 1990", "34", "Page 34", "For 3 years"
    >>> [may_answer(text, Kind.AGE, "How old is she?") for text in ages]
    [True, True, True, True, False, False, False]
    >>> may_answer("Employed: 09/10/21", Kind.NUMBER, question), may_answer("Employed: 09/10/21", Kind.DATE, question)
    (False, True)
    >>> [may_answer(text, Kind.NUMBER, "Wie lange?", "de") for text in ("24 Monate", "24. Monate", "§ 24 Kündigung")]
    [True, False, False]
    >>> [may_answer(text, Kind.DATE, "When did the meeting end?") for text in ("At 21:27", "In May", "Fees may apply")]
    [True, True, False]
    >>> [may_answer(f"{who}.", Kind.PERSON, "Who was away?") for who in ("Absent: B. Gone", "Of René Öz", "Away: All")]
    [True, True, False]
    >>> [may_answer(who, Kind.PERSON, "Who?") for who in ("By Mike ter Maat", "by J. van der Berg", "by Bank of Wales")]
    [True, True, False]
    >>> may_answer("die Liste von Orten", Kind.PERSON, "Wer?", "de"), may_answer("Banco de Oro", Kind.PERSON, "", "es")
    (False, False)
    >>> may_answer("de Enero al Viernes", Kind.PERSON, "", "es"), may_answer("ob Anna du Jan", Kind.PERSON, "", "de")
    (False, False)
    """
    return any(_answering(sentence, kind, question, language))


def says_what_is_counted(text: str, question: str) -> bool:
    """Whether a text names what the question asks the number of, where it does: one of the two words behind "how many".

    A number beside other words may be of a street or of a page. People are called many things, "twice" are times, and
    "$5" are dollars.

    >>> question = "How many cargo ships do they own?"
    >>> [says_what_is_counted(text, question) for text in ("They own 30 ships.", "30, Shipping Lane", "30 people")]
    [True, False, False]
    >>> says_what_is_counted("We have 412 employees.", "How many people work there?")
    True
    >>> says_what_is_counted("The fee is $5.", "How many dollars is the fee?")
    True
    """
    named = _counted(question)
    if not named or named & ({"people", "time"} | _TOLD_BY_SIGNS):
        return True
    return not named.isdisjoint(singular(word, ENGLISH.code) for word in re.findall(r"\w+", text.lower()))


def asks_whether(question: str) -> bool:
    """Whether an English question asks for a yes or a no.

    >>> [asks_whether(question) for question in ("Are pets allowed?", "And may I sublet?", "Which pets are allowed?")]
    [True, True, False]
    """
    return _YES_OR_NO.match(question) is not None


def says_more(text: str, question: str) -> bool:
    """Whether a text says anything that the question does not. One that asks whether, or which of two, says it itself.

    >>> [says_more("Every 3 weeks", asked) for asked in ("What is given every 3 weeks?", "Is it given every 3 weeks?")]
    [False, True]
    >>> says_more("200 mg every 3 weeks", "What is given every 3 weeks?")
    True
    """
    if asks_whether(question) or _WHICH.search(question):
        return True
    said = {stem(word) for word in spoken_words(question)} | ENGLISH.stop_words
    return any(word not in said for _, word in placed_words(text))


def thing_asked(question: str) -> tuple[str, ...]:
    """The words of what a question asks for by its name, behind "what is the"; none where it asks otherwise.

    Not those that documents seldom say of it: a deposit is its amount, and an address stands below a name.

    >>> thing_asked("What is the federal minimum wage of 2020?"), thing_asked("What is the tenant's phone number?")
    (('federal', 'minimum', 'wage'), ('tenant', 'phone'))
    >>> thing_asked("Wie hoch ist die Abfindung nach dem Tarif?"), thing_asked("¿Cuál es el importe de la renta?")
    (('abfindung',), ())
    >>> thing_asked("What was the balance after the rent?"), thing_asked("What happens to the deposit?")
    (('balance',), ())
    """
    language = language_of(question) or ENGLISH
    asks = _ASKS_THING[language.code].match(question)
    if asks is None:
        return ()
    rest = dropwhile(language.stop_words.__contains__, spoken_words(question[asks.end() :]))
    named = takewhile(lambda word: word not in language.stop_words | _BEHIND_THING, rest)
    return tuple(word for word in named if len(word) > 1 and word.isalpha() and word not in language.seldom_said)


def _counted(question: str) -> frozenset[str]:
    """The words for what a question asks the number of, two at most; none where it does not."""
    asked = _COUNTED.search(question)
    words = takewhile(lambda word: word not in ENGLISH.stop_words, asked[1].lower().split()) if asked else ()
    return frozenset(singular(word, ENGLISH.code) for word in islice(words, 2))


def answering_words(sentence: str, kind: Kind, question: str, language: str = ENGLISH.code) -> str:
    """What of a sentence is of that kind and not in the question; "" where that is nothing, or one of several.

    >>> question = "How many people were employed in 2021?"
    >>> answering_words("It had 412 employees in 2021.", Kind.NUMBER, question)
    '412'
    >>> answering_words("It had 412 employees and 7 dogs.", Kind.NUMBER, question)
    ''
    >>> answering_words("With 42 offices for its employees: 412", Kind.NUMBER, "How many employees are there?")
    '412'
    """
    found = list(_answering(sentence, kind, question, language))
    return found[0] if len(found) == 1 else ""


def _answering(sentence: str, kind: Kind, question: str, language: str) -> Iterator[str]:
    """All that a sentence holds of that kind and the question does not, in order."""
    said = question.casefold()
    sentence = re.sub(REFERENCE_MARK, " ", _LIST_MARKS[language].sub("", sentence))
    if kind is Kind.NUMBER and (counted := _counted(question)) and not counted & _MEASURES:
        sentence = _NO_COUNT.sub(" ", sentence)
        if not counted & _OF_ANY_NAME:
            own = counted | _COUNTERS
            sentence = _COUNT.sub(
                lambda found: found[0] if singular(found["of"], ENGLISH.code) in own else " ", sentence
            )
    wanted = dimensions_asked(question) if kind is Kind.NUMBER else frozenset()
    return (
        found[0]
        for found in _ANSWERS[language][kind].finditer(sentence)
        if found[0].casefold() not in said
        and (not wanted or fits(sentence, *found.span(), wanted))
        and not (kind is Kind.NUMBER and _is_label(sentence, found))
    )


def _is_label(sentence: str, number: re.Match[str]) -> bool:
    """Whether a number is what a place, a form or the line of a form is called, and no amount.

    >>> number = re.compile(r"\\d[\\d.]*")
    >>> [_is_label(text, number.search(text)) for text in ("Form 12 is", "Fees 12b is", "Fees 12 is")]
    [True, True, False]
    >>> [_is_label(text, number.search(text)) for text in ("Table 12.50", "Table 80 cm", "It was $1b")]
    [False, False, False]
    """
    if measured(sentence, *number.span()):
        return False
    if _LINE_OF_FORM.match(sentence, number.start()):
        return True
    before = _WORD_BEFORE.search(sentence, max(0, number.start() - MAX_CHARACTERS_BEFORE), number.start())
    is_called = before is not None and _CALLED_BY_NUMBER.fullmatch(before[1]) is not None
    return is_called and _NUMBER_OF_NAME.fullmatch(number[0]) is not None


def _identifiers(question: str) -> list[Exact]:
    """The identifiers in a question.

    >>> [one.written for one in _identifiers("Was INV-20417 of EBook #29773 in FY2018, for 3M, by 10-K or at 4.5%?")]
    ['INV-20417', '29773']
    >>> [one.written for one in _identifiers("第12条规定发票INV-20417的金额是多少？")]
    ['INV-20417']
    """
    found = identifiers(without_runs(question))
    return [one for one in found if not NO_NAME.fullmatch(one.written) or one.written.isdigit()]


def _has_words(pattern: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None
