"""docqa's search as a retriever of LangChain's, for chains of one's own; docqa itself does not load it."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from docqa.search.retriever import Retriever


class LangChainRetriever(BaseRetriever):
    """The passages that fit a question as LangChain's documents, best first. Searching raises StorageError."""

    retriever: Retriever
    doc_ids: tuple[str, ...] | None = None  # the documents to search; None: all
    k: int = 5

    model_config = {"arbitrary_types_allowed": True}  # noqa: RUF012  # pydantic reads it once

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        return [
            Document(
                id=passage.chunk.id,
                page_content=passage.chunk.text,
                metadata={
                    "source": passage.doc,
                    "page": passage.chunk.page,
                    "page_label": passage.label,
                    "section": passage.chunk.section,
                    "score": passage.score,
                },
            )
            for passage in self.retriever.search(query, doc_ids=self.doc_ids, k=k or self.k)
        ]
