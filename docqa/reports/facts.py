"""The lines of a letter, an invoice or a form that say something by themselves: a label and its value. Pure."""

import re
from collections.abc import Iterator, Sequence

from docqa.reports.extracts import MAX_CHARACTERS_PER_SENTENCE
from docqa.reports.items import ItemKind, items
from docqa.text.languages import LANGUAGES

MAX_WORDS_PER_LABEL = 7  # on a line of its own, above what it names
MAX_ROWS_OF_RUN = 6  # one below the other and made alike; more are a table, of which the first ones say what it holds
ROWS_TOLD_OF_RUN = 2
SHARE_OF_FULL_LINE = 0.7  # of the length of a page's long lines; a paragraph's lines but its last are longer

# Two figures side by side: cells of a row, which say nothing without the head of their table.
_FIGURE = r"[($€£¥]{0,2}\s?\d(?:[\d.,]*\d)?[%)]{0,2}"
_FIGURES = re.compile(rf"(?:^|\s){_FIGURE}\s+{_FIGURE}(?:\s|$)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DECIMALS = re.compile(r"\d[.,]\d\d(?![\d.,]*\d)")
_VALUES = (ItemKind.DATES, ItemKind.AMOUNTS, ItemKind.PERCENTAGES, ItemKind.DEADLINES)
_WORD = re.compile(r"[^\W\d_]{3,}")
_NAMES_AMOUNT = re.compile(rf"\b(?:{'|'.join(language.lists.comes_to for language in LANGUAGES)})\b", re.IGNORECASE)
_PHRASE = re.compile(r"[^\W\d_]+(?: [a-zß-öø-ÿ]+){1,3}")  # "Statement date", and no name
_CONTACT = re.compile(r"\S@\S|\bwww\.|https?://|\b(?:tel|telefon|tél|teléfono|phone|fax)\b", re.IGNORECASE)


def comes_to(line: str) -> bool:
    """Whether a line says what something comes to: a total, a balance, what is due.

    >>> [comes_to(line) for line in ("Total amount due $4.11", "Endsaldo 82,13", "Total", "Yellow ducks 2.00")]
    [True, True, False, False]
    """
    return _NAMES_AMOUNT.search(line) is not None and re.search(r"\d", line) is not None


def tells_value(line: str) -> bool:
    """Whether a line has an amount, a share, a date or a period; a number of a house or a telephone is none.

    >>> [tells_value(line) for line in ("Ducks 2.00", "Due on 3 May 2024", "9 Mill Lane")]
    [True, True, False]
    """
    return _DECIMALS.search(line) is not None or any(next(items(kind, line), None) for kind in _VALUES)


def is_contact(line: str) -> bool:
    """Whether a line says where somebody is reached.

    >>> is_contact("Tel. 555-555-5555"), is_contact("Rent 555")
    (True, False)
    """
    return _CONTACT.search(line) is not None


def is_telling(line: str) -> bool:
    """Whether a line says something: a few words, or a word and a figure.

    >>> [is_telling(line) for line in ("Balance brought forward 1,180.50", "16 February", "Page", "12 | 13 | 14")]
    [True, True, False, False]
    """
    words = _WORD.findall(line)
    return len(line) <= MAX_CHARACTERS_PER_SENTENCE and len(words) + bool(re.search(r"\d", line)) > 1 <= len(words)


def facts(text: str, start: int, end: int, *, rows: bool = False) -> Iterator[tuple[int, int]]:
    """Where the lines of `text[start:end]` stand that say something, with the label above; `rows` of tables too.

    >>> text = "STATEMENT DATE\\n01-07-2023\\nTotal due $12.00\\n9\\nThe ducks of the mill are kept by\\nthe miller"
    >>> [text[a:b] for a, b in facts(text, 0, len(text))]
    ['STATEMENT DATE\\n01-07-2023', 'Total due $12.00']
    """
    lines = [line.span() for line in re.finditer(r"\S[^\n]*", text[start:end])]
    said = [text[start + a : start + b].rstrip() for a, b in lines]
    lengths = sorted(map(len, said))
    full = lengths[len(lengths) * 9 // 10] if lengths else 0
    runs = _runs(said)
    at = 0
    while at < len(said):
        below = said[at + 1] if at + 1 < len(said) else ""
        is_one_of_several = at > 0 and _may_be_of(said[at - 1], below)  # whose values stand below all of them
        if _is_label(said[at]) and not is_one_of_several and _is_value(below, said[at + 2 : at + 3]):
            yield start + lines[at][0], start + lines[at + 1][0] + len(below)
            at += 2
            continue
        is_in_table = _is_row(said[at]) or runs[at] >= ROWS_TOLD_OF_RUN
        is_whole = not _is_of_paragraph(said[at], said[at - 1] if at else "", below, SHARE_OF_FULL_LINE * full)
        if is_telling(said[at]) and is_whole and (rows or not is_in_table):
            yield start + lines[at][0], start + lines[at][0] + len(said[at])
        at += 1


def _is_row(line: str) -> bool:
    """Whether figures stand side by side that are no date.

    >>> [_is_row(line) for line in ("Ducks 2 1.00", "Due on August 3 , 2014 $4.11", "Value $1, 034.00")]
    [True, False, False]
    """
    return _FIGURES.search(_YEAR.sub("-", _without_dates(line))) is not None


def _without_dates(line: str) -> str:
    for date in reversed(list(items(ItemKind.DATES, line))):
        line = f"{line[: date.start]}-{line[date.end :]}"
    return line


def _runs(lines: Sequence[str]) -> list[int]:
    """How many lines of its table stand above each line; 0 where it is in none."""
    shapes = [re.sub(r"a(?: a)+", "a", " ".join(_shape(word) for word in line.split())) for line in lines]
    found = [0] * len(lines)
    first = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or shapes[at] != shapes[first]:
            if at - first > MAX_ROWS_OF_RUN:
                found[first:at] = range(at - first)
            first = at
    return found


def _shape(word: str) -> str:
    return "0" if re.search(r"\d", word) else "a"


def _is_label(line: str) -> bool:
    """Whether a line names what stands below it: a few words in capitals, with a colon, or of what something comes to.

    >>> [_is_label(line) for line in ("STATEMENT DATE", "Amount due", "Number:", "Ann Lee", "Power (W)", "PAID 3")]
    [True, True, True, False, False, False]
    """
    names = line.isupper() or line.endswith(":") or _NAMES_AMOUNT.search(line) is not None
    return (
        names
        and _WORD.search(line) is not None
        and len(line.split()) <= MAX_WORDS_PER_LABEL
        and not (re.search(r"[\d(]", line) or line.endswith((".", ",")))
    )


def _may_be_of(above: str, value: str) -> bool:
    """Whether a value may be that of the line above its label: of another label, or a date of words that name one.

    >>> [_may_be_of(above, "3 May 2024") for above in ("Opening balance", "Statement date", "Ann Lee")]
    [True, True, False]
    >>> [_may_be_of(above, "9.10") for above in ("Opening balance", "Statement date", "Ann Lee")]
    [True, False, False]
    """
    is_date = re.search(r"\d", _without_dates(value)) is None
    return _is_label(above) or (is_date and _PHRASE.fullmatch(above) is not None)


def _is_value(line: str, below: Sequence[str]) -> bool:
    """Whether a line is what a label above it names: an amount, a date or a long number, and no column of them."""
    is_column = bool(below) and not _WORD.search(below[0]) and re.search(r"\d", below[0]) is not None
    return (
        len(line) <= MAX_CHARACTERS_PER_SENTENCE
        and not _WORD.search(_without_dates(line))
        and (tells_value(line) or re.search(r"\d{4}", line) is not None)
        and not is_column
    )


def _is_of_paragraph(line: str, above: str, below: str, long: float) -> bool:
    """Whether a line begins or ends in the midst of a sentence."""
    begins = line[0].islower() or (len(above) >= long and above.endswith((",", "-")))
    ends = (len(line) >= long and below[:1].islower()) or line.endswith((",", "-"))
    return begins or ends or re.search(r"[^\W\d_]{3}\. [^\W\d_a-z]", line) is not None
