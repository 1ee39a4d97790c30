"""What is marked on the picture of a page beside an answer."""

from dataclasses import replace

import pytest

from docqa.documents import Answer, Citation, Finding, Highlight, OtherPage, Sentence
from docqa.page.sources import highlighted, highlighted_beside
from tests.support.shelf import passage

pytestmark = pytest.mark.pure

PASSAGE = passage("Rent 1,180 250\nHeating 310 297", start=100)


def cited(start: int, end: int, marks: tuple[tuple[int, int], ...] = (), number: int = 1) -> Citation:
    return Citation(number, "d", "Costs.pdf", 0, "1", start, end, "", marks=marks)


def marked(
    *quotations: Citation, sentences: tuple[Sentence, ...] = (), finding: Finding = Finding.CLOSEST
) -> Highlight:
    return highlighted(Answer("?", quotations=quotations, sentences=sentences, finding=finding), 1, PASSAGE)


def spans(*citations: Citation) -> tuple[tuple[int, int], ...]:
    return marked(sentences=(Sentence("s", 0, 1, citations),)).spans


def test_only_what_bears_something_out_is_marked_in_yellow() -> None:
    sentence = Sentence("s", 0, 1, (cited(130, 133), cited(0, 9, number=2)))
    closest = cited(100, 110), cited(115, 120)
    assert marked(*closest, sentences=(sentence,)) == Highlight(((130, 133),))
    assert marked(*closest, finding=Finding.ANSWERS) == Highlight(((100, 110),))
    assert marked(*closest) == Highlight(((100, 110), (115, 120)), faint=True)
    assert marked(cited(0, 9, number=2)) == Highlight(((100, 130),), faint=True)
    aside = replace(sentence, is_aside=True)
    assert marked(sentences=(aside,)) == Highlight(((130, 133),), faint=True)
    assert marked(sentences=(aside, Sentence("t", 2, 3, (cited(100, 104),)))) == Highlight(((100, 104),))


def test_of_a_cell_it_and_its_labels_are_marked_and_not_what_stands_between() -> None:
    assert spans(cited(100, 114, marks=((40, 44), (100, 104), (111, 114)))) == ((40, 44), (100, 104), (111, 114))


def test_what_two_citations_share_is_marked_once() -> None:
    header = (40, 44)
    marked = spans(
        cited(100, 114, marks=(header, (100, 104), (111, 114))),
        cited(115, 130, marks=(header, (115, 122), (127, 130))),
        cited(38, 41),
        cited(125, 128),
    )
    assert marked == ((38, 44), (100, 104), (111, 114), (115, 122), (125, 130))


def test_a_sentence_that_goes_over_the_end_of_its_page_is_marked_on_both() -> None:
    rest = OtherPage(1, "2", 30, 44)
    over = Citation(1, "d", "Costs.pdf", 0, "1", 115, 130, "", whole="x", others=(rest,))
    answer = Answer("?", sentences=(Sentence("s", 0, 1, (over,)),), quotations=(cited(100, 110),))
    assert highlighted(answer, 1, PASSAGE) == Highlight(((115, 130),))
    assert highlighted_beside(answer, 1) == [(rest, Highlight(((30, 44),)))]
    assert highlighted_beside(Answer("?", quotations=(over,)), 1) == [(rest, Highlight(((30, 44),), faint=True))]
    assert highlighted_beside(answer, 2) == []
