"""The places in the passages that may answer a question: a sentence or two, a few short lines; pure.

Every run of neighbouring sentences or lines is a candidate. Words and the kind of thing asked for choose the best of
them, since that costs nothing; a cross-encoder, which reads question and candidate together, then orders those.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from docqa.documents import Citation, Finding, Passage
from docqa.search.places import HAN_NUMBER, KINDS, NUMBER_SIGN
from docqa.search.query import Kind, Query, asks_whether, may_answer
from docqa.search.ranking import MAX_CHARACTERS_OF_PLACE, coverage, idf
from docqa.tables import Column, Table, no_tables
from docqa.text.contents import entries
from docqa.text.glosses import meanings
from docqa.text.languages import ENGLISH, HAN_PLACES, LANGUAGES, language_of
from docqa.text.scripts import LETTERS, length
from docqa.text.sentences import SET_APART, is_row, is_sentence, passage_sentences
from docqa.text.words import among, placed_words, spoken_words, stem, words_at
from docqa.text.works import MIN_WORKS, is_title_of_works, works

MAX_SENTENCES_PER_QUOTATION = 6  # or short lines, of a table say, that follow each other
MAX_CHARACTERS_PER_QUOTATION = 400  # of a cell with its labels too; only a single sentence may be longer

# A place scores by the share of the question's words that it holds, 0 to 1, plus and minus these. They were chosen by
# whether the gold answer stands in the first and in the first three quotations, on sets of questions that are not in
# one domain; docs/decisions/0014 has the figures.
WEIGHT_OF_KIND = 0.3  # for a place that holds the kind of thing that is asked for
WEIGHT_OF_NUMBER = 0.1  # for a place that holds a number, where the question does not tell what kind it asks for
WEIGHT_OF_LABEL = 0.01  # for a word of the question in the first sentence or line: a value stands behind its label
SHARE_OF_EARLIER_WORDS = 0.5  # a word that only the question before says counts so much of one that this one says
LOSS_PER_PASSAGE = 0.06  # for each passage that fits better than the place's own
LOSS_PER_CHARACTER = 0.0004

MIN_CHARACTERS_OF_PROSE = 60  # of a line: a shorter one may be part of a document's head: "Texts for the young."
MAX_CHARACTERS_BEFORE_HEAD = 100  # a page's number, a running line

MIN_SMALL_WORDS_OF_LANGUAGE = 2  # in a question, which say that it is in that language, whatever the passages are in

MAX_WORDS_OF_HEADING = 4  # of a line that ends no quotation since it may head what follows

MAX_QUOTATIONS = 3
MAX_RERANKED = 40  # candidates that a cross-encoder reads for a question: a quarter of a second on two cores
MAX_CELLS_RERANKED = 8  # of these
MAX_SINGLE_RERANKED = 20  # single sentences and lines of these; the rest stands around the best of them
# The rest is in its logits. docs/decisions/0021 has the sets they were fitted and tested on.
WEIGHT_OF_WORDS = 6.0  # for a share of 1 of the question's words
# Chosen on three sets (20 to 40 did equally well), tested on a fourth: docs/decisions/0046.
MAX_COMPARED = 6  # of the best candidates, whose words are compared in meaning with the question's
WEIGHT_OF_LIKENESS = 30.0  # for a likeness of 1
WEIGHT_OF_LEAD = 1.5  # for each logit that the best place is ahead of the next
MAX_LEAD = 8.0
MIN_SCORE_OF_ANSWER = (
    17.0  # two of 58 questions that the document does not answer come so far, 13 of 256 without their pages
)
MIN_SCORE_OF_ANSWER_BY_WORDS = 22.0  # the same, where question or place was read word by word in English
MIN_SCORE = -9.0  # what does not come near that is not said; none of 161 questions that are answered stays below


@dataclass(frozen=True, slots=True)
class Quotations:
    """The places chosen, best first, and for each of them whether it answers the question, were it the first."""

    places: tuple[Citation, ...]
    findings: tuple[Finding, ...]

    @property
    def finding(self) -> Finding:
        """Whether the first answers."""
        return self.findings[0] if self.findings else Finding.NONE


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """The question's words as they may stand in a text of a language: the same, and those that mean the same."""

    language: str
    stems: dict[str, str]  # in that language, by the word
    meant: dict[str, str]  # the stems again, by those of their English words; empty where the text is in English

    @classmethod
    def of(cls, query: Query, asked_in: str, language: str) -> "Wanted":
        stems = {word: stem(word, language) for word in query.words}
        if asked_in == language == ENGLISH.code:
            return cls(language, stems, {})
        return cls(language, stems, {m: stems[word] for word in query.words for m in meanings(word, asked_in)})

    def among(self, text: str) -> list[tuple[int, str]]:
        """Where each of them stands, by its stem."""
        found = among(placed_words(text, self.language), set(self.stems.values()))
        if self.meant:
            same = {at for at, _ in found}
            found += [
                (at, self.meant[meaning])
                for at, word in words_at(text)
                if at not in same
                for meaning in meanings(word, self.language)
                if meaning in self.meant
            ]
        return found

    def counted(self, counts: Mapping[str, int], passages: Sequence[Passage]) -> Mapping[str, int]:
        """How often each word stands; of those that stand nowhere, in how many passages what means the same does."""
        if not self.meant or all(counts.get(word) for word in self.stems):
            return counts
        held = [{found for _, found in self.among(passage.text)} for passage in passages]
        return {word: counts.get(word) or sum(own in one for one in held) for word, own in self.stems.items()}


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
        language: _weights(query, wanted[language].counted(counts, passages), chunks, before, language)
        for language in set(languages)
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


def pointed_at(passages: Sequence[Passage]) -> list[Candidate]:
    """The places that the question points at, from their beginning to the end of a sentence, in order."""
    places = []
    for number, passage in enumerate(passages, start=1):
        for start, end in (map(passage.position, place) for place in passage.places):
            text = passage.text[start:end]
            if len(text) > MAX_CHARACTERS_OF_PLACE:
                ends = [last for _, last in passage_sentences(text) if last <= MAX_CHARACTERS_OF_PLACE]
                end = start + max(ends, default=MAX_CHARACTERS_OF_PLACE)
            places.append(Candidate(0.0, number, start, end))
    return places


def heads(passages: Sequence[Passage]) -> list[Candidate]:
    """What stands at the beginning of those passages that begin a document, down to its first prose or its abstract.

    >>> from docqa.documents import Chunk
    >>> text = "On kilns\\nA. Potter\\nMay 1987\\nAbstract\\nA kiln is an oven that is hot enough for clay."
    >>> passages = [Passage(Chunk("", "", 0, 0, len(text), text), "Kilns.pdf", "1", 1.0)]
    >>> [place.text(passages) for place in heads(passages)]
    ['On kilns A. Potter May 1987']
    """
    places = []
    for number, passage in enumerate(passages, start=1):
        if passage.chunk.page or passage.chunk.start > MAX_CHARACTERS_BEFORE_HEAD:
            continue
        end = 0
        lines = list(_LINE.finditer(passage.text))
        for line, below in zip_longest(lines, lines[1:]):
            goes_on = below is not None and below[0][:1].islower()
            is_prose = length(line[0]) >= MIN_CHARACTERS_OF_PROSE and (goes_on or is_sentence(line[0]))
            if is_prose or line.end() > MAX_CHARACTERS_PER_QUOTATION or (end and _BODY_BEGINS.fullmatch(line[0])):
                break
            end = line.end()
        if any(map(str.isalpha, passage.text[:end])):
            places.append(Candidate(0.0, number, 0, end))
    return places


def with_heads(found: Quotations, passages: Sequence[Passage], doc_ids: Collection[str], k: int) -> Quotations:
    """The quotations with the heads of those documents before them, where none of them answers.

    Names and a date stand there without any sentence about them: a reader sees whether they are what was asked for.
    """
    asked = [head for head in heads(passages) if passages[head.number - 1].chunk.doc_id in doc_ids]
    beginnings = [citation for _, citation in distinct(asked, k, passages)]
    if not beginnings or found.finding is Finding.ANSWERS:
        return found
    others = [place for place in found.places if not any(map(place.overlaps, beginnings))]
    citations = (*beginnings, *others)[:k]
    return Quotations(citations, (Finding.CLOSEST,) * len(citations))


def those_within(found: Sequence[Candidate], places: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, those that lie in one of the places first."""
    return sorted(
        found,
        key=lambda one: (
            not any(
                one.number == place.number and place.start <= one.start and one.end <= place.end for place in places
            )
        ),
    )


def read(
    found: Sequence[Candidate],
    judge: Callable[[Sequence[Candidate]], list[float]],
    pointed: Sequence[Candidate] = (),
) -> list[Candidate]:
    """The candidates that a cross-encoder reads, by what it says of them and by words together, best first.

    It reads cells, single sentences and single lines, and then the runs around the best of these: runs of the same
    few lines would leave no room for others. What lies in a place that the question has `pointed` at comes before
    all else. docs/decisions/0051 has the figures. `judge` gives a logit for each of some candidates, or nothing where
    it cannot be asked; nothing is returned then.
    """
    found = those_within(found, pointed)
    cells = [one for one in found if one.cell][:MAX_CELLS_RERANKED]
    runs = [one for one in found if not one.cell]
    single = smallest(runs)[:MAX_SINGLE_RERANKED]
    logits = judge([*cells, *single])
    if not logits:
        return []
    room, around = MAX_RERANKED - len(logits), dict[Candidate, None]()
    for best in those_within(reranked(single, logits[len(cells) :]), pointed):
        if len(around) >= room:
            break
        around |= dict.fromkeys(run for run in runs if run.is_around(best))
    more = judge(rest) if (rest := list(around)[:room]) else []
    return those_within(reranked([*cells, *single, *rest[: len(more)]], [*logits, *more]), pointed)


def smallest(runs: Sequence[Candidate]) -> list[Candidate]:
    """Those that are around no other, in their order: single sentences and lines, or as few as can be quoted.

    >>> rent, due, both = Candidate(0.1, 1, 0, 9), Candidate(0.1, 1, 10, 29), Candidate(0.2, 1, 0, 29)
    >>> smallest([both, due, rent]) == [due, rent]
    True
    """
    earliest_ends = dict[int, int]()  # by passage, of those that begin there or further behind
    small = set()
    for one in sorted(runs, key=lambda one: (-one.start, one.end)):
        if one.end < earliest_ends.get(one.number, one.end + 1):
            earliest_ends[one.number] = one.end
            small.add(one)
    return [one for one in runs if one in small]


def reranked(found: Sequence[Candidate], logits: Sequence[float]) -> list[Candidate]:
    """The candidates by what a cross-encoder says of them (one logit each) and by words together, best first."""
    both = [replace(c, score=logit + WEIGHT_OF_WORDS * c.score) for c, logit in zip(found, logits, strict=True)]
    return sorted(both, key=lambda candidate: -candidate.score)


def compared(best: Sequence[Candidate], likeness: Sequence[float]) -> list[Candidate]:
    """Reranked candidates, the first of them ordered once more, by score and likeness to the question together.

    Their scores stay, and so does the bound over which one answers: where the two models would not choose
    the same one, the first has no lead over the next.

    >>> first, second = Candidate(9.0, 1, 0, 40), Candidate(8.0, 1, 50, 60)
    >>> compared([first, second], [0.7, 0.8]) == [second, first]
    True
    """
    both = [candidate.score + WEIGHT_OF_LIKENESS * like for candidate, like in zip(best, likeness, strict=False)]
    first = sorted(range(len(both)), key=lambda at: -both[at])
    return [*(best[at] for at in first), *best[len(both) :]]


def finding(places: Sequence[Candidate], fits: bool, by_words: bool = False) -> Finding:
    """Whether the first of these places answers: by its score, and by how far the next lies behind it, or before it.

    `places` are reranked and do not overlap; `fits` says whether the first holds the kind of thing that is asked for.
    Where the document does not answer, many places are about equally near. Where question or place was read `by_words`
    in English, the very word that was asked for may be unknown: that nothing is near says nothing then.

    >>> answering, next_best = Candidate(14.0, 1, 0, 40), Candidate(9.0, 2, 0, 40)
    >>> finding([answering, next_best], fits=True).value, finding([next_best], fits=True).value
    ('answers', 'closest')
    >>> finding([Candidate(21.0, 1, 0, 40), Candidate(25.0, 2, 0, 40)], fits=True).value
    'closest'
    >>> [finding([Candidate(score, 1, 0, 40)], fits=True, by_words=True).value for score in (-10.0, 20.0, 23.0)]
    ['closest', 'closest', 'answers']
    """
    if not places or (places[0].score < MIN_SCORE and not by_words):
        return Finding.NONE
    lead = min(places[0].score - places[1].score, MAX_LEAD) if len(places) > 1 else 0.0
    least = MIN_SCORE_OF_ANSWER_BY_WORDS if by_words else MIN_SCORE_OF_ANSWER
    is_answer = fits and places[0].score + WEIGHT_OF_LEAD * lead >= least
    return Finding.ANSWERS if is_answer else Finding.CLOSEST


def distinct(found: Sequence[Candidate], k: int, passages: Sequence[Passage]) -> list[tuple[Candidate, Citation]]:
    """The first `k` that do not overlap one before them, each with its citation."""
    chosen: list[tuple[Candidate, Citation]] = []
    for candidate in found:
        if len(chosen) == k:
            break
        citation = candidate.citation(passages)
        if not any(citation.overlaps(other) for _, other in chosen):
            chosen.append((candidate, citation))
    return chosen


def _weights(
    query: Query, counts: Mapping[str, int], chunks: int, before: Collection[str], language: str
) -> dict[str, float]:
    """How telling each of the question's words is, by its stem in that language."""
    weights = {
        stem(word, language): idf(counts.get(word, 0), chunks) * (SHARE_OF_EARLIER_WORDS if word in before else 1.0)
        for word in query.words
    }
    return weights | dict.fromkeys((one.written for one in query.exact), max(weights.values(), default=0.0) or 1.0)


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
    words = wanted.among(text)
    words += [(at, one.written) for one in query.exact for at in one.places(text)]
    between = _between_tables(passage, tables)
    runs = (
        (begins + start, begins + first, begins + last, begins + end, begins + end == ends)
        for begins, ends in _stretches(passage)
        for start, first, last, end in _runs(text[begins:ends])
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
    apart = {column for column in table.columns if table.is_told_apart(column)}
    told = table.told_by_rows()
    cells = table.cells_in(chunk.start, chunk.end)
    of_kind = {cell for cell in cells if may_answer(cell.text, query.kind or Kind.NUMBER, query.text, wanted.language)}
    named = {column: _named(column.header, query, wanted) for column in table.columns}
    columns = defaultdict[int, list[Column]](list)
    for cell in of_kind:
        columns[cell.row.index].append(cell.column)
    for cell in cells:
        if cell not in told or cell.column not in apart:
            continue  # its name or its header would say that it is another one's
        if length(said := cell.describe()) > MAX_CHARACTERS_PER_QUOTATION:
            continue  # a form's row of whole paragraphs: its words are quoted as sentences
        held = {word for _, word in wanted.among(f"{table.title} {said}")}
        held |= {one.written for one in query.exact if one.is_in(said)}
        share = coverage(held, weights)
        gain = (cell in of_kind) * (WEIGHT_OF_KIND if query.kind else WEIGHT_OF_NUMBER)
        start, end = (passage.position(at - chunk.start) for at in cell.stretch(chunk.start, chunk.end))
        loss = LOSS_PER_PASSAGE * (number - 1) + LOSS_PER_CHARACTER * length(said)
        others = (column for column in columns[cell.row.index] if column is not cell.column)
        is_asked_for = all(named[other] < named[cell.column] for other in others)
        yield Candidate(share + gain - loss, number, start, end, said, table.marks(cell), is_asked_for)


def _named(header: str, query: Query, wanted: Wanted) -> frozenset[str]:
    """What of the question a header holds: words and years."""
    years = set(_YEAR.findall(query.text)) & set(_YEAR.findall(header))
    return frozenset(years.union(word for _, word in wanted.among(header)))


def _announces(piece: str, asked: Collection[int], language: str) -> bool:
    """Whether a sentence or line says nothing itself: it asks, ends with a colon, or is a label, words of the question.

    `asked` are the offsets of those words in it.

    >>> [_announces(piece, [0], "en") for piece in ("IBAN", "Rent in euros:", "Rent is due.", "Rent 900", "Rent for?")]
    [True, True, False, False, True]
    """
    if piece.rstrip()[-1:] in ":：?？":
        return True
    small = _STOP_WORDS[language]
    is_label = bool(asked) and not is_sentence(piece) and not any(map(str.isdigit, piece))
    return is_label and all(word.start() in asked or word[0].casefold() in small for word in re.finditer(r"\w+", piece))


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


_BODY_BEGINS = re.compile(  # with an abstract, say
    rf"(?:{'|'.join(language.sums_up for language in LANGUAGES)})\W*", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")  # "FY2022" too
_STOP_WORDS = {language.code: language.stop_words for language in LANGUAGES}
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_MUTE_LINES = re.compile(r"(?:[\W_]*\n)++")  # rules, and letters that nothing tells
_LINE = re.compile(r"\S[^\n]*")
_GIVES_NUMBER = re.compile(r"(?<!\bpage )\b(?:no|nr|núm|number|n[°º])\b[.:#\s]*\S*\d", re.IGNORECASE)  # "Case No. 12"
# Of three letters, since units have fewer, and no part of a code: nobody can tell what "5.00 nm" or "F20260023" says.
_WORD = re.compile(rf"(?<![^\W_])[^\W\d_]{{3,}}(?![^\W_])|[{LETTERS}]")
# Of a section of a section; the steps of a list have single numbers, and clauses a full stop.
_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z][^\d.!?;:\n]{2,80}")
# What the next section is called by, alone: "Section 4", "Article IV.", "第七条", "7.2.", "7."
_DIVISIONS = "|".join(
    KINDS[kind] for kind in "section article clause paragraph item chapter part annex appendix".split()
)
_SECTION_NUMBER = re.compile(
    rf"\W*(?:(?:{_DIVISIONS})\s*{NUMBER_SIGN}(?:\d+[a-z]?(?:[.-]\d+)*|[ivxlc]+|[a-z])|[ivx]+(?=\.)"
    rf"|\d{{1,3}}(?=\.)(?:\.\d{{1,3}})*|第{HAN_NUMBER}[{HAN_PLACES}])\W*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^\W\d_a-z][^\d.,:;!?]*")
_PAGE_NUMBER = re.compile(r"\W{0,2}\d{1,3}\W{0,2}")  # behind the last sentence; four digits may be a year


def _runs(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Every run of neighbouring sentences or lines that is short enough, by offsets in the text.

    Each is the run's start, the end of its first sentence, the start of its last one, and the run's end.

    >>> text = "Rent. Due monthly."
    >>> [(text[start:first], text[last:end]) for start, first, last, end in _runs(text)]
    [('Rent.', 'Rent.'), ('Rent.', 'Due monthly.'), ('Due monthly.', 'Due monthly.')]
    >>> [text[start:end] for text in ("Rent is due.\\n7",) for start, *_, end in _runs(text)]
    ['Rent is due.']
    >>> [text[start:end] for text in ("�\\n***\\nRent is due.",) for start, *_, end in _runs(text)]
    ['Rent is due.']
    >>> text = "Deposit 900\\nThe tenant pays it."
    >>> [text[start:end] for start, *_, end in _runs(text)]
    ['Deposit 900', 'The tenant pays it.']
    >>> text = "Rent is due.\\n4.3. Pets and guests\\nPets stay out."
    >>> [text[start:end] for start, *_, end in _runs(text)][0::2]
    ['Rent is due.', '4.3. Pets and guests\\nPets stay out.']
    >>> text = "Rent is due.\\nItem 3.\\nPets stay out.\\nSection 4"
    >>> [text[start:end] for start, *_, end in _runs(text)]
    ['Rent is due.', 'Item 3.', 'Item 3.\\nPets stay out.', 'Pets stay out.', 'Section 4']
    >>> text = "Rent is due.\\n§ 4.1. That rule is new."
    >>> [text[start:end] for start, *_, end in _runs(text)][:2]
    ['Rent is due.', 'Rent is due.\\n§ 4.1. That rule is new.']
    """
    told = (piece for piece in passage_sentences(text) if _LETTER_OR_DIGIT.search(text, *piece))
    pieces = [(mute.end() if (mute := _MUTE_LINES.match(text, *piece)) else piece[0], piece[1]) for piece in told]
    if len(pieces) > 1 and _PAGE_NUMBER.fullmatch(text[slice(*pieces[-1])]) and text[pieces[-2][1] - 1] in ".!?。！？":
        del pieces[-1]  # it belongs to no sentence
    for first, (start, alone) in enumerate(pieces):
        before = start, start
        for piece in pieces[first : first + MAX_SENTENCES_PER_QUOTATION]:
            end = piece[1]
            if end > alone and length(text[start:end]) > MAX_CHARACTERS_PER_QUOTATION:
                break
            if is_row(text[slice(*before)]) and is_sentence(text[slice(*piece)]):
                break  # a table ends there
            if SET_APART in text[before[1] : piece[0]]:
                break
            is_number = end > alone and _is_section_number(text, before, piece)
            if end > alone and (_HEADING.fullmatch(text, *piece) or (is_number and _is_line(text, piece))):
                break  # what follows stands below it
            said, before = text[slice(*before)], piece
            is_head = end > alone and piece is not pieces[-1] and _is_heading(text[slice(*piece)], said)
            # As the end of a run a heading, or a number, would be taken for what that is about; a number may also be of
            # a work: "See § 541.601. That rule ..."
            if not is_number and not is_head:
                yield start, alone, piece[0], end


def _is_section_number(text: str, before: tuple[int, int], piece: tuple[int, int]) -> bool:
    """Whether a piece is the number of the section that begins there, behind the end of a sentence."""
    return is_sentence(text[slice(*before)]) and _SECTION_NUMBER.fullmatch(text, *piece) is not None


def _is_line(text: str, piece: tuple[int, int]) -> bool:
    """Whether nothing else stands on the line of a piece."""
    return not (text[: piece[0]].rpartition("\n")[2] + text[piece[1] :].partition("\n")[0]).strip()


def _is_heading(line: str, above: str) -> bool:
    """Whether a line seems to head what follows it: few words without a figure, behind what is complete without them.

    >>> [_is_heading("Sunday", above) for above in ("Fauna 11:00 (25min)", "Pets stay out.", "The gates open on")]
    [True, True, False]
    """
    is_label = len(line.split()) <= MAX_WORDS_OF_HEADING and _LABEL.fullmatch(line.strip()) is not None
    return is_label and (is_sentence(above) or any(map(str.isdigit, above)))
