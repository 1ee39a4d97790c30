"""What a browser prints is read as it was written: it draws each run of letters, and each cell, in its place."""

import unicodedata
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import sync_playwright

from tests.support.app import CHROMIUM, NEEDS_CHROMIUM
from tests.support.pages import only_page

pytestmark = NEEDS_CHROMIUM

Print = Callable[[str], str]


@pytest.fixture(scope="module")
def text_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Print]:
    """Prints the body of a page of the web; its text."""
    path = tmp_path_factory.mktemp("printed") / "a.pdf"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()

        def text_of(body: str) -> str:
            page.set_content(f"<body style='font: 11pt DejaVu Sans, sans-serif'>{body}</body>")
            page.pdf(path=path, format="A4")
            return only_page(path).text.strip()

        yield text_of
        browser.close()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "The deposit is $1,500<sup>1</sup> and the yard has 120 m<sup>2</sup> of lawn.",
            "The deposit is $1,500¹ and the yard has 120 m² of lawn.",
        ),
        ("It is 3×10<sup>8</sup> m/s, and costs 45<sup>2,3</sup> euros.", "It is 3×10⁸ m/s, and costs 45²,³ euros."),
        ("CO<sub>2</sub> costs 45 euros.", "CO2 costs 45 euros."),
    ],
)
def test_raised_digits(text_of: Print, body: str, text: str) -> None:
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("דמי השכירות הם 1,180 שקלים<sup>2</sup> לחודש.", "דמי השכירות הם 1,180 שקלים² לחודש."),
        ("זה הפיקדון<sup>12</sup>. הוא 1,500<sup>3</sup> שקלים.", "זה הפיקדון¹². הוא 1,500³ שקלים."),
        ("الوديعة 1500<sup>1</sup> ريال والحديقة 120 م<sup>2</sup>.", "الوديعة 1500¹ ريال والحديقة 120 م²."),
        ("הוא גר בבית 12.", "הוא גר בבית 12."),
    ],
)
def test_raised_digits_from_right_to_left(text_of: Print, body: str, text: str) -> None:
    assert text_of(f"<p dir=rtl>{body}</p>") == text


@pytest.mark.parametrize(
    "text",
    [
        "المادة (4): الأجرة ألفان ومئتا درهم كل شهر وفقا للبند 3.2.",
        "סעיף 2. דמי השכירות הם 4,500 שקל (כולל מחסן) דרך Bank Net עד 01/05/2024.",
        "تُدفَع الأُجرة في أوّل كلّ شهر، ولا يُعاد التأمين إلّا بعد التسليم.",
        "يَدْفَعُ المُسْتَأْجِرُ 2,400 دِرْهَمٍ إِلَى Bank Net قَبْلَ 01/05/2024، وَلَا يَجُوزُ لَهُ التَّأْجِيرُ.",
        "הַשּׂוֹכֵר יְשַׁלֵּם אֶת דְּמֵי הַשְּׂכִירוּת בְּכָל חֹדֶשׁ.",
    ],
)
def test_lines_from_right_to_left(text_of: Print, text: str) -> None:
    read = text_of(f"<p dir=rtl>{text}</p>")
    assert unicodedata.normalize("NFC", read) == unicodedata.normalize("NFC", text)


def test_rows_from_right_to_left(text_of: Print) -> None:
    rows = (("כיסא", "4", "120.50"), ("שולחן עץ", "1", "980.00"))
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    assert text_of(f"<table dir=rtl style='width:100%'>{table}</table>").split("\n") == [" ".join(row) for row in rows]


def test_an_f_is_not_compared_with_the_half_of_a_ligature(text_of: Print) -> None:
    """It was taken for a ligature that is told by its first letter alone, beside ä most of all: "verfiällt"."""
    lines = [
        "Die Prüfingenieurin findet Gepflogenheiten; Resturlaub verfällt dafür, ausführbar, préférence.",
        "die wohnhaft folgender darf erfolgt folgen darauffolgenden Krankheitsfall fortgezahlt verfällt",
    ]
    assert text_of("".join(f"<p style='font: 11pt DejaVu Serif'>{line}</p>" for line in lines)) == "\n".join(lines)
