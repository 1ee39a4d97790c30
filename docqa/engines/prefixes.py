"""What an embedding model wants written in front of a text: a small table, used by both engines. Pure.

Such models are trained with these words before each question and each passage; without them the two lie further
apart than they should. The words are those of each model's own card.
"""

import re
from dataclasses import dataclass

BGE_QUERY = "Represent this sentence for searching relevant passages: "
QWEN3_QUERY = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What goes before a question and before a passage."""

    query: str = ""
    document: str = ""


# The first pattern found in the model's name counts, so the special cases stand before the general ones.
PREFIXES_BY_MODEL_NAME = (
    (r"nomic-embed", Prefixes("search_query: ", "search_document: ")),
    (r"mxbai-embed-large", Prefixes(BGE_QUERY)),
    (r"bge-m3", Prefixes()),  # trained without an instruction, unlike its siblings
    (r"bge-(small|base|large)(-en|$)", Prefixes(BGE_QUERY)),
    (r"arctic-embed2|arctic-embed.*v2", Prefixes("query: ")),
    (r"arctic-embed", Prefixes(BGE_QUERY)),
    (r"(^|-)e5(-|$)", Prefixes("query: ", "passage: ")),
    (r"embeddinggemma", Prefixes("task: search result | query: ", "title: none | text: ")),
    (r"qwen3-embedding", Prefixes(QWEN3_QUERY)),
)


def prefixes(model_name: str) -> Prefixes:
    """The prefixes of a model; empty ones for a model the table does not know.

    >>> prefixes("nomic-embed-text:v1.5").query
    'search_query: '
    >>> prefixes("somebody/multilingual-e5-large").document
    'passage: '
    >>> prefixes("all-minilm")
    Prefixes(query='', document='')
    """
    base = model_name.lower().rsplit("/", 1)[-1].split(":", 1)[0]
    return next((words for pattern, words in PREFIXES_BY_MODEL_NAME if re.search(pattern, base)), Prefixes())
