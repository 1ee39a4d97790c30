import struct
from pathlib import Path

from docqa.library.new_indexes import clear_new_indexes


def index(folder: Path, count: int, content: bytes) -> None:
    """The files of an index with so many vectors."""
    folder.mkdir(parents=True)
    (folder / "header.bin").write_bytes(struct.pack("<i3Q", 1, 0, 100, count) + bytes(72))
    for name in ("data_level0.bin", "length.bin", "link_lists.bin"):
        (folder / name).write_bytes(content)


def test_the_room_of_an_index_without_vectors_is_cleared(tmp_path: Path) -> None:
    index(tmp_path / "new", 0, b"words of a document")
    index(tmp_path / "kept", 1, b"vectors")
    clear_new_indexes(tmp_path)
    assert (tmp_path / "new/data_level0.bin").read_bytes() == (tmp_path / "new/length.bin").read_bytes() == bytes(19)
    assert (tmp_path / "kept/data_level0.bin").read_bytes() == (tmp_path / "kept/length.bin").read_bytes() == b"vectors"


def test_a_header_cut_short_says_nothing(tmp_path: Path) -> None:
    index(tmp_path / "cut", 0, b"vectors")
    (tmp_path / "cut/header.bin").write_bytes(b"\x01\x00")
    clear_new_indexes(tmp_path)
    assert (tmp_path / "cut/length.bin").read_bytes() == b"vectors"
