"""A question that goes on from those before it, made to stand alone without waiting for a model. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docqa.documents import Turn
from docqa.search.exact import days
from docqa.search.names import YEAR, is_acronym, names
from docqa.search.query import PERIOD, WORK, Query, understand
from docqa.text.languages import ENGLISH, LANGUAGES, Language, language_of
from docqa.text.scripts import is_unspaced
from docqa.text.words import content_words

MAX_WORDS_OF_FOLLOW_UP = 9  # a longer question says itself what it is about
MAX_CHARACTERS_OF_FOLLOW_UP = 18  # in a script without spaces: two a word
MAX_CONTENT_WORDS_OF_PIECE = 2  # "any exceptions?" has as many; what has more says enough by itself
MAX_CHARACTERS_OF_ANSWER = 300  # so much of the answer before is searched with: its gist, not a second document
MAX_QUESTIONS_BACK = 8  # a chain of follow-ups, each going on from the one before, is looked through so far back

# A follow-up may begin with a word that says nothing (a filler), with one that goes on from what was said (an opening),
# or hold one that points back at it.
_FILLER = re.compile(r"\s*(?:so|also|then|ok|okay|now)\b[\s,]+", re.IGNORECASE)
_GOES_ON = {
    language.code: re.compile(
        rf"[\s¿]*(?:{'|'.join(map(re.escape, (*ENGLISH.openings, *language.openings)))})\b[\s,]*", re.IGNORECASE
    )
    for language in LANGUAGES
}
_POINTS_BACK = {language.code: re.compile(language.points_back, re.IGNORECASE) for language in LANGUAGES}
_CLAUSE = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have|had|can|may|must|will|would|should)\b", re.IGNORECASE)
_LINKS = frozenset("in for of at on by with to from the a and fiscal financial year ended quarter question".split())
_WHEN = _LINKS | frozenset("before after earlier later previous prior following next last same months quarters".split())
_PART = r"\b(?:in|within|on) (?:the )?"  # "and in Europe?" asks of a part of Adobe, not of another company

_DOCUMENT = re.compile(WORK, re.IGNORECASE)  # "this paper" is the document, not something said before
_WORD = re.compile(r"\w+")
_CAPITAL_INSIDE = re.compile(r"\s[^\W\d_a-zäöüß]")
_FISCAL_YEAR = re.compile(r"\bFY\s?['’]?(?:20)?(\d\d)\b", re.IGNORECASE)
_IN, _FISCAL = r"\b(?:(?:in|for|during|of) )?", r"(?:fiscal |financial )?"
_AT_AN_END = r"(?=\s*(?:[?.,;:!]|$|and\b))"  # "the year before the lease ends" says itself which
_SAME_YEAR = re.compile(rf"{_IN}(?:(?:that|this)(?: same)?|the same) {_FISCAL}(?:year|period)\b", re.IGNORECASE)
_YEAR_BEFORE = re.compile(
    rf"{_IN}the (?:{_FISCAL}year (?:before|earlier)(?: that)?|(?:previous|prior|preceding|last) {_FISCAL}year)\b"
    rf"{_AT_AN_END}",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    rf"{_IN}the (?:{_FISCAL}year (?:after|later)(?: that)?|(?:following|next) {_FISCAL}year)\b{_AT_AN_END}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A question with what it goes on from."""

    whole: str  # the question made to stand alone; itself, when it does
    texts: tuple[str, ...]  # what to search for: the whole and, unless that says enough, the same with what came before


def follow(query: Query, history: Sequence[Turn]) -> Followed:
    """What a question means behind those before it, oldest first, and what to search for.

    What the documents bear out of the answer before belongs to that: "how large is it?" asks about what was found.
    docs/decisions/0013 has the figures.

    >>> follow(understand("and in 2021?"), [Turn("What was Adobe's revenue in 2022?", "17.6 billion.")]).whole
    "What was Adobe's revenue in 2021?"
    """
    question, history = query.question, history[-MAX_QUESTIONS_BACK:]
    if not history or query.overview:  # "Who wrote this paper?" is about the document, whatever was asked before
        return Followed(question, (question,))
    last, named = history[-1], names(question)
    points_back = _points_back(question, last.question)
    if not points_back and (not _is_short(question) or _has_its_own(query, named)):
        return Followed(question, (question,))
    before = stand_alone(last.question, history[:-1])
    goes_on = points_back or _is_piece(question)
    whole = _with_what_came_before(question, before, last) if goes_on else question
    if whole != question and named and not whole.startswith(before):
        return Followed(whole, (whole,))  # the same was asked of another: what was found for the first says nothing
    says_little = points_back and len(content_words(question)) <= MAX_CONTENT_WORDS_OF_PIECE
    first = whole if says_little else _with_year(question, before, last.answer)
    said = " ".join(filter(None, (before, last.supported[:MAX_CHARACTERS_OF_ANSWER], question)))
    return Followed(whole, tuple(dict.fromkeys((first, said))))  # they are one where nothing before was supported


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it goes on from; as it is when it says itself what it is about.

    >>> earlier = [Turn("What was Adobe's revenue in 2022?", "17.6 billion dollars.")]
    >>> stand_alone("and the year before?", earlier)
    "What was Adobe's revenue in 2021?"
    >>> stand_alone("How much debt did they have in that year?", earlier)
    "What was Adobe's revenue in 2022? How much debt did they have in 2022?"
    >>> stand_alone("What is JSFUNFUZZ?", earlier)
    'What is JSFUNFUZZ?'
    """
    return follow(understand(question), history).whole


def _with_what_came_before(question: str, before: str, last: Turn) -> str:
    """`before` is the question of the turn before, made to stand alone."""
    question = _with_year(question, before, last.answer)
    return _exchanged(question, before) or f"{before} {question}"


def _exchanged(question: str, before: str) -> str | None:
    """The question before with another year, another name or both, where that is all that the new one says.

    >>> _exchanged("and Best Buy in 2021?", "What was Costco's revenue in 2022?")
    "What was Best Buy's revenue in 2021?"
    """
    question = _FISCAL_YEAR.sub(r"20\1", question)
    years, new, old = YEAR.findall(question), names(question), names(before)
    said = {word.casefold() for name in (*years, *new) for word in _WORD.findall(name)}
    if not said or {word.casefold() for word in _WORD.findall(_without_opening(question, before))} - said - _LINKS:
        return None
    if years and (len(set(years)) > 1 or len(set(YEAR.findall(before))) != 1):
        return None  # which of them?
    name = re.search(r"\b" + r"\W+".join(map(re.escape, old)) + r"\b", before)
    if new and not (old and name and _is_like(new[0], old[0]) and not re.search(_PART + re.escape(new[0]), question)):
        return None
    if new and name:
        before = f"{before[: name.start()]}{' '.join(new)}{before[name.end() :]}"
    return YEAR.sub(years[0], before) if years else before


def says_only_when(question: str) -> bool:
    """Whether it asks what was asked before of another time, and says nothing else.

    >>> says_only_when("and in the year before?"), says_only_when("what about May?"), says_only_when("any exceptions?")
    (True, True, False)
    """
    words = content_words(_without_opening(question))
    language = language_of(question) or ENGLISH
    return bool(words) and all(word in _WHEN or word in language.months or PERIOD.fullmatch(word) for word in words)


def _is_like(name: str, other: str) -> bool:
    """Whether one name may stand for the other: both are acronyms, or neither is.

    "and the CEO?" does not ask what was asked of Adobe of a company called CEO.
    """
    return is_acronym(name) == is_acronym(other)


def _points_back(question: str, before: str) -> bool:
    """Whether it has words that only what was said before gives a meaning: "it", "that year", "and ...".

    `before` is the question before it.

    >>> questions = ("and the deposit?", "Is it due?", "Did Adobe raise its dividend?")
    >>> [_points_back(question, "What is the rent?") for question in questions]
    [True, True, False]
    """
    if any(pattern.search(question) for pattern in (_SAME_YEAR, _YEAR_BEFORE, _YEAR_AFTER)):
        return True
    if not _is_short(question):
        return False
    filler = _FILLER.match(question)
    question = _DOCUMENT.sub("", question[filler.end() :] if filler else question)
    if _opening(question, before):
        return True
    language = language_of(question) or ENGLISH
    pointer = _POINTS_BACK[language.code].search(question)
    return pointer is not None and not _has_subject(question[: pointer.start()], language)


def _has_subject(beginning: str, language: Language) -> bool:
    """Whether the words before one that points back say themselves at what: "Did Adobe raise its dividend?"."""
    return bool(_CAPITAL_INSIDE.search(beginning) if language.has_capital_nouns else names(beginning))


def _opening(question: str, before: str = "") -> re.Match[str] | None:
    """How a question begins that goes on from the one before, in its language, in that one's, or in English."""
    languages = (language_of(question), language_of(before), ENGLISH)
    found = (_GOES_ON[language.code].match(question) for language in languages if language)
    return next((opening for opening in found if opening), None)


def _without_opening(question: str, before: str = "") -> str:
    """The question behind such an opening; all of it where it begins otherwise."""
    return question[opening.end() :] if (opening := _opening(question, before)) else question


def _is_short(question: str) -> bool:
    if is_unspaced(question):
        return len(question) <= MAX_CHARACTERS_OF_FOLLOW_UP
    return len(question.split()) <= MAX_WORDS_OF_FOLLOW_UP


def _is_piece(question: str) -> bool:
    """Whether it is a piece of a question: "any exceptions?", "in 2021", "how many employees?"."""
    if language_of(question) not in (ENGLISH, None):  # what makes a clause is known of English alone
        return False
    says_little = _is_short(question) and len(content_words(question)) <= MAX_CONTENT_WORDS_OF_PIECE
    return says_little and not _CLAUSE.search(question)


def _has_its_own(query: Query, named: Sequence[str]) -> bool:
    """Whether a question names, quotes or points at something itself; two letters are hardly a name, a day is none."""
    exact = set(query.exact).difference(days(query.text))
    return bool(query.quoted or exact or query.places or any(len(name) > 2 for name in named))


def _with_year(question: str, *before: str) -> str:
    """The question with the year that it means, the last of what was said before, in the place of "that year"."""
    years = next((found for said in before if (found := YEAR.findall(said))), None)
    if years:
        year = int(years[-1])
        for pattern, meant in ((_SAME_YEAR, year), (_YEAR_BEFORE, year - 1), (_YEAR_AFTER, year + 1)):
            question = pattern.sub(f"in {meant}", question)
    return question
