import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from docqa.search.langchain_retriever import LangChainRetriever
from docqa.workspace import Workspace


def test_documents_say_where_they_are_from(workspace: Workspace) -> None:
    best = LangChainRetriever(retriever=workspace.retriever).invoke("How much is the rent?", k=1)[0]
    assert best.metadata.keys() == {"source", "page", "page_label", "section", "score"}
    assert (best.metadata["source"], best.metadata["page"], best.metadata["page_label"]) == ("Lease.pdf", 0, "1")
    assert "1,250 dollars" in best.page_content


def test_it_keeps_to_the_documents_chosen(workspace: Workspace) -> None:
    report = workspace.library.find("Heron").id
    narrow = LangChainRetriever(retriever=workspace.retriever, doc_ids=(report,), k=10)
    assert {document.metadata["source"] for document in narrow.invoke("rent")} == {"Heron report.pdf"}


class TestStandard(RetrieversIntegrationTests):
    """LangChain's own suite."""

    @pytest.fixture(autouse=True)
    def _over(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return LangChainRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, object]:
        return {"retriever": self.workspace.retriever}

    @property
    def retriever_query_example(self) -> str:
        return "How much is the rent?"
