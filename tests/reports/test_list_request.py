import pytest

from docqa.reports.request import ReportKind, Request, requested

pytestmark = pytest.mark.pure

NAMES = ["Mill_Lease.pdf"]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("List all risks", "risks"),
        ("Please list every deadline mentioned in the contract.", "deadline"),
        ("Can you give me a list of all parties in Mill_Lease.pdf?", "parties"),
        ("what are all the executive officers?", "executive officers"),
        ("List the defined terms", "defined terms"),
        ("How many exhibits are listed in the document?", "exhibits"),
        ("Nenne alle Fristen im Vertrag", "Fristen"),
        ("Énumère tous les délais du contrat", "délais"),
        ("Enumera todas las obligaciones del contrato", "obligaciones"),
        ("¿Cuántos plazos hay en el documento?", "plazos"),
        ("Make a list of all fees", "fees"),
        ("Pull out all the defined terms", "defined terms"),
        ("Liste toutes les obligations", "obligations"),
    ],
)
def test_a_list_is_asked_for(question: str, about: str) -> None:
    assert requested(question, NAMES) == Request(ReportKind.LIST, is_sure=True, about=about)


@pytest.mark.parametrize(
    "question",
    [
        "List the fee for dogs",
        "List all reasons why the rent rose",
        "Find all tenants who pay late",
        "List rent",
        "Which fees are there?",
        "Which companies are mentioned in the document?",
        "Who are the parties?",
        "What are the tenant's obligations?",
        "Welche Fristen gibt es?",
        "Quels sont les délais du contrat ?",
        "¿Cuáles son los plazos del contrato?",
    ],
)
def test_in_doubt_it_is_only_offered(question: str) -> None:
    request = requested(question, NAMES)
    assert request is not None and request.kind is ReportKind.LIST and not request.is_sure


@pytest.mark.parametrize(
    "question",
    [
        "How many employees are there?", "Do all tenants pay the rent?", "All tenants pay, don't they?",
        "What is the deadline?", "What are the opening hours?", "Wie hoch ist die Miete für alle Hunde?",
    ],
)  # fmt: skip
def test_an_ordinary_question_is_none(question: str) -> None:
    assert requested(question, NAMES) is None


@pytest.mark.parametrize(
    "question",
    [
        "Dates and amounts of Mill_Lease.pdf",
        "Give me a timeline",
        "Zeitleiste",
        "Dates et montants",
        "List all dates and amounts",
        "What happened when?",
        "Show the key dates",
        "Timeline of events, please",
    ],
)
def test_dates_and_amounts_are_asked_for(question: str) -> None:
    assert requested(question, NAMES) == Request(ReportKind.DATES, is_sure=True)


def test_an_outline_is_no_list() -> None:
    request = requested("List the sections", NAMES)
    assert request is not None and request.kind is ReportKind.OUTLINE
