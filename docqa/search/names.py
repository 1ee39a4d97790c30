"""The names in a question, and the documents that it points at by them. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from docqa.search.query import NO_NAME
from docqa.text.languages import language_of
from docqa.text.words import STOP_WORDS

# What files are called after their kind: such a word in a question need not mean the file.
KINDS_OF_FILES = frozenset(
    "agreement annual application article bill book brochure contract copy data document draft file final form guide "
    "handbook instruction invoice leaflet lease letter list manual minutes monthly note notice offer order paper plan "
    "policy presentation price proposal quarterly receipt record report request review scan signed slide statement "
    "study summary survey term thesis update version".split()
)

_NAME = re.compile(r"[^\W_][\w&.’'-]*")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MIN_LETTERS_OF_NAME = 4  # in lower case, or in the middle of a file's name: fewer stand there by chance
_LETTERS_OF_CERTAINTY = 8.0  # of a file's name; with as many of them it is that file
_ENDING = re.compile(r"['’ʼ](?:s|t|m|d|re|ve|ll)$", re.IGNORECASE)
# What may stand before the first word of a sentence: the end of the one before, then marks and the number of an item.
_BEGINNING = re.compile(r"(?:^|[.?!:\n\"“„«])(?:\W|(?<!\w)(?:\d{1,2}|[a-zA-Z])[.)])*$")
_ASIDE = re.compile(  # brackets, greetings, thanks
    r"\([^()]*\)|^\W*(?:hi|hello|hey|dear)\b[^,.!]*[,.!]|\b(?:thanks|thank you|cheers|regards)\b.*$"
    r"|\b(?:i['’]m|my name is) \w+[,.]",
    re.IGNORECASE | re.DOTALL,
)
_MAX_LETTERS_OF_SHORT_NAME = 3  # one as short stands inside other words by chance
_MAX_LETTERS_OF_ACRONYM = 4
_MIN_WORDS_OF_TITLE = 3  # behind the first of a question; where most of them have capitals, these say nothing
# A name in more files' names than this, and in more than one of four, points at none of them.
_MAX_FILES_POINTED_AT = 3
_FILES_PER_NAME = 4


def names(question: str) -> list[str]:
    """The names and identifiers in a question, as it writes them: what a page that answers it would mention.

    >>> names("What was 3M's FY2018 capex, and what did INV-20417 cost Maria Gonzalez?")
    ['3M', 'INV-20417', 'Maria', 'Gonzalez']
    >>> names("Is The Rent Due In May?"), names("what does boeing pay?"), names("1) Explain the deposit")
    ([], [], [])
    >>> names("Darf ich meinen Hund mitbringen?"), names("¿Quién paga a María?")  # German gives every noun a capital
    ([], ['María'])
    """
    found = []
    words = list(_NAME.finditer(_ASIDE.sub(" ", question)))
    for word in words:
        name = _ENDING.sub("", word[0]).strip(".'’-&")
        is_first = _BEGINNING.search(word.string[: word.start()]) is not None
        is_capital = name[:1].isupper() and not is_first and len(name) > 1
        is_code = re.search(r"\d|[a-z][A-Z]", name) is not None
        if (is_capital or is_code) and name.casefold() not in STOP_WORDS and not NO_NAME.fullmatch(name):
            found.append(name)
    is_title = 2 * sum(word[0].istitle() for word in words[1:]) > len(words[1:]) >= _MIN_WORDS_OF_TITLE
    language = language_of(question)
    if language is not None and language.has_capital_nouns:
        found = [name for name in found if re.search(r"\d", name)]
    return [] if is_title else list(dict.fromkeys(found))


def is_acronym(name: str) -> bool:
    """Whether it is a few capitals, or several of what they stand for: "GPUs"."""
    name = name.removesuffix("s")
    return name.isupper() and name.isalpha() and len(name) <= _MAX_LETTERS_OF_ACRONYM


def is_owner(name: str, question: str) -> bool:
    """Whether the question says that something is of that name."""
    return re.search(rf"{re.escape(name)}['’ʼ]s\b", question) is not None


def mentions(texts: Iterable[str], name: str) -> bool:
    """Whether one of the texts, which are `plain`, has a word of a name at the beginning of a word.

    >>> mentions([plain("Signed by José")], "josé"), mentions(["microsoft's rate"], "microsofts")
    (True, True)
    >>> mentions(["12 ads"], "ad"), mentions(["pensions"], "pen"), mentions(["pensions"], "pens")
    (True, False, True)
    """
    name = plain(name)
    owner = re.escape(name.removesuffix("s") if len(name) > 2 else name)  # "Microsofts tax rate"
    longer = "" if len(name) <= _MAX_LETTERS_OF_SHORT_NAME else f"|{re.escape(name)}"
    pattern = re.compile(rf"\b(?:{owner}s?\b{longer})")
    return any(pattern.search(text) for text in texts)


def plain(text: str) -> str:
    """Lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def document_hints(question: str, names: Sequence[str]) -> tuple[list[float], set[str]]:
    """How clearly a question points at each document by its file's name, and the words that do, in lower case.

    From 0 to 1, and half as much again where a year fits too.

    >>> names = ["AMD_2021_10K.pdf", "BESTBUY_2019_10K.pdf", "BESTBUY_2020_10K.pdf", "Lease.pdf", "Will.pdf"]
    >>> hints, words = document_hints("What was Best Buy's revenue in FY2019?", names)
    >>> hints, sorted(words)
    ([0.0, 1.5, 1.0, 0.0, 0.0], ['best', 'bestbuy'])
    """
    files = [_words_of_name(name) for name in names]
    said = [_ENDING.sub("", word) for word in _NAME.findall(question)]
    said = [re.sub(r"[^A-Za-z0-9]", "", word) for word in said if word.casefold() not in STOP_WORDS]
    said += [first + second for first, second in pairwise(said)]  # "Best Buy" is bestbuy in a file name
    letters = [0.0] * len(names)
    words = set()
    for word in dict.fromkeys(said):
        held = [_letters(word, file) for file in files]
        if 0 < sum(map(bool, held)) <= max(_MAX_FILES_POINTED_AT, len(names) / _FILES_PER_NAME):
            words.add(word.casefold())
            letters = [a + b for a, b in zip(letters, held, strict=True)]
    years = set(YEAR.findall(question))
    hints = [
        min(1.0, count / _LETTERS_OF_CERTAINTY) + 0.5 * (not years.isdisjoint(YEAR.findall(name))) if count else 0.0
        for name, count in zip(names, letters, strict=True)
    ]
    return hints, words


def _words_of_name(name: str) -> list[str]:
    """The words of a file's name, without its ending.

    >>> _words_of_name("LeaseMillLane_2019-signed.pdf")
    ['lease', 'mill', 'lane', '2019', 'signed', 'leasemilllane']
    """
    stem = name.rsplit(".", 1)[0]
    parts = re.findall(r"[A-Za-z0-9]+", stem)
    words = [word for part in parts for word in re.findall(r"[A-Z]?[a-z]+(?![a-z])|[A-Z0-9]+(?![a-z])", part)]
    return [word.casefold() for word in dict.fromkeys([*words, *parts])]


def _letters(word: str, file: Sequence[str]) -> float:
    """How many letters of a file's name a word of the question speaks for: enough to be sure where it is one of it."""
    plain = word.casefold()
    owner = plain.removesuffix("s")  # as in "boeings revenue"
    if plain not in file and owner in file and owner not in KINDS_OF_FILES:
        plain = owner
    if plain in file and not plain.isdigit() and (len(plain) >= _MIN_LETTERS_OF_NAME or plain != word):
        return _LETTERS_OF_CERTAINTY
    is_telling = len(plain) >= _MIN_LETTERS_OF_NAME and not plain.isdigit()
    return len(plain) if is_telling and any(plain in part for part in file) else 0
