"""Conversations, kept in the library's database so that a reload, a restart or a crash loses no question or answer."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import time

from pydantic import TypeAdapter, ValidationError

from docqa.answering.notices import NOT_THERE, doubt, headline, pages_text, part_text, run_in
from docqa.documents import Answer, Difference, Part, Stretch, Turn
from docqa.library.catalog import name_to_compare
from docqa.library.database import Database

TITLE_CHARACTERS = 60
REMOVED = "A document that this answer drew on was removed while it was looked for. Ask again."
UNREADABLE = "This answer was kept by another version of docqa and cannot be read by this one. Ask again to have it."
CLOSED = "docqa was closed while this answer was being written. Ask again to have all of it."


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation by its title; its questions and answers are its messages."""

    id: int  # never given again, when it was removed
    title: str
    created: float  # seconds since 1970
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A question with its answer, which may still be growing."""

    id: int
    answer: Answer
    earlier: tuple[Answer, ...] = ()  # what came of it before it was asked again, the first first

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers to it, the first first; the last one may still be growing."""
        return (*self.earlier, self.answer)


class Conversations:
    """The conversations of a library. Every method raises StorageError when its database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[Conversation]:
        """All of them: those that are pinned first, then those in which was asked last."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT id, title, created, pinned FROM conversations c ORDER BY pinned DESC, "
                "coalesce((SELECT max(asked) FROM messages m WHERE m.conversation_id = c.id), created) DESC"
            ).fetchall()
        return [Conversation(row["id"], row["title"], row["created"], bool(row["pinned"])) for row in rows]

    def find(self, words: str) -> Sequence[Conversation]:
        """Those that hold `words`, whatever their case, in their title, a question or what was answered."""
        wanted = name_to_compare(words.strip())
        with self._database.reading() as db:
            rows = db.execute(_SAID).fetchall()
        found = {row["id"] for row in rows if wanted in name_to_compare(row["said"])}
        return [conversation for conversation in self.list() if conversation.id in found]

    def get(self, conversation_id: int | None) -> Conversation | None:
        """The one with that id; None when it is not there, as when another tab has removed it."""
        return next((c for c in self.list() if c.id == conversation_id), None)

    def version(self, conversation_id: int | None) -> Sequence[object] | None:
        """What changes when anything but a growing answer changes in a conversation; None when it is not there."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT title, pinned, (SELECT max(m.id) FROM messages m WHERE m.conversation_id = c.id), "
                "(SELECT count(*) FROM messages m WHERE m.conversation_id = c.id), (SELECT max(e.id) FROM "
                "earlier_answers e JOIN messages m ON m.id = e.message_id WHERE m.conversation_id = c.id) "
                "FROM conversations c WHERE id = ?",
                (conversation_id,),
            ).fetchone()
        return tuple(row) if row else None

    def start(self, question: str) -> int:
        """A new conversation, called after its first question; its id."""
        with self._database.transaction() as db:
            cursor = db.execute(
                "INSERT INTO conversations (title, created) VALUES (?, ?)", (title_of(question), time())
            )
        return int(cursor.lastrowid or 0)

    def rename(self, conversation_id: int, title: str) -> None:
        """Give it another title, cut where it is too long."""
        with self._database.transaction() as db:
            db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title_of(title), conversation_id))

    def pin(self, conversation_id: int, pinned: bool) -> None:
        """Keep it above the others, or no more."""
        with self._database.transaction() as db:
            db.execute("UPDATE conversations SET pinned = ? WHERE id = ?", (pinned, conversation_id))

    def remove(self, conversation_id: int) -> None:
        """Take it out with its messages. Their writers are to be stopped first: see `Workspace.remove_conversation`."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def ask(self, conversation_id: int, question: str) -> int:
        """Keep a question before anything is done about it; the message's id."""
        with self._database.transaction() as db:
            cursor = db.execute(
                "INSERT INTO messages (conversation_id, question, answer, asked) VALUES (?, ?, ?, ?)",
                (conversation_id, question, to_json(Answer(question)), time()),
            )
        return int(cursor.lastrowid or 0)

    def ask_again(self, message_id: int, question: str) -> None:
        """Keep a message's answer, if it was whole, beside the one that is to come, and the question as it is now."""
        with self._database.transaction() as db:
            db.execute(
                "INSERT INTO earlier_answers (message_id, answer) SELECT id, answer FROM messages "
                "WHERE id = ? AND json_valid(answer) AND json_extract(answer, '$.done')",
                (message_id,),
            )
            db.execute(
                "UPDATE messages SET question = ?, answer = ? WHERE id = ?",
                (question, to_json(Answer(question)), message_id),
            )

    def keep(self, message_id: int, answer: Answer) -> None:
        """Keep the answer as far as it has come; nothing of one whose document has gone since its search began."""
        doc_ids = {passage.chunk.doc_id for passage in answer.passages}
        with self._database.transaction() as db:
            there = {
                row["id"]
                for row in db.execute(
                    "SELECT id FROM documents WHERE id IN (SELECT value FROM json_each(?))", (json.dumps([*doc_ids]),)
                )
            }
            for doc_id in doc_ids - there:
                # What was kept before stays: the person may have wanted the document gone, and its answers not.
                found = db.execute("SELECT 1 FROM messages WHERE id = ? AND instr(answer, ?)", (message_id, doc_id))
                if found.fetchone() is None:
                    answer = Answer(answer.question, error=REMOVED, done=answer.done)
            db.execute("UPDATE messages SET answer = ? WHERE id = ?", (to_json(answer), message_id))

    def messages(self, conversation_id: int) -> Sequence[Message]:
        """Its messages in the order in which they were asked; none when it is not there."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT id, question, answer FROM messages WHERE conversation_id = ? ORDER BY id", (conversation_id,)
            ).fetchall()
            before = db.execute(
                "SELECT e.message_id, e.answer FROM earlier_answers e JOIN messages m ON m.id = e.message_id "
                "WHERE m.conversation_id = ? ORDER BY e.id",
                (conversation_id,),
            ).fetchall()
        earlier = defaultdict[int, list[Answer]](list)
        for row in before:
            earlier[row["message_id"]].append(from_json(row["answer"], ""))
        return [
            Message(row["id"], from_json(row["answer"], row["question"]), tuple(earlier[row["id"]])) for row in rows
        ]

    def drawing_on(self, doc_id: str) -> Sequence[int]:
        """The ids of the messages whose answers were given passages of that document."""
        with self._database.reading() as db:
            return [row["id"] for row in db.execute(f"SELECT id FROM messages WHERE {_DREW_ON}", (doc_id,))]

    def redact(self, doc_id: str) -> None:
        """Take out the questions and answers that drew on a document, and conversations that were of nothing else."""
        with self._database.transaction() as db:
            drew = defaultdict[int, set[str]](set)
            for row in db.execute(f"SELECT conversation_id, question FROM messages WHERE {_DREW_ON}", (doc_id,)):
                drew[row["conversation_id"]].add(title_of(row["question"]))
            db.execute(f"DELETE FROM messages WHERE {_DREW_ON}", (doc_id,))
            for conversation_id, gone in drew.items():
                first = db.execute(
                    "SELECT question FROM messages WHERE conversation_id = ? ORDER BY id LIMIT 1", (conversation_id,)
                ).fetchone()
                if first is None:
                    db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
                    continue
                (title,) = db.execute("SELECT title FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
                if title in gone:  # it was one of the questions that went
                    db.execute(
                        "UPDATE conversations SET title = ? WHERE id = ?",
                        (title_of(first["question"]), conversation_id),
                    )

    def end_interrupted(self) -> None:
        """Close the answers that were being written when the program ended; what had come of them is kept."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT id, question, answer FROM messages "
                "WHERE json_valid(answer) AND NOT json_extract(answer, '$.done')"
            ).fetchall()
        for row in rows:
            answer = from_json(row["answer"], row["question"])
            self.keep(row["id"], replace(answer, done=True, error=answer.error or CLOSED))


# Of a message, whether an answer of it was given passages of the document whose id is the argument.
_DREW_ON = (
    "instr(answer, ?1) OR EXISTS (SELECT 1 FROM earlier_answers e WHERE e.message_id = messages.id "
    "AND instr(e.answer, ?1))"
)
_SAID = (
    "SELECT c.id, c.title || ' ' || coalesce((SELECT group_concat(m.question || ' ' || CASE WHEN json_valid(m.answer) "
    "THEN coalesce(json_extract(m.answer, '$.text'), '') || ' ' || coalesce((SELECT group_concat("
    "json_extract(q.value, '$.text'), ' ') FROM json_each(m.answer, '$.quotations') q), '') ELSE '' END, ' ') "
    "FROM messages m WHERE m.conversation_id = c.id), '') AS said FROM conversations c"
)


def title_of(question: str) -> str:
    """A question as a title: on one line, of at most TITLE_CHARACTERS.

    >>> title_of("How much\\nis the rent?"), len(title_of("rent " * 99))
    ('How much is the rent?', 60)
    """
    title = " ".join(question.split())
    return title if len(title) <= TITLE_CHARACTERS else title[: TITLE_CHARACTERS - 1].rstrip() + "…"


def history(messages: Sequence[Message]) -> list[Turn]:
    """What a follow-up goes on from: every question, and its answer unless that was refused or failed."""
    return [message.answer.turn for message in messages]


def to_json(answer: Answer) -> str:
    """The answer as it is kept; `from_json` reads it."""
    return _ANSWERS.dump_json(answer).decode()


def from_json(text: str, question: str) -> Answer:
    """The answer as it was kept, also by an older or newer docqa: what this one does not know is passed over.

    One that cannot be read is an answer to the question that says so.
    """
    try:
        return _ANSWERS.validate_json(text)
    except ValidationError:
        return Answer(question, error=UNREADABLE, done=True)


_ANSWERS = TypeAdapter(Answer)
# How a heading, a list, a quotation, a table, a rule or a block of code begins in Markdown.
_BLOCK = re.compile(r"^([ \t]*)(?=[#>|]|~~~|```|[-+*=_](?:[-+*=_\s]|$))|^([ \t]*\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)


def to_markdown(title: str, messages: Sequence[Message]) -> str:
    """A conversation with its sources, to keep or send on. Images and HTML in it stay text, wherever it is opened."""
    parts = [f"# {title}"]
    for message in messages:
        answer = message.answer
        parts.append(f"## {answer.question}")
        if answer.asked:
            parts.append(f"*Asked of {answer.asked}.*")
        parts += [f"*{said}*" for said in warnings(answer)]
        parts += [f"> {_lines(q.words)}\n>\n> — {q.doc}, {q.page_name}" for q in answer.quotations]
        parts += [f"*{said}*" for said in by_model(answer)]
        parts += map(_report_part, answer.parts)
        parts += [f"*{sentence}*" for sentence in answer.coverage]
        if answer.text:
            parts.append(marked(answer))
        elif not (answer.quotations or answer.parts or warnings(answer)):
            parts.append("*No answer.*")
        if answer.text or not (answer.quotations or answer.parts):
            parts.append(_sources(answer))
    return _inert("\n\n".join(part for part in parts if part)) + "\n"


def warnings(answer: Answer) -> list[str]:
    """What is said above an answer that is kept as a file, a sentence each."""
    how_far = f": {answer.progress}" if answer.progress else ""  # "Section 4 of 11"
    stopped = f"Stopped before its end{how_far}." if answer.stopped else ""
    return [said for said in (answer.notice, answer.error, stopped, headline(answer)) if said]


def by_model(answer: Answer) -> list[str]:
    """What a model did for it; this stands above its words, so that no quotation is signed by it."""
    did = [f"{answer.model} {answer.choice.describe()}."] if answer.choice else []
    wrote = answer.model and (answer.text or any(part.text for part in answer.parts))
    return [*did, f"Written by {answer.model}:"] if wrote else did


def _report_part(part: Part) -> str:
    """A part of a report: its heading two levels below the conversation's, each sentence with its place."""
    if part.is_heading:
        return f"{'  ' * (part.level - 1)}- {_lines(part_text(part))}"
    heading = f"{'#' * min(part.level + 2, 6)} {part.title}\n\n" if part.title else ""
    if part.is_run_in:
        heading = f"**{run_in(part.title)}** "
    if part.differences:
        return heading + _table(part.differences)
    if part.is_list:
        rows = (
            f"| {_cell(q.answering)} | {_cell(q.words)} | {_cell(q.doc)} | {_cell(q.page_name)} |"
            for q in part.quotations
        )
        return heading + "\n".join(("| Item | Words | Document | Place |", "|---|---|---|---|", *rows))
    said = part_text(replace(part, title="", is_run_in=False))
    return (heading + _lines(said).replace("\n", "  \n")).rstrip()  # so that a line stays one


def _table(differences: Sequence[Difference]) -> str:
    """Differences between two documents as a table; what the other does not have is struck out, or stronger."""
    rows = [[_cell(name) for name in differences[0].documents], ["---", "---"]]
    for one in differences:
        was, now = _stretches(one.was, "~~"), _stretches(one.now, "**")
        rows.append(
            [
                _cell(f"{words} ({pages_text(places)})" if places else f"*{NOT_THERE}*")
                for words, places in ((was, one.before), (now, one.after))
            ]
        )
    return "\n".join(f"| {first} | {second} |" for first, second in rows)


def _stretches(words: Sequence[Stretch], mark: str) -> str:
    return "".join(f"{mark}{stretch.text}{mark}" if stretch.is_changed else stretch.text for stretch in words)


def _lines(text: str) -> str:
    """A document's lines, which stay lines, whatever they begin with.

    >>> print(_lines("# Rent 900 EUR\\n- Gas\\n2. Water 20.00\\n-5.00 EUR"))
    \\# Rent 900 EUR
    \\- Gas
    2\\. Water 20.00
    -5.00 EUR
    """
    return _BLOCK.sub(r"\1\2\\", text)


def _cell(text: str) -> str:
    """A text that stays in its cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _sources(answer: Answer) -> str:
    """What the numbers in a model's words stand for; all that it was given, where it cites nothing."""
    cited = {c.number: None for sentence in answer.sentences for c in sentence.citations}
    sources = []
    for number in sorted(cited) or range(1, len(answer.passages) + 1):
        passage = answer.passages[number - 1]
        own = [c for s in answer.sentences for c in s.citations if c.number == number]
        quote = " … ".join(dict.fromkeys(c.words for c in own) or [" ".join(passage.text.split())])
        sources.append(f"{number}. {_lines(passage.doc)}, {pages_text(own) or passage.page_name}: “{quote}”")
    return "**Sources**\n\n" + "\n".join(sources) if sources else ""


def _inert(markdown: str) -> str:
    """The Markdown without what calls another machine when it is shown: images and HTML, made up by the model or a PDF.

    >>> _inert("2 < 3 ![x](http://evil.example/a.png) <img src=x>")
    '2 < 3 !&#91;x](http://evil.example/a.png) &lt;img src=x>'
    """
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", markdown.replace("![", "!&#91;"))


def marked(answer: Answer) -> str:
    """The answer's text with `[1]` after each supported sentence, and after each other what is not in the sources."""
    text, end = "", 0
    for sentence in answer.sentences:
        marks = "".join(f" [{c.number}]" for c in sentence.citations)
        marks += f" *({said})*" if (said := doubt(sentence)) else ""
        text += answer.text[end : sentence.end] + marks
        end = sentence.end
    return text + answer.text[end:]
