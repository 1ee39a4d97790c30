"""Ollama over HTTP: whether it runs, what it has, pulling a model, streaming a chat. Every failure comes out as ours.

Kept apart from `models.py`, which needs LangChain, so that the page can look for Ollama without a second's wait.
"""

import json
import os
import re
import ssl
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError

from docqa.engines.base import PullProgress as PullProgress
from docqa.engines.beats import STALL_SECONDS, HangUp, with_beats
from docqa.engines.ollama.names import full_name, is_cloud_name, is_same_model, label
from docqa.errors import (
    EngineError,
    ModelNotInstalled,
    ModelNotSuitable,
    OllamaFailed,
    OllamaNotRunning,
    OllamaTooSlow,
    PromptTooLong,
)
from docqa.settings import is_loopback


@contextmanager
def _without_proxies() -> Iterator[None]:
    """Hide the environment's proxies for a moment.

    `import ollama` builds a client from the environment, and a SOCKS proxy there makes that import fail.
    """
    names = [name for name in os.environ if name.lower().endswith("_proxy") or name == "OLLAMA_HOST"]
    hidden = {name: os.environ.pop(name) for name in names}
    try:
        yield
    finally:
        os.environ.update(hidden)


with _without_proxies():
    import ollama

# What servers from 0.12 to 0.40 say of a prompt or text over the window.
TOO_LONG_MESSAGE = re.compile(r"exceed\w* (the )?(maximum |available )*context (length|size|window)", re.IGNORECASE)
# Failures of Ollama's that trying again does not mend, by what its messages hold, and what to tell a person.
MEANINGS = tuple(
    (re.compile(signs, re.IGNORECASE), meaning)
    for signs, meaning in (
        (
            "system memory|out of memory|(insufficient|not enough) memory|unable to allocate|failed to allocate",
            "There is not enough memory for {model} ({message}). Close other programs, or choose a smaller model.",
        ),
        (
            "no space left|not enough (disk )?space|disk quota",
            "The disk on which Ollama keeps its models has no room for {model}. Free some room and start the download "
            "again; it goes on where it stopped.",
        ),
        (
            "file does not exist|invalid model name|name must be|manifest unknown",
            "There is no model called {model} that Ollama could download. Check its name on ollama.com.",
        ),
        (
            "no such host|dial tcp|i/o timeout|tls handshake|network is unreachable|max retries|server misbehaving",
            "Ollama cannot reach the registry from which {model} comes. Check the network and start the download "
            "again; it goes on where it stopped.",
        ),
        (
            "unexpected eof|runner process|has terminated|has crashed|broken pipe|connection reset",
            "{model} broke off in Ollama ({message}). Ask again; if it goes on so, choose a smaller model.",
        ),
    )
)
MIN_WEIGHTS_BYTES = 1_000_000  # the entry of a cloud model has some hundred bytes; the smallest real model 20 MB
EMBEDDING_MODEL_NAME = re.compile(r"embed|minilm|bge-|(^|[-/])e5-")  # for servers older than `capabilities` (0.6.4)
LOOPBACK_CONNECT_SECONDS = 0.5  # on this machine a connection is there at once, or nothing listens
# Ollama's words for the stages of a download, by how they begin, and a reader's.
PULL_STAGES = (
    ("pulling manifest", "Looking the model up"),
    ("pulling", "Downloading"),
    ("verifying", "Checking the download"),
    ("success", "Ready"),
)


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that Ollama lists. `name` has its tag; `size` is in bytes; `remote_host` is set for a cloud model."""

    name: str
    size: int = 0
    digest: str = ""
    family: str = ""
    capabilities: tuple[str, ...] = ()  # empty from an old server
    remote_host: str = ""

    @property
    def label(self) -> str:
        """Its name as a person calls it, without ":latest"."""
        return label(self.name)

    @property
    def is_in_cloud(self) -> bool:
        """Whether Ollama would send what it is asked to its cloud."""
        return bool(self.remote_host) or is_cloud_name(self.name)

    @property
    def private(self) -> bool:
        """Whether it runs where Ollama runs: the server says so of it, by listing it with its weights.

        A model of which that cannot be told is not private.
        """
        return self.size >= MIN_WEIGHTS_BYTES and not self.is_in_cloud

    @property
    def can_embed(self) -> bool:
        """Whether it makes vectors: as the server says or, where that is too old to, by its family and its name."""
        if self.capabilities:
            return "embedding" in self.capabilities
        return self.family.endswith("bert") or bool(EMBEDDING_MODEL_NAME.search(self.name))

    @property
    def can_chat(self) -> bool:
        """Whether it writes: as the server says; one of an old server's that makes no vectors is taken to."""
        return "completion" in self.capabilities if self.capabilities else not self.can_embed


@dataclass(frozen=True, slots=True)
class ModelInfo(InstalledModel):
    """All that is known of one model. The lengths are in tokens and numbers; 0 where Ollama does not say."""

    context_length: int = 0
    embedding_length: int = 0
    template: str = ""  # in Go's language, or the model's own in Jinja's
    messages: tuple[str, ...] = ()  # of its Modelfile, which stand before every conversation


@dataclass(frozen=True, slots=True)
class OllamaServer:
    """The Ollama at `url`, and how many seconds each thing may take."""

    url: str
    connect_seconds: float = 2.0
    version_seconds: float = 2.0
    reply_seconds: float = 30.0  # a list, or what is known of a model
    first_token_seconds: float = 300.0  # loading a large model from a slow disk takes minutes
    token_seconds: float = 120.0  # between two tokens, and between two signs of life of a download

    def version(self) -> str | None:
        """The server's version; "" where the call is taken and not answered in time, None where no Ollama is."""
        is_here = is_loopback(urlsplit(self.url).hostname or "")
        connect_seconds = LOOPBACK_CONNECT_SECONDS if is_here else self.connect_seconds
        try:
            with httpx.Client(**self.client_options(self.version_seconds, connect=connect_seconds)) as http:
                reply = http.get(f"{self.url}/api/version").json()
        except httpx.ReadTimeout:
            return ""
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return None
        version = reply.get("version") if isinstance(reply, dict) else None
        return version if version and isinstance(version, str) else None

    def models(self) -> tuple[InstalledModel, ...]:
        """The installed models by name, cloud models (`private` is false) among them. Raises EngineError.

        Ollama's own order changes from one look to the next.
        """
        reply = self._ask("GET", "/api/tags", "", "list its models")
        return tuple(sorted(map(_installed_model, reply.get("models") or ()), key=lambda model: model.name.casefold()))

    def show(self, name: str) -> ModelInfo:
        """What Ollama knows of the model, under the name by which Ollama lists it.

        Raises ModelNotInstalled, or another EngineError.
        """
        unlisted = InstalledModel(full_name(name))
        return self.describe(next((model for model in self.models() if is_same_model(model.name, name)), unlisted))

    def describe(self, listed: InstalledModel) -> ModelInfo:
        """What Ollama knows of a model that it lists. Raises as `show` does."""
        full = listed.name
        reply = self._ask("POST", "/api/show", full, f"look up {label(full)}", {"model": full})
        details, facts = reply.get("details") or {}, reply.get("model_info") or {}
        return ModelInfo(
            name=full,
            size=listed.size,
            digest=listed.digest,
            family=details.get("family") or listed.family,
            capabilities=tuple(reply.get("capabilities") or listed.capabilities or _capabilities(facts)),
            remote_host=reply.get("remote_host") or reply.get("remote_model") or listed.remote_host,
            context_length=_length(facts, ".context_length"),
            embedding_length=_length(facts, ".embedding_length"),
            template=reply.get("template") or "",
            messages=tuple(str(message.get("content") or "") for message in reply.get("messages") or ()),
        )

    def tokenizer_facts(self, name: str) -> Mapping[str, Any]:
        """All that a model's file says of its tokenizer: some megabytes. `name` is Ollama's own. Raises EngineError."""
        reply = self._ask("POST", "/api/show", name, f"look up {label(name)}", {"model": name, "verbose": True})
        facts = reply.get("model_info") or {}
        return {key: value for key, value in facts.items() if key.startswith("tokenizer.ggml.")}

    def pull(self, name: str) -> Generator[PullProgress]:
        """Download a model, telling how far it is. Closing the iterator stops; calling again goes on from there.

        What it tells never goes back, though Ollama begins parts anew, and names a file when it comes to it. It goes on
        telling while Ollama is silent, so that who follows it can leave. Raises EngineError.
        """
        full, doing = full_name(name), f"download {label(name)}"
        layers: dict[str, tuple[int, int]] = {}
        progress, heard_at = PullProgress(PULL_STAGES[0][1]), monotonic()
        hang_up = HangUp()
        lines = self._lines("/api/pull", {"model": full}, doing, hang_up, self.token_seconds)
        with closing(with_beats(lines, hang_up)) as beats:
            for line in beats:
                if line is None:
                    silent_seconds = monotonic() - heard_at
                    yield progress if silent_seconds < STALL_SECONDS else _stalled(progress, silent_seconds)
                    continue
                heard_at = monotonic()
                if line.get("digest") and line.get("total"):
                    layers[line["digest"]] = (line.get("completed") or 0, line["total"])
                done, total = (sum(layer[i] for layer in layers.values()) for i in (0, 1))
                least = max(progress.completed, ceil(progress.fraction * total))
                status = str(line.get("status") or "")
                progress = PullProgress(_pull_stage(status), min(max(done, least), total), total)
                if status == "success":
                    yield replace(progress, completed=total)
                    return
                yield progress
        raise OllamaFailed(f"The download of {label(name)} broke off. Start it again; it goes on where it stopped.")

    def chat(self, request: Mapping[str, Any]) -> Generator[dict[str, Any] | None]:
        """The lines of the answer to an `/api/chat` request, the last one `done`; None now and then while none comes.

        Closing it makes Ollama stop writing. Raises EngineError, at the first line or in the middle.
        """
        name = str(request["model"])
        hang_up = HangUp()
        lines = self._lines("/api/chat", request, f"answer with {label(name)}", hang_up, self.first_token_seconds)
        with closing(with_beats(lines, hang_up)) as beats:
            for line in beats:
                yield line
                if line is not None and line.get("done"):
                    return
        raise _connection_broke_off(name)

    def _lines(
        self, path: str, request: Mapping[str, Any], doing: str, hang_up: HangUp, first_seconds: float
    ) -> Generator[dict[str, Any]]:
        """The lines of a stream, the first of them within `first_seconds`. Raises EngineError."""
        name = str(request["model"])
        extensions = {"trace": hang_up.note}
        with (
            self.translated(name, doing),
            httpx.Client(**self.client_options(first_seconds)) as http,
            http.stream("POST", self.url + path, json=dict(request), extensions=extensions) as response,
        ):
            self._check(response, name, doing)
            # Ollama sends its headers with the first token: the long wait is over, a shorter one holds from here.
            response.request.extensions["timeout"]["read"] = self.token_seconds
            for text in response.iter_lines():
                line = _json_object(text)
                if "error" in line:
                    raise self.failure(name, doing, str(line["error"]))
                yield line

    def client_options(self, read: float, connect: float = 0.0) -> dict[str, Any]:
        """Arguments for an httpx client that waits `read` seconds, goes through no proxy and follows no redirect:
        the documents' text goes to `url` and nowhere else. A connection serves one request and is closed then."""
        return {
            "timeout": httpx.Timeout(read, connect=connect or self.connect_seconds),
            "limits": httpx.Limits(max_keepalive_connections=0),
            "trust_env": False,
            "verify": _tls(),
            "follow_redirects": False,
        }

    @contextmanager
    def translated(self, name: str, doing: str) -> Iterator[None]:
        """Turn every way Ollama can fail into one of our errors; for a stream, wrap inside the generator.

        `name` is the model's, or empty; `doing` fits "Ollama could not ...".
        """
        try:
            yield
        except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as exc:
            raise self.not_running() from exc
        except httpx.TimeoutException as exc:
            raise OllamaTooSlow(
                f"Ollama took too long to {doing}. Ask again in a moment; if it stays silent, restart Ollama."
            ) from exc
        except ollama.ResponseError as exc:
            raise self.failure(name, doing, str(exc.error), exc.status_code) from exc
        except httpx.InvalidURL as exc:
            raise OllamaNotRunning(f"OLLAMA_HOST is {self.url}, which is no address. Set it to host:port.") from exc
        except httpx.TransportError as exc:
            raise _connection_broke_off(name) from exc
        except (httpx.HTTPError, json.JSONDecodeError, UnicodeDecodeError, ValidationError) as exc:
            raise self._not_ollama() from exc

    def failure(self, name: str, doing: str, message: str, status: int = 0) -> EngineError:
        """The error that Ollama's `message` and HTTP `status` mean."""
        model, message = label(name), _innermost_message(message)
        if TOO_LONG_MESSAGE.search(message):
            return PromptTooLong(f"The text is longer than {model} can read at once. Ask a shorter question.")
        if status == 404 and name and "not found" in message:
            return ModelNotInstalled(f"{model} is not installed in Ollama. Download it, or run `ollama pull {model}`.")
        if status == 404:
            return self._not_ollama()
        if "does not support" in message:
            return ModelNotSuitable(f"{model} cannot do this ({message}). Choose another model.")
        for signs, meaning in MEANINGS:
            if name and signs.search(message):
                return OllamaFailed(meaning.format(model=model, message=message))
        if status in (429, 503):
            return OllamaFailed(f"Ollama is too busy to {doing}. Try again in a moment.")
        return OllamaFailed(f"Ollama could not {doing}: {message or f'error {status}'}. Try again.")

    def not_running(self) -> OllamaNotRunning:
        """For a server that nobody reaches."""
        return OllamaNotRunning(
            f"Ollama does not answer at {self.url}. Start it (`ollama serve`, or open its app) and try again."
        )

    def silent(self) -> OllamaTooSlow:
        """For a server that takes calls and does not answer them."""
        return OllamaTooSlow(f"Ollama at {self.url} hangs: it takes calls and does not answer them. Restart Ollama.")

    def _not_ollama(self) -> OllamaFailed:
        return OllamaFailed(f"What answers at {self.url} does not speak as Ollama does. Check OLLAMA_HOST.")

    def _ask(
        self, method: str, path: str, name: str, doing: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        with self.translated(name, doing), httpx.Client(**self.client_options(self.reply_seconds)) as http:
            response = http.request(method, self.url + path, json=body)
            self._check(response, name, doing)
            return _json_object(response.text)

    def _check(self, response: httpx.Response, name: str, doing: str) -> None:
        if not response.is_success:
            response.read()
            raise self.failure(name, doing, response.text, response.status_code)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """One for all clients: to read the system's certificates takes a client longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


def _connection_broke_off(name: str) -> OllamaFailed:
    what = f" while {label(name)} was at work" if name else ""
    return OllamaFailed(f"The connection to Ollama broke off{what}. Try again.")


def _installed_model(entry: Mapping[str, Any]) -> InstalledModel:
    return InstalledModel(
        name=full_name(entry.get("name") or entry.get("model") or ""),
        size=size if isinstance(size := entry.get("size"), int) else 0,
        digest=entry.get("digest") or "",
        family=(entry.get("details") or {}).get("family") or "",
        capabilities=tuple(entry.get("capabilities") or ()),
        remote_host=entry.get("remote_host") or entry.get("remote_model") or "",
    )


def _capabilities(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What a model can do where the server is too old to say: one with a way to pool its tokens makes embeddings.

    So Ollama itself decides (`Capabilities` in ollama/ollama, server/images.go); of the others the name tells.
    """
    return ("embedding",) if any(key.endswith(".pooling_type") for key in facts) else ()


def _length(facts: Mapping[str, Any], ending: str) -> int:
    return next((int(value) for key, value in facts.items() if key.endswith(ending) and value), 0)


def _json_object(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise json.JSONDecodeError("not an object", text, 0)
    return value


def _innermost_message(message: str) -> str:
    r"""The sentence inside `{"error": ...}`, which newer servers wrap twice.

    >>> _innermost_message('{"error": "{\\"error\\": {\\"code\\": 400, \\"message\\": \\"too long\\"}}"}')
    'too long'
    """
    try:
        value = json.loads(message)
    except json.JSONDecodeError:
        return message.strip().rstrip(".")
    if not isinstance(value, dict):
        return message
    inner = value.get("error") or value.get("message") or ""
    return _innermost_message(inner if isinstance(inner, str) else json.dumps(inner))


def _stalled(progress: PullProgress, seconds: float) -> PullProgress:
    """The progress of a download of which nothing has come for so long: Ollama itself says nothing for minutes."""
    silent = "Ollama's registry does not answer" if not progress.total else "Nothing comes"
    return replace(progress, status=f"{progress.status}. {silent} ({seconds:.0f} s), Ollama goes on trying")


def _pull_stage(status: str) -> str:
    """Ollama's word for a stage of a download, in a reader's words."""
    return next((words for start, words in PULL_STAGES if status.startswith(start)), "Finishing")
