"""The places that a question points at, each as a path down a document's numbering. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from docqa.text.languages import HAN_DIGITS, HAN_PLACES, HAN_PLACES_BEFORE, KNOWN_PLACES, LANGUAGES, PlaceWords

# Each kind of place with a regular expression of its words in all languages.
KINDS = {
    kind: "|".join(dict.fromkeys(one.places[kind] for one in KNOWN_PLACES if kind in one.places))
    for kind in dict.fromkeys(kind for language in KNOWN_PLACES for kind in language.places)
}
# Parts of another place, when they are named beside it: "point (a) of Article 5", "Artikel 4 Absatz 2".
PARTS_OF_PLACES = frozenset("article clause item letter number paragraph point rule section".split())
NEVER_ALONE = frozenset({"letter", "number"})  # "invoice number 12" is no place
# "the second table" is the second of those that were spoken of.
_COUNTED_KINDS = ("page", "section", "article", "clause", "paragraph", "chapter", "annex", "appendix", "schedule")

ROMAN = r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})"  # to 39: an L or a C is a letter
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
MAX_HAN_NUMBER = 99  # that `han_number` writes
HAN_NUMBER = f"[{HAN_DIGITS}零十百\\d]+"
_HAN_TO_DIGIT = str.maketrans(f"零{HAN_DIGITS}", "00123456789")
ORDINAL_NUMBERS = {word: number for one in reversed(KNOWN_PLACES) for word, number in one.ordinals.items()}
NUMBER_WORDS = {word: number for one in reversed(LANGUAGES) for word, number in one.numbers.items()} | ORDINAL_NUMBERS
_WORDS = "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True))
ORDINALS = "|".join(sorted(map(re.escape, ORDINAL_NUMBERS), key=len, reverse=True))
# "number" between a kind of place and its label.
NUMBER_SIGN = r"(?:no\.\s*|n[°º]\s*|№\s*|رقم\s*)?"
CAPITAL = "(?:[A-ZА-З]|[ابجدهزحطي]ـ?(?!\\w))"  # that an annex is called by
_LETTER = "(?:[a-zа-я]|[ا-ي]ـ?)"
_LOWER_PART = rf"\((?:{_LETTER}|aa|bb|cc|{ROMAN}|\d{{1,3}})\)"
_PARTS = rf"(?:\s?{_LOWER_PART}|\s?(?-i:{_LETTER})\))"
_DIGITS = r"\d+[A-Za-z]?(?:[.-]\d+)*(?-i:[a-z])?"
_LABEL = (
    rf"(?:{_DIGITS}|[A-Z](?:[-.]?\d+)+|(?-i:{CAPITAL}|[IVX]+)(?!['’.]\w)){_PARTS}*"
    rf"|{_LOWER_PART}{_PARTS}*|[«\"“„]?(?-i:[a-zа-я])[»\"”“]?\)?(?!['’])"
    rf"|(?:{_WORDS})(?:-(?:{_WORDS}))?(?! (?:of|thing)\b)"
)


def _kind_words(*kinds: str) -> str:
    return "|".join(KINDS[kind] for kind in kinds)


_MORE = re.compile(rf"\s*(?:,|&|\band\b|\bor\b|\bund\b|\bet\b|\by\b)\s*(?P<label>{_DIGITS}{_PARTS}*)(?![\w%])")
_BESIDE = re.compile(r"\s*,?\s*")
_OF = re.compile(
    r"\s*,?\s*\b(?:of|in|to|under|from|des|der|von|vom|zu|du|de|del|من|d['’])\s*(?:the\b|la\b|el\b|l['’])?\s*",
    re.IGNORECASE,
)
_WHOLE = re.compile("|".join(one.wholes for one in KNOWN_PLACES if isinstance(one, PlaceWords)), re.IGNORECASE)
_ALONE = re.compile(rf"\d|{CAPITAL}|[ivxlc]+$")
_IN_BRACKETS = re.compile(r"\((\d{1,3})\)")  # "المادة (4)"
_DIVISIONS = frozenset("article section chapter clause annex".split())
# Digits of other scripts, and the forms of one letter by which a place may be called.
_PLAIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９．أإآ", "0123456789" * 3 + ".ااا")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a question points at: "section 4.2" is Place("section", "4.2").

    What lies deeper is in brackets, also where it is asked for otherwise: "Artikel 4 Absatz 2" is Place("article",
    "4(2)").
    """

    kind: str
    label: str

    @property
    def path(self) -> tuple[str, ...]:
        """Its label step by step, in lower case.

        >>> Place("clause", "7.2(b)").path
        ('7', '2', 'b')
        """
        return path_of(self.label)


@dataclass(frozen=True, slots=True)
class _Named:
    """A place as a question names it, `[start:end]` of its text."""

    place: Place
    start: int
    end: int


def path_of(label: str) -> tuple[str, ...]:
    """A label step by step, in lower case; a letter right behind a lower number is a step of its own.

    >>> path_of("7.2b"), path_of("1A")
    (('7', '2', 'b'), ('1a',))
    """
    first, *deeper = re.findall(r"[^.()\s]+", label.casefold())
    return first, *(step for steps in deeper for step in re.findall(r"^\d+(?=[a-z]$)|.+", steps))


def places(question: str) -> tuple[Place, ...]:
    """The places that a question points at, in order, each once.

    >>> places("What does § 3(a)(ii) say, and point (b) of clause 7.2?")
    (Place(kind='section', label='3(a)(ii)'), Place(kind='clause', label='7.2(b)'))
    >>> places("¿Qué dice la cláusula tercera?"), places("第七条第二款")
    ((Place(kind='clause', label='3'),), (Place(kind='article', label='7(2)'),))
    """
    return tuple(dict.fromkeys(named.place for named in _named(plain_digits(question))))


def without_places(question: str) -> str:
    """The question without the places that it names.

    >>> without_places("What does point (b) of clause 7.2 say?")
    'What does   say?'
    """
    kept, done = [], 0
    for named in _named(plain_digits(question)):
        kept.append(question[done : named.start])
        done = max(done, named.end)
    return " ".join((*kept, question[done:]))


def plain_digits(text: str) -> str:
    """A text of the same length, with its digits as labels are compared.

    >>> plain_digits("المادة ٤"), plain_digits("第４条")
    ('المادة 4', '第4条')
    """
    return text.translate(_PLAIN)


def number_of(word: str) -> int | None:
    """The number that a word, a numeral or digits stand for; None where it is none.

    >>> [number_of(word) for word in ("12", "IV", "twelfth", "twenty-one", "tercera", "二十一", "B")]
    [12, 4, 12, 21, 3, 21, None]
    """
    word = word.casefold()
    if word.isdecimal():
        return int(word)
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    tens, _, ones = word.partition("-")
    if ones and tens in NUMBER_WORDS and ones in NUMBER_WORDS:
        return NUMBER_WORDS[tens] + NUMBER_WORDS[ones]
    if re.fullmatch(ROMAN, word):
        values = [_ROMAN_VALUES[letter] for letter in word]
        return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return _of_han(word) if re.fullmatch(HAN_NUMBER, word) else None


def _of_han(word: str) -> int | None:
    """A number up to 999 in Chinese numerals, those with a place for each power of ten too.

    >>> _of_han("二十一"), _of_han("一百零二"), _of_han("二〇")
    (21, 102, 20)
    """
    word = word.translate(_HAN_TO_DIGIT)
    if word.isdecimal():
        return int(word)
    powers = re.fullmatch(r"(?P<hundreds>\d?百)?0?(?P<tens>\d?十)?(?P<ones>\d?)", word)
    if powers is None:
        return None
    hundreds, tens = (int((powers[group] or "0")[:-1] or bool(powers[group])) for group in ("hundreds", "tens"))
    return 100 * hundreds + 10 * tens + int(powers["ones"] or 0)


def han_number(number: int) -> str:
    """A number up to 99 in Chinese numerals.

    >>> han_number(7), han_number(10), han_number(21)
    ('七', '十', '二十一')
    """
    tens, ones = divmod(number, 10)
    return (HAN_DIGITS[tens] if tens > 1 else "") + "十" * bool(tens) + (HAN_DIGITS[ones] if ones else "")


def roman_number(number: int) -> str:
    """A number up to 39 in small Roman numerals."""
    tens, ones = divmod(number, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


def place_pattern(place: Place) -> re.Pattern[str]:
    """What the line where that place begins begins with: "4.2", "Section 4.2", "§ 4.2" or "sec. 4.2".

    A chapter, section, clause or article may go by its number alone; a note or a table may not.

    >>> bool(place_pattern(Place("section", "4.2")).search("intro\\n4.2 Payment")), \
        bool(place_pattern(Place("note", "12")).search("see Note 12"))
    (True, False)
    """
    kind = rf"(?:{re.escape(place.kind)}|{re.escape(place.kind[:3])}\.)\s*"
    needs_kind = "?" if place.kind in ("section", "chapter", "clause", "article") and place.label[0].isdigit() else ""
    return re.compile(
        rf"^[^\w\n]{{,40}}(?:{kind}|§\s*){needs_kind}{re.escape(place.label)}(?![\w]|[.-]\d)", re.I | re.M
    )


def _named(question: str) -> list[_Named]:
    """The places with where they are named, those that belong together as one."""
    joined: list[_Named] = []
    for named in _named_alone(question):
        if joined:
            gap = question[joined[-1].end : named.start]
            before, place = joined[-1].place, named.place
            is_whole = not gap.strip() and _WHOLE.match(question, named.start) is not None
            if is_whole and before.kind in PARTS_OF_PLACES:
                joined[-1] = _Named(_joined(place, before), joined[-1].start, named.end)
                continue
            if _BESIDE.fullmatch(gap) and place.kind in PARTS_OF_PLACES and before.kind != "page":
                joined[-1] = _Named(_joined(before, place), joined[-1].start, named.end)
                continue
            if _OF.fullmatch(gap) and before.kind in PARTS_OF_PLACES and place.kind not in ("page", "table", "figure"):
                joined[-1] = _Named(_joined(place, before), joined[-1].start, named.end)
                continue
        joined.append(named)
    return [named for named in joined if _stands_alone(named.place)]


def _stands_alone(place: Place) -> bool:
    return place.kind not in NEVER_ALONE and _ALONE.match(place.label) is not None


def _joined(whole: Place, part: Place) -> Place:
    """A part of a place as one place with it; a part may have the whole's number in its own: 4.2 of section 4."""
    if len(part.path) > 1 and part.path[0] == whole.path[0] and part.label[0].isdigit():
        return Place(whole.kind, part.label)
    return Place(whole.kind, whole.label + "".join(f"({step})" for step in part.path))


@cache
def _place_named() -> re.Pattern[str]:
    """A place as a question names it. Made when first asked for: it takes 50 ms, and many a command asks nothing."""
    return re.compile(
        rf"(?<![\w.])(?:(?P<ordinal>{ORDINALS}|\d+(?:st|nd|rd|th)|\d+\.ª)\s+(?P<counted>{_kind_words(*_COUNTED_KINDS)})\b"
        rf"|(?P<kind>{_kind_words(*KINDS)})(?P<plural>s?)(?:(?<![^\W\d_])|(?![^\W\d_]))\s*{NUMBER_SIGN}"
        rf"(?:(?<=page )(?P<small>(?-i:{ROMAN}|[ivxlc]+))|(?P<label>{_LABEL}))(?![\w%]|[.,-]\w)"
        rf"|(?P<bare>\d+(?:\.\d+)*(?:\s?{_LOWER_PART})+)(?!\w))"
        rf"|第\s*(?P<han>\d+(?:\.\d+)+|{HAN_NUMBER})\s*(?P<han_kind>{'|'.join(HAN_PLACES.values())})"
        rf"(?:の(?P<branch>{HAN_NUMBER})(?![つ人年月日円個]))?"
        rf"|(?<![共全约約\d.])(?P<han_page>\d+)\s*(?P<page_kind>{HAN_PLACES['page']})"
        rf"|(?P<han_before>{'|'.join(HAN_PLACES_BEFORE.values())})\s*第?\s*(?P<han_label>{HAN_NUMBER})",
        re.IGNORECASE,
    )


def _named_alone(question: str) -> Iterator[_Named]:
    for found in _place_named().finditer(question):
        yield _Named(_place(found), found.start(), found.end())
        end = found.end()
        while found["plural"] and (more := _MORE.match(question, end)):
            yield _Named(Place(kind_of(found["kind"]), _label(more["label"])), more.start("label"), more.end())
            end = more.end()


def _place(found: re.Match[str]) -> Place:
    if found["han"]:
        branch = f"の{_label(found['branch'])}" if found["branch"] else ""
        return Place(han_kind_of(found["han_kind"]), _label(found["han"]) + branch)
    if found["han_page"]:
        return Place("page", found["han_page"])
    if found["han_before"]:
        return Place(han_kind_of(found["han_before"]), _label(found["han_label"]))
    if found["ordinal"]:
        return Place(kind_of(found["counted"]), _label(re.sub(r"(?<=\d)\D+$", "", found["ordinal"])))
    if found["bare"]:
        return Place("clause", _label(found["bare"]))
    kind = kind_of(found["kind"])
    label = found["small"] or _label(found["label"])
    return Place(kind, _IN_BRACKETS.sub(r"\1", label, count=1) if kind in _DIVISIONS else label)


def kind_of(word: str) -> str:
    """The kind of place that a word of any language stands for."""
    return next(kind for kind, words in KINDS.items() if re.fullmatch(words, word, re.IGNORECASE))


def han_kind_of(word: str) -> str:
    """The kind of place that a word of Chinese or Japanese stands for.

    >>> han_kind_of("条"), han_kind_of("別表")
    ('article', 'annex')
    """
    kinds = [*HAN_PLACES.items(), *HAN_PLACES_BEFORE.items()]
    return next(kind for kind, words in kinds if re.fullmatch(words, word))


def _label(written: str) -> str:
    """A label without spaces, and a number that is spelled out in digits.

    >>> _label("7.2 (b)"), _label("7.2 b)"), _label("twelve"), _label("IV")
    ('7.2(b)', '7.2(b)', '12', 'IV')
    """
    written = written.strip(' «»"“”„').replace("ـ", "")
    number = None if re.fullmatch(ROMAN, written, re.IGNORECASE) else number_of(written)
    return str(number) if number is not None else re.sub(r"\s*\(?(?<!\d)(\w{1,5})\)", r"(\1)", written)
