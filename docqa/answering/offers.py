"""Questions that a document seems to answer: made by rules from what it says and from its headings. Pure.

In English alone, as are the rules.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from docqa.documents import Page
from docqa.text.languages import ENGLISH, LANGUAGES
from docqa.text.sentences import passage_sentences

MAX_CHARACTERS_OF_TERM = 50
MAX_WORDS_OF_TERM = 6

_WORDS = r"[A-Za-z][\w’'/-]*(?: (?!is\b|are\b|was\b|were\b)[\w’'&/-]+){0,5}?"
# A name has a capital or a figure within, as SpiderMonkey and DeepSeek-V3 do, or is of several words with capitals.
_NAME = (
    r"[A-Z][\w’&-]{0,30}[A-Z\d][\w-]{0,30}|[A-Z][\w’&-]{1,30}(?: (?:(?:of|for|and|the) ){0,2}[A-Z][\w’&-]{0,30}){1,4}"
)
_MAINLY = r"(?:(?:primarily|mainly|principally|largely|mostly|generally) )?"
_ABOUT = r"(?:approximately |about |nearly |around |at least |up to |equal to )?"
_COUNTED = rf"(?:[$€£]\s?)?(?:\d|(?:{'|'.join(word for word in ENGLISH.numbers if word != 'one')})\b)"
_NUMBER = re.compile(
    r"^\W*(?:(?:article|chapter|part|section|appendix|item|note)\s+)?(?:(?:[\dIVX]+|\d+[A-Z])\b[.)\d]*|[A-Z][.)])[\s.:–—-]*",
    re.I,
)
# What no term has in it: what points elsewhere, and what makes a sentence of it.
_NO_TERM = (ENGLISH.stop_words - {"a", "an", "and", "for", "in", "of", "on", "the"}) | frozenset(
    "above according after all although another any because before below both but certain each either every "
    "fifth figure figures first five following foregoing former four however item items latter may more most "
    "must neither no none note once one other others our ours same second section several shall she some such "
    "table tables then third though three two typically under unless until website whereas while".split()
)
# What says nothing by itself: an amount of what?
_VAGUE = frozenset(
    "amount amounts balance business change changes company decrease decreases difference firm increase increases "
    "number operations remainder result results total".split()
)
_TORN = re.compile(r"\b(?<!['’])[b-z]\b")  # a word whose letters the PDF sets apart: "Propertie s"
_SAYS_NOTHING = re.compile(
    r"\W*(?:cover|title|page|introduction|summary|abstract|general|[\w ]*forward[- ]looking statements?|"
    + "|".join(f"{language.references}|{language.back_matter}" for language in LANGUAGES)
    + r")\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A question about what `term` stands for, and where its answer must stand: in `[start:end]` of a page's text."""

    question: str
    term: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a sentence begins, or what stands in it, that answers a question about its `term`."""

    pattern: re.Pattern[str]
    question: str
    is_name: bool = False  # written as it is


_DEFINES = _Rule(
    re.compile(r".*?[\"“](?P<term>[^\W\d_][^\"”\[\]<>{}]+)[\"”] (?:means|shall mean|refers to)\b"),
    "What does “{term}” mean?",
    is_name=True,
)
_NAMES = _Rule(
    re.compile(
        rf"(?P<article>The )?(?P<term>{_NAME})(?: \([^()]{{1,30}}\))? is (?:an?|the|one of)\b"
        r"(?! (?:registered )?trademark)"
    ),
    "What is {term}?",
    is_name=True,
)
_A_TERM = rf"(?P<article>The |Our |An? )?(?P<term>{_WORDS}) "
_THE_TERM = rf"(?P<article>The |Our )(?P<term>{_WORDS}) "
_RULES = (
    _DEFINES,
    _NAMES,
    _Rule(re.compile(rf"{_A_TERM}{_MAINLY}(?P<be>consists?) {_MAINLY}of\b"), "What {do} {term} consist of?"),
    _Rule(
        re.compile(
            rf"{_A_TERM}(?P<be>is|are) {_MAINLY}(?P<done>defined|calculated|computed|determined|measured) "
            r"(?:as|by|using|based on|from|in accordance with)\b"
        ),
        "How {be} {term} {done}?",
    ),
    _Rule(
        re.compile(
            rf"{_A_TERM}(?P<be>is|are) {_MAINLY}(?P<done>recogni[sz]ed|due|payable) (?:when|upon|at|on|over|within)\b"
        ),
        "When {be} {term} {done}?",
    ),
    _Rule(re.compile(rf"{_THE_TERM}(?P<be>is|are|was|were|shall be|will be) {_ABOUT}{_COUNTED}"), "What {be} {term}?"),
    _Rule(
        re.compile(rf"{_THE_TERM}(?P<be>is|are|was|were) (?P<done>headquartered|located) (?:in|at)\b"),
        "Where {be} {term} {done}?",
    ),
    _Rule(
        re.compile(
            rf"{_A_TERM}(?P<be>was|were) (?P<done>founded|established|incorporated|organized|published|built) "
            r"(?:in|on) (?:[A-Z][a-z]+ )?\d"
        ),
        "When {be} {term} {done}?",
    ),
    _Rule(
        re.compile(
            r"(?P<article>The |Our )(?P<term>(?:main |primary |overall )?(?:purpose|goal|aim|objective|mission) of "
            r"[\w’'/-]+(?: [\w’'/-]+){0,4}?) (?P<be>is|was) to\b"
        ),
        "What {be} {term}?",
    ),
    _Rule(re.compile(rf"{_A_TERM}(?P<be>is|are) {_MAINLY}used (?:to|for)\b"), "What {be} {term} used for?"),
)
_LINE = "¶"  # in a sentence, where a line begins with a capital: what stands before it may be a heading


def offers(pages: Sequence[Page]) -> Iterator[Offer]:
    """Questions for what the pages define, count or say the nature of, in turns, then for what their headings head.

    A heading that stands on more than one page is a running head; one that says nothing, or too much, is passed over.

    >>> from docqa.documents import Heading
    >>> text = "2. Deposit\\nThe “Deposit Sum” means the 900 euros that the tenant pays. The rent is 1,250 euros."
    >>> pages = [Page(0, "1", text, (Heading(0, "2. Deposit"),)), Page(1, "2", "See 3.", (Heading(0, "Contents"),))]
    >>> [offer.question for offer in offers(pages)]
    ['What does “Deposit Sum” mean?', 'What is the rent?', 'What does it say about “Deposit”?']
    """
    common = frozenset(chain.from_iterable(re.findall(r"(?<=[a-z,;] )[a-z]+", page.text) for page in pages))
    by_rule: list[list[Offer]] = [[] for _ in _RULES]
    terms: set[str] = set()  # a document may say twice what something is
    for page in pages:
        for start, end, sentence in _sentences(page):
            for rule, found in zip(_RULES, by_rule, strict=True):
                offer = _offer(rule, sentence, common, page.index, start, end)
                if offer and offer.term.casefold() not in terms:
                    terms.add(offer.term.casefold())
                    found.append(offer)
                    break
    yield from filter(None, chain.from_iterable(zip_longest(*by_rule)))
    yield from _of_headings(pages)


def _sentences(page: Page) -> Iterator[tuple[int, int, str]]:
    """Where the sentences of a page stand, and each on one line, without a heading above it, which it may repeat."""
    titles = [" ".join(heading.title.split()).casefold() for heading in page.headings]
    for start, end in passage_sentences(page.text):
        text = re.sub(r"\s*\n\s*(?=[A-Z])", f" {_LINE} ", page.text[start:end])
        above, _, below = (" ".join(part.split()) for part in text.rpartition(_LINE))
        title = above.replace(f"{_LINE} ", "").casefold()
        words = {*title.split()} - ENGLISH.stop_words
        is_headed = title in titles or (words and words <= {*below.casefold().split()[:MAX_WORDS_OF_TERM]})
        yield start, end, below if is_headed else " ".join(text.split())


def _offer(rule: _Rule, sentence: str, common: frozenset[str], page: int, start: int, end: int) -> Offer | None:
    found = rule.pattern.match(sentence)
    if not found or len(found["term"]) > MAX_CHARACTERS_OF_TERM:
        return None
    term = found["term"]
    if rule.is_name:
        is_offered = rule is _DEFINES or term.split()[0].casefold() not in _NO_TERM | {"a", "an", "the"}
        term = (found.groupdict().get("article") or "").lower() + term
        return Offer(rule.question.format(term=term), term, page, start, end) if is_offered else None
    article, be = found["article"] or "", found["be"]
    is_many = be in ("are", "were", "consist")
    if not _is_term(term, is_bare=not article):
        return None
    if term.split()[0].lower() in common and not any(map(str.isupper, term[1:])):
        term = term[0].lower() + term[1:]
    article = article.replace("Our", "The").lower()
    done = found.groupdict().get("done")
    be = "is" if be in ("shall be", "will be") else be
    question = rule.question.format(term=article + term, be=be, do="do" if is_many else "does", done=done)
    return Offer(question, article + term, page, start, end)


def _is_term(term: str, *, is_bare: bool) -> bool:
    """Whether words are a term that a person may ask about by itself; `is_bare` without an article."""
    words = term.casefold().split()
    return (
        len(words) <= MAX_WORDS_OF_TERM
        and not any(word in _NO_TERM or word.isdigit() or word[0] in "’'" for word in words)
        and words[-1] not in ENGLISH.stop_words
        and (len(words) > 1 or (words[0] not in _VAGUE and not (is_bare and term[1:].islower())))
    )


def _of_headings(pages: Sequence[Page]) -> Iterator[Offer]:
    counts = Counter(heading.title for page in pages for heading in page.headings)
    for page in pages:
        for heading, below in zip_longest(page.headings, page.headings[1:]):
            end = below.start if below else len(page.text)
            own = page.text[heading.start + len(heading.title) : end].strip()
            if below and below.level <= heading.level and not own:
                continue  # nothing stands below it
            term = " ".join(_NUMBER.sub("", heading.title).split()).rstrip(".:;,")
            if counts[heading.title] == 1 and _is_telling(term):
                question = term if term.endswith("?") else f"What does it say about “{term}”?"
                yield Offer(question, term, page.index, heading.start, len(page.text))


def _is_telling(term: str) -> bool:
    is_name = 3 < len(term) <= MAX_CHARACTERS_OF_TERM and term[0].isalpha() and not set(term) & set('“”"<>{}')
    return is_name and not _SAYS_NOTHING.fullmatch(term) and not _TORN.search(term)
