"""The places that may answer a question, found in planted facts."""

from itertools import combinations

import pytest

from docqa.documents import Citation, Passage
from docqa.reading.tables.finder import find_tables
from docqa.search.candidates import WEIGHT_OF_KIND, candidates, read_as
from docqa.search.query import understand
from docqa.search.quotations import distinct
from docqa.search.runs import MAX_CHARACTERS_PER_QUOTATION
from docqa.text.words import placed_words
from tests.support.set_pages import set_page
from tests.support.shelf import INVOICES, LEASE, MODEL, passage

pytestmark = pytest.mark.pure

LEASES = [passage(text, page) for page, text in enumerate(LEASE)]
REPORT = [passage(text, page, doc="Heron report.pdf") for page, text in enumerate(MODEL)]
BOOKS = [passage(text, page, doc="Invoices.pdf") for page, text in enumerate(INVOICES)]


def found(question: str, passages: list[Passage], k: int = 1) -> list[Citation]:
    """The quotations, where the passages are all the chunks that there are."""
    query = understand(question)
    held = [(c.language, {word for _, word in placed_words(c.text, c.language)}) for c in (p.chunk for p in passages)]
    counts = {
        word: sum(any(stem in words for _, stem in placed_words(word, language)) for language, words in held)
        for word in query.words
    }
    places = [place for place, _ in distinct(candidates(query, counts, len(passages), passages), k, passages)]
    return [Citation.of(p.number, passages[p.number - 1], p.start, p.end) for p in places]


@pytest.mark.parametrize(
    ("question", "passages", "quoted"),
    [
        ("What is the rent?", LEASES, "The rent is 1,250 dollars a month"),
        ("When does the term begin?", LEASES, "begins on 1 May 2024"),
        ("Are dogs allowed?", LEASES, "Dogs are not allowed."),
        ("Where is the key?", LEASES, "in the safe beside the kitchen door"),
        ("How many parameters are active per token?", REPORT, "37 billion are active per token"),
        ("How many hours did training take?", REPORT, "2,788,000 hours"),
        ("Where did the office move?", BOOKS, "The office moved to Porto"),
    ],
)
def test_planted_facts_are_quoted(question: str, passages: list[Passage], quoted: str) -> None:
    (quote,) = found(question, passages)
    assert quoted in quote.text
    source = passages[quote.number - 1].chunk
    assert source.text[quote.start - source.start : quote.end - source.start] == quote.text
    assert (quote.page, quote.doc_id) == (source.page, source.doc_id)


GERMAN = [
    passage("Der Verein hat seinen Sitz in Weilburg und ist im Register eingetragen.", 0, language="de"),
    passage("Die Arbeitnehmerin erhält ein Bruttogehalt von 4.350 Euro.", 1, language="de"),
    passage("Der Vorgesetzte ist derzeit Jens Oberländer.", 2, language="de"),
    passage("Die Arbeitnehmerin wird als Ingenieurin in Esslingen eingestellt.", 3, language="de"),
]


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Wie viel verdiene ich?", "4.350 Euro"),
        ("Wer ist mein Chef?", "Oberländer"),
        ("What is the salary?", "4.350 Euro"),
        ("¿Quién es mi jefe?", "Oberländer"),
    ],
)
def test_what_means_the_same_counts_as_the_word_itself_in_other_languages(question: str, quoted: str) -> None:
    (quote,) = found(question, GERMAN)
    assert quoted in quote.text


def test_a_table_of_numbers_is_read_in_the_language_of_the_question() -> None:
    bill = passage("Kundennr. 8840213\nTotal 14 Stück\nBetrag der Lieferung 1.086,42")
    assert (read_as(bill, "de"), read_as(bill, "en"), read_as(LEASES[0], "de")) == ("de", "en", "en")
    assert "1.086,42" in found("Wie hoch ist die Summe?", [bill])[0].text


def test_a_label_is_quoted_with_the_value_on_the_line_below() -> None:
    statement = passage(
        "Card payment - Petrol\n24.50 40,000.00\nDirect Debit - Home Insurance\n78.34 42,632.16\n3 February Deposit"
    )
    (quote,) = found("How much was the home insurance direct debit?", [statement])
    assert quote.text == "Direct Debit - Home Insurance\n78.34 42,632.16"


@pytest.mark.parametrize("bare", ["F20260023", "1e+7", "5.00 nm", "FR20 1254 2547", "12,5 %", "B-12/3"])
def test_a_code_or_a_figure_is_quoted_with_its_label_or_not_at_all(bare: str) -> None:
    pages = [passage(f"{bare}\nInvoice number:\n{bare}\nThank you."), passage(bare, 1)]
    quoted = [quote.text for quote in found("What is the invoice number?", pages, 9)]
    assert bare not in quoted
    assert f"Invoice number:\n{bare}" in quoted[0]


def test_a_cell_is_quoted_with_its_labels_which_are_marked_with_it() -> None:
    page = set_page("""
        Costs (in thousands)
                          2018     2017
        Rent             1,180      250
        Heating            310      297
    """)
    start = page.text.index("Rent")
    statement = passage(page.text[start:], start=start)
    query = understand("What was the heating in 2017?")
    places = candidates(
        query, dict.fromkeys(query.words, 1), 2, [statement], tables=lambda _: find_tables(0, {0: page}.get)
    )
    quote = places[0].citation([statement])
    assert quote.words == "Heating · 2017: 297, in thousands"
    assert page.text[quote.start : quote.end] == quote.text
    assert quote.text.split() == ["Heating", "310", "297"]
    assert [page.text[first:last] for first, last in quote.marked] == ["2017", "Heating", "297"]


@pytest.mark.parametrize(
    ("question", "told_apart"),
    [
        ("How much does Birk pay?", set()),
        ("How much was paid in by Birk?", {"4 May Birk · Paid in: 2,575.00"}),
        ("What is the balance after 9 May, the rent?", {"9 May Rent · Balance: 41,380.50"}),
        ("What balance was left, and what was paid in, by Birk?", set()),
    ],
)
def test_a_cell_of_a_row_answers_where_the_question_tells_it_from_the_others(
    question: str, told_apart: set[str]
) -> None:
    page = set_page("""
                              Paid in     Paid out        Balance
        4 May Birk           2,575.00                   42,580.50
        9 May Rent                        1,200.00      41,380.50
    """)
    query = understand(question)
    places = candidates(
        query,
        dict.fromkeys(query.words, 1),
        2,
        [passage(page.text)],
        tables=lambda _: find_tables(0, {0: page}.get),
    )
    row = [place for place in places if place.cell.startswith("4 May" if "Birk" in question else "9 May")]
    assert len(row) == 2
    assert {place.cell for place in row if place.is_asked_for} == told_apart


@pytest.mark.parametrize("column", ["Balance", "Running balance (£)", "Saldo", "Kontostand EUR"])
def test_what_all_bookings_come_to_answers_where_its_column_is_named(column: str) -> None:
    page = set_page(f"""
                              Paid in    {column}
        4 May Birk           2,575.00    42,580.50
        9 May Rent           1,200.00    43,780.50
    """)
    for named in (False, True):
        query = understand(f"How much is it with Birk, by {column}?" if named else "How much does Birk pay?")
        words = dict.fromkeys(query.words, 1)
        places = candidates(query, words, 2, [passage(page.text)], tables=lambda _: find_tables(0, {0: page}.get))
        row = {place.cell.endswith("42,580.50"): place.score for place in places if place.cell.startswith("4 May")}
        assert (row[False] - row[True] > 0.9 * WEIGHT_OF_KIND) == (not named)  # a little goes with their lengths


STAFF = """
                       Age (years)       Born    Desk
        Ann Lee                 34       1990      12
        Bo Day                  41       1983      17
"""
FORM = """
                       Ann Lee     Bo Day
        Age                 34         41
        Desk                12         17
"""


@pytest.mark.parametrize(
    ("drawing", "ages"),
    [
        (STAFF, {"Ann Lee · Age (years): 34", "Ann Lee · Born: 1990"}),
        (FORM, {"Age · Ann Lee: 34"}),
        (STAFF.replace("Age (years)", "Aged 18    "), {"Ann Lee · Born: 1990"}),
    ],
)
def test_that_the_number_in_a_cell_is_an_age_its_column_or_its_row_says(drawing: str, ages: set[str]) -> None:
    page = set_page(drawing)
    notes = passage("The term of Ann Lee is 3 years, with 30 days of notice.", 1)
    query = understand("How old is Ann Lee?")
    words = dict.fromkeys(query.words, 1)
    tables = find_tables(0, {0: page}.get)
    places = candidates(
        query, words, 2, [passage(page.text), notes], tables=lambda shown: () if shown is notes else tables
    )
    cells = [place for place in places if "Ann Lee" in place.cell]
    best = max(place.score for place in cells)
    assert {place.cell for place in cells if best - place.score < WEIGHT_OF_KIND / 2} == ages
    assert places[0].cell in ages


def test_the_year_that_a_question_names_tells_one_column_from_the_next() -> None:
    page = set_page("""
                      Revenue 2024    Revenue 2023
        Total                2,700           2,575
        Filters              1,100           1,000
    """)
    query = understand("How much was total revenue in 2024?")
    words = dict.fromkeys(query.words, 1)
    places = candidates(query, words, 2, [passage(page.text)], tables=lambda _: find_tables(0, {0: page}.get))
    assert {place.cell for place in places if place.cell.startswith("Total") and place.is_asked_for} == {
        "Total · Revenue 2024: 2,700"
    }


def test_a_cell_under_one_of_two_headers_that_are_the_same_is_quoted_with_its_row_as_it_stands() -> None:
    page = set_page("""
                           Total      Older      Total      Older
        Robbery            102.1       76.6       90.0       67.1
        Runaways            75.8       41.8       33.9       12.0
    """)
    text = passage(page.text)
    query = understand("What was the total of runaways?")
    words = dict.fromkeys(query.words, 1)
    places = candidates(query, words, 2, [text], tables=lambda _: find_tables(0, {0: page}.get))
    assert not [quote.words for one in places if "·" in (quote := one.citation([text])).words]


def test_no_cell_is_quoted_of_a_row_without_a_name_or_with_that_of_another() -> None:
    page = set_page("""
                           Active    Inactive
        Robbery            1,102        1,766
                           1,103        1,767
        Runaways           1,758        1,418
        Total              4,758        5,418
        Fraud              1,858        1,318
        Total              3,758        3,418
    """)
    query = understand("What was the total of active ones?")
    words = dict.fromkeys(query.words, 1)
    places = candidates(query, words, 2, [passage(page.text)], tables=lambda _: find_tables(0, {0: page}.get))
    rows = {place.cell.partition(" ·")[0] for place in places if place.cell}
    assert rows == {"Robbery", "Runaways", "Fraud"}


def test_a_cell_whose_labels_are_paragraphs_is_no_quotation() -> None:
    """As in the rows of forms: what stands in their boxes is quoted with the line that it stands in."""
    told = "Business income as the instructions say that come with this form, and every other income too. " * 5
    rows = [("Rent", "1,180", "250"), (told.strip(), "310", "297"), ("Heating", "95", "80")]
    wide = len(told) + 20
    page = set_page(
        "\n".join(("".ljust(wide) + "2018".ljust(20) + "2017", *(a.ljust(wide) + b.ljust(20) + c for a, b, c in rows)))
    )
    tables = find_tables(0, {0: page}.get)
    assert told.strip() in {row.label for table in tables for row in table.rows}
    query = understand("What was the business income in 2017?")
    places = candidates(query, dict.fromkeys(query.words, 1), 2, [passage(page.text)], tables=lambda _: tables)
    assert {place.cell for place in places} >= {"Rent · 2017: 250", "Heating · 2017: 80"}
    assert max(len(place.cell) for place in places) <= MAX_CHARACTERS_PER_QUOTATION


def test_no_quotation_goes_over_from_one_table_into_the_next() -> None:
    """ "Services 148.2 137.9, Operating profit 2024 2023" answers wrongly what Services' operating profit was."""
    page = set_page("""
        Revenue            2024     2023
        Metering          402.7    371.2
        Services          148.2    137.9
        Operating profit   2024     2023
        Metering           71.4     60.2
        Services           19.8     16.3
    """)
    tables = find_tables(0, {0: page}.get)
    query = understand("How much operating profit did Services bring in 2024?")
    places = candidates(query, dict.fromkeys(query.words, 1), 2, [passage(page.text)], tables=lambda _: tables)
    assert places[0].cell == "Operating profit: Services · 2024: 19.8"
    lines = [place.text([passage(page.text)]) for place in places if not place.cell]
    assert any("148.2" in line for line in lines)
    assert not any("148.2" in line and "Operating profit" in line for line in lines)


def test_of_two_places_with_the_same_words_the_one_with_what_is_asked_for_is_first() -> None:
    text = "The plant in Lyon was opened with great joy. Its owners spoke.\n\nThe plant in Lyon was opened in May 1987."
    assert "1987" in found("When was the plant in Lyon opened?", [passage(text)])[0].text


def test_a_rare_word_tells_more_than_common_ones() -> None:
    common = [passage(f"The monthly report of the office, number {n}.", n) for n in range(9)]
    rare = passage("A wombat was seen.", 9)
    assert found("Does the monthly report of the office name a wombat?", [*common, rare])[0].text == rare.chunk.text


def test_quotations_are_short_and_do_not_overlap() -> None:
    rent = " ".join(f"In year {year} the rent of the cottage was {year} dollars." for year in range(2000, 2040))
    places = found("What was the rent of the cottage?", [passage(rent)], k=5)
    assert len(places) == 5
    assert all(place.end - place.start <= MAX_CHARACTERS_PER_QUOTATION for place in places)
    assert all(a.end <= b.start or b.end <= a.start for a, b in combinations(places, 2))


def test_a_figure_without_a_word_is_no_quotation() -> None:
    (quote,) = found("How far is the beach?", [passage("17\nThe way to the beach goes through the wood.\n18\n250")])
    assert "beach" in quote.text
    assert not found("How far is the beach?", [passage("17\n250")])


CONTENTS = "1.1 The honey harvest ......... 3\n1.2 Selling honey ......... 7\n2 The law of honey ......... 9"


def test_an_entry_of_a_table_of_contents_is_no_quotation_unless_it_is_asked_for() -> None:
    passages = [passage(CONTENTS), passage("It is taken in July. Honey is sold on Fridays.", 1)]
    assert [quote.page for quote in found("When is the honey harvest?", passages, k=3)] == [1]
    assert found("On which page does the honey harvest begin?", passages)[0].page == 0


def test_a_script_without_spaces_is_quoted() -> None:
    contract = passage("本合同自二〇二四年五月一日起生效。房东允许养猫。\n月租金为一千二百元。")
    assert "月租金" in found("月租金是多少?", [contract])[0].text


def test_places_without_a_word_of_the_question_come_last() -> None:
    text = "The garden is green. Wombats dig. The sky is blue."
    assert found("Are there wombats?", [passage(text)])[0].text == "Wombats dig."
    assert found("Are there marsupials?", [passage(text)])
    assert found("What is the rent?", []) == []


def test_words_and_numbers_are_those_of_the_passage_s_language() -> None:
    text = "Die Frist läuft lange, und sie ist für alle gleich. Zur Kündigung hat der Mieter drei Monate."
    (quote,) = found("Wie viele Monate haben Mieter bei Kündigungen?", [passage(text, language="de")])
    assert quote.text == "Zur Kündigung hat der Mieter drei Monate."
    words = passage("Eine Kündigung steht hier. Eine Kündigung hat zwei Wochen.", language="de")
    (quote,) = found("Wie lange sind Kündigungen?", [words])
    assert quote.text == "Eine Kündigung hat zwei Wochen."


def test_no_quotation_ends_with_the_heading_of_what_follows() -> None:
    text = "Saturday\nFauna 11:00 (25min)\nOrm 12:00 (30min)\nSunday\nHelm 11:00 (25min)\nFrost 12:00 (30min)"
    timetable = [passage(text)]
    places = [place.text(timetable) for place in candidates(understand("When does Orm play?"), {}, 1, timetable)]
    assert not any(place.endswith(" Sunday") for place in places)
    assert any(place.startswith("Sunday Helm") for place in places)


ELECTION = """
        STATE        LIND        ODE
        ME          1,204        950
        MI            350        290
        IN             77         12
        NH             81         34
"""
NAMED = ELECTION.replace("ME  ", "Maine").replace("MI      ", "Michigan").replace("IN     ", "Indiana")


@pytest.mark.parametrize(
    ("question", "drawing", "cell"),
    [
        ("How many votes did Lind get in Maine?", ELECTION, "ME · LIND: 1,204"),
        ("Votes for Ode in indiana", ELECTION, "IN · ODE: 12"),
        ("Votes for Ode in New Hampshire", ELECTION, "NH · ODE: 34"),
        ("How many votes did Lind get in MI?", NAMED, "Michigan · LIND: 350"),
    ],
)
def test_a_state_is_known_by_its_name_and_by_its_postal_capitals(question: str, drawing: str, cell: str) -> None:
    page = set_page(drawing)
    query = understand(question)
    words = dict.fromkeys(query.words, 1)
    places = candidates(query, words, 2, [passage(page.text)], tables=lambda _: find_tables(0, {0: page}.get))
    assert next(place.cell for place in places if place.cell) == cell


@pytest.mark.parametrize(
    "question", ["Is it in the table?", "Who gave it to me?", "How many votes did Lind get or lose?"]
)
def test_a_small_word_is_no_state(question: str) -> None:
    page = set_page(NAMED)
    places = candidates(
        query := understand(question),
        dict.fromkeys(query.words, 1),
        2,
        [passage(page.text)],
        tables=lambda _: find_tables(0, {0: page}.get),
    )
    scores = {place.cell.partition(" ·")[0]: place.score for place in places if place.cell.startswith(("Maine", "NH"))}
    assert scores["Maine"] <= scores["NH"]
