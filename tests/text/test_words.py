from concurrent.futures import ThreadPoolExecutor

import pytest

from docqa.text.figures import figures, numbers
from docqa.text.languages import written_in
from docqa.text.sentences import sentence_spans
from docqa.text.words import content_words, covered, name_stems, stem, stemmed, stemmer_of, weights

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("37B", ["37000000000"]),
        ("37 billion", ["37000000000"]),
        ("37\nbillion", ["37000000000"]),
        ("37,000,000,000", ["37000000000"]),
        ("$5.576M", ["5576000"]),
        ("5,576,000 dollars", ["5576000"]),
        ("370亿", ["37000000000"]),
        ("总参数为671B个", ["671000000000"]),
        ("a fence of 5 m", ["5"]),
        ("12.50%", ["12.5"]),
        ("(1,234)", ["1234"]),
        ("3-5 days", ["3", "5"]),
        ("INV-20417", ["20417"]),
        ("H800, V3 and the 2nd", []),
        ("version 4.2.1", ["4.2.1"]),
        ("costs 5, and 6.", ["5", "6"]),
        ("0.0", ["0"]),
        ("007", ["7"]),
    ],
)
def test_numbers_are_written_alike(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("claimed", "held", "fits"),
    [
        ("12%", "12 percent", True),
        ("12%", "12 per cent", True),
        ("12%", "12", True),
        ("12", "12%", True),
        ("12%", "$12", False),
        ("$12", "12 dollars", True),
        ("$12", "USD 12", True),
        ("€12", "$12", False),
        ("€12", "12 euros", True),
        ("$1,577 million", "1,577", True),
        ("$1,577 million", "1,577 billion", False),
        ("37 million", "37", False),
        ("37 million", "37 billion", False),
        ("2.5", "25", False),
    ],
)
def test_figures_fit_by_value_and_unit(claimed: str, held: str, fits: bool) -> None:
    (one,), (other,) = figures(claimed), figures(held)
    assert one.fits(other) is fits


def test_weights_leave_out_wrapping_and_know_spelled_numbers() -> None:
    assert weights("The answer is stated in the passage.") == {}
    assert weights("three bedrooms").keys() == weights("3 bedrooms").keys()
    assert covered(weights("It runs"), weights("running")) == 1.0
    assert covered({}, weights("anything")) == 0.0


def test_stop_words_of_the_language_say_little() -> None:
    assert weights("Der Dachboden darf nicht benutzt werden.", "de").keys() == {"dachbod", "nicht", "benutzt"}


def test_scripts_without_spaces_are_compared_by_pairs_of_characters() -> None:
    assert weights("数据保护").keys() == {"数据", "据保", "保护"}
    assert covered(weights("保护数据"), weights("本协议保护数据安全")) == 1.0
    assert covered(weights("Договор аренды"), weights("Этот договор аренды вступает в силу")) == 1.0


def test_names_are_capitalised_words_inside_a_sentence() -> None:
    assert name_stems("Signed by Maria Gonzalez for the USA") == {"maria", "gonzalez"}
    assert name_stems("Nobody signed") == set()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (
            "See e.g. Fig. 3 of J. Smith et al. 2019. Then stop.",
            ["See e.g. Fig. 3 of J. Smith et al. 2019.", "Then stop."],
        ),
        ("It costs 5. Then it costs 6.", ["It costs 5.", "Then it costs 6."]),
        ("1. First\n2) Second\n10. Tenth", ["First", "Second", "Tenth"]),
        ("- One\n* Two\n  • Three\n> Four", ["One", "Two", "Three", "Four"]),
        ("**Bold.** Next", ["**Bold.**", "Next"]),
        ("| Item | Rent |\n|---|---:|\n| Cottage | 5 |", ["Item | Rent", "Cottage | 5"]),
        ("Before\n```python\nx = 1\n```\nAfter", ["Before", "After"]),
        ("Привет мир. Это дом.", ["Привет мир.", "Это дом."]),
        ("这是第一句。这是第二句。", ["这是第一句。", "这是第二句。"]),
        ("可以养猫吗?可以;不得养犬!租金500;押金", ["可以养猫吗?", "可以;", "不得养犬!", "租金500;", "押金"]),
        ("「はい。」と言った。次｡", ["「はい。」", "と言った。", "次｡"]),
        ("월세는 90만 원이다. 보증금은 없다.", ["월세는 90만 원이다.", "보증금은 없다."]),
        ("-5 degrees", ["-5 degrees"]),
        ("\n \n---\n", []),
        ("", []),
    ],
)
def test_sentences_of_an_answer(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_content_words_keep_their_order() -> None:
    assert content_words("What is the notice period, and the notice?") == ["notice", "period"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "leases", "leased"),
        ("de", "kündigungsfristen", "kündigungsfrist"),
        ("de", "häuser", "haus"),
        ("fr", "indemnisations", "indemnisation"),
        ("es", "cláusulas", "cláusula"),
    ],
)
def test_forms_of_a_word_have_one_stem_in_its_language(language: str, one: str, other: str) -> None:
    assert stem(one, language) == stem(other, language)
    assert weights(one, language).keys() == weights(other, language).keys()
    assert stemmed(f"{one.title()}!", language) == stemmed(f"{other.upper()}!", language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le bailleur verse une indemnisation au preneur.", "fr"),
        ("El arrendador cede al inquilino el piso de la calle Mayor.", "es"),
        ("Wikipedia (en) Github DM Mathematics Aux-Loss-Free Layer 9 1 2 3 4 5", "en"),  # the labels of a chart
        ("M. Luo, Y. Zheng, E. La Rue, O. Lima, P. Sanz, A. Cho, B. Wei, C. Ott, D. Orr, F. Ito, G. Ek, H. Ny", "en"),
        ("Пункт первый договора аренды.", "en"),
    ],
)
def test_the_language_that_a_text_is_written_in(text: str, language: str) -> None:
    assert written_in(text).code == language


MIDDLES = [f"{a}{b}{c}" for a in "aeiou" for b in ("t", "nd", "st", "lm") for c in ("i", "a", "u")]
ENDINGS = ("ing", "ed", "s", "ness", "ational", "fulness", "ization", "ies", "eedly", "ement")


def test_words_are_stemmed_alike_by_several_threads_at_once() -> None:
    """The stemmer itself keeps the word at hand in fields of its own."""
    words = [f"{begin}{middle}{end}" for begin in "bdfglmprst" for middle in MIDDLES for end in ENDINGS]
    stemmer_of.cache_clear()
    alone = {word: stem(word) for word in words}
    stemmer_of.cache_clear()

    def stemmed(first: int) -> dict[str, str]:
        return {word: stem(word) for word in words[first:] + words[:first]}

    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(stemmed, range(0, len(words), len(words) // 4)):
            assert found == alone
