import pytest

from docqa.documents import Page
from docqa.reports.extracts import extracts, is_readable

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "text",
    [
        "The tenant pays the rent on the first day of each month.",
        "Der Mieter zahlt die Miete am ersten Tag eines jeden Monats.",
        "Élise paie le loyer le premier jour de chaque mois.",
        "承租人应当在每月五日之前支付当月的全部租金。",
        "Hunde und Katzen bedürfen der Zustimmung der Vermieterin.",  # in German every noun has a capital
        "We trained 86 apprentices.",
        "String is the equivalent to Java’s toString.",
        "Torque for the bolts of the flange: 24 Nm.",
    ],
)
def test_whole_sentences_of_any_language_can_be_quoted(text: str) -> None:
    assert is_readable(text)


@pytest.mark.parametrize(
    "text",
    [
        "and so the tenant pays the rent on the first day of each month.",  # begins on the page before
        "The tenant pays the rent on the first day of each month, as the",  # ends on the page behind
        "Net sales 1,200 1,150 1,100 980 870 760 in all of the years.",
        "The Board of Directors of the Cottage Company Limited of Great Britain.",
        "See A. Smith, B. Jones and C. Lee for the letting of cottages.",
        "Cottages are described at https://cottages.example/all in every detail.",
        "Shares of the mill 504,299 507,164 508,480 are told of in the notes to it.",
        "The output is h = W x + b, where all the symbols are as before.",
        "The plaintiff moved for summary judgment under Rule 56 of the Fed.",
        "Co. v. Kalo Mill Co., 450 Mills 311 (1981), says that the rent is due all the same.",  # cut before it
        "Div. of the mill, which is let, says that the rent is due all the same.",
        "Church of the Mill, Inc. v. City of Leeds, 508 U.S. 520, 542 (1993); see also id.",
        "Tandon Mills, 141 S. Ct. at 1296 (emphasis added) (internal quotations omitted).",
        "Governor of the State of Leeds, in her official capacity; and Ann Lee, Attorney of the State, Defendants.",
        "See the lease of the mill for all that the tenant wants to know.",
        "Submission to Jurisdiction; Appointment of Agent for Service of Process.",
        "The owner said that the mill is old and that “it may be let.",  # the quotation goes on
        "In that year the mill was let to three of the owner's sons.)",
        "Indicate by check mark whether the tenant of the mill is an old customer.",
        "This preliminary print is subject to formal revision before it is published in a book.",
        "Permission to make copies of this work is granted without fee to everyone.",
        "Sir,' cried the fire in the mill, 'in a few minutes I shall go out.",
        "'Thanks, brave folk, for what you have done for me on this day!",
        "The function RoPE(·) tells where a word stands among the others of it.",
        "Zutreffendes bitte ankreuzen, wenn der Mieter einen Hund hat.",
        "Dogs pay rent.",
        "Rent of the mill $ 9 $ 1 $ 10 $ — (1) All of it is paid by the owner.",  # a row and the note below it
        "Rent of the mill and of the barn 136 — (1) All of it is paid by the owner.",
        "Rent of the mill and of the barn $ 136 (a) All of it is paid by the owner.",
        "(B) granted to any other tenant, the rent is no less than that of the mill.",  # a clause cut at its letter
        "We have audited the accompanying rents of the mill and of the barn.",
        "The following table presents our selected rents of the mill.",
        "The notes are an integral part of these rents of the mill.",
    ],
)
def test_what_is_cut_off_or_no_sentence_cannot(text: str) -> None:
    assert not is_readable(text)


def test_bullets_and_headings_before_a_sentence_are_no_part_of_it() -> None:
    page = Page(
        0, "1", "• The rent is paid on the first day.\nCONCLUSION For all that, the tenant must leave the house."
    )
    assert [page.text[extract.start : extract.end] for extract in extracts(page, 0, len(page.text))] == [
        "The rent is paid on the first day.",
        "For all that, the tenant must leave the house.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Changes in the rent and in what is paid for it 31\nItem 9 has all that the tenant wants to know.",
        "The tenant pays for the garden and for\n2 The lawyers of both sides met in March for that.",
        "Yes x No o The tenant has filed all that is to be filed within these days.",
        "The court found that the tenant “shall be paid on a salary basis by the owner .",
        "The rent of the mill is paid by the tenant. (ii) who is its owner pays for the barn as well.",
        "The rent of the mill is not paid by the\nCase 1:21-cv-01009-DNH Document 5-1 Page 21 of 28\ntenant of it.",
    ],
)
def test_lines_that_do_not_go_on_from_each_other_are_no_sentence(text: str) -> None:
    assert not list(extracts(Page(0, "1", text), 0, len(text)))


def test_a_sentence_with_lettered_items_in_it_is_one() -> None:
    text = "The tenant shall keep: (a) a garden of the house; (b) an old barn; and (c) a mill."
    assert [found.text for found in extracts(Page(0, "1", text), 0, len(text))] == [text]


def test_of_a_sentence_that_is_too_long_no_line_is_taken() -> None:
    clause = "the owner of the mill and the tenant of it agree on the wheels and the\n"
    text = f"On Monday {clause * 8}Tenant and the sons of the owner pay for all wheels.\nDogs may be kept in the mill."
    assert [found.text for found in extracts(Page(0, "1", text), 0, len(text))] == ["Dogs may be kept in the mill."]


def test_a_sentence_ends_before_the_letter_of_the_next_clause() -> None:
    text = (
        "The tenant pays the rent in advance on the first. (e) Certain Provisions. (f) Dogs may be kept in the house."
    )
    assert [found.text for found in extracts(Page(0, "1", text), 0, len(text))] == [
        "The tenant pays the rent in advance on the first.",
        "Dogs may be kept in the house.",
    ]


def test_a_sentence_with_a_figure_in_each_line_is_no_table() -> None:
    text = "Each mill consists of 1\nshared wheel and 256 routed wheels, of which the width of each wheel\nis 2048."
    assert [found.text for found in extracts(Page(0, "1", text), 0, len(text))] == [text.replace("\n", " ")]


def test_a_title_before_a_bullet_and_a_number_behind_a_colon_are_no_part_of_a_sentence() -> None:
    text = "New Wheels and Stones\n• The mill has wheels of oak. • Grain: (1) It grinds wheat and oats in the winter."
    assert [found.text for found in extracts(Page(0, "1", text), 0, len(text))] == [
        "The mill has wheels of oak.",
        "It grinds wheat and oats in the winter.",
    ]


def test_a_line_that_ends_with_a_name_is_no_title_because_lines_around_it_are_very_long() -> None:
    """A line with the rest of a word that its end divided is longer than the others."""
    text = (
        "The mill is old and of stone. Its owner is a rich man of the town who\n"
        "lives in a house on the hill, and his wheels, which his father and his father's father had made, are of oak.\n"
        "For grinding, the mill of the old town has used a Lee\n"
        "Wheel since it was built, and it is let to the millers of the town and\n"
        "of two villages. They pay the rent, and the owner of the mill pays for\n"
        "the wheels."
    )
    assert (
        "For grinding, the mill of the old town has used a Lee Wheel since it was built, and it is let to the millers "
        in (" ".join(found.text for found in extracts(Page(0, "1", text), 0, len(text))))
    )


def test_what_stands_above_a_sentence_is_none_of_it() -> None:
    text = "Mill V3 Report\nann@mill.example\nAbstract\nWe present Mill V3, which has 671 wheels in all and\n37 in use."
    (found,) = extracts(Page(0, "1", text), 0, len(text))
    assert found.text.startswith("We present Mill V3")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (  # a title as long as half of the text's lines
            "They are kept in the old barn.\nThe Keeping of Sheep and Goats\n"
            "Our sheep are kept on the hills behind the barn from April on, the goats\nin the garden of the mill.",
            "Our sheep are kept on the hills behind the barn from April on, the goats in the garden of the mill.",
        ),
        (  # a name over the end of a line, of a sentence that begins within it
            "The mill is old and of stone, with two wheels. It was bought from Robert\n"
            "Adler, who had let it to the millers of the town for more than a hundred years.",
            "It was bought from Robert Adler, who had let it to the millers of the town for more than a hundred years.",
        ),
        (  # a title that ends with a small word, in capitals
            "I\nHOW LEE CAME TO THE MILL AND WHAT HE FOUND THERE\n"
            "The mill was the house of a poor lady who had been found lying in the\nstreet on a summer day.",
            "The mill was the house of a poor lady who had been found lying in the street on a summer day.",
        ),
        (  # the mark of a note, and the note
            "The millers are paid by the day, however high it is.⁵ ⁵ The owner says that they are paid by the week.",
            "The owner says that they are paid by the week.",
        ),
        (  # a note in small letters
            "The goats that are kept in the garden have no effect on the rent.\nn/m - Not meaningful due to the war.",
            "The goats that are kept in the garden have no effect on the rent.",
        ),
        (  # a line above a greeting that is as long as the others
            "The owner tells you of the end of your lease\nDear Ann Lee,\n"
            "we end the lease of the mill by the third of May.",
            "Dear Ann Lee, we end the lease of the mill by the third of May.",
        ),
        (  # a greeting above a capital, as long as other lines
            "Notice\nDear Misses Annabel-Josephine and Lee-Leeds,\n"
            "The lease of the mill ends in May of this year\nfor good.",
            "The lease of the mill ends in May of this year for good.",
        ),
        ("As of 2 May 2016, 15,706 people worked in all of the mills.",) * 2,
        (  # a headline and the place of a piece of news
            "Net Income of $340 Million or $6 Per Diluted Share\n"
            "LEEDS, May 3 (BUSINESS WIRE) -- The mill today announced that all of its wheels are let again.",
            "The mill today announced that all of its wheels are let again.",
        ),
        (  # the first bullet below rows of a table
            "Rent of the mill 3,028 2,942 2,262\nRent of the barn 9,236 7,147 6,041\nNotes:\n"
            "– In May the owner changed both of the rents of the mill and of the barn for the years ended\n"
            "September 30, 2023, respectively.",
            "In May the owner changed both of the rents of the mill and of the barn for the years ended September 30, "
            "2023, respectively.",
        ),
        (  # a month at the end of a narrow line
            "The rents are those of years that ended\nSeptember 30, 2023 and 2022, and are paid to the owner.",
            "The rents are those of years that ended September 30, 2023 and 2022, and are paid to the owner.",
        ),
    ],
)
def test_a_sentence_begins_and_ends_where_it_does_whatever_stands_around_it(text: str, sentence: str) -> None:
    assert sentence in [found.text for found in extracts(Page(0, "1", text), 0, len(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Le bail est conclu entre\nMonsieur Jean Dupont, né à Lyon en mai 1960,\net une dame de Paris pour trois ans.",
        "Die Gedichte handeln von der\nLiebe zu Gott und den Menschen,\nvon der Treue und von dem Leben im Lande.",
        "The company has sold its mill to our\ndear friends in Leeds,\nwho will run it for the next ten years.",
        "The lease of the mill is made by a son of the\nDear Company of Leeds,\n"
        "who will run it for the next ten years.",
        "The lease of the mill is made by a son of the\nDear Company of Leeds,\n"
        "Robert Lee, who will run it for the next ten years.",
    ],
)
def test_a_line_that_goes_on_is_no_greeting_whatever_it_begins_with(sentence: str) -> None:
    assert [one.text for one in extracts(Page(0, "1", sentence), 0, len(sentence))] == [sentence.replace("\n", " ")]


def test_what_a_caption_says_of_its_figure_is_left_out() -> None:
    text = (
        "Figure 4: The two wheels of the mill. Orange tells how much wheat it grinds,\nand blue how much oats it does. "
        "Both of them stand in the winter.\nThe mill grinds wheat from April to the end of the year."
    )
    (found,) = extracts(Page(0, "1", text), 0, len(text))
    assert found.text == "The mill grinds wheat from April to the end of the year."


def test_the_last_line_of_a_section_is_no_title_of_the_next_one() -> None:
    text = "We have had no strikes in any of the mills, and believe that we get on well\nwith the millers.\nRENT"
    (found,) = extracts(Page(0, "1", text), 0, text.index("RENT"))
    assert found.text.endswith("with the millers.")
