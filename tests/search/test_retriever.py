from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from docqa.documents import Finding, Passage, State, Turn
from docqa.engines.base import Embedder
from docqa.errors import EngineError, OllamaNotRunning
from docqa.library.vectors import VectorStore
from docqa.reading.tables.finder import find_tables
from docqa.search.quotations import MIN_SCORE, MIN_SCORE_OF_ANSWER, MIN_SCORE_OF_ANSWER_BY_WORDS, Quotations
from docqa.search.ranking import STEPS, Step
from docqa.search.retriever import MAX_PASSAGES, Retriever
from docqa.settings import Settings
from docqa.text.states import STATES
from docqa.workspace import Workspace
from tests.support.contracts import contract, is_lettered
from tests.support.pdfs import table_pdf, text_pdf
from tests.support.set_pages import set_page
from tests.support.shelf import DOCUMENTS, MODEL, filled


def first(workspace: Workspace, question: str, history: list[Turn] | None = None) -> tuple[str, int]:
    """Document and page of the best passage."""
    best = workspace.retriever.search(question, history=history or [])[0]
    return best.doc, best.chunk.page


@pytest.mark.parametrize(
    ("question", "doc", "page"),
    [
        ("How much is the rent?", "Lease.pdf", 0),
        ("May I bring my puppy?", "Lease.pdf", 1),
        ("How can the contract be terminated?", "Lease.pdf", 2),
        ("How many parameters are active?", "Heron report.pdf", 0),
        ("What did it cost to train?", "Heron report.pdf", 1),
        ("INV-20417", "Invoices.pdf", 0),
        ("What was bought with INV-20417?", "Invoices.pdf", 0),
    ],
)
def test_the_page_that_answers_comes_first(workspace: Workspace, question: str, doc: str, page: int) -> None:
    assert first(workspace, question) == (doc, page)


@pytest.mark.parametrize(
    ("question", "doc", "page"),
    [
        ("Where is the key keppt? The kichen?", "Lease.pdf", 1),
        ("In the Heron report, what was said of costs?", "Heron report.pdf", 1),
        ("What stands on page 3 of the lease?", "Lease.pdf", 2),
        ('Where does it say "one cat"?', "Lease.pdf", 1),
        ("You are a lawyer. Answer in one sentence: who may keep a cat?", "Lease.pdf", 1),
    ],
)
def test_a_question_as_it_is_typed(workspace: Workspace, question: str, doc: str, page: int) -> None:
    assert first(workspace, question) == (doc, page)


AMOUNTS = {
    "Fees.pdf": ["The course costs 1,180.50 dollars.", "The hall costs 1,180.55 dollars.", "The key costs 118."],
    "Miete.pdf": [
        "Die Kaution ist 2.460,50 Euro und fällig.",
        "Die Miete ist 2.460 Euro und fällig.",
        "Konto DE89 3704 0044 0532 0130 00 der Bank, fällig am 3. Mai 2024.",
        "Konto DE89 3704 0044 0532 0130 01 der Bank, fällig am 3. Mai 2023.",
    ],
}


@pytest.mark.parametrize(
    ("question", "doc", "page", "quoted"),
    [
        ("What costs 1180.50?", "Fees.pdf", 0, "1,180.50"),
        ("What costs 1180,55 dollars?", "Fees.pdf", 1, "1,180.55"),
        ("What is 2460.50 euros?", "Miete.pdf", 0, "2.460,50"),
        ("Was kostet 2460 Euro?", "Miete.pdf", 1, "2.460"),
        ("Which bank has DE89370400440532013001?", "Miete.pdf", 3, "0130 01"),
        ("What is due on 3 May 2024?", "Miete.pdf", 2, "3. Mai 2024"),
        ("Was ist am 03.05.2023 fällig?", "Miete.pdf", 3, "3. Mai 2023"),
    ],
)
def test_amounts_accounts_and_dates_are_found_however_they_are_written(
    amounts: Workspace, question: str, doc: str, page: int, quoted: str
) -> None:
    passages, found = said_of(amounts, question)
    assert (passages[0].doc, passages[0].chunk.page) == (doc, page)
    assert quoted in found.places[0].text


@pytest.fixture(scope="module")
def amounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("amounts")
    workspace = Workspace.open(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin"))
    for name, texts in AMOUNTS.items():
        workspace.library.add(text_pdf(folder / name, texts).read_bytes(), name)
    assert workspace.indexer.run_until_done()
    yield workspace
    workspace.close()


def test_a_page_comes_once(workspace: Workspace) -> None:
    passages = workspace.retriever.search("rent notice dogs cost invoice", k=10)
    assert len({(p.chunk.doc_id, p.chunk.page) for p in passages}) == len(passages)


@pytest.mark.parametrize("step", Step)
def test_every_step_can_be_left_out(workspace: Workspace, step: Step) -> None:
    fewer = replace(workspace.retriever, steps=STEPS - {step})
    assert fewer.search("How much is the rent?")[0].chunk.page == 0


def test_a_passage_is_the_text_of_its_place(workspace: Workspace) -> None:
    for passage in workspace.retriever.search("rent and notice"):
        page = workspace.library.pages.page(passage.chunk.doc_id, passage.chunk.page)
        assert page.text[passage.chunk.start : passage.chunk.end] == passage.chunk.text
        assert passage.label == page.label


@pytest.mark.parametrize(
    ("question", "history", "quoted"),
    [
        ("How much is the rent?", [], "The rent is 1,250 dollars a month"),
        ("How many paramters are active?", [], "37 billion are active"),  # misspelt
        ("and for chairs?", [Turn("What was the invoice for paper?", "310.00")], "INV-20418 Chairs 1,920.00"),
        ("and the notice?", [Turn("What is the rent of the cottage?", "1,250 dollars")], "notice of ninety days"),
        ("Governing law?", [Turn("Rent amount?", "1,250"), Turn("Notice period?", "Ninety days")], "law of Oregon"),
    ],
)
def test_the_closest_words_are_found_without_any_model(
    workspace: Workspace, question: str, history: list[Turn], quoted: str
) -> None:
    blind = replace(workspace.retriever, embedder=lambda: None, reranker=lambda: None)
    asked = blind.understand(question, history=history)
    found = blind.quotations(asked, blind.find(asked))
    first = found.places[0]
    assert found.finding is Finding.CLOSEST  # words alone cannot tell whether they answer
    assert quoted in first.text
    assert workspace.library.pages.page(first.doc_id, first.page).text[first.start : first.end] == first.text


@pytest.mark.parametrize(
    ("question", "expected", "quoted"),
    [
        ("How much is the rent a month?", Finding.ANSWERS, "The rent is 1,250 dollars a month"),
        ("How much is the rent a month in 1998?", Finding.CLOSEST, "The rent is 1,250 dollars a month"),  # no such year
        ("What is the fee for a second key?", Finding.CLOSEST, ""),
        ("Wie hoch ist die Miete?", Finding.CLOSEST, "1,250 dollars a month"),  # read word by word
    ],
)
def test_whether_the_words_answer(workspace: Workspace, question: str, expected: Finding, quoted: str) -> None:
    asked = workspace.retriever.understand(question)
    found = workspace.retriever.quotations(asked, workspace.retriever.find(asked))
    assert found.finding is expected
    assert quoted in found.places[0].text


def test_whether_each_place_would_answer_were_it_the_first(workspace: Workspace) -> None:
    class Sure:
        """Every place is near enough to answer by itself; the rent is far ahead of all others."""

        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            return [MIN_SCORE_OF_ANSWER + 40.0 * ("1,250" in text) for text in texts]

        def likeness(self, question: str, texts: Sequence[str]) -> list[float]:
            return [0.5 for _ in texts]

    retriever = replace(workspace.retriever, reranker=Sure)
    asked = retriever.understand("rent a month")
    passages = retriever.find(asked)
    one, few, many = (retriever.quotations(asked, passages, k=k) for k in (1, 3, 8))
    assert len(many.places) == len(many.findings) == 8
    assert "1,250" in many.places[0].text
    assert set(many.findings[1:]) == {Finding.CLOSEST}  # they lie behind another
    assert many.finding is Finding.ANSWERS
    assert (many.places[:3], many.findings[:3]) == (few.places, few.findings)
    assert (many.places[:1], many.findings[:1]) == (one.places, one.findings)


def test_a_question_in_another_language_is_read_word_by_word_in_english(workspace: Workspace) -> None:
    read: list[str] = []

    class Sure:
        """The notice is near enough to answer, and all else is far away."""

        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            read.append(question)
            return [MIN_SCORE_OF_ANSWER_BY_WORDS if "ninety" in text else 2 * MIN_SCORE for text in texts]

        def likeness(self, question: str, texts: Sequence[str]) -> list[float]:
            read.append(question)
            return [0.5 for _ in texts]

    retriever = replace(workspace.retriever, reranker=Sure)
    asked = retriever.understand("Wie hoch ist die Miete im Monat?")
    found = retriever.quotations(asked, retriever.find(asked))
    assert set(read) == {"how high is the rent in month?"}
    assert "ninety" in found.places[0].text
    assert found.findings[0] is Finding.ANSWERS
    assert set(found.findings[1:]) == {Finding.CLOSEST}  # the list of words may lack the one that was asked for
    assert retriever.fits("Wie hoch ist die Miete im Monat?", ["rent"]) == []  # whether it answers cannot be told


def test_what_is_nearer_in_meaning_comes_first_and_is_not_sure(workspace: Workspace) -> None:
    class Torn:
        """Its models do not agree: one would choose the rent, the other the notice; or one of them is away."""

        def __init__(self, is_whole: bool) -> None:
            self.is_whole = is_whole

        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            return [MIN_SCORE_OF_ANSWER + 10.0 * ("1,250" in text) + 5.0 * ("ninety" in text) for text in texts]

        def likeness(self, question: str, texts: Sequence[str]) -> list[float]:
            if not self.is_whole:
                raise EngineError("The file is away.")
            return [1.0 * ("ninety" in text and "1,250" not in text) for text in texts]

    both, one = (replace(workspace.retriever, reranker=partial(Torn, is_whole)) for is_whole in (True, False))
    asked = both.understand("How much is the rent a month, and how long is the notice?")
    passages = both.find(asked)
    torn, sure = both.quotations(asked, passages), one.quotations(asked, passages)
    assert "ninety" in torn.places[0].text
    assert "1,250" not in torn.places[0].text
    assert torn.finding is Finding.CLOSEST
    assert "1,250" in sure.places[0].text
    assert sure.finding is Finding.ANSWERS


def finding_of(workspace: Workspace, question: str, text: str) -> Finding:
    """Whether a passage of that text alone answers, where the cross-encoder is sure."""
    retriever = replace(workspace.retriever, reranker=Sure)
    passage = retriever.find(retriever.understand("rent"))[0]
    chunk = replace(passage.chunk, text=text, end=passage.chunk.start + len(text), section="", titles="")
    return retriever.quotations(retriever.understand(question), [replace(passage, chunk=chunk)]).finding


@pytest.mark.parametrize(
    ("question", "answering"),
    [
        ("How much is the rent a month?", "1,250"),
        ("What is the rent?", ""),  # it does not tell what kind of thing it asks for
    ],
)
def test_the_one_thing_of_the_kind_asked_for_is_told(workspace: Workspace, question: str, answering: str) -> None:
    asked = workspace.retriever.understand(question)
    found = workspace.retriever.quotations(asked, workspace.retriever.find(asked))
    rent = next(place for place in found.places if "1,250 dollars a month" in place.text)
    assert rent.answering == answering, rent


class Sure:
    """A reranker to which every text answers, also one in another language."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [MIN_SCORE_OF_ANSWER_BY_WORDS for _ in texts]

    def likeness(self, question: str, texts: Sequence[str]) -> list[float]:
        return [0.5 for _ in texts]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Consolidated Statements of Cash Flows", Finding.ANSWERS), ("Environmental law", Finding.CLOSEST)],
)
def test_where_a_question_names_a_statement_the_answer_is_of_that(
    workspace: Workspace, title: str, expected: Finding
) -> None:
    retriever = replace(workspace.retriever, reranker=Sure)
    asked = retriever.understand("By the cash flow statement, what were the capital expenditures in 2018?")
    passage = retriever.find(asked)[0]
    text = f"{title}\nCapital expenditures were 27 in 2018."
    chunk = replace(passage.chunk, text=text, end=passage.chunk.start + len(text), section="", titles="")
    assert retriever.quotations(asked, [replace(passage, chunk=chunk)]).finding is expected


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many bridges are there in Oregon?", "OR · Bridges: 719"),
        ("How many ferries are there in Maine?", "ME · Ferries: 17"),
        ("How many ferries are there in Indiana?", "IN · Ferries: 11"),
        ("How many bridges are there in Oklahoma?", "OK · Bridges: 708"),
    ],
)
def test_a_state_is_found_by_its_name_where_its_capitals_are_a_small_word(
    crossings: Workspace, question: str, said: str
) -> None:
    asked = crossings.retriever.understand(question)
    assert crossings.retriever.quotations(asked, crossings.retriever.find(asked)).places[0].cell == said


@pytest.fixture(scope="module")
def crossings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Bridges and ferries by state; small words that are written like states stand elsewhere."""
    folder = tmp_path_factory.mktemp("crossings")
    workspace = Workspace.open(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin"))
    rows = [[state, str(312 + 11 * number), str(7 * number % 29)] for number, state in enumerate(STATES)]
    prose = "It is ok for me or for you in all."
    table_pdf(folder / "Crossings.pdf", [[prose], ["State", "Bridges", "Ferries"], *rows])
    text_pdf(folder / "Notes.pdf", [f"{prose} House {number} has a roof or a porch." for number in range(9)])
    for pdf in sorted(folder.glob("*.pdf")):
        workspace.library.add(pdf.read_bytes(), pdf.name)
    assert workspace.indexer.run_until_done()
    yield workspace
    workspace.close()


@pytest.mark.parametrize(("language", "expected"), [("de", Finding.ANSWERS), ("en", Finding.CLOSEST)])
def test_what_answers_is_told_in_the_passage_s_language(workspace: Workspace, language: str, expected: Finding) -> None:
    retriever = replace(workspace.retriever, reranker=Sure)
    asked = retriever.understand("When is the Kaution due?")
    passage = retriever.find(asked)[0]
    text = "Die Kaution ist im März fällig."
    chunk = replace(passage.chunk, text=text, end=passage.chunk.start + len(text), language=language)
    assert retriever.quotations(asked, [replace(passage, chunk=chunk)]).finding is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What is given every 3 weeks?", "It is given every 3 weeks.", Finding.CLOSEST),
        ("What is given every 3 weeks?", "The bread is given every 3 weeks.", Finding.ANSWERS),
        ("Is it given every 3 weeks?", "It is given every 3 weeks.", Finding.ANSWERS),
        ("Which costs more, water or power?", "Water costs more than power.", Finding.ANSWERS),
    ],
)
def test_what_answers_says_more_than_the_question(
    workspace: Workspace, question: str, text: str, expected: Finding
) -> None:
    assert finding_of(workspace, question, text) is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What is the wage?", "The $7,000 is the wage base.", Finding.ANSWERS),
        ("What is the minimum wage?", "The $7,000 is the wage base.", Finding.CLOSEST),
        ("What is the wage after the minimum?", "The $7,000 is the wage base.", Finding.ANSWERS),  # it names the wage
        ("Wie hoch ist die Kaution?", "The deposit is $7,000.", Finding.ANSWERS),  # in a word that means the same
        ("Wie hoch ist die Kaution?", "The base is $7,000.", Finding.CLOSEST),
        ("What is the address of the minimum?", "Mill Lane 7", Finding.ANSWERS),  # what an address is seldom called
        ("What is the amount of the base?", "The base is $7,000.", Finding.ANSWERS),
        ("¿Cuál es el importe de la base?", "La base es de 7.000 euros.", Finding.ANSWERS),
        ("What is the rent?", "The $7,000 is the wage base.", Finding.ANSWERS),  # another page of the document has it
    ],
)
def test_what_answers_is_of_a_document_that_speaks_of_the_thing(
    workspace: Workspace, question: str, text: str, expected: Finding
) -> None:
    assert finding_of(workspace, question, text) is expected


class Reading(Sure):
    """The same, which keeps what it was given to read."""

    def __init__(self) -> None:
        self.questions: list[str] = []
        self.texts: list[str] = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.questions.append(question)
        self.texts.extend(texts)
        return super().scores(question, texts)

    def likeness(self, question: str, texts: Sequence[str]) -> list[float]:
        self.questions.append(question)
        return super().likeness(question, texts)


@pytest.mark.parametrize(
    ("question", "before", "read"),
    [
        (
            "and when is it due?",
            "How much is the rent?",
            {"How much is the rent? and when is it due?", "and when is it due?"},
        ),
        ("When is the rent due?", "Are dogs allowed?", {"When is the rent due?"}),
        ("What was the COGS in 2024?", "Are dogs allowed?", {"What was the cost of goods sold in 2024?"}),
    ],
)
def test_models_read_a_follow_up_with_the_question_before_it_and_by_itself(
    workspace: Workspace, question: str, before: str, read: set[str]
) -> None:
    reader = Reading()
    retriever = replace(workspace.retriever, reranker=lambda: reader)
    asked = retriever.understand(question, history=[Turn(before, "")])
    retriever.quotations(asked, retriever.find(asked))
    assert set(reader.questions) == read


def test_models_read_a_state_by_the_name_that_the_question_has(workspace: Workspace) -> None:
    reader = Reading()
    retriever = replace(workspace.retriever, reranker=lambda: reader)
    asked = retriever.understand("How many cars are there in Ohio?")
    text = "OH has 19 cars, PA 17."
    passage = retriever.find(retriever.understand("How much is the rent?"))[0]
    chunk = replace(passage.chunk, text=text, end=passage.chunk.start + len(text), section="", titles="")
    found = retriever.quotations(asked, [replace(passage, chunk=chunk)])
    assert reader.texts == ["Ohio has 19 cars, PA 17."]
    assert found.places[0].words == text


@pytest.mark.parametrize(
    ("question", "expected"),
    [("How much does Birk pay?", Finding.CLOSEST), ("What is the balance after Birk?", Finding.ANSWERS)],
)
def test_a_cell_answers_where_the_question_asks_for_its_column(
    workspace: Workspace, question: str, expected: Finding
) -> None:
    class SureOfTheBalance(Sure):
        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            return [MIN_SCORE_OF_ANSWER + 40.0 * ("Birk · Balance" in text) for text in texts]

    page = set_page("""
                              Paid in     Paid out        Balance
        4 May Birk           2,575.00                   42,580.50
        9 May Rent                        1,200.00      41,380.50
    """)
    tables = find_tables(0, {0: page}.get)
    retriever = replace(workspace.retriever, reranker=SureOfTheBalance, tables=lambda _: tables)
    asked = retriever.understand(question)
    passage = retriever.find(retriever.understand("rent"))[0]
    chunk = replace(passage.chunk, text=page.text, start=0, end=len(page.text), section="", titles="")
    found = retriever.quotations(asked, [replace(passage, chunk=chunk)])
    assert found.places[0].cell == "4 May Birk · Balance: 42,580.50"
    assert found.finding is expected


@pytest.mark.parametrize(("column", "expected"), [("Age ", Finding.ANSWERS), ("Desk", Finding.CLOSEST)])
def test_a_cell_answers_how_old_someone_is_where_its_column_says_that_it_is_an_age(
    workspace: Workspace, column: str, expected: Finding
) -> None:
    class SureOfAnn(Sure):
        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            return [MIN_SCORE_OF_ANSWER + 40.0 * ("Ann Lee ·" in text) for text in texts]

    page = set_page(f"""
                            {column}
        Ann Lee               34
        Bo Day                41
    """)
    tables = find_tables(0, {0: page}.get)
    retriever = replace(workspace.retriever, reranker=SureOfAnn, tables=lambda _: tables)
    passage = retriever.find(retriever.understand("rent"))[0]
    chunk = replace(passage.chunk, text=page.text, start=0, end=len(page.text), section="", titles="")
    found = retriever.quotations(retriever.understand("How old is Ann Lee?"), [replace(passage, chunk=chunk)])
    assert found.places[0].cell == f"Ann Lee · {column.strip()}: 34"
    assert found.finding is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many votes for Birch were there in Georgia?", Finding.CLOSEST),  # the cell is empty
        ("How many votes were there in Georgia?", Finding.CLOSEST),  # for whom?
        ("How many votes for Ash were there in Georgia?", Finding.ANSWERS),
    ],
)
def test_a_cell_does_not_answer_for_an_empty_one_beside_it(
    workspace: Workspace, question: str, expected: Finding
) -> None:
    class SureOfGeorgia(Sure):
        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            return [MIN_SCORE_OF_ANSWER + 40.0 * ("Georgia ·" in text) for text in texts]

    page = set_page("""
                            Votes for Ash     Votes for Birch     Votes for Cole
        Alabama                  9                   2                  1
        Georgia                 16
        Maine                    1                   3                  4
    """)
    tables = find_tables(0, {0: page}.get)
    retriever = replace(workspace.retriever, reranker=SureOfGeorgia, tables=lambda _: tables)
    passage = retriever.find(retriever.understand("rent"))[0]
    chunk = replace(passage.chunk, text=page.text, start=0, end=len(page.text), section="", titles="")
    found = retriever.quotations(retriever.understand(question), [replace(passage, chunk=chunk)])
    assert found.places[0].cell == "Georgia · Votes for Ash: 16"
    assert found.finding is expected


def test_scores_fall_and_k_limits(workspace: Workspace) -> None:
    passages = workspace.retriever.search("rent", k=4)
    assert len(passages) == 4
    assert [p.score for p in passages] == sorted((p.score for p in passages), reverse=True)
    assert len(workspace.retriever.search("rent", k=1)) == 1
    assert len(workspace.retriever.search("rent", k=100)) == sum(map(len, DOCUMENTS.values()))


def test_search_keeps_to_the_documents_chosen(workspace: Workspace) -> None:
    report = workspace.library.find("Heron").id
    assert {p.doc for p in workspace.retriever.search("rent of the cottage", doc_ids=[report])} == {"Heron report.pdf"}
    assert workspace.retriever.search("rent", doc_ids=[]) == []
    assert workspace.retriever.search("rent", doc_ids=["gone"]) == []


@pytest.mark.parametrize("nearest", [1, 2, 400])
def test_a_chosen_document_is_found_behind_nearer_ones(
    workspace: Workspace, nearest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the nearest of all that are looked at first are other documents'."""
    report, lease = workspace.library.find("Heron").id, workspace.library.find("Lease").id
    expected = [p.chunk.id for p in workspace.retriever.search("rent of the cottage", doc_ids=[report])]
    monkeypatch.setattr("docqa.search.retriever.NEAREST_CHUNKS", nearest)
    assert [p.chunk.id for p in workspace.retriever.search("rent of the cottage", doc_ids=[report])] == expected
    assert len(expected) == len(MODEL)
    assert workspace.retriever.search("rent of the cottage", doc_ids=[report, lease], k=1)[0].doc == "Lease.pdf"


def test_a_follow_up_is_searched_with_the_question_before_it(workspace: Workspace) -> None:
    asked = [Turn("What was the invoice for chairs?", "1,920.00")]
    assert first(workspace, "and for printer ink?", asked) == ("Invoices.pdf", 0)
    assert first(workspace, "And dogs?", [Turn("May the tenant keep a cat?", "One cat.")]) == ("Lease.pdf", 1)
    assert first(workspace, "What is Heron?", asked) == ("Heron report.pdf", 0)  # short, and about something else
    whole = "Which law governs the agreement between the landlord and the tenant?"
    assert first(workspace, whole, asked) == ("Lease.pdf", 2)


@pytest.mark.parametrize(
    "question",
    [
        'rent"',
        '"rent" OR "notice',
        "rent NEAR notice",
        "NEAR(rent notice, 5)",
        "rent*",
        "*",
        "(rent",
        "rent) AND (",
        "text:rent",
        "{text}: rent",
        "^rent",
        "rent - notice",
        "rent; DROP TABLE chunks; --",
        "' OR 1=1",
        "NOT",
        "AND OR NOT",
        "?",
        "🦊",
        "\x00rent",
        "租金是多少",
        "rent " * 3000,
    ],
)
def test_no_question_breaks_the_search(workspace: Workspace, question: str) -> None:
    retriever = workspace.retriever
    asked = retriever.understand(question, history=[Turn("What is the rent?", "1,250", "1,250")])
    passages = retriever.find(asked, 3)
    assert len(passages) == 3 or retriever.unread_by(asked, passages)  # words alone find fewer
    assert len(retriever.quotations(asked, passages, k=2).places) <= 2


def test_a_short_question_may_leave_the_document_that_was_spoken_of(workspace: Workspace) -> None:
    found = "The rent is 1,250 euros a month, due on the third working day."
    history = [Turn("How much is the rent, and when is it due?", found, found)]
    asked = workspace.retriever.understand("how many parameters are active?", history=history)
    assert len(asked.searched) == 2
    assert workspace.retriever.find(asked, 1)[0].doc == "Heron report.pdf"
    asked = workspace.retriever.understand("how many cats are allowed?", history=history)
    assert workspace.retriever.find(asked, 1)[0].doc == "Lease.pdf"


def test_nothing_asked_and_nothing_there(workspace: Workspace, settings: Settings) -> None:
    assert workspace.retriever.search("  ") == []
    empty = Workspace.open(settings)
    assert empty.retriever.search("rent") == []
    empty.close()


def test_words_find_what_has_no_vectors_yet(settings: Settings) -> None:
    workspace = Workspace.open(replace(settings, engine="ollama"))  # nothing there to embed with
    pdf = text_pdf(settings.data_dir / "notes.pdf", DOCUMENTS["Lease.pdf"])
    workspace.library.add(pdf.read_bytes(), "Lease.pdf")
    with pytest.raises(EngineError, match="Indexing waits"):
        workspace.indexer.run_until_done()
    assert [d.state for d in workspace.library.documents()] == [State.INDEXING]
    assert [p.chunk.page for p in workspace.retriever.search("Who keeps the key in the safe?")][:1] == [1]
    workspace.close()


class Away:
    """The embedding model of an engine that has stopped."""

    def embed_query(self, text: str) -> list[float]:
        raise OllamaNotRunning("Ollama does not answer.")


def test_words_still_find_when_the_embedding_model_is_away(workspace: Workspace) -> None:
    serving = workspace.serving()
    assert serving is not None
    away = Embedder(Away(), serving.name, serving.label, serving.identity)  # type: ignore[arg-type]
    retriever = Retriever(library=workspace.library, store=workspace.store, embedder=lambda: away)
    assert retriever.search("INV-20417")[0].doc == "Invoices.pdf"


def test_words_still_find_when_the_index_cannot_be_used(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "chroma_db").write_text("a file where a folder should be")
    store = VectorStore(tmp_path / "chroma_db")
    retriever = Retriever(library=workspace.library, store=store, embedder=workspace.serving)
    assert retriever.search("INV-20417")[0].doc == "Invoices.pdf"


def test_vectors_of_a_removed_document_take_no_place(settings: Settings) -> None:
    """The indexer takes them out of Chroma a little later."""
    workspace = filled(settings)
    workspace.library.remove(workspace.library.find("Lease").id)
    passages = workspace.retriever.search("rent of the cottage", k=4)
    assert {p.doc for p in passages} == {"Heron report.pdf", "Invoices.pdf"}
    assert len(passages) == 4
    workspace.close()


@pytest.fixture(scope="module")
def supply(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The long contract, and a short one beside it that has a clause 1.1 too."""
    folder = tmp_path_factory.mktemp("supply")
    workspace = Workspace.open(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin"))
    pages = [*contract(1)[0], "Appendix A\nThe fee for the kiln is 90 euros.\nThe fee for glaze is 4 euros."]
    for name, texts in {
        "Supply agreement.pdf": pages,
        "Kiln lease.pdf": ["1.1 The kiln is hot.\n1.2 So is the key."],
    }.items():
        workspace.library.add(text_pdf(folder / name, texts).read_bytes(), name)
    assert workspace.indexer.run_until_done()
    yield workspace
    workspace.close()


def said_of(workspace: Workspace, question: str) -> tuple[list[Passage], Quotations]:
    retriever = replace(workspace.retriever, embedder=lambda: None, reranker=lambda: None)
    asked = retriever.understand(question)
    passages = retriever.find(asked)
    return passages, retriever.quotations(asked, passages)


def test_what_a_place_says_is_its_own_words(supply: Workspace) -> None:
    labels = [label for label in contract(1)[1] if is_lettered(label)][::7]
    for label in labels:
        page, line = contract(1)[1][label]
        passages, found = said_of(supply, f"What does clause {label} of the supply agreement say?")
        assert (passages[0].chunk.page, found.finding) == (page, Finding.ANSWERS), label
        assert found.places[0].text.startswith(line), label
        assert found.places[0].text.count("\n") < 4, label


def test_what_is_asked_of_a_place_is_looked_for_there_first(supply: Workspace) -> None:
    _, found = said_of(supply, "What is the fee for glaze under Appendix A?")
    assert (found.finding, "glaze is 4 euros" in found.places[0].text) == (Finding.CLOSEST, True)


def test_a_place_that_is_not_there_answers_nothing(workspace: Workspace) -> None:
    asked = workspace.retriever.understand("What does clause 99.1(a) say?")
    assert workspace.retriever.quotations(asked, workspace.retriever.find(asked)).finding is not Finding.ANSWERS


def test_a_place_that_two_documents_have_is_not_the_answer(supply: Workspace) -> None:
    passages, found = said_of(supply, "What does clause 1.1 say?")
    assert {passage.doc for passage in passages[:2]} == {"Supply agreement.pdf", "Kiln lease.pdf"}
    assert found.finding is Finding.CLOSEST
    passages, found = said_of(supply, "What does clause 1.1 of the kiln lease say?")
    assert (passages[0].doc, found.finding) == ("Kiln lease.pdf", Finding.ANSWERS)


KILNS = [
    "On kilns\nA. Potter and B. Glazier\nMay 1987\nAbstract\nA kiln is an oven that is hot enough for clay, and it is "
    "built of bricks that last.",
    *(
        f"Author {name} wrote of kilns that were published in {name}ton, the title of which is lost."
        for name in "CDEFGH"
    ),
]


@pytest.fixture(scope="module")
def kilns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Several documents, whose first pages say hardly a word of the questions for who wrote them."""
    folder = tmp_path_factory.mktemp("kilns")
    workspace = Workspace.open(Settings(data_dir=folder / "data", chroma_dir=folder / "chroma_db", engine="builtin"))
    workspace.library.add(text_pdf(folder / "Kilns.pdf", KILNS).read_bytes(), "Kilns.pdf")
    for name in ("Wells", "Mills", "Barns"):
        what = name.lower()
        text = f"On {what}\nC. Digger\n\nThe {what} of the valley were built in 1912 by its farmers, who are gone."
        workspace.library.add(text_pdf(folder / f"{name}.pdf", [text]).read_bytes(), f"{name}.pdf")
    assert workspace.indexer.run_until_done()
    yield workspace
    workspace.close()


@pytest.mark.parametrize("question", ["Who wrote this paper?", "When was this published?", "Who are the authors?"])
def test_who_wrote_a_document_and_when_is_quoted_from_its_head(kilns: Workspace, question: str) -> None:
    asked = kilns.retriever.understand(question, doc_ids=[kilns.library.find("Kilns").id])
    passages = kilns.retriever.find(asked)
    found = kilns.retriever.quotations(asked, passages)
    assert found.places[0].text == "On kilns\nA. Potter and B. Glazier\nMay 1987"
    assert found.finding is Finding.CLOSEST
    assert len({(p.chunk.page, p.chunk.start) for p in passages}) == len(passages) == MAX_PASSAGES


def test_of_many_documents_the_head_of_the_one_that_is_named_or_fits_best_is_quoted(kilns: Workspace) -> None:
    _, found = said_of(kilns, "Who wrote this?")
    assert sum(place.text.startswith("On ") for place in found.places) == 1
    _, found = said_of(kilns, "Who wrote the wells paper?")
    assert (found.places[0].doc, found.places[0].text) == ("Wells.pdf", "On wells\nC. Digger")
    assert not any(place.text.startswith("On ") for place in found.places[1:])


def test_a_follow_up_s_it_is_what_was_spoken_of(kilns: Workspace) -> None:
    history = [Turn("What does Moby Dick say of whales?", "Nothing.", "Nothing.")]
    asked = kilns.retriever.understand("and who wrote it?", history=history)
    assert not any(
        place.text.startswith("On kilns")
        for place in kilns.retriever.quotations(asked, kilns.retriever.find(asked)).places[:1]
    )


def test_the_page_that_alone_holds_the_name_asked_for_is_among_those_found(settings: Settings, tmp_path: Path) -> None:
    """However well others fit the rest of the question."""
    workspace = Workspace.open(settings)
    words = "The crew of a rig is paid every two weeks for its overtime hours: daily wages and a weekly salary."
    # Each with words of its own: of near copies one is shown.
    others = [f"{words} {' '.join(f'item{number}{n}' for n in range(40))}." for number in range(MAX_PASSAGES + 2)]
    others += [
        f"Nothing of that stands on sheet {number}." for number in range(60)
    ]  # so that these words are rare, too
    statement = ["1 May Birkdale 900.00\n" + "Coffee 3.20\n" * 30]
    for name, texts in {"Opinion.pdf": others, "Statement.pdf": statement}.items():
        workspace.library.add(text_pdf(tmp_path / name, texts).read_bytes(), name)
    assert workspace.indexer.run_until_done()
    blind = replace(workspace.retriever, embedder=lambda: None)
    asked = "pay every two weeks to the crew of a rig, in daily wages and weekly salary, for overtime hours?"
    assert {passage.doc for passage in blind.search(f"What does Birkdale {asked}")} == {"Opinion.pdf", "Statement.pdf"}
    assert {passage.doc for passage in blind.search(f"What do they {asked}")} == {"Opinion.pdf"}
    workspace.close()
