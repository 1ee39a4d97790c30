"""Where the sentences of a text stand. Pure."""

import re
from collections.abc import Iterator, Sequence

from docqa.text.figures import REFERENCE_MARK
from docqa.text.languages import GERMAN, LANGUAGES
from docqa.text.leaders import is_amid_leader, is_led
from docqa.text.scripts import LETTERS, RAISED

SET_APART = "\n\n"  # in a page's text, before what stands above or below it and is no part of its sentences

# Marks of notes and works behind the end of a sentence, no part of it, nor of the next one: "of rent.² The tenant".
# What is taken is never given back: parted in many ways, a long run of raised letters would take time without end.
NOTE_MARKS = rf"(?>(?:[†‡]|[{RAISED}⁽⁾]++(?>(?:[,–-]\s?[{RAISED}]++)*)|{REFERENCE_MARK})*)"
# The text of a page has half-width marks in the place of full-width ones, but for the full stop.
_END = re.compile(
    rf"[.!?…؟।][)\"'”’\]*_]*{NOTE_MARKS}(?=\s+[\"'“(\[*_]*(?P<next>\S))"
    rf"|(?:[。｡！？；]|(?<=[{LETTERS}])[!?;]|[!?;](?=[{LETTERS}]))[」』”’）)]*{NOTE_MARKS}"
)
_ENDED = re.compile(rf"[.!?…؟।。｡！？；][)\"'”’\]」』）]*{NOTE_MARKS}\Z")
_MARKS_AT_END = re.compile(rf"(?<=[.!?…؟।。｡！？；)\"'”’\]」』）]){NOTE_MARKS}\s*\Z")
_ABBREVIATIONS = frozenset[str]().union(*(language.abbreviations for language in LANGUAGES))
_NUMBERS_FOLLOW = re.compile(rf"(?:{'|'.join(language.numbers_follow for language in LANGUAGES)})\.")
_NUMBER_BEFORE = re.compile(r"\d\s*[^\W\d_]+\.\Z")  # "It takes 5 min. 3 eggs are left."
# With a capital alone: "Fed. Reg.", but "the birds were fed."
_CAPITAL_ABBREVIATIONS = frozenset(
    "App. Apr. Ass’n. Aug. Ave. Blvd. Ch. Cir. Civ. Crim. Ct. Cty. Dec. Dept. Dist. Div. Exh. Feb. Fed. Gen. Gov. Hon. "
    "Jan. Jr. Jud. Mar. Mt. Nov. Oct. Proc. Prof. Pub. Reg. Rep. Rev. Rul. Sen. Sept. Sr. Stat. Sup. Supp. Treas. "
    "Vol.".split()
)
# Behind the number of a day, which has a full stop in German: "am 1. September". Elsewhere a year tells it from a name.
_MONTH = re.compile(
    rf"(?:{'|'.join(GERMAN.months)})\b|(?:{'|'.join(month[:3] for month in GERMAN.months)})t?\.\s+\d"
    rf"|(?:{'|'.join(month for language in LANGUAGES for month in language.months)})\s+\d{{4}}\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"(?<!\w)(?:{'|'.join(word for language in LANGUAGES for word in language.ordinals_follow)})\s+\d{{1,3}}\.\Z",
    re.IGNORECASE,
)
_LETTERS_OF_SOURCE = re.compile(r"(?:(?P<number>\b\d+)\s+|(?<![\w.]))(?:[A-Z]\.){2,}\Z")
MAX_CHARACTERS_OF_NUMBER = 20
_NUMBER_OF_PART_OR_POST = re.compile(r"\d[\d.]*\(\w+\)|\d{5}\b(?![.,]\d)")  # "D.C. 20036"
_WORD = re.compile(r"[^\W\d_]+")
_ELISION = re.compile(r"(?:qu|[cdjlmnst])['’]")  # "l'art. 5"
_HOUR = frozenset(("a.m.", "p.m."))
_TIME_ZONE = re.compile(r"[ECMP][SD]?T\b|Eastern|Central|Mountain|Pacific|GMT|UTC")
MAX_CHARACTERS_PER_SENTENCE = 400  # what is longer is no sentence but a list or a table, and is taken line by line
_CONJUNCTIONS = "|".join(word for language in LANGUAGES for word in language.conjunctions)
# A comma in a number has no space behind it.
_CLAUSE_BREAK = re.compile(
    rf"(?:\s*[,;:]|\s+[–—])\s+(?:(?:{_CONJUNCTIONS})\s+)?|\s+(?:{_CONJUNCTIONS})\s+|[,;，；](?=[{LETTERS}])",
    re.IGNORECASE,
)
MIN_LINES_OF_HEAD = 2  # above the first sentence of a letter or a page
MIN_CHARACTERS_BELOW_HEAD = 40  # characters of the sentence
MAX_SHARE_OF_HEAD = 0.9  # of the width of the text, that a line of a head and the next word have together
_LINE_END = re.compile(r"(?<=\S)[^\S\n]*\n\s*(?P<word>\w*)")
_IDENTIFIER = re.compile(r"(?<!\w)[^\W_]++_\w++")  # "ASN1_MAX_NAME_SIZE" is a word, and no figure of a table
_LIST_MARK = re.compile(r"\s*(?:[#*+•–-]+\s+|[>|]\s*)*(?:\d{1,2}[.)]\s+)?")


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


_FIGURE_AT_END = re.compile(r"\s[$€£(+–-]*\d[\d.,'’]*(?<![.,])[%)]*\Z")
# The row of a table above a line that does not go on from it.
_ROW_END = re.compile(
    r"(?<=\S)[^\S\n]+[$€£(+–-]*\d[\d.,'’]*(?<!,)[%)]*[^\S\n]*\n(?=[\"'“(]*(?P<word>[^\W\d_a-zß-öø-ÿ]\S*))"
)


def passage_sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a page's text stand: `[start:end]`, in order. A line end may stand inside a sentence.

    Tables, and what has no end for long, are taken line by line. The mark of a note behind a sentence is left out. An
    empty line, behind which what is set apart from the text stands, is in no sentence.

    >>> text = "The rent is due\\nmonthly. Dogs pay.\\nDogs 30\\nCats 20\\nBirds 5"
    >>> [text[a:b] for a, b in passage_sentences(text)]
    ['The rent is due\\nmonthly.', 'Dogs pay.', 'Dogs 30', 'Cats 20', 'Birds 5']
    >>> text = "It is 120 m² of rent.² Dogs pay “some”.³,⁴ Cats.[12] No.¹"
    >>> [text[a:b] for a, b in passage_sentences(text)]
    ['It is 120 m² of rent.', 'Dogs pay “some”.', 'Cats.', 'No.']
    >>> text = "Dogs . . . . 30\\nCats. . . . 20"
    >>> [text[a:b] for a, b in passage_sentences(text)]
    ['Dogs . . . . 30', 'Cats. . . . 20']
    """
    spans = []
    start = 0
    width = max(map(len, text.split("\n")))
    for end in _parts(text, width):
        lines = [(start + line.start(), start + line.end()) for line in re.finditer(r"[^\n]+", text[start:end])]
        lines = [(first, last) for first, last in lines if not text[first:last].isspace()]
        with_digits = sum(1 for first, last in lines if re.search(r"\d", _IDENTIFIER.sub(" ", text[first:last])))
        going_on = sum(text[first:last].lstrip(" \"'“‘(")[:1].islower() for first, last in lines[1:])
        is_ended = _ENDED.search(text[start:end].rstrip()) is not None
        is_prose = is_ended and 2 * going_on >= len(lines)
        led = sum(is_led(text[first:last]) for first, last in lines)
        is_table = (len(lines) >= 3 and 2 * with_digits >= len(lines) and not is_prose) or 2 * led >= len(lines)
        while is_table and is_ended and not led and len(lines) > 1 and text[lines[-1][0] :].lstrip()[:1].islower():
            lines[-2:] = [(lines[-2][0], lines[-1][1])]  # below its rows there stands a sentence of several lines
        is_long = end - start > MAX_CHARACTERS_PER_SENTENCE
        if is_long and is_ended and not is_table:
            lines = _with_last_sentence(text, lines, width)
        spans += lines if is_table or is_long else [(start, end)]
        start = end
    trimmed = (
        (s + len(text[s:e]) - len(text[s:e].lstrip()), s + len(_MARKS_AT_END.sub("", text[s:e].rstrip())))
        for s, e in spans
    )
    return [(s, e) for s, e in trimmed if s < e]


def _with_last_sentence(text: str, lines: Sequence[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """The lines, the last of them as one where they are a sentence: the line above breaks off though there was room.

    >>> text = "--help\\nshow help\\nAfter a while the\\nhelp is shown."
    >>> lines = [found.span() for found in re.finditer(r"[^\\n]+", text)]
    >>> [text[start:end] for start, end in _with_last_sentence(text, lines, 20)]
    ['--help', 'show help', 'After a while the\\nhelp is shown.']
    """
    first = len(lines) - 1
    while first > 0 and text[lines[first][0] :].lstrip()[:1].islower():
        first -= 1
    start, end = lines[first][0], lines[-1][1]
    above = text[slice(*lines[first - 1])].strip() if first else ""
    word = text[start:end].split(maxsplit=1)[0]
    is_apart = first > 0 and len(above) + len(word) < MAX_SHARE_OF_HEAD * width and _is_of_head(above)
    is_one = is_apart and text[start:end].lstrip()[:1].isupper() and end - start <= MAX_CHARACTERS_PER_SENTENCE
    return [*lines[:first], (start, end)] if is_one else list(lines)


def _parts(text: str, width: int) -> list[int]:
    """Where sentences end, and before each the last table above it: the rows of one table stay together.

    >>> text = "2024 2023\\nRent\\nDeposit 900\\nThe tenant pays on the first day of each month. Dogs pay."
    >>> [text[end:][:10] for end in _parts(text, 40)]
    ['The tenant', ' Dogs pay.', '']
    """
    apart = (found.start() for found in re.finditer(re.escape(SET_APART), text))
    ends = sorted({*sentence_ends(text, 0, len(text)), *apart, len(text)})
    ends = [*_head_ends(text, ends[0], width), *ends]
    rows = list(_row_ends(text, width))
    starts = [0, *ends[:-1]]
    tables = [[row for row in rows if start < row < end][-1:] for start, end in zip(starts, ends, strict=True)]
    return [part for last, end in zip(tables, ends, strict=True) for part in (*last, end)]


def _row_ends(text: str, width: int) -> Iterator[int]:
    """Where tables end above a line of text: their last row breaks off though there was room for its first word.

    >>> text = "Deposit 900\\nThe tenant pays on the first day of each month."
    >>> [text[end:][:10] for end in _row_ends(text, 40)]
    ['The tenant']
    >>> list(_row_ends("See Publication 966,\\nElectronic Payment, on how to pay.", 40))
    []
    """
    for found in _ROW_END.finditer(text):
        line_start = text.rfind("\n", 0, found.start()) + 1
        below = text[found.end() :].partition("\n")[0].rstrip()
        if found.end() - line_start + len(found["word"]) < width and not is_row(below):
            yield found.end()


def _head_ends(text: str, end: int, width: int) -> list[int]:
    """Where the head of a letter or a page ends above the first sentence, `text[:end]`, and above that its last line.

    Its lines, two at least, break off though there was room for the next word, which has a capital, and may stand by
    themselves. A single one stays with the sentence, which is about what it says.

    >>> text = "HARBOUR LTD\\nMakers of tables\\nNew kitchen\\nThe landlord has ordered a kitchen of\\noak from us."
    >>> [text[at:][:12] for at in _head_ends(text, len(text), 40)]
    ['\\nNew kitchen', '\\nThe landlor']
    """
    ends: list[int] = []
    at = 0
    for found in _LINE_END.finditer(text, 0, end):
        line = text[at : found.start()].strip()
        at = found.start("word")
        has_room = len(line) + len(found["word"]) < MAX_SHARE_OF_HEAD * width
        if not has_room or not found["word"] or found["word"][0].islower() or not _is_of_head(line):
            break
        ends.append(found.start())
    if len(ends) < MIN_LINES_OF_HEAD or not is_sentence(text[:end]) or end - ends[-1] < MIN_CHARACTERS_BELOW_HEAD:
        return []
    return ends[-2:]


def _is_of_head(line: str) -> bool:
    """Whether a line may stand by itself: it is no row of a table, and ends with no small word, nor as a sentence."""
    last = line.rpartition(" ")[2].casefold()
    is_open = line.endswith(("-", "–", "—", ";")) or any(last in language.stop_words for language in LANGUAGES)
    return not is_open and not is_row(f" {line}")


def is_row(text: str) -> bool:
    """Whether a piece of a page's text is the row of a table, as far as its end can tell: a figure, and no sentence's.

    >>> [is_row(text) for text in ("Deposit 900", "Boats (1.180,50)", "It is 900.", "Rent")]
    [True, True, False, False]
    """
    return _FIGURE_AT_END.search(text) is not None


def is_sentence(text: str) -> bool:
    """Whether a piece of a page's text ends as a sentence does.

    >>> [is_sentence(text) for text in ("It is 900.", "Deposit 900")]
    [True, False]
    """
    return _ENDED.search(text) is not None


def clause_spans(sentence: str) -> list[tuple[int, int]]:
    """The parts of a sentence that may be true by themselves, `[start:end]`, in order.

    >>> text = "The rent is 450 euros a month, due on the first, and the deposit is 900 euros."
    >>> [text[a:b] for a, b in clause_spans(text)]
    ['The rent is 450 euros a month', 'due on the first', 'the deposit is 900 euros.']
    """
    breaks = list(_CLAUSE_BREAK.finditer(sentence))
    starts, ends = [0, *(found.end() for found in breaks)], [*(found.start() for found in breaks), len(sentence)]
    return list(zip(starts, ends, strict=True))


def breaks_off(text: str) -> bool:
    """Whether a text may end within a sentence, or within a number, as far as can be told.

    >>> [breaks_off(text) for text in ("Dogs stay", "It has, e.g.", "It costs 5.", "Dogs stay.", "**Dogs stay.** ")]
    [True, True, True, False, False]
    """
    text = text.rstrip()
    return bool(re.search(r"\d\.$", text)) or len(text) not in sentence_ends(f"{text} X", 0, len(text) + 2)


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets in `text[start:end]` at which a sentence ends and another begins.

    >>> text = "It runs on 10.5. 5.1. The deposit is due 1:1. Rent: 2. Dogs."
    >>> [text[end:] for end in sentence_ends(text, 0, len(text))]
    [' 5.1. The deposit is due 1:1. Rent: 2. Dogs.', ' Rent: 2. Dogs.']
    >>> text = "See 69 Fed. Reg. 22173 (Apr. 23, 2004). The birds were fed. Dogs were not."
    >>> [text[end:] for end in sentence_ends(text, 0, len(text))]
    [' The birds were fed. Dogs were not.', ' Dogs were not.']
    >>> text = "Raum Nr. 7 ist ab 1. September frei. Hunde zahlen."
    >>> [text[end:] for end in sentence_ends(text, 0, len(text))]
    [' Hunde zahlen.']
    >>> text = "It begins at 4:30 p.m. Eastern Time. Doors open at 4 p.m. Dogs stay."
    >>> [text[end:] for end in sentence_ends(text, 0, len(text))]
    [' Doors open at 4 p.m. Dogs stay.', ' Dogs stay.']
    """
    for match in _END.finditer(text, start, end):
        if (match["next"] and match["next"].islower()) or is_amid_leader(text, match.start(), match.end()):
            continue
        before = text[max(start, match.start() - 20) : match.end()]
        as_written = before.rsplit(None, 1)[-1].lstrip("(\"'“")
        if as_written in _CAPITAL_ABBREVIATIONS:
            continue
        if re.fullmatch(r"[0-3]?\d\.", as_written) and _MONTH.match(text, match.start("next")):
            continue
        if _ORDINAL.search(before) and not _begins_sentence(text, match.start("next")):
            continue
        last_word = _ELISION.sub("", as_written.casefold())
        if last_word in _HOUR and _TIME_ZONE.match(text, match.start("next")):
            continue
        if _NUMBERS_FOLLOW.fullmatch(last_word) and match["next"].isdigit() and not _NUMBER_BEFORE.search(before):
            continue
        if match["next"] == "§" and re.fullmatch(r"(?:[a-z]\.)+", last_word):  # "28 U.S.C. § 1331"
            continue
        if match["next"] and last_word not in _HOUR:
            behind = match.start("next")
            if _is_source(before, text[behind : behind + MAX_CHARACTERS_OF_NUMBER]):
                continue
        is_list_mark = re.search(r"(?:^|[|\n]|[.!?:;]\s)\s*(?:\d{1,2}\.)+$", before)  # not the end of a number
        if last_word not in _ABBREVIATIONS and not is_list_mark and not re.fullmatch(r"[a-z]\.", last_word):
            yield match.end()


def _is_source(before: str, behind: str) -> bool:
    """Whether letters with points are a source's between its numbers, or stand before the number of a part or a post.

    >>> [_is_source("21 U.S.C.", behind) for behind in ("811", "It")]
    [True, False]
    >>> [_is_source("in D.C.", behind) for behind in ("12 people came", "811(d)", "20036")]
    [False, True, True]
    """
    letters = _LETTERS_OF_SOURCE.search(before) if behind[:1].isdigit() else None
    if letters is None:
        return False
    return letters["number"] is not None or _NUMBER_OF_PART_OR_POST.match(behind) is not None


def _begins_sentence(text: str, at: int) -> bool:
    """Whether a small word stands there, as behind no ordinal: "bis 18. Der Mieter", but "bis zum 3. Werktag"."""
    word = _WORD.match(text, at)
    return word is not None and any(word[0].casefold() in language.stop_words for language in LANGUAGES)
