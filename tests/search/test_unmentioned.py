from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from docqa.documents import Turn
from docqa.search.unmentioned import Unmentioned
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.pdfs import text_pdf


def unmentioned(workspace: Workspace, question: str, found_for: str = "", **options: Any) -> Unmentioned | None:
    """What the pages found for a question (or for another one) do not mention of it."""
    retriever = workspace.retriever
    understood = retriever.understand(question, **options)
    passages = retriever.search(found_for) if found_for else retriever.find(understood)
    return retriever.unmentioned(understood, passages)


@pytest.mark.parametrize(
    "question",
    [
        "How many H800 GPUs were used?",
        "Which GPU trained it?",
        "Is it the law of Órègon?",
        "How large is the Heron?",
        "How large is the Herron?",
        "Is it Herons training cost?",
        "What is INV-20417?",
        "how much is the rent",
    ],
)
def test_names_that_are_there_are_not_missed(workspace: Workspace, question: str) -> None:
    assert unmentioned(workspace, question) is None


@pytest.mark.parametrize(
    ("question", "names", "documents"),
    [
        ("how large is the heron model", (), ("Heron report.pdf",)),  # a name that capitals do not show
        ("How much did Heron cost?", ("Heron",), ("Heron report.pdf",)),
        ("how many parameters are in herons model", (), ("Heron report.pdf",)),
        ("What did Hero pay?", ("Hero",), ()),
    ],
)
def test_a_document_that_was_not_asked_is_named(
    workspace: Workspace, question: str, names: tuple[str, ...], documents: tuple[str, ...]
) -> None:
    lease = [document.id for document in workspace.library.documents() if document.name == "Lease.pdf"]
    assert unmentioned(workspace, question, doc_ids=lease) == Unmentioned(names, documents)


@pytest.mark.parametrize("question", ["must the tenant report damage", "are invoices sent for the rent", "any pets?"])
def test_words_that_happen_to_be_in_another_files_name_refuse_nothing(workspace: Workspace, question: str) -> None:
    lease = [document.id for document in workspace.library.documents() if document.name == "Lease.pdf"]
    assert unmentioned(workspace, question, doc_ids=lease) is None


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What is the Security Rent?", ()),
        ("Who pays the Utilities?", ()),
        ("What is the Notice Rule?", ()),  # a notice is there
        ("What is the Zanzibar Notice?", ("Zanzibar",)),
        ("What did Security pay?", ("Security",)),
        ("Does Article 19 of it say so?", None),
    ],
)
def test_a_term_in_capitals_is_no_name_but_answers_no_more_surely(
    workspace: Workspace, question: str, names: tuple[str, ...] | None
) -> None:
    found = unmentioned(workspace, question)
    assert (found and found.names) == names


def test_a_follow_up_takes_the_names_before_it_along(workspace: Workspace) -> None:
    asked_before = "What does Pfizer pay?"
    before = [Turn(asked_before, "")]
    for again in ("and in May?", "and the year before?", "FY2021?"):
        assert unmentioned(workspace, again, asked_before, history=before) == Unmentioned(("Pfizer",), ())
    assert unmentioned(workspace, "and in May?", asked_before) is None
    for other in (
        "and the landlord?",
        "Notice period?",
        "Governing law",
        "Where do I find its key?",
    ):  # about something that is there
        assert unmentioned(workspace, other, asked_before, history=before) is None


@contextmanager
def with_file(settings: Settings, path: Path, words: str) -> Iterator[Workspace]:
    """A library of that one file, which says those words."""
    with closing(Workspace.open(settings)) as workspace:
        workspace.library.add(text_pdf(path, [words]).read_bytes(), path.name)
        assert workspace.indexer.run_until_done()
        yield workspace


def test_a_files_name_is_matched_as_it_is_typed(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "Müller_Angebot ß.pdf"
    with with_file(settings, path, "The rent of the flat is 815 a month.") as workspace:
        assert unmentioned(workspace, "What is the rent in Müller_Angebot ß.pdf?") is None


def test_a_name_run_together_in_a_files_name_is_not_missed(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "GENERALMILLS_2019.pdf"
    with with_file(settings, path, "Sales were 16,865 million in the year.") as workspace:
        assert unmentioned(workspace, "What did General Mills sell?") is None
        assert unmentioned(workspace, "What did Best Buy sell?") == Unmentioned(("Best", "Buy"), ())


def test_an_acronym_is_missed_where_it_owns_something(workspace: Workspace) -> None:
    for apostrophe in "'’":
        assert unmentioned(workspace, f"What was AMD{apostrophe}s rent?") == Unmentioned(("AMD",), ())
    assert unmentioned(workspace, "How much VAT is on the rent?") is None


def test_an_account_stands_there_in_groups(settings: Settings, tmp_path: Path) -> None:
    with closing(Workspace.open(settings)) as workspace:
        text = "The deposit is 2,460, paid to DE89 3704 0044 0532 0130 00."
        workspace.library.add(text_pdf(tmp_path / "terms.pdf", [text]).read_bytes(), "terms.pdf")
        assert workspace.indexer.run_until_done()
        assert unmentioned(workspace, "Whose is DE89370400440532013000?") is None
        assert unmentioned(workspace, "Whose is DE89370400440532013001?") is not None
        assert unmentioned(workspace, "How does it compare with the Thermaquill controller?") is not None


def test_a_state_is_not_missed_where_its_postal_capitals_stand(settings: Settings, tmp_path: Path) -> None:
    with with_file(settings, tmp_path / "votes.pdf", "Votes for Lind, by state: PA 1,204, ME 950, OR 12.") as workspace:
        assert unmentioned(workspace, "What did Lind get in Pennsylvania?") is None
        assert unmentioned(workspace, "What did she get in Nevada?") == Unmentioned(("Nevada",), ())
