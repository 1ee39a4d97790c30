"""Conversations as files: all of them as one text in Markdown, or as JSON with everything that is kept."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from docqa.conversations.kept import Conversation, Message, to_json, to_markdown

Kept = tuple[Conversation, Sequence[Message]]


def all_to_markdown(conversations: Iterable[Kept]) -> str:
    """Conversations one after the other, each as `to_markdown` writes it."""
    return "\n".join(to_markdown(conversation.title, messages) for conversation, messages in conversations)


def all_to_json(conversations: Iterable[Kept]) -> str:
    """A list of conversations, each question with its answer, as `documents.Answer` says, and the earlier ones.

    >>> print(all_to_json([(Conversation(7, "Rent?", 0.0), ())]))
    [
      {
        "id": 7,
        "title": "Rent?",
        "created": "1970-01-01T00:00:00+00:00",
        "pinned": false,
        "messages": []
      }
    ]
    """
    return json.dumps([_conversation(*kept) for kept in conversations], ensure_ascii=False, indent=2)


def _conversation(conversation: Conversation, messages: Sequence[Message]) -> dict[str, object]:
    return {
        "id": conversation.id,
        "title": conversation.title,
        "created": datetime.fromtimestamp(conversation.created, UTC).isoformat(),
        "pinned": conversation.pinned,
        "messages": [
            {
                "answer": json.loads(to_json(message.answer)),
                "earlier": [json.loads(to_json(a)) for a in message.earlier],
            }
            for message in messages
        ],
    }
