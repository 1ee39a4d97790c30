"""Sentences that go over the end of their page are quoted whole, from either of the pages, and marked on both."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from docqa.answering.citations import cite
from docqa.cli.as_json import answered
from docqa.documents import Answer, Chunk, Citation, Page, Passage, Sentence
from docqa.indexing.chunking import chunk_pages
from docqa.page.answer_html import plain_text
from docqa.reading.pdf import read_pages
from docqa.search.candidates import candidates
from docqa.search.query import understand
from docqa.search.quotations import distinct
from docqa.search.sentences_whole import with_sentences_whole

pytestmark = pytest.mark.pure

WHOLE = "The guarantor bears the costs of heating¹ and of the chimney sweep up to the sum of 4,310 euros in each year."
FIRST = (
    "This guaranty is given to the owner of the house in Mill Lane by its former tenant.",
    "It is in writing. The guarantor bears the costs of heating¹ and of the chimney sw-",
)
SECOND = ("eep up to the sum of 4,310 euros in each year. Letters are sent to the house in", "Mill Lane, by hand.")


@pytest.fixture
def pages(tmp_path: Path) -> list[Page]:
    """A guaranty on two pages with heads, feet and a footnote."""
    canvas = Canvas(str(tmp_path / "guaranty.pdf"))
    for number, lines in enumerate((FIRST, SECOND), start=1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 800, "Guaranty for Mill Lane")
        _draw(canvas, lines)
        canvas.setFont("Helvetica", 8)
        if number == 1:
            canvas.drawString(72, 70, "1 Oil, gas or wood, as the owner thinks fit.")
        canvas.drawCentredString(300, 40, f"Page {number} of 2")
        canvas.showPage()
    canvas.save()
    return list(read_pages(tmp_path / "guaranty.pdf"))


def _draw(canvas: Canvas, lines: Sequence[str]) -> None:
    for number, line in enumerate(lines):
        text = canvas.beginText(72, 760 - 15 * number)
        for at, piece in enumerate(line.split("¹")):
            if at:
                text.setFont("Helvetica", 6)
                text.setRise(4)
                text.textOut("1")
            text.setFont("Helvetica", 11)
            text.setRise(0)
            text.textOut(piece)
        canvas.drawText(text)


def passages(pages: Sequence[Page]) -> list[Passage]:
    """Each page as a passage of its own."""
    chunks = chunk_pages("d", pages)
    return [
        with_sentences_whole(Passage(chunk, "Guaranty.pdf", pages[chunk.page].label, 1.0), pages) for chunk in chunks
    ]


def marked(citation: Citation, pages: Sequence[Page]) -> list[str]:
    """What is marked of a citation, on its page and on the others."""
    places = [(citation.page, *stretch) for stretch in citation.marked]
    places += [(other.page, other.start, other.end) for other in citation.others]
    return [" ".join(pages[page].text[start:end].split()) for page, start, end in sorted(places)]


def test_it_is_quoted_whole_from_either_page(pages: list[Page]) -> None:
    query = understand("Up to what sum does the guarantor bear the costs of heating?")
    counts = dict.fromkeys(query.words, 1)
    both = passages(pages)
    assert len(both) == 2
    for number, found in enumerate(both):
        ((_, citation),) = distinct(candidates(query, counts, 2, [found]), 1, [found])
        assert citation.words == WHOLE
        assert (citation.page, citation.labels) == (number, "1–2")
        assert marked(citation, pages) == [
            "The guarantor bears the costs of heating¹ and of the chimney sw-",
            "eep up to the sum of 4,310 euros in each year.",
        ]


def test_it_is_quoted_once_where_both_pages_are_found(pages: list[Page]) -> None:
    query = understand("Up to what sum does the guarantor bear the costs of heating?")
    both = passages(pages)
    found = distinct(candidates(query, dict.fromkeys(query.words, 1), 2, both), 9, both)
    assert sum("4,310" in citation.words for _, citation in found) == 1


def test_it_bears_out_what_both_halves_say_together(pages: list[Page]) -> None:
    answer = "The guarantor bears the costs of the chimney sweep up to 4,310 euros."
    for found in passages(pages):
        (sentence,) = cite(answer, "What does the guarantor bear?", [found])
        assert [citation.words for citation in sentence.citations] == [WHOLE]
    alone = Passage(passages(pages)[0].chunk, "Guaranty.pdf", "1", 1.0)
    assert not cite(answer, "What does the guarantor bear?", [alone])[0].supported


def test_other_sentences_keep_to_their_page(pages: list[Page]) -> None:
    (sentence,) = cite("Letters are sent to the house by hand.", "?", passages(pages))
    (citation,) = sentence.citations
    assert (citation.others, citation.labels) == ((), "2")
    assert marked(citation, pages) == ["Letters are sent to the house in Mill Lane, by hand."]


def test_both_pages_are_named(pages: list[Page]) -> None:
    said = "The guarantor bears the costs of the chimney sweep up to 4,310 euros."
    sentences: tuple[Sentence, ...] = cite(said, "?", passages(pages)[:1])
    answer = Answer("?", said, sentences=sentences, done=True)
    assert "(Guaranty.pdf, p. 1–2)" in plain_text(answer)
    assert answered(answer)["sentences"][0]["citations"][0]["pages"] == [0, 1]


def test_a_figure_above_its_second_half_stays_in_the_passage() -> None:
    first = "The tenant pays for the heating, the water and"
    second = "Mill Lane 12\nTable 2: Cottages by street.\nthe light of the cottage. Dogs are not allowed."
    both = [Page(0, "1", first), Page(1, "2", second)]
    _, found = passages(both)
    assert "Mill Lane 12\nTable 2: Cottages by street." in found.text
    (sentence,) = cite("The tenant pays for the heating and the light.", "Who pays?", [found])
    (citation,) = sentence.citations
    assert citation.words == f"{first} the light of the cottage."
    assert marked(citation, both) == [first, "the light of the cottage."]


MANUAL = (
    "Mill Lane manual 06/01/2012\nThe lamp is in the cellar of the mill and\nPage 1",
    "Mill Lane manual 06/01/2012\nits bulb is spare part 12 of the mill.\nPage 2",
    "Mill Lane manual 06/01/2012\nThe wheel of the mill turns from March to May.\nPage 3",
)


def quoted(question: str, pages: Sequence[Page]) -> list[str]:
    query = understand(question)
    both = passages(pages)
    found = candidates(query, dict.fromkeys(query.words, 1), len(both), both)
    return [candidate.text(both) for candidate in found]


def test_running_lines_are_in_no_quotation() -> None:
    pages = [Page(number, str(number + 1), text) for number, text in enumerate(("A manual.", *MANUAL), start=0)]
    places = quoted("When does the wheel of the mill in Mill Lane turn?", pages)
    assert "The wheel of the mill turns from March to May." in places
    assert "The lamp is in the cellar of the mill and its bulb is spare part 12 of the mill." in places
    assert not [place for place in places if "manual 06" in place or "Page" in place]


def test_a_running_line_above_its_second_half_parts_no_sentence() -> None:
    pages = [Page(number, str(number + 1), text) for number, text in enumerate(("A manual.", *MANUAL), start=0)]
    (found,) = [passage for passage in passages(pages) if passage.chunk.page == 2]
    query = understand("Where is the lamp of the mill?")
    (best, *_) = candidates(query, dict.fromkeys(query.words, 1), 1, [found])
    assert best.text([found]) == "The lamp is in the cellar of the mill and its bulb is spare part 12 of the mill."


def test_the_head_of_a_document_is_quoted_by_itself() -> None:
    pages = [Page(number, str(number + 1), text) for number, text in enumerate(MANUAL)]
    places = quoted("What is the date of the manual?", pages)
    assert places[0] == "Mill Lane manual 06/01/2012"
    assert len([place for place in places if "2012" in place]) == 1


def test_the_number_of_a_case_in_its_running_head_is_quoted_by_itself() -> None:
    texts = ["A lease."] + [f"Lease No. 12-7\nDogs {'x' * n} are kept.\nPage No. {n}" for n in range(1, 5)]
    pages = [Page(n, str(n), text) for n, text in enumerate(texts)]
    places = quoted("What is the number of the lease?", pages)
    assert places[0] == "Lease No. 12-7"
    assert not [place for place in places if "Page" in place or ("Lease" in place and "Dogs" in place)]


def test_a_passage_that_breaks_off_within_sentences_has_them_whole() -> None:
    text = "Dogs pay a fee. The tenant pays the rent\nand the heat, from May 2024 on. Cats are free."
    start, end = text.index("pays the rent"), text.index(", from May")
    point = text.index("rent")
    cut = Passage(Chunk("", "", 0, start, end, text[start:end]), "", "1", 1.0, ((point - start, point - start + 4),))
    whole = with_sentences_whole(cut, [Page(0, "1", text)])
    assert whole.text == "The tenant pays the rent\nand the heat, from May 2024 on."
    assert [whole.text[first:last] for first, last in whole.places] == ["rent"]
    long = "The tenant pays " + "the rent and the heat and " * 80 + "no more. Cats are free."
    kept = Passage(Chunk("", "", 0, 500, 800, long[500:800]), "", "1", 1.0)
    assert with_sentences_whole(kept, [Page(0, "1", long)]).chunk == kept.chunk  # its ends are too far off
