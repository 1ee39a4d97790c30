"""A GGUF chat model, run by llama.cpp in this process: SmolLM2-135M-Instruct.

Nothing offers it: it is too small to be trusted with writing (docs/decisions/0021). Larger ones will run as it does.
"""

import atexit
import http.client
import importlib.util
import json
import os
import re
import secrets
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from docqa.errors import EngineError, ModelNotInstalled, PromptTooLong
from docqa.model_files import CHAT, once

CONTEXT_TOKENS = 4096  # the model was tuned on 8,192 tokens; half of that is 12 s of reading on two cores
MAX_ANSWER_TOKENS = 256
# Without a penalty many answers repeat themselves without end; with a strong one (1.1) the model changes the figures
# that it should copy. The penalty meets the end mark too, since every prompt ends with some: token 2 gets that back.
# docs/decisions/0004 has the figures.
REPEAT_PENALTY = 1.03
END_TOKEN_BIAS = [[2, 1.0]]
PROMPT_TOKENS_PER_BATCH = 256  # read between two looks at Stop: 0.7 s on two cores, and as fast as larger ones
PROMPT_THREADS = min(4, os.cpu_count() or 1)
# Writing waits for all its threads after every step. On two cores two threads write 90 tokens/s and one writes 70;
# beside an embedding job two write 4 to 10, one writes 43. Reading gains more from the second (410 against 205).
ANSWER_THREADS = max(1, PROMPT_THREADS // 2)
REPLY_SECONDS = 60  # for tokens to be counted: at once, or while a batch of a long prompt is read
OPENAI_ROLES = {"system": "system", "human": "user", "ai": "assistant"}
CONTROL_MARK = re.compile(r"<\|(?=(?:im_start|im_end|endoftext)\|>)")  # in a document's text it would end the message


class BuiltinChat(BaseChatModel):
    """SmolLM2-135M-Instruct in this process. Loads when first used; every instance shares the one loaded model.

    It takes text only. A prompt over `num_ctx` tokens raises PromptTooLong; it is never cut in silence.
    """

    temperature: float = 0.0
    max_tokens: int = MAX_ANSWER_TOKENS
    stop: list[str] | None = None

    @property
    def _llm_type(self) -> str:
        return "docqa-builtin"

    @property
    def model(self) -> str:
        return "SmolLM2-135M-Instruct"

    @property
    def label(self) -> str:
        return "SmolLM2-135M (built in)"

    @property
    def num_ctx(self) -> int:
        """Tokens of prompt and answer together."""
        return CONTEXT_TOKENS

    @property
    def num_predict(self) -> int:
        """Tokens of an answer at most."""
        return self.max_tokens

    @property
    def thinks(self) -> bool:
        return False

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[Any] | None = None) -> int:
        """Tokens of the whole prompt, chat template included: exactly what the model will read. Raises EngineError."""
        return int(
            llama_server().post("/v1/chat/completions/input_tokens", messages=_openai_messages(messages))[
                "input_tokens"
            ]
        )

    def get_token_ids(self, text: str) -> list[int]:
        """The model's tokens of a bare text. Raises EngineError."""
        return [int(token) for token in llama_server().post("/tokenize", content=text)["tokens"]]

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Pieces of the answer; the last one carries the usage. Closing the iterator stops it. Raises EngineError."""
        request = {
            "messages": _openai_messages(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
            "temperature": kwargs.get("temperature", self.temperature),
            "repeat_penalty": REPEAT_PENALTY,
            "logit_bias": END_TOKEN_BIAS,
            "max_tokens": kwargs.get("max_tokens", self.max_tokens),
            "stop": (self.stop if stop is None else stop) or [],
        }
        reason = None
        with closing(llama_server().stream(request)) as events:
            for event in events:
                if "prompt_progress" in event:  # an empty piece per batch of the prompt, so that Stop works there too
                    yield ChatGenerationChunk(message=AIMessageChunk(content=""))
                for choice in event["choices"]:
                    reason = choice["finish_reason"] or reason
                    if text := choice["delta"].get("content"):
                        chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
                        if run_manager:
                            run_manager.on_llm_new_token(text, chunk=chunk)
                        yield chunk
                if usage := event.get("usage"):
                    yield ChatGenerationChunk(message=self._last_chunk(reason, usage))
                    return
        raise EngineError("The built-in model broke off in the middle of its answer. Ask again.")

    def _last_chunk(self, reason: str | None, usage: dict[str, int]) -> AIMessageChunk:
        return AIMessageChunk(
            content="",
            usage_metadata=UsageMetadata(
                input_tokens=usage["prompt_tokens"],
                output_tokens=usage["completion_tokens"],
                total_tokens=usage["total_tokens"],
            ),
            response_metadata={"finish_reason": reason, "model_name": self.model},
            chunk_position="last",
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))


class LlamaServer:
    """llama.cpp's server in this process: one request at a time, the others wait their turn.

    It cannot be had without its port on 127.0.0.1, so that asks for a secret which only this process knows.
    """

    def __init__(self, path: Path) -> None:
        """Raises EngineError when the model does not start."""
        import xllamacpp

        self._key = secrets.token_hex(32)
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.api_keys = [self._key]
        params.ui = params.endpoint_slots = params.endpoint_props = params.endpoint_metrics = False
        params.verbosity = -1
        params.n_parallel = 1
        params.n_ctx = CONTEXT_TOKENS
        params.ctx_shift = False  # never drop the front of a prompt
        params.n_batch = params.n_ubatch = PROMPT_TOKENS_PER_BATCH
        params.n_gpu_layers = 0
        params.fit_params = False
        params.cache_ram_mib = 0  # old prompts; up to 8 GB otherwise
        params.cache_idle_slots = False
        params.cpuparams.n_threads, params.cpuparams_batch.n_threads = ANSWER_THREADS, PROMPT_THREADS
        params.cpuparams.poll = params.cpuparams_batch.poll = 0  # threads that spin while they wait starve others
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as exc:
            raise EngineError(f"The built-in model did not start ({exc}). Free some memory and try again.") from exc
        self._turn = threading.Lock()
        self._closed = threading.Event()

    @property
    def address(self) -> str:
        """The base URL of its port."""
        return str(self._server.listening_address)

    def stream(self, request: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
        """The events that answer an OpenAI-style chat request. Closing the iterator stops the work behind it.

        Raises PromptTooLong, EngineError.
        """
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
                if not self._closed.is_set():  # when Python is ending, nobody is left to read on, or to see an error
                    events.put(None)

        # llama.cpp hands out events by calling back; it gets a thread of its own so that this side can be an iterator.
        threading.Thread(target=work, name="docqa-builtin-chat", daemon=True).start()
        try:
            while (event := events.get()) is not None:
                if "error" in event:
                    raise _our_error(event["error"])
                yield event
        finally:
            stopped.set()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """The answer of one of the server's own addresses. Raises EngineError."""
        address = urlsplit(self.address)
        # http.client, because it knows no proxies: this must not leave the machine.
        connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=REPLY_SECONDS)
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        try:
            connection.request("POST", path, json.dumps(body), headers)
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as exc:
            raise EngineError(f"The built-in model did not answer: {exc}. Restart docqa.") from exc
        finally:
            connection.close()
        if "error" in answer:
            raise _our_error(answer["error"])
        return answer

    def close(self) -> None:
        """Stop what is being written. Python may only end once no thread of llama.cpp can call back into it."""
        self._closed.set()
        with self._turn:
            pass


@once
def llama_server() -> LlamaServer:
    """The loaded model, for every BuiltinChat. Raises ModelNotInstalled, EngineError."""
    path = CHAT.checked()
    if importlib.util.find_spec("xllamacpp") is None:
        raise ModelNotInstalled(
            "The package xllamacpp, which runs the built-in model, is missing. Run `pip install -r requirements.txt`."
        )
    server = LlamaServer(path)
    atexit.register(server.close)
    return server


def _openai_messages(messages: list[BaseMessage]) -> list[dict[str, str]]:
    """Messages in OpenAI's form. Raises ValueError for what this model cannot take: pictures, tool results."""
    for message in messages:
        blocks = [] if isinstance(message.content, str) else message.content
        if message.type not in OPENAI_ROLES or any(
            isinstance(block, dict) and block.get("type") != "text" for block in blocks
        ):
            raise ValueError(f"The built-in model takes text from system, human and AI messages only, not {message!r}.")
    return [
        {"role": OPENAI_ROLES[message.type], "content": _without_control_marks(message.text)} for message in messages
    ]


def _without_control_marks(text: str) -> str:
    """Without half characters (lone surrogates, as broken PDFs hold them) and marks that the model obeys."""
    return CONTROL_MARK.sub("< |", text.encode(errors="replace").decode())


def _our_error(error: dict[str, Any]) -> EngineError:
    if error.get("type") == "exceed_context_size_error":
        return PromptTooLong(
            f"The question and its passages take {error['n_prompt_tokens']} tokens; "
            f"the built-in model sees {error['n_ctx']}. Ask a shorter question, or use fewer passages."
        )
    return EngineError(f"The built-in model could not answer: {error.get('message', error)}.")
