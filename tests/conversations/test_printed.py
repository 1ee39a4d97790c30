from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from docqa.conversations.fonts import BOLD, REGULAR, Fonts, font_files
from docqa.conversations.printed import NO_FONT, NOT_JOINED, to_pdf
from docqa.documents import Answer, Citation, Difference, Finding, Part, Stretch

FOLDER = Path("/home/ada/My papers")
DOC_ID = "a1b2"


def place(words: str, page: int = 3, item: str = "") -> Citation:
    return Citation(1, DOC_ID, "Lease & Co <1>.pdf", page, "iv", 0, len(words), words, answering=item)


def printed(answer: Answer) -> PdfReader:
    return PdfReader(BytesIO(to_pdf(answer, lambda doc_id: FOLDER / f"{doc_id}.pdf")))


def links(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for link in page.get("/Annots", []):
            yield link.get_object()["/A"]["/URI"]


def text(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def report(*parts: Part) -> Answer:
    return Answer("Report on the lease", parts=parts, coverage=("4 of 4 pages were read.",), finding=Finding.ANSWERS)


def test_every_sentence_has_a_link_to_its_page_of_the_original() -> None:
    rent, dogs = place("The rent is 900 €."), place("Dogs pay 5 €.", page=0)
    reader = printed(report(Part("Terms", 1, (rent, dogs))))
    where = "(Lease & Co <1>.pdf, sheet 4, printed iv)"
    said = f"Report on the lease Terms The rent is 900 €. {where} Dogs pay 5 €. (Lease & Co <1>.pdf"
    assert said in text(reader) and "4 of 4 pages were read." in text(reader)
    address = f"file:///home/ada/My%20papers/{DOC_ID}.pdf#page="
    assert list(dict.fromkeys(links(reader))) == [f"{address}4", f"{address}1"]


def test_a_heading_under_another_begins_its_sentences() -> None:
    reader = printed(report(Part("Terms", 1), Part("Dogs", 2, (place("Dogs pay 5 €."),), is_run_in=True)))
    assert "Terms Dogs. Dogs pay 5 €. (Lease" in text(reader)


def test_lists_and_comparisons_are_tables_however_long() -> None:
    fees = tuple(place(f"The fee of item {n} is {n} euros.", item=f"{n} euros") for n in range(80))
    was, now = (Stretch("Rent is "), Stretch("9", True)), (Stretch("Rent is "), Stretch("10", True))
    long = (Stretch("words of a clause that goes on and on " * 400),)
    differences = (
        Difference(("Old.pdf", "New.pdf"), (place("a"),), (place("b"),), was, now),
        Difference(("Old.pdf", "New.pdf"), (), (place("c"),), (), long),
    )
    reader = printed(report(Part("Fees", 1, fees), Part("Changes", differences=differences)))
    said = text(reader)
    assert len(reader.pages) > 4 and all(f"The fee of item {n} is" in said for n in range(80))
    assert "Item Words Place" in reader.pages[0].extract_text().replace("\n", " ")
    assert "Old.pdf New.pdf Rent is 9" in said and "(not there)" in said


def test_what_documents_say_is_no_markup() -> None:
    words = "Look: <img src='http://evil.example/x.png'> <a href='http://evil.example'>here</a> &lt;b&gt; \x07\u202e"
    reader = printed(report(Part("<b>1</b>", 1, (place(words),))))
    assert words[:-4] in text(reader) and "<b>1</b>" in text(reader)
    assert {address.partition(":")[0] for address in links(reader)} == {"file"}


@pytest.mark.skipif(
    not any(path.name == "DejaVuSans.ttf" for path in font_files()), reason="no font with these letters is here"
)
def test_letters_that_the_own_fonts_lack_are_taken_from_this_machines() -> None:
    words = "Договор аренды, μισθωτήριο, ő."
    reader = printed(report(Part("Аренда", 1, (place(words),))))
    assert f"Аренда {words}" in text(reader) and NO_FONT not in text(reader)
    assert [font for font, _ in Fonts().runs("a Договор", BOLD)] == [BOLD, "docqa-DejaVuSans"]


def test_letters_of_east_asia_are_there_and_others_without_a_font_are_told_of() -> None:
    reader = printed(report(Part("Miete", 1, (place("租赁合同 \U000105c0 عقد"),))))
    assert "租赁合同" in text(reader) and "□" in text(reader)
    assert NO_FONT in text(reader) and NOT_JOINED in text(reader)
    assert [font for font, _ in Fonts().runs("\U000105c0a")] == ["", REGULAR]


def test_a_stopped_answer_says_so() -> None:
    assert "Stopped before its end." in text(printed(Answer("Rent?", "It is 9.", stopped=True, done=True)))
