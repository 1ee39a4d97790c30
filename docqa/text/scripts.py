"""Scripts whose words no space tells: Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese. Pure.

Their words are taken as pairs of neighbouring characters (bigrams), in the index and in a question alike: that needs no
dictionary, and finds a word inside a longer one. Korean has spaces, but its particles hang on the words.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

# Letters of these scripts, as ranges of a regular expression; their digits and punctuation are not among them.
LETTERS = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46"  # Thai
    "\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd\u0ec0-\u0ec6\u0edc-\u0edf"  # Lao
    "\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e"  # Burmese
    "\u1780-\u17b3\u17d7\u17dc"  # Khmer
    "\u1100-\u115f\u3131-\u318e\uac00-\ud7a3"  # Hangul
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"  # kana
    "\u2f00-\u2fd5\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
# Digits and letters that are set small and high, as a class of a regular expression: of a footnote, or an exponent.
RAISED = "⁰¹²³⁴-⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
# What belongs to the letter before it: vowel signs, tones, the voicing of kana, the rest of a Korean syllable.
_SIGNS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d"
    "\u17b4-\u17d3\u17dd\u1160-\u11ff\u3099\u309a\uff9e\uff9f"
)
# A run of these letters. A line may end inside a word, but not a page's paragraph.
RUN = rf"[{LETTERS}](?:[{LETTERS}{_SIGNS}]|\n(?=[{LETTERS}]))*"
# What denies or forbids in Chinese, Japanese, Korean and Thai, wherever it stands in a run.
DENIALS = "[不没沒无無未勿禁]|な[いくし]|なかった|ませ[んぬ]|[않없못]|아니|금지|불가|ไม่|ห้าม"
# One of these letters says as much as so many of an alphabet: a text is translated to about so many times its length.
LETTERS_PER_CHARACTER = 2.5
LETTERS_PER_WORD = 2
MIN_SHARE_OF_LETTERS = 0.25  # so that fewer of them make a text theirs

_RUN = re.compile(RUN)
_LETTER = re.compile(f"[{LETTERS}]")
_CHARACTER = re.compile(f"[{LETTERS}][{_SIGNS}]*")
_ANY_LETTER = re.compile(r"[^\W\d_]")


def is_unspaced(text: str) -> bool:
    """Whether a text is written in such a script.

    >>> is_unspaced("停车费每月多少?"), is_unspaced("What does 租约 mean?"), is_unspaced("12.50")
    (True, False, False)
    """
    count = 0 if text.isascii() else len(_LETTER.findall(text))
    return count > 0 and count >= MIN_SHARE_OF_LETTERS * len(_ANY_LETTER.findall(text))


def has_letters(text: str) -> bool:
    """Whether any letter of such a script stands in a text."""
    return not text.isascii() and _LETTER.search(text) is not None


def length(text: str) -> float:
    """How long a text is, in letters of an alphabet.

    >>> length("The rent"), length("B17 停车费")
    (8, 11.5)
    """
    return len(text) if text.isascii() else len(text) + (LETTERS_PER_CHARACTER - 1) * len(_LETTER.findall(text))


def words(text: str) -> float:
    """How many words a text has, of these scripts two letters to a word.

    >>> words("The rent"), words("停车费 B17")
    (2, 3.5)
    """
    return len(text.split()) + (0 if text.isascii() else len(_LETTER.findall(text)) / LETTERS_PER_WORD)


def without_surrogates(text: str) -> str:
    """The text with a question mark for each half of a character: broken PDFs hold such, and UTF-8 knows none.

    >>> without_surrogates("half \\ud83d")
    'half ?'
    """
    return text.encode(errors="replace").decode()


def without_runs(text: str) -> str:
    """A text with a space for each run of such letters, so that what is written to them stands apart.

    >>> without_runs("发票INV-20417的金额")
    ' INV-20417 '
    """
    return _RUN.sub(" ", text) if has_letters(text) else text


def pairs(run: str) -> Iterator[tuple[int, str]]:
    """Where each character of a run begins, with it and the next one; the last stands alone.

    Compared is what stands there without vowel signs above and below and without tones, as accents are left out of
    other scripts; forms of one character are alike.

    >>> list(pairs("租约期")), list(pairs("ﾌﾟｰﾙ")), list(pairs("ที่ดิน"))
    ([(0, '租约'), (1, '约期'), (2, '期')], [(0, 'プー'), (2, 'ール'), (3, 'ル')], [(0, 'ทด'), (3, 'ดน'), (5, 'น')])
    """
    characters = [(found.start(), _plain(found[0])) for found in _CHARACTER.finditer(run)]
    for (at, character), (_, following) in pairwise([*characters, (0, "")]):
        yield at, character + following


def is_character(word: str) -> bool:
    """Whether a word is a single character of such a script, which begins a pair."""
    return len(word) == 1 and _LETTER.match(word) is not None


@lru_cache(maxsize=50_000)
def _plain(character: str) -> str:
    letters = unicodedata.normalize("NFKC", character)
    return "".join(letter for letter in letters if not unicodedata.category(letter).startswith("M"))
