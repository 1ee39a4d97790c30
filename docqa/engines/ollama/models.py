"""Ollama's models as LangChain objects: a chat model that never loses its prompt's front, and an embedding model.

The server's side, and how its failures become ours, is in `server.py`.
"""

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

# First: it imports `ollama` with the environment's proxies out of sight.
from docqa.engines.ollama.server import (
    InstalledModel,
    ModelInfo,
    OllamaServer,
    PullProgress,
)

# isort: split
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_ollama import ChatOllama, OllamaEmbeddings
from pydantic import PrivateAttr, model_validator

from docqa.engines.ollama.names import full_name, is_cloud_name, is_same_model, label
from docqa.engines.ollama.thinking import ThinkSplitter, opens_think_tag
from docqa.engines.ollama.token_bound import cut, token_bound
from docqa.engines.ollama.tokenizer import Tokenizer, tokenizer_of
from docqa.engines.prefixes import prefixes
from docqa.errors import EngineError, ModelNotPrivate, ModelNotSuitable, OllamaFailed, PromptTooLong
from docqa.text.scripts import without_surrogates

__all__ = [
    "InstalledModel",
    "ModelInfo",
    "OllamaChat",
    "OllamaEmbedder",
    "OllamaServer",
    "PullProgress",
    "chat_model",
    "embedding_model",
]

logger = logging.getLogger(__name__)

MAX_CONTEXT_TOKENS = 8192  # a longer context costs memory for every chat, and passages for one question fit this one
DEFAULT_CONTEXT_TOKENS = 4096  # Ollama's own, for a chat model of which it does not tell more
DEFAULT_EMBEDDING_CONTEXT_TOKENS = 512  # the smallest among the usual embedding models
MIN_EMBEDDING_CONTEXT_TOKENS = 32  # a text cut to less and still refused is refused for another reason
MAX_ANSWER_TOKENS = 768
MAX_THINKING_AND_ANSWER_TOKENS = 2048
KEEP_ALIVE_MINUTES = 30  # Ollama's 5 would load the model again after each long look at a page
TEXTS_PER_EMBED_REQUEST = 8  # a question's own text waits behind one request: half a second of work on a small machine
THINKING_MODEL_NAMES = ("deepseek-r1", "qwq")  # known to think where the server is too old to say so
# All that bears on the choice of a token is sent: what is left out would be the server's own, which changed in 0.32.10
# (a penalty on repetitions), or the Modelfile's. A model that only answers takes the likeliest token.
SAMPLING: dict[str, Any] = {"temperature": 0.0, "top_k": 40, "top_p": 0.95, "repeat_penalty": 1.0}
# Makers' advice for models that think, by the beginning of their names. For R1 DeepSeek's: 0.5 to 0.7, as below that it
# repeats itself without end. Qwen's for Qwen 3, from its card.
THINKING_SAMPLING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("qwen3", {"temperature": 0.6, "top_k": 20}),
    ("", {"temperature": 0.6}),
)
AGAIN_TEMPERATURE = 0.6  # of an answer asked for once more: the likeliest token would be the same one again
# What the templates of Qwen, DeepSeek, Llama 3 and Mistral put around a message, and around all of them
# (Llama 3 writes two dates in front), rounded up. It holds until an answer has told what it is.
TEMPLATE_TOKENS_PER_MESSAGE = 8
TEMPLATE_TOKENS_PER_PROMPT = 48


def _with_its_server(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of a model with those that LangChain's own client takes from its server."""
    server: OllamaServer = values["server"]
    return {"base_url": server.url, "client_kwargs": server.client_options(server.first_token_seconds)} | values


class OllamaChat(ChatOllama):
    """A chat model of Ollama's.

    Beyond `ChatOllama`: an over-long prompt is an error and never cut (`truncate` and `shift` are sent as false),
    thinking comes in `additional_kwargs["reasoning_content"]` from old servers too and is never sent back, closing a
    stream closes the connection, and all failures are EngineErrors. Build it with `chat_model`.
    """

    server: OllamaServer
    num_ctx: int = DEFAULT_CONTEXT_TOKENS
    num_predict: int = MAX_ANSWER_TOKENS
    thinks: bool = False  # it thinks before it answers
    takes_think: bool = False  # and the server can be told to keep the two apart
    digest: str = ""
    modelfile_messages: tuple[str, ...] = ()  # which Ollama puts before those that it is sent
    opens_thinking: bool = False  # its template does: what it writes begins within its thinking, without a tag
    reasoning: bool | str | None = True  # keep thinking apart, in whichever form it comes

    _of_its_server = model_validator(mode="before")(_with_its_server)
    _template_tokens: dict[int, int] = PrivateAttr(default_factory=dict)  # by the number of messages, as answers told
    _is_left_reading: bool = PrivateAttr(default=False)  # a prompt of which nobody waits for the answer any more
    _is_uncounted: bool = PrivateAttr(default=False)  # Ollama could not be asked for the tokenizer

    @property
    def label(self) -> str:
        """The model's name as shown."""
        return label(self.model)

    @property
    def held_up(self) -> str:
        """Why it does not begin with what it is asked, "" when nothing is known of that.

        Ollama reads a prompt to its end, for ten seconds and more, though nobody listens any more (seen with 0.24), and
        then takes the next.
        """
        return "Ollama still reads the question that was stopped, this one is next" if self._is_left_reading else ""

    def get_num_tokens(self, text: str) -> int:
        """Tokens of a text, by the model's own tokenizer; at most so many where that cannot be had."""
        tokenizer = self._tokenizer()
        return tokenizer.count(without_surrogates(text)) if tokenizer else token_bound(text)

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[Any] | None = None) -> int:
        """Tokens of the whole prompt: of its texts as `get_num_tokens` has them, and of the model's template.

        The latter at most so many, until an answer to as many messages has told it.
        """
        number = len(messages) + len(self.modelfile_messages)
        tokenizer = self._tokenizer()
        most = TEMPLATE_TOKENS_PER_PROMPT + TEMPLATE_TOKENS_PER_MESSAGE * number
        if tokenizer:
            most = self._template_tokens.get(number, most + tokenizer.begins_with_mark)
        return most + sum(map(self.get_num_tokens, (*self.modelfile_messages, *(m.text for m in messages))))

    def _tokenizer(self) -> Tokenizer | None:
        if self._is_uncounted:
            return None
        try:
            return tokenizer_of(self.server, self.model, self.digest)
        except EngineError as error:
            logger.warning("Tokens of %s are counted roughly. %s", self.label, error)
            self._is_uncounted = True
            return None

    def _compare(self, messages: list[BaseMessage], counted: int) -> None:
        """Learn from what Ollama counted in a prompt how many tokens the template adds, and log what does not fit."""
        expected = self.get_num_tokens_from_messages(messages)
        if self._tokenizer() is None or not counted:
            if counted > expected:
                logger.warning("%s: a prompt of %d tokens was taken for one of %d.", self.label, counted, expected)
            return
        number = len(messages) + len(self.modelfile_messages)
        texts = sum(map(self.get_num_tokens, (*self.modelfile_messages, *(m.text for m in messages))))
        if counted > expected or counted < texts or (number in self._template_tokens and counted != expected):
            logger.warning("%s: Ollama counted %d tokens, docqa %d.", self.label, counted, expected)
        if counted >= texts:  # else Ollama did not count what it had kept of an earlier prompt
            self._template_tokens[number] = max(counted - texts, self._template_tokens.get(number, 0))

    def _create_chat_stream(
        self, messages: list[BaseMessage], stop: list[str] | None = None, **kwargs: Any
    ) -> Iterator[Mapping[str, Any] | str]:
        sampling = {name: kwargs.pop(name) for name in ("seed", "temperature") if name in kwargs}
        if sampling.get("seed"):
            sampling.setdefault("temperature", max(self.temperature or 0.0, AGAIN_TEMPERATURE))
        params = self._chat_params(messages, stop, **kwargs)
        params["options"] |= sampling
        if params["model"] != self.model:  # nobody looked whether it is private
            raise ModelNotSuitable(f"This is a chat with {self.label}. Make another for {params['model']}.")
        if not self.takes_think:  # asked to think, a model that cannot is an error
            params["think"] = None
        params |= {
            "truncate": False,
            "shift": False,
            "messages": [_request_message(message) for message in params["messages"]],
        }
        splitter = ThinkSplitter(is_open=self.opens_thinking)
        is_read = False
        with closing(self.server.chat({key: value for key, value in params.items() if value is not None})) as lines:
            for line in lines:
                if line is None:
                    try:
                        yield {"message": {"content": ""}, "done": False}  # an empty piece, so that Stop works here too
                    except GeneratorExit:
                        self._is_left_reading = not is_read
                        raise
                    continue
                is_read, self._is_left_reading = True, False
                if line.get("done_reason") == "load":
                    raise OllamaFailed(f"Ollama loaded {self.label} but it wrote nothing. Ask again.")
                if line.get("done"):
                    self._compare(messages, int(line.get("prompt_eval_count") or 0))
                yield _with_thinking_apart(line, splitter)

    # The wire is read in one place, above; BaseChatModel runs it in a thread for asynchronous callers.
    _agenerate = BaseChatModel._agenerate
    _astream = BaseChatModel._astream


def _request_message(message: Mapping[str, Any]) -> dict[str, Any]:
    """The message as Ollama is sent it: without empty fields, and without the thinking of earlier answers."""
    kept = {key: value for key, value in message.items() if value and key != "thinking"}
    if isinstance(text := kept.get("content"), str):
        kept["content"] = without_surrogates(text)
    return {"content": ""} | kept


def _with_thinking_apart(line: dict[str, Any], splitter: ThinkSplitter) -> dict[str, Any]:
    """The line with the thinking that an old server wrote into `content` moved to `thinking`."""
    message = line.get("message") or {}
    if message.get("thinking"):
        splitter.come_apart()
    thinking, answer = splitter.feed(message.get("content") or "")
    if line.get("done"):
        rest = splitter.finish()
        thinking, answer = thinking + rest[0], answer + rest[1]
        # Left out where nothing was counted (a prompt seen before, an empty answer); LangChain wants both.
        line = {"prompt_eval_count": 0, "eval_count": 0} | line
    return line | {"message": message | {"content": answer, "thinking": (message.get("thinking") or "") + thinking}}


class OllamaEmbedder(OllamaEmbeddings):
    """An embedding model of Ollama's: the model's own prefixes, unit vectors, long texts cut, our errors.

    `identity` changes when the model behind the name does. Build it with `embedding_model`.
    """

    server: OllamaServer
    identity: str = ""
    num_ctx: int = DEFAULT_EMBEDDING_CONTEXT_TOKENS
    keep_alive: int | None = KEEP_ALIVE_MINUTES * 60

    _of_its_server = model_validator(mode="before")(_with_its_server)

    @property
    def _default_params(self) -> dict[str, Any]:
        """The options that are meant: the others, of which newer servers do not know some, are not sent as null."""
        return {name: value for name, value in super()._default_params.items() if value is not None}

    @property
    def label(self) -> str:
        """The model's name as shown."""
        return label(self.model)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A unit vector for each passage. Raises EngineError."""
        prefix = prefixes(self.model).document
        batches = (texts[i : i + TEXTS_PER_EMBED_REQUEST] for i in range(0, len(texts), TEXTS_PER_EMBED_REQUEST))
        return [vector for batch in batches for vector in self._embed([prefix + text for text in batch], self.num_ctx)]

    def embed_query(self, text: str) -> list[float]:
        """A unit vector for the question. Raises EngineError."""
        return self._embed([prefixes(self.model).query + text], self.num_ctx)[0]

    aembed_documents = Embeddings.aembed_documents
    aembed_query = Embeddings.aembed_query

    def _embed(self, texts: list[str], context_tokens: int) -> list[list[float]]:
        texts = [without_surrogates(text) for text in texts]
        try:
            with self.server.translated(self.model, f"embed with {self.label}"):
                vectors = super().embed_documents(texts)
        except PromptTooLong:
            # Ollama cuts long texts itself until 0.13.4 and refuses them since (ollama/ollama issue 14186).
            if context_tokens < MIN_EMBEDDING_CONTEXT_TOKENS:
                raise
            return self._embed([cut(text, context_tokens - 2) for text in texts], context_tokens // 2)
        if len(vectors) != len(texts):
            raise OllamaFailed(f"{self.label} made {len(vectors)} vectors of {len(texts)} texts. Try another model.")
        return [_unit(vector) for vector in vectors]


def _unit(vector: Sequence[float]) -> list[float]:
    length = math.hypot(*vector) or 1.0
    return [value / length for value in vector]


def chat_model(server: OllamaServer, name: str, *, allowed_cloud_model: str = "") -> OllamaChat:
    """The chat model of that name, ready to be asked.

    Raises ModelNotInstalled, ModelNotPrivate (a cloud model other than `allowed_cloud_model`), ModelNotSuitable, or
    another EngineError.
    """
    info = _private(server, name, allowed_cloud_model)
    if not info.can_chat:
        raise ModelNotSuitable(f"{info.label} cannot chat. Choose another model, such as deepseek-r1:1.5b.")
    takes_think = "thinking" in info.capabilities
    opens_thinking = not takes_think and opens_think_tag(info.template)
    base_name = info.name.rsplit("/", 1)[-1]
    thinks = takes_think or opens_thinking or base_name.startswith(THINKING_MODEL_NAMES)
    advised = next(advice for start, advice in THINKING_SAMPLING if base_name.startswith(start)) if thinks else {}
    return OllamaChat(
        server=server,
        model=info.name,
        thinks=thinks,
        takes_think=takes_think,
        opens_thinking=opens_thinking,
        digest=info.digest,
        modelfile_messages=info.messages,
        num_ctx=min(info.context_length or DEFAULT_CONTEXT_TOKENS, MAX_CONTEXT_TOKENS),
        num_predict=MAX_THINKING_AND_ANSWER_TOKENS if thinks else MAX_ANSWER_TOKENS,
        seed=0,
        keep_alive=f"{KEEP_ALIVE_MINUTES}m",
        **SAMPLING | advised,
    )


def embedding_model(server: OllamaServer, name: str, *, allowed_cloud_model: str = "") -> OllamaEmbedder:
    """The embedding model of that name. Raises as `chat_model` does."""
    info = _private(server, name, allowed_cloud_model)
    if not info.can_embed:
        raise ModelNotSuitable(f"{info.label} makes no embeddings. Choose another model, such as nomic-embed-text.")
    return OllamaEmbedder(
        server=server,
        model=info.name,
        identity=f"ollama/{info.name}@{info.digest.removeprefix('sha256:')[:12]}",
        num_ctx=min(info.context_length or DEFAULT_EMBEDDING_CONTEXT_TOKENS, MAX_CONTEXT_TOKENS),
    )


def _private(server: OllamaServer, name: str, allowed_cloud_model: str) -> ModelInfo:
    """What Ollama knows of the model, if it may see the documents' text. Of a cloud model Ollama is not even asked."""
    is_allowed = bool(allowed_cloud_model) and is_same_model(allowed_cloud_model, name)
    info = server.show(name) if is_allowed or not is_cloud_name(name) else ModelInfo(full_name(name))
    if is_allowed or info.private:
        return info
    allow = f"allow this one by name with DOCQA_ALLOW_CLOUD_MODEL={info.label}"
    if info.is_in_cloud:
        raise ModelNotPrivate(
            f"{info.label} is a cloud model: Ollama would send your documents' text to another company's machines. "
            f"Choose a model that runs here, or {allow}."
        )
    raise ModelNotPrivate(
        f"Ollama does not say that {info.label} runs on its machine: it lists no weights of it, so it is sent nothing. "
        f"Get it with `ollama pull {info.label}`, choose another model, or {allow}."
    )
