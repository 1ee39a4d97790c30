import pytest

from docqa.search.names import mentions, names

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What did Pfizer and Upjohn pay?", ["Pfizer", "Upjohn"]),
        ("What was 3M's FY2018 capex in USD?", ["3M"]),
        ("Is INV-20417 paid?", ["INV-20417"]),
        ("who owns boeing", []),
        ("What did Best Buy pay?", ["Best", "Buy"]),
        ("Where is the key if I'll be late, and I’ve lost Mariaʼs?", ["Maria"]),
        ("Does Mr. Gonzalez or Ms. Brown speak German?", []),  # behind a full stop a capital says nothing
        ("Must the Tenant pay 1.5x before 5pm in CHF?", []),
        ("Hello ChatGPT, what is due? Thanks, Kevin", []),
        ("Wie hoch ist die Kaution laut INV-20417?", ["INV-20417"]),
        ("What Is The Rent Due In May?", []),
        ("¿Cuánto es la fianza?", []),
        ("¿Quién paga la luz a María?", ["María"]),
        ("1) Explain the deposit", []),
        ("- Explain the deposit", []),
        ("• Explain it. ▪ Describe it", []),
        ("[1] Explain the deposit", []),
        ("iv) Explain the deposit", []),
        ("Question 3 - Explain the deposit", []),
        ("She wrote: ‘Explain the deposit’", []),
        ("What means ‘Deposit’ for Maria?", ["Maria"]),
        ("¡Explica la fianza!", []),
        ("Was kostet die Miete im August?", []),
        ("Darf ich meinen Hund mitbringen?", []),
        ("What is the term?\nWho pays?", []),
    ],
)
def test_names(question: str, found: list[str]) -> None:
    assert names(question) == found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Hills", "on the hilltop"),
        ("Banks", "after the bankruptcy"),
        ("Waters", "by the waterfall"),
        ("Fords", "the fordable brook"),
        ("Marks", "market prices"),
    ],
)
def test_a_name_is_not_mentioned_by_a_word_that_begins_as_its_singular(name: str, text: str) -> None:
    assert not mentions([text], name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Hills", "hills are high"),
        ("Banks", "a bank"),
        ("Herons", "the heron's nest"),
        ("Hills", "in hillsborough"),
        ("Historians", "historian"),
        ("Democrats", "democratic"),
        ("Unions", "unionist"),
        ("Romans", "romanic"),
    ],
)
def test_a_name_is_mentioned_by_its_singular_and_by_what_is_made_of_it(name: str, text: str) -> None:
    assert mentions([text], name)
