"""How many of the changes planted between two versions of a contract a comparison finds, and what it invents.

    python -m benchmarks.comparison [--contracts 20] [--first 0] [--pdf FILE.pdf ...] [--show] [--json]

Both versions are PDFs made by code (benchmarks/made_contracts.py), read as any document is. Then: a contract against
itself, two documents that have nothing to do with each other, and two long documents, with the seconds and memory that
these take. Of a real PDF (--pdf) the text is set on other pages with its lines broken otherwise, and twenty of its
numbers are changed.
"""

import argparse
import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from textwrap import wrap
from time import process_time

from benchmarks.made_contracts import NEW_SETTING, OLD_SETTING, Planted, made, set_on_pages, two_versions
from docqa.documents import Answer, Difference, Heading, Page
from docqa.library.catalog import Library
from docqa.reading.pdf import read_pages
from docqa.reports.report import report
from docqa.reports.request import ReportKind
from docqa.settings import Settings
from docqa.text.running_lines import body, running_lines

LONG_DOCUMENT_PAGES = 300
STATEMENTS_PER_PAGE = 22
REAL_CHANGES = 20
MIN_CHARACTERS_OF_FULL_LINE, MAX_DIGITS_OF_PROSE = 75, 12  # a shorter line, or one of numbers, ends a paragraph
WIDTH_SET_ANEW, LINES_PER_PAGE_SET_ANEW = 62, 48  # characters
SHARE_CHANGED = 0.02  # of the long document's statements


def main() -> None:
    options = _options()
    with TemporaryDirectory() as folder:
        results = _measured(Path(folder), options.first, options.contracts, options.show)
        for path in options.pdf:
            results |= _of_real(Path(folder), path, options.first, options.show)
    print(json.dumps(results) if options.json else "\n".join(f"{name}: {value}" for name, value in results.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contracts", type=int, default=20, help="how many pairs (default 20)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--pdf", action="append", default=[], type=Path, help="a real PDF (repeatable)")
    parser.add_argument("--show", action="store_true", help="print what was missed and what was invented")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _measured(folder: Path, first: int, contracts: int, show: bool) -> dict[str, object]:
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    invented = 0
    old, new = folder / "Old.pdf", folder / "New.pdf"
    for seed in range(first, first + contracts):
        changes = two_versions(old, new, seed)
        shown, extra = found_and_invented(compared(folder, list(read_pages(old)), list(read_pages(new))), changes)
        planted.update(change.kind for change in changes)
        found.update(change.kind for change in shown)
        invented += len(extra)
        if show:
            missed = [change for change in changes if change not in shown]
            for one in (*missed, *(f"invented: {_texts(d)}" for d in extra)):
                print(seed, one, file=sys.stderr)
    pages = list(read_pages(new))
    itself = compared(folder, pages, pages)
    set_on_pages(made(Random(first)), old, OLD_SETTING)
    set_on_pages(made(Random(first)), new, replace(NEW_SETTING, first_number=1))
    other_setting = compared(folder, list(read_pages(old)), list(read_pages(new)))
    unrelated = compared(folder, _long(Random(1), 20, changed=0.0), pages)
    started = process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    long = compared(
        folder, _long(Random(2), LONG_DOCUMENT_PAGES, 0.0), _long(Random(2), LONG_DOCUMENT_PAGES, SHARE_CHANGED)
    )
    seconds = process_time() - started
    started = process_time()
    strangers = compared(folder, _long(Random(3), LONG_DOCUMENT_PAGES, 0.0), _long(Random(4), LONG_DOCUMENT_PAGES, 0.0))
    return {
        "found": f"{found.total()} of {planted.total()} planted changes ({found.total() / planted.total():.3f})",
        "invented": invented,
        "missed": dict(planted - found),
        "a contract against itself": len(list(_differences(itself))),
        "set otherwise, nothing changed": len(list(_differences(other_setting))),
        "unrelated": f"{len(list(_differences(unrelated)))} differences. {unrelated.notice}",
        f"{LONG_DOCUMENT_PAGES} pages, versions": (
            f"{len(list(_differences(long)))} differences in {seconds:.1f} s of one core"
        ),
        f"{LONG_DOCUMENT_PAGES} pages, strangers": f"{process_time() - started:.1f} s of one core. {strangers.notice}",
        "memory for these (MB)": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
    }


def _of_real(folder: Path, path: Path, seed: int, show: bool) -> dict[str, object]:
    """A real PDF beside itself on other pages, with numbers changed."""
    pages = list(read_pages(path))
    other, planted = _set_anew(pages, Random(seed))
    differences = list(_differences(compared(folder, pages, other)))
    changed = [{s.text for s in difference.now if s.is_changed} for difference in differences]
    found = [number for number in planted if any(number in text for texts in changed for text in texts)]
    extra = [
        d for d, texts in zip(differences, changed, strict=True) if not any(n in t for t in texts for n in planted)
    ]
    for difference in extra if show else ():
        print(f"invented: {_texts(difference)}", file=sys.stderr)
    return {
        f"{path.name}, {len(pages)} pages set anew": (
            f"{len(found)} of {len(planted)} planted changes found, {len(extra)} invented"
        )
    }


def _set_anew(pages: list[Page], random: Random) -> tuple[list[Page], list[str]]:
    """The text on other pages, its paragraphs broken anew, and the numbers that were put into it."""
    running = running_lines(pages)
    paragraphs, lines = list[str](), list[str]()
    for page in pages:
        start, end = body(page, running)
        for line in filter(str.strip, page.text[start:end].splitlines()):
            lines.append(line.strip())
            is_full = len(line) > MIN_CHARACTERS_OF_FULL_LINE and sum(map(str.isdigit, line)) < MAX_DIGITS_OF_PROSE
            if not is_full or ". . ." in line:
                paragraphs.append(" ".join(lines))
                lines = []
    paragraphs.append(" ".join(lines))
    numbered = [at for at, text in enumerate(paragraphs) if re.search(r" \d{2,3} [a-z]", text) and len(text) > 200]
    planted = []
    for at in random.sample(numbered, min(REAL_CHANGES, len(numbered))):
        planted.append(str(random.randint(10**6, 10**7)))
        paragraphs[at] = re.sub(r" \d{2,3} (?=[a-z])", f" {planted[-1]} ", paragraphs[at], count=1)
    broken = [line for text in paragraphs for line in wrap(text, WIDTH_SET_ANEW, break_long_words=False)]
    starts = range(0, len(broken), LINES_PER_PAGE_SET_ANEW)
    return [
        Page(n, str(n + 1), "\n".join(broken[at : at + LINES_PER_PAGE_SET_ANEW])) for n, at in enumerate(starts)
    ], planted


def compared(folder: Path, before: list[Page], after: list[Page]) -> Answer:
    """The comparison of two documents of these pages, from a library that holds nothing else."""
    with TemporaryDirectory(dir=folder) as own:
        library = Library.open(Settings(data_dir=Path(own) / "data", chroma_dir=Path(own) / "chroma"))
        for name, pages in (("Old.pdf", before), ("New.pdf", after)):
            document = library.add(b"%PDF-1.7\n" + name.encode(), name)
            library.pages.begin(document.id, len(pages))
            library.pages.keep(document.id, pages)
        documents = sorted(library.documents(), key=lambda document: document.name, reverse=True)
        *_, answer = report(ReportKind.COMPARISON, "Compare Old.pdf and New.pdf", documents, library, lambda: None)
        library.database.close()
    return answer


def found_and_invented(answer: Answer, changes: Sequence[Planted]) -> tuple[list[Planted], list[Difference]]:
    """The planted changes that a comparison shows, and the differences in it that are none of them."""
    differences = list(_differences(answer))
    found = [change for change in changes if any(_shows(difference, change) for difference in differences)]
    return found, [d for d in differences if not any(_shows(d, change) for change in changes)]


def _differences(answer: Answer) -> Iterator[Difference]:
    for part in answer.parts:
        yield from part.differences


def _shows(difference: Difference, change: Planted) -> bool:
    """Whether a difference shows a change: both wordings beside each other, or the one that there is."""
    was, now = _texts(difference)
    is_marked = not (was and now) or any(s.is_changed for s in (*difference.was, *difference.now))
    return is_marked and all(
        _plain(wanted) in text if wanted else not text for wanted, text in ((change.before, was), (change.after, now))
    )


def _texts(difference: Difference) -> tuple[str, str]:
    was, now = ("".join(stretch.text for stretch in words) for words in (difference.was, difference.now))
    return _plain(was), _plain(now)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w.,]+", text)).casefold()


def _long(random: Random, count: int, changed: float) -> list[Page]:
    """A long document of invented words; of the same random numbers with another share of statements changed."""
    words = ["".join(random.choices("abcdefghijklmnoprstuvw", k=random.randint(3, 9))) for _ in range(6000)]
    commonest = words[:60]
    changes, pages = Random(9), []
    for index in range(count):
        lines = [f"{index + 1}. {' '.join(random.choices(words, k=3)).capitalize()}"] if index % 4 == 0 else []
        for _ in range(STATEMENTS_PER_PAGE):
            picked = [random.choice(commonest if random.random() < 0.4 else words) for _ in range(14)]
            picked += [str(random.randint(1, 9999))]
            if changes.random() < changed:
                picked[5] = str(changes.randint(10_000, 99_999))
            lines.append(f"{' '.join(picked).capitalize()}.")
        headings = (Heading(0, lines[0]),) if index % 4 == 0 else ()
        pages.append(Page(index, str(index + 1), "\n".join(lines), headings))
    return pages


if __name__ == "__main__":
    main()
