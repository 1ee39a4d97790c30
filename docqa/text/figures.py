"""The numbers of a text, as their language writes them. Pure."""

import re
from dataclasses import dataclass

from docqa.text.languages import ENGLISH, LANGUAGES, language_of

# The words and letters behind a number that multiply it, each with the power of ten that it stands for.
POWERS_OF_TEN = {
    "k": 3, "thousand": 3, "万": 4, "m": 6, "mn": 6, "million": 6, "millions": 6,
    "亿": 8, "b": 9, "bn": 9, "billion": 9, "billions": 9, "t": 12, "trillion": 12, "trillions": 12,
}  # fmt: skip
# The units that are told apart, each by the sign that stands for all its spellings.
UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "$": "$", "usd": "$", "dollars": "$",
    "€": "€", "eur": "€", "euro": "€", "euros": "€", "£": "£", "gbp": "£", "pounds": "£", "¥": "¥",
    "chf": "CHF", "x": "x",
}  # fmt: skip
POINT, COMMA = ".", ","  # the decimal marks
# Between groups of three digits: an apostrophe (Switzerland), a space that no line breaks at; a plain one where the
# comma stands before the fraction, since in English text two numbers may stand side by side.
_GROUPED = r"\d{1,3}(?:[\u00a0\u202f%s]\d{3})+(?!\d)(?:[.,]\d+)?"
_PLAIN = r"\d+(?:[.,'’]\d+)*"
_TIME = r"(?<!\d:)\d{1,2}:[0-5]\d(?![\d:])"  # of day
# After a space "m" is metres and "M" a million. Letters of other scripts may touch a number, Latin ones make it a name.
_AROUND = (
    r"(?<![A-Za-z0-9_.])(?P<minus>(?<![^\s(:|])[-−](?=\S))?(?:(?P<sign>[$€£¥]|\b(?:USD|EUR|GBP|CHF))\s?)?"
    r"(?P<digits>DIGITS)"
    # A line may end before the word, and the mark of a footnote touch it: "$2.1 billion6".
    r"(?:(?:\s{0,2}(?P<word>thousand|millions?|billions?|trillions?|mn|bn|万|亿)(?:\d{1,2}\b)?"
    r"| ?(?P<letter>(?-i:[KMBT]))|(?P<small>[kmbt]))?"
    r"(?![A-Za-z0-9_])(?:\s?(?P<unit>%|(?:percent|per cent|pct|dollars|euros?|pounds|USD|EUR|GBP|CHF)\b))?"
    r"|(?:(?P<times>x)|sec|min|hrs?|h|mm|cm|km|ft|mg|kg|lbs?|oz|[kmgt]b|[kmg]wh?)\b)"
)
_NUMBERS = {
    mark: re.compile(_AROUND.replace("DIGITS", f"{_TIME}|{_GROUPED % space}|{_PLAIN}"), re.IGNORECASE)
    for mark, space in ((POINT, ""), (COMMA, " "))
}
_CLEAR_COMMA = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d+(?![\d.,]*\d)")  # 2.460,50
_CLEAR_POINT = re.compile(r"(?<![\d.,])\d{1,3}(?:[,'’]\d{3})+\.\d+(?![\d.,]*\d)")  # 2,460.50
_INDIAN = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?")  # 12,34,567.00
SPELLED_NUMBERS = {
    language.code: {word: str(number) for word, number in language.numbers.items()} for language in LANGUAGES
}
# A reference to a work that is listed elsewhere, "[22]" or "[3, 5-7]": its numbers are no figures of the text.
REFERENCE_MARK = r"\[\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3})*\]"
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


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


def decimal_mark(text: str) -> str:
    """The decimal mark of a text's numbers: by those of them that can be read in one way only, else by its language.

    >>> [decimal_mark(text) for text in ("Die Kaution ist 2.460 Euro.", "The deposit is 2,460 euros.", "2.460,50")]
    [',', '.', ',']
    """
    commas, points = len(_CLEAR_COMMA.findall(text)), len(_CLEAR_POINT.findall(text))
    if commas != points:
        return COMMA if commas > points else POINT
    language = language_of(text)
    return COMMA if language is not None and language.has_decimal_comma else POINT


def figures(text: str, mark: str = "") -> list[Figure]:
    """The numbers of a text that are written in digits, each once. `mark` is its decimal mark; by default it is found.

    >>> figures("grew 12 percent to €5.5 million")
    [Figure(value='12', digits='12', unit='%'), Figure(value='5500000', digits='5.5', unit='€')]
    >>> [figure.value for figure in figures("Die Miete stieg um 12,5 % auf 2.460 Euro.")]
    ['12.5', '2460']
    >>> [figure.value for figure in figures("from 09:30, 45min, a 2.5x gain of 3 \\nbillion")]
    ['9:30', '45', '2.5', '3000000000']
    """
    return list(dict.fromkeys(all_figures(text, mark)))


def all_figures(text: str, mark: str = "") -> list[Figure]:
    """The numbers of a text that are written in digits, each as often as it stands there, in order.

    There are as many with either decimal mark, so that two readings of a text compare one by one.

    >>> [[figure.value for figure in all_figures("1.250 and 1.250", mark)] for mark in (POINT, COMMA)]
    [['1.25', '1.25'], ['1250', '1250']]
    """
    mark = mark or decimal_mark(text)
    found = []
    for match in _NUMBERS[mark].finditer(text):
        digits = _plain_digits(match["digits"], mark)
        multiple = match["word"] or match["letter"] or match["small"] or ""
        unit = (match["sign"] or match["unit"] or match["times"] or "").casefold()
        minus = "-" if match["minus"] else ""
        value = shifted(digits, POWERS_OF_TEN.get(multiple.casefold(), 0))
        found.append(Figure(minus + value, minus + shifted(digits, 0), UNITS.get(unit, "")))
    return found


def _plain_digits(written: str, mark: str) -> str:
    """A number without what stands between its groups, and with a point before its fraction.

    >>> [_plain_digits("2.460", mark) for mark in (POINT, COMMA)]
    ['2.460', '2460']
    >>> [_plain_digits(written, POINT) for written in ("12,5", "4.2.1", "1,250,000.5")]
    ['12.5', '4.2.1', '1250000.5']
    """
    digits = re.sub(r"['’\s]", "", written)
    separators = re.findall(r"[.,]", digits)
    if not separators:
        return digits
    last, groups = separators[-1], re.split(r"[.,]", digits)
    is_grouped = 1 <= len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:])
    if _INDIAN.fullmatch(digits):
        return digits.replace(",", "")
    if len(separators) == 1:
        return "".join(groups) if last != mark and is_grouped else ".".join(groups)
    if len(set(separators)) == 1:
        return "".join(groups) if is_grouped else digits  # a date, or the number of a section
    if separators.count(last) == 1 and all(len(group) == 3 for group in groups[1:-1]):
        return f"{''.join(groups[:-1])}.{groups[-1]}"
    return digits


def numbers(text: str) -> list[str]:
    """The numbers of a text, written alike: without separators, multiples spelled out.

    >>> numbers("$5.576M, 37 billion, 1,200 and 2.50%")
    ['5576000', '37000000000', '1200', '2.5']
    """
    return list(dict.fromkeys(figure.value for figure in figures(text)))


def spelled_numbers(text: str, language: str = ENGLISH.code) -> list[Figure]:
    """The small numbers of a text that are written as words of that language, each once.

    >>> spelled_numbers("three bedrooms"), spelled_numbers("drei Zimmer", "de")
    ([Figure(value='3', digits='3', unit='')], [Figure(value='3', digits='3', unit='')])
    >>> [figure.value for figure in spelled_numbers("twenty-five days, not thirty; two-three men")]
    ['25', '30']
    """
    spelled = SPELLED_NUMBERS[language]
    words = (word.casefold() for word in _WORD.findall(text))
    found = ([spelled.get(part, "") for part in word.split("-")] for word in words)
    values = (str(sum(map(int, parts))) for parts in found if all(parts) and (len(parts) == 1 or int(parts[0]) >= 20))
    return [Figure(value, value) for value in dict.fromkeys(values)]


def shifted(digits: str, places: int) -> str:
    """A number in digits times a power of ten, without zeros that tell nothing. What is no amount is left as it is.

    >>> shifted("5.576", 6), shifted("2.50", 0), shifted("4.2.1", 3)
    ('5576000', '2.5', '4.2.1')
    """
    if digits.count(".") > 1 or "," in digits or ":" in digits:  # no amount
        return digits.removeprefix("0") if ":" in digits else digits
    whole, _, fraction = digits.partition(".")
    moved = fraction[:places].ljust(places, "0")
    rest = fraction[places:].rstrip("0")
    return (f"{whole}{moved}".lstrip("0") or "0") + (f".{rest}" if rest else "")
