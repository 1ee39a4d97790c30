"""The models that need no server, in front of the modules that run them: cheap to import."""

from contextlib import suppress
from typing import TYPE_CHECKING

from docqa.errors import EngineError

if TYPE_CHECKING:
    from docqa.engines.builtin.embeddings import BuiltinEmbeddings
    from docqa.engines.builtin.reranker import BuiltinReranker


def load_embeddings() -> "BuiltinEmbeddings":
    """The built-in embedding model, loaded (half a second, once per process).

    Raises ModelNotInstalled, and EngineError for a file that is not what it should be or a model that does not start.
    """
    from docqa.engines.builtin.embeddings import BuiltinEmbeddings, bge

    bge()
    return BuiltinEmbeddings()


def load_reranker() -> "BuiltinReranker":
    """The built-in reranker, its two models loaded (once per process). Raises like `load_embeddings`.

    Without the second, which merely helps, there is the first.
    """
    from docqa.engines.builtin.reranker import BuiltinReranker, cross_encoder, late_interaction

    cross_encoder()
    with suppress(EngineError):
        late_interaction()
    return BuiltinReranker()
