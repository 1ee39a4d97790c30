"""What is marked on the picture of a page beside an answer."""

import pytest

from docqa.documents import Answer, Citation, Sentence
from docqa.page.sources import cited_spans
from tests.support.shelf import passage

pytestmark = pytest.mark.pure

PASSAGE = passage("Rent 1,180 250\nHeating 310 297", start=100)


def cited(start: int, end: int, marks: tuple[tuple[int, int], ...] = (), number: int = 1) -> Citation:
    return Citation(number, "d", "Costs.pdf", 0, "1", start, end, "", marks=marks)


def spans(*quotations: Citation, sentences: tuple[Sentence, ...] = ()) -> tuple[tuple[int, int], ...]:
    return cited_spans(Answer("?", quotations=quotations, sentences=sentences), 1, PASSAGE)


def test_words_that_are_cited_are_marked_or_else_the_passage() -> None:
    sentence = Sentence("s", 0, 1, (cited(130, 133), cited(0, 9, number=2)))
    assert spans(cited(100, 110), sentences=(sentence,)) == ((100, 110), (130, 133))
    assert spans(cited(0, 9, number=2)) == ((100, 130),)


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
