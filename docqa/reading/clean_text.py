"""The text layer of a page, made fit to read and search, with the way back from every character to the PDF; pure.

What changes, and nothing else:
- line ends become "\\n"; tabs and odd spaces become a space; control characters and invisible marks go;
- a word broken at a line end is joined: "infor-" + "mation"; a compound keeps its hyphen: "long-" + "term";
- typographic forms become their letters: the one-character fi and fl, full-width and mathematical letters, Arabic and
  Hebrew presentation forms, radicals that look like an ideograph. Superscripts stay what they are: 10² is not 102.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from docqa.text.hyphens import ADDRESS_BEFORE, keeps_hyphen, words_and_compounds

HYPHEN = "\ufffe"  # how `raw` marks a hyphen that ends a line (pdfium's own sign for it)

UNTOLD = "\ufdd0"  # in `raw` in the place of letters that nothing tells
# Letters of a glyph that Unicode has no sign for, by the noncharacter that stands for them in `raw`.
LIGATURES = {chr(0xFDD2 + at): letters for at, letters in enumerate("ti tt ft fj fb fh fk ct sp Th tti".split())}
NOTHING = "\u200b"  # a zero-width space, which `tidy` leaves out
_SOFT_HYPHEN = "\xad"
_HYPHENS = HYPHEN + _SOFT_HYPHEN
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_SPACES = "\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Zero-width joiner and non-joiner (200c, 200d) stay: Persian and Indic spelling needs them.
_CONTROLS = "\x00-\x08\x0a-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\uffff"
_FORMS = "\u2e80-\u2fdf\uf900-\ufdff\ufe70-\ufefc\uff01-\uffee"
# Radicals that look like ideographs and that NFKC leaves as they are, by Unicode's EquivalentUnifiedIdeograph.txt.
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻱⻲",
        "民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟麦黄斉齐歯齿竜龙龜亀",
        strict=True,
    )
)
_HALVES = "\ud800-\udfff"  # a character beyond U+FFFF comes from pdfium as two
_MEANINGS = LIGATURES | _RADICALS | {UNTOLD: "\ufffd"}
_ODD = re.compile(
    rf"[{_HYPHENS}{_LINE_ENDS}{_CONTROLS}{_FORMS}{_HALVES}]"  # first, as a class of characters is quickly searched for
    rf"(?:(?<=\r)\n|(?<=[{_HYPHENS}]) *(?:\r\n?|\n)?|(?<=[\ud800-\udbff])[\udc00-\udfff])?"
)
_SPACE = re.compile(f"[{_SPACES}]")
_DROPPED = re.compile(f"[{_CONTROLS}{_HALVES}]")
_DIVIDED = re.compile(rf"(?>(?:(?<!\w)\w++)?)[{_HYPHENS}]\s*\w*")  # atomic: a word that is whole is not tried twice
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")
_WORD_AFTER = re.compile(r"[^\W\d_]+")
_WORD_REACH = 40  # no word is longer


@dataclass(frozen=True, slots=True)
class PageText:
    """`text` as docqa keeps it, and where each stretch of it begins, in `text` and in the raw text."""

    text: str
    starts: tuple[int, ...]
    raw_starts: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw characters `[first:last]` behind `text[start:end]`, which must not be empty.

        >>> page = tidy("the \\ufb01rst")
        >>> page.text, page.raw_span(4, 9), page.raw_span(5, 6)
        ('the first', (4, 8), (4, 5))
        """
        return self._raw(start), self._raw(end - 1) + 1

    def position(self, raw: int) -> int:
        """Where in `text` the raw character stands or, where it is left out, what follows it.

        >>> page = tidy("a\\r\\nb \\ufb01t")
        >>> page.text, [page.position(raw) for raw in range(7)]
        ('a\\nb fit', [0, 1, 2, 2, 3, 4, 6])
        """
        stretch = bisect_right(self.raw_starts, raw) - 1
        stretch = bisect_left(self.raw_starts, self.raw_starts[stretch])  # the first letter that a form became
        end = self.starts[stretch + 1] if stretch + 1 < len(self.starts) else len(self.text)
        return min(self.starts[stretch] + raw - self.raw_starts[stretch], end)

    def _raw(self, position: int) -> int:
        stretch = bisect_right(self.starts, position) - 1
        return self.raw_starts[stretch] + position - self.starts[stretch]


def tidy(raw: str) -> PageText:
    """The page's text from its raw text: one item of `raw` per character of the PDF's text layer.

    A page with nothing but space has the text "".

    >>> tidy("10\\xb2 \\uff46iling\\r\\ninfor\\ufffemation on long\\ufffeterm debt\\x00").text
    '10² filing\\ninformation on long-term debt'
    >>> tidy("at www.online\\ufffemahnantrag.de").text
    'at www.online-mahnantrag.de'
    """
    if not raw.strip():
        return PageText("", (0,), (0,))
    words: frozenset[str] = _words(raw) if HYPHEN in raw or _SOFT_HYPHEN in raw else frozenset()
    pieces: list[str] = []
    starts, raw_starts = [0], [0]
    length = done = 0
    for match in _ODD.finditer(raw):
        first, last = match.span()
        new = "\n" if match[0] == "\r\n" else _replacement(raw, match, words)
        pieces += raw[done:first], new
        length += first - done
        done = last
        if len(new) != last - first:
            for offset in range(len(new)):  # every letter of a form comes from that form
                starts.append(length + offset)
                raw_starts.append(first)
            starts.append(length + len(new))
            raw_starts.append(done)
        length += len(new)
    text = _SPACE.sub(" ", "".join((*pieces, raw[done:])))  # at once: there is one for each, on some pages hundreds
    return PageText(text, tuple(starts), tuple(raw_starts)) if text.strip() else PageText("", (0,), (0,))


def _replacement(raw: str, match: re.Match[str], words: frozenset[str]) -> str:
    odd = match[0]
    if odd in _LINE_ENDS:
        return "\n"
    if odd[0] in _HYPHENS:
        if odd == _SOFT_HYPHEN:
            return "-"  # inside a line: a font's ordinary hyphen under the wrong name
        head, tail = (
            raw[max(0, match.start() - _WORD_REACH) : match.start()],
            raw[match.end() : match.end() + _WORD_REACH],
        )
        if ADDRESS_BEFORE.search(head):
            return "-"  # "www.online-mahnantrag.de": an address is divided where it has a hyphen
        before = _WORD_BEFORE.search(unicodedata.normalize("NFKC", head))
        after = _WORD_AFTER.match(unicodedata.normalize("NFKC", tail))
        return "" if before and after and not keeps_hyphen(before[0], after[0], words) else "-"
    if len(odd) == 2:
        return _letter(odd.encode("utf-16-le", "surrogatepass").decode("utf-16-le"))
    if _DROPPED.match(odd):
        return ""
    return _MEANINGS.get(odd) or unicodedata.normalize("NFKC", odd)


def _letter(character: str) -> str:
    """A mathematical letter or a second form of an ideograph as the plain one; any other character as it is."""
    has_plain_one = "\U0001d400" <= character <= "\U0001d7ff" or "\U0002f800" <= character <= "\U0002fa1f"
    return unicodedata.normalize("NFKC", character) if has_plain_one else character


def _words(raw: str) -> frozenset[str]:
    """The words of the page, and its hyphened pairs, in small letters; without those that a line end divides."""
    return words_and_compounds(unicodedata.normalize("NFKC", _DIVIDED.sub(" ", raw)))
