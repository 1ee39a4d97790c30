"""Conversations as files."""

import json

import pytest

from docqa.conversations.export import all_to_json, all_to_markdown
from docqa.conversations.kept import Conversation, Message
from docqa.documents import Answer

pytestmark = pytest.mark.pure

RENT = Conversation(3, "Rent?", 0.0, pinned=True), (Message(5, Answer("Rent?", "9."), (Answer("Rent", "8."),)),)
DOGS = Conversation(4, "Dogs?", 0.0), (Message(6, Answer("Dogs?", "No.")),)


def test_all_conversations_are_one_text() -> None:
    assert all_to_markdown([RENT, DOGS]) == "# Rent?\n\n## Rent?\n\n9.\n\n# Dogs?\n\n## Dogs?\n\nNo.\n"


def test_json_has_every_answer_of_every_question() -> None:
    first, second = json.loads(all_to_json([RENT, DOGS]))
    assert (first["id"], first["title"], first["pinned"], second["title"]) == (3, "Rent?", True, "Dogs?")
    (message,) = first["messages"]
    assert (message["answer"]["text"], [a["text"] for a in message["earlier"]]) == ("9.", ["8."])
