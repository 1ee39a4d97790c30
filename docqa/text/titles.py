"""The lines of a page that may be its title."""

import re
from collections.abc import Iterator

from docqa.documents import Heading, Page

MAX_TITLE_LINES = 7  # at the top of a page: a company's name and a date stand there too
MAX_TITLE_CHARACTERS = 110


def title_lines(page: Page) -> Iterator[Heading]:
    """The lines that may be the title of a page: the short ones among its first."""
    lines = [line for line in re.finditer(r"[^\n]+", page.text) if line[0].strip()]
    for line in lines[:MAX_TITLE_LINES]:
        if len(line[0].strip()) <= MAX_TITLE_CHARACTERS:
            yield Heading(line.start(), line[0].strip())
