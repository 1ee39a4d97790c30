"""What a document itself lists under a heading or behind a sentence that names it: items, rows, entries. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from docqa.reports.items import Item
from docqa.reports.units import Unit
from docqa.text.languages import LANGUAGES

MAX_WORDS_PER_HEADING = 9  # of a line that may be a heading, though it is set like the text
MAX_UNITS_TO_FIRST = 3  # from a sentence that announces a list to its first item
MAX_UNITS_BETWEEN = 8  # from an item of such a list to the next
MAX_UNITS_TO_FIRST_UNDER_HEADING = 6
MIN_ALONE = 3  # sentences, each a paragraph of its own, that are the items of a section
MAX_CHARACTERS_PER_ITEM = 120
MIN_ITEMS_IN_SENTENCE = 3
MAX_WORDS_PER_ITEM_IN_SENTENCE = 8
MAX_WORDS_TO_LEAD = 4  # the thing stands among so many words before "are", "including"

ROW, ENTRY, ALONE = "row", "entry", "alone"  # styles of items beside those with a mark
_NUMBERING = re.compile(
    r"(?P<word>(?:part|item|chapter|section|article|appendix|note|schedule|teil|kapitel|artikel|titre|chapitre|capítulo)\b)"
    r"|(?P<number>\d+(?P<below>(?:\.\d+)*))[.)]?\s",
    re.IGNORECASE,
)
_LEADS = re.compile(rf"\b(?:{'|'.join(language.lists.leads for language in LANGUAGES)})\b", re.IGNORECASE)
_ENTRY = re.compile(r"(?P<item>[A-ZÀ-ÖØ-Þ“\"](?:[^.:;—–\n]|(?<=\b[A-Z])\.|\n){1,120}?)\s*(?:\s[—–-]\s|:\s)\s*\S")
_BEFORE_FIGURES = re.compile(r"(?P<item>.*?[^\W\d_].*?)[\s$€£(:.…]*(?=(?<![\w])[$€£(]?\d)", re.DOTALL)
_FIRST_PART = re.compile(r".{3,}?(?=[.:;](?:\s|$)|\s[—–-]\s|$)", re.DOTALL)
_ARE = "|".join(language.lists.are for language in LANGUAGES)
_IN_SENTENCE = re.compile(
    rf"\b(?:(?:{_ARE})|(?:{'|'.join(language.lists.leads for language in LANGUAGES)}))\b:?\s+(?!(?:{_ARE})\b)|:\s+",
    re.IGNORECASE,
)
_CUT = re.compile(  # a piece that is no item by itself: "changes in", "not limited to"
    rf"^(?:not|nicht|no|pas)\b|\b(?:{'|'.join(sorted({word for one in LANGUAGES for word in one.stop_words}))})$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    rf"\s*[,;]\s*(?:(?:{'|'.join(language.conjunctions[0] for language in LANGUAGES)}|or|oder|ou|o)\s+)?"
    rf"|\s+(?:{'|'.join(language.conjunctions[0] for language in LANGUAGES)})\s+"
)


def listed(found: Sequence[Unit], names: Callable[[str], bool]) -> Iterator[tuple[Unit, Item]]:
    """The items of the lists that a text announces as what is asked for, each with the piece that it stands in.

    `names` says whether a text names what is asked for.
    """
    for at, unit in enumerate(found):
        if not names(unit.text):
            continue
        if is_title(unit):
            items = _under_heading(found, at, names)
        elif unit.text.rstrip().endswith(":") or _LEADS.search(unit.text):
            items = _behind_sentence(found, at)
        else:
            items = []
        yield from ((item, _whole(item)) for item in items)
        yield from ((unit, item) for item in in_sentence(unit.text, names))


def is_title(unit: Unit) -> bool:
    """Whether a piece is a heading, or a short line that stands like one."""
    text = unit.text
    return unit.is_heading or (
        unit.is_alone
        and not unit.is_row
        and len(text.split()) <= MAX_WORDS_PER_HEADING
        and not text[:1].islower()
        and not text.endswith((".", ",", ";", ":", "?"))
    )


def _style(unit: Unit) -> str:
    if unit.mark or unit.is_row:
        return unit.mark or ROW
    if unit.begins_line and _ENTRY.match(unit.text):
        return ENTRY
    return ALONE if unit.is_alone and unit.text.endswith(".") else ""


def _behind_sentence(found: Sequence[Unit], lead: int) -> list[Unit]:
    """The items behind a sentence: of one style, with what else is said of each between them."""
    items: list[Unit] = []
    style, missed = "", 0
    for unit in found[lead + 1 :]:
        own = _style(unit)
        if unit.is_heading or (own and own == found[lead].mark):  # the next item of the list that the sentence is of
            break
        if items and not own and unit.text.endswith(":"):  # another list
            break
        if own and own != ALONE and own == (style or own):
            style, missed = own, 0
            items.append(unit)
            continue
        missed += 1
        if missed >= (MAX_UNITS_BETWEEN if style and style != ROW else MAX_UNITS_TO_FIRST):
            break
    return items if len(items) > 1 else []


def _under_heading(found: Sequence[Unit], heading: int, names: Callable[[str], bool]) -> list[Unit]:
    """The items of a section: of the style that its list begins with, or else sentences that are paragraphs."""
    section: list[Unit] = []
    numbering = _numbering(found[heading])
    for unit in found[heading + 1 :]:
        if is_title(unit) and not names(unit.text) and not all(map(is_title, section)):  # headings may be stacked
            if _numbering(unit) == numbering if numbering else unit.is_heading:
                break
        elif unit.mark == found[heading].mark != "":
            break
        section.append(unit)
    counts = Counter(map(_style, section))
    first = next(
        (
            style
            for style in map(_style, section[:MAX_UNITS_TO_FIRST_UNDER_HEADING])
            if style not in ("", ALONE) and counts[style] > 1
        ),
        ALONE if counts[ALONE] >= MIN_ALONE else "",
    )
    if first == ALONE:
        return [unit for unit in section if _style(unit) == ALONE]
    items: list[Unit] = []
    missed = 0
    for unit in section if first else []:
        missed = 0 if _style(unit) == first else missed + 1
        if missed == 0:
            items.append(unit)
        elif items and first == ROW and missed > 1:
            break
    return items


def _numbering(title: Unit) -> str:
    """How a heading is numbered, if it is: the next that is numbered so ends its section.

    >>> from docqa.reports.extracts import Extract
    >>> [_numbering(Unit(Extract(0, "1", 0, 9, text))) for text in ("Item 1A. Risks", "4.2 Fees", "Risks")]
    ['item', '1.1', '']
    """
    found = _NUMBERING.match(title.text)
    if found is None:
        return title.mark
    return found["word"].casefold() if found["word"] else "1" + ".1" * found["below"].count(".")


def _whole(unit: Unit) -> Item:
    """What an item of a list is called: a row up to its figures, an entry up to its dash, else its first part.

    >>> from docqa.reports.extracts import Extract
    >>> texts = ("Ann Lee, MD 59 Chairman 6", "Fire. It may burn.", "Ann B. Lee, Chair — Ms. Lee, 54, joined in 2003.")
    >>> [_whole(Unit(Extract(0, "1", 0, 9, text), is_row=text[-1] == "6", begins_line=True)).text for text in texts]
    ['Ann Lee, MD', 'Fire', 'Ann B. Lee, Chair']
    """
    text = unit.text
    found = None
    if unit.is_row:
        found = _BEFORE_FIGURES.match(text)
    elif entry := _ENTRY.match(text):
        found = entry
    end = found.end("item") if found else len(text)
    if found is None and (part := _FIRST_PART.match(text)) and _style(unit) != ALONE:
        end = part.end()
    if end > MAX_CHARACTERS_PER_ITEM:
        end = max(text.rfind(" ", 0, MAX_CHARACTERS_PER_ITEM), 1)
    return Item(0, end, text[:end].strip(" ,;"))


def in_sentence(text: str, names: Callable[[str], bool]) -> Iterator[Item]:
    """The items that a sentence lists itself, right behind what names them.

    >>> text = "The risks of it are fire, high water and pirates of the sea."
    >>> [item.text for item in in_sentence(text, lambda words: "risks" in words)]
    ['fire', 'high water', 'pirates of the sea']
    """
    for lead in _IN_SENTENCE.finditer(text):
        before = " ".join(text[: lead.start()].split()[-MAX_WORDS_TO_LEAD:])
        if not names(before):
            continue
        ends, starts = [], [lead.end()]
        stop = re.search(r"[.!?](?:\s|$)|$", text[lead.end() :])
        last = lead.end() + (stop.start() if stop else 0)
        for separator in _SEPARATOR.finditer(text, lead.end(), last):
            ends.append(separator.start())
            starts.append(separator.end())
        parts = list(zip(starts, [*ends, last], strict=True))
        words = [len(text[start:end].split()) for start, end in parts]
        is_cut = any(_CUT.search(text[start:end]) for start, end in parts)
        if (
            not is_cut
            and len(parts) >= MIN_ITEMS_IN_SENTENCE
            and 0 < min(words)
            and max(words) <= MAX_WORDS_PER_ITEM_IN_SENTENCE
        ):
            yield from (Item(start, end, text[start:end]) for start, end in parts)
            return
