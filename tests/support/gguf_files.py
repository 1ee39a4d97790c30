"""GGUF files made by code: models of a few thousand random weights that llama.cpp loads as it loads real ones."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

ALIGNMENT = 32
FLOAT32, FLOAT16 = 0, 1
UINT32, INT32, FLOAT, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5

# The chat template of deepseek-r1's file, as its makers published it first, for text alone: thoughts of earlier answers
# are left out, and the model itself opens its thoughts. In the later one the template opens them.
DEEPSEEK_TEMPLATE = (
    "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}"
    "{% set ns = namespace(system_prompt='') %}"
    "{%- for message in messages %}{%- if message['role'] == 'system' %}"
    "{% set ns.system_prompt = message['content'] %}{%- endif %}{%- endfor %}"
    "{{bos_token}}{{ns.system_prompt}}"
    "{%- for message in messages %}"
    "{%- if message['role'] == 'user' %}{{'<｜User｜>' + message['content']}}{%- endif %}"
    "{%- if message['role'] == 'assistant' and message['content'] is not none %}"
    "{% set content = message['content'] %}"
    "{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}"
    "{{'<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>'}}{%- endif %}"
    "{%- endfor -%}"
    "{% if add_generation_prompt %}{{'<｜Assistant｜>'}}{% endif %}"
)
OPENED_TEMPLATE = DEEPSEEK_TEMPLATE.replace("{{'<｜Assistant｜>'}}", "{{'<｜Assistant｜><think>\\n'}}")
MARKS = (
    ("<｜begin▁of▁sentence｜>", CONTROL),
    ("<｜end▁of▁sentence｜>", CONTROL),
    ("<｜User｜>", USER_DEFINED),
    ("<｜Assistant｜>", USER_DEFINED),
    ("<think>", USER_DEFINED),
    ("</think>", USER_DEFINED),
)


def write_model(
    path: Path,
    template: str = DEEPSEEK_TEMPLATE,
    *,
    tokenizer: Mapping[str, Any] | None = None,
    seed: int = 0,
    context_length: int = 4096,
    favourite: str = "",
    strength: float = 0.0,
    more: Mapping[str, Any] | None = None,
) -> Path:
    """A model of deepseek-r1's kind: Qwen 2's layers with random weights, and its template, unless another is given.

    Its `tokenizer` has bytes for tokens, and deepseek-r1's marks, unless another is given (`tokenizer.ggml...`).
    It would write `favourite`, one of its tokens, at every step, the more so the greater `strength` is; without one it
    writes any bytes, and never ends by itself but by chance.
    """
    width, inner, heads = 32, 64, 2
    random = np.random.default_rng(seed)
    tokenizer = tokenizer or byte_tokenizer()
    tokens = tokenizer["tokenizer.ggml.tokens"]
    facts: dict[str, Any] = {
        "general.architecture": "qwen2",
        "general.name": "Random weights",
        "qwen2.block_count": 1,
        "qwen2.context_length": context_length,
        "qwen2.embedding_length": width,
        "qwen2.feed_forward_length": inner,
        "qwen2.attention.head_count": heads,
        "qwen2.attention.head_count_kv": heads,
        "qwen2.attention.layer_norm_rms_epsilon": 1e-6,
        "qwen2.rope.freq_base": 10000.0,
        "tokenizer.chat_template": template,
    }
    facts |= dict(tokenizer) | dict(more or {})

    def weights(*shape: int) -> np.ndarray:
        return random.normal(0, 0.1, shape).astype(np.float32)

    output = weights(len(tokens), width)
    embedding = weights(len(tokens), width)
    embedding[:, 0] = 1.0  # the same in all that it reads, so that a favourite can be told by it
    if favourite:
        output[:, 0] = 0.0
        output[tokens.index(favourite), 0] = strength
    end = tokenizer["tokenizer.ggml.eos_token_id"]
    output[end, 0] -= 0 if favourite == tokens[end] else 10
    tensors = {
        "token_embd.weight": embedding.astype(np.float16),
        "output_norm.weight": np.ones(width, np.float32),
        "output.weight": output.astype(np.float16),
        "blk.0.attn_norm.weight": np.ones(width, np.float32),
        "blk.0.attn_q.weight": weights(width, width) * 0.1,
        "blk.0.attn_k.weight": weights(width, width) * 0.1,
        "blk.0.attn_v.weight": weights(width, width) * 0.1,
        "blk.0.attn_q.bias": np.zeros(width, np.float32),
        "blk.0.attn_k.bias": np.zeros(width, np.float32),
        "blk.0.attn_v.bias": np.zeros(width, np.float32),
        "blk.0.attn_output.weight": weights(width, width) * 0.1,
        "blk.0.ffn_norm.weight": np.ones(width, np.float32),
        "blk.0.ffn_gate.weight": weights(inner, width) * 0.1,
        "blk.0.ffn_up.weight": weights(inner, width) * 0.1,
        "blk.0.ffn_down.weight": weights(width, inner) * 0.1,
    }
    path.write_bytes(gguf(facts, tensors))
    return path


def byte_tokenizer() -> dict[str, Any]:
    """What a model's file says of the smallest tokenizer: bytes, and deepseek-r1's marks."""
    tokens = [*byte_letters().values(), "Ġt", *(mark for mark, _ in MARKS)]
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "deepseek-r1-qwen",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [NORMAL] * 257 + [kind for _, kind in MARKS],
        "tokenizer.ggml.merges": ["Ġ t"],
        "tokenizer.ggml.bos_token_id": tokens.index("<｜begin▁of▁sentence｜>"),
        "tokenizer.ggml.eos_token_id": tokens.index("<｜end▁of▁sentence｜>"),
        "tokenizer.ggml.add_bos_token": False,
    }


def gguf(facts: Mapping[str, Any], tensors: Mapping[str, np.ndarray] | None = None) -> bytes:
    """The bytes of a GGUF file (version 3) with these entries and tensors of float32 or float16."""
    header = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors or {}), len(facts))
    for key, value in facts.items():
        header += _string(key) + _value(value)
    body = b""
    for name, tensor in (tensors or {}).items():
        body += b"\0" * (-len(body) % ALIGNMENT)
        dimensions = tensor.shape[::-1]  # the fastest first
        header += _string(name) + struct.pack(f"<I{len(dimensions)}Q", len(dimensions), *dimensions)
        header += struct.pack("<IQ", FLOAT16 if tensor.dtype == np.float16 else FLOAT32, len(body))
        body += tensor.tobytes()
    return header + b"\0" * (-len(header) % ALIGNMENT) + body


def _string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Any) -> bytes:
    match value:
        case bool():
            return struct.pack("<I?", BOOL, value)
        case int():
            return struct.pack("<II", UINT32, value)
        case float():
            return struct.pack("<If", FLOAT, value)
        case str():
            return struct.pack("<I", STRING) + _string(value)
        case [int(), *_]:
            return struct.pack(f"<IIQ{len(value)}i", ARRAY, INT32, len(value), *value)
    return struct.pack("<IIQ", ARRAY, STRING, len(value)) + b"".join(_string(item) for item in value)


def byte_letters() -> dict[int, str]:
    """The letter that stands for each byte in vocabularies of GPT-2's kind, in the order of the bytes."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = iter(range(256, 512))
    return {byte: chr(byte) if byte in plain else chr(next(others)) for byte in range(256)}
