from dataclasses import replace

import pytest

from docqa.documents import Heading, Page
from docqa.reports.sections import MAX_PAGES_PER_SECTION, fitted, sections

pytestmark = pytest.mark.pure

RENT = "The monthly rent of the cottage is 900 euros."
DOGS = "Dogs may be kept in the cottage for a fee of five euros."


def test_a_section_goes_on_over_the_pages_until_the_next_heading() -> None:
    first = Page(0, "i", f"Rent\n{RENT}", (Heading(0, "Rent"),))
    second = Page(
        1, "ii", f"{DOGS}\nNotice\nThe notice of the tenant is ninety days long.", (Heading(57, "Notice", 2),)
    )
    rent, notice = [section for section in sections([first, second]) if section.title]
    assert [extract.text for extract in rent.extracts] == [RENT, DOGS]
    assert rent.pages == {0, 1} and notice.pages == {1}
    assert notice.level == 2
    assert second.text[notice.extracts[0].start : notice.extracts[0].end] == notice.extracts[0].text
    assert rent.heading is not None and (rent.heading.label, rent.heading.text) == ("i", "Rent")


def test_running_lines_are_in_no_section_and_are_no_headings() -> None:
    said = [f"The {name} of the cottage is old and was painted red." for name in ("door", "roof", "stair", "wall")]
    texts = [f"THE COTTAGE\n{sentence}\n{n}" for n, sentence in enumerate(said)]
    pages = [Page(n, str(n), text, (Heading(0, "THE COTTAGE"),)) for n, text in enumerate(texts)]
    (section,) = sections(pages)
    assert section.title == ""
    assert [extract.text for extract in section.extracts] == said


def test_works_cited_are_a_section_of_their_own_though_no_outline_says_so() -> None:
    text = f"Ending\n{RENT}\nReferences\nA book about cottages was published in Leeds by Smith."
    ending, references = [s for s in sections([Page(0, "1", text, (Heading(0, "Ending"),))]) if s.title]
    assert not ending.is_back_matter and references.is_back_matter
    assert [extract.text for extract in ending.extracts] == [RENT]


def test_a_long_section_is_told_of_in_parts() -> None:
    pages = [Page(n, str(n + 1), f"On day {n} the {'very ' * n}old cottage was let.") for n in range(12)]
    parts = list(sections(pages))
    assert [sorted(part.pages) for part in parts] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert len(list(sections(pages[:MAX_PAGES_PER_SECTION]))) == 1


def test_headings_that_an_outline_points_to_at_the_foot_of_a_page_stand_where_their_titles_do() -> None:
    """As LaTeX's outlines do where a heading was moved to the next page."""
    end = len(RENT)
    first = Page(0, "1", RENT, (Heading(0, "Rent"), Heading(end, "Animals"), Heading(end, "Dogs", 2)))
    second = Page(1, "2", f"{RENT}\n4. Animals\n4.1. Dogs\n{DOGS}")
    found = sections([first, second])
    assert [(section.title, section.level) for section in found] == [("Rent", 1), ("Animals", 1), ("Dogs", 2)]
    assert [len(section.extracts) for section in found] == [2, 0, 1]


def test_the_shortest_sections_are_folded_into_the_one_above_them() -> None:
    titles = [("A", 1), ("A.1", 2), ("A.2", 2), ("B", 1), ("B.1", 2)]
    pages = [
        Page(n, str(n), f"{title}\n{RENT} {DOGS * (n + 1)}", (Heading(0, title, level),))
        for n, (title, level) in enumerate(titles)
    ]
    found = [section for section in sections(pages) if section.title]
    assert [section.title for section in fitted(found, 5)] == ["A", "A.1", "A.2", "B", "B.1"]
    folded = fitted(found, 3)
    assert [section.title for section in folded] == ["A", "B", "B.1"]
    assert folded[0].pages == {0, 1, 2}
    assert [section.title for section in fitted(found, 1)] == ["A", "B"]  # chapters stay


def test_the_heads_of_pages_make_the_sections_of_a_document_that_has_no_others() -> None:
    heads = ["Syllabus", "Opinion", "Opinion", "Lee, dissenting", "Lee, dissenting"]
    mill, barn = "The rent of the mill is due on Monday.", "The rent of the barn is not due on Monday."
    texts = [RENT, DOGS, "Hedges are cut by the tenant in May.", "", "The rent of the garden is not due at all."]
    texts[3] = f"on Monday. {mill}\nJustice Lee, dissenting.\n{barn}"
    pages = [
        Page(n, str(n), f"Mill v. Lee\n{head}\n{text}") for n, (head, text) in enumerate(zip(heads, texts, strict=True))
    ]
    found = sections(pages)
    assert [section.title for section in found] == ["", "Opinion", "Lee, dissenting"]
    assert [extract.text for extract in found[1].extracts][-1] == mill
    assert next(extract.text for extract in found[2].extracts) == barn
    own = [replace(page, headings=(Heading(0, f"Part {page.label} of it"),)) for page in pages]
    assert [section.title for section in sections(own)] == [f"Part {n} of it" for n in range(5)]


def test_what_stands_on_the_pages_behind_the_signatures_is_none_of_them() -> None:
    signed = Page(0, "1", f"Signatures\n{RENT}", (Heading(0, "Signatures"),))
    found = sections([signed, Page(1, "2", f"{DOGS} {RENT}")])
    assert [(section.title, section.is_back_matter) for section in found] == [("Signatures", True), ("", False)]
    assert len(found[1].extracts) == 2


def test_the_caption_of_a_figure_is_no_heading() -> None:
    text = f"{RENT}\nFigure 4. Rent\n{DOGS}"
    page = Page(0, "1", f"Rent\n{text}", (Heading(0, "Rent"), Heading(text.index("Figure") + 5, "Figure 4. Rent")))
    assert [section.title for section in sections([page])] == ["Rent"]


def test_of_a_form_lines_can_be_quoted() -> None:
    form = Page(0, "1", "STATEMENT\nBalance brought forward 1,180.50\n16 February\nPage 1\nCard payment Barber 20.00")
    (section,) = sections([form])
    assert [extract.text for extract in section.extracts] == [
        "Balance brought forward 1,180.50",
        "16 February",
        "Page 1",
        "Card payment Barber 20.00",
    ]
    assert form.text[slice(section.extracts[0].start, section.extracts[0].end)] == section.extracts[0].text


def test_of_a_form_a_sentence_is_quoted_once_and_a_line_that_begins_as_its_heading_does_too() -> None:
    lines = ["Rent 912.00 EUR", "Due on 3 May 2024", RENT, "Balance brought forward 80.50", "Card payment Barber 20.00"]
    form = Page(0, "1", "\n".join(["Rent", *lines]), (Heading(0, "Rent"),))
    (section,) = [section for section in sections([form]) if section.title]
    assert [extract.text for extract in section.extracts] == lines


def test_an_abstract_above_the_first_heading_is_a_section_with_that_title() -> None:
    first = Page(0, "1", f"On mills\nAbstract\n{RENT}\nMills\n{DOGS}", (Heading(18 + len(RENT) + 1, "Mills"),))
    assert [section.title for section in sections([first])] == ["", "Abstract", "Mills"]
    told = Page(1, "2", f"Abstract\n{RENT}", (Heading(0, "Abstract"),))
    contents = Page(0, "1", f"Abstract\nMills\n{DOGS}")
    assert [section.title for section in sections([contents, told])] == ["", "Abstract"]
