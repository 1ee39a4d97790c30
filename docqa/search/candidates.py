"""The places in the passages that may answer a question: a sentence or two, a few short lines, a cell; pure.

Every run of neighbouring sentences or lines is a candidate. Words and the kind of thing asked for choose the best of
them, since that costs nothing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docqa.documents import Citation, Passage
from docqa.search.query import Kind, Query, asks_whether, may_answer
from docqa.search.ranking import coverage
from docqa.search.runs import MAX_CHARACTERS_PER_QUOTATION, runs_of
from docqa.search.wanted import Wanted
from docqa.tables import Cell, Column, Table, no_tables
from docqa.text.contents import entries
from docqa.text.languages import ENGLISH, LANGUAGES, language_of
from docqa.text.scripts import LETTERS, length
from docqa.text.sentences import is_sentence
from docqa.text.words import spoken_words
from docqa.text.works import MIN_WORKS, is_title_of_works, works

# A place scores by the share of the question's words that it holds, 0 to 1, plus and minus these. They were chosen by
# whether the gold answer stands in the first and in the first three quotations, on sets of questions that are not in
# one domain; docs/decisions/0014 has the figures.
WEIGHT_OF_KIND = 0.3  # for a place that holds the kind of thing that is asked for
WEIGHT_OF_NUMBER = 0.1  # for a place that holds a number, where the question does not tell what kind it asks for
WEIGHT_OF_LABEL = 0.01  # for a word of the question in the first sentence or line: a value stands behind its label
LOSS_PER_PASSAGE = 0.06  # for each passage that fits better than the place's own
LOSS_PER_CHARACTER = 0.0004

MIN_SMALL_WORDS_OF_LANGUAGE = 2  # in a question, which say that it is in that language, whatever the passages are in

_YEAR = re.compile(r"(?:19|20)\d\d")  # "FY2022" too
_STOP_WORDS = {language.code: language.stop_words for language in LANGUAGES}
_GIVES_NUMBER = re.compile(r"(?<!\bpage )\b(?:no|nr|núm|number|n[°º])\b[.:#\s]*\S*\d", re.IGNORECASE)  # "Case No. 12"
# The head of a column that says behind each booking what all of them come to, also with its unit: "Balance (£)". It is
# asked for by its name alone.
_BALANCES = re.compile(
    rf"(?:{'|'.join(language.lists.balances for language in LANGUAGES)})\W*(?:EUR|USD|GBP|CHF|CAD|AUD)?\W*",
    re.IGNORECASE,
)
# Of three letters, since units have fewer, and no part of a code: nobody can tell what "5.00 nm" or "F20260023" says.
_WORD = re.compile(rf"(?<![^\W_])[^\W\d_]{{3,}}(?![^\W_])|[{LETTERS}]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place in a passage: `[start:end]` of the `text` of the one of that number, from 1, and how well it fits."""

    score: float
    number: int
    start: int
    end: int
    cell: str = ""  # of a cell of a table: what it says, with its row, column and unit
    marks: tuple[tuple[int, int], ...] = ()  # of the same: where it and its labels stand on the page
    is_asked_for: bool = True  # of the same: whether the question names its column rather than the others of its row

    def text(self, passages: Sequence[Passage]) -> str:
        """Its words on one line, as a reader sees them."""
        return self.cell or " ".join(passages[self.number - 1].text[self.start : self.end].split())

    def is_around(self, other: "Candidate") -> bool:
        """Whether it is a longer stretch of the same passage, with all of the other in it."""
        here, there = (self.start, self.end), (other.start, other.end)
        return self.number == other.number and here != there and here[0] <= there[0] and there[1] <= here[1]

    def citation(self, passages: Sequence[Passage]) -> Citation:
        return Citation.of(self.number, passages[self.number - 1], self.start, self.end, self.cell, self.marks)


def asked_in_language(query: Query, passages: Sequence[Passage]) -> str:
    """The language that a question is in, English where a single small word tells of another one than the passages'.

    "Con Edison total bill" is no Spanish, and "il" may be Italian.
    """
    language = language_of(query.text)
    if language is None or language is ENGLISH:
        return ENGLISH.code
    telling = sum(word in language.stop_words for word in spoken_words(query.text))
    is_told = telling >= MIN_SMALL_WORDS_OF_LANGUAGE or language.code in {
        passage.chunk.language for passage in passages
    }
    return language.code if is_told else ENGLISH.code


def read_as(passage: Passage, asked_in: str) -> str:
    """The language that a passage is read in for a question in that language.

    A table has too few small words to be told from one in English: to who asks in German it may be a German one.
    """
    own = passage.chunk.language
    if asked_in == ENGLISH.code or own != ENGLISH.code:
        return own
    told = language_of(passage.text)
    return told.code if told else asked_in


def candidates(
    query: Query,
    counts: Mapping[str, int],
    chunks: int,
    passages: Sequence[Passage],
    before: Collection[str] = (),
    tables: Callable[[Passage], Sequence[Table]] = no_tables,
) -> list[Candidate]:
    """The places that hold most of what the question says with what it asks for, best first; they overlap.

    Besides runs of sentences and lines these are the cells of tables, each with its row and its column.

    `counts` says in how many of the `chunks` searched each word of the query stands: rare words tell more. The
    words `before` a follow-up tell less than its own.
    """
    asked_in = asked_in_language(query, passages)
    languages = [read_as(passage, asked_in) for passage in passages]
    wanted = {language: Wanted.of(query, asked_in, language) for language in set(languages)}
    weights = {
        language: one.weights(one.counted(counts, [passage.text for passage in passages]), chunks, before)
        for language, one in wanted.items()
    }
    places: list[Candidate] = []
    for number, (passage, language) in enumerate(zip(passages, languages, strict=True), start=1):
        own, own_weights, own_tables = wanted[language], weights[language], tables(passage)
        places += _candidates(number, passage, query, own, own_weights, own_tables)
        for table in own_tables:
            places += _cells(number, passage, table, query, own, own_weights)
    if not query.asks_where:
        places = _outside(places, [entries(passage.text) for passage in passages])
    if not query.asks_works:
        places = _outside(places, [_works(passage) for passage in passages]) or places
    return sorted(places, key=lambda place: -place.score)


def _outside(places: Sequence[Candidate], stretches: Sequence[Collection[tuple[int, int]]]) -> list[Candidate]:
    """The places that touch none of those stretches of their passages."""
    return [
        place
        for place in places
        if not any(start < place.end and place.start < end for start, end in stretches[place.number - 1])
    ]


def _works(passage: Passage) -> list[tuple[int, int]]:
    """Where works that are cited stand in the passage: all of it, where it has one below the heading of such a list.

    In a curriculum vitae people stand below that heading.
    """
    is_titled = is_title_of_works(passage.chunk.section)
    found = works(passage.text, least=1 if is_titled else MIN_WORKS)
    return [(0, len(passage.text))] if is_titled and found else found


def _between_tables(passage: Passage, tables: Sequence[Table]) -> list[tuple[int, int]]:
    """Where in the passage one table ends and the next below it begins."""
    extents = sorted(table.extent for table in tables if table.cells)
    chunk = passage.chunk
    return [
        (passage.position(end - chunk.start), passage.position(start - chunk.start))
        for (_, end), (start, _) in pairwise(extents)
        if end <= start and chunk.start < end and start < chunk.end
    ]


def _candidates(
    number: int, passage: Passage, query: Query, wanted: Wanted, weights: Mapping[str, float], tables: Sequence[Table]
) -> Iterator[Candidate]:
    text = passage.text
    words = wanted.places(text)
    between = _between_tables(passage, tables)
    runs = (
        (begins + start, begins + first, begins + last, begins + end, begins + end == ends)
        for begins, ends in _stretches(passage)
        for start, first, last, end in runs_of(text[begins:ends])
    )
    for start, first, last, end, is_at_end in runs:
        if not _WORD.search(text, start, end):
            continue  # a page's number, or a figure or a code without its label
        # To who asks for a yes or a no, "Pets allowed" says all.
        asked = frozenset() if asks_whether(query.text) else frozenset(at - last for at, _ in words if last <= at < end)
        if not is_at_end and _announces(text[last:end], asked, wanted.language):
            continue  # what is asked for stands behind it
        if any(start < table_end and next_table < end for table_end, next_table in between):
            continue  # rows of two tables: the header of one would be taken for that of the other
        share = coverage({word for at, word in words if start <= at < end}, weights)
        fits = may_answer(text[start:end], query.kind or Kind.NUMBER, query.text, wanted.language)
        gain = fits * (WEIGHT_OF_KIND if query.kind else WEIGHT_OF_NUMBER) + WEIGHT_OF_LABEL * any(
            start <= at < first for at, _ in words
        )
        loss = LOSS_PER_PASSAGE * (number - 1) + LOSS_PER_CHARACTER * length(text[start:end])
        yield Candidate(share + gain - loss, number, start, end)


def _cells(
    number: int, passage: Passage, table: Table, query: Query, wanted: Wanted, weights: Mapping[str, float]
) -> Iterator[Candidate]:
    """The cells of a table in that passage."""
    chunk = passage.chunk
    may_be_named = table.named_cells()
    cells = table.cells_in(chunk.start, chunk.end)
    of_kind = {cell for cell in cells if _is_of_kind(cell, query, wanted.language)}
    named = {column: _named(column.header, query, wanted) for column in table.columns}
    columns = defaultdict[int, set[Column]](set)
    in_row = defaultdict[int, set[Column]](set)
    for cell in of_kind:
        columns[cell.row.index].add(cell.column)
    for cell in table.cells:
        in_row[cell.row.index].add(cell.column)
    # What is asked for may be an empty cell: in the row of "Votes for A: 16" may be none for B.
    spoken = set(spoken_words(query.text))
    said_of = {column: spoken.intersection(spoken_words(column.header)) for column in table.columns}
    empty = {row.index: {column for column, words in said_of.items() if words} for row in table.rows}
    for cell in table.cells:
        empty[cell.row.index].discard(cell.column)
    balances = {column for column in table.columns if _BALANCES.fullmatch(column.header) and not named[column]}
    for cell in cells:
        if cell not in may_be_named:
            continue
        if length(said := cell.describe()) > MAX_CHARACTERS_PER_QUOTATION:
            continue  # a form's row of whole paragraphs: its words are quoted as sentences
        share = coverage(wanted.among(f"{table.title}\n{said}"), weights)
        is_balance = cell.column in balances and not columns[cell.row.index] <= balances
        is_of_kind = cell in of_kind and not is_balance
        gain = is_of_kind * (WEIGHT_OF_KIND if query.kind else WEIGHT_OF_NUMBER)
        start, end = (passage.position(at - chunk.start) for at in cell.stretch(chunk.start, chunk.end))
        loss = LOSS_PER_PASSAGE * (number - 1) + LOSS_PER_CHARACTER * length(said)
        others = (columns if cell in of_kind else in_row)[cell.row.index] - {cell.column}
        is_asked_for = all(named[other] < named[cell.column] for other in others) and all(
            said_of[other] < said_of[cell.column] for other in empty[cell.row.index]
        )
        yield Candidate(share + gain - loss, number, start, end, said, table.marks(cell), is_asked_for)


def _is_of_kind(cell: Cell, query: Query, language: str) -> bool:
    """Whether a cell holds the kind of thing that is asked for, a number where the question does not tell.

    That its number is an age, its column or its row says: "Age". Not one that gives an age itself: "Aged 18: 412".
    """
    if query.kind is not Kind.AGE:
        return may_answer(cell.text, query.kind or Kind.NUMBER, query.text, language)
    labels = [label.rstrip(" :：") for label in (cell.column.header, cell.row.label)]
    return any(
        may_answer(f"{label}: {cell.text}", Kind.AGE, query.text, language)
        and not may_answer(label, Kind.AGE, query.text, language)
        for label in labels
    )


def _named(header: str, query: Query, wanted: Wanted) -> frozenset[str]:
    """What of the question a header holds: words and years."""
    years = set(_YEAR.findall(query.text)) & set(_YEAR.findall(header))
    return frozenset(years.union(word for _, word in wanted.words(header)))


def _announces(piece: str, asked: Collection[int], language: str) -> bool:
    """Whether a sentence or line says nothing itself: it asks, ends with a colon, or is a label, words of the question.

    `asked` are the offsets of those words in it.

    >>> [_announces(piece, [0], "en") for piece in ("E-mail", "Rent in euros:", "Rent is due.", "Rent 9", "Rent for?")]
    [True, True, False, False, True]
    """
    if piece.rstrip()[-1:] in ":：?？":
        return True
    small = _STOP_WORDS[language]
    is_label = bool(asked) and not is_sentence(piece) and not any(map(str.isdigit, piece))
    words = re.finditer(r"(?<!\b[eE]-)\b\w+", piece)  # of "e-mail" the first letter
    return is_label and all(word.start() in asked or word[0].casefold() in small for word in words)


def _stretches(passage: Passage) -> Iterator[tuple[int, int]]:
    """Where the passage's text stands between running lines.

    On a document's first page these are its head, and stretches of their own. So is one that gives a number.
    """
    done = 0
    for start, end in passage.running:
        yield done, start
        if not passage.chunk.page or _GIVES_NUMBER.search(passage.text, start, end):
            yield start, end
        done = end
    yield done, len(passage.text)
