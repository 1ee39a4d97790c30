"""The words of a text, and how telling they are. Pure."""

import re
import threading
import unicodedata
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from snowballstemmer import stemmer

from docqa.text.figures import POWERS_OF_TEN, SPELLED_NUMBERS, UNITS, numbers
from docqa.text.languages import ENGLISH, LANGUAGES, language_of
from docqa.text.scripts import LETTERS, RAISED, RUN, is_character, pairs
from docqa.text.short_names import WHOLE
from docqa.text.spellings import usual

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
# Accents written as signs of their own are composed with their letters; Arabic and Hebrew vowel signs and the stroke
# that stretches an Arabic word are left out, as most who write leave them out.
_ACCENTS = "\u0300-\u036f"
_POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
_RUN = re.compile(RUN)
_MAIL = r"(?<=\b[eE])-[mM]ail"  # "e-mail" is one word, with or without its hyphen
_PLAIN = re.compile(rf"\w+(?:{_MAIL}\w*)?")
_LETTER = rf"[^\W{LETTERS}{RAISED}]"
_PIECE = re.compile(rf"(?P<run>{RUN})|{_LETTER}(?:{_LETTER}|[{_ACCENTS}{_POINTS}]|{_MAIL})*")
# With hyphens and apostrophes, from its first letter on.
_WORD = re.compile(rf"(?P<run>{RUN})|[^\W\d_{LETTERS}{RAISED}](?:{_LETTER}|[’'{_ACCENTS}{_POINTS}-])*")
_NAME = re.compile(r"(?:(?<=[^\W\d_A-Z] )|(?<=[^\W\d_A-Z], ))[A-Z][\w’'-]+")
_SHORTENED = re.compile(r"\b\w+n['’]t\b|(?<=\w)['’](?:s|ll|re|ve|d|m)\b", re.IGNORECASE)  # "won't", "the tenant's"
_IS_PLAIN = re.compile(rf"[^{LETTERS}{RAISED}{_ACCENTS}{_POINTS}İ]*+")  # so that words need no other look
_POINT = re.compile(f"[{_POINTS}]")
_SNOWBALL = {language.code: language.stemmer for language in LANGUAGES}


def content_words(text: str) -> list[str]:
    """The distinct words of a question that say what it is about, lower case, in order.

    >>> content_words("How many GPU hours did the GPU pre-training take?")
    ['gpu', 'hours', 'pre', 'training', 'take']
    >>> content_words("Can't the tenant's dog bark? WON'T it?")
    ['tenant', 'dog', 'bark']
    >>> content_words("Wie hoch ist die Kaution?")
    ['hoch', 'kaution']
    >>> content_words("押金是多少？")
    ['押金', '金是', '是多', '多少']
    """
    language = language_of(text)
    says_little = STOP_WORDS | language.stop_words if language else STOP_WORDS
    return [word for word in dict.fromkeys(spoken_words(_SHORTENED.sub("", text))) if word not in says_little]


def spoken_words(text: str) -> list[str]:
    """The words of a text in order, folded; of a script without spaces, each pair of characters.

    >>> spoken_words("**The** deposit: 押金一万")
    ['the', 'deposit', '押金', '金一', '一万']
    """
    return [word for _, word, is_end in _pieces(text) if not is_end]


def placed_words(text: str, language: str = ENGLISH.code) -> Iterator[tuple[int, str]]:
    """Where each word of a text begins, and its stem.

    Of a script without spaces it is each character with the next one, and the last of a run by itself.

    >>> list(placed_words("Leases¹ of 2021, 租约"))
    [(0, 'leas'), (8, 'of'), (11, '2021'), (17, '租约'), (18, '约')]
    """
    stem_of = stemmer_of(language)
    return ((at, stem_of(word)) for at, word in words_at(text))


def words_at(text: str) -> Iterator[tuple[int, str]]:
    """Where each word of a text begins, and the word, folded."""
    return ((at, word) for at, word, _ in _pieces(text))


def among(words: Iterable[tuple[int, str]], wanted: Container[str]) -> list[tuple[int, str]]:
    """Those of a text's words, with their places, that are wanted. A single character begins a pair.

    >>> among(placed_words("the cat, 猫可以养"), {"cat", "猫"})
    [(4, 'cat'), (9, '猫')]
    """
    found = []
    for at, word in words:
        if word in wanted:
            found.append((at, word))
        elif len(word) == 2 and word[0] in wanted and is_character(word[0]):
            found.append((at, word[0]))
    return found


def weights(text: str, language: str = ENGLISH.code) -> dict[str, float]:
    """The content words and numbers of a text, stemmed and scaled, each with how telling it is.

    >>> weights("The 671B parameters cost $5,576")
    {'671000000000': 2.0, '5576': 2.0, 'paramet': 1.0, 'cost': 1.0}
    """
    found = dict.fromkeys(numbers(text), 2.0)
    named = name_stems(text, language)
    for word in _WORD.finditer(text):
        for plain in _plain(word, language):
            found.setdefault(plain, 1.5 if plain in named else 1.0)
    return found


def _plain(word: re.Match[str], language: str) -> Iterator[str]:
    """A word's stem, or nothing for one that says little; of a script without spaces, each pair of characters."""
    if word["run"]:
        yield from (pair for _, pair in pairs(word["run"]) if len(pair) > 1)
        return
    piece = folded(word[0]).replace("’", "'").removesuffix("'s")
    if piece not in _SAYS_LITTLE[language] and len(piece) > 1 and not piece[0].isdigit():
        yield SPELLED_NUMBERS[language].get(piece) or stem(piece, language)


def folded(text: str) -> str:
    """A text as words are compared: small letters, accents composed with them, ß as ss, no Arabic or Hebrew points.

    >>> folded("Straße, İzmir, Ku\u0308ndigung, عَقْد")
    'strasse, izmir, kündigung, عقد'
    """
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFC", text).replace("İ", "I").casefold()
    return unicodedata.normalize("NFC", _POINT.sub("", letters))


def indexed(text: str) -> str:
    """A text as the full-text index has it, which tells words by what is no letter and folds small letters itself.

    >>> indexed("Deposit: 押金一万")
    'deposit:  押金 金一 一万 万 '
    >>> indexed("The Lease")
    'The Lease'
    """
    if text.isascii():
        return text
    return _RUN.sub(lambda run: f" {' '.join(pair for _, pair in pairs(run[0]))} ", folded(text))


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    """Where each word of a text begins, the word folded, and whether it is the end of a run that stands in a pair."""
    if text.isascii() or _IS_PLAIN.fullmatch(text):
        yield from ((word.start(), word[0].casefold().replace("-", ""), False) for word in _PLAIN.finditer(text))
        return
    for piece in _PIECE.finditer(text):
        if not piece["run"]:
            yield piece.start(), folded(piece[0]).replace("-", ""), False
            continue
        is_alone = True
        for at, word in pairs(piece["run"]):
            yield piece.start() + at, word, len(word) == 1 and not is_alone
            is_alone = False


def name_stems(text: str, language: str = ENGLISH.code) -> set[str]:
    """The stems of the capitalised words inside its sentences: people, places, companies.

    >>> sorted(name_stems("The lease was signed by Maria Gonzalez in Porto."))
    ['gonzalez', 'maria', 'porto']
    """
    names = (name for name in _NAME.findall(text) if not name.isupper())
    return {stem for name in names for word in _WORD.finditer(name) for stem in _plain(word, language)}


@cache
def stemmer_of(language: str) -> Callable[[str], str]:
    """What makes the stems of a language: `stem`, for where many words are stemmed."""
    snowball, whole = _snowball_of(language), WHOLE[language]
    is_english = language == ENGLISH.code

    @lru_cache(maxsize=50_000)
    def stem_of(word: str) -> str:
        name = whole.get(word, word)
        return snowball(usual(name) if is_english else name)

    return stem_of


@cache
def _snowball_of(language: str) -> Callable[[str], str]:
    snowball = stemmer(_SNOWBALL[language])
    lock = threading.Lock()  # one stemmer works on one word at a time: its state is that word

    @lru_cache(maxsize=50_000)
    def stem_of(word: str) -> str:
        with lock:
            return str(snowball.stemWord(word))

    return stem_of


def stem(word: str, language: str = ENGLISH.code) -> str:
    """A lower-case word without its endings, as words of that language have them; of "jan" that of "january".

    >>> stem("leased"), stem("leases"), stem("kündigungsfristen", "de"), stem("kündigungsfrist", "de")
    ('leas', 'leas', 'kundigungsfrist', 'kundigungsfrist')
    >>> stem("thu"), stem("thursday"), stem("janv", "fr") == stem("janvier", "fr")
    ('thursday', 'thursday', True)
    >>> stem("organised") == stem("organize"), stem("favour") == stem("favor"), stem("e-mail") == stem("email")
    (True, True, True)
    """
    return stemmer_of(language)(word)


def stemmed(text: str, language: str) -> str:
    """A text as the full-text index has it, its words without their endings; short names of months stay as they are.

    >>> stemmed("Kündigungsfristen: drei Monate", "de")
    'kundigungsfrist: drei monat'
    """
    stem_of = _snowball_of(language)
    return re.sub(r"\w+", lambda word: stem_of(word[0].casefold()), indexed(text))


def without_raised(text: str) -> str:
    """A text with spaces in the place of its raised digits and letters, which would be taken for a part of a word.

    >>> without_raised("a fee² of 150³, a totalᵇ")
    'a fee  of 150 , a total '
    """
    return re.sub(f"[{RAISED}]", " ", text)


def covered(wanted: Mapping[str, float], held: Collection[str]) -> float:
    """The share, 0 to 1, of the wanted words' weight that is held.

    >>> covered({"rent": 1.0, "1250": 2.0}, {"1250", "dog"})
    0.6666666666666666
    """
    total = sum(wanted.values())
    return sum(weight for word, weight in wanted.items() if word in held) / total if total else 0.0


def singular(word: str, language: str) -> str:
    """A word without the ending of a plural; in other languages than English, which have many, its stem.

    >>> [singular(word, "en") for word in ("policies", "boxes", "fees", "officers", "offices", "loss")]
    ['policy', 'box', 'fee', 'officer', 'office', 'loss']
    """
    if language != ENGLISH.code:
        return stem(word, language)
    for ending, one in (("ies", "y"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("ss", "ss")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + one
    return word.removesuffix("s") if len(word) > 2 else word
