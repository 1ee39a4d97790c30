"""The documents that a question points at, by words of their files' names. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from docqa.search.names import ENDING, WORD, YEAR, without_accents
from docqa.text.words import STOP_WORDS

# Many a file is called after its kind. Such a word in a question ("what does the lease say?") need not mean that file.
KINDS_OF_FILES = frozenset(
    "agreement annual application article bill book brochure contract copy data document draft file final form guide "
    "handbook instruction invoice leaflet lease letter list manual minutes monthly note notice offer order paper plan "
    "policy presentation price proposal quarterly receipt record report request review scan signed slide statement "
    "study summary survey term thesis update version".split()
)

# A word in lower case, or one that stands inside a longer word of a file's name, has to have so many letters: shorter
# ones are the same by chance.
_MIN_LETTERS_OF_FILE_WORD = 4
# A question that says so many letters of a file's name means that file. One whole word of the name is enough as well.
_LETTERS_OF_CERTAINTY = 8.0
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2,}")  # Thai and Lao, kana, Han
# A word that stands in more than so many files' names, and in more than one of four, points at none of them.
_MAX_FILES_POINTED_AT = 3
_FILES_PER_NAME = 4


def document_hints(question: str, names: Sequence[str]) -> tuple[list[float], set[str]]:
    """How clearly a question points at each document by its file's name, and the words that do, in lower case.

    A hint is 0 to 1, and 0.5 more where a year of the question stands in the name too. There is one for each of the
    `names`, in their order.

    >>> names = ["AMD_2021_10K.pdf", "BESTBUY_2019_10K.pdf", "BESTBUY_2020_10K.pdf", "Lease.pdf", "Will.pdf"]
    >>> hints, words = document_hints("What was Best Buy's revenue in FY2019?", names)
    >>> hints, sorted(words)
    ([0.0, 1.5, 1.0, 0.0, 0.0], ['best', 'bestbuy', 'buy'])
    """
    files = [_words_of_name(name) for name in names]
    said = [ENDING.sub("", word) for word in WORD.findall(without_accents(question))]
    said = [re.sub(r"[\W_]", "", word) for word in said if word.casefold() not in STOP_WORDS]
    joined = {a + b: {a, b} for a, b in pairwise(said)}  # "Best Buy" is bestbuy in a file name
    said += joined
    letters = [0.0] * len(names)
    words = set()
    for word in dict.fromkeys(said):
        held = [_letters(word, file) for file in files]
        if 0 < sum(map(bool, held)) <= max(_MAX_FILES_POINTED_AT, len(names) / _FILES_PER_NAME):
            words |= {part.casefold() for part in (word, *joined.get(word, ()))}
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
    >>> _words_of_name("Müller_Договор.pdf")
    ['muller', 'договор']
    """
    stem = without_accents(name.rsplit(".", 1)[0])
    parts = re.findall(r"[^\W_]+", stem)
    one_case = r"[A-Z]?[a-z]+(?![a-z])|[A-Z0-9]+(?![a-z])|[^\W_A-Za-z0-9]+"
    words = [word for part in parts for word in re.findall(one_case, part)]
    return [word.casefold() for word in dict.fromkeys([*words, *parts])]


def _letters(word: str, file: Sequence[str]) -> float:
    """How many letters of a file's name (its words, from `_words_of_name`) a word of the question says.

    A whole word of the name is as good as certain.

    In a script without spaces a word of the name may stand inside what looks like one word of the question.

    >>> _letters("lease", ["lease", "mill", "lane"]), _letters("mills", ["generalmills"]), _letters("rent", ["lease"])
    (8.0, 5, 0)
    >>> _letters("租赁合同的租金是多少", ["租赁合同"])
    8.0
    """
    plain = word.casefold()
    if any(_UNSPACED.fullmatch(part) and part in plain for part in file):
        return _LETTERS_OF_CERTAINTY
    owner = plain.removesuffix("s")  # as in "boeings revenue"
    if plain not in file and owner in file and owner not in KINDS_OF_FILES:
        plain = owner
    if plain in file and not plain.isdigit() and (len(plain) >= _MIN_LETTERS_OF_FILE_WORD or plain != word):
        return _LETTERS_OF_CERTAINTY
    is_telling = len(plain) >= _MIN_LETTERS_OF_FILE_WORD and not plain.isdigit()
    return len(plain) if is_telling and any(plain in part for part in file) else 0
