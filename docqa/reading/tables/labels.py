"""The labels of a table's rows: wrapped over lines, standing under headings. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docqa.reading.tables.lines import DAY, Piece

MIN_INDENT = 0.4  # of a line's height: what stands so much further right is indented
MAX_LEADING = 1.0  # times a line's height, between two lines of one label
MAX_SHARE_OF_OTHER_GAP = 0.75  # of the gap to the other neighbour: so near stands a line to the one that it belongs to
MAX_MORE_GAP = (
    0.4  # times a line's height: what stands so much further below a booking than its lines do is no part of it
)
MAX_OFFSET_OF_DETAILS = 0.7  # times a line's height, between the beginnings of two lines of what was booked on a day
WORD_GAP = 0.3  # of a line's height, between two words
MIN_INDENT_OF_CENTRED = 8.0  # times a line's height: a heading so much further right than its rows is set in the middle
MIN_INDENT_OF_APART = 2.0  # times a line's height: what begins so much further right than the row below is a heading
MIN_NUMBERED = 2  # lines that are one but for their numbers: "District 1", "District 2"
MIN_HEADINGS_WITH_TOTALS = 2  # each ended by a row with the same label
MIN_GAP_BEFORE_COLUMN = 1.0  # times a line's height, that a label keeps from the first column

_NUMBER = re.compile(r" \d{1,3}$")  # at the end of a heading
TOTAL = re.compile(r"(?:(?:sub-?)?totals?|sums?|(?:zwischen|gesamt)?summen?|sumas?|(?:ins)?gesamt)\b", re.IGNORECASE)
_OPEN_ENDS = (",", "–", "—", "-", ";", "(", "/", "&")
_OPEN_WORDS = frozenset(
    "a an and as at attributable by for from in into net of on or per than the to under with und of de la".split()
)


@dataclass(frozen=True, slots=True)
class Label:
    """A line's part in the column of labels; once it is put together, a label of several lines."""

    text: str
    spans: tuple[tuple[int, int], ...]
    x0: float
    x1: float
    y0: float
    y1: float
    first_word: float  # how wide its first word is
    details_x0: float  # where it begins behind a day: "02.12.14 Transfer", "(02.12.14) Rubber Duck Shop"
    leading: float | None = None  # the largest gap between two of its lines

    @classmethod
    def of(cls, chunks: Sequence[Sequence[Piece]]) -> "Label":
        """The label that these pieces of a line make, from left to right; it begins where the last chunk does."""
        pieces = [piece for chunk in chunks for piece in chunk]
        first, last = chunks[-1][0], chunks[-1][-1]
        return cls(
            " ".join(piece.text for piece in pieces),
            tuple(span for piece in pieces for span in piece.spans),
            first.box.x0,
            last.box.x1,
            min(piece.box.y0 for piece in pieces),
            max(piece.box.y1 for piece in pieces),
            first.tokens[0].box.x1 - first.tokens[0].box.x0,
            _behind_day(pieces, first.box.x0),
        )

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def with_(self, later: "Label") -> "Label":
        """This one, going on in the next line."""
        return replace(
            self,
            text=self.text + space_between(self.spans, later.spans) + later.text,
            spans=(*self.spans, *later.spans),
            x1=later.x1,
            y1=later.y1,
            leading=max(later.y0 - self.y1, self.leading or 0.0),
        )

    def is_open(self) -> bool:
        """Whether something must follow: it ends in a comma, a small word or within brackets."""
        return (
            self.text.endswith(_OPEN_ENDS)
            or self.text.rpartition(" ")[2].casefold() in _OPEN_WORDS
            or self.text.count("(") > self.text.count(")")
        )


def _behind_day(pieces: Sequence[Piece], x0: float) -> float:
    """Where begins what stands behind the day that these pieces begin with; `x0` where they do not."""
    tokens = [token for piece in pieces for token in piece.tokens]
    day = DAY.match(" ".join(token.text for token in tokens).replace("(", "").replace(")", ""))
    behind = tokens[len(day[0].split()) :] if day else []
    return behind[0].box.x0 if behind else x0


def space_between(spans: Sequence[tuple[int, int]], later: Sequence[tuple[int, int]]) -> str:
    """What stands between two lines of a label or a header: nothing where a word goes on in the text."""
    return "" if spans[-1][1] == later[0][0] else " "


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the table's body: a row where `row` is the number of its line, else a line with a label alone."""

    label: Label | None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row, with its label and the headings that it stands under, the innermost of which are in its name."""

    row: int
    label: Label | None
    groups: tuple[Label, ...]
    groups_in_name: int = 1

    @property
    def named_groups(self) -> tuple[str, ...]:
        """The groups in its name."""
        return tuple(group.text for group in self.groups[max(0, len(self.groups) - self.groups_in_name) :])


@dataclass(frozen=True, slots=True)
class _Heading:
    label: Label
    has_indented: bool  # whether the rows under it are indented: it ends at one that is not


def labelled_rows(items: Sequence[Item], columns_x0: float) -> list[Labelled]:
    """The rows with their whole labels. `items` come from the top down; `columns_x0` is where columns begin."""
    joined = _joined(list(items), columns_x0)
    headings: list[_Heading] = []
    rows: list[Labelled] = []
    ended: list[tuple[_Heading, Labelled | None]] = []  # each with the row that it ended at, None for a heading
    for number, item in enumerate(joined):
        if item.label is None:
            assert item.row is not None
            rows.append(Labelled(item.row, None, tuple(heading.label for heading in headings)))
            continue
        indent = MIN_INDENT * item.label.height
        x0 = item.label.x0
        if item.row is None:
            kept = [heading for heading in headings if heading.label.x0 < x0 - indent]
            ended += [(heading, None) for heading in headings if heading not in kept]
            headings = kept
            below = next((other.label for other in joined[number + 1 :] if other.label), None)
            headings.append(_Heading(item.label, below is not None and below.x0 > x0 + indent))
        else:
            kept = [
                heading
                for heading in headings
                if heading.label.x0 < x0 - indent
                or (not heading.has_indented and heading.label.x0 <= x0 + indent)
                or heading.label.x0 > x0 + MIN_INDENT_OF_CENTRED * item.label.height
            ]
            rows.append(Labelled(item.row, item.label, tuple(heading.label for heading in kept)))
            ended += [(heading, rows[-1]) for heading in headings if heading not in kept]
            headings = kept
    return _with_totals(rows, ended)


def _with_totals(rows: list[Labelled], ended: Sequence[tuple[_Heading, Labelled | None]]) -> list[Labelled]:
    """The rows; those with one label that end all headings, as sums do, each under the one that it ends."""
    ends = {row.label.text if row and row.label else "" for _, row in ended}
    own = {row.row: replace(row, groups=(*row.groups, heading.label)) for heading, row in ended if row}
    if len(own) < max(MIN_HEADINGS_WITH_TOTALS, len(ended)) or len(ends) > 1 or not TOTAL.match(ends.pop()):
        return rows
    return [own.get(row.row, row) for row in rows]


def named_apart(rows: Sequence[Labelled]) -> list[Labelled]:
    """The rows, with more groups in their names where those in them stand under several others.

    "Europe: Sales by: Footwear", where Asia has "Sales by" as well.
    """
    found = list(rows)
    while True:
        above = defaultdict[tuple[str, ...], set[tuple[str, ...]]](set)
        for row in found:
            above[row.named_groups].add(tuple(group.text for group in row.groups))
        deeper = [
            replace(row, groups_in_name=row.groups_in_name + 1)
            if len(above[row.named_groups]) > 1 and row.groups_in_name < len(row.groups)
            else row
            for row in found
        ]
        if deeper == found:
            return found
        found = deeper


def _joined(items: list[Item], columns_x0: float) -> list[Item]:
    """The items, where a label that is wrapped over lines is one."""
    done: list[Item] = []
    headings = _numbered_headings(items)
    for number, item in enumerate(items):
        following = items[number + 1 :]
        before = done[-1] if done else None
        if item.label and before and before.label and _goes_on(before, item, following, columns_x0, headings):
            done[-1] = Item(before.label.with_(item.label), before.row if before.row is not None else item.row)
        else:
            done.append(item)
    return done


def _goes_on(before: Item, item: Item, later: Sequence[Item], columns_x0: float, headings: Collection[Label]) -> bool:
    """Whether a line's label goes on with the one above, if that is none of the headings. Two rows are two labels."""
    above, label = before.label, item.label
    assert above and label
    gap = label.y0 - above.y1
    if (before.row is not None and item.row is not None) or gap > MAX_LEADING * label.height:
        return False
    begins_small = label.text[:1].islower() or label.text[:1] in "&()–—-"
    if before.row is None and above.text.endswith(":"):
        return False
    if before.row is not None:
        if DAY.match(above.text) and not DAY.match(label.text) and _is_more_of_day(above, label, later):
            return True
        # What follows a row is the end of its label, or a heading, or the beginning of the next label.
        if begins_small or above.is_open():
            return True
        following = later[0] if later else None
        if following and following.label and (following.label.text[:1].islower() or label.is_open()):
            return False  # it is the beginning of that
        below = following.label.y0 - label.y1 if following and following.label else None
        return below is not None and gap < MAX_SHARE_OF_OTHER_GAP * below and not label.text.endswith(":")
    day = DAY.match(label.text)
    if day and day[0] != label.text and abs(above.x0 - label.details_x0) <= MAX_OFFSET_OF_DETAILS * label.height:
        return False  # it is a heading in the column of what was booked
    has_no_room = (
        above.x1 + WORD_GAP * above.height + label.first_word > columns_x0 - MIN_GAP_BEFORE_COLUMN * above.height
    )
    is_set_apart = above.x0 > label.x0 + MIN_INDENT_OF_APART * label.height
    return begins_small or above.is_open() or (has_no_room and not is_set_apart and above not in headings)


def _numbered_headings(items: Sequence[Item]) -> list[Label]:
    """The lines over indented rows that are one but for their numbers: "District 1", "District 2".

    Rows must stand below others at the same indent: what goes on there is no row.
    """
    over = [
        (above.label, below.label)
        for above, below in pairwise(items)
        if above.row is None and below.row is not None and above.label and below.label
    ]
    counted = Counter(_NUMBER.sub("", above.text) for above, _ in over if _NUMBER.search(above.text))
    rows = [(above.label, below.label) for above, below in pairwise(items) if None not in (above.row, below.row)]
    edges = [b.x0 for a, b in rows if a and b and b.x0 > a.x0 - MIN_INDENT * b.height]
    return [
        above
        for above, below in over
        if counted[_NUMBER.sub("", above.text)] >= MIN_NUMBERED
        and below.x0 > above.x0 + MIN_INDENT * below.height
        and any(abs(x0 - below.x0) < MIN_INDENT * below.height for x0 in edges)
    ]


def _is_more_of_day(above: Label, label: Label, later: Sequence[Item]) -> bool:
    """Whether a line tells more of what was booked on a day: it stands in the column of what is told.

    What stands at the day's own edge, or further below than the lines of the booking do, is a heading. So may be what
    stands as near to a row without a day.
    """
    gap, more = label.y0 - above.y1, MAX_MORE_GAP * label.height
    if abs(label.details_x0 - above.details_x0) > MAX_OFFSET_OF_DETAILS * label.height:
        return False
    if above.leading is not None and gap > above.leading + more:
        return False
    below: list[Label] = [label]
    row: Item | None = None
    for row in later:
        below += [row.label] if row.label else []
        if row.row is not None:
            break
    gaps = [lower.y0 - upper.y1 for upper, lower in pairwise(below)]
    if row is None or row.row is None or (row.label and DAY.match(row.label.text)):
        return not gaps or gap <= gaps[0] + more
    return gap < MAX_SHARE_OF_OTHER_GAP * max(gaps, default=0.0)
