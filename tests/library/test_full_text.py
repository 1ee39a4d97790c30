from collections.abc import Sequence

import pytest

from docqa.library.catalog import Library
from docqa.library.full_text import MAX_ROWS_BETWEEN, FullText
from docqa.text.words import content_words
from tests.library.conftest import PAGES
from tests.support.shelf import keep_text

pytestmark = pytest.mark.pure


def search(full_text: FullText, question: str, k: int = 5, doc_ids: Sequence[str] | None = None) -> list[str]:
    """By the words of a question, as the retriever does."""
    return full_text.search_words(full_text.counts(content_words(question), doc_ids), k, doc_ids)


def test_words_find_what_fits_best_whatever_their_form(library: Library, lease: str, other: str) -> None:
    full_text = library.full_text
    first, second = keep_text(library, lease, PAGES)
    (third,) = keep_text(library, other, ("Rents rise and rents fall; rents are rents.",))
    everywhere = [lease, other]
    assert search(full_text, "Are DOGS allowed?", 5, everywhere)[0] == second
    assert set(search(full_text, "renting", 5, everywhere)) == {first, third}
    assert search(full_text, "renting", 5, [lease]) == [first]
    assert len(search(full_text, "rent dogs", 1)) == 1


def test_months_and_weekdays_are_found_as_tables_shorten_them(library: Library, lease: str, other: str) -> None:
    full_text = library.full_text
    (short,) = keep_text(library, lease, ("County Period Total JAN 2023 120 Thu 12:00",))
    (whole,) = keep_text(library, other, ("The register of January 2023 closes on a Thursday at noon.",))
    for question in ("January", "Jan", "on Thursday", "Thu"):
        assert set(search(full_text, question)) == {short, whole}
    (german,) = keep_text(
        library, other, ("Die Liste der Mitglieder und der Gäste ist im Okt. 2023 zu prüfen, die im Mai war.",)
    )
    assert search(full_text, "Was war im Oktober?", 5, [other]) == [german]


@pytest.mark.parametrize(
    "question", ["", "  ", "the of is?", '"', "AND OR NEAR", "a* NEAR(b", "'; DROP TABLE", "(((", "^"]
)
def test_no_question_upsets_the_word_search(library: Library, lease: str, question: str) -> None:
    keep_text(library, lease)
    assert search(library.full_text, question, 5, [lease]) == []


@pytest.mark.parametrize("question", ["dogs rent", "rent dogs cats", "rent"])
def test_in_a_large_library_the_best_by_words_are_the_same(
    library: Library, lease: str, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`rent` stands in more chunks than are weighed; those with a rarer word come first all the same."""
    pages = [f"The rent of house {number} is due{' and dogs may stay' * (number % 15 == 0)}" for number in range(60)]
    keep_text(library, lease, pages)
    for doc_ids in (None, [lease]):
        everything = search(library.full_text, question, 4, doc_ids)
        with monkeypatch.context() as patch:
            patch.setattr("docqa.library.full_text.MAX_CHUNKS_WEIGHED", 10)
            weighed = search(library.full_text, question, 4, doc_ids)
        assert weighed == everything
        assert len(weighed) == 4


def test_words_are_counted_in_the_chosen_documents(library: Library, lease: str, other: str) -> None:
    keep_text(library, lease, ("The rent is low", "Dogs pay rent"))
    keep_text(library, other, ("No rents here",))
    full_text = library.full_text
    assert full_text.counts(["rent", "dogs", "cats"]) == {"rent": 3, "dogs": 1, "cats": 0}
    assert full_text.counts(["rent", "dogs"], [other]) == {"rent": 1, "dogs": 0}
    assert full_text.counts([]) == {}


def test_words_of_a_document_that_was_read_anew_are_counted_in_it_alone(
    library: Library, lease: str, other: str
) -> None:
    keep_text(library, lease, ("The rent is low", "Dogs pay"))
    keep_text(library, other, [f"No rents here, {number}" for number in range(MAX_ROWS_BETWEEN + 1)])
    keep_text(library, lease, ("The rent is low", "Dogs pay no rent"))  # what is new stands behind the other's
    assert library.full_text.counts(["rent", "dogs"], [lease]) == {"rent": 2, "dogs": 1}
    assert library.full_text.counts(["rent"], [lease, other]) == {"rent": MAX_ROWS_BETWEEN + 3}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("garbge", "garbag"), ("colector", "collector"), ("zebra", None), ("garden", None), ("", None), ('"x', None)],
)
def test_a_misspelt_word(library: Library, lease: str, typed: str, meant: str | None) -> None:
    keep_text(library, lease, ("The garbage collector",))
    assert library.full_text.alike(typed) == meant


GERMAN = "Die Mieter haben bei einer Kündigung die Frist von drei Monaten zu beachten, und der Vermieter auch."
FRENCH = "Le bailleur verse une indemnisation au locataire dans les deux mois, et la caution est rendue avec elle."


def test_words_are_found_in_every_form_of_their_language(library: Library, lease: str, other: str) -> None:
    german, english = keep_text(library, lease, (GERMAN, "Not a note is due."))
    (french,) = keep_text(library, other, (FRENCH,))
    full_text = library.full_text
    assert full_text.counts(["kündigungen", "cautions", "notes", "note"]) == {
        "kündigungen": 1, "cautions": 1, "notes": 1, "note": 1
    }  # fmt: skip
    assert search(full_text, "Kündigungen?") == [german]
    assert search(full_text, "indemnisations") == [french]
    assert search(full_text, "notes") == [english]
    assert full_text.search_phrases(["Fristen von drei Monaten"], 5) == [german]
    assert full_text.search_phrases(["not"], 5) == [english]  # the German stem of "notes", but that is English here


def test_of_each_language_the_documents_words_are_known(library: Library, lease: str) -> None:
    keep_text(library, lease, (GERMAN,))
    assert library.full_text.alike("kundiggungen") == "kundig"


def test_phrases_are_found_as_they_stand(library: Library, lease: str, other: str) -> None:
    first, second = keep_text(library, lease, ("Balance sheets of Acme\n" + "It fell. " * 40, "A sheet in balance"))
    (third,) = keep_text(library, other, ("x " * 100 + "the balance sheet",))
    full_text = library.full_text
    assert set(full_text.search_phrases(["balance sheet"], 5)) == {first, third}
    assert full_text.search_phrases(["balance sheet"], 5, in_titles=True) == [first]
    assert full_text.search_phrases(["balance sheet"], 5, [other]) == [third]
    assert full_text.search_phrases(['in" OR "balance', "sheet in balance"], 5) == [second]
    assert full_text.search_phrases([], 5) == []


def test_words_without_spaces_are_found_inside_a_run(library: Library, lease: str) -> None:
    first, second, third = keep_text(
        library, lease, ("每月租金为六千五百元。", "乙方可以饲养一只猫", "押\n金于期满后退还")
    )
    full_text = library.full_text
    assert search(full_text, "租金") == [first]
    assert search(full_text, "押金什么时候退还？") == [third]
    assert search(full_text, "猫") == [second]
    assert search(full_text, "饲") == [second]
    assert search(full_text, "狗") == []
    assert full_text.counts(["租金", "元", "狗"]) == {"租金": 1, "元": 1, "狗": 0}
    assert full_text.search_phrases(["月租金为六"], 5) == [first]
    assert full_text.search_phrases(["一只猫"], 5) == [second]
    assert full_text.search_phrases(["租为"], 5) == []


def test_a_phrase_goes_from_one_script_to_the_other(library: Library, lease: str) -> None:
    (only,) = keep_text(library, lease, ("车位编号为B17的停车费按第8条计算",))
    assert library.full_text.search_phrases(["B17的停车"], 5) == [only]
    assert library.full_text.search_phrases(["按第8条"], 5) == [only]
    assert library.full_text.search_phrases(["第9条"], 5) == []


DECOMPOSED = "Die Straße in der Gemeinde ist für Ku\u0308ndigungen und für das Mieten von 租约 nicht offen."


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Straße 5", "STRASSE"),
        ("Strasse 5", "Straße"),
        ("In İzmir", "izmir"),
        ("In Izmir", "İzmir"),
        ("Ku\u0308ndigung", "Kündigung"),
        ("Kündigung", "Ku\u0308ndigung"),
        ("и\u0306од", "йод"),
        ("عَقْد", "عقد"),
        ("عقد", "عَقْد"),
        (DECOMPOSED, "Kündigung"),
        (DECOMPOSED, "Strasse"),
        (DECOMPOSED, "租约"),
    ],
)
def test_letters_are_the_same_however_they_are_written(library: Library, lease: str, text: str, question: str) -> None:
    ids = keep_text(library, lease, (text,))
    assert search(library.full_text, question) == ids
