"""The numbers that are printed on a document's pages, where its PDF does not tell them. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from docqa.documents import Page
from docqa.text.running_lines import edge_lines

MIN_PAGES = 3  # that count on together, at the least
MAX_PAGES_BETWEEN = 4  # left and right pages may have heads of their own, and the first of a chapter none
MAX_PAGES_WITHOUT = 3  # in a row, that are counted though nothing stands on them
MAX_CHARACTERS = 100  # of a line with the number in it
YEARS = range(1900, 2100)

# At the end of a line or at its beginning, with the letter of an appendix: "Annual report 22", "- 12 -", "F-3". What
# a full stop follows ends a sentence.
_TOKEN = r"(?:[A-Z](?:\s?[-–]\s?)?)?[0-9]{1,4}"
_NUMBER = re.compile(
    rf"^[^\w(\[$€£%]*(?P<first>{_TOKEN})(?![\w.,:/]*\d)\b|(?<![\w.,:/$€£%(\[-])(?<![$€£]\s)(?P<last>{_TOKEN})[^\w.]*$"
)
_ALONE = re.compile(r"\W*(?:page|p|pg|seite|página)?\W*<>\W*")
_OF = re.compile(r"(?<=\d)\s*(?:of|von|de|sur|/)\s*\d{1,4}(?=\W*$)", re.IGNORECASE)  # how many there are in all


def printed_numbers(pages: Iterable[Page]) -> dict[int, str]:
    """What is printed on pages as their numbers, by index, where a PDF's own labels are only the numbers of its sheets.

    A number counts where the same line counts on over pages near each other; pages between them are counted with them.

    >>> pages = [Page(0, "1", "A lease")] + [Page(n, str(n + 1), f"Of {'x' * n}.\\n- {n} -") for n in range(1, 5)]
    >>> printed_numbers(pages)
    {1: '1', 2: '2', 3: '3', 4: '4'}
    """
    counted: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for page in pages:
        if page.label != str(page.index + 1):
            return {}  # the PDF tells them
        for key in set(_keys(page)):
            counted[key].append(page.index)
    chosen: dict[int, tuple[bool, int, str, int]] = {}  # a line of its own before a part of another, then the longest
    for (rest, letter, offset), indexes in counted.items():
        for run in _runs(indexes):
            vote = _ALONE.fullmatch(rest) is not None, len(run), letter, offset
            for index in run:
                chosen[index] = max(vote, chosen.get(index, vote))
    numbers = {index: (letter, offset) for index, (_, _, letter, offset) in chosen.items()}
    return {index: f"{letter}{index + offset}" for index, (letter, offset) in sorted(_filled(numbers).items())}


def _keys(page: Page) -> Iterator[tuple[str, str, int]]:
    """What its number may be: the line without it, the letter before it, and how far it is from the page's index."""
    lines = (" ".join(line[0].split()) for line in edge_lines(page))
    for line in lines:
        plain = _OF.sub("", line) if len(line) <= MAX_CHARACTERS else ""
        for found in _NUMBER.finditer(plain):
            token = found["first"] or found["last"]
            number = int(re.sub(r"\D", "", token))
            letter = "".join(token.rstrip("0123456789").split())
            if number and number not in YEARS:
                start, end = found.span("first" if found["first"] else "last")
                yield f"{plain[:start]}<>{plain[end:]}".casefold(), letter, number - page.index


def _runs(indexes: list[int]) -> Iterator[list[int]]:
    """The pages that count on together, without those that are too few."""
    run: list[int] = []
    for index in indexes:
        if run and index - run[-1] > MAX_PAGES_BETWEEN + 1:
            yield from [run] * (len(run) >= MIN_PAGES)
            run = []
        run.append(index)
    yield from [run] * (len(run) >= MIN_PAGES)


def _filled(numbers: dict[int, tuple[str, int]]) -> dict[int, tuple[str, int]]:
    """The same with the pages between two that count alike."""
    filled = dict(numbers)
    indexes = sorted(numbers)
    for before, after in pairwise(indexes):
        if numbers[before] == numbers[after] and after - before <= MAX_PAGES_WITHOUT + 1:
            filled.update(dict.fromkeys(range(before + 1, after), numbers[before]))
    return filled
