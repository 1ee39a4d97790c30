"""A small server that speaks Ollama's protocol, with any models behind it. For tests, and to try docqa without Ollama.

    with OllamaTestServer() as server:
        OllamaServer(server.url).models()

    python -m tests.support.ollama_server --port 11434      # small models in this process behind it

It behaves as Ollama 0.24.0 was seen to do, or by its `version` as one of the others does: `OLD`, without capabilities,
with thinking inside `content` and over-long prompts cut in silence, or `NEW`, with capabilities in the list of models.
`faults` makes a path fail, `requests` tells what was asked and whether the caller hung up, `warnings` what the server
would have logged of it, and `sent_away` which requests Ollama would have passed on to its cloud.
"""

import argparse
import hashlib
import json
import random
import re
import select
import socket
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

Messages = list[dict[str, Any]]
Reply = Callable[[Messages], Iterator[str]]
Fill = Callable[[Messages, dict[str, Any]], Iterator[str]]
Embed = Callable[[list[str]], list[list[float]]]

WORD = re.compile(r"\s?\w+|\s?[^\w\s]|\s+")

OLD, SEEN, NEW = "0.5.7", "0.24.0", "0.40.2"
RUNNER_DIED = "an error was encountered while running the model: unexpected EOF"
OPTIONS = set(
    "num_ctx num_batch num_gpu main_gpu use_mmap num_thread num_keep seed num_predict top_k top_p min_p typical_p "
    "repeat_last_n repeat_penalty presence_penalty frequency_penalty temperature stop".split()
)


@dataclass(frozen=True)
class Vocabulary:
    """A tokenizer that merges bytes, as GPT-2's does: its tokens, how they are merged, and the counting itself."""

    tokens: tuple[str, ...]
    merges: tuple[str, ...]
    count: Callable[[str], int]
    pre: str = "gpt-2"


@dataclass(frozen=True)
class ServedModel:
    """A model as `/api/tags` and `/api/show` describe it. `context_length` is in tokens, `size` in bytes."""

    name: str
    capabilities: tuple[str, ...] = ("completion",)
    family: str = "qwen2"
    context_length: int = 32768
    embedding_length: int = 1536
    size: int = 1_117_322_768
    version: str = ""  # another version of the same name has another digest
    remote_host: str = ""
    template: str = "{{ .Prompt }}"
    vocabulary: Vocabulary | None = None
    messages: tuple[str, ...] = ()  # what its Modelfile says before every conversation
    modified_second: int = 0  # of the minute in which all of them came

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.name} {self.version}".encode()).hexdigest()


DEEPSEEK = ServedModel("deepseek-r1:1.5b", ("completion", "thinking"), context_length=131072)
NOMIC = ServedModel("nomic-embed-text:latest", ("embedding",), "nomic-bert", 2048, 768, 274_302_450)
LLAMA = ServedModel("llama3.2:1b", ("completion", "tools"), "llama", 131072, 2048, 1_321_098_329)
CLOUD = ServedModel(
    "gpt-oss:120b-cloud", ("completion", "thinking"), "gptoss", size=384, remote_host="https://ollama.com:443"
)


@dataclass(frozen=True)
class Fault:
    """How a path fails: `after` that many lines of a stream, or at once.

    `status` answers with that HTTP status; `error` writes an error line; `drop` cuts the connection; `end` ends the
    stream early but in good order; `garbage` writes what is not JSON; `silence` says nothing more; `slow` waits
    `seconds` before every line.
    """

    kind: Literal["status", "error", "drop", "end", "garbage", "silence", "slow"]
    after: int = 0
    status: int = 500
    message: str = "llama runner process has terminated"
    seconds: float = 0.0
    times: int = 10**9  # how many requests it strikes


@dataclass
class Request:
    """A request that came in. `ended` is set when it has been dealt with, and `hung_up` is then final.

    `is_struck` tells that a fault is at work on it, or was.
    """

    method: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    hung_up: bool = False
    is_struck: bool = False
    lines: int = 0  # sent
    ended: threading.Event = field(default_factory=threading.Event)


class HungUp(Exception):
    """The caller closed the connection."""


def echo(messages: Messages) -> Iterator[str]:
    """A deterministic answer that speaks of the last message."""
    asked = str(messages[-1].get("content", ""))
    yield from WORD.findall(f"You asked: {asked[-200:]}")


def ponder(messages: Messages) -> Iterator[str]:
    """A deterministic thinking."""
    yield from WORD.findall("Let me look at the passages.")


def first_of_each(messages: Messages, schema: dict[str, Any]) -> Iterator[str]:
    """A deterministic object of that schema: the first value that each property may have."""
    yield from WORD.findall(json.dumps({name: about["enum"][0] for name, about in schema["properties"].items()}))


def letters(texts: list[str]) -> list[list[float]]:
    """Deterministic vectors of 26 numbers, how often each letter occurs; not of unit length."""
    return [[text.lower().count(chr(97 + i)) + 0.01 for i in range(26)] for text in texts]


class OllamaTestServer:
    """An Ollama on a free port of 127.0.0.1 (or `port`), from `with` to the end of it.

    `models` are installed; `registry` can be pulled. `reply` makes the answer's text from the messages, `fill` that
    under a JSON schema (`format`), `think` the thinking of models that can, `embed` the vectors. In seconds:
    `pull_pause` is the wait between two lines of a pull, and `reading_seconds` how long a prompt is read. Each model
    does one request at a time, and a caller that hangs up while a prompt is read is noticed when it has been read.
    """

    def __init__(
        self,
        models: tuple[ServedModel, ...] = (DEEPSEEK, NOMIC),
        registry: tuple[ServedModel, ...] = (DEEPSEEK, NOMIC, LLAMA, CLOUD),
        *,
        reply: Reply = echo,
        fill: Fill = first_of_each,
        think: Reply = ponder,
        embed: Embed = letters,
        version: str = SEEN,
        port: int = 0,
        pull_pause: float = 0.0,
        reading_seconds: float = 0.0,
    ) -> None:
        self.models = {model.name: model for model in models}
        self.registry = {model.name: model for model in registry}
        self.reply, self.fill, self.think, self.embed = reply, fill, think, embed
        self.version = version
        self.pull_pause = pull_pause
        self.reading_seconds = reading_seconds
        self.faults: dict[str, Fault] = {}
        self.requests: list[Request] = []
        self.warnings: list[str] = []
        self.sent_away: list[Request] = []
        self.loaded: dict[str, int] = {}  # name -> num_ctx
        self.pulled: dict[str, int] = {}  # name -> steps of an unfinished pull
        self.runners: dict[str, threading.Lock] = defaultdict(threading.Lock)  # by a model's name
        self.random = random.Random(0)
        self.stopping = threading.Event()
        self._http = _Http(("127.0.0.1", port), type("Handler", (_Handler,), {"ollama": self}))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def old(self) -> bool:
        return self.version == OLD

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop as a killed server does: nothing answers any more, and open streams break off."""
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def asked(self, path: str) -> list[Request]:
        """The requests that came to `path`."""
        return [request for request in self.requests if request.path == path]

    def hanging(self, path: str) -> Request | None:
        """A request to `path` that a fault keeps without an answer at the moment."""
        return next((one for one in self.asked(path) if one.is_struck and not one.ended.is_set()), None)

    def strike(self, path: str) -> Fault | None:
        """The fault that a request to `path` meets now."""
        fault = self.faults.get(path)
        if fault is None or fault.times <= 0:
            return None
        self.faults[path] = Fault(fault.kind, fault.after, fault.status, fault.message, fault.seconds, fault.times - 1)
        return fault


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers may hang up at any moment; whatever else goes wrong is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    ollama: OllamaTestServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve({"/": self._root, "/api/version": self._version, "/api/tags": self._tags, "/api/ps": self._ps})

    def do_POST(self) -> None:
        posts = {"/api/show": self._show, "/api/pull": self._pull, "/api/embed": self._embed, "/api/chat": self._chat}
        self._serve(posts)

    def do_DELETE(self) -> None:
        self._serve({"/api/delete": self._delete})

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the requests are kept in `OllamaTestServer.requests`."""

    def _serve(self, paths: Mapping[str, Callable[[dict[str, Any]], None]]) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw) if raw else {}
        self.request_ = Request(self.command, self.path, body, dict(self.headers))
        self.ollama.requests.append(self.request_)
        self.fault = self.ollama.strike(self.path)
        self.streaming = False
        try:
            if self.path not in paths:
                self._send(404, b"404 page not found", "text/plain")
            elif self.fault and self.fault.kind == "status":
                self._error(self.fault.status, self.fault.message)
            else:
                paths[self.path](body)
        except (HungUp, ConnectionError):
            self.request_.hung_up = True
            self.close_connection = True
        finally:
            self.request_.ended.set()

    # What is sent

    def _send(self, status: int, content: bytes, kind: str = "application/json; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _json(self, value: dict[str, Any], status: int = 200) -> None:
        if self.fault and not self._struck():
            return
        self._send(status, json.dumps(value).encode())

    def _error(self, status: int, message: str) -> None:
        self._send(status, json.dumps({"error": message}).encode())

    def _line(self, value: dict[str, Any]) -> bool:
        """Send a line of a stream; False when a fault ended it. The headers go out with the first, as Ollama's do."""
        if self._caller_gone():
            raise HungUp
        if self.ollama.stopping.is_set():
            return self._drop()
        if self.fault and self.request_.lines >= self.fault.after and not self._struck():
            return False
        self._chunk(json.dumps(value).encode() + b"\n")
        return True

    def _chunk(self, content: bytes) -> None:
        if not self.streaming:
            self.streaming = True
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ndjson")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()
        self.request_.lines += 1

    def _end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def _struck(self) -> bool:
        """Do what the fault says; whether to go on."""
        assert self.fault
        self.request_.is_struck = True
        match self.fault.kind:
            case "slow":
                self._wait(self.fault.seconds)
                return True
            case "silence":
                self._wait(None)
            case "error":
                self._chunk(json.dumps({"error": self.fault.message}).encode() + b"\n")
                self._end()
            case "garbage":
                self._chunk(b"<html>not what you asked for</html>\n")
                self._end()
            case "end":
                self._end()
            case "drop":
                return self._drop()
        self.close_connection = True
        return False

    def _drop(self) -> bool:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True
        return False

    def _caller_gone(self) -> bool:
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""

    def _wait(self, seconds: float | None) -> None:
        """Wait, for ever without `seconds`, but no longer than the caller does."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.ollama.stopping.is_set() and (end is None or time.monotonic() < end):
            if self._caller_gone():
                raise HungUp
            time.sleep(0.01)

    # What is asked

    def _root(self, body: dict[str, Any]) -> None:
        self._send(200, b"Ollama is running", "text/plain")

    def _version(self, body: dict[str, Any]) -> None:
        self._json({"version": self.ollama.version})

    def _tags(self, body: dict[str, Any]) -> None:
        """The newest first, and those of one second in any order."""
        models = list(self.ollama.models.values())
        self.ollama.random.shuffle(models)
        models.sort(key=lambda model: -model.modified_second)
        self._json({"models": [self._described(model) for model in models]})

    def _ps(self, body: dict[str, Any]) -> None:
        loaded = ((self.ollama.models[name], num_ctx) for name, num_ctx in self.ollama.loaded.items())
        self._json({"models": [self._described(model) | {"context_length": num_ctx} for model, num_ctx in loaded]})

    def _described(self, model: ServedModel) -> dict[str, Any]:
        about: dict[str, Any] = {
            "name": model.name,
            "model": model.name,
            "modified_at": f"2026-08-01T12:00:{model.modified_second:02}.000000000Z",
            "size": model.size,
            "digest": model.digest,
            "details": {"format": "gguf", "family": model.family, "families": [model.family]},
        }
        if self.ollama.version == NEW:
            about["capabilities"] = list(model.capabilities)
        return about | self._remote(model)

    def _remote(self, model: ServedModel) -> dict[str, Any]:
        if self.ollama.old or not model.remote_host:
            return {}
        return {"remote_host": model.remote_host, "remote_model": model.name.removesuffix("-cloud")}

    def _show(self, body: dict[str, Any]) -> None:
        if model := self._model(body):
            facts = {
                "general.architecture": model.family,
                f"{model.family}.context_length": model.context_length,
                f"{model.family}.embedding_length": model.embedding_length,
            }
            if "embedding" in model.capabilities:
                facts[f"{model.family}.pooling_type"] = 1
            if model.vocabulary:
                words = model.vocabulary
                facts |= {"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": words.pre}
                lists = {"tokens": words.tokens, "merges": words.merges, "token_type": [1] * len(words.tokens)}
                is_verbose = body.get("verbose")
                facts |= {f"tokenizer.ggml.{key}": list(value) if is_verbose else None for key, value in lists.items()}
            about: dict[str, Any] = {
                "template": model.template,
                "details": {"family": model.family},
                "model_info": facts,
                "messages": [{"role": "user", "content": text} for text in model.messages],
            }
            if not self.ollama.old:
                about["capabilities"] = list(model.capabilities)
            self._json(about | self._remote(model))

    def _delete(self, body: dict[str, Any]) -> None:
        if model := self._model(body):
            del self.ollama.models[model.name]
            self._send(200, b"")

    def _pull(self, body: dict[str, Any]) -> None:
        asked = _full(body["model"])
        model = next((m for name, m in self.ollama.registry.items() if name.lower() == asked.lower()), None)
        if not self._line({"status": "pulling manifest"}):
            return
        if model is None:
            self._chunk(json.dumps({"error": "pull model manifest: file does not exist"}).encode() + b"\n")
            self._end()
            return
        # Three files, one after the other: the weights and two small ones. A pull cut short goes on where it was, and
        # now and then a part is begun anew, so that less of it is there than a moment ago.
        name = model.name
        sizes = [model.size - 2 * (model.size // 100), model.size // 100, model.size // 100]
        done = self.ollama.pulled.get(name, 0)
        for number, size in enumerate(sizes):
            digest = f"sha256:{hashlib.sha256(f'{name} {number}'.encode()).hexdigest()}"
            line: dict[str, Any] = {"status": f"pulling {digest[7:19]}", "digest": digest, "total": size}
            if 20 * (number + 1) <= done and not self._line(line | {"completed": size}):
                return
            for step in (*range(11), 8, *range(9, 21)):
                at = 20 * number + step
                if at < done:
                    continue
                if not self._line(line | ({"completed": size * step // 20} if step else {})):
                    return
                self.ollama.pulled[name] = at
                self._wait(self.ollama.pull_pause)
        for status in ("verifying sha256 digest", "writing manifest", "removing unused layers"):
            if not self._line({"status": status}):
                return
        self.ollama.pulled.pop(name, None)
        self.ollama.models[name] = model
        if self._line({"status": "success"}):
            self._end()

    def _embed(self, body: dict[str, Any]) -> None:
        model = self._model(body, 'model "{}" not found, try pulling it first')
        if model is None:
            return
        if "embedding" not in model.capabilities and self.ollama.version == NEW:
            return self._error(501, "this model does not support embeddings")
        options = self._options(body)
        texts = [body["input"]] if isinstance(body["input"], str) else list(body["input"])
        window = min(options.get("num_ctx") or model.context_length, model.context_length)
        if any(_tokens(text) > window for text in texts):
            if self.ollama.version == NEW or body.get("truncate") is False:  # NEW: whatever `truncate` says
                return self._error(400, "the input length exceeds the context length")
            texts = ["".join(WORD.findall(text)[:window]) for text in texts]
        with self.ollama.runners[model.name]:
            vectors = self.ollama.embed(texts)
        self._json(
            {
                "model": body["model"],
                "embeddings": vectors,
                "total_duration": 1_000_000,
                "prompt_eval_count": sum(map(_tokens, texts)),
            }
        )

    def _options(self, body: dict[str, Any]) -> dict[str, Any]:
        """The request's options; one that is none is warned of in the server's log."""
        options = dict(body.get("options") or {})
        unknown = options.keys() - OPTIONS
        self.ollama.warnings += [f"invalid option provided option={name}" for name in sorted(unknown)]
        return options

    def _chat(self, body: dict[str, Any]) -> None:
        model = self._model(body)
        if model is None:
            return
        can_think = "thinking" in model.capabilities
        if "completion" not in model.capabilities:
            return self._error(400, f'"{body["model"]}" does not support chat')
        if body.get("think") and not can_think and not self.ollama.old:
            return self._error(400, f'"{body["model"]}" does not support thinking')
        if body.get("tools") and "tools" not in model.capabilities:
            return self._error(400, f"registry.ollama.ai/library/{body['model']} does not support tools")
        options = self._options(body)
        window = min(options.get("num_ctx") or 4096, model.context_length)  # a larger one is made smaller in silence
        messages = list(body.get("messages") or [])
        self.ollama.loaded[model.name] = window
        if not messages:
            self._line(_answer_line(body, {"content": ""}, {"done": True, "done_reason": "load"}))
            return self._end()
        messages = [{"role": "user", "content": text} for text in model.messages] + messages
        count = model.vocabulary.count if model.vocabulary else _tokens
        if _prompt_tokens(messages, count) > window:
            if body.get("truncate") is False and not self.ollama.old:
                return self._error(400, _too_long(_prompt_tokens(messages, count), window, self.ollama.version))
            messages = _front_lost(messages, window)
        if body.get("shift") is False and not self.ollama.old:  # a full window ends the answer
            room = window - _prompt_tokens(messages, count)
            most = options.get("num_predict") or -1
            options["num_predict"] = room if most < 0 else min(room, most)
        with self.ollama.runners[model.name]:
            self.ollama.stopping.wait(self.ollama.reading_seconds)  # nothing ends this, not even the caller's leaving
            pieces = self._pieces(body, model, messages, thinks=can_think and body.get("think") is not False)
            self._write(body, _prompt_tokens(messages, count), pieces, options)

    def _pieces(
        self, body: dict[str, Any], model: ServedModel, messages: Messages, thinks: bool
    ) -> Iterator[tuple[str, str]]:
        """("thinking" or "content", text), piece by piece."""
        opens_thinking = not thinks and model.template.rstrip().endswith("<think>")
        schema = body.get("format")
        if (
            schema and self.ollama.old
        ):  # holds the model to it from the first token on: no thinking (ollama issue 11545)
            yield from (("content", text) for text in self.ollama.fill(messages, schema))
            return
        if (thinks and self.ollama.old) or opens_thinking:
            if not opens_thinking:
                yield from (("content", text) for text in ("<th", "ink>\n"))
            yield from (("content", text) for text in self.ollama.think(messages))
            yield from (("content", text) for text in ("\n</", "think>", "\n\n"))
        elif thinks:
            yield from (("thinking", text) for text in self.ollama.think(messages))
        answer = self.ollama.fill(messages, schema) if schema else self.ollama.reply(messages)
        yield from (("content", text) for text in answer)

    def _write(
        self, body: dict[str, Any], prompt_tokens: int, pieces: Iterator[tuple[str, str]], options: dict[str, Any]
    ) -> None:
        limit = options.get("num_predict") or -1
        count, reason = 0, "stop"
        written = {"thinking": "", "content": ""}
        for kind, text in pieces:
            if 0 <= limit <= count:
                reason = "length"
                break
            count += 1
            stop_at = [at for word in options.get("stop") or [] if (at := (written["content"] + text).find(word)) >= 0]
            if kind == "content" and stop_at:
                text = (written["content"] + text)[len(written["content"]) : min(stop_at)]
            written[kind] += text
            streamed = body.get("stream", True)
            if streamed and text and not self._line(_answer_line(body, {"content": "", kind: text})):
                return
            if kind == "content" and stop_at:
                break
        last = {
            "done": True,
            "done_reason": reason,
            "total_duration": 2_000_000,
            "load_duration": 1_000_000,
            "prompt_eval_count": prompt_tokens,
            "prompt_eval_duration": 500_000,
            "eval_count": count,
            "eval_duration": 500_000,
        }
        if not body.get("stream", True):
            self._json(_answer_line(body, written, last))
        elif self._line(_answer_line(body, {"content": ""}, last)):
            self._end()

    def _model(self, body: dict[str, Any], missing: str = "model '{}' not found") -> ServedModel | None:
        """The model that the request is for; answers 404 itself where there is none, with the sentence `missing`.

        One whose name leads to the cloud is there, installed or not, and also where a model here has that name.
        """
        asked = _full(body["model"])
        model = next((m for name, m in self.ollama.models.items() if name.lower() == asked.lower()), None)
        if not self.ollama.old and _leads_to_the_cloud(body["model"]):
            model = ServedModel(asked, ("completion", "embedding"), size=384, remote_host="https://ollama.com:443")
        if model is None:
            self._error(404, missing.format(body["model"]))
        elif model.remote_host:
            self.ollama.sent_away.append(self.request_)
        return model


def _full(name: str) -> str:
    return name if ":" in name.rsplit("/", 1)[-1] else f"{name}:latest"


def _leads_to_the_cloud(name: str) -> bool:
    """As `parseSourceSuffix` in Ollama's internal/modelref has it."""
    _, colon, tag = name.strip().rpartition(":")
    tag = tag.strip().lower()
    return bool(colon) and (tag == "cloud" or (tag.endswith("-cloud") and "/" not in tag))


def _answer_line(
    body: dict[str, Any], message: dict[str, str], more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    said = {"role": "assistant"} | {key: text for key, text in message.items() if text or key == "content"}
    return {"model": body["model"], "created_at": created, "message": said, "done": False} | dict(more or {})


def _tokens(text: str) -> int:
    return len(WORD.findall(text))


def _prompt_tokens(messages: Messages, count: Callable[[str], int] = _tokens) -> int:
    """Tokens of a prompt, those of its template included: 4 for each message and 4 more."""
    return 4 + sum(4 + count(str(message.get("content", ""))) for message in messages)


def _too_long(tokens: int, window: int, version: str) -> str:
    """The refusal of an over-long prompt; that of Ollama 0.34 and later is an error inside an error."""
    if version != NEW:
        return "the input length exceeds the context length"
    message = f"request ({tokens} tokens) exceeds the available context size ({window} tokens), try increasing it"
    inner = {"code": 400, "message": message, "type": "exceed_context_size_error"}
    return json.dumps({"error": inner | {"n_prompt_tokens": tokens, "n_ctx": window}})


def _front_lost(messages: Messages, window: int) -> Messages:
    """What is left of an over-long prompt: old messages go first, then the front of the last one's text."""
    while len(messages) > 1 and _prompt_tokens(messages) > window:
        messages = messages[1:]
    kept = WORD.findall(messages[0]["content"])[-max(window - 8, 1) :]
    return [messages[0] | {"content": "".join(kept)}, *messages[1:]]


# Small models in this process behind it


def builtin_server(port: int = 0, models: tuple[ServedModel, ...] = (DEEPSEEK, NOMIC), **more: Any) -> OllamaTestServer:
    """A server that answers with small models in this process, under Ollama's names."""
    from langchain_core.messages import convert_to_messages

    from docqa.engines.builtin.loading import load_embeddings
    from tests.support.small_models import smollm2

    chat, embeddings = smollm2(), load_embeddings()

    def reply(messages: Messages) -> Iterator[str]:
        said = convert_to_messages([{"role": m["role"], "content": m.get("content", "")} for m in messages])
        for chunk in chat.stream(said):
            yield chunk.text

    def think(messages: Messages) -> Iterator[str]:
        question = str(messages[-1].get("content", "")).strip().splitlines()[-1]
        yield from WORD.findall(
            f"The question is: {question} I look for it in the passages and answer from them alone."
        )

    def embed(texts: list[str]) -> list[list[float]]:
        return [_padded(_embedded(text)) for text in texts]

    def _embedded(text: str) -> list[float]:
        asked, _, question = text.partition("search_query: ")
        if question and not asked:
            return embeddings.embed_query(question)
        return embeddings.embed_documents([text.removeprefix("search_document: ")])[0]

    def _padded(vector: list[float]) -> list[float]:
        return vector + [0.0] * (NOMIC.embedding_length - len(vector))

    return OllamaTestServer(models, reply=reply, think=think, embed=embed, port=port, **more)


def main() -> None:
    """Serve until interrupted."""
    known = {model.name: model for model in (DEEPSEEK, NOMIC, LLAMA, CLOUD)}
    parser = argparse.ArgumentParser(description="Ollama's protocol, answered by small models in this process.")
    parser.add_argument("--port", type=int, default=11434)
    parser.add_argument("--models", nargs="*", default=[DEEPSEEK.name, NOMIC.name], help=", ".join(known))
    parser.add_argument("--version", choices=(OLD, SEEN, NEW), default=SEEN, help="of Ollama, to behave as it does")
    parser.add_argument("--pull-pause", type=float, default=0.2, help="seconds between two steps of a download")
    args = parser.parse_args()
    models = tuple(known.get(_full(name)) or ServedModel(_full(name)) for name in args.models)
    with builtin_server(args.port, models, version=args.version, pull_pause=args.pull_pause) as server:
        try:
            server.stopping.wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
