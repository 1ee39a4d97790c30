"""Places found down the numbering of small documents in several languages, and of a long contract."""

import pytest

from docqa.documents import Page
from docqa.search.numbering import Numbering, Region, labelled
from docqa.search.places import Place, places
from tests.support.contracts import PAGES, contract, is_lettered

pytestmark = pytest.mark.pure

PAGE_END = "\n---\n"
GERMAN = """\
Mietvertrag
§ 1 Mietsache
(1) Vermietet wird die Wohnung.
(2) Nach Maßgabe von
§ 3 Abs. 2 auch der Keller.
§ 2 Mietzeit
Sie beginnt am 1. Mai.
§ 3 Miete
(1) Die Miete beträgt 450 Euro.
(2) Hinzu kommen
1. die Heizung,
---
2. die Kosten für
a) Wasser und
b) den Hausmeister,
3. die Steuer.
§ 4 Kaution
Drei Mieten.
§ 4a Hunde
Keine.""".split(PAGE_END)
ARTICLES = """\
Artikel 3 Beiträge
Sie sind nach Artikel 4 Absatz 2 fällig.
Artikel 4
Organe
1. Organe sind zwei.
2. Der Vorstand hat drei Mitglieder.
3. Er tagt im Mai.
Artikel 5
Schluss""".split(PAGE_END)
SPANISH = """\
PRIMERA.- Objeto. Se arrienda el piso.
SEGUNDA.- Duración. Un año, según la cláusula
tercera.
TERCERA.- Renta. Son 700 euros.
CUARTA.- Fianza. Es de
a) una mensualidad, y
b) un aval.
QUINTA.- Fuero.""".split(PAGE_END)
FRENCH = """\
Article premier - Objet
Le bail.
Article 2 - Durée
2.1 Six ans.
2.2 Selon l'article 3.2.
Article 3. Charges
3.1 Elles sont de 50 euros.
3.2 Elles comprennent :
a) l'eau ;
b) le gardien.""".split(PAGE_END)
CHINESE = """\
第五条 付款。
第六条 期限
第七条规定的期限为一年。
第七条 违约责任
(一)逾期交货。
(二)逾期付款。
第八条 争议。""".split(PAGE_END)
JAPANESE = """\
第3条(期間)
期間は第4条の規定により1年とする。
第4条(賃料) 賃料は月額8万円とする。
2 賃料は前月末に払う。
3 次の場合を除く。
(1) 休業
(2) 災害
---
第4条の2(敷金) 敷金は16万円とする。
第5条(解約) 予告は1か月前とする。
別表第1
備品""".split(PAGE_END)
RUSSIAN = """\
Статья 3. Предмет договора
3.1. Передаётся квартира, в соответствии с
пунктом 3.2 без мебели.
3.2. Арендатор вправе:
а) держать кошку;
б) сдавать комнату согласно
статье 4 договора;
в) делать ремонт.
Статья 4. Оплата
1. Плата равна 45 000 рублей.
2. Залог равен 90 000 рублей.
---
Глава вторая
Прочее
Приложение № 1
Акт
Приложение № 2
Опись""".split(PAGE_END)
ARABIC = """\
المادة الأولى
الإيجار وفقا لأحكام
المادة الثالثة من العقد.
المادة الثانية
المدة سنة.
المادة الثالثة
(أ) التأمين ألفان.
(ب) يرد التأمين.
المادة الرابعة
لا شيء.""".split(PAGE_END)
ARABIC_NUMBERS = """\
المادة (٣) المدة
سنة واحدة.
المادة (٤) الأجرة
٤.١ الأجرة ألف.
٤.٢ تدفع شهريا.
المادة (٥) الصيانة""".split(PAGE_END)
AMERICAN = """\
ARTICLE VII
COVENANTS
Section 7.01 Debt. None.
Section 7.02 Liens. The Borrower shall not (a) lien, (b) sell under
Section 7.01(a), or (c) merge.
Section 7.03 Sales. None.
ARTICLE VIII
DEFAULT
8.1 Events.
(a) First.
(i) one;
(ii) two.
(b) Second.""".split(PAGE_END)
SCHEDULES = """\
1 Price
The price is in
Schedule B below.
2 Term
Five years.
---
Schedule A
1. Pumps.
2. Valves.
Schedule B
1. A pump costs 40.
2. A valve costs:
(a) 10 in steel;
(b) 12 in brass.
Schedule C
Sites""".split(PAGE_END)
CONTENTS = """\
Contents
1 Rent 2
2 Deposit 2
3 Pets 3
---
1 Rent
It is 5.
2 Deposit
It is 10.
3 Pets
12 days, 3 dogs.""".split(PAGE_END)
MENTIONS = """\
1 Rent
It covers the flat, the yard and, of pets,
3 Cats in all.
2 Deposit
Ten.
3 Pets
No dogs.
4 End""".split(PAGE_END)
LETTERS = """\
4 Duties
(g) seven
(h) eight
(i) nine
(j) ten
5 Rights
A. alpha
B. beta
6 End""".split(PAGE_END)
NOTES = """\
The fee is 150²
Table 2: Speeds
Slow 4
Table 3: Weights
Pump 40
¹ See there.
² Not for students.""".split(PAGE_END)


@pytest.mark.parametrize(
    ("pages", "asked", "words"),
    [
        (GERMAN, "§ 3 Abs. 2 Nr. 2 lit. b", "b) den Hausmeister,"),
        (GERMAN, "§ 3 Absatz 1", "(1) Die Miete beträgt 450 Euro."),
        (GERMAN, "§ 4a", "§ 4a Hunde Keine."),
        (ARTICLES, "Artikel 4 Absatz 2", "2. Der Vorstand hat drei Mitglieder."),
        (SPANISH, "la cláusula tercera", "TERCERA.- Renta. Son 700 euros."),
        (SPANISH, "cláusula cuarta, letra b", "b) un aval."),
        (FRENCH, "l'article premier", "Article premier - Objet Le bail."),
        (FRENCH, "l'article 3.2 b)", "b) le gardien."),
        (CHINESE, "第七条", "第七条 违约责任 (一)逾期交货。 (二)逾期付款。"),
        (CHINESE, "第七条第二项", "(二)逾期付款。"),
        (
            JAPANESE,
            "第4条には何が",
            "第4条(賃料) 賃料は月額8万円とする。 2 賃料は前月末に払う。 3 次の場合を除く。 (1) 休業 (2) 災害",
        ),
        (JAPANESE, "第４条第２項", "2 賃料は前月末に払う。"),
        (JAPANESE, "第四条第一項", "第4条(賃料) 賃料は月額8万円とする。"),
        (JAPANESE, "第4条第3項第2号", "(2) 災害"),
        (JAPANESE, "第4条の2", "第4条の2(敷金) 敷金は16万円とする。"),
        (JAPANESE, "別表第1", "別表第1 備品"),
        (RUSSIAN, "пункте 3.1", "3.1. Передаётся квартира, в соответствии с пунктом 3.2 без мебели."),
        (RUSSIAN, "подпункт «б» пункта 3.2", "б) сдавать комнату согласно статье 4 договора;"),
        (RUSSIAN, "пункт 3.2(в)", "в) делать ремонт."),
        (RUSSIAN, "ч. 2 ст. 4", "2. Залог равен 90 000 рублей."),
        (RUSSIAN, "вторая глава", "Глава вторая Прочее"),
        (RUSSIAN, "приложение 2", "Приложение № 2 Опись"),
        (ARABIC, "المادة 3", "المادة الثالثة (أ) التأمين ألفان. (ب) يرد التأمين."),
        (ARABIC, "الفقرة (ب) من المادة الثالثة", "(ب) يرد التأمين."),
        (ARABIC_NUMBERS, "المادة 4", "المادة (٤) الأجرة ٤.١ الأجرة ألف. ٤.٢ تدفع شهريا."),
        (ARABIC_NUMBERS, "البند 4.2", "٤.٢ تدفع شهريا."),
        (AMERICAN, "section 7.2(b)", "(b) sell under Section 7.01(a), or"),
        (AMERICAN, "section 7.1", "Section 7.01 Debt. None."),
        (AMERICAN, "section 8.1(a)(ii)", "(ii) two."),
        (SCHEDULES, "paragraph 2(b) of Schedule B", "(b) 12 in brass."),
        (SCHEDULES, "clause 2", "2 Term Five years."),
        (SCHEDULES, "Schedule C", "Schedule C Sites"),
        (CONTENTS, "section two", "2 Deposit It is 10."),
        (MENTIONS, "clause 3", "3 Pets No dogs."),
        (LETTERS, "clause 4(i)", "(i) nine"),
        (LETTERS, "clause 5(b)", "B. beta"),
        (NOTES, "Table 3", "Table 3: Weights Pump 40 ¹ See there. ² Not for students."),
        (NOTES, "footnote 2", "² Not for students."),
    ],
)
def test_a_place_is_found_with_its_own_words(pages: list[str], asked: str, words: str) -> None:
    (place,) = places(asked)
    found = Numbering(list(enumerate(pages))).find(place)
    assert found is not None
    assert found.is_whole
    assert " ".join(" ".join(pages[r.page][r.start : r.end] for r in found.regions).split()) == words


@pytest.mark.parametrize(
    ("pages", "asked"),
    [
        (GERMAN, "§ 9"),
        (SCHEDULES, "Schedule D"),
        (SCHEDULES, "clause 10"),
        (CONTENTS, "Table 3"),
        (CONTENTS, "clause 12"),
    ],
)
def test_what_is_not_there_is_not_found(pages: list[str], asked: str) -> None:
    assert Numbering(list(enumerate(pages))).find(*places(asked)) is None


def test_where_only_the_first_steps_are_there_it_says_so() -> None:
    found = Numbering(list(enumerate(GERMAN))).find(Place("section", "1(3)"))
    assert found is not None
    assert not found.is_whole
    assert GERMAN[0][found.regions[0].start :].startswith("§ 1 Mietsache")


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("Que dit l'annexe II ?", "Annexe I\nLe plan.\nAnnexe II\nDeux lits.", "Annexe II\nDeux lits."),
        (
            "¿Qué dice el artículo 2?",
            "PRIMERA.- El piso.\nSEGUNDA.- La renta.\nArtículo 2. El IBI.",
            "Artículo 2. El IBI.",
        ),
        ("What does footnote 3 say?", "All is open.³\n4 rooms\n3 But for the mill.", "3 But for the mill."),
        ("What does footnote 3 say?", "All is open.³\n4 rooms\n3. But for the mill.", "3. But for the mill."),
    ],
)
def test_a_place_is_told_by_what_it_is_called_and_a_note_by_its_mark(question: str, text: str, words: str) -> None:
    found = Numbering([(0, text)]).find(places(question)[0])
    assert found is not None
    assert [text[region.start : region.end] for region in found.regions] == [words]


def test_a_number_that_no_mark_stands_for_is_no_footnote() -> None:
    assert Numbering([(0, "All is open.\n3 But for the mill.")]).find(places("What does footnote 3 say?")[0]) is None


def test_a_footnote_ends_above_the_running_lines_of_two_pages() -> None:
    foot = "Rules of the club\nPage {} of 2"
    pages = [f"The fee is due.²\nDogs pay.\n2 In May.\n{foot.format(1)}", f"Cats do not.\nNo.\nNone.\n{foot.format(2)}"]
    (place,) = places("footnote 2")
    found = Numbering(list(enumerate(pages))).find(place)
    assert found is not None
    assert [pages[region.page][region.start : region.end] for region in found.regions] == ["2 In May."]


def test_a_place_runs_over_a_page_end() -> None:
    found = Numbering(list(enumerate(GERMAN))).find(Place("section", "3(2)"))
    assert found is not None
    assert [region.page for region in found.regions] == [0, 1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_place_of_a_contract_is_found_and_none_of_its_mentions(seed: int) -> None:
    pages, facts = contract(seed)
    assert len(pages) == PAGES
    numbering = Numbering(list(enumerate(pages)))
    for label, (page, line) in facts.items():
        found = numbering.find(Place("clause", label))
        assert found is not None and found.is_whole, label
        words = [pages[region.page][region.start : region.end] for region in found.regions]
        assert (found.regions[0].page, words[0].split("\n")[0]) == (page, line), label
        assert not is_lettered(label) or "".join(words).count(";") == 1, label
        assert "Supply agreement" not in "".join(words), label


def test_a_page_is_found_by_its_label_before_its_number() -> None:
    pages = [Page(0, "i", "Preface"), Page(1, "ii", "Safety"), Page(2, "1", "Pump"), Page(3, "2", "Oil")]
    labels = ("ii", "2", "4", "9")
    found = [labelled(Place("page", label), pages) for label in labels]
    assert [one and one.regions for one in found] == [(Region(1, 0, 6),), (Region(3, 0, 3),), (Region(3, 0, 3),), None]
