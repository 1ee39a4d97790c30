import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from docqa.answering.notices import CLOSEST_WORDS, REFUSAL
from docqa.conversations.kept import (
    CLOSED,
    REMOVED,
    UNREADABLE,
    Conversations,
    Message,
    from_json,
    history,
    marked,
    to_json,
    to_markdown,
)
from docqa.documents import Answer, Choice, Chunk, Citation, Finding, Part, Passage, Sentence, Turn
from docqa.errors import StorageError
from docqa.library.database import Database

pytestmark = pytest.mark.pure

PASSAGE = Passage(
    Chunk("d-0-0", "d", 3, 10, 44, "The rent is 1,250 dollars a month.", "§ 2 Rent"), "Lease.pdf", "iv", 0.7315
)
OTHER = Passage(Chunk("d-1-0", "d", 7, 0, 24, "Dogs are not\nallowed here."), "Lease.pdf", "8", 0.5)
CITATION = Citation(1, "d", "Lease.pdf", 3, "iv", 10, 44, "The rent is 1,250 dollars a month.")
CELL = replace(CITATION, cell="Rent · 2024: 1,250, dollars", marks=((2, 6), (14, 18), (22, 27)))
ANSWER = Answer(
    question="How much is the rent?",
    text="It is 1,250 dollars. The weather is fine.",
    thinking="The passage says “1,250” – so … 👍",
    passages=(PASSAGE, OTHER),
    quotations=(CITATION,),
    finding=Finding.ANSWERS,
    sentences=(
        Sentence("It is 1,250 dollars.", 0, 20, (CITATION,)),
        Sentence("The weather is fine.", 21, 41),
    ),
    model="deepseek-r1:1.5b",
    prompt_tokens=612,
    window=8192,
    passages_sent=2,
    done=True,
    seconds={"passages": 0.25, "thinking": 1.5, "answer": 4.0},
)


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return Conversations(Database.open(tmp_path / "library.sqlite3"))


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        Answer("?"),
        replace(ANSWER, quotations=(), stopped=True),
        replace(ANSWER, error="Broke off.", refused=True),
        replace(ANSWER, finding=Finding.NONE),
        replace(ANSWER, quotations=(CELL,)),
    ],
)
def test_an_answer_comes_back_from_json_as_it_was(answer: Answer) -> None:
    assert from_json(to_json(answer), answer.question) == answer


def test_an_answer_kept_by_another_docqa_is_still_read() -> None:
    """An older one did not know all that is kept today, a newer one will keep more."""
    fields = json.loads(to_json(ANSWER))
    assert from_json(json.dumps({k: v for k, v in fields.items() if k not in ("stopped", "notice")}), "") == ANSWER
    of_cell = json.loads(to_json(replace(ANSWER, quotations=(CELL,))))
    del of_cell["quotations"][0]["marks"]
    assert from_json(json.dumps(of_cell), "").quotations[0].marked == ((CELL.start, CELL.end),)
    fields["verdict"] = {"answers": True}
    fields["passages"][0]["chunk"]["table"] = None
    assert from_json(json.dumps(fields), "") == ANSWER


@pytest.mark.parametrize("kept", ["", "[]", '{"text": "no question"}', '{"question": 3, "passages": [{}]}', "{"])
def test_an_answer_that_cannot_be_read_says_so_and_stops_nothing(
    conversations: Conversations, tmp_path: Path, kept: str
) -> None:
    conversation = conversations.start("How much is the rent?")
    broken = conversations.ask(conversation, "How much is the rent?")
    growing = conversations.ask(conversation, "And the deposit?")
    with Database.open(tmp_path / "library.sqlite3").transaction() as db:
        db.execute("UPDATE messages SET answer = ? WHERE id = ?", (kept, broken))
    conversations.end_interrupted()
    first, second = conversations.messages(conversation)
    assert (first.id, first.answer) == (broken, Answer("How much is the rent?", error=UNREADABLE, done=True))
    assert (second.id, second.answer.error) == (growing, CLOSED)
    assert "cannot be read" in to_markdown("Rent", [first, second])


def test_what_is_said_of_the_question_is_saved_with_the_answer() -> None:
    told = replace(ANSWER, notice="Nothing on the pages found mentions Labrador.")
    assert "*Nothing on the pages found mentions Labrador.*\n\n> The rent is" in to_markdown("Rent", [Message(1, told)])


def test_what_a_model_chose_is_saved_with_its_name() -> None:
    chosen = replace(ANSWER, text="", sentences=(), choice=Choice(8, "3"))
    assert "> — Lease.pdf, sheet 4, printed iv\n\n*deepseek-r1:1.5b chose number 3 of 8 quotations.*" in to_markdown(
        "Rent", [Message(1, chosen)]
    )
    assert from_json(to_json(chosen), "") == chosen


def test_questions_and_answers_are_kept(conversations: Conversations, tmp_path: Path) -> None:
    conversation = conversations.start("How much is\nthe rent?")
    first = conversations.ask(conversation, "How much is the rent?")
    conversations.keep(first, ANSWER)
    second = conversations.ask(conversation, "And the deposit?")
    again = Conversations(Database.open(tmp_path / "library.sqlite3"))
    assert [c.title for c in again.list()] == ["How much is the rent?"]
    assert again.messages(conversation) == [Message(first, ANSWER), Message(second, Answer("And the deposit?"))]


def test_the_latest_conversation_comes_first(conversations: Conversations) -> None:
    first, second = conversations.start("First"), conversations.start("Second")
    conversations.ask(second, "?")
    conversations.ask(first, "?")
    assert [c.id for c in conversations.list()] == [first, second]
    assert conversations.get(first) == conversations.list()[0]
    assert conversations.get(None) is None


def test_a_long_question_makes_a_short_title(conversations: Conversations) -> None:
    conversation = conversations.get(conversations.start("Why " * 100))
    assert conversation is not None
    assert len(conversation.title) <= 60
    assert conversation.title.endswith("Why…")


def test_pinned_conversations_stand_above_the_latest(conversations: Conversations) -> None:
    first, second = conversations.start("First"), conversations.start("Second")
    conversations.ask(second, "?")
    conversations.pin(first, True)
    assert [(c.id, c.pinned) for c in conversations.list()] == [(first, True), (second, False)]
    conversations.pin(first, False)
    assert [c.id for c in conversations.list()] == [second, first]


def test_a_conversation_is_renamed_and_found_by_what_it_says(conversations: Conversations) -> None:
    rent, dogs = conversations.start("How much is the rent?"), conversations.start("Dogs?")
    conversations.keep(conversations.ask(rent, "How much is the rent?"), ANSWER)
    conversations.ask(dogs, "Are dogs allowed in Müllheim?")
    conversations.rename(dogs, " Animals \n")
    for words, found in (
        ("animals", dogs), ("mu\u0308llheim", dogs), ("1,250 DOLLARS", rent), ("dollars a month", rent),
    ):  # fmt: skip
        assert [c.id for c in conversations.find(words)] == [found], words
    assert not conversations.find("iv")  # what only a passage's place says is not said
    assert len(conversations.find(" ")) == 2


def test_asked_again_a_message_keeps_what_it_answered(conversations: Conversations) -> None:
    conversation = conversations.start("Rent?")
    message = conversations.ask(conversation, ANSWER.question)
    conversations.ask_again(message, "Rent?")  # nothing has come of it yet
    assert conversations.messages(conversation) == [Message(message, Answer("Rent?"))]
    conversations.keep(message, ANSWER)
    conversations.ask_again(message, "And the deposit?")
    assert conversations.messages(conversation) == [Message(message, Answer("And the deposit?"), (ANSWER,))]
    deposit = replace(ANSWER, question="And the deposit?", passages=(), quotations=(), sentences=())
    conversations.keep(message, deposit)
    (kept,) = conversations.messages(conversation)
    assert kept.answers == (ANSWER, deposit)
    assert conversations.drawing_on(DOC_ID) == []


def test_what_an_earlier_answer_drew_on_is_redacted_too(conversations: Conversations) -> None:
    conversation = conversations.start("Rent?")
    message = conversations.ask(conversation, "Rent?")
    other = conversations.ask(conversation, "And dogs?")
    chunk = replace(PASSAGE.chunk, doc_id=DOC_ID)
    with conversations._database.transaction() as db:
        db.execute(
            "INSERT INTO documents (id, name, bytes, state, added) VALUES (?, 'Lease.pdf', 1, 'ready', 0)", (DOC_ID,)
        )
    conversations.keep(message, replace(ANSWER, passages=(replace(PASSAGE, chunk=chunk),)))
    conversations.ask_again(message, "Rent?")
    assert conversations.drawing_on(DOC_ID) == [message]
    conversations.redact(DOC_ID)
    assert [message.id for message in conversations.messages(conversation)] == [other]
    assert [c.title for c in conversations.list()] == ["And dogs?"]  # the title was the question that went


def test_a_title_of_ones_own_outlives_the_question_that_it_was(conversations: Conversations) -> None:
    conversation = conversations.start("Rent?")
    message = conversations.ask(conversation, "Rent?")
    conversations.ask(conversation, "And dogs?")
    conversations.rename(conversation, "The flat")
    with conversations._database.transaction() as db:
        db.execute("UPDATE messages SET answer = ? WHERE id = ?", (DOC_ID, message))
    conversations.redact(DOC_ID)
    assert [c.title for c in conversations.list()] == ["The flat"]


def test_the_version_of_a_conversation_changes_with_all_but_a_growing_answer(conversations: Conversations) -> None:
    conversation = conversations.start("Rent?")
    message = conversations.ask(conversation, "Rent?")
    seen = [conversations.version(conversation)]
    conversations.keep(message, ANSWER)
    assert conversations.version(conversation) == seen[0]
    for change in (
        lambda: conversations.rename(conversation, "The flat"),
        lambda: conversations.ask(conversation, "And dogs?"),
        lambda: conversations.ask_again(message, "Rent?"),
        lambda: conversations.remove(conversation),
    ):
        change()
        assert conversations.version(conversation) not in seen
        seen.append(conversations.version(conversation))
    assert conversations.version(conversation) is None


def test_the_number_of_a_removed_conversation_is_not_given_again(conversations: Conversations) -> None:
    first = conversations.start("First")
    message = conversations.ask(first, "?")
    conversations.remove(first)
    second = conversations.start("Second")
    assert second > first
    assert conversations.ask(second, "?") > message


def test_a_removed_conversation_takes_its_messages_along(conversations: Conversations) -> None:
    conversation = conversations.start("First")
    message = conversations.ask(conversation, "?")
    conversations.remove(conversation)
    assert (conversations.list(), conversations.messages(conversation)) == ([], [])
    conversations.keep(message, ANSWER)  # its answer comes too late
    assert conversations.messages(conversation) == []
    with pytest.raises(StorageError, match="FOREIGN KEY"):
        conversations.ask(conversation, "?")


def test_what_was_being_written_when_docqa_ended_is_closed(conversations: Conversations) -> None:
    conversation = conversations.start("First")
    whole, partial, bare = (conversations.ask(conversation, "?") for _ in range(3))
    conversations.keep(whole, ANSWER)
    conversations.keep(partial, replace(ANSWER, done=False, text="It is 1,2"))
    conversations.end_interrupted()
    answers = {message.id: message.answer for message in conversations.messages(conversation)}
    assert answers[whole] == ANSWER
    assert answers[partial] == replace(ANSWER, text="It is 1,2", error=CLOSED)
    assert answers[bare] == Answer("?", done=True, error=CLOSED)


def test_a_conversation_goes_on_without_thinking_and_without_what_failed() -> None:
    answers = [
        ANSWER,
        replace(ANSWER, text=REFUSAL, refused=True),
        replace(ANSWER, text="It is 1,2", error="Ollama stopped."),
        Answer("Not answered yet"),
    ]
    turns = history([Message(number, answer) for number, answer in enumerate(answers)])
    assert turns == [
        Turn(ANSWER.question, ANSWER.text, "It is 1,250 dollars."),
        Turn(ANSWER.question, ""),
        Turn(ANSWER.question, ""),
        Turn("Not answered yet", ""),
    ]
    assert ANSWER.thinking not in repr(turns)


def test_the_export_has_answers_marks_and_sources() -> None:
    broken = replace(ANSWER, question="And dogs?", text="", sentences=(), error="Ollama stopped.", quotations=())
    assert to_markdown("How much is the rent?", [Message(1, ANSWER), Message(2, broken)]) == (
        "# How much is the rent?\n\n"
        "## How much is the rent?\n\n"
        "> The rent is 1,250 dollars a month.\n>\n> — Lease.pdf, sheet 4, printed iv\n\n"
        "*Written by deepseek-r1:1.5b:*\n\n"
        "It is 1,250 dollars. [1] The weather is fine. *(not in the sources)*\n\n"
        "**Sources**\n\n"
        "1. Lease.pdf, sheet 4, printed iv: “The rent is 1,250 dollars a month.”\n\n"
        "## And dogs?\n\n"
        "*Ollama stopped.*\n\n"
        "**Sources**\n\n"
        "1. Lease.pdf, sheet 4, printed iv: “The rent is 1,250 dollars a month.”\n"
        "2. Lease.pdf, p. 8: “Dogs are not allowed here.”\n"
    )


def test_warnings_and_quotations_stand_first_and_no_model_signs_a_quotation() -> None:
    told = replace(ANSWER, notice="Nothing mentions Labrador.", stopped=True, error="It broke off.")
    lines = to_markdown("Rent", [Message(1, told)]).split("\n\n")
    assert lines[2:5] == ["*Nothing mentions Labrador.*", "*It broke off.*", "*Stopped before its end.*"]
    report = from_json(to_json(Answer("Report", stopped=True, progress="Section 4 of 11")), "Report")
    assert "*Stopped before its end: Section 4 of 11.*" in to_markdown("Rent", [Message(1, report)])
    assert lines[5].startswith("> The rent is")
    assert lines[6] == "*Written by deepseek-r1:1.5b:*"
    quoted = to_markdown("Rent", [Message(1, replace(ANSWER, text="", sentences=()))])
    assert "deepseek" not in quoted


def test_a_cell_is_exported_with_its_labels() -> None:
    told = replace(ANSWER, sentences=(Sentence("It is 1,250 dollars.", 0, 20, (CELL,)),))
    assert "1. Lease.pdf, sheet 4, printed iv: “Rent · 2024: 1,250, dollars”" in to_markdown("Rent", [Message(1, told)])


def test_the_export_of_the_documents_own_words() -> None:
    closest = Answer("Rent?", quotations=(CITATION,), finding=Finding.CLOSEST, passages=(PASSAGE,), done=True)
    nothing = Answer("Dogs?", finding=Finding.NONE, refused=True, done=True)
    assert to_markdown("Rent?", [Message(1, closest), Message(2, nothing)]) == (
        "# Rent?\n\n"
        "## Rent?\n\n"
        f"*{CLOSEST_WORDS}*\n\n"
        "> The rent is 1,250 dollars a month.\n>\n> — Lease.pdf, sheet 4, printed iv\n\n"
        "## Dogs?\n\n"
        f"*{REFUSAL}*\n"
    )


def test_a_conversation_goes_on_from_the_documents_own_words() -> None:
    answered = Answer("Rent?", quotations=(CITATION,), finding=Finding.ANSWERS, done=True)
    words = "“The rent is 1,250 dollars a month.”"
    turns = history([Message(1, answered), Message(2, replace(answered, finding=Finding.CLOSEST))])
    assert turns == [Turn("Rent?", words, words), Turn("Rent?", "")]


def test_an_answer_that_a_small_model_gave_an_earlier_docqa_is_still_read() -> None:
    fields = json.loads(to_json(Answer("Who?", "“It is Ada.”", done=True)))
    kept = fields | {"quote": json.loads(to_json(ANSWER))["quotations"][0], "own_words": "Elves."}
    assert from_json(json.dumps(kept), "Who?") == Answer("Who?", "“It is Ada.”", done=True)


def test_the_export_calls_no_other_machine_when_it_is_shown() -> None:
    from markdown_it import MarkdownIt

    evil = '![a](http://evil.example/a.png) <img src="http://evil.example/b.png"> \\<script>1</script> [![b][1]](c)'
    passage = replace(PASSAGE, doc="<b>x", chunk=replace(PASSAGE.chunk, text=evil))
    text = to_markdown(f"{evil}\n\n[1]: d", [Message(1, Answer(evil, text=evil, passages=(passage,), done=True))])
    html = MarkdownIt("commonmark", {"html": True}).render(text)
    assert "<img" not in html
    assert "<script" not in html
    assert "<b>" not in html


def test_no_line_of_a_document_is_a_heading_a_list_or_a_rule_of_the_export() -> None:
    from markdown_it import MarkdownIt

    lines = [
        "# What is owed?",
        "> Rent 900 EUR",
        "- Gas 30.00 EUR",
        "Sum",
        "===",
        "1. Water",
        "2) Tea",
        "~~~",
        "***",
        "| a |",
    ]
    quoted = tuple(replace(CITATION, doc="# a.pdf", text=line) for line in lines)
    parts = (Part(lines[0], 1, quoted[:1]), Part("", 1, quoted))
    told = replace(ANSWER, quotations=quoted, parts=parts, passages=(replace(PASSAGE, doc="# a.pdf"), OTHER))
    html = MarkdownIt("commonmark").enable("table").render(to_markdown("Rent", [Message(1, told)]))
    usual = replace(told, quotations=(CITATION,) * len(lines), passages=(PASSAGE, OTHER))
    usual = replace(usual, parts=(Part(CITATION.text, 1, (CITATION,)), Part("", 1, (CITATION,) * len(lines))))
    same = MarkdownIt("commonmark").enable("table").render(to_markdown("Rent", [Message(1, usual)]))
    blocks = r"</?(?:h\d|ul|ol|li|blockquote|hr|table|pre)\b"
    assert re.findall(blocks, html) == re.findall(blocks, same)
    assert all(line.replace(">", "&gt;") in html for line in lines)


def test_a_heading_under_another_begins_its_sentences() -> None:
    parts = (Part("Terms", 1), Part("Dogs", 2, (replace(CITATION, text="Dogs pay 5."),), is_run_in=True))
    markdown = to_markdown("Rent", [Message(1, replace(ANSWER, parts=parts))])
    assert "\n\n### Terms\n\n**Dogs.** Dogs pay 5. (" in markdown


def test_marks_stand_behind_their_sentences() -> None:
    assert marked(ANSWER) == "It is 1,250 dollars. [1] The weather is fine. *(not in the sources)*"
    assert marked(Answer("?", text="Still growing")) == "Still growing"


DOC_ID = "0123456789abcdef" * 4
DRAWN = from_json(to_json(ANSWER).replace('"doc_id":"d"', f'"doc_id":"{DOC_ID}"'), "")


def hold(database: Database, doc_id: str) -> None:
    with database.transaction() as db:
        db.execute(
            "INSERT INTO documents (id, name, bytes, state, added) VALUES (?, 'Lease.pdf', 1, 'indexing', 0)", (doc_id,)
        )


def let_go(database: Database, doc_id: str) -> None:
    with database.transaction() as db:
        db.execute("DELETE FROM documents WHERE id = ?", (doc_id,))


def test_an_answer_that_was_still_searched_for_keeps_no_word_of_a_removed_document(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "library.sqlite3")
    conversations = Conversations(database)
    hold(database, DOC_ID)
    conversation = conversations.start("How much is the rent?")
    searching = conversations.ask(conversation, DRAWN.question)
    let_go(database, DOC_ID)
    conversations.redact(DOC_ID)  # nothing is stored yet that it could find
    for growing in (replace(DRAWN, done=False), DRAWN):
        conversations.keep(searching, growing)
        (message,) = conversations.messages(conversation)
        assert message.answer == Answer(DRAWN.question, error=REMOVED, done=growing.done)


def test_an_answer_that_was_begun_keeps_what_it_quotes_of_a_removed_document(tmp_path: Path) -> None:
    """The person has chosen to keep the answers that drew on it."""
    database = Database.open(tmp_path / "library.sqlite3")
    conversations = Conversations(database)
    hold(database, DOC_ID)
    conversation = conversations.start("How much is the rent?")
    writing = conversations.ask(conversation, DRAWN.question)
    conversations.keep(writing, replace(DRAWN, done=False))
    let_go(database, DOC_ID)
    conversations.keep(writing, DRAWN)
    assert [message.answer for message in conversations.messages(conversation)] == [DRAWN]


def test_a_list_is_kept_as_a_table_whose_cells_stay_cells() -> None:
    fee = Citation(1, "", "a|b.pdf", 3, "4", 0, 9, "Dogs |\ncost <b>5</b>.", answering="dogs")
    markdown = to_markdown("Fees", [Message(1, Answer("?", parts=(Part("Fees", 1, (fee,)),), done=True))])
    assert "### Fees\n\n| Item | Words | Document | Place |\n|---|---|---|---|\n" in markdown
    assert "| dogs | Dogs \\| cost &lt;b>5&lt;/b>. | a\\|b.pdf | p. 4 |\n" in markdown
    labelled = Part("Fees", 1, (replace(fee, label="A|4"),))
    assert "printed A\\|4 |\n" in to_markdown("Fees", [Message(1, Answer("?", parts=(labelled,), done=True))])
