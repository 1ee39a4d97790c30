"""Amounts, identifiers and dates, found however a text writes them; others are not."""

import pytest

from docqa.search.exact import Exact, amounts, dates, days, identifiers

pytestmark = pytest.mark.pure


def one_of(question: str) -> Exact:
    (found,) = (*amounts(question), *identifiers(question), *dates(question), *days(question))
    return found


@pytest.mark.parametrize(
    ("question", "same", "others"),
    [
        (
            "What cost 1180.50?",
            ("1,180.50", "1.180,50 €", "1 180,50", "1'180.50", "CHF 1’180.50", "1180,5", "$1,180.50³"),
            ("11,180.50", "1180.55", "1180.505", "118050", "1,180", "1180.50.1"),
        ),
        (
            "What cost 2460 euros?",
            ("2.460 Euro", "2,460.00", "2460,-", "2'460"),
            ("2,46", "12460", "2.460,50", "24600"),
        ),
        ("Was kostet 2.460,50 Euro?", ("2460.50", "2,460.50", "2 460,50"), ("2460", "2.460", "246050")),
        ("What is 84.5?", ("84.50", "84,5"), ("84.555", "845", "184.5")),
        (
            "Which account is DE89370400440532013000?",
            ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
            ("DE89 3704 0044 0532 0130 01", "XDE89 3704 0044 0532 0130 00"),
        ),
        ("Is it DE89 3704 0044 0532 0130 00?", ("DE89370400440532013000",), ("DE8937040044053201300",)),
        ("What is INV-20417?", ("INV 20417", "inv20417", "INV-20417"), ("INV-204178", "INV-20418")),
        (
            "What was on 3 May 2024?",
            (
                "3 May 2024",
                "May 3rd, 2024",
                "3. Mai 2024",
                "3 de mayo de 2024",
                "03.05.2024",
                "2024-05-03",
            ),
            ("13 May 2024", "3 May 2023", "5.3.2024", "30.05.2024"),
        ),
        ("Was war am 03.05.2024?", ("3. Mai 2024", "May 3, 2024", "3/5/2024"), ("5. März 2024",)),
        (
            "Warum ist am 6. Mai nichts?",
            ("06. 05.", "06.05.", "06.05.24", "6.5.2024", "2024-05-06", "6 May", "6-May", "May 6th, 2024", "le 6 mai"),
            ("6.5", "6.5.3", "6.5. Deposit", "16. Mai", "May 60", "6.05 Euro", "06/05/2024", "06.05.11.2"),
        ),
        (
            "What came on September 14th?",
            ("14 Sep", "Sept. 14", "14/09/2024", "9/14/2024", "14. September"),
            ("September 2014", "14 Se", "14/10/2024", "page 9/14"),
        ),
    ],
)
def test_the_same_however_it_is_written(question: str, same: tuple[str, ...], others: tuple[str, ...]) -> None:
    found = one_of(question)
    assert [text for text in same if not found.is_in(f"It says {text} there.")] == []
    assert [text for text in others if found.is_in(f"It says {text} there.")] == []


@pytest.mark.parametrize("question", ["What is on 6 may?", "what came by may 6", "Was ist am 6. mai?"])
def test_a_day_in_small_letters(question: str) -> None:
    assert one_of(question).is_in("It is on 6 May.")


@pytest.mark.parametrize(
    "question",
    [
        "In 2021, 12 of 45 came.",
        "Is version 4.2 or 4.2.1 there?",
        "On 45 May 2024?",
        "Which of the 12 may vote?",
        "40 May",
    ],
)
def test_what_is_no_amount_and_no_date(question: str) -> None:
    assert [*amounts(question), *dates(question), *days(question)] == []
