"""The sentences of a document that can stand by themselves, each with its place. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docqa.documents import OtherPage, Page
from docqa.text.captions import CAPTION
from docqa.text.languages import LANGUAGES, language_of
from docqa.text.page_ends import Halves
from docqa.text.sentences import passage_sentences, sentence_ends

MIN_WORDS_PER_SENTENCE = 6
MIN_WORDS_BESIDE_FIGURE = 3  # of a sentence with a number, which says something in few: "We trained 86 apprentices."
MAX_CHARACTERS_PER_SENTENCE = 450
MIN_WORDS_PER_LINE = 4  # of a sentence but its last; the rows of a table have fewer, or end in figures
MIN_SHARE_OF_LETTERS = 0.6  # of what is no space; formulas, rows of tables and forms have fewer
MAX_CAPITALISED_SHARE = 0.6  # of the words; headings, addresses and lists of names have more
MAX_CAPITALISED_CONTENT = 0.65  # of those that are no stop words; a heading in title case has more
MAX_SHARE_OF_BROKEN_LINE = 0.8  # of the length of the lines around it, with the next word, which had room on it then
MAX_SHARE_OF_USUAL_LINE = 1.2
# Of a line above a sentence, which is no part of it however long it is; with small words between them more.
MIN_WORDS_OF_CAPITALISED_TITLE = 4
MIN_WORDS_OF_HEADLINE = 6
LINES_AROUND = 2  # a sentence, of which the longest has that length
MAX_INITIALS = 2  # "A. Smith, B. Jones, C. Lee": more stand in an entry of a bibliography or a list of authors

# A capital or a sign of a script without them, no initial, no letter of a clause.
_FIRST = re.compile(r"[\W_]*(?![A-Z][.)] )[^\W\d_a-zß-öø-ÿ]")
BULLET = r"[•▪◦●■*–—\uf000-\uf0ff-]"
# What stands before a sentence and is no part of it: a bullet, the number of an item or clause, a heading in capitals,
# the place of a piece of news, "LEEDS, May 3 (BUSINESS WIRE) --".
_LEAD = re.compile(
    r"(?:[^()\n]{0,60}(?:\([A-Z ]+WIRE\)|/PR ?Newswire/)\s?[-–—]+\s*)?"
    rf"(?:[^.!?•]{{0,150}}•\s*|[^.!?()]{{0,60}}:\s+\(1\)\s+(?=[^\W\d_a-zß-öø-ÿ])|{BULLET}\s*|"
    r"[⁰¹²³⁴-⁹]+\s*|\(?\d{1,2}[.)]\s+|\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[^\W\d_a-zß-öø-ÿ])|\(?[a-z]{1,3}\)\s+"
    r"|(?:[A-Z][A-Z’'&]+[\s.:,]+)+(?=[A-Z][a-z]))*"
)
_SHORT_END = re.compile(
    r"(?<!\d )(?<![°\w])(?:[A-Z]|(?!May)[A-Z][a-z]{1,2}|[A-Z]\.(?:[A-Z]\.?)+)\.$"
)  # an abbreviation, at which no sentence ends; not a unit, "24 Nm."
# A sentence ends here though the mark of a note, a line in small letters, the letter of a clause, or a bullet follows.
_END_BEFORE_NOTE = re.compile(
    r"[.!?][\"'”’)\]]*[⁰¹²³⁴-⁹]+(?=\s)|(?<=[^\W\d_]{4})[.!?][\"'”’)\]]*(?=[ \t]*\n[a-zß-öø-ÿ])"
    r"|[.;][\"”’)\]]*(?=\s+\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s+[\"“]?[^\W\d_a-zß-öø-ÿ])"
    rf"|(?<=[\w:%])(?=[ \t]*\n[ \t]*{BULLET}[ \t]+[^\W\d_a-zß-öø-ÿ])"
)
# A title goes on; any other abbreviation at its beginning ends what was cut off before: "Co. v. Jones", "Div. 4".
_CUT_BEGINNING = re.compile(
    r"\W*(?!(?:Mr|Mrs|Ms|Dr|St|Prof|Sr|Rev|Gen|Sen|Gov|Rep|Capt|Col|Lt|Hon|Herr|Frau|Sra|Mme|Mlle)\.)"
    r"(?:[A-Z][a-z]{0,4}\.\s|(?:But )?(?:[Ss]ee|Cf|Id|Ibid|Accord|Ante|Post|Supra|Infra|Compare)\b[,.]?\s)"
)
# "508 U.S. 520, 542 (1993)", "141 S. Ct. at 1296", "29 C.F.R. § 541": the volume and page of what is cited.
CITATION = re.compile(
    r"\b\d{1,4} (?:[A-Z][A-Za-z]{0,4}\.,? ?){1,3}(?:\d[a-z]{1,2} |Supp\. )*(?:at |§+ ?)?\d[\d.]*(?:, \d+(?:[-–]\d+)?)*"
    r"(?: \([^()]*\d{4}\))?"
)
LINES_OF_FORMULA = 3  # one of which has what only formulas have; what is raised or lowered may be a line of its own
_SIGN_OF_FORMULA = re.compile(r"\s=\s|[∑∏∫∈√≤≥⩽⩾±∂∇≈≠∀∃]")
_ANNOUNCES = re.compile(rf"\b(?:{'|'.join(language.lists.announces for language in LANGUAGES)})\b", re.IGNORECASE)
MAX_WORDS_PER_GREETING = 5  # "Sehr geehrte Damen und Herren,"
MIN_SMALL_WORDS_BESIDE_CITATION = 8  # of a sentence that says something; a citation alone has "of the ... see also"
_BOILERPLATE = re.compile(rf"\b(?:{'|'.join(language.boilerplate for language in LANGUAGES)})", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"(?P<opens>(?:^|[\s(])['‘](?=[^\W\d_]))|[,.!?]['’](?=\s|$)")  # 'Rent,' said he.
_PAIRS = (("“", "”"), ("(", ")"), ("[", "]"), ("«", "»"))  # of which one half alone is left where a sentence was cut
_STOP_WORDS = frozenset(word for language in LANGUAGES for word in language.stop_words)
_GREETING = re.compile(
    rf"\s*(?:{'|'.join(language.lists.greets for language in LANGUAGES)})\b[^.!?]{{0,60}}[,:!]\s*", re.IGNORECASE
)
# A name in any sentence, which does not make it a title: "McLee", "GPUs".
_INNER_CAPITAL = re.compile(r"\A[A-Z](?:.*[a-zß-öø-ÿ].*[A-Z]|[A-Z].*[a-zß-öø-ÿ])")
_MONTHS = frozenset(month for language in LANGUAGES for month in language.months)
_END = re.compile(r"(?<!\s)[.!?。！？][\"'”’)\]]*$")
_INITIALS = re.compile(r"\b[A-Z]\.(?:[ -]?[A-Z]\.)* [A-Z][a-z]|[A-Z][a-z]+, [A-Z]\.")
_ENTRY = re.compile(r"^\W*(?:\[\w+\]|\(\d+\))|\.{4}|\b(?:arXiv preprint|In Proceedings of|doi:|ISBN)\b|https?://")
_CAPTION = re.compile(rf"^[ \t]*{CAPTION}(?:\.\d+)*\s*(?:[|:–—-]|\.(?=\s+[A-Z]))", re.IGNORECASE | re.MULTILINE)
_FIGURES = re.compile(r"(?:(?:^|\s)(?:[$€£] )?(?:[$€£(]*[\d.,]*\d[)%]*|—)(?=\s)){3}")  # side by side: a table's row
_NOTE_BELOW = re.compile(r"[\d—)] \([\da-z]\) [A-Z]")  # a row, and the first note of its table
# Lines that do not go on from each other: an entry of a contents with its page, a footnote below a broken line, boxes,
# a clause below a table, a clause and the next one, the stamp of a court on each page.
_RUN_TOGETHER = re.compile(
    r"[a-z] \d{1,3}\n(?=[A-Z])|\n\d{1,2}\.\d{1,2}\.? [A-Z]|[a-z,]\n\d{1,2} [A-Z]|[☐☑☒□]|\bYes\b.{0,4}\bNo\b"
    r"|\.\s\((?:[a-z]|[ivx]{2,5})\)\s[a-z]|\bCase \d+:\d\d-\w{2}-\d+"
)
_FORMULA = re.compile(r"[∑∏∫∈√≤≥⩽⩾×±∂∇≈≠∀∃]|\s=\s|(?:\b\w\b\W+){4}|\w\s\)|[(\[]·")


@dataclass(frozen=True, slots=True)
class Extract:
    """A sentence where it stands: `[start:end]` of the text of the page with that index and that printed label.

    Of one that goes over the end of its page `own` are the words there, and `others` say where it goes on.
    """

    page: int
    label: str
    start: int
    end: int
    text: str  # all of it, on one line
    own: str = ""
    others: tuple[OtherPage, ...] = ()
    is_line: bool = False  # and no sentence

    @classmethod
    def of(cls, page: Page, start: int, end: int) -> "Extract":
        """`page.text[start:end]` without the space around it.

        >>> found = Extract.of(Page(0, "1", " Rent\\nis due. "), 0, 14)
        >>> found.start, found.end, found.text
        (1, 13, 'Rent is due.')
        """
        text = page.text[start:end]
        first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        return cls(page.index, page.label, first, last, " ".join(text.split()))

    def going_on(self, page: Page, following: Page, over: Halves) -> "Extract":
        """The same, which ends where the first half of a sentence does, with the second half.

        >>> pages = [Page(0, "1", "Rent of the barn is paid and"), Page(1, "2", "due on Monday. Dogs stay.")]
        >>> whole = Extract.of(pages[0], 0, 28).going_on(*pages, Halves(0, 28, 28, " ", 0, 14))
        >>> whole.text, whole.own
        ('Rent of the barn is paid and due on Monday.', 'Rent of the barn is paid and')
        """
        text = page.text[self.start : over.kept_end] + over.joint + following.text[over.next_start : over.next_end]
        other = OtherPage(following.index, following.label, over.next_start, over.next_end)
        return replace(self, text=" ".join(text.split()), own=self.text, others=(other,))

    @property
    def place(self) -> tuple[int, int]:
        return self.page, self.start


def extracts(page: Page, start: int, end: int) -> Iterator[Extract]:
    """The sentences of `page.text[start:end]` that are whole and can be read alone, in order.

    Rows, headings, references and what is cut off by the end of the page are left out.

    >>> page = Page(0, "1", "2 Rent\\nThe monthly rent is 900 euros, due on the third.\\nA. Smith and B. Lee. In")
    >>> [extract.text for extract in extracts(page, 6, len(page.text))]
    ['The monthly rent is 900 euros, due on the third.']
    >>> page = Page(0, "1", "5.1 The guest pays a deposit of 250 euros.")
    >>> [extract.text for extract in extracts(page, 0, len(page.text))]
    ['The guest pays a deposit of 250 euros.']
    >>> page = Page(0, "1", "The rent of the mill is a share of the grain:\\nR = g / 9\\nwhere g is the grain.")
    >>> [extract.text for extract in extracts(page, 0, len(page.text))]
    ['The rent of the mill is a share of the grain:']
    >>> page = Page(0, "1", "Rent and what is paid for it 31\\nDogs and cats that are kept in the house.")
    >>> list(extracts(page, 0, len(page.text)))
    []
    """
    text = page.text
    for first, last in _sentences(text, start, end):
        lead = _LEAD.match(text, first, last)
        found = Extract.of(page, lead.end() if lead else first, last)
        is_stated = is_before_formula(text, found.end) and is_readable(f"{found.text[:-1]}.")
        if (is_stated or is_readable(found.text)) and not _RUN_TOGETHER.search(text, found.start, found.end):
            yield found


def sentence_going_on(page: Page, following: Page, over: Halves) -> Iterator[Extract]:
    """The sentence that goes over the end of a page, if it can be read alone.

    >>> pages = [Page(0, "1", "2 Rent\\n2.1 The rent of the barn is paid"), Page(1, "2", "by the tenant on Monday.")]
    >>> [one.text for one in sentence_going_on(*pages, Halves(7, 39, 39, " ", 0, 24))]
    ['The rent of the barn is paid by the tenant on Monday.']
    >>> stamp = Page(1, "2", "Case 1:21-cv-01009 Page 2 by the tenant on Monday.")
    >>> list(sentence_going_on(pages[0], stamp, Halves(7, 39, 39, " ", 0, 50)))
    []
    """
    start = _end_of_titles(page.text, over.start, over.end)
    lead = _LEAD.match(page.text, start, over.end)
    found = Extract.of(page, lead.end() if lead else start, over.end).going_on(page, following, over)
    if is_readable(found.text) and not _RUN_TOGETHER.search(found.text):
        yield found


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the sentences of `text[start:end]` stand, without what stands above them; rows of tables one by one.

    A caption says nothing without its figure.

    >>> text = "Figure 4 | The mill. Red is\\nwheat. Oats are blue.\\nIt grinds wheat."
    >>> [text[a:b] for a, b in _sentences(text, 0, len(text))]
    ['It grinds wheat.']
    """
    stops = {*sentence_ends(text, start, end), *(found.end() for found in _END_BEFORE_NOTE.finditer(text, start, end))}
    stops |= {at for at in range(start + 1, end) if text[at - 1] == ":" and is_before_formula(text, at)}
    is_caption = False
    for stop in [*sorted(stops), end]:
        is_caption = is_caption or _CAPTION.search(text, start, stop) is not None
        first = _end_of_titles(text, start, stop)
        if not is_caption:
            if _is_prose(text[first:stop]):
                if (
                    stop - first <= MAX_CHARACTERS_PER_SENTENCE
                ):  # a line of a longer one would begin or end in its midst
                    yield first + len(text[first:stop]) - len(text[first:stop].lstrip()), stop
            else:
                yield from ((first + a, first + b) for a, b in passage_sentences(text[first:stop]))
        is_caption = is_caption and bool(re.match(r"[ \t]*\S", text[stop:end]))  # up to the end of its last line
        start = stop


def is_before_formula(text: str, at: int) -> bool:
    """Whether a colon ends there, of words that say something without the formula below.

    >>> below = "\\nc\\nt = W h, (1)\\nwhere c is a vector."
    >>> stated, announced = "The keys are compressed to one vector:", "The vector is computed as follows:"
    >>> [is_before_formula(f"{words}{below}", len(words)) for words in (stated, announced, "The vector c is given by:")]
    [True, False, False]
    >>> is_before_formula(f"{stated}\\nDogs and cats have no = there.", len(stated))
    False
    """
    if text[at - 1 : at + 1] != ":\n":
        return False
    for line in text[at + 1 :].split("\n", LINES_OF_FORMULA)[:LINES_OF_FORMULA]:
        if len(re.findall(r"[^\W\d_]{3,}", line)) >= MIN_WORDS_PER_LINE:
            return False
        if _SIGN_OF_FORMULA.search(line):
            said = " ".join(text[: at - 1].splitlines()[-2:])
            return said.split(" ")[-1].casefold() not in _STOP_WORDS and not _ANNOUNCES.search(said)
    return False


def _is_prose(text: str) -> bool:
    """Whether the lines of a sentence are no rows of a table, whatever figures they hold.

    >>> _is_prose("It has 12 wheels, each of\\n4 tons, and 7 stones."), _is_prose("Dogs 30\\nCats 20\\nPay.")
    (True, False)
    """
    lines = [line for line in text.splitlines() if line.strip()]
    return all(len(re.findall(r"[^\W\d_]{2,}", line)) >= MIN_WORDS_PER_LINE for line in lines[:-1])


def _end_of_titles(text: str, start: int, end: int) -> int:
    """Where a sentence begins behind lines that stand above it: a title, an address, "Abstract".

    Such a line is broken off though the first word below had room on it, and the text goes on with a capital.

    >>> text = "Ann Lee\\nann@lee.example\\nAbstract\\nWe present a mill with 37 wheels that grinds\\nwheat."
    >>> text[_end_of_titles(text, 0, len(text)):]
    'We present a mill with 37 wheels that grinds\\nwheat.'
    >>> text = "It grinds wheat. The owner of it lives in New\\nYork, and his two sons have mills of their own."
    >>> text[_end_of_titles(text, 17, len(text)):][:9]
    'The owner'
    >>> texts = "Notice\\nDear Ms Lee,\\nwe end the lease.", "Notice\\nDear Ms Lee,\\nThe lease of it ends."
    >>> [text[_end_of_titles(text, 0, len(text)):][:12] for text in texts]
    ['Dear Ms Lee,', 'The lease of']
    >>> text = "Argued October 12, 2022—Decided May 2, 2023\\nRespondent Lee filed an action against his\\nmill."
    >>> text[_end_of_titles(text, 0, len(text)):][:10]
    'Respondent'
    """
    end = start + len(text[start:end].rstrip())
    first, last = text.rfind("\n", 0, start) + 1, end
    for _ in range(LINES_AROUND):
        below = text.find("\n", last + 1)
        last = below if below >= 0 else len(text)
    lengths = sorted(map(len, text[first:last].splitlines()), reverse=True)
    usual = lengths[len(lengths) // 5] if lengths else 0
    is_joined = lengths and lengths[0] > MAX_SHARE_OF_USUAL_LINE * usual  # a line with the rest of a divided word
    full = usual if is_joined else lengths[0] if lengths else 0
    breaks = [found.start() for found in re.finditer(r"\n", text[start:end])]
    return next((start + at + 1 for at in reversed(breaks) if _is_broken_off(text, start + at, full)), start)


def _is_broken_off(text: str, end: int, full: int) -> bool:
    """Whether the line that ends there is none of the text below it; full lines have so many characters."""
    begin = text.rfind("\n", 0, end) + 1
    line = text[begin:end].rstrip()
    above = text[text.rfind("\n", 0, max(0, begin - 1)) + 1 : max(0, begin - 1)]
    word = re.match(r"\s*(\S*)", text[end:])
    last = line.split(" ")[-1]
    below = text[end:].lstrip("\n").partition("\n")[0]
    if _is_greeting(below, line):
        return True
    if _is_greeting(line, above):
        return word is not None and word[1][:1].isupper()
    return (
        word is not None
        and word[1][:1].isupper()
        and word[1].casefold() not in _MONTHS  # "ended | September 30" goes on
        and (len(f"{line} {word[1]}") < MAX_SHARE_OF_BROKEN_LINE * full or _is_capitalised(line))
        and not line.endswith((",", ";", "-"))
        and (last if last.isupper() else last.casefold()) not in _STOP_WORDS  # "WHAT THEY DID THERE" is a title
    )


def _is_greeting(line: str, above: str) -> bool:
    """Whether a letter begins with that line, and no sentence goes on there from the line above.

    >>> [_is_greeting(line, "") for line in ("Dear Ann Lee,", "dear friends,", "Liebe zu Gott und den Menschen,")]
    [True, False, False]
    >>> _is_greeting("Madame Claire Petit,", "conclu avec"), _is_greeting("Monsieur Lee, né ici,", "")
    (False, False)
    """
    return (
        _GREETING.fullmatch(line) is not None
        and not line.lstrip()[:1].islower()
        and line.count(",") <= 1
        and len(line.split()) <= MAX_WORDS_PER_GREETING
        and above.rstrip().split(" ")[-1].casefold() not in _STOP_WORDS
    )


def _is_capitalised(line: str) -> bool:
    """Whether each of several words of a line has a capital, as in a headline or a line of dates.

    >>> [_is_capitalised(line) for line in ("Net Income of $3 Million or $6 Per Diluted Share", "Ann Lee of Leeds")]
    [True, False]
    """
    words = re.findall(r"[^\W\d_]+", line)
    telling = [word for word in words if word.casefold() not in _STOP_WORDS or word[0].isupper()]
    least = MIN_WORDS_OF_CAPITALISED_TITLE if len(telling) == len(words) else MIN_WORDS_OF_HEADLINE
    return len(telling) >= least and all(word[0].isupper() for word in telling)


def _is_citation(text: str) -> bool:
    """Whether a text cites a source and says little beside it.

    >>> _is_citation("Church of the Lee, Inc. v. City of Leeds, 508 U.S. 520, 542 (1993); see also id. (holding that).")
    True
    >>> _is_citation("Jewell Ridge, 325 U. S., at 167 (explaining that the breadth fits its aims); see supra, at 44.")
    True
    >>> _is_citation("In Lee v. Leeds, 508 U.S. 520 (1993), the court held that no rent is due for an old mill.")
    False
    """
    beside, count = CITATION.subn(" ", text)
    beside = re.sub(r"\([^()]*\)", " ", beside)
    return count > 0 and len(re.findall(r"(?<![\w.])[a-zß-öø-ÿ]+", beside)) < MIN_SMALL_WORDS_BESIDE_CITATION


def _is_in_title_case(text: str, content: Sequence[str]) -> bool:
    """Whether so many of the content words have a capital as only those of a heading do; German nouns have one too."""
    if sum(word[0].isupper() for word in content) <= MAX_CAPITALISED_CONTENT * len(content):
        return False
    language = language_of(text)
    return language is None or not language.has_capital_nouns


def is_readable(text: str) -> bool:
    """Whether a text is one whole sentence of words.

    >>> [is_readable(text) for text in ("Net sales 1,200 1,150 1,100 980 870 per year.", "which is due on the third.")]
    [False, False]
    >>> [is_readable(text) for text in ("We trained 86 apprentices.", "Dogs and cats.")]
    [True, False]
    >>> [is_readable(f"The house of the Lees was built by {whom}.") for whom in ("them in May", "order of the Div")]
    [True, False]
    >>> is_readable("The WaterWheel Mill (WWM) and the McLee Barn use the LeedsGrid network.")
    True
    >>> is_readable("Hunde und Katzen bedürfen der Zustimmung der Vermieterin.")
    True
    """
    words = re.findall(r"[^\W\d_]{2,}", text)
    least = MIN_WORDS_BESIDE_FIGURE if re.search(r"\d", text) else MIN_WORDS_PER_SENTENCE
    content = [word for word in words if word.casefold() not in _STOP_WORDS]
    common = [word for word in words if not _INNER_CAPITAL.search(word)]
    marks = list(_QUOTE_MARK.finditer(text))
    solid = re.sub(r"\s", "", text)
    is_unspaced = re.search(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]", text) is not None
    return (
        (len(words) >= least or (is_unspaced and len(solid) >= 2 * MIN_WORDS_PER_SENTENCE))
        and len(text) <= MAX_CHARACTERS_PER_SENTENCE
        and sum(map(str.isalpha, solid)) >= MIN_SHARE_OF_LETTERS * len(solid)
        and sum(word[0].isupper() for word in common) <= MAX_CAPITALISED_SHARE * len(common)
        and not _is_in_title_case(text, [word for word in content if not _INNER_CAPITAL.search(word)])
        and all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)
        and text.count('"') % 2 == 0
        and all(mark["opens"] for mark in marks[::2])
        and not any(mark["opens"] for mark in marks[1::2])
        and len(marks) % 2 == 0
        and not _CUT_BEGINNING.match(text)
        and not _BOILERPLATE.search(text)
        and not _is_citation(text)
        and _FIRST.match(text) is not None
        and _END.search(text) is not None
        and not _SHORT_END.search(text)
        and len(_INITIALS.findall(text)) <= MAX_INITIALS
        and not _ENTRY.search(text)
        and not _FIGURES.search(text)
        and not _NOTE_BELOW.search(text)
        and not _FORMULA.search(text)
    )
