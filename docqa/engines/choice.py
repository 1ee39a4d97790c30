"""Which models write or choose, and embed: Ollama's where it runs; otherwise none does, and the built-in one embeds."""

import os
import threading
import weakref
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urlsplit

from docqa.engines.base import BUILTIN, Advice, Chat, Embedder, Measured, Reranker, Role
from docqa.engines.ollama.names import is_same_model
from docqa.engines.patience import LOOK_UP_SECONDS, ImpatientEmbeddings, Patience
from docqa.engines.roles import Roles
from docqa.engines.status import FIRST_LOOK_SECONDS, LOOK_INTERVAL_SECONDS, Monitor, Status
from docqa.errors import ModelNotInstalled
from docqa.settings import Settings, is_loopback

if TYPE_CHECKING:
    from docqa.engines.ollama.server import InstalledModel, OllamaServer, PullProgress

Model = TypeVar("Model", Chat, Embedder)

# A model whose weights take more of the memory leaves too little for its window and for everything else.
MAX_SHARE_OF_MEMORY = 0.6
# Models that put more than a fifth of false statements into summaries, four times as many as others of their size
# (Vectara's leaderboard of 10 March 2026): they answer where there is no other.
INVENTING_MODEL_NAMES = ("phi4-mini", "ministral-3:3b")


@dataclass(frozen=True, slots=True)
class _Loaded(Generic[Model]):
    """A loaded model, and what Ollama listed under its name when it was loaded; None of a built-in one."""

    installed: "InstalledModel | None"
    model: Model


def best(models: "Sequence[InstalledModel]", memory_bytes: float) -> "InstalledModel":
    """The model that answers where the one that is meant is not installed: the largest that the memory holds.

    Where it holds none, the smallest; those that are known to invent come last.
    """

    def rank(model: "InstalledModel") -> tuple[bool, bool, int, str]:
        fits = model.size <= MAX_SHARE_OF_MEMORY * memory_bytes
        invents = model.name.rsplit("/", 1)[-1].startswith(INVENTING_MODEL_NAMES)
        return not fits, invents, -model.size if fits else model.size, model.name

    return min(models, key=rank)


def memory_bytes() -> int:
    """How much memory this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


class Engines:
    """Chooses the models. Loaded ones are kept, so that a choice is asked for as often as one likes."""

    def __init__(
        self,
        settings: Settings,
        *,
        look_interval_seconds: float = LOOK_INTERVAL_SECONDS,
        first_look_seconds: float = FIRST_LOOK_SECONDS,
    ) -> None:
        self.settings = settings
        self._monitor = Monitor(settings, look_interval_seconds, first_look_seconds)
        self._roles = Roles(settings.data_dir)
        self._chats: dict[str, _Loaded[Chat]] = {}
        self._embedders: dict[str, _Loaded[Embedder]] = {}
        self._loading = threading.Lock()
        self._looking_up = Patience("The embedding model", LOOK_UP_SECONDS)
        weakref.finalize(self, self._monitor.close)  # who forgets to close it leaves no thread behind

    def status(self, fresh: bool = False) -> Status:
        """What there is, as the last look found it a few seconds ago; with `fresh` it is waited for a new look."""
        return self._monitor.look() if fresh else self._monitor.status()

    def close(self) -> None:
        """Stop looking at what there is."""
        self._monitor.close()

    def chat(self, name: str = "") -> Chat | None:
        """The chat model called `name`, in its role; by default the one in the settings, or the best that is installed.

        None where the documents' own words are to answer alone: no built-in model is large enough to be trusted with
        writing. Raises EngineError: ModelNotInstalled, ModelNotPrivate, ModelNotSuitable, OllamaNotRunning.
        """
        name = name or self._default_chat()
        if name == BUILTIN:
            return None
        return replace(self._loaded(self._chats, name, self._load_chat), role=self.role(name))

    def role(self, name: str) -> Role:
        """What that chat model is asked to do: what it did better when it was measured. One never measured writes."""
        measured = self.measured(name)
        return measured.role if measured else Role.WRITES

    def measured(self, name: str) -> Measured | None:
        """How that chat model did when it was measured; None for one that never was, as it is installed now."""
        installed = self.status().model(name)
        return self._roles.measured(installed.name, installed.digest) if installed else None

    def keep_measured(self, name: str, measured: Measured) -> None:
        """From now on that chat model has this role, here and in every docqa on the same data folder.

        Raises ModelNotInstalled, StorageError.
        """
        installed = self.status().model(name)
        if installed is None:
            raise ModelNotInstalled(f"{name} is no longer in Ollama, so that its role could not be kept.")
        self._roles.keep(installed.name, installed.digest, measured)

    def embedder(self, name: str = "") -> Embedder:
        """The embedding model called `name`; by default the one in the settings, or the built-in one.

        Raises EngineError like `chat`; at once while Ollama does not run, as every list of documents asks for it.
        """
        name = name or self._default_embedder()
        if name != BUILTIN and self.settings.engine != "builtin" and not self.status().ollama:
            raise self._server().silent() if self.status().is_silent else self._server().not_running()
        if name == BUILTIN or self._at_hand(self._embedders, name):
            return self._loaded(self._embedders, name, self._load_embedder)
        import docqa.engines.ollama.models  # noqa: F401  # takes its time here, which is no fault of Ollama's

        return self._looking_up.wait(partial(self._loaded, self._embedders, name, self._load_embedder))

    def is_embedder_meant(self, name: str) -> bool:
        """Whether the built-in embedding model only stands in for that one, which the settings name."""
        return self.settings.engine == "auto" and is_same_model(name, self.settings.embed_model)

    def reranker(self) -> Reranker:
        """What chooses among the places that may answer. Raises EngineError."""
        from docqa.engines.builtin.loading import load_reranker

        return load_reranker()

    def chat_names(self) -> list[str]:
        """The chat models that can be chosen on this machine, the default first."""
        status = self.status()
        names = [model.name for model in status.models if model.can_chat and self._may_see(model)]
        if self.settings.engine != "ollama":
            names.append(BUILTIN)
        default = self._default_chat()
        return sorted(names, key=lambda name: not is_same_model(name, default))

    def embedder_names(self) -> list[str]:
        """The embedding models that can be chosen on this machine, the default first."""
        names = [model.name for model in self.status().models if model.can_embed and self._may_see(model)]
        if self.settings.engine != "ollama":
            names.append(BUILTIN)
        return sorted(names, key=lambda name: not is_same_model(name, self._default_embedder()))

    def advice(self) -> list[Advice]:
        """What would make the answers better than they are now."""
        settings, status = self.settings, self.status()
        advice = []
        if settings.engine != "builtin" and status.is_silent:
            text = (
                "The documents' own words answer, as Ollama hangs: it takes calls and does not answer them. Restart it."
            )
            advice.append(Advice(text))
        elif settings.engine != "builtin" and not status.ollama:
            text = "The documents' own words answer. With Ollama (install it from ollama.com and start it) "
            advice.append(Advice(f"{text}{settings.chat_model} also writes an answer beneath them."))
        elif settings.engine != "builtin":
            if not status.has(settings.chat_model):
                text = f"{settings.chat_model} also writes an answer, beneath the documents' own words."
                advice.append(Advice(text, settings.chat_model))
            if not status.has(settings.embed_model):
                advice.append(
                    Advice(f"{settings.embed_model} is the embedding model meant for search.", settings.embed_model)
                )
        return advice

    def pull(self, name: str) -> "Generator[PullProgress]":
        """Get a model of Ollama's, with its progress. Closing it stops the download. Raises EngineError."""
        yield from self._server().pull(name)
        self.status(fresh=True)

    def _server(self) -> "OllamaServer":
        from docqa.engines.ollama.server import OllamaServer

        return OllamaServer(self.settings.ollama_url)

    def _may_see(self, model: "InstalledModel") -> bool:
        """Whether the documents' text may go to it: it runs here, or the person has allowed it by name."""
        allowed = self.settings.allowed_cloud_model
        return model.private or (bool(allowed) and is_same_model(model.name, allowed))

    def _default_chat(self) -> str:
        settings, status = self.settings, self.status()
        if settings.engine == "builtin":
            return BUILTIN
        if status.has(settings.chat_model) or is_same_model(settings.chat_model, settings.allowed_cloud_model):
            return settings.chat_model
        able = [model for model in status.models if model.can_chat and model.private]
        if not able:
            return settings.chat_model if settings.engine == "ollama" else BUILTIN
        here = is_loopback(urlsplit(settings.ollama_url).hostname or "")
        return best(able, memory_bytes() if here else inf).name

    def _default_embedder(self) -> str:
        settings = self.settings
        if settings.engine == "ollama" or (settings.engine == "auto" and self.status().has(settings.embed_model)):
            return settings.embed_model
        return BUILTIN

    def _loaded(self, kept: "dict[str, _Loaded[Model]]", name: str, load: "Callable[[str], Model]") -> "Model":
        """The model from `kept`; loaded first when it is not there, or when another one has its name by now."""
        if model := self._at_hand(kept, name):
            return model
        # One at a time: nobody loads a model twice, and two first imports of a library would break each other.
        with self._loading:
            if (model := self._at_hand(kept, name)) is None:
                installed = self.status().model(name)
                model = load(name)
                kept[name] = _Loaded(installed, model)
            return model

    def _at_hand(self, kept: "dict[str, _Loaded[Model]]", name: str) -> "Model | None":
        """The model from `kept`; None when it is not there, or when another one has its name by now."""
        found = kept.get(name)
        return found.model if found is not None and found.installed == self.status().model(name) else None

    def _load_chat(self, name: str) -> Chat:
        from docqa.engines.ollama.models import chat_model

        model = chat_model(self._server(), name, allowed_cloud_model=self.settings.allowed_cloud_model)
        return Chat(model, model.label, model.num_ctx, model.num_predict, model.thinks, held_up=lambda: model.held_up)

    def _load_embedder(self, name: str) -> Embedder:
        if name != BUILTIN:
            from docqa.engines.ollama.models import embedding_model

            model = embedding_model(self._server(), name, allowed_cloud_model=self.settings.allowed_cloud_model)
            impatient = ImpatientEmbeddings(model, model.label)
            return Embedder(model, name, model.label, model.identity, impatient=impatient)
        from docqa.engines.builtin.loading import load_embeddings

        small = load_embeddings()
        return Embedder(small, BUILTIN, small.label, small.identity, knows_unspaced=False)
