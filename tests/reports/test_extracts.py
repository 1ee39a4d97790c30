import pytest

from docqa.documents import Page
from docqa.reports.extracts import extracts, is_readable

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "text",
    [
        "The tenant pays the rent on the first day of each month.",
        "Der Mieter zahlt die Miete am ersten Tag eines jeden Monats.",
        "Élise paie le loyer le premier jour de chaque mois.",
        "承租人应当在每月五日之前支付当月的全部租金。",
    ],
)
def test_whole_sentences_of_any_language_can_be_quoted(text: str) -> None:
    assert is_readable(text)


@pytest.mark.parametrize(
    "text",
    [
        "and so the tenant pays the rent on the first day of each month.",  # begins on the page before
        "The tenant pays the rent on the first day of each month, as the",  # ends on the page behind
        "Net sales 1,200 1,150 1,100 980 870 760 in all of the years.",
        "The Board of Directors of the Cottage Company Limited of Great Britain.",
        "See A. Smith, B. Jones and C. Lee for the letting of cottages.",
        "Cottages are described at https://cottages.example/all in every detail.",
        "The output is h = W x + b, where all the symbols are as before.",
        "The plaintiff moved for summary judgment under Rule 56 of the Fed.",
    ],
)
def test_what_is_cut_off_or_no_sentence_cannot(text: str) -> None:
    assert not is_readable(text)


def test_bullets_and_headings_before_a_sentence_are_no_part_of_it() -> None:
    page = Page(
        0, "1", "• The rent is paid on the first day.\nCONCLUSION For all that, the tenant must leave the house."
    )
    assert [page.text[extract.start : extract.end] for extract in extracts(page, 0, len(page.text))] == [
        "The rent is paid on the first day.",
        "For all that, the tenant must leave the house.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Changes in the rent and in what is paid for it 31\nItem 9 has all that the tenant wants to know.",
        "The tenant pays for the garden and for\n2 The lawyers of both sides met in March for that.",
        "Yes x No o The tenant has filed all that is to be filed within these days.",
        "The court found that the tenant “shall be paid on a salary basis by the owner .",
    ],
)
def test_lines_that_do_not_go_on_from_each_other_are_no_sentence(text: str) -> None:
    assert not list(extracts(Page(0, "1", text), 0, len(text)))


def test_what_stands_above_a_sentence_is_none_of_it() -> None:
    text = "Mill V3 Report\nann@mill.example\nAbstract\nWe present Mill V3, which has 671 wheels in all and\n37 in use."
    (found,) = extracts(Page(0, "1", text), 0, len(text))
    assert found.text.startswith("We present Mill V3")
