"""The models as the rest of docqa knows them, whichever engine runs them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from docqa.settings import is_file_name
from docqa.text.scripts import is_unspaced

if TYPE_CHECKING:  # LangChain takes a second to import, which the page need not wait for
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

BUILTIN = "built-in"  # chosen in a model's place: the built-in one searches, and the documents' own words answer


def shown_name(name: str) -> str:
    """What a person calls a model that writes or chooses; of a file its name.

    >>> [shown_name(name) for name in ("deepseek-r1:1.5b", "/home/me/Qwen3-4B.gguf", "~/Qwen3-4B.Q4", BUILTIN)]
    ['deepseek-r1:1.5b', 'Qwen3-4B', 'Qwen3-4B.Q4', "the documents' own words"]
    """
    if name == BUILTIN:
        return "the documents' own words"
    if not is_file_name(name):
        return name
    file = Path(name)
    return file.stem if file.suffix.lower() == ".gguf" else file.name


class Role(StrEnum):
    """What a chat model is asked to do for an answer."""

    WRITES = "writes"  # sentences, beneath the quotations
    CHOOSES = "chooses"  # among the quotations; not a word of its own is shown


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model did: for how many of the questions that say what their answer is, or that they have none."""

    right: int  # what is read first holds the gold answer
    supported: int  # something stands as supported
    wrong: int  # something wrong stands as supported
    looped: int  # it said the same again and again, and was ended
    seconds: float  # of an answer, the median

    @property
    def told(self) -> str:
        """How it did, in words.

        >>> Trial(right=18, supported=20, wrong=1, looped=0, seconds=12.34).told
        '18 right, 20 supported, 1 wrong and supported, 0 in loops, 12 s an answer'
        """
        return (
            f"{self.right} right, {self.supported} supported, {self.wrong} wrong and supported, "
            f"{self.looped} in loops, {self.seconds:.0f} s an answer"
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """The role in which a model did better, on how many questions that was measured, and how it did in that role."""

    role: Role
    questions: int
    trial: Trial | None = None  # None: measured by a docqa that kept no more than the role

    @property
    def basis(self) -> str:
        """What the role rests on, for a reader.

        >>> Measured(Role.CHOOSES, 61).basis
        'as measured on 61 questions'
        """
        return f"as measured on {self.questions} question{'' if self.questions == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat model and what a prompt for it must keep to (tokens)."""

    model: "BaseChatModel"
    label: str
    num_ctx: int  # its window: prompt and answer together
    num_predict: int  # the part kept free for the answer
    thinks: bool
    role: Role = Role.WRITES
    held_up: Callable[[], str] = str  # why it does not begin at the moment, "" when nothing is known of that
    ends_thoughts: bool = False  # its engine ends thoughts that go on for long, and an answer follows

    def count(self, messages: "Sequence[BaseMessage]") -> int:
        """Tokens of the whole prompt, template included: exact, or an upper bound where the engine cannot count."""
        return self.model.get_num_tokens_from_messages(list(messages))


@dataclass(frozen=True, slots=True)
class Embedder:
    """An embedding model; `identity` changes whenever its vectors do."""

    model: "Embeddings"
    name: str  # by which it is chosen
    label: str
    identity: str
    # Whether it knows languages whose scripts have no spaces between words, such as Chinese: what is not known of a
    # model is trusted. To one that does not, such texts are all alike.
    knows_unspaced: bool = True
    impatient: "Embeddings | None" = None  # the same model in another process, waited for a little and no longer

    @property
    def for_question(self) -> "Embeddings":
        """The model for a question, which does not wait long: it is searched by words alone when this raises."""
        return self.impatient or self.model

    def knows(self, text: str) -> bool:
        """Whether the likeness of its vectors says anything of a text's meaning, as far as its script tells."""
        return self.knows_unspaced or not is_unspaced(text)


class Reranker(Protocol):
    """A cross-encoder, which reads a question and a text together, and a model that compares the words of both."""

    def scores(self, question: str, texts: "Sequence[str]") -> list[float]:
        """One logit a text: how well it answers the question. Raises EngineError."""

    def likeness(self, question: str, texts: "Sequence[str]") -> list[float]:
        """One number a text, up to 1: how near in meaning it has something to each word asked. Raises EngineError."""


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a model's download is, in bytes over all of its files that are known so far."""

    status: str
    completed: int = 0
    total: int = 0

    @property
    def fraction(self) -> float:
        return self.completed / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """What would make answers or search better: a sentence, and the model to pull for it, if any, with its bytes."""

    text: str
    pull: str = ""
    size: int = 0  # 0 where it is not known before
