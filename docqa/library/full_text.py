"""The full-text index that `Chunks` writes: search by words and phrases, and the words that it knows."""

import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import accumulate, pairwise

from docqa.library.database import Database
from docqa.library.rows import IN_LIST, json_list
from docqa.text.languages import ENGLISH, LANGUAGES
from docqa.text.scripts import is_character
from docqa.text.short_names import names_of
from docqa.text.spellings import spellings
from docqa.text.words import indexed, stem, stemmed, without_raised

MAX_CHUNKS_WEIGHED = 20_000  # weighing a million chunks by a question's words takes seconds (docs/decisions/0006)
# A search in no more documents than this is narrowed to the range of rows that their chunks have.
MAX_DOCUMENTS_BY_ROW_RANGE = 100
# How rare a word is in no more documents than this is counted in their own rows alone. A document that was read anew,
# or in part from pictures, has them in several runs: what was written last stands behind the other documents.
MAX_DOCUMENTS_COUNTED_BY_RUNS = 10
MAX_RUNS = 100
MAX_ROWS_BETWEEN = 32  # rows of other documents, or of none, between two chunks of one run
# A misspelt word is taken for one that begins with the same letters, is about as long and is alike by difflib's ratio,
# which is 0 to 1.
FIRST_LETTERS_IN_COMMON = 2
MAX_LETTERS_OF_DIFFERENCE = 2
MIN_RATIO_OF_ALIKE = 0.85


class FullText:
    """Search by words in the documents' chunks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, words: Iterable[str], doc_ids: Sequence[str] | None = None) -> dict[str, int]:
        """In how many chunks (of those documents; default all) each word stands, counted up to MAX_CHUNKS_WEIGHED.

        The words are in lower case; their stems are compared. A few chunks of other documents, with more than
        MAX_DOCUMENTS_COUNTED_BY_RUNS documents many, and with more than MAX_DOCUMENTS_BY_ROW_RANGE all of them, may be
        counted along. Raises StorageError.
        """
        there = "SELECT 1 FROM chunk_text WHERE chunk_text MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?"
        counts = {}
        with self._database.reading() as db:
            runs = _row_runs(db, doc_ids)
            languages = _languages(db)
            for word in words:
                query = _any([word], languages)
                found = (
                    db.execute(f"SELECT count(*) FROM ({there})", (query, *run, MAX_CHUNKS_WEIGHED)).fetchone()[0]
                    for run in runs
                )
                counts[word] = min(sum(found), MAX_CHUNKS_WEIGHED)
        return counts

    def alike(self, word: str) -> str | None:
        """The word of the library, without its ending, that is most like one that may be misspelt; None if none is."""
        with self._database.reading() as db:
            db.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.known_words USING fts5vocab('main', 'chunk_text', 'row')"
            )
            stems = [stem(word, language) for language in (ENGLISH.code, *_languages(db))]
            return next((term for one in stems if (term := _alike(db, one))), None)

    def search_words(self, counts: Mapping[str, int], k: int, doc_ids: Sequence[str] | None = None) -> list[str]:
        """Ids of the `k` chunks (of those documents; default all) that fit the words best by BM25, best first.

        `counts` are the words with how often they stand there, as the method of that name counts them.
        """
        with self._database.reading() as db:
            return _matching(db, _words_query(counts, _languages(db)), k, doc_ids)

    def search_phrases(
        self, phrases: Iterable[str], k: int, doc_ids: Sequence[str] | None = None, *, in_titles: bool = False
    ) -> list[str]:
        """Ids of the `k` chunks (of those documents; default all) that hold one of the phrases, best first.

        With `in_titles`, in a line that may be the title of a page.
        """
        with self._database.reading() as db:
            query = _column("titles", phrases) if in_titles else _any(phrases, _languages(db))
            return _matching(db, query, k, doc_ids)


def _matching(db: sqlite3.Connection, query: str, k: int, doc_ids: Sequence[str] | None) -> list[str]:
    document = "(SELECT doc_id FROM chunks c WHERE c.rowid = chunk_text.rowid)"
    chosen = "" if doc_ids is None else f"AND {document} {IN_LIST}"
    arguments = [] if doc_ids is None else [json_list(doc_ids)]
    if not query:
        return []
    first, last = _row_range(db, doc_ids)
    rows = db.execute(
        "SELECT c.id FROM (SELECT rowid AS chunk, -bm25(chunk_text) AS score FROM chunk_text "
        f"WHERE chunk_text MATCH ? AND rowid BETWEEN ? AND ? {chosen} ORDER BY score DESC LIMIT ?) t "
        "JOIN chunks c ON c.rowid = t.chunk ORDER BY t.score DESC",
        (query, first, last, *arguments, k),
    )
    return [row["id"] for row in rows]


def _alike(db: sqlite3.Connection, stem: str) -> str | None:
    """The term of the index that is most like a word's stem; None if none is."""
    rows = db.execute(
        "SELECT term FROM known_words WHERE term >= ?1 AND term < ?2",
        (stem[:FIRST_LETTERS_IN_COMMON], stem[:FIRST_LETTERS_IN_COMMON] + "\uffff"),
    )
    terms = [row["term"] for row in rows if abs(len(row["term"]) - len(stem)) <= MAX_LETTERS_OF_DIFFERENCE]
    return next(iter(get_close_matches(stem, terms, 1, MIN_RATIO_OF_ALIKE)), None)


def _languages(db: sqlite3.Connection) -> list[str]:
    """The languages besides English that there are chunks in."""
    # The second condition makes SQLite take the index of the chunks in other languages.
    there = "SELECT EXISTS (SELECT 1 FROM chunks WHERE language = ? AND language != 'en')"
    others = (language.code for language in LANGUAGES if language is not ENGLISH)
    return [code for code in others if db.execute(there, (code,)).fetchone()[0]]


def _row_range(db: sqlite3.Connection, doc_ids: Sequence[str] | None) -> tuple[int, int]:
    """The first and the last row that the chunks of those documents can have, inclusive.

    The chunks of one document stand mostly together, so that there is little of others between the two.
    """
    if doc_ids is None or len(doc_ids) > MAX_DOCUMENTS_BY_ROW_RANGE:
        return 0, 2**63 - 1
    row = db.execute(
        f"SELECT min(rowid), max(rowid) FROM chunks WHERE doc_id {IN_LIST}", (json_list(doc_ids),)
    ).fetchone()
    return row[0] or 0, row[1] or 0


def _row_runs(db: sqlite3.Connection, doc_ids: Sequence[str] | None) -> list[tuple[int, int]]:
    """The runs of rows that the chunks of those documents have, each by its first and its last row, inclusive."""
    if doc_ids is None or len(doc_ids) > MAX_DOCUMENTS_COUNTED_BY_RUNS:
        return [_row_range(db, doc_ids)]
    found = db.execute(f"SELECT rowid FROM chunks WHERE doc_id {IN_LIST} ORDER BY rowid", (json_list(doc_ids),))
    rows = [row[0] for row in found]
    if not rows:
        return []
    breaks = [(a, b) for a, b in pairwise(rows) if b - a - 1 > MAX_ROWS_BETWEEN]
    if len(breaks) >= MAX_RUNS:
        return [(rows[0], rows[-1])]
    return list(zip([rows[0], *(b for _, b in breaks)], [*(a for a, _ in breaks), rows[-1]], strict=True))


def _words_query(counts: Mapping[str, int], languages: Collection[str]) -> str:
    """What to ask the full-text index for: chunks with any of the words, or "" when there are none.

    Where that would be more than MAX_CHUNKS_WEIGHED, only chunks with one of the rarer words are weighed, still by all
    the words.
    """
    known = sorted((word for word, count in counts.items() if count), key=lambda word: counts[word])
    sums = list(accumulate(counts[word] for word in known))
    rare = known[: max(1, bisect_right(sums, MAX_CHUNKS_WEIGHED))]
    common = known[len(rare) :]
    # FTS5 weighs a word as often as the query names it: each of them twice.
    by_all = _any(rare + common + common, languages)
    return f"({_any(rare, languages)}) AND ({by_all})" if common else by_all


def _any(words: Iterable[str], languages: Collection[str]) -> str:
    """A query in FTS5's language for any of the words or phrases; "" when there are none.

    They are found whatever their form in English and in those languages, months and weekdays as they are shortened too,
    and English words in their other spelling.

    >>> _any(["rent", "good faith"], [])
    'text : ("rent" OR "good faith")'
    >>> _any(["kündigungen"], ["de"])
    'text : ("kündigungen") OR stems : ("kundig")'
    >>> _any(["june"], ["de"])
    'text : ("june" OR "jun") OR stems : ("jun")'
    >>> _any(["licence"], []), _any(["email"], [])
    ('text : ("licence" OR "license")', 'text : ("email" OR "e-mail")')
    >>> _any(["租赁合同", "猫"], [])
    'text : ("租赁 赁合 合同" OR "猫"*)'
    """
    words = list(words)
    named = [one for word in words for name in names_of(word, ENGLISH.code) for one in spellings(name)]
    stems = [
        form
        for word in words
        for form in dict.fromkeys(stemmed(name, code) for code in languages for name in names_of(word, code))
    ]
    return " OR ".join(filter(None, (_column("text", map(indexed, named)), _column("stems", stems))))


def _column(name: str, phrases: Iterable[str]) -> str:
    """A query in FTS5's language for any of the phrases, as the index has them, in that column; "" without any."""
    quoted = " OR ".join(_quoted(without_raised(phrase)) for phrase in phrases)
    return f"{name} : ({quoted})" if quoted else ""


def _quoted(phrase: str) -> str:
    """A phrase in FTS5's language. In a script without spaces its last character begins a pair of the text."""
    words = phrase.split()
    if len(words) > 1 and is_character(words[-1]) and words[-2].endswith(words[-1]):
        words.pop()  # the pair before it has told
    begins_pair = bool(words) and is_character(words[-1])
    return '"' + " ".join(words).replace('"', '""') + '"' + "*" * begins_pair
