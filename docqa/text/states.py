"""The states of the USA by the two capitals of their postal addresses: "PA" is Pennsylvania. Pure.

Tables of the USA have rows for states, called by these as often as by their names. No other list is so short, so well
known and so seldom spelled out beside it; countries by their codes are not ("DE", "IT" are words, "CH" a chapter).
"""

import re
from collections.abc import Iterator, Mapping

from docqa.text.languages import LANGUAGES

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
_SHORT = {name.casefold(): short for short, name in STATES.items()}
_DISTRICT = "DC"
_NAME = re.compile(
    rf"\b(?:(?P<district>(?:Washington,? )?D\.C\.|Washington,? DC\b)"
    rf"|(?P<name>{'|'.join(sorted(STATES.values(), key=len, reverse=True))})\b)",
    re.IGNORECASE,
)
# Names that go on are of towns, people, rivers and firms: "Kansas City", "George Washington", "Texas Instruments".
_CITY = re.compile(r" city\b", re.IGNORECASE)
_GOES_ON = re.compile(r" (?!State\b(?! [A-Z]))[A-Z][a-z]")
_GOES_BEFORE = re.compile(r"(?<![\w'’-])[A-Z][\w'’-]*\.? \Z")
MAX_CHARACTERS_BEFORE = 30  # of a name that are looked at
_SMALL_WORDS = frozenset[str]().union(*(language.stop_words for language in LANGUAGES))
# Written like a title, where capitals tell nothing: many words with them, and without them at most small ones.
_TITLE = re.compile(r"(?!.*\b[a-zß-öø-ÿ]{4})(?:.*?\b[A-Z][a-z]+\b){5}", re.DOTALL)
# "IN", "OR", "ME", "OK", "HI" are words: within a line of capitals none is a state.
_CAPITALS = re.compile(
    rf"(?<![\w.&'’/-])(?<![A-Z] )(?P<short>{'|'.join(STATES)})(?![\w&'’/-]|\.\w|(?:[,;:]? |\.)[A-Z]{{2}})"
)


def states_by_other_name(question: str) -> dict[str, tuple[str, ...]]:
    """What a text may say in the place of the states that a question names, each with the question's words for it.

    >>> states_by_other_name("Who won west Virginia and PA?")
    {'WV': ('west', 'virginia'), 'Pennsylvania': ('pa',)}
    >>> states_by_other_name("Is it OK?"), states_by_other_name("WHO WON IN PA?")
    ({'Oklahoma': ('ok',)}, {})
    >>> states_by_other_name("Was it Kansas City, northern or Southern California, or did George Washington say so?")
    {}
    """
    found: dict[str, tuple[str, ...]] = {}
    for _, short, name in _named(question):
        found[short] = tuple(dict.fromkeys((*found.get(short, ()), *re.findall(r"\w+", name.casefold()))))
        if short == _DISTRICT:
            found[STATES[short]] = found[short]
    if not question.isupper():
        for capitals in _CAPITALS.finditer(question):
            found.setdefault(STATES[capitals["short"]], (capitals["short"].casefold(),))
    return found


def states_in(text: str, otherwise: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where a text has one of those, and the question's words for it.

    >>> list(states_in("PA 19 19", {"PA": ("pennsylvania",)}))
    [(0, ('pennsylvania',))]
    >>> list(states_in("VOTES CAST IN MAINE, in short", {"IN": ("indiana",)}))
    []
    """
    if not otherwise:
        return
    for capitals in _CAPITALS.finditer(text):
        if own := otherwise.get(capitals["short"]):
            yield capitals.start(), own
    for start, short, _ in _named(text):
        if own := otherwise.get(STATES[short]):
            yield start, own


def with_states(text: str, otherwise: Mapping[str, tuple[str, ...]]) -> str:
    """A text with its states as the question names them: for models, which know few of the capitals.

    >>> with_states("PA · Votes: 19; OH: 17", states_by_other_name("Who won Pennsylvania?"))
    'Pennsylvania · Votes: 19; OH: 17'
    """

    def named(found: re.Match[str]) -> str:
        words = otherwise.get(found["short"])
        return " ".join(words).title() if words else found[0]

    return _CAPITALS.sub(named, text) if otherwise else text


def _named(text: str) -> Iterator[tuple[int, str, str]]:
    """Where a text names a state, its two capitals, and the words of it; not where the name is part of another one."""
    is_title = _TITLE.match(text) is not None
    for found in _NAME.finditer(text):
        if found["district"]:
            yield found.start(), _DISTRICT, found[0]
            continue
        before = _GOES_BEFORE.search(text[max(0, found.start() - MAX_CHARACTERS_BEFORE) : found.start()])
        is_part = _GOES_ON.match(text, found.end()) or (before and before[0].strip(" .").casefold() not in _SMALL_WORDS)
        if not _CITY.match(text, found.end()) and (is_title or not is_part):
            yield found.start(), _SHORT[found[0].casefold()], found[0]
