"""Pages with the cell that a question asks for, on pages made by hand."""

import pytest

from docqa.documents import CutPage, Page
from docqa.indexing.chunking import chunk_pages
from docqa.reading.tables.finder import SetPage, find_tables
from docqa.search.cells import asked_cell, with_cells
from docqa.search.query import understand
from docqa.search.ranking import Ranked, Signals, rank
from docqa.search.wanted import Wanted
from docqa.tables import Table
from tests.support.set_pages import COSTS, set_page

pytestmark = pytest.mark.pure

PROSE = SetPage("The heating of the house was new in 2017, and the rent rose.", ())


def cut(page: SetPage, index: int) -> CutPage:
    whole = Page(index, str(index + 1), page.text)
    return CutPage("a", "a.pdf", whole, tuple(chunk_pages("a", [whole])))


def tables_of(page: SetPage) -> tuple[Table, ...]:
    return find_tables(0, lambda _: page if page.words else None)


def ranked(question: str, pages: list[SetPage]) -> list[Ranked]:
    """The pages with their cells; the first is the nearest by meaning, by little."""
    query = understand(question)
    cuts = [cut(page, index) for index, page in enumerate(pages)]
    similarity = {chunk.id: 0.7 - 0.01 * one.page.index for one in cuts for chunk in one.chunks[:1]}
    signals = Signals(similarity, dict.fromkeys(query.words, 2), 1000, {})
    nearest = rank(cuts, query, signals, frozenset())
    return with_cells(nearest, [tables_of(pages[one.page.page.index]) for one in nearest], query, signals)


def test_a_page_with_the_cell_comes_before_one_that_is_hardly_nearer() -> None:
    assert [one.page.page.index for one in ranked("What was the heating in 2017?", [PROSE, COSTS])] == [1, 0]


def test_a_page_whose_rows_are_not_asked_for_stays_behind() -> None:
    assert [one.page.page.index for one in ranked("What did the roof cost in 2017?", [PROSE, COSTS])] == [0, 1]


def test_what_is_shown_of_the_page_is_where_the_cell_stands() -> None:
    before = "The house stands beside the mill, and its garden goes down to the brook.\n" * 30
    page = SetPage(before + COSTS.text, ())
    start = page.text.index("Heating")
    tables = find_tables(0, lambda _: set_page(before + COSTS.text) if page else None)
    query = understand("What was the heating in 2017?")
    whole = cut(page, 0)
    similarity = {chunk.id: 0.7 - 0.1 * number for number, chunk in enumerate(whole.chunks)}
    signals = Signals(similarity, dict.fromkeys(query.words, 2), 1000, {})
    (nearest,) = rank([whole], query, signals, frozenset())
    assert nearest.end < start
    (shown,) = with_cells([nearest], [tables], query, signals)
    assert shown.start <= start and shown.end >= page.text.index("297") + len("297")


def test_the_cell_is_the_one_of_the_row_and_the_column_that_are_named() -> None:
    heating = Wanted.in_same_words(understand("What was the heating in 2017?"), "en")
    asked = asked_cell(tables_of(COSTS), heating, {"heat": 2.0, "2017": 1.0})
    assert asked is not None
    assert (asked.cell.text, asked.share) == ("297", 1.0)
    roof = Wanted.in_same_words(understand("What was the roof in 2017?"), "en")
    assert asked_cell(tables_of(COSTS), roof, {"roof": 2.0, "2017": 1.0}) is None


def test_a_cell_of_a_state_by_its_postal_capitals_is_the_one_of_its_name() -> None:
    votes = set_page("""
        STATE        LIND        ODE
        ME          1,204        950
        MI            350        290
    """)
    wanted = Wanted.in_same_words(understand("How many votes did Ode get in Michigan?"), "en")
    asked = asked_cell(tables_of(votes), wanted, {"ode": 1.0, "michigan": 1.0})
    assert asked is not None
    assert (asked.cell.text, asked.share) == ("290", 1.0)
