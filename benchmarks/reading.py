"""How well pages are read: `python benchmarks/reading.py [--cases DIR] [--show KIND]`.

The share of the words of pages made by code (benchmarks/made_pages.py) that are read and in order, the share of words
that nobody sees and that could be quoted all the same, and the time; then small PDFs that were once read wrongly, by
words that must stand in their text or must not, if they are in DIR.
"""

import argparse
import re
import sys
import tempfile
from difflib import SequenceMatcher
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.made_pages import MadePage, make_pages
from docqa.documents import Page, Source
from docqa.reading.ocr import scan_page
from docqa.reading.pdf import read_pages

CASES = Path(__file__).resolve().parent.parent.parent / "shared" / "cases"
# By the PDF's place in the folder of cases: words that must stand in its text as they are, and such as must not.
PHRASES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "02-raised-digit/fees.pdf": (("is $150² and", "rental 12³", "120 m²"), ("$1502", "rental 123")),
    "08-stamped-scan/exhibit.pdf": (("30 September 2027", "48,500"), ()),
    "09-cells-apart/by-columns.pdf": (("Rake 3 12.25 36.75", "Potting soil 40 l 10 6.10 61.00"), ("213",)),
    "09-cells-apart/wrapped.pdf": (("1,800 per bicycle", "25,000 per event"), ()),
    "10-across-the-gap/newsletter.pdf": (
        ("given to Harlan Brothers, who will begin in June", "whose key hangs in the porch"),
        ("March and The garden",),
    ),
    "11-typed-over/camp.pdf": (("Tobias Okafor", "peanuts"), ()),
    "14-look-alike-letters/kaihi.pdf": (("入会金は三千円", "月会費は八百円"), ()),
    "15-marks-beside-letters/pruefung.pdf": (("Die Gebühr beträgt", "Schüler zahlen die Hälfte"), ("¨",)),
    "18-what-nobody-sees/struck.pdf": (("ninety (90) days",), ("thirty",)),
    "18-what-nobody-sees/layer-off.pdf": (("1,150 a month",), ("900",)),
    "18-what-nobody-sees/cropped.pdf": (("24 months",), ("12 months",)),
    "19-picture-below-text/festival.pdf": (("Dear members", "5,955"), ()),
}


def read(path: Path) -> Page:
    """The first page, its pictures read by OCR where the app would have them read."""
    page = next(iter(read_pages(path)))
    return scan_page(path, 0, label=page.label) if page.source in (Source.SCAN, Source.MIXED) else page


def words_of(text: str, *, by_characters: bool = False) -> list[str]:
    return list("".join(text.split())) if by_characters else text.split()


def share_in_order(expected: list[str], read: list[str]) -> float:
    """Of the expected words, those that are read, in the same order.

    >>> share_in_order("one two three four".split(), "one two four three".split())
    0.75
    """
    blocks = SequenceMatcher(None, expected, read, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(expected)


def share_quotable(hidden: list[str], text: str) -> float:
    """Of the hidden words, those that stand in the text.

    >>> share_quotable(["zebra", "oyster"], "A zebra.")
    0.5
    """
    words = set(re.findall(r"\w+", text))
    return sum(word in words for word in hidden) / len(hidden) if hidden else 0.0


def line(made: MadePage, page: Page, seconds: float) -> str:
    expected, found = (words_of(text, by_characters=made.by_characters) for text in (made.words, page.text))
    hidden = f"{share_quotable(made.hidden.split(), page.text):.2f}" if made.hidden else ""
    return f"| {made.kind} | {share_in_order(expected, found):.3f} | {hidden} | {1000 * seconds:.0f} |"


def timed(path: Path) -> tuple[Page, float]:
    start = perf_counter()
    page = read(path)
    return page, perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=Path, default=CASES, help="where the PDFs are that were once read wrongly")
    parser.add_argument("--show", metavar="KIND", help="what is read of the made page of that kind, and no more")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = list(make_pages(Path(folder)))
        if options.show:
            for one in made:
                if one.kind == options.show:
                    print(read(one.path).text)
            return
        read(made[0].path)  # what is loaded once is no time of a page's
        print("| page | words in order | hidden words quotable | ms |\n|---|---|---|---|")
        pages = [(one, *timed(one.path)) for one in made]
    for one, page, seconds in pages:
        print(line(one, page, seconds))
    by_text = [seconds for _, page, seconds in pages if page.source is Source.TEXT]
    print(f"A page of text: {1000 * median(by_text):.0f} ms (median); opening included.")
    if not options.cases.is_dir():
        print(f"{options.cases} is not there: its PDFs are left out.")
        return
    print("\n| case | words that must stand there | words that must not |\n|---|---|---|")
    for name, (right, wrong) in PHRASES.items():
        text = " ".join(read(options.cases / name).text.split())
        missing, there = [words for words in right if words not in text], [words for words in wrong if words in text]
        print(
            f"| {name} | {len(right) - len(missing)} of {len(right)} | {len(there)} of {len(wrong)} stand there |"
            + "".join(f" missing: {words}" for words in missing)
        )


if __name__ == "__main__":
    main()
