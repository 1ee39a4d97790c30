"""What stands at the front of a GGUF file: of what kind the model is, its chat template, the marks that it obeys.

The format: github.com/ggml-org/ggml/blob/master/docs/gguf.md. What is read is untrusted.
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from docqa.errors import EngineError, ModelNotInstalled

MAGIC = b"GGUF"
VERSIONS = (2, 3)
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
CONTROL_TOKEN, USER_DEFINED_TOKEN = 3, 4  # kinds in `tokenizer.ggml.token_type`
MAX_ENTRIES = 10_000
MAX_ITEMS = 10_000_000  # of a list; the largest vocabularies have 300,000
BYTES_PER_CACHED_NUMBER = 2  # of keys and values: float16


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What is known of a model before it is loaded. Lengths in tokens, 0 where it is not said."""

    architecture: str
    context_length: int
    chat_template: str  # Jinja
    has_pooling: bool  # makes one vector of a text
    cache_bytes_per_token: int  # of the keys and values of all layers
    marks: tuple[str, ...]  # what the tokenizer reads as more than text, such as <|im_end|>

    @property
    def can_chat(self) -> bool:
        return bool(self.chat_template) and not self.has_pooling

    @property
    def thinks(self) -> bool:
        """Whether its template knows of thoughts, which it takes out of earlier answers."""
        return "</think>" in self.chat_template


def read_header(path: Path) -> GgufHeader:
    """The header of the file. Raises ModelNotInstalled when there is none, EngineError when it cannot be read."""
    try:
        found = path.stat()
        return _read(path, found.st_size, found.st_mtime_ns)
    except FileNotFoundError as exc:
        raise ModelNotInstalled(f"There is no file {path}. Set DOCQA_CHAT_MODEL to a GGUF file.") from exc
    except OSError as exc:
        raise EngineError(f"The model's file {path} cannot be read ({exc.strerror}).") from exc
    except (ValueError, KeyError, TypeError, struct.error, UnicodeDecodeError, OverflowError) as exc:
        raise EngineError(f"{path} is no whole GGUF file, so no model can be loaded from it. Get it again.") from exc


@lru_cache(maxsize=8)
def _read(path: Path, size: int, changed_ns: int) -> GgufHeader:
    """The header of a file of that size and time: a file that changes is read again."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        facts = _facts(data)
    architecture = str(facts["general.architecture"])
    own = {key.removeprefix(f"{architecture}."): value for key, value in facts.items()}
    return GgufHeader(
        architecture=architecture,
        context_length=_number(own, "context_length"),
        chat_template=str(facts.get("tokenizer.chat_template", "")),
        has_pooling=_number(own, "pooling_type") > 0 or architecture.endswith("bert"),
        cache_bytes_per_token=_cache_bytes_per_token(own),
        marks=_marks(facts),
    )


def _facts(data: mmap.mmap) -> dict[str, Any]:
    """All entries of the header by their keys."""
    reader = _Reader(data)
    magic, version, _, entries = reader.numbers("4sIQQ")
    if magic != MAGIC or version not in VERSIONS or entries > MAX_ENTRIES:
        raise ValueError("no GGUF")
    facts = {}
    for _ in range(entries):
        key = reader.string()
        (kind,) = reader.numbers("I")
        facts[key] = reader.value(kind)
    return facts


class _Reader:
    """Reads one value after the other; struct.error or ValueError at the end of the data."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 0

    def numbers(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{layout}", self._data, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return values

    def string(self) -> str:
        (length,) = self.numbers("Q")
        end = self._at + length
        if end > len(self._data):
            raise ValueError("cut off")
        text = self._data[self._at : end].decode(errors="replace")
        self._at = end
        return text

    def value(self, kind: int) -> Any:
        if kind == STRING:
            return self.string()
        if kind != ARRAY:
            return self.numbers(NUMBERS[kind])[0]
        inner, count = self.numbers("IQ")
        if count > MAX_ITEMS or inner == ARRAY:
            raise ValueError("no GGUF of a language model")
        if inner in NUMBERS:
            return self.numbers(f"{count}{NUMBERS[inner]}")
        return [self.value(inner) for _ in range(count)]


def _number(facts: Mapping[str, Any], key: str) -> int:
    """A number; where it is given layer by layer, the largest."""
    value = facts.get(key, 0)
    return int(max(value, default=0) if isinstance(value, list | tuple) else value)


def _cache_bytes_per_token(own: Mapping[str, Any]) -> int:
    heads = _number(own, "attention.head_count") or 1
    length = _number(own, "embedding_length") // heads
    key = _number(own, "attention.key_length") or length
    value = _number(own, "attention.value_length") or length
    kept_heads = _number(own, "attention.head_count_kv") or heads
    return _number(own, "block_count") * kept_heads * (key + value) * BYTES_PER_CACHED_NUMBER


def _marks(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The tokens with a meaning of their own; of those that its makers added, those that look like one."""
    tokens, kinds = facts.get("tokenizer.ggml.tokens", []), facts.get("tokenizer.ggml.token_type", [])
    return tuple(
        token
        for token, kind in zip(tokens, kinds, strict=False)
        if len(token) > 1
        and (kind == CONTROL_TOKEN or (kind == USER_DEFINED_TOKEN and token[0] in "<[" and token[-1] in ">]"))
    )
