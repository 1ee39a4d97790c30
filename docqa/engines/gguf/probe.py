"""How fast this machine reads and writes with a model, before one is got: measured with weights of zero, for seconds.

llama.cpp takes as long for weights of zero as for any. The model is made of layers of deepseek-r1:1.5b's shape in its
quantisation (Q4_K), few enough to lie on the disk as an empty file, and too large for a processor's cache.
"""

import os
import struct
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docqa.engines.gguf.header import MAGIC, STRING, read_header
from docqa.engines.gguf.llama import LlamaServer
from docqa.engines.offers import Speed
from docqa.errors import EngineError

LAYERS = 4
WIDTH, KEY_WIDTH, INNER_WIDTH, HEADS, KEY_HEADS = 1536, 256, 8960, 12, 2  # of DeepSeek-R1-Distill-Qwen-1.5B
CONTEXT_TOKENS = 1024
READ_TOKENS = 256  # two batches of a prompt
WRITTEN_TOKENS = 16
VERSION = 3
ALIGNMENT_BYTES = 32
UINT32, INT32, FLOAT32, ARRAY = 4, 5, 6, 9  # kinds of entries
F32, Q4_K = 0, 12  # kinds of tensors
BLOCK_BYTES = {F32: (1, 4), Q4_K: (256, 144)}  # numbers in a block, and its bytes


class Probe:
    """Measures once, and again when it is asked to."""

    def __init__(self) -> None:
        self._speed: Speed | None = None
        self._lock = threading.Lock()

    def speed(self, anew: bool = False) -> Speed:
        """This machine's. Raises EngineError, NotEnoughMemory, ModelNotInstalled."""
        with self._lock:
            if anew or self._speed is None:
                self._speed = _measure()
            return self._speed


PROBE = Probe()  # for all of the process


def _measure() -> Speed:
    try:
        with TemporaryDirectory(prefix="docqa-probe-") as folder:
            path = Path(folder) / "zeros.gguf"
            return _measured(path, write_zeros(path))
    except OSError as exc:
        raise EngineError(
            f"How fast this machine is could not be measured: no temporary file can be written ({exc.strerror})."
        ) from exc


def _measured(path: Path, size: int) -> Speed:
    server = LlamaServer(path, read_header(path), label="The measurement")
    request = {
        "messages": [{"role": "user", "content": "ab" * (READ_TOKENS // 2)}],  # a token each
        "max_tokens": WRITTEN_TOKENS,
        "temperature": 0.0,
        "stream": True,
        "timings_per_token": True,
    }
    for event in server.stream(request):
        if timings := event.get("timings"):
            read, written = timings["prompt_per_token_ms"], timings["predicted_per_token_ms"]
    return Speed(read / 1000 / (size / 1e9), written / 1000 / (size / 1e9))


def write_zeros(path: Path) -> int:
    """Write the model's file, its weights left as a hole; its size in bytes."""
    letters = [chr(code) for code in range(ord("!"), ord("~") + 1)]
    facts: dict[str, Any] = {
        "general.architecture": "qwen2",
        "qwen2.block_count": LAYERS,
        "qwen2.context_length": CONTEXT_TOKENS,
        "qwen2.embedding_length": WIDTH,
        "qwen2.feed_forward_length": INNER_WIDTH,
        "qwen2.attention.head_count": HEADS,
        "qwen2.attention.head_count_kv": KEY_HEADS,
        "qwen2.attention.layer_norm_rms_epsilon": 1e-6,
        "qwen2.rope.freq_base": 10000.0,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "gpt-2",
        "tokenizer.ggml.tokens": [*letters, "<end>"],
        "tokenizer.ggml.token_type": [1] * len(letters) + [3],
        "tokenizer.ggml.merges": ["a a"],
        "tokenizer.ggml.eos_token_id": len(letters),
        "tokenizer.chat_template": "{% for message in messages %}{{ message['content'] }}{% endfor %}",
    }
    vocabulary = len(letters) + 1
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (WIDTH, vocabulary),
        "output_norm.weight": (WIDTH,),
        "output.weight": (WIDTH, vocabulary),
    }
    for layer in range(LAYERS):
        of_layer = {
            "attn_norm.weight": (WIDTH,),
            "attn_q.weight": (WIDTH, WIDTH),
            "attn_q.bias": (WIDTH,),
            "attn_k.weight": (WIDTH, KEY_WIDTH),
            "attn_k.bias": (KEY_WIDTH,),
            "attn_v.weight": (WIDTH, KEY_WIDTH),
            "attn_v.bias": (KEY_WIDTH,),
            "attn_output.weight": (WIDTH, WIDTH),
            "ffn_norm.weight": (WIDTH,),
            "ffn_gate.weight": (WIDTH, INNER_WIDTH),
            "ffn_up.weight": (WIDTH, INNER_WIDTH),
            "ffn_down.weight": (INNER_WIDTH, WIDTH),
        }
        shapes |= {f"blk.{layer}.{name}": shape for name, shape in of_layer.items()}
    header = struct.pack("<4sIQQ", MAGIC, VERSION, len(shapes), len(facts))
    header += b"".join(_string(key) + _value(value) for key, value in facts.items())
    offset = 0
    for name, shape in shapes.items():
        kind = Q4_K if len(shape) == 2 else F32
        numbers, size = BLOCK_BYTES[kind]
        header += _string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
        offset += -(-_product(shape) // numbers * size // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
    header += b"\0" * (-len(header) % ALIGNMENT_BYTES)
    path.write_bytes(header)
    os.truncate(path, len(header) + offset)
    return len(header) + offset


def _product(shape: tuple[int, ...]) -> int:
    return shape[0] * (shape[1] if len(shape) == 2 else 1)


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(data := text.encode())) + data


def _value(value: Any) -> bytes:
    """An entry's kind and value."""
    match value:
        case int():
            return struct.pack("<II", UINT32, value)
        case float():
            return struct.pack("<If", FLOAT32, value)
        case str():
            return struct.pack("<I", STRING) + _string(value)
        case [int(), *_]:
            return struct.pack(f"<IIQ{len(value)}i", ARRAY, INT32, len(value), *value)
    return struct.pack("<IIQ", ARRAY, STRING, len(value)) + b"".join(map(_string, value))
