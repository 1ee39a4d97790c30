"""The names in a question, and whether a text mentions one. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from docqa.search.query import NO_NAME
from docqa.text.languages import language_of
from docqa.text.scripts import without_runs
from docqa.text.words import STOP_WORDS

# A word as a name may be written: "AT&T", "O'Brien", "INV-20417".
WORD = re.compile(r"[^\W_][\w&.’'-]*")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# What is written to a word and is no part of it: the s of an owner, and short verbs.
ENDING = re.compile(r"['’ʼ](?:s|t|m|d|re|ve|ll)$", re.IGNORECASE)
# What may stand before the first word of a sentence: the end of the one before, then marks and the number of an item.
_BEGINNING = re.compile(
    r"(?:^|[.?!:\n\"“„«‘‚‹「『•▪‣◦·]|\s[-–—*]\s)(?:\W|(?<!\w)(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]])*$"
)
_MAX_CHARACTERS_BEFORE_BEGINNING = (
    50  # so far back such marks are looked for, so that a long question takes no longer a word
)
_ASIDE = re.compile(  # brackets, greetings, thanks
    r"\([^()]*\)|^\W*(?:hi|hello|hey|dear)\b[^,.!]*[,.!]|\b(?:thanks|thank you|cheers|regards)\b.*$"
    r"|\b(?:i['’]m|my name is) \w+[,.]",
    re.IGNORECASE | re.DOTALL,
)
# Behind an article words in capitals may be a term of a contract: "the Security Deposit", "the Utilities".
_TERM = re.compile(
    r"\b(?i:the|this|that|our|my|your|their|its|any|each|la|le|les|el|los|las|du|del|au|al)\s+"
    r"(?P<words>[^\W\d_a-zß-öø-ÿ][\w’'-]+(?:\s+[^\W\d_a-zß-öø-ÿ][\w’'-]+)*)"
)
_OF_AN_ACT_OR_STATE = re.compile(
    r"(?:(?:it|enc|anc)(?:y|ies)|ments?|[st]ions?|[ae]nces?|ages?|ices?|ness|ci[óo]n|dad)$"
)
_INITIALS = re.compile(r"\b(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}\b\.?")
_MAX_LETTERS_OF_SHORT_NAME = 3  # longer words begin with as short a name by chance: "pensions" mentions no pen
# Behind the singular of a name in the plural. Others make other words: "parking" mentions no Ms. Parks.
_ENDINGS_OF_SAME_WORD = r"(?:i?ans?|ic(?:al)?|al|is[mt]s?)\b"
_MAX_LETTERS_OF_ACRONYM = 4
# Where most words of a question after its first have capitals, it is written like a title, and capitals make no names.
# It takes so many words to tell.
_MIN_WORDS_OF_TITLE = 3


def names(question: str) -> list[str]:
    """The names and identifiers in a question, as it writes them: what a page that answers it would mention.

    >>> names("What was 3M's FY2018 capex, and what did INV-20417 cost Maria Gonzalez?")
    ['3M', 'INV-20417', 'Maria', 'Gonzalez']
    >>> names("Is The Rent Due In May?"), names("what does boeing pay?"), names("1) Explain the deposit")
    ([], [], [])
    >>> names("第8条规定3M公司的收入是多少？")
    ['3M']
    >>> names("Darf ich meinen Hund mitbringen?"), names("¿Quién paga a María?")  # German gives every noun a capital
    ([], ['María'])
    """
    found = []
    words = list(WORD.finditer(_ASIDE.sub(" ", without_runs(question))))
    for word in words:
        name = ENDING.sub("", word[0]).strip(".'’-&")
        before = max(0, word.start() - _MAX_CHARACTERS_BEFORE_BEGINNING)
        is_first = _BEGINNING.search(word.string, before, word.start()) is not None
        is_capital = name[:1].isupper() and not is_first and len(name) > 1
        is_code = re.search(r"\d|[a-z][A-Z]", name) is not None
        if (is_capital or is_code) and name.casefold() not in STOP_WORDS and not NO_NAME.fullmatch(name):
            found.append(name)
    is_title = 2 * sum(word[0].istitle() for word in words[1:]) > len(words[1:]) >= _MIN_WORDS_OF_TITLE
    language = language_of(question)
    if language is not None and language.has_capital_nouns:
        found = [name for name in found if re.search(r"\d", name)]
    return [] if is_title else list(dict.fromkeys(found))


def is_term(name: str, question: str, missing: Collection[str]) -> bool:
    """Whether a name that is `missing` is rather a term that the question writes in capitals, as contracts do.

    That is a word which by its ending means an act or a state, or the last of a term of which another word is there.

    >>> is_term("Security", "What is the Security Deposit?", ["Security"])
    True
    >>> is_term("Period", "What is the Notice Period?", ["Period"])
    True
    >>> is_term("Zanzibar", "What is the Zanzibar Fee?", ["Zanzibar"])
    False
    >>> is_term("Unity", "What did Unity pay?", ["Unity"])
    False
    """
    for found in _TERM.finditer(question):
        words = found["words"].split()
        if name in words:
            is_last = name == words[-1] and any(word not in missing for word in words)
            return is_last or _OF_AN_ACT_OR_STATE.search(name) is not None
    return False


def is_acronym(name: str) -> bool:
    """Whether a name is a few capitals, with or without the s of a plural.

    >>> is_acronym("AMD"), is_acronym("GPUs"), is_acronym("Adobe"), is_acronym("3M")
    (True, True, False, False)
    """
    name = name.removesuffix("s")
    return name.isupper() and name.isalpha() and len(name) <= _MAX_LETTERS_OF_ACRONYM


def is_owner(name: str, question: str) -> bool:
    """Whether the question says that something is of that name: its rent, its revenue.

    >>> is_owner("AMD", "What was AMD's revenue?"), is_owner("VAT", "How much VAT is on the rent?")
    (True, False)
    """
    return re.search(rf"{re.escape(name)}['’ʼ]s\b", question) is not None


def mentions(texts: Iterable[str], name: str) -> bool:
    """Whether one of the texts, which are made `plain` before, has a word that begins with a name (one word of it).

    A short name has to be the whole word. An s behind the name is taken for the owner's, or a plural's.

    >>> mentions([plain("Signed by José")], "josé"), mentions(["microsoft's rate"], "microsofts")
    (True, True)
    >>> mentions([plain("For the U.S. population")], "US"), mentions([plain("The US pays")], "U.S")
    (True, True)
    >>> mentions(["12 ads"], "ad"), mentions(["pensions"], "pen"), mentions(["pensions"], "pens")
    (True, False, True)
    >>> mentions(["democratic votes"], "democrats"), mentions(["parking"], "parks")
    (True, False)
    """
    name = plain(name)
    alone = name.removesuffix("s") if len(name) > 2 else name  # "Microsofts tax rate"
    forms = [rf"{re.escape(alone)}s?\b"]
    if len(name) > _MAX_LETTERS_OF_SHORT_NAME:
        forms.append(re.escape(name))
    if alone != name and len(alone) > _MAX_LETTERS_OF_SHORT_NAME:
        forms.append(rf"{re.escape(alone)}{_ENDINGS_OF_SAME_WORD}")
    pattern = re.compile(rf"\b(?:{'|'.join(forms)})")
    return any(pattern.search(text) for text in texts)


def plain(text: str) -> str:
    """A text in lower case, without accents, and without the dots between letters that stand for words.

    >>> plain("José, ÓRGIVA"), plain("A Ph.D. in the U.S. of 1.5 years")
    ('jose, orgiva', 'a phd in the us of 1.5 years')
    """
    return _INITIALS.sub(lambda found: found[0].replace(".", ""), without_accents(text)).casefold()


def without_accents(text: str) -> str:
    """A text with plain letters in the place of those with accents, composed or not."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
