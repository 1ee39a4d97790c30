"""Sentences of a page's text, beside marks of notes and rows of tables."""

import textwrap

import pytest

from docqa.documents import Page
from docqa.text.page_ends import sentence_over
from docqa.text.sentences import MAX_CHARACTERS_PER_SENTENCE, is_part_of_sentence, passage_sentences

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


def in_lines(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width, break_on_hyphens=False))


STATUTE = (
    "Where the Harbour Authority finds under subsection (a) or (b) of section 12 (14 Q.R.S. 902(d)) that a vessel "
    "which lies at one of its quays is a danger to others, and the owner of that vessel has been told of it in "
    "writing by the Warden, the Warden shall move the vessel to another quay, pier or mooring, but not before "
    "May 1, 1971, and the owner shall bear all that this costs; no fee is due, however, for the first seven days at "
    "that other quay."
)


@pytest.mark.parametrize("width", range(30, 100))
def test_a_long_sentence_is_parted_at_the_ends_of_clauses(width: int) -> None:
    def parts(sentence: str) -> list[str]:
        return [" ".join(piece.split()) for piece in said(f"{in_lines(sentence, width)} Dogs pay.")]

    first, second = STATUTE.split(" no fee ")
    assert parts(STATUTE) == [first, f"no fee {second}", "Dogs pay."]
    without = STATUTE.replace("costs;", "costs and").replace(", however,", "")
    first, second = without.split(" and the owner of ")
    assert parts(without) == [first, f"and the owner of {second}", "Dogs pay."]


def test_items_of_a_long_sentence_stand_by_themselves() -> None:
    items = [
        f"({letter}) you have let a room of the house for more than\nninety days of the year, or" for letter in "abcdef"
    ]
    text = "\n".join(["You need not send in the long form\nof the notice at all if:", *items, "(g) you have no house."])
    assert said(text) == [text[: text.index("\n(a)")], *items, "(g) you have no house."]
    start, end = text.index("(b)"), text.index("\n(c)")
    assert not is_part_of_sentence(text, start, end)
    assert is_part_of_sentence(text, 0, text.index("\n(a)"))


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"let a{n} := quay(b{n}, c{n}) + shed(b{n})" for n in range(14)),
        "\n".join(f"quays/stable/main/of-{n}/" for n in range(24)),
        "\n".join(f"{bird} {bird}s of the quay" for bird in ("Duck", "Tern", "Coot", "Rook", "Wren", "Gull") * 4),
    ],
)
def test_long_code_and_lists_are_taken_line_by_line(text: str) -> None:
    assert len(text) > MAX_CHARACTERS_PER_SENTENCE
    assert said(text) == text.split("\n")


def test_recitals_of_a_long_sentence_stand_by_themselves() -> None:
    recital = "Whereas the harbour of the town has been let to\nthe guild of fishers since the days of its mayors,"
    recital += " and\nof them alone,"
    text = "\n".join([recital] * 4)
    assert said(text) == [recital] * 4


@pytest.mark.parametrize(
    "prose",
    [
        "The ferry was bought by the town on June 3,\n1962, for use as the second boat of\nHarlan's Quay (HQ).",
        "The ferry came on 3 June 1962 (the\nQuay had 12 of these) and was one of\nHarlan's 4.",
        "It was built in 1871 as a light-\nHouse of 12 feet, in which\n4 men lived.",
    ],
)
def test_a_line_that_ends_open_goes_on_whatever_begins_the_next(prose: str) -> None:
    assert said(f"Quays\n3 and 4\n{prose} Dogs pay.")[-2:] == [prose, "Dogs pay."]


@pytest.mark.parametrize(
    "sentence",
    [
        "See 14 Q.R.S.\n902(d) and 3 C.Q.R. 12(b).",
        "Pub. 12 and Rev. Rul. 87-41 say it.",
        "It is of Washington, D.C. 20036.",
    ],
)
def test_a_source_with_a_number_ends_no_sentence(sentence: str) -> None:
    assert said(f"{sentence} Dogs pay.") == [sentence, "Dogs pay."]
    assert said("It opens at 4 P.M. 3 dogs came.") == ["It opens at 4 P.M.", "3 dogs came."]


def test_a_cell_of_several_lines_is_one_row() -> None:
    rows = [
        "E07 Flue gas hotter than 220 °C Let the fitter measure the\ndraught",
        "E08 Fuse 3 blown Fit a new one of\n4 A",
    ]
    assert said("\n".join([*rows, "E09 Door 2 open Shut it"]))[0] == rows[0]


@pytest.mark.parametrize(
    ("place", "is_part"),
    [
        ("The tenant pays.", False),
        ("Deposit 900", False),
        ("The yard is let to the", True),
        ("The barn (12", True),
        ("Open from 9 am", False),
        ("12 Mill Lane,", False),
    ],
)
def test_a_place_that_ends_open_is_part_of_a_sentence(place: str, is_part: bool) -> None:
    text = "The tenant pays. Dogs pay.\nDeposit 900\nThe yard is let to the\nguild\nThe barn (12\n30)\nOpen from 9 am\n"
    text += "to 5\n12 Mill Lane,\nLeeds"
    start = text.index(place)
    assert is_part_of_sentence(text, start, start + len(place)) is is_part


def test_a_sentence_without_end_is_parted_once() -> None:
    text = "\n".join(["the quay (and the pier, too), the mole, and the\nsheds, of which none is let, but"] * 400)
    pieces = said(text)
    assert max(map(len, pieces)) <= MAX_CHARACTERS_PER_SENTENCE
    assert {piece[-1] for piece in pieces[:-1]} == {","}
    assert not any("(" in piece and ")" not in piece for piece in pieces)
