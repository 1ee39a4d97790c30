import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from docqa.errors import StorageError
from docqa.library.database import DamagedDatabase, Database, set_aside
from docqa.library.full_text import FullText
from docqa.library.migrations import SCHEMA_VERSION
from tests.support.older_libraries import SCRIPTS

pytestmark = pytest.mark.pure


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.sqlite3"


def choose(database: Database, key: str, value: str = "x") -> None:
    with database.transaction() as db:
        db.execute("INSERT INTO choices VALUES (?, ?)", (key, value))


def chosen(database: Database) -> list[str]:
    with database.reading() as db:
        return [row["key"] for row in db.execute("SELECT key FROM choices ORDER BY key")]


def test_a_new_file_is_filled_once(path: Path) -> None:
    first = Database.open(path)
    choose(first, "a")
    second = Database.open(path)
    assert (first.is_new, second.is_new) == (True, False)
    assert chosen(second) == ["a"]


# Older libraries

FILLED = """
INSERT INTO documents (id, name, bytes, state, pages, pages_read, added)
    VALUES ('d', 'Lease.pdf', 9, 'indexing', 1, 1, 0);
INSERT INTO conversations (id, title, created) VALUES (1, 'How much is the rent?', 0);
INSERT INTO messages (id, conversation_id, question, answer, asked) VALUES (4, 1, 'How much is the rent?', '{}', 0);
"""


def made(path: Path, script: str) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as older:
        older.executescript(f"BEGIN; {script} COMMIT;")  # at once: each transaction waits for the disk


def schema(path: Path) -> set[str]:
    """Every table and index, without comments and spacing: ALTER TABLE and CREATE TABLE differ in these."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {re.sub(r"\s*([(),])\s*", r"\1", " ".join(re.sub(r"--[^\n]*", "", sql).split())) for (sql,) in rows}


def test_every_version_that_has_been_has_its_script() -> None:
    """Today's too: it is the one that the next step begins from."""
    assert [*SCRIPTS] == [*range(1, SCHEMA_VERSION + 1)]


@pytest.mark.parametrize("version", SCRIPTS)
def test_an_older_library_becomes_what_a_new_one_is(path: Path, tmp_path: Path, version: int) -> None:
    made(path, SCRIPTS[version] + FILLED)
    database = Database.open(path)
    assert not database.is_new
    Database.open(tmp_path / "new" / "library.sqlite3").close()
    assert schema(path) == schema(tmp_path / "new" / "library.sqlite3")
    with database.reading() as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        (document,) = db.execute("SELECT name, chunks, by_hand FROM documents").fetchall()
        assert tuple(document) == ("Lease.pdf", 0, 1)
        assert db.execute("SELECT title FROM conversations").fetchone()[0] == "How much is the rent?"
        assert tuple(db.execute("SELECT id, conversation_id FROM messages").fetchone()) == (4, 1)
    database.close()
    assert not Database.open(path).is_new


def test_documents_of_the_first_version_are_read_again(path: Path) -> None:
    made(path, SCRIPTS[1] + FILLED + "INSERT INTO pages VALUES ('d', 0, '1', '', 'The rent');")
    with Database.open(path).reading() as db:
        assert tuple(db.execute("SELECT state, pages_read FROM documents").fetchone()) == ("queued", 0)


def test_chunks_of_the_second_version_are_cut_anew(path: Path) -> None:
    chunk = (
        "INSERT INTO chunks VALUES (1, 'c', 'd', 0, 0, 4, '', 7); INSERT INTO chunk_text (rowid, text) VALUES (1, 'x');"
    )
    made(path, SCRIPTS[2] + FILLED + chunk)
    with Database.open(path).reading() as db:
        assert tuple(db.execute("SELECT state, chunks, chunking FROM documents").fetchone()) == ("indexing", 0, "")
        assert [row["chunk_id"] for row in db.execute("SELECT chunk_id FROM orphans")] == ["c"]


def test_chunks_of_the_third_version_can_be_searched_and_keep_their_vectors(path: Path) -> None:
    chunk = (
        "UPDATE documents SET chunks = 1, chunking = 'x'; INSERT INTO chunks VALUES (1, 'c', 'd', 0, 0, 4, '', 7);"
        "INSERT INTO chunk_text (rowid, text, titles) VALUES (1, 'The rents are due', 'The rent');"
        "INSERT INTO embeddings VALUES (1, 'model'); INSERT INTO vectors VALUES (1, 1);"
    )
    made(path, SCRIPTS[3] + FILLED + chunk)
    database = Database.open(path)
    assert FullText(database).search_phrases(["rent are due"], 5) == ["c"]
    assert FullText(database).search_phrases(["rents"], 5, in_titles=True) == ["c"]
    with database.reading() as db:
        assert tuple(db.execute("SELECT state, chunks, chunking FROM documents").fetchone()) == ("indexing", 1, "")
        assert db.execute("SELECT language FROM chunks").fetchone()[0] == "en"
        assert db.execute("SELECT count(*) FROM vectors").fetchone()[0] == 1
        assert db.execute("SELECT count(*) FROM orphans").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("text", "stems", "is_cut_anew"),
    [
        ("The rent is due – 5 €, naïve", "", False),
        ("Аренда", "miet fallig", False),
        ("每月租金", "", True),
        ("보증금", "", True),
        ("ค่าเช่า", "", True),
        ("Straße", "", True),
        ("", "ku\u0308ndigung", True),
        ("İzmir", "", True),
        ("عَقْد", "", True),
    ],
)
def test_documents_of_the_fourth_version_whose_words_are_indexed_otherwise_now_are_cut_anew(
    path: Path, text: str, stems: str, is_cut_anew: bool
) -> None:
    chunk = (
        "UPDATE documents SET chunks = 1, chunking = 'x';"
        "INSERT INTO chunks VALUES (1, 'c', 'd', 0, 0, 4, '', 7, 'en');"
        f"INSERT INTO chunk_text (rowid, text, stems, titles) VALUES (1, '{text}', '{stems}', '');"
        "INSERT INTO embeddings VALUES (1, 'model'); INSERT INTO vectors VALUES (1, 1);"
    )
    made(path, SCRIPTS[4] + FILLED + chunk)
    with Database.open(path).reading() as db:
        assert tuple(db.execute("SELECT state, chunks, chunking FROM documents").fetchone()) == (
            "indexing", 1, "" if is_cut_anew else "x",
        )  # fmt: skip
        assert db.execute("SELECT count(*) FROM vectors").fetchone()[0] == 1
        assert db.execute("SELECT text, stems FROM chunk_text").fetchone()[:] == (text, stems)


def test_a_step_that_fails_leaves_the_older_library_as_it_was(path: Path) -> None:
    made(path, SCRIPTS[1] + FILLED + "CREATE TABLE removed (x);")  # in the way of the second version's
    before = schema(path)
    with pytest.raises(StorageError, match="could not be used: table removed already exists"):
        Database.open(path)
    assert schema(path) == before


# Damage, and other failures


def test_damage_met_in_use_is_looked_for_at_the_next_start(path: Path) -> None:
    database = Database.open(path)
    choose(database, "a")
    malformed = sqlite3.DatabaseError("database disk image is malformed")
    malformed.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    with pytest.raises(DamagedDatabase), database.reading():
        raise malformed
    suspect = path.with_name("library.sqlite3.suspect")
    assert suspect.exists()
    database.close()
    assert chosen(Database.open(path)) == ["a"]  # it was whole after all
    assert not suspect.exists()


def test_a_transaction_is_kept_whole_or_not_at_all(path: Path) -> None:
    database = Database.open(path)
    choose(database, "twice")
    with pytest.raises(StorageError), database.transaction() as db:
        db.executemany("INSERT INTO choices VALUES (?, 'x')", [("once",), ("twice",)])
    assert chosen(database) == ["twice"]
    choose(database, "next")
    assert chosen(database) == ["next", "twice"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match=r"cannot be made.*DOCQA_DATA_DIR"):
        Database.open(tmp_path / "data" / "library.sqlite3")


def test_a_folder_in_place_of_the_file(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StorageError, match=f"{path.parent} cannot be written.*DOCQA_DATA_DIR"):
        Database.open(path)


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    match how:
        case "garbage":
            path.write_bytes(b"garbage " * 1000)
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "pages":
            path.write_bytes(content[:4096] + b"x" * (len(content) - 4096))


@pytest.mark.parametrize("how", ["garbage", "cut", "pages"])
def test_a_damaged_file_is_recognised(path: Path, how: str) -> None:
    Database.open(path).close()
    spoil(path, how)
    with pytest.raises(DamagedDatabase, match=r"library\.sqlite3 is damaged. Restart docqa"):
        Database.open(path)


def test_an_emptied_file_counts_as_new(path: Path) -> None:
    Database.open(path).close()
    path.write_bytes(b"")
    assert Database.open(path).is_new


def test_a_file_of_a_newer_docqa_is_left_alone(path: Path) -> None:
    database = Database.open(path)
    with database.transaction() as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StorageError, match=r"made by a newer docqa. Update docqa") as error:
        Database.open(path)
    assert not isinstance(error.value, DamagedDatabase)


def test_a_full_disk_is_a_sentence_and_the_work_goes_on_once_there_is_room(path: Path) -> None:
    database = Database.open(path)
    with database.reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageError, match=f"The disk with {path.parent} is full. Free some room"):
        choose(database, "big", "x" * 100_000)
    with database.reading() as db:
        db.execute(f"PRAGMA max_page_count = {pages + 1000}")
    choose(database, "big", "x" * 100_000)
    assert chosen(database) == ["big"]


def test_a_row_that_does_not_fit_is_no_damage(path: Path) -> None:
    database = Database.open(path)
    choose(database, "twice")
    with pytest.raises(StorageError, match="could not be used: UNIQUE constraint failed") as error:
        choose(database, "twice")
    assert not isinstance(error.value, DamagedDatabase)


def test_what_a_failure_is_does_not_depend_on_the_words_in_its_message(path: Path) -> None:
    with pytest.raises(StorageError, match="could not be used: no such table: full_or_readonly"):
        with Database.open(path).reading() as db:
            db.execute("SELECT * FROM full_or_readonly")


def test_reading_sees_the_library_as_it_was_when_it_began(path: Path) -> None:
    database, other = Database.open(path), Database.open(path)
    choose(database, "before")
    with database.reading() as db:
        assert chosen(database) == ["before"]  # within it: part of it
        thread = threading.Thread(target=choose, args=(other, "meanwhile"))
        thread.start()
        thread.join()
        assert [row["key"] for row in db.execute("SELECT key FROM choices")] == chosen(database) == ["before"]
    assert chosen(database) == ["before", "meanwhile"]


def test_reading_within_a_transaction_sees_what_it_has_written(path: Path) -> None:
    database = Database.open(path)
    with pytest.raises(KeyError), database.transaction() as db:
        db.execute("INSERT INTO choices VALUES ('a', 'x')")
        assert chosen(database) == ["a"]
        raise KeyError
    assert chosen(database) == []


def test_a_reading_that_is_broken_off_is_over(path: Path) -> None:
    database = Database.open(path)
    with pytest.raises(KeyError), database.reading():
        raise KeyError
    choose(database, "a")
    assert chosen(database) == ["a"]


def test_each_thread_has_a_connection_and_leaves_none_behind(path: Path) -> None:
    database = Database.open(path)
    connections: list[sqlite3.Connection] = []

    def read() -> None:
        with database.reading() as db:
            connections.append(db)

    for _ in range(3):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert len({id(connection) for connection in connections}) == 3
    for connection in connections:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.total_changes  # noqa: B018  # it asks the connection


def test_threads_write_side_by_side(path: Path) -> None:
    database = Database.open(path)

    def write(number: int) -> None:
        for i in range(20):
            choose(database, f"{number}-{i:02}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(chosen(database)) == 80


def test_what_is_set_aside_is_kept_with_its_side_files_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    kept = []
    for text in ("first", "second", "third"):
        path.write_text(text)
        path.with_name("a.sqlite3-wal").write_text(f"{text} log")
        kept.append(set_aside(path))
    assert [aside.read_text() for aside in kept] == ["first", "second", "third"]
    assert [aside.with_name(f"{aside.name}-wal").read_text() for aside in kept] == [
        "first log",
        "second log",
        "third log",
    ]
    assert not path.exists()
