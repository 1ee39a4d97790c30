import pytest

from docqa.search.query import Kind, may_answer

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("question", "answers", "others"),
    [
        ("How hot should the oven be?", ("at 400°", "200 C", "180 degrees"), ("20 - 25 minutes", "$30", "page 4")),
        ("How long is the notice?", ("three months", "90 days", "14 calendar days"), ("$250", "40 %", "clause 7")),
        ("How long is the pipe?", ("12 ft", "1.5 m"), ("12 kg",)),
        ("How heavy is the parcel?", ("2.5 kg", "12 lbs", "Weight (kg): 12"), ("12 cm", "12 hours", "parcel 12")),
        ("How wide is the shelf?", ("60cm", "Width in mm: 600"), ("600 euros", "shelf 600")),
        ("Wie lange läuft der Vertrag?", ("für 24 Monate", "auf 2 Jahre", "an 5 Tagen"), ("für 24 Euro", "§ 24")),
        ("¿Cuánto tiempo dura?", ("5 años",), ("5 kg",)),
        (
            "What does a 50-ml vial cost?",
            ("$12", "12.50", "300 mg cost 8 euros"),
            ("300 mg", "4 months", "16.7-ml vials"),
        ),
        ("How many dollars is the fee?", ("$12 per month", "12.50"), ("$ per month, on 30 days' notice",)),
        ("What does the hammer weigh?", ("90 kg", "Weight (lb): 200"), ("6 ft 3 in", "3 couplers")),
        ("Was kostet die Flasche?", ("nur 8 Euro", "8,50"), ("750 g",)),
        ("How much is the rent?", ("1,250 dollars", "1,250"), ()),  # any number may be how much
    ],
)
def test_a_number_answers_where_it_measures_what_is_asked_for(
    question: str, answers: tuple[str, ...], others: tuple[str, ...]
) -> None:
    assert all(may_answer(text, Kind.NUMBER, question) for text in answers)
    assert not any(may_answer(text, Kind.NUMBER, question) for text in others)
