"""Whether a sentence points at others, so that it cannot be read alone. Pure."""

import re

from docqa.text.languages import LANGUAGES

# What a document calls itself by, and its parts and times: "this paper" needs no sentence before it.
_ITSELF = (
    r"(?: [\w-]+)? (?:paper|report|study|work|article|document|agreement|policy|manual|book|court|case|section|chapter"
    r"|appendix|order|opinion|notice|form|guide|release|lease|contract|instrument|indenture|filing|thesis|survey"
    r"|specification|standard|memorandum|motion|letter|plan|act|law|part|amendment|license|edition|year|quarter|month"
    r"|week)s?\b"
)
_POINTER = rf"(?:this(?!{_ITSELF})|these|those(?! (?:who|of|with|that|in|which)\b))"
_PERSON = r"(?:he|she|they|him|her|his|its|their|them)"
# Words that may stand before such a one, none of which says who is meant: "as he came", "in her struggles".
_BEFORE_PERSON = (
    r"(?:when|while|as|before|after|if|once|since|because|although|though|until|unless|in|on|at|by|with|for|from|of|to"
    r"|during|under|through|upon|without|had|has|did|does|was|is|were|are|all|both|than|like|unlike)"
)
_MONTHS = "|".join(month for language in LANGUAGES for month in language.months)
# When something was, before who is not said: "in May 1762 he". A name has a capital.
_TIME = (
    r"(?:in|on|by|at|from|after|before|until|since|during|for)"
    rf"(?: (?-i:[a-z\d][a-z\d’'-]*)| (?:{_MONTHS})\b){{1,4}},? (?:he|she|they)"
)
# "It is known that rent is due" stands alone.
_IT = (
    r"it(?! (?:is|was|has been|may be|seems|appears)(?: \w+)? (?:that|(?:possible|necessary|important|intended) to)\b)"
)
# What joins a sentence to the one before, and can be read over.
_GOES_ON = (
    r"however|therefore|thus|hence|moreover|furthermore|additionally|also|but|and|or|so|similarly|likewise|conversely"
    r"|consequently|accordingly|otherwise|instead|then|specifically|specially|particularly|indeed|yet|still|besides"
    r"|nevertheless|nonetheless|meanwhile|again|even so|further|subsequently|(?:still |yet )?another|that said"
    r"|to begin with|to be (?:more )?(?:specific|precise|concrete)|note that|(?:more |most )?importantly"
    r"|(?:first|second|third|last|final)ly|(?:first|second|third|fourth|here|notably|combined)(?=,)|as such|as for"
    r"|as a result|anyhow|anyway"
    r"|as (?:just \w+|mentioned|discussed|described|noted)"
    r"|stated (?:simply|differently)|in (?:addition|contrast|particular)"
    r"|in other \w+|for (?:example|instance)|by contrast|on the (?:other hand|one hand|contrary)|to do so"
    r"|(?:for )?other \w+ (?:details|terms)|the (?:de|in)crease (?:was|is)|the (?:former|latter|same|above)"
)
_JOINS = re.compile(rf"(?:{_GOES_ON})\b,?\s*", re.IGNORECASE)
_BACK = re.compile(
    rf"(?:{_POINTER}|(?:[\w’'-]+ ){{1,7}}{_POINTER}(?=\W)|{_PERSON}"
    rf"|{_TIME}|(?:as (?:soon|long) )?(?:{_BEFORE_PERSON} ){{1,2}}{_PERSON}"
    rf"|(?:[\w’'-]+ ){{1,4}}(?:it|them)(?=,)|nor|in this case|{_IT}|(?:{_BEFORE_PERSON} ){{1,2}}it|that"
    r"|(?:at|by|on|of|with|after|before|despite|in|for|as) (?:those|that)"
    r"|(?:all|any|each|either|many|most|neither|none|one|several|some|both) (?:of )?(?:those|them)"
    r"|(?:includes|excludes|represents|reflects|consists|relates|comprises|denotes|amounts? (?:includes?|represents?))"
    r"|(?:[\w’'-]+ ){0,4}(?:such(?! (?:as|that)\b)|the foregoing|there(?:with|of|to|under|by)))\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)\W*")  # "(So too the dissent's.)" is said beside the sentence before
_BACK_IN_OTHER_LANGUAGES = re.compile(
    rf"(?:{'|'.join(language.begins_back for language in LANGUAGES)})\b", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"\b(?:fig(?:ures?|\.)|tables?|appendix|annex|exhibits?|see|sections?|items?|notes?|equations?|eq\.) ?\(?\d|\bsee\b"
    r"|\b(?:as follows|below|above|the following|refers? to the|in conjunction with"
    r"|incorporated (?:herein )?by reference)\b",
    re.IGNORECASE,
)


def points_back(sentence: str) -> bool:
    """Whether it speaks of something that only a sentence before it names.

    >>> [points_back(text) for text in ("This means that rent is due.", "Notably, it is due.", "Notably, rent is due.")]
    [True, True, False]
    >>> [points_back(text) for text in ("This lease ends in May.", "It is known that dogs pay.", "As he came, Al ran.")]
    [False, False, True]
    >>> [points_back(text) for text in ("Sie kann in Raten gezahlt werden.", "Sie können in Raten zahlen.")]
    [True, False]
    >>> [points_back(f"In {when} went to Leeds.") for when in ("1762 he", "the two years before they", "Leeds he")]
    [True, True, False]
    >>> points_back("These reports are sent in May."), points_back("This report is sent in May.")
    (True, False)
    >>> points_back("(So too that of the mill.)"), points_back("Nor rent, which is set at 5.")
    (True, True)
    """
    if _ASIDE.fullmatch(sentence):
        return True
    joined = _JOINS.match(sentence)
    start = joined.end() if joined else 0
    return any(pattern.match(sentence, start) for pattern in (_BACK, _BACK_IN_OTHER_LANGUAGES))


def goes_on(sentence: str) -> bool:
    """Whether it begins with a word that joins it to the sentence before.

    >>> goes_on("Additionally, rent is due."), goes_on("Rent is due.")
    (True, False)
    """
    return _JOINS.match(sentence) is not None


def points_elsewhere(sentence: str) -> bool:
    """Whether it sends its reader to a figure, a table, another section.

    >>> points_elsewhere("Rent is told in Table 3."), points_elsewhere("The table is of oak.")
    (True, False)
    """
    return _ELSEWHERE.search(sentence) is not None
