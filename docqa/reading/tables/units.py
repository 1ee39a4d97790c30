"""What tables say of the unit of their cells: above them, in a header, in a label. Pure."""

import re

_SCALE = r"(?:thousands?|millions?|billions?|trillions?|mm|mn|bn|m|000s?|000['’]s|Tsd\.?|Mio\.?|Mrd\.?)"
_CURRENCY = (
    r"(?:(?:U\.?S\.?\s?)?\$|US\s?dollars|dollars|euros?|pounds|[€£¥]|USD|EUR|GBP|CHF|shares|amounts|figures|values)"
)
# As in "(in millions, except per share data)", "Dollars in thousands" or "$ in millions".
_STATED = re.compile(
    rf"\(?\s*((?:all\s|tabular\s)?(?:{_CURRENCY},?\s)*(?:(?:are\s)?(?:expressed\s|stated\s|presented\s)?in\s)"
    rf"(?:{_CURRENCY}\s)?{_SCALE}(?:\sof\s{_CURRENCY}|\s{_CURRENCY})?(?!\w)(?:(?:,|\sexcept|\sunless|;)[^()]*)?)\s*\)?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"\(\s*((?:{_CURRENCY}\s?)?{_SCALE}(?:,?\sexcept[^()]*)?|in\s{_CURRENCY}|%|in %|percent)\s*\)"
    rf"|^({_CURRENCY}\s?{_SCALE}|{_SCALE}|in\s(?:%|percent|{_CURRENCY})|%|percent)$",
    re.IGNORECASE,
)
# Behind a row's label: "Open circuit voltage (V)". By name, since notes and short forms stand in brackets as well.
_MEASURE = re.compile(
    r"\(\s*((?:[kMGmµnp]?(?:V|A|W|Wh|VA|Hz|Ω|F|N|J|s|Pa|l|L|g|m|bit|B)|Wp|°C|°F|K|dB|lm|lx|rpm|psi|bar|min|h|hrs?|days|months|years"
    r"|t|lbs?|oz|in|ft|cm|Nm|[kmc]?m[²³]|%|[€$£¥]|USD|EUR|GBP|CHF)(?:/[A-Za-z°²³]{1,5})?)\s*\)\s*\**$"
)
_EXCEPT = re.compile(r"\b(?:except|unless)\b(.*)", re.IGNORECASE | re.DOTALL)
_PER_SHARE = re.compile(r"\bper[\s-](?:\w+\s){0,2}(?:shares?|unit|ADS)\b|\bEPS\b", re.IGNORECASE)
_SHARES = re.compile(
    r"\b(?:weighted|average|number of|outstanding)\b.*\bshares\b|\bshares\b.*\boutstanding\b", re.IGNORECASE
)
_PAR = re.compile(r"\bpar value\b", re.IGNORECASE)
_RATIO = re.compile(r"\b(?:ratio|percent(?:age)?|margin|rate)\b|%", re.IGNORECASE)
_PERCENT = re.compile(r"(?<!\d)%|\bper\s?cent(?:age)?\b", re.IGNORECASE)
_UNIT_COLUMN = re.compile(r"units?|einheit", re.IGNORECASE)


def stated_unit(text: str) -> str:
    """What a line above a table says of all its cells, or "".

    >>> stated_unit("(In millions, except per share data; unaudited)")
    'In millions, except per share data; unaudited'
    >>> [stated_unit(text) for text in ("Dollars in thousands", "(Millions)", "Cash in banks", "(€ m)")]
    ['Dollars in thousands', 'Millions', '', '€ m']
    """
    found = _STATED.search(text) or _BARE.search(text)
    return " ".join(next(filter(None, found.groups())).split()) if found else ""


def is_unit(text: str) -> bool:
    """Whether a text is hardly more than a unit.

    >>> [is_unit(text) for text in ("($ in millions)", "(Dollars in millions, except per share)", "Sales in millions")]
    [True, True, False]
    """
    return len(re.sub(r"[\W_]", "", text)) <= len(re.sub(r"[\W_]", "", stated_unit(text))) + 2 and bool(
        stated_unit(text)
    )


def is_unit_column(header: str) -> bool:
    return _UNIT_COLUMN.fullmatch(header.strip()) is not None


def cell_unit(text: str, *, label: str, groups: str, header: str, table: str, column: str = "") -> str:
    """The unit of a cell: by its row where that says one, else by its column, else by the table.

    `column` is what the cells of its column have in common ("%"), `groups` are the headings of its row.

    >>> said = "in millions, except per share data"
    >>> cell_unit("1,577", label="Capital spending", groups="", header="2018", table=said)
    'in millions'
    >>> cell_unit("$2.63", label="Diluted", groups="Earnings per share:", header="2018", table=said)
    ''
    >>> cell_unit("11.37", label="Short circuit current (A)", groups="", header="TSM-370", table="")
    'A'
    """
    if "%" in text:
        return ""
    for said in (label, groups):
        if own := _STATED.search(said) or re.search(rf"\((?:in\s)?({_SCALE})\)", said, re.IGNORECASE):
            return own[1]
        if measure := _MEASURE.search(said):
            return measure[1]
    row = f"{groups} {label}"
    if _PER_SHARE.search(row) and not _PAR.search(label):
        return ""
    if by_column := column or stated_unit(header) or ("%" if _PERCENT.search(header) and "$" not in text else ""):
        return by_column
    if _PER_SHARE.search(header):
        return ""
    exception = _EXCEPT.search(table)
    if exception and re.search(r"(?<!per )(?<!per-)\bshares?\b(?!\s*price)", exception[1], re.IGNORECASE):
        if _SHARES.search(row) and not _PAR.search(label):
            return ""
    if exception and re.search(r"ratio|percent|%", exception[1], re.IGNORECASE) and _RATIO.search(row):
        return ""
    return table[: exception.start()].rstrip(" ,;") if exception else table
