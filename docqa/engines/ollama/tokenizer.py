"""A model's own tokenizer, put together from what Ollama tells of it, so that a prompt's tokens are counted exactly."""

import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers import Tokenizer as _Tokenizer

    from docqa.engines.ollama.server import OllamaServer

CONTROL_TOKEN, USER_DEFINED_TOKEN = 3, 4  # kinds in `tokenizer.ggml.token_type`

_CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
_WORDS_AND_MARKS = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_QWEN2 = f"{_CONTRACTIONS}|{_WORDS_AND_MARKS % ''}"
_LLAMA3 = f"{_CONTRACTIONS}|{_WORDS_AND_MARKS % '{1,3}'}"
_CASED = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+%s"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*%s"
    r"|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_GPT4O = _CASED % (f"{_CONTRACTIONS}?", f"{_CONTRACTIONS}?", "{1,3}")
# How a text is cut before its pieces are merged, by the names that llama.cpp has for it: its expressions, one after the
# other (ggml-org/llama.cpp, src/llama-vocab.cpp). Of a tokenizer with another name tokens are not counted.
PATTERNS = {
    "gpt-2": (_GPT2,),
    "llama-bpe": (_LLAMA3,),
    "qwen2": (_QWEN2,),
    "deepseek-r1-qwen": (_QWEN2,),
    "smollm": (r"\p{N}", _GPT2),
    "smaug-bpe": (_LLAMA3,),
    "dbrx": (_LLAMA3,),
    "gpt-4o": (_GPT4O,),
    "tekken": (_CASED % ("", "", ""),),
}

# Of these a piece that is a token stays whole, and a prompt begins with a mark unless the model says otherwise.
WHOLE_PIECES = {"llama-bpe", "tekken"}

_MAKING = threading.Lock()


class Tokenizer:
    """Counts the tokens of texts."""

    def __init__(self, tokenizer: "_Tokenizer", begins_with_mark: bool) -> None:
        """`begins_with_mark`: whether a prompt has a token in front that says that it begins."""
        self._tokenizer = tokenizer
        self.begins_with_mark = begins_with_mark

    def count(self, text: str) -> int:
        """Tokens of a text, each mark that the model obeys being one."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)


def tokenizer_of(server: "OllamaServer", name: str, digest: str) -> Tokenizer | None:
    """The tokenizer of the model with that name and digest; None where it is of a kind that is not known.

    Made once: of deepseek-r1's 151,936 tokens Ollama tells 4.6 MB, which are 73 MB of memory after a second's work.
    Raises EngineError.
    """
    with _MAKING:  # who needs it while it is made waits for that one
        return _made(server, name, digest)


@lru_cache(maxsize=4)
def _made(server: "OllamaServer", name: str, digest: str) -> Tokenizer | None:
    return build(server.tokenizer_facts(name))


def build(facts: Mapping[str, Any]) -> Tokenizer | None:
    """The tokenizer that a model's facts (`tokenizer.ggml...`) describe, if it merges bytes as GPT-2's does."""
    from tokenizers import AddedToken, Regex
    from tokenizers import Tokenizer as _Tokenizer
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

    own = {key.removeprefix("tokenizer.ggml."): value for key, value in facts.items()}
    pre = str(own.get("pre"))
    patterns = PATTERNS.get(pre)
    tokens, merges, kinds = (own.get(key) or [] for key in ("tokens", "merges", "token_type"))
    if own.get("model") != "gpt2" or not patterns or not merges or len(kinds) != len(tokens):
        return None
    ids = {str(token): number for number, token in enumerate(tokens)}
    pairs = [(one, other) for one, _, other in (str(merge).partition(" ") for merge in merges)]
    known = [(one, other) for one, other in pairs if one in ids and other in ids and one + other in ids]
    tokenizer = _Tokenizer(BPE(vocab=ids, merges=known, ignore_merges=pre in WHOLE_PIECES))
    cuts = [Split(Regex(pattern), "isolated") for pattern in patterns]
    tokenizer.pre_tokenizer = Sequence([*cuts, ByteLevel(add_prefix_space=False, use_regex=False)])
    marks = [token for token, kind in zip(ids, kinds, strict=False) if kind in (CONTROL_TOKEN, USER_DEFINED_TOKEN)]
    tokenizer.add_special_tokens([AddedToken(mark, normalized=False) for mark in marks])
    return Tokenizer(tokenizer, begins_with_mark=bool(own.get("add_bos_token", pre in WHOLE_PIECES)))
