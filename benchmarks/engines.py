"""One GGUF model in docqa's own process and through Ollama: the same answers, how fast, in how much memory.

`python -m benchmarks.engines MODEL.gguf [--ollama NAME]`

With `--ollama` the model of that name, made of the same file (`ollama create NAME`, `FROM ./MODEL.gguf`), is asked of
the Ollama at OLLAMA_HOST. Without it a test server that speaks Ollama's protocol stands in, with llama.cpp in this
process behind it: then docqa's two ways are compared, and not Ollama's own llama.cpp.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil
from langchain_core.messages import convert_to_messages

from docqa.cli.session import index
from docqa.documents import Answer
from docqa.engines.base import Chat
from docqa.engines.choice import Engines
from docqa.page.sample import SAMPLE, SAMPLE_NAME, SAMPLE_QUESTIONS
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.ollama_server import Messages, OllamaTestServer, ServedModel

STAND_IN = "same:latest"
QUESTIONS = (*SAMPLE_QUESTIONS, "Are dogs allowed?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's answer, the seconds until its first word, and the tokens of all it wrote in so many seconds."""

    answer: Answer
    first_word: float
    tokens: int
    writing: float


def asked(workspace: Workspace, chat: Chat, question: str) -> Asked:
    """Ask it; the clock starts with the question, and the passages are found within it."""
    started = perf_counter()
    first = 0.0
    for answer in workspace.answer(question, choose_chat=lambda: chat):
        if not first and (answer.text or answer.thinking):
            first = perf_counter() - started
    tokens = chat.model.get_num_tokens(answer.thinking + answer.text)
    return Asked(answer, first, tokens, perf_counter() - started - first)


def stand_in(chat: Chat) -> OllamaTestServer:
    """A server of Ollama's protocol that answers with that model."""

    def reply(messages: Messages) -> Iterator[str]:
        said = convert_to_messages([{"role": each["role"], "content": each.get("content", "")} for each in messages])
        for piece in chat.model.stream(said):
            if piece.text:  # the server counts each as a token: those that come while the prompt is read are none
                yield piece.text

    return OllamaTestServer((ServedModel(STAND_IN, context_length=chat.num_ctx),), reply=reply)


def megabytes() -> float:
    """Memory of this process and of all Ollama's."""
    every = [psutil.Process(), *(each for each in psutil.process_iter(["name"]) if each.info["name"] == "ollama")]
    return sum(each.memory_info().rss for each in every) / 1e6


def show(name: str, run: list[Asked], memory: float) -> None:
    speed = sum(each.tokens for each in run) / sum(each.writing for each in run)
    print(
        f"{name}: first word {median(each.first_word for each in run):.2f} s (median), {speed:.1f} tokens a second, "
        f"{memory:.0f} MB, {sum(bool(each.answer.error) for each in run)} errors",
        flush=True,
    )


def main(path: Path, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder, "data"), chroma_dir=Path(folder, "chroma"), engine="builtin", chat_model=str(path)
        )
        with closing(Workspace.open(settings)) as workspace, closing(Engines(settings)) as engines:
            index(workspace, [workspace.library.add(SAMPLE.read_bytes(), SAMPLE_NAME).id])
            before = megabytes()
            own = engines.chat()
            assert own is not None
            asked(workspace, own, QUESTIONS[0])  # the model is loaded, the prompts' front is read
            here = [asked(workspace, own, question) for question in QUESTIONS]
            show("in this process", here, megabytes() - before)
            serving: AbstractContextManager[OllamaTestServer | None] = nullcontext() if name else stand_in(own)
            with serving as server:
                through = Settings.from_env() if server is None else replace(settings, ollama_url=server.url)
                with closing(Engines(replace(through, engine="ollama", chat_model=name or STAND_IN))) as ollama:
                    theirs = ollama.chat()
                    assert theirs is not None
                    there = [asked(workspace, theirs, question) for question in QUESTIONS]
            show("through Ollama" if name else "through Ollama's protocol", there, megabytes() - before)
            same = 0
            for one, other in zip(here, there, strict=True):
                same += one.answer.text == other.answer.text
                print(f"- {one.answer.question}\n  {one.answer.text!r}\n  {other.answer.text!r}")
            print(f"{same} of {len(QUESTIONS)} answers are the same word for word.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--ollama", default="", metavar="NAME")
    options = parser.parse_args()
    main(options.model.absolute(), options.ollama)
