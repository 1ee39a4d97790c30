"""The models that need no server, in front of the modules that run them: cheap to import."""

from typing import TYPE_CHECKING

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
    """The built-in reranker, loaded (once per process). Raises like `load_embeddings`."""
    from docqa.engines.builtin.reranker import BuiltinReranker, cross_encoder

    cross_encoder()
    return BuiltinReranker()
