from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from docqa.documents import Heading, Page, Source
from docqa.library.catalog import Library
from docqa.reports.summary import MAX_CHARACTERS_OF_WHOLE, MIN_SENTENCES, WHOLE, outline, summarize
from docqa.settings import Settings
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_pages

SECTIONS = {
    "Rent": "The monthly rent of the cottage is 900 euros. It is paid into the account of the landlord in advance.",
    "Dogs": "Dogs may be kept in the cottage for a fee of five euros. Cats need no licence of the landlord at all.",
    "Notice": "Either party may end the lease with a notice of ninety days. The notice is given by letter.",
    "References": "A book about the letting of cottages was published in Leeds in the year before last.",
}


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library.open(settings)


def pages() -> list[Page]:
    return [
        Page(at, str(at + 1), f"{title}\n{text}", (Heading(0, title),))
        for at, (title, text) in enumerate(SECTIONS.items())
    ]


def added(library: Library, tmp_path: Path, *pages: Page, name: str = "Lease.pdf") -> str:
    doc_id = library.add(text_pdf(tmp_path / name, [name]).read_bytes(), name).id
    keep_pages(library, doc_id, *pages)
    return doc_id


def test_every_section_is_told_of_in_the_documents_own_words_at_their_place(library: Library, tmp_path: Path) -> None:
    doc_id = added(library, tmp_path, *pages())
    *growing, whole = summarize("Report", library.documents(), library)
    assert [part.title for part in whole.parts] == ["Rent", "Dogs", "Notice"]
    for part in whole.parts:
        for quotation in part.quotations:
            text = library.pages.page(doc_id, quotation.page).text
            assert " ".join(text[quotation.start : quotation.end].split()) == quotation.text
            passage = whole.passages[quotation.number - 1]
            assert (passage.chunk.page, passage.label) == (quotation.page, quotation.label)
            assert passage.chunk.start <= quotation.start < quotation.end <= passage.chunk.end
    assert whole.done and not whole.progress and not whole.model
    assert [len(answer.parts) for answer in growing] == [0, 1, 2, 3, 3]  # the last section is left out
    assert growing[1].progress == "Section 1 of 4"


def test_its_coverage_is_counted_from_what_was_read(library: Library, tmp_path: Path) -> None:
    kept = pages()
    added(library, tmp_path, *kept)
    *_, whole = summarize("Report", library.documents(), library)
    assert whole.coverage == ("4 of 4 pages were read.", "3 of 3 sections are told of. Left out: References.")

    library.remove(library.documents()[0].id)
    table = Page(1, "2", "Dogs\n1 2 3 4\n5 6 7 8", (Heading(0, "Dogs"),))
    scan = Page(2, "3", "", source=Source.SCAN)
    added(library, tmp_path, kept[0], table, scan, replace(kept[3], index=3, label="4"))
    *_, other = summarize("Report", library.documents(), library)
    assert other.coverage == (
        "3 of 4 pages were read. Page 3 could not be read.",
        "1 of 2 sections is told of. Left out: Dogs (no sentence that can be read alone), References.",
    )


def test_its_coverage_changes_with_a_section_and_with_what_a_page_was_read_from(
    library: Library, tmp_path: Path
) -> None:
    def coverage(*kept: Page) -> tuple[str, ...]:
        doc_id = added(library, tmp_path, *kept)
        *_, whole = summarize("Report", library.documents(), library)
        library.remove(doc_id)
        return whole.coverage

    rent, dogs, notice, _ = pages()
    assert coverage(rent, dogs, notice) == ("3 of 3 pages were read.", "3 of 3 sections are told of.")
    assert coverage(rent, dogs)[0] == "2 of 2 pages were read."
    assert coverage(rent, replace(dogs, source=Source.OCR), replace(notice, source=Source.MIXED))[0] == (
        "3 of 3 pages were read. Page 2 was read from its picture. Page 3 was read but for a part of it."
    )


def test_each_part_of_a_long_document_without_headings_says_which_pages_it_is_of(
    library: Library, tmp_path: Path
) -> None:
    sentences = " ".join(SECTIONS.values()).replace(". ", ".\n").splitlines()
    texts = [
        *sentences,
        "Bees are kept on the roof above the kitchen from April on.",
        "Hedges are cut by the end of May.",
    ]
    added(library, tmp_path, *(Page(at, str(at + 1), text) for at, text in enumerate(texts)))
    *_, whole = summarize("Report", library.documents(), library)
    assert [part.title for part in whole.parts] == ["Pages 1 to 4", "Pages 5 to 9"]


def test_of_several_documents_each_has_its_part(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, *pages()[:2])
    added(library, tmp_path, *pages()[2:3], name="Will.pdf")
    *_, whole = summarize("Report", library.documents(), library)
    assert {(part.title, part.level) for part in whole.parts} >= {("Lease.pdf", 0), ("Will.pdf", 0), ("Notice", 1)}
    assert {quotation.doc for part in whole.parts for quotation in part.quotations} == {"Lease.pdf", "Will.pdf"}
    assert all(sentence.startswith(("Lease.pdf: ", "Will.pdf: ")) for sentence in whole.coverage)


def test_of_many_documents_each_is_told_of_in_a_few_sentences(library: Library, tmp_path: Path) -> None:
    """However many headings they have; and how many sections there was no room for is said."""
    count = 30
    rooms = (
        "kitchen cellar attic hall bath pantry study porch stable garage nursery library chapel office studio".split()
    )
    for name in range(count):
        texts = [f"{room}\nThe {room} was painted by {room[::-1].title()} of {room[:3].title()}ton." for room in rooms]
        sections = [Page(at, str(at + 1), text, (Heading(0, rooms[at]),)) for at, text in enumerate(texts)]
        added(library, tmp_path, *sections, name=f"House {name}.pdf")
    *_, whole = summarize("Report", library.documents(), library)
    told = [quotation for part in whole.parts for quotation in part.quotations]
    assert {quotation.doc for quotation in told} == {f"House {name}.pdf" for name in range(count)}
    assert len(told) == count * MIN_SENTENCES
    (said,) = (sentence for sentence in whole.coverage if sentence.startswith("House 7.pdf: 6 of 15 sections"))
    assert said.endswith(" and 1 more (for length).")


def test_a_long_section_is_one_line_of_the_outline(library: Library, tmp_path: Path) -> None:
    text = ". ".join(SECTIONS.values())
    long = [Page(at, str(at + 1), text, (Heading(0, "Rent"),) if at == 0 else ()) for at in range(20)]
    number = Page(20, "21", text, (Heading(0, "5-2"),))
    added(library, tmp_path, *long, number)
    (whole,) = outline("Outline", library.documents(), library)
    assert [(part.title, part.quotations[0].label) for part in whole.parts] == [("Rent", "1")]


def test_an_abstract_is_told_of_at_more_length_than_other_sections(library: Library, tmp_path: Path) -> None:
    titles = ["Abstract", "Rent", "Dogs", "Notice", "Keys", "Bees"]
    texts = (
        " ".join(
            f"The {title.lower()}mill{c} of the {title.lower()}barn{c} is let to the {title.lower()}miller{c}."
            for c in "abcdefgh"
        )
        for title in titles
    )
    added(
        library,
        tmp_path,
        *(
            Page(n, str(n), text, (Heading(0, title),))
            for n, (title, text) in enumerate(zip(titles, texts, strict=True))
        ),
    )
    *_, whole = summarize("Report", library.documents(), library, length=3)
    lengths = {part.title: len(part.quotations) for part in whole.parts}
    assert lengths["Abstract"] > max(count for title, count in lengths.items() if title != "Abstract")


def test_a_longer_report_says_more(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, *pages())
    lengths = []
    for length in (0.5, 2.0):
        *_, whole = summarize("Report", library.documents(), library, length=length)
        lengths.append(sum(len(part.quotations) for part in whole.parts))
    assert lengths[0] < lengths[1]


def test_of_a_document_of_one_section_a_longer_report_says_more_too(library: Library, tmp_path: Path) -> None:
    rooms = "kitchen cellar attic hall bath pantry study porch stable garage nursery library chapel office".split()
    text = " ".join(
        f"The {room} was painted by {room[::-1].title()} in {at + 20} days." for at, room in enumerate(rooms)
    )
    added(library, tmp_path, Page(0, "1", text), Page(1, "2", ""), Page(2, "3", ""))
    lengths = []
    for length in (1.0, 2.0):
        *_, whole = summarize("Report", library.documents(), library, length=length)
        lengths.append(sum(len(part.quotations) for part in whole.parts))
    assert lengths == [6, 12]


def test_what_is_folded_into_a_section_and_not_quoted_is_said_to_be_left_out(library: Library, tmp_path: Path) -> None:
    """A section is told of where one under it is."""
    rooms = "kitchen cellar attic hall bath pantry study porch".split()
    house = Page(0, "1", "House\nThe house was built by the Lees in May.", (Heading(0, "House"),))
    below = [
        Page(at, str(at + 1), f"{room}\nThe {room} got {at + 10} {room[::-1].title()} doors.", (Heading(0, room, 2),))
        for at, room in enumerate(rooms, start=1)
    ]
    added(library, tmp_path, house, *below)
    *_, whole = summarize("Report", library.documents(), library, length=0.5)
    assert [part.title for part in whole.parts if not part.is_run_in] == ["House"]
    told = {quotation.page for part in whole.parts for quotation in part.quotations}
    own, *run_in = whole.parts
    assert own.quotations and all(part.is_run_in and part.level == 2 for part in run_in)
    assert [part.title for part in run_in] == [room for at, room in enumerate(rooms, start=1) if at in told]
    assert all(f"The {part.title} got" in quotation.text for part in run_in for quotation in part.quotations)
    left_out = [room for at, room in enumerate(rooms, start=1) if at not in told]
    assert 0 < len(left_out) < len(rooms)
    assert whole.coverage[1].endswith(f"Left out: {', '.join(left_out)} (for length).")


def test_an_outline_has_every_heading_with_its_place(library: Library, tmp_path: Path) -> None:
    added(library, tmp_path, *pages())
    (whole,) = outline("Outline", library.documents(), library)
    assert [(part.title, part.quotations[0].label) for part in whole.parts] == [
        ("Rent", "1"), ("Dogs", "2"), ("Notice", "3"), ("References", "4"),
    ]  # fmt: skip
    assert all(part.is_heading for part in whole.parts)
    assert whole.coverage == ("Lease.pdf: 4 headings.",)


def test_a_sentence_that_goes_over_the_end_of_a_page_is_told_whole_with_both_places(
    library: Library, tmp_path: Path
) -> None:
    first = (
        "Rent\nDogs may be kept in the cottage for a fee¹ of five euros.\n"
        "The monthly rent of the cottage is paid into the\n1 But for cats."
    )
    second = "account of Anna Lee and is 900 euros. Notice is given by letter to the landlord."
    doc_id = added(library, tmp_path, Page(0, "1", first, (Heading(0, "Rent"),)), Page(1, "2", second))
    keep_pages(library, doc_id, *library.pages.all(doc_id), Page(2, "3", ""))  # longer ones are not told whole
    *_, whole = summarize("Report", library.documents(), library)
    (part,) = whole.parts
    quoted = {quotation.words: quotation for quotation in part.quotations}
    words = "The monthly rent of the cottage is paid into the account of Anna Lee and is 900 euros."
    assert set(quoted) == {
        "Dogs may be kept in the cottage for a fee¹ of five euros.",
        words,
        "Notice is given by letter to the landlord.",
    }
    over = quoted[words]
    (other,) = over.others
    assert over.labels == "1–2"
    assert library.pages.page(doc_id, 0).text[over.start : over.end].replace("\n", " ") == over.text
    assert second[other.start : other.end] == "account of Anna Lee and is 900 euros."


def test_a_short_letter_is_told_whole(library: Library, tmp_path: Path) -> None:
    texts = (
        "Mill & Co.\nDuck Lane 3\nNotice\nRent to pay 912.00 EUR",
        "Mill & Co.\nDuck Lane 3\nPlease pay by 3 May 2026.",
    )
    added(library, tmp_path, *(Page(at, str(at + 1), text) for at, text in enumerate(texts)))
    *_, whole = summarize("Report", library.documents(), library)
    told = [quotation.words for part in whole.parts for quotation in part.quotations]
    assert told == ["Mill & Co.", "Duck Lane 3", "Notice", "Rent to pay 912.00 EUR", "Please pay by 3 May 2026."]
    assert whole.coverage[1] == f"{WHOLE}; what stands on both pages stands once."


def told_of(library: Library, tmp_path: Path, *pages: Page) -> tuple[list[str], bool]:
    """All words of the report on these pages, and whether it says that they are all there are."""
    added(library, tmp_path, *pages)
    *_, whole = summarize("Report", library.documents(), library)
    said = any(sentence.startswith(WHOLE) for sentence in whole.coverage)
    told = [[*filter(None, [part.title]), *(quotation.words for quotation in part.quotations)] for part in whole.parts]
    return [*chain.from_iterable(told)], said


def test_what_stands_twice_on_one_page_is_told_twice(library: Library, tmp_path: Path) -> None:
    added(
        library, tmp_path, Page(0, "1", "Oak top 240.00\nDelivery 30.00\nSteel legs 91.00\nDelivery 30.00\nSum 391.00")
    )
    *_, whole = summarize("Report", library.documents(), library)
    assert [quotation.words for quotation in whole.parts[0].quotations].count("Delivery 30.00") == 2
    assert whole.coverage[1] == f"{WHOLE}."


@pytest.mark.parametrize("source", [Source.SCAN, Source.UNREADABLE, Source.MIXED])
def test_a_letter_that_was_not_read_to_its_end_is_not_said_to_be_whole(
    library: Library, tmp_path: Path, source: Source
) -> None:
    letter = Page(0, "1", "Dear Ann Lee,\nthe rent is 900 euros from May.")
    _, is_whole = told_of(
        library, tmp_path, letter, Page(1, "2", "Dogs" if source is Source.MIXED else "", source=source)
    )
    assert not is_whole


def test_a_letter_with_an_empty_page_is_told_whole_and_an_empty_one_is_not(library: Library, tmp_path: Path) -> None:
    blank = Page(1, "2", "", source=Source.EMPTY)
    assert told_of(library, tmp_path, Page(0, "1", "Dear Ann Lee,\nthe rent is 900 euros from May."), blank)[1]
    library.remove(library.documents()[0].id)
    assert told_of(library, tmp_path, replace(blank, index=0)) == ([], False)


def test_a_heading_with_nothing_below_it_stands_in_a_letter_that_is_told_whole(
    library: Library, tmp_path: Path
) -> None:
    lines = ["Notice of 3 May", "Mill Ltd", "The lease ends.", "Figure 3 Mill", "Thank you.", "Total due 514.34 EUR"]
    text = "\n".join(lines)
    headings = tuple(Heading(text.index(lines[at]), lines[at]) for at in (0, 1, 3, 5))
    assert told_of(library, tmp_path, Page(0, "1", text, headings)) == (lines, True)
    elsewhere = Heading(text.index("Mill Ltd"), "Ducks")  # as an outline calls it, and the page does not
    library.remove(library.documents()[0].id)
    assert told_of(library, tmp_path, Page(0, "1", text, (elsewhere, *headings))) == (lines, True)


def test_how_long_a_text_without_spaces_is_its_letters_tell(library: Library, tmp_path: Path) -> None:
    sentence = "承租人应当在每月五日之前支付租金。"
    assert told_of(library, tmp_path, Page(0, "1", sentence * 20))[1]
    library.remove(library.documents()[0].id)
    assert not told_of(library, tmp_path, Page(0, "1", sentence * 40))[1]


def test_a_page_of_few_words_and_many_characters_is_not_told_whole(library: Library, tmp_path: Path) -> None:
    assert not told_of(library, tmp_path, Page(0, "1", f"Rent 900 EUR\n{'.' * MAX_CHARACTERS_OF_WHOLE}"))[1]


def test_of_a_form_most_is_told_of_the_section_that_has_most(library: Library, tmp_path: Path) -> None:
    """However few sentences a section of a text has; lines are short."""
    rooms = "kitchen cellar attic hall bath pantry study porch stable garage nursery library chapel office".split()
    turned = (
        [room[n:] + room[:n] for n in range(4)] + [(room[n:] + room[:n])[::-1] for n in range(4)] for room in rooms
    )
    lines = [
        " ".join(words).capitalize() + (f": {at}.50 EUR", f" by {at} May")[at % 2] for at, words in enumerate(turned, 1)
    ]
    parts = {
        "Payment": ["Paid in cash 3"],
        "Delivery": ["Sent by ship 4"],
        "Rooms": lines,
        "Contact": ["Ask for Lee 5"],
    }
    text = "\n".join(line for title, below in parts.items() for line in (title, *below))
    form = Page(0, "1", text, tuple(Heading(text.index(title), title) for title in parts))
    added(library, tmp_path, form, Page(1, "2", ""), Page(2, "3", ""))
    *_, whole = summarize("Report", library.documents(), library)
    told = {part.title: len(part.quotations) for part in whole.parts}
    assert told == {"Payment": 1, "Delivery": 1, "Rooms": len(rooms), "Contact": 1}


def test_of_an_invoice_its_facts_are_told_and_not_only_its_small_print(library: Library, tmp_path: Path) -> None:
    rows = [
        f"{colour} ducks of the pond {n} {n}.00" for n, colour in enumerate("red blue pink grey gold teal".split() * 9)
    ]
    text = ["INVOICE DATE", "3 May 2026", "Invoice number: 4711", *rows, "Total invoice value $1,034.00"]
    small = "It is certified that this invoice shows the actual price of the goods described."
    added(library, tmp_path, Page(0, "1", "\n".join([*text, small])))
    *_, whole = summarize("Report", library.documents(), library)
    told = [quotation.words for part in whole.parts for quotation in part.quotations]
    facts = ["INVOICE DATE 3 May 2026", "Invoice number: 4711", "Total invoice value $1,034.00", small]
    assert [words for words in told if "ducks" not in words] == facts
    assert len(told) < 12
