"""What a document itself lists under a heading or behind a sentence that names it: items, rows, entries. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from docqa.reports.items import Item
from docqa.reports.names import aged_person
from docqa.reports.pointing import goes_on, points_back, points_elsewhere
from docqa.reports.units import Unit
from docqa.text.languages import LANGUAGES

MAX_WORDS_PER_HEADING = 9  # of a line that may be a heading, though it is set like the text
MAX_UNITS_TO_FIRST = 3  # from a sentence that announces a list to its first item
MAX_UNITS_BETWEEN = 8  # from an item of such a list to the next
MAX_UNITS_TO_FIRST_UNDER_HEADING = 6
MIN_WORDS_PER_PARAGRAPH = 3  # "None." is no item
MAX_UNITS_PER_PARAGRAPH = 20  # from one such sentence to the next, on average; others stand alone by chance
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
_DIVISION = re.compile(r"(?i:part|item|chapter|section|article|appendix)\s+(?:\d+[A-Z]?|[IVX]+)[.:]\s+(?-i:[A-Z])")
_ANNOUNCES = re.compile(rf"\b(?:{'|'.join(language.lists.announces for language in LANGUAGES)})\b", re.IGNORECASE)
_LEAD_WORDS = "|".join(language.lists.leads for language in LANGUAGES)
_LEADS = re.compile(rf"\b(?:{_LEAD_WORDS})\b", re.IGNORECASE)
_ENTRY = re.compile(r"(?P<item>[A-ZÀ-ÖØ-Þ“\"](?:[^.:;—–\n]|(?<=\b[A-Z])\.|\n){1,120}?)\s*(?:\s[—–-]\s|:\s)\s*\S")
_BEFORE_FIGURES = re.compile(r"(?P<item>.*?[^\W\d_].*?)[\s$€£(:.…]*(?=(?<![\w])[$€£(]?\d)", re.DOTALL)
_FIRST_PART = re.compile(r".{3,}?(?=(?<!\b[A-Z])[.:;](?:\s|$)|\s[—–-]\s|$)", re.DOTALL)
_ARE = "|".join(language.lists.are for language in LANGUAGES)
_IN_SENTENCE = re.compile(
    rf"\b(?:(?:{_ARE})|(?:{_LEAD_WORDS}))\b:?\s+(?!(?:{_ARE})\b)|:\s+",
    re.IGNORECASE,
)
_NO_ITEM = "not|nicht|no|pas|that|those|which|who|while|whether|ceux|celles|qui|aquellos|aquellas|quien|quienes|" + _ARE
_CUT = re.compile(  # a piece that is no item by itself: "changes in", "not limited to", "that may harm us"
    rf"^(?:{_NO_ITEM})\b|\b(?:{'|'.join(sorted({word for one in LANGUAGES for word in one.stop_words}))})$",
    re.IGNORECASE,
)
_PREDICATE = re.compile(r"(?:subject|due|\w+(?:ed|ing|ly))\b")  # what behind "are" says something of a thing
_IS_SAID = re.compile(rf"(?:{_ARE})\s+", re.IGNORECASE)
_NO_ROW = re.compile(r"\(|(?:sub)?total\b|insgesamt\b|summe\b|somme\b|suma\b", re.IGNORECASE)  # "(In millions)", a sum
_AND = "|".join(language.conjunctions[0] for language in LANGUAGES)
_SEPARATOR = re.compile(
    rf"\s*[,;]\s*(?:(?:{_AND}|or|oder|ou|o)\s+)?"
    rf"|\s+(?:{_AND})\s+"
)


def listed(found: Sequence[Unit], names: Callable[[str], bool]) -> Iterator[tuple[Unit, Item]]:
    """The items of the lists that a text announces as what is asked for, each with the piece that it stands in.

    `names` says whether a text names what is asked for. What is listed between the items of a section tells more of
    one of them, and is no item.
    """
    behind = 0  # the last item of the section before
    for at, unit in enumerate(found):
        is_heading = is_title(unit) or _heads_items(found, at)
        if not names(unit.text) or (at < behind and not is_heading):
            continue
        items: list[int] = []
        if is_heading:
            items = _under_heading(found, at, names)
            behind = max([behind, *items])
        elif _announces(unit.text):
            items = _behind_sentence(found, at)
        yield from ((found[item], _whole(found[item])) for item in items)
        if at >= behind:
            yield from ((unit, item) for item in in_sentence(unit.text, names))


def is_title(unit: Unit) -> bool:
    """Whether a piece is a heading, or a short line that stands like one."""
    text = unit.text
    return unit.is_heading or (unit.is_alone and not unit.is_row and _is_like_title(text))


def _is_like_title(text: str) -> bool:
    is_short = len(text.split()) <= MAX_WORDS_PER_HEADING
    return is_short and not text[:1].islower() and not text.endswith((".", ",", ";", ":", "?"))


def _heads_items(found: Sequence[Unit], at: int) -> bool:
    """Whether a numbered line is the heading of items with another mark right below it, which are short themselves.

    >>> from docqa.documents import Page
    >>> from docqa.reports.units import units
    >>> texts = "3. Fees\\n• The key is 39 pounds.\\n4. End", "1. Fees\\n2. Dogs\\n3. Bees"
    >>> [_heads_items(list(units([Page(0, "1", text)])), 0) for text in texts]
    [True, False]
    """
    unit, below = found[at], found[at + 1 : at + 2]
    return (
        unit.mark not in ("", "•")
        and _is_like_title(unit.text)
        and bool(below)
        and below[0].mark not in ("", unit.mark)
    )


def _style(unit: Unit) -> str:
    if unit.is_row and not unit.mark:
        return "" if _NO_ROW.match(unit.text) else ROW
    if unit.mark:
        return unit.mark
    if unit.begins_line and (_ENTRY.match(unit.text) or aged_person(unit.text)):
        return ENTRY
    return ALONE if unit.is_alone and unit.text.endswith(".") else ""


def _announces(sentence: str) -> bool:
    """Whether a list may stand behind a sentence. What it says is including, before it is over, stands in itself.

    >>> [_announces(text) for text in ("We charge fees such as that for dogs.", "We charge fees, including", "Fees:")]
    [False, True, True]
    """
    is_over = sentence.endswith((".", "!", "?"))
    return sentence.endswith(":") or bool(_ANNOUNCES.search(sentence) or (not is_over and _LEADS.search(sentence)))


def _behind_sentence(found: Sequence[Unit], lead: int) -> list[int]:
    """The items behind a sentence: of one style, with what else is said of each between them."""
    items: list[int] = []
    style, missed = "", 0
    for at, unit in enumerate(found[lead + 1 :], start=lead + 1):
        own = _style(unit)
        if unit.is_heading or (own and own == found[lead].mark):  # the next item of the list that the sentence is of
            break
        if items and not own and unit.text.endswith(":"):  # another list
            break
        if own and own != ALONE and own == (style or own):
            style, missed = own, 0
            items.append(at)
            continue
        missed += 1
        if missed >= (MAX_UNITS_BETWEEN if style and style != ROW else MAX_UNITS_TO_FIRST):
            break
    return items if len(items) > 1 else []


def _under_heading(found: Sequence[Unit], heading: int, names: Callable[[str], bool]) -> list[int]:
    """The items of a section: sentences that are paragraphs, if there is one of these above all others, or else those
    of the style that its list begins with.
    """
    end = _end_of_section(found, heading, names)
    is_firm = found[heading].is_heading or _numbering(found[heading])
    paragraphs = _paragraphs(found, heading + 1, end if is_firm else _next_title(found, heading + 1, end))
    styles = {at: _style(found[at]) for at in range(heading + 1, end)}
    counts = Counter(styles.values())
    begins = ((at, style) for at, style in styles.items() if style not in ("", ALONE) and counts[style] > 1)
    first, style = next(begins, (end, ""))
    if paragraphs and paragraphs[0] < first:
        return paragraphs
    if not style or first > heading + MAX_UNITS_TO_FIRST_UNDER_HEADING:
        return []
    items: list[int] = []
    missed = 0
    is_nested = False
    for at, own in styles.items():
        missed = 0 if own == style else missed + 1
        is_nested = is_nested and found[at].text[:1].islower()
        if missed == 0 and not is_nested:
            items.append(at)
        elif items and style == ROW and missed > 1:
            break
        # The items of a list within one of this list begin small, where its own have capitals.
        is_nested |= found[at].text.endswith(":") and bool(items) and found[items[0]].text[:1].isupper()
    return items


def _end_of_section(found: Sequence[Unit], heading: int, names: Callable[[str], bool]) -> int:
    """Where the next heading stands that is as this one, or divides the document."""
    title, numbering = found[heading], _numbering(found[heading])
    is_begun = False
    for at, unit in enumerate(found[heading + 1 :], start=heading + 1):
        if is_title(unit) and not names(unit.text) and is_begun:  # headings may be stacked
            if _numbering(unit) == numbering if numbering else unit.is_heading:
                return at
        elif unit.mark == title.mark != "" or (is_begun and _divides(unit)):
            return at
        is_begun = is_begun or not is_title(unit)
    return len(found)


def _next_title(found: Sequence[Unit], start: int, end: int) -> int:
    """Where the next title stands, but for those right at the beginning."""
    first = next((at for at in range(start, end) if not is_title(found[at])), end)
    return next((at for at in range(first, end) if is_title(found[at])), end)


def _divides(unit: Unit) -> bool:
    """Whether a piece is a heading that is called a part, an item, a chapter of the document, however it is set.

    >>> from docqa.reports.extracts import Extract
    >>> texts = ("Item 2. Properties.", "Item 2 is cheap.")
    >>> [_divides(Unit(Extract(0, "1", 0, 9, text), begins_line=True, is_alone=True)) for text in texts]
    [True, False]
    """
    return (unit.is_alone or is_title(unit)) and _DIVISION.match(unit.text) is not None


def _paragraphs(found: Sequence[Unit], start: int, end: int) -> list[int]:
    """The sentences that are paragraphs of their own: those with more of each below them, or all, if there is no more.

    Of such paragraphs right below each other the first has the others below it. One that goes on from what stands
    above it, or sends its reader elsewhere, is no item.
    """
    runs = [
        (is_alone, list(run)) for is_alone, run in groupby(range(start, end), lambda at: _style(found[at]) == ALONE)
    ]
    if all(is_alone or all(is_title(found[at]) for at in run) for is_alone, run in runs):
        items = [at for is_alone, run in runs if is_alone for at in run if _can_head(found[at])]
    else:
        heads = (
            next((at for at in run if _can_head(found[at])), None)
            for (is_alone, run), (_, below) in pairwise(runs)
            if is_alone and not is_title(found[below[0]])
        )
        items = [at for at in heads if at is not None]
    is_dense = len(items) >= MIN_ALONE and items[-1] - start <= MAX_UNITS_PER_PARAGRAPH * len(items)
    return items if is_dense else []


def _can_head(unit: Unit) -> bool:
    """Whether a sentence can be what the text below it is about."""
    text = unit.text
    is_whole = not text[:1].islower() and len(text.split()) >= MIN_WORDS_PER_PARAGRAPH
    return is_whole and not goes_on(text) and not points_back(text) and not points_elsewhere(text)


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
    elif person := aged_person(text):
        return person
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
    >>> list(in_sentence("Such risks are managed, watched and told to the board.", lambda words: "risks" in words))
    []
    """
    for lead in _IN_SENTENCE.finditer(text):
        before = " ".join(text[: lead.start()].split()[-MAX_WORDS_TO_LEAD:])
        if not names(before):
            continue
        stop = re.search(r"[.!?](?:\s|$)|$", text[lead.end() :])
        last = lead.end() + (stop.start() if stop else 0)
        separators = list(_SEPARATOR.finditer(text, lead.end(), last))
        starts, ends = [lead.end(), *(one.end() for one in separators)], [*(one.start() for one in separators), last]
        parts = [Item(start, end, text[start:end]) for start, end in zip(starts, ends, strict=True)]
        words = [len(part.text.split()) for part in parts]
        is_said_of_it = _IS_SAID.fullmatch(lead[0]) is not None and _PREDICATE.match(parts[0].text)
        if (
            len(parts) >= MIN_ITEMS_IN_SENTENCE
            and 0 < min(words)
            and max(words) <= MAX_WORDS_PER_ITEM_IN_SENTENCE
            and not is_said_of_it
            and not any(_CUT.search(part.text) for part in parts)
        ):
            yield from parts
            return
