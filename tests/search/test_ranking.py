"""The ranking of pages, on pages made by hand: what each step does, and does not do."""

from collections.abc import Mapping
from itertools import combinations

import pytest

from docqa.documents import CutPage, Page
from docqa.indexing.chunking import chunk_pages
from docqa.search.query import understand
from docqa.search.ranking import STEPS, Ranked, Signals, Step, comb_sum, parts_shown, rank

pytestmark = pytest.mark.pure

ROWS = "\n".join(f"Cash and receivables {n},000 {n + 1},500" for n in range(20))


def cut(text: str, index: int = 0, doc: str = "a", label: str = "") -> CutPage:
    page = Page(index, label or str(index + 1), text)
    return CutPage(doc, f"{doc}.pdf", page, tuple(chunk_pages(doc, [page])))


def found(
    similarity: Mapping[str, float] | None = None,
    counts: Mapping[str, int] | None = None,
    hints: Mapping[str, float] | None = None,
) -> Signals:
    return Signals(similarity or {}, counts or {}, 1000, hints or {})


def order(question: str, pages: list[CutPage], what: Signals, steps: frozenset[Step] = STEPS) -> list[tuple[str, int]]:
    return [(one.page.doc_id, one.page.page.index) for one in rank(pages, understand(question), what, steps)]


def test_the_nearest_chunk_decides_where_nothing_else_speaks() -> None:
    near, far = cut("Dogs bark", 0), cut("Cats purr", 1)
    similarity = {near.chunks[0].id: 0.7, far.chunks[0].id: 0.5}
    assert order("pets?", [far, near], found(similarity)) == [("a", 0), ("a", 1)]
    assert order("pets?", [far, near], found(similarity), frozenset()) == [("a", 0), ("a", 1)]


def test_a_chunk_that_was_not_found_counts_as_the_farthest_that_was() -> None:
    one, two, three = cut("One", 0), cut("Two", 1), cut("Three", 2)
    ranked = rank([one, two, three], understand("?"), found({two.chunks[0].id: 0.6, three.chunks[0].id: 0.4}))
    assert [r.page.page.index for r in ranked] == [1, 0, 2]
    assert ranked[1].score == ranked[2].score


def test_two_chunks_that_follow_each_other_count_together() -> None:
    long = cut("The rent is due. " * 50, 0)
    short = cut("The rent is due. " * 50, 1)
    first, second = long.chunks[:2]
    similarity = {first.id: 0.7, second.id: 0.7, short.chunks[0].id: 0.72}
    similarity |= {chunk.id: 0.2 for chunk in (*long.chunks[2:], *short.chunks[1:])}
    assert order("x", [short, long], found(similarity)) == [("a", 0), ("a", 1)]
    assert order("x", [short, long], found(similarity), STEPS - {Step.PAIRS}) == [("a", 1), ("a", 0)]
    similarity[short.chunks[0].id] = 0.8  # by so much a chunk alone is better than two
    assert order("x", [short, long], found(similarity)) == [("a", 1), ("a", 0)]


@pytest.mark.parametrize("step", [Step.COVERAGE, Step.WORDS])
def test_rare_words_weigh_more_than_common_ones(step: Step) -> None:
    rare, common = cut("the quokka", 0), cut("the notice period", 1)
    counts = {"quokka": 1, "notice": 300, "period": 400}
    assert order("quokka notice period", [common, rare], found(counts=counts), frozenset({step}))[0] == ("a", 0)
    assert order("quokka notice period", [common, rare], found(counts=counts), frozenset())[0] == ("a", 1)


def test_a_sentence_with_what_is_asked_for_comes_before_one_without() -> None:
    talks = cut("The users of the browser are happy. Its third release was in spring.", 0)
    tells = cut("It is fast. More than 200 million users run the browser.", 1)
    counts = {"users": 9, "browser": 9}
    question = "How many users does the browser have?"
    assert order(question, [talks, tells], found(counts=counts), frozenset({Step.KIND})) == [("a", 1), ("a", 0)]
    assert order(question, [talks, tells], found(counts=counts), frozenset())[0] == ("a", 0)
    untyped = "Which users does the browser have?"
    assert {r.score for r in rank([tells], understand(untyped), found(counts=counts), frozenset({Step.KIND}))} == {0.0}


def test_words_are_compared_without_their_endings() -> None:
    page, other = cut("Dogs were barking", 0), cut("It rains", 1)
    assert order("barks dog", [other, page], found(counts={"barks": 5, "dog": 5}))[0] == ("a", 0)


def test_the_part_that_is_named_comes_first_and_its_mention_does_not() -> None:
    statement = cut(f"ACME INC.\nCONSOLIDATED BALANCE SHEETS\n(in millions)\n{ROWS}", 0)
    notes = cut(f"Notes to the consolidated balance sheets\n{ROWS}", 1)
    contents = cut("CONTENTS\nConsolidated balance sheets\n37", 2)
    question = "What are the total assets? Use the balance sheet."
    assert order(question, [contents, notes, statement], found())[0] == ("a", 0)
    ranked = {r.page.page.index: r.score for r in rank([contents, notes, statement], understand(question), found())}
    assert ranked[1] == ranked[2] == 0.0
    assert {r.score for r in rank([statement], understand(question), found(), STEPS - {Step.PARTS})} == {0.0}


def test_a_part_that_is_implied_gains_less_than_one_that_is_named() -> None:
    page = cut(f"STATEMENTS OF CASH FLOWS\n{ROWS}")
    (implied,) = rank([page], understand("How much capex was there?"), found())
    (named,) = rank([page], understand("How much capex does the cash flow statement show?"), found())
    assert 0 < implied.score < named.score


def test_a_section_that_begins_on_a_page_and_one_that_is_only_mentioned() -> None:
    begins, mentions, neither = cut("4.2 Payment\nIt is due.", 0), cut("See section 4.2 above.", 1), cut("4.21", 2)
    assert order("What does section 4.2 say?", [neither, mentions, begins], found()) == [("a", 0), ("a", 1), ("a", 2)]


def test_a_page_by_its_label_or_its_number() -> None:
    front, first, second = cut("front", 0, label="i"), cut("one", 1, label="1"), cut("two", 2, label="2")
    assert order("What is on page 1?", [second, first], found())[0] == ("a", 1)
    assert order("What is on page 3?", [front, first, second], found())[0] == ("a", 2)


def test_the_first_page_tells_what_a_document_is() -> None:
    pages = [cut("Chapter one", 1), cut("A history of Portugal", 0)]
    assert order("What is this book about?", pages, found())[0] == ("a", 0)
    assert order("What happened in Portugal?", pages, found())[0] == ("a", 1)


def test_a_table_of_contents_comes_last_unless_the_question_speaks_of_pages_or_chapters() -> None:
    contents = cut("1.1 Honey ......... 3\n1.2 Wax ......... 7\n2 The sale of honey ......... 9", 0)
    tells = cut("It is sold on Fridays.", 1)
    what = found({contents.chunks[0].id: 0.8, tells.chunks[0].id: 0.5}, {"honey": 9, "sale": 2})
    assert order("When is the sale of honey?", [contents, tells], what)[0] == ("a", 1)
    assert order("When is the sale of honey?", [contents, tells], what, STEPS - {Step.CONTENTS})[0] == ("a", 0)
    assert order("Which chapter tells of the sale of honey?", [contents, tells], what)[0] == ("a", 0)


def test_a_quotation_is_found_as_it_stands() -> None:
    exact, loose = cut("acting in\ngood  faith", 0), cut("good acting and faith in it", 1)
    assert order('Who acts "in good faith"?', [loose, exact], found())[0] == ("a", 0)


def test_an_identifier_on_every_page_tells_nothing() -> None:
    pages = [cut("fasta36 aligns", 0), cut("fasta36 searches", 1)]
    assert {r.score for r in rank(pages, understand("What is fasta36?"), found())} == {0.0}


def test_a_document_that_the_question_points_at() -> None:
    pages = [cut("Rent", doc="a"), cut("Rent", doc="b")]
    assert order("rent", pages, found(hints={"b": 1.0}))[0] == ("b", 0)
    assert order("rent", pages, found())[0] == ("a", 0)


def test_the_part_of_a_page_that_is_shown_holds_the_best_chunk_and_the_better_one_beside_it() -> None:
    page = cut(" ".join(f"Sentence number {n} says little." for n in range(60)))
    assert len(page.chunks) >= 4
    similarity = {chunk.id: 0.3 for chunk in page.chunks} | {page.chunks[2].id: 0.8, page.chunks[3].id: 0.5}
    (best,) = rank([page], understand("x"), found(similarity))
    assert isinstance(best, Ranked)
    assert (best.best, best.start, best.end) == (page.chunks[2], page.chunks[2].start, page.chunks[3].end)
    alone = cut("Short")
    (only,) = rank([alone], understand("x"), found())
    assert (only.start, only.end) == (0, 5)


def test_another_models_similarities_change_nothing() -> None:
    near, words = cut("Cats purr", 0), cut("the quokka", 1)
    similarity = {f"c{n}": 0.42 + 0.02 * (n % 7) for n in range(40)}
    similarity |= {near.chunks[0].id: 0.6, words.chunks[0].id: 0.55}

    def lead(width: float) -> float:
        spread = {id_: 0.5 + width * (value - 0.5) for id_, value in similarity.items()}
        first, second = rank([near, words], understand("quokka"), found(spread, {"quokka": 1}))
        assert first.page is words
        return (first.score - second.score) / width

    assert lead(0.5) == pytest.approx(lead(1.0)) == pytest.approx(lead(2.0))


def test_fused_rankings_add_up_and_what_one_lacks_counts_as_its_lowest() -> None:
    one, two, three = (cut(text, index) for index, text in enumerate(["One", "Two", "Three"]))
    first = [Ranked(page, score, page.chunks[0], 0, 3) for page, score in ((one, 0.9), (two, 0.6))]
    second = [Ranked(page, score, page.chunks[0], 1, 2) for page, score in ((three, 0.9), (two, 0.8), (one, 0.1))]
    added = comb_sum([first, second])
    assert [(r.page.page.index, round(r.score, 1), (r.start, r.end)) for r in added] == [
        (2, 1.5, (1, 2)),
        (1, 1.4, (0, 3)),
        (0, 1.0, (0, 3)),
    ]
    assert comb_sum([first]) == first
    assert comb_sum([[], []]) == []


def test_no_pages() -> None:
    assert rank([], understand("x"), found()) == []
    assert rank([CutPage("a", "a.pdf", Page(0, "1", ""), ())], understand("x"), found()) == []


@pytest.mark.parametrize(
    ("step", "question", "better", "worse"),
    [
        (
            Step.COVERAGE,
            "Kündigungen?",
            "Die Kündigung ist für alle Mieter der Wohnung zu erklären.",
            "Die Wohnung ist für alle Mieter der Stadt zu beheizen.",
        ),
        (
            Step.KIND,
            "Wie lange ist die Kündigung möglich?",
            "Die Kündigung ist mit einer Frist von drei Monaten zu erklären.",
            "Die Kündigung ist mit einem Brief von der Verwaltung zu erklären.",
        ),
    ],
)
def test_pages_are_weighed_in_their_language(step: Step, question: str, better: str, worse: str) -> None:
    pages = [cut(worse, 0), cut(better, 1)]
    assert {page.language for page in pages} == {"de"}
    what = found(counts={"kündigungen": 1, "kündigung": 2})
    assert order(question, pages, what, frozenset({step})) == [("a", 1), ("a", 0)]


def test_of_a_short_document_more_than_one_part_is_shown() -> None:
    page = cut("\n".join(f"Clause {number} is about a thing of its own, at some length." for number in range(60)))
    length = len(page.page.text)
    ranked = rank([page], understand("What is clause 3 about?"), found())
    shown = parts_shown(ranked, 3)
    assert shown[0] == ranked[0]
    assert len(shown) == 3
    assert all(2 * (min(a.end, b.end) - max(a.start, b.start)) < a.end - a.start for a, b in combinations(shown, 2))
    everything = parts_shown(ranked, 50)
    assert len(everything) < 50
    assert {at for one in everything for at in range(one.start, one.end)} >= set(range(page.chunks[0].start, length))


def test_of_many_pages_one_part_each_is_shown() -> None:
    ranked = rank([cut("One. " * 300, 0), cut("Two", 1)], understand("one"), found({}))
    assert [one.page.page.index for one in parts_shown(ranked, 2)] == [one.page.page.index for one in ranked]


def test_what_is_said_once_more_in_the_same_document_is_not_shown_again() -> None:
    copy = "Copy B is for the person who is paid, and says what the payer has kept back of the wages for the state."
    pages = [cut(copy, 0), cut(copy, 1), cut("The payer keeps a copy.", 2), cut(copy, 0, "b")]
    ranked = rank(pages, understand("What has the payer kept back of the wages?"), found())
    shown = [(one.page.doc_id, one.page.page.index) for one in parts_shown(ranked, 9)]
    assert sorted(shown) == [("a", 0), ("a", 2), ("b", 0)]
