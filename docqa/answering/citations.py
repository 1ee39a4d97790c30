"""Answer sentences to the places that support them, without asking the model: aligned by words and numbers, or marked.

A sentence is supported by a span of a passage when the span holds

- most of what the sentence says, and most of what it adds to the question, weighted by how telling the words are;
- every one of its numbers ("$25" is not borne out by "$250"), and every one of its names;
- a denial where the sentence denies, none where it does not: "Dogs are not allowed" bears out no "Dogs are allowed";
- nothing that says otherwise: the opposite direction, another unit, rate or month (`contradictions`),
  in the part that is most like the one of the sentence that says it (`directions`).

A number that stands in a table is borne out by its cell alone, in the row and the column spoken of (`table_facts`).

So a citation never depends on a small model's formatting, and an invented figure stands out. What it cannot see: who
does what to whom ("the owner pays the guest" is borne out by "the guest pays the owner"), and what a number outside a
table is of. `python -m benchmarks.checker` measures its errors; docs/decisions/0022 has them.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from docqa.answering.contradictions import contradicts, days, years
from docqa.answering.directions import shared_changes
from docqa.answering.table_facts import bears_out, by_sign, cells_with, said
from docqa.documents import Citation, Passage, Sentence
from docqa.search.places import without_places
from docqa.tables import Cell, Table, no_tables
from docqa.text.figures import REFERENCE_MARK, UNITS, Figure, all_figures, decimal_mark, figures, spelled_numbers
from docqa.text.languages import ENGLISH, LANGUAGES, all_denials
from docqa.text.scripts import DENIALS
from docqa.text.sentences import clause_spans, passage_sentences, sentence_ends, sentence_spans
from docqa.text.words import covered, name_stems, spoken_words, stem, weights

# Of a sentence's weight, that a span must hold; more of one that adds nothing to the question: "Yes, dogs are allowed".
MIN_SHARE_HELD = 0.6
MIN_SHARE_HELD_OF_RESTATED = 0.8
MAX_WORDS_OF_SHORT = 5  # telling words of a sentence of which the first has to be held: "cats stay free" is about cats
# A sentence may draw on two neighbouring sentences, or on a few short lines: wrapped ones, rows and cells of a table.
MAX_SENTENCES_PER_SPAN = 2
MAX_LINES_PER_SPAN = 4
MAX_CHARACTERS_PER_SPAN = 300
MAX_CITATIONS = 2
MIN_WORDS_OF_PART = 3  # a part of a sentence with fewer words or numbers that count says too little by itself
MIN_WORDS_OF_QUOTE = 4  # fewer words in a row stand in a source by chance
MAX_WORDS_OF_CELL = 4  # what has more is prose that was taken for a table
MIN_CHARACTERS_OF_NAME = 3  # what is shorter is in many a document's name by chance
SCORE_OF_CELL = 1.0  # that of a span which holds all of a sentence

_NEGATIONS = all_denials()
# The words of denial among the stems of a text. In English as they are written: "nobody" and "nothing", whose stems are
# others, count as something that is said.
_DENIALS = {
    language.code: _NEGATIONS if language is ENGLISH else frozenset(stem(word, language.code) for word in _NEGATIONS)
    for language in LANGUAGES
}
# "No. 5" is a number, and these deny nothing: "not only", "not later than", "no more than", "not to exceed".
_NEGATION = re.compile(
    r"\b(?!no\.\s?\d)(?!not (?:only|(?:to )?exceed\w*)\b)(?!not? (?:\w+er|more|less) than\b)"
    rf"(?:{'|'.join(sorted(_NEGATIONS))})\b|n['’]t\b|{DENIALS}",
    re.IGNORECASE,
)
_MONTH_STEMS = frozenset(stem(month) for month in ENGLISH.months)  # `contradicts` tells these apart
_NEW_STATEMENT = re.compile(  # what is denied before it may be said behind it: not at "that" and "if"
    r"[;•]\s|,\s+(?:for|but|while|whereas|although|though|which|who)\s|\s(?:but|while|whereas|although|because|unless)\s"
    r"|\sand\s(?=(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|would)"
    r"(?:\s+not\b|n['’]t\b|\s+no\b))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_YES_OR_NO = re.compile(r"\W*(?:yes|no)\b[,;:.!–— -]*$", re.IGNORECASE)
_YES_OR_NO_FIRST = re.compile(r"\W*(?:yes|no)[,;:–—]\s+", re.IGNORECASE)
_DATE = re.compile(  # a year, and a day beside its month
    rf"(?<![\d$€£.,])((?:19|20)\d\d)(?![\d%]|[.,]\d| (?:million|billion))|(?:{'|'.join(ENGLISH.months)}) (\d{{1,2}})\b"
    rf"|\b(\d{{1,2}}) (?:{'|'.join(ENGLISH.months)})",
    re.IGNORECASE,
)
_ROW = re.compile(r"[^\W\d][^\n]*\s[-–($€£¥]*\d[\d,.%)]*(?:\s+[-–($€£¥]*[\d,.%)-]+)*")  # words, then numbers to its end
_REFERENCE = re.compile(  # to a work or a note: "[22]", "[3, 5-7]", "the browser (2), which"; or an address on the web
    rf"{REFERENCE_MARK}|(?<=[^\W\d_])\s?\(\d{{1,2}}\)(?=\s*[,.;:])"
    r"|\S+\.(?:html?|com|org|net|edu|gov|pdf)\b\S*"
)
_TABLE_HEAD = re.compile(r"[ |]*\n[ |]*:?-+:?[ |:-]*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence or a clause of one: its words, and whether it denies."""

    words: frozenset[str]
    is_negated: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """A place in a passage, and what it holds."""

    start: int
    end: int
    words: frozenset[str]
    figures: tuple[Figure, ...]
    statements: tuple[_Statement, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """A passage with its text, its spans and all that it holds, its words stemmed in its language."""

    number: int
    passage: Passage
    text: str
    tables: tuple[Table, ...]
    words: frozenset[str]
    decimal_mark: str
    figures: tuple[Figure, ...]
    spans: tuple[_Span, ...]
    cells: tuple[tuple[int, int], ...]  # where the cells of its tables stand, in order

    def citation(self, start: int, end: int) -> Citation:
        return Citation.of(self.number, self.passage, start, end)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a sentence claims, as a passage's language and decimal mark read it; each figure in all its readings."""

    sentence: str
    question: str
    words: Mapping[str, float]
    first: str  # the stem of its first telling word, behind a label: "Pets: one cat"
    asked: Mapping[str, float]  # the question's words
    own: Sequence[tuple[Figure, ...]]  # figures that the question does not name
    amounts: Sequence[tuple[Figure, ...]]  # those of them in digits that are no part of a date
    repeated: Sequence[tuple[Figure, ...]]  # figures of the question
    values: frozenset[str]
    new_names: frozenset[str]
    statements: tuple[_Statement, ...]

    @property
    def is_negated(self) -> bool:
        return any(statement.is_negated for statement in self.statements)


def cite(
    answer: str,
    question: str,
    passages: Sequence[Passage],
    tables: Callable[[Passage], Sequence[Table]] = no_tables,
) -> tuple[Sentence, ...]:
    """Each sentence of the answer that claims something, with the spans that support it: none when nothing does.

    `tables` gives the tables of a passage's page. A figure that stands in one of them is borne out by its cell alone.
    """
    sources = [_source(number, passage, tables(passage)) for number, passage in enumerate(passages, start=1)]
    subject = _subject(sources)
    claims = [(start, end) for start, end in sentence_spans(answer) if _is_claim(answer, start, end, question)]
    # "Yes." leans on the sentence after it; alone it says something that no words can be compared with.
    spoken_out = [(start, end) for start, end in claims if not _YES_OR_NO.match(answer[start:end])]
    return tuple(
        _sentence(answer, start, end, partial(_support, question=question, sources=sources, subject=subject))
        for start, end in spoken_out or claims
    )


def _sentence(answer: str, start: int, end: int, support: Callable[[str], tuple[Citation, ...]]) -> Sentence:
    """That sentence with what supports it, or else its parts: where some of them have a place, and others none."""
    text = answer[start:end]
    if citations := support(text):
        is_verbatim = any(_is_verbatim(text, citation.whole or citation.text) for citation in citations)
        return Sentence(text, start, end, citations, is_verbatim)
    parts = list(_parts(text))
    found = [support(part) for part in parts]
    doubted = tuple(part for part, citations in zip(parts, found, strict=True) if not citations)
    if len(doubted) == len(parts) or not doubted:
        return Sentence(text, start, end)
    borne_out = dict.fromkeys(citation for citations in found for citation in citations)
    return Sentence(text, start, end, tuple(borne_out)[:MAX_CITATIONS], doubted=doubted)


def _parts(sentence: str) -> Iterator[str]:
    """The parts of a sentence that say enough to be looked for by themselves; one that does not joins the one before.

    >>> list(_parts("It was signed in Ghent on May 4, 2021, and the tenant paid 900 euros at once."))
    ['It was signed in Ghent on May 4, 2021', 'the tenant paid 900 euros at once.']
    """
    spans: list[tuple[int, int]] = []
    for start, end in clause_spans(sentence):
        if spans and min(len(weights(sentence[a:b])) for a, b in (spans[-1], (start, end))) < MIN_WORDS_OF_PART:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return (sentence[start:end] for start, end in spans)


def _is_verbatim(sentence: str, source: str) -> bool:
    """Whether a sentence stands in a source with the same words, however they are written.

    >>> _is_verbatim("the rent is **450 euros**", "The rent is 450 euros a month."), _is_verbatim("450", "450 euros")
    (True, False)
    """
    own, its = spoken_words(sentence), spoken_words(source)
    return len(own) >= MIN_WORDS_OF_QUOTE and f" {' '.join(own)} " in f" {' '.join(its)} "


def repeats(sentence: str, question: str) -> bool:
    """Whether a sentence only says the question again, as small models do, or begins to.

    >>> repeats("Question: How much is the", "How much is the rent?"), repeats("How much is 5?", "How much is it all?")
    (True, False)
    """
    said, asked = spoken_words(sentence), spoken_words(question)
    if said[:1] == ["question"] and asked[:1] != ["question"]:
        said = said[1:]
    return bool(said) and asked[: len(said)] == said and len(said) >= min(3, len(asked))


def _is_claim(answer: str, start: int, end: int, question: str) -> bool:
    """Whether that sentence says anything: not a heading, an introduction, a question or only wrapping."""
    sentence = answer[start:end]
    line = answer[answer.rfind("\n", 0, start) + 1 : start]
    return not (
        line.lstrip(" >").startswith("#")
        or sentence.rstrip("*_\"'”’ ").endswith((":", "?"))
        or _TABLE_HEAD.match(answer, end)
        or repeats(sentence, question)
        or not weights(sentence)
    )


def _support(
    sentence: str, question: str, sources: Sequence[_Source], subject: Collection[str]
) -> tuple[Citation, ...]:
    sentence = _YES_OR_NO_FIRST.sub("", sentence)
    if (asked_years := years(question)) and (own_years := years(sentence)) and not asked_years & own_years:
        return ()  # it may be true, and answers another question
    found: list[tuple[float, Citation]] = []
    for source in sources:
        claim = _claim(sentence, question, source)
        if _is_of_other_days_or_money(claim, source):
            continue
        named = _named(_capitalised(sentence, source.passage.chunk.language), source.passage.doc)
        if found_cell := _cell(claim, source, subject, named):
            found.append((SCORE_OF_CELL - 0.01 * source.number, _cell_citation(source, *found_cell)))
        if best := _best_span(claim, source, named):
            found.append((best[0] - 0.01 * source.number, source.citation(best[1].start, best[1].end)))
    found.sort(key=lambda item: -item[0])
    # A second place is worth a mark only when it supports the sentence about as well.
    return tuple(citation for score, citation in found[:MAX_CITATIONS] if score >= found[0][0] - 0.1)


def _claim(sentence: str, question: str, source: _Source) -> _Claim:
    given = figures(question)
    language = source.passage.chunk.language
    spelled = [(figure,) for figure in spelled_numbers(sentence, language) if figure.value != "1"]  # "one" is a word
    readings = _readings(sentence, source.decimal_mark)
    own = [figure for figure in readings if not any(_holds(given, reading) for reading in figure)]
    asked = _said(question, language)
    return _Claim(
        sentence=sentence,
        question=question,
        words=_said(sentence, language),
        first=next((word for word in _said(sentence.rpartition(":")[2], language) if not word[0].isdigit()), ""),
        asked=asked,
        own=own + [figure for figure in spelled if not _are_held(given, figure)],
        amounts=[figure for figure in own if not _is_date_part(figure, sentence)],
        repeated=[figure for figure in readings if figure not in own],
        values=frozenset(reading.value for figure in readings + spelled for reading in figure),
        new_names=frozenset(name_stems(sentence.rpartition(":")[2], language) - asked.keys() - _MONTH_STEMS),
        statements=_statements(sentence, 0, len(sentence), language),
    )


def _is_of_other_days_or_money(claim: _Claim, source: _Source) -> bool:
    told = _all_told(source)
    return not days(claim.sentence) <= days(told) | days(claim.question) or any(
        not _has_sign(told, reading.unit) for figure in claim.own for reading in figure[:1]
    )


def _cell(
    claim: _Claim, source: _Source, subject: Collection[str], named: Collection[str]
) -> tuple[Table, Cell] | None:
    """The cell of a table that says what is claimed. A cell denies nothing."""
    saying = said(claim.sentence, claim.question)
    cells = _cells(source, claim.amounts) if claim.amounts and not claim.is_negated else []
    return next(
        (
            (table, cell)
            for table, cell in cells
            if claim.new_names.difference(named) <= weights(_told(table, cell)).keys()
            and bears_out(table, cell, saying, {*subject, *named})
            and not contradicts(claim.sentence, _told(table, cell), claim.question)
        ),
        None,
    )


def _best_span(claim: _Claim, source: _Source, named: Collection[str]) -> tuple[float, _Span] | None:
    """The span that says best what is claimed, with how well it does."""
    new_names = claim.new_names.difference(named)
    if not new_names <= source.words or not all(_are_held(source.figures, one) for one in claim.repeated):
        return None
    # That a document is of whom its name says, its passages need not say again.
    words = {word: weight for word, weight in claim.words.items() if word not in named}
    added = {word: weight for word, weight in words.items() if word not in claim.asked}
    context = claim.asked.keys() & source.words
    is_short = len(words) <= MAX_WORDS_OF_SHORT and not claim.own
    needs_first = is_short and claim.first in words and claim.first not in context
    best: tuple[float, _Span] | None = None
    for span in source.spans:
        # A number of the question may stand anywhere in the passage (a year over a table), its own in the span.
        if not all(_are_held(span.figures, figure) for figure in claim.own):
            continue
        text = source.text[span.start : span.end]
        held = {*_words_for(claim, span), *claim.values, *map(stem, shared_changes(claim.sentence, text))}
        if needs_first and claim.first not in held:
            continue
        share = covered(added or words, held)
        # The question breaks ties: "37B" alone stands in many places, but only one of them is about what was asked.
        score = share + 0.2 * covered(claim.asked, span.words) - 0.0002 * (span.end - span.start)
        if (
            share >= (MIN_SHARE_HELD if added else MIN_SHARE_HELD_OF_RESTATED)
            and covered(words, held | context) >= MIN_SHARE_HELD
            and (best is None or score > best[0])
            and new_names <= _capitalised(text, source.passage.chunk.language)
            and _agrees(span, claim)
            and (not claim.amounts or _holds_outside_cells(source, span, claim.amounts))
            and not contradicts(claim.sentence, text, claim.question)
            and _holds_beside_labels(source, span, claim)
        ):
            best = (score, span)
    return best


def _words_for(claim: _Claim, span: _Span) -> frozenset[str]:
    """The words of a span that may bear out a claim: those that are only denied bear out nothing that is affirmed."""
    if claim.is_negated:
        return span.words
    return frozenset().union(*(statement.words for statement in span.statements if not statement.is_negated))


def _holds_beside_labels(source: _Source, span: _Span, claim: _Claim) -> bool:
    """Whether a span holds the figures of a sentence outside labels of places and references.

    "Article 3" is not 3 euros, and "the browser (2), which" no 2 browsers. Labels in the sentence as well may be.
    """
    beside = _readings(without_places(claim.sentence), source.decimal_mark)
    told = _REFERENCE.sub(" ", without_places(source.text[span.start : span.end]))
    held = [*figures(told, source.decimal_mark), *spelled_numbers(told, source.passage.chunk.language)]
    return all(_are_held(held, figure) for figure in claim.amounts if figure in beside)


def _subject(sources: Sequence[_Source]) -> frozenset[str]:
    """The words that most of the passages hold, or their documents' names: what all of it is about."""
    held = Counter(word for source in sources for word in source.words)
    named = {word for source in sources for word in weights(re.sub(r"[\W_\d]+", " ", source.passage.doc))}
    return frozenset(word for word, count in held.items() if count > len(sources) / 2 > 1) | named


def _capitalised(text: str, language: str) -> frozenset[str]:
    """The stems of the words of a text that begin with a capital: "Bank" is no name where "the bank" stands."""
    words = (word for word in _WORD.findall(text) if word[0].isupper())
    return frozenset(weights(" ".join(words), language))


def _named(words: Iterable[str], doc: str) -> frozenset[str]:
    """Those of some words that a document's name holds.

    >>> sorted(_named(["best", "buy", "amazon"], "BESTBUY_2017_10K.pdf"))
    ['best', 'buy']
    """
    name = re.sub(r"[\W_]", "", doc).casefold()
    return frozenset(word for word in words if len(word) >= MIN_CHARACTERS_OF_NAME and word in name)


def _all_told(source: _Source) -> str:
    """The passage's text, with what stands above the tables of its page."""
    headers = (column.header for table in source.tables for column in table.columns)
    titles = (f"{table.title} {table.unit}" for table in source.tables)
    return " ".join((source.text, *headers, *titles))


def _has_sign(told: str, unit: str) -> bool:
    """Whether a passage is of that currency at all. Where it names none, dollars are taken for what is meant."""
    signs = set("$€£¥")
    named = {sign for sign in signs if sign in told} | {
        sign for word, sign in UNITS.items() if sign in signs and re.search(rf"\b{word}\b", told, re.IGNORECASE)
    }
    return unit not in signs or unit in named or (not named and unit == "$")


def _cells(source: _Source, own: Sequence[tuple[Figure, ...]]) -> list[tuple[Table, Cell]]:
    """The cells of the passage that hold the figures of a sentence; of several figures all in one row."""
    start, end = source.passage.chunk.start, source.passage.chunk.end
    found: list[tuple[Table, Cell]] = []
    for table in source.tables:
        by_figure = [[cell for reading in figure for cell in cells_with(table, reading, start, end)] for figure in own]
        if any(by_figure):
            rows = set.intersection(*({cell.row.index for cell in cells} for cells in by_figure))
            found += [(table, cell) for cell in by_figure[0] if cell.row.index in rows]
    return found


def _told(table: Table, cell: Cell) -> str:
    """All that a table says of a cell, what it says of it alone in a sentence of its own."""
    rows = by_sign(" ".join((*cell.row.groups, cell.row.label)), cell.text)
    return f"{table.title} {table.unit}. {rows} {cell.column.header} {cell.text} {cell.unit}"


def _is_date_part(figure: Sequence[Figure], sentence: str) -> bool:
    """Whether a figure is a year or a day, of which the header of a column tells and not its cells."""
    return any(
        one.value == one.digits
        and not one.unit
        and one.digits in {part for found in _DATE.findall(sentence) for part in found}
        for one in figure
    )


def _cell_places(passage: Passage, tables: Sequence[Table]) -> tuple[tuple[int, int], ...]:
    first, last = passage.chunk.start, passage.chunk.end
    return tuple(
        sorted(
            (passage.position(c.start - first), passage.position(c.end - first))
            for table in tables
            for c in table.cells_in(first, last)
            if len(_WORD.findall(c.text)) <= MAX_WORDS_OF_CELL
        )
    )


def _row_places(passage: Passage, tables: Sequence[Table]) -> list[tuple[int, int]]:
    """Where the rows of the tables stand in a passage's text, each from its name to its last cell."""
    first, last = passage.chunk.start, passage.chunk.end
    rows: dict[tuple[int, int], list[int]] = {}
    for number, table in enumerate(tables):
        for cell in table.cells_in(first, last):
            named = (place for place in cell.row.places if place.page == table.page)
            places = ((cell.start, cell.end), *((place.start, place.end) for place in named))
            ends = (at for start, end in places if first <= start and end <= last for at in (start, end))
            rows.setdefault((number, cell.row.index), []).extend(passage.position(at - first) for at in ends)
    return [(min(ends), max(ends)) for ends in rows.values()]


def _holds_outside_cells(source: _Source, span: _Span, own: Sequence[tuple[Figure, ...]]) -> bool:
    """Whether that span holds the figures where no cell of a table stands."""
    text = source.text
    pieces, at = [], span.start
    for start, end in source.cells:
        if span.start <= start < span.end:
            pieces.append(text[at:start])
            at = max(at, end)
    pieces.append(text[at : span.end])
    held = _figures(" | ".join(pieces), source.decimal_mark, source.passage.chunk.language)
    return all(_are_held(held, figure) for figure in own)


def _cell_citation(source: _Source, table: Table, cell: Cell) -> Citation:
    chunk = source.passage.chunk
    start, end = (source.passage.position(at - chunk.start) for at in cell.stretch(chunk.start, chunk.end))
    if cell not in table.named_cells():
        return Citation.of(source.number, source.passage, start, end)  # the row as it stands there
    return Citation.of(source.number, source.passage, start, end, cell.describe(), table.marks(cell))


def _readings(sentence: str, mark: str) -> list[tuple[Figure, ...]]:
    """Each number of a sentence as its own language reads it, and as a passage's does: a model copies "2.460 Euro"."""
    own, copied = all_figures(sentence), all_figures(sentence, mark)
    if len(own) != len(copied):  # "3 460" is one number or two
        copied = own
    return [tuple(dict.fromkeys(readings)) for readings in zip(own, copied, strict=True)]


def _are_held(held: Sequence[Figure], readings: Sequence[Figure]) -> bool:
    return any(_holds(held, reading) for reading in readings)


def _holds(held: Sequence[Figure], figure: Figure) -> bool:
    return any(figure.fits(other) for other in held)


def _source(number: int, passage: Passage, tables: Sequence[Table]) -> _Source:
    text, language = passage.text, passage.chunk.language
    mark = decimal_mark(text)
    spans, rows = [], _row_places(passage, tables)
    for start, end in _spans(text):
        if sum(first < end and start < last for first, last in rows) > 1:
            continue  # what one row of a table says is nothing of another
        words, numbers = frozenset(weights(text[start:end], language)), _figures(text[start:end], mark, language)
        spans.append(_Span(start, end, words, numbers, _statements(text, start, end, language)))
    return _Source(
        number,
        passage,
        text,
        tuple(tables),
        frozenset(weights(text, language)),
        mark,
        _figures(text, mark, language),
        tuple(spans),
        _cell_places(passage, tables),
    )


def _statements(text: str, start: int, end: int, language: str) -> tuple[_Statement, ...]:
    breaks = (match.start() for match in _NEW_STATEMENT.finditer(text, start, end))
    ends = sorted({start, *sentence_ends(text, start, end), *breaks, end})
    return tuple(
        _Statement(frozenset(weights(text[first:last], language)), bool(_NEGATION.search(text, first, last)))
        for first, last in pairwise(ends)
    )


def _agrees(span: _Span, claim: _Claim) -> bool:
    """Whether the span's statements that are most like a claim deny if it does, and do not if it does not.

    So with each of the claim's own. What one of two statements denies says nothing about the other.
    """
    whole = _Statement(frozenset(claim.words), claim.is_negated)
    for claimed in (whole, *claim.statements):
        words = {word: weight for word, weight in claim.words.items() if word in claimed.words}
        shares = [covered(words, statement.words) for statement in span.statements]
        denials = [s.is_negated for s, share in zip(span.statements, shares, strict=True) if share == max(shares)]
        if claimed.is_negated != all(denials) and (claimed.is_negated or not claim.is_negated):
            return False
    return True


def _said(text: str, language: str) -> dict[str, float]:
    """What a sentence says, apart from whether it denies it, and from spelled numbers, which are figures."""
    said = weights(re.sub(r"\bper cent\b", "%", text), language)
    return {
        word: weight
        for word, weight in said.items()
        if word not in _DENIALS[language] and not ("-" in word and spelled_numbers(word, language))
    }


def _figures(text: str, mark: str, language: str) -> tuple[Figure, ...]:
    return (*figures(text, mark), *spelled_numbers(text, language))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Every run of neighbouring sentences or lines that a sentence may draw on."""
    pieces = passage_sentences(text)
    for first, (start, _) in enumerate(pieces):
        rows = 0
        for length, (last, end) in enumerate(pieces[first : first + MAX_LINES_PER_SPAN], start=1):
            rows += bool(_ROW.fullmatch(text, last, end))
            if rows > 1 or (length > MAX_SENTENCES_PER_SPAN and end - start > MAX_CHARACTERS_PER_SPAN):
                break  # the figure of one row of a table says nothing about another
            yield start, end
