"""Which lines of a text stand together: as prose that goes on from line to line, as cells, as items of lists. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from docqa.text.languages import LANGUAGES

MAX_CHARACTERS_OF_END = 60  # of a line, that tell whether it goes on
MIN_SHARE_OF_FULL_LINE = 0.8  # of the usual line of a long sentence, that one and the next word have together
_SMALL_WORDS = frozenset[str]().union(*(language.stop_words for language in LANGUAGES))
_OPEN_END = re.compile(r"(?:,|[^\W\d_]-|[(\[]|[(\[][^()\[\]]{0,40}|(?<!\d)\s(?P<word>[^\W\d_]+))\Z")
_UNCLOSED = re.compile(r"[(\[][^()\[\]]{0,40}\Z")  # a bracket
CODE = re.compile(r"[{}]|:=|\s//\s")
_FIRST_WORD = re.compile(r"\s*\S+")
_BULLET = re.compile(r"\s*[•●▪◦–—*-]\s")
ITEM = re.compile(rf"{_BULLET.pattern}|\s*(?:\(?(?:\d{{1,2}}|[a-zA-Z]|[ivx]{{1,4}})\)\s|\d{{1,2}}\.\s)")
_BEFORE_ITEM = re.compile(r"[.;:,](?:\s+[^\W\d_]+)?\Z")  # elsewhere "(a) and (b)" are of what is named above: "§ 201"


def is_prose(text: str, lines: Sequence[tuple[int, int]], width: int = 0) -> bool:
    """Whether half of the lines go on from those above them, which have several words and are about as wide as that.

    The lines of code, and those of a list, are not.

    >>> text = "It was let on August 4,\\n1997, for use as a home of\\nMarlow (12)."
    >>> is_prose(text, [line.span() for line in re.finditer(".+", text)])
    True
    """
    going_on = 0
    for (first, last), (below, end) in pairwise(lines):
        word = _FIRST_WORD.match(text, below, end)
        is_full = last - first + (len(word[0]) if word else 0) >= MIN_SHARE_OF_FULL_LINE * width
        going_on += is_full and " " in text[first:last] and goes_on(text[first:last], text[below:end])
    return 2 * going_on >= len(lines)


def usual_width(lines: Sequence[tuple[int, int]]) -> int:
    """The length of the usual line: those that end with a divided word are longer, without its hyphen."""
    return sorted(last - first for first, last in lines)[len(lines) // 2]


def goes_on(above: str, below: str) -> bool:
    """Whether a line goes on from the one above: it begins small, or that one does not end there.

    >>> [goes_on(above, "1997 Kaposi") for above in ("on August 4,", "treatment of", "AIDS-", "(21 U.S.C.", "Cats")]
    [True, True, True, True, False]
    """
    return below.lstrip()[:1].islower() or is_open(above.rstrip())


def is_open(text: str) -> bool:
    """Whether a text ends with a comma, a hyphen, a small word or in brackets."""
    found = _OPEN_END.search(text, max(0, len(text) - MAX_CHARACTERS_OF_END))
    return found is not None and (found["word"] is None or found["word"] in _SMALL_WORDS)


def paragraphs(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines of prose together: but items of a list, and lines above it that break off, stand by themselves.

    >>> text = "Rent\\nThe tenant pays the\\nrent of:\\n(a) the flat, and\\n(b) the yard."
    >>> [text[a:b] for a, b in paragraphs(text, [line.span() for line in re.finditer(".+", text)])]
    ['Rent', 'The tenant pays the\\nrent of:', '(a) the flat, and', '(b) the yard.']
    """
    width = usual_width(lines)
    start = lines[0][0]
    for (first, last), (below, end) in pairwise(lines):
        word = _FIRST_WORD.match(text, below, end)
        has_room = last - first + (len(word[0]) if word else 0) < MIN_SHARE_OF_FULL_LINE * width
        above = text[first:last].rstrip()
        is_item = ITEM.match(text, below, end) and (_BULLET.match(text, below, end) or _BEFORE_ITEM.search(above))
        is_recital = above.endswith((",", ";")) and text[below:end].lstrip()[:1].isupper()  # "Whereas ..., / Whereas"
        if is_item or (has_room and (is_recital or not goes_on(above, text[below:end]))):
            yield start, last
            start = below
    yield start, lines[-1][1]


def rows(text: str, lines: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Lines one by one, but those of a cell together: one of them is open, the next begins small or ends its bracket.

    What stands together has no more than `most` characters.

    >>> text = "E07 Let the fitter measure the\\ndraught\\nE08 3 (2 to\\n4)\\nnot locked"
    >>> [text[a:b] for a, b in rows(text, [line.span() for line in re.finditer(".+", text)], 99)]
    ['E07 Let the fitter measure the\\ndraught', 'E08 3 (2 to\\n4)', 'not locked']
    """
    start = lines[0][0]
    for (first, last), (below, end) in pairwise(lines):
        above = text[first:last].rstrip()
        is_cell = (text[below:end].lstrip()[:1].islower() and is_open(above)) or _UNCLOSED.search(above)
        if not is_cell or end - start > most:
            yield start, last
            start = below
    yield start, lines[-1][1]
