"""Two documents, statement by statement: which are the same, which were changed, which only one of them has. Pure.

What both have in the same words is matched first: in order, between statements that stand once in each (patience diff),
then wherever it was moved to. What is left between two matches is compared word by word, so that it does not matter how
either document is cut into statements. What is left then is matched by its rare words, wherever it stands.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest
from itertools import pairwise, product
from math import log

from docqa.reports.statements import Statement
from docqa.text.changes import tokens
from docqa.text.languages import LANGUAGES

# Weights of words: docs/decisions/0030 has how these were chosen.
MIN_LIKENESS_IN_PLACE = 0.4  # of two statements between the same neighbours
MIN_LIKENESS_ANYWHERE = 0.6
MIN_SHARE_HELD = 0.9  # of the words of a shorter statement, for it to be a part of a longer one
WEIGHT_OF_NUMBER = 0.3  # of a word's: numbers are what changes
MIN_WORDS_TO_MOVE = 4  # "Total" and "900" stand in many places, and are matched in their place alone
MIN_WORDS_ACROSS = 3  # in a row, over the end of a statement: the two documents are cut differently there

# What is compared pair by pair is no longer than so many statements, or words, of one times of the other, so that two
# documents of hundreds of pages take seconds; longer stretches without anything in common go to the last step.
MAX_PRODUCT_OF_STATEMENTS = 40_000
MAX_PRODUCT_OF_WORDS = 360_000
MAX_STATEMENTS_WITH_WORD = 60  # a word that more hold does not tell which is meant
RARE_WORDS_PER_STATEMENT = 12
MAX_CANDIDATES_PER_STATEMENT = 5  # those with which it has the rarest words in common

_REFERENCE = re.compile(rf"(?:{'|'.join(language.refers for language in LANGUAGES)}|§+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """Statements of both documents that say nearly the same, by their indexes; several where they are cut otherwise."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of every statement of two documents."""

    same: Mapping[int, int]  # of the statements that both have, which is which; one for each group of them
    changed: tuple[Change, ...]
    only_before: tuple[int, ...]
    only_after: tuple[int, ...]
    more_before: tuple[int, ...]  # what both have, and the first once more
    more_after: tuple[int, ...]
    moved: int  # of the same ones, how many stand elsewhere
    renumbered: int  # how many have another number, or refer to a clause that has
    reordered: int  # how many have their words in another order
    numbers: Mapping[str, str]  # of clauses in the one document, as the other has them
    shares: tuple[float, float]  # of the words of each that stand in the other, 0 to 1

    @property
    def in_common(self) -> float:
        """The share of the words of the one that has more of the other."""
        return max(self.shares)


def align(before: Sequence[Statement], after: Sequence[Statement]) -> Alignment:
    """Match the statements of two documents.

    >>> from docqa.reports.statements import statements
    >>> from docqa.documents import Page
    >>> texts = "1. Rent is 900 euros.\\n2. Dogs pay five.", "1. Dogs pay five.\\n2. Rent is 950 euros.\\n3. Cats stay."
    >>> found = align(*([*statements([Page(0, "1", text)], ())] for text in texts))
    >>> found.same, found.changed, found.only_after
    ({1: 0}, (Change(before=(0,), after=(1,)),), (2,))
    """
    matches = _Matches(before, after)
    matches.match_in_order()
    matches.match_moved()
    matches.compare_gaps()
    matches.match_alike()
    matches.match_titles()
    return matches.alignment()


class _Matches:
    """What has been matched so far."""

    def __init__(self, before: Sequence[Statement], after: Sequence[Statement]) -> None:
        self._before, self._after = before, after
        self._keys = [one.words for one in before], [one.words for one in after]
        self._weights = _weights([*self._keys[0], *self._keys[1]])
        self._partner: dict[int, int] = {}  # of statements in the same words
        self._taken: set[int] = set()  # the indexes in `after` that are matched
        self._found: set[int] = set()  # those in `before`
        self._groups: list[Change] = []
        self._exchanged: list[Change] = []
        self._moved: set[int] = set()
        self._same_words = 0

    def match_in_order(self) -> None:
        for one, other in _in_order(*self._keys):
            self._pair(one, other)

    def match_moved(self) -> None:
        """Match what has the same words anywhere, with the short statements around it."""
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for other in reversed(range(len(self._after))):
            if other not in self._taken:
                places[self._keys[1][other]].append(other)
        for one, key in enumerate(self._keys[0]):
            if one not in self._found and len(key) >= MIN_WORDS_TO_MOVE and places[key]:
                self._pair(one, places[key].pop())
                self._moved.add(one)
        for one in sorted(self._moved):
            for step in (-1, 1):
                self._extend(one + step, self._partner[one] + step, step)

    def compare_gaps(self) -> None:
        """Compare word by word what stands between the same two neighbours in both."""
        for run in list(_runs(len(self._before), self._found)):
            left = self._partner.get(run[0] - 1, -1 if run[0] == 0 else None)
            right = self._partner.get(run[-1] + 1, len(self._after) if run[-1] + 1 == len(self._before) else None)
            others = [] if left is None else list(self._free_from(left + 1, 1))
            if right is not None:
                others += [other for other in reversed(list(self._free_from(right - 1, -1))) if other not in others]
            words = [sum(len(self._keys[side][at]) for at in own) for side, own in enumerate((run, others))]
            if words[0] * words[1] <= MAX_PRODUCT_OF_WORDS:
                for group in _linked(run, others, *self._keys, self._weights):
                    self._group(group, MIN_LIKENESS_IN_PLACE)

    def match_alike(self) -> None:
        """Match what is left by the rare words that it holds, the likest first."""
        holding: dict[str, list[int]] = defaultdict(list)
        for other in range(len(self._after)):
            if other not in self._taken and len(self._keys[1][other]) >= MIN_WORDS_TO_MOVE:
                for word in set(self._keys[1][other]):
                    holding[word].append(other)
        found = []
        for one, key in enumerate(self._keys[0]):
            if one in self._found or len(key) < MIN_WORDS_TO_MOVE:
                continue
            telling = [w for w in set(key) if 0 < len(holding.get(w, ())) <= MAX_STATEMENTS_WITH_WORD]
            rare = sorted(telling, key=lambda word: (-self._weights[word], word))[:RARE_WORDS_PER_STATEMENT]
            shared: dict[int, float] = defaultdict(float)
            for word in rare:
                for other in holding[word]:
                    shared[other] += self._weights[word]
            for other in nlargest(MAX_CANDIDATES_PER_STATEMENT, shared, key=shared.__getitem__):
                likeness = _likeness(key, self._keys[1][other], self._weights)
                if likeness >= MIN_LIKENESS_ANYWHERE:
                    found.append((-likeness, abs(one - other), one, other))
        for _, _, one, other in sorted(found):
            if one not in self._found and other not in self._taken:
                self._group(Change((one,), (other,)), MIN_LIKENESS_ANYWHERE)

    def match_titles(self) -> None:
        """Match the short statements that are left, such as headings, if they are words that stand once in each.

        Those whose place is another one's now are parted again.
        """
        counts = Counter(self._keys[0]), Counter(self._keys[1])
        left = {key: other for other, key in enumerate(self._keys[1]) if other not in self._taken}
        titles = []
        for one, key in enumerate(self._keys[0]):
            is_single = counts[0][key] == counts[1][key] == 1 and key in left
            if is_single and one not in self._found and not any(map(str.isdigit, "".join(key))):
                self._pair(one, left[key])
                self._moved.add(one)
                titles.append(one)
        self._part_exchanged()
        self._part_strays(titles)

    def _part_exchanged(self) -> None:
        """Part what has the same words, but has changed places with what another question, label or heading leads to.

        Both lead to something else then: "Who pays? The tenant." was "Who pays? The landlord."
        """
        leads = dict(self._partner) | {group.before[-1]: group.after[-1] for group in self._groups}
        led_from = {other: one for one, other in leads.items()}
        now: dict[int, int] = {}  # where what stands behind the same one is in `after`
        for one, other in sorted(self._partner.items()):
            is_led = _is_led(self._before, one) and _is_led(self._after, other)
            is_known = one - 1 in leads and other - 1 in led_from and one - 1 not in now
            if is_led and is_known and leads[one - 1] != other - 1:
                now[one] = leads[one - 1] + 1
        was = {other: one for one, other in self._partner.items()}
        count = -1
        while count != len(now):  # until all have what another one of them had: a clause that moved alone is the same
            count = len(now)
            now = {
                one: other
                for one, other in now.items()
                if was.get(other) in now and self._keys[0][one] != self._keys[1][other]
            }
        self._exchanged = [Change((one,), (other,)) for one, other in now.items()]
        for change in self._exchanged:
            self._part(change.before[0])
        for change in self._exchanged:
            self._found.update(change.before)
            self._taken.update(change.after)

    def _part_strays(self, titles: Sequence[int]) -> None:
        """Part those that what stands behind them has not moved with: "Yes" may be the answer to another question."""
        partner = dict(self._pairs()) | {len(self._before): len(self._after)}
        for one in reversed(titles):
            other = self._partner.get(one)
            if other is None or partner.get(one + 1) == other + 1:
                continue
            if not (self._before[one].is_heading and self._after[other].is_heading):
                self._part(one)
                del partner[one]

    def alignment(self) -> Alignment:
        numbers = {
            self._before[one].number: self._after[other].number
            for one, other in self._pairs()
            if self._before[one].number and self._after[other].number
        }
        renumbered = sum(self._before[one].number != self._after[other].number for one, other in self._partner.items())
        same, changed, reordered = dict(self._partner), [*self._exchanged], 0
        for group in self._groups:
            ours, theirs = _words(group.before, self._keys[0]), _words(group.after, self._keys[1])
            if referred(ours, numbers) == theirs:
                renumbered += 1
            elif self._is_reordered(group):
                reordered += 1
            else:
                changed.append(group)
                continue
            same[group.before[0]] = group.after[0]
        left = [
            [at for at in range(len(own)) if at not in matched]
            for own, matched in ((self._before, self._found), (self._after, self._taken))
        ]
        counts = Counter(self._keys[0]), Counter(self._keys[1])
        more = [
            [at for at in own if 0 < counts[1 - n][self._keys[n][at]] < counts[n][self._keys[n][at]]]
            for n, own in enumerate(left)
        ]
        only = [sorted({*left[n]} - {*more[n]}) for n in (0, 1)]
        return Alignment(
            same=same,
            changed=tuple(sorted(changed, key=lambda group: group.before)),
            only_before=tuple(only[0]),
            only_after=tuple(only[1]),
            more_before=tuple(more[0]),
            more_after=tuple(more[1]),
            moved=len(self._moved),
            renumbered=renumbered,
            reordered=reordered,
            numbers=numbers,
            shares=(_share(self._keys[0], self._found), _share(self._keys[1], self._taken)),
        )

    def _pairs(self) -> Iterator[tuple[int, int]]:
        yield from self._partner.items()
        yield from ((group.before[0], group.after[0]) for group in (*self._groups, *self._exchanged))

    def _pair(self, one: int, other: int) -> None:
        self._partner[one] = other
        self._found.add(one)
        self._taken.add(other)

    def _part(self, one: int) -> None:
        self._taken.remove(self._partner.pop(one))
        self._found.remove(one)
        self._moved.discard(one)

    def _group(self, group: Change, least: float) -> None:
        """Take a group as the same, or as changed where it is alike enough."""
        ours, theirs = _words(group.before, self._keys[0]), _words(group.after, self._keys[1])
        if ours == theirs or _all_words(group.before, self._before) == _all_words(group.after, self._after):
            self._partner[group.before[0]] = group.after[0]
        elif _likeness(ours, theirs, self._weights) >= least:
            self._groups.append(group)
        else:
            return
        self._found.update(group.before)
        self._taken.update(group.after)

    def _extend(self, one: int, other: int, step: int) -> None:
        while (
            0 <= one < len(self._before)
            and 0 <= other < len(self._after)
            and one not in self._found
            and other not in self._taken
            and self._keys[0][one] == self._keys[1][other]
        ):
            self._pair(one, other)
            one, other = one + step, other + step

    def _free_from(self, other: int, step: int) -> Iterator[int]:
        while 0 <= other < len(self._after) and other not in self._taken:
            yield other
            other += step

    def _is_reordered(self, group: Change) -> bool:
        """Whether only the order of the words differs, and that of numbers, names and denials does not."""
        ours, theirs = (
            [token for at in own for token in all_of[at].tokens]
            for own, all_of in ((group.before, self._before), (group.after, self._after))
        )
        is_same = Counter(token.word for token in ours) == Counter(token.word for token in theirs)
        telling = [[token.word for token in found if token.is_telling] for found in (ours, theirs)]
        return is_same and telling[0] == telling[1]


def _is_led(statements: Sequence[Statement], at: int) -> bool:
    """Whether a question, a label or a heading stands right before a statement; a few words alone head a sentence."""
    if not at:
        return False
    lead, led = statements[at - 1], statements[at]
    is_label = len(lead.words) < MIN_WORDS_TO_MOVE and not lead.is_ended and led.is_ended
    return lead.leads or (is_label and not any(map(str.isdigit, lead.text)))


def _in_order(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """The statements that are the same in both, in order."""
    ranges = [(0, len(before), 0, len(after))]
    while ranges:
        first, last, start, end = ranges.pop()
        while first < last and start < end and before[first] == after[start]:
            yield first, start
            first, start = first + 1, start + 1
        while first < last and start < end and before[last - 1] == after[end - 1]:
            last, end = last - 1, end - 1
            yield last, end
        anchors = _anchors(before, after, first, last, start, end)
        if not anchors and (last - first) * (end - start) <= MAX_PRODUCT_OF_STATEMENTS:
            matcher = SequenceMatcher(None, before[first:last], after[start:end], autojunk=False)
            for block in matcher.get_matching_blocks():
                yield from ((first + block.a + at, start + block.b + at) for at in range(block.size))
            continue
        yield from anchors
        edges = [(first - 1, start - 1), *anchors, (last, end)] if anchors else []
        ranges += [(a + 1, b, c + 1, d) for (a, c), (b, d) in pairwise(edges) if a + 1 < b and c + 1 < d]


def _anchors(
    before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]], first: int, last: int, start: int, end: int
) -> list[tuple[int, int]]:
    """The longest row of statements that stand once in each range, and in the same order."""
    counts = Counter(before[first:last]), Counter(after[start:end])
    places = {after[at]: at for at in range(start, end)}
    single = [
        (at, places[before[at]])
        for at in range(first, last)
        if counts[0][before[at]] == 1 and counts[1][before[at]] == 1
    ]
    # "Item 9." may stand alone in one document and be a part of another statement in the other: it then looks as if it
    # were there in another place, and is an anchor only where there is no longer one.
    single = [(at, place) for at, place in single if len(before[at]) >= MIN_WORDS_TO_MOVE] or single
    ends: list[int] = []  # the least place in `after` at which a row of each length ends
    rows: list[int] = []  # which of `single` that is
    previous = [-1] * len(single)
    for n, (_, place) in enumerate(single):
        length = bisect_left(ends, place)
        previous[n] = rows[length - 1] if length else -1
        ends[length:], rows[length:] = [place, *ends[length + 1 :]], [n, *rows[length + 1 :]]
    row = []
    n = rows[-1] if rows else -1
    while n >= 0:
        row.append(single[n])
        n = previous[n]
    return row[::-1]


def _linked(
    run: Sequence[int],
    others: Sequence[int],
    before: Sequence[tuple[str, ...]],
    after: Sequence[tuple[str, ...]],
    weights: Mapping[str, float],
) -> list[Change]:
    """The statements of two stretches that belong together by the words that both have in order."""
    ours = [(word, at) for at in run for word in before[at]]
    theirs = [(word, at) for at in others for word in after[at]]
    matcher = SequenceMatcher(None, [word for word, _ in ours], [word for word, _ in theirs], autojunk=False)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    across: set[tuple[int, int]] = set()
    for block in matcher.get_matching_blocks():
        pairs = [(ours[block.a + n], theirs[block.b + n]) for n in range(block.size)]
        for stretch in _between_common_ends([(one, other) for (_, one), (_, other) in pairs]):
            for at in stretch:
                shared[pairs[at][0][1], pairs[at][1][1]] += weights[pairs[at][0][0]]
            touched = {pairs[at][0][1] for at in stretch}, {pairs[at][1][1] for at in stretch}
            if len(stretch) >= MIN_WORDS_ACROSS and max(map(len, touched)) > 1:
                across.update(product(*touched))
    links, held = set(across & shared.keys()), []
    for (one, other), weight in shared.items():
        own = _weight(before[one], weights), _weight(after[other], weights)
        is_long = min(len(before[one]), len(after[other])) >= MIN_WORDS_TO_MOVE
        is_held = weight >= MIN_SHARE_HELD * min(own)
        if 2 * weight >= MIN_LIKENESS_IN_PLACE * sum(own) or (is_held and is_long):
            links.add((one, other))
        elif is_held:
            held.append((one, other))
    # A few words alone are part of a longer statement where their neighbour is.
    for one, other in (*held, *reversed(held)):
        if not links.isdisjoint({(one, other - 1), (one, other + 1), (one - 1, other), (one + 1, other)}):
            links.add((one, other))
    return list(_components(sorted(links)))


def _between_common_ends(pairs: Sequence[tuple[int, int]]) -> Iterator[range]:
    """A block of common words, in stretches between places where a statement ends in both documents.

    >>> list(_between_common_ends([(1, 5), (1, 5), (2, 6), (2, 7)]))
    [range(0, 2), range(2, 4)]
    """
    start = 0
    for at, ((one, other), (next_one, next_other)) in enumerate(pairwise(pairs), start=1):
        if one != next_one and other != next_other:
            yield range(start, at)
            start = at
    if pairs:
        yield range(start, len(pairs))


def _components(links: Iterable[tuple[int, int]]) -> Iterator[Change]:
    """The groups of statements that are linked, directly or through others.

    >>> list(_components([(1, 7), (2, 7), (4, 9)]))
    [Change(before=(1, 2), after=(7,)), Change(before=(4,), after=(9,))]
    """
    group_of: dict[tuple[int, int], set[tuple[int, int]]] = {}  # by document, 0 or 1, and index
    for one, other in links:
        group = group_of.get((0, one), {(0, one)}) | group_of.get((1, other), {(1, other)})
        group_of.update(dict.fromkeys(group, group))
    for group in {id(group): group for group in group_of.values()}.values():
        before, after = (tuple(sorted(at for side, at in group if side == own)) for own in (0, 1))
        yield Change(before, after)


def _weights(keys: Iterable[tuple[str, ...]]) -> dict[str, float]:
    """How telling each word is: the logarithm of how few statements hold it; a number's is a part of that."""
    counts: Counter[str] = Counter()
    total = 0
    for key in keys:
        total += 1
        counts.update(set(key))
    return {
        word: log(1 + total / count) * (WEIGHT_OF_NUMBER if any(map(str.isdigit, word)) else 1.0)
        for word, count in counts.items()
    }


def _weight(words: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights[word] for word in words)


def _likeness(one: Sequence[str], other: Sequence[str], weights: Mapping[str, float]) -> float:
    """The share of the weight of both that they have in common (Dice), 0 to 1."""
    common = Counter(one) & Counter(other)
    total = _weight(one, weights) + _weight(other, weights)
    return 2 * _weight(common.elements(), weights) / total if total else 0.0


def _words(own: Iterable[int], keys: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(word for at in own for word in keys[at])


def _all_words(own: Iterable[int], statements: Sequence[Statement]) -> list[str]:
    """The words with the numbers before and behind them, which are words where a document is cut otherwise."""
    return [token.word for at in own for token in tokens(statements[at].text)]


def referred(words: Sequence[str], numbers: Mapping[str, str]) -> tuple[str, ...]:
    """The words with the numbers of the clauses that they refer to as the other document has them.

    >>> referred(("see", "clause", "4.2"), {"4.2": "5.2"})
    ('see', 'clause', '5.2')
    """
    return tuple(
        numbers.get(word, word) if at and _REFERENCE.fullmatch(words[at - 1]) else word for at, word in enumerate(words)
    )


def _runs(count: int, matched: Iterable[int]) -> Iterator[list[int]]:
    """The indexes below `count` that are not matched, in rows of neighbours.

    >>> list(_runs(6, {0, 3}))
    [[1, 2], [4, 5]]
    """
    run: list[int] = []
    taken = set(matched)
    for at in range(count):
        if at not in taken:
            run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _share(keys: Sequence[tuple[str, ...]], matched: Iterable[int]) -> float:
    total = sum(map(len, keys))
    return sum(len(keys[at]) for at in matched) / total if total else 0.0
