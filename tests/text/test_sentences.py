"""Sentences of a page's text, beside marks of notes and rows of tables."""

import pytest

from docqa.documents import Page
from docqa.text.page_ends import sentence_over
from docqa.text.sentences import passage_sentences

pytestmark = pytest.mark.pure

PROSE = "The tenant pays the rent on the first day of each month and the\ndeposit before moving in."


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is two months of rent.² The tenant pays.", ["It is two months of rent.", "The tenant pays."]),
        ("He said “two”.¹² It is.", ["He said “two”.", "It is."]),
        ("See there.¹,³ It is.†", ["See there.", "It is."]),
        ("It grew.ᵃ,ᶠ Costs fell.⁽ᵇ⁾ It is.", ["It grew.", "Costs fell.", "It is."]),
        ("See there.[2][13] It is.", ["See there.", "It is."]),
        ("押金两万元。¹乙方签约时交付。²", ["押金两万元。", "乙方签约时交付。"]),
        ("It has 120 m². It is 10². More.", ["It has 120 m².", "It is 10².", "More."]),
        ("It costs 5.² euros a day.", ["It costs 5.² euros a day."]),
    ],
)
def test_the_mark_of_a_note_is_in_no_sentence(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in passage_sentences(text)] == sentences


@pytest.mark.parametrize("marks", ["²" * 5000, "²⁽" * 2500, "²,³" * 1700, "[1]" * 1700])
def test_a_long_run_of_marks_is_gone_through_once(marks: str) -> None:
    """Parted in all the ways there are, it would take longer than anyone waits."""
    text = f"It is rent.{marks}x Dogs pay. It is."
    assert [text[start:end] for start, end in passage_sentences(text)][-1] == "It is."
    assert sentence_over(Page(0, "1", text), Page(1, "2", "Dogs.")) is None


def test_a_sentence_that_ends_with_a_mark_does_not_go_on_over_the_page() -> None:
    first = Page(0, "1", "Dogs are welcome here.\nThe tenant pays all of the rent.²")
    assert sentence_over(first, Page(1, "2", "dogs and cats pay a fee. They do.")) is None


@pytest.mark.parametrize(
    ("rows", "above"),
    [
        ("Rent 1,250\nDeposit 900", ["Rent 1,250\nDeposit 900"]),
        ("Item Price\nRent € 1.250,00", ["Item Price\nRent € 1.250,00"]),
        ("Cats 1\nDogs 2\nBirds (3)", ["Cats 1", "Dogs 2", "Birds (3)"]),
    ],
)
def test_a_row_is_not_quoted_with_the_sentence_below(rows: str, above: list[str]) -> None:
    text = f"{rows}\n{PROSE}"
    assert [text[start:end] for start, end in passage_sentences(text)] == [*above, PROSE]


def test_a_line_that_ends_in_a_figure_goes_on_where_it_is_full() -> None:
    text = "The rent of the flat and of the yard is due on 1\nMay of each year. Dogs pay."
    assert [text[start:end] for start, end in passage_sentences(text)] == [text.removesuffix(" Dogs pay."), "Dogs pay."]


def test_prose_with_a_figure_in_each_line_is_no_table() -> None:
    prose = "The quay was built in 1871 by two\nbrothers and cost 12 crowns a foot, which in 1875\nwas paid back."
    text = f"{prose} Dogs pay."
    assert [text[start:end] for start, end in passage_sentences(text)] == [prose, "Dogs pay."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Verein wurde am 16. August 1893 und der Chor am 12. Okt. 1901 gegründet.",
        "Die 14. Tagung fand vom 3. Juni an im 2. Stock statt, und die Miete ist bis zum 3. Werktag fällig.",
        "Es gilt § 5 Abs. 2 Nr. 3 mit Ziff. 4, d.h. die Kundennr. 12 der Gartenstr. 5, Tel. 030 12.",
        "Voir l'art. 12, chap. 3, p. 4 et le tél. 01 23.",
        "Vive en la c. Mayor núm. 5, pág. 12, apdo. 3, tel. 91 22.",
        "The lamp takes max. 5 A, as in Tab. 3 and Eq. 4 of 28 U.S.C. § 12 (tel. 020 12), says Foo Pte. Ltd. Lima.",
        "The flat was let on 3. October 2014 by P.O. Box 5.",
    ],
)
def test_abbreviations_and_ordinals_end_no_sentence(sentence: str) -> None:
    text = f"{sentence} Dogs pay."
    assert [text[start:end] for start, end in passage_sentences(text)] == [sentence, "Dogs pay."]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Es gilt ab 18.", "Der Mieter zahlt."],
        ["It takes 5 min.", "3 eggs are left."],
        ["There are 5.", "May we go?"],
        ["I am 18.", "You pay."],
        ["We are a team of 3 and they a team 5.", "Mills are old."],
        ["Das regelt § 5.", "§ 6 gilt nicht."],
        ["Wohnungen gibt es 14.", "Mieter zahlen."],
    ],
)
def test_numbers_and_short_words_end_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in passage_sentences(text)] == sentences


@pytest.mark.parametrize("row", ["Robbery. . . . . . 100,496 43,039", "Etc.. . . 8 (X)", "Tea ......... 3", "Tea …… 3"])
def test_a_leader_ends_no_sentence_and_its_row_is_one_line(row: str) -> None:
    text = f"Arson . . . . . 9,466 –\n{row}\nRunaways. . . . . (X) –\n{PROSE}"
    lines = ["Arson . . . . . 9,466 –", row, "Runaways. . . . . (X) –"]
    assert [text[start:end] for start, end in passage_sentences(text)][:2] == lines[:2]
    assert [text[start:end] for start, end in passage_sentences("\n".join(lines[:2]))] == lines[:2]


def test_an_ellipsis_ends_a_sentence_where_the_next_begins() -> None:
    text = "The tenant . . . pays. He left . . . . The court held that he owes ... 5 euros. We wait... Then we go."
    assert [text[start:end] for start, end in passage_sentences(text)] == [
        "The tenant . . . pays.", "He left . . . .", "The court held that he owes ... 5 euros.", "We wait...",
        "Then we go.",
    ]  # fmt: skip


def test_a_sentence_below_headings_with_numbers_is_whole() -> None:
    text = "Mill Lane 3\n6 Cancelling\n6.1 If the guest cancels before May the owner returns\neverything but 40 euros."
    *headings, sentence = (" ".join(text[start:end].split()) for start, end in passage_sentences(text))
    assert headings == ["Mill Lane 3", "6 Cancelling"]
    assert sentence == "6.1 If the guest cancels before May the owner returns everything but 40 euros."


LETTER = (
    "MARLOW JOINERY LTD\nMakers of tables and chairs\nNew kitchen\n"
    "The landlord has ordered a kitchen of oak from us, which will\nbe fitted in May. Dogs pay."
)
BODY = ["The landlord has ordered a kitchen of oak from us, which will\nbe fitted in May.", "Dogs pay."]


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in passage_sentences(text)]


def test_the_head_of_a_letter_is_no_part_of_its_first_sentence() -> None:
    assert said(LETTER) == ["MARLOW JOINERY LTD\nMakers of tables and chairs", "New kitchen", *BODY]


@pytest.mark.parametrize(
    "head",
    [
        "New kitchen",  # one line says what the sentence is about
        "New kitchen\nfrom Leeds",
        "It is sold by us to\nHarlan Brothers of Leeds and\nMarlow Joinery",
        "Makers of tables and chairs, of doors and windows, and all else\nMarlow Joinery",
        "Marlow –\nJoinery",
    ],
)
def test_what_is_no_head_of_several_lines_stays_as_it_is(head: str) -> None:
    text = f"{head}\n{LETTER[LETTER.index('The landlord') :]}"
    assert not {"New kitchen", "Marlow Joinery", "Joinery"} & set(said(text))


def test_below_a_head_stands_a_sentence() -> None:
    broken_off = LETTER[: LETTER.index(", which")]
    assert said(broken_off) == [broken_off]
    short = "MARLOW JOINERY LTD\nMakers of tables and chairs\nIt is new."
    assert said(f"{short} {'And it costs more than the rent of a year, ' * 2}.")[0] == short


@pytest.mark.parametrize(
    "sentence",
    [
        "See 14 Q.R.S.\n902(d) and 3 C.Q.R. 12(b).",
        "Pub. 12 and Rev. Rul. 87-41 say it.",
        "It is of Washington, D.C. 20036.",
        "By the C.Q.R. 12(b) it is due, and by 410 U.S. 113 it was.",
    ],
)
def test_a_source_with_a_number_ends_no_sentence(sentence: str) -> None:
    assert said(f"{sentence} Dogs pay.") == [sentence, "Dogs pay."]
    assert said("It opens at 4 P.M. 3 dogs came.") == ["It opens at 4 P.M.", "3 dogs came."]


@pytest.mark.parametrize(
    "sentences",
    [
        ["She was made an M.B.A.", "9 others were not."],
        ["The firm left the U.K.", "40 people stayed."],
        ["It was built in Washington, D.C.", "1,200 came to see it."],
        ["It was shown in L.A.", "3.5 million saw it."],
    ],
)
def test_letters_of_a_place_or_a_degree_may_end_a_sentence_before_a_number(sentences: list[str]) -> None:
    assert said(" ".join(sentences)) == sentences


def test_below_a_list_of_commands_a_sentence_of_two_lines_is_one() -> None:
    """Only where the line above it breaks off: else it is the end of a sentence that is too long to be one."""
    commands = "\n".join(f"--option-{name}, with a value of its own" for name in "abcdefghijkl")
    first = "For example, when the file has been made from the example of the section on the command"
    sentence = f"{first}\nthat stands above, the next one decodes it."
    text = f"{commands}\nHome page: <https://example.org>\n{sentence}"
    assert [text[start:end] for start, end in passage_sentences(text)][-1] == sentence
    text = f"{commands}\n{'as a line goes on and on that is full '.ljust(len(first), 'x')}\n{sentence}"
    assert sentence not in [text[start:end] for start, end in passage_sentences(text)]


def test_identifiers_are_no_figures_of_a_table() -> None:
    text = "It points to a\nbuffer of MAX_SIZE_2 bytes (as in\n‘char text[MAX_SIZE_2]’)."
    assert [text[start:end] for start, end in passage_sentences(text)] == [text]
