"""Leaders: dots or other marks in a row that lead the eye from a label to its value. Pure."""

import re

MARKS = ".·…_․‥∙⋅"
# Few of them may be an ellipsis in a sentence, unless a value or nothing follows: "law violations. . 91.0".
LEADER = re.compile(
    rf"[{MARKS}](?:[ \t]{{0,3}}[{MARKS}]){{3,}}+|[…‥]++|(?<=\w)\.{{2,}}+(?=\s|\Z)"
    rf"|[{MARKS}](?:[ \t]{{1,3}}[{MARKS}]){{1,2}}(?=[ \t]++(?:[(\[$€£<–—-]*\d|[([–—-])|[ \t]*+(?:\n|\Z))"
)
_LEADS = re.compile(rf"(?:[{MARKS}][ \t]{{0,3}}){{4,}}+(?![^\W\d_])|…{{2,}}")


def is_led(line: str) -> bool:
    """Whether a line has a leader, to a value in it or to one that is missing.

    >>> [is_led(line) for line in ("Rent . . . . 5", "Name ........", "Tea ……… 3", "He left . . . . The court held")]
    [True, True, True, False]
    """
    return _LEADS.search(line) is not None


def is_amid_leader(text: str, mark: int, end: int) -> bool:
    """Whether the mark at that offset is one of several, and nothing ends with it at `end`.

    The last of an ellipsis may end a sentence: a capital letter follows.

    >>> text = "Tea . . . 3. We left . . . Milk"
    >>> [is_amid_leader(text, at, at + 1) for at, one in enumerate(text) if one == "."]
    [True, True, True, False, True, True, False]
    """
    if text[mark] not in MARKS:
        return False
    after = text[end : end + 3].lstrip(" \t")
    if after[:1] and after[0] in MARKS and not after[1:2].isalnum():
        return True
    before = text[max(0, mark - 3) : mark].rstrip(" \t")
    return before[-1:] in tuple(MARKS) and not text[end : end + 8].lstrip(" \t\n\"'“")[:1].isalpha()
