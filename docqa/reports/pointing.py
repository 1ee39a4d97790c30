"""Whether a sentence points at others, so that it cannot be read alone. Pure."""

import re

_BACK = re.compile(
    r"^(?:this|these|those|that|such|it|its|they|their|he|she|his|her|however|therefore|thus|hence|moreover|furthermore"
    r"|additionally|also|but|and|or|so|for (?:example|instance)|in (?:addition|contrast|particular|this|these|that)"
    r"|(?:at|by|on|of|with|after|before|despite) (?:this|these|those|that)|in other \w+|to do so|as for|accordingly"
    r"|(?:all|both) (?:this|these|those)|the (?:de|in)crease (?:was|is)"
    r"|similarly|consequently|as a result|otherwise|instead|then|note that|the (?:former|latter|same|above)"
    r"|(?:first|second|third|last|final)ly|subsequently|notably,? (?:it|this|they)"
    r"|as (?:mentioned|discussed|described|noted|this|these|those)"
    r"|(?:all|any|each|either|many|most|neither|none|one|several|some) of (?:this|these|those|them)"
    r"|for (?:this|that|these) reasons?|to (?:\w+ )?(?:address|investigate|do|achieve) (?:this|these|that)"
    r"|through (?:this|these)|(?:for )?other \w+ (?:details|terms)|under (?:this|these|such)|on the other hand)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:fig(?:ures?|\.)|tables?|appendix|annex|exhibits?|see|sections?|items?|notes?|equations?|eq\.) ?\(?\d|\bsee\b"
    r"|\b(?:as follows|below|above|the following|refers? to the|in conjunction with"
    r"|incorporated (?:herein )?by reference)\b",
    re.IGNORECASE,
)


def points_back(sentence: str) -> bool:
    """Whether it goes on from the sentence before.

    >>> [points_back(text) for text in ("This means that rent is due.", "Additionally, rent is due.", "Rent is due.")]
    [True, True, False]
    """
    return _BACK.match(sentence) is not None


def points_elsewhere(sentence: str) -> bool:
    """Whether it sends its reader to a figure, a table, another section.

    >>> points_elsewhere("Rent is told in Table 3."), points_elsewhere("The table is of oak.")
    (True, False)
    """
    return _ELSEWHERE.search(sentence) is not None
