import pytest

from docqa.search.documents_meant import document_hints

pytestmark = pytest.mark.pure


def hints(question: str, names: list[str]) -> list[float]:
    return document_hints(question, names)[0]


def test_names_and_years_point_at_documents() -> None:
    names = ["AMD_2021_10K.pdf", "AMD_2022_10K.pdf", "Lease Mill Lane.pdf", "Best Buy 2019.pdf", "Heron.pdf"]
    assert hints("What does the Mill Lane lease say?", names)[2] == 1.0
    assert hints("Best Buy's inventories at the end of 2019?", names)[3] == 1.5
    assert hints("And Best Buy's in 2017?", names)[3] == 1.0
    assert hints("AMD's margin in FY2022", names)[:2] == [1.0, 1.5]
    assert hints("How much did 3M pay?", ["3M_2018_10K.pdf"]) == [1.0]
    assert hints("herons margin", names)[4] == 1.0
    assert hints("Where are the leases?", names) == [0.0] * 5
    assert hints("What is the rent?", names) == [0.0] * 5
    assert hints("What is the rent?", []) == []


def test_a_file_is_meant_by_its_name_in_any_script() -> None:
    names = ["Mu\u0308ller Mietvertrag.pdf", "Договор аренды.pdf", "租赁合同.pdf", "Résumé.pdf", "🏠 casa.pdf"]
    assert hints("Was steht bei Müller?", names)[0] == 1.0
    assert hints("Что говорит договор?", names)[1] == 1.0
    assert hints("租赁合同的租金是多少？", names)[2] == 1.0
    assert hints("What does the resume say?", names)[3] == 1.0
    assert hints("What does casa say?", names)[4] == 1.0
    assert hints("Wie hoch ist die Miete?", names) == [0.0] * 5


def test_a_name_that_many_documents_bear_points_at_none() -> None:
    names = [f"report-{number}.pdf" for number in range(20)]
    assert hints("What does the report say?", names) == [0.0] * 20


def test_a_year_alone_points_at_no_document() -> None:
    assert hints("How much was it in 2023?", ["AMCOR_2023Q2_10Q.pdf", "PEPSICO_2023Q1_EARNINGS.pdf"]) == [0.0, 0.0]
