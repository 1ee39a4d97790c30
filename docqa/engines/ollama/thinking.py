"""Tells a model's thinking from its answer where both come in one stream of text. Pure."""

import re

OPENING_TAG, CLOSING_TAG = "<think>", "</think>"
# What may follow an opening tag in a template that says no more before the model goes on: the ends of its blocks, of a
# string, of a line, and from where it has the answer itself on.
_END_OF_TEMPLATE = re.compile(
    r"\{\{-?\s*end\s*-?\}\}|\{%-?\s*end\w+\s*-?%\}|\{\{-?\s*\.Response\b.*|\\n|['\"\s}-]", re.DOTALL
)


def opens_think_tag(template: str) -> bool:
    """Whether a chat template, in Go's language or in Jinja's, ends with an opened thinking, so that no answer has one.

    >>> opens_think_tag("{{ range .Messages }}{{ .Content }}{{ end }}<|im_start|>assistant\\n<think>\\n")
    True
    >>> opens_think_tag(r"{% if add_generation_prompt %}{{- '<|Assistant|><think>\\n' }}{% endif %}")
    True
    >>> opens_think_tag("{{ if not .Think }}<think>\\n\\n</think>\\n{{ end }}"), opens_think_tag("{{ .Prompt }}")
    (False, False)
    """
    _, tag, rest = template.rpartition(OPENING_TAG)
    return bool(tag) and not _END_OF_TEMPLATE.sub("", rest)


class ThinkSplitter:
    """Splits text that begins with `<think>...</think>` into thinking and answer, however it is cut into pieces.

    A tag counts only at the very beginning, so an answer may speak of `<think>`. Without a closing tag all is thinking.

    >>> splitter = ThinkSplitter()
    >>> [splitter.feed(piece) for piece in ("<th", "ink>Hm", "m.</thi", "nk>", "\\n\\nYes")]
    [('', ''), ('Hm', ''), ('m.', ''), ('', ''), ('', 'Yes')]
    >>> splitter.finish()
    ('', '')
    """

    def __init__(self, *, is_open: bool = False) -> None:
        """With `is_open` the text begins within the thinking, its opening tag being part of the prompt."""
        self._held = ""  # text that may be the beginning of a tag
        self._is_open = is_open
        self._thinking: bool | None = None  # not known before the first visible character
        self._answer_began = False

    def come_apart(self) -> None:
        """Take all that comes for the answer: the server keeps the thinking apart by itself."""
        if self._thinking is None:
            self._is_open = False

    def feed(self, piece: str) -> tuple[str, str]:
        """The thinking and the answer that `piece` adds; either may be empty."""
        text = self._held + piece
        self._held = ""
        if self._thinking is None:
            visible = text.lstrip()
            if OPENING_TAG.startswith(visible):  # nothing yet, or too little to tell
                self._held = text
                return "", ""
            self._thinking = self._is_open or visible.startswith(OPENING_TAG)
            if not self._thinking:
                self._answer_began = True  # nothing stood before it: its own white space stays
                return "", text
            text = visible.removeprefix(OPENING_TAG)
        if not self._thinking:
            return "", self._answer(text)
        thinking, closed, rest = text.partition(CLOSING_TAG)
        if closed:
            self._thinking = False
            return thinking, self._answer(rest)
        kept = next(n for n in range(len(CLOSING_TAG) - 1, -1, -1) if thinking.endswith(CLOSING_TAG[:n]))
        self._held = thinking[len(thinking) - kept :]
        return thinking[: len(thinking) - kept], ""

    def finish(self) -> tuple[str, str]:
        """What was still held back when the text ended."""
        held, self._held = self._held, ""
        return (held, "") if self._thinking else ("", held)

    def _answer(self, text: str) -> str:
        if not self._answer_began:  # the blank lines after the closing tag belong to neither
            text = text.lstrip()
            self._answer_began = bool(text)
        return text
