"""The words of a text, and how telling they are. Pure."""

import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, lru_cache

from snowballstemmer import stemmer

from docqa.text.figures import POWERS_OF_TEN, SPELLED_NUMBERS, UNITS, numbers
from docqa.text.languages import ENGLISH, LANGUAGES, language_of

# Words that stand in every question and document, and would only slow a search by words down.
STOP_WORDS = ENGLISH.stop_words

# Words that an answer wraps around what it says. They need no support.
_FILLER = frozenset(
    "according answer approximately based because context document documents following given however include includes "
    "including mainly mention mentioned mentions page passage passages per primarily provided question report say "
    "says section source sources state stated states table text therefore thus user would".split()
)
_SAYS_LITTLE = {  # the last two are part of a figure
    language.code: STOP_WORDS | language.stop_words | _FILLER | POWERS_OF_TEN.keys() | UNITS.keys()
    for language in LANGUAGES
}
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_NAME = re.compile(r"(?:(?<=[^\W\d_A-Z] )|(?<=[^\W\d_A-Z], ))[A-Z][\w’'-]+")
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"  # Thai and Lao, kana, Han: scripts without spaces between words
_SNOWBALL = {language.code: language.stemmer for language in LANGUAGES}
_PIECE = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")


def content_words(text: str) -> list[str]:
    """The distinct words of a question that say what it is about, lower case, in order.

    >>> content_words("How many GPU hours did the GPU pre-training take?")
    ['gpu', 'hours', 'pre', 'training', 'take']
    >>> content_words("Wie hoch ist die Kaution?")
    ['hoch', 'kaution']
    """
    language = language_of(text)
    says_little = STOP_WORDS | language.stop_words if language else STOP_WORDS
    words = re.findall(r"\w+", text.casefold())
    return [word for word in dict.fromkeys(words) if word not in says_little]


def placed_words(text: str, language: str = ENGLISH.code) -> Iterator[tuple[int, str]]:
    """Where each word of a text begins, and its stem; of a script without spaces, each pair of characters.

    >>> list(placed_words("Leases of 2021, 租约"))
    [(0, 'leas'), (7, 'of'), (10, '2021'), (16, '租约')]
    """
    for word in re.finditer(r"\w+", text):
        for at, piece, is_pair in _cut(word[0].casefold()):
            yield word.start() + at, piece if is_pair else stem(piece, language)


def weights(text: str, language: str = ENGLISH.code) -> dict[str, float]:
    """The content words and numbers of a text, stemmed and scaled, each with how telling it is.

    >>> weights("The 671B parameters cost $5,576")
    {'671000000000': 2.0, '5576': 2.0, 'paramet': 1.0, 'cost': 1.0}
    """
    found = dict.fromkeys(numbers(text), 2.0)
    named = name_stems(text, language)
    for word in _WORD.findall(text):
        for plain in _plain(word, language):
            found.setdefault(plain, 1.5 if plain in named else 1.0)
    return found


def _plain(word: str, language: str) -> Iterator[str]:
    """A word's stem, or nothing for one that says little; of a script without spaces, each pair of characters."""
    for _, piece, is_pair in _cut(word.casefold().replace("’", "'").removesuffix("'s")):
        if is_pair:
            yield piece
        elif piece not in _SAYS_LITTLE[language] and len(piece) > 1 and not piece[0].isdigit():
            yield SPELLED_NUMBERS[language].get(piece) or stem(piece, language)


def _cut(word: str) -> Iterator[tuple[int, str, bool]]:
    """The pieces of a word with their places; in a script without spaces these are pairs of characters, and said so."""
    for piece in _PIECE.finditer(word):
        if re.match(f"[{_UNSPACED}]", piece[0]):
            yield from ((piece.start() + i, piece[0][i : i + 2], True) for i in range(max(len(piece[0]) - 1, 1)))
        else:
            yield piece.start(), piece[0], False


def name_stems(text: str, language: str = ENGLISH.code) -> set[str]:
    """The stems of the capitalised words inside its sentences: people, places, companies.

    >>> sorted(name_stems("The lease was signed by Maria Gonzalez in Porto."))
    ['gonzalez', 'maria', 'porto']
    """
    return {stem for word in _NAME.findall(text) if not word.isupper() for stem in _plain(word, language)}


@cache
def stemmer_of(language: str) -> Callable[[str], str]:
    """What makes the stems of a language: `stem`, for where many words are stemmed."""
    snowball = stemmer(_SNOWBALL[language])
    lock = threading.Lock()  # one stemmer works on one word at a time: its state is that word

    @lru_cache(maxsize=50_000)
    def stem_of(word: str) -> str:
        with lock:
            return str(snowball.stemWord(word))

    return stem_of


def stem(word: str, language: str = ENGLISH.code) -> str:
    """A lower-case word without its endings, as words of that language have them.

    >>> stem("leased"), stem("leases"), stem("kündigungsfristen", "de"), stem("kündigungsfrist", "de")
    ('leas', 'leas', 'kundigungsfrist', 'kundigungsfrist')
    """
    return stemmer_of(language)(word)


def stemmed(text: str, language: str) -> str:
    """A text with its words in lower case and without their endings.

    >>> stemmed("Kündigungsfristen: drei Monate", "de")
    'kundigungsfrist: drei monat'
    """
    return re.sub(r"\w+", lambda word: stem(word[0].casefold(), language), text)


def covered(wanted: Mapping[str, float], held: Collection[str]) -> float:
    """The share, 0 to 1, of the wanted words' weight that is held.

    >>> covered({"rent": 1.0, "1250": 2.0}, {"1250", "dog"})
    0.6666666666666666
    """
    total = sum(wanted.values())
    return sum(weight for word, weight in wanted.items() if word in held) / total if total else 0.0
