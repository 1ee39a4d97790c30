"""Whether the text layer of a page is text that a person could read; pure.

Some PDFs look fine and hold nonsense: their fonts number the letters in a way of their own and do not tell which number
is which letter. What then stands in the text is control characters, characters without a meaning, "(cid:72)", letters
shifted by 29 places, or accented letters in place of Cyrillic ones. Such a page is better read from its picture.
"""

import re
from operator import itemgetter

# Shares of a page's characters. Of 3,102 pages (annual reports, papers, forms, and a collection of odd PDFs in many
# languages) 19 are over one of them, and none of the 19 can be read.
MAX_SHARE_OF_BROKEN = 0.03  # control characters, U+FFFD: codes of letters. A form with 0.04 has lost its digits
MAX_SHARE_OF_PRIVATE = 0.2  # private use: bullets and Thai vowels of old fonts stay below
MAX_SHARE_OF_MARKS = 0.7  # punctuation, a run of the same mark counted once: dotted and ruled lines are legible
MIN_SHARE_OF_VOWELS = 0.2  # of the letters of Latin words; no language has so few, and English shifted by 29 has 0.15
MAX_SHARE_OF_ACCENTED = 0.6  # of the letters of Latin words; Vietnamese has 0.3

MIN_CHARACTERS_TO_JUDGE_MARKS = 30
MIN_LETTERS_TO_JUDGE = 40  # a few words may be anything: names, codes, abbreviations

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")  # a character beyond U+FFFF comes from pdfium as two
# \x02 is a hyphen at a line end (pdfium), \x09-\x0d and \x85 are space.
_BROKEN_ONES = r"\x00\x01\x03-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd"
_PRIVATE_ONES = r"\ue000-\uf8ff"
_BROKEN, _PRIVATE = re.compile(f"[{_BROKEN_ONES}]"), re.compile(f"[{_PRIVATE_ONES}]")
_CODE = re.compile(r"\(cid:\d+\)")
_ODD = re.compile(f"[{_BROKEN_ONES}{_PRIVATE_ONES}]")  # one look at each character, of which most pages need no other
_RUN = re.compile(r"(\S)\s?\1(?:\s?\1)*")  # quicker than `(\S)(?:\s?\1)+`, since most letters are no run
_MARK = re.compile(r"[!-/:-@\[-`{-~]")
_LATIN_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]{4,}")
_ACCENTED = re.compile("[À-ÖØ-öø-ÿ]")
_VOWEL = re.compile("[AEIOUYaeiouyÀ-ÆÈ-ÏÒ-ÖØ-Ýà-æè-ïò-öø-ýÿĀ-ąĒ-ěĨ-ıŌ-œŨ-ųŶ-ŸƠơƯưẠ-ỹ]")


def is_legible(raw: str) -> bool:
    """Whether a page's text, raw as it comes from the PDF (tidied it has lost its control characters), can be read.

    Tables, formulas, code and every script are legible; so is a page without text.

    >>> is_legible("Total rent 1,180"), is_legible("7RWDO\\x03UHQW\\x03\\x14\\x0f\\x14\\x1b\\x13")
    (True, False)
    """
    text, rest = raw, raw
    is_odd = _ODD.search(raw) is not None or "(cid:" in raw
    if is_odd:
        text = _PAIR.sub("x", raw)
        whole, codes = _CODE.subn("", text)
        whole, controls = _BROKEN.subn("", whole)
        broken, rest = codes + controls, "".join(whole.split())
        if broken > MAX_SHARE_OF_BROKEN * (broken + len(rest)) or len(
            _PRIVATE.findall(rest)
        ) > MAX_SHARE_OF_PRIVATE * len(rest):
            return False
    letters = "".join(_LATIN_WORD.findall(text))
    if (is_odd or len(letters) < (1 - MAX_SHARE_OF_MARKS) * len(raw)) and _is_of_marks(text, rest):
        return False
    if len(letters) < MIN_LETTERS_TO_JUDGE:
        return True
    vowels = sum(map(letters.count, "aeiou"))  # nearly always enough, and quick to count
    if vowels < MIN_SHARE_OF_VOWELS * len(letters):
        vowels = len(_VOWEL.findall(letters))
    accented = 0 if letters.isascii() else len(_ACCENTED.findall(letters))
    return vowels >= MIN_SHARE_OF_VOWELS * len(letters) and accented <= MAX_SHARE_OF_ACCENTED * len(letters)


def _is_of_marks(text: str, rest: str) -> bool:
    """Whether `text` is punctuation rather than words, of runs only their first; `rest` is what is not broken of it."""
    if len(_MARK.findall(text)) <= MAX_SHARE_OF_MARKS * sum(map(len, rest.split())):  # runs make the share larger
        return False
    once = _RUN.sub(itemgetter(1), text)
    size = sum(map(len, once.split()))
    return size >= MIN_CHARACTERS_TO_JUDGE_MARKS and len(_MARK.findall(once)) > MAX_SHARE_OF_MARKS * size
