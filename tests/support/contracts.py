"""A long contract whose clauses refer to each other, with what each of its places says."""

import re
from random import Random
from textwrap import wrap

PAGES = 14
CHARACTERS_PER_LINE = 88
_WHO = ("the Supplier", "the Customer", "the Carrier", "either party", "the Auditor")
_DOES = ("shall deliver", "may return", "must insure", "may audit", "must label", "shall store")
_WHAT = ("the goods", "each pallet", "the invoices", "damaged units", "spare parts", "the records")
_TITLES = (
    "Delivery Inspection Price Liability Termination Insurance Notices Warranties Storage Transport Audit Records "
    "Disputes Costs"
).split()


def contract(seed: int) -> tuple[list[str], dict[str, tuple[int, str]]]:
    """The texts of the pages, and for each place ("7.2", "7.2(b)") the index of its page and how its words begin.

    Places run over page ends, and mentions stand at the beginning of lines.
    """
    random = Random(seed)
    clauses = {
        f"{title}.{clause}": random.randint(2, 4)
        for title in range(1, len(_TITLES) + 1)
        for clause in range(1, random.randint(3, 5) + 1)
    }

    def mention() -> str:
        label, letters = random.choice(list(clauses.items()))
        return f"{label}({'abcd'[random.randrange(letters)]})"

    lines: list[tuple[str, str]] = []  # each with the place that begins there, or ""

    def write(place: str, label: str, words: str) -> None:
        first, *rest = wrap(f"{label} {words}".strip(), CHARACTERS_PER_LINE)
        lines.extend([(first, place), *((line, "") for line in rest)])

    for label, letters in clauses.items():
        number, clause = label.split(".")
        if clause == "1":
            lines.append((f"{number}. {_TITLES[int(number) - 1]}", ""))
        write(label, label, f"Subject to clause {mention()} and to clauses {mention()} and {mention()}, it is agreed:")
        for letter in "abcd"[:letters]:
            acts = f"{random.choice(_WHO)} {random.choice(_DOES)} {random.choice(_WHAT)}"
            write(
                f"{label}({letter})",
                f"({letter})",
                f"{acts} within {random.randint(2, 99)} days, as clause {mention()} says of {random.choice(_WHAT)};",
            )
    per_page = -(-len(lines) // PAGES)
    pages = [lines[at : at + per_page] for at in range(0, len(lines), per_page)]
    places = {place: (index, line) for index, page in enumerate(pages) for line, place in page if place}
    texts = ["\n".join(line for line, _ in page) for page in pages]
    return [f"Supply agreement\n{text}\nPage {n} of {PAGES}" for n, text in enumerate(texts, 1)], places


def is_lettered(label: str) -> bool:
    return re.search(r"\([a-z]\)", label) is not None
