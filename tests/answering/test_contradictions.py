import pytest

from docqa.answering.contradictions import contradicts, days, scales, years

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Revenue rose by 5%.", "Revenue fell by 5%."),
        ("Costs rose because of a lower price.", "Costs fell because of a lower price."),
        ("The trial had more than 40 houses.", "The trial had fewer than 40 houses."),
        ("The key is returned before noon.", "The key is returned after noon."),
        ("It had the highest yield.", "It had the lowest yield."),
        ("There was an operating income of 5.", "There was an operating loss of 5."),
        ("The notice is 90 months.", "The notice is 90 days."),
        ("It fell by seven percent, or 7 percent.", "It fell by 7 basis points."),
        ("The wall is 20 metres high.", "The wall is 20 feet high."),
        ("The rent is 50 a week.", "The rent is 50 per month."),
        ("It opened in March.", "It opened in April."),
        ("Sales grew to 12.", "Sales 12 11"),  # whether they grew is not said
        ("Sales fell to 12 from 11.", "Sales 12 11"),  # its own figures say they did not
        ("The lease runs for nine months.", "The lease runs for nine years."),
        ("It is due on Sept. 3.", "It is due on 3 August."),
        ("The fee was 30 in 2020.", "The fee rose to 40 in 2020 from 30 in fiscal 2019."),
        ("The shop is open from 9:00 to 17:30.", "Opening hours: 17:30 - 9:00"),
    ],
)
def test_another_thing_is_said(sentence: str, span: str) -> None:
    assert contradicts(sentence, span)


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Revenue rose by 5%.", "Revenue grew by 5%."),
        ("Sales grew to 12 from 11.", "Sales 12 11"),
        ("Revenue rose, and costs fell.", "Costs fell while revenue rose."),
        ("The notice is 90 days.", "A notice of 90 calendar days is given."),
        ("It takes 3 hours and costs 3 dollars.", "It costs 3 dollars and takes 3 hours."),
        ("The rent is 50 a month.", "Rent 50, due monthly."),
        ("It may open on 3 May.", "It opens on 3 May."),
        ("It is due on September 3.", "Due Sep 3"),
        ("The lease runs for nine years.", "A lease of 9 years is given, with a notice of nine months."),
        ("The fee was 30 in 2019.", "The fee rose to 40 in 2020 from 30 in fiscal 2019."),
        ("Dogs are allowed.", "Dogs are allowed in the garden."),
        ("", ""),
    ],
)
def test_the_same_is_said(sentence: str, span: str) -> None:
    assert not contradicts(sentence, span)


def test_what_the_question_says_is_no_contradiction() -> None:
    assert contradicts("In March it was 5.", "It was 5.")
    assert not contradicts("In March it was 5.", "It was 5.", "What was it in March?")


def test_days_years_and_scales() -> None:
    assert days("On 31 December 2018, or May 3rd, or May 3") == {("dec", "31"), ("may", "3")}
    assert days("Sept 4 and 5 Oct. 2020") == {("sep", "4"), ("oct", "5")}
    assert years("FY2018 and FY '19, $2,020 or 2021%") == {"2018", "2019"}
    assert scales("(In Millions, except per share)") == {6}
    assert scales("dollars") == frozenset()
