"""Which models write or choose, and embed: Ollama's where it runs and has them; otherwise those in this process."""

import threading
import weakref
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urlsplit

import psutil

from docqa.engines.base import BUILTIN, Advice, Chat, Embedder, Measured, PullProgress, Reranker, Role
from docqa.engines.gguf.kept import KeptModel, KeptModels, own_file
from docqa.engines.offers import OFFERS, Offer, Speed
from docqa.engines.ollama.names import is_same_model
from docqa.engines.patience import LOOK_UP_SECONDS, ImpatientEmbeddings, Patience
from docqa.engines.roles import Roles
from docqa.engines.status import FIRST_LOOK_SECONDS, LOOK_INTERVAL_SECONDS, Monitor, Status
from docqa.errors import DocQAError, EngineError, ModelNotInstalled
from docqa.model_files import once
from docqa.settings import Settings, is_loopback

if TYPE_CHECKING:
    from docqa.engines.gguf.pulls import Pulls
    from docqa.engines.ollama.server import InstalledModel, OllamaServer

Model = TypeVar("Model", Chat, Embedder)
HANGS = "Ollama takes calls and does not answer them"
OFFLINE = "Nothing is downloaded while DOCQA_OFFLINE is set."

# A model whose weights take more of the memory leaves too little for its window and for everything else.
MAX_SHARE_OF_MEMORY = 0.6
# Models that put more than a fifth of false statements into summaries, four times as many as others of their size
# (Vectara's leaderboard of 10 March 2026): they answer where there is no other.
INVENTING_MODEL_NAMES = ("phi4-mini", "ministral-3:3b")


@dataclass(frozen=True, slots=True)
class _Loaded(Generic[Model]):
    """A loaded model, and what there was under its name when it was loaded; None of a built-in one."""

    source: "InstalledModel | KeptModel | None"
    model: Model


def best(models: "Sequence[InstalledModel | KeptModel]", memory_bytes: float) -> "InstalledModel | KeptModel":
    """The model that answers where the one that is meant is not installed: the largest that the memory holds.

    Where it holds none, the smallest; those that are known to invent come last.
    """

    def rank(model: "InstalledModel | KeptModel") -> tuple[bool, bool, int, str]:
        fits = model.size <= MAX_SHARE_OF_MEMORY * memory_bytes
        invents = model.name.rsplit("/", 1)[-1].startswith(INVENTING_MODEL_NAMES)
        return not fits, invents, -model.size if fits else model.size, model.name

    return min(models, key=rank)


def memory_bytes() -> int:
    """How much memory this machine has."""
    return int(psutil.virtual_memory().total)


def _pulls(kept: KeptModels, registry_url: str) -> "Pulls":
    from docqa.engines.gguf.pulls import Pulls
    from docqa.engines.gguf.registry import Registry

    return Pulls(kept, Registry(registry_url))


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
        self.kept = KeptModels(settings.models_dir, settings.ollama_models_dir)
        self._chats: dict[str, _Loaded[Chat]] = {}
        self._embedders: dict[str, _Loaded[Embedder]] = {}
        self._loading = threading.Lock()
        self._pulls = once(partial(_pulls, self.kept, settings.registry_url))
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
        writing. Raises EngineError: ModelNotInstalled, ModelNotPrivate, ModelNotSuitable, OllamaNotRunning,
        NotEnoughMemory; StorageError for a file that cannot be read.
        """
        name = name or self._default_chat()
        if name == BUILTIN:
            return None
        return replace(self._loaded(self._chats, name, self._load_chat), role=self.role(name))

    def prepare_chat(self, name: str = "") -> None:
        """Begin to load that chat model, if it is one that runs in this process: an answer will ask for it."""
        if isinstance(self._source(name or self._default_chat()), KeptModel):
            threading.Thread(target=self._load_quietly, args=(name,), name="docqa-loading", daemon=True).start()

    def prepare_counting(self, name: str = "") -> None:
        """Get what counts that chat model's tokens, if Ollama runs it: at the first question it would take a second.

        Raises EngineError.
        """
        name = name or self._default_chat()
        source = self._source(name)
        if source and not isinstance(source, KeptModel) and (chat := self.chat(name)):
            chat.model.get_num_tokens("")

    def _load_quietly(self, name: str) -> None:
        with suppress(DocQAError):  # the answer meets it again, and says it
            self.chat(name)

    def role(self, name: str) -> Role:
        """What that chat model is asked to do: what it did better when it was measured. One never measured writes."""
        measured = self.measured(name)
        return measured.role if measured else Role.WRITES

    def measured(self, name: str) -> Measured | None:
        """How that chat model did when it was measured; None for one that never was, as it is installed now."""
        source = self._source(name)
        return self._roles.measured(source.name, source.digest) if source else None

    def keep_measured(self, name: str, measured: Measured) -> None:
        """From now on that chat model has this role, here and in every docqa on the same data folder.

        Raises ModelNotInstalled, StorageError.
        """
        source = self._source(name)
        if source is None:
            raise ModelNotInstalled(f"{name} is no longer installed, so that its role could not be kept.")
        self._roles.keep(source.name, source.digest, measured)

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
        status, default = self.status(), self._default_chat()
        names = [model.name for model in status.models if model.can_chat and self._may_see(model)]
        if self.settings.engine != "ollama":
            kept = [model.name for model in self.kept.models()]
            names += [name for name in kept if not any(is_same_model(name, other) for other in names)]
            if not any(is_same_model(name, default) for name in [*names, BUILTIN]):
                names.append(default)  # a file of the person's own, or one that lies in Ollama's folder
            names.append(BUILTIN)
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
        if settings.engine == "builtin":
            return []
        advice = []
        if self._source(settings.chat_model) is None and not settings.own_model:
            advice.append(self._chat_advice())
        if status.ollama and not status.has(settings.embed_model):
            text = f"{settings.embed_model} is the embedding model meant for search."
            advice.append(self._with_pull(text, settings.embed_model))
        return advice

    def _chat_advice(self) -> Advice:
        """What to do for an answer beneath the quotations."""
        settings, status, name = self.settings, self.status(), self.settings.chat_model
        if status.is_silent:
            return Advice(
                "The documents' own words answer, as Ollama hangs: it takes calls and does not answer them. Restart it."
            )
        if status.ollama:
            return self._with_pull(f"{name} also writes an answer, beneath the documents' own words.", name)
        if settings.engine == "ollama":
            text = "The documents' own words answer. With Ollama (install it from ollama.com and start it) "
            return Advice(f"{text}{name} also writes an answer beneath them.")
        return self._with_pull(f"{name} also writes an answer. {self.pull_notice}", name)

    def _with_pull(self, text: str, name: str) -> Advice:
        """The advice to get a model; where none may be got, why there is no button."""
        size = next((offer.size for offer in OFFERS if is_same_model(offer.name, name)), 0)
        return Advice(f"{text} {OFFLINE}") if self.settings.is_offline else Advice(text, name, size)

    def offers(self) -> list[Offer]:
        """The models worth getting here: those that search where Ollama, which alone runs them, does."""
        if self.settings.engine == "builtin":
            return []
        return [offer for offer in OFFERS if not offer.searches or self.status().ollama]

    def is_here(self, name: str) -> bool:
        """Whether a model is installed on this machine already."""
        return self._source(name) is not None or self.status().has(name)

    def fits(self, offer: Offer) -> bool:
        """Whether this machine has the memory for a model, and for what else goes on."""
        return offer.memory_bytes <= MAX_SHARE_OF_MEMORY * memory_bytes()

    def speed(self, anew: bool = False) -> Speed:
        """How fast this machine is with models, measured for seconds the first time and `anew`. Raises EngineError."""
        from docqa.engines.gguf.probe import PROBE

        return PROBE.speed(anew)

    def pull(self, name: str) -> "Generator[PullProgress]":
        """Get a model, with its progress: Ollama does where it runs, docqa itself otherwise.

        Closing it stops the download; another one goes on from there. Raises EngineError, StorageError.
        """
        if self.settings.is_offline:
            raise EngineError(f"{name} was not downloaded. {OFFLINE}")
        if self.is_ollamas_to_pull:
            yield from self._server().pull(name)
        else:
            yield from self._pulls().pull(name)
        self.status(fresh=True)

    @property
    def is_ollamas_to_pull(self) -> bool:
        """Whether Ollama, and not docqa itself, gets models."""
        return self.settings.engine == "ollama" or bool(self.status().ollama)

    @property
    def pull_notice(self) -> str:
        """What is said before a model is got: where it comes from, and what is sent for it."""
        if self.is_ollamas_to_pull:
            return "Ollama gets it."
        source = urlsplit(self.settings.registry_url).hostname
        return f"It comes from {source}; nothing about you or your documents is sent."

    def discard_pull(self, name: str) -> None:
        """Remove what has come of a model that docqa itself began to get; Ollama sees to its own."""
        self._pulls().discard(name)

    def remove_abandoned_pulls(self) -> None:
        """Remove what has come of models, long ago, that nobody went on to get."""
        self._pulls().remove_abandoned()

    def _server(self) -> "OllamaServer":
        from docqa.engines.ollama.server import OllamaServer

        return OllamaServer(self.settings.ollama_url)

    def _may_see(self, model: "InstalledModel") -> bool:
        """Whether the documents' text may go to it: it runs here, or the person has allowed it by name."""
        allowed = self.settings.allowed_cloud_model
        return model.private or (bool(allowed) and is_same_model(model.name, allowed))

    def _default_chat(self) -> str:
        settings, status = self.settings, self.status()
        if settings.engine != "ollama" and (settings.own_model or self.kept.model(settings.chat_model)):
            return settings.chat_model
        if settings.engine != "builtin" and (
            status.has(settings.chat_model) or is_same_model(settings.chat_model, settings.allowed_cloud_model)
        ):
            return settings.chat_model
        able: list[InstalledModel | KeptModel] = [m for m in status.models if m.can_chat and m.private]
        if able and not is_loopback(urlsplit(settings.ollama_url).hostname or ""):
            return best(able, inf).name
        if settings.engine != "ollama":
            able += self.kept.models()
        if able:
            return best(able, memory_bytes()).name
        return settings.chat_model if settings.engine == "ollama" else BUILTIN

    def _source(self, name: str) -> "InstalledModel | KeptModel | None":
        """What is behind a chat model's name: Ollama's where it runs and has it, else a file of this machine."""
        installed = self.status().model(name)
        if installed or self.settings.engine == "ollama":
            return installed
        if self.settings.own_model and name == self.settings.chat_model:
            with suppress(EngineError):  # loading it says what is wrong with it
                return own_file(self.settings.own_model)
        return self.kept.model(name)

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
                source = self._source(name)
                model = load(name)
                kept[name] = _Loaded(source, model)
            return model

    def _at_hand(self, kept: "dict[str, _Loaded[Model]]", name: str) -> "Model | None":
        """The model from `kept`; None when it is not there, or when another one has its name by now."""
        found = kept.get(name)
        return found.model if found is not None and found.source == self._source(name) else None

    def _load_chat(self, name: str) -> Chat:
        source = self._source(name)
        if isinstance(source, KeptModel):
            return self._load_kept(source)
        if self.settings.own_model and name == self.settings.chat_model:
            return self._load_kept(own_file(self.settings.own_model))
        self._check_ollama_may_have(name)
        from docqa.engines.ollama.models import chat_model

        model = chat_model(self._server(), name, allowed_cloud_model=self.settings.allowed_cloud_model)
        monitor = self._monitor  # and not this object, which would then be one with its models

        def held_up() -> str:
            return HANGS if monitor.status().is_silent else model.held_up

        return Chat(model, model.label, model.num_ctx, model.num_predict, model.thinks, held_up=held_up)

    def _check_ollama_may_have(self, name: str) -> None:
        """Raise ModelNotInstalled, or OllamaTooSlow, where Ollama need not be asked for a chat model."""
        status = self.status()
        if status.is_silent:
            raise self._server().silent()
        if self.settings.engine == "builtin":
            raise ModelNotInstalled(f"{name} is not among docqa's own models. Get it, or choose another model.")
        if self.settings.engine == "auto" and not status.ollama:
            raise ModelNotInstalled(
                f"{name} is not among docqa's own models, and Ollama, which may have it, does not run. Start Ollama, "
                "or choose another model."
            )

    def _load_kept(self, kept: KeptModel) -> Chat:
        """A model in this process, in the place of any other: the memory is for one."""
        from docqa.engines.gguf.chat import chat_model
        from docqa.engines.gguf.loadable import ensure_loadable

        for name in [name for name, loaded in self._chats.items() if isinstance(loaded.source, KeptModel)]:
            del self._chats[name]
        ensure_loadable(kept, self.kept.folder / "tried")
        model = chat_model(kept)
        return Chat(model, model.label, model.num_ctx, model.num_predict, model.thinks, ends_thoughts=True)

    def _load_embedder(self, name: str) -> Embedder:
        if name != BUILTIN:
            from docqa.engines.ollama.models import embedding_model

            model = embedding_model(self._server(), name, allowed_cloud_model=self.settings.allowed_cloud_model)
            impatient = ImpatientEmbeddings(model, model.label)
            return Embedder(model, name, model.label, model.identity, impatient=impatient)
        from docqa.engines.builtin.loading import load_embeddings

        small = load_embeddings()
        return Embedder(small, BUILTIN, small.label, small.identity, knows_unspaced=False)
