"""Clearing what Chroma leaves in the files of a new index: whatever this process's memory held there before.

Its index library writes room for the first hundred vectors as it was allocated (initPersistentIndex in
github.com/chroma-core/hnswlib's hnswalg.h), which may be words of a document. That room is overwritten with the first
thousand vectors, which many a library never has.
"""

import struct
from pathlib import Path

HEADER_FILE = "header.bin"
FILES_WITH_ROOM = ("data_level0.bin", "length.bin")
HEADER_START = struct.Struct("<i3Q")  # version, offset of the links, vectors there is room for, vectors there are


def clear_new_indexes(folder: Path) -> None:
    """Write zeros over the room of each index in Chroma's folder that holds no vector yet. Raises OSError."""
    for header in folder.glob(f"*/{HEADER_FILE}"):
        start = header.read_bytes()[: HEADER_START.size]
        if len(start) < HEADER_START.size or HEADER_START.unpack(start)[3]:
            continue
        for path in map(header.with_name, FILES_WITH_ROOM):
            _write_zeros(path)


def _write_zeros(path: Path) -> None:
    """In place: Chroma has the file open."""
    with path.open("r+b") as file:
        content = file.read()
        zeros = bytes(len(content))
        if content != zeros:
            file.seek(0)
            file.write(zeros)
