"""What the built-in models say, kept in each process of the tests: a text always has one vector, a pair one score."""

from functools import lru_cache

import pytest

from docqa.engines.builtin import embeddings, reranker

MAX_RESULTS = 10_000  # of each kind: those of the committed questions are 3,000
COMPUTED = ((embeddings, "_vector"), (reranker, "_score"), (reranker, "_states"))

_KEPT = {name: lru_cache(MAX_RESULTS)(getattr(module, name)) for module, name in COMPUTED}


def keep_results(patch: pytest.MonkeyPatch) -> None:
    """Let the models compute nothing that they have computed before, as most tests ask of the same few pages."""
    for module, name in COMPUTED:
        patch.setattr(module, name, _KEPT[name])
