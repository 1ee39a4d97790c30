import pytest

from docqa.answering.directions import says_opposite, shared_changes

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Rents rose as vacancies rose.", "Rents rose because vacancies fell."),  # one of two causes
        ("Bread fell by 5%.", "Bread rose by 5%, partly offset by a fall of 2% in cakes."),
        ("Cakes rose by 2%.", "• Bread rose by 5%;\n• Cakes fell by 2%."),
        ("A minority of the members came.", "The majority of the members came."),
    ],
)
def test_the_part_that_is_meant_goes_the_other_way(sentence: str, span: str) -> None:
    assert says_opposite(sentence, span)


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Rents rose because vacancies fell.", "Rents grew due to fewer homes that stood empty; vacancies fell."),
        ("Bread rose by 5%.", "Bread rose by 5%, partly offset by a fall of 2% in cakes."),
        ("Bread made up 5% of sales.", "Bread, which fell again, was 5% of sales."),
        ("The members came.", "The majority of the members came."),
        ("", ""),
    ],
)
def test_the_part_that_is_meant_goes_the_same_way(sentence: str, span: str) -> None:
    assert not says_opposite(sentence, span)


def test_a_change_is_the_same_in_another_word() -> None:
    assert shared_changes("Rents climbed while costs fell.", "Rents grew.") == {"climbed"}
    assert shared_changes("The rent is 5.", "Rents grew.") == frozenset()
