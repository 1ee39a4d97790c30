"""Sentences of a page's text, beside marks of notes and rows of tables."""

import pytest

from docqa.documents import Page
from docqa.text.page_ends import sentence_over
from docqa.text.sentences import passage_sentences

pytestmark = pytest.mark.pure

PROSE = "The tenant pays the rent on the first day of each month and the\ndeposit before moving in."


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is two months of rent.² The tenant pays.", ["It is two months of rent.", "The tenant pays."]),
        ("He said “two”.¹² It is.", ["He said “two”.", "It is."]),
        ("See there.¹,³ It is.†", ["See there.", "It is."]),
        ("See there.[2][13] It is.", ["See there.", "It is."]),
        ("押金两万元。¹乙方签约时交付。²", ["押金两万元。", "乙方签约时交付。"]),
        ("It has 120 m². It is 10². More.", ["It has 120 m².", "It is 10².", "More."]),
        ("It costs 5.² euros a day.", ["It costs 5.² euros a day."]),
    ],
)
def test_the_mark_of_a_note_is_in_no_sentence(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in passage_sentences(text)] == sentences


def test_a_sentence_that_ends_with_a_mark_does_not_go_on_over_the_page() -> None:
    first = Page(0, "1", "Dogs are welcome here.\nThe tenant pays all of the rent.²")
    assert sentence_over(first, Page(1, "2", "dogs and cats pay a fee. They do.")) is None


@pytest.mark.parametrize(
    ("rows", "above"),
    [
        ("Rent 1,250\nDeposit 900", ["Rent 1,250\nDeposit 900"]),
        ("Item Price\nRent € 1.250,00", ["Item Price\nRent € 1.250,00"]),
        ("Cats 1\nDogs 2\nBirds (3)", ["Cats 1", "Dogs 2", "Birds (3)"]),
    ],
)
def test_a_row_is_not_quoted_with_the_sentence_below(rows: str, above: list[str]) -> None:
    text = f"{rows}\n{PROSE}"
    assert [text[start:end] for start, end in passage_sentences(text)] == [*above, PROSE]


def test_a_line_that_ends_in_a_figure_goes_on_where_it_is_full() -> None:
    text = "The rent of the flat and of the yard is due on 1\nMay of each year. Dogs pay."
    assert [text[start:end] for start, end in passage_sentences(text)] == [text.removesuffix(" Dogs pay."), "Dogs pay."]


def test_prose_with_a_figure_in_each_line_is_no_table() -> None:
    prose = "The quay was built in 1871 by two\nbrothers and cost 12 crowns a foot, which in 1875\nwas paid back."
    text = f"{prose} Dogs pay."
    assert [text[start:end] for start, end in passage_sentences(text)] == [prose, "Dogs pay."]
