from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from docqa.cli.as_json import answered as as_json
from docqa.conversations.kept import Message, from_json, to_json, to_markdown
from docqa.documents import Answer, Difference, Heading, Page, Source
from docqa.library.catalog import Library
from docqa.page.answer_html import answer_html, plain_text
from docqa.reports.comparison import MORE_OFTEN, TWO_NEEDED, compare
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_pages

OLD = (
    "1. The monthly rent of the cottage is 900 euros, due on the fifth\nday of each month in advance.\n"
    "2. Dogs may be kept in the garden.\n3. The key is kept in the safe beside the kitchen door.",
    "4. Either party may end this agreement with a notice of ninety days.\n5. It is governed by the law of Oregon.",
)
NEW = (
    "1. The monthly rent of the cottage is 950 euros,\ndue on the fifth day of each month in advance.\n"
    "2. The key is kept in the safe beside the kitchen door.",
    "3. Either party may end this agreement with a notice\nof ninety days.\n"
    "4. It is governed by the law of Oregon.\n5. Bees are kept on the roof.",
)


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    with closing(Workspace.open(settings)) as workspace:
        yield workspace


def add(workspace: Workspace, folder: Path, **documents: tuple[str, ...]) -> None:
    for name, pages in documents.items():
        workspace.library.add(text_pdf(folder / f"{name}.pdf", pages).read_bytes(), f"{name}.pdf")
    assert workspace.indexer.run_until_done()


def answered(workspace: Workspace, question: str) -> Answer:
    *_, answer = workspace.answer(question)
    return answer


def texts(difference: Difference) -> tuple[str, str]:
    was, now = ("".join(stretch.text for stretch in words) for words in (difference.was, difference.now))
    return was, now


def differences(answer: Answer) -> list[Difference]:
    return [difference for part in answer.parts for difference in part.differences]


def test_what_changed_between_two_pdfs_is_shown_with_both_places(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, tmp_path, Old=OLD, New=NEW)
    answer = answered(workspace, "What changed between Old and New?")
    assert answer.done and answer.report == "comparison" and not answer.model
    rent, dogs, bees = differences(answer)
    assert [(s.text, s.is_telling) for s in (*rent.was, *rent.now) if s.is_changed] == [("900", True), ("950", True)]
    assert texts(dogs) == ("2. Dogs may be kept in the garden.", "") and not dogs.after
    assert texts(bees) == ("", "5. Bees are kept on the roof.") and not bees.before
    for difference in (rent, dogs, bees):
        assert difference.documents == ("Old.pdf", "New.pdf")
        for places, said in zip((difference.before, difference.after), texts(difference), strict=True):
            assert " ".join(place.text for place in places) == said
            for place in places:
                text = workspace.library.pages.page(place.doc_id, place.page).text
                assert " ".join(text[place.start : place.end].split()) == place.text
                chunk = answer.passages[place.number - 1].chunk
                assert (chunk.doc_id, chunk.page) == (place.doc_id, place.page)
                assert chunk.start <= place.start < place.end <= chunk.end
    assert (rent.before[0].label, rent.after[0].label, bees.after[0].label) == ("1", "1", "2")
    assert answer.coverage == (
        "Old.pdf: 5 statements on 2 of 2 pages were looked at.",
        "New.pdf: 5 statements on 2 of 2 pages were looked at.",
        "3 of these are the same, 1 changed, 1 only in Old.pdf, 1 only in New.pdf.",
        "Taken for the same: 3 have another number, or refer to a clause that has.",
        "Heads and feet of pages, and pictures with what is written in them, were not compared.",
    )
    assert from_json(to_json(answer), answer.question) == answer
    (part,) = as_json(answer)["parts"]
    assert part["differences"][0]["removed"] == ["900"] and part["differences"][0]["added"] == ["950"]
    assert part["differences"][1]["after"] == []
    assert {place["doc"] for place in part["differences"][0]["after"]} == {"New.pdf"}


def test_the_document_that_is_named_first_comes_first(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, tmp_path, Old=OLD, New=NEW)
    assert differences(answered(workspace, "Compare New and Old"))[0].documents == ("New.pdf", "Old.pdf")


def test_of_three_documents_two_must_be_named(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, tmp_path, Old=OLD, New=NEW, Other=("Nothing is said of any cottage here.",))
    answer = answered(workspace, "Compare the documents")
    assert (answer.notice, answer.parts, answer.done) == (TWO_NEEDED, (), True)
    assert differences(answered(workspace, "Compare Old.pdf with New.pdf"))


def test_an_ordinary_question_is_answered_and_a_comparison_offered(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace, tmp_path, Old=OLD, New=NEW)
    answer = answered(workspace, "What changed in the rent?")
    assert (answer.parts, answer.offer) == ((), "comparison")
    assert answer.quotations


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library.open(settings)


def kept(library: Library, tmp_path: Path, **documents: tuple[Page, ...]) -> Answer:
    """What compares two documents of these pages."""
    for name, pages in documents.items():
        doc_id = library.add(text_pdf(tmp_path / f"{name}.pdf", [name]).read_bytes(), f"{name}.pdf").id
        keep_pages(library, doc_id, *pages)
    *_, answer = compare("Compare Old and New", library.documents(), library)
    return answer


def pages(*texts: str) -> tuple[Page, ...]:
    return tuple(Page(at, str(at + 1), text) for at, text in enumerate(texts))


@pytest.mark.pure
def test_a_document_and_its_copy_do_not_differ(library: Library, tmp_path: Path) -> None:
    answer = kept(library, tmp_path, Old=pages(*OLD), New=pages(*OLD))
    assert (answer.parts, answer.notice) == ((), "No difference was found between Old.pdf and New.pdf.")
    assert answer.notice in to_markdown("Same", [Message(1, answer)])
    assert "No answer" not in to_markdown("Same", [Message(1, answer)])


@pytest.mark.pure
def test_a_statement_that_one_has_twice_stands_at_the_end_and_is_not_said_to_be_in_that_one_alone(
    library: Library, tmp_path: Path
) -> None:
    answer = kept(
        library,
        tmp_path,
        Old=pages(f"{OLD[0]}\n{OLD[1]}"),
        New=pages(f"2. Dogs may be kept in the garden.\n{NEW[0]}\n{OLD[0]}"),
    )
    *_, part = answer.parts
    assert part.title == MORE_OFTEN
    assert "2. Dogs may be kept in the garden." in [one for d in part.differences for one in texts(d)]
    assert any("in both, but in one of them more often" in said for said in answer.coverage)


@pytest.mark.pure
def test_prices_that_go_up_are_compared_and_pages_of_a_table_of_contents_are_not_which_is_said(
    library: Library, tmp_path: Path
) -> None:
    prices = "1.1 Cut of a coat 12\n1.2 Lining of silk 18\n1.3 Two pockets 20\n1.4 Buttons of horn 31\n1.5 Belt 40"
    listed = "Contents\n1. Orders {}\n2. Repairs {}\n3. Returns {}"
    parts = (
        "1. Orders\nAll of them are paid when they are made.",
        "2. Repairs\nThey take a week.",
        "3. Returns\nNone are.",
    )
    answer = kept(
        library,
        tmp_path,
        Old=pages(listed.format(2, 3, 4), *parts, prices),
        New=pages(listed.format(3, 4, 5), "We sew by hand.", *parts, prices.replace("31", "36")),
    )
    told = [texts(difference) for difference in differences(answer)]
    assert told == [("", "We sew by hand."), ("1.4 Buttons of horn 31", "1.4 Buttons of horn 36")]
    assert "6 lines of tables of contents were compared without the page's number." in answer.coverage


@pytest.mark.pure
def test_documents_that_have_little_in_common_are_not_listed(library: Library, tmp_path: Path) -> None:
    answer = kept(
        library, tmp_path, Old=pages(*OLD), New=pages("Heron has 671 billion parameters. Training took 70 days.")
    )
    assert not answer.parts
    assert "Old.pdf and New.pdf have little in common: 0 of their 5 and 2 statements" in answer.notice


@pytest.mark.pure
def test_two_forms_of_one_kind_are_not_said_to_be_versions(library: Library, tmp_path: Path) -> None:
    form = "Indicate by check mark whether the registrant is a shell company as the law has it."
    one = "The company has bought a mill with four wheels in Leeds from the sons of Robert Moss for 900 euros."
    other = "Ines Prado leaves the board at the end of May, and nobody takes her place until the meeting in autumn."
    answer = kept(library, tmp_path, Old=pages(f"{form}\n{one}"), New=pages(f"{form}\n{other}"))
    assert differences(answer)
    assert "No more than 44% of the words of either of Old.pdf and New.pdf stand in the other: they" in answer.notice


@pytest.mark.pure
def test_a_short_form_and_a_long_document_with_its_words_are_not_said_to_be_versions(
    library: Library, tmp_path: Path
) -> None:
    form = "The company has signed this form. It is filed on Monday. The officer of the company is Ann Lee."
    rooms = (
        f"The {room} of the house is painted by {room[::-1]}." for room in "kitchen cellar attic hall bath".split()
    )
    answer = kept(
        library,
        tmp_path,
        Old=pages(form),
        New=pages(form, *rooms, *(f"{n} mills grind {n * n} oats." for n in range(99))),
    )
    assert (
        "100% of the words of Old.pdf stand in New.pdf, but 3% of that one's in the first: one may be" in answer.notice
    )
    assert len(differences(answer)) > 99


def test_pages_that_could_not_be_read_are_named(library: Library, tmp_path: Path) -> None:
    scan = Page(2, "iii", "", source=Source.SCAN)
    answer = kept(library, tmp_path, Old=(*pages(*OLD), scan), New=pages(*NEW))
    looked_at = "Old.pdf: 5 statements on 2 of 3 pages were looked at."
    assert answer.coverage[0] == f"{looked_at} Sheet 3, printed iii, could not be read."
    seen = replace(pages(*OLD)[0], source=Source.OCR)
    answer = kept(library, tmp_path, Old=(seen, *pages(*OLD)[1:]), New=pages(*NEW))
    assert "Page 1 was read from its picture." in answer.coverage[0]


@pytest.mark.pure
def test_differences_stand_under_the_headings_of_the_first_document(library: Library, tmp_path: Path) -> None:
    def sections(number: int, rent: str, *dogs: str) -> tuple[Page, ...]:
        titles = f"{number} Rent", f"{number + 1} Dogs"
        bodies = "\n".join((titles[0], rent)), "\n".join((titles[1], *dogs))
        return tuple(
            Page(at, str(at + 1), body, (Heading(0, title),))
            for at, (title, body) in enumerate(zip(titles, bodies, strict=True))
        )

    dogs = "Dogs may be kept in the garden behind the house."
    answer = kept(
        library,
        tmp_path,
        Old=sections(2, "The monthly rent of the cottage is 900 euros.", dogs),
        New=sections(5, "The monthly rent of the cottage is 950 euros.", dogs, "Cats are kept in the barn."),
    )
    assert [(part.title, len(part.differences)) for part in answer.parts] == [("2 Rent", 1), ("3 Dogs", 1)]


@pytest.mark.pure
def test_a_comparison_on_the_page_as_text_and_as_markdown(library: Library, tmp_path: Path) -> None:
    barn = "Cats | <b> sleep in the barn of the cottage."
    answer = kept(library, tmp_path, Old=pages(*OLD), New=pages(*NEW, barn))
    html = answer_html(answer)
    assert '<th scope="col">Old.pdf</th><th scope="col">New.pdf</th>' in html
    for tag, number in (("del", 900), ("ins", 950)):
        heard = '<span class="heard">changed: </span>', '<span class="heard"> (end)</span>'
        assert f'<{tag} class="telling">{heard[0]}{number}{heard[1]}</{tag}>' in html
    assert '<td data-document="New.pdf" class="absent">not there</td>' in html
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert html.count("<tr>") == 1 + len(differences(answer))
    assert html.count('class="mark"') == 5  # two places of what changed, one of each other
    assert "Old.pdf, p. 1: 2. Dogs may be kept in the garden.\nNew.pdf: not there" in plain_text(answer)
    assert "cottage is [900] euros" in plain_text(answer)
    markdown = to_markdown("Leases", [Message(1, answer)])
    assert "| Old.pdf | New.pdf |\n| --- | --- |\n| 1. The monthly rent of the cottage is ~~900~~ euros" in markdown
    assert "| *not there* | Cats \\| &lt;b> sleep in the barn of the cottage. (p. 3) |" in markdown
