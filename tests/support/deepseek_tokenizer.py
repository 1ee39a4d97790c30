"""deepseek-r1:1.5b's real tokenizer, as its GGUF file and Ollama's `/api/show` describe it.

The tokens are Qwen's, of a package that is not imported. How they are merged is not written down there but follows from
their order. The tokens after them and their numbers: `added_tokens_decoder` in tokenizer_config.json of
deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B. Their kinds, and the filling up to 151,936: ggml-org/llama.cpp,
convert_hf_to_gguf.py. The numbers of tokens and merges, the first merges, and the tokens that begin and end a text are
as llama.cpp logs them when it loads Ollama's file. That file was not at hand. The logs of early 2025 have "qwen2" where
files that were made later have "deepseek-r1-qwen"; llama.cpp cuts texts in the same way for both.
"""

import base64
from typing import Any

from docqa.model_files import ModelFile, once
from tests.support.gguf_files import CONTROL, NORMAL, UNUSED, USER_DEFINED, byte_letters

QWEN_TOKENS = ModelFile(  # base64 and number of each, a line
    "dashscope",
    "resources/qwen.tiktoken",
    "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186",
    "--no-deps -r requirements-builtin.txt",
)
ADDED_TOKENS = (
    "<｜end▁of▁sentence｜>",
    "<｜User｜>",
    "<｜Assistant｜>",
    "<｜begin▁of▁sentence｜>",
    "<|EOT|>",
    "<think>",
    "</think>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<tool_call>",
    "</tool_call>",
    "<|fim_prefix|>",
    "<|fim_middle|>",
    "<|fim_suffix|>",
    "<|fim_pad|>",
    "<|repo_name|>",
    "<|file_sep|>",
)
TOKEN_COUNT = 151_936  # of which the last stand for nothing


@once
def deepseek_tokenizer() -> dict[str, Any]:
    """The entries `tokenizer.ggml...` of the file, made once. Raises ModelNotInstalled, EngineError."""
    lines = (line.split() for line in QWEN_TOKENS.checked().read_bytes().splitlines())
    ranks = {base64.b64decode(token): int(rank) for token, rank in lines}
    letters = byte_letters()
    texts = {token: "".join(map(letters.__getitem__, token)) for token in ranks}
    merges = [" ".join(texts[half] for half in _halves(token, ranks)) for token in ranks if len(token) > 1]
    own, added = list(texts.values()), list(ADDED_TOKENS)
    unused = [f"[PAD{number}]" for number in range(len(own) + len(added), TOKEN_COUNT)]
    kinds = [CONTROL if token[1] in "|｜" else USER_DEFINED for token in added]
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "deepseek-r1-qwen",
        "tokenizer.ggml.tokens": own + added + unused,
        "tokenizer.ggml.token_type": [NORMAL] * len(own) + kinds + [UNUSED] * len(unused),
        "tokenizer.ggml.merges": merges,
        "tokenizer.ggml.bos_token_id": len(own) + added.index("<｜begin▁of▁sentence｜>"),
        "tokenizer.ggml.eos_token_id": len(own) + added.index("<｜end▁of▁sentence｜>"),
        "tokenizer.ggml.padding_token_id": len(own) + added.index("<｜end▁of▁sentence｜>"),
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_eos_token": False,
    }


def _halves(token: bytes, ranks: dict[bytes, int]) -> list[bytes]:
    """The two tokens that are merged to this one: what its bytes come to by all merges before its own."""
    no_merge = len(ranks)
    parts = [token[at : at + 1] for at in range(len(token))]
    while len(parts) > 2:
        lowest, at = no_merge, 0
        for number in range(len(parts) - 1):
            rank = ranks.get(parts[number] + parts[number + 1], no_merge)
            if rank < lowest:
                lowest, at = rank, number
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts
