from dataclasses import replace
from pathlib import Path

import pytest

from docqa.answering.citations import cite
from docqa.documents import Passage, Sentence, Support
from docqa.indexing.chunking import chunk_pages
from docqa.reading.pdf import open_pdf
from docqa.reading.tables.finder import find_tables
from docqa.tables import Cell, Column, Place, Row, Table
from tests.support.pdfs import text_pdf
from tests.support.set_pages import set_page
from tests.support.shelf import INVOICES, LEASE, MODEL, passage

pytestmark = pytest.mark.pure

RENT = "What is the rent?"
FACTS = [passage(text, page) for page, text in enumerate(LEASE)]
REPORT = [passage(text, page, doc="Heron report.pdf") for page, text in enumerate(MODEL)]


def only(answer: str, question: str, passages: list[Passage]) -> Sentence:
    (sentence,) = cite(answer, question, passages)
    return sentence


@pytest.mark.parametrize(
    ("question", "answer", "page", "quoted"),
    [
        (RENT, "The rent is $1,250 a month.", 0, "The rent is 1,250 dollars a month"),
        (RENT, "1250", 0, "1,250 dollars"),
        ("When does the term begin?", "It begins on 1 May 2024.", 0, "begins on 1 May 2024"),
        ("How long does it run?", "For 3 years.", 0, "three years"),
        ("Where is the key kept?", "In the safe beside the kitchen door.", 1, "safe beside the kitchen door"),
        ("May I keep a dog?", "No, dogs are not allowed.", 1, "Dogs are not allowed"),
        ("Which law governs it?", "The law of Oregon.", 2, "law of Oregon"),
        ("What is the notice?", "**Ninety days**", 2, "notice of ninety days"),
    ],
)
def test_planted_facts_are_cited_where_they_stand(question: str, answer: str, page: int, quoted: str) -> None:
    sentence = only(answer, question, FACTS)
    assert sentence.supported, answer
    first = sentence.citations[0]
    assert (first.page, first.doc, first.label, first.number) == (page, "Lease.pdf", str(page + 1), page + 1)
    assert quoted in first.text
    assert LEASE[page][first.start : first.end] == first.text


@pytest.mark.parametrize(
    ("answer", "state", "doubted"),
    [
        ("The rent is **1,250 dollars** a month.", Support.VERBATIM, ()),
        ("Rent comes to 1,250 dollars monthly.", Support.SUPPORTED, ()),
        (
            "The rent is 1,250 dollars a month, and the key is kept in the garage of Bob.",
            Support.PARTLY,
            ("the key is kept in the garage of Bob.",),
        ),
        ("The deposit is 99 dollars, and the key is kept in the garage of Bob.", Support.NONE, ()),
        ("The rent is 1,250 dollars, payable on May 4, 2021.", Support.NONE, ()),  # half a date is no part
    ],
)
def test_a_sentence_is_borne_out_wholly_partly_or_not(answer: str, state: Support, doubted: tuple[str, ...]) -> None:
    sentence = only(answer, RENT, FACTS)
    assert (sentence.state, sentence.doubted) == (state, doubted)
    assert sentence.supported == (state in (Support.VERBATIM, Support.SUPPORTED))
    assert bool(sentence.citations) == (state is not Support.NONE)


@pytest.mark.parametrize(
    ("answer", "supported"),
    [
        ("The term runs for three years.", True),
        ("The term runs for 3 years.", True),
        ("The term runs for nine years.", False),
        ("The notice is 90 days.", True),
        ("The notice is ninety-five days.", False),
    ],
)
def test_a_number_is_the_same_spelled_out(answer: str, supported: bool) -> None:
    assert only(answer, "What is agreed?", FACTS).supported == supported


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (RENT, "The rent is $1,350 a month."),
        (RENT, "1350"),
        (RENT, "The rent is 1,250% a month."),
        ("Is the rent 1,350 dollars?", "Yes, the rent is 1,350 dollars a month."),
        ("When does the term begin?", "It begins on 1 May 2023."),
        ("Where is the key kept?", "The key is kept in the garage."),
        ("Where is the key kept?", "In the safe beside the kitchen door of Maria Gonzalez."),
        ("May I keep a cat?", "The tenant may not keep one cat."),
        ("Which law governs it?", "The agreement is governed by the law of Nevada."),
        ("What is the notice?", "The moon is made of green cheese."),
    ],
)
def test_what_the_passages_do_not_say_is_never_supported(question: str, answer: str) -> None:
    assert not only(answer, question, FACTS).supported


@pytest.mark.parametrize("written", ["37B", "37 billion", "37,000,000,000", "37 B", "37bn"])
def test_one_number_in_every_spelling(written: str) -> None:
    assert only(f"It has {written} active parameters.", "How many?", REPORT).citations[0].page == 0
    in_document = [passage(f"Of all parameters {written} are active.")]
    assert only("37 billion are active.", "How many?", in_document).supported
    assert not only("38 billion are active.", "How many?", in_document).supported


@pytest.mark.parametrize("written", ["5.576 million", "$5.576M", "5,576,000 dollars", "USD 5.576 million"])
def test_money(written: str) -> None:
    assert only(f"The training cost {written}.", "How much?", REPORT).supported
    assert not only(f"The training cost {written}.".replace("6", "7"), "How much?", REPORT).supported


def test_a_table_in_millions() -> None:
    table = [passage("Consolidated statements (in millions)\n2022 2021\nRevenue $ 17,606 $ 15,785\nCost 2,165 1,865")]
    question = "What was the revenue in 2022?"
    assert only("The revenue in 2022 was $17,606 million.", question, table).citations[0].text == (
        "2022 2021\nRevenue $ 17,606 $ 15,785"
    )
    assert not only("The revenue in 2022 was $17,660 million.", question, table).supported
    assert not only("The revenue in 2020 was $17,606 million.", "What was it in 2020?", table).supported


def test_two_facts_are_not_swapped() -> None:
    answer = "The rent is 1,250 dollars a month. The notice is ninety days."
    pages = [[c.page for c in sentence.citations] for sentence in cite(answer, "Rent and notice?", FACTS)]
    assert pages == [[0], [2]]


def test_a_figure_of_a_table_is_cited_as_its_cell_with_its_labels() -> None:
    page = set_page("""
        Costs (in thousands)
                          2018     2017
        Rent             1,180      250
        Heating            310      297
    """)
    (sentence,) = cite(
        "Heating cost 297 thousand in 2017.",
        "What did heating cost?",
        [passage(page.text)],
        lambda _: find_tables(0, {0: page}.get),
    )
    cell = sentence.citations[0]
    assert cell.words == "Heating · 2017: 297, in thousands"
    assert cell.text.split() == ["Heating", "310", "297"]
    assert [page.text[start:end] for start, end in cell.marked] == ["2017", "Heating", "297"]


def test_rows_of_a_table_are_not_mixed() -> None:
    table = [passage(INVOICES[0])]
    assert only("INV-20417 was for printer ink at 84.50.", "What was it for?", table).citations[0].text == (
        "INV-20417 Printer ink 84.50"
    )
    assert not only("INV-20417 was for chairs at 1,920.00.", "What was it for?", table).supported


CHARGES = """
    Charge                        Amount     When
    Cleaning                      $75        once for every stay
    Dog                           $30        for each dog and week, at most two
    Firewood                      $8         for each basket; the first is free
    Charging an electric bicycle  $3         for each full day
    Late departure                $25        for each hour begun after noon
"""


@pytest.mark.parametrize(
    ("claim", "is_said"),
    [
        ("A dog costs $30 a week.", True),
        ("A dog costs $8 a week.", False),
        ("Dogs stay free of charge.", False),
        ("Cats are free.", False),
        ("The electric bicycle is free of charge.", False),
        ("A late departure costs $3.", False),
    ],
)
def test_what_one_row_says_is_nothing_of_another_though_words_stand_behind_its_figure(
    claim: str, is_said: bool
) -> None:
    page = set_page(CHARGES)
    tables = find_tables(0, {0: page}.get)
    (sentence,) = cite(claim, "What does it cost?", [passage(page.text)], lambda _: tables)
    assert sentence.supported == is_said


def test_a_short_sentence_is_of_what_it_begins_with() -> None:
    text = [passage("Parking is free of charge, and offered to guests of the hotel.")]
    assert only("Parking is offered free of charge.", "What is free?", text).supported
    assert not only("Breakfast is offered free of charge.", "What is free?", text).supported


def test_a_second_place_that_says_it_as_well_is_cited_too() -> None:
    twice = [*FACTS, passage("As agreed, the rent is 1,250 dollars a month.", 7)]
    citations = only("The rent is 1,250 dollars a month.", RENT, twice).citations
    assert {citation.page for citation in citations} == {0, 7}


def test_offsets_count_from_the_start_of_the_page(tmp_path: Path) -> None:
    with open_pdf(text_pdf(tmp_path / "Lease.pdf", LEASE), name="Lease.pdf") as pdf:
        pages = list(pdf.pages())
    passages = [Passage(chunk, "Lease.pdf", "1", 0.5) for chunk in chunk_pages("id", pages)]
    (citation,) = only("The notice is ninety days.", "What is the notice?", passages).citations
    assert pages[citation.page].text[citation.start : citation.end] == citation.text
    later = [replace(p, chunk=replace(p.chunk, start=p.chunk.start + 500)) for p in passages]
    (moved,) = only("The notice is ninety days.", "What is the notice?", later).citations
    assert (moved.start, moved.end) == (citation.start + 500, citation.end + 500)


@pytest.mark.parametrize(
    "wrapping",
    [
        "The answer is in the passages.",
        "Here is what the document says about it:",
        "# The rent",
        "What is the rent?",
        "Question: What is the rent",
        "**What else would you like to know?**",
        "---",
    ],
)
def test_wrapping_claims_nothing(wrapping: str) -> None:
    assert cite(wrapping, RENT, FACTS) == ()
    both = cite(f"The rent is 1,250 dollars a month.\n\n{wrapping}", RENT, FACTS)
    assert [sentence.text for sentence in both] == ["The rent is 1,250 dollars a month."]


def test_a_statement_in_the_question_s_words_is_a_claim() -> None:
    assert only("The key is kept in the safe.", "Is the key kept in the safe?", FACTS).citations[0].page == 1
    assert not only("The key is kept in the oven.", "Is the key kept in the oven?", FACTS).supported


def test_yes_leans_on_the_next_sentence_and_alone_is_unsupported() -> None:
    assert not only("Yes.", "May I keep a cat?", FACTS).supported
    assert [s.text for s in cite("Yes. The tenant may keep one cat.", "May I keep a cat?", FACTS)] == [
        "The tenant may keep one cat."
    ]


def test_lists_tables_and_code() -> None:
    answer = (
        "**Terms**:\n1. The rent is 1,250 dollars a month.\n2. The notice is *ninety days*.\n"
        "- **Pets:** one cat.\n\n"
        "| What | Value |\n|------|-------|\n| rent | 1,250 dollars |\n| deposit | 999 dollars |\n\n"
        "```\nrent = 1250\n```\n"
    )
    sentences = cite(answer, "What are the terms?", FACTS)
    assert [(answer[s.start : s.end], [c.page for c in s.citations]) for s in sentences] == [
        ("The rent is 1,250 dollars a month.", [0]),
        ("The notice is *ninety days*.", [2]),
        ("**Pets:** one cat.", [1]),
        ("rent | 1,250 dollars", [0]),
        ("deposit | 999 dollars", []),
    ]


@pytest.mark.parametrize(
    ("text", "answer", "wrong"),
    [
        ("本协议的期限为三年。租金为每月1250元。", "租金为每月1250元。", "租金为每月1350元。"),
        (
            "Срок аренды составляет три года. Плата 1250 рублей в месяц.",
            "Плата 1250 рублей в месяц.",
            "Плата 990 рублей.",
        ),
        ("مدة العقد ثلاث سنوات. الإيجار 1250 دينار.", "الإيجار 1250 دينار.", "الإيجار 1350 دينار."),
        ("Die Miete beträgt 1250 Euro. Hunde sind verboten.", "Hunde sind verboten.", "Katzen sind erlaubt."),
    ],
)
def test_other_scripts(text: str, answer: str, wrong: str) -> None:
    (citation,) = only(answer, "?", [passage(text)]).citations
    assert answer in text[citation.start : citation.end]
    assert not only(wrong, "?", [passage(text)]).supported


def test_a_long_sentence_over_many_lines_is_cited_by_its_lines() -> None:
    lines = [
        f"whereas clause {word} deals with the {word} of the cottage and all that belongs to it,"
        for word in "roof walls garden fence cellar stairs".split()
    ]
    (citation,) = only(
        "The cellar belongs to the cottage.", "What belongs to it?", [passage("\n".join(lines))]
    ).citations
    assert "cellar" in citation.text
    assert len(citation.text) < 200


def test_no_passages_and_no_answer() -> None:
    assert cite("", RENT, FACTS) == ()
    assert not only("The rent is 1,250 dollars.", RENT, []).supported


DENIALS = (
    ("Are dogs allowed?", "Yes, dogs are allowed.", "Dogs are not allowed."),
    ("Are dogs allowed?", "Dogs are allowed.", "The tenant may keep one cat. Dogs are not allowed."),
    ("Can I pay by card?", "Cards are accepted.", "Payment is by bank transfer. Cards are not accepted."),
    ("Is there a fee?", "The owner charges a fee for it.", "The owner charges no fee for it."),
    ("What about the rent?", "The rent is returned.", "After that the rent is not returned, unless it is let again."),
    ("May I sublet?", "The guest may sublet the cottage.", "Neither guest nor owner may cancel or sublet the cottage."),
    (
        "Are dogs allowed?",
        "Dogs are allowed because the neighbours in the upper house like them.",
        "Dogs are not allowed because the neighbours in the upper house do like them.",
    ),
    (
        "How is it paid?",
        "Payment is by card.",
        "Payment is by bank transfer. The owner charges no fee. No card is taken.",
    ),
    ("May I smoke?", "Guests smoke in the boathouse.", "Nobody among the guests smokes in the boathouse."),
    ("What is the fee?", "The fee exceeds 100 euros.", "The fee does not exceed 100 euros."),
    ("What is the fee?", "The fee may exceed 100 euros.", "The fee is up to 100 euros."),
)


@pytest.mark.parametrize(("question", "claim", "text"), DENIALS)
def test_a_denial_supports_no_claim(question: str, claim: str, text: str) -> None:
    assert not only(claim, question, [passage(text)]).supported


@pytest.mark.parametrize(
    ("question", "claim", "text"),
    [
        ("Are dogs allowed?", "No, dogs are not allowed.", "The tenant may keep one cat. Dogs are not allowed."),
        ("May I keep a cat?", "The tenant may keep one cat.", "The tenant may keep one cat. Dogs are not allowed."),
        ("Is there a fee?", "The owner charges no fee for it.", "The owner charges no fee for it."),
        ("Is there a dog?", "There is no dog because the cat is old.", "As the cat is old, there is no dog."),
        ("When is it due?", "The rent is due no later than 5 May.", "The rent is due by 5 May."),
        ("When is it due?", "The rent is due by 5 May.", "The rent is due not later than 5 May."),
        ("Is a cot free?", "A cot is free.", "A cot for a baby is free of charge and does\nnot count."),
        ("Who may enter?", "Tenants may enter the garden.", "Not only tenants may enter the garden."),
        ("What is charged?", "The cleaning is charged.", "The cleaning is charged and not only the linen."),
        ("What is the fee?", "The fee is at most 100 euros.", "The fee is set by the owner, not to exceed 100 euros."),
        ("What is the fee?", "The fee is at most 100 euros.", "The fee may not exceed 100 euros."),
        ("What is the fee?", "The fee does not exceed 100 euros.", "The fee is at most 100 euros."),
    ],
)
def test_a_claim_and_a_denial_are_each_supported_by_their_like(question: str, claim: str, text: str) -> None:
    assert only(claim, question, [passage(text)]).supported


def test_a_claim_supports_no_denial() -> None:
    text = "The tenant may keep one cat. Dogs are not allowed."
    assert not only("The tenant may not keep one cat.", "May I keep a cat?", [passage(text)]).supported
    assert not only("Cats are not allowed.", "Are cats allowed?", [passage(text)]).supported


@pytest.mark.parametrize(
    ("text", "claim", "is_right"),
    [
        ("Article 3 The deposit is 2,460 euros.", "The deposit is 3 euros.", False),
        ("Article 3 The deposit is 2,460 euros.", "By Article 3 the deposit is 2,460 euros.", True),
        ("The deposit of the tenant (3), as agreed, is held.", "The deposit is 3.0 of the tenant.", False),
        ("The deposit of the tenant [3] is held as agreed.", "The deposit is 3.0 of the tenant.", False),
        ("See the deposit of the tenant on 03/lease.html there.", "The deposit is 3.0 of the tenant.", False),
        ("The deposit is three (3) euros, as agreed.", "The deposit is 3 euros.", True),
        ("Die Kaution beträgt 2.460 Euro.", "Die Kaution beträgt 2460 Euro.", True),
        ("Die Kaution beträgt 2.460 Euro.", "The deposit (Kaution) is 2,460 Euro.", True),
        ("Die Kaution beträgt 2.460 Euro.", "The Kaution beträgt 2.460 Euro.", True),
        ("Die Kaution beträgt 2.460,50 Euro.", "Die Kaution beträgt 2460,50 Euro.", True),
        ("Le loyer est de 1 250 euros.", "Le loyer est de 1250 euros.", True),
        ("Die Miete ist CHF 2'460.50.", "Die Miete ist CHF 2460.50.", True),
        ("Die Kaution beträgt 2.460 Euro.", "Die Kaution beträgt 2,46 Euro.", False),
        ("Die Kaution beträgt 2.460 Euro.", "Die Kaution beträgt 2.46 Euro.", False),
        ("Die Kaution beträgt 1.250,50 Euro.", "Die Kaution beträgt 1.25 Euro.", False),
        ("Le loyer est de 1 250 euros.", "Le loyer est de 250 euros.", False),
        ("Der Zins beträgt 12,5 % im Jahr.", "Der Zins beträgt 125 % im Jahr.", False),
        ("The balance on 3 May is -1,200.00 dollars.", "The balance on 3 May is 1,200.00 dollars.", False),
        ("The growth is 2,460 percent.", "The growth is 2.460 percent.", False),
    ],
)
def test_numbers_are_read_as_their_language_writes_them(text: str, claim: str, is_right: bool) -> None:
    assert only(claim, "Kaution?", [passage(text)]).supported is is_right


FORMS = [
    (
        "de",
        "Haustiere bedürfen der Zustimmung.",
        "Wer hält Tiere?",
        "Ein Haustier bedarf Zustimmungen.",
        "Ein Hund bedarf Zustimmungen.",
    ),
    (
        "fr",
        "Les indemnisations seront versées aux assurés.",
        "Que paie-t-on ?",
        "L'indemnisation est versée à l'assuré.",
        "L'amende est versée à la banque.",
    ),
    (
        "es",
        "Las reparaciones urgentes corresponden a los arrendadores.",
        "¿Quién repara?",
        "La reparación urgente corresponde al arrendador.",
        "La limpieza urgente corresponde al inquilino.",
    ),
]


@pytest.mark.parametrize(("language", "text", "question", "right", "wrong"), FORMS)
def test_words_are_compared_in_the_passage_s_language(
    language: str, text: str, question: str, right: str, wrong: str
) -> None:
    place = [passage(text, language=language)]
    assert only(right, question, place).supported
    assert not only(wrong, question, place).supported
    assert not only(right, question, [passage(text)]).supported


@pytest.mark.parametrize(
    ("language", "text", "claim", "wrong"),
    [
        ("de", "Die Frist beträgt drei Monate.", "Die Frist beträgt 3 Monate.", "Die Frist beträgt 4 Monate."),
        ("fr", "Le préavis est de trois mois.", "Le préavis est de 3 mois.", "Le préavis est de 4 mois."),
        ("es", "El plazo es de tres meses.", "El plazo es de 3 meses.", "El plazo es de 4 meses."),
    ],
)
def test_spelled_numbers_of_the_passage_s_language(language: str, text: str, claim: str, wrong: str) -> None:
    assert only(claim, "?", [passage(text, language=language)]).supported
    assert not only(wrong, "?", [passage(text, language=language)]).supported


def test_a_denial_in_other_words_of_the_language_is_one() -> None:
    dogs = [passage("No se admiten perros.", language="es")]
    assert only("Nunca jamás se admiten.", "?", dogs).supported
    assert not only("Siempre se admiten.", "?", dogs).supported


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        (  # what another clause denies
            "The calm did not last, for Anna was but twelve years old when she left the island.",
            "Anna was twelve years old when she left the island.",
            "Anna was not twelve years old when she left the island.",
        ),
        (  # a name is one where it stands
            "The lake lies in Bavaria, and the bank owns its shore.",
            "The lake lies in Bavaria.",
            "The lake lies in Bank.",
        ),
        ("Rents climbed by 4% in the town.", "Rents rose by 4%.", "Rents fell by 4%."),
        ("The works were twice as fast, a 3.5x speedup.", "The speedup is 3.5x.", "The speedup is 4.5x."),
        ("Heron Quartet 19:00 - 20:10 (70min)", "The Heron Quartet plays for 70 minutes.", "It plays for 20 minutes."),
        ("The loss of $2.1 billion6 was large.", "The loss was $2.1 billion.", "The loss was $2.2 billion."),
        ("It cost $7 \nbillion to build.", "It cost $7 billion.", "It cost $7 million."),
        ("There are 22 houses.", "There are twenty-two houses.", "There are twenty-three houses."),
        ("The vacancy was 4%.", "It reached 4 per cent.", "It reached 5 per cent."),
        ("Rents grew in the town.", "Rents climbed.", "Rents fell."),
    ],
)
def test_what_a_part_of_a_sentence_says(text: str, right: str, wrong: str) -> None:
    assert only(right, "What is said?", [passage(text)]).supported
    assert not only(wrong, "What is said?", [passage(text)]).supported


def test_a_document_s_name_says_whom_it_is_of() -> None:
    report = [passage("Ann Lee, Chairman, opened the meeting.", doc="HERONLAKE_2020.pdf")]
    assert only("Ann Lee is the Chairman of Heron Lake.", "Who is it?", report).supported
    assert not only("Ann Lee is the Chairman of Swan Lake.", "Who is it?", report).supported


def test_prose_in_a_table_is_read_as_prose() -> None:
    text = "Highlights a loan of $7 million to the town"
    column, row = Column(0, "Year"), Row(0, "Highlights")
    cell = Cell(row, column, "a loan of $7 million to the town", 11, len(text), "")
    table = Table(0, "", "", (column,), (row,), (cell,))
    (sentence,) = cite("The town had a loan of $7 million.", "What was lent?", [passage(text)], lambda _: [table])
    assert sentence.supported


def test_a_figure_under_one_of_two_headers_that_are_the_same_is_cited_with_its_row_alone() -> None:
    text = "Runaways 75.8 41.8"
    row, columns = Row(0, "Runaways", (), (Place(0, 0, 8),)), (Column(0, "Total"), Column(1, "Total"))
    cells = (Cell(row, columns[0], "75.8", 9, 13), Cell(row, columns[1], "41.8", 14, 18))
    table = Table(0, "", "", columns, (row,), cells)
    (sentence,) = cite("The total of runaways is 75.8.", "How many?", [passage(text)], lambda _: [table])
    assert {citation.cell for citation in sentence.citations} == {""}


def test_a_figure_in_one_of_two_rows_with_one_name_is_cited_with_its_row_alone() -> None:
    page = set_page("""
        Seller
        Name:      Harbour Ltd
        Fee:       912.00
        Fee:       734.00
    """)
    (found,) = find_tables(0, {0: page}.get)
    (sentence,) = cite("The fee of the seller is 734.00.", "What is the fee?", [passage(page.text)], lambda _: [found])
    assert sentence.citations
    assert {citation.cell for citation in sentence.citations} == {""}


CONTRACT = [
    passage(
        "第六章 维修\n房屋主体结构和热水器的维修由甲方负责,甲方接到通知后三日内派人上门。\n乙方不承担电梯维修费用。"
    )
]


@pytest.mark.parametrize(
    ("answer", "state", "doubted"),
    [
        ("热水器的维修由甲方负责。", Support.VERBATIM, ()),
        ("甲方负责热水器的维修。", Support.SUPPORTED, ()),
        ("热水器的维修由甲方负责,乙方支付五千元押金。", Support.PARTLY, ("乙方支付五千元押金。",)),
        ("乙方支付五千元押金。", Support.NONE, ()),
        ("乙方不承担电梯维修费用。", Support.VERBATIM, ()),
        ("乙方承担电梯维修费用。", Support.NONE, ()),
        ("热水器的维修不由甲方负责。", Support.NONE, ()),
    ],
)
def test_sentences_in_scripts_without_spaces(answer: str, state: Support, doubted: tuple[str, ...]) -> None:
    sentence = only(answer, "谁负责维修？", CONTRACT)
    assert (sentence.state, sentence.doubted) == (state, doubted)


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("会員は前日でも予約を取り消すことができません。", "会員は前日でも予約を取り消すことができます。"),
        ("임차인은 방에서 담배를 피울 수 없다.", "임차인은 방에서 담배를 피울 수 있다."),
        ("ผู้เช่าไม่ต้องจ่ายค่าส่วนกลาง", "ผู้เช่าต้องจ่ายค่าส่วนกลาง"),
    ],
)
def test_what_is_denied_bears_nothing_out_in_scripts_without_spaces(source: str, answer: str) -> None:
    assert only(source, "", [passage(source)]).supported
    assert not only(answer, "", [passage(source)]).supported
