"""The tables of the library's database, and the steps that bring an older database to them.

A change to the tables is made twice: in SCHEMA, for new libraries, and as the next step in STEPS, for those that are
there. A test builds each older version and compares what the steps make of it with a new library.
"""

import sqlite3
from collections.abc import Iterator

# The newer columns of a table stand last, where ALTER TABLE puts them in an older library.
SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,            -- SHA-256 of the PDF's bytes
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    pages INTEGER NOT NULL DEFAULT 0,
    pages_read INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    chunking TEXT NOT NULL DEFAULT '',  -- version of the cutting that made its chunks (CHUNKING)
    added REAL NOT NULL,
    reading TEXT NOT NULL DEFAULT '',  -- version of the text extractor whose pages its chunks were cut from (EXTRACTOR)
    by_hand INTEGER NOT NULL DEFAULT 1,  -- 0: it came from the watched folder
    -- Counts are kept, not counted: a library may hold a million chunks.
    chunks INTEGER NOT NULL DEFAULT 0,
    scans INTEGER NOT NULL DEFAULT 0,
    by_ocr INTEGER NOT NULL DEFAULT 0,
    empty INTEGER NOT NULL DEFAULT 0,
    unreadable INTEGER NOT NULL DEFAULT 0,
    folder TEXT NOT NULL DEFAULT '',  -- which of the person's own it is in; '' is none
    tables TEXT NOT NULL DEFAULT ''  -- versions of extractor and finder by which all its pages were looked through
);
CREATE INDEX documents_by_name ON documents(name);
CREATE TABLE removed (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;  -- documents whose PDF has still to go
CREATE TABLE watched (              -- the files of the watched folder, as they were last seen
    path TEXT PRIMARY KEY,
    changed REAL NOT NULL,
    bytes INTEGER NOT NULL,
    doc_id TEXT NOT NULL,           -- '' when it could not be added
    error TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE choices (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- What is made from the PDFs.
CREATE TABLE pages (
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    reading TEXT NOT NULL,          -- version of the text extractor (EXTRACTOR): a new one is tried beside the old text
    idx INTEGER NOT NULL,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    headings TEXT NOT NULL,         -- JSON: [[start, title], ...]
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    words TEXT NOT NULL,            -- JSON: [[start, end, x0, y0, x1, y1], ...]
    PRIMARY KEY (doc_id, reading, idx)
) WITHOUT ROWID;
CREATE INDEX pages_of_note ON pages(doc_id, reading, source) WHERE source != 'text';
CREATE TABLE page_tables (              -- what was found on a page; one that has still to be looked through has no row
    doc_id TEXT NOT NULL,
    reading TEXT NOT NULL,
    idx INTEGER NOT NULL,
    finder TEXT NOT NULL,         -- version of what finds tables (FINDER)
    tables BLOB NOT NULL,           -- JSON
    PRIMARY KEY (doc_id, reading, idx),
    FOREIGN KEY (doc_id, reading, idx) REFERENCES pages(doc_id, reading, idx) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE chunks (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    section TEXT NOT NULL,
    hash INTEGER NOT NULL,          -- of its text: chunks of the same text share a vector's making
    language TEXT NOT NULL DEFAULT 'en'  -- whose stems its words are found by
);
CREATE INDEX chunks_by_document ON chunks(doc_id, page);
CREATE INDEX chunks_by_hash ON chunks(hash);
CREATE INDEX chunks_by_language ON chunks(language) WHERE language != 'en';
-- The full-text index. An English chunk stands in `text`, for FTS5 to stem; another in `stems`, stemmed in its
-- language; both with pairs of characters for words of scripts without spaces. `titles` are the lines of a chunk that
-- may be the title of its page.
CREATE VIRTUAL TABLE chunk_text USING fts5(text, stems, titles, tokenize="porter unicode61 remove_diacritics 2");

-- Which chunks have a vector in Chroma, and of which embedding model.
CREATE TABLE embeddings (number INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE);
CREATE TABLE vectors (
    chunk INTEGER NOT NULL REFERENCES chunks(rowid) ON DELETE CASCADE,
    embedding INTEGER NOT NULL REFERENCES embeddings(number),
    PRIMARY KEY (chunk, embedding)
) WITHOUT ROWID;
CREATE TABLE indexed (              -- how many of a document's chunks have one
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    embedding INTEGER NOT NULL REFERENCES embeddings(number),
    done INTEGER NOT NULL,
    PRIMARY KEY (doc_id, embedding)
) WITHOUT ROWID;
CREATE TABLE orphans (              -- vectors that Chroma has still to lose: their chunks are gone
    chunk_id TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- it stands in addresses: that of a deleted one is never given again
    title TEXT NOT NULL,
    created REAL NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,           -- JSON of documents.Answer
    asked REAL NOT NULL
);
CREATE INDEX messages_by_conversation ON messages(conversation_id);
CREATE TABLE earlier_answers (      -- what a message answered before it was asked again
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    answer TEXT NOT NULL            -- JSON of documents.Answer
);
CREATE INDEX earlier_answers_by_message ON earlier_answers(message_id);

-- A person's own questions about a document: the search is tried with them. They go with the document.
CREATE TABLE gold_questions (
    id INTEGER PRIMARY KEY,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    pages TEXT NOT NULL,            -- JSON: [page, ...], physical, from 0; any of them has the answer
    answers TEXT NOT NULL,          -- JSON: [answer, ...], if a file of questions gave any
    UNIQUE (doc_id, question)
);
CREATE TABLE gold_ranks (           -- where a search has found their pages
    question INTEGER NOT NULL REFERENCES gold_questions(id) ON DELETE CASCADE,
    began REAL NOT NULL,            -- its run of all questions, in seconds since 1970
    model TEXT NOT NULL,
    rank INTEGER,                   -- from 1; NULL: it was not found
    PRIMARY KEY (question, began)
) WITHOUT ROWID;
"""

# Steps say what changed at their time and never change again, so they repeat what SCHEMA says of it today.
STEPS = {
    # Pages are read in a new way, with headings and scans; every document is read again.
    2: """
DROP TABLE vectors;
DROP TABLE chunk_text;
DROP TABLE chunks;
DROP TABLE pages;
ALTER TABLE documents ADD COLUMN reading TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 1;
ALTER TABLE documents ADD COLUMN chunks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN scans INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN by_ocr INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN empty INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET state = 'queued', pages_read = 0, error = '';
CREATE INDEX documents_by_name ON documents(name);
CREATE TABLE pages (
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    reading TEXT NOT NULL,
    idx INTEGER NOT NULL,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    headings TEXT NOT NULL,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (doc_id, reading, idx)
) WITHOUT ROWID;
CREATE INDEX pages_of_note ON pages(doc_id, reading, source) WHERE source != 'text';
CREATE TABLE chunks (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    section TEXT NOT NULL,
    hash INTEGER NOT NULL
);
CREATE INDEX chunks_by_document ON chunks(doc_id, page);
CREATE INDEX chunks_by_hash ON chunks(hash);
CREATE VIRTUAL TABLE chunk_text USING fts5(text, tokenize="porter unicode61 remove_diacritics 2");
CREATE TABLE embeddings (number INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE);
CREATE TABLE vectors (
    chunk INTEGER NOT NULL REFERENCES chunks(rowid) ON DELETE CASCADE,
    embedding INTEGER NOT NULL REFERENCES embeddings(number),
    PRIMARY KEY (chunk, embedding)
) WITHOUT ROWID;
CREATE TABLE indexed (
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    embedding INTEGER NOT NULL REFERENCES embeddings(number),
    done INTEGER NOT NULL,
    PRIMARY KEY (doc_id, embedding)
) WITHOUT ROWID;
CREATE TABLE orphans (chunk_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE removed (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE watched (
    path TEXT PRIMARY KEY,
    changed REAL NOT NULL,
    bytes INTEGER NOT NULL,
    doc_id TEXT NOT NULL,
    error TEXT NOT NULL
) WITHOUT ROWID;
""",
    # The full-text index knows titles. The text stays, and is cut anew.
    3: """
INSERT OR IGNORE INTO orphans (chunk_id) SELECT id FROM chunks;
DROP TABLE chunk_text;
DELETE FROM vectors;
DELETE FROM indexed;
DELETE FROM chunks;
UPDATE documents SET chunks = 0, chunking = '';
CREATE VIRTUAL TABLE chunk_text USING fts5(text, titles, tokenize="porter unicode61 remove_diacritics 2");
CREATE TABLE gold_questions (
    id INTEGER PRIMARY KEY,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    pages TEXT NOT NULL,
    answers TEXT NOT NULL,
    UNIQUE (doc_id, question)
);
CREATE TABLE gold_ranks (
    question INTEGER NOT NULL REFERENCES gold_questions(id) ON DELETE CASCADE,
    began REAL NOT NULL,
    model TEXT NOT NULL,
    rank INTEGER,
    PRIMARY KEY (question, began)
) WITHOUT ROWID;
""",
    # The full-text index knows the word forms of other languages than English. Documents are cut anew, which finds out
    # what they are written in; until then they are found as before. Vectors stay.
    4: """
ALTER TABLE chunks ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
CREATE INDEX chunks_by_language ON chunks(language) WHERE language != 'en';
ALTER TABLE chunk_text RENAME TO older_chunk_text;
CREATE VIRTUAL TABLE chunk_text USING fts5(text, stems, titles, tokenize="porter unicode61 remove_diacritics 2");
INSERT INTO chunk_text (rowid, text, stems, titles) SELECT rowid, text, '', titles FROM older_chunk_text;
DROP TABLE older_chunk_text;
UPDATE documents SET chunking = '';
""",
    # The full-text index has pairs of characters of scripts without spaces, and folds ß and accents as questions do.
    # Documents that hold any of these are cut anew, which writes their words anew; until then they are found as before.
    5: """
UPDATE documents SET chunking = '' WHERE id IN (
    SELECT c.doc_id FROM chunk_text t JOIN chunks c ON c.rowid = t.rowid WHERE t.text || t.stems GLOB
    '*[\u00df\u0130\u0300-\u036f\u0390\u03b0\u0591-\u05c7\u0640\u064b-\u0670\u0e01-\u0edf\u1000-\u11ff\u1780-\u17dd'
    || '\u1e9e\u1f00-\u1fff\u2f00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]*'
);
""",
    # Conversations are pinned, earlier answers are kept, and no number is given twice. The old tables get another name
    # until the new ones are filled: dropping a table deletes its rows, and what refers to these.
    6: """
ALTER TABLE conversations RENAME TO older_conversations;
ALTER TABLE messages RENAME TO older_messages;
DROP INDEX messages_by_conversation;
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    created REAL NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    asked REAL NOT NULL
);
INSERT INTO conversations (id, title, created) SELECT id, title, created FROM older_conversations;
INSERT INTO messages (id, conversation_id, question, answer, asked)
SELECT id, conversation_id, question, answer, asked FROM older_messages;
DROP TABLE older_messages;
DROP TABLE older_conversations;
CREATE INDEX messages_by_conversation ON messages(conversation_id);
CREATE TABLE earlier_answers (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    answer TEXT NOT NULL
);
CREATE INDEX earlier_answers_by_message ON earlier_answers(message_id);
""",
    # Documents are put into folders.
    7: """
ALTER TABLE documents ADD COLUMN folder TEXT NOT NULL DEFAULT '';
""",
    # The tables of pages are kept.
    8: """
CREATE TABLE page_tables (
    doc_id TEXT NOT NULL,
    reading TEXT NOT NULL,
    idx INTEGER NOT NULL,
    finder TEXT NOT NULL,
    tables BLOB NOT NULL,
    PRIMARY KEY (doc_id, reading, idx),
    FOREIGN KEY (doc_id, reading, idx) REFERENCES pages(doc_id, reading, idx) ON DELETE CASCADE
) WITHOUT ROWID;
ALTER TABLE documents ADD COLUMN tables TEXT NOT NULL DEFAULT '';
""",
}

SCHEMA_VERSION = max(STEPS)


def bring_up_to_date(connection: sqlite3.Connection, version: int) -> None:
    """Make the tables of a new database (version 0), or take an older one through each step that it lacks.

    To be called inside a transaction: a database is of one version or of another, never between two.
    """
    scripts = [STEPS[step] for step in range(version + 1, SCHEMA_VERSION + 1)] if version else [SCHEMA]
    for script in scripts:
        for statement in _statements(script):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, so that they can run inside one transaction (`executescript` would commit first)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
