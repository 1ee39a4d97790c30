"""A small server that speaks the registry protocol as registry.ollama.ai does, with any files as models behind it.

    with ModelRegistry({"deepseek-r1:1.5b": path.read_bytes()}) as registry:
        Registry(registry.url)

    python -m tests.support.model_registry MODEL.gguf --port 5000 --bytes-per-second 20000000

`oddities` strike the requests for models' files, one each, in order; `requests` tells what was asked.
"""

import argparse
import hashlib
import json
import re
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
PIECE_BYTES = 16_384
LICENSE = b"MIT License\n\nCopyright (c) 2023 DeepSeek\n"
PARAMS = b'{"temperature":0.6,"top_p":0.95}'


@dataclass(frozen=True)
class Oddity:
    """How the answer to one request for a model's file differs from what it should be.

    `drop` cuts the connection after `after` bytes, `stall` says nothing more after them, `end` ends there in good
    order, with a length to match; `whole` answers a range with everything; `earlier`, `later` begin `after` bytes
    before or after the place asked for; `silent` does not say where it begins; `damaged` changes a byte, `more` sends
    some beyond the end; `redirect` sends to `to`; `status` answers with that status alone.
    """

    kind: Literal[
        "drop", "stall", "end", "whole", "earlier", "later", "silent", "damaged", "more", "redirect", "status"
    ]
    after: int = 0
    status: int = 503
    to: str = ""


@dataclass(frozen=True)
class Request:
    """A request that came in; `start` is where the range begins that it asks for."""

    path: str
    start: int
    headers: dict[str, str] = field(repr=False)


class ModelRegistry:
    """A registry on a free port of 127.0.0.1 (or `port`), from `with` to the end of it."""

    def __init__(
        self, models: Mapping[str, bytes], *, params: bytes = PARAMS, port: int = 0, bytes_per_second: float = inf
    ) -> None:
        self.bytes_per_second = bytes_per_second
        self.oddities: list[Oddity] = []
        self.requests: list[Request] = []
        self.blobs = {digest_of(data): data for data in (params, LICENSE, *models.values())}
        self.models = {digest_of(data) for data in models.values()}
        self.manifests = {_path_of(name): manifest(data, params) for name, data in models.items()}
        self.stopping = threading.Event()
        self._http = _Http(("127.0.0.1", port), type("Handler", (_Handler,), {"registry": self}))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def asked(self) -> list[int]:
        """Where each request for a model's file asked to begin."""
        return [request.start for request in self.requests if request.path.rsplit("/", 1)[-1] in self.models]

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def manifest(model: bytes, params: bytes = PARAMS, more: Mapping[str, bytes] | None = None) -> bytes:
    """What the registry says a model consists of: its file, what goes with it, and `more` layers by their kinds."""
    layers = {"model": model, "license": LICENSE, "params": params} | dict(more or {})
    config = {"mediaType": "application/vnd.docker.container.image.v1+json", "digest": digest_of(b"{}"), "size": 2}
    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": config,
            "layers": [
                {"mediaType": f"application/vnd.ollama.image.{kind}", "size": len(data), "digest": digest_of(data)}
                for kind, data in layers.items()
            ],
        }
    ).encode()


def _path_of(name: str) -> str:
    base, _, tag = name.partition(":")
    return f"/v2/{base if '/' in base else f'library/{base}'}/manifests/{tag or 'latest'}"


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is no error."""


class _Handler(BaseHTTPRequestHandler):
    registry: ModelRegistry
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(found[1]) if found else 0
        self.registry.requests.append(Request(self.path, start, dict(self.headers)))
        digest = self.path.rsplit("/", 1)[-1]
        if self.path in self.registry.manifests:
            self._answer(200, self.registry.manifests[self.path], {"Content-Type": MANIFEST_TYPE})
        elif digest in self.registry.blobs:
            is_struck = digest in self.registry.models and self.registry.oddities
            oddity = self.registry.oddities.pop(0) if is_struck else Oddity("status", status=200)
            self._blob(self.registry.blobs[digest], start, oddity)
        else:
            self._answer(404, b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}')

    def _blob(self, data: bytes, start: int, oddity: Oddity) -> None:
        kind, after = oddity.kind, oddity.after
        if kind == "redirect":
            return self._answer(307, b"", {"Location": oddity.to.replace("SELF", self.path)})
        if kind == "status" and oddity.status != 200:
            return self._answer(oddity.status, b"no")
        if kind == "whole":
            start = 0
        elif kind == "earlier":
            start -= after
        elif kind == "later":
            start += after
        body = data[start:]
        if kind == "damaged":
            body = body[:-1] + bytes([body[-1] ^ 1])
        elif kind == "more":
            body += b"and more"
        elif kind == "end":
            body = body[:after]
        headers = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        if kind == "silent":
            headers = {}
        cut = after if kind in ("drop", "stall") else len(body)
        self._answer(206 if start else 200, body, headers, cut)
        if kind == "stall":
            self.registry.stopping.wait(60)

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None, cut: int = 2**62) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for at in range(0, min(len(body), cut), PIECE_BYTES):
            piece = body[at : min(at + PIECE_BYTES, cut)]
            self.wfile.write(piece)
            if self.registry.bytes_per_second != inf:
                time.sleep(len(piece) / self.registry.bytes_per_second)
        self.wfile.flush()
        if cut < len(body):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a GGUF file, offered as deepseek-r1:1.5b")
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("--bytes-per-second", type=float, default=inf)
    options = parser.parse_args()
    with ModelRegistry(
        {"deepseek-r1:1.5b": options.model.read_bytes()}, port=options.port, bytes_per_second=options.bytes_per_second
    ) as serving:
        sys.stdout.write(f"DOCQA_REGISTRY={serving.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
