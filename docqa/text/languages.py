"""What is known of each language, as data: its commonest words, stemmer, calendar, numbers, denials, and how it asks.

English first; German, French and Spanish as far as these lists go; of Russian, Arabic, Chinese and Japanese how
they name places. A rule that does not know a language does nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

# A text is taken for one in another language than English when so many different words of it are stop words of that
# language. In a German chunk a fifth and more of the words are, in English lists of names up to a tenth, and in the
# labels of a chart two of ten.
MIN_TELLING_WORDS = 3
MIN_SHARE_OF_TELLING_WORDS = 0.15


@dataclass(frozen=True, slots=True)
class Lists:
    """How a language asks for everything of a kind, and what tells the items of each kind. All regular expressions."""

    asks_all: str  # how a question begins that asks for a list: "list all"
    asks_some: str  # that may ask for one: "list", where a plural and no more follows
    asks_how_many: str  # `about` is what is counted, DOC the document
    asks_which: str  # the same, of what may be asked for: "which fees are there"
    asks_dates: str  # a timeline, or dates and amounts
    told: str  # what may stand between what is listed and the document: "mentioned in"
    kinds: dict[str, str]  # by the name of a kind of item, what a question calls it
    duties: str  # "shall"
    no_duties: str  # behind these: "shall mean"
    roles: str  # of the parties to an agreement: "tenant"
    party: str  # a sentence that begins with a party; ROLE stands for what it is called
    does: str  # what one does behind it, "pays", and neither is, has nor may
    bounds: str  # before a period or a date that is a deadline: "within"
    spans: str  # before a period: "for"
    periods: str  # "business days"
    means: str  # behind a term in quotation marks
    calls: str  # before one that is defined by it: "hereinafter"
    currencies: str
    multiples: str
    percent: str
    titles: str  # of persons
    announces: str  # a list below: "as follows"
    leads: str  # right before a list: "including"
    are: str  # between what is listed and the list of it
    between: str  # before the parties of a contract
    named: str  # before a name that something is given: "called"
    has_parts: str  # before what something is made up of, or set to
    deals: str  # between the two, where its first sentence says what the one does: "lets to"
    comes_to: str  # what a bill, a statement or a notice comes to: its total, what is due
    balances: str  # what a statement says behind each booking, of all that came before
    labels: str  # what a label without a colon is about, on a bill or a form: "due date"
    shares: str  # what is counted of all that there are: "10/12 votes"
    greets: str  # how a letter begins: "Dear"


@dataclass(frozen=True, slots=True)
class Language:
    """A language. All words are in lower case."""

    code: str  # ISO 639-1
    stemmer: str  # Snowball's
    stop_words: frozenset[str]  # that stand in every text, and tell the language
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    numbers: dict[str, int]  # small ones, but for those that are its articles too
    numerals: tuple[str, ...]  # other words that say how many
    denials: frozenset[str]
    conjunctions: tuple[str, ...]  # between two clauses that may be true by themselves
    openings: tuple[str, ...]  # of a question that goes on from the one before
    # Regular expressions: what points back at something said before, how a question asks for a number, a date, a person
    # or a reason, and what tells a reason.
    points_back: str
    asks_number: str
    asks_date: str
    asks_person: str
    asks_reason: str
    asks_works: str  # works that a document cites
    tells_reason: str
    # How a question asks for a summary of a document, for its outline, or to compare two; and what asks for a summary
    # only where nothing but the document stands beside it: "tell me about".
    asks_summary: str
    tells_about: str
    asks_outline: str
    asks_comparison: str
    refers: str  # what stands before the number of a clause
    # Headings of sections that say nothing of what a document says: lists of the works it cites, and others.
    references: str
    back_matter: str
    sums_up: str  # headings of those that say it for the whole document
    boilerplate: str  # what a sentence says that stands in any document of its kind: on forms, rights and editions
    says: frozenset[str]  # of a question for the words of a place: "what does clause 4 say"
    places: dict[str, str]  # the kinds of places, each with a regular expression of its words; singular ones
    ordinals: dict[str, int]
    lists: Lists
    abbreviations: frozenset[str]  # words with a full stop that ends no sentence
    numbers_follow: str  # words whose full stop ends none before a number
    begins_back: str = "(?!)"  # a sentence that speaks of what only another names; of English docqa/reports/pointing.py
    has_capital_nouns: bool = False  # so that a capital letter makes no name
    has_decimal_comma: bool = True  # 2.460,50
    asks_thing: str = "(?!)"  # how a question asks for the thing that it then names: "what is the deposit"
    seldom_said: frozenset[str] = frozenset()  # of that thing: documents give a size, a name or a date without the word
    ordinals_follow: frozenset[str] = frozenset()  # behind these a number with a full stop counts: "im 19. Jahrhundert"
    # Regular expressions: how a question asks for an age, and what stands behind the number of one, before it, on both
    # sides, and before the day of a birth. "3 years" alone are as often the term of a contract.
    asks_age: str = "(?!)"
    behind_age: str = "(?!)"
    before_age: str = "(?!)"
    around_age: tuple[str, str] = ("(?!)", "(?!)")
    tells_birth: str = "(?!)"


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """How a language names the places of a document, of which no more is known. See `Language`."""

    stop_words: frozenset[str]
    says: frozenset[str]
    places: dict[str, str]
    ordinals: dict[str, int]
    wholes: str = "(?!)"  # words of places that what is named right before them is a part of
    conjunctions: tuple[str, ...] = ()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _counted(text: str, start: int = 2, step: int = 1) -> dict[str, int]:
    return dict(zip(text.split(), count(start, step), strict=False))


def _ordinals(text: str, endings: str = "", start: int = 1) -> dict[str, int]:
    """Ordinals in order, two words for one joined by "/", each with all of the endings (divided by "/")."""
    return {
        stem + ending: number
        for number, stems in enumerate(text.split(), start)
        for stem in stems.split("/")
        for ending in endings.split("/")
    }


_AUXILIARIES = "am|is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|would"

ENGLISH = Language(
    "en",
    "english",
    _words(
        "a about an and are as at be been by can could did do does for from had has have how i if in into is it its "
        "many me much my of on or our please should so than that the their them there these they this those to was "
        "we were what when where which who whom whose why will with would you your"
    ),
    tuple("january february march april may june july august september october november december".split()),
    tuple("monday tuesday wednesday thursday friday saturday sunday".split()),
    _counted(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
        start=1,
    )
    | _counted("twenty thirty forty fifty sixty seventy eighty ninety", start=20, step=10),
    tuple("hundred thousand million billion half dozen once twice".split()),
    _words("no not never none neither nor nobody nothing cannot"),
    ("and", "but", "while", "whereas"),
    ("and", "or", "but", "what about", "how about", "same"),
    r"\b(?:its|they|them|their|he|she|him|his|her"
    r"|it(?! (?:(?:allowed|possible|legal|necessary|required|ok|okay|true)\b|(?:cost|take)s? to\b))"
    r"|this|these|those|same|previous|above|former|latter|else|more(?! than\b)|year (?:before|after|earlier|later))\b"
    r"|\b(?:elaborate|are you sure)\b"
    r"|(?:^|\b(?:is|was|are|were|do|does|did|has|had|can|will|would|of|for|in|at|on|by|with|to|than|about|before|after"
    r"|from|like) )that\b|\bthat\W*$",  # elsewhere it begins a clause: "is it true that", "options that"
    r"how (?:many|much|old|long|far|fast|large|big|high|often|tall|deep|wide|heavy|hot|warm|cold|thick|expensive|short"
    r"|small)"
    r"|what (?:percentage|percent|number|share|age|fraction)|how \w+ (?:times|years)"
    r"|what (?:do|does|did|will|would)\b[^?.!]*\b(?:cost|weigh)",
    # "By when must I pay?", "Please check when it is due", but not "What do I get when all are there?"
    rf"^(?!\W*(?:(?:and|but|so)\W+)?(?:{_AUXILIARIES})\b)"
    r"(?:(?!\b(?:how|what|where|which|who\w*|why)\b).)*\bwhen(?! [^?]*, (?:how|what|where|which|who|why)\b)"
    r"|when(?=\W*$)"
    rf"|when(?= (?:{_AUXILIARIES})\b)"
    r"|(?:and|asked|by|check|clear|decided|define[ds]?|from|given?s?|indicated?s?|know|me|mention(?:s|ed)?|or|out|said|says?"
    r"|set|shown?s?|since|specif(?:y|ies|ied)|stated?s?|sure|tell|till|until|us|written)(?: (?:exactly|just))? when"
    r"|(?:what|which) (?:year|date|day|month)(?:s(?! (?:off|of)\b))?",
    # "By whom?", but not "the sailor whose papers he had"
    r"^(?:(?!\b(?:an?|all|any|each|every|her|his|my|no|other|our|some|that|the|their|these|this|those|your)"
    r"(?: [\w-]+){1,4} who(?:m|se)?\b)"
    r"(?!\b(?:(?:any|every|no|some)(?:body|one)|those|people|persons?|he|she|they|\w+[^\Ws]s) who).)*?\bwho(?:m|se)?",
    r"why|reason|what (?:drove|caused|made|led)",
    r"cit(?:e[sd]?|ing|ations?)\b|references?\b|bibliograph|papers?\b|articles?\b|journals?\b|publi(?:sh|cation)|authors?\b"
    r"|works\b|stud(?:y|ies)\b",
    r"because|due to|so that|in order to|reasons?|since|therefore|thus|driven by|result of|as a result|resulted"
    r"|attributable|caused|leads? to|led to|owing to|reflect\w*",
    r"summar(?:y|ies|i[sz]e|i[sz]ing)(?: of)?|tl;?dr|(?:executive |short |brief )?overview(?: of)?|synopsis|abstract of"
    r"|(?:the )?gist(?: of)?|recap(?: of)?|sum(?= [^.?!]{1,40} up\b)|sum up"
    r"|(?:main|key|most important|central) (?:points?|ideas?|facts?|messages?|takeaways?|findings?|topics?)"
    r"|(?:give|write|make|prepare|create|generate|produce|put together|draft|compile|need|want|like)\b[^.?!]{0,30}"
    r"\breport(?: on| about| of)?"
    r"|^\W*(?:full |detailed |technical )*report (?:on|about|of)"
    r"|what(?:['’]?s| is| are| does| do)(?= [^?!]{1,60} (?:all about|about|deal with|cover)(?: in short)?\W*$)",
    r"(?:tell me|talk to me|inform me)(?: all| more)? about|explain|describe|walk me through|take me through"
    r"|brief me on"
    r"|condense|digest|boil down|sum|highlights(?: of)?|takeaways|what should i know about"
    r"|what does(?= [^.?!]+ say\W*$)"
    r"|what(?:['’]?s| is)(?= (?:in|inside)\b)",
    r"outline(?: of)?|structure of|(?:table of )?contents of"
    r"|^\W*(?:the )?(?:table of contents|contents|toc|sections|chapters|headings)(?: of|(?=\W*$))"
    r"|(?:show|give|list|print|display|make|create|want|need|like)\b[^.?!]{0,20}\b(?:table of contents|contents"
    r"|headings)"
    r"|(?:show|give|list|name|what are)(?: me)?(?: all)?(?: the| its)? (?:sections|chapters|headings)(?: (?:in|of)"
    r"|(?=\W*$))"
    r"|(?:which|what) (?:sections|chapters|headings|topics)(?: (?:are|is) (?:there|in)|(?= (?:does"
    r"|do) [^.?!]{1,40} (?:have"
    r"|contain|cover|consist of)\W*$))"
    r"|how is(?= (?:it|(?:this|the|that|my|our) (?:[\w'’&.-]+ ){0,3}(?:document|paper|report|book|pdf|file|manual"
    r"|contract|agreement|lease|policy|filing|text|\d{1,2}-?[KQ])) (?:structured|organi[sz]ed|divided up)\W*$)",
    r"compar(?:e|ed|ing|ison)(?: (?:of|between|with|to))?|differences?(?: between)?|differs?(?: between)?|versus|vs"
    r"|contrast|redline"
    r"|diff|side by side"
    r"|what(?:['’]s| is| has| are| have)? (?:been )?(?:changed?|changes|different|new)(?: between| from| in| since)?"
    r"|changes (?:were |have been )?(?:made )?(?:between|from)",
    r"clauses?|sections?|articles?|paragraphs?|annex|appendix|schedule|item|part|chapter",
    r"(?:list of )?(?:references(?: cited)?|works cited|bibliography|literature(?: cited)?)",
    r"acknowledge?ments?|(?:table of )?contents"
    r"|documents incorporated by reference|(?:(?:cautionary|special) (?:note|statement)s?[\w –-]*"
    r"|forward[-‐‑ ]looking statements?)"
    r"|(?:list of )?(?:figures|tables|abbreviations|exhibits)|(?:author )?contributions(?: and acknowledge?ments?)?"
    r"|(?:subject |name )?index|signatures?|further reading|about the authors?",
    r"abstract\b|(?:executive )?summary\b|introduction\b|overview\b|conclusions?\b|(?:financial )?highlights\b"
    r"|syllabus\b"
    r"|key (?:points|facts|findings|takeaways)",
    r"indicate by check ?mark|check (?:the|all|one) (?:appropriate )?box|permission to (?:make|copy|reproduce"
    r"|reprint)|permission is granted"
    r"|all rights reserved|no part of this (?:book|publication|document|work)|intentionally left blank"
    r"|for personal use only|copyright (?:\(?c\)?|©)? ?(?:19|20)\d\d"
    r"|subject to (?:formal )?revision before|notify the reporter|preliminary print|page proof"
    r"|incorporated (?:herein )?by reference|qualified in (?:its|their) entirety|pursuant to the requirements of the"
    r"|in witness whereof|executed in (?:any number of|one or more|two or more) counterparts"
    r"|have the meanings? (?:given|set forth|provided|ascribed)|meaning provided in|all trademarks"
    r"|registered trademarks?"
    r"|trademarks? (?:and|or) registered|subject to change without notice|printed in (?:the )?[A-Z]"
    r"|forward[-‐‑]looking statements?"
    r"|please (?:refer|visit|see|contact)|for (?:more|further) information|visit (?:us|our website)"
    r"|integral part of th|unless the context otherwise|filings with the sec\b|made available,? free of charge"
    r"|\bthe (?:following|accompanying) (?:table|chart|graph)s? (?:\w+ )?"
    r"(?:presents?|sets?|shows?|summari[sz]es?|provides?|details?|reconciles?|reflects?|lists?)"
    r"|(?:not|no) (?:information )?required to be (?:disclosed|furnished|filed)"
    r"|under the supervision and with the participation of|establishing and maintaining adequate internal control"
    r"|inherent limitations of internal control|audited the (?:accompanying|company['’]s internal)"
    r"|in accordance with the standards of the public company|internal control over financial reporting is a process"
    r"|signed original of this written statement|schedules (?:have been|are) omitted|list of subsidiaries"
    r"|(?:found|appears?|included|set forth) under (?:the (?:caption|heading)|item)|argued the cause"
    r"|reasonable basis for (?:our|my) opinions?|responsibility is to express (?:an opinion|opinions)"
    r"|projections of any evaluation of (?:the )?effectiveness"
    r"|our audits? (?:of [\w ]+ )?(?:also )?included|filed herewith"
    r"|revised (?:to reflect the usual publication|pagination)",
    _words(
        "say says said state states stated read reads stand stands written wording words provide provides show quote "
        "require requires stipulate stipulates contain contains cover covers mean means"
    ),
    {
        "page": r"page|pp?\.",
        "section": r"section|sec\.|sect\.|§+",
        "article": r"article|art\.",
        "clause": r"clause|cl\.",
        "paragraph": r"paragraph|para\.?|sub-?section|sub-?clause|sub-?paragraph",
        "item": r"item",
        "point": r"point",
        "letter": r"letter|lit\.",
        "rule": r"rule",
        "chapter": r"chapter|ch\.",
        "part": r"part",
        "note": r"note",
        "footnote": r"footnote",
        "exhibit": r"exhibit",
        "appendix": r"appendix",
        "annex": r"annex|attachment",
        "schedule": r"schedule",
        "table": r"table",
        "figure": r"figure|fig\.",
    },
    _ordinals(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
    ),
    Lists(
        asks_all=r"(?:(?:list|name|enumerate|itemi[sz]e|show|give|find|extract|collect|identify|make|create|compile|get"
        r"|write|pull|provide|what are|which are|who are)"
        r"(?: me| us)?(?: out)? )?(?:a |the )?(?:(?:full |complete )?(?:list|table) (?:of|with) (?:all |every |each )?"
        r"|(?:all|every|each)(?: of)? )(?:the |of the )?(?:different )?",
        asks_some=r"(?:list|enumerate|itemi[sz]e)(?: me| us)?(?: out)? (?:the )?",
        asks_how_many=r"how many (?P<about>[\w' -]+?) (?:(?:are|were|is)(?: there)?(?: told of| \w+ed| named| given)? "
        r"(?:in|by) DOC|(?:does|do) DOC (?:list|mention|name|contain|define|have|give|hold)|stand in DOC)",
        asks_which=r"(?:(?:which|what) (?P<about>[\w' -]+?)(?: (?:are|were|is) (?:there|mentioned|listed|named|defined)"
        r"(?: (?:in|by) DOC)?| (?:are|were|is) in DOC| (?:does|do) DOC (?:list|mention|name|contain|define))"
        r"|(?:what|who) are the (?P<kind>[\w'’ -]+?)(?: (?:in|of|under) DOC)?)",
        asks_dates=r"(?:(?:the|key|important|all) )*dates (?:and|&) amounts|(?:chronological )?time ?lines?(?: of)?"
        r"|chronolog(?:y|ies)(?: of)?"
        r"|(?:key|important|main|relevant) dates|what happened when",
        told=r"(?:(?:that|which|who)? ?(?:are|is|were) )?(?:there|mentioned|listed|named|given|stated|contained|found"
        r"|described|defined|set out|told of)",
        kinds={
            "dates": "(?:calendar )?dates?",
            "deadlines": "deadlines?|due dates?|time limits?|(?:notice )?periods?",
            "amounts": "(?:money |monetary )?amounts?(?: of money)?|sums?(?: of money)?",
            "percentages": "percentages?|percents?",
            "obligations": "obligations?|duty|duties",
            "terms": "defined terms?|definitions?",
            "people": "people|persons?|individuals?",
            "organisations": "organi[sz]ations?|compan(?:y|ies)|firms?|institutions?",
            "names": "names?",
            "parties": "(?:contracting )?part(?:y|ies)",
        },
        duties=r"shall|must|(?:is|are) (?:required|obliged|obligated|bound) to|agrees? (?:not )?to"
        r"|undertakes? (?:not )?to"
        r"|covenants? (?:not )?to|ha(?:s|ve) to|may not",
        no_duties=r"(?: (?:only|also|each|both|hereby|not))* (?:mean\b|have the meaning|refer to|be (?:deemed|construed"
        r"|governed|considered|treated|void|binding|irrevocable|effective|interpreted))",
        roles=r"tenant|landlord|lessee|lessor|guest|host|owner|buyer|seller|purchaser|vendor|supplier|customer|client"
        r"|contractor|subcontractor|employer|employee|licensor|licensee|franchisee|franchisor|borrower|lender|insurer"
        r"|policyholder|carrier|agent|operator|party|member|participant|consultant|distributor|provider",
        party=r"(?:the|each|every|either|any) (?:ROLE)",
        does=r"(?:does not [a-z]+|(?!(?:is|was|has|does|means|includes|contains|owns|receives|believes|expects|wants"
        r"|wishes|likes|knows|finds|gets|needs|lives|stands|remains|becomes|seems)\b)[a-z]+(?<![su])s)\b",
        bounds=r"within|no later than|not later than|at the latest(?: by)?|until|by|before|no earlier than|prior to"
        r"|on or before",
        spans=r"at least|not less than|not? more than|upon|not exceeding|every|after|for",
        periods=r"(?:calendar |business |working |consecutive |successive )?(?:hour|day|week|month|quarter|year)s?",
        means=r"(?:shall )?(?:means?|have the meanings?|has the meanings?|refers? to|is defined as|denotes?|includes?)",
        calls=r"hereinafter|herein called|referred to as|called|known as",
        currencies=r"(?:US |Canadian |Australian )?dollars?|euros?|pounds?(?: sterling)?|cents?|pence|yen"
        r"|(?:Swiss )?francs?",
        multiples=r"thousand|million|billion|trillion|mn|bn|[kmb]",
        percent=r"percent|per cent|percentage points?|pct\.?",
        titles=r"Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Judge|Justice|Sir|Hon|President|Governor|Senator|Nurse",
        announces=r"following|as follows|below|these are",
        leads=r"includ(?:e|es|ing)|namely|such as|consists? of|compris(?:e|es|ing)",
        are=r"are|were",
        between=r"(?:by and )?between|(?:by and )?among",
        named=r"called|named|known as|termed|dubbed|referred to as|so-called",
        has_parts=r"consists? of|comprises?|contains?|(?:is|are) (?:set|fixed) to|(?:is|are) composed of",
        deals=r"(?:hereby )?(?:lets|leases|rents|sells|lends|licenses|assigns|grants|transfers|hires|employs|engages)",
        comes_to=r"(?:sub)?totals?|balance|amounts? (?:due|payable|owed|owing|paid)|(?:payment|total|minimum) due"
        r"|due (?:date|by|on)|payable|to pay|net pay|refund|deposit",
        balances=r"(?:running |available |account )?balance",
        labels=r"numbers?|no\.?|ids?|codes?|ref(?:erences?|\.)?|dates?|due|issued|expir(?:y|es|ation)|periods?|terms?"
        r"|amounts?|totals?|balances?|sums?|prices?|rates?|fees?|rent|deposit|paid|payable|payments?|charges?|costs?"
        r"|tax(?:es)?|vat|discount|currency|quantity|qty|customers?|clients?|accounts?|names?|address|phone|e-?mail"
        r"|birth|status|types?|kind|models?|versions?|sizes?|weights?|heights?|widths?|lengths?|depths?|dimensions?"
        r"|volumes?|power|voltage|speed|capacity|range|temperature|frequency|colou?rs?|materials?|methods?|usage"
        r"|consumption|interest|principal",
        shares="votes|members|points|seats|answers",
        greets=r"dear|to whom it may concern|hello|hi",
    ),
    _words(
        "e.g. i.e. cf. vs. no. nos. fig. sec. art. al. pp. mr. mrs. ms. dr. st. inc. ltd. pte. co. corp. u.s. p.o. "
        "approx."
    ),
    r"figs|secs|arts|paras?|ch|chap|chaps|cl|vols?|p|ref|refs|eqs?|tabs?|ext|tel|max|min|temp|ver|rev|exh",
    has_decimal_comma=False,
    asks_thing=r"what(?:['’]?s| is| are| was| were) (?:the|my|our|your|their|its|his|her)",
    seldom_said=_words(
        "actual address age agreed amount current date dates day days depth exact full height hours kind "
        "length level name names number numbers overall payable percentage quantity rate rates share size sum "
        "time times title total type value weight width year"
    ),
    asks_age=r"how (?:many (?:year|month|week|day)s )?old|(?:what|which) ages?"
    r"|what(?:['’]?s| is| was) (?:the|his|her|their|my|your)(?: [\w-]+)? age",
    behind_age=r"[\s-]{0,2}(?:years?|yrs?|months?|weeks?|days?)[\s-]{1,2}(?:olds?|of\sage|(?:and|or)\s(?:older|younger))"
    r"|,?\s(?:and|or)\s(?:older|younger)",
    before_age=r"age[ds]?(?:\s(?:of|is|was)|,?\s\(?(?:in\s)?(?:years?|yrs?)\b)?",
    tells_birth=r"born|births?|birth(?:day|date)|dob|d\.o\.b\.",
)
GERMAN = Language(
    "de",
    "german",
    _words(
        "aber als am an auch auf aus bei bin bis bitte da damit dann darf das dass dein dem den denn der des die "
        "dies diese dieser dieses doch dort du durch ein eine einem einen einer eines er es für gibt gilt hat haben "
        "hatte ich ihr im in ist ja kann können man mein meine meinen mich mir mit muss nach noch nur ob oder ohne "
        "schon sein seine sich sie sind sollte steht über um und uns unter viel viele vom von vor wann war waren "
        "warum was wegen welche welchem welchen welcher welches wem wen wenn wer werden wessen wie wieviel wird wo "
        "wofür worden wurde zu zum zur zwischen"
    ),
    tuple("januar februar märz april mai juni juli august september oktober november dezember".split()),
    tuple("montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend".split()),
    _counted(
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
        "achtzehn neunzehn"
    )
    | _counted("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", start=20, step=10)
    | {"eins": 1},
    tuple("hundert tausend million millionen milliarde milliarden halb halbe dutzend einmal zweimal".split()),
    _words("nein nicht nichts nie niemals niemand nirgends kein keine keinem keinen keiner keines weder"),
    ("und", "aber", "während", "sondern"),
    ("und", "oder", "aber", "was ist mit", "wie ist es mit"),
    r"\b(?:er|ihn|ihm|deren|dessen|davon|dafür|dagegen|dazu|daran)\b|(?-i:\bsie\b)",  # with a capital it is "you"
    r"wie ?viele?|wie (?:alt|breit|groß|hoch|lange?|oft|schnell|schwer|teuer|tief|warm|weit)"
    r"|welche[mnrs]? (?:anteil|anzahl|betrag|frist|höhe|preis|prozentsatz|summe|zahl)"
    r"|was (?:koste(?:t|n|te|ten)|wieg(?:t|en))",
    r"wann|welche[mnrs]? (?:dat(?:um|en)|jahre?n?|monate?n?|tage?n?)",
    r"we(?:r|m|n|ssen)",
    r"warum|weshalb|wieso|weswegen|grund|gründe",
    r"zitier|quelle|literatur|veröffentlich|artikel|aufsatz|aufsätze|autor|studie|zeitschrift",
    r"weil|denn|wegen|aufgrund|deshalb|daher|deswegen|darum|damit|infolge|gr(?:und|ünde)n?|führ(?:t|te|en) zu",
    r"zusammenfassung|fass\w*[^.?!]{0,40} zusammen|zusammenzufassen|überblick(?: über)?|kernaussagen?|hauptpunkte"
    r"|wichtigste[nr]? (?:punkte?|aussagen?)|worum geht (?:es|'?s)|wovon handelt",
    r"erkläre?|erzähle? mir (?:etwas )?(?:über|von)|beschreibe?|was steht in",
    r"gliederung|inhaltsverzeichnis|aufbau des|welche (?:abschnitte|kapitel) (?:gibt es|hat)",
    r"vergleich(?:e|en)?(?: von| mit| zwischen)?|unterschiede?(?: zwischen)?|unterscheide[nt]|verglichen"
    r"|was (?:hat|ist|wurde) (?:sich )?(?:geändert|anders|neu)|was (?:hat )?sich|geändert|änderungen zwischen",
    r"ziffern?|abschnitt(?:e|en|s)?|artikeln?|abs(?:atz|\.)|nr\.|nummer|anlage|anhang|kapitel",
    r"literatur(?:verzeichnis)?|quellen(?:verzeichnis)?",
    r"danksagung|(?:inhalts|abbildungs|tabellen|abkürzungs)verzeichnis"
    r"|inhalt|(?:sach|stichwort|personen)?(?:register|verzeichnis)|unterschriften",
    r"zusammenfassung|kurzfassung|einleitung|überblick|fazit|schlussfolgerung",
    r"alle rechte vorbehalten|nachdruck|irrtümer? (?:und änderungen )?vorbehalten|zutreffendes (?:bitte )?ankreuzen"
    r"|gedruckt (?:in|auf)|weitere informationen (?:finden|erhalten)|bitte wenden sie sich",
    _words("sagt besagt steht lautet heißt geschrieben regelt bestimmt wortlaut"),
    {
        "page": r"seite|(?<!['’])s\.",
        "section": r"abschnitt|ziffer|ziff\.|paragra(?:ph|f)|§+",
        "article": r"artikel|art\.",
        "clause": r"klausel",
        "paragraph": r"absatz|abs\.",
        "number": r"nummer|nr\.",
        "point": r"punkt",
        "letter": r"buchstabe|lit\.",
        "rule": r"regel",
        "chapter": r"kapitel|kap\.",
        "part": r"teil",
        "footnote": r"fu(?:ß|ss)note",
        "annex": r"anhang|anlage|beilage",
        "table": r"tabelle|tab\.",
        "figure": r"abbildung|abb\.",
    },
    _ordinals(
        "erst zweit dritt viert fünft sechst siebt/siebent acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt "
        "sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst",
        "e/er/en/es/em",
    ),
    Lists(
        asks_all=r"(?:(?:nenne|nennen sie|liste|listen sie|zähle|zeige?|zeigen sie|gib|finde|was sind|welches sind"
        r"|wer sind)"
        r"(?: mir| uns)? )?(?:eine (?:vollständige )?(?:liste|aufstellung) (?:aller|der|von) (?:allen )?"
        r"|(?:alle|sämtliche|jeden?|jedes)(?: der)? )(?:die )?",
        asks_some=r"(?:liste|nenne)(?: mir| uns)? (?:die )?",
        asks_how_many=r"wie ?viele (?P<about>[\w-]+) (?:(?:stehen|gibt es|sind|werden|finden sich)(?: es)? (?:in"
        r"|von) DOC"
        r"|(?:nennt|enthält|hat|definiert) DOC)(?: \w+t)?",
        asks_which=r"welche (?P<about>[\w-]+) (?:gibt es|stehen|werden (?:genannt|erwähnt))(?: (?:in"
        r"|im) DOC)?(?: genannt"
        r"|erwähnt)?|(?:was|welches|wer) sind die (?P<kind>[\w-]+)(?: (?:in|im|des|der) DOC)?",
        asks_dates=r"(?:alle )?(?:daten|termine) und beträge|zeitleiste|chronologie|zeitlicher ablauf"
        r"|wichtige (?:daten|termine)",
        told=r"(?:die )?(?:auf|genannten?|stehenden?|enthaltenen?|vorkommenden?|stehen|vorkommen|genannt (?:werden"
        r"|sind))",
        kinds={
            "dates": "daten|datumsangaben|termine?|datum",
            "deadlines": "fristen|frist|stichtage|laufzeiten",
            "amounts": "beträge|geldbeträge|betrag|summen",
            "percentages": "prozentsätze|prozentangaben|prozente",
            "obligations": "pflichten|pflicht|verpflichtungen",
            "terms": "definitionen|definierten begriffe|begriffsbestimmungen",
            "people": "personen|menschen",
            "organisations": "firmen|unternehmen|organisationen|gesellschaften",
            "names": "namen",
            "parties": "parteien|vertragsparteien",
        },
        duties=r"muss|müssen|(?:ist|sind) verpflichtet|verpflichte[nt] sich|darf nicht|dürfen nicht|(?:hat"
        r"|haben)(?= [^.;]*\bzu \w)",
        no_duties=r" als .{0,40}gelten",
        roles=r"Mieter(?:in)?|Vermieter(?:in)?|Pächter(?:in)?|Verpächter(?:in)?|Gast|Gastgeber(?:in)?|Eigentümer(?:in)?"
        r"|Käufer(?:in)?|Verkäufer(?:in)?|Lieferant(?:in)?|Kunde|Kundin|Auftraggeber(?:in)?|Auftragnehmer(?:in)?"
        r"|Arbeitgeber(?:in)?|Arbeitnehmer(?:in)?|Darlehensgeber(?:in)?|Darlehensnehmer(?:in)?|Versicherer"
        r"|Versicherungsnehmer(?:in)?|Lizenzgeber(?:in)?|Lizenznehmer(?:in)?|Partei|Vertragspartei",
        party=r"(?:der|die|das|jeder|jede) (?:ROLE)",
        does=r"(?!(?:ist|hat|darf|kann|will|wird|besitzt|erhält|bekommt|meint|findet|wohnt|bleibt"
        r"|muss)\b)[a-zäöüß]+t\b",
        bounds=r"innerhalb(?: von)?|binnen|spätestens(?: am| bis(?: zum)?)?|bis(?: zum| spätestens)*|vor(?: dem)?",
        spans=r"mindestens|höchstens|nach|ab|von|mit|für",
        periods=r"(?:Kalender|Werk|Arbeits)?tage?n?|Stunden?|Wochen?|Monate?n?|Quartale?n?|Jahre?n?",
        means=r"bedeutet|bedeuten|bezeichnet|bezeichnen|meint|(?:ist|sind) definiert als",
        calls=r"nachfolgend|nachstehend|im Folgenden|genannt",
        currencies=r"Euro|Cent|Franken|Dollar|Pfund",
        multiples=r"Tausend|Tsd\.?|Mio\.?|Millionen|Million|Mrd\.?|Milliarden?",
        percent=r"Prozent|v\. ?H\.",
        titles=r"Herrn?|Frau|Dr|Prof",
        announces=r"folgende[nrs]?|wie folgt|nachstehende[nr]?",
        leads=r"umfass(?:t|en)|und zwar|beispielsweise",
        are=r"sind|waren",
        between=r"zwischen",
        named=r"genannt|heißt|nennt|bezeichnet als",
        has_parts=r"besteht aus|bestehen aus|umfass(?:t|en)|enthält",
        deals=r"(?:vermietet|verpachtet|verkauft|verleiht|überlässt|überträgt|beauftragt|beschäftigt)",
        comes_to=r"gesamt\w*|summe|zwischensumme|rechnungsbetrag|endbetrag|zahlbetrag|zu zahlen|zahlbar|zahlungsziel"
        r"|fällig\w*|(?:\w+)?saldo|kontostand|erstattung\w*|nachzahlung|kaution",
        balances=r"(?:konto|end)?saldo|kontostand|guthaben",
        labels=r"\w*nummern?|\w*nr\.?|\w*datum|\w*betrag|\w*summe|gesamt\w*|\w*preis|\w*kosten|\w*gebühr(?:en)?|\w*miete"
        r"|kaution|\w*konto|(?:konto|zähler|saldo)stand|\w*zeitraum|\w*frist|fällig\w*|kund(?:e|in)|\w*name|\w*menge"
        r"|\w*gewicht|\w*größe|\w*höhe|\w*breite|\w*länge|\w*leistung|\w*spannung|\w*steuer|mwst\.?|ust\S*|währung"
        r"|versand",
        shares="stimmen|mitglieder|punkte|sitze",
        greets=r"sehr geehrte\S*|liebe[rs]?|guten tag|hallo",
    ),
    _words("abs. bzw. ca. d.h. evtl. geb. gem. ggf. i.v.m. inkl. lit. nr. o.g. str. vgl. z.b. ziff. zzgl."),
    r"\w*nr|nrn|\w*str|abb|anl|anm|aufl|az|bd|blz|fn|hs|jg|kap|konto|kto|max|mind|min|plz|rn|rz|rdnr|tab|tel|temp|tit"
    r"|tz|urt|buchst|unterabs|whg|febr|mär|mrz|okt|dez",
    begins_back=r"er|es(?= (?:besteht|enthält|umfasst|hat|liegt|steht)\b)|sie(?= (?:ist|hat|kann|wird|muss|darf|soll"
    r"|[a-zäöü]+t)\b)|dies(?:e[mnrs]?)?(?! (?:Vertrag|Bericht|Handbuch|Anleitung|Dokument|Police)\w*)|deren|dessen"
    r"|seine?[mnrs]?|solche[mnrs]?|letztere[mnrs]?"
    r"|da(?:bei|für|gegen|her|mit|nach|ran|rin|rüber|von|zu)|dort|deshalb|deswegen"
    r"|(?:aus|auf|bei|für|in|mit|nach|von|zu) (?:dies(?:e[mnrs])|ihm|ihr|ihnen)",
    has_capital_nouns=True,
    asks_thing=r"(?:was|wie \w+) (?:ist|sind|war|waren)|wie (?:lautet|lauten|heißt|heißen)",
    seldom_said=_words(
        "adresse aktuelle aktuellen alter anschrift anteil anzahl art betrag breite datum gesamte gesamten "
        "gewicht größe höhe jahr länge name namen nummer satz summe tag titel wert zahl zeit"
    ),
    ordinals_follow=_words("ab am beim bis das dem den der des die im jede jeden jeder jedes vom zum zur"),
    asks_age=r"wie alt|welche[mns]? (?:\w+)?alter",
    # With a noun for a thing behind it that is a term: "dreijährige Laufzeit".
    behind_age=r"[\s-]{0,2}(?:(?:jahre?|monate?|wochen?|tage?)\salt(?:e[mnrs]?)?"
    r"|jährig\w*(?!\w|\s\w*(?:ung|keit|schaft|ion|zeit|dauer|frist|vertr[aä]ge?|garantie|studium|bestehen|jubiläum)"
    r"(?:e?[ns])?\b))|\.\s?lebensjahr(?:e?s)?",
    before_age=r"(?:\w+)?alters?(?:\svon|,?\s\(?(?:in\s)?jahren?\b)?",
    tells_birth=r"geboren|geb\.|geburts\w+",
)
FRENCH = Language(
    "fr",
    "french",
    _words(
        "à au aux avec avez ce cela ces cet cette comment combien dans de des dois doit donc du elle elles en est "
        "et eu il ils je la le les leur leurs lui ma mais me mes mon nos notre nous on ont ou où par pendant peut "
        "peux plus pour pourquoi puis qu quand que quel quelle quelles quels qui quoi sa sans se ses si son sont "
        "sous sur ta tu un une vos votre vous y"
    ),
    tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    tuple("lundi mardi mercredi jeudi vendredi samedi dimanche".split()),
    _counted("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
    | _counted("vingt trente quarante cinquante soixante", start=20, step=10),
    tuple("cent mille million millions milliard milliards demi moitié douzaine".split()),
    _words("pas jamais aucun aucune rien nul nulle"),
    ("et", "mais", "tandis que"),
    ("et", "ou", "mais", "qu'en est-il de"),
    # "Quand est-elle payable ?", but not "La caution est-elle rendue ?"
    r"\b(?:lui|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ça)\b|^\W*(?:\w+ )?\w+-(?:t-)?(?:elles?|ils)\b",
    r"combien|quel(?:le)?s? (?:(?:est|sont|était) )?(?:l[ae] |les |l['’])?"
    r"(?:âge|durée|montant|nombre|part|pourcentage|prix|somme|surface|taux)",
    r"^(?:(?!\b(?:combien|comment|où|pourquoi|quel(?:le)?s?|qu['’]|que|qui)\b).)*\bquand"
    r"|(?:et|ou|c['’]est) quand|quand(?=\W*$)"
    r"|quel(?:le)?s? (?:année|date|jour|mois)(?:s(?! d[e'’]))?",
    r"^\W*(?:(?:à|avec|chez|de|par|pour) )?qui",  # elsewhere it is "which"
    r"pourquoi|raison|motif",
    r"cit(?:e|é|ent|ation)|r[ée]f[ée]rence|bibliograph|articles?\b|publi|auteur|[ée]tude|revue\b",
    r"parce qu\w*|car|puisqu\w*|à cause d\w*|en raison d\w*|grâce|afin d\w*|pour que|donc|ainsi|raisons?|motifs?",
    r"r[ée]sum(?:é|er|ez|e)(?: d[eu])?|synth[èe]se|aperçu|points? (?:clés?|principaux)|de quoi (?:parle|traite|s'agit)",
    r"explique[rz]?(?:[- ]moi)?|parle[rz]?[- ]moi d[eu]|décri[srtvez]+|que dit",
    r"plan d[eu]|structure d[eu]|sommaire|table des mati[èe]res",
    r"compar(?:e[rz]?|aison)(?: d[eu]| entre)?|diff[ée]rences?(?: entre)?|qu['’]est-ce qui (?:a )?chang(?:e|é)"
    r"|qu['’]est-ce qui diff[èe]re|changements entre",
    r"clauses?|sections?|articles?|alin[ée]as?|annexe|chapitre|paragraphes?",
    r"r[ée]f[ée]rences|bibliographie",
    r"remerciements|table des mati[èe]res|sommaire|index|liste des (?:figures|tableaux)",
    r"résumé|introduction|synthèse|conclusions?\b",
    r"tous droits réservés|reproduction interdite|cochez la case|pour (?:plus d['’]informations|en savoir plus)"
    r"|sous réserve d['’]erreurs",
    _words("dit disent dispose stipule énonce prévoit contient écrit"),
    {
        "page": r"page|p\.",
        "section": r"section|§+",
        "article": r"article|art\.",
        "clause": r"clause",
        "paragraph": r"alinéa|al\.|paragraphe|par\.",
        "number": r"numéro|n°",
        "point": r"point",
        "letter": r"lettre|lit\.",
        "rule": r"règle",
        "chapter": r"chapitre",
        "part": r"partie|titre",
        "footnote": r"note de bas de page",
        "annex": r"annexe",
        "table": r"tableau",
        "figure": r"figure|fig\.",
    },
    _ordinals(
        "premier/première deuxième/second/seconde troisième quatrième cinquième sixième septième huitième neuvième "
        "dixième onzième douzième treizième quatorzième quinzième seizième dix-septième dix-huitième dix-neuvième "
        "vingtième"
    ),
    Lists(
        asks_all=r"(?:(?:liste[rz]?|énumère[rz]?|cite[rz]?|nomme[rz]?|donne[rz]?|montre[rz]?|trouve[rz]?|quels sont"
        r"|quelles sont|qui sont)(?:[- ](?:moi|nous))? )?(?:(?:une |la )?liste (?:complète )?(?:de |des |d['’])"
        r"(?:tous |toutes )?(?:les )?|(?:tous|toutes) (?:les|ces) |chaque )",
        asks_some=r"(?:liste[rz]?|énumère[rz]?)(?:[- ]moi)? (?:les )?(?!(?:tous|toutes)\b)",
        asks_how_many=r"combien (?:de |d['’])(?P<about>[\w -]+?) (?:(?:y a-t-il|sont \w+|figurent|se trouvent) dans DOC"
        r"|(?:contient|mentionne|nomme) DOC)",
        asks_which=r"quel(?:le)?s (?P<about>[\w'’ -]+?) (?:y a-t-il|sont (?:mentionnée?s|citée?s"
        r"|définie?s))(?: dans DOC)?"
        r"|(?:quel(?:le)?s|qui) sont les (?P<kind>[\w'’ -]+?)(?: (?:dans|de|du) DOC)?",
        asks_dates=r"(?:(?:toutes )?les )?dates et (?:les )?montants|chronologie|frise chronologique"
        r"|dates (?:clés|importantes)",
        told=r"(?:qui sont |qui )?(?:mentionnée?s|citée?s|nommée?s|contenue?s|figurant|figurent|définie?s)",
        kinds={
            "dates": "dates?",
            "deadlines": "délais?|échéances?|préavis|durées?",
            "amounts": "montants?|sommes?(?: d['’]argent)?",
            "percentages": "pourcentages?",
            "obligations": "obligations?|devoirs?",
            "terms": "termes définis|définitions?",
            "people": "personnes?|gens",
            "organisations": "organisations?|sociétés?|entreprises?",
            "names": "noms?",
            "parties": "parties?(?: contractantes?)?",
        },
        duties=r"doi(?:t|vent)|(?:est|sont) (?:tenue?s?|obligée?s?) d[e’']|s['’]engagent? à|(?:est|sont) tenue?s? à"
        r"|ne peu(?:t|vent) pas",
        no_duties=r" s['’]entendre",
        roles=r"locataire|bailleur|preneur|hôte|propriétaire|acheteur|vendeur|acquéreur|fournisseur|client|cliente"
        r"|prestataire|employeur|salarié|salariée|emprunteur|prêteur|assureur|assuré|assurée|licencié|partie",
        party=r"(?:(?:le|la|chaque) |l['’])(?:ROLE)",
        does=r"(?!(?:est|a|peut|doit|veut|reçoit|possède|devient|reste|habite|qui|et|ou|en|de|du|des|d)\b)"
        r"(?:ne )?[a-zàâçéèêëîïôûù]+(?:[et]|nd)\b",
        bounds=r"dans (?:un délai de|les)|sous|au plus tard(?: le)?|avant(?: le)?|jusqu['’]au",
        spans=r"d['’]au moins|au moins|pendant|après|pour|de",
        periods=r"heures?|jours?(?: ouvrables| ouvrés| calendaires)?|semaines?|mois|trimestres?|ans?|années?",
        means=r"désignent?|signifient?|s['’]entend(?:ent)?",
        calls=r"ci-après|dénommée?s?",
        currencies=r"euros?|centimes?|francs?(?: suisses)?|dollars?|livres? sterling",
        multiples=r"mille|millions?(?: d['’e])?|milliards?(?: d['’e])?",
        percent=r"pour cent",
        titles=r"M|Mme|Mlle|Monsieur|Madame|Maître|Dr",
        announces=r"suivante?s?|comme suit|ci-dessous",
        leads=r"compren(?:d|nent)|notamment|à savoir",
        are=r"sont|étaient",
        between=r"entre",
        named=r"appelée?s?|nommée?s?|dite?s?",
        has_parts=r"(?<!\bon )comprend(?! qu)|comprennent(?! qu)|se composent? de|contient",
        deals=r"(?:loue|donne à bail|vend|prête|cède|concède|embauche|engage)",
        comes_to=r"(?:sous-)?total|montant (?:total|dû|à payer)|(?:net )?[àa] payer|solde|échéance|remboursement"
        r"|dépôt de garantie",
        balances="solde",
        labels="numéro|n°|montant|solde|échéance|référence|période|prix|taux|taxe|tva|nom|adresse|poids|taille",
        shares="voix|membres|sièges",
        greets=r"ch[eè]re?s?|madame|monsieur|mesdames|bonjour",
    ),
    _words("c.-à-d. env. mme. mm. p.ex."),
    r"al|ann|app|av|bd|bât|bp|cf|ch|chap|coll|éd|env|ex|fasc|fig|figs|max|min|n|no|nos|p|par|pp|réf|rép|sect|t|tabl?|tél|vol|janv|févr|avr|juil|déc",
    begins_back=r"ils?(?! (?:est|faut|y a|s['’]agit|convient)\b)|elles?|cel(?:le|ui)s?(?:-ci)?|ceci|cela"
    r"|ce(?:s|t|tte)?(?! (?:contrat|bail|document|rapport|guide|manuel|notice|police)s?\b)|leurs?"
    r"|(?:dans|en|pour|avec|par) (?:ce|cet|cette|ces|celui|celle)",
    asks_thing=r"quel(?:le)?s? (?:est|sont|était|étaient)",
    seldom_said=_words(
        "adresse âge année date dates exact exacte heures horaires jour largeur longueur montant nom nombre "
        "noms numéro part poids somme surface taille taux titre total totale type valeur"
    ),
    asks_age=r"quel(?: est)?(?: l['’]| son | leur | votre | ton | mon )? ?âge",
    behind_age=r"\sans?\s(?:d['’]âge|révolus?)",
    before_age=r"âgée?s?(?:\sde)?|âge(?:\sde|,?\s\(?(?:en\s)?(?:ans|années)\b)?",
    # Not "il y a 3 ans", which is when, and not "a 3 ans pour payer".
    around_age=(
        r"(?<!\by\s)(?:ai|as|a|avoir|ayant|avons|avez|ont|avai[st]|avaient|aura|auront)",
        r"ans?(?!\s(?:pour\b|d['’e]))",
    ),
    tells_birth=r"née?s?|naissance",
)
SPANISH = Language(
    "es",
    "spanish",
    _words(
        "al aquí con cómo cual cuál cuando cuándo cuanto cuánta cuánto cuántos cuántas de debe del desde donde "
        "dónde el ella ellas ellos en entre era es esa ese eso esta está están este esto fue ha hay he la las le "
        "les lo los más me mi mis muy o para pero por porque puede puedo que qué quien quién se ser si sin sobre "
        "son su sus también te tiene tu un una uno unos y ya"
    ),
    tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()),
    tuple("lunes martes miércoles jueves viernes sábado domingo".split()),
    _counted("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince")
    | _counted("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", start=20, step=10),
    tuple("cien ciento mil millón millones medio media mitad docena".split()),
    _words("no nunca jamás nada nadie ningún ninguna ninguno tampoco"),
    ("y", "pero", "mientras que", "sino"),
    ("y", "o", "pero", "qué hay de", "qué pasa con"),
    r"\b(?:ellas?|ellos|eso|esto|aquello|él)\b",
    r"cu[aá]nt[ao]s?|qué (?:cantidad|edad|importe|número|porcentaje)"
    r"|cuál (?:es|era) (?:el|la) (?:cantidad|edad|importe|número|plazo|porcentaje|precio|superficie)",
    r"cuándo|^(?:(?!\b(?:c[oó]mo|cu[aá]l|cu[aá]nt[ao]s?|d[oó]nde|qu[eé]|qui[eé]n(?:es)?)\b).)*\bcuando"
    r"|\b(?:desde|hasta|para|y|o) cuando|qué (?:año|día|fecha|mes)(?:e?s(?! de\b))?",
    r"quién(?:es)?",
    r"por qué|raz[oó]n|razones|motivos?",
    r"cita|referencia|bibliogr|art[ií]culos?\b|public|autor|estudio|revista",
    r"porque|debido|por lo tanto|puesto que|ya que|a causa de|para que|con el fin|por eso|motivos?|raz[oó]n|razones"
    r"|gracias a",
    r"resum(?:en|e|ir|a)(?: de(?:l)?)?|síntesis|puntos (?:clave|principales)|ideas principales"
    r"|de qué (?:trata|habla|va)",
    r"explica(?:me)?|háblame de(?:l)?|describe|qué dice",
    r"esquema|estructura de(?:l)?|[íi]ndice(?: de(?:l)?)?",
    r"compar(?:ar?|e|ación)(?: (?:de|entre|con))?|diferencias?(?: entre)?|en qué se diferencian"
    r"|qué (?:ha )?cambi(?:ó|ado|a)(?: entre)?|cambios entre",
    r"cláusulas?|secci(?:ón|ones)|artículos?|apartados?|anexo|capítulo|párrafos?",
    r"referencias|bibliograf[íi]a",
    r"agradecimientos|[íi]ndice(?: general| de contenidos)?|contenidos?|lista de (?:figuras|tablas)",
    r"resumen|introducción|conclusi[óo]n|síntesis",
    r"todos los derechos reservados|prohibida (?:su|la) reproducción|marque la casilla|para (?:más|mayor) información",
    _words("dice dicen establece estipula dispone contiene escrito pone"),
    {
        "page": r"página|pág\.",
        "section": r"sección|§+",
        "article": r"artículo|art\.",
        "clause": r"cláusula|estipulación",
        "paragraph": r"apartado|párrafo|inciso",
        "number": r"numeral|número|n\.º",
        "point": r"punto",
        "letter": r"letra|lit\.",
        "rule": r"regla",
        "chapter": r"capítulo",
        "part": r"parte|título",
        "footnote": r"nota al pie",
        "annex": r"anexo|apéndice",
        "table": r"tabla|cuadro",
        "figure": r"figura",
    },
    _ordinals(
        "primer segund tercer cuart quint sext séptim octav noven décim undécim/decimoprimer duodécim/decimosegund "
        "decimotercer decimocuart decimoquint decimosext decimoséptim decimoctav decimonoven vigésim",
        "o/a",
    )
    | {"primer": 1, "tercer": 3},
    Lists(
        asks_all=r"(?:(?:enumer[ae]|list[ae]|nombr[ae]|dame|danos|muestra|muéstrame|encuentra|cuáles son|quiénes son)"
        r"(?:me)? )?(?:una lista (?:completa )?(?:de|con) (?:todos |todas )?(?:los |las )?|(?:todos|todas) (?:los"
        r"|las) |cada )",
        asks_some=r"(?:enumera|lista)(?:me)? (?:los |las )?",
        asks_how_many=r"cu[aá]nt[ao]s (?P<about>[\w -]+?) (?:(?:hay|aparecen|figuran|se \w+) en DOC|(?:menciona"
        r"|contiene|nombra) DOC)",
        asks_which=r"qué (?P<about>[\w -]+?) (?:hay|se mencionan|aparecen)(?: en DOC)?"
        r"|(?:cuáles|quiénes) son (?:los|las) (?P<kind>[\w -]+?)(?: (?:en|de|del) DOC)?",
        asks_dates=r"(?:(?:todas )?las )?fechas (?:e|y) (?:los )?(?:importes|montos|cantidades)|cronología"
        r"|línea (?:de tiempo|temporal)|fechas (?:clave|importantes)",
        told=r"(?:que )?(?:se )?(?:mencionad[ao]s|mencionan|nombrad[ao]s|citad[ao]s|contenid[ao]s|hay|aparecen"
        r"|figuran|definid[ao]s)",
        kinds={
            "dates": "fechas?",
            "deadlines": "plazos?|vencimientos?|preavisos?",
            "amounts": "importes?|montos?|sumas?(?: de dinero)?|cantidades",
            "percentages": "porcentajes?",
            "obligations": "obligaci[oó]n(?:es)?|deberes",
            "terms": "términos definidos|definici[oó]n(?:es)?",
            "people": "personas?",
            "organisations": "organizaci[oó]n(?:es)?|empresas?|sociedades|compañías?",
            "names": "nombres?",
            "parties": "partes?(?: contratantes?)?",
        },
        duties=r"deberán?|deben?|(?:está|están) obligad[ao]s? a|se (?:compromete|obliga)n? a|tendrán? que|no podrán?",
        no_duties=r" entenderse",
        roles=r"inquilin[oa]|arrendatari[oa]|arrendador[a]?|huésped|propietari[oa]|comprador[a]?|vendedor[a]?"
        r"|proveedor[a]?|client[ea]|contratista|empleador[a]?|emplead[oa]|prestatari[oa]|prestamista|asegurador[a]?"
        r"|asegurad[oa]|licenciatari[oa]|licenciante|parte",
        party=r"(?:el|la|cada) (?:ROLE)",
        does=r"(?!(?:es|está|ha|puede|debe|deberá|tiene|quiere|recibe|posee|vive|que|y|o|de|del)\b)"
        r"(?:no )?[a-záéíóúñ]+[ae]\b",
        bounds=r"en (?:un|el) plazo de|dentro de(?: los)?|a más tardar(?: el)?|antes del?|hasta(?: el)?",
        spans=r"al menos|como mínimo|durante|después de|por|con|de",
        periods=r"horas?|días?(?: hábiles| naturales| laborables)?|semanas?|mes(?:es)?|trimestres?|años?",
        means=r"significan?|se refieren? a|se entiende por|designan?",
        calls=r"en adelante|en lo sucesivo|denominad[ao]s?",
        currencies=r"euros?|céntimos?|dólares|pesos|libras|francos",
        multiples=r"mil|mill(?:ón|ones)(?: de)?",
        percent=r"por ciento",
        titles=r"Sr|Sra|Srta|Don|Doña|Dr|Dra",
        announces=r"siguientes?|a continuación",
        leads=r"incluy(?:e|en|endo)|a saber|tales como",
        are=r"son|eran",
        between=r"entre",
        named=r"llamad[oa]s?|denominad[oa]s?",
        has_parts=r"consta de|constan de|(?<!\bse )comprende(?! qu)|contiene",
        deals=r"(?:arrienda|alquila|vende|presta|cede|otorga|contrata)",
        comes_to=r"(?:sub)?total|importe total|saldo|a pagar|vencimiento|reembolso|fianza|depósito",
        balances="saldo",
        labels=r"número|núm\.?|fecha|importe|saldo|vencimiento|cliente|referencia|per[ií]odo|precio|tasa|iva|nombre|tipo"
        r"|peso",
        shares="votos|miembros|puntos",
        greets=r"estimad[oa]s?|querid[oa]s?|muy señor(?:es)? míos?|apreciad[oa]s?",
    ),
    _words("aprox. núm. pág. p.ej. sr. sra. sres. ud. uds."),
    r"ap|apdo|arts?|avda|caps?|exp|figs?|inc|máx|mín|nro|núms|págs?|párr|párrs|pto|pza|ref|secc|tel|tfno|tít|vol|ene|abr|ago|dic",
    begins_back=r"ell[ao]s?|él|dich[ao]s?"
    r"|[eé]st[aeo]s?(?! (?:contrato|documento|informe|acuerdo|manual|póliza|guía)s?\b)"
    r"|(?:en|por|con|para|de) (?:est[aeo]s?|dich[ao]s?)",
    asks_thing=r"cu[aá]l(?:es)? (?:es|son|era|eran|fue)",
    seldom_said=_words(
        "año cantidad día dirección edad exacta exacto fecha fechas horario importe longitud nombre nombres "
        "número parte peso suma superficie tamaño tasa tipo título total valor"
    ),
    asks_age=r"cu[aá]ntos años (?:ten[ií]an?|tienen?|cumplen?|cumplió)|qu[eé] edad"
    r"|cu[aá]l (?:es|era) (?:la|su|tu|mi) edad",
    behind_age=r"\s(?:años?|mes(?:es)?|semanas?|días?)\sde\sedad",
    before_age=r"edad(?:\sde|,?\s\(?(?:en\s)?años\b)?",
    # Not "tiene 3 años para pagar".
    around_age=(r"(?:tener|tengo|tienes?|tenemos|tienen|tenían?|cumplen?|cumplió)", r"años?(?!\s(?:para|de)\b)"),
    tells_birth=r"nacid[ao]s?|naci[oó]|nacimiento",
)
LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH)

RUSSIAN_PLACES = PlaceWords(
    _words("в во на о об обо по с со к из от за для до при согласно что какой какая какое какие как ли этот этого"),
    _words(
        "говорит говорится сказано гласит написано указано указывает предусмотрено предусматривает устанавливает "
        "установлено определяет определено содержит содержится содержание текст сообщает означает договор "
        "договора договоре договору документ документа документе контракта"
    ),
    {
        "page": r"страниц(?:[аыеу]|ей|ах)?|стр\.|с\.",
        "section": r"раздел(?:[аеуы]|ом|ов|ах?)?|разд\.|параграф(?:[ауе]|ом)?",
        "article": r"стать(?:[яеию]|ёй|ей|ям|ями|ях)|статей|ст\.",
        "clause": r"пункт(?:[аеуы]|ом|ов|ам|ами|ах)?|п\.",
        "item": r"подпункт(?:[аеуы]|ом|ов|ам|ами|ах)?|подп\.|пп\.",
        "paragraph": r"част(?:ь|и|ью|ей|ям|ями|ях)|ч\.|абзац(?:[ауеы]|ем|ев|ах)?|абз\.",
        "chapter": r"глав(?:[аыеу]|ой|ам|ами|ах)?|гл\.",
        "footnote": r"сноск(?:[аиеу]|ой)",
        "note": r"примечани(?:[еяю]|ем|и)",
        "annex": r"приложени(?:[еяюи]|ем|ями|ям|ях)|приложений|прил\.",
        "table": r"таблиц(?:[аыеу]|ей|ах)?|табл\.",
        "figure": r"рисун(?:ок|ка|ке|ку|ком|ках)|рис\.",
    },
    _ordinals(
        "перв втор треть/трет четвёрт/четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат "
        "четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат",
        "ый/ой/ий/ая/я/ое/е/ого/его/ому/ему/ом/ем/ым/им/ую/ю/ей",
    ),
    r"статьи|ст\.|пункта|п\.|подпункта|части|ч\.|раздела|разд\.|главы|гл\.|параграфа|приложения|прил\.",
    ("и", "или", "а", "но"),
)
_ARABIC_PREFIX = "[وف]?(?:[بك]?ال|لل|[بلك])?"  # and, in, the and their like are written as one with their word
ARABIC_PLACES = PlaceWords(
    _words("ما ماذا في من على الى عن هو هي هذا هذه حسب وفق وفقا بموجب بمقتضى"),
    _words(
        "تقول يقول تنص ينص نص نصت تذكر يذكر ورد وردت جاء جاءت مكتوب مذكور تتضمن يتضمن تحتوي يحتوي مضمون محتوى "
        "تعني العقد"
    ),
    {
        kind: f"{_ARABIC_PREFIX}(?:{words})"
        for kind, words in {
            "page": "صفحة|صفحه",
            "section": "قسم",
            "article": "مادة|ماده",
            "clause": "بند",
            "paragraph": "فقرة|فقره",
            "chapter": "فصل",
            "part": "باب|جزء",
            "footnote": "حاشية|هامش",
            "annex": "ملحق|مرفق",
            "table": "جدول",
            "figure": "شكل",
        }.items()
    },
    _ordinals(
        "الاولى/الاول الثانية/الثاني الثالثة/الثالث الرابعة/الرابع الخامسة/الخامس السادسة/السادس السابعة/السابع "
        "الثامنة/الثامن التاسعة/التاسع العاشرة/العاشر"
    )
    | {
        f"{ones} {ten}": number
        for number, two in enumerate(
            "الحادية/الحادي الثانية/الثاني الثالثة/الثالث الرابعة/الرابع الخامسة/الخامس السادسة/السادس السابعة/السابع "
            "الثامنة/الثامن التاسعة/التاسع".split(),
            11,
        )
        for ones, ten in zip(two.split("/"), ("عشرة", "عشر"), strict=True)
    },
)
KNOWN_PLACES: tuple[Language | PlaceWords, ...] = (*LANGUAGES, RUSSIAN_PLACES, ARABIC_PLACES)
# The letters that lists in other alphabets are labelled by, in order.
ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя", "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ")

# How Chinese and Japanese number the places of a document: 第七条, 第二款, 附件一.
HAN_DIGITS = "〇一二三四五六七八九"
HAN_PLACES = {
    "page": "页|頁|ページ",
    "article": "条|條",
    "chapter": "章",
    "section": "节|節",
    "part": "编|編",
    "paragraph": "款|項",
    "item": "项|号|號",
}
# What a question for the words of such a place says beside it.
HAN_SAYS = (
    "规定|規定|说|說|写|寫|书|書|内容|是|了|什么|什麼|的|有|何|が|は|を|に|の|と|い|て|あり|ます|です|か"
    "|定め|れ|述べ|ください"
)
HAN_PLACES_BEFORE = {  # before a number
    "annex": "附件|附录|附錄|別表|附表|別紙|付録",
    "table": "表",
    "figure": "图|圖|図",
    "footnote": "脚注|脚註",
}


def language_of(text: str) -> Language | None:
    """The language that most words of a text are of; None where it cannot be told.

    >>> [language.code for text in ("How much is it?", "Darf ich meinen Hund mitbringen?", "¿Cuánto es la fianza?")
    ...     if (language := language_of(text))]
    ['en', 'de', 'es']
    >>> language_of("Deposit?"), language_of("in 2021")
    (None, None)
    """
    words = re.findall(r"\w+", text.casefold())
    counts = sorted(((sum(map(one.stop_words.__contains__, words)), one.code, one) for one in LANGUAGES), reverse=True)
    (most, _, language), (second, _, _) = counts[:2]
    return language if most > second else None


def written_in(text: str) -> Language:
    """The language whose word forms a text of some length has: English where it cannot be told, or hardly.

    >>> written_in("Die Mieter leisten zum Beginn eine Kaution.").code, written_in("M. Luo, Y. Zheng, C. La Rue").code
    ('de', 'en')
    """
    language = language_of(text)
    if language is None or language is ENGLISH:
        return ENGLISH
    words = set(re.findall(r"[^\W\d_]\w*", text.casefold()))
    telling = len(words & language.stop_words)
    is_told = telling >= max(MIN_TELLING_WORDS, MIN_SHARE_OF_TELLING_WORDS * len(words))
    return language if is_told else ENGLISH


def all_denials(languages: Iterable[Language] = LANGUAGES) -> frozenset[str]:
    """The words of denial of several languages, none of which means something else in another of them."""
    return frozenset(word for language in languages for word in language.denials)
