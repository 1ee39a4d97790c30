"""Follow-ups: what goes on from the questions before it, what does not, and what is searched for."""

import pytest

from docqa.documents import Turn
from docqa.search.followups import MAX_CHARACTERS_OF_ANSWER, follow, says_only_when, stand_alone
from docqa.search.query import understand

pytestmark = pytest.mark.pure

REVENUE = Turn("What was Adobe's revenue in 2022?", "17.6 billion dollars.", "It was 17.6 billion dollars.")


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("and in 2021?", "What was Adobe's revenue in 2021?"),
        ("how about 2020", "What was Adobe's revenue in 2020?"),
        ("and in the previous year?", "What was Adobe's revenue in 2021?"),
        ("What about the year after?", "What was Adobe's revenue in 2023?"),
        ("and Best Buy?", "What was Best Buy's revenue in 2022?"),
        ("What about Costco in 2021?", "What was Costco's revenue in 2021?"),
        ("and costco?", "What was Adobe's revenue in 2022? and costco?"),
        ("2020?", "What was Adobe's revenue in 2020?"),
        ("same for Best Buy in the following year", "What was Best Buy's revenue in 2023?"),
        ("how was that financed", "What was Adobe's revenue in 2022? how was that financed"),
        ("and Boeing's debt?", "What was Adobe's revenue in 2022? and Boeing's debt?"),
        ("Who audited it?", "What was Adobe's revenue in 2022? Who audited it?"),
        ("what was net income in the same year", "What was Adobe's revenue in 2022? what was net income in 2022"),
        (
            "How much did the whole company spend on research and development in that fiscal year?",
            "What was Adobe's revenue in 2022? "
            "How much did the whole company spend on research and development in 2022?",
        ),
        ("any exceptions?", "What was Adobe's revenue in 2022? any exceptions?"),
        ("and FY21?", "What was Adobe's revenue in 2021?"),
        ("for FY2020", "What was Adobe's revenue in 2020?"),
        ("And for the year ended 2021?", "What was Adobe's revenue in 2021?"),
        ("And in Europe?", "What was Adobe's revenue in 2022? And in Europe?"),  # Adobe's, in Europe
        ("and the CEO?", "What was Adobe's revenue in 2022? and the CEO?"),
        ("what about 1999 and 2000?", "What was Adobe's revenue in 2022? what about 1999 and 2000?"),
        ("Can you elaborate?", "What was Adobe's revenue in 2022? Can you elaborate?"),
    ],
)
def test_a_question_that_goes_on_is_made_whole(question: str, whole: str) -> None:
    assert stand_alone(question, [REVENUE]) == whole


@pytest.mark.parametrize(
    "question",
    [
        "What is JSFUNFUZZ?",
        "Ok, how much is the rent?",
        "Did Costco raise its dividend?",
        "How much does it cost to train Heron?",
        "Does the tenant pay more than 1,000 dollars?",
        "What is the last year for which data is given?",
        "What happens in the whole of the year before the term of the lease ends?",
        "Who keeps the key to the boathouse?",
        "Is it allowed to sublet the cottage?",
        "Is it true that dogs are allowed?",
        "Which pages mention that rent is due?",
        "Is there a garden?",
        "what is this document about?",
        "Who wrote this paper?",
        "Which methods does this paper use?",
        'What does "Affiliate" mean?',
        "page 4",
        "When do quiet hours begin on Sundays?",
        "Which of the options does the tool take that limit the length of the alignment?",
    ],
)
def test_a_question_that_says_what_it_is_about_is_left_alone(question: str) -> None:
    assert stand_alone(question, [REVENUE]) == question


def test_the_year_is_taken_from_the_answer_where_no_question_has_one() -> None:
    opened = Turn("When did the museum open?", "It opened in May 1987.")
    assert stand_alone("Who led it that year?", [opened]) == "When did the museum open? Who led it in 1987?"
    assert stand_alone("Who led it that year?", [Turn("Is there a museum?", "Yes.")]).endswith("that year?")


def test_what_goes_on_from_a_follow_up_goes_on_from_its_whole() -> None:
    talk = [REVENUE, Turn("and in 2021?", "15.8 billion dollars.")]
    assert stand_alone("and in 2020?", talk) == "What was Adobe's revenue in 2020?"
    assert stand_alone("and in 2020?", []) == "and in 2020?"


def test_a_short_question_is_searched_with_what_came_before_it_too() -> None:
    before = "What was Adobe's revenue in 2022? It was 17.6 billion dollars."
    assert follow(understand("Who is the auditor?"), [REVENUE]).texts[1] == f"{before} Who is the auditor?"
    assert list(follow(understand("default port number of upsd"), [REVENUE]).texts) == [
        "default port number of upsd",
        f"{before} default port number of upsd",
    ]
    assert list(follow(understand("and in 2021?"), [REVENUE]).texts) == [
        "What was Adobe's revenue in 2021?",
        f"{before} and in 2021?",
    ]
    assert list(follow(understand("and Boeing in 2021?"), [REVENUE]).texts) == ["What was Boeing's revenue in 2021?"]
    unsupported = Turn("What is the rent?", "It is high.", "")
    assert list(follow(understand("and the deposit?"), [unsupported]).texts) == ["What is the rent? and the deposit?"]
    assert list(follow(understand("What is JSFUNFUZZ?"), [REVENUE]).texts) == ["What is JSFUNFUZZ?"]
    long = "Which law governs the agreement between the landlord and the tenant of the cottage?"
    assert list(follow(understand(long), [REVENUE]).texts) == [long]
    assert list(follow(understand("Who is the auditor?"), []).texts) == ["Who is the auditor?"]


def test_of_two_years_none_is_exchanged() -> None:
    compared = [Turn("Compare the revenue in 2021 with 2022", "It grew.")]
    assert stand_alone("and 2020?", compared) == "Compare the revenue in 2021 with 2022 and 2020?"


def test_a_long_conversation_is_followed_so_far_only() -> None:
    talk = [Turn("and the rent?", "1,250")] * 3000
    assert len(stand_alone("and the deposit?", talk)) < 200


def test_only_the_gist_of_a_long_answer_is_searched_for() -> None:
    talk = [Turn("What is a trace?", "A path.", "A trace is a path. " * 1000)]
    assert len(follow(understand("Who calls it?"), talk).texts[1]) < MAX_CHARACTERS_OF_ANSWER + 50


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Wie hoch ist die Miete?", "Und die Kaution?"),
        ("Combien coûte le loyer ?", "Et la caution ?"),
        ("¿Cuánto es el alquiler?", "¿Y la fianza?"),
        ("Wie hoch ist die Kaution?", "Wann ist sie fällig?"),
        ("Wie hoch ist die Miete?", "Was gehört noch dazu?"),
        ("Quel est le montant de la caution ?", "Quand est-elle payable ?"),
        ("Combien coûte le loyer ?", "Et avec cela ?"),
        ("¿Cuánto es la fianza?", "¿Qué más entra en eso?"),
    ],
)
def test_follow_ups_in_other_languages(first: str, then: str) -> None:
    assert stand_alone(then, [Turn(first, "1.250 Euro.")]) == f"{first} {then}"


@pytest.mark.parametrize(
    "then",
    [
        "Wie hoch ist die Kaution?",
        "Was muss der Mieter tun, wenn er auszieht?",
        "Können Sie mir die Frist nennen?",
        "Wo kommt der Strom her?",
        "Combien coûte la caution ?",
        "La caution est-elle rendue au preneur ?",
        "Y a-t-il un jardin ?",
        "¿Cuánto es la fianza?",
        "¿Qué ha firmado el dueño? ¿Y he de pagar?",
    ],
)
def test_a_whole_question_in_another_language_is_left_alone(then: str) -> None:
    assert stand_alone(then, [Turn("Wie hoch ist die Miete?", "1.250 Euro.")]) == then


@pytest.mark.parametrize("then", ["Y axis label of figure one, please", "O ring size for the pump and the valve"])
def test_openings_of_other_languages_mean_nothing_in_english(then: str) -> None:
    assert stand_alone(then, [REVENUE]) == then


def test_months_in_other_languages_say_only_when() -> None:
    assert says_only_when("Und im Mai?")
    assert not says_only_when("Und im Garten?")
