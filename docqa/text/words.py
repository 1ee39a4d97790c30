"""The words, figures and sentences of a text, and how telling they are. Pure."""

import re
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer import stemmer

from docqa.text.languages import ENGLISH

# Words that stand in every question and document, and would only slow a search by words down.
STOP_WORDS = ENGLISH.stop_words

# Words an answer wraps around what it says: they need no support.
_FILLER = frozenset(
    "according answer based context document documents following given however include includes including mention "
    "mentioned mentions page passage passages per provided question report say says section source sources state "
    "stated states table text therefore thus user would".split()
)
_MULTIPLES = {
    "k": 3, "thousand": 3, "万": 4, "m": 6, "mn": 6, "million": 6, "millions": 6,
    "亿": 8, "b": 9, "bn": 9, "billion": 9, "billions": 9, "t": 12, "trillion": 12, "trillions": 12,
}  # fmt: skip
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "$": "$", "usd": "$", "dollars": "$",
    "€": "€", "eur": "€", "euro": "€", "euros": "€", "£": "£", "gbp": "£", "pounds": "£", "¥": "¥",
}  # fmt: skip
# After a space "m" is metres and "M" a million. Letters of other scripts may touch a number, Latin ones make it a name.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(?:(?P<sign>[$€£¥]|\b(?:USD|EUR|GBP))\s?)?(?P<digits>\d[\d,]*(?:\.\d+)?)"
    r"(?:\s?(?P<word>thousand|millions?|billions?|trillions?|mn|bn|万|亿)"
    r"| ?(?P<letter>(?-i:[KMBT]))|(?P<small>[kmbt]))?"
    r"(?![A-Za-z0-9_])(?:\s?(?P<unit>%|(?:percent|per cent|pct|dollars|euros?|pounds|USD|EUR|GBP)\b))?",
    re.IGNORECASE,
)
_SAYS_LITTLE = STOP_WORDS | _FILLER | _MULTIPLES.keys() | _UNITS.keys()  # the last two are part of a figure
_SPELLED = {
    word: str(number)
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_NAME = re.compile(r"(?:(?<=[^\W\d_A-Z] )|(?<=[^\W\d_A-Z], ))[A-Z][\w’'-]+")
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"  # Thai and Lao, kana, Han: scripts without spaces between words
_PIECE = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_END = re.compile(r"[.!?…؟।][)\"'”’\]*_]*(?=\s+[\"'“(\[*_]*(?P<next>\S))|[。！？][」』”’）]*")
_ABBREVIATIONS = frozenset(
    "e.g. i.e. cf. vs. no. fig. sec. art. al. pp. mr. mrs. ms. dr. st. inc. ltd. co. corp. u.s. approx.".split()
)
LONG_SENTENCE = 400  # characters; a longer one is looked at line by line
_LIST_MARK = re.compile(r"\s*(?:[#*+•–-]+\s+|[>|]\s*)*(?:\d{1,2}[.)]\s+)?")
_stemmer = stemmer("english")
_stemmer_lock = threading.Lock()  # one stemmer works on one word at a time: its state is that word


def content_words(text: str) -> list[str]:
    """The distinct words of a question that say what it is about, lower case, in order.

    >>> content_words("How many GPU hours did the GPU pre-training take?")
    ['gpu', 'hours', 'pre', 'training', 'take']
    """
    words = re.findall(r"\w+", text.casefold())
    return [word for word in dict.fromkeys(words) if word not in STOP_WORDS]


def placed_words(text: str) -> Iterator[tuple[int, str]]:
    """Where each word of a text begins, and its stem; of a script without spaces, each pair of characters.

    >>> list(placed_words("Leases of 2021, 租约"))
    [(0, 'leas'), (7, 'of'), (10, '2021'), (16, '租约')]
    """
    for word in re.finditer(r"\w+", text):
        for at, piece, is_pair in _cut(word[0].casefold()):
            yield word.start() + at, piece if is_pair else stem(piece)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a text gives it: `value` with its multiple spelled out, `digits` as written, without separators."""

    value: str
    digits: str
    unit: str = ""  # "%", a currency sign, or "" where none is named

    def fits(self, held: "Figure") -> bool:
        """Whether a text that holds `held` holds this one.

        >>> claimed, = figures("$1,577 million")
        >>> [claimed.fits(held) for held in figures("1,577,000,000; 1,577 in a table of millions; 1,577%; 1,578")]
        [True, True, False, False]
        """
        if self.unit and held.unit and self.unit != held.unit:
            return False
        # A table headed "in millions" gives the bare digits; fewer than four of them would fit by chance.
        is_bare = held.value == held.digits == self.digits and sum(map(str.isdigit, self.digits)) >= 4
        return self.value == held.value or is_bare


def weights(text: str) -> dict[str, float]:
    """The content words and numbers of a text, stemmed and scaled, each with how telling it is.

    >>> weights("The 671B parameters cost $5,576")
    {'671000000000': 2.0, '5576': 2.0, 'paramet': 1.0, 'cost': 1.0}
    """
    found = dict.fromkeys(numbers(text), 2.0)
    named = name_stems(text)
    for word in _WORD.findall(text):
        for plain in _plain(word):
            found.setdefault(plain, 1.5 if plain in named else 1.0)
    return found


def _plain(word: str) -> Iterator[str]:
    """A word's stem, or nothing for one that says little; of a script without spaces, each pair of characters."""
    for _, piece, is_pair in _cut(word.casefold().replace("’", "'").removesuffix("'s")):
        if is_pair:
            yield piece
        elif piece not in _SAYS_LITTLE and len(piece) > 1 and not piece[0].isdigit():
            yield _SPELLED.get(piece) or stem(piece)


def _cut(word: str) -> Iterator[tuple[int, str, bool]]:
    """The pieces of a word with their places; in a script without spaces these are pairs of characters, and said so."""
    for piece in _PIECE.finditer(word):
        if re.match(f"[{_UNSPACED}]", piece[0]):
            yield from ((piece.start() + i, piece[0][i : i + 2], True) for i in range(max(len(piece[0]) - 1, 1)))
        else:
            yield piece.start(), piece[0], False


def name_stems(text: str) -> set[str]:
    """The stems of the capitalised words inside its sentences: people, places, companies.

    >>> sorted(name_stems("The lease was signed by Maria Gonzalez in Porto."))
    ['gonzalez', 'maria', 'porto']
    """
    return {stem for word in _NAME.findall(text) if not word.isupper() for stem in _plain(word)}


def figures(text: str) -> list[Figure]:
    """The numbers of a text that are written in digits.

    >>> figures("grew 12 percent to €5.5 million")
    [Figure(value='12', digits='12', unit='%'), Figure(value='5500000', digits='5.5', unit='€')]
    """
    found = []
    for match in _NUMBER.finditer(text):
        digits = match["digits"].replace(",", "")
        multiple = match["word"] or match["letter"] or match["small"] or ""
        unit = (match["sign"] or match["unit"] or "").casefold()
        value = _shift(digits, _MULTIPLES.get(multiple.casefold(), 0))
        found.append(Figure(value, _shift(digits, 0), _UNITS.get(unit, "")))
    return list(dict.fromkeys(found))


def numbers(text: str) -> list[str]:
    """The numbers of a text, written alike: without separators, multiples spelled out.

    >>> numbers("$5.576M, 37 billion, 1,200 and 2.50%")
    ['5576000', '37000000000', '1200', '2.5']
    """
    return list(dict.fromkeys(figure.value for figure in figures(text)))


def spelled_numbers(text: str) -> list[Figure]:
    """The small numbers of a text that are written as words.

    >>> spelled_numbers("three bedrooms")
    [Figure(value='3', digits='3', unit='')]
    """
    words = (word.casefold() for word in _WORD.findall(text))
    return [Figure(_SPELLED[word], _SPELLED[word]) for word in dict.fromkeys(words) if word in _SPELLED]


def _shift(digits: str, places: int) -> str:
    whole, _, fraction = digits.partition(".")
    moved = fraction[:places].ljust(places, "0")
    rest = fraction[places:].rstrip("0")
    return (f"{whole}{moved}".lstrip("0") or "0") + (f".{rest}" if rest else "")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A lower-case English word without its endings: "leases" and "leased" are "leas"."""
    with _stemmer_lock:
        return str(_stemmer.stemWord(word))


def covered(wanted: Mapping[str, float], held: Collection[str]) -> float:
    """The share of the wanted words' weight that is held."""
    total = sum(wanted.values())
    return sum(weight for word, weight in wanted.items() if word in held) / total if total else 0.0


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a Markdown text stand: each line by itself, without list marks and table bars, no code.

    >>> text = "It has 37.5B parameters, e.g. for tokens. 1. First point\\n- Second [1] point.\\n| a | b |"
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['It has 37.5B parameters, e.g. for tokens.', 'First point', 'Second [1] point.', 'a | b']
    """
    spans = []
    is_code = False
    for line in re.finditer(r"[^\n]+", text):
        if re.match(r"[\s>*+-]*(```|~~~)", line.group()):
            is_code = not is_code
            continue
        if is_code:
            continue
        start = line.start()
        for end in [*sentence_ends(text, start, line.end()), line.end()]:
            first = start + len(_LIST_MARK.match(text[start:end])[0])  # type: ignore[index]  # always matches
            piece = text[first:end].rstrip("| \t\r")
            if any(character.isalnum() for character in piece):
                spans.append((first, first + len(piece)))
            start = end
    return spans


def passage_sentences(text: str) -> list[tuple[int, int]]:
    """Sentences of a page's text, where a line end may stand inside a sentence; tables and long ones by line."""
    spans = []
    start = 0
    for end in [*sentence_ends(text, 0, len(text)), len(text)]:
        lines = [(start + line.start(), start + line.end()) for line in re.finditer(r"[^\n]+", text[start:end])]
        with_digits = sum(1 for first, last in lines if re.search(r"\d", text[first:last]))
        is_table = len(lines) >= 3 and 2 * with_digits >= len(lines)
        spans += lines if is_table or end - start > LONG_SENTENCE else [(start, end)]
        start = end
    trimmed = ((s + len(text[s:e]) - len(text[s:e].lstrip()), s + len(text[s:e].rstrip())) for s, e in spans)
    return [(s, e) for s, e in trimmed if s < e]


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets in `text[start:end]` at which a sentence ends and another begins."""
    for match in _END.finditer(text, start, end):
        if match["next"] and match["next"].islower():
            continue
        before = text[max(start, match.start() - 20) : match.end()]
        last_word = before.rsplit(None, 1)[-1].lstrip("(\"'“").casefold()
        is_list_mark = re.search(r"(?:^|[.!?:;|\n])\s*\d{1,2}\.$", before)
        if last_word not in _ABBREVIATIONS and not is_list_mark and not re.fullmatch(r"[a-z]\.", last_word):
            yield match.end()
