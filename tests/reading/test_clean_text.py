"""tidying: what becomes of a page's characters, and the way back to them."""

import pytest

from docqa.reading.clean_text import HYPHEN, tidy

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\xa0b\tc\u2009d\u3000e", "a b c d e"),
        ("nul\x00 bell\x07 \u200bzero\ufeff mark\u202e", "nul bell zero mark"),
        ("\ufb01rst \ufb02ight e\ufb03cient", "first flight efficient"),
        ("\u2f0a\u4f1a\u2fa6 \u2ed1\u3044 \u2ea0 \uf9e9", "入会金 長い 民 里"),
        ("\uff34\uff4f\uff54\uff41\uff4c \uff11\uff12", "Total 12"),
        ("10\xb2 m\xb3 H\u2082O \xbd \u2122 \u2460", "10² m³ H₂O ½ ™ ①"),
        ("\ud835\udc65 = \ud83d\ude00", "x = \U0001f600"),
        ("lone \ud835 half", "lone  half"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        (" \r\n\xa0\x00", ""),
        ("", ""),
    ],
)
def test_characters_that_change_and_those_that_do_not(raw: str, text: str) -> None:
    assert tidy(raw).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (f"infor{HYPHEN}mation", "information"),
        ("infor\xad\r\nmation", "information"),
        (f"The \ufb01{HYPHEN}nal word", "The final word"),
        (f"long{HYPHEN}term debt", "long-term debt"),
        (f"stock{HYPHEN}based", "stock-based"),
        (f"COVID{HYPHEN}19 and DeepSeek{HYPHEN}V2", "COVID-19 and DeepSeek-V2"),
        (f"NVSH{HYPHEN}MEM", "NVSHMEM"),
        (f"off-label use; off{HYPHEN}label", "off-label use; off-label"),
        (f"blockwise; block{HYPHEN}wise", "blockwise; blockwise"),
        (f"the personal care of care for personal{HYPHEN}care", "the personal care of care for personal-care"),
        ("a well\xadknown font", "a well-known font"),
        (f"1{HYPHEN}2", "1-2"),
    ],
)
def test_a_word_divided_at_a_line_end_is_joined_and_a_compound_keeps_its_hyphen(raw: str, text: str) -> None:
    assert tidy(raw).text == text


def test_every_character_of_the_text_leads_back_to_the_raw_one_it_came_from() -> None:
    raw = f"\x00A\r\n\ufb01ne infor{HYPHEN}mation, long{HYPHEN}term \ud835\udc65\xb2 end"
    page = tidy(raw)
    assert page.text == "A\nfine information, long-term x² end"
    for position, character in enumerate(page.text):
        first, last = page.raw_span(position, position + 1)
        assert last == first + 1
        assert tidy(raw[first : first + 2] if character == "x" else raw[first]).text in (character, "fi", "-", "")
    assert [raw[slice(*page.raw_span(page.text.index(word), page.text.index(word) + len(word)))] for word in (
        "fine", "information", "long-term", "end",
    )] == ["\ufb01ne", f"infor{HYPHEN}mation", f"long{HYPHEN}term", "end"]  # fmt: skip
