"""Runs of neighbouring sentences or lines, as they may be quoted; pure."""

import re
from collections.abc import Iterator

from docqa.search.places import HAN_NUMBER, KINDS, NUMBER_SIGN
from docqa.text.languages import HAN_PLACES
from docqa.text.scripts import length
from docqa.text.sentences import SET_APART, is_row, is_sentence, passage_sentences

MAX_SENTENCES_PER_QUOTATION = 6  # or short lines, of a table say, that follow each other
MAX_CHARACTERS_PER_QUOTATION = 400  # of a cell with its labels too; only a single sentence may be longer
MAX_WORDS_OF_HEADING = 4  # of a line that ends no quotation since it may head what follows

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_MUTE_LINES = re.compile(r"(?>(?:[\W_]*\n)+)")  # rules, and letters that nothing tells
# Of a section of a section; the steps of a list have single numbers, and clauses a full stop.
_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z][^\d.!?;:\n]{2,80}")
# What the next section is called by, alone: "Section 4", "Article IV.", "第七条", "7.2.", "7."
_DIVISIONS = "|".join(
    KINDS[kind] for kind in "section article clause paragraph item chapter part annex appendix".split()
)
_SECTION_NUMBER = re.compile(
    rf"\W*(?:(?:{_DIVISIONS})\s*{NUMBER_SIGN}(?:\d+[a-z]?(?:[.-]\d+)*|[ivxlc]+|[a-z])|[ivx]+(?=\.)"
    rf"|\d{{1,3}}(?=\.)(?:\.\d{{1,3}})*|第{HAN_NUMBER}[{HAN_PLACES}])\W*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^\W\d_a-z][^\d.,:;!?]*")
_PAGE_NUMBER = re.compile(r"\W{0,2}\d{1,3}\W{0,2}")  # behind the last sentence; four digits may be a year


def runs_of(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Every run of neighbouring sentences or lines that is short enough, by offsets in the text.

    Each is the run's start, the end of its first sentence, the start of its last one, and the run's end.

    >>> text = "Rent. Due monthly."
    >>> [(text[start:first], text[last:end]) for start, first, last, end in runs_of(text)]
    [('Rent.', 'Rent.'), ('Rent.', 'Due monthly.'), ('Due monthly.', 'Due monthly.')]
    >>> [text[start:end] for text in ("Rent is due.\\n7",) for start, *_, end in runs_of(text)]
    ['Rent is due.']
    >>> [text[start:end] for text in ("�\\n***\\nRent is due.",) for start, *_, end in runs_of(text)]
    ['Rent is due.']
    >>> text = "Deposit 900\\nThe tenant pays it."
    >>> [text[start:end] for start, *_, end in runs_of(text)]
    ['Deposit 900', 'The tenant pays it.']
    >>> text = "Rent is due.\\n4.3. Pets and guests\\nPets stay out."
    >>> [text[start:end] for start, *_, end in runs_of(text)][0::2]
    ['Rent is due.', '4.3. Pets and guests\\nPets stay out.']
    >>> text = "Rent is due.\\nItem 3.\\nPets stay out.\\nSection 4"
    >>> [text[start:end] for start, *_, end in runs_of(text)]
    ['Rent is due.', 'Item 3.', 'Item 3.\\nPets stay out.', 'Pets stay out.', 'Section 4']
    >>> text = "Rent is due.\\n§ 4.1. That rule is new."
    >>> [text[start:end] for start, *_, end in runs_of(text)][:2]
    ['Rent is due.', 'Rent is due.\\n§ 4.1. That rule is new.']
    """
    told = (piece for piece in passage_sentences(text) if _LETTER_OR_DIGIT.search(text, *piece))
    pieces = [(mute.end() if (mute := _MUTE_LINES.match(text, *piece)) else piece[0], piece[1]) for piece in told]
    if len(pieces) > 1 and _PAGE_NUMBER.fullmatch(text[slice(*pieces[-1])]) and text[pieces[-2][1] - 1] in ".!?。！？":
        del pieces[-1]  # it belongs to no sentence
    for first, (start, alone) in enumerate(pieces):
        before = start, start
        for piece in pieces[first : first + MAX_SENTENCES_PER_QUOTATION]:
            end = piece[1]
            if end > alone and length(text[start:end]) > MAX_CHARACTERS_PER_QUOTATION:
                break
            if is_row(text[slice(*before)]) and is_sentence(text[slice(*piece)]):
                break  # a table ends there
            if SET_APART in text[before[1] : piece[0]]:
                break
            is_number = end > alone and _is_section_number(text, before, piece)
            if end > alone and (_HEADING.fullmatch(text, *piece) or (is_number and _is_line(text, piece))):
                break  # what follows stands below it
            said, before = text[slice(*before)], piece
            is_head = end > alone and piece is not pieces[-1] and _is_heading(text[slice(*piece)], said)
            # As the end of a run a heading, or a number, would be taken for what that is about; a number may also be of
            # a work: "See § 541.601. That rule ..."
            if not is_number and not is_head:
                yield start, alone, piece[0], end


def _is_section_number(text: str, before: tuple[int, int], piece: tuple[int, int]) -> bool:
    """Whether a piece is the number of the section that begins there, behind the end of a sentence."""
    return is_sentence(text[slice(*before)]) and _SECTION_NUMBER.fullmatch(text, *piece) is not None


def _is_line(text: str, piece: tuple[int, int]) -> bool:
    """Whether nothing else stands on the line of a piece."""
    return not (text[: piece[0]].rpartition("\n")[2] + text[piece[1] :].partition("\n")[0]).strip()


def _is_heading(line: str, above: str) -> bool:
    """Whether a line seems to head what follows it: few words without a figure, behind what is complete without them.

    >>> [_is_heading("Sunday", above) for above in ("Fauna 11:00 (25min)", "Pets stay out.", "The gates open on")]
    [True, True, False]
    """
    is_label = len(line.split()) <= MAX_WORDS_OF_HEADING and _LABEL.fullmatch(line.strip()) is not None
    return is_label and (is_sentence(above) or any(map(str.isdigit, above)))
