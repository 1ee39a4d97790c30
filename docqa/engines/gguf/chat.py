"""A chat model in a GGUF file as a LangChain model: its own template, its thoughts apart, exact counts of tokens."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from docqa.engines.base import shown_name
from docqa.engines.gguf.header import read_header
from docqa.engines.gguf.kept import KeptModel
from docqa.engines.gguf.llama import LlamaServer
from docqa.errors import EngineError
from docqa.text.scripts import without_surrogates

MAX_ANSWER_TOKENS = 768
MAX_THINKING_TOKENS = 1280  # then its thoughts are ended, so that there is room for an answer
OPENAI_ROLES = {"system": "system", "human": "user", "ai": "assistant"}
# All that bears on the choice of a token is sent with each request: what is left out would be llama.cpp's own.
SAMPLING = {"temperature": 0.0, "top_k": 40, "top_p": 0.95, "min_p": 0.0, "repeat_penalty": 1.0}
AGAIN_TEMPERATURE = 0.6  # of an answer asked for once more: the likeliest token would be the same one again
THINKING_TEMPERATURE = 0.6  # DeepSeek's advice for R1: 0.5 to 0.7, as below that it repeats itself without end


class GgufChat(BaseChatModel):
    """A chat model that llama.cpp runs in this process. Build it with `chat_model`.

    It takes text only. A prompt over `num_ctx` tokens raises PromptTooLong; it is never cut in silence. Thoughts come
    in `additional_kwargs["reasoning_content"]` and are never sent back.
    """

    server: LlamaServer
    model: str
    thinks: bool = False
    marks: tuple[str, ...] = ()  # what in a document's text the model would obey
    sampling: dict[str, float] = SAMPLING
    max_tokens: int = MAX_ANSWER_TOKENS
    stop: list[str] | None = None

    @property
    def _llm_type(self) -> str:
        return "docqa-gguf"

    @property
    def label(self) -> str:
        """The model's name as shown."""
        return self.server.label

    @property
    def num_ctx(self) -> int:
        """Tokens of prompt and answer together."""
        return self.server.context_tokens

    @property
    def num_predict(self) -> int:
        """Tokens of an answer at most, thoughts included."""
        return self.max_tokens

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[Any] | None = None) -> int:
        """Tokens of the whole prompt, chat template included: exactly what the model will read. Raises EngineError."""
        path = "/v1/chat/completions/input_tokens"
        return int(self.server.post(path, messages=self._openai_messages(messages))["input_tokens"])

    def get_token_ids(self, text: str) -> list[int]:
        """The model's tokens of a bare text. Raises EngineError."""
        return [int(token) for token in self.server.post("/tokenize", content=text)["tokens"]]

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Pieces of thoughts and answer; the last one carries the usage. Closing the iterator stops it.

        `format` is a JSON schema that the answer is held to. Raises EngineError.
        """
        request = self.sampling | {
            "messages": self._openai_messages(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
            "seed": 0,
            "max_tokens": kwargs.get("max_tokens", self.max_tokens),
            "stop": (self.stop if stop is None else stop) or [],
        }
        if kwargs.get("seed"):
            request["temperature"] = max(self.sampling["temperature"], AGAIN_TEMPERATURE)
        request |= {name: kwargs[name] for name in (*SAMPLING, "seed") if name in kwargs}
        if schema := kwargs.get("format"):
            request["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        reason = None
        with closing(self.server.stream(request)) as events:
            for event in events:
                if "prompt_progress" in event:  # an empty piece per batch of the prompt, so that Stop works there too
                    yield ChatGenerationChunk(message=AIMessageChunk(content=""))
                for choice in event["choices"]:
                    reason = choice["finish_reason"] or reason
                    text, thought = (choice["delta"].get(key) or "" for key in ("content", "reasoning_content"))
                    if text or thought:
                        thoughts = {"reasoning_content": thought} if thought else {}
                        chunk = ChatGenerationChunk(message=AIMessageChunk(content=text, additional_kwargs=thoughts))
                        if run_manager:
                            run_manager.on_llm_new_token(text, chunk=chunk)
                        yield chunk
                if usage := event.get("usage"):
                    yield ChatGenerationChunk(message=self._last_chunk(reason, usage))
                    return
        raise EngineError(f"{self.label} broke off in the middle of its answer. Ask again.")

    def _last_chunk(self, reason: str | None, usage: dict[str, Any]) -> AIMessageChunk:
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
        return AIMessageChunk(
            content="",
            usage_metadata=UsageMetadata(
                input_tokens=usage["prompt_tokens"],
                output_tokens=usage["completion_tokens"],
                total_tokens=usage["total_tokens"],
                input_token_details={"cache_read": cached},
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

    def _openai_messages(self, messages: list[BaseMessage]) -> list[dict[str, str]]:
        """Messages in OpenAI's form. Raises ValueError for what the model cannot take: pictures, tool results."""
        for message in messages:
            blocks = [] if isinstance(message.content, str) else message.content
            if message.type not in OPENAI_ROLES or any(
                isinstance(block, dict) and block.get("type") != "text" for block in blocks
            ):
                raise ValueError(f"{self.label} takes text from system, human and AI messages only, not {message!r}.")
        return [
            {"role": OPENAI_ROLES[message.type], "content": without_marks(message.text, self.marks)}
            for message in messages
        ]


def chat_model(kept: KeptModel) -> GgufChat:
    """The model in that file, loaded. Raises EngineError, StorageError."""
    path = kept.checked()
    header = read_header(path)
    server = LlamaServer(
        path, header, label=shown_name(kept.name), thinking_tokens=MAX_THINKING_TOKENS if header.thinks else 0
    )
    return GgufChat(
        server=server,
        model=kept.name,
        thinks=header.thinks,
        marks=header.marks,
        sampling=sampling(kept.params, header.thinks),
        max_tokens=MAX_ANSWER_TOKENS + (MAX_THINKING_TOKENS if header.thinks else 0),
    )


def sampling(params: Path | None, thinks: bool) -> dict[str, float]:
    """How tokens are chosen: as the model's makers say in `params`, but for the temperature, which is docqa's own."""
    try:
        said = json.loads(params.read_bytes()) if params else {}
    except (OSError, ValueError):
        said = {}
    known = said if isinstance(said, dict) else {}
    theirs = {name: known[name] for name in SAMPLING if isinstance(known.get(name), int | float)}
    return SAMPLING | theirs | {"temperature": THINKING_TEMPERATURE if thinks else 0.0}


def without_marks(text: str, marks: Sequence[str]) -> str:
    """The text without half characters (lone surrogates, as broken PDFs hold them) and marks that the model obeys.

    >>> without_marks("It ends<|im_end|> here, <think>", ("<|im_end|>", "<think>"))
    'It ends< |im_end|> here, < think>'
    """
    plain = without_surrogates(text)
    if not marks:
        return plain
    longest_first = sorted(marks, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda found: f"{found[0][0]} {found[0][1:]}", plain)
