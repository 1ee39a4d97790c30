"""llama.cpp's server in this process: a model is loaded, asked, asleep after a while without questions, awake again."""

import http.client
import importlib.util
import json
import os
import secrets
import threading
import weakref
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import psutil

from docqa.engines.gguf.header import GgufHeader
from docqa.errors import EngineError, ModelNotInstalled, NotEnoughMemory, PromptTooLong

WINDOWS = (8192, 4096)  # tokens; the largest that the memory has room for
COMPUTE_BYTES = 300_000_000  # what llama.cpp works in, beside the weights and the cache
# The prompt is read so many tokens at a time, and between two of them it is looked whether somebody said Stop.
PROMPT_TOKENS_PER_BATCH = 128
MAX_THREADS = 8  # more gain little, as all of them wait for the memory
SLEEP_SECONDS = 600  # without a question: then the memory is given back
ONE_TOKEN = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1, "stream": True}
REPLY_SECONDS = 60  # for tokens to be counted: at once, or while a batch of a long prompt is read


class LlamaServer:
    """A loaded model: one request at a time, the others wait their turn.

    It cannot be had without its port on 127.0.0.1, so that asks for a secret which only this process knows.
    """

    def __init__(
        self,
        path: Path,
        header: GgufHeader,
        *,
        label: str,
        thinking_tokens: int = 0,
        sleep_seconds: int = SLEEP_SECONDS,
        free_bytes: int | None = None,
    ) -> None:
        """Load the model, and have it write a token. After `thinking_tokens` its thoughts are ended for it.

        `free_bytes` of memory are free, by default as many as the system says.

        Raises NotEnoughMemory, ModelNotInstalled, and EngineError when it does not start.
        """
        if importlib.util.find_spec("xllamacpp") is None:
            raise ModelNotInstalled(
                f"The package xllamacpp, which runs {label}, is missing. Run `pip install -r requirements.txt`."
            )
        import xllamacpp

        self.label = label
        self._weights_bytes = path.stat().st_size
        self._cache_bytes_per_token = header.cache_bytes_per_token
        self._sleep_seconds = sleep_seconds
        self.context_tokens = self._window(header, _free_bytes() if free_bytes is None else free_bytes)
        self._key = secrets.token_hex(32)
        cores = threads()
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.api_keys = [self._key]
        params.ui = params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
        params.verbosity = -1
        params.n_parallel = 1
        params.n_ctx = self.context_tokens
        params.ctx_shift = False  # never drop the front of a prompt
        params.n_batch = params.n_ubatch = PROMPT_TOKENS_PER_BATCH
        params.n_gpu_layers = 0
        params.fit_params = False
        params.cache_ram_mib = 0  # old prompts, up to 8 GB otherwise; the last one's front serves the next one anyway
        params.cache_idle_slots = False
        params.sleep_idle_seconds = sleep_seconds
        params.use_jinja = True  # the template in the model's own file
        params.reasoning_format = xllamacpp.common_reasoning_format.COMMON_REASONING_FORMAT_DEEPSEEK
        if thinking_tokens:
            params.sampling.reasoning_budget_tokens = thinking_tokens
        # Writing waits for all its threads after every step: one core is left to whatever else goes on.
        params.cpuparams.n_threads, params.cpuparams_batch.n_threads = max(1, cores - 1), cores
        params.cpuparams.poll = params.cpuparams_batch.poll = 0  # threads that spin while they wait starve others
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as exc:
            raise EngineError(
                f"{label} could not be loaded from {path}: llama.cpp does not know this kind of model, or the file is "
                f"damaged ({exc}). Choose another model."
            ) from exc
        self._turn = threading.Lock()
        self._closed = threading.Event()
        self._used_at = monotonic()
        # Python may only end once no thread of llama.cpp can call back into it.
        weakref.finalize(self, _stop, self._closed, self._turn)
        # A server that is let go before its threads have begun waits for them for ever, and all of Python with it.
        with closing(self.stream(ONE_TOKEN)) as events:
            for _ in events:
                pass

    @property
    def address(self) -> str:
        """The base URL of its port."""
        return str(self._server.listening_address)

    def stream(self, request: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
        """The events that answer an OpenAI-style chat request. Closing the iterator stops the work behind it.

        Raises PromptTooLong, NotEnoughMemory, EngineError.
        """
        self._wake()
        events: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        stopped = threading.Event()

        def receive(event: str) -> bool:
            events.put(json.loads(event))
            return stopped.is_set() or self._closed.is_set()  # true ends the generation

        def work() -> None:
            try:
                with self._turn:
                    if not (stopped.is_set() or self._closed.is_set()):
                        self._server.handle_chat_completions(json.dumps(request), receive)
            except RuntimeError as exc:
                events.put({"error": {"message": str(exc)}})
            finally:
                self._used_at = monotonic()
                if not self._closed.is_set():  # when Python is ending, nobody is left to read on, or to see an error
                    events.put(None)

        # llama.cpp hands out events by calling back; it gets a thread of its own so that this side can be an iterator.
        threading.Thread(target=work, name="docqa-llama", daemon=True).start()
        try:
            while (event := events.get()) is not None:
                if "error" in event:
                    raise self._our_error(event["error"])
                yield event
        finally:
            stopped.set()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """The answer of one of the server's own addresses. Raises NotEnoughMemory, EngineError."""
        self._wake()
        address = urlsplit(self.address)
        # http.client, because it knows no proxies: this must not leave the machine.
        connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=REPLY_SECONDS)
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        try:
            connection.request("POST", path, json.dumps(body), headers)
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as exc:
            raise EngineError(f"{self.label} did not answer: {exc}. Restart docqa.") from exc
        finally:
            connection.close()
        if "error" in answer:
            raise self._our_error(answer["error"])
        return answer

    def _window(self, header: GgufHeader, free_bytes: int) -> int:
        """The largest window that the model has and the memory has room for, in tokens. Raises NotEnoughMemory."""
        windows = [min(window, header.context_length or WINDOWS[-1]) for window in WINDOWS]
        for window in windows:
            if self._needed_bytes(window) <= free_bytes:
                return window
        raise self._too_little(windows[-1], free_bytes)

    def _wake(self) -> None:
        """Before it is asked: one that sleeps will take its memory again. Raises NotEnoughMemory."""
        if monotonic() - self._used_at >= self._sleep_seconds:
            free_bytes = _free_bytes()
            if self._needed_bytes(self.context_tokens) > free_bytes:
                raise self._too_little(self.context_tokens, free_bytes)
        self._used_at = monotonic()

    def _needed_bytes(self, window: int) -> int:
        return self._weights_bytes + window * self._cache_bytes_per_token + COMPUTE_BYTES

    def _too_little(self, window: int, free_bytes: int) -> NotEnoughMemory:
        needed, free = (f"{size / 1e9:.1f} GB" for size in (self._needed_bytes(window), free_bytes))
        return NotEnoughMemory(
            f"{self.label} needs {needed} of memory, and {free} are free. "
            "Close other programs, or choose a smaller model."
        )

    def _our_error(self, error: dict[str, Any]) -> EngineError:
        if error.get("type") == "exceed_context_size_error":
            return PromptTooLong(
                f"The question and its passages take {error['n_prompt_tokens']} tokens; "
                f"{self.label} sees {error['n_ctx']}. Ask a shorter question, or use fewer passages."
            )
        return EngineError(f"{self.label} could not answer: {error.get('message', error)}. Ask again.")


def threads() -> int:
    """How many threads read a prompt: the cores that this process may use, but no more than gain something."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(psutil.cpu_count(logical=False) or MAX_THREADS, usable or 1, MAX_THREADS))


def _free_bytes() -> int:
    """Memory that can be had without any of it going to the disk."""
    return int(psutil.virtual_memory().available)


def _stop(closed: threading.Event, turn: threading.Lock) -> None:
    """Stop what is being written, and wait until it has stopped."""
    closed.set()
    with turn:
        pass
