"""What tables say of the unit of their cells: above them, in a header, in a label. Pure."""

import re

MAX_CHARACTERS = 400  # of a text that are looked at: on endless ones some of these patterns would be slow

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
_MEASURED = re.compile(r"\d\s?([^\W\d_]{1,3})(?:/\S+|[²³])?(?![^\W_])")
_EXCEPT = re.compile(r"\b(?:except|unless)\b(.*)", re.IGNORECASE | re.DOTALL)
_PER_SHARE = re.compile(r"\bper[\s-](?:\w+\s){0,2}(?:shares?|unit|ADS)\b|\bEPS\b", re.IGNORECASE)
_SHARES = re.compile(
    r"\b(?:weighted|average|number of|outstanding)\b.*\bshares\b|\bshares\b.*\boutstanding\b", re.IGNORECASE
)
_PAR = re.compile(r"\bpar value\b", re.IGNORECASE)
_RATIO = re.compile(r"\b(?:ratio|percent(?:age)?|margin|rate)\b|%", re.IGNORECASE)
_PERCENT = re.compile(r"(?<!\d)%|\bper\s?cent(?:age)?\b", re.IGNORECASE)
_SCALED = re.compile(rf"\((?:in\s)?({_SCALE})\)", re.IGNORECASE)
_EXCEPT_SHARES = re.compile(r"(?<!per )(?<!per-)\bshares?\b(?!\s*price)", re.IGNORECASE)
_EXCEPT_RATIOS = re.compile(r"ratio|percent|%", re.IGNORECASE)
_UNIT_COLUMN = re.compile(r"units?|einheit", re.IGNORECASE)


def stated_unit(text: str) -> str:
    """What a line above a table says of all its cells, or "".

    >>> stated_unit("(In millions, except per share data; unaudited)")
    'In millions, except per share data; unaudited'
    >>> [stated_unit(text) for text in ("Dollars in thousands", "(Millions)", "Cash in banks", "(€ m)")]
    ['Dollars in thousands', 'Millions', '', '€ m']
    """
    text = text[:MAX_CHARACTERS]
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


def measures(text: str) -> frozenset[str]:
    """What is counted in a text by its short unit.

    >>> sorted(measures("Paclitaxel 60 mg/m² IV, 5 ml")), measures("12 months ended"), measures("Level 2")
    (['mg', 'ml'], frozenset(), frozenset())
    """
    return frozenset(_MEASURED.findall(text[:MAX_CHARACTERS]))


def is_unit_column(header: str) -> bool:
    return _UNIT_COLUMN.fullmatch(header.strip()) is not None


def row_unit(label: str, groups: str) -> str | None:
    """The unit that a row says of its cells; None where it says nothing. `groups` are the headings over it.

    >>> row_unit("Short circuit current (A)", ""), row_unit("Diluted", "Earnings per share:"), row_unit("Sales", "")
    ('A', '', None)
    """
    label, groups = label[:MAX_CHARACTERS], groups[:MAX_CHARACTERS]
    for said in (label, groups):
        if own := _STATED.search(said) or _SCALED.search(said) or _MEASURE.search(said):
            return own[1]
    return "" if _PER_SHARE.search(f"{groups} {label}") and not _PAR.search(label) else None


def column_unit(header: str, has_percents: bool) -> str | None:
    """The unit of a column by its header, or by the "%" at its first cell; None where nothing is said.

    >>> column_unit("Change (in millions)", False), column_unit("% of total", False), column_unit("2018", False)
    ('in millions', '%', None)
    """
    if has_percents:
        return "%"
    if own := stated_unit(header):
        return own
    if _PER_SHARE.search(header):
        return ""
    return "%" if _PERCENT.search(header) else None


def table_unit(unit: str, row: str) -> str:
    """A table's unit as it is that of a row, by its label and headings.

    >>> said = "in millions, except share and per share data"
    >>> table_unit(said, "Capital spending"), table_unit(said, "Weighted average shares outstanding")
    ('in millions', '')
    """
    exception = _EXCEPT.search(unit)
    if not exception:
        return unit
    row = row[:MAX_CHARACTERS]
    is_of_shares = _SHARES.search(row) and not _PAR.search(row)
    if _EXCEPT_SHARES.search(exception[1]) and is_of_shares:
        return ""
    if _EXCEPT_RATIOS.search(exception[1]) and _RATIO.search(row):
        return ""
    return unit[: exception.start()].rstrip(" ,;")
