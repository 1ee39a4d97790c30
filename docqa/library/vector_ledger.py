"""The ledger of the vectors: which chunk has one in Chroma, and of which embedding model; which have still to go.

Embedding models go by their identities, as `Embedder` has them.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from docqa.documents import Chunk
from docqa.library.database import Database
from docqa.library.rows import IN_LIST, SELECT_CHUNKS, chunk_of, count_vectors, json_list, text_hash

UNKNOWN_NUMBER = -1  # stands for an embedding model of which there have been no vectors; no row has it


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the vectors of one embedding model have come, in chunks."""

    done: int
    total: int

    @property
    def whole(self) -> bool:
        """Whether no vector is missing."""
        return self.done >= self.total


class VectorLedger:
    """What SQLite knows of the vectors. Chroma follows it: what it says is there is made or removed there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def progress(self, embedding: str, doc_ids: Sequence[str] | None = None) -> Progress:
        """How many of the chunks (of those documents; default all) have a vector."""
        chosen = "" if doc_ids is None else f"WHERE d.id {IN_LIST}"
        arguments = [] if doc_ids is None else [json_list(doc_ids)]
        with self._database.reading() as db:
            total, done = db.execute(
                "SELECT coalesce(sum(d.chunks), 0), coalesce(sum(i.done), 0) FROM documents d "
                f"LEFT JOIN indexed i ON i.doc_id = d.id AND i.embedding = ? {chosen}",
                [_number(db, embedding), *arguments],
            ).fetchone()
        return Progress(done, total)

    def embeddings(self) -> list[str]:
        """The embedding models of which there have been vectors."""
        with self._database.reading() as db:
            return [row["identity"] for row in db.execute("SELECT identity FROM embeddings")]

    def chunk_ids(self, embedding: str, doc_id: str) -> set[str]:
        """The document's chunks that should have a vector of that embedding model."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT c.id FROM chunks c JOIN vectors v ON v.chunk = c.rowid AND v.embedding = ? WHERE c.doc_id = ?",
                (_number(db, embedding), doc_id),
            )
            return {row["id"] for row in rows}

    # Vectors to be made

    def without_vector(self, embedding: str, limit: int, passed_over: Collection[str] = ()) -> list[Chunk]:
        """The next chunks that want a vector: document by document, in the order they came.

        Documents in `passed_over` are not looked at.
        """
        with self._database.reading() as db:
            number = _number(db, embedding)
            row = db.execute(
                "SELECT d.id FROM documents d LEFT JOIN indexed i ON i.doc_id = d.id AND i.embedding = ? "
                f"WHERE d.chunks > coalesce(i.done, 0) AND d.id NOT {IN_LIST} ORDER BY d.added LIMIT 1",
                (number, json_list(passed_over)),
            ).fetchone()
            rows = db.execute(
                f"{SELECT_CHUNKS} WHERE c.doc_id = ? AND NOT EXISTS "
                "(SELECT 1 FROM vectors v WHERE v.chunk = c.rowid AND v.embedding = ?) "
                "ORDER BY c.page, c.start LIMIT ?",
                (row["id"] if row else None, number, limit),
            ).fetchall()
        return [chunk_of(row) for row in rows]

    def unembedded(self, embedding: str, chunk_ids: Sequence[str]) -> list[str]:
        """Those of the chunks that have no vector, in their order."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT c.id FROM chunks c JOIN vectors v ON v.chunk = c.rowid AND v.embedding = ? "
                f"WHERE c.id {IN_LIST}",
                (_number(db, embedding), json_list(chunk_ids)),
            )
            there = {row["id"] for row in rows}
        return [id_ for id_ in chunk_ids if id_ not in there]

    def same_text(self, embedding: str, chunks: Sequence[Chunk]) -> dict[str, str]:
        """For those chunks whose text has a vector already, under another chunk: that one's id, by theirs."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT c.hash, min(c.id) AS id FROM chunks c JOIN vectors v ON v.chunk = c.rowid AND v.embedding = ? "
                f"WHERE c.hash {IN_LIST} GROUP BY c.hash",
                (_number(db, embedding), json_list(text_hash(chunk.text) for chunk in chunks)),
            ).fetchall()
        known = {row["hash"]: row["id"] for row in rows}
        return {chunk.id: known[hash_] for chunk in chunks if (hash_ := text_hash(chunk.text)) in known}

    def note(self, embedding: str, chunks: Sequence[Chunk]) -> list[str]:
        """Remember that these chunks have their vectors in Chroma.

        Gives the ids of those that are gone or changed meanwhile, whose vectors are to be removed again.
        """
        with self._database.transaction() as db:
            number = _number_or_new(db, embedding)
            rows = db.execute(
                f"SELECT rowid, id, doc_id, hash FROM chunks WHERE id {IN_LIST}", (json_list(c.id for c in chunks),)
            ).fetchall()
            found = {(row["id"], row["hash"]): row for row in rows}
            kept = {chunk.id: found[key] for chunk in chunks if (key := (chunk.id, text_hash(chunk.text))) in found}
            db.executemany(
                "INSERT OR IGNORE INTO vectors (chunk, embedding) VALUES (?, ?)",
                [(row["rowid"], number) for row in kept.values()],
            )
            for doc_id in {row["doc_id"] for row in kept.values()}:
                count_vectors(db, doc_id, number)
        return [chunk.id for chunk in chunks if chunk.id not in kept]

    def forget(self, embedding: str, chunk_ids: Iterable[str]) -> None:
        """Note that these chunks have no vector in Chroma after all."""
        with self._database.transaction() as db:
            number = _number(db, embedding)
            rows = db.execute(
                f"SELECT rowid, doc_id FROM chunks WHERE id {IN_LIST}", (json_list(chunk_ids),)
            ).fetchall()
            db.executemany(
                "DELETE FROM vectors WHERE chunk = ? AND embedding = ?", [(row["rowid"], number) for row in rows]
            )
            if number != UNKNOWN_NUMBER:
                for doc_id in {row["doc_id"] for row in rows}:
                    count_vectors(db, doc_id, number)

    # Vectors to be removed

    def vectors_to_remove(self, limit: int) -> list[str]:
        """Ids of chunks that are gone, whose vectors Chroma has still to lose."""
        with self._database.reading() as db:
            return [row["chunk_id"] for row in db.execute("SELECT chunk_id FROM orphans LIMIT ?", (limit,))]

    def note_removed(self, chunk_ids: Iterable[str]) -> None:
        """Note that Chroma has lost these vectors."""
        with self._database.transaction() as db:
            db.executemany("DELETE FROM orphans WHERE chunk_id = ?", [(id_,) for id_ in chunk_ids])


def _number(db: sqlite3.Connection, embedding: str) -> int:
    """The embedding model's number, by which tables name it, or UNKNOWN_NUMBER."""
    row = db.execute("SELECT number FROM embeddings WHERE identity = ?", (embedding,)).fetchone()
    return int(row["number"]) if row else UNKNOWN_NUMBER


def _number_or_new(db: sqlite3.Connection, embedding: str) -> int:
    """The embedding model's number, a new one if need be; inside a transaction."""
    number = _number(db, embedding)
    if number != UNKNOWN_NUMBER:
        return number
    return int(db.execute("INSERT INTO embeddings (identity) VALUES (?)", (embedding,)).lastrowid or 0)
