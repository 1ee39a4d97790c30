"""Ollama's registry: a model's manifest by its name, and each of its layers by its digest.

It speaks the distribution protocol of container registries (github.com/opencontainers/distribution-spec). These are
the only calls that docqa makes to another machine by itself; `pulls.py` makes them, when a person asks for a model.
"""

import json
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from docqa.engines.beats import HangUp
from docqa.engines.ollama.names import full_name, label
from docqa.errors import EngineError, RegistryFailed
from docqa.settings import is_loopback

MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
MODEL_LAYER = "application/vnd.ollama.image.model"
PARAMS_LAYER = "application/vnd.ollama.image.params"
LICENSE_LAYER = "application/vnd.ollama.image.license"
ADAPTER_LAYER = "application/vnd.ollama.image.adapter"
HOST = "registry.ollama.ai"  # what a name without a host means
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
NAME_PART = re.compile(r"[a-z0-9_][a-z0-9._-]{0,79}")  # one folder in the registry's addresses and on the disk
MAX_MANIFEST_BYTES = 1_000_000
MAX_REDIRECTS = 5
# Says which program asks, as the protocol's servers expect, and nothing of who runs it.
HEADERS = {"User-Agent": "docqa", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model's name in Ollama's registry: `namespace/model:tag`, in small letters."""

    namespace: str
    model: str
    tag: str

    @classmethod
    def parse(cls, name: str) -> Self:
        """Read a name as Ollama does; RegistryFailed when it is none of its own registry.

        >>> ModelName.parse("DeepSeek-R1:1.5b"), ModelName.parse("me/phi4")
        (ModelName(namespace='library', model='deepseek-r1', tag='1.5b'), ModelName(namespace='me', model='phi4', tag='latest'))
        >>> ModelName.parse("../../etc:passwd")
        Traceback (most recent call last):
        docqa.errors.RegistryFailed: ../../etc:passwd is no name of a model in Ollama's registry. Use one such as deepseek-r1:1.5b.
        """  # noqa: E501
        base, _, tag = full_name(name).casefold().rpartition(":")
        *namespace, model = base.removeprefix(f"{HOST}/").split("/")
        parts = (namespace[0] if namespace else "library", model, tag)
        if len(namespace) > 1 or not all(NAME_PART.fullmatch(part) for part in parts):
            raise RegistryFailed(
                f"{name} is no name of a model in Ollama's registry. Use one such as deepseek-r1:1.5b."
            )
        return cls(*parts)

    def __str__(self) -> str:
        """The name as Ollama lists it."""
        namespace = "" if self.namespace == "library" else f"{self.namespace}/"
        return f"{namespace}{self.model}:{self.tag}"

    @property
    def label(self) -> str:
        return label(str(self))


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a model; `size` in bytes."""

    kind: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model consists of, and the words in which the registry says so."""

    layers: tuple[Layer, ...]
    text: bytes

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Read a manifest. Raises ValueError when it is none, or not of one GGUF file."""
        value = json.loads(text)
        entries = value.get("layers") if isinstance(value, dict) else None
        if not isinstance(entries, list):
            raise ValueError("no layers")
        layers = tuple(_layer(entry) for entry in entries)
        kinds = [layer.kind for layer in layers]
        if kinds.count(MODEL_LAYER) != 1 or ADAPTER_LAYER in kinds:
            raise ValueError("not one model in one file")
        return cls(layers, text)

    @property
    def model(self) -> Layer:
        """The GGUF file."""
        return next(layer for layer in self.layers if layer.kind == MODEL_LAYER)

    def first(self, kind: str) -> Layer | None:
        return next((layer for layer in self.layers if layer.kind == kind), None)


def _layer(entry: Any) -> Layer:
    match entry:
        case {"mediaType": str(kind), "digest": str(digest), "size": int(size)} if size >= 0 and DIGEST.fullmatch(
            digest
        ):
            return Layer(kind, digest, size)
    raise ValueError(f"no layer: {entry!r}")


class BrokeOff(EngineError):
    """The connection was lost, or the server is busy: to be tried again. `str` says what happened."""


class RangeRefused(EngineError):
    """The server does not go on from there: to be begun anew."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry at `url`, and how many seconds it may be silent."""

    url: str = f"https://{HOST}"
    connect_seconds: float = 15.0
    silent_seconds: float = 30.0

    @property
    def host(self) -> str:
        """Whose machine it is."""
        return urlsplit(self.url).hostname or self.url

    def manifest(self, name: ModelName, hang_up: HangUp) -> Manifest:
        """What the model consists of, unless `hang_up` ends it. Raises BrokeOff, RegistryFailed."""
        url = f"{self.url}/v2/{name.namespace}/{name.model}/manifests/{name.tag}"
        with self._get(url, {"Accept": MANIFEST_TYPE}, hang_up) as response:
            if response.status_code == 404:
                raise RegistryFailed(f"{self.host} has no model called {name.label}. Look at the name again.")
            self._check(response)
            text = b""
            for piece in response.iter_raw():
                text += piece
                if len(text) > MAX_MANIFEST_BYTES:
                    break
        try:
            return Manifest.parse(text)
        except ValueError as exc:
            raise RegistryFailed(
                f"{name.label} does not come from {self.host} as one GGUF file, so docqa cannot run it. "
                "Get it with Ollama, or choose another model."
            ) from exc

    def blob(self, name: ModelName, layer: Layer, start: int, hang_up: HangUp) -> Generator[tuple[int, bytes]]:
        """Pieces of the layer, each with its place in it: from `start` on, or from where the server begins before that.

        There may be fewer or more than there should be; `hang_up` ends them. Raises RangeRefused,
        BrokeOff, RegistryFailed.
        """
        url = f"{self.url}/v2/{name.namespace}/{name.model}/blobs/{layer.digest}"
        with self._get(url, {"Range": f"bytes={start}-"} if start else {}, hang_up) as response:
            if response.status_code == 404:
                raise RegistryFailed(f"{self.host} lists {name.label} but does not have its file. Try again later.")
            if response.status_code == 416 and start:
                raise RangeRefused
            self._check(response)
            place = _begin(response, start)
            if place > start:
                raise RangeRefused
            for piece in response.iter_raw():
                yield place, piece
                place += len(piece)

    @contextmanager
    def _get(self, url: str, headers: dict[str, str], hang_up: HangUp) -> Iterator[httpx.Response]:
        """The response at the end of its redirects, unread."""
        extensions = {"trace": hang_up.note}
        with _translated(self.host), self._client() as http:
            for _ in range(MAX_REDIRECTS + 1):
                self._check_address(url)
                with http.stream("GET", url, headers=HEADERS | headers, extensions=extensions) as response:
                    if not response.has_redirect_location:
                        yield response
                        return
                    url = str(response.url.join(response.headers["Location"]))
        raise RegistryFailed(f"{self.host} sends from one address to the next without end. Try again later.")

    def _client(self) -> httpx.Client:
        """A client that goes through the environment's proxies: what is asked for here is no secret."""
        timeout = httpx.Timeout(self.silent_seconds, connect=self.connect_seconds)
        try:
            return httpx.Client(timeout=timeout, follow_redirects=False)
        except (ImportError, ValueError) as exc:
            raise RegistryFailed(
                f"The proxy that the environment names cannot be used ({exc}). Set HTTPS_PROXY to one of http://, "
                "or take it away."
            ) from exc

    def _check_address(self, url: str) -> None:
        """Only what nobody on the way can read or change; on this machine there is no way."""
        parts = httpx.URL(url)
        is_here = is_loopback(parts.host)
        if parts.scheme != "https" and not (is_here and is_loopback(self.host)):
            raise RegistryFailed(f"{self.host} sends to {url[:80]}, which is not https, so nothing was asked there.")

    def _check(self, response: httpx.Response) -> None:
        if response.status_code in (408, 429) or response.status_code >= 500:
            raise BrokeOff(f"{self.host} is too busy (error {response.status_code})")
        if response.status_code not in (200, 206):
            raise RegistryFailed(f"{self.host} refuses it (error {response.status_code}). Try again later.")


@contextmanager
def _translated(host: str) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as exc:
        raise BrokeOff(f"{host} does not answer") from exc
    except httpx.ConnectError as exc:
        raise BrokeOff(f"{host} cannot be reached") from exc
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as exc:
        raise BrokeOff(f"the connection to {host} broke off") from exc


def _begin(response: httpx.Response, asked: int) -> int:
    """Where the bytes that come begin. A server that does not say is believed: in the end the digest tells."""
    if response.status_code != 206:
        return 0
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(found[1]) if found else asked
