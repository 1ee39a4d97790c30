"""A question to an answer, in steps that can be shown: passages, the model's words as they come, their sources."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from time import perf_counter
from typing import Any, cast

from langchain_core.messages import AIMessageChunk, BaseMessage

from docqa.answering import choice
from docqa.answering.asides import Fits, nothing_told, with_asides
from docqa.answering.citations import cite, repeats
from docqa.answering.loops import without_loop
from docqa.answering.notices import notice
from docqa.answering.prompts import build_prompt, heading, is_refusal
from docqa.documents import Answer, Finding, Passage, Turn
from docqa.engines.base import Chat, Role
from docqa.errors import EngineError, PromptTooLong
from docqa.search.quotations import MAX_QUOTATIONS, Quotations
from docqa.search.retriever import MAX_PASSAGES, Retriever
from docqa.tables import Table, no_tables
from docqa.text.sentences import breaks_off, sentence_spans

MAX_TURNS_SHOWN = 2  # earlier turns that the model is shown with a follow-up
CUT_AT_THE_LIMIT = "length"  # why a model ended, as Ollama and OpenAI's protocol say it
_HEADING_OF_NO_NAME = "[, page 1]"
_HEADING_WORDS = r"\[[^\[\]\n]{0,300}?,\s*(?:pages?|pp?\.)\s*[^\[\]\n,]{1,20}\]"
_HEADING = re.compile(rf"\s*{_HEADING_WORDS}", re.IGNORECASE)
_LINE_OF_HEADING = re.compile(
    rf"^[ \t]*(?:[-*•>#]+|\d{{1,2}}[.)])?[ \t]*{_HEADING_WORDS}[ \t]*[.:;]?[ \t]*(?:\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
MAX_CHARACTERS_PER_TURN = 600  # of an earlier answer: its gist, not a second document


def answer(
    question: str,
    retriever: Retriever,
    choose_chat: Callable[[], Chat | None],
    *,
    history: Sequence[Turn] = (),
    doc_ids: Sequence[str] | None = None,
    k: int = MAX_PASSAGES,
    seed: int = 0,
) -> Generator[Answer]:
    """The answer as it grows: first with the documents' own words, last with `done` set and every sentence's sources.

    A model asked with another `seed` than before writes another answer; with none it writes the same one.

    The quotations come before a model is even chosen, and are the answer where that is None. When the model fails,
    the last answer keeps what had come and says in `error` why it broke off. Closing the iterator stops the model.
    Raises StorageError when the passages cannot be searched.
    """
    started = perf_counter()
    asked = retriever.understand(question, history=history, doc_ids=doc_ids)
    passages = tuple(retriever.find(asked, k))
    found = retriever.quotations(asked, passages, k=choice.MAX_CANDIDATES)
    unread_by = retriever.unread_by(asked, passages)
    current = Answer(
        question,
        understood=asked.whole.text,
        passages=passages,
        quotations=found.places[:MAX_QUOTATIONS] if found.finding is not Finding.NONE else (),
        finding=found.finding,
        notice=notice(unread_by=unread_by, silent=asked.silent),
        seconds={"passages": perf_counter() - started},
    )
    yield current
    if missing := retriever.unmentioned(asked, passages):
        # What is about something else does not answer, however near its words are.
        unsure = Finding.CLOSEST if current.finding is Finding.ANSWERS else current.finding
        current = replace(
            current, notice=notice(missing.names, missing.documents, unread_by, asked.silent), finding=unsure
        )
    again = {"seed": seed} if seed else {}
    try:
        chat = choose_chat() if passages else None
        if chat is not None and chat.role is Role.CHOOSES and current.quotations:
            for grown in _choose(current, chat, asked.whole.question, found, **again):
                yield (current := grown)
        if chat is None or chat.role is Role.CHOOSES:
            yield replace(current, refused=current.finding is Finding.NONE, done=True)
            return
        prompt, sent = fit_prompt(question, asked.whole.question, passages, history, chat, retriever.tables)
        current = replace(
            current, model=chat.label, window=chat.num_ctx, passages_sent=sent, prompt_tokens=chat.count(prompt)
        )
        for grown in _write(current, chat, prompt, **again):
            yield (current := grown)
        if not current.text.strip():
            raise EngineError(f"{_nothing_written(current)}. Ask again, ask in other words, or choose another model.")
        if current.looped:
            ended = f"The answer ends where {chat.label} began to say the same again and again."
            current = replace(current, coverage=(*current.coverage, ended))
        elif current.cut:
            limit = (
                f"The answer breaks off where {chat.label} had written all that it may, {chat.num_predict:,} tokens."
            )
            current = replace(current, coverage=(*current.coverage, limit))
    except EngineError as error:
        current = replace(current, error=str(error))
    yield finish(current, retriever.tables, retriever.fits)


def finish(
    current: Answer, tables: Callable[[Passage], Sequence[Table]] = no_tables, fits: Fits = nothing_told
) -> Answer:
    """The answer with its sources, when no more of it will come.

    `tables` gives those of a passage's page; by `fits` it is told which sentences may be about something else.
    """
    if current.parts:  # a report: what it says are the documents' own words
        return replace(current, progress=current.progress if current.stopped else "", done=True)
    marked = _without_headings(current.text, current.passages)
    text = _without_echo(_without_marks(marked).strip(), current.question)
    refused = is_refusal(text)
    sentences = () if refused else cite(text, current.question, current.passages[: current.passages_sent], tables)
    is_broken_off = current.stopped or current.cut or bool(current.error)
    if is_broken_off and sentences and sentences[-1].end == len(text) and breaks_off(text):
        sentences = sentences[:-1]  # what it was to say nobody knows: "Dogs stay" may have gone on with "outside"
    sentences = with_asides(sentences, current.understood or current.question, current.quotations, fits)
    return replace(current, text=text, sentences=sentences, refused=refused, progress="", done=True)


def fit_prompt(
    question: str,
    whole: str,
    passages: Sequence[Passage],
    history: Sequence[Turn],
    chat: Chat,
    tables: Callable[[Passage], Sequence[Table]] = no_tables,
) -> tuple[list[BaseMessage], int]:
    """The prompt with as many passages as the model's window holds beside its answer, and how many those are.

    `whole` is the question made to stand alone: where that is not the question itself, it is a follow-up.
    Earlier turns are shown with a follow-up only: with any other question a model repeats them. They go first when
    room is short, then the rows of `tables`, which the passages hold as text, then the passages that fit worst.
    Raises PromptTooLong when not one passage fits.
    """
    budget = chat.num_ctx - chat.num_predict
    for prompt, sent in _prompts(question, whole, passages, history, tables):
        if chat.count(prompt) <= budget:
            return prompt, sent
    raise PromptTooLong(
        f"The question is too long for {chat.label}: with one passage it does not fit its window of {chat.num_ctx} "
        "tokens. Ask in fewer words, or choose a model with a larger window."
    )


def _prompts(
    question: str,
    whole: str,
    passages: Sequence[Passage],
    history: Sequence[Turn],
    tables: Callable[[Passage], Sequence[Table]],
) -> Iterator[tuple[list[BaseMessage], int]]:
    """The prompts to try, fullest first, each with how many passages it holds."""
    answered = [turn for turn in history if turn.answer and whole != question]
    turns = [Turn(turn.question, turn.answer[:MAX_CHARACTERS_PER_TURN]) for turn in answered[-MAX_TURNS_SHOWN:]]
    for first in range(len(turns) + 1):
        yield build_prompt(question, passages, turns[first:], whole, tables), len(passages)
    for sent in range(len(passages), 0, -1):
        yield build_prompt(question, passages[:sent]), sent


def _choose(current: Answer, chat: Chat, question: str, found: Quotations, **request: Any) -> Iterator[Answer]:
    """The answer while a model chooses among the quotations, and with its choice; none of its words is part of it.

    `request` is what else the model is told.
    """
    prompt, among = choice.fit_prompt(question, found, chat)
    current = replace(current, model=chat.label, window=chat.num_ctx, prompt_tokens=chat.count(prompt))
    written = ""
    for grown in _write(current, chat, prompt, format=choice.schema(among), **request):
        written = grown.text
        yield (current := replace(grown, text=""))
    chosen = choice.read(written, among)
    ordered = choice.follow(chosen, found)
    yield replace(
        current,
        quotations=ordered.places[:MAX_QUOTATIONS],
        finding=current.finding.at_most(ordered.finding),  # a choice can lower what is claimed, and never raise it
        choice=chosen,
    )


def _nothing_written(current: Answer) -> str:
    """What a model did that has written no answer."""
    if not current.thinking:
        return f"{current.model} wrote nothing"
    if current.looped:
        return f"{current.model} thought the same again and again"
    return f"{current.model} thought {'until its room was used up' if current.cut else 'and wrote no answer'}"


def _write(current: Answer, chat: Chat, prompt: list[BaseMessage], **request: Any) -> Iterator[Answer]:
    """The answer after each piece that the model sends; `request` is what else the model is told.

    A model that says the same again and again is stopped, and what it wrote is kept up to there.
    """
    started = perf_counter()
    seconds = dict(current.seconds)
    with closing(stream(chat, prompt, **request)) as pieces:
        for piece in pieces:
            thought = str(piece.additional_kwargs.get("reasoning_content") or "")
            text = piece.content if isinstance(piece.content, str) else ""
            if text.strip() and "thinking" not in seconds:
                seconds["thinking"] = perf_counter() - started  # until the first word of the answer
            usage, about = piece.usage_metadata, piece.response_metadata
            seconds["answer"] = perf_counter() - started
            has_begun = bool(thought or text or current.thinking or current.text)
            current = replace(
                current,
                thinking=current.thinking + thought,
                text=current.text + text,
                progress="" if has_begun else chat.held_up(),
                prompt_tokens=(usage["input_tokens"] if usage else 0)
                or current.prompt_tokens,  # 0: nothing was counted
                cut=current.cut or (about.get("done_reason") or about.get("finish_reason")) == CUT_AT_THE_LIMIT,
                seconds=dict(seconds),
            )
            if (once := without_loop(current.text)) is not None:
                yield replace(current, text=once, looped=True)
                return
            if not chat.ends_thoughts and without_loop(current.thinking) is not None:
                yield replace(current, looped=True)
                return
            yield current


def stream(chat: Chat, prompt: list[BaseMessage], **request: Any) -> Generator[AIMessageChunk]:
    """The pieces of what a model says, as they come; `request` is what else it is told. Raises EngineError.

    Nothing starts before the first piece is drawn; closing it stops the model.
    """
    from langsmith.run_helpers import (
        tracing_context,  # a second to import, which an answer without a model need not wait for
    )

    pieces = cast("Generator[BaseMessage]", chat.model.stream(prompt, **request))
    # Whatever the environment says: LangSmith tracing would send prompt and passages to another machine.
    with tracing_context(enabled=False), closing(pieces):
        for piece in pieces:
            if isinstance(piece, AIMessageChunk):
                yield piece


def _without_echo(text: str, question: str) -> str:
    """The text without the question said again at its end, as small models go on.

    >>> _without_echo("37 billion.\\n\\nQuestion: How many are active?", "How many are active?")
    '37 billion.'
    """
    for start, end in reversed(sentence_spans(text)):
        if not start or not repeats(text[start:end], question):
            break
        text = re.sub(r"\n[\s#>*•-]*$", "", text[:start]).rstrip()
    return text


def _without_headings(text: str, passages: Sequence[Passage]) -> str:
    """The text without the headings of passages, which a model has repeated as if they were sentences or marks.

    >>> _without_headings("- [a.pdf, page 3]\\nIt is 37B [b.pdf, p. 4], chosen by it.\\n[a.pdf, pages 3-4]", [])
    'It is 37B, chosen by it.\\n'
    """
    for own in {heading(passage) for passage in passages}:  # a name may hold brackets of its own
        text = text.replace(own, _HEADING_OF_NO_NAME)
    return _HEADING.sub("", _LINE_OF_HEADING.sub("", text))


def _without_marks(text: str) -> str:
    """The text without source marks that a model has made up; the real ones are put in afterwards.

    >>> _without_marks("It is 37B [1], chosen by [2, 3] the router [Passage 4].")
    'It is 37B, chosen by the router.'
    """
    return re.sub(r"\s*\[(?:passage |source )?\d{1,2}(?:\s*,\s*\d{1,2})*\]", "", text, flags=re.IGNORECASE)
