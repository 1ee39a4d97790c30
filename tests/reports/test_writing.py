from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from docqa.documents import Chunk, Citation, Heading, Page, Part, Passage
from docqa.engines.base import Chat, Role
from docqa.errors import EngineError
from docqa.library.catalog import Library
from docqa.reports.report import report
from docqa.reports.request import ReportKind
from docqa.reports.summary import WHOLE
from docqa.reports.writing import written
from docqa.settings import Settings
from tests.reports.test_summary import added

RENT = "The monthly rent of the cottage is 900 euros, and it is paid into the account of the landlord."
DOGS = "Dogs may be kept in the cottage for a fee of five euros."


class Writer(BaseChatModel):
    """Writes the same of every section, and keeps what it was shown; fails from the `fails_at`-th on."""

    says: str
    fails_at: int = 100
    shown: list[str] = []  # noqa: RUF012  # pydantic copies it

    @property
    def _llm_type(self) -> str:
        return "writer"

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.says))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.shown.append(str(messages[-1].content))
        if len(self.shown) >= self.fails_at:
            raise EngineError("The writer has gone.")
        for word in self.says.split(" "):
            yield ChatGenerationChunk(message=AIMessageChunk(word + " "))

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Any = None) -> int:
        return sum(len(str(message.content)) for message in messages) // 4


def chat(model: Writer, window: int = 4096, role: Role = Role.WRITES) -> Chat:
    return Chat(model, "writer", window, 100, thinks=False, role=role)


@pytest.fixture
def library(settings: Settings, tmp_path: Path) -> Library:
    library = Library.open(settings)
    pages = [
        Page(0, "1", f"Rent\n{RENT}", (Heading(0, "Rent"),)),
        Page(1, "2", f"Dogs\n{DOGS}", (Heading(0, "Dogs"),)),
    ]
    added(library, tmp_path, *pages)
    return library


def test_what_the_section_bears_out_stands_and_the_rest_is_withdrawn(library: Library) -> None:
    model = Writer(says="The monthly rent is 900 euros. The monthly rent is 950 euros.")
    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, lambda: chat(model))
    rent, dogs = whole.parts
    assert rent.text == "The monthly rent is 900 euros."
    (sentence,) = rent.sentences
    assert rent.text[sentence.start : sentence.end] == sentence.text
    assert [whole.passages[citation.number - 1].chunk.page for citation in sentence.citations] == [0]
    assert dogs.text == "" and dogs.quotations[0].text == DOGS  # in the document's own words
    assert whole.coverage[-1] == ("3 sentences of the model's were withdrawn: no place in the document bears them out.")
    assert whole.model == "writer"
    assert RENT in model.shown[0] and DOGS in model.shown[1] and "950" not in model.shown[1]


def test_a_citation_points_at_the_page_of_its_own_section(library: Library) -> None:
    model = Writer(says="Dogs may be kept for a fee of five euros.")
    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, lambda: chat(model))
    (sentence,) = whole.parts[1].sentences
    assert {whole.passages[citation.number - 1].chunk.page for citation in sentence.citations} == {1}


def test_a_model_writes_a_section_of_what_stands_under_all_of_its_headings() -> None:
    places = (
        Citation(at, "", "a.pdf", at - 1, str(at), 0, len(words), words) for at, words in enumerate((RENT, DOGS), 1)
    )
    rent, dogs = places
    parts = (Part("Terms", 1), Part("Rent", 2, (rent,), is_run_in=True), Part("Dogs", 2, (dogs,), is_run_in=True))
    passages = [
        Passage(Chunk("", "", place.page, 0, len(place.text), place.text), "a.pdf", place.label, 1.0)
        for place in (rent, dogs)
    ]
    model = Writer(says="The monthly rent is 900 euros. Dogs may be kept for a fee of five euros.")
    (whole,), withdrawn = written("Terms", parts, passages, chat(model))
    assert model.shown == [f"Section: Terms\n\nRent:\n- {RENT}\nDogs:\n- {DOGS}"]
    assert (whole.title, whole.is_run_in, whole.text, withdrawn) == ("Terms", False, model.says, 0)
    assert [[place.number for place in sentence.citations] for sentence in whole.sentences] == [[1], [2]]
    assert written("Terms", parts, passages, chat(Writer(says="Cats pay 950 dollars."))) == (parts, 1)


def test_a_model_that_fails_leaves_the_rest_to_the_documents_words(library: Library) -> None:
    model = Writer(says="The monthly rent is 900 euros.", fails_at=2)
    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, lambda: chat(model))
    assert [part.text for part in whole.parts] == ["The monthly rent is 900 euros.", ""]
    assert whole.parts[1].quotations[0].text == DOGS
    assert (whole.error, whole.done) == ("The writer has gone.", True)


def test_a_model_that_cannot_be_had_is_told_of(library: Library) -> None:
    def missing() -> Chat | None:
        raise EngineError("The writer is not installed.")

    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, missing)
    assert len(whole.parts) == 2 and whole.error == "The writer is not installed."


@pytest.mark.parametrize(("window", "role"), [(120, Role.WRITES), (4096, Role.CHOOSES)])
def test_a_model_whose_window_is_too_small_or_that_chooses_writes_nothing(
    library: Library, window: int, role: Role
) -> None:
    model = Writer(says="The monthly rent is 900 euros.")
    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, lambda: chat(model, window, role))
    assert not model.shown and not any(part.text for part in whole.parts)


def test_what_a_model_wrote_in_part_is_not_said_to_be_all_of_the_document(library: Library, tmp_path: Path) -> None:
    text = f"Rent\n{RENT}\nDogs\n{DOGS}\nMill Ltd"
    headings = tuple(Heading(text.index(title), title) for title in ("Rent", "Dogs", "Mill Ltd"))
    added(library, tmp_path, Page(0, "1", text, headings))
    model = Writer(says=RENT, fails_at=2)
    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, lambda: chat(model))
    assert whole.error and not any(sentence.startswith(WHOLE) for sentence in whole.coverage)
    model = Writer(says=RENT, fails_at=1)
    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, lambda: chat(model))
    assert whole.error and any(sentence.startswith(WHOLE) for sentence in whole.coverage)
    model = Writer(says="Cats may be kept for 950 dollars.")
    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, lambda: chat(model))
    assert not any(part.text for part in whole.parts)
    assert any(sentence.startswith(WHOLE) for sentence in whole.coverage)
    model = Writer(says=RENT)
    *_, whole = report(ReportKind.SUMMARY, "Report", library.documents(), library, lambda: chat(model))
    assert len(model.shown) == 2  # nothing is written of a heading alone
    assert whole.parts[-1].quotations and not whole.parts[-1].text
