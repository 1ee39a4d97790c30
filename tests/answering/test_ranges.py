import pytest

from docqa.answering.ranges import is_reversed

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("The museum is open from 18:00 to 10:00.", "Museum 10:00 - 18:00"),
        ("The rent went from 5% to 4%.", "The rent went to 5% from 4%."),
        ("It cost between $9 million and $7 million.", "from $7 million to $9 million"),
        ("The tour begins at 11:30.", "Tour 09:15 - 11:30"),
        ("The tour ends at 9:15.", "Tour 09:15 - 11:30"),
    ],
)
def test_a_range_the_other_way_round(sentence: str, span: str) -> None:
    assert is_reversed(sentence, span)


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("The museum is open from 10:00 to 18:00.", "Museum 10:00 - 18:00"),
        ("The share went from 4% to 5%.", "The share rose to 5%, up from 4%."),
        ("The tour begins at 9:15.", "Tour 09:15 - 11:30"),
        ("The tour ends at 11:30.", "Tour 09:15 - 11:30"),
        ("The second tour begins at 11:30.", "Tours 09:15 - 11:30, 11:30 - 13:45"),
        ("It is 5 and 4.", "from 4 to 5"),
        ("From 5 to 4.", "It is 4 and 5."),
        ("", ""),
    ],
)
def test_a_range_as_it_is_or_none(sentence: str, span: str) -> None:
    assert not is_reversed(sentence, span)
