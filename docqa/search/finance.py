"""Financial reporting: its statements, what they are called, and the terms whose figures stand in them. Pure."""

import re
from enum import StrEnum


class Part(StrEnum):
    """A financial statement: a part that every company's report has, under many names."""

    BALANCE_SHEET = "balance sheet"
    INCOME_STATEMENT = "income statement"
    CASH_FLOW_STATEMENT = "cash flow statement"
    EQUITY_STATEMENT = "statement of equity"


# Regular expressions of what the statements are called: in questions and, more or less, on the pages.
TITLES = {
    Part.BALANCE_SHEET: r"balance[ -]sheets?|statements? of (?:consolidated )?financial (?:position|condition)",
    Part.INCOME_STATEMENT: r"income statements?|statements? of (?:consolidated |net )*(?:income|operations|earnings)"
    r"|earnings statements?|profit and loss(?: statements?| accounts?)?|p ?& ?l(?: statement)?|statements? of profit",
    Part.CASH_FLOW_STATEMENT: r"cash[ -]flows? statements?|statements? of (?:consolidated )?cash[ -]flows?",
    Part.EQUITY_STATEMENT: r"statements? of (?:consolidated |changes in |(?:share|stock)(?:holders|owners)['’]? )*"
    r"equity|equity statements?",
}
# The phrases that the full-text index is asked for, to find the pages with such titles.
TITLE_PHRASES = {
    Part.BALANCE_SHEET: ("balance sheet", "financial position", "financial condition"),
    Part.INCOME_STATEMENT: (
        "income statement", "statement of income", "statement of operations", "statement of earnings",
        "statement of consolidated income", "statement of consolidated operations", "profit and loss",
        "statement of profit", "statement of net income",
    ),
    Part.CASH_FLOW_STATEMENT: ("cash flow statement", "statement of cash flow", "statement of consolidated cash flow"),
    Part.EQUITY_STATEMENT: (
        "stockholders equity", "shareholders equity", "shareowners equity", "statement of equity",
        "statement of changes in equity",
    ),
}  # fmt: skip
# Regular expressions of the standard terms of financial reporting, by the statement that their figures stand in: the
# working capital, say, is the difference of two lines of the balance sheet. Some terms need two statements.
TERMS = {
    Part.BALANCE_SHEET: r"(?:quick|current|liquidity) ratio|working capital|liquidity (?:profile|position)"
    r"|total (?:current )?(?:assets|liabilities)|inventor(?:y|ies)|accounts? (?:payable|receivable)|receivables"
    r"|payables|goodwill|property,? plant|pp&e|ppe|net ar|days (?:sales|payable|inventory)|d[sip]o|cash conversion"
    r"|debt[- ]to[- ]\w+|leverage|(?:share|stock)holders['’]? equity|book value|retained earnings|total debt"
    r"|fixed assets?|asset turnover|return on (?:assets|equity)|ro[ae]|capital[- ]intensive|capital intensity",
    Part.INCOME_STATEMENT: r"revenues?|net sales|sales growth|cogs|cost of (?:goods|sales|revenue)"
    r"|gross (?:profit|margin)|operating (?:income|profit|margin)|net (?:income|profit|earnings|margin|loss)|ebitda?"
    r"|eps|earnings per share|profit margin|interest expense|sg&a|r&d expense|effective tax rate"
    r"|(?:inventory |asset )?turnover ratio|asset turnover|return on (?:assets|equity)|ro[ae]"
    r"|days (?:sales|payable|inventory)|d[sip]o|cash conversion cycle",
    Part.CASH_FLOW_STATEMENT: r"cap(?:ital )?ex(?:penditures?)?|purchases? of property|depreciation|amorti[sz]ation"
    r"|d&a|free cash flow|fcf|operating cash flow|cash (?:flows? )?from (?:operat|invest|financ)\w*"
    r"|dividends? (?:paid|payout)|(?:payout|retention) ratio|share repurchases?|buybacks?"
    r"|stock[- ]based compensation|capital[- ]intensive|capital intensity|ebitda",
}

# Regular expressions of abbreviations that questions use, and what tables say in their place.
ABBREVIATIONS = {
    r"cogs": "cost of goods sold", r"cap(?:ital )?ex": "capital expenditures", r"d&a": "depreciation and amortization",
    r"pp&e|ppe|ppne": "property, plant and equipment", r"sg&a": "selling, general and administrative expenses",
    r"r&d": "research and development", r"eps": "earnings per share", r"fcf": "free cash flow",
}  # fmt: skip
# And those that documents write in both ways.
OFFICES = {
    "ceo": "chief executive officer", "cfo": "chief financial officer", "coo": "chief operating officer",
    "cto": "chief technology officer",
}  # fmt: skip
_OFFICE = re.compile(rf"(?<!\w)(?:{'|'.join(OFFICES)})(?!\w)", re.IGNORECASE)
_ABBREVIATION = re.compile(rf"(?<!\w)(?:{'|'.join(f'({one})' for one in ABBREVIATIONS)})(?!\w)", re.IGNORECASE)
_FISCAL_YEAR = re.compile(r"(?<!\w)(?:FY|CY|fiscal year )(?:20)?(\d\d)(?!\w)", re.IGNORECASE)
_QUARTER = re.compile(r"(?<!\w)(?P<named>[1-4]Q|Q[1-4]) ?(?:FY)?['’]?(?:20)?(?P<year>\d\d)(?!\w)", re.IGNORECASE)


def spelled_out(question: str) -> str:
    """A question with its quarters, fiscal years and abbreviations as the columns and rows of statements have them.

    >>> spelled_out("What was the FY2016 COGS, and the capex of FY17?")
    'What was the 2016 cost of goods sold, and the capital expenditures of 2017?'
    >>> spelled_out("Who is the CEO?")
    'Who is the CEO chief executive officer?'
    >>> spelled_out("The average price in 3Q24, Q22023 and Q1'23?")
    'The average price in 3Q 2024, Q2 2023 and Q1 2023?'
    """
    said = list(ABBREVIATIONS.values())
    years = _FISCAL_YEAR.sub(r"20\1", _QUARTER.sub(r"\g<named> 20\g<year>", question))
    offices = _OFFICE.sub(lambda found: f"{found[0]} {OFFICES[found[0].lower()]}", years)
    return _ABBREVIATION.sub(lambda found: said[(found.lastindex or 1) - 1], offices)


def is_titled(part: Part, line: str) -> bool:
    """Whether a line of a page is the title of such a part, rather than a sentence that speaks of it.

    >>> is_titled(Part.BALANCE_SHEET, "ADOBE INC. CONSOLIDATED BALANCE SHEETS")
    True
    >>> is_titled(Part.BALANCE_SHEET, "Notes to the Consolidated Balance Sheets")
    False
    """
    return bool(
        re.search(rf"^(?:.{{0,60}}\b)?(?:{TITLES[part]})\b.{{0,30}}$", line, re.IGNORECASE)
        and not re.search(r"\bnotes? to\b|\.\s*$", line, re.IGNORECASE)
    )
