"""What differs between two wordings of a statement, word by word. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from docqa.documents import Stretch
from docqa.text.languages import LANGUAGES, all_denials

_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"  # scripts without spaces between words: each sign is one
# A number keeps the marks inside it: 1.5 is not 15. A minus stands at its digit, a bullet does not; "(5)" is one in
# accounts. A line may end behind a hyphen.
_WORD = re.compile(
    rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:(?:[-‐‑]\s?|['’]|(?<=\d)[.,:/](?=\d))[^\W_{_UNSPACED}]+)*"
    r"|(?<!\w)[-−–](?=\d)|\((?=[$€£¥]?\s?\d[\d.,]*\s?%?\))|[%‰€$£¥°±<>≤≥=+×]"
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑]\s?(?=[^\W\d_])|\s")
_CALENDAR = frozenset(chain.from_iterable((*language.months, *language.weekdays) for language in LANGUAGES))
_COUNTS = frozenset(chain.from_iterable((*language.numbers, *language.numerals) for language in LANGUAGES))
_TELLING = _CALENDAR | _COUNTS | all_denials()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign, `[start:end]` of a text; `word` is the same however it is written."""

    start: int
    end: int
    word: str
    is_telling: bool  # a number, a part of a date, a name, or a denial

    @property
    def is_number(self) -> bool:
        return any(map(str.isdigit, self.word))


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The words of `text[start:end]`, written alike: without case, punctuation, and the hyphens of compounds.

    >>> [token.word for token in tokens("The Long-term rent, at −1.5 %: “€1,250”, (30).")]
    ['the', 'longterm', 'rent', 'at', '-', '1.5', '%', '€', '1,250', '-', '30']
    >>> [token.word for token in tokens("On Monday Ruth did not pay 5.") if token.is_telling]
    ['monday', 'ruth', 'not', '5']
    """
    is_first = True
    for found in _WORD.finditer(text, start, len(text) if end is None else end):
        written = found[0]
        word = _HYPHEN.sub("", written).casefold().replace("’", "'")
        is_name = written[0].isupper() and not is_first
        is_telling = is_name or word in _TELLING or not any(map(str.isalpha, word)) or any(map(str.isdigit, word))
        yield Token(found.start(), found.end(), "-" if word in "−–(" else word, is_telling)
        is_first = text[found.end() : found.end() + 1] in (".", "!", "?", ":")


def marked(
    before: str, after: str, ours: Sequence[Token], theirs: Sequence[Token]
) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Both wordings in stretches, those marked that the other does not have. The stretches of each make up its text.

    >>> texts = "The rent is 900 euros.", "The rent is 1,250 euros!"
    >>> was, now = marked(*texts, *(list(tokens(text)) for text in texts))
    >>> [stretch.text for stretch in (*was, *now) if stretch.is_changed]
    ['900', '1,250']
    """
    matcher = SequenceMatcher(None, [token.word for token in ours], [token.word for token in theirs], autojunk=False)
    changed = [opcode for opcode in matcher.get_opcodes() if opcode[0] != "equal"]
    return (
        tuple(_stretches(before, [ours[first:last] for _, first, last, _, _ in changed])),
        tuple(_stretches(after, [theirs[first:last] for _, _, _, first, last in changed])),
    )


def _stretches(text: str, changed: Iterable[Sequence[Token]]) -> Iterator[Stretch]:
    end = 0
    for run in filter(None, changed):
        if end < run[0].start:
            yield Stretch(text[end : run[0].start])
        end = run[-1].end
        is_telling = any(token.is_telling for token in run)
        yield Stretch(text[run[0].start : end], is_changed=True, is_telling=is_telling)
    if end < len(text):
        yield Stretch(text[end:])
