"""The states of the USA by the two capitals of their postal addresses: "PA" is Pennsylvania. Pure.

Tables of the USA have rows for states, called by these as often as by their names. No other list is so short, so well
known and so seldom spelled out beside it; countries by their codes are not ("DE", "IT" are words, "CH" a chapter).
"""

import re
from collections.abc import Iterator, Mapping

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
_NAME = re.compile(rf"\b(?:{'|'.join(sorted(STATES.values(), key=len, reverse=True))})\b", re.IGNORECASE)
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
    """
    found = {_SHORT[name[0].casefold()]: tuple(name[0].casefold().split()) for name in _NAME.finditer(question)}
    if not question.isupper():
        found |= {STATES[short["short"]]: (short["short"].casefold(),) for short in _CAPITALS.finditer(question)}
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
    for short in _CAPITALS.finditer(text):
        if short["short"] in otherwise:
            yield short.start(), otherwise[short["short"]]
    for name in _NAME.finditer(text):
        if STATES[_SHORT[name[0].casefold()]] in otherwise:
            yield name.start(), otherwise[STATES[_SHORT[name[0].casefold()]]]


def with_states(text: str, otherwise: Mapping[str, tuple[str, ...]]) -> str:
    """A text with its states as the question names them: for models, which know few of the capitals.

    >>> with_states("PA · Votes: 19; OH: 17", states_by_other_name("Who won Pennsylvania?"))
    'Pennsylvania · Votes: 19; OH: 17'
    """

    def named(found: re.Match[str]) -> str:
        words = otherwise.get(found["short"])
        return " ".join(words).title() if words else found[0]

    return _CAPITALS.sub(named, text) if otherwise else text
