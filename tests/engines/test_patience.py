"""A question waits a little for a model of another process, and no longer."""

import threading
from collections.abc import Iterator

import pytest
from langchain_core.embeddings import Embeddings

from docqa.engines.patience import ImpatientEmbeddings, Patience
from docqa.errors import OllamaFailed, OllamaTooSlow
from tests.support.small_models import letter_embedder
from tests.support.waiting import until

pytestmark = pytest.mark.pure

LONG_SECONDS, SHORT_SECONDS = 60.0, 0.05


class Held(Embeddings):
    """Answers when it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked += 1
        self.let_go.wait(LONG_SECONDS)
        return [[1.0] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


@pytest.fixture
def held() -> Iterator[Held]:
    model = Held()
    yield model
    model.let_go.set()


def test_what_comes_in_time_is_what_the_model_says() -> None:
    model = letter_embedder("letters").model
    impatient = ImpatientEmbeddings(model, "letters", LONG_SECONDS)
    assert impatient.embed_query("rent") == model.embed_query("rent")
    assert impatient.embed_documents(["rent", "dogs"]) == model.embed_documents(["rent", "dogs"])


def test_what_is_late_is_done_without_and_nothing_new_begins_until_it_has_ended(held: Held) -> None:
    impatient = ImpatientEmbeddings(held, "slow", SHORT_SECONDS)
    for ask in (lambda: impatient.embed_query("a"), lambda: impatient.embed_documents(["b"])):
        with pytest.raises(OllamaTooSlow, match="slow did not answer in time. Ask again in a moment."):
            ask()
    assert held.asked == 1
    held.let_go.set()
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "docqa-patience"], seconds=30)
    assert impatient.embed_query("a") == [1.0]


def test_two_questions_at_once_are_both_answered(held: Held) -> None:
    patience, came = Patience("slow", LONG_SECONDS), []
    threads = [
        threading.Thread(target=lambda: came.append(patience.wait(lambda: held.embed_query("a")))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    until(lambda: held.asked == 2, seconds=30)
    held.let_go.set()
    for thread in threads:
        thread.join()
    assert came == [[1.0], [1.0]]


def test_an_error_of_the_model_s_is_its_own() -> None:
    def fail() -> None:
        raise OllamaFailed("It broke off.")

    with pytest.raises(OllamaFailed, match="It broke off."):
        Patience("broken", LONG_SECONDS).wait(fail)
