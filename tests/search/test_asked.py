import pytest

from docqa.documents import Document, State, Turn
from docqa.search.asked import choose, prepare

pytestmark = pytest.mark.pure

REVENUE = Turn("What was Adobe's revenue in 2022?", "17.6 billion dollars.", "It was 17.6 billion dollars.")


def document(id_: str, *, chunks: int = 9, state: State = State.READY) -> Document:
    return Document(id_, f"{id_}.pdf", state, chunks=chunks)


def test_a_question_that_stands_alone_is_understood_once() -> None:
    asked = prepare("How much is the rent?", [], [])
    assert asked.own is asked.whole
    assert [query is asked.own for query in asked.searched] == [True]


def test_each_text_of_a_follow_up_is_understood_once() -> None:
    asked = prepare("and in 2021?", [REVENUE], [])
    assert asked.own.words == ("2021",)
    assert asked.whole.words == ("adobe", "revenue", "2021")
    assert len(asked.searched) == 2
    assert asked.searched[0] is asked.whole
    kept = prepare("Who is the auditor?", [REVENUE], [])
    assert kept.searched[0] is kept.whole is kept.own


def test_an_answer_quoted_before_points_at_no_place() -> None:
    """Its number would be taken for what is asked, and the right place be left behind others."""
    said = "3. Is there a Sunday edition? Name of newspaper § 4. Newark Advance"
    asked = prepare("What is the legal business name?", [Turn("Which newspaper is it?", said, said)], [])
    assert len(asked.searched) == 2 and "newark" in asked.searched[1].words
    assert [query.places for query in asked.searched] == [(), ()]


def test_a_follow_up_asks_of_the_place_that_was_asked_of() -> None:
    asked = prepare("and who pays it?", [Turn("What does clause 7.2 say?", "See § 9. Dogs", "See § 9. Dogs")], [])
    assert asked.whole.places
    assert {query.places for query in asked.searched} == {asked.whole.places}


@pytest.mark.parametrize(
    ("doc_ids", "chosen", "scope"),
    [
        (None, ["a", "b"], None),
        (["b", "gone"], ["b"], ("b",)),
        (["a", "b", "empty"], ["a", "b"], None),  # the quickest to search
        ([], [], ()),
    ],
)
def test_the_documents_that_are_asked(
    doc_ids: list[str] | None, chosen: list[str], scope: tuple[str, ...] | None
) -> None:
    documents = [document("a"), document("b"), document("empty", chunks=0)]
    found, ids = choose(documents, doc_ids)
    assert ([one.id for one in found], ids) == (chosen, scope)


def test_a_document_that_has_failed_is_not_asked() -> None:
    documents = [document("a"), document("failed", state=State.FAILED)]
    found, ids = choose(documents, None)
    assert ([one.id for one in found], ids) == (["a"], ("a",))
