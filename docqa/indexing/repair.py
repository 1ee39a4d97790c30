"""Chroma and the library's ledger of vectors made to agree: after a crash one may know of vectors the other lacks."""

from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore

INDEX_BUSY = "index_busy"  # the choice that says that vectors were being written: it outlives a crash


def repair(library: Library, store: VectorStore) -> None:
    """Note vectors that Chroma lacks as missing, so that they are made again, and remove those of no chunk.

    After an orderly stop it is enough that both count the same. Raises StorageError.
    """
    ledger = library.ledger
    doc_ids = [document.id for document in library.documents()]
    removed = 0
    for identity in {*ledger.embeddings(), *store.embeddings()}:
        if not library.choice(INDEX_BUSY) and store.count(identity) == ledger.progress(identity).done:
            continue
        for doc_id in doc_ids:
            expected, present = ledger.chunk_ids(identity, doc_id), store.ids(identity, doc_id)
            ledger.forget(identity, expected - present)
            store.remove(identity, sorted(present - expected))
        without_document = store.vectors_without_document(identity, doc_ids)
        store.remove(identity, without_document)
        removed += len(without_document)
    if removed and not doc_ids:
        store.notice = (
            "The search index held passages of documents that are no longer in the library; they have been taken "
            "out of it. If the data folder was deleted, add the PDFs again."
        )
