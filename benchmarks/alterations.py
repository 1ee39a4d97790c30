"""True sentences made false by rule: one thing altered (a number, a name, a direction ...), or two at once. Pure.

An alteration that would be no change, that might leave the sentence true, or that its rule finds nothing for, is none.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """What is altered."""

    NUMBER = "number"
    UNIT = "unit"
    SCALE = "scale"  # thousand, million, billion
    DATE = "date"  # a year, a month, a day, a weekday, a time
    NAME = "name"  # another name of the same page
    NEGATION = "negation"
    DIRECTION = "direction"  # rose and fell, more and less, before and after
    ROW = "row"  # the number of the next row of a table, in the same column
    COLUMN = "column"  # another number of the same row
    SEVERAL = "several"  # two of those, which cannot make up for each other


@dataclass(frozen=True, slots=True)
class Fact:
    """A true sentence, and where it stands: `evidence` are words of `page_text`, which may wrap there."""

    id: str
    question: str
    sentence: str
    evidence: str
    page_text: str
    is_cell: bool = False  # about a cell of a table


@dataclass(frozen=True, slots=True)
class Edit:
    """`sentence[start:end]` becomes `text`."""

    start: int
    end: int
    text: str


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPELLED = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
SCALES = (
    ("thousand", "million"), ("million", "billion"), ("billion", "million"), ("trillion", "billion"),
    ("M", "B"), ("B", "M"), ("K", "M"), ("T", "B"),
)  # fmt: skip
UNITS = (
    ("$", "€"), ("£", "$"), ("%", " basis points"), ("basis points", "percent"), ("percent", "basis points"),
    ("minutes", "hours"), ("hours", "days"), ("days", "weeks"), ("weeks", "months"), ("months", "years"),
    ("years", "months"), ("feet", "metres"), ("acres", "square miles"), ("a week", "a day"), ("per week", "per day"),
    ("per year", "per month"), ("a year", "a month"), ("cycles", "seconds"),
)  # fmt: skip
DIRECTIONS = (
    ("rose", "fell"), ("grew", "shrank"), ("increased", "decreased"), ("increase", "decrease"), ("higher", "lower"),
    ("more than", "less than"), ("more", "less"), ("before", "after"), ("above", "below"), ("at least", "at most"),
    ("better", "worse"), ("gain", "loss"), ("growth", "decline"), ("net income", "net loss"),
    ("operating income", "operating loss"), ("earned", "lost"), ("improved", "worsened"), ("minimum", "maximum"),
    ("improvement", "deterioration"), ("starts", "finishes"), ("reduced", "raised"), ("oldest", "newest"),
    ("down from", "up from"), ("down", "up"), ("most", "least"),
)  # fmt: skip
ONE_WAY = (
    ("earnings", "losses"), ("begin", "end"), ("outperforms", "falls behind"), ("trails behind", "is ahead of"),
)  # fmt: skip
# What a verb says when it is denied. A verb that may be a noun too ("cost") has to stand after lower-case words.
DENIED = {
    "rose": "rise", "fell": "fall", "grew": "grow", "increased": "increase", "decreased": "decrease", "came": "come",
    "reached": "reach", "cost": "cost", "lost": "lose", "earned": "earn", "supervised": "supervise", "took": "take",
    "learned": "learn", "studied": "study", "ranged": "range", "finished": "finish", "contributed": "contribute",
    "provided": "provide", "opened": "open", "completed": "complete", "worked": "work", "agreed": "agree",
    "reported": "report", "totaled": "total", "closed": "close", "reduced": "reduce", "suffered": "suffer",
    "amounted": "amount", "spent": "spend",
}  # fmt: skip
PRESENT = {
    "lasts": "last", "holds": "hold", "covers": "cover", "returns": "return", "starts": "start", "finishes": "finish",
    "plays": "play", "stands": "stand", "reaches": "reach", "achieves": "achieve", "scores": "score",
    "takes": "take", "trails": "trail", "makes": "make", "spills": "spill", "discusses": "discuss", "serves": "serve",
    "distributes": "distribute", "outperforms": "outperform", "resolves": "resolve", "expects": "expect",
}  # fmt: skip
MIN_RELATIVE_CHANGE = 0.1  # of a number, so that "about 35" is not as true of the other one
MIN_CHARACTERS_OF_NAME = 3

_NUMBER = re.compile(r"(?<![\w.,:/-])\d[\d,]*(?:\.\d+)?(?![\w:/]*[:/]|-|,?\d)(?=[KMBTx]?\b|%)")
_CELL = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?=[KMBTx%)\s]|$)")
_COMPANY = re.compile(r"(?<!\$)\b\dM\b|\d+B-\w+")  # "3M", "72B-Inst."
_YEAR = re.compile(r"(?<![\d,.$£€])(?:19|20)\d\d(?!\d|[.,]\d|[KMBT%-])")
_TIME = re.compile(r"\b([01]\d|2[0-3]):([0-5]\d)\b")
_DAY = re.compile(rf"\b(?:(?:{'|'.join(MONTHS)}|Aug\.) (\d{{1,2}})|(\d{{1,2}}) (?:{'|'.join(MONTHS)}))\b")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b(?= \d| of|\.|$)")
_AT_LEAST = re.compile(r"(?:more than|over|at least|exceed(?:ed)?|surpassed|above|minimum of)\s*[$£€]?$", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:less than|under|at most|below|up to|only|just)\s*[$£€]?$", re.IGNORECASE)
_CAPITALISED = r"[A-Z][\w’'-]*[a-z](?: [A-Z][\w’'-]*[a-z])"
# A name stands after a word in lower case: in a title all words begin with a capital. Two such words may come first.
_NAME = re.compile(rf"(?:\b[a-z][\w’'-]*,? (?P<inner>{_CAPITALISED}*)|^(?P<first>{_CAPITALISED}+))\b")
_LISTED = re.compile(rf"^(?P<inner>{_CAPITALISED}*)(?= \d\d:\d\d)", re.MULTILINE)  # in a timetable
_NO_NAME = frozenset(
    """the this these that and our its their his her they you we in on of for as at by with from to item note table part
    net total million billion fiscal year years quarter section company page contents see form""".split()
) | {month.casefold() for month in (*MONTHS, *WEEKDAYS, "Aug")}
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|will|may|must|could|would)\b")
_HAVE = re.compile(r"\b(has|have|had) (?=(\S+))")
_PARTICIPLE = re.compile(r"\w+(?:ed|en)|been|sold|cut|now")
_NEGATED = (
    (r"\b(is|are|was|were|did|does|do|has|have|had|can|will) not\b", r"\1"),
    (r"\bno longer\b", "still"),
    (r"\bThere is no\b", "There is a"),
    (r"\bwithout\b", "with"),
    (r"\bno\b", "some"),
)
# Kinds that may come together: two denials, or a denial and a wrong number, would be true again.
_COMBINED = (Kind.NUMBER, Kind.NAME, Kind.DATE, Kind.SCALE, Kind.UNIT, Kind.DIRECTION)


def altered(fact: Fact, kind: Kind, seed: int = 0) -> str | None:
    """The sentence made false in that way, the same for the same seed; None where the way is none for it.

    >>> fact = Fact("1", "What did it cost?", "It cost $15 million in 2018.", "Cost 15 17 19", "Cost 15 17 19", True)
    >>> altered(fact, Kind.SCALE), altered(fact, Kind.COLUMN), altered(fact, Kind.NEGATION), altered(fact, Kind.NAME)
    ('It cost $15 billion in 2018.', 'It cost $19 million in 2018.', 'It did not cost $15 million in 2018.', None)
    """
    chance = random.Random(f"{seed} {fact.id} {kind}")
    if kind is Kind.SEVERAL:
        return _several(fact, chance)
    edits = [edit for edit in _RULES[kind](fact) if edit.text != fact.sentence[edit.start : edit.end]]
    return _applied(fact.sentence, chance.choice(edits)) if edits else None


def alterations(fact: Fact, seed: int = 0) -> dict[Kind, str]:
    """All alterations that there are of a fact, by kind."""
    found = {kind: altered(fact, kind, seed) for kind in Kind}
    return {kind: sentence for kind, sentence in found.items() if sentence is not None}


def evidence_span(evidence: str, text: str) -> tuple[int, int] | None:
    """Where the evidence stands in a text, whose lines may break anywhere in it.

    >>> evidence_span("of the rent", "Half\\nof the\\nrent is due.")
    (5, 16)
    """
    match = re.search(r"\s+".join(map(re.escape, evidence.split())), text)
    return match.span() if match else None


def _applied(sentence: str, edit: Edit) -> str:
    return sentence[: edit.start] + edit.text + sentence[edit.end :]


def _several(fact: Fact, chance: random.Random) -> str | None:
    """Two alterations of different kinds, the second one of what the first one made."""
    kinds = list(_COMBINED)
    chance.shuffle(kinds)
    sentence, done = fact.sentence, 0
    for kind in kinds:
        edits = [
            edit for edit in _RULES[kind](replace(fact, sentence=sentence)) if _is_of_original(edit, fact, sentence)
        ]
        if edits and done < 2:
            sentence, done = _applied(sentence, chance.choice(edits)), done + 1
    return sentence if done == 2 else None


def _is_of_original(edit: Edit, fact: Fact, sentence: str) -> bool:
    """Whether it alters words of the true sentence, not what another alteration has put there."""
    before = sentence[edit.start : edit.end]
    return edit.text != before and re.search(rf"(?<!\w){re.escape(before)}(?!\w)", fact.sentence) is not None


def _numbers(fact: Fact) -> Iterator[re.Match[str]]:
    """The sentence's own numbers: no years, days and times, and none that the question gives."""
    taken = [match.span() for pattern in (_YEAR, _TIME, _DAY) for match in pattern.finditer(fact.sentence)]
    taken += [match.span() for match in _COMPANY.finditer(fact.sentence)]
    given = {match[0] for match in _NUMBER.finditer(fact.question)}
    for match in _NUMBER.finditer(fact.sentence):
        is_free = not any(start < match.end() and match.start() < end for start, end in taken)
        if (
            is_free
            and match[0] not in given
            and not re.search(r"(?:§|Article|Section|EO) $", fact.sentence[: match.start()])
        ):
            yield match


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _number(fact: Fact) -> Iterator[Edit]:
    """One digit another one, or two swapped; "more than 100" takes a higher number, "less than" a lower one."""
    for match in _numbers(fact):
        before, number = fact.sentence[: match.start()], match[0]
        for other in _other_numbers(number):
            change = (_value(other) - _value(number)) / (_value(number) or 1.0)
            is_far = abs(change) >= MIN_RELATIVE_CHANGE
            if (
                is_far
                and not (_AT_LEAST.search(before) and change < 0)
                and not (_AT_MOST.search(before) and change > 0)
            ):
                yield Edit(match.start(), match.end(), other)
    for match in re.finditer(rf"\b(?:{'|'.join(SPELLED[1:])})\b", fact.sentence):
        if match[0] not in fact.question:
            place = SPELLED.index(match[0])
            yield Edit(match.start(), match.end(), SPELLED[place + 2 if place + 2 < len(SPELLED) else place - 2])


def _other_numbers(number: str) -> Iterator[str]:
    digits = [place for place, character in enumerate(number) if character.isdigit()]
    for first, second in pairwise(digits):
        swapped = list(number)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        if swapped[0] != "0":
            yield "".join(swapped)
    for step in (1, 3, 6):
        first = digits[0]
        digit = (int(number[first]) + step) % 10 or 4
        yield number[:first] + str(digit) + number[first + 1 :]


def _replaced(pairs: Sequence[tuple[str, str]], pattern: str, sentence: str) -> Iterator[Edit]:
    for old, new in pairs:
        for match in re.finditer(pattern.format(re.escape(old)), sentence):
            yield Edit(match.start("word"), match.end("word"), new)


def _unit(fact: Fact) -> Iterator[Edit]:
    for old, new in UNITS:
        if old in "$£":
            pattern = r"(?P<word>{})(?=\d)"
        elif old.startswith(("a ", "per ")):
            pattern = r"\d[^.]*\s(?P<word>{})\b"
        else:
            pattern = rf"(?:\d|\b(?:{'|'.join(SPELLED)}|twenty-four)\b)\s?(?P<word>{{}})(?!\w| ended)"
        yield from _replaced([(old, new)], pattern, fact.sentence)


def _scale(fact: Fact) -> Iterator[Edit]:
    for old, new in SCALES:
        pattern = r"\d(?P<word>{})\b(?!-)" if len(old) == 1 else r"\b(?P<word>{})\b"
        for edit in _replaced([(old, new)], pattern, fact.sentence):
            if not any(match.start() < edit.end <= match.end() for match in _COMPANY.finditer(fact.sentence)):
                yield edit


def _date(fact: Fact) -> Iterator[Edit]:
    """Not where another column of the row holds the same number: it may be true of that year as well."""
    if fact.is_cell and _is_repeated_in_row(fact):
        return
    sentence = fact.sentence
    in_sentence, on_page = set(_YEAR.findall(sentence)), sorted(set(_YEAR.findall(fact.page_text)))
    for match in _YEAR.finditer(sentence):
        near = [year for year in on_page if year not in in_sentence and abs(int(year) - int(match[0])) <= 5]
        for year in near or [str(int(match[0]) - 1)]:
            yield Edit(match.start(), match.end(), year)
    for match in _MONTH.finditer(sentence):
        yield Edit(match.start(), match.end(), MONTHS[(MONTHS.index(match[0]) + 5) % 12])
    for match in _DAY.finditer(sentence):
        group = 1 if match[1] else 2
        yield Edit(match.start(group), match.end(group), str((int(match[group]) + 10) % 28 + 1))
    for match in re.finditer("|".join(WEEKDAYS), sentence):
        yield Edit(match.start(), match.end(), WEEKDAYS[(WEEKDAYS.index(match[0]) + 2) % 7])
    for match in _TIME.finditer(sentence):
        yield Edit(match.start(1), match.end(1), f"{(int(match[1]) + 2) % 24:02}")


def _name(fact: Fact) -> Iterator[Edit]:
    """A name becomes another one of the page, of as many words if it can, with none of the sentence's or question's."""
    said = _words(f"{fact.sentence} {fact.question}")
    others = [name for _, name in _names(fact.page_text) if not _words(name) & said]
    for start, name in _names(fact.sentence):
        alike = [other for other in others if len(other.split()) == len(name.split())]
        for other in dict.fromkeys(alike or others):
            yield Edit(start, start + len(name), other)


def _names(text: str) -> Iterator[tuple[int, str]]:
    """The names in a text and where each begins, without an "'s"."""
    for match in (*_NAME.finditer(text), *_LISTED.finditer(text)):
        group = "first" if match.groupdict().get("first") else "inner"
        name = re.sub(r"['’]s?$", "", match[group])
        if _is_name(name):
            yield match.start(group), name


def _is_name(name: str) -> bool:
    return len(name) >= MIN_CHARACTERS_OF_NAME and not {word.casefold() for word in re.split(r"[\s-]", name)} & _NO_NAME


def _words(name: str) -> set[str]:
    return {word.casefold().rstrip("s") for word in re.findall(r"\w+", name)}


def _negation(fact: Fact) -> Iterator[Edit]:
    """A denial is taken away where there is one, else put in at the first verb that is known."""
    sentence = fact.sentence
    for pattern, text in _NEGATED:
        if match := re.search(pattern, sentence):
            yield Edit(match.start(), match.end(), match.expand(text))
            return
    found = [edit for edit in (_denied_auxiliary(sentence), _denied_have(sentence), _denied_verb(sentence)) if edit]
    if found:
        yield min(found, key=lambda edit: edit.start)


def _denied_auxiliary(sentence: str) -> Edit | None:
    match = _AUXILIARY.search(sentence)
    return Edit(match.end(), match.end(), " not") if match else None


def _denied_have(sentence: str) -> Edit | None:
    match = _HAVE.search(sentence)
    if match is None:
        return None
    if _PARTICIPLE.fullmatch(match[2].strip(",.")):
        return Edit(match.end(1), match.end(1), " not")
    auxiliary = {"has": "does", "have": "do", "had": "did"}[match[1]]
    return Edit(match.start(1), match.end(1), f"{auxiliary} not have")


def _denied_verb(sentence: str) -> Edit | None:
    for match in re.finditer(r"(?<=[\w)%.’'] )(?<!The )\w+\b", sentence):
        if match[0] in DENIED:
            return Edit(match.start(), match.end(), f"did not {DENIED[match[0]]}")
        if match[0] in PRESENT:
            return Edit(match.start(), match.end(), f"does not {PRESENT[match[0]]}")
    return None


def _direction(fact: Fact) -> Iterator[Edit]:
    """One of the words that say which way; the longest that stands there ("more than", not "more")."""
    pairs = sorted([*DIRECTIONS, *ONE_WAY, *((new, old) for old, new in DIRECTIONS)], key=lambda pair: -len(pair[0]))
    taken: list[tuple[int, int]] = []
    for old, new in pairs:
        for match in re.finditer(rf"\b{re.escape(old)}\b", fact.sentence, re.IGNORECASE):
            is_word = match.start() == 0 or match[0].islower()  # not a part of a name: "Faith No More"
            if is_word and not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield Edit(match.start(), match.end(), new.capitalize() if match[0][0].isupper() else new)
    for match in re.finditer(r"\bfrom (?P<first>\S+) to (?P<second>[^\s,]+?)(?=[.,]?(?:\s|$))", fact.sentence):
        yield Edit(match.start("first"), match.end("second"), f"{match['second']} to {match['first']}")


def _row(fact: Fact) -> Iterator[Edit]:
    """The number in the same column of the row before or after, if that has as many; one of the same form if it can."""
    edits = []
    for match, cells, column in _cells(fact):
        for line in _neighbours(fact):
            others = _row_of(line)
            is_head = all(_YEAR.fullmatch(number) for number, _ in others)
            if len(others) == len(cells) and not is_head and others[column] not in cells:
                edits.append(Edit(match.start(), match.end(), others[column][0]))
    alike = [edit for edit in edits if ("." in edit.text) == ("." in fact.sentence[edit.start : edit.end])]
    yield from alike or edits


def _column(fact: Fact) -> Iterator[Edit]:
    """Another number of the row, a share for a share, unless several columns hold the one that is altered."""
    for match, cells, column in _cells(fact):
        if cells.count(cells[column]) == 1:
            for number, is_share in dict.fromkeys(cells):
                is_alike = is_share == cells[column][1] and ("." in number) == ("." in match[0])
                if number not in fact.sentence and is_alike:
                    yield Edit(match.start(), match.end(), number)


def _cells(fact: Fact) -> Iterator[tuple[re.Match[str], list[tuple[str, bool]], int]]:
    """Each number of a sentence about a cell that is one, the cells of its row, and the place among them."""
    cells = _row_of(fact.evidence)
    numbers = [number for number, _ in cells]
    for match in _numbers(fact) if fact.is_cell else ():
        if match[0] in numbers:
            yield match, cells, numbers.index(match[0])


def _row_of(line: str) -> list[tuple[str, bool]]:
    """The numbers of a line, each with whether it is a share.

    >>> _row_of("Other $ 239 (26%) 1,036")
    [('239', False), ('26', True), ('1,036', False)]
    """
    return [(match[0], re.match(r"\s?%", line[match.end() :]) is not None) for match in _CELL.finditer(line)]


def _is_repeated_in_row(fact: Fact) -> bool:
    return any(cells.count(cells[column]) > 1 for _, cells, column in _cells(fact))


def _neighbours(fact: Fact) -> Iterator[str]:
    """The lines of the page before and after the evidence."""
    span = evidence_span(fact.evidence, fact.page_text)
    if span is None:
        return
    before = fact.page_text[: span[0]].rpartition("\n")[0]
    after = fact.page_text[span[1] :].partition("\n")[2]
    yield before.rpartition("\n")[2]
    yield after.partition("\n")[0]


_RULES: Mapping[Kind, Callable[[Fact], Iterator[Edit]]] = {
    Kind.NUMBER: _number,
    Kind.UNIT: _unit,
    Kind.SCALE: _scale,
    Kind.DATE: _date,
    Kind.NAME: _name,
    Kind.NEGATION: _negation,
    Kind.DIRECTION: _direction,
    Kind.ROW: _row,
    Kind.COLUMN: _column,
}
