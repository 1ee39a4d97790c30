"""legibility: nonsense is told from text, in any language and of any kind."""

import pytest

from docqa.reading.legibility import is_legible

pytestmark = pytest.mark.pure

PROSE = "The tenant shall pay a rent of 1,180 pounds on the first day of each month, and a deposit of 250 pounds."


def shifted(text: str, by: int = -29) -> str:
    """As a font without names for its letters is read: each as its number in the font."""
    return "".join(chr(ord(letter) + by) for letter in text)


LEGIBLE = {
    "nothing": "",
    "a page number": "iv",
    "English": PROSE,
    "capitals": PROSE.upper(),
    "German": "Die Miete beträgt 1.180 Euro; der Mietvertrag läuft für unbestimmte Zeit über die Räume im Erdgeschoß.",
    "Czech": "Nájemce platí nájemné vždy prvního dne v měsíci. Strč prst skrz krk, vlk zmrzl, zhltl hrst zrn.",
    "Polish": "Chrząszcz brzmi w trzcinie w Szczebrzeszynie, w szczękach chrząszcza trzeszczy miąższ.",
    "Welsh": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch, ynys Môn, gyda'r gwynt yn y mynydd.",
    "Vietnamese": "Bên thuê nhà phải trả tiền thuê vào ngày đầu tiên của mỗi tháng, và đặt cọc trước khi ký hợp đồng.",
    "Turkish": "Kiracı, kira bedelini her ayın ilk günü öder; şöyle ki, ödeme gecikirse faiz işletilir.",
    "Icelandic": "Leigjandi greiðir leigu fyrsta dag hvers mánaðar, og tryggingarfé áður en hann fær íbúðina afhenta.",
    "Greek": "Ο μισθωτής καταβάλλει το μίσθωμα την πρώτη ημέρα κάθε μήνα.",
    "Russian": "Арендатор уплачивает арендную плату в первый день каждого месяца.",
    "Arabic": "يدفع المستأجر الإيجار في اليوم الأول من كل شهر.",
    "Persian": "مستأجر اجاره‌بها را در روز اول هر ماه می‌پردازد.",
    "Hebrew": "השוכר ישלם את דמי השכירות ביום הראשון של כל חודש.",
    "Hindi": "किरायेदार प्रत्येक महीने के पहले दिन किराया अदा करेगा।",
    "Thai": "ผู้เช่าต้องชำระค่าเช่าในวันที่หนึ่งของทุกเดือน",
    "Chinese": "承租人应于每月第一日支付租金。",
    "Japanese": "借主は毎月一日に賃料を支払うものとする。",
    "Korean": "임차인은 매월 첫째 날에 임대료를 지급한다.",
    "a table of numbers": "\n".join(
        f"{year} {year * 7:,} ({year / 9:.2f}) $ {year % 13} —" for year in range(1990, 2020)
    ),
    "a contents page": "\n".join(f"Chapter {number} {'. ' * 40}{number * 9}" for number in range(1, 12)),
    "a form": "Name: ______________________ Date: ____/____/____\n[ ] yes [ ] no\nSignature: " + "_" * 60,
    "mathematics": "∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−f(a)|<ε, ∑ᵢ αᵢ²·βᵢ ≤ ∫₀^∞ e^(−x²) dx",
    "mathematical letters as pdfium has them": "where \ud835\udc3e\ud835\udc49 is a vector of \ud835\udc51 numbers "
    * 3,
    "code": "for (int i = 0; i < n; i++) { a[i] += b[i] ? c->d : &e; } /* done */ return f(x, y)[0];\n" * 3,
    "JSON": '{"name": "x", "values": [1, 2, 3], "next": {"a": null, "b": true}},\n' * 4,
    "codes": "ISIN XS2010044548, CUSIP 037833AK6, IBAN GB29 NWBK 6016 1331 9268 19, SHA 9f86d081884c7d65",
    "abbreviations": "NYSE NASDAQ GAAP EBITDA CFTC FDIC HKMA LLC PLC GMBH",
    "bullets of an old font": "\uf0b7 the rent is due\n\uf0b7 the deposit is due\n\uf0b7 the keys are handed over",
    "hyphens at line ends": "infor\x02\r\nmation and edu\ufffe\r\ncation for every\x02\r\nbody",
    "spaces of every kind": "a\tb\u00a0c\u200bd\u2009e\r\nf\x0cg",
}

ILLEGIBLE = {
    "a font's own numbers": shifted(PROSE),
    "a single number in them": shifted("412"),
    "the same with spaces kept": " ".join(map(shifted, PROSE.split())),
    "characters nobody knows": "\ufffd" * 20 + " 12",
    "one in twenty unknown": "The r\ufffdnt is due on the f\ufffdrst day",
    "private letters": "\uf054\uf068\uf065 \uf072\uf065\uf06e\uf074",
    "numbers of glyphs": "(cid:55)(cid:75)(cid:72) (cid:85)(cid:72)(cid:81)(cid:87) 2024",
    "Russian as Western letters": "Àðåíäàòîð óïëà÷èâàåò àðåíäíóþ ïëàòó â ïåðâûé äåíü êàæäîãî ìåñÿöà.",
    "marks for letters": "!\"#$% &'() *+,-./ :;<=> ?@[ ]^_` !\"'# $%&(",
    "a form without its digits": "2ffice of Risk \x13\x13\x19\nSection \x15\x1d 5epresentative, <es No",
}


@pytest.mark.parametrize("kind", LEGIBLE)
def test_legible(kind: str) -> None:
    assert is_legible(LEGIBLE[kind])


@pytest.mark.parametrize("kind", ILLEGIBLE)
def test_illegible(kind: str) -> None:
    assert not is_legible(ILLEGIBLE[kind])


def test_a_word_of_nonsense_does_not_spoil_a_page() -> None:
    assert is_legible(PROSE * 10 + " \ufffd\x03 (cid:7) \uf0b7 " + PROSE * 10)
