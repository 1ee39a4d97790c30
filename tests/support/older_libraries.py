"""The tables of docqa's earlier libraries, as their programs made them. These scripts never change."""

VERSION_1 = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    pages INTEGER NOT NULL DEFAULT 0,
    pages_read INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    chunking TEXT NOT NULL DEFAULT '',
    added REAL NOT NULL
);
CREATE TABLE pages (
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    idx INTEGER NOT NULL,
    label TEXT NOT NULL,
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (doc_id, idx)
) WITHOUT ROWID;
CREATE TABLE chunks (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);
CREATE INDEX chunks_by_document ON chunks(doc_id);
CREATE VIRTUAL TABLE chunk_text USING fts5(text, tokenize="porter unicode61 remove_diacritics 2");
CREATE TABLE vectors (
    embedding TEXT NOT NULL,
    chunk_id TEXT NOT NULL,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    PRIMARY KEY (embedding, chunk_id)
) WITHOUT ROWID;
CREATE INDEX vectors_by_document ON vectors(doc_id, embedding);
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    asked REAL NOT NULL
);
CREATE INDEX messages_by_conversation ON messages(conversation_id);
CREATE TABLE choices (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
"""

_KEPT = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    state TEXT NOT NULL,
    pages INTEGER NOT NULL DEFAULT 0,
    pages_read INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    chunking TEXT NOT NULL DEFAULT '',
    added REAL NOT NULL
);
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    created REAL NOT NULL
);
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    asked REAL NOT NULL
);
CREATE INDEX messages_by_conversation ON messages(conversation_id);
CREATE TABLE choices (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

# The programs of versions 2 to 4 made a new library from the tables they had kept and those they had made anew.
VERSION_2 = (
    _KEPT
    + """
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
CREATE TABLE orphans (
    chunk_id TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE removed (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE watched (
    path TEXT PRIMARY KEY,
    changed REAL NOT NULL,
    bytes INTEGER NOT NULL,
    doc_id TEXT NOT NULL,
    error TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = 2;
"""
)

VERSION_3 = (
    VERSION_2
    + """
DROP TABLE chunk_text;
CREATE VIRTUAL TABLE chunk_text USING fts5(text, titles, tokenize="porter unicode61 remove_diacritics 2");
CREATE TABLE IF NOT EXISTS gold_questions (
    id INTEGER PRIMARY KEY,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    pages TEXT NOT NULL,
    answers TEXT NOT NULL,
    UNIQUE (doc_id, question)
);
CREATE TABLE IF NOT EXISTS gold_ranks (
    question INTEGER NOT NULL REFERENCES gold_questions(id) ON DELETE CASCADE,
    began REAL NOT NULL,
    model TEXT NOT NULL,
    rank INTEGER,
    PRIMARY KEY (question, began)
) WITHOUT ROWID;
PRAGMA user_version = 3;
"""
)

VERSION_4 = (
    VERSION_3
    + """
ALTER TABLE chunks ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
CREATE INDEX chunks_by_language ON chunks(language) WHERE language != 'en';
DROP TABLE chunk_text;
CREATE VIRTUAL TABLE chunk_text USING fts5(text, stems, titles, tokenize="porter unicode61 remove_diacritics 2");
PRAGMA user_version = 4;
"""
)

VERSION_5 = f"{VERSION_4}PRAGMA user_version = 5;"

VERSION_6 = (
    VERSION_5
    + """
DROP TABLE messages;
DROP TABLE conversations;
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
CREATE INDEX messages_by_conversation ON messages(conversation_id);
CREATE TABLE earlier_answers (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
    answer TEXT NOT NULL
);
CREATE INDEX earlier_answers_by_message ON earlier_answers(message_id);
PRAGMA user_version = 6;
"""
)

VERSION_7 = f"{VERSION_6}ALTER TABLE documents ADD COLUMN folder TEXT NOT NULL DEFAULT ''; PRAGMA user_version = 7;"

VERSION_8 = (
    VERSION_7
    + """
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
PRAGMA user_version = 8;
"""
)

SCRIPTS = {
    1: VERSION_1,
    2: VERSION_2,
    3: VERSION_3,
    4: VERSION_4,
    5: VERSION_5,
    6: VERSION_6,
    7: VERSION_7,
    8: VERSION_8,
}
