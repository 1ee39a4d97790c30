import pytest

from docqa.search.places import Place, place_pattern, places, without_places

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does section 4.2 say?", [Place("section", "4.2")]),
        ("Compare § 604(b) with Art. 12.", [Place("section", "604(b)"), Place("article", "12")]),
        ("the footnote on page 7", [Place("page", "7")]),
        ("Item 1A and Exhibit 31.1", [Place("item", "1A"), Place("exhibit", "31.1")]),
        ("See Appendix B", [Place("appendix", "B")]),
        ("Note 12, note 12", [Place("note", "12")]),
        ("What does clause 7.2 (b) say?", [Place("clause", "7.2(b)")]),
        ("Is 7.2(b) valid?", [Place("clause", "7.2(b)")]),
        ("Clauses 7.2(b) and 3.4", [Place("clause", "7.2(b)"), Place("clause", "3.4")]),
        ("point (a) of paragraph 2 of Article 5", [Place("article", "5(2)(a)")]),
        ("Schedule B, paragraph 3(a)", [Place("schedule", "B(3)(a)")]),
        ("Article 4.2 of section 4", [Place("section", "4.2")]),
        ("What does page ii say?", [Place("page", "ii")]),
        ("clause twelve, section twenty-one", [Place("clause", "12(21)")]),
        ("the 3rd schedule", [Place("schedule", "3")]),
        ("Was steht in Artikel 4 Absatz 2?", [Place("article", "4(2)")]),
        ("§ 3 Abs. 2 Nr. 4 lit. b", [Place("section", "3(2)(4)(b)")]),
        ("Was regelt der dritte Abschnitt?", [Place("section", "3")]),
        ("Que dit l'article premier ?", [Place("article", "1")]),
        ("l'article 4, alinéa 2", [Place("article", "4(2)")]),
        ("¿Qué dice la cláusula tercera?", [Place("clause", "3")]),
        ("el artículo 5 apartado 2 letra b)", [Place("article", "5(2)(b)")]),
        ("第七条规定了什么？", [Place("article", "7")]),
        ("第二十一条第二款", [Place("article", "21(2)")]),
        ("附件一", [Place("annex", "1")]),
        ("第3.2条规定了什么？", [Place("article", "3.2")]),
        ("第４条第２項には何が書いてありますか", [Place("article", "4(2)")]),
        ("第四条の二", [Place("article", "4の2")]),
        ("第3条の2つの条件", [Place("article", "3")]),
        ("別表第1と脚注3", [Place("annex", "1"), Place("footnote", "3")]),
        ("5ページには何が書いてありますか", [Place("page", "5")]),
        ("全5ページですか", []),
        ("Что говорится в пункте 3.2?", [Place("clause", "3.2")]),
        ("Что гласит статья 4?", [Place("article", "4")]),
        ("подпункт «б» пункта 3.2", [Place("clause", "3.2(б)")]),
        ("ч. 2 ст. 4 и п. 5.1", [Place("article", "4(2)"), Place("clause", "5.1")]),
        ("статья 4, часть 2", [Place("article", "4(2)")]),
        ("Приложение № 2 и приложение Б", [Place("annex", "2"), Place("annex", "Б")]),
        ("Что сказано в третьем разделе?", [Place("section", "3")]),
        ("Есть ли статья о собаках?", []),
        ("ماذا تقول المادة 4؟", [Place("article", "4")]),
        ("على ماذا تنص المادة (٤)؟", [Place("article", "4")]),
        ("الفقرة (ب) من المادة الرابعة", [Place("article", "4(ب)")]),
        ("المادة الثانية عشرة", [Place("article", "12")]),
        ("وفقا للبند 3.2 وبالملحق أ", [Place("clause", "3.2"), Place("annex", "ا")]),
        ("ما هي المادة الفعالة؟", []),
        ("What part of the rent is due?", []),
        ("a section 8% larger", []),
        ("Is the article a good one?", []),
        ("Is this section one of those?", []),
        ("What did invoice number 12 cost?", []),
        ("Why is the letter I sent to you here?", []),
        ("Was regelt die Hausordnung?", []),
        ("第十十条", []),
    ],
)
def test_places(question: str, found: list[Place]) -> None:
    assert list(places(question)) == found


def test_what_is_asked_beside_a_place() -> None:
    assert without_places("ماذا تقول المادة ٤ أمس؟").split() == "ماذا تقول أمس؟".split()
    assert without_places("What is the fee under clause 7.2, letter b?").split() == "What is the fee under ?".split()


@pytest.mark.parametrize(
    ("place", "text", "begins"),
    [
        (Place("section", "4.2"), "\n4.2 Payment", True),
        (Place("section", "4.2"), "\n  Section 4.2. Payment", True),
        (Place("section", "4.2"), "\n§ 4.2 Payment", True),
        (Place("section", "4.2"), "\n4.2.1 Interest", False),
        (Place("section", "4.2"), "\n4.25 dollars", False),
        (Place("section", "4.2"), "as section 4.2 says", False),
        (Place("note", "12"), "\nNOTE 12 - DEBT", True),
        (Place("note", "12"), "\n12 dogs", False),
        (Place("table", "3"), "\nTable 3: Speed", True),
    ],
)
def test_where_a_place_begins(place: Place, text: str, begins: bool) -> None:
    assert bool(place_pattern(place).search(text)) is begins
