import pytest

from docqa.text.scripts import is_unspaced, pairs, without_runs
from docqa.text.words import among, content_words, folded, indexed, placed_words, spoken_words, stemmed, weights

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("押金", "押金 金"),
        ("押\n金", "押金 金"),  # a line ends inside the word
        ("第8条", "第 8 条"),
        ("B17停车", "b17 停车 车"),
        ("보증금은", "보증 증금 금은 은"),
        ("\u1107\u1169\u110c\u1173\u11bc", "보증 증"),  # a syllable in its parts
        ("か\u3099す", "がす す"),
        ("ｶﾞｽ", "ガス ス"),
        ("⼊会⾦", "入会 会金 金"),  # radicals
        ("น้ำ", "นา า"),
        ("ຄ່າ", "ຄາ າ"),
        ("ខ្មែរ", "ខម មរ រ"),
        ("租金、押金", "租金 金 押金 金"),
    ],
)
def test_a_run_of_such_letters_is_indexed_by_its_pairs(text: str, terms: str) -> None:
    assert indexed(text).replace("、", " ").split() == terms.split()
    assert [word for _, word in placed_words(text)] == terms.split()


def test_pairs_stand_where_their_first_character_does() -> None:
    text = "Die 租赁\n期限 beträgt ที่ดิน 2 Jahre."
    for at, word in placed_words(text, "de"):
        assert folded(text[at]) == word[0]


def test_an_english_text_is_indexed_as_it_is() -> None:
    text = "The Lease of 2021: 1,250 dollars."
    assert indexed(text) is text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STRASSE", "Straße"),
        ("istanbul", "İstanbul"),
        ("İSTANBUL", "İstanbul"),
        ("Kündigung", "Ku\u0308ndigung"),
        ("й", "и\u0306"),
        ("العقد", "العَقْد"),
        ("العقد", "العـــقد"),
    ],
)
def test_words_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert content_words(one) == content_words(other)
    assert weights(f"{one} abc").keys() == weights(f"{other} abc").keys()
    assert stemmed(one, "de") == stemmed(other, "de")
    assert len(spoken_words(other)) == 1


def test_a_single_character_is_found_at_the_beginning_of_a_pair() -> None:
    words = list(placed_words("不可以养猫。ab"))
    assert among(words, {"猫", "养", "a"}) == [(3, "养"), (4, "猫")]


def test_single_characters_bear_nothing_out() -> None:
    assert weights("2024年3月1日起").keys() == {"日起", "2024", "3", "1"}
    assert weights("是。") == {}


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("停车费每月多少?", True),
        ("ค่าเช่าเท่าไร", True),
        ("월세가 얼마입니까?", True),
        ("Python的安装步骤是什么", True),
        ("What does 租约 mean in the lease?", False),
        ("Сколько стоит аренда?", False),
        ("كم الإيجار؟", False),
        ("α = 5", False),
        ("", False),
    ],
)
def test_the_script_of_a_text(text: str, is_so: bool) -> None:
    assert is_unspaced(text) is is_so


def test_what_is_written_to_such_letters_stands_apart() -> None:
    assert without_runs("按第12条,甲方3M公司") == " 12 , 3M "
    assert list(pairs("")) == []
